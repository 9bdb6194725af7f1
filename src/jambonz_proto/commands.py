# Generated from spec/ by `python -m codegen`. Do not edit: change the spec and run `make generate`.
"""The ack, and the commands an application may send at any time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, field

from . import components, verbs
from ._base import HasCommand, HasType, JsonValue, Sent, Verb

__all__ = [
    "Ack",
    "AgentContextMessage",
    "AgentUpdate",
    "AgentUpdateData",
    "AnyCommand",
    "BoostAudioSignal",
    "CallStatus",
    "CallStatusData",
    "CoachParticipant",
    "Command",
    "ConfHoldStatus",
    "ConfHoldStatusData",
    "Config",
    "ConfMuteStatus",
    "ConfMuteStatusData",
    "ConfParticipantAction",
    "ConfParticipantActionData",
    "Dial",
    "DialCommandData",
    "Dtmf",
    "DtmfBody",
    "DtmfData",
    "Dub",
    "HoldParticipant",
    "KickParticipant",
    "ListenStatus",
    "ListenStatusData",
    "LlmStatus",
    "LlmStatusData",
    "LlmToolOutput",
    "LlmUpdate",
    "MediaPath",
    "MuteParticipant",
    "MuteStatus",
    "MuteStatusData",
    "NoiseIsolationStatus",
    "NoiseIsolationStatusData",
    "PipelineUpdate",
    "Record",
    "Redirect",
    "RedirectHooks",
    "RoomPlay",
    "RoomPlayData",
    "RoomSay",
    "RoomSayData",
    "SipRequest",
    "SipRequestBody",
    "SipRequestData",
    "StreamStatus",
    "StreamStatusData",
    "SttReconfigure",
    "SttReconfigureData",
    "Tag",
    "TagParticipant",
    "TranscribeStatus",
    "TranscribeStatusData",
    "TtsClear",
    "TtsFlush",
    "TtsTokens",
    "TtsTokensData",
    "UncoachParticipant",
    "UnholdParticipant",
    "UnmuteParticipant",
    "UntagParticipant",
    "Whisper",
    "WhisperData",
]


class Ack(HasType, Sent, kw_only=True, tag_field="type", tag="ack"):
    """Answers one message that wants an ack, within the server's deadline (five seconds unless configured otherwise). A
    late, second or unknown ack is dropped by the server without a word.

    Source: feature-server lib/utils/ws-requestor.js:504-507,537-548; feature-server lib/tasks/task.js:254-267;
    feature-server lib/middleware.js:461-493.

    Attributes:
        msgid: Id of the message that is answered.
        data: Verbs; what the server does with them depends on the message and hook. An empty array changes nothing,
            except that it accepts a `dial:confirm`, ends a wait hook's prompts, empties the stack after the command
            `redirect` with a hook, and fails an inbound `session:new` with SIP 480. This library always writes it,
            since wait hooks and `redirect` hooks go wrong without.
    """

    msgid: Annotated[str, Meta(min_length=1)]
    """Id of the message that is answered."""
    data: Sequence[Verb] | None = None
    """Verbs; what the server does with them depends on the message and hook. An empty array changes nothing, except
    that it accepts a `dial:confirm`, ends a wait hook's prompts, empties the stack after the command `redirect` with a
    hook, and fails an inbound `session:new` with SIP 480. This library always writes it, since wait hooks and
    `redirect` hooks go wrong without.
    """


class AgentUpdateData(Sent, kw_only=True):
    """Data of the command `agent:update`; which properties count depends on `type`.

    Attributes:
        type: What to change; `update_instructions`, `inject_context`, `update_tools` and `generate_reply` are known.
        instructions: New system prompt with `update_instructions`; for this one reply only with `generate_reply`.
        messages: Messages to append to the conversation, with `inject_context`.
        tools: New tools in place of all present ones, with `update_tools`; they count from the next turn.
        user_input: What to reply to, with `generate_reply`.
        interrupt: With `generate_reply`, stop the present reply and answer at once; otherwise it waits for the end of
            the turn.
    """

    type: str
    """What to change; `update_instructions`, `inject_context`, `update_tools` and `generate_reply` are known."""
    instructions: str | None = None
    """New system prompt with `update_instructions`; for this one reply only with `generate_reply`."""
    messages: Sequence[AgentContextMessage] | None = None
    """Messages to append to the conversation, with `inject_context`."""
    tools: Sequence[Mapping[str, JsonValue]] | None = None
    """New tools in place of all present ones, with `update_tools`; they count from the next turn."""
    user_input: str | None = None
    """What to reply to, with `generate_reply`."""
    interrupt: bool | None = None
    """With `generate_reply`, stop the present reply and answer at once; otherwise it waits for the end of the turn."""


class AgentContextMessage(Sent, kw_only=True):
    """A message of the conversation with the model.

    Attributes:
        role: Who speaks: `system`, `user` or `assistant`.
        content: Text of the message.
    """

    role: str
    """Who speaks: `system`, `user` or `assistant`."""
    content: str
    """Text of the message."""


class Command(HasCommand, Sent, kw_only=True):
    """What all commands share. A command has no reply, and one the server cannot carry out is only logged there.

    Source: feature-server lib/utils/ws-requestor.js:494-512.

    Attributes:
        call_sid: Leg to act on, by its call sid; without it the session's own leg. Commands that know no legs ignore
            it.
        queue_command: Read by `redirect` with verbs only: append to the verb stack instead of replacing it. Elsewhere
            accepted and ignored.
        msgid: Accepted and not used by the server.
    """

    call_sid: str | None = field(default=None, name="callSid")
    """Leg to act on, by its call sid; without it the session's own leg. Commands that know no legs ignore it."""
    queue_command: bool | None = field(default=None, name="queueCommand")
    """Read by `redirect` with verbs only: append to the verb stack instead of replacing it. Elsewhere accepted and
    ignored.
    """
    msgid: str | None = None
    """Accepted and not used by the server."""


