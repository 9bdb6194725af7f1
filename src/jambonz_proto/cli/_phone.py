"""Does in a call what its caller is told to do, by somebody who types or by a script."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from types import NoneType

from jambonz_proto.testing import Acked, Caller, Entry, Heard, Party, Problem, VerbBegan
from jambonz_proto.testing._legs import Callee, Kind, Leg
from jambonz_proto.testing._payloads import speech
from jambonz_proto.testing._transcript import name_of
from jambonz_proto.verbs import Config

from ._output import Output
from ._screen import duration
from ._script import HELP, Action, Answer, ByCallee, HangUp, Help, Press, Silence, Speak, Status

_REACTS_WITHIN = 10.0
"""Seconds of the call that an application has to react to something before the script goes on."""
_LINGER = 1.0
"""Seconds that an application has to go on, if it can do so of its own accord, before the script hangs up."""


_KINDS: dict[Kind, str] = {"speech": "speech", "digits": "keys"}


class NotDone(Exception):
    """Something could not be done in the call; the text says what, and why."""


class Phone:
    """The caller's phone.

    Args:
        caller: The caller.
        output: Where status and help are shown.
        timeout: Seconds of the call to wait for the turn to do something.
        at_once: Do everything at once, as somebody who types wants it; a script waits for its turn.
    """

    def __init__(self, caller: Caller, output: Output, *, timeout: float, at_once: bool) -> None:
        self._caller = caller
        self._session = caller.session
        self._output = output
        self._timeout = timeout
        self._at_once = at_once

    async def do(self, action: Action) -> None:
        """Do something.

        Raises:
            NotDone: It was not its turn in time, or there is nobody to do it to.
        """
        try:
            match action:
                case Speak() | Press() | HangUp():
                    await self._act(self._caller, self._session.caller, action)
                case ByCallee():
                    callee = await self._callee(lambda callee: callee.is_answered)
                    await self._act(Party(self._session, callee), callee, action.action)
                case Silence():
                    await self._caller.is_silent(action.seconds, within=self._timeout)
                case Answer():
                    (await self._callee(lambda callee: callee.is_ringing)).respond(action.outcome)
                case Status():
                    self._output.note(self.status())
                case Help():
                    self._output.note(HELP)
        except AssertionError as failure:  # the transcript in its text was shown already
            raise NotDone(str(failure).partition("\n")[0]) from None

    async def _act(self, party: Party, leg: Leg, action: Speak | Press | HangUp) -> None:
        """Somebody on the phone does something: at once, or when it is their turn."""
        match action:
            case Speak() if self._at_once:
                with self._hint(party, "speech"):
                    self._session.speak(leg, speech(action.text))
            case Speak():
                await party.says(action.text, within=self._timeout)
            case Press() if self._at_once:
                with self._hint(party, "digits"):
                    for key in action.keys:
                        self._session.press(leg, key)
            case Press():
                await party.presses(action.keys, within=self._timeout)
            case HangUp():
                await self._session.hang_up(leg)

    @contextmanager
    def _hint(self, party: Party, kind: Kind) -> Generator[None]:
        """A block in which something is done by somebody who types, who is told afterwards if nobody took it."""
        is_taken = party.is_heard(kind)
        yield
        if not is_taken:
            self._output.note(f"nothing listens to {_KINDS[kind]} just now", "yellow")

    async def wait_for_reaction(self, action: Action | None = None) -> None:
        """Wait until the application has reacted to an action, or to the call.

        It need not, as long as what listens goes on listening, such as for more keys.
        """
        if not isinstance(action, (Speak, Press, NoneType)):
            return
        session, mark = self._session, len(self._session.transcript) if action is not None else 0
        kind: Kind = "digits" if isinstance(action, Press) else "speech"
        asked = session.main.running

        def goes_on() -> bool:
            return (
                action is not None
                and asked is not None
                and asked is session.main.running
                and not asked.is_done
                and session.listening is None
                and session.caller.listens(kind)
            )

        def has_reacted() -> bool:
            return any(map(_is_reaction, session.transcript[mark:]))

        within = min(self._timeout, _REACTS_WITHIN)
        await session.clock.reach(lambda: session.is_over or has_reacted() or goes_on(), within)

    async def _callee(self, wanted: Callable[[Callee], bool]) -> Callee:
        """The called party that has been called first of those still there."""
        session = self._session

        def find() -> Callee | None:
            return next((callee for callee in session.callees if wanted(callee) and not callee.is_gone), None)

        if not self._at_once:
            await session.clock.reach(lambda: find() is not None or session.is_over, self._timeout, lasting=True)
        callee = find()
        if callee is None:
            raise NotDone("there is no called party that could do that")
        return callee

    async def finish(self) -> None:
        """Wait until the application has said what it has to say: it waits for the caller, or for nothing."""
        session, leg = self._session, self._session.caller

        def is_quiet() -> bool:
            waits = any(map(self._caller.is_heard, _KINDS)) or session.awaits_commands
            return session.is_over or (waits and not leg.sounds)

        await session.clock.reach(is_quiet, self._timeout)
        while session.awaits_commands or session.listening is not None:  # it may go on of its own accord
            mark = len(session.transcript)
            await session.clock.reach(lambda: session.is_over or len(session.transcript) > mark, _LINGER)  # noqa: B023
            if session.is_over or len(session.transcript) == mark:
                return
            await session.clock.reach(is_quiet, self._timeout)

    def status(self) -> str:
        """How the call stands, in some lines."""
        session, leg = self._session, self._session.caller
        running = session.main.running
        kinds = [name for kind, name in _KINDS.items() if leg.listens(kind)]
        does = [
            f"{leg.facts.call_status} for {duration(session.time)}",
            "no verb runs" if running is None else f"{name_of(running.verb)} runs",
            f"it listens to {' and '.join(kinds)}" if kinds else "nothing listens",
        ]
        return f"call {leg.sid}: {', '.join(does)}; {count_of(session.transcript)}"


def _is_reaction(entry: Entry) -> bool:
    return isinstance(entry, Heard) or (isinstance(entry, VerbBegan) and not isinstance(entry.verb, Config))


def count_of(entries: Sequence[Entry]) -> str:
    """Acks and problems so far, for people."""
    acks = [entry.time - entry.to.time for entry in entries if isinstance(entry, Acked) and entry.problem is None]
    problems = sum(isinstance(entry, Problem) for entry in entries)
    slowest = f", the slowest in {duration(max(acks))}" if acks else ""
    counted = f"{len(acks)} {'ack' if len(acks) == 1 else 'acks'}{slowest}"
    return f"{counted}; {problems or 'no'} {'problem' if problems == 1 else 'problems'}"
