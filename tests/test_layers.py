"""Imports point downwards only, and what has no event loop and no clock does not get one."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "jambonz_proto"
NAME = PACKAGE.name

LAYERS: tuple[frozenset[str], ...] = (
    frozenset({"errors"}),
    frozenset({"_base"}),
    frozenset({"_facts", "components", "hooks", "verbs", "commands", "messages", "_tables", "_methods", "env"}),
    frozenset({"_hints", "_text", "_targets", "_open", "_closed", "_writing", "_codec"}),
    frozenset({"_answering", "_envelope", "_hook_places", "_outbox", "_pending", "_verb_status"})
    | frozenset({"_protocol", "_client_protocol"}),
    frozenset({"_clock", "_log", "_loop", "_transport", "_websocket"}),
    frozenset({"_shell", "_flows", "tts"}),
    frozenset({"call"}),
    frozenset({"router", "tools", "server", "client"}),
    frozenset({"__init__"}),
    frozenset({"testing"}),
    frozenset({"cli"}),
)
"""The modules from the lowest layer to the highest; in a layer they may use each other, but not in a circle."""

LEVEL = {module: level for level, layer in enumerate(LAYERS) for module in layer}

QUIET = frozenset(module for layer in LAYERS[:5] for module in layer)
"""No I/O, no event loop, no clock: types, codec and protocol."""

EXTRAS = {"testing": {"pytest"}, "cli": {"prompt_toolkit", "rich"}}
"""What only these folders import besides the dependencies of the package; it comes with an extra or is there anyway."""

LOOPS_AND_CLOCKS = frozenset(
    {"anyio", "asyncio", "trio", "sniffio", "websockets", "socket", "ssl", "threading", "time", "datetime", "selectors"}
)


def module_of(path: Path) -> str:
    """The name of a module inside of the package; of a folder in it, the folder's."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def trees() -> Iterator[tuple[str, Path, ast.Module]]:
    """All source files."""
    for path in sorted(PACKAGE.rglob("*.py")):
        yield module_of(path), path, ast.parse(path.read_text(encoding="utf-8"), str(path))


def imported(tree: ast.Module, path: Path) -> Iterator[tuple[str, int]]:
    """Absolute names of what is imported anywhere in a file, deferred and for types only as well, with their lines."""
    inside = (NAME, *path.relative_to(PACKAGE).parts[:-1])
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            up = inside[: len(inside) - node.level + 1] if node.level else ()
            base = ".".join([*up, *([node.module] if node.module else [])])
            yield from ((f"{base}.{alias.name}", node.lineno) for alias in node.names)


def own_module(name: str) -> str | None:
    """The module of this package that a dotted name leads to; ``None`` for another package's."""
    package, *rest = name.split(".")
    if package != NAME:
        return None
    return rest[0] if rest and rest[0] in LEVEL else "__init__"


OUTSIDE = [
    (module, name.partition(".")[0], f"{path.name}:{line}")
    for module, path, tree in trees()
    for name, line in imported(tree, path)
    if own_module(name) is None
]
"""All imports of other packages: who, what, where."""

INSIDE = [
    (module, target, f"{path.name}:{line}")
    for module, path, tree in trees()
    for name, line in imported(tree, path)
    if (target := own_module(name)) is not None
]
"""All imports in the package: who, what, where."""


def test_every_module_has_a_layer() -> None:
    """A new module is put into a layer here, and no layer names one that is gone."""
    assert {module for module, _, _ in trees()} == set(LEVEL)


def test_imports_are_seen() -> None:
    """The reader of imports finds those that are known to be there, so that the tests below do not pass on nothing."""
    assert {("_text", "errors"), ("server", "call"), ("call", "_protocol"), ("__init__", "server")} <= {
        (module, target) for module, target, _ in INSIDE
    }
    assert {("_websocket", "websockets"), ("call", "anyio"), ("_base", "msgspec")} <= {
        (module, package) for module, package, _ in OUTSIDE
    }


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import anyio.abc", ["anyio.abc"]),
        ("from . import verbs, hooks", ["jambonz_proto.verbs", "jambonz_proto.hooks"]),
        ("from ._codec import encode", ["jambonz_proto._codec.encode"]),
        ("def f():\n    from .call import Call", ["jambonz_proto.call.Call"]),
        ("from jambonz_proto.call import Call", ["jambonz_proto.call.Call"]),
        ("import jambonz_proto", ["jambonz_proto"]),
    ],
)
def test_reader_of_imports(source: str, names: list[str]) -> None:
    """Every form of an import is read."""
    assert [name for name, _ in imported(ast.parse(source), PACKAGE / "x.py")] == names


def test_imports_point_downwards_only() -> None:
    """A module imports from its own layer and those below, wherever in the file the import stands."""
    upwards = [
        f"{place} imports {target}, which is above {module}"
        for module, target, place in INSIDE
        if LEVEL[target] > LEVEL[module]
    ]
    assert upwards == []


def test_no_circles() -> None:
    """No module imports itself by way of others."""
    below = {module: {target for one, target, _ in INSIDE if one == module and target != module} for module in LEVEL}
    reached = {module: set(targets) for module, targets in below.items()}
    for _ in LEVEL:
        for targets in reached.values():
            targets |= {further for target in list(targets) for further in reached[target]}
    assert {module for module, targets in reached.items() if module in targets} == set()


def test_types_codec_and_protocol_have_no_loop_and_no_clock() -> None:
    """Nothing up to the protocol imports an event loop, a socket or a clock."""
    assert [
        f"{place} imports {package}"
        for module, package, place in OUTSIDE
        if module in QUIET and package in LOOPS_AND_CLOCKS
    ] == []


def test_one_module_knows_the_websockets_library() -> None:
    """Only ``_websocket`` imports websockets; loops are told apart there, in ``_loop`` and by the clock of tests."""
    assert {module for module, package, _ in OUTSIDE if package == "websockets"} == {"_websocket"}
    loops = {"_loop", "_websocket", "testing"}
    assert {module for module, package, _ in OUTSIDE if package in {"asyncio", "trio"}} == loops


def test_the_package_needs_what_it_says() -> None:
    """Besides the standard library: the three dependencies, and what is there already where it is asked for."""
    foreign = {package for module, package, _ in OUTSIDE if module not in EXTRAS} - set(sys.stdlib_module_names)
    assert foreign == {"anyio", "msgspec", "websockets", "trio", "sniffio"}
    for module, extra in EXTRAS.items():
        own = {package for one, package, _ in OUTSIDE if one == module}
        assert own - foreign - set(sys.stdlib_module_names) <= extra
