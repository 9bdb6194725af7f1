"""What waits for a slow handler is bounded."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine

import pytest

from jambonz_proto._codec import decode_client_message
from jambonz_proto._flows import QUEUE, Serial
from jambonz_proto._log import CallLog
from jambonz_proto._pending import PendingAck
from jambonz_proto.messages import CallStatus, Message

pytestmark = pytest.mark.anyio


async def test_a_slow_handler_misses_the_oldest() -> None:
    """Beyond the bound the oldest message is dropped, and the rest is handled in its order."""
    started: list[Callable[[], Coroutine[None, None, None]]] = []
    handled: list[str] = []

    async def handle(message: Message, pending: PendingAck | None) -> None:
        assert isinstance(message, CallStatus)
        handled.append(str(message.msgid))

    log = CallLog(logging.getLogger("tests"), lambda: ("", None))
    serial = Serial(handle, started.append, log)
    for number in range(QUEUE + 2):
        text = f'{{"type":"call:status","msgid":"{number}","data":{{}}}}'
        serial.deliver(decode_client_message(text), None)
    [run] = started
    await run()
    assert handled == [str(number) for number in range(2, QUEUE + 2)]
