"""Virtual time: when it passes, in what order, and when it stands still."""

from __future__ import annotations

import inspect
import time

import anyio
import pytest
from anyio.lowlevel import checkpoint

from jambonz_proto import Call, Server, Superseded
from jambonz_proto.components import BargeIn
from jambonz_proto.messages import VerbHook
from jambonz_proto.testing import Jambonz, VirtualClock
from jambonz_proto.verbs import Answer, Config, Gather, Hangup, Pause, Say

from .driver import failing, sends

pytestmark = pytest.mark.anyio


async def test_an_hour_passes_in_a_moment(jambonz: Jambonz) -> None:
    """Issue 4: no real sleeps."""
    began = time.monotonic()
    async with jambonz.call(sends(Answer(), Pause(length=3600), Hangup())) as caller:
        await caller.is_hung_up(within=4000)
        assert caller.time == 3600
    assert time.monotonic() - began < 60


async def test_sleeps_of_the_application_are_virtual(jambonz: Jambonz) -> None:
    async def application(call: Call) -> None:
        await call.send(Pause(length=10))
        await call.sleep(3)
        await call.send(Say(text="three"))
        await call.sleep(7)
        await call.send(Say(text="ten"), Hangup())

    async with jambonz.call(application) as caller:
        assert (await caller.hears("three")).time == 3
        assert (await caller.hears("ten")).time == 10


async def test_time_stands_still_while_the_application_awaits_something_else(jambonz: Jambonz) -> None:
    """design.md: it stands still while the application awaits anything else."""

    async def application(call: Call) -> None:
        await anyio.sleep(0.05)  # a database, say
        await call.send(Say(text="done"), Hangup())

    async with jambonz.call(application, ack_after=0.01) as caller:
        assert (await caller.hears("done")).time == 0


async def test_it_passes_while_one_task_of_a_flow_waits_for_the_call(jambonz: Jambonz) -> None:
    async def application(call: Call) -> None:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(anyio.sleep_forever)
            await call.perform(Gather(input=["digits"], timeout=5))
            tasks.cancel_scope.cancel()
        await call.send(Hangup())

    async with jambonz.call(application) as caller:
        await caller.is_hung_up()
        assert caller.time == 5


async def test_an_application_that_awaits_for_ever_is_found_out() -> None:
    """Rather than a test that hangs: where it stands."""

    async def application(call: Call) -> None:
        await anyio.sleep_forever()

    async with Jambonz(patience=0.05).call(application) as caller:
        with failing("time stands still: the application has awaited something else") as failure:
            await caller.hears("anything")
        line = inspect.getsourcelines(application)[1] + 1
        assert f"{__file__}:{line}" in failure.message


async def test_an_application_that_never_rests_is_found_out() -> None:
    """Neither does one that polls something keep a test from its end."""

    async def polls(call: Call) -> None:
        while True:
            await checkpoint()

    async with Jambonz(patience=0.2).call(polls, strict=False) as caller:
        with failing("time stands still: the application has never come to rest for 0.2 s") as failure:
            await caller.hears("anything")
        assert f"in {__file__}" in failure.message


async def test_two_calls_share_the_time(jambonz: Jambonz) -> None:
    first = sends(Pause(length=2), Say(text="two"), Pause(length=2), Say(text="four"))
    second = sends(Pause(length=3), Say(text="three"))
    async with jambonz.call(first) as one, jambonz.call(second) as other:
        assert (await other.hears("three")).time == 3
        await one.hears("two")
        assert one.time == other.time == 3
        await one.hears("four")


async def test_what_is_due_first_comes_first() -> None:
    """By time, then in the order of registration, each with all that comes of it before the next."""
    clock, order = VirtualClock(), list[str]()

    async def wait(name: str, until: float) -> None:
        with clock.move_on_at(until):
            await anyio.sleep_forever()
        for _ in range(5):
            order.append(f"{name} {clock.now():g}")
            await checkpoint()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(clock.drive)
        for name, until in {"a": 2.0, "b": 1.0, "c": 1.0, "d": 2.0}.items():
            tasks.start_soon(wait, name, until)
            await anyio.wait_all_tasks_blocked()
        await clock.reach(lambda: len(order) == 20, 10)
        tasks.cancel_scope.cancel()
    assert order == [name for name in ("b 1", "c 1", "a 2", "d 2") for _ in range(5)]


async def test_a_deadline_in_the_past() -> None:
    """As with anyio: the block is cancelled at once."""
    clock = VirtualClock()
    with clock.move_on_at(0) as scope:
        await anyio.sleep_forever()
    assert scope.cancelled_caught
    with clock.move_on_after(None) as scope:
        await checkpoint()
    assert not scope.cancelled_caught


async def test_a_timeout_of_the_application(jambonz: Jambonz) -> None:
    async def application(call: Call) -> None:
        with pytest.raises(TimeoutError):
            await call.perform(Gather(input=["digits"], timeout=100), timeout=20)
        await call.send(Hangup())

    async with jambonz.call(application) as caller:
        await caller.is_hung_up()
        assert caller.time == 20


async def test_a_late_answer_is_acked_automatically(jambonz: Jambonz) -> None:
    """The library acks after 4 s of the call; what comes later goes as a command."""

    async def application(call: Call) -> None:
        await call.perform(Say(text="hello"), Gather(input=["digits"], timeout=1))
        await call.sleep(6)
        await call.send(Say(text="at last"), Hangup())

    async with jambonz.call(application) as caller:
        await caller.hears("hello")
        assert round((await caller.hears("at last")).time) == 7
        assert "command redirect: say, hangup" in str(caller.transcript)


async def test_superseded(jambonz: Jambonz) -> None:
    async def application(call: Call) -> None:
        async def interrupt() -> None:
            await call.sleep(3)
            await call.send(Say(text="enough"), Hangup())

        call.start_soon(interrupt)
        with pytest.raises(Superseded):
            await call.perform(Gather(input=["digits"]))
        await call.sleep(100)

    async with jambonz.call(application) as caller:
        assert (await caller.hears("enough")).time == 3
        assert "gather is stopped" in str(caller.transcript)


async def test_what_listens_in_the_background_is_spoken_to_elsewhere(jambonz: Jambonz) -> None:
    """Where the verbs have run out only the application knows what comes, but the caller can say something."""

    async def application(call: Call) -> None:
        listening = BargeIn(enable=True, input=["speech"], sticky=True, action_hook="/heard")
        await call.send(Config(barge_in=listening))
        await call.wait_for(VerbHook)
        await call.send(Say(text="You said it."), Hangup())

    async with Server(application, port=0) as server, jambonz.call(f"ws://127.0.0.1:{server.port}/") as caller:
        await caller.says("hello", within=10)
        await caller.hears("You said it.")
        await caller.is_hung_up()


async def test_a_reply_and_a_command_come_in_their_order(jambonz: Jambonz) -> None:
    """On both event loops, although who waits for the ack and who takes commands are different tasks."""

    async def application(call: Call) -> None:
        for number in range(10):
            await call.perform(Gather(input=["digits"], num_digits=1))
            await call.send(Config(notify_events=False))
            await call.send(Say(text=f"{number}"))
            await call.sleep(1)

    async with jambonz.call(application) as caller:
        for number in range(10):
            await caller.presses("1")
            await caller.hears(f"{number}")
