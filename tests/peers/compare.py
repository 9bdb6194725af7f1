"""Finds where our spec differs from a published one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .ours import Json, Ours
from .published import ANY, Published, Shape, our_object


@dataclass(frozen=True, order=True)
class Difference:
    """One difference; the same four words stand in ``differences.toml``."""

    kind: str
    target: str
    where: str
    what: str

    def __str__(self) -> str:
        return f'{self.kind}: target = "{self.target}", where = "{self.where}", what = "{self.what}"'


@dataclass(frozen=True)
class Comparison:
    """What came out."""

    differences: set[Difference]
    places: set[str]
    """Every published place that was looked at."""


def compare(published: Published, ours: Ours) -> Comparison:
    """All differences in verbs and properties, from the published side."""
    found: set[Difference] = set()
    seen: set[tuple[str, str]] = set()
    verbs = published.verbs()
    for name, shape in verbs.items():
        if name in ours.verbs:
            found |= set(_compare(published.target, shape, our_object(ours, ours.verbs[name]), seen))
        else:
            found.add(Difference("missing", published.target, name, "verb"))
    for name in ours.verbs.keys() - verbs.keys():
        found.add(Difference("unnamed", published.target, name, "verb"))
    return Comparison(found, {theirs for theirs, _ in seen})


def lacking(target: str, theirs: Shape, ours: Shape) -> set[str]:
    """What is published of a payload and is not in ours: properties, and JSON types of such."""
    found = _compare(target, theirs, ours, set())
    return {str(one) for one in found if one.kind == "missing" or (one.kind == "type" and one.what.startswith("no "))}


def _compare(target: str, theirs: Shape, ours: Shape, seen: set[tuple[str, str]]) -> Iterator[Difference]:
    if (theirs.name, ours.name) in seen:
        return
    seen.add((theirs.name, ours.name))
    for kind, what in (*_types(theirs, ours), *_objects(theirs, ours)):
        yield Difference(kind, target, theirs.name, what)
    for wire, at in theirs.properties.items():
        if wire in ours.properties:
            yield from _compare(target, at(), ours.properties[wire](), seen)
        elif not _is_free(ours):
            at()  # it was come to, too
            yield Difference("missing", target, f"{theirs.name}.{wire}", "property")
    if theirs.items and ours.items:
        yield from _compare(target, theirs.items(), ours.items(), seen)


def _is_free(ours: Shape) -> bool:
    """Nothing is said of its properties here; which ones are named there is a difference of its own."""
    return ours.is_open and not ours.properties


def _types(theirs: Shape, ours: Shape) -> Iterator[tuple[str, str]]:
    if lacking := theirs.types - ours.types:
        yield "type", f"no {_listed(lacking)}" if theirs.types != ANY else f"only {_listed(ours.types)}"
    if theirs.types & ours.types & {"string", "number"} and theirs.values != ours.values:
        if theirs.values is None or ours.values is None:
            side, values = ("here", ours.values) if theirs.values is None else ("there", theirs.values)
            yield "values", f"only {side}: {_listed(values or ())}"
        else:
            if more := ours.values - theirs.values:
                yield "values", f"more: {_listed(more)}"
            if less := theirs.values - ours.values:
                yield "values", f"less: {_listed(less)}"
    if ours.whole and not theirs.whole:
        yield "number", "whole or not negative"
    if limits := ours.limits - theirs.limits:
        yield "limit", _listed(limits)
    if limits := theirs.limits - ours.limits:
        yield "limit", f"less: {_listed(limits)}"


def _objects(theirs: Shape, ours: Shape) -> Iterator[tuple[str, str]]:
    if not {"object"} <= theirs.types & ours.types or not theirs.properties:
        return
    if _is_free(ours):
        yield "free", f"names {_listed(theirs.properties)}"
        return
    if insisted := ours.required - theirs.required:
        yield "required", f"insists on {_listed(insisted)}"
    if left := theirs.required - ours.required:
        yield "required", f"does without {_listed(left)}"
    if theirs.is_open and not ours.is_open:
        yield "closed", "no other properties"
    if len(ours.members) > len(theirs.members):
        yield "union", f"one of {len(ours.members)}"
    if unnamed := ours.properties.keys() - theirs.properties.keys():
        yield "unnamed", _listed(unnamed)


def _listed(values: Iterable[Json]) -> str:
    return ", ".join(sorted(map(str, values)))
