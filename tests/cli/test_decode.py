"""``jambonz-proto decode``: messages of both directions, lines of recordings, and lines that are neither."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import msgspec
import pytest

from .command import COMMAND, json_lines, run, run_here
from .messages import ASK, GOODBYE, MUTE, PRESSED, SESSION, STATUS, Message


def test_messages_of_both_directions_become_types() -> None:
    """Each line is shown with its number, its sender, its type and its class; a verb hook with its payload's class."""
    done = run("decode", stdin=json_lines(SESSION, ASK, STATUS, PRESSED, MUTE, GOODBYE))
    assert (done.code, done.err) == (0, "")
    shown = [tuple(line.split(maxsplit=3)) for line in done.lines]
    assert [row[:3] for row in shown] == [
        ("1", "jambonz", "session:new"),
        ("2", "application", "ack"),
        ("3", "jambonz", "call:status"),
        ("4", "jambonz", "verb:hook"),
        ("5", "application", "mute:status"),
        ("6", "application", "ack"),
    ]
    assert shown[0][3].startswith("SessionNew(")
    assert shown[1][3] == "Ack(msgid='m1', data=[Gather(action_hook='/menu', input=['digits'], num_digits=1)])"
    assert "data=GatherResult(reason='dtmfDetected', digits='1')" in shown[3][3]
    assert shown[4][3] == "MuteStatus(data=MuteStatusData(status='mute'))"


def test_json_for_machines() -> None:
    """With ``--json`` each line of input gives one object, with the message as it was."""
    done = run_here("decode", "--json", stdin=json_lines(ASK, PRESSED) + b"nonsense\n")
    assert done.code == 1
    ack, hook, wrong = done.objects
    place = {"file": "<stdin>", "line": 1, "ok": True}
    assert ack == {**place, "from": "application", "type": "ack", "class": "Ack", "message": ASK}
    assert hook["payload"] == "GatherResult"
    assert wrong == {
        "file": "<stdin>",
        "line": 3,
        "ok": False,
        "kind": "MalformedMessage",
        "problem": "JSON is malformed: invalid character (byte 4)",
        "path": "$",
        "subject": None,
    }


def test_a_hook_that_several_kinds_of_verbs_name_stays_untyped() -> None:
    """Nobody can tell which of them it belongs to."""
    dial = {"verb": "dial", "actionHook": "/menu", "target": [{"type": "phone", "number": "+1"}]}
    done = run_here("decode", "--json", stdin=json_lines(ASK, {"type": "ack", "msgid": "m0", "data": [dial]}, PRESSED))
    assert done.code == 0
    assert "payload" not in done.objects[2]


def test_lines_of_a_recording() -> None:
    """A recording's lines are unwrapped: time and sender are taken from there, also the end of a connection."""
    lines = json_lines(
        {"time": 0.5, "from": "jambonz", "message": SESSION},
        {"time": "2026-01-01T00:00:00Z", "message": ASK},
        {"time": 2, "from": "application", "closed": 1011},
    )
    done = run_here("decode", "--json", stdin=lines)
    assert done.code == 0
    assert [(found["from"], found["type"], found["time"]) for found in done.objects] == [
        ("jambonz", "session:new", 0.5),
        ("application", "ack", 1767225600.0),
        ("application", "closed", 2.0),
    ]
    assert done.objects[2]["code"] == 1011


def test_who_sent_a_message_decides_how_it_is_read() -> None:
    """From jambonz an unknown type is news, from the application it is an error."""
    new: Message = {"type": "new:message", "data": {}}
    assert "UnknownMessage(" in run_here("decode", stdin=json_lines(new)).out
    done = run_here("decode", stdin=json_lines({"from": "application", "message": new}))
    assert done.code == 1
    assert "type is 'new:message', not 'ack' or 'command' - at `$.type`" in done.out


def test_errors_name_line_and_path() -> None:
    """An error stands where the line would, with file, line and JSON path; the other lines go on."""
    bad = {"type": "ack", "msgid": "m1", "data": [{"verb": "say", "text": "a"}, {"verb": "gather", "numDigits": 0}]}
    wrong_payload = {**PRESSED, "data": {"digits": 1}}
    done = run_here("decode", stdin=json_lines(ASK, bad, wrong_payload, MUTE))
    assert done.code == 1
    assert done.lines[1:3] == [
        "<stdin>:2: error: gather: Expected `int` >= 1 - at `$.data[1].numDigits`",
        "<stdin>:3: error: GatherResult: Expected `str | null`, got `int` - at `$.data.digits`",
    ]
    assert done.lines[3].split()[:3] == ["4", "application", "mute:status"]
    assert done.err == "jambonz-proto: 2 of 4 lines are wrong\n"


