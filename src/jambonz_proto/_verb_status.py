"""When verbs that were sent have ended, as far as ``verb:status`` tells. No I/O.

jambonz tells of each verb that it begins and that it has finished, in turn, and by its ``id`` which verb it is. It does
so from the moment on that a ``config`` with ``notifyEvents`` runs. A verb that it cannot run is never finished: the
next one begins, or ``jambonz:error`` says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy

from . import messages, verbs
from ._base import RawVerb, Verb, with_changes
from .errors import CallEnded, CallError, NoVerbStatus, Superseded, VerbFailed

_WATCHED = 1024
"""Verbs that may be under way at the same time; of more than that the oldest are not watched any more."""


class SentVerb:
    """The last of the verbs that were sent together."""

    __slots__ = ("_error", "_on_settled", "_untold", "has_begun", "id", "interrupted", "is_settled", "may_be_missed")

    def __init__(self, verb_id: str | None, untold: str = "") -> None:
        self.id = verb_id
        """What jambonz calls it."""
        self.is_settled = bool(untold)
        """Whether it is known what became of it, or that nothing will tell."""
        self.has_begun = False
        self.interrupted = False
        """Whether it was cut short while it was heard."""
        self.may_be_missed = False
        """Whether the connection dropped meanwhile, so that its end may have been told to nobody."""
        self._untold = untold
        self._error: CallError | None = None
        self._on_settled: list[Callable[[], None]] = []

    def when_settled(self, wake: Callable[[], None]) -> None:
        """Have something done when it is known what became of it."""
        self._on_settled.append(wake)

    def check(self, call_sid: str | None) -> None:
        """Raise what became of it, unless it has finished."""
        if self._untold:
            raise NoVerbStatus(self._untold, call_sid)
        if self._error is not None:
            raise copy(self._error)

    def settle(self, error: CallError | None = None) -> None:
        """It is known what became of it; only the first time counts."""
        if not self.is_settled:
            self.is_settled, self._error = True, error
            for wake in self._on_settled:
                wake()


def _notifies(sent: Sequence[object]) -> bool | None:
    """Whether a ``config`` among them turns the events on or off, and which."""
    told = None
    for part in sent:
        if isinstance(part, verbs.Config) and part.notify_events is not None:
            told = part.notify_events
    return told


class VerbWatch:
    """The verbs of one call that are under way."""

    __slots__ = (
        "_is_heard",
        "_verbs",
        "is_told",
    )

    def __init__(self) -> None:
        self._verbs: list[SentVerb] = []
        self.is_told = False
        """Whether jambonz was told to tell, as far as is known."""
        self._is_heard = False

    def note(self, sent: Sequence[object]) -> None:
        """Take note of what was sent: it may turn the events on."""
        notifies = _notifies(sent)
        if notifies is not None:
            self.is_told = notifies

    def _is_told_without(self, unsent: Sequence[object]) -> bool:
        """Whether the events are on if these are not sent after all."""
        return self.is_told and (self._is_heard or not _notifies(unsent))

    def watched(
        self, sent: Sequence[Verb], new_id: Callable[[str], str], *, replaced: Sequence[Verb]
    ) -> tuple[Sequence[Verb], SentVerb]:
        """The verbs, the last one with an id, in a copy if it had none; and that one, to be watched once it is sent.

        Args:
            sent: The verbs.
            new_id: Makes up an id for a verb of this name.
            replaced: Verbs that they replace before those are sent.
        """
        if not sent:
            return sent, SentVerb(None, "there is no verb to wait for")
        notifies = _notifies(sent)
        if not (self._is_told_without(replaced) if notifies is None else notifies):
            return sent, SentVerb(None, "jambonz does not tell when verbs end: `notify_events` of `config` is not on")
        *first, last = sent
        name = last.verb if isinstance(last, RawVerb) else type(last).__name__.lower()
        verb_id = last.properties.get("id") if isinstance(last, RawVerb) else getattr(last, "id", None)
        if verb_id is None:
            verb_id = new_id(name)
            if isinstance(last, RawVerb):
                last = RawVerb(last.verb, {**last.properties, "id": verb_id})
            else:
                last = with_changes(last, id=verb_id)
        return [*first, last], SentVerb(str(verb_id))

    def watch(self, verb: SentVerb) -> None:
        """The verb is sent."""
        if not verb.is_settled:
            self._verbs.append(verb)
            if len(self._verbs) > _WATCHED:
                self._verbs.pop(0).settle(NoVerbStatus("too many verbs are under way to watch them all"))

    def supersede(self, unsent: Sequence[Verb], call_sid: str | None) -> None:
        """Newer verbs replaced them all, some before they were sent.

        Of a verb that runs the end is still told, which is not that of a newer one.
        """
        self.is_told = self._is_told_without(unsent)
        for verb in self._verbs:
            verb.settle(Superseded("newer verbs replaced the ones whose end was waited for", call_sid))
        self._verbs = [verb for verb in self._verbs if verb.has_begun]

    def miss(self) -> None:
        """The connection dropped."""
        for verb in self._verbs:
            verb.may_be_missed = True

    def end(self, why: CallEnded) -> None:
        """The call is over."""
        for verb in self._verbs:
            verb.settle(why)
        self._verbs.clear()

    def take(self, message: messages.Message, call_sid: str | None) -> None:
        """What jambonz tells."""
        if type(message) is messages.JambonzError:
            self._take_error(message.data, call_sid)
        if type(message) is not messages.VerbStatus:
            return
        self._is_heard = True
        match message.data:
            case messages.VerbStarting(id=verb_id) | messages.OtherVerbStatus(id=verb_id, status="begin"):
                self._begin(verb_id, call_sid)
            case messages.VerbFinished(id=verb_id) | messages.OtherVerbStatus(id=verb_id, status="end"):
                self._finish(verb_id)
            case messages.PlaybackKilled(id=verb_id):
                for verb in self._running(verb_id):
                    verb.interrupted = True
            case _:
                pass

    def _begin(self, verb_id: str | None, call_sid: str | None) -> None:
        for verb in [verb for verb in self._verbs if verb.has_begun]:  # it is over, or no other one would begin
            self._verbs.remove(verb)
            problem = "jambonz went on without finishing it: it failed, or could not run"
            verb.settle(None if verb.may_be_missed else VerbFailed(problem, call_sid))
        for verb in self._verbs:
            if verb.id == verb_id:
                verb.has_begun = True
                return

    def _finish(self, verb_id: str | None) -> None:
        for verb in self._running(verb_id) or [verb for verb in self._verbs if verb.id == verb_id][:1]:
            self._verbs.remove(verb)
            verb.settle()

    def _take_error(self, error: messages.JambonzErrorData, call_sid: str | None) -> None:
        """A say that no vendor can speak has ended; other verbs go on, or tell by their hook."""
        if error.verb == "say" and error.failover == "not available":
            for verb in self._running(error.id):
                self._verbs.remove(verb)
                verb.settle(VerbFailed(f"{error.msg}: {error.details}", call_sid))

    def _running(self, verb_id: str | None) -> list[SentVerb]:
        return [verb for verb in self._verbs if verb.has_begun and verb.id == verb_id]
