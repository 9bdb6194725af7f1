"""The spec obeys its rules, and every rule refuses what it is there to refuse."""

from __future__ import annotations

import ast
import copy
import json
import re
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any, TypeAlias, get_args

import pytest

import codegen.spec
from codegen.spec import FOLDERS, Schema, SpecError, load, snippets
from jambonz_proto import commands, components, hooks, messages, verbs
from jambonz_proto._tables import COMMANDS, DATA, MESSAGES, VERBS

ROOT = Path(__file__).resolve().parent.parent.parent
SPEC = ROOT / "spec"
MODULES: dict[str, ModuleType] = {
    "components": components,
    "verbs": verbs,
    "hooks": hooks,
    "commands": commands,
    "messages": messages,
}

# -- the spec as it is ----------------------------------------------------------------------------


def read(file: str) -> Schema:
    schema: Schema = json.loads((SPEC / file).read_text(encoding="utf-8"))
    return schema


def files(folder: str) -> list[str]:
    return sorted(f"{folder}/{path.name}" for path in (SPEC / folder).iterdir())


def constant(schema: Schema, name: str) -> str | None:
    value = schema.get("properties", {}).get(name, {}).get("const")
    return value if isinstance(value, str) else None


def test_the_spec_obeys_its_rules() -> None:
    """All schemas are within the meta-schema and the rules."""
    spec = load(SPEC)
    assert len(spec.files) > 190
    assert set(spec.files) == {file for folder in FOLDERS for file in files(folder)}


def test_nothing_lies_beside_the_folders() -> None:
    """Everything in spec/ is in one of its folders; a schema in any other would be overlooked."""
    assert {path.name for path in SPEC.iterdir()} == {*FOLDERS, "README.md", "meta.schema.json"}


CLIENT_MESSAGES = {
    # as ../shared/seed-websocket-api.txt has them
    "session:new",
    "session:redirect",
    "session:reconnect",
    "call:status",
    "verb:hook",
    "verb:status",
    "llm:event",
    "llm:tool-call",
    "tts:tokens-result",
    "tts:streaming-event",
    "dial:confirm",
    "jambonz:error",
    "error",
    # and those that it does not name
    "session:adulting",
    "agent:event",
    "agent:tool-call",
    "queue:status",
}
SERVER_MESSAGES = {"llm:tool-output", "llm:update", "tts:tokens", "tts:flush", "tts:clear"}
"""Messages by that document, commands on the wire; besides ``ack`` and ``command`` themselves."""


@pytest.mark.parametrize("type", sorted(CLIENT_MESSAGES))
def test_every_message_has_a_schema(type: str) -> None:
    """Every message type of the vendor's document is in the spec, as a type or as the alias of one."""
    schemas = [read(file) for file in files("messages")]
    [schema] = [s for s in schemas if type in (constant(s, "type"), *s.get("x-alias", ()))]
    assert schema["x-direction"] == "client"
    assert MESSAGES[type].__name__ == schema["title"]


@pytest.mark.parametrize("name", sorted(SERVER_MESSAGES))
def test_every_server_message_has_a_schema(name: str) -> None:
    """Every message of an application in the vendor's document is a command in the spec."""
    [schema] = [s for file in files("commands") if constant(s := read(file), "command") == name]
    assert schema["x-direction"] == "server"
    assert COMMANDS[name].__name__ == schema["title"]


def test_every_verb_is_in_the_table() -> None:
    """Every file of verbs/ is in the table of verbs, under its wire name."""
    expected = {constant(schema := read(file), "verb"): schema["title"] for file in files("verbs")}
    assert {name: cls.__name__ for name, cls in VERBS.items()} == expected


def test_every_command_is_in_table_and_union() -> None:
    """Every file of commands/ but the ack and the base is in the table of commands, and in the union of all."""
    schemas = [read(file) for file in files("commands")]
    expected = {name: schema["title"] for schema in schemas if (name := constant(schema, "command"))}
    assert len(expected) == len(schemas) - 2
    assert {name: cls.__name__ for name, cls in COMMANDS.items()} == expected
    assert {cls.__name__ for cls in get_args(commands.AnyCommand)} == set(expected.values())