def test_target() -> None:
    """``--target`` refuses what that server would."""
    room = json_lines({"type": "ack", "msgid": "m1", "data": [{"verb": "room", "name": "a"}]})
    assert run_here("decode", stdin=room).code == 0
    done = run_here("decode", "--target", "open-source-0.9", stdin=room)
    assert done.code == 1
    assert "open-source-0.9 does not take Room" in done.out


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"\x00\x01\x02\xff\xfe", "not UTF-8"),
        (b"\xff\xfe{\x00}\x00", "not UTF-8"),
        (b'{"type":"ack","msgid":"\xc3\x28"}', "not UTF-8"),
        (b"[" * 1_000_000 + b"]" * 1_000_000, "Expected `object`, got `array`"),
        (b'{"type":"x","data":' + b'{"a":' * 100_000 + b"1" + b"}" * 100_001, "nested too deeply"),
        (b'{"type":"ack"', "truncated"),
        (b"null", "Expected `object`, got `null`"),
        (b"{}", "no message, which has a `type`, nor a line of a recording, which has a `message`"),
        (b'{"message":7}', "Expected `object`, got `int`"),
        (b'{"type":7}', "Expected `str`, got `int` - at `$.type`"),
        (b'{"type":"ack","msgid":"\\ud800"}', "error"),
        (b'{"time":"noon","message":{}}', "$.time"),
        (b'{"from":"me","message":{}}', "$.from"),
        (b'{"type":"\x1b[31m","data":1e999}', "error"),
        (b'{"type":"command","command":"' + b"x" * 100_000 + b'"}', "unknown command"),
    ],
    ids=lambda value: str(value[:20]),
)
def test_whatever_is_in_a_line_is_one_clear_error(content: bytes, problem: str) -> None:
    """A bad line gives one error line with its number, and the next line is read."""
    done = run_here("decode", stdin=content + b"\n" + json_lines(MUTE))
    assert done.code == 1
    wrong, right = done.lines
    assert wrong.startswith("<stdin>:1: error: ")
    assert problem in wrong
    assert len(wrong) < 300
    assert right.split()[0] == "2"


@pytest.mark.parametrize("levels", [100, 400, 900])
def test_what_is_too_deep_to_be_shown(levels: int) -> None:
    """It is right all the same, and the lines after it are shown."""
    deep = b'{"type":"new","data":' + b'{"a":' * levels + b"1" + b"}" * levels + b"}\n"
    done = run_here("decode", stdin=deep + json_lines(MUTE))
    assert (done.code, done.err) == (0, "")
    assert [line.split()[2] for line in done.lines] == ["new", "mute:status"]


def test_a_line_that_is_too_large_is_not_taken_in() -> None:
    """What is larger than 16 MiB is an error, and the line after it is read."""
    huge = b'{"type":"' + b"x" * (40 * 1024 * 1024) + b'"}'
    done = run_here("decode", stdin=huge + b"\n" + json_lines(MUTE))
    assert done.code == 1
    assert done.lines[0] == "<stdin>:1: error: larger than 16 MiB - at `$`"
    assert done.lines[1].split()[0] == "2"


def test_blank_lines_line_ends_and_byte_order_mark() -> None:
    """Blank lines are skipped but counted, CR LF is fine, and so are a byte order mark and a missing last line end."""
    done = run_here("decode", stdin=b"\xef\xbb\xbf" + json_lines(MUTE) + b"\r\n  \n" + json_lines(MUTE).strip())
    assert (done.code, done.err) == (0, "")
    assert [line.split()[0] for line in done.lines] == ["1", "4"]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_nothing_to_decode(content: bytes) -> None:
    """No line, no error."""
    done = run_here("decode", stdin=content)
    assert (done.code, done.out, done.err) == (0, "", "")


def test_files_beside_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Several files are read in their order, ``-`` among them; one that cannot be read does not stop the others."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.jsonl").write_bytes(json_lines(SESSION))
    done = run_here("decode", "--json", "a.jsonl", "gone.jsonl", ".", "-", stdin=json_lines(MUTE))
    assert done.code == 2
    assert [(found["file"], found["type"]) for found in done.objects] == [
        ("a.jsonl", "session:new"),
        ("<stdin>", "mute:status"),
    ]
    assert done.err.splitlines() == [
        "jambonz-proto: gone.jsonl: No such file or directory",
        "jambonz-proto: .: Is a directory",
    ]


def test_control_characters_do_not_reach_the_terminal() -> None:
    """What comes in cannot move the cursor or colour the screen; ``run`` looks for escape characters."""
    done = run_here("decode", stdin=json_lines({"from": "application", "message": {"type": "\x1b]0;title\x07\u202e"}}))
    assert done.code == 1
    assert r"\x1b]0;title\x07\u202e" in done.out


def test_secrets_are_not_shown() -> None:
    """The typed view hides what credentials hold."""
    data = {**msgspec.to_builtins(SESSION["data"]), "env_vars": {"KEY": "s3cret"}}
    assert "s3cret" not in run_here("decode", stdin=json_lines({**SESSION, "data": data})).out


def test_output_that_cannot_be_written_in_the_locale() -> None:
    """A terminal without Unicode gets escapes."""
    done = run("decode", stdin=json_lines({**PRESSED, "hook": "/größe"}), env={"PYTHONIOENCODING": "ascii"})
    assert done.code == 0
    assert r"/gr\xf6\xdfe" in done.out


def test_reader_of_the_output_goes_away() -> None:
    """As with ``| head -1``: it ends without a word."""
    with subprocess.Popen(
        [COMMAND, "decode"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(json_lines(MUTE))
        process.stdin.flush()
        assert process.stdout.readline()
        process.stdout.close()
        process.stdin.write(json_lines(MUTE))
        process.stdin.close()
        assert process.stderr.read() == b""
        assert process.wait(30) == 128 + signal.SIGPIPE


def test_ctrl_c() -> None:
    """It ends without a traceback, with the exit code that shells know; what came before was shown at once."""
    with subprocess.Popen(
        [COMMAND, "decode"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(json_lines(MUTE))
        process.stdin.flush()
        assert process.stdout.readline()
        os.kill(process.pid, signal.SIGINT)
        assert process.wait(30) == 128 + signal.SIGINT
        assert process.stderr.read() == b""


@pytest.mark.parametrize("arguments", [[], ["decode", "--target", "v9"], ["decode", "--nope"], ["nope"]])
def test_usage_errors(arguments: list[str]) -> None:
    """A usage error shows how to use it, and exits with 2."""
    done = run_here(*arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("usage: jambonz-proto")
