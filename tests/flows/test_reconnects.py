"""Calls that come back in unusual ways: while they ring, unheard, through a proxy, to another process."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import partial

import anyio
import pytest
from anyio import from_thread, to_thread

from jambonz_proto import Call, CallEnded, ConnectionClosed, Router, Server, messages
from jambonz_proto._transport import Transport
from jambonz_proto.verbs import Hangup, Say
from tests.io.driver import HANGUP, Jambonz, PlainJambonz, Wrapped, ack, in_memory, plain, say, session
from tests.loops import over_sockets_too

from .driver import GATHER, idle, serving, soon, within

pytestmark = pytest.mark.anyio


def url(server: Server) -> str:
    return f"ws://127.0.0.1:{server.port}/"


def drop(jambonz: PlainJambonz) -> None:
    """The connection breaks without a close frame."""
    jambonz.connection.socket.shutdown(2)


# -- while it rings ---------------------------------------------------------------------------


class Ringing:
    """A router that takes note of calls that are answered, with their statuses, and of those that are not."""

    def __init__(self) -> None:
        self.answered: list[Call] = []
        self.states: list[str | None] = []
        self.unanswered: list[list[str | None]] = []
        self.router = Router()
        self.router.add("/", self._handle, unanswered=self._note)

    async def _handle(self, call: Call) -> None:
        async def note(status: messages.CallStatus) -> None:
            self.states.append(status.data.call_status)

        self.answered.append(call)
        call.on(messages.CallStatus, note)
        await idle(call)

    async def _note(self, statuses: Sequence[messages.CallStatus]) -> None:
        self.unanswered.append([status.data.call_status for status in statuses])


async def unnamed(jambonz: Jambonz) -> None:
    """jambonz is back, and does not tell with which call, as it does when there was no session yet."""
    msgid = await jambonz.send("session:reconnect", {}, call_sid=None)
    assert await jambonz.receive() == ack(msgid)


async def dropped_while_it_rings(server: Server) -> None:
    async with in_memory(server) as jambonz:
        for state in ("trying", "ringing"):
            await jambonz.send("call:status", {"call_sid": jambonz.sid, "call_status": state}, call_sid=None)
        await jambonz.transport.close(1006)


async def test_a_call_that_drops_while_it_rings_goes_on() -> None:
    """A ringing call whose connection drops begins on the next one when it is answered, with all its statuses."""
    ringing = Ringing()
    async with serving(ringing.router) as server:
        await dropped_while_it_rings(server)
        async with in_memory(server) as jambonz:
            await unnamed(jambonz)
            await jambonz.send("call:status", {"call_sid": jambonz.sid, "call_status": "in-progress"}, call_sid=None)
            msgid = await jambonz.new("outbound")
            assert await jambonz.receive() == ack(msgid, say("Hello."))
            assert await jambonz.roundtrip() == []
            await jambonz.end()
            await soon(lambda: not server.calls)
    assert ringing.states == ["trying", "ringing", "in-progress", "completed"]
    assert len(ringing.answered) == 1
    assert ringing.unanswered == []


async def test_a_call_that_drops_while_it_rings_goes_on_over_a_socket() -> None:
    """The same over sockets, where the answer is the first that jambonz says of the call after it is back."""
    ringing = Ringing()

    def script(address: str) -> None:
        with plain(address) as jambonz:
            jambonz.send("call:status", {"call_sid": jambonz.sid, "call_status": "ringing"}, call_sid=None)
            jambonz.connection.ping().wait(5)
            drop(jambonz)
        with plain(address) as jambonz:
            assert jambonz.verbs(jambonz.send("session:reconnect", {}, call_sid=None)) == []
            assert jambonz.verbs(jambonz.new("outbound")) == [say("Hello.")]
            jambonz.end()

    async with serving(ringing.router) as server:
        await to_thread.run_sync(script, url(server))
        await soon(lambda: not server.calls)
    assert ringing.states == ["ringing", "completed"]
    assert ringing.unanswered == []


@over_sockets_too
async def test_a_call_that_drops_while_it_rings_and_is_not_answered_is_reported_when_it_is_over() -> None:
    """The router hears of a call that nobody answered when it is over, and not when its connection drops."""
    ringing = Ringing()
    async with serving(ringing.router) as server:
        await dropped_while_it_rings(server)
        async with in_memory(server) as jambonz:
            await unnamed(jambonz)
            assert ringing.unanswered == []
            await jambonz.send("call:status", {"call_sid": jambonz.sid, "call_status": "busy"}, call_sid=None)
            await soon(lambda: ringing.unanswered)
            await jambonz.transport.close(1000)
    assert ringing.unanswered == [["trying", "ringing", "busy"]]
    assert ringing.answered == []


async def test_a_ringing_call_that_does_not_come_back_is_reported() -> None:
    """If jambonz does not come back within the grace time, the router hears of it."""
    ringing = Ringing()
    async with serving(ringing.router, reconnect_within=0.05) as server:
        await dropped_while_it_rings(server)
        await soon(lambda: ringing.unanswered)
    assert ringing.unanswered == [["trying", "ringing"]]


async def test_a_ringing_call_is_not_reported_by_a_server_that_stops() -> None:
    """A server that stops says nothing about calls that ring: they go on elsewhere."""
    ringing = Ringing()
    async with serving(ringing.router) as server:
        await dropped_while_it_rings(server)
    assert ringing.unanswered == []


async def test_the_statuses_of_an_answered_call_are_not_reported() -> None:
    """Statuses that come on a connection of their own are no unanswered call if they tell of an answer."""
    ringing = Ringing()
    async with serving(ringing.router) as server, in_memory(server) as jambonz:
        for state in ("ringing", "in-progress", "completed"):
            await jambonz.status(state)
        await jambonz.transport.close(1000)
    assert ringing.unanswered == []


async def test_a_call_without_a_name_that_nobody_waits_for() -> None:
    """A call that this process does not know, and that comes back while it rings, begins here when it is answered."""
    ringing = Ringing()
    async with serving(ringing.router) as server, in_memory(server) as jambonz:
        await unnamed(jambonz)
        for state in ("ringing", "in-progress"):
            await jambonz.send("call:status", {"call_sid": jambonz.sid, "call_status": state}, call_sid=None)
        msgid = await jambonz.new("outbound")
        assert await jambonz.receive() == ack(msgid, say("Hello."))
        assert set(server.calls) == {jambonz.sid}
        await soon(lambda: len(ringing.states) == 2)
    assert ringing.states == ["ringing", "in-progress"]


@pytest.mark.parametrize("has_name", [True, False])
async def test_a_call_that_cannot_come_back_ends_at_once(has_name: bool) -> None:
    """A drop is the end of a call that jambonz could not come back to: it has no name, or another one has taken it."""
    sid = "same" if has_name else None
    calls: list[Call] = []

    async def handler(call: Call) -> None:
        calls.append(call)
        await idle(call)

    async with serving(handler, reconnect_within=3600) as server, in_memory(server) as old, in_memory(server) as new:
        for jambonz in (old, new):
            await jambonz.send("session:new", {"call_sid": sid, "direction": "inbound"}, call_sid=sid)
            await jambonz.receive()
        await old.transport.close(1006)
        await soon(lambda: calls[0].ended)
        assert not calls[1].ended
        assert await new.roundtrip() == []
        assert list(server.calls.values()) == ([calls[1]] if has_name else [])


@over_sockets_too
async def test_a_redirected_session_comes_back_without_its_name() -> None:
    """A session that began by a redirect is recognised by the first hook that comes after a drop."""

    async def handler(call: Call) -> None:
        heard = await call.perform(GATHER)
        await call.send(Say(text=heard.digits or ""), Hangup())

    async with serving(handler) as server:
        async with in_memory(server) as jambonz:
            await jambonz.send("session:redirect", session(), hook="/elsewhere", call_sid=None)
            [gather] = (await jambonz.receive())["data"]
            await jambonz.transport.close(1006)
        async with in_memory(server) as jambonz:
            await unnamed(jambonz)
            msgid = await jambonz.hook(gather["actionHook"])
            assert await jambonz.receive() == ack(msgid, say("42"), HANGUP)


# -- unheard ----------------------------------------------------------------------------------


class Lossy(Wrapped):
    """A transport that takes texts which never arrive."""

    def __init__(self, inner: Transport) -> None:
        super().__init__(inner)
        self.lost = anyio.Event()
        """A text has gone nowhere."""

    def write(self, text: bytes) -> None:
        self.lost.set()

    def write_provably(self, text: bytes) -> Callable[[], bool]:
        self.write(text)
        return lambda: False


async def test_a_first_ack_that_never_arrived() -> None:
    """A first ack that was written to a dead connection is given again, and jambonz is woken to go on.

    It holds everything back then until it has reconnected once more (failure-model.md, 8.3).
    """

    async def handler(call: Call) -> None:
        heard = await call.perform(GATHER)
        await call.send(Say(text=heard.digits or ""), Hangup())

    async with serving(handler) as server:
        async with in_memory(server, wrap=Lossy) as jambonz:
            assert isinstance(jambonz.served, Lossy)
            await jambonz.new()
            await within(jambonz.served.lost)
            await jambonz.transport.close(1006)
        async with in_memory(server) as jambonz:
            msgid = await jambonz.send("session:reconnect", session())
            answer = await jambonz.receive()
            [gather] = answer["data"]
            assert answer == ack(msgid, gather)
            assert gather["verb"] == "gather"
            with pytest.raises(ConnectionClosed) as closed:
                await jambonz.receive()
            assert closed.value.code == 1012
        async with in_memory(server) as jambonz:
            await jambonz.send("session:reconnect", session())
            await jambonz.receive()
            msgid = await jambonz.hook(gather["actionHook"])
            assert await jambonz.receive() == ack(msgid, say("42"), HANGUP)


# -- by way of a proxy ------------------------------------------------------------------------


@over_sockets_too
async def test_a_proxy_that_goes_away_is_a_drop() -> None:
    """A close with 1001 in the middle of a call comes from a proxy that goes away: the call goes on when it is back."""
    calls: list[Call] = []

    async def handler(call: Call) -> None:
        calls.append(call)
        heard = await call.perform(GATHER)
        await call.send(Say(text=heard.digits or ""), Hangup())

    async with serving(handler) as server:
        async with in_memory(server) as jambonz:
            await jambonz.new()
            [gather] = (await jambonz.receive())["data"]
            await jambonz.status("in-progress")
            await jambonz.transport.close(1001)
        async with in_memory(server) as jambonz:
            msgid = await jambonz.send("session:reconnect", session())
            assert await jambonz.receive() == ack(msgid)
            msgid = await jambonz.hook(gather["actionHook"])
            assert await jambonz.receive() == ack(msgid, say("42"), HANGUP)
    assert len(calls) == 1


@over_sockets_too
@pytest.mark.parametrize("acked", [False, True])
async def test_jambonz_that_gives_up_is_the_end(acked: bool, caplog: pytest.LogCaptureFixture) -> None:
    """A close with 1001 before jambonz said a word after the first ack means that it gave up: said so, with a hint."""
    ended = anyio.Event()
    may_answer = anyio.Event()

    async def handler(call: Call) -> None:
        if acked:
            await call.send(Say(text="Hello."))
        else:
            await may_answer.wait()
        with pytest.raises(CallEnded, match="gave up"):
            await call.sleep(3600)
        ended.set()

    async with serving(handler) as server, in_memory(server) as jambonz:
        await jambonz.new()
        if acked:
            await jambonz.receive()
        await soon(lambda: server.calls)
        await jambonz.transport.close(1001)
        await soon(lambda: not server.calls)
        may_answer.set()
        await within(ended)
    [error] = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert "first verbs" in error.getMessage()


# -- to another process -----------------------------------------------------------------------


async def test_a_call_goes_on_in_another_process() -> None:
    """A call whose server stops goes to `resumed` of the server that jambonz reaches then, with its snapshot.

    Its hooks from before are acked, and what the handler sends goes as commands.
    """
    snapshots: list[tuple[str, str, str, object]] = []
    ended: list[str] = []

    async def first(call: Call) -> None:
        try:
            await call.perform(GATHER)
        except CallEnded as error:
            ended.append(error.problem)
            raise

    async def resumed(call: Call) -> None:
        snapshots.append((call.sid, call.from_, call.headers["x-customer"], call.env["LANGUAGE"]))
        heard = await call.perform(Say(text="Where were we?"), GATHER)
        await call.send(Say(text=heard.digits or ""), Hangup())

    router = Router()
    router.add("/", idle, resumed=resumed)

    def before(address: str, ready: Callable[[], None]) -> str:
        with plain(address) as jambonz:
            [gather] = jambonz.verbs(jambonz.new())
            jambonz.status("in-progress")
            jambonz.connection.ping().wait(5)
            ready()
            jambonz.connection.recv_events_thread.join(5)
            assert jambonz.connection.close_code == 1001
            hook: str = gather["actionHook"]
            return hook

    def after(address: str, old_hook: str) -> None:
        with plain(address) as jambonz:
            msgid = jambonz.send("session:reconnect", session())
            assert jambonz.verbs(msgid) == []
            command = jambonz.receive()
            assert command["command"] == "redirect"
            prompt, gather = command["data"]
            assert prompt == say("Where were we?")
            assert jambonz.verbs(jambonz.hook(old_hook)) == []
            assert jambonz.verbs(jambonz.hook(gather["actionHook"])) == [say("42"), HANGUP]
            jambonz.end()

    hooks: list[str] = []
    async with serving(router) as other:
        async with anyio.create_task_group() as tasks, serving(first) as one:
            stopping = anyio.Event()

            async def talk(address: str) -> None:
                ready = partial(from_thread.run_sync, stopping.set)
                hooks.append(await to_thread.run_sync(before, address, ready))

            tasks.start_soon(talk, url(one))
            await stopping.wait()
        await to_thread.run_sync(after, url(other), hooks[0])
        await soon(lambda: not other.calls)
    assert snapshots == [("7c53fd1b-2a5c-4c3c-9d4c-9b1f6ad8ba3f", "+493012345678", "4711", "de")]
    assert ended == ["the server stops"]
