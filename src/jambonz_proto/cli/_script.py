"""What a caller does in the terminal: lines as they are typed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias, get_args

from jambonz_proto.testing import Outcome

HELP = """\
any text          say it
digits, * and #   press these keys
/dtmf 12#         press these keys
/silence [10]     say nothing, until what listens gives up or for some seconds
/answer [busy]    what a called party does: answered, busy, no-answer, declined, failed
/callee 1         the called party presses a key, says something, or does a /hangup
/status           how the call stands
/hangup           hang up, as Ctrl-C and Ctrl-D do
//text            say /text"""

_KEYS = re.compile(r"[0-9*#]+")


@dataclass(frozen=True, slots=True)
class Speak:
    """Say something."""

    text: str


@dataclass(frozen=True, slots=True)
class Press:
    """Press keys."""

    keys: str


@dataclass(frozen=True, slots=True)
class Silence:
    """Say nothing."""

    seconds: float | None = None
    """How long; until what listens gives up without."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Have a called party take the call, or not."""

    outcome: Outcome = "answered"


@dataclass(frozen=True, slots=True)
class ByCallee:
    """The called party does something."""

    action: Speak | Press | HangUp


@dataclass(frozen=True, slots=True)
class Status:
    """Show how the call stands."""


@dataclass(frozen=True, slots=True)
class Help:
    """Show what can be typed."""


@dataclass(frozen=True, slots=True)
class HangUp:
    """Hang up."""


Action: TypeAlias = Speak | Press | Silence | Answer | ByCallee | Status | Help | HangUp
"""Something that a caller does."""


class Unclear(ValueError):
    """A line that means nothing; the text says why."""


def parse(line: str) -> Action | None:
    """What a line means; ``None`` for a blank one.

    Raises:
        Unclear: Nothing.
    """
    text = line.strip()
    if not text:
        return None
    if _KEYS.fullmatch(text):
        return Press(text)
    if not text.startswith("/"):
        return Speak(text)
    if text.startswith("//"):
        return Speak(text[1:])
    name, _, argument = text[1:].partition(" ")
    return _command(name, argument.strip())


def _command(name: str, argument: str) -> Action:
    match name, argument:
        case "dtmf", _:
            return Press(keys(argument))
        case "silence", "":
            return Silence()
        case "silence", _:
            return Silence(_seconds(argument))
        case "answer", "":
            return Answer()
        case "answer", _:
            return Answer(_outcome(argument))
        case "callee", _:
            return ByCallee(_by_callee(argument))
        case "status", "":
            return Status()
        case "help", "":
            return Help()
        case "hangup", "":
            return HangUp()
        case _:
            raise Unclear(f"/{name} {argument}".rstrip() + " means nothing; /help tells what does")


def keys(text: str) -> str:
    """Keys to press.

    Raises:
        Unclear: There are none, or others than a telephone has.
    """
    if not _KEYS.fullmatch(text):
        raise Unclear(f"{text!r} are no keys: 0 to 9, * and #")
    return text


def _seconds(text: str) -> float:
    if not re.fullmatch(r"\d+(\.\d+)?", text):
        raise Unclear(f"{text!r} is no number of seconds")
    return float(text)


def _by_callee(text: str) -> Speak | Press | HangUp:
    action = parse(text)
    if not isinstance(action, (Speak, Press, HangUp)):
        raise Unclear(f"{text!r} is nothing that a called party can do")
    return action


def _outcome(text: str) -> Outcome:
    outcomes: Sequence[Outcome] = get_args(Outcome)
    for outcome in outcomes:
        if outcome == text:
            return outcome
    raise Unclear(f"{text!r} is not one of {', '.join(outcomes)}")


def parse_script(text: str, name: str) -> list[Action]:
    """The lines of a script; those that begin with ``# `` are remarks.

    Args:
        text: The script.
        name: What to call it.

    Raises:
        Unclear: A line means nothing; names the line.
    """
    actions: list[Action] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.startswith("# "):
            try:
                action = parse(line)
            except Unclear as error:
                raise Unclear(f"{name}:{number}: {error}") from None
            actions += [action] if action is not None else []
    return actions
