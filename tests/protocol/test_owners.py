"""Every ackable message has one owner, and gets exactly one ack: the table in ``_protocol`` row by row."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jambonz_proto import AlreadyAcked, InvalidMessage, InvalidOutgoing, NoReply, NotAckable, hooks, messages
from jambonz_proto.components import PhoneTarget
from jambonz_proto.verbs import Conference, Dial, Enqueue, Gather, Hangup, Pause, Play, Say

from .driver import DIGITS, SESSION, SID, CallDriver, ack, gathering, owing, redirect, running, say, several

ENQUEUE = Enqueue(name="support", wait_hook="/wait")
CONFERENCE = Conference(name="team", wait_hook="/moh", enter_hook="/enter", status_hook="/status")
DIAL = Dial(target=[PhoneTarget(number="+4930111")], confirm_hook="/confirm", dtmf_hook="/dtmf")
WAITING = {"queue_sid": "support", "queue_position": 1, "call_sid": SID}
ENTERED = {"call_sid": SID, "event": "participant-join"}


# -- the table --------------------------------------------------------------------------------


def test_the_first_send_answers_the_session() -> None:
    """The ack of the session's first message is the first `send` of the main flow."""
    call = CallDriver()
    msgid = call.begin()
    assert call.out() == []
    call.send(Say(text="Hello."))
    assert call.out() == [ack(msgid, say("Hello."))]


def test_the_first_perform_answers_the_session() -> None:
    """The ack of the session's first message is the first `perform` of the main flow."""
    call = CallDriver()
    msgid = call.begin()
    wait = call.perform(Say(text="Hello."), Gather(input=["digits"]))
    expected = {"verb": "gather", "actionHook": wait.hook, "input": ["digits"]}
    assert call.out() == [ack(msgid, say("Hello."), expected)]
    assert wait.waiting


def test_the_next_send_answers_the_hook_of_a_perform() -> None:
    """The hook of a waiting perform is acked by the next `send` of the main flow."""
    call, msgid = owing()
    call.send(Say(text="Thanks."))
    assert call.out() == [ack(msgid, say("Thanks."))]


def test_the_next_perform_answers_the_hook_of_a_perform() -> None:
    """The hook of a waiting perform is acked by the next `perform` of the main flow."""
    call, msgid = owing()
    wait = call.perform(Gather(input=["speech"]))
    assert call.out() == [ack(msgid, {"verb": "gather", "actionHook": wait.hook, "input": ["speech"]})]


def test_a_perform_returns_the_typed_payload_of_its_hook() -> None:
    """`perform` returns the payload of the last verb's action hook, typed by that verb."""
    call, wait = gathering()
    call.hook(wait.hook, {"call_sid": SID, "reason": "dtmfDetected", "digits": "42"})
    result = wait.result()
    assert isinstance(result, hooks.GatherResult)
    assert (result.reason, result.digits) == ("dtmfDetected", "42")


def test_the_hook_of_a_perform_is_not_delivered_to_a_reader() -> None:
    """The hook of a waiting perform has one owner, so that whoever reads does not get it."""
    call, wait = gathering()
    call.read()
    call.delivered.clear()
    call.hook(wait.hook)
    assert call.delivered == []


def test_a_hook_whose_reply_is_ignored_is_acked_at_once_although_someone_reads() -> None:
    """Hooks whose reply is ignored are acked at once, and whoever reads still gets them."""
    call = running(reading=True)
    call.send(CONFERENCE)
    call.out()
    msgid = call.hook("/status", ENTERED)
    assert call.out() == [ack(msgid)]
    [message] = call.delivered
    assert isinstance(message, messages.VerbHook)
    assert message.payload(hooks.ConferenceStatus).event == "participant-join"


def test_any_other_hook_is_acked_by_whoever_reads() -> None:
    """Any other hook, while someone is reading, waits for `ack`."""
    call = running(reading=True)
    msgid = call.hook("/unknown")
    assert call.out() == []
    call.ack(msgid, Say(text="Fine."))
    assert call.out() == [ack(msgid, say("Fine."))]


def test_any_other_hook_is_acked_automatically_when_nobody_reads() -> None:
    """Any other hook gets the automatic reply at once when nobody is reading."""
    call = running()
    msgid = call.hook("/unknown")
    assert call.out() == [ack(msgid)]


def test_when_reading_stops_hooks_are_answered_by_the_library_again() -> None:
    """A hook that comes when nobody reads any more is the library's."""
    call = running(reading=True)
    call.protocol.read(None)
    msgid = call.hook("/unknown")
    assert call.out() == [ack(msgid)]


# -- automatic replies by class ---------------------------------------------------------------


