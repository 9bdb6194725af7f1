"""What was measured, for people: tables, verdicts, and what changed between two runs."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from .results import Item, Run
from .targets import verdicts

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


def verdict_table(run: Run) -> str:
    """Each target, what was measured, and whether that will do."""
    rows = [["Where it must get", "against", "at most", "is", ""]]
    for target, value in verdicts(run):
        against = target.peer if isinstance(target.peer, str) else " / ".join(target.peer)
        verdict = "ok" if value <= target.limit else "not yet"
        rows.append([target.what, against, f"{target.limit:.3g}", f"{value:.3g}", verdict])
    return aligned(rows)


def comparison(before: Run, after: Run) -> str:
    """What changed between two runs: our figures, and what they are in relation to the peers', which tells more.

    Figures of two runs differ with the machine and its load; ratios of one run differ less.
    """
    rows = [["", "", "before", "after", "change"]]
    for item in after:
        old = before.get(item.name)
        if old is None:
            continue
        main = next(iter(item.rounds[0][item.peers[0]]))
        for peer in item.peers:
            ours = ours_for(peer, item)
            if not {peer, ours} <= set(old.peers):
                continue
            if peer == ours:
                was, now = median(old.values(peer, main)), median(item.values(peer, main))
                rows.append([item.name, f"{peer}, {main}", f"{was:,.1f}", f"{now:,.1f}", f"{now / was - 1:+.0%}"])
            else:
                was, now = old.ratio(ours, peer, main), item.ratio(ours, peer, main)
                rows.append([item.name, f"{ours} / {peer}", f"{was:.2f}", f"{now:.2f}", f"{now / was - 1:+.0%}"])
    return aligned(rows)


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """A table: the first column to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ([f"{cell:>{width}}" for cell, width in zip(row, widths, strict=True)] for row in rows)
    return "\n".join(
        "  ".join([f"{row[0]:<{widths[0]}}", *cells]) for row, (_, *cells) in zip(rows, lines, strict=True)
    )
