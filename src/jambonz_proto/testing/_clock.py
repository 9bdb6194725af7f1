"""The time of simulated calls: an hour of a call passes in a moment, and always in the same order.

Time passes only while the test waits for something of a call, the application waits for its calls, and nothing at all
can run. Then the clock goes to the next time at which something is due. Whoever is woken there, and whatever comes of
it, is through before the clock goes on; so the same test always takes the same way.
"""

from __future__ import annotations

import asyncio
import heapq
import math
import sys
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import count
from pathlib import Path
from typing import TypeVar

import anyio
from anyio.lowlevel import checkpoint

from jambonz_proto._clock import Clock

PATIENCE = 10.0
"""Real seconds that the application may await something else than its calls, with the clock standing still."""
QUIET = 0.03
"""Real seconds without a message, after which an application elsewhere counts as having nothing to say."""
DEAD_QUIET = 1.0
"""The same where nothing is due any more: real seconds until there is no hope left."""

T = TypeVar("T")


class Reached(Enum):
    """How waiting for a condition ended."""

    MET = auto()
    """It holds."""
    LATE = auto()
    """It did not hold in time."""
    STANDSTILL = auto()
    """It does not hold, and nothing more will happen by itself."""
    STUCK = auto()
    """The application has awaited something else than its calls for too long."""


@dataclass(eq=False, slots=True)
class _Goal:
    """A condition that someone waits for."""

    condition: Callable[[], bool]
    deadline: float
    lasting: bool
    """Whether it stays true once it is."""
    reached: Reached | None = None
    event: anyio.Event = field(default_factory=anyio.Event)

    def settle(self, reached: Reached) -> None:
        self.reached = reached
        self.event.set()


@dataclass(order=True, slots=True)
class _Due:
    """When a block is cancelled; without a scope if it was left."""

    deadline: float
    number: int
    scope: anyio.CancelScope | None = field(compare=False)


@dataclass(eq=False, slots=True)
class _Flow:
    """A flow of the application."""

    task: anyio.TaskInfo = field(default_factory=anyio.get_current_task)
    """The task that it began in."""
    waits: int = 0
    """How many of its tasks wait for a call."""


_current_flow: ContextVar[_Flow | None] = ContextVar("jambonz_proto.testing.current_flow", default=None)


