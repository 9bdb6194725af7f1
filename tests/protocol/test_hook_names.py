"""Names of hooks: made up by the library, or the user's own."""

from __future__ import annotations

import re
from typing import Any

import pytest

from jambonz_proto import InvalidOutgoing, NoReply, Verb
from jambonz_proto.components import HookOptions, PhoneTarget
from jambonz_proto.verbs import (
    Conference,
    Dequeue,
    Dial,
    Gather,
    Hangup,
    Listen,
    Play,
    Redirect,
    Say,
    SipRefer,
    Transcribe,
)

from .driver import CallDriver, ack, gathering, owing, running


def test_made_up_names_are_unique_within_a_call() -> None:
    """Hook names that the library makes up are unique in a call."""
    call = running()
    names = [call.perform(Gather(input=["digits"])).hook for _ in range(200)]
    assert len(set(names)) == 200


def test_made_up_names_differ_between_calls() -> None:
    """Hook names are unguessable per call: the same flow has other names in every call."""
    names = {gathering()[1].hook for _ in range(200)}
    assert len(names) == 200


def test_made_up_names_cannot_be_guessed_from_those_of_another_call() -> None:
    """Hook names hold at least 40 random bits, so that a stale one never matches after a restart."""
    parts = [re.split(r"[/-]", gathering()[1].hook, maxsplit=3)[-1] for _ in range(100)]
    assert len(set(parts)) == 100
    assert min(map(len, parts)) >= 7  # of 64 letters each
    for place in range(7):
        assert len({part[place] for part in parts}) > 10


def test_a_made_up_name_is_what_jambonz_gets() -> None:
    """The made-up name is on the wire, and a result with it is the result of the `perform`."""
    call = running()
    wait = call.perform(Say(text="Press a key."), Gather(input=["digits"]))
    [command] = call.out()
    assert command["data"][1]["actionHook"] == wait.hook
    call.hook(command["data"][1]["actionHook"])
    assert wait.gathered().digits == "42"


def test_a_made_up_name_does_not_look_like_an_url() -> None:
    """A made-up name is a path, for which jambonz uses the socket that it has."""
    assert gathering()[1].hook.startswith("/")


def test_a_users_name_is_kept() -> None:
    """`perform` keeps a hook name that the user set."""
    call = running()
    wait = call.perform(Gather(input=["digits"], action_hook="/menu"))
    assert call.out()[0]["data"][0]["actionHook"] == "/menu"
    call.hook("/menu")
    assert wait.gathered().digits == "42"


def test_a_users_name_in_an_object_is_kept() -> None:
    """`perform` keeps a hook name that the user set in the object form, and the object with it."""
    call = running()
    wait = call.perform(Gather(input=["digits"], action_hook=HookOptions(url="/menu", method="POST")))
    assert call.out()[0]["data"][0]["actionHook"] == {"url": "/menu", "method": "POST"}
    call.hook("/menu")
    assert wait.gathered().digits == "42"


def test_a_websocket_url_is_a_name_like_others() -> None:
    """A hook that is an absolute websocket URL comes over the same socket, with the URL as its name."""
    call = running()
    wait = call.perform(Gather(input=["digits"], action_hook="wss://app.example/menu"))
    call.hook("wss://app.example/menu")
    assert wait.gathered().digits == "42"


@pytest.mark.parametrize("url", ["http://app.example/menu", "https://app.example/menu"])
@pytest.mark.parametrize("as_object", [False, True])
def test_a_webhook_is_refused(url: str, as_object: bool) -> None:
    """`perform` refuses an `http(s)` hook, whose answer would not come over the socket, and sends nothing."""
    call = running()
    hook = HookOptions(url=url) if as_object else url
    with pytest.raises(InvalidOutgoing, match=r"\$\[1\]\.actionHook"):
        call.perform(Say(text="Press a key."), Gather(input=["digits"], action_hook=hook))
    assert call.out() == []


def test_a_refused_webhook_leaves_the_owed_ack_open() -> None:
    """A refused `perform` changes nothing: the ack that the main flow owes can still be given."""
    call, msgid = owing()
    with pytest.raises(InvalidOutgoing):
        call.perform(Gather(input=["digits"], action_hook="https://app.example/menu"))
    call.send(Hangup())
    assert call.out() == [{"type": "ack", "msgid": msgid, "data": [{"verb": "hangup"}]}]


@pytest.mark.parametrize("verb", [Say(text="Hello."), Hangup(), Redirect(action_hook="/other")])
def test_a_verb_without_a_result_cannot_be_performed(verb: Verb) -> None:
    """`perform` refuses verbs of which the last reports no result, and sends nothing."""
    call = running()
    with pytest.raises(InvalidOutgoing, match=r"\$\[1\]"):
        call.perform(Gather(input=["digits"]), verb)
    assert call.out() == []


@pytest.mark.parametrize(
    ("verb", "problem"),
    [([Gather(input=["digits"])], "one by one"), (Gather, "the class Gather"), ("say", "not a verb")],
    ids=["a list", "a class", "a name"],
)
def test_what_is_no_verb_cannot_be_performed(verb: Any, problem: str) -> None:
    """What was given for a verb is told, rather than that it reports nothing."""
    call = running()
    with pytest.raises(InvalidOutgoing, match=problem):
        call.perform(verb)
    assert call.out() == []


def test_no_verbs_cannot_be_performed() -> None:
    """`perform` without verbs has nothing to wait for."""
    call = CallDriver()
    call.begin()
    with pytest.raises(InvalidOutgoing):
        call.perform()
    assert call.out() == []


@pytest.mark.parametrize(
    "verb", [Play(url="a.mp3"), Dequeue(name="support"), Conference(name="team"), SipRefer(refer_to="+4930111")]
)
def test_every_verb_with_a_result_gets_a_name(verb: Verb) -> None:
    """Every verb whose last word is an action hook can be performed."""
    call = running()
    wait = call.perform(verb)
    assert call.out()[0]["data"][0]["actionHook"] == wait.hook


@pytest.mark.parametrize(
    "verb",
    [
        Dial(target=[PhoneTarget(number="1")], listen=Listen(url="wss://example.com", action_hook="/inner")),
        Dial(
            target=[PhoneTarget(number="1")],
            listen=Listen(url="wss://example.com", transcribe=Transcribe(transcription_hook="/inner")),
        ),
        Gather(input=["digits"], play=Play(url="https://example.com/a.mp3", action_hook="/inner")),
    ],
)
def test_a_verb_inside_of_a_verb_is_not_answered(verb: Dial | Gather) -> None:
    """jambonz ignores the replies to their hooks: such a hook is acked at once, and the outer verb goes on."""
    call = running()
    wait = call.perform(verb)
    call.out()
    call.read()
    msgid = call.hook("/inner")
    assert call.out() == [ack(msgid)]
    with pytest.raises(NoReply):
        call.ack(msgid, Say(text="Ignored."))
    assert wait.waiting
    assert call.out() == []
