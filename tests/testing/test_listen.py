"""``listen`` and ``stream``: audio that goes to a server of the application's, which is not simulated."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from jambonz_proto import Call, hooks
from jambonz_proto.components import ListenOptions, PhoneTarget
from jambonz_proto.hooks import ListenResult
from jambonz_proto.testing import Heard, Jambonz
from jambonz_proto.verbs import Config, Dial, Gather, Hangup, Listen, Pause, Play, Say, Stream, Transcribe
from tests.client.application import Application

from .driver import failing, kinds, performs, rows, script, sends

pytestmark = pytest.mark.anyio

URL = "wss://audio.example.com"


@pytest.mark.parametrize("listen", [Listen(url=URL, finish_on_key="#"), Stream(url=URL, finish_on_key="#")])
async def test_a_key_ends_it(jambonz: Jambonz, listen: Listen | Stream) -> None:
    """hook-payloads.md 4.10: seconds, and the key; other keys do not."""
    results: list[ListenResult] = []
    async with jambonz.call(performs(listen, results)) as caller:
        await caller.says("my name is Ada")
        await caller.is_silent(7.5)
        await caller.presses("12#")
        await caller.is_hung_up()
    [result] = results
    assert (result.dial_call_duration, result.digits) == (7, "#")


async def test_it_ends_after_its_time(jambonz: Jambonz) -> None:
    """hook-payloads.md 4.10; a beep comes before."""
    results: list[ListenResult] = []
    async with jambonz.call(performs(Listen(url=URL, max_length=10, play_beep=True), results)) as caller:
        await caller.is_silent()
        assert (await caller.is_hung_up()).time == 10.5
    assert [(one.dial_call_duration, one.digits) for one in results] == [(10, None)]


async def test_the_audio_server_ends_it(jambonz: Jambonz) -> None:
    """hook-payloads.md 8.7: as if it had asked to disconnect."""
    results: list[ListenResult] = []
    async with jambonz.call(performs(Listen(url=URL), results)) as caller:
        listen = await caller.expect(Listen)
        await caller.is_silent(3)
        await caller.stream_ends(listen)
        await caller.is_hung_up()
    assert [one.dial_call_duration for one in results] == [3]


async def test_the_audio_server_is_not_to_be_had(jambonz: Jambonz) -> None:
    """hook-payloads.md 8.7: nothing but facts about the call."""
    results: list[ListenResult] = []
    async with jambonz.call(performs(Listen(url=URL), results)) as caller:
        await caller.stream_ends(await caller.expect(Listen), refused=True)
        await caller.is_hung_up()
    assert [(one.dial_call_duration, one.digits, one.call_sid) for one in results] == [(None, None, caller.call_sid)]


async def test_keys_are_not_for_it(jambonz: Jambonz) -> None:
    async with jambonz.call(sends(Listen(url=URL))) as caller:
        with failing("to press 1"):
            await caller.presses("1")


async def test_a_stream_that_is_not_there(jambonz: Jambonz) -> None:
    async with jambonz.call(sends(Pause(length=10))) as caller:
        with failing("to be streamed"):
            await caller.stream_ends(Listen(url=URL))


async def test_the_hook_comes_after_the_call(jambonz: Jambonz) -> None:
    """hook-payloads.md 4.10: killed by the end of the call."""
    async with jambonz.call(sends(Listen(url=URL, action_hook="/done"))) as caller:
        await caller.is_silent(4)
        await caller.hangs_up()
    assert "→ verb:hook /done dial_call_duration 4" in rows(caller)


async def test_the_reply_replaces_the_stack(jambonz: Jambonz) -> None:
    """hook-payloads.md 3, listen.actionHook: REPLACE."""

    async def application(call: Call) -> None:
        async def done(result: ListenResult) -> Sequence[Say]:
            return [Say(text="New.")]

        await call.send(Listen(url=URL, max_length=1, action_hook=call.hook(ListenResult, done)), Say(text="Old."))

    async with jambonz.call(application) as caller:
        await caller.hears("New")
        await caller.no_more_verbs()


async def test_no_ack(jambonz: Jambonz) -> None:
    """failure-model.md 4: logged only."""

    async def application(call: Call) -> None:
        async def slow(result: ListenResult) -> None:
            await call.sleep(10)

        await call.send(Listen(url=URL, max_length=1, action_hook=call.hook(ListenResult, slow)), Say(text="Next."))
        await call.sleep(100)

    async with jambonz.call(application, ack_after=8, strict=False) as caller:
        assert (await caller.hears("Next")).time == 6
    assert kinds(caller)[0] == "no ack"


async def test_it_is_called_listen(jambonz: Jambonz) -> None:
    """messages.md 4.8: the server's own name of a stream."""
    async with jambonz.call(sends(Config(notify_events=True), Stream(url=URL, max_length=1))) as caller:
        await caller.expect(Stream)
        await caller.is_silent()
    assert [row for row in rows(caller) if "verb:status" in row][1:] == [
        "→ verb:status listen starting",
        "→ verb:status listen finished",
    ]


