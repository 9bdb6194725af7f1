"""What was measured, for people: tables, verdicts, and what changed between two runs."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from .results import Item

UVLOOP = "+uvloop"


def ours_for(peer: str, item: Item) -> str:
    """Ours on the same event loop as a peer; on the default one if that peer has no other."""
    name = "ours" + UVLOOP * peer.endswith(UVLOOP)
    return name if name in item.peers else item.peers[0]


def table(item: Item) -> str:
    """Medians of all figures, the spread of the first one, and that of ours as a multiple of each peer's."""
    main, *others = (figure for figure in item.rounds[0][item.peers[0]] if "/" not in figure)
    rows = [["", main, "least", "most", "ours is", *others]]
    for peer in item.peers:
        values = item.values(peer, main)
        row = [peer, *(f"{value:,.1f}" for value in (median(values), min(values), max(values)))]
        row += [f"x {item.ratio(ours_for(peer, item), peer, main):.2f}"]
        row += [f"{median(item.values(peer, other)):,.1f}" for other in others]
        rows.append(row)
    return aligned(rows)


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """A table: the first column to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ([f"{cell:>{width}}" for cell, width in zip(row, widths, strict=True)] for row in rows)
    return "\n".join(
        "  ".join([f"{row[0]:<{widths[0]}}", *cells]) for row, (_, *cells) in zip(rows, lines, strict=True)
    )
