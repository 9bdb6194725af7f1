"""What a command consists of, and the arguments that several have."""

from __future__ import annotations

import math
import os
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

from jambonz_proto._tables import TARGETS

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells have it."""
PIPE_CLOSED = 141
"""Exit code when whoever reads the output has gone, as shells have it."""
TERMINATED = 143
"""Exit code after SIGTERM, as shells have it."""


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


def add_url(parser: ArgumentParser) -> None:
    """Add the arguments that say where the application is."""
    parser.add_argument("url", metavar="URL", type=_url, help="the application, such as ws://localhost:3000/")
    parser.add_argument("--user", metavar="NAME", help="user name for HTTP Basic; may also be in the URL")
    parser.add_argument("--password", help="its password; by default that in the variable JAMBONZ_PASSWORD")


def url_of(arguments: Namespace) -> str:
    """Where the application is, with the credentials."""
    url: str = arguments.url
    if arguments.user is None:
        return url
    password = arguments.password if arguments.password is not None else os.environ.get("JAMBONZ_PASSWORD", "")
    parts = urlsplit(url)
    credentials = f"{quote(arguments.user, safe='')}:{quote(password, safe='')}"
    return urlunsplit(parts._replace(netloc=f"{credentials}@{parts.netloc.rpartition('@')[2]}"))


def _url(text: str) -> str:
    url = text if "://" in text else f"ws://{text}"
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("ws", "wss") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise ArgumentTypeError("a URL that begins with ws:// or wss:// is wanted")
    return url


def seconds(text: str) -> float:
    """A number of seconds, as an argument."""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 <= number < math.inf:
        raise ArgumentTypeError(f"{text!r} is no number of seconds")
    return number


def pair(text: str) -> tuple[str, str]:
    """A ``NAME=VALUE``, as an argument."""
    name, separator, value = text.partition("=")
    if not (name and separator):
        raise ArgumentTypeError(f"{text!r} is not of the form NAME=VALUE")
    return name, value
