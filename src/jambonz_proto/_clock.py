"""Where the time of calls comes from: the event loop, or a test that lets an hour pass in a moment."""

from __future__ import annotations

import math
from contextlib import AbstractContextManager, nullcontext

import anyio

from ._loop import now

_NOTHING = nullcontext()


class Clock:
    """The event loop's clock. A subclass can tell another time.

    Such a clock has to know when time may pass: not while code of the application runs (:meth:`working`), unless that
    waits for its call (:meth:`waiting`).
    """

    def now(self) -> float:
        """The time, in seconds."""
        return now()

    def move_on_at(self, deadline: float) -> AbstractContextManager[anyio.CancelScope]:
        """A block that is cancelled at a time; the program goes on after it."""
        return anyio.CancelScope(deadline=deadline)

    def move_on_after(self, seconds: float | None) -> AbstractContextManager[anyio.CancelScope]:
        """A block that is cancelled after some seconds; never for ``None``."""
        return self.move_on_at(math.inf if seconds is None else self.now() + seconds)

    def working(self) -> AbstractContextManager[object]:
        """A block in which code of the application runs: one flow, with all tasks that it starts."""
        return _NOTHING

    def waiting(self) -> AbstractContextManager[object]:
        """A block in which a flow of the application waits for its call, and for nothing else."""
        return _NOTHING
