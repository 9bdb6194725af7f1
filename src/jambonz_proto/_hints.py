"""What may have been meant by a name or a value that is wrong. Only errors ask."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import get_args

import msgspec

from ._base import Sent, is_list, is_object
from .errors import DecodeError

_WRONG = re.compile(r"Object contains unknown field `(?P<name>.*)`|Invalid (?:enum )?value '(?P<value>.*)'", re.DOTALL)
_LONGEST = 60
"""Characters of what is looked for: there is no longer name, and somebody else wrote this one."""
_STEP = re.compile(r"\.([^.\[]+)|\[(\d+)\]")


def did_you_mean(wrong: object, right: Iterable[str]) -> str:
    """The question to put behind a problem, about the closest of what would be right; empty if nothing is close."""
    from difflib import get_close_matches

    known = {name.lower(): name for name in right}
    close = get_close_matches(wrong[:_LONGEST].lower(), known, n=1) if isinstance(wrong, str) else []
    return f"; did you mean `{known[close[0]]}`?" if close else ""


def hinted(error: DecodeError, cls: type, value: object = None, path: str = "$") -> DecodeError:
    """The error with the question what its wrong name or value was meant to be, if there is an answer.

    Args:
        error: What is wrong, as msgspec says it.
        cls: What was to be read.
        value: The JSON value that was read, if at hand: its tags tell which class of several was meant.
        path: Its place: where the error's path begins.
    """
    found = _WRONG.fullmatch(error.problem)
    if found is None:
        return error
    parts, part = _at(cls, value, error.path[len(path) :])
    right = [choice for choice in parts if isinstance(choice, str)]
    if found["name"] is not None:
        right = [name for struct in _structs(parts, part) for name in struct.__struct_encode_fields__]
    hint = did_you_mean(found["name"] or found["value"], right)
    return type(error)(error.problem + hint, error.path, error.subject)


def _at(cls: type, value: object, path: str) -> tuple[list[object], object]:
    """What may stand at a place in a class, classes and texts, and the JSON value that does."""
    parts: list[object] = [cls]
    for name, index in _STEP.findall(path):
        if name:
            parts = [part for struct in _structs(parts, value) for part in _members(struct, name)]
            value = value.get(name) if is_object(value) else None
        elif is_list(value):
            value = value[int(index)]
    return parts, value


def _structs(parts: Iterable[object], value: object) -> list[type[Sent]]:
    """The classes among them; only the one that the value tells by its tag, if it does."""
    structs = [part for part in parts if isinstance(part, type) and issubclass(part, Sent)]
    told = [
        struct
        for struct in structs
        if is_object(value) and value.get(struct.__struct_config__.tag_field or "") == struct.__struct_config__.tag
    ]
    return told or structs


def _members(struct: type[Sent], name: str) -> Iterator[object]:
    """What a property can be: of an array what its elements can be, of a tag its value."""
    if name == struct.__struct_config__.tag_field:
        yield struct.__struct_config__.tag
    for field in msgspec.structs.fields(struct):
        if field.encode_name == name:
            yield from _leaves(field.type)


def _leaves(annotation: object) -> Iterator[object]:
    inside = get_args(annotation)
    if not inside:
        yield annotation
    for part in inside:
        yield from _leaves(part)
