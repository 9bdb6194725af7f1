"""The published validators, installed once from npm into ``node_modules`` beside this file."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any, NoReturn

import pytest

from .agreement import Outcome, outcomes
from .differences import Listed, listed

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def modules() -> Path:
    """The folder with the npm packages."""
    found = HERE / "node_modules"
    if shutil.which("node") is None:
        _unavailable("Node is not installed")
    if not _is_complete(found):
        npm = shutil.which("npm")
        if npm is None:
            _unavailable("npm is not installed")
        command = [npm, "install", "--no-audit", "--no-fund", "--no-package-lock"]
        try:
            subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=True, timeout=100)
        except subprocess.CalledProcessError as error:
            _unavailable(f"npm could not install them: {error.stderr.strip()}")
        except subprocess.TimeoutExpired:
            _unavailable("npm took too long to install them")
    assert _is_complete(found), "npm did not install the pinned versions"
    return found


@pytest.fixture(scope="session")
def results(modules: Path) -> dict[str, list[Outcome]]:
    """What the published validators and we say about every case, by the name of its verb."""
    return outcomes(modules)


@pytest.fixture(scope="session")
def differences() -> list[Listed]:
    """What ``differences.toml`` lists."""
    return listed()


def _unavailable(reason: str) -> NoReturn:
    problem = f"the published validators are not there: {reason}"
    if os.environ.get("CI"):
        pytest.fail(problem)
    pytest.skip(problem)


def _is_complete(found: Path) -> bool:
    """Are the packages there, in the pinned versions?"""
    pinned: dict[str, str] = _read(HERE / "package.json")["dependencies"]
    manifests = {name: found / name / "package.json" for name in pinned}
    return all(path.exists() and _read(path)["version"] == pinned[name] for name, path in manifests.items())


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
