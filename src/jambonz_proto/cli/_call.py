"""``jambonz-proto call``: be the caller of an application, by typing or by a script."""

from __future__ import annotations

import re
import signal
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import AsyncIterator, Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

import anyio
import msgspec
from anyio.abc import TaskStatus

from jambonz_proto._facts import Target
from jambonz_proto._log import without_secrets
from jambonz_proto._transport import unwrapped
from jambonz_proto.errors import HandshakeError
from jambonz_proto.testing import Caller, Direction, Ended, Entry, Jambonz, Recorder, Sender, Tap, Transcript

from ._command import (
    INTERRUPTED,
    PIPE_CLOSED,
    TERMINATED,
    Command,
    add_json,
    add_target,
    add_url,
    pair,
    seconds,
    url_of,
)
from ._input import typed_lines
from ._output import Output, discard_output
from ._phone import NotDone, Phone, count_of
from ._screen import duration, row_of
from ._script import HELP, Action, HangUp, Help, Press, Silence, Speak, Status, Unclear, keys, parse, parse_script

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession

DESCRIPTION = """\
Calls an application as jambonz does, and shows what it says and does. You are
the caller: type a line to say it, digits to press keys. With --say, --press or
--script the call runs by itself, without the pauses that only jambonz makes, and
is hung up at the end. So do lines from a pipe, but with all pauses."""
EPILOG = f"""\
What can be typed, and stand in a script:
{re.sub("^", "  ", HELP, flags=re.MULTILINE)}

Exit code: 0 if every ack was in time, nothing was refused and the script was
done; 1 if not, 2 if the application cannot be called, 130 if a script is
interrupted by Ctrl-C, which hangs up at the prompt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the command line asks for."""

    url: str
    script: Sequence[Action] | None
    """What to do; ``None`` for what is typed."""
    from_: str
    to: str
    direction: Direction
    headers: Mapping[str, str]
    env: Mapping[str, str]
    target: Target | None
    timeout: float
    record: str | None
    secrets: bool
    as_json: bool


def _spoken(text: str) -> Sequence[Action]:
    return [Speak(text)]


def _pressed(text: str) -> Sequence[Action]:
    try:
        return [Press(keys(text))]
    except Unclear as error:
        raise ArgumentTypeError(str(error)) from None


