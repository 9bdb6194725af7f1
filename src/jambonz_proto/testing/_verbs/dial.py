"""Calling somebody, and connecting the caller with them."""

from __future__ import annotations

import math
from functools import partial

import anyio
from anyio.abc import TaskGroup

from jambonz_proto import commands, components, hooks, verbs
from jambonz_proto._base import Verb
from jambonz_proto.testing._commands import no_effect
from jambonz_proto.testing._legs import Bridge, Callee, Kind, Leg, number_of
from jambonz_proto.testing._live import leg_of
from jambonz_proto.testing._payloads import Facts
from jambonz_proto.testing._stack import Run, Stack, Unanswered, runs

from .audio import PLAYING, whisper
from .dub import work_on_track

RINGING = 60.0
"""Seconds that a dial rings if it does not say: ``dial.js``."""
_TARGETS = 10
_BETWEEN_KEYS = 3.0
_STATUS = {200: "in-progress", 486: "busy", 487: "no-answer", 600: "busy"}
"""SIP status to call status; ``failed`` for all others."""


@runs(verbs.Dial, needs="audio")
async def dial(run: Run[verbs.Dial]) -> None:
    """Rings all targets at once, and connects the first that answers and is accepted, until somebody hangs up.

    feature-server lib/tasks/dial.js, lib/utils/place-outdial.js.
    """
    dialing = Dialing(run, run.verb)
    await dialing.proceed()
    await run.hook("action_hook", dialing.result(), forgiving=True, applies=not run.was_replaced)


class Dialing:
    """Calling somebody, from the first ring until somebody hangs up.

    Args:
        run: The run of the verb that wants it.
        verb: How to do it.
    """

    def __init__(self, run: Run[Verb], verb: verbs.Dial) -> None:
        self._run = run
        self._session = run.session
        self._verb = verb
        self._callees = [self._callee(target) for target in _distinct(self._verb)]
        self._open = set(self._callees)
        self._winner: Callee | None = None
        self._status: str | None = None
        self._sip_status: int | None = None
        self._last: Callee | None = None
        self._rings_until = self._session.clock.now() + (self._verb.timeout or RINGING)
        self._changed = anyio.Event()
        self._bridge: Bridge | None = None
        self._path = _first_path(self._verb)

    def _callee(self, target: components.Target) -> Callee:
        caller, verb = self._run.leg.facts, self._verb
        facts = Facts(
            direction="outbound",
            from_=verb.caller_id or caller.from_,
            to=number_of(target),
            caller_id=verb.caller_id or caller.from_,
            parent_call_sid=caller.call_sid,
            trace_id=caller.trace_id,
            customer_data=verb.tag,
        )
        return Callee(self._session, facts, self._run.verb, target)

    def result(self) -> hooks.DialResult:
        """What became of it. After a ring timeout the status is the last one seen: ``dial.js:604``."""
        return hooks.DialResult(
            dial_call_status=self._status,
            dial_sip_status=self._sip_status,
            dial_call_sid=self._last.sid if self._last is not None else None,
            dial_sbc_callid=self._last.facts.sbc_callid if self._last is not None else None,
        )

    async def proceed(self) -> None:
        """Ring, and connect who answers and is accepted, unless the run is killed."""
        run = self._run
        with (
            run.takes(commands.MuteStatus, self._mute),
            run.takes(commands.MediaPath, self._change_path),
            run.takes(commands.Whisper, self._take_whisper),
            run.until_killed(),
        ):
            callee = await self._ring()
            if callee is not None:
                await self._connect(callee)
        await self._hang_up()

    # -- before somebody is connected ----------------------------------------------------------

    async def _ring(self) -> Callee | None:
        """Ring all, and return who is to be connected, or ``None`` if nobody is."""
        self._session.callees += self._callees
        async with anyio.create_task_group() as tasks:
            self._play_music(tasks)
            for callee in self._callees:
                await self._progress(callee, 100, "Trying", "trying")
                await self._progress(callee, 180, "Ringing", "ringing")
                tasks.start_soon(self._attempt, callee)
            await self._decided()
            tasks.cancel_scope.cancel()
        return self._winner

    async def _decided(self) -> None:
        while self._open and self._winner is None:
            self._changed = anyio.Event()
            with self._session.clock.move_on_at(self._rings_until) as patience:
                await self._changed.wait()
            if patience.cancelled_caught:
                return

    def _play_music(self, tasks: TaskGroup) -> None:
        music, leg = self._verb.dial_music, self._run.leg
        if music is None:
            return
        self._session.heard(leg, music, "played", self._verb)

        async def last() -> None:
            with leg.hearing(), self._session.clock.move_on_after(self._session.setting.durations.get(music, PLAYING)):
                await anyio.sleep_forever()

        tasks.start_soon(last)

    async def _attempt(self, callee: Callee) -> None:
        await callee.responded.wait()
        assert callee.response is not None
        sip_status, reason = callee.response
        if sip_status == 200:
            callee.answered_at = self._session.clock.now()
            callee.hang_up = partial(self._hangs_up, callee)
            self._rings_until = math.inf  # even if the callee is not accepted then
            self._changed.set()
        else:
            self._session.off(callee, "callee", f"SIP {sip_status} {reason}", sip_status)
        await self._progress(callee, sip_status, reason, _STATUS.get(sip_status, "failed"))
        if sip_status == 200 and await self.is_accepted(callee):
            self._winner = self._winner or callee
        self._open.discard(callee)
        self._changed.set()

    async def _progress(self, callee: Callee, sip_status: int, reason: str, status: str) -> None:
        if self._status not in ("completed", "no-answer"):
            self._status, self._sip_status, self._last = status, sip_status, callee
        await self._session.new_status(callee, status, sip_status, reason)

    async def is_accepted(self, callee: Callee) -> bool:
        """Whether the callee may be connected: no hook, no verbs, or still there after them.

        feature-server lib/utils/place-outdial.js:389-437.
        """
        owner = callee.target if callee.target.confirm_hook is not None else self._verb
        if owner.confirm_hook is None:
            return True
        try:
            given = await self._session.ask_hook(owner, "confirm_hook", hooks.CallInfo(), callee)
            screening = Stack(self._session, callee, is_confirming=True)
            screening.extend(given or ())
            await screening.run()
        except Unanswered as error:
            if not callee.is_gone:
                self._session.off(callee, "jambonz", f"not accepted: {error}")
        return not callee.is_gone

    # -- when somebody is ----------------------------------------------------------------------

    async def _connect(self, callee: Callee) -> None:
        """Connect the caller with somebody, until that one hangs up or the time is up."""
        session, caller = self._session, self._run.leg
        self._status, self._sip_status, self._last = "completed", 200, callee
        if not caller.is_answered:
            await session.answer(caller)
        await self._hang_up_all(but=callee)
        self._run.connected = callee
        session.remark(f"{caller.facts.from_} and {callee.facts.to} are connected")
        for dub in self._verb.dub or ():
            work_on_track(session, callee, dub)
        self._bridge = Bridge(caller, callee)
        with (
            self._bridge.connected(),
            caller.heard_by(*self._captures(caller)),
            callee.heard_by(*self._captures(callee)),
            self._run.beside(self._verb.listen, self._verb.stream, self._verb.transcribe),
            session.clock.move_on_after(self._verb.time_limit or None),
        ):
            await callee.gone.wait()

    def _captures(self, leg: Leg) -> list[_Capture]:
        """What waits for a row of keys; by a defect the caller's rows are watched for on the callee's leg."""
        captured = self._verb.dtmf_capture
        if captured is None or self._verb.dtmf_hook is None:
            return []
        if isinstance(captured, list):
            return [_Capture(self._run, self._verb, leg, captured)]
        both = [*(captured.child_call or ()), *(captured.parent_call or ())]
        return [_Capture(self._run, self._verb, leg, both)] if leg is not self._run.leg and both else []

    async def _hangs_up(self, callee: Callee) -> None:
        self._session.off(callee, "callee", "the callee hung up")
        await self._session.new_status(callee, "completed")
        callee.gone.set()

    # -- commands ------------------------------------------------------------------------------

    async def _mute(self, command: commands.MuteStatus) -> None:
        """Mute the caller or who is connected with them."""
        leg_of(self._session, command).is_muted = command.data.status == "mute"

    async def _change_path(self, command: commands.MediaPath) -> None:
        """Has no effect that could be heard, but the server minds if the audio takes that way already."""
        rule = "feature-server lib/tasks/dial.js:975-1003"
        if self._bridge is None:
            no_effect(self._session, command, "nobody is connected", rule)
        elif self._path == command.data:
            no_effect(self._session, command, f"the path is {self._path} already", rule)
        self._path = command.data

    async def _take_whisper(self, command: commands.Whisper) -> None:
        """Have one of the two hear something, while they do not hear each other."""
        if self._bridge is None:
            no_effect(self._session, command, "nobody is connected", "feature-server lib/tasks/dial.js:322-351")
            return
        self._session.spawn(partial(self._whisper, self._bridge, command))

    async def _whisper(self, bridge: Bridge, command: commands.Whisper) -> None:
        with bridge.interrupted():
            await whisper(self._run, leg_of(self._session, command), command)

    # -- after all -----------------------------------------------------------------------------

    async def _hang_up(self) -> None:
        """Whoever is still on the phone is hung up; those that ring still are told nothing of."""
        self._run.connected = None
        await self._hang_up_all(but=None)

    async def _hang_up_all(self, *, but: Callee | None) -> None:
        for callee in self._callees:
            if callee is but or callee.is_gone:
                continue
            self._session.off(callee, "jambonz", "the dial is over", None if callee.is_answered else 487)
            if callee.is_answered:
                await self._session.new_status(callee, "completed")
            callee.gone.set()


