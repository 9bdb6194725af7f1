"""What is run: ``python -m benchmarks hook --connections 64 --rounds 5``; see README.md."""

from __future__ import annotations

import argparse
from collections import defaultdict
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import perf_counter

from .load import Line, Meter, drive, hooks
from .measure import Sample, pin
from .peers import OURS, PEERS, Peer, prepare, running
from .report import table


def hook_round_trips(peer: Peer, *, connections: int, warm_up: float, seconds: float) -> Sample:
    """One gather after the other on each connection: CPU, latency and number of round trips."""
    with running(peer) as (port, process):
        meter = Meter()
        lines = [Line(port, partial(hooks, meter=meter)) for _ in range(connections)]
        drive(lines, perf_counter() + warm_up)
        meter.latencies.clear()
        cpu, start = process.cpu(), perf_counter()
        drive(lines, start + seconds)
        cpu, took = process.cpu() - cpu, perf_counter() - start
    latencies = sorted(meter.latencies)
    return {
        "cpu µs": cpu / len(latencies) * 1e6,
        "p50 ms": latencies[len(latencies) // 2] * 1e3,
        "p99 ms": latencies[len(latencies) * 99 // 100] * 1e3,
        "per second": len(latencies) / took,
        "busy %": cpu / took * 100,
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


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("item", choices=["hook"])
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--warm-up", type=float, default=1.0, help="seconds")
    parser.add_argument("--seconds", type=float, default=2.0, help="that are measured in each round")
    parser.add_argument("--peers", nargs="+", metavar="PEER", help=", ".join(peer.name for peer in PEERS))
    parser.add_argument("--checkout", type=Path, action="append", help="whose src is measured; may be repeated")
    options = parser.parse_args()
    peers = [peer for peer in PEERS if options.peers is None or peer.name in options.peers]
    peers = of_checkouts(peers, [path.resolve() for path in options.checkout or [OURS]])
    prepare({peer.environment for peer in peers})
    pin.load()
    samples: dict[str, list[Sample]] = defaultdict(list)
    measured = partial(
        hook_round_trips, connections=options.connections, warm_up=options.warm_up, seconds=options.seconds
    )
    for _ in range(options.rounds):  # all peers in each round, so that noise hits all
        for peer in peers:
            samples[peer.name].append(measured(peer))
    print(f"Hook round trips, {options.connections} connections, {options.rounds} rounds: medians\n")
    print(table(samples))


if __name__ == "__main__":
    main()
