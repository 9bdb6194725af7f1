"""Our spec as one server sees it: what may stand where, with the facts of ``x-targets`` applied."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeAlias, cast

from codegen.spec import Definition, Schema, Spec, load

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Object: TypeAlias = dict[str, Json]
Target: TypeAlias = Literal["open-source-0.9", "v10"]

TARGETS: tuple[Target, Target] = ("open-source-0.9", "v10")
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Alternative:
    """One thing that may stand in a place; a place takes one or more of them."""

    type: str
    """JSON type."""
    owner: Definition
    """The definition inside which ``schema`` stands."""
    schema: Schema = field(hash=False, compare=False, repr=False)
    """What is said about it."""
    values: tuple[Json, ...] | None = field(default=None, hash=False, compare=False)
    """The only values, if they are listed."""
    definition: Definition | None = None
    """The object or the place for verbs that it is."""


@cache
def spec() -> Spec:
    return load(ROOT / "spec")


def json_type(value: Json) -> str:
    if value is None:
        return "null"
    names: dict[type, str] = {
        bool: "boolean",
        int: "integer",
        float: "number",
        str: "string",
        list: "array",
        dict: "object",
    }
    return names[type(value)]


def place(definition: Definition, name: str = "") -> str:
    """How a place is called in the tests: ``verbs.Gather.say``."""
    return f"{definition.folder}.{definition.name}{'.' if name else ''}{name}"


class Ours:
    """Our spec for one target."""

    def __init__(self, target: Target) -> None:
        self.spec = spec()
        self.target: Target = target

    @property
    def verbs(self) -> dict[str, Definition]:
        """Wire name to verb."""
        return {str(d.wire_name): d for d in self.spec.verbs if self._rule(d.schema) is not False}

    def members(self, place: Definition) -> dict[str, Definition]:
        """The verbs that may stand in a place for verbs."""
        allowed = set(self.spec.place_members(place))
        return {name: d for name, d in self.verbs.items() if d in allowed}

    def properties(self, definition: Definition) -> dict[str, list[Alternative]]:
        """What may stand under each property; the name of a verb is left out, it belongs to the place."""
        found: dict[str, list[Alternative]] = {}
        for name, (owner, schema) in self.spec.all_properties(definition).items():
            if name == "verb" and definition.wire_name is not None:
                continue
            if alternatives := self.alternatives(owner, schema):
                found[name] = alternatives
                found |= dict.fromkeys(schema.get("x-aliases", ()), alternatives)
        return found

    def payload(self, definition: Definition) -> list[Alternative]:
        """What a message holds as its ``data``; any other definition is a payload itself."""
        properties = self.properties(definition)
        if definition.wire_name is not None and "data" in properties:
            return properties["data"]
        return self.alternatives(definition, {"$ref": f"#{definition.pointer}"})

    def required(self, definition: Definition) -> list[str]:
        """The properties that this server, or every server, insists on."""
        insisted = {
            name
            for name, (_, schema) in self.spec.all_properties(definition).items()
            if self._rule(schema) == "required"
        }
        required = self.spec.all_required(definition) | insisted
        return [name for name in self.properties(definition) if name in required]

    def alternatives(self, owner: Definition, schema: Schema) -> list[Alternative]:
        """What a schema inside of ``owner`` allows, unions taken apart."""
        rule = self._rule(schema)
        if rule is False:
            return []
        found = list(self._alternatives(owner, schema))
        if isinstance(rule, dict):
            if "enum" in rule:
                found = self._listed(owner, schema, rule["enum"])
            if "type" in rule:
                said: str | list[str] = rule["type"]
                types = [said] if isinstance(said, str) else said
                found = [alternative for alternative in found if alternative.type in types]
        return found

    def fits(self, definition: Definition, instance: Object) -> bool:
        """Is the instance valid by our schema, target or not?"""
        validator: Any = self.spec.validator(definition)
        return bool(validator.is_valid(instance))

    def items(self, array: Alternative) -> list[Alternative]:
        """What may be an element of an array."""
        return self.alternatives(array.owner, array.schema["items"])

    def _rule(self, schema: Schema) -> bool | str | Schema | None:
        return cast("bool | str | Schema | None", schema.get("x-targets", {}).get(self.target))

    def _alternatives(self, owner: Definition, schema: Schema) -> Iterable[Alternative]:
        if "$ref" in schema:
            definition = self.spec.resolve(owner, schema["$ref"])
            if self._rule(definition.schema) is False:
                return
            if definition.is_object or definition.is_place:
                yield Alternative("object", definition, definition.schema, definition=definition)
            else:
                yield from self._alternatives(definition, definition.schema)
        elif "oneOf" in schema:
            for part in schema["oneOf"]:
                yield from self.alternatives(owner, part)
        elif "const" in schema or "enum" in schema:
            yield from self._listed(owner, schema, schema.get("enum", [schema.get("const")]))
        else:
            said: str | list[str] = schema.get("type", ["string", "number", "boolean", "object", "array", "null"])
            types = [said] if isinstance(said, str) else said
            for one in types:
                yield Alternative(one, owner, schema)

    def _listed(self, owner: Definition, schema: Schema, values: list[Json]) -> list[Alternative]:
        types = dict.fromkeys(json_type(value) for value in values)
        return [
            Alternative(one, owner, schema, tuple(value for value in values if json_type(value) == one))
            for one in types
        ]


def json_types(alternatives: Iterable[Alternative]) -> frozenset[str]:
    """The JSON types of a place; ``number`` is also a whole one."""
    types = {alternative.type for alternative in alternatives}
    return frozenset(types | {"integer"} if "number" in types else types)
