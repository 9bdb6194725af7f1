"""The samples: real wire messages, payloads and verb arrays, which lie beside the project and not in it.

They are looked for in ``../shared/samples`` (seen from the project) or in the folder that ``JAMBONZ_SAMPLES`` names.
Where they are missing, the tests that need them skip and say so; in CI a skip is an error if they are there after all.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Sample:
    """One file of the folder."""

    path: Path
    kind: str
    source: str

    @property
    def text(self) -> bytes:
        return self.path.read_bytes()

    @property
    def value(self) -> Any:
        return json.loads(self.text)


def folder(environment: Mapping[str, str] = os.environ, root: Path = ROOT) -> Path:
    """Where the samples are, or would be."""
    named = environment.get("JAMBONZ_SAMPLES")
    return Path(named) if named else root.parent / "shared" / "samples"


def why_missing(environment: Mapping[str, str] = os.environ, root: Path = ROOT) -> str | None:
    """The reason to skip; ``None`` if the samples are there.

    Raises:
        RuntimeError: In CI, when they cannot be used although they are there.
    """
    place = folder(environment, root)
    if (place / "index.json").is_file():
        return None
    reason = f"no samples in {place} (set JAMBONZ_SAMPLES to their folder)"
    there = [path for path in (place, root.parent / "shared" / "samples") if path.is_dir()]
    if environment.get("CI") and there:
        raise RuntimeError(f"{reason}, and in CI they must be used where they are: {there[0]}")
    return reason


def load(place: Path) -> list[Sample]:
    """All samples of a folder; its index and its files must agree."""
    rows: list[dict[str, str]] = json.loads((place / "index.json").read_text(encoding="utf-8"))
    listed, present = {row["file"] for row in rows}, {path.name for path in place.glob("*.json")} - {"index.json"}
    assert listed == present, f"index.json and the folder differ: {sorted(listed ^ present)}"
    return [Sample(place / row["file"], row["kind"], row["source"]) for row in rows]


MISSING = why_missing()
SAMPLES = [] if MISSING else load(folder())


def params(*kinds: str) -> list[Any]:
    """The samples whose kind begins with one of these, as parameters of a test; one that skips if there are none."""
    if MISSING:
        return [pytest.param(None, marks=pytest.mark.skip(reason=MISSING), id="no samples")]
    found = [sample for sample in SAMPLES if sample.kind.startswith(kinds)]
    assert found, f"no sample of kind {' or '.join(kinds)}"
    return [pytest.param(sample, id=sample.path.stem) for sample in found]
