"""Applications with the vendor's SDK for Python. Prints its port when it listens."""

# It runs where that SDK is installed, which is not where types are checked.
# pyright: basic, reportMissingImports=false

from __future__ import annotations

import asyncio
from typing import Any

from jambonz_sdk.websocket import create_endpoint  # type: ignore[import-not-found]

GATHER = {"input": ["speech"], "actionHook": "/heard", "timeout": 10, "listenDuringPrompt": True}
Data = dict[str, Any]


async def new(session: Any) -> None:
    session.locals["turns"] = 0

    async def heard(result: Data) -> None:
        if result["reason"] != "speechDetected":
            await session.say(text="Goodbye.").hangup().reply()
            return
        session.locals["turns"] += 1
        transcript = result["speech"]["alternatives"][0]["transcript"]
        await session.say(text=f"{session.locals['turns']}: {transcript}").gather(GATHER).reply()

    async def status(data: Data) -> None:
        if data["call_status"] == "in-progress":
            await session.inject_listen_status("pause")

    async def redirect(data: Data) -> None:
        await session.reply()
        await session.inject_redirect("/else")

    # What this SDK does wrong.

    async def held(data: Data) -> None:
        pass

    async def now(data: Data) -> None:
        await session.say(text="now").reply()
        await session.say(text="held").reply()

    async def commands(data: Data) -> None:
        await session.inject_dtmf("1")
        await session.inject_mute("mute")
        await session.reply()

    async def malformed(data: Data) -> None:
        await session.update_agent({"type": "update_instructions", "instructions": "Be brief."})
        await session.reply()

    async def nested(data: Data) -> None:
        await session.gather(input=["speech"], say={"text": "Say something."}).reply()

    async def raises(data: Data) -> None:
        raise LookupError("on purpose")

    session.on("/heard", heard).on("call:status", status).on("/redirect", redirect)
    session.on("/held", held).on("/now", now).on("/commands", commands).on("/malformed", malformed)
    session.on("/nested", nested)
    session.on("/raises", raises)
    await session.say(text="Say something.").gather(GATHER).send()


# What examples/echo.py and examples/ivr.py do. This SDK cannot put a prompt into a gather, so it comes before.


def said(result: Data) -> str:
    return str(result["speech"]["alternatives"][0]["transcript"]) if "speech" in result else ""


async def echo(session: Any) -> None:
    gather = {"input": ["speech"], "timeout": 10, "actionHook": "/heard"}

    async def heard(result: Data) -> None:
        if said(result):
            await session.say(text=f"You said {said(result)}.").gather(gather).reply()
        else:
            await session.say(text="Goodbye.").hangup().reply()

    session.on("/heard", heard)
    await session.say(text="Say something.").gather(gather).send()


MENU = {
    "input": ["digits", "speech"],
    "numDigits": 1,
    "timeout": 5,
    "bargein": True,
    "actionHook": "/choice",
}
PROMPT = "For opening hours press or say 1. For sales press or say 2."
WORDS = {"1": ("1", "one", "hours", "open"), "2": ("2", "two", "sales", "buy")}


def choice(answer: Data) -> str | None:
    if answer.get("digits"):
        return str(answer["digits"])
    words = said(answer).lower()
    return next((number for number, meant in WORDS.items() if any(word in words for word in meant)), None)


async def ivr(session: Any) -> None:
    session.locals["answers"] = 0

    async def transfer(number: str) -> None:
        target = [{"type": "phone", "number": number}]
        await session.say(text="One moment.").dial(target=target, timeout=20, actionHook="/dialed").reply()

    async def chosen(answer: Data) -> None:
        session.locals["answers"] += 1
        if session.locals["answers"] > 2:
            await transfer("+15551230009")
        elif choice(answer) == "1":
            await session.say(text="We are open from 9 to 5, Monday to Friday. Goodbye.").hangup().reply()
        elif choice(answer) == "2":
            await transfer("+15551230001")
        else:
            apology = "There is no such choice." if choice(answer) else "I did not hear you."
            await session.say(text=apology).say(text=PROMPT).gather(MENU).reply()

    async def dialed(result: Data) -> None:
        if result["dial_call_status"] == "completed":
            await session.hangup().reply()
        else:
            await session.say(text="Nobody is there. Please call again later.").hangup().reply()

    session.on("/choice", chosen).on("/dialed", dialed)
    await session.say(text="Welcome to Acme.").say(text=PROMPT).gather(MENU).send()


async def main() -> None:
    make_service, runner = await create_endpoint(host="127.0.0.1", port=0)
    make_service(path="/").on("session:new", new)
    make_service(path="/echo").on("session:new", echo)
    make_service(path="/ivr").on("session:new", ivr)
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
