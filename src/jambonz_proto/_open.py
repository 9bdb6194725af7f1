"""What jambonz sends, read openly: unknown properties, values and message types survive."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Annotated, Any, TypeAlias, TypeVar, Union, get_args, get_origin

import msgspec
from msgspec import Raw, Struct

from . import messages
from ._base import HasPayload, JsonObject, JsonValue, Received, each, encode_custom, parse_late, tell, tell_parts
from ._facts import Tagged
from ._tables import DATA, MESSAGES
from ._text import FAILURES, check_json, translated, utf8, whole
from .errors import DecodeError, InvalidMessage, InvalidOutgoing, MalformedMessage

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


# -- messages -------------------------------------------------------------------------------------


def decode_client_message(data: bytes | str) -> ClientMessage:
    """Read a message from jambonz.

    Unknown properties are kept (``extra``, ``raw``), an unknown type gives an :class:`UnknownMessage`. An escaped half
    of a surrogate pair, as JavaScript writes it for a text cut in two, is read as U+FFFD.

    Raises:
        MalformedMessage: Not UTF-8, not JSON, nested too deeply.
        InvalidMessage: No message, or a known one of the wrong shape; names the JSON path.
    """
    text = utf8(data)
    try:
        message: Any = _known().decode(text)
        content: object = message.data
    except (DecodeError, *FAILURES):
        return _in_two_steps(whole(text))
    if type(message) in _STANDS_FOR:
        message = _STANDS_FOR[type(message)](**msgspec.structs.asdict(message))
    if isinstance(content, Received):
        _fold(content, _shape(type(content)))
        tell(content, message, "data")
    vars(message)["_raw"] = text
    return message  # type: ignore[no-any-return] # one of the union, by the table


@cache
def _known() -> msgspec.json.Decoder[Any]:
    """Reads a message of any known type in one go, and refuses what is unusual in any way."""
    return msgspec.json.Decoder(_union(_readable(cls) for cls in dict.fromkeys(MESSAGES.values())))


def _readable(cls: type[messages.Message]) -> type[Struct]:
    """The class, or a stand-in for one whose ``data`` msgspec cannot read by its annotation."""
    kind = DATA[cls]
    if kind is None:
        parse_late(cls, "data", _object)
    if not isinstance(kind, Tagged):
        return cls
    fields = [("data", _union(kind.classes.values()))]
    stand_in = msgspec.defstruct(cls.__name__, fields, bases=(cls,), frozen=True, kw_only=True)
    _STANDS_FOR[stand_in] = cls
    return stand_in


_STANDS_FOR: dict[type, type[messages.Message]] = {}
"""Stand-ins to what they stand for."""


def _union(classes: Iterable[type]) -> Any:
    return Union[tuple(classes)]  # noqa: UP007 # of classes that are known only when it runs


_ABSENT = Raw(b"")


class _Envelope(Struct):
    type: str
    data: Raw = _ABSENT
    msgid: str | None = None
    call_sid: str | None = None
    hook: str | None = None
    b3: str | None = None


_envelope = msgspec.json.Decoder(_Envelope)


def _in_two_steps(text: bytes) -> ClientMessage:
    """First the envelope, then the data: for messages of unknown types and shapes, and to name what is wrong."""
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
        "data": _message_data(DATA[cls], envelope),
        "b3": envelope.b3,
    }
    if "hook" in cls.__struct_fields__:
        fields["hook"] = envelope.hook
    return _with_raw(cls(**fields), text)  # type: ignore[return-value] # one of the union, by the table


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


def _message_data(kind: type[Received] | Tagged | None, message: _Envelope) -> object:
    if kind is None:
        return _placed(_object, "$.data", message.type)(message.data)
    cls = _choose(kind, message.data, message.type) if isinstance(kind, Tagged) else kind
    return _payload(cls, message.data, message.type, "$.data")


def _object(text: Raw) -> JsonObject:
    raw = bytes(text)
    if not raw.startswith(b"{"):
        raise InvalidMessage("Expected `object`")
    return JsonObject(raw)


def _placed(parse: Callable[[Raw], object], path: str, subject: str) -> Callable[[Raw], object]:
    """Parses a part of something, and tells where it was if that fails."""

    def placed(text: Raw) -> object:
        try:
            return parse(text)
        except (DecodeError, *FAILURES) as error:
            raise translated(error, path, subject) from None

    return placed


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


# -- payloads -------------------------------------------------------------------------------------


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
        raw = msgspec.json.encode(data, enc_hook=encode_custom)
    except InvalidOutgoing as error:
        raise MalformedMessage(error.problem, error.path, cls.__name__) from None
    except FAILURES as error:
        raise translated(error, subject=cls.__name__) from None
    return _payload(cls, raw, cls.__name__)


HasPayload.decode_payload_ = staticmethod(decode_payload)


def _payload(cls: type[P], raw: bytes | Raw, subject: str, path: str = "$") -> P:
    shape = _shape(cls)
    try:
        payload = shape.decode(raw)
    except FAILURES as error:
        raise translated(error, path, subject) from None
    _fold(payload, shape)
    vars(payload)["_raw"] = raw
    return payload  # type: ignore[return-value] # the cache is typed by the base


def _with_raw(received: P, raw: bytes | Raw) -> P:
    vars(received)["_raw"] = raw
    return received


# -- other names ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Shape:
    """What is to be known of a class to read it, found out when the first of it comes."""

    decode: Callable[[bytes | Raw], Received]
    other_names: tuple[tuple[str, str], ...]
    """Attributes that hold what came under another name, each with the one it belongs to."""
    others: Callable[[Received], tuple[object, ...]]
    """What came under other names."""
    nothing: tuple[None, ...]
    """What that is when nothing came so."""
    inside: tuple[str, ...]
    """Attributes at or below which there are other names."""


@cache
def _shape(cls: type[Received]) -> _Shape:
    fields = msgspec.structs.fields(cls)
    for field in fields:
        if get_origin(field.type) is Annotated and field.type.__origin__ is Raw:
            parse = msgspec.json.Decoder(field.type.__metadata__[0]).decode
            parse_late(cls, field.name, _placed(parse, f"$.{field.encode_name}", cls.__name__))
    parts = {field.name: list(_classes_in(field.type)) for field in fields}
    wires = dict(zip(cls.__struct_fields__, cls.__struct_encode_fields__, strict=True))
    attributes = {wire: attribute for attribute, wire in wires.items()}
    tell_parts(cls, {attribute: wires[attribute] for attribute, classes in parts.items() if classes})
    other_names = tuple((attributes[other], attributes[own]) for other, own in cls.aliases_.items())
    return _Shape(
        decode=msgspec.json.Decoder(cls).decode,
        other_names=other_names,
        others=_getter([other for other, _ in other_names]),
        nothing=(None,) * len(other_names),
        inside=tuple(attribute for attribute, classes in parts.items() if any(map(_has_other_names, classes))),
    )


def _getter(attributes: Sequence[str]) -> Callable[[object], tuple[object, ...]]:
    """What reads some attributes at once."""
    match attributes:
        case []:
            return lambda _: ()
        case [one]:
            return lambda value: (getattr(value, one),)
        case _:
            return attrgetter(*attributes)


def _has_other_names(cls: type[Received]) -> bool:
    shape = _shape(cls)
    return bool(shape.other_names or shape.inside)


def _classes_in(annotation: object) -> Iterator[type[Received]]:
    """The received classes in a type annotation."""
    if isinstance(annotation, type) and issubclass(annotation, Received):
        yield annotation
    for part in get_args(annotation):
        yield from _classes_in(part)


def _fold(received: Received, shape: _Shape) -> None:
    """Move what came under another name to where it belongs, unless its own name came as well."""
    if (values := shape.others(received)) != shape.nothing:
        for (other, own), value in zip(shape.other_names, values, strict=True):
            if value is not None:
                if getattr(received, own) in (None, []):
                    msgspec.structs.force_setattr(received, own, value)
                msgspec.structs.force_setattr(received, other, None)
    for attribute in shape.inside:
        part = getattr(received, attribute)
        if part is not None:
            for one, _ in each(part, "$"):
                if isinstance(one, Received):
                    _fold(one, _shape(type(one)))
