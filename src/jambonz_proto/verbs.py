# Generated from spec/ by `python -m codegen`. Do not edit: change the spec and run `make generate`.
"""The verbs: what the application can tell jambonz to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar, Literal

from msgspec import Meta, field

from . import components, hooks
from ._base import ActionVerb, JsonValue, RawVerb, Sent, Verb

__all__ = [
    "ActionVerb",
    "Agent",
    "AgentLanguage",
    "Alert",
    "Answer",
    "Conference",
    "Config",
    "DeepgramS2s",
    "DeepgramS2sAuth",
    "DeepgramS2sOptions",
    "Dequeue",
    "Dial",
    "Dialogflow",
    "Dtmf",
    "DtmfCapture",
    "Dub",
    "ElevenlabsS2s",
    "ElevenlabsS2sAuth",
    "ElevenlabsS2sOptions",
    "Enqueue",
    "Gather",
    "GoogleS2s",
    "GoogleS2sAuth",
    "GptliveS2s",
    "GptliveS2sAuth",
    "GptliveS2sOptions",
    "Hangup",
    "Leave",
    "Lex",
    "LexCredentials",
    "Listen",
    "Llm",
    "Message",
    "MicrosoftS2s",
    "MicrosoftS2sAuth",
    "OpenaiS2s",
    "OpenaiS2sAuth",
    "Pause",
    "Pipeline",
    "PipelineBargeIn",
    "Play",
    "QwenS2s",
    "QwenS2sAuth",
    "Rasa",
    "RawVerb",
    "Redirect",
    "RestDial",
    "Room",
    "S2s",
    "Say",
    "SipDecline",
    "SipRefer",
    "SipRequest",
    "Stream",
    "Tag",
    "Transcribe",
    "Transfer",
    "TransferBrief",
    "UltravoxS2s",
    "UltravoxS2sAuth",
    "Verb",
    "VoiceagentS2s",
    "VoiceagentS2sAuth",
    "VoiceagentS2sOptions",
]


class AgentLanguage(Sent, kw_only=True):
    """What changes when the agent switches to a language.

    Attributes:
        tts: Voice for the language, laid over the agent's `tts`.
    """

    tts: components.Synthesizer | None = None
    """Voice for the language, laid over the agent's `tts`."""


class Agent(ActionVerb[hooks.AgentResult], components.ConfirmVerb, Sent, kw_only=True):
    """A voice agent made of three parts: speech recognition, a text model and speech synthesis, with turn detection and
    barge-in. It ends with the call, by its hand-off or hangup tool, or when the application replaces the stack. The
    command `agent:update` changes it while it runs.

    Verb `agent`, since server 10.1.0. Not for target `open-source-0.9`. Source: @jambonz/schema verbs/agent;
    @jambonz/schema docs/verbs/agent; feature-server lib/tasks/make_task.js:12-110 (not there).

    Attributes:
        id: Opaque id that comes back as `verb_id` in hooks and as `id` in `verb:status`.
        stt: Speech recogniser; the server's default is the session's.
        tts: Voice; the server's default is the session's.
        auto_lock_language: With Deepgram Flux Multilingual: follow the language the caller speaks, in recognition and
            voice. True locks on the first utterance, `always` adapts at every turn; the server's default is false.
        language_config: What changes when `autoLockLanguage` finds another language; the keys are BCP 47 codes.
        turn_detection: How the end of the caller's turn is found: `stt` by the recogniser, `krisp` by Krisp's acoustic
            model. The server's default is `stt`; the recognisers deepgramflux, assemblyai and speechmatics use their
            own in any case.
        barge_in: Whether and how the caller may interrupt; by the server's default he may.
        no_response_timeout: Seconds of the caller's silence after the agent has spoken, before the agent asks again. 0,
            the server's default, never.
        llm: The text model; the server's default is the application's.
        action_hook: Called once when the agent has ended. Yields `verb:hook` with `hooks.AgentResult`; a reply with
            verbs replaces the verb stack.
        event_hook: Called for each transcript, answer, interruption and end of turn. Yields `agent:event` with
            `hooks.AgentEvent`.
        tool_hook: Called when the model wants a tool that no MCP server has; answer with the command `llm:tool-output`.
            Yields `agent:tool-call` with `hooks.AgentToolCall`.
        greeting: Let the model speak first; the server's default is true.
        early_generation: With Krisp turn detection: ask the model before the end of the turn is certain, and throw the
            answer away if the caller goes on. The server's default is false; Deepgram Flux does it in any case.
        noise_isolation: Removes background noise, by default from the caller's audio; the server's default is not to.
        mcp_servers: MCP servers whose tools the model may call; asked before `toolHook`.
        handoff: Gives the model a tool that transfers the caller to a human, and sets how.
        hangup: Gives the model a tool that ends the call.
        tool_filler: What the caller hears while a tool works; false for nothing.
    """

    id: str | None = None
    """Opaque id that comes back as `verb_id` in hooks and as `id` in `verb:status`."""
    stt: components.Recognizer | None = None
    """Speech recogniser; the server's default is the session's."""
    tts: components.Synthesizer | None = None
    """Voice; the server's default is the session's."""
    auto_lock_language: bool | Literal["always"] | None = field(default=None, name="autoLockLanguage")
    """With Deepgram Flux Multilingual: follow the language the caller speaks, in recognition and voice. True locks on
    the first utterance, `always` adapts at every turn; the server's default is false.
    """
    language_config: Mapping[str, AgentLanguage] | None = field(default=None, name="languageConfig")
    """What changes when `autoLockLanguage` finds another language; the keys are BCP 47 codes."""
    turn_detection: Literal["stt", "krisp"] | components.AgentTurnDetection | None = field(
        default=None, name="turnDetection"
    )
    """How the end of the caller's turn is found: `stt` by the recogniser, `krisp` by Krisp's acoustic model. The
    server's default is `stt`; the recognisers deepgramflux, assemblyai and speechmatics use their own in any case.
    """
    barge_in: components.AgentBargeIn | None = field(default=None, name="bargeIn")
    """Whether and how the caller may interrupt; by the server's default he may."""
    no_response_timeout: Annotated[float, Meta(ge=0.0)] | None = field(default=None, name="noResponseTimeout")
    """Seconds of the caller's silence after the agent has spoken, before the agent asks again. 0, the server's default,
    never.
    """
    llm: components.AgentLlm | None = None
    """The text model; the server's default is the application's."""
    action_hook: components.HookTarget | None = field(default=None, name="actionHook")
    """Called once when the agent has ended. Yields `verb:hook` with `hooks.AgentResult`; a reply with verbs replaces
    the verb stack.
    """
    event_hook: components.HookTarget | None = field(default=None, name="eventHook")
    """Called for each transcript, answer, interruption and end of turn. Yields `agent:event` with
    `hooks.AgentEvent`.
    """
    tool_hook: components.HookTarget | None = field(default=None, name="toolHook")
    """Called when the model wants a tool that no MCP server has; answer with the command `llm:tool-output`. Yields
    `agent:tool-call` with `hooks.AgentToolCall`.
    """
    greeting: bool | None = None
    """Let the model speak first; the server's default is true."""
    early_generation: bool | None = field(default=None, name="earlyGeneration")
    """With Krisp turn detection: ask the model before the end of the turn is certain, and throw the answer away if the
    caller goes on. The server's default is false; Deepgram Flux does it in any case.
    """
    noise_isolation: Literal["krisp", "rnnoise"] | components.AgentNoiseIsolation | None = field(
        default=None, name="noiseIsolation"
    )
    """Removes background noise, by default from the caller's audio; the server's default is not to."""
    mcp_servers: Sequence[components.McpServer] | None = field(default=None, name="mcpServers")
    """MCP servers whose tools the model may call; asked before `toolHook`."""
    handoff: components.Handoff | None = None
    """Gives the model a tool that transfers the caller to a human, and sets how."""
    hangup: components.HangupTool | None = None
    """Gives the model a tool that ends the call."""
    tool_filler: bool | components.AgentToolFiller | None = field(default=None, name="toolFiller")
    """What the caller hears while a tool works; false for nothing."""


class Alert(components.ConfirmVerb, Sent, kw_only=True):
    """The open-source server puts `message` into the account's list of alerts and does nothing to the call; the vendor
    describes a 180 Ringing with an Alert-Info header instead. Goes on at once, no hook.

    Verb `alert`, since server 0.9.6. Source: feature-server lib/tasks/alert.js:4-34; @jambonz/schema verbs/alert;
    @jambonz/verb-specifications alert.

    Attributes:
        id: Opaque id that comes back as `id` in `verb:status`.
        message: Text of the alert; by the vendor's description the value of the Alert-Info header.
    """

    id: str | None = None
    """Opaque id that comes back as `id` in `verb:status`."""
    message: str
    """Text of the alert; by the vendor's description the value of the Alert-Info header."""


class Answer(components.ConfirmVerb, Sent, kw_only=True):
    """Answers the call if it is not answered yet, and goes on at once. Seldom needed: every verb that plays, listens or
    dials answers by itself unless it uses early media. No hook.

    Verb `answer`, since server 0.9.6. Source: feature-server lib/tasks/answer.js:4-23; feature-server
    lib/session/call-session.js:2451-2500; @jambonz/schema verbs/answer; @jambonz/verb-specifications answer.

    Attributes:
        id: Opaque id that comes back as `id` in `verb:status`.
    """

    id: str | None = None
    """Opaque id that comes back as `id` in `verb:status`."""


class Conference(ActionVerb[hooks.ConferenceResult], components.ConfirmVerb, Sent, kw_only=True):
    """Puts the caller into a room that all callers of the same `name` share. The verb ends when the caller leaves, is
    kicked or the room ends; the room ends with its last member. A wait or enter reply with another verb than say, play
    or pause is thrown away whole.

    Verb `conference`, since server 0.9.6. Source: feature-server
    lib/tasks/conference.js:40-60,111-136,151-201,240-252,323-428,650-745; @jambonz/schema verbs/conference;
    @jambonz/schema docs/verbs/conference; @jambonz/verb-specifications conference.

    Attributes:
        id: Opaque id that comes back as `verb_id` in `actionHook` and as `id` in `verb:status`; the other hooks do not
            carry it.
        name: Name of the room, unique within the account. It comes back as `friendly_name` in status events.
        beep: Play a tone to the room when this caller joins; the server's default is false.
        member_tag: Tag of this member, by which `speakOnlyTo` and the coach action pick who hears them.
        speak_only_to: Coach mode: only members with this tag hear this caller. Leave it out to be heard by all.
        start_conference_on_enter: Exactly false makes the caller wait until somebody else starts the room. Without it
            the caller starts the room; exactly true also makes the caller a moderator.
        end_conference_on_exit: End the room for all when this caller leaves; the server's default is false.
        end_conference_duration: Seconds; the open-source server sets them as the time that the room lives on after a
            member with `endConferenceOnExit` has left, the vendor calls them the longest duration of the room.
        max_participants: Greatest number of members of the room; the open-source server ignores 1.
        join_muted: Join muted; the server's default is false.
        action_hook: Called when this caller has left the room and the call goes on. Yields `verb:hook` with
            `hooks.ConferenceResult`; a reply with verbs replaces the verb stack.
        wait_hook: Called again and again while the caller waits for the room to start, each time after the verbs of the
            last reply have been played; an empty reply ends that. Yields `verb:hook` with `hooks.ConferenceWait`; the
            reply's verbs are played for this hook only.
        status_events: Events to report to `statusHook`; without it none are. The open-source server knows the first six
            only, and those of the caller who started the room count for all members.
        status_hook: Called for each of the `statusEvents`, by the session of each member. The open-source server calls
            the hook of the caller who started the room for all members. Yields `verb:hook` with
            `hooks.ConferenceStatus`; the reply is ignored.
        enter_hook: Called once before the caller joins; the verbs of the reply are played to this caller only. Yields
            `verb:hook` with `hooks.ConferenceEnter`; the reply's verbs are played for this hook only.
        record: Records the room to a file of the media server; counts only for the caller who starts the room.
        listen: Streams the room's mixed audio to a websocket. The open-source server takes it and does nothing with it.
        stream: Streams the room's mixed audio to a websocket; newer name of `listen`. Not for target `open-source-0.9`.
        distribute_dtmf: Pass the caller's keys on to the other members. The open-source server heeds it only beside
            `startConferenceOnEnter`, `endConferenceOnExit` or `joinMuted` set to true.
    """

    id: str | None = None
    """Opaque id that comes back as `verb_id` in `actionHook` and as `id` in `verb:status`; the other hooks do not carry
    it.
    """
    name: str
    """Name of the room, unique within the account. It comes back as `friendly_name` in status events."""
    beep: bool | None = None
    """Play a tone to the room when this caller joins; the server's default is false."""
    member_tag: str | None = field(default=None, name="memberTag")
    """Tag of this member, by which `speakOnlyTo` and the coach action pick who hears them."""
    speak_only_to: str | None = field(default=None, name="speakOnlyTo")
    """Coach mode: only members with this tag hear this caller. Leave it out to be heard by all."""
    start_conference_on_enter: bool | None = field(default=None, name="startConferenceOnEnter")
    """Exactly false makes the caller wait until somebody else starts the room. Without it the caller starts the room;
    exactly true also makes the caller a moderator.
    """
    end_conference_on_exit: bool | None = field(default=None, name="endConferenceOnExit")
    """End the room for all when this caller leaves; the server's default is false."""
    end_conference_duration: Annotated[float, Meta(ge=0.0)] | None = field(default=None, name="endConferenceDuration")
    """Seconds; the open-source server sets them as the time that the room lives on after a member with
    `endConferenceOnExit` has left, the vendor calls them the longest duration of the room.
    """
    max_participants: Annotated[int, Meta(ge=1)] | None = field(default=None, name="maxParticipants")
    """Greatest number of members of the room; the open-source server ignores 1."""
    join_muted: bool | None = field(default=None, name="joinMuted")
    """Join muted; the server's default is false."""
    action_hook: components.HookTarget | None = field(default=None, name="actionHook")
    """Called when this caller has left the room and the call goes on. Yields `verb:hook` with `hooks.ConferenceResult`;
    a reply with verbs replaces the verb stack.
    """
    wait_hook: components.HookTarget | None = field(default=None, name="waitHook")
    """Called again and again while the caller waits for the room to start, each time after the verbs of the last reply
    have been played; an empty reply ends that. Yields `verb:hook` with `hooks.ConferenceWait`; the reply's verbs are
    played for this hook only.
    """
    status_events: (
        Sequence[
            Literal[
                "start",
                "end",
                "join",
                "leave",
                "start-talking",
                "stop-talking",
                "say-start",
                "say-done",
                "play-start",
                "play-done",
            ]
        ]
        | None
    ) = field(default=None, name="statusEvents")
    """Events to report to `statusHook`; without it none are. The open-source server knows the first six only, and those
    of the caller who started the room count for all members.
    """
    status_hook: components.HookTarget | None = field(default=None, name="statusHook")
    """Called for each of the `statusEvents`, by the session of each member. The open-source server calls the hook of
    the caller who started the room for all members. Yields `verb:hook` with `hooks.ConferenceStatus`; the reply is
    ignored.
    """
    enter_hook: components.HookTarget | None = field(default=None, name="enterHook")
    """Called once before the caller joins; the verbs of the reply are played to this caller only. Yields `verb:hook`
    with `hooks.ConferenceEnter`; the reply's verbs are played for this hook only.
    """
    record: components.ConferenceRecord | None = None
    """Records the room to a file of the media server; counts only for the caller who starts the room."""
    listen: Listen | None = None
    """Streams the room's mixed audio to a websocket. The open-source server takes it and does nothing with it."""
    stream: Stream | None = None
    """Streams the room's mixed audio to a websocket; newer name of `listen`. Not for target `open-source-0.9`."""
    distribute_dtmf: bool | None = field(default=None, name="distributeDtmf")
    """Pass the caller's keys on to the other members. The open-source server heeds it only beside
    `startConferenceOnEnter`, `endConferenceOnExit` or `joinMuted` set to true.
    """


