"""Arguments, exit codes, and what a command does when it is interrupted."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Sequence
from importlib.metadata import version
from io import TextIOWrapper

from . import _call, _decode, _replay, _validate
from ._command import INTERRUPTED, PIPE_CLOSED
from ._output import discard_output


def run(arguments: Sequence[str]) -> int:
    """Run the command; returns its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # None where it is closed
            stream.reconfigure(line_buffering=True, errors="backslashreplace")
    try:
        parsed = _parser().parse_args(arguments)
        code: int = parsed.run(parsed)
        sys.stdout.flush()
    except BrokenPipeError:
        discard_output()
        return PIPE_CLOSED
    except KeyboardInterrupt:
        return INTERRUPTED
    return code


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="jambonz-proto",
        description="Tools for voice applications that speak the jambonz WebSocket protocol.",
        epilog="`jambonz-proto COMMAND --help` tells more.",
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=version("jambonz-proto"))
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in (_call.COMMAND, _replay.COMMAND, _decode.COMMAND, _validate.COMMAND):
        options = commands.add_parser(
            command.name,
            help=command.help,
            description=command.description,
            epilog=command.epilog,
            formatter_class=RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        command.configure(options)
        options.set_defaults(run=command.run)
    return parser
