"""A connection that drops is not the end of its call: failure-model.md, 8.1 to 8.3."""

from __future__ import annotations

import json

import pytest

from jambonz_proto import (
    AlreadyAcked,
    CallEnded,
    ConnectionDown,
    InvalidMessage,
    NoReply,
    NoVerbStatus,
    commands,
    hooks,
    messages,
)
from jambonz_proto._pending import AckState, PendingAck
from jambonz_proto.commands import TtsFlush
from jambonz_proto.verbs import Config, Enqueue, Gather, Hangup, Pause, Say

from .driver import DIGITS, SESSION, SID, CallDriver, Json, ack, gathering, owing, redirect, running, say, several

GRACE = 30.0
GATHER = Gather(input=["digits"])


def drop(call: CallDriver) -> None:
    """The socket is gone, and jambonz may come back within the grace time."""
    call.protocol.disconnect(call.now + GRACE)


def back(call: CallDriver) -> str:
    """jambonz is back and says so first; returns the msgid of ``session:reconnect``."""
    call.protocol.reconnect()
    return call.message("session:reconnect", {**SESSION, "call_status": "trying"}, call_sid=SID)


def begun(direction: str = "inbound") -> CallDriver:
    """A call whose ``session:new`` was un-acked when its connection dropped."""
    call = CallDriver()
    call.begin(direction)
    drop(call)
    return call


def asked(call: CallDriver) -> bool:
    """Whether the socket is to be closed, so that jambonz reconnects."""
    return call.protocol.outbox.wants_new_connection


def collected(call: CallDriver, hook: str) -> list[PendingAck]:
    """The acks of what comes to a hook, for whoever is registered for it."""
    pendings: list[PendingAck] = []

    def take(message: messages.Message, pending: PendingAck | None) -> None:
        assert pending is not None
        pendings.append(pending)

    call.protocol.hook(hook, take)
    return pendings


# -- before the first ack ---------------------------------------------------------------------


@pytest.mark.parametrize("direction", ["inbound", "outbound"])
def test_the_first_ack_moves_to_session_reconnect(direction: str) -> None:
    """A drop before the first ack: that of `session:reconnect` carries the initial verbs."""
    call = begun(direction)
    msgid = back(call)
    assert call.out() == []
    call.send(Say(text="Hello."))
    assert call.out() == [ack(msgid, say("Hello."))]


@pytest.mark.parametrize("direction", ["inbound", "outbound"])
def test_the_server_has_to_be_woken_by_another_drop(direction: str) -> None:
    """After that ack the server holds back all it has to say until the socket drops once more: a drop is asked for."""
    call = begun(direction)
    back(call)
    assert not asked(call)
    call.send(Say(text="Hello."))
    assert asked(call)
    call.out()
    drop(call)
    second = back(call)
    assert not asked(call)
    assert call.out() == [ack(second)]


def test_verbs_sent_while_down_begin_the_call() -> None:
    """Verbs that were to begin the call and were sent while it was down go in the ack of `session:reconnect`."""
    call = begun()
    call.send(Say(text="Hello."))
    assert call.out() == []
    msgid = back(call)
    assert call.out() == [ack(msgid, say("Hello."))]
    assert call.protocol.outbox.wants_new_connection


def test_the_last_verbs_sent_while_down_count() -> None:
    """A second `send` while the call is down replaces the verbs that were to begin it, as it would have done."""
    call = begun()
    call.send(Say(text="Hello."))
    call.send(Say(text="Good evening."))
    msgid = back(call)
    assert call.out() == [ack(msgid, say("Good evening."))]


def test_verbs_queued_while_down_are_appended() -> None:
    """What is queued while the call is down comes after the verbs that begin it; none are lost."""
    call = begun()
    call.send(Say(text="Hello."))
    call.send(Say(text="And then."), queue=True)
    msgid = back(call)
    assert call.out() == [ack(msgid, say("Hello."))]
    call.later(1)
    assert call.out() == [redirect(say("And then."), queue=True)]


