"""Random lives of a call: messages, sends, performs, acks, handlers, time, drops and reconnects in any order."""

# pyright: reportPrivateUsage=false

from __future__ import annotations

import json
from collections.abc import Sized
from contextlib import suppress

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from jambonz_proto import CallError, EncodeError, commands, messages
from jambonz_proto._protocol import PendingAck
from jambonz_proto.verbs import Enqueue, Gather, Pause, Redirect, Say

from .driver import DIGITS, SESSION, SID, CallDriver, Json, Wait

ACK_AFTER = 4.0
GRACE = 30.0
TABLE = 1024
FAILURES = (CallError, EncodeError)
"""What a sender may be told."""


class Lives(RuleBasedStateMachine):
    """One call; the rules are jambonz, the application, the clock and the wire, the invariants are the promises."""

    def __init__(self) -> None:
        super().__init__()
        self.call = CallDriver()
        self.direction = "inbound"
        self.wanted: dict[str, float] = {}
        """Messages of this connection that want an ack, and when they came."""
        self.acked: set[str] = set()
        self.dead: set[str] = set()
        """Messages that were un-acked when their connection dropped."""
        self.waits: list[Wait] = []
        self.pendings: list[PendingAck] = []
        self.seen: list[messages.AckableMessage] = []
        self.began = self.first_ack = False
        self.sessions: set[str] = set()
        """Messages whose ack can begin the call."""
        self.over_at: int | None = None

    @property
    def up(self) -> bool:
        return self.call.protocol.connected

    @property
    def runs(self) -> bool:
        """Whether there are verbs whose hooks can come."""
        return self.began and (self.first_ack or self.direction == "outbound")

    @property
    def over(self) -> bool:
        return self.call.protocol.ended is not None

    # -- jambonz ---------------------------------------------------------------------------------

    def _ackable(self, message_type: str, data: Json, **envelope: object) -> None:
        msgid = self.call.message(message_type, data, **envelope)
        self.wanted[msgid] = self.call.now
        if message_type.startswith("session:"):
            self.sessions.add(msgid)

    @precondition(lambda self: not self.began)
    @rule(direction=st.sampled_from(["inbound", "outbound"]))
    def new(self, direction: str) -> None:
        self.began, self.direction = True, direction
        self._ackable("session:new", {**SESSION, "direction": direction, "call_status": "trying"}, call_sid=SID)

    @precondition(lambda self: self.runs and self.up)
    @rule(index=st.integers(0, 9), answered=st.booleans())
    def result(self, index: int, answered: bool) -> None:
        """The hook of some perform, waiting or not."""
        if self.waits:
            wait = self.waits[index % len(self.waits)]
            self._ackable("verb:hook", DIGITS if answered else {"reason": 7}, hook=wait.hook)

    @precondition(lambda self: self.runs and self.up)
    @rule(name=st.sampled_from(["/handled", "/hold", "/ignored", "/unknown"]))
    def hook(self, name: str) -> None:
        self._ackable("verb:hook", {"call_sid": SID}, hook=name)

    @precondition(lambda self: self.runs and self.up)
    @rule(kind=st.sampled_from(["dial:confirm", "queue:status"]))
    def other(self, kind: str) -> None:
        self._ackable(kind, {"call_sid": SID, "event": "join"}, hook="/handled")

    @precondition(lambda self: self.up)
    @rule(state=st.sampled_from(["ringing", "in-progress", "in-progress", "in-progress", "completed"]))
    def status(self, state: str) -> None:
        if state != "completed" or len(self.acked) > 5:
            self.call.status(state)

    # -- the application ---------------------------------------------------------------------------

    @precondition(lambda self: self.began)
    @rule(queue=st.booleans(), main=st.booleans())
    def send(self, queue: bool, main: bool) -> None:
        with suppress(*FAILURES):
            self.call.send(Say(text="Hello."), Enqueue(name="x", wait_hook="/hold"), queue=queue, main=main)

    @precondition(lambda self: self.began)
    @rule(queue=st.booleans(), main=st.booleans(), named=st.booleans())
    def perform(self, queue: bool, main: bool, named: bool) -> None:
        verb = Gather(input=["digits"], action_hook="/menu" if named else None)
        with suppress(*FAILURES):
            self.waits.append(self.call.perform(verb, queue=queue, main=main))

    @precondition(lambda self: self.began)
    @rule(index=st.integers(0, 9))
    def give_up(self, index: int) -> None:
        if self.waits:
            self.call.give_up(self.waits[index % len(self.waits)])

    @precondition(lambda self: self.began)
    @rule()
    def command(self) -> None:
        with suppress(*FAILURES):
            self.call.command(commands.TtsFlush())

    @precondition(lambda self: self.began)
    @rule(index=st.integers(0, 9), verbs=st.booleans())
    def reply(self, index: int, verbs: bool) -> None:
        """A handler is through, perhaps for the second time."""
        if self.pendings:
            pending = self.pendings[index % len(self.pendings)]
            with suppress(*FAILURES):
                self.call.protocol.reply(pending, [Pause(length=1)] if verbs else [], self.call.now)

    @precondition(lambda self: self.began)
    @rule(index=st.integers(0, 9), verbs=st.booleans())
    def ack(self, index: int, verbs: bool) -> None:
        if self.seen:
            with suppress(*FAILURES):
                self.call.ack(self.seen[index % len(self.seen)], *([Pause(length=1)] if verbs else []))

    @precondition(lambda self: self.began)
    @rule()
    def handle(self) -> None:
        self.call.protocol.hook("/handled", self._take)

    @precondition(lambda self: self.began)
    @rule(reading=st.booleans())
    def read(self, reading: bool) -> None:
        self.call.protocol.read(self._see if reading else None)

    @precondition(lambda self: len(self.acked) > 3)
    @rule(how=st.sampled_from(["finish", "fail"]))
    def leave(self, how: str) -> None:
        (self.call.finish if how == "finish" else self.call.fail)()

    @precondition(lambda self: len(self.acked) > 5)
    @rule()
    def hand_over(self) -> None:
        with suppress(*FAILURES):
            self.call.send(Redirect(action_hook="/elsewhere"))

    def _take(self, message: messages.Message, pending: PendingAck | None) -> None:
        assert not self.over
        if pending is not None:
            self.pendings.append(pending)

    def _see(self, message: messages.Message, pending: PendingAck | None) -> None:
        assert not self.over
        if isinstance(message, messages.AckableMessage):
            self.seen.append(message)

    # -- the clock and the wire --------------------------------------------------------------------

    @rule(seconds=st.floats(0, 3))
    def later(self, seconds: float) -> None:
        self.call.later(seconds)

    @rule(unwritten=st.integers(0, 3))
    def written(self, unwritten: int) -> None:
        """Texts go out; all, or all but the last few."""
        texts: list[bytes] = []
        while len(self.call.protocol._out) > unwritten and (out := self.call.protocol.next_to_send()) is not None:
            texts.append(out.text)
        self._out([json.loads(text) for text in texts])

    @precondition(lambda self: self.began and self.up and not self.over)
    @rule(noticed=st.booleans())
    def drop(self, noticed: bool) -> None:
        if noticed:
            self.call.protocol.disconnect(self.call.now + GRACE)
            assert self.call.out() == []
        self.dead |= self.wanted.keys()
        self.wanted.clear()
        if not noticed:
            self._back()

    @precondition(lambda self: self.began and not self.up and not self.over)
    @rule()
    def back(self) -> None:
        self._back()

    def _back(self) -> None:
        self.call.protocol.reconnect()
        self._ackable("session:reconnect", {**SESSION, "call_status": "trying"}, call_sid=SID)

    # -- the promises ------------------------------------------------------------------------------

    def _out(self, texts: list[Json]) -> None:
        for text in texts:
            if text["type"] == "ack":
                msgid = text["msgid"]
                assert msgid in self.wanted, "an ack that nobody waits for"
                assert msgid not in self.dead
                assert msgid not in self.acked
                self.acked.add(msgid)
                del self.wanted[msgid]
                if msgid in self.sessions and not self.first_ack:
                    assert text["data"] or self.direction == "outbound", "the ack of an inbound call without verbs"
                    self.first_ack = True
            else:
                assert self.first_ack or self.direction == "outbound", "a command before the first ack"
                assert self.over_at is None, "a command after the end"

    @invariant()
    def nothing_is_acked_late(self) -> None:
        """What the protocol still owes is not over time; what it has given is in the queue."""
        queued = {out.ack.msgid for out in self.call.protocol._out if out.ack is not None}
        for msgid, came in self.wanted.items():
            assert msgid in queued or self.call.now <= came + ACK_AFTER, "an ack is late"

    @invariant()
    def nothing_is_said_after_the_end(self) -> None:
        """When the call is over all are woken, all is acked, no time is wanted, and no command follows."""
        if self.over:
            if self.over_at is None:
                self._out([json.loads(text) for text in self.call.protocol.data_to_send()])
                self.over_at = len(self.acked)
            assert all(not wait.waiting for wait in self.waits)
            assert self.call.protocol.next_time() is None
            assert not self.up or all(
                msgid in {out.ack.msgid for out in self.call.protocol._out if out.ack is not None}
                for msgid in self.wanted
            )

    @invariant()
    def tables_are_bounded(self) -> None:
        protocol = self.call.protocol
        tables: list[Sized] = [
            protocol._hooks,
            protocol._stale_hooks,
            protocol._lost,
            protocol.legs,
            protocol._held_commands,
        ]
        assert all(len(table) <= TABLE for table in tables)
        assert len(protocol._performs) <= sum(wait.waiting for wait in self.waits)

    @invariant()
    def those_who_wait_are_known(self) -> None:
        """Whoever waits is in the table that wakes him."""
        waiting = {wait.perform for wait in self.waits if wait.waiting}
        assert waiting == set(self.call.protocol._performs.values())

    def teardown(self) -> None:
        """At the end of a call every perform is settled, exactly once."""
        self.call.end()
        assert all(wait.woken == 1 for wait in self.waits)
        assert self.call.protocol.next_time() is None


Lives.TestCase.settings = settings(max_examples=150, stateful_step_count=50)
TestLives = Lives.TestCase
