"""Connections that are lost, refused and closed, and what becomes of the messages."""

from __future__ import annotations

import json

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, precondition, rule

from jambonz_proto import AckTimeout, ConnectionClosed, InvalidMessage, commands, decode_payload, messages, verbs
from jambonz_proto._client_protocol import Link

from .driver import BROKEN, GOING_AWAY, GRACEFUL, SESSION, SID, Asked, Jambonz, ack, command, established, say

DROPS = [BROKEN, GOING_AWAY, *(ConnectionClosed(code) for code in (1005, 1009, 1011, 4000))]


# -- a connection that is lost ----------------------------------------------------------------


@pytest.mark.parametrize("closed", DROPS, ids=lambda closed: str(closed.code))
def test_what_is_in_flight_fails_at_once(closed: ConnectionClosed) -> None:
    """When the connection is lost every message in flight fails at once; that is noted."""
    jambonz = established()
    asked = [jambonz.hook(f"/hook-{index}") for index in range(3)]
    jambonz.closed(closed)
    for one in asked:
        error = one.error()
        assert isinstance(error, ConnectionClosed)
        assert (error.code, error.reason) == (closed.code, closed.reason)
        assert error.__notes__ == [f"verb:hook {one.msgid} is abandoned"]
    assert len({id(one.error()) for one in asked}) == 3
    assert [(problem.kind, problem.text) for problem in jambonz.problems] == [("connection lost", str(closed))]
    assert jambonz.protocol.ended is None


def test_what_was_abandoned_is_not_sent_again() -> None:
    """After a reconnect nothing of the old connection is sent again, and an ack of it is late."""
    jambonz = established()
    asked = jambonz.hook()
    jambonz.status()
    jambonz.closed()
    jambonz.receive(ack(jambonz.reconnected()["msgid"]))
    assert jambonz.out() == []
    jambonz.ack(asked, say("Hello again."))
    assert isinstance(asked.error(), ConnectionClosed)
    assert [(problem.kind, problem.msgid) for problem in jambonz.problems[1:]] == [("late ack", asked.msgid)]


def test_the_delays() -> None:
    """The first connection after the first is opened after 0.5 s, the next ones after 1, 2 and 4 s, then 2 s more."""
    jambonz = established(max_connections=8)
    delays: list[float] = []
    for _ in range(7):
        jambonz.closed()
        delays.append(jambonz.wait())
        jambonz.connected()
    assert delays == [0.5, 1, 2, 4, 6, 8, 10]


def test_the_delays_never_start_anew() -> None:
    """However long a connection was good, and however it was lost, the delays go on where they were."""
    jambonz = established()
    delays: list[float] = []
    for closed in DROPS[:4]:
        jambonz.closed(closed)
        delays.append(jambonz.wait())
        jambonz.connected()
        [message] = jambonz.out()
        jambonz.receive(ack(message["msgid"]))
        jambonz.later(3600)
    assert delays == [0.5, 1, 2, 4]


def test_the_delays_can_be_chosen() -> None:
    """`backoff` scales all delays."""
    jambonz = established(backoff=0.01)
    delays: list[float] = []
    for _ in range(4):
        jambonz.closed()
        delays.append(jambonz.wait())
        jambonz.connected()
    assert delays == pytest.approx([0.01, 0.02, 0.04, 0.08])


@pytest.mark.parametrize("connections", [1, 2, 5])
def test_the_last_connection(connections: int) -> None:
    """When the last of its connections is lost the call is over, for what waits and for what comes."""
    jambonz = established(max_connections=connections)
    for _ in range(connections - 1):
        jambonz.closed()
        jambonz.receive(ack(jambonz.reconnected()["msgid"]))
    asked = jambonz.hook()
    jambonz.closed(GOING_AWAY)
    assert isinstance(asked.error(), ConnectionClosed)
    assert jambonz.protocol.link is Link.OVER
    assert jambonz.protocol.next_time() is None
    assert not jambonz.protocol.wants_connection
    error = jambonz.hook().error()
    assert isinstance(error, ConnectionClosed)
    assert error.code == 1001
    with pytest.raises(ConnectionClosed):
        jambonz.status()


