"""Replay of a recorded call against an application."""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from os import PathLike
from typing import Unpack

import anyio
import msgspec
from anyio.abc import TaskGroup, TaskStatus

from jambonz_proto._base import JsonValue, is_list, is_object
from jambonz_proto._codec import read_json
from jambonz_proto._log import HIDDEN, hidden
from jambonz_proto._transport import Callbacks, Dial, Transport, unwrapped
from jambonz_proto.errors import ConnectionClosed, DecodeError, InvalidMessage
from jambonz_proto.router import Handler, Router

from ._clock import SimulatedClock, SkippingClock, VirtualClock
from ._differences import Comparison, Difference, aligned
from ._reach import ServerOptions, reachable
from .recording import Recorded, read_recording

WITHIN = 5.0
"""Seconds to wait for what the application said in the recording."""
_SETTLING = 0.3
"""Seconds that an application elsewhere has at the end to say what it did not say in the recording."""
_DEEPEST = 100
"""Levels of a message whose content is compared; a deeper one is compared as a text."""
_GRACEFUL = 1000
_DROPPED = 4000
"""Close code of a connection that is lost on purpose."""
_NEVER_SENT = (1004, 1005, 1006, 1015)
"""Close codes that stand for something else than a close frame."""
_RECONNECT = "session:reconnect"
_ECHOED_IDS = ("id", "verb_id")
"""Properties of payloads that give back an id of the application."""


async def replay(
    recording: str | PathLike[str] | Iterable[str | bytes],
    application: Handler | Router | str,
    *,
    path: str = "/",
    env: Mapping[str, JsonValue] | None = None,
    ignore: Iterable[str] = (),
    within: float = WITHIN,
    realtime: bool = False,
    **server: Unpack[ServerOptions],
) -> list[Difference]:
    """Run a recorded call against an application, and tell what it says otherwise than it did in the recording.

    Jambonz' messages are sent as they were recorded, each when all has come that the application had said before it.
    Acks are compared with the acks of the same messages, commands in their order. Message ids, and hooks and ids that
    an application makes up, are no differences.

    An application in this program is called in memory: there as much time passes as in the recording, but virtually.
    To one elsewhere the messages are sent as soon as possible.

    Args:
        recording: Path of the file, or its lines.
        application: A handler or a :class:`Router`, called in memory, or the URL of an application elsewhere.
        path: Path of the application, in memory.
        env: The application's environment variables, instead of the recorded ones, whose values are mostly hidden.
        ignore: Names of properties that are not compared, such as ``text``.
        within: Seconds that the application may be later than in the recording.
        realtime: Let as much time pass as in the recording, really.
        **server: Options of :class:`jambonz_proto.Server`, in memory.

    Returns:
        The differences, in the order of the recording; exceptions in an application of this program are among them.

    Raises:
        OSError: The file cannot be read.
        DecodeError: It holds something else than messages of one call.
        HandshakeError: The application cannot be reached, or refuses the connection.
    """
    script = _read(recording)
    is_elsewhere = isinstance(application, str)
    clock = SkippingClock(skip=False) if is_elsewhere or realtime else VirtualClock()
    found: list[Difference] = []
    failures: list[Exception] = []
    with unwrapped():
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(clock.drive)
            async with reachable(
                application, clock, tasks, path=path, target=None, server=server, on_failure=failures.append
            ) as dial:
                run = _Replay(dial, clock, tasks, Comparison(frozenset(ignore)), env, within)
                await run.play(script, keeps_time=realtime or not is_elsewhere)
                found = run.differences()
            tasks.cancel_scope.cancel()
    return found + [Difference("handler", "$", "new", None, error) for error in failures]


@dataclass(frozen=True, slots=True)
class _Spoken:
    """A line of the recording, or something that the application says now."""

    line: Recorded
    value: object
    """The message; a string if it is no JSON object or too deep to be looked into, ``None`` for the end of a
    connection.
    """

    def get(self, name: str) -> object:
        """A property of the message."""
        return self.value.get(name) if is_object(self.value) else None

    @property
    def name(self) -> str:
        """What to call it."""
        return " ".join(str(part) for part in (self.get("type"), self.get("command")) if part) or "message"

    @property
    def content(self) -> object:
        """What is compared: all but its id. An ack without verbs is one with none."""
        if not is_object(self.value):
            return self.value
        content = {name: value for name, value in self.value.items() if name not in ("type", "command", "msgid")}
        return {**content, "data": content.get("data") or []} if self.get("type") == "ack" else content


def _spoken(line: Recorded) -> _Spoken:
    if line.text is None:
        return _Spoken(line, None)
    try:
        message = read_json(line.text, dict[str, object])
    except DecodeError:
        return _Spoken(line, line.text)
    return _Spoken(line, line.text if _is_deeper(message, _DEEPEST) else message)


def _is_deeper(value: object, levels: int) -> bool:
    """Whether a JSON value has more levels than so many."""
    parts = value.values() if is_object(value) else value if is_list(value) else ()
    return levels == 0 or any(_is_deeper(part, levels - 1) for part in parts)


