"""The side of a call that jambonz plays, for tests, simulators and load."""

from __future__ import annotations

import ssl as ssl_module
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager

import anyio

from . import commands, messages
from ._base import JsonValue, Received
from ._client_protocol import ACK_WITHIN, ClientProtocol
from ._codec import ServerMessage
from ._methods import MessageMethods
from ._protocol import MAX_MESSAGE
from ._transport import Transport, unwrapped
from ._websocket import dial
from .errors import ConnectionClosed

__all__ = ["Client", "connect"]

_COMMAND_QUEUE = 1024


class Client(MessageMethods):
    """One connection to a voice application, for one call.

    Messages that want an ack wait for it and return it; commands of the application are iterated, in their order:
    ``async for command in client``. A bad message from the application is answered with ``jambonz:error``.
    """

    __slots__ = ("_ack_within", "_closed", "_commands", "_flushing", "_protocol", "_receive_commands", "_transport")

    def __init__(self, transport: Transport, *, ack_within: float = ACK_WITHIN) -> None:
        self._transport = transport
        self._ack_within = ack_within
        self._protocol = ClientProtocol()
        self._flushing = anyio.Lock()
        self._closed: ConnectionClosed | None = None
        self._commands, self._receive_commands = anyio.create_memory_object_stream[ServerMessage](_COMMAND_QUEUE)

    async def request(
        self,
        message: type[messages.AckableMessage],
        data: Received | Mapping[str, JsonValue],
        *,
        hook: str | None = None,
        b3: str | None = None,
    ) -> commands.Ack:
        """Send a message and wait for its ack. There is a typed method for each message.

        Raises:
            AckTimeout: No ack in time.
            ConnectionClosed: The application closed the connection.
        """
        answered = anyio.Event()
        built = self._protocol.message(message, data, hook=hook, b3=b3)
        request = self._protocol.request(built, answered.set)  # type: ignore[arg-type] # a client message
        try:
            await self._flush()
            with anyio.fail_after(self._ack_within):
                await answered.wait()
        except TimeoutError:
            raise self._protocol.timed_out(request, self._ack_within) from None
        finally:
            self._protocol.give_up(request)
        return request.result()

    async def notify(
        self,
        message: type[messages.Notification],
        data: Received | Mapping[str, JsonValue],
        *,
        hook: str | None = None,
        b3: str | None = None,
    ) -> None:
        """Send a message that wants no ack. There is a typed method for each message.

        Raises:
            ConnectionClosed: The application closed the connection.
        """
        self._protocol.send(self._protocol.message(message, data, hook=hook, b3=b3))  # type: ignore[arg-type] # a client message
        await self._flush()

    def __aiter__(self) -> AsyncIterator[ServerMessage]:
        """The application's commands, in their order; ends when the connection does."""
        return self._receive_commands.__aiter__()

    async def receive_command(self) -> ServerMessage:
        """The application's next command.

        Raises:
            ConnectionClosed: There will be no more.
        """
        try:
            return await self._receive_commands.receive()
        except anyio.EndOfStream:
            raise self._closed or ConnectionClosed(None) from None

    async def close(self, code: int = 1000, reason: str = "") -> None:
        """Close the connection; 1000 is the end of a call."""
        await self._transport.close(code, reason)

    async def run(self) -> None:
        """Read until the connection ends; :func:`connect` does this."""
        try:
            while True:
                message = self._protocol.receive(await self._transport.receive())
                if message is not None:
                    await self._commands.send(message)
                await self._flush()
        except ConnectionClosed as closed:
            self._closed = closed
            self._protocol.end(closed)
        finally:
            self._commands.close()

    async def _flush(self) -> None:
        async with self._flushing:
            for text in self._protocol.data_to_send():
                await self._transport.send(text)


@asynccontextmanager
async def connect(
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    ssl_context: ssl_module.SSLContext | None = None,
    handshake_timeout: float = 1.5,
    ack_within: float = ACK_WITHIN,
    max_message: int = MAX_MESSAGE,
) -> AsyncGenerator[Client]:
    """Connect to a voice application as jambonz does, for one call.

    Args:
        url: The application, ``ws://`` or ``wss://``; user and password in it are sent as HTTP Basic credentials.
        headers: Further headers of the handshake.
        ssl_context: For ``wss``.
        handshake_timeout: Seconds that the opening may take.
        ack_within: Seconds to wait for an ack.
        max_message: Bytes of the largest message taken from the application.

    Raises:
        HandshakeError: Refused, not in time, or the application does not select the subprotocol.
    """
    with unwrapped():
        async with (
            dial(
                url, headers=headers, ssl=ssl_context, open_timeout=handshake_timeout, max_size=max_message
            ) as transport,
            anyio.create_task_group() as tasks,
        ):
            client = Client(transport, ack_within=ack_within)
            tasks.start_soon(client.run)
            try:
                yield client
            finally:
                tasks.cancel_scope.cancel()
