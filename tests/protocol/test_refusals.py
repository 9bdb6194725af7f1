"""What is refused in the sender or on arrival: nothing is sent, nothing is changed."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from jambonz_proto import (
    DecodeError,
    EncodeError,
    InvalidMessage,
    InvalidOutgoing,
    MalformedMessage,
    MessageTooLarge,
    RawCommand,
    RawVerb,
    RefusedByTarget,
    Verb,
    commands,
)
from jambonz_proto._protocol import MAX_MESSAGE
from jambonz_proto.verbs import Agent, Gather, Hangup, Pause, Say

from .driver import DIGITS, SESSION, SID, CallDriver, Json, ack, gathering, owing, redirect, running, say

Send = Callable[[CallDriver, str, list[Verb]], None]


def by_send(call: CallDriver, msgid: str, verbs: list[Verb]) -> None:
    call.send(*verbs)


def by_queued_send(call: CallDriver, msgid: str, verbs: list[Verb]) -> None:
    call.send(*verbs, queue=True)


def by_send_from_elsewhere(call: CallDriver, msgid: str, verbs: list[Verb]) -> None:
    call.send(*verbs, main=False)


def by_perform(call: CallDriver, msgid: str, verbs: list[Verb]) -> None:
    call.perform(*verbs, Gather(input=["digits"]))


def by_queued_perform(call: CallDriver, msgid: str, verbs: list[Verb]) -> None:
    call.perform(*verbs, Gather(input=["digits"]), queue=True)


def by_ack(call: CallDriver, msgid: str, verbs: list[Verb]) -> None:
    call.ack(msgid, *verbs)


def by_command(call: CallDriver, msgid: str, verbs: list[Verb]) -> None:
    call.command(commands.Redirect(data=verbs))


ways = pytest.mark.parametrize(
    "way",
    [by_send, by_queued_send, by_send_from_elsewhere, by_perform, by_queued_perform, by_ack, by_command],
    ids=lambda way: way.__name__,
)


def size(call: CallDriver) -> int:
    """Bytes of the only message that goes out now."""
    [text] = call.written()
    return len(text)


def text_for(length: int, way: Send = by_send) -> str:
    """A text that makes a `say` with it a message of this many bytes."""
    call, msgid = owing_and_read()
    way(call, msgid, [Say(text="x")])
    return "x" * (1 + length - size(call))


def owing_and_read() -> tuple[CallDriver, str]:
    """A call that owes the ack of a hook, and another ack to whoever reads; the msgid is of the latter."""
    call, _ = owing()
    call.read()
    return call, call.hook("/unknown")


# -- too large --------------------------------------------------------------------------------


@ways
def test_a_message_over_the_limit_is_refused(way: Send) -> None:
    """A message larger than the server accepts names the largest verb; nothing is sent and nothing has changed."""
    call, msgid = owing_and_read()
    wait = call.perform(Gather(input=["digits"]), main=False, queue=True)
    call.out()
    with pytest.raises(MessageTooLarge) as caught:
        way(call, msgid, [Say(text="Short."), Say(text="x" * MAX_MESSAGE), Pause(length=1)])
    assert caught.value.path.endswith("[1]")
    assert caught.value.subject is not None
    assert caught.value.subject.lower() == "say"
    assert caught.value.limit == MAX_MESSAGE
    assert caught.value.size > MAX_MESSAGE
    assert call.out() == []
    assert wait.waiting
    way(call, msgid, [Say(text="Shorter.")])
    assert call.out() != []


@pytest.mark.parametrize("way", [by_send, by_send_from_elsewhere, by_ack, by_command], ids=lambda way: way.__name__)
def test_the_limit_is_met_to_the_byte(way: Send) -> None:
    """24,576 bytes pass, 24,577 do not."""
    text = text_for(24_576, way)
    call, msgid = owing_and_read()
    way(call, msgid, [Say(text=text)])
    assert size(call) == 24_576
    call, msgid = owing_and_read()
    with pytest.raises(MessageTooLarge) as caught:
        way(call, msgid, [Say(text=text + "x")])
    assert caught.value.size == 24_577
    assert call.out() == []


def test_the_limit_is_of_bytes() -> None:
    """The size of a message is that of its UTF-8 text, not its number of characters."""
    text = text_for(24_576)
    call, msgid = owing_and_read()
    with pytest.raises(MessageTooLarge) as caught:
        by_send(call, msgid, [Say(text=text[:-1] + "ü")])
    assert caught.value.size == 24_577


def test_the_limit_can_be_chosen() -> None:
    """The largest message is what the server was configured to take."""
    call = CallDriver(max_message=100)
    msgid = call.begin()
    with pytest.raises(MessageTooLarge):
        call.send(Say(text="x" * 100))
    call.send(Say(text="Hello."))
    assert call.out() == [ack(msgid, say("Hello."))]


def test_a_session_whose_verbs_are_too_large_can_still_be_acked() -> None:
    """A refused answer to the session message leaves it open: it can still be acked."""
    call = CallDriver()
    msgid = call.begin()
    with pytest.raises(MessageTooLarge, match="Say"):
        call.send(Say(text="x" * MAX_MESSAGE))
    call.send(Say(text="Hello."))
    assert call.out() == [ack(msgid, say("Hello."))]


@pytest.mark.parametrize(
    "command",
    [
        commands.Tag(data={"much": "x" * MAX_MESSAGE}),
        commands.Whisper(data=commands.WhisperData(verbs=[Say(text="x" * MAX_MESSAGE)])),
        RawCommand(name="new:command", data="x" * MAX_MESSAGE),
    ],
    ids=lambda command: command.command,
)
def test_a_command_over_the_limit_is_refused(command: commands.Command) -> None:
    """A command larger than the server accepts is an error in the sender, and nothing is sent."""
    call = running()
    with pytest.raises(MessageTooLarge):
        call.command(command)
    assert call.out() == []


# -- invalid ----------------------------------------------------------------------------------


@ways
@pytest.mark.parametrize(
    "verb",
    [Say(text=42), Gather(timeout=-1), RawVerb("new", {"a": object()})],  # type: ignore[arg-type, dict-item] # on purpose
    ids=["wrong-type", "out-of-range", "no-json"],
)
def test_invalid_verbs_are_refused(way: Send, verb: Verb) -> None:
    """Invalid verbs raise an error that names the place; nothing is sent and nothing has changed."""
    call, msgid = owing_and_read()
    wait = call.perform(Gather(input=["digits"]), main=False, queue=True)
    call.out()
    with pytest.raises(InvalidOutgoing, match=r"\[1\]"):
        way(call, msgid, [Say(text="Fine."), verb])
    assert call.out() == []
    assert wait.waiting
    way(call, msgid, [Say(text="Fine.")])
    assert call.out() != []


@ways
def test_verbs_that_the_target_refuses_are_refused(way: Send) -> None:
    """With a target named, verbs that it would refuse raise an error; nothing is sent and nothing has changed."""
    call = running(target="open-source-0.9", reading=True)
    msgid = call.hook("/unknown")
    call.out()
    with pytest.raises(RefusedByTarget, match=r"\[0\]"):
        way(call, msgid, [Agent()])
    assert call.out() == []


@pytest.mark.parametrize(
    "command",
    [
        commands.MuteStatus(data=commands.MuteStatusData(status="loud")),  # type: ignore[arg-type] # on purpose
        commands.TtsTokens(data=commands.TtsTokensData(id="1", tokens="x" * 1001)),
    ],
)
def test_an_invalid_command_is_refused(command: commands.Command) -> None:
    """An invalid command raises an error, and nothing is sent."""
    call, wait = gathering()
    with pytest.raises(InvalidOutgoing):
        call.command(command)
    assert call.out() == []
    assert wait.waiting


def test_a_refused_perform_leaves_no_trace() -> None:
    """A refused `perform` waits for nothing: a hook of the name that it had is nobody's."""
    call = running(reading=True)
    with pytest.raises(EncodeError):
        call.perform(Say(text="x" * MAX_MESSAGE), Gather(input=["digits"], action_hook="/menu"))
    msgid = call.hook("/menu")
    call.ack(msgid, Hangup())
    assert call.out() == [ack(msgid, {"verb": "hangup"})]


