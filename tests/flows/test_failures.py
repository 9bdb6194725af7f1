"""What goes wrong in one call, and is to end no more than that."""

from __future__ import annotations

import json
import logging
import socket
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, ExitStack, suppress

import anyio
import pytest
from anyio import to_thread
from websockets.exceptions import WebSocketException

from jambonz_proto import Call, ConfirmCall, Server, messages
from jambonz_proto._clock import Clock
from jambonz_proto._flows import QUEUE
from jambonz_proto.components import PhoneTarget
from jambonz_proto.verbs import Dial, Hangup, Say
from tests.io.driver import HANGUP, PATIENCE, SID, Jambonz, Json, Slow, ack, in_memory, plain, say
from tests.loops import over_sockets_too

from .driver import GATHER, STREAM, idle, one_call, serving, soon, within

pytestmark = pytest.mark.anyio


class Panic(BaseException):
    """What some extension modules raise."""


async def fails(_: object = None) -> None:
    """Fails by something that is no `Exception`."""
    raise Panic("mine")


async def fails_in_many_tasks(_: object = None) -> None:
    raise BaseExceptionGroup("several", [Panic("mine"), ValueError("mine")])


async def fails_as_it_is_cancelled(_: object = None) -> None:
    """One task fails, and another one is cancelled for it, in a group that is cancelled from outside."""
    with anyio.CancelScope() as scope:
        scope.cancel()
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(fails)
            tasks.start_soon(anyio.sleep_forever)


def errors(caplog: pytest.LogCaptureFixture) -> list[tuple[str | None, str]]:
    """The calls that errors were logged for, and what."""
    return [
        (getattr(record, "call_sid", None), record.getMessage())
        for record in caplog.records
        if record.levelno >= logging.ERROR
    ]