class Config(components.ConfirmVerb, Sent, kw_only=True):
    """Changes settings of the session for all verbs that follow; what is not named stays as it is. Takes effect at once
    and does not wait, but answers the call if it starts barge-in, AMD, recording, listening, transcribing or sets a
    gain.

    Verb `config`, since server 0.9.6. Source: feature-server lib/tasks/config.js:5-400; @jambonz/schema verbs/config;
    @jambonz/verb-specifications config.

    Attributes:
        id: Opaque id that comes back as `verb_id` in hooks and as `id` in `verb:status`.
        synthesizer: Voice of the session. The value `default` keeps a setting as it was; on the open-source server one
            that is left out is unset.
        recognizer: Speech recogniser of the session.
        barge_in: Listens to the caller in the background, across verbs.
        tts_stream: Opens or closes a stream for the command `tts:tokens` in the background.
        record: Starts, pauses, resumes or stops recording the call.
        listen: Starts or stops sending the call's audio to a websocket in the background.
        stream: Synonym of `listen`. The open-source server takes it here but does nothing: write `listen`.
        transcribe: Starts or stops transcribing the call in the background.
        amd: Starts answering machine detection on this call.
        filler_noise: Sound to play while the application thinks about its answer to a hook.
        vad: How speech is told from silence during the session.
        notify_events: True makes the server send `verb:status` for every verb. The open-source server cannot switch it
            off again.
        notify_stt_latency: Adds measurements of the recogniser's latency to results with speech.
        reset: Settings to set back to those of the application: `synthesizer`, `recognizer`. The open-source server
            ignores other names.
        on_hold_music: http(s) URL of an MP3 to play to a party on hold. It holds for media connections opened
            afterwards, such as dialed legs, and keeps their media on the server.
        action_hook_delay_action: What to do while the application is slow to answer a hook.
        sip_request_within_dialog_hook: Called when the caller's side, or the called one of a dial, sends an INFO or
            MESSAGE within the call. Set it before the call is answered; while it is set `dial.dtmfHook` does not fire.
            Yields `verb:hook` with `hooks.SipRequestWithinDialog`; a reply with verbs replaces the verb stack.
        boost_audio_signal: Gain in dB on the caller's leg: a number, or a string such as `+6 dB` (the unit is needed);
            0 sets it back.
        refer_hook: Called when the caller's side asks by REFER to be transferred. Without it such a request is refused
            with 501. Yields `verb:hook` with `hooks.ReferRequest`; a reply with verbs replaces the verb stack.
        early_media: Allow audio before the call is answered. The open-source server takes the property but ignores it:
            set `earlyMedia` on the verbs.
        auto_stream_tts: Every `say` that follows streams its speech.
        disable_tts_cache: Synthesize anew even if the audio is in the server's cache.
        track_tts_playout: Reports the text that was really spoken by `tts:streaming-event` with `tts_spoken`. The
            open-source server takes the property but ignores it.
        noise_isolation: Removes background noise from the call. The open-source server takes the property but ignores
            it.
        turn_taking: Detects the end of the caller's turn. The open-source server takes the property but ignores it.
    """

    id: str | None = None
    """Opaque id that comes back as `verb_id` in hooks and as `id` in `verb:status`."""
    synthesizer: components.Synthesizer | None = None
    """Voice of the session. The value `default` keeps a setting as it was; on the open-source server one that is left
    out is unset.
    """
    recognizer: components.Recognizer | None = None
    """Speech recogniser of the session."""
    barge_in: components.BargeIn | None = field(default=None, name="bargeIn")
    """Listens to the caller in the background, across verbs."""
    tts_stream: components.TtsStream | None = field(default=None, name="ttsStream")
    """Opens or closes a stream for the command `tts:tokens` in the background."""
    record: components.RecordOptions | None = None
    """Starts, pauses, resumes or stops recording the call."""
    listen: components.ListenOptions | None = None
    """Starts or stops sending the call's audio to a websocket in the background."""
    stream: components.ListenOptions | None = None
    """Synonym of `listen`. The open-source server takes it here but does nothing: write `listen`."""
    transcribe: components.TranscribeOptions | None = None
    """Starts or stops transcribing the call in the background."""
    amd: components.Amd | None = None
    """Starts answering machine detection on this call."""
    filler_noise: components.FillerNoise | None = field(default=None, name="fillerNoise")
    """Sound to play while the application thinks about its answer to a hook."""
    vad: components.Vad | None = None
    """How speech is told from silence during the session."""
    notify_events: bool | None = field(default=None, name="notifyEvents")
    """True makes the server send `verb:status` for every verb. The open-source server cannot switch it off again."""
    notify_stt_latency: bool | None = field(default=None, name="notifySttLatency")
    """Adds measurements of the recogniser's latency to results with speech."""
    reset: str | list[str] | None = None
    """Settings to set back to those of the application: `synthesizer`, `recognizer`. The open-source server ignores
    other names.
    """
    on_hold_music: str | None = field(default=None, name="onHoldMusic")
    """http(s) URL of an MP3 to play to a party on hold. It holds for media connections opened afterwards, such as
    dialed legs, and keeps their media on the server.
    """
    action_hook_delay_action: components.ActionHookDelayAction | None = field(
        default=None, name="actionHookDelayAction"
    )
    """What to do while the application is slow to answer a hook."""
    sip_request_within_dialog_hook: components.HookTarget | None = field(
        default=None, name="sipRequestWithinDialogHook"
    )
    """Called when the caller's side, or the called one of a dial, sends an INFO or MESSAGE within the call. Set it
    before the call is answered; while it is set `dial.dtmfHook` does not fire. Yields `verb:hook` with
    `hooks.SipRequestWithinDialog`; a reply with verbs replaces the verb stack.
    """
    boost_audio_signal: float | str | None = field(default=None, name="boostAudioSignal")
    """Gain in dB on the caller's leg: a number, or a string such as `+6 dB` (the unit is needed); 0 sets it back."""
    refer_hook: components.HookTarget | None = field(default=None, name="referHook")
    """Called when the caller's side asks by REFER to be transferred. Without it such a request is refused with 501.
    Yields `verb:hook` with `hooks.ReferRequest`; a reply with verbs replaces the verb stack.
    """
    early_media: bool | None = field(default=None, name="earlyMedia")
    """Allow audio before the call is answered. The open-source server takes the property but ignores it: set
    `earlyMedia` on the verbs.
    """
    auto_stream_tts: bool | None = field(default=None, name="autoStreamTts")
    """Every `say` that follows streams its speech."""
    disable_tts_cache: bool | None = field(default=None, name="disableTtsCache")
    """Synthesize anew even if the audio is in the server's cache."""
    track_tts_playout: bool | None = field(default=None, name="trackTtsPlayout")
    """Reports the text that was really spoken by `tts:streaming-event` with `tts_spoken`. The open-source server takes
    the property but ignores it.
    """
    noise_isolation: components.NoiseIsolation | None = field(default=None, name="noiseIsolation")
    """Removes background noise from the call. The open-source server takes the property but ignores it."""
    turn_taking: components.TurnTaking | None = field(default=None, name="turnTaking")
    """Detects the end of the caller's turn. The open-source server takes the property but ignores it."""


class DeepgramS2sAuth(Sent, kw_only=True):
    """Credentials for Deepgram.

    Attributes:
        api_key: API key.
    """

    secrets_: ClassVar[frozenset[str]] = frozenset(["api_key"])

    api_key: Annotated[str, Meta(min_length=1)] = field(name="apiKey")
    """API key."""


class DeepgramS2sOptions(Sent, kw_only=True):
    """Options of Deepgram's voice agent.

    Attributes:
        settings: Deepgram's own Settings message; `agent.think.provider` must have `type` and `model`, and the prompt
            is `agent.think.prompt`. The open-source server drops its `audio` and sets its own.
    """

    settings: Mapping[str, JsonValue] = field(name="Settings")
    """Deepgram's own Settings message; `agent.think.provider` must have `type` and `model`, and the prompt is
    `agent.think.prompt`. The open-source server drops its `audio` and sets its own.
    """


class DeepgramS2s(ActionVerb[hooks.LlmResult], components.ConfirmVerb, components.LlmBase, kw_only=True):
    """Has the caller talk to Deepgram's voice agent: the verb `llm` with vendor `deepgram`. All is set in
    `llmOptions.Settings`, so `model` does not count. It ends when that session ends or fails, or when the application
    replaces the stack.

    Verb `deepgram_s2s`, since server 10.1.0. Source: feature-server lib/tasks/llm/llms/voice_agent_s2s.js:25-77,79-93;
    @jambonz/schema verbs/deepgram_s2s; @jambonz/schema lib/normalize.js:8-20; @jambonz/verb-specifications
    normalizeJambones.

    Attributes:
        vendor: Vendor of the model; the servers fill it in.
        auth: Credentials; the open-source server cannot do without.
        llm_options: Options of the voice agent.
    """

    vendor: Literal["deepgram"] | None = None
    """Vendor of the model; the servers fill it in."""
    auth: DeepgramS2sAuth | None = None
    """Credentials; the open-source server cannot do without."""
    llm_options: DeepgramS2sOptions = field(name="llmOptions")
    """Options of the voice agent."""


class Dequeue(ActionVerb[hooks.DequeueResult], components.ConfirmVerb, Sent, kw_only=True):
    """Takes a call out of a queue and bridges it to this one. The verb ends when either side hangs up, or after
    `timeout` with an empty queue; then the stack goes on.

    Verb `dequeue`, since server 0.9.6. Source: feature-server lib/tasks/dequeue.js:9-40,54-93,95-160; @jambonz/schema
    verbs/dequeue; @jambonz/verb-specifications dequeue.

    Attributes:
        id: Opaque id that comes back as `verb_id` in hooks and as `id` in `verb:status`.
        name: Name of the queue.
        action_hook: Called once when the bridged call has ended, nobody came in time, or bridging failed. The verb does
            not wait for the reply. Yields `verb:hook` with `hooks.DequeueResult`; a reply with verbs replaces the verb
            stack.
        timeout: Seconds to wait for a call in the queue; the server looks every five seconds. 0, the server's default,
            waits without end.
        beep: Play a tone to this side just before the calls are bridged; the server's default is false.
        call_sid: Take the call with this sid instead of the next in line.
    """

    id: str | None = None
    """Opaque id that comes back as `verb_id` in hooks and as `id` in `verb:status`."""
    name: str
    """Name of the queue."""
    action_hook: components.HookTarget | None = field(default=None, name="actionHook")
    """Called once when the bridged call has ended, nobody came in time, or bridging failed. The verb does not wait for
    the reply. Yields `verb:hook` with `hooks.DequeueResult`; a reply with verbs replaces the verb stack.
    """
    timeout: Annotated[float, Meta(ge=0.0)] | None = None
    """Seconds to wait for a call in the queue; the server looks every five seconds. 0, the server's default, waits
    without end.
    """
    beep: bool | None = None
    """Play a tone to this side just before the calls are bridged; the server's default is false."""
    call_sid: str | None = field(default=None, name="callSid")
    """Take the call with this sid instead of the next in line."""


class DtmfCapture(Sent, kw_only=True):
    """Key sequences to watch for on each leg of a dial.

    Attributes:
        child_call: Sequences pressed by the called party.
        parent_call: Sequences pressed by the caller. The open-source server 0.9.8 watches the called party for them by
            mistake.
    """

    child_call: list[str] | None = field(default=None, name="childCall")
    """Sequences pressed by the called party."""
    parent_call: list[str] | None = field(default=None, name="parentCall")
    """Sequences pressed by the caller. The open-source server 0.9.8 watches the called party for them by mistake."""


class Dial(ActionVerb[hooks.DialResult], Sent, kw_only=True):
    """Calls one or more targets at once, bridges the caller to the first that answers, and waits until that call ends.
    Answers the caller first, unless `answerOnBridge` is set.

    Verb `dial`, since server 0.9.6. Source: feature-server lib/tasks/dial.js:30-1145; feature-server
    lib/utils/place-outdial.js:60-240,389-437; @jambonz/schema verbs/dial; @jambonz/verb-specifications dial.

    Attributes:
        id: Opaque id that comes back as `verb_id` in hooks and as `id` in `verb:status`.
        target: Whom to call. The open-source server drops duplicates and calls at most 10 of them.
        action_hook: Called when the dial ended, with its outcome. The reply is ignored if other verbs replaced the
            dial. Yields `verb:hook` with `hooks.DialResult`; a reply with verbs replaces the verb stack.
        on_hold_hook: Called when a party puts the call on hold; the reply's verbs are played to the other one. Yields
            `verb:hook` with `hooks.DialHold`; the reply's verbs are played for this hook only.
        answer_on_bridge: Answer the caller only when a target answers, so that early media and ringing pass through;
            the server's default is to answer at once.
        caller_id: Calling number to show to the targets; the server's default is the caller's own.
        caller_name: Display name to show to the targets.
        confirm_hook: Asked when a target answers, before it is bridged: the reply's verbs run on the called leg, which
            is bridged if it is still up after them. An empty reply accepts; none in time, or an invalid one, hangs that
            leg up. Yields `dial:confirm` with `hooks.CallInfo`; the reply's verbs run on the called leg before it is
            bridged.
        refer_hook: Called when either party asks by REFER for a transfer; the reply's verbs become the application of
            the other leg. Without it the caller's request goes to the session's `referHook`, the called party's is
            refused with 501. Yields `verb:hook` with `hooks.ReferRequest`; the reply becomes the application of another
            leg.
        dial_music: URL to play to the caller until a target answers, instead of ringing and early media: audio, or
            `tone_stream://L=20;%(2000,4000,440,480)`.
        dtmf_capture: Key sequences that call `dtmfHook`, on both legs or for each leg apart. Keys are 0-9, * and #;
            more than 3 s between two keys start anew.
        dtmf_hook: Called when a sequence of `dtmfCapture` was pressed. Never called while the session has a
            `sipRequestWithinDialogHook`. Yields `verb:hook` with `hooks.DialDtmf`; the reply is ignored.
        headers: SIP headers to put on the INVITE to every target.
        anchor_media: Keep the audio on the media server after bridging. Without it the audio bypasses that server
            unless something set up for the call, such as `listen`, `transcribe`, `amd` or a recording, needs it.
        codecs: Codecs to offer to the targets, the preferred one first, such as `G722` or `PCMU`. One unknown name
            makes the server ignore the list. Not for target `open-source-0.9`.
        exit_media_path: Take the whole of jambonz out of the audio path after bridging, so that recording,
            transcription and key capture cannot work. `anchorMedia` wins over it.
        boost_audio_signal: Gain in dB on the called leg: a number, or a string such as `+6 dB` (the unit is needed).
        listen: Sends the call's audio to a websocket server while bridged. The reply to its `actionHook` is ignored.
        stream: Synonym of `listen`, which wins if both are given.
        transcribe: Transcribes both parties while bridged. Replies to its hooks are ignored.
        time_limit: Seconds after which the bridged call is ended; without it there is no limit.
        timeout: Seconds to let the targets ring; the server's default is 60.
        proxy: SIP server to send the INVITE to, as `host` or `host:port`; the server's default for an inbound call is
            the one the call came from.
        amd: Detects answering machines on the called leg.
        dub: Audio tracks for the called party, set up in order when it has answered.
        tag: Data of your own for the called leg: `customerData` in messages about it.
        forward_pai: Pass the caller's P-Asserted-Identity and Privacy headers on to the targets; the server's default
            is true unless configured otherwise.
        srtp_encryption: Encrypt the audio to targets of type `sip`, with keys by SDES or DTLS-SRTP.
    """

    id: str | None = None
    """Opaque id that comes back as `verb_id` in hooks and as `id` in `verb:status`."""
    target: Annotated[Sequence[components.Target], Meta(min_length=1)]
    """Whom to call. The open-source server drops duplicates and calls at most 10 of them."""
    action_hook: components.HookTarget | None = field(default=None, name="actionHook")
    """Called when the dial ended, with its outcome. The reply is ignored if other verbs replaced the dial. Yields
    `verb:hook` with `hooks.DialResult`; a reply with verbs replaces the verb stack.
    """
    on_hold_hook: components.HookTarget | None = field(default=None, name="onHoldHook")
    """Called when a party puts the call on hold; the reply's verbs are played to the other one. Yields `verb:hook` with
    `hooks.DialHold`; the reply's verbs are played for this hook only.
    """
    answer_on_bridge: bool | None = field(default=None, name="answerOnBridge")
    """Answer the caller only when a target answers, so that early media and ringing pass through; the server's default
    is to answer at once.
    """
    caller_id: str | None = field(default=None, name="callerId")
    """Calling number to show to the targets; the server's default is the caller's own."""
    caller_name: str | None = field(default=None, name="callerName")
    """Display name to show to the targets."""
    confirm_hook: components.HookTarget | None = field(default=None, name="confirmHook")
    """Asked when a target answers, before it is bridged: the reply's verbs run on the called leg, which is bridged if
    it is still up after them. An empty reply accepts; none in time, or an invalid one, hangs that leg up. Yields
    `dial:confirm` with `hooks.CallInfo`; the reply's verbs run on the called leg before it is bridged.
    """
    refer_hook: components.HookTarget | None = field(default=None, name="referHook")
    """Called when either party asks by REFER for a transfer; the reply's verbs become the application of the other leg.
    Without it the caller's request goes to the session's `referHook`, the called party's is refused with 501. Yields
    `verb:hook` with `hooks.ReferRequest`; the reply becomes the application of another leg.
    """
    dial_music: str | None = field(default=None, name="dialMusic")
    """URL to play to the caller until a target answers, instead of ringing and early media: audio, or
    `tone_stream://L=20;%(2000,4000,440,480)`.
    """
    dtmf_capture: list[str] | DtmfCapture | None = field(default=None, name="dtmfCapture")
    """Key sequences that call `dtmfHook`, on both legs or for each leg apart. Keys are 0-9, * and #; more than 3 s
    between two keys start anew.
    """
    dtmf_hook: components.HookTarget | None = field(default=None, name="dtmfHook")
    """Called when a sequence of `dtmfCapture` was pressed. Never called while the session has a
    `sipRequestWithinDialogHook`. Yields `verb:hook` with `hooks.DialDtmf`; the reply is ignored.
    """
    headers: Mapping[str, str | float] | None = None
    """SIP headers to put on the INVITE to every target."""
    anchor_media: bool | None = field(default=None, name="anchorMedia")
    """Keep the audio on the media server after bridging. Without it the audio bypasses that server unless something set
    up for the call, such as `listen`, `transcribe`, `amd` or a recording, needs it.
    """
    codecs: Annotated[list[str], Meta(min_length=1)] | None = None
    """Codecs to offer to the targets, the preferred one first, such as `G722` or `PCMU`. One unknown name makes the
    server ignore the list. Not for target `open-source-0.9`.
    """
    exit_media_path: bool | None = field(default=None, name="exitMediaPath")
    """Take the whole of jambonz out of the audio path after bridging, so that recording, transcription and key capture
    cannot work. `anchorMedia` wins over it.
    """
    boost_audio_signal: float | str | None = field(default=None, name="boostAudioSignal")
    """Gain in dB on the called leg: a number, or a string such as `+6 dB` (the unit is needed)."""
    listen: Listen | None = None
    """Sends the call's audio to a websocket server while bridged. The reply to its `actionHook` is ignored."""
    stream: Stream | None = None
    """Synonym of `listen`, which wins if both are given."""
    transcribe: Transcribe | None = None
    """Transcribes both parties while bridged. Replies to its hooks are ignored."""
    time_limit: Annotated[float, Meta(ge=0.0)] | None = field(default=None, name="timeLimit")
    """Seconds after which the bridged call is ended; without it there is no limit."""
    timeout: Annotated[float, Meta(ge=0.0)] | None = None
    """Seconds to let the targets ring; the server's default is 60."""
    proxy: str | None = None
    """SIP server to send the INVITE to, as `host` or `host:port`; the server's default for an inbound call is the one
    the call came from.
    """
    amd: components.Amd | None = None
    """Detects answering machines on the called leg."""
    dub: Sequence[Dub] | None = None
    """Audio tracks for the called party, set up in order when it has answered."""
    tag: Mapping[str, JsonValue] | None = None
    """Data of your own for the called leg: `customerData` in messages about it."""
    forward_pai: bool | None = field(default=None, name="forwardPAI")
    """Pass the caller's P-Asserted-Identity and Privacy headers on to the targets; the server's default is true unless
    configured otherwise.
    """
    srtp_encryption: Literal["sdes", "dtls"] | None = field(default=None, name="srtpEncryption")
    """Encrypt the audio to targets of type `sip`, with keys by SDES or DTLS-SRTP."""


