"""Around the calls: reconnects over sockets, the router, the environment, HTTP answers, stopping, logs, and leaks."""

from __future__ import annotations

import asyncio
import base64
import gc
import http.client
import json
import logging
import re
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from threading import Event
from typing import Annotated, Literal

import anyio
import msgspec
import pytest
from anyio import to_thread
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect as plain_connect

import jambonz_proto as jp
from jambonz_proto import (
    Call,
    CallEnded,
    ConnectionDown,
    EncodeError,
    Env,
    EnvVar,
    InvalidMessage,
    Router,
    Server,
    Utterance,
    messages,
)
from jambonz_proto._flows import Serial
from jambonz_proto._protocol import CallProtocol
from jambonz_proto._shell import Shell
from jambonz_proto._transport import Receiver, Transport
from jambonz_proto.components import PhoneTarget
from jambonz_proto.verbs import Dial, Hangup, Pause, Redirect, Say
from tests.io.driver import (
    DIGITS,
    HANGUP,
    PATIENCE,
    ROOT,
    SID,
    SUBPROTOCOL,
    Messages,
    PlainJambonz,
    Wrapped,
    ack,
    free_port,
    in_memory,
    plain,
    redirect,
    say,
    session,
    unread,
    wait_until_ready,
)
from tests.loops import over_sockets_too

from .driver import GATHER, STREAM, Handler, idle, one_call, serving, soon, within

pytestmark = pytest.mark.anyio


def url(server: Server, path: str = "/") -> str:
    return f"ws://127.0.0.1:{server.port}{path}"


def fetch(port: int, method: str, path: str, headers: dict[str, str] | None = None) -> tuple[int, str, str]:
    """Status, body and content type of a plain HTTP request."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request(method, path, headers=headers or {})
        response = connection.getresponse()
        return response.status, response.read().decode(), response.getheader("Content-Type", "")
    finally:
        connection.close()


def drop(jambonz: PlainJambonz) -> None:
    """The connection breaks without a close frame."""
    jambonz.connection.socket.shutdown(2)


def reconnect(jambonz: PlainJambonz) -> str:
    """jambonz says that it is back; returns the msgid."""
    return jambonz.send("session:reconnect", session(jambonz.sid))


def handshake(url: str, headers: dict[str, str] | None = None) -> int:
    """HTTP status of a handshake."""
    try:
        with plain_connect(url, subprotocols=[SUBPROTOCOL], proxy=None, additional_headers=headers):
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


# -- reconnects -------------------------------------------------------------------------------


async def test_a_call_goes_on_over_a_new_connection() -> None:
    """After a drop the same `Call` goes on with the same waiting code, and hears what was sent while it was down."""
    calls: list[Call] = []

    async def handler(call: Call) -> None:
        calls.append(call)
        heard = await call.perform(GATHER)
        await call.send(Say(text=heard.digits or ""))
        await call.sleep(3600)

    def script(address: str) -> None:
        with plain(address) as jambonz:
            hook = jambonz.verbs(jambonz.new())[0]["actionHook"]
            jambonz.status("in-progress")
            drop(jambonz)
        with plain(address) as jambonz:
            assert jambonz.verbs(reconnect(jambonz)) == []
            assert jambonz.verbs(jambonz.hook(hook)) == [say("42")]
            jambonz.end()

    async with serving(handler) as server:
        await to_thread.run_sync(script, url(server))
        await soon(lambda: not server.calls)
    assert len(calls) == 1
    assert calls[0].ended


async def test_a_drop_before_the_first_ack() -> None:
    """Dropped before the first ack: the reconnect's ack begins the call, and asks for one more drop."""
    dropped = anyio.Event()

    async def handler(call: Call) -> None:
        await dropped.wait()
        await call.send(Say(text="Hello."))
        await call.sleep(3600)

    def before(address: str) -> None:
        with plain(address) as jambonz:
            jambonz.new()
            jambonz.connection.ping().wait(PATIENCE)
            drop(jambonz)

    def after(address: str) -> int | None:
        with plain(address) as jambonz:
            assert jambonz.verbs(reconnect(jambonz)) == [say("Hello.")]
            with pytest.raises(ConnectionClosed) as closed:
                jambonz.connection.recv(timeout=PATIENCE)
        with plain(address) as jambonz:
            assert jambonz.verbs(reconnect(jambonz)) == []
            jambonz.end()
        return closed.value.rcvd.code if closed.value.rcvd else None

    async with serving(handler) as server:
        await to_thread.run_sync(before, url(server))
        await soon(lambda: server.calls)
        dropped.set()
        code = await to_thread.run_sync(after, url(server))
        await soon(lambda: not server.calls)
    assert code == 1012


