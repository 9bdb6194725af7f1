# Generated from spec/ by `python -m codegen`. Do not edit: change the spec and run `make generate`.
"""Payloads of hooks: what jambonz reports back about a verb."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeAlias

from msgspec import field

from ._base import (
    HasAlternatives,
    HasSpeech,
    JsonValue,
    Late,
    Received,
    TakesHoldVerbs,
    TakesNothing,
    TakesQueueVerbs,
    TakesVerbs,
)

__all__ = [
    "AgentEvent",
    "AgentLlmResponse",
    "AgentOtherEvent",
    "AgentResult",
    "AgentToolCall",
    "AgentTurnEnd",
    "AgentTurnLatency",
    "AgentTurnPreflight",
    "AgentUserInterruption",
    "AgentUserTranscript",
    "AmdEvent",
    "CallInfo",
    "ConferenceEnter",
    "ConferenceHold",
    "ConferenceResult",
    "ConferenceStatus",
    "ConferenceWait",
    "DequeueResult",
    "DialDtmf",
    "DialHold",
    "DialogflowEvent",
    "DialogflowResult",
    "DialogflowToolCall",
    "DialogflowToolRequest",
    "DialResult",
    "EnqueueResult",
    "EnqueueWait",
    "GatherPartial",
    "GatherResult",
    "HoldDetail",
    "LexEvent",
    "LexResult",
    "ListenResult",
    "LlmEvent",
    "LlmFunctionCall",
    "LlmResult",
    "LlmToolCall",
    "MessageResult",
    "Participant",
    "PlayResult",
    "RasaEvent",
    "RasaResult",
    "ReferDetails",
    "ReferRequest",
    "SipReferEvent",
    "SipReferResult",
    "SipRequestResult",
    "SipRequestWithinDialog",
    "Speech",
    "SpeechAlternative",
    "SpeechEvent",
    "SpeechTranscript",
    "SpeechVendor",
    "Transcription",
    "TransferEvent",
    "TransferHold",
    "TransferResult",
    "TranslatedSpeech",
    "Translation",
]


class AgentTurnEnd(Received, frozen=True, kw_only=True, tag_field="type", tag="turn_end"):
    """A turn of the conversation is over. The greeting may count as a turn too, on newer servers.

    Attributes:
        transcript: What the user said.
        response: What the agent answered; after an interruption possibly only the part that was heard.
        interrupted: Whether the user interrupted the answer.
        latency: How long each step took.
    """

    transcript: str | None = None
    """What the user said."""
    response: str | None = None
    """What the agent answered; after an interruption possibly only the part that was heard."""
    interrupted: bool | None = None
    """Whether the user interrupted the answer."""
    latency: AgentTurnLatency | None = None
    """How long each step took."""


class AgentTurnLatency(Received, frozen=True, kw_only=True):
    """How long each step of a turn took. A step that does not apply is absent.

    Attributes:
        transcriber_latency: Milliseconds from the end of speech to the final transcript.
        turn_detection_latency: Further milliseconds until the turn was judged to be over; absent if that was known with
            the transcript.
        model_latency: Milliseconds until the first token of the language model; absent if an early answer could be
            used.
        voice_latency: Milliseconds from the first text to the first audio of the speech synthesis.
        preflight: What became of the answer that was begun early, with `earlyGeneration`.
    """

    transcriber_latency: int | None = None
    """Milliseconds from the end of speech to the final transcript."""
    turn_detection_latency: int | None = None
    """Further milliseconds until the turn was judged to be over; absent if that was known with the transcript."""
    model_latency: int | None = None
    """Milliseconds until the first token of the language model; absent if an early answer could be used."""
    voice_latency: int | None = None
    """Milliseconds from the first text to the first audio of the speech synthesis."""
    preflight: AgentTurnPreflight | None = None
    """What became of the answer that was begun early, with `earlyGeneration`."""


class AgentTurnPreflight(Received, frozen=True, kw_only=True):
    """What became of an answer that the agent began before the transcript was final.

    Attributes:
        result: Whether it was based on the right transcript; `pending` if that was not known yet. Known values: `hit`,
            `miss` and `pending`.
        tokens: Tokens that were ready when the transcript became final, with `hit`.
    """

    result: str | None = None
    """Whether it was based on the right transcript; `pending` if that was not known yet. Known values: `hit`, `miss`
    and `pending`.
    """
    tokens: int | None = None
    """Tokens that were ready when the transcript became final, with `hit`."""


class AgentUserTranscript(Received, frozen=True, kw_only=True, tag_field="type", tag="user_transcript"):
    """The user has finished speaking, and the language model is about to be asked.

    Attributes:
        transcript: What the user said.
    """

    transcript: str | None = None
    """What the user said."""


class AgentLlmResponse(Received, frozen=True, kw_only=True, tag_field="type", tag="llm_response"):
    """The language model has finished its answer, which may not have been spoken yet.

    Attributes:
        response: The whole answer.
    """

    response: str | None = None
    """The whole answer."""


class AgentUserInterruption(Received, frozen=True, kw_only=True, tag_field="type", tag="user_interruption"):
    """The user began to speak while the agent was speaking."""


class AgentOtherEvent(Received, frozen=True, kw_only=True):
    """An event of an agent that is not described here.

    Attributes:
        type: Kind of event.
    """

    type: str | None = None
    """Kind of event."""


class CallInfo(Received, frozen=True, kw_only=True):
    """Facts about a leg of the call, which most hooks carry. Which of them are there depends on hook, leg and server,
    so all are optional.

    Source: feature-server lib/session/call-info.js:10-172; @jambonz/schema callbacks/base.

    Attributes:
        call_sid: Id of the leg that the payload is about.
        direction: Whether the call came in or was placed by jambonz; the called leg of a `dial` is `outbound`. Known
            values: `inbound` and `outbound`.
        from_: Caller: phone number, SIP user or URI.
        to: Called party: phone number, SIP user or URI.
        call_id: SIP Call-ID of the leg.
        sbc_callid: SIP Call-ID on the far side of the session border controller, when known.
        sip_status: Latest SIP status code, such as 200 or 486.
        sip_reason: Reason phrase that came with `sip_status`, such as `OK`.
        sip_reason_header: SIP Reason header (RFC 3326) of the message that changed the status, such as
            `Q.850;cause=18`, if it had one. Several headers are joined by commas; the commercial server only.
        call_status: State of the leg. Known values: `trying`, `ringing`, `early-media`, `in-progress`, `completed`,
            `failed`, `busy`, `no-answer` and `queued`.
        caller_id: Caller id shown to the called party; on the called leg of a `dial`.
        account_sid: Id of the account.
        trace_id: Id under which the server traces the call.
        application_sid: Id of the jambonz application, if the call belongs to one.
        fs_sip_address: Internal SIP address of the feature server, host and port. Some servers call it
            `local_sip_address`.
        fs_public_ip: Public address of the feature server, when configured. Some servers call it `public_ip`.
        api_base_url: Base URL of the REST API, when configured.
        parent_call_sid: Sid of the leg that dialed this one; on the called leg of a `dial`.
        originating_sip_ip: Address that the call came from; on inbound calls, when known.
        originating_sip_trunk_name: Name of the carrier that the call came from; on inbound calls, when known.
        call_termination_by: Who ended the call; only once it has ended. Known values: `caller` and `jambonz`.
        duration: Length of the call in whole seconds; only once it has ended.
        customer_data: Data that the application or the REST API attached to the call, any JSON but normally an object.
            Keys come back unchanged, except under the alias `customerdata`, where they are in snake_case. Some servers
            call it `customerdata` and `customer_data`.
        headers: Headers of the leg's final SIP response or of its BYE, once there was one, by name in snake_case:
            `X-Foo` is `x_foo`. Not the headers of the INVITE, which are in the session's `sip`. Some servers call it
            `sipheaders`.
        verb_id: The `id` that the application gave to the verb whose hook this is. Only action hooks and partial
            results of `gather` carry it.
        caller_name: Display name of the caller, which may be empty. Only in payloads that the server sends in its raw
            form.
        has_recording: Whether the server records the call. Only in payloads that the server sends in its raw form.
        participants: The two parties of a recorded call, in SIPREC sessions.
    """

    aliases_: ClassVar[dict[str, str]] = {
        "local_sip_address": "fs_sip_address",
        "public_ip": "fs_public_ip",
        "customerdata": "customerData",
        "customer_data": "customerData",
        "sipheaders": "headers",
    }

    call_sid: str | None = None
    """Id of the leg that the payload is about."""
    direction: str | None = None
    """Whether the call came in or was placed by jambonz; the called leg of a `dial` is `outbound`. Known values:
    `inbound` and `outbound`.
    """
    from_: str | None = field(default=None, name="from")
    """Caller: phone number, SIP user or URI."""
    to: str | None = None
    """Called party: phone number, SIP user or URI."""
    call_id: str | None = None
    """SIP Call-ID of the leg."""
    sbc_callid: str | None = None
    """SIP Call-ID on the far side of the session border controller, when known."""
    sip_status: int | None = None
    """Latest SIP status code, such as 200 or 486."""
    sip_reason: str | None = None
    """Reason phrase that came with `sip_status`, such as `OK`."""
    sip_reason_header: str | None = None
    """SIP Reason header (RFC 3326) of the message that changed the status, such as `Q.850;cause=18`, if it had one.
    Several headers are joined by commas; the commercial server only.
    """
    call_status: str | None = None
    """State of the leg. Known values: `trying`, `ringing`, `early-media`, `in-progress`, `completed`, `failed`, `busy`,
    `no-answer` and `queued`.
    """
    caller_id: str | None = None
    """Caller id shown to the called party; on the called leg of a `dial`."""
    account_sid: str | None = None
    """Id of the account."""
    trace_id: str | None = None
    """Id under which the server traces the call."""
    application_sid: str | None = None
    """Id of the jambonz application, if the call belongs to one."""
    fs_sip_address: str | None = None
    """Internal SIP address of the feature server, host and port. Some servers call it `local_sip_address`."""
    fs_public_ip: str | None = None
    """Public address of the feature server, when configured. Some servers call it `public_ip`."""
    api_base_url: str | None = None
    """Base URL of the REST API, when configured."""
    parent_call_sid: str | None = None
    """Sid of the leg that dialed this one; on the called leg of a `dial`."""
    originating_sip_ip: str | None = None
    """Address that the call came from; on inbound calls, when known."""
    originating_sip_trunk_name: str | None = None
    """Name of the carrier that the call came from; on inbound calls, when known."""
    call_termination_by: str | None = None
    """Who ended the call; only once it has ended. Known values: `caller` and `jambonz`."""
    duration: float | None = None
    """Length of the call in whole seconds; only once it has ended."""
    customer_data: JsonValue | None = field(default=None, name="customerData")
    """Data that the application or the REST API attached to the call, any JSON but normally an object. Keys come back
    unchanged, except under the alias `customerdata`, where they are in snake_case. Some servers call it `customerdata`
    and `customer_data`.
    """
    headers: dict[str, str] | None = None
    """Headers of the leg's final SIP response or of its BYE, once there was one, by name in snake_case: `X-Foo` is
    `x_foo`. Not the headers of the INVITE, which are in the session's `sip`. Some servers call it `sipheaders`.
    """
    verb_id: str | None = None
    """The `id` that the application gave to the verb whose hook this is. Only action hooks and partial results of
    `gather` carry it.
    """
    caller_name: str | None = None
    """Display name of the caller, which may be empty. Only in payloads that the server sends in its raw form."""
    has_recording: bool | None = None
    """Whether the server records the call. Only in payloads that the server sends in its raw form."""
    participants: list[Participant] | None = None
    """The two parties of a recorded call, in SIPREC sessions."""

    if not TYPE_CHECKING:  # the same under their other names, until the codec has folded them
        _local_sip_address: str | None = field(default=None, name="local_sip_address")
        _public_ip: str | None = field(default=None, name="public_ip")
        _customerdata: JsonValue | None = field(default=None, name="customerdata")
        _customer_data: JsonValue | None = field(default=None, name="customer_data")
        _sipheaders: dict[str, str] | None = field(default=None, name="sipheaders")


class AgentResult(TakesVerbs, CallInfo, frozen=True, kw_only=True):
    """The end of an agent; the commercial server only. No source lists what it carries beyond the facts about the call.

    Source: @jambonz/schema verbs/agent.

    Attributes:
        completion_reason: Why the agent ended.
        error: What went wrong, any JSON.
    """

    completion_reason: str | None = None
    """Why the agent ended."""
    error: JsonValue | None = None
    """What went wrong, any JSON."""


class AgentToolCall(TakesNothing, Received, frozen=True, kw_only=True):
    """The language model of an agent wants a tool to be run; answer with the command `llm:tool-output`. Carries no
    facts about the call; the commercial server only.

    Source: @jambonz/schema docs/verbs/agent.md.

    Attributes:
        tool_call_id: Id of this tool call, which the answer repeats. Some servers call it `call_id`.
        name: Name of the tool.
        arguments: Arguments of the tool, normally an object and possibly its JSON text. Whether the server leaves the
            spelling of their keys alone is not known. Some servers call it `args`.
    """

    aliases_: ClassVar[dict[str, str]] = {"call_id": "tool_call_id", "args": "arguments"}

    tool_call_id: str | None = None
    """Id of this tool call, which the answer repeats. Some servers call it `call_id`."""
    name: str | None = None
    """Name of the tool."""
    arguments: dict[str, JsonValue] | str | None = None
    """Arguments of the tool, normally an object and possibly its JSON text. Whether the server leaves the spelling of
    their keys alone is not known. Some servers call it `args`.
    """

    if not TYPE_CHECKING:  # the same under their other names, until the codec has folded them
        _call_id: str | None = field(default=None, name="call_id")
        _args: dict[str, JsonValue] | str | None = field(default=None, name="args")


class AmdEvent(TakesVerbs, CallInfo, frozen=True, kw_only=True):
    """A step of answering machine detection. Several come for one call, to the same hook, and verbs in the reply to any
    of them replace the stack. The base properties are those of the calling leg.

    Source: feature-server lib/utils/amd-utils.js:100-139,249,353-388,434; feature-server lib/tasks/dial.js:1082;
    @jambonz/schema callbacks/amd.

    Attributes:
        type: What was detected; `amd_stopped` follows a decision that ends the detection. Known values:
            `amd_human_detected`, `amd_machine_detected`, `amd_no_speech_detected`, `amd_decision_timeout`,
            `amd_machine_stopped_speaking`, `amd_tone_detected`, `amd_tone_timeout`, `amd_error` and `amd_stopped`.
        reason: What the decision for human or machine rests on. Known values: `short greeting`, `long greeting`, `hint`
            and `digit count`.
        greeting: What the called party said, where the decision rests on it.
        hint: The phrase typical of a machine that was heard, with reason `hint`.
        language: Language of the transcript, such as `en-US`.
        frequency: Frequency of the beep in Hz, with `amd_tone_detected`.
        variance: Variance of the beep's frequency, with `amd_tone_detected`.
    """

    type: str
    """What was detected; `amd_stopped` follows a decision that ends the detection. Known values: `amd_human_detected`,
    `amd_machine_detected`, `amd_no_speech_detected`, `amd_decision_timeout`, `amd_machine_stopped_speaking`,
    `amd_tone_detected`, `amd_tone_timeout`, `amd_error` and `amd_stopped`.
    """
    reason: str | None = None
    """What the decision for human or machine rests on. Known values: `short greeting`, `long greeting`, `hint` and
    `digit count`.
    """
    greeting: str | None = None
    """What the called party said, where the decision rests on it."""
    hint: str | None = None
    """The phrase typical of a machine that was heard, with reason `hint`."""
    language: str | None = None
    """Language of the transcript, such as `en-US`."""
    frequency: float | None = None
    """Frequency of the beep in Hz, with `amd_tone_detected`."""
    variance: float | None = None
    """Variance of the beep's frequency, with `amd_tone_detected`."""


