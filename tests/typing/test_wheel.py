"""The wheel, installed into a clean environment, as the type checkers of an application outside of here see it."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.parser import HeaderParser
from pathlib import Path

import msgspec
import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "src" / "jambonz_proto"
HERE = Path(__file__).resolve().parent

GOOD = '''\
"""A small application, and a test of it, that any checker has to accept."""

import anyio
import only_in_the_clean_environment

from jambonz_proto import Call, CallEnded, Server, connect
from jambonz_proto.components import PhoneTarget, Recognizer
from jambonz_proto.hooks import DialResult
from jambonz_proto.messages import CallStatus, SessionData, SessionNew, VerbHook
from jambonz_proto.verbs import Dial, Gather, Hangup, Play, Say

NUMBER: str = only_in_the_clean_environment.NUMBER


async def front_desk(call: Call) -> None:
    heard = await call.perform(
        Say(text=f"Hello {call.from_}."),
        Gather(input=["speech", "digits"], num_digits=1, timeout=5, recognizer=Recognizer(vendor="google")),
        timeout=60,
    )
    if heard.digits == "1" or (heard.speech is not None and heard.speech.alternatives):
        dialed = await call.perform(Dial(target=[PhoneTarget(number=NUMBER)], answer_on_bridge=True))
        print(dialed.dial_call_status, dialed.dial_call_sid)
        await call.mute("mute")
    try:
        await call.send(Play(url=["https://example.com/bye.mp3"]), Hangup())
    except CallEnded:
        print(call.state)


async def low_level(call: Call) -> None:
    async for message in call:
        match message:
            case SessionNew():
                await call.ack(message, Dial(target=[PhoneTarget(number=NUMBER)], action_hook="/dialed"))
            case VerbHook(hook="/dialed"):
                print(message.payload(DialResult).dial_sip_status)
                await call.ack(message, Hangup())
            case CallStatus():
                print(message.data.call_status)
            case _:
                print(message.type)


async def try_it() -> None:
    async with Server(front_desk, port=0) as server, connect(f"ws://127.0.0.1:{server.port}/") as jambonz:
        ack = await jambonz.session_new(SessionData(call_sid="1", direction="inbound"))
        for verb in ack.data or []:
            print(verb)


if __name__ == "__main__":
    anyio.run(try_it)
'''

BEFORE = """\
from jambonz_proto import Call, components, decode_verbs, encode, hooks, messages, verbs


