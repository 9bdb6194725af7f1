"""``jambonz-proto call``: scripted and piped calls, with the real command over a real socket."""

from __future__ import annotations

import os
import re
import signal
import socket
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import anyio
import pytest
from anyio.abc import Process
from anyio.streams.buffered import BufferedByteReceiveStream

from examples.echo import echo
from jambonz_proto import Call, RawVerb, Server
from jambonz_proto.verbs import Config, Hangup, Pause, Say, SipDecline
from tests.client.application import Application, Connection

from .applications import Witness, brief, connects, deaf, form, served
from .command import COMMAND, Finished, run, run_here

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    """The command runs in a process of its own, whatever runs here."""
    return "asyncio"


async def call(*arguments: str, stdin: bytes = b"") -> Finished:
    """Run the command beside this event loop."""
    return await anyio.to_thread.run_sync(lambda: run("call", *arguments, stdin=stdin))


def told(done: Finished, *who: str) -> Sequence[str]:
    """What the output tells of somebody, without the time."""
    rows = [re.fullmatch(r" *\d+\.\d\d  (.{8})  (.*)", line) for line in done.lines]
    return [" ".join((row[1].strip(), row[2])) for row in rows if row and row[1].strip() in who]


# -- scripts ------------------------------------------------------------------------------------


async def test_a_scripted_call() -> None:
    """Everything that happens has a plain line, with ack times; the end is a count and exit code 0."""
    async with served(echo) as url:
        done = await call(url, "--say", "good morning")
    assert (done.code, done.err) == (0, "")
    assert done.lines[0] == f"calling {url}"
    assert told(done, "you hear", "you") == [
        "you hear Say something.",
        "you say good morning",
        "you hear You said good morning.",
        "you hang up",
    ]
    acks = [line for line in told(done, "app") if "ack" in line]
    assert [re.sub(r"in \d+ ms", "in time", line) for line in acks] == [
        "app ← ack in time: gather",
        "app ← ack in time: say, gather",
    ]
    assert "app gather input speech, timeout 10" in told(done, "app")
    hooks = [line for line in told(done, "jambonz") if "verb:hook" in line]
    assert hooks[0].endswith("speechDetected 'good morning'")
    assert told(done, "jambonz")[-1] == "jambonz → call:status completed"
    assert re.fullmatch(r"\d+\.\d s, 2 acks, the slowest in \d+ ms; no problems", done.lines[-1])


async def test_the_order_is_that_of_the_command_line(tmp_path: Path) -> None:
    """``--say``, ``--press`` and ``--script`` are done in their order, each when it is its turn."""
    script = tmp_path / "age.txt"
    script.write_text("# how old\n30#\n")
    async with served(form) as url:
        done = await call(url, "--press", "12", "--say", "Ann", "--script", str(script), "--say", "nothing")
    assert (done.code, done.err) == (0, "")
    assert told(done, "you hear", "you") == [
        "you hear Your pin?",
        "you press 1",
        "you press 2",
        "you hear Pin 12. Your name?",
        "you say Ann",
        "you hear Hello Ann. Your age?",
        "you press 3",
        "you press 0",
        "you press #",
        "you hear Age 30. What else?",
        "you say nothing",
        "you hear Bye.",
    ]


async def test_pauses_are_skipped(tmp_path: Path) -> None:
    """What only jambonz waits for takes no time: an hour is through before this test runs into its timeout."""

    async def application(call: Call) -> None:
        await call.send(Pause(length=3600), Say(text="Are you still there?"), Hangup())

    script = tmp_path / "patience.txt"
    script.write_text("/silence 4000\n")
    async with served(application) as url:
        done = await call(url, "--script", str(script))
    assert (done.code, done.err) == (0, "")
    assert told(done, "you hear") == ["you hear Are you still there?"]
    assert re.match(r"36\d\d\.\d s, ", done.lines[-1])


async def test_silence_and_status(tmp_path: Path) -> None:
    """A script can let a gather give up, and look how the call stands."""
    script = tmp_path / "silence.txt"
    script.write_text("/status\n/silence\n")
    async with served(echo) as url:
        done = await call(url, "--script", str(script))
    assert done.code == 0
    [status] = [line for line in done.lines if line.startswith("call ")]
    assert re.fullmatch(
        r"call \S+: in-progress for .*, gather runs, it listens to speech; 1 ack, the slowest in .*; no problems",
        status,
    )
    assert told(done, "you hear", "you")[-2:] == ["you say nothing", "you hear Goodbye."]
    assert "jambonz the call is over: the application hung up" in told(done, "jambonz")


