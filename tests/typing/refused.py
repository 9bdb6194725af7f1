"""Wrong programs, one a line, and what each checker says of it. Nothing here is run.

mypy fails on a line that it does not refuse, or refuses with another code, by ``warn_unused_ignores``. pyright obeys
mypy's comments as well, so ``make check`` proves nothing about its own; ``test_wheel.py`` does, by telling it not to.
"""

from __future__ import annotations

from collections.abc import Sequence

import jambonz_proto as jp
from jambonz_proto import Ack, Call, Client, Leg, RawVerb, Server, Verb, commands, components, hooks, messages, verbs


def misspelt() -> None:
    verbs.Gather(inputs=["speech"])  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    verbs.Gather(actionHook="/heard")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    verbs.Say(txt="Hi")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    verbs.Pause(length=1, lenght=2)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    components.PhoneTarget(number="1", trunc="carrier")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    verbs.say(text="Hi")  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    verbs.Gathre()  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    jp.decode_message(b"{}")  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]


def no_such_choice() -> None:
    verbs.Gather(input=["dtmf"])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    verbs.Gather(input=["speech", "digit"])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    verbs.Dub(action="add", track="a")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    verbs.Listen(url="wss://example.com", mix_type="dual")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    verbs.Transcribe(channel=3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    verbs.Dial(target=[], srtp_encryption="none")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    jp.decode_verbs(b"[]", target="open-source-1.0")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def left_out() -> None:
    components.PhoneTarget()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    components.SipTarget()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    components.TeamsTarget(tenant="example.com")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    verbs.Dial()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    verbs.Play()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    verbs.Pause()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    verbs.SipDecline()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    verbs.Enqueue()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    verbs.Redirect()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    hooks.GatherResult()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    Ack(data=[])  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


def wrong_type(say: verbs.Say, gather: verbs.Gather) -> None:
    verbs.Say(text=1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    verbs.Gather(timeout="10")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    verbs.Gather(num_digits=1.5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    verbs.Gather(input="speech")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    verbs.Gather(say="Say something.")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    verbs.Gather(action_hook=b"/heard")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    verbs.Gather(action_hook=gather)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    verbs.Pause(length=None)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    verbs.Hangup(headers={"X-A": None})  # type: ignore[dict-item]  # pyright: ignore[reportArgumentType]
    verbs.Tag(data={"made": object()})  # type: ignore[dict-item]  # pyright: ignore[reportArgumentType]
    RawVerb("chime", {"at": {1, 2}})  # type: ignore[dict-item]  # pyright: ignore[reportArgumentType]
    jp.extended(say, {"at": object()})  # type: ignore[dict-item]  # pyright: ignore[reportArgumentType]
    jp.decode_verbs([{"verb": "say"}])  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    jp.encode({"type": "ack"})  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    gather.timeout = "10"  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]
    say.text = {"plain": "Hi"}  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]


def by_position() -> None:
    verbs.Say("Hi")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    verbs.Gather("the-id")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    components.PhoneTarget("+15551230001")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    commands.MuteStatus("sid", data=commands.MuteStatusData(status="mute"))  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    messages.SessionData("sid")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


def wrong_place(dial: verbs.Dial, gather: verbs.Gather, play: verbs.Play) -> None:
    verbs.Gather(say=play)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    verbs.Gather(play=verbs.Say(text="Hi"))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    verbs.Dial(target=["+15551230001"])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    verbs.Dial(target=[verbs.Say(text="Hi")])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    verbs.Dial(target=[components.PhoneTarget(number="1")], listen=gather)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    verbs.Config(listen=verbs.Listen(url="wss://example.com"))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Ack(msgid="1", data=[components.PhoneTarget(number="1")])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    commands.WhisperData(verbs=[gather])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]


def received_is_not_changed(result: hooks.GatherResult, session: messages.SessionNew) -> None:
    result.digits = "1"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    result.speech = None  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    session.msgid = "other"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    session.data.from_ = "+4930123"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    result.raw = b"{}"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]


def no_such_attribute(result: hooks.GatherResult, hook: messages.VerbHook, status: messages.CallStatus) -> None:
    print(result.transcript)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    print(result.speech.alternatives)  # type: ignore[union-attr]  # pyright: ignore[reportOptionalMemberAccess]
    print(result.dial_call_status)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    print(hook.data.digits)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    print(hook.payload(hooks.DialResult).digits)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    print(status.hook)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    print(status.data.callStatus)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]


def no_payload_class(hook: messages.VerbHook, status: messages.CallStatus, data: bytes) -> None:
    hook.payload(verbs.Gather)  # type: ignore[type-var]  # pyright: ignore[reportArgumentType]
    hook.payload("GatherResult")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    hook.payload()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    status.payload(hooks.GatherResult)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    jp.decode_payload(verbs.Gather, data)  # type: ignore[type-var]  # pyright: ignore[reportArgumentType]


