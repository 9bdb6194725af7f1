"""The spec as an oracle: what JSON Schema says about a value, beside what the codec does with it.

Every definition of the spec that can be on the wire is a :class:`Subject` here, with one way to decode and to encode
it, whatever the codec's function for it is called. :data:`GAPS` lists, by name, all the places where the two verdicts
are known to differ.
"""

# pyright: reportPrivateUsage=false
# What is on the wire only inside of other things has no public function; the codec's own are used for those.

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, Literal, TypeAlias, TypeGuard, cast

import msgspec

import jambonz_proto as jp
from codegen.spec import Definition, Schema, Spec, load
from jambonz_proto import _closed, _tables, _text, _writing, commands, components, hooks, messages, verbs
from jambonz_proto._base import Received, Sent
from jambonz_proto.errors import DecodeError, InvalidMessage

Json: TypeAlias = Any
"""A JSON value as the module ``json`` gives it."""

ROOT = Path(__file__).resolve().parent.parent.parent
MODULES: dict[str, ModuleType] = {
    "components": components,
    "verbs": verbs,
    "hooks": hooks,
    "commands": commands,
    "messages": messages,
}


@cache
def spec() -> Spec:
    """The project's spec."""
    return load(ROOT / "spec")


def text(value: Json) -> bytes:
    """A value as JSON text."""
    try:
        return json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:  # half of a surrogate pair
        return json.dumps(value).encode()


def same(left: Json, right: Json) -> bool:
    """Are these the same JSON? The number 1 is 1.0, and neither is true."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if is_object(left) and is_object(right):
        return left.keys() == right.keys() and all(same(value, right[name]) for name, value in left.items())
    if is_array(left) and is_array(right):
        return len(left) == len(right) and all(map(same, left, right))
    return bool(left == right)


def is_object(value: object) -> TypeGuard[dict[str, Json]]:
    return isinstance(value, dict)


def is_array(value: object) -> TypeGuard[list[Json]]:
    return isinstance(value, list)


# -- subjects ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Subject:
    """A definition of the spec, and how the codec reads and writes it."""

    definition: Definition
    decode: Callable[[bytes], object]
    encode: Callable[[Any], bytes]

    def __str__(self) -> str:
        return f"{self.definition.folder}.{self.definition.name}"

    @property
    def classes(self) -> tuple[type, ...]:
        """The class; of a union those of its members, and ``str`` for a hook."""
        d = self.definition
        scalars = (str,) if any(part.get("type") == "string" for part in d.schema.get("oneOf", ())) else ()
        return (*(_class(member) for member in (spec().members(d) if d.is_union else [d])), *scalars)

    @property
    def is_element(self) -> bool:
        """Is it a verb, which is an element of a verb array here?"""
        return self.definition.folder == "verbs" and self.definition.wire_name is not None

    def takes(self, value: Json) -> bool:
        """The codec's verdict. What is no documented exception comes out, and fails the test."""
        try:
            self.decode(text(value))
        except DecodeError:
            return False
        return True

    def allows(self, value: Json) -> bool:
        """The verdict of JSON Schema."""
        if self.is_element and not (is_object(value) and "verb" in value):
            return False  # the schema of a verb describes its body as well
        return bool(_validator(self.definition).is_valid(value))


def _class(d: Definition) -> Any:
    return getattr(MODULES[d.folder], d.name)


@cache
def _validator(d: Definition) -> Any:
    return spec().validator(d)


def _subject(d: Definition) -> Subject:
    if d.folder == "verbs" and d.wire_name:
        return Subject(
            d, lambda data: jp.decode_verbs(b"[" + data + b"]")[0], lambda verb: _writing.encode_verbs([verb])[1:-1]
        )
    if d.file == "commands/ack.json" or (d.folder == "commands" and d.wire_name):
        return Subject(d, jp.decode_server_message, jp.encode)
    if d.folder == "messages" and d.wire_name:
        return Subject(d, jp.decode_client_message, jp.encode)
    if d.is_closed:
        unions = [union for union in spec().definitions if union.is_union and d in spec().members(union)]
        return _closed_union(unions[0] if unions else d, d) if unions or d.is_union else _closed_part(d)
    return _received_union(d) if d.is_union else Subject(d, lambda data: jp.decode_payload(_class(d), data), jp.encode)


def _received_union(d: Definition) -> Subject:
    """Which member it is, is decided with the message that carries it."""

    def carries(message: Definition) -> bool:
        ref = message.properties["data"].get("$ref")
        return ref is not None and spec().resolve(message, ref) == d

    name = str(next(message for message in spec().messages if carries(message)).wire_name)

    def decode(data: bytes) -> object:
        message: Any = jp.decode_client_message(b'{"type":"%b","msgid":"1","data":%b}' % (name.encode(), data))
        return message.data

    return Subject(d, decode, jp.encode)


