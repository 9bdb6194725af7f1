"""The rules of a call, from both ends, as plain Python: no event loop, no sockets, no clock of its own.

:class:`CallProtocol` is the application's end of one call, :class:`ClientProtocol` the end that jambonz plays. Both
take texts in by ``receive``, give texts out by ``data_to_send``, and are told the time by whoever drives them.

What becomes of a message that wants an ack, in one table (the reply classes are the spec's, see ``_facts.Reply``):

================================  =============================================================================
the message is                    its ack
================================  =============================================================================
the session's first message       the first ``send`` or ``perform`` of the main flow
the hook of a waiting perform     the next ``send`` or ``perform`` of the main flow
a hook of replaced or given-up    ``[]`` at once, so that a late answer never overwrites the new verbs
verbs
a hook whose reply is ignored     ``[]`` at once
any other, someone is reading     by ``ack``
any other                         the automatic reply of its hook, at once
================================  =============================================================================

An ack that is still open when its time is up is given automatically. What its owner sends after that goes as a
``redirect`` command, if the reply would have replaced the verb stack anyway.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Generic, TypeVar

import msgspec

from . import commands, components, hooks, messages, verbs
from ._base import Received, Verb, is_list, with_changes
from ._codec import (
    ClientMessage,
    ServerMessage,
    decode_client_message,
    decode_payload,
    decode_server_message,
    encode,
    encode_ack,
    encode_verbs,
)
from ._facts import HookProperty, Reply, Tagged, Target
from ._tables import HOOK_PARTS, HOOKS, REPLIES
from .errors import (
    AckTimeout,
    AlreadyAcked,
    CallEnded,
    DecodeError,
    InvalidMessage,
    InvalidOutgoing,
    JambonzProtoError,
    MessageTooLarge,
    NoReply,
    NotAckable,
    Superseded,
)

MAX_MESSAGE = 24 * 1024
"""Bytes that jambonz takes in one message: ``JAMBONES_WS_MAX_PAYLOAD``."""
ACK_WITHIN = 5.0
"""Seconds that jambonz waits for an ack: ``JAMBONES_WS_API_MSG_RESPONSE_TIMEOUT``."""
ACK_AFTER = 4.0
"""Seconds after which the library acks by itself."""
COMMAND_DELAY = 0.3
"""Seconds that a new call of 0.9.8 needs after the first ack before it listens for commands."""

FINAL_STATES = frozenset({"completed", "failed", "busy", "no-answer"})
_UNANSWERED = frozenset({"trying", "ringing", "early-media"})
_ENDS_CALL = (verbs.Hangup, verbs.SipDecline, verbs.Redirect)
_HELD_STATUSES = 64
_REMEMBERED_HOOKS = 1024

P = TypeVar("P", bound=Received)
R = TypeVar("R")


class AckState(Enum):
    """What has become of a message that wants an ack."""

    OPEN = "open"
    GIVEN = "given by its owner"
    AUTOMATIC = "given by the library"


@dataclass(slots=True, eq=False)
class PendingAck:
    """A message from jambonz that wants an ack."""

    message: messages.AckableMessage
    reply: Reply
    due: float
    state: AckState = AckState.OPEN


@dataclass(slots=True, eq=False)
class Leg:
    """A leg of the call that this call's verbs created, as its last ``call:status`` told."""

    sid: str
    """Call sid of the leg."""
    info: hooks.CallInfo
    """All that was told of it."""

    @property
    def state(self) -> str | None:
        """Its call status, such as ``"ringing"``."""
        return self.info.call_status


class Perform(Generic[R]):
    """A wait for the hook of a verb."""

    __slots__ = ("_error", "_on_settled", "_result", "hook", "payload", "waiting")

    def __init__(self, hook: str, payload: type[Received], on_settled: Callable[[], None]) -> None:
        self.hook = hook
        self.payload = payload
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


