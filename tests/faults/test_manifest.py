"""Every situation of the failure model has tests, and they exist."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path
from typing import Any

import pytest

TESTS = Path(__file__).resolve().parent.parent
MANIFEST: list[dict[str, Any]] = tomllib.loads((TESTS / "faults" / "manifest.toml").read_text())["situation"]
SECTIONS = ["2", "3", "4", "5", "6", "7", "8.1", "8.2", "8.3", "8.4", "9", "10", "11", "12", "13"]


def names_in(path: Path) -> set[str]:
    """The tests in a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))}


@pytest.mark.parametrize("situation", MANIFEST, ids=lambda s: f"{s['section']}: {s['says']}")
def test_it_has_tests(situation: dict[str, Any]) -> None:
    assert situation["side"] in ("application", "jambonz")
    assert situation["tests"]
    for test in situation["tests"]:
        file, _, name = test.partition("::")
        assert (TESTS / file).exists(), file
        assert not name or name in names_in(TESTS / file), test


def test_every_section_is_there() -> None:
    assert {situation["section"].split()[0] for situation in MANIFEST} == set(SECTIONS)
