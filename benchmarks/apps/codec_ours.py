"""Our codec, msgspec without our check, and plain json, on examples that are given; prints microseconds."""

from __future__ import annotations

import json
import sys
from functools import partial
from typing import Any

import msgspec
from timing import microseconds

import jambonz_proto as jp
from jambonz_proto import hooks
from jambonz_proto.commands import Ack
from jambonz_proto.verbs import Gather, Say

MSGID = "8Tz1wKc4yQpR6vNn3bXjLs"
Times = dict[str, dict[str, float]]

plain = msgspec.json.Encoder(enc_hook=lambda value: None)


def decoding(examples: list[dict[str, Any]], *, from_jambonz: bool) -> Times:
    times: Times = {"ours": {}, "json": {}}
    for example in examples:
        if example["from_jambonz"] is not from_jambonz:
            continue
        text = example["text"].encode()
        payload = getattr(hooks, example["payload"]) if example["payload"] else None
        if not example["from_jambonz"]:
            read: Any = partial(jp.decode_server_message, text)
        elif payload is None:
            read = partial(_data_of, text)
        else:
            read = partial(_payload_of, payload, text)
        times["ours"][example["name"]] = microseconds(read)
        times["json"][example["name"]] = microseconds(partial(json.loads, text))
    return times


def _data_of(text: bytes) -> object:
    return getattr(jp.decode_client_message(text), "data", None)


def _payload_of(cls: Any, text: bytes) -> object:
    return jp.decode_client_message(text).payload(cls)  # type: ignore[union-attr]


def encoding(examples: list[dict[str, Any]]) -> Times:
    times: Times = {"ours": {}, "ours without check": {}, "json": {}}
    for example in examples:
        if example["from_jambonz"]:
            continue
        message = jp.decode_server_message(example["text"])
        times["ours"][example["name"]] = microseconds(partial(jp.encode, message))
        times["ours without check"][example["name"]] = microseconds(partial(_unchecked, message))
        times["json"][example["name"]] = microseconds(partial(_dumped, json.loads(example["text"])))
    return times


def _unchecked(message: Any) -> bytes:
    """The same Structs written by msgspec as they are, verbs each by itself as the codec has to."""
    if isinstance(message, Ack):
        verbs = b",".join([plain.encode(verb) for verb in message.data or ()])
        return b'{"type":"ack","msgid":%b,"data":[%b]}' % (plain.encode(message.msgid), verbs)
    return plain.encode(message)


def _dumped(value: object) -> bytes:
    return json.dumps(value).encode()


def ack(_: object) -> Times:
    """The ack of a say and a gather, from the making of the verbs to its text."""

    def ours() -> bytes:
        return jp.encode(Ack(msgid=MSGID, data=_verbs()))

    def unchecked() -> bytes:
        return _unchecked(Ack(msgid=MSGID, data=_verbs()))

    def plain_json() -> bytes:
        say = {"verb": "say", "text": f"You said {MSGID}."}
        gather = {"verb": "gather", "input": ["speech"], "timeout": 10, "actionHook": "/heard"}
        return _dumped({"type": "ack", "msgid": MSGID, "data": [say, gather]})

    named = {"ours": ours, "ours without check": unchecked, "json": plain_json}
    return {name: {"acks/say and gather": microseconds(function)} for name, function in named.items()}


def _verbs() -> list[Say | Gather]:
    return [Say(text=f"You said {MSGID}."), Gather(input=["speech"], timeout=10, action_hook="/heard")]


WHAT = {
    "decode": partial(decoding, from_jambonz=True),
    "decode-verbs": partial(decoding, from_jambonz=False),
    "encode": encoding,
    "ack": ack,
}

if __name__ == "__main__":
    json.dump(WHAT[sys.argv[1]](json.load(sys.stdin)), sys.stdout)
