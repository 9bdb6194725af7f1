"""What is run: ``python -m benchmarks``; see README.md."""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeAlias

from . import codec, items, package, report, results
from .chart import chart
from .measure import Round, Size, pin
from .peers import APPS, HERE, OURS, PEERS, Peer, prepare, python
from .targets import verdicts

RESULTS = HERE / "results"
"""Git ignores it."""

SIZES = {
    "full": Size(
        rounds=5,
        warm_up=1.0,
        slices=10,
        seconds=0.2,
        connections=(1, 64, 1000),
        idle=(2_000, 10_000),
        simulated=320,
    ),
    "small": Size(
        rounds=1,
        warm_up=0.3,
        slices=3,
        seconds=0.1,
        connections=(1, 64, 100),
        idle=(100, 200),
        simulated=32,
    ),
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
        "simulator": ("Scripted calls of the test kit", package.simulator),
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


def versions() -> dict[str, str]:
    """What was measured: Python, Node, and the packages that the environments hold."""
    code = "import importlib.metadata as m, json; print(json.dumps({d.name: d.version for d in m.distributions()}))"
    found = {"python": platform.python_version()}
    for environment in ("ours", "picows", "python-sdk"):
        found |= json.loads(subprocess.check_output([python(environment), "-c", code], text=True))
    found["@jambonz/sdk"] = json.loads((APPS / "package.json").read_text())["dependencies"]["@jambonz/sdk"]
    found["node"] = subprocess.check_output(["node", "--version"], text=True).strip().removeprefix("v")
    return {name: version for name, version in sorted(found.items()) if name not in ("pip", "setuptools")}


def measure(arguments: argparse.Namespace) -> None:
    """Measure what was asked for, and keep it."""
    size = SIZES[arguments.size]
    connections = tuple(arguments.connections or size.connections)
    size = replace(size, rounds=arguments.rounds or size.rounds, connections=connections)
    peers = [peer for peer in PEERS if not arguments.peers or peer.name in arguments.peers]
    peers = of_checkouts(peers, [path.resolve() for path in arguments.checkout or [OURS]])
    wanted = {
        name: item
        for name, item in everything(size).items()
        if not arguments.items or any(name.startswith(part) for part in arguments.items)
    }
    prepare()
    pin.load()
    resource.setrlimit(resource.RLIMIT_NOFILE, 2 * resource.getrlimit(resource.RLIMIT_NOFILE)[1:])
    run = results.Run(arguments.size, versions(), measured(wanted, peers, size))
    if any(verdicts(run)):
        print(report.verdict_table(run))
    path = arguments.output or RESULTS / f"{datetime.now():%Y-%m-%d-%H%M%S}.json"
    run.write(path)
    path.with_suffix(".svg").write_text(chart(run))
    print(f"\n{path}\n{path.with_suffix('.svg')}")


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Without a command: run.")
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="measure")
    run.add_argument("items", nargs="*", metavar="ITEM", help="what to measure, by (the start of) its name")
    run.add_argument("--size", choices=SIZES, default=os.environ.get("BENCH_SIZE", "full"))
    run.add_argument("--connections", type=int, nargs="+", help="of which hooks are measured")
    run.add_argument("--rounds", type=int)
    run.add_argument("--peers", nargs="+", choices=[peer.name for peer in PEERS], metavar="PEER")
    run.add_argument("--checkout", type=Path, action="append", help="whose src is measured; may be repeated")
    run.add_argument("--output", type=Path, help="where the results go, as JSON; the picture goes beside it")
    compare = commands.add_parser("compare", help="what changed from one run to another")
    compare.add_argument("before", type=Path)
    compare.add_argument("after", type=Path)
    picture = commands.add_parser("chart", help="draw a run that was kept")
    picture.add_argument("run", type=Path)
    arguments = parser.parse_args()
    if arguments.command == "run":
        measure(arguments)
    elif arguments.command == "compare":
        print(report.comparison(results.read(arguments.before), results.read(arguments.after)))
    else:
        print(chart(results.read(arguments.run)), end="")


if __name__ == "__main__":
    main()
