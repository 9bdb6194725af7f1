"""What is on its way to jambonz: in which order it goes out, and when. No I/O.

Commands wait while jambonz does not hear them: until it has the first ack of the call, and, at a new inbound call, a
moment longer. When the connection drops, what was on its way goes out on the next one, as far as it still means the
same.

Nothing acknowledges the first ack, and jambonz takes no word of an application of which it has none. So it is kept,
with all that came after it, until something shows that it arrived: a message that only a call that has it sends, or
the pong to a ping that went with it. If the connection drops before, both are said again on the next one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import msgspec

from ._base import Verb
from ._pending import PendingAck


class Outgoing(msgspec.Struct, eq=False):
    """A text on its way to jambonz."""

    text: bytes
    redirects: bool = False
    """Whether it is a ``redirect`` command."""
    ack: PendingAck | None = None
    """What it acks."""
    verbs: Sequence[Verb] = ()
    """What it acks it with, or redirects to."""
    on_out: Callable[[], None] | None = None
    """Called when it is given out to be written."""


class Outbox:
    """The texts of one call that have not gone out, or of which it is not known whether they arrived.

    Args:
        command_delay: Seconds that a new inbound call needs after its first ack before it listens for commands.
    """

    __slots__ = (
        "_after_first_ack",
        "_command_delay",
        "_has_arrived",
        "_held",
        "_listens_at",
        "_out",
        "connected",
        "first_ack",
        "to_repeat",
        "wants_new_connection",
    )

    def __init__(self, command_delay: float) -> None:
        self.connected = True
        self.wants_new_connection = False
        """The socket should be closed, with any code but 1000, so that jambonz reconnects."""
        self.first_ack: Outgoing | None = None
        """The ack of ``session:new``, until jambonz shows that it arrived."""
        self.to_repeat: Outgoing | None = None
        """The same, once the connection dropped before."""
        self._command_delay = command_delay
        self._out: list[Outgoing] = []  # short, and most of the time empty
        self._held: list[Outgoing] = []
        """Commands that jambonz does not hear yet."""
        self._listens_at: float | None = None
        """When it does; ``None`` if nothing but its deafness, which the protocol knows of, holds them."""
        self._has_arrived: Callable[[], bool] = _unknown
        self._after_first_ack: list[Outgoing] = []
        """Commands that have arrived no better than the first ack."""

    # -- in ----------------------------------------------------------------------------------

    def put_ack(self, out: Outgoing) -> None:
        """Send an ack, other than the first one."""
        self._out.append(out)

    def put_first_ack(self, out: Outgoing, now: float, *, inbound: bool, again: bool) -> None:
        """Send the ack that begins the call.

        Args:
            out: The ack.
            now: The time.
            inbound: Whether jambonz needs a moment after it.
            again: Whether it is that of ``session:reconnect``, in the place of the first one. jambonz holds back all it
                has to say then, until the socket drops and comes back once more
                (feature-server lib/utils/ws-requestor.js:255-261,299-312).
        """
        self._out.append(out)
        self.first_ack, self._has_arrived = out, _unknown
        self._after_first_ack = list(self._held)
        self.wants_new_connection = again
        if inbound:
            self._listens_at = now + self._command_delay
        else:
            self.release()

    def put_command(self, out: Outgoing, now: float, *, is_heard: bool) -> None:
        """Send a command; at once if jambonz hears it, and listens."""
        if self.first_ack_may_be_lost:
            self._after_first_ack.append(out)
        if not is_heard or (self._listens_at is not None and now < self._listens_at):
            self._held.append(out)
        else:
            self.release()
            self._out.append(out)

    def release(self) -> None:
        """Jambonz listens to commands."""
        self._listens_at = None
        if self._held:
            held, self._held = self._held, []
            self._out += held

    def first_ack_arrived(self) -> None:
        """It has, as jambonz showed."""
        self.first_ack = None
        self._after_first_ack.clear()

    def forget_redirects(self) -> None:
        """Newer verbs make them void: what was to replace or extend the old verbs would do so to the new ones."""
        if not self._held and not self._after_first_ack and self.connected:
            return
        self._held = [out for out in self._held if not out.redirects]
        self._after_first_ack = [out for out in self._after_first_ack if not out.redirects]
        if not self.connected:
            self._out = [out for out in self._out if not out.redirects]

    def forget_commands(self) -> None:
        """The call is over, and nobody hears them."""
        self._held.clear()
        self.wants_new_connection = False

    # -- what is there -----------------------------------------------------------------------

    @property
    def first_ack_may_be_lost(self) -> bool:
        """Whether it was given, and nothing shows that it arrived."""
        return self.first_ack is not None and not self._has_arrived()

    @property
    def holds(self) -> bool:
        """Whether commands wait, or would, for jambonz to listen."""
        return bool(self._held) or self._listens_at is not None

    @property
    def due(self) -> float:
        """When commands that wait can go out."""
        return self._listens_at if self._listens_at is not None and self._held else math.inf

    @property
    def waiting(self) -> int:
        """How many texts wait for jambonz to listen, or to be back, or may have to be said again."""
        waiting = len(self._held) + (0 if self.connected else len(self._out))
        return max(waiting, len(self._after_first_ack)) if self.first_ack_may_be_lost else waiting

    def unsent_verbs(self) -> list[Verb]:
        """The verbs in redirects that wait for jambonz to listen, or to be back."""
        if self.connected and not self._held:
            return []
        unsent = self._held if self.connected else [*self._held, *self._out]
        return [verb for out in unsent for verb in out.verbs if out.redirects]

    # -- out ---------------------------------------------------------------------------------

    @property
    def backlog(self) -> int:
        """How many texts wait to be sent on the connection."""
        return len(self._out) if self.connected else 0

    def next_to_send(self) -> Outgoing:
        """The next text of the backlog, given out once."""
        out = self._out.pop(0)
        if out.on_out is not None:
            out.on_out()
        return out

    def wants_proof(self, out: Outgoing) -> bool:
        """Whether something should tell that a text arrived."""
        return out is self.first_ack

    def is_proven_by(self, has_arrived: Callable[[], bool]) -> None:
        """What tells so of the text that was given out."""
        self._has_arrived = has_arrived

    def on_time(self, now: float) -> None:
        """Let out what is due."""
        if self._listens_at is not None and now >= self._listens_at:
            self.release()

    # -- the connection ----------------------------------------------------------------------

    def disconnect(self, instead: Callable[[Outgoing, PendingAck], Outgoing | None]) -> None:
        """The connection dropped: take back what did not go out, and what may not have arrived.

        Args:
            instead: Gives what goes out on the next connection in the place of an ack that did not on this one.
        """
        self.connected = False
        unsent, self._out = self._out, []
        for out in unsent:
            if out is self.first_ack:
                self.first_ack = None
                if out.verbs:  # they replace those that were to go out before
                    self._out = [earlier for earlier in self._out if not earlier.redirects]
            if out.ack is None:
                self._out.append(out)
            elif out.ack.is_repeated:
                self.to_repeat, self._listens_at = out, None
            else:
                if out.ack.begins_call:
                    self._listens_at = None
                if (other := instead(out, out.ack)) is not None:
                    self._out.append(other)
        if self.first_ack_may_be_lost:
            self.to_repeat, self._listens_at = self.first_ack, None
            self._held, self._out = list(self._after_first_ack), []
        self.first_ack = None

    def hold(self) -> None:
        """Commands wait for the first ack, which is still to be given."""
        self._held, self._out = [*self._out, *self._held], []

    def reconnect(self) -> None:
        """There is a new connection."""
        self.connected = True
        self.wants_new_connection = False


def _unknown() -> bool:
    return False
