"""The vendor's SDK for Python: an echo application in the style of its documents."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from jambonz_sdk.websocket import create_endpoint


async def handle_session(session: Any) -> None:
    async def heard(event: dict[str, Any]) -> None:
        if event["reason"] == "speechDetected":
            said = event["speech"]["alternatives"][0]["transcript"]
            session.say(text=f"You said {said}.").gather(input=["speech"], timeout=10, actionHook="/heard")
        else:
            session.say(text="Goodbye.").hangup()
        await session.reply()

    session.on("/heard", heard)
    session.gather(input=["speech"], timeout=10, say={"text": "Say something."}, actionHook="/heard")
    await session.send()


async def main() -> None:
    make_service, runner = await create_endpoint(host="127.0.0.1", port=0)
    make_service(path="/").on("session:new", handle_session)
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    if "--uvloop" in sys.argv:
        import uvloop

        uvloop.run(main())
    else:
        asyncio.run(main())