def _scripted(name: str) -> Sequence[Action]:
    try:
        return parse_script(Path(name).read_text(encoding="utf-8-sig"), name)
    except OSError as error:
        raise ArgumentTypeError(f"{name}: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise ArgumentTypeError(f"{name}: not UTF-8") from None
    except Unclear as error:
        raise ArgumentTypeError(str(error)) from None


def _header(text: str) -> tuple[str, str]:
    name, separator, value = text.partition(":")
    if not (name.strip() and separator):
        raise ArgumentTypeError(f"{text!r} is not of the form NAME: VALUE")
    return name.strip(), value.strip()


def _configure(parser: ArgumentParser) -> None:
    add_url(parser)
    script = parser.add_argument_group("script", "may be repeated, and are done in their order")
    step = partial(script.add_argument, dest="script", action="extend")
    step("--say", metavar="TEXT", type=_spoken, help="say something")
    step("--press", metavar="KEYS", type=_pressed, help="press keys")
    step("--script", metavar="FILE", type=_scripted, help="do what is in a file, line by line")
    parser.add_argument(
        "--timeout", metavar="SECONDS", type=seconds, default=60.0, help="how long to wait for one's turn: 60"
    )
    call = parser.add_argument_group("the call")
    call.add_argument("--from", dest="from_", metavar="NUMBER", default="+4930123", help="who calls: +4930123")
    call.add_argument("--to", metavar="NUMBER", default="+4930456", help="who is called: +4930456")
    call.add_argument("--outbound", action="store_true", help="a call that the REST API was asked for")
    call.add_argument(
        "--header", metavar="NAME: VALUE", type=_header, action="append", default=[], help="a SIP header; repeatable"
    )
    call.add_argument(
        "--env",
        metavar="NAME=VALUE",
        type=pair,
        action="append",
        default=[],
        help="an environment variable; repeatable",
    )
    add_target(parser)
    parser.add_argument("--record", metavar="FILE", help="record the call, for `replay`")
    parser.add_argument("--secrets", action="store_true", help="record and print credentials and environment variables")
    add_json(parser, "the wire messages")


def _run(arguments: Namespace) -> int:
    options = Options(
        url=url_of(arguments),
        script=arguments.script,
        from_=arguments.from_,
        to=arguments.to,
        direction="outbound" if arguments.outbound else "inbound",
        headers=dict(arguments.header),
        env=dict(arguments.env),
        target=arguments.target,
        timeout=arguments.timeout,
        record=arguments.record,
        secrets=arguments.secrets,
        as_json=arguments.json,
    )
    output = Output()
    try:
        return anyio.run(_call, options, output)
    except HandshakeError as error:
        output.complain(str(error))
    except OSError as error:
        output.complain(f"{options.record}: {error.strerror or error}")
    return 2


COMMAND = Command("call", "be the caller of an application", DESCRIPTION, EPILOG, _configure, _run)


async def _call(options: Options, output: Output) -> int:
    return await _Conversation(options, output).run()


class _Conversation:
    """One call, from its beginning to its exit code."""

    def __init__(self, options: Options, output: Output) -> None:
        self._options = options
        self._output = output
        self._acting = anyio.CancelScope()
        """What the caller does; cancelled when the call is over, or the command is stopped."""
        self._has_begun = False
        self._over = anyio.Event()
        self._stopped_by: int | None = None
        """Exit code that says what has stopped the command."""
        self._undone = sum(map(_counts, options.script or ()))
        """How much of the script is still to be done."""
        self._failed = False
        is_terminal = sys.stdin is not None and sys.stdin.isatty() and output.is_terminal
        self._is_typed = options.script is None and not options.as_json and is_terminal
        self._prompt_session = _prompt_session() if self._is_typed else None

    async def run(self) -> int:
        """Call, and hang up in the end; returns the exit code."""
        options = self._options
        jambonz = Jambonz(realtime=options.script is None)
        with unwrapped(), self._tap(jambonz.clock(elsewhere=True).now) as tap:
            async with anyio.create_task_group() as tasks:
                await tasks.start(self._watch_signals, tasks.cancel_scope)
                async with jambonz.call(
                    options.url,
                    from_=options.from_,
                    to=options.to,
                    direction=options.direction,
                    headers=options.headers,
                    env=options.env or None,
                    target=options.target,
                    strict=False,
                    record=tap,
                ) as caller:
                    tasks.start_soon(self._stop_when_over)
                    self._follow(caller.transcript)
                    with self._acting:
                        await self._act(caller)
                    if caller.session.ended is None:
                        await caller.session.hang_up(caller.session.caller)
                self._conclude(caller)
                tasks.cancel_scope.cancel()
        return self._stopped_by or (1 if self._failed else 0)

    # -- what happens --------------------------------------------------------------------------

    def _follow(self, transcript: Transcript) -> None:
        """Show what happens, from the beginning on."""
        self._has_begun = True
        self._say(self._greeting(), "dim")
        for entry in transcript:
            self._show(entry)
        transcript.follow(self._show)

    def _greeting(self) -> str:
        url = urlsplit(self._options.url)
        shown = urlunsplit(url._replace(netloc=url.netloc.rpartition("@")[2]))
        return f"calling {shown}" + (" (type to speak; /help, Ctrl-C to hang up)" if self._is_typed else "")

    def _show(self, entry: Entry) -> None:
        if isinstance(entry, Ended) and entry.whose == "caller":
            self._over.set()
        row = row_of(entry)
        if row is not None and not self._options.as_json:
            self._write(partial(self._output.event, f"{entry.time:.2f}", *row))

    def _say(self, text: str, style: str = "") -> None:
        if not self._options.as_json:
            self._write(partial(self._output.note, text, style))

    def _write(self, write: Callable[[], None]) -> None:
        """Print something. If whoever reads it has gone, that is the end of the call."""
        try:
            write()
        except BrokenPipeError:
            discard_output()
            self._stop(PIPE_CLOSED)

    @contextmanager
    def _tap(self, now: Callable[[], float]) -> Generator[Tap | None]:
        """A block in which the messages of the call become what is asked for."""
        taps: list[Tap] = []
        options = self._options
        if options.as_json:
            taps.append(_Printed(self._write, secrets=options.secrets))
        if options.record is None:
            yield _Taps(taps) if taps else None
            return
        with Path(options.record).open("w", encoding="utf-8") as file:
            taps.append(Recorder(file, now, secrets=options.secrets))
            yield _Taps(taps)

    async def _stop_when_over(self) -> None:
        await self._over.wait()
        self._acting.cancel()

    async def _watch_signals(self, everything: anyio.CancelScope, *, task_status: TaskStatus[None]) -> None:
        """The first signal hangs up, the second does not wait for that."""
        with anyio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
            task_status.started()
            async for number in signals:
                if self._stopped_by is not None or not self._has_begun:
                    everything.cancel()
                self._stop(INTERRUPTED if number == signal.SIGINT else TERMINATED)

    def _stop(self, code: int) -> None:
        self._stopped_by = code
        self._acting.cancel()

    def _conclude(self, caller: Caller) -> None:
        """The call is over: tell how it was."""
        if self._undone and not self._failed and self._stopped_by is None:
            left = "1 line" if self._undone == 1 else f"{self._undone} lines"
            self._output.complain(f"the call was over before {left} of the script could be done")
        self._failed = self._failed or bool(self._undone or caller.problems)
        self._say(f"{duration(caller.time)}, {count_of(caller.transcript)}", "dim")

    # -- what the caller does ------------------------------------------------------------------

    async def _act(self, caller: Caller) -> None:
        phone = Phone(caller, self._output, timeout=self._options.timeout, at_once=self._is_typed)
        if self._is_typed:
            await self._prompt(phone)
            return
        try:
            await self._follow_script(phone)
        except (NotDone, Unclear) as error:
            self._failed = True
            self._output.complain(str(error))

    async def _prompt(self, phone: Phone) -> None:
        """Do what is typed, until the end of the input."""
        from prompt_toolkit.patch_stdout import patch_stdout

        assert self._prompt_session is not None
        with patch_stdout(raw=True):
            while True:
                try:
                    action = parse(await self._prompt_session.prompt_async(handle_sigint=False))
                    if action is not None:
                        await phone.do(action)
                except (EOFError, KeyboardInterrupt):
                    return
                except (NotDone, Unclear) as error:
                    self._say(str(error), "yellow")

    async def _follow_script(self, phone: Phone) -> None:
        """Do what is to be done, each when it is its turn."""
        await phone.wait_for_reaction()
        async for action in self._actions():
            await phone.do(action)
            self._undone -= _counts(action)
            await phone.wait_for_reaction(action)
        await phone.finish()

    async def _actions(self) -> AsyncIterator[Action]:
        """What is to be done, from the command line or from a pipe."""
        for action in self._options.script or ():
            yield action
        if self._options.script is None:
            async for line in typed_lines():
                typed = parse(line)
                if typed is not None:
                    self._undone += _counts(typed)
                    yield typed


def _prompt_session() -> PromptSession[str]:
    from prompt_toolkit import PromptSession  # only for those who type, since it takes its time

    return PromptSession("> ", erase_when_done=True)


def _counts(action: Action) -> bool:
    """Whether it is a loss if something could not be done since the call was over."""
    return not isinstance(action, (HangUp, Help, Silence, Status))


class _Printed:
    """Prints messages, one per line."""

    def __init__(self, write: Callable[[Callable[[], None]], None], *, secrets: bool) -> None:
        self._write = write
        self._secrets = secrets

    def message(self, sender: Sender, text: str | bytes) -> None:
        content = text if isinstance(text, str) else text.decode(errors="replace")
        shown = content if self._secrets else without_secrets(content)
        try:
            line = msgspec.json.format(shown, indent=-1)
        except msgspec.MsgspecError:
            line = msgspec.json.encode(shown).decode()
        self._write(partial(print, line))

    def closed(self, sender: Sender, code: int | None) -> None:
        """There is no message to print."""


class _Taps:
    """Several taps as one."""

    def __init__(self, taps: Sequence[Tap]) -> None:
        self._taps = taps

    def message(self, sender: Sender, text: str | bytes) -> None:
        for tap in self._taps:
            tap.message(sender, text)

    def closed(self, sender: Sender, code: int | None) -> None:
        for tap in self._taps:
            tap.closed(sender, code)