async def test_paused_and_resumed(jambonz: Jambonz) -> None:
    """messages.md 5.4, listen:status and stream:status; failure-model.md 7 outside of a listen."""

    async def application(call: Call) -> None:
        await call.send(Listen(url=URL, max_length=30), Pause(length=1000))
        await call.sleep(10)
        await call.set_listen("pause")
        await call.sleep(10)
        await call.set_stream("resume")
        await call.sleep(20)
        await call.set_listen("pause")

    async with jambonz.call(application, strict=False) as caller:
        await caller.is_silent(15)
        await caller.says("can you hear me?")
        assert caller.time == 20
        await caller.is_silent(30)
    [problem] = caller.problems
    assert (problem.kind, "no listen runs" in problem.text) == ("no effect", True)
    assert problem.rule == "feature-server lib/session/call-session.js:1663-1673"


async def test_whispers(jambonz: Jambonz) -> None:
    """messages.md 5.4, whisper: say and play, each once; failure-model.md 7 outside of a dial or listen."""

    async def application(call: Call) -> None:
        await call.send(Listen(url=URL, max_length=10), Pause(length=100))
        await call.sleep(1)
        await call.whisper([Say(text="One more minute.", loop=5), Play(url="https://x/beep.wav")])
        await call.sleep(20)
        await call.whisper([Say(text="never")])

    async with jambonz.call(application, strict=False) as caller:
        assert (await caller.hears("One more minute")).time == 1
        await caller.hears("beep.wav")
        await caller.is_silent(30)
    assert kinds(caller) == ["no effect"]
    assert len(rows(caller, Heard)) == 2


async def test_a_transcription_within(jambonz: Jambonz) -> None:
    """hook-payloads.md 3, listen.transcribe: it ends with the listen."""

    async def application(call: Call) -> None:
        async def on_speech(result: hooks.Transcription) -> None:
            assert result.said == "Hello."

        transcribe = Transcribe(transcription_hook=call.hook(hooks.Transcription, on_speech))
        await call.send(Listen(url=URL, max_length=10, transcribe=transcribe), Say(text="Next."))

    async with jambonz.call(application) as caller:
        await caller.says("Hello.")
        assert (await caller.hears("Next")).time == 10


async def test_within_a_dial(jambonz: Jambonz) -> None:
    """hook-payloads.md 3, dial.listen: told in the name of the caller, of whom or of the other party it is."""

    async def application(call: Call) -> None:
        async def done(result: ListenResult) -> None:
            assert result.call_sid == call.sid
            assert result.dial_call_duration == 5

        listen = Listen(url=URL, channel=2, action_hook=call.hook(ListenResult, done))
        await call.send(Dial(target=[PhoneTarget(number="+49")], listen=listen), Say(text="Next."))

    async with jambonz.call(application) as caller:
        callee = await caller.answers(await caller.expect(Dial))
        await callee.says("Hello?")
        await caller.hears("Hello?")
        await caller.is_silent(5)
        await callee.hangs_up()
        await caller.hears("Next")


async def test_replies_to_what_stands_in_a_verb_are_ignored(jambonz: Jambonz) -> None:
    """hook-payloads.md 3, listen.transcribe, dial.listen and dial.transcribe: IGNORE."""
    listen = {"url": URL, "maxLength": 1, "transcribe": {"transcriptionHook": "/inner"}}
    dial = {
        "target": [{"type": "phone", "number": "+49"}],
        "listen": {"url": URL, "maxLength": 1, "actionHook": "/inner"},
        "transcribe": {"transcriptionHook": "/inner"},
        "actionHook": "/done",
    }

    never = [{"verb": "say", "text": "never"}]
    verbs = ({"verb": "listen", **listen}, {"verb": "dial", **dial})
    with Application(script(*verbs, inner=never)) as application:
        async with jambonz.call(application.url, strict=False) as caller:
            await caller.says("One.")
            callee = await caller.answers(await caller.expect(Dial))
            await callee.says("Two.")
            await caller.is_silent(5)
            await callee.hangs_up()
            await caller.no_more_verbs()
    assert kinds(caller) == ["ignored reply"] * 3
    assert [row for row in rows(caller, Heard) if "never" in row] == []


# -- in the background ------------------------------------------------------------------------


async def test_in_the_background(jambonz: Jambonz) -> None:
    """hook-payloads.md 3, config.listen: it goes on across verbs, until it is switched off; REPLACE."""

    async def application(call: Call) -> None:
        async def done(result: ListenResult) -> Sequence[Say | Hangup]:
            assert result.dial_call_duration == 4
            return [Say(text="Done."), Hangup()]

        options = ListenOptions(enable=True, url=URL, action_hook=call.hook(ListenResult, done))
        await call.send(
            Config(listen=options),
            Gather(input=["digits"], timeout=4),
            Config(listen=ListenOptions(enable=False)),
            Pause(length=10),
        )

    async with jambonz.call(application) as caller:
        await caller.is_silent()  # the gather gives up, whoever else listens
        assert caller.time == 4
        await caller.hears("Done")
        await caller.is_hung_up()


async def test_twice_in_the_background(jambonz: Jambonz) -> None:
    """``background-task-manager.js``: a second one is skipped; and no command reaches it, messages.md 5.4."""

    async def application(call: Call) -> None:
        listen = ListenOptions(enable=True, url=URL)
        await call.send(Config(listen=listen), Config(stream=listen), Pause(length=100))
        await call.sleep(1)
        await call.set_listen("pause")

    async with jambonz.call(application, strict=False) as caller:
        await caller.is_silent(5)
    assert kinds(caller) == ["no effect", "no effect"]