class CallProtocol:
    """The application's end of one call.

    Args:
        target: Refuse in the sender what this server would refuse.
        max_message: Bytes that jambonz takes in one message.
        ack_after: Seconds after which an open ack is given automatically.
        command_delay: Seconds that a new inbound call needs before it listens for commands.
    """

    def __init__(
        self,
        *,
        target: Target | None = None,
        max_message: int = MAX_MESSAGE,
        ack_after: float = ACK_AFTER,
        command_delay: float = COMMAND_DELAY,
    ) -> None:
        self.target: Target | None = target
        self.max_message = max_message
        self.ack_after = ack_after
        self.command_delay = command_delay
        self.opening: messages.AckableMessage | None = None
        """The message that began the session, once it came."""
        self.info = hooks.CallInfo()
        """The call as the opening message told of it, or the first status if that came before."""
        self.state: str | None = None
        """Last known call status."""
        self.legs: dict[str, Leg] = {}
        self.ended = False
        self.reading = False
        """Whether someone reads the messages and answers those that nobody else does."""
        self._token = secrets.token_urlsafe(6)
        self._names = 0
        self._out: list[bytes] = []
        self._held_statuses: list[messages.CallStatus] = []
        self._held_commands: list[bytes] = []
        self._listens_at: float | None = None  # None: commands may go out
        self._pending: dict[str, PendingAck] = {}
        self._main: PendingAck | None = None
        self._performs: dict[str, Perform[Received]] = {}
        self._hooks: dict[str, HookProperty] = {}
        self._ends_itself = False
        self._told_status = False

    # -- what is known -----------------------------------------------------------------------

    @property
    def sid(self) -> str | None:
        """Call sid, once it is known."""
        return self.info.call_sid

    @property
    def inbound(self) -> bool:
        """Whether the call came in and began with ``session:new``, so that its first ack must hold verbs."""
        return isinstance(self.opening, messages.SessionNew) and self.opening.data.direction != "outbound"

    @property
    def unanswered(self) -> bool:
        """Whether the call is certain not to be answered yet.

        Without a status hook jambonz does not tell when it is: then a call whose first verbs were sent counts as
        answered, since most verbs answer it.
        """
        return self.inbound and (self._opening_is_open or (self._told_status and self.state in _UNANSWERED))

    @property
    def _opening_is_open(self) -> bool:
        return self.opening is not None and self.opening.msgid in self._pending

    # -- from jambonz ------------------------------------------------------------------------

    def receive(self, text: str | bytes, now: float) -> list[ClientMessage]:
        """Take in one text message; returns the messages that are for whoever reads.

        Raises:
            DecodeError: Not what the protocol allows. The call goes on.
        """
        if isinstance(text, bytes):
            raise InvalidMessage("a binary message; jambonz sends text only")
        message = decode_client_message(text)
        if not self._opening_is_open:
            self._release_commands()
        if isinstance(message, messages.AckableMessage):
            return self._receive_ackable(message, now)
        if isinstance(message, messages.CallStatus):
            self._note_status(message.data)
            if self.opening is None:
                self._held_statuses = [*self._held_statuses, message][-_HELD_STATUSES:]
                return []
        return [message] if self.opening is not None else []

    def _receive_ackable(self, message: ClientMessage, now: float) -> list[ClientMessage]:
        assert isinstance(message, messages.AckableMessage)
        if message.msgid in self._pending:
            raise InvalidMessage(f"the msgid {message.msgid!r} is already in use", "$.msgid", message.type)
        if self.opening is None and not isinstance(message, messages.VerbHook):
            return self._open(message, now)
        if isinstance(message, messages.VerbHook):
            return self._receive_hook(message, now)
        return self._unowned(message, REPLIES[type(message)], now)

    def _open(self, message: messages.AckableMessage, now: float) -> list[ClientMessage]:
        self.opening = message
        data = getattr(message, "data", None)
        if isinstance(data, hooks.CallInfo):
            self.info = data
            self.state = data.call_status or self.state
        pending = self._want_ack(message, REPLIES[type(message)], now)
        if pending.reply.kind == "ignore":
            self._ack_automatically(pending)
        else:
            self._main = pending
        held, self._held_statuses = self._held_statuses, []
        return [*held, message]  # type: ignore[list-item] # every ackable message is a client message

    def _receive_hook(self, message: messages.VerbHook, now: float) -> list[ClientMessage]:
        name = message.hook or ""
        perform = self._performs.get(name)
        row = self._hooks.get(name)
        pending = self._want_ack(message, (row and row.reply) or Reply("replace"), now)
        if perform is None:
            return self._offer(message, pending)
        if not perform.waiting:
            self._ack_automatically(pending)
            return []
        try:
            payload = decode_payload(perform.payload, message.data)
        except DecodeError as error:
            self._ack_automatically(pending)
            perform.settle(None, type(error)(error.problem, f"$.data{error.path[1:]}", f"{message.type} {name}"))
            return []
        if _is_interim(payload):
            self._ack_automatically(pending)
            return []
        del self._performs[name]
        self._main = pending
        perform.settle(payload)
        return []

    def _unowned(self, message: ClientMessage, reply: Reply, now: float) -> list[ClientMessage]:
        assert isinstance(message, messages.AckableMessage)
        return self._offer(message, self._want_ack(message, reply, now))

    def _offer(self, message: ClientMessage, pending: PendingAck) -> list[ClientMessage]:
        """A message of no particular owner: for whoever reads, else for the library."""
        if not self.reading or pending.reply.kind == "ignore":
            self._ack_automatically(pending)
        return [message]

    def _want_ack(self, message: messages.AckableMessage, reply: Reply, now: float) -> PendingAck:
        pending = PendingAck(message, reply, now + self.ack_after)
        self._pending[message.msgid] = pending
        return pending

    def _note_status(self, status: hooks.CallInfo) -> None:
        if status.call_sid is None:
            return
        if self.sid is None:
            self.info = status
        if status.call_sid == self.sid:
            self._told_status = True
            self.state = status.call_status or self.state
            if self.state in FINAL_STATES:
                self.end()
        else:
            self.legs[status.call_sid] = Leg(status.call_sid, status)

    # -- from the application ----------------------------------------------------------------

    def send(self, sent: Sequence[Verb], *, queue: bool, main: bool, now: float) -> None:
        """Send verbs: as the ack that the main flow owes, else as a ``redirect`` command.

        Args:
            sent: The verbs.
            queue: Append them to the verb stack; the default replaces it.
            main: Whether this comes from the main flow.
            now: The time.

        Raises:
            CallEnded: The call is over.
            EncodeError: jambonz would refuse or ignore it; nothing was sent.
        """
        self._check_running()
        owed = self._main if main and self._main is not None and self._main.state is AckState.OPEN else None
        if not sent and (owed is None or self._must_not_be_empty(owed)):
            raise InvalidOutgoing("there are no verbs to send")
        appends = queue and not (owed is not None and owed.reply.kind == "application")
        if owed is not None and not appends:
            self._ack(owed, sent, now)
        else:
            redirect = commands.Redirect(data=list(sent), queue_command=True if queue else None)
            text = self._fitting(encode(redirect, target=self.target), sent, "$.data")
            if owed is not None:
                self._ack(owed, (), now)
            self._put_command(text, now)
        if sent:
            self._ends_itself = isinstance(sent[-1], _ENDS_CALL)
            self._remember_hooks(sent)
        if sent and not appends:
            self._supersede()

    def perform(
        self,
        sent: Sequence[Verb],
        *,
        queue: bool,
        main: bool,
        now: float,
        on_settled: Callable[[], None],
    ) -> Perform[Received]:
        """Send verbs and wait for the action hook of the last one; ``on_settled`` is called when there is an outcome.

        Raises:
            CallEnded: The call is over.
            EncodeError: jambonz would refuse or ignore it, or the hook is a webhook; nothing was sent.
        """
        if not sent:
            raise InvalidOutgoing("there are no verbs to perform")
        *first, last = sent
        row = next((row for row in HOOKS.get(type(last), ()) if row.attribute == "action_hook"), None)
        if row is None or row.message != "verb:hook":
            raise InvalidOutgoing("the last verb reports no result", f"$[{len(first)}]", type(last).__name__)
        assert not isinstance(row.payload, Tagged)
        named, hook = self._with_hook(last, f"$[{len(first)}].actionHook")
        earlier = self._performs.get(hook)
        if earlier is not None and earlier.waiting and queue:
            raise InvalidOutgoing(f"another perform waits for the hook {hook!r}", f"$[{len(first)}].actionHook")
        self.send([*first, named], queue=queue, main=main, now=now)
        perform: Perform[Received] = Perform(hook, row.payload, on_settled)
        _remember(self._performs, hook, perform)
        return perform

    def give_up(self, perform: Perform[R]) -> None:
        """Nobody waits for this hook any more; it is acked with nothing when it comes."""
        perform.settle(None, CallEnded("given up", self.sid))

    def ack(self, message: messages.Message, sent: Sequence[Verb], now: float) -> None:
        """Ack a message.

        Raises:
            AlreadyAcked: It has been acked.
            NotAckable: Nobody waits for an ack of it.
            NoReply: jambonz ignores the reply, so the verbs would be lost.
            CallEnded: The call is over.
            EncodeError: jambonz would refuse it; nothing was sent, the message can still be acked.
        """
        self._check_running()
        if not isinstance(message, messages.AckableMessage):
            raise NotAckable("this message wants no ack", self.sid)
        pending = self._pending.get(message.msgid)
        if pending is None or pending.message is not message:
            if sent and isinstance(message, messages.VerbHook) and self._reply_is_ignored(message):
                raise NoReply(f"jambonz ignores the reply to {message.hook}", self.sid)
            raise AlreadyAcked(f"{message.type} {message.msgid} has been acked", self.sid)
        if not sent and self._must_not_be_empty(pending):
            raise InvalidOutgoing("the ack of an inbound session:new without verbs ends the call", "$.data", "ack")
        self._ack(pending, sent, now)
        if sent:
            self._ends_itself = isinstance(sent[-1], _ENDS_CALL)
            self._remember_hooks(sent)
            if pending.reply.kind in ("replace", "application"):
                self._supersede()

    def command(self, command: commands.Command, now: float) -> None:
        """Send a command.

        Raises:
            CallEnded: The call is over.
            EncodeError: jambonz would refuse it; nothing was sent.
        """
        self._check_running()
        sent: Sequence[Verb] = ()
        if isinstance(command, commands.Redirect) and isinstance(command.data, list):
            sent = command.data
        self._put_command(self._fitting(encode(command, target=self.target), sent, "$.data"), now)
        if isinstance(command, commands.Redirect):
            self._remember_hooks(sent)
            self._ends_itself = bool(sent) and isinstance(sent[-1], _ENDS_CALL)
            if not command.queue_command:
                self._supersede()

    def finish(self, now: float) -> None:
        """The main flow is through: answer what it left open, and let the call end when its verbs have run."""
        if self.ended:
            return
        if self._main is not None and self._main.state is AckState.OPEN:
            self._ack(self._main, [self._goodbye(480)], now)
        elif not self._ends_itself:
            self._put_command(encode(commands.Redirect(data=[verbs.Hangup()], queue_command=True)), now)
        self._ends_itself = True

    def fail(self, now: float) -> None:
        """The main flow failed: end the call in an orderly way, whatever it is doing."""
        if self.ended:
            return
        if self._main is not None and self._main.state is AckState.OPEN:
            self._ack(self._main, [self._goodbye(500)], now)
        else:
            self._put_command(encode(commands.Redirect(data=[self._goodbye(500)])), now)
        self._ends_itself = True
        self._supersede()

    def _goodbye(self, sip_status: int) -> Verb:
        """The orderly end: jambonz skips a hangup while the call is not answered."""
        return verbs.SipDecline(status=sip_status) if self.unanswered else verbs.Hangup()

    # -- time and end ------------------------------------------------------------------------

    def next_time(self) -> float | None:
        """When :meth:`on_time` has something to do."""
        times = [pending.due for pending in self._pending.values()]
        if self._listens_at is not None and self._held_commands:
            times.append(self._listens_at)
        return min(times, default=None)

    def on_time(self, now: float) -> None:
        """Do what is due."""
        if self._listens_at is not None and now >= self._listens_at:
            self._release_commands()
        for pending in [p for p in self._pending.values() if now >= p.due]:
            self._ack_automatically(pending)

    def end(self) -> None:
        """The call is over: wake all who wait."""
        if self.ended:
            return
        self.ended = True
        self._pending.clear()
        self._held_commands.clear()
        for perform in list(self._performs.values()):
            perform.settle(None, CallEnded("the call ended", self.sid))
        self._performs.clear()

    def data_to_send(self) -> list[bytes]:
        """The texts to send now, in order; each is given out once."""
        out, self._out = self._out, []
        return out

    # -- details -----------------------------------------------------------------------------

    def _check_running(self) -> None:
        if self.ended:
            raise CallEnded("the call has ended", self.sid)

    def _must_not_be_empty(self, pending: PendingAck) -> bool:
        return pending.message is self.opening and self.inbound

    def _reply_is_ignored(self, message: messages.VerbHook) -> bool:
        row = self._hooks.get(message.hook or "")
        return row is not None and row.reply is not None and row.reply.kind == "ignore"

    def _ack(self, pending: PendingAck, sent: Sequence[Verb], now: float) -> None:
        msgid = pending.message.msgid
        text = self._fitting(encode_ack(msgid, sent, target=self.target), sent, "$.data")
        if pending.reply.kind == "play":
            _check_place(sent, pending.reply)
        pending.state = AckState.GIVEN
        self._put_ack(pending, text, now)

    def _ack_automatically(self, pending: PendingAck) -> None:
        pending.state = AckState.AUTOMATIC
        text = b'{"type":"ack","msgid":%b,"data":%b}' % (
            msgspec.json.encode(pending.message.msgid),
            pending.reply.automatic,
        )
        self._put_ack(pending, text, pending.due)

    def _put_ack(self, pending: PendingAck, text: bytes, now: float) -> None:
        del self._pending[pending.message.msgid]
        self._out.append(text)
        if self.inbound and pending.message is self.opening:
            self._listens_at = now + self.command_delay

    def _put_command(self, text: bytes, now: float) -> None:
        waits = self._listens_at is not None and now < self._listens_at
        if waits or (self.inbound and self._opening_is_open):
            self._held_commands.append(text)
        else:
            self._release_commands()
            self._out.append(text)

    def _release_commands(self) -> None:
        self._listens_at = None
        held, self._held_commands = self._held_commands, []
        self._out += held

    def _fitting(self, text: bytes, sent: Sequence[Verb], path: str) -> bytes:
        if len(text) <= self.max_message:
            return text
        sizes = [len(encode_verbs([verb])) for verb in sent]
        if not sizes:
            raise MessageTooLarge(len(text), self.max_message)
        largest = sizes.index(max(sizes))
        raise MessageTooLarge(len(text), self.max_message, f"{path}[{largest}]", type(sent[largest]).__name__)

    def _supersede(self) -> None:
        for perform in list(self._performs.values()):
            perform.settle(None, Superseded("newer verbs replaced the ones whose result was waited for", self.sid))

    def _with_hook(self, verb: Verb, path: str) -> tuple[Verb, str]:
        """The verb with a name for its action hook, and the name; a copy if it had none."""
        hook = getattr(verb, "action_hook", None)
        if hook is None:
            self._names += 1
            hook = f"/{type(verb).__name__.lower()}-{self._names}-{self._token}"
            return with_changes(verb, action_hook=hook), hook
        name = hook.url if isinstance(hook, components.HookOptions) else str(hook)
        if name.startswith(("http://", "https://")):
            raise InvalidOutgoing("the answer to a webhook does not come over the websocket", path)
        return verb, name

    def _remember_hooks(self, sent: Sequence[object]) -> None:
        for value in sent:
            for name, row in _hook_names(value):
                _remember(self._hooks, name, row)


