"""Every test of this folder that is marked `anyio` runs on each event loop."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.loops import EACH_LOOP, Loop

HERE = Path(__file__).parent


@pytest.fixture(params=EACH_LOOP)
def anyio_backend(request: pytest.FixtureRequest) -> Loop:
    """The event loop."""
    loop: Loop = request.param
    return loop


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let pass that the streams of memory pairs are not closed, which has tests of its own."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings("ignore:Unclosed <MemoryObject:ResourceWarning"))
