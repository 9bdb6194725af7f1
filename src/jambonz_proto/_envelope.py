"""The envelope of messages from jambonz: which call they are about, and what for."""

from __future__ import annotations

import msgspec

from ._base import is_object
from ._text import utf8, whole
from .errors import MalformedMessage


class Envelope(msgspec.Struct):
    """What is to be known of a message from jambonz before, or without, reading it."""

    type: str
    msgid: str
    call_sid: str | None = None
    hook: str | None = None
    data: object = None

    @property
    def sid(self) -> str | None:
        """The call, as far as it tells."""
        sid = self.call_sid or (self.data.get("call_sid") if is_object(self.data) else None)
        return sid if isinstance(sid, str) else None


def read_envelope(text: str | bytes) -> Envelope | None:
    """The envelope of a message, if it can be read."""
    try:
        return msgspec.json.decode(whole(utf8(text)), type=Envelope)
    except (MalformedMessage, msgspec.DecodeError, UnicodeError, RecursionError):
        return None
