"""The client on both event loops against a bare websocket server that behaves in every way but well."""

from __future__ import annotations

import json
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any

import anyio
import pytest
from anyio import to_thread
from websockets.http11 import Request, Response
from websockets.server import ServerProtocol
from websockets.sync.server import ServerConnection

from jambonz_proto import (
    AckTimeout,
    Client,
    ConnectionClosed,
    HandshakeError,
    InvalidMessage,
    commands,
    connect,
    decode_payload,
    verbs,
)
from jambonz_proto.hooks import CallInfo, LlmEvent
from jambonz_proto.messages import CallStatusData, SessionData, SessionRedirect

from .application import PATIENCE, SUBPROTOCOL, Application, Connection, Script, free_port
from .driver import DIGITS, SID, Json, command, say

pytestmark = pytest.mark.anyio

SESSION = SessionData(call_sid=SID, direction="inbound", from_="+493012345678", to="+493087654321")
RINGING = CallStatusData(call_sid=SID, call_status="ringing")
SOON = 0.01
"""Seconds before a reconnect, in these tests."""
TICK = 0.001
"""What the clocks of event loops may differ by: uvloop's tells milliseconds."""
SHORT = 0.1
"""Seconds to wait for an ack that does not come, in these tests."""
LIMIT = 24 * 1024


@asynccontextmanager
async def connected(application: Application, **options: Any) -> AsyncGenerator[Client]:
    """A client that ends in time."""
    with anyio.fail_after(2 * PATIENCE):
        options.setdefault("backoff", SOON)
        async with connect(application.url, **options) as jambonz:
            yield jambonz


@asynccontextmanager
async def calling(*scripts: Script, **options: Any) -> AsyncGenerator[Client]:
    """A client of an application with these scripts."""
    with Application(*scripts) as application:
        async with connected(application, **options) as jambonz:
            yield jambonz


def kinds(jambonz: Client) -> list[str]:
    """The kinds of the problems so far."""
    return [problem.kind for problem in jambonz.problems]


async def lost(jambonz: Client) -> None:
    """Waits until the client has noticed that its connection is lost."""
    with anyio.fail_after(PATIENCE):
        while not jambonz.problems:
            await anyio.lowlevel.checkpoint()


# -- acks -------------------------------------------------------------------------------------


async def test_a_call() -> None:
    """Messages go out, acks and commands come in, and leaving closes with 1000."""
    codes: list[int | None] = []

    def script(application: Connection) -> None:
        message = application.answer("session:new", say("Hello."))
        assert message["data"]["from"] == "+493012345678"
        assert application.receive("call:status")["data"]["call_status"] == "ringing"
        assert application.answer("verb:hook", {"verb": "hangup"})["hook"] == "/menu"
        application.send(command("redirect", [say("Bye.")]))
        assert application.receive("call:status")["call_sid"] == SID
        codes.append(application.wait_closed())

    async with calling(script) as jambonz:
        assert (await jambonz.session_new(SESSION)).data == [verbs.Say(text="Hello.")]
        await jambonz.call_status(RINGING)
        assert (await jambonz.verb_hook("/menu", DIGITS)).data == [verbs.Hangup()]
        assert await jambonz.receive_command() == commands.Redirect(data=[verbs.Say(text="Bye.")])
        await jambonz.call_status(RINGING)
    assert codes == [1000]
    assert jambonz.problems == []


async def test_an_application_that_never_acks() -> None:
    """Without an ack in time the request fails, and the connection goes on."""

    def script(application: Connection) -> None:
        application.receive("session:new")
        application.answer("verb:hook")

    async with calling(script, ack_within=SHORT) as jambonz:
        before = anyio.current_time()
        with pytest.raises(AckTimeout) as caught:
            await jambonz.session_new(SESSION)
        assert anyio.current_time() - before > SHORT - TICK
        assert (caught.value.message_type, caught.value.seconds, caught.value.call_sid) == ("session:new", SHORT, SID)
        assert (await jambonz.verb_hook("/menu", DIGITS)).data == []


