"""A flow that is through: replaced by verbs from elsewhere, without a word, or stopped by what it did wrong."""

from __future__ import annotations

import logging
from typing import Any, cast

import pytest

from jambonz_proto import Call, Router, messages
from jambonz_proto._clock import Clock
from jambonz_proto.components import BargeIn
from jambonz_proto.verbs import Config, Gather, Hangup, Pause, Play, Say
from tests.io.driver import HANGUP, SID, ack, in_memory, redirect, say

from .driver import GATHER, Handler, one_call, serving, soon

pytestmark = pytest.mark.anyio


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


async def test_a_main_flow_that_was_replaced_is_through(caplog: pytest.LogCaptureFixture) -> None:
    """Whoever reaches a live call from outside is heard: that the main flow does not wait any more is no failure."""
    failures: list[Exception] = []

    async def handler(call: Call) -> None:
        await call.perform(GATHER)

    async with (
        serving(handler, on_failure=failures.append, last_words=[Say(text="Sorry.")]) as server,
        in_memory(server) as jambonz,
    ):
        await jambonz.new()
        await jambonz.receive()
        await jambonz.status("in-progress")
        await server.calls[SID].send(Say(text="We close now."), Hangup())
        assert await jambonz.receive() == redirect(say("We close now."), HANGUP)
        await jambonz.status("completed")
        await soon(lambda: not server.calls)
    assert failures == []
    assert warnings(caplog) == []


async def test_verbs_that_replaced_a_main_flow_are_its_last() -> None:
    """When they have run, the call is hung up, as it is after the main flow's own."""

    async def handler(call: Call) -> None:
        async def interrupt(status: messages.CallStatus) -> None:
            await call.send(Say(text="One moment."))
            stop()

        stop = call.on(messages.CallStatus, interrupt)
        await call.perform(GATHER)

    async with one_call(handler) as jambonz:
        assert await jambonz.receive() == redirect(say("One moment."))
        assert await jambonz.receive() == redirect(HANGUP, queue=True)


async def test_a_flow_beside_that_was_replaced_is_through() -> None:
    """The same beside the main flow, which goes on."""

    async def handler(call: Call) -> None:
        async def ask() -> None:
            await call.perform(GATHER)

        call.start_soon(ask)
        await call.wait_for(messages.CallStatus)
        await call.perform(Play(url="music.mp3", action_hook="/played"))
        await call.send(Say(text="Goodbye."), Hangup())

    async with serving(handler) as server, in_memory(server) as jambonz:
        await jambonz.new("outbound")
        [gather] = (await jambonz.receive())["data"]
        assert gather["verb"] == "gather"
        await jambonz.status("in-progress")
        while (await jambonz.receive())["data"] != [{"verb": "play", "url": "music.mp3", "actionHook": "/played"}]:
            pass
        msgid = await jambonz.hook("/played", {"reason": "playCompleted"})
        assert await jambonz.receive() == ack(msgid, say("Goodbye."), HANGUP)


@pytest.mark.parametrize(
    ("verb", "answers"),
    [
        (Config(notify_events=True), False),
        (Config(barge_in=BargeIn(enable=True, input=["speech"])), True),
        (Pause(length=10), False),
        (Say(text="Psst.", early_media=True), False),
        (Gather(input=["digits"], say=Say(text="Psst.", early_media=True)), False),
        (Say(text="Hello."), True),
        (Gather(input=["digits"]), True),
    ],
    ids=repr,
)
async def test_a_failure_declines_unless_verbs_answered(verb: Any, answers: bool) -> None:
    """A handler that raises has the caller declined as long as none of its verbs answers the call."""

    async def handler(call: Call) -> None:
        await call.send(verb)
        raise KeyError("settings")

    async with one_call(handler, answered=False) as jambonz:
        assert await jambonz.receive() == redirect(HANGUP if answers else {"verb": "sip:decline", "status": 500})


async def test_an_answer_after_its_time_goes_as_a_command(caplog: pytest.LogCaptureFixture) -> None:
    """Code that blocks the event loop keeps the automatic ack from going out: what it sends then is not acked to a
    message that jambonz has given up on, and the log says what blocks."""

    class Jumping(Clock):
        jumped = 0.0

        def now(self) -> float:
            return super().now() + self.jumped

    clock = Jumping()

    async def handler(call: Call) -> None:
        await call.perform(GATHER)
        clock.jumped += 7  # as `time.sleep(7)`
        await call.send(Say(text="Finally."), Hangup())

    async with serving(handler, clock=clock, ack_after=0.01) as server, in_memory(server) as jambonz:
        await jambonz.new()
        [gather] = (await jambonz.receive())["data"]
        await jambonz.status("in-progress")
        msgid = await jambonz.hook(gather["actionHook"])
        assert await jambonz.receive() == ack(msgid)
        assert await jambonz.receive() == redirect(say("Finally."), HANGUP)
        await soon(lambda: any("blocked the event loop" in text for text in warnings(caplog)))


async def test_a_handler_without_a_verb_is_told_of(caplog: pytest.LogCaptureFixture) -> None:
    """A forgotten `await` declines the caller, which is not done without a word."""

    async def handler(call: Call) -> None:
        pass

    async with serving(handler) as server, in_memory(server) as jambonz:
        msgid = await jambonz.new()
        assert await jambonz.receive() == ack(msgid, {"verb": "sip:decline", "status": 480})
    [warning] = warnings(caplog)
    assert "without a verb" in warning


async def test_a_handler_that_is_not_async_is_told_of(caplog: pytest.LogCaptureFixture) -> None:
    """It fails its call with words that help."""

    def handler(call: Call) -> str:
        return "done"

    async with serving(cast("Handler", handler)) as server, in_memory(server) as jambonz:
        msgid = await jambonz.new()
        assert await jambonz.receive() == ack(msgid, {"verb": "sip:decline", "status": 500})
    assert "it has to be an async function; it returned 'done'" in caplog.text


async def test_a_call_that_nobody_resumes_is_told_of(caplog: pytest.LogCaptureFixture) -> None:
    """After a restart, say: the router has no handler for calls that another process began."""

    async def handler(call: Call) -> None:
        pass

    router = Router()
    router.add("/", handler)
    async with serving(router) as server, in_memory(server) as jambonz:
        msgid = await jambonz.send("session:reconnect", {"call_sid": SID, "call_status": "in-progress"})
        assert await jambonz.receive() == ack(msgid)
    [warning] = warnings(caplog)
    assert "nobody serves its session:reconnect" in warning


async def test_the_log_tells_of_each_call(caplog: pytest.LogCaptureFixture) -> None:
    """One line when it begins, and one when it ends."""
    caplog.set_level(logging.INFO, "jambonz_proto.call")

    async def handler(call: Call) -> None:
        await call.perform(GATHER)

    async with serving(handler) as server, in_memory(server) as jambonz:
        await jambonz.new()
        await jambonz.receive()
        await jambonz.status("completed")
        await soon(lambda: not server.calls)
    begins, ends = [record.getMessage() for record in caplog.records if record.name == "jambonz_proto.call"]
    assert begins == f"call {SID}: begins with session:new: inbound from +493012345678 to +493087654321"
    assert ends == f"call {SID}: the call is over: completed"
