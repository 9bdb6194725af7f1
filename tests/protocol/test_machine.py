"""Random lives of one call, with both protocols at the ends of wires that break.

The rules are the users of both ends, the network and the clock. The promises are the design's, in its words; they are
asserted where a breach would show: at jambonz' end, which notes every mistake of the application, and in who waits.
"""

# pyright: reportPrivateUsage=false

from __future__ import annotations

import json
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from typing import Literal, TypeAlias

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from jambonz_proto import CallEnded, CallError, ConnectionClosed, EncodeError, Verb, commands, messages
from jambonz_proto._client_protocol import Link
from jambonz_proto._outbox import Outgoing
from jambonz_proto._pending import AckState, PendingAck, Screening, Stack
from jambonz_proto._protocol import ACK_AFTER, COMMAND_DELAY, CallProtocol
from jambonz_proto.components import PhoneTarget
from jambonz_proto.verbs import Conference, Dial, Enqueue, Gather, Redirect, Say
from tests.client.driver import Asked

from .driver import DIGITS, SESSION, SID, Json, Wait
from .pair import GRACE, LATENCY, ApplicationEnd, JambonzEnd, Thing, Wire

FAILURES = (CallError, EncodeError)
"""What a sender may be told."""
TABLE = 1024
"""What a table of a protocol holds at most."""

GATHER = Gather(input=["digits"])
OTHERS: list[Verb] = [
    Enqueue(name="queue", wait_hook="/hold"),
    Dial(target=[PhoneTarget(number="+4930111")], confirm_hook="/confirm"),
    Conference(name="room", status_hook="/status"),
]
HANDLED = ["/hold", "/confirm", "/handled", "statuses"]
"""What the application may register for."""
INTERIM: Json = {"reason": "speechDetected", "speech": {"is_final": False, "alternatives": []}}
RESULTS: Mapping[str, Json] = {"digits": DIGITS, "interim": INTERIM, "unreadable": {"reason": 7}}
NONSENSE: list[str | bytes] = ["no JSON", "[]", '{"type": "verb:hook"}', '{"type": "verb:hook", "msgid": 1}', b"{}"]

CONFIG: list[Json] = [{"verb": "config"}]
DECLINE: list[Json] = [{"verb": "hangup"}]
PAUSE: list[Json] = [{"verb": "pause", "length": 1}]
LATE = {"session": CONFIG, "/hold": PAUSE, "/confirm": DECLINE}
"""What is acked for an owner who is late; all others with nothing."""
GOODBYES = ("hangup", "sip:decline", "redirect")

Owner: TypeAlias = Literal["main", "other", "handler", "reader", "screen"]
"""Who sends something or may answer something; nobody but the library is ``None``."""
INDEX = st.integers(0, 30)


@dataclass(eq=False)
class Hooked:
    """A message that wants an ack."""

    msgid: str
    kind: str
    hook: str = ""
    asked: Asked | None = None
    """Who waits for the ack at jambonz' end."""
    read_at: float = 0.0
    """When the application read it."""
    wire: Wire | None = None
    """From where it was read."""
    owner: Owner | None = None
    must_be: list[Json] | None = None
    """The one right ack, where that is certain."""
    takers: int = 0
    """How many were given it to answer."""
    answered: bool = False
    """Whether its owner has answered it."""
    leg: Screening | None = None
    """The called leg that it is about, if that is screened."""


@dataclass(eq=False)
class Taken:
    """A message that a handler or reader was given to answer."""

    hooked: Hooked
    message: messages.AckableMessage
    pending: PendingAck | None
    """None for a reader."""
    leg: Screening | None
    """The called leg that is screened."""
    answered: bool = False


@dataclass(eq=False)
class Sent:
    """Verbs or a command that the application's end has taken."""

    number: int
    author: Owner
    replaces: bool
    """Whether it begins a new generation of verbs."""
    answers: Hooked | None = None
    wait: Wait | None = None
    """Who waits for the answer of a leg."""


@dataclass(eq=False)
class Waiting:
    """A ``perform``."""

    wait: Wait
    author: Owner
    stack: Stack


