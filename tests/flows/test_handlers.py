"""Handlers beside the main flow: who gets what, in which order, and what becomes of replies."""

from __future__ import annotations

import gc
import logging
import weakref
from collections.abc import Callable
from typing import Any

import anyio
import pytest

from jambonz_proto import Call, CallEnded, ConfirmCall, components, hooks, messages
from jambonz_proto.verbs import Conference, Config, Dial, Enqueue, Gather, Hangup, Pause, Say
from tests.io.driver import HANGUP, ack, in_memory, redirect, say
from tests.loops import over_sockets_too

from .driver import GATHER, idle, one_call, serving, soon, within

pytestmark = pytest.mark.anyio
Verbs = list[Say]


@over_sockets_too
async def test_notifications_reach_their_handlers_in_order() -> None:
    """A registration handles its messages one after the other, in wire order, also those that came before the start."""
    states: list[str | None] = []

    async def note(status: messages.CallStatus) -> None:
        await anyio.lowlevel.checkpoint()
        states.append(status.data.call_status)

    async def handler(call: Call) -> None:
        call.on(messages.CallStatus, note)
        await idle(call)

    async with serving(handler) as server, in_memory(server) as jambonz:
        for state in ("trying", "ringing"):
            await jambonz.status(state)
        await jambonz.new("outbound")
        await jambonz.receive()
        for state in ("early-media", "in-progress", "completed"):
            await jambonz.status(state)
        await soon(lambda: len(states) == 5)
    assert states == ["trying", "ringing", "early-media", "in-progress", "completed"]


@over_sockets_too
async def test_a_slow_handler_delays_nothing_else() -> None:
    """A handler that is busy delays neither the main flow, nor hooks, nor another registration; its own wait."""
    free = anyio.Event()
    slow: list[str] = []
    quick: list[str] = []

    async def busy(event: messages.VerbStatus) -> None:
        slow.append("begin")
        await free.wait()
        slow.append("end")

    async def count(event: messages.VerbStatus) -> None:
        quick.append("")

    async def handler(call: Call) -> None:
        call.on(messages.VerbStatus, busy)
        call.on(messages.VerbStatus, count)
        heard = await call.perform(GATHER)
        await call.send(Say(text=heard.digits or ""))
        await call.sleep(3600)

    async with serving(handler) as server, in_memory(server) as jambonz:
        await jambonz.new()
        hook = (await jambonz.receive())["data"][0]["actionHook"]
        for _ in range(3):
            await jambonz.send("verb:status", {"event": "starting", "verb": "gather"})
        msgid = await jambonz.hook(hook)
        assert await jambonz.receive() == ack(msgid, say("42"))
        await soon(lambda: len(quick) == 3)
        assert slow == ["begin"]
        free.set()
        await soon(lambda: len(slow) == 6)
    assert slow == ["begin", "end"] * 3


async def test_an_ackable_message_is_answered_by_what_its_handler_returns() -> None:
    """The return value of a handler is the reply; `None` is an empty one."""

    async def answer(hook: messages.VerbHook) -> Verbs | None:
        return [Say(text="Yes?")] if hook.hook == "/verbs" else None

    async def handler(call: Call) -> None:
        call.on(messages.VerbHook, answer)
        await idle(call)

    async with one_call(handler) as jambonz:
        for name, reply in (("/verbs", [say("Yes?")]), ("/none", [])):
            msgid = await jambonz.hook(name)
            assert await jambonz.receive() == ack(msgid, *reply)


