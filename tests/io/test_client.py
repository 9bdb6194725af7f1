"""The end that jambonz plays, over real sockets: handshakes, acks, commands, and how it ends."""

from __future__ import annotations

import base64
import gc
import json
import socket
import traceback
import warnings
from collections.abc import AsyncGenerator, Callable, Generator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from threading import Event, Thread
from typing import Any

import anyio
import pytest
from anyio import to_thread
from websockets.exceptions import ConnectionClosed as Closed
from websockets.sync.server import ServerConnection
from websockets.typing import Subprotocol

from jambonz_proto import (
    AckTimeout,
    Call,
    Client,
    ConnectionClosed,
    HandshakeError,
    Server,
    Verb,
    commands,
    connect,
    decode_payload,
    hooks,
    messages,
    verbs,
)
from jambonz_proto._transport import memory_pair

from .driver import DIGITS, PATIENCE, SID, Json, PlainApplication, ack, free_port, redirect, refuse, say, session

pytestmark = pytest.mark.anyio

PASSWORD = "hunter2"
SESSION = decode_payload(messages.SessionData, json.dumps(session()))
RESULT = decode_payload(hooks.GatherResult, json.dumps(DIGITS))


@contextmanager
def application(act: Callable[[ServerConnection], None], **options: Any) -> Generator[PlainApplication]:
    """An application without this library that does this with each connection."""
    with PlainApplication(act, options) as app:
        yield app


@asynccontextmanager
async def connected(act: Callable[[ServerConnection], None], **options: Any) -> AsyncGenerator[Client]:
    """A connection to an application without this library, that ends in time."""
    with application(act) as app:
        with anyio.fail_after(2 * PATIENCE):
            async with connect(app.url, handshake_timeout=PATIENCE, max_connections=1, **options) as jambonz:
                yield jambonz


def received(connection: ServerConnection) -> Json:
    """The next message of jambonz."""
    message: Json = json.loads(connection.recv(timeout=PATIENCE))
    return message


def answer(connection: ServerConnection, *replies: Json) -> Json:
    """Acks the next message with these verbs; returns it."""
    message = received(connection)
    connection.send(json.dumps(ack(message["msgid"], *replies)))
    return message


def until_closed(connection: ServerConnection) -> None:
    """Takes no notice of anything."""
    for _ in connection:
        pass


def select_nothing(connection: ServerConnection, offered: Sequence[Subprotocol]) -> None:
    """Selects no subprotocol, whatever is offered."""


# -- handshakes -------------------------------------------------------------------------------


async def handshake_error(url: str, **options: Any) -> HandshakeError:
    """The error that a handshake ends with, in time."""
    with anyio.fail_after(PATIENCE), pytest.raises(HandshakeError) as caught:
        async with connect(url, **options):
            pass
    return caught.value


def shown(error: BaseException) -> str:
    """All that a log would show of an error."""
    return "".join(traceback.format_exception(error)) + repr(error)


async def test_a_refused_connection_is_a_handshake_error() -> None:
    """Where nobody listens there is a `HandshakeError` that names the application, but not the password."""
    port = free_port()
    error = await handshake_error(f"ws://user:hunter2@127.0.0.1:{port}/voice")
    assert f"ws://127.0.0.1:{port}/voice" in str(error)
    assert PASSWORD not in shown(error)
    assert isinstance(error.__cause__, OSError)


@pytest.mark.parametrize("subprotocols", [None, [Subprotocol("chat")]])
async def test_an_application_without_the_subprotocol_is_a_handshake_error(
    subprotocols: list[Subprotocol] | None,
) -> None:
    """An application that does not select the subprotocol is dropped, as the server does."""
    options: dict[str, Any] = {"subprotocols": subprotocols}
    if subprotocols is not None:
        options["select_subprotocol"] = select_nothing
    with application(until_closed, **options) as app:
        error = await handshake_error(f"ws://user:hunter2@127.0.0.1:{app.port}/")
    assert "ws.jambonz.org" in str(error)
    assert PASSWORD not in shown(error)


