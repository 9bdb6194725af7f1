"""Generations of the verb stack: what replaces what, and which hooks come too late."""

from __future__ import annotations

import pytest

from jambonz_proto import CallEnded, InvalidMessage, InvalidOutgoing, Superseded, Verb, commands
from jambonz_proto.verbs import Enqueue, Gather, Hangup, Pause, Play, Say

from .driver import DIGITS, SID, TIMEOUT, CallDriver, Wait, ack, gathering, owing, redirect, running, say

DIGIT_GATHER = Gather(input=["digits"])


def interim(
    transcript: str, *, vendor: str | None = "deepgramflux", turn: str | None = "EagerEndOfTurn"
) -> dict[str, object]:
    """The payload of a gather that is not done yet."""
    return spoken(transcript, final=False, vendor=vendor, turn=turn)


def spoken(
    transcript: str, *, final: bool = True, vendor: str | None = "google", turn: str | None = None
) -> dict[str, object]:
    """The payload of a gather that heard something."""
    alternative = {"transcript": transcript} if turn is None else {"transcript": transcript, "turn_taking_event": turn}
    speech: dict[str, object] = {"is_final": final, "alternatives": [alternative]}
    if vendor is not None:
        speech["vendor"] = {"name": vendor}
    return {"call_sid": SID, "reason": "speechDetected", "speech": speech}


# -- superseding ------------------------------------------------------------------------------


@pytest.mark.parametrize("main", [True, False])
def test_a_send_supersedes_a_waiting_perform(main: bool) -> None:
    """A `send` without `queue=True` starts a new generation: an older `perform` still waiting raises `Superseded`."""
    call, wait = gathering()
    call.send(Say(text="Stop."), main=main)
    with pytest.raises(Superseded) as caught:
        wait.result()
    assert caught.value.call_sid == SID


def test_a_perform_supersedes_a_waiting_perform() -> None:
    """A `perform` without `queue=True` starts a new generation: the older one raises `Superseded`."""
    call, older = gathering()
    newer = call.perform(DIGIT_GATHER)
    with pytest.raises(Superseded):
        older.result()
    assert newer.waiting
    call.hook(newer.hook)
    assert newer.gathered().digits == "42"


def test_an_ack_with_verbs_supersedes_a_waiting_perform() -> None:
    """The verbs of an ack that replaces the stack start a new generation."""
    call, wait = gathering()
    call.read()
    msgid = call.hook("/unknown")
    call.ack(msgid, Say(text="Something else."))
    with pytest.raises(Superseded):
        wait.result()


def test_an_ack_without_verbs_supersedes_nothing() -> None:
    """An empty reply changes nothing: a waiting `perform` goes on."""
    call, wait = gathering()
    call.read()
    msgid = call.hook("/unknown")
    call.ack(msgid)
    assert wait.waiting


def test_a_redirect_command_supersedes_a_waiting_perform() -> None:
    """The command `redirect`, however it is sent, starts a new generation."""
    call, wait = gathering()
    call.command(commands.Redirect(data=[Say(text="Elsewhere.")]))
    with pytest.raises(Superseded):
        wait.result()


def test_a_redirect_command_to_a_hook_supersedes_a_waiting_perform() -> None:
    """The command `redirect` with a hook gives the call a new application: an older `perform` raises `Superseded`."""
    call, wait = gathering()
    call.command(commands.Redirect(data=commands.RedirectHooks(call_hook="/other")))
    with pytest.raises(Superseded):
        wait.result()


@pytest.mark.parametrize(
    "command",
    [
        commands.Redirect(data=[Say(text="And then.")], queue_command=True),
        commands.MuteStatus(data=commands.MuteStatusData(status="mute")),
        commands.TtsFlush(data={}),
    ],
)
def test_other_commands_supersede_nothing(command: commands.Command) -> None:
    """A command that does not replace the verb stack leaves a waiting `perform` alone."""
    call, wait = gathering()
    call.command(command)
    assert wait.waiting


def test_a_queued_send_supersedes_nothing() -> None:
    """A `send` with `queue=True` leaves a waiting `perform` alone."""
    call, wait = gathering()
    call.send(Say(text="And then."), queue=True)
    assert wait.waiting
    call.hook(wait.hook)
    assert wait.gathered().digits == "42"


def test_queued_performs_wait_together() -> None:
    """Queued `perform`s can wait together, and each gets the result of its own hook, in whatever order they come."""
    call = running()
    waits = [call.perform(DIGIT_GATHER, queue=True) for _ in range(3)]
    assert [command["queueCommand"] for command in call.out()] == [True, True, True]
    for index in (2, 0, 1):
        call.hook(waits[index].hook, {**DIGITS, "digits": str(index)})
    for index, wait in enumerate(waits):
        assert wait.gathered().digits == str(index)


def test_a_send_supersedes_all_waiting_performs() -> None:
    """A new generation wakes every `perform` of the older ones, queued or not."""
    call, first = gathering()
    queued = [call.perform(DIGIT_GATHER, queue=True) for _ in range(3)]
    call.send(Hangup())
    for wait in [first, *queued]:
        with pytest.raises(Superseded):
            wait.result()