@pytest.mark.parametrize(("hook", "data"), [("/moh", DIGITS), ("/enter", DIGITS), ("/status", ENTERED)])
def test_unhandled_conference_hooks_get_nothing(hook: str, data: dict[str, object]) -> None:
    """The automatic reply is `[]` where an empty reply changes nothing, and for a wait hook that nobody handles."""
    call = running()
    call.send(CONFERENCE)
    call.out()
    msgid = call.hook(hook, data)
    assert call.out() == [ack(msgid)]


def test_an_unhandled_wait_hook_gets_nothing() -> None:
    """The automatic reply to a wait hook that nobody handles is `[]`: no more prompts."""
    call = running()
    call.send(ENQUEUE)
    call.out()
    msgid = call.hook("/wait", WAITING)
    assert call.out() == [ack(msgid)]


def test_an_unhandled_dial_confirm_declines() -> None:
    """The automatic reply to `dial:confirm` is `[hangup]`, since `[]` would connect an unscreened callee."""
    call = running()
    call.send(DIAL)
    call.out()
    msgid = call.message("dial:confirm", {"call_sid": "other"}, hook="/confirm", call_sid=SID)
    assert call.out() == [ack(msgid, {"verb": "hangup"})]


def test_an_unhandled_session_redirect_gets_nothing() -> None:
    """A `session:redirect` in the middle of a call that nobody answers gets `[]`: go on with the next verb."""
    call = running()
    msgid = call.message("session:redirect", SESSION, hook="/other")
    assert call.out() == [ack(msgid)]


@pytest.mark.parametrize("message_type", ["session:reconnect", "session:adulting", "queue:status"])
@pytest.mark.parametrize("reading", [False, True])
def test_messages_whose_reply_is_ignored_are_acked_at_once(message_type: str, reading: bool) -> None:
    """`session:reconnect`, `session:adulting` and `queue:status` are acked with `[]` at once, and delivered."""
    call = running(reading=reading)
    msgid = call.message(message_type, {**SESSION})
    assert call.out() == [ack(msgid)]
    assert [message.type for message in call.delivered] == ([message_type] if reading else [])


@pytest.mark.parametrize("reading", [False, True])
@pytest.mark.parametrize(
    ("message_type", "data"),
    [
        ("call:status", {"call_sid": SID, "call_status": "in-progress"}),
        ("verb:status", {"event": "starting", "verb": "say"}),
        ("jambonz:error", {"msg": "TTS error"}),
        ("llm:event", {"type": "response.done"}),
        ("llm:tool-call", {"tool_call_id": "t1", "name": "weather", "args": {}}),
        ("agent:event", {"type": "turn_end"}),
        ("agent:tool-call", {"tool_call_id": "t1", "name": "weather", "arguments": {}}),
        ("tts:streaming-event", {"event_type": "stream_open"}),
        ("tts:tokens-result", {"id": "1", "status": "ok"}),
        ("something:new", {"a": 1}),
    ],
)
def test_notifications_are_delivered_and_never_acked(message_type: str, data: object, reading: bool) -> None:
    """A message that wants no ack is delivered and never acked, whether this version knows its type or not."""
    call = running(reading=reading)
    call.message(message_type, data, call_sid=SID)
    call.later(60)
    assert [message.type for message in call.delivered] == ([message_type] if reading else [])
    assert call.out() == []


# -- exactly one ack, with its own msgid ------------------------------------------------------


@given(st.permutations(range(12)))
def test_hooks_in_flight_are_acked_in_any_order(order: list[int]) -> None:
    """Every message that wants an ack gets exactly one, with its own msgid, in whatever order they are answered."""
    call = running(reading=True)
    msgids = [call.hook(f"/hook-{index}") for index in range(12)]
    assert call.out() == []
    for index in order:
        call.ack(msgids[index], Say(text=f"Answer {index}."))
    assert call.out() == [ack(msgids[index], say(f"Answer {index}.")) for index in order]


def test_a_thousand_hooks_of_all_kinds_get_exactly_one_ack_each() -> None:
    """However many hooks are in flight: each gets one ack with its own msgid, whoever owns it."""
    call = running(reading=True)
    call.send(CONFERENCE, DIAL, ENQUEUE)
    call.out()
    wait = call.perform(Gather(input=["digits"]), queue=True)
    call.out()
    msgids: list[str] = []
    answered: list[str] = []
    for index in range(1000):
        if index == 500:
            msgids.append(call.hook(wait.hook))
            call.send(Say(text="Main."))
        elif index % 4 == 0:
            msgids.append(call.hook("/status", ENTERED))
        elif index % 4 == 1:
            msgids.append(call.hook("/wait", WAITING))
            answered.append(msgids[-1])
        elif index % 4 == 2:
            msgids.append(call.message("dial:confirm", {"call_sid": "other"}, hook="/confirm", call_sid=SID))
        else:
            msgids.append(call.hook(f"/unknown-{index}"))
            answered.append(msgids[-1])
    for msgid in reversed(answered[::2]):
        call.ack(msgid, Pause(length=1))
    call.later(10)
    sent = call.out()
    assert {message["type"] for message in sent} == {"ack"}
    assert Counter(several(sent, "msgid")) == Counter(msgids)


