"""The client and this library's own server, over sockets and in memory, on both event loops."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial

import anyio
import pytest

from jambonz_proto import Call, CallEnded, Client, ConnectionClosed, Server, Verb, connect
from jambonz_proto._client_protocol import ClientProtocol
from jambonz_proto._transport import Transport, memory_pair
from jambonz_proto.hooks import GatherResult
from jambonz_proto.messages import CallStatusData, SessionData
from jambonz_proto.verbs import Gather, Hangup, Say

from .application import PATIENCE
from .driver import SID

pytestmark = pytest.mark.anyio

SESSION = SessionData(call_sid=SID, direction="inbound", from_="+493012345678", to="+493087654321")
PRESSED = GatherResult(reason="dtmfDetected", digits="42")
ANSWERED = CallStatusData(call_sid=SID, call_status="in-progress")
SOON = 0.01

Connect = Callable[[Server], AbstractAsyncContextManager[Client]]


@asynccontextmanager
async def over_a_socket(server: Server) -> AsyncGenerator[Client]:
    """A client over a real websocket."""
    async with connect(f"ws://127.0.0.1:{server.port}/", backoff=SOON) as jambonz:
        yield jambonz


@asynccontextmanager
async def in_memory(server: Server) -> AsyncGenerator[Client]:
    """A client whose connections are pairs in memory."""
    async with anyio.create_task_group() as tasks:

        @asynccontextmanager
        async def dial() -> AsyncGenerator[Transport]:
            ours, theirs = memory_pair()

            async def serve() -> None:
                try:
                    await server.serve_connection(theirs)
                finally:
                    await theirs.close()

            tasks.start_soon(serve)
            try:
                yield ours
            finally:
                await ours.close()

        async with Client(dial, ClientProtocol(backoff=SOON)).running() as jambonz:
            yield jambonz


@pytest.fixture(params=[over_a_socket, in_memory], ids=["socket", "memory"])
def connecting(request: pytest.FixtureRequest) -> Connect:
    """How the client connects."""
    made: Connect = request.param
    return made


@asynccontextmanager
async def calling(handler: Callable[[Call], Awaitable[None]], connecting: Connect) -> AsyncGenerator[Client]:
    """A client of a server, both of which end in time."""
    with anyio.fail_after(2 * PATIENCE):
        async with Server(handler, port=0, command_delay=SOON) as server, connecting(server) as jambonz:
            yield jambonz


def these(*verbs: Verb) -> list[Verb]:
    """The verbs of an ack."""
    return list(verbs)


def hook_of(verb: object) -> str:
    """The hook that jambonz calls when a gather is done."""
    assert isinstance(verb, Gather)
    return str(verb.action_hook)


async def test_a_call(connecting: Connect) -> None:
    """A handler's verbs are the acks of the client's messages."""

    async def handler(call: Call) -> None:
        pressed = await call.perform(Say(text="Press keys."), Gather(input=["digits"]))
        await call.send(Say(text=f"You pressed {pressed.digits}."), Hangup())

    async with calling(handler, connecting) as jambonz:
        first = await jambonz.session_new(SESSION)
        assert first.data is not None
        assert first.data[0] == Say(text="Press keys.")
        second = await jambonz.verb_hook(hook_of(first.data[1]), PRESSED)
        assert second.data == these(Say(text="You pressed 42."), Hangup())
    assert jambonz.problems == []


async def test_a_call_goes_on_after_a_drop(connecting: Connect) -> None:
    """After a drop the same handler goes on, and what jambonz had to say meanwhile arrives."""

    async def handler(call: Call) -> None:
        pressed = await call.perform(Say(text="Press keys."), Gather(input=["digits"]))
        await call.send(Say(text=f"{call.state}: you pressed {pressed.digits}."), Hangup())

    async with calling(handler, connecting) as jambonz:
        first = await jambonz.session_new(SESSION)
        assert first.data is not None
        await jambonz.call_status(ANSWERED)
        await jambonz.drop()
        second = await jambonz.verb_hook(hook_of(first.data[1]), PRESSED)
        assert second.data == these(Say(text="in-progress: you pressed 42."), Hangup())
    assert jambonz.problems == []


async def test_a_drop_before_the_first_ack(connecting: Connect) -> None:
    """Verbs that come after a drop still are the ack of `session:new`, and the server's defect is got round."""
    dropped = anyio.Event()

    async def handler(call: Call) -> None:
        began.set()
        await dropped.wait()
        pressed = await call.perform(Say(text="Press keys."), Gather(input=["digits"]))
        await call.send(Say(text=f"You pressed {pressed.digits}."), Hangup())

    began = anyio.Event()
    heard: list[object] = []
    async with calling(handler, connecting) as jambonz, anyio.create_task_group() as tasks:

        async def call() -> None:
            first = await jambonz.session_new(SESSION)
            assert first.data is not None
            second = await jambonz.verb_hook(hook_of(first.data[1]), PRESSED)
            heard.append(second.data)

        tasks.start_soon(call)
        await began.wait()
        await jambonz.drop()
        dropped.set()
    assert heard == [[Say(text="You pressed 42."), Hangup()]]
    assert jambonz.problems == []


