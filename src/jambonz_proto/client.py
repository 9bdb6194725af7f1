"""The side of a call that jambonz plays, for tests, simulators and load."""

from __future__ import annotations

import math
import socket
import ssl as ssl_module
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from typing import Self

import anyio

from . import commands, messages
from ._base import JsonValue, Received
from ._client_protocol import ACK_WITHIN, BACKOFF, MAX_CONNECTIONS, ClientProtocol, Problem, Request
from ._clock import Clock
from ._codec import check_target
from ._facts import Target
from ._loop import Waiter, waiter
from ._methods import MessageMethods
from ._protocol import MAX_MESSAGE
from ._transport import Callbacks, Dial, Transport, unwrapped
from ._websocket import dial
from .errors import ConnectionClosed, HandshakeError

__all__ = ["Client", "connect", "PendingReply", "Problem"]

HANDSHAKE_WITHIN = 1.5
"""Seconds that jambonz waits for the opening of a connection: ``JAMBONES_WS_HANDSHAKE_TIMEOUT_MS``."""
_DROPPED = 4000


class Client(MessageMethods):
    """Jambonz' end of one call, as :func:`connect` gives it.

    Messages that want an ack wait for it and return it. Commands of the application are iterated, in their order:
    ``async for command in client``; up to 1024 wait to be read, more are lost and noted. What the application does
    wrong without being told so is in :attr:`problems`.
    """

    __slots__ = (
        "_alarm",
        "_alarm_at",
        "_changed",
        "_clock",
        "_close_within",
        "_dial",
        "_finished",
        "_protocol",
        "_scope",
        "_transport",
    )

    def __init__(
        self,
        dial: Dial,
        protocol: ClientProtocol,
        *,
        close_within: float = HANDSHAKE_WITHIN,
        clock: Clock | None = None,
    ) -> None:
        self._dial = dial
        self._protocol = protocol
        self._clock = clock or Clock()
        self._close_within = close_within
        self._transport: Transport | None = None
        self._changed = anyio.Event()
        self._finished = anyio.Event()
        self._scope = anyio.CancelScope()
        self._alarm = anyio.CancelScope()
        self._alarm_at = math.inf

    @property
    def problems(self) -> list[Problem]:
        """What the application did wrong so far, the last 1024: late acks, unknown commands, lost connections, …"""
        return list(self._protocol.problems)

    @property
    def is_connected(self) -> bool:
        """Whether a connection is open and, if it is not the first, ``session:reconnect`` is acked."""
        return self._protocol.is_connected

    async def request(
        self,
        message: type[messages.AckableMessage],
        data: Received | Mapping[str, JsonValue],
        *,
        hook: str | None = None,
        b3: str | None = None,
    ) -> commands.Ack:
        """Send a message and wait for its ack. There is a typed method for each message.

        While the connection is down the message waits for the next one; the time for the ack begins when it is sent.
        After the application has closed with 1000 the ack is an empty one, without asking.

        Raises:
            AckTimeout: No ack in time, of this message or of ``session:reconnect``.
            InvalidMessage: The verbs in the ack are not what the server takes; names the JSON path.
            RefusedByTarget: The target does not take the verbs in the ack.
            ConnectionClosed: The connection was lost before the ack came, or is closed for good.
        """
        return await self.request_nowait(message, data, hook=hook, b3=b3).ack()

    def request_nowait(
        self,
        message: type[messages.AckableMessage],
        data: Received | Mapping[str, JsonValue],
        *,
        hook: str | None = None,
        b3: str | None = None,
    ) -> PendingReply:
        """As :meth:`request`, but without waiting for the ack, which what is returned does.

        What is sent after it goes out after it.
        """
        answered = waiter()
        now = self._clock.now()
        request = self._protocol.request(message, data, now, hook=hook, b3=b3, on_settled=answered.set)
        self._stir()
        return PendingReply(self._protocol, request, answered)

    async def notify(
        self,
        message: type[messages.Notification],
        data: Received | Mapping[str, JsonValue],
        *,
        hook: str | None = None,
        b3: str | None = None,
    ) -> None:
        """Send a message that wants no ack. There is a typed method for each message.

        Returns when it is written. While the connection is down up to 1024 wait for the next one, behind the messages
        that want an ack; after the application has closed with 1000 it is lost.

        Raises:
            ConnectionClosed: The connection is closed for good.
            AckTimeout: As above; the application did not ack ``session:reconnect``.
        """
        await self._until(lambda: not self._protocol.is_full or self._protocol.ended)
        self._protocol.notify(message, data, hook=hook, b3=b3)
        self._stir()
        await self._until(lambda: not self._protocol.has_data_to_send or self._protocol.ended)

    def notify_nowait(
        self,
        message: type[messages.Notification],
        data: Received | Mapping[str, JsonValue],
        *,
        hook: str | None = None,
        b3: str | None = None,
    ) -> None:
        """As :meth:`notify`, but without waiting until it is written; what is sent after it goes out after it.

        Raises:
            WouldBlock: 1024 messages wait to be written, or for the next connection; this one was not sent.
            ConnectionClosed: The connection is closed for good.
            AckTimeout: As above; the application did not ack ``session:reconnect``.
        """
        if self._protocol.is_full and not self._protocol.ended:
            raise anyio.WouldBlock
        self._protocol.notify(message, data, hook=hook, b3=b3)
        self._stir()

    def __aiter__(self) -> Self:
        """The application's commands, in their order; ends when there will be no more."""
        return self

    async def __anext__(self) -> commands.AnyCommand:
        try:
            return await self.receive_command()
        except ConnectionClosed:
            raise StopAsyncIteration from None

    async def receive_command(self) -> commands.AnyCommand:
        """The application's next command.

        Raises:
            ConnectionClosed: There will be no more.
        """
        await self._until(lambda: self._protocol.inbox or self._protocol.ended)
        if self._protocol.inbox:
            return self._protocol.inbox.popleft()
        why = self._protocol.ended
        code, reason = (why.code, why.reason) if isinstance(why, ConnectionClosed) else self._protocol.closing
        raise ConnectionClosed(code, reason, self._protocol.call_sid) from why

    async def drop(self) -> None:
        """Break the connection without ending the call, as a failing network does; jambonz then connects again."""
        transport = self._transport
        if transport is not None:
            self._protocol.drop()
            await transport.close(_DROPPED, "the connection is dropped")
            await self._until(lambda: self._transport is not transport)

    async def close(self, code: int = 1000, reason: str = "") -> None:
        """Close the connection for good; 1000 is the end of a call."""
        self._protocol.close(code, reason)
        self._stir()
        with anyio.move_on_after(3 * self._close_within):
            await self._finished.wait()
        self._scope.cancel()
        await self._finished.wait()

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[Self]:
        """Connect, and stay connected as long as jambonz would; :func:`connect` does this."""
        with unwrapped():
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(self._keep_time)
                tasks.start_soon(self._keep_connected)
                try:
                    await self._until(lambda: self._protocol.connections or self._protocol.ended)
                    if not self._protocol.connections and self._protocol.ended is not None:
                        raise self._protocol.ended
                    yield self
                finally:
                    with anyio.CancelScope(shield=True):
                        await self.close()
                    tasks.cancel_scope.cancel()

    # -- tasks -----------------------------------------------------------------------------------

    async def _keep_connected(self) -> None:
        protocol = self._protocol
        try:
            with self._scope:
                while True:
                    await self._until(lambda: protocol.wants_connection or protocol.ended)
                    if protocol.ended is not None:
                        return
                    try:
                        async with self._dial() as transport:
                            protocol.connected(self._clock.now())
                            await self._converse(transport)
                    except HandshakeError as error:
                        protocol.not_connected(error, self._clock.now(), unreachable=_is_unreachable(error))
                        self._stir()
        finally:
            self._finished.set()

    async def _converse(self, transport: Transport) -> None:
        """Read and write until the connection is closed."""
        self._transport = transport
        self._stir()
        closed = ConnectionClosed(None)
        try:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(self._hang_up, transport)
                closed = await transport.deliver_to(Callbacks(self._receive, self._stir))
                tasks.cancel_scope.cancel()
            self._protocol.disconnected(closed, self._clock.now())
        finally:
            self._transport = None
            self._stir()

    async def _hang_up(self, transport: Transport) -> None:
        """Close the connection once all is said."""
        await self._until(lambda: self._protocol.ended and not self._protocol.has_data_to_send)
        await transport.close(*self._protocol.closing)

    def _receive(self, message: str | bytes) -> None:
        self._protocol.receive(message, self._clock.now())
        self._stir()

    def _write(self) -> None:
        protocol, transport = self._protocol, self._transport
        while transport is not None and protocol.has_data_to_send and transport.has_room:
            transport.write(protocol.next_to_send())

    async def _keep_time(self) -> None:
        while True:
            self._alarm_at = self._due()
            with self._clock.move_on_at(self._alarm_at) as self._alarm:
                await anyio.sleep_forever()
            self._protocol.on_time(self._clock.now())
            self._stir()

    def _due(self) -> float:
        due = self._protocol.next_time()
        return math.inf if due is None else due

    async def _until(self, condition: Callable[[], object]) -> None:
        while not condition():
            await self._changed.wait()

    def _stir(self) -> None:
        """Something has changed: write what there is room for, and have all tasks look whether it is for them."""
        self._write()
        if self._due() < self._alarm_at:
            self._alarm.cancel()
        self._changed.set()
        self._changed = anyio.Event()


