"""One call, as the application sees it."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
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
from ._clock import Clock
from ._codec import ClientMessage, RawCommand
from ._facts import Target
from ._flows import QUEUE, Hook, Queue, Reading, Serial
from ._hook_places import Reader
from ._methods import CommandMethods
from ._pending import Deliver, PendingAck, Screening
from ._protocol import Leg
from ._shell import Shell, application_code, current_stack
from ._verb_status import SentVerb
from .env import Env, env_values
from .errors import CallError, DecodeError, InvalidMessage
from .tts import Tts

__all__ = ["Call", "ConfirmCall", "SentVerbs"]

R = TypeVar("R")
N = TypeVar("N", bound=TakesNothing)
V = TypeVar("V", bound=TakesVerbs)
H = TypeVar("H", bound=TakesHoldVerbs)
Q = TypeVar("Q", bound=TakesQueueVerbs)
NotificationT = TypeVar("NotificationT", bound=messages.Notification)
AckableT = TypeVar("AckableT", bound=messages.AckableMessage)
MessageT = TypeVar("MessageT", bound=messages.Message)
E = TypeVar("E", bound=Env)


class Call(CommandMethods):
    """A call, handed to the application's handler when its session begins.

    In the linear style the handler says what happens, one thing after the other: :meth:`perform` sends verbs and
    returns the result of the last one, :meth:`send` only sends them. Whether they go out as the answer that jambonz
    waits for or as a command is worked out here. At the low level the call is iterated for its messages, and each that
    wants an ack is given one by :meth:`ack`.

    All waits on a call end with :class:`CallEnded` when the call does.
    """

    __slots__ = ("_protocol", "_shell", "_tts", "parent")

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._protocol = shell.protocol
        self._tts: Tts | None = None
        self.parent: Call | None = None
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
        return _CaseInsensitive((sip.headers if sip is not None else None) or {})

    @property
    def env(self) -> Mapping[str, JsonValue]:
        """The application's environment variables, as set in the portal."""
        return self.session.env_vars or {}

    def env_as(self, cls: type[E]) -> E:
        """The application's environment variables, typed.

        Raises:
            InvalidMessage: A value is missing or of another type; names the variable.
        """
        try:
            return env_values(cls, self.env)
        except InvalidMessage as error:
            error.call_sid = self._protocol.sid
            raise

    @property
    def b3(self) -> str | None:
        """Tracing context of the session, ``traceId-spanId-1``."""
        return self.opening.b3

    @property
    def legs(self) -> Mapping[str, Leg]:
        """The legs that this call's verbs created, by call sid, as their statuses told."""
        return self._protocol.legs

    @property
    def target(self) -> Target | None:
        """The server that what goes out is checked against; ``None`` allows all that the spec knows."""
        return self._protocol.target

    @property
    def ended(self) -> bool:
        """Whether the call is over."""
        return self._protocol.ended is not None

    @property
    def tts(self) -> Tts:
        """Streaming text to speech."""
        if self._tts is None:
            self._tts = Tts(self._protocol, self._shell.flush, self._shell.clock)
            self._shell.on_end.append(self._tts.wake)
        return self._tts

    @property
    def clock(self) -> Clock:
        """The clock of this call. The event loop's, unless a test lets time run ahead."""
        return self._shell.clock

    @property
    def log(self) -> logging.LoggerAdapter[logging.Logger]:
        """A logger whose records carry the call sid and tracing context, as ``call_sid`` and ``b3``."""
        return self._shell.log

    def __repr__(self) -> str:
        return f"<Call {self.sid or '?'} {self.direction} {self.state}>"

    # -- verbs -------------------------------------------------------------------------------

    async def send(self, *verbs: Verb, queue: bool = False) -> SentVerbs:
        """Send verbs without waiting for a result.

        They replace what the call is doing, and a :meth:`perform` that still waits raises :class:`Superseded`.

        Args:
            *verbs: The verbs, in order.
            queue: Append them to the verb stack instead.

        Returns:
            What was sent. Where ``Config(notify_events=True)`` was sent before or along, its
            :meth:`~SentVerbs.finished` waits until the last verb has ended. That verb gets an ``id`` then, in a copy,
            if it has none.

        Raises:
            CallEnded: The call is over.
            TtsFailed: It is text to be spoken, and nothing was sent that opens a stream for it.
            InvalidOutgoing: Against the spec; names the place.
            RefusedByTarget: The chosen target would refuse it.
            MessageTooLarge: Over what jambonz takes; names the largest verb.
            ConnectionDown: The connection dropped, and too much waits already.
        """
        return SentVerbs(self._shell, await self._shell.send(self._protocol.main, verbs, queue=queue))

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
        return cast("R", await self._shell.perform(self._protocol.main, verbs, queue=queue, timeout=timeout))

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
            await self._shell.answer(pending, lambda: handler(cast("MessageT", received)))

        return self._serially(partial(self._protocol.on, message), handle)

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
            payload: Class of the payload that the property yields, such as ``hooks.EnqueueWait``. Where it is another
                one, sending the verb raises ``InvalidOutgoing``.
            handler: Gets each payload, one after the other, beside everything else; what it returns is the reply, typed
                by what jambonz does with it. Without a handler the hook is iterated, and acked on arrival.

        Returns:
            The hook: ``Enqueue(name="support", wait_hook=call.hook(hooks.EnqueueWait, hold))``. Its
            :meth:`~Hook.close` takes it back.
        """
        hook: Hook[R] = Hook(self._protocol.new_name(payload.__name__.lower()))
        hook.payload_class = cast("type[Received]", payload)
        reader = Reader(hook.payload_class)
        if handler is None:
            hook.take_back = self._protocol.hook(hook, self._collected(hook), reader)
            return hook
        answer = handler

        async def handle(received: messages.Message, pending: PendingAck | None) -> None:
            try:
                decoded = hook.decode(received)
            except DecodeError as error:
                self._shell.log.warning("jambonz sent a bad payload to %s: %s", hook, error)
                if pending is not None:
                    self._protocol.ack_automatically(pending, self._shell.clock.now())
                self._shell.write()
            else:
                await self._shell.answer(pending, lambda: answer(cast("R", decoded)))

        hook.take_back = self._serially(partial(self._protocol.hook, hook, reader=reader), handle)
        return hook

    def confirm(self, handler: Callable[[ConfirmCall], Awaitable[bool]]) -> Hook[hooks.CallInfo]:
        """Make a confirm hook for a dial: the handler decides whether the called leg that answered is connected.

        Args:
            handler: Gets the called leg, before it is bridged, and can talk to it; returns whether to connect. If it
                raises, or is not through when jambonz is about to give up waiting for its next verbs, the leg is
                declined, and so it is if 1,024 others are being asked.

        Returns:
            The hook. Once its :meth:`~Hook.close` has taken it back, legs are declined.
        """
        asked = 0

        async def handle(received: messages.Message, pending: PendingAck | None) -> None:
            nonlocal asked
            assert isinstance(received, messages.DialConfirm)
            screening = Screening(pending)
            leg = ConfirmCall(self, Leg(received.data.call_sid or "", received.data), self._shell, screening)
            try:
                await _decide(self._shell, screening, partial(handler, leg))
            finally:
                asked -= 1

        def deliver(message: messages.Message, pending: PendingAck | None) -> None:
            nonlocal asked
            if asked >= QUEUE and pending is not None:
                self._shell.log.warning("too many legs at once, declined: %s", pending.msgid)
                self._protocol.ack_automatically(pending, self._shell.clock.now())
                return
            asked += 1
            self._shell.spawn(partial(handle, message, pending))

        hook: Hook[hooks.CallInfo] = Hook(self._protocol.new_name("confirm"))
        hook.payload_class = hooks.CallInfo
        hook.take_back = self._protocol.hook(hook, deliver, Reader(hooks.CallInfo, confirms=True))
        return hook

    def start_soon(self, run: Callable[[], Awaitable[None]]) -> None:
        """Run something beside the main flow and return at once; the end of the call cancels it.

        What it sends goes as commands: the main flow's answers stay the main flow's. If it raises, the call is ended in
        an orderly way, as when the main flow raises.

        Args:
            run: An async function without arguments.
        """

        async def beside() -> None:
            with anyio.CancelScope() as scope:
                self._shell.on_end.append(cancel := lambda _: scope.cancel())
                try:
                    if not self.ended:
                        await self._shell.answer(None, run)
                finally:
                    self._shell.on_end.remove(cancel)

        self._shell.spawn(beside)

    def _serially(
        self,
        register: Callable[[Deliver], Callable[[], None]],
        handle: Callable[[messages.Message, PendingAck | None], Awaitable[None]],
    ) -> Callable[[], None]:
        """Register a handler that gets its messages one after the other; returns how to take it back."""
        serial, on_end = Serial(handle, self._shell.spawn, self._shell.log), self._shell.on_end
        take_back = register(serial.deliver)
        on_end.append(end := serial.end)
        if self._protocol.ended is not None:
            serial.end()

        def stop() -> None:
            take_back()
            if end in on_end:
                on_end.remove(end)
            serial.end()

        return stop

    def _collected(self, hook: Hook[R]) -> Deliver:
        """Acks on arrival, and keeps the payloads for who iterates the hook."""
        payloads = hook.payloads = Queue[Received](lambda _: f"a payload of {hook}", self._shell)
        self._shell.on_end.append(payloads.end)
        if self._protocol.ended is not None:
            payloads.end(self._protocol.ended)

        def deliver(message: messages.Message, pending: PendingAck | None) -> None:
            if pending is not None and pending.is_open:
                self._protocol.reply(pending, (), self._shell.clock.now())
            try:
                payloads.put(hook.decode(message))
            except DecodeError as error:
                self._shell.log.warning("jambonz sent a bad payload to %s: %s", hook, error)

        return deliver

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
        self._shell.check_running()
        found = Queue[messages.Message](lambda message: message.type, self._shell)

        def look(received: messages.Message, pending: PendingAck | None) -> None:
            found.put(received)

        self._shell.on_end.append(found.end)
        stop = self._protocol.watch(message, look)
        try:
            with self._shell.clock.move_on_after(timeout):
                while True:
                    received = cast("MessageT", await found.take())
                    if where is None or where(received):
                        return received
            raise TimeoutError(f"call {self.sid}: no such {message.__name__} came within {timeout} s")
        finally:
            stop()
            self._shell.on_end.remove(found.end)

    async def sleep(self, seconds: float) -> None:
        """Sleep, or wake with the end of the call.

        Raises:
            CallEnded: The call is over.
        """
        self._shell.check_running()
        over = Queue[None](str, self._shell)
        self._shell.on_end.append(over.end)
        try:
            with self._shell.clock.move_on_after(seconds):
                await over.take()
        finally:
            self._shell.on_end.remove(over.end)

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
        self._protocol.ack(message, verbs, self._shell.clock.now())
        await self._shell.flush()

    async def send_command(self, command: commands.Command) -> None:
        """Send a command. There is a typed method for each.

        Raises:
            CallEnded: The call is over.
            TtsFailed: It is text to be spoken, and nothing was sent that opens a stream for it.
            InvalidOutgoing: Against the spec; names the place.
            RefusedByTarget: The chosen target would refuse it.
            MessageTooLarge: Over what jambonz takes.
            ConnectionDown: The connection dropped, and too much waits already.
        """
        self._protocol.command(command, self._shell.clock.now())
        await self._shell.flush()

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

    def __aiter__(self) -> AsyncIterator[ClientMessage]:
        """The messages of the call, the opening one first; ends when the call does.

        While a call is iterated, whoever iterates answers the messages that nobody else does; what is left open is
        acked automatically when its time is up. An iteration that is left ends with that, and there can be another one.
        Messages that came before are not given again, but for the opening one. If the iteration falls behind by more
        than 1,024 messages, the oldest are dropped, with a warning.
        """
        protocol, on_end = self._protocol, self._shell.on_end
        queue = Queue[messages.Message](lambda message: message.type, self._shell)
        on_end.append(end := queue.end)
        for message in protocol.open_messages():
            queue.put(message)

        def read(message: messages.Message, pending: PendingAck | None) -> None:
            queue.put(message)

        def stop() -> None:
            protocol.unread(read)
            on_end.remove(end)

        protocol.read(read)
        if protocol.ended is not None:
            queue.end(protocol.ended)
        return cast("AsyncIterator[ClientMessage]", Reading(queue, stop))


class SentVerbs:
    """Verbs that were sent, as :meth:`Call.send` returns them."""

    def __init__(self, shell: Shell, verb: SentVerb) -> None:
        self._shell = shell
        self._verb = verb

    @property
    def interrupted(self) -> bool:
        """Whether the last verb, a ``say`` or ``play``, was cut short while it was heard, as far as that was told."""
        return self._verb.interrupted

    async def finished(self, timeout: float | None = None) -> None:
        """Wait until the last verb has ended, also if it was cut short.

        jambonz tells that by ``verb:status``, after ``Config(notify_events=True)``. It never tells it of a verb that is
        queued behind one which does not end, such as a ``gather`` whose hook is not answered; and what it told while
        the connection was breaking is lost. Take a ``timeout`` where that can be.

        Args:
            timeout: Seconds to wait.

        Raises:
            NoVerbStatus: ``notify_events`` is not on, or no verbs were sent.
            VerbFailed: jambonz could not run the verb, or not to its end.
            Superseded: Newer verbs replaced it.
            TimeoutError: It has not ended in time.
            CallEnded: The call is over.
        """
        if not self._verb.is_settled:
            settled = anyio.Event()
            self._verb.when_settled(settled.set)
            with self._shell.clock.waiting(), self._shell.clock.move_on_after(timeout):
                await settled.wait()
            if not self._verb.is_settled:
                raise TimeoutError(f"call {self._shell.sid}: the verb {self._verb.id} has not ended within {timeout} s")
        self._verb.check(self._shell.sid)


class ConfirmCall:
    """A called leg that answered and is asked, before it is bridged, whether to connect."""

    def __init__(self, call: Call, leg: Leg, shell: Shell, screening: Screening) -> None:
        self.call = call
        """The call that dialed."""
        self.leg = leg
        """The leg that answered."""
        self._shell = shell
        self._screening = screening

    async def perform(self, *verbs: *tuple[*tuple[Verb, ...], ActionVerb[R]], timeout: float | None = None) -> R:
        """Talk to the leg and wait for the result of the last verb, as :meth:`Call.perform` does.

        A hangup is sent along behind the verbs, which only an accepted leg is spared. The open-source server lets
        nothing decline a leg that has got other verbs in their place, so this can be done once.

        Raises:
            NoReply: The leg has been asked, or the time to answer is over.
        """
        return cast("R", await self._shell.perform(self._screening, verbs, queue=False, timeout=timeout))


async def _decide(shell: Shell, screening: Screening, decision: Callable[[], Awaitable[bool]]) -> None:
    """Run a confirm handler and give its answer."""
    current_stack.set(screening)
    accepted = False
    try:
        accepted = await application_code(decision, shell.clock)
    except Exception as error:
        if shell.ended:
            return
        shell.tell_failure("a confirm handler failed", error)
    try:
        shell.protocol.decide(screening, shell.clock.now(), accepted=accepted)
    except CallError as error:
        shell.log.warning("a confirm handler was too late: %s", error.problem)
    await shell.flush()


class _CaseInsensitive(Mapping[str, str]):
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
