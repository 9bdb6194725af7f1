"""How a call begins: the first messages, and when jambonz listens for commands."""

from __future__ import annotations

import json

import pytest

from jambonz_proto import InvalidOutgoing, MalformedMessage, commands, messages
from jambonz_proto.verbs import Gather, Hangup, Redirect, Say

from .driver import CHILD, SESSION, SID, CallDriver, ack, redirect, running, say

TAG = commands.Tag(data={"vip": True})
TAG_JSON = {"type": "command", "command": "tag", "data": {"vip": True}}


# -- the first message ------------------------------------------------------------------------


@pytest.mark.parametrize("direction", ["inbound", "outbound"])
def test_session_new_opens_the_call(direction: str) -> None:
    """The session begins with its first session message, which tells what is known of the call."""
    call = CallDriver()
    assert not call.began
    msgid = call.begin(direction)
    call.read()
    [opening] = call.delivered
    assert isinstance(opening, messages.SessionNew)
    assert call.protocol.opening is opening
    assert opening.msgid == msgid
    assert (call.protocol.sid, call.protocol.state) == (SID, "trying")
    assert (call.protocol.info.from_, call.protocol.info.to) == (SESSION["from"], SESSION["to"])
    assert call.protocol.inbound is (direction == "inbound")


def test_a_status_before_the_session_message_is_held() -> None:
    """A `call:status` that came before the session message is held, and does not begin the session."""
    call = CallDriver()
    call.status("trying")
    call.status("ringing")
    assert call.delivered == []
    assert call.protocol.opening is None
    assert (call.protocol.sid, call.protocol.state) == (SID, "ringing")


def test_held_statuses_are_delivered_after_the_session_message() -> None:
    """A `call:status` that came before the session message is delivered after it, in order."""
    call = CallDriver()
    statuses = [call.status("trying"), call.status("ringing")]
    session = call.begin("outbound", call_status="in-progress")
    call.read()
    assert [json.loads(message.raw)["msgid"] for message in call.delivered] == [session, *statuses]
    call.status("in-progress")
    assert len(call.delivered) == 4


def test_held_statuses_are_delivered_once() -> None:
    """What was held before the session message is not delivered a second time by a later one."""
    call = CallDriver()
    call.status("ringing")
    call.begin("outbound")
    call.read()
    call.message("session:redirect", SESSION, hook="/other")
    assert [message.type for message in call.delivered].count("call:status") == 1


def test_the_first_status_of_a_call_created_by_rest_may_have_no_top_level_sid() -> None:
    """For a REST-created call the first message is a `call:status` without `call_sid` at top level."""
    call = CallDriver()
    call.message("call:status", {"call_sid": SID, "call_status": "trying"})
    assert (call.protocol.sid, call.protocol.state) == (SID, "trying")


def test_a_call_that_is_never_answered_ends_without_a_session() -> None:
    """A call that never gets a session message ends with its last status."""
    call = CallDriver()
    call.status("trying")
    call.status("no-answer")
    assert call.protocol.ended
    assert call.protocol.opening is None
    assert call.protocol.state == "no-answer"


def test_a_session_can_begin_with_a_redirect() -> None:
    """The first message may be `session:redirect`, whose ack is the first send of the main flow."""
    call = CallDriver()
    msgid = call.message("session:redirect", {**SESSION, "direction": "inbound"}, hook="/other")
    assert call.protocol.sid == SID
    assert call.out() == []
    call.send(Say(text="Hello."))
    call.send(Say(text="More."), queue=True)
    assert call.out() == [ack(msgid, say("Hello.")), redirect(say("More."), queue=True)]


@pytest.mark.parametrize("message_type", ["session:adulting", "session:reconnect"])
def test_a_session_can_begin_with_a_message_whose_reply_is_ignored(message_type: str) -> None:
    """The first message may be `session:adulting` or `session:reconnect`: acked with `[]` at once."""
    call = CallDriver()
    msgid = call.message(message_type, {**SESSION, "direction": "inbound"})
    call.read()
    assert [message.type for message in call.delivered] == [message_type]
    assert call.protocol.sid == SID
    assert call.out() == [ack(msgid)]
    call.send(Say(text="Hello."))
    assert call.out() == [redirect(say("Hello."))]


@pytest.mark.parametrize("message_type", ["session:adulting", "session:redirect"])
def test_a_session_message_may_tell_nothing(message_type: str) -> None:
    """A session message whose data is empty begins a session all the same."""
    call = CallDriver()
    call.message(message_type, {})
    assert call.protocol.opening is not None
    assert call.protocol.sid is None


def test_statuses_are_followed() -> None:
    """The state of the call is its last known call status."""
    call = CallDriver()
    call.begin()
    for state in ("ringing", "early-media", "in-progress"):
        call.status(state)
        assert call.protocol.state == state


