"""What the types promise, one assertion each. Nothing here is run: mypy and pyright read it in ``make check``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, assert_never, assert_type

import anyio

import jambonz_proto as jp
from jambonz_proto import (
    Ack,
    Call,
    Client,
    ClientMessage,
    Handler,
    JsonValue,
    Leg,
    RawCommand,
    RawVerb,
    Server,
    ServerMessage,
    UnknownMessage,
    Verb,
    commands,
    components,
    connect,
    errors,
    hooks,
    messages,
    serve,
    verbs,
)

# -- perform returns the payload of its last verb ---------------------------------------------


async def perform_promises(
    call: Call,
    agent: verbs.Agent,
    conference: verbs.Conference,
    deepgram: verbs.DeepgramS2s,
    dequeue: verbs.Dequeue,
    dial: verbs.Dial,
    dialogflow: verbs.Dialogflow,
    elevenlabs: verbs.ElevenlabsS2s,
    enqueue: verbs.Enqueue,
    gather: verbs.Gather,
    google: verbs.GoogleS2s,
    gptlive: verbs.GptliveS2s,
    lex: verbs.Lex,
    listen: verbs.Listen,
    llm: verbs.Llm,
    message: verbs.Message,
    microsoft: verbs.MicrosoftS2s,
    openai: verbs.OpenaiS2s,
    pipeline: verbs.Pipeline,
    play: verbs.Play,
    qwen: verbs.QwenS2s,
    rasa: verbs.Rasa,
    room: verbs.Room,
    s2s: verbs.S2s,
    sip_refer: verbs.SipRefer,
    sip_request: verbs.SipRequest,
    stream: verbs.Stream,
    transfer: verbs.Transfer,
    ultravox: verbs.UltravoxS2s,
    voiceagent: verbs.VoiceagentS2s,
) -> None:
    assert_type(await call.perform(agent), hooks.AgentResult)
    assert_type(await call.perform(conference), hooks.ConferenceResult)
    assert_type(await call.perform(deepgram), hooks.LlmResult)
    assert_type(await call.perform(dequeue), hooks.DequeueResult)
    assert_type(await call.perform(dial), hooks.DialResult)
    assert_type(await call.perform(dialogflow), hooks.DialogflowResult)
    assert_type(await call.perform(elevenlabs), hooks.LlmResult)
    assert_type(await call.perform(enqueue), hooks.EnqueueResult)
    assert_type(await call.perform(gather), hooks.GatherResult)
    assert_type(await call.perform(google), hooks.LlmResult)
    assert_type(await call.perform(gptlive), hooks.LlmResult)
    assert_type(await call.perform(lex), hooks.LexResult)
    assert_type(await call.perform(listen), hooks.ListenResult)
    assert_type(await call.perform(llm), hooks.LlmResult)
    assert_type(await call.perform(message), hooks.MessageResult)
    assert_type(await call.perform(microsoft), hooks.LlmResult)
    assert_type(await call.perform(openai), hooks.LlmResult)
    assert_type(await call.perform(pipeline), hooks.AgentResult)
    assert_type(await call.perform(play), hooks.PlayResult)
    assert_type(await call.perform(qwen), hooks.LlmResult)
    assert_type(await call.perform(rasa), hooks.RasaResult)
    assert_type(await call.perform(room), hooks.ConferenceResult)
    assert_type(await call.perform(s2s), hooks.LlmResult)
    assert_type(await call.perform(sip_refer), hooks.SipReferResult)
    assert_type(await call.perform(sip_request), hooks.SipRequestResult)
    assert_type(await call.perform(stream), hooks.ListenResult)
    assert_type(await call.perform(transfer), hooks.TransferResult)
    assert_type(await call.perform(ultravox), hooks.LlmResult)
    assert_type(await call.perform(voiceagent), hooks.LlmResult)


async def perform_looks_at_the_last_verb_only(call: Call, gather: verbs.Gather, dial: verbs.Dial) -> None:
    say, pause = verbs.Say(text="One moment."), verbs.Pause(length=1)
    assert_type(await call.perform(say, gather), hooks.GatherResult)
    assert_type(await call.perform(say, pause, gather), hooks.GatherResult)
    assert_type(await call.perform(say, gather, pause, dial), hooks.DialResult)
    assert_type(await call.perform(dial, gather), hooks.GatherResult)
    assert_type(await call.perform(RawVerb("chime"), gather), hooks.GatherResult)
    assert_type(await call.perform(jp.extended(gather, {"patience": 3})), hooks.GatherResult)
    assert_type(await call.perform(gather, queue=True, timeout=3.5), hooks.GatherResult)
    prompts: list[Verb] = [say, pause]
    assert_type(await call.perform(*prompts, gather), hooks.GatherResult)


async def perform_narrows_what_may_be_absent(call: Call) -> None:
    heard = await call.perform(verbs.Gather(input=["speech", "digits"], timeout=10))
    assert_type(heard.reason, str)
    assert_type(heard.digits, str | None)
    assert_type(heard.call_sid, str | None)
    assert_type(heard.extra, dict[str, JsonValue])
    assert_type(heard.raw, bytes)
    if heard.digits is not None:
        assert_type(heard.digits, str)
    if heard.speech is not None:
        assert_type(heard.speech, hooks.Speech)
        assert_type(heard.speech.alternatives, list[hooks.SpeechAlternative])
        assert_type(heard.speech.alternatives[0].transcript, str | None)
        assert_type(heard.speech.alternatives[0].confidence, float | None)
        assert_type(heard.speech.said, str)
    assert_type(heard.said, str)
    dialed = await call.perform(verbs.Dial(target=[components.PhoneTarget(number="+15551230001")]))
    assert_type(dialed.dial_call_sid, str | None)


# -- verbs ------------------------------------------------------------------------------------


async def any_verb_can_be_sent(call: Call, prompts: Sequence[Verb]) -> None:
    await call.send()
    await call.send(verbs.Say(text="Hi"), verbs.Play(url="https://example.com/a.mp3"), verbs.Hangup())
    await call.send(*prompts, queue=True)
    await call.send(RawVerb("chime", {"tone": "high", "times": [1, 2, None]}))
    await call.send(verbs.SipDecline(status=486, reason="Busy"))


def hooks_are_names_or_options(gather: verbs.Gather, enqueue: verbs.Enqueue, dial: verbs.Dial) -> None:
    assert_type(gather.action_hook, str | components.HookOptions | None)
    assert_type(enqueue.wait_hook, str | components.HookOptions | None)
    assert_type(dial.confirm_hook, str | components.HookOptions | None)
    gather.action_hook = "/heard"
    gather.action_hook = components.HookOptions(url="/heard")
    gather.action_hook = None


def hooks_are_told_apart(gather: verbs.Gather) -> str:
    if gather.action_hook is None:
        return ""
    if isinstance(gather.action_hook, str):
        assert_type(gather.action_hook, str)
        return gather.action_hook
    assert_type(gather.action_hook, components.HookOptions)
    return gather.action_hook.url


def fields_are_exact(gather: verbs.Gather, dial: verbs.Dial, listen: verbs.Listen) -> None:
    assert_type(gather.input, Sequence[Literal["speech", "digits"]] | None)
    assert_type(gather.timeout, float | None)
    assert_type(gather.num_digits, int | None)
    assert_type(gather.say, verbs.Say | None)
    assert_type(listen.mix_type, Literal["mono", "stereo", "mixed"] | None)
    assert_type(dial.listen, verbs.Listen | None)
    assert_type(dial.dub, Sequence[verbs.Dub] | None)
    assert_type(
        dial.target,
        Sequence[components.PhoneTarget | components.SipTarget | components.UserTarget | components.TeamsTarget],
    )


def targets_are_told_apart(target: components.Target) -> str | None:
    match target:
        case components.PhoneTarget() | components.TeamsTarget():
            assert_type(target.number, str)
            return target.number
        case components.SipTarget():
            assert_type(target.sip_uri, str)
            return target.sip_uri
        case components.UserTarget():
            return target.name
        case _:
            assert_never(target)


def a_verb_is_one_class_wherever_it_stands() -> Sequence[Verb]:
    say = verbs.Say(text=["Hello.", "Hi."])
    play = verbs.Play(url="https://example.com/a.mp3", loop="forever")
    return [say, play, verbs.Gather(say=say, play=play), verbs.Config(reset="recognizer")]


def extended_keeps_the_class(say: verbs.Say, gather: verbs.Gather) -> None:
    assert_type(jp.extended(say, {"mood": "glad"}), verbs.Say)
    assert_type(jp.extended(gather, {"patience": 3}), verbs.Gather)
    assert_type(gather.extra_, dict[str, JsonValue] | None)


def action_verbs_carry_their_payload(gather: verbs.Gather, transfer: verbs.Transfer) -> None:
    reports: jp.ActionVerb[hooks.GatherResult] = gather
    less_exact: jp.ActionVerb[hooks.CallInfo] = gather
    verb: Verb = transfer
    del reports, less_exact, verb


# -- messages ---------------------------------------------------------------------------------


def every_client_message_is_one_of(message: ClientMessage) -> str | None:
    assert_type(message.type, str)
    assert_type(message.msgid, str | None)
    assert_type(message.call_sid, str | None)
    assert_type(message.b3, str | None)
    match message:
        case messages.SessionNew() | messages.SessionReconnect():
            assert_type(message.data, messages.SessionData)
            return message.data.from_
        case messages.SessionRedirect() | messages.DialConfirm():
            assert_type(message.data, hooks.CallInfo)
            return message.hook
        case messages.SessionAdulting():
            assert_type(message.data, messages.AdultingData)
            return message.msgid
        case messages.VerbHook():
            assert_type(message.data, Mapping[str, JsonValue])
            return message.hook
        case messages.CallStatus():
            assert_type(message.data, messages.CallStatusData)
            return message.data.call_status
        case messages.VerbStatus():
            return every_verb_status_is_one_of(message.data)
        case messages.AgentEvent():
            return every_agent_event_is_one_of(message.data)
        case messages.AgentToolCall():
            assert_type(message.data, hooks.AgentToolCall)
            return message.hook
        case messages.LlmEvent():
            assert_type(message.data, hooks.LlmEvent)
            return message.hook
        case messages.LlmToolCall():
            assert_type(message.data, hooks.LlmToolCall)
            return message.hook
        case messages.QueueStatus():
            assert_type(message.data, messages.QueueStatusData)
            return message.msgid
        case messages.TtsStreamingEvent():
            assert_type(message.data, messages.TtsStreamingEventData)
            return None
        case messages.TtsTokensResult():
            assert_type(message.data, messages.TtsTokensResultData)
            return None
        case messages.JambonzError():
            assert_type(message.data, messages.JambonzErrorData)
            return message.data.msg
        case UnknownMessage():
            assert_type(message.data, JsonValue)
            return message.message_type
        case _:
            assert_never(message)


def every_verb_status_is_one_of(status: messages.VerbStatusData) -> str | None:
    match status:
        case messages.VerbStarting() | messages.VerbFinished():
            return status.id
        case messages.PlaybackStarted() | messages.PlaybackStopped() | messages.PlaybackKilled():
            return status.id
        case messages.AudioSynthesized() | messages.DtmfBargeinDetected():
            return status.id
        case messages.SpeechBargeinDetected():
            return status.alternatives[0].transcript
        case messages.OtherVerbStatus():
            return status.event
        case _:
            assert_never(status)


def every_agent_event_is_one_of(event: hooks.AgentEvent) -> str | None:
    match event:
        case hooks.AgentUserTranscript():
            return event.transcript
        case hooks.AgentTurnEnd() | hooks.AgentLlmResponse() | hooks.AgentUserInterruption():
            return None
        case hooks.AgentOtherEvent():
            return event.type
        case _:
            assert_never(event)


def every_server_message_is_one_of(message: ServerMessage) -> None:
    if isinstance(message, Ack):
        assert_type(message.msgid, str)
        assert_type(message.data, Sequence[Verb] | None)
    else:
        assert_type(message.command, str)
        assert_type(message.call_sid, str | None)
    match message:
        case commands.Redirect():
            assert_type(message.data, Sequence[Verb] | commands.RedirectHooks)
        case commands.MuteStatus():
            assert_type(message.data.status, Literal["mute", "unmute"])
        case commands.Whisper():
            assert_type(message.data.verbs, Sequence[components.WhisperVerb])
        case _:
            pass


def the_data_of_a_hook_is_typed_by_a_class(hook: messages.VerbHook) -> None:
    assert_type(hook.payload(hooks.GatherResult), hooks.GatherResult)
    assert_type(hook.payload(hooks.EnqueueWait), hooks.EnqueueWait)
    assert_type(jp.decode_payload(hooks.DialResult, hook.data), hooks.DialResult)
    assert_type(jp.decode_payload(messages.SessionData, b"{}"), messages.SessionData)


# -- the codec --------------------------------------------------------------------------------


def the_codec_says_what_comes_out(text: bytes, message: ClientMessage, ack: Ack, raw: RawCommand) -> None:
    assert_type(jp.decode_client_message(text), ClientMessage)
    assert_type(jp.decode_client_message(text.decode()), ClientMessage)
    assert_type(jp.decode_server_message(text), ServerMessage)
    assert_type(jp.decode_server_message(text, target="v10"), ServerMessage)
    assert_type(jp.decode_verbs(text), list[Verb])
    assert_type(jp.decode_verbs("[]", target="open-source-0.9"), list[Verb])
    assert_type(jp.encode(message), bytes)
    assert_type(jp.encode(ack), bytes)
    assert_type(jp.encode(raw), bytes)
    assert_type(jp.encode(jp.decode_client_message(text)), bytes)
    assert_type(jp.encode(jp.decode_server_message(text)), bytes)


def errors_tell_what_and_where() -> None:
    try:
        jp.decode_verbs(b"[]")
    except errors.MessageTooLarge as error:
        assert_type(error.size, int)
        assert_type(error.limit, int)
    except (errors.DecodeError, errors.EncodeError) as error:
        assert_type(error.path, str)
        assert_type(error.problem, str)
        assert_type(error.subject, str | None)
    except errors.CallError as error:
        assert_type(error.call_sid, str | None)
    except errors.AckTimeout as error:
        assert_type(error.seconds, float)
    except errors.ConnectionClosed as error:
        assert_type(error.code, int | None)


# -- the application's end --------------------------------------------------------------------


async def application(call: Call) -> None:
    assert_type(call.sid, str)
    assert_type(call.from_, str)
    assert_type(call.to, str)
    assert_type(call.direction, str)
    assert_type(call.state, str)
    assert_type(call.session, messages.SessionData)
    assert_type(call.opening, messages.AckableMessage)
    assert_type(call.headers, Mapping[str, str])
    assert_type(call.env, Mapping[str, JsonValue])
    assert_type(call.b3, str | None)
    assert_type(call.parent, Call | None)
    assert_type(call.legs, Mapping[str, Leg])
    assert_type(call.ended, bool)
    async for message in call:
        assert_type(message, ClientMessage)
        if isinstance(message, messages.AckableMessage):
            await call.ack(message, verbs.Say(text="Hi"))


async def what_wants_an_ack_can_be_acked(
    call: Call,
    session: messages.SessionNew,
    reconnect: messages.SessionReconnect,
    redirect: messages.SessionRedirect,
    adulting: messages.SessionAdulting,
    hook: messages.VerbHook,
    confirm: messages.DialConfirm,
    queue: messages.QueueStatus,
) -> None:
    await call.ack(session, verbs.Say(text="Hi"), verbs.Hangup())
    await call.ack(reconnect)
    await call.ack(redirect, verbs.Hangup())
    await call.ack(adulting)
    await call.ack(hook, *jp.decode_verbs(b"[]"))
    await call.ack(confirm, verbs.Say(text="Press 1."))
    await call.ack(queue)
    assert_type(session.msgid, str)


async def every_command_has_a_method(call: Call, leg: Leg) -> None:
    assert_type(leg.sid, str)
    assert_type(leg.state, str | None)
    await call.mute("mute")
    await call.mute("unmute", leg=leg)
    await call.dtmf("1", duration=100, leg=leg.sid)
    await call.record(components.StartRecording(siprec_server_url="sip:rec@example.com", recording_id="1"))
    await call.record(components.StopRecording())
    await call.whisper([verbs.Say(text="Psst."), verbs.Play(url="https://example.com/a.mp3")], leg=leg)
    await call.redirect([verbs.Say(text="Hi"), RawVerb("chime")], queue=True)
    await call.redirect(commands.RedirectHooks(call_hook="/next"))
    await call.update_call_status("completed")
    await call.conference_action(commands.MuteParticipant())
    await call.tts_tokens(1, tokens="Hello ")
    await call.tts_tokens("a", tokens="world.")
    await call.tts_flush()
    await call.tts_clear()
    await call.llm_tool_output({"result": [1, None, {"nested": True}]}, tool_call_id="t")
    await call.config(verbs.Config(notify_events=True))
    await call.dial("+4930123", to=components.UserTarget(name="ann@example.com"), call_hook="/out")
    await call.send_command(commands.MuteStatus(data=commands.MuteStatusData(status="mute"), call_sid=leg.sid))
    await call.send_command(RawCommand(name="new:command", data={"a": 1}))
    await call.raw_command("new:command", {"a": [1, 2]}, leg=leg)


class Application:
    """A handler can be a method."""

    async def handle(self, call: Call) -> None:
        await call.send(verbs.Hangup())


async def serving() -> None:
    handler: Handler = application
    async with Server(handler, host="0.0.0.0", port=0, path="/app", target="v10") as server:
        assert_type(server, Server)
        assert_type(server.port, int)
        assert_type(server.calls, Mapping[str, Call])
        assert_type(server.calls["sid"], Call)
        assert_type(server.calls.get("sid"), Call | None)
        await server.calls["sid"].send(verbs.Hangup())
    await serve(Application().handle, host="127.0.0.1", port=3000)
    anyio.run(serve, application)


# -- the end that jambonz plays ---------------------------------------------------------------


async def playing_jambonz(url: str, session: messages.SessionData, info: hooks.CallInfo) -> None:
    async with connect(url, headers={"x-test": "1"}, ack_within=2) as jambonz:
        assert_type(jambonz, Client)
        ack = await jambonz.session_new(session)
        assert_type(ack, Ack)
        assert_type(ack.msgid, str)
        assert_type(ack.data, Sequence[Verb] | None)
        assert_type(await jambonz.session_reconnect(session), Ack)
        assert_type(await jambonz.session_redirect("/hook", info), Ack)
        assert_type(await jambonz.session_adulting(messages.AdultingData()), Ack)
        assert_type(await jambonz.verb_hook("/hook", hooks.GatherResult(reason="timeout")), Ack)
        assert_type(await jambonz.verb_hook("/hook", {"reason": "timeout", "nested": {"a": None}}), Ack)
        assert_type(await jambonz.dial_confirm("/hook", info), Ack)
        assert_type(await jambonz.queue_status(messages.QueueStatusData()), Ack)
        await jambonz.call_status(messages.CallStatusData(call_sid="1", call_status="completed"))
        await jambonz.verb_status(messages.VerbStarting(name="say"))
        await jambonz.llm_tool_call("/tool", hooks.LlmToolCall(tool_call_id="1", name="weather"))
        assert_type(await jambonz.receive_command(), commands.AnyCommand)
        async for command in jambonz:
            assert_type(command, commands.AnyCommand)
        await jambonz.close()
