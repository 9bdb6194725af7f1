"""The two published descriptions of the verbs, and ours, read into one shape in which they can be compared."""

from __future__ import annotations

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias, cast
from urllib.parse import urldefrag, urljoin

from codegen.spec import Definition

from .ours import Alternative, Json, Ours, Target, json_type, place

ANY = frozenset({"string", "number", "boolean", "object", "array", "null"})
LIMITS = ("minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "pattern")


@dataclass(frozen=True)
class Shape:
    """What may stand in one place."""

    name: str
    """``recognizer.hints[]``: the named schema, and the way inside of it."""
    types: frozenset[str]
    """JSON types; a whole number is a ``number`` too."""
    values: frozenset[Json] | None = None
    """The only scalars, if they are listed."""
    whole: bool = False
    """Only whole numbers, or none below 0 or 1."""
    limits: frozenset[str] = frozenset()
    """Other limits: ``maximum 100``."""
    properties: Mapping[str, Place] = field(default_factory=dict[str, "Place"])
    required: frozenset[str] = frozenset()
    is_open: bool = False
    """Takes properties that are not named."""
    members: frozenset[str] = frozenset()
    """The kinds of object with named properties."""
    items: Place | None = None
    """What the elements of an array may be, if that is said."""


Place: TypeAlias = Callable[[], Shape]


def merged(name: str, shapes: Iterable[Shape]) -> Shape:
    """One shape for a place that takes any of several."""
    parts = list(shapes)
    if len(parts) == 1:
        return parts[0]
    scalars = [part for part in parts if part.types & {"string", "number"}]
    listed = [value for part in scalars for value in part.values or ()]
    objects = [part for part in parts if "object" in part.types]
    properties: dict[str, list[Place]] = {}
    for part in objects:
        for wire, at in part.properties.items():
            properties.setdefault(wire, []).append(at)
    items = [part.items for part in parts if part.items is not None]
    return Shape(
        name,
        frozenset[str]().union(*(part.types for part in parts)),
        values=frozenset(listed) if scalars and all(part.values is not None for part in scalars) else None,
        whole=any(part.whole for part in parts),
        limits=frozenset[str]().union(*(part.limits for part in parts)),
        properties={wire: _either(f"{name}.{wire}", places) for wire, places in properties.items()},
        required=frozenset(wire for wire in properties if all(wire in part.required for part in objects)),
        is_open=any(part.is_open for part in objects),
        members=frozenset[str]().union(*(part.members for part in objects)),
        items=_either(f"{name}[]", items) if items else None,
    )


def _either(name: str, places: list[Place]) -> Place:
    return lambda: merged(name, (at() for at in places))


def _just(shape: Shape) -> Place:
    return lambda: shape


def _limits(schema: Mapping[str, Any]) -> tuple[bool, frozenset[str]]:
    """Whether it is about whole or not negative numbers, and the other limits."""
    small = schema.get("minimum") in (0, 1)
    found = {f"{limit} {schema[limit]}" for limit in LIMITS if limit in schema and not (small and limit == "minimum")}
    types = schema.get("type")
    whole = types == "integer" or (isinstance(types, list) and "integer" in types)
    return whole or small, frozenset(found)


def our_shape(ours: Ours, name: str, alternatives: Iterable[Alternative]) -> Shape:
    """Our spec's shape of a place."""
    return merged(name, (_our_alternative(ours, name, alternative) for alternative in alternatives))


def our_object(ours: Ours, definition: Definition) -> Shape:
    """Our spec's shape of an object."""

    def at(wire: str, alternatives: list[Alternative]) -> Place:
        return lambda: our_shape(ours, place(definition, wire), alternatives)

    return Shape(
        place(definition),
        frozenset({"object"}),
        properties={wire: at(wire, alternatives) for wire, alternatives in ours.properties(definition).items()},
        required=frozenset(ours.required(definition)),
        members=frozenset({place(definition)}),
    )


def _our_alternative(ours: Ours, name: str, alternative: Alternative) -> Shape:
    definition = alternative.definition
    if definition is not None and not definition.is_place:
        return our_object(ours, definition)
    kind = "number" if alternative.type == "integer" else alternative.type
    whole, limits = _limits(alternative.schema) if definition is None else (False, frozenset[str]())
    return Shape(
        name,
        frozenset({kind}),
        values=None if alternative.values is None else frozenset(alternative.values),
        whole=whole and kind == "number",
        limits=limits,
        is_open=kind == "object",
        items=(lambda: our_shape(ours, f"{name}[]", ours.items(alternative)))
        if "items" in alternative.schema
        else None,
    )


class Published(ABC):
    """One package."""

    target: Target
    """The server that it describes."""
    normalizer: str
    """The module with the table of synonyms."""

    def __init__(self, modules: Path) -> None:
        self.root = modules / "@jambonz"
        self.reached: set[str] = set()
        """Named schemas that were looked at."""

    @property
    @abstractmethod
    def names(self) -> frozenset[str]:
        """Every named schema, verbs and components."""

    @abstractmethod
    def own_verbs(self) -> dict[str, Shape]:
        """Every verb that has a schema, by its wire name."""

    def verbs(self) -> dict[str, Shape]:
        """Every verb by its wire name, synonyms and vendor shortcuts included."""
        found = self.own_verbs()
        for synonym, verb, vendor in self.synonyms:
            shape = found[verb]
            if vendor:
                given = Shape(f"{synonym}.vendor", frozenset({"string"}), frozenset({vendor}))
                properties = {**shape.properties, "vendor": _just(given)}
                shape = replace(shape, properties=properties, required=shape.required - {"vendor"})
            found.setdefault(synonym, replace(shape, name=synonym))
        return found

    @cached_property
    def synonyms(self) -> list[tuple[str, str, str]]:
        """Synonym, verb and vendor: what the package renames before it looks at it."""
        text = (self.root / self.normalizer).read_text(encoding="utf-8")
        entry = r"^\s*\['(\w+)', \{verb: '(\w+)'(?:, properties: \{vendor: '(\w+)'\})?\}\]"
        return re.findall(entry, text, re.MULTILINE)


class VerbSpecifications(Published):
    """``@jambonz/verb-specifications``: a flat table of verbs and components in a notation of its own."""

    target: Target = "open-source-0.9"
    normalizer = "verb-specifications/jambonz-app-json-validation.js"
    bodies = frozenset({"say", "play", "listen", "transcribe", "dub", "llm"})
    """Verbs that are also referred to, which else only components are."""

    @cached_property
    def _table(self) -> dict[str, Any]:
        table: dict[str, Any] = json.loads((self.root / "verb-specifications/specs.json").read_text(encoding="utf-8"))
        return table

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._table)

    def own_verbs(self) -> dict[str, Shape]:
        text = json.dumps(list(self._table.values()))
        referred = {name for name in self._table if f'#{name}"' in text or f"#{name} |" in text}
        return {name: self._named(name) for name in self._table if name not in referred or name in self.bodies}

    def _named(self, name: str) -> Shape:
        self.reached.add(name)
        entry = self._table[name]

        def at(wire: str, said: object) -> Place:
            return lambda: self._value(f"{name}.{wire}", said)

        return Shape(
            name,
            frozenset({"object"}),
            properties={wire: at(wire, said) for wire, said in entry["properties"].items()},
            required=frozenset(entry.get("required", ())),
            members=frozenset({name}),
        )

    def _value(self, name: str, said: Any) -> Shape:
        if isinstance(said, str):
            return merged(name, (self._word(name, word.strip()) for word in said.split("|")))
        if isinstance(said, list):
            [word] = cast("list[str]", said)
            return Shape(name, frozenset({"array"}), items=lambda: self._word(f"{name}[]", word))
        listed = Shape(name, frozenset({"string"}), frozenset(said["enum"]))
        return Shape(name, frozenset({"array"}), items=_just(listed)) if said.get("type") == "array" else listed

    def _word(self, name: str, word: str) -> Shape:
        if word.startswith("#"):
            return self._named(word[1:]) if word[1:] in self._table else Shape(name, ANY)
        return Shape(name, frozenset({word}), is_open=word == "object")


