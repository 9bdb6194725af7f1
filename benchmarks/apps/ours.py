"""This library: the echo application of its README."""

from __future__ import annotations

import sys

import anyio

from jambonz_proto import Call, Server
from jambonz_proto.verbs import Gather, Hangup, Say


async def echo(call: Call) -> None:
    heard = await call.perform(Gather(input=["speech"], timeout=10, say=Say(text="Say something.")))
    while heard.reason == "speechDetected" and heard.speech is not None:
        said = heard.speech.alternatives[0].transcript
        heard = await call.perform(Say(text=f"You said {said}."), Gather(input=["speech"], timeout=10))
    await call.send(Say(text="Goodbye."), Hangup())


async def main() -> None:
    async with Server(echo, port=0) as server:
        print(server.port, flush=True)
        await anyio.sleep_forever()


if __name__ == "__main__":
    anyio.run(main, backend_options={"use_uvloop": "--uvloop" in sys.argv})