async def test_late_second_and_unknown_acks() -> None:
    """Acks that are late, second or unknown are dropped, and noted in their order."""

    def script(application: Connection) -> None:
        late = application.receive("verb:hook")
        first = application.answer("verb:hook")
        application.ack(late, say("Late."))
        application.ack(first, say("Twice."))
        application.ack({"msgid": "unknown"})
        application.answer("verb:hook")

    async with calling(script, ack_within=SHORT) as jambonz:
        with pytest.raises(AckTimeout):
            await jambonz.verb_hook("/late", DIGITS)
        assert (await jambonz.verb_hook("/first", DIGITS)).data == []
        assert (await jambonz.verb_hook("/last", DIGITS)).data == []
        assert kinds(jambonz) == ["late ack", "second ack", "unknown ack"]


async def test_acks_in_another_order() -> None:
    """Many messages in flight are acked in the reverse order, and each gets its own verbs."""

    def script(application: Connection) -> None:
        received = [application.receive("verb:hook") for _ in range(50)]
        for message in reversed(received):
            application.ack(message, say(message["hook"]))

    heard: dict[str, object] = {}
    async with calling(script) as jambonz, anyio.create_task_group() as tasks:

        async def ask(name: str) -> None:
            heard[name] = (await jambonz.verb_hook(name, DIGITS)).data

        for index in range(50):
            tasks.start_soon(ask, f"/hook-{index}")
    assert heard == {f"/hook-{index}": [verbs.Say(text=f"/hook-{index}")] for index in range(50)}


async def test_wrong_verbs() -> None:
    """Whoever waits gets the error of an ack with wrong verbs."""

    def script(application: Connection) -> None:
        application.answer("verb:hook", {"verb": "nope"})

    async with calling(script) as jambonz:
        with pytest.raises(InvalidMessage, match="nope"):
            await jambonz.verb_hook("/menu", DIGITS)


async def test_a_cancelled_request() -> None:
    """A request that is cancelled breaks nothing: the connection goes on, and its ack is no problem."""

    def script(application: Connection) -> None:
        for _ in range(20):
            application.answer("verb:hook")

    async with calling(script) as jambonz:
        for _ in range(19):
            with anyio.CancelScope() as scope:
                scope.cancel()
                await jambonz.verb_hook("/cancelled", {"data": "a" * 10_000})
        assert (await jambonz.verb_hook("/last", DIGITS)).data == []
        assert jambonz.problems == []


# -- what is no ack ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "details", "kind"),
    [
        ("[]", "type property not supplied", "invalid message"),
        ('{"type": "hello"}', "invalid type property: hello", "invalid message"),
        ('{"type": "ack"}', "msgid not supplied", "invalid message"),
        ('{"type": "command", "command": "redirect"}', "data property not supplied", "invalid message"),
        ("nonsense", None, "invalid message"),
        (b'{"type": "command", "command": "tts:flush"}', "binary message", "binary message"),
    ],
)
async def test_nonsense(content: str | bytes, details: str | None, kind: str) -> None:
    """Nonsense is answered with `jambonz:error`, and the connection goes on."""

    def script(application: Connection) -> None:
        message = application.receive("verb:hook")
        application.send_raw(content)
        data = application.receive("jambonz:error")["data"]
        assert (data["msg"], data["content"]) == (
            "InvalidMessage",
            content if isinstance(content, str) else content.decode(),
        )
        assert data["details"] == details if details is not None else data["details"]
        application.ack(message)

    async with calling(script) as jambonz:
        assert (await jambonz.verb_hook("/menu", DIGITS)).data == []
        assert kinds(jambonz) == [kind]


async def test_commands_that_nobody_carries_out() -> None:
    """Commands that come before the call listens, or that the server does not know, are noted, and not given out."""

    def script(application: Connection) -> None:
        message = application.receive("session:new")
        application.send(command("redirect", [say("Too early.")]))
        application.ack(message, say("Hello."))
        application.answer("verb:hook")
        application.send(command("nonsense", {}))
        application.send(command("redirect", [say("In time.")]))
        application.wait_closed()

    async with calling(script) as jambonz:
        await jambonz.session_new(SESSION)
        await jambonz.verb_hook("/menu", DIGITS)
        assert await jambonz.receive_command() == commands.Redirect(data=[verbs.Say(text="In time.")])
        assert kinds(jambonz) == ["early command", "refused command"]


