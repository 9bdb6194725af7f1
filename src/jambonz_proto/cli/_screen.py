"""How a call looks while it happens: a line for each thing that happens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from jambonz_proto._base import RawVerb, Shown, Verb, is_list
from jambonz_proto._tables import HOOKS
from jambonz_proto.testing import (
    Acked,
    Asked,
    CommandCame,
    Ended,
    Entry,
    Heard,
    HungUp,
    Pressed,
    Problem,
    Said,
    Silent,
    Spoke,
    Told,
    VerbBegan,
    VerbEnded,
)
from jambonz_proto.testing._legs import number_of
from jambonz_proto.testing._transcript import name_of, names_of
from jambonz_proto.verbs import Dial, Hangup, Play, Say

SLOW = 2.0
"""Seconds after which an ack is shown to be slow; after 5 it is too late."""
_LONG = 40
"""Characters of a property that are shown."""


class Row(NamedTuple):
    """A line on the screen."""

    who: str
    text: str
    style: str = "dim"


def row_of(entry: Entry) -> Row | None:
    """How something that happened is shown; ``None`` if it is not, since something else tells it as well."""
    match entry:
        case Heard():
            text = f"♪ {entry.text}" if entry.way == "played" else entry.text.strip()
            is_caller = entry.listener == "caller"
            return Row("you hear", text, "bold") if is_caller else Row(entry.listener, f"hears {text}")
        case Spoke(who="caller"):
            return Row("you", _of_caller(entry), "green")
        case Acked():
            return _of_ack(entry)
        case VerbBegan(verb=Say() | Play() | Hangup()):
            return None
        case VerbBegan():
            return Row("app", described(entry.verb), "cyan")
        case VerbEnded():
            return Row("app", f"{name_of(entry.verb)} is stopped") if entry.was_killed else None
        case CommandCame():
            return Row("app", str(entry), "cyan")
        case Problem():
            return Row("app", str(entry), "bold red")
        case Ended():
            return Row("jambonz", str(entry), "bold")
        case Asked() | Told():
            return Row("jambonz", str(entry))
        case _:
            return Row(entry.who, str(entry))


def _of_caller(entry: Spoke) -> str:
    match entry:
        case Said():
            return f"say {entry.text}" if entry.is_final else f"say {entry.text} …"
        case Pressed():
            return f"press {entry.key}"
        case Silent():
            return "say nothing"
        case HungUp():
            return "hang up"
        case _:
            return str(entry)


def _of_ack(entry: Acked) -> Row:
    took = entry.time - entry.to.time
    if entry.problem is not None:
        return Row("app", f"✗ {entry.problem}", "bold red")
    style = "yellow" if took >= SLOW else "dim"
    return Row("app", f"← ack in {duration(took)}: {names_of(entry.verbs)}", style)


def duration(seconds: float) -> str:
    """A short time, for people."""
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


def described(verb: Verb) -> str:
    """A verb by its name and what is short to tell of it."""
    properties = f"to {', '.join(map(number_of, verb.target))}" if isinstance(verb, Dial) else ", ".join(_told(verb))
    return f"{name_of(verb)} {properties}".rstrip()


def _told(verb: Verb) -> Iterator[str]:
    if isinstance(verb, RawVerb) or not isinstance(verb, Shown):
        return
    hooks = {row.attribute for row in HOOKS.get(type(verb), ())}
    for name, value in verb.__rich_repr__():
        shown = (
            " or ".join(map(str, value)) if is_list(value) and all(isinstance(part, str) for part in value) else value
        )
        if name not in hooks and isinstance(shown, (str, int, float)):
            text = f"{shown:g}" if isinstance(shown, float) else str(shown)
            yield f"{name.replace('_', ' ')} {text if len(text) <= _LONG else f'{text[:_LONG]}…'}"
