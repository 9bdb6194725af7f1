"""Reads ``differences.toml``, and holds it against the differences that there are."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from .compare import Difference

FILE = Path(__file__).parent / "differences.toml"
COVERAGE = ("missing", "type", "values", "required", "free", "union", "unnamed", "limit", "number", "closed")
AGREEMENT = ("combination", "fact")


@dataclass(frozen=True)
class Listed:
    """One entry of the file."""

    kind: str
    targets: tuple[str, ...]
    where: tuple[str, ...]
    """Places; ``*`` for all of this kind."""
    what: str
    why: str

    @property
    def differences(self) -> list[Difference]:
        return [Difference(self.kind, target, where, self.what) for target in self.targets for where in self.where]


def listed() -> list[Listed]:
    """The entries of the file."""
    kinds = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return [
        Listed(kind, _several(entry["target"]), _several(entry["where"]), entry["what"], entry["why"])
        for kind, entries in kinds.items()
        for entry in entries
    ]


def _several(value: str | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def expected(entries: Iterable[Listed], kinds: Iterable[str], targets: Iterable[str]) -> set[Difference]:
    """What the entries of some kinds say about some targets."""
    return {one for entry in entries if entry.kind in kinds for one in entry.differences if one.target in targets}


def problems(found: Iterable[Difference], expected: set[Difference]) -> list[str]:
    """Differences that are not listed, and listed ones that there are not."""
    there = set(found)
    covered = {one: one if one in expected else replace(one, where="*") for one in there}
    return [
        *(f"not in differences.toml: {one}" for one in sorted(there) if covered[one] not in expected),
        *(f"in differences.toml, but there is none: {one}" for one in sorted(expected - set(covered.values()))),
    ]


def shown(wrong: Sequence[str]) -> str:
    """The first of many lines, for the message of a failed test."""
    return "\n".join([f"{len(wrong)} of these:", *wrong[:10]])