def test_attempts_in_vain_count() -> None:
    """Attempts in vain to reconnect count as connections, so that nobody waits for ever; the delays grow meanwhile."""
    jambonz = established(max_connections=4)
    jambonz.closed(GOING_AWAY)
    asked = jambonz.hook()
    delays: list[float] = []
    for unreachable in (True, False, True):
        assert asked.waiting
        delays.append(jambonz.wait())
        error = jambonz.refused(unreachable=unreachable)
    assert delays == [0.5, 1, 2]
    lost = asked.error()
    assert isinstance(lost, ConnectionClosed)
    assert lost.code == 1001
    assert str(error) in lost.__notes__[0]
    assert jambonz.protocol.link is Link.OVER


def test_an_attempt_in_vain_and_then_one_that_succeeds() -> None:
    """After an attempt in vain the next one can succeed, and the call goes on."""
    jambonz = established()
    jambonz.closed()
    asked = jambonz.hook()
    jambonz.wait()
    jambonz.refused()
    jambonz.receive(ack(jambonz.reconnected()["msgid"]))
    assert jambonz.sent() == ["/menu"]
    jambonz.ack(asked)
    assert asked.ack().data == []


def test_a_connection_that_is_dropped_on_purpose() -> None:
    """When the test breaks the connection that is no problem of the application, whatever code it answers with."""
    for closed in (GRACEFUL, ConnectionClosed(4000), BROKEN):
        jambonz = established()
        jambonz.protocol.drop()
        jambonz.closed(closed)
        jambonz.receive(ack(jambonz.reconnected()["msgid"]))
        assert jambonz.problems == []
        jambonz.closed()
        assert jambonz.kinds == ["connection lost"]


# -- session:reconnect ------------------------------------------------------------------------


def test_session_reconnect() -> None:
    """`session:reconnect` has a msgid of its own and the data of `session:new` as it was, and neither hook nor b3."""
    jambonz = Jambonz()
    text = json.dumps({**SESSION, "new_property": 1})
    request = jambonz.protocol.request(
        messages.SessionNew, decode_payload(messages.SessionData, text), jambonz.now, b3="trace-span-1"
    )
    jambonz.receive(ack(request.msgid, say("Hello.")))
    jambonz.status("completed")
    jambonz.closed()
    message = jambonz.reconnected()
    assert message.pop("msgid") != request.msgid
    assert message == {"type": "session:reconnect", "call_sid": SID, "data": json.loads(text)}


def test_session_reconnect_of_an_adulted_leg() -> None:
    """On the socket of an adulted leg it has the data of `session:adulting`, and no call sid of its own."""
    jambonz = Jambonz()
    data = {"call_sid": "leg", "parent_call_info": {"call_sid": SID}}
    jambonz.ack(jambonz.ask(messages.SessionAdulting, data))
    jambonz.closed()
    message = jambonz.reconnected()
    assert "call_sid" not in message
    assert message["data"] == data


@pytest.mark.parametrize("message", [messages.SessionRedirect, messages.VerbHook])
def test_session_reconnect_without_a_session(message: type[messages.AckableMessage]) -> None:
    """On a socket that began otherwise there is nothing to repeat."""
    jambonz = Jambonz()
    jambonz.ask(message, SESSION, "/hook")
    jambonz.closed()
    again = jambonz.reconnected()
    assert "call_sid" not in again
    assert again["data"] == {}


def test_nothing_was_said_yet() -> None:
    """A connection that is lost before anything was said is opened again without `session:reconnect`."""
    jambonz = Jambonz()
    jambonz.closed()
    asked = jambonz.new()
    jambonz.wait()
    jambonz.connected()
    assert jambonz.protocol.link is Link.UP
    assert jambonz.sent() == ["session:new"]
    jambonz.ack(asked, say("Hello."))
    assert asked.ack().data == [verbs.Say(text="Hello.")]


