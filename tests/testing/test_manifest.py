"""Each rule that the simulation keeps has tests, each hook that it calls too, and the others say why not."""

from __future__ import annotations

import ast
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from jambonz_proto._tables import HOOKS, MESSAGES, REPLIES

HERE = Path(__file__).resolve().parent
MANIFEST: dict[str, list[dict[str, Any]]] = tomllib.loads((HERE / "manifest.toml").read_text(encoding="utf-8"))
ROWS = {
    f"{cls.__module__.removeprefix('jambonz_proto.')}.{cls.__name__}.{row.attribute}": row
    for cls, rows in HOOKS.items()
    for row in rows
}
SECTIONS = ["3", "4", "5.1", "5.2", "6", "7", "8.1", "8.2", "8.3", "8.4", "9", "10", "11", "12", "13"]


def docstrings(path: Path) -> dict[str, str]:
    """The tests in a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    return {node.name: ast.get_docstring(node) or "" for node in functions}


@pytest.mark.parametrize("row", MANIFEST["rule"] + MANIFEST["hook"], ids=lambda row: row.get("says") or row["hooks"][0])
def test_it_has_tests(row: dict[str, Any]) -> None:
    assert row["tests"]
    for test in row["tests"]:
        file, _, name = test.partition("::")
        assert name in docstrings(HERE / file), test


def test_every_section_is_there() -> None:
    """Sections 1, 2, 14 and 15 have no rule for the simulation: numbers, the handshake, and other people's mistakes."""
    assert {rule["section"].split()[0] for rule in MANIFEST["rule"]} == set(SECTIONS)


def test_every_hook_is_there() -> None:
    """Once, with what its reply is for as the generated table says."""
    listed = [hook for row in MANIFEST["hook"] + MANIFEST["not_simulated"] for hook in row["hooks"]]
    assert Counter(listed) == Counter(list(ROWS))
    for row in MANIFEST["hook"]:
        for hook in row["hooks"]:
            reply = REPLIES.get(MESSAGES[ROWS[hook].message]) or ROWS[hook].reply
            assert row["reply"] == (reply.kind if reply is not None else "none"), hook
    assert all(row["why"] for row in MANIFEST["not_simulated"])
