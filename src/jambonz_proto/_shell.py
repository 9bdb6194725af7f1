"""The shell of one call: it ties the protocol to a transport, tasks and the clock. The server drives it."""

from __future__ import annotations

import logging
import math
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextvars import ContextVar
from functools import partial
from types import NoneType
from typing import TypeAlias, TypeVar

import anyio

from ._base import Received, Verb
from ._clock import Clock
from ._log import FROM_JAMBONZ, TO_JAMBONZ, WIRE, CallLog, log_wire, without_secrets
from ._loop import waiter
from ._pending import PendingAck, Perform, Stack
from ._protocol import CallProtocol
from ._transport import Transport
from ._verb_status import SentVerb
from .errors import CallEnded, DecodeError, NoReply, Superseded
from .messages import CallStatus, JambonzErrorData, Message

BACKLOG = 256
"""Texts that may wait for a peer that does not read before it is not heard any more, either."""

_SHOWN = 500
"""Characters of a refused message in the log."""

T = TypeVar("T")

Spawn: TypeAlias = Callable[[Callable[[], Coroutine[None, None, None]]], None]
"""Starts a task that belongs to the server, not to who starts it."""

MainFlow: TypeAlias = Callable[[], Awaitable[None]]

_LOGGER = logging.getLogger("jambonz_proto.call")

current_stack: ContextVar[Stack | None] = ContextVar("jambonz_proto.current_stack", default=None)
"""The verb stack whose flow is running here; tasks that it starts count as part of it."""


async def application_code(run: Callable[[], Awaitable[T]], clock: Clock) -> T:
    """Run code of the application, as a flow of its own.

    What it raises is an ``Exception``, unless it is to end more than this call: anything else would end the task group
    that all calls live in. So a cancellation that nobody asked for, such as that of an asyncio future that it awaits,
    is an error of that code, and so is what derives from ``BaseException`` for reasons of its own.

    Raises:
        RuntimeError: It was one of these.
    """
    try:
        with clock.working():
            running = run()
            if not hasattr(running, "__await__"):  # whatever the types say
                raise TypeError(f"it has to be an async function; it returned {running!r}")
            return await running
    except Exception:
        raise
    except BaseException as error:
        own = _own_failure(error)
        if own is None:
            raise
        if isinstance(own, Exception):
            raise own from None
        if isinstance(own, anyio.get_cancelled_exc_class()):
            raise RuntimeError("something that the application awaited was cancelled") from own
        raise RuntimeError(f"the application raised {own!r}") from own


_ENDS_MORE = (SystemExit, KeyboardInterrupt, GeneratorExit)


def _own_failure(error: BaseException) -> BaseException | None:
    """What of an exception is a failure of the code that raised it, rather than its cancellation or the program's end.

    Where several tasks end together, it can be both, in a group.
    """
    group = BaseExceptionGroup("", [error])
    if group.subgroup(_ENDS_MORE) is not None:
        return None
    if anyio.current_effective_deadline() > -math.inf:  # nobody cancels it
        return error
    _, rest = group.split(anyio.get_cancelled_exc_class())
    return None if rest is None else rest.exceptions[0]


class Alarm:
    """When a call is to look what is due; without a call if that is out of date."""

    __slots__ = ("due", "shell")

    def __init__(self, due: float, shell: Shell | None) -> None:
        self.due = due
        self.shell = shell

    def __lt__(self, other: Alarm) -> bool:
        return self.due < other.due


NO_ALARM = Alarm(math.inf, None)