class Participant(Received, frozen=True, kw_only=True):
    """One party of a call that reaches jambonz by SIPREC.

    Attributes:
        participant: Which party it is. Known values: `caller` and `callee`.
        uri_user: User part of the party's SIP URI.
        uri_host: Host part of the party's SIP URI.
    """

    participant: str | None = None
    """Which party it is. Known values: `caller` and `callee`."""
    uri_user: str | None = None
    """User part of the party's SIP URI."""
    uri_host: str | None = None
    """Host part of the party's SIP URI."""


class ConferenceEnter(TakesHoldVerbs, CallInfo, frozen=True, kw_only=True):
    """A participant is about to enter a conference; the verbs of the reply are played to that participant first.

    Source: feature-server lib/tasks/conference.js:340-345,650-690.
    """


class ConferenceHold(TakesHoldVerbs, CallInfo, frozen=True, kw_only=True):
    """A participant is on hold in a conference and wants something to listen to. It comes again when the verbs of the
    reply have been played, until the reply is an empty array or the hold ends.

    Source: feature-server lib/tasks/conference.js:554-570,650-690.
    """


class ConferenceResult(TakesVerbs, CallInfo, frozen=True, kw_only=True):
    """The participant left the conference, or it ended. Nothing in the payload tells why.

    Source: feature-server lib/tasks/conference.js:110; @jambonz/schema callbacks/conference.
    """


