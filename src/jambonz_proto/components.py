# Generated from spec/ by `python -m codegen`. Do not edit: change the spec and run `make generate`.
"""Parts of verbs and commands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar, Literal, TypeAlias

from msgspec import Meta, field

from ._base import JsonValue, Sent, Verb

__all__ = [
    "ActionHookDelayAction",
    "AgentBargeIn",
    "AgentLlm",
    "AgentLlmConnectOptions",
    "AgentLlmMessage",
    "AgentLlmOptions",
    "AgentNoiseIsolation",
    "AgentToolFiller",
    "AgentToolFillerAudio",
    "AgentToolFillerBackchannel",
    "AgentTurnDetection",
    "Amd",
    "AmdTimers",
    "AssemblyAiOptions",
    "Auth",
    "AwsOptions",
    "AzureOptions",
    "BargeIn",
    "BidirectionalAudio",
    "CobaltOptions",
    "ConferenceRecord",
    "ConfirmVerb",
    "CustomOptions",
    "DeepgramOptions",
    "DialFrom",
    "ElevenlabsOptions",
    "FillerNoise",
    "GoogleOptions",
    "GoogleTranscriptNormalization",
    "Handoff",
    "HandoffBrief",
    "HangupTool",
    "HoldVerb",
    "HookOptions",
    "HookTarget",
    "HoundifyOptions",
    "IbmOptions",
    "LexIntent",
    "ListenOptions",
    "LlmBase",
    "McpServer",
    "ModulateOptions",
    "NoiseIsolation",
    "NuanceFormatting",
    "NuanceOptions",
    "NuanceResource",
    "NuanceResourceReference",
    "NvidiaOptions",
    "OpenaiNoTurnDetection",
    "OpenaiOptions",
    "OpenaiPromptTemplates",
    "OpenaiSemanticVad",
    "OpenaiServerVad",
    "OpenaiTurnDetection",
    "PauseRecording",
    "PhoneTarget",
    "QueryInput",
    "QueueVerb",
    "Recognizer",
    "RecognizerHint",
    "RecordOptions",
    "ResumeRecording",
    "SipTarget",
    "SonioxContext",
    "SonioxContextEntry",
    "SonioxOptions",
    "SonioxStorage",
    "SonioxTranslationTerm",
    "SpeechmaticsAudioEventsConfig",
    "SpeechmaticsAudioFilteringConfig",
    "SpeechmaticsConversationConfig",
    "SpeechmaticsOptions",
    "SpeechmaticsPunctuationOverrides",
    "SpeechmaticsReplacement",
    "SpeechmaticsSpeakerDiarizationConfig",
    "SpeechmaticsTranscriptFilteringConfig",
    "SpeechmaticsTranscriptionConfig",
    "SpeechmaticsTranslationConfig",
    "SpeechmaticsVocab",
    "StartRecording",
    "StopRecording",
    "Synthesizer",
    "Target",
    "TargetBase",
    "TeamsTarget",
    "TranscribeOptions",
    "TransferConfirm",
    "TransferDisposition",
    "TransferOptions",
    "TtsStream",
    "TurnTaking",
    "UserTarget",
    "Vad",
    "Verb",
    "VerbioOptions",
    "WhisperVerb",
    "XaiOptions",
]


class ConfirmVerb(Verb):
    """A verb that may answer `dial:confirm`: it runs on the called leg before that is bridged. A `gather` whose hook
    brings new verbs may go on with `config`, `gather`, `say` and `tag` only; the server drops others. These are:
    `Agent`, `Alert`, `Answer`, `Conference`, `Config`, `DeepgramS2s`, `Dequeue`, `Dialogflow`, `Dtmf`, `Dub`,
    `ElevenlabsS2s`, `Enqueue`, `Gather`, `GoogleS2s`, `GptliveS2s`, `Hangup`, `Leave`, `Lex`, `Listen`, `Llm`,
    `Message`, `MicrosoftS2s`, `OpenaiS2s`, `Pause`, `Play`, `QwenS2s`, `Rasa`, `Redirect`, `Room`, `S2s`, `Say`,
    `SipRefer`, `SipRequest`, `Stream`, `Tag`, `Transcribe`, `UltravoxS2s` and `VoiceagentS2s`.
    """

    __slots__ = ()


class HoldVerb(Verb):
    """A verb that may answer a conference wait, enter or hold hook: it is played for that hook only. These are:
    `Pause`, `Play` and `Say`.
    """

    __slots__ = ()


class QueueVerb(Verb):
    """A verb that may answer the wait hook of a queue. These are: `Leave`, `Pause`, `Play`, `Say` and `Tag`."""

    __slots__ = ()


class WhisperVerb(Verb):
    """A verb that can be whispered to one leg of a bridged call. These are: `Play` and `Say`."""

    __slots__ = ()


class ActionHookDelayAction(Sent, kw_only=True):
    """What the caller hears while the application is slow to send verbs after a hook.

    Source: feature-server lib/utils/action-hook-delay.js; feature-server lib/session/call-session.js:628-672,704-737;
    @jambonz/schema components/actionHookDelayAction; @jambonz/verb-specifications actionHookDelayAction.

    Attributes:
        enabled: Whether the rest counts; the server's default is true.
        no_response_timeout: Seconds to wait before the first of `actions`, and between them; 0 plays none. Above 0 it
            needs `actions`.
        no_response_give_up_timeout: Seconds after which `giveUpActions` run, or the call is hung up if there are none;
            0 waits for ever.
        retries: How many of `actions` are played in all, starting over at the end of the list; 0, the server's default,
            plays one, like 1.
        actions: Verbs to play one at a time while waiting. The open-source server takes `say` and `play` only, and lets
            a `say` finish when the application answers.
        give_up_actions: Verbs that replace the verb stack when the application does not answer in time.
    """

    enabled: bool | None = None
    """Whether the rest counts; the server's default is true."""
    no_response_timeout: Annotated[float, Meta(ge=0.0)] | None = field(default=None, name="noResponseTimeout")
    """Seconds to wait before the first of `actions`, and between them; 0 plays none. Above 0 it needs `actions`."""
    no_response_give_up_timeout: Annotated[float, Meta(ge=0.0)] | None = field(
        default=None, name="noResponseGiveUpTimeout"
    )
    """Seconds after which `giveUpActions` run, or the call is hung up if there are none; 0 waits for ever."""
    retries: Annotated[int, Meta(ge=0)] | None = None
    """How many of `actions` are played in all, starting over at the end of the list; 0, the server's default, plays
    one, like 1.
    """
    actions: Sequence[Verb] | None = None
    """Verbs to play one at a time while waiting. The open-source server takes `say` and `play` only, and lets a `say`
    finish when the application answers.
    """
    give_up_actions: Sequence[Verb] | None = field(default=None, name="giveUpActions")
    """Verbs that replace the verb stack when the application does not answer in time."""


class AgentBargeIn(Sent, kw_only=True):
    """Whether and how the caller may interrupt an agent.

    Source: @jambonz/schema verbs/agent; @jambonz/schema docs/verbs/agent; @jambonz/verb-specifications bargeInPipeline.

    Attributes:
        enable: Whether the caller may interrupt; the server's default is true.
        strategy: `vad` pauses at any speech and goes on if it was short; `interruptPrediction` has a model tell an
            interruption from an "uh-huh", without a pause. The server's default is `vad`. Not for target
            `open-source-0.9`.
        vendor: With `interruptPrediction`: whose model is used; the server's default is `krisp`. Not for target
            `open-source-0.9`.
        threshold: With `interruptPrediction`: probability, 0 to 1, from which speech counts as an interruption; the
            server's default is 0.5. Not for target `open-source-0.9`.
        min_speech_duration: With `vad`: seconds of speech from which it counts as an interruption; the server's default
            is 0.5.
        sticky: Never resume an answer that was interrupted; the server's default is false.
    """

    enable: bool | None = None
    """Whether the caller may interrupt; the server's default is true."""
    strategy: Literal["vad", "interruptPrediction"] | None = None
    """`vad` pauses at any speech and goes on if it was short; `interruptPrediction` has a model tell an interruption
    from an "uh-huh", without a pause. The server's default is `vad`. Not for target `open-source-0.9`.
    """
    vendor: str | None = None
    """With `interruptPrediction`: whose model is used; the server's default is `krisp`. Not for target
    `open-source-0.9`.
    """
    threshold: Annotated[float, Meta(ge=0.0, le=1.0)] | None = None
    """With `interruptPrediction`: probability, 0 to 1, from which speech counts as an interruption; the server's
    default is 0.5. Not for target `open-source-0.9`.
    """
    min_speech_duration: Annotated[float, Meta(ge=0.0)] | None = field(default=None, name="minSpeechDuration")
    """With `vad`: seconds of speech from which it counts as an interruption; the server's default is 0.5."""
    sticky: bool | None = None
    """Never resume an answer that was interrupted; the server's default is false."""


class AgentLlmConnectOptions(Sent, kw_only=True):
    """Options for the vendor's client library.

    Attributes:
        timeout: Time limit for a request, in the unit of the vendor's library.
        max_retries: How often a failed request is tried again.
        endpoint: Endpoint, for vendors that have one per customer.
        base_url: Base URL of the API, for a service compatible with the vendor's.
    """

    timeout: Annotated[float, Meta(ge=0.0)] | None = None
    """Time limit for a request, in the unit of the vendor's library."""
    max_retries: Annotated[int, Meta(ge=0)] | None = field(default=None, name="maxRetries")
    """How often a failed request is tried again."""
    endpoint: str | None = None
    """Endpoint, for vendors that have one per customer."""
    base_url: str | None = field(default=None, name="baseURL")
    """Base URL of the API, for a service compatible with the vendor's."""


class AgentLlmOptions(Sent, kw_only=True):
    """What the model is told and may do.

    Attributes:
        system_prompt: System prompt; the server puts it where the vendor wants it.
        messages: Conversation so far; a message of role `system` becomes the system prompt.
        initial_messages: Older name of `messages`.
        max_tokens: Greatest number of tokens in one answer.
        temperature: Sampling temperature; the vendor sets the upper limit.
        reasoning_effort: How much the model thinks before it answers; `minimal` answers soonest. Vendors without such a
            setting ignore it.
        tools: Functions that the model may call, each with `name`, `description` and `parameters` (a JSON Schema); the
            form `{"type": "function", "function": {...}}` is taken too.
    """

    system_prompt: str | None = field(default=None, name="systemPrompt")
    """System prompt; the server puts it where the vendor wants it."""
    messages: Sequence[AgentLlmMessage] | None = None
    """Conversation so far; a message of role `system` becomes the system prompt."""
    initial_messages: Sequence[AgentLlmMessage] | None = field(default=None, name="initialMessages")
    """Older name of `messages`."""
    max_tokens: Annotated[int, Meta(ge=1)] | None = field(default=None, name="maxTokens")
    """Greatest number of tokens in one answer."""
    temperature: Annotated[float, Meta(ge=0.0)] | None = None
    """Sampling temperature; the vendor sets the upper limit."""
    reasoning_effort: Literal["minimal", "low", "medium", "high"] | None = field(default=None, name="reasoningEffort")
    """How much the model thinks before it answers; `minimal` answers soonest. Vendors without such a setting ignore
    it.
    """
    tools: Sequence[Mapping[str, JsonValue]] | None = None
    """Functions that the model may call, each with `name`, `description` and `parameters` (a JSON Schema); the form
    `{"type": "function", "function": {...}}` is taken too.
    """


class AgentLlmMessage(Sent, kw_only=True):
    """One message of a conversation.

    Attributes:
        role: Who speaks.
        content: Text, or content parts in the vendor's own form.
        tool_calls: Tool calls of the assistant, in the vendor's own form.
        tool_call_id: With role `tool`: id of the tool call that this is the result of.
    """

    role: Literal["system", "user", "assistant", "tool"]
    """Who speaks."""
    content: str | Sequence[Mapping[str, JsonValue]]
    """Text, or content parts in the vendor's own form."""
    tool_calls: Sequence[Mapping[str, JsonValue]] | None = None
    """Tool calls of the assistant, in the vendor's own form."""
    tool_call_id: str | None = None
    """With role `tool`: id of the tool call that this is the result of."""


class AgentLlm(Sent, kw_only=True):
    """The language model of an agent. Without a vendor or model the application's default holds.

    Source: @jambonz/schema verbs/agent; @jambonz/schema docs/verbs/agent; @jambonz/sdk types AgentLlm.

    Attributes:
        vendor: Vendor of the model, such as `openai`, `anthropic` or `google`; the server's default is the
            application's.
        model: Model by the vendor's name; the server's default is the application's.
        label: Which of several credentials of the vendor to use.
        auth: Credentials for the vendor, usually `apiKey`. Without it the server uses those stored for vendor and
            label.
        connect_options: How to reach the vendor.
        llm_options: Prompt, history, tools and limits.
    """

    secrets_: ClassVar[frozenset[str]] = frozenset(["auth"])

    vendor: str | None = None
    """Vendor of the model, such as `openai`, `anthropic` or `google`; the server's default is the application's."""
    model: str | None = None
    """Model by the vendor's name; the server's default is the application's."""
    label: str | None = None
    """Which of several credentials of the vendor to use."""
    auth: Mapping[str, JsonValue] | None = None
    """Credentials for the vendor, usually `apiKey`. Without it the server uses those stored for vendor and label."""
    connect_options: AgentLlmConnectOptions | None = field(default=None, name="connectOptions")
    """How to reach the vendor."""
    llm_options: AgentLlmOptions | None = field(default=None, name="llmOptions")
    """Prompt, history, tools and limits."""


class AgentNoiseIsolation(Sent, kw_only=True):
    """Removal of background noise while an agent runs.

    Not for target `open-source-0.9`. Source: @jambonz/schema verbs/agent; @jambonz/schema docs/verbs/agent;
    @jambonz/verb-specifications noiseIsolationPipeline.

    Attributes:
        mode: Who removes the noise, `krisp` or `rnnoise`.
        level: Strength, 0 to 100; the server's default is 100.
        direction: `read` cleans the caller's audio, `write` what the caller hears; the server's default is `read`.
        model: Model of the vendor instead of its usual one.
    """

    mode: str
    """Who removes the noise, `krisp` or `rnnoise`."""
    level: Annotated[float, Meta(ge=0.0, le=100.0)] | None = None
    """Strength, 0 to 100; the server's default is 100."""
    direction: Literal["read", "write"] | None = None
    """`read` cleans the caller's audio, `write` what the caller hears; the server's default is `read`."""
    model: str | None = None
    """Model of the vendor instead of its usual one."""


class AgentToolFillerAudio(Sent, kw_only=True, tag_field="type", tag="audio"):
    """Plays an audio file over and over; it stops as soon as the tool returns.

    Attributes:
        url: URL of the audio file, which should bear being looped.
        start_delay_secs: Seconds between the tool call and the filler; the server's default is 2.
    """

    url: str
    """URL of the audio file, which should bear being looped."""
    start_delay_secs: Annotated[float, Meta(ge=0.0)] | None = field(default=None, name="startDelaySecs")
    """Seconds between the tool call and the filler; the server's default is 2."""


class AgentToolFillerBackchannel(Sent, kw_only=True, tag_field="type", tag="backchannel"):
    """Speaks short phrases that the model has made up; a phrase once begun is finished.

    Attributes:
        start_delay_secs: Seconds between the tool call and the filler; the server's default is 2.
        style: Tone of the phrases, in words for the model, such as `casual`.
        escalation_secs: Seconds between the tool call and a longer explanation; the server's default is 10.
    """

    start_delay_secs: Annotated[float, Meta(ge=0.0)] | None = field(default=None, name="startDelaySecs")
    """Seconds between the tool call and the filler; the server's default is 2."""
    style: str | None = None
    """Tone of the phrases, in words for the model, such as `casual`."""
    escalation_secs: Annotated[float, Meta(ge=0.0)] | None = field(default=None, name="escalationSecs")
    """Seconds between the tool call and a longer explanation; the server's default is 10."""


class AgentTurnDetection(Sent, kw_only=True, tag_field="mode", tag="krisp"):
    """Settings of the model that decides when the caller has finished a turn. Recognisers with turn detection of their
    own (deepgramflux, assemblyai, speechmatics) use that instead.

    Source: @jambonz/schema verbs/agent; @jambonz/schema docs/verbs/agent; @jambonz/verb-specifications pipeline.

    Attributes:
        threshold: Probability, 0 to 1, from which the turn counts as ended; lower means faster answers. The server's
            default is 0.5.
        model: Model of the vendor instead of its usual one.
    """

    threshold: Annotated[float, Meta(ge=0.0, le=1.0)] | None = None
    """Probability, 0 to 1, from which the turn counts as ended; lower means faster answers. The server's default is
    0.5.
    """
    model: str | None = None
    """Model of the vendor instead of its usual one."""


class AmdTimers(Sent, kw_only=True):
    """Timers of the answering machine detection.

    Attributes:
        no_speech_timeout_ms: Milliseconds without speech until `amd_no_speech_detected`; the server's default is 5000.
        decision_timeout_ms: Milliseconds without a decision until `amd_decision_timeout`; the server's default is
            15000.
        tone_timeout_ms: Milliseconds to wait for a beep, after which detection stops; the server's default is 20000.
        greeting_completion_timeout_ms: Milliseconds of silence that end a machine's greeting, then
            `amd_machine_stopped_speaking` is sent; the server's default is 2000, and 1000 always holds after a beep.
    """

    no_speech_timeout_ms: Annotated[int, Meta(ge=0)] | None = field(default=None, name="noSpeechTimeoutMs")
    """Milliseconds without speech until `amd_no_speech_detected`; the server's default is 5000."""
    decision_timeout_ms: Annotated[int, Meta(ge=0)] | None = field(default=None, name="decisionTimeoutMs")
    """Milliseconds without a decision until `amd_decision_timeout`; the server's default is 15000."""
    tone_timeout_ms: Annotated[int, Meta(ge=0)] | None = field(default=None, name="toneTimeoutMs")
    """Milliseconds to wait for a beep, after which detection stops; the server's default is 20000."""
    greeting_completion_timeout_ms: Annotated[int, Meta(ge=0)] | None = field(
        default=None, name="greetingCompletionTimeoutMs"
    )
    """Milliseconds of silence that end a machine's greeting, then `amd_machine_stopped_speaking` is sent; the server's
    default is 2000, and 1000 always holds after a beep.
    """


