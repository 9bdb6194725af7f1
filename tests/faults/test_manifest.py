"""Every situation of the failure model has tests, and they exist."""

from __future__ import annotations

import ast
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

TESTS = Path(__file__).resolve().parent.parent
MANIFEST: list[dict[str, Any]] = tomllib.loads((TESTS / "faults" / "manifest.toml").read_text())["situation"]
SECTIONS = ["2", "3", "4", "5", "6", "7", "8.1", "8.2", "8.3", "8.4", "9", "10", "11", "12", "13"]


SOCKETS = re.compile(r"\b(plain|in_memory|one_call|calling|connected|connect|handshake|soak)\b")
"""What a test says that runs over a socket; they all do so on both loops."""


@cache
def functions_in(path: Path) -> dict[str, str]:
    """The functions in a file, and what they say."""
    source = path.read_text(encoding="utf-8")
    functions = (node for node in ast.walk(ast.parse(source)) if isinstance(node, FUNCTIONS))
    return {node.name: ast.get_source_segment(source, node) or "" for node in functions}


FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def runs_over_a_socket(source: str) -> bool:
    return "wrap=" not in source and SOCKETS.search(source) is not None


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
    assert any(runs_over_a_socket(functions_in(TESTS / file)[name]) for file, name in named)


def test_every_section_is_there() -> None:
    assert {situation["section"].split()[0] for situation in MANIFEST} == set(SECTIONS)
