"""Conversations with a language model: what the vendor's model would do is scripted.

feature-server lib/tasks/llm; @jambonz/schema docs/verbs/agent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import TypeAlias

import anyio
import msgspec

from jambonz_proto import commands, components, hooks, messages, verbs
from jambonz_proto._base import JsonValue, Received, Verb, is_list, is_object
from jambonz_proto.testing._commands import carries_out, no_effect
from jambonz_proto.testing._legs import Kind
from jambonz_proto.testing._payloads import Json, snaked
from jambonz_proto.testing._session import Session
from jambonz_proto.testing._stack import Run, runs

NORMAL = "normal conversation end"
"""Why a conversation ends that nothing has gone wrong in."""

Data: TypeAlias = Mapping[str, JsonValue]

LlmVerb: TypeAlias = (
    verbs.Llm
    | verbs.S2s
    | verbs.OpenaiS2s
    | verbs.MicrosoftS2s
    | verbs.GoogleS2s
    | verbs.ElevenlabsS2s
    | verbs.DeepgramS2s
    | verbs.VoiceagentS2s
    | verbs.UltravoxS2s
    | verbs.GptliveS2s
    | verbs.QwenS2s
)
AgentVerb: TypeAlias = verbs.Agent | verbs.Pipeline

_LLMS: tuple[type[LlmVerb], ...] = (
    verbs.Llm,
    verbs.S2s,
    verbs.OpenaiS2s,
    verbs.MicrosoftS2s,
    verbs.GoogleS2s,
    verbs.ElevenlabsS2s,
    verbs.DeepgramS2s,
    verbs.VoiceagentS2s,
    verbs.UltravoxS2s,
    verbs.GptliveS2s,
    verbs.QwenS2s,
)
_AGENTS: tuple[type[AgentVerb], ...] = (verbs.Agent, verbs.Pipeline)

_VENDORS: Mapping[type[Verb], str] = {
    verbs.OpenaiS2s: "openai",
    verbs.MicrosoftS2s: "microsoft",
    verbs.GoogleS2s: "google",
    verbs.ElevenlabsS2s: "elevenlabs",
    verbs.DeepgramS2s: "deepgram",
    verbs.VoiceagentS2s: "voiceagent",
    verbs.UltravoxS2s: "ultravox",
    verbs.GptliveS2s: "gptlive",
    verbs.QwenS2s: "qwen",
    verbs.Agent: "agent",
    verbs.Pipeline: "agent",
}


class WrongShape(ValueError):
    """What the application sent is not what the vendor's adapter takes. The text says what it takes."""


# -- what each vendor's adapter takes ---------------------------------------------------------


def _event(data: Data, kind: str) -> Data:
    if data.get("type") != kind:
        raise WrongShape(f"the adapter wants the type {kind}, not {data.get('type')}")
    return data


def _openai_output(data: Data) -> JsonValue:
    item = _event(data, "conversation.item.create").get("item")
    if not is_object(item):
        raise WrongShape("the event has no item")
    return _decoded(item.get("output"))


def _ultravox_output(data: Data) -> JsonValue:
    return _decoded(_event(data, "client_tool_result").get("result"))


def _elevenlabs_output(data: Data) -> JsonValue:
    return _decoded(_event(_nested(data), "client_tool_result").get("result"))


def _deepgram_output(data: Data) -> JsonValue:
    return _decoded(_event(_nested(data), "FunctionCallResponse").get("content"))


def _google_output(data: Data) -> JsonValue:
    response = data.get("toolResponse")
    found = response.get("functionResponses") if is_object(response) else None
    if not is_list(found) or not found or not is_object(found[0]):
        raise WrongShape("the adapter wants toolResponse.functionResponses")
    answer = found[0].get("response")
    return _decoded(answer.get("output", answer) if is_object(answer) else answer)


def _agent_output(data: Data) -> JsonValue:
    return data.get("result", dict(data))


def _nested(data: Data) -> Data:
    inner = data.get("data")
    if not is_object(inner):
        raise WrongShape("the adapter wants the vendor's event below data")
    return inner  # type: ignore[return-value] # it was JSON


def _decoded(value: object) -> JsonValue:
    """What the model gets: JSON if the text is that, else the text."""
    if isinstance(value, str):
        try:
            found: JsonValue = msgspec.json.decode(value)
        except msgspec.DecodeError:
            return value
        return found
    return value  # type: ignore[return-value] # it was JSON


