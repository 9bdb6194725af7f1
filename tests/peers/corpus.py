"""Applications made from our spec: valid ones, and near misses. Always the same, nothing is random.

Each definition that a verb can hold is tried once per verb, at the first place where it can stand, inside of as little
else as possible. Verbs in the verb arrays of other verbs are not looked into: each is tried by itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import TypeAlias

from codegen.spec import Definition, Schema

from .ours import TARGETS, Alternative, Json, Object, Ours, Target, json_types, place

UNKNOWN = "noSuchProperty"
BOGUS = "no such value"
SAMPLES: dict[str, Json] = {
    "null": None,
    "boolean": True,
    "integer": 3,
    "number": 3.5,
    "string": BOGUS,
    "array": [],
    "object": {},
}
"""One value of each JSON type."""
FREE: Object = {"text": "Grüße ☎", "number": -1.5, "flag": False, "nothing": None, "list": [1, {"deep": [None]}]}
"""What may be in an object of which nothing is said."""

Wrap: TypeAlias = Callable[[Object], Object]
"""Puts an object into an element of a verb array."""
Inside: TypeAlias = Callable[[Object], Json]
"""Puts an object into the value of a property."""
Instance: TypeAlias = tuple[str, str, Object]
"""Place, what is special about it, and the object."""


@dataclass
class Case:
    """One application of one verb."""

    verb: str
    text: str
    """JSON of the verb array."""
    place: str
    """What it is about: ``components.Recognizer.vendor``."""
    what: str
    """What is special about it."""
    valid: set[Target] = field(default_factory=set[Target])
    """Targets for which our spec allows it."""
    near_miss: set[Target] = field(default_factory=set[Target])
    """Targets for which our spec forbids it."""

    def __str__(self) -> str:
        return f"{self.place}: {self.what}: {self.text if len(self.text) < 400 else self.text[:400] + '…'}"


@cache
def cases() -> dict[str, list[Case]]:
    """Every case by the name of its verb."""
    found: dict[str, dict[str, Case]] = {}
    for target in TARGETS:
        build = _Builder(target)
        for name, definition in build.ours.verbs.items():
            for is_valid, instance in build.elements(definition):
                case = _add(found, name, instance)
                (case.valid if is_valid else case.near_miss).add(target)
    return {name: list(by_text.values()) for name, by_text in sorted(found.items())}


def _add(found: dict[str, dict[str, Case]], verb: str, instance: Instance) -> Case:
    at, what, element = instance
    text = json.dumps([element], ensure_ascii=False)
    return found.setdefault(verb, {}).setdefault(text, Case(verb, text, at, what))


class _Builder:
    """Makes the values of one target."""

    def __init__(self, target: Target) -> None:
        self.ours = Ours(target)
        self._properties: dict[Definition, dict[str, list[Alternative]]] = {}
        self._minimal: dict[Definition, Object] = {}
        self._valid: dict[Definition, list[Instance]] = {}
        self._near_misses: dict[Definition, list[Instance]] = {}

    def properties(self, definition: Definition) -> dict[str, list[Alternative]]:
        if definition not in self._properties:
            self._properties[definition] = self.ours.properties(definition)
        return self._properties[definition]

    def elements(self, verb: Definition) -> Iterator[tuple[bool, Instance]]:
        """Elements of a verb array, and whether they are valid."""
        name = str(verb.wire_name)
        for definition, wrap in self.reachable(verb):
            if definition not in self._valid:
                self._valid[definition] = list(self.valid(definition))
                self._near_misses[definition] = list(self.near_misses(definition))
            for at, what, instance in self._valid[definition]:
                yield True, (at, what, wrap(instance))
            for at, what, instance in self._near_misses[definition]:
                yield False, (at, what, wrap(instance))
            if definition.wire_name is not None and definition is not verb:
                body = {"verb": definition.wire_name, **self.minimal(definition)}
                yield False, (place(definition), "named in the position of a body", wrap(body))
        yield True, (place(verb), "keyed form", {name: self.minimal(verb)})
        yield True, (place(verb), "keyed form with everything", {name: self.everything(verb)})

    def reachable(self, verb: Definition) -> Iterator[tuple[Definition, Wrap]]:
        """The verb and all objects that it can hold, each with what puts it into an element of a verb array."""
        name = str(verb.wire_name)
        seen = {verb}
        queue: list[tuple[Definition, Wrap]] = [(verb, lambda value: {"verb": name, **value})]
        while queue:
            definition, wrap = queue.pop(0)
            yield definition, wrap
            for wire, alternatives in self.properties(definition).items():
                for inner, inside in self._objects(alternatives):
                    if inner not in seen:
                        seen.add(inner)
                        queue.append((inner, self._under(definition, wire, inside, wrap)))

    def _under(self, outer: Definition, wire: str, inside: Inside, wrap: Wrap) -> Wrap:
        return lambda value: wrap({**self.minimal(outer), wire: inside(value)})

    def _objects(self, alternatives: list[Alternative]) -> Iterator[tuple[Definition, Inside]]:
        for alternative in alternatives:
            if alternative.definition is not None:
                if not alternative.definition.is_place:
                    yield alternative.definition, _itself
            elif alternative.type == "array":
                for definition, inside in self._objects(self.ours.items(alternative)):
                    yield definition, _in_array(inside)
            elif alternative.type == "object":
                for definition, inside in self._objects(self._map_values(alternative)):
                    yield definition, _in_map(inside)

    def _map_values(self, alternative: Alternative) -> list[Alternative]:
        """What the values of a free-form object may be; nothing if anything may."""
        schema: Schema | bool = alternative.schema["additionalProperties"]
        return [] if isinstance(schema, bool) else self.ours.alternatives(alternative.owner, schema)

    # -- valid ----------------------------------------------------------------------------

    def valid(self, definition: Definition) -> Iterator[Instance]:
        """Minimal, each property by itself with each kind of value, and everything at once."""
        minimal = self.minimal(definition)
        yield place(definition), "minimal", minimal
        for wire, alternatives in self.properties(definition).items():
            for alternative in alternatives:
                for what, value in self.variants(alternative):
                    yield place(definition, wire), what, self.completed(definition, {**minimal, wire: value})
        yield place(definition), "everything", self.everything(definition)

    def minimal(self, definition: Definition) -> Object:
        """As little as the target takes."""
        if definition not in self._minimal:
            properties = self.properties(definition)
            required = self.ours.required(definition)
            least: Object = {wire: self.smallest(properties[wire][0]) for wire in required}
            self._minimal[definition] = self.completed(definition, least)
        return self._minimal[definition]

    def smallest(self, alternative: Alternative) -> Json:
        return next(value for _, value in self.variants(alternative))

    def everything(self, definition: Definition, inside: frozenset[Definition] = frozenset()) -> Object:
        """All properties at once, and all of theirs."""
        if definition in inside:
            return self.minimal(definition)
        inside |= {definition}
        richest = {
            wire: max(
                alternatives,
                key=lambda a: ("array", "object").index(a.type) if a.definition or a.type == "array" else -1,
            )
            for wire, alternatives in self.properties(definition).items()
        }
        return {wire: self._full(alternative, inside) for wire, alternative in richest.items()}

    def _full(self, alternative: Alternative, inside: frozenset[Definition]) -> Json:
        if alternative.definition is not None and not alternative.definition.is_place:
            return self.everything(alternative.definition, inside)
        if alternative.type == "array":
            items = self.ours.items(alternative)
            verbs = [value for item in items if self._is_place(item) for _, value in self.variants(item)]
            return verbs or [self._full(item, inside) for item in items]
        *_, (_, last) = self.variants(alternative)
        return last

    def variants(self, alternative: Alternative) -> Iterator[tuple[str, Json]]:
        """Every kind of value that this alternative has, the smallest first."""
        schema = alternative.schema
        if alternative.values is not None:
            for value in alternative.values:
                yield f"the value {value!r}", value
        elif alternative.definition is not None:
            yield from self._object_variants(alternative.definition)
        elif alternative.type == "string":
            yield "a text", _text(schema)
            if not schema.get("minLength") and "pattern" not in schema:
                yield "the empty text", ""
        elif alternative.type in ("integer", "number"):
            yield from _numbers(alternative)
        elif alternative.type == "boolean":
            yield "true", True
            yield "false", False
        elif alternative.type == "array":
            if not schema.get("minItems"):
                yield "an empty array", []
            variants = [variant for item in self.ours.items(alternative) for variant in self.variants(item)]
            for what, value in variants:
                yield f"an array of {what}", [value]
            yield "an array of two", [variants[0][1], variants[-1][1]]
        elif alternative.type == "object":
            yield "an empty object", {}
            values = self._map_values(alternative)
            for what, value in (variant for one in values for variant in self.variants(one)):
                yield f"an object of {what}", {"key": value}
            if not values:
                yield "any object", FREE
        else:
            yield "null", None

    def _object_variants(self, definition: Definition) -> Iterator[tuple[str, Json]]:
        if definition.is_place:
            for name, verb in self.ours.members(definition).items():
                yield f"the verb {name}", {"verb": name, **self.minimal(verb)}
        else:
            yield f"a {definition.name}", self.minimal(definition)

    def _is_place(self, alternative: Alternative) -> bool:
        return alternative.definition is not None and alternative.definition.is_place

    def completed(self, definition: Definition, instance: Object) -> Object:
        """Adds what a combination needs: the definition may have an ``anyOf`` of required properties."""
        branches: list[Schema] = definition.schema.get("anyOf", [])
        if not branches or self.ours.fits(definition, instance):
            return instance
        wires = next(branch["required"] for branch in branches if "required" in branch)
        properties = self.properties(definition)
        return {**instance, **{wire: self.smallest(properties[wire][0]) for wire in wires}}

    # -- near misses ----------------------------------------------------------------------

    def near_misses(self, definition: Definition) -> Iterator[Instance]:
        """Like :meth:`valid`, but each with one fault."""
        minimal = self.minimal(definition)
        for wire, alternatives in self.properties(definition).items():
            for what, value in self.faults(alternatives):
                yield place(definition, wire), what, {**minimal, wire: value}
            for alternative in alternatives:
                for _, value in self.variants(alternative):
                    instance: Object = {**minimal, wire: value}
                    if self.completed(definition, instance) != instance:
                        yield place(definition, wire), "half of a combination", instance
        for wire in self.ours.required(definition):
            yield place(definition, wire), "missing", {name: minimal[name] for name in minimal if name != wire}
        for value in (SAMPLES["string"], SAMPLES["object"]):
            yield place(definition), "unknown property", {**minimal, UNKNOWN: value}

    def faults(self, alternatives: list[Alternative]) -> Iterator[tuple[str, Json]]:
        """Values that none of the alternatives allows."""
        types = json_types(alternatives)
        for name, value in SAMPLES.items():
            if name not in types:
                yield ("null" if value is None else f"wrong type: {name}"), value
        for alternative in alternatives:
            yield from self._faults(alternative)

    def _faults(self, alternative: Alternative) -> Iterator[tuple[str, Json]]:
        schema = alternative.schema
        if alternative.values is not None:
            value = SAMPLES[alternative.type]
            if value not in alternative.values:
                yield "unknown value", value
        elif alternative.definition is not None:
            if alternative.definition.is_place:
                yield "a verb without a name", {}
                yield "an unknown verb", {"verb": BOGUS}
        elif alternative.type in ("integer", "number"):
            if "minimum" in schema:
                yield "too small", schema["minimum"] - 1
            if "maximum" in schema:
                yield "too large", schema["maximum"] + 1
        elif alternative.type == "string":
            if schema.get("minLength"):
                yield "the empty text", ""
            if "pattern" in schema:
                yield "a text of another form", "?!"
        elif alternative.type == "array":
            if schema.get("minItems"):
                yield "an empty array", []
            for what, value in self.faults(self.ours.items(alternative)):
                yield f"an array with {what}", [value]
        elif alternative.type == "object" and (values := self._map_values(alternative)):
            for what, value in self.faults(values):
                yield f"an object with {what}", {"key": value}


def _itself(value: Object) -> Json:
    return value


def _in_array(inside: Inside) -> Inside:
    return lambda value: [inside(value)]


def _in_map(inside: Inside) -> Inside:
    return lambda value: {"key": inside(value)}


def _text(schema: Schema) -> str:
    pattern = schema.get("pattern")
    return next(text for text in ("Grüße ☎", "1", "a-1") if pattern is None or re.search(pattern, text))


def _numbers(alternative: Alternative) -> Iterator[tuple[str, Json]]:
    schema = alternative.schema
    smallest: int = schema.get("minimum", -1)
    largest: int = schema.get("maximum", 2**31)
    yield "the smallest number", smallest
    yield "the largest number", largest
    yield "a number between", smallest + (largest - smallest) // 2
    if alternative.type == "number":
        yield "a fraction", smallest + (largest - smallest) / 8
