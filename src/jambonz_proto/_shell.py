"""The shell of one call: it ties the protocol to a transport, tasks and the clock. The server drives it."""

from __future__ import annotations

import logging
import math
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextvars import ContextVar
from functools import partial
from typing import TypeAlias, TypeVar

import anyio

from ._base import Received, Verb
from ._clock import Clock
from ._log import FROM_JAMBONZ, TO_JAMBONZ, CallLog, log_wire
from ._protocol import CallProtocol, Outgoing, PendingAck, Perform, Stack
from ._transport import Transport
from .errors import CallEnded, ConnectionClosed, DecodeError, NoReply, Superseded
from .messages import CallStatus, Message

BACKLOG = 256
"""Texts that may wait for a peer that does not read before it is not heard any more, either."""

T = TypeVar("T")

Spawn: TypeAlias = Callable[[Callable[[], Coroutine[None, None, None]]], None]
"""Starts a task that belongs to the server, not to who starts it."""

current_stack: ContextVar[Stack | None] = ContextVar("jambonz_proto.current_stack", default=None)
"""The verb stack whose flow is running here; tasks that it starts count as part of it."""


async def application_code(run: Callable[[], Awaitable[T]], clock: Clock) -> T:
    """Run code of the application, as a flow of its own.

    A cancellation that nobody asked for, such as that of an asyncio future that it awaits, is an error of that code:
    taken for one of ours, it would end the task group that all calls live in.

    Raises:
        RuntimeError: It was that.
    """
    try:
        with clock.working():
            return await run()
    except anyio.get_cancelled_exc_class() as error:
        if anyio.current_effective_deadline() == -math.inf:
            raise
        raise RuntimeError("something that the application awaited was cancelled") from error


class _Stuck:
    """A text that the connection has no room for yet."""

    def __init__(self, out: Outgoing) -> None:
        self.out = out
        self.done = anyio.Event()
        """It is out, or will not be on this connection."""


