"""The codec against the spec: JSON Schema is the oracle, Hypothesis and a list of probes ask the questions."""

from __future__ import annotations

import contextlib
import copy
import json
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import jambonz_proto as jp
from codegen.spec import Definition, Schema
from jambonz_proto import commands, hooks, messages
from jambonz_proto._base import JsonObject, Received
from jambonz_proto._tables import VERBS
from jambonz_proto.errors import DecodeError, InvalidOutgoing
from tests import samples

from .oracle import (
    CLOSED,
    GAPS,
    OPEN,
    SUBJECTS,
    Gap,
    Json,
    Subject,
    as_written,
    examples,
    held,
    is_array,
    is_object,
    least,
    least_of,
    named,
    same,
    spec,
    text,
    typed,
    unsupported,
)

Values: TypeAlias = st.SearchStrategy[Json]

HANDLED_OTHERWISE = {
    # 0 is refused by the rule for truthy data, see test_closed.py
    "commands/boost-audio-signal.json#/properties/data/not",
}
"""Keywords that msgspec does not know and the codec enforces all the same."""

UNCHECKED_WHEN_WRITTEN = {"commands.Ack", "commands.BoostAudioSignal"}
"""What goes out without being checked in full, see the faults in test_closed.py."""


def scaled(examples: int) -> int:
    """A number of examples, larger in a profile that asks for more than the usual hundred."""
    return examples * settings().max_examples // 100


# -- gaps between JSON Schema and codec ---------------------------------------------------------


@pytest.mark.parametrize("gap", GAPS, ids=lambda gap: gap.name)
def test_gap(gap: Gap) -> None:
    """A difference that is listed is there; one that was closed has to leave the list."""
    subject = named(gap.subject)
    assert subject.allows(gap.value) is (gap.refused_by != "schema")
    assert subject.takes(gap.value) is (gap.refused_by != "codec")


def test_no_other_gap() -> None:
    """What the application sends is described by keywords that the generated types enforce, but for those listed."""
    found = {
        where
        for file, schema in spec().files.items()
        if file.split("/")[0] in ("components", "verbs", "commands")
        for where in unsupported(schema, f"{file}#")
    }
    assert found == HANDLED_OTHERWISE


# -- each property by itself --------------------------------------------------------------------

PROBES: list[Json] = [
    None,
    True,
    False,
    0,
    1,
    -1,
    2,
    0.5,
    -0.5,
    100,
    101,
    100_000,
    "",
    "1",
    "text",
    "x" * 1001,
    [],
    ["text"],
    [1],
    [None],
    [{}],
    [[]],
    {},
    {"text": None},
    {"unknown": 1},
    {"url": "/a"},
    {"type": "phone"},
]


def probes(owner: Definition, schema: Schema) -> Iterator[Any]:
    """Values that a property may or may not take, with those at its limits."""
    yield from PROBES
    yield least_of(owner, schema)
    for _, part in _parts(schema):
        yield from part.get("enum", ())
        for limit in (part.get("minimum"), part.get("maximum")):
            if limit is not None:
                yield from (limit, limit - 1, limit + 1, limit + 0.5)
        for limit in (part.get("minLength"), part.get("maxLength")):
            if limit is not None:
                yield from ("1" * limit, "1" * (limit + 1), "1" * max(0, limit - 1), "\U0001f600" * limit)
        for limit in (part.get("minItems"), part.get("maxItems")):
            if limit is not None and "items" in part:
                yield from ([least_of(owner, part["items"])] * count for count in (limit, limit + 1, max(0, limit - 1)))


def _parts(schema: Schema) -> Iterator[tuple[str, Schema]]:
    yield "", schema
    for part in (*schema.get("oneOf", ()), *([schema["items"]] if "items" in schema else ())):
        yield from _parts(part)


def shown(value: Json) -> str:
    shortened = repr(value)
    return shortened if len(shortened) < 200 else f"{shortened[:200]}…"


def body(subject: Subject) -> Json:
    """The least that a subject takes."""
    d = subject.definition
    value = least(d)
    return {"type": "command", **value} if d.folder == "commands" and d.wire_name else value


objects = [subject for subject in CLOSED if not subject.definition.is_union]
every_object = pytest.mark.parametrize("subject", objects, ids=str)


@every_object
def test_each_property_by_itself(subject: Subject) -> None:
    """Of every property JSON Schema and codec take and refuse the same values, explicit ``null`` among them."""
    minimal = body(subject)
    assert subject.allows(minimal)
    assert subject.takes(minimal)
    for name, (owner, schema) in spec().all_properties(subject.definition).items():
        for probe in probes(owner, schema):
            value = {**minimal, name: probe}
            assert subject.takes(value) is subject.allows(value), shown(value)