@pytest.mark.parametrize("down", [False, True])
def test_a_notification_is_something_that_was_said(down: bool) -> None:
    """A call that REST created begins with `call:status`, after which a new connection has its `session:reconnect`."""
    jambonz = Jambonz()
    if down:
        jambonz.closed()
        jambonz.status("trying")
        jambonz.wait()
        jambonz.connected()
    else:
        jambonz.status("trying")
    assert jambonz.sent() == ["call:status"]
    jambonz.closed()
    again = jambonz.reconnected()
    assert "call_sid" not in again
    asked = jambonz.new(direction="outbound")
    jambonz.receive(ack(again["msgid"]))
    assert jambonz.sent() == ["session:new"]
    jambonz.ack(asked, say("Hello."))
    assert asked.ack().data


def test_messages_wait_for_the_ack() -> None:
    """What is sent while the connection is down or returning waits: those that want acks in order, then the others."""
    jambonz = established()
    jambonz.closed()
    jambonz.status("ringing")
    asked = [jambonz.hook("/first")]
    message = jambonz.reconnected()
    jambonz.status("completed")
    asked.append(jambonz.hook("/second"))
    assert jambonz.out() == []
    jambonz.receive(ack(message["msgid"]))
    out = jambonz.out()
    assert [sent.get("hook") or sent["data"]["call_status"] for sent in out] == [
        "/first",
        "/second",
        "ringing",
        "completed",
    ]
    assert [one.msgid for one in asked] == [sent["msgid"] for sent in out[:2]]


def test_the_time_begins_when_a_message_is_sent() -> None:
    """The time for the ack of a message that had to wait begins when it is sent."""
    jambonz = established()
    jambonz.closed()
    asked = jambonz.hook()
    jambonz.wait()
    jambonz.connected()
    [message] = jambonz.out()
    jambonz.later(4.9)
    jambonz.receive(ack(message["msgid"]))
    jambonz.later(4.9)
    assert asked.waiting
    jambonz.later(0.2)
    assert isinstance(asked.error(), AckTimeout)


def test_a_message_that_nobody_waits_for_any_more_is_not_sent() -> None:
    """A message whose sender is cancelled while it waits to be sent is not sent."""
    jambonz = established()
    jambonz.closed()
    asked = [jambonz.hook("/first"), jambonz.hook("/second")]
    assert asked[0].request is not None
    jambonz.protocol.give_up(asked[0].request)
    jambonz.receive(ack(jambonz.reconnected()["msgid"]))
    assert jambonz.sent() == ["/second"]
    assert asked[0].waiting


def test_commands_while_the_ack_is_awaited() -> None:
    """Commands are taken while `session:reconnect` is not acked yet, and bad messages are answered afterwards."""
    jambonz = established()
    jambonz.closed()
    message = jambonz.reconnected()
    jambonz.receive(command("redirect", [say("Hello again.")]))
    jambonz.text("nonsense")
    assert len(jambonz.taken()) == 1
    assert jambonz.out() == []
    jambonz.receive(ack(message["msgid"]))
    assert jambonz.sent() == ["jambonz:error"]


def test_no_ack_of_session_reconnect() -> None:
    """Without an ack of `session:reconnect` in time the call is over, for what waits and for what comes."""
    jambonz = established()
    jambonz.closed()
    asked = jambonz.hook()
    jambonz.status()
    message = jambonz.reconnected()
    jambonz.later(4.999)
    assert asked.waiting
    jambonz.later(0.001)
    error = asked.error()
    assert isinstance(error, AckTimeout)
    assert (error.message_type, error.msgid) == ("session:reconnect", message["msgid"])
    assert isinstance(jambonz.hook().error(), AckTimeout)
    with pytest.raises(AckTimeout):
        jambonz.status()
    assert jambonz.out() == []
    assert jambonz.protocol.closing == (1000, "")


