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
    """The demo drives a whole call over a real socket, prints both sides' messages by type, and ends well."""
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
    lines = finished.stdout.splitlines()
    shown = [tuple(line.split()[:2]) for line in lines if not line.startswith(" ")]
    assert shown == [
        ("jambonz", "session:new"),
        ("application", "ack"),
        ("jambonz", "call:status"),
        ("jambonz", "verb:hook"),
        ("application", "ack"),
        ("jambonz", "verb:hook"),
        ("application", "ack"),
        ("jambonz", "call:status"),
    ]
    said = [line.strip() for line in lines if line.startswith(" ")]
    assert [line.partition("(")[0] for line in said] == ["Gather", "Say", "Gather", "Say", "Hangup"]
    assert "You said good morning." in finished.stdout
    assert any("verb:hook" in line and "speechDetected" in line for line in lines)
    assert any("verb:hook" in line and "timeout" in line for line in lines)
    assert lines[-1].endswith("completed")
