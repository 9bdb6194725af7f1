"""Every test of this folder that is marked `anyio` runs on both event loops, and cleans up after itself."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Generator

import pytest


@pytest.fixture(scope="package", autouse=True)
def what_was_there_before() -> Generator[None]:
    """Keeps what was there before these tests out of the search for what they leave, which is slow otherwise."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(autouse=True)
def nothing_is_left(request: pytest.FixtureRequest) -> Generator[None]:
    """What a test with an event loop left open is found at its own end, not in the middle of another one."""
    yield
    if "anyio_backend" not in request.fixturenames:
        return
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Unclosed <MemoryObject", ResourceWarning)  # the streams of clients
        gc.collect()
