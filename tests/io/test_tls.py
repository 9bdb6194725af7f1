"""Calls over TLS."""

from __future__ import annotations

import ssl
from pathlib import Path

import anyio
import pytest

from jambonz_proto import Call, HandshakeError, Server, Verb, connect
from jambonz_proto.messages import SessionData
from jambonz_proto.verbs import Hangup, Say

from .driver import PATIENCE, SID

pytestmark = pytest.mark.anyio

CERTIFICATE = Path(__file__).parent / "localhost.pem"
SESSION = SessionData(call_sid=SID, direction="inbound", from_="+4930123", to="+4930456")


VERBS: list[Verb] = [Say(text="Hello."), Hangup()]


async def greet(call: Call) -> None:
    await call.send(*VERBS)


async def test_a_call_over_tls() -> None:
    """With an `ssl_context` on both ends a call goes over `wss`; who does not trust the certificate does not call."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    trusting = ssl.create_default_context(cafile=CERTIFICATE)
    with anyio.fail_after(2 * PATIENCE):
        async with Server(greet, port=0, ssl_context=context) as server:
            url = f"wss://127.0.0.1:{server.port}/"
            async with connect(url, ssl_context=trusting) as jambonz:
                assert (await jambonz.session_new(SESSION)).data == VERBS
            with pytest.raises(HandshakeError, match=r"(?i)certificate"):
                async with connect(url):
                    pass
            with pytest.raises(HandshakeError):
                async with connect(url.replace("wss", "ws"), handshake_timeout=0.5):
                    pass
            async with connect(url, ssl_context=trusting) as jambonz:
                assert (await jambonz.session_new(SESSION)).data == VERBS