def _closed_part(d: Definition) -> Subject:
    """What is on the wire only inside of others is read and written by what reads and writes those."""

    def decode(data: bytes) -> object:
        values: Json = _text.read_json(data, object)
        if not is_object(values):
            raise InvalidMessage("Expected `object`")
        values = as_written(d, values)  # as the codec does for a whole command
        decoded: Any = _closed.closed(_class(d), values, "$", d.name, None)
        _closed.check_part(values, decoded, "$", d.name)
        return decoded

    return Subject(d, decode, lambda part: _writing._body(part, d.name, None))


def as_written(d: Definition, value: Json) -> Json:
    """A command or its data as this library writes it: an array where one verb would do as well, or none at all."""
    if d.file == "commands/ack.json":
        return {"data": [], **value}
    if d.file != "commands/whisper.json" or not is_object(value):
        return value
    if not d.pointer:
        return {**value, "data": as_written(spec().resolve(d, d.properties["data"]["$ref"]), value.get("data"))}
    one = value.get("whisper")
    return {**value, "whisper": [one]} if is_object(one) else value


def _closed_union(union: Definition, d: Definition) -> Subject:
    """A union, or one of its members, is read and written in a class made for it."""
    holder: Any = msgspec.defstruct("Holder", [("value", _class(union))], bases=(Sent,))
    _tables.RULED[holder] = ("value",)

    def decode(data: bytes) -> object:
        value = _closed.closed(holder, {"value": _text.read_json(data, object)}, "$", d.name, None).value
        if not d.is_union and not isinstance(value, _class(d)):
            raise InvalidMessage("another member of the union")
        return value

    def encode(value: object) -> bytes:
        return _writing._body(holder(value), d.name, None).removeprefix(b'{"value":')[:-1]

    return Subject(d, decode, encode)


SUBJECTS = [_subject(d) for d in spec().definitions if not (d.is_abstract or d.is_map or d.is_place)]
CLOSED = [subject for subject in SUBJECTS if subject.definition.is_closed]
OPEN = [subject for subject in SUBJECTS if not subject.definition.is_closed]


def named(name: str) -> Subject:
    """The subject of a definition, such as ``verbs.Say``."""
    return next(found for found in SUBJECTS if str(found) == name)


def examples(subjects: list[Subject]) -> Iterator[tuple[Subject, int, Json]]:
    """The examples in the spec, with the subject and the number of each."""
    for subject in subjects:
        for index, example in enumerate(subject.definition.schema.get("examples", ())):
            yield subject, index, example


# -- values ------------------------------------------------------------------------------------------


def least(d: Definition) -> Json:
    """The smallest value of a definition, always the same."""
    if d.is_place:
        verb = spec().place_members(d)[0]
        return {**least(verb), "verb": verb.wire_name}
    if d.is_union:
        return least_of(d, {"oneOf": d.schema["oneOf"]})
    properties = spec().all_properties(d)
    value = {name: least_of(*properties[name]) for name in sorted(spec().all_required(d))}
    value = {"verb": d.wire_name, **value} if d.folder == "verbs" and d.wire_name else value
    if {"anyOf", "minProperties"} & set(d.schema) and not _validator(d).is_valid(value):
        return dict(d.schema["examples"][0])  # what is least of a combination is not for here to say
    return value


def least_of(owner: Definition, schema: Schema) -> Json:
    """The smallest value of what stands under a property."""
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    if "oneOf" in schema:
        return least_of(owner, schema["oneOf"][0])
    if "$ref" in schema:
        value = least(spec().resolve(owner, schema["$ref"]))
        if schema.get("not") == {"required": ["verb"]}:
            del value["verb"]
        return value
    types = schema.get("type", "string")
    match types if isinstance(types, str) else types[0]:
        case "string":
            return "1" * max(1, schema.get("minLength", 0))
        case "integer" | "number":
            return max(1, schema.get("minimum", 1)) if schema.get("maximum", 1) >= 1 else schema["maximum"]
        case "boolean":
            return True
        case "array":
            return [least_of(owner, schema["items"])] * schema.get("minItems", 0)
        case _:
            return {}


# -- what is typed of the things received --------------------------------------------------------


def typed(d: Definition, value: Json) -> tuple[Json, list[str]]:
    """What the typed attributes hold of a received value, by the spec, and the paths of what they do not hold.

    Aliases are folded, ``null`` is absent, an absent list with ``x-empty`` is the empty one.
    """
    lost: list[str] = []
    return _typed(d, value, "", lost), lost


