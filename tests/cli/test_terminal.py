"""``jambonz-proto call`` as somebody sees it who types: on a pseudo-terminal."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import termios
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import anyio
import pytest

from examples.echo import echo
from jambonz_proto import Call
from jambonz_proto.verbs import Gather, Hangup, Say

from .applications import Witness, brief, deaf, served
from .command import COMMAND

pytestmark = pytest.mark.anyio

ESCAPES = re.compile(r"\x08|\x1b\[[0-9;?]*[a-zA-Z]|\x1b[=>]|\x1b\][^\x07]*\x07")
COLOURS = re.compile(r"\x1b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9\d|10\d)(?:;\d+)*m")
CTRL_C, CTRL_D = "\x03", "\x04"


@pytest.fixture
def anyio_backend() -> str:
    """The command runs in a process of its own, whatever runs here."""
    return "asyncio"


class Terminal:
    """A terminal with the command in it."""

    def __init__(self, master: int, slave: int, process: subprocess.Popen[bytes]) -> None:
        self._master = master
        self._slave = slave
        self._process = process
        self._before = termios.tcgetattr(slave)
        self._read = 0
        self.raw = ""
        """All that was written to it so far."""

    @property
    def text(self) -> str:
        """The same without escape sequences."""
        return ESCAPES.sub("", self.raw)

    async def shows(self, *wanted: str) -> None:
        """Wait until texts have been shown, one after the other, after those that were waited for before."""
        with anyio.fail_after(30):
            for text in wanted:
                while (found := self.text.find(text, self._read)) < 0:
                    await anyio.wait_readable(self._master)
                    self.raw += os.read(self._master, 65536).decode()
                self._read = found + len(text)

    def type(self, text: str) -> None:
        """Press keys; ``\\r`` is the enter key."""
        os.write(self._master, text.encode())

    async def exit_code(self) -> int:
        """Wait for the command's end; the terminal is as it was before then."""
        code = await anyio.to_thread.run_sync(lambda: self._process.wait(30))
        assert termios.tcgetattr(self._slave) == self._before
        assert "Traceback" not in self.text
        return code


@asynccontextmanager
async def terminal(url: str, *arguments: str, columns: int = 100, **env: str) -> AsyncGenerator[Terminal]:
    """A block in which the command runs in a terminal."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    base = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    process = subprocess.Popen(  # noqa: ASYNC220 # which takes a moment only
        [COMMAND, "call", url, *arguments],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env={**base, "TERM": "xterm-256color", "PROMPT_TOOLKIT_NO_CPR": "1", **env},
        preexec_fn=lambda: _control(slave),
    )
    try:
        yield Terminal(master, slave, process)
    finally:
        process.kill()
        process.wait()
        os.close(master)
        os.close(slave)


def _control(slave: int) -> None:
    """In the new process: have the terminal's keys send signals to it."""
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)


async def test_a_typed_call() -> None:
    """Lines are said, keys are pressed, commands do what they say; what happens appears above the line being typed."""
    async with served(echo) as url, terminal(url) as screen:
        await screen.shows("type to speak", "you hear  Say something.", ">")
        screen.type("good morning\r")
        await screen.shows("you       say good morning", "you hear  You said good morning.", "gather input speech")
        screen.type("1#\r")
        await screen.shows("you       press 1", "you       press #", "nothing listens to keys just now")
        screen.type("/status\r")
        await screen.shows("in-progress for", "gather runs, it listens to speech", "no problems")
        screen.type("/nope\r")
        await screen.shows("/nope means nothing; /help tells what does")
        screen.type("/help\r")
        await screen.shows("any text", "say it", "hang up, as Ctrl-C and Ctrl-D do")
        screen.type("//slash\r")
        await screen.shows("say /slash", "You said /slash.")
        screen.type("/hangup\r")
        await screen.shows("you       hang up", "the call is over: the caller hung up", "no problems")
        assert await screen.exit_code() == 0
        assert COLOURS.search(screen.raw)


@pytest.mark.parametrize("key", [CTRL_C, CTRL_D], ids=["Ctrl-C", "Ctrl-D"])
async def test_a_key_hangs_up(key: str) -> None:
    """Ctrl-C and Ctrl-D hang up in order, and the terminal is as before."""
    witness = Witness(echo)
    async with served(witness) as url, terminal(url) as screen:
        await screen.shows("Say something.", ">")
        screen.type(key)
        await screen.shows("the call is over: the caller hung up", "1 ack")
        assert await screen.exit_code() == 0
        with anyio.fail_after(10):
            await witness.ended.wait()
    assert witness.calls[0].state == "completed"


async def test_the_application_hangs_up_while_somebody_types() -> None:
    """The line being typed goes away, and the command ends."""
    said = anyio.Event()

    async def application(call: Call) -> None:
        await call.perform(Gather(input=["speech"], say=Say(text="Your name?")))
        await said.wait()
        await call.send(Hangup())

    async with served(application) as url, terminal(url) as screen:
        await screen.shows("Your name?", ">")
        screen.type("Ann\r")
        await screen.shows("say Ann", "verb:hook")
        screen.type("and the li")
        await screen.shows("and the li")
        said.set()
        await screen.shows("the call is over: the application hung up", "no problems")
        assert await screen.exit_code() == 0


async def test_no_colour() -> None:
    """``NO_COLOR`` is obeyed, by the prompt too."""
    async with served(echo) as url, terminal(url, NO_COLOR="1") as screen:
        await screen.shows("Say something.", ">")
        screen.type("hello\r")
        await screen.shows("You said hello.")
        screen.type(CTRL_D)
        await screen.shows("no problems")
        assert await screen.exit_code() == 0
        assert COLOURS.search(screen.raw) is None


async def test_a_narrow_terminal() -> None:
    """What does not fit goes on below itself."""

    async def application(call: Call) -> None:
        await call.send(Say(text="a few words that are far too many for one line"), Hangup())

    async with served(application) as url, terminal(url, columns=44) as screen:
        await screen.shows("no", "problems")
        assert await screen.exit_code() == 0
        lines = [line.rstrip() for line in screen.text.replace("\r", "").split("\n")]
        [first] = [index for index, line in enumerate(lines) if line.endswith("you hear  a few words that are far")]
        assert lines[first + 1] == f"{' ' * 19}too many for one line"
        assert max(map(len, lines)) <= 44


async def test_a_script_in_a_terminal() -> None:
    """There is no prompt, and it is coloured."""
    async with served(echo) as url, terminal(url, "--say", "hello") as screen:
        await screen.shows("You said hello.", "you       hang up", "no problems")
        assert await screen.exit_code() == 0
        assert COLOURS.search(screen.raw)
        assert ">" not in screen.text


async def test_a_script_is_stopped_in_a_terminal() -> None:
    """Ctrl-C is a signal there; the call is hung up, and the exit code says so."""
    async with served(deaf) as url, terminal(url, "--say", "hello", "--timeout", "1000") as screen:
        await screen.shows("Please hold.")
        screen.type(CTRL_C)
        await screen.shows("the call is over: the caller hung up")
        assert await screen.exit_code() == 130


async def test_a_call_that_ends_at_once() -> None:
    """The prompt is not in the way."""
    async with served(brief) as url, terminal(url) as screen:
        await screen.shows("We are closed.", "the call is over: the application hung up", "no problems")
        assert await screen.exit_code() == 0
