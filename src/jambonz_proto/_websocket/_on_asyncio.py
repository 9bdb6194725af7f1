"""Connections of the ``websockets`` library on asyncio, as transports.

The documented ``create_connection`` makes them. Frames are taken where that library would queue them for ``recv``, and
written as its ``broadcast`` does, which does not wait.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.connection import Connection
from websockets.asyncio.server import ServerConnection, serve
from websockets.frames import DATA_OPCODES, CloseCode, Frame, Opcode
from websockets.protocol import Event, State

from jambonz_proto._loop import callbacks_on_asyncio
from jambonz_proto._transport import Receiver
from jambonz_proto.errors import ConnectionClosed

from ._messages import PING, Accepted, Messages, Opened, fitting, why


class _Pushing(Connection):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._messages = Messages()

    async def deliver_to(self, receiver: Receiver) -> ConnectionClosed:
        self._messages.deliver_to(receiver)
        await self.wait_closed()
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
            self.protocol.fail(CloseCode.INVALID_DATA, f"{error.reason} at position {error.start}")
            self.send_data()
            self._closing = self.loop.create_task(self.close())  # waits for the peer, but not for ever

    def pause_reading(self) -> None:
        if not self.transport.is_closing():
            self.transport.pause_reading()

    def resume_reading(self) -> None:
        if not self.transport.is_closing():
            self.transport.resume_reading()

    @property
    def has_room(self) -> bool:
        return not self.paused and self.protocol.state is State.OPEN and not self.transport.is_closing()

    def write(self, text: bytes) -> None:
        self.protocol.send_text(text)
        self.send_data()

    def write_provably(self, text: bytes) -> Callable[[], bool]:
        self.protocol.send_ping(PING)  # first: then the pong is on its way before the peer acts on the text
        self.write(text)
        return lambda: self._messages.has_pong

    async def close(self, code: int = 1000, reason: str = "") -> None:
        await super().close(code, fitting(reason))

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._messages.receiver is not None:
            self._messages.receiver.on_room()


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

    _keep_receive_buffers()
    with callbacks_on_asyncio():
        serving = await serve(handle, host, port, create_connection=ServerTransport, **options)
    async with serving as server:
        yield next(iter(server.sockets)).getsockname()[1]


@asynccontextmanager
async def connected(url: str, **options: Any) -> AsyncGenerator[Opened]:
    """Open a connection."""
    _keep_receive_buffers()
    with callbacks_on_asyncio():
        opened = await connect(url, create_connection=ClientTransport, **options)
    async with opened as connection:
        assert isinstance(connection, ClientTransport)
        yield connection


def _keep_receive_buffers() -> None:
    """Have the C library keep the memory for the 256 KiB that asyncio asks for with each ``recv``.

    glibc gives so large a block back to the system each time, at three system calls and a page fault for every message,
    until a mapped block of at least this size was freed once. Whether something else did so before is luck.
    """
    _ = bytes(1 << 20)
