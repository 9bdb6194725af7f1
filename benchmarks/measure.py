"""What the operating system says about a process, and where processes run."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TypeAlias

Sample: TypeAlias = dict[str, float]
"""What one round gave for one peer: figures by name, the one that counts first."""


Round: TypeAlias = dict[str, Sample]
"""What one round gave, by the names of the peers."""


@dataclass(frozen=True)
class Size:
    """How much is measured, and for how long."""

    rounds: int
    """All peers are started anew in each."""
    warm_up: float
    """Seconds for each peer."""
    slices: int
    """Pieces of the time that is measured in a round; the peers take turns at them."""
    seconds: float
    """Of one slice."""
    connections: tuple[int, ...]
    """Of which hooks are measured."""
    idle: tuple[int, int]
    """Calls that do nothing."""
    simulated: int
    """Calls of the test kit."""


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
    """Before what else runs on the machine, where that is allowed: within the session, and the session among others."""
    with suppress(PermissionError):
        os.setpriority(os.PRIO_PROCESS, 0, -10)
    with suppress(OSError):
        Path("/proc/self/autogroup").write_text("-10")


_CORES = os.sched_getaffinity(0)


@dataclass(frozen=True)
class Process:
    """Another process, as the operating system sees it."""

    pid: int

    def kill(self) -> None:
        """End it at once."""
        os.kill(self.pid, signal.SIGKILL)

    def cpu(self) -> float:
        """Seconds of processor time, user's and system's, that all its threads have used."""
        return time.clock_gettime(~self.pid << 3 | 2)  # the clock that clock_getcpuclockid(3) gives

    def memory(self) -> int:
        """Bytes of memory that are its own."""
        rollup = Path(f"/proc/{self.pid}/smaps_rollup").read_text()
        return 1024 * int(rollup.partition("\nPss:")[2].split()[0])


class Slices:
    """CPU and latencies of one process, over all slices of time in which it was measured."""

    def __init__(self, process: Process, per_script: int) -> None:
        self._process = process
        self._per_script = per_script
        self._cpu = 0.0
        self._seconds = 0.0
        self._latencies: list[float] = []

    @contextmanager
    def measuring(self) -> Generator[list[float]]:
        """One slice; yields where the seconds of each script go."""
        cpu, start = self._process.cpu(), perf_counter()
        yield self._latencies
        self._cpu += self._process.cpu() - cpu
        self._seconds += perf_counter() - start

    def sample(self) -> Sample:
        """What it comes to."""
        latencies = sorted(self._latencies)
        messages = len(latencies) * self._per_script
        return {
            "cpu µs": self._cpu / messages * 1e6,
            "p50 ms": latencies[len(latencies) // 2] * 1e3,
            "p99 ms": latencies[len(latencies) * 99 // 100] * 1e3,
            "per second": messages / self._seconds,
            "busy %": self._cpu / self._seconds * 100,
        }
