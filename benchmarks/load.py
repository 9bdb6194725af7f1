"""The load generator: jambonz' end of many calls, on one core, with one plain epoll loop.

It is to be faster than any server and the same for all. What each call says is a generator, a :data:`Script`, that
gets one message of the application at each ``yield`` and checks it.
"""

from __future__ import annotations

import os
import select
import socket
from base64 import b64encode
from collections.abc import Callable, Generator
from itertools import count
from time import perf_counter
from typing import TypeAlias

import msgspec

MASK = bytes(4 * [0xA5])
"""Four equal bytes, so that masking is a table lookup wherever a message stands; servers unmask it as any other."""
_MASKED = bytes(byte ^ MASK[0] for byte in range(256))

Script: TypeAlias = Generator[None, bytes, None]
"""What jambonz says in one call; it is sent each message of the application."""


class Broken(Exception):
    """A server answered wrongly, or not at all; then nothing has been measured."""


def frame(payload: bytes, opcode: int = 1) -> bytes:
    """A message as one frame of a websocket client."""
    size = len(payload)
    head = bytes((0x80 | opcode, 0x80 | size)) if size < 126 else bytes((0x80 | opcode, 0xFE)) + size.to_bytes(2, "big")
    return head + MASK + payload.translate(_MASKED)


class Line:
    """A connection of one call."""

    def __init__(self, port: int, script: Callable[[Line], Script]) -> None:
        self.sock = _upgraded(port)
        self.send: Callable[[bytes], int] = self.sock.send
        self.finished = False
        self._rest = b""
        self._script = script(self)
        next(self._script)

    def say(self, message: bytes) -> None:
        """Send a text message."""
        whole = frame(message)
        if self.send(whole) != len(whole):
            raise Broken("the server does not read")

    def read(self) -> None:
        """Hand what has arrived to the script."""
        data = self._rest + self.sock.recv(1 << 18)
        if data == self._rest:
            raise Broken("the server has closed the connection")
        start = 0
        while (end := _frame_end(data, start)) is not None:
            opcode, body, stop = data[start] & 0x0F, *end
            if opcode == 1:
                try:
                    self._script.send(data[body:stop])
                except StopIteration:
                    self.finished = True
            elif opcode == 9:
                self.send(frame(data[body:stop], 10))
            elif opcode == 8:
                raise Broken(f"the server has closed the connection: {data[body:stop]!r}")
            start = stop
        self._rest = data[start:]


def _frame_end(data: bytes, start: int) -> tuple[int, int] | None:
    """Where the payload of a whole frame begins and ends."""
    if len(data) < start + 2:
        return None
    size, body = data[start + 1], start + 2
    if size > 125:
        width = 2 if size == 126 else 8
        size, body = int.from_bytes(data[body : body + width], "big"), body + width
    return (body, body + size) if len(data) >= body + size else None


def _upgraded(port: int) -> socket.socket:
    """A connection after jambonz' handshake."""
    sock = socket.create_connection(("127.0.0.1", port), timeout=10)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    lines = [
        "GET / HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {b64encode(os.urandom(16)).decode()}",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Protocol: ws.jambonz.org",
        "User-Agent: jambonz",
    ]
    sock.sendall("\r\n".join([*lines, "", ""]).encode())
    answer = b""
    while not answer.endswith(b"\r\n\r\n"):
        received = sock.recv(4096)
        if not received:
            break
        answer += received
    if b" 101 " not in answer or b"ws.jambonz.org" not in answer:
        raise Broken(f"no handshake: {answer!r}")
    sock.setblocking(False)
    return sock


def drive(lines: list[Line], until: float, *, silence: float = 10.0) -> None:
    """Read from all lines, until this time of ``perf_counter``."""
    by_fd = {line.sock.fileno(): line for line in lines}
    epoll = select.epoll()
    for fd in by_fd:
        epoll.register(fd, select.EPOLLIN)
    try:
        while perf_counter() < until:
            ready = epoll.poll(silence)
            if not ready:
                raise Broken(f"nothing came for {silence:.0f} seconds")
            for fd, _ in ready:
                by_fd[fd].read()
    finally:
        epoll.close()


# -- what is said ----------------------------------------------------------------------------------


class _Verb(msgspec.Struct):
    verb: str
    action_hook: str | None = msgspec.field(default=None, name="actionHook")