def test_every_message_is_in_table_and_union() -> None:
    """Every file of messages/ with a type is in the table of messages, with its aliases, and in the union of all."""
    schemas = [schema for file in files("messages") if constant(schema := read(file), "type")]
    expected = {name: s["title"] for s in schemas for name in (constant(s, "type"), *s.get("x-alias", ()))}
    assert {name: cls.__name__ for name, cls in MESSAGES.items()} == expected
    assert {cls.__name__ for cls in get_args(messages.AnyMessage)} == set(expected.values())
    assert {cls.__name__ for cls in DATA} == set(expected.values())


@pytest.mark.parametrize("file", [file for folder in FOLDERS for file in files(folder)])
def test_every_definition_is_public(file: str) -> None:
    """Every file and every entry of its ``$defs`` is a name in the module of its folder, with its description."""
    schema = read(file)
    module = MODULES[file.split("/")[0]]
    for definition in (schema, *schema.get("$defs", {}).values()):
        if is_map(definition):
            continue
        title = definition["title"]
        assert title in module.__all__
        public = getattr(module, title)
        if isinstance(public, type) and title != "Verb":
            assert first_words(definition["description"]) in " ".join((public.__doc__ or "").split())


def is_map(schema: Schema) -> bool:
    """A map is written out where it is used, it has no class."""
    return schema.get("type") == "object" and bool(schema.get("additionalProperties"))


def first_words(description: str) -> str:
    return description.split(". ")[0].replace("\\", "\\\\").rstrip(".")


def test_nothing_else_is_public() -> None:
    """A generated module exports what the spec defines, the unions of all, and the bases of verbs."""
    handwritten = {"components": {"Verb"}, "verbs": {"ActionVerb", "RawVerb", "Verb"}}
    unions = {"commands": {"AnyCommand"}, "messages": {"AnyMessage"}}
    for folder, module in MODULES.items():
        schemas = [read(file) for file in files(folder)]
        titles = {d["title"] for s in schemas for d in (s, *s.get("$defs", {}).values()) if not is_map(d)}
        assert set(module.__all__) == titles | handwritten.get(folder, set()) | unions.get(folder, set())


# -- a small copy to break ------------------------------------------------------------------------

Files: TypeAlias = dict[str, Any]

SOME = [
    "components/verb.json",
    "components/hold-verb.json",
    "components/record-options.json",
    "verbs/pause.json",
    "verbs/dub.json",
    "verbs/enqueue.json",
    "hooks/agent-event.json",
    "commands/ack.json",
    "commands/mute-status.json",
    "messages/session-redirect.json",
    "messages/verb-hook.json",
    "messages/call-status.json",
]


def references(schema: object) -> set[str]:
    """All relative paths in a schema, whatever keyword they stand under."""
    return set(re.findall(r'"((?:\.\./)?(?:[a-z]+/)?[a-z0-9-]+\.json)(?:#[^"]*)?"', json.dumps(schema)))


def closure(start: list[str]) -> Files:
    """Some files and all that they need."""
    found: Files = {}
    waiting = list(start)
    while waiting:
        file = waiting.pop()
        if file not in found:
            found[file] = read(file)
            folder = file.split("/")[0]
            in_examples = set(re.findall(r'"verb": "([a-z]+)"', json.dumps(found[file].get("examples", []))))
            places = [verb for verb in found[file].get("x-verbs", ()) if verb != "*"]
            waiting += [f"verbs/{verb}.json" for verb in [*in_examples, *places]]
            waiting += [ref[3:] if ref.startswith("../") else f"{folder}/{ref}" for ref in references(found[file])]
    return found


SMALL = closure(SOME)


def write(root: Path, contents: Files) -> Path:
    (root / "meta.schema.json").write_text((SPEC / "meta.schema.json").read_text(encoding="utf-8"), encoding="utf-8")
    for folder in FOLDERS:
        (root / folder).mkdir(exist_ok=True)
    for file, content in contents.items():
        written = content if isinstance(content, str) else json.dumps(content)
        (root / file).write_text(written, encoding="utf-8")
    return root