async def test_commands_that_nobody_reads() -> None:
    """Commands that nobody reads hold up no acks; the first 1024 can be read later, in their order."""

    def script(application: Connection) -> None:
        message = application.receive("verb:hook")
        for index in range(1500):
            application.send(command("tts:tokens", {"id": index, "tokens": "a"}))
        application.ack(message)
        application.answer("verb:hook")
        application.close()

    async with calling(script) as jambonz:
        assert (await jambonz.verb_hook("/menu", DIGITS)).data == []
        assert kinds(jambonz) == ["unread command"] * (1500 - 1024)
        assert (await jambonz.verb_hook("/menu", DIGITS)).data == []
        read = [received.data.id async for received in jambonz if isinstance(received, commands.TtsTokens)]
        assert read == list(range(1024))


async def test_who_reads_is_woken_by_the_end() -> None:
    """Whoever waits for a command is woken when there will be none."""
    async with calling(Connection.close) as jambonz:
        with pytest.raises(ConnectionClosed) as caught:
            await jambonz.receive_command()
        assert caught.value.code == 1000
        assert [received async for received in jambonz] == []


async def test_who_reads_is_woken_by_closing() -> None:
    """Whoever waits for a command or an ack is woken when the client is closed."""

    def script(application: Connection) -> None:
        application.receive("verb:hook")
        assert application.wait_closed() == 1001

    woken: list[int | None] = []
    async with calling(script) as jambonz, anyio.create_task_group() as tasks:

        async def read() -> None:
            with pytest.raises(ConnectionClosed) as caught:
                await jambonz.receive_command()
            woken.append(caught.value.code)

        async def ask() -> None:
            with pytest.raises(ConnectionClosed) as caught:
                await jambonz.verb_hook("/menu", DIGITS)
            woken.append(caught.value.code)

        tasks.start_soon(read)
        tasks.start_soon(ask)
        await anyio.wait_all_tasks_blocked()
        await jambonz.close(1001, "no verbs")
    assert woken == [1001, 1001]


# -- size -------------------------------------------------------------------------------------


def large(size: int) -> Json:
    """A command of this many bytes."""
    return command("llm:update", {"text": "a" * (size - len(json.dumps(command("llm:update", {"text": ""}))))})


async def test_the_largest_message() -> None:
    """A message of 24,576 bytes is taken."""

    def script(application: Connection) -> None:
        application.send(large(LIMIT))
        application.answer("verb:hook")

    async with calling(script) as jambonz:
        assert (await jambonz.verb_hook("/menu", DIGITS)).data == []
        assert isinstance(await jambonz.receive_command(), commands.LlmUpdate)


@pytest.mark.parametrize("in_flight", [False, True])
async def test_a_message_that_is_too_large(in_flight: bool) -> None:
    """A larger one costs the connection, with 1009: what is in flight fails, and jambonz reconnects."""
    codes: list[int | None] = []

    def script(application: Connection) -> None:
        application.answer("session:new", say("Hello."))
        if in_flight:
            application.receive("verb:hook")
        application.send(large(LIMIT + 1))
        codes.append(application.wait_closed())

    def again(application: Connection) -> None:
        assert application.answer("session:reconnect")["call_sid"] == SID
        application.answer_all()

    async with calling(script, again) as jambonz:
        await jambonz.session_new(SESSION)
        if in_flight:
            with pytest.raises(ConnectionClosed) as caught:
                await jambonz.verb_hook("/menu", DIGITS)
            assert caught.value.code == 1009
        else:
            await lost(jambonz)
        assert (await jambonz.verb_hook("/again", DIGITS)).data == []
        [problem] = jambonz.problems
        assert problem.kind == "connection lost"
        assert "1009" in problem.text
    assert codes == [1009]


