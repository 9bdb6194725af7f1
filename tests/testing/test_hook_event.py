"""What jambonz tells by hooks that the simulation does not call by itself."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from jambonz_proto import Call, hooks
from jambonz_proto.components import Amd, PhoneTarget
from jambonz_proto.testing import Jambonz
from jambonz_proto.verbs import Config, Dial, Hangup, Pause, Play, Say

from .driver import failing, kinds, sends

pytestmark = pytest.mark.anyio

AGENT = PhoneTarget(number="+1")


async def test_a_machine_answers(jambonz: Jambonz) -> None:
    """hook-payloads.md 3 and 4.9, config.amd: REPLACE, as often as verbs are given: amd-utils.js:100-139."""

    async def application(call: Call) -> None:
        async def detected(event: hooks.AmdEvent) -> Sequence[Say | Hangup] | None:
            await call.sleep(1)
            return [Say(text="Leave it."), Hangup()] if event.type == "amd_machine_detected" else None

        amd = Amd(action_hook=call.hook(hooks.AmdEvent, detected))
        await call.send(Config(amd=amd), Pause(length=100))

    async with jambonz.call(application) as caller:
        config = await caller.expect(Config)
        assert config.amd is not None
        await caller.hook_event(config.amd, "action_hook", hooks.AmdEvent(type="amd_human_detected", reason="x"))
        assert caller.time == 1
        await caller.hook_event(config.amd, "action_hook", hooks.AmdEvent(type="amd_machine_detected", reason="hint"))
        await caller.hears("Leave it.")
        await caller.is_hung_up()


async def test_on_hold(jambonz: Jambonz) -> None:
    """hook-payloads.md 3 and 4.8, dial.onHoldHook: MUST, for this hook only: dial.js:1091-1139."""

    async def application(call: Call) -> None:
        async def music(on_hold: hooks.DialHold) -> Sequence[Say | Play | Pause]:
            return [Say(text="Please hold.")]

        await call.perform(Dial(target=[AGENT], on_hold_hook=call.hook(hooks.DialHold, music)), timeout=1000)
        await call.send(Say(text="Bye."), Hangup())

    async with jambonz.call(application) as caller:
        dial = await caller.expect(Dial)
        agent = await caller.answers(dial)
        await caller.hook_event(dial, "on_hold_hook", hooks.DialHold(hold_detail=hooks.HoldDetail(from_="a", to="b")))
        await caller.hears("Please hold.")
        await agent.hangs_up()
        await caller.hears("Bye.")


async def test_referred_by_the_callee(jambonz: Jambonz) -> None:
    """hook-payloads.md 3 and 4.7, dial.referHook: OTHER, the caller's new application: dial.js:373-440."""

    async def application(call: Call) -> None:
        hook = call.hook(hooks.ReferRequest)
        await call.send(Dial(target=[AGENT], refer_hook=hook), Say(text="Never."))
        async for request in hook:
            assert request.refer_details is not None
            await call.send(Say(text=f"To {request.refer_details.refer_to_user}."), Hangup())

    refer = hooks.ReferRequest(refer_details=hooks.ReferDetails(sip_refer_to="sip:2@x", refer_to_user="2"))
    async with jambonz.call(application) as caller:
        dial = await caller.expect(Dial)
        await caller.answers(dial)
        await caller.hook_event(dial, "refer_hook", refer)
        await caller.hears("To 2.")
        await caller.is_hung_up()


async def test_a_request_within_the_dialog(jambonz: Jambonz) -> None:
    """hook-payloads.md 3 and 4.18, config.sipRequestWithinDialogHook: REPLACE: call-session.js:2763-2781."""

    async def application(call: Call) -> None:
        async def on_info(info: hooks.SipRequestWithinDialog) -> Sequence[Say | Hangup]:
            return [Say(text=f"Got {info.sip_body}."), Hangup()]

        hook = call.hook(hooks.SipRequestWithinDialog, on_info)
        await call.send(Config(sip_request_within_dialog_hook=hook), Pause(length=100))

    async with jambonz.call(application) as caller:
        config = await caller.expect(Config)
        info = hooks.SipRequestWithinDialog(sip_method="INFO", sip_body="a flash")
        await caller.hook_event(config, "sip_request_within_dialog_hook", info)
        await caller.hears("Got a flash.")
        await caller.is_hung_up()


async def test_what_cannot_be_told(jambonz: Jambonz) -> None:
    """There is no such hook, it has another payload, or nobody answers it."""

    async with jambonz.call(sends(Config(refer_hook="/refer"), Pause(length=100)), strict=False) as caller:
        config = await caller.expect(Config)
        with failing("Config has no sip_request_within_dialog_hook"):
            info = hooks.SipRequestWithinDialog(sip_method="INFO")
            await caller.hook_event(config, "sip_request_within_dialog_hook", info)
        with pytest.raises(TypeError, match="refer_hook of Config"):
            await caller.hook_event(config, "refer_hook", hooks.CallInfo())
    assert kinds(caller) == []