class Dialogflow(ActionVerb[hooks.DialogflowResult], components.ConfirmVerb, Sent, kw_only=True):
    """Has the caller talk to a Google Dialogflow agent. It ends when the agent ends the interaction, the caller hangs
    up, or a reply to `eventHook` replaces the stack; then `actionHook` still fires, with result `redirect`, and that
    reply is ignored.

    Verb `dialogflow`, since server 0.9.6. Source: feature-server lib/tasks/dialogflow/index.js:10-82,94-123,471-582;
    @jambonz/schema verbs/dialogflow; @jambonz/verb-specifications dialogflow.

    Attributes:
        id: Opaque id that comes back as `verb_id` in `actionHook` and as `id` in `verb:status`; `eventHook` does not
            carry it.
        credentials: Google service account key, as JSON text or as the object.
        project: Id of the Google Cloud project.
        agent: Id of the CX agent or of the CES app; needed for both, not for ES.
        environment: Environment of the agent, for ES and CX.
        deployment: CES deployment; the server's default is the app's own. Not for target `open-source-0.9`.
        region: Google Cloud region; for CX the open-source server's default is us-central1.
        model: Kind of Dialogflow; the server's default is `es`. The open-source server takes `ces` but runs it as `es`.
        lang: Language code, such as en-US.
        session_id: Name of the conversation at Google, 1 to 200 letters, digits, `_` and `-`. A later dialogflow verb
            with the same name goes on with it; the server's default is the call sid. Not for target `open-source-0.9`.
        action_hook: Called once when the conversation has ended. Yields `verb:hook` with `hooks.DialogflowResult`; a
            reply with verbs replaces the verb stack.
        event_hook: Called for each of the `events`. Verbs in the reply end the conversation and replace the stack, once
            a prompt that is playing has ended. Yields `verb:hook` with `hooks.DialogflowEvent`; a reply with verbs
            replaces the verb stack.
        tool_hook: Called when a CX or CES agent wants a tool of the application. The answer is an object,
            `outputParameters` or `error`, and not an array of verbs. Yields `verb:hook` with
            `hooks.DialogflowToolCall`; the reply is no verb array. Not for target `open-source-0.9`.
        events: Events to report to `eventHook`: intent, transcription, interim-transcription, end-utterance, dtmf,
            start-play, stop-play, no-input. The server's default is all but interim-transcription and end-utterance.
        welcome_event: Dialogflow event that starts the conversation.
        welcome_event_params: Parameters of `welcomeEvent`; the open-source server sends them to ES only.
        no_input_timeout: Seconds of silence after a prompt before `noInputEvent` is sent; the open-source server's
            default is 20.
        no_input_event: Dialogflow event for silence; the open-source server's default is actions_intent_NO_INPUT.
        pass_dtmf_as_text_input: Pass the caller's keys on as text. The open-source server takes it but does nothing
            with it.
        thinking_music: URL of audio to play while Dialogflow works on an answer.
        tts: Voice that speaks Dialogflow's text answers; without it Dialogflow's own audio is played.
        bargein: Speech stops a prompt; the server's default is false.
        query_input: What the agent hears first, before the caller says anything. The open-source server takes it but
            does nothing with it.
    """

    secrets_: ClassVar[frozenset[str]] = frozenset(["credentials"])

    id: str | None = None
    """Opaque id that comes back as `verb_id` in `actionHook` and as `id` in `verb:status`; `eventHook` does not carry
    it.
    """
    credentials: str | Mapping[str, JsonValue]
    """Google service account key, as JSON text or as the object."""
    project: str
    """Id of the Google Cloud project."""
    agent: str | None = None
    """Id of the CX agent or of the CES app; needed for both, not for ES."""
    environment: str | None = None
    """Environment of the agent, for ES and CX."""
    deployment: str | None = None
    """CES deployment; the server's default is the app's own. Not for target `open-source-0.9`."""
    region: str | None = None
    """Google Cloud region; for CX the open-source server's default is us-central1."""
    model: Literal["es", "cx", "ces"] | None = None
    """Kind of Dialogflow; the server's default is `es`. The open-source server takes `ces` but runs it as `es`."""
    lang: str
    """Language code, such as en-US."""
    session_id: Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{1,200}$")] | None = field(default=None, name="sessionId")
    """Name of the conversation at Google, 1 to 200 letters, digits, `_` and `-`. A later dialogflow verb with the same
    name goes on with it; the server's default is the call sid. Not for target `open-source-0.9`.
    """
    action_hook: components.HookTarget | None = field(default=None, name="actionHook")
    """Called once when the conversation has ended. Yields `verb:hook` with `hooks.DialogflowResult`; a reply with verbs
    replaces the verb stack.
    """
    event_hook: components.HookTarget | None = field(default=None, name="eventHook")
    """Called for each of the `events`. Verbs in the reply end the conversation and replace the stack, once a prompt
    that is playing has ended. Yields `verb:hook` with `hooks.DialogflowEvent`; a reply with verbs replaces the verb
    stack.
    """
    tool_hook: components.HookTarget | None = field(default=None, name="toolHook")
    """Called when a CX or CES agent wants a tool of the application. The answer is an object, `outputParameters` or
    `error`, and not an array of verbs. Yields `verb:hook` with `hooks.DialogflowToolCall`; the reply is no verb array.
    Not for target `open-source-0.9`.
    """
    events: list[str] | None = None
    """Events to report to `eventHook`: intent, transcription, interim-transcription, end-utterance, dtmf, start-play,
    stop-play, no-input. The server's default is all but interim-transcription and end-utterance.
    """
    welcome_event: str | None = field(default=None, name="welcomeEvent")
    """Dialogflow event that starts the conversation."""
    welcome_event_params: Mapping[str, JsonValue] | None = field(default=None, name="welcomeEventParams")
    """Parameters of `welcomeEvent`; the open-source server sends them to ES only."""
    no_input_timeout: Annotated[float, Meta(ge=0.0)] | None = field(default=None, name="noInputTimeout")
    """Seconds of silence after a prompt before `noInputEvent` is sent; the open-source server's default is 20."""
    no_input_event: str | None = field(default=None, name="noInputEvent")
    """Dialogflow event for silence; the open-source server's default is actions_intent_NO_INPUT."""
    pass_dtmf_as_text_input: bool | None = field(default=None, name="passDtmfAsTextInput")
    """Pass the caller's keys on as text. The open-source server takes it but does nothing with it."""
    thinking_music: str | None = field(default=None, name="thinkingMusic")
    """URL of audio to play while Dialogflow works on an answer."""
    tts: components.Synthesizer | None = None
    """Voice that speaks Dialogflow's text answers; without it Dialogflow's own audio is played."""
    bargein: bool | None = None
    """Speech stops a prompt; the server's default is false."""
    query_input: components.QueryInput | None = field(default=None, name="queryInput")
    """What the agent hears first, before the caller says anything. The open-source server takes it but does nothing
    with it.
    """


class Dtmf(components.ConfirmVerb, Sent, kw_only=True):
    """Sends DTMF digits to the caller and waits until they are out: on the open-source server `duration` plus 250 ms
    for each digit, and 750 ms. No hook.

    Verb `dtmf`, since server 0.9.6. Source: feature-server lib/tasks/dtmf.js:4-43; @jambonz/schema verbs/dtmf;
    @jambonz/verb-specifications dtmf.

    Attributes:
        id: Opaque id that comes back as `id` in `verb:status`.
        dtmf: Keys to send: 0-9, *, #, A-D, and `w` for a pause of 500 ms.
        duration: Milliseconds each tone lasts; the server's default is 500.
    """

    id: str | None = None
    """Opaque id that comes back as `id` in `verb:status`."""
    dtmf: str
    """Keys to send: 0-9, *, #, A-D, and `w` for a pause of 500 ms."""
    duration: Annotated[int, Meta(ge=0)] | None = None
    """Milliseconds each tone lasts; the server's default is 500."""


class Dub(components.ConfirmVerb, Sent, kw_only=True):
    """Works on an extra audio track that is mixed into what one party hears: the caller, or the called party if it
    stands in `dial.dub`. Goes on without waiting for the audio; no hook, and errors are only logged.

    Verb `dub`, since server 0.9.6. Source: feature-server lib/tasks/dub.js:9-150; feature-server
    lib/session/call-session.js:1878-1905; @jambonz/schema verbs/dub; @jambonz/verb-specifications dub.

    Attributes:
        id: Opaque id that comes back as `id` in `verb:status`.
        action: What to do with the track. A track must be added before the other actions; `addTrack` plays `play`, or
            else says `say`, if given.
        track: Name of the track, of your own choice.
        play: URL of the audio for `playOnTrack` and `addTrack`.
        say: Speech for `sayOnTrack` and `addTrack`: text, or a `say` of which only a single `text` and `synthesizer`
            count.
        loop: Repeat the audio until the track is silenced or removed; else it is played once.
        gain: Gain of the track in dB, negative for softer: a number, or a string such as `-10 dB` (the unit is needed);
            the server's default is 0.
    """

    id: str | None = None
    """Opaque id that comes back as `id` in `verb:status`."""
    action: Literal["addTrack", "removeTrack", "silenceTrack", "playOnTrack", "sayOnTrack"]
    """What to do with the track. A track must be added before the other actions; `addTrack` plays `play`, or else says
    `say`, if given.
    """
    track: str
    """Name of the track, of your own choice."""
    play: str | None = None
    """URL of the audio for `playOnTrack` and `addTrack`."""
    say: str | Say | None = None
    """Speech for `sayOnTrack` and `addTrack`: text, or a `say` of which only a single `text` and `synthesizer`
    count.
    """
    loop: bool | None = None
    """Repeat the audio until the track is silenced or removed; else it is played once."""
    gain: float | str | None = None
    """Gain of the track in dB, negative for softer: a number, or a string such as `-10 dB` (the unit is needed); the
    server's default is 0.
    """


class ElevenlabsS2sAuth(Sent, kw_only=True):
    """Agent and credentials at ElevenLabs.

    Attributes:
        agent_id: Id of the ElevenLabs agent.
        api_key: API key, with which the server fetches a signed URL. Without it the server connects unsigned, which
            suits public agents only.
    """

    secrets_: ClassVar[frozenset[str]] = frozenset(["api_key"])

    agent_id: Annotated[str, Meta(min_length=1)]
    """Id of the ElevenLabs agent."""
    api_key: str | None = None
    """API key, with which the server fetches a signed URL. Without it the server connects unsigned, which suits public
    agents only.
    """


class ElevenlabsS2sOptions(Sent, kw_only=True):
    """Options of a conversation with an ElevenLabs agent.

    Attributes:
        conversation_initiation_client_data: Sent to the agent when the conversation starts, in ElevenLabs' own shape.
        input_sample_rate: Sample rate of the audio to ElevenLabs, in Hz; the server's default is 16000.
        output_sample_rate: Sample rate of the audio from ElevenLabs, in Hz; the server's default is 16000.
    """

    conversation_initiation_client_data: Mapping[str, JsonValue] | None = None
    """Sent to the agent when the conversation starts, in ElevenLabs' own shape."""
    input_sample_rate: Annotated[int, Meta(ge=1)] | None = None
    """Sample rate of the audio to ElevenLabs, in Hz; the server's default is 16000."""
    output_sample_rate: Annotated[int, Meta(ge=1)] | None = None
    """Sample rate of the audio from ElevenLabs, in Hz; the server's default is 16000."""


