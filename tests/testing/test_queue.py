"""``enqueue``, ``dequeue`` and ``leave``: callers who wait, and who takes them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from jambonz_proto import Call, hooks
from jambonz_proto.components import QueueVerb
from jambonz_proto.hooks import DequeueResult, EnqueueResult, EnqueueWait
from jambonz_proto.testing import Heard, Jambonz
from jambonz_proto.verbs import Config, Dequeue, Enqueue, Gather, Hangup, Leave, Pause, Play, Say, Tag
from tests.client.application import Application, Connection

from .driver import Handler, failing, kinds, performs, rows, sends

pytestmark = pytest.mark.anyio

MUSIC = "https://x/music.mp3"


def queues(
    *replies: Sequence[QueueVerb], seen: list[EnqueueWait] | None = None, results: list[EnqueueResult] | None = None
) -> Handler:
    """An application that puts the caller into a queue and gives these replies to the wait hook, the last for ever."""

    async def application(call: Call) -> None:
        asked: list[EnqueueWait] = [] if seen is None else seen

        async def hold(waiting: EnqueueWait) -> Sequence[QueueVerb]:
            asked.append(waiting)
            return replies[min(len(asked), len(replies)) - 1]

        enqueue = Enqueue(name="support", wait_hook=call.hook(EnqueueWait, hold))
        result = await call.perform(enqueue)
        if results is not None:
            results.append(result)
        await call.send(Say(text="After."), Hangup())

    return application


# -- waiting --------------------------------------------------------------------------------


async def test_the_wait_hook_is_asked_again_when_its_verbs_have_played(jambonz: Jambonz) -> None:
    """hook-payloads.md 4.12: a loop, each time when what was to play is over; hook-payloads.md 1.2, MUST."""
    seen: list[EnqueueWait] = []
    jambonz.durations[MUSIC] = 10
    async with jambonz.call(queues([Say(text="x" * 15), Play(url=MUSIC), Pause(length=2)], seen=seen)) as caller:
        assert (await caller.hears("x")).time == 0.5
        assert (await caller.hears(MUSIC)).time == 1.5
        assert (await caller.hears("x")).time == 14
        await caller.hears(MUSIC)
    assert [(one.queue_time, one.queue_size, one.queue_position) for one in seen] == [(0, 1, 0), (14, 1, 0)]
    assert seen[0].queue_sid.endswith(":support")
    assert seen[0].call_sid == caller.call_sid


async def test_the_wait_hook_has_only_three_facts_about_the_call(jambonz: Jambonz) -> None:
    """hook-payloads.md 2.3: call_sid, call_id and customerData; without the verb's id."""
    application = sends(Tag(data={"orderId": 1}), Enqueue(name="q", id="a", wait_hook="/wait", action_hook="/done"))
    async with jambonz.call(application) as caller:
        await caller.expect(Enqueue)
        await caller.is_silent(1)
    [asked] = [entry for entry in caller.transcript if getattr(entry, "hook", None) == "/wait"]
    names = {"queue_sid", "queue_time", "queue_size", "queue_position", "call_sid", "call_id", "customerData"}
    assert set(asked.data) == names  # type: ignore[attr-defined] # an Asked
    [done] = [entry for entry in caller.transcript if getattr(entry, "hook", None) == "/done"]
    assert done.data["verb_id"] == "a"  # type: ignore[attr-defined] # an Asked


async def test_an_empty_reply_ends_the_prompts(jambonz: Jambonz) -> None:
    """hook-payloads.md 4.12 and failure-model.md 5.1: ``[]`` is "do not ask again"; the caller waits on."""
    seen: list[EnqueueWait] = []
    async with jambonz.call(queues([Say(text="Wait.")], [], seen=seen)) as caller:
        await caller.hears("Wait")
        await caller.is_silent(1000)
    assert len(seen) == 2


async def test_leave(jambonz: Jambonz) -> None:
    """hook-payloads.md 4.12: ``leave`` takes the caller out, and verbs after it are not run."""
    results: list[EnqueueResult] = []
    replies: list[Sequence[QueueVerb]] = [[Say(text="x" * 15)], [Say(text="Bye."), Leave(), Say(text="never")]]
    async with jambonz.call(queues(*replies, results=results)) as caller:
        await caller.hears("x")
        await caller.hears("Bye")
        await caller.hears("After")
        await caller.is_hung_up()
    assert [(one.queue_result, one.queue_time) for one in results] == [("leave", 2)]


