"""Recorded calls: their messages as JSON lines.

A line of a recording says when, who, and what::

    {"time":0.0,"from":"jambonz","message":{"type":"session:new","msgid":"…","data":{…}}}
    {"time":0.004,"from":"application","message":{"type":"ack","msgid":"…","data":[{"verb":"say","text":"Hi"}]}}
    {"time":9.5,"from":"jambonz","closed":1000}

What was captured elsewhere can be read as well: ``time`` and ``from`` may be missing, and a line may be the bare
message. Then an ack or a command is the application's, all else is jambonz'.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

import msgspec
from msgspec import Raw, Struct, field

from jambonz_proto._codec import read_json
from jambonz_proto.errors import DecodeError, InvalidMessage

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
