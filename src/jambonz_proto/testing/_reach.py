"""How the simulated jambonz gets to an application: in memory, or over a websocket."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import TypedDict

from anyio.abc import TaskGroup
from anyio.lowlevel import checkpoint

from jambonz_proto._base import Verb
from jambonz_proto._facts import Target
from jambonz_proto._protocol import MAX_MESSAGE
from jambonz_proto._transport import Dial, MemoryTransport, Receiver, Transport
from jambonz_proto._websocket import dial
from jambonz_proto.client import HANDSHAKE_WITHIN
from jambonz_proto.errors import ConnectionClosed
from jambonz_proto.router import Handler, Router
from jambonz_proto.server import Server

from ._clock import SimulatedClock

CLEANUP = 5.0
"""Real seconds that the application has at most to clean up after the test."""
_TURNS = 4
"""Turns of the event loop that what a message is about takes at most, until it is heard, asked or told."""


class ServerOptions(TypedDict, total=False):
    """Options of :class:`jambonz_proto.Server` for an application that is called in memory."""

    last_words: tuple[Verb, ...]
    """What an answered call hears before it is hung up because its handler failed."""
    ack_after: float
    """Seconds after which a message that is not acked yet is acked automatically."""
    command_delay: float
    """Seconds that a new inbound call needs after its first ack before it listens for commands."""
    reconnect_within: float
    """Seconds to wait for jambonz to come back when a connection dropped."""
    max_message: int
    """Bytes that jambonz takes in one message."""


def _nobody(error: Exception) -> None:
    """Nobody wants to know."""


@asynccontextmanager
async def reachable(
    application: Handler | Router | str,
    clock: SimulatedClock,
    tasks: TaskGroup,
    *,
    path: str,
    target: Target | None,
    server: ServerOptions,
    on_failure: Callable[[Exception], None] = _nobody,
) -> AsyncGenerator[Dial]:
    """A block in which an application can be connected to, by what is yielded.

    Args:
        application: A handler or a router, served in memory, or the URL of an application elsewhere.
        clock: Tells the time, in memory.
        tasks: Where connections are served, in memory.
        path: Path of the application, in memory.
        target: Refuse in the sender what this server would refuse, in memory.
        server: Options of the server, in memory.
        on_failure: Gets the exceptions that application code raises, in memory.
    """
    if isinstance(application, str):
        url = application.partition("#")[0]
        yield partial(dial, url, headers=None, ssl=None, open_timeout=HANDSHAKE_WITHIN, max_size=MAX_MESSAGE)
        return
    serving = Server(
        application,
        path=path,
        target=target,
        cleanup=min(CLEANUP, clock.patience),
        on_failure=on_failure,
        clock=clock,
        **server,
    )
    async with serving.without_listening():
        yield partial(_connection, serving, path, tasks)


class _TurnByTurn(MemoryTransport):
    """Jambonz' end in memory: before the next message all is done that the one before is about, as in that order they
    were sent. Who waits for an ack and who takes commands are different tasks, which trio runs in any order.
    """

    async def deliver_to(self, receiver: Receiver) -> ConnectionClosed:
        try:
            while True:
                receiver.receive(await self.receive())
                for _ in range(_TURNS):
                    await checkpoint()
        except ConnectionClosed as closed:
            return closed


@asynccontextmanager
async def _connection(server: Server, path: str, tasks: TaskGroup) -> AsyncGenerator[Transport]:
    """A connection to a server in memory."""
    here, there = _TurnByTurn(), MemoryTransport()
    here.peer, there.peer = there, here

    async def serve() -> None:
        try:
            await server.serve_connection(there, path)
        finally:
            await there.close()

    tasks.start_soon(serve)
    try:
        yield here
    finally:
        await here.close()