def test_verbs_queued_while_down_come_after_what_others_sent() -> None:
    """Of several flows that send while the call is down none is overtaken."""
    for direction in ("inbound", "outbound"):
        call = begun(direction)
        call.send(Say(text="Hello."))
        call.send(Say(text="News."), main=False)
        call.send(Say(text="And then."), queue=True)
        msgid = back(call)
        sent = call.out()
        call.later(1)
        assert [*sent, *call.out()] == [
            ack(msgid, say("Hello.")),
            redirect(say("News.")),
            redirect(say("And then."), queue=True),
        ]


def test_a_queued_perform_while_down_supersedes_nothing() -> None:
    """Queued `perform`s wait together also where the first ack carries the first of them."""
    call = begun()
    first = call.perform(GATHER)
    second = call.perform(GATHER, queue=True)
    back(call)
    call.later(1)
    [answer, queued] = call.out()
    assert several([*answer["data"], *queued["data"]], "actionHook") == [first.hook, second.hook]
    call.hook(first.hook)
    call.hook(second.hook)
    assert first.gathered().digits == second.gathered().digits == "42"


def test_a_main_flow_that_returns_after_its_words_while_down() -> None:
    """Verbs that are to begin the call are followed by a hangup when the main flow returns, not replaced by it."""
    call = begun()
    call.send(Say(text="Hello."))
    call.finish()
    msgid = back(call)
    assert call.out() == [ack(msgid, say("Hello."))]
    call.later(1)
    assert call.out() == [redirect({"verb": "hangup"}, queue=True)]


def test_a_first_ack_that_was_not_written_is_given_again() -> None:
    """A first ack that was given, but not written when the socket dropped, goes in the ack of `session:reconnect`."""
    call = CallDriver()
    call.begin()
    call.send(Say(text="Hello."))
    drop(call)
    msgid = back(call)
    assert call.out() == [ack(msgid, say("Hello."))]


def test_the_ack_of_session_reconnect_has_a_deadline_of_its_own() -> None:
    """Verbs that are late also after the reconnect: the library acks `session:reconnect` in time, and not before."""
    call = begun()
    call.later(10)
    msgid = back(call)
    call.later(3.9)
    assert call.out() == []
    call.later(0.2)
    assert call.out() == [ack(msgid, {"verb": "config"})]
    call.send(Say(text="Hello."))
    call.later(1)
    assert call.out() == [redirect(say("Hello."))]


def test_two_drops_before_the_first_ack() -> None:
    """The first ack moves on with each `session:reconnect` that is not answered either."""
    call = begun()
    back(call)
    drop(call)
    msgid = back(call)
    call.send(Say(text="Hello."))
    assert call.out() == [ack(msgid, say("Hello."))]


def test_a_moved_ack_that_was_not_written_moves_again() -> None:
    """Initial verbs that were put into an ack of `session:reconnect` that could not be written are not lost either."""
    call = begun()
    call.send(Say(text="Hello."))
    back(call)
    drop(call)
    msgid = back(call)
    assert call.out() == [ack(msgid, say("Hello."))]


def test_a_reader_acks_the_session_message_that_was_lost() -> None:
    """Whoever reads and acks `session:new` after the drop answers `session:reconnect` by it, and only once."""
    call = CallDriver()
    call.begin()
    call.read()
    opening = call.delivered[0]
    drop(call)
    msgid = back(call)
    call.ack(opening, Say(text="Hello."))
    assert call.out() == [ack(msgid, say("Hello."))]
    with pytest.raises(AlreadyAcked):
        call.ack(opening, Say(text="Hello again."))


def test_a_reader_acks_the_session_message_while_down() -> None:
    """The ack of `session:new` that a reader gives while the call is down is kept for `session:reconnect`."""
    call = CallDriver()
    call.begin()
    call.read()
    drop(call)
    call.ack(call.delivered[0], Say(text="Hello."))
    msgid = back(call)
    assert call.out() == [ack(msgid, say("Hello."))]


def test_commands_wait_for_the_moved_first_ack() -> None:
    """A command sent before the first ack is lost, also after a reconnect: it waits, and for 300 ms after that ack."""
    call = begun()
    call.send(Pause(length=1), queue=True, main=False)
    msgid = back(call)
    call.command(commands.TtsFlush())
    assert call.out() == []
    call.send(Say(text="Hello."), main=True)
    call.command(commands.TtsClear())
    assert several(call.out(), "type") == ["ack"]
    assert msgid
    call.later(0.31)
    assert several(call.out(), "command") == ["tts:flush", "tts:clear"]


