"""When verbs have ended, as `verb:status` tells: messages.md, 4.8."""

from __future__ import annotations

import pytest

from jambonz_proto import CallEnded, NoVerbStatus, RawVerb, Superseded, Verb, VerbFailed, commands
from jambonz_proto._verb_status import SentVerb
from jambonz_proto.verbs import Config, Gather, Hangup, Play, Say

from .driver import SID, CallDriver, Json, redirect, running, say

HELLO = Say(text="Hello.")


def told() -> CallDriver:
    """A running call whose verbs are told of."""
    call = running()
    call.command(commands.Config(data=Config(notify_events=True)))
    call.out()
    return call


def send(call: CallDriver, *verbs: Verb, queue: bool = False) -> tuple[SentVerb, str]:
    """Send verbs; returns the last one, and the id that jambonz knows it by."""
    sent = call.protocol.send(verbs, call.protocol.main, owner=True, queue=queue, now=call.now)
    [message] = call.out()
    return sent, message["data"][-1]["id"]


def status(call: CallDriver, event: str, verb_id: str | None, **data: object) -> None:
    call.message("verb:status", {"event": event, "name": "say", **({"id": verb_id} if verb_id else {}), **data})


def test_a_verb_has_ended() -> None:
    """A verb is settled when jambonz says that it has finished, and not before."""
    call = told()
    sent, verb_id = send(call, Say(text="One."), Say(text="Two."))
    woken: list[None] = []
    sent.when_settled(lambda: woken.append(None))
    status(call, "starting", None)
    status(call, "finished", None)
    status(call, "starting", verb_id)
    status(call, "stop-playback", verb_id)
    assert woken == []
    status(call, "finished", verb_id)
    assert woken == [None]
    sent.check(SID)
    assert not sent.interrupted


def test_an_id_is_made_up_in_a_copy() -> None:
    """The last verb gets an id of its own where it has none; others, and the verb that was given, stay as they are."""
    call = told()
    sent, verb_id = send(call, HELLO, HELLO)
    assert HELLO.id is None
    assert sent.id == verb_id
    assert verb_id != send(call, HELLO)[1]
    call.send(HELLO, Say(text="Bye.", id="mine"))
    assert call.out() == [redirect(say("Hello."), {"verb": "say", "id": "mine", "text": "Bye."})]


def test_a_raw_verb_gets_an_id_as_well() -> None:
    """Any verb takes an id, also one that this version does not know."""
    call = told()
    raw = RawVerb("new", {"a": 1})
    sent, verb_id = send(call, raw)
    assert raw == RawVerb("new", {"a": 1})
    status(call, "finished", verb_id)
    sent.check(SID)


@pytest.mark.parametrize("sent", [[HELLO], [HELLO, Config(notify_events=False)], []])
def test_nothing_is_told_unless_that_is_wanted(sent: list[Verb]) -> None:
    """Where `notify_events` is not on nothing is added to the verbs, and nobody can wait for their end."""
    call = CallDriver()
    call.begin("outbound")
    verb = call.protocol.send(sent, call.protocol.main, owner=True, queue=False, now=call.now)
    assert all("id" not in verb for verb in call.out()[0]["data"])
    assert verb.is_settled
    with pytest.raises(NoVerbStatus) as caught:
        verb.check(SID)
    assert caught.value.call_sid == call.protocol.sid


def test_the_config_may_come_along() -> None:
    """The events count from the `config` on that turns them on, also among the very verbs that are sent."""
    call = CallDriver()
    call.begin()
    sent, verb_id = send(call, Config(notify_events=True), HELLO)
    status(call, "starting", None, name="config")
    status(call, "finished", None, name="config")
    status(call, "starting", verb_id)
    assert not sent.is_settled
    assert not send(call, HELLO, queue=True)[0].is_settled


def test_a_verb_that_was_cut_short() -> None:
    """A verb that the caller cut short has ended, and is known to have been interrupted."""
    call = told()
    sent, verb_id = send(call, HELLO)
    status(call, "starting", verb_id)
    status(call, "kill-playback", verb_id, verb="say")
    status(call, "finished", verb_id)
    sent.check(SID)
    assert sent.interrupted


@pytest.mark.parametrize("begun", [False, True])
def test_newer_verbs_supersede(begun: bool) -> None:
    """A verb that newer ones replaced raises `Superseded`; its own end is not taken for theirs, even under its id."""
    call = told()
    first, verb_id = send(call, Say(text="One.", id="prompt"))
    if begun:
        status(call, "starting", verb_id)
    second, _ = send(call, Say(text="Two.", id="prompt"))
    with pytest.raises(Superseded):
        first.check(SID)
    if begun:
        status(call, "finished", verb_id)
    assert not second.is_settled
    status(call, "starting", verb_id)
    assert not second.is_settled
    status(call, "finished", verb_id)
    second.check(SID)