@dataclass(frozen=True)
class Breach:
    """One breach of one rule, and how it is reported."""

    what: str
    change: Callable[[Files], object]
    file: str
    pointer: str
    words: str


def member(place: Any, step: str) -> Any:
    return place[step if hasattr(place, "keys") else int(step)]


def put(file: str, path: str, value: object) -> Callable[[Files], object]:
    """Set one value."""

    def change(contents: Files) -> None:
        *steps, last = path.split("/")
        place = contents[file]
        for step in steps:
            place = member(place, step)
        place[last] = value

    return change


def drop(file: str, path: str) -> Callable[[Files], object]:
    """Take one member away."""

    def change(contents: Files) -> None:
        *steps, last = path.split("/")
        place = contents[file]
        for step in steps:
            place = member(place, step)
        del place[last]

    return change


def several(*changes: Callable[[Files], object]) -> Callable[[Files], object]:
    return lambda contents: [change(contents) for change in changes]


def move(old: str, new: str) -> Callable[[Files], object]:
    return lambda contents: contents.update({new: contents.pop(old)})


PAUSE, DUB, ENQUEUE = "verbs/pause.json", "verbs/dub.json", "verbs/enqueue.json"
MUTE, REDIRECT, CALL = "commands/mute-status.json", "messages/session-redirect.json", "hooks/call-info.json"
AGENT, RECORD = "hooks/agent-event.json", "components/record-options.json"
WORDS: Schema = {"description": "Something."}
TEXT: Schema = {"type": "string", **WORDS}
RANGES: list[tuple[str, str, Schema]] = [
    ("minimum", "maximum", {"type": "integer"}),
    ("minLength", "maxLength", {"type": "string"}),
    ("minItems", "maxItems", {"type": "array", "items": {"type": "string"}}),
]
NULLS: list[tuple[str, Schema, str]] = [
    ("as a type", {"type": ["string", "null"]}, ""),
    ("in an array", {"type": "array", "items": {"type": ["string", "null"]}}, "/items"),
    ("as a constant", {"const": None}, ""),
    ("in an enum", {"enum": ["a", None]}, ""),
]
WAIT = "properties/waitHook/x-reply/automatic"

