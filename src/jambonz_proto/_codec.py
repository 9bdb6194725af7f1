"""Bytes to messages and back, for both directions. No I/O, no state.

What jambonz sends is read *openly*: unknown properties, values and message types survive. What the application sends
is *closed*, when it is written as well as when it is read: what the server would refuse is an error.

The name of a verb belongs to its place, not to its class: as an element of a verb array a verb carries
``"verb": "say"`` (the server also takes ``{"say": {…}}``), as the body of a property such as ``gather.say`` it
must not.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, TypeAlias, TypeVar, cast, get_args

import msgspec
from msgspec import Raw, Struct

from . import messages
from ._base import HasPayload, JsonObject, JsonValue, RawVerb, Received, Sent, Verb, encode_custom, is_list, is_object
from ._facts import Tagged, Target, satisfies
from ._tables import (
    COMMANDS,
    DATA,
    FREE,
    MESSAGES,
    NULLABLE,
    ONE_OR_MORE,
    PARTS,
    PLACES,
    RULED,
    RULES,
    TARGETS,
    VERBS,
)
from .commands import Ack, AnyCommand, Command
from .errors import DecodeError, InvalidMessage, InvalidOutgoing, MalformedMessage, RefusedByTarget

P = TypeVar("P", bound=Received)
T = TypeVar("T")


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


class RawCommand(Command, kw_only=True):
    """A command that this version does not know; sent as it stands, unchecked."""

    name: str = msgspec.field(name="command")
    """Command name on the wire."""
    data: JsonValue = None
    """What the server is to read; most commands are refused without."""

    @property
    def command(self) -> str:
        """Command name on the wire."""
        return self.name


ClientMessage: TypeAlias = messages.AnyMessage | UnknownMessage
"""What jambonz, the websocket client, sends."""

ServerMessage: TypeAlias = Ack | AnyCommand
"""What the application, the websocket server, sends."""

# -- text -------------------------------------------------------------------------------------

_NULL = "null is no value here; leave the property out"
_PLACE = re.compile(r"(.*) - at `(.*)`$", re.DOTALL)
_FAILURES = (msgspec.MsgspecError, RecursionError, ValueError, OverflowError)
"""All that msgspec lets out for bad text, see :func:`_translated`."""


def _text(data: bytes | str) -> bytes:
    """The text as bytes that are certain to be UTF-8."""
    try:
        if isinstance(data, str):
            return data.encode()
        if not data.isascii():
            data.decode()
    except UnicodeError as error:
        raise MalformedMessage(f"not UTF-8: {error}") from None
    return data


def _translated(error: Exception, path: str = "$", subject: str | None = None) -> DecodeError:
    """A failure of msgspec's in our terms; ``path`` is where it was working."""
    if isinstance(error, DecodeError):
        return type(error)(error.problem, path + error.path[1:], error.subject or subject)
    if isinstance(error, RecursionError):
        return MalformedMessage("nested too deeply", path, subject)
    place = _PLACE.match(str(error))
    problem, inner = place.groups() if place else (str(error), "$")
    if isinstance(error.__cause__, DecodeError):  # from _decode_custom, somewhere inside
        return _translated(error.__cause__, path + inner[1:], subject)
    wrong = isinstance(error, msgspec.ValidationError)
    return (InvalidMessage if wrong else MalformedMessage)(problem, path + inner[1:], subject)


def read_json(data: bytes | str, kind: type[T]) -> T:
    """Read JSON of some kind.

    Raises:
        MalformedMessage: Not UTF-8, not JSON, nested too deeply.
        InvalidMessage: JSON of another kind; names the JSON path.
    """
    text = _text(data)
    try:
        return msgspec.json.decode(text, type=kind)
    except _FAILURES as error:
        raise _translated(error) from None


@cache
def _decoder(cls: type[Struct]) -> msgspec.json.Decoder[Struct]:
    """A decoder for payloads, and for checking what was just written."""
    return msgspec.json.Decoder(cls, dec_hook=_stand_in)


def _stand_in(cls: type, value: object) -> object:
    """A nested verb array was checked as it was written; any verb of the right place will do for its elements."""
    return cls()


# -- from jambonz: open -----------------------------------------------------------------------

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
    text = _text(data)
    try:
        envelope = _envelope.decode(text)
    except _FAILURES as error:
        raise _translated(error) from None
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
        return _payload(cls, _text(data), cls.__name__)
    try:
        _check_free(data, "$", cls.__name__)
        return _with_raw(_renamed(cls, dict(data)), msgspec.json.encode(data, enc_hook=encode_custom))
    except InvalidOutgoing as error:
        raise MalformedMessage(error.problem, error.path, cls.__name__) from None
    except _FAILURES as error:
        raise _translated(error, subject=cls.__name__) from None