@over_sockets_too
@pytest.mark.parametrize("where", ["main", "handler", "beside", "confirm"])
@pytest.mark.parametrize("fail", [fails, fails_in_many_tasks, fails_as_it_is_cancelled])
async def test_whatever_a_handler_raises_ends_its_own_call(
    fail: Callable[[object], Awaitable[None]], where: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A handler that raises ends its own call in an orderly way, is logged with its call_sid, and touches no other
    call: also if it raises what is no `Exception`, alone or in a group."""

    async def decide(leg: ConfirmCall) -> bool:
        await fail(leg)
        return True

    async def handler(call: Call) -> None:
        if call.sid == "good":
            await call.perform(GATHER)
            await call.send(Say(text="Still here."), Hangup())
            return
        if where == "main":
            await fail(call)
        if where == "handler":
            call.on(messages.CallStatus, fail)
        if where == "beside":
            call.start_soon(lambda: fail(call))
        await call.perform(Dial(target=[PhoneTarget(number="1")], confirm_hook=call.confirm(decide)))

    async with serving(handler) as server, in_memory(server, "good") as good, in_memory(server, "bad") as bad:
        await good.new()
        [gather] = (await good.receive())["data"]
        await bad.new("outbound")
        await bad.status("in-progress")
        message = await bad.receive()
        if where == "confirm":
            msgid = await bad.send("dial:confirm", {"call_sid": "leg"}, hook=message["data"][0]["confirmHook"])
            assert await bad.receive() == ack(msgid, HANGUP)
        else:
            while message["data"] != [HANGUP]:
                message = await bad.receive()
        msgid = await good.hook(gather["actionHook"])
        assert await good.receive() == ack(msgid, say("Still here."), HANGUP)
    [(sid, problem)] = errors(caplog)
    assert sid == "bad"
    assert "handler failed" in problem


async def cleans_up_badly() -> None:
    """Several tasks, of which one fails when all are cancelled."""

    async def waits() -> None:
        try:
            await anyio.sleep_forever()
        finally:
            raise LookupError("mine")

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(waits)
        tasks.start_soon(anyio.sleep_forever)


async def test_a_cleanup_that_fails_as_the_server_stops(caplog: pytest.LogCaptureFixture) -> None:
    """What handlers raise while they are cancelled is theirs: it is logged, and does not come out of the server."""

    async def handler(call: Call) -> None:
        await call.send(Say(text="Hello."))
        await cleans_up_badly()

    async with serving(handler, cleanup=0.05) as server, in_memory(server, "bad") as jambonz:
        await jambonz.new()
        await jambonz.receive()
    assert errors(caplog) == [("bad", "call bad: the handler failed")]


async def test_a_cleanup_that_fails_as_the_call_ends(caplog: pytest.LogCaptureFixture) -> None:
    """The same of what runs beside the main flow, which the end of the call cancels."""

    async def handler(call: Call) -> None:
        call.start_soon(cleans_up_badly)
        await idle(call)

    async with serving(handler) as server, in_memory(server, "bad") as jambonz:
        await jambonz.new()
        await jambonz.receive()
        await jambonz.end()
        await soon(lambda: errors(caplog))
    assert errors(caplog) == [("bad", "call bad: a handler failed")]


async def test_what_ends_the_program_ends_the_server() -> None:
    """`SystemExit` and `KeyboardInterrupt` are not for the call alone, not even in a group."""

    async def handler(call: Call) -> None:
        raise BaseExceptionGroup("several", [SystemExit(3), LookupError("mine")])

    async def run() -> None:
        async with serving(handler) as server, in_memory(server) as jambonz:
            await jambonz.new()
            await anyio.sleep_forever()

    with pytest.raises(BaseExceptionGroup) as caught, anyio.fail_after(PATIENCE):
        await run()
    assert caught.value.subgroup(SystemExit) is not None


async def test_who_is_told_of_failures_fails(caplog: pytest.LogCaptureFixture) -> None:
    """An `on_failure` that raises is logged, and ends nothing."""
    told: list[Exception] = []

    def tell(error: Exception) -> None:
        told.append(error)
        raise LookupError("told")

    async def handler(call: Call) -> None:
        if call.sid == "bad":
            raise ValueError("mine")
        await idle(call)

    async with (
        serving(handler, on_failure=tell) as server,
        in_memory(server, "good") as good,
        in_memory(server, "bad") as bad,
    ):
        await good.new()
        await good.receive()
        msgid = await bad.new()
        assert await bad.receive() == ack(msgid, {"verb": "sip:decline", "status": 500})
        assert await good.roundtrip() == []
    assert [type(error) for error in told] == [ValueError]
    assert {sid for sid, _ in errors(caplog)} == {"bad"}


# -- the end of another call ---------------------------------------------------------------------


async def waiting_for_another(server: Server, jambonz: Jambonz) -> None:
    """End the call `other`, which somebody waits for."""
    call = server.calls["other"]
    await soon(lambda: call._protocol._watchers.get(messages.LlmEvent))  # pyright: ignore[reportPrivateUsage]
    await jambonz.end()


@pytest.mark.parametrize("where", ["main", "handler", "confirm"])
async def test_the_end_of_another_call_is_an_error(where: str, caplog: pytest.LogCaptureFixture) -> None:
    """`CallEnded` is a normal end of what waits for its own call only: this call, which goes on, has failed."""
    servers: list[Server] = []

    async def wait_for_other(_: object) -> None:
        await servers[0].calls["other"].wait_for(messages.LlmEvent)

    async def decide(leg: ConfirmCall) -> bool:
        await wait_for_other(leg)
        return True

    async def handler(call: Call) -> None:
        if call.sid == "other":
            await idle(call)
        call.on(messages.VerbHook, wait_for_other)
        if where == "main":
            await wait_for_other(call)
        await call.perform(Dial(target=[PhoneTarget(number="1")], confirm_hook=call.confirm(decide)))

    async with serving(handler) as server, in_memory(server, "other") as other, in_memory(server, "this") as this:
        servers.append(server)
        await other.new()
        await other.receive()
        msgid = await this.new("outbound")
        if where == "main":
            await waiting_for_another(server, other)
            assert await this.receive() == ack(msgid, HANGUP)
        else:
            confirm_hook = (await this.receive())["data"][0]["confirmHook"]
            if where == "handler":
                msgid = await this.hook("/any")
            else:
                msgid = await this.send("dial:confirm", {"call_sid": "leg"}, hook=confirm_hook)
            await waiting_for_another(server, other)
            assert await this.receive() == ack(msgid, *([HANGUP] if where == "confirm" else []))
            if where == "handler":
                assert (await this.receive())["data"] == [HANGUP]
    assert [sid for sid, _ in errors(caplog)] == ["this"]


# -- waits ---------------------------------------------------------------------------------------


async def test_a_call_can_be_iterated_again() -> None:
    """An iteration that was left early takes nothing away from the next one."""
    seen: list[str] = []

    async def handler(call: Call) -> None:
        async for message in call:
            if isinstance(message, messages.SessionNew):
                await call.ack(message, Say(text="Hello."))
                break
        async for message in call:
            if isinstance(message, messages.CallStatus):
                seen.append(message.data.call_status or "")
            elif isinstance(message, messages.VerbHook):
                await call.ack(message, Say(text="Yes?"))

    async with one_call(handler, answered=False) as jambonz:
        for state in ("ringing", "in-progress"):
            await jambonz.status(state)
            await anyio.wait_all_tasks_blocked()
            msgid = await jambonz.hook("/any")
            assert await jambonz.receive() == ack(msgid, say("Yes?"))
    assert seen == ["ringing", "in-progress"]


class Impatient(Clock):
    """A clock on which time is up when the test says so."""

    def __init__(self) -> None:
        self.patience: list[anyio.CancelScope] = []

    def move_on_after(self, seconds: float | None) -> AbstractContextManager[anyio.CancelScope]:
        scope = super().move_on_after(seconds)
        assert isinstance(scope, anyio.CancelScope)
        self.patience.append(scope)
        return scope


async def test_a_result_that_comes_as_time_is_up() -> None:
    """A result that came is the outcome of a `perform`, also if its time was up in the same moment."""
    outcome: list[str | None] = []
    clock = Impatient()

    async def handler(call: Call) -> None:
        heard = await call.perform(GATHER, timeout=3600)
        outcome.append(heard.digits)
        await call.send(Hangup())

    async with serving(handler, clock=clock) as server, in_memory(server) as jambonz:
        await jambonz.new()
        hook = (await jambonz.receive())["data"][0]["actionHook"]
        await soon(lambda: clock.patience)
        message = jambonz.message("verb:hook", {"reason": "dtmfDetected", "digits": "42"}, hook=hook)
        server.calls[SID]._shell.receive(json.dumps(message), jambonz.served)  # pyright: ignore[reportPrivateUsage]
        clock.patience[0].cancel()
        assert await jambonz.receive() == ack(message["msgid"], HANGUP)
    assert outcome == ["42"]


async def test_an_utterance_is_given_up_on_a_connection_that_takes_nothing() -> None:
    """Whoever is cancelled while speaking is free at once; what is to be cleared is told when there is room."""
    given_up = anyio.Event()

    async def handler(call: Call) -> None:
        await call.send(STREAM, Say(text="Hello."))
        await call.wait_for(messages.VerbStatus)
        with anyio.move_on_after(0.01):
            async with call.tts.speak() as utterance:
                await utterance.write("Hello. ")
        given_up.set()
        await call.sleep(3600)

    async with serving(handler) as server, in_memory(server, wrap=Slow) as jambonz:
        assert isinstance(jambonz.served, Slow)
        jambonz.served.read()
        await jambonz.new()
        await jambonz.receive()
        assert await jambonz.roundtrip() == []
        jambonz.served.stop_reading()
        await jambonz.send("verb:status", {"event": "starting", "verb": "say"})
        await within(given_up)
        jambonz.served.read()
        assert [(await jambonz.receive())["command"] for _ in range(2)] == ["tts:tokens", "tts:clear"]


async def test_a_snapshot_with_half_a_character() -> None:
    """jambonz is recognised when it comes back, whatever texts its snapshot holds, and what it then says is read."""

    async def handler(call: Call) -> None:
        heard = await call.perform(GATHER)
        await call.send(Say(text=heard.digits or ""))
        await call.sleep(3600)

    data = '{"call_sid":"%s","direction":"inbound","caller_name":"cut \\ud83d"}' % SID  # noqa: UP031 # braces
    async with serving(handler) as server:
        async with in_memory(server) as jambonz:
            await jambonz.transport.send(f'{{"type":"session:new","msgid":"1","data":{data}}}'.encode())
            hook = (await jambonz.receive())["data"][0]["actionHook"]
            assert await jambonz.roundtrip() == []
            await jambonz.transport.close(1006)
        async with in_memory(server) as jambonz:
            await jambonz.transport.send(f'{{"type":"session:reconnect","msgid":"2","data":{data}}}'.encode())
            assert await jambonz.receive() == ack("2")
            result = '{"reason":"dtmfDetected","digits":"4\\ud83d"}'
            text = f'{{"type":"verb:hook","msgid":"3","hook":"{hook}","data":{result}}}'
            await jambonz.transport.send(text.encode())
            assert await jambonz.receive() == ack("3", say("4\ufffd"))
            await jambonz.end()


# -- many at once --------------------------------------------------------------------------------


async def test_handshakes_at_the_same_time_are_no_more_calls_than_allowed() -> None:
    """However many connect at once, no more of them than allowed are served; the others are refused or closed."""
    limit = 3
    served: list[int] = []
    answered: list[list[Json]] = []

    async def handler(call: Call) -> None:
        served.append(len(server.calls))
        await idle(call)

    def dial(number: int) -> None:
        with suppress(WebSocketException, OSError), plain(f"ws://127.0.0.1:{server.port}/", str(number)) as jambonz:
            answered.append(jambonz.verbs(jambonz.new()))
            jambonz.receive()

    async with anyio.create_task_group() as tasks, serving(handler, max_calls=limit) as server:
        for number in range(20):
            tasks.start_soon(to_thread.run_sync, dial, number)
        await soon(lambda: len(answered) == limit)
    assert max(served) <= limit


async def test_a_flood_of_legs() -> None:
    """However many legs are to be confirmed, only so many are asked at the same time, and the others are declined."""
    asked: list[str] = []
    decided = anyio.Event()

    async def decide(leg: ConfirmCall) -> bool:
        asked.append(leg.leg.sid)
        await decided.wait()
        return True

    async def handler(call: Call) -> None:
        await call.perform(Dial(target=[PhoneTarget(number="1")], confirm_hook=call.confirm(decide)))

    async with serving(handler) as server, in_memory(server) as jambonz:
        await jambonz.new()
        hook = (await jambonz.receive())["data"][0]["confirmHook"]
        msgids = [await jambonz.send("dial:confirm", {"call_sid": f"leg-{n}"}, hook=hook) for n in range(QUEUE + 5)]
        assert await jambonz.roundtrip() == [ack(msgid, HANGUP) for msgid in msgids[QUEUE:]]
        await soon(lambda: len(asked) == QUEUE)
        decided.set()
        acks = [await jambonz.receive() for _ in asked]
        assert sorted(acks, key=lambda ack: msgids.index(ack["msgid"])) == [ack(msgid) for msgid in msgids[:QUEUE]]
        msgid = await jambonz.send("dial:confirm", {"call_sid": "leg"}, hook=hook)
        assert await jambonz.receive() == ack(msgid)


async def test_handshakes_that_never_end() -> None:
    """Whoever connects and does not go on is thrown out in time, and keeps nobody from calling meanwhile."""
    begun = b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"

    def script(port: int) -> list[bytes]:
        with ExitStack() as stack:
            plugs = [socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) for _ in range(20)]
            for size, plug in enumerate(plugs):
                stack.enter_context(plug)
                plug.sendall(begun[: 3 * size])
            with plain(f"ws://127.0.0.1:{port}/") as jambonz:
                assert jambonz.verbs(jambonz.new()) == [say("Hello.")]
            return [plug.recv(1) for plug in plugs]

    async with serving(idle, handshake_timeout=0.2, max_calls=1) as server:
        assert await to_thread.run_sync(script, server.port) == [b""] * 20
