"""What an application says otherwise than it did in a recording.

Names that an application makes up, those of hooks and ids, are no differences: jambonz only gives them back. They are
taken note of, so that it gives back those of today.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import takewhile
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from jambonz_proto._base import is_list, is_object
from jambonz_proto._log import HIDDEN
from jambonz_proto._tables import HOOKS, SECRETS, VERBS

DifferenceKind: TypeAlias = Literal["changed", "missing", "new"]
"""``missing`` is what was in the recording only, ``new`` what was not in it."""

_HOOKS: Final = frozenset(
    cls.__struct_encode_fields__[cls.__struct_fields__.index(row.attribute)]
    for cls, rows in HOOKS.items()
    for row in rows
    if issubclass(cls, Struct)
)
"""Wire names of all properties that hold hooks."""
_ELSEWHERE = ("http://", "https://", "ws://", "wss://")


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that an application says otherwise than it did in a recording."""

    message: str
    """The message that it is in, such as ``ack of session:new``."""
    path: str
    """JSON path in that message."""
    kind: DifferenceKind
    """Whether it changed, or there is nothing to compare it with."""
    recorded: object = None
    """What the application said in the recording."""
    replayed: object = None
    """What it says now."""
    line: int | None = None
    """Line of the message in the recording; ``None`` if it is new."""

    def __str__(self) -> str:
        place = "" if self.line is None else f"line {self.line}, "
        place += self.message if self.path == "$" else f"{self.message}, {self.path}"
        match self.kind:
            case "changed":
                return f"{place}: {_shown(self.recorded)} became {_shown(self.replayed)}"
            case "missing":
                return f"{place}: {_shown(self.recorded)} is missing"
            case "new":
                return f"{place}: {_shown(self.replayed)} is new"


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 200 else f"{text[:200]}…"


Found: TypeAlias = tuple[str, DifferenceKind, object, object]
"""A difference in a message: path, kind, and what was and is there."""


@dataclass(slots=True)
class Comparison:
    """Compares JSON values: what was said with what is said now."""

    ignore: frozenset[str] = frozenset()
    """Names of properties that are not compared."""
    hooks: dict[str, str] = field(default_factory=dict[str, str])
    """Hooks by the names that they had, with those that they have now."""
    ids: dict[object, object] = field(default_factory=dict[object, object])
    """The same of ids, of verbs and of texts to be streamed."""

    def compare(self, recorded: object, replayed: object, path: str = "$") -> Iterator[Found]:
        """The differences of two values."""
        if is_object(recorded) and is_object(replayed):
            yield from self._objects(recorded, replayed, path)
        elif is_list(recorded) and is_list(replayed):
            yield from self._arrays(recorded, replayed, path)
        elif recorded != replayed or isinstance(recorded, bool) is not isinstance(replayed, bool):
            yield path, "changed", recorded, replayed

    def _objects(self, recorded: Mapping[str, object], replayed: Mapping[str, object], path: str) -> Iterator[Found]:
        for name in (*recorded, *(name for name in replayed if name not in recorded)):
            place = f"{path}.{name}"
            if name in self.ignore:
                continue
            if name not in replayed:
                yield place, "missing", _unless_secret(name, recorded[name]), None
            elif name not in recorded:
                yield place, "new", None, _unless_secret(name, replayed[name])
            else:
                yield from self._property(name, recorded[name], replayed[name], place)

    def _property(self, name: str, recorded: object, replayed: object, path: str) -> Iterator[Found]:
        if name in SECRETS:
            if HIDDEN not in (recorded, replayed) and recorded != replayed:
                yield path, "changed", HIDDEN, HIDDEN
        elif name == "id" and isinstance(recorded, (str, int)) and isinstance(replayed, (str, int)):
            self.ids[recorded] = replayed
        elif name in _HOOKS and _is_own_hook(recorded) and _is_own_hook(replayed):
            self.hooks[_url(recorded)] = _url(replayed)
            yield from self.compare(_beside_url(recorded), _beside_url(replayed), path)
        else:
            yield from self.compare(recorded, replayed, path)

    def _arrays(self, recorded: Sequence[object], replayed: Sequence[object], path: str) -> Iterator[Found]:
        one, other = [*map(_with_name, recorded)], [*map(_with_name, replayed)]
        for index, now in aligned([*map(_name, one)], [*map(_name, other)]):
            if index is None:
                assert now is not None
                yield f"{path}[{now}]", "new", None, other[now]
            elif now is None:
                yield f"{path}[{index}]", "missing", one[index], None
            else:
                yield from self.compare(one[index], other[now], f"{path}[{index}]")


def aligned(recorded: Sequence[object], replayed: Sequence[object]) -> Iterator[tuple[int | None, int | None]]:
    """Which belong together, by names in their order: indices of both, ``None`` where the other has none."""
    start = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(recorded, replayed, strict=False)))
    yield from zip(range(start), range(start), strict=True)
    matcher = SequenceMatcher(None, recorded[start:], replayed[start:], autojunk=False)
    for kind, begin, end, begin_now, end_now in matcher.get_opcodes():
        indices, now = range(start + begin, start + end), range(start + begin_now, start + end_now)
        if kind == "equal":
            yield from zip(indices, now, strict=True)
        else:
            yield from ((index, None) for index in indices)
            yield from ((None, index) for index in now)


def _unless_secret(name: str, value: object) -> object:
    return HIDDEN if name in SECRETS else value


def _with_name(value: object) -> object:
    """A verb in the form that has its name inside; anything else as it is."""
    if is_object(value) and len(value) == 1:
        [(name, properties)] = value.items()
        if name in VERBS and is_object(properties):
            return {"verb": name, **properties}
    return value


def _name(value: object) -> object:
    """By what elements of arrays belong together."""
    return value.get("verb") if is_object(value) else None


def _url(hook: object) -> str:
    return str(hook.get("url", "")) if is_object(hook) else str(hook)


def _beside_url(hook: object) -> Mapping[str, object]:
    return {name: value for name, value in hook.items() if name != "url"} if is_object(hook) else {}


def _is_own_hook(hook: object) -> bool:
    """Whether it is a hook that comes over the websocket, whatever it is called."""
    return (isinstance(hook, str) or is_object(hook)) and not _url(hook).startswith(_ELSEWHERE)
