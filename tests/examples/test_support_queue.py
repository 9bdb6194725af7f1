"""The queue of examples/support_queue.py."""

from __future__ import annotations

import pytest

from examples.support_queue import MUSIC, PATIENCE, QUEUE, application
from jambonz_proto.testing import Jambonz
from jambonz_proto.verbs import Dequeue, Enqueue

pytestmark = pytest.mark.anyio


async def test_a_caller_waits_with_music_until_an_agent_takes_the_call(jambonz: Jambonz) -> None:
    async with jambonz.call(application(), path="/support") as caller:
        await caller.hears("Welcome to support.")
        assert (await caller.expect(Enqueue)).name == QUEUE
        await caller.hears("You are next.")
        await caller.hears(MUSIC)
        await caller.hears("You are next.")
        async with jambonz.call(application(), path="/agent") as agent:
            await agent.expect(Dequeue)
            await caller.is_silent(120)
            await caller.hangs_up()
            await agent.hangs_up()


async def test_whoever_waits_too_long_is_told_so(jambonz: Jambonz) -> None:
    async with jambonz.call(application(), path="/support") as caller:
        await caller.hears("Welcome to support.")
        await caller.is_silent(PATIENCE)
        while (await caller.hears("")).text != "All our agents are busy. We will call you back.":
            pass
        await caller.is_hung_up()


async def test_an_agent_finds_nobody_waiting(jambonz: Jambonz) -> None:
    async with jambonz.call(application(), path="/agent") as agent:
        await agent.hears("Nobody is waiting. Goodbye.", within=90)
        await agent.is_hung_up()
