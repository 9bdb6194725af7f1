"""What waits for a slow handler or iteration is bounded."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine

import pytest

from jambonz_proto import Call, hooks
from jambonz_proto._codec import decode_client_message
from jambonz_proto._flows import QUEUE, Serial
from jambonz_proto._log import CallLog
from jambonz_proto._pending import PendingAck
from jambonz_proto.messages import CallStatus, Message
from jambonz_proto.verbs import Conference
from tests.io.driver import in_memory

from .driver import serving, soon

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
    serial.end()
    [run] = started
    await run()
    assert handled == [str(number) for number in range(2, QUEUE + 2)]


async def test_a_slow_iteration_misses_the_oldest(caplog: pytest.LogCaptureFixture) -> None:
    """Beyond the bound the oldest payload is dropped, with a warning, and the rest is iterated in its order."""
    got: list[str | None] = []

    async def handler(call: Call) -> None:
        events = call.hook(hooks.ConferenceStatus)
        await call.send(Conference(name="room", status_hook=events, status_events=["join"]))
        await call.wait_for(CallStatus)
        async for payload in events:
            got.append(payload.event)  # noqa: PERF401 # one by one, as they come

    async with serving(handler) as server, in_memory(server) as jambonz:
        await jambonz.new()
        hook = (await jambonz.receive())["data"][0]["statusHook"]
        for number in range(QUEUE + 2):
            await jambonz.hook(hook, {"event": str(number)})
        assert len(await jambonz.roundtrip()) == QUEUE + 2
        await jambonz.status("in-progress")
        await soon(lambda: len(got) == QUEUE)
    assert got == [str(number) for number in range(2, QUEUE + 2)]
    assert sum("too slow, dropped: a payload of" in record.getMessage() for record in caplog.records) == 2