class AgentUpdate(Command, kw_only=True, tag_field="command", tag="agent:update"):
    """Changes a running agent verb: its instructions, what it knows, its tools, or what it says next. The open-source
    server ignores this command.

    Command `agent:update`. Not for target `open-source-0.9`. Source: @jambonz/schema docs/verbs/agent.md; @jambonz/sdk
    types/rest.ts agent_update.

    Attributes:
        data: The change.
    """

    data: AgentUpdateData
    """The change."""


class BoostAudioSignal(Command, kw_only=True, tag_field="command", tag="boostAudioSignal"):
    """Makes a leg louder or softer. The leg selector counts for the leg that a running dial has called; with any other
    it is the session's own leg.

    Command `boostAudioSignal`. Source: feature-server lib/session/call-session.js:1906-1915; feature-server
    lib/session/call-session.js:2372; feature-server lib/utils/parse-decibels.js:1-17; feature-server
    lib/utils/ws-requestor.js:509.

    Attributes:
        data: Gain in dB: a number, or a string like `+6 dB`, from which the server drops a fraction. The server refuses
            the number 0 as missing data; `0 dB` takes the gain back.
    """

    data: float | Annotated[str, Meta(pattern="^[+-]?[0-9]+([.][0-9]+)? *[dD][bB]$")]
    """Gain in dB: a number, or a string like `+6 dB`, from which the server drops a fraction. The server refuses the
    number 0 as missing data; `0 dB` takes the gain back.
    """


class CallStatusData(Sent, kw_only=True):
    """Data of the command `call:status`.

    Attributes:
        status: `completed` hangs up an answered call. `no-answer` rejects an inbound call that is not answered yet,
            with SIP 503, or cancels an outbound one.
    """

    status: Literal["completed", "no-answer"] = field(name="call_status")
    """`completed` hangs up an answered call. `no-answer` rejects an inbound call that is not answered yet, with SIP
    503, or cancels an outbound one.
    """


class CallStatus(Command, kw_only=True, tag_field="command", tag="call:status"):
    """Ends the call. Dropped by the server without a word when the call is not in the state that the value needs.

    Command `call:status`. Source: feature-server lib/session/call-session.js:1492-1515; feature-server
    lib/session/call-session.js:2308.

    Attributes:
        data: How to end the call.
    """

    data: CallStatusData
    """How to end the call."""


class ConfHoldStatusData(Sent, kw_only=True):
    """Data of the command `conf:hold-status`.

    Attributes:
        status: Whether to hold the call or take it back.
        wait_hook: Name of the hook that is called again and again for what to play while on hold, until its reply is
            empty. The server remembers it for later holds. Yields `verb:hook` with `hooks.ConferenceHold`; the reply's
            verbs are played for this hook only.
    """

    status: Literal["hold", "unhold"] = field(name="conf_hold_status")
    """Whether to hold the call or take it back."""
    wait_hook: str | None = None
    """Name of the hook that is called again and again for what to play while on hold, until its reply is empty. The
    server remembers it for later holds. Yields `verb:hook` with `hooks.ConferenceHold`; the reply's verbs are played
    for this hook only.
    """


class ConfHoldStatus(Command, kw_only=True, tag_field="command", tag="conf:hold-status"):
    """Puts this call on hold in its conference, where it neither hears nor is heard, or takes it back. Dropped by the
    server without a word outside a conference.

    Command `conf:hold-status`. Source: feature-server lib/session/call-session.js:1729-1735; feature-server
    lib/session/call-session.js:2337; feature-server lib/tasks/conference.js:477-512,554-570.

    Attributes:
        data: What to do.
    """

    data: ConfHoldStatusData
    """What to do."""


class ConfMuteStatusData(Sent, kw_only=True):
    """Data of the command `conf:mute-status`.

    Attributes:
        status: Whether to mute or unmute the members.
    """

    status: Literal["mute", "unmute"] = field(name="conf_mute_status")
    """Whether to mute or unmute the members."""


class ConfMuteStatus(Command, kw_only=True, tag_field="command", tag="conf:mute-status"):
    """Mutes or unmutes all members of the conference that are not moderators, not this call alone. Dropped by the
    server without a word outside a conference.

    Command `conf:mute-status`. Source: feature-server lib/session/call-session.js:1737-1743; feature-server
    lib/session/call-session.js:2333; feature-server lib/tasks/conference.js:454-466.

    Attributes:
        data: What to do.
    """

    data: ConfMuteStatusData
    """What to do."""


class TagParticipant(Sent, kw_only=True, tag_field="action", tag="tag"):
    """Gives this member a tag, by which others can be coached.

    Attributes:
        tag: The tag; it replaces an earlier one.
    """

    tag: str
    """The tag; it replaces an earlier one."""


class UntagParticipant(Sent, kw_only=True, tag_field="action", tag="untag"):
    """Takes this member's tag away."""


class CoachParticipant(Sent, kw_only=True, tag_field="action", tag="coach"):
    """Lets only the members with a tag hear this member.

    Attributes:
        tag: Tag of the members that shall hear this one.
    """

    tag: str
    """Tag of the members that shall hear this one."""


