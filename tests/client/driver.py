"""Jambonz without event loop, sockets or clock: JSON goes in, JSON comes out, the time is a number."""

from __future__ import annotations

import json
from typing import Any, TypeAlias

from jambonz_proto import ConnectionClosed, HandshakeError, commands, messages
from jambonz_proto._client_protocol import ClientProtocol, Link, Problem, Request
from jambonz_proto.errors import JambonzProtoError

Json: TypeAlias = dict[str, Any]

SID = "7c53fd1b-2a5c-4c3c-9d4c-9b1f6ad8ba3f"
SESSION: Json = {"call_sid": SID, "direction": "inbound", "from": "+493012345678", "to": "+493087654321"}
DIGITS: Json = {"call_sid": SID, "reason": "dtmfDetected", "digits": "42"}
STATUS: Json = {"call_sid": SID, "call_status": "in-progress"}
BROKEN = ConnectionClosed(None)
GOING_AWAY = ConnectionClosed(1001, "going away")
GRACEFUL = ConnectionClosed(1000)


def ack(msgid: str, *verbs: Json) -> Json:
    """The application's ack."""
    return {"type": "ack", "msgid": msgid, "data": list(verbs)}


def command(name: str, data: object) -> Json:
    """A command of the application."""
    return {"type": "command", "command": name, "data": data}


def say(text: str) -> Json:
    """The verb ``say``."""
    return {"verb": "say", "text": text}


class Asked:
    """A message that someone waits for the ack of."""

    def __init__(self) -> None:
        self.woken = 0
        self.request: Request | None = None

    def wake(self) -> None:
        self.woken += 1

    @property
    def waiting(self) -> bool:
        return self.woken == 0

    @property
    def msgid(self) -> str:
        assert self.request is not None
        return self.request.msgid

    def ack(self) -> commands.Ack:
        """The ack, or raises what happened instead; who waits must have been woken exactly once."""
        assert self.woken == 1
        assert self.request is not None
        return self.request.result()

    def error(self) -> JambonzProtoError:
        """What happened instead of an ack."""
        try:
            ack = self.ack()
        except JambonzProtoError as error:
            return error
        raise AssertionError(f"there is an ack: {ack}")


class Jambonz:
    """The rules of the end that jambonz plays; the test plays the application, the network and the clock."""

    def __init__(self, *, connected: bool = True, **options: Any) -> None:
        self.protocol = ClientProtocol(**options)
        self.now = 1000.0
        if connected:
            self.connected()

    # -- whoever uses it ---------------------------------------------------------------------

    def ask(self, message: type[messages.AckableMessage], data: Json, hook: str | None = None) -> Asked:
        """Send a message that wants an ack."""
        asked = Asked()
        asked.request = self.protocol.request(message, data, self.now, hook=hook, on_settled=asked.wake)
        return asked

    def new(self, **changes: object) -> Asked:
        return self.ask(messages.SessionNew, {**SESSION, **changes})

    def hook(self, name: str = "/menu") -> Asked:
        return self.ask(messages.VerbHook, DIGITS, name)

    def status(self, call_status: str = "in-progress") -> None:
        self.protocol.notify(messages.CallStatus, {**STATUS, "call_status": call_status})

    @property
    def problems(self) -> list[Problem]:
        return list(self.protocol.problems)

    @property
    def kinds(self) -> list[str]:
        """The kinds of its problems."""
        return [problem.kind for problem in self.protocol.problems]

    # -- the application ---------------------------------------------------------------------

    def out(self) -> list[Json]:
        """What the application gets now."""
        return [json.loads(text) for text in self.protocol.data_to_send()]

    def sent(self) -> list[str]:
        """The types and hooks of what the application gets now."""
        return [message.get("hook") or message["type"] for message in self.out()]

    def receive(self, message: object) -> None:
        """One message from the application, as JSON."""
        self.text(json.dumps(message))

    def text(self, text: str | bytes) -> None:
        """One message from the application, whatever it is."""
        self.protocol.receive(text, self.now)

    def ack(self, asked: Asked, *verbs: Json) -> None:
        self.receive(ack(asked.msgid, *verbs))

    def taken(self) -> list[commands.AnyCommand]:
        """The commands that came, taken out."""
        inbox = list(self.protocol.inbox)
        self.protocol.inbox.clear()
        return inbox

    # -- the network -------------------------------------------------------------------------

    def connected(self) -> None:
        self.protocol.connected(self.now)

    def closed(self, closed: ConnectionClosed = BROKEN) -> None:
        self.protocol.disconnected(closed, self.now)

    def refused(self, *, unreachable: bool = True) -> HandshakeError:
        error = HandshakeError("nobody is there", "ws://127.0.0.1:3000/")
        self.protocol.not_connected(error, self.now, unreachable=unreachable)
        return error

    def wait(self) -> float:
        """Let time go by until it wants to connect; returns the seconds."""
        due = self.protocol.next_time()
        assert due is not None
        seconds = due - self.now
        self.later(seconds)
        assert self.protocol.wants_connection
        return seconds

    def reconnected(self) -> Json:
        """Connect again when it wants to; returns ``session:reconnect``, which must be all that is sent."""
        self.wait()
        self.connected()
        assert self.protocol.link is Link.RETURNING
        [message] = self.out()
        assert message["type"] == "session:reconnect"
        return message

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


def established(**options: Any) -> Jambonz:
    """A call whose ``session:new`` is acked, and of which nothing waits to be sent."""
    jambonz = Jambonz(**options)
    jambonz.ack(jambonz.new(), say("Hello."))
    jambonz.out()
    assert jambonz.problems == []
    return jambonz