async def test_a_first_ack_that_was_lost_on_its_way() -> None:
    """If jambonz is gone before it has read the first ack, that of `session:reconnect` begins the call."""
    sent, gone = anyio.Event(), Event()

    async def handler(call: Call) -> None:
        await call.send(Say(text="Hello."))
        sent.set()
        await call.sleep(3600)

    async def release() -> None:
        await within(sent)
        gone.set()

    def script(server: Server) -> None:
        with unread(server.port, json.dumps(Messages(SID).message("session:new", session()))):
            assert gone.wait(PATIENCE)
        for verbs in ([say("Hello.")], []):
            with plain(url(server)) as jambonz:
                assert jambonz.verbs(reconnect(jambonz)) == verbs
                if verbs:
                    with pytest.raises(ConnectionClosed):
                        jambonz.connection.recv(timeout=PATIENCE)
                else:
                    jambonz.end()

    async with serving(handler) as server, anyio.create_task_group() as tasks:
        tasks.start_soon(release)
        await to_thread.run_sync(script, server)
        await soon(lambda: not server.calls)


async def test_a_first_ack_that_was_read_is_not_repeated() -> None:
    """If jambonz has read the first ack, that of `session:reconnect` is empty, and nothing is closed for it."""

    def script(address: str) -> None:
        with plain(address) as jambonz:
            assert jambonz.verbs(jambonz.new()) == [say("Hello.")]
            drop(jambonz)
        with plain(address) as jambonz:
            assert jambonz.verbs(reconnect(jambonz)) == []
            assert jambonz.verbs(jambonz.hook("/unknown")) == []
            jambonz.end()

    async with serving(idle) as server:
        for _ in range(20):
            await to_thread.run_sync(script, url(server))
            await soon(lambda: not server.calls)


@over_sockets_too
async def test_commands_while_down_are_delivered_or_refused() -> None:
    """What is sent while the call is down is delivered in order after the reconnect, or refused in the sender."""
    calls: list[Call] = []
    sent: list[int] = []

    async def handler(call: Call) -> None:
        calls.append(call)
        await idle(call)

    async with serving(handler) as server:
        async with in_memory(server) as jambonz:
            await jambonz.new()
            await jambonz.receive()
            assert await jambonz.roundtrip() == []
            await jambonz.transport.close(1006)

        await soon(lambda: not calls[0]._protocol.connected)  # pyright: ignore[reportPrivateUsage]

        async def send_on() -> None:
            for index in range(1, 1000):
                await calls[0].send(Pause(length=index), queue=True)
                sent.append(index)

        with pytest.raises(ConnectionDown):
            await send_on()
        async with in_memory(server) as jambonz:
            msgid = await jambonz.send("session:reconnect", session())
            assert [(await jambonz.receive())["data"][0]["length"] for _ in sent] == sent
            assert await jambonz.receive() == ack(msgid)
            await jambonz.end()


class Breaking(Wrapped):
    """A transport that breaks, which a write finds out before the reader does."""

    def __init__(self, inner: Transport) -> None:
        super().__init__(inner)
        self.broken = False
        self.tried = anyio.Event()
        """A write has found out."""

    @property
    def has_room(self) -> bool:
        if self.broken:
            self.tried.set()
        return super().has_room and not self.broken


async def test_a_command_whose_write_fails_is_delivered_later() -> None:
    """A command whose write finds the connection gone is not lost: it goes out when jambonz is back."""
    broken = anyio.Event()

    async def handler(call: Call) -> None:
        await call.send(Say(text="Hello."))
        await broken.wait()
        await call.send(Say(text="Are you there?"))
        await call.sleep(3600)

    async with serving(handler) as server:
        async with in_memory(server, wrap=Breaking) as jambonz:
            assert isinstance(jambonz.served, Breaking)
            await jambonz.new()
            await jambonz.receive()
            assert await jambonz.roundtrip() == []
            jambonz.served.broken = True
            broken.set()
            await within(jambonz.served.tried)
            await jambonz.transport.close(1006)
        async with in_memory(server) as jambonz:
            msgid = await jambonz.send("session:reconnect", session())
            assert await jambonz.receive() == redirect(say("Are you there?"))
            assert await jambonz.receive() == ack(msgid)
            await jambonz.end()


@over_sockets_too
async def test_the_grace_time_ends_a_call() -> None:
    """If jambonz does not come back in time, whoever waits gets `CallEnded`, and nothing is left of the call."""
    ended = anyio.Event()

    async def handler(call: Call) -> None:
        with pytest.raises(CallEnded):
            await call.perform(GATHER)
        ended.set()

    async with serving(handler, reconnect_within=0.05) as server:
        async with in_memory(server) as jambonz:
            await jambonz.new()
            await jambonz.receive()
            await jambonz.transport.close(1006)
            await within(ended)
        await soon(lambda: not server.calls)