async def test_a_registration_can_be_taken_back() -> None:
    """What comes after a registration was taken back is the library's again."""
    taken = anyio.Event()

    async def answer(hook: messages.VerbHook) -> Verbs:
        return [Say(text="Yes?")]

    async def handler(call: Call) -> None:
        stop = call.on(messages.VerbHook, answer)
        await call.send(Say(text="Hello."))
        await call.wait_for(messages.VerbStatus)
        stop()
        taken.set()
        await call.sleep(3600)

    async with one_call(handler) as jambonz:
        msgid = await jambonz.hook("/any")
        assert await jambonz.receive() == ack(msgid, say("Yes?"))
        await jambonz.send("verb:status", {"event": "starting", "verb": "say"})
        await within(taken)
        msgid = await jambonz.hook("/any")
        assert await jambonz.receive() == ack(msgid)


async def test_a_registration_has_one_task_while_there_is_one() -> None:
    """It begins with the first message and goes on with the next ones; it ends with the registration, or the call."""
    handled: list[messages.Message] = []
    stops: list[Callable[[], None]] = []
    tasks: list[int] = []

    async def note(message: messages.Message | hooks.GatherPartial) -> None:
        if isinstance(message, messages.Message):
            handled.append(message)
        tasks.append(anyio.get_current_task().id)

    async def handler(call: Call) -> None:
        stops.append(call.on(messages.VerbStatus, note))
        partial = call.hook(hooks.GatherPartial, note)
        stops.append(partial.close)
        call.on(messages.LlmEvent, note)
        await call.perform(Gather(input=["speech"], partial_result_hook=partial))

    async with serving(handler) as server, in_memory(server) as jambonz:
        await jambonz.new()
        hook = (await jambonz.receive())["data"][0]["partialResultHook"]
        before = len(anyio.get_running_tasks())
        for number in range(1, 4):
            await jambonz.send("verb:status", {"event": "starting", "verb": "gather"})
            await jambonz.hook(hook, {"speech": {"alternatives": []}})
            await jambonz.receive()
            await jambonz.send("llm:event", {"type": "x"})
            await soon(lambda: len(tasks) == 3 * number)  # noqa: B023 # it is called at once
        assert len(set(tasks)) == 3
        assert len(anyio.get_running_tasks()) == before + 3
        for stop in stops:
            stop()
        await soon(lambda: len(anyio.get_running_tasks()) == before + 1)
        await jambonz.status("completed")
        await soon(lambda: len(anyio.get_running_tasks()) < before)
    assert len(handled) == 6


async def test_a_handler_of_held_statuses_is_not_the_main_flow() -> None:
    """What a handler sends is a command, also of a handler whose first message was held until it was registered."""

    async def tell(status: messages.CallStatus) -> None:
        await calls[0].send(Say(text="Beside."))

    calls: list[Call] = []

    async def handler(call: Call) -> None:
        calls.append(call)
        call.on(messages.CallStatus, tell)
        await call.wait_for(messages.VerbStatus)
        await call.send(Say(text="Hello."))
        await call.sleep(3600)

    async with serving(handler) as server, in_memory(server) as jambonz:
        await jambonz.status("in-progress")
        msgid = await jambonz.new("outbound")
        assert await jambonz.receive() == redirect(say("Beside."))
        await jambonz.send("verb:status", {"event": "starting", "verb": "say"})
        assert await jambonz.receive() == ack(msgid, say("Hello."))


# -- hooks ------------------------------------------------------------------------------------


async def test_a_wait_hook_is_answered_by_its_handler() -> None:
    """A wait hook's handler gets typed payloads, and its verbs are played."""

    async def hold(waiting: hooks.EnqueueWait) -> list[components.QueueVerb]:
        return [Say(text=f"Position {waiting.queue_position}.")]

    async def handler(call: Call) -> None:
        await call.perform(Enqueue(name="support", wait_hook=call.hook(hooks.EnqueueWait, hold)))

    async with serving(handler) as server, in_memory(server) as jambonz:
        await jambonz.new()
        hook = (await jambonz.receive())["data"][0]["waitHook"]
        for position in (2, 1):
            msgid = await jambonz.hook(hook, {"queue_sid": "q", "queue_position": position})
            assert await jambonz.receive() == ack(msgid, say(f"Position {position}."))


