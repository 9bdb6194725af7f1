"""The beginning and the end of a call, as an application sees them."""

from __future__ import annotations

import pytest

from jambonz_proto import Call, Router, commands, messages
from jambonz_proto.messages import CallStatus, SessionNew
from jambonz_proto.testing import Jambonz, Told
from jambonz_proto.verbs import Answer, Gather, Hangup, Pause, Play, Redirect, Say, SipDecline, Tag

from .driver import failing, kinds, sends

pytestmark = pytest.mark.anyio


def statuses(told: object) -> list[str]:
    """The call statuses in a transcript."""
    return [
        str(entry.data["call_status"])
        for entry in told  # type: ignore[attr-defined] # a transcript
        if isinstance(entry, Told) and entry.message is CallStatus
    ]


async def test_session_new_tells_the_call(jambonz: Jambonz) -> None:
    """messages.md 4.1: an inbound call's."""
    told: list[Call] = []

    async def application(call: Call) -> None:
        told.append(call)
        await call.send(SipDecline(status=486))

    async with jambonz.call(
        application,
        from_="+1",
        to="+2",
        headers={"X-Customer": "4711"},
        env={"LANGUAGE": "de"},
        caller_name="Ada",
    ) as caller:
        ended = await caller.is_hung_up()
        assert (ended.sip_status, ended.by) == (486, "application")
    [call] = told
    assert (call.from_, call.to, call.direction, call.sid) == ("+1", "+2", "inbound", caller.call_sid)
    assert call.headers["x-customer"] == "4711"
    assert call.env == {"LANGUAGE": "de"}
    assert call.info.caller_name == "Ada"
    assert isinstance(call.opening, SessionNew)
    assert call.opening.data.sip_status == 100


async def test_the_statuses_of_an_answered_call(jambonz: Jambonz) -> None:
    """messages.md 4.7: trying after the first ack, in-progress when a verb answers, completed with a duration."""
    async with jambonz.call(sends(Pause(length=2), Say(text="x" * 15), Pause(length=2), Hangup())) as caller:
        await caller.is_hung_up()
    assert statuses(caller.transcript) == ["trying", "in-progress", "completed"]
    last = caller.transcript[-2]
    assert isinstance(last, Told)
    assert (last.data["duration"], last.data["call_termination_by"]) == (3, "jambonz")


async def test_without_a_status_hook(jambonz: Jambonz) -> None:
    """messages.md 4.7: without it jambonz tells nothing."""
    async with jambonz.call(sends(Say(text="One."), Hangup()), status_hook=False) as caller:
        await caller.is_hung_up()
    assert statuses(caller.transcript) == []


async def test_early_media(jambonz: Jambonz) -> None:
    """An inbound call that is not answered yet hears it, and the application is told nothing of that."""
    async with jambonz.call(sends(Play(url="https://x/a.wav", early_media=True), SipDecline(status=404))) as caller:
        ended = await caller.is_hung_up()
        assert ended.sip_status == 404
    assert statuses(caller.transcript) == ["trying", "failed"]


async def test_the_verb_answer(jambonz: Jambonz) -> None:
    async with jambonz.call(sends(Answer(), Answer(), Hangup())) as caller:
        await caller.is_hung_up()
    assert statuses(caller.transcript) == ["trying", "in-progress", "completed"]


async def test_the_caller_gives_up_before_the_answer(jambonz: Jambonz) -> None:
    """messages.md 4.7: a cancelled inbound call is no-answer."""
    async with jambonz.call(sends(Pause(length=100))) as caller:
        await caller.is_silent(1)
        await caller.hangs_up()
    assert statuses(caller.transcript) == ["trying", "no-answer"]


async def test_decline_is_skipped_once_answered(jambonz: Jambonz) -> None:
    async with jambonz.call(sends(Answer(), SipDecline(status=486)), strict=False) as caller:
        await caller.expect(Answer)
        await caller.no_more_verbs()
    assert kinds(caller) == ["skipped verb"]


async def test_verbs_run_out(jambonz: Jambonz) -> None:
    """failure-model.md 10: the call is not hung up, it waits for a command, which wakes it."""

    async def application(call: Call) -> None:
        await call.send(Say(text="One."))
        await call.sleep(500)
        await call.send(Say(text="Two."), queue=True)
        await call.sleep(500)

    async with jambonz.call(application) as caller:
        await caller.hears("One")
        assert (await caller.hears("Two", within=600)).time == 500