@over_sockets_too
async def test_jambonz_is_back_before_the_drop_is_noticed() -> None:
    """A second connection for a call takes over; the first is closed, which changes nothing."""
    async with serving(idle) as server, in_memory(server) as old:
        await old.new()
        await old.receive()
        async with in_memory(server) as new:
            msgid = await new.send("session:reconnect", session())
            assert await new.receive() == ack(msgid)
            with anyio.fail_after(PATIENCE), pytest.raises(jp.ConnectionClosed) as closed:
                await old.transport.receive()
            assert closed.value.code == 1012
            assert len(server.calls) == 1
            assert await new.roundtrip() == []
            await new.end()


# -- the router -------------------------------------------------------------------------------


class Late(Wrapped):
    """A transport whose messages can be read late."""

    def __init__(self, inner: Transport) -> None:
        super().__init__(inner)
        self.late: list[str | bytes] | None = None
        """What has come and is not read yet."""
        self._receiver: Receiver

    async def deliver_to(self, receiver: Receiver) -> jp.ConnectionClosed:
        self._receiver = receiver
        return await super().deliver_to(self)

    def receive(self, message: str | bytes, /) -> None:
        if self.late is None:
            self._receiver.receive(message)
        else:
            self.late.append(message)

    def on_room(self) -> None:
        self._receiver.on_room()

    def read(self) -> None:
        """What has come is read now."""
        late, self.late = self.late, None
        for message in late or ():
            self._receiver.receive(message)


async def test_a_hook_that_is_read_when_jambonz_is_back_already() -> None:
    """A hook of the connection before is not acked on the new one; what it brought is answered by a command."""

    async def handler(call: Call) -> None:
        heard = await call.perform(GATHER)
        await call.send(Say(text=heard.digits or ""))
        await call.sleep(3600)

    async with serving(handler) as server, in_memory(server, wrap=Late) as old:
        assert isinstance(old.served, Late)
        await old.new()
        hook = (await old.receive())["data"][0]["actionHook"]
        assert await old.roundtrip() == []
        old.served.late = []
        await old.hook(hook)
        await anyio.wait_all_tasks_blocked()
        async with in_memory(server) as new:
            msgid = await new.send("session:reconnect", session())
            assert await new.receive() == ack(msgid)
            assert old.served.late
            old.served.read()
            assert await new.receive() == redirect(say("42"))
            assert await new.roundtrip() == []
            await new.end()


@over_sockets_too
async def test_the_router_serves_what_is_unusual() -> None:
    """Redirected, adulted and resumed sessions have handlers of their own; relatives are found by their call sids."""
    served: list[tuple[str, str, str | None]] = []

    def serves(name: str) -> Handler:
        async def handler(call: Call) -> None:
            served.append((name, call.sid, call.parent.sid if call.parent else None))
            await call.send(Say(text=name))
            await call.sleep(3600)

        return handler

    async def unanswered(statuses: Sequence[messages.CallStatus]) -> None:
        served.append(("unanswered", str([status.data.call_status for status in statuses]), None))

    router = Router()
    redirect_handler, adulted_handler, resumed_handler = map(serves, ("redirected", "adulted", "resumed"))
    router.add(
        "/",
        idle,
        redirected=redirect_handler,
        adulted=adulted_handler,
        resumed=resumed_handler,
        unanswered=unanswered,
    )
    async with serving(router) as server, in_memory(server, "parent") as parent:
        await parent.new()
        await parent.receive()
        async with (
            in_memory(server, "parent") as redirected,
            in_memory(server, "child") as adulted,
            in_memory(server, "lost") as resumed,
            in_memory(server, "ringing") as ringing,
        ):
            msgid = await redirected.send("session:redirect", {"call_sid": "parent"}, call_sid=None)
            assert await redirected.receive() == ack(msgid, say("redirected"))
            data = {"call_sid": "child", "parent_call_info": {"call_sid": "parent"}}
            msgid = await adulted.send("session:adulting", data, call_sid=None)
            assert await adulted.receive() == ack(msgid)
            assert await adulted.receive() == redirect(say("adulted"))
            msgid = await resumed.send("session:reconnect", session("lost"))
            assert await resumed.receive() == ack(msgid)
            assert await resumed.receive() == redirect(say("resumed"))
            for state in ("trying", "no-answer"):
                await ringing.status(state)
            await ringing.transport.close(1000)
            await soon(lambda: len(served) == 4)
    assert served == [
        ("redirected", "parent", "parent"),
        ("adulted", "child", "parent"),
        ("resumed", "lost", None),
        ("unanswered", "['trying', 'no-answer']", None),
    ]


