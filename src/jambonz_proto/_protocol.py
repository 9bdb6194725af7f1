"""The rules of a call as the application plays it, as plain Python: no event loop, no sockets, no clock of its own.

Texts come in by :meth:`CallProtocol.receive`, go out by its outbox, and whoever drives it tells the time. Messages are
handed to their owners by plain callbacks.

What becomes of a message that wants an ack, in one table (the reply classes are the spec's, see ``_facts.Reply``):

================================  =============================================================================
the message is                    its ack
================================  =============================================================================
the session's first message       the first ``send`` or ``perform`` of the main flow
``session:redirect`` after the    the same, of a new main flow
main flow
the hook of a waiting perform     the next ``send`` or ``perform`` of the main flow
a hook of replaced or given-up    ``[]`` at once, so that a late answer never overwrites the new verbs
verbs
a hook that was taken back        the automatic reply of its hook, at once
a hook whose reply is ignored     ``[]`` at once, whoever it is delivered to
of a registered hook or handler   what its handler returns
any other, someone is reading     by ``ack``
any other                         the automatic reply of its hook, at once
unreadable but for its envelope   the same, and whoever performs learns of it; a ``session:new`` is declined
================================  =============================================================================

The ack of ``session:new`` may be on its way when the socket drops; then jambonz takes that of ``session:reconnect`` for
it. Until something tells that it arrived, it is repeated there: otherwise jambonz does not look at it.

An ack that is still open when its time is up is given automatically (``AUTOMATIC``), and one that was open when the
socket dropped cannot be given any more (``LOST``). What the owner answers after that goes as a ``redirect`` command if
the reply would have replaced the verb stack anyway, and is an error if not:

==========  =================  ==================================================================
the ack is  replies replace    any other reply class
            the verb stack
==========  =================  ==================================================================
open        the ack            the ack
given       error              error
automatic   ``redirect``       error, the moment has passed
lost        ``redirect``       error; but verbs that were to begin the call go in the ack of
                               ``session:reconnect``
==========  =================  ==================================================================
"""

from __future__ import annotations

import math
import re
import secrets
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

import msgspec

from . import commands, components, hooks, messages, verbs
from ._answering import answers_call
from ._base import Received, Verb, is_list, is_object, with_changes
from ._codec import decode_client_message, decode_payload, encode, encode_ack, encode_verbs
from ._envelope import read_envelope
from ._facts import HookProperty, Reply, Tagged, Target
from ._hook_places import ACTION_HOOKS, Reader, hook_places
from ._outbox import Outbox, Outgoing
from ._pending import AckState, Deliver, PendingAck, Perform, Screening, Stack
from ._tables import MESSAGES, REPLIES
from ._verb_status import SentVerb, VerbWatch
from .errors import (
    AlreadyAcked,
    CallEnded,
    ConnectionDown,
    DecodeError,
    InvalidMessage,
    InvalidOutgoing,
    JambonzProtoError,
    MessageTooLarge,
    NoReply,
    NotAckable,
    Superseded,
    TtsFailed,
)

MAX_MESSAGE = 24 * 1024
"""Bytes that jambonz takes in one message: ``JAMBONES_WS_MAX_PAYLOAD``."""
ACK_AFTER = 4.0
"""Seconds after which the library acks by itself; jambonz waits for 5."""
COMMAND_DELAY = 0.3
"""Seconds that a new inbound call of 0.9.8 needs after its first ack before it listens for commands."""
BEGINNING = 10.0
"""Seconds from the beginning of a call in which jambonz can reject its first verbs: it waits 5 for them."""

FINAL_STATES = frozenset({"completed", "failed", "busy", "no-answer"})
_UNANSWERED = frozenset({"trying", "ringing", "early-media"})
_ENDS_CALL = frozenset({verbs.Hangup, verbs.SipDecline, verbs.Redirect})
_REPLACES = frozenset({"replace", "application"})
_HELD_STATUSES = 64
_HELD_TEXTS = 256
_REMEMBERED = 1024
_REPLACE = Reply("replace")

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")


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