class ConferenceStatus(TakesNothing, CallInfo, frozen=True, kw_only=True):
    """Something happened in a conference. Each participant's own session reports, so an application that holds several
    legs gets one message per leg for the same conference.

    Source: feature-server lib/tasks/conference.js:54-59,715-745; @jambonz/schema callbacks/conference-status;
    @jambonz/sdk types/verbs.ts:538-543.

    Attributes:
        event: What happened, one of the verb's `statusEvents`. The talking events are about the session's own
            participant; the `say-` and `play-` events come from the commercial server only. Known values: `start`,
            `end`, `join`, `leave`, `start-talking`, `stop-talking`, `say-start`, `say-done`, `play-start` and
            `play-done`.
        conference_sid: Id of the conference, `conf:{account_sid}:{name}`.
        friendly_name: Name of the conference, as the verb gives it.
        members: Number of participants, when known.
        duration: Seconds since the conference began, with a fraction; once the leg has ended, the length of the call
            instead.
        time: When it happened, in ISO 8601.
        id: The `id` that the command `room:say` or `room:play` gave, with the events of those; the commercial server
            only.
        say_id: The server's own id of the announcement, with the `say-` events; the commercial server only. Some
            servers call it `sayId`.
        reason: Why an announcement ended, with `say-done` and `play-done`; the commercial server only.
        b3: Tracing context, `traceId-spanId-1`, which this hook carries among its data instead of in the envelope.
    """

    aliases_: ClassVar[dict[str, str]] = {
        "local_sip_address": "fs_sip_address",
        "public_ip": "fs_public_ip",
        "customerdata": "customerData",
        "customer_data": "customerData",
        "sipheaders": "headers",
        "sayId": "say_id",
    }

    event: str
    """What happened, one of the verb's `statusEvents`. The talking events are about the session's own participant; the
    `say-` and `play-` events come from the commercial server only. Known values: `start`, `end`, `join`, `leave`,
    `start-talking`, `stop-talking`, `say-start`, `say-done`, `play-start` and `play-done`.
    """
    conference_sid: str | None = None
    """Id of the conference, `conf:{account_sid}:{name}`."""
    friendly_name: str | None = None
    """Name of the conference, as the verb gives it."""
    members: int | None = None
    """Number of participants, when known."""
    duration: float | None = None
    """Seconds since the conference began, with a fraction; once the leg has ended, the length of the call instead."""
    time: str | None = None
    """When it happened, in ISO 8601."""
    id: str | None = None
    """The `id` that the command `room:say` or `room:play` gave, with the events of those; the commercial server
    only.
    """
    say_id: str | None = None
    """The server's own id of the announcement, with the `say-` events; the commercial server only. Some servers call it
    `sayId`.
    """
    reason: str | None = None
    """Why an announcement ended, with `say-done` and `play-done`; the commercial server only."""
    b3: str | None = None
    """Tracing context, `traceId-spanId-1`, which this hook carries among its data instead of in the envelope."""

    if not TYPE_CHECKING:  # the same under their other names, until the codec has folded them
        _say_id: str | None = field(default=None, name="sayId")


class ConferenceWait(TakesHoldVerbs, CallInfo, frozen=True, kw_only=True):
    """A participant waits for a conference to start and wants something to listen to. It comes again when the verbs of
    the reply have been played, until the reply is an empty array or the conference starts.

    Source: feature-server lib/tasks/conference.js:240-252,650-690; @jambonz/schema callbacks/conference-wait.
    """


class DequeueResult(TakesVerbs, CallInfo, frozen=True, kw_only=True):
    """The end of a dequeue.

    Source: feature-server lib/tasks/dequeue.js:32-39; @jambonz/schema callbacks/dequeue.

    Attributes:
        dequeue_result: What came of it: a caller was connected, nobody was in the queue in time, or the connection
            broke. Known values: `complete`, `timeout` and `hangup`.
    """

    dequeue_result: str
    """What came of it: a caller was connected, nobody was in the queue in time, or the connection broke. Known values:
    `complete`, `timeout` and `hangup`.
    """


class DialDtmf(TakesNothing, CallInfo, frozen=True, kw_only=True):
    """A pattern of `dtmfCapture` was pressed during a dial. The base properties are those of the leg that pressed it.

    Source: feature-server lib/tasks/dial.js:484-518; feature-server lib/utils/dtmf-collector.js; @jambonz/schema
    callbacks/dial-dtmf.

    Attributes:
        dtmf: The pattern that matched.
    """

    dtmf: str
    """The pattern that matched."""


class HoldDetail(Received, frozen=True, kw_only=True):
    """The parties of the SIP request that put a call on hold.

    Attributes:
        from_: From header of the request: the party that asked for hold.
        to: To header of the request.
    """

    from_: str | None = field(default=None, name="from")
    """From header of the request: the party that asked for hold."""
    to: str | None = None
    """To header of the request."""


class DialHold(TakesHoldVerbs, CallInfo, frozen=True, kw_only=True):
    """A party of a dial put the call on hold. The base properties are those of the calling leg, whichever party it was.

    Source: feature-server lib/tasks/dial.js:1091-1139; @jambonz/schema callbacks/dial-hold.

    Attributes:
        hold_detail: Who put whom on hold.
    """

    hold_detail: HoldDetail
    """Who put whom on hold."""


