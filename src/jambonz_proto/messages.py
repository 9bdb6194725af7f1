# Generated from spec/ by `python -m codegen`. Do not edit: change the spec and run `make generate`.
"""The messages that jambonz sends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, TypeAlias

from msgspec import field

from . import hooks
from ._base import HasPayload, HasType, JsonValue, Late, Received

__all__ = [
    "AckableMessage",
    "AdultingData",
    "AgentEvent",
    "AgentToolCall",
    "AnyMessage",
    "AudioSynthesized",
    "CallStatus",
    "CallStatusData",
    "DialConfirm",
    "DtmfBargeinDetected",
    "GoogleCustomVoice",
    "JambonzError",
    "JambonzErrorData",
    "LlmEvent",
    "LlmToolCall",
    "Message",
    "Notification",
    "OtherVerbStatus",
    "PlaybackKilled",
    "PlaybackStarted",
    "PlaybackStopped",
    "QueueStatus",
    "QueueStatusData",
    "RecognizerDefaults",
    "SessionAdulting",
    "SessionData",
    "SessionDefaults",
    "SessionNew",
    "SessionReconnect",
    "SessionRedirect",
    "SipPart",
    "SipRequestInfo",
    "SpeechBargeinDetected",
    "SynthesizerDefaults",
    "TtsStreamingEvent",
    "TtsStreamingEventData",
    "TtsTokensResult",
    "TtsTokensResultData",
    "VerbFinished",
    "VerbHook",
    "VerbStarting",
    "VerbStatus",
    "VerbStatusData",
]


class Message(HasType, Received, frozen=True, kw_only=True):
    """The envelope of every message that jambonz sends.

    Source: feature-server lib/utils/ws-requestor.js:200-209.

    Attributes:
        call_sid: Sid of the session that opened the socket, which need not be the leg that `data` is about. Absent on
            sockets that did not begin with `session:new`.
        b3: Tracing context, `traceId-spanId-1`, when the server traces the call.
    """

    call_sid: str | None = None
    """Sid of the session that opened the socket, which need not be the leg that `data` is about. Absent on sockets that
    did not begin with `session:new`.
    """
    b3: str | None = None
    """Tracing context, `traceId-spanId-1`, when the server traces the call."""


class AckableMessage(Message, frozen=True, kw_only=True):
    """A message that jambonz wants acked within its deadline, five seconds unless the server is configured otherwise.

    Source: feature-server lib/utils/ws-requestor.js:16-24,75,266-270.

    Attributes:
        msgid: Id of this message, new for every message; the ack repeats it.
    """

    msgid: str
    """Id of this message, new for every message; the ack repeats it."""


class Notification(Message, frozen=True, kw_only=True):
    """A message that wants no ack.

    Source: feature-server lib/utils/ws-requestor.js:16-24,75.

    Attributes:
        msgid: Id of this message, new for every message.
    """

    msgid: str | None = None
    """Id of this message, new for every message."""


class AgentEvent(Notification, frozen=True, kw_only=True, tag_field="type", tag="agent:event"):
    """An event of the verb `agent`: something was said, a turn ended, the caller interrupted. Sent if the verb has an
    `eventHook`.

    Message `agent:event`. Not for target `open-source-0.9`. Source: @jambonz/schema callbacks/agent-turn,
    docs/verbs/agent; @jambonz/sdk websocket/session.ts:556-564.

    Attributes:
        hook: The eventHook as the application gave it.
        data: The event.
    """

    hook: str | None = None
    """The eventHook as the application gave it."""
    data: hooks.AgentEvent
    """The event."""


class AgentToolCall(Notification, frozen=True, kw_only=True, tag_field="type", tag="agent:tool-call"):
    """The model of the verb `agent` calls a tool of the application, which answers with the command `llm:tool-output`.

    Message `agent:tool-call`. Not for target `open-source-0.9`. Source: @jambonz/schema docs/verbs/agent; @jambonz/sdk
    websocket/session.ts:556-564.

    Attributes:
        hook: The toolHook as the application gave it.
        data: The tool and its arguments.
    """

    hook: str | None = None
    """The toolHook as the application gave it."""
    data: hooks.AgentToolCall
    """The tool and its arguments."""


class CallStatusData(hooks.CallInfo, frozen=True, kw_only=True):
    """State of a call leg. Legs of a dial have a `call_sid` and a `parent_call_sid` of their own.

    Source: feature-server lib/session/call-session.js:3141-3154; feature-server lib/tasks/gather.js:1440-1444;
    @jambonz/schema callbacks/call-status.

    Attributes:
        error: What the application did wrong; only in the extra message after an invalid reply to a gather. Known
            values: `invalid actionHook response`.
        reason: Details of `error`.
        defaults: Speech settings of the application; from older servers only.
    """

    error: str | None = None
    """What the application did wrong; only in the extra message after an invalid reply to a gather. Known values:
    `invalid actionHook response`.
    """
    reason: str | None = None
    """Details of `error`."""
    defaults: SessionDefaults | None = None
    """Speech settings of the application; from older servers only."""


class CallStatus(Notification, frozen=True, kw_only=True, tag_field="type", tag="call:status"):
    """The state of the call or of a leg that it dials has changed. For a call created by REST these come before
    `session:new`, which never follows if the call fails.

    Message `call:status`. Source: feature-server lib/session/call-session.js:3130-3154; feature-server
    lib/http-routes/api/create-call.js:241-264; @jambonz/schema callbacks/call-status.

    Attributes:
        data: The leg and its state.
    """

    data: CallStatusData
    """The leg and its state."""


class DialConfirm(AckableMessage, frozen=True, kw_only=True, tag_field="type", tag="dial:confirm"):
    """A leg of a dial with a `confirmHook` was answered. Verbs in the ack run on it before it is bridged, an empty ack
    bridges it at once, and without an ack in time it is hung up.

    Message `dial:confirm`. Source: feature-server lib/utils/place-outdial.js:307,389-437; feature-server
    lib/tasks/dial.js:614.

    Attributes:
        hook: The confirmHook as the application gave it.
        data: The called leg, whose `call_sid` differs from the envelope's.
    """

    hook: str | None = None
    """The confirmHook as the application gave it."""
    data: hooks.CallInfo
    """The called leg, whose `call_sid` differs from the envelope's."""


