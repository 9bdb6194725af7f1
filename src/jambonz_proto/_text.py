"""JSON text and what it can say, and what msgspec says of bad text in the library's own terms."""

from __future__ import annotations

import math
import re
from typing import TypeVar

import msgspec

from ._base import Sent, Verb, each, is_list, is_object, parts
from .errors import DecodeError, InvalidMessage, InvalidOutgoing, MalformedMessage

T = TypeVar("T")

FAILURES = (msgspec.MsgspecError, RecursionError, ValueError, OverflowError)
"""All that msgspec lets out for bad text, see :func:`translated`."""

_PLACE = re.compile(r"(.*) - at `(.*)`$", re.DOTALL)


def utf8(data: bytes | str) -> bytes:
    """The text as bytes that are certain to be UTF-8.

    Raises:
        MalformedMessage: They are not.
    """
    try:
        if isinstance(data, str):
            return data.encode()
        if not data.isascii():
            data.decode()
    except UnicodeError as error:
        raise MalformedMessage(f"not UTF-8: {error}") from None
    return data


_ESCAPES = re.compile(rb"\\u[Dd][89ABab]..\\u[Dd][C-Fc-f]..|\\u([Dd][89A-Fa-f][0-9A-Fa-f]{2})|\\.", re.DOTALL)


def whole(text: bytes) -> bytes:
    """JSON with U+FFFD for each half of a surrogate pair.

    JavaScript writes halves where a text was cut between two of its characters; no text of Python's can hold them.
    """
    if b"\\u" not in text:
        return text
    return _ESCAPES.sub(lambda escape: rb"\ufffd" if escape[1] else escape[0], text)


def read_json(data: bytes | str, kind: type[T]) -> T:
    """Read JSON of some kind.

    Raises:
        MalformedMessage: Not UTF-8, not JSON, nested too deeply.
        InvalidMessage: JSON of another kind; names the JSON path.
    """
    text = utf8(data)
    try:
        return msgspec.json.decode(text, type=kind)
    except FAILURES as error:
        raise translated(error) from None


def read_sent(data: bytes | str) -> object:
    """Read JSON that an application sends. Whole numbers are integers, even if they are written as ``1.0``.

    So it is for the server, whose language has one kind of numbers, and for JSON Schema. Where a float is meant an
    integer is one too. Beyond 2**53, where floats are not exact any more, what is written as a float stays one.

    Raises:
        MalformedMessage: Not UTF-8, not JSON, nested too deeply.
        InvalidMessage: A number that is too large for a float.
    """
    text = utf8(data)
    try:
        return _SENT.decode(text)
    except FAILURES as error:
        raise translated(error) from None


def _number(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError("Number out of range")
    return int(number) if number.is_integer() and abs(number) <= 2**53 else number


_SENT = msgspec.json.Decoder(float_hook=_number)


def translated(error: Exception, path: str = "$", subject: str | None = None) -> DecodeError:
    """A failure of msgspec's in our terms; ``path`` is where it was working."""
    if isinstance(error, DecodeError):
        return type(error)(error.problem, path + error.path[1:], error.subject or subject)
    if isinstance(error, RecursionError):
        return MalformedMessage("nested too deeply", path, subject)
    place = _PLACE.match(str(error))
    problem, inner = place.groups() if place else (str(error), "$")
    if isinstance(error.__cause__, DecodeError):  # from a hook of ours, somewhere inside
        return translated(error.__cause__, path + inner[1:], subject)
    wrong = isinstance(error, msgspec.ValidationError)
    return (InvalidMessage if wrong else MalformedMessage)(problem, path + inner[1:], subject)


def check_json(value: object, path: str, subject: str) -> None:
    """Check that a value is what JSON can say: msgspec writes bytes, dates and sets in ways of its own.

    Raises:
        InvalidOutgoing: There is something else in it; names the JSON path.
    """
    if value is None or isinstance(value, (bool, int, str)):
        return
    if isinstance(value, float):
        if not math.isfinite(value):
            raise InvalidOutgoing(f"{value} cannot be written as JSON", path, subject)
    elif isinstance(value, Sent):
        if isinstance(value, Verb):
            check_json(value.extra_, path, subject)
        for part, where in parts(value, path):
            check_json(part, where, subject)
    elif is_list(value) or is_object(value):
        for part, where in each(value, path):
            check_json(part, where, subject)
    elif not isinstance(value, Verb):
        raise InvalidOutgoing(f"{type(value).__name__} cannot be written as JSON", path, subject)


def shown(value: object) -> str:
    """A value for an error, cut short."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:60]}…"
