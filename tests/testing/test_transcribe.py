"""``transcribe``, and the transcription that ``config`` starts in the background."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from jambonz_proto import Call
from jambonz_proto.components import PhoneTarget, Recognizer, TranscribeOptions
from jambonz_proto.hooks import Transcription, Translation
from jambonz_proto.testing import Asked, Caller, Jambonz
from jambonz_proto.verbs import Config, Dial, Gather, Hangup, Pause, Say, Tag, Transcribe

from .driver import Handler, failing, kinds, rows, sends

pytestmark = pytest.mark.anyio


def told(caller: Caller, hook: str) -> Sequence[Asked]:
    """The calls of a hook."""
    return [entry for entry in caller.transcript if isinstance(entry, Asked) and entry.hook == hook]


def transcribes(found: list[Transcription], transcribe: Transcribe | None = None) -> Handler:
    """An application that keeps what is transcribed."""

    async def application(call: Call) -> None:
        async def on_speech(result: Transcription) -> None:
            found.append(result)

        hook = call.hook(Transcription, on_speech)
        await call.send(Transcribe(transcription_hook=hook, recognizer=transcribe.recognizer if transcribe else None))
        await call.sleep(100_000)

    return application


async def test_each_result_is_told(jambonz: Jambonz) -> None:
    """hook-payloads.md 4.11 and 4.2."""
    found: list[Transcription] = []
    async with jambonz.call(transcribes(found)) as caller:
        await caller.says("Good morning.", confidence=0.8)
        await caller.says("Goo…", is_final=False)
        await caller.says("Good evening.", language="en-GB")
        await caller.is_silent(1)
    assert [one.said for one in found] == ["Good morning.", "Good evening."]
    assert [(one.speech.channel_tag, one.speech.language_code) for one in found if one.speech] == [
        (1, "en-US"),
        (1, "en-GB"),
    ]


async def test_interim_results(jambonz: Jambonz) -> None:
    """hook-payloads.md 4.11: if the recogniser is to give them."""
    found: list[Transcription] = []
    verb = Transcribe(recognizer=Recognizer(vendor="google", interim=True))
    async with jambonz.call(transcribes(found, verb)) as caller:
        await caller.says("Good", is_final=False)
        await caller.says("Good morning.")
        await caller.is_silent(1)
    assert [one.said for one in found] == ["Good", "Good morning."]


async def test_utterances_that_are_one_result(jambonz: Jambonz) -> None:
    """feature-server lib/tasks/transcribe.js:525-574,891-903: with ``asrTimeout``; an empty result is none."""
    found: list[Transcription] = []
    verb = Transcribe(recognizer=Recognizer(vendor="microsoft", language="de-DE", asr_timeout=2))
    async with jambonz.call(transcribes(found, verb)) as caller:
        await caller.says("")
        await caller.says("Guten Tag.")
        await caller.is_silent(1.5)
        await caller.says("Hallo.")
        await caller.is_silent(1.9)
        assert not found
        await caller.is_silent(0.2)
        await caller.says("Noch etwas?")
        await caller.is_silent(3)
    assert [one.said for one in found] == ["Guten Tag Hallo", "Noch etwas"]
    assert [
        (one.speech.vendor.name, one.speech.language_code) for one in found if one.speech and one.speech.vendor
    ] == [("microsoft", "de-DE")] * 2


async def test_the_facts_about_the_call(jambonz: Jambonz) -> None:
    """hook-payloads.md 2.2, 3.1 and 4.11: other names, the tracing context inside, no id of the verb."""
    application = sends(Tag(data={"orderId": 1}), Transcribe(transcription_hook="/said", id="a"))
    async with jambonz.call(application, caller_name="Ada") as caller:
        await caller.says("Hello.")
        await caller.is_silent(1)
    [asked] = told(caller, "/said")
    assert {"local_sip_address", "customerdata", "has_recording", "caller_name", "b3"} <= set(asked.data)
    assert not {"fs_sip_address", "customerData", "verb_id", "reason"} & set(asked.data)


async def test_the_reply_replaces_the_stack(jambonz: Jambonz) -> None:
    """hook-payloads.md 3, transcribe.transcriptionHook: REPLACE; the server waits for a last result before."""

    async def application(call: Call) -> None:
        async def on_speech(result: Transcription) -> Sequence[Say | Hangup]:
            return [Say(text="Goodbye."), Hangup()]

        await call.send(Transcribe(transcription_hook=call.hook(Transcription, on_speech)), Say(text="never"))

    async with jambonz.call(application) as caller:
        await caller.says("Bye.")
        assert (await caller.hears("Goodbye")).time == 1.5
        await caller.is_hung_up()


async def test_a_last_result(jambonz: Jambonz) -> None:
    """``transcribe.js:170-175``: what is said while it is to end is told still, and ends it."""

    async def application(call: Call) -> None:
        await call.send(Transcribe(transcription_hook="/said"))
        await call.sleep(10)
        await call.send(Say(text="Next."))
        await call.sleep(100)

    async with jambonz.call(application) as caller:
        await caller.is_silent(10.5)
        await caller.says("Wait!")
        assert (await caller.hears("Next")).time == 10.5
    assert len(told(caller, "/said")) == 1


async def test_no_ack(jambonz: Jambonz) -> None:
    """messages.md 4.5: logged only."""

    async def application(call: Call) -> None:
        async def slow(result: Transcription) -> None:
            await call.sleep(10)

        await call.send(Transcribe(transcription_hook=call.hook(Transcription, slow)))
        await call.sleep(100)

    async with jambonz.call(application, ack_after=8, strict=False) as caller:
        await caller.says("One.")
        await caller.is_silent(20)
        await caller.says("Two.")
        await caller.is_silent(1)
    assert kinds(caller) == ["no ack", "late ack"]


async def test_translations(jambonz: Jambonz) -> None:
    """hook-payloads.md 4.11, translationHook: REPLACE."""

    async def application(call: Call) -> None:
        async def on_translation(result: Translation) -> Sequence[Say]:
            said = result.translation
            return [Say(text=f"{said.channel} {said.language} {said.translation}")]

        await call.send(Transcribe(translation_hook=call.hook(Translation, on_translation)))

    async with jambonz.call(application) as caller:
        await caller.is_translated("Guten Tag", language="de-DE")
        await caller.hears("1 de-DE Guten Tag")


async def test_nobody_translates(jambonz: Jambonz) -> None:
    async with jambonz.call(sends(Transcribe(transcription_hook="/said"))) as caller:
        with failing("to be translated"):
            await caller.is_translated("Guten Tag", language="de-DE")


async def test_paused_and_resumed(jambonz: Jambonz) -> None:
    """messages.md 5.4, transcribe:status; failure-model.md 7 where nothing is transcribed."""

    async def application(call: Call) -> None:
        await call.send(Transcribe(transcription_hook="/said"))
        await call.sleep(10)
        await call.set_transcribe("pause")
        await call.sleep(10)
        await call.set_transcribe("resume")
        await call.sleep(20)
        await call.send(Pause(length=100))
        await call.sleep(20)
        await call.set_transcribe("pause")

    async with jambonz.call(application, strict=False) as caller:
        await caller.is_silent(15)
        await caller.says("Hello?")
        assert caller.time == 20
        await caller.is_silent(60)
    assert kinds(caller) == ["no effect"]


# -- within a dial --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("transcribe", "channels"),
    [
        (Transcribe(), [1, 2]),
        (Transcribe(channel=1), [1]),
        (Transcribe(channel=2), [2]),
        (Transcribe(recognizer=Recognizer(vendor="google", separate_recognition_per_channel=False)), [1]),
    ],
)
async def test_within_a_dial(jambonz: Jambonz, transcribe: Transcribe, channels: Sequence[int]) -> None:
    """hook-payloads.md 4.11: both parties unless one is chosen, told apart by the channel."""
    found: list[Transcription] = []

    async def application(call: Call) -> None:
        async def on_speech(result: Transcription) -> None:
            found.append(result)

        transcribe.transcription_hook = call.hook(Transcription, on_speech)
        await call.send(Dial(target=[PhoneTarget(number="+49")], transcribe=transcribe))

    async with jambonz.call(application) as caller:
        callee = await caller.answers(await caller.expect(Dial))
        await caller.says("Hello.")
        await callee.says("Hello!")
        await caller.is_silent(1)
        await callee.hangs_up()
    assert [one.speech.channel_tag for one in found if one.speech] == channels
    assert {one.call_sid for one in found} == {caller.call_sid}


# -- in the background ------------------------------------------------------------------------


async def test_in_the_background(jambonz: Jambonz) -> None:
    """hook-payloads.md 3, config.transcribe: across verbs, until it is switched off; REPLACE."""
    heard: list[str | None] = []

    async def application(call: Call) -> None:
        async def on_speech(result: Transcription) -> Sequence[Say] | None:
            heard.append(result.said)
            return [Say(text="Stop it is.")] if result.said == "stop" else None

        on = TranscribeOptions(enable=True, transcription_hook=call.hook(Transcription, on_speech))
        off = Config(transcribe=TranscribeOptions(enable=False))
        gathered = await call.perform(Config(transcribe=on), Gather(input=["speech"], timeout=5))
        assert gathered.said == "one"
        await call.send(Say(text="x" * 150), off, Gather(input=["speech"], timeout=5))
        await call.sleep(100)

    async with jambonz.call(application) as caller:
        await caller.says("one")
        await caller.hears("x")
        await caller.says("stop", barge_in=True)
        await caller.hears("Stop it is")
    assert heard == ["one", "stop"]


async def test_switched_off(jambonz: Jambonz) -> None:
    """Nothing is told any more, and the command has no effect: failure-model.md 7."""

    async def application(call: Call) -> None:
        on = TranscribeOptions(enable=True, transcription_hook="/said")
        await call.send(Config(transcribe=on), Pause(length=10), Config(transcribe=TranscribeOptions(enable=False)))
        await call.sleep(5)
        await call.set_transcribe("pause")
        await call.sleep(10)
        await call.set_transcribe("resume")
        await call.sleep(100)

    async with jambonz.call(application, strict=False) as caller:
        await caller.says("One.")
        await caller.is_silent(20)
        with failing("the verbs have run out"):
            await caller.says("Two.", within=200)
    assert len(told(caller, "/said")) == 1
    assert kinds(caller) == ["no effect"]


async def test_twice_in_the_background(jambonz: Jambonz) -> None:
    """``background-task-manager.js``: a second one is skipped."""
    on = Config(transcribe=TranscribeOptions(enable=True, transcription_hook="/said"))
    async with jambonz.call(sends(on, on, Pause(length=5)), strict=False) as caller:
        await caller.says("One.")
        await caller.is_silent(5)
    assert len([row for row in rows(caller) if "/said" in row]) == 1
    assert kinds(caller) == ["no effect"]


async def test_what_is_said_meets_every_listener(jambonz: Jambonz) -> None:
    """A transcription and a gather hear the same."""

    async def application(call: Call) -> None:
        on = Config(transcribe=TranscribeOptions(enable=True, transcription_hook="/said"))
        heard = await call.perform(on, Gather(input=["speech"]))
        assert heard.said == "yes"
        await call.send(Hangup())

    async with jambonz.call(application) as caller:
        await caller.says("yes")
        await caller.is_hung_up()
    assert len(told(caller, "/said")) == 1