async def test_leaving_is_the_end_of_the_call(connecting: Connect) -> None:
    """Leaving the client ends the call in the application at once."""
    ended = anyio.Event()

    async def handler(call: Call) -> None:
        await call.send(Say(text="Hello."))
        with pytest.raises(CallEnded):
            await call.perform(Gather(input=["digits"]))
        ended.set()

    async with anyio.create_task_group():
        with anyio.fail_after(2 * PATIENCE):
            async with Server(handler, port=0, command_delay=SOON) as server:
                async with connecting(server) as jambonz:
                    await jambonz.session_new(SESSION)
                await ended.wait()
                assert dict(server.calls) == {}


async def test_a_server_that_stops() -> None:
    """A server that stops closes with 1001, upon which the client reconnects, as often as it may."""

    async def handler(call: Call) -> None:
        await call.send(Say(text="Hello."))
        async for _ in call:
            pass

    ports: list[int] = []
    listening, stop = anyio.Event(), anyio.Event()

    async def run() -> None:
        async with Server(handler, port=0) as server:
            ports.append(server.port)
            listening.set()
            await stop.wait()

    with anyio.fail_after(2 * PATIENCE):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(run)
            await listening.wait()
            async with connect(f"ws://127.0.0.1:{ports[0]}/", backoff=SOON, max_connections=3) as jambonz:
                await jambonz.session_new(SESSION)
                stop.set()
                with pytest.raises(ConnectionClosed) as caught:
                    await jambonz.receive_command()
                assert caught.value.code == 1001


async def test_many_calls_at_once() -> None:
    """Calls beside each other do not get in each other's way, and none of them has a problem."""

    async def handler(call: Call) -> None:
        pressed = await call.perform(Say(text=call.sid), Gather(input=["digits"]))
        await call.send(Say(text=f"{call.sid} {pressed.digits}"), Hangup())

    async def one(server: Server, number: int) -> None:
        async with over_a_socket(server) as jambonz:
            session = SessionData(call_sid=f"call-{number}", direction="inbound")
            first = await jambonz.session_new(session)
            assert first.data is not None
            second = await jambonz.verb_hook(
                hook_of(first.data[1]), GatherResult(reason="dtmfDetected", digits=str(number))
            )
            assert second.data == these(Say(text=f"call-{number} {number}"), Hangup())
            assert jambonz.problems == []

    with anyio.fail_after(2 * PATIENCE):
        async with Server(handler, port=0) as server, anyio.create_task_group() as tasks:
            for number in range(30):
                tasks.start_soon(partial(one, server, number))