class Amd(Sent, kw_only=True):
    """Answering machine detection. It runs beside the verbs and does not keep the call up; a short greeting counts as a
    human, a long one as a machine.

    Source: feature-server lib/utils/amd-utils.js:49-190,257-440; feature-server lib/tasks/config.js:151-162,375-384;
    @jambonz/schema components/amd; @jambonz/verb-specifications amd.

    Attributes:
        action_hook: Called with each event, several times for one call; every reply with verbs replaces the verb stack.
            Yields `verb:hook` with `hooks.AmdEvent`; a reply with verbs replaces the verb stack.
        threshold_word_count: Number of words from which a greeting is a machine's; the server's default is 9.
        digit_count: Number of digits in a row that make a greeting a machine's; 0, the server's default, does not look
            for digits.
        timers: How long to wait for what.
        recognizer: Speech recogniser for the greeting; without it the session's vendor and language, with an enhanced
            model.
    """

    action_hook: HookTarget = field(name="actionHook")
    """Called with each event, several times for one call; every reply with verbs replaces the verb stack. Yields
    `verb:hook` with `hooks.AmdEvent`; a reply with verbs replaces the verb stack.
    """
    threshold_word_count: Annotated[int, Meta(ge=1)] | None = field(default=None, name="thresholdWordCount")
    """Number of words from which a greeting is a machine's; the server's default is 9."""
    digit_count: Annotated[int, Meta(ge=0)] | None = field(default=None, name="digitCount")
    """Number of digits in a row that make a greeting a machine's; 0, the server's default, does not look for digits."""
    timers: AmdTimers | None = None
    """How long to wait for what."""
    recognizer: Recognizer | None = None
    """Speech recogniser for the greeting; without it the session's vendor and language, with an enhanced model."""


class AssemblyAiOptions(Sent, kw_only=True):
    """Options for speech recognition by AssemblyAI: vendor `assemblyai`. What is said about turns needs `v3`.

    Source: feature-server lib/utils/transcription-utils.js:1207-1235; @jambonz/schema
    components/recognizer-assemblyAiOptions; @jambonz/verb-specifications assemblyAiOptions.

    Attributes:
        api_key: API key to use instead of the configured credential. The open-source server accepts and ignores it.
        service_version: Version of the streaming API; the server's default is the credential's, else `v2`.
        speech_model: Speech model by AssemblyAI's name. The open-source server accepts and ignores it.
        format_turns: Format the transcript of a turn for reading.
        end_of_turn_confidence_threshold: Confidence from 0 to 1 at which a turn counts as ended.
        min_end_of_turn_silence_when_confident: Milliseconds of silence that end a turn once the confidence is reached;
            the server's default is 500 in open source, 400 in v10.
        max_turn_silence: Milliseconds of silence that end a turn whatever the confidence; the server's default is 1280
            in v10.
        min_turn_silence: The caller's turn lasts at least until a pause this long, in milliseconds. The open-source
            server accepts and ignores it.
        keyterms: Terms to favour. The open-source server accepts and ignores them, and sends the recogniser's `hints`.
        prompt: Text that guides the model. The open-source server accepts and ignores it.
        language_detection: Detect the language. The open-source server accepts and ignores it.
        vad_threshold: Probability from 0 to 1 above which sound is taken for speech. The open-source server accepts and
            ignores it.
        inactivity_timeout: Seconds without activity after which the stream is closed. The open-source server accepts
            and ignores it.
    """

    secrets_: ClassVar[frozenset[str]] = frozenset(["api_key"])

    api_key: str | None = field(default=None, name="apiKey")
    """API key to use instead of the configured credential. The open-source server accepts and ignores it."""
    service_version: Literal["v2", "v3"] | None = field(default=None, name="serviceVersion")
    """Version of the streaming API; the server's default is the credential's, else `v2`."""
    speech_model: str | None = field(default=None, name="speechModel")
    """Speech model by AssemblyAI's name. The open-source server accepts and ignores it."""
    format_turns: bool | None = field(default=None, name="formatTurns")
    """Format the transcript of a turn for reading."""
    end_of_turn_confidence_threshold: Annotated[float, Meta(ge=0.0, le=1.0)] | None = field(
        default=None, name="endOfTurnConfidenceThreshold"
    )
    """Confidence from 0 to 1 at which a turn counts as ended."""
    min_end_of_turn_silence_when_confident: Annotated[int, Meta(ge=0)] | None = field(
        default=None, name="minEndOfTurnSilenceWhenConfident"
    )
    """Milliseconds of silence that end a turn once the confidence is reached; the server's default is 500 in open
    source, 400 in v10.
    """
    max_turn_silence: Annotated[int, Meta(ge=0)] | None = field(default=None, name="maxTurnSilence")
    """Milliseconds of silence that end a turn whatever the confidence; the server's default is 1280 in v10."""
    min_turn_silence: Annotated[int, Meta(ge=0)] | None = field(default=None, name="minTurnSilence")
    """The caller's turn lasts at least until a pause this long, in milliseconds. The open-source server accepts and
    ignores it.
    """
    keyterms: list[str] | None = None
    """Terms to favour. The open-source server accepts and ignores them, and sends the recogniser's `hints`."""
    prompt: str | None = None
    """Text that guides the model. The open-source server accepts and ignores it."""
    language_detection: bool | None = field(default=None, name="languageDetection")
    """Detect the language. The open-source server accepts and ignores it."""
    vad_threshold: Annotated[float, Meta(ge=0.0, le=1.0)] | None = field(default=None, name="vadThreshold")
    """Probability from 0 to 1 above which sound is taken for speech. The open-source server accepts and ignores it."""
    inactivity_timeout: Annotated[float, Meta(ge=0.0)] | None = field(default=None, name="inactivityTimeout")
    """Seconds without activity after which the stream is closed. The open-source server accepts and ignores it."""


class Auth(Sent, kw_only=True):
    """User name and password, for HTTP Basic or SIP digest authentication.

    Source: @jambonz/schema components/auth; @jambonz/verb-specifications auth.

    Attributes:
        username: User name.
        password: Password.
    """

    secrets_: ClassVar[frozenset[str]] = frozenset(["password"])

    username: str
    """User name."""
    password: str
    """Password."""


class AwsOptions(Sent, kw_only=True):
    """Options for speech recognition by AWS Transcribe: vendor `aws`.

    Source: feature-server lib/utils/transcription-utils.js:896-925; @jambonz/schema components/recognizer-awsOptions;
    @jambonz/verb-specifications awsOptions.

    Attributes:
        access_key: Access key id to use instead of the configured credential's.
        secret_key: Secret access key that belongs to `accessKey`.
        security_token: Session token of temporary credentials.
        region: AWS region of the service, such as `us-east-1`.
        vocabulary_name: Name of a custom vocabulary stored at AWS.
        vocabulary_filter_name: Which of the vocabulary filters of the AWS account hides words.
        vocabulary_filter_method: What to do with words that the filter catches.
        language_model_name: Name of a custom language model.
        pii_entity_types: Kinds of personal data to look for, such as `CREDIT_DEBIT_NUMBER`.
        pii_identify_entities: Mark personal data in transcripts.
    """

    secrets_: ClassVar[frozenset[str]] = frozenset(["access_key", "secret_key", "security_token"])

    access_key: str | None = field(default=None, name="accessKey")
    """Access key id to use instead of the configured credential's."""
    secret_key: str | None = field(default=None, name="secretKey")
    """Secret access key that belongs to `accessKey`."""
    security_token: str | None = field(default=None, name="securityToken")
    """Session token of temporary credentials."""
    region: str | None = None
    """AWS region of the service, such as `us-east-1`."""
    vocabulary_name: str | None = field(default=None, name="vocabularyName")
    """Name of a custom vocabulary stored at AWS."""
    vocabulary_filter_name: str | None = field(default=None, name="vocabularyFilterName")
    """Which of the vocabulary filters of the AWS account hides words."""
    vocabulary_filter_method: Literal["remove", "mask", "tag"] | None = field(
        default=None, name="vocabularyFilterMethod"
    )
    """What to do with words that the filter catches."""
    language_model_name: str | None = field(default=None, name="languageModelName")
    """Name of a custom language model."""
    pii_entity_types: list[str] | None = field(default=None, name="piiEntityTypes")
    """Kinds of personal data to look for, such as `CREDIT_DEBIT_NUMBER`."""
    pii_identify_entities: bool | None = field(default=None, name="piiIdentifyEntities")
    """Mark personal data in transcripts."""


class AzureOptions(Sent, kw_only=True):
    """Options for speech recognition by Microsoft Azure: vendor `microsoft`.

    Source: feature-server lib/utils/transcription-utils.js:926-965; @jambonz/schema components/recognizer-azureOptions;
    @jambonz/verb-specifications azureOptions.

    Attributes:
        speech_segmentation_silence_timeout_ms: A pause of so many milliseconds makes Azure close the segment.
        post_processing: Post-processing of transcripts by Azure's name for it, such as `TrueText`.
        audio_logging: Let Azure store audio and transcripts.
        language_id_mode: Identify the language once or all the time, with `altLanguages`.
        speech_recognition_mode: Kind of speech to expect.
    """

    speech_segmentation_silence_timeout_ms: Annotated[int, Meta(ge=0)] | None = field(
        default=None, name="speechSegmentationSilenceTimeoutMs"
    )
    """A pause of so many milliseconds makes Azure close the segment."""
    post_processing: str | None = field(default=None, name="postProcessing")
    """Post-processing of transcripts by Azure's name for it, such as `TrueText`."""
    audio_logging: bool | None = field(default=None, name="audioLogging")
    """Let Azure store audio and transcripts."""
    language_id_mode: Literal["AtStart", "Continuous"] | None = field(default=None, name="languageIdMode")
    """Identify the language once or all the time, with `altLanguages`."""
    speech_recognition_mode: Literal["CONVERSATION", "DICTATION", "INTERACTIVE"] | None = field(
        default=None, name="speechRecognitionMode"
    )
    """Kind of speech to expect."""


class BargeIn(Sent, kw_only=True):
    """Background gather of the session: it listens while other verbs run, and input stops them. While it is on, a
    `gather` in the verb stack does not run, unless it asks for speech and this one does not: what the caller says or
    presses comes to `actionHook`.

    Source: feature-server lib/tasks/config.js:32-45,66,249-263; feature-server
    lib/utils/background-task-manager.js:103-140; feature-server lib/session/call-session.js:1011-1049,1356-1367;
    feature-server lib/tasks/gather.js:368-377; @jambonz/schema verbs/config; @jambonz/verb-specifications bargeIn.

    Attributes:
        enable: Start or stop the background gather. Required by target `open-source-0.9`.
        sticky: Start the gather again after each input; without it there is one only.
        action_hook: Called with each input. Yields `verb:hook` with `hooks.GatherResult`; a reply with verbs replaces
            the verb stack.
        partial_result_hook: Called with each interim transcript; the open-source server accepts it here but never calls
            it. Yields `verb:hook` with `hooks.GatherPartial`; the reply is ignored.
        input: Kinds of input to listen for; the server's default is speech only. Setting other kinds while the gather
            runs starts it anew.
        finish_on_key: Key that ends digit input, one of 0-9, * and #; it is not part of the collected digits.
        num_digits: Exact number of digits to collect.
        min_digits: Least number of digits to collect.
        max_digits: Greatest number of digits to collect.
        inter_digit_timeout: Seconds to wait for the next digit.
        dtmf_bargein: A pressed key stops what is playing; the server's default is true if `input` has digits.
        min_bargein_word_count: Number of recognised words before speech stops what is playing; 0 reacts to voice
            activity. The server's default is 1.
    """

    enable: bool | None = None
    """Start or stop the background gather. Required by target `open-source-0.9`."""
    sticky: bool | None = None
    """Start the gather again after each input; without it there is one only."""
    action_hook: HookTarget | None = field(default=None, name="actionHook")
    """Called with each input. Yields `verb:hook` with `hooks.GatherResult`; a reply with verbs replaces the verb
    stack.
    """
    partial_result_hook: HookTarget | None = field(default=None, name="partialResultHook")
    """Called with each interim transcript; the open-source server accepts it here but never calls it. Yields
    `verb:hook` with `hooks.GatherPartial`; the reply is ignored.
    """
    input: Annotated[Sequence[Literal["speech", "digits"]], Meta(min_length=1)] | None = None
    """Kinds of input to listen for; the server's default is speech only. Setting other kinds while the gather runs
    starts it anew.
    """
    finish_on_key: str | None = field(default=None, name="finishOnKey")
    """Key that ends digit input, one of 0-9, * and #; it is not part of the collected digits."""
    num_digits: Annotated[int, Meta(ge=1)] | None = field(default=None, name="numDigits")
    """Exact number of digits to collect."""
    min_digits: Annotated[int, Meta(ge=0)] | None = field(default=None, name="minDigits")
    """Least number of digits to collect."""
    max_digits: Annotated[int, Meta(ge=1)] | None = field(default=None, name="maxDigits")
    """Greatest number of digits to collect."""
    inter_digit_timeout: Annotated[float, Meta(ge=0.0)] | None = field(default=None, name="interDigitTimeout")
    """Seconds to wait for the next digit."""
    dtmf_bargein: bool | None = field(default=None, name="dtmfBargein")
    """A pressed key stops what is playing; the server's default is true if `input` has digits."""
    min_bargein_word_count: Annotated[int, Meta(ge=0)] | None = field(default=None, name="minBargeinWordCount")
    """Number of recognised words before speech stops what is playing; 0 reacts to voice activity. The server's default
    is 1.
    """


class BidirectionalAudio(Sent, kw_only=True):
    """Whether and how the websocket server of `listen` or `stream` plays audio to the caller.

    Source: feature-server lib/tasks/listen.js:54-57,178-186,207-210; @jambonz/schema components/bidirectionalAudio;
    @jambonz/verb-specifications bidirectionalAudio.

    Attributes:
        enabled: Take audio from the websocket server; the server's default is true, or false with
            `disableBidirectionalAudio`.
        streaming: Take audio as binary frames of 16-bit mono samples instead of `playAudio` messages; the server's
            default is false.
        sample_rate: Samples per second of the binary frames, a multiple of 8000; needed with `streaming`.
    """

    enabled: bool | None = None
    """Take audio from the websocket server; the server's default is true, or false with `disableBidirectionalAudio`."""
    streaming: bool | None = None
    """Take audio as binary frames of 16-bit mono samples instead of `playAudio` messages; the server's default is
    false.
    """
    sample_rate: Annotated[int, Meta(ge=8000)] | None = field(default=None, name="sampleRate")
    """Samples per second of the binary frames, a multiple of 8000; needed with `streaming`."""


class CobaltOptions(Sent, kw_only=True):
    """Options for speech recognition by Cobalt: vendor `cobalt`.

    Source: feature-server lib/utils/transcription-utils.js:1187-1206; feature-server
    lib/utils/transcription-utils.js:1442-1475; @jambonz/verb-specifications cobaltOptions.

    Attributes:
        server_uri: Address of the Cobalt server, instead of the credential's.
        enable_confusion_network: Include the confusion network in results.
        metadata: Custom metadata for the request, as text.
        compiled_context_data: Context that Cobalt compiled before.
        word_time_offsets: Include word timing. The open-source server ignores it and goes by the recogniser's `words`.
        context_token: Token of the model that the recogniser's `hints` are compiled for; the server's default is
            `unk:default`.
    """

    server_uri: str | None = field(default=None, name="serverUri")
    """Address of the Cobalt server, instead of the credential's."""
    enable_confusion_network: bool | None = field(default=None, name="enableConfusionNetwork")
    """Include the confusion network in results."""
    metadata: str | None = None
    """Custom metadata for the request, as text."""
    compiled_context_data: str | None = field(default=None, name="compiledContextData")
    """Context that Cobalt compiled before."""
    word_time_offsets: bool | None = field(default=None, name="wordTimeOffsets")
    """Include word timing. The open-source server ignores it and goes by the recogniser's `words`."""
    context_token: str | None = field(default=None, name="contextToken")
    """Token of the model that the recogniser's `hints` are compiled for; the server's default is `unk:default`."""


class ConferenceRecord(Sent, kw_only=True):
    """Recording of a conference to a file; it begins when this participant starts the conference.

    Source: feature-server lib/tasks/conference.js:55,76,386-394; @jambonz/schema verbs/conference;
    @jambonz/verb-specifications record.

    Attributes:
        path: Path of the file on the media server.
    """

    path: str
    """Path of the file on the media server."""


class CustomOptions(Sent, kw_only=True):
    """Options for a recogniser of your own: a vendor `custom:...`.

    Source: feature-server lib/utils/transcription-utils.js:1414-1434; @jambonz/schema
    components/recognizer-customOptions; @jambonz/verb-specifications customOptions.

    Attributes:
        auth_token: Token for the recogniser. The open-source server ignores it and takes the configured credential's.
        uri: WebSocket URL of the recogniser. The open-source server ignores it and takes the configured credential's.
        sample_rate: Sample rate of the audio sent to it, in Hz.
        options: Options passed on to the recogniser; the server adds the recogniser's `hints` and `hintsBoost`, and
            `callSid`.
    """

    secrets_: ClassVar[frozenset[str]] = frozenset(["auth_token"])

    auth_token: str | None = field(default=None, name="authToken")
    """Token for the recogniser. The open-source server ignores it and takes the configured credential's."""
    uri: str | None = None
    """WebSocket URL of the recogniser. The open-source server ignores it and takes the configured credential's."""
    sample_rate: Annotated[int, Meta(ge=1)] | None = field(default=None, name="sampleRate")
    """Sample rate of the audio sent to it, in Hz."""
    options: Mapping[str, JsonValue] | None = None
    """Options passed on to the recogniser; the server adds the recogniser's `hints` and `hintsBoost`, and `callSid`."""


