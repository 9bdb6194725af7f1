"""What one server refuses of what the spec allows."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from ._base import RawVerb, Sent, Verb, each
from ._facts import Target
from ._tables import PLACES, TARGETS, VERBS
from ._text import shown
from .errors import RefusedByTarget

VERB_NAMES: dict[type, str] = {cls: name for name, cls in VERBS.items()}
"""Class to verb name."""


def check_target(target: Target | None) -> None:
    """Check that there is such a target.

    Raises:
        ValueError: There is none.
    """
    if target is not None and target not in TARGETS:
        raise ValueError(f"no such target: {target!r}; there are {', '.join(map(repr, TARGETS))}")


def check_for_target(value: object, target: Target, path: str, subject: str) -> None:
    """Check that a server takes a value that is right by the spec.

    Raises:
        RefusedByTarget: It does not; names the JSON path.
    """
    if not isinstance(value, Sent):
        return
    check_target(target)
    rules = TARGETS[target]
    cls = type(value)
    if cls in rules.refused:
        raise RefusedByTarget(f"{target} does not take {cls.__name__}", path, subject)
    wire = dict(zip(value.__struct_fields__, value.__struct_encode_fields__, strict=True))
    for name in rules.refused_fields.get(cls, ()):
        if getattr(value, name) is not None:
            raise RefusedByTarget(f"{target} does not take this property", f"{path}.{wire[name]}", subject)
    for name in rules.required_fields.get(cls, ()):
        if getattr(value, name) is None:
            raise RefusedByTarget(f"{target} insists on the property `{wire[name]}`", path, subject)
    for name, allowed in rules.narrowed.get(cls, {}).items():
        current = getattr(value, name)
        fits = current in allowed if isinstance(allowed, frozenset) else isinstance(current, _python_types(allowed))
        if current is not None and not fits:
            raise RefusedByTarget(f"{target} does not take {shown(current)}", f"{path}.{wire[name]}", subject)
    for name in value.__struct_fields__:
        for part, where in each(getattr(value, name), f"{path}.{wire[name]}"):
            within = isinstance(part, Verb) and name in PLACES.get(cls, {})
            check_for_target(part, target, where, verb_name(part) if within else subject)


def _python_types(allowed: tuple[type, ...]) -> tuple[type, ...]:
    return (*allowed, Mapping, Struct) if dict in allowed else allowed


def verb_name(value: object) -> str:
    """Name of a verb on the wire."""
    return value.verb if isinstance(value, RawVerb) else VERB_NAMES.get(type(value), type(value).__name__)
