"""Loads ``spec/``, checks it against its meta-schema and rules, and answers questions about it.

Nothing is generated from a spec that breaks a rule: :class:`SpecError` names the file and the JSON pointer.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from codegen import naming

Schema = dict[str, Any]

FOLDERS = ("components", "verbs", "hooks", "commands", "messages")
"""Folders of the spec, each compiled into the module of the same name; a folder refers only to itself and those before."""
CLOSED = frozenset({"components", "verbs", "commands"})
"""Folders of what the application sends, where an unknown property is an error."""
TARGETS = ("open-source-0.9", "v10")
RESERVED = frozenset({"raw", "extra"})
"""Attributes that every received class has already."""
_ON_EVERY_CLASS = frozenset({"extra_", "secrets_", "aliases_"})
"""Attributes of the base classes."""
_ARGUMENTS = frozenset({"self", "leg", "queue"})
"""Arguments that the typed methods of commands have already."""
_METHODS = frozenset({"send_command", "request", "notify", "send", "perform", "ack", "raw_command", "hook", "on"})
"""Methods that a call or client has already."""

_TAG = {"verbs": "verb", "commands": "command", "messages": "type"}
_RANGES = (("minimum", "maximum"), ("minLength", "maxLength"), ("minItems", "maxItems"))
"""Keywords of which the first may not exceed the second."""
_BASE = "https://spec.invalid/"


class SpecError(Exception):
    """The spec breaks one of its rules."""

    def __init__(self, file: str, pointer: str, problem: str) -> None:
        super().__init__(f"spec/{file}#{pointer}: {problem}")
        self.file = file
        self.pointer = pointer
        self.problem = problem


@dataclass(frozen=True)
class Definition:
    """One named schema: a file, or an entry of a file's ``$defs``."""

    file: str
    """Path below ``spec/``, such as ``verbs/say.json``."""
    pointer: str
    """JSON pointer inside the file; empty for the file itself."""
    schema: Schema = field(hash=False, compare=False, repr=False)

    @property
    def folder(self) -> str:
        return self.file.split("/")[0]

    @property
    def name(self) -> str:
        """Name of the class or alias."""
        return str(self.schema["title"])

    @property
    def is_union(self) -> bool:
        return "oneOf" in self.schema

    @property
    def is_object(self) -> bool:
        return self.schema.get("type") == "object" and not self.is_place and not self.is_map

    @property
    def is_map(self) -> bool:
        return (
            self.schema.get("type") == "object"
            and not ({"properties", "allOf", "x-verbs"} & set(self.schema))
            and "additionalProperties" in self.schema
            and self.schema["additionalProperties"] is not False
        )

    @property
    def is_place(self) -> bool:
        """A place for verbs in a verb array, such as ``components.Verb``."""
        return "x-verbs" in self.schema

    @property
    def is_closed(self) -> bool:
        return self.folder in CLOSED

    @property
    def is_abstract(self) -> bool:
        return bool(self.schema.get("x-abstract"))

    @property
    def properties(self) -> dict[str, Schema]:
        """Own properties, without those of the base."""
        properties: dict[str, Schema] = self.schema.get("properties", {})
        return properties

    @property
    def required(self) -> frozenset[str]:
        return frozenset(self.schema.get("required", ()))

    @property
    def wire_name(self) -> str | None:
        """Verb name, command name or message type, for a file that has one."""
        tag = _TAG.get(self.folder)
        if tag is None or self.pointer:
            return None
        const = self.properties.get(tag, {}).get("const")
        return const if isinstance(const, str) else None

    @property
    def base_ref(self) -> str | None:
        refs = [part["$ref"] for part in self.schema.get("allOf", ()) if "$ref" in part]
        return refs[0] if refs else None

    def fail(self, pointer: str, problem: str) -> SpecError:
        return SpecError(self.file, self.pointer + pointer, problem)


