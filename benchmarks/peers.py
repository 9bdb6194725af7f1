"""Who is measured: each peer's environment and its process."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from .measure import Process, pin

HERE = Path(__file__).resolve().parent
APPS = HERE / "apps"
ENVIRONMENTS = HERE / ".peers"
"""Git ignores it."""


OURS = HERE.parent
"""The checkout that this is."""


@dataclass(frozen=True)
class Peer:
    """An application with an environment of its own."""

    name: str
    app: str
    environment: str
    uvloop: bool = False
    calls_at_most: int = 1_000_000
    """More it cannot have in reasonable time."""
    checkout: Path = OURS
    """Whose ``src`` is measured, if the application uses our library."""


PEERS = [
    Peer("ours", "ours.py", "ours"),
    Peer("floor", "floor.py", "ours"),
    Peer("picows", "picows_echo.py", "picows"),
    Peer("python-sdk", "python_sdk.py", "python-sdk"),
    # each new call takes it a tenth of a second and most of a MiB
    Peer("node-sdk", "node_sdk.mjs", "node", calls_at_most=250),
]
PEERS += [replace(peer, name=f"{peer.name}+uvloop", uvloop=True) for peer in PEERS if peer.environment != "node"]


def prepare() -> None:
    """Install what is not there yet."""
    for environment in sorted({peer.environment for peer in PEERS}):
        if environment == "node":
            _install((APPS / "package.json").read_text(), "node", [[_found("npm"), "install", "--prefix", str(APPS)]])
        else:
            requirements = HERE / "environments" / f"{environment}.txt"
            folder = ENVIRONMENTS / environment
            pip = [
                str(folder / "bin" / "python"),
                "-m",
                "pip",
                "install",
                "--quiet",
                "--quiet",
                "--requirement",
                str(requirements),
            ]
            wanted = "".join(path.read_text() for path in requirements.parent.glob("*.txt")) + sys.version
            _install(wanted, environment, [[sys.executable, "-m", "venv", "--clear", str(folder)], pip])


def _install(wanted: str, environment: str, commands: Sequence[Sequence[str]]) -> None:
    done = ENVIRONMENTS / f"{environment}.installed"
    if done.exists() and done.read_text() == wanted:
        return
    print(f"installing {environment} …", file=sys.stderr)
    for command in commands:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    ENVIRONMENTS.mkdir(exist_ok=True)
    done.write_text(wanted)


def _found(program: str) -> str:
    path = shutil.which(program)
    if path is None:
        raise SystemExit(f"{program} is needed for the Node SDK, and not installed")
    return path


def python(environment: str) -> str:
    """The interpreter of an environment."""
    return str(ENVIRONMENTS / environment / "bin" / "python")


def environ(checkout: Path) -> dict[str, str]:
    """Environment variables with which a checkout's library is found."""
    return os.environ | {"PYTHONPATH": str(checkout / "src")}


def _command(peer: Peer, app: str, *arguments: str) -> list[str]:
    interpreter = _found("node") if peer.environment == "node" else python(peer.environment)
    return [interpreter, str(APPS / app), *arguments]


def output(peer: Peer, app: str, *arguments: str, given: str = "", core: Callable[[], None] = pin.server) -> str:
    """What a program prints in a peer's environment, on the server's core or the other one."""
    done = subprocess.run(
        _command(peer, app, *arguments),
        env=environ(peer.checkout),
        input=given,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        preexec_fn=core,
    )
    return done.stdout


@contextmanager
def running(peer: Peer) -> Generator[tuple[int, Process]]:
    """Run a peer's application on the server's core; yields the port it listens on, and its process."""
    line = _command(peer, peer.app, *["--uvloop"] * peer.uvloop)
    log = ENVIRONMENTS / f"{peer.name}.log"
    with (
        log.open("w") as errors,
        subprocess.Popen(
            line, env=environ(peer.checkout), stdout=subprocess.PIPE, stderr=errors, text=True, preexec_fn=pin.server
        ) as process,
    ):
        try:
            assert process.stdout is not None
            port = process.stdout.readline()
            if not port:
                raise SystemExit(f"{' '.join(line)} has ended by itself; see {log}")
            yield int(port), Process(process.pid)
        except Exception as error:
            error.add_note(f"What {peer.name} said is in {log}.")
            raise
        finally:
            process.kill()
