"""``jambonz-proto validate``: verb arrays, checked as the server checks them."""

from __future__ import annotations

import re
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import dataclass

from jambonz_proto._base import JsonValue, Verb
from jambonz_proto._codec import check_verbs, encode_verbs, verb_name
from jambonz_proto._facts import Target
from jambonz_proto._protocol import MAX_MESSAGE
from jambonz_proto.errors import DecodeError, EncodeError, MessageTooLarge

from ._command import Command, add_files, add_json, add_target
from ._input import Text, Unreadable, lines, whole
from ._output import STYLES, Output, problem_of

DESCRIPTION = """\
Checks verb arrays, one JSON array per file, as strictly as the server does,
which throws a whole array away for one property it does not know. Shows the
first problem of each verb."""
EPILOG = "Exit code: 0 if all are valid, 1 if one is not, 2 if a file cannot be read."


def _configure(parser: ArgumentParser) -> None:
    add_files(parser)
    parser.add_argument("--lines", action="store_true", help="one array per line instead of one per file")
    add_target(parser)
    add_json(parser, "file, line, ok, verbs and problems")


def _run(arguments: Namespace) -> int:
    return validate(arguments.files, by_line=arguments.lines, target=arguments.target, as_json=arguments.json)


COMMAND = Command("validate", "check verb arrays", DESCRIPTION, EPILOG, _configure, _run)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be said of a verb array."""

    verbs: Sequence[Verb]
    """Those that are right."""
    problems: Sequence[DecodeError | EncodeError]
    """The first of each of the others, or one with the whole."""


def judge(text: Text, target: Target | None) -> Verdict:
    """Check a text that should be a verb array."""
    try:
        text.check_size()
        verbs, errors = check_verbs(text.content, target=target)
        if not errors:
            _check_size(verbs)
    except (DecodeError, EncodeError) as error:
        return Verdict((), (error,))
    return Verdict(verbs, errors)


def _check_size(verbs: Sequence[Verb]) -> None:
    size = len(b'{"type":"ack","msgid":"","data":}') + _MSGID + len(encode_verbs(verbs))
    if size > MAX_MESSAGE:
        raise MessageTooLarge(size, MAX_MESSAGE)


_MSGID = 22
"""Characters of jambonz' message ids."""


def validate(files: Sequence[str], *, by_line: bool, target: Target | None, as_json: bool) -> int:
    """Check the verb arrays in some files; returns the exit code."""
    output = Output()
    show = _print_json if as_json else _print
    invalid = unreadable = False
    for name in files:
        try:
            for text in lines(name) if by_line else [whole(name)]:
                verdict = judge(text, target)
                invalid = invalid or bool(verdict.problems)
                show(output, text, verdict)
        except Unreadable as error:
            unreadable = True
            output.complain(str(error))
    return 2 if unreadable else 1 if invalid else 0


def _print(output: Output, text: Text, verdict: Verdict) -> None:
    for problem in verdict.problems:
        output.row((f"{_place(text, problem)}: ", "place"), ("error: ", "error"), (str(problem), ""))
    if not verdict.problems:
        names = ", ".join(map(verb_name, verdict.verbs)) or "no verbs"
        output.row((f"{text.place}: ", "place"), ("ok: ", STYLES["application"]), (names, ""))


def _print_json(output: Output, text: Text, verdict: Verdict) -> None:
    found: dict[str, JsonValue] = {
        "file": text.file,
        "line": text.line,
        "ok": not verdict.problems,
        "verbs": [verb_name(verb) for verb in verdict.verbs],
        "problems": [problem_of(problem) for problem in verdict.problems],
    }
    output.json(found)


def _place(text: Text, problem: DecodeError | EncodeError) -> str:
    """Where the problem is, with line and column if it is one of JSON in a file of several lines."""
    found = re.search(r"\(byte (\d+)\)$", problem.problem)
    if found is None or text.line is not None:
        return text.place
    before = text.content[: int(found[1])]
    line, column = before.count(b"\n") + 1, len(before) - before.rfind(b"\n")
    return f"{text.place}:{line}:{column}"
