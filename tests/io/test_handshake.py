"""What is kept of the handshake while a call lasts."""

from __future__ import annotations

from http import HTTPStatus

import anyio
import pytest
from websockets.http11 import Request, Response

from jambonz_proto._transport import Transport
from jambonz_proto._websocket import dial, listen

from .driver import PATIENCE

pytestmark = pytest.mark.anyio


async def test_headers_are_not_kept() -> None:
    """They take memory for each call, and one of them may be a password."""
    paths: list[str] = []
    headers: list[int] = []

    async def serve(transport: Transport, path: str) -> None:
        request: object = getattr(transport, "request", None)
        response: object = getattr(transport, "response", None)
        assert isinstance(request, Request)
        assert isinstance(response, Response)
        assert response.status_code == HTTPStatus.SWITCHING_PROTOCOLS
        paths.append(path)
        headers.extend((len(request.headers), len(response.headers)))

    with anyio.fail_after(PATIENCE):
        async with listen(
            serve,
            host="127.0.0.1",
            port=0,
            answer=lambda _: None,
            ssl=None,
            max_size=1024,
            open_timeout=PATIENCE,
        ) as port:
            url = f"ws://user:s3cret@127.0.0.1:{port}/sales"
            async with dial(url, headers=None, ssl=None, open_timeout=PATIENCE, max_size=1024):
                while not headers:
                    await anyio.lowlevel.checkpoint()
    assert paths == ["/sales"]
    assert headers == [0, 0]
