"""``verb:status``: what is told of verbs once ``notifyEvents`` is on."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from jambonz_proto import Call
from jambonz_proto.components import Synthesizer
from jambonz_proto.messages import AudioSynthesized, VerbStatus
from jambonz_proto.testing import Caller, Jambonz, Told
from jambonz_proto.verbs import Config, Hangup, Pause, Play, Say

from .driver import rows, sends

pytestmark = pytest.mark.anyio


def statuses(caller: Caller) -> Sequence[str]:
    """The verb and the event of each status."""
    return [row.removeprefix("→ verb:status ") for row in rows(caller, Told) if "verb:status" in row]


async def test_verb_status(jambonz: Jambonz) -> None:
    """messages.md 4.8: sent after ``notifyEvents``, for every verb."""
    async with jambonz.call(sends(Config(notify_events=True), Say(text="One.", id="a"), Hangup())) as caller:
        await caller.is_hung_up()
    assert statuses(caller) == [
        "config finished",
        "say starting",
        "say synthesized-audio",
        "say start-playback",
        "say stop-playback",
        "say finished",
        "hangup starting",
        "hangup finished",
    ]


@pytest.mark.parametrize(
    ("verb", "seconds", "told"),
    [
        (Say(text=["One."] * 2), 100, ["start-playback", "stop-playback", "stop-playback", "finished"]),
        (Say(text="x" * 150), 1, ["start-playback", "stop-playback", "kill-playback", "finished"]),
        (Say(text=["x" * 15] * 5), 1.5, ["start-playback", "stop-playback", "kill-playback", "finished"]),
        (Play(url="/a.wav"), 100, ["start-playback", "finished"]),
        (Play(url="/a.wav"), 1, ["start-playback", "kill-playback", "finished"]),
        (Play(url="/a.wav", timeout_secs=2), 100, ["start-playback", "kill-playback", "finished"]),
        (Play(url="/nowhere.wav"), 100, ["start-playback"]),
    ],
)
async def test_status_of_what_is_heard(jambonz: Jambonz, verb: Say | Play, seconds: float, told: list[str]) -> None:
    """feature-server lib/tasks/say.js:276,307,456-464, play.js:55-69,96-111, call-session.js:1380-1391."""

    async def application(call: Call) -> None:
        await call.send(Config(notify_events=True), verb)
        await call.sleep(seconds)
        await call.send(Pause(length=1))
        await call.sleep(100)

    jambonz.durations["/nowhere.wav"] = None
    async with jambonz.call(application) as caller:
        await caller.is_silent(150)
    name = type(verb).__name__.lower()
    found = [status.removeprefix(f"{name} ") for status in statuses(caller) if status.startswith(name)]
    assert [event for event in found if event != "synthesized-audio"] == ["starting", *told]


async def test_who_speaks(jambonz: Jambonz) -> None:
    """feature-server lib/tasks/config.js:161-178, tts-task.js:330-343: the verb says, else ``config``."""
    found: list[tuple[str | None, str | None]] = []

    async def application(call: Call) -> None:
        async def keep(message: VerbStatus) -> None:
            if isinstance(message.data, AudioSynthesized):
                found.append((message.data.vendor, message.data.language))

        call.on(VerbStatus, keep)
        await call.send(
            Config(notify_events=True),
            Say(text="One."),
            Config(synthesizer=Synthesizer(vendor="elevenlabs", language="es-ES")),
            Say(text="Two."),
            Say(text="Three.", synthesizer=Synthesizer(vendor="default", language="de-DE")),
            Config(reset="synthesizer"),
            Say(text="Four."),
            Hangup(),
        )

    async with jambonz.call(application) as caller:
        await caller.is_hung_up()
    assert found == [("google", "en-US"), ("elevenlabs", "es-ES"), ("elevenlabs", "de-DE"), ("google", "en-US")]