class JambonzErrorData(Received, frozen=True, kw_only=True):
    """Data of `jambonz:error`. Any field may be missing; after a failed command `dial` it is the error body of the REST
    API, in practice empty.

    Attributes:
        msg: Kind of error. Known values: `InvalidMessage`, `ASR error`, `TTS error` and `invalid actionHook response`.
        details: What exactly went wrong.
        content: The frame from the application that was refused, with `InvalidMessage`.
        failover: Whether the fallback vendor takes over, with a speech error. Known values: `in progress` and `not
            available`.
        verb: The verb concerned, by the server's internal name of it.
        id: The verb's `id`, if the application gave it one.
        error: What went wrong, in a form that only older documents show.
    """

    msg: str | None = None
    """Kind of error. Known values: `InvalidMessage`, `ASR error`, `TTS error` and `invalid actionHook response`."""
    details: str | dict[str, JsonValue] | None = None
    """What exactly went wrong."""
    content: str | None = None
    """The frame from the application that was refused, with `InvalidMessage`."""
    failover: str | None = None
    """Whether the fallback vendor takes over, with a speech error. Known values: `in progress` and `not available`."""
    verb: str | None = None
    """The verb concerned, by the server's internal name of it."""
    id: str | None = None
    """The verb's `id`, if the application gave it one."""
    error: str | dict[str, JsonValue] | None = None
    """What went wrong, in a form that only older documents show."""


class JambonzError(Notification, frozen=True, kw_only=True, tag_field="type", tag="jambonz:error"):
    """Something went wrong on the server: a frame it could not use, a speech vendor that failed, a reply it could not
    run. Not necessarily fatal.

    Message `jambonz:error`. Source: feature-server lib/utils/ws-requestor.js:514-534; feature-server
    lib/tasks/task.js:208-213; feature-server lib/tasks/gather.js:673,1170-1185,1428; feature-server
    lib/tasks/say.js:251-265; feature-server lib/tasks/stt-task.js:174-193,430-439; feature-server
    lib/tasks/transcribe.js:421,797-815; feature-server lib/session/call-session.js:1521-1535,3166-3171.

    Attributes:
        data: The error.
    """

    data: JambonzErrorData
    """The error."""