@every_object
def test_required_and_unknown_properties(subject: Subject) -> None:
    """Without a required property an object is refused, and with an unknown one."""
    minimal = body(subject)
    for name in spec().all_required(subject.definition) & set(minimal):
        without = {key: value for key, value in minimal.items() if key != name}
        if has_other_form(without):
            continue
        assert not subject.allows(without)
        assert not subject.takes(without)
    for name in ("unknown", "Verb", "", "__proto__", "extra_", "secrets_"):
        for probe in PROBES[:3]:
            value = {**minimal, name: probe}
            assert subject.takes(value) is subject.allows(value) is False


@pytest.mark.parametrize("subject", [s for s in objects if str(s) not in UNCHECKED_WHEN_WRITTEN], ids=str)
def test_each_property_when_written(subject: Subject) -> None:
    """What would be refused when read is refused when written, property by property."""
    minimal: Any = subject.decode(text(body(subject)))
    wires = dict(zip(minimal.__struct_encode_fields__, minimal.__struct_fields__, strict=True))
    for name, (owner, schema) in spec().all_properties(subject.definition).items():
        if name not in wires:
            continue
        for probe in probes(owner, schema):
            value = {**body(subject), name: probe}
            if probe is None or ((is_object(probe) or is_array(probe)) and _holds_verbs(owner, schema)):
                continue  # absent; and verbs are objects of classes
            if not same(as_written(subject.definition, value), value):
                continue  # a short form that is read, not made
            made = copy.copy(minimal)
            setattr(made, wires[name], probe)
            try:
                subject.encode(made)
            except InvalidOutgoing:
                written = False
            else:
                written = True
            assert written is subject.takes(value), shown(value)


def _holds_verbs(owner: Definition, schema: Schema) -> bool:
    refs = [part["$ref"] for _, part in _parts(schema) if "$ref" in part]
    return any(spec().resolve(owner, ref).is_place for ref in refs)


# -- values from the spec -----------------------------------------------------------------------

KEYS = st.text(max_size=8)
JSON: Values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=5,
)


def values(owner: Definition, schema: Schema, depth: int) -> Values:
    """What a property may hold; whole numbers are written without a fraction, as JavaScript does."""
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "oneOf" in schema:
        return st.one_of([values(owner, part, depth) for part in schema["oneOf"]])
    if "$ref" in schema:
        inner = definitions(spec().resolve(owner, schema["$ref"]), depth)
        return inner.map(_without_name) if schema.get("not") == {"required": ["verb"]} else inner
    types = schema.get("type", "any")
    return st.one_of([_of_type(owner, schema, kind, depth) for kind in ([types] if isinstance(types, str) else types)])


def _without_name(verb: dict[str, Json]) -> Json:
    return {name: value for name, value in verb.items() if name != "verb"}


def _of_type(owner: Definition, schema: Schema, kind: str, depth: int) -> Values:
    low, high = schema.get("minimum"), schema.get("maximum")
    match kind:
        case "null":
            return st.none()
        case "boolean":
            return st.booleans()
        case "integer":
            return st.integers(low, high if high is not None else 10**6)
        case "number":
            whole = st.integers(low if low is not None else -(10**6), high if high is not None else 10**6)
            return whole | whole.map(lambda n: n + 0.5)
        case "string" if "pattern" in schema:
            pattern: str = schema["pattern"]
            return st.from_regex(pattern)
        case "string":
            least_size = schema.get("minLength", 0)
            return st.text(min_size=least_size, max_size=min(schema.get("maxLength", 20), least_size + 20))
        case "array":
            items = values(owner, schema["items"], depth - 1) if "items" in schema else JSON
            fewest = schema.get("minItems", 0)
            return st.lists(items, min_size=fewest, max_size=fewest + (2 if depth > 0 else 0))
        case "object":
            inside = schema.get("additionalProperties", True)
            return st.dictionaries(KEYS, JSON if inside is True else values(owner, inside, depth - 1), max_size=3)
        case _:
            return JSON


@st.composite
def definitions(draw: st.DrawFn, d: Definition, depth: int) -> Json:
    """What a definition allows: all that is required, and a few of the rest."""
    if d.is_place:
        return draw(definitions(draw(st.sampled_from(spec().place_members(d))), depth - 1))
    if d.is_union:
        return draw(values(d, {"oneOf": d.schema["oneOf"]}, depth))
    if d.is_map:
        return draw(values(d, {"type": "object", **d.schema}, depth))
    properties = spec().all_properties(d)
    required = sorted(spec().all_required(d))
    optional = [name for name in sorted(properties) if name not in required]
    few = st.lists(st.sampled_from(optional), unique=True, max_size=4) if optional and depth > 0 else st.just([])
    value: dict[str, Json] = {}
    for name in [*required, *draw(few)]:
        owner, schema = properties[name]
        wire = draw(st.sampled_from([name, *schema.get("x-aliases", ())]))
        value[wire] = draw(values(owner, schema, depth - 1))
    if d.folder == "verbs" and d.wire_name:
        return {"verb": d.wire_name, **value}
    return {"type": "command", **value} if d.folder == "commands" and d.wire_name else value


