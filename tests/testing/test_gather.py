"""``gather``, and the background gather of ``config``."""

from __future__ import annotations

import pytest

from jambonz_proto import Call, hooks
from jambonz_proto._base import with_changes
from jambonz_proto.components import BargeIn, Recognizer
from jambonz_proto.hooks import GatherResult
from jambonz_proto.messages import CallStatus, DtmfBargeinDetected, JambonzError, SpeechBargeinDetected, VerbStatus
from jambonz_proto.testing import Jambonz
from jambonz_proto.verbs import Config, Gather, Hangup, Play, Say

from .driver import Handler, kinds, rows, sends

pytestmark = pytest.mark.anyio


def gathers(gather: Gather, results: list[GatherResult]) -> Handler:
    """An application that performs a gather, keeps its result and hangs up."""

    async def application(call: Call) -> None:
        results.append(await call.perform(gather))
        await call.send(Hangup())

    return application


async def test_speech(jambonz: Jambonz) -> None:
    """hook-payloads.md 4.1 and 4.2."""
    results: list[GatherResult] = []
    async with jambonz.call(gathers(Gather(input=["speech"]), results)) as caller:
        await caller.says("book a car", confidence=0.7, language="en-GB", alternatives={"book a cart": 0.2})
        await caller.is_hung_up()
    [result] = results
    assert result.reason == "speechDetected"
    assert result.call_sid == caller.call_sid
    assert result.call_status == "in-progress"
    assert result.speech is not None
    assert result.speech.is_final
    assert result.speech.language_code == "en-GB"
    assert [(a.transcript, a.confidence) for a in result.speech.alternatives] == [
        ("book a car", 0.7),
        ("book a cart", 0.2),
    ]


async def test_low_confidence(jambonz: Jambonz) -> None:
    """hook-payloads.md 4.1: confidence below ``minConfidence``."""
    results: list[GatherResult] = []
    gather = Gather(input=["speech"], recognizer=Recognizer(vendor="google", min_confidence=0.8))
    async with jambonz.call(gathers(gather, results)) as caller:
        await caller.says("mumble", confidence=0.3)
        await caller.is_hung_up()
    assert results[0].reason == "stt-low-confidence"


@pytest.mark.parametrize(
    ("gather", "keys", "digits", "seconds"),
    [
        (Gather(num_digits=3), "123", "123", 0),
        (Gather(max_digits=2), "12", "12", 0),
        (Gather(finish_on_key="#"), "1234#", "1234", 0),
        (Gather(finish_on_key="#"), "#", "", 0),
        (Gather(min_digits=2, timeout=5), "12", "12", 5),
        (Gather(min_digits=2, inter_digit_timeout=1, timeout=9), "12", "12", 1),
        (Gather(min_digits=3, timeout=5), "12", None, 5),
        (Gather(min_digits=0, inter_digit_timeout=1, timeout=9), "12", "12", 1),
        (Gather(min_digits=0, timeout=5), "", "", 5),
        (Gather(inter_digit_timeout=1, timeout=4), "12", None, 4),
        (Gather(timeout=4), "12", None, 4),
        (Gather(), "", None, 15),
    ],
)
async def test_digits(jambonz: Jambonz, gather: Gather, keys: str, digits: str | None, seconds: float) -> None:
    """hook-payloads.md 4.1: how a row of digits ends; without ``minDigits`` a timeout drops them."""
    results: list[GatherResult] = []
    async with jambonz.call(gathers(gather, results)) as caller:
        await caller.presses(keys)
        await caller.is_hung_up()
        assert caller.time == seconds
    assert [(result.reason, result.digits) for result in results] == [
        ("timeout" if digits is None else "dtmfDetected", digits)
    ]


@pytest.mark.parametrize(("next_key", "timeout"), [(2, 15), (15, 2)])
async def test_a_key_that_stops_the_prompt_waits_for_the_next_one(
    jambonz: Jambonz, next_key: int, timeout: int
) -> None:
    """feature-server lib/tasks/gather.js:238-250,387-424: the end of the prompt starts the time to answer beside it."""
    results: list[GatherResult] = []
    gather = Gather(min_digits=1, inter_digit_timeout=next_key, timeout=timeout, say=Say(text="x" * 150))
    async with jambonz.call(gathers(gather, results)) as caller:
        await caller.hears("x")
        await caller.is_silent(1)
        await caller.presses("1", barge_in=True)
        await caller.is_hung_up()
        assert caller.time == 3
    assert results[0].digits == "1"