class Spec:
    """The whole spec, loaded and checked."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files = _read_files(root)
        _check_meta_schema(root, self.files)
        self.definitions: list[Definition] = []
        for file, schema in self.files.items():
            self.definitions.append(Definition(file, "", schema))
            for key, definition in schema.get("$defs", {}).items():
                self.definitions.append(Definition(file, f"/$defs/{key}", definition))
        self._by_place = {(d.file, d.pointer): d for d in self.definitions}
        for definition in self.definitions:
            _check_definition(self, definition)
        _check_names(self)
        _check_automatic(self)
        _check_examples(self)

    # -- questions ---------------------------------------------------------------------------

    def folder(self, folder: str) -> list[Definition]:
        """All definitions of a folder, files in alphabetical order, a file's ``$defs`` before itself."""
        files = sorted({d.file for d in self.definitions if d.folder == folder})
        return [
            d
            for file in files
            for d in sorted((d for d in self.definitions if d.file == file), key=lambda d: d.pointer == "")
        ]

    @property
    def verbs(self) -> list[Definition]:
        return self._tagged("verbs")

    @property
    def commands(self) -> list[Definition]:
        return self._tagged("commands")

    @property
    def messages(self) -> list[Definition]:
        return self._tagged("messages")

    def _tagged(self, folder: str) -> list[Definition]:
        return [d for d in self.folder(folder) if d.wire_name is not None]

    def resolve(self, definition: Definition, ref: str) -> Definition:
        """The definition that a ``$ref`` inside ``definition`` means."""
        path, _, pointer = ref.partition("#")
        file = posixpath.normpath(posixpath.join(posixpath.dirname(definition.file), path)) if path else definition.file
        found = self._by_place.get((file, pointer))
        if found is None:
            raise definition.fail("", f"$ref {ref!r} leads to no definition")
        return found

    def base(self, definition: Definition) -> Definition | None:
        """The definition that this one extends."""
        ref = definition.base_ref
        return self.resolve(definition, ref) if ref else None

    def lineage(self, definition: Definition) -> list[Definition]:
        """The definition and its bases, the most general first."""
        base = self.base(definition)
        return [*(self.lineage(base) if base else ()), definition]

    def all_properties(self, definition: Definition) -> dict[str, tuple[Definition, Schema]]:
        """Properties with those of the bases, each with the definition that states it."""
        return {
            name: (owner, schema) for owner in self.lineage(definition) for name, schema in owner.properties.items()
        }

    def all_required(self, definition: Definition) -> frozenset[str]:
        return frozenset().union(*(d.required for d in self.lineage(definition)))

    def members(self, union: Definition) -> list[Definition]:
        """The definitions a union is made of (scalars left out)."""
        return [self.resolve(union, part["$ref"]) for part in union.schema["oneOf"] if "$ref" in part]

    def discriminator(self, union: Definition) -> str | None:
        name = union.schema.get("discriminator", {}).get("propertyName")
        return name if isinstance(name, str) else None

    def place_members(self, place: Definition) -> list[Definition]:
        """The verbs that may stand in a place of a verb array."""
        allowed = place.schema["x-verbs"]
        return self.verbs if allowed == "*" else [v for v in self.verbs if v.wire_name in allowed]

    @cached_property
    def registry(self) -> Registry[Any]:
        """All files under their relative paths, places for verbs spelt out, for a JSON Schema validator."""
        resources = []
        for file, schema in self.files.items():
            definition = self._by_place[file, ""]
            if definition.is_place:
                verbs = [f"../{verb.file}" for verb in self.place_members(definition)]
                schema = {**schema, "oneOf": [{"$ref": ref} for ref in verbs]}
            resources.append((_BASE + file, Resource.from_contents(schema, DRAFT202012)))
        return Registry().with_resources(resources)

    def validator(self, definition: Definition) -> Draft202012Validator:
        """A JSON Schema validator for one definition."""
        return Draft202012Validator({"$ref": f"{_BASE}{definition.file}#{definition.pointer}"}, registry=self.registry)


def snippets(schema: object, pointer: str = "") -> Iterator[tuple[str, Schema]]:
    """Every schema inside a schema, with its JSON pointer."""
    if isinstance(schema, dict):
        yield pointer, schema
        for key, value in schema.items():
            if key in ("properties", "$defs"):
                for name, sub in value.items():
                    yield from snippets(sub, f"{pointer}/{key}/{_escape(name)}")
            elif key in ("items", "additionalProperties", "not"):
                yield from snippets(value, f"{pointer}/{key}")
            elif key in ("oneOf", "anyOf", "allOf"):
                for index, sub in enumerate(value):
                    yield from snippets(sub, f"{pointer}/{key}/{index}")