HasPayload.decode_payload_ = staticmethod(decode_payload)


def _unknown_message(envelope: _Envelope, text: bytes) -> UnknownMessage:
    try:
        data = None if envelope.data is _ABSENT else msgspec.json.decode(envelope.data)
    except _FAILURES as error:
        raise _translated(error, "$.data", envelope.type) from None
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
    except _FAILURES as error:
        raise _translated(error, "$.data", subject) from None
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
    except _FAILURES as error:
        raise _translated(error, path, subject) from None
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


# -- from the application: closed -------------------------------------------------------------


def decode_server_message(data: bytes | str, *, target: Target | None = None) -> ServerMessage:
    """Read an ack or a command from an application, as strictly as the server does, or more.

    Args:
        data: The text.
        target: Refuse what this server would; by default all that the spec knows is fine.

    Raises:
        MalformedMessage: Not UTF-8, not JSON, nested too deeply.
        InvalidMessage: No message, an unknown type, command, verb or property, a wrong value; names the JSON path.
        RefusedByTarget: Right by the spec, but the target does not take it.
    """
    return read_server_message(_object(read_json(data, object), "$", None), target=target)


def read_server_message(message: Mapping[str, object], *, target: Target | None = None) -> ServerMessage:
    """Read an ack or a command whose JSON is parsed already; otherwise as :func:`decode_server_message`."""
    values = dict(message)
    message_type = values.pop("type", None)
    if message_type == "ack":
        return _closed(Ack, values, "$", "ack", target)
    if message_type != "command":
        raise InvalidMessage(f"type is {_shown(message_type)}, not 'ack' or 'command'", "$.type")
    name = values.pop("command", None)
    cls = COMMANDS.get(name) if isinstance(name, str) else None
    if cls is None:
        raise InvalidMessage(f"unknown command {_shown(name)}", "$.command")
    assert isinstance(name, str)
    body = values.get("data")
    if "data" in values and (body is None or _is_missing(body)):
        raise InvalidMessage("the server takes null, false, 0 and an empty text for missing data", "$.data", name)
    for part in ONE_OR_MORE.get(name, ()):
        if is_object(body) and is_object(body.get(part)):
            values["data"] = {**body, part: [body[part]]}
    return _closed(cls, values, "$", name, target)  # type: ignore[return-value] # one of the union, by the table


def decode_verbs(data: bytes | str, *, target: Target | None = None) -> list[Verb]:
    """Read a verb array, as strictly as the server does, or more.

    Args:
        data: The text of a JSON array of verbs, each ``{"verb": "say", …}`` or ``{"say": {…}}``.
        target: Refuse what this server would; by default all that the spec knows is fine.

    Raises:
        MalformedMessage: Not UTF-8, not JSON, nested too deeply.
        InvalidMessage: An unknown verb or property, a wrong value; names the JSON path.
        RefusedByTarget: Right by the spec, but the target does not take it.
    """
    return [_element(Verb, value, f"$[{index}]", target) for index, value in enumerate(_array(data))]


def check_verbs(data: bytes | str, *, target: Target | None = None) -> tuple[list[Verb], list[DecodeError]]:
    """Read a verb array as :func:`decode_verbs` does, but go on after an error.

    Returns:
        The verbs that are right, and the first error of each of the others.

    Raises:
        MalformedMessage: Not UTF-8, not JSON, nested too deeply.
        InvalidMessage: No array.
    """
    verbs: list[Verb] = []
    errors: list[DecodeError] = []
    for index, value in enumerate(_array(data)):
        try:
            verbs.append(_element(Verb, value, f"$[{index}]", target))
        except DecodeError as error:
            errors.append(error)
    return verbs, errors


def _array(data: bytes | str) -> Sequence[object]:
    values = read_json(data, object)
    if not is_list(values):
        raise InvalidMessage(f"Expected `array`, got `{_json_type(values)}`")
    return values


def _element(place: type[Verb], value: object, path: str, target: Target | None = None) -> Verb:
    """A verb as an element of a verb array, in either form."""
    properties = _object(value, path, None)
    name: object
    if "verb" in properties:
        name = properties.pop("verb")
        where = path
    elif len(properties) == 1:
        [(name, inner)] = properties.items()
        where = f"{path}.{name}"
        properties = _object(inner, where, name)
    else:
        raise InvalidMessage("a verb needs the property `verb`", path)
    cls = VERBS.get(name) if isinstance(name, str) else None
    if cls is None:
        raise InvalidMessage(f"unknown verb {_shown(name)}", f"{path}.verb" if where == path else path)
    assert isinstance(name, str)
    if not issubclass(cls, place):
        raise InvalidMessage(f"the verb {name!r} cannot stand here ({place.__name__})", path, name)
    return _closed(cls, properties, where, name, target)


