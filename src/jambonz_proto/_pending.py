"""What waits in a call: messages for their acks, flows for the results of verbs. No I/O."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeAlias, TypeVar

import msgspec

from . import messages
from ._base import Received, Verb
from ._facts import Reply
from .errors import JambonzProtoError

R = TypeVar("R")

_CONNECT = b'[{"verb":"config"}]'


class AckState(Enum):
    """What has become of a message that wants an ack."""

    OPEN = "open"
    GIVEN = "acked by its owner"
    AUTOMATIC = "acked by the library"
    LOST = "the connection dropped before it was acked"


class PendingAck(msgspec.Struct, eq=False):
    """A message from jambonz that wants an ack."""

    message: messages.AckableMessage
    msgid: str
    """Where it goes: the message's own, until the ack of ``session:reconnect`` takes the place of the first one."""
    reply: Reply
    due: float
    has_moved: bool = False
    """Whether the ack of ``session:reconnect`` has taken its place."""
    is_repeated: bool = False
    """Whether that is since nothing told that it arrived."""
    state: AckState = AckState.OPEN
    kept: Sequence[Verb] = ()
    """Verbs that were to begin the call, kept for the ack of ``session:reconnect``."""

    @property
    def begins_call(self) -> bool:
        """Whether it is the first ack of the call."""
        return self.reply.kind == "application"

    @property
    def is_open(self) -> bool:
        """Whether the ack can still be given."""
        return self.state is AckState.OPEN


Deliver: TypeAlias = Callable[[messages.Message, PendingAck | None], None]
"""Takes a message, with its ack if it wants one that is the taker's to give. Must not block."""


@dataclass(slots=True, eq=False)
class Stack:
    """The verb stack of a leg, as the flow sees it that feeds it: the main flow, or that of a confirm handler."""

    owed: PendingAck | None = None
    """The message that the flow answers next."""


@dataclass(slots=True, eq=False)
class Screening(Stack):
    """The verb stack of a called leg that is asked, before it is bridged, whether to connect. It hears no commands.

    A leg whose verbs have run out is connected. So a hangup follows those that ask it, and an accepted leg gets a
    ``config`` that changes nothing in its place. The open-source server takes no hangup in place of other verbs
    (feature-server lib/utils/constants.json:37): once they are replaced there is no way to decline, which is why a leg
    can be asked only once.
    """

    has_asked: bool = False
    """Whether the leg got verbs."""
    is_accepted: bool = False
    """Whether the leg is to be connected, as far as that is decided."""

    @property
    def automatic(self) -> bytes:
        """JSON of the automatic reply to the hooks of its verbs."""
        return _CONNECT if self.is_accepted else b"[]"


class Perform(Generic[R]):
    """A wait for the hook of a verb."""

    __slots__ = ("_error", "_on_settled", "_result", "hook", "owner", "payload", "stack", "waiting")

    def __init__(
        self, hook: str, payload: type[Received], stack: Stack, *, owner: bool, on_settled: Callable[[], None]
    ) -> None:
        self.hook = hook
        self.payload = payload
        self.stack = stack
        self.owner = owner
        self.waiting = True
        self._on_settled = on_settled
        self._result: R | None = None
        self._error: JambonzProtoError | None = None

    def result(self) -> R:
        """The payload, or raises what happened instead."""
        if self._error is not None:
            raise self._error
        assert self._result is not None
        return self._result

    def settle(self, result: R | None, error: JambonzProtoError | None = None) -> None:
        """Wake whoever waits; only the first time counts."""
        if self.waiting:
            self.waiting = False
            self._result, self._error = result, error
            self._on_settled()