def _about_its_call(method: Callable[Concatenate[CallProtocol, P], T]) -> Callable[Concatenate[CallProtocol, P], T]:
    """For methods of a call whose errors reach the application: they tell the call."""

    @wraps(method)
    def telling(self: CallProtocol, /, *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return method(self, *args, **kwargs)
        except JambonzProtoError as error:
            error.call_sid = error.call_sid or self.sid
            raise

    return telling


class CallProtocol:
    """The application's end of one call.

    Args:
        target: Refuse in the sender what this server would refuse.
        max_message: Bytes that jambonz takes in one message.
        ack_after: Seconds after which an open ack is given automatically.
        command_delay: Seconds that a new inbound call needs before it listens for commands.
    """

    __slots__ = (
        "_alarms",
        "_early",
        "_ends_itself",
        "_gone_at",
        "_handlers",
        "_handles",
        "_held_statuses",
        "_hooks",
        "_is_through",
        "_lost",
        "_may_have_answered",
        "_may_stream",
        "_names",
        "_opened_at",
        "_pending",
        "_performs",
        "_reader",
        "_readers",
        "_stale_hooks",
        "_token",
        "_told_status",
        "_unnamed",
        "_watch",
        "_watchers",
        "ack_after",
        "complaint",
        "due",
        "ended",
        "failed",
        "info",
        "legs",
        "main",
        "max_message",
        "opening",
        "outbox",
        "state",
        "target",
    )

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
        self.outbox = Outbox(command_delay)
        """What is on its way to jambonz, for whoever writes it to the connection."""
        self.opening: messages.AckableMessage | None = None
        """The message that began the session, once it came."""
        self.info = hooks.CallInfo()
        """The call as the opening message told of it, or the first status if that came before."""
        self.state: str | None = None
        """Last known call status."""
        self.legs: OrderedDict[str, Leg] = OrderedDict()
        self.ended: CallEnded | None = None
        self._token = secrets.token_urlsafe(6)
        self._names = 0
        self._held_statuses: list[messages.CallStatus] = []
        self._early: list[messages.Message] | None = []  # None: the main flow has taken its first step
        self._opened_at = 0.0
        self._unnamed: messages.SessionReconnect | None = None
        self._pending: dict[str, PendingAck] = {}
        self._lost: OrderedDict[str, PendingAck] = OrderedDict()
        self.main = Stack()
        """The call's own verb stack."""
        self._performs: dict[str, Perform[Received]] = {}
        self._stale_hooks: OrderedDict[str, Stack] = OrderedDict()
        self._hooks: OrderedDict[str, HookProperty] = OrderedDict()
        self._handles: dict[str, Deliver] = {}
        self._readers: dict[str, Reader] = {}
        self._handlers: dict[type[messages.Message], list[Deliver]] = {}
        self._watchers: dict[type[messages.Message], list[Deliver]] = {}
        self._reader: Deliver | None = None
        self._watch = VerbWatch()
        self._ends_itself = False
        self._may_stream = False
        self._is_through = False
        self.failed = False
        """Whether application code failed, upon which the call is being ended."""
        self._told_status = False
        self._may_have_answered = False
        self._gone_at: float | None = None
        self.complaint: messages.JambonzErrorData | None = None
        """What jambonz finds wrong, until it is told to whom it may concern."""
        self.due = math.inf
        """Nothing is to be done by :meth:`on_time` before this; perhaps nothing then, either."""
        self._alarms: list[tuple[float, Callable[[float], None]]] = []

    # -- what is known -----------------------------------------------------------------------

    @property
    def sid(self) -> str | None:
        """Call sid, once it is known."""
        return self.info.call_sid

    @property
    def has_final_state(self) -> bool:
        """Whether jambonz told that the call is over."""
        return self.state in FINAL_STATES

    @property
    def inbound(self) -> bool:
        """Whether the call came in and began with ``session:new``, so that its first ack must hold verbs."""
        return isinstance(self.opening, messages.SessionNew) and self.opening.data.direction != "outbound"

    @property
    def unanswered(self) -> bool:
        """Whether the call is certain not to be answered yet.

        Without a status hook jambonz does not tell when it is: then a call counts as answered once verbs were sent that
        answer it.
        """
        state = self.state or "trying"
        return self.inbound and state in _UNANSWERED and (self._told_status or not self._may_have_answered)

    @property
    def attended(self) -> bool:
        """Whether handlers are registered that go on when the main flow is through."""
        return bool(self._handles or any(self._handlers.values()))

    @property
    def connected(self) -> bool:
        """Whether there is a connection."""
        return self.outbox.connected

    @property
    def is_silent(self) -> bool:
        """Whether nothing was said yet that begins the call, and nobody is registered who could."""
        return self._opening_is_owed and not self.attended and self.ended is None

    @property
    def _opening_is_owed(self) -> bool:
        owed = self.main.owed
        return owed is not None and owed.begins_call and owed.state in (AckState.OPEN, AckState.LOST)

    @property
    def _is_deaf(self) -> bool:
        """Whether commands have to wait for the first ack, which jambonz may not have yet.

        An inbound call does not listen to them before it; and they must not overtake verbs that are known already.
        """
        owed = self.main.owed
        awaited = self._opening_is_owed and owed is not None and (self.inbound or bool(owed.kept))
        return self.outbox.to_repeat is not None or awaited

    @property
    def comes_back_unnamed(self) -> bool:
        """Whether jambonz does not tell which call it is when it reconnects.

        It tells what ``session:new`` or ``session:adulting`` told (feature-server lib/utils/ws-requestor.js:191-192).
        """
        return not isinstance(self.opening, (messages.SessionNew, messages.SessionAdulting))

    @property
    def is_unnamed(self) -> bool:
        """Whether jambonz came back without telling which call this is."""
        return self._unnamed is not None

    def may_be_rejected(self, now: float) -> bool:
        """Whether a close with 1001 can mean that jambonz gave up, since the first verbs were missing or invalid."""
        unheard = self.outbox.first_ack is not None and now < self._opened_at + BEGINNING
        return self.inbound and (unheard or self._is_deaf)

    # -- who gets what -----------------------------------------------------------------------

    def read(self, reader: Deliver | None) -> None:
        """Set who reads the messages, and answers those that nobody else does."""
        self._reader = reader

    def unread(self, reader: Deliver) -> None:
        """Take that back, unless someone else reads by now: an iteration that is left may end after the next begins."""
        if self._reader is reader:
            self._reader = None

    @_about_its_call
    def on(self, message: type[messages.Message], deliver: Deliver) -> Callable[[], None]:
        """Register a handler for a message class; returns how to take it back.

        Raises:
            InvalidOutgoing: The class wants an ack and has a handler already.
        """
        handlers = self._handlers.setdefault(message, [])
        if handlers and issubclass(message, messages.AckableMessage):
            raise InvalidOutgoing(f"{message.__name__} has a handler, and only one can ack it")
        handlers.append(deliver)
        if message is messages.CallStatus:
            held, self._held_statuses = self._held_statuses, []
            for status in held:
                deliver(status, None)
        return lambda: _discard(handlers, deliver)

    def watch(self, message: type[messages.Message], deliver: Deliver) -> Callable[[], None]:
        """Show messages of a class to someone who answers none of them; returns how to take it back."""
        watchers = self._watchers.setdefault(message, [])
        watchers.append(deliver)
        return lambda: _discard(watchers, deliver)

    def hook(self, name: str, deliver: Deliver, reader: Reader | None = None) -> Callable[[], None]:
        """Register who gets what comes to a hook, and what it was made for; returns how to take it back.

        What comes to it after that is acked automatically, whoever else there is.
        """
        name = str(name)  # which keeps no handle of it
        self._handles[name] = deliver
        if reader is not None:
            self._readers[name] = reader

        def take_back() -> None:
            if self._handles.pop(name, None) is not None:
                self._readers.pop(name, None)
                _remember(self._stale_hooks, name, self.main)

        return take_back

    def new_name(self, kind: str) -> str:
        """A hook name that is unique to this call and cannot be guessed, so that a stale one never matches."""
        self._names += 1
        return f"/{kind}-{self._names}-{self._token}"

    def _new_id(self, kind: str) -> str:
        """The same for verbs."""
        return self.new_name(kind)[1:]

    # -- from jambonz ------------------------------------------------------------------------

    def receive(self, text: str | bytes, now: float, *, stale: bool = False) -> None:
        """Take in one text message and deliver it.

        Args:
            text: The message.
            now: The time.
            stale: Whether it comes from a connection that a new one has replaced, so that it cannot be acked. So does
                what comes while there is none.

        Raises:
            DecodeError: Not what the protocol allows. The call goes on.
        """
        stale = stale or not self.connected
        if isinstance(text, bytes):
            raise InvalidMessage("a binary message; jambonz sends text only")
        try:
            message = decode_client_message(text)
        except DecodeError as error:
            self._take_unreadable(text, error, now, stale=stale)
            raise
        outbox = self.outbox
        if outbox.holds and not stale and not self._is_deaf:
            outbox.release()
        if (
            outbox.first_ack is not None
            and not isinstance(message, messages.SessionReconnect)
            and (self.inbound or not isinstance(message, messages.CallStatus))
        ):
            outbox.first_ack_arrived()  # only a call that has it says so
        if isinstance(message, messages.AckableMessage):
            if message.msgid in self._pending:
                raise InvalidMessage(f"the msgid {message.msgid!r} is already in use", "$.msgid", message.type)
            self._receive_ackable(message, now, stale=stale)
        elif self.ended is None:
            self._receive_notification(message)
        if self.has_final_state:
            self.end(CallEnded(f"the call is over: {self.state}", self.sid))

    def _receive_notification(self, message: messages.Message) -> None:
        # there can be thousands of them, and to ask for the type takes a fifth of what `isinstance` takes
        if type(message) is messages.CallStatus:
            self._note_status(message.data)
            if self.opening is None:
                self._held_statuses = [*self._held_statuses, message][-_HELD_STATUSES:]
                return
        elif type(message) is messages.JambonzError:
            self.complaint = message.data
        elif type(message) is messages.TtsStreamingEvent:
            self._may_stream = True
        self._watch.take(message, self.sid)
        self._notify(message)

    def _take_unreadable(self, text: str, error: DecodeError, now: float, *, stale: bool) -> None:
        """Ack a message whose envelope can be read, but not what is in it: jambonz waits for that all the same.

        A ``perform`` that waits for it learns what is wrong.
        """
        envelope = read_envelope(text)
        if envelope is None:
            return
        error.msgid, hook = envelope.msgid, envelope.hook or ""
        cls = MESSAGES.get(envelope.type)
        if cls is None or not issubclass(cls, messages.AckableMessage) or envelope.msgid in self._pending:
            return
        automatic = self._reply_to(cls, hook).automatic
        perform = self._performs.get(hook) if cls is messages.VerbHook else None
        if perform is not None:
            self._drop(perform, self._bad_result(error, perform, envelope.msgid))
        if stale or (cls is messages.SessionReconnect and self._give_first_ack(envelope.msgid, now)):
            return
        if cls is messages.SessionNew and self.opening is None:  # the call cannot begin
            outbound = is_object(envelope.data) and envelope.data.get("direction") == "outbound"
            automatic = encode_verbs([verbs.Hangup() if outbound else verbs.SipDecline(status=500)])
        self.outbox.put_ack(Outgoing(_automatic_ack(envelope.msgid, automatic)))

    def _reply_to(self, message: type[messages.Message], hook: str) -> Reply:
        """What the reply to a message of this class is for."""
        if message in REPLIES:
            return REPLIES[message]
        row = self._hooks.get(hook)
        reply = (row and row.reply) or _REPLACE
        perform = self._performs.get(hook)
        stack = perform.stack if perform is not None else self._stale_hooks.get(hook)
        if isinstance(stack, Screening):
            return replace(reply, kind="confirm", automatic=stack.automatic)
        return reply

    def _notify(self, message: messages.Message) -> None:
        self._show(message)
        handle = self._handles.get(getattr(message, "hook", None) or "")
        if handle is not None:
            handle(message, None)
        for deliver in list(self._handlers.get(type(message), ())):
            deliver(message, None)
        if self._reader is not None:
            self._reader(message, None)
        elif self._early is not None and len(self._early) < _HELD_STATUSES:
            self._early.append(message)

    def _show(self, message: messages.Message) -> None:
        if self._watchers:
            for deliver in list(self._watchers.get(type(message), ())):
                deliver(message, None)

    def _receive_ackable(self, message: messages.AckableMessage, now: float, *, stale: bool) -> None:
        name = getattr(message, "hook", None) or ""
        reply = self._reply_to(type(message), name)
        if self.ended is not None:
            self.ack_automatically(self._want_ack(message, reply, now, stale=stale), now)
            return
        self._show(message)
        if isinstance(message, messages.SessionReconnect):
            if self._give_first_ack(message.msgid, now):
                return
            if self.opening is None and (message.call_sid or message.data.call_sid) is None:
                self._unnamed = message
                self.ack_automatically(self._want_ack(message, reply, now), now)
                return
        if self._unnamed is not None and not isinstance(message, _BEGINS):
            self._open(self._unnamed, now, _call_info(message))
        begins = self.opening is None and not isinstance(message, messages.VerbHook)
        if begins or self._begins_anew(message):
            self._open(message, now, _call_info(message))
            self._owe_opening(message, now, stale=stale)
            return
        pending = self._want_ack(message, reply, now, stale=stale)
        if isinstance(message, messages.VerbHook) and name in self._performs:
            self._receive_result(message, self._performs[name], pending, now)
            return
        if name in self._stale_hooks:
            self.ack_automatically(pending, now)
            return
        handlers = self._handlers.get(type(message), ())
        owner = self._handles.get(name) or next(iter(handlers), None) or self._reader
        if owner is None and isinstance(message, messages.SessionRedirect):
            self._ends_itself = False  # the verbs that were to end the call are gone
        if owner is None or reply.kind == "ignore":
            self.ack_automatically(pending, now)
        if owner is not None:
            owner(message, pending)

    def _begins_anew(self, message: messages.AckableMessage) -> bool:
        """Whether this call (not a child leg of it) was redirected, and nobody is there any more who could answer."""
        if not self._is_through or not isinstance(message, messages.SessionRedirect):
            return False
        owned = message.hook in self._handles or any(self._handlers.get(messages.SessionRedirect, ()))
        return not owned and message.data.call_sid == self.sid

    def _open(self, message: messages.AckableMessage, now: float, info: hooks.CallInfo | None) -> None:
        self._supersede(self.main)
        self.opening, self.main, self._reader, self._early = message, Stack(), None, []
        self._is_through = self._ends_itself = self.failed = False
        self._opened_at, self._unnamed = now, None
        if info is not None:
            self.info = info
            self.state = info.call_status or self.state

    def _owe_opening(self, message: messages.AckableMessage, now: float, *, stale: bool) -> None:
        """The main flow answers the message that began the session, unless jambonz does not look at the reply."""
        pending = self._want_ack(message, REPLIES[type(message)], now, stale=stale)
        if pending.reply.kind == "ignore":
            self.ack_automatically(pending, now)
        else:
            self.main.owed = pending

    def open_messages(self) -> list[messages.Message]:
        """The opening message, the statuses that came before it, and what came before the main flow's first step."""
        held: list[messages.Message] = [*self._held_statuses, *(self._early or ())]
        self._held_statuses, self._early = [], None
        return [self.opening, *held] if self.opening is not None else held

    def _receive_result(
        self, message: messages.VerbHook, perform: Perform[Received], pending: PendingAck, now: float
    ) -> None:
        try:
            payload = decode_payload(perform.payload, message.data)
        except DecodeError as error:
            self.ack_automatically(pending, now)
            placed = type(error)(error.problem, f"$.data{error.path[1:]}")
            self._drop(perform, self._bad_result(placed, perform, message.msgid))
            return
        if _is_interim(payload):
            pending.reply = Reply("ignore")
            self.ack_automatically(pending, now)
            return
        del self._performs[perform.hook]
        if perform.owner:
            perform.stack.owed = pending
        else:  # what comes from elsewhere is a command, and the main flow's own ack stays what it was
            self.ack_automatically(pending, now)
        perform.settle(payload)

    def _bad_result(self, error: DecodeError, perform: Perform[Received], msgid: str) -> DecodeError:
        """What whoever waits for a result is told if it cannot be read."""
        told = type(error)(error.problem, error.path, f"verb:hook {perform.hook}")
        told.call_sid, told.msgid = self.sid, msgid
        return told

    def _drop(self, perform: Perform[R], why: JambonzProtoError) -> None:
        """Wake a perform without a result. Its hook is acked with nothing when it comes."""
        if self._performs.get(perform.hook) is perform:
            del self._performs[perform.hook]
            _remember(self._stale_hooks, perform.hook, perform.stack)
        perform.settle(None, why)

    def _want_ack(
        self, message: messages.AckableMessage, reply: Reply, now: float, *, stale: bool = False
    ) -> PendingAck:
        pending = PendingAck(message, message.msgid, reply, self._at(now + self.ack_after))
        if stale:
            self._lose(pending)
        else:
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
        else:
            _remember(self.legs, status.call_sid, Leg(status.call_sid, status))

    # -- from the application ----------------------------------------------------------------

    @_about_its_call
    def send(self, sent: Sequence[Verb], stack: Stack, *, owner: bool, queue: bool, now: float) -> SentVerb:
        """Send verbs: as the ack that the stack's flow owes, else as a ``redirect`` command.

        Args:
            sent: The verbs.
            stack: Where they go.
            owner: Whether they come from the flow that owes the stack's ack.
            queue: Append them to the stack; the default replaces it.
            now: The time.

        Raises:
            CallEnded: The call is over.
            NoReply: The stack hears no commands, and there is nothing to answer.
            EncodeError: jambonz would refuse or ignore it; nothing was sent.
        """
        replaced = () if queue else self.outbox.unsent_verbs()
        named, verb = self._watch.watched(sent, self._new_id, replaced=replaced)
        self._send(named, stack, owner=owner, queue=queue, now=now)
        self._watch.watch(verb)
        return verb

    def _send(
        self, sent: Sequence[Verb], stack: Stack, *, owner: bool, queue: bool, now: float, is_last: bool = False
    ) -> None:
        self._check_running()
        owed = stack.owed if owner else None
        if owed is not None and not (owed.is_open or (self._opening_is_owed and owed is self.main.owed)):
            owed = None
        if owed is not None and queue and owed.kept:
            owed = None  # it comes after the verbs that will begin the call
        if owed is not None and (not queue or owed.reply.kind == "application"):
            self._reply(owed, sent, now, stack)
            return
        if not sent:
            raise InvalidOutgoing("there are no verbs to send")
        if isinstance(stack, Screening):
            raise NoReply("the leg that confirms hears no commands, and there is nothing to answer", self.sid)
        redirect = commands.Redirect(data=list(sent), queue_command=True if queue else None)
        text = self._fitting(encode(redirect, target=self.target), sent)
        if not is_last:  # else the call would stay up in silence
            self._check_room()
        if owed is not None:
            self.reply(owed, (), now, stack)
        self._sent(sent, stack, replaces=not queue)
        self._put_command(Outgoing(text, redirects=True, verbs=sent), now)

    @_about_its_call
    def perform(
        self,
        sent: Sequence[Verb],
        stack: Stack,
        *,
        owner: bool,
        queue: bool,
        now: float,
        on_settled: Callable[[], None],
    ) -> Perform[Received]:
        """Send verbs and wait for the action hook of the last one; ``on_settled`` is called when there is an outcome.

        Raises:
            CallEnded: The call is over.
            NoReply: The stack hears no commands, and there is nothing to answer.
            EncodeError: jambonz would refuse or ignore it, or the hook is a webhook; nothing was sent.
        """
        if not sent:
            raise InvalidOutgoing("there are no verbs to perform")
        *first, last = sent
        row = ACTION_HOOKS.get(type(last))
        if row is None:
            problem = _why_not(last) or "the last verb reports no result"
            raise InvalidOutgoing(problem, f"$[{len(first)}]", type(last).__name__)
        assert not isinstance(row.payload, Tagged)
        named, hook = self._with_hook(last, f"$[{len(first)}].actionHook")
        if hook in self._handles or (queue and hook in self._performs):
            raise InvalidOutgoing(f"someone else waits for the hook {hook!r}", f"$[{len(first)}].actionHook")
        if not isinstance(stack, Screening):
            self._send([*first, named], stack, owner=owner, queue=queue, now=now)
        elif stack.has_asked:
            raise NoReply("a called leg is asked once: after that jambonz would not let it be declined", self.sid)
        else:
            self._send([*first, named, verbs.Hangup()], stack, owner=owner, queue=queue, now=now)
            stack.has_asked = True
        perform: Perform[Received] = Perform(hook, row.payload, stack, owner=owner, on_settled=on_settled)
        self._performs[hook] = perform
        return perform

    def give_up(self, perform: Perform[R]) -> None:
        """Nobody waits for this hook any more; it is acked with nothing when it comes."""
        self._drop(perform, CallEnded("given up", self.sid))

    @_about_its_call
    def ack(self, message: messages.Message, sent: Sequence[Verb], now: float) -> None:
        """Ack a message that was delivered to the reader.

        Raises:
            AlreadyAcked: It has been acked.
            NotAckable: Nobody waits for an ack of it.
            NoReply: jambonz ignores the reply, or the connection dropped and no command means the same.
            CallEnded: The call is over.
            EncodeError: jambonz would refuse it; nothing was sent, the message can still be acked.
        """
        self._check_running()
        if not isinstance(message, messages.AckableMessage):
            raise NotAckable(f"{message.type} wants no ack", self.sid, getattr(message, "msgid", None))
        pending = self._pending.get(message.msgid) or self._lost.get(message.msgid)
        if pending is None or pending.message is not message:
            row = self._hooks.get(getattr(message, "hook", None) or "")
            if sent and row is not None and row.reply is not None and row.reply.kind == "ignore":
                raise NoReply(f"jambonz ignores the reply to {row.attribute}", self.sid, message.msgid)
            raise AlreadyAcked(f"{message.type} {message.msgid} has been acked", self.sid, message.msgid)
        self.reply(pending, sent, now)

    def _reply(
        self,
        pending: PendingAck,
        sent: Sequence[Verb],
        now: float,
        stack: Stack | None = None,
    ) -> None:
        """Answer a message, by whatever way still means the same; see the second table above.

        Args:
            pending: The message's ack.
            sent: The verbs.
            now: The time.
            stack: The verb stack that they replace, if it is not the call's own.

        Raises:
            AlreadyAcked: It has been answered.
            NoReply: There is no way any more.
            CallEnded: The call is over.
            EncodeError: jambonz would refuse it; nothing was sent.
        """
        self._check_running()
        if pending.is_open and now >= pending.due:  # nothing else could run until now: jambonz may have given up on it
            self.ack_automatically(pending, now, late=True)
        message = pending.message
        if not sent and pending.reply.kind == "application" and self.inbound and pending.state is not AckState.GIVEN:
            raise InvalidOutgoing("the ack of an inbound session:new without verbs ends the call", "$.data", "ack")
        if pending.state is AckState.GIVEN:
            raise AlreadyAcked(f"{_name(message)} {message.msgid} has been acked", self.sid, message.msgid)
        if pending.is_open:
            self._ack(pending, sent, now)
        elif not sent:
            return
        elif pending.reply.kind not in _REPLACES:
            ignored = pending.reply.kind == "ignore"
            problem = "jambonz ignores the reply to" if ignored else f"it is {pending.state.value}, too late to answer"
            problem = f"{problem} {_name(message)} {message.msgid}"
            raise NoReply(problem, self.sid, message.msgid)
        elif pending.state is AckState.LOST and pending.reply.kind == "application":
            self._ack_text(pending, sent)  # checked now, sent when jambonz is back
            pending.kept = list(sent)
        else:
            redirect = self._fitting(encode(commands.Redirect(data=list(sent)), target=self.target), sent)
            self._check_room()
            self._sent(sent, self.main, replaces=True)
            self._put_command(Outgoing(redirect, redirects=True, verbs=sent), now)
            return
        if pending.reply.kind in _REPLACES:
            self._sent(sent, stack or self.main, replaces=True)
        else:
            self._remember_hooks(sent)

    reply = _about_its_call(_reply)

    def decide(self, screening: Screening, now: float, *, accepted: bool) -> None:
        """Connect a called leg, or decline it.

        Raises:
            NoReply: It is too late: the leg has been declined.
        """
        screening.is_accepted = accepted
        owed = screening.owed
        assert owed is not None
        is_first = isinstance(owed.message, messages.DialConfirm)
        if is_first and screening.has_asked:
            return  # what comes to the hook of its verbs gets the answer
        if owed.is_open and is_first:
            self.reply(owed, () if accepted else [verbs.Hangup()], now, screening)
        elif owed.is_open:  # in the place of the hangup that comes next
            self.reply(owed, [verbs.Config()] if accepted else (), now, screening)
        elif accepted:
            raise NoReply(f"too late to connect the leg: {owed.state.value}", self.sid, owed.message.msgid)

    @_about_its_call
    def command(self, command: commands.Command, now: float, *, on_out: Callable[[], None] | None = None) -> None:
        """Send a command.

        Args:
            command: The command.
            now: The time.
            on_out: Called when it is given out to be written.

        Raises:
            CallEnded: The call is over.
            TtsFailed: It is text to be spoken, and nothing was sent that opens a stream for it.
            EncodeError: jambonz would refuse it; nothing was sent.
        """
        self._check_running()
        sent: Sequence[Verb] = ()
        if isinstance(command, commands.Redirect) and not isinstance(command.data, commands.RedirectHooks):
            sent = command.data
        if not sent:
            self._check_hooks(command, "$")
        text = self._fitting(encode(command, target=self.target), sent)
        if isinstance(command, commands.TtsTokens):
            self._check_stream()
        self._check_room()
        redirects = isinstance(command, commands.Redirect)
        if isinstance(command, commands.Redirect):
            self._sent(sent, self.main, replaces=False)
            if not command.queue_command:
                self._supersede(self.main)
        else:
            self._watch.note([getattr(command, "data", None)])
            self._remember_hooks([command])
        self._put_command(Outgoing(text, redirects, verbs=sent, on_out=on_out), now)

    def finish(self, now: float) -> None:
        """The main flow is through: answer what it left open, and let the call end when its verbs have run.

        The call goes on as it is while handlers are registered.
        """
        if self.ended is not None:
            return
        self._is_through = True
        owed = self.main.owed
        if self.attended:
            if owed is not None and owed.is_open:
                self.ack_automatically(owed, now)
        elif owed is not None and (owed.is_open or self._opening_is_owed) and not owed.kept:
            self.reply(owed, self._goodbye(480), now)
        elif not self._ends_itself:
            self._send(self._goodbye(480), self.main, owner=False, queue=True, now=now, is_last=True)

    def fail(self, now: float, last_words: Sequence[Verb] = ()) -> None:
        """Application code failed: end the call in an orderly way, whatever it is doing. Only the first failure counts.

        Args:
            now: The time.
            last_words: What an answered call hears before it is hung up.
        """
        if self.ended is not None or self.failed:
            return
        self.failed = True
        owed = self.main.owed
        sent = self._goodbye(500) if self.unanswered else [*last_words, *self._goodbye(500)]
        if owed is not None and (owed.is_open or self._opening_is_owed):
            self.reply(owed, sent, now)
        else:
            self._send(sent, self.main, owner=False, queue=False, now=now, is_last=True)

    def _goodbye(self, sip_status: int) -> list[Verb]:
        """The orderly end: jambonz skips a hangup while the call is not answered, and a decline once it is.

        Verbs that were sent may answer it before this arrives.
        """
        if not self.unanswered:
            return [verbs.Hangup()]
        decline = verbs.SipDecline(status=sip_status)
        return [decline, verbs.Hangup()] if self._may_have_answered else [decline]

    # -- the connection ----------------------------------------------------------------------

    def disconnect(self, until: float) -> None:
        """The connection dropped, and jambonz may come back.

        Acks that were open are lost, and so are those not written yet: verbs in them go as a command if that means the
        same. Commands wait for the new connection.

        Args:
            until: When to stop waiting for it.
        """
        self._gone_at = self._at(until)
        self._watch.miss()
        for pending in self._pending.values():
            self._lose(pending)
        self._pending.clear()
        self.outbox.disconnect(self._instead_of_ack)
        if self._is_deaf:
            self.outbox.hold()

    def _instead_of_ack(self, out: Outgoing, pending: PendingAck) -> Outgoing | None:
        """What goes out on the next connection in the place of an ack that did not on this one."""
        self._lose(pending)
        if pending.begins_call:
            pending.kept = out.verbs
        elif pending.reply.kind == "replace" and out.verbs:
            text = encode(commands.Redirect(data=list(out.verbs)), target=self.target)
            return Outgoing(text, redirects=True, verbs=out.verbs)
        for perform in [
            p for p in self._performs.values() if isinstance(p.stack, Screening) and p.stack.owed is pending
        ]:
            self._drop(
                perform, NoReply("the connection dropped before the leg was asked", self.sid, pending.message.msgid)
            )
        return None

    def _lose(self, pending: PendingAck) -> None:
        pending.state = AckState.LOST
        _remember(self._lost, pending.message.msgid, pending)

    def reconnect(self) -> None:
        """There is a new connection, whose first message comes next.

        If the first ack of the call was still owed when the old one dropped, the ack of ``session:reconnect`` takes its
        place, see :meth:`Outbox.put_first_ack`.
        """
        if self.connected:  # jambonz noticed before we did
            self.disconnect(until=0)
        self.outbox.reconnect()
        self._gone_at = None

    def _give_first_ack(self, msgid: str, now: float) -> bool:
        """Have the ack of ``session:reconnect`` take the place of the first one, if that may not have arrived."""
        if self.outbox.to_repeat is not None:
            self._repeat_first_ack(self.outbox.to_repeat, msgid, now)
        elif self._opening_is_owed:
            self._move_first_ack(msgid, now)
        else:
            return False
        return True

    def _move_first_ack(self, msgid: str, now: float) -> None:
        """Have the first ack, which was lost, given as that of ``session:reconnect``."""
        first = self.main.owed
        assert first is not None
        first.msgid, first.due, first.state = msgid, self._at(now + self.ack_after), AckState.OPEN
        first.has_moved = True
        self._pending[first.msgid] = first
        if first.kept:
            kept, first.kept = first.kept, ()
            self._ack(first, kept, now)

    def _repeat_first_ack(self, out: Outgoing, msgid: str, now: float) -> None:
        """Have the first ack, of which nothing is known, given as that of ``session:reconnect`` as well."""
        first = out.ack
        assert first is not None
        first.msgid, first.has_moved, first.is_repeated = msgid, True, True
        self.outbox.to_repeat = None
        if first.state is AckState.GIVEN:
            text = encode_ack(first.msgid, out.verbs, target=self.target)
        else:
            text = _automatic_ack(first.msgid, first.reply.automatic)
        self._put_ack(Outgoing(text, ack=first, verbs=out.verbs), first, now)

    # -- time and end ------------------------------------------------------------------------

    def call_at(self, when: float, alarm: Callable[[float], None]) -> Callable[[], None]:
        """Have something done at a time; returns how to take it back."""
        self._alarms.append(entry := (self._at(when), alarm))
        return lambda: self._alarms.remove(entry) if entry in self._alarms else None

    def _at(self, when: float) -> float:
        """Take note of when something has to be done."""
        if when < self.due:
            self.due = when
        return when

    def next_time(self) -> float | None:
        """When :meth:`on_time` has something to do, exactly."""
        times = [pending.due for pending in self._pending.values()]
        times += [when for when, _ in self._alarms]
        if self.outbox.due < math.inf:
            times.append(self.outbox.due)
        if self._gone_at is not None and self.ended is None:
            times.append(self._gone_at)
        return min(times, default=None)

    def on_time(self, now: float) -> None:
        """Do what is due."""
        self.outbox.on_time(now)
        if self._gone_at is not None and now >= self._gone_at:
            self.end(CallEnded("the connection dropped, and jambonz did not come back", self.sid))
        for pending in [p for p in self._pending.values() if now >= p.due]:
            self.ack_automatically(pending, now, late=True)
        due = [entry for entry in self._alarms if now >= entry[0]]
        for entry in due:
            self._alarms.remove(entry)
        self.due = math.inf if (then := self.next_time()) is None else then
        for _, alarm in due:
            alarm(now)

    def end(self, why: CallEnded) -> None:
        """The call is over: wake all who wait."""
        if self.ended is not None:
            return
        self.ended = why
        for pending in list(self._pending.values()):  # jambonz may still read them
            self.ack_automatically(pending, pending.due)
        self.outbox.forget_commands()
        self.due = math.inf
        self._alarms.clear()
        self._watch.end(why)
        for perform in list(self._performs.values()):
            self._drop(perform, why)

    # -- details -----------------------------------------------------------------------------

    def _check_running(self) -> None:
        self._early = None
        if self.ended is not None:
            raise CallEnded(self.ended.problem, self.sid)

    def _check_stream(self) -> None:
        """Refuse text that nobody would hear: without a stream jambonz takes it, says ``ok`` and keeps it.

        So it does until 1,000 characters are there, and then says that there is no room (feature-server
        lib/utils/tts-streaming-buffer.js:97-132). What was sent in a session before this one is not known here.
        """
        if not self._may_stream and isinstance(self.opening, messages.SessionNew):
            raise TtsFailed(
                "there is no stream for speech: send Config(tts_stream=TtsStream(enable=True)) first", self.sid
            )

    def _ack_text(self, pending: PendingAck, sent: Sequence[Verb]) -> bytes:
        for index, verb in enumerate(sent):
            if not isinstance(verb, pending.reply.place):
                problem = _why_not(verb) or f"cannot answer {_name(pending.message)}"
                raise InvalidOutgoing(problem, f"$.data[{index}]", type(verb).__name__)
        return self._fitting(encode_ack(pending.msgid, sent, target=self.target), sent)

    def _ack(self, pending: PendingAck, sent: Sequence[Verb], now: float) -> None:
        text = self._ack_text(pending, sent)
        pending.state = AckState.GIVEN
        self._put_ack(Outgoing(text, ack=pending, verbs=sent), pending, now)

    def ack_automatically(self, pending: PendingAck, now: float, *, late: bool = False) -> None:
        """Give the reply that changes least, if the ack is still open.

        Args:
            pending: The message's ack.
            now: The time.
            late: Whether that is because its owner is not through yet, rather than because it has none.
        """
        if not pending.is_open:
            return
        pending.state = AckState.AUTOMATIC
        reply = pending.reply.late if late else pending.reply.automatic
        self._put_ack(Outgoing(_automatic_ack(pending.msgid, reply), ack=pending), pending, now)

    def _put_ack(self, out: Outgoing, pending: PendingAck, now: float) -> None:
        self._pending.pop(pending.msgid, None)
        if pending.begins_call:
            self.outbox.put_first_ack(out, now, inbound=self.inbound, again=pending.has_moved)
            self._at(self.outbox.due)
        else:
            self.outbox.put_ack(out)

    def _check_room(self) -> None:
        waiting = self.outbox.waiting
        if waiting >= _HELD_TEXTS:
            raise ConnectionDown(f"{waiting} commands wait for jambonz to listen again", self.sid)

    def _put_command(self, out: Outgoing, now: float) -> None:
        self.outbox.put_command(out, now, is_heard=not self._is_deaf)
        self._at(self.outbox.due)

    def _fitting(self, text: bytes, sent: Sequence[Verb]) -> bytes:
        self._check_hooks(sent, "$.data")
        if not self._may_stream and text.find(b"tream") >= 0:
            self._may_stream = _OPENS_STREAM.search(text) is not None
        if len(text) <= self.max_message:
            return text
        sizes = [len(encode_verbs([verb])) for verb in sent]
        if not sizes:
            raise MessageTooLarge(len(text), self.max_message)
        largest = sizes.index(max(sizes))
        raise MessageTooLarge(len(text), self.max_message, f"$.data[{largest}]", type(sent[largest]).__name__)

    def _sent(self, sent: Sequence[Verb], stack: Stack, *, replaces: bool) -> None:
        """Take note of verbs that go to a stack."""
        if not sent:
            return
        if replaces:
            self._supersede(stack)
        self._remember_hooks(sent)
        if stack is self.main:
            self._watch.note(sent)
            self._may_have_answered = self._may_have_answered or any(map(answers_call, sent))
            self._ends_itself = type(sent[-1]) in _ENDS_CALL

    def _supersede(self, stack: Stack) -> None:
        if self._performs:
            why = Superseded("newer verbs replaced the ones whose result was waited for", self.sid)
            for perform in [p for p in self._performs.values() if p.stack is stack]:
                self._drop(perform, why)
        if stack is not self.main:
            return
        if self._watch.is_told:
            self._watch.supersede(self.outbox.unsent_verbs(), self.sid)
        self.outbox.forget_redirects()

    def _with_hook(self, verb: Verb, path: str) -> tuple[Verb, str]:
        """The verb with a name for its action hook, and the name; a copy if it had none."""
        hook = getattr(verb, "action_hook", None)
        if hook is None:
            hook = self.new_name(type(verb).__name__.lower())
            return with_changes(verb, action_hook=hook), hook
        name = hook.url if isinstance(hook, components.HookOptions) else str(hook)
        if name.startswith(("http://", "https://")):
            raise InvalidOutgoing("the answer to a webhook does not come over the websocket", path)
        return verb, name

    def _remember_hooks(self, sent: Sequence[object]) -> None:
        for place in hook_places(sent):
            _remember(self._hooks, place.name, place.row)
            self._stale_hooks.pop(place.name, None)

    def _check_hooks(self, value: object, path: str) -> None:
        """Refuse hooks where something else comes than they were made for."""
        if self._readers:
            for place in hook_places(value, path):
                reader = self._readers.get(place.name)
                if reader is not None:
                    reader.check(place)


_OPENS_STREAM = re.compile(rb'"(?:ttsStream|autoStreamTts)":|"stream":\s*true')
"""What sends it, or may: also in a verb that this version does not know."""
_BEGINS = (messages.SessionNew, messages.SessionRedirect, messages.SessionAdulting, messages.SessionReconnect)


def _call_info(message: messages.AckableMessage) -> hooks.CallInfo | None:
    """What a message tells about its call."""
    data: object = getattr(message, "data", None)
    if isinstance(data, hooks.CallInfo):
        return data
    try:
        return message.payload(hooks.CallInfo) if isinstance(message, messages.VerbHook) else None
    except DecodeError:
        return None


def _why_not(verb: object) -> str | None:
    """What is wrong with something that was given for a verb, if it is none."""
    if is_list(verb):
        return "give the verbs one by one"
    if isinstance(verb, type):
        return f"the class {verb.__name__}, where a verb is to be made of it"
    return None if isinstance(verb, Verb) else "not a verb, such as Say(...)"


def _name(message: messages.AckableMessage) -> str:
    hook = getattr(message, "hook", None)
    return f"{message.type} {hook}" if hook else message.type


def _automatic_ack(msgid: str, reply: bytes) -> bytes:
    return b'{"type":"ack","msgid":%b,"data":%b}' % (msgspec.json.encode(msgid), reply)


def _is_interim(payload: Received) -> bool:
    """A turn event that comes to the same hook before the result, and whose reply is ignored.

    Only ``deepgramflux`` has them (feature-server lib/tasks/gather.js:1115-1119), and names them. Other speech
    that is not final can be the result: with too little confidence, or where an early match of a hint ends the gather
    (feature-server lib/tasks/gather.js:957-972).
    """
    if not isinstance(payload, hooks.GatherResult) or payload.reason != "speechDetected":
        return False
    speech = payload.speech
    if speech is None or speech.is_final is not False:
        return False
    if speech.vendor is None or speech.vendor.name is None:
        return True
    turns = {alternative.turn_taking_event for alternative in speech.alternatives}
    return speech.vendor.name == "deepgramflux" and not turns.isdisjoint(_TURN_EVENTS)


_TURN_EVENTS = ("EagerEndOfTurn", "TurnResumed")


def _remember(table: OrderedDict[str, T], name: str, value: T) -> None:
    """Put something into a table that forgets the oldest rather than growing with a very long call."""
    table.pop(name, None)
    table[name] = value
    if len(table) > _REMEMBERED:
        table.popitem(last=False)


def _discard(listeners: list[Deliver], deliver: Deliver) -> None:
    if deliver in listeners:
        listeners.remove(deliver)
