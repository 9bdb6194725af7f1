"""``make demo``: one whole call, both sides printed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_the_demo_shows_both_sides_of_a_call(backend: str) -> None:
    """The demo drives a whole call over a real socket, shows what both sides do, and ends well."""
    finished = subprocess.run(
        [sys.executable, "-m", "examples.demo"],
        cwd=ROOT,
        env={**os.environ, "BACKEND": backend},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    assert finished.stderr == ""
    lines = [line.split(maxsplit=2) for line in finished.stdout.splitlines()[2:]]
    happened = [(who, what) for _, who, what in lines]
    assert happened[1] == ("jambonz", "→ session:new")
    assert happened[2][1].startswith("← ack")
    assert happened[2][1].endswith(": gather")
    assert ("caller", "says 'good morning'") in happened
    assert ("jambonz", "caller hears 'You said good morning.'") in happened
    assert [what.split()[3] for _, what in happened if what.startswith("→ verb:hook")] == [
        "speechDetected",
        "timeout",
    ]
    assert any(what.startswith("← ack") and what.endswith(": say, hangup") for _, what in happened)
    assert ("jambonz", "→ call:status completed") in happened
