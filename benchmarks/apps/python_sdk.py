"""The vendor's SDK for Python: the applications of ``ours.py`` in the style of its documents."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from jambonz_sdk.websocket import create_endpoint

TOKENS = [f"word{number} " for number in range(200)]
Event = dict[str, Any]


async def echo(session: Any) -> None:
    async def heard(event: Event) -> None:
        if event["reason"] == "speechDetected":
            said = event["speech"]["alternatives"][0]["transcript"]
            session.say(text=f"You said {said}.").gather(input=["speech"], timeout=10, actionHook="/heard")
        else:
            session.say(text="Goodbye.").hangup()
        await session.reply()

    session.on("/heard", heard)
    session.gather(input=["speech"], timeout=10, say={"text": "Say something."}, actionHook="/heard")
    await session.send()


async def speak(session: Any) -> None:
    async def heard(event: Event) -> None:
        for token in TOKENS:
            await session.send_tts_tokens(token)
        await session.flush_tts_tokens()
        await session.gather(input=["speech"], actionHook="/heard").reply()

    session.on("/heard", heard)
    await session.config(ttsStream={"enable": True}).gather(input=["speech"], actionHook="/heard").send()


async def events(session: Any) -> None:
    seen = 0

    async def count(event: Event) -> None:
        nonlocal seen
        seen += 1
        if event["type"] == "response.done":
            await session.inject_tag({"seen": seen})
            seen = 0

    session.on("llm:event", count)
    await session.llm(vendor="openai", auth={"apiKey": "secret"}, llmOptions={}, eventHook="/event").send()


async def partials(session: Any) -> None:
    texts: list[str] = []

    async def partial(event: Event) -> None:
        texts[:] = [event["speech"]["alternatives"][0]["transcript"]]
        await session.reply()

    session.on("/partial", partial)
    await session.gather(input=["speech"], partialResultHook="/partial").send()


async def main() -> None:
    make_service, runner = await create_endpoint(host="127.0.0.1", port=0)
    make_service(path="/echo").on("session:new", echo)
    make_service(path="/speak").on("session:new", speak)
    make_service(path="/tokens").on("session:new", speak)
    make_service(path="/events").on("session:new", events)
    make_service(path="/partials").on("session:new", partials)
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    if "--uvloop" in sys.argv:
        import uvloop

        uvloop.run(main())
    else:
        asyncio.run(main())
