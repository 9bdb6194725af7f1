"""Jambonz, played over a transport of this library or by a websocket client that knows nothing of it."""

from __future__ import annotations

import json
import socket
import struct
import time
from collections.abc import AsyncGenerator, Callable, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from itertools import count
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Any, Protocol, Self, TypeAlias

import anyio
from websockets.client import ClientProtocol
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.protocol import State
from websockets.sync.client import ClientConnection
from websockets.sync.client import connect as plain_connect
from websockets.sync.server import ServerConnection, serve
from websockets.typing import Subprotocol
from websockets.uri import parse_uri

from jambonz_proto import ConnectionClosed as OurConnectionClosed
from jambonz_proto import Server
from jambonz_proto._loop import on_asyncio
from jambonz_proto._transport import Receiver, Transport, memory_pair

Json: TypeAlias = dict[str, Any]

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 5.0
"""Seconds that a test waits for what must come."""
SUBPROTOCOL = Subprotocol("ws.jambonz.org")
SID = "7c53fd1b-2a5c-4c3c-9d4c-9b1f6ad8ba3f"
DIGITS: Json = {"reason": "dtmfDetected", "digits": "42"}
TIMEOUT: Json = {"reason": "timeout"}
HANGUP: Json = {"verb": "hangup"}


def session(sid: str = SID, direction: str = "inbound") -> Json:
    """What ``session:new`` tells."""
    return {
        "call_sid": sid,
        "direction": direction,
        "call_status": "trying" if direction == "inbound" else "in-progress",
        "from": "+493012345678",
        "to": "+493087654321",
        "sip": {"headers": {"X-Customer": "4711", "user-agent": "softphone"}, "method": "INVITE"},
        "env_vars": {"LANGUAGE": "de"},
    }


def speech(transcript: str) -> Json:
    """The result of a gather that heard something."""
    heard = {"language_code": "en-US", "is_final": True, "alternatives": [{"transcript": transcript}]}
    return {"reason": "speechDetected", "speech": heard}


def ack(msgid: str, *verbs: Json) -> Json:
    """The ack as jambonz gets it."""
    return {"type": "ack", "msgid": msgid, "data": list(verbs)}


def redirect(*verbs: Json, queue: bool = False) -> Json:
    """The command ``redirect`` as jambonz gets it."""
    command = {"type": "command", "command": "redirect", "data": list(verbs)}
    return {**command, "queueCommand": True} if queue else command


def say(text: str) -> Json:
    """The verb ``say`` as jambonz gets it."""
    return {"verb": "say", "text": text}


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Messages:
    """Builds messages with msgids of their own."""

    def __init__(self, sid: str) -> None:
        self.sid = sid
        self._msgids = count(1)

    def message(self, message_type: str, data: object, **envelope: object) -> Json:
        msgid = f"{self.sid[:4]}-{next(self._msgids)}"
        return {"type": message_type, "msgid": msgid, "call_sid": self.sid, "data": data, **envelope}


def wait_until_ready(port: int, still_there: Callable[[], bool] = lambda: True) -> None:
    """Returns when something takes connections on a port."""
    give_up = time.monotonic() + 2 * PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=PATIENCE).close()
        except OSError:
            assert still_there(), "it has stopped"
            assert time.monotonic() < give_up, "it does not listen"
            time.sleep(0.01)
        else:
            return


# -- in memory, or over a socket ----------------------------------------------------------------


class Line(Protocol):
    """What jambonz, as the tests play it, needs of a connection."""

    async def send(self, text: bytes) -> None: ...
    async def receive(self) -> str | bytes: ...
    async def close(self, code: int = 1000, reason: str = "") -> None: ...