def test_a_main_flow_that_returns_while_down_declines() -> None:
    """When the main flow returns before its first word while the call is down, the reconnect's ack declines."""
    call = begun()
    call.finish()
    msgid = back(call)
    assert call.out() == [ack(msgid, {"verb": "sip:decline", "status": 480})]


# -- a first ack that may not have arrived ------------------------------------------------------


def written(direction: str = "inbound") -> CallDriver:
    """A call whose first ack was written, and of which nothing was heard since."""
    call = CallDriver()
    call.begin(direction)
    call.send(Say(text="Hello."))
    assert len(call.written()) == 1
    return call


@pytest.mark.parametrize("direction", ["inbound", "outbound"])
def test_a_first_ack_that_may_be_lost_is_repeated(direction: str) -> None:
    """A first ack that was on its way when the socket dropped goes in the ack of `session:reconnect`, once more."""
    call = written(direction)
    drop(call)
    msgid = back(call)
    assert call.out() == [ack(msgid, say("Hello."))]
    assert call.protocol.outbox.wants_new_connection
    drop(call)
    msgid = back(call)
    assert call.out() == [ack(msgid)]
    assert not call.protocol.outbox.wants_new_connection


def test_an_automatic_first_ack_that_may_be_lost_is_repeated() -> None:
    """The same where the library gave it: an empty ack would be taken for that of `session:new`, and end the call."""
    call = CallDriver()
    call.begin()
    call.later(4.1)
    assert len(call.written()) == 1
    drop(call)
    msgid = back(call)
    assert call.out() == [ack(msgid, {"verb": "config"})]


def test_a_repeated_first_ack_that_was_not_written_is_repeated() -> None:
    """The repeated ack moves on with the next `session:reconnect` if the socket drops before it is written."""
    call = written()
    drop(call)
    back(call)
    drop(call)
    msgid = back(call)
    assert call.out() == [ack(msgid, say("Hello."))]


def test_commands_wait_for_the_repeated_first_ack() -> None:
    """What is sent after a first ack that may be lost is a command, and waits until jambonz certainly listens."""
    call = written()
    drop(call)
    call.send(Say(text="Still there?"))
    call.later(5)
    msgid = back(call)
    assert call.out() == [ack(msgid, say("Hello."))]
    call.later(0.2)
    assert call.out() == []
    call.later(0.2)
    assert call.out() == [redirect(say("Still there?"))]


@pytest.mark.parametrize("proof", ["a message", "the connection"])
def test_a_first_ack_that_arrived_is_not_repeated(proof: str) -> None:
    """Once something tells that the first ack arrived, `session:reconnect` is acked with nothing."""
    call = CallDriver()
    call.begin()
    call.send(Say(text="Hello."))
    out = call.protocol.outbox.next_to_send()
    assert call.protocol.outbox.wants_proof(out)
    if proof == "a message":
        call.status("in-progress")
    else:
        call.protocol.outbox.is_proven_by(lambda: True)
    drop(call)
    msgid = back(call)
    assert call.out() == [ack(msgid)]


@pytest.mark.parametrize("direction", ["inbound", "outbound"])
def test_commands_after_a_first_ack_that_may_not_have_arrived_are_sent_again(direction: str) -> None:
    """What was written after the first ack has arrived no better, and follows it again, in order, and not too soon."""
    call = written(direction)
    call.send(Say(text="More."), queue=True)
    call.command(commands.TtsFlush())
    call.later(1)
    assert len(call.out()) == 2
    drop(call)
    call.command(commands.TtsClear())
    call.later(5)
    msgid = back(call)
    sent = call.out()
    call.later(0.31)
    sent += call.out()
    assert sent[:2] == [ack(msgid, say("Hello.")), redirect(say("More."), queue=True)]
    assert several(sent[2:], "command") == ["tts:flush", "tts:clear"]


def test_verbs_that_newer_ones_replaced_are_not_sent_again() -> None:
    """Of what was written after the first ack, verbs that were replaced meanwhile are left out."""
    call = written()
    call.send(Say(text="Old."))
    call.later(1)
    call.send(Say(text="New."))
    call.out()
    drop(call)
    msgid = back(call)
    call.later(0.31)
    assert call.out() == [ack(msgid, say("Hello.")), redirect(say("New."))]