async def test_timeout_counts_from_the_end_of_the_prompt(jambonz: Jambonz) -> None:
    results: list[GatherResult] = []
    gather = Gather(input=["speech"], timeout=5, say=Say(text="x" * 45))
    async with jambonz.call(gathers(gather, results)) as caller:
        await caller.is_hung_up()
        assert caller.time == 8
    assert results[0].reason == "timeout"


async def test_no_timeout(jambonz: Jambonz) -> None:
    async with jambonz.call(sends(Gather(input=["digits"], timeout=0))) as caller:
        await caller.is_silent(10_000)
        await caller.presses("1")


async def test_speech_during_the_prompt_ends_it(jambonz: Jambonz) -> None:
    results: list[GatherResult] = []
    async with jambonz.call(gathers(Gather(input=["speech"], say=Say(text="x" * 45)), results)) as caller:
        await caller.hears("x")
        await caller.says("enough", barge_in=True)
        await caller.is_hung_up()
        assert caller.time == 0


async def test_not_listening_during_the_prompt(jambonz: Jambonz) -> None:
    gather = Gather(input=["speech"], listen_during_prompt=False, say=Say(text="x" * 45))
    async with jambonz.call(gathers(gather, [])) as caller:
        await caller.says("enough", barge_in=True)
        assert caller.time == 3


async def test_keys_do_not_stop_a_prompt_without_dtmf_bargein(jambonz: Jambonz) -> None:
    gather = Gather(input=["digits"], num_digits=2, dtmf_bargein=False, say=Say(text="x" * 45))
    async with jambonz.call(gathers(gather, [])) as caller:
        await caller.hears("x")
        await caller.presses("1", barge_in=True)
        await caller.presses("2")
        assert caller.time == 3
        await caller.is_hung_up()


async def test_a_key_that_does_not_stop_the_prompt_starts_the_time_to_answer(jambonz: Jambonz) -> None:
    """feature-server lib/tasks/gather.js:381-383."""
    results: list[GatherResult] = []
    gather = Gather(input=["digits"], num_digits=2, dtmf_bargein=False, timeout=2, say=Say(text="x" * 150))
    async with jambonz.call(gathers(gather, results)) as caller:
        await caller.hears("x")
        await caller.is_silent(1)
        await caller.presses("1", barge_in=True)
        await caller.is_hung_up()
        assert caller.time == 3
    assert results[0].reason == "timeout"


async def test_cutting_in_is_told_once(jambonz: Jambonz) -> None:
    """By `verb:status`, for what is stopped by it: feature-server lib/tasks/gather.js:386-391,1096-1103."""
    told: list[tuple[str, str | None]] = []

    async def application(call: Call) -> None:
        async def keep(message: VerbStatus) -> None:
            match message.data:
                case DtmfBargeinDetected() as found:
                    told.append(("dtmf", found.dtmf))
                case SpeechBargeinDetected() as found:
                    told.append(("speech", found.alternatives[0].transcript))
                case _:
                    pass

        call.on(VerbStatus, keep)
        await call.perform(Config(notify_events=True), Gather(num_digits=3, say=Say(text="x" * 45)))
        await call.perform(Gather(input=["speech"], bargein=True, say=Say(text="x" * 45)))
        await call.perform(Gather(num_digits=2, say=Say(text="y")))
        await call.send(Hangup())

    async with jambonz.call(application) as caller:
        await caller.hears("x")
        await caller.presses("123", barge_in=True)
        await caller.hears("x")
        await caller.says("well", is_final=False, barge_in=True)
        await caller.says("well then", is_final=False, barge_in=True)
        await caller.says("well then no")
        await caller.hears("y")
        await caller.presses("45")  # the prompt is over
        await caller.is_hung_up()
    assert told == [("dtmf", "1"), ("speech", "well")]


