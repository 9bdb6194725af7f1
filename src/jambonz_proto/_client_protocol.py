"""The rules of a call as jambonz plays it: no event loop, no sockets, no clock of its own.

What becomes of a message depends on where the connection stands, its :class:`Link`:

========= ====================================== ================
link      a message that wants an ack            another message
========= ====================================== ================
DOWN      waits                                  waits
UP        is sent, and fails without ack in time is sent
RETURNING waits for ack of ``session:reconnect`` waits
HELD      is never sent, and fails in time       waits
LEFT      has an empty ack at once               is lost
OVER      fails at once                          fails at once
========= ====================================== ================

What waited is sent in its order once the link is UP, the messages that want acks before all others.

========= ======================================== ==================================
link      what happens                             next link
========= ======================================== ==================================
DOWN      connected, nothing was said before       UP
DOWN      connected                                RETURNING
DOWN      not connected                            DOWN; OVER after the last attempt
RETURNING ack, ``session:new`` was acked before    UP
RETURNING ack, which is the one of ``session:new`` HELD, the server's defect
RETURNING no ack in time                           OVER
any       the application closes with 1000         LEFT
any       any other close, or none                 DOWN; OVER after the last connection
any       jambonz closes                           OVER
========= ======================================== ==================================

The rules are those of ``ws-requestor.js`` of the open-source server 0.9.8, with a few differences so that whoever waits
is woken and mistakes come to light:

- Messages in flight fail at once with the last connection too, where the server lets them time out.
- An attempt in vain to connect again counts as a connection, where the server tries a refused one without end and one
  that got an HTTP error only for the next message. After the last connection there is none for the next message either.
- A ``session:new`` that moved to ``session:reconnect`` times out with it, and what the server holds back then times out
  as if it had been sent; the server waits for ever.
- A binary message is no command, and an ack whose ``data`` is neither array nor missing is an error for every message.
- Commands that reach the server in the same write as the ack of an inbound ``session:new`` are lost there, not here.
"""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import KW_ONLY, dataclass, field
from enum import Enum, auto
from typing import Literal, NoReturn, TypeAlias

import msgspec
from msgspec import Raw

from . import commands, messages
from ._base import JsonValue, Received, encode_custom, is_object
from ._codec import read_sent, read_server_message
from ._facts import Target
from ._tables import REPLIES
from .errors import (
    AckTimeout,
    ConnectionClosed,
    DecodeError,
    HandshakeError,
    InvalidMessage,
    InvalidOutgoing,
    JambonzProtoError,
    MalformedMessage,
    RefusedByTarget,
)

ACK_WITHIN = 5.0
"""Seconds that jambonz waits for an ack: ``JAMBONES_WS_API_MSG_RESPONSE_TIMEOUT``."""
MAX_CONNECTIONS = 5
"""Connections that jambonz opens for one call, the first included: ``#rc`` of the application's URL."""
BACKOFF = 0.5
"""Seconds before jambonz connects for the second time."""

_GRACEFUL = 1000
_WAITING = 1024
_REMEMBERED = 1024

ProblemKind: TypeAlias = Literal[
    "late ack",
    "second ack",
    "unknown ack",
    "refused ack",
    "empty ack",
    "refused command",
    "early command",
    "unread command",
    "ignored property",
    "invalid message",
    "binary message",
    "connection lost",
    "message lost",
    "message held back",
]
"""What an application can do wrong, see :class:`Problem`."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What an application did wrong without being told: the real server at most logs it.

    ===================== ==============================================================================
    kind                  what happened
    ===================== ==============================================================================
    ``late ack``          the ack came too late, or for a message whose connection was lost; ignored
    ``second ack``        the message was acked before; ignored
    ``unknown ack``       nothing was sent with this msgid, or nothing that wants an ack; ignored
    ``refused ack``       the verbs in the ack are wrong; who waits for the ack gets the error
    ``empty ack``         no verbs for an inbound ``session:new``: the server rejects the call with 480
    ``refused command``   unknown, or its data is wrong; ignored
    ``early command``     it came before the ack of an inbound ``session:new``, when no call listens; lost
    ``unread command``    too many commands wait for whoever reads them; lost
    ``ignored property``  the server does not look at this property of an ack or command
    ``invalid message``   no ack and no command; the one mistake that is answered, by ``jambonz:error``
    ``binary message``    the server takes it for text by mistake; here it is answered like an invalid one
    ``connection lost``   closed with another code than 1000, or without any; unless that sets free what is held back
    ``message lost``      not sent since the application had closed with 1000: "no more instructions"
    ``message held back`` not sent since the server, by a defect, waits for one more reconnect
    ===================== ==============================================================================
    """

    kind: ProblemKind
    """What kind of mistake."""
    text: str
    """What exactly, in words."""
    msgid: str | None = None
    """Id of the message that the ack or the loss is about."""