async def test_a_hook_without_a_handler_is_iterated() -> None:
    """A hook without a handler is acked on arrival and iterated, by as many as want, until the end."""
    got: list[str | None] = []
    through: list[None] = []

    async def handler(call: Call) -> None:
        events = call.hook(hooks.ConferenceStatus)

        async def collect() -> None:
            async for payload in events:
                got.append(payload.event)  # noqa: PERF401 # one by one, as they come
            through.append(None)

        call.start_soon(call_forever)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(collect)
            tasks.start_soon(collect)
            await call.send(Conference(name="room", status_hook=events, status_events=["join"]))

    async def call_forever() -> None:
        await anyio.sleep_forever()

    async with serving(handler) as server, in_memory(server) as jambonz:
        await jambonz.new()
        hook = (await jambonz.receive())["data"][0]["statusHook"]
        for event in ("join", "leave"):
            msgid = await jambonz.hook(hook, {"event": event})
            assert await jambonz.receive() == ack(msgid)
        await soon(lambda: len(got) == 2)
        await jambonz.end()
        await soon(lambda: len(through) == 2)
    assert got == ["join", "leave"]


async def test_a_hook_can_be_taken_back() -> None:
    """What comes to a hook that was closed gets the reply that its property asks for, whoever else is there."""

    async def hold(waiting: hooks.EnqueueWait) -> list[components.QueueVerb]:
        return [Say(text="Please hold.")]

    async def accept(leg: ConfirmCall) -> bool:
        return True

    async def answer(hook: messages.VerbHook) -> Verbs:
        return [Say(text="Yes?")]

    async def handler(call: Call) -> None:
        call.on(messages.VerbHook, answer)
        held, asked = call.hook(hooks.EnqueueWait, hold), call.confirm(accept)
        await call.send(
            Enqueue(name="support", wait_hook=held),
            Dial(target=[components.PhoneTarget(number="1")], confirm_hook=asked),
        )
        await call.wait_for(messages.VerbStatus)
        held.close()
        held.close()
        asked.close()
        closed.set()
        await call.sleep(3600)

    closed = anyio.Event()
    async with serving(handler) as server, in_memory(server) as jambonz:
        await jambonz.new()
        enqueue, dial = (await jambonz.receive())["data"]
        msgid = await jambonz.hook(enqueue["waitHook"], {"queue_sid": "q"})
        assert await jambonz.receive() == ack(msgid, say("Please hold."))
        await jambonz.send("verb:status", {"event": "starting", "verb": "enqueue"})
        await within(closed)
        msgid = await jambonz.hook(enqueue["waitHook"], {"queue_sid": "q"})
        assert await jambonz.receive() == ack(msgid)
        msgid = await jambonz.send("dial:confirm", {"call_sid": "leg"}, hook=dial["confirmHook"])
        assert await jambonz.receive() == ack(msgid, HANGUP)


async def test_a_hook_that_was_taken_back_does_not_keep_the_call() -> None:
    """The call is hung up after its main flow if all its hooks were closed, and nothing knows of those any more."""
    got: list[str | None] = []

    known: list[weakref.ref[object]] = []

    async def handler(call: Call) -> None:
        events = call.hook(hooks.ConferenceStatus)
        known.append(weakref.ref(events))
        await call.send(Conference(name="room", status_hook=events, status_events=["join"]))
        async for payload in events:
            got.append(payload.event)
            events.close()
        del events
        gc.collect()
        known[:] = [hook for hook in known if hook() is not None]

    async with serving(handler) as server, in_memory(server) as jambonz:
        await jambonz.new()
        hook = (await jambonz.receive())["data"][0]["statusHook"]
        await jambonz.status("in-progress")
        msgid = await jambonz.hook(hook, {"event": "join"})
        assert await jambonz.receive() == ack(msgid)
        assert await jambonz.receive() == redirect(HANGUP, queue=True)
    assert (got, known) == (["join"], [])