class _Capture:
    """Waits for rows of keys on a leg: ``dial.js:484-518``."""

    def __init__(self, run: Run[Verb], verb: verbs.Dial, leg: Leg, rows: list[str]) -> None:
        self.takes: frozenset[Kind] = frozenset({"digits"})
        self._run = run
        self._verb = verb
        self._leg = leg
        self._rows = rows
        self._keys = ""
        self._last = -math.inf

    def hear(self, speech: hooks.Speech) -> None:
        """Not listened to."""

    def press(self, key: str) -> None:
        """A match is at the end of what was pressed with less than 3 s between two keys."""
        now = self._run.session.clock.now()
        self._keys = key if now - self._last >= _BETWEEN_KEYS else self._keys + key
        self._last = now
        found = next((row for row in self._rows if self._keys.endswith(row)), None)
        if found is not None:
            self._run.session.hook_soon(self._verb, "dtmf_hook", hooks.DialDtmf(dtmf=found), leg=self._leg)


def _first_path(verb: verbs.Dial) -> str:
    """Which way the audio takes once somebody is connected: past the media server, unless that has work to do."""
    has_work = (verb.anchor_media, verb.listen, verb.stream, verb.dub, verb.transcribe, verb.amd)
    if any(has_work):
        return "full-media"
    return "no-media" if verb.exit_media_path else "partial-media"


def _distinct(verb: verbs.Dial) -> list[components.Target]:
    """The targets without those that are called already, ten at most: ``dial.js`` filterAndLimit."""
    found: dict[tuple[str, str], components.Target] = {}
    for target in verb.target:
        found.setdefault((type(target).__name__, number_of(target)), target)
    return list(found.values())[:_TARGETS]
