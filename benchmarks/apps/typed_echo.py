"""The work that cannot be saved: one message decoded to types, one ack encoded from types. No calls, no state."""

from __future__ import annotations

from jambonz_proto import decode_client_message, encode
from jambonz_proto.commands import Ack
from jambonz_proto.hooks import GatherResult
from jambonz_proto.messages import SessionNew, VerbHook
from jambonz_proto.verbs import Gather, Say


def answer(text: bytes | str) -> bytes | None:
    """The ack of a message, as the echo application of ``ours.py`` would give it."""
    match decode_client_message(text):
        case SessionNew(msgid=msgid):
            gather = Gather(input=["speech"], timeout=10, say=Say(text="Say something."), action_hook="/heard")
            return encode(Ack(msgid=msgid, data=[gather]))
        case VerbHook() as message:
            heard = message.payload(GatherResult)
            assert heard.speech is not None
            said = heard.speech.alternatives[0].transcript
            gather = Gather(input=["speech"], timeout=10, action_hook="/heard")
            return encode(Ack(msgid=message.msgid, data=[Say(text=f"You said {said}."), gather]))
        case _:
            return None