async def test_text_that_is_no_utf_8() -> None:
    """A text message that is not UTF-8 costs the connection, with 1007."""
    codes: list[int | None] = []

    def script(application: Connection) -> None:
        application.receive("verb:hook")
        application.send_raw(b"\xff", text=True)
        codes.append(application.wait_closed())

    async with calling(script) as jambonz:
        with pytest.raises(ConnectionClosed) as caught:
            await jambonz.verb_hook("/menu", DIGITS)
        assert caught.value.code == 1007
    assert codes == [1007]


# -- the application closes -------------------------------------------------------------------


def close_with(code: int) -> Script:
    """Acks `session:new`, takes a hook and closes instead of acking."""

    def script(application: Connection) -> None:
        application.answer("session:new", say("Hello."))
        application.receive("verb:hook")
        application.close(code)

    return script


def break_off(application: Connection) -> None:
    """The same, without a close frame."""
    application.answer("session:new", say("Hello."))
    application.receive("verb:hook")
    application.break_off()


async def test_no_more_instructions() -> None:
    """After 1000 there is no reconnect: hooks have an empty ack at once, and what is in flight runs into its time."""

    def script(application: Connection) -> None:
        application.answer("session:new", say("Hello."))
        application.receive("verb:hook")
        application.close(1000)

    with Application(script) as application:
        async with connected(application, ack_within=SHORT) as jambonz:
            await jambonz.session_new(SESSION)
            with pytest.raises(AckTimeout):
                await jambonz.verb_hook("/menu", DIGITS)
            assert (await jambonz.verb_hook("/menu", DIGITS)).data is None
            await jambonz.call_status(RINGING)
            assert kinds(jambonz) == ["message lost", "message lost"]
        assert len(application.requests) == 1


@pytest.mark.parametrize(
    ("script", "code"),
    [(close_with(1001), 1001), (close_with(1011), 1011), (close_with(4000), 4000), (break_off, None)],
    ids=["1001", "1011", "4000", "no frame"],
)
async def test_any_other_end_of_a_connection(script: Script, code: int | None) -> None:
    """Any other close, or none, fails what is in flight at once; jambonz reconnects, and the call goes on."""

    def again(application: Connection) -> None:
        message = application.receive("session:reconnect")
        assert (message["call_sid"], message["data"]["from"]) == (SID, "+493012345678")
        application.send(command("redirect", [say("Where were we?")]))
        application.ack(message)
        application.answer("verb:hook", say("Go on."))
        assert application.receive("call:status")
        assert application.wait_closed() == 1000

    async with calling(script, again) as jambonz:
        await jambonz.session_new(SESSION)
        with pytest.raises(ConnectionClosed) as caught:
            await jambonz.verb_hook("/menu", DIGITS)
        assert caught.value.code == code
        await jambonz.call_status(RINGING)
        assert (await jambonz.verb_hook("/again", DIGITS)).data == [verbs.Say(text="Go on.")]
        assert await jambonz.receive_command() == commands.Redirect(data=[verbs.Say(text="Where were we?")])
        assert kinds(jambonz) == ["connection lost"]


@pytest.mark.parametrize("closing", [4000, None])
async def test_a_drop_before_the_first_ack(closing: int | None) -> None:
    """`session_new` returns the verbs although the connection was lost before: they came for `session:reconnect`."""

    def script(application: Connection) -> None:
        application.receive("session:new")
        if closing is None:
            application.break_off()
        else:
            application.close(closing)

    def again(application: Connection) -> None:
        application.answer("session:reconnect", say("Hello."))
        assert application.wait_closed() == 1000

    async with calling(script, again, ack_within=SHORT) as jambonz:
        assert (await jambonz.session_new(SESSION)).data == [verbs.Say(text="Hello.")]
        with pytest.raises(AckTimeout):
            await jambonz.verb_hook("/held-back", DIGITS)
        assert kinds(jambonz) == ["connection lost", "message held back"]