async def test_the_caller_hangs_up_in_the_queue(jambonz: Jambonz) -> None:
    """hook-payloads.md 4.12: ``hangup``, told after the end of the call."""
    async with jambonz.call(sends(Enqueue(name="q", action_hook="/done"))) as caller:
        await caller.is_silent(3.5)
        await caller.hangs_up()
    assert (
        "→ verb:hook /done queue_sid queue:9351f46a-678c-43f5-b8a6-d4eb58d131af:q, queue_time 3, queue_result hangup"
        in (rows(caller))
    )


async def test_no_ack_of_the_wait_hook(jambonz: Jambonz) -> None:
    """failure-model.md 4: logged, the wait loop stops, the caller waits in silence."""

    async def application(call: Call) -> None:
        async def slow(waiting: EnqueueWait) -> Sequence[QueueVerb]:
            await call.sleep(10)
            return [Say(text="late")]

        await call.send(Enqueue(name="q", wait_hook=call.hook(EnqueueWait, slow)))
        await call.sleep(1000)

    async with jambonz.call(application, ack_after=8, strict=False) as caller:
        await caller.is_silent(100)
    assert kinds(caller) == ["no ack", "late ack"]
    assert not rows(caller, Heard)


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        ([{"verb": "say", "text": "One."}, {"verb": "gather", "input": ["digits"]}], "gather must not be in it"),
        (None, "it must be an array"),
    ],
)
async def test_a_wait_reply_that_the_server_does_not_take(jambonz: Jambonz, reply: object, why: str) -> None:
    """hook-payloads.md 1.2, MUST: a foreign verb, or no array, throws for the whole reply, and ends the loop."""

    def script(connection: Connection) -> None:
        connection.answer("session:new", {"verb": "enqueue", "name": "q", "waitHook": "/wait"})
        connection.receive("call:status")
        connection.receive("call:status")
        asked = connection.receive("verb:hook")
        connection.send({"type": "ack", "msgid": asked["msgid"]} | ({} if reply is None else {"data": reply}))
        connection.receive("call:status")

    with Application(script) as application:
        async with jambonz.call(application.url, strict=False) as caller:
            await caller.is_silent(100)
    [problem] = caller.problems
    assert problem.kind == "refused reply"
    assert why in problem.text
    assert not rows(caller, Heard)


async def test_nothing_is_told_of_the_verbs_of_a_wait_reply(jambonz: Jambonz) -> None:
    """hook-payloads.md 3: the reply to a play within is ignored; messages.md 4.8: no verb:status for these verbs."""

    async def application(call: Call) -> None:
        played = call.hook(hooks.PlayResult)

        async def hold(waiting: EnqueueWait) -> Sequence[QueueVerb]:
            return [Tag(data={"waits": True}), Play(url=MUSIC, action_hook=played)]

        await call.send(Config(notify_events=True), Enqueue(name="q", wait_hook=call.hook(EnqueueWait, hold)))
        async for result in played:
            assert result.customer_data == {"waits": True}

    async with jambonz.call(application) as caller:
        await caller.hears(MUSIC)
        await caller.hears(MUSIC)
    assert [row for row in rows(caller) if "verb:status" in row] == [
        "→ verb:status config finished",
        "→ verb:status enqueue starting",
        "→ verb:status enqueue finished",
    ]


async def test_a_replaced_enqueue(jambonz: Jambonz) -> None:
    """hook-payloads.md 3: the reply is ignored if the verb was itself replaced."""

    async def application(call: Call) -> None:
        async def done(result: EnqueueResult) -> Sequence[Say]:
            assert result.queue_result == "hangup"
            return [Say(text="never")]

        async def hold(waiting: EnqueueWait) -> Sequence[QueueVerb]:
            return [Say(text="x" * 1500)]

        enqueue = Enqueue(name="q", wait_hook=call.hook(EnqueueWait, hold), action_hook=call.hook(EnqueueResult, done))
        await call.send(enqueue)
        await call.sleep(3)
        await call.send(Say(text="New."), Hangup())

    async with jambonz.call(application, strict=False) as caller:
        await caller.hears("x")
        assert (await caller.hears("New")).time == 3
        await caller.is_hung_up()
    assert kinds(caller) == ["ignored reply"]