class Link(Enum):
    """Where the connection stands."""

    DOWN = auto()
    """Not open yet, or lost."""
    UP = auto()
    """Open."""
    RETURNING = auto()
    """Open again; the ack of ``session:reconnect`` is awaited."""
    HELD = auto()
    """Open again, but by a defect the server keeps everything back until it has reconnected once more."""
    LEFT = auto()
    """Closed by the application with 1000: it has no more instructions, the call runs to its end."""
    OVER = auto()
    """Closed for good."""


def _nobody() -> None:
    """Wakes nobody."""


@dataclass(slots=True, eq=False)
class Request:
    """A message that wants an ack, from when it is asked for to its outcome."""

    message: type[messages.AckableMessage]
    msgid: str
    text: bytes
    on_settled: Callable[[], None] = _nobody
    deadline: float | None = None
    """When its ack is late; unknown until it is sent."""
    ack: commands.Ack | None = None
    error: JambonzProtoError | None = None

    @property
    def name(self) -> str:
        """What to call it in a text for people."""
        return f"{_type_of(self.message)} {self.msgid}"

    def settle(self, outcome: commands.Ack | JambonzProtoError) -> None:
        """There is an outcome: wake who waits."""
        if isinstance(outcome, commands.Ack):
            self.ack = outcome
        else:
            self.error = outcome
        self.on_settled()

    def result(self) -> commands.Ack:
        """The ack, or raises what happened instead."""
        if self.error is not None:
            raise self.error
        assert self.ack is not None
        return self.ack


