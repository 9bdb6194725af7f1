"""Every test of this folder that is marked `anyio` runs on each event loop, and cleans up after itself."""

from __future__ import annotations

import gc
from collections.abc import Generator
from pathlib import Path

import pytest

from tests.loops import EACH_LOOP, Loop

HERE = Path(__file__).parent


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
def nothing_is_left() -> Generator[None]:
    """What a test left open is found at its own end, not in the middle of another one."""
    yield
    gc.collect()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let pass that the streams of clients and of memory pairs are not closed, which has tests of its own."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings("ignore:Unclosed <MemoryObject:ResourceWarning"))
