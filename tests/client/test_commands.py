"""Commands, and messages that are neither command nor ack."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jambonz_proto import commands, verbs

from .driver import Jambonz, Json, ack, command, established, say

# -- commands ---------------------------------------------------------------------------------


def test_commands_are_kept_in_their_order() -> None:
    """Commands are given out typed and in their order, beside acks."""
    jambonz = established()
    asked = jambonz.hook()
    jambonz.receive(command("redirect", [say("Hello.")]))
    jambonz.receive(command("mute:status", {"mute_status": "mute"}))
    jambonz.ack(asked)
    jambonz.receive({"type": "command", "command": "tts:flush"})
    jambonz.receive({**command("redirect", [say("More.")]), "queueCommand": True})
    assert jambonz.taken() == [
        commands.Redirect(data=[verbs.Say(text="Hello.")]),
        commands.MuteStatus(data=commands.MuteStatusData(status="mute")),
        commands.TtsFlush(),
        commands.Redirect(data=[verbs.Say(text="More.")], queue_command=True),
    ]
    assert jambonz.problems == []


@pytest.mark.parametrize("data", [[], {}], ids=["array", "object"])
def test_empty_arrays_and_objects_are_data(data: object) -> None:
    """An empty array or object is data for the server, other than in Python."""
    jambonz = established()
    jambonz.receive(command("redirect" if data == [] else "config", data))
    assert len(jambonz.taken()) == 1
    assert jambonz.problems == []


@pytest.mark.parametrize("data", [{}, {"data": None}, {"data": 0}, {"data": ""}, {"data": False}])
@pytest.mark.parametrize("name", ["tts:flush", "tts:clear"])
def test_commands_that_need_no_data(name: str, data: Json) -> None:
    """The commands that need no data are taken with anything that JavaScript takes for missing."""
    jambonz = established()
    jambonz.receive({"type": "command", "command": name, **data})
    assert [taken.command for taken in jambonz.taken()] == [name]
    assert jambonz.problems == []


def test_a_tool_output_has_its_id_at_top_level() -> None:
    """`tool_call_id` is looked at for `llm:tool-output`, and for no other command."""
    jambonz = established()
    jambonz.receive({**command("llm:tool-output", {"result": 1}), "tool_call_id": "t1"})
    [output] = jambonz.taken()
    assert isinstance(output, commands.LlmToolOutput)
    assert output.tool_call_id == "t1"
    assert jambonz.problems == []
    jambonz.receive({**command("config", {}), "tool_call_id": "t1"})
    assert len(jambonz.taken()) == 1
    assert jambonz.kinds == ["ignored property"]


def test_the_leg_is_selected_in_camel_case() -> None:
    """The server ignores a top-level `call_sid` of a command, which is carried out for the session's own leg."""
    jambonz = established()
    jambonz.receive({**command("mute:status", {"mute_status": "mute"}), "callSid": "leg", "msgid": "m"})
    jambonz.receive({**command("mute:status", {"mute_status": "mute"}), "call_sid": "leg", "callSid": None})
    assert [taken.call_sid for taken in jambonz.taken()] == ["leg", None]
    [problem] = jambonz.problems
    assert problem.kind == "ignored property"
    assert problem.text.startswith("call_sid")


@pytest.mark.parametrize(
    "message",
    [
        command("nope", {}),
        command("mute", {"mute_status": "mute"}),
        command("mute:status", {"mute_status": "quiet"}),
        command("dtmf", {"digit": "1"}),
        command("dtmf", {"dtmf": "1"}),
        command("redirect", [{"verb": "nope"}]),
        command("redirect", [{"verb": "say", "txt": "Hello."}]),
        command("redirect", "/elsewhere"),
        command("media:path", {}),
        command("redirect", [2**70]),
        {"type": "command", "command": ["redirect"], "data": []},
        {"type": "command", "command": {"a": 1}, "data": []},
    ],
    ids=json.dumps,
)
def test_a_command_that_cannot_be_carried_out(message: Json) -> None:
    """A command that the server only logs is not given out, and noted; the application is told nothing."""
    jambonz = established()
    jambonz.receive(message)
    assert jambonz.taken() == []
    assert jambonz.kinds == ["refused command"]
    assert jambonz.out() == []