def test_a_second_ack_is_refused() -> None:
    """A message is acked exactly once: the second ack raises `AlreadyAcked` and sends nothing."""
    call = running(reading=True)
    msgid = call.hook("/unknown")
    call.ack(msgid)
    call.out()
    with pytest.raises(AlreadyAcked):
        call.ack(msgid, Say(text="Again."))
    assert call.out() == []


def test_the_session_message_is_acked_once() -> None:
    """After the main flow has answered the session message, an `ack` of it raises `AlreadyAcked`."""
    call = CallDriver()
    msgid = call.begin()
    call.send(Say(text="Hello."))
    with pytest.raises(AlreadyAcked):
        call.ack(msgid, Say(text="Hello again."))
    assert len(call.out()) == 1


def test_after_an_ack_of_the_session_message_the_main_flow_sends_commands() -> None:
    """When `ack` has answered the session message, what the main flow sends is a command."""
    call = CallDriver()
    call.read()
    msgid = call.begin()
    call.ack(msgid, Say(text="Hello."))
    call.send(Say(text="More."))
    call.later(1)
    assert call.out() == [ack(msgid, say("Hello.")), redirect(say("More."))]


def test_an_ack_of_a_message_acked_by_the_library_is_refused() -> None:
    """An empty ack of a hook whose reply is ignored comes too late: the library has acked it."""
    call = running(reading=True)
    call.send(CONFERENCE)
    msgid = call.hook("/status", ENTERED)
    call.out()
    with pytest.raises(AlreadyAcked):
        call.ack(msgid)
    assert call.out() == []


def test_verbs_for_a_hook_whose_reply_is_ignored_are_refused() -> None:
    """Only messages whose reply is used take verbs: elsewhere the sender gets an error instead of losing them."""
    call = running(reading=True)
    call.send(CONFERENCE)
    msgid = call.hook("/status", ENTERED)
    call.out()
    with pytest.raises(NoReply):
        call.ack(msgid, Say(text="Welcome."))
    assert call.out() == []


def test_an_ack_of_a_message_of_another_call_is_refused() -> None:
    """A message that this call did not get cannot be acked on it, even if the msgids are the same."""
    call, other = running(reading=True), running(reading=True)
    assert call.hook("/a") == other.hook("/b")
    with pytest.raises(AlreadyAcked):
        call.ack(other.delivered[-1])
    assert call.out() == []


@pytest.mark.parametrize("message_type", ["call:status", "verb:status", "something:new"])
def test_a_notification_cannot_be_acked(message_type: str) -> None:
    """The ack of a message that wants none raises `NotAckable` and sends nothing."""
    call = running(reading=True)
    call.message(message_type, {"event": "starting"}, call_sid=SID)
    with pytest.raises(NotAckable):
        call.ack(call.delivered[-1], Say(text="Hello."))
    assert call.out() == []


def test_a_msgid_that_is_still_open_is_refused() -> None:
    """A message with the msgid of one that still waits for its ack is an error, and the first is acked once."""
    call = running(reading=True)
    msgid = call.hook("/unknown")
    with pytest.raises(InvalidMessage, match="msgid"):
        call.receive({"type": "verb:hook", "msgid": msgid, "hook": "/unknown", "data": DIGITS})
    call.ack(msgid)
    assert call.out() == [ack(msgid)]


# -- who may answer what ----------------------------------------------------------------------


def test_a_send_from_elsewhere_does_not_answer_the_session() -> None:
    """A `send` from anywhere but the main flow is a `redirect` command; the session message stays the main flow's."""
    call = CallDriver()
    msgid = call.begin("outbound")
    call.send(Say(text="From elsewhere."), main=False)
    assert call.out() == [redirect(say("From elsewhere."))]
    call.send(Say(text="Main."))
    assert call.out() == [ack(msgid, say("Main."))]


def test_a_send_from_elsewhere_does_not_answer_the_main_flows_hook() -> None:
    """Only the owner answers a hook: a `send` from elsewhere is a command while the main flow owes an ack."""
    call, msgid = owing()
    call.send(Say(text="From elsewhere."), main=False)
    assert call.out() == [redirect(say("From elsewhere."))]
    call.send(Say(text="Main."))
    assert call.out() == [ack(msgid, say("Main."))]


