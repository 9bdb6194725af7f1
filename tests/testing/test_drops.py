"""The connection between jambonz and the application breaks, or the application closes it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from jambonz_proto import Call, Verb, hooks
from jambonz_proto.messages import SessionRedirect
from jambonz_proto.testing import Jambonz, Note, Told
from jambonz_proto.verbs import Gather, Hangup, Pause, Redirect, Say
from tests.client.application import Application, Connection
from tests.client.driver import say

from .driver import failing, kinds, rows, sends

pytestmark = pytest.mark.anyio

BREAKS = "the connection to the application breaks"
IS_BACK = "jambonz has connected again"


async def test_the_call_goes_on(jambonz: Jambonz) -> None:
    """failure-model.md 8.2: jambonz connects again after 0.5 s; what runs goes on meanwhile."""
    heard: list[str] = []

    async def application(call: Call) -> None:
        result = await call.perform(Gather(input=["speech"], say=Say(text="Where to?")))
        assert isinstance(result, hooks.GatherResult)
        heard.append(result.said)
        await call.send(Say(text="Gladly."), Hangup())

    async with jambonz.call(application) as caller:
        await caller.hears("Where to?")
        await caller.drops()
        assert caller.time == 0.5
        await caller.says("to the moon")
        await caller.hears("Gladly.")
        await caller.is_hung_up()
    assert heard == ["to the moon"]
    assert rows(caller, Note)[-2:] == [BREAKS, IS_BACK]


async def test_each_attempt_takes_longer(jambonz: Jambonz) -> None:
    """failure-model.md 8.2: after 0.5, 1 and 2 s; the delays never start anew."""
    async with jambonz.call(sends(Pause(length=100))) as caller:
        await caller.drops(attempts=2)
        assert caller.time == 1.5
        await caller.drops()
        assert caller.time == 3.5


async def test_jambonz_gives_up(jambonz: Jambonz) -> None:
    """After five connections; then it hangs up."""
    async with jambonz.call(sends(Pause(length=100))) as caller:
        await caller.drops(attempts=5)
        ended = await caller.is_hung_up()
        assert (ended.by, caller.time) == ("jambonz", 7.5)
    assert IS_BACK not in rows(caller, Note)


async def test_it_takes_too_long(jambonz: Jambonz) -> None:
    """An expectation like the others."""
    async with jambonz.call(sends(Pause(length=100))) as caller:
        with failing("expected that jambonz connects again, but it did not happen within 2 s"):
            await caller.drops(attempts=3, within=2)


async def test_what_happens_meanwhile_is_told_later(jambonz: Jambonz) -> None:
    """failure-model.md 8.2: hooks wait for the ack of session:reconnect; their time begins when they are sent."""

    async def application(call: Call) -> None:
        result = await call.perform(Gather(input=["speech"], timeout=1))
        await call.send(Say(text=f"{result.reason}"), Pause(length=1))

    async with jambonz.call(application, ack_within=1, ack_after=0.5) as caller:
        await caller.expect(Gather)
        await caller.drops(attempts=3)
        await caller.hears("timeout")
        assert caller.time == 3.5


async def test_a_hook_in_flight_is_lost(jambonz: Jambonz) -> None:
    """failure-model.md 8.1: its handler is ended, and for most verbs the call, although jambonz would come back."""
    ended: list[bool] = []

    async def application(call: Call) -> None:
        async def slow(asked: SessionRedirect) -> Sequence[Verb]:
            try:
                await call.sleep(3)
            finally:
                ended.append(True)
            return [Say(text="Too late.")]

        call.on(SessionRedirect, slow)
        await call.send(Redirect(action_hook="/more"))

    async with jambonz.call(application) as caller:
        await caller.is_silent(1)
        await caller.drops()
        over = await caller.is_hung_up()
        assert (over.by, over.sip_status, caller.time) == ("jambonz", 603, 1)
    assert ended == [True]
    assert rows(caller, Told) == ["→ call:status trying"]  # inbound-call-session.js:46-77 tells of no refusal


async def test_a_gather_goes_on_without_its_hook(jambonz: Jambonz) -> None:
    """failure-model.md 4, 8.1: a hook of gather that is lost is reported by jambonz:error, and the next verb runs."""

    async def application(call: Call) -> None:
        async def slow(payload: hooks.GatherResult) -> Sequence[Verb]:
            await call.sleep(3)
            return [Say(text="Too late.")]

        hook = call.hook(hooks.GatherResult, slow)
        await call.send(Gather(input=["speech"], timeout=1, action_hook=hook), Say(text="Next."), Hangup())

    async with jambonz.call(application) as caller:
        await caller.is_silent()
        await caller.is_silent(1)
        await caller.drops()
        await caller.hears("Next.")
        await caller.is_hung_up()
    assert "→ jambonz:error invalid actionHook response" in rows(caller, Told)


async def test_a_drop_before_the_first_ack(jambonz: Jambonz) -> None:
    """failure-model.md 8.3: session:reconnect is acked with the first verbs.

    The server then keeps everything back until it has to connect once more, which the application sees to.
    """

    async def application(call: Call) -> None:
        await call.sleep(2)
        await call.perform(Say(text="Hello."), Gather(input=["digits"]))
        await call.send(Say(text="Goodbye."), Hangup())

    async with jambonz.call(application) as caller:
        await caller.is_silent(1)
        await caller.drops()
        await caller.hears("Hello.")
        await caller.presses("1")
        await caller.hears("Goodbye.")
        await caller.is_hung_up()


async def test_an_application_that_holds_everything_back(jambonz: Jambonz) -> None:
    """failure-model.md 8.3: without that drop, later hooks are never sent; here they fail in time."""

    def never_again(connection: Connection) -> None:
        connection.answer("session:reconnect", say("Hello."), {"verb": "redirect", "actionHook": "/more"})
        assert connection.wait_closed() == 1000

    def first(connection: Connection) -> None:
        connection.receive("session:new")
        connection.close(4000)

    with Application(first, never_again) as application:
        async with jambonz.call(application.url, ack_within=0.5, strict=False) as caller:
            await caller.hears("Hello.")
            assert (await caller.is_hung_up()).by == "jambonz"
    assert kinds(caller) == ["connection lost", "no ack", "message held back"]


async def test_the_application_leaves(jambonz: Jambonz) -> None:
    """failure-model.md 8.1: after 1000 what is queued runs, hooks count as acked without verbs, and the call ends."""

    def leaves(connection: Connection) -> None:
        connection.answer("session:new", say("Hello."), {"verb": "redirect", "actionHook": "/more"}, say("Bye."))
        connection.receive("call:status")
        connection.receive("call:status")
        connection.close(1000)

    with Application(leaves) as application:
        async with jambonz.call(application.url, strict=False) as caller:
            await caller.hears("Hello.")
            await caller.hears("Bye.")
            ended = await caller.is_hung_up()
    assert (ended.by, ended.why) == ("jambonz", "the application left, and its verbs have run out")
    assert "message lost" in kinds(caller)


async def test_the_application_leaves_while_its_command_is_awaited(jambonz: Jambonz) -> None:
    """failure-model.md 8.1: then nothing ends the call but the caller."""

    def leaves(connection: Connection) -> None:
        connection.answer("session:new", {"verb": "answer"})
        connection.receive("call:status")
        connection.receive("call:status")
        connection.close(1000)

    with Application(leaves) as application:
        async with jambonz.call(application.url, strict=False) as caller:
            with failing("the verbs have run out, and the application has left"):
                await caller.is_hung_up()


async def test_no_ack_of_the_reconnect(jambonz: Jambonz) -> None:
    """failure-model.md 4: jambonz hangs up."""

    def first(connection: Connection) -> None:
        connection.answer("session:new", say("x" * 200))
        connection.answer_all()

    def again(connection: Connection) -> None:
        connection.receive("session:reconnect")
        connection.wait_closed()

    with Application(first, again) as application:
        async with jambonz.call(application.url, ack_within=0.3, strict=False) as caller:
            await caller.hears("xxx")
            await caller.drops()
            ended = await caller.is_hung_up()
    assert ended.by == "jambonz"
    assert "session:reconnect" in ended.why
