"""A called leg that is asked whether to connect: it is connected when its verbs run out, so they end in a hangup."""

from __future__ import annotations

from contextlib import suppress

import pytest

from jambonz_proto import InvalidMessage, NoReply, Verb, messages
from jambonz_proto._pending import PendingAck, Screening
from jambonz_proto.verbs import Gather, Hangup

from .driver import CHILD, DIGITS, Json, Wait, ack, gathering, several

DECLINE: Json = {"verb": "hangup"}
CONNECT: Json = {"verb": "config"}
GATHER = Gather(input=["digits"])


class Screened:
    """A call whose main flow waits, and a called leg of it that is being screened."""

    def __init__(self) -> None:
        self.call, self.main = gathering()
        self._pendings: list[PendingAck] = []
        self.call.protocol.hook("/confirm", self._take)
        self.msgid = self.call.message("dial:confirm", {"call_sid": CHILD}, hook="/confirm")
        self.stack = Screening(self._pendings[0])

    def _take(self, message: messages.Message, pending: PendingAck | None) -> None:
        assert pending is not None
        self._pendings.append(pending)

    def perform(self, *verbs: Verb) -> Wait:
        wait = Wait()
        wait.perform = self.call.protocol.perform(
            verbs, self.stack, owner=True, queue=False, now=self.call.now, on_settled=wait.wake
        )
        return wait

    def asked(self) -> Wait:
        """The leg is asked for digits, and will be hung up if nothing else comes."""
        wait = self.perform(GATHER)
        [sent] = self.call.out()
        assert sent["msgid"] == self.msgid
        assert several(sent["data"], "verb") == ["gather", "hangup"]
        return wait

    def decide(self, *, accepted: bool) -> None:
        """The handler's decision."""
        self.call.protocol.decide(self.stack, self.call.now, accepted=accepted)


@pytest.mark.parametrize(("accepted", "verbs"), [(True, []), (False, [DECLINE])])
def test_a_leg_that_is_not_asked(accepted: bool, verbs: list[Json]) -> None:
    """The decision goes out as the ack of `dial:confirm`: `[]` connects, a hangup declines."""
    screening = Screened()
    screening.decide(accepted=accepted)
    assert screening.call.out() == [ack(screening.msgid, *verbs)]
    assert screening.main.waiting


@pytest.mark.parametrize(("accepted", "verbs"), [(True, [CONNECT]), (False, [])])
def test_the_leg_is_asked_before_it_is_decided(accepted: bool, verbs: list[Json]) -> None:
    """Verbs for the leg go in the ack of `dial:confirm`, and a hangup behind them, which an accepted leg is spared.

    The open-source server drops a hangup that comes in place of other verbs, and then connects the leg.
    """
    screening = Screened()
    wait = screening.asked()
    msgid = screening.call.hook(wait.hook)
    assert wait.gathered().digits == "42"
    screening.decide(accepted=accepted)
    assert screening.call.out() == [ack(msgid, *verbs)]
    assert screening.main.waiting


def test_a_leg_is_asked_once() -> None:
    """A leg that has got other verbs in place of its hangup could not be declined any more: it does not get any."""
    screening = Screened()
    wait = screening.asked()
    msgid = screening.call.hook(wait.hook)
    with pytest.raises(NoReply, match="once"):
        screening.perform(GATHER)
    screening.decide(accepted=False)
    assert screening.call.out() == [ack(msgid)]


def test_a_leg_without_an_answer_in_time_is_declined() -> None:
    """The automatic reply to `dial:confirm` declines, and accepting it later is an error in its sender."""
    screening = Screened()
    screening.call.later(4.1)
    assert screening.call.out() == [ack(screening.msgid, DECLINE)]
    with pytest.raises(NoReply):
        screening.perform(GATHER)
    with pytest.raises(NoReply, match="too late"):
        screening.decide(accepted=True)
    screening.decide(accepted=False)
    assert screening.main.waiting
    assert screening.call.out() == []


def test_a_late_decision_after_digits_declines_the_leg() -> None:
    """The automatic reply to a hook of the screened leg leaves it to its hangup, and accepting it later is an error.

    A `redirect` would end the caller's call instead.
    """
    screening = Screened()
    wait = screening.asked()
    msgid = screening.call.hook(wait.hook)
    screening.call.later(4.1)
    assert screening.call.out() == [ack(msgid)]
    with pytest.raises(NoReply, match="too late"):
        screening.decide(accepted=True)
    assert screening.call.out() == []
    assert screening.main.waiting


