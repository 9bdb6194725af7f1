"""Connections of the ``websockets`` library on trio, as transports.

They are as those on asyncio, but that a task of their own writes, since a socket of trio cannot be written to without
waiting.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import Any

import trio
import websockets
from websockets.frames import DATA_OPCODES, CloseCode, Frame, Opcode
from websockets.protocol import Event, State
from websockets.trio.client import ClientConnection, connect
from websockets.trio.connection import Connection
from websockets.trio.server import ServerConnection, serve

from jambonz_proto._transport import Receiver, unwrapped
from jambonz_proto.errors import ConnectionClosed

from ._messages import PING, Accepted, Messages, Opened, fitting, why

WRITE_LIMIT = 1 << 15
"""Bytes that wait for the socket before there is no more room; as much as the library takes on asyncio."""


class _Pushing(Connection):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._messages = Messages()
        self._unsent = 0
        self._news = trio.Event()

    async def deliver_to(self, receiver: Receiver) -> ConnectionClosed:
        self._messages.deliver_to(receiver)
        async with trio.open_nursery() as tasks:
            tasks.start_soon(self._keep_writing, receiver)
            await self.wait_closed()
            tasks.cancel_scope.cancel()
        return why(self.protocol.close_exc)

    def process_event(self, event: Event) -> None:
        if not isinstance(event, Frame) or event.opcode not in DATA_OPCODES:
            if isinstance(event, Frame) and event.opcode is Opcode.PONG and event.data == PING:
                self._messages.has_pong = True
            super().process_event(event)
            return
        try:
            self._messages.put(event)
        except UnicodeDecodeError as error:
            self.nursery.start_soon(self.aclose, CloseCode.INVALID_DATA, f"{error.reason} at position {error.start}")

    @property
    def has_room(self) -> bool:
        return self._unsent < WRITE_LIMIT and self.protocol.state is State.OPEN

    def write(self, text: bytes) -> None:
        self.protocol.send_text(text)
        self._unsent += len(text)
        self._news.set()

    def write_provably(self, text: bytes) -> Callable[[], bool]:
        self.protocol.send_ping(PING)  # first: then the pong is on its way before the peer acts on the text
        self.write(text)
        return lambda: self._messages.has_pong

    async def _keep_writing(self, receiver: Receiver) -> None:
        try:
            while True:
                await self._news.wait()
                self._news = trio.Event()
                async with self.send_context():
                    pass  # it sends what has been written
                had_room, self._unsent = self.has_room, 0
                if not had_room:
                    receiver.on_room()
        except websockets.ConnectionClosed:
            pass  # which is what `deliver_to` waits for

    async def close(self, code: int = 1000, reason: str = "") -> None:
        await self.aclose(code, fitting(reason))


class ServerTransport(_Pushing, ServerConnection):
    """A connection from jambonz."""


class ClientTransport(_Pushing, ClientConnection):
    """A connection to an application."""


@asynccontextmanager
async def listening(
    handler: Callable[[Accepted], Awaitable[None]], host: str, port: int, **options: Any
) -> AsyncGenerator[int]:
    """Listen, and yield the port."""

    async def handle(connection: ServerConnection) -> None:
        assert isinstance(connection, ServerTransport)
        await handler(connection)

    starting = partial(serve, handle, port, host=host, create_connection=ServerTransport, **options)
    with unwrapped():
        async with trio.open_nursery() as nursery, await nursery.start(starting) as server:
            yield server.listeners[0].socket.getsockname()[1]


@asynccontextmanager
async def connected(url: str, **options: Any) -> AsyncGenerator[Opened]:
    """Open a connection."""
    async with AsyncExitStack() as stack:
        try:
            connection = await stack.enter_async_context(connect(url, create_connection=ClientTransport, **options))
        except trio.BrokenResourceError as error:  # from TLS, which on asyncio raises what is wrong itself
            cause = error.__cause__
            raise cause if isinstance(cause, OSError) else ConnectionResetError("the connection broke") from error
        assert isinstance(connection, ClientTransport)
        yield connection
