"""The people on the phone, and what listens to them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

import anyio

from jambonz_proto import components, hooks
from jambonz_proto._base import Verb

from ._payloads import Facts
from ._transcript import Ended

if TYPE_CHECKING:
    from ._session import Session

Kind: TypeAlias = Literal["speech", "digits"]
"""What can be listened to."""

Outcome: TypeAlias = Literal["answered", "busy", "no-answer", "declined", "failed"]
"""What becomes of calling somebody."""

SIP: dict[Outcome, tuple[int, str]] = {
    "answered": (200, "OK"),
    "busy": (486, "Busy Here"),
    "no-answer": (487, "Request Terminated"),
    "declined": (603, "Decline"),
    "failed": (503, "Service Unavailable"),
}
"""Outcome to the SIP status and reason phrase that tell of it."""


class Listener(Protocol):
    """Something that listens to a leg, such as a gather."""

    @property
    def takes(self) -> frozenset[Kind]:
        """What it listens to at the moment."""
        ...

    def hear(self, speech: hooks.Speech) -> None:
        """Something was said."""
        ...

    def press(self, key: str) -> None:
        """A key was pressed."""
        ...


class Company(Protocol):
    """People who talk to each other, such as those in a conference."""

    def hearers(self, speaker: Leg) -> Iterable[Leg]:
        """Who hears what somebody says."""
        ...


async def _nothing() -> None:
    """Nothing happens."""


class Leg:
    """A person on the phone, and what the server knows of the connection to them."""

    def __init__(self, session: Session, facts: Facts, who: str) -> None:
        self.session = session
        """The call that it belongs to."""
        self.facts = facts
        self.who = who
        """``caller`` or ``callee``."""
        self.answered_at: float | None = None
        """When the connection was answered."""
        self.ended: Ended | None = None
        """How the connection ended."""
        self.gone = anyio.Event()
        """Set once the connection has ended, and the application was told."""
        self.sounds = 0
        """How many things they hear at the moment."""
        self.listeners: list[Listener] = []
        self.bystanders: list[Listener] = []
        """What listens beside, such as a transcription in the background."""
        self.tracks: set[str] = set()
        """Names of the tracks that are mixed into what they hear."""
        self.company: Company | None = None
        """Whom they are connected with."""
        self.is_muted = False
        """Whether nobody of those can hear them."""
        self.hang_up: Callable[[], Awaitable[None]] = _nothing
        """What happens when this person hangs up."""

    @property
    def sid(self) -> str:
        """Call sid."""
        return self.facts.call_sid

    @property
    def is_answered(self) -> bool:
        """Whether the connection was answered."""
        return self.answered_at is not None

    @property
    def is_gone(self) -> bool:
        """Whether the connection has ended."""
        return self.ended is not None

    def listens(self, kind: Kind) -> bool:
        """Whether something listens to what this person says, or to the keys."""
        return bool(self.ears(kind))

    def ears(self, kind: Kind) -> Sequence[Listener]:
        """What listens at the moment."""
        return [listener for listener in (*self.listeners, *self.bystanders) if kind in listener.takes]

    @contextmanager
    def heard_by(self, *listeners: Listener, aside: bool = False) -> Generator[None]:
        """A block in which something listens to this person, or only listens in."""
        place = self.bystanders if aside else self.listeners
        place += listeners
        try:
            yield
        finally:
            for listener in listeners:
                place.remove(listener)

    def hearers(self) -> Iterable[Leg]:
        """Who hears what this person says."""
        return () if self.company is None or self.is_muted else self.company.hearers(self)

    @contextmanager
    def hearing(self) -> Generator[None]:
        """A block in which this person hears something."""
        self.sounds += 1
        try:
            yield
        finally:
            self.sounds -= 1


class Bridge:
    """Two people who talk to each other, until one of them or what connected them ends that."""

    def __init__(self, one: Leg, other: Leg) -> None:
        self.over = anyio.Event()
        self._legs = (one, other)

    def connect(self) -> None:
        """From now on they hear each other."""
        for leg in self._legs:
            leg.company = self

    def end(self) -> None:
        """They do not any more."""
        for leg in self._legs:
            if leg.company is self:
                leg.company = None
        self.over.set()

    def hearers(self, speaker: Leg) -> Iterable[Leg]:
        """The other one."""
        return (leg for leg in self._legs if leg is not speaker)

    @contextmanager
    def interrupted(self) -> Generator[None]:
        """A block in which they do not hear each other for a while."""
        for leg in self._legs:
            leg.company = None
        try:
            yield
        finally:
            if not self.over.is_set():
                self.connect()

    @contextmanager
    def connected(self) -> Generator[None]:
        """A block in which they talk to each other."""
        self.connect()
        try:
            yield
        finally:
            self.end()


class Called(Leg):
    """Somebody who is called."""

    def __init__(self, session: Session, facts: Facts, who: str) -> None:
        super().__init__(session, facts, who)
        self.response: tuple[int, str] | None = None
        """Final SIP status and reason phrase."""
        self.responded = anyio.Event()

    @property
    def is_ringing(self) -> bool:
        """Whether it is still open what becomes of the call."""
        return self.response is None and self.ended is None

    def respond(self, outcome: Outcome) -> None:
        """Take the call, or not."""
        if self.is_ringing:
            self.response = SIP[outcome]
            self.responded.set()


class Callee(Called):
    """Somebody whom a ``dial`` or ``transfer`` calls."""

    def __init__(self, session: Session, facts: Facts, verb: Verb, target: components.Target) -> None:
        super().__init__(session, facts, "callee")
        self.verb = verb
        """The ``dial`` or ``transfer``."""
        self.target = target


def number_of(target: components.Target) -> str:
    """Whom a target calls: number, user or SIP URI."""
    match target:
        case components.PhoneTarget() | components.TeamsTarget():
            return target.number
        case components.SipTarget():
            return target.sip_uri
        case components.UserTarget():
            return target.name or target.number or ""
