"""A called leg that is asked whether to connect: saying nothing connects it, so silence has to decline."""

from __future__ import annotations

from contextlib import suppress

import pytest

from jambonz_proto import AlreadyAcked, InvalidMessage, NoReply, Verb, messages
from jambonz_proto._protocol import PendingAck, Stack
from jambonz_proto.verbs import Gather, Hangup

from .driver import CHILD, DIGITS, Json, Wait, ack, gathering, several

DECLINE = {"verb": "hangup"}
GATHER = Gather(input=["digits"])


class Screening:
    """A call whose main flow waits, and a called leg of it that is being screened."""

    def __init__(self) -> None:
        self.call, self.main = gathering()
        self._pendings: list[PendingAck] = []
        self.call.protocol.hook("/confirm", self._take)
        self.msgid = self.call.message("dial:confirm", {"call_sid": CHILD}, hook="/confirm")
        self.stack = Stack(owed=self._pendings[0], hears_commands=False, automatic=b'[{"verb":"hangup"}]')

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
        """The leg is asked for digits."""
        wait = self.perform(GATHER)
        assert several(self.call.out(), "msgid") == [self.msgid]
        return wait

    def answer(self, *verbs: Verb) -> None:
        """The handler's decision: no verbs connect, a hangup declines."""
        assert self.stack.owed is not None
        self.call.protocol.reply(self.stack.owed, verbs, self.call.now, self.stack)


def test_an_empty_answer_connects() -> None:
    """The decision goes out as the ack of `dial:confirm`: `[]` accepts."""
    screening = Screening()
    screening.answer()
    assert screening.call.out() == [ack(screening.msgid)]


def test_a_hangup_declines() -> None:
    """A declined callee is hung up by the ack of `dial:confirm`; the caller's call goes on."""
    screening = Screening()
    screening.answer(Hangup())
    assert screening.call.out() == [ack(screening.msgid, DECLINE)]
    assert screening.main.waiting


def test_the_leg_is_talked_to_before_it_is_decided() -> None:
    """Verbs for the leg go in the ack of `dial:confirm`, and the decision in that of the hook of their last one."""
    screening = Screening()
    wait = screening.asked()
    msgid = screening.call.hook(wait.hook)
    assert wait.gathered().digits == "42"
    screening.answer()
    assert screening.call.out() == [ack(msgid)]
    assert screening.main.waiting


def test_a_leg_without_an_answer_in_time_is_declined() -> None:
    """The automatic reply to `dial:confirm` declines, and the decision that comes later is an error in its sender."""
    screening = Screening()
    screening.call.later(4.1)
    assert screening.call.out() == [ack(screening.msgid, DECLINE)]
    with pytest.raises(NoReply):
        screening.answer(Hangup())
    with pytest.raises(NoReply):
        screening.perform(GATHER)
    assert screening.main.waiting
    assert screening.call.out() == []


def test_a_late_decision_after_digits_declines_the_leg() -> None:
    """The automatic reply to a hook of the screened leg declines as well: `[]` would connect an unscreened callee."""
    screening = Screening()
    wait = screening.asked()
    msgid = screening.call.hook(wait.hook)
    screening.call.later(4.1)
    assert screening.call.out() == [ack(msgid, DECLINE)]


def test_a_late_decision_does_not_hang_up_the_caller() -> None:
    """A decision that comes after the automatic reply is an error: a `redirect` would end the caller's call instead."""
    screening = Screening()
    wait = screening.asked()
    screening.call.hook(wait.hook)
    screening.call.later(4.1)
    screening.call.out()
    with pytest.raises(NoReply):
        screening.answer(Hangup())
    assert screening.call.out() == []
    assert screening.main.waiting


def test_a_decision_lost_with_its_connection_does_not_hang_up_the_caller() -> None:
    """A decision for a hook that was un-acked when the socket dropped is an error, never a command to the caller."""
    screening = Screening()
    wait = screening.asked()
    screening.call.hook(wait.hook)
    screening.call.protocol.disconnect(screening.call.now + 30)
    with pytest.raises(NoReply):
        screening.answer(Hangup())
    assert screening.main.waiting


def test_a_decision_that_was_not_written_does_not_hang_up_the_caller() -> None:
    """A decision given but not written when the socket dropped is dropped: the server has declined the leg itself."""
    screening = Screening()
    wait = screening.asked()
    screening.call.hook(wait.hook)
    screening.answer(Hangup())
    screening.call.protocol.disconnect(screening.call.now + 30)
    screening.call.protocol.reconnect()
    assert screening.call.out() == []
    assert screening.main.waiting


def test_a_leg_whose_screening_was_given_up_is_declined() -> None:
    """A handler that fails while the leg is asked has nothing to answer; the hook that comes later declines the leg."""
    screening = Screening()
    wait = screening.asked()
    screening.call.give_up(wait)
    with pytest.raises(AlreadyAcked):
        screening.answer(Hangup())
    msgid = screening.call.hook(wait.hook)
    assert screening.call.out() == [ack(msgid, DECLINE)]


def test_an_interim_result_declines_nobody() -> None:
    """What comes to the hook before the result is acked with nothing, and the leg is still being asked."""
    screening = Screening()
    wait = screening.asked()
    interim: Json = {"reason": "speechDetected", "speech": {"is_final": False, "alternatives": []}}
    msgid = screening.call.hook(wait.hook, interim)
    assert screening.call.out() == [ack(msgid)]
    assert wait.waiting


@pytest.mark.parametrize("data", [{"call_sid": CHILD, "reason": 7}, 7])
def test_a_leg_whose_answer_cannot_be_read_is_declined(data: object) -> None:
    """A result of the wrong shape is acked by declining the leg: with no verbs left, it would be connected."""
    screening = Screening()
    wait = screening.asked()
    text = {"type": "verb:hook", "msgid": "bad", "hook": wait.hook, "call_sid": CHILD, "data": data}
    with suppress(InvalidMessage):
        screening.call.receive(text)
    assert screening.call.out() == [ack("bad", DECLINE)]


def test_a_leg_that_was_accepted_while_it_was_asked_is_connected() -> None:
    """A handler that accepts without waiting for the answer: the hook that comes later does not decline."""
    screening = Screening()
    wait = screening.asked()
    screening.call.give_up(wait)
    screening.stack.automatic = None
    msgid = screening.call.hook(wait.hook, DIGITS)
    assert screening.call.out() == [ack(msgid)]


def test_screening_supersedes_nothing_of_the_caller() -> None:
    """What is sent to the called leg starts no new generation on the caller's, nor the other way round."""
    screening = Screening()
    asked = screening.asked()
    screening.call.send(Hangup())
    assert not screening.main.waiting
    assert asked.waiting