@over_sockets_too
@pytest.mark.parametrize("has_handler", [True, False])
async def test_a_redirect_verb_begins_anew_on_its_connection(has_handler: bool) -> None:
    """The session that a `redirect` verb begins is served like a new one, by the same handler if there is no other."""

    async def serve_call(call: Call) -> None:
        if isinstance(call.opening, messages.SessionRedirect):
            assert call.parent is not None and call.parent.sid == call.sid  # noqa: PT018
            await call.perform(GATHER)
            await call.send(Hangup())
        else:
            await call.send(Redirect(action_hook="/elsewhere"))

    async def redirected(call: Call) -> None:
        await call.send(Say(text="Elsewhere."), Hangup())

    router = Router()
    router.add("/", serve_call, redirected=redirected if has_handler else None)
    async with serving(router) as server, in_memory(server) as jambonz:
        await jambonz.new()
        assert (await jambonz.receive())["data"][0]["verb"] == "redirect"
        await jambonz.status("in-progress")
        msgid = await jambonz.send("session:redirect", session(), hook="/elsewhere")
        answer = await jambonz.receive()
        assert answer["msgid"] == msgid
        if has_handler:
            assert answer["data"] == [say("Elsewhere."), HANGUP]
        else:
            [gather] = answer["data"]
            msgid = await jambonz.hook(gather["actionHook"])
            assert await jambonz.receive() == ack(msgid, HANGUP)


async def test_a_redirect_verb_whose_session_nobody_serves_ends_the_call() -> None:
    """A main flow that goes on for a while after a `redirect` verb leaves no silent call behind."""
    may_end = anyio.Event()

    async def handler(call: Call) -> None:
        await call.send(Redirect(action_hook="/elsewhere"))
        await may_end.wait()

    async with one_call(handler) as jambonz:
        msgid = await jambonz.send("session:redirect", session(), hook="/elsewhere")
        assert await jambonz.receive() == ack(msgid)
        may_end.set()
        assert await jambonz.receive() == redirect(HANGUP, queue=True)


@over_sockets_too
async def test_sessions_that_nobody_serves_are_acked() -> None:
    """Without handlers of their own adulted and resumed sessions are acked and left to the verbs they have."""
    async with serving(idle) as server:
        for kind in ("session:adulting", "session:reconnect"):
            async with in_memory(server, kind) as jambonz:
                msgid = await jambonz.send(kind, session(kind))
                assert await jambonz.receive() == ack(msgid)
                assert await jambonz.roundtrip() == []
                await jambonz.end()
        await soon(lambda: not server.calls)


# -- the environment --------------------------------------------------------------------------


class Settings(Env, kw_only=True):
    """The variables of an application."""

    language: Annotated[Literal["en", "de"], EnvVar("Language")] = "en"
    retries: Annotated[int, EnvVar("How often")] = 3
    key: Annotated[str, EnvVar("Key of the booking system", obscure=True)]


async def test_options_answers_the_environment() -> None:
    """`OPTIONS` of an application's path answers its variables, the bare object; others get 404."""
    router = Router()
    router.add("/app", idle, env=Settings)
    async with serving(router, credentials=("user", "secret")) as server:
        status, body, content_type = await to_thread.run_sync(fetch, server.port, "OPTIONS", "/app")
        missing, _, _ = await to_thread.run_sync(fetch, server.port, "OPTIONS", "/other")
    assert (status, content_type, missing) == (200, "application/json", 404)
    assert json.loads(body) == {
        "language": {"type": "string", "description": "Language", "enum": ["en", "de"], "default": "en"},
        "retries": {"type": "number", "description": "How often", "default": 3},
        "key": {"type": "string", "description": "Key of the booking system", "required": True, "obscure": True},
    }


async def test_environment_values_are_typed() -> None:
    """`env_as` gives typed values, from texts where the portal sends texts; a wrong one is an error that names it."""
    got: list[Settings] = []

    async def handler(call: Call) -> None:
        if call.sid == "bad":
            with pytest.raises(InvalidMessage, match="retries"):
                call.env_as(Settings)
        else:
            got.append(call.env_as(Settings))
        await idle(call)

    async with serving(handler) as server:
        for sid, retries in (("good", "5"), ("bad", "often")):
            async with in_memory(server, sid) as jambonz:
                data = {**session(sid), "env_vars": {"key": "hush", "retries": retries, "else": 1}}
                await jambonz.send("session:new", data)
                assert (await jambonz.receive())["data"] == [say("Hello.")]
                await jambonz.end()
    assert [(settings.language, settings.retries, settings.key) for settings in got] == [("en", 5, "hush")]
    assert "hush" not in repr(got)


class Numbers(Env):
    """What the portal does not know."""

    level: Annotated[Literal[1, 2], EnvVar("Level")] = 1


class Made(Env):
    """A default that is made when it is wanted."""

    name: Annotated[str, EnvVar("Name")] = msgspec.field(default_factory=lambda: "made")


async def test_a_default_that_is_made_is_shown() -> None:
    """`OPTIONS` answers with a default that a factory makes as with any other."""
    router = Router()
    router.add("/", idle, env=Made)
    async with serving(router) as server:
        _, body, _ = await to_thread.run_sync(fetch, server.port, "OPTIONS", "/")
    assert json.loads(body)["name"]["default"] == "made"


