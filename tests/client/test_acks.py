"""Messages, their acks, and the time for them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jambonz_proto import AckTimeout, InvalidMessage, InvalidOutgoing, RefusedByTarget, decode_payload, messages, verbs
from jambonz_proto.hooks import GatherResult

from .driver import DIGITS, SESSION, SID, Jambonz, Json, ack, established, say

# -- messages ---------------------------------------------------------------------------------


def test_every_message_has_a_msgid_of_its_own() -> None:
    """Msgids are unique, whether the message wants an ack or not, and in whichever call."""
    msgids: list[str] = []
    for _ in range(2):
        jambonz = established()
        for _ in range(500):
            jambonz.hook()
            jambonz.status()
        msgids += [message["msgid"] for message in jambonz.out()]
    assert len(set(msgids)) == len(msgids) == 2000


def test_a_message_is_written_as_jambonz_writes_it() -> None:
    """The envelope has the server's keys in the server's order, and leaves out what there is not."""
    jambonz = established()
    asked = jambonz.ask(messages.VerbHook, DIGITS, "/menu")
    request = jambonz.protocol.request(messages.SessionRedirect, {}, jambonz.now, hook="/new", b3="trace-span-1")
    first, second = jambonz.out()
    assert list(first.items()) == [
        ("type", "verb:hook"),
        ("msgid", asked.msgid),
        ("call_sid", SID),
        ("hook", "/menu"),
        ("data", DIGITS),
    ]
    assert list(second) == ["type", "msgid", "call_sid", "hook", "data", "b3"]
    assert (second["msgid"], second["b3"]) == (request.msgid, "trace-span-1")


def test_each_text_is_given_out_once() -> None:
    """What was given out to be sent is not given out again."""
    jambonz = established()
    jambonz.status()
    assert len(jambonz.out()) == 1
    assert jambonz.out() == []
    assert not jambonz.protocol.has_data_to_send


def test_a_received_payload_goes_out_as_it_came() -> None:
    """A payload that was decoded from JSON keeps what this version does not know of."""
    jambonz = established()
    text = '{"reason": "timeout", "new_property": [1, {"a": null}]}'
    jambonz.protocol.request(messages.VerbHook, decode_payload(GatherResult, text), jambonz.now, hook="/menu")
    [message] = jambonz.out()
    assert message["data"] == json.loads(text)


@pytest.mark.parametrize(
    ("message", "known"),
    [
        (messages.SessionNew, True),
        (messages.SessionReconnect, True),
        (messages.SessionAdulting, False),
        (messages.SessionRedirect, False),
    ],
)
def test_the_call_sid_is_on_every_message(message: type[messages.AckableMessage], known: bool) -> None:
    """From `session:new` on every message has the sid of its call; sockets that begin otherwise never have it."""
    jambonz = Jambonz()
    jambonz.status()
    jambonz.ask(message, SESSION)
    jambonz.hook()
    assert [sent.get("call_sid") for sent in jambonz.out()] == [None, *[SID if known else None] * 2]


ENDLESS: Json = {}
ENDLESS["again"] = ENDLESS


@pytest.mark.parametrize("data", [{"a": object()}, {(1, 2): 3}, ENDLESS], ids=["object", "key", "endless"])
def test_what_is_no_json_is_refused(data: Any) -> None:
    """A payload that cannot be written as JSON is an error of whoever sends it, and nothing is sent."""
    jambonz = established()
    with pytest.raises(InvalidOutgoing):
        jambonz.ask(messages.VerbHook, data, "/menu")
    with pytest.raises(InvalidOutgoing):
        jambonz.protocol.notify(messages.LlmEvent, data, hook="/event")
    assert jambonz.out() == []


# -- acks -------------------------------------------------------------------------------------


def test_an_ack_settles_its_message() -> None:
    """The ack with the msgid of a message is its result, verbs and all, and wakes who waits once."""
    jambonz = established()
    asked = jambonz.hook()
    assert asked.waiting
    jambonz.ack(asked, say("Hello."))
    assert asked.ack().data == [verbs.Say(text="Hello.")]
    jambonz.later(60)
    assert asked.ack().msgid == asked.msgid
    assert jambonz.problems == []


@pytest.mark.parametrize("data", [{}, {"data": None}, {"data": []}], ids=["missing", "null", "empty"])
def test_an_ack_without_verbs(data: Json) -> None:
    """An ack without verbs, without data or with null for it is an ack all the same."""
    jambonz = established()
    asked = jambonz.hook()
    jambonz.receive({"type": "ack", "msgid": asked.msgid, **data})
    assert not asked.ack().data
    assert jambonz.problems == []


@given(st.permutations(range(10)))
def test_acks_are_matched_in_any_order(order: list[int]) -> None:
    """Acks are matched by msgid alone, in whatever order they come."""
    jambonz = established()
    asked = [jambonz.hook(f"/hook-{index}") for index in range(10)]
    for done, index in enumerate(order):
        jambonz.ack(asked[index], say(f"Answer {index}."))
        assert sum(one.woken for one in asked) == done + 1
    assert [one.ack().data for one in asked] == [[verbs.Say(text=f"Answer {index}.")] for index in range(10)]


def test_an_ack_in_the_keyed_form() -> None:
    """The server takes a verb as `{"say": {…}}` too."""
    jambonz = established()
    asked = jambonz.hook()
    jambonz.receive(ack(asked.msgid, {"say": {"text": "Hello."}}))
    assert asked.ack().data == [verbs.Say(text="Hello.")]


# -- time -------------------------------------------------------------------------------------


def test_no_ack_within_five_seconds() -> None:
    """A message that is not acked within five seconds fails, not earlier and not later."""
    jambonz = established()
    asked = jambonz.hook()
    jambonz.later(4.999)
    assert asked.waiting
    jambonz.later(0.001)
    error = asked.error()
    assert isinstance(error, AckTimeout)
    assert (error.message_type, error.msgid, error.seconds) == ("verb:hook", asked.msgid, 5.0)
    assert jambonz.protocol.next_time() is None


def test_every_message_has_a_timer_of_its_own() -> None:
    """The time for an ack runs for each message from when that one was sent."""
    jambonz = established()
    first = jambonz.hook("/first")
    jambonz.later(2)
    second = jambonz.hook("/second")
    third = jambonz.hook("/third")
    jambonz.later(2.5)
    jambonz.ack(third)
    jambonz.later(0.5)
    assert (first.woken, second.woken) == (1, 0)
    jambonz.later(2)
    assert isinstance(second.error(), AckTimeout)
    assert third.ack().data == []


def test_many_that_are_due_at_once() -> None:
    """However many messages are due at the same time, all fail then."""
    jambonz = established()
    asked = [jambonz.hook() for _ in range(5000)]
    jambonz.protocol.on_time(jambonz.now + 5)
    assert {type(one.error()) for one in asked} == {AckTimeout}


def test_the_time_can_be_chosen() -> None:
    """`ack_within` is the time for an ack, as the server's environment variable is."""
    jambonz = established(ack_within=0.25)
    asked = jambonz.hook()
    jambonz.later(0.25)
    assert str(asked.error()) == f"call {SID}: no ack for verb:hook {asked.msgid} within 0.25 s"


