"""No ack is ever late: what the library answers when its owner does not, and what becomes of what he sends later."""

from __future__ import annotations

from typing import Any

import pytest

from jambonz_proto import AlreadyAcked, Verb
from jambonz_proto._client_protocol import ACK_WITHIN
from jambonz_proto.components import PhoneTarget
from jambonz_proto.verbs import Conference, Dial, Enqueue, Gather, Hangup, Pause, Say

from .driver import SESSION, SID, CallDriver, ack, owing, redirect, running, say

CONFIG: dict[str, Any] = {"verb": "config"}
HANGUP: dict[str, Any] = {"verb": "hangup"}
ENQUEUE = Enqueue(name="support", wait_hook="/wait")
DIAL = Dial(target=[PhoneTarget(number="+4930111")], confirm_hook="/confirm")
WAITING = {"queue_sid": "support", "queue_position": 1, "call_sid": SID}


def test_the_automatic_ack_comes_before_the_servers_deadline() -> None:
    """Before the server's deadline, 5 s by default, the library acks by itself, and not much before."""
    call = running(reading=True)
    msgid = call.hook("/unknown")
    call.later(ACK_WITHIN / 2)
    assert call.out() == []
    call.later(ACK_WITHIN / 2 - 0.25)
    assert call.out() == [ack(msgid)]


def test_the_protocol_tells_when_an_ack_is_due() -> None:
    """Whoever drives the protocol is told the time of the earliest ack that is due."""
    call = running(reading=True)
    call.hook("/first")
    first = call.protocol.next_time()
    assert first is not None
    assert call.now < first < call.now + ACK_WITHIN
    call.later(1)
    second = call.hook("/second")
    assert call.protocol.next_time() == first
    call.ack(second)
    assert call.protocol.next_time() == first


def test_each_ack_has_a_deadline_of_its_own() -> None:
    """Each message is acked when its own time is up, however many others are open."""
    call = running(reading=True)
    msgids: list[str] = []
    for index in range(5):
        msgids.append(call.hook(f"/hook-{index}"))
        call.later(1)
    call.later(1.5)
    assert call.out() == [ack(msgid) for msgid in msgids[:3]]
    call.later(2)
    assert call.out() == [ack(msgid) for msgid in msgids[3:]]


def test_the_deadline_can_be_chosen() -> None:
    """The time after which the library acks by itself is the one that was chosen."""
    call = CallDriver(ack_after=0.5)
    msgid = call.begin("outbound")
    call.later(0.49)
    assert call.out() == []
    call.later(0.02)
    assert call.out() == [ack(msgid, CONFIG)]


def test_nothing_is_due_after_an_ack() -> None:
    """An ack given in time is the only one: the deadline passes without another."""
    call, msgid = owing()
    call.send(Say(text="Thanks."))
    assert call.out() == [ack(msgid, say("Thanks."))]
    assert call.protocol.next_time() is None
    call.later(60)
    assert call.out() == []


# -- the reply by class -----------------------------------------------------------------------


@pytest.mark.parametrize("reading", [False, True])
def test_an_inbound_session_gets_a_config_without_options(reading: bool) -> None:
    """The automatic reply to an inbound `session:new` is `config` with no options, since `[]` ends the call."""
    call = CallDriver()
    if reading:
        call.read()
    msgid = call.begin()
    call.later(ACK_WITHIN)
    assert call.out() == [ack(msgid, CONFIG)]


def test_a_redirected_session_gets_nothing() -> None:
    """The automatic reply to a `session:redirect` is `[]`: go on with the next verb."""
    call = CallDriver()
    msgid = call.message("session:redirect", SESSION, hook="/other")
    call.later(ACK_WITHIN)
    assert call.out() == [ack(msgid)]


def test_an_owed_hook_gets_nothing() -> None:
    """The automatic reply to a hook whose reply replaces the stack is `[]`, which changes nothing."""
    call, msgid = owing()
    call.later(ACK_WITHIN)
    assert call.out() == [ack(msgid)]


@pytest.mark.parametrize(
    ("verb", "data"), [(ENQUEUE, WAITING), (Conference(name="team", wait_hook="/wait"), {"call_sid": SID})]
)
def test_a_late_answer_to_a_wait_hook_is_a_short_pause(verb: Verb, data: dict[str, object]) -> None:
    """A wait hook whose handler is merely late gets a short pause, since `[]` means no more prompts."""
    call = running(reading=True)
    call.send(verb)
    call.out()
    msgid = call.hook("/wait", data)
    call.later(ACK_WITHIN)
    [message] = call.out()
    assert message["msgid"] == msgid
    assert [element["verb"] for element in message["data"]] == ["pause"]


