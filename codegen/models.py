"""Compiles the spec's types: datamodel-code-generator turns schemas into annotations, one pass finishes the modules.

The generator knows JSON Schema; it does not know our base classes, tags, docstrings or that absent means ``None``. So
its output is read as a syntax tree, each class and field is matched with the spec (a miss is an error, in both
directions), and the five modules are written from the two together.
"""

from __future__ import annotations

import ast
import copy
import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from datamodel_code_generator import generate
from datamodel_code_generator.enums import DataModelType, InputFileType
from datamodel_code_generator.format import Formatter, PythonVersion
from datamodel_code_generator.parser import LiteralType

from codegen import naming
from codegen.spec import FOLDERS, Definition, Schema, Spec, SpecError
from codegen.text import HEADER, docstring, sentence_list

REPLY_PROSE = {
    "replace": "a reply with verbs replaces the verb stack",
    "ignore": "the reply is ignored",
    "play": "the reply's verbs are played for this hook only",
    "confirm": "the reply's verbs run on the called leg before it is bridged",
    "leg": "the reply becomes the application of another leg",
    "application": "the reply is the call's initial application",
    "none": "the reply is no verb array",
}


@dataclass(frozen=True)
class Field:
    """A property as a field of a Struct."""

    owner: Definition
    """The definition that states it: the class itself or a base."""
    attribute: str
    wire: str
    annotation: str
    """Python type as the module of its class writes it, without the ``None`` that stands for absence."""
    parameter: str
    """The same as the parameter of a method in another module, without the ranges."""
    required: bool
    schema: Schema

    @property
    def empty(self) -> bool:
        """Is an absent array the empty list?"""
        return bool(self.schema.get("x-empty"))


@dataclass(frozen=True)
class Compiled:
    """The types that datamodel-code-generator made of the spec."""

    spec: Spec
    fields: dict[Definition, list[Field]]
    aliases: dict[Definition, str]

    def all_fields(self, definition: Definition) -> list[Field]:
        """Own fields with those of the bases."""
        return [field for owner in self.spec.lineage(definition) for field in self.fields[owner]]


def attribute(name: str, schema: Schema) -> str:
    """Python attribute of a property."""
    return str(schema.get("x-name") or naming.attribute(name))


def tag(spec: Spec, d: Definition) -> tuple[str, str] | None:
    """Property and value that msgspec writes as the Struct's tag: a required constant, own or the place's business."""
    if d.folder == "verbs" and d.wire_name is not None:
        return None  # the tag belongs to the place in a verb array; the codec writes it there
    for name, schema in d.properties.items():
        if "const" in schema and name in d.required and not d.is_abstract:
            return name, schema["const"]
    return None


def is_field(schema: Schema) -> bool:
    """Constants are tags, never fields."""
    return not isinstance(schema.get("const"), str)


def is_one_or_more(spec: Spec, d: Definition, schema: Schema) -> bool:
    """Does the property take one verb or an array of verbs?"""
    return any("$ref" in part and spec.resolve(d, part["$ref"]).is_place for part in schema.get("oneOf", ()))


# -- in: one bundle for datamodel-code-generator ----------------------------------------------


def compile_types(spec: Spec) -> Compiled:
    """Run datamodel-code-generator over the whole spec and read the types from its output."""
    keys = {_key(d): d for d in spec.definitions}
    tree = ast.parse(_generate({"$defs": {key: _bundled(spec, d) for key, d in keys.items() if not d.is_map}}))
    renamed = {
        alias.asname: alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.asname
    }
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    aliases = {
        node.target.id: node.value
        for node in tree.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None
    }
    helpers = {name: value for name, value in aliases.items() if name not in keys}
    types = Compiled(spec, {}, {})
    for key, d in keys.items():
        annotate = _Annotations(d, d.folder, keys, helpers, renamed)
        if d.is_object:
            qualify = _Annotations(d, "", keys, helpers, renamed, ranges=False)
            types.fields[d] = _fields(spec, d, classes.pop(key, None), annotate, qualify)
        elif d.is_union or d.schema.get("type") not in (None, "object"):
            if key not in aliases:
                raise SpecError(d.file, d.pointer, "datamodel-code-generator made no alias of it")
            types.aliases[d] = annotate(aliases[key])
    leftover = set(classes) - {_key(d) for d in spec.definitions if d.is_place}
    if leftover:
        raise SpecError("", "", f"datamodel-code-generator invented {sorted(leftover)}: an object without a title?")
    return types