class UncoachParticipant(Sent, kw_only=True, tag_field="action", tag="uncoach"):
    """Lets all members hear this one again."""


class MuteParticipant(Sent, kw_only=True, tag_field="action", tag="mute"):
    """Mutes this member."""


class UnmuteParticipant(Sent, kw_only=True, tag_field="action", tag="unmute"):
    """Unmutes this member."""


class HoldParticipant(Sent, kw_only=True, tag_field="action", tag="hold"):
    """Puts this member on hold, where it neither hears nor is heard.

    Attributes:
        wait_hook: Name of the hook that is called again and again for what to play while on hold, until its reply is
            empty. Yields `verb:hook` with `hooks.ConferenceHold`; the reply's verbs are played for this hook only.
    """

    wait_hook: str | None = None
    """Name of the hook that is called again and again for what to play while on hold, until its reply is empty. Yields
    `verb:hook` with `hooks.ConferenceHold`; the reply's verbs are played for this hook only.
    """


class UnholdParticipant(Sent, kw_only=True, tag_field="action", tag="unhold"):
    """Takes this member back from hold."""


class KickParticipant(Sent, kw_only=True, tag_field="action", tag="kick"):
    """Throws this member out of the conference.

    Not for target `v10`.
    """


class ConfParticipantAction(Command, kw_only=True, tag_field="command", tag="conf:participant-action"):
    """Does something to this call as a member of its conference. Dropped by the server without a word outside a
    conference.

    Command `conf:participant-action`. Source: feature-server lib/session/call-session.js:1711-1717; feature-server
    lib/session/call-session.js:2341; feature-server lib/tasks/conference.js:514-552,816-890.

    Attributes:
        data: What to do.
    """

    data: ConfParticipantActionData
    """What to do."""


class Config(Command, kw_only=True, tag_field="command", tag="config"):
    """Changes settings of the session at once, beside the running verb. The server only logs what it cannot carry out.

    Command `config`. Source: feature-server lib/session/call-session.js:1854-1876; feature-server
    lib/session/call-session.js:2312.

    Attributes:
        data: The settings, as in the verb `config`.
    """

    data: verbs.Config
    """The settings, as in the verb `config`."""


class DialCommandData(Sent, kw_only=True):
    """Data of the command `dial`. Either `call_hook` or `application_sid` is needed.

    Attributes:
        from_: Calling number or user of the new call.
        to: Whom to call.
        call_hook: Where the new call gets its application: an absolute URL, or a path below the server's URL of this
            application. The server opens a new websocket for a ws(s) URL. Yields `session:new` with
            `messages.SessionData`; the reply is the call's initial application.
        call_status_hook: Where status messages of the new call go. Without it, or with the URL of `call_hook`, they
            come over the new call's websocket; the server sends to any other URL by HTTP. Yields `call:status` with
            `messages.CallStatusData`; the reply is no verb array.
        application_sid: Sid of a stored application whose hooks and speech settings replace those given here.
        app_json: Verb array as JSON text, run on answer instead of asking `call_hook`, which has to be given all the
            same.
        caller_name: Display name of the caller.
        from_host: Host part of the SIP From header.
        headers: SIP headers to add to the INVITE.
        tag: Data of the application's own, which comes back as `customerData` in hooks and messages of the new call.
        timeout: Seconds to wait for an answer; the server's default, also for 0, is 60.
        time_limit: Greatest length of the answered call in seconds; 0 sets none.
        answer_on_bridge: Passes the open-source server's check of the request, but its check of verbs then refuses the
            call; what the commercial server does with it is not known. Not for target `open-source-0.9`.
        dual_streams: Offer a second audio stream to the called party.
        amd: Detect whether a person or a machine answers.
        refer_hook: Called when the called party sends a SIP REFER outside a dial with a refer hook of its own. Yields
            `verb:hook` with `hooks.ReferRequest`; a reply with verbs replaces the verb stack.
        sip_request_within_dialog_hook: Name of the hook that is called for a SIP INFO, MESSAGE or similar request from
            the called party. Yields `verb:hook` with `hooks.SipRequestWithinDialog`; a reply with verbs replaces the
            verb stack.
        speech_synthesis_vendor: Vendor of text to speech in the new call.
        speech_synthesis_language: Language code of text to speech in the new call.
        speech_synthesis_voice: Voice of text to speech in the new call.
        speech_recognizer_vendor: Vendor of speech recognition in the new call.
        speech_recognizer_language: Language code of speech recognition in the new call.
    """

    from_: Annotated[str, Meta(max_length=256, min_length=1)] = field(name="from")
    """Calling number or user of the new call."""
    to: components.Target
    """Whom to call."""
    call_hook: components.HookTarget | None = None
    """Where the new call gets its application: an absolute URL, or a path below the server's URL of this application.
    The server opens a new websocket for a ws(s) URL. Yields `session:new` with `messages.SessionData`; the reply is the
    call's initial application.
    """
    call_status_hook: components.HookTarget | None = None
    """Where status messages of the new call go. Without it, or with the URL of `call_hook`, they come over the new
    call's websocket; the server sends to any other URL by HTTP. Yields `call:status` with `messages.CallStatusData`;
    the reply is no verb array.
    """
    application_sid: Annotated[str, Meta(max_length=36, min_length=36)] | None = None
    """Sid of a stored application whose hooks and speech settings replace those given here."""
    app_json: str | None = None
    """Verb array as JSON text, run on answer instead of asking `call_hook`, which has to be given all the same."""
    caller_name: str | None = field(default=None, name="callerName")
    """Display name of the caller."""
    from_host: str | None = field(default=None, name="fromHost")
    """Host part of the SIP From header."""
    headers: Mapping[str, str] | None = None
    """SIP headers to add to the INVITE."""
    tag: Mapping[str, JsonValue] | None = None
    """Data of the application's own, which comes back as `customerData` in hooks and messages of the new call."""
    timeout: Annotated[int, Meta(ge=0)] | None = None
    """Seconds to wait for an answer; the server's default, also for 0, is 60."""
    time_limit: Annotated[int, Meta(ge=0)] | None = field(default=None, name="timeLimit")
    """Greatest length of the answered call in seconds; 0 sets none."""
    answer_on_bridge: bool | None = field(default=None, name="answerOnBridge")
    """Passes the open-source server's check of the request, but its check of verbs then refuses the call; what the
    commercial server does with it is not known. Not for target `open-source-0.9`.
    """
    dual_streams: bool | None = None
    """Offer a second audio stream to the called party."""
    amd: components.Amd | None = None
    """Detect whether a person or a machine answers."""
    refer_hook: components.HookTarget | None = field(default=None, name="referHook")
    """Called when the called party sends a SIP REFER outside a dial with a refer hook of its own. Yields `verb:hook`
    with `hooks.ReferRequest`; a reply with verbs replaces the verb stack.
    """
    sip_request_within_dialog_hook: str | None = field(default=None, name="sipRequestWithinDialogHook")
    """Name of the hook that is called for a SIP INFO, MESSAGE or similar request from the called party. Yields
    `verb:hook` with `hooks.SipRequestWithinDialog`; a reply with verbs replaces the verb stack.
    """
    speech_synthesis_vendor: str | None = None
    """Vendor of text to speech in the new call."""
    speech_synthesis_language: str | None = None
    """Language code of text to speech in the new call."""
    speech_synthesis_voice: str | None = None
    """Voice of text to speech in the new call."""
    speech_recognizer_vendor: str | None = None
    """Vendor of speech recognition in the new call."""
    speech_recognizer_language: str | None = None
    """Language code of speech recognition in the new call."""


