"""Transferring the caller to a human, as far as it is known what the commercial server does.

@jambonz/schema components/transferOptions, callbacks/transfer. No source tells what its event hook tells: it is not
called here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import anyio

from jambonz_proto import components, hooks, verbs
from jambonz_proto.testing._legs import Callee, Kind, Leg
from jambonz_proto.testing._stack import Run, Stack, Unanswered, runs

from .dial import Dialing
from .sip import refer

Reason: TypeAlias = Literal["completed", "no-answer", "busy", "declined", "caller-abandoned", "error"]
Result: TypeAlias = Literal["bridged", "returned", "voicemail", "failed"]

RINGING = 30
"""Seconds that it rings if the verb does not say."""
_CONFIRMING = 15.0
_BUSY = (486, 600)
_DECLINED = 603
_CANCELLED = 487


@runs(verbs.Transfer, needs="audio")
async def transfer(run: Run[verbs.Transfer]) -> None:
    """By REFER, or by a call that is bridged, after a briefing if it is warm."""
    verb = run.verb
    is_by_refer = verb.mode == "blind" and verb.blind_method != "dial"
    outcome = await (_refer(run) if is_by_refer else _dial(run))
    result = _result(run, outcome)
    payload = hooks.TransferResult(
        transfer_result=result,
        transfer_reason=outcome.reason,
        dial_call_sid=outcome.call_sid,
        sip_status=outcome.sip_status,
    )
    await run.hook("action_hook", payload)
    if result == "failed" and not run.leg.is_gone:
        await run.session.end("application", f"the transfer has failed ({outcome.reason}), which ends the call")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a transfer."""

    reason: Reason
    sip_status: int | None = None
    call_sid: str | None = None


async def _refer(run: Run[verbs.Transfer]) -> Outcome:
    async def tell(status: int) -> bool:
        return True

    refused, final = await refer(run, tell)
    status = refused or final
    if run.is_killed:
        return Outcome("caller-abandoned")
    return Outcome("completed" if status == 200 else _reason(status), status)


async def _dial(run: Run[verbs.Transfer]) -> Outcome:
    transferring = Transferring(run)
    await transferring.proceed()
    return transferring.outcome()


def _reason(sip_status: int | None) -> Reason:
    """Why a call to the destination came to nothing."""
    if sip_status in _BUSY:
        return "busy"
    return "declined" if sip_status == _DECLINED else "no-answer" if sip_status in (None, _CANCELLED) else "error"


def _result(run: Run[verbs.Transfer], outcome: Outcome) -> Result:
    """Where the caller ends up, as the verb says it for this kind of failure."""
    disposition = run.verb.disposition
    if outcome.reason == "completed":
        return "bridged"
    if outcome.reason == "caller-abandoned":
        return "failed"
    then = None
    if disposition is not None:
        then = {
            "no-answer": disposition.on_no_answer,
            "busy": disposition.on_busy,
            "declined": disposition.on_decline,
        }.get(outcome.reason, disposition.on_failure)
        if then == "voicemail":
            run.session.remark(f"the caller is put through to the voicemail {disposition.voicemail_url}")
    return "voicemail" if then == "voicemail" else "failed" if then == "hangup" else "returned"


class Transferring(Dialing):
    """A call to the destination, which is briefed and asked before it gets the caller."""

    def __init__(self, run: Run[verbs.Transfer]) -> None:
        verb = run.verb
        dial = verbs.Dial(target=list(verb.target), caller_id=verb.caller_id, timeout=int(verb.timeout or RINGING))
        super().__init__(run, dial)
        self._transfer = verb
        self._was_declined = False

    def outcome(self) -> Outcome:
        """What became of it."""
        call_sid = self._last.sid if self._last is not None else None
        if self._status == "completed":
            return Outcome("completed", 200, call_sid)
        if self._run.is_killed:
            return Outcome("caller-abandoned", None, call_sid)
        if self._was_declined:
            return Outcome("declined", self._sip_status, call_sid)
        sip_status = self._sip_status if (self._sip_status or 0) >= 300 else _CANCELLED
        return Outcome(_reason(sip_status), sip_status, call_sid)

    async def is_accepted(self, callee: Callee) -> bool:
        """The destination has to press a key, and is told what it is about, while the caller waits."""
        verb = self._transfer
        if verb.mode == "warm" and not verb.caller_present and verb.on_hold_hook is not None:
            self._session.spawn(lambda: self._entertain(callee))
        if verb.confirm is not None and not await self._confirms(callee, verb.confirm):
            return False
        if verb.mode == "warm" and verb.brief is not None and not callee.is_gone:
            await self._tell(verb.brief.text, *((callee, self._run.leg) if verb.caller_present else (callee,)))
        self._run.stop_playing()
        return not callee.is_gone

    async def _confirms(self, callee: Callee, confirm: components.TransferConfirm) -> bool:
        """Whether the destination presses the right key."""
        key = _Key(confirm.digit)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._tell, confirm.prompt, callee)
            with callee.heard_by(key), self._session.clock.move_on_after(_CONFIRMING):
                await key.pressed.wait()
            tasks.cancel_scope.cancel()
        if not key.is_right and not callee.is_gone:
            self._was_declined = True
            self._session.off(callee, "jambonz", "the destination did not accept the call")
        return key.is_right

    async def _tell(self, text: str, *legs: Leg) -> None:
        """Have people hear a text or a recording."""
        is_recording = text.startswith(("http://", "https://"))
        prompt = verbs.Play(url=text) if is_recording else verbs.Say(text=text)
        async with anyio.create_task_group() as tasks:
            for leg in legs:
                prompts = Stack(self._session, leg, parent=self._run)
                prompts.extend([prompt])
                tasks.start_soon(prompts.run)

    async def _entertain(self, callee: Callee) -> None:
        """Ask what the caller is to hear meanwhile, again and again."""
        while self._bridge is None and not callee.is_gone and not self._run.is_killed:
            try:
                given = await self._session.hook(self._transfer, "on_hold_hook", hooks.TransferHold(), run=self._run)
            except Unanswered:
                return
            if not given or self._bridge is not None:
                return
            await self._run.play(given)


class _Key:
    """Waits for a key."""

    def __init__(self, key: str) -> None:
        self.takes: frozenset[Kind] = frozenset({"digits"})
        self.pressed = anyio.Event()
        self.is_right = False
        self._key = key

    def hear(self, speech: hooks.Speech) -> None:
        """Not listened to."""

    def press(self, key: str) -> None:
        """Right or wrong."""
        self.is_right = key == self._key
        self.pressed.set()