@pytest.mark.parametrize(
    ("line", "outcome"), [("/answer busy", "busy"), ("/answer declined", "failed"), ("/answer", "completed")]
)
async def test_a_called_party(tmp_path: Path, line: str, outcome: str) -> None:
    """A script says what a called party does."""
    script = tmp_path / "callee.txt"
    script.write_text(f"{line}\n" + ("/callee hello\n/callee /hangup\n" if outcome == "completed" else ""))
    async with served(connects) as url:
        done = await call(url, "--script", str(script))
    assert (done.code, done.err) == (0, "")
    assert f"you hear That was {outcome}." in told(done, "you hear")
    assert "app dial to +15551230001" in told(done, "app")


async def test_a_script_that_cannot_be_done() -> None:
    """Where nothing listens the script fails: exit code 1, and one line says why; the call is hung up all the same."""
    async with served(deaf) as url:
        done = await call(url, "--say", "hello", "--timeout", "3")
    assert done.code == 1
    assert done.err == "jambonz-proto: expected to say 'hello', but it did not happen within 3 s\n"
    assert told(done, "you")[-1] == "you hang up"


async def test_a_call_that_is_over_too_early() -> None:
    """What could not be said any more is a failure; hanging up is not."""
    async with served(brief) as url:
        done = await call(url, "--say", "hello", "--say", "hello")
        assert done.code == 1
        assert "2 lines of the script" in done.err or "the call is over" in done.err
        hung_up = await call(url, stdin=b"/hangup\n")
    assert hung_up.code == 0


@pytest.mark.parametrize(
    ("verbs", "problem"),
    [
        ([RawVerb("nope", {}), Hangup()], "unknown verb"),
        ([Say(text="Hi."), RawVerb("say", {"text": 1})], "say: Expected"),
    ],
)
async def test_what_jambonz_would_refuse(verbs: Sequence[RawVerb | Hangup | Say], problem: str) -> None:
    """A problem is told where it happens, counted, and makes the exit code 1."""

    async def application(call: Call) -> None:
        await call.send(*verbs)
        await call.sleep(1000)

    async with served(application) as url:
        done = await call(url)
    assert done.code == 1
    assert any("✗" in line and problem in line for line in told(done, "app"))
    assert done.lines[-1].endswith("problem") or done.lines[-1].endswith("problems")
    assert "no problems" not in done.lines[-1]


async def test_an_ack_that_does_not_come() -> None:
    """After five seconds jambonz refuses the call: exit code 1."""

    def silent(connection: Connection) -> None:
        connection.receive("session:new")
        with suppress(TimeoutError):
            connection.wait_closed()
        connection.wait_closed()

    with Application(silent) as application:
        done = await call(application.url, "--say", "hello")
    assert done.code == 1
    assert "app ✗ no ack in time" in told(done, "app")
    assert any("the call is over with SIP 480" in line for line in told(done, "jambonz"))


async def test_what_is_no_message(tmp_path: Path) -> None:
    """It is a problem; ``--json`` prints it as a string, unless it might hold a secret."""

    def nonsense(connection: Connection) -> None:
        connection.answer("session:new", {"verb": "answer"}, {"verb": "hangup"})
        connection.send_raw("nonsense")
        connection.wait_closed()

    with Application(nonsense) as application:
        done = await call(application.url)
    assert done.code == 1
    assert any("✗ invalid message" in line for line in told(done, "app"))
    with Application(nonsense) as application:
        done = await call(application.url, "--json", "--secrets")
    assert '"nonsense"' in done.lines


async def test_a_call_that_is_declined_in_order() -> None:
    """That is no problem."""

    async def application(call: Call) -> None:
        await call.send(SipDecline(status=486))

    async with served(application) as url:
        done = await call(url)
    assert done.code == 0