def places(value: Json) -> Iterator[tuple[Any, Any]]:
    """Every member and element of a value, as the container and the key in it."""
    if is_object(value):
        for name in list(value):
            yield value, name
            yield from places(value[name])
    elif is_array(value):
        for index, element in enumerate(value):
            yield value, index
            yield from places(element)


@st.composite
def near_misses(draw: st.DrawFn, d: Definition) -> Json:
    """A value of which one thing was changed; it may be valid still."""
    value = {"top": copy.deepcopy(draw(definitions(d, 3)))}
    container, key = draw(st.sampled_from(list(places(value))))
    change = draw(st.sampled_from(["replace", "replace", "null", "remove", "add", "wrap", "unwrap"]))
    old = container[key]
    if change == "replace":
        container[key] = draw(st.sampled_from([*PROBES, *(p for p in PROBES if isinstance(p, (int, str)))]))
    elif change == "null":
        container[key] = None
    elif change == "remove" and container is not value:
        del container[key]
    elif change == "add" and is_object(old):
        old[draw(st.sampled_from(["unknown", "verb", "type", "text", "url", "say"]))] = draw(JSON)
    elif change == "wrap":
        container[key] = [old]
    elif change == "unwrap" and is_array(old) and old:
        container[key] = old[0]
    return value["top"]


def has_other_form(value: Json) -> bool:
    """Is there a verb under its name as the only key? That is no difference worth finding again, see ``GAPS``."""
    if is_object(value) and len(value) == 1 and set(value) & set(VERBS):
        return True
    return any(has_other_form(container[key]) for container, key in places(value))


def has_known_fault(value: Json) -> bool:
    """Is it one of the faults in test_closed.py: a ``null`` in a map of objects, or a lone constant left out?"""
    members = [(key, container[key]) for container, key in places({"top": value})]
    maps = [member for key, member in members if key == "languageConfig"]
    nulls = any(container[key] is None for found in maps for container, key in places(found))
    alone = [member for key, member in members if key in ("top", "turnDetection") and is_object(member)]
    return nulls or any(set(member) <= {"threshold", "model"} for member in alone)


