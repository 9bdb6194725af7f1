"""``say`` and ``play``: how long they take, how often, and what is told of a recording."""

from __future__ import annotations

import pytest

from jambonz_proto import Call, hooks
from jambonz_proto.testing import Heard, Jambonz
from jambonz_proto.verbs import Hangup, Play, Say

from .driver import performs, rows

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("play", "heard", "told"),
    [
        (Play(url="/a.wav"), 1, (2, 2500, "20000")),
        (Play(url="/a.wav", loop=2), 2, (4, 5000, "20000")),
        (Play(url=["/a.wav", "/b.wav"]), 2, (3, 3500, "8000")),
        (Play(url="/a.wav", seek_offset=8000), 1, (1, 1500, "20000")),
        (Play(url="/a.wav", seek_offset=8000, loop=2), 2, (3, 4000, "20000")),
        (Play(url="/a.wav", loop="forever", timeout_secs=6), 3, (5, 6000, "8000")),
        (Play(url="silence_stream://1500"), 0, (1, 1500, "12000")),
    ],
)
async def test_a_recording(jambonz: Jambonz, play: Play, heard: int, told: tuple[int, int, str]) -> None:
    """hook-payloads.md 4.4; feature-server lib/tasks/play.js:89-101: seconds add up, the position is the last one."""
    results: list[hooks.PlayResult] = []
    jambonz.durations.update({"/a.wav": 2.5, "/b.wav": 1})
    async with jambonz.call(performs(play, results)) as caller:
        await caller.is_hung_up()
        assert caller.time == told[1] / 1000
    [result] = results
    assert (result.playback_seconds, result.playback_milliseconds, result.playback_last_offset_pos) == told
    assert len(rows(caller, Heard)) == heard


async def test_a_recording_goes_on_where_it_was_stopped(jambonz: Jambonz) -> None:
    """feature-server lib/tasks/play.js:89-101,118-133: one that is cut short tells its position."""
    positions: list[int] = []

    async def application(call: Call) -> None:
        async def stopped(result: hooks.PlayResult) -> None:
            positions.append(int(result.playback_last_offset_pos or 0))

        for _ in range(3):
            hook = call.hook(hooks.PlayResult, stopped)
            await call.send(Play(url="/a.wav", seek_offset=positions[-1] if positions else None, action_hook=hook))
            await call.sleep(1)
            await call.send(Say(text="x" * 15))
            await call.sleep(1)
        await call.send(Hangup())

    jambonz.durations["/a.wav"] = 100
    async with jambonz.call(application) as caller:
        await caller.is_hung_up()
    assert positions == [8000, 16000, 24000]


async def test_a_recording_that_is_not_there(jambonz: Jambonz) -> None:
    """feature-server lib/tasks/play.js:104-118."""
    results: list[hooks.PlayResult] = []
    jambonz.durations["/b.wav"] = None
    async with jambonz.call(performs(Play(url=["/a.wav", "/b.wav"]), results)) as caller:
        await caller.hears("a.wav")
        await caller.is_hung_up()
    assert [(result.reason, result.status) for result in results] == [("playFailed", "fail")]


async def test_how_often(jambonz: Jambonz) -> None:
    """feature-server lib/tasks/say.js:278: ``loop``; other verbs end what goes on for ever."""

    async def application(call: Call) -> None:
        await call.send(Say(text="x" * 15, loop=2), Say(text="y" * 15, loop="forever"), Say(text="never"))
        await call.sleep(4.5)
        await call.send(Say(text="z"), Hangup())

    async with jambonz.call(application) as caller:
        for text in ("x", "x", "y", "y", "y", "z"):
            await caller.hears(text)
        await caller.is_hung_up()
