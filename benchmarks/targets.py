"""Where it must get: issue by issue what is promised, and whether one run has kept it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from .results import Item, Run

CPU = "cpu µs"


@dataclass(frozen=True)
class Target:
    """A figure of ours in relation to others, and what it may be at most."""

    what: str
    item: str
    figure: str
    limit: float
    peer: str | tuple[str, ...] = ()
    """Ours as a multiple of this one's, or of the best of several; without any, the figure itself."""
    ours: str = "ours"
    minus: bool = False
    """The difference instead of the ratio."""

    def of(self, item: Item) -> float | None:
        """What was measured; the median over the rounds. ``None`` if somebody was not measured."""
        peers = (self.peer,) if isinstance(self.peer, str) else self.peer
        if not {self.ours, *peers} <= set(item.peers):
            return None
        ours = item.values(self.ours, self.figure)
        if not peers:
            return median(ours)
        best = [min(values) for values in zip(*(item.values(peer, self.figure) for peer in peers), strict=True)]
        combine: Callable[[float, float], float] = float.__sub__ if self.minus else float.__truediv__
        return median(map(combine, ours, best))


def _hook(peer: str, limit: float, fast_limit: float) -> list[Target]:
    """CPU per hook round trip, on both event loops; Node has one only."""
    other = peer if peer == "node-sdk" else f"{peer}+uvloop"
    return [
        Target("CPU per hook", "hook-64", CPU, limit, peer),
        Target("CPU per hook, uvloop", "hook-64", CPU, fast_limit, other, "ours+uvloop"),
    ]


_SDKS = ("python-sdk", "node-sdk")
TARGETS = [
    *_hook("python-sdk", 0.6, 0.4),
    *_hook("node-sdk", 0.2, 0.1),
    *_hook("floor", 1.3, 1.35),
    *_hook("picows", 4, 2),
    Target("p99 latency at 64 calls", "hook-64", "p99 ms", 1, _SDKS),
    Target("p99 latency at a rate", "rate", "p99 ms", 1, _SDKS),
    Target("Memory per idle call", "idle", "KiB per call", 1, "python-sdk"),
    Target("Memory per idle call", "idle", "KiB per call", 1 / 30, "node-sdk"),
    Target("Memory growth with calls", "idle", "memory growth", 1.1),
    Target("CPU growth with calls", "idle", "cpu growth", 1.1),
    Target("Outgoing check, µs per ack", "ack", "µs", 5, "ours without check", minus=True),
    Target("Decoding what jambonz sends", "decode", "µs", 1 / 5, "json + pydantic"),
    Target("Decoding acks", "decode-verbs", "µs", 1 / 5, "json + pydantic"),
    Target("Encoding acks", "encode", "µs", 1 / 4, "json + pydantic"),
]


def verdicts(run: Run) -> list[tuple[Target, float]]:
    """What was measured for each target that this run has the items for."""
    found = ((target, run.get(target.item)) for target in TARGETS)
    measured = ((target, target.of(item)) for target, item in found if item is not None)
    return [(target, value) for target, value in measured if value is not None]
