"""Scripted calls of the test kit to the echo application: in memory, or to its URL; prints what a call costs.

In memory they come one after the other. Over a socket there are several at a time, as each spends most of it waiting.
"""

from __future__ import annotations

import json
import sys
from time import perf_counter, process_time

import anyio
from ours import echo

from jambonz_proto.testing import Jambonz

TOGETHER = 16


async def scripted_call(jambonz: Jambonz, application: str | None) -> None:
    async with jambonz.call(application or echo) as caller:
        await caller.hears("Say something")
        await caller.says("good morning")
        await caller.hears("You said good morning")
        await caller.is_silent()
        await caller.hears("Goodbye")
        await caller.is_hung_up()


async def scripted_calls(number: int, application: str | None) -> None:
    jambonz = Jambonz()
    for _ in range(number):
        await scripted_call(jambonz, application)


async def main(number: int, application: str | None) -> None:
    workers = TOGETHER if application else 1
    await scripted_calls(1, application)
    cpu, start = process_time(), perf_counter()
    async with anyio.create_task_group() as tasks:
        for _ in range(workers):
            tasks.start_soon(scripted_calls, number // workers, application)
    cpu, seconds, done = process_time() - cpu, perf_counter() - start, number // workers * workers
    json.dump({"cpu ms": cpu / done * 1e3, "per second": done / seconds}, sys.stdout)


if __name__ == "__main__":
    anyio.run(main, int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None)