class Shell:
    """One call between its protocol and the world.

    Args:
        protocol: The rules.
        transport: The connection, until the next one.
        clock: Tells the time.
        spawn: Starts a task.
        reschedule: Told when the time of :meth:`next_time` may have changed.
        last_words: What an answered call hears before it is hung up because application code failed.
        on_failure: Told of the exceptions that application code raises.
    """

    def __init__(
        self,
        protocol: CallProtocol,
        transport: Transport,
        *,
        clock: Clock,
        spawn: Spawn,
        reschedule: Callable[[Shell], None],
        last_words: Sequence[Verb] = (),
        on_failure: Callable[[Exception], None] | None = None,
    ) -> None:
        self.protocol = protocol
        self.clock = clock
        self.log = CallLog(logging.getLogger("jambonz_proto.call"), self._identity)
        """Logs with call sid and tracing context."""
        self.on_end: list[Callable[[CallEnded], None]] = []
        """Called when the call is over, to wake who waits."""
        self._transport = transport
        self._spawn = spawn
        self._reschedule = reschedule
        self._last_words = last_words
        self._on_failure = on_failure
        self._stuck: _Stuck | None = None
        self._started: Message | None = None
        self._running = anyio.Event()

    @property
    def sid(self) -> str:
        """Call sid; empty while it is not known."""
        return self.protocol.sid or ""

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
            self.log.exception("a fault of this library")
            self.end(CallEnded("a fault of this library, see the log", self.sid))

    # -- for flows -----------------------------------------------------------------------------

    async def send(self, stack: Stack, verbs: Sequence[Verb], *, queue: bool) -> None:
        """Send verbs to a stack."""
        owner = current_stack.get() is stack
        self.protocol.send(verbs, stack, owner=owner, queue=queue, now=self.clock.now())
        await self.flush()

    async def perform(self, stack: Stack, verbs: Sequence[Verb], *, queue: bool, timeout: float | None) -> Received:
        """Send verbs to a stack and wait for the result of the last one."""
        outcome = anyio.Event()
        perform: Perform[Received] = self.protocol.perform(
            verbs,
            stack,
            owner=current_stack.get() is stack,
            queue=queue,
            now=self.clock.now(),
            on_settled=outcome.set,
        )
        try:
            await self.flush()
            with self.clock.waiting(), self.clock.move_on_after(timeout) as patience:
                await outcome.wait()
            if patience.cancelled_caught:
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
            if pending is not None and (verbs or pending.is_open):
                await self._reply_if_possible(pending, verbs or ())
        except Exception as error:
            if self._is_end(error):
                self.log.debug("ended while a handler ran")
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
            self.log.warning("a handler was too late: %s", error.problem)

    async def run(self, main: Callable[[], Awaitable[None]]) -> None:
        """Run the main flow. Never raises: what goes wrong ends this call and is logged."""
        current_stack.set(self.protocol.main)
        self._running.set()
        try:
            await application_code(main, self.clock)
        except Exception as error:
            if self._is_end(error):
                self.log.debug("ended while its handler waited")
            else:
                self.tell_failure("the handler failed", error)
                self._fail()
        self._finally(lambda: self.protocol.finish(self.clock.now()))

    def tell_failure(self, what: str, error: Exception) -> None:
        """Log what application code raised, and tell whoever wants to know."""
        self.log.error(what, exc_info=error)
        if self._on_failure is not None:
            self._on_failure(error)

    def _is_end(self, error: BaseException) -> bool:
        """Whether an error is but the end of the call, perhaps wrapped by a task group."""
        inside: tuple[BaseException, ...] = getattr(error, "exceptions", ())
        if inside:
            return all(self._is_end(part) for part in inside)
        # once a handler has failed, it is the library's own goodbye that supersedes what the others wait for
        return isinstance(error, CallEnded) or (self.protocol.failed and isinstance(error, Superseded))

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

    def take_start(self) -> bool:
        """Whether a session has just begun: true once for each message that begins one."""
        if self.protocol.opening is self._started:
            return False
        self._started = self.protocol.opening
        self._running = anyio.Event()
        return True

    async def running(self) -> None:
        """Wait until the main flow runs, so that it misses nothing of what comes right after the session's start."""
        await self._running.wait()

    def unanswered_statuses(self) -> list[CallStatus]:
        """The statuses of a call that ended without an answer, before a session began; given out once."""
        if self.protocol.opening is not None:
            return []
        statuses = [message for message in self.protocol.open_messages() if isinstance(message, CallStatus)]
        answered = any(status.data.call_status in ("in-progress", "completed") for status in statuses)
        return [] if answered else statuses

    async def receive(self, text: str | bytes, transport: Transport) -> None:
        """Take in one text message of a connection. Never raises on a bad one: it is reported and the call goes on.

        Waits only if the peer has not read so many messages of ours that it has to before it is heard again.
        """
        log_wire(FROM_JAMBONZ, text, *self._identity())
        try:
            self.protocol.receive(text, self.clock.now(), stale=not self.is_on(transport))
        except DecodeError as error:
            self.log.warning("jambonz sent a bad message: %s", error)
        self._wake_if_ended()
        self.write()
        while self._stuck is not None and self.protocol.backlog >= BACKLOG:
            await self._stuck.done.wait()

    def on_time(self, now: float) -> None:
        """Do what is due."""
        self.protocol.on_time(now)
        self._wake_if_ended()
        self.write()

    def next_time(self) -> float | None:
        """When :meth:`on_time` has something to do."""
        return self.protocol.next_time()

    def is_on(self, transport: Transport) -> bool:
        """Whether this is the connection of the call, and not one before."""
        return self._transport is transport

    def disconnect(self, until: float) -> None:
        """The connection dropped; the call waits for the next one until this time."""
        self._give_up_stuck(self._stuck)
        self.protocol.disconnect(until)
        self._reschedule(self)

    def reconnect(self, transport: Transport) -> None:
        """The call goes on over a new connection."""
        self._give_up_stuck(self._stuck)
        if self.protocol.connected:  # jambonz noticed before we did that the old one is dead
            self.spawn(partial(self._transport.close, 1012, "replaced by a new connection"))
        self._transport = transport
        self.protocol.reconnect()

    def end(self, why: CallEnded) -> None:
        """The call is over: wake all who wait."""
        self.protocol.end(why)
        self._wake_if_ended()

    def _wake_if_ended(self) -> None:
        if self.protocol.ended is not None:
            for wake in list(self.on_end):
                wake(self.protocol.ended)

    def write(self) -> None:
        """Write what the protocol wants written, in its order. What cannot go out waits for the next connection.

        A text that the connection has no room for is written by a task of its own, which takes along what comes
        meanwhile: nobody waits for a peer that does not read who does not want to, and no ack is lost with a sender
        that is cancelled.
        """
        self._reschedule(self)
        transport = self._transport
        while self._stuck is None and (out := self.protocol.next_to_send()) is not None:
            log_wire(TO_JAMBONZ, out.text, *self._identity())
            try:
                if not self.protocol.wants_proof(out) and transport.try_send(out.text):
                    continue
            except ConnectionClosed:
                self.protocol.not_sent(out)
                return  # the read loop sees it too, and knows what it means
            self._stuck = _Stuck(out)
            self.spawn(partial(self._write_stuck, transport, self._stuck))
        if self._stuck is None and self.protocol.wants_new_connection:
            self.protocol.wants_new_connection = False
            self.spawn(partial(transport.close, 1012, "please reconnect"))

    async def _write_stuck(self, transport: Transport, stuck: _Stuck) -> None:
        try:
            if self.protocol.wants_proof(stuck.out):
                self.protocol.is_proven_by(await transport.send_provably(stuck.out.text))
            else:
                await transport.send(stuck.out.text)
        except ConnectionClosed:
            self._give_up_stuck(stuck)
        else:
            self._unstick(stuck)
        if self.is_on(transport):
            self.write()

    def _give_up_stuck(self, stuck: _Stuck | None) -> None:
        """The connection that has no room for a text is gone."""
        if stuck is not None and stuck is self._stuck:
            self.protocol.not_sent(stuck.out)
            self._unstick(stuck)

    def _unstick(self, stuck: _Stuck) -> None:
        if stuck is self._stuck:
            self._stuck = None
        stuck.done.set()

    async def flush(self) -> None:
        """Write, and wait until it is out. Can be cancelled: what was to be written will be, all the same."""
        self.write()
        while self._stuck is not None:
            await self._stuck.done.wait()