def test_a_waiting_perform_of_a_first_ack_that_may_not_have_arrived_goes_on() -> None:
    """The `perform` whose verbs are in the first ack waits on, and gets the result of the verbs sent again."""
    call = CallDriver()
    call.begin()
    wait = call.perform(GATHER)
    [text] = call.written()
    drop(call)
    msgid = back(call)
    assert call.out() == [{**json.loads(text), "msgid": msgid}]
    call.hook(wait.hook)
    assert wait.gathered().digits == "42"


def test_an_unreadable_reconnect_gets_the_first_ack_as_well() -> None:
    """A `session:reconnect` of which only the envelope can be read is acked like any other."""
    call = begun()
    call.send(Say(text="Hello."))
    call.protocol.reconnect()
    with pytest.raises(InvalidMessage):
        call.message("session:reconnect", {**SESSION, "call_status": 7}, call_sid=SID)
    assert call.out() == [ack("m2", say("Hello."))]


@pytest.mark.parametrize(
    ("direction", "seconds", "status", "expected"),
    [
        ("inbound", 0.1, None, True),
        ("inbound", 0.1, "trying", False),
        ("inbound", 11, None, False),
        ("outbound", 0.1, None, False),
    ],
)
def test_when_jambonz_may_give_up(direction: str, seconds: float, status: str | None, expected: bool) -> None:
    """Only before it has said anything after the first ack of an inbound call can jambonz reject the call's verbs."""
    call = CallDriver()
    call.begin(direction)
    assert call.protocol.may_be_rejected(call.now) is (direction == "inbound")
    call.send(Say(text="Hello."))
    if status is not None:
        call.status(status)
    call.later(seconds)
    assert call.protocol.may_be_rejected(call.now) is expected


# -- a call that comes back without its name -----------------------------------------------------


def test_a_reconnect_without_a_name_begins_nothing() -> None:
    """A `session:reconnect` that does not tell its call is acked, and what comes then says what it is."""
    call = CallDriver()
    msgid = call.message("session:reconnect", {})
    assert call.out() == [ack(msgid)]
    assert call.protocol.is_unnamed
    assert not call.began


@pytest.mark.parametrize("message_type", ["session:new", "session:redirect", "session:adulting"])
def test_a_session_begins_after_a_reconnect_without_a_name(message_type: str) -> None:
    """A ringing call that reconnected and is answered then begins as if nothing had been."""
    call = CallDriver()
    call.message("session:reconnect", {})
    call.status("ringing")
    call.out()
    msgid = call.message(message_type, {**SESSION, "direction": "outbound"})
    assert call.protocol.opening is not None
    assert call.protocol.opening.type == message_type
    assert not call.protocol.is_unnamed
    assert call.protocol.sid == SID
    if message_type != "session:adulting":
        call.send(Say(text="Hello."))
        assert call.out() == [ack(msgid, say("Hello."))]


def test_a_hook_after_a_reconnect_without_a_name_tells_which_call_it_is() -> None:
    """A redirected session that this process does not know is resumed with the first hook, which tells its call."""
    call = CallDriver()
    first = call.message("session:reconnect", {})
    second = call.hook("/menu")
    assert call.out() == [ack(first), ack(second)]
    assert isinstance(call.protocol.opening, messages.SessionReconnect)
    assert call.protocol.sid == SID
    call.send(Say(text="Where were we?"))
    assert call.out() == [redirect(say("Where were we?"))]


# -- messages of an old connection --------------------------------------------------------------


def test_a_hook_of_a_replaced_connection_is_not_acked() -> None:
    """A hook that is read from the old connection after the new one began: its waiter has it, as a lost one."""
    call, wait = gathering()
    back(call)
    call.out()
    text = {"type": "verb:hook", "msgid": "old", "hook": wait.hook, "call_sid": SID, "data": DIGITS}
    call.protocol.receive(json.dumps(text), call.now, stale=True)
    assert wait.gathered().digits == "42"
    call.later(5)
    assert call.out() == []
    call.send(Say(text="Thanks."))
    assert call.out() == [redirect(say("Thanks."))]