def _is_unreachable(error: HandshakeError) -> bool:
    """Whether nobody listens there, which jambonz tries again: ``ct`` in its retry policy."""
    cause = error.__cause__
    if isinstance(cause, TimeoutError):
        return cause.errno is not None
    return isinstance(cause, OSError) and not isinstance(cause, (socket.gaierror, ssl_module.SSLError))


class PendingReply:
    """A message that wants an ack, on its way; see :meth:`Client.request_nowait`."""

    def __init__(self, protocol: ClientProtocol, request: Request, answered: Waiter) -> None:
        self._protocol = protocol
        self._request = request
        self._answered = answered

    async def ack(self) -> commands.Ack:
        """Wait for the ack.

        Raises:
            AckTimeout: No ack in time, of this message or of ``session:reconnect``.
            InvalidMessage: The verbs in the ack are not what the server takes; names the JSON path.
            RefusedByTarget: The target does not take the verbs in the ack.
            ConnectionClosed: The connection was lost before the ack came, or is closed for good.
        """
        try:
            await self._answered.wait()
        finally:
            self._protocol.give_up(self._request)
        return self._request.result()


@asynccontextmanager
async def connect(
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    ssl_context: ssl_module.SSLContext | None = None,
    target: Target | None = None,
    handshake_timeout: float = HANDSHAKE_WITHIN,
    ack_within: float = ACK_WITHIN,
    max_message: int = MAX_MESSAGE,
    max_connections: int = MAX_CONNECTIONS,
    backoff: float = BACKOFF,
    retries: int = 0,
) -> AsyncGenerator[Client]:
    """Connect to a voice application as jambonz does, for one call.

    The defaults are those of jambonz, but for the first connection, which is tried once. When the connection is lost,
    that is when the application closes it with another code than 1000 or breaks it, messages in flight fail and the
    client connects again; a test that wants an end there instead takes ``max_connections=1``.

    Args:
        url: The application, ``ws://`` or ``wss://``; user and password in it are sent as HTTP Basic credentials. Its
            fragment, in which jambonz takes options, is left out.
        headers: Further headers of the handshake.
        ssl_context: For ``wss``.
        target: Take what this server takes, ``"open-source-0.9"`` or ``"v10"``; by default all that the spec knows.
        handshake_timeout: Seconds that the opening may take, and the closing.
        ack_within: Seconds to wait for an ack.
        max_message: Bytes of the largest message taken from the application; a larger one costs it the connection.
        max_connections: How often to connect in all, attempts in vain included.
        backoff: Seconds before the second connection; before the next ones it is 2, 4, 8, 12, 16, … times as long.
        retries: How often to try again when nobody listens at first; jambonz does so 5 times.

    Raises:
        HandshakeError: Refused, not in time, or the application does not select the subprotocol.
        ValueError: There is no such target.
    """
    check_target(target)
    open_connection = partial(
        dial,
        url.partition("#")[0],
        headers=headers,
        ssl=ssl_context,
        open_timeout=handshake_timeout,
        max_size=max_message,
    )
    protocol = ClientProtocol(
        target=target, ack_within=ack_within, max_connections=max_connections, backoff=backoff, retries=retries
    )
    async with Client(open_connection, protocol, close_within=handshake_timeout).running() as client:
        yield client