def _key(d: Definition) -> str:
    return naming.pascal(d.folder) + d.name


def _bundled(spec: Spec, d: Definition) -> Schema:
    """The schema as datamodel-code-generator is to see it: types only, no facts, no constants, no prose."""
    schema: Schema = _strip(spec, d, d.schema)
    if "properties" in d.schema or d.is_object:
        schema["type"] = "object"
        schema["properties"] = {name: _strip(spec, d, value) for name, value in d.properties.items() if is_field(value)}
        schema["required"] = [name for name in d.schema.get("required", ()) if name in schema["properties"]]
        schema.pop("additionalProperties", None)
    return schema


_KEPT = frozenset(
    [
        "type",
        "properties",
        "required",
        "items",
        "additionalProperties",
        "enum",
        "const",
        "oneOf",
        "allOf",
        "$ref",
        "minimum",
        "maximum",
        "minLength",
        "maxLength",
        "minItems",
        "maxItems",
        "pattern",
    ]
)


def _strip(spec: Spec, d: Definition, value: Any) -> Any:
    if isinstance(value, list):
        return [_strip(spec, d, item) for item in value]
    if not isinstance(value, dict):
        return value
    if "$ref" in value:
        target = spec.resolve(d, value["$ref"])
        return _strip(spec, target, target.schema) if target.is_map else {"$ref": f"#/$defs/{_key(target)}"}
    return {key: _strip(spec, d, item) for key, item in value.items() if key in _KEPT and key != "properties"}


def _generate(bundle: Schema) -> str:
    with warnings.catch_warnings():
        # Tags are ours to write (see tag()), so the unions look untagged to the generator.
        warnings.filterwarnings("ignore", message="msgspec cannot decode the union")
        warnings.filterwarnings("ignore", category=FutureWarning)
        output = generate(
            bundle,
            input_file_type=InputFileType.JsonSchema,
            output_model_type=DataModelType.MsgspecStruct,
            target_python_version=PythonVersion.PY_311,
            enum_field_as_literal=LiteralType.All,
            field_constraints=True,
            use_annotated=True,
            use_standard_collections=True,
            use_union_operator=True,
            snake_case_field=False,
            keyword_only=True,
            disable_timestamp=True,
            formatters=[Formatter.BUILTIN],
        )
    assert isinstance(output, str)
    return output


# -- out of its syntax tree -------------------------------------------------------------------


def _fields(
    spec: Spec, d: Definition, node: ast.ClassDef | None, annotate: _Annotations, qualify: _Annotations
) -> list[Field]:
    if node is None:
        raise SpecError(d.file, d.pointer, "datamodel-code-generator made no class of it")
    hints = dict(_hints(node))
    fields = []
    for name, schema in d.properties.items():
        if not is_field(schema):
            continue
        if name not in hints:
            raise d.fail(f"/properties/{name}", "datamodel-code-generator made no field of it")
        hint = hints.pop(name)
        if is_one_or_more(spec, d, schema):  # the codec makes an array of a single verb
            hint = next(part for part in _alternatives(hint) if not annotate.is_place(part))
        fields.append(
            Field(
                owner=d,
                attribute=attribute(name, schema),
                wire=name,
                annotation=annotate(copy.deepcopy(hint)),
                parameter=qualify(hint),
                required=name in d.required,
                schema=schema,
            )
        )
    if hints:
        raise SpecError(d.file, d.pointer, f"datamodel-code-generator invented the fields {sorted(hints)}")
    return fields