def test_a_status_of_a_replaced_connection_counts() -> None:
    """What needs no ack is taken from the old connection as well: jambonz does not send it again."""
    call, wait = gathering()
    back(call)
    text = {"type": "call:status", "msgid": "old", "data": {"call_sid": SID, "call_status": "completed"}}
    call.protocol.receive(json.dumps(text), call.now, stale=True)
    with pytest.raises(CallEnded):
        wait.result()


def test_an_unreadable_hook_of_a_replaced_connection_is_not_acked() -> None:
    """A message that cannot be read is not acked on another connection than its own."""
    call = running()
    back(call)
    call.out()
    with pytest.raises(InvalidMessage):
        call.protocol.receive('{"type": "verb:hook", "msgid": "old", "data": 7}', call.now, stale=True)
    assert call.out() == []


# -- after the first ack ----------------------------------------------------------------------


def test_a_session_reconnect_is_acked_with_nothing() -> None:
    """After the first ack `session:reconnect` is acked with `[]` at once, and no other drop is asked for."""
    call = running()
    drop(call)
    msgid = back(call)
    assert call.out() == [ack(msgid)]
    assert not call.protocol.outbox.wants_new_connection


def test_the_snapshot_does_not_change_what_is_known() -> None:
    """The snapshot says `trying`, as the call began: the state that is known stays."""
    call = running()
    drop(call)
    back(call)
    assert call.protocol.state == "in-progress"


def test_a_handler_of_session_reconnect_gets_it() -> None:
    """A handler registered for `session:reconnect` gets it, acked already."""
    call = running()
    got: list[messages.Message] = []
    call.protocol.on(messages.SessionReconnect, lambda message, pending: got.append(message))
    drop(call)
    msgid = back(call)
    assert [message.type for message in got] == ["session:reconnect"]
    assert call.out() == [ack(msgid)]


def test_a_waiting_perform_goes_on() -> None:
    """A `perform` that waits while the connection drops gets its result on the next one."""
    call, wait = gathering()
    drop(call)
    assert wait.waiting
    back(call)
    call.out()
    msgid = call.hook(wait.hook)
    assert wait.gathered().digits == "42"
    call.send(Say(text="Thanks."))
    assert call.out() == [ack(msgid, say("Thanks."))]


def test_a_lost_hook_is_answered_by_a_command() -> None:
    """Verbs for a hook that was un-acked when the socket dropped go as a `redirect`, not to the dead msgid."""
    call, _ = owing()
    drop(call)
    call.send(Say(text="Thanks."))
    msgid = back(call)
    assert call.out() == [redirect(say("Thanks.")), ack(msgid)]


def test_a_lost_hook_that_was_answered_with_nothing_is_done() -> None:
    """An empty reply to a lost hook would have changed nothing: nothing is sent for it."""
    call = running()
    pendings = collected(call, "/menu")
    call.hook("/menu")
    drop(call)
    call.protocol.reply(pendings[0], (), call.now)
    back(call)
    assert several(call.out(), "type") == ["ack"]


def test_a_lost_wait_hook_is_an_error_in_the_sender() -> None:
    """A lost hook whose reply does not replace the stack cannot be answered: the sender gets `NoReply`."""
    call = running()
    pendings = collected(call, "/hold")
    call.send(Enqueue(name="support", wait_hook="/hold"))
    call.hook("/hold")
    drop(call)
    assert pendings[0].state is AckState.LOST
    with pytest.raises(NoReply):
        call.protocol.reply(pendings[0], [Say(text="Please hold.")], call.now)


def test_a_reader_answers_a_lost_hook_by_a_command() -> None:
    """What a reader answers to a lost hook goes as a `redirect` as well: it was not acked by anyone."""
    call = running(reading=True)
    msgid = call.hook("/menu")
    drop(call)
    call.ack(msgid, Say(text="Thanks."))
    back(call)
    assert call.out()[0] == redirect(say("Thanks."))


def test_verbs_of_an_ack_that_was_not_written_go_as_a_command() -> None:
    """An ack given but not written when the socket dropped is not sent any more; its verbs go as a `redirect`."""
    call, _ = owing()
    call.send(Say(text="Thanks."))
    call.command(commands.TtsFlush())
    drop(call)
    msgid = back(call)
    flush = {"type": "command", "command": "tts:flush"}
    first, second, third = call.out()
    assert (first, second["command"], third) == (redirect(say("Thanks.")), flush["command"], ack(msgid))