async def test_choices_that_are_no_texts_are_refused() -> None:
    """The portal knows choices of texts only: others are refused when the application is added."""
    with pytest.raises(TypeError, match=r"Numbers\.level"):
        Router().add("/", idle, env=Numbers)


# -- what one call may not do to another ---------------------------------------------------------


def cancelled_future() -> asyncio.Future[None]:
    future = asyncio.get_running_loop().create_future()
    future.cancel()
    return future


@pytest.mark.parametrize("anyio_backend", ["asyncio"])  # on trio nobody but a cancel scope cancels
@pytest.mark.parametrize("where", ["main", "handler", "beside", "confirm"])
async def test_a_cancelled_future_ends_its_own_call(where: str, caplog: pytest.LogCaptureFixture) -> None:
    """A handler that awaits what others cancelled fails like any other, and the other calls go on."""

    async def fails(_: object = None) -> None:
        await cancelled_future()

    async def fails_to_decide(_: object) -> bool:
        await cancelled_future()
        return True

    async def handler(call: Call) -> None:
        if call.sid == "good":
            await call.perform(GATHER)
            await call.send(Say(text="Still here."), Hangup())
        elif where == "main":
            await fails()
        else:
            if where == "handler":
                call.on(messages.CallStatus, fails)
            elif where == "beside":
                call.start_soon(fails)
            confirm_hook = call.confirm(fails_to_decide)
            await call.perform(Dial(target=[PhoneTarget(number="1")], confirm_hook=confirm_hook))

    async with serving(handler) as server, in_memory(server, "good") as good, in_memory(server, "bad") as bad:
        await good.new()
        [gather] = (await good.receive())["data"]
        await bad.new("outbound")
        if where == "confirm":
            hook = (await bad.receive())["data"][0]["confirmHook"]
            msgid = await bad.send("dial:confirm", {"call_sid": "leg"}, hook=hook)
            assert await bad.receive() == ack(msgid, HANGUP)
        else:
            await bad.status("in-progress")
            while (message := await bad.receive())["data"] != [HANGUP]:
                assert message["data"][0]["verb"] == "dial"
        msgid = await good.hook(gather["actionHook"])
        assert await good.receive() == ack(msgid, say("Still here."), HANGUP)
    assert [record for record in caplog.records if record.levelname == "ERROR"]


async def test_errors_say_what_to_do() -> None:
    """What is easily got wrong has a message that says what is wrong."""
    errors: list[BaseException] = []

    async def handler(call: Call) -> None:
        try:
            await call.send([Say(text="Hello.")])  # type: ignore[arg-type] # that is the point
        except EncodeError as error:
            errors.append(error)
        try:
            await call.perform(GATHER, timeout=0)
        except TimeoutError as error:
            errors.append(error)
        await call.send(Hangup())

    async with one_call(handler, command_delay=0):
        await soon(lambda: len(errors) == 2)
    assert "give the verbs one by one" in str(errors[0])
    assert re.search(r"call .+: nothing came to /gather-.* within 0 s", str(errors[1]))
    with pytest.raises(EncodeError, match="not a message; verbs go into an Ack"):
        jp.encode([Say(text="Hello.")])  # type: ignore[arg-type] # that is the point


class Direct(Wrapped):
    """A transport whose receiver a test can call, with nothing in between."""

    receiver: Receiver

    async def deliver_to(self, receiver: Receiver) -> jp.ConnectionClosed:
        self.receiver = receiver
        return await super().deliver_to(receiver)


class Impatient(jp.Clock):
    """A clock whose last timeout a test can let pass."""

    timeout: anyio.CancelScope

    def move_on_after(self, seconds: float | None) -> anyio.CancelScope:
        self.timeout = anyio.CancelScope()
        return self.timeout


async def test_a_result_that_comes_as_the_time_is_up() -> None:
    """A result that comes before whoever waits knows that its time is up is given to it, and answered by it."""

    async def handler(call: Call) -> None:
        result = await call.perform(GATHER, timeout=5)
        await call.send(Say(text=f"You pressed {result.digits}."), Hangup())

    clock = Impatient()
    async with serving(handler, clock=clock) as server, in_memory(server, wrap=Direct) as jambonz:
        assert isinstance(jambonz.served, Direct)
        await jambonz.new()
        hook = (await jambonz.receive())["data"][0]["actionHook"]
        await anyio.wait_all_tasks_blocked()
        clock.timeout.cancel()
        jambonz.served.receiver.receive(json.dumps(jambonz.message("verb:hook", DIGITS, hook=hook, msgid="last")))
        assert await jambonz.receive() == ack("last", say("You pressed 42."), HANGUP)
        await jambonz.end()