class LlmEvent(Notification, frozen=True, kw_only=True, tag_field="type", tag="llm:event"):
    """An event of the model behind a speech-to-speech verb, as the vendor sent it but with keys in snake case. Sent for
    the events that the verb asks for, if it has an `eventHook`.

    Message `llm:event`. Source: feature-server lib/tasks/llm/index.js:123-126; @jambonz/schema verbs/llm.

    Attributes:
        hook: The eventHook as the application gave it.
        data: The vendor's event; it has no fields of the call.
    """

    hook: str | None = None
    """The eventHook as the application gave it."""
    data: hooks.LlmEvent
    """The vendor's event; it has no fields of the call."""


class LlmToolCall(Notification, frozen=True, kw_only=True, tag_field="type", tag="llm:tool-call"):
    """The model behind a speech-to-speech verb calls a tool of the application, which answers with the command
    `llm:tool-output`. Tools of MCP servers never get here.

    Message `llm:tool-call`. Source: feature-server lib/tasks/llm/index.js:129-146; @jambonz/schema
    commands/llm-tool-output.

    Attributes:
        hook: The toolHook as the application gave it.
        data: The tool and its arguments; no fields of the call.
    """

    hook: str | None = None
    """The toolHook as the application gave it."""
    data: hooks.LlmToolCall
    """The tool and its arguments; no fields of the call."""


class QueueStatusData(hooks.CallInfo, frozen=True, kw_only=True):
    """Data of `queue:status`.

    Attributes:
        event: What happened. Known values: `join` and `leave`.
        queue: Name of the queue.
        length: Number of calls in the queue now.
        join_time: When the call joined, in milliseconds since 1970.
        leave_time: When the call left, in milliseconds since 1970.
        leave_reason: Why the call left. Known values: `abandoned` and `dequeued`.
        dequeuer: The call that took this one out of the queue.
    """

    event: str | None = None
    """What happened. Known values: `join` and `leave`."""
    queue: str | None = None
    """Name of the queue."""
    length: int | None = None
    """Number of calls in the queue now."""
    join_time: float | None = None
    """When the call joined, in milliseconds since 1970."""
    leave_time: float | None = None
    """When the call left, in milliseconds since 1970."""
    leave_reason: str | None = None
    """Why the call left. Known values: `abandoned` and `dequeued`."""
    dequeuer: hooks.CallInfo | None = None
    """The call that took this one out of the queue."""


class QueueStatus(AckableMessage, frozen=True, kw_only=True, tag_field="type", tag="queue:status"):
    """A call has joined or left a queue. The server has this message, but the open-source one sends it only as a
    webhook, to the queue event hook of the account.

    Message `queue:status`. Source: feature-server lib/utils/constants.json:272-287; feature-server
    lib/session/call-session.js:2935-2966; feature-server lib/tasks/enqueue.js.

    Attributes:
        data: The call and its queue.
    """

    data: QueueStatusData
    """The call and its queue."""


class AdultingData(hooks.CallInfo, frozen=True, kw_only=True):
    """Data of `session:adulting`: the leg that is a session now.

    Attributes:
        parent_call_info: The call that dialed the leg.
    """

    parent_call_info: hooks.CallInfo | None = None
    """The call that dialed the leg."""


class SessionAdulting(AckableMessage, frozen=True, kw_only=True, tag_field="type", tag="session:adulting"):
    """A dialed leg has become a session of its own, on a socket of its own at the application's URL plus `/adulting`.
    Its verbs run already; those in the ack are ignored.

    Message `session:adulting`. Source: feature-server lib/utils/place-outdial.js:439-503.

    Attributes:
        data: The leg and the call it comes from.
    """

    data: AdultingData
    """The leg and the call it comes from."""


class SessionDefaults(Received, frozen=True, kw_only=True):
    """Speech settings of the application, used by every verb that does not bring its own.

    Attributes:
        synthesizer: Text to speech.
        recognizer: Speech recognition.
    """

    synthesizer: SynthesizerDefaults | None = None
    """Text to speech."""
    recognizer: RecognizerDefaults | None = None
    """Speech recognition."""


