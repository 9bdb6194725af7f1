"""What an application sends, read as strictly as the server reads it, or more: what it would refuse is an error.

The name of a verb belongs to its place, not to its class: as an element of a verb array a verb carries
``"verb": "say"`` (the server also takes ``{"say": {…}}``), as the body of a property such as ``gather.say`` it
must not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TypeAlias, TypeVar

import msgspec

from ._base import Sent, Verb, each, is_list, is_object, wire_name
from ._facts import Target, satisfies
from ._hints import did_you_mean, hinted
from ._tables import COMMANDS, LONE_TAGS, NULLABLE, ONE_OR_MORE, PLACES, RULED, RULES, VERBS
from ._targets import check_for_target
from ._text import FAILURES, read_sent, shown, translated, utf8
from .commands import Ack, AnyCommand, Command
from .errors import DecodeError, InvalidMessage

ServerMessage: TypeAlias = Ack | AnyCommand
"""What the application, the websocket server, sends."""

NULL = "null is no value here; leave the property out"

C = TypeVar("C", Ack, Command, Verb)


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
    text = utf8(data)
    return _server_message(_object(read_sent(text), "$", None), target, may_hold_null(text))


def read_server_message(message: Mapping[str, object], *, target: Target | None = None) -> ServerMessage:
    """Read an ack or a command whose JSON is parsed already; otherwise as :func:`decode_server_message`."""
    return _server_message(dict(message), target, nulls=True)


def _server_message(values: dict[str, object], target: Target | None, nulls: bool) -> ServerMessage:
    message_type = values.pop("type", None)
    if message_type == "ack":
        return closed(Ack, values, "$", "ack", target, nulls=nulls)
    if message_type != "command":
        raise InvalidMessage(f"type is {shown(message_type)}, not 'ack' or 'command'", "$.type")
    name = values.pop("command", None)
    cls = COMMANDS.get(name) if isinstance(name, str) else None
    if cls is None:
        raise InvalidMessage(f"unknown command {shown(name)}{did_you_mean(name, COMMANDS)}", "$.command")
    assert isinstance(name, str)
    body = values.get("data")
    if "data" in values and (body is None or is_missing(body)):
        raise InvalidMessage("the server takes null, false, 0 and an empty text for missing data", "$.data", name)
    for part in ONE_OR_MORE.get(name, ()):
        if is_object(body) and is_object(body.get(part)):
            values["data"] = {**body, part: [body[part]]}
    return closed(cls, values, "$", name, target, nulls=nulls)  # type: ignore[return-value] # one of the union


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
    return [_right(found) for found in _each_verb(data, target)]


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
    for found in _each_verb(data, target):
        if isinstance(found, DecodeError):
            errors.append(found)
        else:
            verbs.append(found)
    return verbs, errors


def _each_verb(data: bytes | str, target: Target | None) -> Iterator[Verb | DecodeError]:
    text = utf8(data)
    values = read_sent(text)
    if not is_list(values):
        raise InvalidMessage(f"Expected `array`, got `{_json_type(values)}`")
    nulls = may_hold_null(text)
    for index, value in enumerate(values):
        try:
            yield _element(Verb, value, target, nulls=nulls)
        except DecodeError as error:
            yield translated(error, f"$[{index}]")


def _right(found: Verb | DecodeError) -> Verb:
    if isinstance(found, DecodeError):
        raise found
    return found


def _element(place: type[Verb], value: object, target: Target | None = None, *, nulls: bool) -> Verb:
    """A verb as an element of a verb array, in either form; paths of errors begin at the element."""
    properties = _object(value, "$", None)
    name: object
    if "verb" in properties:
        name = properties.pop("verb")
        where = "$"
    elif len(properties) == 1:
        [(name, inner)] = properties.items()
        where = f"$.{name}"
        properties = _object(inner, where, name)
    else:
        raise InvalidMessage("a verb needs the property `verb`")
    cls = VERBS.get(name) if isinstance(name, str) else None
    if cls is None:
        problem = f"unknown verb {shown(name)}{did_you_mean(name, VERBS)}"
        raise InvalidMessage(problem, "$.verb" if where == "$" else "$")
    assert isinstance(name, str)
    if not issubclass(cls, place):
        raise InvalidMessage(f"the verb {name!r} cannot stand here ({place.__name__})", "$", name)
    return closed(cls, properties, where, name, target, nulls=nulls)


_ELEMENTS = {nulls: partial(_element, nulls=nulls) for nulls in (False, True)}
"""Msgspec's hook for what is no Struct and no builtin: a verb in a verb array inside of something."""


