"""Streamed text to speech: the buffer with its limits, the events, and who cuts in."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from jambonz_proto import Call, TtsFailed
from jambonz_proto.components import BargeIn, TtsStream
from jambonz_proto.messages import TtsStreamingEvent, TtsTokensResult
from jambonz_proto.testing import Caller, Heard, Jambonz, Told
from jambonz_proto.testing._speech import sentence_end, word_end
from jambonz_proto.verbs import Config, Gather, Hangup, Pause, Say

from .driver import Handler, failing, kinds, rows, sends

pytestmark = pytest.mark.anyio

STREAM = Config(tts_stream=TtsStream(enable=True))


def speaks(*texts: str, config: Config = STREAM) -> Handler:
    """An application that streams some texts, one utterance each."""

    async def application(call: Call) -> None:
        await call.send(config)
        for text in texts:
            async with call.tts.speak() as utterance:
                await utterance.write(text)
        await call.sleep(1000)

    return application


def tokens(*pieces: str) -> Handler:
    """An application that sends tokens as commands, without any flow control."""

    async def application(call: Call) -> None:
        await call.send(STREAM, Pause(length=1000))
        await call.wait_for(TtsStreamingEvent)
        for number, piece in enumerate(pieces):
            await call.tts_tokens(number, tokens=piece)
        await call.sleep(1000)

    return application


def told(caller: Caller) -> Sequence[str]:
    """Events of the stream and results of tokens, in their order."""
    classes = (TtsStreamingEvent, TtsTokensResult)
    return [entry.about for entry in caller.transcript if isinstance(entry, Told) and entry.message in classes]


def heard(caller: Caller) -> Sequence[str]:
    """The pieces that were spoken."""
    return [entry.text for entry in caller.transcript if isinstance(entry, Heard)]


async def test_an_utterance(jambonz: Jambonz) -> None:
    async with jambonz.call(speaks("Portland is sunny. Nine degrees.", "Anything else?")) as caller:
        await caller.hears("Portland is sunny")
        await caller.hears("Nine degrees")
        await caller.hears("Anything else?")
    assert told(caller) == ["1 ok", "2 ok", "stream_open"]


async def test_hearing_parts_of_what_is_streamed(jambonz: Jambonz) -> None:
    """What is streamed is one text; parts of it can be left out, but not heard again."""
    async with jambonz.call(speaks("One. Two. Three. Four.")) as caller:
        await caller.hears("One")
        await caller.hears("Three")
        with failing("expected to hear 'Two'"):
            await caller.hears("Two")


async def test_streamed_text_is_not_passed_over(jambonz: Jambonz) -> None:
    async def application(call: Call) -> None:
        await call.send(STREAM)
        async with call.tts.speak() as utterance:
            await utterance.write("Streamed.")
        await call.sleep(3)
        await call.send(Say(text="Said."))
        await call.sleep(100)

    async with jambonz.call(application) as caller:
        with failing("caller hears 'Streamed.'"):
            await caller.hears("Said.")
        await caller.hears("Streamed")
        await caller.hears("Said")


async def test_tokens_before_the_stream_is_open(jambonz: Jambonz) -> None:
    """failure-model.md 11: they are buffered, ``ok`` up to 1000 characters."""

    async def application(call: Call) -> None:
        await call.send(Pause(length=1))
        await call.sleep(0.5)
        await call.config(STREAM)
        for number, piece in enumerate(("Hello. ", "x" * 993, "y")):
            await call.tts_tokens(number, tokens=piece)
        await call.sleep(100)

    async with jambonz.call(application) as caller:
        await caller.hears("Hello")
    assert told(caller) == ["0 ok", "1 ok", "stream_paused", "2 failed full", "stream_open"]


async def test_full(jambonz: Jambonz) -> None:
    """failure-model.md 11: ``stream_paused`` once, before the first ``full``; resumed when 200 are left."""
    pieces = ("a" * 600, "b" * 400, "c", "d", ". And so on. ", "e" * 5)
    async with jambonz.call(tokens(*pieces)) as caller:
        await caller.is_silent(5)
    assert told(caller) == [
        "stream_open",
        "0 ok",
        "1 ok",
        "stream_paused",
        "2 failed full",
        "3 failed full",
        "4 failed full",
        "5 failed full",
    ]


async def test_resumed(jambonz: Jambonz) -> None:
    """failure-model.md 11: only when a chunk goes to the vendor and <= 200 characters are left."""
    pieces = ("a" * 900, "b" * 200, ". Now", " ok. ")
    async with jambonz.call(tokens(*pieces)) as caller:
        await caller.is_silent(5)
    assert told(caller) == ["stream_open", "0 ok", "stream_paused", "1 failed full", "stream_resumed", "2 ok", "3 ok"]


async def test_the_end_of_a_sentence_sends_it(jambonz: Jambonz) -> None:
    """failure-model.md 11: ``. ! ?`` before white space or the end and not after a digit; else after a second."""
    async with jambonz.call(tokens("It is 9. 3 degrees", " there. And the", " rest")) as caller:
        await caller.is_silent(10)
    assert heard(caller) == ["It is 9. 3 degrees there.", " And the"]


async def test_white_space_first(jambonz: Jambonz) -> None:
    """failure-model.md 11: white space only at the start: ``ok``, thrown away."""
    async with jambonz.call(tokens("  ", "Hi.")) as caller:
        await caller.is_silent(5)
    assert told(caller) == ["stream_open", "0 ok", "1 ok"]
    assert heard(caller) == ["Hi."]


async def test_flush(jambonz: Jambonz) -> None:
    """failure-model.md 11: with text in the buffer it is acted on at the 1 s timer, not at once."""

    async def application(call: Call) -> None:
        await call.send(STREAM, Pause(length=1000))
        await call.wait_for(TtsStreamingEvent)
        await call.tts_tokens(1, tokens="no end")
        await call.tts_flush()
        await call.sleep(100)

    async with jambonz.call(application) as caller:
        assert (await caller.hears("no end")).time == pytest.approx(1.1, abs=0.01)


async def test_clear(jambonz: Jambonz) -> None:
    """failure-model.md 11: empties the buffer and resets "full" silently."""

    async def application(call: Call) -> None:
        await call.send(STREAM, Pause(length=1000))
        await call.wait_for(TtsStreamingEvent)
        await call.tts_tokens(1, tokens="A long sentence that is cut off. ")
        await call.tts_tokens(2, tokens="x" * 1000)
        await call.sleep(1)
        await call.tts_clear()
        await call.tts_tokens(3, tokens="Next.")
        await call.sleep(100)

    async with jambonz.call(application) as caller:
        await caller.hears("A long sentence")
        assert (await caller.hears("Next")).time == pytest.approx(1.1, abs=0.01)
    assert told(caller)[-1] == "3 ok"
    assert "the streamed speech is cut off" in rows(caller)


async def test_no_connection_to_the_vendor(jambonz: Jambonz) -> None:
    """failure-model.md 11: the results say so, and no event does."""
    failures: list[TtsFailed] = []

    async def application(call: Call) -> None:
        await call.send(STREAM, Pause(length=1000))
        await call.sleep(1)
        try:
            async with call.tts.speak() as utterance:
                await utterance.write("Hello.")
        except TtsFailed as error:
            failures.append(error)
        await call.sleep(100)

    async with jambonz.call(application, tts_connects=False) as caller:
        await caller.is_silent(5)
    assert told(caller) == ["1 failed connection to google failed"]
    assert len(failures) == 1


async def test_the_caller_cuts_in(jambonz: Jambonz) -> None:
    """messages.md 4.12: ``user_interruption``; jambonz has cleared its buffer."""
    interrupted: list[bool] = []

    async def application(call: Call) -> None:
        barge_in = BargeIn(enable=True, input=["speech"], sticky=True, action_hook="/heard")
        await call.send(Config(tts_stream=TtsStream(enable=True), barge_in=barge_in))
        async with call.tts.speak() as utterance:
            for _ in range(1000):
                await utterance.write("A long story. ")
                await call.sleep(1)
        interrupted.append(utterance.interrupted)
        async with call.tts.speak() as utterance:
            await utterance.write("Yes?")
        await call.sleep(100)

    async with jambonz.call(application) as caller:
        await caller.hears("A long story")
        await caller.says("wait", barge_in=True)
        await caller.hears("Yes?")
    assert interrupted == [True]
    assert told(caller).count("user_interruption") == 1


async def test_stream_off(jambonz: Jambonz) -> None:
    """messages.md 4.12: ``stream_closed``."""
    async with jambonz.call(sends(STREAM, Pause(length=1), Config(tts_stream=TtsStream(enable=False)))) as caller:
        await caller.is_silent(2)
    assert told(caller) == ["stream_open", "stream_closed"]


async def test_no_stream(jambonz: Jambonz) -> None:
    """failure-model.md 11: a flush is ignored when not connected; text is taken all the same."""

    async def application(call: Call) -> None:
        await call.send(Pause(length=1000))
        await call.raw_command("tts:tokens", {"id": 1, "tokens": "Hello."})  # `tts_tokens` would tell
        await call.tts_flush()
        await call.sleep(1000)

    async with jambonz.call(application, strict=False) as caller:
        await caller.is_silent(5)
    assert told(caller) == ["1 ok"]
    assert kinds(caller) == ["no effect"]
    assert heard(caller) == []


async def test_a_say_that_streams(jambonz: Jambonz) -> None:
    """It ends when all was spoken."""
    async with jambonz.call(sends(Say(text="Streamed without end", stream=True), Say(text="Next."))) as caller:
        await caller.hears("Streamed without end")
        await caller.hears("Next")
        assert "say ends" in rows(caller)


async def test_every_say_streams(jambonz: Jambonz) -> None:
    async with jambonz.call(sends(Config(auto_stream_tts=True), Say(text="One."), Say(text="Two."))) as caller:
        entry = await caller.hears("One")
        assert entry.way == "streamed"
        await caller.hears("Two")


async def test_a_say_that_streams_is_replaced(jambonz: Jambonz) -> None:
    """The stream is closed: ``say.js`` kill."""

    async def application(call: Call) -> None:
        await call.send(Say(text="A long story. " * 50, stream=True))
        await call.sleep(2)
        await call.send(Say(text="Enough."), Hangup())

    async with jambonz.call(application) as caller:
        await caller.hears("A long story")
        await caller.hears("Enough")
    assert told(caller) == ["stream_open", "stream_closed"]


async def test_a_prompt_that_streams_has_no_end(jambonz: Jambonz) -> None:
    """By a defect of 0.9.8 the time to answer never begins, but what is said counts."""
    gather = Gather(input=["speech"], timeout=5, say=Say(text="Well?", stream=True))
    async with jambonz.call(sends(gather)) as caller:
        await caller.hears("Well?")
        await caller.is_silent(100)
        await caller.says("yes")


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("Hi.", 3),
        ("Hi. You", 3),
        ("Hi! No? Yes", 7),
        ("3.5 and 7. x", -1),
        ("no end", -1),
        ("a.b", -1),
        ("线上。下", 3),
        ("one\n\ntwo", 5),
        (".", -1),
    ],
)
def test_sentences(text: str, end: int) -> None:
    """failure-model.md 11: what ends a sentence."""
    assert sentence_end(text, len(text)) == end


def test_words() -> None:
    assert word_end("one two three", 13) == 7
    assert word_end("one", 3) == -1