def test_a_refused_send_supersedes_nothing() -> None:
    """Verbs that are refused change nothing: the older `perform` waits on."""
    call, wait = gathering()
    with pytest.raises(InvalidOutgoing):
        call.send(Gather(timeout=-1))
    assert wait.waiting
    assert call.out() == []


# -- late hooks -------------------------------------------------------------------------------


def test_a_late_hook_of_a_superseded_perform_is_acked_with_nothing() -> None:
    """A late hook of an older generation is acked with `[]`, so that it never overwrites the new stack."""
    call, wait = gathering()
    call.read()
    call.delivered.clear()
    call.send(Say(text="Stop."))
    call.out()
    msgid = call.hook(wait.hook)
    assert call.out() == [ack(msgid)]
    assert call.delivered == []


def test_a_late_hook_of_a_given_up_perform_is_acked_with_nothing() -> None:
    """A hook of a cancelled `perform`, or of one whose time was up, is acked with `[]` when it comes."""
    call, wait = gathering()
    call.read()
    call.delivered.clear()
    call.give_up(wait)
    msgid = call.hook(wait.hook)
    assert call.out() == [ack(msgid)]
    assert call.delivered == []


def test_what_is_sent_after_a_late_hook_is_a_command() -> None:
    """The main flow does not own a late hook: what it sends next is a command, not a second ack."""
    call, wait = gathering()
    call.give_up(wait)
    msgid = call.hook(wait.hook)
    call.send(Say(text="Next."))
    assert call.out() == [ack(msgid), redirect(say("Next."))]


def test_a_late_hook_does_not_end_the_wait_of_the_newer_perform() -> None:
    """A late hook of an older generation is not taken for the result of the new one."""
    call, older = gathering()
    newer = call.perform(DIGIT_GATHER)
    call.out()
    late = call.hook(older.hook)
    assert newer.waiting
    assert call.out() == [ack(late)]


def test_a_late_hook_does_not_take_away_what_the_main_flow_owes() -> None:
    """A late hook leaves the ack that the main flow owes alone."""
    call, older = gathering()
    newer = call.perform(DIGIT_GATHER)
    call.out()
    owed = call.hook(newer.hook)
    late = call.hook(older.hook)
    call.send(Say(text="Next."))
    assert call.out() == [ack(late), ack(owed, say("Next."))]


def test_a_second_hook_of_a_finished_perform_is_nobodys() -> None:
    """Once its result was returned, a `perform` owns no further hook of that name: whoever reads answers it."""
    call, wait = gathering()
    call.read()
    owed = call.hook(wait.hook)
    again = call.hook(wait.hook)
    call.ack(again, Pause(length=1))
    assert call.out() == [ack(again, {"verb": "pause", "length": 1})]
    assert owed != again


def test_the_newest_use_of_a_hook_name_counts() -> None:
    """A hook name of a given-up `perform` that is sent again belongs to the new verbs: whoever reads gets it."""
    call = running(reading=True)
    wait = call.perform(Gather(input=["digits"], action_hook="/menu"))
    call.give_up(wait)
    call.send(Gather(input=["digits"], action_hook="/menu"))
    call.out()
    msgid = call.hook("/menu")
    call.ack(msgid, Say(text="Thanks."))
    assert call.out() == [ack(msgid, say("Thanks."))]


def test_a_hook_name_can_be_performed_again() -> None:
    """A user's hook name can be used by one `perform` after the other."""
    call = running()
    verb = Gather(input=["digits"], action_hook="/menu")
    for _ in range(3):
        wait = call.perform(verb)
        call.hook("/menu")
        assert wait.gathered().digits == "42"


def test_two_waiting_performs_cannot_share_a_hook_name() -> None:
    """A queued `perform` with the hook name of one that still waits is refused: which result is whose?"""
    call = running()
    verb = Gather(input=["digits"], action_hook="/menu")
    wait = call.perform(verb)
    call.out()
    with pytest.raises(InvalidOutgoing, match="/menu"):
        call.perform(verb, queue=True)
    assert call.out() == []
    assert wait.waiting


# -- interim results --------------------------------------------------------------------------


def test_interim_results_are_skipped_and_acked() -> None:
    """`perform` skips interim results: each is acked with `[]`, and the wait goes on until the final one."""
    call, wait = gathering(verb=Gather(input=["speech"]))
    call.read()
    call.delivered.clear()
    payloads = [interim("good"), interim("good morn", turn="TurnResumed"), interim("good morn", vendor=None)]
    interims = [call.hook(wait.hook, payload) for payload in payloads]
    assert wait.waiting
    assert call.out() == [ack(msgid) for msgid in interims]
    assert call.delivered == []
    final = call.hook(wait.hook, spoken("good morning"))
    result = wait.gathered()
    assert result.speech is not None
    assert result.speech.alternatives[0].transcript == "good morning"
    call.send(Hangup())
    assert call.out() == [ack(final, {"verb": "hangup"})]