def _escape(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


# -- reading ---------------------------------------------------------------------------------


def _read_files(root: Path) -> dict[str, Schema]:
    files: dict[str, Schema] = {}
    for folder in FOLDERS:
        for path in sorted((root / folder).glob("*")):
            file = f"{folder}/{path.name}"
            if path.suffix != ".json":
                raise SpecError(file, "", "only .json files belong here")
            files[file] = _read(path, file)
    return files


def _read(path: Path, file: str) -> Schema:
    def unique(pairs: list[tuple[str, Any]]) -> Schema:
        keys = [key for key, _ in pairs]
        for key in keys:
            if keys.count(key) > 1:
                raise SpecError(file, "", f"the key {key!r} stands twice in one object")
        return dict(pairs)

    try:
        schema = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=unique)
    except ValueError as error:
        raise SpecError(file, "", f"not JSON: {error}") from None
    if not isinstance(schema, dict):
        raise SpecError(file, "", "not an object")
    return schema


# -- rules -----------------------------------------------------------------------------------


def _check_meta_schema(root: Path, files: dict[str, Schema]) -> None:
    meta = json.loads((root / "meta.schema.json").read_text(encoding="utf-8"))
    validator = Draft202012Validator(meta)
    for file, schema in files.items():
        errors = sorted(validator.iter_errors(schema), key=lambda e: len(e.absolute_path), reverse=True)
        for error in errors[:1]:
            deepest = min(error.context or [error], key=lambda e: -len(e.absolute_path))
            pointer = "".join(f"/{_escape(str(part))}" for part in deepest.absolute_path)
            raise SpecError(file, pointer, f"against meta.schema.json: {deepest.message[:400]}")
        try:
            Draft202012Validator.check_schema(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
        except SchemaError as error:
            pointer = "".join(f"/{_escape(str(part))}" for part in error.absolute_path)
            raise SpecError(file, pointer, f"no JSON Schema: {error.message[:400]}") from None


def _check_definition(spec: Spec, d: Definition) -> None:
    stem = d.file.split("/")[1].removesuffix(".json")
    if d.pointer:
        if d.pointer != f"/$defs/{d.name}":
            raise d.fail("/title", f"a $defs entry is called by its title, {d.name!r}")
    else:
        expected = naming.pascal(d.wire_name or stem)
        if d.name != expected:
            raise d.fail("/title", f"is {d.name!r}, by the wire or file name it should be {expected!r}")
        if d.wire_name and stem != naming.kebab(d.wire_name):
            raise d.fail("", f"the file of {d.wire_name!r} is {naming.kebab(d.wire_name)}.json")
        if not d.is_abstract and "examples" not in d.schema:
            raise d.fail("", "needs at least one example")
    _check_refs(spec, d)
    _check_openness(d)
    _check_values(d)
    if "x-reply" in d.schema:
        _check_reply(spec, d, "/x-reply", d.schema["x-reply"])
    mirror = d.schema.get("x-mirror")
    if mirror is not None and "$ref" not in d.properties.get(mirror, {}):
        raise d.fail("/x-mirror", f"{mirror!r} is no property with a class of its own")
    if d.is_union:
        _check_union(spec, d)
    if d.folder in _TAG and not d.pointer:
        _check_tagged(spec, d)
    for name, schema in d.properties.items():
        _check_property(spec, d, name, schema)


def _check_refs(spec: Spec, d: Definition) -> None:
    for pointer, schema in snippets({k: v for k, v in d.schema.items() if k != "$defs"}):
        if "$ref" not in schema:
            continue
        target = spec.resolve(d, schema["$ref"])
        if FOLDERS.index(target.folder) > FOLDERS.index(d.folder):
            raise d.fail(pointer, f"{d.folder} may not refer to {target.folder}")
        if target.folder == "verbs" and not target.pointer and schema.get("not") != {"required": ["verb"]}:
            raise d.fail(pointer, 'a verb as the body of a property carries no name: add "not": {"required": ["verb"]}')
    for part in d.schema.get("allOf", ()):
        if "$ref" not in part:
            raise d.fail("/allOf", "holds the one base that is extended, as a $ref")
    if len(d.schema.get("allOf", ())) > 1:
        raise d.fail("/allOf", "one base only")


def _check_openness(d: Definition) -> None:
    schema = d.schema
    if d.is_place or d.is_union or schema.get("type") != "object" or d.is_map:
        return
    closing = "unevaluatedProperties" if "allOf" in schema else "additionalProperties"
    if d.is_closed and not d.is_abstract and schema.get(closing) is not False:
        raise d.fail("", f"what the application sends is closed: {closing} must be false")
    if not d.is_closed and (schema.get("additionalProperties", True) is not True or "unevaluatedProperties" in schema):
        raise d.fail("", "what jambonz sends is open: leave additionalProperties out")
    missing = d.required - set(d.properties)
    if missing:
        raise d.fail("/required", f"{sorted(missing)} are no properties of {d.name}")


def _check_values(d: Definition) -> None:
    for pointer, schema in snippets({k: v for k, v in d.schema.items() if k != "$defs"}):
        for least, most in _RANGES:
            if least in schema and most in schema and schema[least] > schema[most]:
                raise d.fail(f"{pointer}/{least}", f"is more than {most}, so that nothing is right")
        types = schema.get("type", ())
        types = {types} if isinstance(types, str) else set(types)
        if "array" in types and "items" not in schema:
            raise d.fail(pointer, "an array says by items what is in it")
        takes_null = "null" in types or schema.get("const", "") is None or None in schema.get("enum", ())
        if d.is_closed and takes_null:
            raise d.fail(pointer, "nothing that the application sends is null")


def _check_reply(spec: Spec, d: Definition, pointer: str, reply: Schema) -> None:
    if "verbs" in reply and not spec.resolve(d, reply["verbs"]).is_place:
        raise d.fail(f"{pointer}/verbs", "is no place for verbs")
    if reply.get("class") == "play" and "verbs" not in reply:
        raise d.fail(pointer, "class play names the place whose verbs may answer")


def _check_union(spec: Spec, d: Definition) -> None:
    objects = [member for member in spec.members(d) if member.is_object]
    if len(objects) < 2:
        return
    tag = spec.discriminator(d)
    if tag is None:
        raise d.fail("", "a union of several objects needs a discriminator")
    for member in objects:
        properties = spec.all_properties(member)
        if member.name != d.schema.get("x-fallback") and "const" not in properties.get(tag, (d, {}))[1]:
            raise member.fail(f"/properties/{tag}", f"must be a const: it tells the members of {d.name} apart")


def _check_tagged(spec: Spec, d: Definition) -> None:
    if d.folder in ("messages", "commands"):
        direction = "client" if d.folder == "messages" else "server"
        if (d.wire_name or d.is_abstract) and d.schema.get("x-direction") != direction:
            raise d.fail("", f'needs "x-direction": "{direction}"')
    if d.folder == "messages" and d.wire_name:
        if "x-ack" not in d.schema:
            raise d.fail("", "a message says by x-ack whether it wants one")
        if d.schema["x-ack"] != ("x-reply" in d.schema) and d.wire_name != "verb:hook":
            raise d.fail("", "x-reply belongs to every message that wants an ack, and only to those")
        base = "messages/ackable-message.json" if d.schema["x-ack"] else "messages/notification.json"
        if base not in [ancestor.file for ancestor in spec.lineage(d)]:
            raise d.fail("/allOf", f"with x-ack {json.dumps(d.schema['x-ack'])} the base is {base.split('/')[1]}")
    if d.folder == "commands" and d.wire_name and "data" not in d.properties:
        raise d.fail("/properties", "a command has data, if only an empty map: the server insists on it")
    if d.folder == "commands" and d.wire_name and d.name != "Ack" and "x-leg" not in d.schema:
        raise d.fail("", "a command says by x-leg whether the leg selector counts")


def _check_property(spec: Spec, d: Definition, name: str, schema: Schema) -> None:
    pointer = f"/properties/{_escape(name)}"
    if "x-name" not in schema:
        try:
            naming.attribute(name)
        except ValueError as error:
            raise d.fail(pointer, str(error)) from None
    if not d.is_closed and (schema.get("x-name") or naming.attribute(name)) in RESERVED:
        raise d.fail(pointer, f"{sorted(RESERVED)} are attributes of everything received: give it an x-name")
    if schema.get("x-name") in _ON_EVERY_CLASS:
        raise d.fail(f"{pointer}/x-name", f"{sorted(_ON_EVERY_CLASS)} are attributes of every class")
    if d.folder == "commands" and (schema.get("x-name") or naming.attribute(name)) in _ARGUMENTS:
        raise d.fail(pointer, f"{sorted(_ARGUMENTS)} are arguments of every typed method: give it an x-name")
    if d.is_closed and not schema.keys().isdisjoint(("x-known", "x-aliases", "x-late")):
        raise d.fail(pointer, "x-known, x-aliases and x-late are for what jambonz sends; here an enum is exact")
    if "x-late" in schema and any("$ref" in part for _, part in snippets(schema)):
        raise d.fail(pointer, "x-late is for JSON without a class of its own")
    if not d.is_closed and "enum" in schema:
        raise d.fail(pointer, "what jambonz sends is an open set: type string with x-known")
    for inner, part in snippets(schema):
        if inner and not d.is_closed and "enum" in part:
            raise d.fail(pointer + inner, "what jambonz sends is an open set: type string with x-known")
    hook = schema.get("x-hook")
    is_hook = schema.get("$ref", "").endswith("hook-target.json") or hook is not None
    if is_hook and hook is None:
        raise d.fail(pointer, "a hook property needs x-hook")
    if hook:
        spec.resolve(d, hook["payload"])
        if hook["message"] == "verb:hook" and "x-reply" not in schema:
            raise d.fail(pointer, "x-reply says what the server does with the reply to this hook")
    if "x-reply" in schema:
        _check_reply(spec, d, f"{pointer}/x-reply", schema["x-reply"])


def _check_names(spec: Spec) -> None:
    types = {name: d for d in spec.messages for name in [d.wire_name]}
    for d in spec.messages:
        for index, alias in enumerate(d.schema.get("x-alias", ())):
            if types.setdefault(alias, d) is not d:
                raise d.fail(f"/x-alias/{index}", f"{alias!r} is the type of another message")
    methods: set[str] = set(_METHODS)
    for d in spec.commands:
        method = d.schema.get("x-method", {}).get("name") or naming.attribute(str(d.wire_name))
        if method in methods:
            raise d.fail("/x-method/name", f"there is a method {method!r} already")
        methods.add(method)
    verbs = {d.wire_name for d in spec.verbs}
    for d in spec.definitions:
        if d.is_place and d.schema["x-verbs"] != "*" and not set(d.schema["x-verbs"]) <= verbs:
            raise d.fail("/x-verbs", f"there are no verbs {sorted(set(d.schema['x-verbs']) - verbs)}")
    seen: dict[tuple[str, str], Definition] = {}
    for d in spec.definitions:
        first = seen.setdefault((d.folder, d.name), d)
        if first is not d:
            raise d.fail("/title", f"{d.name!r} is already taken by spec/{first.file}")
        names = set(spec.all_properties(d))
        for name, schema in d.properties.items():
            for index, alias in enumerate(schema.get("x-aliases", ())):
                if alias in names:
                    raise d.fail(f"/properties/{_escape(name)}/x-aliases/{index}", f"{alias!r} is already taken")
                names.add(alias)
        attributes: dict[str, str] = {}
        for name, (_, schema) in spec.all_properties(d).items():
            attr = schema.get("x-name") or naming.attribute(name)
            if attr in attributes:
                raise d.fail(f"/properties/{name}", f"has the same Python name as {attributes[attr]!r}")
            attributes[attr] = name


def _check_automatic(spec: Spec) -> None:
    verbs = {d.wire_name: d for d in spec.verbs}
    for d in spec.definitions:
        places = [("", d.schema), *((f"/properties/{_escape(name)}", schema) for name, schema in d.properties.items())]
        for pointer, schema in places:
            reply = schema.get("x-reply", {})
            allowed = spec.place_members(spec.resolve(d, reply["verbs"])) if "verbs" in reply else spec.verbs
            for index, element in enumerate(reply.get("automatic", ())):
                at = f"{pointer}/x-reply/automatic/{index}"
                verb = verbs.get(element["verb"])
                if verb is None:
                    raise d.fail(f"{at}/verb", f"there is no verb {element['verb']!r}")
                if verb not in allowed:
                    raise d.fail(f"{at}/verb", f"{element['verb']!r} may not stand in {reply['verbs']}")
                for error in spec.validator(verb).iter_errors(element):
                    path = "".join(f"/{_escape(str(part))}" for part in error.absolute_path)
                    raise d.fail(at + path, error.message[:300])


def _check_examples(spec: Spec) -> None:
    for d in spec.definitions:
        for index, example in enumerate(d.schema.get("examples", ())):
            for error in spec.validator(d).iter_errors(example):
                path = "".join(f"/{part}" for part in error.absolute_path)
                raise d.fail(f"/examples/{index}{path}", error.message[:300])
            if _is_element(d) and isinstance(example, dict) and "verb" not in example:
                raise d.fail(
                    f"/examples/{index}", "the example of a verb is an element of a verb array: give it its `verb`"
                )


def _is_element(d: Definition) -> bool:
    return d.folder == "verbs" and d.wire_name is not None


def load(root: Path) -> Spec:
    """Load and check the spec below ``root``.

    Raises:
        SpecError: A file breaks a rule; names file and JSON pointer.
    """
    return Spec(root)
