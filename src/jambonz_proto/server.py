"""Serve voice applications: jambonz connects here for each call."""

from __future__ import annotations

import base64
import heapq
import hmac
import logging
import math
import signal
import ssl as ssl_module
from collections.abc import AsyncGenerator, Callable, Coroutine, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from functools import partial
from http import HTTPStatus
from types import MappingProxyType, TracebackType
from typing import Self

import anyio
import msgspec
from anyio.abc import TaskGroup

from ._clock import Clock
from ._codec import check_target, encode_verbs
from ._envelope import read_envelope
from ._facts import Target
from ._protocol import ACK_AFTER, COMMAND_DELAY, MAX_MESSAGE, CallProtocol
from ._shell import NO_ALARM, Alarm, MainFlow, Shell, application_code
from ._transport import Transport, unwrapped
from ._websocket import HttpAnswer, HttpRequest, listen
from .call import Call
from .env import env_schema
from .errors import ConnectionClosed
from .messages import AdultingData, CallStatus, Message, SessionAdulting, SessionReconnect, SessionRedirect
from .router import Application, Handler, Router, Unanswered
from .verbs import Verb

__all__ = ["serve", "Server"]

logger = logging.getLogger("jambonz_proto.server")


class Server:
    """A listening server, used as ``async with Server(handler) as server:``.

    Each call runs its handler once, beside all other calls. A handler that raises ends its own call only, whatever it
    raises but for ``SystemExit`` and ``KeyboardInterrupt``, which end the server. A connection that drops is not the
    end of a call: when jambonz comes back, the same call goes on.

    Leaving the ``async with`` takes no new calls, gives running ones ``drain`` seconds to end, and closes what is left
    with code 1001, upon which jambonz tries to reconnect.

    On the same port ``GET /healthz`` is answered for load balancers, and ``OPTIONS`` of an application's path with its
    environment variables for the portal; paths that nobody serves get a 404.

    Args:
        application: The voice application, or a :class:`Router` for several and for unusual sessions.
        host: Address to listen on.
        port: Port to listen on; 0 takes a free one, see :attr:`port`.
        path: Path of the application's URL; a :class:`Router` has paths of its own.
        target: Refuse in the sender what this server would refuse, ``"open-source-0.9"`` or ``"v10"``; by default all
            that the spec knows may be sent.
        ssl_context: For ``wss``.
        credentials: User name and password that jambonz has to give, as set at the application's hook.
        last_words: What an answered call hears before it is hung up because its handler failed.
        ack_after: Seconds after which a message that is not acked yet is acked automatically; jambonz gives up after 5.
        command_delay: Seconds that a new inbound call needs after its first ack before it listens for commands.
        reconnect_within: Seconds to wait for jambonz to come back when a connection dropped.
        drain: Seconds that running calls have to end when the server stops.
        cleanup: Seconds that handlers have after that, before they are cancelled.
        max_calls: Connections beyond this number are refused with 503.
        max_message: Bytes that jambonz takes in one message.
        max_incoming: Bytes of the largest message taken from jambonz; a larger one closes its connection with 1009.
        handshake_timeout: Seconds that a handshake may take.
        on_failure: Told of each exception of the application's code that ends a call; it is logged in any case.
        clock: Tells the time; by default the event loop's.

    Raises:
        ValueError: There is no such target.
        EncodeError: jambonz would refuse the last words.
    """

    def __init__(
        self,
        application: Handler | Router,
        *,
        host: str = "127.0.0.1",
        port: int = 3000,
        path: str = "/",
        target: Target | None = None,
        ssl_context: ssl_module.SSLContext | None = None,
        credentials: tuple[str, str] | None = None,
        last_words: tuple[Verb, ...] = (),
        ack_after: float = ACK_AFTER,
        command_delay: float = COMMAND_DELAY,
        reconnect_within: float = 30.0,
        drain: float = 0.0,
        cleanup: float = 5.0,
        max_calls: int = 10_000,
        max_message: int = MAX_MESSAGE,
        max_incoming: int = 1024 * 1024,
        handshake_timeout: float = 10.0,
        on_failure: Callable[[Exception], None] | None = None,
        clock: Clock | None = None,
    ) -> None:
        check_target(target)
        encode_verbs(last_words, path="last_words", target=target)
        self._router = application if isinstance(application, Router) else _single(path, application)
        self._host = host
        self._wanted_port = port
        self._target: Target | None = target
        self._ssl = ssl_context
        self._authorization = _basic(*credentials) if credentials is not None else None
        self._last_words = last_words
        self._ack_after = ack_after
        self._command_delay = command_delay
        self._reconnect_within = reconnect_within
        self._drain = drain
        self._cleanup = cleanup
        self._max_calls = max_calls
        self._max_message = max_message
        self._max_incoming = max_incoming
        self._handshake_timeout = handshake_timeout
        self._on_failure = on_failure
        self._calls: dict[str, Call] = {}
        self._shells: dict[str, Shell] = {}
        self._connections = 0
        self._stopping = False
        self._quiet = anyio.Event()
        self._clock = clock or Clock()
        self._timers = _Timers(self._clock)
        self._tasks: TaskGroup | None = None
        self._context: AbstractAsyncContextManager[None] | None = None
        self.port = port
        """The port it listens on; 0 if it does not listen."""

    @property
    def calls(self) -> Mapping[str, Call]:
        """The running calls by call sid, to reach one from elsewhere."""
        return MappingProxyType(self._calls)

    async def __aenter__(self) -> Self:
        self._context = self._running(self._listen())
        await self._context.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        assert self._context is not None
        return await self._context.__aexit__(kind, error, trace)

    @asynccontextmanager
    async def without_listening(self) -> AsyncGenerator[Self]:
        """As ``async with server``, but without a port: connections come by :meth:`serve_connection` only."""
        async with self._running(nullcontext(0)):
            yield self

    @asynccontextmanager
    async def _running(self, listening: AbstractAsyncContextManager[int]) -> AsyncGenerator[None]:
        self._stopping = False
        with unwrapped():
            async with anyio.create_task_group() as timers:
                timers.start_soon(self._timers.run)
                with unwrapped():
                    async with anyio.create_task_group() as self._tasks:
                        try:
                            async with listening as self.port:
                                try:
                                    yield
                                finally:
                                    await self._stop()
                        finally:
                            self._end_tasks(self._tasks)
                timers.cancel_scope.cancel()

    def _listen(self) -> AbstractAsyncContextManager[int]:
        return listen(
            self.serve_connection,
            host=self._host,
            port=self._wanted_port,
            answer=self._answer_http,
            ssl=self._ssl,
            max_size=self._max_incoming,
            open_timeout=self._handshake_timeout,
        )

    async def _stop(self) -> None:
        """Take no new calls, and give the running ones time to end."""
        self._stopping = True
        for shell in list(self._shells.values()):
            if not shell.protocol.connected:  # jambonz would be refused when it came back
                shell.end("the server stops")
        with self._clock.move_on_after(self._drain):
            while self._calls:
                self._quiet = anyio.Event()
                await self._quiet.wait()

    def _end_tasks(self, tasks: TaskGroup) -> None:
        """Handlers that are still there after the connections were closed have a moment to clean up."""
        for shell in list(self._shells.values()):
            shell.end("the server stops")
        tasks.cancel_scope.deadline = anyio.current_time() + self._cleanup

    def _answer_http(self, request: HttpRequest) -> HttpAnswer | None:
        """Answer what is not to become a connection."""
        if request.path == "/healthz" and request.method in ("GET", "HEAD"):
            if self._stopping:
                return HttpAnswer(HTTPStatus.SERVICE_UNAVAILABLE, "stopping\n")
            return HttpAnswer(HTTPStatus.OK, "ok\n")
        application = self._router.find(request.path)
        if application is None:
            return HttpAnswer(HTTPStatus.NOT_FOUND, "No voice application here.\n")
        if request.method == "OPTIONS":
            schema = env_schema(application.env) if application.env is not None else {}
            return HttpAnswer(HTTPStatus.OK, msgspec.json.encode(schema).decode(), {"Content-Type": "application/json"})
        given = request.authorization.encode(errors="surrogateescape")
        if self._authorization is not None and not hmac.compare_digest(given, self._authorization):
            challenge = {"WWW-Authenticate": 'Basic realm="jambonz", charset="UTF-8"'}
            return HttpAnswer(HTTPStatus.UNAUTHORIZED, "User name and password, please.\n", challenge)
        if self._stopping or self._connections >= self._max_calls:
            return HttpAnswer(HTTPStatus.SERVICE_UNAVAILABLE, "No more calls.\n")
        return None

    async def serve_connection(self, transport: Transport, path: str = "/") -> None:
        """Serve one connection, from its first message to its end.

        This is what the listening server does with each; a transport of one's own, such as one end of a pair in memory,
        can be served by it as well.
        """
        application = self._router.find(path)
        assert application is not None  # others got a 404
        if self._connections >= self._max_calls:  # of several handshakes at the same time
            await transport.close(_TRY_LATER, "no more calls")
            return
        line = _Line(transport, partial(self._call_of, transport, application), self._note)
        closed = ConnectionClosed(None)
        self._connections += 1
        try:
            closed = await transport.deliver_to(line)
        finally:
            self._connections -= 1
            if line.shell is not None and line.shell.is_on(transport):
                self._closed(line.shell, closed)

    def _call_of(
        self, transport: Transport, application: Application, message: str | bytes, unnamed: Shell | None
    ) -> Shell:
        """The call that a connection belongs to, as its first messages tell: a new one, or one of ours that goes on.

        Args:
            transport: The connection.
            application: What serves it.
            message: Its next message.
            unnamed: What stands in for the call, if its first message did not tell which one goes on.
        """
        resumed = self._resumed(message) if unnamed is None else self._recognised(message, unnamed)
        if resumed is not None:
            resumed.reconnect(transport)
        return resumed or unnamed or self._new_shell(transport, application)

    def _resumed(self, message: str | bytes) -> Shell | None:
        envelope = read_envelope(message)
        if envelope is None or envelope.type != "session:reconnect":
            return None
        return self._shells.get(envelope.sid or "")

    def _recognised(self, message: str | bytes, unnamed: Shell) -> Shell | None:
        envelope = read_envelope(message)
        shell = self._shells.get((envelope and envelope.sid) or "")
        return None if shell is None or shell is unnamed or not shell.protocol.comes_back_unnamed else shell

    def _new_shell(self, transport: Transport, application: Application) -> Shell:
        protocol = CallProtocol(
            target=self._target,
            max_message=self._max_message,
            ack_after=self._ack_after,
            command_delay=self._command_delay,
        )
        return Shell(
            protocol,
            transport,
            clock=self._clock,
            spawn=self._spawn,
            reschedule=self._timers.schedule,
            begin=partial(self._begin, application),
            over=partial(self._over, application),
            last_words=self._last_words,
            on_failure=self._on_failure,
        )

    def _spawn(self, run: Callable[[], Coroutine[None, None, None]]) -> None:
        assert self._tasks is not None  # inside of `async with`
        self._tasks.start_soon(run)

    def _begin(self, application: Application, shell: Shell) -> MainFlow | None:
        """A session has begun: register its call, and say what runs."""
        call = Call(shell)
        call.parent = self._parent(call)
        if call.sid:
            self._shells[call.sid] = shell
            self._calls[call.sid] = call
        handler = _handler(application, call.opening)
        if handler is None:
            shell.log.warning("nobody serves its %s: give the router a handler for that", call.opening.type)
            return None
        info = call.info
        shell.log.info("begins with %s: %s from %s to %s", call.opening.type, info.direction, info.from_, info.to)
        return partial(handler, call)

    def _note(self, shell: Shell) -> None:
        """A call that no session has begun yet is to be known when jambonz comes back."""
        if shell.sid and not shell.ended:
            self._shells.setdefault(shell.sid, shell)

    def _parent(self, call: Call) -> Call | None:
        """The call that a redirected or adulted one comes from, if it is one of ours."""
        data = getattr(call.opening, "data", None)
        if isinstance(data, AdultingData) and data.parent_call_info is not None:
            return self._calls.get(data.parent_call_info.call_sid or "")
        return self._calls.get(call.sid)

    def _closed(self, shell: Shell, closed: ConnectionClosed) -> None:
        """A connection is gone: the end of its call, or a drop that jambonz comes back from."""
        now = self._clock.now()
        if shell.ended:
            self._forget(shell)
        elif closed.code == _GRACEFUL:
            shell.end("jambonz closed the connection")
        elif self._stopping:
            shell.end("the server stops")
        elif self._shells.get(shell.sid) is not shell:
            shell.end(str(closed))
        elif closed.code == _GOING_AWAY and shell.protocol.may_be_rejected(now):
            why = "jambonz gave up on the call: its first verbs were missing, invalid or late"
            shell.log.error("%s", why)
            shell.end(why)
        else:
            shell.log.warning("%s; waiting for jambonz to reconnect", closed)
            shell.disconnect(until=now + self._reconnect_within)

    def _over(self, application: Application, shell: Shell) -> None:
        """A call is over; if it never began, the router wants to know, unless it goes on elsewhere."""
        self._forget(shell)
        if shell.protocol.opening is not None:
            shell.log.info("%s", shell.protocol.ended.problem if shell.protocol.ended is not None else "is over")
        if self._stopping and not shell.protocol.has_final_state:
            return
        statuses = shell.unanswered_statuses()
        if statuses and application.unanswered is not None:
            self._spawn(partial(_tell, application.unanswered, statuses, self._clock))

    def _forget(self, shell: Shell) -> None:
        self._timers.forget(shell)
        if self._shells.get(shell.sid) is shell:
            del self._shells[shell.sid]
            self._calls.pop(shell.sid, None)
        if not self._calls:
            self._quiet.set()