class SynthesizerDefaults(Received, frozen=True, kw_only=True):
    """Text-to-speech settings of the application; what is not configured is null or missing.

    Attributes:
        vendor: Vendor, such as `google` or `custom:name`.
        language: Language code, such as `en-US`.
        voice: Voice by the vendor's name; an object for a custom Google voice.
        label: Label of the vendor's credentials, where there are several.
        fallback_vendor: Vendor to use when the first one fails.
        fallback_language: Language code for the fallback vendor.
        fallback_voice: Voice for the fallback vendor.
        fallback_label: Label of the fallback vendor's credentials.
    """

    vendor: str | None = None
    """Vendor, such as `google` or `custom:name`."""
    language: str | None = None
    """Language code, such as `en-US`."""
    voice: str | GoogleCustomVoice | None = None
    """Voice by the vendor's name; an object for a custom Google voice."""
    label: str | None = None
    """Label of the vendor's credentials, where there are several."""
    fallback_vendor: str | None = None
    """Vendor to use when the first one fails."""
    fallback_language: str | None = None
    """Language code for the fallback vendor."""
    fallback_voice: str | None = None
    """Voice for the fallback vendor."""
    fallback_label: str | None = None
    """Label of the fallback vendor's credentials."""


class RecognizerDefaults(Received, frozen=True, kw_only=True):
    """Speech recognition settings of the application; what is not configured is null or missing.

    Attributes:
        vendor: Vendor, such as `deepgram` or `custom:name`.
        language: Language code, such as `en-US`.
        label: Label of the vendor's credentials, where there are several.
        fallback_vendor: Vendor to use when the first one fails.
        fallback_language: Language code for the fallback vendor.
        fallback_label: Label of the fallback vendor's credentials.
    """

    vendor: str | None = None
    """Vendor, such as `deepgram` or `custom:name`."""
    language: str | None = None
    """Language code, such as `en-US`."""
    label: str | None = None
    """Label of the vendor's credentials, where there are several."""
    fallback_vendor: str | None = None
    """Vendor to use when the first one fails."""
    fallback_language: str | None = None
    """Language code for the fallback vendor."""
    fallback_label: str | None = None
    """Label of the fallback vendor's credentials."""


class GoogleCustomVoice(Received, frozen=True, kw_only=True):
    """A custom voice of Google that was trained for the account.

    Attributes:
        reported_usage: How the use of the voice is reported to Google.
        model: Name of the AutoML model that serves the voice.
    """

    reported_usage: str | None = None
    """How the use of the voice is reported to Google."""
    model: str | None = None
    """Name of the AutoML model that serves the voice."""


class SipRequestInfo(Received, frozen=True, kw_only=True):
    """The SIP INVITE of an inbound call, with keys and values as they were on the wire.

    Attributes:
        headers: SIP headers. Names of standard headers are in lower case, `X-` and most `P-` headers keep their
            spelling; a repeated header is one value joined by commas.
        text: The whole message as text.
        body: Message body, usually the caller's SDP.
        method: SIP method, `INVITE`.
        version: SIP version, `2.0`.
        uri: Request URI.
        payload: The body in its parts: one for a plain body, several for a multipart one as SIPREC sends.
        called_number: User part of the request URI; stated by the vendor, not sent by the open-source server. Not for
            target `open-source-0.9`.
        calling_number: Number of the caller, from P-Asserted-Identity or From; stated by the vendor, not sent by the
            open-source server. Not for target `open-source-0.9`.
        type: Kind of SIP message; stated by the vendor, not sent by the open-source server. Known values: `request`.
            Not for target `open-source-0.9`.
        source: Where the message came from; stated by the vendor, not sent by the open-source server. Known values:
            `network` and `application`. Not for target `open-source-0.9`.
        source_address: IP address of the sender; stated by the vendor, not sent by the open-source server. Not for
            target `open-source-0.9`.
        source_port: Port of the sender; stated by the vendor, not sent by the open-source server. Not for target
            `open-source-0.9`.
        protocol: Transport, such as `udp`, `tcp`, `tls` or `wss`; stated by the vendor, not sent by the open-source
            server. Not for target `open-source-0.9`.
    """

    headers: dict[str, str] | None = None
    """SIP headers. Names of standard headers are in lower case, `X-` and most `P-` headers keep their spelling; a
    repeated header is one value joined by commas.
    """
    text: str | None = field(default=None, name="raw")
    """The whole message as text."""
    body: str | None = None
    """Message body, usually the caller's SDP."""
    method: str | None = None
    """SIP method, `INVITE`."""
    version: str | None = None
    """SIP version, `2.0`."""
    uri: str | None = None
    """Request URI."""
    payload: list[SipPart] | None = None
    """The body in its parts: one for a plain body, several for a multipart one as SIPREC sends."""
    called_number: str | None = field(default=None, name="calledNumber")
    """User part of the request URI; stated by the vendor, not sent by the open-source server. Not for target
    `open-source-0.9`.
    """
    calling_number: str | None = field(default=None, name="callingNumber")
    """Number of the caller, from P-Asserted-Identity or From; stated by the vendor, not sent by the open-source server.
    Not for target `open-source-0.9`.
    """
    type: str | None = None
    """Kind of SIP message; stated by the vendor, not sent by the open-source server. Known values: `request`. Not for
    target `open-source-0.9`.
    """
    source: str | None = None
    """Where the message came from; stated by the vendor, not sent by the open-source server. Known values: `network`
    and `application`. Not for target `open-source-0.9`.
    """
    source_address: str | None = None
    """IP address of the sender; stated by the vendor, not sent by the open-source server. Not for target
    `open-source-0.9`.
    """
    source_port: str | int | None = None
    """Port of the sender; stated by the vendor, not sent by the open-source server. Not for target
    `open-source-0.9`.
    """
    protocol: str | None = None
    """Transport, such as `udp`, `tcp`, `tls` or `wss`; stated by the vendor, not sent by the open-source server. Not
    for target `open-source-0.9`.
    """


