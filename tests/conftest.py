"""Settings of all tests.

Property tests are the same in every run; ``HYPOTHESIS_PROFILE=explore`` looks further, for minutes, at random.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

from tests.io import driver

settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("explore", max_examples=2000, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@pytest.fixture(autouse=True)
def carrier(request: pytest.FixtureRequest) -> None:
    """What carries a call that a test plays, see `tests.loops`."""
    driver.carrier = getattr(request, "param", "memory")


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    """The event loop of the tests that are marked `anyio`."""
    return str(request.param)