def _read(recording: str | PathLike[str] | Iterable[str | bytes]) -> list[_Spoken]:
    script = [_spoken(line) for line in read_recording(recording)]
    sent = [spoken for spoken in script if spoken.line.sender == "jambonz" and spoken.value is not None]
    if not sent:
        raise InvalidMessage("it has no message of jambonz", "$", "recording")
    sids = {sid: spoken.line.line for spoken in sent if isinstance(sid := spoken.get("call_sid"), str)}
    if len(sids) > 1:
        raise InvalidMessage(f"it has messages of several calls: {', '.join(sids)}", "$.call_sid", "recording")
    return script


@dataclass(slots=True)
class _Said:
    """What the application says."""

    acks: dict[object, _Spoken] = field(default_factory=dict[object, _Spoken])
    """Its first ack of each message, by message id."""
    rest: list[_Spoken] = field(default_factory=list[_Spoken])
    """All else in its order: commands, further acks, and what is neither."""

    def take(self, spoken: _Spoken, asked: Container[object]) -> None:
        """Take in a message; ``asked`` has the ids of jambonz' messages so far."""
        msgid = spoken.get("msgid")
        if spoken.get("type") == "ack" and msgid in asked and msgid not in self.acks:
            self.acks[msgid] = spoken
        else:
            self.rest.append(spoken)