class DeepgramOptions(Sent, kw_only=True):
    """Options for speech recognition by Deepgram: vendor `deepgram`, and `deepgramflux` for the Flux models.

    Source: feature-server lib/utils/transcription-utils.js:1014-1109; feature-server
    lib/utils/transcription-utils.js:1442-1475; feature-server lib/tasks/stt-task.js:426-446; @jambonz/schema
    components/recognizer-deepgramOptions; @jambonz/verb-specifications deepgramOptions.

    Attributes:
        deepgram_stt_uri: Address of a Deepgram server of your own, instead of the credential's.
        deepgram_stt_use_tls: Use TLS to that server.
        api_key: API key to use instead of the configured credential.
        tier: Model tier, for old models.
        model: Model such as `nova-3`; without it the server takes the recogniser's, the credential's, or one that suits
            the language. For Flux the server's default is `flux-general-en`.
        custom_model: Id of a model trained for you. The open-source server ignores it.
        version: Version of the model.
        punctuate: Add punctuation and capitals.
        smart_formatting: Format dates, numbers, amounts and the like for reading.
        no_delay: Do not hold transcripts back for better formatting.
        profanity_filter: Filter profanity.
        redact: What to leave out of transcripts: card data, numbers or social security numbers.
        diarize: Tell speakers apart.
        diarize_version: Version of the diarization feature.
        ner: Recognise named entities.
        multichannel: Transcribe each audio channel on its own. The open-source server ignores it.
        alternatives: How many readings of the same speech to ask Deepgram for.
        numerals: Write spoken numbers as digits.
        search: Terms to look for in the audio.
        replace: Replacements, each `find:replacement`.
        keywords: Keywords to favour, each optionally with a boost as `word:2`; they go before the recogniser's `hints`.
            For models before Nova-3.
        keyterms: Terms to favour, for Nova-3 and Flux.
        endpointing: Milliseconds of silence that end an utterance, or false for no endpointing. Setting it also makes
            1000 the server's default of `utteranceEndMs`.
        utterance_end_ms: Milliseconds without words that end an utterance; continuous recognition sets it to
            `asrTimeout`.
        short_utterance: In `gather`, take the first transcript that Deepgram calls final, without waiting for the end
            of speech. For short answers.
        vad_turnoff: Milliseconds of silence after which Deepgram's voice detection says that speech is over.
        tag: Label for the request in Deepgram's usage reports.
        filler_words: Keep filler words such as `uh` in transcripts.
        eot_threshold: Confidence from 0 to 1 at which Flux takes the turn as ended.
        eot_timeout_ms: Milliseconds of silence after which Flux ends the turn whatever its confidence.
        mip_opt_out: Forbid Deepgram to train its models with this audio.
        entity_prompt: Text that guides the recognition of entities; the open-source server sends its first 100 words.
        eager_eot_threshold: Confidence from 0 to 1 at which Flux reports an early end of turn; setting it turns early
            reports on.
        language_hints: Language codes such as `en` that the multilingual Flux model should expect. The open-source
            server accepts and ignores them.
    """

    secrets_: ClassVar[frozenset[str]] = frozenset(["api_key"])

    deepgram_stt_uri: str | None = field(default=None, name="deepgramSttUri")
    """Address of a Deepgram server of your own, instead of the credential's."""
    deepgram_stt_use_tls: bool | None = field(default=None, name="deepgramSttUseTls")
    """Use TLS to that server."""
    api_key: str | None = field(default=None, name="apiKey")
    """API key to use instead of the configured credential."""
    tier: str | None = None
    """Model tier, for old models."""
    model: str | None = None
    """Model such as `nova-3`; without it the server takes the recogniser's, the credential's, or one that suits the
    language. For Flux the server's default is `flux-general-en`.
    """
    custom_model: str | None = field(default=None, name="customModel")
    """Id of a model trained for you. The open-source server ignores it."""
    version: str | None = None
    """Version of the model."""
    punctuate: bool | None = None
    """Add punctuation and capitals."""
    smart_formatting: bool | None = field(default=None, name="smartFormatting")
    """Format dates, numbers, amounts and the like for reading."""
    no_delay: bool | None = field(default=None, name="noDelay")
    """Do not hold transcripts back for better formatting."""
    profanity_filter: bool | None = field(default=None, name="profanityFilter")
    """Filter profanity."""
    redact: Literal["pci", "numbers", "true", "ssn"] | None = None
    """What to leave out of transcripts: card data, numbers or social security numbers."""
    diarize: bool | None = None
    """Tell speakers apart."""
    diarize_version: str | None = field(default=None, name="diarizeVersion")
    """Version of the diarization feature."""
    ner: bool | None = None
    """Recognise named entities."""
    multichannel: bool | None = None
    """Transcribe each audio channel on its own. The open-source server ignores it."""
    alternatives: Annotated[int, Meta(ge=1)] | None = None
    """How many readings of the same speech to ask Deepgram for."""
    numerals: bool | None = None
    """Write spoken numbers as digits."""
    search: list[str] | None = None
    """Terms to look for in the audio."""
    replace: list[str] | None = None
    """Replacements, each `find:replacement`."""
    keywords: list[str] | None = None
    """Keywords to favour, each optionally with a boost as `word:2`; they go before the recogniser's `hints`. For models
    before Nova-3.
    """
    keyterms: list[str] | None = None
    """Terms to favour, for Nova-3 and Flux."""
    endpointing: bool | Annotated[int, Meta(ge=0)] | None = None
    """Milliseconds of silence that end an utterance, or false for no endpointing. Setting it also makes 1000 the
    server's default of `utteranceEndMs`.
    """
    utterance_end_ms: Annotated[int, Meta(ge=0)] | None = field(default=None, name="utteranceEndMs")
    """Milliseconds without words that end an utterance; continuous recognition sets it to `asrTimeout`."""
    short_utterance: bool | None = field(default=None, name="shortUtterance")
    """In `gather`, take the first transcript that Deepgram calls final, without waiting for the end of speech. For
    short answers.
    """
    vad_turnoff: Annotated[int, Meta(ge=0)] | None = field(default=None, name="vadTurnoff")
    """Milliseconds of silence after which Deepgram's voice detection says that speech is over."""
    tag: str | None = None
    """Label for the request in Deepgram's usage reports."""
    filler_words: bool | None = field(default=None, name="fillerWords")
    """Keep filler words such as `uh` in transcripts."""
    eot_threshold: Annotated[float, Meta(ge=0.0, le=1.0)] | None = field(default=None, name="eotThreshold")
    """Confidence from 0 to 1 at which Flux takes the turn as ended."""
    eot_timeout_ms: Annotated[int, Meta(ge=0)] | None = field(default=None, name="eotTimeoutMs")
    """Milliseconds of silence after which Flux ends the turn whatever its confidence."""
    mip_opt_out: bool | None = field(default=None, name="mipOptOut")
    """Forbid Deepgram to train its models with this audio."""
    entity_prompt: str | None = field(default=None, name="entityPrompt")
    """Text that guides the recognition of entities; the open-source server sends its first 100 words."""
    eager_eot_threshold: Annotated[float, Meta(ge=0.0, le=1.0)] | None = field(default=None, name="eagerEotThreshold")
    """Confidence from 0 to 1 at which Flux reports an early end of turn; setting it turns early reports on."""
    language_hints: list[str] | None = field(default=None, name="languageHints")
    """Language codes such as `en` that the multilingual Flux model should expect. The open-source server accepts and
    ignores them.
    """


class DialFrom(Sent, kw_only=True):
    """What to put into the From header of the outbound INVITE instead of the usual caller.

    Source: feature-server lib/utils/place-outdial.js:82-83; @jambonz/schema components/target;
    @jambonz/verb-specifications dialFrom.

    Attributes:
        user: User part of the URI in the From header.
        host: Host part of the URI in the From header.
    """

    user: str | None = None
    """User part of the URI in the From header."""
    host: str | None = None
    """Host part of the URI in the From header."""


class ElevenlabsOptions(Sent, kw_only=True):
    """Options for speech recognition by ElevenLabs: vendor `elevenlabs`. The open-source server accepts them but has no
    such recogniser.

    Source: @jambonz/schema components/recognizer-elevenlabsOptions; @jambonz/verb-specifications elevenlabsOptions.

    Attributes:
        include_timestamps: Include word timing.
        commit_strategy: Whether transcripts become final on demand or by voice activity detection.
        vad_silence_threshold_secs: Seconds of silence after which the transcript becomes final, with `vad`.
        vad_threshold: Probability from 0 to 1 above which sound is taken for speech.
        min_speech_duration_ms: Milliseconds that speech must last to count.
        min_silence_duration_ms: Milliseconds that silence must last to end speech.
        enable_logging: Let ElevenLabs keep logs of the request.
    """

    include_timestamps: bool | None = field(default=None, name="includeTimestamps")
    """Include word timing."""
    commit_strategy: Literal["manual", "vad"] | None = field(default=None, name="commitStrategy")
    """Whether transcripts become final on demand or by voice activity detection."""
    vad_silence_threshold_secs: Annotated[float, Meta(ge=0.0)] | None = field(
        default=None, name="vadSilenceThresholdSecs"
    )
    """Seconds of silence after which the transcript becomes final, with `vad`."""
    vad_threshold: Annotated[float, Meta(ge=0.0, le=1.0)] | None = field(default=None, name="vadThreshold")
    """Probability from 0 to 1 above which sound is taken for speech."""
    min_speech_duration_ms: Annotated[int, Meta(ge=0)] | None = field(default=None, name="minSpeechDurationMs")
    """Milliseconds that speech must last to count."""
    min_silence_duration_ms: Annotated[int, Meta(ge=0)] | None = field(default=None, name="minSilenceDurationMs")
    """Milliseconds that silence must last to end speech."""
    enable_logging: bool | None = field(default=None, name="enableLogging")
    """Let ElevenLabs keep logs of the request."""


class FillerNoise(Sent, kw_only=True):
    """Sound that fills the silence while the application thinks.

    Source: feature-server lib/tasks/gather.js:109-119,164-167,847-879,1373-1382; feature-server
    lib/session/call-session.js:3191-3210; @jambonz/schema components/fillerNoise; @jambonz/verb-specifications
    fillerNoise.

    Attributes:
        enable: Whether the sound is played. In `gather` the open-source server does not look at it and plays the sound
            if `url` is known.
        url: URL of the audio file; needed unless the session has one already.
        start_delay_secs: Seconds of silence before the sound starts; the server's default is 0.
    """

    enable: bool
    """Whether the sound is played. In `gather` the open-source server does not look at it and plays the sound if `url`
    is known.
    """
    url: str | None = None
    """URL of the audio file; needed unless the session has one already."""
    start_delay_secs: Annotated[float, Meta(ge=0.0)] | None = field(default=None, name="startDelaySecs")
    """Seconds of silence before the sound starts; the server's default is 0."""


class GoogleTranscriptNormalization(Sent, kw_only=True):
    """One replacement in a transcript. The media server reads all three properties without a check, so none may be
    missing.

    Attributes:
        search: Text to replace.
        replace: Text to put there.
        case_sensitive: Whether upper and lower case matter.
    """

    search: str
    """Text to replace."""
    replace: str
    """Text to put there."""
    case_sensitive: bool
    """Whether upper and lower case matter."""


class GoogleOptions(Sent, kw_only=True):
    """Options for speech recognition by Google: vendor `google`.

    Source: feature-server lib/utils/transcription-utils.js:823-895; @jambonz/schema
    components/recognizer-googleOptions; @jambonz/verb-specifications googleOptions; freeswitch mod_google_transcribe
    GOOGLE_SPEECH_TRANSCRIPTION_NORMALIZATION.

    Attributes:
        mode: Gemini models only: transcribe word for word, or without slips and formatted for reading. Not for target
            `open-source-0.9`.
        custom_vocabulary: Gemini models only: up to 1000 terms and names to favour. Not for target `open-source-0.9`.
        service_version: Version of the Cloud Speech-to-Text API; the server's default is `v1`. The other options here
            need `v2`, unless they say otherwise.
        recognizer_id: Id of a recogniser resource. The open-source server accepts and ignores it.
        speech_start_timeout_ms: Milliseconds to wait for speech to begin.
        speech_end_timeout_ms: How long the caller may pause, in milliseconds, until Google takes the speech as ended.
        enable_voice_activity_events: Report begin and end of voice activity.
        transcript_normalization: Replacements to make in transcripts, in this order.
        parent_path: Parent of the recogniser, `projects/<id>/locations/<location>`, which also picks the region; the
            server's default is the credential's project, `global`.
    """

    mode: Literal["VERBATIM", "SMART"] | None = None
    """Gemini models only: transcribe word for word, or without slips and formatted for reading. Not for target
    `open-source-0.9`.
    """
    custom_vocabulary: Annotated[list[str], Meta(max_length=1000)] | None = field(default=None, name="customVocabulary")
    """Gemini models only: up to 1000 terms and names to favour. Not for target `open-source-0.9`."""
    service_version: Literal["v1", "v2"] | None = field(default=None, name="serviceVersion")
    """Version of the Cloud Speech-to-Text API; the server's default is `v1`. The other options here need `v2`, unless
    they say otherwise.
    """
    recognizer_id: str | None = field(default=None, name="recognizerId")
    """Id of a recogniser resource. The open-source server accepts and ignores it."""
    speech_start_timeout_ms: Annotated[int, Meta(ge=0)] | None = field(default=None, name="speechStartTimeoutMs")
    """Milliseconds to wait for speech to begin."""
    speech_end_timeout_ms: Annotated[int, Meta(ge=0)] | None = field(default=None, name="speechEndTimeoutMs")
    """How long the caller may pause, in milliseconds, until Google takes the speech as ended."""
    enable_voice_activity_events: bool | None = field(default=None, name="enableVoiceActivityEvents")
    """Report begin and end of voice activity."""
    transcript_normalization: Sequence[GoogleTranscriptNormalization] | None = field(
        default=None, name="transcriptNormalization"
    )
    """Replacements to make in transcripts, in this order."""
    parent_path: str | None = field(default=None, name="parentPath")
    """Parent of the recogniser, `projects/<id>/locations/<location>`, which also picks the region; the server's default
    is the credential's project, `global`.
    """


class HandoffBrief(Sent, kw_only=True):
    """Guidance for the summary that the model writes.

    Attributes:
        template: What the summary is to contain, in words for the model.
    """

    template: str
    """What the summary is to contain, in words for the model."""


class TransferOptions(Sent, kw_only=True):
    """How a call is transferred: what the verb `transfer` and the handoff of a model share.

    Source: @jambonz/schema components/transferOptions.

    Attributes:
        mode: `blind` hands the caller over at once, `warm` briefs the destination first.
        blind_method: With `blind`: by SIP REFER, or by an outbound call that is bridged; the server's default is
            `refer`.
        caller_present: With `warm`: the caller takes part in the briefing; the server's default is false, the caller is
            parked meanwhile.
        target: Destinations, rung all at once; the first to answer gets the call.
        caller_id: Calling number that the destination sees.
        on_hold_hook: With `warm`: called for verbs to play to a parked caller. Yields `verb:hook` with
            `hooks.TransferHold`; the reply's verbs are played for this hook only.
        timeout: Seconds to wait for an answer; the server's default is 30.
        confirm: Makes the destination accept the call by a key; anything else counts as declined.
        amd: With `warm`: answering machine detection on the destination; a machine counts as declined.
        disposition: What happens to the caller when the transfer fails.
        action_hook: Called when the outcome of the transfer is known. Yields `verb:hook` with `hooks.TransferResult`; a
            reply with verbs replaces the verb stack.
        event_hook: Called with the progress of the transfer. Yields `verb:hook` with `hooks.TransferEvent`; the reply
            is ignored.
    """

    mode: Literal["blind", "warm"]
    """`blind` hands the caller over at once, `warm` briefs the destination first."""
    blind_method: Literal["refer", "dial"] | None = field(default=None, name="blindMethod")
    """With `blind`: by SIP REFER, or by an outbound call that is bridged; the server's default is `refer`."""
    caller_present: bool | None = field(default=None, name="callerPresent")
    """With `warm`: the caller takes part in the briefing; the server's default is false, the caller is parked
    meanwhile.
    """
    target: Annotated[Sequence[Target], Meta(min_length=1)]
    """Destinations, rung all at once; the first to answer gets the call."""
    caller_id: str | None = field(default=None, name="callerId")
    """Calling number that the destination sees."""
    on_hold_hook: HookTarget | None = field(default=None, name="onHoldHook")
    """With `warm`: called for verbs to play to a parked caller. Yields `verb:hook` with `hooks.TransferHold`; the
    reply's verbs are played for this hook only.
    """
    timeout: Annotated[float, Meta(ge=0.0)] | None = None
    """Seconds to wait for an answer; the server's default is 30."""
    confirm: TransferConfirm | None = None
    """Makes the destination accept the call by a key; anything else counts as declined."""
    amd: Amd | None = None
    """With `warm`: answering machine detection on the destination; a machine counts as declined."""
    disposition: TransferDisposition | None = None
    """What happens to the caller when the transfer fails."""
    action_hook: HookTarget | None = field(default=None, name="actionHook")
    """Called when the outcome of the transfer is known. Yields `verb:hook` with `hooks.TransferResult`; a reply with
    verbs replaces the verb stack.
    """
    event_hook: HookTarget | None = field(default=None, name="eventHook")
    """Called with the progress of the transfer. Yields `verb:hook` with `hooks.TransferEvent`; the reply is ignored."""


class Handoff(TransferOptions, kw_only=True):
    """A tool for the model that transfers the call to a human; jambonz adds the tool and carries out the transfer.

    Source: @jambonz/schema components/handoff.

    Attributes:
        brief: What the destination is told: `auto` has the model sum up the call, `none` says nothing, an object guides
            the summary. The server's default is `auto`.
        brief_synthesizer: Voice of the briefing instead of the session's.
        tool_name: Name of the tool; the server's default is `transfer_to_human`.
        tool_description: Tells the model when to use the tool, instead of the server's own text.
    """

    brief: Literal["auto", "none"] | HandoffBrief | None = None
    """What the destination is told: `auto` has the model sum up the call, `none` says nothing, an object guides the
    summary. The server's default is `auto`.
    """
    brief_synthesizer: Synthesizer | None = field(default=None, name="briefSynthesizer")
    """Voice of the briefing instead of the session's."""
    tool_name: Annotated[str, Meta(min_length=1)] | None = field(default=None, name="toolName")
    """Name of the tool; the server's default is `transfer_to_human`."""
    tool_description: str | None = field(default=None, name="toolDescription")
    """Tells the model when to use the tool, instead of the server's own text."""


class HangupTool(Sent, kw_only=True):
    """A tool for the model that hangs up; an empty object is enough to add it.

    Source: @jambonz/schema components/hangup.

    Attributes:
        reason: Text for the SIP header `X-Reason` of the BYE, if the model gives none.
    """

    reason: str | None = None
    """Text for the SIP header `X-Reason` of the BYE, if the model gives none."""


class HookOptions(Sent, kw_only=True):
    """A hook with HTTP options; on the websocket only `url` counts, and it comes back as `hook`.

    Attributes:
        url: Name or URL of the hook.
        method: HTTP method, for webhooks only.
        username: HTTP Basic user name; read by the open-source server. Not for target `v10`.
        password: HTTP Basic password; read by the open-source server. Not for target `v10`.
        basic_auth: HTTP Basic credentials, as the commercial server takes them. Not for target `open-source-0.9`.
    """

    secrets_: ClassVar[frozenset[str]] = frozenset(["password"])

    url: str
    """Name or URL of the hook."""
    method: Literal["GET", "POST"] | None = None
    """HTTP method, for webhooks only."""
    username: str | None = None
    """HTTP Basic user name; read by the open-source server. Not for target `v10`."""
    password: str | None = None
    """HTTP Basic password; read by the open-source server. Not for target `v10`."""
    basic_auth: Auth | None = field(default=None, name="basicAuth")
    """HTTP Basic credentials, as the commercial server takes them. Not for target `open-source-0.9`."""