async def test_the_log_level_is_the_applications(caplog: pytest.LogCaptureFixture) -> None:
    """The websockets library logs when the application wants it to, but frames, with the secrets in them, never."""
    caplog.set_level(logging.WARNING)
    async with one_call(idle):
        pass
    assert not caplog.records
    caplog.set_level(logging.DEBUG)
    async with serving(idle) as server:
        await to_thread.run_sync(fetch, server.port, "GET", "/")
        names = {(record.name, record.levelname) for record in caplog.records}
    assert ("jambonz_proto.websockets", "INFO") in names
    assert ("jambonz_proto.websockets", "DEBUG") not in names


def test_what_a_server_cannot_use_is_refused_at_once() -> None:
    """A target that there is not, and last words that jambonz would refuse, are found when the server is made."""
    with pytest.raises(ValueError, match=r"'v9'.*open-source-0\.9"):
        Server(idle, target="v9")  # type: ignore[arg-type] # that is the point
    with pytest.raises(EncodeError, match=r"last_words\[0\]\.length"):
        Server(idle, last_words=(Pause(length=-1),))


# -- HTTP -------------------------------------------------------------------------------------


async def test_healthz() -> None:
    """`GET /healthz` is answered for load balancers, with credentials or without."""
    async with serving(idle, credentials=("user", "secret")) as server:
        assert (await to_thread.run_sync(fetch, server.port, "GET", "/healthz"))[:2] == (200, "ok\n")