def _typed(d: Definition, value: Json, path: str, lost: list[str]) -> Json:
    if not is_object(value):
        return value
    if d.is_union:
        tag = str(spec().discriminator(d))
        fitting = [m for m in spec().members(d) if _constant(m, tag) == value.get(tag)]
        fallback = [m for m in spec().members(d) if m.name == d.schema["x-fallback"]]
        return _typed((fitting or fallback)[0], value, path, lost)
    held: dict[str, Json] = {}
    names: set[str] = set()
    for name, (owner, schema) in spec().all_properties(d).items():
        candidates = [name, *schema.get("x-aliases", ())]
        names.update(candidates)
        given = next((value[candidate] for candidate in candidates if candidate in value), None)
        if given is not None:
            held[name] = _typed_value(owner, schema, given, f"{path}.{name}", lost)
        elif schema.get("x-empty"):
            held[name] = []
    lost += [f"{path}.{name}" for name in value if name not in names]
    return held


def _typed_value(owner: Definition, schema: Schema, value: Json, path: str, lost: list[str]) -> Json:
    if "$ref" in schema:
        return _typed(spec().resolve(owner, schema["$ref"]), value, path, lost)
    if is_array(value) and "items" in schema:
        return [_typed_value(owner, schema["items"], part, f"{path}[]", lost) for part in value]
    for alternative in schema.get("oneOf", ()):
        if is_object(value) and "$ref" in alternative:
            return _typed_value(owner, alternative, value, path, lost)
    return value


def _constant(d: Definition, name: str) -> object:
    return spec().all_properties(d)[name][1].get("const", ...)


def held(received: object) -> Json:
    """What the typed attributes of something received hold, as JSON; nothing of the text it came as."""
    if isinstance(received, Received):
        own = {str(received.__struct_config__.tag_field): received.__struct_config__.tag}
        members = zip(received.__struct_encode_fields__, received.__struct_fields__, strict=True)
        values = {wire: value for wire, name in members if (value := getattr(received, name)) is not None}
        return {**(own if received.__struct_config__.tag_field else {}), **{k: held(v) for k, v in values.items()}}
    if is_array(received):
        return [held(part) for part in received]
    if isinstance(received, Mapping):
        return {name: held(value) for name, value in cast("Mapping[str, object]", received).items()}
    return received


# -- gaps -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Gap:
    """A value of which the codec and JSON Schema think differently."""

    name: str
    subject: str
    value: Json
    refused_by: Literal["schema", "codec"]
    why: str


GAPS = [
    Gap(
        "a whole number beyond 2**53 that is written as a float",
        "verbs.Gather",
        {"verb": "gather", "numDigits": 1e30},
        "codec",
        "deliberate, no float is exact there",
    ),
    Gap(
        "a number beyond the range of a float",
        "verbs.Pause",
        {"verb": "pause", "length": 10**400},
        "codec",
        "deliberate, JavaScript would read it as Infinity",
    ),
    Gap(
        "half of a surrogate pair",
        "verbs.Say",
        {"verb": "say", "text": "\ud800"},
        "codec",
        "deliberate, it is no text in UTF-8",
    ),
    Gap(
        "a verb under its name as the only key",
        "verbs.Say",
        {"say": {"text": "Hello."}},
        "schema",
        "deliberate, the server takes this form too; the spec describes the other one",
    ),
]
"""All known differences between JSON Schema and codec in what the application sends."""

SUPPORTED = {
    "$ref", "$schema", "$defs", "title", "description", "examples", "type", "properties", "required", "items",
    "additionalProperties", "unevaluatedProperties", "allOf", "oneOf", "discriminator", "enum", "const", "minimum",
    "maximum", "minLength", "maxLength", "minItems", "maxItems", "pattern", "anyOf", "minProperties",
}  # fmt: skip
"""Keywords that the generated types and rules enforce, or that say nothing about a value. Facts (``x-…``) are apart."""


def unsupported(schema: object, where: str) -> Iterator[str]:
    """Pointers of the keywords in a closed schema that the generated types do not enforce."""
    if is_array(schema):
        for index, part in enumerate(schema):
            yield from unsupported(part, f"{where}/{index}")
    if not is_object(schema):
        return
    for keyword, value in schema.items():
        if keyword in ("properties", "$defs"):
            for name, part in value.items():
                yield from unsupported(part, f"{where}/{keyword}/{name}")
        elif keyword in ("items", "additionalProperties", "oneOf", "allOf"):
            yield from unsupported(value, f"{where}/{keyword}")
        elif keyword == "not" and value == {"required": ["verb"]}:
            continue  # a body, in which the class has no such field
        elif keyword not in SUPPORTED and not keyword.startswith("x-"):
            yield f"{where}/{keyword}"