def _is_interim(payload: Received) -> bool:
    """A turn event that comes to the same hook before the result, and whose reply is ignored."""
    return isinstance(payload, hooks.GatherResult) and payload.speech is not None and payload.speech.is_final is False


def _check_place(sent: Sequence[Verb], reply: Reply) -> None:
    for index, verb in enumerate(sent):
        if not isinstance(verb, reply.place):
            raise InvalidOutgoing(
                f"cannot answer this hook ({reply.place.__name__})", f"$.data[{index}]", type(verb).__name__
            )


def _hook_names(value: object) -> Iterator[tuple[str, HookProperty]]:
    """Names of the hooks at or below a value, with what belongs to each."""
    if is_list(value):
        for element in value:
            yield from _hook_names(element)
        return
    rows = {row.attribute: row for row in HOOKS.get(type(value), ())}
    for name in HOOK_PARTS.get(type(value), ()):
        part = getattr(value, name)
        row = rows.get(name)
        if row is not None and part is not None:
            yield (part.url if isinstance(part, components.HookOptions) else str(part)), row
        else:
            yield from _hook_names(part)


T = TypeVar("T")


def _remember(table: dict[str, T], name: str, value: T) -> None:
    """Put something into a table that forgets the oldest rather than growing with a very long call."""
    table.pop(name, None)
    table[name] = value
    if len(table) > _REMEMBERED_HOOKS:
        del table[next(iter(table))]


