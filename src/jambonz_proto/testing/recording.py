"""Recorded calls: their messages as JSON lines.

A line of a recording says when, who, and what::

    {"time":0.0,"from":"jambonz","message":{"type":"session:new","msgid":"…","data":{…}}}
    {"time":0.004,"from":"application","message":{"type":"ack","msgid":"…","data":[{"verb":"say","text":"Hi"}]}}
    {"time":9.5,"from":"jambonz","closed":1000}

A message that is no JSON is there as a string. What was captured elsewhere can be read as well: ``time`` and ``from``
may be missing, and a line may be the bare message. Then an ack or a command is the application's, all else is jambonz'.
"""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncGenerator, Callable, Generator, Iterable
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from os import PathLike
from pathlib import Path
from typing import Literal, Protocol, TypeAlias

import msgspec
from msgspec import Raw, Struct, field

from jambonz_proto._codec import read_json
from jambonz_proto._log import FROM_JAMBONZ, UNKNOWN, WIRE, without_secrets
from jambonz_proto._transport import Callbacks, Dial, Receiver, Transport
from jambonz_proto.errors import ConnectionClosed, DecodeError, InvalidMessage

_NONE = Raw()

Sender: TypeAlias = Literal["jambonz", "application"]
"""Who sent a message."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A line of a recording: one message, or the end of a connection."""

    sender: Sender
    """Who sent the message, or closed the connection."""
    text: str | None
    """The message; ``None`` for the end of a connection."""
    time: float | None = None
    """When, in seconds; since when is the recording's own business."""
    closed: int | None = None
    """The close code; ``None`` for a message, and for a connection that broke without one."""
    line: int = 0
    """Where it stands in the recording, from 1."""


class _Line(Struct):
    """A line of a recording, or a bare message, which has a type."""

    type: object = None
    message: Raw = _NONE
    sender: Sender | None = field(default=None, name="from")
    time: float | datetime | None = None
    closed: int | msgspec.UnsetType | None = msgspec.UNSET


class _Typed(Struct):
    type: object = None


class _WithSid(Struct):
    call_sid: str = ""


class _First(_WithSid):
    data: _WithSid = field(default_factory=_WithSid)


def read_line(line: bytes | str, number: int = 0) -> Recorded:
    """Read a line of a recording, or a bare message.

    Args:
        line: The line, as text or in UTF-8.
        number: Where it stands, for whoever wants to know that later.

    Raises:
        MalformedMessage: Not UTF-8, not JSON, nested too deeply.
        InvalidMessage: Neither a message nor a line of a recording; names the JSON path.
    """
    read = read_json(line, _Line)
    time = read.time.timestamp() if isinstance(read.time, datetime) else read.time
    if read.type is not None:
        text = line if isinstance(line, str) else line.decode()
        return Recorded(read.sender or _sender(read.type), text, time, line=number)
    if read.closed is not msgspec.UNSET:
        return Recorded(read.sender or "jambonz", None, time, closed=read.closed, line=number)
    if read.message is _NONE:
        raise InvalidMessage("no message, which has a `type`, nor a line of a recording, which has a `message`")
    text = bytes(read.message).decode()
    if text.startswith('"'):  # what is no JSON object is recorded as it was
        text = read_json(text, str)
    try:
        inner = read_json(text, _Typed).type
    except DecodeError:
        inner = None
    return Recorded(read.sender or _sender(inner), text, time, line=number)


def _sender(message_type: object) -> Sender:
    return "application" if message_type in ("ack", "command") else "jambonz"


def read_recording(source: str | PathLike[str] | Iterable[str | bytes]) -> list[Recorded]:
    """Read a recorded call.

    Args:
        source: Path of its file, or its lines.

    Raises:
        OSError: The file cannot be read.
        MalformedMessage: A line is not UTF-8, not JSON, nested too deeply.
        InvalidMessage: A line is neither a message nor a line of a recording; names line and JSON path.
    """
    file = "" if not isinstance(source, (str, PathLike)) else f"{source}, "
    lines = Path(source).read_bytes().split(b"\n") if isinstance(source, (str, PathLike)) else source
    read: list[Recorded] = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                read.append(read_line(line, number))
            except DecodeError as error:
                raise type(error)(error.problem, error.path, f"{file}line {number}") from None
    return read


# -- writing ----------------------------------------------------------------------------------


class Writable(Protocol):
    """What a recording is written to, such as an open text file."""

    def write(self, text: str, /) -> object:
        """Write some text."""
        ...

    def flush(self) -> object:
        """See to it that what was written is there."""
        ...


class Tap(Protocol):
    """Gets what goes over the wire."""

    def message(self, sender: Sender, text: str | bytes) -> None:
        """A message was sent."""
        ...

    def closed(self, sender: Sender, code: int | None) -> None:
        """A connection was closed, or broke if there is no code."""
        ...


