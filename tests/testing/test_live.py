"""Commands on legs and media, and verbs that are no audio."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

import pytest

from jambonz_proto import Call, commands, hooks
from jambonz_proto.components import PauseRecording, PhoneTarget, ResumeRecording, StartRecording, StopRecording
from jambonz_proto.testing import Jambonz, MessageStatus, Note
from jambonz_proto.verbs import (
    Alert,
    Answer,
    Config,
    Dial,
    Dtmf,
    Dub,
    Gather,
    Hangup,
    Message,
    Pause,
    Play,
    Say,
    SipRefer,
    SipRequest,
    Tag,
)
from tests.client.application import Application

from .driver import Handler, failing, kinds, rows, script, sends

pytestmark = pytest.mark.anyio

AGENT = PhoneTarget(number="+15551230001")
Then = Callable[[Call], Awaitable[None]]


def dials(then: Then) -> Handler:
    """An application that dials, and does something else beside it."""

    async def application(call: Call) -> None:
        call.start_soon(partial(then, call))
        await call.perform(Dial(target=[AGENT]), timeout=1000)
        await call.send(Hangup())

    return application


def callee(call: Call) -> str:
    """Call sid of the called leg."""
    [leg] = call.legs.values()
    return leg.sid


async def test_whisper(jambonz: Jambonz) -> None:
    """messages.md 5.4: to the chosen leg, unheard by the other; loops are forced to 1."""

    async def then(call: Call) -> None:
        await call.sleep(5)
        await call.whisper([Say(text="One minute left.", loop=3)], leg=callee(call))
        await call.sleep(10)
        await call.whisper([Play(url="https://x/beep.wav")])

    async with jambonz.call(dials(then)) as caller:
        agent = await caller.answers(await caller.expect(Dial))
        await agent.hears("One minute left")
        await agent.is_silent(3)
        await agent.says("Still here.")
        await caller.hears("Still here")
        await caller.hears("beep.wav")
        with failing("to hear"):
            await agent.hears("One minute left", within=5)


async def test_mute_a_leg(jambonz: Jambonz) -> None:
    """messages.md 5.4: the caller, unless ``callSid`` is the dialed leg's."""

    async def then(call: Call) -> None:
        await call.sleep(5)
        await call.mute("mute", leg=callee(call))
        await call.sleep(5)
        await call.mute("unmute", leg=callee(call))
        await call.mute("mute")
        await call.sleep(5)
        await call.mute("unmute", leg="somebody else")

    async with jambonz.call(dials(then), strict=False) as caller:
        agent = await caller.answers(await caller.expect(Dial))
        await agent.is_silent(6)
        await agent.says("muted")
        await caller.says("One.")
        await agent.hears("One")
        await caller.is_silent(5)
        await caller.says("muted")
        await agent.says("Two.")
        await caller.hears("Two")
        await caller.is_silent(6)
        await caller.says("Three.")
        await agent.hears("Three")
    assert kinds(caller) == ["wrong leg"]


async def test_they_do_not_hear_each_other_during_a_whisper(jambonz: Jambonz) -> None:
    """``dial.js:322-351``: they are connected again afterwards."""

    async def application(call: Call) -> None:
        await call.send(Dial(target=[AGENT]))
        await call.sleep(10)
        await call.whisper([Say(text="x" * 150)])

    async with jambonz.call(application) as caller:
        callee = await caller.answers(await caller.expect(Dial))
        await caller.hears("x")
        await callee.says("Hello?")
        assert caller.time == 20
        await caller.hears("Hello?")


async def test_nobody_is_connected(jambonz: Jambonz) -> None:
    """failure-model.md 7: there are no two parties yet."""

    async def application(call: Call) -> None:
        await call.send(Dial(target=[AGENT]))
        await call.sleep(1)
        await call.whisper([Say(text="never")])
        await call.media_path("no-media")

    async with jambonz.call(application, strict=False) as caller:
        await caller.expect(Dial)
        await caller.is_silent(5)
    assert kinds(caller) == ["no effect"] * 2


async def test_the_audio_takes_that_way_already(jambonz: Jambonz) -> None:
    """messages.md 5.4, media:path: must differ from the present one, in a plain dial partial-media."""

    async def application(call: Call) -> None:
        await call.send(Dial(target=[AGENT]))
        await call.sleep(1)
        for path in ("full-media", "full-media", "no-media", "partial-media"):
            await call.media_path(path)

    async with jambonz.call(application, strict=False) as caller:
        await caller.answers(await caller.expect(Dial))
        await caller.is_silent(5)
    [problem] = caller.problems
    assert "full-media already" in problem.text