async def _tell(unanswered: Unanswered, statuses: Sequence[CallStatus], clock: Clock) -> None:
    try:
        await application_code(partial(unanswered, statuses), clock)
    except Exception:
        logger.exception("the handler of unanswered calls failed")


def _single(path: str, handler: Handler) -> Router:
    router = Router()
    router.add(path, handler)
    return router


def _handler(application: Application, opening: Message) -> Handler | None:
    """What serves a session that begins with this message."""
    match opening:
        case SessionRedirect():
            return application.redirected or application.handler
        case SessionAdulting():
            return application.adulted
        case SessionReconnect():
            return application.resumed
        case _:
            return application.handler


_BLOCKED = 1.0
"""Seconds after which it is worth telling that nothing could run for so long."""
_GRACEFUL = 1000
_GOING_AWAY = 1001
_TRY_LATER = 1013


def _basic(user: str, password: str) -> bytes:
    return b"Basic " + base64.b64encode(f"{user}:{password}".encode())


async def serve(
    application: Handler | Router,
    *,
    host: str = "127.0.0.1",
    port: int = 3000,
    path: str = "/",
    target: Target | None = None,
    ssl_context: ssl_module.SSLContext | None = None,
    credentials: tuple[str, str] | None = None,
    drain: float = 5.0,
) -> None:
    """Serve a voice application until cancelled or stopped by SIGTERM. For all beyond that there is :class:`Server`.

    Args:
        application: The voice application, called once for each call, or a :class:`Router` for several.
        host: Address to listen on.
        port: Port to listen on.
        path: Path of the application's URL; a :class:`Router` has paths of its own.
        target: Refuse in the sender what this server would refuse.
        ssl_context: For ``wss``.
        credentials: User name and password that jambonz has to give.
        drain: Seconds that running calls have to end on SIGTERM.
    """
    async with Server(
        application,
        host=host,
        port=port,
        path=path,
        target=target,
        ssl_context=ssl_context,
        credentials=credentials,
        drain=drain,
    ) as server:
        logger.info("listening on %s:%s", host, server.port)
        with anyio.open_signal_receiver(signal.SIGTERM) as signals:
            async for _ in signals:
                logger.info("stopping; calls that still run: %s, which have %g s to end", len(server.calls), drain)
                return