@pytest.mark.parametrize(
    "payload",
    [
        DIGITS,
        TIMEOUT,
        spoken("yes"),
        interim("mumble") | {"reason": "stt-low-confidence"},
        interim("mumble") | {"reason": "timeout"},
        spoken("book", final=False, vendor="google"),
        interim("book", turn="StartOfTurn"),
        interim("book", turn=None),
        {"call_sid": SID, "reason": "something new"},
    ],
)
def test_all_other_results_are_final(payload: dict[str, object]) -> None:
    """Only a turn event is interim: not what is refused for its confidence, nor an early match of a hint."""
    call, wait = gathering()
    call.hook(wait.hook, payload)
    assert wait.gathered().reason == payload["reason"]


# -- other outcomes ---------------------------------------------------------------------------


def test_a_result_of_another_shape_is_an_error_in_the_perform() -> None:
    """A result of the wrong shape is an error in the `perform` that names place and hook, and is acked with `[]`."""
    call, wait = gathering()
    msgid = call.hook(wait.hook, {"call_sid": SID, "digits": 42, "reason": "dtmfDetected"})
    with pytest.raises(InvalidMessage, match=r"\$\.data\.digits") as caught:
        wait.result()
    assert wait.hook in str(caught.value)
    assert (caught.value.call_sid, caught.value.msgid) == (SID, msgid)
    assert call.out() == [ack(msgid)]


@pytest.mark.parametrize("data", [[], "digits", 42, None])
def test_a_result_that_cannot_be_read_at_all_is_an_error_in_the_perform(data: object) -> None:
    """A hook whose data is no object wakes its `perform` with place, hook, call and msgid, and is acked with `[]`."""
    call, wait = gathering()
    text = {"type": "verb:hook", "msgid": "bad", "hook": wait.hook, "call_sid": SID, "data": data}
    with pytest.raises(InvalidMessage):
        call.receive(text)
    with pytest.raises(InvalidMessage, match=r"\$\.data") as caught:
        wait.result()
    assert wait.hook in str(caught.value)
    assert SID in str(caught.value)
    assert (caught.value.call_sid, caught.value.msgid) == (SID, "bad")
    assert call.out() == [ack("bad")]


def test_a_perform_that_is_given_up_after_its_result_keeps_it() -> None:
    """Whichever outcome of a `perform` comes first counts, and wakes its waiter once."""
    call, wait = gathering()
    call.hook(wait.hook)
    call.give_up(wait)
    call.send(Hangup())
    call.end()
    assert wait.gathered().digits == "42"


def test_the_end_of_the_call_wakes_all_performs() -> None:
    """When the call ends first, every `perform` raises `CallEnded`."""
    call, first = gathering()
    waits = [first, call.perform(DIGIT_GATHER, queue=True), call.perform(Play(url="a.mp3"), queue=True)]
    call.status("completed")
    for wait in waits:
        with pytest.raises(CallEnded):
            wait.result()


@pytest.mark.parametrize("verb", [DIGIT_GATHER, Play(url="a.mp3"), Enqueue(name="support")])
def test_a_verb_without_a_hook_name_is_not_changed(verb: Verb) -> None:
    """`perform` copies its verbs: a module constant can be reused."""
    call = running()
    before = repr(verb)
    first, second = call.perform(verb), call.perform(verb)
    assert first.hook != second.hook
    assert repr(verb) == before


def test_a_waiting_perform_is_never_forgotten() -> None:
    """Whoever waits is always woken, however many other `perform`s came and went meanwhile."""
    call, first = gathering()
    for _ in range(3000):
        call.give_up(call.perform(DIGIT_GATHER, queue=True))
    msgid = call.hook(first.hook)
    assert first.gathered().digits == "42"
    call.out()
    call.send(Hangup())
    assert call.out() == [ack(msgid, {"verb": "hangup"})]


def test_many_waiting_performs_are_all_woken_at_the_end() -> None:
    """Whoever waits is always woken: the end of the call reaches every `perform`, however many there are."""
    call = running()
    waits: list[Wait] = [call.perform(DIGIT_GATHER, queue=True) for _ in range(3000)]
    call.end()
    assert [wait.woken for wait in waits] == [1] * len(waits)


def test_a_command_held_from_before_the_session_does_not_replace_newer_verbs() -> None:
    """Verbs of an older generation never overwrite the new stack, not even if jambonz could not be sent them before."""
    call = CallDriver()
    session = call.begin()
    call.send(Say(text="Older, from elsewhere."), main=False)
    wait = call.perform(DIGIT_GATHER)
    assert [message["msgid"] for message in call.out()] == [session]
    call.later(5)
    assert redirect(say("Older, from elsewhere.")) not in call.out()
    assert wait.waiting


def test_an_answered_hook_does_not_answer_a_second_time() -> None:
    """After its answer the main flow owes nothing: the next `send` is a command."""
    call, msgid = owing()
    call.send(Say(text="One."))
    call.send(Say(text="Two."))
    assert call.out() == [ack(msgid, say("One.")), redirect(say("Two."))]
