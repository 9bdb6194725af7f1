"""Find me: tries one phone after the other, and whoever picks up is asked first whether to take the call.

Run with ``python -m examples.find_me``.
"""

import logging

import anyio

from jambonz_proto import Call, ConfirmCall, serve
from jambonz_proto.components import PhoneTarget
from jambonz_proto.verbs import Dial, Gather, Hangup, Play, Say

PHONES = ("+15551230001", "+15551230002")
RINGING = "https://example.com/ringing.mp3"


async def find_me(call: Call) -> None:
    async def accept(leg: ConfirmCall) -> bool:
        """A person presses a key; a voice mailbox does not."""
        offer = Say(text=f"A call from {call.from_}. Press 1 to take it.")
        pressed = await leg.perform(Gather(input=["digits"], num_digits=1, timeout=8, say=offer))
        return pressed.digits == "1"

    await call.send(Say(text="Please wait while we connect you."))
    for number in PHONES:
        phone = PhoneTarget(number=number)
        dial = Dial(target=[phone], timeout=15, dial_music=RINGING, confirm_hook=call.confirm(accept))
        result = await call.perform(dial, queue=True)
        if result.dial_call_status == "completed":
            await call.send(Hangup())
            return
    sorry = Say(text="Nobody can take your call. Please leave a message after the tone.")
    await call.perform(sorry, Play(url="https://example.com/tone.wav"))
    await call.perform(Gather(input=["speech"], timeout=10))
    await call.send(Say(text="Thank you."), Hangup())


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    anyio.run(serve, find_me)
