"""The tables: names to classes, hooks to payloads, what each server refuses."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping

from codegen.models import Compiled, Field, is_one_or_more, reference, tag
from codegen.spec import TARGETS, Definition, Schema, Spec, snippets
from codegen.text import HEADER

_JSON_TYPES = {
    "string": "str",
    "integer": "int",
    "number": "float",
    "boolean": "bool",
    "object": "dict",
    "array": "list",
}


def tables(types: Compiled) -> str:
    """Source of ``_tables.py``, not yet formatted."""
    spec = types.spec
    messages = {name: d for d in spec.messages for name in [d.wire_name, *d.schema.get("x-alias", ())]}
    return f'''{HEADER}"""Tables of the protocol, made from the facts in the spec."""

from __future__ import annotations

from typing import Final

from . import commands, components, hooks, messages, verbs
from ._base import Received, Sent, Verb
from ._facts import HookProperty, Reply, Rule, Tagged, Target, TargetRules

VERBS: Final[dict[str, type[Verb]]] = {_names({d.wire_name: d for d in spec.verbs})}
"""Verb name to class."""

COMMANDS: Final[dict[str, type[commands.Command]]] = {_names({d.wire_name: d for d in spec.commands if d.name != "Ack"})}
"""Command name to class."""

MESSAGES: Final[dict[str, type[messages.Message]]] = {_names(messages)}
"""Message type to class."""

DATA: Final[dict[type[messages.Message], type[Received] | Tagged | None]] = {_mapping((_ref(d), _data(spec, d)) for d in spec.messages)}
"""Message class to what its ``data`` holds; ``None`` for data that is typed later, by the hook it belongs to."""

REPLIES: Final[dict[type[messages.Message], Reply]] = {_mapping((_ref(d), _reply(spec, d, d.schema["x-reply"])) for d in spec.messages if "x-reply" in d.schema)}
"""Message class to what its reply is for; for ``verb:hook`` that depends on the hook property, see ``HOOKS``."""

HOOKS: Final[dict[type, tuple[HookProperty, ...]]] = {_hooks(types)}
"""Class to its hook properties."""

HOOK_PARTS: Final[dict[type, tuple[str, ...]]] = {_fields_table(_reaching(types, _is_hook))}
"""Class to the fields at or below which a hook property stands."""

PARTS: Final[dict[type, tuple[str, ...]]] = {_fields_table(_reaching(types, _holds_verb))}
"""Class to the fields whose values need the codec's care: verb arrays and verbs as bodies, at any depth below."""

ARRAYS: Final[dict[type, tuple[str, ...]]] = {_fields_table(_reaching(types, _holds_array))}
"""Class to the fields at or below which a verb array stands."""

PLACES: Final[dict[type, dict[str, type[Verb]]]] = {_places(types)}
"""Class to its fields that hold verb arrays, and the verbs that may be in them."""

ONE_OR_MORE: Final[dict[str, tuple[str, ...]]] = {_one_or_more(types)}
"""Command to the properties of its data that take one verb or an array of them; decoded as a list."""

NULLABLE: Final[dict[type[Sent], frozenset[str]]] = {_nullable(types)}
"""Class to the fields that may be ``null`` on the wire."""

RULES: Final[dict[type[Sent], Rule]] = {_mapping((_ref(d), repr(rule)) for d, rule in _rules(types).items())}
"""Class to what its properties must satisfy beyond their types."""

RULED: Final[dict[type, tuple[str, ...]]] = {_fields_table(_ruled(types))}
"""Class with a rule at or below it to the fields at or below which one stands."""

LONE_TAGS: Final[frozenset[type]] = frozenset({{{_lone_tags(types)}}})
"""Classes with a field, at or below them, whose object has a constant that tells it from no other."""

SECRETS: Final[frozenset[str]] = frozenset({_secrets(types)!r})
"""Wire names of properties that are never logged."""

