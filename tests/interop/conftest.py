"""The applications, each with an environment of its own beside this file, installed once."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import Literal, NoReturn

import pytest

HERE = Path(__file__).parent
VENV = HERE / ".venv"
"""The environment of the Python SDK; git ignores it."""
MODULES = HERE / "node_modules"
"""The environment of the Node SDK; git ignores it."""

NODE_SDK = "0.10.1"
PYTHON_SDK = "0.4.0"
INSTALL_WITHIN = 300
START_WITHIN = 30


@dataclass(frozen=True)
class Application:
    """An application that runs."""

    sdk: Literal["node", "python"]
    url: str


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    """The event loop."""
    return str(request.param)


@pytest.fixture(scope="session")
def node_application() -> Generator[Application]:
    """The application with the vendor's SDK for Node."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        _unavailable("Node and npm are not installed")
    version = (node, "-p", "require('./node_modules/@jambonz/sdk/package.json').version")
    if _output(version) != NODE_SDK:
        _install([npm, "install", "--no-audit", "--no-fund", "--no-package-lock"])
    assert _output(version) == NODE_SDK, "npm did not install the pinned version"
    with _running([node, "node_app.mjs"]) as port:
        yield Application("node", f"ws://127.0.0.1:{port}/")


@pytest.fixture(scope="session")
def python_application() -> Generator[Application]:
    """The application with the vendor's SDK for Python."""
    python = str(VENV / ("Scripts" if os.name == "nt" else "bin") / "python")
    version = (python, "-c", "import importlib.metadata as m; print(m.version('jambonz-python-sdk'))")
    if _output(version) != PYTHON_SDK:
        _install([sys.executable, "-m", "venv", "--clear", str(VENV)])
        _install([python, "-m", "pip", "install", "--quiet", "--requirement", "requirements.txt"])
    assert _output(version) == PYTHON_SDK, "pip did not install the pinned version"
    with _running([python, "python_app.py"]) as port:
        yield Application("python", f"ws://127.0.0.1:{port}/")


@pytest.fixture(params=["node", "python"])
def application(request: pytest.FixtureRequest) -> Application:
    """The application with either SDK."""
    made: Application = request.getfixturevalue(f"{request.param}_application")
    return made


def _output(command: Sequence[str]) -> str | None:
    """What a command prints; ``None`` if it cannot be run."""
    try:
        done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=True, timeout=START_WITHIN)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()


def _install(command: Sequence[str]) -> None:
    try:
        subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=True, timeout=INSTALL_WITHIN)
    except subprocess.CalledProcessError as error:
        _unavailable(f"{' '.join(command)}: {error.stderr.strip()}")
    except (OSError, subprocess.TimeoutExpired) as error:
        _unavailable(str(error))


@contextmanager
def _running(command: Sequence[str]) -> Generator[int]:
    """Runs an application, and yields the port that it prints."""
    with subprocess.Popen(command, cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        too_late = Timer(START_WITHIN, process.kill)
        too_late.start()
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            too_late.cancel()
            assert line, f"{command} has ended by itself"
            yield int(line)
        finally:
            too_late.cancel()
            process.kill()


def _unavailable(reason: str) -> NoReturn:
    problem = f"the vendor's SDK is not there: {reason}"
    if os.environ.get("CI"):
        pytest.fail(problem)
    pytest.skip(problem)