class _Ack(msgspec.Struct, tag_field="type", tag="ack"):
    msgid: str
    data: list[_Verb]


_ack = msgspec.json.Decoder(_Ack)
_numbers = count()


def new_msgid() -> str:
    """As long as those of jambonz, and never used before."""
    return f"{next(_numbers):022d}"


def checked_ack(text: bytes, msgid: str, verbs: list[str]) -> str:
    """The hook that an ack's last verb asks for; anything but the ack of this message with these verbs is an error."""
    ack = _ack.decode(text)
    if ack.msgid != msgid or [verb.verb for verb in ack.data] != verbs or ack.data[-1].action_hook is None:
        raise Broken(f"not the ack of {msgid} with {verbs}: {text!r}")
    return ack.data[-1].action_hook


def _call_info(call_sid: str) -> dict[str, object]:
    """What jambonz tells of a call in each of its hooks."""
    return {
        "call_sid": call_sid,
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


def _said(transcript: str) -> dict[str, object]:
    """What gather tells when the caller has spoken, here with Deepgram's view of it."""
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
        "is_final": True,
        "speech_final": True,
        "channel": {"alternatives": [alternative | {"words": words}]},
    }
    speech = {
        "language_code": "en-US",
        "channel_tag": 1,
        "is_final": True,
        "alternatives": [alternative],
        "vendor": {"name": "deepgram", "evt": event},
    }
    return {"reason": "speechDetected", "speech": speech}


class Call:
    """The texts of one call, all but the msgid and the hook's name made beforehand."""

    def __init__(self) -> None:
        self.sid = f"c0ffee00-0000-4000-8000-{next(_numbers):012d}"
        headers = {
            "via": "SIP/2.0/UDP 192.0.2.4:5060;rport;branch=z9hG4bK4F1yeZNe8aKvc",
            "from": "<sip:+4930901820@198.51.100.7>;tag=aFv0H1y5j8KtQ",
            "to": "<sip:+498912345@192.0.2.17:5060>",
            "user-agent": "a PBX",
            "X-Account-Sid": "0e1f6a52-9f5b-4a3f-8d0c-6c1c7f6f1f10",
            "X-Originating-Carrier": "berlin-trunk",
        }
        session = _call_info(self.sid) | {
            "call_status": "trying",
            "sip_status": 100,
            "sip_reason": "Trying",
            "service_provider_sid": "2708b1b3-2736-40ea-b502-c53d8396247f",
            "sip": {"headers": headers, "method": "INVITE", "version": "2.0", "uri": "sip:+498912345@192.0.2.17"},
            "defaults": {
                "synthesizer": {"vendor": "google", "language": "en-US", "voice": "en-US-Standard-C"},
                "recognizer": {"vendor": "deepgram", "language": "en-US"},
            },
        }
        self._session = msgspec.json.encode(session)
        self._heard = msgspec.json.encode(_call_info(self.sid) | _said("I would like to book a table for two"))
        self._sid = self.sid.encode()

    def session_new(self, msgid: str) -> bytes:
        """The start of the call."""
        text = b'{"type":"session:new","msgid":"%b","call_sid":"%b","data":%b,"b3":"%b"}'
        return text % (msgid.encode(), self._sid, self._session, _B3)

    def heard(self, msgid: str, hook: str) -> bytes:
        """The caller has said something."""
        text = b'{"type":"verb:hook","msgid":"%b","call_sid":"%b","hook":"%b","data":%b,"b3":"%b"}'
        return text % (msgid.encode(), self._sid, hook.encode(), self._heard, _B3)


_B3 = b"b7ad6b7169203331a3ce929d0e0e4736-a2fb4a1d1a96d312-1"


class Meter:
    """What has been measured so far."""

    def __init__(self) -> None:
        self.latencies: list[float] = []
        """Seconds of each round trip."""


def hooks(line: Line, meter: Meter) -> Script:
    """One gather after the other: whatever is said is answered by a say and the next gather."""
    call = Call()
    msgid = new_msgid()
    line.say(call.session_new(msgid))
    hook = checked_ack((yield), msgid, ["gather"])
    while True:
        msgid = new_msgid()
        message = call.heard(msgid, hook)
        sent = perf_counter()
        line.say(message)
        answer = yield
        meter.latencies.append(perf_counter() - sent)
        hook = checked_ack(answer, msgid, ["say", "gather"])
