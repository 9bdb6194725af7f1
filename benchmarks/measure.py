"""What the operating system says about a process, and where processes run."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeAlias

Sample: TypeAlias = dict[str, float]
"""What one round gave for one peer: figures by name, the one that counts first."""


class pin:  # noqa: N801 # a namespace
    """The server has one core to itself, the load generator another."""

    @staticmethod
    def server() -> None:
        os.sched_setaffinity(0, {min(_CORES)})
        _hurry()

    @staticmethod
    def load() -> None:
        os.sched_setaffinity(0, {max(_CORES)})
        _hurry()


def _hurry() -> None:
    """Before what else runs on the machine, where that is allowed."""
    with suppress(PermissionError):
        os.setpriority(os.PRIO_PROCESS, 0, -10)


_CORES = os.sched_getaffinity(0)


@dataclass(frozen=True)
class Process:
    """Another process, as the operating system sees it."""

    pid: int

    def cpu(self) -> float:
        """Seconds of processor time, user's and system's, that all its threads have used."""
        return time.clock_gettime(~self.pid << 3 | 2)  # the clock that clock_getcpuclockid(3) gives
