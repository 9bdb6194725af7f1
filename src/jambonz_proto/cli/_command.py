"""What a command consists of, and the arguments that several have."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass

from jambonz_proto._tables import TARGETS


@dataclass(frozen=True, slots=True)
class Command:
    """A command, such as ``decode``."""

    name: str
    help: str
    """What it does, in a few words."""
    description: str
    """What it does, in a few lines."""
    epilog: str
    """What else to know, such as its exit codes."""
    configure: Callable[[ArgumentParser], None]
    """Adds its arguments."""
    run: Callable[[Namespace], int]
    """Runs it; returns the exit code."""


def add_files(parser: ArgumentParser) -> None:
    """Add the argument for the files to read."""
    parser.add_argument("files", metavar="FILE", nargs="*", default=["-"], help="- or none: standard input")


def add_target(parser: ArgumentParser) -> None:
    """Add the option that chooses a server."""
    shown = "refuse what this server refuses of the application, by default only what none takes"
    parser.add_argument("--target", choices=tuple(TARGETS), help=shown)


def add_json(parser: ArgumentParser, what: str) -> None:
    """Add the option for output that machines read."""
    parser.add_argument("--json", action="store_true", help=f"print JSON lines: {what}")
