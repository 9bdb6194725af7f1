"""How long a function takes: shared by what is timed in a process of its own."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

SLICE = 0.001
REPEATS = 5


def microseconds(function: Callable[[], object]) -> float:
    """The least of some measurements, since whatever disturbs only adds."""
    function()
    number, took = 1, 0.0
    while took < SLICE:
        number *= 2
        took = _seconds(function, number)
    return min(took, *(_seconds(function, number) for _ in range(REPEATS))) / number * 1e6


def _seconds(function: Callable[[], object], number: int) -> float:
    times = range(number)
    start = perf_counter()
    for _ in times:
        function()
    return perf_counter() - start
