"""A menu for keys and speech: opening hours, sales, or an operator; whoever gives no answer is asked again.

Run with ``python -m examples.ivr``.
"""

import logging

import anyio

from jambonz_proto import Call, serve
from jambonz_proto.components import PhoneTarget
from jambonz_proto.hooks import GatherResult
from jambonz_proto.verbs import Dial, Gather, Hangup, Say

OPERATOR = PhoneTarget(number="+15551230009")
SALES = PhoneTarget(number="+15551230001")
MENU = Gather(
    input=["digits", "speech"],
    num_digits=1,
    timeout=5,
    bargein=True,
    say=Say(text="For opening hours press or say 1. For sales press or say 2."),
)
WORDS = {"1": ("1", "one", "hours", "open"), "2": ("2", "two", "sales", "buy")}


def choice(answer: GatherResult) -> str | None:
    """The number that was pressed or meant, if any."""
    if answer.digits:
        return answer.digits
    said = answer.said.lower()
    return next((number for number, words in WORDS.items() if any(word in said for word in words)), None)


async def ivr(call: Call) -> None:
    answer = await call.perform(Say(text="Welcome to Acme."), MENU)
    for _ in range(2):
        match choice(answer):
            case "1":
                await call.send(Say(text="We are open from 9 to 5, Monday to Friday. Goodbye."), Hangup())
                return
            case "2":
                await transfer(call, SALES)
                return
            case None:
                apology = "I did not hear you."
            case _:
                apology = "There is no such choice."
        answer = await call.perform(Say(text=apology), MENU)
    await transfer(call, OPERATOR)


async def transfer(call: Call, target: PhoneTarget) -> None:
    result = await call.perform(Say(text="One moment."), Dial(target=[target], timeout=20))
    if result.dial_call_status == "completed":
        await call.send(Hangup())
    else:
        await call.send(Say(text="Nobody is there. Please call again later."), Hangup())


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    anyio.run(serve, ivr)