async def test_a_hook_made_after_the_end_is_over() -> None:
    """A hook that is made when the call is over yields nothing, and nobody waits for it."""
    got: list[object] = []
    over = anyio.Event()

    async def handler(call: Call) -> None:
        with pytest.raises(CallEnded):
            await call.perform(GATHER)
        got.extend([payload async for payload in call.hook(hooks.ConferenceStatus)])
        over.set()

    async with one_call(handler) as jambonz:
        await jambonz.end()
        await within(over)
    assert got == []


@over_sockets_too
async def test_a_reply_after_the_automatic_ack_is_a_command() -> None:
    """What a handler returns after its automatic ack goes as a `redirect`, where verbs replace the stack."""
    late = anyio.Event()

    async def answer(hook: messages.VerbHook) -> Verbs:
        await late.wait()
        return [Say(text="At last.")]

    async def handler(call: Call) -> None:
        call.on(messages.VerbHook, answer)
        await idle(call)

    async with one_call(handler, ack_after=0.05) as jambonz:
        msgid = await jambonz.hook("/any")
        assert await jambonz.receive() == ack(msgid)
        late.set()
        assert await jambonz.receive() == redirect(say("At last."))


async def test_a_reply_that_is_too_late_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """A wait hook whose handler is late gets a pause; what the handler returns then is logged, and the call goes on."""
    late = anyio.Event()

    async def hold(waiting: hooks.EnqueueWait) -> list[components.QueueVerb]:
        await late.wait()
        return [Say(text="Please hold.")]

    async def handler(call: Call) -> None:
        await call.perform(Enqueue(name="support", wait_hook=call.hook(hooks.EnqueueWait, hold)))

    async with serving(handler, ack_after=0.05) as server, in_memory(server) as jambonz:
        await jambonz.new()
        hook = (await jambonz.receive())["data"][0]["waitHook"]
        msgid = await jambonz.hook(hook, {"queue_sid": "q", "queue_position": 1})
        assert await jambonz.receive() == ack(msgid, {"verb": "pause", "length": 1})
        late.set()
        await soon(lambda: any("too late" in record.getMessage() for record in caplog.records))
        msgid = await jambonz.hook(hook, {"queue_sid": "q", "queue_position": 1})
        assert await jambonz.receive() == ack(msgid, say("Please hold."))
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_a_handler_that_raises_ends_its_own_call_only(caplog: pytest.LogCaptureFixture) -> None:
    """A handler that raises ends its own call in an orderly way, once, is logged with it, and touches no other."""

    async def fail(hook: messages.VerbHook) -> None:
        raise LookupError("mine")

    async def handler(call: Call) -> None:
        call.on(messages.VerbHook, fail)
        await call.perform(GATHER)

    last_words = (Say(text="Sorry."),)
    async with (
        serving(handler, last_words=last_words) as server,
        in_memory(server, "one") as one,
        in_memory(server, "other") as other,
    ):
        for jambonz in (one, other):
            await jambonz.new()
            await jambonz.receive()
            await jambonz.status("in-progress")
        msgid = await one.hook("/any")
        assert await one.receive() == ack(msgid)
        assert await one.receive() == redirect(say("Sorry."), HANGUP)
        assert await one.roundtrip() == []
        assert await other.roundtrip() == []
        assert set(server.calls) == {"one", "other"}
    errors = [record for record in caplog.records if record.levelno >= logging.ERROR and record.exc_info]
    assert errors
    assert {getattr(record, "call_sid", None) for record in errors} == {"one"}
    assert {getattr(record, "b3", None) for record in errors} == {"trace-span-1"}


# -- confirm ----------------------------------------------------------------------------------


TARGET = [components.PhoneTarget(number="+493012345678")]
DECLINED = [HANGUP]


