"""Both ends of a call without event loop, sockets or clock: JSON goes in, JSON comes out, the time is a number."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import count
from typing import Any, TypeAlias

from jambonz_proto import CallEnded, Target, Verb, hooks, messages
from jambonz_proto._base import Received
from jambonz_proto._pending import PendingAck, Perform
from jambonz_proto._protocol import ACK_AFTER, COMMAND_DELAY, MAX_MESSAGE, CallProtocol
from jambonz_proto.commands import Command
from jambonz_proto.verbs import Gather, Say

Json: TypeAlias = dict[str, Any]

SID = "7c53fd1b-2a5c-4c3c-9d4c-9b1f6ad8ba3f"
CHILD = "0b1f6ad8-2a5c-4c3c-9d4c-7c53fd1b3f00"
SESSION: Json = {"call_sid": SID, "from": "+493012345678", "to": "+493087654321", "call_id": "a84b4c76e66710"}
DIGITS: Json = {"call_sid": SID, "reason": "dtmfDetected", "digits": "42"}
TIMEOUT: Json = {"call_sid": SID, "reason": "timeout"}


def ack(msgid: str, *verbs: Json) -> Json:
    """The ack as jambonz gets it."""
    return {"type": "ack", "msgid": msgid, "data": list(verbs)}


def redirect(*verbs: Json, queue: bool = False) -> Json:
    """The command ``redirect`` as jambonz gets it."""
    command = {"type": "command", "command": "redirect", "data": list(verbs)}
    return {**command, "queueCommand": True} if queue else command


def say(text: str) -> Json:
    """The verb ``say`` as jambonz gets it."""
    return {"verb": "say", "text": text}


class Wait:
    """A ``perform`` that someone waits for."""

    def __init__(self) -> None:
        self.woken = 0
        self.perform: Perform[Received] | None = None

    def wake(self) -> None:
        self.woken += 1

    @property
    def hook(self) -> str:
        """Name of the hook that is waited for."""
        assert self.perform is not None
        return self.perform.hook

    @property
    def waiting(self) -> bool:
        return self.woken == 0

    def result(self) -> Received:
        """The payload, or raises what happened instead; the waiter must have been woken exactly once."""
        assert self.perform is not None
        assert self.woken == 1
        return self.perform.result()

    def gathered(self) -> hooks.GatherResult:
        """The payload of a gather."""
        result = self.result()
        assert isinstance(result, hooks.GatherResult)
        return result


class CallDriver:
    """The application's end of one call; the test plays jambonz, the application and the clock."""

    def __init__(
        self,
        *,
        target: Target | None = None,
        max_message: int = MAX_MESSAGE,
        ack_after: float = ACK_AFTER,
        command_delay: float = COMMAND_DELAY,
    ) -> None:
        self.protocol = CallProtocol(
            target=target, max_message=max_message, ack_after=ack_after, command_delay=command_delay
        )
        self.now = 1000.0
        self.delivered: list[messages.Message] = []
        """What whoever reads has got, in order."""
        self._msgids = count(1)

    # -- jambonz -----------------------------------------------------------------------------

    def receive(self, message: Json) -> list[messages.Message]:
        """One message from jambonz; returns what whoever reads gets of it."""
        return self.receive_text(json.dumps(message))

    def receive_text(self, text: str | bytes) -> list[messages.Message]:
        before = len(self.delivered)
        self.protocol.receive(text, self.now)
        return self.delivered[before:]

    def message(self, message_type: str, data: object, **envelope: object) -> str:
        """A message with a msgid of its own, which is returned."""
        msgid = f"m{next(self._msgids)}"
        self.receive({"type": message_type, "msgid": msgid, "data": data, **envelope})
        return msgid

    def begin(self, direction: str = "inbound", *, call_status: str = "trying") -> str:
        """``session:new``; returns its msgid."""
        data = {**SESSION, "direction": direction, "call_status": call_status}
        return self.message("session:new", data, call_sid=SID)

    def hook(self, name: str, data: Json | None = None) -> str:
        """``verb:hook``; returns its msgid."""
        return self.message("verb:hook", DIGITS if data is None else data, hook=name, call_sid=SID)

    def status(self, call_status: str, call_sid: str = SID) -> str:
        """``call:status``; returns its msgid."""
        return self.message("call:status", {"call_sid": call_sid, "call_status": call_status}, call_sid=SID)

    @property
    def began(self) -> bool:
        """Whether the session has begun."""
        return self.protocol.opening is not None

    def written(self) -> list[bytes]:
        """What goes out now, without a word whether it arrived."""
        outbox = self.protocol.outbox
        return [outbox.next_to_send().text for _ in range(outbox.backlog)]

    def out(self) -> list[Json]:
        """What jambonz gets now."""
        texts: list[Json] = []
        while self.protocol.outbox.backlog:
            out = self.protocol.outbox.next_to_send()
            if self.protocol.outbox.wants_proof(out):
                self.protocol.outbox.is_proven_by(lambda: True)
            texts.append(json.loads(out.text))
        return texts

    # -- the application ---------------------------------------------------------------------

    def end(self) -> None:
        """The connection is gone for good."""
        self.protocol.end(CallEnded("the connection is gone", self.protocol.sid))

    def read(self) -> None:
        """Someone reads the messages from now on."""
        self.delivered += self.protocol.open_messages()
        self.protocol.read(self._deliver)

    def _deliver(self, message: messages.Message, pending: PendingAck | None) -> None:
        self.delivered.append(message)

    def last(self, msgid: str) -> messages.AckableMessage:
        """The message that whoever reads got with this msgid."""
        for message in [self.protocol.opening, *reversed(self.delivered)]:
            if isinstance(message, messages.AckableMessage) and message.msgid == msgid:
                return message
        raise AssertionError(f"{msgid} was not delivered")

    def send(self, *verbs: Verb, queue: bool = False, main: bool = True) -> None:
        self.protocol.send(verbs, self.protocol.main, owner=main, queue=queue, now=self.now)

    def perform(self, *verbs: Verb, queue: bool = False, main: bool = True) -> Wait:
        wait = Wait()
        wait.perform = self.protocol.perform(
            verbs, self.protocol.main, owner=main, queue=queue, now=self.now, on_settled=wait.wake
        )
        return wait

    def give_up(self, wait: Wait) -> None:
        """Whoever waited was cancelled, or lost patience."""
        assert wait.perform is not None
        self.protocol.give_up(wait.perform)

    def ack(self, message: messages.Message | str, *verbs: Verb) -> None:
        """Ack a message, or the one with this msgid."""
        self.protocol.ack(self.last(message) if isinstance(message, str) else message, verbs, self.now)

    def command(self, command: Command) -> None:
        self.protocol.command(command, self.now)

    def finish(self) -> None:
        self.protocol.finish(self.now)

    def fail(self) -> None:
        self.protocol.fail(self.now)

    # -- the clock ---------------------------------------------------------------------------

    def later(self, seconds: float) -> None:
        """Let time go by, and wake the protocol whenever it asked for it."""
        until = self.now + seconds
        for _ in range(10_000):
            due = self.protocol.next_time()
            if due is None or due > until:
                break
            self.now = max(self.now, due)
            self.protocol.on_time(self.now)
        else:
            raise AssertionError("it is never done")
        self.now = until


def running(*, reading: bool = False, direction: str = "inbound", target: Target | None = None) -> CallDriver:
    """An answered call whose first verbs run, nothing owed, nothing held back."""
    call = CallDriver(target=target)
    call.begin(direction)
    call.send(Say(text="Hello."))
    call.status("in-progress")
    call.later(1)
    assert len(call.out()) == 1
    if reading:
        call.read()
        call.delivered.clear()
    return call


def gathering(*, verb: Gather | None = None) -> tuple[CallDriver, Wait]:
    """A running call whose main flow waits for a gather that it sent as a command."""
    call = running()
    wait = call.perform(verb or Gather(input=["digits"]))
    assert len(call.out()) == 1
    return call, wait


def owing() -> tuple[CallDriver, str]:
    """A running call whose main flow has a result and owes the ack of its hook, whose msgid is returned."""
    call, wait = gathering()
    msgid = call.hook(wait.hook)
    assert not wait.waiting
    assert call.out() == []
    return call, msgid


def several(values: Sequence[Json], key: str) -> list[Any]:
    """One value of each."""
    return [value[key] for value in values]