class ElevenlabsS2s(ActionVerb[hooks.LlmResult], components.ConfirmVerb, components.LlmBase, kw_only=True):
    """Has the caller talk to an ElevenLabs agent: the verb `llm` with vendor `elevenlabs`. Prompt and model belong to
    the agent, so `model` does not count. It ends when that session ends or fails, or when the application replaces the
    stack.

    Verb `elevenlabs_s2s`, since server 10.1.0. Source: feature-server
    lib/tasks/llm/llms/elevenlabs_s2s.js:31-64,75-103; @jambonz/schema verbs/elevenlabs_s2s; @jambonz/schema
    lib/normalize.js:8-20; @jambonz/verb-specifications normalizeJambones.

    Attributes:
        vendor: Vendor of the model; the servers fill it in.
        auth: Which agent, and the key to it.
        llm_options: Options of the conversation; required, but may be empty.
    """

    vendor: Literal["elevenlabs"] | None = None
    """Vendor of the model; the servers fill it in."""
    auth: ElevenlabsS2sAuth
    """Which agent, and the key to it."""
    llm_options: ElevenlabsS2sOptions = field(name="llmOptions")
    """Options of the conversation; required, but may be empty."""


class Enqueue(ActionVerb[hooks.EnqueueResult], components.ConfirmVerb, Sent, kw_only=True):
    """Puts the caller into a queue until a `dequeue` elsewhere takes the call, a `leave` verb in a wait reply takes it
    out, or the caller hangs up. After a dequeue the verb goes on until the bridged call ends.

    Verb `enqueue`, since server 0.9.6. Source: feature-server lib/tasks/enqueue.js:13-37,40-62,76-115,314-385;
    @jambonz/schema verbs/enqueue; @jambonz/verb-specifications enqueue.

    Attributes:
        id: Opaque id that comes back as `verb_id` in `actionHook` and as `id` in `verb:status`; `waitHook` does not
            carry it.
        name: Name of the queue, unique within the account; the queue comes into being when it is first named.
        action_hook: Called once when the caller has left the queue or the bridged call has ended. The reply is ignored
            if the verb was itself replaced. Yields `verb:hook` with `hooks.EnqueueResult`; a reply with verbs replaces
            the verb stack.
        wait_hook: Called at once and then again and again while the caller waits, each time after the verbs of the last
            reply have been played. An empty reply ends that and leaves the caller waiting in silence; `leave` takes the
            caller out, and verbs after it are not run. Yields `verb:hook` with `hooks.EnqueueWait`; the reply's verbs
            are played for this hook only.
        priority: Place in the queue: the lowest number is served first.
        carry: What one feature server hands to another when it moves a queued call; applications leave it out. With it
            the open-source server skips the queue and goes straight to bridging.
    """

    id: str | None = None
    """Opaque id that comes back as `verb_id` in `actionHook` and as `id` in `verb:status`; `waitHook` does not carry
    it.
    """
    name: str
    """Name of the queue, unique within the account; the queue comes into being when it is first named."""
    action_hook: components.HookTarget | None = field(default=None, name="actionHook")
    """Called once when the caller has left the queue or the bridged call has ended. The reply is ignored if the verb
    was itself replaced. Yields `verb:hook` with `hooks.EnqueueResult`; a reply with verbs replaces the verb stack.
    """
    wait_hook: components.HookTarget | None = field(default=None, name="waitHook")
    """Called at once and then again and again while the caller waits, each time after the verbs of the last reply have
    been played. An empty reply ends that and leaves the caller waiting in silence; `leave` takes the caller out, and
    verbs after it are not run. Yields `verb:hook` with `hooks.EnqueueWait`; the reply's verbs are played for this hook
    only.
    """
    priority: Annotated[int, Meta(ge=0)] | None = None
    """Place in the queue: the lowest number is served first."""
    carry: Mapping[str, JsonValue] | None = field(default=None, name="_")
    """What one feature server hands to another when it moves a queued call; applications leave it out. With it the
    open-source server skips the queue and goes straight to bridging.
    """


class Gather(ActionVerb[hooks.GatherResult], components.ConfirmVerb, Sent, kw_only=True):
    """Collects speech, DTMF digits or both from the caller, with an optional prompt. Without `actionHook` the result is
    thrown away.

    Verb `gather`, since server 0.9.6. Source: feature-server lib/tasks/gather.js:36-60,380-425,1393-1447;
    feature-server lib/tasks/play.js:5-6,88-96; @jambonz/schema verbs/gather; @jambonz/verb-specifications gather.

    Attributes:
        id: Opaque id that comes back as `verb_id` in hooks and as `id` in `verb:status`.
        action_hook: Called with the result of the gather; with vendor `deepgramflux` also before, with speech that is
            not final, and then the reply is ignored. Yields `verb:hook` with `hooks.GatherResult`; a reply with verbs
            replaces the verb stack.
        input: Kinds of input to listen for; the server's default is `digits` only.
        finish_on_key: Key that ends digit input, one of 0-9, * and #. It is not part of the collected digits.
        num_digits: Exact number of digits; the gather ends when they are there.
        min_digits: Number of digits that make a valid input when `timeout` or `interDigitTimeout` passes, 0 if none at
            all is one, too; without it the open-source server then drops the digits as `timeout`.
        max_digits: Greatest number of digits; the gather ends when they are there.
        inter_digit_timeout: Seconds to wait for the next digit once `minDigits` are there; the open-source server does
            not use it without `minDigits`.
        speech_timeout: Seconds of silence after speech that end the utterance. The open-source server takes the
            property but ignores it.
        timeout: Seconds to wait for input, after the prompt; then the result's reason is `timeout`. The server's
            default is 15, and 0 means no limit.
        partial_result_hook: Called with each interim transcript; setting it turns interim results on. Yields
            `verb:hook` with `hooks.GatherPartial`; the reply is ignored.
        listen_during_prompt: Listen while the prompt plays; the server's default is true.
        dtmf_bargein: A pressed key stops the prompt; the server's default is true if `input` has `digits`.
        bargein: Speech stops the prompt.
        min_bargein_word_count: Number of recognised words before speech stops the prompt; the server's default is 1,
            and 0 means as soon as there is any voice.
        recognizer: Speech recogniser for this gather instead of the session's.
        say: Prompt to speak while listening.
        play: Audio prompt to play while listening. Its own `actionHook` fires; the open-source server 0.9.8 runs the
            reply's verbs although it means to ignore them.
        filler_noise: Sound to play while the application thinks about its answer to `actionHook`.
        action_hook_delay_action: What to do while the application is slow to answer `actionHook`.
    """

    id: str | None = None
    """Opaque id that comes back as `verb_id` in hooks and as `id` in `verb:status`."""
    action_hook: components.HookTarget | None = field(default=None, name="actionHook")
    """Called with the result of the gather; with vendor `deepgramflux` also before, with speech that is not final, and
    then the reply is ignored. Yields `verb:hook` with `hooks.GatherResult`; a reply with verbs replaces the verb stack.
    """
    input: Annotated[Sequence[Literal["speech", "digits"]], Meta(min_length=1)] | None = None
    """Kinds of input to listen for; the server's default is `digits` only."""
    finish_on_key: str | None = field(default=None, name="finishOnKey")
    """Key that ends digit input, one of 0-9, * and #. It is not part of the collected digits."""
    num_digits: Annotated[int, Meta(ge=1)] | None = field(default=None, name="numDigits")
    """Exact number of digits; the gather ends when they are there."""
    min_digits: Annotated[int, Meta(ge=0)] | None = field(default=None, name="minDigits")
    """Number of digits that make a valid input when `timeout` or `interDigitTimeout` passes, 0 if none at all is one,
    too; without it the open-source server then drops the digits as `timeout`.
    """
    max_digits: Annotated[int, Meta(ge=1)] | None = field(default=None, name="maxDigits")
    """Greatest number of digits; the gather ends when they are there."""
    inter_digit_timeout: Annotated[float, Meta(ge=0.0)] | None = field(default=None, name="interDigitTimeout")
    """Seconds to wait for the next digit once `minDigits` are there; the open-source server does not use it without
    `minDigits`.
    """
    speech_timeout: Annotated[float, Meta(ge=0.0)] | None = field(default=None, name="speechTimeout")
    """Seconds of silence after speech that end the utterance. The open-source server takes the property but ignores
    it.
    """
    timeout: Annotated[float, Meta(ge=0.0)] | None = None
    """Seconds to wait for input, after the prompt; then the result's reason is `timeout`. The server's default is 15,
    and 0 means no limit.
    """
    partial_result_hook: components.HookTarget | None = field(default=None, name="partialResultHook")
    """Called with each interim transcript; setting it turns interim results on. Yields `verb:hook` with
    `hooks.GatherPartial`; the reply is ignored.
    """
    listen_during_prompt: bool | None = field(default=None, name="listenDuringPrompt")
    """Listen while the prompt plays; the server's default is true."""
    dtmf_bargein: bool | None = field(default=None, name="dtmfBargein")
    """A pressed key stops the prompt; the server's default is true if `input` has `digits`."""
    bargein: bool | None = None
    """Speech stops the prompt."""
    min_bargein_word_count: Annotated[int, Meta(ge=0)] | None = field(default=None, name="minBargeinWordCount")
    """Number of recognised words before speech stops the prompt; the server's default is 1, and 0 means as soon as
    there is any voice.
    """
    recognizer: components.Recognizer | None = None
    """Speech recogniser for this gather instead of the session's."""
    say: Say | None = None
    """Prompt to speak while listening."""
    play: Play | None = None
    """Audio prompt to play while listening. Its own `actionHook` fires; the open-source server 0.9.8 runs the reply's
    verbs although it means to ignore them.
    """
    filler_noise: components.FillerNoise | None = field(default=None, name="fillerNoise")
    """Sound to play while the application thinks about its answer to `actionHook`."""
    action_hook_delay_action: components.ActionHookDelayAction | None = field(
        default=None, name="actionHookDelayAction"
    )
    """What to do while the application is slow to answer `actionHook`."""


class GoogleS2sAuth(Sent, kw_only=True):
    """Credentials for Google.

    Attributes:
        api_key: API key.
    """

    secrets_: ClassVar[frozenset[str]] = frozenset(["api_key"])

    api_key: Annotated[str, Meta(min_length=1)] = field(name="apiKey")
    """API key."""


class GoogleS2s(ActionVerb[hooks.LlmResult], components.ConfirmVerb, components.LlmBase, kw_only=True):
    """Has the caller talk to Google's Gemini live API: the verb `llm` with vendor `google`. It ends when that session
    ends or fails, or when the application replaces the stack.

    Verb `google_s2s`, since server 10.1.0. Source: feature-server lib/tasks/llm/llms/google_s2s.js:30-68,141-213;
    @jambonz/schema verbs/google_s2s; @jambonz/schema lib/normalize.js:8-20; @jambonz/verb-specifications
    normalizeJambones.

    Attributes:
        vendor: Vendor of the model; the servers fill it in.
        auth: Credentials; the open-source server cannot do without.
        llm_options: Google's own options: `setup`, the first message to Gemini and without which the open-source server
            drops the whole verb array, `sessionResumption`, and `greeting`, a text that makes the model speak first.
            The server puts the verb's `model` into `setup` and always asks for audio.
    """

    vendor: Literal["google"] | None = None
    """Vendor of the model; the servers fill it in."""
    auth: GoogleS2sAuth | None = None
    """Credentials; the open-source server cannot do without."""
    llm_options: Mapping[str, JsonValue] = field(name="llmOptions")
    """Google's own options: `setup`, the first message to Gemini and without which the open-source server drops the
    whole verb array, `sessionResumption`, and `greeting`, a text that makes the model speak first. The server puts the
    verb's `model` into `setup` and always asks for audio.
    """


class GptliveS2sAuth(Sent, kw_only=True):
    """Credentials for OpenAI.

    Attributes:
        api_key: API key.
    """

    secrets_: ClassVar[frozenset[str]] = frozenset(["api_key"])

    api_key: Annotated[str, Meta(min_length=1)] = field(name="apiKey")
    """API key."""


class GptliveS2sOptions(Sent, kw_only=True):
    """Options of a GPT Live session.

    Attributes:
        session_update: First `session.update`, in OpenAI's own shape but without `model`, which is the verb's; audio
            flows only after it. `delegation.type` is `client` (asks the application for text) or `responses` (may call
            functions; then `delegation.responses` must have `model` and may have `tools`).
    """

    session_update: Mapping[str, JsonValue]
    """First `session.update`, in OpenAI's own shape but without `model`, which is the verb's; audio flows only after
    it. `delegation.type` is `client` (asks the application for text) or `responses` (may call functions; then
    `delegation.responses` must have `model` and may have `tools`).
    """


class GptliveS2s(ActionVerb[hooks.LlmResult], components.ConfirmVerb, components.LlmBase, kw_only=True):
    """Has the caller talk to OpenAI's GPT Live API, which is not the realtime API of `openai_s2s`: the verb `llm` with
    vendor `gptlive`. The model speaks first and hands work over as delegations, answered with the command `llm:update`;
    `handoff`, `hangup` and `mcpServers` need a delegation of type `responses`. It ends when that session ends or fails,
    or when the application replaces the stack.

    Verb `gptlive_s2s`, since server 11.1.0. Not for target `open-source-0.9`. Source: @jambonz/schema
    verbs/gptlive_s2s; @jambonz/schema lib/normalize.js:8-20.

    Attributes:
        vendor: Vendor of the model; the servers fill it in.
        auth: OpenAI credentials.
        llm_options: Options of the session.
    """

    vendor: Literal["gptlive"] | None = None
    """Vendor of the model; the servers fill it in."""
    auth: GptliveS2sAuth
    """OpenAI credentials."""
    llm_options: GptliveS2sOptions = field(name="llmOptions")
    """Options of the session."""


class Hangup(components.ConfirmVerb, Sent, kw_only=True):
    """Ends the call with a BYE. It is skipped while the call is unanswered, which leaves the caller waiting: refuse an
    inbound call with `sip:decline`. No hook.

    Verb `hangup`, since server 0.9.6. Source: feature-server lib/tasks/hangup.js:4-28; feature-server
    lib/session/call-session.js:2558-2562; @jambonz/schema verbs/hangup; @jambonz/verb-specifications hangup.

    Attributes:
        id: Opaque id that comes back as `id` in `verb:status`.
        headers: SIP headers to put on the BYE.
    """

    id: str | None = None
    """Opaque id that comes back as `id` in `verb:status`."""
    headers: Mapping[str, str | float] | None = None
    """SIP headers to put on the BYE."""


class Leave(components.ConfirmVerb, components.QueueVerb, Sent, kw_only=True):
    """Takes the caller out of the queue, as the answer to the `waitHook` of `enqueue`; verbs after it in that answer
    are not run. Elsewhere it does nothing but wait on the open-source server, until other verbs replace it. No hook.

    Verb `leave`, since server 0.9.6. Source: feature-server lib/tasks/leave.js:4-23; feature-server
    lib/tasks/enqueue.js:314-385; @jambonz/schema verbs/leave; @jambonz/verb-specifications leave.

    Attributes:
        id: Opaque id that comes back as `id` in `verb:status`.
    """

    id: str | None = None
    """Opaque id that comes back as `id` in `verb:status`."""


class LexCredentials(Sent, kw_only=True):
    """AWS credentials for Lex. Unless both are given the server uses those of its own machine.

    Attributes:
        access_key: AWS access key id.
        secret_access_key: AWS secret access key.
    """

    secrets_: ClassVar[frozenset[str]] = frozenset(["access_key", "secret_access_key"])

    access_key: str | None = field(default=None, name="accessKey")
    """AWS access key id."""
    secret_access_key: str | None = field(default=None, name="secretAccessKey")
    """AWS secret access key."""


