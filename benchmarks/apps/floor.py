"""The floor: a bare ``websockets`` server, on the same layer of that library as ours, and our codec.

That layer is a connection made by the documented ``create_connection``, which takes messages where they would be queued
for ``recv``.
"""

from __future__ import annotations

import asyncio
import sys

from typed_echo import TypedEcho
from websockets.asyncio.server import ServerConnection, serve
from websockets.frames import Frame, Opcode
from websockets.protocol import Event
from websockets.typing import Subprotocol


class Echo(ServerConnection):
    _echo: TypedEcho | None = None

    def process_event(self, event: Event) -> None:
        if not isinstance(event, Frame) or event.opcode is not Opcode.TEXT:
            super().process_event(event)
            return
        if self._echo is None:
            assert self.request is not None
            self._echo = TypedEcho(self.request.path)
        for answer in self._echo.answers(str(event.data, "utf-8")):
            self.protocol.send_text(answer)
            self.send_data()


async def handler(connection: ServerConnection) -> None:
    await connection.wait_closed()


async def main() -> None:
    block = bytes(1 << 20)
    del block  # as ours: has glibc keep the memory that asyncio receives into
    subprotocols = [Subprotocol("ws.jambonz.org")]
    serving = serve(handler, "127.0.0.1", 0, subprotocols=subprotocols, compression=None, create_connection=Echo)
    async with await serving as server:
        print(next(iter(server.sockets)).getsockname()[1], flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    if "--uvloop" in sys.argv:
        import uvloop

        uvloop.run(main())
    else:
        asyncio.run(main())
