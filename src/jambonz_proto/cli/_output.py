"""How things look: in a terminal, in a pipe, and for machines."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

import msgspec
from rich.console import Console
from rich.padding import Padding
from rich.pretty import Pretty
from rich.table import Table
from rich.text import Text

from jambonz_proto._base import JsonValue
from jambonz_proto.errors import DecodeError, EncodeError

STYLES = {"jambonz": "cyan", "application": "green", "error": "bold red", "place": "dim"}
"""Who and what has which colour."""
_DEEPEST = 20
"""Levels of a value that are shown when it is laid out."""


class Output:
    """Standard output and standard error.

    In a terminal things are coloured, unless ``NO_COLOR`` is set, and laid out to its width. Elsewhere everything is
    one plain line.
    """

    def __init__(self) -> None:
        self._console = Console(highlight=False, markup=False, emoji=False)

    @property
    def is_terminal(self) -> bool:
        """Whether somebody looks at it."""
        return self._console.is_terminal

    def row(self, *cells: tuple[str, str], value: object = None) -> None:
        """Print a line.

        Args:
            cells: Texts with their styles, one after the other.
            value: Something to show at the end, below and laid out if it does not fit.
        """
        if not self.is_terminal:
            end = "" if value is None else _repr(value)
            print(printable("".join(text for text, _ in cells) + end).rstrip())
            return
        line = Text.assemble(*((printable(text), style) for text, style in cells))
        if value is None:
            self._console.print(line, soft_wrap=True)
        elif line.cell_len + len(shown := _repr(value)) <= self._console.width:
            self._console.print(line.append(printable(shown)), soft_wrap=True)
        else:
            self._console.print(line, soft_wrap=True)
            self._console.print(Padding(Pretty(value, max_depth=_DEEPEST), (0, 0, 0, 7)))

    def event(self, time: str, who: str, text: str, style: str) -> None:
        """Print something that happened, in columns; what is too long for a line goes on below itself."""
        if not self.is_terminal:
            print(f"{time:>8}  {who:<8}  {printable(text)}")
            return
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(width=7, justify="right", style="dim")
        table.add_column(width=8, style="dim")
        table.add_column(overflow="fold")
        table.add_row(time, who, Text(printable(text), style))
        self._console.print(table)

    def note(self, text: str, style: str = "") -> None:
        """Print some lines."""
        if self.is_terminal:
            self._console.print(Text(text, style))
        else:
            print(text)

    def json(self, value: Mapping[str, JsonValue | msgspec.Raw]) -> None:
        """Print a JSON line."""
        print(msgspec.json.encode(value).decode())

    def complain(self, text: str) -> None:
        """Print a line to standard error."""
        print(f"jambonz-proto: {printable(text)}", file=sys.stderr)


def _repr(value: object) -> str:
    try:
        return repr(value)
    except RecursionError:
        return f"{type(value).__name__}(…), nested too deeply to be shown"


def discard_output() -> None:
    """Nobody reads standard output any more: print into nothing, so that nothing fails at the exit either."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def printable(text: str) -> str:
    """A text that does to a terminal what it looks like: control characters are escaped, line ends too."""
    return text if text.isprintable() else "".join(char if char.isprintable() else _escaped(char) for char in text)


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode()


def problem_of(error: DecodeError | EncodeError) -> dict[str, JsonValue]:
    """An error for machines."""
    return {"kind": type(error).__name__, "problem": error.problem, "path": error.path, "subject": error.subject}