@over_sockets_too
@pytest.mark.parametrize(
    ("behaviour", "reply"), [("accept", []), ("decline", DECLINED), ("raise", DECLINED), ("late", DECLINED)]
)
async def test_a_confirm_handler_decides(behaviour: str, reply: list[dict[str, str]]) -> None:
    """A called leg is connected if its handler says so, and declined if it does not, raises, or is late."""
    late = anyio.Event()

    async def decide(leg: object) -> bool:
        if behaviour == "raise":
            raise LookupError("mine")
        if behaviour == "late":
            await late.wait()
        return behaviour != "decline"

    async def handler(call: Call) -> None:
        await call.perform(Dial(target=TARGET, confirm_hook=call.confirm(decide)))

    async with serving(handler, ack_after=0.1) as server, in_memory(server) as jambonz:
        await jambonz.new()
        hook = (await jambonz.receive())["data"][0]["confirmHook"]
        msgid = await jambonz.send("dial:confirm", {"call_sid": "leg"}, hook=hook)
        assert await jambonz.receive() == ack(msgid, *reply)
        late.set()
        assert await jambonz.roundtrip() == []  # the caller's call goes on as it was
        assert "hangup" not in str(await jambonz.roundtrip())


@over_sockets_too
@pytest.mark.parametrize(("fails", "verbs"), [(True, []), (False, [{"verb": "config"}])])
async def test_a_screening_that_loses_patience(fails: bool, verbs: list[dict[str, str]]) -> None:
    """What a handler decides while the leg is still asked is the answer to the hook that comes later.

    Behind the verbs that ask there is a hangup, which only an accepted leg is spared.
    """
    decided = anyio.Event()

    async def decide(leg: ConfirmCall) -> bool:
        try:
            await leg.perform(Gather(input=["digits"]), timeout=0.01)
        except TimeoutError:
            if fails:
                raise
        finally:
            decided.set()
        return True

    async def handler(call: Call) -> None:
        await call.perform(Dial(target=TARGET, confirm_hook=call.confirm(decide)))

    async with serving(handler) as server, in_memory(server) as jambonz:
        await jambonz.new()
        hook = (await jambonz.receive())["data"][0]["confirmHook"]
        await jambonz.send("dial:confirm", {"call_sid": "leg"}, hook=hook)
        gather, hangup = (await jambonz.receive())["data"]
        assert hangup == HANGUP
        await within(decided)
        assert await jambonz.roundtrip() == []
        msgid = await jambonz.hook(gather["actionHook"])
        assert await jambonz.receive() == ack(msgid, *verbs)


# -- waits ------------------------------------------------------------------------------------


async def test_wait_for_finds_the_message_that_is_meant() -> None:
    """`wait_for` returns the first message that the predicate takes, without taking it from its owner."""
    got: list[object] = []

    async def handler(call: Call) -> None:
        await call.send(Say(text="Hello."))
        status = await call.wait_for(messages.CallStatus, where=lambda status: status.data.call_sid == "leg")
        got.append(status.data.call_status)
        with pytest.raises(TimeoutError):
            await call.wait_for(messages.CallStatus, timeout=0.01)
        got.append("nothing")
        with pytest.raises(CallEnded):
            await call.wait_for(messages.CallStatus, where=lambda status: False)
        with pytest.raises(CallEnded):
            await call.sleep(3600)
        got.append("end")

    async with one_call(handler) as jambonz:
        assert await jambonz.roundtrip() == []
        await jambonz.send("call:status", {"call_sid": "leg", "call_status": "ringing"})
        await soon(lambda: got == ["ringing", "nothing"])
        await jambonz.transport.close(1000)
        await soon(lambda: got == ["ringing", "nothing", "end"])


