"""``dial``: outcomes, screening, keys, limits, and the commands that work on its legs."""

from __future__ import annotations

from typing import Any, cast

import pytest

from jambonz_proto import Call, ConfirmCall, hooks, messages
from jambonz_proto.components import PhoneTarget, SipTarget, Target, UserTarget
from jambonz_proto.hooks import DialResult
from jambonz_proto.messages import CallStatus
from jambonz_proto.testing import Ended, Jambonz, Told
from jambonz_proto.verbs import Dial, DtmfCapture, Gather, Hangup, Say

from .driver import Handler, failing, kinds, rows

pytestmark = pytest.mark.anyio

AGENT = PhoneTarget(number="+15551230001")


def dials(dial: Dial, results: list[DialResult]) -> Handler:
    """An application that dials, keeps the result and hangs up."""

    async def application(call: Call) -> None:
        results.append(await call.perform(dial, timeout=10_000))
        await call.send(Say(text="Bye."), Hangup())

    return application


async def test_answered(jambonz: Jambonz) -> None:
    """hook-payloads.md 4.5: ``completed`` when the call was bridged."""
    results: list[DialResult] = []
    async with jambonz.call(dials(Dial(target=[AGENT], caller_id="+1"), results)) as caller:
        dial = await caller.expect(Dial)
        agent = await caller.answers(dial, after=3)
        assert caller.time == 3
        await caller.says("hello")
        await agent.hears("hello")
        await agent.says("good morning")
        await caller.hears("good morning")
        await agent.is_silent(7)
        await agent.hangs_up()
        await caller.hears("Bye")
    [result] = results
    assert (result.dial_call_status, result.dial_sip_status) == ("completed", 200)
    assert result.dial_call_sid == agent.call_sid
    assert result.call_sid == caller.call_sid
    told = [entry.data for entry in caller.transcript if isinstance(entry, Told)]
    child = [data for data in told if data.get("call_sid") == agent.call_sid]
    assert [data["call_status"] for data in child] == ["trying", "ringing", "in-progress", "completed"]
    assert child[-1]["duration"] == 7
    assert {(data["parent_call_sid"], data["direction"], data["to"], data["from"]) for data in child} == {
        (caller.call_sid, "outbound", "+15551230001", "+1")
    }


@pytest.mark.parametrize(
    ("outcome", "status", "sip_status"), [("busy", "busy", 486), ("declined", "failed", 603), ("failed", "failed", 503)]
)
async def test_not_answered(jambonz: Jambonz, outcome: str, status: str, sip_status: int) -> None:
    """hook-payloads.md 4.5: otherwise the last status seen."""
    results: list[DialResult] = []
    async with jambonz.call(dials(Dial(target=[AGENT]), results)) as caller:
        dial = await caller.expect(Dial)
        assert await caller.answers(dial, outcome, after=2) is None  # type: ignore[call-overload] # all are outcomes
        await caller.hears("Bye")
        assert caller.time == 2
    assert (results[0].dial_call_status, results[0].dial_sip_status) == (status, sip_status)


async def test_ring_timeout(jambonz: Jambonz) -> None:
    """hook-payloads.md 4.5: after a ring timeout it may be a non-final status such as ``ringing``."""
    results: list[DialResult] = []
    async with jambonz.call(dials(Dial(target=[AGENT], timeout=20), results)) as caller:
        await caller.answers(await caller.expect(Dial), "no-answer")
        assert caller.time == 20
        await caller.hears("Bye")
    assert (results[0].dial_call_status, results[0].dial_sip_status) == ("ringing", 180)


async def test_nobody_says_what_becomes_of_it(jambonz: Jambonz) -> None:
    """It rings for as long as the server lets it: 60 s."""
    async with jambonz.call(dials(Dial(target=[AGENT]), [])) as caller:
        assert (await caller.hears("Bye", within=100)).time == 60


async def test_no_answer_from_there(jambonz: Jambonz) -> None:
    results: list[DialResult] = []
    async with jambonz.call(dials(Dial(target=[AGENT]), results)) as caller:
        await caller.answers(await caller.expect(Dial), "no-answer", after=5)
        await caller.hears("Bye")
        assert caller.time == 5
    assert (results[0].dial_call_status, results[0].dial_sip_status) == ("no-answer", 487)