def test_a_leg_of_the_call_has_a_state_of_its_own() -> None:
    """A `call:status` of another leg tells of that leg, does not change the call, and does not end it."""
    call = CallDriver()
    call.begin()
    call.status("in-progress")
    call.status("ringing", CHILD)
    assert call.protocol.legs[CHILD].state == "ringing"
    call.status("completed", CHILD)
    assert call.protocol.legs[CHILD].state == "completed"
    assert call.protocol.state == "in-progress"
    assert not call.protocol.ended


# -- when jambonz listens for commands --------------------------------------------------------


def test_a_command_before_the_sessions_ack_is_held() -> None:
    """A command sent before the ack of an inbound `session:new` is lost, so it is held back until after it."""
    call = CallDriver()
    msgid = call.begin()
    call.command(TAG)
    assert call.out() == []
    call.send(Say(text="Hello."))
    assert call.out() == [ack(msgid, say("Hello."))]
    call.later(0.31)
    assert call.out() == [TAG_JSON]


def test_a_command_after_the_sessions_ack_waits_for_300_ms() -> None:
    """The first command after the ack of an inbound `session:new` waits for 300 ms."""
    call = CallDriver()
    call.begin()
    call.send(Say(text="Hello."))
    call.out()
    call.command(TAG)
    call.later(0.29)
    assert call.out() == []
    call.later(0.02)
    assert call.out() == [TAG_JSON]


@pytest.mark.parametrize("message_type", ["call:status", "verb:hook", "verb:status", "something:new"])
def test_a_command_after_the_sessions_ack_waits_for_the_next_message(message_type: str) -> None:
    """The first command waits no longer than for the server's next message of any kind."""
    call = CallDriver()
    call.begin()
    call.send(Say(text="Hello."))
    call.out()
    call.command(TAG)
    call.message(message_type, {"event": "starting"}, hook="/unknown")
    assert call.out()[0] == TAG_JSON


def test_a_message_before_the_sessions_ack_releases_nothing() -> None:
    """A message that comes while the session message is un-acked does not mean that jambonz listens."""
    call = CallDriver()
    msgid = call.begin()
    call.command(TAG)
    call.status("trying")
    assert call.out() == []
    call.send(Say(text="Hello."))
    assert call.out() == [ack(msgid, say("Hello."))]


def test_a_bad_message_releases_nothing() -> None:
    """What is no message of the protocol does not mean that jambonz listens."""
    call = CallDriver()
    call.begin()
    call.send(Say(text="Hello."))
    call.command(TAG)
    call.out()
    with pytest.raises(MalformedMessage):
        call.receive_text("no JSON")
    assert call.out() == []


def test_held_commands_are_released_in_their_order() -> None:
    """Held commands go out in the order they were sent, whether before or after the ack, and before any later one."""
    call = CallDriver()
    msgid = call.begin()
    call.command(commands.Tag(data={"number": 1}))
    call.send(Say(text="Hello."))
    call.command(commands.Tag(data={"number": 2}))
    call.send(Say(text="And then."), queue=True)
    assert call.out() == [ack(msgid, say("Hello."))]
    call.status("in-progress")
    call.command(commands.Tag(data={"number": 3}))
    sent = call.out()
    assert [message["command"] for message in sent] == ["tag", "tag", "redirect", "tag"]
    assert [message["data"]["number"] for message in sent if message["command"] == "tag"] == [1, 2, 3]


def test_held_commands_are_not_overtaken_when_their_time_has_come() -> None:
    """A command sent when the 300 ms are over goes out after those that were held, even if no timer has run yet."""
    call = CallDriver()
    call.begin()
    call.send(Say(text="Hello."))
    call.command(commands.Tag(data={"number": 1}))
    call.out()
    call.now += 1
    call.command(commands.Tag(data={"number": 2}))
    assert [message["data"]["number"] for message in call.out()] == [1, 2]


def test_nothing_is_held_once_jambonz_listens() -> None:
    """After the first message that follows the ack, commands go out at once."""
    call = CallDriver()
    call.begin()
    call.send(Say(text="Hello."))
    call.status("in-progress")
    call.out()
    call.command(TAG)
    assert call.out() == [TAG_JSON]


def test_nothing_is_held_after_300_ms() -> None:
    """A command sent more than 300 ms after the ack goes out at once."""
    call = CallDriver()
    call.begin()
    call.send(Say(text="Hello."))
    call.out()
    call.later(0.31)
    call.command(TAG)
    assert call.out() == [TAG_JSON]


def test_the_delay_begins_when_the_ack_is_given() -> None:
    """The 300 ms are counted from the ack, not from the session message."""
    call = CallDriver()
    call.begin()
    call.later(2)
    call.send(Say(text="Hello."))
    call.command(TAG)
    call.out()
    call.later(0.29)
    assert call.out() == []
    call.later(0.02)
    assert call.out() == [TAG_JSON]