def test_wrong_verbs_for_session_reconnect() -> None:
    """The server looks at no verbs in the ack of `session:reconnect`: wrong ones are noted, and the call goes on."""
    jambonz = established()
    jambonz.closed()
    asked = jambonz.hook()
    jambonz.receive(ack(jambonz.reconnected()["msgid"], {"verb": "nope"}))
    assert jambonz.sent() == ["/menu"]
    assert asked.waiting
    assert jambonz.kinds == ["connection lost", "refused ack"]


def test_a_drop_before_its_ack() -> None:
    """When the connection is lost again before its ack, the next one begins with a `session:reconnect` of its own."""
    jambonz = established()
    jambonz.closed()
    asked = jambonz.hook()
    first = jambonz.reconnected()
    jambonz.closed()
    second = jambonz.reconnected()
    assert first["msgid"] != second["msgid"]
    jambonz.receive(ack(first["msgid"]))
    assert jambonz.out() == []
    jambonz.receive(ack(second["msgid"]))
    assert jambonz.sent() == ["/menu"]
    jambonz.ack(asked)
    assert jambonz.kinds == ["connection lost", "connection lost", "late ack"]


# -- session:new that is not acked when the connection is lost --------------------------------


def dropped_before_the_first_ack() -> tuple[Jambonz, Asked, str]:
    """A call that reconnected before its `session:new` was acked; the msgid is that of the old connection."""
    jambonz = Jambonz()
    asked = jambonz.new()
    old = asked.msgid
    jambonz.out()
    jambonz.closed()
    assert asked.waiting
    return jambonz, asked, old


def test_session_new_moves() -> None:
    """The ack of `session:reconnect` is the one of a `session:new` that was open, and its verbs are used."""
    jambonz, asked, old = dropped_before_the_first_ack()
    message = jambonz.reconnected()
    assert message["msgid"] not in ("", old)
    jambonz.receive(ack(message["msgid"], say("Hello.")))
    assert asked.ack() == commands.Ack(msgid=message["msgid"], data=[verbs.Say(text="Hello.")])
    assert jambonz.kinds == ["connection lost"]


def test_session_new_moves_as_often_as_needed() -> None:
    """It moves with every further drop; what was acked on an old connection is late."""
    jambonz, asked, old = dropped_before_the_first_ack()
    jambonz.reconnected()
    jambonz.closed()
    message = jambonz.reconnected()
    jambonz.receive(ack(message["msgid"], say("Hello.")))
    assert asked.ack().msgid == message["msgid"]
    jambonz.receive(ack(old, say("Hello.")))
    assert jambonz.kinds == ["connection lost", "connection lost", "late ack"]


def test_the_old_msgid_of_session_new() -> None:
    """An ack with the old msgid of `session:new` is late, and `session:new` stays open."""
    jambonz, asked, old = dropped_before_the_first_ack()
    message = jambonz.reconnected()
    jambonz.receive(ack(old, say("Hello.")))
    assert asked.waiting
    assert jambonz.problems[-1].kind == "late ack"
    jambonz.receive(ack(message["msgid"], say("Hello.")))
    assert asked.ack().data


def test_session_new_that_is_never_acked() -> None:
    """Without an ack of the `session:reconnect` that it moved to, `session:new` fails, and the call is over."""
    jambonz, asked, _ = dropped_before_the_first_ack()
    message = jambonz.reconnected()
    jambonz.later(5)
    error = asked.error()
    assert isinstance(error, AckTimeout)
    assert (error.message_type, error.msgid) == ("session:new", message["msgid"])
    assert jambonz.protocol.link is Link.OVER


def test_session_new_with_wrong_verbs_after_a_drop() -> None:
    """Wrong verbs in the ack that `session:new` moved to are the error of whoever waits for it."""
    jambonz, asked, _ = dropped_before_the_first_ack()
    jambonz.receive(ack(jambonz.reconnected()["msgid"], {"verb": "nope"}))
    assert isinstance(asked.error(), InvalidMessage)


def test_session_new_when_there_is_no_further_connection() -> None:
    """`session:new` fails with the last connection."""
    jambonz, asked, _ = dropped_before_the_first_ack()
    for _ in range(4):
        jambonz.wait()
        jambonz.refused()
    assert isinstance(asked.error(), ConnectionClosed)