async def test_interim_results(jambonz: Jambonz) -> None:
    """hook-payloads.md 4.3: to ``partialResultHook``, whose reply is ignored; with ``bargein`` they stop the prompt."""
    partial: list[str | None] = []

    async def application(call: Call) -> None:
        async def on_partial(result: hooks.GatherPartial) -> None:
            partial.append(result.speech.alternatives[0].transcript)

        hook = call.hook(hooks.GatherPartial, on_partial)
        result = await call.perform(
            Gather(
                input=["speech"],
                bargein=True,
                min_bargein_word_count=2,
                partial_result_hook=hook,
                say=Say(text="x" * 45),
            )
        )
        await call.send(Say(text=f"You said {result.said}."), Hangup())

    async with jambonz.call(application) as caller:
        await caller.hears("x")
        await caller.says("one", is_final=False, barge_in=True)
        await caller.is_silent(1)
        await caller.says("one two", is_final=False, barge_in=True)
        await caller.says("one two three")
        assert caller.time == 1
        await caller.hears("You said one two three.")
    assert partial == ["one", "one two"]


ACCOUNT_NUMBER = Gather(
    input=["speech", "digits"],
    timeout=10,
    recognizer=Recognizer(vendor="deepgram", asr_timeout=2, asr_dtmf_termination_digit="#"),
)


async def test_utterances_that_are_one_input(jambonz: Jambonz) -> None:
    """feature-server lib/tasks/gather.js:1064-1093,820-837: until nothing was said for ``asrTimeout``."""
    results: list[GatherResult] = []
    async with jambonz.call(gathers(ACCOUNT_NUMBER, results)) as caller:
        await caller.says("My number is.", confidence=0.5)
        await caller.is_silent(1.5)
        await caller.says("12 34,", confidence=0.7)
        await caller.is_silent(1)
        await caller.says("five…", is_final=False)
        await caller.is_silent(1.5)
        await caller.says("5 6.", confidence=0.9)
        await caller.is_hung_up()
        assert caller.time == 6
    [result] = results
    assert result.said == "My number is 123456"
    assert result.speech is not None
    assert result.speech.alternatives[0].confidence == pytest.approx(0.7)


@pytest.mark.parametrize("is_late", [False, True])
async def test_a_key_ends_what_consists_of_utterances(jambonz: Jambonz, is_late: bool) -> None:
    """feature-server lib/tasks/gather.js:393-399,1078-1082: a last result is waited for a second."""
    results: list[GatherResult] = []
    async with jambonz.call(gathers(ACCOUNT_NUMBER, results)) as caller:
        await caller.says("one two.")
        await caller.presses("#")
        if is_late:
            await caller.is_silent(0.5)
            await caller.says("three.")
        await caller.is_hung_up()
        assert caller.time == (0.5 if is_late else 1)
    assert [result.said for result in results] == ["one two three" if is_late else "one two"]


@pytest.mark.parametrize(("timeout", "seconds"), [(10, 12), (0, 2)])
async def test_no_utterance_at_all(jambonz: Jambonz, timeout: int, seconds: int) -> None:
    """feature-server lib/tasks/gather.js:225-227,797-801: the pause comes after the time to answer, if there is one."""
    results: list[GatherResult] = []
    async with jambonz.call(gathers(with_changes(ACCOUNT_NUMBER, timeout=timeout), results)) as caller:
        await caller.is_hung_up()
        assert caller.time == seconds
    assert results[0].reason == "timeout"


async def test_utterances_are_one_input_for_the_session(jambonz: Jambonz) -> None:
    """feature-server lib/tasks/config.js:226-230, gather.js:201-209, call-session.js:742-750: until it is reset."""
    heard: list[str | None] = []

    async def application(call: Call) -> None:
        recognizer = Recognizer(vendor="default", asr_timeout=3, asr_dtmf_termination_digit="*")
        for config in (Config(recognizer=recognizer), Config(reset="recognizer")):
            await call.send(config)
            heard.append((await call.perform(Gather(input=["speech"]))).said)
        await call.send(Hangup())

    async with jambonz.call(application) as caller:
        await caller.says("one")
        await caller.says("two")
        await caller.is_silent()
        assert caller.time == 3
        await caller.says("three")
        await caller.is_hung_up()
        assert caller.time == 3
    assert heard == ["one two", "three"]


async def test_an_interim_result_that_becomes_the_final_one(jambonz: Jambonz) -> None:
    """feature-server lib/tasks/gather.js:857-864,1105-1107."""
    results: list[GatherResult] = []
    gather = Gather(input=["speech"], recognizer=Recognizer(vendor="google", fast_recognition_timeout=0.5))
    async with jambonz.call(gathers(gather, results)) as caller:
        await caller.says("yes", is_final=False)
        await caller.is_silent(0.4)
        await caller.says("yes please", is_final=False)
        await caller.is_hung_up()
        assert caller.time == 0.9
    assert [(result.said, result.speech and result.speech.is_final) for result in results] == [("yes please", True)]