def _hints(node: ast.ClassDef) -> Iterator[tuple[str, ast.expr]]:
    """Annotation by wire name: the name in ``field(name=…)``, or the attribute's own."""
    for statement in node.body:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            name = statement.target.id
            if isinstance(statement.value, ast.Call):
                for argument in statement.value.keywords:
                    if argument.arg == "name" and isinstance(argument.value, ast.Constant):
                        name = str(argument.value.value)
            yield name, statement.annotation


class _Annotations(ast.NodeTransformer):
    """Rewrites an annotation of the generator's into ours, as seen from the module of ``d``."""

    def __init__(
        self,
        d: Definition,
        from_folder: str,
        keys: dict[str, Definition],
        helpers: dict[str, ast.expr],
        renamed: dict[str, str],
        *,
        ranges: bool = True,
    ) -> None:
        self.d = d
        self.ranges = ranges
        self.from_folder = from_folder
        self.keys = keys
        self.helpers = helpers
        self.renamed = renamed

    def __call__(self, node: ast.expr) -> str:
        parts = [ast.unparse(self.visit(part)) for part in _alternatives(node)]
        absent = [part for part in parts if part != "UnsetType"]
        unique = list(dict.fromkeys(absent))
        return " | ".join(sorted(unique, key=lambda part: part == "None"))

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        visited = self.generic_visit(node)
        assert isinstance(visited, ast.Subscript)
        if self.d.is_closed and ast.unparse(visited.value) == "list" and not _admits_text(visited.slice):
            visited.value = ast.Name("Sequence")  # takes a list[Say] for verbs; but text is a sequence of text
        if self.ranges or ast.unparse(visited.value) != "Annotated":
            return visited
        assert isinstance(visited.slice, ast.Tuple)
        return visited.slice.elts[0]

    def is_place(self, node: ast.expr) -> bool:
        """Does the annotation stand for a place for verbs?"""
        return isinstance(node, ast.Name) and node.id in self.keys and self.keys[node.id].is_place

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id in self.keys:
            return ast.Name(reference(self.keys[node.id], self.from_folder))
        if node.id in self.helpers:
            return ast.parse(self(copy.deepcopy(self.helpers[node.id])), mode="eval").body
        if node.id == "Any":
            return ast.Name("JsonValue")
        if node.id == "dict" and (self.d.is_closed or self.d.wire_name):  # a message's own map is read lazily
            return ast.Name("Mapping")
        return ast.Name(self.renamed.get(node.id, node.id))


def _admits_text(element: ast.expr) -> bool:
    return any(isinstance(part, ast.Name) and part.id == "str" for part in _alternatives(element))


