"""The ``websockets`` library as a transport, for asyncio and trio.

Keepalive, closing handshake, fragmentation, size limits and TLS are its work.
"""

from __future__ import annotations

import asyncio
import ssl as ssl_module
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeAlias

import websockets
from websockets.http11 import Request, Response
from websockets.protocol import State
from websockets.typing import Subprotocol

from ._log import WEBSOCKETS
from ._transport import SUBPROTOCOL, Transport, unwrapped
from .errors import ConnectionClosed, HandshakeError

if TYPE_CHECKING:
    import trio
    from websockets.asyncio.client import ClientConnection
    from websockets.asyncio.server import ServerConnection
    from websockets.trio.client import ClientConnection as TrioClientConnection
    from websockets.trio.server import ServerConnection as TrioServerConnection

    _ServerConnection: TypeAlias = ServerConnection | TrioServerConnection
    _Connection: TypeAlias = ClientConnection | TrioClientConnection | _ServerConnection

OnConnection: TypeAlias = Callable[[Transport, str], Awaitable[None]]
"""Serves one connection, given its transport and the path that was asked for."""


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A request, as it begins a handshake or asks for something else."""

    method: str
    path: str
    """Without the query."""
    authorization: str
    """Empty if there is none."""


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """What a request gets that does not become a connection."""

    status: HTTPStatus
    body: str
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


class WebsocketTransport:
    """A connection of the ``websockets`` library, whichever event loop it runs on."""

    def __init__(self, connection: _Connection) -> None:
        self._connection = connection

    async def receive(self) -> str | bytes:
        try:
            return await self._connection.recv()
        except websockets.ConnectionClosed as closed:
            raise _closed(closed) from None

    def try_send(self, text: bytes) -> bool:
        return False

    async def send(self, text: bytes) -> None:
        try:
            await self._connection.send(text, text=True)
        except websockets.ConnectionClosed as closed:
            raise _closed(closed) from None

    async def send_provably(self, text: bytes) -> Callable[[], bool]:
        # The ping goes first: then the pong is on its way before the other end acts on the message.
        try:
            pong = await self._connection.ping()
            await self._connection.send(text, text=True)
        except websockets.ConnectionClosed as closed:
            raise _closed(closed) from None
        return partial(_is_answered, pong)

    async def close(self, code: int = 1000, reason: str = "") -> None:
        close = self._connection.close if _on_asyncio() else self._connection.aclose  # type: ignore[union-attr]
        await close(code, reason)


class AsyncioTransport(WebsocketTransport):
    """A connection on asyncio, where a message can be written without waiting."""

    def __init__(self, connection: ClientConnection | ServerConnection) -> None:
        super().__init__(connection)
        self._on_asyncio = connection

    def try_send(self, text: bytes) -> bool:
        connection = self._on_asyncio
        if connection.state is not State.OPEN or connection.paused or connection.transport.is_closing():
            return False  # `send` waits, and finds out what there is to wait for
        connection.protocol.send_text(text)
        connection.send_data()
        return True


def _transport(connection: _Connection) -> WebsocketTransport:
    if _on_asyncio():
        return AsyncioTransport(connection)  # type: ignore[arg-type] # the loop tells which of the two it is
    return WebsocketTransport(connection)


def _is_answered(pong: Awaitable[float] | trio.Event) -> bool:
    if isinstance(pong, asyncio.Future):
        return pong.done() and not pong.cancelled() and pong.exception() is None
    assert not isinstance(pong, Awaitable)
    return pong.is_set()


def _closed(closed: websockets.ConnectionClosed) -> ConnectionClosed:
    # The first close frame tells why: some answer a code of ours with one of their own.
    frame = closed.sent if closed.rcvd_then_sent is False else closed.rcvd or closed.sent
    return ConnectionClosed(frame.code if frame else None, frame.reason if frame else "")


def _on_asyncio() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


@asynccontextmanager
async def listen(
    on_connection: OnConnection,
    *,
    host: str,
    port: int,
    answer: Callable[[HttpRequest], HttpAnswer | None],
    ssl: ssl_module.SSLContext | None,
    max_size: int,
    open_timeout: float,
) -> AsyncGenerator[int]:
    """Listen for jambonz, and yield the port.

    Requests that ``answer`` answers end there, the others are handshakes; one without the subprotocol gets a 400.
    """

    def process_request(connection: _ServerConnection, request: Request) -> Response | None:
        authorization = request.headers.get_all("Authorization")
        answered = answer(HttpRequest(request.method, _path(request), authorization[0] if authorization else ""))
        if answered is None:
            return None
        response = connection.respond(answered.status, answered.body)
        for name, value in answered.headers.items():
            response.headers.pop(name, None)
            response.headers[name] = value
        return response

    async def handler(connection: _ServerConnection) -> None:
        request = connection.request
        assert request is not None  # the handshake is over
        await on_connection(_transport(connection), _path(request))

    options: dict[str, Any] = {
        "ssl": ssl,
        "subprotocols": [Subprotocol(SUBPROTOCOL)],
        "compression": None,
        "process_request": process_request,
        "max_size": max_size,
        "open_timeout": open_timeout,
        "logger": WEBSOCKETS,
    }
    if _on_asyncio():
        from websockets.asyncio.server import serve

        async with await serve(handler, host, port, **options) as server:
            yield next(iter(server.sockets)).getsockname()[1]
    else:
        import trio
        from websockets.trio.server import serve as serve_on_trio

        with unwrapped():
            async with trio.open_nursery() as nursery:
                starting = partial(serve_on_trio, handler, port, host=host, **options)
                async with await nursery.start(starting) as trio_server:
                    yield trio_server.listeners[0].socket.getsockname()[1]


def _path(request: Request) -> str:
    return request.path.partition("?")[0]


@asynccontextmanager
async def dial(
    url: str,
    *,
    headers: Mapping[str, str] | None,
    ssl: ssl_module.SSLContext | None,
    open_timeout: float,
    max_size: int,
) -> AsyncGenerator[WebsocketTransport]:
    """Connect to an application as jambonz does.

    Raises:
        HandshakeError: Refused, not in time, or without the subprotocol.
    """
    if _on_asyncio():
        from websockets.asyncio.client import connect
    else:
        from websockets.trio.client import connect  # type: ignore[assignment] # the two have one interface
    async with AsyncExitStack() as stack:
        try:
            connection = await stack.enter_async_context(
                connect(
                    url,
                    subprotocols=[Subprotocol(SUBPROTOCOL)],
                    additional_headers=headers,
                    user_agent_header="jambonz",
                    open_timeout=open_timeout,
                    close_timeout=open_timeout,
                    ping_interval=None,  # neither does jambonz
                    max_size=max_size,
                    ssl=ssl,
                    proxy=None,
                    logger=WEBSOCKETS,
                )
            )
        except websockets.InvalidURI:
            raise HandshakeError("this is no websocket URL", _without_secrets(url)) from None
        except (OSError, TimeoutError, websockets.WebSocketException) as error:
            raise HandshakeError(f"cannot connect: {error}", _without_secrets(url)) from error
        if connection.subprotocol != SUBPROTOCOL:
            raise HandshakeError(f"it does not speak the subprotocol {SUBPROTOCOL}", _without_secrets(url))
        yield _transport(connection)


def _without_secrets(url: str) -> str:
    scheme, separator, rest = url.rpartition("://")
    return f"{scheme}{separator}{rest.rpartition('@')[2]}"
