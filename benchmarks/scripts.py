"""What jambonz says in calls, and what it has to be told; see :data:`load.Script`.

The first part of each message is made once and for all; the call, the msgid and the hook's name are put in.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any

import msgspec

from .load import CLOSED, Broken, Line, Script

TOKENS = 200
"""Tokens that an application speaks after each hook."""
EVENTS = 200
"""Events of a language model in one flood."""
IN_FLIGHT = 64
"""Hooks of one call that wait for their acks together."""


# -- the application's side ------------------------------------------------------------------------


class _Verb(msgspec.Struct):
    verb: str
    action_hook: str = msgspec.field(default="", name="actionHook")
    event_hook: str = msgspec.field(default="", name="eventHook")
    partial_result_hook: str = msgspec.field(default="", name="partialResultHook")


class _Ack(msgspec.Struct, tag_field="type", tag="ack"):
    msgid: str
    data: list[_Verb]


class _Command(msgspec.Struct, tag_field="type", tag="command"):
    command: str
    data: dict[str, Any] | None = None


_decoder = msgspec.json.Decoder(_Ack | _Command)
_ack_decoder = msgspec.json.Decoder(_Ack)


def acked(text: bytes, msgid: str, verbs: Sequence[str]) -> _Verb:
    """The last verb of an ack; anything but the ack of this message with these verbs is an error."""
    try:
        ack = _ack_decoder.decode(text)
    except msgspec.MsgspecError as error:
        raise Broken(f"{error}: {text!r}") from None
    if ack.msgid != msgid or [verb.verb for verb in ack.data] != verbs:
        raise Broken(f"not the ack of {msgid} with {verbs}: {text!r}")
    return ack.data[-1]


# -- jambonz' side ---------------------------------------------------------------------------------

_CALL: dict[str, object] = {
    "call_sid": "CALL",
    "direction": "inbound",
    "from": "+4930901820",
    "to": "+498912345",
    "call_id": "5f0c6b6e-2c39-123f-a1b2-0242ac120005",
    "sbc_callid": "ZDQ1YjA3NjE2ZTQ4NDk0Mzk1@198.51.100.7",
    "sip_status": 200,
    "sip_reason": "OK",
    "call_status": "in-progress",
    "account_sid": "0e1f6a52-9f5b-4a3f-8d0c-6c1c7f6f1f10",
    "trace_id": "b7ad6b7169203331a3ce929d0e0e4736",
    "application_sid": "7c9f5b0a-52a5-4be3-8c7e-0a4d3c9a2b61",
    "fs_sip_address": "192.0.2.17:5060",
    "originating_sip_ip": "198.51.100.7",
    "originating_sip_trunk_name": "berlin-trunk",
    "api_base_url": "https://jambonz.example.com/api/v1",
    "fs_public_ip": "203.0.113.9",
}

_SESSION: dict[str, object] = _CALL | {
    "call_status": "trying",
    "sip_status": 100,
    "sip_reason": "Trying",
    "service_provider_sid": "2708b1b3-2736-40ea-b502-c53d8396247f",
    "sip": {
        "headers": {
            "via": "SIP/2.0/UDP 192.0.2.4:5060;rport;branch=z9hG4bK4F1yeZNe8aKvc",
            "from": "<sip:+4930901820@198.51.100.7>;tag=aFv0H1y5j8KtQ",
            "to": "<sip:+498912345@192.0.2.17:5060>",
            "user-agent": "a PBX",
            "X-Account-Sid": "0e1f6a52-9f5b-4a3f-8d0c-6c1c7f6f1f10",
            "X-Originating-Carrier": "berlin-trunk",
        },
        "method": "INVITE",
        "version": "2.0",
        "uri": "sip:+498912345@192.0.2.17",
    },
    "defaults": {
        "synthesizer": {"vendor": "google", "language": "en-US", "voice": "en-US-Standard-C"},
        "recognizer": {"vendor": "deepgram", "language": "en-US"},
    },
}


def _speech(transcript: str, *, final: bool) -> dict[str, object]:
    """What the caller said, with Deepgram's view of it."""
    words = [
        {"word": word, "start": round(0.4 * at, 2), "end": round(0.4 * at + 0.35, 2), "confidence": 0.98}
        for at, word in enumerate(transcript.split())
    ]
    alternative = {"transcript": transcript, "confidence": 0.9814}
    event = {
        "type": "Results",
        "channel_index": [0, 1],
        "duration": 2.4,
        "start": 0.0,
        "is_final": final,
        "speech_final": final,
        "channel": {"alternatives": [alternative | {"words": words}]},
    }
    return {
        "language_code": "en-US",
        "channel_tag": 1,
        "is_final": final,
        "alternatives": [alternative],
        "vendor": {"name": "deepgram", "evt": event},
    }


