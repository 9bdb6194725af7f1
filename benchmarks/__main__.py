"""What is run: ``python -m benchmarks``; see README.md."""

from __future__ import annotations

import argparse
import os
import resource
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeAlias

from . import codec, items, package, report, results
from .measure import Round, Size, pin
from .peers import OURS, PEERS, Peer, prepare

SIZES = {
    "full": Size(rounds=5, warm_up=1.0, slices=10, seconds=0.2, connections=(1, 64, 1000), idle=(2_000, 10_000)),
    "small": Size(rounds=1, warm_up=0.3, slices=3, seconds=0.1, connections=(1, 64, 200), idle=(200, 400)),
}

Measure: TypeAlias = Callable[[Sequence[Peer], Size], Round]


def everything(size: Size) -> dict[str, tuple[str, Measure]]:
    """Whatever can be measured: title and function by name."""
    hooks = {
        f"hook-{connections}": (
            f"Hook round trips, {connections:,} connections",
            partial(items.under_load, traffic=items.HOOKS, connections=connections),
        )
        for connections in size.connections
    }
    return {
        **hooks,
        "rate": (
            "Hook round trips, 1,000 a second on 64 connections",
            partial(items.at_rate, traffic=items.HOOKS, connections=64, rate=1000),
        ),
        "calls": ("Calls from handshake to end", items.call_after_call),
        "idle": ("Calls that wait", items.idle),
        "tokens": (
            "Speech as it is written, a message per token, 8 calls: per token",
            partial(items.under_load, traffic=items.TOKENS, connections=8),
        ),
        "speak": (
            "Speech as it is written, as each library likes it, 8 calls: per token",
            partial(items.under_load, traffic=items.SPEAK, connections=8),
        ),
        "events": (
            "Events of a language model, 8 calls: per event",
            partial(items.under_load, traffic=items.EVENTS, connections=8),
        ),
        "in-flight": (
            "64 hooks of one call at the same time: per hook",
            partial(items.under_load, traffic=items.IN_FLIGHT, connections=1),
        ),
        "decode": ("Codec: decode messages and payloads", partial(codec.timed, what="decode")),
        "decode-verbs": ("Codec: decode acks with verbs", partial(codec.timed, what="decode-verbs")),
        "encode": ("Codec: encode acks with verbs", partial(codec.timed, what="encode")),
        "ack": ("Codec: make and encode an ack of say and gather", partial(codec.timed, what="ack")),
        "import": ("Import", package.imports),
        "generator": ("Generator", package.generator),
        "wheel": ("Wheel", package.wheels),
    }


def of_checkouts(peers: list[Peer], checkouts: list[Path]) -> list[Peer]:
    """Our own application once for each checkout, the first of which also lends its codec to floor and picows."""
    first, *others = checkouts
    return [
        *(replace(peer, checkout=first) for peer in peers),
        *(
            replace(peer, checkout=checkout, name=f"{peer.name} of {checkout.name}")
            for checkout in others
            for peer in peers
            if peer.app == "ours.py"
        ),
    ]


def measured(wanted: dict[str, tuple[str, Measure]], peers: list[Peer], size: Size) -> list[results.Item]:
    """Measure, and print each result when it is there."""
    done: list[results.Item] = []
    for name, (title, measure) in wanted.items():
        item = results.Item(name, title)
        for number in range(size.rounds):
            print(f"{name}: round {number + 1} of {size.rounds}", file=sys.stderr)
            item.rounds.append(measure(peers, size))
        done.append(item)
        print(f"{title} ({name})\n\n{report.table(item)}\n", flush=True)
    return done


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="What it measures: see README.md.")
    parser.add_argument(
        "items", nargs="*", metavar="ITEM", help="what to measure, by name or its beginning; default all"
    )
    parser.add_argument("--size", choices=SIZES, default=os.environ.get("BENCH_SIZE", "full"))
    parser.add_argument("--connections", type=int, nargs="+", help="of which hooks are measured")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--peers", nargs="+", metavar="PEER", help=", ".join(peer.name for peer in PEERS))
    parser.add_argument("--checkout", type=Path, action="append", help="whose src is measured; may be repeated")
    parser.add_argument("--output", type=Path, help="file for the results, as JSON")
    options = parser.parse_args()
    size = SIZES[options.size]
    size = replace(size, rounds=options.rounds or size.rounds, connections=options.connections or size.connections)
    peers = [peer for peer in PEERS if options.peers is None or peer.name in options.peers]
    peers = of_checkouts(peers, [path.resolve() for path in options.checkout or [OURS]])
    wanted = {
        name: item
        for name, item in everything(size).items()
        if not options.items or any(name.startswith(part) for part in options.items)
    }
    prepare({peer.environment for peer in peers})
    pin.load()
    resource.setrlimit(resource.RLIMIT_NOFILE, 2 * resource.getrlimit(resource.RLIMIT_NOFILE)[1:])
    run = results.Run(options.size, {}, measured(wanted, peers, size))
    if options.output is not None:
        run.write(options.output)


if __name__ == "__main__":
    main()