def test_notifications_have_no_timer() -> None:
    """A message that wants no ack waits for none."""
    jambonz = established()
    jambonz.status()
    assert jambonz.protocol.next_time() is None


# -- what the server only logs ----------------------------------------------------------------


def test_a_late_ack() -> None:
    """An ack after the time is dropped without a word, and noted."""
    jambonz = established()
    asked = jambonz.hook()
    jambonz.out()
    jambonz.later(5)
    jambonz.ack(asked, say("Sorry for the delay."))
    assert isinstance(asked.error(), AckTimeout)
    [problem] = jambonz.problems
    assert (problem.kind, problem.msgid) == ("late ack", asked.msgid)
    assert "verb:hook" in problem.text
    assert jambonz.out() == []


def test_a_second_ack() -> None:
    """Of two acks of a message the first one counts, and the second is noted."""
    jambonz = established()
    asked = jambonz.hook()
    jambonz.out()
    jambonz.ack(asked, say("One."))
    jambonz.ack(asked, say("Two."))
    assert asked.ack().data == [verbs.Say(text="One.")]
    assert [(problem.kind, problem.msgid) for problem in jambonz.problems] == [("second ack", asked.msgid)]
    assert jambonz.out() == []


@pytest.mark.parametrize("msgid", ["never", 5, ["a"], {"a": 1}, True])
def test_an_unknown_ack(msgid: Any) -> None:
    """An ack of a msgid that is not known settles nothing, and is noted."""
    jambonz = established()
    asked = jambonz.hook()
    jambonz.out()
    jambonz.receive({"type": "ack", "msgid": msgid, "data": []})
    assert asked.waiting
    assert jambonz.kinds == ["unknown ack"]
    assert jambonz.out() == []