class SipPart(Received, frozen=True, kw_only=True):
    """One part of a SIP message body.

    Attributes:
        type: Content type of the part, such as `application/sdp`; null or missing if it states none.
        content: The part as text.
    """

    type: str | None = None
    """Content type of the part, such as `application/sdp`; null or missing if it states none."""
    content: str | None = None
    """The part as text."""


class SessionData(hooks.CallInfo, frozen=True, kw_only=True):
    """What is known of a call when its session begins. Only an inbound call brings `sip` and `service_provider_sid`.
    Every field may be missing.

    Source: feature-server lib/middleware.js:351-367,409-458; feature-server lib/tasks/rest_dial.js:80-113;
    feature-server lib/utils/ws-requestor.js:191-192; drachtio-srf lib/sip-parser/message.js, parser.js; @jambonz/schema
    callbacks/session-new, callbacks/session-reconnect.

    Attributes:
        service_provider_sid: Sid of the service provider that the account belongs to; inbound calls only.
        sip: The INVITE of an inbound call.
        defaults: Speech settings of the application.
        env_vars: Environment variables of the application, as set in the portal; names and values as given there. They
            may hold credentials.
        parent_call_info: The call that this leg was dialed from; only in `session:reconnect` on the socket of a leg
            that became a session of its own.
    """

    secrets_: ClassVar[frozenset[str]] = frozenset(["env_vars"])

    service_provider_sid: str | None = None
    """Sid of the service provider that the account belongs to; inbound calls only."""
    sip: SipRequestInfo | None = None
    """The INVITE of an inbound call."""
    defaults: SessionDefaults | None = None
    """Speech settings of the application."""
    env_vars: dict[str, JsonValue] | None = None
    """Environment variables of the application, as set in the portal; names and values as given there. They may hold
    credentials.
    """
    parent_call_info: hooks.CallInfo | None = None
    """The call that this leg was dialed from; only in `session:reconnect` on the socket of a leg that became a session
    of its own.
    """


class SessionNew(AckableMessage, frozen=True, kw_only=True, tag_field="type", tag="session:new"):
    """A call wants its first verbs, in the ack: an inbound call before it is answered (without verbs it is rejected
    with 480), a call created by REST once it is answered.

    Message `session:new`. Source: feature-server lib/middleware.js:447-493; feature-server
    lib/tasks/rest_dial.js:80-113; feature-server lib/utils/http-requestor.js:125-137; @jambonz/schema
    callbacks/session-new.

    Attributes:
        data: The call.
    """

    data: SessionData
    """The call."""