def test_an_automatic_ack_that_was_not_written_is_dropped() -> None:
    """An empty ack that was not written when the socket dropped is dropped: its msgid is dead."""
    call = running()
    call.hook("/unknown")
    drop(call)
    msgid = back(call)
    assert call.out() == [ack(msgid)]


def test_commands_while_down_are_kept_in_order() -> None:
    """Commands sent while the socket is down are queued and delivered in order."""
    call = running()
    drop(call)
    for index in range(10):
        call.send(Pause(length=index + 1), queue=True)
    assert call.out() == []
    back(call)
    sent = [text["data"][0]["length"] for text in call.out() if text["type"] == "command"]
    assert sent == list(range(1, 11))


def test_commands_while_down_are_bounded() -> None:
    """Too many commands while down are an error in the sender, who can go on when jambonz is back."""
    call = running()
    drop(call)
    for _ in range(256):
        call.send(Pause(length=1), queue=True)
    with pytest.raises(ConnectionDown) as caught:
        call.send(Pause(length=1), queue=True)
    assert caught.value.call_sid == SID
    back(call)
    call.out()
    call.send(Say(text="Hello again."))
    assert call.out() == [redirect(say("Hello again."))]


def test_held_commands_survive_a_drop() -> None:
    """Commands that wait for jambonz to listen when the socket drops go out on the next connection."""
    call = CallDriver()
    call.begin()
    call.send(Say(text="Hello."))
    call.out()
    call.send(Pause(length=1), queue=True)
    drop(call)
    call.later(5)
    msgid = back(call)
    assert call.out() == [redirect({"verb": "pause", "length": 1}, queue=True), ack(msgid)]


def test_a_msgid_of_the_old_connection_can_come_again() -> None:
    """A msgid that was pending on the old connection is free on the new one."""
    call = running(reading=True)
    message: Json = {"type": "verb:hook", "msgid": "again", "hook": "/menu", "call_sid": SID, "data": {}}
    call.receive(message)
    drop(call)
    back(call)
    call.out()
    call.receive(message)
    call.ack("again", Say(text="Thanks."))
    assert call.out() == [ack("again", say("Thanks."))]


def test_a_reconnect_that_comes_before_the_drop_was_noticed() -> None:
    """When jambonz is back before we notice the drop, acks of the old connection are not given on the new one."""
    call = running(reading=True)
    lost = call.hook("/menu")
    call.hook("/other")
    msgid = back(call)
    call.later(10)
    assert call.out() == [ack(msgid)]
    call.ack(lost, Say(text="Thanks."))
    assert call.out() == [redirect(say("Thanks."))]


def test_a_second_drop() -> None:
    """A call goes on over as many connections as jambonz makes."""
    call, wait = gathering()
    for _ in range(4):
        drop(call)
        call.later(20)
        msgid = back(call)
        assert call.out() == [ack(msgid)]
    call.hook(wait.hook)
    assert wait.gathered().digits == "42"


# -- the grace time ---------------------------------------------------------------------------


def test_the_grace_time_ends_the_call() -> None:
    """After the grace time whoever waits gets `CallEnded`, as does whoever sends."""
    call, wait = gathering()
    drop(call)
    call.later(GRACE - 1)
    assert wait.waiting
    call.later(2)
    with pytest.raises(CallEnded):
        wait.result()
    with pytest.raises(CallEnded):
        call.send(Hangup())
    assert call.protocol.next_time() is None


def test_the_grace_time_stops_with_the_reconnect() -> None:
    """A call that jambonz came back to does not end with the grace time of the drop before."""
    call, wait = gathering()
    drop(call)
    call.later(GRACE - 1)
    back(call)
    call.later(10 * GRACE)
    assert wait.waiting


def test_nothing_is_delivered_after_the_end() -> None:
    """What comes after the grace time is for nobody: it is not delivered, and what wants an ack gets an empty one."""
    call = running(reading=True)
    drop(call)
    call.later(GRACE + 1)
    call.protocol.reconnect()
    msgid = call.hook("/menu")
    call.status("in-progress")
    assert call.delivered == []
    assert call.out() == [ack(msgid)]