async def test_what_the_call_is_like() -> None:
    """Numbers, SIP headers, environment variables and the direction reach the application; the target judges it."""

    async def application(call: Call) -> None:
        told = (call.from_, call.to, call.direction, call.headers.get("x-tenant"), call.env.get("GREETING"))
        await call.send(Say(text=" ".join(map(str, told))), Config(), Hangup())

    options = ("--from", "+491", "--to", "+492", "--header", "X-Tenant: acme: 1", "--env", "GREETING=Hi=")
    async with served(application) as url:
        done = await call(url, *options)
        outbound = await call(url, *options, "--outbound")
    assert told(done, "you hear") == ["you hear +491 +492 inbound acme: 1 Hi="]
    assert any("outbound" in line for line in told(outbound, "you hear"))

    async def modern(call: Call) -> None:
        await call.send(RawVerb("room", {"name": "a"}))

    async with served(modern) as url:
        done = await call(url, "--target", "open-source-0.9")
    assert done.code == 1
    assert "open-source-0.9 does not take Room" in done.out


async def test_what_is_said_does_nothing_to_the_terminal() -> None:
    """Control characters are escaped; ``run`` looks for them."""

    async def application(call: Call) -> None:
        await call.send(Say(text="red \x1b[31m\r\nline"), Hangup())

    async with served(application) as url:
        done = await call(url)
    assert told(done, "you hear") == [r"you hear red \x1b[31m\r\nline"]


# -- messages -----------------------------------------------------------------------------------


async def test_messages_as_json_lines() -> None:
    """``--json`` prints the messages as they go over the wire, and nothing else; ``decode`` reads them."""
    async with served(echo) as url:
        done = await call(url, "--json", "--say", "good morning")
    assert (done.code, done.err) == (0, "")
    assert [message["type"] for message in done.objects] == [
        "session:new",
        "ack",
        "call:status",
        "call:status",
        "verb:hook",
        "ack",
        "call:status",
    ]
    decoded = run("decode", "--json", stdin=done.out.encode())
    assert decoded.code == 0
    assert decoded.objects[4]["payload"] == "GatherResult"


async def test_record_and_replay(tmp_path: Path) -> None:
    """A recorded call runs the same again, and not with another application; credentials are left out unless wanted."""
    file = tmp_path / "call.jsonl"
    with_secrets = tmp_path / "secrets.jsonl"
    async with served(form) as url:
        script = ("--press", "12", "--say", "Ann", "--press", "30#", "--say", "nothing", "--env", "KEY=s3cret")
        assert (await call(url, *script, "--record", str(file))).code == 0
        assert (await call(url, *script, "--record", str(with_secrets), "--secrets")).code == 0
        again = await anyio.to_thread.run_sync(lambda: run("replay", str(file), url))
        assert (again.code, again.out) == (0, "nothing differs\n")
    async with served(echo) as url:
        other = await anyio.to_thread.run_sync(lambda: run("replay", str(file), url))
    assert other.code == 1
    assert "s3cret" not in file.read_text()
    assert "s3cret" in with_secrets.read_text()


# -- from a pipe --------------------------------------------------------------------------------


async def test_lines_from_a_pipe() -> None:
    """They are said one after the other, each when it is its turn; the end of the input hangs up."""
    async with served(form) as url:
        done = await call(url, stdin=b"12\nAnn\n30#")
    assert (done.code, done.err) == (0, "")
    assert told(done, "you hear", "you") == [
        "you hear Your pin?",
        "you press 1",
        "you press 2",
        "you hear Pin 12. Your name?",
        "you say Ann",
        "you hear Hello Ann. Your age?",
        "you press 3",
        "you press 0",
        "you press #",
        "you hear Age 30. What else?",
        "you hang up",
    ]


async def test_a_bad_line_from_a_pipe() -> None:
    """It is not said, and the call is hung up: exit code 1."""
    async with served(echo) as url:
        done = await call(url, stdin=b"/nope\n")
    assert done.code == 1
    assert done.err == "jambonz-proto: /nope means nothing; /help tells what does\n"


class Running:
    """The command while it runs."""

    def __init__(self, process: Process) -> None:
        assert process.stdout is not None
        self.process = process
        self._out = BufferedByteReceiveStream(process.stdout)
        self.lines: list[str] = []

    async def until(self, wanted: str) -> None:
        """Read until a line has this text."""
        with anyio.fail_after(30):
            while not self.lines or wanted not in self.lines[-1]:
                self.lines.append((await self._out.receive_until(b"\n", 65536)).decode())

    async def type(self, line: str) -> None:
        """Write a line to its input."""
        assert self.process.stdin is not None
        await self.process.stdin.send(f"{line}\n".encode())

    async def exit_code(self) -> int:
        """Wait for its end. It ends without a traceback."""
        assert self.process.stderr is not None
        with anyio.fail_after(30):
            error = b"".join([chunk async for chunk in self.process.stderr])
            assert error == b""
            return await self.process.wait()


