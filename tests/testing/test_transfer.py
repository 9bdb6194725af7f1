"""``transfer`` of the commercial server, as far as it is known: spec/verbs/transfer.json, hook-payloads.md 4.19."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Literal

import pytest

from jambonz_proto import Call
from jambonz_proto.components import HoldVerb, PhoneTarget, TransferConfirm, TransferDisposition
from jambonz_proto.hooks import TransferHold, TransferResult
from jambonz_proto.testing import Jambonz
from jambonz_proto.verbs import Hangup, Play, Say, Transfer, TransferBrief

from .driver import Handler, rows

pytestmark = pytest.mark.anyio

AGENT = PhoneTarget(number="+49")
blind = partial(Transfer, mode="blind", blind_method="dial", target=[AGENT])
warm = partial(Transfer, mode="warm", target=[AGENT])


def transfers(transfer: Transfer, results: list[TransferResult]) -> Handler:
    """An application that transfers its caller."""

    async def application(call: Call) -> None:
        results.append(await call.perform(transfer))
        await call.send(Say(text="Back again."), Hangup())

    return application


def outcome(results: Sequence[TransferResult]) -> object:
    [result] = results
    return result.transfer_result, result.transfer_reason, result.sip_status


async def test_by_a_call(jambonz: Jambonz) -> None:
    results: list[TransferResult] = []
    async with jambonz.call(transfers(blind(), results), target="v10") as caller:
        agent = await caller.answers(await caller.expect(Transfer), after=5)
        await agent.says("Hello.")
        await caller.hears("Hello")
        await agent.hangs_up()
        await caller.hears("Back again")
    assert outcome(results) == ("bridged", "completed", 200)
    assert results[0].dial_call_sid == agent.call_sid


@pytest.mark.parametrize(
    ("how", "reason", "status"),
    [("busy", "busy", 486), ("declined", "declined", 603), ("failed", "error", 503), ("no-answer", "no-answer", 487)],
)
async def test_nobody_takes_it(
    jambonz: Jambonz, how: Literal["busy", "declined", "failed", "no-answer"], reason: str, status: int
) -> None:
    """The caller comes back by default; after 30 s without an answer too."""
    results: list[TransferResult] = []
    async with jambonz.call(transfers(blind(), results)) as caller:
        await caller.answers(await caller.expect(Transfer), how)
        assert (await caller.hears("Back again")).time == (30 if how == "no-answer" else 0)
    assert outcome(results) == ("returned", reason, status)


@pytest.mark.parametrize(("then", "result"), [("voicemail", "voicemail"), ("hangup", "failed"), ("return", "returned")])
async def test_disposition(jambonz: Jambonz, then: Literal["voicemail", "hangup", "return"], result: str) -> None:
    results: list[TransferResult] = []
    disposition = TransferDisposition(on_busy=then, voicemail_url="sip:voicemail@example.com")
    async with jambonz.call(transfers(blind(disposition=disposition), results)) as caller:
        await caller.answers(await caller.expect(Transfer), "busy")
        if then == "hangup":
            assert "failed (busy)" in (await caller.is_hung_up()).why
        else:
            await caller.hears("Back again")
    assert outcome(results) == (result, "busy", 486)


async def test_warm(jambonz: Jambonz) -> None:
    """The destination has to accept, and is briefed, while the caller hears what the hold hook says."""
    results: list[TransferResult] = []

    async def application(call: Call) -> None:
        async def hold(holding: TransferHold) -> Sequence[HoldVerb]:
            return [Play(url="https://x/music.mp3")]

        transfer = warm(
            confirm=TransferConfirm(prompt="x" * 30, digit="1"),
            brief=TransferBrief(text="It is about an order."),
            on_hold_hook=call.hook(TransferHold, hold),
        )
        results.append(await call.perform(transfer))
        await call.send(Hangup())

    async with jambonz.call(application) as caller:
        agent = await caller.answers(await caller.expect(Transfer))
        await caller.hears("music.mp3")
        await agent.hears("x")
        await agent.presses("1", barge_in=True)
        await agent.hears("about an order")
        await agent.says("How can I help?")
        await caller.hears("How can I help")
        await agent.hangs_up()
        await caller.is_hung_up()
    assert outcome(results) == ("bridged", "completed", 200)


@pytest.mark.parametrize("key", ["2", ""])
async def test_not_confirmed(jambonz: Jambonz, key: str) -> None:
    """Another key, or none in time, counts as declined."""
    results: list[TransferResult] = []
    confirm = TransferConfirm(prompt="https://x/prompt.mp3", digit="1")
    async with jambonz.call(transfers(warm(confirm=confirm), results)) as caller:
        agent = await caller.answers(await caller.expect(Transfer))
        await agent.hears("prompt.mp3")
        await agent.presses(key)
        await agent.is_hung_up()
        await caller.hears("Back again")
    assert outcome(results) == ("returned", "declined", 200)


async def test_the_caller_is_briefed_as_well(jambonz: Jambonz) -> None:
    results: list[TransferResult] = []
    transfer = warm(caller_present=True, brief=TransferBrief(text="It is about an order."))
    async with jambonz.call(transfers(transfer, results)) as caller:
        agent = await caller.answers(await caller.expect(Transfer))
        for one in (caller, agent):
            await one.hears("about an order")
        await agent.says("Hello.")
        await caller.hears("Hello")


async def test_the_caller_gives_up(jambonz: Jambonz) -> None:
    transfer = blind(action_hook="/done")

    async def application(call: Call) -> None:
        await call.send(transfer)
        await call.sleep(1000)

    async with jambonz.call(application) as caller:
        await caller.expect(Transfer)
        await caller.is_silent(3)
        await caller.hangs_up()
    assert [row for row in rows(caller) if "transfer_result failed, transfer_reason caller-abandoned" in row]


@pytest.mark.parametrize(("status", "result"), [(486, ("returned", "busy", 486)), (200, None)])
async def test_by_refer(jambonz: Jambonz, status: int, result: object) -> None:
    """The default of a blind one."""
    results: list[TransferResult] = []
    async with jambonz.call(transfers(Transfer(mode="blind", target=[AGENT]), results)) as caller:
        await caller.is_transferred(status)
        if status != 200:
            await caller.hears("Back again")
    if result is not None:
        assert outcome(results) == result


async def test_refer_is_refused(jambonz: Jambonz) -> None:
    results: list[TransferResult] = []
    async with jambonz.call(transfers(Transfer(mode="blind", target=[AGENT]), results)) as caller:
        await caller.refuses_transfer(603)
        await caller.hears("Back again")
    assert outcome(results) == ("returned", "declined", 603)