class Dial(Command, kw_only=True, tag_field="command", tag="dial"):
    """Starts a separate outbound call, with a session and a websocket of its own. The new call's sid is not reported,
    and a failure mostly not either.

    Command `dial`. Source: feature-server lib/session/call-session.js:1521-1581; feature-server
    lib/http-routes/schemas/create-call.js:7-95; feature-server lib/http-routes/api/create-call.js:35-270;
    feature-server lib/tasks/rest_dial.js:10-125; @jambonz/verb-specifications rest:dial; @jambonz/schema
    verbs/rest:dial.

    Attributes:
        data: The call to make.
    """

    data: DialCommandData
    """The call to make."""


class DtmfData(Sent, kw_only=True):
    """Data of the command `dtmf`: the digit twice, since the open-source server reads only `dtmf` and the vendor's SDK
    for the commercial one sends it flat.

    Attributes:
        digit: One key: 0-9, `*`, `#` or A-D.
        duration: Length of the tone in milliseconds; the server's default is 250.
        dtmf: The digit again; the open-source server fails without it.
    """

    digit: Annotated[str, Meta(max_length=1, min_length=1, pattern="^[0-9*#A-D]$")] | None = None
    """One key: 0-9, `*`, `#` or A-D."""
    duration: Annotated[int, Meta(ge=0)] | None = None
    """Length of the tone in milliseconds; the server's default is 250."""
    dtmf: DtmfBody
    """The digit again; the open-source server fails without it."""


class DtmfBody(Sent, kw_only=True):
    """One DTMF digit.

    Attributes:
        digit: One key: 0-9, `*`, `#` or A-D.
        duration: Length of the tone in milliseconds; the server's default is 250.
    """

    digit: Annotated[str, Meta(max_length=1, min_length=1, pattern="^[0-9*#A-D]$")]
    """One key: 0-9, `*`, `#` or A-D."""
    duration: Annotated[int, Meta(ge=0)] | None = None
    """Length of the tone in milliseconds; the server's default is 250."""


class Dtmf(Command, kw_only=True, tag_field="command", tag="dtmf"):
    """Sends one DTMF digit to a leg by SIP INFO. Dropped by the server without a word before the call is answered.

    Command `dtmf`. Source: feature-server lib/session/call-session.js:1775-1799; feature-server
    lib/session/call-session.js:2365.

    Attributes:
        data: The digit.
    """

    data: DtmfData
    """The digit."""


class Dub(Command, kw_only=True, tag_field="command", tag="dub"):
    """Adds, fills, silences or removes an extra audio track of a leg, beside the running verb. The leg selector counts
    for the leg that a running dial has called; with any other it is the session's own leg.

    Command `dub`. Source: feature-server lib/session/call-session.js:1878-1903; feature-server
    lib/session/call-session.js:2320.

    Attributes:
        data: What to do with which track, as in the verb `dub`.
    """

    data: verbs.Dub
    """What to do with which track, as in the verb `dub`."""


class ListenStatusData(Sent, kw_only=True):
    """Data of the command `listen:status`.

    Attributes:
        status: Whether to pause or resume.
    """

    status: Literal["pause", "resume"] = field(name="listen_status")
    """Whether to pause or resume."""


