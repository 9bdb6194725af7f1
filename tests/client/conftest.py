"""Every test of this folder that is marked `anyio` runs on each event loop, and leaves nothing open."""

from __future__ import annotations

import gc
from collections.abc import Generator

import pytest

from tests.loops import EACH_LOOP, Loop


@pytest.fixture(params=EACH_LOOP)
def anyio_backend(request: pytest.FixtureRequest) -> Loop:
    """The event loop."""
    loop: Loop = request.param
    return loop


@pytest.fixture(scope="package", autouse=True)
def what_was_there_before() -> Generator[None]:
    """Keeps what was there before these tests out of the search for what they leave, which is slow otherwise."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(autouse=True)
def nothing_is_left(request: pytest.FixtureRequest) -> Generator[None]:
    """What a test left open is found at its own end, not in the middle of another one."""
    yield
    if request.node.get_closest_marker("anyio") is not None:
        gc.collect()
