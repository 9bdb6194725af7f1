"""``jambonz-proto replay``: a recorded call against an application."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from functools import partial

import anyio
import msgspec

from jambonz_proto.errors import DecodeError, HandshakeError
from jambonz_proto.testing import Difference, replay

from ._command import Command, add_json, add_url, pair, seconds, url_of
from ._output import STYLES, Output

DESCRIPTION = """\
Runs a recorded call against an application, and shows what the application says
otherwise than it did in the recording. That is one of `call --record`, or was
captured elsewhere: the wire messages of one call, one per line.

Message ids, and the hooks and ids that an application makes up in each call, are
no differences; nor are credentials, which are left out of recordings."""
EPILOG = "Exit code: 0 if nothing differs, 1 if something does, 2 if it could not be tried."


def _configure(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="the recording")
    add_url(parser)
    parser.add_argument(
        "--env", metavar="NAME=VALUE", type=pair, action="append", help="environment variables to send; repeatable"
    )
    parser.add_argument(
        "--ignore", metavar="PROPERTY", action="append", default=[], help="do not compare its values; repeatable"
    )
    parser.add_argument(
        "--within", metavar="SECONDS", type=seconds, default=5.0, help="how much later than then answers may be: 5"
    )
    parser.add_argument("--realtime", action="store_true", help="let as much time pass as in the recording")
    add_json(parser, "message, path, kind, recorded, replayed, line")


def _run(arguments: Namespace) -> int:
    output = Output()
    run = partial(
        replay,
        arguments.file,
        url_of(arguments),
        env=dict(arguments.env) if arguments.env else None,
        ignore=arguments.ignore,
        within=arguments.within,
        realtime=arguments.realtime,
    )
    try:
        differences = anyio.run(run)
    except OSError as error:
        output.complain(f"{arguments.file}: {error.strerror or error}")
        return 2
    except (DecodeError, HandshakeError) as error:
        output.complain(str(error))
        return 2
    for difference in differences:
        if arguments.json:
            output.json(msgspec.to_builtins({name: getattr(difference, name) for name in _FIELDS}, enc_hook=str))
        else:
            _print(output, difference)
    if not arguments.json:
        count = len(differences)
        print(f"{count} differences" if count > 1 else "1 difference" if count else "nothing differs")
    return 1 if differences else 0


COMMAND = Command("replay", "run a recorded call again", DESCRIPTION, EPILOG, _configure, _run)

_FIELDS = ("message", "path", "kind", "recorded", "replayed", "line")


def _print(output: Output, difference: Difference) -> None:
    place, _, what = str(difference).partition(": ")
    output.row((f"{place}: ", "place"), (what, STYLES["error"]))
