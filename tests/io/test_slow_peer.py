"""A peer that does not read: who sends to it can give up, what it says is heard, nothing grows, and no ack is lost."""

from __future__ import annotations

from itertools import count

import anyio
import anyio.lowlevel
import pytest
from anyio import from_thread, to_thread

from jambonz_proto import Call, messages
from jambonz_proto._shell import BACKLOG
from jambonz_proto.verbs import Hangup, Pause, Say
from tests.loops import over_sockets_too

from .driver import HANGUP, PATIENCE, Jambonz, Slow, ack, in_memory, plain, redirect, say, session
from .test_server import serving

pytestmark = pytest.mark.anyio


async def test_a_peer_that_stops_reading_delays_no_other_call() -> None:
    """No ack is late and no other call is touched when one peer stops reading."""

    async def handler(call: Call) -> None:
        await anyio.sleep_forever()

    async with (
        serving(handler, ack_after=0.05) as server,
        in_memory(server, "stalled", wrap=Slow) as stalled,
        in_memory(server, "other") as other,
    ):
        assert isinstance(stalled.served, Slow)
        await stalled.new()
        with anyio.fail_after(PATIENCE):
            await stalled.served.sending.wait()
        msgid = await other.new()
        with anyio.fail_after(1):
            assert await other.receive() == ack(msgid, {"verb": "config"})


@over_sockets_too
async def test_a_handler_that_only_sends_leaves_the_others_their_turn() -> None:
    """Whoever sends without end has to wait for the peer to read, so that other tasks run, and can be cancelled."""
    sent = 0

    async def handler(call: Call) -> None:
        nonlocal sent
        with anyio.CancelScope() as scope:
            async with anyio.create_task_group() as tasks:

                async def turns() -> None:
                    for _ in range(3):
                        await anyio.lowlevel.checkpoint()
                    scope.cancel()

                tasks.start_soon(turns)
                while True:
                    await call.send(Say(text="x" * 8192), queue=True)
                    sent += 1
        await call.send(Hangup())

    async with serving(handler) as server, in_memory(server) as jambonz:
        await jambonz.new()
        await jambonz.status("in-progress")
        with anyio.fail_after(PATIENCE):
            while (await jambonz.receive()).get("data") != [HANGUP]:
                pass
    assert sent > 0


async def test_a_send_that_is_cancelled_as_it_writes_loses_no_ack() -> None:
    """A sender who gives up on a peer that does not read is free at once; what it sent goes out all the same."""
    cancelled = anyio.Event()

    async def handler(call: Call) -> None:
        with anyio.CancelScope() as scope:
            async with anyio.create_task_group() as tasks:

                async def cancel_it() -> None:
                    assert isinstance(jambonz.served, Slow)
                    await jambonz.served.sending.wait()
                    scope.cancel()

                tasks.start_soon(cancel_it)
                await call.send(Say(text="Hello."))
        cancelled.set()
        await anyio.sleep_forever()

    async with serving(handler) as server, in_memory(server, wrap=Slow) as jambonz:
        assert isinstance(jambonz.served, Slow)
        msgid = await jambonz.new()
        with anyio.fail_after(PATIENCE):
            await cancelled.wait()
        jambonz.served.read()
        assert await jambonz.receive() == ack(msgid, say("Hello."))


async def test_what_a_peer_says_is_heard_while_it_does_not_read() -> None:
    """Messages of a peer that does not read reach their handlers, and its end wakes whoever waits to send."""
    states: list[str | None] = []
    ended = anyio.Event()
    woken = anyio.Event()

    async def note(status: messages.CallStatus) -> None:
        states.append(status.data.call_status)
        if len(states) == 3:
            ended.set()

    async def handler(call: Call) -> None:
        call.on(messages.CallStatus, note)
        await call.send(Say(text="Hello."))
        woken.set()

    async with serving(handler) as server, in_memory(server, wrap=Slow) as jambonz:
        assert isinstance(jambonz.served, Slow)
        await jambonz.new()
        with anyio.fail_after(PATIENCE):
            await jambonz.served.sending.wait()
        for state in ("ringing", "in-progress", "completed"):
            await jambonz.status(state)
        with anyio.fail_after(PATIENCE):
            await ended.wait()
            await woken.wait()
    assert states == ["ringing", "in-progress", "completed"]


