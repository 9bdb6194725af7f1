"""The menu of examples/ivr.py."""

from __future__ import annotations

import pytest

from examples.ivr import OPERATOR, SALES, ivr
from jambonz_proto.components import PhoneTarget
from jambonz_proto.testing import Caller, Jambonz
from jambonz_proto.verbs import Dial, Gather

pytestmark = pytest.mark.anyio

PROMPT = "For opening hours press or say 1"


async def test_opening_hours_by_key(jambonz: Jambonz) -> None:
    async with jambonz.call(ivr) as caller:
        await caller.hears("Welcome to Acme.")
        await caller.hears(PROMPT)
        await caller.presses("1")
        await caller.hears("from 9 to 5")
        await caller.is_hung_up()


@pytest.mark.parametrize("said", ["two", "I want to buy something", "Sales, please."])
async def test_sales_by_speech_over_the_prompt(jambonz: Jambonz, said: str) -> None:
    async with jambonz.call(ivr) as caller:
        menu = await caller.expect(Gather)
        assert menu.bargein
        await caller.hears("Welcome to Acme.")
        await caller.hears(PROMPT)
        await caller.says(said, barge_in=True)
        await is_connected(caller, SALES)
        await caller.is_hung_up()


async def test_nobody_is_there(jambonz: Jambonz) -> None:
    async with jambonz.call(ivr) as caller:
        await caller.hears("Welcome to Acme.")
        await caller.hears(PROMPT)
        await caller.presses("2")
        await caller.hears("One moment.")
        await caller.answers(await caller.expect(Dial), "busy")
        await caller.hears("Nobody is there.")
        await caller.is_hung_up()


async def test_an_operator_helps_whoever_does_not_choose(jambonz: Jambonz) -> None:
    async with jambonz.call(ivr) as caller:
        await caller.hears("Welcome to Acme.")
        await caller.hears(PROMPT)
        await caller.is_silent()
        await caller.hears("I did not hear you.")
        await caller.hears(PROMPT)
        await caller.presses("7")
        await caller.hears("There is no such choice.")
        await caller.hears(PROMPT)
        await caller.is_silent()
        await is_connected(caller, OPERATOR)


async def is_connected(caller: Caller, target: PhoneTarget) -> None:
    """The caller is put through, and talks until the other one hangs up."""
    await caller.hears("One moment.")
    dial = await caller.expect(Dial)
    assert dial.target == [target]
    colleague = await caller.answers(dial)
    await caller.is_silent(300)
    await colleague.hangs_up()