@dataclass(slots=True, eq=False)
class ClientProtocol:
    """The end of a call that jambonz plays."""

    _: KW_ONLY
    target: Target | None = None
    """Refuse what this server would."""
    ack_within: float = ACK_WITHIN
    """Seconds to wait for an ack."""
    max_connections: int = MAX_CONNECTIONS
    """How often to connect at most, attempts that fail included."""
    backoff: float = BACKOFF
    """Seconds before the second connection; the next ones take 2, 4, 8, 12, 16, … times that."""
    retries: int = 0
    """How often to try again when nobody listens at first."""

    link: Link = Link.DOWN
    wants_connection: bool = True
    """Whether a connection is to be opened now."""
    ended: JambonzProtoError | None = None
    """Why there is no connection any more, and will be none."""
    closing: tuple[int, str] = (_GRACEFUL, "")
    """Code and reason to close with in the end."""
    call_sid: str | None = None
    """Sid of the session, known once ``session:new`` was sent; then it is on every message."""
    connections: int = 0
    """Connections so far, attempts in vain to reconnect included."""
    inbox: deque[commands.AnyCommand] = field(default_factory=deque[commands.AnyCommand])
    """Commands of the application, in their order, for whoever takes them out."""
    problems: deque[Problem] = field(default_factory=lambda: deque[Problem](maxlen=_REMEMBERED))
    """What the application did wrong; the oldest are forgotten."""

    _delays: int = 0
    _connect_at: float | None = None
    _lost: ConnectionClosed = field(default_factory=lambda: ConnectionClosed(None))
    _dropping: bool = False
    _session: Raw = field(default_factory=lambda: Raw(b"{}"))
    _inbound: bool = False
    _spoken: bool = False
    _opening: Request | None = None
    """``session:new``, as long as it is not acked."""
    _opening_moves: bool = False
    """Whether its ack may also come for ``session:reconnect``; any ack makes the server forget that."""
    _returning: Request | None = None
    """``session:reconnect``, as long as it is not acked; it may be ``_opening``."""
    _in_flight: dict[str, Request] = field(default_factory=dict[str, Request])
    """Requests that were sent, by msgid; the first one is due first."""
    _past: dict[str, Problem] = field(default_factory=dict[str, Problem])
    """What it means when an ack of this msgid comes still."""
    _out: deque[bytes] = field(default_factory=deque[bytes])
    _waiting: deque[Request] = field(default_factory=deque[Request])
    _waiting_notes: list[bytes] = field(default_factory=list[bytes])

    # -- messages --------------------------------------------------------------------------------

    def request(
        self,
        message: type[messages.AckableMessage],
        data: Received | Mapping[str, JsonValue],
        now: float,
        *,
        hook: str | None = None,
        b3: str | None = None,
        on_settled: Callable[[], None] = _nobody,
    ) -> Request:
        """Send a message that wants an ack, now or as soon as possible.

        Args:
            message: Class of the message.
            data: Its payload.
            now: The time.
            hook: The hook that it belongs to.
            b3: Tracing context.
            on_settled: Called when there is an outcome, which may be at once.

        Raises:
            InvalidOutgoing: The payload cannot be written as JSON.
        """
        payload = _payload(data)
        if issubclass(message, _SESSIONS):
            self._remember_session(message, payload)
        msgid, text = self._written(message, payload, hook, b3)
        request = Request(message, msgid, text, on_settled)
        match self.link:
            case Link.UP:
                self._send(request, now)
            case Link.LEFT:
                self._answer_emptily(request)
            case Link.OVER:
                request.settle(self._end_of_call())
            case Link.HELD:
                request.deadline = now + self.ack_within
                self._waiting.append(request)
            case Link.DOWN | Link.RETURNING:
                self._waiting.append(request)
        return request

    def notify(
        self,
        message: type[messages.Notification],
        data: Received | Mapping[str, JsonValue],
        *,
        hook: str | None = None,
        b3: str | None = None,
    ) -> None:
        """Send a message that wants no ack, now or as soon as possible.

        Raises:
            InvalidOutgoing: The payload cannot be written as JSON.
            ConnectionClosed: There is no connection any more, and will be none.
            AckTimeout: As above; the application did not ack ``session:reconnect``.
        """
        msgid, text = self._written(message, _payload(data), hook, b3)
        match self.link:
            case Link.UP:
                self._spoken = True
                self._out.append(text)
            case Link.LEFT:
                self._note_loss(f"{_type_of(message)} {msgid}", msgid)
            case Link.OVER:
                raise self._end_of_call()
            case Link.DOWN | Link.RETURNING | Link.HELD:
                self._waiting_notes.append(text)

    @property
    def is_connected(self) -> bool:
        """Whether a connection is open and, if it is not the first, the application has acked that it goes on."""
        return self.link in (Link.UP, Link.HELD)

    @property
    def is_full(self) -> bool:
        """Whether so much waits to be sent that no more should be added."""
        return len(self._out) + len(self._waiting_notes) >= _WAITING

    @property
    def has_data_to_send(self) -> bool:
        """Whether something can be sent now."""
        return bool(self._out)

    def data_to_send(self) -> list[bytes]:
        """The texts to send now, in order; each is given out once."""
        return [self.next_to_send() for _ in range(len(self._out))]

    def next_to_send(self) -> bytes:
        """The next text to send now, given out once; there is one if :attr:`has_data_to_send`."""
        return self._out.popleft()

    def give_up(self, request: Request) -> None:
        """Nobody waits for this ack any more. If the message was sent, the application may still ack it."""
        request.on_settled = _nobody
        if request in self._waiting:
            self._waiting.remove(request)

    # -- from the application --------------------------------------------------------------------

    def receive(self, text: str | bytes, now: float) -> None:
        """Take in one message: an ack goes to who waits for it, a command to :attr:`inbox`."""
        if self.ended is not None:
            return
        try:
            values = _frame(text)
        except DecodeError as error:
            self._complain(error.problem, text)
            return
        if values["type"] == "ack":
            self._receive_ack(values, now)
        else:
            self._receive_command(values)

    def _receive_ack(self, values: Mapping[str, object], now: float) -> None:
        msgid = values["msgid"]
        self._opening_moves = False
        request = self._in_flight.pop(msgid, None) if isinstance(msgid, str) else None
        if request is None:
            unknown = Problem("unknown ack", f"nothing waits for an ack of {msgid}", str(msgid))
            self.problems.append(self._past.get(unknown.msgid or "", unknown))
            return
        self._forget(request, "second ack", "was acked before")
        try:
            outcome: commands.Ack | JambonzProtoError = self._ack(values, request)
        except (DecodeError, RefusedByTarget) as error:
            self._problem("refused ack", f"{request.name}: {error}", request.msgid)
            outcome = error
            error.call_sid, error.msgid = self.call_sid, request.msgid
        request.settle(outcome)
        if request is self._returning:
            self._returned(request, now)
        if request is self._opening:
            self._opening = None

    def _ack(self, values: Mapping[str, object], request: Request) -> commands.Ack:
        ack = self._decoded(values, _ACK)
        assert isinstance(ack, commands.Ack)
        reply = REPLIES.get(request.message)
        for index, verb in enumerate(ack.data or ()):
            if reply is not None and not isinstance(verb, reply.place):
                problem = f"cannot stand in the ack of {_type_of(request.message)}"
                raise InvalidMessage(problem, f"$.data[{index}]", type(verb).__name__)
        if request is self._opening and self._inbound and not ack.data:
            self._problem("empty ack", f"{request.name}: an inbound call needs verbs", request.msgid)
        return ack

    def _receive_command(self, values: Mapping[str, object]) -> None:
        name = values["command"]
        if self._opening is not None and self._inbound:
            self._problem("early command", f"{name}: it came before the ack of session:new")
            return
        known = _COMMAND | {"tool_call_id"} if name == "llm:tool-output" else _COMMAND
        try:
            command = self._decoded(values, known)
        except (DecodeError, RefusedByTarget) as error:
            self._problem("refused command", str(error))
            return
        assert not isinstance(command, commands.Ack)
        if len(self.inbox) < _WAITING:
            self.inbox.append(command)
        else:
            self._problem("unread command", f"{name}: {_WAITING} commands wait already")

    def _decoded(self, values: Mapping[str, object], known: frozenset[str]) -> commands.Ack | commands.AnyCommand:
        """The typed message, without what the server does not look at or takes for missing."""
        for name in sorted(values.keys() - known):
            text = f"{name}: the server does not look at this property of {values.get('command', 'an ack')}"
            self._problem("ignored property", text)
        wanted = {name: value for name, value in values.items() if name in known and value is not None}
        if _is_falsy(values.get("data")):
            wanted.pop("data", None)
        return read_server_message(wanted, target=self.target)

    def _complain(self, details: str, text: str | bytes) -> None:
        self._problem("binary message" if isinstance(text, bytes) else "invalid message", details)
        content = text if isinstance(text, str) else text.decode(errors="replace")
        if not self.is_full:
            complaint = messages.JambonzErrorData(msg="InvalidMessage", details=details, content=content)
            self.notify(messages.JambonzError, complaint)

    # -- the connection --------------------------------------------------------------------------

    def connected(self, now: float) -> None:
        """The connection that was wanted is open."""
        self.wants_connection = False
        if self.link is not Link.DOWN:
            return
        self.connections += 1
        if not self._spoken:
            self._go_on(now)
            return
        self.link = Link.RETURNING
        msgid, text = self._written(messages.SessionReconnect, self._session, None, None)
        self._returning = self._opening or Request(messages.SessionReconnect, msgid, text)
        self._returning.msgid, self._returning.text = msgid, text
        self._send(self._returning, now)

    def not_connected(self, error: HandshakeError, now: float, *, unreachable: bool) -> None:
        """The connection that was wanted could not be opened.

        Args:
            error: What went wrong.
            now: The time.
            unreachable: Nobody listens there, which may change; other mistakes stay.
        """
        self.wants_connection = False
        if self.link is not Link.DOWN:
            return
        if self.connections:
            self.connections += 1
            self._connect_again(now, f"jambonz could not connect again: {error}")
        elif unreachable and self.retries > 0:
            self.retries -= 1
            self._connect_at = now + self._next_delay()
        else:
            error.call_sid = self.call_sid
            self._end(error)

    def disconnected(self, closed: ConnectionClosed, now: float) -> None:
        """The connection is closed, or broken."""
        if self.ended is not None:
            return
        self._lost = ConnectionClosed(closed.code, closed.reason, self.call_sid)
        self._out.clear()
        self._returning = None
        if closed.code == _GRACEFUL and not self._dropping:
            self._leave(self._lost)
            return
        if not self._dropping and self.link is not Link.HELD:  # then that is the only way out
            self._problem("connection lost", str(closed))
        self._dropping = False
        self.link = Link.DOWN
        self._abandon_all(but=self._opening if self._opening_moves else None)
        for request in self._waiting:
            request.deadline = None
        self._connect_again(now, "jambonz does not connect again")

    def drop(self) -> None:
        """The connection is about to be broken on purpose, which is no fault of the application."""
        self._dropping = True

    def close(self, code: int, reason: str) -> None:
        """Jambonz is about to close for good."""
        if self.link is not Link.OVER:
            self.closing = (code, reason)
            self._end(ConnectionClosed(code, reason, self.call_sid))

    # -- time ------------------------------------------------------------------------------------

    def next_time(self) -> float | None:
        """When :meth:`on_time` has something to do."""
        first = self._first_due()
        times = (self._connect_at, first.deadline if first is not None else None)
        return min((time for time in times if time is not None), default=None)

    def on_time(self, now: float) -> None:
        """Do what is due."""
        if self._connect_at is not None and now >= self._connect_at:
            self._connect_at = None
            self.wants_connection = True
        while (first := self._first_due()) is not None and first.deadline is not None and now >= first.deadline:
            self._time_out(first)

    def _first_due(self) -> Request | None:
        """The request that is due first: of those that were sent, else of those that are held back."""
        return next(iter(self._in_flight.values()), None) or next(iter(self._waiting), None)

    def _time_out(self, request: Request) -> None:
        error = AckTimeout(_type_of(request.message), request.msgid, self.ack_within, self.call_sid)
        if request.msgid in self._in_flight:
            del self._in_flight[request.msgid]
            self._forget(request, "late ack", f"was to be acked within {self.ack_within:g} s")
        else:
            self._waiting.remove(request)
            why = "the ack of session:new came for session:reconnect, so the server waits for one more reconnect"
            error.add_note(why)
            self._problem("message held back", f"{request.name}: {why}", request.msgid)
        request.settle(error)
        if request is self._opening:
            self._opening = None
        if request is self._returning:
            reconnect = _type_of(messages.SessionReconnect)
            self._end(AckTimeout(reconnect, request.msgid, self.ack_within, self.call_sid))

    # -- details ---------------------------------------------------------------------------------

    def _remember_session(self, message: type[messages.AckableMessage], payload: Raw) -> None:
        """Keep what ``session:reconnect`` repeats, and what is on every message."""
        self._session = payload
        known: dict[str, object] = msgspec.json.decode(payload)
        self._inbound = known.get("direction") == "inbound"
        sid = known.get("call_sid")
        if isinstance(sid, str) and message is not messages.SessionAdulting:
            self.call_sid = sid

    def _written(
        self, message: type[messages.Message], payload: Raw, hook: str | None, b3: str | None
    ) -> tuple[str, bytes]:
        """A message with a new msgid, as jambonz writes it; and the msgid."""
        msgid = secrets.token_urlsafe(16)
        envelope = {
            "type": _type_of(message),
            "msgid": msgid,
            "call_sid": self.call_sid,
            "hook": hook,
            "data": payload,
            "b3": b3,
        }
        return msgid, msgspec.json.encode({name: value for name, value in envelope.items() if value is not None})

    def _send(self, request: Request, now: float) -> None:
        self._spoken = True
        request.deadline = now + self.ack_within
        self._in_flight[request.msgid] = request
        self._out.append(request.text)
        if request.message is messages.SessionNew:
            self._opening, self._opening_moves = request, True

    def _returned(self, request: Request, now: float) -> None:
        """``session:reconnect`` is acked."""
        self._returning = None
        if request is not self._opening:
            self._go_on(now)
            return
        self.link = Link.HELD
        for waiting in self._waiting:
            waiting.deadline = now + self.ack_within

    def _go_on(self, now: float) -> None:
        """Send all that has waited."""
        self.link = Link.UP
        while self._waiting:
            self._send(self._waiting.popleft(), now)
        self._spoken = self._spoken or bool(self._waiting_notes)
        self._out += self._waiting_notes
        self._waiting_notes.clear()

    def _connect_again(self, now: float, why_not: str) -> None:
        if self.connections < self.max_connections:
            self._connect_at = now + self._next_delay()
        else:
            closed = copy(self._lost)
            closed.add_note(why_not)
            self._end(closed)

    def _next_delay(self) -> float:
        """Doubles three times, then grows evenly; never starts anew."""
        number = self._delays
        self._delays += 1
        return self.backoff * (2**number if number < 3 else 4 * (number - 1))

    def _abandon_all(self, *, but: Request | None) -> None:
        """What was in flight when the connection dropped is lost, but for the request that moves to the next one."""
        in_flight, self._in_flight = self._in_flight, {}
        for request in in_flight.values():
            self._forget(request, "late ack", "was abandoned when its connection was lost")
            if request is not but:
                error = copy(self._lost)
                error.msgid = request.msgid
                error.add_note(f"{request.name} is abandoned")
                request.settle(error)
        self._opening = but

    def _leave(self, closed: ConnectionClosed) -> None:
        """The application has no more instructions. What is in flight will time out."""
        self.link = Link.LEFT
        self.ended = closed
        while self._waiting:
            self._answer_emptily(self._waiting.popleft())
        self._waiting_notes.clear()

    def _answer_emptily(self, request: Request) -> None:
        self._note_loss(request.name, request.msgid)
        request.settle(commands.Ack(msgid=request.msgid))

    def _note_loss(self, name: str, msgid: str) -> None:
        self._problem("message lost", f"{name} is not sent: the application closed with 1000", msgid)

    def _end(self, why: JambonzProtoError) -> None:
        self.link = Link.OVER
        self.ended = why
        self._connect_at = None
        self.wants_connection = False
        self._waiting_notes.clear()
        unsettled = dict.fromkeys([*self._in_flight.values(), *self._waiting])
        if self._opening is not None:  # it may be between two connections
            unsettled[self._opening] = None
        self._returning = self._opening = None
        self._in_flight.clear()
        self._waiting.clear()
        for request in unsettled:
            request.settle(self._end_of_call())

    def _end_of_call(self) -> JambonzProtoError:
        """Why the call is over, for one of those who want to know."""
        assert self.ended is not None
        return copy(self.ended)

    def _forget(self, request: Request, kind: ProblemKind, text: str) -> None:
        """Remember what to make of an ack that comes still."""
        self._past[request.msgid] = Problem(kind, f"{request.name} {text}", request.msgid)
        if len(self._past) > _REMEMBERED:
            del self._past[next(iter(self._past))]

    def _problem(self, kind: ProblemKind, text: str, msgid: str | None = None) -> None:
        self.problems.append(Problem(kind, text, msgid))


