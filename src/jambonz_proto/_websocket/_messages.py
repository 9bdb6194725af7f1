"""What connections of the ``websockets`` library have in common, whichever event loop they run on."""

from __future__ import annotations

from http import HTTPStatus
from typing import Protocol

from websockets.exceptions import ConnectionClosed as WebsocketClosed
from websockets.frames import Frame, Opcode
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

from jambonz_proto._transport import Receiver, Transport
from jambonz_proto.errors import ConnectionClosed

PING = b"arrived?"
"""A ping whose pong tells that what was written with it arrived; those that keep a connection alive have 4 bytes."""


class Asked(Protocol):
    """What a handshake asks for, or a request that is none."""

    def respond(self, status: HTTPStatus, text: str) -> Response:
        """Make an answer that ends it."""
        ...


class Accepted(Transport, Protocol):
    """A connection from jambonz."""

    @property
    def request(self) -> Request | None:
        """The request that began it."""
        ...

    @property
    def response(self) -> Response | None:
        """The response to it."""
        ...


class Opened(Transport, Protocol):
    """A connection to an application."""

    @property
    def subprotocol(self) -> Subprotocol | None:
        """What was agreed on."""
        ...


class Messages:
    """Puts frames together to messages, and hands them to a receiver, which may come later than the first of them."""

    __slots__ = ("_early", "_is_text", "_parts", "has_pong", "receiver")

    def __init__(self) -> None:
        self.receiver: Receiver | None = None
        self.has_pong = False
        """Whether the pong to :data:`PING` came."""
        self._early: list[str | bytes] | None = None
        self._parts: bytearray | None = None
        self._is_text = True

    def deliver_to(self, receiver: Receiver) -> None:
        """Set who gets the messages."""
        self.receiver = receiver
        early, self._early = self._early, None
        for message in early or ():
            receiver.receive(message)

    def put(self, frame: Frame) -> None:
        """Take a data frame; the library has seen to their order and size.

        Raises:
            UnicodeDecodeError: A text message is not UTF-8.
        """
        if frame.opcode is not Opcode.CONT:
            self._is_text = frame.opcode is Opcode.TEXT
        data = frame.data
        if self._parts is not None or not frame.fin:
            self._parts = (self._parts or bytearray()) + data
            if not frame.fin:
                return
            data, self._parts = self._parts, None
        message = str(data, "utf-8") if self._is_text else bytes(data)
        frame.data = b""  # the library keeps a frame until the next one comes, which can take as long as the call
        if self.receiver is not None:
            self.receiver.receive(message)
        else:
            self._early = [*(self._early or ()), message]


LONGEST_REASON = 123
"""Bytes: a control frame holds 125, of which the close code takes two."""


def fitting(reason: str) -> str:
    """As much of a reason as a close frame can hold."""
    return reason.encode()[:LONGEST_REASON].decode(errors="ignore")


def why(closed: WebsocketClosed) -> ConnectionClosed:
    """Why a connection was closed: the first close frame tells, since some answer a code of ours with their own."""
    frame = closed.sent if closed.rcvd_then_sent is False else closed.rcvd or closed.sent
    return ConnectionClosed(frame.code if frame else None, frame.reason if frame else "")
