"""One call, as the application sees it."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from functools import partial
from typing import TypeVar, cast, overload

import anyio

from . import commands, components, hooks, messages
from ._base import (
    ActionVerb,
    JsonValue,
    Received,
    TakesHoldVerbs,
    TakesNothing,
    TakesQueueVerbs,
    TakesVerbs,
    Verb,
)
from ._codec import ClientMessage, RawCommand
from ._flows import Hook, Queue, Serial, Spawn
from ._methods import CommandMethods
from ._protocol import CallProtocol, Leg, PendingAck, Perform, Stack
from ._transport import Transport
from .env import Env, env_values
from .errors import CallEnded, CallError, ConnectionClosed, DecodeError, NoReply
from .router import Handler
from .tts import Tts
from .verbs import Hangup

__all__ = ["Call", "ConfirmCall"]

logger = logging.getLogger("jambonz_proto.call")

R = TypeVar("R")
N = TypeVar("N", bound=TakesNothing)
V = TypeVar("V", bound=TakesVerbs)
H = TypeVar("H", bound=TakesHoldVerbs)
Q = TypeVar("Q", bound=TakesQueueVerbs)
NotificationT = TypeVar("NotificationT", bound=messages.Notification)
AckableT = TypeVar("AckableT", bound=messages.AckableMessage)
MessageT = TypeVar("MessageT", bound=messages.Message)
E = TypeVar("E", bound=Env)

_flow: ContextVar[Stack | None] = ContextVar("jambonz_proto.flow", default=None)
"""The verb stack whose flow is running here; tasks that it starts count as part of it."""


class Call(CommandMethods):
    """A call, handed to the application's handler when its session begins.

    In the linear style the handler says what happens, one thing after the other: :meth:`perform` sends verbs and
    returns the result of the last one, :meth:`send` only sends them. Whether they go out as the answer that jambonz
    waits for or as a command is worked out here. At the low level the call is iterated for its messages, and each that
    wants an ack is given one by :meth:`ack`.

    All waits on a call end with :class:`CallEnded` when the call does.
    """

    __slots__ = (
        "_ends",
        "_flushing",
        "_last_words",
        "_protocol",
        "_reschedule",
        "_spawn",
        "_started",
        "_transport",
        "_tts",
        "parent",
    )

    def __init__(
        self,
        protocol: CallProtocol,
        transport: Transport,
        spawn: Spawn,
        reschedule: Callable[[], None],
        *,
        last_words: Sequence[Verb] = (),
        parent: Call | None = None,
    ) -> None:
        self._protocol = protocol
        self._transport = transport
        self._spawn = spawn
        self._reschedule = reschedule
        self._flushing = anyio.Lock()
        self._last_words = last_words
        self._started = False
        self._ends: list[Callable[[CallEnded], None]] = []
        self._tts: Tts | None = None
        self.parent = parent
        """The call this one was split off from, if that is known here."""

    # -- what is known -----------------------------------------------------------------------

    @property
    def sid(self) -> str:
        """Call sid; empty in the rare session that does not tell."""
        return self._protocol.sid or ""

    @property
    def from_(self) -> str:
        """Calling party: number or SIP user."""
        return self._protocol.info.from_ or ""

    @property
    def to(self) -> str:
        """Called party: number or SIP user."""
        return self._protocol.info.to or ""

    @property
    def direction(self) -> str:
        """``"inbound"`` or ``"outbound"``."""
        return self._protocol.info.direction or ""

    @property
    def state(self) -> str:
        """Last known call status: ``"trying"``, ``"ringing"``, ``"early-media"``, ``"in-progress"``, or one of the ends
        ``"completed"``, ``"failed"``, ``"busy"`` and ``"no-answer"``.

        Whether jambonz tells changes depends on the application's status hook.
        """
        return self._protocol.state or ""

    @property
    def opening(self) -> messages.AckableMessage:
        """The message that began this session, usually a ``session:new``."""
        opening = self._protocol.opening
        assert opening is not None  # calls are made when it came
        return opening

    @property
    def session(self) -> messages.SessionData:
        """What ``session:new`` told about the call; empty for a session that began otherwise."""
        data = getattr(self.opening, "data", None)
        return data if isinstance(data, messages.SessionData) else messages.SessionData()

    @property
    def info(self) -> hooks.CallInfo:
        """The call as the opening message told of it."""
        return self._protocol.info

    @property
    def headers(self) -> Mapping[str, str]:
        """SIP headers of the INVITE, by name in any case."""
        sip = self.session.sip
        return CaseInsensitive((sip.headers if sip is not None else None) or {})

    @property
    def env(self) -> Mapping[str, JsonValue]:
        """The application's environment variables, as set in the portal."""
        return self.session.env_vars or {}

    def env_as(self, cls: type[E]) -> E:
        """The application's environment variables, typed.

        Raises:
            InvalidMessage: A value is missing or of another type; names the variable.
        """
        return env_values(cls, self.env)

    @property
    def b3(self) -> str | None:
        """Tracing context of the session, ``traceId-spanId-1``."""
        return self.opening.b3

    @property
    def legs(self) -> Mapping[str, Leg]:
        """The legs that this call's verbs created, by call sid, as their statuses told."""
        return self._protocol.legs

    @property
    def ended(self) -> bool:
        """Whether the call is over."""
        return self._protocol.ended is not None

    @property
    def tts(self) -> Tts:
        """Streaming text to speech."""
        if self._tts is None:
            self._tts = Tts(self._protocol, self.flush)
            self._ends.append(self._tts.wake)
        return self._tts

    def __repr__(self) -> str:
        return f"<Call {self.sid or '?'} {self.direction} {self.state}>"

    # -- verbs -------------------------------------------------------------------------------

    async def send(self, *verbs: Verb, queue: bool = False) -> None:
        """Send verbs without waiting for a result.

        They replace what the call is doing, and a :meth:`perform` that still waits raises :class:`Superseded`.

        Args:
            *verbs: The verbs, in order.
            queue: Append them to the verb stack instead.

        Raises:
            CallEnded: The call is over.
            InvalidOutgoing: Against the spec; names the place.
            RefusedByTarget: The chosen target would refuse it.
            MessageTooLarge: Over what jambonz takes; names the largest verb.
            ConnectionDown: The connection dropped, and too much waits already.
        """
        stack = self._protocol.main
        self._protocol.send(verbs, stack, owner=_flow.get() is stack, queue=queue, now=anyio.current_time())
        await self.flush()

    async def perform(
        self,
        *verbs: *tuple[*tuple[Verb, ...], ActionVerb[R]],
        queue: bool = False,
        timeout: float | None = None,
    ) -> R:
        """Send verbs and wait for the result of the last one.

        The verbs are not changed: a hook name for the last one is made up if it has none, in a copy.

        Args:
            *verbs: The verbs, in order; the last one has an action hook.
            queue: Append them to the verb stack; the default replaces it, and a ``perform`` that still waits raises
                :class:`Superseded`.
            timeout: Seconds to wait. Some verbs can end without telling.

        Returns:
            The payload of the action hook, such as ``hooks.GatherResult``. Until this flow answers it with the next
            ``send`` or ``perform``, jambonz waits.

        Raises:
            CallEnded: The call is over.
            Superseded: Newer verbs replaced these.
            TimeoutError: No result in time.
            InvalidMessage: The payload was of another shape.
            InvalidOutgoing: Against the spec, or the hook is a webhook, whose answer would not come here.
            RefusedByTarget: The chosen target would refuse it.
            MessageTooLarge: Over what jambonz takes; names the largest verb.
            ConnectionDown: The connection dropped, and too much waits already.
        """
        return cast("R", await self.perform_on(self._protocol.main, verbs, queue=queue, timeout=timeout))

    async def perform_on(self, stack: Stack, verbs: Sequence[Verb], *, queue: bool, timeout: float | None) -> Received:
        """What ``perform`` does, on any verb stack."""
        outcome = anyio.Event()
        perform: Perform[Received] = self._protocol.perform(
            verbs,
            stack,
            owner=_flow.get() is stack,
            queue=queue,
            now=anyio.current_time(),
            on_settled=outcome.set,
        )
        try:
            await self.flush()
            if timeout is None:
                await outcome.wait()
            else:
                with anyio.fail_after(timeout):
                    await outcome.wait()
        except BaseException:
            self._protocol.give_up(perform)
            raise
        return perform.result()

    # -- beside the main flow ------------------------------------------------------------------

    @overload
    def on(
        self, message: type[NotificationT], handler: Callable[[NotificationT], Awaitable[None]]
    ) -> Callable[[], None]: ...
    @overload
    def on(
        self, message: type[AckableT], handler: Callable[[AckableT], Awaitable[Sequence[Verb] | None]]
    ) -> Callable[[], None]: ...
    def on(
        self, message: type[MessageT], handler: Callable[[MessageT], Awaitable[Sequence[Verb] | None]]
    ) -> Callable[[], None]:
        """Handle the messages of a class that nobody else owns, one after the other, beside everything else.

        Args:
            message: The message class.
            handler: Gets each message. For a message that wants an ack, what it returns is the reply; ``None`` is none.

        Returns:
            A function that takes the registration back.

        Raises:
            InvalidOutgoing: The class wants an ack and has a handler already.
        """

        async def handle(received: messages.Message, pending: PendingAck | None) -> None:
            await self._answer(pending, lambda: handler(cast("MessageT", received)))

        return self._protocol.on(message, Serial(handle, self._spawn).deliver)

    @overload
    def hook(self, payload: type[N], handler: Callable[[N], Awaitable[None]] | None = None) -> Hook[N]: ...
    @overload
    def hook(
        self, payload: type[V], handler: Callable[[V], Awaitable[Sequence[Verb] | None]] | None = None
    ) -> Hook[V]: ...
    @overload
    def hook(
        self, payload: type[H], handler: Callable[[H], Awaitable[Sequence[components.HoldVerb]]] | None = None
    ) -> Hook[H]: ...
    @overload
    def hook(
        self, payload: type[Q], handler: Callable[[Q], Awaitable[Sequence[components.QueueVerb]]] | None = None
    ) -> Hook[Q]: ...
    def hook(
        self,
        payload: type[R],
        handler: Callable[[R], Awaitable[Sequence[Verb] | None]] | None = None,
    ) -> Hook[R]:
        """Make a hook with a name of its own, for any hook property of a verb.

        Args:
            payload: Class of the payload that the property yields, such as ``hooks.EnqueueWait``.
            handler: Gets each payload, one after the other, beside everything else; what it returns is the reply, typed
                by what jambonz does with it. Without a handler the hook is iterated, and acked on arrival.

        Returns:
            The hook: ``Enqueue(name="support", wait_hook=call.hook(hooks.EnqueueWait, hold))``.
        """
        hook: Hook[R] = Hook(self._protocol.new_name(payload.__name__.lower()))
        hook.payload_class = cast("type[Received]", payload)
        if handler is None:
            self._protocol.hook(hook, self._collected(hook))
            return hook
        answer = handler

        async def handle(received: messages.Message, pending: PendingAck | None) -> None:
            await self._answer(pending, lambda: answer(cast("R", hook.decode(received))))

        self._protocol.hook(hook, Serial(handle, self._spawn).deliver)
        return hook

    def confirm(self, handler: Callable[[ConfirmCall], Awaitable[bool]]) -> Hook[hooks.CallInfo]:
        """Make a confirm hook for a dial: the handler decides whether the called leg that answered is connected.

        Args:
            handler: Gets the called leg, before it is bridged, and can talk to it; returns whether to connect. If it
                raises, or is not through when jambonz is about to give up waiting for its first verbs, the leg is
                declined.
        """

        async def handle(received: messages.Message, pending: PendingAck | None) -> None:
            assert isinstance(received, messages.DialConfirm)
            if pending is not None:
                await ConfirmCall(self, received, pending).run(handler)

        hook: Hook[hooks.CallInfo] = Hook(self._protocol.new_name("confirm"))
        hook.payload_class = hooks.CallInfo
        self._protocol.hook(hook, lambda message, pending: self._spawn(partial(handle, message, pending)))
        return hook

    def _collected(self, hook: Hook[R]) -> Callable[[messages.Message, PendingAck | None], None]:
        """Acks on arrival, and keeps the payloads for who iterates the hook."""
        payloads = hook.payloads = Queue[Received](lambda _: f"a payload of {hook}")
        self._ends.append(payloads.end)

        def deliver(message: messages.Message, pending: PendingAck | None) -> None:
            if pending is not None and pending.is_open:
                self._protocol.reply(pending, (), anyio.current_time())
            try:
                payloads.put(hook.decode(message))
            except DecodeError as error:
                logger.warning("call %s: jambonz sent a bad payload to %s: %s", self.sid, hook, error)

        return deliver

    async def _answer(
        self, pending: PendingAck | None, handler: Callable[[], Awaitable[Sequence[Verb] | None]]
    ) -> None:
        """Run a handler and reply with what it returns. What goes wrong ends the call, as in the main flow."""
        try:
            verbs = await handler()
            if pending is not None and (verbs or pending.is_open):
                self._protocol.reply(pending, verbs or (), anyio.current_time())
            await self.flush()
        except CallEnded:
            logger.debug("call %s ended while a handler ran", self.sid)
        except Exception:
            logger.exception("a handler of call %s failed", self.sid)
            if pending is not None:
                self._protocol.ack_automatically(pending)
            await self._fail()

    async def wait_for(
        self,
        message: type[MessageT],
        where: Callable[[MessageT], bool] | None = None,
        timeout: float | None = None,
    ) -> MessageT:
        """Wait for a message, without owning it: whoever does still gets it.

        Args:
            message: The message class.
            where: Which of them; by default the next.
            timeout: Seconds to wait.

        Raises:
            CallEnded: The call is over.
            TimeoutError: No such message in time.
        """
        self._check_running()
        found = Queue[MessageT](lambda _: "a message that was waited for")

        def look(received: messages.Message, pending: PendingAck | None) -> None:
            if where is None or where(cast("MessageT", received)):
                found.put(cast("MessageT", received))

        self._ends.append(found.end)
        stop = self._protocol.watch(message, look)
        try:
            with anyio.fail_after(timeout):
                return await found.take()
        finally:
            stop()
            self._ends.remove(found.end)

    async def sleep(self, seconds: float) -> None:
        """Sleep, or wake with the end of the call.

        Raises:
            CallEnded: The call is over.
        """
        self._check_running()
        over = Queue[None](str)
        self._ends.append(over.end)
        try:
            with anyio.move_on_after(seconds):
                await over.take()
        finally:
            self._ends.remove(over.end)

    def _check_running(self) -> None:
        if self._protocol.ended is not None:
            raise CallEnded(self._protocol.ended.problem, self.sid)

    # -- low level ---------------------------------------------------------------------------

    async def ack(self, message: messages.AckableMessage, *verbs: Verb) -> None:
        """Ack a message that this call's iteration gave.

        Args:
            message: The message.
            *verbs: The reply; what jambonz does with it depends on the message.

        Raises:
            AlreadyAcked: It has been acked, perhaps by the library when its time was up.
            NotAckable: Nobody waits for an ack of it.
            NoReply: jambonz ignores the reply to it.
            CallEnded: The call is over.
            InvalidOutgoing: Against the spec, or no verbs for an inbound ``session:new``, which would end the call.
            RefusedByTarget: The chosen target would refuse it.
            MessageTooLarge: Over what jambonz takes; names the largest verb.
        """
        self._protocol.ack(message, verbs, anyio.current_time())
        await self.flush()

    async def send_command(self, command: commands.Command) -> None:
        """Send a command. There is a typed method for each.

        Raises:
            CallEnded: The call is over.
            InvalidOutgoing: Against the spec; names the place.
            RefusedByTarget: The chosen target would refuse it.
            MessageTooLarge: Over what jambonz takes.
            ConnectionDown: The connection dropped, and too much waits already.
        """
        self._protocol.command(command, anyio.current_time())
        await self.flush()

    async def raw_command(self, name: str, data: JsonValue = None, *, leg: Leg | str | None = None) -> None:
        """Send a command that this version does not know, as it stands.

        Args:
            name: Command name.
            data: What the server is to read.
            leg: The leg to act on, or its call sid.

        Raises:
            CallEnded: The call is over.
            InvalidOutgoing: Not JSON.
            MessageTooLarge: Over what jambonz takes.
            ConnectionDown: The connection dropped, and too much waits already.
        """
        await self.send_command(RawCommand(name=name, data=data, call_sid=leg.sid if isinstance(leg, Leg) else leg))

    async def __aiter__(self) -> AsyncIterator[ClientMessage]:
        """The messages of the call, the opening one first; ends when the call does.

        While a call is iterated, whoever iterates answers the messages that nobody else does; what is left open is
        acked automatically when its time is up. Messages that came before are not given again, but for the opening
        one. If the iteration falls behind by more than 1,024 messages, the oldest are dropped, with a warning.
        """
        queue = Queue[messages.Message](lambda message: message.type)
        self._ends.append(queue.end)
        for message in self._protocol.open_messages():
            queue.put(message)
        self._protocol.read(lambda message, pending: queue.put(message))
        if self._protocol.ended is not None:
            queue.end(self._protocol.ended)
        try:
            while True:
                yield cast("ClientMessage", await queue.take())
        except CallEnded:
            return
        finally:
            self._protocol.read(None)
            self._ends.remove(queue.end)

    # -- for the server ----------------------------------------------------------------------

    def unanswered_statuses(self) -> list[messages.CallStatus]:
        """The statuses of a call that never began a session."""
        if self._protocol.opening is not None:
            return []
        return [m for m in self._protocol.open_messages() if isinstance(m, messages.CallStatus)]

    def take_start(self) -> bool:
        """Whether the session has just begun: true once."""
        starts = self._protocol.opening is not None and not self._started
        self._started = self._started or starts
        return starts

    async def run(self, handler: Handler) -> None:
        """Run the main flow. Never raises: what goes wrong ends this call and is logged."""
        _flow.set(self._protocol.main)
        try:
            await handler(self)
        except CallEnded:
            logger.debug("call %s ended while its handler waited", self.sid)
        except Exception:
            logger.exception("the handler of call %s failed", self.sid)
            await self._fail()
        self._protocol.finish(anyio.current_time())
        await self.flush()

    async def answer(self, stack: Stack, verbs: Sequence[Verb]) -> None:
        """Answer what a stack's flow still owes, if anything."""
        if stack.owed is not None and stack.owed.is_open:
            self._protocol.reply(stack.owed, verbs, anyio.current_time(), stack)
        elif verbs:
            raise NoReply("the leg has had its answer", self.sid)
        await self.flush()

    async def _fail(self) -> None:
        self._protocol.fail(anyio.current_time(), self._last_words)
        await self.flush()

    async def receive(self, text: str | bytes) -> None:
        """Take in one text message. Never raises on a bad one: it is reported and the call goes on."""
        try:
            self._protocol.receive(text, anyio.current_time())
        except DecodeError as error:
            logger.warning("call %s: jambonz sent a bad message: %s", self.sid, error)
        if self._protocol.ended is not None:
            self._wake_all(self._protocol.ended)
        await self.flush()

    async def on_time(self, now: float) -> None:
        """Do what is due."""
        self._protocol.on_time(now)
        if self._protocol.ended is not None:
            self._wake_all(self._protocol.ended)
        await self.flush()

    def next_time(self) -> float | None:
        """When :meth:`on_time` has something to do."""
        return self._protocol.next_time()

    def disconnect(self, until: float) -> None:
        """The connection dropped; the call waits for the next one until this time."""
        self._protocol.disconnect(until)
        self._reschedule()

    def is_on(self, transport: Transport) -> bool:
        """Whether this is the connection of the call, and not one before."""
        return self._transport is transport

    def reconnect(self, transport: Transport) -> None:
        """The call goes on over a new connection."""
        self._transport = transport
        self._protocol.reconnect()

    def end(self, why: CallEnded) -> None:
        """The call is over: wake all who wait."""
        self._protocol.end(why)
        self._wake_all(why)

    def _wake_all(self, why: CallEnded) -> None:
        for end in self._ends:
            end(why)

    async def flush(self) -> None:
        """Write what the protocol wants written, in its order. What cannot go out waits for the next connection."""
        self._reschedule()
        async with self._flushing:
            texts = self._protocol.data_to_send()
            while texts:
                try:
                    for text in texts:
                        await self._transport.send(text)
                except ConnectionClosed:
                    return  # the read loop sees it too, and says what it means
                texts = self._protocol.data_to_send()
        if self._protocol.wants_new_connection:
            self._protocol.wants_new_connection = False
            await self._transport.close(1012, "please reconnect")


