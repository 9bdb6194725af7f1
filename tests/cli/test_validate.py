"""``jambonz-proto validate``: verb arrays, one per file or per line."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from .command import json_lines, run, run_here

GOOD = [{"verb": "say", "text": "Hi."}, {"gather": {"input": ["speech"], "actionHook": "/a"}}, {"verb": "hangup"}]
BAD = [{"verb": "say", "txt": "Hi."}, {"verb": "hangup"}, {"verb": "nope"}, {"verb": "gather", "numDigits": 0}]


def test_a_valid_array() -> None:
    """It names the verbs, of either form."""
    done = run("validate", stdin=msgspec.json.encode(GOOD))
    assert (done.code, done.out, done.err) == (0, "<stdin>: ok: say, gather, hangup\n", "")


def test_the_first_problem_of_each_verb() -> None:
    """Each wrong verb has its line, with the file and the JSON path."""
    done = run_here("validate", stdin=msgspec.json.encode(BAD))
    assert done.code == 1
    assert done.lines == [
        "<stdin>: error: say: Object contains unknown field `txt`; did you mean `text`? - at `$[0]`",
        "<stdin>: error: unknown verb 'nope' - at `$[2].verb`",
        "<stdin>: error: gather: Expected `int` >= 1 - at `$[3].numDigits`",
    ]


def test_json_for_machines() -> None:
    """With ``--json`` each array gives one object."""
    done = run_here("validate", "--json", "--lines", stdin=json_lines(GOOD, BAD[:2]))
    assert done.code == 1
    good, bad = done.objects
    place = {"file": "<stdin>", "line": 1}
    assert good == {**place, "ok": True, "verbs": ["say", "gather", "hangup"], "problems": []}
    assert bad == {
        "file": "<stdin>",
        "line": 2,
        "ok": False,
        "verbs": ["hangup"],
        "problems": [
            {
                "kind": "InvalidMessage",
                "problem": "Object contains unknown field `txt`; did you mean `text`?",
                "path": "$[0]",
                "subject": "say",
            }
        ],
    }


def test_files_and_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file is one array however it is laid out; with ``--lines`` every line is one."""
    monkeypatch.chdir(tmp_path)
    pretty = msgspec.json.format(msgspec.json.encode(GOOD), indent=2)
    (tmp_path / "good.json").write_bytes(b"\xef\xbb\xbf" + pretty)
    (tmp_path / "lines.jsonl").write_bytes(json_lines(GOOD, [], BAD[3:]))
    done = run_here("validate", "good.json", "gone.json", "good.json")
    assert (done.code, done.lines) == (2, ["good.json: ok: say, gather, hangup"] * 2)
    assert done.err == "jambonz-proto: gone.json: No such file or directory\n"
    done = run_here("validate", "--lines", "lines.jsonl")
    assert (done.code, done.lines) == (
        1,
        [
            "lines.jsonl:1: ok: say, gather, hangup",
            "lines.jsonl:2: ok: no verbs",
            "lines.jsonl:3: error: gather: Expected `int` >= 1 - at `$[0].numDigits`",
        ],
    )


def test_target() -> None:
    """``--target`` refuses what that server would."""
    room = b'[{"verb":"room","name":"a"}]'
    assert run_here("validate", stdin=room).code == 0
    done = run_here("validate", "--target", "open-source-0.9", stdin=room)
    assert done.code == 1
    assert "room: open-source-0.9 does not take Room - at `$[0]`" in done.out


def test_what_jambonz_would_not_take_for_its_size() -> None:
    """The ack with these verbs has to fit into 24 KiB; how the file is laid out does not count."""
    frame = len('{"type":"ack","msgid":"9RhTTsNTf5ZAM9hCviH2Lf","data":[{"verb":"say","text":""}]}')
    fits = [{"verb": "say", "text": "a" * (24576 - frame)}]
    assert run_here("validate", stdin=msgspec.json.format(msgspec.json.encode(fits), indent=8)).code == 0
    done = run_here("validate", stdin=msgspec.json.encode([{"verb": "say", "text": "a" * (24576 - frame + 1)}]))
    assert done.code == 1
    assert "the message has 24577 bytes, jambonz takes 24576" in done.out


def test_where_the_json_is_broken() -> None:
    """In a file of several lines the place has a line and a column."""
    done = run_here("validate", stdin=b'[\n  {"verb": "say",\n   "text" "Hi."}\n]\n')
    assert done.code == 1
    assert done.out.startswith("<stdin>:3:11: error: JSON is malformed")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "truncated"),
        (b"\n", "truncated"),
        (b"{}", "Expected `array`, got `object`"),
        (b'{"verb":"say","text":"Hi"}', "Expected `array`, got `object`"),
        (b"[[]]", "Expected `object`, got `array` - at `$[0]`"),
        (b"[null]", "Expected `object`, got `null` - at `$[0]`"),
        (b'[{"text":"Hi","loop":1}]', "a verb needs the property `verb` - at `$[0]`"),
        (b"\x7fELF\x01\x02", "malformed"),
        (b"\xff\xfe[\x00]\x00", "not UTF-8"),
        (b"[" * 500_000 + b"]" * 500_000, "nested too deeply"),
        (b'[{"verb":"tag","data":' + b'{"a":' * 50_000 + b"1" + b"}" * 50_001 + b"]", "nested too deeply"),
        (b'["' + b"x" * (17 * 1024 * 1024) + b'"]', "larger than 16 MiB"),
        (b'[{"verb":"say","text":"' + b'\\ud800"}]', "error"),
        (b'[{"verb":"pause","length":1e400}]', "error"),
    ],
    ids=lambda value: str(value[:20]),
)
def test_whatever_is_in_a_file_is_one_clear_error(content: bytes, problem: str) -> None:
    """A bad file gives one error line."""
    done = run_here("validate", stdin=content)
    assert (done.code, done.err) == (1, "")
    [line] = done.lines
    assert line.startswith("<stdin>")
    assert problem in line
    assert len(line) < 300