few_examples = settings(
    max_examples=scaled(7), suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


@pytest.mark.parametrize("subject", CLOSED, ids=str)
@few_examples
@given(data=st.data())
def test_what_the_application_sends(subject: Subject, data: st.DataObject) -> None:
    """What is within the spec is taken and written as the same JSON, and what is just outside of it is refused."""
    d = subject.definition
    value = data.draw(near_misses(d) | definitions(d, 4))
    assume(not has_other_form(value) and not has_known_fault(value))
    allowed = subject.allows(value)
    assert subject.takes(value) is allowed
    if allowed:
        decoded = subject.decode(text(value))
        again = subject.encode(decoded)
        assert same(json.loads(again), as_written(d, value))
        assert subject.decode(again) == subject.decode(text(as_written(d, value)))


@pytest.mark.parametrize("subject", OPEN, ids=str)
@few_examples
@given(data=st.data())
def test_what_jambonz_sends(subject: Subject, data: st.DataObject) -> None:
    """What the spec describes is read into its attributes, further properties and all, and comes back as it was."""
    value = data.draw(definitions(subject.definition, 3))
    if is_object(value) and data.draw(st.booleans()):
        value = {**value, "further property": data.draw(JSON)}
    assume(subject.allows(value))
    written = text(value)
    decoded = subject.decode(written)
    assert isinstance(decoded, Received)
    assert subject.encode(decoded) == written
    expected, lost = typed(subject.definition, value)
    assume(not _has_alias_inside(subject.definition, value))
    assert same(held(decoded), expected)
    assert set(decoded.extra) == {path[1:] for path in lost if path.count(".") == 1 and "[]" not in path}


def _has_alias_inside(d: Definition, value: Json) -> bool:
    """Is there an alias below the top? The codec does not fold those, see the faults in test_open.py."""
    aliases = {a for p in spec().definitions for s in p.properties.values() for a in s.get("x-aliases", ())}
    return any(key in aliases and container is not value for container, key in places(value))


# -- any bytes ----------------------------------------------------------------------------------


def seeds() -> list[bytes]:
    """Real texts to start from: the examples in the spec and the samples, if there are any."""
    found = [text(example) for _, _, example in examples(SUBJECTS)]
    found += [text([example]) for subject, _, example in examples(CLOSED) if subject.is_element]
    found += [sample.text for sample in samples.SAMPLES]
    return found


SEEDS = seeds()
SPLICES = [
    b'"', b"\\", b"\\ud800", b"\\u0000", b"\x00", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"{", b"}", b"[",
    b"]", b",", b":", b"null", b"true", b"-", b"0", b"1e400", b"9" * 400, b'"verb":', b'"type":"command",', b"[" * 3000,
    b'{"a":' * 3000, b'"type":"verb:hook",',
]  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A real text with some bytes flipped, cut off, repeated, moved or put in; or any bytes at all."""
    data = bytearray(draw(st.sampled_from(SEEDS)) if draw(st.integers(0, 9)) else draw(st.binary(max_size=40)))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        match draw(st.sampled_from(["flip", "byte", "cut", "drop", "splice", "other", "double"])):
            case "flip" if data:
                data[at] ^= 1 << draw(st.integers(0, 7))
            case "byte" if data:
                data[at] = draw(st.integers(0, 255))
            case "cut":
                del data[at:]
            case "drop":
                del data[at : at + draw(st.integers(1, 20))]
            case "splice":
                data[at:at] = draw(st.sampled_from(SPLICES))
            case "other":
                other = draw(st.sampled_from(SEEDS))
                data[at:at] = other[draw(st.integers(0, len(other))) :][:200]
            case _:
                data[at:at] = data[at : at + 50]
    return bytes(data)


PAYLOADS: list[type[Received]] = [
    hooks.GatherResult,
    hooks.DialResult,
    hooks.AgentTurnEnd,
    hooks.CallInfo,
    messages.SessionData,
    hooks.LlmEvent,
]


def look_into(message: jp.ClientMessage) -> None:
    """Everything of a received message that is read only when someone asks."""
    message.extra  # noqa: B018
    if isinstance(message.data, Received):
        message.data.extra  # noqa: B018
    if isinstance(message.data, JsonObject):
        dict(message.data)
        for cls in PAYLOADS:
            with contextlib.suppress(DecodeError):
                jp.decode_payload(cls, message.data)
    repr(message)


def takes(decode: Callable[[bytes], object], data: bytes) -> bool:
    """Does it return? Else it raises what is documented, or fails the test."""
    try:
        decode(data)
    except (jp.InvalidMessage, jp.MalformedMessage, jp.RefusedByTarget) as error:
        return not (error.path.startswith("$") and error.problem and str(error))
    return True


@settings(max_examples=scaled(700), suppress_health_check=[HealthCheck.too_slow])
@given(damaged())
def test_any_bytes_from_jambonz(data: bytes) -> None:
    """Any bytes are a message that is given back as it came, or one of the documented errors."""
    if takes(jp.decode_client_message, data):
        message = jp.decode_client_message(data)
        assert jp.encode(message) == data
        look_into(message)
    for cls in PAYLOADS:
        if takes(lambda text, cls=cls: jp.decode_payload(cls, text), data):  # type: ignore[misc]
            payload = jp.decode_payload(cls, data)
            assert payload.raw == data


@settings(max_examples=scaled(700), suppress_health_check=[HealthCheck.too_slow])
@given(damaged())
def test_any_bytes_from_an_application(data: bytes) -> None:
    """Any bytes are verbs or a command that can be written again, or one of the documented errors."""
    for target in (None, "open-source-0.9", "v10"):
        if takes(lambda text, target=target: jp.decode_verbs(text, target=target), data):  # type: ignore[misc]
            decoded = jp.decode_verbs(data, target=target)
            again = json.loads(jp.encode(commands.Ack(msgid="1", data=decoded), target=target))["data"]
            assert jp.decode_verbs(json.dumps(again), target=target) == decoded
        if takes(lambda text, target=target: jp.decode_server_message(text, target=target), data):  # type: ignore[misc]
            message = jp.decode_server_message(data, target=target)
            jp.decode_server_message(jp.encode(message, target=target), target=target)


@settings(max_examples=scaled(300))
@given(st.text(alphabet=st.characters(), max_size=60) | JSON.map(json.dumps))
def test_any_text(data: str) -> None:
    """Any text, half of a surrogate pair included, and any JSON too."""
    for decode in (jp.decode_client_message, jp.decode_server_message, jp.decode_verbs):
        with contextlib.suppress(DecodeError):
            decode(data)
