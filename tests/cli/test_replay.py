"""``jambonz-proto replay``: a recorded call against an application that serves calls in this process."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import anyio
import pytest

from examples.echo import echo
from jambonz_proto import Call, Server
from jambonz_proto.testing import Jambonz
from jambonz_proto.verbs import Gather, Hangup, Say

from .command import Finished, json_lines, run, run_here
from .messages import ASK, MUTE, SESSION


async def replay(*arguments: str) -> Finished:
    """Run the command beside this event loop."""
    return await anyio.to_thread.run_sync(lambda: run_here("replay", *arguments))


async def hoarse(call: Call) -> None:
    """Almost the echo application."""
    await call.perform(Gather(input=["speech"], timeout=10, say=Say(text="Say nothing.")))
    await call.send(Hangup())


@pytest.fixture
async def recording(tmp_path: Path) -> Path:
    """A recording of a call to the echo application."""
    file = tmp_path / "echo.jsonl"
    async with Jambonz().call(echo, record=file) as caller:
        await caller.hears("Say something.")
        await caller.is_silent()
        await caller.is_hung_up()
    return file


@pytest.fixture
def anyio_backend() -> str:
    """The command runs in a process of its own, whatever runs here."""
    return "asyncio"


pytestmark = pytest.mark.anyio


async def test_nothing_differs(recording: Path) -> None:
    """The same application: exit code 0."""
    async with Server(echo, port=0) as server:
        url = f"ws://127.0.0.1:{server.port}/"
        done = await anyio.to_thread.run_sync(lambda: run("replay", str(recording), url))
    assert (done.code, done.out, done.err) == (0, "nothing differs\n", "")


async def test_what_differs(recording: Path) -> None:
    """Another one: exit code 1, and a line for each difference; or a JSON object."""
    async with Server(hoarse, port=0) as server:
        url = f"localhost:{server.port}"
        done = await replay(str(recording), url)
        in_json = await replay(str(recording), url, "--json")
        ignored = await replay(str(recording), url, "--ignore", "text", "--ignore", "data")
    assert done.code == in_json.code == 1
    assert done.lines == [
        "line 2, ack of session:new, $.data[0].say.text: 'Say something.' became 'Say nothing.'",
        "line 6, ack of verb:hook, $.data[0]: {'verb': 'say', 'text': 'Goodbye.'} is missing",
        "2 differences",
    ]
    assert in_json.objects[0] == {
        "message": "ack of session:new",
        "path": "$.data[0].say.text",
        "kind": "changed",
        "recorded": "Say something.",
        "replayed": "Say nothing.",
        "line": 2,
    }
    assert ignored.code == 0


async def test_credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are given as options, in the environment, or in the URL, whatever characters they have."""
    user, password = "jambonz", "p@ss/w:rd% ü"
    file = tmp_path / "call.jsonl"
    file.write_bytes(json_lines(SESSION, {"type": "ack", "msgid": "m1", "data": [{"verb": "hangup"}]}))

    async def application(call: Call) -> None:
        await call.send(Hangup())

    async with Server(application, port=0, credentials=(user, password)) as server:
        url = f"ws://127.0.0.1:{server.port}/"
        for given in (
            [url, "--user", user, "--password", password],
            [url.replace("//", f"//{user}:{quote(password, safe='')}@")],
        ):
            done = await replay(str(file), *given)
            assert (done.code, done.err) == (0, "")
        refused = await replay(str(file), url, "--user", user)
        monkeypatch.setenv("JAMBONZ_PASSWORD", password)
        done = await replay(str(file), url, "--user", user)
        assert (done.code, done.err) == (0, "")
    assert refused.code == 2
    assert "401" in refused.err


async def test_what_cannot_be_tried(tmp_path: Path) -> None:
    """A file that is not there or holds no call, or an application that is not there: exit code 2 and one line."""
    two_calls = tmp_path / "two.jsonl"
    two_calls.write_bytes(json_lines(SESSION, {**SESSION, "call_sid": "c2"}))
    broken = tmp_path / "broken.jsonl"
    broken.write_bytes(json_lines(SESSION) + b"nonsense\n")
    whole = tmp_path / "whole.jsonl"
    whole.write_bytes(json_lines(SESSION, ASK, MUTE))
    async with Server(echo, port=0) as server:
        port = server.port
    for file, problem in (
        (tmp_path / "gone.jsonl", "gone.jsonl: No such file or directory"),
        (tmp_path, "Is a directory"),
        (two_calls, "messages of several calls: c1, c2"),
        (broken, "broken.jsonl, line 2: JSON is malformed"),
        (whole, "cannot connect: "),
    ):
        done = await replay(str(file), f"ws://127.0.0.1:{port}/")
        assert (done.code, done.out) == (2, "")
        [line] = done.err.splitlines()
        assert problem in line


@pytest.mark.parametrize(
    "arguments",
    [
        ["file"],
        ["file", "http://localhost"],
        ["file", "ws://"],
        ["file", "ws://localhost:x"],
        ["file", "ws://localhost", "--within", "-1"],
        ["file", "ws://localhost", "--within", "nan"],
        ["file", "ws://localhost", "--env", "KEY"],
    ],
)
async def test_usage_errors(arguments: list[str]) -> None:
    """Wrong arguments: exit code 2."""
    done = run_here("replay", *arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("usage: jambonz-proto replay")
