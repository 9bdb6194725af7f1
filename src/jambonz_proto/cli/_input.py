"""Files and standard input, line by line, whatever is in them."""

from __future__ import annotations

import codecs
import os
import sys
from collections.abc import AsyncGenerator, Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO

import anyio

from jambonz_proto.errors import MalformedMessage

LARGEST = 16 * 1024 * 1024
"""Bytes of the largest text that is looked at; jambonz takes 24 KiB, and sends hardly more."""


class Unreadable(Exception):
    """A file that cannot be read; the text says which, and why."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text to look at, and where it stands."""

    file: str
    line: int | None
    """``None`` if it is the whole file."""
    content: bytes

    @property
    def place(self) -> str:
        """As compilers name it, which editors can jump to."""
        return self.file if self.line is None else f"{self.file}:{self.line}"

    def check_size(self) -> None:
        """Raises ``MalformedMessage`` if it is too large to be looked at; only its beginning was read."""
        if len(self.content) > LARGEST:
            raise MalformedMessage(f"larger than {LARGEST // 1024 // 1024} MiB")


def lines(name: str) -> Iterator[Text]:
    """The lines of a file, those that are blank left out; ``-`` is standard input.

    Raises:
        Unreadable: It cannot be read.
    """
    with _opened(name) as (file, shown):
        number = 0
        while line := file.readline(LARGEST + 1):
            rest = line
            while len(rest) > LARGEST and not rest.endswith(b"\n"):
                rest = file.readline(LARGEST + 1)
            number += 1
            content = _without_mark(line) if number == 1 else line
            if content and not content.isspace():
                yield Text(shown, number, content.rstrip(b"\r\n") if len(content) <= LARGEST else content)


def whole(name: str) -> Text:
    """The content of a file; ``-`` is standard input.

    Raises:
        Unreadable: It cannot be read.
    """
    with _opened(name) as (file, shown):
        return Text(shown, None, _without_mark(file.read(LARGEST + 1)))


async def typed_lines() -> AsyncGenerator[str]:
    """The lines of standard input as they come, without their ends; waiting for them can be cancelled."""
    rest = b""
    while sys.stdin is not None and (chunk := await _read(sys.stdin.fileno())):
        *complete, rest = (rest + chunk).split(b"\n")
        for line in complete:
            yield line.decode(errors="replace")
    if rest:
        yield rest.decode(errors="replace")


async def _read(file: int) -> bytes:
    with suppress(OSError):  # a file on a disk can always be read, and cannot be waited for
        await anyio.wait_readable(file)
    return os.read(file, 65536)


@contextmanager
def _opened(name: str) -> Generator[tuple[IO[bytes], str]]:
    try:
        if name == "-" and sys.stdin is None:
            raise Unreadable("standard input is closed")
        if name == "-":
            yield sys.stdin.buffer, "<stdin>"
        else:
            with open(name, "rb") as file:  # noqa: PTH123 # a name may be /dev/stdin, say
                yield file, name
    except BrokenPipeError:
        raise  # it is the output's
    except (OSError, ValueError) as error:  # ValueError: a name with a NUL in it
        raise Unreadable(f"{name}: {getattr(error, 'strerror', None) or error}") from None


def _without_mark(text: bytes) -> bytes:
    return text.removeprefix(codecs.BOM_UTF8)