class ListenStatus(Command, kw_only=True, tag_field="command", tag="listen:status"):
    """Pauses or resumes the audio stream of a running listen, or of the listen of a running dial. Dropped by the server
    without a word elsewhere; a background listen cannot be reached.

    Command `listen:status`. Source: feature-server lib/session/call-session.js:1663-1673; feature-server
    lib/session/call-session.js:2345-2347; feature-server lib/tasks/listen.js:129-147.

    Attributes:
        data: What to do.
    """

    data: ListenStatusData
    """What to do."""


class LlmStatusData(Sent, kw_only=True):
    """Data of the command `llm:status`.

    Attributes:
        status: What to do; `move-to-room`, `move-to-conference`, `move-from-conference` and `stop` are known.
        room: Name of the room, with `move-to-room`.
        conference: Name of the conference, with `move-to-conference`; made if there is none.
    """

    status: str = field(name="llm_status")
    """What to do; `move-to-room`, `move-to-conference`, `move-from-conference` and `stop` are known."""
    room: str | None = None
    """Name of the room, with `move-to-room`."""
    conference: str | None = None
    """Name of the conference, with `move-to-conference`; made if there is none."""


class LlmStatus(Command, kw_only=True, tag_field="command", tag="llm:status"):
    """Moves a running speech-to-speech session into a room and back, or stops it. The open-source server ignores this
    command.

    Command `llm:status`. Not for target `open-source-0.9`. Source: @jambonz/sdk types/rest.ts llm_status.

    Attributes:
        data: What to do.
    """

    data: LlmStatusData
    """What to do."""


class LlmToolOutput(Command, kw_only=True, tag_field="command", tag="llm:tool-output"):
    """Answers `llm:tool-call` or `agent:tool-call` with the tool's result. Dropped by the server without a word when no
    llm or agent verb runs.

    Command `llm:tool-output`. Source: feature-server lib/session/call-session.js:1926-1936; feature-server
    lib/session/call-session.js:2386; feature-server lib/tasks/llm/index.js:129-151; @jambonz/schema
    commands/llm-tool-output.

    Attributes:
        tool_call_id: Id of the tool call that is answered, from its message.
        data: The result, in the form that the vendor of the running verb wants: `{"result": ...}` for the agent verb,
            an event of the vendor's own for a speech-to-speech one. The open-source server passes the command on
            without it, but no vendor can do with that. Required by target `v10`.
    """

    tool_call_id: Annotated[str, Meta(min_length=1)]
    """Id of the tool call that is answered, from its message."""
    data: Mapping[str, JsonValue] | None = None
    """The result, in the form that the vendor of the running verb wants: `{"result": ...}` for the agent verb, an event
    of the vendor's own for a speech-to-speech one. The open-source server passes the command on without it, but no
    vendor can do with that. Required by target `v10`.
    """


class LlmUpdate(Command, kw_only=True, tag_field="command", tag="llm:update"):
    """Sends an event to the vendor of the running llm verb. Dropped by the server without a word when no such verb
    runs, or when the vendor's adapter does not take the event.

    Command `llm:update`. Source: feature-server lib/session/call-session.js:1938-1947; feature-server
    lib/session/call-session.js:2390; feature-server lib/tasks/llm/index.js:153-164.

    Attributes:
        data: The event, in the vendor's own form, mostly with its name in `type`: `session.update` for OpenAI,
            `UpdateInstructions` for Deepgram, `input_text_message` for Ultravox.
    """

    data: Mapping[str, JsonValue]
    """The event, in the vendor's own form, mostly with its name in `type`: `session.update` for OpenAI,
    `UpdateInstructions` for Deepgram, `input_text_message` for Ultravox.
    """


class MediaPath(Command, kw_only=True, tag_field="command", tag="media:path"):
    """Changes the way of the audio of a bridged dial. Dropped by the server outside a dial and when the audio takes
    that way already.

    Command `media:path`. Source: feature-server lib/session/call-session.js:1917-1924; feature-server
    lib/session/call-session.js:2379; feature-server lib/tasks/dial.js:975-1003.

    Attributes:
        data: `full-media` through the media server, `partial-media` only through the session border controller,
            `no-media` directly between the parties.
    """

    data: Literal["no-media", "partial-media", "full-media"]
    """`full-media` through the media server, `partial-media` only through the session border controller, `no-media`
    directly between the parties.
    """


class MuteStatusData(Sent, kw_only=True):
    """Data of the command `mute:status`.

    Attributes:
        status: Whether to mute or unmute the leg.
    """

    status: Literal["mute", "unmute"] = field(name="mute_status")
    """Whether to mute or unmute the leg."""


class MuteStatus(Command, kw_only=True, tag_field="command", tag="mute:status"):
    """Mutes or unmutes a leg of a dial, or this call in a conference. Dropped by the server without a word outside dial
    and conference.

    Command `mute:status`. Source: feature-server lib/session/call-session.js:2328; feature-server
    lib/tasks/dial.js:356-371; feature-server lib/tasks/conference.js:574-576.

    Attributes:
        data: What to do.
    """

    data: MuteStatusData
    """What to do."""


class NoiseIsolationStatusData(Sent, kw_only=True):
    """Data of the command `noiseIsolation:status`.

    Attributes:
        status: Whether to turn it on or off.
        vendor: Vendor, `krisp` or `rnnoise`; the server's default is `krisp`.
        level: Strength, 0-100.
        model: Model of the vendor.
    """

    status: Literal["enable", "disable"] = field(name="noise_isolation_status")
    """Whether to turn it on or off."""
    vendor: str | None = None
    """Vendor, `krisp` or `rnnoise`; the server's default is `krisp`."""
    level: Annotated[float, Meta(ge=0.0, le=100.0)] | None = None
    """Strength, 0-100."""
    model: str | None = None
    """Model of the vendor."""