def test_the_protocol_tells_when_a_held_command_is_due() -> None:
    """Whoever drives the protocol is told when it has something to do, and not when it has nothing."""
    call = CallDriver()
    assert call.protocol.next_time() is None
    call.begin()
    call.send(Say(text="Hello."))
    call.out()
    assert call.protocol.next_time() is None
    call.command(TAG)
    assert call.protocol.next_time() == pytest.approx(call.now + 0.3)


def test_an_outbound_session_does_not_hold_commands() -> None:
    """A call created by REST exists before its session message: commands go out at once, even before its ack."""
    call = CallDriver()
    msgid = call.begin("outbound")
    call.command(TAG)
    assert call.out() == [TAG_JSON]
    call.send(Say(text="Hello."))
    call.command(TAG)
    assert call.out() == [ack(msgid, say("Hello.")), TAG_JSON]


@pytest.mark.parametrize("message_type", ["session:redirect", "session:adulting", "session:reconnect"])
def test_a_session_that_goes_on_does_not_hold_commands(message_type: str) -> None:
    """Redirected, adulted and resumed sessions are running calls: commands go out at once."""
    call = CallDriver()
    call.message(message_type, {**SESSION, "direction": "inbound"})
    call.out()
    call.command(TAG)
    assert call.out() == [TAG_JSON]


# -- the ack of session:new -------------------------------------------------------------------


def test_an_empty_ack_of_an_inbound_session_is_refused() -> None:
    """An empty ack of an inbound `session:new` ends the call and is refused in the sender; it can still be acked."""
    call = CallDriver()
    msgid = call.begin()
    with pytest.raises(InvalidOutgoing):
        call.ack(msgid)
    with pytest.raises(InvalidOutgoing):
        call.send()
    with pytest.raises(InvalidOutgoing):
        call.send(queue=True)
    assert call.out() == []
    call.ack(msgid, Say(text="Hello."))
    assert call.out() == [ack(msgid, say("Hello."))]


def test_an_empty_ack_of_an_outbound_session_is_allowed() -> None:
    """An empty ack of the `session:new` of a REST-created call awaits commands, and is allowed."""
    call = CallDriver()
    msgid = call.begin("outbound")
    call.send()
    assert call.out() == [ack(msgid)]


def test_an_empty_ack_of_a_redirected_session_is_allowed() -> None:
    """An empty ack of a `session:redirect` changes nothing, and is allowed."""
    call = CallDriver()
    msgid = call.message("session:redirect", SESSION, hook="/other")
    call.ack(msgid)
    assert call.out() == [ack(msgid)]


def test_an_empty_answer_to_a_hook_is_allowed() -> None:
    """An empty ack of a hook goes on with the next verb: the main flow gives it by a `send` without verbs."""
    call = CallDriver()
    call.begin("outbound")
    wait = call.perform(Gather(input=["digits"]), Say(text="Hm."), Gather(input=["digits"]))
    call.out()
    msgid = call.hook(wait.hook)
    call.send()
    assert call.out() == [ack(msgid)]


def test_an_empty_send_with_nothing_owed_is_refused() -> None:
    """A `send` without verbs means nothing when there is nothing to answer."""
    call = CallDriver()
    call.begin("outbound")
    call.send(Hangup())
    call.out()
    with pytest.raises(InvalidOutgoing):
        call.send()
    with pytest.raises(InvalidOutgoing):
        call.send(main=False)
    assert call.out() == []


def test_a_redirected_call_begins_anew_when_its_main_flow_is_through() -> None:
    """The session that a `redirect` verb begins is the next main flow's to answer."""
    call = running()
    call.send(Redirect(action_hook="/elsewhere"))
    call.finish()
    call.out()
    seen: list[messages.Message] = []
    call.protocol.watch(messages.SessionRedirect, lambda message, _: seen.append(message))
    msgid = call.message("session:redirect", SESSION, hook="/elsewhere")
    assert call.out() == []
    assert seen == [call.protocol.opening]
    assert isinstance(call.protocol.opening, messages.SessionRedirect)
    call.send(Say(text="Elsewhere."))
    assert call.out() == [ack(msgid, say("Elsewhere."))]


def test_a_redirected_child_leg_does_not_begin_the_call_anew() -> None:
    """A `session:redirect` of another leg is acked, and the call stays what it was."""
    call = running()
    call.send(Say(text="Hello."))
    call.finish()
    call.out()
    msgid = call.message("session:redirect", {**SESSION, "call_sid": CHILD}, hook="/elsewhere")
    assert call.out() == [ack(msgid)]
    assert call.protocol.sid == SID
