"""Verbs that speak SIP with the caller's side, or send something that is no audio."""

from __future__ import annotations

import uuid
from collections import deque
from collections.abc import Awaitable, Callable

import anyio

from jambonz_proto import hooks, verbs
from jambonz_proto._base import Verb
from jambonz_proto.testing._stack import Run, Unanswered, runs

_ANSWERED_WITHIN = 15.0
_DTMF = 500


class Referral:
    """A transfer that the caller's side was asked for by REFER: what that says about it."""

    def __init__(self) -> None:
        self.refused: int | None = None
        self._statuses: deque[int] = deque()
        self._news = anyio.Event()

    def refuse(self, status: int) -> None:
        """The REFER gets this SIP status."""
        self.refused = status
        self._news.set()

    def notify(self, status: int) -> None:
        """A NOTIFY tells this SIP status of the call to the new party."""
        self._statuses.append(status)
        self._news.set()

    async def next(self) -> int | None:
        """The next status that is told; ``None`` if the REFER was refused."""
        while not self._statuses and self.refused is None:
            self._news = anyio.Event()
            await self._news.wait()
        return self._statuses.popleft() if self.refused is None else None


@runs(verbs.SipRefer, needs="answered")
async def sip_refer(run: Run[verbs.SipRefer]) -> None:
    """Waits for the final NOTIFY, fifteen seconds at most; whoever hangs up before ends it without the hook.

    feature-server lib/tasks/sip_refer.js.
    """

    async def tell(status: int) -> bool:
        """Tell the progress of a transfer; without an ack of use the server forgets about this status."""
        try:
            await run.hook("event_hook", hooks.SipReferEvent(event="transfer-status", call_status=status))
        except Unanswered:
            return False
        return True

    refused, final = await refer(run, tell)
    if not run.is_killed:
        result = hooks.SipReferResult(refer_status=refused or 202, final_referred_call_status=final)
        await run.hook("action_hook", result, forgiving=True)


async def refer(run: Run[Verb], tell: Callable[[int], Awaitable[bool]]) -> tuple[int | None, int | None]:
    """Send a REFER to the caller's side, and wait for what comes of it.

    Args:
        run: What wants that.
        tell: Tells of each status of the new call; returns whether it counts.

    Returns:
        The SIP status with which the REFER was refused, and the final one of the new call, as far as there are such.
    """
    session = run.session
    transfer = session.transfer = Referral()
    final: int | None = None
    try:
        with run.until_killed(), session.clock.move_on_after(_ANSWERED_WITHIN):
            while final is None and (status := await transfer.next()) is not None:
                if await tell(status) and status >= 200:
                    final = status
    finally:
        session.transfer = None
    return transfer.refused, final


@runs(verbs.SipRequest, needs="answered")
async def sip_request(run: Run[verbs.SipRequest]) -> None:
    """The caller's side answers at once: feature-server lib/tasks/sip_request.js.

    Without an ack of use the server says by the same hook that the request has failed.
    """
    session, status = run.session, run.session.setting.sip_status
    session.remark(f"{run.verb.method.upper()} is sent to the {run.leg.who}")
    result = hooks.SipRequestResult(result="success", sip_status=status)
    if status is None:
        result = hooks.SipRequestResult(result="failed", err="request timeout")
    try:
        await run.hook("action_hook", result)
    except Unanswered as error:
        why = None if "timeout" in str(error) else str(error)
        await run.hook("action_hook", hooks.SipRequestResult(result="failed", err=why))


@runs(verbs.Message)
async def message(run: Run[verbs.Message]) -> None:
    """Handed over at once. The next verb does not wait for the ack of the hook: feature-server lib/tasks/message.js."""
    verb, status = run.verb, run.session.setting.message_status
    run.session.remark(f"a message to {verb.to}: {verb.text or verb.media}")
    carrier_took_it = status in ("success", "failure")
    result = hooks.MessageResult(
        message_sid=verb.message_sid or str(uuid.uuid4()),
        message_status=status,
        carrier=verb.carrier or "simulated" if carrier_took_it else None,
        carrier_message_id=uuid.uuid4().hex[:12] if carrier_took_it else None,
        message_failure_reason="simulated" if status in ("failure", "system error") else None,
    )
    run.is_done = True
    run.session.hook_soon(verb, "action_hook", result, run=run)


@runs(verbs.Dtmf, needs="audio")
async def dtmf(run: Run[verbs.Dtmf]) -> None:
    """Takes its time: feature-server lib/tasks/dtmf.js."""
    keys, duration = run.verb.dtmf, run.verb.duration or _DTMF
    run.session.remark(f"the keys {keys} are sent to the {run.leg.who}")
    await run.sleep((len(keys) * (duration + 250) + 750) / 1000)


@runs(verbs.Alert)
async def alert(run: Run[verbs.Alert]) -> None:
    """Goes to the account's list of alerts."""
    run.session.remark(f"alert: {run.verb.message}")