async def test_the_first_of_several(jambonz: Jambonz) -> None:
    """All ring at once; who answers first is connected, the others are given up."""
    targets: list[Target] = [AGENT, UserTarget(name="ada@example.com"), SipTarget(sip_uri="sip:bob@example.com"), AGENT]
    async with jambonz.call(dials(Dial(target=targets), [])) as caller:
        dial = await caller.expect(Dial)
        await caller.answers(dial, "busy", target=0)
        bob = await caller.answers(dial, target=2, after=1)
        with failing("expected that it rings there"):
            await caller.answers(dial, target=1)
        await bob.says("hi")
        await caller.hears("hi")
        await caller.hangs_up()
        assert (await bob.is_hung_up()).by == "jambonz"
    ringing = [row for row in rows(caller, Told) if "ringing of the callee" in row]
    assert len(ringing) == 3  # a duplicate is dropped


async def test_answer_on_bridge(jambonz: Jambonz) -> None:
    """The caller is answered when the callee answers, not before."""
    async with jambonz.call(dials(Dial(target=[AGENT], answer_on_bridge=True), [])) as caller:
        dial = await caller.expect(Dial)
        await caller.is_silent(3)
        assert "call:status in-progress" not in str(caller.transcript)
        agent = await caller.answers(dial)
        assert "→ call:status in-progress" in rows(caller)
        await agent.hangs_up()


async def test_dial_music(jambonz: Jambonz) -> None:
    async with jambonz.call(dials(Dial(target=[AGENT], dial_music="https://x/ringing.wav"), [])) as caller:
        await caller.hears("ringing.wav")


async def test_time_limit(jambonz: Jambonz) -> None:
    results: list[DialResult] = []
    async with jambonz.call(dials(Dial(target=[AGENT], time_limit=300), results)) as caller:
        agent = await caller.answers(await caller.expect(Dial))
        assert (await agent.is_hung_up(within=400)).time == 300
        await caller.hears("Bye")
    assert results[0].dial_call_status == "completed"


async def test_the_caller_hangs_up(jambonz: Jambonz) -> None:
    """The call is over first, then the callee is hung up and the hook still called."""
    async with jambonz.call(dials(Dial(target=[AGENT], action_hook="/dialed"), [])) as caller:
        agent = await caller.answers(await caller.expect(Dial))
        await caller.hangs_up()
        assert (await agent.is_hung_up()).by == "jambonz"
    told = rows(caller)
    completed = [index for index, row in enumerate(told) if row.startswith("→ call:status completed")]
    hook = next(index for index, row in enumerate(told) if "verb:hook /dialed" in row)
    assert completed == sorted(completed)
    assert len(completed) == 2
    assert completed[-1] < hook


async def test_a_dial_that_is_replaced(jambonz: Jambonz) -> None:
    """hook-payloads.md 3: the hook is called, its reply ignored."""

    async def application(call: Call) -> None:
        async def reply(result: DialResult) -> list[Say]:
            return [Say(text="never")]

        await call.send(Dial(target=[AGENT], action_hook=call.hook(DialResult, reply)))
        await call.sleep(5)
        await call.send(Say(text="Enough."), Hangup())

    async with jambonz.call(application, strict=False) as caller:
        agent = await caller.answers(await caller.expect(Dial))
        await agent.is_hung_up()
        await caller.hears("Enough")
        await caller.is_hung_up()
    assert kinds(caller) == ["ignored reply"]


async def test_no_ack_of_a_dial(jambonz: Jambonz) -> None:
    """failure-model.md 4: logged, and the next verb runs."""

    async def application(call: Call) -> None:
        async def slow(result: DialResult) -> None:
            await call.sleep(10)

        await call.send(Dial(target=[AGENT], action_hook=call.hook(DialResult, slow)), Say(text="Next."))

    async with jambonz.call(application, ack_after=8, strict=False) as caller:
        await caller.answers(await caller.expect(Dial), "busy")
        assert (await caller.hears("Next")).time == 5


@pytest.mark.parametrize("capture", [["*1", "2"], DtmfCapture(parent_call=["*1"], child_call=["2"])])
async def test_dtmf_hook(jambonz: Jambonz, capture: list[str] | DtmfCapture) -> None:
    """hook-payloads.md 4.6: the pattern, with the facts of the leg that pressed; an object watches the callee only."""
    pressed: list[tuple[str, str | None]] = []

    async def application(call: Call) -> None:
        async def on_keys(keys: hooks.DialDtmf) -> None:
            pressed.append((keys.dtmf, keys.call_sid))

        hook = call.hook(hooks.DialDtmf, on_keys)
        await call.perform(Dial(target=[AGENT], dtmf_capture=capture, dtmf_hook=hook), timeout=1000)
        await call.send(Hangup())

    async with jambonz.call(application) as caller:
        agent = await caller.answers(await caller.expect(Dial))
        await agent.presses("7*1")
        await caller.presses("2")
        await agent.presses("*")
        await agent.is_silent(3)
        await agent.presses("1")  # too late
        await agent.hangs_up()
    by_callee, by_caller = ("*1", agent.call_sid), ("2", caller.call_sid)
    assert pressed == ([by_callee, by_caller] if isinstance(capture, list) else [by_callee])


