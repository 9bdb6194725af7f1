"""Both ends on the event loop of somebody else, such as a web framework's, which did not begin by ``anyio.run``."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import TypeAlias

import pytest
import uvloop

from jambonz_proto import Call, Server, connect, hooks, messages
from jambonz_proto.commands import Ack
from jambonz_proto.messages import CallStatusData, SessionData
from jambonz_proto.verbs import Gather, Hangup, Say

from .driver import PATIENCE, SID

Run: TypeAlias = Callable[[Coroutine[None, None, None]], None]


@pytest.fixture(params=[asyncio.run, uvloop.run], ids=["asyncio", "uvloop"])
def run(request: pytest.FixtureRequest) -> Run:
    """What runs the program."""
    started: Run = request.param
    return started


def test_both_ends(run: Run) -> None:
    """Tasks are started by what comes over a connection: main flows, handlers, hooks, reconnects."""
    heard: list[str] = []

    async def app(call: Call) -> None:
        async def status(told: messages.CallStatus) -> None:
            heard.append(told.data.call_status or "")

        async def partial(payload: hooks.GatherPartial) -> None:
            heard.append(payload.said)

        call.on(messages.CallStatus, status)
        partials = call.hook(hooks.GatherPartial, partial)
        result = await call.perform(Gather(input=["digits"], action_hook="/digits", partial_result_hook=partials))
        heard.append(result.digits or "")
        await call.send(Say(text="Bye."), Hangup())

    async def main() -> None:
        async with (
            asyncio.timeout(PATIENCE),
            Server(app, port=0) as server,
            connect(f"ws://127.0.0.1:{server.port}/", backoff=0.01) as jambonz,
        ):
            session = SessionData(call_sid=SID, direction="inbound", from_="+493012345678", to="+493087654321")
            first = await jambonz.session_new(session)
            gather = next(iter(first.data or ()), None)
            assert isinstance(gather, Gather)
            await jambonz.call_status(CallStatusData(call_sid=SID, call_status="in-progress"))
            speech = {"alternatives": [{"transcript": "hi"}]}
            await jambonz.verb_hook(str(gather.partial_result_hook), {"speech": speech})
            last = await jambonz.verb_hook("/digits", {"reason": "dtmfDetected", "digits": "42"})
            assert last == Ack(msgid=last.msgid, data=[Say(text="Bye."), Hangup()])

    run(main())
    assert heard == ["in-progress", "hi", "42"]