TARGETS: Final[dict[Target, TargetRules]] = {{{", ".join(f"{target!r}: {_target(types, target)}" for target in TARGETS)}}}
"""Target to what it refuses."""
'''


def _ref(d: Definition) -> str:
    return reference(d, "")


def _names(names: Mapping[str | None, Definition]) -> str:
    return _mapping((repr(name), _ref(d)) for name, d in sorted(names.items(), key=lambda item: str(item[0])))


def _mapping(items: Iterable[tuple[str, str]]) -> str:
    return "{" + "".join(f"{key}: {value}, " for key, value in items) + "}"


def _tuple(values: Iterable[str]) -> str:
    return "(" + "".join(f"{value}, " for value in values) + ")"


def _data(spec: Spec, message: Definition) -> str:
    schema = message.properties["data"]
    return _payload(spec, spec.resolve(message, schema["$ref"])) if "$ref" in schema else "None"


def _payload(spec: Spec, d: Definition) -> str:
    if not d.is_union:
        return _ref(d)
    name = spec.discriminator(d)
    fallback = next(m for m in spec.members(d) if m.name == d.schema["x-fallback"])
    classes = {(t or ("", ""))[1]: m for m in spec.members(d) if m is not fallback for t in [tag(spec, m)]}
    return f"Tagged({name!r}, {_mapping((repr(value), _ref(m)) for value, m in classes.items())}, {_ref(fallback)})"


def _reply(spec: Spec, owner: Definition, reply: Schema) -> str:
    automatic = json.dumps(reply.get("automatic", []), separators=(",", ":")).encode()
    place = f", {_ref(spec.resolve(owner, reply['verbs']))}" if "verbs" in reply else ""
    if not place and automatic == b"[]":
        return f"Reply({reply['class']!r})"
    return f"Reply({reply['class']!r}, {automatic!r}{place})"


def _structs(types: Compiled) -> list[Definition]:
    return [d for d in types.spec.definitions if d.is_object and not d.is_abstract]


def _hooks(types: Compiled) -> str:
    spec = types.spec
    rows = []
    for d in _structs(types):
        properties = []
        for name, (owner, schema) in spec.all_properties(d).items():
            hook = schema.get("x-hook")
            if hook is None:
                continue
            attribute = next(f.attribute for f in types.all_fields(d) if f.wire == name)
            message = next(m for m in spec.messages if m.wire_name == hook["message"])
            reply = schema.get("x-reply") or message.schema.get("x-reply")
            properties.append(
                f"HookProperty({attribute!r}, {hook['message']!r}, {_payload(spec, spec.resolve(owner, hook['payload']))}, "
                f"{_reply(spec, owner if 'x-reply' in schema else message, reply) if reply else 'None'})"
            )
        if properties:
            rows.append((_ref(d), _tuple(properties)))
    return _mapping(rows)


def _reaching(types: Compiled, wanted: Callable[[Spec, Field], bool]) -> dict[Definition, tuple[str, ...]]:
    """Class to the fields with something wanted at or below them, following references until nothing changes."""
    spec = types.spec
    reaching: dict[Definition, tuple[str, ...]] = {}
    while True:
        found = {}
        for d in _structs(types):
            names = tuple(
                f.attribute
                for f in types.all_fields(d)
                if wanted(spec, f) or any(target in reaching for target in _targets(spec, f))
            )
            if names and d.is_closed:
                found[d] = names
        if found == reaching:
            return reaching
        reaching = found


def _fields_table(fields: Mapping[Definition, tuple[str, ...]]) -> str:
    return _mapping((_ref(d), _tuple(map(repr, names))) for d, names in fields.items())


def _targets(spec: Spec, field: Field) -> list[Definition]:
    """What a property refers to, the members of unions included."""
    targets = [spec.resolve(field.owner, part["$ref"]) for _, part in snippets(field.schema) if "$ref" in part]
    return [*targets, *(member for target in targets if target.is_union for member in spec.members(target))]


def _holds_verb(spec: Spec, field: Field) -> bool:
    return any(target.is_place or _is_verb(target) for target in _targets(spec, field))


def _holds_array(spec: Spec, field: Field) -> bool:
    return any(target.is_place for target in _targets(spec, field))


def _is_hook(spec: Spec, field: Field) -> bool:
    return "x-hook" in field.schema or _holds_array(spec, field)


def _is_verb(d: Definition) -> bool:
    return d.folder == "verbs" and d.wire_name is not None


def _places(types: Compiled) -> str:
    spec = types.spec
    rows = []
    for d in _structs(types):
        places = {}
        for f in types.all_fields(d):
            for _, part in snippets(f.schema):
                if "$ref" in part.get("items", ()) and (place := spec.resolve(f.owner, part["items"]["$ref"])).is_place:
                    places[f.attribute] = _ref(place)
        if places:
            rows.append((_ref(d), _mapping((repr(name), place) for name, place in places.items())))
    return _mapping(rows)


def _one_or_more(types: Compiled) -> str:
    rows = []
    for command in types.spec.commands:
        data = command.properties["data"]
        body = types.spec.resolve(command, data["$ref"]) if "$ref" in data else None
        names = (
            [f.wire for f in types.fields.get(body, ()) if is_one_or_more(types.spec, f.owner, f.schema)]
            if body
            else []
        )
        if names:
            rows.append((repr(command.wire_name), _tuple(map(repr, names))))
    return _mapping(rows)


def _nullable(types: Compiled) -> str:
    rows = []
    for d in _structs(types):
        names = [f.attribute for f in types.all_fields(d) if d.is_closed and "None" in f.annotation.split(" | ")]
        if names:
            rows.append((_ref(d), f"frozenset({names!r})"))
    return _mapping(rows)


def _rules(types: Compiled) -> dict[Definition, Schema]:
    """Keywords that no Python type says: combinations of properties, and constants that are no text."""
    rules: dict[Definition, Schema] = {}
    for d in _structs(types):
        rule: Schema = {key: d.schema[key] for key in ("anyOf", "minProperties") if key in d.schema}
        properties = {
            f.wire: {"not": {"const": not part["const"]}}
            for f in types.all_fields(d)
            for part in f.schema.get("oneOf", ())
            if isinstance(part.get("const"), bool)
        }
        if properties:
            rule["properties"] = properties
        if rule and d.is_closed:
            rules[d] = rule
    return rules


def _ruled(types: Compiled) -> dict[Definition, tuple[str, ...]]:
    rules = _rules(types)
    reaching = _reaching(types, lambda spec, f: any(target in rules for target in _targets(spec, f)))
    return {**dict.fromkeys(rules, ()), **reaching}


def _lone_tags(types: Compiled) -> str:
    """Of an object that is no member of a union msgspec takes the tag for granted."""

    def is_lone(spec: Spec, field: Field) -> bool:
        return len([target for target in _targets(spec, field) if target.is_object and tag(spec, target)]) == 1

    return ", ".join(map(_ref, _reaching(types, is_lone)))


def _secrets(types: Compiled) -> list[str]:
    return sorted({f.wire for fields in types.fields.values() for f in fields if f.schema.get("x-secret")})


def _target(types: Compiled, target: str) -> str:
    refused = []
    fields: dict[str, list[tuple[str, str]]] = {"refused_fields": [], "required_fields": [], "narrowed": []}
    for d in _structs(types):
        if not d.is_closed:
            continue
        if any(owner.schema.get("x-targets", {}).get(target) is False for owner in types.spec.lineage(d)):
            refused.append(_ref(d))
        rules = {
            f.attribute: f.schema["x-targets"][target]
            for f in types.all_fields(d)
            if target in f.schema.get("x-targets", {})
        }
        for kind, wanted in (("refused_fields", False), ("required_fields", "required")):
            names = [name for name, rule in rules.items() if rule == wanted]
            if names:
                fields[kind].append((_ref(d), _tuple(map(repr, names))))
        narrowed = {name: _narrowed(rule) for name, rule in rules.items() if isinstance(rule, dict)}
        if narrowed:
            fields["narrowed"].append((_ref(d), _mapping((repr(name), rule) for name, rule in narrowed.items())))
    return (
        f"TargetRules(frozenset({{{', '.join(refused)}}}), "
        + ", ".join(f"{k}={_mapping(v)}" for k, v in fields.items())
        + ")"
    )


def _narrowed(rule: Schema) -> str:
    if "enum" in rule:
        return f"frozenset({rule['enum']!r})"
    names = rule["type"] if isinstance(rule["type"], list) else [rule["type"]]
    python = [p for name in names for p in (["int", "float"] if name == "number" else [_JSON_TYPES[name]])]
    return _tuple(dict.fromkeys(python))
