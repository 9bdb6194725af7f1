"""A simulated jambonz that calls applications."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import Unpack

import anyio
from anyio.abc import TaskGroup

from jambonz_proto._base import JsonValue
from jambonz_proto._client_protocol import ACK_WITHIN, ClientProtocol
from jambonz_proto._facts import Target
from jambonz_proto._transport import Dial, Transport, unwrapped
from jambonz_proto.client import Client
from jambonz_proto.errors import HandshakeError
from jambonz_proto.router import Handler, Router

from . import _live as _live  # these register how verbs and commands run
from . import _verbs as _verbs
from ._account import Account
from ._caller import WITHIN, Caller
from ._clock import PATIENCE, SimulatedClock, SkippingClock, VirtualClock
from ._legs import Outcome
from ._reach import ServerOptions, reachable
from ._session import Direction, MessageStatus, Session, Setting
from .recording import Recorder, Tap, tapped


class Refused(AssertionError):
    """The application did what the real server refuses, ignores, or only logs, or its code raised an exception."""


class Jambonz:
    """A simulated jambonz, on which all calls share one time, queues, conferences and the event loop.

    Applications in this program are called in memory, in virtual time. Applications elsewhere are called over a
    websocket; there pauses that only jambonz makes are skipped.

    Args:
        durations: Seconds that recordings take, by URL; ``None`` is one that is not found. Others take 5 s.
        realtime: Let time pass as it does.
        patience: Real seconds that an application in memory may await something else than its calls.
    """

    def __init__(
        self,
        *,
        durations: Mapping[str, float | None] | None = None,
        realtime: bool = False,
        patience: float = PATIENCE,
    ) -> None:
        self.durations: dict[str, float | None] = dict(durations or {})
        """Seconds that recordings take, by URL."""
        self._realtime = realtime
        self._patience = patience
        self._clocks: dict[bool, SimulatedClock] = {}
        self._account = Account()

    def clock(self, *, elsewhere: bool = False) -> SimulatedClock:
        """The clock of calls to applications in this program, or of those elsewhere."""
        real = elsewhere or self._realtime
        if real not in self._clocks:
            kind = SkippingClock(skip=not self._realtime) if real else VirtualClock(patience=self._patience)
            self._clocks[real] = kind
        return self._clocks[real]

    def call(
        self,
        application: Handler | Router | str,
        *,
        from_: str = "+4930123",
        to: str = "+4930456",
        direction: Direction = "inbound",
        outcome: Outcome = "answered",
        after: float | None = None,
        path: str = "/",
        headers: Mapping[str, str] | None = None,
        env: Mapping[str, JsonValue] | None = None,
        caller_name: str = "",
        tag: Mapping[str, JsonValue] | None = None,
        status_hook: bool = True,
        tts_connects: bool = True,
        sip_status: int | None = 200,
        message_status: MessageStatus = "success",
        target: Target | None = None,
        ack_within: float = ACK_WITHIN,
        strict: bool = True,
        record: str | PathLike[str] | Tap | None = None,
        **server: Unpack[ServerOptions],
    ) -> AbstractAsyncContextManager[Caller]:
        """Call an application: ``async with jambonz.call(application) as caller:``.

        Leaving the block hangs up, if the call still lives. Then whatever the real server would have refused, ignored
        or only logged, and an exception in the application's code, is a failure.

        Args:
            application: A handler or a :class:`Router`, called in memory, or the URL of an application elsewhere.
            from_: Calling party.
            to: Called party.
            direction: ``"inbound"``, or ``"outbound"`` for a call that the REST API was asked for: then ``caller`` is
                who is called, and hanging up while it rings declines the call.
            outcome: What becomes of an outbound call: ``"answered"``, ``"busy"`` (SIP 486), ``"declined"`` (603),
                ``"failed"`` (503) or ``"no-answer"`` (487).
            after: Seconds that an outbound call rings before; by default none, but 60 until there is no answer.
            path: Path of the application, in memory.
            headers: SIP headers of the INVITE.
            env: The application's environment variables.
            caller_name: Display name of the caller.
            tag: Data that comes back as ``customerData``.
            status_hook: Whether the application is told the state of the call.
            tts_connects: Whether the vendor of streamed text to speech can be reached.
            sip_status: SIP status that the caller's side answers a ``sip:request`` with; ``None`` if it does not.
            message_status: What becomes of a ``message``.
            target: Refuse what this server would refuse, on both ends.
            ack_within: Seconds that jambonz waits for an ack.
            strict: Whether what the real server would not have liked is a failure; it is in ``caller.problems`` anyway.
            record: File that the call is recorded in, for :func:`replay`; an older one is replaced. Credentials and
                environment variables are left out. Or what else is to get the messages, such as a :class:`Recorder`.
            **server: Options of :class:`jambonz_proto.Server`, in memory.

        Raises:
            ValueError: An outcome for an inbound call, or a path that the router does not have.
        """
        if direction == "inbound" and (outcome != "answered" or after is not None):
            raise ValueError("only an outbound call has an outcome and rings")
        if isinstance(application, Router) and application.find(path) is None:
            served = ", ".join(map(repr, application.applications)) or "none"
            raise ValueError(f"no application at {path!r}; there are: {served}")
        setting = Setting(
            from_=from_,
            to=to,
            direction=direction,
            outcome=outcome,
            after=after,
            headers=headers or {},
            env=env,
            caller_name=caller_name,
            tag=tag,
            status_hook=status_hook,
            tts_connects=tts_connects,
            sip_status=sip_status,
            message_status=message_status,
            durations=self.durations,
            account=self._account,
        )
        protocol = ClientProtocol(target=target, ack_within=ack_within)
        clock = self.clock(elsewhere=isinstance(application, str))
        return _SimulatedCall(application, path, target, protocol, clock, setting, server, record, strict=strict)


_OTHER_TASK = (
    "a call has to end in the task that it began in, but pytest-asyncio leaves a fixture in another one: "
    "call in the test itself, or mark test and fixture for anyio's plugin, with pytest.mark.anyio"
)


class _SimulatedCall:
    """What :meth:`Jambonz.call` returns."""

    def __init__(
        self,
        application: Handler | Router | str,
        path: str,
        target: Target | None,
        protocol: ClientProtocol,
        clock: SimulatedClock,
        setting: Setting,
        server: ServerOptions,
        record: str | PathLike[str] | Tap | None,
        *,
        strict: bool,
    ) -> None:
        self._application = application
        self._path = path
        self._target: Target | None = target
        self._protocol = protocol
        self._clock = clock
        self._setting = setting
        self._server = server
        self._record = record
        self._strict = strict
        self._running = self._run()
        self._session: Session | None = None
        self._task: int | None = None

    async def __aenter__(self) -> Caller:
        __tracebackhide__ = True
        self._task = anyio.get_current_task().id
        return await self._running.__aenter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        __tracebackhide__ = True
        if anyio.get_current_task().id != self._task:
            raise RuntimeError(_OTHER_TASK)
        if await self._running.__aexit__(kind, error, trace):
            return
        if error is None and self._session is not None and self._strict:
            _check(self._session)

    @asynccontextmanager
    async def _run(self) -> AsyncGenerator[Caller]:
        with unwrapped():
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(self._clock.drive)
                async with self._connected(tasks) as client:
                    session = self._session = Session(client, self._clock, self._setting)
                    tasks.start_soon(session.run)
                    caller = Caller(session)
                    yield caller
                    await self._leave(session)
                tasks.cancel_scope.cancel()

    async def _leave(self, session: Session) -> None:
        """The test is through: hang up, if nobody has."""
        await self._clock.reach(lambda: True, WITHIN)
        if session.ended is None:
            await session.hang_up(session.caller)
        await self._clock.reach(lambda: session.is_over, WITHIN, lasting=True)

    @asynccontextmanager
    async def _connected(self, tasks: TaskGroup) -> AsyncGenerator[Client]:
        async with reachable(
            self._application,
            self._clock,
            tasks,
            path=self._path,
            target=self._target,
            server=self._server,
            on_failure=self._failed,
        ) as dial:
            with self._tap() as tap:
                way = self._line(dial if tap is None else tapped(dial, tap))
                async with Client(way, self._protocol, clock=self._clock).running() as client:
                    yield client

    def _line(self, dial: Dial) -> Dial:
        """The way to the application, which may be broken for some time."""

        @asynccontextmanager
        async def connection() -> AsyncGenerator[Transport]:
            session = self._session
            if session is not None and session.refused_attempts > 0:
                session.refused_attempts -= 1
                raise HandshakeError("the network is broken", self._path)
            async with dial() as transport:
                yield transport

        return connection

    @contextmanager
    def _tap(self) -> Generator[Tap | None]:
        if not isinstance(self._record, (str, PathLike)):
            yield self._record
            return
        with Path(self._record).open("w", encoding="utf-8") as file:
            yield Recorder(file, self._clock.now)

    def _failed(self, error: Exception) -> None:
        if self._session is not None:
            self._session.failed(error)


def _check(session: Session) -> None:
    """Fail with what the real server would not have liked, or what the application raised."""
    __tracebackhide__ = True
    problems = session.problems
    if session.failure is None and not problems:
        return
    what = [f"the application raised {session.failure!r}"] if session.failure is not None else []
    what += [str(problem).removeprefix("✗ ") for problem in problems]
    refused = Refused("\n".join(what) + f"\n\n{session.transcript}")
    raise refused from session.failure