class Lex(ActionVerb[hooks.LexResult], components.ConfirmVerb, Sent, kw_only=True):
    """Has the caller talk to an Amazon Lex V2 bot. It ends when the caller hangs up or a reply to `eventHook` replaces
    the stack, not when the bot has fulfilled its intent: wait for the event `intent` and answer it with the next verbs.

    Verb `lex`. Not for target `v10`. Source: feature-server lib/tasks/lex.js:5-51,53-106,134-152,333-347;
    @jambonz/verb-specifications lex; @jambonz/schema verbs (not there).

    Attributes:
        id: Opaque id that comes back as `verb_id` in `actionHook` and as `id` in `verb:status`; `eventHook` does not
            carry it.
        bot_id: Id of the bot.
        bot_alias: Id of the bot's alias.
        credentials: AWS credentials; required, but may be empty.
        region: AWS region of the bot.
        locale: Locale of the bot; the server's default is en_US.
        intent: Intent to start with.
        welcome_message: Text that the bot says first.
        metadata: Passed to the bot at its start; a key `slots` gives way to the slots of `intent`.
        bargein: Speech stops a prompt; the server's default is false.
        pass_dtmf: Pass the caller's keys on to the bot; the server's default is false.
        action_hook: Called when the verb has ended; the reply is ignored with result `redirect`. Yields `verb:hook`
            with `hooks.LexResult`; a reply with verbs replaces the verb stack.
        event_hook: Called for every event of the bot. Verbs in the reply end the conversation and replace the stack.
            Yields `verb:hook` with `hooks.LexEvent`; a reply with verbs replaces the verb stack.
        no_input_timeout: Seconds that the bot waits for the caller to begin to speak.
        tts: Voice that speaks the bot's text answers; without it the bot's own audio is played.
    """

    id: str | None = None
    """Opaque id that comes back as `verb_id` in `actionHook` and as `id` in `verb:status`; `eventHook` does not carry
    it.
    """
    bot_id: str = field(name="botId")
    """Id of the bot."""
    bot_alias: str = field(name="botAlias")
    """Id of the bot's alias."""
    credentials: LexCredentials
    """AWS credentials; required, but may be empty."""
    region: str
    """AWS region of the bot."""
    locale: str | None = None
    """Locale of the bot; the server's default is en_US."""
    intent: components.LexIntent | None = None
    """Intent to start with."""
    welcome_message: str | None = field(default=None, name="welcomeMessage")
    """Text that the bot says first."""
    metadata: Mapping[str, JsonValue] | None = None
    """Passed to the bot at its start; a key `slots` gives way to the slots of `intent`."""
    bargein: bool | None = None
    """Speech stops a prompt; the server's default is false."""
    pass_dtmf: bool | None = field(default=None, name="passDtmf")
    """Pass the caller's keys on to the bot; the server's default is false."""
    action_hook: components.HookTarget | None = field(default=None, name="actionHook")
    """Called when the verb has ended; the reply is ignored with result `redirect`. Yields `verb:hook` with
    `hooks.LexResult`; a reply with verbs replaces the verb stack.
    """
    event_hook: components.HookTarget | None = field(default=None, name="eventHook")
    """Called for every event of the bot. Verbs in the reply end the conversation and replace the stack. Yields
    `verb:hook` with `hooks.LexEvent`; a reply with verbs replaces the verb stack.
    """
    no_input_timeout: Annotated[float, Meta(ge=0.0)] | None = field(default=None, name="noInputTimeout")
    """Seconds that the bot waits for the caller to begin to speak."""
    tts: components.Synthesizer | None = None
    """Voice that speaks the bot's text answers; without it the bot's own audio is played."""


class Listen(ActionVerb[hooks.ListenResult], components.ConfirmVerb, Sent, kw_only=True):
    """Sends the call's audio to a websocket server, which may play audio back. Runs until that server disconnects,
    `finishOnKey`, `maxLength` or other verbs end it; to go on meanwhile use `config` with `listen`.

    Verb `listen`, since server 0.9.6. Source: feature-server lib/tasks/listen.js:20-330; feature-server
    lib/tasks/dial.js:936; feature-server lib/session/call-session.js:1435-1455; @jambonz/schema verbs/listen;
    @jambonz/verb-specifications listen.

    Attributes:
        id: Opaque id that comes back as `verb_id` in hooks and as `id` in `verb:status`.
        url: Where to send the audio: a ws(s) URL, or a path starting with `/` on the server that the application's own
            socket is connected to, with its credentials.
        action_hook: Called when the verb ended, also when the audio server could not be reached, which the payload does
            not tell apart. Yields `verb:hook` with `hooks.ListenResult`; a reply with verbs replaces the verb stack.
        ws_auth: HTTP Basic credentials for the audio server; not used when `url` is a path.
        auth: Taken and not used by the open-source server, unknown to the vendor's schema: use `wsAuth`.
        mix_type: Channels to send: `mono` is the caller only, `mixed` both parties in one channel, `stereo` each in its
            own; the server's default is `mono`.
        metadata: Data of your own for the first frame on the audio socket, merged there with the facts about the call.
            That frame holds 8192 bytes at most.
        sample_rate: Sample rate in Hz of the audio that is sent, a multiple of 8000; the server's default is 8000.
        finish_on_key: Key that ends the verb, one of 0-9, * and #; it comes back as `digits`.
        max_length: Seconds after which the verb ends; without it there is no limit.
        pass_dtmf: Tell the audio server about keys the caller presses.
        play_beep: Play a beep to the caller before the audio is sent.
        disable_bidirectional_audio: Older form of `bidirectionalAudio` with `enabled` false.
        bidirectional_audio: Whether and how the audio server may play to the caller; the server's default is that it
            may, by whole clips.
        timeout: Seconds without audio after which the verb ends. The open-source server takes the property but ignores
            it.
        transcribe: Transcribes the same call meanwhile. Replies to its hooks are ignored.
        early_media: Send audio before the call is answered, instead of answering it. No effect on an answered call.
        channel: Within a `dial`: the leg whose audio is sent, 1 the caller (the server's default), 2 the called party.
            Elsewhere without effect on the open-source server.
    """

    id: str | None = None
    """Opaque id that comes back as `verb_id` in hooks and as `id` in `verb:status`."""
    url: str
    """Where to send the audio: a ws(s) URL, or a path starting with `/` on the server that the application's own socket
    is connected to, with its credentials.
    """
    action_hook: components.HookTarget | None = field(default=None, name="actionHook")
    """Called when the verb ended, also when the audio server could not be reached, which the payload does not tell
    apart. Yields `verb:hook` with `hooks.ListenResult`; a reply with verbs replaces the verb stack.
    """
    ws_auth: components.Auth | None = field(default=None, name="wsAuth")
    """HTTP Basic credentials for the audio server; not used when `url` is a path."""
    auth: components.Auth | None = None
    """Taken and not used by the open-source server, unknown to the vendor's schema: use `wsAuth`."""
    mix_type: Literal["mono", "stereo", "mixed"] | None = field(default=None, name="mixType")
    """Channels to send: `mono` is the caller only, `mixed` both parties in one channel, `stereo` each in its own; the
    server's default is `mono`.
    """
    metadata: Mapping[str, JsonValue] | None = None
    """Data of your own for the first frame on the audio socket, merged there with the facts about the call. That frame
    holds 8192 bytes at most.
    """
    sample_rate: Annotated[int, Meta(ge=8000)] | None = field(default=None, name="sampleRate")
    """Sample rate in Hz of the audio that is sent, a multiple of 8000; the server's default is 8000."""
    finish_on_key: str | None = field(default=None, name="finishOnKey")
    """Key that ends the verb, one of 0-9, * and #; it comes back as `digits`."""
    max_length: Annotated[float, Meta(ge=0.0)] | None = field(default=None, name="maxLength")
    """Seconds after which the verb ends; without it there is no limit."""
    pass_dtmf: bool | None = field(default=None, name="passDtmf")
    """Tell the audio server about keys the caller presses."""
    play_beep: bool | None = field(default=None, name="playBeep")
    """Play a beep to the caller before the audio is sent."""
    disable_bidirectional_audio: bool | None = field(default=None, name="disableBidirectionalAudio")
    """Older form of `bidirectionalAudio` with `enabled` false."""
    bidirectional_audio: components.BidirectionalAudio | None = field(default=None, name="bidirectionalAudio")
    """Whether and how the audio server may play to the caller; the server's default is that it may, by whole clips."""
    timeout: Annotated[float, Meta(ge=0.0)] | None = None
    """Seconds without audio after which the verb ends. The open-source server takes the property but ignores it."""
    transcribe: Transcribe | None = None
    """Transcribes the same call meanwhile. Replies to its hooks are ignored."""
    early_media: bool | None = field(default=None, name="earlyMedia")
    """Send audio before the call is answered, instead of answering it. No effect on an answered call."""
    channel: Literal[1, 2] | None = None
    """Within a `dial`: the leg whose audio is sent, 1 the caller (the server's default), 2 the called party. Elsewhere
    without effect on the open-source server.
    """


class Llm(ActionVerb[hooks.LlmResult], components.ConfirmVerb, components.LlmBase, kw_only=True):
    """Has the caller talk to a vendor's speech-to-speech model. The verb ends when the vendor's session ends or fails,
    or when the application replaces the stack (command `redirect`). Tool calls are answered with the command
    `llm:tool-output`.

    Verb `llm`, since server 0.9.6. Source: feature-server lib/tasks/llm/index.js:9-22,88-121; feature-server
    lib/tasks/llm/llms/; @jambonz/schema verbs/llm; @jambonz/schema components/llm-base; @jambonz/verb-specifications
    llm.

    Attributes:
        vendor: Vendor of the model: openai, microsoft, google, elevenlabs, deepgram, voiceagent (same as deepgram) or
            ultravox; on the commercial server also qwen and gptlive. The open-source server throws the verb array away
            for any other. Target `open-source-0.9` takes only `openai`, `microsoft`, `google`, `elevenlabs`,
            `deepgram`, `voiceagent` and `ultravox`.
        auth: Credentials for the vendor: `apiKey` for most, `agent_id` and `api_key` for elevenlabs. The open-source
            server cannot do without.
        llm_options: Options in the vendor's own shape, passed on as they are. What the open-source server needs in it:
            `response_create` (openai, microsoft), `setup` (google), `Settings` (deepgram, voiceagent).
    """

    secrets_: ClassVar[frozenset[str]] = frozenset(["auth"])

    vendor: str
    """Vendor of the model: openai, microsoft, google, elevenlabs, deepgram, voiceagent (same as deepgram) or ultravox;
    on the commercial server also qwen and gptlive. The open-source server throws the verb array away for any other.
    Target `open-source-0.9` takes only `openai`, `microsoft`, `google`, `elevenlabs`, `deepgram`, `voiceagent` and
    `ultravox`.
    """
    auth: Mapping[str, JsonValue] | None = None
    """Credentials for the vendor: `apiKey` for most, `agent_id` and `api_key` for elevenlabs. The open-source server
    cannot do without.
    """
    llm_options: Mapping[str, JsonValue] = field(name="llmOptions")
    """Options in the vendor's own shape, passed on as they are. What the open-source server needs in it:
    `response_create` (openai, microsoft), `setup` (google), `Settings` (deepgram, voiceagent).
    """


class Message(ActionVerb[hooks.MessageResult], components.ConfirmVerb, Sent, kw_only=True):
    """Sends a text message by the account's SMPP carriers and goes on when it is handed over; the result comes by
    `actionHook`. Does not answer the call.

    Verb `message`, since server 0.9.6. Source: feature-server lib/tasks/message.js:6-125; @jambonz/schema
    verbs/message; @jambonz/verb-specifications message.

    Attributes:
        id: Opaque id that comes back as `verb_id` in hooks and as `id` in `verb:status`.
        to: Number of the recipient.
        from_: Number of the sender.
        text: Text of the message.
        media: URLs of pictures, audio or video to send along. The open-source server takes the property but does not
            send them.
        carrier: Name of the carrier to send by; without it the first outbound one of the account.
        account_sid: Account to send for. The open-source server ignores it and uses the call's account.
        message_sid: Sid for the message, which comes back in the result; without it the server makes one.
        action_hook: Called once with the outcome of sending. Yields `verb:hook` with `hooks.MessageResult`; a reply
            with verbs replaces the verb stack.
    """

    id: str | None = None
    """Opaque id that comes back as `verb_id` in hooks and as `id` in `verb:status`."""
    to: str
    """Number of the recipient."""
    from_: str = field(name="from")
    """Number of the sender."""
    text: str | None = None
    """Text of the message."""
    media: str | Annotated[list[str], Meta(min_length=1)] | None = None
    """URLs of pictures, audio or video to send along. The open-source server takes the property but does not send
    them.
    """
    carrier: str | None = None
    """Name of the carrier to send by; without it the first outbound one of the account."""
    account_sid: str | None = None
    """Account to send for. The open-source server ignores it and uses the call's account."""
    message_sid: str | None = None
    """Sid for the message, which comes back in the result; without it the server makes one."""
    action_hook: components.HookTarget | None = field(default=None, name="actionHook")
    """Called once with the outcome of sending. Yields `verb:hook` with `hooks.MessageResult`; a reply with verbs
    replaces the verb stack.
    """


class MicrosoftS2sAuth(Sent, kw_only=True):
    """Credentials for Azure OpenAI.

    Attributes:
        api_key: API key.
    """

    secrets_: ClassVar[frozenset[str]] = frozenset(["api_key"])

    api_key: Annotated[str, Meta(min_length=1)] = field(name="apiKey")
    """API key."""


class MicrosoftS2s(ActionVerb[hooks.LlmResult], components.ConfirmVerb, components.LlmBase, kw_only=True):
    """Has the caller talk to the OpenAI realtime API on Azure: the verb `llm` with vendor `microsoft`. The open-source
    server wants the Azure host as `connectOptions.host`; `model` is the name of the deployment. It ends when that
    session ends or fails, or when the application replaces the stack.

    Verb `microsoft_s2s`. Source: feature-server lib/tasks/llm/llms/openai_s2s.js:53-97,100-125; @jambonz/schema
    lib/normalize.js:8-20; @jambonz/verb-specifications normalizeJambones.

    Attributes:
        vendor: Vendor of the model; the servers fill it in.
        auth: Credentials; the open-source server cannot do without.
        llm_options: OpenAI's own options: `response_create`, which starts the conversation and without which the
            open-source server drops the whole verb array, and `session_update`, with tools, turn detection and so on.
    """

    vendor: Literal["microsoft"] | None = None
    """Vendor of the model; the servers fill it in."""
    auth: MicrosoftS2sAuth | None = None
    """Credentials; the open-source server cannot do without."""
    llm_options: Mapping[str, JsonValue] = field(name="llmOptions")
    """OpenAI's own options: `response_create`, which starts the conversation and without which the open-source server
    drops the whole verb array, and `session_update`, with tools, turn detection and so on.
    """


class OpenaiS2sAuth(Sent, kw_only=True):
    """Credentials for OpenAI.

    Attributes:
        api_key: API key.
    """

    secrets_: ClassVar[frozenset[str]] = frozenset(["api_key"])

    api_key: Annotated[str, Meta(min_length=1)] = field(name="apiKey")
    """API key."""


class OpenaiS2s(ActionVerb[hooks.LlmResult], components.ConfirmVerb, components.LlmBase, kw_only=True):
    """Has the caller talk to OpenAI's realtime API: the verb `llm` with vendor `openai`. It ends when that session ends
    or fails, or when the application replaces the stack.

    Verb `openai_s2s`, since server 10.1.0. Source: feature-server lib/tasks/llm/llms/openai_s2s.js:53-97,112-125;
    @jambonz/schema verbs/openai_s2s; @jambonz/schema lib/normalize.js:8-20; @jambonz/verb-specifications
    normalizeJambones.

    Attributes:
        vendor: Vendor of the model; the servers fill it in.
        auth: Credentials; the open-source server cannot do without.
        llm_options: OpenAI's own options: `response_create`, which starts the conversation and without which the
            open-source server drops the whole verb array, and `session_update`, with tools, turn detection and so on.
    """

    vendor: Literal["openai"] | None = None
    """Vendor of the model; the servers fill it in."""
    auth: OpenaiS2sAuth | None = None
    """Credentials; the open-source server cannot do without."""
    llm_options: Mapping[str, JsonValue] = field(name="llmOptions")
    """OpenAI's own options: `response_create`, which starts the conversation and without which the open-source server
    drops the whole verb array, and `session_update`, with tools, turn detection and so on.
    """


class Pause(components.ConfirmVerb, components.HoldVerb, components.QueueVerb, Sent, kw_only=True):
    """Waits. Does not answer the call and has no hook.

    Verb `pause`, since server 0.9.6. Source: feature-server lib/tasks/pause.js:4-26; @jambonz/schema verbs/pause;
    @jambonz/verb-specifications pause.

    Attributes:
        id: Opaque id that comes back as `id` in `verb:status`.
        length: Seconds to wait, fractions allowed.
    """

    id: str | None = None
    """Opaque id that comes back as `id` in `verb:status`."""
    length: Annotated[float, Meta(ge=0.0)]
    """Seconds to wait, fractions allowed."""


