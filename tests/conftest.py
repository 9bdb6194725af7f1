"""Settings of all tests.

Property tests are the same in every run; ``HYPOTHESIS_PROFILE=explore`` looks further, for minutes, at random.
"""

from __future__ import annotations

import inspect
import os
import tomllib
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.io import driver

settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("explore", max_examples=2000, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

HERE = Path(__file__).parent
FAULTS = {
    test
    for situation in tomllib.loads((HERE / "faults" / "manifest.toml").read_text(encoding="utf-8"))["situation"]
    for test in situation["tests"]
}


@pytest.fixture(autouse=True)
def carrier(request: pytest.FixtureRequest) -> Generator[None]:
    """What carries a call that a test plays in memory."""
    driver.carrier = getattr(request, "param", "memory")
    yield
    driver.carrier = "memory"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The tests of the fault manifest that play jambonz in memory do it over a real socket, too."""
    name = f"{metafunc.definition.path.relative_to(HERE).as_posix()}::{metafunc.function.__name__}"
    if name not in FAULTS:
        return
    source = inspect.getsource(metafunc.function)
    if ("in_memory(" in source or "one_call(" in source) and "wrap=" not in source:
        metafunc.parametrize("carrier", ["memory", "socket"], indirect=True)


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    """The event loop of the tests that are marked `anyio`."""
    return str(request.param)
