"""What was measured, as it is kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median

import msgspec

from .measure import Round


class Item(msgspec.Struct):
    """One thing that was measured, in several rounds."""

    name: str
    title: str
    rounds: list[Round] = msgspec.field(default_factory=list[Round])

    @property
    def peers(self) -> list[str]:
        """Who was measured."""
        return list(self.rounds[0])

    def values(self, peer: str, figure: str) -> list[float]:
        """A figure of a peer in each round."""
        return [one[peer][figure] for one in self.rounds]

    def ratio(self, peer: str, other: str, figure: str) -> float:
        """A peer's figure as a multiple of another's: the median over the rounds, each of which has both."""
        pairs = zip(self.values(peer, figure), self.values(other, figure), strict=True)
        return median(one / another for one, another in pairs)


class Run(msgspec.Struct):
    """All that one run measured."""

    size: str
    versions: dict[str, str]
    items: list[Item]

    def __iter__(self) -> Iterator[Item]:
        return iter(self.items)

    def get(self, name: str) -> Item | None:
        """An item, if it was measured."""
        return next((item for item in self.items if item.name == name), None)

    def write(self, path: Path) -> None:
        """Keep it."""
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(msgspec.json.format(msgspec.json.encode(self), indent=1))


def read(path: Path) -> Run:
    """A run that was kept."""
    return msgspec.json.decode(path.read_bytes(), type=Run)
