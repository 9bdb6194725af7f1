"""Calls that the REST API was asked for."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from jambonz_proto import Call, Router
from jambonz_proto.messages import CallStatus, SessionNew
from jambonz_proto.testing import Asked, Jambonz, Told
from jambonz_proto.verbs import Answer, Hangup, Pause, Say, SipDecline
from tests.client.application import Application, Connection
from tests.client.driver import say

from .driver import failing, kinds, rows, sends

pytestmark = pytest.mark.anyio


class Office:
    """An application that takes note of calls that nobody took."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.unanswered: list[list[str | None]] = []
        self.router = Router()
        self.router.add("/", self._handle, unanswered=self._note)

    async def _handle(self, call: Call) -> None:
        self.calls.append(call)
        await call.send(Say(text="Hello."), Hangup())

    async def _note(self, statuses: Sequence[CallStatus]) -> None:
        self.unanswered.append([status.data.call_status for status in statuses])


async def test_it_rings_and_is_answered(jambonz: Jambonz) -> None:
    """messages.md 1.1, 4.1: statuses come first, without a call_sid beside them; session:new comes with the answer."""
    office = Office()
    async with jambonz.call(office.router, direction="outbound", after=7, tag={"order": 4711}) as caller:
        await caller.hears("Hello.")
        assert caller.time == 7
        await caller.is_hung_up()
    assert rows(caller, Told, Asked)[:4] == [
        "→ call:status trying",
        "→ call:status ringing",
        "→ call:status in-progress",
        "→ session:new",
    ]
    [call] = office.calls
    assert (call.direction, call.sid, call.info.customer_data) == ("outbound", caller.call_sid, {"order": 4711})
    assert isinstance(call.opening, SessionNew)
    assert call.opening.data.call_status == "in-progress"
    assert office.unanswered == []


@pytest.mark.parametrize(
    ("outcome", "status", "sip"),
    [("busy", "busy", 486), ("declined", "busy", 603), ("failed", "failed", 503), ("no-answer", "no-answer", 487)],
)
async def test_nobody_takes_it(jambonz: Jambonz, outcome: str, status: str, sip: int) -> None:
    """failure-model.md 13: only statuses, never session:new, then jambonz closes."""
    office = Office()
    async with jambonz.call(office.router, direction="outbound", outcome=outcome) as caller:  # type: ignore[arg-type] # parametrised
        ended = await caller.is_hung_up(within=70)
        assert (ended.by, ended.sip_status) == ("caller", sip)
        assert ended.time == (60 if outcome == "no-answer" else 0)
    assert office.calls == []
    assert office.unanswered == [["trying", "ringing", status]]


async def test_who_is_called_hangs_up_while_it_rings(jambonz: Jambonz) -> None:
    """That is declining it."""
    office = Office()
    async with jambonz.call(office.router, direction="outbound", after=20) as caller:
        await caller.is_silent(3)
        await caller.hangs_up()
    assert office.unanswered == [["trying", "ringing", "busy"]]


async def test_it_rings_while_nothing_listens(jambonz: Jambonz) -> None:
    """An expectation that comes too early says so."""
    async with jambonz.call(Office().router, direction="outbound", after=20) as caller:
        with failing("that is not certain after 10 s: it rings"):
            await caller.no_more_verbs(within=10)


@pytest.mark.parametrize("data", [[], None])
async def test_no_verbs_at_first(jambonz: Jambonz, data: list[object] | None) -> None:
    """failure-model.md 5.1: the call stays, in silence, until a command comes."""

    def waits(connection: Connection) -> None:
        for _ in range(3):
            connection.receive("call:status")
        asked = connection.receive("session:new")
        connection.send({"type": "ack", "msgid": asked["msgid"], **({} if data is None else {"data": data})})
        connection.wait_released()
        connection.send({"type": "command", "command": "redirect", "data": [say("At last."), {"verb": "hangup"}]})
        connection.answer_all()

    with Application(waits) as application:
        async with jambonz.call(application.url, direction="outbound", strict=False) as caller:
            await caller.no_more_verbs()
            application.release()
            await caller.hears("At last.")
            await caller.is_hung_up()


async def test_verbs_that_are_refused(jambonz: Jambonz) -> None:
    """failure-model.md 4, 5.2: neither does an ack that is of no use end it."""

    def fails(connection: Connection) -> None:
        for _ in range(3):
            connection.receive("call:status")
        connection.answer("session:new", {"verb": "nope"})
        connection.answer_all()

    with Application(fails) as application:
        async with jambonz.call(application.url, direction="outbound", strict=False) as caller:
            await caller.no_more_verbs()
            await caller.hangs_up()
        assert "refused ack" in kinds(caller)
        assert rows(caller, Told)[-1] == "→ call:status completed"


async def test_an_answered_call_cannot_be_declined(jambonz: Jambonz) -> None:
    """feature-server lib/session/call-session.js:2568-2569: the verb throws, and that ends the call."""
    async with jambonz.call(
        sends(SipDecline(status=486), Say(text="Hello.")), direction="outbound", strict=False
    ) as caller:
        ended = await caller.is_hung_up()
        assert (ended.by, ended.sip_status) == ("jambonz", None)
    assert kinds(caller) == ["refused verb"]


async def test_what_an_inbound_call_does_not_have(jambonz: Jambonz) -> None:
    """It is the application that answers."""
    with pytest.raises(ValueError, match="only an outbound call"):
        jambonz.call(sends(Answer()), outcome="busy")
    with pytest.raises(ValueError, match="only an outbound call"):
        jambonz.call(sends(Answer(), Pause(length=1)), after=3)


async def test_a_path_that_the_router_does_not_have(jambonz: Jambonz) -> None:
    """It is told at once, with what there is."""
    router = Router()
    router.add("/sales", sends(Answer()))
    with pytest.raises(ValueError, match="no application at '/'; there are: '/sales'"):
        jambonz.call(router)
