"""One whole call to the echo application, over a real websocket, with what happens as it does.

The other end is the simulated jambonz of ``jambonz_proto.testing``: a caller says something once and then keeps silent.
"""

import os

import anyio

from examples.echo import echo
from jambonz_proto import Server
from jambonz_proto.testing import Jambonz


async def main() -> None:
    async with Server(echo, port=0) as server:
        print(f"The echo application listens on port {server.port}. Somebody calls it:\n")
        async with Jambonz().call(f"ws://127.0.0.1:{server.port}/") as caller:
            for entry in caller.transcript:
                print(entry.line)
            caller.transcript.follow(lambda entry: print(entry.line))
            await caller.hears("Say something.")
            await caller.says("good morning")
            await caller.hears("You said good morning.")
            await caller.is_silent()
            await caller.hears("Goodbye.")
            await caller.is_hung_up()


if __name__ == "__main__":
    anyio.run(main, backend=os.environ.get("BACKEND", "asyncio"))
