"""What the tests of this folder share: a server that ends in time, and what it may have left behind."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeAlias

import anyio
from anyio.lowlevel import checkpoint

from jambonz_proto import Call, Router, Server
from jambonz_proto.components import TtsStream
from jambonz_proto.verbs import Config, Gather, Say
from tests.io.driver import PATIENCE, Jambonz, in_memory

Handler: TypeAlias = Callable[[Call], Awaitable[None]]
GATHER = Gather(input=["digits"])
STREAM = Config(tts_stream=TtsStream(enable=True))


async def idle(call: Call) -> None:
    """Says hello, and waits for the end of the call."""
    await call.send(Say(text="Hello."))
    await call.sleep(3600)


@asynccontextmanager
async def serving(application: Handler | Router, **options: Any) -> AsyncGenerator[Server]:
    """A server on a free port that ends in time."""
    with anyio.fail_after(4 * PATIENCE):
        async with Server(application, port=0, **options) as server:
            yield server


@asynccontextmanager
async def one_call(handler: Handler, *, answered: bool = True, **options: Any) -> AsyncGenerator[Jambonz]:
    """One inbound call in memory, whose first ack has been received."""
    async with serving(handler, **options) as server, in_memory(server) as jambonz:
        await jambonz.new()
        message = await jambonz.receive()
        assert message["type"] == "ack"
        if answered:
            await jambonz.status("in-progress")
        yield jambonz


async def soon(what: Callable[[], object]) -> None:
    """Wait until something is so."""
    with anyio.fail_after(PATIENCE):
        while not what():
            await checkpoint()


async def within(event: anyio.Event) -> None:
    """Wait for an event that must come."""
    with anyio.fail_after(PATIENCE):
        await event.wait()