def test_any_ack_keeps_session_new_from_moving() -> None:
    """After any ack, even an unknown one, the server forgets that `session:new` could move, and it fails."""
    jambonz = Jambonz()
    asked = jambonz.new()
    jambonz.receive(ack("unknown"))
    jambonz.closed()
    assert isinstance(asked.error(), ConnectionClosed)
    jambonz.receive(ack(jambonz.reconnected()["msgid"]))
    assert jambonz.protocol.link is Link.UP


def test_the_server_holds_back_what_comes_then() -> None:
    """After that ack the server, by a defect, sends nothing more: hooks fail in time, unsent, and that is noted."""
    jambonz, _, _ = dropped_before_the_first_ack()
    early = jambonz.hook("/early")
    jambonz.receive(ack(jambonz.reconnected()["msgid"], say("Hello.")))
    jambonz.later(1)
    asked = jambonz.hook()
    jambonz.status()
    jambonz.later(4.5)
    assert isinstance(early.error(), AckTimeout)
    assert asked.waiting
    jambonz.later(0.5)
    error = asked.error()
    assert isinstance(error, AckTimeout)
    assert error.message_type == "verb:hook"
    assert "reconnect" in error.__notes__[0]
    assert jambonz.out() == []
    assert jambonz.kinds == ["connection lost", "message held back", "message held back"]


def test_one_more_reconnect_releases_it() -> None:
    """One more drop and reconnect is the way round that defect, and no problem: then all that waited is sent."""
    jambonz, _, _ = dropped_before_the_first_ack()
    before = jambonz.kinds
    jambonz.receive(ack(jambonz.reconnected()["msgid"], say("Hello.")))
    jambonz.status("trying")
    asked = jambonz.hook()
    jambonz.closed(ConnectionClosed(1012))
    jambonz.receive(ack(jambonz.reconnected()["msgid"]))
    assert jambonz.sent() == ["/menu", "call:status"]
    assert jambonz.kinds == before
    jambonz.later(4.999)
    assert asked.waiting
    jambonz.ack(asked)
    assert asked.ack().data == []


def test_what_is_held_back_has_time_again_after_a_drop() -> None:
    """What the server held back waits as long as it takes once the connection is lost."""
    jambonz = Jambonz(backoff=30)
    jambonz.new()
    jambonz.closed()
    jambonz.receive(ack(jambonz.reconnected()["msgid"], say("Hello.")))
    asked = jambonz.hook()
    jambonz.later(1)
    jambonz.closed()
    jambonz.later(59)
    assert asked.waiting
    jambonz.receive(ack(jambonz.reconnected()["msgid"]))
    assert jambonz.sent() == ["/menu"]


# -- closed by the application with 1000 ------------------------------------------------------


def test_no_more_instructions() -> None:
    """After 1000 there is no reconnect: messages have an empty ack at once, the others are lost, and that is noted."""
    jambonz = established()
    jambonz.closed(GRACEFUL)
    assert not jambonz.protocol.wants_connection
    assert jambonz.protocol.next_time() is None
    asked = jambonz.hook()
    assert asked.ack() == commands.Ack(msgid=asked.msgid)
    jambonz.status()
    assert jambonz.out() == []
    assert jambonz.kinds == ["message lost", "message lost"]
    assert isinstance(jambonz.protocol.ended, ConnectionClosed)


def test_what_is_in_flight_when_the_application_leaves() -> None:
    """What was in flight when the application closed with 1000 is not failed at once but runs into its time."""
    jambonz = established()
    asked = jambonz.hook()
    jambonz.closed(GRACEFUL)
    jambonz.later(4.999)
    assert asked.waiting
    jambonz.later(0.001)
    assert isinstance(asked.error(), AckTimeout)


def test_session_new_when_the_application_leaves() -> None:
    """A `session:new` that is open when the application closes with 1000 fails in its time."""
    jambonz = Jambonz()
    asked = jambonz.new()
    jambonz.closed(GRACEFUL)
    jambonz.later(5)
    assert isinstance(asked.error(), AckTimeout)