async def test_a_reconnect_that_is_never_acked() -> None:
    """Without an ack of `session:reconnect` the call is over: all that waits fails, and jambonz closes with 1000."""
    codes: list[int | None] = []

    def again(application: Connection) -> None:
        application.receive("session:reconnect")
        codes.append(application.wait_closed())

    async with calling(close_with(1011), again, ack_within=SHORT) as jambonz:
        await jambonz.session_new(SESSION)
        with pytest.raises(ConnectionClosed):
            await jambonz.verb_hook("/menu", DIGITS)
        with pytest.raises(AckTimeout) as caught:
            await jambonz.verb_hook("/again", DIGITS)
        assert (caught.value.message_type, caught.value.call_sid) == ("session:reconnect", SID)
        with pytest.raises(ConnectionClosed):
            await jambonz.receive_command()
        with pytest.raises(AckTimeout):
            await jambonz.call_status(RINGING)
    assert codes == [1000]


@pytest.mark.parametrize("connections", [1, 3])
async def test_the_last_connection(connections: int) -> None:
    """When the last connection is lost, all that waits and all that comes fails."""

    def drop(application: Connection) -> None:
        application.close(4000)

    with Application(*[drop] * connections) as application:
        async with connected(application, max_connections=connections) as jambonz:
            with pytest.raises(ConnectionClosed) as caught:
                await jambonz.receive_command()
            assert caught.value.code == 4000
            with pytest.raises(ConnectionClosed):
                await jambonz.verb_hook("/menu", DIGITS)
            with pytest.raises(ConnectionClosed):
                await jambonz.call_status(RINGING)
        assert len(application.requests) == connections


async def test_an_application_that_restarts() -> None:
    """While nobody listens jambonz tries again, and what waits is sent once it succeeds."""
    with Application(close_with(1001)) as first:
        port = first.port
        with anyio.fail_after(2 * PATIENCE):
            async with connect(first.url, backoff=SOON, max_connections=1000) as jambonz:
                await jambonz.session_new(SESSION)
                with pytest.raises(ConnectionClosed):
                    await jambonz.verb_hook("/menu", DIGITS)
                await to_thread.run_sync(first.__exit__, None, None, None)
                async with anyio.create_task_group() as tasks:
                    tasks.start_soon(jambonz.verb_hook, "/waits", DIGITS)
                    await anyio.wait_all_tasks_blocked()
                    with Application(port=port) as second:
                        assert (await jambonz.verb_hook("/again", DIGITS)).data == []
                        await jambonz.close()
                    assert len(second.requests) == 1


async def test_the_test_drops_the_connection() -> None:
    """`drop` breaks the connection as a failing network does: the application sees no 1000, and jambonz reconnects."""
    codes: list[int | None] = []

    def script(application: Connection) -> None:
        application.answer("session:new", say("Hello."))
        codes.append(application.wait_closed())

    async with calling(script) as jambonz:
        await jambonz.session_new(SESSION)
        await jambonz.drop()
        assert (await jambonz.verb_hook("/again", DIGITS)).data == []
        assert jambonz.problems == []
    assert codes == [4000]


async def test_notifications_while_down() -> None:
    """While the connection is down 1024 notifications wait; who sends more waits for room, and is woken by the end."""

    def script(application: Connection) -> None:
        application.answer("session:new", say("Hello."))
        application.close(4000)

    outcomes: list[str] = []
    async with calling(script, backoff=3600) as jambonz:
        await jambonz.session_new(SESSION)
        await lost(jambonz)

        async def notify() -> None:
            try:
                await jambonz.call_status(RINGING)
                outcomes.append("waits")
            except ConnectionClosed:
                outcomes.append("is closed")

        async with anyio.create_task_group() as tasks:
            for _ in range(1024 + 3):
                tasks.start_soon(notify)
            await anyio.wait_all_tasks_blocked()
            assert outcomes == ["waits"] * 1024
            await jambonz.close()
    assert outcomes[1024:] == ["is closed"] * 3


# -- an application that does not read --------------------------------------------------------