async def test_the_reply_replaces_the_stack(jambonz: Jambonz) -> None:
    """hook-payloads.md 3, enqueue.actionHook: REPLACE."""

    async def application(call: Call) -> None:
        async def done(result: EnqueueResult) -> Sequence[Say]:
            return [Say(text="New.")]

        async def hold(waiting: EnqueueWait) -> Sequence[QueueVerb]:
            return [Leave()]

        await call.send(
            Enqueue(name="q", wait_hook=call.hook(EnqueueWait, hold), action_hook=call.hook(EnqueueResult, done)),
            Say(text="Old."),
        )

    async with jambonz.call(application) as caller:
        await caller.hears("New")
        await caller.no_more_verbs()


async def test_no_ack_at_the_end_of_the_queue(jambonz: Jambonz) -> None:
    """messages.md 4.5: logged, the stack goes on."""

    async def application(call: Call) -> None:
        async def slow(result: EnqueueResult) -> None:
            await call.sleep(10)

        async def hold(waiting: EnqueueWait) -> Sequence[QueueVerb]:
            return [Leave()]

        await call.send(
            Enqueue(name="q", wait_hook=call.hook(EnqueueWait, hold), action_hook=call.hook(EnqueueResult, slow)),
            Say(text="Next."),
        )
        await call.sleep(100)

    async with jambonz.call(application, ack_after=8, strict=False) as caller:
        assert (await caller.hears("Next")).time == 5.5
    assert kinds(caller)[0] == "no ack"


async def test_leave_outside_of_a_queue(jambonz: Jambonz) -> None:
    """It waits for other verbs, which is said."""
    async with jambonz.call(sends(Leave(), Say(text="never")), strict=False) as caller:
        await caller.expect(Leave)
        await caller.is_silent(100)
    assert kinds(caller) == ["stuck verb"]
    assert not rows(caller, Heard)


# -- taking somebody out ----------------------------------------------------------------------


async def test_an_agent_takes_a_caller(jambonz: Jambonz) -> None:
    """hook-payloads.md 4.12: bridged until one hangs up; both applications are told."""
    results: list[EnqueueResult] = []
    taken: list[DequeueResult] = []
    async with (
        jambonz.call(queues([Play(url=MUSIC)], results=results), from_="+49301") as caller,
        jambonz.call(performs(Dequeue(name="support", beep=True), taken), from_="+49302") as agent,
    ):
        await caller.hears(MUSIC)
        await agent.expect(Dequeue)
        await agent.says("Hello, how can I help?")
        assert agent.time == 2.5  # looked after a second, then the tone
        await caller.hears("how can I help")
        await caller.says("My order is late.")
        await agent.hears("My order is late")
        await agent.is_silent(30)
        await agent.hangs_up()
        await caller.hears("After")
        await caller.is_hung_up()
    assert [(one.queue_result, one.queue_time) for one in results] == [("bridged", 32)]
    assert [one.dequeue_result for one in taken] == []  # whose call is over, so that nobody waits for it


async def test_the_caller_hangs_up_first(jambonz: Jambonz) -> None:
    """hook-payloads.md 4.12: the agent's verb is over, ``complete``."""
    taken: list[DequeueResult] = []
    async with (
        jambonz.call(queues([])) as caller,
        jambonz.call(performs(Dequeue(name="support"), taken)) as agent,
    ):
        await caller.says("Hello?")
        await agent.hears("Hello?")
        await caller.hangs_up()
        await agent.is_hung_up()
    assert [one.dequeue_result for one in taken] == ["complete"]


async def test_nobody_comes_in_time(jambonz: Jambonz) -> None:
    """hook-payloads.md 4.12: ``timeout``."""
    taken: list[DequeueResult] = []
    async with jambonz.call(performs(Dequeue(name="support", timeout=20), taken)) as agent:
        assert (await agent.is_hung_up()).time == 20
    assert [one.dequeue_result for one in taken] == ["timeout"]


async def test_the_server_looks_every_five_seconds(jambonz: Jambonz) -> None:
    taken: list[DequeueResult] = []
    async with jambonz.call(performs(Dequeue(name="support", timeout=20), taken)) as agent:
        await agent.is_silent(2)
        async with jambonz.call(queues([])) as caller:
            await caller.says("Hello?")
            assert agent.time == 6
            await caller.hangs_up()
        await agent.is_hung_up()