class Recorder:
    """Writes the messages of one call as lines of a recording, each at once.

    Args:
        file: Where to write them.
        now: Tells the time, in seconds; the first line has time 0.
        secrets: Whether credentials and environment variables are written as well; else there is ``"***"`` for them.
    """

    def __init__(self, file: Writable, now: Callable[[], float], *, secrets: bool = False) -> None:
        self._file = file
        self._now = now
        self._secrets = secrets
        self._began: float | None = None

    def message(self, sender: Sender, text: str | bytes) -> None:
        """Write a message."""
        content = text if isinstance(text, str) else text.decode(errors="replace")
        shown = content if self._secrets else without_secrets(content)
        self._write(sender, "message", _embedded(shown))

    def closed(self, sender: Sender, code: int | None) -> None:
        """Write that the connection is closed, or broken if there is no code."""
        self._write(sender, "closed", code)

    def _write(self, sender: Sender, name: str, value: object) -> None:
        now = self._now()
        self._began = now if self._began is None else self._began
        self._file.write(_line(now - self._began, sender, name, value))
        self._file.flush()


def _line(time: float, sender: Sender, name: str, value: object) -> str:
    return msgspec.json.encode({"time": round(time, 3), "from": sender, name: value}).decode() + "\n"


def _embedded(text: str) -> Raw | str:
    """A message as part of a line: itself, or a string if it is no JSON object."""
    try:
        read_json(text, _Typed)
    except DecodeError:
        return text
    return Raw(msgspec.json.format(text.encode(), indent=-1))


def tapped(dial: Dial, tap: Tap) -> Dial:
    """Opens connections as another does, and tells what goes over them; this end is jambonz'."""

    @asynccontextmanager
    async def connection() -> AsyncGenerator[Transport]:
        async with dial() as transport:
            yield _TappedTransport(transport, tap)

    return connection


class _TappedTransport:
    def __init__(self, transport: Transport, tap: Tap) -> None:
        self._transport = transport
        self._tap = tap
        self._is_closed = False

    async def deliver_to(self, receiver: Receiver) -> ConnectionClosed:
        def receive(message: str | bytes) -> None:
            self._tap.message("application", message)
            receiver.receive(message)

        closed = await self._transport.deliver_to(Callbacks(receive, receiver.on_room))
        self._closed("application", closed.code)
        return closed

    def pause_reading(self) -> None:
        self._transport.pause_reading()

    def resume_reading(self) -> None:
        self._transport.resume_reading()

    @property
    def has_room(self) -> bool:
        return self._transport.has_room

    def write(self, text: bytes) -> None:
        self._tap.message("jambonz", text)
        self._transport.write(text)

    def write_provably(self, text: bytes) -> Callable[[], bool]:
        self._tap.message("jambonz", text)
        return self._transport.write_provably(text)

    async def close(self, code: int = 1000, reason: str = "") -> None:
        self._closed("jambonz", code)
        await self._transport.close(code, reason)

    def _closed(self, sender: Sender, code: int | None) -> None:
        """Only the first knows who it was."""
        if not self._is_closed:
            self._is_closed = True
            self._tap.closed(sender, code)


@contextmanager
def record_calls(folder: str | PathLike[str]) -> Generator[None]:
    """A block in which each call that an application of this program serves is recorded, for later replay.

    Each call has a file of its own, ``<call sid>.jsonl``; one that is there already is appended to. Credentials and
    environment variables are left out. What is recorded is what ``jambonz_proto.wire`` logs, whose level is DEBUG in
    the block.

    Args:
        folder: Where the files are written; made if it is not there.

    Raises:
        OSError: The folder cannot be made. A file that cannot be written is told of by the logging module.
    """
    level, propagate = WIRE.level, WIRE.propagate
    handler = _CallRecorder(Path(folder))
    WIRE.propagate = propagate and WIRE.isEnabledFor(logging.DEBUG)  # others see only what they have asked for
    WIRE.setLevel(logging.DEBUG)
    WIRE.addHandler(handler)
    try:
        yield
    finally:
        WIRE.removeHandler(handler)
        WIRE.setLevel(level)
        WIRE.propagate = propagate


class _CallRecorder(logging.Handler):
    """Writes what the wire log tells of each call into a file."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder

    def emit(self, record: logging.LogRecord) -> None:
        try:
            sid, direction, text = map(str, record.args or ())
            sender: Sender = "jambonz" if direction == FROM_JAMBONZ else "application"
            name = re.sub(r"[^\w-]", "_", _sid(text) if sid == UNKNOWN else sid)
            with (self._folder / f"{name}.jsonl").open("a", encoding="utf-8") as file:
                file.write(_line(record.created, sender, "message", _embedded(text)))
        except Exception:  # whatever it is, the call must not suffer from it
            self.handleError(record)


def _sid(text: str) -> str:
    """Call sid in the first message of a connection."""
    try:
        first = read_json(text, _First)
    except DecodeError:
        return "unknown"
    return first.call_sid or first.data.call_sid or "unknown"
