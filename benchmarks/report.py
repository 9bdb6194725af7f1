"""What was measured, for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median

from .measure import Sample


def table(samples: Mapping[str, Sequence[Sample]]) -> str:
    """Medians of all figures, the spread of the first one, and ours as a ratio of each peer's (same event loop)."""
    main, *others = next(iter(samples.values()))[0]
    rows = [["", main, "from", "to", "ours is", *others]]
    for name, all_rounds in samples.items():
        values = [sample[main] for sample in all_rounds]
        ours = samples.get("ours+uvloop" if name.endswith("+uvloop") else "ours")
        ratio = f"x {median(sample[main] for sample in ours) / median(values):.2f}" if ours else ""
        medians = (median(sample[other] for sample in all_rounds) for other in others)
        rows.append([name, *(f"{value:.1f}" for value in (median(values), min(values), max(values))), ratio])
        rows[-1] += [f"{value:,.1f}" for value in medians]
    return aligned(rows)


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """A table: the first column to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ([f"{cell:>{width}}" for cell, width in zip(row, widths, strict=True)] for row in rows)
    return "\n".join(
        "  ".join([f"{row[0]:<{widths[0]}}", *cells]) for row, (_, *cells) in zip(rows, lines, strict=True)
    )
