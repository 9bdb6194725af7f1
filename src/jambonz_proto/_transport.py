"""What the shells need of a connection, and a pair of connected ends in memory."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator
from contextlib import AbstractAsyncContextManager, contextmanager
from typing import Protocol, TypeAlias

import anyio
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream

from .errors import ConnectionClosed

SUBPROTOCOL = "ws.jambonz.org"
"""The one subprotocol that jambonz offers; it drops a connection that does not select it."""


class Transport(Protocol):
    """A message connection, whatever carries it. Keepalive, fragmentation and limits are the carrier's business."""

    async def receive(self) -> str | bytes:
        """The next message: text as ``str``, binary as ``bytes``.

        Raises:
            ConnectionClosed: There will be no more.
        """
        ...

    def try_send(self, text: bytes) -> bool:
        """Send one text message, given in UTF-8, if there is room for it at once; returns whether it was sent.

        Raises:
            ConnectionClosed: It cannot go out any more.
        """
        ...

    async def send(self, text: bytes) -> None:
        """Send one text message, given in UTF-8; waits while there is no room.

        Raises:
            ConnectionClosed: It cannot go out any more.
        """
        ...

    async def send_provably(self, text: bytes) -> Callable[[], bool]:
        """Send one text message; returns a function that tells whether it is known to have arrived.

        Raises:
            ConnectionClosed: It cannot go out any more.
        """
        ...

    async def close(self, code: int = 1000, reason: str = "") -> None:
        """Close the connection; nothing happens if it is closed already."""
        ...


Dial: TypeAlias = Callable[[], AbstractAsyncContextManager[Transport]]
"""Opens a connection, which it closes when it is left; raises ``HandshakeError`` if it cannot."""


class MemoryTransport:
    """One end of :func:`memory_pair`."""

    def __init__(
        self, incoming: MemoryObjectReceiveStream[str | bytes], outgoing: MemoryObjectSendStream[str | bytes]
    ) -> None:
        self._incoming = incoming
        self._outgoing = outgoing
        self._closed: ConnectionClosed | None = None
        self.peer: MemoryTransport | None = None
        """The other end."""

    async def receive(self) -> str | bytes:
        try:
            return await self._incoming.receive()
        except (anyio.EndOfStream, anyio.ClosedResourceError):
            raise self._closed or ConnectionClosed(None) from None

    def try_send(self, text: bytes) -> bool:
        try:
            self._outgoing.send_nowait(text.decode())
        except (anyio.BrokenResourceError, anyio.ClosedResourceError):
            raise self._closed or ConnectionClosed(None) from None
        return True

    async def send(self, text: bytes) -> None:
        self.try_send(text)

    async def send_provably(self, text: bytes) -> Callable[[], bool]:
        self.try_send(text)
        return lambda: True

    async def send_binary(self, data: bytes) -> None:
        """Send what no end of this protocol should ever send, for tests."""
        await self._outgoing.send(data)

    async def close(self, code: int = 1000, reason: str = "") -> None:
        for end in (self, self.peer):
            if end is not None and end._closed is None:
                end._closed = ConnectionClosed(code, reason)
        await self._outgoing.aclose()
        await self._incoming.aclose()


def memory_pair() -> tuple[MemoryTransport, MemoryTransport]:
    """Two connected ends that share an event loop."""
    there_send, there_receive = anyio.create_memory_object_stream[str | bytes](math.inf)
    back_send, back_receive = anyio.create_memory_object_stream[str | bytes](math.inf)
    one, other = MemoryTransport(back_receive, there_send), MemoryTransport(there_receive, back_send)
    one.peer, other.peer = other, one
    return one, other


@contextmanager
def unwrapped() -> Generator[None]:
    """Lets out as itself what a task group wraps into a group of one."""
    single: BaseException | None = None
    try:
        yield
    except BaseExceptionGroup as group:  # pyright: ignore[reportUnknownVariableType]
        if len(group.exceptions) != 1:
            raise
        [single] = group.exceptions
    if single is not None:
        raise single  # out here, so that the group does not become part of its story
