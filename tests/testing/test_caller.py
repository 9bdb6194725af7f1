"""The scripted caller: what each word means, and how it reads when it does not come true."""

from __future__ import annotations

import re

import pytest

from jambonz_proto import Call, commands
from jambonz_proto.testing import Ended, Jambonz, Refused
from jambonz_proto.verbs import Config, Gather, Hangup, Pause, Play, Say, Tag

from .driver import failing, kinds, rows, sends

pytestmark = pytest.mark.anyio


async def menu(call: Call) -> None:
    pressed = await call.perform(
        Gather(input=["digits", "speech"], num_digits=1, timeout=5, say=Say(text="Press 1 for sales."))
    )
    await call.send(Say(text=f"You chose {pressed.digits or pressed.said or 'nothing'}."), Hangup())


async def test_hears_in_order(jambonz: Jambonz) -> None:
    async with jambonz.call(sends(Say(text="One."), Play(url="https://x/two.wav"), Say(text="Three."))) as caller:
        assert (await caller.hears("One")).way == "said"
        assert (await caller.hears("two.wav")).way == "played"
        assert (await caller.hears(re.compile("^Th.*e"))).text == "Three."


async def test_hearing_something_else_first_is_a_failure(jambonz: Jambonz) -> None:
    async with jambonz.call(sends(Say(text="One."), Say(text="Two."))) as caller:
        with failing("expected to hear 'Two', but caller hears 'One.'") as failure:
            await caller.hears("Two")
        [line, remark] = failure.message.splitlines()[-2:]
        assert line.startswith(">")
        assert line.endswith("caller hears 'One.'")
        assert remark.endswith("^ expected to hear 'Two'")
        await caller.hears("One")  # it is still there to be heard


async def test_nothing_more_to_hear(jambonz: Jambonz) -> None:
    """Failure: nothing can happen any more, so it is found out at once."""

    async def application(call: Call) -> None:
        await call.send(Say(text="One."))
        async for _ in call:
            pass

    async with jambonz.call(application) as caller:
        await caller.hears("One")
        with failing("the verbs have run out, and the call waits for a command"):
            await caller.hears("Two")


async def test_nothing_in_time(jambonz: Jambonz) -> None:
    async with jambonz.call(sends(Pause(length=100), Say(text="One."))) as caller:
        with failing("expected to hear 'One', but it did not happen within 60 s"):
            await caller.hears("One")
        await caller.hears("One", within=50)


async def test_the_call_is_over(jambonz: Jambonz) -> None:
    async with jambonz.call(sends(Say(text="One."), Hangup())) as caller:
        await caller.hears("One")
        with failing("expected to press 1, but the call is over"):
            await caller.presses("1")


async def test_presses_waits_for_the_prompt(jambonz: Jambonz) -> None:
    async with jambonz.call(menu) as caller:
        await caller.presses("1")
        assert "says" not in str(caller.transcript)
        assert caller.time == pytest.approx(len("Press 1 for sales.") / 15)
        await caller.hears("Press 1")
        await caller.hears("You chose 1.")


async def test_barge_in_does_not(jambonz: Jambonz) -> None:
    async with jambonz.call(menu) as caller:
        await caller.hears("Press 1")
        await caller.presses("1", barge_in=True)
        assert caller.time == 0
        await caller.hears("You chose 1.")


async def test_says(jambonz: Jambonz) -> None:
    async with jambonz.call(menu) as caller:
        await caller.says("sales, please", confidence=0.5, alternatives={"sails please": 0.3}, language="en-GB")
        await caller.hears("Press 1")
        await caller.hears("You chose sales, please.")


async def test_nothing_listens(jambonz: Jambonz) -> None:
    async with jambonz.call(sends(Gather(input=["digits"], timeout=0))) as caller:
        with failing("expected to say 'hello', but it did not happen within 60 s"):
            await caller.says("hello")


async def test_is_silent_until_the_gather_gives_up(jambonz: Jambonz) -> None:
    async with jambonz.call(menu) as caller:
        await caller.hears("Press 1")
        await caller.is_silent()
        assert caller.time == pytest.approx(5 + len("Press 1 for sales.") / 15)
        await caller.hears("You chose nothing.")


async def test_is_silent_for_a_time(jambonz: Jambonz) -> None:
    async with jambonz.call(menu) as caller:
        await caller.is_silent(3.5)
        assert caller.time == 3.5
        await caller.presses("1")