@pytest.mark.parametrize(("target", "kinds"), [(None, []), ("v10", []), ("open-source-0.9", ["refused command"])])
def test_a_command_that_the_target_does_not_take(target: Any, kinds: list[str]) -> None:
    """With a target the client refuses the commands that this server does not know."""
    jambonz = established(target=target)
    jambonz.receive(command("tag", {"customer": 4711}))
    assert jambonz.kinds == kinds


def test_a_command_before_the_first_ack() -> None:
    """No call listens before the ack of an inbound `session:new`: a command that comes earlier is lost, and noted."""
    jambonz = Jambonz()
    asked = jambonz.new()
    jambonz.receive(command("redirect", [say("Too early.")]))
    jambonz.ack(asked, say("Hello."))
    jambonz.receive(command("redirect", [say("In time.")]))
    assert jambonz.taken() == [commands.Redirect(data=[verbs.Say(text="In time.")])]
    assert jambonz.kinds == ["early command"]


def test_an_outbound_call_listens_from_its_beginning() -> None:
    """A call that REST created listens before the ack of its `session:new`."""
    jambonz = Jambonz()
    jambonz.new(direction="outbound")
    jambonz.receive(command("redirect", [say("Hello.")]))
    assert len(jambonz.taken()) == 1
    assert jambonz.problems == []


def test_commands_that_nobody_reads() -> None:
    """Commands wait to be read up to a bound, the later ones are lost and noted; acks are not held up."""
    jambonz = established()
    for index in range(1500):
        jambonz.receive(command("tts:tokens", {"id": index, "tokens": "a"}))
    asked = jambonz.hook()
    jambonz.ack(asked)
    assert asked.ack().data == []
    ids = [taken.data.id for taken in jambonz.taken() if isinstance(taken, commands.TtsTokens)]
    assert ids == list(range(1024))
    assert jambonz.kinds == ["unread command"] * (1500 - 1024)


# -- malformed messages -----------------------------------------------------------------------

MALFORMED: dict[str, str] = {
    "[]": "type property not supplied",
    '"text"': "type property not supplied",
    "5": "type property not supplied",
    "true": "type property not supplied",
    "{}": "type property not supplied",
    '{"type": null}': "type property not supplied",
    '{"type": ""}': "type property not supplied",
    '{"type": 0}': "type property not supplied",
    '{"type": "hello"}': "invalid type property: hello",
    '{"type": "agent:update", "data": {}}': "invalid type property: agent:update",
    '{"type": "tts:tokens", "data": {"id": 1, "tokens": "a"}}': "invalid type property: tts:tokens",
    '{"type": 5}': "invalid type property: 5",
    '{"type": "ack"}': "msgid not supplied",
    '{"type": "ack", "msgid": "", "data": []}': "msgid not supplied",
    '{"type": "ack", "msgid": null, "data": []}': "msgid not supplied",
    '{"type": "command"}': "command property not supplied",
    '{"type": "command", "command": "", "data": {}}': "command property not supplied",
    '{"type": "command", "command": "redirect"}': "data property not supplied",
    '{"type": "command", "command": "redirect", "data": null}': "data property not supplied",
    '{"type": "command", "command": "media:path", "data": ""}': "data property not supplied",
    '{"type": "command", "command": "boostAudioSignal", "data": 0}': "data property not supplied",
    '{"type": "command", "command": "boostAudioSignal", "data": 0.0}': "data property not supplied",
    '{"type": "command", "command": "tag", "data": false}': "data property not supplied",
    '{"type": "command", "command": "nope"}': "data property not supplied",
    "null": "Cannot destructure property 'type' of 'JSON.parse(...)' as it is null.",
}