class PipelineBargeIn(Sent, kw_only=True):
    """How the caller may interrupt a pipeline.

    Attributes:
        enable: Let the caller interrupt.
        min_speech_duration: Seconds of speech that make an interruption.
        sticky: Once interrupted, do not take the answer up again.
    """

    enable: bool | None = None
    """Let the caller interrupt."""
    min_speech_duration: Annotated[float, Meta(ge=0.0)] | None = field(default=None, name="minSpeechDuration")
    """Seconds of speech that make an interruption."""
    sticky: bool | None = None
    """Once interrupted, do not take the answer up again."""


class Pipeline(ActionVerb[hooks.AgentResult], Sent, kw_only=True):
    """Forerunner of `agent`. The open-source validator lets it pass, but server 0.9.8 has no such verb and then throws
    the verb array away; the commercial server refuses it too. Use `agent`, or `llm` on the open-source server.

    Verb `pipeline`. Not for target `v10`. Source: @jambonz/verb-specifications pipeline; feature-server
    lib/tasks/make_task.js:12-110 (not there); @jambonz/schema verbs (not there).

    Attributes:
        id: Opaque id that comes back as `verb_id` in hooks and as `id` in `verb:status`.
        stt: Speech recogniser.
        tts: Voice of the answers.
        llm: The text model, in the form of the verb `llm`.
        turn_detection: How the end of the caller's turn is found: `stt` by the recogniser, `krisp` by Krisp's acoustic
            model.
        barge_in: Whether and how the caller may interrupt.
        action_hook: Called once when the pipeline has ended. Yields `verb:hook` with `hooks.AgentResult`; a reply with
            verbs replaces the verb stack.
        event_hook: Called for each transcript, answer, interruption and end of turn. Yields `agent:event` with
            `hooks.AgentEvent`.
        tool_hook: Called when the model wants a tool; answer with the command `llm:tool-output`. Yields
            `agent:tool-call` with `hooks.AgentToolCall`.
        greeting: Let the model speak first.
        early_generation: Ask the model before the end of the caller's turn is certain.
        noise_isolation: Removes background noise from the caller's audio. The validator means to take an object too,
            but refuses it.
        mcp_servers: MCP servers whose tools the model may call.
        no_response_timeout: Seconds of the caller's silence after an answer, before the model asks again.
    """

    id: str | None = None
    """Opaque id that comes back as `verb_id` in hooks and as `id` in `verb:status`."""
    stt: components.Recognizer | None = None
    """Speech recogniser."""
    tts: components.Synthesizer | None = None
    """Voice of the answers."""
    llm: Llm
    """The text model, in the form of the verb `llm`."""
    turn_detection: Literal["stt", "krisp"] | components.AgentTurnDetection | None = field(
        default=None, name="turnDetection"
    )
    """How the end of the caller's turn is found: `stt` by the recogniser, `krisp` by Krisp's acoustic model."""
    barge_in: PipelineBargeIn | None = field(default=None, name="bargeIn")
    """Whether and how the caller may interrupt."""
    action_hook: components.HookTarget | None = field(default=None, name="actionHook")
    """Called once when the pipeline has ended. Yields `verb:hook` with `hooks.AgentResult`; a reply with verbs replaces
    the verb stack.
    """
    event_hook: components.HookTarget | None = field(default=None, name="eventHook")
    """Called for each transcript, answer, interruption and end of turn. Yields `agent:event` with
    `hooks.AgentEvent`.
    """
    tool_hook: components.HookTarget | None = field(default=None, name="toolHook")
    """Called when the model wants a tool; answer with the command `llm:tool-output`. Yields `agent:tool-call` with
    `hooks.AgentToolCall`.
    """
    greeting: bool | None = None
    """Let the model speak first."""
    early_generation: bool | None = field(default=None, name="earlyGeneration")
    """Ask the model before the end of the caller's turn is certain."""
    noise_isolation: Literal["krisp", "rnnoise"] | None = field(default=None, name="noiseIsolation")
    """Removes background noise from the caller's audio. The validator means to take an object too, but refuses it."""
    mcp_servers: Sequence[components.McpServer] | None = field(default=None, name="mcpServers")
    """MCP servers whose tools the model may call."""
    no_response_timeout: Annotated[float, Meta(ge=0.0)] | None = field(default=None, name="noResponseTimeout")
    """Seconds of the caller's silence after an answer, before the model asks again."""


class Play(
    ActionVerb[hooks.PlayResult],
    components.ConfirmVerb,
    components.HoldVerb,
    components.QueueVerb,
    components.WhisperVerb,
    Sent,
    kw_only=True,
):
    """Plays audio to the caller and waits until it ended or `timeoutSecs` passed. A missing file is reported as
    `playFailed` and the next verb runs.

    Verb `play`, since server 0.9.6. Source: feature-server lib/tasks/play.js:4-125;
    https://docs.jambonz.org/verbs/verbs/play; @jambonz/schema verbs/play; @jambonz/verb-specifications play.

    Attributes:
        id: Opaque id that comes back as `verb_id` in hooks and as `id` in `verb:status`.
        url: WAV or MP3 by http(s) URL, several in order; also `silence_stream://1000` (milliseconds) or a
            `tone_stream://` of the media server.
        loop: How often to play it, or `forever`; the server's default is 1. The vendor's schema calls 0 endless, the
            open-source server takes it as 1: write `forever`.
        early_media: Play before the call is answered, as early media, instead of answering it. No effect on an answered
            call.
        seek_offset: Audio samples (8000 are one second at 8 kHz) to skip at the start, in the first loop only.
        timeout_secs: Seconds after which playing stops. The result says `playCompleted` then too.
        action_hook: Called when the audio ended, was stopped or was not found; not while the caller is in a conference.
            Within a `gather` too, where the open-source server 0.9.8 also runs the reply's verbs, against its own
            intent. Yields `verb:hook` with `hooks.PlayResult`; a reply with verbs replaces the verb stack.
    """

    id: str | None = None
    """Opaque id that comes back as `verb_id` in hooks and as `id` in `verb:status`."""
    url: str | Annotated[list[str], Meta(min_length=1)]
    """WAV or MP3 by http(s) URL, several in order; also `silence_stream://1000` (milliseconds) or a `tone_stream://` of
    the media server.
    """
    loop: Annotated[int, Meta(ge=0)] | str | None = None
    """How often to play it, or `forever`; the server's default is 1. The vendor's schema calls 0 endless, the
    open-source server takes it as 1: write `forever`.
    """
    early_media: bool | None = field(default=None, name="earlyMedia")
    """Play before the call is answered, as early media, instead of answering it. No effect on an answered call."""
    seek_offset: Annotated[int, Meta(ge=0)] | str | None = field(default=None, name="seekOffset")
    """Audio samples (8000 are one second at 8 kHz) to skip at the start, in the first loop only."""
    timeout_secs: Annotated[float, Meta(ge=0.0)] | str | None = field(default=None, name="timeoutSecs")
    """Seconds after which playing stops. The result says `playCompleted` then too."""
    action_hook: components.HookTarget | None = field(default=None, name="actionHook")
    """Called when the audio ended, was stopped or was not found; not while the caller is in a conference. Within a
    `gather` too, where the open-source server 0.9.8 also runs the reply's verbs, against its own intent. Yields
    `verb:hook` with `hooks.PlayResult`; a reply with verbs replaces the verb stack.
    """


class QwenS2sAuth(Sent, kw_only=True):
    """Credentials for DashScope, whose keys belong to one region.

    Attributes:
        api_key: API key.
        host: DashScope host, such as dashscope.aliyuncs.com for Beijing or a workspace's own; the server's default is
            dashscope-intl.aliyuncs.com.
    """

    secrets_: ClassVar[frozenset[str]] = frozenset(["api_key"])

    api_key: Annotated[str, Meta(min_length=1)] = field(name="apiKey")
    """API key."""
    host: str | None = None
    """DashScope host, such as dashscope.aliyuncs.com for Beijing or a workspace's own; the server's default is
    dashscope-intl.aliyuncs.com.
    """


class QwenS2s(ActionVerb[hooks.LlmResult], components.ConfirmVerb, components.LlmBase, kw_only=True):
    """Has the caller talk to Alibaba's Qwen Omni realtime model: the verb `llm` with vendor `qwen`. It ends when that
    session ends or fails, or when the application replaces the stack.

    Verb `qwen_s2s`, since server 0.4.0. Not for target `open-source-0.9`. Source: @jambonz/schema verbs/qwen_s2s;
    @jambonz/schema lib/normalize.js:8-20.

    Attributes:
        vendor: Vendor of the model; the servers fill it in.
        auth: DashScope credentials.
        llm_options: Qwen's own options, such as `session_update` with `voice`, `instructions` and `turn_detection`.
    """

    vendor: Literal["qwen"] | None = None
    """Vendor of the model; the servers fill it in."""
    auth: QwenS2sAuth | None = None
    """DashScope credentials."""
    llm_options: Mapping[str, JsonValue] = field(name="llmOptions")
    """Qwen's own options, such as `session_update` with `voice`, `instructions` and `turn_detection`."""


class Rasa(ActionVerb[hooks.RasaResult], components.ConfirmVerb, Sent, kw_only=True):
    """Lets the caller talk to a Rasa bot: what is said goes to the bot over HTTP, and its text answers are spoken. It
    ends when the caller is silent for ten seconds or hangs up, the bot cannot be reached, or a reply to `eventHook`
    replaces the stack.

    Verb `rasa`. Not for target `v10`. Source: feature-server lib/tasks/rasa.js:6-18,22-162;
    @jambonz/verb-specifications rasa; @jambonz/schema verbs (not there).

    Attributes:
        id: Opaque id that comes back as `verb_id` in `actionHook` and as `id` in `verb:status`; `eventHook` does not
            carry it.
        url: URL of the bot's REST channel; the call sid goes there as `sender`, the caller's words as `message`.
        recognizer: Speech recogniser; the server's default is the session's.
        tts: Voice; the server's default is the session's.
        prompt: Text to speak first; without it the server just listens.
        action_hook: Called when the verb has ended; the reply is ignored with result `redirect`. Yields `verb:hook`
            with `hooks.RasaResult`; a reply with verbs replaces the verb stack.
        event_hook: Called for each utterance of the caller and each answer of the bot. Verbs in the reply end the
            conversation and replace the stack. Yields `verb:hook` with `hooks.RasaEvent`; a reply with verbs replaces
            the verb stack.
    """

    id: str | None = None
    """Opaque id that comes back as `verb_id` in `actionHook` and as `id` in `verb:status`; `eventHook` does not carry
    it.
    """
    url: str
    """URL of the bot's REST channel; the call sid goes there as `sender`, the caller's words as `message`."""
    recognizer: components.Recognizer | None = None
    """Speech recogniser; the server's default is the session's."""
    tts: components.Synthesizer | None = None
    """Voice; the server's default is the session's."""
    prompt: str | None = None
    """Text to speak first; without it the server just listens."""
    action_hook: components.HookTarget | None = field(default=None, name="actionHook")
    """Called when the verb has ended; the reply is ignored with result `redirect`. Yields `verb:hook` with
    `hooks.RasaResult`; a reply with verbs replaces the verb stack.
    """
    event_hook: components.HookTarget | None = field(default=None, name="eventHook")
    """Called for each utterance of the caller and each answer of the bot. Verbs in the reply end the conversation and
    replace the stack. Yields `verb:hook` with `hooks.RasaEvent`; a reply with verbs replaces the verb stack.
    """


class Redirect(components.ConfirmVerb, Sent, kw_only=True):
    """Asks for new verbs by a `session:redirect` and runs them instead of the rest. If they do not come within the
    ack's deadline the call ends; with an empty answer the next verb runs.

    Verb `redirect`, since server 0.9.6. Source: feature-server lib/tasks/redirect.js:8-84; feature-server
    lib/tasks/task.js:222-270; @jambonz/schema verbs/redirect; @jambonz/verb-specifications redirect.

    Attributes:
        id: Opaque id that comes back as `verb_id` in hooks and as `id` in `verb:status`.
        action_hook: Where to ask. An absolute ws(s) URL makes the server open a new socket there, an absolute http(s)
            URL leaves the websocket for good. The open-source server fails on an object here. Yields `session:redirect`
            with `hooks.CallInfo`; a reply with verbs replaces the verb stack. Target `open-source-0.9` takes only
            `string`.
        status_hook: Where `call:status` goes from now on: an absolute URL gets a connection of its own, any other value
            stays on this socket. The open-source server ignores an object here. Yields `call:status` with
            `messages.CallStatusData`; the reply is no verb array. Target `open-source-0.9` takes only `string`.
    """

    id: str | None = None
    """Opaque id that comes back as `verb_id` in hooks and as `id` in `verb:status`."""
    action_hook: components.HookTarget = field(name="actionHook")
    """Where to ask. An absolute ws(s) URL makes the server open a new socket there, an absolute http(s) URL leaves the
    websocket for good. The open-source server fails on an object here. Yields `session:redirect` with `hooks.CallInfo`;
    a reply with verbs replaces the verb stack. Target `open-source-0.9` takes only `string`.
    """
    status_hook: components.HookTarget | None = field(default=None, name="statusHook")
    """Where `call:status` goes from now on: an absolute URL gets a connection of its own, any other value stays on this
    socket. The open-source server ignores an object here. Yields `call:status` with `messages.CallStatusData`; the
    reply is no verb array. Target `open-source-0.9` takes only `string`.
    """


class RestDial(Verb, Sent, kw_only=True):
    """An outbound call as the REST API describes it; the server makes this verb itself. Not for applications: in a verb
    array the open-source server dials nothing and waits until other verbs replace it.

    Verb `rest:dial`. Source: feature-server lib/tasks/rest_dial.js:9-175; feature-server
    lib/http-routes/api/create-call.js:60-330; feature-server lib/http-routes/schemas/create-call.js:7-105;
    @jambonz/schema verbs/rest_dial; @jambonz/verb-specifications rest:dial.

    Attributes:
        id: Opaque id that comes back as `verb_id` in hooks and as `id` in `verb:status`.
        account_sid: Account that the call belongs to.
        application_sid: Application whose settings the call starts from; properties given here win.
        call_hook: Where the application is asked for when the call was answered: the URL of a websocket or HTTP server.
            Yields `session:new` with `messages.SessionData`; the reply is the call's initial application.
        call_status_hook: Where `call:status` goes. It comes over the websocket of `call_hook` only if it is left out or
            has the same URL. Yields `call:status` with `messages.CallStatusData`; the reply is no verb array.
        from_: Calling number.
        caller_name: Display name of the caller.
        from_host: Host part of the SIP From header.
        speech_synthesis_vendor: Speech synthesis vendor of the session.
        speech_synthesis_voice: Voice of the session.
        speech_synthesis_language: Language of speech synthesis, such as `en-US`.
        speech_recognizer_vendor: Speech recognition vendor of the session.
        speech_recognizer_language: Language of speech recognition, such as `en-US`.
        tag: Data of your own for the call: `customerData` in its messages.
        to: Whom to call.
        headers: SIP headers to put on the INVITE.
        timeout: Seconds to let it ring; the server's default is 60.
        amd: Detects answering machines once the call is answered.
        dual_streams: Ask for two audio streams, one for each party, on the call.
        sip_request_within_dialog_hook: Called when the called side sends an INFO or MESSAGE within the call. Yields
            `verb:hook` with `hooks.SipRequestWithinDialog`; a reply with verbs replaces the verb stack.
        refer_hook: Called when the called side asks by REFER to be transferred. Without it such a request is refused
            with 501. Yields `verb:hook` with `hooks.ReferRequest`; a reply with verbs replaces the verb stack.
        time_limit: Seconds after which the call is ended; without it there is no limit of its own.
    """

    id: str | None = None
    """Opaque id that comes back as `verb_id` in hooks and as `id` in `verb:status`."""
    account_sid: str | None = None
    """Account that the call belongs to."""
    application_sid: str | None = None
    """Application whose settings the call starts from; properties given here win."""
    call_hook: components.HookTarget
    """Where the application is asked for when the call was answered: the URL of a websocket or HTTP server. Yields
    `session:new` with `messages.SessionData`; the reply is the call's initial application.
    """
    call_status_hook: components.HookTarget | None = None
    """Where `call:status` goes. It comes over the websocket of `call_hook` only if it is left out or has the same URL.
    Yields `call:status` with `messages.CallStatusData`; the reply is no verb array.
    """
    from_: str = field(name="from")
    """Calling number."""
    caller_name: str | None = field(default=None, name="callerName")
    """Display name of the caller."""
    from_host: str | None = field(default=None, name="fromHost")
    """Host part of the SIP From header."""
    speech_synthesis_vendor: str | None = None
    """Speech synthesis vendor of the session."""
    speech_synthesis_voice: str | None = None
    """Voice of the session."""
    speech_synthesis_language: str | None = None
    """Language of speech synthesis, such as `en-US`."""
    speech_recognizer_vendor: str | None = None
    """Speech recognition vendor of the session."""
    speech_recognizer_language: str | None = None
    """Language of speech recognition, such as `en-US`."""
    tag: Mapping[str, JsonValue] | None = None
    """Data of your own for the call: `customerData` in its messages."""
    to: components.Target
    """Whom to call."""
    headers: Mapping[str, str | float] | None = None
    """SIP headers to put on the INVITE."""
    timeout: Annotated[float, Meta(ge=0.0)] | None = None
    """Seconds to let it ring; the server's default is 60."""
    amd: components.Amd | None = None
    """Detects answering machines once the call is answered."""
    dual_streams: bool | None = None
    """Ask for two audio streams, one for each party, on the call."""
    sip_request_within_dialog_hook: str | None = field(default=None, name="sipRequestWithinDialogHook")
    """Called when the called side sends an INFO or MESSAGE within the call. Yields `verb:hook` with
    `hooks.SipRequestWithinDialog`; a reply with verbs replaces the verb stack.
    """
    refer_hook: components.HookTarget | None = field(default=None, name="referHook")
    """Called when the called side asks by REFER to be transferred. Without it such a request is refused with 501.
    Yields `verb:hook` with `hooks.ReferRequest`; a reply with verbs replaces the verb stack.
    """
    time_limit: Annotated[float, Meta(ge=0.0)] | None = field(default=None, name="timeLimit")
    """Seconds after which the call is ended; without it there is no limit of its own."""