async def test_an_application_that_does_not_read() -> None:
    """An application that reads nothing delays no deadline, and leaving is bounded."""

    def script(application: Connection) -> None:
        application.wait_released()

    event = decode_payload(LlmEvent, b'{"type": "audio", "delta": "%b"}' % (b"a" * 1_000_000))
    written = 0
    with Application(script, compression=None, close_timeout=SHORT) as application:
        async with connected(application, ack_within=SHORT, handshake_timeout=SHORT) as jambonz:

            async def write() -> None:
                nonlocal written
                await jambonz.llm_event("/event", event)
                written += 1

            async with anyio.create_task_group() as tasks:
                for _ in range(100):
                    tasks.start_soon(write)
                with pytest.raises(AckTimeout):
                    await jambonz.verb_hook("/menu", DIGITS)
                tasks.cancel_scope.cancel()
            before = anyio.current_time()
        assert anyio.current_time() - before < PATIENCE
        application.release()
    assert written < 100


# -- the handshake ----------------------------------------------------------------------------


async def test_the_handshake() -> None:
    """The handshake is the one of jambonz: subprotocol, user agent, Basic credentials, and no fragment of the URL."""
    with Application() as application:
        url = f"ws://user:secret@127.0.0.1:{application.port}/voice?tenant=1#rc=3&rp=4xx"
        with anyio.fail_after(PATIENCE):
            async with connect(url, headers={"X-Test": "1"}) as jambonz:
                await jambonz.session_new(SESSION)
        [request] = application.requests
    assert request.path == "/voice?tenant=1"
    assert request.headers["Sec-WebSocket-Protocol"] == "ws.jambonz.org"
    assert request.headers["User-Agent"] == "jambonz"
    assert request.headers["Authorization"] == "Basic dXNlcjpzZWNyZXQ="
    assert request.headers["X-Test"] == "1"


def refuse(status: HTTPStatus) -> Any:
    """Refuses every handshake."""

    def process_request(connection: ServerConnection, request: Request) -> Response:
        return connection.respond(status, "no\n")

    return process_request


@pytest.mark.parametrize("status", [HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND, HTTPStatus.SERVICE_UNAVAILABLE])
async def test_a_handshake_that_is_refused(status: HTTPStatus) -> None:
    """A refusal is an error that names the status, and is not tried again."""
    refusing = Application(process_request=refuse(status))
    with refusing as application, pytest.raises(HandshakeError, match=str(status.value)):
        async with connected(application, retries=5):
            pass


async def test_an_application_without_the_subprotocol() -> None:
    """An application that selects no subprotocol is refused."""
    with Application(subprotocols=None) as application, pytest.raises(HandshakeError, match=r"ws\.jambonz\.org"):
        async with connected(application):
            pass


@pytest.mark.parametrize("retries", [0, 3])
async def test_nobody_listens(retries: int) -> None:
    """Where nobody listens the first connection is tried as often as asked for."""
    with anyio.fail_after(PATIENCE):
        before = anyio.current_time()
        with pytest.raises(HandshakeError):
            async with connect(f"ws://127.0.0.1:{free_port()}/", backoff=SOON, retries=retries):
                pass
        assert anyio.current_time() - before > (SOON * (1 + 2 + 4) if retries else 0) - TICK


async def test_an_application_that_starts_late() -> None:
    """With retries a client finds an application that starts after it."""
    port = free_port()
    with anyio.fail_after(2 * PATIENCE):
        async with anyio.create_task_group() as tasks:
            acked = anyio.Event()

            async def call() -> None:
                async with connect(f"ws://127.0.0.1:{port}/", backoff=SOON, retries=1000) as jambonz:
                    await jambonz.session_new(SESSION)
                acked.set()

            tasks.start_soon(call)
            await anyio.wait_all_tasks_blocked()
            with Application(port=port):
                await acked.wait()


async def test_an_application_that_says_nothing() -> None:
    """A handshake that is not answered fails in time, and is not tried again."""
    with socket.socket() as silent, anyio.fail_after(PATIENCE):
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(HandshakeError, match="timed out"):
            async with connect(f"ws://127.0.0.1:{silent.getsockname()[1]}/", handshake_timeout=SHORT, retries=5):
                pass