async def test_a_program_at_the_other_end_of_the_pipe() -> None:
    """What happens can be read as it does, and be reacted to."""
    async with served(echo) as url, await anyio.open_process([COMMAND, "call", url]) as process:
        running = Running(process)
        await running.until("Say something.")
        await running.type("one")
        await running.until("You said one.")
        await running.type("two")
        await running.until("You said two.")
        await running.type("/hangup")
        await running.until("the call is over: the caller hung up")
        assert await running.exit_code() == 0


# -- stopping it --------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("script", [(), ("--say", "one", "--timeout", "1000")])
async def test_a_signal_hangs_up(number: signal.Signals, script: tuple[str, ...]) -> None:
    """The application sees the caller hang up, and the exit code is that of the signal."""
    witness = Witness(deaf)
    async with served(witness) as url, await anyio.open_process([COMMAND, "call", url, *script]) as process:
        running = Running(process)
        await running.until("Please hold.")
        process.send_signal(number)
        await running.until("the call is over: the caller hung up")
        assert await running.exit_code() == 128 + number
        with anyio.fail_after(10):
            await witness.ended.wait()
    assert witness.calls[0].state == "completed"


async def test_a_signal_before_the_connection() -> None:
    """There is nothing to hang up."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"ws://127.0.0.1:{server.getsockname()[1]}/"
        async with await anyio.open_process([COMMAND, "call", url]) as process:
            connection, _ = await anyio.to_thread.run_sync(server.accept)
            process.send_signal(signal.SIGINT)
            assert await Running(process).exit_code() == 130
            connection.close()


async def test_reader_of_the_output_goes_away() -> None:
    """As with ``| head -1``: the call is hung up, without a word."""
    witness = Witness(echo)
    read, write = os.pipe()
    async with served(witness) as url:
        process = await anyio.open_process([COMMAND, "call", url, "--say", "one"], stdout=write)
        async with process:
            os.close(write)
            os.close(read)
            assert process.stderr is not None
            with anyio.fail_after(30):
                assert b"".join([chunk async for chunk in process.stderr]) == b""
                assert await process.wait() == 128 + signal.SIGPIPE
                await witness.ended.wait()


# -- what cannot be called ----------------------------------------------------------------------


async def test_an_application_that_cannot_be_called(tmp_path: Path) -> None:
    """One line says why: exit code 2."""
    async with Server(echo, port=0, credentials=("user", "secret")) as server:
        url = f"ws://127.0.0.1:{server.port}/"
        done = await call(url)
        assert (done.code, done.out) == (2, "")
        assert "401" in done.err
        done = await call(url, "--user", "user", "--password", "secret", "--say", "hello")
        assert done.code == 0
        done = await call(url.replace("//", "//user:secret@"), "--say", "hello")
        assert (done.code, done.lines[0]) == (0, f"calling {url}")
        assert "secret" not in done.out
        unwritable = await call(url, "--user", "user", "--password", "secret", "--record", str(tmp_path))
    assert unwritable.code == 2
    assert "Is a directory" in unwritable.err
    done = await call(url)
    assert done.code == 2
    [line] = done.err.splitlines()
    assert "cannot connect" in line


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["localhost:3000", "--press", "1a"],
        ["localhost:3000", "--script", "gone.txt"],
        ["localhost:3000", "--header", "X-Tenant"],
        ["localhost:3000", "--timeout", "soon"],
        ["localhost:3000", "--target", "v9"],
        ["http://localhost:3000"],
    ],
)
async def test_usage_errors(arguments: list[str]) -> None:
    """Wrong arguments are told before anybody is called: exit code 2."""
    done = run_here("call", *arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("usage: jambonz-proto call")


async def test_a_script_is_read_before_the_call(tmp_path: Path) -> None:
    """A line that means nothing is a usage error, with its place."""
    script = tmp_path / "script.txt"
    script.write_text("hello\n/nope\n")
    done = run_here("call", "localhost:1", "--script", str(script))
    assert done.code == 2
    assert f"{script}:2: /nope means nothing" in done.err
    script.write_bytes(b"\xff\xfe")
    done = run_here("call", "localhost:1", "--script", str(script))
    assert done.code == 2
    assert "not UTF-8" in done.err