@dataclass(frozen=True, slots=True)
class Adapter:
    """What the server's adapter to a vendor takes from the application."""

    output: Callable[[Data], JsonValue] = _openai_output
    """Finds the result of a tool in an output."""
    updates: frozenset[str] | None = frozenset()
    """Types of updates that are passed on; ``None`` for all."""


_OPENAI = Adapter(
    _openai_output,
    frozenset({"session.update", "conversation.item.create", "conversation.item.delete", "response.cancel"}),
)
_DEEPGRAM = Adapter(_deepgram_output, frozenset({"UpdateInstructions", "UpdateSpeak", "InjectAgentMessage"}))
ADAPTERS: Mapping[str, Adapter] = {
    "openai": _OPENAI,
    "microsoft": _OPENAI,
    "qwen": _OPENAI,
    "gptlive": Adapter(_openai_output, None),
    "google": Adapter(_google_output, None),
    "elevenlabs": Adapter(_elevenlabs_output),
    "deepgram": _DEEPGRAM,
    "voiceagent": _DEEPGRAM,
    "ultravox": Adapter(_ultravox_output, frozenset({"input_text_message"})),
    "agent": Adapter(_agent_output, None),
}
"""Vendor to adapter; ``agent`` is the verb."""


# -- conversations ----------------------------------------------------------------------------


class Conversation:
    """A conversation while it goes on. The caller may speak at any time."""

    def __init__(self, session: Session, verb: LlmVerb | AgentVerb) -> None:
        self.takes: frozenset[Kind] = frozenset({"speech"})
        self.verb = verb
        self.vendor = _VENDORS.get(type(verb)) or str(getattr(verb, "vendor", ""))
        self.outputs: dict[str, JsonValue] = {}
        """Results of tools by the id of the call."""
        self.reason = NORMAL
        self.error: JsonValue = None
        self.over = anyio.Event()
        self._session = session
        self._numbers = count(1)

    @property
    def adapter(self) -> Adapter:
        """What the application may send."""
        return ADAPTERS.get(self.vendor, _OPENAI)

    def hear(self, speech: hooks.Speech) -> None:
        """What the model makes of it is scripted."""

    def press(self, key: str) -> None:
        """Not listened to."""

    def call_tool(self, name: str, arguments: Data) -> str:
        """Have the model call a tool of the application; returns the id of the call."""
        call = f"call_{next(self._numbers)}"
        about = f"{name} {msgspec.json.encode(arguments).decode()}"
        match self.vendor:
            case "agent":
                data: Json = {"tool_call_id": call, "name": name, "arguments": dict(arguments)}
            case "google":
                asked: Json = {"name": name, "args": dict(arguments), "id": call}
                data = {"tool_call_id": "function_call_id", "type": "toolCall", "function_calls": [asked]}
            case _:
                data = {"tool_call_id": call, "name": name, "args": dict(arguments)}
        message = messages.AgentToolCall if self.vendor == "agent" else messages.LlmToolCall
        self._session.tell_now(message, data, hook=_name(self.verb.tool_hook), about=about)
        return "function_call_id" if self.vendor == "google" else call

    def tells_of(self, event: Data) -> bool:
        """Whether the application is told of an event of the vendor."""
        if self.verb.event_hook is None:
            return False
        wanted: list[str] | None = getattr(self.verb, "events", None)
        kind = "llm_event" if self.vendor == "google" else str(event.get("type"))
        if wanted is None:
            return True
        without = [name.removeprefix("-") for name in wanted if name.startswith("-")]
        return not _is_one_of(kind, without) if "all" in wanted else _is_one_of(kind, wanted)

    def tell(self, event: Data) -> None:
        """Tell the application of an event of the vendor, which may be that the conversation has failed."""
        message = messages.AgentEvent if self.vendor == "agent" else messages.LlmEvent
        about = str(event.get("type") or next(iter(event), ""))
        self._session.tell_now(message, snaked(event), hook=_name(self.verb.event_hook), about=about)
        if self.vendor in _END_BY_ERRORS and (failure := _failure(event)) is not None:
            self.end(*failure)

    def end(self, reason: str, error: JsonValue = None) -> None:
        """The vendor ends it."""
        self.reason, self.error = reason, error
        self.over.set()

    def take_output(self, call: str, data: Data) -> None:
        """The application's answer to a tool call.

        Raises:
            WrongShape: The vendor's adapter does not take it.
        """
        self.outputs[call] = self.adapter.output(data)