C = TypeVar("C", Ack, Command, Verb)


def _closed(cls: type[C], values: dict[str, object], path: str, subject: str, target: Target | None) -> C:
    try:
        decoded = msgspec.convert(values, cls, dec_hook=_decode_custom)
    except _FAILURES as error:
        raise _translated(error, path, subject) from None
    _check_raw(values, decoded, path, subject)
    if target is not None:
        _check_target(decoded, target, path, subject)
    return decoded


def _decode_custom(cls: type, value: object) -> object:
    """Msgspec's hook for what is no Struct and no builtin: a verb in a nested verb array."""
    return _element(cls, value, "$")


def _object(value: object, path: str, subject: str | None) -> dict[str, object]:
    if not is_object(value):
        raise InvalidMessage(f"Expected `object`, got `{_json_type(value)}`", path, subject)
    return dict(value)


def _json_type(value: object) -> str:
    return {"dict": "object", "list": "array", "NoneType": "null"}.get(type(value).__name__, type(value).__name__)


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:60]}…"


def _check_raw(raw: object, decoded: object, path: str, subject: str) -> None:
    """Refuse what msgspec lets through and the server does not.

    That is ``null`` for absent, a lone tagged object without its tag, and what the rules say beyond types.
    """
    if isinstance(decoded, Sent) and is_object(raw):
        rule = RULES.get(type(decoded))
        if rule is not None and not satisfies(rule, raw):
            raise InvalidMessage(f"{type(decoded).__name__} does not allow this combination", path, subject)
        nullable = NULLABLE.get(type(decoded), frozenset())
        places = PLACES.get(type(decoded), {})
        for name, wire in zip(decoded.__struct_fields__, decoded.__struct_encode_fields__, strict=True):
            if wire not in raw or name in nullable:
                continue
            if raw[wire] is None:
                raise InvalidMessage(_NULL, f"{path}.{wire}", subject)
            if not (name in places and is_list(raw[wire])):  # its elements were read one by one
                _check_part(raw[wire], getattr(decoded, name), f"{path}.{wire}", subject)
    elif is_list(decoded) and is_list(raw):
        for index, (part, value) in enumerate(zip(raw, decoded, strict=True)):
            _check_part(part, value, f"{path}[{index}]", subject)
    elif is_object(decoded) and is_object(raw):
        for name, part in raw.items():
            _check_part(part, decoded[name], f"{path}.{name}", subject)


def _check_part(raw: object, decoded: object, path: str, subject: str) -> None:
    if isinstance(decoded, Sent) and is_object(raw):
        tag = decoded.__struct_config__.tag_field
        if tag is not None and tag not in raw:
            raise InvalidMessage(f"Object missing required field `{tag}`", path, subject)
    _check_raw(raw, decoded, path, subject)


# -- what one server refuses ------------------------------------------------------------------


def check_target(target: Target | None) -> None:
    """Check that there is such a target.

    Raises:
        ValueError: There is none.
    """
    if target is not None and target not in TARGETS:
        raise ValueError(f"no such target: {target!r}; there are {', '.join(map(repr, TARGETS))}")


def _check_target(value: object, target: Target, path: str, subject: str) -> None:
    if not isinstance(value, Sent):
        return
    check_target(target)
    rules = TARGETS[target]
    cls = type(value)
    if cls in rules.refused:
        raise RefusedByTarget(f"{target} does not take {cls.__name__}", path, subject)
    wire = dict(zip(value.__struct_fields__, value.__struct_encode_fields__, strict=True))
    for name in rules.refused_fields.get(cls, ()):
        if getattr(value, name) is not None:
            raise RefusedByTarget(f"{target} does not take this property", f"{path}.{wire[name]}", subject)
    for name in rules.required_fields.get(cls, ()):
        if getattr(value, name) is None:
            raise RefusedByTarget(f"{target} insists on the property `{wire[name]}`", path, subject)
    for name, allowed in rules.narrowed.get(cls, {}).items():
        current = getattr(value, name)
        fits = current in allowed if isinstance(allowed, frozenset) else isinstance(current, _python_types(allowed))
        if current is not None and not fits:
            raise RefusedByTarget(f"{target} does not take {_shown(current)}", f"{path}.{wire[name]}", subject)
    for name, part, where in _parts(value, path):
        within = isinstance(part, Verb) and name in PLACES.get(cls, {})
        _check_target(part, target, where, verb_name(part) if within else subject)


