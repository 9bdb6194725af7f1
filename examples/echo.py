"""Repeats what the caller says, until nothing is said for ten seconds.

Run with ``python examples/echo.py``; ``HOST``, ``PORT`` and ``BACKEND`` (``asyncio`` or ``trio``) come from the
environment.
"""

import logging
import os

import anyio

from jambonz_proto import Call, serve
from jambonz_proto.verbs import Gather, Hangup, Say


async def echo(call: Call) -> None:
    heard = await call.perform(Gather(input=["speech"], timeout=10, say=Say(text="Say something.")))
    while heard.said:
        heard = await call.perform(Say(text=f"You said {heard.said}."), Gather(input=["speech"], timeout=10))
    await call.send(Say(text="Goodbye."), Hangup())


async def main() -> None:
    await serve(echo, host=os.environ.get("HOST", "127.0.0.1"), port=int(os.environ.get("PORT", "3000")))


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    anyio.run(main, backend=os.environ.get("BACKEND", "asyncio"))