@pytest.mark.parametrize(
    ("confidence", "is_final", "reason"),
    [(0.3, True, "stt-low-confidence"), (0.3, False, "stt-low-confidence"), (0.0, True, "speechDetected")],
)
async def test_least_confidence(jambonz: Jambonz, confidence: float, is_final: bool, reason: str) -> None:
    """feature-server lib/tasks/gather.js:1024-1031: also of an interim result, and of the session; 0 is none."""
    results: list[GatherResult] = []

    async def application(call: Call) -> None:
        await call.send(Config(recognizer=Recognizer(vendor="google", min_confidence=0.8)))
        results.append(await call.perform(Gather(input=["speech"])))
        await call.send(Hangup())

    async with jambonz.call(application) as caller:
        await caller.says("mumble", confidence=confidence, is_final=is_final)
        await caller.is_hung_up()
    assert results[0].reason == reason


async def test_nothing_that_was_recognised(jambonz: Jambonz) -> None:
    """feature-server lib/tasks/gather.js:1049-1062: an empty transcript is passed over."""
    results: list[GatherResult] = []
    async with jambonz.call(gathers(Gather(input=["speech"], timeout=5), results)) as caller:
        await caller.says("")
        await caller.is_hung_up()
    assert results[0].reason == "timeout"


async def test_who_recognises(jambonz: Jambonz) -> None:
    """feature-server lib/tasks/config.js:203-214, stt-task.js:116-123: the verb says, else ``config``."""
    found: list[tuple[str | None, str | None]] = []

    async def application(call: Call) -> None:
        session = Config(recognizer=Recognizer(vendor="deepgram", language="es-ES"))
        verb = Recognizer(vendor="default", language="de-DE")
        for config in (Config(), session, Config(reset=["recognizer"])):
            await call.send(config)
            for recognizer in (None, verb):
                result = await call.perform(Gather(input=["speech"], recognizer=recognizer))
                assert result.speech is not None
                assert result.speech.vendor is not None
                found.append((result.speech.vendor.name, result.speech.language_code))

    async with jambonz.call(application) as caller:
        for _ in range(6):
            await caller.says("hello")
        await caller.is_silent(1)
    own = [("google", "en-US"), ("google", "de-DE")]
    assert found == [*own, ("deepgram", "es-ES"), ("deepgram", "de-DE"), *own]


async def test_a_gather_that_is_replaced_never_calls_its_hook(jambonz: Jambonz) -> None:
    async def application(call: Call) -> None:
        await call.send(Gather(input=["digits"], action_hook="/gathered"))
        await call.sleep(1)
        await call.send(Hangup())

    async with jambonz.call(application) as caller:
        await caller.is_hung_up()
    assert not [row for row in rows(caller) if "/gathered" in row]


async def test_the_reply_replaces_the_stack(jambonz: Jambonz) -> None:
    """hook-payloads.md 1.2, REPLACE: at least one verb replaces the whole remaining stack."""

    async def application(call: Call) -> None:
        async def reply(result: GatherResult) -> list[Say]:
            return [Say(text="New.")]

        await call.send(
            Gather(input=["digits"], timeout=1, action_hook=call.hook(GatherResult, reply)), Say(text="Old.")
        )

    async with jambonz.call(application) as caller:
        await caller.hears("New")
        await caller.no_more_verbs()


async def test_an_empty_reply_lets_the_stack_go_on(jambonz: Jambonz) -> None:
    """hook-payloads.md 1.2, REPLACE: ``[]`` changes nothing."""
    hook = "/nobody"
    async with jambonz.call(sends(Gather(input=["digits"], timeout=1, action_hook=hook), Say(text="Old."))) as caller:
        await caller.hears("Old")


async def test_the_reply_of_a_nested_play_is_ignored(jambonz: Jambonz) -> None:
    """hook-payloads.md 3: IGNORE when nested."""

    async def application(call: Call) -> None:
        played = call.hook(hooks.PlayResult)
        await call.send(Gather(input=["digits"], timeout=1, play=Play(url="https://x/a.wav", action_hook=played)))
        async for result in played:
            assert result.playback_seconds == 5
            await call.send(Hangup())

    async with jambonz.call(application) as caller:
        await caller.hears("a.wav")
        await caller.is_hung_up()