class _Replay:
    """Plays jambonz' part of a recording."""

    def __init__(
        self,
        dial: Dial,
        clock: SimulatedClock,
        tasks: TaskGroup,
        comparison: Comparison,
        env: Mapping[str, JsonValue] | None,
        within: float,
    ) -> None:
        self._dial = dial
        self._clock = clock
        self._tasks = tasks
        self._comparison = comparison
        self._env = env
        self._within = within
        self._sent: dict[object, _Spoken] = {}  # jambonz' messages, by their recorded ids
        self._ids: dict[object, str] = {}  # their ids of today
        self._then = _Said()
        self._now = _Said()
        self._first: tuple[float, float] | None = None  # recorded time and time of the first message
        self._last: float | None = None  # recorded time of the last message
        self._transport: Transport | None = None
        self._closing = False
        self._left: ConnectionClosed | None = None  # how the application closed, if that is not in the recording
        self._found: list[tuple[int, Difference]] = []

    async def play(self, script: Sequence[_Spoken], *, keeps_time: bool) -> None:
        """Send what jambonz sent, and wait in between for what the application said.

        Args:
            script: The recording.
            keeps_time: Whether jambonz is as slow as it was; else it waits for the application only.
        """
        for spoken in script:
            if spoken.line.sender == "application":
                await self._listen(spoken)
                continue
            if keeps_time:
                await self._pass_to(spoken.line.time)
            if spoken.value is None:
                await self._close(spoken.line.closed, settle=not keeps_time)
            elif not await self._say(spoken):
                break
        if self._transport is not None:
            await self._close(_GRACEFUL, settle=True)
        if self._left is not None:
            self._note(script[-1].line.line, Difference("connection", "$", "new", replayed=str(self._left)))

    # -- jambonz' part -------------------------------------------------------------------------

    async def _say(self, spoken: _Spoken) -> bool:
        """Send a message; returns whether there is a connection to send it over."""
        if spoken.get("type") == _RECONNECT:
            await self._close(_DROPPED)
        if self._left is not None:
            return False
        if self._transport is None:
            await self._tasks.start(self._converse)
        self._last = spoken.line.time
        text = self._of_today(spoken)
        await self._clock.reach(lambda: self._transport is None or self._transport.has_room, self._within, lasting=True)
        if self._transport is not None and self._transport.has_room:
            self._transport.write(text)
        return True

    def _of_today(self, spoken: _Spoken) -> bytes:
        """The text of a message, with an id of its own and with the names that the application uses now."""
        if not is_object(spoken.value):
            return (spoken.line.text or "").encode()
        message = {**spoken.value}
        if (msgid := message.get("msgid")) is not None:
            self._sent[msgid] = spoken
            message["msgid"] = self._ids[msgid] = secrets.token_urlsafe(16)
        if isinstance(hook := message.get("hook"), str):
            message["hook"] = self._comparison.hooks.get(hook, hook)
        if is_object(data := message.get("data")):
            message["data"] = self._data_of_today(data)
        return msgspec.json.encode(message)

    def _data_of_today(self, recorded: Mapping[str, object]) -> Mapping[str, object]:
        data = {**recorded}
        for name in _ECHOED_IDS:
            if isinstance(given := data.get(name), (str, int)):
                data[name] = self._comparison.ids.get(given, given)
        if "env_vars" in data and self._env is not None:
            data["env_vars"] = self._env
        elif is_object(hidden := data.get("env_vars")) and HIDDEN in hidden.values():
            del data["env_vars"]
        return data

    async def _converse(self, *, task_status: TaskStatus[None]) -> None:
        """One connection, from its opening to its end."""
        self._closing = False
        async with self._dial() as transport:
            self._transport = transport
            task_status.started()
            try:
                closed = await transport.deliver_to(Callbacks(self._take, self._clock.stir))
                self._left = None if self._closing else closed
            finally:
                self._transport = None
                self._clock.stir()

    async def _close(self, code: int | None, *, settle: bool = False) -> None:
        """Close the connection, if it is open.

        Args:
            code: The close code; some cannot be sent.
            settle: Give the application a moment for what it did not say in the recording.
        """
        if settle:
            settled = self._clock.now() + _SETTLING
            await self._clock.pass_until(settled, unless=lambda: self._transport is None)
        if self._transport is not None:
            self._closing = True
            await self._transport.close(_DROPPED if code is None or code in _NEVER_SENT else code)
            await self._clock.reach(lambda: self._transport is None, self._within, lasting=True)

    # -- the application's part ----------------------------------------------------------------

    def _take(self, text: str | bytes) -> None:
        content = text if isinstance(text, str) else text.decode(errors="replace")
        self._now.take(_spoken(Recorded("application", content)), set(self._ids.values()))
        self._clock.stir()

    async def _listen(self, spoken: _Spoken) -> None:
        """Wait until the application has said what it said in the recording."""
        if spoken.value is None:
            await self._wait(spoken, lambda: self._transport is None)
            self._compare_closing(spoken)
        elif spoken.get("type") != "ack" or spoken.get("msgid") in self._sent:
            self._then.take(spoken, self._sent)
            await self._wait(spoken, lambda: self._counterpart(spoken) is not None)
            if (now := self._counterpart(spoken)) is not None:
                deque(self._comparison.compare(spoken.content, now.content), maxlen=0)  # for the names in them

    def _counterpart(self, spoken: _Spoken) -> _Spoken | None:
        """What the application says now instead; of what is no ack the one that has come as the same in number."""
        msgid = spoken.get("msgid")
        if self._then.acks.get(msgid) is spoken:
            return self._now.acks.get(self._ids[msgid])
        number = len(self._then.rest)
        return self._now.rest[number - 1] if number <= len(self._now.rest) else None

    def _compare_closing(self, spoken: _Spoken) -> None:
        recorded = str(ConnectionClosed(spoken.line.closed))
        left, self._left = self._left, None
        if left is None:
            self._note(spoken.line.line, Difference("connection", "$", "missing", recorded, None, spoken.line.line))
        elif left.code != spoken.line.closed:
            changed = Difference("connection", "$", "changed", recorded, str(left), spoken.line.line)
            self._note(spoken.line.line, changed)

    # -- time ----------------------------------------------------------------------------------

    async def _wait(self, spoken: _Spoken, condition: Callable[[], bool]) -> None:
        """Wait for something that came some time after jambonz' last message."""
        time, last = spoken.line.time, self._last
        later = 0.0 if time is None or last is None else max(0.0, time - last)
        with self._clock.asking():
            within = later + self._within
            await self._clock.reach(lambda: condition() or self._transport is None, within, lasting=True)

    async def _pass_to(self, time: float | None) -> None:
        """Let time pass up to one in the recording."""
        now = self._clock.now()
        if time is None:
            await self._clock.pass_until(now)
            return
        self._first = self._first or (time, now)
        recorded, began = self._first
        await self._clock.pass_until(max(now, began + time - recorded))

    # -- the outcome ---------------------------------------------------------------------------

    def differences(self) -> list[Difference]:
        """What the application says otherwise than in the recording, in the order of the recording."""
        for msgid, sent in self._sent.items():
            then, now = self._then.acks.get(msgid), self._now.acks.get(self._ids[msgid])
            self._compare(f"ack of {sent.name}", then, now, sent.line.line)
        last = 0
        before, after = self._then.rest, self._now.rest
        for index, number in aligned([spoken.name for spoken in before], [spoken.name for spoken in after]):
            then = None if index is None else before[index]
            now = None if number is None else after[number]
            last = last if then is None else then.line.line
            self._compare((then or now or before[0]).name, then, now, last)
        return [difference for _, difference in sorted(self._found, key=itemgetter(0))]

    def _compare(self, name: str, then: _Spoken | None, now: _Spoken | None, place: int) -> None:
        """Compare two messages, of which one may be missing; ``place`` is the line where they belong."""
        if then is not None and now is not None:
            for path, kind, one, other in self._comparison.compare(then.content, now.content):
                self._note(place, Difference(name, path, kind, hidden(one), hidden(other), then.line.line))
        elif then is not None:
            self._note(place, Difference(name, "$", "missing", hidden(then.content), None, then.line.line))
        elif now is not None:
            self._note(place, Difference(name, "$", "new", None, hidden(now.content)))

    def _note(self, place: int, difference: Difference) -> None:
        self._found.append((place, difference))