def test_a_decision_lost_with_its_connection_does_not_hang_up_the_caller() -> None:
    """A decision for a hook that was un-acked when the socket dropped is an error, never a command to the caller."""
    screening = Screened()
    wait = screening.asked()
    screening.call.hook(wait.hook)
    screening.call.protocol.disconnect(screening.call.now + 30)
    with pytest.raises(NoReply):
        screening.decide(accepted=True)
    assert screening.main.waiting


@pytest.mark.parametrize("accepted", [True, False])
def test_a_decision_that_was_not_written_does_not_change_the_callers_call(accepted: bool) -> None:
    """A decision given but not written when the socket dropped is dropped: the server has declined the leg itself."""
    screening = Screened()
    wait = screening.asked()
    screening.call.hook(wait.hook)
    screening.decide(accepted=accepted)
    screening.call.protocol.disconnect(screening.call.now + 30)
    screening.call.protocol.reconnect()
    assert screening.call.out() == []
    assert screening.main.waiting


@pytest.mark.parametrize(("accepted", "verbs"), [(True, [CONNECT]), (False, [])])
def test_a_leg_that_is_decided_while_it_is_asked(accepted: bool, verbs: list[Json]) -> None:
    """A handler that decides, or fails, without waiting for the answer: the hook that comes later gets the decision."""
    screening = Screened()
    wait = screening.asked()
    screening.call.give_up(wait)
    screening.decide(accepted=accepted)
    assert screening.call.out() == []
    msgid = screening.call.hook(wait.hook, DIGITS)
    assert screening.call.out() == [ack(msgid, *verbs)]


def test_an_interim_result_decides_nothing() -> None:
    """What comes to the hook before the result is acked with nothing, and the leg is still being asked."""
    screening = Screened()
    wait = screening.asked()
    interim: Json = {"reason": "speechDetected", "speech": {"is_final": False, "alternatives": []}}
    msgid = screening.call.hook(wait.hook, interim)
    assert screening.call.out() == [ack(msgid)]
    assert wait.waiting


@pytest.mark.parametrize("data", [{"call_sid": CHILD, "reason": 7}, 7])
def test_a_leg_whose_answer_cannot_be_read_is_declined(data: object) -> None:
    """A result of the wrong shape leaves the leg to its hangup, and is an error in the `perform` that waits for it."""
    screening = Screened()
    wait = screening.asked()
    text = {"type": "verb:hook", "msgid": "bad", "hook": wait.hook, "call_sid": CHILD, "data": data}
    with suppress(InvalidMessage):
        screening.call.receive(text)
    assert screening.call.out() == [ack("bad")]
    with pytest.raises(InvalidMessage):
        wait.result()


@pytest.mark.parametrize("data", [{"call_sid": 7}, 7])
def test_a_leg_that_cannot_be_read_is_declined(data: object) -> None:
    """A `dial:confirm` that cannot be read reaches no handler, and never connects a leg that nobody screened."""
    call, _ = gathering()
    asked: list[messages.Message] = []
    call.protocol.hook("/confirm", lambda message, _: asked.append(message))
    with pytest.raises(InvalidMessage):
        call.receive({"type": "dial:confirm", "msgid": "bad", "hook": "/confirm", "call_sid": CHILD, "data": data})
    assert call.out() == [ack("bad", DECLINE)]
    assert asked == []


def test_screening_supersedes_nothing_of_the_caller() -> None:
    """What is sent to the called leg starts no new generation on the caller's, nor the other way round."""
    screening = Screened()
    asked = screening.asked()
    screening.call.send(Hangup())
    assert not screening.main.waiting
    assert asked.waiting


def test_a_question_that_was_not_written_is_an_error_in_the_sender() -> None:
    """Whoever waits for a leg's answer is woken if the question is lost with its connection: nothing will come."""
    screening = Screened()
    wait = screening.perform(GATHER)
    screening.call.protocol.disconnect(screening.call.now + 30)
    with pytest.raises(NoReply):
        wait.result()
    assert screening.main.waiting