def test_an_unanswered_dial_confirm_declines() -> None:
    """The automatic reply to `dial:confirm` is `[hangup]`, since `[]` would connect an unscreened callee."""
    call = running(reading=True)
    call.send(DIAL)
    call.out()
    msgid = call.message("dial:confirm", {"call_sid": "other"}, hook="/confirm", call_sid=SID)
    call.later(ACK_WITHIN)
    assert call.out() == [ack(msgid, HANGUP)]


# -- what comes later -------------------------------------------------------------------------


def test_verbs_after_the_automatic_ack_of_a_hook_go_as_a_command() -> None:
    """What the main flow sends after the automatic ack of its hook goes as a `redirect` command."""
    call, msgid = owing()
    call.later(ACK_WITHIN)
    call.send(Say(text="Sorry to keep you waiting."))
    assert call.out() == [ack(msgid), redirect(say("Sorry to keep you waiting."))]


def test_a_perform_after_the_automatic_ack_of_a_hook_goes_as_a_command() -> None:
    """What the main flow performs after the automatic ack of its hook goes as a command, and gets a result."""
    call, _ = owing()
    call.later(ACK_WITHIN)
    call.out()
    wait = call.perform(Gather(input=["digits"]))
    [command] = call.out()
    assert command["command"] == "redirect"
    assert "queueCommand" not in command
    call.hook(wait.hook)
    assert wait.gathered().digits == "42"


def test_verbs_after_the_automatic_ack_of_the_session_go_as_a_command() -> None:
    """What the main flow sends after the automatic ack of `session:new` goes as a command, once jambonz listens."""
    call = CallDriver()
    msgid = call.begin()
    call.later(4.1)
    assert call.out() == [ack(msgid, CONFIG)]
    call.send(Say(text="Hello at last."))
    assert call.out() == []
    call.later(0.3)
    assert call.out() == [redirect(say("Hello at last."))]


def test_verbs_after_the_automatic_ack_of_a_redirected_session_go_as_a_command() -> None:
    """What the main flow sends after the automatic ack of `session:redirect` goes as a command."""
    call = CallDriver()
    msgid = call.message("session:redirect", SESSION, hook="/other")
    call.later(ACK_WITHIN)
    call.send(Say(text="Hello at last."))
    assert call.out() == [ack(msgid), redirect(say("Hello at last."))]


def test_a_queued_send_after_the_automatic_ack_of_the_session_is_queued() -> None:
    """What is queued after the automatic ack of the session message is a queued command."""
    call = CallDriver()
    call.begin("outbound")
    call.later(ACK_WITHIN)
    call.out()
    call.send(Say(text="And then."), queue=True)
    assert call.out() == [redirect(say("And then."), queue=True)]


@pytest.mark.parametrize("kind", ["wait", "confirm"])
def test_a_late_answer_that_cannot_be_given_otherwise_is_an_error(kind: str) -> None:
    """What comes after an automatic reply is an error where a command would not mean the same."""
    call = running(reading=True)
    call.send(ENQUEUE, DIAL)
    call.out()
    if kind == "wait":
        msgid = call.hook("/wait", WAITING)
    else:
        msgid = call.message("dial:confirm", {"call_sid": "other"}, hook="/confirm", call_sid=SID)
    call.later(ACK_WITHIN)
    call.out()
    with pytest.raises(AlreadyAcked):
        call.ack(msgid, Pause(length=1))
    assert call.out() == []


def test_the_delay_of_commands_counts_from_an_automatic_ack_that_came_late() -> None:
    """A command waits for 300 ms after the automatic ack of `session:new` also if that was given behind time."""
    call = CallDriver()
    msgid = call.begin()
    call.now += 4.8  # the event loop was busy
    call.protocol.on_time(call.now)
    assert call.out() == [ack(msgid, CONFIG)]
    call.send(Say(text="Hello at last."))
    assert call.out() == []
    call.later(0.31)
    assert call.out() == [redirect(say("Hello at last."))]


def test_a_command_held_since_before_the_automatic_ack_is_released() -> None:
    """A command that waits for the ack of `session:new` goes out 300 ms after an automatic one."""
    call = CallDriver()
    msgid = call.begin()
    call.send(Hangup(), main=False)
    call.later(4.1)
    assert call.out() == [ack(msgid, CONFIG)]
    call.later(0.3)
    assert call.out() == [redirect(HANGUP)]