def test_a_refused_command_is_not_held() -> None:
    """A command that is refused while jambonz does not listen yet is not sent later either."""
    call = CallDriver()
    call.begin()
    with pytest.raises(EncodeError):
        call.command(commands.Tag(data={"much": "x" * MAX_MESSAGE}))
    call.send(Say(text="Hello."))
    call.out()
    call.later(1)
    assert call.out() == []


# -- bad input --------------------------------------------------------------------------------

DEEP = "[" * 10_000 + "]" * 10_000
BAD_TEXTS = {
    "empty": "",
    "no-json": "{",
    "null": "null",
    "array": "[]",
    "text": '"text"',
    "number": "1",
    "no-type": "{}",
    "type-no-text": '{"type": 1}',
    "hook-without-msgid": '{"type": "verb:hook", "hook": "/x", "data": {}}',
    "hook-without-data": '{"type": "verb:hook", "msgid": "m", "hook": "/x"}',
    "hook-with-list": '{"type": "verb:hook", "msgid": "m", "hook": "/x", "data": []}',
    "msgid-no-text": '{"type": "verb:hook", "msgid": 1, "hook": "/x", "data": {}}',
    "status-of-wrong-type": '{"type": "call:status", "data": {"call_sid": 1}}',
    "session-of-wrong-type": '{"type": "session:new", "msgid": "m", "data": {"call_sid": []}}',
    "deep": '{"type": "x", "data": ' + "[" * 100_000 + "]" * 100_000 + "}",
    "deep-hook": f'{{"data": {{"a": {DEEP}, "b": "\\"]["}}, "type": "verb:hook", "hook": "/x", "msgid": "m"}}',
    "deep-hook-cut-off": f'{{"type": "verb:hook", "msgid": "m", "hook": "/x", "data": {{"a": {DEEP}, "b": "\\"',
    "deep-session": f'{{"type": "session:new", "msgid": "m", "data": {{"direction": "outbound", "a": {DEEP}}}}}',
    "deep-and-long": f'{{"type": "verb:hook", "msgid": "m", "hook": "/x", "data": [{DEEP}, "{150_000 * "x"}"]}}',
    "surrogate": '{"type": "\ud800"}',
}
ANSWERED: dict[str, list[Json]] = {
    BAD_TEXTS["hook-without-data"]: [],
    BAD_TEXTS["hook-with-list"]: [],
    BAD_TEXTS["deep-hook"]: [],
    BAD_TEXTS["deep-session"]: [{"verb": "config"}],
    BAD_TEXTS["session-of-wrong-type"]: [{"verb": "config"}],
}
"""jambonz waits for the ack of what has a type and a msgid, whatever is wrong with the rest."""


