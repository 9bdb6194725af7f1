"""What a typed line means."""

from __future__ import annotations

import pytest

from jambonz_proto.cli._script import (
    Action,
    Answer,
    ByCallee,
    HangUp,
    Help,
    Press,
    Silence,
    Speak,
    Status,
    Unclear,
    parse,
    parse_script,
)


@pytest.mark.parametrize(
    ("line", "action"),
    [
        ("book a car", Speak("book a car")),
        ("  2 tickets\n", Speak("2 tickets")),
        ("//status", Speak("/status")),
        ("12#", Press("12#")),
        ("#", Press("#")),
        ("/dtmf 0*", Press("0*")),
        ("/silence", Silence()),
        ("/silence 2.5", Silence(2.5)),
        ("/answer", Answer("answered")),
        ("/answer no-answer", Answer("no-answer")),
        ("/callee 1", ByCallee(Press("1"))),
        ("/callee hello", ByCallee(Speak("hello"))),
        ("/callee /hangup", ByCallee(HangUp())),
        ("/status", Status()),
        ("/help", Help()),
        ("/hangup", HangUp()),
        ("", None),
        ("   ", None),
    ],
)
def test_a_line(line: str, action: Action | None) -> None:
    """Text is said, keys are pressed, what begins with a slash is a command."""
    assert parse(line) == action


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("/", "means nothing"),
        ("/hang up", "/hang up means nothing; /help tells what does"),
        ("/hangup now", "means nothing"),
        ("/dtmf", "are no keys"),
        ("/dtmf 12x", "'12x' are no keys"),
        ("/silence long", "'long' is no number of seconds"),
        ("/silence -1", "is no number"),
        ("/answer perhaps", "'perhaps' is not one of answered, busy"),
        ("/callee /status", "is nothing that a called party can do"),
        ("/callee", "is nothing that a called party can do"),
    ],
)
def test_a_line_that_means_nothing(line: str, problem: str) -> None:
    """It is not said by mistake."""
    with pytest.raises(Unclear, match=problem):
        parse(line)


def test_a_script() -> None:
    """Lines as they are typed, blank ones and remarks left out; an error names the line."""
    assert parse_script("# a remark\n\nhello\n#\n", "s") == [Speak("hello"), Press("#")]
    with pytest.raises(Unclear, match=r"^calls/s:2: /nope means nothing"):
        parse_script("hello\n/nope\n", "calls/s")