def test_what_waits_when_the_application_leaves() -> None:
    """What waits for the ack of `session:reconnect` when the application closes with 1000 has an empty ack."""
    jambonz = established()
    jambonz.closed()
    asked = jambonz.hook()
    jambonz.reconnected()
    jambonz.closed(GRACEFUL)
    assert asked.ack().data is None
    jambonz.later(60)
    assert jambonz.hook().ack().data is None


def test_closing_after_the_application_left() -> None:
    """After jambonz itself has closed, messages fail, also where the application had left before."""
    jambonz = established()
    jambonz.closed(GRACEFUL)
    jambonz.protocol.close(1000, "")
    assert isinstance(jambonz.hook().error(), ConnectionClosed)


# -- closed by jambonz ------------------------------------------------------------------------


@pytest.mark.parametrize("down", [False, True])
def test_jambonz_closes(down: bool) -> None:
    """When jambonz closes, everything that waits is woken, and nothing is connected again."""
    jambonz = established()
    asked = [jambonz.hook()]
    if down:
        jambonz.closed()
        asked.append(jambonz.hook())
    jambonz.protocol.close(1001, "no verbs")
    assert {type(one.error()) for one in asked} == {ConnectionClosed}
    jambonz.closed(ConnectionClosed(1001))
    jambonz.connected()
    jambonz.receive(ack(asked[0].msgid))
    jambonz.receive(command("tts:flush", {}))
    assert jambonz.protocol.closing == (1001, "no verbs")
    assert jambonz.protocol.next_time() is None
    assert not jambonz.protocol.wants_connection
    assert jambonz.taken() == []


def test_what_was_said_before_the_end_is_sent() -> None:
    """What was sent before jambonz closes still goes out."""
    jambonz = established()
    jambonz.status("completed")
    jambonz.protocol.close(1000, "")
    assert jambonz.sent() == ["call:status"]


def test_jambonz_closes_once() -> None:
    """The first close counts."""
    jambonz = established()
    jambonz.protocol.close(1001, "no verbs")
    jambonz.protocol.close(1000, "")
    assert jambonz.protocol.closing == (1001, "no verbs")
    error = jambonz.hook().error()
    assert isinstance(error, ConnectionClosed)
    assert error.code == 1001


def test_notifications_that_wait_are_bounded() -> None:
    """While the connection is down so many notifications wait that there is no room for more, until it is over."""
    jambonz = established()
    jambonz.closed()
    for _ in range(1023):
        jambonz.status()
    full = [jambonz.protocol.is_full]
    jambonz.status()
    full.append(jambonz.protocol.is_full)
    jambonz.protocol.close(1000, "")
    assert [*full, jambonz.protocol.is_full] == [False, True, False]


# -- the first connection ---------------------------------------------------------------------


def test_the_first_connection_is_tried_once() -> None:
    """By default the first connection is tried once; its error ends the call."""
    jambonz = Jambonz(connected=False)
    assert jambonz.protocol.wants_connection
    asked = jambonz.new()
    error = jambonz.refused()
    assert jambonz.protocol.ended is error
    assert jambonz.protocol.connections == 0
    assert str(asked.error()) == str(error)


def test_the_first_connection_is_tried_again_if_nobody_listens() -> None:
    """With `retries` it is tried again while nobody listens; the delays are those of reconnects, which go on there."""
    jambonz = Jambonz(connected=False, retries=2)
    delays: list[float] = []
    for _ in range(2):
        jambonz.refused()
        delays.append(jambonz.wait())
    jambonz.connected()
    assert jambonz.protocol.link is Link.UP
    jambonz.closed()
    delays.append(jambonz.wait())
    assert delays == [0.5, 1, 2]


def test_the_retries_end() -> None:
    """After its retries the error ends the call."""
    jambonz = Jambonz(connected=False, retries=5)
    delays: list[float] = []
    for _ in range(5):
        jambonz.refused()
        delays.append(jambonz.wait())
    error = jambonz.refused()
    assert delays == [0.5, 1, 2, 4, 6]
    assert jambonz.protocol.ended is error