class SessionReconnect(AckableMessage, frozen=True, kw_only=True, tag_field="type", tag="session:reconnect"):
    """A new socket for a running session whose old one broke. Without an ack in time the call is hung up; verbs in the
    ack are ignored, unless `session:new` was still unanswered.

    Message `session:reconnect`. Source: feature-server lib/utils/ws-requestor.js:191-192,450-480; @jambonz/schema
    callbacks/session-reconnect.

    Attributes:
        data: The call as it was when the session began, possibly out of date; empty if jambonz kept nothing.
    """

    data: SessionData
    """The call as it was when the session began, possibly out of date; empty if jambonz kept nothing."""


class SessionRedirect(AckableMessage, frozen=True, kw_only=True, tag_field="type", tag="session:redirect"):
    """A new application is wanted for a running call: by the verb `redirect`, the command `redirect` with a
    `call_hook`, or live call control.

    Message `session:redirect`. Source: feature-server lib/session/call-session.js:1595-1607; feature-server
    lib/tasks/redirect.js:80.

    Attributes:
        hook: The hook that was asked for, as the application gave it.
        data: The leg concerned; after `child_call_hook` that is the child leg, whose `call_sid` differs from the
            envelope's.
    """

    hook: str | None = None
    """The hook that was asked for, as the application gave it."""
    data: hooks.CallInfo
    """The leg concerned; after `child_call_hook` that is the child leg, whose `call_sid` differs from the
    envelope's.
    """


class TtsStreamingEventData(Received, frozen=True, kw_only=True):
    """Data of `tts:streaming-event`.

    Attributes:
        event_type: What happened. After `stream_paused` send no tokens before `stream_resumed`; with
            `user_interruption` the caller cut in and the buffer was cleared. Known values: `stream_open`,
            `stream_paused`, `stream_resumed`, `stream_closed`, `user_interruption` and `tts_spoken`.
        text: What the caller has heard; with `tts_spoken`, which needs `trackTtsPlayout` in `config`. Not for target
            `open-source-0.9`.
        bargein: The caller interrupted before the end of the speech; with `tts_spoken`. Not for target
            `open-source-0.9`.
    """

    event_type: str
    """What happened. After `stream_paused` send no tokens before `stream_resumed`; with `user_interruption` the caller
    cut in and the buffer was cleared. Known values: `stream_open`, `stream_paused`, `stream_resumed`, `stream_closed`,
    `user_interruption` and `tts_spoken`.
    """
    text: str | None = None
    """What the caller has heard; with `tts_spoken`, which needs `trackTtsPlayout` in `config`. Not for target
    `open-source-0.9`.
    """
    bargein: bool | None = None
    """The caller interrupted before the end of the speech; with `tts_spoken`. Not for target `open-source-0.9`."""


class TtsStreamingEvent(Notification, frozen=True, kw_only=True, tag_field="type", tag="tts:streaming-event"):
    """The state of streaming speech has changed.

    Message `tts:streaming-event`. Source: feature-server lib/session/call-session.js:992,1005,3254-3278; feature-server
    lib/tasks/say.js:199; @jambonz/schema callbacks/tts-streaming-event.

    Attributes:
        data: The event.
    """

    data: TtsStreamingEventData
    """The event."""


class TtsTokensResultData(Received, frozen=True, kw_only=True):
    """Data of `tts:tokens-result`.

    Attributes:
        id: Id of the command, as the application gave it.
        status: Whether the tokens were taken; missing if the session cannot stream speech, which is a failure too.
            Known values: `ok` and `failed`.
        reason: Why the tokens were not taken. With `full` none of them were: send them again after `stream_resumed`.
            Known values: `full` and `missing tokens`.
    """

    id: str | int | float | None = None
    """Id of the command, as the application gave it."""
    status: str | None = None
    """Whether the tokens were taken; missing if the session cannot stream speech, which is a failure too. Known values:
    `ok` and `failed`.
    """
    reason: str | None = None
    """Why the tokens were not taken. With `full` none of them were: send them again after `stream_resumed`. Known
    values: `full` and `missing tokens`.
    """


class TtsTokensResult(Notification, frozen=True, kw_only=True, tag_field="type", tag="tts:tokens-result"):
    """What became of a command `tts:tokens`.

    Message `tts:tokens-result`. Source: feature-server lib/session/call-session.js:1943-1971; feature-server
    lib/utils/tts-streaming-buffer.js:97-132.

    Attributes:
        data: The result.
    """

    data: TtsTokensResultData
    """The result."""


