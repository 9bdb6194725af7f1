"""One call, as the application sees it."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import suppress
from contextvars import ContextVar
from typing import TypeAlias, TypeVar, cast

import anyio

from . import commands, hooks, messages
from ._base import ActionVerb, JsonValue, Verb
from ._codec import ClientMessage, RawCommand
from ._methods import CommandMethods
from ._protocol import CallProtocol, Leg
from ._transport import Transport
from .errors import CallEnded, ConnectionClosed, DecodeError

__all__ = ["Call", "Handler"]

logger = logging.getLogger("jambonz_proto.call")

R = TypeVar("R")
Handler: TypeAlias = "Callable[[Call], Awaitable[None]]"
"""A voice application: called once for each call."""

_main_of: ContextVar[Call | None] = ContextVar("jambonz_proto.main_of", default=None)
"""The call whose main flow is running here; tasks that it starts count as part of it."""

_READER_QUEUE = 1024


class Call(CommandMethods):
    """A call, handed to the application's handler when its session begins.

    In the linear style the handler says what happens, one thing after the other: :meth:`perform` sends verbs and
    returns the result of the last one, :meth:`send` only sends them. Whether they go out as the answer that jambonz
    waits for or as a command is worked out here. At the low level the call is iterated for its messages, and each that
    wants an ack is given one by :meth:`ack`.

    All waits on a call end with :class:`CallEnded` when the call does.
    """

    __slots__ = ("_flushing", "_protocol", "_reader", "_reschedule", "_transport", "parent")

    def __init__(
        self, protocol: CallProtocol, transport: Transport, reschedule: Callable[[], None], parent: Call | None = None
    ) -> None:
        self._protocol = protocol
        self._transport = transport
        self._reschedule = reschedule
        self._flushing = anyio.Lock()
        self._reader: _Reader | None = None
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
        return self._protocol.ended

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
        """
        self._protocol.send(verbs, queue=queue, main=self._in_main_flow(), now=anyio.current_time())
        await self._flush()

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
        """
        outcome = anyio.Event()
        perform = self._protocol.perform(
            verbs,
            queue=queue,
            main=self._in_main_flow(),
            now=anyio.current_time(),
            on_settled=outcome.set,
        )
        try:
            await self._flush()
            if timeout is None:
                await outcome.wait()
            else:
                with anyio.fail_after(timeout):
                    await outcome.wait()
        except BaseException:
            self._protocol.give_up(perform)
            raise
        return cast("R", perform.result())

    def _in_main_flow(self) -> bool:
        return _main_of.get() is self

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
        await self._flush()

    async def send_command(self, command: commands.Command) -> None:
        """Send a command. There is a typed method for each.

        Raises:
            CallEnded: The call is over.
            InvalidOutgoing: Against the spec; names the place.
            RefusedByTarget: The chosen target would refuse it.
            MessageTooLarge: Over what jambonz takes.
        """
        self._protocol.command(command, anyio.current_time())
        await self._flush()

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
        """
        await self.send_command(RawCommand(name=name, data=data, call_sid=leg.sid if isinstance(leg, Leg) else leg))

    async def __aiter__(self) -> AsyncIterator[ClientMessage]:
        """The messages of the call, the opening one first; ends when the call does.

        While a call is iterated, whoever iterates answers the messages that nobody else does; what is left open is
        acked automatically when its time is up. Messages that came before are not given again, but for the opening
        one. If the iteration falls behind by more than 1,024 messages, the oldest are dropped, with a warning.
        """
        self._reader = reader = _Reader()
        self._protocol.reading = True
        try:
            yield cast("ClientMessage", self.opening)
            while True:
                yield await reader.next()
        except CallEnded:
            return
        finally:
            self._protocol.reading = False
            self._reader = None

    # -- for the server ----------------------------------------------------------------------

    async def run(self, handler: Handler) -> None:
        """Run the main flow. Never raises: what goes wrong ends this call and is logged."""
        _main_of.set(self)
        try:
            await handler(self)
        except CallEnded:
            logger.debug("call %s ended while its handler waited", self.sid)
            self._protocol.finish(anyio.current_time())
        except Exception:
            logger.exception("the handler of call %s failed", self.sid)
            self._protocol.fail(anyio.current_time())
        else:
            self._protocol.finish(anyio.current_time())
        with suppress(CallEnded):
            await self._flush()

    async def receive(self, text: str | bytes) -> None:
        """Take in one text message. Never raises on a bad one: it is reported and the call goes on."""
        try:
            received = self._protocol.receive(text, anyio.current_time())
        except DecodeError as error:
            logger.warning("call %s: jambonz sent a bad message: %s", self.sid, error)
            return
        if self._reader is not None:
            for message in received:
                self._reader.put(message, self.sid)
        if self._protocol.ended and self._reader is not None:
            self._reader.end()
        await self._flush()

    async def on_time(self, now: float) -> None:
        """Do what is due."""
        self._protocol.on_time(now)
        await self._flush()

    def next_time(self) -> float | None:
        """When :meth:`on_time` has something to do."""
        return self._protocol.next_time()

    def end(self) -> None:
        """The connection is gone for good: wake all who wait."""
        self._protocol.end()
        if self._reader is not None:
            self._reader.end()

    async def _flush(self) -> None:
        """Write what the protocol wants written, in its order."""
        self._reschedule()
        async with self._flushing:
            for text in self._protocol.data_to_send():
                try:
                    await self._transport.send(text)
                except ConnectionClosed:
                    raise CallEnded("the connection is gone", self.sid) from None


class _Reader:
    """Messages on their way to an iteration of the call."""

    def __init__(self) -> None:
        self._queue: list[ClientMessage] = []
        self._news = anyio.Event()
        self._ended = False

    def put(self, message: ClientMessage, sid: str) -> None:
        self._queue.append(message)
        if len(self._queue) > _READER_QUEUE:
            dropped = self._queue.pop(0)
            logger.warning("call %s: its iteration is too slow, dropped a %s", sid, dropped.type)
        self._news.set()

    def end(self) -> None:
        self._ended = True
        self._news.set()

    async def next(self) -> ClientMessage:
        while not self._queue:
            if self._ended:
                raise CallEnded("the call ended")
            self._news = anyio.Event()
            await self._news.wait()
        return self._queue.pop(0)


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
