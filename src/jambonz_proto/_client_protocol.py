"""The rules of a call as jambonz plays it: no event loop, no sockets, no clock of its own."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from . import commands, messages
from ._codec import ClientMessage, ServerMessage, decode_server_message, encode
from .errors import AckTimeout, DecodeError, InvalidMessage, JambonzProtoError

ACK_WITHIN = 5.0
"""Seconds that jambonz waits for an ack: ``JAMBONES_WS_API_MSG_RESPONSE_TIMEOUT``."""


@dataclass(slots=True, eq=False)
class Request:
    """A message that waits for its ack."""

    message_type: str
    msgid: str
    on_settled: Callable[[], None]
    ack: commands.Ack | None = None
    error: JambonzProtoError | None = None

    def result(self) -> commands.Ack:
        """The ack, or raises what happened instead."""
        if self.error is not None:
            raise self.error
        assert self.ack is not None
        return self.ack


@dataclass(slots=True)
class ClientProtocol:
    """The end of a call that jambonz plays: new msgids, acks matched by them, complaints about bad messages."""

    call_sid: str | None = None
    """Sid of the session, known once ``session:new`` was sent; then it is on every message."""
    _requests: dict[str, Request] = field(default_factory=dict[str, Request])
    _out: list[bytes] = field(default_factory=list[bytes])

    def message(
        self, cls: type[messages.Message], data: object, *, hook: str | None = None, b3: str | None = None
    ) -> messages.Message:
        """Build a message with a new msgid."""
        if cls is messages.SessionNew and isinstance(data, messages.SessionData):
            self.call_sid = data.call_sid
        parts: dict[str, object] = {
            "msgid": secrets.token_urlsafe(16),
            "call_sid": self.call_sid,
            "data": data,
            "b3": b3,
        }
        if hook is not None:
            parts["hook"] = hook
        return cls(**parts)  # type: ignore[arg-type] # every message has these fields

    def send(self, message: ClientMessage) -> None:
        """Send a message that wants no ack."""
        self._out.append(encode(message))

    def request(self, message: ClientMessage, on_settled: Callable[[], None]) -> Request:
        """Send a message and wait for its ack; ``on_settled`` is called when there is an outcome."""
        assert isinstance(message, messages.AckableMessage)
        request = Request(message.type, message.msgid, on_settled)
        self._requests[message.msgid] = request
        self._out.append(encode(message))
        return request

    def give_up(self, request: Request) -> None:
        """Nobody waits for this ack any more."""
        self._requests.pop(request.msgid, None)

    def timed_out(self, request: Request, seconds: float) -> AckTimeout:
        """The error of a request whose ack did not come in time."""
        self.give_up(request)
        return AckTimeout(request.message_type, request.msgid, seconds)

    def receive(self, text: str | bytes) -> ServerMessage | None:
        """Take in one text message: acks go to who waits for them, the rest is returned.

        A bad message is answered with ``jambonz:error``, as the server does.
        """
        content = text if isinstance(text, str) else repr(text)
        try:
            if isinstance(text, bytes):
                raise InvalidMessage("binary message")
            message = decode_server_message(text)
        except DecodeError as error:
            complaint = messages.JambonzErrorData(msg="InvalidMessage", details=str(error), content=content)
            self.send(self.message(messages.JambonzError, complaint))  # type: ignore[arg-type] # a client message
            return None
        if isinstance(message, commands.Ack):
            request = self._requests.pop(message.msgid, None)
            if request is not None:
                request.ack = message
                request.on_settled()
            return None
        return message

    def end(self, error: JambonzProtoError) -> None:
        """The connection is gone: wake all who wait."""
        requests, self._requests = self._requests, {}
        for request in requests.values():
            request.error = error
            request.on_settled()

    def data_to_send(self) -> list[bytes]:
        """The texts to send now, in order; each is given out once."""
        out, self._out = self._out, []
        return out
