"""The conversation of examples/voice_agent.py."""

from __future__ import annotations

from functools import partial

import pytest

from examples.voice_agent import Scripted, voice_agent
from jambonz_proto.testing import Jambonz

pytestmark = pytest.mark.anyio

AGENT = partial(voice_agent, model=Scripted())


async def test_it_looks_up_the_hours(jambonz: Jambonz) -> None:
    async with jambonz.call(AGENT) as caller:
        await caller.hears("I can tell you our opening hours.")
        await caller.hears("Which day do you want to come?")
        await caller.says("On Sunday.")
        await caller.hears("On that day our hours are: closed.")
        await caller.says("Good bye.")
        await caller.hears("Goodbye.")
        await caller.hears("Thank you for your call.")
        await caller.is_hung_up()


async def test_the_caller_may_cut_in(jambonz: Jambonz) -> None:
    async with jambonz.call(AGENT) as caller:
        await caller.hears("I can tell you our opening hours.")
        await caller.says("Monday?", barge_in=True)
        await caller.hears("On that day our hours are: 9 to 5.")
        await caller.hangs_up()