class Lives(RuleBasedStateMachine):
    """One call from its first message to its end."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 1000.0
        self.application = ApplicationEnd()
        self.jambonz = JambonzEnd()
        self.wires: list[Wire] = []
        self.calm_at = self.now + LATENCY
        self.numbers = count(1)
        # jambonz
        self.inbound = True
        self.hooked: list[Hooked] = []
        self.first_ack = False
        """Whether the first ack has come."""
        self.gathers: list[str] = []
        """Hooks of the gathers that have come, whose results are still out."""
        self.has_others = self.handed_over = False
        self.generation = 0
        """The newest verbs that have replaced those before."""
        self.arrived: set[int] = set()
        self.last_verb = ""
        # the application
        self.handled: frozenset[str] = frozenset()
        self.reading = False
        self.through = self.wants_end = False
        self.goodbye = 0
        """The goodbye of the main flow, if it replaced what was sent before."""
        self.sent: dict[int, Sent] = {}
        self.waits: list[Waiting] = []
        self.taken: list[Taken] = []
        self.statuses: list[str] = []
        self.heard: list[str] = []
        self.first_acks: list[Outgoing] = []
        self.listens_at = 0.0
        """When jambonz certainly listens to commands."""

    @property
    def protocol(self) -> CallProtocol:
        return self.application.protocol

    @property
    def began(self) -> bool:
        """Whether the application has its session."""
        return self.protocol.opening is not None

    @property
    def over(self) -> bool:
        return self.protocol.ended is not None or self.jambonz.protocol.ended is not None

    @property
    def runs(self) -> bool:
        """Whether verbs run that can report anything."""
        return self.first_ack and not self.over

    # -- jambonz ---------------------------------------------------------------------------------

    @initialize(
        inbound=st.booleans(),
        early=st.booleans(),
        handled=st.sampled_from([frozenset[str](), frozenset({"statuses"}), frozenset(HANDLED)]),
        pongs=st.booleans(),
        stage=st.sampled_from(["new", "answered", "runs"]),
    )
    def begin(self, inbound: bool, early: bool, handled: frozenset[str], pongs: bool, stage: str) -> None:
        """A call comes in, or was created by REST, of which statuses may come before its session."""
        self.inbound, self.handled = inbound, handled
        self._connect(pongs=pongs)
        if early and not inbound:
            self._status("trying")
        data = {**SESSION, "direction": "inbound" if inbound else "outbound", "call_status": "trying"}
        self._ask("session", messages.SessionNew, data)
        self._calm()
        if stage != "new":
            self._send("main", queue=False, waits=True, verbs=OTHERS)
            self.application_writes(1)
        if stage == "runs":
            self._calm()
            self._status("in-progress")
            self._calm()

    @precondition(lambda self: self.runs and self.gathers)
    @rule(index=INDEX, kind=st.sampled_from(sorted(RESULTS)))
    def result(self, index: int, kind: str) -> None:
        """The hook of a gather that has come, though it may have been replaced meanwhile."""
        hook = self.gathers[index % len(self.gathers)]
        if kind != "interim":
            self.gathers.remove(hook)
        self._ask(kind, messages.VerbHook, {"call_sid": SID, **RESULTS[kind]}, hook)

    @precondition(lambda self: self.runs)
    @rule(kind=st.sampled_from(["/handled", "/unknown", "queue:status", "/hold", "/confirm", "/confirm", "/status"]))
    def hook(self, kind: str) -> None:
        """Another message that wants an ack, if there are verbs that it belongs to."""
        data = {"call_sid": SID, "event": "join"}
        if kind == "queue:status":
            self._ask(kind, messages.QueueStatus, data)
        elif kind in ("/handled", "/unknown"):
            self._ask(kind, messages.VerbHook, data, kind)
        elif kind == "/confirm" and self.has_others:
            self._ask(kind, messages.DialConfirm, {"call_sid": f"leg-{next(self.numbers)}"}, kind)
        elif self.has_others:
            self._ask(kind, messages.VerbHook, data, kind)

    @precondition(lambda self: self.runs and self.handed_over)
    @rule()
    def redirected(self) -> None:
        """The ``redirect`` verb that has come is carried out."""
        self.handed_over = False
        self._ask("redirect", messages.SessionRedirect, {**SESSION, "direction": "inbound"}, "/elsewhere")

    @precondition(lambda self: not self.over and (self.first_ack or not self.inbound))
    @rule(text=st.sampled_from(["ringing", "in-progress", *NONSENSE]))
    def tell(self, text: str | bytes) -> None:
        """A status, or something that is no message at all."""
        if isinstance(text, str) and text not in NONSENSE:
            self._status(text)
        elif self.jambonz.wire is not None and self.began:
            self.jambonz.write_all()
            self.jambonz.wire.write_to_application(text)

    @precondition(lambda self: self.runs and len(self.hooked) > 12)
    @rule(how=st.sampled_from(["tells", "closes", "vanishes"]))
    def hang_up(self, how: str) -> None:
        """The caller hangs up; jambonz closes behind the last status, or without one, or does not come back."""
        if how == "tells":
            self._status("completed")
        if how != "vanishes":
            self.jambonz.protocol.close(1000, "")
        elif self.jambonz.protocol.link is Link.DOWN:
            self.later(GRACE + 1)

    def _ask(
        self, kind: str, message: type[messages.AckableMessage], data: Mapping[str, object], hook: str = ""
    ) -> None:
        asked = self.jambonz.ask(message, data, self.now, hook or None)  # type: ignore[arg-type] # it is JSON
        self.hooked.append(Hooked(asked.msgid, kind, hook, asked))

    def _status(self, state: str) -> None:
        data = {"call_sid": SID, "call_status": state, "sip_reason": str(next(self.numbers))}
        self.jambonz.protocol.notify(messages.CallStatus, data)

    # -- the application ---------------------------------------------------------------------------

    @precondition(lambda self: self.began and not self.through)
    @rule(what=st.sampled_from(["send", "perform", "perform", "nothing"]), queue=st.booleans(), others=st.booleans())
    def main_flow(self, what: str, queue: bool, others: bool) -> None:
        """The handler sends, performs, or answers what it owes with nothing."""
        if what == "nothing":
            self._answer_with_nothing()
        else:
            self._send("main", queue=queue, waits=what == "perform", verbs=OTHERS if others else ())

    @precondition(lambda self: self.began)
    @rule(what=st.sampled_from(["send", "perform", "command", "iterate"]), queue=st.booleans())
    def other_flow(self, what: str, queue: bool) -> None:
        """Something beside the handler sends, performs, commands, or begins or ends to iterate the call."""
        if what == "command":
            self._command()
        elif what == "iterate":
            self._iterate(not self.reading)
        else:
            self._send("other", queue=queue, waits=what == "perform")

    @precondition(lambda self: any(waiting.wait.waiting for waiting in self.waits))
    @rule(index=INDEX)
    def give_up(self, index: int) -> None:
        """A ``perform`` is cancelled, or loses patience."""
        waits = [waiting.wait for waiting in self.waits if waiting.wait.waiting]
        perform = waits[index % len(waits)].perform
        assert perform is not None
        self.protocol.give_up(perform)

    @precondition(lambda self: self.taken)
    @rule(index=INDEX, verbs=st.booleans(), again=st.booleans())
    def answer(self, index: int, verbs: bool, again: bool) -> None:
        """Someone answers what he was given, perhaps late, perhaps for the second time."""
        taken = [taken for taken in self.taken if not taken.answered or (again and taken.leg is None)]
        if taken:
            self._answer(taken[index % len(taken)], verbs=verbs)

    @precondition(lambda self: any(taken.leg and not taken.answered for taken in self.taken))
    @rule(index=INDEX)
    def ask_leg(self, index: int) -> None:
        """A confirm handler talks to its leg before it decides."""
        legs = [taken.leg for taken in self.taken if taken.leg and not taken.answered]
        self._send("screen", queue=False, waits=True, leg=legs[index % len(legs)])

    @precondition(lambda self: self.began and not self.through and len(self.hooked) > 1)
    @rule(how=st.sampled_from(["returns", "raises", "hands over"]))
    def leave(self, how: str) -> None:
        """The handler returns, raises, or sends the call elsewhere."""
        if how == "hands over":
            self._send("main", queue=False, waits=False, verbs=[Redirect(action_hook="/elsewhere")])
        owed = self._owed()
        if how == "raises" or (owed is not None and not owed.answered):
            self.goodbye = next(self.numbers)
        if owed is not None:
            owed.answered = True
        if how == "raises":
            self.protocol.fail(self.now)
        self.through = True
        self.wants_end = how == "raises" or not self.protocol.attended
        self.protocol.finish(self.now)

    def _send(
        self,
        author: Owner,
        *,
        queue: bool,
        waits: bool,
        verbs: Sequence[Verb] = (),
        leg: Screening | None = None,
    ) -> None:
        stack = leg or self.protocol.main
        number, owner, owed = next(self.numbers), author != "other", self._owed() if author == "main" else None
        said: list[Verb] = [Say(text=str(number)), *verbs]
        wait = Wait()
        with self._may_fail():
            if waits:
                wait.perform = self.protocol.perform(
                    [*said, GATHER], stack, owner=owner, queue=queue, now=self.now, on_settled=wait.wake
                )
                self.waits.append(Waiting(wait, author, stack))
            else:
                self.protocol.send(said, stack, owner=owner, queue=queue, now=self.now)
            if owed is not None:
                owed.answered = True
            begins = owed is not None and owed.kind == "session"
            self._took(Sent(number, author, replaces=leg is None and (begins or not queue), wait=wait if leg else None))
            if not queue:
                self._nobody_else_waits(wait, stack)

    def _answer_with_nothing(self) -> None:
        owed = self._owed()
        with self._may_fail():
            self.protocol.send([], self.protocol.main, owner=True, queue=False, now=self.now)
            assert owed is not None, "it answered nothing"
            owed.answered = True

    def _command(self) -> None:
        number = next(self.numbers)
        with self._may_fail():
            self.protocol.command(commands.Tag(data={"number": number}), self.now)
            self.sent[number] = Sent(number, "other", replaces=False)

    def _iterate(self, reading: bool) -> None:
        self.reading = reading
        if reading:
            self.protocol.open_messages()
        self.protocol.read(self._see if reading else None)

    def _answer(self, taken: Taken, *, verbs: bool) -> None:
        number, hooked = next(self.numbers), taken.hooked
        said = [Say(text=str(number))] if verbs else []
        with self._may_fail():
            if taken.leg is not None:
                self.protocol.decide(taken.leg, self.now, accepted=not verbs)
            elif taken.pending is not None:
                self.protocol.reply(taken.pending, said, self.now)
            else:
                self.protocol.ack(taken.message, said, self.now)
            taken.answered = hooked.answered = True
            if verbs and taken.leg is None:
                assert hooked.owner is not None
                self._took(Sent(number, hooked.owner, replaces=hooked.kind in ("/handled", "/unknown"), answers=hooked))

    def _took(self, sent: Sent) -> None:
        self.sent[sent.number] = sent
        if sent.wait is None:
            self.wants_end = False

    def _nobody_else_waits(self, wait: Wait, stack: Stack) -> None:
        """A `send` or `perform` without `queue=True` starts a new generation of the verb stack: an older `perform`
        still waiting raises `Superseded`."""
        assert not any(w.wait.waiting for w in self.waits if w.stack is stack and w.wait is not wait)

    def _owed(self) -> Hooked | None:
        """What the main flow answers next."""
        owed = self.protocol.main.owed
        if owed is None or not (owed.is_open or self.protocol._opening_is_owed):
            return None
        return self._hooked(owed.message.msgid)

    @contextmanager
    def _may_fail(self) -> Generator[None]:
        """Whoever sends may be told that it cannot be sent; then nothing was, which would show when it arrives."""
        try:
            yield
        except CallEnded:
            assert self.protocol.ended is not None
        except FAILURES:
            pass

    def _start(self) -> None:
        """The handler starts on the first session message."""
        for name in self.handled - {"statuses"}:
            self.protocol.hook(name, self._take)
        if "statuses" in self.handled:
            self.protocol.on(messages.CallStatus, self._hear)

    def _take(self, message: messages.Message, pending: PendingAck | None) -> None:
        self._given(message, pending, reader=False)

    def _see(self, message: messages.Message, pending: PendingAck | None) -> None:
        self._given(message, pending, reader=True)

    def _given(self, message: messages.Message, pending: PendingAck | None, *, reader: bool) -> None:
        assert self.protocol.ended is None, "it was delivered after the end"
        if not isinstance(message, messages.AckableMessage) or pending is None or pending.state is AckState.AUTOMATIC:
            return
        hooked = self._hooked(message.msgid)
        hooked.takers += 1
        if isinstance(message, messages.DialConfirm) and not reader:
            hooked.leg = Screening(pending)
        self.taken.append(Taken(hooked, message, None if reader else pending, hooked.leg))

    def _hear(self, message: messages.Message, _: PendingAck | None) -> None:
        assert isinstance(message, messages.CallStatus)
        self.heard.append(message.data.sip_reason or "")

    # -- the network and the clock -------------------------------------------------------------------

    def _connect(self, *, pongs: bool = True) -> None:
        wire = Wire(answers_pings=pongs)
        self.wires.append(wire)
        self.application.wires.append(wire)
        self.jambonz.connect(wire, self.now)

    @precondition(lambda self: self.began and self.jambonz.wire and not self.jambonz.wire.broken)
    @rule(there=st.integers(0, 3), back=st.integers(0, 3), noticed=st.sets(st.sampled_from(["here", "there"])))
    def break_off(self, there: int, back: int, noticed: set[str]) -> None:
        """The connection breaks, when some of what is on its way has arrived; the ends notice at once, or later."""
        wire = self.jambonz.wire
        assert wire is not None
        wire.break_off(there, back)
        while "here" in noticed and wire in self.application.wires and not self._older(wire):
            self._application_reads(wire)
        while "there" in noticed and self.jambonz.wire is wire:
            self._jambonz_reads()

    @precondition(lambda self: self.jambonz.protocol.link is Link.DOWN and not self.over)
    @rule(pongs=st.booleans())
    def come_back(self, pongs: bool) -> None:
        """Jambonz connects again."""
        due = self.jambonz.protocol.next_time()
        if due is not None:
            self.later(max(0.0, due - self.now))
        if self.jambonz.protocol.wants_connection and not self.over:
            self._connect(pongs=pongs)

    @precondition(lambda self: any(wire.to_application for wire in self.application.wires))
    @rule(index=INDEX)
    def application_reads(self, index: int) -> None:
        """The application reads one thing from one of its connections; new connections in their order."""
        wires = [wire for wire in self.application.wires if wire.to_application]
        if wires:
            wire = wires[index % len(wires)]
            if not self._older(wire):
                self._application_reads(wire)

    @precondition(lambda self: self.protocol.outbox.backlog)
    @rule(at_most=st.sampled_from([1, 2, 1000, 1000]))
    def application_writes(self, at_most: int) -> None:
        self._note()
        self.application.write(at_most)
        self._check_writing()

    @precondition(lambda self: self.jambonz.wire and self.jambonz.wire.to_jambonz)
    @rule()
    def jambonz_reads(self) -> None:
        self._jambonz_reads()

    @precondition(lambda self: self.jambonz.protocol.has_data_to_send)
    @rule()
    def jambonz_writes(self) -> None:
        self.jambonz.write_all()

    @rule(seconds=st.sampled_from([0.0, 0.0, 0.05, 0.2, 0.3, 1.0, 3.0, 5.0]))
    def later(self, seconds: float) -> None:
        """All arrives at once, or time goes by, and nothing is on its way for longer than it may be."""
        self._note()
        if seconds == 0:
            self._calm()
        until = self.now + seconds
        for _ in range(1000):
            calm = self.calm_at if self._on_its_way() else None
            due = [calm, self.protocol.next_time(), self.jambonz.protocol.next_time()]
            first = min((time for time in due if time is not None), default=until + 1)
            if first > until:
                break
            self.now = max(self.now, first)
            if calm is not None and self.now >= calm:
                self._calm()
                self.calm_at = self.now + LATENCY
            self.protocol.on_time(self.now)
            self._note()
            self.jambonz.protocol.on_time(self.now)
            self._settled()
        else:
            raise AssertionError("it is never done")
        self.now = until

    def _on_its_way(self) -> bool:
        """Whether anything is on its way or waits to be written."""
        wire = self.jambonz.wire
        return bool(
            any(wire.to_application for wire in self.application.wires)
            or (wire is not None and (wire.to_jambonz or self.jambonz.protocol.link is Link.OVER))
            or self.protocol.outbox._out
            or self.protocol.outbox.wants_new_connection
            or self.jambonz.protocol.has_data_to_send
            or (self.protocol.ended is not None and self.jambonz.protocol.link is not Link.OVER)
        )

    def _calm(self) -> None:
        """All that is on its way arrives, and both ends notice what has broken."""
        for _ in range(1000):
            if self.protocol.ended is not None and self.jambonz.protocol.link is not Link.OVER:
                self.jambonz.protocol.close(1000, "")
            self.application_writes(1000)
            self.jambonz.write_all()
            wires = [wire for wire in self.application.wires if wire.to_application]
            if wires:
                self._application_reads(wires[0])
            elif self.jambonz.wire is not None and self.jambonz.wire.to_jambonz:
                self._jambonz_reads()
            else:
                return
        raise AssertionError("it is never done")

    def _older(self, wire: Wire) -> bool:
        """Whether an older connection than this new one has to be looked at first."""
        return wire.fresh and any(other.fresh for other in self.application.wires if other is not wire)

    def _application_reads(self, wire: Wire) -> None:
        thing = wire.to_application[0]
        stale = wire is not self.application.wire and not wire.fresh
        message = _message(thing)
        if message is not None and not stale:
            self.listens_at = min(self.listens_at, self.now)
        hooked = self._expect(message, wire, stale=stale) if message is not None else None
        if message is not None and message["type"] == "call:status" and self.protocol.ended is None:
            self.statuses.append(message["data"]["sip_reason"])
        had_begun, main = self.began, self.protocol.main
        self.application.read(wire, self.now)
        if self.began and not had_begun:
            self._start()
        elif self.protocol.main is not main:
            self.through = self.wants_end = self.reading = False
        if hooked is not None:
            assert hooked.takers <= 1, "every ackable message has one owner"
            assert hooked.takers == 0 or hooked.owner in ("handler", "reader", "screen"), "the library answers it"

    def _jambonz_reads(self) -> None:
        thing = self.jambonz.read(self.now)
        message = _message(thing)
        if message is None or self.jambonz.protocol.ended is not None:
            pass
        elif message["type"] == "ack":
            self._acked(message["msgid"], message["data"])
        else:
            command = self.jambonz.protocol.inbox.popleft()
            self._commanded(command.command, message)
        self._settled()
        assert not self.jambonz.protocol.inbox

    # -- what is to be expected ------------------------------------------------------------------------

    def _hooked(self, msgid: str) -> Hooked:
        return next(h for h in self.hooked if msgid == h.msgid or (h.asked and h.asked.msgid == msgid))

    def _expect(self, message: Json, wire: Wire, *, stale: bool) -> Hooked | None:
        """Note who owns a message that is about to be read, and what its ack has to be."""
        if message["type"] == "call:status":
            return None
        if message["type"] == "session:reconnect" and not any(
            h.asked and h.asked.msgid == message["msgid"] for h in self.hooked
        ):
            self.hooked.append(Hooked(message["msgid"], "reconnect"))
        hooked = self._hooked(message["msgid"])
        hooked.wire, hooked.read_at = wire, self.now
        hooked.owner, hooked.must_be = self._ownership(hooked)
        if self.protocol.ended is not None:
            hooked.owner = None
        return hooked

    def _ownership(self, hooked: Hooked) -> tuple[Owner | None, list[Json] | None]:
        """Every ackable message has one owner: the `perform` whose hook it is, else the handler registered for it, else
        the library."""
        reader: Owner | None = "reader" if self.reading else None
        match hooked.kind:
            case "session":
                return "main", None
            case "reconnect":
                return None, None
            case "queue:status" | "/status":
                return None, []
            case "redirect":
                return ("main", None) if self.protocol._is_through else (reader, None if reader else [])
            case kind if kind in RESULTS:
                return self._ownership_of_result(hooked)
            case kind:
                owner: Owner | None = "handler" if kind in self.handled else reader
                nobody = DECLINE if kind == "/confirm" else []
                return ("screen" if owner == "handler" and kind == "/confirm" else owner), None if owner else nobody

    def _ownership_of_result(self, hooked: Hooked) -> tuple[Owner | None, list[Json] | None]:
        """A late hook of an older generation, or of a cancelled `perform`, is acked with `[]`."""
        waiting = next(w for w in self.waits if w.wait.hook == hooked.hook)
        if isinstance(waiting.stack, Screening) and hooked.kind != "interim":
            hooked.leg = waiting.stack
            return "screen", None
        if not waiting.wait.waiting or hooked.kind == "unreadable":
            accepted = isinstance(waiting.stack, Screening) and waiting.stack.is_accepted
            return None, CONFIG if accepted else []  # in the place of the hangup that follows what the leg was asked
        if hooked.kind == "interim" or waiting.author == "other":
            return None, []
        return waiting.author, None

    def _note(self) -> None:
        """See whether the first ack was given, upon which jambonz is not ready for commands yet."""
        for out in self.protocol.outbox._out:
            if out.ack is not None and out.ack.reply.kind == "application" and out not in self.first_acks:
                self.first_acks.append(out)
                self.listens_at = self.now + COMMAND_DELAY

    # -- the promises --------------------------------------------------------------------------------

    def _check_writing(self) -> None:
        """A command sent before, or in the same TCP write as, the ack of `session:new` is lost, so the first command
        waits for the server's next message or 300 ms."""
        for wire in self.wires[-1:]:
            text = wire.to_jambonz[-1] if wire.to_jambonz else None
            if self.inbound and isinstance(text, str) and json.loads(text)["type"] == "command":
                assert self.first_acks, "a command before the first ack"
                assert self.now >= self.listens_at, "a command before jambonz listens"

    def _acked(self, msgid: str, data: list[Json]) -> None:
        """Every message that wants an ack gets exactly one, with its own msgid. Only the owner answers it."""
        hooked = self._hooked(msgid)
        assert hooked.wire is self.wires[-1], "acks go where their message came from"
        numbers = self._numbers(data)
        if hooked.kind == "reconnect":
            assert all(self.sent[number].author == "main" for number in numbers)  # the first ack, perhaps repeated
            return
        for number in numbers:
            sent = self.sent[number]  # what was refused was not sent
            assert sent.author == hooked.owner, "only the owner answers it"
            assert sent.answers in (None, hooked)
            assert (sent.wait is None) == (hooked.leg is None)
        if hooked.must_be is not None:
            assert data == hooked.must_be
        if hooked.kind == "session":
            self._check_first_ack(data)
        if hooked.leg is not None and bool(data) != (hooked.kind == "/confirm"):
            assert hooked.leg.is_accepted, "an unscreened callee would be connected"
        if not numbers and hooked.leg is None and hooked.owner is not None and not hooked.answered and not self.over:
            self._check_automatic(hooked, data)
        elsewhere = hooked.kind in ("/hold", "/confirm") or hooked.leg is not None
        self._arrived(data, replaces=None if elsewhere else True)

    def _check_first_ack(self, data: list[Json]) -> None:
        """An empty ack of an inbound `session:new` ends the call and is refused in the sender."""
        assert data or not self.inbound
        self.first_ack = True

    def _check_automatic(self, hooked: Hooked, data: list[Json]) -> None:
        """Before the server's deadline the library acks by itself with the reply that changes least for that hook."""
        assert self.now >= hooked.read_at + ACK_AFTER, "its owner still had time"
        assert data == LATE.get(hooked.kind, [])

    def _commanded(self, name: str, message: Json) -> None:
        """A `send` from anywhere else is a `redirect` command. What comes after an automatic reply goes as a command
        only where that means the same."""
        if name == "tag":
            number = message["data"]["number"]
            self._came_once(number)
            return
        assert name == "redirect"
        numbers = self._numbers(message["data"])
        if numbers & self.arrived:
            self._came_once(max(numbers))
            return
        for number in numbers:
            sent = self.sent[number]
            assert sent.author != "screen", "what is meant for a called leg went to the caller"
            assert sent.answers is None or sent.answers.kind in ("/handled", "/unknown")
        self._arrived(message["data"], replaces=not message.get("queueCommand"))

    def _came_once(self, number: int) -> None:
        """What may not have arrived with the first ack is sent once more; all else comes once."""
        assert number not in self.arrived or any(wire.broken for wire in self.wires)
        self.arrived.add(number)

    def _numbers(self, data: list[Json]) -> set[int]:
        return {int(verb["text"]) for verb in data if verb["verb"] == "say"}

    def _arrived(self, data: list[Json], *, replaces: bool | None) -> None:
        """Verbs of an older generation never overwrite the new stack."""
        numbers = self._numbers(data)
        self.arrived |= numbers
        for verb in data:
            if verb["verb"] == "gather":
                self.gathers.append(verb["actionHook"])
            self.has_others = self.has_others or verb["verb"] == "enqueue"
            self.handed_over = self.handed_over or verb["verb"] == "redirect"
        if data and replaces is not None:
            self.last_verb = data[-1]["verb"]
        if data and replaces:
            assert all(number > self.generation for number in numbers), "verbs of an older generation"
            self.generation = max([self.generation, *numbers])

    def _settled(self) -> None:
        """Whoever waits is always woken: by the answer, a close or the end; nobody times out."""
        for hooked in self.hooked:
            if hooked.asked is not None and not hooked.asked.waiting:
                with suppress(ConnectionClosed):
                    hooked.asked.ack()

    @invariant()
    def promises(self) -> None:
        self.the_application_makes_no_mistake()
        self.who_waits_is_known()
        self.statuses_come_in_wire_order()
        self.nothing_is_left_at_the_end()
        self.tables_are_bounded()

    def the_application_makes_no_mistake(self) -> None:
        """Nothing is sent that the server would refuse or silently ignore. No ack is ever late."""
        assert {problem.kind for problem in self.jambonz.protocol.problems} <= {"connection lost"}

    def who_waits_is_known(self) -> None:
        """Whoever waits is in the table that wakes him, and is woken once."""
        waiting = {w.wait.perform for w in self.waits if w.wait.waiting}
        assert waiting == set(self.protocol._performs.values())
        assert all(w.wait.woken <= 1 for w in self.waits)

    def statuses_come_in_wire_order(self) -> None:
        """Messages of one call are delivered in wire order. A `call:status` that came before the session message is
        held and delivered then."""
        if self.began and "statuses" in self.handled:
            assert self.heard == self.statuses

    def nothing_is_left_at_the_end(self) -> None:
        """When the call is over all are woken, all that came is acked, and no time is wanted."""
        if self.protocol.ended is not None:
            assert not any(w.wait.waiting for w in self.waits)
            assert self.protocol.next_time() is None
            assert not self.protocol._pending

    def tables_are_bounded(self) -> None:
        """Queues are bounded."""
        protocol = self.protocol
        for table in (protocol._hooks, protocol._stale_hooks, protocol._lost, protocol.legs, protocol.outbox._held):
            assert len(table) <= TABLE
        assert len(protocol._pending) <= len(self.hooked)

    def teardown(self) -> None:
        """When nothing breaks any more all that was sent arrives, and then the call can end."""
        self._come_to_rest()
        if not self.over:
            if self.began and not self.through:
                self.leave("returns")
            self._come_to_rest()
            assert self.jambonz.protocol.link is Link.UP, "jambonz still waits"
            self._nothing_is_lost()
            self._the_call_does_not_go_on_in_silence()
            self._status("completed")
            self.jambonz.protocol.close(1000, "")
        self.later(GRACE + 1)
        self._calm()
        assert self.over
        assert all(w.wait.woken == 1 for w in self.waits)
        assert all(h.asked.woken == 1 for h in self.hooked if h.asked is not None)
        self.promises()

    def _come_to_rest(self) -> None:
        for _ in range(6):
            self._calm()
            if self.jambonz.protocol.wants_connection and self.protocol.ended is None:
                self._connect()
            self.later(3.0)

    def _nothing_is_lost(self) -> None:
        """Whatever was sent is delivered or reported, never silently dropped: but for what was written to a connection
        that broke before it arrived, which nobody can know."""
        written = {number for wire in self.wires for text in wire.lost for number in _numbers_in(text)}
        newest = max([self.goodbye, *(sent.number for sent in self.sent.values() if sent.replaces)])
        for sent in self.sent.values():
            lost = sent.number in written or (sent.answers is not None and sent.answers.wire is not self.wires[-1])
            told = sent.wait is not None and not sent.wait.waiting
            replaced = sent.number < newest and sent.wait is None
            assert sent.number in self.arrived or lost or told or replaced, "it never arrived"

    def _the_call_does_not_go_on_in_silence(self) -> None:
        """When the main handler returns the call goes on only while hooks or handlers are registered or verbs are
        running; otherwise it is hung up."""
        lost = any(goodbye in text for wire in self.wires for text in wire.lost for goodbye in GOODBYES)
        assert not self.wants_end or self.last_verb in GOODBYES or lost


def _message(thing: Thing) -> Json | None:
    """The message that something is, if it is one."""
    if not isinstance(thing, str) or thing in NONSENSE:
        return None
    message: Json = json.loads(thing)
    return message


def _numbers_in(text: str) -> Iterator[int]:
    """What a text of the application holds that was sent."""
    message: Json = json.loads(text)
    data = message["data"]
    if isinstance(data, dict):
        yield data["number"]
    else:
        yield from (int(verb["text"]) for verb in data if verb["verb"] == "say")


Lives.TestCase.settings = settings(max_examples=3 * settings().max_examples, stateful_step_count=50)
TestLives = Lives.TestCase