async def perform(call: Call, gather: verbs.Gather, verb: Verb, several: Sequence[verbs.Gather]) -> None:
    await call.perform()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    await call.perform(verbs.Say(text="Hi"))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await call.perform(verbs.Hangup())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await call.perform(gather, verbs.Say(text="Hi"))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await call.perform(gather, verbs.Pause(length=1), verbs.Hangup())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await call.perform(verbs.Transcribe(transcription_hook="/said"))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await call.perform(RawVerb("gather"))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await call.perform(verb)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await call.perform(*several)  # type: ignore[arg-type]  # pyright: ignore[reportCallIssue]
    await call.perform([gather])  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await call.perform("gather")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await call.perform(gather, timeout="3")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    dialed: hooks.DialResult = await call.perform(gather)  # type: ignore[arg-type]  # pyright: ignore[reportAssignmentType]
    print((await call.perform(gather)).dial_call_status)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    print(dialed)


async def send(call: Call, result: hooks.GatherResult, several: list[Verb]) -> None:
    await call.send("Hi")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await call.send(several)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await call.send(result)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await call.send(components.Synthesizer(vendor="google"))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await call.send(commands.MuteStatus(data=commands.MuteStatusData(status="mute")))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await call.send({"verb": "say", "text": "Hi"})  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


async def ack(
    call: Call,
    status: messages.CallStatus,
    verb_status: messages.VerbStatus,
    tool_call: messages.LlmToolCall,
    tokens: messages.TtsTokensResult,
    error: messages.JambonzError,
    unknown: jp.UnknownMessage,
    hook: messages.VerbHook,
    any_message: jp.ClientMessage,
) -> None:
    await call.ack(status, verbs.Say(text="Hi"))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await call.ack(verb_status)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await call.ack(tool_call)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await call.ack(tokens)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await call.ack(error)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await call.ack(unknown)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await call.ack(any_message)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await call.ack(hook.msgid)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await call.ack(hook, [verbs.Hangup()])  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await call.ack()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


async def command(call: Call, leg: Leg, dial: verbs.Dial) -> None:
    await call.mute("muted")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await call.mute(True)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await call.mute("mute", leg=1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await call.mute("mute", leg)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    await call.mute()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    await call.whisper([dial])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    await call.whisper([verbs.Hangup()])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    await call.whisper("Psst.")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await call.dtmf(1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await call.record("startCallRecording")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await call.record(components.StartRecording(action="stop"))  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    await call.update_call_status("busy")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await call.media_path("half-media")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await call.redirect("/next")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await call.redirect([components.PhoneTarget(number="1")])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    await call.tts_tokens("a")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    await call.tts_tokens(1.5, tokens="Hi")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await call.llm_tool_output({"a": 1})  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    await call.llm_tool_output({"a": object()}, tool_call_id="1")  # type: ignore[dict-item]  # pyright: ignore[reportArgumentType]
    await call.config(dial)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await call.conference_action(commands.TagParticipant())  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    await call.send_command(verbs.Say(text="Hi"))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await call.send_command("mute:status")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await call.hold("hold")  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]


def call_is_read_only(call: Call, server: Server) -> None:
    call.sid = "other"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    call.session = messages.SessionData()  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    call.headers["x-a"] = "1"  # type: ignore[index]  # pyright: ignore[reportIndexIssue]
    server.calls["sid"] = call  # type: ignore[index]  # pyright: ignore[reportIndexIssue]
    del server.calls["sid"]  # type: ignore[attr-defined]  # pyright: ignore[reportIndexIssue]


async def no_handler() -> None:
    Server(no_handler)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Server(call_is_read_only)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Server(lambda call: None)  # type: ignore[arg-type, return-value]  # pyright: ignore[reportArgumentType]
    Server(host="127.0.0.1")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    await jp.serve(handle_nothing, port="3000")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await jp.serve(handle_nothing, target="v9")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


async def handle_nothing(call: Call) -> None:
    call.send(verbs.Hangup())  # type: ignore[unused-coroutine]  # pyright: ignore[reportUnusedCoroutine]


async def jambonz(client: Client, info: hooks.CallInfo, session: messages.SessionData) -> None:
    await client.session_new()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    await client.session_new({"call_sid": "1"})  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await client.session_new(info)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await client.verb_hook(hooks.GatherResult(reason="timeout"))  # type: ignore[arg-type, call-arg]  # pyright: ignore[reportCallIssue]
    await client.verb_hook(None, info)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await client.call_status(info)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await client.request(messages.CallStatus, info)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await client.notify(messages.SessionNew, session)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    acked: None = await client.session_new(session)  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]
    print(acked)
