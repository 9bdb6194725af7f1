"""Serve voice applications: jambonz connects here for each call."""

from __future__ import annotations

import heapq
import logging
import ssl as ssl_module
from collections.abc import Mapping
from contextlib import AsyncExitStack
from types import MappingProxyType, TracebackType
from typing import Self

import anyio
from anyio.abc import TaskGroup

from ._facts import Target
from ._protocol import ACK_AFTER, COMMAND_DELAY, MAX_MESSAGE, CallProtocol
from ._transport import Transport
from ._websocket import listen
from .call import Call, Handler
from .errors import CallEnded, ConnectionClosed

__all__ = ["Server", "serve"]

logger = logging.getLogger("jambonz_proto.server")


class Server:
    """A listening server, used as ``async with Server(handler) as server:``.

    Each call runs the handler once, beside all other calls. A handler that raises ends its own call only.

    Args:
        handler: The voice application.
        host: Address to listen on.
        port: Port to listen on; 0 takes a free one, see :attr:`port`.
        path: Path of the application's URL; jambonz adds ``/adulting`` for a called leg that becomes a call of its own.
            Other paths are answered with 404.
        target: Refuse in the sender what this server would refuse, ``"open-source-0.9"`` or ``"v10"``; by default all
            that the spec knows may be sent.
        ssl_context: For ``wss``.
        ack_after: Seconds after which a message that is not acked yet is acked automatically; jambonz gives up after 5.
        max_message: Bytes that jambonz takes in one message.
        max_incoming: Bytes of the largest message taken from jambonz.
    """

    def __init__(
        self,
        handler: Handler,
        *,
        host: str = "127.0.0.1",
        port: int = 3000,
        path: str = "/",
        target: Target | None = None,
        ssl_context: ssl_module.SSLContext | None = None,
        ack_after: float = ACK_AFTER,
        command_delay: float = COMMAND_DELAY,
        max_message: int = MAX_MESSAGE,
        max_incoming: int = 1024 * 1024,
    ) -> None:
        self._handler = handler
        self._host = host
        self._wanted_port = port
        self._paths = {path, f"{path.rstrip('/')}/adulting"}
        self._target: Target | None = target
        self._ssl = ssl_context
        self._ack_after = ack_after
        self._command_delay = command_delay
        self._max_message = max_message
        self._max_incoming = max_incoming
        self._calls: dict[str, Call] = {}
        self._timers = _Timers()
        self._tasks: TaskGroup | None = None
        self._stack = AsyncExitStack()
        self.port = port
        """The port it listens on."""

    @property
    def calls(self) -> Mapping[str, Call]:
        """The running calls by call sid, to reach one from elsewhere."""
        return MappingProxyType(self._calls)

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            self._tasks = await stack.enter_async_context(anyio.create_task_group())
            stack.callback(self._tasks.cancel_scope.cancel)
            self._tasks.start_soon(self._timers.run)
            self.port = await stack.enter_async_context(
                listen(
                    self.serve_connection,
                    host=self._host,
                    port=self._wanted_port,
                    serves=self._paths.__contains__,
                    ssl=self._ssl,
                    max_size=self._max_incoming,
                )
            )
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.__aexit__(kind, error, trace)

    async def serve_connection(self, transport: Transport, path: str = "/") -> None:
        """Serve one connection, from its first message to its end.

        This is what the listening server does with each; a transport of one's own, such as one end of
        :func:`jambonz_proto.testing.memory_pair`, can be served by it as well.
        """
        assert self._tasks is not None  # inside of `async with`
        protocol = CallProtocol(
            target=self._target,
            max_message=self._max_message,
            ack_after=self._ack_after,
            command_delay=self._command_delay,
        )
        call = Call(protocol, transport, lambda: self._timers.schedule(call))
        started = False
        try:
            while True:
                await call.receive(await transport.receive())
                if not started and protocol.opening is not None:
                    started = True
                    self._calls[call.sid] = call
                    self._tasks.start_soon(call.run, self._handler)
        except ConnectionClosed as closed:
            logger.debug("call %s: %s", call.sid, closed)
        except CallEnded:
            logger.debug("call %s: the connection broke while sending", call.sid)
        finally:
            call.end()
            if self._calls.get(call.sid) is call:
                del self._calls[call.sid]


async def serve(
    handler: Handler,
    *,
    host: str = "127.0.0.1",
    port: int = 3000,
    path: str = "/",
    target: Target | None = None,
    ssl_context: ssl_module.SSLContext | None = None,
) -> None:
    """Serve a voice application until cancelled. For all beyond that there is :class:`Server`.

    Args:
        handler: The voice application, called once for each call.
        host: Address to listen on.
        port: Port to listen on.
        path: Path of the application's URL.
        target: Refuse in the sender what this server would refuse.
        ssl_context: For ``wss``.
    """
    async with Server(handler, host=host, port=port, path=path, target=target, ssl_context=ssl_context) as server:
        logger.info("listening on %s:%s", host, server.port)
        await anyio.sleep_forever()


class _Timers:
    """Wakes calls when something is due, by one task for all of them."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Call]] = []
        self._due: dict[Call, float] = {}
        self._count = 0
        self._earlier = anyio.Event()

    def schedule(self, call: Call) -> None:
        """Take note of when the call has something to do next."""
        due = call.next_time()
        if due is None or due >= self._due.get(call, float("inf")):
            return
        self._due[call] = due
        self._count += 1
        if not self._heap or due < self._heap[0][0]:
            self._earlier.set()
        heapq.heappush(self._heap, (due, self._count, call))

    async def run(self) -> None:
        while True:
            self._earlier = anyio.Event()
            if not self._heap:
                await self._earlier.wait()
                continue
            due, _, call = self._heap[0]
            now = anyio.current_time()
            if due > now:
                with anyio.move_on_after(due - now):
                    await self._earlier.wait()
                continue
            heapq.heappop(self._heap)
            if self._due.get(call) == due:
                del self._due[call]
                await self._wake(call, now)

    async def _wake(self, call: Call, now: float) -> None:
        try:
            await call.on_time(now)
        except CallEnded:
            logger.debug("call %s: the connection broke while sending", call.sid)
        self.schedule(call)
