"""What is measured of the applications as they serve calls."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from time import sleep

from . import scripts
from .load import Line, Load, Loop, Script
from .measure import Process, Round, Sample, Size, Slices
from .peers import Peer, running


@dataclass(frozen=True)
class Traffic:
    """What calls do, over and over."""

    path: str
    """Of the application."""
    verbs: Sequence[str]
    """With which it answers a new call."""
    script: Callable[[Line], Script]
    per_script: int = 1
    """What the figures are for: messages in one script."""


ECHO = ["gather"]
HOOKS = Traffic("/echo", ECHO, scripts.hook)
TOKENS = Traffic("/tokens", ["config", "gather"], scripts.tokens, scripts.TOKENS)
SPEAK = Traffic("/speak", ["config", "gather"], scripts.tokens, scripts.TOKENS)
EVENTS = Traffic("/events", ["llm"], scripts.events, scripts.EVENTS)
IN_FLIGHT = Traffic("/partials", ["gather"], scripts.partials, scripts.IN_FLIGHT)


@contextmanager
def serving(peers: Sequence[Peer], path: str) -> Generator[dict[str, tuple[Load, Process]]]:
    """The peers' applications, and the load generator for each."""
    with ExitStack() as stack, Loop() as loop:
        started = {peer.name: stack.enter_context(running(peer)) for peer in peers}
        try:
            yield {name: (Load(loop, port, path), process) for name, (port, process) in started.items()}
        finally:
            for _, process in started.values():
                process.kill()  # before its connections drop, of which it would complain


@contextmanager
def all_serving(
    peers: Sequence[Peer], size: Size, traffic: Traffic, connections: int
) -> Generator[dict[str, tuple[Load, Slices]]]:
    """All peers' applications with so many calls each, warm."""
    with serving(peers, traffic.path) as servers:
        for peer in peers:
            load, _ = servers[peer.name]
            load.open(min(connections, peer.calls_at_most), partial(scripts.opening, verbs=traffic.verbs))
            load.keep_busy(traffic.script, size.warm_up)
        yield {name: (load, Slices(process, traffic.per_script)) for name, (load, process) in servers.items()}


def under_load(peers: Sequence[Peer], size: Size, *, traffic: Traffic, connections: int) -> Round:
    """Traffic in so many calls, as fast as the application answers."""
    with all_serving(peers, size, traffic, connections) as servers:
        for _ in range(size.slices):  # in turns, so that noise hits all
            for load, slices in servers.values():
                with slices.measuring() as latencies:
                    latencies += load.keep_busy(traffic.script, size.seconds)
        return {name: slices.sample() for name, (_, slices) in servers.items()}


def at_rate(peers: Sequence[Peer], size: Size, *, traffic: Traffic, connections: int, rate: float) -> Round:
    """Traffic at a rate that does not depend on the application, and that each can bear."""
    with all_serving(peers, size, traffic, connections) as servers:
        for _ in range(size.slices):
            for load, slices in servers.values():
                with slices.measuring() as latencies:
                    latencies += load.at_rate(traffic.script, rate, size.seconds)
        return {name: slices.sample() for name, (_, slices) in servers.items()}


def call_after_call(peers: Sequence[Peer], size: Size) -> Round:
    """Calls that come and go: handshake, first verbs, last status, closing handshake."""
    whole = partial(scripts.whole_call, verbs=HOOKS.verbs)
    with serving(peers, HOOKS.path) as servers:
        slices = {name: Slices(process, 1) for name, (_, process) in servers.items()}
        for load, _ in servers.values():
            load.call_after_call(whole, size.warm_up)
        for _ in range(size.slices):
            for name, (load, _) in servers.items():
                with slices[name].measuring() as latencies:
                    latencies += load.call_after_call(whole, size.seconds)
        return {name: measured.sample() for name, measured in slices.items()}


def idle(peers: Sequence[Peer], size: Size) -> Round:
    """Many calls that do nothing: what each costs in memory, and in CPU to begin it, and how that grows."""
    return {peer.name: _idle(peer, size.idle) for peer in peers}


def _idle(peer: Peer, numbers: tuple[int, int]) -> Sample:
    few, many = numbers if numbers[1] <= peer.calls_at_most else (peer.calls_at_most // 2, peer.calls_at_most)
    with serving([peer], HOOKS.path) as servers:
        load, process = servers[peer.name]
        states: list[tuple[int, float, float]] = []
        for number in (few // 10, few, many):
            load.open(number, partial(scripts.opening, verbs=HOOKS.verbs))
            sleep(1)  # until what follows the start of a call is over
            states.append((number, process.memory(), process.cpu()))
    (n0, memory0, cpu0), (n1, memory1, cpu1), (n2, memory2, cpu2) = states
    return {
        "KiB per call": (memory2 - memory0) / (n2 - n0) / 1024,
        "calls": n2,
        "cpu µs": (cpu2 - cpu0) / (n2 - n0) * 1e6,
        "memory growth": (memory2 - memory1) / (n2 - n1) / ((memory1 - memory0) / (n1 - n0)),
        "cpu growth": (cpu2 - cpu1) / (n2 - n1) / ((cpu1 - cpu0) / (n1 - n0)),
    }
