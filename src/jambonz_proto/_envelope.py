"""The envelope of messages from jambonz: which call they are about, and what for."""

from __future__ import annotations

import re

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
    """The envelope of a message, if it can be read; of what is nested too deeply, with ``null`` in its place."""
    try:
        json = whole(utf8(text))
        try:
            return msgspec.json.decode(json, type=Envelope)
        except RecursionError:
            return msgspec.json.decode(_flattened(json), type=Envelope) if len(json) <= _LONGEST else None
    except (MalformedMessage, msgspec.DecodeError, UnicodeError):
        return None


_LONGEST = 128 * 1024
"""Bytes of the longest text that is flattened: that takes a hundred times as long as to decode it."""
_TOKENS = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"?|[\[\]{}]|[^"\[\]{}]+', re.DOTALL)


def _flattened(json: bytes) -> bytes:
    """The JSON with ``null`` for each array and object that is nested deeper than ``data``."""
    kept: list[bytes] = []
    level = 0
    for token in _TOKENS.findall(json):
        if token in (b"[", b"{"):
            level += 1
            if level == 3:
                kept.append(b"null")
        if level < 3:
            kept.append(token)
        if token in (b"]", b"}"):
            level -= 1
    return b"".join(kept)
