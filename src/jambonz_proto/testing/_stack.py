"""Verb stacks and the runs of their verbs. What each verb does is in ``_verbs``, one function for each class."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Generator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Literal, TypeAlias, TypeVar, cast

import anyio

from jambonz_proto import commands, messages, verbs
from jambonz_proto._base import Received, Verb

from ._legs import Leg
from ._transcript import VerbBegan, VerbEnded, Way, name_of

if TYPE_CHECKING:
    from ._session import Session

V = TypeVar("V", bound=Verb)
C = TypeVar("C", bound=commands.Command)
V_co = TypeVar("V_co", bound=Verb, covariant=True)

Needs: TypeAlias = Literal["nothing", "audio", "answered", "unanswered"]
"""What has to be so before a verb runs. For ``audio`` the call is answered, or early media is sent if the verb says so;
verbs that need an answered or unanswered call are skipped in another. The server calls these preconditions.
"""


class Run(Generic[V_co]):
    """One verb while it runs: what its function in ``_verbs`` works with."""

    def __init__(self, verb: V_co, stack: Stack, parent: Run[Verb] | None = None) -> None:
        self._verb = verb
        self.stack = stack
        self.session = stack.session
        self.leg = stack.leg
        self.parent = parent
        """The run of the verb that this one stands in; ``None`` for a verb of the stack."""
        self.is_killed = False
        """Whether it was ended from outside: by new verbs, by barge-in, or by the end of the call."""
        self.was_replaced = False
        """Whether that was by new verbs."""
        self.is_done = False
        """Whether it has come to its own end, and only its hook is still to be answered."""
        self.has_failed = False
        """Whether it ended by an error, so that nothing tells that it has finished."""
        self.is_streaming = False
        """Whether it speaks text that is streamed."""
        self.connected: Leg | None = None
        """Whom the verb has connected this leg with."""
        self._scopes: list[anyio.CancelScope] = []
        self._prompts: list[Stack] = []

    @property
    def verb(self) -> V_co:
        """The verb."""
        return self._verb

    def kill(self, *, replaced: bool = False) -> None:
        """End it from outside: whatever it waits for is over."""
        self.is_killed = True
        self.was_replaced = self.was_replaced or replaced
        self.stop_playing()
        for scope in list(self._scopes):
            scope.cancel()

    @contextmanager
    def until_killed(self) -> Generator[anyio.CancelScope]:
        """A block that is left when the run is killed; the function goes on after it, for instance with its hook."""
        with anyio.CancelScope() as scope:
            self._scopes.append(scope)
            if self.is_killed:
                scope.cancel()
            try:
                yield scope
            finally:
                self._scopes.remove(scope)

    async def sleep(self, seconds: float) -> bool:
        """Let time pass; returns whether it did, and the run was not killed before."""
        with self.until_killed(), self.session.clock.move_on_after(seconds):
            await anyio.sleep_forever()
        return not self.is_killed

    async def sound(self, text: str, seconds: float, way: Way = "said") -> bool:
        """Have the leg hear something; returns whether that came to its end, and the run was not killed before."""
        if self.is_killed:
            return False
        self.session.heard(self.leg, text, way, self.verb)
        with self.leg.hearing():
            return await self.sleep(seconds)

    async def hook(
        self, attribute: str, payload: Received, *, forgiving: bool = False, applies: bool = True
    ) -> Sequence[Verb] | None:
        """Call a hook of the verb, wait for the ack, and do with its verbs what this hook's reply is for.

        Args:
            attribute: The hook's property.
            payload: Its own part of the payload; the facts about the call are added.
            forgiving: Whether the stack goes on when there is no ack of use; else the call is hung up.
            applies: Whether verbs in the reply count, where this hook's reply replaces the stack. They never do for a
                verb within a verb.

        Returns:
            The verbs, if they are to be played for this hook only; ``None`` in all other cases.

        Raises:
            Unanswered: There was no ack of use, and that ends the call.
        """
        if attribute == "action_hook":
            self.is_done = True
        try:
            applies = applies and self.parent is None
            return await self.session.hook(self.verb, attribute, payload, run=self, applies=applies)
        except Unanswered:
            if not forgiving:
                raise
            return None

    def takes(self, cls: type[C], take: Callable[[C], Awaitable[None]]) -> AbstractContextManager[None]:
        """A block in which commands of a class are taken by a function."""
        return self.session.takers.taking(cls, take)

    @contextmanager
    def beside(self, *nested: Verb | None) -> Generator[None]:
        """A block in which verbs run that stand in this one."""
        runs = [self.nested(verb) for verb in nested if verb is not None]
        for run in runs:
            self.session.spawn(run.execute)
        try:
            yield
        finally:
            for run in runs:
                run.kill()

    async def play(self, given: Sequence[Verb], leg: Leg | None = None) -> None:
        """Have the leg, or another one, hear the verbs that are for one hook or command only.

        They run like those of a stack, to their end or that of this run, but the replies to their hooks are ignored and
        nothing is told of what they do.
        """
        if self.is_killed:
            return
        prompts = Stack(self.session, leg or self.leg, parent=self)
        prompts.extend(given)
        self._prompts.append(prompts)
        try:
            await prompts.run()
        finally:
            self._prompts.remove(prompts)

    def stop_playing(self) -> None:
        """End what :meth:`play` has the leg hear."""
        for prompts in self._prompts:
            prompts.end()

    async def status(self, data: messages.VerbStatusData) -> None:
        """Tell what the verb does, if the application wants to know."""
        if self.leg is self.session.caller and self.stack.parent is None:
            await self.session.verb_status(data)

    def nested(self, verb: V) -> Run[V]:
        """A run of a verb that stands in this one."""
        return Run(verb, self.stack, self)

    async def execute(self) -> None:
        """Run the verb to its end."""
        await _HOW[type(self.verb)].run(self)


class Unanswered(Exception):
    """The application gave no ack of use to a message. The text says why."""


class NoArray(Unanswered):
    """The data of the ack is something else than an array, such as an object."""


@dataclass(frozen=True, slots=True)
class How:
    """How a verb runs."""

    run: Callable[[Run[Verb]], Awaitable[None]]
    needs: Needs | Callable[[Verb], Needs]


_HOW: dict[type[Verb], How] = {}


def runs(
    *classes: type[V], needs: Needs | Callable[[V], Needs] = "nothing"
) -> Callable[[Callable[[Run[V]], Awaitable[None]]], Callable[[Run[V]], Awaitable[None]]]:
    """Register the function that runs verbs of some classes.

    Args:
        *classes: The verb classes.
        needs: What has to be so before it runs.
    """

    def register(run: Callable[[Run[V]], Awaitable[None]]) -> Callable[[Run[V]], Awaitable[None]]:
        how = How(cast("Callable[[Run[Verb]], Awaitable[None]]", run), cast("Needs | Callable[[Verb], Needs]", needs))
        _HOW.update(dict.fromkeys(classes, how))
        return run

    return register


_WHILE_CONFIRMING = (verbs.Config, verbs.Gather, verbs.Say, verbs.Tag)
"""What the server takes instead of the verbs of a leg that is to be confirmed: ``AllowedConfirmSessionVerbs``."""


class Stack:
    """The verbs that a leg is to run, one after the other."""

    def __init__(
        self, session: Session, leg: Leg, *, is_confirming: bool = False, parent: Run[Verb] | None = None
    ) -> None:
        self.session = session
        self.leg = leg
        self.parent = parent
        """The run of the verb that plays these to the leg; ``None`` if they are the leg's own."""
        self.is_confirming = is_confirming
        """Whether the verbs run on a called leg before it is connected; only some may take their place then."""
        self.running: Run[Verb] | None = None
        """The verb that runs."""
        self._verbs: deque[Verb] = deque()
        self._filled = anyio.Event()

    def __bool__(self) -> bool:
        return bool(self._verbs)

    def __iter__(self) -> Generator[Verb]:
        yield from self._verbs

    def replace(self, new: Sequence[Verb]) -> None:
        """Run these verbs now, instead of what runs and what was to come."""
        if self.is_confirming:
            new = self._allowed(new)
            if not new:
                return
        self._verbs = deque(new)
        self._filled.set()
        if self.running is not None:
            self.running.kill(replaced=True)

    def _allowed(self, new: Sequence[Verb]) -> Sequence[Verb]:
        """The verbs that may take the place of others on a leg that is to be confirmed; ``play`` is not one of them."""
        for verb in new:
            if not isinstance(verb, _WHILE_CONFIRMING):
                text = f"{name_of(verb)} is dropped: it takes the place of others on a leg that is to be confirmed"
                self.session.problem("dropped verb", text, "feature-server lib/session/call-session.js:2101-2114")
        return [verb for verb in new if isinstance(verb, _WHILE_CONFIRMING)]

    def extend(self, more: Sequence[Verb]) -> None:
        """Run these verbs after the others."""
        self._verbs += more
        self._filled.set()

    def drop_until(self, last: Callable[[Verb], Verb | None]) -> None:
        """End what runs, and drop verbs up to the first that something else is to take the place of; all if none is."""
        while self._verbs:
            verb = last(self._verbs.popleft())
            if verb is not None:
                self._verbs.appendleft(verb)
                break
        self.stop()

    def stop(self) -> None:
        """End what runs; the next verb follows."""
        if self.running is not None:
            self.running.kill()

    def end(self) -> None:
        """End what runs, and drop the rest."""
        self._verbs.clear()
        self._filled.set()
        self.stop()

    async def filled(self) -> None:
        """Wait until there are verbs to run, or none will come."""
        while not self._verbs and not self.leg.is_gone:
            self._filled = anyio.Event()
            await self._filled.wait()

    async def run(self) -> None:
        """Run verbs until there are none.

        Raises:
            Unanswered: The ack of a hook was of no use, and that ends the call.
        """
        while self._verbs and not self.leg.is_gone:
            await self._run_next(self._verbs.popleft())

    async def _run_next(self, verb: Verb) -> None:
        session = self.session
        how = _HOW.get(type(verb))
        if how is None:
            session.problem("not simulated", f"this simulation cannot run {name_of(verb)}", "jambonz_proto.testing")
            return
        needs = how.needs(verb) if callable(how.needs) else how.needs
        run = Run(verb, self, self.parent)
        await run.status(messages.VerbStarting(name=_task_name(verb), id=getattr(verb, "id", None)))
        if not await session.prepare(self.leg, needs, verb):
            return
        self.running = run
        session.note(VerbBegan(session.time, verb, self.leg.sid))
        try:
            await run.execute()
        finally:
            self.running = None
            session.note(VerbEnded(session.time, verb, run.is_killed and not run.is_done))
        if not run.has_failed:
            await run.status(messages.VerbFinished(name=_task_name(verb), id=getattr(verb, "id", None)))


def _task_name(verb: Verb) -> str:
    """What the server calls a verb in ``verb:status``: a synonym by its older name."""
    return "listen" if isinstance(verb, verbs.Stream) else name_of(verb)
