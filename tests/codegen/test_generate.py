"""The generator: its output is what the spec says and nothing else, and it says so when it is not."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from codegen import __main__ as cli
from codegen import naming
from codegen.text import HEADER, docstring, sentence_list

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "src" / "jambonz_proto"
GENERATED = {f"{name}.py" for name in ("_methods", "_tables", "commands", "components", "hooks", "messages", "verbs")}


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The generator as a user runs it."""
    return subprocess.run(
        [sys.executable, "-m", "codegen", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def copy_of_the_project(place: Path) -> Path:
    shutil.copytree(ROOT / "spec", place / "spec")
    shutil.copytree(PACKAGE, place / "src" / "jambonz_proto", ignore=shutil.ignore_patterns("__pycache__"))
    return place


def modules(package: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in package.glob("*.py")}


# -- --check --------------------------------------------------------------------------------------


def test_the_tree_is_up_to_date() -> None:
    """What is committed is what the generator makes of the spec."""
    checked = run("--check", PYTHONHASHSEED="0")
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")


def test_what_is_generated() -> None:
    """The generated modules say so in their first line, and no other module does."""
    assert {name for name, source in modules(PACKAGE).items() if source.startswith(HEADER)} == GENERATED


def edit(package: Path) -> None:
    path = package / "verbs.py"
    path.write_text(path.read_text(encoding="utf-8").replace("class Say(", "class Sey("), encoding="utf-8")


def remove_header(package: Path) -> None:
    path = package / "hooks.py"
    path.write_text(path.read_text(encoding="utf-8").removeprefix(HEADER), encoding="utf-8")


def remove(package: Path) -> None:
    (package / "_tables.py").unlink()


def add(package: Path) -> None:
    (package / "audio.py").write_text(HEADER + '"""Left over."""\n', encoding="utf-8")


DRIFTS: list[tuple[Callable[[Path], None], str, list[str]]] = [
    (edit, "verbs.py", ["-class Sey(", "+class Say("]),
    (remove_header, "hooks.py", [f"+{HEADER.rstrip()}"]),
    (remove, "_tables.py", ["+VERBS: Final[dict[str, type[Verb]]] = {", f"+{HEADER.rstrip()}"]),
    (add, "audio.py", [f"-{HEADER.rstrip()}", '-"""Left over."""']),
]


@pytest.fixture
def sources() -> dict[str, str]:
    """What the generator makes of the spec; that this is what is committed is tested above."""
    return {name: source for name, source in modules(PACKAGE).items() if name in GENERATED}


@pytest.mark.parametrize(("drift", "name", "lines"), DRIFTS, ids=[drift[0].__name__ for drift in DRIFTS])
def test_drift(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    sources: dict[str, str],
    drift: Callable[[Path], None],
    name: str,
    lines: list[str],
) -> None:
    """A file that is edited, missing or left over is an error with a diff and the command to run, and is put right."""
    monkeypatch.setattr(cli, "generate", {tmp_path / "spec": sources}.__getitem__)
    package = copy_of_the_project(tmp_path) / "src" / "jambonz_proto"
    drift(package)
    drifted = modules(package)
    assert cli.main(["--check", "--root", str(tmp_path)]) == 1
    shown = capsys.readouterr()
    assert f"--- src/jambonz_proto/{name}" in shown.out
    assert f"+++ {name} from spec/" in shown.out
    assert set(lines) <= set(shown.out.splitlines())
    assert shown.out.count("\n--- ") + shown.out.startswith("--- ") == 1
    assert shown.err == "1 generated files are out of date. Run: make generate\n"
    assert modules(package) == drifted, "--check has written"
    assert cli.main(["--root", str(tmp_path)]) == 0
    assert "7 modules written to src/jambonz_proto, 1 changed" in capsys.readouterr().out
    assert modules(package) == modules(PACKAGE)
    assert cli.main(["--check", "--root", str(tmp_path)]) == 0
    assert capsys.readouterr().out == ""


def test_all_drifts_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], sources: dict[str, str]
) -> None:
    """Every file that differs is shown and counted, and handwritten modules are left alone."""
    monkeypatch.setattr(cli, "generate", {tmp_path / "spec": sources}.__getitem__)
    package = copy_of_the_project(tmp_path) / "src" / "jambonz_proto"
    for drift, _, _ in DRIFTS:
        drift(package)
    (package / "mine.py").write_text('"""Mine."""\n', encoding="utf-8")
    assert cli.main(["--check", "--root", str(tmp_path)]) == 1
    shown = capsys.readouterr()
    assert "4 generated files are out of date" in shown.err
    assert [line for line in shown.out.splitlines() if line.startswith("--- ")] == [
        f"--- src/jambonz_proto/{name}" for name in ("_tables.py", "audio.py", "hooks.py", "verbs.py")
    ]
    assert cli.main(["--root", str(tmp_path)]) == 0
    assert modules(package) == {**modules(PACKAGE), "mine.py": '"""Mine."""\n'}