BREACHES = [
    # reading
    Breach(
        "another kind of file",
        lambda f: f.update({"verbs/pause.yaml": "a: 1"}),
        "verbs/pause.yaml",
        "",
        "only .json files",
    ),
    Breach("no JSON", lambda f: f.update({PAUSE: "{"}), PAUSE, "", "not JSON"),
    Breach("no object", lambda f: f.update({PAUSE: []}), PAUSE, "", "not an object"),
    Breach(
        "a key twice",
        lambda f: f.update({PAUSE: json.dumps(f[PAUSE])[:-1] + ', "title": "Pause"}'}),
        PAUSE,
        "",
        "'title' stands twice",
    ),
    # the meta-schema
    Breach("no source", drop(PAUSE, "x-source"), PAUSE, "", "'x-source' is a required property"),
    Breach("no description", drop(PAUSE, "description"), PAUSE, "", "'description' is a required property"),
    Breach(
        "a description without a full stop",
        put(PAUSE, "description", "Waits a while"),
        PAUSE,
        "/description",
        "does not match",
    ),
    Breach(
        "a property without a description",
        drop(PAUSE, "properties/length/description"),
        PAUSE,
        "/properties/length",
        "'description' is a required property",
    ),
    Breach("a keyword that means nothing", put(PAUSE, "patern", "a"), PAUSE, "", "'patern' is not one of"),
    Breach("a title in lower case", put(PAUSE, "title", "pause"), PAUSE, "/title", "'pause' does not match"),
    Breach(
        "an anonymous object",
        put(PAUSE, "properties/how", {"type": "object", "properties": {"a": TEXT}, "description": "How to wait."}),
        PAUSE,
        "/properties/how",
        "should not be valid under",
    ),
    Breach(
        "an anonymous object in an array",
        put(
            PAUSE,
            "properties/how",
            {"type": "array", "items": {"type": "object", "properties": {"a": TEXT}}, "description": "How to wait."},
        ),
        PAUSE,
        "/properties/how/items",
        "should not be valid under",
    ),
    Breach(
        "a target that nobody knows",
        put(PAUSE, "x-targets", {"open-source-1": False}),
        PAUSE,
        "/x-targets",
        "'open-source-1' was unexpected",
    ),
    Breach(
        "a fact about a target that says nothing",
        put(PAUSE, "x-targets", {"v10": True}),
        PAUSE,
        "/x-targets/v10",
        "against meta.schema.json",
    ),
    Breach(
        "a reply without a hook",
        put(PAUSE, "properties/length/x-reply", {"class": "ignore"}),
        PAUSE,
        "/properties/length",
        "'x-hook' is a dependency",
    ),
    Breach(
        "a class of reply that does not exist",
        put(ENQUEUE, "properties/actionHook/x-reply/class", "maybe"),
        ENQUEUE,
        "/properties/actionHook/x-reply/class",
        "'maybe' is not one of",
    ),
    Breach(
        "a hook that yields no message",
        put(ENQUEUE, "properties/actionHook/x-hook/message", "verb:hoop"),
        ENQUEUE,
        "/properties/actionHook/x-hook/message",
        "'verb:hoop' is not one of",
    ),
    Breach("no example in the list", put(PAUSE, "examples", []), PAUSE, "/examples", "should be non-empty"),
    Breach("properties of what is no object", drop(PAUSE, "type"), PAUSE, "", "'type' is a required property"),
    Breach(
        "an attribute that is none",
        put(PAUSE, "properties/length/x-name", "Length"),
        PAUSE,
        "/properties/length/x-name",
        "does not match",
    ),
    # names
    Breach("a title that is not the wire name's", put(PAUSE, "title", "Wait"), PAUSE, "/title", "should be 'Pause'"),
    Breach("a title that is not the file's", put(CALL, "title", "CallFacts"), CALL, "/title", "should be 'CallInfo'"),
    Breach(
        "a file that is not called by its wire name",
        several(move(PAUSE, "verbs/wait.json")),
        "verbs/wait.json",
        "",
        "is pause.json",
    ),
    Breach(
        "an entry of $defs under another key",
        put(RECORD, "$defs/StopRecording/title", "EndRecording"),
        RECORD,
        "/$defs/StopRecording/title",
        "called by its title",
    ),
    Breach(
        "a title twice",
        put(
            RECORD,
            "$defs/Auth",
            {"title": "Auth", "description": "Once again.", "type": "object", "additionalProperties": False},
        ),
        RECORD,
        "/$defs/Auth/title",
        "'Auth' is already taken by spec/components/auth.json",
    ),
    Breach(
        "two properties of one name",
        put(PAUSE, "properties/Length", TEXT),
        PAUSE,
        "/properties/Length",
        "same Python name as 'length'",
    ),
    Breach(
        "a property like one of the base",
        put(MUTE, "properties/call_sid", TEXT),
        MUTE,
        "/properties/call_sid",
        "same Python name as 'callSid'",
    ),
    Breach(
        "a property that makes no name",
        put(PAUSE, "properties/2nd", TEXT),
        PAUSE,
        "/properties/2nd",
        "makes no Python name",
    ),
    Breach(
        "a property of a name with a slash that makes none",
        lambda f: f[PAUSE]["properties"].update({"1/~2": TEXT}),
        PAUSE,
        "/properties/1~1~02",
        "makes no Python name",
    ),
    Breach(
        "a received property called raw",
        put(CALL, "properties/raw", TEXT),
        CALL,
        "/properties/raw",
        "give it an x-name",
    ),
    Breach(
        "a received property named extra",
        put(CALL, "properties/more", {**TEXT, "x-name": "extra"}),
        CALL,
        "/properties/more",
        "give it an x-name",
    ),
    # references
    Breach(
        "a reference to nothing",
        put(ENQUEUE, "properties/waitHook/$ref", "../components/hook-tarket.json"),
        ENQUEUE,
        "",
        "'../components/hook-tarket.json' leads to no definition",
    ),
    Breach(
        "a reference to no entry of $defs",
        put(RECORD, "oneOf/0/$ref", "#/$defs/Start"),
        RECORD,
        "",
        "'#/$defs/Start' leads to no definition",
    ),
    Breach(
        "a reference to a later folder",
        put(
            RECORD, "$defs/StopRecording/properties/more", {"$ref": "../verbs/pause.json", "description": "Some more."}
        ),
        RECORD,
        "/$defs/StopRecording/properties/more",
        "components may not refer to verbs",
    ),
    Breach(
        "a body with its name",
        drop(DUB, "properties/say/oneOf/1/not"),
        DUB,
        "/properties/say/oneOf/1",
        "carries no name",
    ),
    Breach("a base that is spelt out", put(MUTE, "allOf", [{"type": "object"}]), MUTE, "/allOf", "the one base"),
    Breach("two bases", lambda f: f[MUTE]["allOf"].append({"$ref": "command.json"}), MUTE, "/allOf", "one base only"),
    Breach(
        "a payload that leads to nothing",
        put(ENQUEUE, "properties/actionHook/x-hook/payload", "../hooks/nothing.json"),
        ENQUEUE,
        "",
        "'../hooks/nothing.json' leads to no definition",
    ),
    # open and closed
    Breach(
        "open although we send it", drop(PAUSE, "additionalProperties"), PAUSE, "", "additionalProperties must be false"
    ),
    Breach(
        "open although we send it, with a base",
        drop(MUTE, "unevaluatedProperties"),
        MUTE,
        "",
        "unevaluatedProperties must be false",
    ),
    Breach(
        "open although we send it, in $defs",
        drop(MUTE, "$defs/MuteStatusData/additionalProperties"),
        MUTE,
        "/$defs/MuteStatusData",
        "additionalProperties must be false",
    ),
    Breach(
        "closed although we receive it",
        put(CALL, "additionalProperties", False),
        CALL,
        "",
        "leave additionalProperties out",
    ),
    Breach(
        "closed although we receive it, with a base",
        put("hooks/enqueue-wait.json", "unevaluatedProperties", False),
        "hooks/enqueue-wait.json",
        "",
        "leave additionalProperties out",
    ),
    Breach(
        "an unknown property is required",
        put(PAUSE, "required", ["length", "width"]),
        PAUSE,
        "/required",
        "['width'] are no properties",
    ),
    Breach(
        "an enum in what we receive",
        put(CALL, "properties/direction/enum", ["inbound"]),
        CALL,
        "/properties/direction",
        "open set",
    ),
    Breach(
        "known values in what we send",
        put(PAUSE, "properties/length/x-known", [1]),
        PAUSE,
        "/properties/length",
        "here an enum is exact",
    ),
    Breach(
        "another name in what we send",
        put(PAUSE, "properties/length/x-aliases", ["len"]),
        PAUSE,
        "/properties/length",
        "here an enum is exact",
    ),
    Breach(
        "parsed late in what we send",
        put(PAUSE, "properties/length/x-late", True),
        PAUSE,
        "/properties/length",
        "for what jambonz sends",
    ),
    Breach(
        "parsed late with a class",
        put(REDIRECT, "properties/data/x-late", True),
        REDIRECT,
        "/properties/data",
        "without a class of its own",
    ),
    # unions
    Breach("a union that nothing tells apart", drop(RECORD, "discriminator"), RECORD, "", "needs a discriminator"),
    Breach(
        "a member without the constant",
        drop(RECORD, "$defs/StopRecording/properties/action"),
        RECORD,
        "/$defs/StopRecording/properties/action",
        "must be a const",
    ),
    Breach(
        "a member of another constant",
        put(AGENT, "discriminator/propertyName", "kind"),
        AGENT,
        "/$defs/AgentTurnEnd/properties/kind",
        "must be a const",
    ),
    # facts
    Breach("a message without its direction", drop(REDIRECT, "x-direction"), REDIRECT, "", '"x-direction": "client"'),
    Breach("a command from jambonz", put(MUTE, "x-direction", "client"), MUTE, "", '"x-direction": "server"'),
    Breach("a message of which nobody knows whether it is acked", drop(REDIRECT, "x-ack"), REDIRECT, "", "by x-ack"),
    Breach(
        "an ack of which nobody knows what for",
        drop(REDIRECT, "x-reply"),
        REDIRECT,
        "",
        "x-reply belongs to every message that wants an ack",
    ),
    Breach(
        "a reply to what wants none",
        put("messages/call-status.json", "x-reply", {"class": "ignore"}),
        "messages/call-status.json",
        "",
        "x-reply belongs to every message that wants an ack",
    ),
    Breach(
        "a message that wants an ack, on the base of those that want none",
        put(REDIRECT, "allOf", [{"$ref": "notification.json"}]),
        REDIRECT,
        "/allOf",
        "with x-ack true the base is ackable-message.json",
    ),
    Breach(
        "a message that wants no ack, on the base of those that want one",
        put("messages/call-status.json", "allOf", [{"$ref": "ackable-message.json"}]),
        "messages/call-status.json",
        "/allOf",
        "with x-ack false the base is notification.json",
    ),
    Breach(
        "a message on the base of all",
        put("messages/call-status.json", "allOf", [{"$ref": "message.json"}]),
        "messages/call-status.json",
        "/allOf",
        "the base is notification.json",
    ),
    Breach(
        "a message without a base",
        drop("messages/call-status.json", "allOf"),
        "messages/call-status.json",
        "/allOf",
        "the base is notification.json",
    ),
    Breach(
        "an automatic reply with what is no verb",
        put(ENQUEUE, WAIT, [{"url": "a.wav"}]),
        ENQUEUE,
        f"/{WAIT}/0",
        "'verb' is a required property",
    ),
    Breach(
        "an automatic reply with a verb that does not exist",
        put(ENQUEUE, WAIT, [{"verb": "wait"}]),
        ENQUEUE,
        f"/{WAIT}/0/verb",
        "there is no verb 'wait'",
    ),
    Breach(
        "an automatic reply with a verb that may not stand there",
        put(ENQUEUE, WAIT, [{"verb": "dub", "action": "silenceTrack", "track": "a"}]),
        ENQUEUE,
        f"/{WAIT}/0/verb",
        "'dub' may not stand in ../components/queue-verb.json",
    ),
    Breach(
        "an automatic reply with a verb that is wrong",
        put(ENQUEUE, WAIT, [{"verb": "leave"}, {"verb": "pause", "length": "long"}]),
        ENQUEUE,
        f"/{WAIT}/1/length",
        "'long' is not of type",
    ),
    Breach(
        "an automatic reply to a message with a verb that does not exist",
        put(REDIRECT, "x-reply/automatic", [{"verb": "wait"}]),
        REDIRECT,
        "/x-reply/automatic/0/verb",
        "there is no verb 'wait'",
    ),
    Breach(
        "a reply to a message with verbs of no place",
        put(REDIRECT, "x-reply/verbs", "../components/auth.json"),
        REDIRECT,
        "/x-reply/verbs",
        "is no place for verbs",
    ),
    # values
    Breach(
        "a pattern that is no regular expression",
        put(PAUSE, "properties/how", {**TEXT, "pattern": "^[a-z"}),
        PAUSE,
        "/properties/how/pattern",
        "is not a 'regex'",
    ),
    Breach(
        "a pattern in an array that is no regular expression",
        put(PAUSE, "properties/how", {"type": "array", "items": {"type": "string", "pattern": "*"}, **WORDS}),
        PAUSE,
        "/properties/how/items/pattern",
        "is not a 'regex'",
    ),
    Breach(
        "a minimum that is no number",
        put(PAUSE, "properties/how", {"type": "integer", "minimum": "1", **WORDS}),
        PAUSE,
        "/properties/how/minimum",
        "no JSON Schema",
    ),
    *(
        Breach(
            f"a {least} above its {most}",
            put(PAUSE, "properties/how", {**schema, least: 3, most: 2, **WORDS}),
            PAUSE,
            f"/properties/how/{least}",
            f"more than {most}",
        )
        for least, most, schema in RANGES
    ),
    Breach(
        "an array of nobody knows what",
        put(PAUSE, "properties/how", {"type": "array", **WORDS}),
        PAUSE,
        "/properties/how",
        "an array says by items",
    ),
    Breach(
        "an array of nobody knows what among other types, received",
        put(CALL, "properties/how", {"type": ["string", "array"], **WORDS}),
        CALL,
        "/properties/how",
        "an array says by items",
    ),
    *(
        Breach(
            f"null is sent, {how}",
            put(PAUSE, "properties/how", {**schema, **WORDS}),
            PAUSE,
            f"/properties/how{inside}",
            "nothing that the application sends is null",
        )
        for how, schema, inside in NULLS
    ),
    # facts of commands and hooks
    Breach("a command of which nobody knows its leg", drop(MUTE, "x-leg"), MUTE, "", "by x-leg"),
    Breach(
        "a hook without its payload",
        drop(ENQUEUE, "properties/waitHook/x-hook"),
        ENQUEUE,
        "/properties/waitHook",
        "'x-hook' is a dependency",
    ),
    Breach(
        "a hook without facts",
        several(drop(ENQUEUE, "properties/waitHook/x-hook"), drop(ENQUEUE, "properties/waitHook/x-reply")),
        ENQUEUE,
        "/properties/waitHook",
        "needs x-hook",
    ),
    Breach(
        "a hook without its reply",
        drop(ENQUEUE, "properties/waitHook/x-reply"),
        ENQUEUE,
        "/properties/waitHook",
        "x-reply says",
    ),
    Breach(
        "a reply with verbs of no place",
        put(ENQUEUE, "properties/waitHook/x-reply/verbs", "../components/auth.json"),
        ENQUEUE,
        "/properties/waitHook/x-reply/verbs",
        "no place for verbs",
    ),
    Breach(
        "a reply with verbs of nowhere",
        put(ENQUEUE, "properties/waitHook/x-reply/verbs", "../components/nothing.json"),
        ENQUEUE,
        "",
        "'../components/nothing.json' leads to no definition",
    ),
    Breach(
        "verbs to play of which nobody knows which",
        drop(ENQUEUE, "properties/waitHook/x-reply/verbs"),
        ENQUEUE,
        "/properties/waitHook/x-reply",
        "class play names the place",
    ),
    # examples
    Breach("no example", drop(PAUSE, "examples"), PAUSE, "", "at least one example"),
    Breach(
        "a wrong example",
        put(PAUSE, "examples", [{"verb": "pause", "length": 1}, {"verb": "pause", "length": "1"}]),
        PAUSE,
        "/examples/1/length",
        "'1' is not of type 'number'",
    ),
    Breach(
        "an example without a required property",
        put(PAUSE, "examples", [{"verb": "pause"}]),
        PAUSE,
        "/examples/0",
        "'length' is a required property",
    ),
    Breach(
        "a wrong example in $defs",
        put(RECORD, "$defs/StopRecording/examples", [{"action": "stop"}]),
        RECORD,
        "/$defs/StopRecording/examples/0/action",
        "was expected",
    ),
    Breach(
        "a verb without its name", put(PAUSE, "examples", [{"length": 1}]), PAUSE, "/examples/0", "give it its `verb`"
    ),
    Breach(
        "a keyword misspelt in a property", put(PAUSE, "properties/length/minimun", 0), PAUSE, "/properties/length", ""
    ),
    Breach(
        "a fact misspelt in a property", put(PAUSE, "properties/length/x-secrt", True), PAUSE, "/properties/length", ""
    ),
    Breach("a fact misspelt in a file", put(PAUSE, "x-sinc", "0.9"), PAUSE, "", ""),
    Breach(
        "an anonymous object in an alternative",
        put(
            PAUSE,
            "properties/how",
            {"anyOf": [{"type": "object", "properties": {"a": TEXT}}], "description": "How to wait."},
        ),
        PAUSE,
        "/properties/how",
        "anyOf",
    ),
    Breach(
        "a default in an array",
        put(
            PAUSE,
            "properties/how",
            {"type": "array", "items": {"type": "string", "default": ""}, "description": "How to wait."},
        ),
        PAUSE,
        "/properties/how/items",
        "",
    ),
    Breach(
        "an enum in a received array",
        put(CALL, "properties/list", {"type": "array", "items": {"enum": ["a"]}, "description": "A list of things."}),
        CALL,
        "/properties/list/items",
        "",
    ),
    Breach(
        "a place for a verb that does not exist",
        lambda f: f["components/hold-verb.json"]["x-verbs"].append("sey"),
        "components/hold-verb.json",
        "/x-verbs",
        "",
    ),
    Breach(
        "an alias that is another message's type", put(REDIRECT, "x-alias", ["verb:hook"]), REDIRECT, "/x-alias/0", ""
    ),
    Breach(
        "an alias of two properties",
        several(put(CALL, "properties/to/x-aliases", ["who"]), put(CALL, "properties/from/x-aliases", ["who"])),
        CALL,
        "/properties/to/x-aliases/0",
        "",
    ),
    Breach(
        "an alias that is another property",
        put(CALL, "properties/from/x-aliases", ["to"]),
        CALL,
        "/properties/from/x-aliases/0",
        "",
    ),
    Breach(
        "a method of a name that is taken", put(MUTE, "x-method", {"name": "send_command"}), MUTE, "/x-method/name", ""
    ),
    Breach(
        "a mirror of nothing",
        put(MUTE, "$defs/MuteStatusData/x-mirror", "nothing"),
        MUTE,
        "/$defs/MuteStatusData/x-mirror",
        "",
    ),
    Breach(
        "a command without data",
        several(
            drop(MUTE, "properties/data"),
            put(MUTE, "required", ["command"]),
            put(MUTE, "examples", [{"type": "command", "command": "mute:status"}]),
        ),
        MUTE,
        "/properties",
        "",
    ),
    Breach(
        "a target that takes only what JSON does not have",
        put(PAUSE, "properties/length/x-targets", {"v10": {"type": ["strng"]}}),
        PAUSE,
        "/properties/length/x-targets/v10/type",
        "",
    ),
    Breach(
        "an attribute that every class has",
        put(PAUSE, "properties/length/x-name", "extra_"),
        PAUSE,
        "/properties/length/x-name",
        "",
    ),
    Breach(
        "an argument that every method has",
        put(MUTE, "$defs/MuteStatusData/properties/leg", TEXT),
        MUTE,
        "/$defs/MuteStatusData/properties/leg",
        "",
    ),
]