class SocketLine:
    """A connection over a socket, by the websockets library for the running event loop."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    async def send(self, text: bytes) -> None:
        with self._told():
            await self._connection.send(text.decode())

    async def receive(self) -> str | bytes:
        with self._told():
            message: str | bytes = await self._connection.recv()
            return message

    async def close(self, code: int = 1000, reason: str = "") -> None:
        """Close it; 1006 is that of a connection that breaks."""
        connection = self._connection
        if code != 1006:
            await (connection.close if on_asyncio() else connection.aclose)(code, reason)
        elif on_asyncio():
            connection.transport.abort()
        else:
            await connection.stream.aclose()

    @contextmanager
    def _told(self) -> Generator[None]:
        try:
            yield
        except ConnectionClosed as closed:
            raise OurConnectionClosed(closed.rcvd.code if closed.rcvd else None) from closed


@asynccontextmanager
async def connected(url: str, **options: Any) -> AsyncGenerator[Any]:
    """A connection of the websockets library for the running event loop, which does not know this library."""
    connect: Any
    if on_asyncio():
        from websockets.asyncio.client import connect
    else:
        from websockets.trio.client import connect
    async with connect(
        url, subprotocols=[SUBPROTOCOL], proxy=None, ping_interval=None, close_timeout=PATIENCE, **options
    ) as connection:
        yield connection


class Jambonz(Messages):
    """Jambonz' end of one call."""

    def __init__(self, transport: Line, sid: str = SID, served: Transport | None = None) -> None:
        super().__init__(sid)
        self.transport = transport
        self._served = served

    @property
    def served(self) -> Transport:
        """The application's end, in memory."""
        assert self._served is not None
        return self._served

    async def send(self, message_type: str, data: object, **envelope: object) -> str:
        """Send a message; returns its msgid."""
        message = self.message(message_type, data, **envelope)
        await self.transport.send(json.dumps(message).encode())
        return str(message["msgid"])

    async def new(self, direction: str = "inbound") -> str:
        return await self.send("session:new", session(self.sid, direction), b3="trace-span-1")

    async def hook(self, name: str, data: Json | None = None) -> str:
        return await self.send("verb:hook", {"call_sid": self.sid, **(data or DIGITS)}, hook=name)

    async def status(self, call_status: str) -> str:
        return await self.send("call:status", {"call_sid": self.sid, "call_status": call_status})

    async def text(self, text: str) -> None:
        """Send any text."""
        await self.transport.send(text.encode())

    async def receive(self) -> Json:
        """The application's next message."""
        with anyio.fail_after(PATIENCE):
            text = await self.transport.receive()
        assert isinstance(text, str)
        message: Json = json.loads(text)
        return message

    async def roundtrip(self) -> list[Json]:
        """All that the application has sent until it has seen a message whose reply means nothing."""
        msgid = await self.send("queue:status", {"event": "join", "queue": "roundtrip"})
        sent: list[Json] = []
        while (message := await self.receive()) != ack(msgid):
            sent.append(message)
        return sent

    async def end(self) -> None:
        """The caller hangs up."""
        await self.status("completed")
        await self.transport.close(1000)


carrier = "memory"
"""What :func:`in_memory` connects by: ``"socket"`` in tests that are marked so, see `tests.loops`."""


@asynccontextmanager
async def in_memory(
    server: Server, sid: str = SID, *, wrap: Callable[[Transport], Transport] = lambda inner: inner
) -> AsyncGenerator[Jambonz]:
    """A connection to a server in memory, closed at the end if it is not yet."""
    if carrier == "socket":
        async with connected(f"ws://127.0.0.1:{server.port}/") as connection:
            yield Jambonz(SocketLine(connection), sid)
        return
    theirs, inner = memory_pair()
    ours = wrap(inner)
    done = anyio.Event()

    async def serve_it() -> None:
        try:
            await server.serve_connection(ours)
        finally:
            await ours.close(1001)
            done.set()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(serve_it)
        try:
            yield Jambonz(theirs, sid, ours)
        finally:
            with anyio.fail_after(PATIENCE, shield=True):
                await theirs.close(1000)
                await done.wait()
            tasks.cancel_scope.cancel()


class Wrapped:
    """A transport that is another one in all that a subclass does not change."""

    def __init__(self, inner: Transport) -> None:
        self.inner = inner

    async def deliver_to(self, receiver: Receiver) -> OurConnectionClosed:
        return await self.inner.deliver_to(receiver)

    def pause_reading(self) -> None:
        self.inner.pause_reading()

    def resume_reading(self) -> None:
        self.inner.resume_reading()

    @property
    def has_room(self) -> bool:
        return self.inner.has_room

    def write(self, text: bytes) -> None:
        self.inner.write(text)

    def write_provably(self, text: bytes) -> Callable[[], bool]:
        self.write(text)
        return lambda: True

    async def close(self, code: int = 1000, reason: str = "") -> None:
        await self.inner.close(code, reason)


