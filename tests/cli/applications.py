"""Applications that the command calls. They are served in the test's own process."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

import anyio

from jambonz_proto import Call, CallEnded, Server
from jambonz_proto.components import PhoneTarget
from jambonz_proto.verbs import Dial, Gather, Hangup, Say

Handler = Callable[[Call], Awaitable[None]]


async def form(call: Call) -> None:
    """Asks for keys, a word, and keys again."""
    keys = await call.perform(Gather(input=["digits"], num_digits=2, say=Say(text="Your pin?")))
    word = await call.perform(Say(text=f"Pin {keys.digits}. Your name?"), Gather(input=["speech"]))
    more = await call.perform(Say(text=f"Hello {word.said}. Your age?"), Gather(input=["digits"], finish_on_key="#"))
    await call.perform(Say(text=f"Age {more.digits}. What else?"), Gather(input=["speech"]))
    await call.send(Say(text="Bye."), Hangup())


async def brief(call: Call) -> None:
    """Listens to nobody."""
    await call.send(Say(text="We are closed."), Hangup())


async def deaf(call: Call) -> None:
    """Says something and then nothing, for ever."""
    await call.send(Say(text="Please hold."))
    await call.sleep(100_000)


async def connects(call: Call) -> None:
    """Calls somebody."""
    result = await call.perform(Dial(target=[PhoneTarget(number="+15551230001")]))
    await call.send(Say(text=f"That was {result.dial_call_status}."), Hangup())


class Witness:
    """An application that tells how its calls end."""

    def __init__(self, application: Handler) -> None:
        self._application = application
        self.calls: list[Call] = []
        self.ended = anyio.Event()

    async def __call__(self, call: Call) -> None:
        self.calls.append(call)
        try:
            await self._application(call)
            await call.sleep(100_000)
        except CallEnded:
            pass
        finally:
            self.ended.set()


@asynccontextmanager
async def served(application: Handler) -> AsyncGenerator[str]:
    """A block in which an application can be called at the URL that is yielded."""
    async with Server(application, port=0) as server:
        yield f"ws://127.0.0.1:{server.port}/"
