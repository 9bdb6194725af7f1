"""The real command, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from jambonz_proto import JsonValue

COMMAND = str(Path(sys.executable).with_name("jambonz-proto"))
"""The command as it is installed beside the interpreter."""


@dataclass(frozen=True)
class Finished:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """The lines of standard output."""
        return self.out.splitlines()

    @property
    def objects(self) -> list[dict[str, JsonValue]]:
        """The lines of standard output, which are JSON objects."""
        return [msgspec.json.decode(line, type=dict[str, JsonValue]) for line in self.lines]


def run(*arguments: str, stdin: bytes = b"", env: Mapping[str, str] | None = None, cwd: Path | None = None) -> Finished:
    """Run the command to its end. Its output is plain text without a traceback, whatever happens."""
    done = subprocess.run(
        [COMMAND, *arguments],
        input=stdin,
        env={**os.environ, **(env or {})},
        cwd=cwd,
        capture_output=True,
        timeout=60,
        check=False,
    )
    finished = Finished(done.returncode, done.stdout.decode(), done.stderr.decode())
    assert "Traceback" not in finished.err, finished.err
    assert "\x1b" not in finished.out + finished.err
    return finished


def json_lines(*values: object) -> bytes:
    """Values as JSON lines."""
    return b"".join(msgspec.json.encode(value) + b"\n" for value in values)