async def test_what_comes_with_the_handshake() -> None:
    """What the application says in the same breath as its answer to the handshake is not lost."""

    def answer(listener: socket.socket) -> None:
        plug, _ = listener.accept()
        with plug:
            server = ServerProtocol(subprotocols=[SUBPROTOCOL])
            while not (events := server.events_received()):
                server.receive_data(plug.recv(4096))
            request = events[0]
            assert isinstance(request, Request)
            server.send_response(server.accept(request))
            server.send_text(b"nonsense")
            plug.sendall(b"".join(server.data_to_send()))
            while plug.recv(4096):
                pass

    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"ws://127.0.0.1:{listener.getsockname()[1]}/"
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(to_thread.run_sync, answer, listener)
            with anyio.fail_after(2 * PATIENCE):
                async with connect(url, handshake_timeout=0.5) as jambonz:
                    await lost(jambonz)
                    assert kinds(jambonz) == ["invalid message"]


async def test_an_application_that_hangs_up_at_once() -> None:
    """A connection that is closed as soon as it is open counts as connected."""

    def script(application: Connection) -> None:
        application.close(4004)

    async with calling(script) as jambonz:
        assert (await jambonz.session_new(SESSION)).data == []
        assert kinds(jambonz) in (["connection lost"], ["connection lost", "empty ack"])


# -- leaving ----------------------------------------------------------------------------------


async def test_an_exception_comes_out_as_itself() -> None:
    """An exception inside of `async with connect(...)` comes out as itself, and the call is closed with 1000."""
    codes: list[int | None] = []

    def script(application: Connection) -> None:
        application.answer("session:new", say("Hello."))
        codes.append(application.wait_closed())

    with Application(script) as application, pytest.raises(LookupError, match="mine"):  # noqa: PT012
        async with connected(application) as jambonz:
            await jambonz.session_new(SESSION)
            raise LookupError("mine")
    assert codes == [1000]


async def test_leaving_while_down() -> None:
    """Leaving while jambonz waits to reconnect does not wait for it."""

    def script(application: Connection) -> None:
        application.answer("session:new", say("Hello."))
        application.close(4000)

    with anyio.fail_after(PATIENCE):
        async with calling(script, backoff=3600) as jambonz:
            await jambonz.session_new(SESSION)
            await lost(jambonz)
            async with anyio.create_task_group() as tasks:

                async def ask() -> None:
                    with pytest.raises(ConnectionClosed):
                        await jambonz.verb_hook("/menu", DIGITS)

                tasks.start_soon(ask)
                await anyio.wait_all_tasks_blocked()
                await jambonz.close()


async def test_leaving_twice() -> None:
    """A client that is closed already is left without ado."""
    async with calling() as jambonz:
        await jambonz.close()
        await jambonz.close(1001)
        with pytest.raises(ConnectionClosed) as caught:
            await jambonz.session_new(SESSION)
        assert caught.value.code == 1000
        await jambonz.drop()


async def test_what_was_said_last_is_heard() -> None:
    """What was sent right before leaving arrives."""
    heard: list[str] = []

    def script(application: Connection) -> None:
        heard.extend(application.receive("call:status")["data"]["call_status"] for _ in range(100))

    async with calling(script) as jambonz, anyio.create_task_group() as tasks:
        for _ in range(100):
            tasks.start_soon(jambonz.call_status, RINGING)
    assert heard == ["ringing"] * 100


async def test_the_first_message_may_be_another() -> None:
    """A connection can begin with any message, such as `session:redirect`, which has no call sid."""

    def script(application: Connection) -> None:
        assert "call_sid" not in application.receive("call:status")
        assert "call_sid" not in application.answer("session:redirect")

    async with calling(script) as jambonz:
        await jambonz.call_status(RINGING)
        assert (await jambonz.request(SessionRedirect, CallInfo(call_sid=SID), hook="/new")).data == []