def test_a_refusal_is_not_tried_again() -> None:
    """An application that is there and refuses is not asked again."""
    jambonz = Jambonz(connected=False, retries=5)
    error = jambonz.refused(unreachable=False)
    assert jambonz.protocol.ended is error


# -- all of it together -----------------------------------------------------------------------


class Calls(RuleBasedStateMachine):
    """Any order of messages, acks, drops and time: what is asked for is settled once, and in bounded time."""

    asked: Bundle[Asked] = Bundle("asked")

    def __init__(self) -> None:
        super().__init__()
        self.jambonz = Jambonz()
        self.everything: list[Asked] = []
        self.returning: str | None = None
        self.said: set[str] = set()

    @property
    def link(self) -> Link:
        return self.jambonz.protocol.link

    def kept(self, asked: Asked) -> Asked:
        self.everything.append(asked)
        return asked

    @rule(target=asked)
    def hook(self) -> Asked:
        return self.kept(self.jambonz.hook())

    @rule(target=asked)
    def new(self) -> Asked:
        return self.kept(self.jambonz.new())

    @precondition(lambda self: self.link is not Link.OVER)
    @rule()
    def notify(self) -> None:
        self.jambonz.status()

    @rule(asked=asked)
    def answer(self, asked: Asked) -> None:
        self.jambonz.ack(asked)

    @rule(asked=consumes(asked))
    def give_up(self, asked: Asked) -> None:
        assert asked.request is not None
        self.jambonz.protocol.give_up(asked.request)
        self.everything.remove(asked)

    @rule(text=st.sampled_from(["nonsense", json.dumps(ack("unknown")), json.dumps(command("tts:flush", {}))]))
    def speak(self, text: str) -> None:
        self.jambonz.text(text)

    @precondition(lambda self: self.returning is not None)
    @rule()
    def welcome(self) -> None:
        assert self.returning is not None
        self.jambonz.receive(ack(self.returning))

    @precondition(lambda self: self.jambonz.protocol.wants_connection)
    @rule(succeeds=st.booleans())
    def connect(self, succeeds: bool) -> None:
        if succeeds:
            self.jambonz.connected()
        else:
            self.jambonz.refused()

    @precondition(lambda self: self.link not in (Link.DOWN, Link.OVER, Link.LEFT))
    @rule(closed=st.sampled_from([*DROPS, GRACEFUL]))
    def drop(self, closed: ConnectionClosed) -> None:
        self.jambonz.closed(closed)
        self.returning = None

    @rule(seconds=st.sampled_from([0.1, 1, 5, 60]))
    def later(self, seconds: float) -> None:
        self.jambonz.later(seconds)

    @rule()
    def close(self) -> None:
        self.jambonz.protocol.close(1000, "")

    @invariant()
    def nothing_is_sent_before_its_time(self) -> None:
        out = self.jambonz.out()
        for message in out:
            assert message["msgid"] not in self.said
            self.said.add(message["msgid"])
        if self.link is Link.RETURNING and out:
            assert [message["type"] for message in out] == ["session:reconnect"]
            self.returning = out[0]["msgid"]
        assert not out or self.link in (Link.UP, Link.RETURNING, Link.OVER)

    @invariant()
    def nobody_is_woken_twice(self) -> None:
        assert all(asked.woken <= 1 for asked in self.everything)

    @invariant()
    def nobody_waits_after_the_end(self) -> None:
        if self.link is Link.OVER:
            assert all(asked.woken for asked in self.everything)

    def teardown(self) -> None:
        for _ in range(10):
            self.jambonz.later(60)
            if self.jambonz.protocol.wants_connection:
                self.jambonz.refused()
        assert all(asked.woken == 1 for asked in self.everything)


TestCalls = Calls.TestCase
TestCalls.settings = settings(max_examples=200, stateful_step_count=30, deadline=None)
