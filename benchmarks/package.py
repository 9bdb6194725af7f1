"""What it costs beside the calls: import, generator, wheel, tests."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from zipfile import ZipFile

import msgspec

from .measure import Round, Sample, Size, pin
from .peers import HERE, Peer, environ, output, python, running

IMPORTS = {
    "ours": ("ours", "import jambonz_proto"),
    "msgspec + anyio + websockets": ("ours", "import msgspec, anyio, websockets"),
    "python-sdk": ("python-sdk", "import jambonz_sdk.websocket"),
    "nothing": ("ours", ""),
}
"""By what they are called: the environment, and what is run in it."""
TRIES = 5


def imports(peers: Sequence[Peer], size: Size) -> Round:
    """CPU of a Python that imports and ends: the least of some tries, in turns."""
    checkout = next(peer.checkout for peer in peers if peer.app == "ours.py")
    taken: dict[str, list[float]] = {name: [] for name in IMPORTS}
    for _ in range(TRIES + 1):  # the first writes the bytecode
        for name, (environment, code) in IMPORTS.items():
            taken[name].append(_cpu([python(environment), "-c", code], checkout))
    return {name: {"cpu ms": min(times[1:]) * 1e3} for name, times in taken.items()}


def generator(peers: Sequence[Peer], size: Size) -> Round:
    """CPU of ``python -m codegen --check``: everything but writing the files."""
    return {
        peer.name: {"cpu s": _cpu([sys.executable, "-m", "codegen", "--check"], peer.checkout)}
        for peer in peers
        if peer.app == "ours.py" and not peer.uvloop
    }


def wheels(peers: Sequence[Peer], size: Size) -> Round:
    """Sizes of wheels, packed and unpacked, without what they depend on."""
    weighed: Round = {}
    for peer in peers:
        with tempfile.TemporaryDirectory() as folder:
            if peer.app == "ours.py" and not peer.uvloop:
                build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder]
                subprocess.run(build, cwd=peer.checkout, check=True, capture_output=True)
                weighed[peer.name] = _weighed(folder)
            elif peer.app == "python_sdk.py" and not peer.uvloop:
                pip = [sys.executable, "-m", "pip", "download", "-qq", "--no-deps", "--dest", folder]
                requirements = (HERE / "environments" / f"{peer.environment}.txt").read_text().split()
                subprocess.run([*pip, requirements[0]], check=True)
                weighed[peer.name] = _weighed(folder)
    return weighed


def _cpu(line: Sequence[str], checkout: Path) -> float:
    """Seconds of processor time that a command takes, user's and system's."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(line, cwd=checkout, env=environ(checkout), check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _weighed(folder: str) -> Sample:
    [wheel] = Path(folder).glob("*.whl")
    with ZipFile(wheel) as opened:
        unpacked = sum(member.file_size for member in opened.infolist())
    return {"KiB": wheel.stat().st_size / 1024, "KiB unpacked": unpacked / 1024}


def simulator(peers: Sequence[Peer], size: Size) -> Round:
    """Scripted calls of our test kit: CPU of the tester, which in memory is the application's too."""
    [ours] = (peer for peer in peers if peer.name == "ours")
    with running(ours) as (port, _):
        ways = {"in memory": [], "over a socket": [f"ws://127.0.0.1:{port}/echo"]}
        return {
            way: msgspec.json.decode(
                output(ours, "simulator.py", str(size.simulated), *url, core=pin.load), type=dict[str, float]
            )
            for way, url in ways.items()
        }