class HoundifyOptions(Sent, kw_only=True):
    """Options for speech recognition by SoundHound Houndify: vendor `houndify`. Where no unit is given, the value goes
    to Houndify as it is.

    Source: feature-server lib/utils/transcription-utils.js:1236-1296; @jambonz/schema
    components/recognizer-houndifyOptions; @jambonz/verb-specifications houndifyOptions.

    Attributes:
        request_info: Houndify's RequestInfo object, context of the query.
        sample_rate: Sample rate of the audio in Hz.
        latitude: Latitude of the user in degrees.
        longitude: Longitude of the user in degrees.
        city: City of the user.
        state: State of the user.
        country: Country of the user.
        time_zone: Time zone of the user.
        domain: Houndify domain.
        audio_endpoint: Address to send the audio to, instead of the credential's.
        max_silence_seconds: Seconds of silence that end recognition; the server's default is 5, also for 0.
        max_silence_after_full_query_seconds: Seconds of silence that end recognition after a complete query; the
            server's default is 1, also for 0.
        max_silence_after_partial_query_seconds: Seconds of silence that end recognition after an incomplete query; the
            server's default is 1.5, also for 0.
        vad_sensitivity: Sensitivity of voice activity detection.
        vad_timeout: Milliseconds until voice activity detection gives up.
        vad_mode: Mode of voice activity detection.
        vad_voice_ms: Milliseconds of voice that begin speech.
        vad_silence_ms: How many milliseconds without voice close the speech.
        vad_debug: Log voice activity detection.
        audio_format: Format of the audio.
        enable_noise_reduction: Reduce noise.
        enable_profanity_filter: Filter profanity.
        enable_punctuation: Add punctuation.
        enable_capitalization: Write capitals.
        confidence_threshold: Least confidence from 0 to 1.
        enable_disfluency_filter: Leave out hesitations such as `um`.
        max_results: Greatest number of results.
        enable_word_timestamps: Include word timing.
        max_alternatives: Upper limit for how many readings of the same speech Houndify offers.
        partial_transcript_interval: Interval between interim transcripts.
        session_timeout: Greatest length of the session.
        connection_timeout: How long connecting may take.
        custom_vocabulary: Terms to favour.
        language_model: Language model by Houndify's name.
        audio_query_absolute_timeout: Greatest length of an audio query.
        eoq_threshold: Likelihood from 0 to 1 at which the query counts as ended, when segmentation is off; 0 turns this
            off. The default is 0.8. Not for target `open-source-0.9`.
        vad_stop_threshold: Probability of speech from 0 to 1 below which speech counts as ended, when segmentation is
            off; 0 turns this off. The default is 0.05. Not for target `open-source-0.9`.
    """

    request_info: Mapping[str, JsonValue] | None = field(default=None, name="requestInfo")
    """Houndify's RequestInfo object, context of the query."""
    sample_rate: Annotated[int, Meta(ge=1)] | None = field(default=None, name="sampleRate")
    """Sample rate of the audio in Hz."""
    latitude: Annotated[float, Meta(ge=-90.0, le=90.0)] | None = None
    """Latitude of the user in degrees."""
    longitude: Annotated[float, Meta(ge=-180.0, le=180.0)] | None = None
    """Longitude of the user in degrees."""
    city: str | None = None
    """City of the user."""
    state: str | None = None
    """State of the user."""
    country: str | None = None
    """Country of the user."""
    time_zone: str | None = field(default=None, name="timeZone")
    """Time zone of the user."""
    domain: str | None = None
    """Houndify domain."""
    audio_endpoint: str | None = field(default=None, name="audioEndpoint")
    """Address to send the audio to, instead of the credential's."""
    max_silence_seconds: Annotated[float, Meta(ge=0.0)] | None = field(default=None, name="maxSilenceSeconds")
    """Seconds of silence that end recognition; the server's default is 5, also for 0."""
    max_silence_after_full_query_seconds: Annotated[float, Meta(ge=0.0)] | None = field(
        default=None, name="maxSilenceAfterFullQuerySeconds"
    )
    """Seconds of silence that end recognition after a complete query; the server's default is 1, also for 0."""
    max_silence_after_partial_query_seconds: Annotated[float, Meta(ge=0.0)] | None = field(
        default=None, name="maxSilenceAfterPartialQuerySeconds"
    )
    """Seconds of silence that end recognition after an incomplete query; the server's default is 1.5, also for 0."""
    vad_sensitivity: float | None = field(default=None, name="vadSensitivity")
    """Sensitivity of voice activity detection."""
    vad_timeout: Annotated[int, Meta(ge=0)] | None = field(default=None, name="vadTimeout")
    """Milliseconds until voice activity detection gives up."""
    vad_mode: str | None = field(default=None, name="vadMode")
    """Mode of voice activity detection."""
    vad_voice_ms: Annotated[int, Meta(ge=0)] | None = field(default=None, name="vadVoiceMs")
    """Milliseconds of voice that begin speech."""
    vad_silence_ms: Annotated[int, Meta(ge=0)] | None = field(default=None, name="vadSilenceMs")
    """How many milliseconds without voice close the speech."""
    vad_debug: bool | None = field(default=None, name="vadDebug")
    """Log voice activity detection."""
    audio_format: str | None = field(default=None, name="audioFormat")
    """Format of the audio."""
    enable_noise_reduction: bool | None = field(default=None, name="enableNoiseReduction")
    """Reduce noise."""
    enable_profanity_filter: bool | None = field(default=None, name="enableProfanityFilter")
    """Filter profanity."""
    enable_punctuation: bool | None = field(default=None, name="enablePunctuation")
    """Add punctuation."""
    enable_capitalization: bool | None = field(default=None, name="enableCapitalization")
    """Write capitals."""
    confidence_threshold: Annotated[float, Meta(ge=0.0, le=1.0)] | None = field(
        default=None, name="confidenceThreshold"
    )
    """Least confidence from 0 to 1."""
    enable_disfluency_filter: bool | None = field(default=None, name="enableDisfluencyFilter")
    """Leave out hesitations such as `um`."""
    max_results: Annotated[int, Meta(ge=0)] | None = field(default=None, name="maxResults")
    """Greatest number of results."""
    enable_word_timestamps: bool | None = field(default=None, name="enableWordTimestamps")
    """Include word timing."""
    max_alternatives: Annotated[int, Meta(ge=0)] | None = field(default=None, name="maxAlternatives")
    """Upper limit for how many readings of the same speech Houndify offers."""
    partial_transcript_interval: Annotated[float, Meta(ge=0.0)] | None = field(
        default=None, name="partialTranscriptInterval"
    )
    """Interval between interim transcripts."""
    session_timeout: Annotated[float, Meta(ge=0.0)] | None = field(default=None, name="sessionTimeout")
    """Greatest length of the session."""
    connection_timeout: Annotated[float, Meta(ge=0.0)] | None = field(default=None, name="connectionTimeout")
    """How long connecting may take."""
    custom_vocabulary: list[str] | None = field(default=None, name="customVocabulary")
    """Terms to favour."""
    language_model: str | None = field(default=None, name="languageModel")
    """Language model by Houndify's name."""
    audio_query_absolute_timeout: Annotated[float, Meta(ge=0.0)] | None = field(
        default=None, name="audioQueryAbsoluteTimeout"
    )
    """Greatest length of an audio query."""
    eoq_threshold: Annotated[float, Meta(ge=0.0, le=1.0)] | None = field(default=None, name="eoqThreshold")
    """Likelihood from 0 to 1 at which the query counts as ended, when segmentation is off; 0 turns this off. The
    default is 0.8. Not for target `open-source-0.9`.
    """
    vad_stop_threshold: Annotated[float, Meta(ge=0.0, le=1.0)] | None = field(default=None, name="vadStopThreshold")
    """Probability of speech from 0 to 1 below which speech counts as ended, when segmentation is off; 0 turns this off.
    The default is 0.05. Not for target `open-source-0.9`.
    """


class IbmOptions(Sent, kw_only=True):
    """Options for speech recognition by IBM Watson: vendor `ibm`.

    Source: feature-server lib/utils/transcription-utils.js:1133-1156; feature-server
    lib/utils/transcription-utils.js:1442-1475; @jambonz/schema components/recognizer-ibmOptions;
    @jambonz/verb-specifications ibmOptions.

    Attributes:
        stt_api_key: API key of the speech-to-text service, instead of the configured credential.
        stt_region: Region of the speech-to-text service.
        tts_api_key: API key of the text-to-speech service.
        tts_region: Region of the text-to-speech service.
        instance_id: Id of the service instance.
        model: Model such as `en-US_Telephony`.
        language_customization_id: Id of a custom language model. The open-source server accepts and ignores it.
        acoustic_customization_id: Id of a custom acoustic model. The open-source server accepts and ignores it.
        base_model_version: Version of the base model.
        watson_metadata: Customer id to label the data with, as IBM's metadata header wants it.
        watson_learning_opt_out: Keep the data out of IBM's service improvement.
    """

    secrets_: ClassVar[frozenset[str]] = frozenset(["stt_api_key", "tts_api_key"])

    stt_api_key: str | None = field(default=None, name="sttApiKey")
    """API key of the speech-to-text service, instead of the configured credential."""
    stt_region: str | None = field(default=None, name="sttRegion")
    """Region of the speech-to-text service."""
    tts_api_key: str | None = field(default=None, name="ttsApiKey")
    """API key of the text-to-speech service."""
    tts_region: str | None = field(default=None, name="ttsRegion")
    """Region of the text-to-speech service."""
    instance_id: str | None = field(default=None, name="instanceId")
    """Id of the service instance."""
    model: str | None = None
    """Model such as `en-US_Telephony`."""
    language_customization_id: str | None = field(default=None, name="languageCustomizationId")
    """Id of a custom language model. The open-source server accepts and ignores it."""
    acoustic_customization_id: str | None = field(default=None, name="acousticCustomizationId")
    """Id of a custom acoustic model. The open-source server accepts and ignores it."""
    base_model_version: str | None = field(default=None, name="baseModelVersion")
    """Version of the base model."""
    watson_metadata: str | None = field(default=None, name="watsonMetadata")
    """Customer id to label the data with, as IBM's metadata header wants it."""
    watson_learning_opt_out: bool | None = field(default=None, name="watsonLearningOptOut")
    """Keep the data out of IBM's service improvement."""


class LexIntent(Sent, kw_only=True):
    """The intent that a Lex bot starts with.

    Source: feature-server lib/tasks/lex.js:18,65-70; @jambonz/verb-specifications lexIntent.

    Attributes:
        name: Name of the intent.
        slots: Values of the intent's slots, by name.
    """

    name: str
    """Name of the intent."""
    slots: Mapping[str, JsonValue] | None = None
    """Values of the intent's slots, by name."""


class ListenOptions(Sent, kw_only=True):
    """Background stream of the session's audio to a websocket server.

    Source: feature-server lib/tasks/config.js:272-281; feature-server lib/tasks/listen.js:19-65,154-190;
    @jambonz/schema verbs/config; @jambonz/schema verbs/listen; @jambonz/verb-specifications listenOptions.

    Attributes:
        enable: Start or stop the stream. Required by target `open-source-0.9`.
        url: Websocket URL to send the audio to; needed to start.
        action_hook: Called when the stream has ended. Yields `verb:hook` with `hooks.ListenResult`; a reply with verbs
            replaces the verb stack. Not for target `open-source-0.9`.
        ws_auth: HTTP Basic credentials for the websocket server.
        sample_rate: Samples per second of the audio sent, a multiple of 8000; the server's default is 8000.
        mix_type: `mono` sends the caller only, `mixed` both parties in one channel, `stereo` each party in a channel of
            its own; the server's default is `mono`.
        metadata: Merged into the first frame to the websocket server, over the data of the call. The whole frame is cut
            at 8192 bytes.
        max_length: Seconds after which the stream ends; 0 and absence mean no limit.
        timeout: Seconds to wait for audio before the stream ends; the open-source server does not act on it.
        finish_on_key: Key that ends the stream, one of 0-9, * and #. Not for target `open-source-0.9`.
        pass_dtmf: Tell the websocket server of pressed keys; the server's default is false.
        play_beep: Play a beep before the stream starts; the server's default is false.
        disable_bidirectional_audio: Take no audio from the websocket server; older form of
            `bidirectionalAudio.enabled`, which wins.
        bidirectional_audio: Whether and how audio from the websocket server is played to the caller.
        early_media: Start before the call is answered. Not for target `open-source-0.9`.
        channel: Channel to stream, of a call with several. Not for target `open-source-0.9`.
    """

    enable: bool | None = None
    """Start or stop the stream. Required by target `open-source-0.9`."""
    url: str | None = None
    """Websocket URL to send the audio to; needed to start."""
    action_hook: HookTarget | None = field(default=None, name="actionHook")
    """Called when the stream has ended. Yields `verb:hook` with `hooks.ListenResult`; a reply with verbs replaces the
    verb stack. Not for target `open-source-0.9`.
    """
    ws_auth: Auth | None = field(default=None, name="wsAuth")
    """HTTP Basic credentials for the websocket server."""
    sample_rate: Annotated[int, Meta(ge=8000)] | None = field(default=None, name="sampleRate")
    """Samples per second of the audio sent, a multiple of 8000; the server's default is 8000."""
    mix_type: Literal["mono", "stereo", "mixed"] | None = field(default=None, name="mixType")
    """`mono` sends the caller only, `mixed` both parties in one channel, `stereo` each party in a channel of its own;
    the server's default is `mono`.
    """
    metadata: Mapping[str, JsonValue] | None = None
    """Merged into the first frame to the websocket server, over the data of the call. The whole frame is cut at 8192
    bytes.
    """
    max_length: Annotated[float, Meta(ge=0.0)] | None = field(default=None, name="maxLength")
    """Seconds after which the stream ends; 0 and absence mean no limit."""
    timeout: Annotated[float, Meta(ge=0.0)] | None = None
    """Seconds to wait for audio before the stream ends; the open-source server does not act on it."""
    finish_on_key: str | None = field(default=None, name="finishOnKey")
    """Key that ends the stream, one of 0-9, * and #. Not for target `open-source-0.9`."""
    pass_dtmf: bool | None = field(default=None, name="passDtmf")
    """Tell the websocket server of pressed keys; the server's default is false."""
    play_beep: bool | None = field(default=None, name="playBeep")
    """Play a beep before the stream starts; the server's default is false."""
    disable_bidirectional_audio: bool | None = field(default=None, name="disableBidirectionalAudio")
    """Take no audio from the websocket server; older form of `bidirectionalAudio.enabled`, which wins."""
    bidirectional_audio: BidirectionalAudio | None = field(default=None, name="bidirectionalAudio")
    """Whether and how audio from the websocket server is played to the caller."""
    early_media: bool | None = field(default=None, name="earlyMedia")
    """Start before the call is answered. Not for target `open-source-0.9`."""
    channel: Annotated[int, Meta(ge=1)] | None = None
    """Channel to stream, of a call with several. Not for target `open-source-0.9`."""


class LlmBase(Sent, kw_only=True):
    """What the verbs `llm`, `s2s` and all `*_s2s` share.

    Source: feature-server lib/tasks/llm/index.js; feature-server lib/tasks/llm/llms/openai_s2s.js:57-117;
    @jambonz/schema components/llm-base; @jambonz/verb-specifications llm.

    Attributes:
        id: Opaque id that comes back as `verb_id` in hooks and as `id` in `verb:status`.
        model: Model of the vendor; the server has a default for most vendors.
        connect_options: How to reach the vendor, mostly `host` and `path`; the server knows the usual ones, but
            `microsoft` needs `host`.
        mcp_servers: MCP servers whose tools are offered to the model.
        action_hook: Called when the conversation with the model has ended. Yields `verb:hook` with `hooks.LlmResult`; a
            reply with verbs replaces the verb stack.
        event_hook: Name under which events of the vendor arrive; without it none are sent. Yields `llm:event` with
            `hooks.LlmEvent`.
        tool_hook: Name under which tool calls of the model arrive; answer each with the command `llm:tool-output`.
            Yields `llm:tool-call` with `hooks.LlmToolCall`.
        events: Events to send to `eventHook`, by the vendor's names; most vendors take `all`, `-name` beside it to
            leave one out, and a group such as `response.*`. The server's default is every event it knows.
        handoff: Gives the model a tool that transfers the call to a human. Not for target `open-source-0.9`.
        hangup: Gives the model a tool that hangs up. Not for target `open-source-0.9`.
        response_timeout_ms: Milliseconds to wait until the vendor starts on a response that was asked for; then
            `eventHook` gets an event of type `response.timeout`. Without it there is no limit. Only vendors with
            application-driven turns, such as openai, honour it. Not for target `open-source-0.9`.
        cancel_on_response_timeout: Cancel the response that ran into `responseTimeoutMs`; the server's default is
            false. Not for target `open-source-0.9`.
        cancel_on_barge_in: Cancel the running response when the caller interrupts, for set-ups where the vendor does
            not do so; the server's default is false. Not for target `open-source-0.9`.
    """

    id: str | None = None
    """Opaque id that comes back as `verb_id` in hooks and as `id` in `verb:status`."""
    model: str | None = None
    """Model of the vendor; the server has a default for most vendors."""
    connect_options: Mapping[str, JsonValue] | None = field(default=None, name="connectOptions")
    """How to reach the vendor, mostly `host` and `path`; the server knows the usual ones, but `microsoft` needs
    `host`.
    """
    mcp_servers: Sequence[McpServer] | None = field(default=None, name="mcpServers")
    """MCP servers whose tools are offered to the model."""
    action_hook: HookTarget | None = field(default=None, name="actionHook")
    """Called when the conversation with the model has ended. Yields `verb:hook` with `hooks.LlmResult`; a reply with
    verbs replaces the verb stack.
    """
    event_hook: HookTarget | None = field(default=None, name="eventHook")
    """Name under which events of the vendor arrive; without it none are sent. Yields `llm:event` with
    `hooks.LlmEvent`.
    """
    tool_hook: HookTarget | None = field(default=None, name="toolHook")
    """Name under which tool calls of the model arrive; answer each with the command `llm:tool-output`. Yields
    `llm:tool-call` with `hooks.LlmToolCall`.
    """
    events: list[str] | None = None
    """Events to send to `eventHook`, by the vendor's names; most vendors take `all`, `-name` beside it to leave one
    out, and a group such as `response.*`. The server's default is every event it knows.
    """
    handoff: Handoff | None = None
    """Gives the model a tool that transfers the call to a human. Not for target `open-source-0.9`."""
    hangup: HangupTool | None = None
    """Gives the model a tool that hangs up. Not for target `open-source-0.9`."""
    response_timeout_ms: Annotated[int, Meta(ge=1)] | None = field(default=None, name="responseTimeoutMs")
    """Milliseconds to wait until the vendor starts on a response that was asked for; then `eventHook` gets an event of
    type `response.timeout`. Without it there is no limit. Only vendors with application-driven turns, such as openai,
    honour it. Not for target `open-source-0.9`.
    """
    cancel_on_response_timeout: bool | None = field(default=None, name="cancelOnResponseTimeout")
    """Cancel the response that ran into `responseTimeoutMs`; the server's default is false. Not for target
    `open-source-0.9`.
    """
    cancel_on_barge_in: bool | None = field(default=None, name="cancelOnBargeIn")
    """Cancel the running response when the caller interrupts, for set-ups where the vendor does not do so; the server's
    default is false. Not for target `open-source-0.9`.
    """


