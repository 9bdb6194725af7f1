"""One whole call to the echo application, over a real websocket, with both sides' messages as they go.

This end plays jambonz: it sends what the real server sends when a caller says something once and then keeps silent.
"""

import os
from collections.abc import Sequence

import anyio

from examples.echo import echo
from jambonz_proto import Ack, Client, Server, Verb, connect, decode_payload
from jambonz_proto.hooks import GatherResult
from jambonz_proto.messages import CallStatusData, SessionData
from jambonz_proto.verbs import Gather

CALL = """{
    "call_sid": "7c53fd1b-2a5c-4c3c-9d4c-9b1f6ad8ba3f", "account_sid": "9351f46a-678c-43f5-b8a6-d4eb58d131af",
    "application_sid": "0f6ad3b5-3bf7-4a0b-92d6-3b4e5f6b7c8d", "direction": "inbound",
    "from": "+493012345678", "to": "+493087654321", "caller_name": "", "call_id": "a84b4c76e66710",
    "sip_status": 100, "sip_reason": "Trying", "call_status": "trying", "originating_sip_ip": "203.0.113.7",
    "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736", "local_sip_address": "10.0.0.5:5060",
    "sip": {"headers": {"call-id": "a84b4c76e66710", "user-agent": "softphone"}, "method": "INVITE"}
}"""
SPEECH = """{
    "call_sid": "7c53fd1b-2a5c-4c3c-9d4c-9b1f6ad8ba3f", "direction": "inbound", "call_status": "in-progress",
    "from": "+493012345678", "to": "+493087654321", "sip_status": 200, "reason": "speechDetected",
    "speech": {"language_code": "en-US", "channel_tag": 1, "is_final": true,
               "alternatives": [{"confidence": 0.94, "transcript": "good morning"}],
               "vendor": {"name": "google", "evt": {"is_final": true}}}
}"""
SILENCE = """{
    "call_sid": "7c53fd1b-2a5c-4c3c-9d4c-9b1f6ad8ba3f", "direction": "inbound", "call_status": "in-progress",
    "from": "+493012345678", "to": "+493087654321", "sip_status": 200, "reason": "timeout"
}"""


def show(who: str, message_type: str, detail: object) -> None:
    print(f"{who:<12}{message_type:<14}{detail}", flush=True)


def show_ack(ack: Ack) -> Sequence[Verb]:
    verbs = ack.data or []
    show("application", "ack", f"with {len(verbs)} verbs")
    for verb in verbs:
        print(f"{'':<26}{verb}")
    return verbs


def hook_of(verbs: Sequence[Verb]) -> str:
    """The hook that jambonz will call when the gather is done."""
    gather = verbs[-1]
    assert isinstance(gather, Gather)
    return str(gather.action_hook)


async def status(jambonz: Client, session: SessionData, call_status: str) -> None:
    show("jambonz", "call:status", call_status)
    await jambonz.call_status(CallStatusData(call_sid=session.call_sid, call_status=call_status))


async def hook(jambonz: Client, name: str, payload: GatherResult) -> Sequence[Verb]:
    show("jambonz", "verb:hook", f"{name} {payload.reason} {payload.said!r}")
    return show_ack(await jambonz.verb_hook(name, payload))


async def main() -> None:
    async with Server(echo, port=0) as server, connect(f"ws://127.0.0.1:{server.port}/") as jambonz:
        session = decode_payload(SessionData, CALL)
        show("jambonz", "session:new", f"{session.from_} calls {session.to}")
        verbs = show_ack(await jambonz.session_new(session))
        await status(jambonz, session, "in-progress")
        verbs = await hook(jambonz, hook_of(verbs), decode_payload(GatherResult, SPEECH))
        await hook(jambonz, hook_of(verbs), decode_payload(GatherResult, SILENCE))
        await status(jambonz, session, "completed")


if __name__ == "__main__":
    anyio.run(main, backend=os.environ.get("BACKEND", "asyncio"))