class DialResult(TakesVerbs, CallInfo, frozen=True, kw_only=True):
    """The end of a dial. All of its own properties are absent if no leg was ever created.

    Source: feature-server lib/tasks/dial.js:249,604; @jambonz/schema callbacks/dial.

    Attributes:
        dial_call_status: How the called leg ended: `completed` if it was connected, otherwise the last status seen,
            which after a ring timeout may be `ringing`. Known values: `completed`, `failed`, `busy`, `no-answer`,
            `trying`, `ringing`, `early-media` and `in-progress`.
        dial_sip_status: Latest SIP status of the called leg, 200 if it was connected.
        dial_call_sid: Sid of the leg that was connected, or else of the last one tried.
        dial_sbc_callid: SIP Call-ID of the called leg on the far side of the session border controller.
    """

    dial_call_status: str | None = None
    """How the called leg ended: `completed` if it was connected, otherwise the last status seen, which after a ring
    timeout may be `ringing`. Known values: `completed`, `failed`, `busy`, `no-answer`, `trying`, `ringing`,
    `early-media` and `in-progress`.
    """
    dial_sip_status: int | None = None
    """Latest SIP status of the called leg, 200 if it was connected."""
    dial_call_sid: str | None = None
    """Sid of the leg that was connected, or else of the last one tried."""
    dial_sbc_callid: str | None = None
    """SIP Call-ID of the called leg on the far side of the session border controller."""


class DialogflowEvent(TakesVerbs, CallInfo, frozen=True, kw_only=True):
    """Something happened in the conversation with a Dialogflow agent.

    Source: feature-server lib/tasks/dialogflow/index.js:269,373-376,399,462-466,500,529,559-578.

    Attributes:
        event: What happened. Known values: `intent`, `transcription`, `end-utterance`, `start-play`, `stop-play`,
            `dtmf` and `no-input`.
        data: Details: of the play events `path`, of the others what Dialogflow or the media server sent, with its keys
            in snake_case; absent for `end-utterance` and `no-input`.
    """

    event: str
    """What happened. Known values: `intent`, `transcription`, `end-utterance`, `start-play`, `stop-play`, `dtmf` and
    `no-input`.
    """
    data: dict[str, JsonValue] | None = None
    """Details: of the play events `path`, of the others what Dialogflow or the media server sent, with its keys in
    snake_case; absent for `end-utterance` and `no-input`.
    """


class DialogflowResult(TakesVerbs, CallInfo, frozen=True, kw_only=True):
    """The end of a conversation with a Dialogflow agent.

    Source: feature-server lib/tasks/dialogflow/index.js:122,281,482,581.

    Attributes:
        dialogflow_result: Why it ended; `redirect` means that the reply to an event replaced the verbs, and the reply
            to this is ignored. Known values: `caller hungup`, `completed` and `redirect`.
    """

    dialogflow_result: str
    """Why it ended; `redirect` means that the reply to an event replaced the verbs, and the reply to this is ignored.
    Known values: `caller hungup`, `completed` and `redirect`.
    """


class DialogflowToolRequest(Received, frozen=True, kw_only=True):
    """A tool call in the form of the Dialogflow model in use: `cx` fills `tool`, `action` and `input_parameters`, `ces`
    fills `id`, `display_name`, `tool` and `args`.

    Attributes:
        tool: The tool, as Dialogflow names it.
        action: What the tool is to do; model `cx`.
        input_parameters: Arguments of the tool; model `cx`.
        id: Id of the call, which the server repeats to Dialogflow by itself; model `ces`.
        display_name: Name of the tool for people; model `ces`.
        args: Arguments of the tool; model `ces`.
    """

    tool: str | dict[str, JsonValue] | None = None
    """The tool, as Dialogflow names it."""
    action: str | None = None
    """What the tool is to do; model `cx`."""
    input_parameters: dict[str, JsonValue] | None = None
    """Arguments of the tool; model `cx`."""
    id: str | None = None
    """Id of the call, which the server repeats to Dialogflow by itself; model `ces`."""
    display_name: str | None = None
    """Name of the tool for people; model `ces`."""
    args: dict[str, JsonValue] | None = None
    """Arguments of the tool; model `ces`."""


class DialogflowToolCall(CallInfo, frozen=True, kw_only=True):
    """A Dialogflow agent wants the application to run a tool; the commercial server only. The answer is an object with
    `outputParameters` or `error`, not an array of verbs.

    Source: @jambonz/schema verbs/dialogflow.

    Attributes:
        tool_call: The tool to run.
    """

    tool_call: DialogflowToolRequest
    """The tool to run."""


class EnqueueResult(TakesVerbs, CallInfo, frozen=True, kw_only=True):
    """The end of an enqueue.

    Source: feature-server lib/tasks/enqueue.js:109-116; @jambonz/schema callbacks/enqueue.

    Attributes:
        queue_sid: Id of the queue, `queue:{account_sid}:{name}`.
        queue_time: Seconds that the caller waited.
        queue_result: How the wait ended: connected, hung up, left by the verb `leave`, or failed. Known values:
            `bridged`, `hangup`, `leave` and `error`.
    """

    queue_sid: str | None = None
    """Id of the queue, `queue:{account_sid}:{name}`."""
    queue_time: int | None = None
    """Seconds that the caller waited."""
    queue_result: str
    """How the wait ended: connected, hung up, left by the verb `leave`, or failed. Known values: `bridged`, `hangup`,
    `leave` and `error`.
    """


class EnqueueWait(TakesQueueVerbs, Received, frozen=True, kw_only=True):
    """A caller waits in a queue and wants something to listen to. It comes again when the verbs of the reply have been
    played, until the reply is an empty array or the caller leaves the queue.

    Source: feature-server lib/tasks/enqueue.js:314-385; @jambonz/schema callbacks/enqueue-wait.

    Attributes:
        queue_sid: Id of the queue, `queue:{account_sid}:{name}`.
        queue_time: Seconds that the caller has waited so far.
        queue_size: Number of callers in the queue; absent if the server could not read the queue.
        queue_position: Place of the caller in the queue, 0 for the first; absent if the server could not read the
            queue.
        call_sid: Id of the waiting leg; absent if the server could not read the queue.
        call_id: SIP Call-ID of the waiting leg.
        customer_data: Data that the application or the REST API attached to the call, any JSON but normally an object.
            Keys come back unchanged, except under the alias `customerdata`, where they are in snake_case. Some servers
            call it `customerdata` and `customer_data`.
    """

    aliases_: ClassVar[dict[str, str]] = {"customerdata": "customerData", "customer_data": "customerData"}

    queue_sid: str
    """Id of the queue, `queue:{account_sid}:{name}`."""
    queue_time: int | None = None
    """Seconds that the caller has waited so far."""
    queue_size: int | None = None
    """Number of callers in the queue; absent if the server could not read the queue."""
    queue_position: int | None = None
    """Place of the caller in the queue, 0 for the first; absent if the server could not read the queue."""
    call_sid: str | None = None
    """Id of the waiting leg; absent if the server could not read the queue."""
    call_id: str | None = None
    """SIP Call-ID of the waiting leg."""
    customer_data: JsonValue | None = field(default=None, name="customerData")
    """Data that the application or the REST API attached to the call, any JSON but normally an object. Keys come back
    unchanged, except under the alias `customerdata`, where they are in snake_case. Some servers call it `customerdata`
    and `customer_data`.
    """

    if not TYPE_CHECKING:  # the same under their other names, until the codec has folded them
        _customerdata: JsonValue | None = field(default=None, name="customerdata")
        _customer_data: JsonValue | None = field(default=None, name="customer_data")


