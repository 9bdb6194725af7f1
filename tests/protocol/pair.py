"""Both ends of one call and the wires between them; the test plays their users, the network and the clock.

Each end is what its shell would do with its protocol, one step at a time, so that a test can put anything between two
steps. What is on its way when a wire breaks is lost.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from typing import TypeAlias

from jambonz_proto import ConnectionClosed, DecodeError, messages
from jambonz_proto._base import JsonValue
from jambonz_proto._client_protocol import ClientProtocol, Link
from jambonz_proto._protocol import CallProtocol
from jambonz_proto.errors import CallEnded
from tests.client.driver import Asked

LATENCY = 0.4
"""Seconds that a text is on its way at most, and that an end needs at most to notice that its wire is broken."""
GRACE = 30.0
"""Seconds that the application waits for jambonz to come back."""
BROKEN = ConnectionClosed(None)

Thing: TypeAlias = str | bytes | ConnectionClosed
"""What travels on a wire: a text, something binary, or the end, which comes behind what was sent before."""


class Wire:
    """One connection."""

    def __init__(self, *, answers_pings: bool) -> None:
        self.to_application: deque[Thing] = deque()
        self.to_jambonz: deque[Thing] = deque()
        self.lost: list[str] = []
        """What the application wrote and jambonz never gets."""
        self.read: list[str] = []
        """What jambonz has read."""
        self.broken = False
        self.closed = False
        """Whether the application has closed it."""
        self.answers_pings = answers_pings
        """Whether the application learns that something arrived."""
        self.fresh = True
        """Whether the application has not read anything from it yet."""

    def break_off(self, there: int, back: int) -> None:
        """Break, after so many more of the things that are on their way have arrived."""
        self.broken = True
        self.lost += [thing for thing in list(self.to_jambonz)[back:] if isinstance(thing, str)]
        self.to_application = deque([*list(self.to_application)[:there], BROKEN])
        self.to_jambonz = deque([*list(self.to_jambonz)[:back], BROKEN])

    def write(self, text: str) -> None:
        """The application writes; nobody tells it if the other end is gone."""
        if self.broken:
            self.lost.append(text)
        else:
            self.to_jambonz.append(text)

    def is_known_to_have(self, text: str) -> bool:
        """Whether the application knows that something arrived."""
        return self.answers_pings and text in self.read

    def close(self, code: int) -> None:
        """The application closes."""
        self.closed = True
        if not self.broken:
            self.to_jambonz.append(ConnectionClosed(code))

    def write_to_application(self, thing: Thing) -> None:
        """Jambonz writes, or closes; nobody tells it if the other end is gone."""
        if not self.broken:
            self.to_application.append(thing)


class ApplicationEnd:
    """What the server and the shell do with a :class:`CallProtocol`."""

    def __init__(self) -> None:
        self.protocol = CallProtocol()
        self.wires: list[Wire] = []
        """Connections that are read, the oldest first; a new one replaces the others, which they may not know yet."""
        self.wire: Wire | None = None
        """The one that is written to."""

    def read(self, wire: Wire, now: float) -> None:
        """Read the next thing from a connection, which there must be."""
        thing = wire.to_application.popleft()
        if isinstance(thing, ConnectionClosed):
            self.wires.remove(wire)
            if wire is self.wire and self.protocol.ended is None:
                self._closed(thing, now)
            return
        if wire.fresh:
            wire.fresh = False
            if self.wire is not None:
                self.protocol.reconnect()
            self.wire = wire
        with suppress(DecodeError):
            self.protocol.receive(thing, now, stale=wire is not self.wire)

    def _closed(self, closed: ConnectionClosed, now: float) -> None:
        if closed.code == 1000:
            self.protocol.end(CallEnded("jambonz closed the connection", self.protocol.sid))
        else:
            self.protocol.disconnect(now + GRACE)

    def write(self, at_most: int = 1000) -> None:
        """Write some of what there is, while there is room."""
        wire = self.wire
        if wire is None:
            return
        for _ in range(at_most):
            if wire.closed or not self.protocol.outbox.backlog:
                break
            out = self.protocol.outbox.next_to_send()
            text = out.text.decode()
            if self.protocol.outbox.wants_proof(out):
                self.protocol.outbox.is_proven_by(partial(wire.is_known_to_have, text))
            wire.write(text)
        if not self.protocol.outbox.backlog and self.protocol.outbox.wants_new_connection:
            self.protocol.outbox.wants_new_connection = False
            wire.close(1012)


class JambonzEnd:
    """What the client does with a :class:`ClientProtocol`."""

    def __init__(self) -> None:
        self.protocol = ClientProtocol(max_connections=10**6, backoff=0.001)
        self.wire: Wire | None = None

    def ask(
        self,
        message: type[messages.AckableMessage],
        data: Mapping[str, JsonValue],
        now: float,
        hook: str | None = None,
    ) -> Asked:
        """Send a message that wants an ack."""
        asked = Asked()
        asked.request = self.protocol.request(message, data, now, hook=hook, on_settled=asked.wake)
        return asked

    def connect(self, wire: Wire, now: float) -> None:
        """The connection that was wanted is open."""
        self.wire = wire
        self.protocol.connected(now)

    def write_all(self) -> None:
        """Write what there is, and the end behind it if that is due."""
        if self.wire is None:
            return
        for text in self.protocol.data_to_send():
            self.wire.write_to_application(text.decode())
        if self.protocol.link is Link.OVER:
            self.wire.write_to_application(ConnectionClosed(*self.protocol.closing))
            self.wire = None

    def read(self, now: float) -> Thing:
        """Read the next thing from the connection, which there must be; returns it."""
        assert self.wire is not None
        thing = self.wire.to_jambonz.popleft()
        if isinstance(thing, ConnectionClosed):
            self.wire.write_to_application(thing)
            self.wire = None
            self.protocol.disconnected(thing, now)
        else:
            assert isinstance(thing, str)
            self.wire.read.append(thing)
            self.protocol.receive(thing, now)
        return thing