class NoiseIsolationStatus(Command, kw_only=True, tag_field="command", tag="noiseIsolation:status"):
    """Turns the server's noise isolation on or off. The open-source server ignores this command.

    Command `noiseIsolation:status`. Not for target `open-source-0.9`. Source: @jambonz/sdk websocket/session.ts
    injectNoiseIsolation; @jambonz/sdk types/rest.ts noise_isolation_status.

    Attributes:
        data: What to do.
    """

    data: NoiseIsolationStatusData
    """What to do."""


class PipelineUpdate(Command, kw_only=True, tag_field="command", tag="pipeline:update"):
    """Former name of `agent:update`; use that. The open-source server ignores this command.

    Command `pipeline:update`. Not for target `open-source-0.9`. Source: @jambonz/sdk 0.8.2 types/rest.ts
    pipeline_update.

    Attributes:
        data: The change, with its kind in `type`.
    """

    data: Mapping[str, JsonValue]
    """The change, with its kind in `type`."""


class Record(Command, kw_only=True, tag_field="command", tag="record"):
    """Starts, stops, pauses or resumes the recording of the call. Dropped by the server without a word when the
    recording is not in the state that the action needs.

    Command `record`. Source: feature-server lib/session/call-session.js:771-867; feature-server
    lib/session/call-session.js:2324.

    Attributes:
        data: What to do with the recording.
    """

    data: components.RecordOptions
    """What to do with the recording."""


class RedirectHooks(Sent, kw_only=True):
    """Where the new application comes from, for this call and for the leg it has dialed. With a hook here,
    `parent_call` and `child_call` are not read.

    Attributes:
        call_hook: Hook that is asked for this call's application by `session:redirect`. An absolute http(s) URL closes
            the websocket and goes on by webhooks. Yields `session:redirect` with `hooks.CallInfo`; a reply with verbs
            replaces the verb stack.
        child_call_hook: Hook that is asked for the application of the dialed leg, which leaves the dial for a session
            and a websocket of its own. Needs a connected dial. Without `call_hook` the running verb of this call is
            ended, even if there is no such leg. Yields `session:redirect` with `hooks.CallInfo`; the reply becomes the
            application of another leg.
        parent_call: New verb stack of this call.
        child_call: Verbs for the dialed leg, in a session of its own. Server 0.9.8 fails on it and then leaves
            `parent_call` undone too; use `child_call_hook` there. Not for target `open-source-0.9`.
    """

    call_hook: components.HookTarget | None = None
    """Hook that is asked for this call's application by `session:redirect`. An absolute http(s) URL closes the
    websocket and goes on by webhooks. Yields `session:redirect` with `hooks.CallInfo`; a reply with verbs replaces the
    verb stack.
    """
    child_call_hook: components.HookTarget | None = None
    """Hook that is asked for the application of the dialed leg, which leaves the dial for a session and a websocket of
    its own. Needs a connected dial. Without `call_hook` the running verb of this call is ended, even if there is no
    such leg. Yields `session:redirect` with `hooks.CallInfo`; the reply becomes the application of another leg.
    """
    parent_call: Sequence[Verb] | None = None
    """New verb stack of this call."""
    child_call: Sequence[Verb] | None = None
    """Verbs for the dialed leg, in a session of its own. Server 0.9.8 fails on it and then leaves `parent_call` undone
    too; use `child_call_hook` there. Not for target `open-source-0.9`.
    """


class Redirect(Command, kw_only=True, tag_field="command", tag="redirect"):
    """Gives the call a new application, or asks for one by a hook. The running verb is ended, unless verbs are appended
    by `queueCommand`; an array with one invalid verb is dropped as a whole without a word.

    Command `redirect`. Source: feature-server lib/session/call-session.js:2280-2305; feature-server
    lib/session/call-session.js:1589-1656.

    Attributes:
        data: The new verb stack, or where to get it. With an empty array and no `queueCommand` the call stays up and
            waits for the next command.
    """

    data: Sequence[Verb] | RedirectHooks
    """The new verb stack, or where to get it. With an empty array and no `queueCommand` the call stays up and waits for
    the next command.
    """


class RoomPlayData(Sent, kw_only=True):
    """Data of the command `room:play`.

    Attributes:
        url: URL of the audio file or tone.
        id: Id that comes back in the `play-start` and `play-done` events.
        replace: Stop what is being said or played to the room first.
    """

    url: str
    """URL of the audio file or tone."""
    id: str | None = None
    """Id that comes back in the `play-start` and `play-done` events."""
    replace: bool | None = None
    """Stop what is being said or played to the room first."""


class RoomPlay(Command, kw_only=True, tag_field="command", tag="room:play"):
    """Plays audio to all members of the room or conference this call is in. Its start and end come as events of the
    conference's `statusHook`, if listed in its `statusEvents`. The open-source server ignores this command.

    Command `room:play`. Not for target `open-source-0.9`. Source: @jambonz/sdk websocket/session.ts injectPlay.

    Attributes:
        data: What to play.
    """

    data: RoomPlayData
    """What to play."""


