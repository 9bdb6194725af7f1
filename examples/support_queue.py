"""A support line: callers wait in a queue with music, agents who call in take the next one.

Callers are connected to ``ws://…/support``, agents to ``ws://…/agent``. Run with ``python -m examples.support_queue``.
"""

import logging
from collections.abc import Sequence

import anyio

from jambonz_proto import Call, Router, serve
from jambonz_proto.components import QueueVerb
from jambonz_proto.hooks import EnqueueWait
from jambonz_proto.verbs import Dequeue, Enqueue, Hangup, Leave, Play, Say

QUEUE = "support"
MUSIC = "https://example.com/music.mp3"
PATIENCE = 300
"""Seconds after which nobody should have to wait any longer."""


async def support(call: Call) -> None:
    async def hold(waiting: EnqueueWait) -> Sequence[QueueVerb]:
        """What a caller hears while waiting; asked again when it is through."""
        if (waiting.queue_time or 0) >= PATIENCE:
            return [Leave()]
        ahead = waiting.queue_position or 0
        place = "You are next." if ahead == 0 else f"There are {ahead} callers before you."
        return [Say(text=place), Play(url=MUSIC)]

    waiting = call.hook(EnqueueWait, hold)
    left = await call.perform(Say(text="Welcome to support."), Enqueue(name=QUEUE, wait_hook=waiting))
    if left.queue_result == "leave":
        await call.send(Say(text="All our agents are busy. We will call you back."), Hangup())
    else:
        await call.send(Hangup())


async def agent(call: Call) -> None:
    while True:
        taken = await call.perform(Dequeue(name=QUEUE, beep=True, timeout=60))
        if taken.dequeue_result == "timeout":
            await call.send(Say(text="Nobody is waiting. Goodbye."), Hangup())
            return


def application() -> Router:
    router = Router()
    router.add("/support", support)
    router.add("/agent", agent)
    return router


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    anyio.run(serve, application())