async def test_no_ack_of_a_gather(jambonz: Jambonz) -> None:
    """failure-model.md 4: ``jambonz:error``, an extra ``call:status`` with ``error``, and the next verb."""
    complaints: list[object] = []

    async def application(call: Call) -> None:
        async def slow(result: GatherResult) -> None:
            await call.sleep(10)

        async def complain(error: JambonzError) -> None:
            complaints.append(error.data.msg)

        async def status(status: CallStatus) -> None:
            if status.data.error is not None:
                complaints.append(status.data.error)

        call.on(JambonzError, complain)
        call.on(CallStatus, status)
        await call.send(
            Gather(input=["digits"], timeout=1, action_hook=call.hook(GatherResult, slow)), Say(text="Next.")
        )

    async with jambonz.call(application, ack_after=8, strict=False) as caller:
        assert (await caller.hears("Next")).time == 6
        await caller.is_silent(10)
    assert complaints == ["invalid actionHook response"] * 2
    assert kinds(caller) == ["no ack", "late ack"]


async def test_barge_in(jambonz: Jambonz) -> None:
    """hook-payloads.md 3, config.bargeIn: input in the background ends what runs; the reply replaces the stack."""
    said: list[str | None] = []

    async def application(call: Call) -> None:
        async def on_speech(result: GatherResult) -> list[Say] | None:
            said.append(result.said)
            return [Say(text="y" * 150)] if len(said) < 3 else None

        barge_in = BargeIn(enable=True, sticky=True, input=["speech"], action_hook=call.hook(GatherResult, on_speech))
        await call.send(Config(barge_in=barge_in), Say(text="x" * 150), Say(text="never"))

    async with jambonz.call(application) as caller:
        await caller.hears("x")
        for word in ("one", "two", "three"):
            await caller.is_silent(1)
            await caller.says(word, barge_in=True)
            if word != "three":
                await caller.hears("y")
        assert caller.time == 3
        await caller.no_more_verbs()
    assert said == ["one", "two", "three"]


async def test_barge_in_once_and_disabled(jambonz: Jambonz) -> None:
    async def application(call: Call) -> None:
        once = BargeIn(enable=True, input=["digits"], num_digits=1, action_hook="/once")
        await call.send(
            Config(barge_in=once), Say(text="x" * 15), Config(barge_in=BargeIn(enable=False)), Say(text="y")
        )

    async with jambonz.call(application) as caller:
        await caller.presses("1", barge_in=True)
        await caller.hears("x")
        await caller.hears("y")  # what was to come after barge-in is switched off is not dropped
        with pytest.raises(AssertionError):
            await caller.presses("2")
    assert [row for row in rows(caller) if "/once" in row]


@pytest.mark.parametrize("together", [True, False])
async def test_a_gather_runs_once_the_one_in_the_background_is_off(jambonz: Jambonz, together: bool) -> None:
    """It is off when its `config` has run: feature-server lib/utils/background-task-manager.js:62-72."""

    async def application(call: Call) -> None:
        on = Config(barge_in=BargeIn(enable=True, input=["speech"], sticky=True))
        off = Config(barge_in=BargeIn(enable=False))
        menu = Gather(input=["digits"], num_digits=1, say=Say(text="Press 1."))
        if together:
            await call.perform(on, off, menu)
        else:
            await call.send(on)
            await call.sleep(1)
            await call.perform(off, menu)
        await call.send(Hangup())

    async with jambonz.call(application) as caller:
        await caller.hears("Press 1")
        await caller.presses("1")
        await caller.is_hung_up()


async def test_a_gather_right_after_the_one_in_the_background_does_not_run(jambonz: Jambonz) -> None:
    """It is on when its `config` has run: feature-server lib/session/call-session.js:1356-1367."""

    async def application(call: Call) -> None:
        on = Config(barge_in=BargeIn(enable=True, input=["speech"], sticky=True))
        await call.perform(on, Gather(input=["digits"], num_digits=1, say=Say(text="Press 1.")))

    async with jambonz.call(application, strict=False) as caller:
        await caller.is_silent(2)
        await caller.hangs_up()
    assert kinds(caller) == ["skipped verb"]