def _python_types(allowed: tuple[type, ...]) -> tuple[type, ...]:
    return (*allowed, Mapping, Struct) if dict in allowed else allowed


def _parts(value: Sent, path: str) -> Iterator[tuple[str, object, str]]:
    """The values inside a Struct, elements of lists one by one: attribute, value, JSON path."""
    for name, wire in zip(value.__struct_fields__, value.__struct_encode_fields__, strict=True):
        part = getattr(value, name)
        if is_list(part):
            for index, element in enumerate(part):
                yield name, element, f"{path}.{wire}[{index}]"
        elif is_object(part):
            for key, element in part.items():
                yield name, element, f"{path}.{wire}.{key}"
        elif part is not None:
            yield name, part, f"{path}.{wire}"


_VERB_NAMES: dict[type, str] = {cls: name for name, cls in VERBS.items()}


def verb_name(value: object) -> str:
    return value.verb if isinstance(value, RawVerb) else _VERB_NAMES.get(type(value), type(value).__name__)


# -- writing ----------------------------------------------------------------------------------

_encoder = msgspec.json.Encoder(enc_hook=encode_custom)
_PREFIXES: dict[type, bytes] = {cls: b'{"verb":"%b"' % name.encode() for cls, name in _VERB_NAMES.items()}


def encode(message: ClientMessage | Ack | Command, *, target: Target | None = None) -> bytes:
    """Write a message as JSON.

    What the application sends is checked against the spec first. A received message gives back the text it came as.

    Args:
        message: What to write.
        target: Refuse what this server would; by default all that the spec knows is fine.

    Raises:
        InvalidOutgoing: A wrong value; names the JSON path. Or no message at all.
        RefusedByTarget: Right by the spec, but the target does not take it.
    """
    if is_list(message) or isinstance(message, Verb):
        raise InvalidOutgoing("not a message; verbs go into an Ack", "$", type(message).__name__)
    if isinstance(message, Received):
        return _written(message) if "_raw" not in vars(message) else message.raw
    try:
        if isinstance(message, Ack):
            return encode_ack(message.msgid, () if message.data is None else message.data, target=target)
        if isinstance(message, RawCommand):
            _check_free(message.data, "$.data", message.name)
            return b'{"type":"command",' + _written(message)[1:]
        if _is_missing(getattr(message, "data", ...)):
            raise InvalidOutgoing("the server takes this for missing data", "$.data", message.command)
        return b'{"type":"command",' + _body(message, "$", message.command, target)[1:]
    except RecursionError:
        raise InvalidOutgoing("nested too deeply") from None


def encode_ack(msgid: str, verbs: Sequence[Verb] = (), *, target: Target | None = None) -> bytes:
    """Write the ack of the message with this id; ``data`` is always there, as an array."""
    if not _is_text(msgid):
        raise InvalidOutgoing("an ack needs the msgid of its message", "$.msgid", "ack")
    written = encode_verbs(verbs, path="$.data", target=target)
    return b'{"type":"ack","msgid":%b,"data":%b}' % (_written(msgid), written)


def encode_verbs(verbs: Sequence[Verb], *, path: str = "$", target: Target | None = None) -> bytes:
    """Write a verb array, checked against the spec.

    Raises:
        InvalidOutgoing: A wrong value; names the JSON path, in which ``path`` is the array's own.
        RefusedByTarget: Right by the spec, but the target does not take it.
    """
    if not is_list(verbs):
        raise InvalidOutgoing("Expected a sequence of verbs", path)
    try:
        written = [_written_element(Verb, verb, f"{path}[{index}]", target) for index, verb in enumerate(verbs)]
    except RecursionError:
        raise InvalidOutgoing("nested too deeply", path) from None
    return b"[%b]" % b",".join(written)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _is_missing(data: object) -> bool:
    """Data that the server takes for none: it asks for truth, as JavaScript knows it."""
    return isinstance(data, (bool, int, float, str)) and not data


def _written(value: object, path: str = "$", subject: str | None = None) -> bytes:
    try:
        return _encoder.encode(value)
    except InvalidOutgoing as error:
        raise InvalidOutgoing(error.problem, path, subject) from None
    except (TypeError, ValueError, OverflowError, RecursionError, msgspec.MsgspecError) as error:
        raise InvalidOutgoing(f"cannot be written as JSON: {error}", path, subject) from None


