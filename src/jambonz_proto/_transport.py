"""What the shells need of a connection, and a pair of connected ends in memory.

Messages are pushed: a connection hands over each as it comes, right from the event loop, so that no task wakes but the
one that a message is for. Texts are written without waiting while there is room for them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from ._loop import Waiter, waiter
from .errors import ConnectionClosed

SUBPROTOCOL = "ws.jambonz.org"
"""The one subprotocol that jambonz offers; it drops a connection that does not select it."""


class Receiver(Protocol):
    """Who gets what comes over a connection. Must neither wait nor raise."""

    def receive(self, message: str | bytes, /) -> None:
        """The next message: text as ``str``, binary as ``bytes``."""
        ...

    def on_room(self) -> None:
        """The connection has room for texts again."""
        ...


@dataclass(frozen=True, slots=True)
class Callbacks:
    """A receiver made of two functions."""

    receive: Callable[[str | bytes], None]
    on_room: Callable[[], None]


class Transport(Protocol):
    """A message connection, whatever carries it. Keepalive, fragmentation and limits are the carrier's business."""

    async def deliver_to(self, receiver: Receiver) -> ConnectionClosed:
        """Hand over each message as it comes; returns when there will be no more, and why."""
        ...

    def pause_reading(self) -> None:
        """Read no more for now, so that the peer has to wait; what has been read already may still be delivered."""
        ...

    def resume_reading(self) -> None:
        """Read again."""
        ...

    @property
    def has_room(self) -> bool:
        """Whether a text can be written. A connection that is being closed has no room any more."""
        ...

    def write(self, text: bytes) -> None:
        """Send one text message, given in UTF-8, while there is room for it."""
        ...

    def write_provably(self, text: bytes) -> Callable[[], bool]:
        """The same; returns a function that tells whether it is known to have arrived."""
        ...

    async def close(self, code: int = 1000, reason: str = "") -> None:
        """Close the connection; nothing happens if it is closed already."""
        ...


Dial: TypeAlias = Callable[[], AbstractAsyncContextManager[Transport]]
"""Opens a connection, which it closes when it is left; raises ``HandshakeError`` if it cannot."""


MEMORY_ROOM = 256
"""Texts that an end of :func:`memory_pair` takes before the other one reads them."""


class MemoryTransport:
    """One end of :func:`memory_pair`."""

    def __init__(self) -> None:
        self._receiver: Receiver | None = None
        self._inbox: deque[str | bytes] = deque()
        self._news: Waiter | None = None
        self._reads = True
        self._closed: ConnectionClosed | None = None
        self.peer: MemoryTransport = self
        """The other end."""

    async def deliver_to(self, receiver: Receiver) -> ConnectionClosed:
        self._receiver = receiver
        try:
            while True:
                receiver.receive(await self.receive())
        except ConnectionClosed as closed:
            return closed

    async def receive(self) -> str | bytes:
        """The next message, for one end that is not served but played.

        Raises:
            ConnectionClosed: There will be no more.
        """
        while not (self._inbox and (self._reads or self._closed)):
            if self._closed is not None:
                raise self._closed
            self._news = waiter()
            await self._news.wait()
        message = self._inbox.popleft()
        if len(self._inbox) == MEMORY_ROOM - 1 and self.peer._receiver is not None:
            self.peer._receiver.on_room()
        return message

    def pause_reading(self) -> None:
        self._reads = False

    def resume_reading(self) -> None:
        self._reads = True
        self._wake()

    @property
    def has_room(self) -> bool:
        return self._closed is None and len(self.peer._inbox) < MEMORY_ROOM

    def write(self, text: bytes) -> None:
        self._put(text.decode())

    def write_provably(self, text: bytes) -> Callable[[], bool]:
        self.write(text)
        return lambda: True

    async def send(self, text: bytes) -> None:
        """As :meth:`write`, for one end that is not served but played.

        Raises:
            ConnectionClosed: It cannot go out any more.
        """
        if self._closed is not None:
            raise self._closed
        self.write(text)

    async def send_binary(self, data: bytes) -> None:
        """Send what no end of this protocol should ever send, for tests."""
        self._put(data)

    def _put(self, message: str | bytes) -> None:
        self.peer._inbox.append(message)
        self.peer._wake()

    async def close(self, code: int = 1000, reason: str = "") -> None:
        if self._closed is None:
            self._inbox.clear()
            for end in (self, self.peer):
                end._closed = ConnectionClosed(code, reason)
                end._wake()

    def _wake(self) -> None:
        if self._news is not None:
            self._news.set()


def memory_pair() -> tuple[MemoryTransport, MemoryTransport]:
    """Two connected ends that share an event loop."""
    one, other = MemoryTransport(), MemoryTransport()
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
