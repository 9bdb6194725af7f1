"""A hook that was made for one payload cannot be put where another one comes."""

from __future__ import annotations

import pytest

from jambonz_proto import InvalidOutgoing, Verb, commands, hooks
from jambonz_proto._base import Received
from jambonz_proto._facts import HookProperty, Tagged
from jambonz_proto._hook_places import HookPlace, Reader
from jambonz_proto._tables import HOOKS
from jambonz_proto.components import HookOptions, PhoneTarget
from jambonz_proto.verbs import Agent, Dial, Enqueue, Gather, Listen, Llm, Play, Say

from .driver import SID, CallDriver, owing, running

ROWS = [(cls, row) for cls, rows in HOOKS.items() for row in rows]
TARGET = PhoneTarget(number="+493012345678")


def made_for(call: CallDriver, payload: type[Received], *, confirms: bool = False) -> str:
    """The name of a hook for a payload class."""
    name = call.protocol.new_name("hook")
    call.protocol.hook(name, lambda message, pending: None, Reader(payload, confirms))
    return name


def classes(row: HookProperty) -> list[type[Received]]:
    payload = row.payload
    return [*payload.classes.values(), payload.fallback] if isinstance(payload, Tagged) else [payload]


@pytest.mark.parametrize(("cls", "row"), ROWS, ids=[f"{cls.__name__}.{row.attribute}" for cls, row in ROWS])
def test_every_property_takes_its_own_classes_only(cls: type, row: HookProperty) -> None:
    """Each hook property takes its own payload's class, and none of another property."""
    place = HookPlace("/hook", row, "$")
    confirms = row.message == "dial:confirm"
    own = classes(row)
    for payload in own:
        Reader(payload, confirms).check(place)
    others = {other for _, row in ROWS for other in classes(row)}
    unrelated = {
        other for other in others if not any(issubclass(other, mine) or issubclass(mine, other) for mine in own)
    }
    if hooks.AgentToolCall in own:
        unrelated.remove(hooks.LlmToolCall)
    assert unrelated
    for other in unrelated:
        with pytest.raises(InvalidOutgoing):
            Reader(other, confirms).check(place)


@pytest.mark.parametrize("payload", [hooks.CallInfo, hooks.GatherResult])
def test_a_class_that_is_more_general_reads_it(payload: type[Received]) -> None:
    """Who only wants to know what all payloads of calls tell can say so."""
    call = running()
    call.send(Gather(input=["digits"], action_hook=made_for(call, payload)))
    assert len(call.out()) == 1


def test_one_class_reads_the_tool_calls_of_both_kinds_of_verbs() -> None:
    """The tool hook of an agent and that of a language model can be read by the same class."""
    call = running()
    hook = made_for(call, hooks.LlmToolCall)
    call.send(Agent(tool_hook=hook))
    call.send(Llm(vendor="openai", llm_options={}, tool_hook=hook))
    with pytest.raises(InvalidOutgoing, match="not AgentToolCall"):
        call.send(Llm(vendor="openai", llm_options={}, tool_hook=made_for(call, hooks.AgentToolCall)))


def test_any_event_of_a_union_can_be_waited_for() -> None:
    """Where the payload is one of several, a hook can be made for each."""
    call = running()
    for payload in (hooks.AgentTurnEnd, hooks.AgentOtherEvent):
        call.send(Agent(event_hook=made_for(call, payload)))
    with pytest.raises(InvalidOutgoing, match="AgentTurnEnd or"):
        call.send(Agent(event_hook=made_for(call, hooks.LlmEvent)))


def test_the_place_is_named() -> None:
    """The error names JSON path, both classes and the call; nothing is sent, and what is owed stays owed."""
    call, _ = owing()
    wrong = made_for(call, hooks.GatherResult)
    with pytest.raises(InvalidOutgoing, match="EnqueueWait, not GatherResult") as caught:
        call.send(Say(text="Please hold."), Enqueue(name="support", wait_hook=wrong))
    assert caught.value.path == "$.data[1].waitHook"
    assert caught.value.call_sid == SID
    assert call.out() == []
    call.send(Say(text="Thanks."))
    assert [text["type"] for text in call.out()] == ["ack"]


HOOK = "/made-for-partial-results"


@pytest.mark.parametrize(
    ("verb", "path"),
    [
        (Dial(target=[TARGET], listen=Listen(url="wss://x", action_hook=HOOK)), "listen.actionHook"),
        (Dial(target=[PhoneTarget(number="1", confirm_hook=HOOK)]), "target[0].confirmHook"),
        (Gather(input=["digits"], play=Play(url="x", action_hook=HOOK)), "play.actionHook"),
        (Dial(target=[TARGET], on_hold_hook=HookOptions(url=HOOK)), "onHoldHook"),
    ],
)
def test_places_inside_of_verbs(verb: Verb, path: str) -> None:
    """Hooks of what is inside of a verb are looked at as well, in whatever form they are given."""
    call = running()
    call.protocol.hook(HOOK, lambda message, pending: None, Reader(hooks.GatherPartial))
    with pytest.raises(InvalidOutgoing) as caught:
        call.send(verb)
    assert caught.value.path == f"$.data[0].{path}"


@pytest.mark.parametrize(
    ("command", "path"),
    [
        (commands.ConfHoldStatus(data=commands.ConfHoldStatusData(status="hold", wait_hook=HOOK)), "$.data.wait_hook"),
        (commands.Redirect(data=[Enqueue(name="x", wait_hook=HOOK)]), "$.data[0].waitHook"),
    ],
)
def test_places_in_commands(command: commands.Command, path: str) -> None:
    """The same in commands."""
    call = running()
    call.protocol.hook(HOOK, lambda message, pending: None, Reader(hooks.GatherPartial))
    with pytest.raises(InvalidOutgoing) as caught:
        call.command(command)
    assert caught.value.path == path
    assert call.out() == []


def test_a_confirm_hook_stands_where_a_leg_is_confirmed_only() -> None:
    """What decides about a called leg is not put elsewhere, nor replaced by a hook that would connect it unasked."""
    call = running()
    confirm = made_for(call, hooks.CallInfo, confirms=True)
    with pytest.raises(InvalidOutgoing, match="confirm_hook"):
        call.send(Gather(input=["digits"], action_hook=confirm))
    with pytest.raises(InvalidOutgoing, match=r"call\.confirm"):
        call.send(Dial(target=[TARGET], confirm_hook=made_for(call, hooks.CallInfo)))
    call.send(Dial(target=[TARGET], confirm_hook=confirm))
    assert len(call.out()) == 1
