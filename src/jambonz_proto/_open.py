"""What jambonz sends, read openly: unknown properties, values and message types survive."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeAlias, TypeVar, cast, get_args

import msgspec
from msgspec import Raw, Struct

from . import messages
from ._base import HasPayload, JsonObject, JsonValue, Received, encode_custom, is_list, is_object
from ._facts import Tagged
from ._tables import DATA, MESSAGES
from ._text import FAILURES, check_json, translated, utf8
from .errors import InvalidMessage, InvalidOutgoing, MalformedMessage

P = TypeVar("P", bound=Received)


class UnknownMessage(messages.Notification, frozen=True, kw_only=True):
    """A message of a type that this version does not know; ``message_type`` and ``data`` are as they came."""

    message_type: str = msgspec.field(name="type")
    """Message type on the wire."""
    hook: str | None = None
    """The hook it belongs to, if any."""
    data: JsonValue = None
    """What it says."""

    @property
    def type(self) -> str:
        """Message type on the wire."""
        return self.message_type


ClientMessage: TypeAlias = messages.AnyMessage | UnknownMessage
"""What jambonz, the websocket client, sends."""


_ABSENT = Raw(b"")


class _Envelope(Struct):
    type: str
    data: Raw = _ABSENT
    msgid: str | None = None
    call_sid: str | None = None
    hook: str | None = None
    b3: str | None = None


_envelope = msgspec.json.Decoder(_Envelope)
_HAS_HOOK = frozenset(cls for cls in DATA if "hook" in cls.__struct_fields__)


def decode_client_message(data: bytes | str) -> ClientMessage:
    """Read a message from jambonz.

    Unknown properties are kept (``extra``, ``raw``), an unknown type gives an :class:`UnknownMessage`.

    Raises:
        MalformedMessage: Not UTF-8, not JSON, nested too deeply.
        InvalidMessage: No message, or a known one of the wrong shape; names the JSON path.
    """
    text = utf8(data)
    try:
        envelope = _envelope.decode(text)
    except FAILURES as error:
        raise translated(error) from None
    cls = MESSAGES.get(envelope.type)
    if cls is None:
        return _unknown_message(envelope, text)
    missing = (
        "data"
        if envelope.data is _ABSENT
        else "msgid"
        if envelope.msgid is None and issubclass(cls, messages.AckableMessage)
        else None
    )
    if missing:
        raise InvalidMessage(f"Object missing required field `{missing}`", "$", envelope.type)
    fields: dict[str, Any] = {
        "msgid": envelope.msgid,
        "call_sid": envelope.call_sid,
        "data": _message_data(DATA[cls], envelope.data, envelope.type),
        "b3": envelope.b3,
    }
    if cls in _HAS_HOOK:
        fields["hook"] = envelope.hook
    return _with_raw(cls(**fields), text)  # type: ignore[return-value] # one of the union, by the table


def decode_payload(cls: type[P], data: bytes | str | Mapping[str, JsonValue]) -> P:
    """Read the payload of a hook, typed by the class that belongs to it.

    Args:
        cls: A payload class, such as ``hooks.GatherResult``.
        data: Its JSON text, or the ``data`` of a message.

    Raises:
        MalformedMessage: Not UTF-8, not JSON, nested too deeply.
        InvalidMessage: The payload is of another shape; names the JSON path.
    """
    if isinstance(data, JsonObject):
        return _payload(cls, data.raw, cls.__name__)
    if isinstance(data, (bytes, str)):
        return _payload(cls, utf8(data), cls.__name__)
    try:
        check_json(data, "$", cls.__name__)
        return _with_raw(_renamed(cls, dict(data)), msgspec.json.encode(data, enc_hook=encode_custom))
    except InvalidOutgoing as error:
        raise MalformedMessage(error.problem, error.path, cls.__name__) from None
    except FAILURES as error:
        raise translated(error, subject=cls.__name__) from None


HasPayload.decode_payload_ = staticmethod(decode_payload)


def _unknown_message(envelope: _Envelope, text: bytes) -> UnknownMessage:
    try:
        data = None if envelope.data is _ABSENT else msgspec.json.decode(envelope.data)
    except FAILURES as error:
        raise translated(error, "$.data", envelope.type) from None
    message = UnknownMessage(
        message_type=envelope.type,
        msgid=envelope.msgid,
        call_sid=envelope.call_sid,
        hook=envelope.hook,
        data=data,
        b3=envelope.b3,
    )
    return _with_raw(message, text)


def _message_data(kind: type[Received] | Tagged | None, data: Raw, message_type: str) -> object:
    if kind is None:
        return _lazy(data, message_type)
    cls = _choose(kind, data, message_type) if isinstance(kind, Tagged) else kind
    return _payload(cls, data, message_type, "$.data")


def _lazy(data: Raw, message_type: str) -> JsonObject:
    raw = bytes(data)
    if not raw.startswith(b"{"):
        raise InvalidMessage("Expected `object`", "$.data", message_type)
    return JsonObject(raw)


def _choose(union: Tagged, data: Raw, subject: str) -> type[Received]:
    """The member of a union that this data belongs to."""
    try:
        tag = _peek(union.name).decode(data)
    except FAILURES as error:
        raise translated(error, "$.data", subject) from None
    value = getattr(tag, "value", None)
    return union.classes.get(value, union.fallback) if isinstance(value, str) else union.fallback


@cache
def _peek(name: str) -> msgspec.json.Decoder[Struct]:
    return msgspec.json.Decoder(msgspec.defstruct("Peek", [("value", Any, msgspec.field(default=None, name=name))]))


def _payload(cls: type[P], raw: bytes | Raw, subject: str, path: str = "$") -> P:
    try:
        if any(b'"%b"' % alias in bytes(raw) for alias in _aliases(cls)):
            payload = _renamed(cls, msgspec.json.decode(raw))
        else:
            payload = cast("P", _decoder(cls).decode(raw))  # the cache is typed by the base
    except FAILURES as error:
        raise translated(error, path, subject) from None
    _tell_parts(payload, raw, ())
    return _with_raw(payload, raw)


def _tell_parts(whole: Received, raw: bytes | Raw, path: tuple[str | int, ...]) -> None:
    """Tell the objects inside a payload where in its text they stand, so that they can find what is unknown in them."""
    for attribute, wire in _nested(type(whole)):
        part = getattr(whole, attribute)
        if isinstance(part, Received):
            vars(part)["_inside"] = (raw, (*path, wire))
            _tell_parts(part, raw, (*path, wire))
        elif is_list(part):
            for index, element in enumerate(part):
                if isinstance(element, Received):
                    vars(element)["_inside"] = (raw, (*path, wire, index))
                    _tell_parts(element, raw, (*path, wire, index))


@cache
def _decoder(cls: type[Struct]) -> msgspec.json.Decoder[Struct]:
    return msgspec.json.Decoder(cls)


@cache
def _nested(cls: type[Received]) -> tuple[tuple[str, str], ...]:
    return tuple((field.name, field.encode_name) for field in msgspec.structs.fields(cls) if _classes_in(field.type))


def _classes_in(annotation: object) -> list[type[Received]]:
    """The received classes in a type annotation."""
    inside = [cls for part in get_args(annotation) for cls in _classes_in(part)]
    return [annotation, *inside] if isinstance(annotation, type) and issubclass(annotation, Received) else inside


@cache
def _aliases(cls: type[Received]) -> tuple[bytes, ...]:
    """Other names of properties, of those inside too."""
    inside = (alias for part in _received_parts(cls).values() for alias in _aliases(part))
    return (*(alias.encode() for alias in cls.aliases_), *inside)


@cache
def _received_parts(cls: type[Received]) -> Mapping[str, type[Received]]:
    """Properties that hold a received object with a class of its own."""
    return {field.encode_name: part for field in msgspec.structs.fields(cls) for part in _classes_in(field.type)}


def _renamed(cls: type[P], values: object) -> P:
    """A payload some of whose properties go by another name on this server."""
    return msgspec.convert(_with_own_names(cls, values), cls)


def _with_own_names(cls: type[Received], values: object) -> object:
    if not is_object(values):
        return values
    aliases = {old: new for old, new in cls.aliases_.items() if old in values and new not in values}
    own = {aliases.get(name, name): value for name, value in values.items()}
    parts = _received_parts(cls)
    return {name: _with_own_names(parts[name], value) if name in parts else value for name, value in own.items()}


def _with_raw(received: P, raw: bytes | Raw) -> P:
    vars(received)["_raw"] = raw
    return received