class McpServer(Sent, kw_only=True):
    """An MCP server whose tools the model may call. jambonz calls them itself; the application does not see such calls.

    Source: feature-server lib/utils/llm-mcp.js:14-43; @jambonz/schema components/llm-base; @jambonz/schema verbs/agent;
    @jambonz/verb-specifications mcpServer.

    Attributes:
        url: URL of the server's SSE endpoint. A server that cannot be reached is left out.
        auth: Credentials for the MCP server; the open-source server does not use them.
        roots: MCP roots to offer to the server. Not for target `open-source-0.9`.
    """

    secrets_: ClassVar[frozenset[str]] = frozenset(["auth"])

    url: str
    """URL of the server's SSE endpoint. A server that cannot be reached is left out."""
    auth: Mapping[str, JsonValue] | None = None
    """Credentials for the MCP server; the open-source server does not use them."""
    roots: Sequence[Mapping[str, JsonValue]] | None = None
    """MCP roots to offer to the server. Not for target `open-source-0.9`."""


class ModulateOptions(Sent, kw_only=True):
    """Options for speech recognition by Modulate: vendor `modulate`. The model is the recogniser's `model`, by default
    `velma-2-stt-streaming`; confidence is always 1.

    Source: @jambonz/schema components/recognizer-modulateOptions.

    Attributes:
        api_key: API key to use instead of the configured credential.
        endpointing: For the model `velma-2-stt-streaming-english-v2`: a final transcript after every pause, not only at
            the end of the stream; the server's default is true.
        emotion_signal: For the model `velma-2-stt-streaming`: every utterance comes with the emotion heard in it.
        accent_signal: For the model `velma-2-stt-streaming`: every utterance comes with the accent heard in it.
        deepfake_signal: For the model `velma-2-stt-streaming`: report with each utterance how likely the voice is
            synthetic.
        pii_phi_tagging: For the model `velma-2-stt-streaming`: put tags around personal and health data in transcripts.
        modulate_stt_uri: Host under which Modulate is reached; the server's default is `platform.modulate.ai`.
        modulate_stt_use_tls: Encrypt the connection to `modulateSttUri`; the server's default is true.
    """

    secrets_: ClassVar[frozenset[str]] = frozenset(["api_key"])

    api_key: str | None = field(default=None, name="apiKey")
    """API key to use instead of the configured credential."""
    endpointing: bool | None = None
    """For the model `velma-2-stt-streaming-english-v2`: a final transcript after every pause, not only at the end of
    the stream; the server's default is true.
    """
    emotion_signal: bool | None = field(default=None, name="emotionSignal")
    """For the model `velma-2-stt-streaming`: every utterance comes with the emotion heard in it."""
    accent_signal: bool | None = field(default=None, name="accentSignal")
    """For the model `velma-2-stt-streaming`: every utterance comes with the accent heard in it."""
    deepfake_signal: bool | None = field(default=None, name="deepfakeSignal")
    """For the model `velma-2-stt-streaming`: report with each utterance how likely the voice is synthetic."""
    pii_phi_tagging: bool | None = field(default=None, name="piiPhiTagging")
    """For the model `velma-2-stt-streaming`: put tags around personal and health data in transcripts."""
    modulate_stt_uri: str | None = field(default=None, name="modulateSttUri")
    """Host under which Modulate is reached; the server's default is `platform.modulate.ai`."""
    modulate_stt_use_tls: bool | None = field(default=None, name="modulateSttUseTls")
    """Encrypt the connection to `modulateSttUri`; the server's default is true."""


class NoiseIsolation(Sent, kw_only=True):
    """Removal of background noise from the audio of the session. The open-source server accepts it and does nothing
    with it.

    Source: @jambonz/schema verbs/config; @jambonz/schema docs/verbs/agent; @jambonz/verb-specifications noiseIsolation.

    Attributes:
        enable: Whether noise is removed.
        vendor: Who removes it, such as `krisp` or `rnnoise`.
        level: Strength, 0 to 100.
        direction: `read` cleans the caller's audio, `write` what the caller hears; the server's default is `read`. Not
            for target `open-source-0.9`.
        model: Model of the vendor instead of its usual one.
    """

    enable: bool | None = None
    """Whether noise is removed."""
    vendor: str | None = None
    """Who removes it, such as `krisp` or `rnnoise`."""
    level: Annotated[float, Meta(ge=0.0, le=100.0)] | None = None
    """Strength, 0 to 100."""
    direction: Literal["read", "write"] | None = None
    """`read` cleans the caller's audio, `write` what the caller hears; the server's default is `read`. Not for target
    `open-source-0.9`.
    """
    model: str | None = None
    """Model of the vendor instead of its usual one."""


class NuanceResource(Sent, kw_only=True):
    """One resource for recognition: one of `externalReference`, `inlineWordset`, `builtin`, `inlineGrammar` and
    `wakeupWord`.

    Attributes:
        external_reference: Resource to be loaded from elsewhere.
        inline_wordset: Word set, as JSON text.
        builtin: Name of a resource built into the data pack.
        inline_grammar: Grammar, as SRGS XML text.
        wakeup_word: Words that wake the application up.
        weight_name: Weight of the resource by name; instead of `weightValue`.
        weight_value: Weight of the resource from 0 to 1; instead of `weightName`.
        reuse: Whether the resource will be used for one recognition or for many.
    """

    external_reference: NuanceResourceReference | None = field(default=None, name="externalReference")
    """Resource to be loaded from elsewhere."""
    inline_wordset: str | None = field(default=None, name="inlineWordset")
    """Word set, as JSON text."""
    builtin: str | None = None
    """Name of a resource built into the data pack."""
    inline_grammar: str | None = field(default=None, name="inlineGrammar")
    """Grammar, as SRGS XML text."""
    wakeup_word: list[str] | None = field(default=None, name="wakeupWord")
    """Words that wake the application up."""
    weight_name: Literal["defaultWeight", "lowest", "low", "medium", "high", "highest"] | None = field(
        default=None, name="weightName"
    )
    """Weight of the resource by name; instead of `weightValue`."""
    weight_value: Annotated[float, Meta(ge=0.0, le=1.0)] | None = field(default=None, name="weightValue")
    """Weight of the resource from 0 to 1; instead of `weightName`."""
    reuse: Literal["undefined_reuse", "low_reuse", "high_reuse"] | None = None
    """Whether the resource will be used for one recognition or for many."""


class NuanceResourceReference(Sent, kw_only=True):
    """Where to load a resource from, and how.

    Attributes:
        type: Kind of resource.
        uri: Address of the resource, a URL or a Nuance URN.
        max_load_failures: Whether failures to load it are tolerated; the name is spelt so on the wire.
        request_timeout_ms: Milliseconds that loading may take.
        headers: HTTP headers for loading it.
    """

    type: (
        Literal[
            "undefined_resource_type",
            "wordset",
            "compiled_wordset",
            "domain_lm",
            "speaker_profile",
            "grammar",
            "settings",
        ]
        | None
    ) = None
    """Kind of resource."""
    uri: str | None = None
    """Address of the resource, a URL or a Nuance URN."""
    max_load_failures: bool | None = field(default=None, name="maxLoadFailures")
    """Whether failures to load it are tolerated; the name is spelt so on the wire."""
    request_timeout_ms: Annotated[int, Meta(ge=0)] | None = field(default=None, name="requestTimeoutMs")
    """Milliseconds that loading may take."""
    headers: Mapping[str, str] | None = None
    """HTTP headers for loading it."""


class NuanceFormatting(Sent, kw_only=True):
    """How Nuance writes dates, numbers and the like.

    Attributes:
        scheme: Formatting scheme of the data pack, such as `date`.
        options: Formatting options of the data pack, by Nuance's names.
    """

    scheme: str
    """Formatting scheme of the data pack, such as `date`."""
    options: Mapping[str, JsonValue]
    """Formatting options of the data pack, by Nuance's names."""


class NuanceOptions(Sent, kw_only=True):
    """Options for speech recognition by Nuance: vendor `nuance`.

    Source: feature-server lib/utils/transcription-utils.js:966-1013; feature-server
    lib/utils/transcription-utils.js:1442-1475; @jambonz/verb-specifications nuanceOptions; @jambonz/verb-specifications
    resource; @jambonz/verb-specifications resourceReference; @jambonz/verb-specifications formatting.

    Attributes:
        client_id: Client id to use instead of the configured credential; needs `secret`.
        secret: Client secret that belongs to `clientId`.
        krypton_endpoint: Address of a Krypton server of your own; read only without `clientId` and `secret`.
        topic: Specialised language model, such as `GEN`.
        utterance_detection_mode: Recognise one utterance, all of them, or the whole audio as one.
        punctuation: Add punctuation.
        profanity_filter: Mask profanity.
        include_tokenization: Include the tokens of the result.
        discard_speaker_adaptation: Do not keep what was learned about the speaker.
        suppress_call_recording: Keep the call out of Nuance's logs.
        mask_load_failures: Go on when a resource cannot be loaded.
        suppress_initial_capitalization: Do not begin sentences with a capital.
        allow_zero_base_lm_weight: Allow the resources to take all the weight from the base language model.
        filter_wakeup_word: Leave wake-up words out of the result.
        result_type: Which results Nuance sends. The open-source server asks for `partial` whenever this is set.
        no_input_timeout_ms: Milliseconds to wait for speech to begin.
        recognition_timeout_ms: Milliseconds that recognition may take, from the begin of speech.
        utterance_end_silence_ms: How long the caller must pause for Nuance to close the utterance, in milliseconds.
        max_hypotheses: At most so many readings of the same speech come back.
        speech_domain: Domain that the formatting of the language model should follow.
        formatting: How to write dates, numbers and the like.
        client_data: Values to put into Nuance's call log. The open-source server accepts and ignores them.
        user_id: Id of the user, for Nuance's call log. The open-source server accepts and ignores it.
        speech_detection_sensitivity: From 0, little noise is taken for speech, to 1, little speech for noise. The
            open-source server accepts and ignores it.
        resources: Word sets, language models, grammars and the like for this recognition.
    """

    secrets_: ClassVar[frozenset[str]] = frozenset(["secret"])

    client_id: str | None = field(default=None, name="clientId")
    """Client id to use instead of the configured credential; needs `secret`."""
    secret: str | None = None
    """Client secret that belongs to `clientId`."""
    krypton_endpoint: str | None = field(default=None, name="kryptonEndpoint")
    """Address of a Krypton server of your own; read only without `clientId` and `secret`."""
    topic: str | None = None
    """Specialised language model, such as `GEN`."""
    utterance_detection_mode: Literal["single", "multiple", "disabled"] | None = field(
        default=None, name="utteranceDetectionMode"
    )
    """Recognise one utterance, all of them, or the whole audio as one."""
    punctuation: bool | None = None
    """Add punctuation."""
    profanity_filter: bool | None = field(default=None, name="profanityFilter")
    """Mask profanity."""
    include_tokenization: bool | None = field(default=None, name="includeTokenization")
    """Include the tokens of the result."""
    discard_speaker_adaptation: bool | None = field(default=None, name="discardSpeakerAdaptation")
    """Do not keep what was learned about the speaker."""
    suppress_call_recording: bool | None = field(default=None, name="suppressCallRecording")
    """Keep the call out of Nuance's logs."""
    mask_load_failures: bool | None = field(default=None, name="maskLoadFailures")
    """Go on when a resource cannot be loaded."""
    suppress_initial_capitalization: bool | None = field(default=None, name="suppressInitialCapitalization")
    """Do not begin sentences with a capital."""
    allow_zero_base_lm_weight: bool | None = field(default=None, name="allowZeroBaseLmWeight")
    """Allow the resources to take all the weight from the base language model."""
    filter_wakeup_word: bool | None = field(default=None, name="filterWakeupWord")
    """Leave wake-up words out of the result."""
    result_type: Literal["final", "partial", "immutable_partial"] | None = field(default=None, name="resultType")
    """Which results Nuance sends. The open-source server asks for `partial` whenever this is set."""
    no_input_timeout_ms: Annotated[int, Meta(ge=0)] | None = field(default=None, name="noInputTimeoutMs")
    """Milliseconds to wait for speech to begin."""
    recognition_timeout_ms: Annotated[int, Meta(ge=0)] | None = field(default=None, name="recognitionTimeoutMs")
    """Milliseconds that recognition may take, from the begin of speech."""
    utterance_end_silence_ms: Annotated[int, Meta(ge=0)] | None = field(default=None, name="utteranceEndSilenceMs")
    """How long the caller must pause for Nuance to close the utterance, in milliseconds."""
    max_hypotheses: Annotated[int, Meta(ge=0)] | None = field(default=None, name="maxHypotheses")
    """At most so many readings of the same speech come back."""
    speech_domain: str | None = field(default=None, name="speechDomain")
    """Domain that the formatting of the language model should follow."""
    formatting: NuanceFormatting | None = None
    """How to write dates, numbers and the like."""
    client_data: Mapping[str, str] | None = field(default=None, name="clientData")
    """Values to put into Nuance's call log. The open-source server accepts and ignores them."""
    user_id: str | None = field(default=None, name="userId")
    """Id of the user, for Nuance's call log. The open-source server accepts and ignores it."""
    speech_detection_sensitivity: Annotated[float, Meta(ge=0.0, le=1.0)] | None = field(
        default=None, name="speechDetectionSensitivity"
    )
    """From 0, little noise is taken for speech, to 1, little speech for noise. The open-source server accepts and
    ignores it.
    """
    resources: Sequence[NuanceResource] | None = None
    """Word sets, language models, grammars and the like for this recognition."""


class NvidiaOptions(Sent, kw_only=True):
    """Options for speech recognition by NVIDIA Riva: vendor `nvidia`.

    Source: feature-server lib/utils/transcription-utils.js:1157-1186; feature-server
    lib/utils/transcription-utils.js:1442-1475; @jambonz/schema components/recognizer-nvidiaOptions;
    @jambonz/verb-specifications nvidiaOptions.

    Attributes:
        riva_uri: Address of the Riva server, instead of the credential's.
        max_alternatives: How many readings of the same speech Riva may offer; the server's default is 1.
        profanity_filter: Filter profanity; the server's default is false.
        punctuation: Add punctuation; the server's default is false.
        word_time_offsets: Include word timing; the server's default is false.
        verbatim_transcripts: Transcribe word for word, without writing numbers and the like as such.
        custom_configuration: Further Riva settings, by Riva's names.
    """

    riva_uri: str | None = field(default=None, name="rivaUri")
    """Address of the Riva server, instead of the credential's."""
    max_alternatives: Annotated[int, Meta(ge=1)] | None = field(default=None, name="maxAlternatives")
    """How many readings of the same speech Riva may offer; the server's default is 1."""
    profanity_filter: bool | None = field(default=None, name="profanityFilter")
    """Filter profanity; the server's default is false."""
    punctuation: bool | None = None
    """Add punctuation; the server's default is false."""
    word_time_offsets: bool | None = field(default=None, name="wordTimeOffsets")
    """Include word timing; the server's default is false."""
    verbatim_transcripts: bool | None = field(default=None, name="verbatimTranscripts")
    """Transcribe word for word, without writing numbers and the like as such."""
    custom_configuration: Mapping[str, JsonValue] | None = field(default=None, name="customConfiguration")
    """Further Riva settings, by Riva's names."""


class OpenaiPromptTemplates(Sent, kw_only=True):
    """Texts that are filled in and added to the prompt.

    Attributes:
        hints_template: Text with `{{hints}}`, in whose place the recogniser's `hints` are put.
        conversation_history_template: Text with `{{turns}}` or `{{turns:4}}`, in whose place the last turns of the
            conversation are put; the server's default number is 4.
    """

    hints_template: str | None = field(default=None, name="hintsTemplate")
    """Text with `{{hints}}`, in whose place the recogniser's `hints` are put."""
    conversation_history_template: str | None = field(default=None, name="conversationHistoryTemplate")
    """Text with `{{turns}}` or `{{turns:4}}`, in whose place the last turns of the conversation are put; the server's
    default number is 4.
    """


class OpenaiNoTurnDetection(Sent, kw_only=True, tag_field="type", tag="none"):
    """No turn detection."""


class OpenaiServerVad(Sent, kw_only=True, tag_field="type", tag="server_vad"):
    """Turn detection by silence.

    Attributes:
        threshold: Probability from 0 to 1 above which sound is taken for speech.
        prefix_padding_ms: Milliseconds of audio before the speech to include.
        silence_duration_ms: The turn is over when nothing is heard for so many milliseconds.
    """

    threshold: Annotated[float, Meta(ge=0.0, le=1.0)] | None = None
    """Probability from 0 to 1 above which sound is taken for speech."""
    prefix_padding_ms: Annotated[int, Meta(ge=0)] | None = None
    """Milliseconds of audio before the speech to include."""
    silence_duration_ms: Annotated[int, Meta(ge=0)] | None = None
    """The turn is over when nothing is heard for so many milliseconds."""


class OpenaiSemanticVad(Sent, kw_only=True, tag_field="type", tag="semantic_vad"):
    """Turn detection by what was said.

    Attributes:
        eagerness: How soon to take the speaker as done.
    """

    eagerness: Literal["low", "medium", "high", "auto"] | None = None
    """How soon to take the speaker as done."""


