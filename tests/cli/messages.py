"""Messages of a small call, as they go over the wire."""

from __future__ import annotations

from jambonz_proto import JsonValue

Message = dict[str, JsonValue]

SESSION: Message = {
    "type": "session:new",
    "msgid": "m1",
    "call_sid": "c1",
    "data": {"call_sid": "c1", "direction": "inbound", "from": "+4930123", "to": "+4930456", "newInV11": True},
}
ASK: Message = {
    "type": "ack",
    "msgid": "m1",
    "data": [{"verb": "gather", "input": ["digits"], "numDigits": 1, "actionHook": "/menu"}],
}
STATUS: Message = {
    "type": "call:status",
    "msgid": "m2",
    "call_sid": "c1",
    "data": {"call_sid": "c1", "call_status": "in-progress"},
}
PRESSED: Message = {
    "type": "verb:hook",
    "msgid": "m3",
    "call_sid": "c1",
    "hook": "/menu",
    "data": {"reason": "dtmfDetected", "digits": "1"},
}
MUTE: Message = {"type": "command", "command": "mute:status", "data": {"mute_status": "mute"}}
GOODBYE: Message = {"type": "ack", "msgid": "m3", "data": [{"verb": "say", "text": "Bye."}, {"verb": "hangup"}]}