class RoomSayData(Sent, kw_only=True):
    """Data of the command `room:say`.

    Attributes:
        text: Text to speak, plain or SSML; of an array one entry is taken at random.
        synthesizer: Text to speech for this instead of the session's.
        loop: How often to speak it, as in the verb `say`: a count, or `forever`.
        stream: Speak while the audio is still being made; the server does not support true yet.
        id: Id that comes back in the `say-start` and `say-done` events.
        replace: Stop what is being said or played to the room first.
    """

    text: str | Annotated[list[str], Meta(min_length=1)]
    """Text to speak, plain or SSML; of an array one entry is taken at random."""
    synthesizer: components.Synthesizer | None = None
    """Text to speech for this instead of the session's."""
    loop: int | str | None = None
    """How often to speak it, as in the verb `say`: a count, or `forever`."""
    stream: bool | None = None
    """Speak while the audio is still being made; the server does not support true yet."""
    id: str | None = None
    """Id that comes back in the `say-start` and `say-done` events."""
    replace: bool | None = None
    """Stop what is being said or played to the room first."""


class RoomSay(Command, kw_only=True, tag_field="command", tag="room:say"):
    """Speaks to all members of the room or conference this call is in. Its start and end come as events of the
    conference's `statusHook`, if listed in its `statusEvents`. The open-source server ignores this command.

    Command `room:say`. Not for target `open-source-0.9`. Source: @jambonz/sdk websocket/session.ts injectSay.

    Attributes:
        data: What to say.
    """

    data: RoomSayData
    """What to say."""


class SipRequestData(Sent, kw_only=True):
    """Data of the command `sip:request`: the request twice, since the open-source server reads only `sip_request` and
    the vendor's SDK for the commercial one sends it flat.

    Attributes:
        method: SIP method, such as INFO, MESSAGE or NOTIFY.
        content_type: Content type of the body.
        content: Body of the request.
        headers: SIP headers to add to the request.
        sip_request: The request again; the open-source server fails without it.
    """

    method: Annotated[str, Meta(min_length=1)] | None = None
    """SIP method, such as INFO, MESSAGE or NOTIFY."""
    content_type: str | None = None
    """Content type of the body."""
    content: str | None = None
    """Body of the request."""
    headers: Mapping[str, str] | None = None
    """SIP headers to add to the request."""
    sip_request: SipRequestBody
    """The request again; the open-source server fails without it."""


class SipRequestBody(Sent, kw_only=True):
    """A SIP request within a dialog.

    Attributes:
        method: SIP method, such as INFO, MESSAGE or NOTIFY.
        content_type: Content type of the body.
        content: Body of the request.
        headers: SIP headers to add to the request.
    """

    method: Annotated[str, Meta(min_length=1)]
    """SIP method, such as INFO, MESSAGE or NOTIFY."""
    content_type: str | None = None
    """Content type of the body."""
    content: str | None = None
    """Body of the request."""
    headers: Mapping[str, str] | None = None
    """SIP headers to add to the request."""


class SipRequest(Command, kw_only=True, tag_field="command", tag="sip:request"):
    """Sends a SIP request within the dialog of a leg; its response is not reported. Dropped by the server without a
    word before the call is answered.

    Command `sip:request`. Source: feature-server lib/session/call-session.js:1745-1767; feature-server
    lib/session/call-session.js:2358.

    Attributes:
        data: The request.
    """

    data: SipRequestData
    """The request."""


class StreamStatusData(Sent, kw_only=True):
    """Data of the command `stream:status`.

    Attributes:
        status: Whether to pause or resume.
    """

    status: Literal["pause", "resume"] = field(name="stream_status")
    """Whether to pause or resume."""


class StreamStatus(Command, kw_only=True, tag_field="command", tag="stream:status"):
    """Pauses or resumes the audio stream of a running stream, or of a running dial's own. Does the same as
    `listen:status`, and is likewise dropped by the server without a word elsewhere.

    Command `stream:status`. Source: feature-server lib/session/call-session.js:1663-1673; feature-server
    lib/session/call-session.js:2345-2347; feature-server lib/tasks/listen.js:129-147.

    Attributes:
        data: What to do.
    """

    data: StreamStatusData
    """What to do."""


class SttReconfigureData(Sent, kw_only=True):
    """Data of the command `stt:reconfigure`.

    Attributes:
        language_hints: Languages to expect, as BCP 47 codes; an empty array turns language detection on again.
    """

    language_hints: list[str] | None = field(default=None, name="languageHints")
    """Languages to expect, as BCP 47 codes; an empty array turns language detection on again."""


class SttReconfigure(Command, kw_only=True, tag_field="command", tag="stt:reconfigure"):
    """Changes settings of the running speech recogniser; only the language hints of Deepgram's multilingual Flux model
    are known. The open-source server ignores this command.

    Command `stt:reconfigure`. Not for target `open-source-0.9`. Source: @jambonz/sdk websocket/session.ts
    injectSttReconfigure.

    Attributes:
        data: The settings.
    """

    data: SttReconfigureData
    """The settings."""


class Tag(Command, kw_only=True, tag_field="command", tag="tag"):
    """Sets the data of the application's own that comes back as `customerData` in hooks and messages of this call. The
    open-source server ignores this command. Use the verb `tag` there.

    Command `tag`. Not for target `open-source-0.9`. Source: @jambonz/sdk websocket/session.ts injectTag.

    Attributes:
        data: The data, which replaces what was set before.
    """

    data: Mapping[str, JsonValue]
    """The data, which replaces what was set before."""