async def test_a_handshake_that_is_not_answered_in_time_is_a_handshake_error() -> None:
    """An application that accepts the connection and then says nothing fails the handshake in time."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        started = anyio.current_time()
        error = await handshake_error(f"ws://user:hunter2@127.0.0.1:{silent.getsockname()[1]}/", handshake_timeout=0.1)
        assert anyio.current_time() - started < 2
    assert PASSWORD not in shown(error)


async def test_a_connection_that_is_dropped_in_the_handshake_is_a_handshake_error() -> None:
    """An application that drops the connection before it answers is a `HandshakeError`."""
    with socket.create_server(("127.0.0.1", 0)) as rude:

        def accept_and_drop() -> None:
            connection, _ = rude.accept()
            connection.close()

        thread = Thread(target=accept_and_drop)
        thread.start()
        await handshake_error(f"ws://127.0.0.1:{rude.getsockname()[1]}/")
        await to_thread.run_sync(thread.join)


async def test_something_else_than_a_websocket_is_a_handshake_error() -> None:
    """An answer that is no HTTP is a `HandshakeError`."""
    with socket.create_server(("127.0.0.1", 0)) as other:

        def talk() -> None:
            connection, _ = other.accept()
            connection.recv(4096)
            connection.sendall(b"220 mail.example ESMTP\r\n")
            connection.close()

        thread = Thread(target=talk)
        thread.start()
        await handshake_error(f"ws://127.0.0.1:{other.getsockname()[1]}/")
        await to_thread.run_sync(thread.join)


@pytest.mark.parametrize("status", [401, 403, 404, 500, 503])
async def test_a_refused_handshake_is_a_handshake_error(status: int) -> None:
    """An application that answers by an HTTP error is a `HandshakeError` that tells the status, not the password."""
    with application(until_closed, process_request=refuse(status, "No.\n")) as app:
        error = await handshake_error(f"ws://user:hunter2@127.0.0.1:{app.port}/")
    assert str(status) in str(error)
    assert PASSWORD not in shown(error)


@pytest.mark.parametrize("url", ["http://user:hunter2@127.0.0.1/", "ws:/user:hunter2@127.0.0.1/", "user:hunter2@host"])
async def test_an_url_that_is_none_is_a_handshake_error(url: str) -> None:
    """What is no websocket URL is a `HandshakeError` that does not show the password."""
    error = await handshake_error(url)
    assert PASSWORD not in shown(error)


async def test_credentials_are_sent_as_basic_auth() -> None:
    """User and password of the URL are sent as HTTP Basic credentials, beside further headers."""
    with application(until_closed) as app, anyio.fail_after(PATIENCE):
        url = f"ws://user:hunter2@127.0.0.1:{app.port}/voice?tenant=1"
        async with connect(url, headers={"X-Test": "1"}):
            pass
    [request] = app.requests
    assert request.headers["Authorization"] == "Basic " + base64.b64encode(b"user:hunter2").decode()
    assert request.headers["X-Test"] == "1"
    assert request.headers["User-Agent"] == "jambonz"
    assert request.headers["Sec-WebSocket-Protocol"] == "ws.jambonz.org"
    assert request.path == "/voice?tenant=1"


# -- acks -------------------------------------------------------------------------------------


async def test_a_request_returns_its_ack() -> None:
    """A message that wants an ack waits for it and returns its verbs."""

    def act(connection: ServerConnection) -> None:
        first = answer(connection, say("Hello."))
        assert (first["type"], first["call_sid"], first["data"]["from"]) == ("session:new", SID, "+493012345678")
        second = answer(connection)
        assert (second["type"], second["call_sid"], second["hook"]) == ("verb:hook", SID, "/menu")
        connection.send(json.dumps(redirect(say(str(second["data"]["digits"])))))
        until_closed(connection)

    async with connected(act) as jambonz:
        assert (await jambonz.session_new(SESSION)).data == [verbs.Say(text="Hello.")]
        assert (await jambonz.verb_hook("/menu", RESULT)).data == []
        assert await jambonz.receive_command() == commands.Redirect(data=[verbs.Say(text="42")])


async def test_requests_can_wait_together() -> None:
    """Acks find their requests in whatever order they come."""

    def act(connection: ServerConnection) -> None:
        hooked = [received(connection) for _ in range(20)]
        for message in reversed(hooked):
            connection.send(json.dumps(ack(message["msgid"], say(message["hook"]))))
        until_closed(connection)

    results: dict[str, Any] = {}
    async with connected(act) as jambonz, anyio.create_task_group() as tasks:

        async def ask(hook: str) -> None:
            results[hook] = (await jambonz.verb_hook(hook, RESULT)).data

        for index in range(20):
            tasks.start_soon(ask, f"/hook-{index}")
    assert results == {f"/hook-{index}": [verbs.Say(text=f"/hook-{index}")] for index in range(20)}


async def test_an_ack_that_does_not_come_is_an_ack_timeout() -> None:
    """A request whose ack does not come in time raises `AckTimeout`, and the late ack is taken for no other's."""
    late = Event()

    def act(connection: ServerConnection) -> None:
        unanswered = received(connection)
        late.wait(PATIENCE)
        connection.send(json.dumps(ack(unanswered["msgid"], say("Too late."))))
        answer(connection, say("In time."))
        until_closed(connection)

    async with connected(act, ack_within=0.1) as jambonz:
        with pytest.raises(AckTimeout) as caught:
            await jambonz.verb_hook("/slow", RESULT)
        assert isinstance(caught.value, TimeoutError)
        assert (caught.value.message_type, caught.value.seconds) == ("verb:hook", 0.1)
        late.set()
        assert (await jambonz.verb_hook("/fast", RESULT)).data == [verbs.Say(text="In time.")]