async def test_no_dial_runs(jambonz: Jambonz) -> None:
    """messages.md 5.3 and failure-model.md 7: logged, nothing else; the problem says why, and where that is written."""

    async def application(call: Call) -> None:
        await call.send(Say(text="x"), Pause(length=100))
        await call.sleep(1)
        await call.mute("mute")
        await call.whisper([Say(text="never")])
        await call.media_path("no-media")

    async with jambonz.call(application, strict=False) as caller:
        await caller.is_silent(5)
    assert [str(problem) for problem in caller.problems] == [
        "✗ no effect: mute:status: neither a dial nor a conference runs "
        "[feature-server lib/session/call-session.js:1719-1727]",
        "✗ no effect: whisper: neither a dial nor a listen runs [feature-server lib/session/call-session.js:1805-1852]",
        "✗ no effect: media:path: no dial runs [feature-server lib/session/call-session.js:1917-1924]",
    ]


async def test_recording(jambonz: Jambonz) -> None:
    """messages.md 5.4: a silent no-op when the state does not fit."""

    async def application(call: Call) -> None:
        await call.send(Pause(length=1), Answer(), Pause(length=1000))
        await call.sleep(0.5)
        await call.record(StartRecording(siprec_server_url="sip:x", recording_id="1"))
        await call.sleep(1)
        for action in (
            StartRecording(siprec_server_url="sip:x", recording_id="1"),
            ResumeRecording(),
            PauseRecording(),
            PauseRecording(),
            ResumeRecording(),
            StopRecording(),
            StopRecording(),
        ):
            await call.record(action)
        await call.sleep(1)

    async with jambonz.call(application, strict=False) as caller:
        await caller.is_silent(3)
    assert [row for row in rows(caller, Note) if "recording" in row] == [
        "the recording is on",
        "the recording is paused",
        "the recording is on",
        "the recording is off",
    ]
    assert kinds(caller) == ["no effect"] * 4


async def test_keys_and_requests(jambonz: Jambonz) -> None:
    """messages.md 5.4: to the session's leg, else to the current verb's; not before the answer."""

    async def then(call: Call) -> None:
        await call.sleep(5)
        await call.dtmf("1")
        await call.dtmf("2", leg=callee(call))
        await call.sip_request("INFO", content="x")
        await call.boost_audio_signal("+6 dB", leg=callee(call))
        await call.dub(Dub(action="addTrack", track="a"))

    async with jambonz.call(dials(then)) as caller:
        await caller.answers(await caller.expect(Dial))
        await caller.is_silent(6)
        assert rows(caller, Note)[-5:] == [
            "the key 1 is sent to the caller",
            "the key 2 is sent to the callee",
            "INFO is sent to the caller",
            "the callee is heard at +6 dB (dB)",
            "addTrack a for the caller",
        ]


async def test_keys_before_the_answer(jambonz: Jambonz) -> None:
    async def application(call: Call) -> None:
        await call.send(Pause(length=10))
        await call.sleep(1)
        await call.dtmf("1")
        await call.sleep(1)
        await call.send(Say(text="x" * 100))
        await call.sleep(1)
        await call.dtmf("1", leg="somebody else")
        await call.sleep(1)

    async with jambonz.call(application, strict=False) as caller:
        await caller.is_silent(3.5)
    assert kinds(caller) == ["no effect"] * 2


async def test_a_call_of_its_own(jambonz: Jambonz) -> None:
    """messages.md 5.4: ``dial`` starts a separate call, of which nothing is reported."""

    async def application(call: Call) -> None:
        await call.send(Say(text="x" * 100))
        await call.sleep(1)
        await call.dial("+1", to=AGENT, call_hook="/new")
        await call.sleep(1)

    async with jambonz.call(application) as caller:
        assert (await caller.expect(commands.Dial)).data.from_ == "+1"


async def test_tag_command(jambonz: Jambonz) -> None:
    async def application(call: Call) -> None:
        await call.send(Gather(input=["digits"], action_hook=call.hook(hooks.GatherResult, over), timeout=2))
        await call.sleep(1)
        await call.tag({"a": 1})
        await call.sleep(10)

    async def over(result: hooks.GatherResult) -> list[Hangup]:
        assert result.customer_data == {"a": 1}
        return [Hangup()]

    async with jambonz.call(application) as caller:
        await caller.is_hung_up()


async def test_verbs_that_are_no_audio(jambonz: Jambonz) -> None:
    application = sends(
        Alert(message="fire"),
        Dub(action="addTrack", track="a"),
        Tag(data={}),
        Dtmf(dtmf="12", duration=250),
        Say(text="After."),
    )
    async with jambonz.call(application) as caller:
        assert (await caller.hears("After")).time == 1.75