# -- screening --------------------------------------------------------------------------------


async def accept(leg: ConfirmCall) -> bool:
    pressed = await leg.perform(Gather(input=["digits"], num_digits=1, say=Say(text="Press 1.")))
    return pressed.digits == "1"


def screens(decide: object, results: list[DialResult]) -> Handler:
    """An application that dials with a confirm handler."""

    async def application(call: Call) -> None:
        confirm = call.confirm(decide)  # type: ignore[arg-type] # a handler
        results.append(await call.perform(Dial(target=[AGENT], confirm_hook=confirm), timeout=1000))
        await call.send(Say(text="Bye."), Hangup())

    return application


async def test_confirmed(jambonz: Jambonz) -> None:
    """messages.md 4.6: verbs run on the called leg; if it is still up then, it is connected."""
    results: list[DialResult] = []
    async with jambonz.call(screens(accept, results)) as caller:
        agent = await caller.answers(await caller.expect(Dial))
        await agent.hears("Press 1")
        await agent.presses("1")
        await agent.says("hello")
        await caller.hears("hello")
        await agent.hangs_up()
        await caller.hears("Bye")
    assert results[0].dial_call_status == "completed"


async def test_declined(jambonz: Jambonz) -> None:
    """messages.md 2.4 and 4.6: a hangup declines, in the first verbs only; later it is dropped without a word."""
    results: list[DialResult] = []
    async with jambonz.call(screens(accept, results)) as caller:
        agent = await caller.answers(await caller.expect(Dial))
        await agent.hears("Press 1")
        await agent.presses("2")
        await agent.is_hung_up()
        await caller.hears("Bye")
    assert results[0].dial_call_status == "in-progress"


async def test_accepted_at_once(jambonz: Jambonz) -> None:
    """failure-model.md 5.1: ``[]`` accepts."""

    async def yes(leg: ConfirmCall) -> bool:
        return True

    async with jambonz.call(screens(yes, [])) as caller:
        agent = await caller.answers(await caller.expect(Dial))
        await agent.says("hello")
        await caller.hears("hello")


async def test_no_answer_to_confirm(jambonz: Jambonz) -> None:
    """failure-model.md 4: taken as decline, the called leg is hung up."""

    async def application(call: Call) -> None:
        async def slow(message: messages.DialConfirm) -> None:
            await call.sleep(10)

        call.on(messages.DialConfirm, slow)
        await call.perform(Dial(target=[AGENT], confirm_hook="/confirm"), timeout=100)
        await call.send(Say(text="Bye."), Hangup())

    async with jambonz.call(application, ack_after=8, strict=False) as caller:
        agent = await caller.answers(await caller.expect(Dial))
        await agent.is_hung_up()
        assert (await caller.hears("Bye")).time == 5
    assert kinds(caller)[0] == "no ack"
    assert rows(caller, Ended)[0] == "the connection to the callee is over: not accepted: timeout from far end"


async def test_the_callee_hangs_up_while_asked(jambonz: Jambonz) -> None:
    async with jambonz.call(screens(accept, [])) as caller:
        agent = await caller.answers(await caller.expect(Dial))
        await agent.hears("Press 1")
        await agent.hangs_up()
        await caller.hears("Bye")


async def test_an_outcome_that_there_is_not(jambonz: Jambonz) -> None:
    """A misspelt outcome is told as such."""

    async def app(call: Call) -> None:
        await call.perform(Dial(target=[PhoneTarget(number="1")]))

    async with jambonz.call(app) as caller:
        dial = await caller.expect(Dial)
        with pytest.raises(ValueError, match="no such outcome: 'ansered'; there are 'answered', 'busy'"):
            await caller.answers(dial, cast("Any", "ansered"))
        await caller.hangs_up()


async def test_several_are_screened(jambonz: Jambonz) -> None:
    """feature-server lib/tasks/dial.js:853-880,934-960: the caller is answered before the others are hung up."""

    async def application(call: Call) -> None:
        targets: list[Target] = [AGENT, PhoneTarget(number="+15551230002")]
        await call.perform(Dial(target=targets, answer_on_bridge=True, confirm_hook=call.confirm(accept)), timeout=100)

    async with jambonz.call(application) as caller:
        dial = await caller.expect(Dial)
        slow = await caller.answers(dial)
        fast = await caller.answers(dial, target=1)
        await fast.presses("1", barge_in=True)
        await slow.is_hung_up()
    told = [entry.about for entry in caller.transcript if isinstance(entry, Told) and entry.message is CallStatus]
    assert told[-4:] == ["in-progress", "completed of the callee", "completed", "completed of the callee"]