class VerbHook(HasPayload, AckableMessage, frozen=True, kw_only=True, tag_field="type", tag="verb:hook"):
    """A hook of a verb: a result, or a question for more verbs. What `data` holds and what becomes of the verbs in the
    ack depends on the hook.

    Message `verb:hook`. Source: feature-server lib/tasks/task.js:220-260; feature-server
    lib/utils/ws-requestor.js:74,200-209.

    Attributes:
        hook: The hook as the application gave it in the verb; of an object its `url`.
        data: Payload of the hook. Keys are in snake case, except `customerData` and what it holds. Parsed when it is
            looked at, which raises `DecodeError` if it is of another shape.
    """

    hook: str | None = None
    """The hook as the application gave it in the verb; of an object its `url`."""
    data: Late[Mapping[str, JsonValue]]
    """Payload of the hook. Keys are in snake case, except `customerData` and what it holds. Parsed when it is looked
    at, which raises `DecodeError` if it is of another shape.
    """


class VerbStarting(Received, frozen=True, kw_only=True, tag_field="event", tag="starting"):
    """A verb begins.

    Attributes:
        name: The verb, by the server's internal name of it: `listen` also for `stream`, `Llm_OpenAI_s2s` and the like
            for speech-to-speech verbs.
        id: The verb's `id`, if the application gave it one.
    """

    name: str | None = None
    """The verb, by the server's internal name of it: `listen` also for `stream`, `Llm_OpenAI_s2s` and the like for
    speech-to-speech verbs.
    """
    id: str | None = None
    """The verb's `id`, if the application gave it one."""


class VerbFinished(Received, frozen=True, kw_only=True, tag_field="event", tag="finished"):
    """A verb has ended. Not sent if it failed.

    Attributes:
        name: The verb, by the server's internal name of it: `listen` also for `stream`, `Llm_OpenAI_s2s` and the like
            for speech-to-speech verbs.
        id: The verb's `id`, if the application gave it one.
    """

    name: str | None = None
    """The verb, by the server's internal name of it: `listen` also for `stream`, `Llm_OpenAI_s2s` and the like for
    speech-to-speech verbs.
    """
    id: str | None = None
    """The verb's `id`, if the application gave it one."""


class PlaybackStarted(Received, frozen=True, kw_only=True, tag_field="event", tag="start-playback"):
    """A say or play begins to be heard.

    Attributes:
        verb: The verb, by the server's internal name of it.
        id: The verb's `id`, if the application gave it one.
    """

    verb: str | None = None
    """The verb, by the server's internal name of it."""
    id: str | None = None
    """The verb's `id`, if the application gave it one."""


class PlaybackStopped(Received, frozen=True, kw_only=True, tag_field="event", tag="stop-playback"):
    """Audio of a say has ended; a text in several parts brings several.

    Attributes:
        verb: The verb, by the server's internal name of it.
        id: The verb's `id`, if the application gave it one.
    """

    verb: str | None = None
    """The verb, by the server's internal name of it."""
    id: str | None = None
    """The verb's `id`, if the application gave it one."""


class PlaybackKilled(Received, frozen=True, kw_only=True, tag_field="event", tag="kill-playback"):
    """A say or play was cut short.

    Attributes:
        verb: The verb, by the server's internal name of it.
        id: The verb's `id`, if the application gave it one.
    """

    verb: str | None = None
    """The verb, by the server's internal name of it."""
    id: str | None = None
    """The verb's `id`, if the application gave it one."""


class AudioSynthesized(Received, frozen=True, kw_only=True, tag_field="event", tag="synthesized-audio"):
    """Text has been turned into audio, or streaming synthesis of it is about to begin.

    Attributes:
        verb: The verb, by the server's internal name of it.
        id: The verb's `id`, if the application gave it one.
        vendor: Vendor of the voice.
        language: Language code.
        characters: Number of characters synthesized; only for audio that was freshly made as a whole.
        elapsed_time: Milliseconds that the vendor took, from some servers as text; only for audio that was freshly made
            as a whole.
        served_from_cache: The audio came from the cache.
    """

    verb: str | None = None
    """The verb, by the server's internal name of it."""
    id: str | None = None
    """The verb's `id`, if the application gave it one."""
    vendor: str | None = None
    """Vendor of the voice."""
    language: str | None = None
    """Language code."""
    characters: int | None = None
    """Number of characters synthesized; only for audio that was freshly made as a whole."""
    elapsed_time: float | str | None = None
    """Milliseconds that the vendor took, from some servers as text; only for audio that was freshly made as a whole."""
    served_from_cache: bool | None = None
    """The audio came from the cache."""


