"""Logging: call sid and tracing context on every record of a call, and the wire without its secrets."""

from __future__ import annotations

import logging
from collections.abc import Callable, MutableMapping
from typing import Any

import msgspec

from ._base import is_list, is_object
from ._tables import SECRETS

WIRE = logging.getLogger("jambonz_proto.wire")
"""Every message of every call at level DEBUG, credentials and environment variables left out."""

WEBSOCKETS = logging.getLogger("jambonz_proto.websockets")
"""The websockets library's own log. At DEBUG it shows frames as they are, secrets included: these are never shown."""
WEBSOCKETS.addFilter(lambda record: record.levelno > logging.DEBUG)


FROM_JAMBONZ, TO_JAMBONZ = "<", ">"
"""Directions in the wire log."""
UNKNOWN = "?"
"""Call sid of a call that has not told it yet."""
HIDDEN = "***"
"""What stands in the place of a secret."""


class CallLog(logging.LoggerAdapter[logging.Logger]):
    """Records of one call: the message begins with its sid, ``call_sid`` and ``b3`` are attributes of the record."""

    def __init__(self, logger: logging.Logger, identity: Callable[[], tuple[str, str | None]]) -> None:
        super().__init__(logger, {})
        self._identity = identity

    def process(self, msg: Any, kwargs: MutableMapping[str, Any]) -> tuple[Any, MutableMapping[str, Any]]:
        """Add what belongs to the call."""
        sid, b3 = self._identity()
        kwargs["extra"] = {**kwargs.get("extra", {}), "call_sid": sid, "b3": b3}
        return f"call {sid or UNKNOWN}: {msg}", kwargs


def log_wire(direction: str, text: bytes | str, sid: str, b3: str | None) -> None:
    """Log one message, if someone wants that."""
    if WIRE.isEnabledFor(logging.DEBUG):
        extra = {"call_sid": sid, "b3": b3}
        WIRE.debug("call %s %s %s", sid or UNKNOWN, direction, without_secrets(text), extra=extra)


def without_secrets(text: bytes | str) -> str:
    """A message as text, with ``***`` for credentials and the application's environment variables."""
    try:
        return msgspec.json.encode(hidden(msgspec.json.decode(text))).decode()
    except (msgspec.MsgspecError, RecursionError, ValueError):
        return f"<{len(text)} characters that are no JSON>"


def hidden(value: object) -> object:
    """JSON with ``***`` for credentials and the application's environment variables; of an object for each value."""
    if is_object(value):
        return {name: _masked(part) if name in SECRETS else hidden(part) for name, part in value.items()}
    if is_list(value):
        return [hidden(part) for part in value]
    return value


def _masked(secret: object) -> object:
    return dict.fromkeys(secret, HIDDEN) if is_object(secret) else HIDDEN