def test_broken_spec(tmp_path: Path) -> None:
    """A spec that breaks a rule stops the generator with file and pointer, before it writes anything."""
    root = copy_of_the_project(tmp_path)
    path = root / "spec" / "verbs" / "pause.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    schema["properties"]["length"]["x-known"] = [1]
    path.write_text(json.dumps(schema), encoding="utf-8")
    (root / "src" / "jambonz_proto" / "verbs.py").write_text("as it was", encoding="utf-8")
    stopped = run("--root", str(root))
    assert stopped.returncode == 1
    assert stopped.stdout == ""
    assert stopped.stderr == (
        "spec/verbs/pause.json#/properties/length: x-known, x-aliases and x-late are for what jambonz sends; "
        "here an enum is exact\n"
    )
    assert (root / "src" / "jambonz_proto" / "verbs.py").read_text(encoding="utf-8") == "as it was"


def test_deterministic(tmp_path: Path) -> None:
    """The output depends on the spec alone: not on the hash seed, nor on where it lies or what was there before."""
    shutil.copytree(ROOT / "spec", tmp_path / "spec")
    (tmp_path / "src" / "jambonz_proto").mkdir(parents=True)
    made = run("--root", str(tmp_path), PYTHONHASHSEED="4711")  # the seed of the committed output is another
    assert (made.returncode, made.stdout) == (0, "7 modules written to src/jambonz_proto, 7 changed\n")
    committed = {name: source for name, source in modules(PACKAGE).items() if name in GENERATED}
    assert modules(tmp_path / "src" / "jambonz_proto") == committed


# -- adding to the spec ---------------------------------------------------------------------------


def write(path: Path, schema: dict[str, Any]) -> None:
    path.write_text(json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}), encoding="utf-8")


def change(path: Path, edit: Callable[[dict[str, Any]], object]) -> None:
    schema = json.loads(path.read_text(encoding="utf-8"))
    edit(schema)
    path.write_text(json.dumps(schema), encoding="utf-8")