def closed(
    cls: type[C], values: Mapping[str, object], path: str, subject: str, target: Target | None, *, nulls: bool = True
) -> C:
    """Read the properties of something that an application sends; ``nulls``: there may be a ``null`` among them."""
    try:
        decoded = msgspec.convert(values, cls, dec_hook=_ELEMENTS[nulls])
    except FAILURES as error:
        raise hinted(translated(error, path, subject), cls, values, path) from None
    if nulls or cls in LONE_TAGS:
        check_raw(values, decoded, path, subject)
    check_rules(decoded, path, subject)
    if target is not None:
        check_for_target(decoded, target, path, subject)
    return decoded


def _object(value: object, path: str, subject: str | None) -> dict[str, object]:
    if not is_object(value):
        raise InvalidMessage(f"Expected `object`, got `{_json_type(value)}`", path, subject)
    return dict(value)


def _json_type(value: object) -> str:
    return {"dict": "object", "list": "array", "NoneType": "null"}.get(type(value).__name__, type(value).__name__)


def is_missing(data: object) -> bool:
    """Data that the server takes for none: it asks for truth, as JavaScript knows it."""
    return isinstance(data, (bool, int, float, str)) and not data


def may_hold_null(text: bytes) -> bool:
    """Is there the word null in a JSON text?"""
    return text.find(b"null") >= 0  # `in` takes twice as long, as bytes may look for a number too


def check_raw(raw: object, decoded: object, path: str, subject: str) -> None:
    """Refuse what msgspec lets through and the server does not: ``null`` for absent, a lone tagged object without tag.

    Raises:
        InvalidMessage: There is such a thing; names the JSON path.
    """
    if isinstance(decoded, Sent) and is_object(raw):
        nullable = NULLABLE.get(type(decoded), frozenset())
        places = PLACES.get(type(decoded), {})
        for name, wire in zip(decoded.__struct_fields__, decoded.__struct_encode_fields__, strict=True):
            if wire not in raw or name in nullable:
                continue
            if raw[wire] is None:
                raise InvalidMessage(NULL, f"{path}.{wire}", subject)
            if not (name in places and is_list(raw[wire])):  # its elements were read one by one
                check_part(raw[wire], getattr(decoded, name), f"{path}.{wire}", subject)
    elif is_list(decoded) and is_list(raw):
        for index, (part, value) in enumerate(zip(raw, decoded, strict=True)):
            check_part(part, value, f"{path}[{index}]", subject)
    elif is_object(decoded) and is_object(raw):
        for name, part in raw.items():
            check_part(part, decoded[name], f"{path}.{name}", subject)


def check_part(raw: object, decoded: object, path: str, subject: str) -> None:
    """Refuse the same in what stands inside of something else, where a tag is asked for."""
    if isinstance(decoded, Sent) and is_object(raw):
        tag = decoded.__struct_config__.tag_field
        if tag is not None and tag not in raw:
            raise InvalidMessage(f"Object missing required field `{tag}`", path, subject)
    check_raw(raw, decoded, path, subject)


def check_rules(value: object, path: str, subject: str) -> None:
    """Check what the rules say beyond types, of a value and of what is inside of it.

    Raises:
        InvalidMessage: It breaks one; names the JSON path.
    """
    inside = RULED.get(type(value))
    if inside is None or not isinstance(value, Sent):
        return
    rule = RULES.get(type(value))
    if rule is not None:
        pairs = zip(value.__struct_fields__, value.__struct_encode_fields__, strict=True)
        properties = {wire: part for name, wire in pairs if (part := getattr(value, name)) is not None}
        if not satisfies(rule, properties):
            raise InvalidMessage(f"{type(value).__name__} does not allow this combination", path, subject)
    for name in inside:
        if (part := getattr(value, name)) is not None:
            for one, where in each(part, f"{path}.{wire_name(value, name)}"):
                check_rules(one, where, subject)