def _written_element(place: type[Verb], verb: object, path: str, target: Target | None) -> bytes:
    """A verb as an element of a verb array, with its name."""
    if isinstance(verb, RawVerb):
        _check_free(verb.properties, path, verb.verb)
        return _written({**verb.properties, "verb": verb.verb}, path, verb.verb)
    prefix = _PREFIXES.get(type(verb))
    if prefix is None or not isinstance(verb, Sent):
        raise InvalidOutgoing(f"{type(verb).__name__} is no verb", path)
    name = _VERB_NAMES[type(verb)]
    if not isinstance(verb, place):
        raise InvalidOutgoing(f"the verb {name!r} cannot stand here ({place.__name__})", path, name)
    body = _body(verb, path, name, target)
    return prefix + (b"}" if body == b"{}" else b"," + body[1:])


def _body(value: Sent, path: str, subject: str, target: Target | None) -> bytes:
    """A Struct as a JSON object, checked; verbs inside are written as their places want it."""
    plain = _composed(value, path, subject, target, extras=False)
    try:
        decoded = _decoder(type(value)).decode(plain)
    except _FAILURES as error:
        wrong = _translated(error, path, subject)
        raise InvalidOutgoing(wrong.problem, wrong.path, wrong.subject) from None
    _check_free_parts(value, path, subject)
    if b"null" in plain or type(value) in RULED:  # null is what becomes of a float that is not a number
        try:
            _check_raw(msgspec.json.decode(plain), decoded, path, subject)
        except InvalidMessage as wrong:
            problem = "cannot be written as JSON" if wrong.problem is _NULL else wrong.problem
            raise InvalidOutgoing(problem, wrong.path, wrong.subject) from None
    if target is not None:
        _check_target(value, target, path, subject)
    return _composed(value, path, subject, target, extras=True) if _has_extras(value) else plain


def _check_free_parts(value: object, path: str, subject: str) -> None:
    """Free-form values hold only what JSON can say: msgspec would write bytes, dates and sets in ways of its own."""
    if not isinstance(value, Sent):
        _check_free(value, path, subject)
        return
    if value.extra_ is not None:
        _check_free(value.extra_, path, subject)
    for name in FREE.get(type(value), ()):
        part = getattr(value, name)
        if part is not None:
            wire = value.__struct_encode_fields__[value.__struct_fields__.index(name)]
            _check_free_parts(part, f"{path}.{wire}", subject)


def _check_free(value: object, path: str, subject: str) -> None:
    if value is None or isinstance(value, (bool, int, str)):
        return
    if isinstance(value, float):
        if not math.isfinite(value):
            raise InvalidOutgoing(f"{value} cannot be written as JSON", path, subject)
    elif is_list(value):
        for index, part in enumerate(value):
            _check_free_parts(part, f"{path}[{index}]", subject)
    elif is_object(value):
        for name, part in value.items():
            _check_free_parts(part, f"{path}.{name}", subject)
    elif not isinstance(value, Verb):
        raise InvalidOutgoing(f"{type(value).__name__} cannot be written as JSON", path, subject)


def _composed(value: Sent, path: str, subject: str, target: Target | None, *, extras: bool) -> bytes:
    changes: dict[str, object] = {}
    for name in PARTS.get(type(value), ()):
        part = getattr(value, name)
        if part is not None:
            place = PLACES.get(type(value), {}).get(name)
            wire = value.__struct_encode_fields__[value.__struct_fields__.index(name)]
            changes[name] = _composed_part(part, place, f"{path}.{wire}", subject, target, extras=extras)
    body = _written(msgspec.structs.replace(value, **changes) if changes else value, path, subject)
    if extras and value.extra_:
        body = body[:-1] + (b"," if body != b"{}" else b"") + _written(value.extra_, path, subject)[1:]
    return body


def _composed_part(
    part: object, place: type[Verb] | None, path: str, subject: str, target: Target | None, *, extras: bool
) -> object:
    if is_list(part) and place is not None:
        written = [_written_element(place, verb, f"{path}[{i}]", target) for i, verb in enumerate(part)]
        return Raw(b"[%b]" % b",".join(written))
    if is_list(part):
        return [
            _composed_part(element, None, f"{path}[{i}]", subject, target, extras=extras)
            for i, element in enumerate(part)
        ]
    if isinstance(part, Sent) and (type(part) in PARTS or part.extra_ is not None):
        return Raw(_composed(part, path, subject, target, extras=extras))
    return part


def _has_extras(value: Sent) -> bool:
    if value.extra_ is not None:
        return True
    if type(value) not in PARTS:
        return False
    return any(isinstance(part, Sent) and _has_extras(part) for _, part, _ in _parts(value, ""))