async def application(
    call: Call, gather: verbs.Gather, session: messages.SessionNew, status: messages.CallStatus, hook: messages.VerbHook
) -> None:
"""


@dataclass(frozen=True)
class Wrong:
    """A wrong program and what has to be said of it: the mypy code, the pyright rule, and words of each message."""

    name: str
    line: str
    code: str
    mypy: str
    rule: str
    pyright: str


WRONG = [
    Wrong(
        "misspelt_property",
        'print(verbs.Gather(inputs=["speech"]))',
        *("call-arg", 'Unexpected keyword argument "inputs" for "Gather"; did you mean "input"?'),
        *("reportCallIssue", 'No parameter named "inputs"'),
    ),
    Wrong(
        "wire_name_for_attribute",
        'print(verbs.Gather(actionHook="/heard"))',
        *("call-arg", 'Unexpected keyword argument "actionHook" for "Gather"; did you mean "action_hook"?'),
        *("reportCallIssue", 'No parameter named "actionHook"'),
    ),
    Wrong(
        "wrong_enum_value",
        'print(verbs.Gather(input=["dtmf"]))',
        *("list-item", "\"Literal['dtmf']\"; expected \"Literal['speech', 'digits']\""),
        *("reportArgumentType", 'parameter "input"'),
    ),
    Wrong(
        "wrong_mix_type",
        'print(verbs.Listen(url="wss://example.com", mix_type="dual"))',
        *("arg-type", "expected \"Literal['mono', 'stereo', 'mixed'] | None\""),
        *("reportArgumentType", "\"Literal['dual']\" is not assignable to type \"Literal['mono']\""),
    ),
    Wrong(
        "missing_required_field",
        "print(components.PhoneTarget())",
        *("call-arg", 'Missing named argument "number" for "PhoneTarget"'),
        *("reportCallIssue", 'Argument missing for parameter "number"'),
    ),
    Wrong(
        "dial_without_target",
        "await call.perform(verbs.Dial())",
        *("call-arg", 'Missing named argument "target" for "Dial"'),
        *("reportCallIssue", 'Argument missing for parameter "target"'),
    ),
    Wrong(
        "wrong_type",
        'print(verbs.Gather(timeout="10"))',
        *("arg-type", 'Argument "timeout" to "Gather" has incompatible type "str"; expected "float | None"'),
        *("reportArgumentType", '"Literal[\'10\']" is not assignable to "float"'),
    ),
    Wrong(
        "positional_argument",
        'print(verbs.Say("Hello."))',
        *("call-arg", 'Too many positional arguments for "Say"'),
        *("reportCallIssue", "Expected 0 positional arguments"),
    ),
    Wrong(
        "verb_in_a_wrong_place",
        "await call.whisper([verbs.Dial(target=[])])",
        *("list-item", 'incompatible type "Dial"; expected "WhisperVerb"'),
        *("reportArgumentType", '"Dial" is not assignable to "WhisperVerb"'),
    ),
    Wrong(
        "play_as_say",
        'print(verbs.Gather(say=verbs.Play(url="https://example.com/a.mp3")))',
        *("arg-type", 'Argument "say" to "Gather" has incompatible type "Play"; expected "Say | None"'),
        *("reportArgumentType", '"Play" is not assignable to "Say"'),
    ),
    Wrong(
        "wrong_payload_attribute",
        "print((await call.perform(gather)).transcript)",
        *("attr-defined", '"GatherResult" has no attribute "transcript"'),
        *("reportAttributeAccessIssue", 'Cannot access attribute "transcript" for class "GatherResult"'),
    ),
    Wrong(
        "payload_of_another_verb",
        "print((await call.perform(gather)).dial_call_status)",
        *("attr-defined", '"GatherResult" has no attribute "dial_call_status"'),
        *("reportAttributeAccessIssue", 'Cannot access attribute "dial_call_status" for class "GatherResult"'),
    ),
    Wrong(
        "absent_not_looked_for",
        "print((await call.perform(gather)).speech.alternatives)",
        *("union-attr", 'Item "None" of "Speech | None" has no attribute "alternatives"'),
        *("reportOptionalMemberAccess", '"alternatives" is not a known attribute of "None"'),
    ),
    Wrong(
        "untyped_payload",
        "print(hook.payload(hooks.DialResult).digits)",
        *("attr-defined", '"DialResult" has no attribute "digits"'),
        *("reportAttributeAccessIssue", 'Cannot access attribute "digits" for class "DialResult"'),
    ),
    Wrong(
        "perform_without_action_hook",
        'await call.perform(verbs.Say(text="Hello."))',
        *("arg-type", 'Argument 1 to "perform" of "Call" has incompatible type "Say"'),
        *("reportArgumentType", '"Say" is not assignable to "ActionVerb['),
    ),
    Wrong(
        "perform_ends_without_action_hook",
        "await call.perform(gather, verbs.Hangup())",
        *("arg-type", 'Argument 2 to "perform" of "Call" has incompatible type "Hangup"'),
        *("reportArgumentType", '"Hangup" is not assignable to "ActionVerb['),
    ),
    Wrong(
        "perform_nothing",
        "await call.perform()",
        *("call-arg", 'Too few arguments for "perform" of "Call"'),
        *("reportCallIssue", 'Argument missing for parameter "verbs'),
    ),
    Wrong(
        "ack_of_what_takes_none",
        'await call.ack(status, verbs.Say(text="Hello."))',
        *("arg-type", 'Argument 1 to "ack" of "Call" has incompatible type "CallStatus"; expected "AckableMessage"'),
        *("reportArgumentType", '"CallStatus" is not assignable to "AckableMessage"'),
    ),
    Wrong(
        "ack_by_msgid",
        "await call.ack(session.msgid, verbs.Hangup())",
        *("arg-type", 'Argument 1 to "ack" of "Call" has incompatible type "str"; expected "AckableMessage"'),
        *("reportArgumentType", '"str" is not assignable to "AckableMessage"'),
    ),
    Wrong(
        "assignment_to_what_came_in",
        'session.data.from_ = "+4930123"',
        *("misc", 'Property "from_" defined in "SessionData" is read-only'),
        *("reportAttributeAccessIssue", 'Attribute "from_" is read-only'),
    ),
    Wrong(
        "wrong_argument_of_a_command",
        'await call.mute("muted")',
        *("arg-type", "incompatible type \"Literal['muted']\"; expected \"Literal['mute', 'unmute']\""),
        *("reportArgumentType", "\"Literal['muted']\" is not assignable to type \"Literal['mute']\""),
    ),
    Wrong(
        "no_such_command",
        'await call.hold("hold")',
        *("attr-defined", '"Call" has no attribute "hold"'),
        *("reportAttributeAccessIssue", 'Cannot access attribute "hold" for class "Call"'),
    ),
    Wrong(
        "not_awaited",
        "call.send(verbs.Hangup())",
        *("unused-coroutine", 'Value of type "Coroutine[Any, Any, SentVerbs]" must be used'),
        *("reportUnusedCoroutine", 'use "await"'),
    ),
    Wrong(
        "no_json",
        'print(verbs.Tag(data={"now": object()}))',
        *("dict-item", '"str": "object"'),
        *("reportArgumentType", '"object" is not assignable to "bool"'),
    ),
    Wrong(
        "verbs_as_dicts",
        'print(encode([{"verb": "say"}]))',
        *("arg-type", 'Argument 1 to "encode" has incompatible type "list[dict[str, str]]"'),
        *("reportArgumentType", 'parameter "message" of type "ClientMessage | Ack | Command"'),
    ),
    Wrong(
        "no_such_server",
        'print(decode_verbs(b"[]", target="v9"))',
        *("arg-type", 'Argument "target" to "decode_verbs" has incompatible type "Literal[\'v9\']"'),
        *("reportArgumentType", "\"Literal['v9']\" is not assignable to type \"Literal['v10']\""),
    ),
]


def run(*command: str | Path, cwd: Path) -> str:
    """What a command prints; fails if it does."""
    done = subprocess.run(
        list(map(str, command)), cwd=cwd, env=environment(), capture_output=True, text=True, timeout=100, check=False
    )
    assert done.returncode == 0, f"{command} failed:\n{done.stdout}\n{done.stderr}"
    return done.stdout


def environment() -> dict[str, str]:
    """The environment of a command, without what leads it to other code than it was given."""
    leading = {"MYPYPATH", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "MYPY_CACHE_DIR"}
    return {name: value for name, value in os.environ.items() if name not in leading} | {
        "PIP_DISABLE_PIP_VERSION_CHECK": "1"
    }


# -- building and installing ------------------------------------------------------------------


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, as ``pip install .`` would build it."""
    built = tmp_path_factory.mktemp("wheel")
    run(
        *(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"),
        *("--wheel-dir", built, ROOT),
        cwd=built,
    )
    [wheel] = built.glob("*.whl")
    return wheel


@dataclass(frozen=True)
class Clean:
    """An environment with the wheel and what it needs, and nothing else."""

    python: Path
    packages: Path


@pytest.fixture(scope="session")
def clean(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Clean:
    """A new environment with the wheel in it."""
    place = tmp_path_factory.mktemp("clean")
    run(sys.executable, "-m", "venv", "--without-pip", place, cwd=place)
    python = place / ("Scripts" if os.name == "nt" else "bin") / "python"
    run(sys.executable, "-m", "pip", "--python", python, "install", "--quiet", wheel, cwd=place)
    packages = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=place).strip())
    canary = packages / "only_in_the_clean_environment"
    canary.mkdir()
    (canary / "__init__.py").write_text('NUMBER = "+15551230001"\n')
    (canary / "py.typed").touch()
    return Clean(python, packages)