class JambonzSchema(Published):
    """``@jambonz/schema``: JSON Schema, one file per verb and component."""

    target: Target = "v10"
    normalizer = "schema/lib/normalize.js"

    @cached_property
    def _schemas(self) -> dict[str, dict[str, Any]]:
        folders = ("components", "verbs", "callbacks")
        paths = [path for folder in folders for path in sorted((self.root / "schema" / folder).glob("*.json"))]
        schemas = [json.loads(path.read_text(encoding="utf-8")) for path in paths]
        return {schema["$id"]: schema for schema in schemas}

    @property
    def names(self) -> frozenset[str]:
        return frozenset(_short(url) for url in self._schemas if "/callbacks/" not in url)

    @property
    def callbacks(self) -> dict[str, Shape]:
        """Payloads of hooks and messages."""
        urls = [url for url in self._schemas if "/callbacks/" in url]
        return {url.rpartition("/")[2]: self._shape(url, self._schemas[url]) for url in urls}

    def own_verbs(self) -> dict[str, Shape]:
        return {_short(url): self._shape(url, schema) for url, schema in self._schemas.items() if "/verbs/" in url}

    def _shape(self, url: str, schema: dict[str, Any], inside: str = "") -> Shape:
        """The shape of a schema that stands in the file ``url``."""
        self.reached.add(_short(url))
        if "$ref" in schema:
            return self._shape(*self._resolve(url, schema["$ref"]))
        name = f"{_short(url)}{inside}"
        if "oneOf" in schema:
            return merged(name, (self._shape(url, part, inside) for part in schema["oneOf"]))
        bases = [self._shape(*self._resolve(url, part["$ref"])) for part in schema.get("allOf", ()) if "$ref" in part]

        def at(wire: str, said: dict[str, Any]) -> Place:
            return lambda: self._shape(url, said, f"{inside}.{wire}")

        own = {
            wire: at(wire, said)
            for wire, said in schema.get("properties", {}).items()
            if wire != "verb" and said.get("not") != {}
        }
        properties = {wire: found for base in bases for wire, found in base.properties.items()} | own
        values: list[Json] | None = schema.get("enum", [schema["const"]] if "const" in schema else None)
        said = schema.get("type", [json_type(value) for value in values] if values else list(ANY))
        types: list[str] = [said] if isinstance(said, str) else said
        whole, limits = _limits(schema)
        items: dict[str, Any] | None = schema.get("items")
        return Shape(
            name,
            frozenset("number" if one == "integer" else one for one in types),
            values=frozenset(values) if values else None,
            whole=whole,
            limits=limits,
            properties=properties,
            required=frozenset(schema.get("required", ())).union(*(base.required for base in bases)),
            is_open="object" in types and schema.get("additionalProperties", True) is not False,
            members=frozenset({name}) if properties else frozenset(),
            items=(lambda: self._shape(url, items, f"{inside}[]")) if items else None,
        )

    def _resolve(self, url: str, ref: str) -> tuple[str, dict[str, Any], str]:
        base, fragment = urldefrag(urljoin(url, ref))
        schema = self._schemas[base]
        steps = fragment.strip("/").split("/") if fragment else []
        for step in steps:
            schema = schema[step]
        return base, schema, f"#{steps[-1]}" if steps else ""


def _short(url: str) -> str:
    """``components/recognizer-awsOptions``, or the verb's name."""
    return url.removeprefix("https://jambonz.org/schema/").removeprefix("components/").removeprefix("verbs/")
