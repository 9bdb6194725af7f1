"""Recordings: what is written, what is read, and what is left out."""

from __future__ import annotations

import io
import logging
from pathlib import Path

import anyio
import msgspec
import pytest

from examples.echo import echo
from jambonz_proto import (
    Call,
    InvalidMessage,
    JsonValue,
    MalformedMessage,
    Router,
    Server,
    connect,
    decode_client_message,
    decode_server_message,
)
from jambonz_proto.messages import SessionData
from jambonz_proto.testing import Jambonz, Recorded, Recorder, read_line, read_recording, record_calls
from jambonz_proto.verbs import Hangup, OpenaiS2s, OpenaiS2sAuth, Say

Line = dict[str, JsonValue]


def lines_of(path: Path) -> list[Line]:
    """The lines of a file, which are JSON objects."""
    return [msgspec.json.decode(line, type=Line) for line in path.read_bytes().splitlines()]


def types_of(path: Path) -> list[tuple[str | None, str | None]]:
    """Sender and type of each line."""
    return [(line.sender, line.text and msgspec.json.decode(line.text)["type"]) for line in read_recording(path)]


async def two_words(call: Call) -> None:
    """Says something and hangs up."""
    await call.send(Say(text="Good night."), Hangup())


WHOLE_CALL = [
    ("jambonz", "session:new"),
    ("application", "ack"),
    ("jambonz", "call:status"),
    ("jambonz", "call:status"),
    ("jambonz", "call:status"),
    ("jambonz", None),
]


@pytest.mark.anyio
async def test_a_call_is_recorded(jambonz: Jambonz, tmp_path: Path) -> None:
    """Every message is there as it went over the wire, with its sender and the time of the call; so is the end."""
    file = tmp_path / "call.jsonl"
    async with jambonz.call(two_words, record=file) as caller:
        await caller.is_hung_up()
        took = caller.time
    assert types_of(file) == WHOLE_CALL
    lines = lines_of(file)
    assert lines[1]["message"] == {
        "type": "ack",
        "msgid": msgspec.convert(lines[0]["message"], Line)["msgid"],
        "data": [{"verb": "say", "text": "Good night."}, {"verb": "hangup"}],
    }
    assert lines[0]["time"] == 0
    assert lines[-1] == {"time": round(took, 3), "from": "jambonz", "closed": 1000}
    assert took > 0.5


@pytest.mark.anyio
async def test_a_call_over_a_socket_is_recorded_line_by_line(tmp_path: Path) -> None:
    """A line is in the file as soon as its message is through, so that nothing is lost with a program that dies."""
    file = tmp_path / "call.jsonl"
    async with Server(echo, port=0) as server:
        url = f"ws://127.0.0.1:{server.port}/"
        async with Jambonz().call(url, record=file) as caller:  # the URL is known only now
            await caller.hears("Say something.")
            assert types_of(file)[:2] == WHOLE_CALL[:2]
            await caller.hangs_up()
    assert types_of(file)[-1] == ("jambonz", None)


@pytest.mark.anyio
async def test_secrets_are_left_out(jambonz: Jambonz, tmp_path: Path) -> None:
    """Credentials in verbs and environment variables are no part of a recording."""
    file = tmp_path / "call.jsonl"

    async def assistant(call: Call) -> None:
        assert call.env["KEY"] == "s3cret"
        await call.send(OpenaiS2s(auth=OpenaiS2sAuth(api_key="s3cret"), llm_options={}), Hangup())

    async with jambonz.call(assistant, env={"KEY": "s3cret"}, record=file, strict=False) as caller:
        await caller.hangs_up()
    text = file.read_text()
    assert "s3cret" not in text
    assert '"env_vars":{"KEY":"***"}' in text
    assert '"auth":{"apiKey":"***"}' in text
    for line in read_recording(file):
        if line.text is not None:
            (decode_client_message if line.sender == "jambonz" else decode_server_message)(line.text)


def test_secrets_are_written_if_asked_for() -> None:
    """A recorder can be told to leave nothing out."""
    file = io.StringIO()
    recorder = Recorder(file, lambda: 7.0, secrets=True)
    recorder.message("jambonz", '{"type":"session:new","data":{"env_vars":{"KEY":"s3cret"}}}')
    assert "s3cret" in file.getvalue()