def test_an_ack_of_a_notification() -> None:
    """An ack of a message that wants none is unknown to the server."""
    jambonz = established()
    jambonz.status()
    [message] = jambonz.out()
    jambonz.receive(ack(message["msgid"]))
    assert jambonz.kinds == ["unknown ack"]


def test_an_ack_that_nobody_waits_for_any_more() -> None:
    """When whoever waits is cancelled the application may still ack: that is no mistake of it."""
    jambonz = established()
    asked = jambonz.hook()
    assert asked.request is not None
    jambonz.protocol.give_up(asked.request)
    jambonz.ack(asked)
    assert asked.waiting
    assert jambonz.problems == []


def test_what_is_remembered_is_bounded() -> None:
    """Of problems and of msgids that are done with the last 1024 are kept."""
    jambonz = established()
    asked = [jambonz.hook() for _ in range(5000)]
    for index, one in enumerate(asked):
        jambonz.ack(one)
        jambonz.receive(ack(f"unknown-{index}"))
    assert [problem.msgid for problem in jambonz.problems] == [f"unknown-{index}" for index in range(5000 - 1024, 5000)]
    jambonz.ack(asked[0])
    jambonz.ack(asked[-1])
    assert jambonz.kinds[-2:] == ["unknown ack", "second ack"]


# -- verbs that the server refuses ------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "where"),
    [
        ('[{"verb": "hangup"}]', "$.data"),
        ({"verb": "hangup"}, "$.data"),
        (5, "$.data"),
        ([5], "$.data[0]"),
        ([{"verb": "nope"}], "$.data[0].verb"),
        ([say("Hello."), {"verb": "say", "txt": "Hello."}], "$.data[1]"),
        ([{"verb": "pause", "length": "long"}], "$.data[0].length"),
        ([{"verb": "redirect"}], "$.data[0]"),
    ],
)
def test_an_ack_with_wrong_verbs(data: object, where: str) -> None:
    """Whoever waits for the ack gets an error that names the place; the application is told nothing."""
    jambonz = established()
    asked = jambonz.hook()
    jambonz.out()
    jambonz.receive({"type": "ack", "msgid": asked.msgid, "data": data})
    error = asked.error()
    assert isinstance(error, InvalidMessage)
    assert error.path == where
    [problem] = jambonz.problems
    assert (problem.kind, problem.msgid) == ("refused ack", asked.msgid)
    assert where in problem.text
    assert jambonz.out() == []


def test_a_verb_that_cannot_stand_there() -> None:
    """The server takes only some verbs for the leg that is to be confirmed."""
    jambonz = established()
    asked = jambonz.ask(messages.DialConfirm, {"call_sid": "leg"}, "/confirm")
    jambonz.ack(asked, say("Press one."), {"verb": "sip:decline", "status": 480})
    error = asked.error()
    assert isinstance(error, InvalidMessage)
    assert error.path == "$.data[1]"
    assert jambonz.kinds == ["refused ack"]


def test_a_verb_that_the_target_does_not_take() -> None:
    """With a target the client refuses what that server would refuse."""
    jambonz = established(target="open-source-0.9")
    asked = jambonz.hook()
    jambonz.ack(asked, {"verb": "agent", "llm": {"vendor": "openai", "model": "gpt-4o"}})
    assert isinstance(asked.error(), RefusedByTarget | InvalidMessage)
    assert jambonz.kinds == ["refused ack"]


def test_a_property_that_the_server_does_not_look_at() -> None:
    """A property of the envelope that the server ignores is ignored, and noted."""
    jambonz = established()
    asked = jambonz.hook()
    jambonz.receive({**ack(asked.msgid, say("Hello.")), "execImmediate": True})
    assert asked.ack().data == [verbs.Say(text="Hello.")]
    assert jambonz.kinds == ["ignored property"]
    assert "execImmediate" in jambonz.problems[0].text


@pytest.mark.parametrize(("direction", "kinds"), [("inbound", ["empty ack"]), ("outbound", [])])
def test_no_verbs_for_a_new_call(direction: str, kinds: list[str]) -> None:
    """No verbs for an inbound `session:new`, for which the server rejects the call, is noted; the ack is given out."""
    jambonz = Jambonz()
    asked = jambonz.new(direction=direction)
    jambonz.ack(asked)
    assert asked.ack().data == []
    assert jambonz.kinds == kinds
