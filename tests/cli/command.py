"""The real command, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path

import msgspec

from jambonz_proto import JsonValue
from jambonz_proto.cli._main import run as main

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
    return _checked(Finished(done.returncode, done.stdout.decode(), done.stderr.decode()))


def run_here(*arguments: str, stdin: bytes = b"") -> Finished:
    """The same in this process, which is much faster; what it has of its own, such as signals, is not tried."""
    streams = [TextIOWrapper(BytesIO(content), encoding="utf-8") for content in (stdin, b"", b"")]
    before = sys.stdin, sys.stdout, sys.stderr
    sys.stdin, sys.stdout, sys.stderr = streams
    try:
        code = main(arguments)
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else 1
    finally:
        sys.stdin, sys.stdout, sys.stderr = before
    for stream in streams:
        stream.seek(0)
    return _checked(Finished(code, streams[1].read(), streams[2].read()))


def _checked(finished: Finished) -> Finished:
    assert "Traceback" not in finished.err, finished.err
    assert "\x1b" not in finished.out + finished.err
    return finished


def json_lines(*values: object) -> bytes:
    """Values as JSON lines."""
    return b"".join(msgspec.json.encode(value) + b"\n" for value in values)