_END_BY_ERRORS = frozenset({"openai", "microsoft", "deepgram", "voiceagent", "elevenlabs", "ultravox"})
"""Vendors whose conversations end with an event that tells of an error."""


def _failure(event: Data) -> tuple[str, JsonValue] | None:
    """Why a conversation ends with this event, and the error: feature-server lib/tasks/llm/llms, ``_onServerEvent``."""
    response = event.get("response")
    if event.get("type") == "error":
        return "server error", event.get("error")
    if event.get("type") == "response.done" and isinstance(response, Mapping) and response.get("status") == "failed":
        details = response.get("status_details")
        return "server failure", details.get("error") if isinstance(details, Mapping) else None
    return None


def _is_one_of(kind: str, names: list[str]) -> bool:
    """Whether an event is among those named, some with a wildcard at their end."""
    return any(kind == name or (name.endswith("*") and kind.startswith(name[:-1])) for name in names)


def _name(hook: components.HookTarget | None) -> str | None:
    return hook.url if isinstance(hook, components.HookOptions) else hook


@runs(*_LLMS, needs="audio")
async def llm(run: Run[LlmVerb]) -> None:
    """Goes on until the vendor ends it or other verbs take its place, and calls its hook even then."""
    await _converse(run, lambda over: hooks.LlmResult(completion_reason=over.reason, error=over.error))


@runs(*_AGENTS, needs="audio")
async def agent(run: Run[AgentVerb]) -> None:
    """The same for the commercial server's verb, as far as it is known."""
    await _converse(run, lambda over: hooks.AgentResult(completion_reason=over.reason, error=over.error))


async def _converse(run: Run[LlmVerb | AgentVerb], result: Callable[[Conversation], Received]) -> None:
    conversation = run.session.conversation = Conversation(run.session, run.verb)
    try:
        with run.leg.heard_by(conversation), run.until_killed():
            await conversation.over.wait()
    finally:
        run.session.conversation = None
    await run.hook("action_hook", result(conversation))


# -- commands ---------------------------------------------------------------------------------


@carries_out(commands.LlmToolOutput)
async def tool_output(session: Session, command: commands.LlmToolOutput) -> None:
    """The result of a tool, in the vendor's own form."""
    conversation = session.conversation
    if conversation is None:
        no_effect(session, command, "no model is talked to")
        return
    try:
        conversation.take_output(command.tool_call_id, command.data or {})
    except WrongShape as error:
        no_effect(session, command, f"{conversation.vendor}: {error}")


@carries_out(commands.LlmUpdate)
async def llm_update(session: Session, command: commands.LlmUpdate) -> None:
    """An event for the vendor."""
    conversation = session.conversation
    if conversation is None or conversation.vendor == "agent":
        no_effect(session, command, "no model is talked to")
        return
    updates, kind = conversation.adapter.updates, command.data.get("type")
    if updates is not None and kind not in updates:
        no_effect(session, command, f"{conversation.vendor}: the adapter does not pass {kind} on")


@carries_out(commands.AgentUpdate)
async def agent_update(session: Session, command: commands.AgentUpdate) -> None:
    """A change of a running agent."""
    _update_agent(session, command)


@carries_out(commands.PipelineUpdate)
async def pipeline_update(session: Session, command: commands.PipelineUpdate) -> None:
    """The same by its former name."""
    _update_agent(session, command)


def _update_agent(session: Session, command: commands.AgentUpdate | commands.PipelineUpdate) -> None:
    if session.conversation is None or session.conversation.vendor != "agent":
        no_effect(session, command, "no agent runs")


@carries_out(commands.LlmStatus)
async def llm_status(session: Session, command: commands.LlmStatus) -> None:
    """Moves the model into a room or back, which is only noted, or stops it."""
    conversation, data = session.conversation, command.data
    if conversation is None:
        no_effect(session, command, "no model is talked to")
    elif data.status == "stop":
        conversation.end(NORMAL)
    else:
        session.remark(f"the model is to {data.status} {data.room or data.conference or ''}".rstrip())
