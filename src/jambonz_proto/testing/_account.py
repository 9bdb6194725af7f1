"""What the calls of an account share: queues and conferences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import anyio

from jambonz_proto import verbs

from ._legs import Bridge, Leg
from ._payloads import ACCOUNT

PRIORITY = 999
"""Priority of a caller in a queue if none is given: ``enqueue.js``."""


@dataclass(eq=False, slots=True)
class Waiting:
    """Somebody who waits in a queue."""

    leg: Leg
    priority: int
    since: float
    bridge: Bridge | None = None
    """What connects them with who took them out."""
    has_left: bool = False
    """Whether they leave the queue since the application says so."""
    decided: anyio.Event = field(default_factory=anyio.Event)
    """Set once they were taken out, or leave."""

    def take(self, bridge: Bridge) -> None:
        """Somebody takes them out, to be connected with them."""
        self.bridge = bridge
        self.decided.set()

    def leave(self) -> None:
        """The application takes them out."""
        self.has_left = True
        self.decided.set()


class Queue:
    """Callers who wait for somebody to take them, in the order in which they are served.

    Args:
        name: Its name.
    """

    def __init__(self, name: str) -> None:
        self.sid = f"queue:{ACCOUNT}:{name}"
        """What the server calls it."""
        self._waiting: list[Waiting] = []

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, waiting: Waiting) -> None:
        """Somebody comes: behind all whose priority is not a greater number."""
        self._waiting.append(waiting)
        self._waiting.sort(key=lambda one: one.priority)

    def remove(self, waiting: Waiting) -> None:
        """Somebody is gone, if they are still there."""
        if waiting in self._waiting:
            self._waiting.remove(waiting)

    def position(self, waiting: Waiting) -> int:
        """How many are before somebody; 0 for whoever is not there."""
        return self._waiting.index(waiting) if waiting in self._waiting else 0

    def next(self, call_sid: str | None = None) -> Waiting | None:
        """Take out who is next, or the call with a sid."""
        for waiting in self._waiting:
            if call_sid in (None, waiting.leg.sid):
                self._waiting.remove(waiting)
                return waiting
        return None


@dataclass(eq=False, slots=True)
class Member:
    """Somebody in a conference."""

    leg: Leg
    throw_out: Callable[[float], None]
    """Has this member thrown out after some seconds."""
    is_moderator: bool = False
    ends: bool = False
    """Whether the conference ends for all when this member leaves."""
    is_muted: bool = False
    is_on_hold: bool = False
    tag: str | None = None
    speaks_only_to: str | None = None
    """Tag of the only members who hear this one."""


@dataclass(frozen=True, slots=True)
class StatusHook:
    """Where events of a conference go."""

    verb: verbs.Conference | verbs.Room
    """Whose status hook it is."""
    events: frozenset[str]
    """What is wanted."""


class Announcement:
    """Something that all in a conference hear."""

    def __init__(self) -> None:
        self.scope = anyio.CancelScope()
        self.over = anyio.Event()

    async def stop(self) -> None:
        """Have it end early, if it has not ended."""
        self.scope.cancel()
        await self.over.wait()


class Room:
    """A conference: who is in it, and who waits for it to start."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.sid = f"conf:{ACCOUNT}:{name}"
        """What the server calls it."""
        self.started_at: float | None = None
        self.is_over = False
        """Whether all are thrown out."""
        self.status: StatusHook | None = None
        """The hook of the call that started it, which counts for all that join then."""
        self.announcement: Announcement | None = None
        """The last one that all have heard."""
        self.largest: int | None = None
        """How many members there may be."""
        self.members: list[Member] = []
        self.opened = anyio.Event()

    def member(self, leg: Leg) -> Member | None:
        """Somebody's membership."""
        return next((member for member in self.members if member.leg is leg), None)

    def hearers(self, speaker: Leg) -> Sequence[Leg]:
        """Who hears somebody."""
        who = self.member(speaker)
        if who is None or who.is_muted or who.is_on_hold:
            return []
        wanted = who.speaks_only_to
        return [
            member.leg
            for member in self.members
            if member is not who and not member.is_on_hold and (wanted is None or member.tag == wanted)
        ]


class Account:
    """Queues and conferences by their names; each comes into being when it is first named."""

    def __init__(self) -> None:
        self._queues: dict[str, Queue] = {}
        self._rooms: dict[str, Room] = {}

    def queue(self, name: str) -> Queue:
        """The queue of a name."""
        return self._queues.setdefault(name, Queue(name))

    def room(self, name: str) -> Room:
        """The conference of a name, another one after its end."""
        return self._rooms.setdefault(name, Room(name))

    def close(self, room: Room) -> None:
        """A conference is over."""
        if self._rooms.get(room.name) is room:
            del self._rooms[room.name]
