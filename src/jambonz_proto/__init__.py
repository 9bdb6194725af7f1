"""The jambonz WebSocket protocol as strict types, with a thin anyio core for both ends.

``serve`` runs a voice application, ``connect`` plays jambonz. The types are in the modules ``verbs``, ``components``,
``hooks``, ``commands`` and ``messages``; ``decode_*`` and ``encode`` work without any connection.
"""

from . import commands, components, hooks, messages, verbs
from ._base import ActionVerb, JsonValue, RawVerb, Verb, extended
from ._clock import Clock
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
from ._facts import Target
from ._flows import Hook
from ._protocol import Leg
from .call import Call, ConfirmCall, SentVerbs
from .client import Client, PendingReply, Problem, connect
from .commands import Ack
from .env import Env, EnvVar
from .errors import (
    AckTimeout,
    AlreadyAcked,
    CallEnded,
    CallError,
    ConnectionClosed,
    ConnectionDown,
    DecodeError,
    EncodeError,
    HandshakeError,
    InvalidMessage,
    InvalidOutgoing,
    JambonzProtoError,
    MalformedMessage,
    MessageTooLarge,
    NoReply,
    NotAckable,
    NoVerbStatus,
    RefusedByTarget,
    Superseded,
    TtsFailed,
    VerbFailed,
)
from .router import Handler, Router
from .server import Server, serve
from .tools import Tools
from .tts import Tts, Utterance

__all__ = [
    "Ack",
    "AckTimeout",
    "ActionVerb",
    "AlreadyAcked",
    "Call",
    "CallEnded",
    "CallError",
    "Client",
    "ClientMessage",
    "Clock",
    "commands",
    "components",
    "ConfirmCall",
    "connect",
    "ConnectionClosed",
    "ConnectionDown",
    "decode_client_message",
    "decode_payload",
    "decode_server_message",
    "decode_verbs",
    "DecodeError",
    "encode",
    "EncodeError",
    "Env",
    "EnvVar",
    "extended",
    "Handler",
    "HandshakeError",
    "Hook",
    "hooks",
    "InvalidMessage",
    "InvalidOutgoing",
    "JambonzProtoError",
    "JsonValue",
    "Leg",
    "MalformedMessage",
    "messages",
    "MessageTooLarge",
    "NoReply",
    "NotAckable",
    "NoVerbStatus",
    "PendingReply",
    "Problem",
    "RawCommand",
    "RawVerb",
    "RefusedByTarget",
    "Router",
    "SentVerbs",
    "serve",
    "Server",
    "ServerMessage",
    "Superseded",
    "Target",
    "Tools",
    "Tts",
    "TtsFailed",
    "UnknownMessage",
    "Utterance",
    "Verb",
    "VerbFailed",
    "verbs",
]