def _alternatives(node: ast.expr) -> Iterable[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return [*_alternatives(node.left), *_alternatives(node.right)]
    return [node]


def reference(d: Definition, from_folder: str) -> str:
    """How a module refers to a definition: places for any verb are ``Verb``, others go by module where it is another's."""
    if d.is_place and d.schema["x-verbs"] == "*":
        return "Verb"
    return d.name if d.folder == from_folder else f"{d.folder}.{d.name}"


# -- the modules ------------------------------------------------------------------------------

_MODULE_DOC = {
    "components": "Parts of verbs and commands.",
    "verbs": "The verbs: what the application can tell jambonz to do.",
    "hooks": "Payloads of hooks: what jambonz reports back about a verb.",
    "commands": "The ack, and the commands an application may send at any time.",
    "messages": "The messages that jambonz sends.",
}


def module(types: Compiled, folder: str) -> str:
    """Source of one public module, not yet formatted."""
    spec = types.spec
    classes: list[str] = []
    aliases: list[str] = []
    names: list[str] = []
    for d in _bases_first(spec, spec.folder(folder)):
        if d.is_map:
            continue
        if d.is_place:
            if d.schema["x-verbs"] != "*":
                classes.append(_place(spec, d))
                names.append(d.name)
            continue
        names.append(d.name)
        if d.is_object:
            classes.append(_struct(types, d))
        else:
            aliases.append(_alias(types, d))
    for name, members, doc in _unions(spec, folder):
        aliases.append(f"{name}: TypeAlias = {' | '.join(members)}\n{docstring(doc, indent='')}")
        names.append(name)
    body = "\n\n".join([*classes, *aliases])
    if folder in ("components", "verbs"):
        names += ["Verb"] if folder == "components" else ["ActionVerb", "RawVerb", "Verb"]
    exported = "".join(f"    {name!r},\n" for name in sorted(names, key=lambda name: (name.lower(), name)))
    return (
        f'{HEADER}"""{_MODULE_DOC[folder]}"""\n\n'
        "from __future__ import annotations\n\n"
        f"{_imports(folder, body)}\n\n"
        f"__all__ = [\n{exported}]\n\n\n{body}\n"
    )


def _imports(folder: str, source: str) -> str:
    body = re.sub(r'""".*?"""', "", source, flags=re.DOTALL)
    typing = [
        name
        for name in ("TYPE_CHECKING", "Annotated", "ClassVar", "Literal", "TypeAlias")
        if re.search(rf"{name}\[|: {name} |not {name}:", body)
    ]
    base = [
        name
        for name in (
            *sorted(set(_MARKERS.values())),
            "ActionVerb",
            "HasAlternatives",
            "HasCommand",
            "HasPayload",
            "HasSpeech",
            "HasType",
            "JsonValue",
            "Late",
            "RawVerb",
            "Received",
            "Sent",
            "Verb",
        )
        if _mentions(body, name)
        or (folder == "components" and name == "Verb")
        or (folder == "verbs" and name in ("ActionVerb", "RawVerb", "Verb"))
    ]
    msgspec = [name for name, use in (("Meta", "Meta("), ("field", "field(")) if use in body]
    modules = [name for name in FOLDERS if name != folder and re.search(rf"(?<![\w.`]){name}\.[A-Z]", body)]
    lines = []
    abstract = [name for name in ("Mapping", "Sequence") if f"{name}[" in body]
    if abstract:
        lines.append(f"from collections.abc import {', '.join(abstract)}")
    if typing:
        lines.append(f"from typing import {', '.join(typing)}")
    if msgspec:
        lines.append(f"from msgspec import {', '.join(msgspec)}")
    if modules:
        lines.append(f"from . import {', '.join(modules)}")
    lines.append(f"from ._base import {', '.join(base)}")
    return "\n".join(lines)


def _mentions(body: str, name: str) -> bool:
    return re.search(rf"(?<![\w.`]){name}(?![\w`])", body) is not None


def _bases_first(spec: Spec, definitions: list[Definition]) -> list[Definition]:
    """The definitions in an order in which what a class statement names is there before it."""
    ordered: list[Definition] = []

    def add(d: Definition) -> None:
        if d in ordered or d not in definitions:
            return
        base = spec.base(d)
        if base is not None:
            add(base)
        for schema in d.properties.values():
            if schema.get("x-empty") and "$ref" in schema["items"]:
                add(spec.resolve(d, schema["items"]["$ref"]))
        ordered.append(d)

    for d in [*(d for d in definitions if d.is_place), *definitions]:
        add(d)
    return ordered


def _place(spec: Spec, d: Definition) -> str:
    allowed = sentence_list(f"`{v.name}`" for v in spec.place_members(d))
    doc = f"{d.schema['description']} These are: {allowed}."
    return f"class {d.name}(Verb):\n{docstring(doc)}\n\n    __slots__ = ()\n"


def _struct(types: Compiled, d: Definition) -> str:
    spec = types.spec
    arguments = [*_base_classes(spec, d), *([] if d.is_closed else ["frozen=True"]), "kw_only=True"]
    tagged = tag(spec, d)
    if tagged:
        arguments += [f"tag_field={tagged[0]!r}", f"tag={tagged[1]!r}"]
    elif spec.base(d) and (inherited := tag(spec, spec.base(d))):  # type: ignore[arg-type] # narrowed just before
        raise d.fail("/allOf", f"the base has the tag {inherited}")
    fields = types.fields[d]
    documented = {field.attribute: _field_doc(spec, d, field) for field in fields}
    lines = [
        f"class {d.name}({', '.join(arguments)}):",
        docstring(_class_doc(d), sections={"Attributes": documented}),  # for `help`, which shows no field's own
        "",
    ]
    secrets = [f.attribute for f in types.all_fields(d) if f.schema.get("x-secret")]
    if any(f.schema.get("x-secret") for f in fields):
        lines += [f"    secrets_: ClassVar[frozenset[str]] = frozenset({secrets!r})", ""]
    if any(f.schema.get("x-aliases") for f in fields):
        aliases = {alias: f.wire for f in types.all_fields(d) for alias in f.schema.get("x-aliases", ())}
        lines += [f"    aliases_: ClassVar[dict[str, str]] = {aliases!r}", ""]
    for field in fields:
        lines += [
            f"    {field.attribute}: {optional(field.annotation, field)}{_default(field)}",
            docstring(documented[field.attribute]),
        ]
    others = [(alias, field) for field in fields for alias in field.schema.get("x-aliases", ())]
    if others:
        lines += ["", "    if not TYPE_CHECKING:  # the same under their other names, until the codec has folded them"]
    for alias, field in others:
        name = f"_{naming.attribute(alias)}"
        lines.append(f"        {name}: {field.annotation} | None = field(default=None, name={alias!r})")
    return "\n".join(lines) + "\n"


def optional(annotation: str, field: Field) -> str:
    """An annotation with the ``None`` that stands for absence."""
    never_none = field.required or field.empty or "None" in annotation.split(" | ")
    whole = annotation if never_none else f"{annotation} | None"
    return f"Late[{whole}]" if field.schema.get("x-late") else whole


def _default(field: Field) -> str:
    renamed = field.attribute != field.wire
    name = f", name={field.wire!r}" if renamed else ""
    if field.required:
        return f" = field(name={field.wire!r})" if renamed else ""
    if field.empty:
        return f" = field(default_factory={field.annotation}{name})"
    return f" = field(default=None, name={field.wire!r})" if renamed else " = None"


_MIXINS = {
    "messages/message.json": ["HasType"],
    "messages/verb-hook.json": ["HasPayload"],
    "commands/command.json": ["HasCommand"],
    "commands/ack.json": ["HasType"],
    "hooks/gather-partial.json": ["HasSpeech"],
    "hooks/gather-result.json": ["HasSpeech"],
    "hooks/speech.json": ["HasAlternatives"],
    "hooks/transcription.json": ["HasSpeech"],
}
"""Handwritten behaviour of generated classes."""


def _base_classes(spec: Spec, d: Definition) -> list[str]:
    bases: list[str] = []
    if d.folder == "verbs" and d.wire_name is not None:
        payload = action_payload(spec, d)
        places = [
            reference(place, d.folder)
            for place in spec.folder("components")
            if place.is_place and place.schema["x-verbs"] != "*" and d in spec.place_members(place)
        ]
        if payload is not None:
            bases.append(f"ActionVerb[{reference(payload, d.folder)}]")
        bases += places
        if not bases:
            bases.append("Verb")
    bases += _MIXINS.get(d.file, []) if not d.pointer else []
    if d.folder == "hooks" and (marker := reply_marker(spec, d)):
        bases.append(marker)
    base = spec.base(d)
    bases.append(reference(base, d.folder) if base else "Sent" if d.is_closed else "Received")
    return bases


_MARKERS = {
    "ignore": "TakesNothing",
    "replace": "TakesVerbs",
    "leg": "TakesVerbs",
    "HoldVerb": "TakesHoldVerbs",
    "QueueVerb": "TakesQueueVerbs",
}
"""What the reply of a hook with a payload may be, as the base class that ``Call.hook`` knows it by."""


def reply_marker(spec: Spec, payload: Definition) -> str | None:
    """The base class that says what may answer the hooks with this payload; the most that any of them takes."""
    found = set()
    for d in spec.definitions:
        for schema in d.properties.values():
            hook = schema.get("x-hook")
            if hook is None or spec.resolve(d, hook["payload"]) != payload:
                continue
            reply = schema.get("x-reply", {"class": "ignore"})
            place = spec.resolve(d, reply["verbs"]).name if reply["class"] == "play" else reply["class"]
            found.add(_MARKERS.get(place, ""))
    found -= {"", "TakesNothing"} if len(found) > 1 else {""}
    if len(found) > 1:
        raise payload.fail("", f"hooks with this payload take different replies: {sorted(found)}")
    extended = any(spec.base(d) == payload for d in spec.definitions)
    return None if extended else next(iter(found), None)


def action_payload(spec: Spec, verb: Definition) -> Definition | None:
    """Payload of the verb's action hook, if it has one that reports a result."""
    for name, (owner, schema) in spec.all_properties(verb).items():
        if name == "actionHook" and schema.get("x-hook", {}).get("message") == "verb:hook":
            return spec.resolve(owner, schema["x-hook"]["payload"])
    return None


def _alias(types: Compiled, d: Definition) -> str:
    return f"{d.name}: TypeAlias = {types.aliases[d]}\n{docstring(_class_doc(d), indent='')}"


def _unions(spec: Spec, folder: str) -> Iterator[tuple[str, list[str], str]]:
    if folder == "commands":
        yield "AnyCommand", [d.name for d in spec.commands if d.name != "Ack"], "Any command that this version knows."
    if folder == "messages":
        yield "AnyMessage", [d.name for d in spec.messages], "Any message that this version knows."


def _class_doc(d: Definition) -> str:
    parts = [d.schema["description"]]
    if d.wire_name:
        kind = {"verbs": "Verb", "commands": "Command", "messages": "Message"}[d.folder]
        parts.append(f"{kind} `{d.wire_name}`{_since(d)}.")
    parts += _target_notes(d.schema)
    if not d.pointer:
        parts.append(f"Source: {'; '.join(d.schema['x-source'])}.")
    return "\n\n".join([parts[0], " ".join(parts[1:])]) if len(parts) > 1 else parts[0]


def _since(d: Definition) -> str:
    return f", since server {d.schema['x-since']}" if "x-since" in d.schema else ""


def _field_doc(spec: Spec, d: Definition, field: Field) -> str:
    schema = field.schema
    parts = [schema["description"]]
    if "x-known" in schema:
        parts.append(f"Known values: {sentence_list(f'`{value}`' for value in schema['x-known'])}.")
    if "x-aliases" in schema:
        parts.append(f"Some servers call it {sentence_list(f'`{name}`' for name in schema['x-aliases'])}.")
    if "x-late" in schema:
        parts.append("Parsed when it is looked at, which raises `DecodeError` if it is of another shape.")
    if "x-hook" in schema:
        payload = spec.resolve(d, schema["x-hook"]["payload"])
        reply = schema.get("x-reply", {}).get("class")
        prose = f"; {REPLY_PROSE[reply]}" if reply else ""
        parts.append(f"Yields `{schema['x-hook']['message']}` with `{payload.folder}.{payload.name}`{prose}.")
    return " ".join([*parts, *_target_notes(schema)])


def _target_notes(schema: Schema) -> list[str]:
    notes = []
    for target, rule in schema.get("x-targets", {}).items():
        if rule is False:
            notes.append(f"Not for target `{target}`.")
        elif rule == "required":
            notes.append(f"Required by target `{target}`.")
        else:
            takes = rule.get("enum") or rule.get("type")
            takes = takes if isinstance(takes, list) else [takes]
            notes.append(f"Target `{target}` takes only {sentence_list(f'`{value}`' for value in takes)}.")
    return notes