async def test_a_request_can_be_cancelled() -> None:
    """A request that is cancelled leaves the connection as it was."""

    def act(connection: ServerConnection) -> None:
        received(connection)
        answer(connection, say("In time."))
        until_closed(connection)

    async with connected(act) as jambonz:
        with anyio.move_on_after(0.05) as scope:
            await jambonz.verb_hook("/slow", RESULT)
        assert scope.cancelled_caught
        assert (await jambonz.verb_hook("/fast", RESULT)).data == [verbs.Say(text="In time.")]


@pytest.mark.parametrize("code", [1001, 1011, 4000])
async def test_the_end_of_the_connection_wakes_requests(code: int) -> None:
    """When the last connection is closed, whoever waits for an ack is woken by `ConnectionClosed` with its code."""

    def act(connection: ServerConnection) -> None:
        for _ in range(3):
            received(connection)
        connection.close(code, "that is it")

    codes: list[int | None] = []
    async with connected(act) as jambonz:
        async with anyio.create_task_group() as tasks:

            async def ask(hook: str) -> None:
                with pytest.raises(ConnectionClosed, match="that is it") as caught:
                    await jambonz.verb_hook(hook, RESULT)
                codes.append(caught.value.code)

            for index in range(3):
                tasks.start_soon(ask, f"/hook-{index}")
        with pytest.raises(ConnectionClosed):
            await jambonz.verb_hook("/later", RESULT)
        with pytest.raises(ConnectionClosed):
            await jambonz.call_status(messages.CallStatusData(call_sid=SID, call_status="completed"))
    assert codes == [code] * 3


async def test_a_connection_that_breaks_wakes_requests() -> None:
    """When the connection breaks without a close frame, whoever waits is woken by `ConnectionClosed` without a code."""

    def act(connection: ServerConnection) -> None:
        received(connection)
        connection.socket.shutdown(socket.SHUT_RDWR)

    async with connected(act) as jambonz:
        with pytest.raises(ConnectionClosed) as caught:
            await jambonz.verb_hook("/hook", RESULT)
        assert caught.value.code is None


# -- commands ---------------------------------------------------------------------------------


async def test_commands_come_in_their_order() -> None:
    """Commands are iterated in their order; the iteration ends when the connection does."""

    def act(connection: ServerConnection) -> None:
        answer(connection, say("Hello."))
        for index in range(100):
            connection.send(json.dumps(redirect(say(str(index)), queue=True)))
        connection.close(1000)

    async with connected(act) as jambonz:
        await jambonz.session_new(SESSION)
        texts: list[str | list[str] | None] = []
        async for command in jambonz:
            assert isinstance(command, commands.Redirect)
            assert command.queue_command is True
            assert isinstance(command.data, list)
            [verb] = command.data
            assert isinstance(verb, verbs.Say)
            texts.append(verb.text)
        assert texts == [str(index) for index in range(100)]
        with pytest.raises(ConnectionClosed) as caught:
            await jambonz.receive_command()
        assert caught.value.code == 1000