def test_a_call_unknown_here_begins_with_its_reconnect() -> None:
    """`session:reconnect` as the first message: acked at once, the snapshot is known, what is sent is a command."""
    call = CallDriver()
    msgid = call.message("session:reconnect", {**SESSION, "direction": "inbound", "call_status": "trying"})
    assert call.out() == [ack(msgid)]
    assert call.protocol.sid == SID
    call.send(Say(text="Where were we?"))
    assert call.out() == [redirect(say("Where were we?"))]


def test_verbs_that_replace_the_first_ones_come_after_them_on_the_next_connection() -> None:
    """Of an outbound call, which hears commands before the first ack: no verbs overtake, none that are void go out."""
    call = CallDriver()
    call.begin("outbound")
    call.send(Say(text="Void."), main=False)
    call.send(Say(text="First."))
    call.send(Say(text="Second."))
    drop(call)
    msgid = back(call)
    assert call.out() == [ack(msgid, say("First.")), redirect(say("Second."))]


def test_a_second_drop_loses_no_command() -> None:
    """What comes after the first ack waits with it, however often the connection drops before it is known to arrive."""
    call = CallDriver()
    call.begin("outbound")
    call.send(Say(text="First."))
    call.send(Say(text="Second."))
    for _ in range(3):
        drop(call)
        msgid = back(call)
        assert json.loads(call.protocol.outbox.next_to_send().text) == ack(msgid, say("First."))
    assert call.out() == [redirect(say("Second."))]


def test_what_comes_after_the_drop_is_not_acked_on_the_next_connection() -> None:
    """The last messages of a connection can be read after its end: their msgids mean nothing on the next one."""
    call = CallDriver()
    call.begin()
    wait = call.perform(Gather(input=["digits"]))
    call.out()
    drop(call)
    call.hook("/unknown")
    call.hook(wait.hook)
    assert wait.result() == hooks.GatherResult(call_sid=SID, reason="dtmfDetected", digits="42")
    msgid = back(call)
    assert call.out() == [ack(msgid)]
    call.send(Say(text="Thanks."))
    assert call.out() == [redirect(say("Thanks."))]


# -- what is on its way when the connection drops, in detail -----------------------------------


def test_of_verbs_sent_while_down_the_last_go_out() -> None:
    """Verbs that newer ones replaced before jambonz was back are not begun only to be killed."""
    call = running()
    drop(call)
    call.send(Say(text="one"))
    call.send(Say(text="two"))
    msgid = back(call)
    assert call.out() == [redirect(say("two")), ack(msgid)]


def test_notify_events_that_never_went_out_are_not_on() -> None:
    """A `config` that newer verbs replaced while the connection was down has told jambonz nothing."""
    call = running()
    drop(call)
    call.send(Config(notify_events=True))
    sent = call.protocol.send([Say(text="Hello.")], call.protocol.main, owner=True, queue=False, now=call.now)
    with pytest.raises(NoVerbStatus):
        sent.check(SID)


def test_commands_of_which_nothing_is_known_are_bounded() -> None:
    """What may have to be said again with the first ack is kept up to a bound, although all of it was written."""
    call = CallDriver()
    call.begin("outbound")
    call.send(Say(text="Hello."))
    for _ in range(256):
        call.command(TtsFlush())
    assert len(call.written()) == 257
    with pytest.raises(ConnectionDown):
        call.command(TtsFlush())


@pytest.mark.parametrize("is_written", [False, True])
def test_commands_wait_for_the_first_ack_however_long_jambonz_is_gone(is_written: bool) -> None:
    """The moment that a new call needs before it listens begins with the ack that arrives."""
    call = CallDriver()
    call.begin()
    call.send(Say(text="Hello."))
    call.command(TtsFlush())
    if is_written:
        call.written()  # which does not arrive
        drop(call)
        back(call)  # and neither does its ack, which is not written when the socket drops again
    drop(call)
    call.later(2)
    msgid = back(call)
    assert call.out() == [ack(msgid, say("Hello."))]
    call.later(0.31)
    assert [text["command"] for text in call.out()] == ["tts:flush"]


def test_a_call_that_is_over_asks_for_no_connection() -> None:
    """A call that ends before its first ack is written needs no further drop to be heard."""
    call = begun()
    back(call)
    call.send(Say(text="Hello."))
    call.end()
    assert not asked(call)