class TranscribeStatusData(Sent, kw_only=True):
    """Data of the command `transcribe:status`.

    Attributes:
        status: Whether to pause or resume.
    """

    status: Literal["pause", "resume"] = field(name="transcribe_status")
    """Whether to pause or resume."""


class TranscribeStatus(Command, kw_only=True, tag_field="command", tag="transcribe:status"):
    """Pauses or resumes the background transcription and that of a running transcribe, dial or listen. Dropped by the
    server without a word when there is none.

    Command `transcribe:status`. Source: feature-server lib/session/call-session.js:1680-1694; feature-server
    lib/session/call-session.js:2350; feature-server lib/tasks/transcribe.js:177-192.

    Attributes:
        data: What to do.
    """

    data: TranscribeStatusData
    """What to do."""


class TtsClear(Command, kw_only=True, tag_field="command", tag="tts:clear"):
    """Throws away the buffered text and what the vendor has not spoken yet. Dropped by the server without a word when
    the vendor of streaming text to speech is not connected.

    Command `tts:clear`. Source: feature-server lib/session/call-session.js:1982-1984; feature-server
    lib/session/call-session.js:2402; feature-server lib/utils/tts-streaming-buffer.js:165-175.

    Attributes:
        data: Accepted and not used by the server.
    """

    data: Mapping[str, JsonValue] | None = None
    """Accepted and not used by the server."""


class TtsFlush(Command, kw_only=True, tag_field="command", tag="tts:flush"):
    """Has the buffered text spoken although no sentence has ended, after up to a second. Dropped by the server without
    a word when the vendor of streaming text to speech is not connected.

    Command `tts:flush`. Source: feature-server lib/session/call-session.js:1978-1980; feature-server
    lib/session/call-session.js:2398; feature-server lib/utils/tts-streaming-buffer.js:134-163.

    Attributes:
        data: Accepted and not used by the server.
    """

    data: Mapping[str, JsonValue] | None = None
    """Accepted and not used by the server."""


class TtsTokensData(Sent, kw_only=True):
    """Data of the command `tts:tokens`.

    Attributes:
        id: Id of this piece of text, which comes back in `tts:tokens-result`. New for every piece.
        tokens: Text to speak, spaces included, at most 1000 UTF-16 code units. The buffer holds 1000 in all: a piece
            that does not fit is refused as a whole with reason `full` and has to be sent again later. Text is spoken at
            the end of a sentence, at `tts:flush`, or after a second without more.
    """

    id: str | int
    """Id of this piece of text, which comes back in `tts:tokens-result`. New for every piece."""
    tokens: Annotated[str, Meta(max_length=1000)]
    """Text to speak, spaces included, at most 1000 UTF-16 code units. The buffer holds 1000 in all: a piece that does
    not fit is refused as a whole with reason `full` and has to be sent again later. Text is spoken at the end of a
    sentence, at `tts:flush`, or after a second without more.
    """


class TtsTokens(Command, kw_only=True, tag_field="command", tag="tts:tokens"):
    """Adds text to the buffer of streaming text to speech; `tts:tokens-result` with the same id says whether it was
    taken. The session of a leg that left its dial has no such buffer, and its result no status.

    Command `tts:tokens`. Source: feature-server lib/session/call-session.js:1949-1971; feature-server
    lib/session/call-session.js:2394; feature-server lib/utils/tts-streaming-buffer.js:8-11,97-132.

    Attributes:
        data: The text.
    """

    data: TtsTokensData
    """The text."""


class WhisperData(Sent, kw_only=True):
    """Data of the command `whisper`.

    Attributes:
        verbs: One verb or several, each played once whatever its `loop` says. They go to the dialed leg if it is
            selected, else to the session's own.
    """

    verbs: Annotated[Sequence[components.WhisperVerb], Meta(min_length=1)] = field(name="whisper")
    """One verb or several, each played once whatever its `loop` says. They go to the dialed leg if it is selected, else
    to the session's own.
    """


class Whisper(Command, kw_only=True, tag_field="command", tag="whisper"):
    """Plays verbs to one leg of a bridged call, unheard by the other; the legs are parted meanwhile. Dropped by the
    server without a word outside dial, listen and stream.

    Command `whisper`. Source: feature-server lib/session/call-session.js:1805-1852; feature-server
    lib/session/call-session.js:2354; feature-server lib/tasks/dial.js:316-351; feature-server lib/tasks/listen.js:329.

    Attributes:
        data: What to play.
    """

    data: WhisperData
    """What to play."""


ConfParticipantActionData: TypeAlias = (
    TagParticipant
    | UntagParticipant
    | CoachParticipant
    | UncoachParticipant
    | MuteParticipant
    | UnmuteParticipant
    | HoldParticipant
    | UnholdParticipant
    | KickParticipant
)
"""Data of the command `conf:participant-action`, told apart by `action`."""

AnyCommand: TypeAlias = (
    AgentUpdate
    | BoostAudioSignal
    | CallStatus
    | ConfHoldStatus
    | ConfMuteStatus
    | ConfParticipantAction
    | Config
    | Dial
    | Dtmf
    | Dub
    | ListenStatus
    | LlmStatus
    | LlmToolOutput
    | LlmUpdate
    | MediaPath
    | MuteStatus
    | NoiseIsolationStatus
    | PipelineUpdate
    | Record
    | Redirect
    | RoomPlay
    | RoomSay
    | SipRequest
    | StreamStatus
    | SttReconfigure
    | Tag
    | TranscribeStatus
    | TtsClear
    | TtsFlush
    | TtsTokens
    | Whisper
)
"""Any command that this version knows."""