# -- the end that jambonz plays ---------------------------------------------------------------


@dataclass(slots=True, eq=False)
class Request:
    """A message that waits for its ack."""

    message_type: str
    msgid: str
    on_settled: Callable[[], None]
    ack: commands.Ack | None = None
    error: JambonzProtoError | None = None

    def result(self) -> commands.Ack:
        """The ack, or raises what happened instead."""
        if self.error is not None:
            raise self.error
        assert self.ack is not None
        return self.ack


@dataclass(slots=True)
class ClientProtocol:
    """The end of a call that jambonz plays: new msgids, acks matched by them, complaints about bad messages."""

    call_sid: str | None = None
    """Sid of the session, known once ``session:new`` was sent; then it is on every message."""
    _requests: dict[str, Request] = field(default_factory=dict[str, Request])
    _out: list[bytes] = field(default_factory=list[bytes])

    def message(
        self, cls: type[messages.Message], data: object, *, hook: str | None = None, b3: str | None = None
    ) -> messages.Message:
        """Build a message with a new msgid."""
        if cls is messages.SessionNew and isinstance(data, messages.SessionData):
            self.call_sid = data.call_sid
        parts: dict[str, object] = {
            "msgid": secrets.token_urlsafe(16),
            "call_sid": self.call_sid,
            "data": data,
            "b3": b3,
        }
        if hook is not None:
            parts["hook"] = hook
        return cls(**parts)  # type: ignore[arg-type] # every message has these fields

    def send(self, message: ClientMessage) -> None:
        """Send a message that wants no ack."""
        self._out.append(encode(message))

    def request(self, message: ClientMessage, on_settled: Callable[[], None]) -> Request:
        """Send a message and wait for its ack; ``on_settled`` is called when there is an outcome."""
        assert isinstance(message, messages.AckableMessage)
        request = Request(message.type, message.msgid, on_settled)
        self._requests[message.msgid] = request
        self._out.append(encode(message))
        return request

    def give_up(self, request: Request) -> None:
        """Nobody waits for this ack any more."""
        self._requests.pop(request.msgid, None)

    def timed_out(self, request: Request, seconds: float) -> AckTimeout:
        """The error of a request whose ack did not come in time."""
        self.give_up(request)
        return AckTimeout(request.message_type, request.msgid, seconds)

    def receive(self, text: str | bytes) -> ServerMessage | None:
        """Take in one text message: acks go to who waits for them, the rest is returned.

        A bad message is answered with ``jambonz:error``, as the server does.
        """
        content = text if isinstance(text, str) else repr(text)
        try:
            if isinstance(text, bytes):
                raise InvalidMessage("binary message")
            message = decode_server_message(text)
        except DecodeError as error:
            complaint = messages.JambonzErrorData(msg="InvalidMessage", details=str(error), content=content)
            self.send(self.message(messages.JambonzError, complaint))  # type: ignore[arg-type] # a client message
            return None
        if isinstance(message, commands.Ack):
            request = self._requests.pop(message.msgid, None)
            if request is not None:
                request.ack = message
                request.on_settled()
            return None
        return message

    def end(self, error: JambonzProtoError) -> None:
        """The connection is gone: wake all who wait."""
        requests, self._requests = self._requests, {}
        for request in requests.values():
            request.error = error
            request.on_settled()

    def data_to_send(self) -> list[bytes]:
        """The texts to send now, in order; each is given out once."""
        out, self._out = self._out, []
        return out