def test_queued_verbs_end_one_after_the_other() -> None:
    """Queued verbs supersede nothing, and each is told of in its turn, also under one id."""
    call = told()
    verbs = [send(call, Say(text=text, id="prompt"), queue=True)[0] for text in ("One.", "Two.")]
    for done in (1, 2):
        status(call, "starting", "prompt")
        status(call, "finished", "prompt")
        assert [verb.is_settled for verb in verbs].count(True) == done
    for verb in verbs:
        verb.check(SID)


def test_a_perform_behind_it_supersedes_nothing_if_queued() -> None:
    """What waits for a verb that was said goes on while a queued gather waits for the caller."""
    call = told()
    sent, verb_id = send(call, HELLO)
    call.perform(Gather(input=["digits"]), queue=True)
    status(call, "starting", verb_id)
    status(call, "finished", verb_id)
    sent.check(SID)


def test_a_verb_that_fails() -> None:
    """A verb that begins and does not finish before the next one begins has failed."""
    call = told()
    sent, verb_id = send(call, Play(url="http://nowhere"))
    status(call, "starting", verb_id)
    status(call, "starting", "another")
    with pytest.raises(VerbFailed) as caught:
        sent.check(SID)
    assert caught.value.call_sid == call.protocol.sid


@pytest.mark.parametrize(("failover", "fails"), [("in progress", False), ("not available", True)])
def test_a_say_that_no_vendor_can_speak(failover: str, fails: bool) -> None:
    """An error that no other vendor makes good is the end of a say, with what jambonz says about it."""
    call = told()
    sent, verb_id = send(call, HELLO)
    status(call, "starting", verb_id)
    error: Json = {"msg": "TTS error", "details": "acme is down", "failover": failover, "verb": "say", "id": verb_id}
    call.message("jambonz:error", error)
    assert sent.is_settled is fails
    if fails:
        with pytest.raises(VerbFailed, match="TTS error: acme is down"):
            sent.check(SID)


def test_an_end_that_may_have_been_missed() -> None:
    """A verb whose end may have been told while the connection was down has ended when the next one begins."""
    call = told()
    sent, verb_id = send(call, HELLO)
    status(call, "starting", verb_id)
    call.protocol.disconnect(call.now + 30)
    call.protocol.reconnect()
    assert not sent.is_settled
    status(call, "starting", "another")
    sent.check(SID)


def test_the_end_of_the_call() -> None:
    """When the call ends first, whoever waits gets `CallEnded`."""
    call = told()
    sent, _ = send(call, Hangup())
    call.status("completed")
    with pytest.raises(CallEnded):
        sent.check(SID)


def test_the_form_of_older_documents() -> None:
    """The form with `status` instead of `event` is understood as well."""
    call = told()
    sent, verb_id = send(call, HELLO)
    for state in ("begin", "end"):
        assert not sent.is_settled
        call.message("verb:status", {"verb": "say", "id": verb_id, "status": state})
    sent.check(SID)


def test_a_config_that_newer_verbs_replaced_before_it_was_sent() -> None:
    """A `config` that was held back, since jambonz does not listen yet, and then replaced has turned nothing on."""
    call = CallDriver()
    call.begin()
    call.send(Say(text="Welcome."))
    call.send(Config(notify_events=True))
    for queue in (False, True):
        sent = call.protocol.send([HELLO], call.protocol.main, owner=True, queue=queue, now=call.now)
        with pytest.raises(NoVerbStatus):
            sent.check(SID)


def test_what_is_watched_is_bounded() -> None:
    """Of very many verbs that are under way the oldest are not watched any more, which their waiters are told."""
    call = told()
    first, _ = send(call, HELLO, queue=True)
    last, verb_id = [send(call, HELLO, queue=True) for _ in range(1024)][-1]
    with pytest.raises(NoVerbStatus):
        first.check(SID)
    status(call, "finished", verb_id)
    last.check(SID)


def test_a_send_that_is_refused_is_not_watched() -> None:
    """A verb that could not be sent leaves nothing behind."""
    call = told()
    sent, verb_id = send(call, HELLO)
    with pytest.raises(ValueError, match="at `"):
        call.send(Say(text="x" * 30_000))
    status(call, "finished", verb_id)
    sent.check(SID)