async def test_a_predicate_that_raises_does_so_in_its_own_flow() -> None:
    """A `where` that raises is an error of whoever waits: the call is ended in an orderly way, not its connection."""

    async def handler(call: Call) -> None:
        await call.send(Say(text="Hello."))
        await call.wait_for(messages.CallStatus, where=lambda status: 1 // 0 == 1)

    async with one_call(handler, answered=False) as jambonz:
        assert await jambonz.roundtrip() == []
        await jambonz.status("in-progress")
        assert await jambonz.receive() == redirect(HANGUP)


async def test_sleep_ends_in_time() -> None:
    """`sleep` ends when its time is over."""

    async def handler(call: Call) -> None:
        await call.sleep(0.01)
        await call.send(Pause(length=1), Hangup())

    async with one_call(handler, answered=False) as jambonz:
        assert await jambonz.roundtrip() == []


async def test_start_soon_is_cancelled_by_the_end() -> None:
    """What runs beside the main flow sends commands, and is cancelled by the end of the call; its cleanup runs."""
    cleaned = anyio.Event()

    async def handler(call: Call) -> None:
        async def beside() -> None:
            try:
                await call.send(Pause(length=1), queue=True)
                await anyio.sleep_forever()
            finally:
                cleaned.set()

        call.start_soon(beside)
        await idle(call)

    async with one_call(handler) as jambonz:
        assert await jambonz.receive() == redirect({"verb": "pause", "length": 1}, queue=True)
        await jambonz.end()
        await within(cleaned)


async def test_start_soon_that_raises_ends_the_call() -> None:
    """If what runs beside the main flow raises, the call is ended in an orderly way."""

    async def handler(call: Call) -> None:
        async def beside() -> None:
            await call.wait_for(messages.CallStatus)
            raise LookupError("mine")

        call.start_soon(beside)
        await idle(call)

    async with one_call(handler) as jambonz:
        assert await jambonz.receive() == redirect(HANGUP)


# -- the end of verbs -------------------------------------------------------------------------


async def test_the_end_of_verbs_that_were_sent() -> None:
    """`finished` waits until jambonz says so, loses patience if told to, and wakes with the end of the call."""
    outcome: list[object] = []

    async def handler(call: Call) -> None:
        sent = await call.send(Config(notify_events=True), Say(text="Hello."))
        with pytest.raises(TimeoutError, match="has not ended"):
            await sent.finished(timeout=0.01)
        outcome.append("impatient")
        await sent.finished()
        await sent.finished()
        outcome.append(sent.interrupted)
        sent = await call.send(Say(text="Bye."))
        with pytest.raises(CallEnded):
            await sent.finished()
        outcome.append("end")

    async with serving(handler) as server, in_memory(server) as jambonz:
        await jambonz.new()
        _, first = (await jambonz.receive())["data"]
        await soon(lambda: outcome == ["impatient"])
        await jambonz.send("verb:status", {"event": "kill-playback", "verb": "say", "id": "another"})
        await jambonz.send("verb:status", {"event": "starting", "name": "say", "id": first["id"]})
        await jambonz.send("verb:status", {"event": "finished", "name": "say", "id": first["id"]})
        [second] = (await jambonz.receive())["data"]
        assert second["id"] != first["id"]
        await jambonz.end()
        await soon(lambda: len(outcome) == 3)
    assert outcome == ["impatient", False, "end"]


async def test_a_handler_that_returns_a_verb_is_told_what_to_return(caplog: pytest.LogCaptureFixture) -> None:
    """One verb is no list of them: the call fails, and the log says what is wrong."""

    async def hold(payload: hooks.EnqueueWait) -> Say:
        return Say(text="Please wait.")

    async def handler(call: Call) -> None:
        untyped: Any = hold
        await call.perform(Enqueue(name="a", wait_hook=call.hook(hooks.EnqueueWait, untyped)))

    async with serving(handler) as server, in_memory(server) as jambonz:
        await jambonz.new()
        hook = (await jambonz.receive())["data"][0]["waitHook"]
        await jambonz.hook(hook, {"queue_sid": "q"})
        await soon(lambda: "it returned Say(text='Please wait.')" in caplog.text)