@pytest.mark.parametrize("text", BAD_TEXTS.values(), ids=list(BAD_TEXTS))
def test_bad_messages_change_nothing(text: str) -> None:
    """What is no message of the protocol raises the documented error, and the call goes on as if it had not come.

    Only its ack is given if it can be.
    """
    call, msgid = owing()
    wait = call.perform(Gather(input=["digits"]), main=False, queue=True)
    call.out()
    due = call.protocol.next_time()
    with pytest.raises(DecodeError):
        call.receive_text(text)
    assert call.out() == ([ack("m", *ANSWERED[text])] if text in ANSWERED else [])
    assert call.protocol.next_time() == due
    assert call.protocol.state == "in-progress"
    assert wait.waiting
    call.send(Say(text="Still here."))
    assert call.out() == [ack(msgid, say("Still here."))]


@pytest.mark.parametrize("text", BAD_TEXTS.values(), ids=list(BAD_TEXTS))
def test_bad_messages_do_not_begin_a_session(text: str) -> None:
    """A bad message that comes first is no session, and the session message that follows is."""
    call = CallDriver()
    with pytest.raises(DecodeError):
        call.receive_text(text)
    assert not call.began
    call.out()
    msgid = call.begin()
    call.send(Say(text="Hello."))
    assert call.out() == [ack(msgid, say("Hello."))]