class OpenaiOptions(Sent, kw_only=True):
    """Options for speech recognition by OpenAI: vendor `openai`.

    Source: feature-server lib/utils/transcription-utils.js:1314-1346; feature-server lib/tasks/stt-task.js:361-396;
    feature-server lib/tasks/gather.js:694-708; @jambonz/schema components/recognizer-openaiOptions;
    @jambonz/verb-specifications openaiOptions; @jambonz/verb-specifications promptTemplates;
    @jambonz/verb-specifications turnDetection.

    Attributes:
        api_key: API key to use instead of the configured credential.
        model: Model; the server's default is the recogniser's, the credential's, else `whisper-1`.
        prompt: Text that guides the model.
        prompt_templates: What to add to `prompt`; models other than `whisper-1` only.
        language: Language code such as `en`. The open-source server ignores it and goes by the recogniser's `language`.
        languages: For `gpt-live-transcribe`: codes of the languages to expect, at least one, instead of `language`. Not
            for target `open-source-0.9`.
        keywords: For `gpt-live-transcribe`: names and terms to expect; the server's default is the recogniser's
            `hints`. Not for target `open-source-0.9`.
        delay: For `gpt-live-transcribe`: how long to wait for more audio before text is sent; longer is more accurate.
            Not for target `open-source-0.9`.
        input_audio_noise_reduction: Noise reduction for a microphone near the mouth or far from it.
        turn_detection: How OpenAI tells that the speaker is done.
        vad_mode: For models without turn detection of their own: how strictly jambonz rejects what is not speech, from
            0 (lenient) to 3 (strict). Not for target `open-source-0.9`.
        vad_silence_ms: For models without turn detection of their own: jambonz takes speech as over when nothing is
            heard for so many milliseconds. Not for target `open-source-0.9`.
        vad_voice_ms: For models without turn detection of their own: milliseconds of voice that begin speech. Not for
            target `open-source-0.9`.
    """

    secrets_: ClassVar[frozenset[str]] = frozenset(["api_key"])

    api_key: str | None = field(default=None, name="apiKey")
    """API key to use instead of the configured credential."""
    model: str | None = None
    """Model; the server's default is the recogniser's, the credential's, else `whisper-1`."""
    prompt: str | None = None
    """Text that guides the model."""
    prompt_templates: OpenaiPromptTemplates | None = field(default=None, name="promptTemplates")
    """What to add to `prompt`; models other than `whisper-1` only."""
    language: str | None = None
    """Language code such as `en`. The open-source server ignores it and goes by the recogniser's `language`."""
    languages: Annotated[list[str], Meta(min_length=1)] | None = None
    """For `gpt-live-transcribe`: codes of the languages to expect, at least one, instead of `language`. Not for target
    `open-source-0.9`.
    """
    keywords: list[str] | None = None
    """For `gpt-live-transcribe`: names and terms to expect; the server's default is the recogniser's `hints`. Not for
    target `open-source-0.9`.
    """
    delay: Literal["minimal", "low", "medium", "high", "xhigh"] | None = None
    """For `gpt-live-transcribe`: how long to wait for more audio before text is sent; longer is more accurate. Not for
    target `open-source-0.9`.
    """
    input_audio_noise_reduction: Literal["near_field", "far_field"] | None = None
    """Noise reduction for a microphone near the mouth or far from it."""
    turn_detection: OpenaiTurnDetection | None = None
    """How OpenAI tells that the speaker is done."""
    vad_mode: Annotated[int, Meta(ge=0, le=3)] | None = field(default=None, name="vadMode")
    """For models without turn detection of their own: how strictly jambonz rejects what is not speech, from 0 (lenient)
    to 3 (strict). Not for target `open-source-0.9`.
    """
    vad_silence_ms: Annotated[int, Meta(ge=1)] | None = field(default=None, name="vadSilenceMs")
    """For models without turn detection of their own: jambonz takes speech as over when nothing is heard for so many
    milliseconds. Not for target `open-source-0.9`.
    """
    vad_voice_ms: Annotated[int, Meta(ge=1)] | None = field(default=None, name="vadVoiceMs")
    """For models without turn detection of their own: milliseconds of voice that begin speech. Not for target
    `open-source-0.9`.
    """


class QueryInput(Sent, kw_only=True):
    """First input for a Dialogflow agent, before the caller says anything. The open-source server accepts it and does
    nothing with it.

    Source: @jambonz/schema verbs/dialogflow; @jambonz/verb-specifications queryInput.

    Attributes:
        text: Text, as if the caller had said it.
        intent: Intent to trigger.
        event: Event to trigger.
        dtmf: Keys, as if the caller had pressed them.
    """

    text: str | None = None
    """Text, as if the caller had said it."""
    intent: str | None = None
    """Intent to trigger."""
    event: str | None = None
    """Event to trigger."""
    dtmf: str | None = None
    """Keys, as if the caller had pressed them."""


class RecognizerHint(Sent, kw_only=True):
    """A word or phrase to favour, with a strength of its own.

    Attributes:
        phrase: Word or phrase.
        boost: How strongly to favour it, on the vendor's scale. Vendors that take no strength get the phrase alone.
    """

    phrase: str
    """Word or phrase."""
    boost: float | None = None
    """How strongly to favour it, on the vendor's scale. Vendors that take no strength get the phrase alone."""


class Recognizer(Sent, kw_only=True):
    """Speech recogniser. What a verb leaves unset comes from the session's (`config`); arrays of both are joined, and
    in option objects the session's values win.

    Source: feature-server lib/tasks/stt-task.js:57-199; feature-server lib/utils/transcription-utils.js:819-1440;
    feature-server lib/tasks/config.js:203-250; @jambonz/schema components/recognizer; @jambonz/verb-specifications
    recognizer.

    Attributes:
        vendor: Vendor as configured in jambonz, in lower case (`deepgram`, `google`, `microsoft`, ...), `custom:` and a
            name for an own one, or `default` for the session's.
        label: Which of several credentials for this vendor to use. In `config`, `default` keeps the session's.
        language: BCP-47 language code such as `en-US`, or `default` for the session's, which is also the server's
            default.
        fallback_vendor: Vendor that takes over when the first one fails; `default` or nothing means the session's.
        fallback_label: Label of the fallback vendor's credential.
        fallback_language: Language for the fallback vendor; `default` or nothing means the session's.
        vad: How speech is told from silence while this recogniser is in use. The open-source server accepts it and
            reads `config.vad` only.
        autogenerate_prompt: Let jambonz write the recogniser's prompt from what is said to the caller, for vendors that
            take prompts, such as AssemblyAI. The open-source server ignores it.
        hints: Words and phrases to favour, either all strings or all objects: the server looks at the first one. The
            session's hints are added.
        hints_boost: How strongly to favour the hints, on the vendor's scale.
        alt_languages: Further languages the speaker may use; the session's are added. Read for Google and Microsoft.
        profanity_filter: Mask or drop profanity, for vendors that can.
        interim: Report interim transcripts; for `transcribe`. A `gather` goes by its `partialResultHook` and other
            needs instead.
        single_utterance: Stop after the first utterance; read for Google and by `gather`.
        dual_channel: Send both legs to the recogniser as two channels. The open-source server ignores it.
        separate_recognition_per_channel: Recognise each leg on its own. In a `transcribe` within `dial` the server's
            default is true.
        punctuation: Add punctuation, for vendors that can; the server's default is the session's setting.
        enhanced_model: Use Google's enhanced model; the server's default is true.
        words: Include word timing in the vendor's part of the result.
        diarization: Tell speakers apart; read for Google and NVIDIA.
        diarization_min_speakers: Least number of speakers to expect, with `diarization`; read for Google.
        diarization_max_speakers: Greatest number of speakers to expect, with `diarization`; read for Google and NVIDIA.
        interaction_type: Kind of conversation, a hint for Google.
        naics_code: Industry of the conversation as a NAICS code, a hint for Google.
        identify_channels: Label transcripts with their channel, for AWS. The open-source server ignores it.
        vocabulary_name: Name of a custom vocabulary stored at AWS; `awsOptions` has precedence.
        vocabulary_filter_name: Which of the vocabulary filters of the AWS account hides words; `awsOptions` has
            precedence.
        filter_method: What AWS does with filtered words; `awsOptions` has precedence.
        model: Recognition model by the vendor's name for it; for Cobalt the server insists on one, and otherwise it
            picks one.
        output_format: Detail of Microsoft's results. The open-source server ignores it and always asks for `detailed`.
        profanity_option: What Microsoft does with profanity.
        request_snr: Ask Microsoft for the signal-to-noise ratio.
        initial_speech_timeout_ms: Milliseconds that Microsoft waits for speech to begin.
        azure_service_endpoint: URL of a Microsoft speech endpoint of your own.
        azure_stt_endpoint_id: Id of a custom speech model at Microsoft; goes before the one in the credential.
        asr_dtmf_termination_digit: Key that ends continuous recognition, one of 0-9, * and #; needs `asrTimeout`.
        asr_timeout: Turns continuous recognition on: transcripts are joined until this many seconds pass without a new
            one. With Deepgram the server keeps it between 1 and 5.
        fast_recognition_timeout: Seconds after the last interim transcript at which `gather` takes it as the result
            instead of waiting for the final one.
        min_confidence: Least confidence from 0 to 1 for a transcript; a `gather` that gets less ends with reason
            `stt-low-confidence`.
        nuance_options: Options for the vendor `nuance`.
        deepgram_options: Options for the vendors `deepgram` and `deepgramflux`.
        ibm_options: Options for the vendor `ibm`.
        nvidia_options: Options for the vendor `nvidia`.
        soniox_options: Options for the vendor `soniox`.
        cobalt_options: Options for the vendor `cobalt`.
        aws_options: Options for the vendor `aws`.
        azure_options: Options for the vendor `microsoft`.
        assembly_ai_options: Options for the vendor `assemblyai`.
        google_options: Options for the vendor `google`.
        custom_options: Options for a vendor `custom:...`.
        verbio_options: Options for the vendor `verbio`.
        speechmatics_options: Options for the vendor `speechmatics`.
        openai_options: Options for the vendor `openai`.
        houndify_options: Options for the vendor `houndify`.
        gladia_options: Options for the vendor `gladia`. Not for target `v10`.
        elevenlabs_options: Options for the vendor `elevenlabs`.
        xai_options: Options for the vendor `xai`. Not for target `open-source-0.9`.
        modulate_options: Options for the vendor `modulate`. Not for target `open-source-0.9`.
    """

    vendor: str
    """Vendor as configured in jambonz, in lower case (`deepgram`, `google`, `microsoft`, ...), `custom:` and a name for
    an own one, or `default` for the session's.
    """
    label: str | None = None
    """Which of several credentials for this vendor to use. In `config`, `default` keeps the session's."""
    language: str | None = None
    """BCP-47 language code such as `en-US`, or `default` for the session's, which is also the server's default."""
    fallback_vendor: str | None = field(default=None, name="fallbackVendor")
    """Vendor that takes over when the first one fails; `default` or nothing means the session's."""
    fallback_label: str | None = field(default=None, name="fallbackLabel")
    """Label of the fallback vendor's credential."""
    fallback_language: str | None = field(default=None, name="fallbackLanguage")
    """Language for the fallback vendor; `default` or nothing means the session's."""
    vad: Vad | None = None
    """How speech is told from silence while this recogniser is in use. The open-source server accepts it and reads
    `config.vad` only.
    """
    autogenerate_prompt: bool | None = field(default=None, name="autogeneratePrompt")
    """Let jambonz write the recogniser's prompt from what is said to the caller, for vendors that take prompts, such as
    AssemblyAI. The open-source server ignores it.
    """
    hints: list[str | RecognizerHint] | None = None
    """Words and phrases to favour, either all strings or all objects: the server looks at the first one. The session's
    hints are added.
    """
    hints_boost: float | None = field(default=None, name="hintsBoost")
    """How strongly to favour the hints, on the vendor's scale."""
    alt_languages: list[str] | None = field(default=None, name="altLanguages")
    """Further languages the speaker may use; the session's are added. Read for Google and Microsoft."""
    profanity_filter: bool | None = field(default=None, name="profanityFilter")
    """Mask or drop profanity, for vendors that can."""
    interim: bool | None = None
    """Report interim transcripts; for `transcribe`. A `gather` goes by its `partialResultHook` and other needs
    instead.
    """
    single_utterance: bool | None = field(default=None, name="singleUtterance")
    """Stop after the first utterance; read for Google and by `gather`."""
    dual_channel: bool | None = field(default=None, name="dualChannel")
    """Send both legs to the recogniser as two channels. The open-source server ignores it."""
    separate_recognition_per_channel: bool | None = field(default=None, name="separateRecognitionPerChannel")
    """Recognise each leg on its own. In a `transcribe` within `dial` the server's default is true."""
    punctuation: bool | None = None
    """Add punctuation, for vendors that can; the server's default is the session's setting."""
    enhanced_model: bool | None = field(default=None, name="enhancedModel")
    """Use Google's enhanced model; the server's default is true."""
    words: bool | None = None
    """Include word timing in the vendor's part of the result."""
    diarization: bool | None = None
    """Tell speakers apart; read for Google and NVIDIA."""
    diarization_min_speakers: Annotated[int, Meta(ge=0)] | None = field(default=None, name="diarizationMinSpeakers")
    """Least number of speakers to expect, with `diarization`; read for Google."""
    diarization_max_speakers: Annotated[int, Meta(ge=0)] | None = field(default=None, name="diarizationMaxSpeakers")
    """Greatest number of speakers to expect, with `diarization`; read for Google and NVIDIA."""
    interaction_type: (
        Literal[
            "unspecified",
            "discussion",
            "presentation",
            "phone_call",
            "voicemail",
            "voice_search",
            "voice_command",
            "dictation",
        ]
        | None
    ) = field(default=None, name="interactionType")
    """Kind of conversation, a hint for Google."""
    naics_code: Annotated[int, Meta(ge=0)] | None = field(default=None, name="naicsCode")
    """Industry of the conversation as a NAICS code, a hint for Google."""
    identify_channels: bool | None = field(default=None, name="identifyChannels")
    """Label transcripts with their channel, for AWS. The open-source server ignores it."""
    vocabulary_name: str | None = field(default=None, name="vocabularyName")
    """Name of a custom vocabulary stored at AWS; `awsOptions` has precedence."""
    vocabulary_filter_name: str | None = field(default=None, name="vocabularyFilterName")
    """Which of the vocabulary filters of the AWS account hides words; `awsOptions` has precedence."""
    filter_method: Literal["remove", "mask", "tag"] | None = field(default=None, name="filterMethod")
    """What AWS does with filtered words; `awsOptions` has precedence."""
    model: str | None = None
    """Recognition model by the vendor's name for it; for Cobalt the server insists on one, and otherwise it picks
    one.
    """
    output_format: Literal["simple", "detailed"] | None = field(default=None, name="outputFormat")
    """Detail of Microsoft's results. The open-source server ignores it and always asks for `detailed`."""
    profanity_option: Literal["masked", "removed", "raw"] | None = field(default=None, name="profanityOption")
    """What Microsoft does with profanity."""
    request_snr: bool | None = field(default=None, name="requestSnr")
    """Ask Microsoft for the signal-to-noise ratio."""
    initial_speech_timeout_ms: Annotated[int, Meta(ge=0)] | None = field(default=None, name="initialSpeechTimeoutMs")
    """Milliseconds that Microsoft waits for speech to begin."""
    azure_service_endpoint: str | None = field(default=None, name="azureServiceEndpoint")
    """URL of a Microsoft speech endpoint of your own."""
    azure_stt_endpoint_id: str | None = field(default=None, name="azureSttEndpointId")
    """Id of a custom speech model at Microsoft; goes before the one in the credential."""
    asr_dtmf_termination_digit: str | None = field(default=None, name="asrDtmfTerminationDigit")
    """Key that ends continuous recognition, one of 0-9, * and #; needs `asrTimeout`."""
    asr_timeout: Annotated[float, Meta(ge=0.0)] | None = field(default=None, name="asrTimeout")
    """Turns continuous recognition on: transcripts are joined until this many seconds pass without a new one. With
    Deepgram the server keeps it between 1 and 5.
    """
    fast_recognition_timeout: Annotated[float, Meta(ge=0.0)] | None = field(default=None, name="fastRecognitionTimeout")
    """Seconds after the last interim transcript at which `gather` takes it as the result instead of waiting for the
    final one.
    """
    min_confidence: Annotated[float, Meta(ge=0.0, le=1.0)] | None = field(default=None, name="minConfidence")
    """Least confidence from 0 to 1 for a transcript; a `gather` that gets less ends with reason
    `stt-low-confidence`.
    """
    nuance_options: NuanceOptions | None = field(default=None, name="nuanceOptions")
    """Options for the vendor `nuance`."""
    deepgram_options: DeepgramOptions | None = field(default=None, name="deepgramOptions")
    """Options for the vendors `deepgram` and `deepgramflux`."""
    ibm_options: IbmOptions | None = field(default=None, name="ibmOptions")
    """Options for the vendor `ibm`."""
    nvidia_options: NvidiaOptions | None = field(default=None, name="nvidiaOptions")
    """Options for the vendor `nvidia`."""
    soniox_options: SonioxOptions | None = field(default=None, name="sonioxOptions")
    """Options for the vendor `soniox`."""
    cobalt_options: CobaltOptions | None = field(default=None, name="cobaltOptions")
    """Options for the vendor `cobalt`."""
    aws_options: AwsOptions | None = field(default=None, name="awsOptions")
    """Options for the vendor `aws`."""
    azure_options: AzureOptions | None = field(default=None, name="azureOptions")
    """Options for the vendor `microsoft`."""
    assembly_ai_options: AssemblyAiOptions | None = field(default=None, name="assemblyAiOptions")
    """Options for the vendor `assemblyai`."""
    google_options: GoogleOptions | None = field(default=None, name="googleOptions")
    """Options for the vendor `google`."""
    custom_options: CustomOptions | None = field(default=None, name="customOptions")
    """Options for a vendor `custom:...`."""
    verbio_options: VerbioOptions | None = field(default=None, name="verbioOptions")
    """Options for the vendor `verbio`."""
    speechmatics_options: SpeechmaticsOptions | None = field(default=None, name="speechmaticsOptions")
    """Options for the vendor `speechmatics`."""
    openai_options: OpenaiOptions | None = field(default=None, name="openaiOptions")
    """Options for the vendor `openai`."""
    houndify_options: HoundifyOptions | None = field(default=None, name="houndifyOptions")
    """Options for the vendor `houndify`."""
    gladia_options: Mapping[str, JsonValue] | None = field(default=None, name="gladiaOptions")
    """Options for the vendor `gladia`. Not for target `v10`."""
    elevenlabs_options: ElevenlabsOptions | None = field(default=None, name="elevenlabsOptions")
    """Options for the vendor `elevenlabs`."""
    xai_options: XaiOptions | None = field(default=None, name="xaiOptions")
    """Options for the vendor `xai`. Not for target `open-source-0.9`."""
    modulate_options: ModulateOptions | None = field(default=None, name="modulateOptions")
    """Options for the vendor `modulate`. Not for target `open-source-0.9`."""


class StartRecording(Sent, kw_only=True, tag_field="action", tag="startCallRecording"):
    """Starts recording. A SIPREC recording that is asked for before the call is answered is only noted.

    Attributes:
        type: `siprec` sends the call to a SIPREC server, `cloud` to the account's storage bucket; the server's default
            is `siprec`.
        siprec_server_url: SIP URI of the SIPREC server, or several. Needed for `siprec`, unused for `cloud`.
        recording_id: Id of the application's choice that is passed to the SIPREC server. Needed for `siprec`, unused
            for `cloud`.
        headers: SIP headers for the INVITE to the SIPREC server.
    """

    type: Literal["siprec", "cloud"] | None = None
    """`siprec` sends the call to a SIPREC server, `cloud` to the account's storage bucket; the server's default is
    `siprec`.
    """
    siprec_server_url: str | list[str] | None = field(default=None, name="siprecServerURL")
    """SIP URI of the SIPREC server, or several. Needed for `siprec`, unused for `cloud`."""
    recording_id: str | None = field(default=None, name="recordingID")
    """Id of the application's choice that is passed to the SIPREC server. Needed for `siprec`, unused for `cloud`."""
    headers: Mapping[str, str] | None = None
    """SIP headers for the INVITE to the SIPREC server."""