async def test_hangs_up(jambonz: Jambonz) -> None:
    """hook-payloads.md 4.1: when the call is gone no action hook is sent."""
    async with jambonz.call(menu) as caller:
        await caller.hears("Press 1")
        await caller.hangs_up()
        with failing("the call is over"):
            await caller.hears("anything")
    [ended] = [entry for entry in caller.transcript if isinstance(entry, Ended)]
    assert ended.by == "caller"
    assert not [row for row in rows(caller) if "verb:hook" in row]


async def test_is_hung_up(jambonz: Jambonz) -> None:
    async with jambonz.call(sends(Say(text="Bye."), Hangup())) as caller:
        ended = await caller.is_hung_up()
        assert (ended.by, ended.sip_status) == ("application", None)
    async with jambonz.call(sends(Gather(input=["digits"], timeout=0))) as caller:
        with failing("expected that the caller is hung up, but it did not happen within 60 s"):
            await caller.is_hung_up()


async def test_expect_is_typed_and_skips(jambonz: Jambonz) -> None:
    application = sends(Say(text="One."), Tag(data={"a": 1}), Gather(input=["digits"], timeout=1), Say(text="Two."))
    async with jambonz.call(application) as caller:
        gather = await caller.expect(Gather)
        assert gather.timeout == 1
        assert (await caller.expect(Say)).text == "Two."
        with failing("expected Gather to come"):
            await caller.expect(Gather)
        await caller.hears("One")  # what is heard is another matter


async def test_expect_where(jambonz: Jambonz) -> None:
    async with jambonz.call(sends(Say(text="One."), Say(text="Two."))) as caller:
        assert (await caller.expect(Say, where=lambda say: say.text == "Two.")).text == "Two."


async def test_expect_commands(jambonz: Jambonz) -> None:
    async def application(call: Call) -> None:
        await call.send(Say(text="One."))
        await call.config(Config(notify_events=True))
        await call.sleep(100)

    async with jambonz.call(application) as caller:
        assert (await caller.expect(commands.Config)).data.notify_events


async def test_no_more_verbs(jambonz: Jambonz) -> None:
    async with jambonz.call(sends(Say(text="One."), Say(text="Two."))) as caller:
        await caller.hears("One")
        with failing("expected no more verbs, but say begins"):
            await caller.no_more_verbs()
        await caller.hears("Two")
        await caller.no_more_verbs()


async def test_leaving_hangs_up(jambonz: Jambonz) -> None:
    async with jambonz.call(menu) as caller:
        pass
    assert "caller hung up" in rows(caller, Ended)[0]


async def test_an_error_of_the_test_comes_out_as_it_is(jambonz: Jambonz) -> None:
    with pytest.raises(KeyError):
        async with jambonz.call(menu):
            raise KeyError


async def test_an_exception_of_the_application_is_a_failure(jambonz: Jambonz) -> None:
    async def application(call: Call) -> None:
        raise LookupError("no such customer")

    with pytest.raises(Refused, match=r"the application raised LookupError\('no such customer'\)") as refused:
        async with jambonz.call(application):
            pass
    assert isinstance(refused.value.__cause__, LookupError)


async def test_an_exception_is_the_cause_of_what_fails_after_it(jambonz: Jambonz) -> None:
    async def application(call: Call) -> None:
        await call.send(Say(text="One."))
        raise LookupError("no such customer")

    async with jambonz.call(application, strict=False) as caller:
        await caller.hears("One")
        with pytest.raises(AssertionError) as caught:
            await caller.hears("Two")
        assert isinstance(caught.value.__cause__, LookupError)
        assert "✗ raises LookupError: no such customer" in str(caught.value)


async def test_the_end_of_the_call_is_no_failure_of_the_application(jambonz: Jambonz) -> None:
    """What waits raises CallEnded, which is a normal end."""
    async with jambonz.call(sends(Say(text="One."))) as caller:
        await caller.hangs_up()


async def test_what_the_server_ignores_is_a_failure(jambonz: Jambonz) -> None:
    """It says what, and where that is written; ``strict=False`` keeps it to ``problems``."""
    application = sends(Hangup(), Say(text="One."))
    with pytest.raises(Refused, match=r"skipped verb: hangup is skipped since the call is not answered yet \[feature"):
        async with jambonz.call(application) as caller:
            await caller.hears("One")
    async with jambonz.call(application, strict=False) as caller:
        await caller.hears("One")
    assert kinds(caller) == ["skipped verb"]