class Room(ActionVerb[hooks.ConferenceResult], components.ConfirmVerb, Sent, kw_only=True):
    """The commercial server's other name for `conference`: same properties, same hooks.

    Verb `room`, since server 0.9.6. Not for target `open-source-0.9`. Source: @jambonz/schema verbs/room;
    @jambonz/schema verbs/conference; feature-server lib/tasks/make_task.js:12-110 (not there).

    Attributes:
        id: Opaque id that comes back as `verb_id` in `actionHook` and as `id` in `verb:status`; the other hooks do not
            carry it.
        name: Name of the room, unique within the account. It comes back as `friendly_name` in status events.
        beep: Play a tone to the room when this caller joins; the server's default is false.
        member_tag: Tag of this member, by which `speakOnlyTo` and the coach action pick who hears them.
        speak_only_to: Coach mode: only members with this tag hear this caller. Leave it out to be heard by all.
        start_conference_on_enter: Exactly false makes the caller wait until somebody else starts the room. Without it
            the caller starts the room; exactly true also makes the caller a moderator.
        end_conference_on_exit: End the room for all when this caller leaves; the server's default is false.
        end_conference_duration: Longest duration of the room, in seconds.
        max_participants: Greatest number of members of the room.
        join_muted: Join muted; the server's default is false.
        action_hook: Called when this caller has left the room and the call goes on. Yields `verb:hook` with
            `hooks.ConferenceResult`; a reply with verbs replaces the verb stack.
        wait_hook: Called again and again while the caller waits for the room to start, each time after the verbs of the
            last reply have been played; an empty reply ends that. Yields `verb:hook` with `hooks.ConferenceWait`; the
            reply's verbs are played for this hook only.
        status_events: Events to report to `statusHook`; without it none are.
        status_hook: Called for each of the `statusEvents`. Yields `verb:hook` with `hooks.ConferenceStatus`; the reply
            is ignored.
        enter_hook: Called once before the caller joins; the verbs of the reply are played to this caller only. Yields
            `verb:hook` with `hooks.ConferenceEnter`; the reply's verbs are played for this hook only.
        record: Records the room to a file of the media server; counts only for the caller who starts the room.
        listen: Streams the room's mixed audio to a websocket.
        stream: Streams the room's mixed audio to a websocket; newer name of `listen`.
        distribute_dtmf: Pass the caller's keys on to the other members.
    """

    id: str | None = None
    """Opaque id that comes back as `verb_id` in `actionHook` and as `id` in `verb:status`; the other hooks do not carry
    it.
    """
    name: str
    """Name of the room, unique within the account. It comes back as `friendly_name` in status events."""
    beep: bool | None = None
    """Play a tone to the room when this caller joins; the server's default is false."""
    member_tag: str | None = field(default=None, name="memberTag")
    """Tag of this member, by which `speakOnlyTo` and the coach action pick who hears them."""
    speak_only_to: str | None = field(default=None, name="speakOnlyTo")
    """Coach mode: only members with this tag hear this caller. Leave it out to be heard by all."""
    start_conference_on_enter: bool | None = field(default=None, name="startConferenceOnEnter")
    """Exactly false makes the caller wait until somebody else starts the room. Without it the caller starts the room;
    exactly true also makes the caller a moderator.
    """
    end_conference_on_exit: bool | None = field(default=None, name="endConferenceOnExit")
    """End the room for all when this caller leaves; the server's default is false."""
    end_conference_duration: Annotated[float, Meta(ge=0.0)] | None = field(default=None, name="endConferenceDuration")
    """Longest duration of the room, in seconds."""
    max_participants: Annotated[int, Meta(ge=1)] | None = field(default=None, name="maxParticipants")
    """Greatest number of members of the room."""
    join_muted: bool | None = field(default=None, name="joinMuted")
    """Join muted; the server's default is false."""
    action_hook: components.HookTarget | None = field(default=None, name="actionHook")
    """Called when this caller has left the room and the call goes on. Yields `verb:hook` with `hooks.ConferenceResult`;
    a reply with verbs replaces the verb stack.
    """
    wait_hook: components.HookTarget | None = field(default=None, name="waitHook")
    """Called again and again while the caller waits for the room to start, each time after the verbs of the last reply
    have been played; an empty reply ends that. Yields `verb:hook` with `hooks.ConferenceWait`; the reply's verbs are
    played for this hook only.
    """
    status_events: (
        Sequence[
            Literal[
                "start",
                "end",
                "join",
                "leave",
                "start-talking",
                "stop-talking",
                "say-start",
                "say-done",
                "play-start",
                "play-done",
            ]
        ]
        | None
    ) = field(default=None, name="statusEvents")
    """Events to report to `statusHook`; without it none are."""
    status_hook: components.HookTarget | None = field(default=None, name="statusHook")
    """Called for each of the `statusEvents`. Yields `verb:hook` with `hooks.ConferenceStatus`; the reply is ignored."""
    enter_hook: components.HookTarget | None = field(default=None, name="enterHook")
    """Called once before the caller joins; the verbs of the reply are played to this caller only. Yields `verb:hook`
    with `hooks.ConferenceEnter`; the reply's verbs are played for this hook only.
    """
    record: components.ConferenceRecord | None = None
    """Records the room to a file of the media server; counts only for the caller who starts the room."""
    listen: Listen | None = None
    """Streams the room's mixed audio to a websocket."""
    stream: Stream | None = None
    """Streams the room's mixed audio to a websocket; newer name of `listen`."""
    distribute_dtmf: bool | None = field(default=None, name="distributeDtmf")
    """Pass the caller's keys on to the other members."""


class S2s(ActionVerb[hooks.LlmResult], components.ConfirmVerb, components.LlmBase, kw_only=True):
    """Another name for `llm`: both servers turn it into that verb before they look at it. The verb ends when the
    vendor's session ends or fails, or when the application replaces the stack.

    Verb `s2s`, since server 10.1.0. Source: feature-server lib/tasks/llm/index.js:9-22,88-121; feature-server
    lib/tasks/llm/llms/; @jambonz/schema verbs/s2s; @jambonz/schema lib/normalize.js:8-20; @jambonz/verb-specifications
    normalizeJambones.

    Attributes:
        vendor: Vendor of the model: openai, microsoft, google, elevenlabs, deepgram, voiceagent (same as deepgram) or
            ultravox; on the commercial server also qwen and gptlive. The open-source server throws the verb array away
            for any other. Target `open-source-0.9` takes only `openai`, `microsoft`, `google`, `elevenlabs`,
            `deepgram`, `voiceagent` and `ultravox`.
        auth: Credentials for the vendor: `apiKey` for most, `agent_id` and `api_key` for elevenlabs. The open-source
            server cannot do without.
        llm_options: Options in the vendor's own shape, passed on as they are. What the open-source server needs in it:
            `response_create` (openai, microsoft), `setup` (google), `Settings` (deepgram, voiceagent).
    """

    secrets_: ClassVar[frozenset[str]] = frozenset(["auth"])

    vendor: str
    """Vendor of the model: openai, microsoft, google, elevenlabs, deepgram, voiceagent (same as deepgram) or ultravox;
    on the commercial server also qwen and gptlive. The open-source server throws the verb array away for any other.
    Target `open-source-0.9` takes only `openai`, `microsoft`, `google`, `elevenlabs`, `deepgram`, `voiceagent` and
    `ultravox`.
    """
    auth: Mapping[str, JsonValue] | None = None
    """Credentials for the vendor: `apiKey` for most, `agent_id` and `api_key` for elevenlabs. The open-source server
    cannot do without.
    """
    llm_options: Mapping[str, JsonValue] = field(name="llmOptions")
    """Options in the vendor's own shape, passed on as they are. What the open-source server needs in it:
    `response_create` (openai, microsoft), `setup` (google), `Settings` (deepgram, voiceagent).
    """


class Say(
    components.ConfirmVerb, components.HoldVerb, components.QueueVerb, components.WhisperVerb, Sent, kw_only=True
):
    """Speaks text to the caller and waits until it was spoken. It has no hook: its end shows only as `verb:status`,
    after `config` with `notifyEvents`. Needs `text`, or `stream: true`.

    Verb `say`, since server 0.9.6. Source: feature-server lib/tasks/say.js:61-130,189-470; feature-server
    lib/tasks/tts-task.js:18-60; @jambonz/schema verbs/say; @jambonz/verb-specifications say.

    Attributes:
        id: Opaque id that comes back as `id` in `verb:status`.
        text: Plain text, or SSML within `<speak>`. Of several texts the open-source server speaks all in order; the
            commercial one is said to pick one at random.
        instructions: How to speak, in natural language, for voices that take such instructions.
        stream: Streams the speech: `text`, if any, goes first, then whatever the command `tts:tokens` sends. Websocket
            applications only.
        loop: How often to say it, or `forever`; the server's default is 1. The open-source server takes 0 as 1, and
            ignores the property when streaming.
        synthesizer: Voice for this text instead of the session's.
        early_media: Speak before the call is answered, as early media, instead of answering it. No effect on an
            answered call.
        disable_tts_cache: Synthesize anew even if the audio is in the server's cache; without it the session's setting
            holds.
        close_stream_on_empty: With `stream`: end the verb when all text was spoken. The open-source server takes the
            property but reads it under another name, so there the verb always ends then.
    """

    id: str | None = None
    """Opaque id that comes back as `id` in `verb:status`."""
    text: str | Annotated[list[str], Meta(min_length=1)] | None = None
    """Plain text, or SSML within `<speak>`. Of several texts the open-source server speaks all in order; the commercial
    one is said to pick one at random.
    """
    instructions: str | None = None
    """How to speak, in natural language, for voices that take such instructions."""
    stream: bool | None = None
    """Streams the speech: `text`, if any, goes first, then whatever the command `tts:tokens` sends. Websocket
    applications only.
    """
    loop: Annotated[int, Meta(ge=0)] | str | None = None
    """How often to say it, or `forever`; the server's default is 1. The open-source server takes 0 as 1, and ignores
    the property when streaming.
    """
    synthesizer: components.Synthesizer | None = None
    """Voice for this text instead of the session's."""
    early_media: bool | None = field(default=None, name="earlyMedia")
    """Speak before the call is answered, as early media, instead of answering it. No effect on an answered call."""
    disable_tts_cache: bool | None = field(default=None, name="disableTtsCache")
    """Synthesize anew even if the audio is in the server's cache; without it the session's setting holds."""
    close_stream_on_empty: bool | None = field(default=None, name="closeStreamOnEmpty")
    """With `stream`: end the verb when all text was spoken. The open-source server takes the property but reads it
    under another name, so there the verb always ends then.
    """


class SipDecline(Verb, Sent, kw_only=True):
    """Refuses an inbound call that is not answered yet with a SIP error, which ends it; skipped once the call is
    answered. No hook: the end shows as `call:status` `failed`.

    Verb `sip:decline`, since server 0.9.6. Source: feature-server lib/tasks/sip_decline.js:6-36; feature-server
    lib/session/call-session.js:2568-2575; @jambonz/schema verbs/sip-decline; @jambonz/verb-specifications sip:decline.

    Attributes:
        id: Opaque id that comes back as `id` in `verb:status`.
        status: SIP status code to refuse with, such as 486 or 603.
        reason: SIP reason phrase; without it the usual one for the code.
        headers: SIP headers to put on the response.
    """

    id: str | None = None
    """Opaque id that comes back as `id` in `verb:status`."""
    status: Annotated[int, Meta(ge=300, le=699)]
    """SIP status code to refuse with, such as 486 or 603."""
    reason: str | None = None
    """SIP reason phrase; without it the usual one for the code."""
    headers: Mapping[str, str | float] | None = None
    """SIP headers to put on the response."""


class SipRefer(ActionVerb[hooks.SipReferResult], components.ConfirmVerb, Sent, kw_only=True):
    """Asks the caller's side by REFER to call someone else, and waits for the final NOTIFY, at most 15 s after
    acceptance. The far end hangs up if the transfer works; otherwise the next verb runs. Skipped while the call is
    unanswered.

    Verb `sip:refer`, since server 0.9.6. Source: feature-server lib/tasks/sip_refer.js:7-150; feature-server
    lib/session/call-session.js:2558-2562; @jambonz/schema verbs/sip-refer; @jambonz/verb-specifications sip:refer.

    Attributes:
        id: Opaque id that comes back as `verb_id` in hooks and as `id` in `verb:status`.
        refer_to: Whom to call: a SIP or tel URI, or a bare number or user to which the far end's host is added.
        referred_by: Who transfers, for the Referred-By header: a SIP or tel URI, or a bare number or user; the server's
            default is the calling number.
        referred_by_display_name: Display name in the Referred-By header, used with a bare number or user; the server's
            default is the caller's name.
        headers: SIP headers to put on the REFER.
        action_hook: Called when the REFER was refused, when the final NOTIFY came, or after 15 s without one. Not
            called if the caller hangs up first. Yields `verb:hook` with `hooks.SipReferResult`; a reply with verbs
            replaces the verb stack.
        event_hook: Called with every NOTIFY about the progress of the transfer. Yields `verb:hook` with
            `hooks.SipReferEvent`; the reply is ignored.
    """

    id: str | None = None
    """Opaque id that comes back as `verb_id` in hooks and as `id` in `verb:status`."""
    refer_to: str = field(name="referTo")
    """Whom to call: a SIP or tel URI, or a bare number or user to which the far end's host is added."""
    referred_by: str | None = field(default=None, name="referredBy")
    """Who transfers, for the Referred-By header: a SIP or tel URI, or a bare number or user; the server's default is
    the calling number.
    """
    referred_by_display_name: str | None = field(default=None, name="referredByDisplayName")
    """Display name in the Referred-By header, used with a bare number or user; the server's default is the caller's
    name.
    """
    headers: Mapping[str, str | float] | None = None
    """SIP headers to put on the REFER."""
    action_hook: components.HookTarget | None = field(default=None, name="actionHook")
    """Called when the REFER was refused, when the final NOTIFY came, or after 15 s without one. Not called if the
    caller hangs up first. Yields `verb:hook` with `hooks.SipReferResult`; a reply with verbs replaces the verb stack.
    """
    event_hook: components.HookTarget | None = field(default=None, name="eventHook")
    """Called with every NOTIFY about the progress of the transfer. Yields `verb:hook` with `hooks.SipReferEvent`; the
    reply is ignored.
    """