_HEARD = _CALL | {
    "reason": "speechDetected",
    "speech": _speech("I would like to book a table for two", final=True),
}
_PARTIAL = _CALL | {"speech": _speech("I would like to book", final=False)}
_COMPLETED = _CALL | {"call_status": "completed", "duration": 42, "call_termination_by": "caller"}
_DELTA = {
    "type": "response.output_audio_transcript.delta",
    "event_id": "event_D3kVqTz1yJm7wPq0LrNcA",
    "response_id": "resp_D3kVpXyZa1bC2dE3fG4hI",
    "item_id": "item_D3kVpQwErTyUiOpAsDfGh",
    "output_index": 0,
    "content_index": 0,
    "delta": " table",
}


class _Message:
    """A message with holes for the msgid, the call sid and the hook's name."""

    def __init__(self, kind: str, data: dict[str, object], *, hook: bool = False, traced: bool = True) -> None:
        message = {"type": kind, "msgid": "MSGID", "call_sid": "CALL"}
        message |= {"hook": "HOOK"} if hook else {}
        text = msgspec.json.encode(message | {"data": data} | ({"b3": _B3} if traced else {})).decode()
        for hole in ("MSGID", "HOOK", "CALL"):
            text = text.replace(hole, f"\0{hole}\0")
        self._parts = text.split("\0")

    def __call__(self, line: Line, msgid: str = "") -> bytes:
        holes = {"MSGID": msgid or new_msgid(), "CALL": line.sid, "HOOK": line.hook}
        return "".join([holes.get(part, part) for part in self._parts]).encode()


_B3 = "b7ad6b7169203331a3ce929d0e0e4736-a2fb4a1d1a96d312-1"
_session_new = _Message("session:new", _SESSION)
_heard = _Message("verb:hook", _HEARD, hook=True)
_partial = _Message("verb:hook", _PARTIAL, hook=True)
_completed = _Message("call:status", _COMPLETED)
_delta = _Message("llm:event", dict(_DELTA), hook=True, traced=False)
_response_done = _Message("llm:event", {"type": "response.done", "event_id": "event_1"}, hook=True, traced=False)

_numbers = count()


def new_msgid() -> str:
    """As long as those of jambonz, and never used before."""
    return f"{next(_numbers):022d}"


# -- scripts ---------------------------------------------------------------------------------------


def opening(line: Line, verbs: Sequence[str]) -> Script:
    """The start of a call, which these verbs have to answer."""
    msgid = new_msgid()
    line.say(_session_new(line, msgid))
    last = acked((yield), msgid, verbs)
    line.hook = last.partial_result_hook or last.event_hook or last.action_hook


def hook(line: Line) -> Script:
    """The caller said something: answered by a say and the next gather."""
    msgid = new_msgid()
    line.say(_heard(line, msgid))
    line.hook = acked((yield), msgid, ["say", "gather"]).action_hook


def whole_call(line: Line, verbs: Sequence[str]) -> Script:
    """A call that the caller ends at once."""
    yield from opening(line, verbs)
    line.say(_completed(line))
    line.hang_up()
    if (yield) != CLOSED:
        raise Broken("something was said after the end of the call")


def tokens(line: Line) -> Script:
    """The caller said something: the application speaks its tokens, which are all taken, and gathers again."""
    msgid, spoken, flushed = new_msgid(), "", False
    line.say(_heard(line, msgid))
    while True:
        text = yield
        match _decoder.decode(text):
            case _Command("tts:tokens", {"id": number, "tokens": str(part)}):
                spoken += part
                line.say(_taken % (new_msgid().encode(), line.sid.encode(), msgspec.json.encode(number)))
            case _Command("tts:flush"):
                flushed = True
            case _:
                line.hook = acked(text, msgid, ["gather"]).action_hook
                break
    if spoken != _SPOKEN or not flushed:
        raise Broken(f"not what was to be spoken: {spoken!r}")


def events(line: Line) -> Script:
    """A flood of events, after which the application tells how many it has seen."""
    for _ in range(EVENTS - 1):
        line.say(_delta(line))
    line.say(_response_done(line))
    text = yield
    match _decoder.decode(text):
        case _Command("tag", {"seen": int(seen)}) if seen == EVENTS:
            pass
        case _:
            raise Broken(f"not the number of events: {text!r}")


def partials(line: Line) -> Script:
    """Many hooks at once, whose acks may come in any order."""
    waiting = {new_msgid() for _ in range(IN_FLIGHT)}
    for msgid in waiting:
        line.say(_partial(line, msgid))
    while waiting:
        text = yield
        ack = _ack_decoder.decode(text)
        if ack.msgid not in waiting or ack.data:
            raise Broken(f"not an empty ack of a message that waits for it: {text!r}")
        waiting.remove(ack.msgid)


_taken = b'{"type":"tts:tokens-result","msgid":"%b","call_sid":"%b","data":{"id":%b,"status":"ok"}}'
_SPOKEN = "".join(f"word{number} " for number in range(TOKENS))