async def test_a_message(jambonz: Jambonz) -> None:
    """hook-payloads.md 4.14."""
    results: list[hooks.MessageResult] = []

    async def application(call: Call) -> None:
        results.append(await call.perform(Message(to="+1", from_="+2", text="Hi")))
        await call.send(Answer(), Hangup())

    async with jambonz.call(application) as caller:
        await caller.is_hung_up()
    assert results[0].message_status == "success"


@pytest.mark.parametrize("status", ["failure", "no carriers", "smpp configuration error", "system error"])
async def test_a_message_that_fails(jambonz: Jambonz, status: MessageStatus) -> None:
    """hook-payloads.md 4.14: which fields there are; REPLACE, and the next verb does not wait for that."""

    async def application(call: Call) -> None:
        async def sent(result: hooks.MessageResult) -> list[Say]:
            assert result.message_status == status
            assert (result.carrier is not None) == (status == "failure")
            assert (result.message_failure_reason is not None) == (status in ("failure", "system error"))
            await call.sleep(1)
            return [Say(text="New.")]

        hook = call.hook(hooks.MessageResult, sent)
        await call.send(Message(to="+1", from_="+2", text="Hi", action_hook=hook), Say(text="x" * 150))

    async with jambonz.call(application, message_status=status) as caller:
        assert (await caller.hears("x")).time == 0
        assert (await caller.hears("New")).time == 1


async def test_a_request(jambonz: Jambonz) -> None:
    """hook-payloads.md 4.15: ``sip_status`` of the response hides that of the call."""
    results: list[hooks.SipRequestResult] = []

    async def application(call: Call) -> None:
        results.append(await call.perform(Answer(), SipRequest(method="info")))
        await call.send(Hangup())

    async with jambonz.call(application) as caller:
        await caller.is_hung_up()
    assert (results[0].result, results[0].sip_status) == ("success", 200)


async def test_a_request_without_an_answer(jambonz: Jambonz) -> None:
    """hook-payloads.md 4.15: ``failed``; REPLACE."""

    async def application(call: Call) -> None:
        async def answered(result: hooks.SipRequestResult) -> list[Say]:
            return [Say(text=f"{result.result}: {result.err}")]

        hook = call.hook(hooks.SipRequestResult, answered)
        await call.send(Answer(), SipRequest(method="INFO", action_hook=hook), Say(text="Old."))

    async with jambonz.call(application, sip_status=None) as caller:
        await caller.hears("failed: request timeout")
        await caller.no_more_verbs()


async def test_no_ack_of_a_request(jambonz: Jambonz) -> None:
    """``sip_request.js:20-51``: the hook is called once more, with ``failed``; then failure-model.md 4, hung up."""
    seen: list[str] = []

    async def application(call: Call) -> None:
        async def slow(result: hooks.SipRequestResult) -> None:
            seen.append(result.result)
            await call.sleep(10)

        hook = call.hook(hooks.SipRequestResult, slow)
        await call.send(Answer(), SipRequest(method="INFO", action_hook=hook), Say(text="never"))
        await call.sleep(100)

    async with jambonz.call(application, ack_after=8, strict=False) as caller:
        assert (await caller.is_hung_up()).time == 10
    assert seen[0] == "success"
    assert [row for row in rows(caller) if "result failed" in row]


def transfers(events: list[object], results: list[hooks.SipReferResult]) -> Handler:
    """An application that has its caller transferred."""

    async def application(call: Call) -> None:
        async def on_event(event: hooks.SipReferEvent) -> None:
            events.append(event.call_status)

        hook = call.hook(hooks.SipReferEvent, on_event)
        results.append(await call.perform(Answer(), SipRefer(refer_to="+1", event_hook=hook)))
        await call.send(Say(text="It did not work."), Hangup())

    return application


async def test_transferred(jambonz: Jambonz) -> None:
    """hook-payloads.md 4.15: the final status of the transfer, with ``refer_status`` 202."""
    events: list[object] = []
    results: list[hooks.SipReferResult] = []
    async with jambonz.call(transfers(events, results)) as caller:
        await caller.is_transferred(486)
        await caller.hears("did not work")
    assert events == [100, 486]
    assert [(result.refer_status, result.final_referred_call_status) for result in results] == [(202, 486)]
    async with jambonz.call(transfers(events, [])) as caller:
        await caller.is_transferred()
        await caller.is_hung_up()