class SipRequest(ActionVerb[hooks.SipRequestResult], components.ConfirmVerb, Sent, kw_only=True):
    """Sends a SIP request, such as INFO or MESSAGE, within the call and waits for the response. Skipped while the call
    is unanswered.

    Verb `sip:request`, since server 0.9.6. Source: feature-server lib/tasks/sip_request.js:7-55; feature-server
    lib/session/call-session.js:2558-2562; @jambonz/schema verbs/sip-request; @jambonz/verb-specifications sip:request.

    Attributes:
        id: Opaque id that comes back as `verb_id` in hooks and as `id` in `verb:status`.
        method: SIP method; the open-source server turns it into upper case.
        body: Body of the request; the open-source server adds a line feed. Say its `Content-Type` in `headers`.
        headers: SIP headers to put on the request.
        action_hook: Called with the status of the response, or with the error if there was none. Yields `verb:hook`
            with `hooks.SipRequestResult`; a reply with verbs replaces the verb stack.
    """

    id: str | None = None
    """Opaque id that comes back as `verb_id` in hooks and as `id` in `verb:status`."""
    method: str
    """SIP method; the open-source server turns it into upper case."""
    body: str | None = None
    """Body of the request; the open-source server adds a line feed. Say its `Content-Type` in `headers`."""
    headers: Mapping[str, str | float] | None = None
    """SIP headers to put on the request."""
    action_hook: components.HookTarget | None = field(default=None, name="actionHook")
    """Called with the status of the response, or with the error if there was none. Yields `verb:hook` with
    `hooks.SipRequestResult`; a reply with verbs replaces the verb stack.
    """


class Stream(ActionVerb[hooks.ListenResult], components.ConfirmVerb, Sent, kw_only=True):
    """Synonym of `listen`: sends the call's audio to a websocket server, which may play audio back. Runs until that
    server disconnects, `finishOnKey`, `maxLength` or other verbs end it.

    Verb `stream`, since server 0.9.6. Source: feature-server lib/tasks/listen.js:20-330; feature-server
    lib/tasks/dial.js:936; feature-server lib/session/call-session.js:1435-1455; @jambonz/schema verbs/stream;
    @jambonz/verb-specifications listen.

    Attributes:
        id: Opaque id that comes back as `verb_id` in hooks and as `id` in `verb:status`.
        url: Where to send the audio: a ws(s) URL, or a path starting with `/` on the server that the application's own
            socket is connected to, with its credentials.
        action_hook: Called when the verb ended, also when the audio server could not be reached, which the payload does
            not tell apart. Yields `verb:hook` with `hooks.ListenResult`; a reply with verbs replaces the verb stack.
        ws_auth: HTTP Basic credentials for the audio server; not used when `url` is a path.
        auth: Taken and not used by the open-source server, unknown to the vendor's schema: use `wsAuth`.
        mix_type: Channels to send: `mono` is the caller only, `mixed` both parties in one channel, `stereo` each in its
            own; the server's default is `mono`.
        metadata: Data of your own for the first frame on the audio socket, merged there with the facts about the call.
            That frame holds 8192 bytes at most.
        sample_rate: Sample rate in Hz of the audio that is sent, a multiple of 8000; the server's default is 8000.
        finish_on_key: Key that ends the verb, one of 0-9, * and #; it comes back as `digits`.
        max_length: Seconds after which the verb ends; without it there is no limit.
        pass_dtmf: Tell the audio server about keys the caller presses.
        play_beep: Play a beep to the caller before the audio is sent.
        disable_bidirectional_audio: Older form of `bidirectionalAudio` with `enabled` false.
        bidirectional_audio: Whether and how the audio server may play to the caller; the server's default is that it
            may, by whole clips.
        timeout: Seconds without audio after which the verb ends. The open-source server takes the property but ignores
            it.
        transcribe: Transcribes the same call meanwhile. Replies to its hooks are ignored.
        early_media: Send audio before the call is answered, instead of answering it. No effect on an answered call.
        channel: Within a `dial`: the leg whose audio is sent, 1 the caller (the server's default), 2 the called party.
            Elsewhere without effect on the open-source server.
    """

    id: str | None = None
    """Opaque id that comes back as `verb_id` in hooks and as `id` in `verb:status`."""
    url: str
    """Where to send the audio: a ws(s) URL, or a path starting with `/` on the server that the application's own socket
    is connected to, with its credentials.
    """
    action_hook: components.HookTarget | None = field(default=None, name="actionHook")
    """Called when the verb ended, also when the audio server could not be reached, which the payload does not tell
    apart. Yields `verb:hook` with `hooks.ListenResult`; a reply with verbs replaces the verb stack.
    """
    ws_auth: components.Auth | None = field(default=None, name="wsAuth")
    """HTTP Basic credentials for the audio server; not used when `url` is a path."""
    auth: components.Auth | None = None
    """Taken and not used by the open-source server, unknown to the vendor's schema: use `wsAuth`."""
    mix_type: Literal["mono", "stereo", "mixed"] | None = field(default=None, name="mixType")
    """Channels to send: `mono` is the caller only, `mixed` both parties in one channel, `stereo` each in its own; the
    server's default is `mono`.
    """
    metadata: Mapping[str, JsonValue] | None = None
    """Data of your own for the first frame on the audio socket, merged there with the facts about the call. That frame
    holds 8192 bytes at most.
    """
    sample_rate: Annotated[int, Meta(ge=8000)] | None = field(default=None, name="sampleRate")
    """Sample rate in Hz of the audio that is sent, a multiple of 8000; the server's default is 8000."""
    finish_on_key: str | None = field(default=None, name="finishOnKey")
    """Key that ends the verb, one of 0-9, * and #; it comes back as `digits`."""
    max_length: Annotated[float, Meta(ge=0.0)] | None = field(default=None, name="maxLength")
    """Seconds after which the verb ends; without it there is no limit."""
    pass_dtmf: bool | None = field(default=None, name="passDtmf")
    """Tell the audio server about keys the caller presses."""
    play_beep: bool | None = field(default=None, name="playBeep")
    """Play a beep to the caller before the audio is sent."""
    disable_bidirectional_audio: bool | None = field(default=None, name="disableBidirectionalAudio")
    """Older form of `bidirectionalAudio` with `enabled` false."""
    bidirectional_audio: components.BidirectionalAudio | None = field(default=None, name="bidirectionalAudio")
    """Whether and how the audio server may play to the caller; the server's default is that it may, by whole clips."""
    timeout: Annotated[float, Meta(ge=0.0)] | None = None
    """Seconds without audio after which the verb ends. The open-source server takes the property but ignores it."""
    transcribe: Transcribe | None = None
    """Transcribes the same call meanwhile. Replies to its hooks are ignored."""
    early_media: bool | None = field(default=None, name="earlyMedia")
    """Send audio before the call is answered, instead of answering it. No effect on an answered call."""
    channel: Literal[1, 2] | None = None
    """Within a `dial`: the leg whose audio is sent, 1 the caller (the server's default), 2 the called party. Elsewhere
    without effect on the open-source server.
    """


class Tag(components.ConfirmVerb, components.QueueVerb, Sent, kw_only=True):
    """Attaches data of your own to the call and goes on at once: it comes back as `customerData` in later messages. New
    data replace the former data as a whole; no hook.

    Verb `tag`, since server 0.9.6. Source: feature-server lib/tasks/tag.js:4-20; @jambonz/schema verbs/tag;
    @jambonz/verb-specifications tag.

    Attributes:
        id: Opaque id that comes back as `id` in `verb:status`.
        data: The data; keys and values come back unchanged.
    """

    id: str | None = None
    """Opaque id that comes back as `id` in `verb:status`."""
    data: Mapping[str, JsonValue]
    """The data; keys and values come back unchanged."""


class Transcribe(components.ConfirmVerb, Sent, kw_only=True):
    """Transcribes the call and reports each result by hook. As an element of a verb array it runs until other verbs
    replace it on the open-source server, so later verbs wait; for the background use `config` with `transcribe`.

    Verb `transcribe`, since server 0.9.6. Source: feature-server lib/tasks/transcribe.js:30-175,622-720;
    @jambonz/schema verbs/transcribe; @jambonz/verb-specifications transcribe.

    Attributes:
        id: Opaque id that comes back as `verb_id` in hooks and as `id` in `verb:status`.
        enable: Whether to transcribe, where the vendor lets it stand within another verb. Not for target
            `open-source-0.9`.
        transcription_hook: Called with each result, also with interim ones if the recogniser's `interim` is on. A reply
            with verbs replaces the stack, unless the verb is nested in another. Yields `verb:hook` with
            `hooks.Transcription`; a reply with verbs replaces the verb stack.
        translation_hook: Called with each translation, if the recogniser is set to translate (on the open-source server
            only vendor `speechmatics`). A reply with verbs replaces the stack, unless the verb is nested in another.
            Yields `verb:hook` with `hooks.Translation`; a reply with verbs replaces the verb stack.
        recognizer: Speech recogniser for this transcription instead of the session's.
        early_media: Transcribe before the call is answered, instead of answering it. No effect on an answered call.
        channel: Within a `dial`: transcribe only one leg, 1 the caller, 2 the called party; without it the open-source
            server transcribes both, told apart by `channel_tag`. Elsewhere without effect there.
    """

    id: str | None = None
    """Opaque id that comes back as `verb_id` in hooks and as `id` in `verb:status`."""
    enable: bool | None = None
    """Whether to transcribe, where the vendor lets it stand within another verb. Not for target `open-source-0.9`."""
    transcription_hook: str | None = field(default=None, name="transcriptionHook")
    """Called with each result, also with interim ones if the recogniser's `interim` is on. A reply with verbs replaces
    the stack, unless the verb is nested in another. Yields `verb:hook` with `hooks.Transcription`; a reply with verbs
    replaces the verb stack.
    """
    translation_hook: str | None = field(default=None, name="translationHook")
    """Called with each translation, if the recogniser is set to translate (on the open-source server only vendor
    `speechmatics`). A reply with verbs replaces the stack, unless the verb is nested in another. Yields `verb:hook`
    with `hooks.Translation`; a reply with verbs replaces the verb stack.
    """
    recognizer: components.Recognizer | None = None
    """Speech recogniser for this transcription instead of the session's."""
    early_media: bool | None = field(default=None, name="earlyMedia")
    """Transcribe before the call is answered, instead of answering it. No effect on an answered call."""
    channel: Literal[1, 2] | None = None
    """Within a `dial`: transcribe only one leg, 1 the caller, 2 the called party; without it the open-source server
    transcribes both, told apart by `channel_tag`. Elsewhere without effect there.
    """


class TransferBrief(Sent, kw_only=True):
    """A spoken briefing for the human who takes the call.

    Attributes:
        text: Text to speak.
        synthesizer: Voice for the briefing; the server's default is the session's.
    """

    text: str
    """Text to speak."""
    synthesizer: components.Synthesizer | None = None
    """Voice for the briefing; the server's default is the session's."""


class Transfer(ActionVerb[hooks.TransferResult], components.TransferOptions, kw_only=True):
    """Transfers the caller to a human, blind or after a spoken briefing (warm), and says what happens if that fails. It
    ends when the transfer is settled: bridged, back with the application, at a voicemail or failed.

    Verb `transfer`, since server 10.3.0. Not for target `open-source-0.9`. Source: @jambonz/schema verbs/transfer;
    @jambonz/schema components/transferOptions; feature-server lib/tasks/make_task.js:12-110 (not there).

    Attributes:
        id: Opaque id that comes back as `verb_id` in hooks and as `id` in `verb:status`.
        brief: Warm only: what the human is told before the caller is put through.
    """

    id: str | None = None
    """Opaque id that comes back as `verb_id` in hooks and as `id` in `verb:status`."""
    brief: TransferBrief | None = None
    """Warm only: what the human is told before the caller is put through."""


class UltravoxS2sAuth(Sent, kw_only=True):
    """Credentials for Ultravox.

    Attributes:
        api_key: API key.
        agent_id: Id of an Ultravox agent to call; then `model` does not count.
    """

    secrets_: ClassVar[frozenset[str]] = frozenset(["api_key"])

    api_key: Annotated[str, Meta(min_length=1)] = field(name="apiKey")
    """API key."""
    agent_id: str | None = None
    """Id of an Ultravox agent to call; then `model` does not count."""


class UltravoxS2s(ActionVerb[hooks.LlmResult], components.ConfirmVerb, components.LlmBase, kw_only=True):
    """Has the caller talk to Ultravox: the verb `llm` with vendor `ultravox`. It ends when that session ends or fails,
    or when the application replaces the stack.

    Verb `ultravox_s2s`, since server 10.1.0. Source: feature-server lib/tasks/llm/llms/ultravox_s2s.js:24-60,92-148;
    @jambonz/schema verbs/ultravox_s2s; @jambonz/schema lib/normalize.js:8-20; @jambonz/verb-specifications
    normalizeJambones.

    Attributes:
        vendor: Vendor of the model; the servers fill it in.
        auth: Credentials; the open-source server cannot do without.
        llm_options: Body of Ultravox's request to create a call, in its own shape, such as `systemPrompt`, `voice` and
            `selectedTools`. The server adds `model` and overwrites `medium.serverWebSocket`.
    """

    vendor: Literal["ultravox"] | None = None
    """Vendor of the model; the servers fill it in."""
    auth: UltravoxS2sAuth | None = None
    """Credentials; the open-source server cannot do without."""
    llm_options: Mapping[str, JsonValue] = field(name="llmOptions")
    """Body of Ultravox's request to create a call, in its own shape, such as `systemPrompt`, `voice` and
    `selectedTools`. The server adds `model` and overwrites `medium.serverWebSocket`.
    """


class VoiceagentS2sAuth(Sent, kw_only=True):
    """Credentials for Deepgram.

    Attributes:
        api_key: API key.
    """

    secrets_: ClassVar[frozenset[str]] = frozenset(["api_key"])

    api_key: Annotated[str, Meta(min_length=1)] = field(name="apiKey")
    """API key."""


class VoiceagentS2sOptions(Sent, kw_only=True):
    """Options of Deepgram's voice agent.

    Attributes:
        settings: Deepgram's own Settings message; `agent.think.provider` must have `type` and `model`, and the prompt
            is `agent.think.prompt`. The open-source server drops its `audio` and sets its own.
    """

    settings: Mapping[str, JsonValue] = field(name="Settings")
    """Deepgram's own Settings message; `agent.think.provider` must have `type` and `model`, and the prompt is
    `agent.think.prompt`. The open-source server drops its `audio` and sets its own.
    """


class VoiceagentS2s(ActionVerb[hooks.LlmResult], components.ConfirmVerb, components.LlmBase, kw_only=True):
    """Has the caller talk to Deepgram's voice agent under its older name: the verb `llm` with vendor `voiceagent`. On
    the open-source server it is the same as `deepgram_s2s`: all is set in `llmOptions.Settings`, and `model` does not
    count. It ends when that session ends or fails, or when the application replaces the stack.

    Verb `voiceagent_s2s`. Source: feature-server lib/tasks/llm/llms/voice_agent_s2s.js:25-77,79-93; @jambonz/schema
    lib/normalize.js:8-20; @jambonz/verb-specifications normalizeJambones.

    Attributes:
        vendor: Vendor of the model; the servers fill it in.
        auth: Credentials; the open-source server cannot do without.
        llm_options: Options of the voice agent.
    """

    vendor: Literal["voiceagent"] | None = None
    """Vendor of the model; the servers fill it in."""
    auth: VoiceagentS2sAuth | None = None
    """Credentials; the open-source server cannot do without."""
    llm_options: VoiceagentS2sOptions = field(name="llmOptions")
    """Options of the voice agent."""
