"""Small pieces of Python source."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping

HEADER = "# Generated from spec/ by `python -m codegen`. Do not edit: change the spec and run `make generate`.\n"
WIDTH = 120
QUOTES = '"""'


def docstring(text: str, indent: str = "    ", sections: Mapping[str, Mapping[str, str]] | None = None) -> str:
    """A wrapped docstring: paragraphs separated by blank lines, then sections such as ``Args`` of named entries."""
    text = text.replace("\\", "\\\\").replace(QUOTES, "'''")
    first, *others = text.split("\n\n")
    blocks = [_wrap(first, indent, opening=QUOTES), *(_wrap(paragraph, indent) for paragraph in others)]
    for title, entries in (sections or {}).items():
        if entries:
            lines = [_wrap(f"{name}: {entry}", f"{indent}    ", hanging=4) for name, entry in entries.items()]
            blocks.append("\n".join([f"{indent}{title}:", *lines]))
    body = "\n\n".join(blocks) + (" " if text.endswith('"') else "")
    if "\n" not in body:
        if len(body) + len(QUOTES) <= WIDTH:
            return body + QUOTES
        body = _wrap(first, indent, opening=QUOTES, width=WIDTH - len(QUOTES))  # room for the quotes, so two lines
    return f"{body}\n{indent}{QUOTES}"


def _wrap(text: str, indent: str, hanging: int = 0, opening: str = "", width: int = WIDTH) -> str:
    return textwrap.fill(
        text,
        width,
        initial_indent=indent + opening,
        subsequent_indent=indent + " " * hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )


def sentence_list(items: Iterable[str]) -> str:
    """``"a, b and c"``."""
    *most, last = items
    return f"{', '.join(most)} and {last}" if most else last