class GatherPartial(HasSpeech, TakesNothing, CallInfo, frozen=True, kw_only=True):
    """An interim transcript of a gather that is still running.

    Source: feature-server lib/tasks/gather.js:1108-1113; @jambonz/schema callbacks/gather-partial.

    Attributes:
        speech: What was heard so far; `is_final` is false.
        b3: Tracing context, `traceId-spanId-1`, which this hook carries among its data instead of in the envelope.
    """

    speech: Speech
    """What was heard so far; `is_final` is false."""
    b3: str | None = None
    """Tracing context, `traceId-spanId-1`, which this hook carries among its data instead of in the envelope."""


class GatherResult(HasSpeech, TakesVerbs, CallInfo, frozen=True, kw_only=True):
    """Result of a gather, also of the background gather of `config.bargeIn`. With vendor `deepgramflux` and no
    `partialResultHook` it also comes for `EagerEndOfTurn` and `TurnResumed`, with `is_final` false in `speech`; the
    server ignores the reply to those.

    Source: feature-server lib/tasks/gather.js:1115-1119,1339-1352,1393-1423; feature-server
    lib/utils/stt-latency-calculator.js:130-158; @jambonz/schema callbacks/gather.

    Attributes:
        reason: Why the gather ended. Known values: `speechDetected`, `dtmfDetected`, `timeout`, `error` and
            `stt-low-confidence`.
        speech: What was said; with reasons `speechDetected` and `stt-low-confidence`.
        digits: Keys pressed, without the finishOnKey; with reason `dtmfDetected`, where it may be empty.
        details: What went wrong, with reason `error`: text from the open-source server, an object in the vendor's
            schema.
        stt_latency_ms: Milliseconds from the end of speech to the transcript, a comma-separated list if there were
            several; needs `notifySttLatency`.
        stt_talkspurts: When the caller spoke: the JSON text of an array of `[start, stop]` pairs in unix seconds; needs
            `notifySttLatency`.
        stt_start_time: When recognition began, in unix seconds; needs `notifySttLatency`.
        stt_stop_time: When recognition ended, in unix seconds; needs `notifySttLatency`.
        stt_usage: Seconds of recognition, as text with two decimals such as `3.42`; needs `notifySttLatency`.
    """

    reason: str
    """Why the gather ended. Known values: `speechDetected`, `dtmfDetected`, `timeout`, `error` and
    `stt-low-confidence`.
    """
    speech: Speech | None = None
    """What was said; with reasons `speechDetected` and `stt-low-confidence`."""
    digits: str | None = None
    """Keys pressed, without the finishOnKey; with reason `dtmfDetected`, where it may be empty."""
    details: str | dict[str, JsonValue] | None = None
    """What went wrong, with reason `error`: text from the open-source server, an object in the vendor's schema."""
    stt_latency_ms: str | float | None = None
    """Milliseconds from the end of speech to the transcript, a comma-separated list if there were several; needs
    `notifySttLatency`.
    """
    stt_talkspurts: str | None = None
    """When the caller spoke: the JSON text of an array of `[start, stop]` pairs in unix seconds; needs
    `notifySttLatency`.
    """
    stt_start_time: int | str | None = None
    """When recognition began, in unix seconds; needs `notifySttLatency`."""
    stt_stop_time: int | str | None = None
    """When recognition ended, in unix seconds; needs `notifySttLatency`."""
    stt_usage: str | float | None = None
    """Seconds of recognition, as text with two decimals such as `3.42`; needs `notifySttLatency`."""


class LexEvent(TakesVerbs, Received, frozen=True, kw_only=True):
    """Something happened in the conversation with an Amazon Lex bot. Carries no facts about the call, which only the
    envelope names.

    Source: feature-server lib/tasks/lex.js:39-48,163-347.

    Attributes:
        event: What happened. Known values: `intent`, `transcription`, `dtmf`, `start-play`, `stop-play`,
            `play-interrupted` and `response-text`.
        data: Details: of the play events `path`, of `dtmf` the key in `dtmf` and its `duration`, of the others what Lex
            sent, with its keys in snake_case; empty for `play-interrupted`.
    """

    event: str
    """What happened. Known values: `intent`, `transcription`, `dtmf`, `start-play`, `stop-play`, `play-interrupted` and
    `response-text`.
    """
    data: dict[str, JsonValue] | None = None
    """Details: of the play events `path`, of `dtmf` the key in `dtmf` and its `duration`, of the others what Lex sent,
    with its keys in snake_case; empty for `play-interrupted`.
    """


class LexResult(TakesVerbs, CallInfo, frozen=True, kw_only=True):
    """The end of a conversation with an Amazon Lex bot.

    Source: feature-server lib/tasks/lex.js:97,342.

    Attributes:
        lex_result: Why it ended; `redirect` means that the reply to an event replaced the verbs, and the reply to this
            is ignored. Known values: `caller hungup` and `redirect`.
    """

    lex_result: str
    """Why it ended; `redirect` means that the reply to an event replaced the verbs, and the reply to this is ignored.
    Known values: `caller hungup` and `redirect`.
    """


class ListenResult(TakesVerbs, CallInfo, frozen=True, kw_only=True):
    """The end of a listen or stream. Its own properties are absent if the connection to the audio server failed;
    nothing else tells that.

    Source: feature-server lib/tasks/listen.js:94,260-264,319-323; @jambonz/schema callbacks/listen.

    Attributes:
        dial_call_duration: Seconds that audio was streamed, despite its name.
        digits: The key that ended it, if it was the finishOnKey.
    """

    dial_call_duration: int | None = None
    """Seconds that audio was streamed, despite its name."""
    digits: str | None = None
    """The key that ended it, if it was the finishOnKey."""


class LlmEvent(TakesNothing, Received, frozen=True, kw_only=True):
    """An event of the language model's vendor, as the vendor made it but with its keys in snake_case. Carries no facts
    about the call.

    Source: feature-server lib/tasks/llm/index.js:123-126.

    Attributes:
        type: The vendor's name of the event. Google's events have none and are told apart by their keys, such as
            `server_content`.
    """

    type: str | None = None
    """The vendor's name of the event. Google's events have none and are told apart by their keys, such as
    `server_content`.
    """


class LlmResult(TakesVerbs, CallInfo, frozen=True, kw_only=True):
    """The end of a conversation with a language model.

    Source: feature-server lib/tasks/llm/llms/*_s2s.js; @jambonz/schema callbacks/llm.

    Attributes:
        completion_reason: Why it ended. Some vendors add a text of their own after `connection failure - `. Known
            values: `normal conversation end`, `connection failure`, `disconnect from remote end`, `server failure`,
            `server error`, `client error calling function` and `client error calling mcp function`.
        error: What went wrong, any JSON: the vendor's error, or one raised by the server, which often shows as an empty
            object.
    """

    completion_reason: str
    """Why it ended. Some vendors add a text of their own after `connection failure - `. Known values: `normal
    conversation end`, `connection failure`, `disconnect from remote end`, `server failure`, `server error`, `client
    error calling function` and `client error calling mcp function`.
    """
    error: JsonValue | None = None
    """What went wrong, any JSON: the vendor's error, or one raised by the server, which often shows as an empty
    object.
    """