class StopRecording(Sent, kw_only=True, tag_field="action", tag="stopCallRecording"):
    """Stops recording.

    Attributes:
        type: Which recording is meant; the server's default is `siprec`.
    """

    type: Literal["siprec", "cloud"] | None = None
    """Which recording is meant; the server's default is `siprec`."""


class PauseRecording(Sent, kw_only=True, tag_field="action", tag="pauseCallRecording"):
    """Pauses a running recording.

    Attributes:
        type: Which recording is meant; the server's default is `siprec`.
        silence: With `cloud`: record silence for the time of the pause instead of nothing; the server's default is
            false. The open-source server reads it in the command `record` only, and refuses it in `config`. Not for
            target `open-source-0.9`.
        headers: With `siprec`: headers that go along with the request to pause.
    """

    type: Literal["siprec", "cloud"] | None = None
    """Which recording is meant; the server's default is `siprec`."""
    silence: bool | None = None
    """With `cloud`: record silence for the time of the pause instead of nothing; the server's default is false. The
    open-source server reads it in the command `record` only, and refuses it in `config`. Not for target
    `open-source-0.9`.
    """
    headers: Mapping[str, str] | None = None
    """With `siprec`: headers that go along with the request to pause."""


class ResumeRecording(Sent, kw_only=True, tag_field="action", tag="resumeCallRecording"):
    """Resumes a paused recording.

    Attributes:
        type: Which recording is meant; the server's default is `siprec`.
        headers: With `siprec`: headers that go along with the request to resume.
    """

    type: Literal["siprec", "cloud"] | None = None
    """Which recording is meant; the server's default is `siprec`."""
    headers: Mapping[str, str] | None = None
    """With `siprec`: headers that go along with the request to resume."""


class SonioxContext(Sent, kw_only=True):
    """What a conversation is about; about 8000 tokens at most in all.

    Attributes:
        general: Facts such as domain, topic and participants.
        text: Background in free text, such as notes or earlier conversations.
        terms: Terms to favour.
        translation_terms: How to translate certain terms; used with translation only.
    """

    general: Sequence[SonioxContextEntry] | None = None
    """Facts such as domain, topic and participants."""
    text: str | None = None
    """Background in free text, such as notes or earlier conversations."""
    terms: list[str] | None = None
    """Terms to favour."""
    translation_terms: Sequence[SonioxTranslationTerm] | None = None
    """How to translate certain terms; used with translation only."""


class SonioxContextEntry(Sent, kw_only=True):
    """One fact about a conversation.

    Attributes:
        key: Name of the fact, such as `domain`.
        value: The fact.
    """

    key: str
    """Name of the fact, such as `domain`."""
    value: str
    """The fact."""


class SonioxTranslationTerm(Sent, kw_only=True):
    """A term and its translation.

    Attributes:
        source: Term as spoken.
        target: Its translation.
    """

    source: str
    """Term as spoken."""
    target: str
    """Its translation."""


class SonioxStorage(Sent, kw_only=True):
    """How Soniox stores a conversation.

    Attributes:
        id: Id to store under; the open-source server stores nothing without it.
        title: Title of the stored conversation.
        disable_store_audio: Do not store the audio.
        disable_store_transcript: Do not store the transcript.
        disable_search: Do not index it for search.
        metadata: Values of your own to store with it. The open-source server accepts and ignores them.
    """

    id: str | None = None
    """Id to store under; the open-source server stores nothing without it."""
    title: str | None = None
    """Title of the stored conversation."""
    disable_store_audio: bool | None = field(default=None, name="disableStoreAudio")
    """Do not store the audio."""
    disable_store_transcript: bool | None = field(default=None, name="disableStoreTranscript")
    """Do not store the transcript."""
    disable_search: bool | None = field(default=None, name="disableSearch")
    """Do not index it for search."""
    metadata: Mapping[str, JsonValue] | None = None
    """Values of your own to store with it. The open-source server accepts and ignores them."""


class SonioxOptions(Sent, kw_only=True):
    """Options for speech recognition by Soniox: vendor `soniox`.

    Source: feature-server lib/utils/transcription-utils.js:1110-1132; feature-server
    lib/utils/transcription-utils.js:1442-1475; @jambonz/schema components/recognizer-sonioxOptions;
    @jambonz/verb-specifications sonioxOptions; @jambonz/verb-specifications sonioxStorage.

    Attributes:
        api_key: API key to use instead of the configured credential.
        model: Model such as `stt-rt-v5`.
        language_hints: ISO codes of the languages to expect, such as `en`. Not for target `open-source-0.9`.
        enable_language_identification: Mark each token with its language. Not for target `open-source-0.9`.
        enable_speaker_diarization: Mark each token with its speaker. Not for target `open-source-0.9`.
        endpoint_detection: Let Soniox detect the end of an utterance. The open-source server accepts and ignores it.
        endpoint_sensitivity: How soon an utterance counts as ended, from -1 (late) to 1 (early); Soniox's default is 0.
            Not for target `open-source-0.9`.
        max_endpoint_delay_ms: Milliseconds, from 500 to 3000, after which an utterance is ended at the latest; Soniox's
            default is 2000. Not for target `open-source-0.9`.
        max_non_final_tokens_duration_ms: Milliseconds that tokens may stay subject to change. Not for target
            `open-source-0.9`.
        profanity_filter: Filter profanity.
        context: What the conversation is about, to improve recognition; `speechContext` and the recogniser's `hints`
            are not used beside it. Not for target `open-source-0.9`.
        speech_context: Background text, short for `context.text`. The open-source server accepts and ignores it.
        client_request_reference: Reference of your own for the request. The open-source server accepts and ignores it.
        storage: Store audio and transcript at Soniox.
    """

    secrets_: ClassVar[frozenset[str]] = frozenset(["api_key"])

    api_key: str | None = field(default=None, name="apiKey")
    """API key to use instead of the configured credential."""
    model: str | None = None
    """Model such as `stt-rt-v5`."""
    language_hints: list[str] | None = field(default=None, name="languageHints")
    """ISO codes of the languages to expect, such as `en`. Not for target `open-source-0.9`."""
    enable_language_identification: bool | None = field(default=None, name="enableLanguageIdentification")
    """Mark each token with its language. Not for target `open-source-0.9`."""
    enable_speaker_diarization: bool | None = field(default=None, name="enableSpeakerDiarization")
    """Mark each token with its speaker. Not for target `open-source-0.9`."""
    endpoint_detection: bool | None = field(default=None, name="endpointDetection")
    """Let Soniox detect the end of an utterance. The open-source server accepts and ignores it."""
    endpoint_sensitivity: Annotated[float, Meta(ge=-1.0, le=1.0)] | None = field(
        default=None, name="endpointSensitivity"
    )
    """How soon an utterance counts as ended, from -1 (late) to 1 (early); Soniox's default is 0. Not for target
    `open-source-0.9`.
    """
    max_endpoint_delay_ms: Annotated[int, Meta(ge=500, le=3000)] | None = field(default=None, name="maxEndpointDelayMs")
    """Milliseconds, from 500 to 3000, after which an utterance is ended at the latest; Soniox's default is 2000. Not
    for target `open-source-0.9`.
    """
    max_non_final_tokens_duration_ms: Annotated[int, Meta(ge=0)] | None = field(
        default=None, name="maxNonFinalTokensDurationMs"
    )
    """Milliseconds that tokens may stay subject to change. Not for target `open-source-0.9`."""
    profanity_filter: bool | None = field(default=None, name="profanityFilter")
    """Filter profanity."""
    context: SonioxContext | None = None
    """What the conversation is about, to improve recognition; `speechContext` and the recogniser's `hints` are not used
    beside it. Not for target `open-source-0.9`.
    """
    speech_context: str | None = field(default=None, name="speechContext")
    """Background text, short for `context.text`. The open-source server accepts and ignores it."""
    client_request_reference: str | None = field(default=None, name="clientRequestReference")
    """Reference of your own for the request. The open-source server accepts and ignores it."""
    storage: SonioxStorage | None = None
    """Store audio and transcript at Soniox."""


class SpeechmaticsTranscriptionConfig(Sent, kw_only=True):
    """How Speechmatics transcribes.

    Attributes:
        language: Language code such as `en`. The open-source server ignores it and goes by the recogniser's `language`.
        domain: Model for a field, such as `finance`.
        additional_vocab: Words that the model may not know. The open-source server ignores them and sends the
            recogniser's `hints`.
        diarization: How to tell speakers apart, such as `none` or `speaker`.
        speaker_diarization_config: Fine tuning of `diarization`.
        conversation_config: When an utterance ends.
        enable_partials: Send interim transcripts. The open-source server ignores it and goes by the verb.
        max_delay: Seconds until words are final; the server's default is 0.7.
        max_delay_mode: Whether `max_delay` may be exceeded to keep entities such as numbers together; the server's
            default is `flexible`.
        output_locale: Spelling to use, such as `en-GB`.
        punctuation_overrides: Punctuation of transcripts.
        operating_point: Accuracy against speed, `standard` or `enhanced`; `model` replaces it.
        model: Model such as `enhanced`. Not for target `open-source-0.9`.
        enable_entities: Report dates, numbers and the like as entities.
        audio_filtering_config: Ignore quiet audio.
        transcript_filtering_config: Change words of the transcript.
    """

    language: str | None = None
    """Language code such as `en`. The open-source server ignores it and goes by the recogniser's `language`."""
    domain: str | None = None
    """Model for a field, such as `finance`."""
    additional_vocab: list[str | SpeechmaticsVocab] | None = None
    """Words that the model may not know. The open-source server ignores them and sends the recogniser's `hints`."""
    diarization: str | None = None
    """How to tell speakers apart, such as `none` or `speaker`."""
    speaker_diarization_config: SpeechmaticsSpeakerDiarizationConfig | None = None
    """Fine tuning of `diarization`."""
    conversation_config: SpeechmaticsConversationConfig | None = None
    """When an utterance ends."""
    enable_partials: bool | None = None
    """Send interim transcripts. The open-source server ignores it and goes by the verb."""
    max_delay: Annotated[float, Meta(ge=0.0)] | None = None
    """Seconds until words are final; the server's default is 0.7."""
    max_delay_mode: Literal["fixed", "flexible"] | None = None
    """Whether `max_delay` may be exceeded to keep entities such as numbers together; the server's default is
    `flexible`.
    """
    output_locale: str | None = None
    """Spelling to use, such as `en-GB`."""
    punctuation_overrides: SpeechmaticsPunctuationOverrides | None = None
    """Punctuation of transcripts."""
    operating_point: str | None = None
    """Accuracy against speed, `standard` or `enhanced`; `model` replaces it."""
    model: str | None = None
    """Model such as `enhanced`. Not for target `open-source-0.9`."""
    enable_entities: bool | None = None
    """Report dates, numbers and the like as entities."""
    audio_filtering_config: SpeechmaticsAudioFilteringConfig | None = None
    """Ignore quiet audio."""
    transcript_filtering_config: SpeechmaticsTranscriptFilteringConfig | None = None
    """Change words of the transcript."""


class SpeechmaticsVocab(Sent, kw_only=True):
    """A word that the model may not know, with its pronunciation.

    Attributes:
        content: The word as it is written in transcripts.
        sounds_like: Spellings that sound like it.
    """

    content: str
    """The word as it is written in transcripts."""
    sounds_like: list[str] | None = None
    """Spellings that sound like it."""


class SpeechmaticsSpeakerDiarizationConfig(Sent, kw_only=True):
    """Fine tuning of telling speakers apart.

    Attributes:
        speaker_sensitivity: From 0 to 1; a higher value finds more speakers.
        max_speakers: Greatest number of speakers.
    """

    speaker_sensitivity: Annotated[float, Meta(ge=0.0, le=1.0)] | None = None
    """From 0 to 1; a higher value finds more speakers."""
    max_speakers: Annotated[int, Meta(ge=1)] | None = None
    """Greatest number of speakers."""


class SpeechmaticsConversationConfig(Sent, kw_only=True):
    """When an utterance ends.

    Attributes:
        end_of_utterance_silence_trigger: Seconds of silence that end an utterance; the server's default is 0.5.
    """

    end_of_utterance_silence_trigger: Annotated[float, Meta(ge=0.0)] | None = None
    """Seconds of silence that end an utterance; the server's default is 0.5."""


class SpeechmaticsPunctuationOverrides(Sent, kw_only=True):
    """Punctuation of transcripts.

    Attributes:
        permitted_marks: Marks that may be used, such as `.` and `?`.
        sensitivity: From 0 to 1; a higher value punctuates more.
    """

    permitted_marks: list[str] | None = None
    """Marks that may be used, such as `.` and `?`."""
    sensitivity: Annotated[float, Meta(ge=0.0, le=1.0)] | None = None
    """From 0 to 1; a higher value punctuates more."""


class SpeechmaticsAudioFilteringConfig(Sent, kw_only=True):
    """Ignores quiet audio, such as voices in the background.

    Attributes:
        volume_threshold: Volume from 0 to 100 below which audio is ignored.
    """

    volume_threshold: Annotated[float, Meta(ge=0.0, le=100.0)]
    """Volume from 0 to 100 below which audio is ignored."""


class SpeechmaticsTranscriptFilteringConfig(Sent, kw_only=True):
    """Changes words of the transcript.

    Attributes:
        remove_disfluencies: Leave out hesitations such as `um`. Required by target `open-source-0.9`.
        replacements: Words to replace. Not for target `open-source-0.9`.
    """

    remove_disfluencies: bool | None = None
    """Leave out hesitations such as `um`. Required by target `open-source-0.9`."""
    replacements: Sequence[SpeechmaticsReplacement] | None = None
    """Words to replace. Not for target `open-source-0.9`."""


class SpeechmaticsReplacement(Sent, kw_only=True):
    """One replacement in the transcript.

    Attributes:
        from_: Word to replace, or a regular expression between slashes.
        to: Text to put there.
    """

    from_: str = field(name="from")
    """Word to replace, or a regular expression between slashes."""
    to: str
    """Text to put there."""


class SpeechmaticsTranslationConfig(Sent, kw_only=True):
    """Translation of what was said; it goes to the `translationHook` of `transcribe`.

    Attributes:
        target_languages: Codes of the languages to translate into.
        enable_partials: Translate interim transcripts too; the server's default is false.
    """

    target_languages: list[str]
    """Codes of the languages to translate into."""
    enable_partials: bool | None = None
    """Translate interim transcripts too; the server's default is false."""


class SpeechmaticsAudioEventsConfig(Sent, kw_only=True):
    """Which sounds other than speech to report.

    Attributes:
        types: Sounds to report. The open-source validator refuses any value, since it cannot check arrays with an
            enumeration. Not for target `open-source-0.9`.
    """

    types: Sequence[Literal["applause", "music", "laughter"]] | None = None
    """Sounds to report. The open-source validator refuses any value, since it cannot check arrays with an enumeration.
    Not for target `open-source-0.9`.
    """


class SpeechmaticsOptions(Sent, kw_only=True):
    """Options for speech recognition by Speechmatics: vendor `speechmatics`. The open-source server reads
    `transcription_config` and `translation_config` only.

    Source: feature-server lib/utils/transcription-utils.js:1367-1413; feature-server lib/tasks/gather.js:187-193;
    @jambonz/schema components/recognizer-speechmaticsOptions; @jambonz/verb-specifications speechmaticsOptions;
    @jambonz/verb-specifications sm_*; Speechmatics real-time API, TranscriptionConfig.

    Attributes:
        host: Address of the Speechmatics server, for the Voice Agent API its endpoint. The open-source server takes the
            credential's.
        profile: How the Voice Agent API detects turns; needs its endpoint in `host`.
        transcription_config: How to transcribe.
        translation_config: Translate what was said.
        audio_events_config: Report sounds other than speech. The open-source server has no such property. Not for
            target `open-source-0.9`.
        audio_events_config_config: Name of `audio_events_config` in the open-source server, which accepts it empty only
            and does not read it. Not for target `v10`.
    """

    host: str | None = None
    """Address of the Speechmatics server, for the Voice Agent API its endpoint. The open-source server takes the
    credential's.
    """
    profile: Literal["adaptive", "agile", "smart", "external"] | None = None
    """How the Voice Agent API detects turns; needs its endpoint in `host`."""
    transcription_config: SpeechmaticsTranscriptionConfig | None = None
    """How to transcribe."""
    translation_config: SpeechmaticsTranslationConfig | None = None
    """Translate what was said."""
    audio_events_config: SpeechmaticsAudioEventsConfig | None = None
    """Report sounds other than speech. The open-source server has no such property. Not for target
    `open-source-0.9`.
    """
    audio_events_config_config: SpeechmaticsAudioEventsConfig | None = None
    """Name of `audio_events_config` in the open-source server, which accepts it empty only and does not read it. Not
    for target `v10`.
    """


class Synthesizer(Sent, kw_only=True):
    """Text-to-speech settings: the vendor, its voice, and a second vendor for when the first one fails.

    Source: feature-server lib/tasks/tts-task.js:30-86,186-250; feature-server lib/tasks/config.js:169-198;
    @jambonz/schema components/synthesizer; @jambonz/verb-specifications synthesizer.

    Attributes:
        vendor: Speech vendor that the account has credentials for, such as `google`, `aws`, `microsoft`, `elevenlabs`,
            `deepgram` or `custom:name`; `default` is the vendor in force for the session.
        label: Which of several credentials of the vendor to use; `default` in `config` keeps the session's.
        language: Language as a BCP-47 code, such as `en-US`; `default` is the session's language.
        voice: Voice by the vendor's own name or id, or an object where the vendor wants more; `default` is the
            session's voice.
        fallback_vendor: Vendor to try when the first one cannot synthesize.
        fallback_label: Which of several credentials of the fallback vendor to use.
        fallback_language: Language for the fallback vendor, as a BCP-47 code.
        fallback_voice: Voice for the fallback vendor.
        engine: Quality tier, for vendors that have several; the server's default is `neural`.
        gender: Wanted gender, for vendors that choose a voice by it when none is named.
        options: Options for the vendor, such as `model_id` and `voice_settings` for elevenlabs. Options of the session
            are kept where they are not repeated here.
    """

    vendor: str
    """Speech vendor that the account has credentials for, such as `google`, `aws`, `microsoft`, `elevenlabs`,
    `deepgram` or `custom:name`; `default` is the vendor in force for the session.
    """
    label: str | None = None
    """Which of several credentials of the vendor to use; `default` in `config` keeps the session's."""
    language: str | None = None
    """Language as a BCP-47 code, such as `en-US`; `default` is the session's language."""
    voice: str | Mapping[str, JsonValue] | None = None
    """Voice by the vendor's own name or id, or an object where the vendor wants more; `default` is the session's
    voice.
    """
    fallback_vendor: str | None = field(default=None, name="fallbackVendor")
    """Vendor to try when the first one cannot synthesize."""
    fallback_label: str | None = field(default=None, name="fallbackLabel")
    """Which of several credentials of the fallback vendor to use."""
    fallback_language: str | None = field(default=None, name="fallbackLanguage")
    """Language for the fallback vendor, as a BCP-47 code."""
    fallback_voice: str | Mapping[str, JsonValue] | None = field(default=None, name="fallbackVoice")
    """Voice for the fallback vendor."""
    engine: Literal["standard", "neural", "generative", "long-form"] | None = None
    """Quality tier, for vendors that have several; the server's default is `neural`."""
    gender: Literal["MALE", "FEMALE", "NEUTRAL"] | None = None
    """Wanted gender, for vendors that choose a voice by it when none is named."""
    options: Mapping[str, JsonValue] | None = None
    """Options for the vendor, such as `model_id` and `voice_settings` for elevenlabs. Options of the session are kept
    where they are not repeated here.
    """