async def test_whoever_waits_for_a_command_is_woken() -> None:
    """Whoever waits for a command is woken by the end of the connection."""

    def act(connection: ServerConnection) -> None:
        answer(connection, say("Hello."))
        connection.close(1001)

    async with connected(act) as jambonz:
        await jambonz.session_new(SESSION)
        with pytest.raises(ConnectionClosed) as caught:
            await jambonz.receive_command()
        assert caught.value.code == 1001


@pytest.mark.parametrize("text", ["no JSON", '{"type": "hello"}', '{"type": "ack", "data": []}'])
async def test_a_bad_message_is_answered_with_an_error(text: str) -> None:
    """A malformed message of the application is answered with `jambonz:error`, and the connection goes on."""
    complaints: list[Json] = []

    def act(connection: ServerConnection) -> None:
        first = received(connection)
        connection.send(text)
        complaints.append(received(connection))
        connection.send(json.dumps(ack(first["msgid"], say("Hello."))))
        until_closed(connection)

    async with connected(act) as jambonz:
        assert (await jambonz.session_new(SESSION)).data == [verbs.Say(text="Hello.")]
    [complaint] = complaints
    assert complaint["type"] == "jambonz:error"
    assert (complaint["data"]["msg"], complaint["data"]["content"]) == ("InvalidMessage", text)


async def test_a_message_over_the_limit_closes_the_connection() -> None:
    """A message of the application over 24,576 bytes closes the connection with 1009, as the server does."""

    def act(connection: ServerConnection) -> None:
        message = received(connection)
        connection.send(json.dumps(ack(message["msgid"], say("x" * 24_600))))
        until_closed(connection)

    with application(act) as app, anyio.fail_after(PATIENCE):
        async with connect(app.url, max_connections=1) as jambonz:
            with pytest.raises(ConnectionClosed) as caught:
                await jambonz.session_new(SESSION)
            assert caught.value.code == 1009
    assert app.closed == [1009]


# -- the end ----------------------------------------------------------------------------------


async def test_close_is_the_end_of_the_call() -> None:
    """`close` closes with 1000, the end of a call, or with the code that is given."""
    for code in (1000, 1011):
        with application(until_closed) as app, anyio.fail_after(PATIENCE):
            async with connect(app.url) as jambonz:
                await (jambonz.close() if code == 1000 else jambonz.close(code, "broken"))
                with pytest.raises(ConnectionClosed) as caught:
                    await jambonz.session_new(SESSION)
                assert caught.value.code == code
        assert app.closed == [code]


async def test_leaving_the_connection_closes_it() -> None:
    """Leaving `async with connect(...)` closes the connection with 1000."""
    with application(until_closed) as app, anyio.fail_after(PATIENCE):
        async with connect(app.url):
            pass
    assert app.closed == [1000]


async def test_an_exception_in_the_body_comes_out_as_itself() -> None:
    """An exception inside of `async with connect(...)` comes out as itself, not as a group, and closes."""
    with application(until_closed) as app, anyio.fail_after(PATIENCE), pytest.raises(LookupError, match="mine"):
        async with connect(app.url):
            raise LookupError("mine")
    assert len(app.closed) == 1


async def test_a_group_in_the_body_comes_out_as_itself() -> None:
    """An exception group inside of `async with connect(...)` that the user raised comes out as it was raised."""
    mine = ExceptionGroup("mine", [LookupError("one")])
    with application(until_closed) as app, anyio.fail_after(PATIENCE), pytest.raises(ExceptionGroup) as caught:
        async with connect(app.url):
            raise mine
    assert caught.value.message == "mine"
    assert caught.value.exceptions == mine.exceptions