def test_the_main_flow_does_not_answer_the_hook_of_a_perform_from_elsewhere() -> None:
    """The main flow owns the hook that its own last `perform` returned, not that of a `perform` from elsewhere."""
    call = running()
    wait = call.perform(Gather(input=["digits"]), main=False)
    call.out()
    msgid = call.hook(wait.hook)
    assert wait.gathered().digits == "42"
    call.send(Say(text="Main."))
    call.later(10)
    assert sorted(call.out(), key=json.dumps) == sorted([ack(msgid), redirect(say("Main."))], key=json.dumps)


def test_a_perform_from_elsewhere_does_not_take_the_main_flows_ack_away() -> None:
    """The main flow owns the hook its last `perform` returned until it has answered, whatever comes from elsewhere."""
    call, owed = owing()
    wait = call.perform(Gather(input=["digits"]), main=False)
    call.out()
    other = call.hook(wait.hook)
    call.out()
    call.send(Say(text="Main."))
    sent = call.out()
    assert ack(other, say("Main.")) not in sent
    assert ack(owed, say("Main.")) in sent or redirect(say("Main.")) in sent


def test_a_send_with_nothing_owed_is_a_command() -> None:
    """What the main flow sends when it owes no ack is a `redirect` command."""
    call = running()
    call.send(Say(text="News."), Hangup())
    assert call.out() == [redirect(say("News."), {"verb": "hangup"})]


def test_a_queued_send_is_a_queued_command() -> None:
    """`queue=True` appends to the verb stack: a `redirect` command with `queueCommand`."""
    call = running()
    call.send(Say(text="And then."), queue=True)
    assert call.out() == [redirect(say("And then."), queue=True)]


def test_a_queued_send_acks_the_owed_hook_with_nothing_first() -> None:
    """`queue=True` in answer to a hook leaves the stack alone: `[]`, then a queued command."""
    call, msgid = owing()
    call.send(Say(text="And then."), queue=True)
    assert call.out() == [ack(msgid), redirect(say("And then."), queue=True)]


def test_a_queued_send_in_answer_to_the_session_is_its_ack() -> None:
    """There is nothing to append to before the session's first verbs: a queued `send` gives them."""
    call = CallDriver()
    msgid = call.begin()
    call.send(Say(text="Hello."), queue=True)
    assert call.out() == [ack(msgid, say("Hello."))]


# -- the place of a reply ---------------------------------------------------------------------


def test_a_wait_hook_takes_only_the_verbs_of_its_place() -> None:
    """Verbs that a wait hook does not take are refused by name and place; nothing is sent and it can still be acked."""
    call = running(reading=True)
    call.send(ENQUEUE)
    call.out()
    msgid = call.hook("/wait", WAITING)
    with pytest.raises(InvalidOutgoing, match=r"\$\.data\[1\]"):
        call.ack(msgid, Play(url="moh.mp3"), Gather(input=["digits"]))
    assert call.out() == []
    call.ack(msgid, Play(url="moh.mp3"))
    assert call.out() == [ack(msgid, {"verb": "play", "url": "moh.mp3"})]


def test_a_dial_confirm_takes_only_the_verbs_of_its_place() -> None:
    """A verb that is not allowed in the answer to `dial:confirm` would decline the callee, so it is refused."""
    call = running(reading=True)
    call.send(DIAL)
    call.out()
    msgid = call.message("dial:confirm", {"call_sid": "other"}, hook="/confirm", call_sid=SID)
    with pytest.raises(InvalidOutgoing, match=r"\$\.data\[0\]"):
        call.ack(msgid, Dial(target=[PhoneTarget(number="+4930222")]))
    assert call.out() == []
    call.ack(msgid)
    assert call.out() == [ack(msgid)]


def test_an_ack_of_a_wait_hook_supersedes_nothing() -> None:
    """The verbs of a wait hook's reply are played for it only: a waiting `perform` goes on."""
    call = running(reading=True)
    wait = call.perform(ENQUEUE)
    call.out()
    msgid = call.hook("/wait", WAITING)
    call.ack(msgid, Play(url="moh.mp3"))
    assert wait.waiting


def test_an_accepted_callee_supersedes_nothing() -> None:
    """The verbs in answer to `dial:confirm` run on the called leg: the `perform` of the dial goes on."""
    call = running(reading=True)
    wait = call.perform(DIAL)
    call.out()
    msgid = call.message("dial:confirm", {"call_sid": "other"}, hook="/confirm", call_sid=SID)
    call.ack(msgid, Say(text="A call for you."))
    assert wait.waiting
