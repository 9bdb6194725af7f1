"""The ``websockets`` library as a transport, for asyncio and trio.

Keepalive, closing handshake, fragmentation, size limits and TLS are its work.
"""

from __future__ import annotations

import ssl as ssl_module
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TypeAlias

import websockets
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

from jambonz_proto._log import WEBSOCKETS
from jambonz_proto._loop import on_asyncio
from jambonz_proto._transport import SUBPROTOCOL, Transport
from jambonz_proto.errors import HandshakeError

from ._messages import Accepted, Asked

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

    def process_request(connection: Asked, request: Request) -> Response | None:
        authorization = request.headers.get_all("Authorization")
        answered = answer(HttpRequest(request.method, _path(request), authorization[0] if authorization else ""))
        if answered is None:
            return None
        response = connection.respond(answered.status, answered.body)
        for name, value in answered.headers.items():
            response.headers.pop(name, None)
            response.headers[name] = value
        if request.method == "HEAD":
            response.body = b""  # its length is told all the same
        return response

    async def handler(connection: Accepted) -> None:
        request, response = connection.request, connection.response
        assert request is not None  # the handshake is over
        assert response is not None
        for headers in (request.headers, response.headers):
            headers.clear()  # 3 KiB of memory, and maybe a password, for as long as the call
        await on_connection(connection, _path(request))

    if on_asyncio():
        from ._on_asyncio import listening
    else:
        from ._on_trio import listening
    async with listening(
        handler,
        host,
        port,
        ssl=ssl,
        subprotocols=[Subprotocol(SUBPROTOCOL)],
        compression=None,
        process_request=process_request,
        max_size=max_size,
        open_timeout=open_timeout,
        logger=WEBSOCKETS,
    ) as bound:
        yield bound


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
) -> AsyncGenerator[Transport]:
    """Connect to an application as jambonz does.

    Raises:
        HandshakeError: Refused, not in time, or without the subprotocol.
    """
    if on_asyncio():
        from ._on_asyncio import connected
    else:
        from ._on_trio import connected
    tls = {"ssl": ssl} if ssl is not None and url.startswith("wss:") else {}
    async with AsyncExitStack() as stack:
        try:
            connection = await stack.enter_async_context(
                connected(
                    url,
                    subprotocols=[Subprotocol(SUBPROTOCOL)],
                    additional_headers=headers,
                    user_agent_header="jambonz",
                    open_timeout=open_timeout,
                    close_timeout=open_timeout,
                    ping_interval=None,  # neither does jambonz
                    max_size=max_size,
                    proxy=None,
                    logger=WEBSOCKETS,
                    **tls,
                )
            )
        except websockets.InvalidURI:
            raise HandshakeError("this is no websocket URL", _without_secrets(url)) from None
        except (OSError, TimeoutError, websockets.WebSocketException) as error:
            raise HandshakeError(
                f"cannot connect: {str(error) or type(error).__name__}", _without_secrets(url)
            ) from error
        if connection.subprotocol != SUBPROTOCOL:
            raise HandshakeError(f"it does not speak the subprotocol {SUBPROTOCOL}", _without_secrets(url))
        yield connection


def _without_secrets(url: str) -> str:
    scheme, separator, rest = url.rpartition("://")
    return f"{scheme}{separator}{rest.rpartition('@')[2]}"