class LlmFunctionCall(Received, frozen=True, kw_only=True):
    """One tool to run, in Google's form of a tool call.

    Attributes:
        id: The model's id of the call.
        name: Name of the tool.
        args: Arguments of the tool, normally an object and from some servers its JSON text. The keys are the model's
            own.
    """

    id: str | None = None
    """The model's id of the call."""
    name: str | None = None
    """Name of the tool."""
    args: dict[str, JsonValue] | str | None = None
    """Arguments of the tool, normally an object and from some servers its JSON text. The keys are the model's own."""


class LlmToolCall(TakesNothing, Received, frozen=True, kw_only=True):
    """The language model wants a tool to be run; answer with the command `llm:tool-output`. Most vendors name one tool
    in `name` and `args`; Google lists its calls in `function_calls` instead. Carries no facts about the call.

    Source: feature-server lib/tasks/llm/index.js:129-146; feature-server lib/tasks/llm/llms/openai_s2s.js:351;
    feature-server lib/tasks/llm/llms/google_s2s.js:285.

    Attributes:
        tool_call_id: Id of this tool call, which the answer repeats; from Google always `function_call_id`. Some
            servers call it `call_id`.
        name: Name of the tool; absent from Google's form.
        args: Arguments of the tool, normally an object and from some servers its JSON text. The keys are the model's
            own; absent from Google's form. Some servers call it `arguments`.
        type: Marks Google's form. Known values: `toolCall`.
        function_calls: The calls of Google's form. Some servers call it `functionCalls`.
    """

    aliases_: ClassVar[dict[str, str]] = {
        "call_id": "tool_call_id",
        "arguments": "args",
        "functionCalls": "function_calls",
    }

    tool_call_id: str | None = None
    """Id of this tool call, which the answer repeats; from Google always `function_call_id`. Some servers call it
    `call_id`.
    """
    name: str | None = None
    """Name of the tool; absent from Google's form."""
    args: dict[str, JsonValue] | str | None = None
    """Arguments of the tool, normally an object and from some servers its JSON text. The keys are the model's own;
    absent from Google's form. Some servers call it `arguments`.
    """
    type: str | None = None
    """Marks Google's form. Known values: `toolCall`."""
    function_calls: list[LlmFunctionCall] | None = None
    """The calls of Google's form. Some servers call it `functionCalls`."""

    if not TYPE_CHECKING:  # the same under their other names, until the codec has folded them
        _call_id: str | None = field(default=None, name="call_id")
        _arguments: dict[str, JsonValue] | str | None = field(default=None, name="arguments")
        _function_calls: list[LlmFunctionCall] | None = field(default=None, name="functionCalls")


class MessageResult(TakesVerbs, CallInfo, frozen=True, kw_only=True):
    """What became of a text message.

    Source: feature-server lib/tasks/message.js:62-117; @jambonz/schema callbacks/message.

    Attributes:
        message_sid: Id of the message.
        message_status: Whether it was sent, and if not, what kind of failure it was. Known values: `success`,
            `failure`, `no carriers`, `smpp configuration error` and `system error`.
        carrier: Carrier that took or refused it.
        carrier_message_id: The carrier's own id of the message.
        message_failure_reason: What went wrong, with `failure` and `system error`.
    """

    message_sid: str | None = None
    """Id of the message."""
    message_status: str
    """Whether it was sent, and if not, what kind of failure it was. Known values: `success`, `failure`, `no carriers`,
    `smpp configuration error` and `system error`.
    """
    carrier: str | None = None
    """Carrier that took or refused it."""
    carrier_message_id: str | None = None
    """The carrier's own id of the message."""
    message_failure_reason: str | None = None
    """What went wrong, with `failure` and `system error`."""


class PlayResult(TakesVerbs, CallInfo, frozen=True, kw_only=True):
    """The end of a play. One that was cut short reports `playCompleted` too, and one that failed for any reason but a
    missing file reports nothing.

    Source: feature-server lib/tasks/play.js:75-104; @jambonz/schema callbacks/play.

    Attributes:
        reason: How it ended; `playFailed` means that the file was not found. Known values: `playCompleted` and
            `playFailed`.
        playback_seconds: Seconds played, all loops together; with `playCompleted`.
        playback_milliseconds: Milliseconds played, all loops together; with `playCompleted`.
        playback_last_offset_pos: Where in the audio playback stopped, as the media server states it; with
            `playCompleted`.
        status: Set with `playFailed` only. Known values: `fail`.
    """

    reason: str
    """How it ended; `playFailed` means that the file was not found. Known values: `playCompleted` and `playFailed`."""
    playback_seconds: int | None = None
    """Seconds played, all loops together; with `playCompleted`."""
    playback_milliseconds: int | None = None
    """Milliseconds played, all loops together; with `playCompleted`."""
    playback_last_offset_pos: str | None = None
    """Where in the audio playback stopped, as the media server states it; with `playCompleted`."""
    status: str | None = None
    """Set with `playFailed` only. Known values: `fail`."""


class RasaEvent(TakesVerbs, CallInfo, frozen=True, kw_only=True):
    """The caller or the bot said something in a conversation with a Rasa bot; the open-source server only.

    Source: feature-server lib/tasks/rasa.js:97,138.

    Attributes:
        event: Who said it. Known values: `userMessage` and `botMessage`.
        message: What was said: text from the caller, and from the bot what Rasa sent, usually an array of objects.
    """

    event: str
    """Who said it. Known values: `userMessage` and `botMessage`."""
    message: str | list[JsonValue] | dict[str, JsonValue] | None = None
    """What was said: text from the caller, and from the bot what Rasa sent, usually an array of objects."""


class RasaResult(TakesVerbs, CallInfo, frozen=True, kw_only=True):
    """The end of a conversation with a Rasa bot; the open-source server only.

    Source: feature-server lib/tasks/rasa.js:57-162.

    Attributes:
        rasa_result: Why it ended; `redirect` means that the reply to an event replaced the verbs, and the reply to this
            is ignored. Known values: `caller hungup`, `redirect`, `webhookError` and `timeout`.
    """

    rasa_result: str
    """Why it ended; `redirect` means that the reply to an event replaced the verbs, and the reply to this is ignored.
    Known values: `caller hungup`, `redirect`, `webhookError` and `timeout`.
    """


class ReferDetails(Received, frozen=True, kw_only=True):
    """A SIP REFER. Each of its `X-` headers is a further property, its name in snake_case: `X-Call-Tag` is
    `x_call_tag`.

    Attributes:
        sip_refer_to: Refer-To header: where the party wants to be connected.
        refer_to_user: User part of the Refer-To URI, or the number of a `tel:` URI.
        sip_referred_by: Referred-By header.
        referred_by_user: User part of the Referred-By URI, or the number of a `tel:` URI.
        sip_user_agent: User-Agent header.
        referring_call_sid: Sid of the leg that sent the request.
        referred_call_sid: Sid of the other leg of the dial; null outside a dial.
    """

    sip_refer_to: str | None = None
    """Refer-To header: where the party wants to be connected."""
    refer_to_user: str | None = None
    """User part of the Refer-To URI, or the number of a `tel:` URI."""
    sip_referred_by: str | None = None
    """Referred-By header."""
    referred_by_user: str | None = None
    """User part of the Referred-By URI, or the number of a `tel:` URI."""
    sip_user_agent: str | None = None
    """User-Agent header."""
    referring_call_sid: str | None = None
    """Sid of the leg that sent the request."""
    referred_call_sid: str | None = None
    """Sid of the other leg of the dial; null outside a dial."""


class ReferRequest(TakesVerbs, CallInfo, frozen=True, kw_only=True):
    """A party asks by SIP REFER to be connected elsewhere. The base properties are those of the leg that sent it.

    Source: feature-server lib/tasks/dial.js:373-440; feature-server lib/session/call-session.js:2869-2915;
    @jambonz/schema callbacks/dial-refer.

    Attributes:
        refer_details: What the request says.
    """

    refer_details: ReferDetails
    """What the request says."""


