"""The codec: bytes to messages and back, for both directions. No I/O, no state."""

from ._closed import ServerMessage, check_verbs, decode_server_message, decode_verbs, read_server_message
from ._open import ClientMessage, UnknownMessage, decode_client_message, decode_payload
from ._targets import check_target, verb_name
from ._text import read_json, read_sent
from ._writing import RawCommand, encode, encode_ack, encode_verbs

__all__ = [
    "check_target",
    "check_verbs",
    "ClientMessage",
    "decode_client_message",
    "decode_payload",
    "decode_server_message",
    "decode_verbs",
    "encode",
    "encode_ack",
    "encode_verbs",
    "RawCommand",
    "read_json",
    "read_sent",
    "read_server_message",
    "ServerMessage",
    "UnknownMessage",
    "verb_name",
]