class _Line:
    """One connection from jambonz, and the call that it belongs to."""

    __slots__ = ("_call_of", "_note", "_transport", "shell")

    def __init__(
        self,
        transport: Transport,
        call_of: Callable[[str | bytes, Shell | None], Shell],
        note: Callable[[Shell], None],
    ) -> None:
        self._transport = transport
        self._call_of = call_of
        self._note = note
        self.shell: Shell | None = None

    def receive(self, message: str | bytes, /) -> None:
        shell = self.shell
        if shell is None or shell.protocol.is_unnamed:
            shell = self.shell = self._call_of(message, shell)
        shell.receive(message, self._transport)
        if shell.protocol.opening is None:
            self._note(shell)

    def on_room(self) -> None:
        if self.shell is not None and self.shell.is_on(self._transport):
            self.shell.on_room()


class _Timers:
    """Wakes calls when something is due, by one task for all of them.

    Most of what a message makes due is done long before: a call looks what is left when its time has come, and not
    each time that something is off.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._heap: list[Alarm] = []
        self._rang_at = -math.inf
        self._earlier = anyio.Event()

    def schedule(self, shell: Shell) -> None:
        """Something of this call is due, earlier than it was known before."""
        self.forget(shell)
        shell.alarm = alarm = Alarm(shell.protocol.due, shell)
        if not self._heap or alarm < self._heap[0]:
            self._earlier.set()
        heapq.heappush(self._heap, alarm)

    def forget(self, shell: Shell) -> None:
        """Nothing is due for this call any more."""
        shell.alarm.shell = None
        shell.alarm = NO_ALARM

    async def run(self) -> None:
        while True:
            self._earlier = anyio.Event()
            if not self._heap:
                await self._earlier.wait()
                continue
            due, now = self._heap[0].due, self._clock.now()
            if due > now:
                with self._clock.move_on_at(due):
                    await self._earlier.wait()
                continue
            if now - due > _BLOCKED and due > self._rang_at:  # once for all that waited
                logger.warning("something blocked the event loop for %.1f s or more: acks may be late", now - due)
            self._rang_at = now
            self._ring(heapq.heappop(self._heap).shell)

    def _ring(self, shell: Shell | None) -> None:
        if shell is not None:
            shell.alarm = NO_ALARM
            shell.on_time(self._clock.now())