def test_what_is_no_json_is_kept_as_it_was() -> None:
    """What an application must not send can be recorded, and read again; bytes that are no text are replaced."""
    file = io.StringIO()
    times = iter([10.0, 10.5, 11.23456])
    recorder = Recorder(file, lambda: next(times), secrets=True)
    recorder.message("application", 'nonsense "{')
    recorder.message("application", b"\xff{}")
    recorder.closed("application", None)
    assert read_recording(file.getvalue().splitlines()) == [
        Recorded("application", 'nonsense "{', 0.0, line=1),
        Recorded("application", "\ufffd{}", 0.5, line=2),
        Recorded("application", None, 1.235, line=3),
    ]


def test_a_secret_may_be_in_what_is_no_json() -> None:
    """So that is left out as well, unless secrets are asked for."""
    file = io.StringIO()
    Recorder(file, lambda: 0.0).message("application", "apiKey=s3cret")
    assert "s3cret" not in file.getvalue()


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ('{"type":"ack","msgid":"1"}', Recorded("application", '{"type":"ack","msgid":"1"}')),
        (b'{"type":"command"}', Recorded("application", '{"type":"command"}')),
        ('{"type":"call:status"}', Recorded("jambonz", '{"type":"call:status"}')),
        ('{"message":{"type":"ack"}}', Recorded("application", '{"type":"ack"}')),
        ('{"from":"application","message":{"type":"x"},"more":1}', Recorded("application", '{"type":"x"}')),
        ('{"message":"{\\"type\\":\\"ack\\"}"}', Recorded("application", '{"type":"ack"}')),
        ('{"time":3,"message":{"type":"x"}}', Recorded("jambonz", '{"type":"x"}', 3.0)),
        ('{"time":"1970-01-01T00:01:00+00:00","message":{}}', Recorded("jambonz", "{}", 60.0)),
        ('{"from":"application","closed":1011}', Recorded("application", None, closed=1011)),
        ('{"closed":null}', Recorded("jambonz", None)),
    ],
)
def test_lines_that_were_captured_elsewhere(line: str | bytes, read: Recorded) -> None:
    """Time and sender may be missing, and a bare message is fine: an ack or a command is the application's."""
    assert read_line(line) == read


def test_a_bad_line_is_named(tmp_path: Path) -> None:
    """The error names the file, the line and the JSON path."""
    file = tmp_path / "call.jsonl"
    file.write_bytes(b'{"type":"x"}\n\n{"time":"noon","message":{}}\n')
    with pytest.raises(InvalidMessage, match=rf"{file}, line 3: .*\$\.time"):
        read_recording(file)
    with pytest.raises(MalformedMessage, match="line 2: not UTF-8"):
        read_recording([b'{"type":"x"}', b"\xff"])
    with pytest.raises(FileNotFoundError):
        read_recording(tmp_path / "gone.jsonl")


@pytest.mark.anyio
async def test_calls_that_are_served_are_recorded(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """``record_calls`` writes a file for each call that this program serves, and shows nobody else the messages."""
    router = Router()
    router.add("/", two_words)
    with record_calls(tmp_path / "calls"):
        async with Server(router, port=0) as server:
            for sid in ("one", "../two"):
                async with connect(f"ws://127.0.0.1:{server.port}/") as client:
                    await client.session_new(SessionData(call_sid=sid, direction="inbound"))
    files = sorted((tmp_path / "calls").iterdir())
    assert [file.name for file in files] == ["___two.jsonl", "one.jsonl"]
    assert [types_of(file)[:2] for file in files] == [WHOLE_CALL[:2]] * 2
    assert [record for record in caplog.records if record.name == "jambonz_proto.wire"] == []
    assert logging.getLogger("jambonz_proto.wire").level == logging.NOTSET


@pytest.mark.anyio
async def test_a_recording_that_cannot_be_written_harms_no_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The call goes on, and the logging module tells of it."""
    folder = tmp_path / "calls"
    with record_calls(folder):
        folder.rmdir()
        async with Server(two_words, port=0) as server, connect(f"ws://127.0.0.1:{server.port}/") as client:
            with anyio.fail_after(10):
                ack = await client.session_new(SessionData(call_sid="one", direction="inbound"))
    assert [*(ack.data or ())] == [Say(text="Good night."), Hangup()]
    assert "FileNotFoundError" in capsys.readouterr().err