def test_wheel_is_the_package_and_nothing_else(wheel: Path) -> None:
    """The wheel has every file of the package, ``py.typed`` among them, the pytest plugin, and nothing else."""
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    inside = {name for name in names if ".dist-info/" not in name}
    sources = {path for path in PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    package = {path.relative_to(PACKAGE.parent).as_posix() for path in sources}
    assert inside == package | {"pytest_jambonz_proto.py"}
    assert "jambonz_proto/py.typed" in inside
    assert {name.split("/")[1] for name in names - inside} == {
        *("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses"),
    }


def test_wheel_needs_three_libraries(wheel: Path) -> None:
    """An installation brings anyio, msgspec and websockets along; trio is an extra, and the tools are one."""
    with zipfile.ZipFile(wheel) as archive:
        [metadata] = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        headers = HeaderParser().parsestr(archive.read(metadata).decode())
    needed: list[str] = [str(header) for header in headers.get_all("Requires-Dist", [])]
    always = {need.split(">")[0] for need in needed if "extra ==" not in need}
    assert always == {"anyio", "msgspec", "websockets"}
    assert [need.split(">")[0] for need in needed if "extra == 'trio'" in need] == ["trio"]


def test_installed_package_imports_without_extras(clean: Clean) -> None:
    """The installed package can be imported, from where it was installed, with no more than it asked for."""
    place = run(
        *(clean.python, "-I", "-W", "error", "-c", "import jambonz_proto; print(jambonz_proto.__file__)"),
        cwd=clean.packages.parent,
    )
    assert Path(place.strip()).is_relative_to(clean.packages)
    assert (clean.packages / "jambonz_proto" / "py.typed").is_file()
    assert not list(clean.packages.glob("*trio*"))


# -- checking ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Found:
    """One thing that a checker said of a file."""

    line: int
    code: str
    message: str


class _MypyLine(msgspec.Struct):
    file: str
    line: int
    message: str
    code: str | None
    severity: str


class _Position(msgspec.Struct):
    line: int


class _Range(msgspec.Struct):
    start: _Position


class _PyrightDiagnostic(msgspec.Struct):
    file: str
    severity: str
    message: str
    range: _Range
    rule: str = ""


class _PyrightReport(msgspec.Struct, rename="camel"):
    general_diagnostics: list[_PyrightDiagnostic]


Findings = Mapping[str, Sequence[Found]]


def by_mypy(output: str) -> Findings:
    """The errors that mypy printed as JSON lines, by file."""
    found: dict[str, list[Found]] = defaultdict(list)
    for line in output.splitlines():
        said = msgspec.json.decode(line, type=_MypyLine)
        if said.severity == "error":
            found[Path(said.file).stem].append(Found(said.line, said.code or "", said.message))
    return found


def by_pyright(output: str) -> Findings:
    """What pyright printed as one JSON object, by file."""
    found: dict[str, list[Found]] = defaultdict(list)
    for said in msgspec.json.decode(output, type=_PyrightReport).general_diagnostics:
        found[Path(said.file).stem].append(Found(said.range.start.line + 1, said.rule, said.message))
    return found


@dataclass(frozen=True)
class Reports:
    """What both checkers said."""

    mypy: Findings
    pyright: Findings


@pytest.fixture(scope="session")
def reports(clean: Clean, tmp_path_factory: pytest.TempPathFactory) -> Reports:
    """What both checkers say of all programs, each of them in a file outside of the repository."""
    place = tmp_path_factory.mktemp("applications")
    programs = {"good": GOOD} | {wrong.name: f"{BEFORE}    {wrong.line}\n" for wrong in WRONG}
    programs |= {name: (HERE / f"{name}.py").read_text(encoding="utf-8") for name in ("accepted", "refused")}
    for name, program in programs.items():
        (place / f"{name}.py").write_text(program, encoding="utf-8")
    config = {
        "typeCheckingMode": "standard",
        "strict": ["good.py", "accepted.py"],
        "enableTypeIgnoreComments": False,
        "reportUnnecessaryTypeIgnoreComment": "error",
    }
    (place / "pyrightconfig.json").write_bytes(msgspec.json.encode(config))
    checkers = [
        [
            *(sys.executable, "-m", "mypy", "--strict", "--config-file=", "--cache-dir", str(place / ".mypy_cache")),
            *("--python-executable", str(clean.python), "--output", "json"),
            *(f"{name}.py" for name in programs),
        ],
        [sys.executable, "-m", "pyright", "--outputjson", "--pythonpath", str(clean.python), "--project", str(place)],
    ]
    running = [
        subprocess.Popen(
            checker, cwd=place, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for checker in checkers
    ]
    printed: list[str] = []
    try:
        for process in running:
            output, errors = process.communicate(timeout=100)
            assert process.returncode == 1, f"a checker crashed, or found nothing at all:\n{output}\n{errors}"
            printed.append(output)
    finally:
        for process in running:
            process.kill()
            process.communicate()
    return Reports(by_mypy(printed[0]), by_pyright(printed[1]))


@pytest.mark.parametrize("name", ["good", "accepted", "refused"])
def test_checkers_accept(reports: Reports, name: str) -> None:
    """Against the installed wheel, a good application and all promises are clean, and every refused line is refused."""
    assert list(reports.mypy.get(name, [])) == []
    assert list(reports.pyright.get(name, [])) == []


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.name)
def test_checkers_refuse(reports: Reports, wrong: Wrong) -> None:
    """Against the installed wheel, both checkers find the one mistake of a program, and say what it is."""
    where = BEFORE.count("\n") + 1
    for found, code, words in (
        (reports.mypy.get(wrong.name, []), wrong.code, wrong.mypy),
        (reports.pyright.get(wrong.name, []), wrong.rule, wrong.pyright),
    ):
        assert [(said.line, said.code) for said in found] == [(where, code)], found
        assert words in found[0].message


def test_the_six_mistakes_that_count_are_among_them() -> None:
    """The mistakes that the types were made to find are all in the table, each under its own name once."""
    names = [wrong.name for wrong in WRONG]
    assert len(names) == len(set(names))
    assert set(names) >= {
        "misspelt_property",
        "wrong_enum_value",
        "missing_required_field",
        "wrong_payload_attribute",
        "perform_without_action_hook",
        "ack_of_what_takes_none",
    }