@cache
def refused(breach: Breach) -> SpecError:
    """What the small copy with this breach is refused with."""
    contents = copy.deepcopy(SMALL)
    breach.change(contents)
    with TemporaryDirectory() as root, pytest.raises(SpecError) as caught:
        load(write(Path(root), contents))
    return caught.value


def test_the_small_copy_is_sound(tmp_path: Path) -> None:
    """The copy that the tests break obeys the rules as long as it is not broken."""
    assert set(load(write(tmp_path, SMALL)).files) == set(SMALL)


@pytest.mark.parametrize("breach", BREACHES, ids=lambda breach: breach.what)
def test_breach(breach: Breach) -> None:
    """A breach is refused with the file, the JSON pointer and the reason."""
    error = refused(breach)
    assert (error.file, error.pointer) == (breach.file, breach.pointer)
    assert breach.words in error.problem
    assert str(error) == f"spec/{breach.file}#{breach.pointer}: {error.problem}"


def test_every_rule_is_broken_once() -> None:
    """No rule in codegen/spec.py is without a breach above: every place that raises does so for one of them."""
    source = Path(codegen.spec.__file__).read_text(encoding="utf-8")
    rules = {
        node.lineno: ast.get_source_segment(source, node)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Raise)
    }
    for breach in BREACHES:
        frames = traceback.extract_tb(refused(breach).__traceback__)
        line = next(frame.lineno for frame in reversed(frames) if frame.filename == codegen.spec.__file__)
        rules.pop(line or 0, None)
    assert rules == {}


def test_pointers_lead_somewhere() -> None:
    """The pointers of the schemas inside a schema lead to them."""
    for file, schema in SMALL.items():
        for pointer, inner in snippets(schema):
            place: Any = schema
            for step in pointer.split("/")[1:]:
                name = step.replace("~1", "/").replace("~0", "~")
                place = member(place, name)
            assert place is inner, (file, pointer)