class ConfirmCall:
    """A called leg that answered and is asked, before it is bridged, whether to connect."""

    def __init__(self, call: Call, message: messages.DialConfirm, pending: PendingAck) -> None:
        self.call = call
        """The call that dialed."""
        self.leg = Leg(message.data.call_sid or "", message.data)
        """The leg that answered."""
        self._stack = Stack(owed=pending, hears_commands=False)

    async def perform(self, *verbs: *tuple[*tuple[Verb, ...], ActionVerb[R]], timeout: float | None = None) -> R:
        """Talk to the leg and wait for the result of the last verb, as :meth:`Call.perform` does."""
        return cast("R", await self.call.perform_on(self._stack, verbs, queue=False, timeout=timeout))

    async def run(self, handler: Callable[[ConfirmCall], Awaitable[bool]]) -> None:
        """Run a confirm handler and give its answer."""
        _flow.set(self._stack)
        accepted = False
        try:
            accepted = await handler(self)
        except CallEnded:
            return
        except Exception:
            logger.exception("the confirm handler of call %s failed", self.call.sid)
        try:
            await self.call.answer(self._stack, [] if accepted else [Hangup()])
        except CallError as error:
            logger.warning("call %s: the answer of its confirm handler came too late: %s", self.call.sid, error)


class CaseInsensitive(Mapping[str, str]):
    """Headers by name, in any case."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self._headers = {name.lower(): (name, value) for name, value in headers.items()}

    def __getitem__(self, name: str) -> str:
        return self._headers[name.lower()][1]

    def __iter__(self) -> Iterator[str]:
        return iter(name for name, _ in self._headers.values())

    def __len__(self) -> int:
        return len(self._headers)

    def __repr__(self) -> str:
        return repr(dict(self))
