"""A short soak on both loops; the long one is ``make soak``."""

from __future__ import annotations

import logging
from collections.abc import Generator

import pytest

from .soak import soak

SEED = 1


@pytest.fixture(autouse=True)
def without_log() -> Generator[None]:
    """Faults on purpose are not worth a log."""
    logging.disable()
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.anyio
async def test_every_call_is_accounted_for() -> None:
    """Whatever goes wrong in some calls, each ends once, and nothing is left of it."""
    await soak(150, SEED)