class SimulatedClock(Clock):
    """A clock that conditions can be waited on, see :meth:`reach`.

    Args:
        patience: Real seconds that the application may await something else than its calls.
    """

    def __init__(self, *, patience: float = PATIENCE) -> None:
        self.patience = patience
        """Real seconds that the application may await something else than its calls."""
        self.is_restless = False
        """Whether something goes on in the application without an end, in no time."""
        self._dues: list[_Due] = []
        self._numbers = count()
        self._goals: list[_Goal] = []
        self._flows: set[_Flow] = set()
        self._asking = 0
        self._hoping = 0
        self._turn = anyio.Lock()
        self._stirred = anyio.Event()

    async def drive(self) -> None:
        """Let time pass, until cancelled. Several may do so at a time: they take turns."""
        async with self._turn:
            while True:
                await self._step()

    async def _step(self) -> None:
        raise NotImplementedError

    async def reach(self, condition: Callable[[], bool], within: float, *, lasting: bool = False) -> Reached:
        """Wait until a condition holds, at a moment when nothing else can run.

        Args:
            condition: The condition.
            within: Seconds that it may take.
            lasting: Whether it stays true once it is.
        """
        goal = _Goal(condition, self.now() + within, lasting)
        self._goals.append(goal)
        self.stir()
        try:
            await goal.event.wait()
        finally:
            self._goals.remove(goal)
        assert goal.reached is not None
        return goal.reached

    async def pass_until(self, time: float, *, unless: Callable[[], bool] = lambda: False) -> None:
        """Let time pass.

        Args:
            time: Until when.
            unless: What ends that early.
        """
        async with anyio.create_task_group() as tasks:

            async def hold() -> None:
                with self.move_on_at(time):
                    await anyio.sleep_forever()

            tasks.start_soon(hold)
            await self.reach(lambda: self.now() >= time or unless(), time - self.now() + 1)
            tasks.cancel_scope.cancel()

    def stir(self) -> None:
        """Something has changed: conditions may hold now."""
        self._stirred.set()

    @contextmanager
    def asking(self) -> Generator[None]:
        """A block in which the application is to answer: nothing is skipped, and what holds now may not last."""
        self._asking += 1
        self.stir()
        try:
            yield
        finally:
            self._asking -= 1
            self.stir()

    @contextmanager
    def hoping(self) -> Generator[None]:
        """A block in which only the application can say what happens next: nothing is skipped."""
        self._hoping += 1
        self.stir()
        try:
            yield
        finally:
            self._hoping -= 1
            self.stir()

    # -- flows of the application ------------------------------------------------------------

    @contextmanager
    def working(self) -> Generator[None]:
        """A block in which code of the application runs: one flow, with all tasks that it starts."""
        flow = _Flow()
        self._flows.add(flow)
        token = _current_flow.set(flow)
        try:
            yield
        finally:
            _current_flow.reset(token)
            self._flows.discard(flow)

    def waiting(self) -> AbstractContextManager[object]:
        """A block in which a flow of the application waits for its call, and for nothing else."""
        flow = _current_flow.get()
        return nullcontext() if flow is None else _waiting(flow)

    @property
    def _is_busy(self) -> bool:
        """Whether the application awaits something that this clock knows nothing of."""
        return any(flow.waits == 0 for flow in self._flows)

    def why_busy(self) -> str:
        """What the application awaits or does, for people."""
        idle = [flow for flow in self._flows if flow.waits == 0]
        does = "never come to rest" if self.is_restless else "awaited something else than its calls"
        places = ", ".join(_place(flow.task) for flow in idle or self._flows)
        return f"the application has {does} for {self.patience:g} s, {places}"

    # -- what is due -------------------------------------------------------------------------

    def _register(self, deadline: float, scope: anyio.CancelScope) -> _Due:
        due = _Due(deadline, next(self._numbers), scope)
        heapq.heappush(self._dues, due)
        return due

    def _next_due(self) -> _Due | None:
        while self._dues and self._dues[0].scope is None:
            heapq.heappop(self._dues)
        return self._dues[0] if self._dues else None

    def _first_goal(self) -> _Goal | None:
        """The goal that has to be reached first."""
        return min(self._open_goals(), key=lambda goal: goal.deadline, default=None)

    def _open_goals(self) -> list[_Goal]:
        return [goal for goal in self._goals if goal.reached is None]

    def _settle(self, *, lasting: bool = False) -> bool:
        """Tell the first who waits for a condition that holds; returns whether there was one."""
        for goal in self._open_goals():
            if (goal.lasting or not lasting) and goal.condition():
                goal.settle(Reached.MET)
                return True
        return False


@contextmanager
def _waiting(flow: _Flow) -> Generator[None]:
    flow.waits += 1
    try:
        yield
    finally:
        flow.waits -= 1


class VirtualClock(SimulatedClock):
    """The clock of an application in this event loop. It begins at 0."""

    def __init__(self, *, patience: float = PATIENCE) -> None:
        super().__init__(patience=patience)
        self._now = 0.0
        self._busy_since: float | None = None

    def now(self) -> float:
        """The time, in seconds."""
        return self._now

    @contextmanager
    def move_on_at(self, deadline: float) -> Generator[anyio.CancelScope]:
        """A block that is cancelled at a time; the program goes on after it."""
        with anyio.CancelScope() as scope:
            if deadline <= self._now:
                scope.cancel()
            if not self._now < deadline < math.inf:
                yield scope
                return
            due = self._register(deadline, scope)
            try:
                yield scope
            finally:
                due.scope = None

    async def _step(self) -> None:
        """Wake one who waits for something, or go to the next time at which something is due."""
        self._stirred = anyio.Event()
        if not self._open_goals():
            await self._stirred.wait()
            return
        self.is_restless = not await all_blocked(self.patience)
        if self.is_restless:
            self._is_stuck()
            return
        if self._is_busy:
            await self._wait_for_real()
            return
        self._busy_since = None
        if not self._settle():
            self._go_on()

    async def _wait_for_real(self) -> None:
        """The application awaits something else: look again after a real millisecond."""
        now = anyio.current_time()
        self._busy_since = now if self._busy_since is None else self._busy_since
        if now - self._busy_since > self.patience:
            self._is_stuck()
            return
        await anyio.sleep(0.001)

    def _is_stuck(self) -> None:
        """There is no patience left."""
        self._busy_since = None
        if (goal := self._first_goal()) is not None:
            goal.settle(Reached.STUCK)

    def _go_on(self) -> None:
        due, goal = self._next_due(), self._first_goal()
        if goal is None:
            return
        if due is None:
            goal.settle(Reached.STANDSTILL)
        elif due.deadline > goal.deadline:
            self._now = max(self._now, goal.deadline)
            goal.settle(Reached.LATE)
        else:
            heapq.heappop(self._dues)
            self._now = max(self._now, due.deadline)
            assert due.scope is not None
            due.scope.cancel()


