"""The jambonz WebSocket protocol as strict types, with a thin anyio core for both ends."""

from ._base import JsonValue, RawVerb, Verb, extended
from ._codec import (
    ClientMessage,
    RawCommand,
    ServerMessage,
    UnknownMessage,
    decode_client_message,
    decode_payload,
    decode_server_message,
    decode_verbs,
    encode,
)
