"""What runs beside the main flow of a call: serial handlers, iterations, hooks with a name of their own."""

from __future__ import annotations

import weakref
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from typing import Generic, Self, TypeVar, cast

import anyio

from ._base import JsonValue, Received
from ._codec import decode_payload
from ._log import CallLog
from ._loop import Waiter, waiter
from ._pending import PendingAck
from ._shell import Shell, Spawn
from .errors import CallEnded, InvalidMessage
from .messages import Message

QUEUE = 1024
"""Messages that wait for one handler or iteration; beyond that the oldest is dropped, with a warning."""

T = TypeVar("T")
P_co = TypeVar("P_co", covariant=True)


class Queue(Generic[T]):
    """A bounded queue that never blocks who puts, and wakes who takes when the call ends."""

    def __init__(self, describe: Callable[[T], str], shell: Shell) -> None:
        self._items: deque[T] = deque()
        self._news = anyio.Event()
        self._end: CallEnded | None = None
        self._describe = describe
        self._shell = shell

    def put(self, item: T) -> None:
        """Append an item; drops the oldest if there are too many."""
        self._items.append(item)
        if len(self._items) > QUEUE:
            self._shell.log.warning("too slow, dropped: %s", self._describe(self._items.popleft()))
        self._news.set()

    def end(self, why: CallEnded) -> None:
        """There will be no more."""
        self._end = why
        self._news.set()

    def close(self) -> None:
        """There will be no more, as nobody puts anything in any longer."""
        if self.end in self._shell.on_end:
            self._shell.on_end.remove(self.end)
        self.end(CallEnded("closed", self._shell.sid))

    async def take(self) -> T:
        """The next item; raises :class:`CallEnded` after the last."""
        while not self._items:
            if self._end is not None:
                raise CallEnded(self._end.problem, self._end.call_sid)
            if self._news.is_set():  # else someone else waits for it, too
                self._news = anyio.Event()
            with self._shell.clock.waiting():
                await self._news.wait()
        return self._items.popleft()


class Reading(Generic[T]):
    """An iteration of a queue that ends when it is left.

    It is no asynchronous generator: one that is left early ends at some time later, and trio warns of it.
    """

    def __init__(self, queue: Queue[T], stop: Callable[[], None]) -> None:
        self._queue = queue
        self._stop = weakref.finalize(self, stop)
        self._stop.atexit = False

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> T:
        try:
            return await self._queue.take()
        except CallEnded:
            self._stop()
            raise StopAsyncIteration from None


class Serial:
    """One registration: its messages are handled one after the other.

    The task that does so begins with the first of them and waits for the next: to start one costs more than all else
    that a message needs.
    """

    def __init__(
        self,
        handle: Callable[[Message, PendingAck | None], Awaitable[None]],
        spawn: Spawn,
        log: CallLog,
    ) -> None:
        self._handle = handle
        self._spawn = spawn
        self._log = log
        self._waiting: deque[tuple[Message, PendingAck | None]] = deque()
        self._is_running = False
        self._is_over = False
        self._news: Waiter | None = None

    def deliver(self, message: Message, pending: PendingAck | None) -> None:
        """Take a message; never blocks."""
        self._waiting.append((message, pending))
        if len(self._waiting) > QUEUE:
            dropped, _ = self._waiting.popleft()  # its ack, if it wants one, is given when its time is up
            self._log.warning("too slow, dropped: %s", dropped.type)
        if not self._is_running:
            self._is_running = True
            self._spawn(self._run)
        self._wake()

    def end(self, why: CallEnded | None = None) -> None:
        """No more is expected. What has come is still handled."""
        self._is_over = True
        self._wake()

    def _wake(self) -> None:
        if self._news is not None:
            self._news.set()
            self._news = None

    async def _run(self) -> None:
        try:
            while self._waiting or not self._is_over:
                if self._waiting:
                    await self._handle(*self._waiting.popleft())
                else:
                    self._news = waiter()
                    await self._news.wait()
        finally:
            self._is_running, self._news = False, None


class Hook(str, Generic[P_co]):
    """A hook with a name of its own, made by :meth:`Call.hook`; it is that name, so it goes into any hook property.

    Without a handler it is iterated for its payloads: ``async for payload in hook``.
    """

    payload_class: type[Received]
    """Class of what comes to the hook."""
    payloads: Queue[Received] | None = None
    """What came, if nobody handles it."""
    take_back: Callable[[], None]
    """Has nothing delivered to it any more."""

    def close(self) -> None:
        """Take the hook back: what comes to it from now on is acked by the library, and an iteration of it ends.

        A call that has hooks goes on when its main flow is through, so one that makes a hook for each turn closes it.
        Closed only after that, the last hook does not end the call: what ends it is a ``hangup``.
        What has come already is still handled. A hook that is closed already stays so.
        """
        self.take_back()
        if self.payloads is not None:
            self.payloads.close()

    def __aiter__(self) -> Hook[P_co]:
        return self

    async def __anext__(self) -> P_co:
        if self.payloads is None:
            raise TypeError("this hook has a handler, so there is nothing to iterate")
        try:
            return await self.payloads.take()  # type: ignore[return-value] # decoded by the class of the hook
        except CallEnded:
            raise StopAsyncIteration from None

    def decode(self, message: Message) -> Received:
        """The payload of a message that came to this hook.

        Raises:
            DecodeError: It is of another shape.
        """
        data: object = getattr(message, "data", None)
        if isinstance(data, self.payload_class):
            return data
        if isinstance(data, Received):  # of a message that usually yields another class
            return decode_payload(self.payload_class, data.raw)
        if not isinstance(data, Mapping):
            raise InvalidMessage("Expected `object`", "$.data", message.type)
        return decode_payload(self.payload_class, cast("Mapping[str, JsonValue]", data))
