"""Every situation of the failure model has tests, they exist, and one of them at least runs over a real socket."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import pytest

TESTS = Path(__file__).resolve().parent.parent
MANIFEST: list[dict[str, Any]] = tomllib.loads((TESTS / "faults" / "manifest.toml").read_text())["situation"]
SECTIONS = ["2", "3", "4", "5", "6", "7", "8.1", "8.2", "8.3", "8.4", "9", "10", "11", "12", "13"]

OVER_SOCKETS = {"over_sockets", "over_sockets_too"}
"""Marks of tests that do so, see ``tests/loops.py``."""
SOCKETS = {"plain", "plain_connect", "calling", "connected", "connect", "handshake", "soak"}
"""What tests call, or are given, that is always a socket."""

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def functions_in(path: Path) -> dict[str, Function]:
    """The functions in a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name: node for node in ast.walk(tree) if isinstance(node, Function)}


def names_in(function: Function) -> Iterator[str]:
    """All names that a function uses: marks, fixtures, what it calls."""
    for node in ast.walk(function):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.arg):
            yield node.arg


@pytest.mark.parametrize("situation", MANIFEST, ids=lambda s: f"{s['section']}: {s['says']}")
def test_it_has_tests(situation: dict[str, Any]) -> None:
    assert situation["side"] in ("application", "jambonz")
    assert situation["tests"]
    for test in situation["tests"]:
        file, _, name = test.partition("::")
        assert (TESTS / file).exists(), file
        assert not name or name in functions_in(TESTS / file), test


@pytest.mark.parametrize("situation", MANIFEST, ids=lambda s: f"{s['section']}: {s['says']}")
def test_it_is_tried_over_a_socket(situation: dict[str, Any]) -> None:
    named = [test.split("::") for test in situation["tests"] if "::" in test]
    used = [set(names_in(functions_in(TESTS / file)[name])) for file, name in named]
    assert any(names & (SOCKETS | OVER_SOCKETS) for names in used)


def test_every_section_is_there() -> None:
    assert {situation["section"].split()[0] for situation in MANIFEST} == set(SECTIONS)