@pytest.fixture(scope="module")
def enlarged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with more in its spec: properties, a verb with a hook, a command and a message."""
    root = copy_of_the_project(tmp_path_factory.mktemp("enlarged"))
    spec = root / "spec"
    change(
        spec / "verbs" / "pause.json",
        lambda s: s["properties"].update(
            {
                "hummedTune": {"enum": ["waltz", "march"], "description": "What to hum while waiting."},
                "class": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": 3,
                    "description": "Comfort while waiting.",
                    "x-targets": {"v10": False},
                },
                "pin": {"type": "string", "x-secret": True, "description": "Ends the pause early."},
            }
        ),
    )
    change(spec / "components" / "whisper-verb.json", lambda s: s["x-verbs"].append("teleport:now"))
    write(
        spec / "hooks" / "teleport-result.json",
        {
            "title": "TeleportResult",
            "description": "How a journey ended.",
            "x-source": ["a test"],
            "type": "object",
            "allOf": [{"$ref": "call-info.json"}],
            "properties": {
                "arrived": {"type": "boolean", "description": "Whether the caller has arrived."},
                "mood": {
                    "type": "string",
                    "x-known": ["fine"],
                    "x-aliases": ["temper"],
                    "description": "How the caller feels.",
                },
                "log": {
                    "type": "object",
                    "additionalProperties": True,
                    "x-late": True,
                    "description": "What happened on the way.",
                },
            },
            "required": ["arrived"],
            "examples": [{"arrived": True}],
        },
    )
    write(
        spec / "verbs" / "teleport-now.json",
        {
            "title": "TeleportNow",
            "description": "Takes the caller elsewhere. Quickly.",
            "x-source": ["a test"],
            "x-since": "11.0",
            "x-targets": {"open-source-0.9": False},
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "verb": {"const": "teleport:now", "description": "Name of the verb."},
                "toPlace": {"type": "string", "minLength": 2, "description": "Where to."},
                "greeting": {"$ref": "say.json", "not": {"required": ["verb"]}, "description": "What to say there."},
                "actionHook": {
                    "$ref": "../components/hook-target.json",
                    "description": "Called on arrival.",
                    "x-hook": {"message": "verb:hook", "payload": "../hooks/teleport-result.json"},
                    "x-reply": {"class": "replace", "automatic": []},
                },
            },
            "required": ["toPlace"],
            "examples": [{"verb": "teleport:now", "toPlace": "Mars", "greeting": {"text": "Hello."}}],
        },
    )
    write(
        spec / "commands" / "beam-up.json",
        {
            "title": "BeamUp",
            "description": "Takes the caller back.",
            "x-source": ["a test"],
            "x-direction": "server",
            "x-leg": True,
            "type": "object",
            "allOf": [{"$ref": "command.json"}],
            "unevaluatedProperties": False,
            "properties": {
                "command": {"const": "beam:up", "description": "Command name."},
                "data": {"$ref": "#/$defs/BeamUpData", "description": "How."},
            },
            "required": ["command", "data"],
            "$defs": {
                "BeamUpData": {
                    "title": "BeamUpData",
                    "description": "Data of the command `beam:up`.",
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {
                        "beamWidth": {"type": "integer", "description": "How wide the beam is, in metres."},
                        "loud": {"type": "boolean", "description": "With a sound."},
                    },
                    "required": ["beamWidth"],
                }
            },
            "examples": [{"type": "command", "command": "beam:up", "data": {"beamWidth": 2}}],
        },
    )
    write(
        spec / "messages" / "beam-status.json",
        {
            "title": "BeamStatus",
            "description": "The beam has changed.",
            "x-source": ["a test"],
            "x-direction": "client",
            "x-ack": False,
            "x-alias": ["beam"],
            "type": "object",
            "allOf": [{"$ref": "notification.json"}],
            "properties": {
                "type": {"const": "beam:status", "description": "Message type."},
                "data": {"$ref": "../hooks/teleport-result.json", "description": "The journey."},
            },
            "required": ["type", "data"],
            "examples": [{"type": "beam:status", "msgid": "1", "data": {"arrived": True}}],
        },
    )
    change(spec / "commands" / "beam-up.json", lambda s: s["properties"]["data"].update(description="How to do it."))
    assert cli.main(["--root", str(root)]) == 0
    return root


def in_copy(root: Path, script: str) -> None:
    """Run a script with the package of the copy; it fails by assertions of its own."""
    done = subprocess.run(
        [sys.executable, "-c", f"import inspect, json, typing\nimport jambonz_proto as jp\n{textwrap.dedent(script)}"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_copy_is_what_is_imported(enlarged: Path) -> None:
    """The tests below use the package of the copy."""
    in_copy(enlarged, f"assert jp.__file__ == {str(enlarged / 'src' / 'jambonz_proto' / '__init__.py')!r}, jp.__file__")


def test_added_properties(enlarged: Path) -> None:
    """A property that is added to a verb is a field with a name, a type, a docstring, a range and its facts."""
    in_copy(
        enlarged,
        """
        from jambonz_proto.errors import InvalidMessage, InvalidOutgoing
        from jambonz_proto.verbs import Pause

        [pause] = jp.decode_verbs('[{"verb":"pause","length":1,"hummedTune":"waltz","class":2,"pin":"1234"}]')
        assert pause == Pause(length=1, hummed_tune="waltz", class_=2, pin="1234")
        assert json.loads(jp.encode(jp.Ack(msgid="1", data=[pause])))["data"] == [
            {"verb": "pause", "length": 1, "hummedTune": "waltz", "class": 2, "pin": "1234"}
        ]
        assert "1234" not in repr(pause)
        for wrong in ('"hummedTune":"jazz"', '"class":4', '"class":null', '"hummed_tune":"waltz"'):
            try:
                jp.decode_verbs('[{"verb":"pause","length":1,%s}]' % wrong)
            except InvalidMessage as error:
                assert error.path.startswith("$[0]")
            else:
                raise AssertionError(wrong)
        try:
            jp.encode(jp.Ack(msgid="1", data=[pause]), target="v10")
        except jp.RefusedByTarget as error:
            assert error.path == "$.data[0].class"
        else:
            raise AssertionError("not refused")
        source = inspect.getsource(Pause)
        assert 'hummed_tune: Literal["waltz", "march"] | None = field(default=None, name="hummedTune")' in source
        assert "What to hum while waiting." in source
        assert 'class_: Annotated[int, Meta(ge=1, le=3)] | None = field(default=None, name="class")' in source
        assert "Comfort while waiting. Not for target `v10`." in source
        """,
    )


def test_added_verb(enlarged: Path) -> None:
    """A verb that is added has its class, with the link to its payload, and is in tables, unions and places."""
    in_copy(
        enlarged,
        """
        from jambonz_proto import _tables, commands, components, hooks, verbs
        from jambonz_proto.verbs import Say, TeleportNow

        on_the_wire = {"verb": "teleport:now", "toPlace": "Mars", "greeting": {"text": "Hello."}, "actionHook": "/a"}
        [verb] = jp.decode_verbs(json.dumps([on_the_wire]))
        assert verb == TeleportNow(to_place="Mars", greeting=Say(text="Hello."), action_hook="/a")
        assert jp.decode_verbs('[{"teleport:now":{"toPlace":"Mars"}}]') == [TeleportNow(to_place="Mars")]
        assert json.loads(jp.encode(jp.Ack(msgid="1", data=[verb])))["data"] == [on_the_wire]
        assert "TeleportNow" in verbs.__all__ and "TeleportResult" in hooks.__all__
        assert _tables.VERBS["teleport:now"] is TeleportNow
        assert issubclass(TeleportNow, verbs.ActionVerb) and issubclass(TeleportNow, components.WhisperVerb)
        assert verbs.ActionVerb[hooks.TeleportResult] in TeleportNow.__orig_bases__
        assert not issubclass(TeleportNow, components.HoldVerb)
        [row] = _tables.HOOKS[TeleportNow]
        assert (row.attribute, row.message, row.payload) == ("action_hook", "verb:hook", hooks.TeleportResult)
        assert (row.reply.kind, row.reply.automatic) == ("replace", b"[]")
        assert _tables.PARTS[TeleportNow] == ("greeting",)
        assert TeleportNow in _tables.TARGETS["open-source-0.9"].refused
        assert TeleportNow not in _tables.TARGETS["v10"].refused
        source = " ".join(inspect.getsource(TeleportNow).split())
        assert "Takes the caller elsewhere. Quickly." in source
        assert "Verb `teleport:now`, since server 11.0. Not for target `open-source-0.9`. Source: a test." in source
        assert "Yields `verb:hook` with `hooks.TeleportResult`; a reply with verbs replaces the verb stack." in source
        whispered = jp.encode(commands.Whisper(data=commands.WhisperData(verbs=[TeleportNow(to_place="Mars")])))
        assert jp.decode_server_message(whispered).data.verbs == [TeleportNow(to_place="Mars")]
        """,
    )


def test_added_payload_and_message(enlarged: Path) -> None:
    """A message that is added decodes to its class, under its alias as well, with its payload typed."""
    in_copy(
        enlarged,
        """
        from jambonz_proto import _tables, hooks, messages

        for type in ("beam:status", "beam"):
            data = {"arrived": True, "temper": "odd", "x": 1}
            message = jp.decode_client_message(json.dumps({"type": type, "data": data}))
            assert isinstance(message, messages.BeamStatus)
            assert (message.data.arrived, message.data.mood, message.data.extra) == (True, "odd", {"x": 1})
        assert messages.BeamStatus in typing.get_args(messages.AnyMessage)
        assert _tables.DATA[messages.BeamStatus] is hooks.TeleportResult
        payload = jp.decode_payload(hooks.TeleportResult, '{"arrived":false,"call_sid":"a"}')
        assert (payload.arrived, payload.call_sid, payload.log) == (False, "a", None)
        assert jp.decode_payload(hooks.TeleportResult, '{"arrived":false,"log":{"x":[1]}}').log == {"x": [1]}
        odd = jp.decode_payload(hooks.TeleportResult, '{"arrived":false,"log":1}')
        try:
            raise AssertionError(odd.log)
        except jp.InvalidMessage as error:
            assert error.path == "$.log"
        source = " ".join(inspect.getsource(hooks.TeleportResult).split())
        assert "Known values: `fine`. Some servers call it `temper`." in source
        from jambonz_proto._methods import MessageMethods
        assert list(inspect.signature(MessageMethods.beam_status).parameters) == ["self", "data", "b3"]
        """,
    )


def test_added_command(enlarged: Path) -> None:
    """A command that is added has its class, its place in the union, and a typed method with a docstring."""
    in_copy(
        enlarged,
        """
        import asyncio
        from jambonz_proto import commands
        from jambonz_proto._methods import CommandMethods

        sent = []

        class Call(CommandMethods):
            async def send_command(self, command):
                sent.append(command)

        asyncio.run(Call().beam_up(2, loud=True, leg="a-leg"))
        expected = commands.BeamUp(data=commands.BeamUpData(beam_width=2, loud=True), call_sid="a-leg")
        assert sent == [expected]
        assert json.loads(jp.encode(expected)) == {
            "type": "command", "command": "beam:up", "callSid": "a-leg", "data": {"beamWidth": 2, "loud": True}
        }
        assert jp.decode_server_message(jp.encode(expected)) == expected
        assert commands.BeamUp in typing.get_args(commands.AnyCommand)
        parameters = "self, beam_width: 'int', *, loud: 'bool | None' = None, leg: 'Leg | str | None' = None"
        assert str(inspect.signature(Call.beam_up)) == f"({parameters}) -> 'None'"
        doc = inspect.getdoc(Call.beam_up)
        assert "Takes the caller back.\\n\\nSends the command `beam:up`." in doc
        assert "beam_width: How wide the beam is, in metres." in doc
        assert "leg: The leg" in doc
        assert callable(jp.Call.beam_up)
        """,
    )


# -- names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wire", "words", "pascal", "kebab"),
    [
        ("say", ["say"], "Say", "say"),
        ("sip:refer", ["sip", "refer"], "SipRefer", "sip-refer"),
        ("rest:dial", ["rest", "dial"], "RestDial", "rest-dial"),
        ("openai_s2s", ["openai", "s2s"], "OpenaiS2s", "openai-s2s"),
        ("boostAudioSignal", ["boost", "audio", "signal"], "BoostAudioSignal", "boost-audio-signal"),
        ("noiseIsolation:status", ["noise", "isolation", "status"], "NoiseIsolationStatus", "noise-isolation-status"),
        ("tts:tokens-result", ["tts", "tokens", "result"], "TtsTokensResult", "tts-tokens-result"),
        (
            "conf:participant-action",
            ["conf", "participant", "action"],
            "ConfParticipantAction",
            "conf-participant-action",
        ),
        ("siprecServerURL", ["siprec", "server", "url"], "SiprecServerUrl", "siprec-server-url"),
        ("HTTPServer2", ["http", "server2"], "HttpServer2", "http-server2"),
        ("a1B", ["a1", "b"], "A1B", "a1-b"),
        ("X-Foo", ["x", "foo"], "XFoo", "x-foo"),
        ("", [], "", ""),
        ("::", [], "", ""),
    ],
)
def test_names_of_classes_and_files(wire: str, words: list[str], pascal: str, kebab: str) -> None:
    """A wire name makes one class name and one file name."""
    assert naming.words(wire) == words
    assert naming.pascal(wire) == pascal
    assert naming.kebab(wire) == kebab


@pytest.mark.parametrize(
    ("wire", "attribute"),
    [
        ("text", "text"),
        ("actionHook", "action_hook"),
        ("call_sid", "call_sid"),
        ("siprecServerURL", "siprec_server_url"),
        ("X-Foo", "x_foo"),
        # what Python has taken
        ("from", "from_"),
        ("class", "class_"),
        ("print", "print_"),
        ("list", "list_"),
        ("object", "object_"),
        # what is harmless
        ("id", "id"),
        ("type", "type"),
        ("input", "input"),
        ("match", "match"),
        ("none", "none"),
    ],
)
def test_names_of_attributes(wire: str, attribute: str) -> None:
    """A property makes one attribute, in snake case, that hides nothing of Python's."""
    assert naming.attribute(wire) == attribute
    assert attribute.isidentifier()


