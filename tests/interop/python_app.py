"""An echo application with the vendor's SDK for Python. Prints its port when it listens."""

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

    async def raises(data: Data) -> None:
        raise LookupError("on purpose")

    session.on("/heard", heard).on("call:status", status).on("/redirect", redirect)
    session.on("/held", held).on("/now", now).on("/commands", commands).on("/malformed", malformed)
    session.on("/raises", raises)
    await session.say(text="Say something.").gather(GATHER).send()


async def main() -> None:
    make_service, runner = await create_endpoint(host="127.0.0.1", port=0)
    make_service(path="/").on("session:new", new)
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