class Slow(Wrapped):
    """A transport whose other side does not read until it is told to."""

    def __init__(self, inner: Transport) -> None:
        super().__init__(inner)
        self._receiver: Receiver | None = None
        self._reads = False
        self.sending = anyio.Event()
        """Something waits to be sent."""

    async def deliver_to(self, receiver: Receiver) -> OurConnectionClosed:
        self._receiver = receiver
        return await super().deliver_to(receiver)

    @property
    def has_room(self) -> bool:
        if not self._reads:
            self.sending.set()
        return self._reads and super().has_room

    def read(self) -> None:
        """The other side reads now."""
        self._reads = True
        if self._receiver is not None:
            self._receiver.on_room()

    def stop_reading(self) -> None:
        """The other side does not read any more."""
        self._reads = False
        self.sending = anyio.Event()


# -- over a socket, without this library ------------------------------------------------------


class PlainJambonz(Messages):
    """Jambonz' end of one call, by a plain websocket client."""

    def __init__(self, connection: ClientConnection, sid: str = SID) -> None:
        super().__init__(sid)
        self.connection = connection

    def send(self, message_type: str, data: object, **envelope: object) -> str:
        """Send a message; returns its msgid."""
        message = self.message(message_type, data, **envelope)
        self.connection.send(json.dumps(message))
        return str(message["msgid"])

    def new(self, direction: str = "inbound") -> str:
        return self.send("session:new", session(self.sid, direction))

    def hook(self, name: str, data: Json | None = None) -> str:
        return self.send("verb:hook", {"call_sid": self.sid, **(data or DIGITS)}, hook=name)

    def status(self, call_status: str) -> str:
        return self.send("call:status", {"call_sid": self.sid, "call_status": call_status})

    def receive(self) -> Json:
        """The application's next message."""
        text = self.connection.recv(timeout=PATIENCE)
        assert isinstance(text, str)
        message: Json = json.loads(text)
        return message

    def verbs(self, msgid: str) -> list[Json]:
        """The verbs of the ack that is the application's next message."""
        message = self.receive()
        assert (message["type"], message["msgid"]) == ("ack", msgid)
        verbs: list[Json] = message["data"]
        return verbs

    def end(self) -> None:
        """The caller hangs up."""
        self.status("completed")
        self.connection.close(1000)


@contextmanager
def plain(url: str, sid: str = SID) -> Generator[PlainJambonz]:
    """A connection as jambonz makes it."""
    with plain_connect(
        url, subprotocols=[SUBPROTOCOL], user_agent_header="jambonz", open_timeout=PATIENCE, proxy=None
    ) as connection:
        yield PlainJambonz(connection, sid)


@contextmanager
def unread(port: int, text: str) -> Generator[None]:
    """A connection that sends one text, reads nothing, answers no ping, and is reset in the end."""
    client = ClientProtocol(parse_uri(f"ws://127.0.0.1:{port}/"), subprotocols=[SUBPROTOCOL])
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as plug:
        client.send_request(client.connect())
        plug.sendall(b"".join(client.data_to_send()))
        while client.state is State.CONNECTING:
            client.receive_data(plug.recv(4096))
        client.send_text(text.encode())
        plug.sendall(b"".join(client.data_to_send()))
        yield
        plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


class PlainApplication:
    """An application without this library, in a thread; what it does is a function of its connection."""

    def __init__(self, act: Callable[[ServerConnection], None], options: Mapping[str, Any]) -> None:
        self._act = act
        chosen: dict[str, Any] = {"subprotocols": [SUBPROTOCOL], **options}
        self._server = serve(self._handle, "127.0.0.1", 0, **chosen)
        self._thread = Thread(target=self._server.serve_forever)
        self._connections: list[ServerConnection] = []
        self.requests: list[Request] = []
        """The handshakes that came."""
        self.closed: list[int | None] = []
        """The close codes of connections that are over."""

    def _handle(self, connection: ServerConnection) -> None:
        assert connection.request is not None
        self.requests.append(connection.request)
        self._connections.append(connection)
        with suppress(ConnectionClosed):
            self._act(connection)
        connection.close()
        self.closed.append(connection.close_code)

    def drop(self) -> None:
        """Drop the connections without a word."""
        for connection in self._connections:
            with suppress(OSError):
                connection.socket.shutdown(socket.SHUT_RDWR)

    @property
    def port(self) -> int:
        return int(self._server.socket.getsockname()[1])

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()


def refuse(status: int, reason: str, headers: Mapping[str, str] | None = None) -> Any:
    """A ``process_request`` that refuses every handshake."""

    def process_request(connection: ServerConnection, request: Request) -> Response:
        response = connection.respond(status, reason)
        response.headers.update(headers or {})
        return response

    return process_request