class DtmfBargeinDetected(Received, frozen=True, kw_only=True, tag_field="event", tag="dtmf-bargein-detected"):
    """A key stopped the prompt of a gather.

    Attributes:
        verb: The verb, by the server's internal name of it.
        id: The verb's `id`, if the application gave it one.
        dtmf: The key.
        duration: How long the key was held, in 8 kHz RTP units (8 to the millisecond), usually as text.
        source: How the key was signalled, where the server knows.
    """

    verb: str | None = None
    """The verb, by the server's internal name of it."""
    id: str | None = None
    """The verb's `id`, if the application gave it one."""
    dtmf: str | None = None
    """The key."""
    duration: str | int | None = None
    """How long the key was held, in 8 kHz RTP units (8 to the millisecond), usually as text."""
    source: str | None = None
    """How the key was signalled, where the server knows."""


class SpeechBargeinDetected(hooks.Speech, frozen=True, kw_only=True, tag_field="event", tag="speech-bargein-detected"):
    """Speech stopped the prompt of a gather. Holds what was heard so far as a transcript; with OpenAI only its `words`.

    Attributes:
        verb: The verb, by the server's internal name of it.
        id: The verb's `id`, if the application gave it one.
        words: Words heard so far; instead of a transcript, with OpenAI.
    """

    verb: str | None = None
    """The verb, by the server's internal name of it."""
    id: str | None = None
    """The verb's `id`, if the application gave it one."""
    words: list[str] | None = None
    """Words heard so far; instead of a transcript, with OpenAI."""


class OtherVerbStatus(Received, frozen=True, kw_only=True):
    """An event that this library does not know, or the form without `event` that older documents show.

    Attributes:
        event: Kind of event.
        verb: The verb, by the server's internal name of it.
        name: The verb, by the server's internal name of it: `listen` also for `stream`, `Llm_OpenAI_s2s` and the like
            for speech-to-speech verbs.
        id: The verb's `id`, if the application gave it one.
        status: State of the verb, in the form without `event`. Known values: `begin` and `end`.
    """

    event: str | None = None
    """Kind of event."""
    verb: str | None = None
    """The verb, by the server's internal name of it."""
    name: str | None = None
    """The verb, by the server's internal name of it: `listen` also for `stream`, `Llm_OpenAI_s2s` and the like for
    speech-to-speech verbs.
    """
    id: str | None = None
    """The verb's `id`, if the application gave it one."""
    status: str | None = None
    """State of the verb, in the form without `event`. Known values: `begin` and `end`."""


class VerbStatus(Notification, frozen=True, kw_only=True, tag_field="type", tag="verb:status"):
    """Something happened to a verb. Sent only once `notifyEvents` was turned on by `config`; then for all verbs, with
    or without an `id`.

    Message `verb:status`. Source: feature-server lib/session/call-session.js:1351,1380,3173-3178; feature-server
    lib/tasks/task.js:216-222; feature-server lib/tasks/say.js:276,307,462-464; feature-server lib/tasks/play.js:55,69;
    feature-server lib/tasks/tts-task.js:334-365; feature-server lib/tasks/gather.js:388,1100,1252; @jambonz/schema
    callbacks/verb-status.

    Attributes:
        data: The event.
    """

    data: VerbStatusData
    """The event."""


VerbStatusData: TypeAlias = (
    VerbStarting
    | VerbFinished
    | PlaybackStarted
    | PlaybackStopped
    | PlaybackKilled
    | AudioSynthesized
    | DtmfBargeinDetected
    | SpeechBargeinDetected
    | OtherVerbStatus
)
"""What happened to a verb, told apart by `event`."""

AnyMessage: TypeAlias = (
    AgentEvent
    | AgentToolCall
    | CallStatus
    | DialConfirm
    | JambonzError
    | LlmEvent
    | LlmToolCall
    | QueueStatus
    | SessionAdulting
    | SessionNew
    | SessionReconnect
    | SessionRedirect
    | TtsStreamingEvent
    | TtsTokensResult
    | VerbHook
    | VerbStatus
)
"""Any message that this version knows."""
