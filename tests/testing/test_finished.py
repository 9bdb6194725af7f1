"""``finished()`` of verbs that were sent, against the simulated server's ``verb:status``."""

from __future__ import annotations

import pytest

from jambonz_proto import Call, NoVerbStatus, Superseded
from jambonz_proto.components import BargeIn
from jambonz_proto.testing import Jambonz
from jambonz_proto.verbs import Config, Gather, Hangup, Say

pytestmark = pytest.mark.anyio


async def test_one_after_the_other(jambonz: Jambonz) -> None:
    """What is said after `finished()` comes when the caller has heard what was said before."""

    async def application(call: Call) -> None:
        await (await call.send(Config(notify_events=True), Say(text="One. " * 20))).finished()
        await (await call.send(Say(text="Two."))).finished()
        await call.send(Say(text="Three."), Hangup())

    async with jambonz.call(application) as caller:
        one = await caller.hears("One")
        two = await caller.hears("Two")
        three = await caller.hears("Three")
        await caller.is_hung_up()
    assert one.time + 1 < two.time < three.time


async def test_what_becomes_of_it(jambonz: Jambonz) -> None:
    """What nobody tells of, what newer verbs replaced, and what a gather behind it does not hold up."""
    outcome: list[object] = []

    async def application(call: Call) -> None:
        sent = await call.send(Say(text="Unwatched."))
        with pytest.raises(NoVerbStatus):
            await sent.finished()
        await call.config(Config(notify_events=True))
        sent = await call.send(Say(text="Replaced. " * 20))
        await call.send(Say(text="Newer."))
        with pytest.raises(Superseded):
            await sent.finished()
        sent = await call.send(Say(text="Ask."))
        await call.send(Gather(input=["digits"], timeout=5), Hangup(), queue=True)
        await sent.finished()
        outcome.append("asked")

    async with jambonz.call(application) as caller:
        await caller.is_hung_up()
    assert outcome == ["asked"]


async def test_the_caller_cuts_in(jambonz: Jambonz) -> None:
    """A say that the caller cut short has ended, and is known to have been interrupted."""
    interrupted: list[bool] = []

    async def application(call: Call) -> None:
        barge_in = BargeIn(enable=True, input=["speech"])
        sent = await call.send(Config(notify_events=True, barge_in=barge_in), Say(text="A long story. " * 50))
        await sent.finished()
        interrupted.append(sent.interrupted)
        await call.send(Hangup())

    async with jambonz.call(application) as caller:
        await caller.hears("A long story")
        await caller.says("stop", barge_in=True)
        await caller.is_hung_up()
    assert interrupted == [True]
