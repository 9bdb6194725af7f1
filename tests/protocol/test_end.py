"""How a call ends: by itself, because the main flow is through, or because it failed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from jambonz_proto import AlreadyAcked, CallEnded, ConnectionDown, Superseded, Verb, commands
from jambonz_proto.commands import TtsFlush
from jambonz_proto.components import PhoneTarget
from jambonz_proto.verbs import Dial, Gather, Hangup, Redirect, Say, SipDecline

from .driver import SESSION, SID, CallDriver, ack, gathering, owing, redirect, running, say

HANGUP: dict[str, Any] = {"verb": "hangup"}
ACTS: list[Callable[[CallDriver], object]] = [
    lambda call: call.send(Say(text="Hello?")),
    lambda call: call.send(Say(text="Hello?"), main=False),
    lambda call: call.send(Say(text="Hello?"), queue=True),
    lambda call: call.perform(Gather(input=["digits"])),
    lambda call: call.perform(Gather(input=["digits"]), queue=True),
    lambda call: call.ack(call.delivered[0], Say(text="Hello?")),
    lambda call: call.ack(call.delivered[-1]),
    lambda call: call.command(commands.Tag(data={"a": 1})),
]


def ended() -> CallDriver:
    """A call that is over, with a hook of which the reader still knows."""
    call = running(reading=True)
    call.hook("/unknown")
    call.status("completed")
    call.out()
    return call


# -- the call ends ----------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["completed", "failed", "busy", "no-answer"])
def test_a_final_status_ends_the_call(state: str) -> None:
    """The call ends with the status that says so, and the waiting code gets `CallEnded`."""
    call, wait = gathering()
    call.status(state)
    assert call.protocol.ended
    assert call.protocol.state == state
    with pytest.raises(CallEnded) as caught:
        wait.result()
    assert caught.value.call_sid == SID


@pytest.mark.parametrize("act", ACTS)
def test_nothing_can_be_sent_after_the_end(act: Callable[[CallDriver], object]) -> None:
    """After `call:status` completed everything raises `CallEnded`, and nothing is sent."""
    call = ended()
    with pytest.raises(CallEnded):
        act(call)
    assert call.out() == []


def test_a_handler_that_ends_after_the_call_sends_nothing() -> None:
    """When the call is over, a main flow that is through or fails has nothing left to do."""
    for act in (CallDriver.finish, CallDriver.fail):
        call = ended()
        act(call)
        assert call.out() == []


def test_the_end_of_the_connection_ends_the_call() -> None:
    """`end` wakes whoever waits, and may be told twice."""
    call, wait = gathering()
    call.end()
    call.end()
    with pytest.raises(CallEnded):
        wait.result()


def test_held_commands_are_not_sent_after_the_end() -> None:
    """Commands that were held back are dropped when the call ends."""
    call = CallDriver()
    call.begin()
    call.send(Say(text="Hello."))
    call.command(commands.Tag(data={"a": 1}))
    call.out()
    call.end()
    call.later(5)
    assert call.out() == []


def test_hooks_in_flight_at_the_end_are_acked() -> None:
    """Every message that wants an ack gets exactly one, also those that are open when the call ends."""
    call, owed = owing()
    call.read()
    read = call.hook("/unknown")
    call.status("completed")
    call.later(10)
    assert sorted(message["msgid"] for message in call.out()) == sorted([owed, read])


@pytest.mark.parametrize("reading", [False, True])
def test_a_hook_after_the_end_is_acked(reading: bool) -> None:
    """A hook that comes after the last status, as that of a dial may, gets its one ack."""
    call, wait = gathering()
    if reading:
        call.read()
    call.status("completed")
    msgid = call.hook(wait.hook)
    call.later(10)
    assert call.out() == [ack(msgid)]


# -- the main flow is through -----------------------------------------------------------------


def test_an_unanswered_call_is_declined() -> None:
    """When the main flow returns without a word, an inbound call that is not answered is ended by `sip:decline`."""
    call = CallDriver()
    msgid = call.begin()
    call.finish()
    [message] = call.out()
    assert message["msgid"] == msgid
    [verb] = message["data"]
    assert verb["verb"] == "sip:decline"
    assert 400 <= verb["status"] < 700


@pytest.mark.parametrize("direction", ["outbound"])
def test_an_outbound_call_is_hung_up(direction: str) -> None:
    """When the main flow returns without a word, a call that jambonz placed is hung up: it is answered."""
    call = CallDriver()
    msgid = call.begin(direction, call_status="in-progress")
    call.finish()
    assert call.out() == [ack(msgid, HANGUP)]


def test_a_redirected_session_is_hung_up() -> None:
    """When the main flow returns without a word, a redirected session is hung up by its ack."""
    call = CallDriver()
    msgid = call.message("session:redirect", {**SESSION, "direction": "inbound"}, hook="/other")
    call.finish()
    assert call.out() == [ack(msgid, HANGUP)]


@pytest.mark.parametrize("message_type", ["session:adulting", "session:reconnect"])
def test_a_session_that_goes_on_is_hung_up(message_type: str) -> None:
    """When the main flow returns without a word, an adulted or resumed session is hung up when its verbs have run."""
    call = CallDriver()
    call.message(message_type, SESSION)
    call.out()
    call.finish()
    assert call.out() == [redirect(HANGUP, queue=True)]


def test_an_owed_hook_gets_a_hangup() -> None:
    """When the main flow returns while it owes an ack, the ack hangs up."""
    call, msgid = owing()
    call.finish()
    assert call.out() == [ack(msgid, HANGUP)]


def test_running_verbs_are_followed_by_a_hangup() -> None:
    """When the main flow returns while verbs run, a hangup is queued behind them: no silent three-hour call."""
    call = running()
    call.send(Say(text="Goodbye."))
    call.out()
    call.finish()
    assert call.out() == [redirect(HANGUP, queue=True)]


@pytest.mark.parametrize(
    "verbs",
    [
        [Say(text="Goodbye."), Hangup()],
        [Hangup()],
        [Say(text="One moment."), Redirect(action_hook="/other")],
    ],
)
@pytest.mark.parametrize("queue", [False, True])
def test_verbs_that_end_the_call_themselves_are_left_alone(verbs: list[Verb], queue: bool) -> None:
    """When the last verbs end the call or hand it over themselves, nothing is sent."""
    call = running()
    call.send(*verbs, queue=queue)
    call.out()
    call.finish()
    assert call.out() == []


def test_a_decline_is_left_alone() -> None:
    """When the main flow has declined the call, nothing is sent."""
    call = CallDriver()
    call.begin()
    call.send(SipDecline(status=486))
    call.out()
    call.finish()
    call.later(1)
    assert call.out() == []


def test_an_ack_that_ends_the_call_is_left_alone() -> None:
    """When an `ack` has hung up, nothing is sent."""
    call = running(reading=True)
    call.ack(call.hook("/unknown"), Hangup())
    call.out()
    call.finish()
    assert call.out() == []


def test_a_hangup_of_another_leg_does_not_end_the_call() -> None:
    """A callee that was declined does not end the call: it is hung up when the main flow returns."""
    call = running(reading=True)
    call.send(Dial(target=[PhoneTarget(number="+4930111")], confirm_hook="/confirm"))
    msgid = call.message("dial:confirm", {"call_sid": "other"}, hook="/confirm", call_sid=SID)
    call.ack(msgid, Hangup())
    call.out()
    call.finish()
    assert call.out() == [redirect(HANGUP, queue=True)]


def test_a_hangup_is_sent_behind_later_verbs() -> None:
    """Verbs that replaced a hangup are followed by one of their own."""
    call = running()
    call.send(Say(text="Goodbye."), Hangup())
    call.send(Say(text="Oh, wait."))
    call.out()
    call.finish()
    assert call.out() == [redirect(HANGUP, queue=True)]


def test_a_call_is_finished_once() -> None:
    """When the main flow has returned, the call is ended once."""
    call = running()
    call.finish()
    call.finish()
    assert call.out() == [redirect(HANGUP, queue=True)]


def test_a_hangup_waits_until_jambonz_listens() -> None:
    """When the main flow returns right after its first verbs, the hangup is held back like any command."""
    call = CallDriver()
    msgid = call.begin()
    call.send(Say(text="Goodbye."))
    call.finish()
    assert call.out() == [ack(msgid, say("Goodbye."))]
    call.later(0.31)
    assert call.out() == [redirect(HANGUP, queue=True)]


def test_a_late_main_flow_that_returns_declines() -> None:
    """Before a call is answered a hangup is skipped: after a mere automatic ack the orderly end is `sip:decline`."""
    call = CallDriver()
    call.begin()
    call.later(4.5)
    call.out()
    call.finish()
    call.later(1)
    [command] = call.out()
    assert "sip:decline" in [verb["verb"] for verb in command["data"]]


def test_verbs_that_have_not_answered_yet_run_before_the_call_is_ended() -> None:
    """jambonz tells that it tries a new call before the first verbs answer it: a goodbye then comes after these.

    Whether they have answered it decides which of its verbs ends it, and which is skipped.
    """
    call = CallDriver()
    call.begin()
    call.send(Say(text="We are closed."))
    call.status("trying")
    call.out()
    call.finish()
    assert call.out() == [redirect({"verb": "sip:decline", "status": 480}, HANGUP, queue=True)]


@pytest.mark.parametrize("how", ["returns", "raises"])
def test_a_goodbye_goes_out_however_much_waits(how: str) -> None:
    """A call that has no room for more while its connection is down is ended all the same when jambonz is back."""
    call = running()
    call.protocol.disconnect(call.now + 30)
    for _ in range(256):
        call.command(TtsFlush())
    with pytest.raises(ConnectionDown):
        call.command(TtsFlush())
    if how == "returns":
        call.finish()
    else:
        call.fail()
    call.protocol.reconnect()
    call.message("session:reconnect", SESSION, call_sid=SID)
    goodbye = redirect(HANGUP, queue=how == "returns")
    assert [told for told in call.out() if told.get("command") == "redirect"] == [goodbye]


def test_a_late_main_flow_that_returns_hangs_up_an_answered_call() -> None:
    """A call of which jambonz has told that it is answered is hung up, whoever acked its session message."""
    call = CallDriver()
    call.begin("outbound")
    call.later(4.5)
    call.out()
    call.status("in-progress")
    call.finish()
    assert call.out() == [redirect(HANGUP, queue=True)]


# -- the main flow fails ----------------------------------------------------------------------


def test_a_failure_declines_an_unanswered_call() -> None:
    """A main flow that fails before its first word ends the call by `sip:decline` with a server error."""
    call = CallDriver()
    msgid = call.begin()
    call.fail()
    [message] = call.out()
    assert message["msgid"] == msgid
    [verb] = message["data"]
    assert verb["verb"] == "sip:decline"
    assert 500 <= verb["status"] < 600


def test_a_failure_that_owes_an_ack_hangs_up_by_it() -> None:
    """A main flow that fails while it owes an ack hangs up by it."""
    call, msgid = owing()
    call.fail()
    assert call.out() == [ack(msgid, HANGUP)]


def test_a_failure_hangs_up_whatever_the_call_is_doing() -> None:
    """A main flow that fails ends the call at once, by a command that replaces what is running."""
    call, _ = gathering()
    call.fail()
    assert call.out() == [redirect(HANGUP)]


def test_a_failure_wakes_whoever_else_waits() -> None:
    """A failure of the main flow replaces the verbs whose results others wait for."""
    call = running()
    wait = call.perform(Gather(input=["digits"]), main=False)
    call.fail()
    with pytest.raises(Superseded):
        wait.result()


def test_a_failure_declines_while_the_call_rings() -> None:
    """A call of which jambonz has told that it rings is declined: a hangup would be skipped.

    If the verbs that were sent have answered it meanwhile, jambonz skips the decline, and the hangup ends it.
    """
    call = CallDriver()
    call.begin()
    call.send(Dial(target=[PhoneTarget(number="+4930111")], answer_on_bridge=True))
    call.status("ringing")
    call.out()
    call.fail()
    [command] = call.out()
    assert command["command"] == "redirect"
    assert [verb["verb"] for verb in command["data"]] == ["sip:decline", "hangup"]


def test_a_late_failure_declines() -> None:
    """A main flow that fails after a mere automatic ack declines: before the answer a hangup would be skipped."""
    call = CallDriver()
    call.begin()
    call.later(4.5)
    call.out()
    call.fail()
    call.later(1)
    [command] = call.out()
    assert "sip:decline" in [verb["verb"] for verb in command["data"]]


def test_a_failure_before_jambonz_listens_is_told_when_it_does() -> None:
    """A main flow that fails right after its first verbs ends the call as soon as jambonz listens."""
    call = CallDriver()
    call.begin()
    call.send(Say(text="Hello."))
    call.out()
    call.fail()
    assert call.out() == []
    call.status("in-progress")
    [command] = call.out()
    assert command["command"] == "redirect"
    assert "queueCommand" not in command


def test_a_failure_leaves_the_acks_of_others_alone() -> None:
    """A failure of the main flow does not answer a second time what was answered."""
    call = running(reading=True)
    msgid = call.hook("/unknown")
    call.ack(msgid)
    call.fail()
    with pytest.raises(AlreadyAcked):
        call.ack(msgid)
    assert call.out() == [ack(msgid), redirect(HANGUP)]


def test_hooks_that_are_open_when_the_main_flow_ends_are_acked() -> None:
    """A hook that the main flow left open gets its ack when its time is up."""
    call = running(reading=True)
    msgid = call.hook("/unknown")
    call.finish()
    call.out()
    call.later(5)
    assert call.out() == [ack(msgid)]
