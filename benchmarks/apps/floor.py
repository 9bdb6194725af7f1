"""The floor: a bare ``websockets`` server, on the same layer of that library as ours, and our codec."""

from __future__ import annotations

import asyncio
import sys

from typed_echo import TypedEcho
from websockets.asyncio.server import ServerConnection, serve
from websockets.typing import Subprotocol


async def handler(connection: ServerConnection) -> None:
    assert connection.request is not None
    echo = TypedEcho(connection.request.path)
    async for text in connection:
        for answer in echo.answers(text):
            await connection.send(answer, text=True)


async def main() -> None:
    subprotocols = [Subprotocol("ws.jambonz.org")]
    async with await serve(handler, "127.0.0.1", 0, subprotocols=subprotocols, compression=None) as server:
        print(next(iter(server.sockets)).getsockname()[1], flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    if "--uvloop" in sys.argv:
        import uvloop

        uvloop.run(main())
    else:
        asyncio.run(main())