async def test_callers_are_served_by_priority_and_then_in_turn(jambonz: Jambonz) -> None:
    seen: list[EnqueueWait] = []
    async with (
        jambonz.call(queues([]), from_="+1") as first,
        jambonz.call(queues([], seen=seen), from_="+2") as second,
    ):
        await first.is_silent(1)
        assert [(one.queue_size, one.queue_position) for one in seen] == [(2, 1)]
        async with (
            jambonz.call(sends(Enqueue(name="support", priority=1)), from_="+3") as third,
            jambonz.call(sends(*[Dequeue(name="support")] * 3)) as agent,
        ):
            for caller in (third, first, second):
                await caller.says("Hello?")
                await agent.hears("Hello?")
                await caller.hangs_up()


async def test_a_certain_caller_is_taken(jambonz: Jambonz) -> None:
    async with jambonz.call(queues([])) as first, jambonz.call(queues([])) as second:
        async with jambonz.call(sends(Dequeue(name="support", call_sid=second.call_sid))) as agent:
            await second.says("Second.")
            await agent.hears("Second.")
        await first.is_silent(1)


async def test_prompts_end_when_somebody_comes(jambonz: Jambonz) -> None:
    async with jambonz.call(queues([Say(text="x" * 1500), Say(text="never")])) as caller:
        await caller.hears("x")
        async with jambonz.call(sends(Dequeue(name="support"))) as agent:
            await caller.says("Hello?")  # nothing is heard any more
            assert agent.time == 1


async def test_the_reply_of_a_dequeue_replaces_the_stack(jambonz: Jambonz) -> None:
    """hook-payloads.md 3, dequeue.actionHook: REPLACE; the next verb does not wait for it."""

    async def application(call: Call) -> None:
        async def done(result: DequeueResult) -> Sequence[Say]:
            await call.sleep(1)
            return [Say(text="New.")]

        await call.send(Dequeue(name="q", timeout=2, action_hook=call.hook(DequeueResult, done)), Say(text="x" * 150))

    async with jambonz.call(application) as agent:
        assert (await agent.hears("x")).time == 2
        assert (await agent.hears("New")).time == 3


async def test_new_verbs_do_not_end_a_dequeue(jambonz: Jambonz) -> None:
    """A defect of the server (``dequeue.js:61-102``): they wait until its timeout, or for ever. It is said."""

    async def application(call: Call) -> None:
        await call.send(Dequeue(name="q", timeout=20, action_hook="/done"))
        await call.sleep(3)
        await call.send(Say(text="New."))
        await call.sleep(100)

    async with jambonz.call(application, strict=False) as agent:
        assert (await agent.hears("New")).time == 20
    assert kinds(agent) == ["stuck verb"]


async def test_new_verbs_end_the_conversation(jambonz: Jambonz) -> None:
    """The dequeue is over, and the caller's application goes on."""

    async def application(call: Call) -> None:
        await call.send(Dequeue(name="support"))
        await call.sleep(10)
        await call.send(Gather(input=["digits"], timeout=100))
        await call.sleep(1000)

    async with jambonz.call(queues([])) as caller, jambonz.call(application) as agent:
        await caller.says("Hello?")
        await agent.hears("Hello?")
        assert (await caller.hears("After")).time == 10
        await agent.presses("1")


async def test_somebody_takes_the_caller_out(jambonz: Jambonz) -> None:
    """As a scripted person, without a call of their own."""
    results: list[EnqueueResult] = []
    async with jambonz.call(queues([Play(url=MUSIC)], results=results)) as caller:
        await caller.hears(MUSIC)
        agent = await caller.is_dequeued()
        await agent.says("How can I help?")
        await caller.hears("How can I help")
        await caller.says("Not at all.")
        await agent.hears("Not at all")
        await agent.hangs_up()
        await caller.hears("After")
    assert [result.queue_result for result in results] == ["bridged"]


async def test_the_caller_leaves_who_took_them_out(jambonz: Jambonz) -> None:
    async with jambonz.call(queues([])) as caller:
        agent = await caller.is_dequeued()
        await caller.hangs_up()
        assert (await agent.is_hung_up()).by == "caller"


async def test_nobody_to_be_taken_out(jambonz: Jambonz) -> None:
    async with jambonz.call(sends(Say(text="Hello."))) as caller:
        with failing("expected that the caller is in a queue"):
            await caller.is_dequeued()