class SipReferEvent(TakesNothing, Received, frozen=True, kw_only=True):
    """Progress of the call that the other side places after a SIP REFER. Carries no facts about the call, which only
    the envelope names.

    Source: feature-server lib/tasks/sip_refer.js:90-95; @jambonz/schema callbacks/sip-refer-event.

    Attributes:
        event: What it is about. Known values: `transfer-status`.
        call_status: SIP status of that call, such as 180 or 200. The server sends a number; some documents show it as
            text.
    """

    event: str
    """What it is about. Known values: `transfer-status`."""
    call_status: int | str | None = None
    """SIP status of that call, such as 180 or 200. The server sends a number; some documents show it as text."""


class SipReferResult(TakesVerbs, CallInfo, frozen=True, kw_only=True):
    """What came of a SIP REFER: it was refused, the transfer reached its end, or nothing was heard of it for 15
    seconds. Nothing is sent if the caller hangs up first.

    Source: feature-server lib/tasks/sip_refer.js:53,64,98; @jambonz/schema callbacks/sip-refer.

    Attributes:
        refer_status: SIP status of the answer to the REFER; 202 means accepted.
        final_referred_call_status: Final SIP status of the call that the other side placed, if it reported one.
    """

    refer_status: int
    """SIP status of the answer to the REFER; 202 means accepted."""
    final_referred_call_status: int | None = None
    """Final SIP status of the call that the other side placed, if it reported one."""


class SipRequestResult(TakesVerbs, CallInfo, frozen=True, kw_only=True):
    """The other side's answer to a SIP request.

    Source: feature-server lib/tasks/sip_request.js:32-44; @jambonz/schema callbacks/sip-request.

    Attributes:
        result: Whether there was an answer; any status counts as success. Known values: `success` and `failed`.
        sip_status: Status of the answer, with `success`; otherwise the latest SIP status of the call.
        err: What went wrong, with `failed`.
    """

    result: str
    """Whether there was an answer; any status counts as success. Known values: `success` and `failed`."""
    sip_status: int | None = None
    """Status of the answer, with `success`; otherwise the latest SIP status of the call."""
    err: str | None = None
    """What went wrong, with `failed`."""


class SipRequestWithinDialog(TakesVerbs, CallInfo, frozen=True, kw_only=True):
    """A SIP request that came in during the call: an INFO or MESSAGE, or, on servers configured to report them, a
    re-INVITE for hold.

    Source: feature-server lib/session/call-session.js:2763-2781,2822-2851; feature-server
    lib/session/siprec-call-session.js:57-83.

    Attributes:
        sip_method: Method of the request. Known values: `INFO`, `MESSAGE` and `INVITE`.
        sip_body: Body of the request, if it has one; in SIPREC sessions the whole multipart text.
        sip_headers: Headers of the request, by name in snake_case: `Call-ID` is `call_id`.
        event: What a re-INVITE means; absent with other methods. `reinvite` is a SIPREC one that changes nothing about
            hold. Known values: `hold`, `unhold` and `reinvite`.
        on_hold: Whether the call is on hold now, with a re-INVITE.
        siprec: True for a re-INVITE of a SIPREC session.
    """

    sip_method: str
    """Method of the request. Known values: `INFO`, `MESSAGE` and `INVITE`."""
    sip_body: str | None = None
    """Body of the request, if it has one; in SIPREC sessions the whole multipart text."""
    sip_headers: dict[str, str] | None = None
    """Headers of the request, by name in snake_case: `Call-ID` is `call_id`."""
    event: str | None = None
    """What a re-INVITE means; absent with other methods. `reinvite` is a SIPREC one that changes nothing about hold.
    Known values: `hold`, `unhold` and `reinvite`.
    """
    on_hold: bool | None = None
    """Whether the call is on hold now, with a re-INVITE."""
    siprec: bool | None = None
    """True for a re-INVITE of a SIPREC session."""


class SpeechAlternative(Received, frozen=True, kw_only=True):
    """One reading of what was said.

    Attributes:
        transcript: The words; a few vendors leave it out of an empty result.
        confidence: How sure the recogniser is, from 0 to 1. Some vendors give none, always 0 or always 1, so it cannot
            be compared between them.
        end_of_turn_confidence: How sure the recogniser is that the speaker has finished, from 0 to 1; vendor
            `deepgramflux` only.
        turn_taking_event: What happened to the speaker's turn; vendor `deepgramflux` only. Known values: `StartOfTurn`,
            `EagerEndOfTurn`, `TurnResumed` and `EndOfTurn`.
    """

    transcript: str | None = None
    """The words; a few vendors leave it out of an empty result."""
    confidence: float | None = None
    """How sure the recogniser is, from 0 to 1. Some vendors give none, always 0 or always 1, so it cannot be compared
    between them.
    """
    end_of_turn_confidence: float | None = None
    """How sure the recogniser is that the speaker has finished, from 0 to 1; vendor `deepgramflux` only."""
    turn_taking_event: str | None = None
    """What happened to the speaker's turn; vendor `deepgramflux` only. Known values: `StartOfTurn`, `EagerEndOfTurn`,
    `TurnResumed` and `EndOfTurn`.
    """


class SpeechTranscript(Received, frozen=True, kw_only=True):
    """One result of a very old server.

    Attributes:
        language_code: Language that was recognised.
        is_final: False for an interim result.
        alternatives: Readings of what was said, the best one first.
    """

    language_code: str | None = None
    """Language that was recognised."""
    is_final: bool | None = None
    """False for an interim result."""
    alternatives: list[SpeechAlternative] = field(default_factory=list[SpeechAlternative])
    """Readings of what was said, the best one first."""


class SpeechVendor(Received, frozen=True, kw_only=True):
    """The vendor of a recognition result and its own event.

    Attributes:
        name: Name of the vendor; `custom:` and a name for a vendor of one's own. Known values: `google`, `aws`,
            `microsoft`, `deepgram`, `deepgramflux`, `nuance`, `ibm`, `nvidia`, `soniox`, `cobalt`, `assemblyai`,
            `houndify`, `voxist`, `cartesia`, `verbio`, `speechmatics`, `openai` and `gladia`.
        evt: The vendor's event with its keys in snake_case. An array where the server joined several results, each then
            in the form of `speech`, and for the older interface of `aws`. Parsed when it is looked at, which raises
            `DecodeError` if it is of another shape.
        endpoint_reached: The recogniser saw the end of the utterance; vendor `soniox` only.
        final_words: Words that will not change any more; vendor `soniox` only.
        non_final_words: Words that may still change; vendor `soniox` only.
    """

    name: str | None = None
    """Name of the vendor; `custom:` and a name for a vendor of one's own. Known values: `google`, `aws`, `microsoft`,
    `deepgram`, `deepgramflux`, `nuance`, `ibm`, `nvidia`, `soniox`, `cobalt`, `assemblyai`, `houndify`, `voxist`,
    `cartesia`, `verbio`, `speechmatics`, `openai` and `gladia`.
    """
    evt: Late[dict[str, JsonValue] | list[dict[str, JsonValue]] | None] = None
    """The vendor's event with its keys in snake_case. An array where the server joined several results, each then in
    the form of `speech`, and for the older interface of `aws`. Parsed when it is looked at, which raises `DecodeError`
    if it is of another shape.
    """
    endpoint_reached: bool | None = None
    """The recogniser saw the end of the utterance; vendor `soniox` only."""
    final_words: list[dict[str, JsonValue]] | None = None
    """Words that will not change any more; vendor `soniox` only."""
    non_final_words: list[dict[str, JsonValue]] | None = None
    """Words that may still change; vendor `soniox` only."""


