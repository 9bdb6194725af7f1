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


def _hook_parts(cls: type) -> Iterator[tuple[str, str, HookProperty | None]]:
    """What of a class can hold hooks: attribute, property, and what is known of it if it is a hook itself."""
    if issubclass(cls, Sent):
        wire = dict(zip(cls.__struct_fields__, cls.__struct_encode_fields__, strict=True))
        rows = {row.attribute: row for row in HOOKS.get(cls, ())}
        for name in HOOK_PARTS[cls]:
            yield name, wire[name], rows.get(name)


_HOOK_PARTS = {cls: tuple(_hook_parts(cls)) for cls in HOOK_PARTS}

ACTION_HOOKS: Mapping[type, HookProperty] = {
    cls: row
    for cls, rows in HOOKS.items()
    for row in rows
    if row.attribute == "action_hook" and row.message == "verb:hook"
}
"""Verb class to its action hook, where that is answered over the websocket."""


def hook_places(value: object, path: str = "$") -> list[HookPlace]:
    """The hooks at or below a value.

    jambonz ignores the replies to the hooks of a verb that runs inside of another one, as a dial's listen does.
    """
    places: list[HookPlace] = []
    parts = _HOOK_PARTS.get(type(value))
    if parts is None:
        for index, element in enumerate(value if is_list(value) else ()):
            if type(element) in _HOOK_PARTS:
                places += hook_places(element, f"{path}[{index}]")
        return places
    for name, wire, row in parts:
        part = getattr(value, name)
        if part is None:
            continue
        if row is not None:
            hook = part.url if isinstance(part, components.HookOptions) else str(part)
            places.append(HookPlace(hook, row, f"{path}.{wire}"))
            continue
        inner = hook_places(part, f"{path}.{wire}")
        if inner and isinstance(value, Verb) and isinstance(part, Verb):
            inner = [place._replace(row=_ignored(place.row)) for place in inner]
        places += inner
    return places


def _ignored(row: HookProperty) -> HookProperty:
    return replace(row, reply=row.reply and Reply("ignore"))


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