async def test_a_peer_that_asks_and_does_not_read_is_not_heard_for_ever() -> None:
    """What waits for a peer that does not read is bounded; when it reads, each of its messages has exactly one ack."""
    calls: list[Call] = []

    async def handler(call: Call) -> None:
        calls.append(call)
        await call.send(Say(text="Hello."))
        await call.sleep(3600)

    async with serving(handler) as server, in_memory(server, wrap=Slow) as jambonz:
        assert isinstance(jambonz.served, Slow)
        msgids = [await jambonz.new()]
        msgids += [await jambonz.hook(f"/unknown-{index}") for index in range(3 * BACKLOG)]
        await anyio.wait_all_tasks_blocked()
        assert calls[0]._protocol.outbox.backlog <= BACKLOG + 1  # pyright: ignore[reportPrivateUsage]
        jambonz.served.read()
        assert [(await jambonz.receive())["msgid"] for _ in msgids] == msgids


async def test_a_peer_that_comes_back_is_not_heard_for_ever_either() -> None:
    """The bound holds on each connection of a call."""
    calls: list[Call] = []

    async def handler(call: Call) -> None:
        calls.append(call)
        await call.send(Say(text="Hello."))
        await call.sleep(3600)

    async def flood(jambonz: Jambonz) -> None:
        for index in range(3 * BACKLOG):
            await jambonz.hook(f"/unknown-{index}")
        await anyio.wait_all_tasks_blocked()
        assert BACKLOG <= calls[0]._protocol.outbox.backlog <= BACKLOG + 1  # pyright: ignore[reportPrivateUsage]

    async with serving(handler) as server:
        async with in_memory(server, wrap=Slow) as jambonz:
            await jambonz.new()
            await flood(jambonz)
            await jambonz.transport.close(1006)
        async with in_memory(server, wrap=Slow) as jambonz:
            await jambonz.send("session:reconnect", session())
            await flood(jambonz)


async def test_a_text_that_an_old_connection_does_not_take_goes_out_on_the_new_one() -> None:
    """When jambonz comes back while the old connection takes nothing, nothing waits for it, nothing is lost."""

    async def handler(call: Call) -> None:
        await call.send(Say(text="Hello."))
        await call.wait_for(messages.CallStatus)
        await call.send(Say(text="Are you there?"))
        await call.sleep(3600)

    async with serving(handler) as server, in_memory(server, wrap=Slow) as old:
        assert isinstance(old.served, Slow)
        old.served.read()
        await old.new()
        await old.receive()
        old.served.stop_reading()
        await old.status("in-progress")
        with anyio.fail_after(PATIENCE):
            await old.served.sending.wait()
        async with in_memory(server) as new:
            msgid = await new.send("session:reconnect", session())
            assert await new.receive() == redirect(say("Are you there?"))
            assert await new.receive() == ack(msgid)
            assert await new.roundtrip() == []
            await new.end()


async def nothing_moves(call: Call) -> None:
    """Wait until the connection of a call takes no more."""
    shell = call._shell  # pyright: ignore[reportPrivateUsage]
    waited_for = None
    while waited_for is None or waited_for is not shell._room:  # pyright: ignore[reportPrivateUsage]
        waited_for = shell._room  # pyright: ignore[reportPrivateUsage]
        await anyio.wait_all_tasks_blocked()


async def test_a_sender_gives_up_on_a_real_socket_that_takes_no_more() -> None:
    """The same over a socket whose buffers are full: the sender can be cancelled, the call goes on, all is written."""
    sent: list[int] = []
    given_up = anyio.Event()

    async def send_on(call: Call, sizes: count[int]) -> None:
        for number in sizes:
            sent.append(number)
            await call.send(Pause(length=number + 1), Say(text="x" * 20_000), queue=True)

    async def handler(call: Call) -> None:
        await call.send(Say(text="Hello."))
        await call.wait_for(messages.CallStatus)
        with anyio.CancelScope() as scope:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(send_on, call, count())
                await nothing_moves(call)
                scope.cancel()
        given_up.set()
        await call.sleep(3600)

    def script(url: str) -> list[int]:
        with plain(url) as jambonz:
            assert jambonz.verbs(jambonz.new()) == [say("Hello.")]
            jambonz.status("in-progress")
            from_thread.run(given_up.wait)
            numbers = [jambonz.receive()["data"][0]["length"] - 1 for _ in sent]
            jambonz.end()
            return numbers

    async with serving(handler) as server:
        assert await to_thread.run_sync(script, f"ws://127.0.0.1:{server.port}/") == sent
