"""Payloads in the shapes of the real server, all made from what is known of a leg.

Which facts about the call a payload carries depends on the payload: most have those of
``CallInfo.toJSON()``, some its raw properties under other names, some none.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from jambonz_proto import hooks
from jambonz_proto._base import JsonValue, Received

from ._settings import LANGUAGE, VENDOR

ACCOUNT = "9351f46a-678c-43f5-b8a6-d4eb58d131af"
APPLICATION = "0f6ad3b5-3bf7-4a0b-92d6-3b4e5f6b7c8d"
SERVICE_PROVIDER = "2708b1b3-2736-40ea-b502-c53d8396247f"
ADDRESS = "10.0.0.5:5060"
"""Where the simulated server says that it is."""

Json = dict[str, JsonValue]


def new_sid() -> str:
    """A new call sid."""
    return str(uuid.uuid4())


@dataclass(slots=True)
class Facts:
    """What the server knows of a leg: its ``CallInfo``."""

    direction: str
    from_: str
    to: str
    call_sid: str = field(default_factory=new_sid)
    call_id: str = field(default_factory=lambda: uuid.uuid4().hex[:16])
    sbc_callid: str = field(default_factory=lambda: uuid.uuid4().hex[:16])
    trace_id: str = field(default_factory=lambda: uuid.uuid4().hex)
    sip_status: int = 100
    sip_reason: str = "Trying"
    call_status: str = "trying"
    caller_name: str = ""
    caller_id: str | None = None
    parent_call_sid: str | None = None
    call_termination_by: str | None = None
    duration: int | None = None
    customer_data: JsonValue = None
    headers: Mapping[str, str] | None = None

    @property
    def b3(self) -> str:
        """Tracing context."""
        return f"{self.trace_id}-{self.trace_id[:16]}-1"

    def _common(self) -> Json:
        return {
            "call_sid": self.call_sid,
            "direction": self.direction,
            "from": self.from_,
            "to": self.to,
            "call_id": self.call_id,
            "sbc_callid": self.sbc_callid,
            "sip_status": self.sip_status,
            "sip_reason": self.sip_reason,
            "call_status": self.call_status,
            "caller_id": self.caller_id,
            "account_sid": ACCOUNT,
            "trace_id": self.trace_id,
            "application_sid": APPLICATION,
            "parent_call_sid": self.parent_call_sid,
            "call_termination_by": self.call_termination_by,
            "duration": self.duration,
        }

    def as_json(self) -> Json:
        """As ``CallInfo.toJSON()`` has them: ``call-info.js:135-172``."""
        own: Json = {"fs_sip_address": ADDRESS, "customerData": self.customer_data, "headers": self.headers}
        return _present(self._common() | own)

    def raw(self) -> Json:
        """As the properties of a ``CallInfo`` have them that is spread into a payload."""
        own: Json = {
            "local_sip_address": ADDRESS,
            "caller_name": self.caller_name,
            "has_recording": False,
            "customerdata": self.customer_data,
            "sipheaders": self.headers,
        }
        return _present(self._common() | own)

    def of_the_queue(self) -> Json:
        """The few facts of a wait hook of ``enqueue``."""
        few: Json = {"call_sid": self.call_sid, "call_id": self.call_id, "customerData": self.customer_data}
        return _present(few)


def _present(values: Json) -> Json:
    return {name: value for name, value in values.items() if value is not None}


def _none(facts: Facts) -> Json:
    return {}


_BASES: dict[type[Received], Callable[[Facts], Json]] = {
    hooks.Transcription: Facts.raw,
    hooks.Translation: Facts.raw,
    hooks.ConferenceWait: Facts.raw,
    hooks.ConferenceEnter: Facts.raw,
    hooks.ConferenceHold: Facts.raw,
    hooks.EnqueueWait: Facts.of_the_queue,
    hooks.SipReferEvent: _none,
    hooks.LexEvent: _none,
    hooks.LlmEvent: _none,
    hooks.LlmToolCall: _none,
    hooks.AgentToolCall: _none,
    hooks.AgentTurnEnd: _none,
    hooks.AgentUserTranscript: _none,
    hooks.AgentLlmResponse: _none,
    hooks.AgentUserInterruption: _none,
    hooks.AgentOtherEvent: _none,
}
"""Payload class to the facts about the call that it carries; B-json for all others."""

_B3_INSIDE = (hooks.Transcription, hooks.Translation, hooks.ConferenceStatus)
"""Payloads that carry the tracing context themselves; with all others it is in the envelope."""

_BASE_WINS = (hooks.GatherPartial, hooks.DialogflowEvent, hooks.DialDtmf, hooks.ConferenceStatus)
"""Payloads in which a fact about the call hides one of the same name; it is the other way round in all others."""


def own_values(payload: Received) -> Json:
    """What is set in a payload, by its names on the wire."""
    values: Json = msgspec.json.decode(payload.raw)
    return values


def with_facts(payload: Received, facts: Facts) -> Json:
    """A payload as the server sends it, with the facts about the call that belong to it."""
    base = _BASES.get(type(payload), Facts.as_json)(facts)
    own = own_values(payload)
    if isinstance(payload, _B3_INSIDE):
        own["b3"] = facts.b3
    return own | base if isinstance(payload, _BASE_WINS) else base | own


def session_data(facts: Facts, *, headers: Mapping[str, str], env: Mapping[str, JsonValue] | None) -> Json:
    """What ``session:new`` tells: ``middleware.js:447-458``, ``rest_dial.js:80-113``."""
    speech: Json = {"vendor": VENDOR, "language": LANGUAGE}
    more: Json = {
        "defaults": {"synthesizer": speech | {"voice": "en-US-Standard-C"}, "recognizer": speech},
        "env_vars": dict(env) if env else None,
    }
    if facts.direction == "outbound":
        return facts.as_json() | _present(more)
    sip: Json = {
        "headers": {"call-id": facts.call_id, "user-agent": "simulated", **headers},
        "method": "INVITE",
        "version": "2.0",
        "uri": f"sip:{facts.to}@{ADDRESS}",
        "body": "",
        "raw": "",
        "payload": [],
    }
    return facts.raw() | {"service_provider_sid": SERVICE_PROVIDER, "sip": sip} | _present(more)


def speech(
    text: str,
    *,
    confidence: float = 0.9,
    language: str | None = None,
    alternatives: Mapping[str, float] | None = None,
    is_final: bool = True,
) -> hooks.Speech:
    """What a recogniser reports, but for what depends on the recogniser: ``transcription-utils.js``."""
    found = {text: confidence, **(alternatives or {})}
    return hooks.Speech(
        language_code=language,
        channel_tag=1,
        is_final=is_final,
        alternatives=[
            hooks.SpeechAlternative(transcript=transcript, confidence=sure) for transcript, sure in found.items()
        ],
        vendor=hooks.SpeechVendor(name=VENDOR, evt={"is_final": is_final}),
    )


_KEPT = frozenset({"customerData", "sip", "env_vars", "args"})
"""Keys that the server leaves alone, with all below them."""


def snaked(values: Mapping[str, JsonValue]) -> Json:
    """An object with the server's spelling of its keys, at every depth: ``snakecase-keys.js``."""
    return {
        key if key in _KEPT else snake_case(key): value if key in _KEPT else _snaked_below(value)
        for key, value in values.items()
    }


def _snaked_below(value: JsonValue) -> JsonValue:
    if isinstance(value, Mapping):
        return snaked(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_snaked_below(part) for part in value]
    return value


def snake_case(key: str) -> str:
    """A key in the server's spelling, ``sipURI`` as ``sip_u_r_i``: the npm package ``to-snake-case``."""
    if not re.search(r"[\s_.:-]", key) and re.search(r"[a-z][A-Z]|[A-Z][a-z]", key):
        key = re.sub(r"(.)([A-Z]+)", lambda found: " ".join(found[1] + found[2].lower()), key)
    return (
        re.sub(r"[\W_]+(.|$)", lambda found: f" {found[1]}" if found[1] else "", key.lower()).strip().replace(" ", "_")
    )