@pytest.mark.parametrize(("path", "status", "length"), [("/healthz", 200, 3), ("/nobody", 404, 27)])
async def test_head(path: str, status: int, length: int) -> None:
    """`HEAD` gets the headers that `GET` would get, and no body."""
    async with serving(idle) as server, await anyio.connect_tcp("127.0.0.1", server.port) as stream:
        await stream.send(f"HEAD {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        received = b"".join([part async for part in stream])
    head, _, body = received.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d " % status)
    assert b"Content-Length: %d\r\n" % length in head
    assert body == b""


@pytest.mark.parametrize(
    ("authorization", "status"),
    [
        (None, 401),
        ("Basic " + base64.b64encode(b"user:secret").decode(), 101),
        ("Basic " + base64.b64encode(b"user:wrong").decode(), 401),
        ("Basic", 401),
        ("Basic \u00e9\u00e9", 401),
    ],
)
async def test_credentials(authorization: str | None, status: int) -> None:
    """A handshake without the right user name and password is refused with 401, whatever it says instead."""
    headers = {"Authorization": authorization} if authorization else {}
    async with serving(idle, credentials=("user", "secret")) as server:
        if authorization is not None and not authorization.isascii():
            upgrade = {"Authorization": authorization.encode().decode("latin-1")}
            assert (await to_thread.run_sync(fetch, server.port, "GET", "/", upgrade))[0] == status
        else:
            found = await to_thread.run_sync(handshake, url(server), headers)
            assert found == status


@over_sockets_too
async def test_no_more_calls_than_allowed() -> None:
    """Connections over the number that is allowed are refused with 503; there is room again when one has ended."""
    async with serving(idle, max_calls=1) as server:
        async with in_memory(server) as jambonz:
            await jambonz.new()
            await jambonz.receive()
            assert await to_thread.run_sync(handshake, url(server)) == 503
            await jambonz.end()
        assert await to_thread.run_sync(handshake, url(server)) == 101


# -- stopping ---------------------------------------------------------------------------------


async def test_a_call_that_ends_while_the_server_stops_is_not_cut_off() -> None:
    """A server that stops gives running calls time to end, takes no new ones, and is through when they have ended."""
    stopping = anyio.Event()
    through = anyio.Event()
    servers: list[Server] = []

    async def run() -> None:
        async with serving(idle, drain=4 * PATIENCE) as server:
            servers.append(server)
            await stopping.wait()
        through.set()

    def health() -> int:
        return fetch(servers[0].port, "GET", "/healthz")[0]

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(run)
        await soon(lambda: servers)
        async with in_memory(servers[0]) as jambonz:
            await jambonz.new()
            await jambonz.receive()
            stopping.set()
            with anyio.fail_after(PATIENCE):
                while await to_thread.run_sync(health) != 503:
                    pass
            assert await to_thread.run_sync(handshake, url(servers[0])) == 503
            assert await jambonz.roundtrip() == []
            assert not through.is_set()
            await jambonz.end()
        await within(through)


async def test_a_call_that_is_down_does_not_delay_the_stop() -> None:
    """A call whose connection dropped is ended when the server stops: jambonz would be refused when it came back."""
    ended: list[str] = []

    async def handler(call: Call) -> None:
        try:
            await idle(call)
        except CallEnded as end:
            ended.append(end.problem)

    with anyio.fail_after(PATIENCE):
        async with serving(handler, drain=100 * PATIENCE) as server:
            async with in_memory(server) as jambonz:
                await jambonz.new()
                await jambonz.receive()
                await jambonz.transport.close(1006)
            assert list(server.calls) == [SID]
    assert ended == ["the server stops"]


SERVE = """
import sys
import anyio
from jambonz_proto import Call, serve
from jambonz_proto.verbs import Say

async def app(call: Call) -> None:
    await call.send(Say(text="Hello."))
    await call.sleep(3600)

anyio.run(lambda: serve(app, port=int(sys.argv[2]), drain=0.1), backend=sys.argv[1])
"""


async def test_sigterm_stops_serve_gracefully(anyio_backend_name: str) -> None:
    """On SIGTERM `serve` closes what is left after the drain time with 1001 and returns: the process ends with 0."""
    port = free_port()

    def script() -> tuple[int | None, int]:
        command = [sys.executable, "-c", SERVE, anyio_backend_name, str(port)]
        with subprocess.Popen(command, cwd=ROOT, env={"PYTHONPATH": "src"}) as process:
            try:
                wait_until_ready(port, lambda: process.poll() is None)
                with plain(f"ws://127.0.0.1:{port}/") as jambonz:
                    assert jambonz.verbs(jambonz.new()) == [say("Hello.")]
                    process.send_signal(signal.SIGTERM)
                    with pytest.raises(ConnectionClosed) as closed:
                        jambonz.connection.recv(timeout=PATIENCE)
                return closed.value.rcvd.code if closed.value.rcvd else None, process.wait(PATIENCE)
            finally:
                process.kill()

    assert await to_thread.run_sync(script) == (1001, 0)


@over_sockets_too
async def test_last_words_before_the_end() -> None:
    """An answered call hears the last words before it is hung up because its handler failed."""

    async def handler(call: Call) -> None:
        await call.perform(GATHER)
        raise LookupError("mine")

    async with serving(handler, last_words=(Say(text="Sorry."),)) as server, in_memory(server) as jambonz:
        await jambonz.new()
        hook = (await jambonz.receive())["data"][0]["actionHook"]
        await jambonz.status("in-progress")
        msgid = await jambonz.hook(hook)
        assert await jambonz.receive() == ack(msgid, say("Sorry."), HANGUP)


# -- speech -----------------------------------------------------------------------------------


@over_sockets_too
@pytest.mark.parametrize("how", ["accepted", "interrupted", "exception"])
async def test_an_utterance(how: str) -> None:
    """An utterance is taken whole and flushed; barge-in cancels the body; an exception clears what is left."""
    outcome: list[tuple[str, bool]] = []

    async def handler(call: Call) -> None:
        await call.send(STREAM, Say(text="Hello."))
        await call.wait_for(messages.CallStatus)
        utterances: list[Utterance] = []
        with suppress(LookupError):
            async with call.tts.speak() as utterance:
                utterances.append(utterance)
                await utterance.write("One. ")
                if how == "interrupted":
                    await anyio.sleep_forever()
                if how == "exception":
                    raise LookupError("mine")
        outcome.extend((utterance.accepted, utterance.interrupted) for utterance in utterances)
        await call.send(Hangup())

    async with one_call(handler, answered=False) as jambonz:
        assert await jambonz.roundtrip() == []
        await jambonz.status("in-progress")
        tokens = await jambonz.receive()
        assert tokens["data"]["tokens"] == "One. "
        if how == "accepted":
            await jambonz.send("tts:tokens-result", {"id": tokens["data"]["id"], "status": "ok"})
            assert (await jambonz.receive())["command"] == "tts:flush"
        elif how == "interrupted":
            await jambonz.send("tts:streaming-event", {"event_type": "user_interruption"})
            assert (await jambonz.receive())["command"] == "tts:clear"  # for the text that is on its way
        else:
            assert (await jambonz.receive())["command"] == "tts:clear"
        assert await jambonz.receive() == redirect(HANGUP)
    assert outcome == [("One. " if how == "accepted" else "", how == "interrupted")]


async def test_writing_waits_for_room_and_can_be_given_up() -> None:
    """However many write, and whatever they give up, only so much is queued, and what was written is spoken once."""
    written: list[str] = []
    spoken: list[str] = []
    through = anyio.Event()

    async def write(utterance: Utterance, text: str) -> None:
        await utterance.write(text)
        written.append(text)

    async def handler(call: Call) -> None:
        await call.send(STREAM, Say(text="Hello."))
        await call.wait_for(messages.CallStatus)
        async with call.tts.speak() as utterance:
            for number in range(50):  # jambonz takes nothing meanwhile
                with anyio.CancelScope() as scope:
                    async with anyio.create_task_group() as tasks:
                        tasks.start_soon(write, utterance, f"{number} ".ljust(200, "."))
                        await anyio.wait_all_tasks_blocked()
                        scope.cancel()
            assert sum(map(len, written)) <= 2 * 1000
            async with anyio.create_task_group() as tasks:
                for number in range(50, 60):
                    tasks.start_soon(write, utterance, f"{number} ".ljust(200, "."))
                through.set()
        assert utterance.accepted == "".join(written)

    async with one_call(handler, answered=False) as jambonz:
        await jambonz.roundtrip()
        await jambonz.status("in-progress")
        await within(through)
        while (command := await jambonz.receive())["command"] == "tts:tokens":
            spoken.append(command["data"]["tokens"])
            await jambonz.send("tts:tokens-result", {"id": command["data"]["id"], "status": "ok"})
        assert command["command"] == "tts:flush"
    assert "".join(spoken) == "".join(written)
    assert len(written) > 10


# -- logs -------------------------------------------------------------------------------------


async def test_records_tell_their_call(caplog: pytest.LogCaptureFixture) -> None:
    """Every record of a call carries its sid and tracing context; the wire log leaves secrets out."""
    caplog.set_level(logging.DEBUG, "jambonz_proto")

    async def handler(call: Call) -> None:
        call.log.info("hello from the application")
        await call.send(Say(text="Hello."))
        await call.sleep(3600)

    async with serving(handler) as server, in_memory(server) as jambonz:
        data = {**session(), "env_vars": {"KEY": "hush-hush"}, "auth": {"password": "open-sesame"}}
        await jambonz.send("session:new", data, b3="trace-span-1")
        await jambonz.receive()
        await jambonz.text("no JSON: hush-hush")
        await jambonz.end()
    records = [record for record in caplog.records if record.name in ("jambonz_proto.call", "jambonz_proto.wire")]
    assert {"jambonz_proto.call", "jambonz_proto.wire"} == {record.name for record in records}
    told = {(getattr(record, "call_sid", None), getattr(record, "b3", None)) for record in records[1:]}
    assert told == {(jambonz.sid, "trace-span-1")}
    assert "hush-hush" not in caplog.text
    assert "open-sesame" not in caplog.text


async def test_what_jambonz_complains_of_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """A `jambonz:error` is logged with its call and what was refused, secrets left out, and reaches its handler."""
    refused = {"type": "agent:update", "data": {"auth": {"apiKey": "open-sesame"}}}
    complaint = {"msg": "InvalidMessage", "details": "invalid type property", "content": json.dumps(refused)}
    got: list[str | None] = []

    async def note(error: messages.JambonzError) -> None:
        got.append(error.data.msg)

    async def handler(call: Call) -> None:
        call.on(messages.JambonzError, note)
        await idle(call)

    async with one_call(handler) as jambonz:
        await jambonz.send("jambonz:error", complaint)
        assert await jambonz.roundtrip() == []
        await soon(lambda: got)
    [record] = caplog.records
    assert (record.levelname, getattr(record, "call_sid", None)) == ("WARNING", SID)
    assert "InvalidMessage: invalid type property" in record.getMessage()
    assert "agent:update" in record.getMessage()
    assert "open-sesame" not in caplog.text


# -- leaks ------------------------------------------------------------------------------------


def alive() -> int:
    """How many objects of calls there are."""
    gc.collect()
    return sum(isinstance(thing, (Call, CallProtocol, Shell, Serial)) for thing in gc.get_objects())


async def every_kind(call: Call) -> None:
    """Does what calls do, and leaves by one of the exits."""

    async def note(message: object) -> None:
        await call.sleep(3600)

    call.on(messages.CallStatus, note)
    call.start_soon(lambda: call.sleep(3600))
    number = int(call.sid)
    if number % 4 == 0:
        raise LookupError("mine")
    await call.send(Say(text="Hello."))
    if number % 4 == 1:
        return
    if number % 4 == 2:
        await call.tts_flush()
    await call.perform(GATHER, queue=True)


async def one_of_many(server: Server, number: int) -> None:
    """A call that ends by its status, by a close, or by a drop that jambonz does not come back from."""
    async with in_memory(server, str(number)) as jambonz:
        await jambonz.new()
        await jambonz.receive()
        await jambonz.hook("/unknown")
        await jambonz.status("in-progress")
        if number % 3 == 0:
            await jambonz.status("completed")
        await jambonz.transport.close(1000 if number % 3 == 1 else 1006)


async def test_nothing_is_left_of_calls(caplog: pytest.LogCaptureFixture) -> None:
    """After many calls of all kinds there are no tasks, registry entries, timers or objects of theirs left."""
    caplog.set_level(logging.CRITICAL)
    async with serving(every_kind, reconnect_within=0.01) as server:
        before = alive()
        tasks = len(anyio.get_running_tasks())
        for number in range(60):
            await one_of_many(server, number)
        await soon(lambda: not server.calls and len(anyio.get_running_tasks()) == tasks)
        assert not server._shells  # pyright: ignore[reportPrivateUsage]
        assert all(alarm.shell is None for alarm in server._timers._heap)  # pyright: ignore[reportPrivateUsage]
        assert server._connections == 0  # pyright: ignore[reportPrivateUsage]
        caplog.clear()
        assert alive() == before