class TargetBase(Sent, kw_only=True):
    """What all dial targets share.

    Source: feature-server lib/utils/place-outdial.js:77-90,172,310,389-437; feature-server lib/tasks/dial.js:612-616;
    @jambonz/schema components/target; @jambonz/verb-specifications target.

    Attributes:
        confirm_hook: Called when this target answers, instead of the dial's `confirmHook`. An empty reply accepts the
            call; verbs run on the answered leg, and the call is bridged if it is still up after them. Yields
            `dial:confirm` with `hooks.CallInfo`; the reply's verbs run on the called leg before it is bridged. Target
            `v10` takes only `object`.
        method: HTTP method for a `confirmHook` that is a webhook; the open-source server does not read it.
        headers: SIP headers for the INVITE to this target; they win over headers of the dial with the same name.
        from_: Changes to the From header of the INVITE.
        auth: SIP digest credentials, for a far end that challenges the INVITE.
        proxy: SIP URI of a proxy that the INVITE is to go through.
    """

    confirm_hook: HookTarget | None = field(default=None, name="confirmHook")
    """Called when this target answers, instead of the dial's `confirmHook`. An empty reply accepts the call; verbs run
    on the answered leg, and the call is bridged if it is still up after them. Yields `dial:confirm` with
    `hooks.CallInfo`; the reply's verbs run on the called leg before it is bridged. Target `v10` takes only `object`.
    """
    method: Literal["GET", "POST"] | None = None
    """HTTP method for a `confirmHook` that is a webhook; the open-source server does not read it."""
    headers: Mapping[str, str] | None = None
    """SIP headers for the INVITE to this target; they win over headers of the dial with the same name."""
    from_: DialFrom | None = field(default=None, name="from")
    """Changes to the From header of the INVITE."""
    auth: Auth | None = None
    """SIP digest credentials, for a far end that challenges the INVITE."""
    proxy: str | None = None
    """SIP URI of a proxy that the INVITE is to go through."""


class PhoneTarget(TargetBase, kw_only=True, tag_field="type", tag="phone"):
    """A telephone number, reached through a carrier.

    Attributes:
        number: Telephone number, best in E.164 form, such as `+15551230001`.
        trunk: Name of the carrier to use. Without it the server goes by the account's least-cost routing, else by the
            carrier that owns the calling number.
    """

    number: Annotated[str, Meta(min_length=1)]
    """Telephone number, best in E.164 form, such as `+15551230001`."""
    trunk: str | None = None
    """Name of the carrier to use. Without it the server goes by the account's least-cost routing, else by the carrier
    that owns the calling number.
    """


class SipTarget(TargetBase, kw_only=True, tag_field="type", tag="sip"):
    """A SIP endpoint.

    Attributes:
        sip_uri: SIP URI to call.
        name: Display name for the called party; the open-source server does not read it.
    """

    sip_uri: Annotated[str, Meta(min_length=1)] = field(name="sipUri")
    """SIP URI to call."""
    name: str | None = None
    """Display name for the called party; the open-source server does not read it."""


class UserTarget(TargetBase, kw_only=True, tag_field="type", tag="user"):
    """A user whose device is registered with jambonz.

    Attributes:
        name: User as `user@realm`; without a realm the server adds the account's. The open-source server cannot dial
            without it.
        number: Seen instead of `name` in older applications; the validators take it, the open-source server does not
            read it.
        override_to: Request URI for the INVITE, where it must differ from the To header.
    """

    name: Annotated[str, Meta(min_length=1)] | None = None
    """User as `user@realm`; without a realm the server adds the account's. The open-source server cannot dial without
    it.
    """
    number: Annotated[str, Meta(min_length=1)] | None = None
    """Seen instead of `name` in older applications; the validators take it, the open-source server does not read it."""
    override_to: str | None = field(default=None, name="overrideTo")
    """Request URI for the INVITE, where it must differ from the To header."""


class TeamsTarget(TargetBase, kw_only=True, tag_field="type", tag="teams"):
    """A Microsoft Teams user or number. The account must be configured for Teams, or the dial fails.

    Attributes:
        number: Telephone number of the Teams user.
        tenant: Domain name of the Teams tenant; the server's default is the one configured for the account. If a dial
            has several Teams targets, the tenant of the first counts for all.
        vmail: Go straight to the user's voicemail.
    """

    number: Annotated[str, Meta(min_length=1)]
    """Telephone number of the Teams user."""
    tenant: str | None = None
    """Domain name of the Teams tenant; the server's default is the one configured for the account. If a dial has
    several Teams targets, the tenant of the first counts for all.
    """
    vmail: bool | None = None
    """Go straight to the user's voicemail."""


class TranscribeOptions(Sent, kw_only=True):
    """Background transcription of the session.

    Source: feature-server lib/tasks/config.js:47-53,282-298; feature-server lib/tasks/transcribe.js:31-82,622-717;
    @jambonz/schema verbs/config; @jambonz/schema verbs/transcribe; @jambonz/verb-specifications transcribeOptions.

    Attributes:
        enable: Start or stop the transcription. Required by target `open-source-0.9`.
        transcription_hook: Called with each transcript, with interim ones only if the recognizer is set to give them.
            Yields `verb:hook` with `hooks.Transcription`; a reply with verbs replaces the verb stack.
        translation_hook: Called with each translation, if the recognizer translates. Yields `verb:hook` with
            `hooks.Translation`; a reply with verbs replaces the verb stack. Not for target `open-source-0.9`.
        recognizer: Speech recogniser; without it that of the same `config`, else the session's vendor and language.
        early_media: Start before the call is answered. Not for target `open-source-0.9`.
        channel: Side to transcribe: 1 is the near end, 2 the far end. Not for target `open-source-0.9`.
    """

    enable: bool | None = None
    """Start or stop the transcription. Required by target `open-source-0.9`."""
    transcription_hook: str | None = field(default=None, name="transcriptionHook")
    """Called with each transcript, with interim ones only if the recognizer is set to give them. Yields `verb:hook`
    with `hooks.Transcription`; a reply with verbs replaces the verb stack.
    """
    translation_hook: str | None = field(default=None, name="translationHook")
    """Called with each translation, if the recognizer translates. Yields `verb:hook` with `hooks.Translation`; a reply
    with verbs replaces the verb stack. Not for target `open-source-0.9`.
    """
    recognizer: Recognizer | None = None
    """Speech recogniser; without it that of the same `config`, else the session's vendor and language."""
    early_media: bool | None = field(default=None, name="earlyMedia")
    """Start before the call is answered. Not for target `open-source-0.9`."""
    channel: Literal[1, 2] | None = None
    """Side to transcribe: 1 is the near end, 2 the far end. Not for target `open-source-0.9`."""


class TransferConfirm(Sent, kw_only=True):
    """Acceptance by the destination.

    Attributes:
        prompt: Text to speak, or URL of audio to play, to the destination.
        digit: Key that accepts the call.
    """

    prompt: str
    """Text to speak, or URL of audio to play, to the destination."""
    digit: Annotated[str, Meta(pattern="^[0-9A-D*#]$")]
    """Key that accepts the call."""


class TransferDisposition(Sent, kw_only=True):
    """What happens to the caller, by kind of failure: back to the application (`return`), to `voicemail`, or `hangup`.

    Attributes:
        on_no_answer: When nobody answers in time; the server's default is `return`.
        on_busy: When the destination is busy; the server's default is `return`.
        on_decline: When the destination declines, does not confirm, or is a machine; the server's default is `return`.
        on_failure: When the call to the destination fails otherwise; the server's default is `return`.
        voicemail_url: SIP URI or HTTP URL of the voicemail; needed if any of the others is `voicemail`.
    """

    on_no_answer: Literal["return", "voicemail", "hangup"] | None = field(default=None, name="onNoAnswer")
    """When nobody answers in time; the server's default is `return`."""
    on_busy: Literal["return", "voicemail", "hangup"] | None = field(default=None, name="onBusy")
    """When the destination is busy; the server's default is `return`."""
    on_decline: Literal["return", "voicemail", "hangup"] | None = field(default=None, name="onDecline")
    """When the destination declines, does not confirm, or is a machine; the server's default is `return`."""
    on_failure: Literal["return", "voicemail", "hangup"] | None = field(default=None, name="onFailure")
    """When the call to the destination fails otherwise; the server's default is `return`."""
    voicemail_url: str | None = field(default=None, name="voicemailUrl")
    """SIP URI or HTTP URL of the voicemail; needed if any of the others is `voicemail`."""


class TtsStream(Sent, kw_only=True):
    """Background text-to-speech stream of the session, which the command `tts:tokens` feeds.

    Source: feature-server lib/tasks/config.js:54-59,346-362; feature-server lib/session/call-session.js:969-990;
    @jambonz/schema verbs/config; @jambonz/verb-specifications ttsStream.

    Attributes:
        enable: Open or close the stream; opening an open one does nothing. Required by target `open-source-0.9`.
        synthesizer: Voice for the stream; the open-source server does not read it and takes the `synthesizer` of the
            same `config`, else the session's.
    """

    enable: bool | None = None
    """Open or close the stream; opening an open one does nothing. Required by target `open-source-0.9`."""
    synthesizer: Synthesizer | None = None
    """Voice for the stream; the open-source server does not read it and takes the `synthesizer` of the same `config`,
    else the session's.
    """


class TurnTaking(Sent, kw_only=True):
    """Detection of the end of the caller's turn by a model. The open-source server accepts it and does nothing with it.

    Source: @jambonz/schema verbs/config; @jambonz/verb-specifications turnTaking.

    Attributes:
        enable: Whether turns are detected.
        vendor: Whose model is used, such as `krisp`.
        threshold: Probability, 0 to 1, from which the turn counts as ended.
        model: Model of the vendor instead of its usual one.
    """

    enable: bool | None = None
    """Whether turns are detected."""
    vendor: str | None = None
    """Whose model is used, such as `krisp`."""
    threshold: Annotated[float, Meta(ge=0.0, le=1.0)] | None = None
    """Probability, 0 to 1, from which the turn counts as ended."""
    model: str | None = None
    """Model of the vendor instead of its usual one."""


class Vad(Sent, kw_only=True):
    """Voice activity detection: how jambonz itself tells speech from silence, apart from the recogniser.

    Source: feature-server lib/tasks/config.js:329-339; @jambonz/schema components/vad; @jambonz/verb-specifications
    vad.

    Attributes:
        enable: Turns detection on; the server's default is false.
        voice_ms: Milliseconds of voice that count as start of speech; the server's default is 250.
        silence_ms: How long it must be quiet, in milliseconds, until speech counts as over; the server's default is
            150.
        strategy: What to do after speech was found; the server's default `one-shot` stops detecting.
        mode: How strictly `webrtc` rejects what is not speech, from 0 (lenient) to 3 (strict); the server's default is
            2.
        vendor: Detector to use; the server's default is `silero`.
        threshold: Probability from 0 to 1 above which `silero` takes sound for speech; the server's default is 0.5.
        speech_pad_ms: Milliseconds that `silero` adds on either side of speech, so that words are not clipped; the
            server's default is 30.
    """

    enable: bool | None = None
    """Turns detection on; the server's default is false."""
    voice_ms: Annotated[int, Meta(ge=0)] | None = field(default=None, name="voiceMs")
    """Milliseconds of voice that count as start of speech; the server's default is 250."""
    silence_ms: Annotated[int, Meta(ge=0)] | None = field(default=None, name="silenceMs")
    """How long it must be quiet, in milliseconds, until speech counts as over; the server's default is 150."""
    strategy: str | None = None
    """What to do after speech was found; the server's default `one-shot` stops detecting."""
    mode: Annotated[int, Meta(ge=0, le=3)] | None = None
    """How strictly `webrtc` rejects what is not speech, from 0 (lenient) to 3 (strict); the server's default is 2."""
    vendor: Literal["webrtc", "silero"] | None = None
    """Detector to use; the server's default is `silero`."""
    threshold: Annotated[float, Meta(ge=0.0, le=1.0)] | None = None
    """Probability from 0 to 1 above which `silero` takes sound for speech; the server's default is 0.5."""
    speech_pad_ms: Annotated[int, Meta(ge=0)] | None = field(default=None, name="speechPadMs")
    """Milliseconds that `silero` adds on either side of speech, so that words are not clipped; the server's default is
    30.
    """


class VerbioOptions(Sent, kw_only=True):
    """Options for speech recognition by Verbio: vendor `verbio`.

    Source: feature-server lib/utils/transcription-utils.js:1347-1366; @jambonz/verb-specifications verbioOptions.

    Attributes:
        enable_formatting: Format numbers, dates and the like for reading.
        enable_diarization: Tell speakers apart.
        topic: Number of the topic model in Verbio's API; the server's default is 0, the generic one.
        inline_grammar: Grammar to recognise by, as ABNF or XML text; goes before `grammar_uri`.
        grammar_uri: Address of a grammar to recognise by.
        label: Label for the request in Verbio's reports.
        recognition_timeout: Milliseconds that recognition may take.
        speech_complete_timeout: Milliseconds of silence that end speech which the grammar takes as complete.
        speech_incomplete_timeout: Milliseconds of silence that end speech which is not complete yet.
    """

    enable_formatting: bool | None = None
    """Format numbers, dates and the like for reading."""
    enable_diarization: bool | None = None
    """Tell speakers apart."""
    topic: Annotated[int, Meta(ge=0)] | None = None
    """Number of the topic model in Verbio's API; the server's default is 0, the generic one."""
    inline_grammar: str | None = None
    """Grammar to recognise by, as ABNF or XML text; goes before `grammar_uri`."""
    grammar_uri: str | None = None
    """Address of a grammar to recognise by."""
    label: str | None = None
    """Label for the request in Verbio's reports."""
    recognition_timeout: Annotated[int, Meta(ge=0)] | None = None
    """Milliseconds that recognition may take."""
    speech_complete_timeout: Annotated[int, Meta(ge=0)] | None = None
    """Milliseconds of silence that end speech which the grammar takes as complete."""
    speech_incomplete_timeout: Annotated[int, Meta(ge=0)] | None = None
    """Milliseconds of silence that end speech which is not complete yet."""


class XaiOptions(Sent, kw_only=True):
    """Options for speech recognition by xAI: vendor `xai`.

    Source: @jambonz/schema components/recognizer-xaiOptions.

    Attributes:
        api_key: API key to use instead of the configured credential.
        endpointing: Milliseconds of silence, from 0 to 5000, after which an utterance is final.
        diarize: Tell speakers apart.
        filler_words: Keep filler words such as `uh` in transcripts.
        keyterms: Terms to favour.
        smart_turn: Confidence from 0 to 1 at which a turn counts as ended.
        smart_turn_timeout: Milliseconds of silence, from 1 to 5000, that end a turn whatever the confidence.
    """

    secrets_: ClassVar[frozenset[str]] = frozenset(["api_key"])

    api_key: str | None = field(default=None, name="apiKey")
    """API key to use instead of the configured credential."""
    endpointing: Annotated[int, Meta(ge=0, le=5000)] | None = None
    """Milliseconds of silence, from 0 to 5000, after which an utterance is final."""
    diarize: bool | None = None
    """Tell speakers apart."""
    filler_words: bool | None = field(default=None, name="fillerWords")
    """Keep filler words such as `uh` in transcripts."""
    keyterms: list[str] | None = None
    """Terms to favour."""
    smart_turn: Annotated[float, Meta(ge=0.0, le=1.0)] | None = field(default=None, name="smartTurn")
    """Confidence from 0 to 1 at which a turn counts as ended."""
    smart_turn_timeout: Annotated[int, Meta(ge=1, le=5000)] | None = field(default=None, name="smartTurnTimeout")
    """Milliseconds of silence, from 1 to 5000, that end a turn whatever the confidence."""


AgentToolFiller: TypeAlias = AgentToolFillerAudio | AgentToolFillerBackchannel
"""What the caller hears while a tool call of an agent runs.

Source: @jambonz/schema verbs/agent.
"""

HookTarget: TypeAlias = str | HookOptions
"""Where a hook goes: a name of the application's own choice (it comes back as `hook` on the websocket), or an object
for more than the name. An absolute http(s) URL goes out as a webhook and not over the websocket.

Source: feature-server lib/utils/ws-requestor.js:74,94-107; @jambonz/schema components/actionHook.
"""

OpenaiTurnDetection: TypeAlias = OpenaiNoTurnDetection | OpenaiServerVad | OpenaiSemanticVad
"""How OpenAI tells that the speaker is done: not at all, by silence, or by what was said."""

RecordOptions: TypeAlias = StartRecording | StopRecording | PauseRecording | ResumeRecording
"""Starts, stops, pauses or resumes the recording of the call. The server ignores an action that does not fit the state
of the recording.

Source: feature-server lib/session/call-session.js:771-962,2324-2326; feature-server lib/tasks/config.js:265-271;
@jambonz/schema verbs/config; @jambonz/verb-specifications recordOptions.
"""

Target: TypeAlias = PhoneTarget | SipTarget | UserTarget | TeamsTarget
"""Whom to call: a phone number, a SIP URI, a registered user, or Microsoft Teams.

Source: feature-server lib/utils/place-outdial.js:103-138; feature-server lib/tasks/dial.js:55-68,588-658;
feature-server lib/http-routes/api/create-call.js:110-157; @jambonz/schema components/target;
@jambonz/verb-specifications target.
"""
