"""The limit: the same typed echo on picows, the fastest websocket server for Python that we know."""

from __future__ import annotations

import asyncio
import sys

from picows import (
    WSFrame,
    WSListener,
    WSMsgType,
    WSTransport,
    WSUpgradeRequest,
    WSUpgradeResponse,
    WSUpgradeResponseWithListener,
    ws_create_server,
)
from typed_echo import TypedEcho


class Echo(WSListener):
    def __init__(self, path: str) -> None:
        self._echo = TypedEcho(path)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type == WSMsgType.TEXT:
            for answer in self._echo.answers(frame.get_payload_as_bytes()):
                transport.send(WSMsgType.TEXT, answer)
        elif frame.msg_type == WSMsgType.CLOSE:
            transport.send_close(frame.get_close_code(), frame.get_close_message())
            transport.disconnect()


def upgrade(request: WSUpgradeRequest) -> WSUpgradeResponseWithListener:
    headers = {"Sec-WebSocket-Protocol": "ws.jambonz.org"}
    return WSUpgradeResponseWithListener(WSUpgradeResponse.create_101_response(headers), Echo(request.path.decode()))


async def main() -> None:
    server = await ws_create_server(upgrade, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    if "--uvloop" in sys.argv:
        import uvloop

        uvloop.run(main())
    else:
        asyncio.run(main())
