"""The hooks in what the application sends: their names, what is known of each, and which payload class reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from . import components, hooks
from ._base import Received, Sent, Verb, is_list
from ._facts import HookProperty, Reply, Tagged
from ._tables import HOOK_PARTS, HOOKS
from .errors import InvalidOutgoing

_ALSO_READS: Mapping[type[Received], type[Received]] = {hooks.LlmToolCall: hooks.AgentToolCall}
"""Class to another one whose payloads it reads as well: its aliases are the other's names."""


class HookPlace(NamedTuple):
    """A hook, where it stands."""

    name: str
    row: HookProperty
    path: str


def hook_places(value: object, path: str = "$") -> Iterator[HookPlace]:
    """The hooks at or below a value.

    jambonz ignores the replies to the hooks of a verb that runs inside of another one, as a dial's listen does.
    """
    if is_list(value):
        for index, element in enumerate(value):
            yield from hook_places(element, f"{path}[{index}]")
        return
    parts = HOOK_PARTS.get(type(value))
    if parts is None or not isinstance(value, Sent):
        return
    rows = {row.attribute: row for row in HOOKS.get(type(value), ())}
    for name in parts:
        part = getattr(value, name)
        if part is None:
            continue
        where = f"{path}.{value.__struct_encode_fields__[value.__struct_fields__.index(name)]}"
        row = rows.get(name)
        if row is not None:
            yield HookPlace(part.url if isinstance(part, components.HookOptions) else str(part), row, where)
        elif isinstance(value, Verb) and isinstance(part, Verb):
            for place in hook_places(part, where):
                inner = replace(place.row, reply=place.row.reply and Reply("ignore"))
                yield place._replace(row=inner)
        else:
            yield from hook_places(part, where)


@dataclass(frozen=True, slots=True)
class Reader:
    """What a hook of the application's was made for."""

    payload: type[Received]
    """The class that its payloads are read by."""
    confirms: bool = False
    """Whether its handler decides about a called leg."""

    def check(self, place: HookPlace) -> None:
        """Check that the hook can be put there.

        Raises:
            InvalidOutgoing: It certainly reads another payload than the one that comes there.
        """
        confirms = place.row.message == "dial:confirm"
        if confirms and not self.confirms:
            raise InvalidOutgoing("this hook decides about a called leg: it is made by `call.confirm`", place.path)
        if self.confirms and not confirms:
            raise InvalidOutgoing("`call.confirm` makes hooks for `confirm_hook` only", place.path)
        yielded = _classes(place.row.payload)
        if not any(self._reads(cls) for cls in yielded):
            names = " or ".join(cls.__name__ for cls in yielded)
            raise InvalidOutgoing(f"this hook yields {names}, not {self.payload.__name__}", place.path)

    def _reads(self, cls: type[Received]) -> bool:
        """Whether the class reads payloads of another one: the same, a base of it, or made from it."""
        related = issubclass(cls, self.payload) or issubclass(self.payload, cls)
        return related or _ALSO_READS.get(self.payload) is cls


def _classes(payload: type[Received] | Tagged) -> list[type[Received]]:
    return [*payload.classes.values(), payload.fallback] if isinstance(payload, Tagged) else [payload]
