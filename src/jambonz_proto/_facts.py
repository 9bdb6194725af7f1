"""The shapes of the facts in the generated tables (``_tables.py``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from ._base import Received, Verb, is_object

ReplyClass: TypeAlias = Literal["replace", "ignore", "play", "confirm", "leg", "application", "none"]
"""What jambonz does with the verbs of an ack, see :attr:`Reply.kind`."""

Target: TypeAlias = Literal["open-source-0.9", "v10"]
"""A server to check against: the open-source jambonz 0.9, or the commercial v10."""


Rule: TypeAlias = Mapping[str, Any]
"""JSON Schema keywords, those that :func:`satisfies` knows."""


def satisfies(rule: Rule, value: object) -> bool:
    """Does a JSON value satisfy a rule? For the few keywords that no Python type can say."""
    properties: Mapping[str, object] = value if is_object(value) else {}
    for keyword, wanted in rule.items():
        match keyword:
            case "anyOf":
                holds = any(satisfies(part, value) for part in wanted)
            case "not":
                holds = not satisfies(wanted, value)
            case "required":
                holds = all(name in properties for name in wanted)
            case "minProperties":
                holds = len(properties) >= wanted
            case "properties":
                holds = all(satisfies(part, properties[name]) for name, part in wanted.items() if name in properties)
            case "enum":
                holds = value in wanted
            case "const":
                holds = value is wanted if isinstance(wanted, bool) else value == wanted
            case _:
                raise NotImplementedError(f"the generator let the keyword {keyword!r} through")
        if not holds:
            return False
    return True


@dataclass(frozen=True, slots=True)
class Reply:
    """What the reply to a message is for."""

    kind: ReplyClass
    """``replace``: verbs replace the stack, an empty reply changes nothing. ``ignore``: not used. ``play``: played for
    this hook only. ``confirm``: run on the called leg before it is bridged. ``leg``: application of another leg.
    ``application``: initial application of the call. ``none``: no verb array."""
    automatic: bytes = b"[]"
    """JSON of the reply that the library gives when nobody else does."""
    place: type[Verb] = Verb
    """The verbs that may be in it."""

    @property
    def late(self) -> bytes:
        """JSON of the reply when its owner is merely late: where nothing means "do not ask again", a short pause."""
        return b'[{"verb":"pause","length":1}]' if self.kind == "play" else self.automatic


@dataclass(frozen=True, slots=True)
class Tagged:
    """A received union: the value of ``name`` tells the class, any other value means ``fallback``."""

    name: str
    classes: Mapping[str, type[Received]]
    fallback: type[Received]


@dataclass(frozen=True, slots=True)
class HookProperty:
    """A hook property of a verb, component or command."""

    attribute: str
    message: str
    """Type of the message it yields."""
    payload: type[Received] | Tagged
    """What that message's ``data`` holds."""
    reply: Reply | None
    """``None`` where the message wants no ack."""


@dataclass(frozen=True, slots=True)
class TargetRules:
    """What one server refuses of what this library can say."""

    refused: frozenset[type]
    """Verbs, commands and components it does not know."""
    refused_fields: Mapping[type, tuple[str, ...]]
    """Fields it does not know."""
    required_fields: Mapping[type, tuple[str, ...]]
    """Optional fields that it insists on."""
    narrowed: Mapping[type, Mapping[str, tuple[type, ...] | frozenset[object]]]
    """Fields of which it takes only some JSON types, or only some values."""
