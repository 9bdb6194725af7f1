"""The screened calls of examples/find_me.py."""

from __future__ import annotations

import pytest

from examples.find_me import PHONES, RINGING, find_me
from jambonz_proto.components import PhoneTarget
from jambonz_proto.testing import Jambonz
from jambonz_proto.verbs import Dial

pytestmark = pytest.mark.anyio

ME = "+4930123"


async def test_the_first_phone_takes_the_call(jambonz: Jambonz) -> None:
    async with jambonz.call(find_me, from_=ME) as caller:
        await caller.hears("Please wait")
        me = await caller.answers(await caller.expect(Dial))
        await me.hears(f"A call from {ME}. Press 1 to take it.")
        await me.presses("1")
        await caller.is_silent(60)
        await me.hangs_up()
        await caller.is_hung_up()


async def test_the_second_phone_is_tried_when_the_first_is_busy(jambonz: Jambonz) -> None:
    async with jambonz.call(find_me, from_=ME) as caller:
        first = await caller.expect(Dial)
        assert first.target == [PhoneTarget(number=PHONES[0])]
        await caller.answers(first, "busy")
        second = await caller.expect(Dial)
        assert second.target == [PhoneTarget(number=PHONES[1])]
        me = await caller.answers(second)
        await me.hears("Press 1")
        await me.presses("1")
        await caller.hangs_up()


async def test_a_mailbox_does_not_take_the_call(jambonz: Jambonz) -> None:
    async with jambonz.call(find_me, from_=ME) as caller:
        mailbox = await caller.answers(await caller.expect(Dial))
        await mailbox.hears("Press 1")
        await mailbox.is_silent()
        await mailbox.is_hung_up()
        await caller.answers(await caller.expect(Dial), "no-answer")
        await caller.hears("Please wait")
        await caller.hears(RINGING)
        await caller.hears(RINGING)
        await caller.hears("Nobody can take your call.")
        await caller.hears("tone.wav")
        await caller.says("It is me.")
        await caller.hears("Thank you.")
        await caller.is_hung_up()