@pytest.mark.parametrize("wire", ["2nd", "", "-", "1:2"])
def test_names_that_make_no_attribute(wire: str) -> None:
    """A property that makes no Python name needs one of its own."""
    with pytest.raises(ValueError, match="give it an x-name"):
        naming.attribute(wire)


# -- text -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Short.", '    """Short."""'),
        ('Ends with "quotes"', '    """Ends with "quotes" """'),
        ('Has """three""" quotes.', "    \"\"\"Has '''three''' quotes.\"\"\""),
        ("Has a \\d backslash.", '    """Has a \\\\d backslash."""'),
        ("One.\n\nTwo.", '    """One.\n\n    Two.\n    """'),
        ("a " * 55 + "end.", '    """' + "a " * 54 + 'a\n    end.\n    """'),
    ],
)
def test_docstring(text: str, expected: str) -> None:
    """A docstring fits its line or is wrapped, and means what the text says."""
    made = docstring(text)
    namespace: dict[str, str] = {}
    exec(f"made = (\n{made}\n)", namespace)
    assert " ".join(namespace["made"].split()) == " ".join(text.replace('"""', "'''").split())
    assert all(len(line) <= 120 for line in made.splitlines())
    if len(text) < 40:
        assert made == expected


def test_docstring_with_sections() -> None:
    """Arguments follow the text, a long one indented below its name."""
    made = docstring("What it does.", "    ", {"Args": {"a": "First.", "b": "word " * 30 + "end."}, "Raises": {}})
    lines = made.splitlines()
    assert lines[:4] == ['    """What it does.', "", "    Args:", "        a: First."]
    assert lines[4].startswith("        b: word word")
    assert lines[5].startswith("            word")
    assert "Raises" not in made


def test_sentence_list() -> None:
    """Things are listed as in a sentence."""
    assert sentence_list(["a"]) == "a"
    assert sentence_list(["a", "b"]) == "a and b"
    assert sentence_list(iter(["a", "b", "c"])) == "a, b and c"