async def test_no_ack_of_session_new(jambonz: Jambonz) -> None:
    """failure-model.md 4: after 5.0 s SIP 480, closed with 1001."""

    async def application(call: Call) -> None:
        await call.sleep(10)

    async with jambonz.call(application, ack_after=8.0, strict=False) as caller:
        ended = await caller.is_hung_up()
        assert (ended.sip_status, ended.time) == (480, 5.0)
    assert kinds(caller) == ["no ack"]


async def test_the_order_of_verbs_and_time(jambonz: Jambonz) -> None:
    """Verbs run one after the other; say takes time by its length, play as long as the recording."""
    jambonz.durations["https://x/b.wav"] = 2.5
    application = sends(
        Say(text="x" * 30), Play(url=["https://x/a.wav", "https://x/b.wav"]), Pause(length=1.5), Say(text="end", loop=2)
    )
    async with jambonz.call(application) as caller:
        assert (await caller.hears("xxx")).time == 0
        assert (await caller.hears("a.wav")).time == 2
        assert (await caller.hears("b.wav")).time == 7
        assert (await caller.hears("end")).time == 11
        assert (await caller.hears("end")).time == 11.2


async def test_tags_come_back(jambonz: Jambonz) -> None:
    """hook-payloads.md 2.1: customerData, with its keys as they were given."""

    async def application(call: Call) -> None:
        heard = await call.perform(Tag(data={"orderId": 7}), Gather(input=["digits"], timeout=1))
        assert heard.customer_data == {"orderId": 7}
        await call.send(Hangup())

    async with jambonz.call(application, tag={"a": 1}) as caller:
        await caller.is_hung_up()


async def test_redirect_verb(jambonz: Jambonz) -> None:
    """messages.md 4.3: ``session:redirect``, whose verbs replace the rest."""

    async def application(call: Call) -> None:
        async def answer(message: messages.SessionRedirect) -> list[Say | Hangup]:
            assert message.hook == "/other"
            return [Say(text="Other."), Hangup()]

        call.on(messages.SessionRedirect, answer)
        await call.send(Redirect(action_hook="/other"), Say(text="never"))

    async with jambonz.call(application) as caller:
        await caller.hears("Other")
        await caller.is_hung_up()


async def test_redirect_verb_with_an_empty_answer(jambonz: Jambonz) -> None:
    """failure-model.md 5.1: the next verb runs."""

    async def application(call: Call) -> None:
        async def answer(message: messages.SessionRedirect) -> list[Say]:
            return []

        call.on(messages.SessionRedirect, answer)
        await call.send(Redirect(action_hook="/other"), Say(text="Next."), Hangup())

    async with jambonz.call(application) as caller:
        await caller.hears("Next")
        await caller.is_hung_up()


async def test_redirect_command_with_a_hook(jambonz: Jambonz) -> None:
    """messages.md 5.4: ``call_hook`` makes jambonz ask for the verbs."""

    async def application(call: Call) -> None:
        async def answer(message: messages.SessionRedirect) -> list[Say]:
            return [Say(text="Other.")]

        call.on(messages.SessionRedirect, answer)
        await call.send(Pause(length=100))
        await call.sleep(1)
        await call.redirect(commands.RedirectHooks(call_hook="/other"))

    async with jambonz.call(application) as caller:
        assert (await caller.hears("Other")).time == 1


async def test_call_status_command(jambonz: Jambonz) -> None:
    """messages.md 5.4: ``completed`` ends an answered call, ``no-answer`` one that is not."""

    async def completed(call: Call) -> None:
        await call.send(Say(text="x" * 1000))
        await call.sleep(1)
        await call.update_call_status("no-answer")
        await call.update_call_status("completed")

    async def no_answer(call: Call) -> None:
        await call.send(Pause(length=100))
        await call.sleep(1)
        await call.update_call_status("no-answer")

    async with jambonz.call(completed, strict=False) as caller:
        assert (await caller.is_hung_up()).time == 1
        assert kinds(caller) == ["no effect"]
    async with jambonz.call(no_answer) as caller:
        assert (await caller.is_hung_up()).sip_status == 503


async def test_a_router_and_its_paths(jambonz: Jambonz) -> None:
    router = Router()
    router.add("/sales", sends(Say(text="Sales.")))
    async with jambonz.call(router, path="/sales") as caller:
        await caller.hears("Sales")


async def test_what_is_not_simulated_is_said(jambonz: Jambonz) -> None:
    async with jambonz.call(sends(Redirect(action_hook="wss://elsewhere/x")), strict=False) as caller:
        with failing("the verbs have run out"):
            await caller.hears("anything", within=200_000)
    assert kinds(caller) == ["not simulated"]