@pytest.mark.parametrize(("text", "details"), MALFORMED.items(), ids=list(MALFORMED))
def test_a_malformed_message(text: str, details: str) -> None:
    """A malformed message is answered with `jambonz:error`, in the server's words and with what was received."""
    jambonz = established()
    asked = jambonz.hook()
    jambonz.out()
    jambonz.text(text)
    [complaint] = jambonz.out()
    assert complaint.pop("msgid")
    data = {"msg": "InvalidMessage", "details": details, "content": text}
    assert complaint == {"type": "jambonz:error", "call_sid": complaint["call_sid"], "data": data}
    assert [(problem.kind, problem.text) for problem in jambonz.problems] == [("invalid message", details)]
    assert asked.waiting
    jambonz.ack(asked)
    assert asked.ack().data == []


@pytest.mark.parametrize("text", ["", "hello", "{", '{"type": "ack",}', "[" * 5000, '"\\ud800"'])
def test_no_json(text: str) -> None:
    """What is no JSON is answered with the parser's words."""
    jambonz = established()
    jambonz.text(text)
    [complaint] = jambonz.out()
    assert complaint["data"]["msg"] == "InvalidMessage"
    assert complaint["data"]["details"]
    assert complaint["data"]["content"] == text
    assert jambonz.kinds == ["invalid message"]


def test_whole_numbers_that_are_written_as_floats() -> None:
    """They are integers, as for the server; the vendor's SDK for Python writes all numbers in this way."""
    jambonz = established()
    jambonz.text('{"type":"command","command":"redirect","data":[{"verb":"gather","numDigits":1.0,"timeout":5.0}]}')
    assert jambonz.taken() == [commands.Redirect(data=[verbs.Gather(num_digits=1, timeout=5)])]
    assert jambonz.kinds == []
    jambonz.text('{"type":"command","command":"redirect","data":[{"verb":"gather","numDigits":1.5}]}')
    assert jambonz.taken() == []
    assert "`$.data[0].numDigits`" in jambonz.problems[0].text


@pytest.mark.parametrize("content", [json.dumps(command("tts:flush", {})).encode(), b"\xff\x00"])
def test_a_binary_message(content: bytes) -> None:
    """A binary message is answered like a malformed one, noted as such, and not acted on whatever it holds."""
    jambonz = established()
    jambonz.text(content)
    [complaint] = jambonz.out()
    assert complaint["data"]["details"] == "binary message"
    assert complaint["data"]["content"] == content.decode(errors="replace")
    assert jambonz.kinds == ["binary message"]
    assert jambonz.taken() == []


def test_complaints_are_bounded() -> None:
    """An application that sends nonsense and does not read the answers does not fill the memory."""
    jambonz = established()
    for _ in range(5000):
        jambonz.text("nonsense")
    assert len(jambonz.out()) == 1024


JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


def verb(name: str, text: Any) -> Json:
    """A verb, or nearly one."""
    return {"verb": name, "text": text}


VERBS = st.lists(st.builds(verb, st.sampled_from(["say", "gather"]), JSON))
NEARLY = st.dictionaries(
    st.sampled_from(["type", "msgid", "command", "data", "queueCommand", "callSid", "other"]),
    st.sampled_from(["ack", "command", "redirect", "tts:tokens", "dub", "config", "llm:tool-output"]) | JSON | VERBS,
)
"""JSON objects that have something of a message."""


@given(st.text() | st.binary() | JSON.map(json.dumps) | NEARLY.map(json.dumps))
def test_whatever_comes_is_taken(text: str | bytes) -> None:
    """Whatever an application sends is taken as ack, as command or as problem, and never raises."""
    jambonz = established()
    asked = jambonz.hook()
    jambonz.out()
    jambonz.text(text)
    complaints = jambonz.out()
    assert jambonz.taken() or jambonz.problems
    assert len(complaints) <= 1
    jambonz.receive(ack(asked.msgid))
    assert asked.ack().data == []