class Shell:
    """One call between its protocol and the world.

    Args:
        protocol: The rules.
        transport: The connection, until the next one.
        clock: Tells the time.
        spawn: Starts a task.
        reschedule: Told when something is due earlier than it knew.
        begin: Gives the main flow of a session that has just begun, if anybody serves it.
        over: Told when the call is over.
        last_words: What an answered call hears before it is hung up because application code failed.
        on_failure: Told of the exceptions that application code raises. What it raises itself is only logged.
    """

    __slots__ = (
        "_begin",
        "_held",
        "_last_words",
        "_log",
        "_on_failure",
        "_outbox",
        "_over",
        "_reads",
        "_reschedule",
        "_room",
        "_session",
        "_spawn",
        "_transport",
        "alarm",
        "clock",
        "on_end",
        "protocol",
    )

    def __init__(
        self,
        protocol: CallProtocol,
        transport: Transport,
        *,
        clock: Clock,
        spawn: Spawn,
        reschedule: Callable[[Shell], None],
        begin: Callable[[Shell], MainFlow | None],
        over: Callable[[Shell], None],
        last_words: Sequence[Verb] = (),
        on_failure: Callable[[Exception], None] | None = None,
    ) -> None:
        self.protocol = protocol
        self._outbox = protocol.outbox
        self.clock = clock
        self.alarm = NO_ALARM
        """When :meth:`on_time` will be called."""
        self.on_end: list[Callable[[CallEnded], None]] = []
        """Called when the call is over, to wake who waits."""
        self._transport = transport
        self._spawn = spawn
        self._reschedule = reschedule
        self._begin = begin
        self._over = over
        self._last_words = last_words
        self._on_failure = on_failure
        self._log: CallLog | None = None
        self._room: anyio.Event | None = None
        self._reads = True
        self._session: Message | None = None
        self._held: list[tuple[str | bytes, Transport]] | None = None

    @property
    def sid(self) -> str:
        """Call sid; empty while it is not known."""
        return self.protocol.sid or ""

    @property
    def log(self) -> CallLog:
        """Logs with call sid and tracing context."""
        if self._log is None:
            self._log = CallLog(_LOGGER, self._identity)
        return self._log

    def _identity(self) -> tuple[str, str | None]:
        opening = self.protocol.opening
        return self.sid, opening.b3 if opening is not None else None

    @property
    def ended(self) -> bool:
        """Whether the call is over."""
        return self.protocol.ended is not None

    def check_running(self) -> None:
        """Raise :class:`CallEnded` if the call is over."""
        if self.protocol.ended is not None:
            raise CallEnded(self.protocol.ended.problem, self.sid)

    def spawn(self, run: Callable[[], Coroutine[None, None, None]]) -> None:
        """Start a task of this call, which ends no other call whatever becomes of it."""
        self._spawn(partial(self._contained, run))

    async def _contained(self, run: Callable[[], Coroutine[None, None, None]]) -> None:
        try:
            await run()
        except Exception:
            self._fault()

    def _fault(self) -> None:
        """Something is wrong here, and not in the application: it must not become other calls' problem."""
        self.log.exception("a fault of this library")
        self.end("a fault of this library, see the log")
        self.spawn(partial(self._transport.close, 1011))

    # -- for flows -----------------------------------------------------------------------------

    async def send(self, stack: Stack, verbs: Sequence[Verb], *, queue: bool) -> SentVerb:
        """Send verbs to a stack."""
        owner = current_stack.get() is stack
        sent = self.protocol.send(verbs, stack, owner=owner, queue=queue, now=self.clock.now())
        await self.flush()
        return sent

    async def perform(self, stack: Stack, verbs: Sequence[Verb], *, queue: bool, timeout: float | None) -> Received:
        """Send verbs to a stack and wait for the result of the last one."""
        outcome = waiter()
        perform: Perform[Received] = self.protocol.perform(
            verbs,
            stack,
            owner=current_stack.get() is stack,
            queue=queue,
            now=self.clock.now(),
            on_settled=outcome.set,
        )
        try:
            if self.write():
                await self.flush()
            with self.clock.waiting():
                if timeout is None:
                    await outcome.wait()
                else:
                    with self.clock.move_on_after(timeout) as patience:
                        await outcome.wait()
                    if patience.cancelled_caught and perform.waiting:
                        raise TimeoutError(f"call {self.sid}: nothing came to {perform.hook} within {timeout} s")
        except BaseException:
            self.protocol.give_up(perform)
            raise
        return perform.result()

    async def reply(self, pending: PendingAck, verbs: Sequence[Verb], stack: Stack | None = None) -> None:
        """Answer a message."""
        self.protocol.reply(pending, verbs, self.clock.now(), stack)
        await self.flush()

    async def answer(self, pending: PendingAck | None, handler: Callable[[], Awaitable[Sequence[Verb] | None]]) -> None:
        """Run a handler and reply with what it returns. What goes wrong ends the call, as in the main flow."""
        current_stack.set(None)
        try:
            verbs = await application_code(handler, self.clock)
            if not isinstance(verbs, (list, tuple, NoneType)):  # whatever the types say
                raise TypeError(f"a handler returns a list of verbs, or None; it returned {verbs!r}")
            if pending is not None and (verbs or pending.is_open):
                await self._reply_if_possible(pending, verbs or ())
        except Exception as error:
            if self._is_end(error):
                self.log.debug("a handler was through: %s", error)
                if pending is not None:
                    self.protocol.ack_automatically(pending, self.clock.now())
                    self.write()
                return
            self.tell_failure("a handler failed", error)
            if pending is not None:
                self.protocol.ack_automatically(pending, self.clock.now())
            self._fail()

    async def _reply_if_possible(self, pending: PendingAck, verbs: Sequence[Verb]) -> None:
        """Reply for a handler, which is no longer there to be told that it was too late."""
        try:
            await self.reply(pending, verbs)
        except NoReply as error:
            self.log.warning("what a handler returned is not sent: %s", error.problem)

    async def run(self, main: MainFlow) -> None:
        """Run the main flow. Never raises: what goes wrong ends this call and is logged."""
        current_stack.set(self.protocol.main)
        if self._held:
            self.spawn(self._release)  # after the first step of the main flow
        else:
            self._held = None
        try:
            await application_code(main, self.clock)
        except Exception as error:
            if self._is_end(error):
                self.log.debug("its handler was through: %s", error)
            else:
                self.tell_failure("the handler failed", error)
                self._fail()
        else:
            if self.protocol.is_silent:
                self.log.warning("its handler returned without a verb, so that the caller is declined")
        self._finally(lambda: self.protocol.finish(self.clock.now()))

    def tell_failure(self, what: str, error: Exception) -> None:
        """Log what application code raised, and tell whoever wants to know."""
        self.log.error(what, exc_info=error)
        if self._on_failure is not None:
            try:
                self._on_failure(error)
            except Exception:
                self.log.exception("whoever is told of failures failed")

    def _is_end(self, error: BaseException) -> bool:
        """Whether an error tells a flow of this call but that it is through, perhaps wrapped by a task group.

        The call is over, or newer verbs, from another flow, took the place of what it waited for.
        """
        inside: tuple[BaseException, ...] = getattr(error, "exceptions", ())
        if inside:
            return all(self._is_end(part) for part in inside)
        if isinstance(error, Superseded):
            return error.call_sid == self.protocol.sid
        return self.ended and isinstance(error, CallEnded)

    def _fail(self) -> None:
        self._finally(lambda: self.protocol.fail(self.clock.now(), self._last_words))

    def _finally(self, last: Callable[[], None]) -> None:
        """Say the last thing; whether it can be said is no concern of whoever comes after."""
        try:
            last()
        except Exception:
            self.log.exception("cannot be ended in an orderly way")
        self.write()

    # -- for the server ------------------------------------------------------------------------

    def unanswered_statuses(self) -> list[CallStatus]:
        """The statuses of a call that ended without an answer, before a session began; given out once."""
        if self.protocol.opening is not None:
            return []
        statuses = [message for message in self.protocol.open_messages() if isinstance(message, CallStatus)]
        answered = any(status.data.call_status in ("in-progress", "completed") for status in statuses)
        return [] if answered else statuses

    def receive(self, message: str | bytes, transport: Transport) -> None:
        """Take in one message of a connection. Never raises: a bad one is reported and the call goes on."""
        if self._held is not None:
            self._held.append((message, transport))
            self._pause()
            return
        protocol = self.protocol
        try:
            if WIRE.isEnabledFor(logging.DEBUG):
                log_wire(FROM_JAMBONZ, message, *self._identity())
            try:
                protocol.receive(message, self.clock.now(), stale=transport is not self._transport)
            except DecodeError as error:
                self.log.warning("jambonz sent a bad message: %s", error)
            if protocol.complaint is not None:
                complaint, protocol.complaint = protocol.complaint, None
                self._pass_on(complaint)
            if protocol.opening is not self._session:
                self._start()
            if protocol.ended is not None:
                self._wake_all()
            if self.write() >= BACKLOG:
                self._pause()
        except Exception:
            self._fault()

    def _pass_on(self, complaint: JambonzErrorData) -> None:
        """Log what jambonz could not do, or could not read: the latter is a fault of whoever wrote it."""
        content = "" if complaint.content is None else f"; it got {without_secrets(complaint.content)[:_SHOWN]}"
        self.log.warning("jambonz reports %s: %s%s", complaint.msg, complaint.details, content)

    def _start(self) -> None:
        """Start the main flow. What comes before its first step is held until then, so that it misses nothing."""
        self._session = self.protocol.opening
        main = self._begin(self)
        if main is not None:
            self._held = []
            self._spawn(partial(self.run, main))

    async def _release(self) -> None:
        held, self._held = self._held, None
        for message, transport in held or ():
            self.receive(message, transport)
        self._resume()

    def on_time(self, now: float) -> None:
        """Do what is due."""
        try:
            self.protocol.on_time(now)
            if self.protocol.ended is not None:
                self._wake_all()
            self.write()
        except Exception:
            self._fault()

    def is_on(self, transport: Transport) -> bool:
        """Whether this is the connection of the call, and not one before."""
        return self._transport is transport

    def disconnect(self, until: float) -> None:
        """The connection dropped; the call waits for the next one until this time."""
        self.protocol.disconnect(until)
        self.write()

    def reconnect(self, transport: Transport) -> None:
        """The call goes on over a new connection."""
        if self.protocol.connected:  # jambonz noticed before we did that the old one is dead
            self.spawn(partial(self._transport.close, 1012, "replaced by a new connection"))
        self._transport = transport
        self._reads = True
        self.protocol.reconnect()

    def end(self, why: str) -> None:
        """The call is over: wake all who wait."""
        self.protocol.end(CallEnded(why, self.sid))
        self._wake_all()

    def _wake_all(self) -> None:
        assert self.protocol.ended is not None
        for wake in list(self.on_end):
            wake(self.protocol.ended)
        self._wake_senders()
        self._over(self)

    def write(self) -> int:
        """Write what the protocol wants written, in its order, while there is room.

        What there is no room for, or no connection, waits, and goes out later, whatever becomes of its sender.

        Returns:
            How many texts wait for room.
        """
        outbox, transport = self._outbox, self._transport
        while (waiting := outbox.backlog) and transport.has_room:
            out = outbox.next_to_send()
            if WIRE.isEnabledFor(logging.DEBUG):
                log_wire(TO_JAMBONZ, out.text, *self._identity())
            if outbox.wants_proof(out):
                outbox.is_proven_by(transport.write_provably(out.text))
            else:
                transport.write(out.text)
        if self.protocol.due < self.alarm.due:
            self._reschedule(self)
        if not waiting:
            self._wake_senders()
            if outbox.wants_new_connection:
                outbox.wants_new_connection = False
                self.spawn(partial(transport.close, 1012, "please reconnect"))
        return waiting

    def on_room(self) -> None:
        """The connection has room again."""
        self.write()
        self._resume()

    def _pause(self) -> None:
        if self._reads:
            self._reads = False
            self._transport.pause_reading()

    def _resume(self) -> None:
        if not self._reads and self._held is None and self._outbox.backlog < BACKLOG:
            self._reads = True
            self._transport.resume_reading()

    async def flush(self) -> None:
        """Write, and wait until it is out, or will not be on this connection. Who waits here can be cancelled."""
        self.write()
        while self._outbox.backlog and self.protocol.ended is None:
            if self._room is None:
                self._room = anyio.Event()
            await self._room.wait()

    def _wake_senders(self) -> None:
        if self._room is not None:
            self._room.set()
            self._room = None