async def test_no_ack_of_an_event(jambonz: Jambonz) -> None:
    """``sip_refer.js:80-105``: that status is forgotten, so the end comes 15 s after the REFER."""

    refer = {"verb": "sip:refer", "referTo": "+1", "eventHook": "/event"}
    with Application(script({"verb": "answer"}, refer, {"verb": "say", "text": "Next."}, event=None)) as application:
        async with jambonz.call(application.url, ack_within=1.0, strict=False) as caller:
            await caller.is_transferred(486)
            assert (await caller.hears("Next")).time >= 15
    assert kinds(caller) == ["no ack"] * 2


async def test_no_ack_at_the_end_of_a_transfer(jambonz: Jambonz) -> None:
    """``sip_refer.js``: logged, the stack goes on."""

    async def application(call: Call) -> None:
        async def slow(result: hooks.SipReferResult) -> None:
            await call.sleep(10)

        hook = call.hook(hooks.SipReferResult, slow)
        await call.send(Answer(), SipRefer(refer_to="+1", action_hook=hook), Say(text="Next."))
        await call.sleep(100)

    async with jambonz.call(application, ack_after=8, strict=False) as caller:
        await caller.refuses_transfer()
        assert (await caller.hears("Next")).time == 5


async def test_transfer_refused(jambonz: Jambonz) -> None:
    results: list[hooks.SipReferResult] = []
    async with jambonz.call(transfers([], results)) as caller:
        await caller.refuses_transfer(405)
        await caller.hears("did not work")
    assert [(result.refer_status, result.final_referred_call_status) for result in results] == [(405, None)]


async def test_nothing_is_heard_of_the_transfer(jambonz: Jambonz) -> None:
    """hook-payloads.md 3: 15 s without NOTIFY."""
    async with jambonz.call(transfers([], [])) as caller:
        assert (await caller.hears("did not work")).time == 15


async def test_the_caller_hangs_up_during_a_transfer(jambonz: Jambonz) -> None:
    """hook-payloads.md 4.15: then the hook is not called."""
    async with jambonz.call(sends(Answer(), SipRefer(refer_to="+1", action_hook="/over"))) as caller:
        await caller.expect(SipRefer)
        await caller.hangs_up()
    assert not [row for row in rows(caller) if "/over" in row]


async def test_not_to_be_transferred(jambonz: Jambonz) -> None:
    async with jambonz.call(sends(Answer())) as caller:
        with failing("expected that the caller is to be transferred"):
            await caller.is_transferred()


async def test_config_records(jambonz: Jambonz) -> None:
    start = StartRecording(siprec_server_url="sip:x", recording_id="1")
    async with jambonz.call(sends(Config(record=start), Config(record=start)), strict=False) as caller:
        await caller.is_silent(1)
    assert kinds(caller) == ["no effect"]


# -- tracks ---------------------------------------------------------------------------------


async def test_dub(jambonz: Jambonz) -> None:
    """messages.md 5.4, dub: what is on a track is heard beside all else; the called party's in ``dial.dub``."""

    async def then(call: Call) -> None:
        await call.sleep(5)
        await call.dub(Dub(action="sayOnTrack", track="translation", say="Guten Tag"), leg=callee(call))
        await call.dub(Dub(action="playOnTrack", track="music", play="https://x/b.mp3", loop=True))
        await call.dub(Dub(action="silenceTrack", track="music"))
        await call.dub(Dub(action="removeTrack", track="music"))

    async def application(call: Call) -> None:
        call.start_soon(partial(then, call))
        music = Dub(action="addTrack", track="music", play="https://x/a.mp3")
        await call.send(music, Dial(target=[AGENT], dub=[Dub(action="addTrack", track="translation")]))

    async with jambonz.call(application) as caller:
        await caller.hears("a.mp3")
        agent = await caller.answers(await caller.expect(Dial))
        await agent.hears("Guten Tag")
        await caller.hears("b.mp3")
        await agent.says("Hello.")
        await caller.hears("Hello")
        assert caller.time == 5


async def test_tracks_that_are_not_there(jambonz: Jambonz) -> None:
    application = sends(
        Dub(action="sayOnTrack", track="a", say="never"),
        Dub(action="addTrack", track="a", say=Say(text="<speak>One.</speak>")),
        Dub(action="playOnTrack", track="a"),
        Dub(action="removeTrack", track="a"),
        Dub(action="silenceTrack", track="a"),
    )
    async with jambonz.call(application, strict=False) as caller:
        await caller.hears("One.")
        await caller.is_silent(1)
    assert [problem.rule for problem in caller.problems] == [
        "@jambonz/schema docs/verbs/dub",
        "feature-server lib/tasks/dub.js:79-107",
        "@jambonz/schema docs/verbs/dub",
    ]