_SESSIONS = (messages.SessionNew, messages.SessionReconnect, messages.SessionAdulting)
_ACK = frozenset({"type", "msgid", "data"})
_COMMAND = frozenset({"type", "command", "data", "queueCommand", "callSid", "msgid"})
_WITHOUT_DATA = frozenset({"llm:tool-output", "tts:flush", "tts:clear"})


def _type_of(message: type[messages.Message]) -> str:
    return str(message.__struct_config__.tag)


def _payload(data: Received | Mapping[str, JsonValue]) -> Raw:
    """The JSON of a payload; what was received goes out as it came in."""
    if isinstance(data, Received):
        return Raw(data.raw)
    try:
        return Raw(msgspec.json.encode(data, enc_hook=encode_custom))
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        raise InvalidOutgoing(f"cannot be written as JSON: {error}", "$.data") from None


def _frame(text: str | bytes) -> Mapping[str, object]:
    """A message that has what the server insists on.

    Raises:
        DecodeError: It has not; in the server's own words.
    """
    if isinstance(text, bytes):
        raise MalformedMessage("binary message")
    values = read_sent(text)
    if values is None:
        raise InvalidMessage("Cannot destructure property 'type' of 'JSON.parse(...)' as it is null.")
    frame: Mapping[str, object] = values if is_object(values) else {}
    message_type = frame.get("type")
    if _is_falsy(message_type):
        _refuse("type property not supplied")
    elif message_type == "ack":
        if _is_falsy(frame.get("msgid")):
            _refuse("msgid not supplied")
    elif message_type == "command":
        command = frame.get("command")
        if _is_falsy(command):
            _refuse("command property not supplied")
        if _is_falsy(frame.get("data")) and not (isinstance(command, str) and command in _WITHOUT_DATA):
            _refuse("data property not supplied")
    else:
        _refuse(f"invalid type property: {message_type}")
    return frame


def _refuse(details: str) -> NoReturn:
    raise InvalidMessage(details)


def _is_falsy(value: object) -> bool:
    """Whether JavaScript takes it for missing; empty objects and arrays are not."""
    return value is None or (isinstance(value, (bool, int, float, str)) and not value)