class Speech(HasAlternatives, Received, frozen=True, kw_only=True):
    """What the recogniser heard, in one form for all vendors. Whatever an unknown vendor sends comes through as it is,
    so every property may be absent.

    Source: feature-server lib/utils/transcription-utils.js:300-790; @jambonz/schema callbacks/gather.

    Attributes:
        language_code: Language that was recognised, such as `en-US`: the detected one where the vendor detects it, else
            the configured one.
        channel_tag: Which party spoke: 1 is the session's own leg, 2 the other one. Always 1 in a `gather`.
        is_final: False for an interim result, which later ones replace.
        alternatives: Readings of what was said, the best one first. Most vendors give exactly one; the list may be
            empty.
        transcripts: Results one by one, as very old servers sent them instead of `alternatives`.
        vendor: The vendor and its own event.
    """

    language_code: str | None = None
    """Language that was recognised, such as `en-US`: the detected one where the vendor detects it, else the configured
    one.
    """
    channel_tag: int | None = None
    """Which party spoke: 1 is the session's own leg, 2 the other one. Always 1 in a `gather`."""
    is_final: bool | None = None
    """False for an interim result, which later ones replace."""
    alternatives: list[SpeechAlternative] = field(default_factory=list[SpeechAlternative])
    """Readings of what was said, the best one first. Most vendors give exactly one; the list may be empty."""
    transcripts: list[SpeechTranscript] | None = None
    """Results one by one, as very old servers sent them instead of `alternatives`."""
    vendor: SpeechVendor | None = None
    """The vendor and its own event."""


class SpeechEvent(Received, frozen=True, kw_only=True):
    """An event of the recogniser, as the vendor made it but with its keys in snake_case.

    Attributes:
        type: The vendor's name of the event. Known values: `UtteranceEnd`.
    """

    type: str | None = None
    """The vendor's name of the event. Known values: `UtteranceEnd`."""


class Transcription(HasSpeech, TakesVerbs, CallInfo, frozen=True, kw_only=True):
    """A transcript, or an event of the recogniser, from `transcribe`. The base properties are those of the session's
    own leg whoever spoke; `channel_tag` in `speech` tells the speaker.

    Source: feature-server lib/tasks/transcribe.js:503-509,653-717; feature-server
    lib/utils/stt-latency-calculator.js:130-158; @jambonz/schema callbacks/transcribe.

    Attributes:
        speech: What was said; absent when there is only an event.
        speech_event: An event of the recogniser.
        stt_latency_ms: Milliseconds from the end of speech to the transcript, of final results only; needs
            `notifySttLatency`.
        stt_talkspurts: When the caller spoke: the JSON text of an array of `[start, stop]` pairs in unix seconds; needs
            `notifySttLatency`.
        stt_start_time: When recognition began, in unix seconds; needs `notifySttLatency`.
        stt_stop_time: When recognition ended, in unix seconds; needs `notifySttLatency`.
        stt_usage: Seconds of recognition, as text with two decimals such as `3.42`; needs `notifySttLatency`.
        b3: Tracing context, `traceId-spanId-1`, which this hook carries among its data instead of in the envelope.
    """

    speech: Speech | None = None
    """What was said; absent when there is only an event."""
    speech_event: SpeechEvent | None = None
    """An event of the recogniser."""
    stt_latency_ms: str | float | None = None
    """Milliseconds from the end of speech to the transcript, of final results only; needs `notifySttLatency`."""
    stt_talkspurts: str | None = None
    """When the caller spoke: the JSON text of an array of `[start, stop]` pairs in unix seconds; needs
    `notifySttLatency`.
    """
    stt_start_time: int | str | None = None
    """When recognition began, in unix seconds; needs `notifySttLatency`."""
    stt_stop_time: int | str | None = None
    """When recognition ended, in unix seconds; needs `notifySttLatency`."""
    stt_usage: str | float | None = None
    """Seconds of recognition, as text with two decimals such as `3.42`; needs `notifySttLatency`."""
    b3: str | None = None
    """Tracing context, `traceId-spanId-1`, which this hook carries among its data instead of in the envelope."""


class TransferEvent(TakesNothing, CallInfo, frozen=True, kw_only=True):
    """Progress of a transfer, such as ringing; the commercial server only. No source lists what it carries: look into
    the raw payload.

    Source: @jambonz/schema components/transferOptions.
    """


class TransferHold(TakesHoldVerbs, CallInfo, frozen=True, kw_only=True):
    """A caller is parked during a transfer and wants something to listen to; the commercial server only. No source
    lists what it carries.

    Source: @jambonz/schema components/transferOptions.
    """


class TransferResult(TakesVerbs, CallInfo, frozen=True, kw_only=True):
    """What came of a transfer; the commercial server only.

    Source: @jambonz/schema callbacks/transfer.

    Attributes:
        transfer_result: Where the caller ended up: connected, back in the flow, in voicemail, or nowhere since the
            transfer failed. Known values: `bridged`, `returned`, `voicemail` and `failed`.
        transfer_reason: Why it ended so; `declined` means that the called party, or answering machine detection,
            refused the call. Known values: `completed`, `no-answer`, `busy`, `declined`, `caller-abandoned` and
            `error`.
        dial_call_sid: Sid of the called leg, if there was one.
        sip_status: SIP status of the called leg, where there is one.
    """

    transfer_result: str | None = None
    """Where the caller ended up: connected, back in the flow, in voicemail, or nowhere since the transfer failed. Known
    values: `bridged`, `returned`, `voicemail` and `failed`.
    """
    transfer_reason: str | None = None
    """Why it ended so; `declined` means that the called party, or answering machine detection, refused the call. Known
    values: `completed`, `no-answer`, `busy`, `declined`, `caller-abandoned` and `error`.
    """
    dial_call_sid: str | None = None
    """Sid of the called leg, if there was one."""
    sip_status: int | None = None
    """SIP status of the called leg, where there is one."""


class TranslatedSpeech(Received, frozen=True, kw_only=True):
    """What one party said, in another language.

    Attributes:
        channel: Who spoke: 1 is the session's own leg, 2 the other one.
        language: Language of the translation, such as `de-DE`.
        translation: The translated text.
    """

    channel: int | None = None
    """Who spoke: 1 is the session's own leg, 2 the other one."""
    language: str | None = None
    """Language of the translation, such as `de-DE`."""
    translation: str | None = None
    """The translated text."""


class Translation(TakesVerbs, CallInfo, frozen=True, kw_only=True):
    """A translation of what was said, from `transcribe`. The base properties are those of the session's own leg whoever
    spoke.

    Source: feature-server lib/tasks/transcribe.js:622-650; @jambonz/schema callbacks/transcribe-translation.

    Attributes:
        translation: The translation.
        b3: Tracing context, `traceId-spanId-1`, which this hook carries among its data instead of in the envelope.
    """

    translation: TranslatedSpeech
    """The translation."""
    b3: str | None = None
    """Tracing context, `traceId-spanId-1`, which this hook carries among its data instead of in the envelope."""


AgentEvent: TypeAlias = AgentTurnEnd | AgentUserTranscript | AgentLlmResponse | AgentUserInterruption | AgentOtherEvent
"""Something happened in the conversation of an agent. Carries no facts about the call; the commercial server only.

Source: @jambonz/schema callbacks/agent-turn.
"""