async def test_an_error_of_the_connection_in_the_body_comes_out_as_itself() -> None:
    """An `AckTimeout` or `ConnectionClosed` that the body does not catch comes out of `connect` as itself."""

    def act(connection: ServerConnection) -> None:
        received(connection)
        connection.close(1011)

    with application(act) as app, anyio.fail_after(PATIENCE), pytest.raises(ConnectionClosed):
        async with connect(app.url, max_connections=1) as jambonz:
            await jambonz.session_new(SESSION)
    with application(until_closed) as app, anyio.fail_after(PATIENCE), pytest.raises(AckTimeout):
        async with connect(app.url, ack_within=0.05) as jambonz:
            await jambonz.session_new(SESSION)


@pytest.mark.parametrize("request_it", [True, False])
async def test_a_connection_can_be_cancelled(request_it: bool) -> None:
    """A task that is inside of `connect` can be cancelled, whatever it waits for, and the connection is closed."""
    closed = Event()

    def act(connection: ServerConnection) -> None:
        try:
            until_closed(connection)
        finally:
            closed.set()

    with application(act) as app, anyio.fail_after(2 * PATIENCE):
        with anyio.move_on_after(0.1) as scope:
            async with connect(app.url) as jambonz:
                if request_it:
                    await jambonz.verb_hook("/hook", RESULT)
                await jambonz.receive_command()
        assert scope.cancelled_caught
        was_closed = await to_thread.run_sync(closed.wait, 1)
        if not was_closed:
            app.drop()
        assert was_closed


async def test_this_client_and_this_server() -> None:
    """Client and server of this library understand each other, session to end."""
    ends: list[str] = []

    async def handler(call: Call) -> None:
        heard = await call.perform(verbs.Gather(input=["digits"]))
        await call.send(verbs.Say(text=f"{heard.digits}"), verbs.Hangup())
        async for _ in call:
            pass
        ends.append(call.state)

    with anyio.fail_after(PATIENCE):
        async with Server(handler, port=0) as server, connect(f"ws://127.0.0.1:{server.port}/") as jambonz:
            [gather] = (await jambonz.session_new(SESSION)).data or []
            assert isinstance(gather, verbs.Gather)
            expected: list[Verb] = [verbs.Say(text="42"), verbs.Hangup()]
            assert (await jambonz.verb_hook(str(gather.action_hook), RESULT)).data == expected
            await jambonz.call_status(messages.CallStatusData(call_sid=SID, call_status="completed"))
            await jambonz.close()
    assert ends == ["completed"]


async def test_a_reason_that_no_close_frame_can_hold_is_cut() -> None:
    """It may quote what the application sent; at most 123 bytes go out, and no half characters."""
    reasons: list[str | None] = []

    def act(connection: ServerConnection) -> None:
        with suppress(Closed):
            connection.recv(timeout=5)
        reasons.append(connection.close_reason)

    async with connected(act) as jambonz:
        await jambonz.close(1001, "ä" * 100)
    assert reasons == ["ä" * 61]


# -- nothing is left --------------------------------------------------------------------------


@contextmanager
def leaks() -> Generator[list[str]]:
    """Collects what is found open when it is thrown away."""
    found: list[str] = []
    gc.collect()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield found
        gc.collect()
    found += [str(warning.message) for warning in caught if issubclass(warning.category, ResourceWarning)]


async def test_a_client_leaves_nothing_open() -> None:
    """When `connect` is left, nothing of the client is left open."""
    with leaks() as found, application(until_closed) as app:
        async with connect(app.url):
            pass
    assert found == []


async def test_a_pair_in_memory_leaves_nothing_open() -> None:
    """When both ends of a pair in memory are closed, nothing of it is left open."""
    with leaks() as found:
        one, other = memory_pair()
        await one.close()
        await other.close()
        del one, other
    assert found == []


async def test_a_transport_can_be_closed_twice() -> None:
    """A transport that is closed can be closed again, which does nothing."""
    one, other = memory_pair()
    await one.close(1011, "first")
    await one.close(1000)
    await other.close(1000)
    for end in (one, other):
        with pytest.raises(ConnectionClosed) as caught:
            await end.receive()
        assert (caught.value.code, caught.value.reason) == (1011, "first")