@pytest.mark.parametrize(
    ("direction", "goodbye"),
    [("inbound", {"verb": "sip:decline", "status": 500}), ("outbound", {"verb": "hangup"})],
)
def test_a_call_that_cannot_begin_is_declined(direction: object, goodbye: Json) -> None:
    """A `session:new` that cannot be read is answered at once, lest the caller waits in vain."""
    call = CallDriver()
    with pytest.raises(InvalidMessage, match=r"sip_status"):
        call.message("session:new", {**SESSION, "direction": direction, "sip_status": "100"})
    assert call.out() == [ack("m1", goodbye)]
    deep = CallDriver()
    with pytest.raises(MalformedMessage, match="nested too deeply"):
        deep.receive_text(f'{{"type":"session:new","msgid":"m","data":{{"a":{DEEP},"direction":"{direction}"}}}}')
    assert deep.out() == [ack("m", goodbye)]


@pytest.mark.parametrize("data", [b"", b"\x00\xff", b'{"type": "verb:hook", "msgid": "m", "hook": "/x", "data": {}}'])
def test_binary_messages_change_nothing(data: bytes) -> None:
    """A binary message is an error, whatever is in it, and changes nothing."""
    call = running()
    with pytest.raises(InvalidMessage, match="binary"):
        call.receive_text(data)
    assert call.out() == []
    assert call.delivered == []


def test_the_two_kinds_of_bad_text_are_told_apart() -> None:
    """What is not JSON is a `MalformedMessage`, JSON of another shape an `InvalidMessage` that names the place."""
    call = running()
    with pytest.raises(MalformedMessage):
        call.receive_text("{")
    with pytest.raises(InvalidMessage, match=r"\$\.data\.call_sid"):
        call.receive({"type": "call:status", "data": {"call_sid": 1}})


def test_unknown_fields_and_values_break_nothing() -> None:
    """Unknown properties, enum values and message types from jambonz do not break a call."""
    call, wait = gathering()
    call.message("brand:new", {"a": [1]}, call_sid=SID, further=True)
    call.message("call:status", {"call_sid": SID, "call_status": "dreaming", "new": 1}, call_sid=SID)
    assert call.protocol.state == "dreaming"
    call.hook(wait.hook, {**DIGITS, "reason": "somethingNew", "new": {"a": 1}})
    assert wait.result().extra == {"new": {"a": 1}}


# -- bounds -----------------------------------------------------------------------------------


def test_held_statuses_are_bounded() -> None:
    """Of very many statuses before the session message the last ones are kept."""
    call = CallDriver()
    for _ in range(5000):
        call.status("ringing")
    last = call.status("early-media")
    call.begin("outbound")
    call.read()
    assert len(call.delivered) < 1000
    assert last in [json.loads(message.raw)["msgid"] for message in call.delivered]


def test_legs_are_bounded() -> None:
    """The table of legs does not grow without limit in a call that dials for ever; the last leg is known."""
    call = running()
    for index in range(5000):
        call.status("ringing", f"leg-{index}")
        call.status("completed", f"leg-{index}")
    assert len(call.protocol.legs) <= 2048
    assert call.protocol.legs["leg-4999"].state == "completed"


def test_names_of_hooks_are_bounded() -> None:
    """Names of hooks that were sent long ago may be forgotten, those of the last verbs are not."""
    call = running(reading=True)
    for index in range(5000):
        call.send(Gather(input=["speech"], action_hook=f"/action-{index}", partial_result_hook=f"/partial-{index}"))
    call.out()
    msgid = call.hook("/partial-4999")
    assert call.out() == [ack(msgid)]


def test_a_send_after_many_refusals_works() -> None:
    """However often something was refused, what is right goes out."""
    call = running()
    for _ in range(2000):
        with pytest.raises(EncodeError):
            call.perform(Gather(timeout=-1))
    call.send(Say(text="Fine."))
    assert call.out() == [redirect(say("Fine."))]
