"""Every exception this library raises.

::

    JambonzProtoError
    ├── DecodeError (ValueError)      what came in is not what the protocol allows
    │   ├── MalformedMessage          not UTF-8, not JSON, nested too deeply
    │   ├── InvalidMessage            JSON of another shape
    │   └── RefusedByTarget           right by the spec, but the chosen target does not take it
    ├── EncodeError (ValueError)      what should go out would be refused; nothing was sent
    │   ├── InvalidOutgoing           against the spec
    │   ├── RefusedByTarget           see above
    │   └── MessageTooLarge           over the size that jambonz takes
    ├── CallError                     about one call
    │   ├── CallEnded                 the call is over; the normal end of whoever waits
    │   ├── Superseded                newer verbs replaced the ones that were waited for
    │   ├── AlreadyAcked              a message is acked once
    │   ├── NotAckable                nobody waits for an ack of this message
    │   ├── NoReply                   the verbs cannot reach the server any more
    │   ├── ConnectionDown            too much waits for jambonz to come back
    │   ├── NoVerbStatus              nothing will tell when verbs end
    │   ├── VerbFailed                a verb did not run to its end
    │   └── TtsFailed                 streamed text that jambonz cannot speak
    ├── AckTimeout (TimeoutError)     jambonz' side: the application did not ack in time
    ├── ConnectionClosed              the websocket is closed
    └── HandshakeError                the websocket could not be opened

Beside these there are only what Python's own conventions ask for: ``TypeError`` and ``ValueError`` for an argument that
is not what its documentation says, and ``TimeoutError`` where a ``timeout`` was given. Any other exception is a bug.
"""

from __future__ import annotations

__all__ = [
    "AckTimeout",
    "AlreadyAcked",
    "CallEnded",
    "CallError",
    "ConnectionClosed",
    "ConnectionDown",
    "DecodeError",
    "EncodeError",
    "HandshakeError",
    "InvalidMessage",
    "InvalidOutgoing",
    "JambonzProtoError",
    "MalformedMessage",
    "MessageTooLarge",
    "NoReply",
    "NotAckable",
    "NoVerbStatus",
    "RefusedByTarget",
    "Superseded",
    "TtsFailed",
    "VerbFailed",
]


class JambonzProtoError(Exception):
    """Base of all errors of this library."""

    call_sid: str | None = None
    """The call that it is about, where that is known."""
    msgid: str | None = None
    """Id of the message that it is about, where that is known."""

    def _told(self, problem: str) -> str:
        """A problem in words, with the call."""
        return f"call {self.call_sid}: {problem}" if self.call_sid else problem


class _Placed(JambonzProtoError, ValueError):
    """A problem at a place in a JSON text."""

    def __init__(self, problem: str, path: str = "$", subject: str | None = None) -> None:
        super().__init__(problem, path, subject)
        self.problem = problem
        """What is wrong, in words."""
        self.path = path
        """Where: a JSON path such as ``$.data[1].timeout``."""
        self.subject = subject
        """Type of the message, name of the verb or class of the payload that was looked at, if that far."""

    def __str__(self) -> str:
        what = "".join(f"{name} " for name in (self.subject, self.msgid) if name)
        return self._told(f"{what[:-1]}{': ' if what else ''}{self.problem} - at `{self.path}`")


class DecodeError(_Placed):
    """What came in is not what the protocol allows."""


class MalformedMessage(DecodeError):
    """Not UTF-8, not JSON, or nested too deeply."""


class InvalidMessage(DecodeError):
    """JSON of another shape than the protocol's."""


class EncodeError(_Placed):
    """What should go out would be refused; nothing was sent."""


class InvalidOutgoing(EncodeError):
    """A value that the spec does not allow: wrong type, unknown choice, out of range, no verb for this place."""


class RefusedByTarget(EncodeError, DecodeError):
    """Right by the spec, but the chosen target does not take it, neither way."""


class MessageTooLarge(EncodeError):
    """Larger than jambonz takes in one message: it would close the socket, and drop the message without a word."""

    def __init__(self, size: int, limit: int, path: str = "$", subject: str | None = None) -> None:
        super().__init__(f"the message has {size} bytes, jambonz takes {limit}", path, subject)
        self.size = size
        """Bytes of the message."""
        self.limit = limit
        """Bytes that jambonz takes."""


class CallError(JambonzProtoError):
    """Something about one call."""

    def __init__(self, problem: str, call_sid: str | None = None, msgid: str | None = None) -> None:
        super().__init__(problem, call_sid, msgid)
        self.problem = problem
        """What is wrong, in words."""
        self.call_sid = call_sid
        """The call, if it has told its sid."""
        self.msgid = msgid
        """The message, if it is about one."""

    def __str__(self) -> str:
        return self._told(self.problem)


class CallEnded(CallError):
    """The call is over. Whoever waits on a call is woken by this; it is a normal end, not a fault."""


class Superseded(CallError):
    """Newer verbs replaced the ones whose result was waited for."""


class AlreadyAcked(CallError):
    """A message is acked exactly once."""


class NotAckable(CallError):
    """Nobody waits for an ack of this message."""


class NoReply(CallError):
    """The verbs cannot reach the server any more: the message they answer has had its reply."""


class ConnectionDown(CallError):
    """The connection of the call dropped, and too much waits already for jambonz to come back."""


class NoVerbStatus(CallError):
    """Nothing will tell when verbs end: ``notify_events`` of ``config`` is not on, or there are no verbs."""


class VerbFailed(CallError):
    """A verb that jambonz could not run, or not to its end."""


class TtsFailed(CallError):
    """Text that jambonz cannot speak: the connection to the speech vendor failed, or the session does not stream."""


class AckTimeout(JambonzProtoError, TimeoutError):
    """The application did not ack in time."""

    def __init__(self, message_type: str, msgid: str, seconds: float, call_sid: str | None = None) -> None:
        super().__init__(message_type, msgid, seconds, call_sid)
        self.message_type = message_type
        """Type of the message that was not acked."""
        self.seconds = seconds
        """How long was waited."""
        self.call_sid = call_sid
        """The call, if it has a sid."""
        self.msgid = msgid
        """The message that was not acked."""

    def __str__(self) -> str:
        return self._told(f"no ack for {self.message_type} {self.msgid} within {self.seconds:g} s")


class ConnectionClosed(JambonzProtoError):
    """The websocket is closed."""

    def __init__(self, code: int | None, reason: str = "", call_sid: str | None = None) -> None:
        super().__init__(code, reason, call_sid)
        self.code = code
        """Close code of the other side; ``None`` if the connection broke without one."""
        self.reason = reason
        """Its reason, often empty."""
        self.call_sid = call_sid
        """The call, if it has a sid."""

    def __str__(self) -> str:
        how = "without a close frame" if self.code is None else f"with code {self.code}"
        reason = f" ({self.reason})" if self.reason else ""
        return self._told(f"the connection was closed {how}{reason}")


class HandshakeError(JambonzProtoError):
    """The websocket could not be opened: refused, or the other side speaks another subprotocol."""

    def __init__(self, problem: str, url: str, call_sid: str | None = None) -> None:
        super().__init__(problem, url, call_sid)
        self.problem = problem
        """What is wrong, in words."""
        self.url = url
        """What was to be connected to, without user and password."""
        self.call_sid = call_sid
        """The call that was to go on, if it had begun."""

    def __str__(self) -> str:
        return self._told(f"{self.url}: {self.problem}")