class SkippingClock(SimulatedClock):
    """The clock of an application elsewhere: the event loop's, but for pauses that only jambonz makes.

    What only the simulation waits for is skipped once the application had nothing to say for a moment. While it is to
    answer, or is expected to say what happens next, time passes as it does.

    Args:
        skip: Whether to skip anything; without, this is the event loop's clock.
        patience: Not used.
    """

    def __init__(self, *, skip: bool = True, patience: float = PATIENCE) -> None:
        super().__init__(patience=patience)
        self._skip = skip
        self._skipped = 0.0

    def now(self) -> float:
        """The time, in seconds."""
        return anyio.current_time() + self._skipped

    @contextmanager
    def move_on_at(self, deadline: float) -> Generator[anyio.CancelScope]:
        """A block that is cancelled at a time; the program goes on after it."""
        with anyio.CancelScope(deadline=deadline - self._skipped) as scope:
            if deadline == math.inf:
                yield scope
                return
            due = self._register(deadline, scope)
            try:
                yield scope
            finally:
                due.scope = None

    async def _step(self) -> None:
        """Wake one who waits for something, or skip a pause."""
        if self._settle(lasting=True):
            await checkpoint()
            return
        if not self._open_goals():
            await self._stir_within(math.inf)
        elif (
            self._asking
            or await self._stir_within(QUIET)
            or (not self._settle() and (self._hoping or not await self._skip_pause()))
        ):
            await self._wait_on()

    async def _wait_on(self) -> None:
        """Until something changes, or someone has waited for too long."""
        goal = self._first_goal()
        if goal is None or await self._stir_within(min(goal.deadline - self.now(), QUIET)):
            return
        if self.now() >= goal.deadline and goal.reached is None:
            goal.settle(Reached.LATE)

    async def _stir_within(self, seconds: float) -> bool:
        """Wait for a change; returns whether there was one."""
        with anyio.move_on_after(seconds):
            await self._stirred.wait()
        stirred = self._stirred.is_set()
        self._stirred = anyio.Event()
        return stirred

    async def _skip_pause(self) -> bool:
        """Go to the next time at which something is due; returns whether that was possible."""
        due, goal = self._next_due(), self._first_goal()
        if not self._skip or goal is None:
            return False
        if due is None:
            if not await self._stir_within(DEAD_QUIET) and goal.reached is None:
                goal.settle(Reached.STANDSTILL)
        elif due.deadline > goal.deadline:
            goal.settle(Reached.LATE)
        else:
            self._skipped += max(0.0, due.deadline - self.now())
            for other in self._dues:
                if other.scope is not None:
                    other.scope.deadline = other.deadline - self._skipped
            await checkpoint()
        return True


def _place(task: anyio.TaskInfo) -> str:
    """Where a task stands: the innermost line that is not of a library."""
    place = "somewhere"
    awaited: object = task.coro
    while (frame := getattr(awaited, "cr_frame", None)) is not None:
        name = frame.f_code.co_filename
        if "site-packages" not in name and not name.startswith((sys.prefix, sys.base_prefix, _HERE)):
            place = f"in {name}:{frame.f_lineno}"
        awaited = getattr(awaited, "cr_await", None)
    return place


_HERE = str(Path(__file__).parent.parent)


async def all_blocked(patience: float = math.inf) -> bool:
    """Wait until no other task of this event loop can run.

    anyio has the same, but on asyncio sleeps for a tenth of a second between its looks.

    Args:
        patience: Real seconds to wait.

    Returns:
        Whether that was so.
    """
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        with anyio.move_on_after(patience) as waiting:
            await anyio.wait_all_tasks_blocked()
        return not waiting.cancelled_caught
    until = loop.time() + patience
    this = asyncio.current_task()
    quiet = 0
    while quiet < 2 and loop.time() < until:  # a callback that was due beside the tasks may wake one of them
        await asyncio.sleep(0)
        quiet = quiet + 1 if all(task is this or _is_blocked(task) for task in asyncio.all_tasks()) else 0
    return quiet == 2


def _is_blocked(task: asyncio.Task[object]) -> bool:
    waiter: asyncio.Future[object] | None = getattr(task, "_fut_waiter", None)
    return waiter is not None and not waiter.done()
