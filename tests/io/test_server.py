"""The server: calls beside each other, handlers, and what goes wrong."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import anyio
import pytest
from anyio import to_thread
from anyio.lowlevel import checkpoint
from websockets.exceptions import ConnectionClosed as PlainConnectionClosed
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect as plain_connect

import jambonz_proto as jp
from jambonz_proto import (
    Call,
    CallEnded,
    ClientMessage,
    Server,
    Superseded,
    Verb,
    connect,
    decode_payload,
    hooks,
    messages,
)
from jambonz_proto._transport import Receiver
from jambonz_proto.verbs import Conference, Gather, Hangup, Pause, Say
from tests.loops import over_sockets_too

from .driver import (
    DIGITS,
    HANGUP,
    PATIENCE,
    ROOT,
    SID,
    Messages,
    ack,
    in_memory,
    plain,
    redirect,
    say,
    session,
)

pytestmark = pytest.mark.anyio
Handler = Callable[[Call], Awaitable[None]]
GATHER = Gather(input=["digits"])


async def idle(call: Call) -> None:
    """Says hello, and does nothing until the call ends."""
    await call.send(Say(text="Hello."))
    await forever(call)


async def forever(call: Call) -> None:
    """Waits for the end of the call."""
    async for _ in call:
        pass


@asynccontextmanager
async def serving(handler: Handler, **options: Any) -> AsyncGenerator[Server]:
    """A server on a free port that ends in time."""
    options.setdefault("cleanup", 0.1)
    with anyio.fail_after(2 * PATIENCE):
        async with Server(handler, port=0, **options) as server:
            yield server


async def emptied(server: Server) -> None:
    """Waits until no call is registered."""
    with anyio.fail_after(PATIENCE):
        while server.calls:
            await checkpoint()


class Burst:
    """A transport on which several messages have come in one piece, and then, when they were read, the end."""

    has_room = True

    def __init__(self, texts: list[str]) -> None:
        self._texts = texts
        self.sent: list[bytes] = []

    async def deliver_to(self, receiver: Receiver) -> jp.ConnectionClosed:
        for text in self._texts:
            receiver.receive(text)
        await anyio.wait_all_tasks_blocked()
        return jp.ConnectionClosed(1000)

    def pause_reading(self) -> None:
        return

    def resume_reading(self) -> None:
        return

    def write(self, text: bytes) -> None:
        self.sent.append(text)

    def write_provably(self, text: bytes) -> Callable[[], bool]:
        self.write(text)
        return lambda: True

    async def close(self, code: int = 1000, reason: str = "") -> None:
        return


# -- calls beside each other ------------------------------------------------------------------


async def tell(call: Call) -> None:
    """Says who is called, asks for a digit, and tells it."""
    heard = await call.perform(Say(text=f"Hello {call.sid}."), GATHER)
    await call.send(Say(text=f"{heard.digits}"), Hangup())


async def test_two_calls_at_once() -> None:
    """Two calls over real sockets run beside each other, each with its own hooks, results and acks."""
    async with serving(tell) as server:
        url = f"ws://127.0.0.1:{server.port}/"
        async with connect(url) as one, connect(url) as other:
            clients = {"one": one, "other": other}
            names: dict[str, str] = {}
            for sid, client in clients.items():
                answer = await client.session_new(decode_payload(messages.SessionData, json.dumps(session(sid))))
                [greeting, gather] = answer.data or []
                assert greeting == Say(text=f"Hello {sid}.")
                assert isinstance(gather, Gather)
                names[sid] = str(gather.action_hook)
            assert set(server.calls) == {"one", "other"}
            for sid in ("other", "one"):
                payload = json.dumps({**DIGITS, "call_sid": sid, "digits": str(len(sid))})
                answer = await clients[sid].verb_hook(names[sid], decode_payload(hooks.GatherResult, payload))
                expected: list[Verb] = [Say(text=str(len(sid))), Hangup()]
                assert answer.data == expected
        await emptied(server)


async def test_two_calls_at_once_in_memory() -> None:
    """Two calls in memory run beside each other as over sockets."""
    async with serving(tell) as server, in_memory(server, "one") as one, in_memory(server, "other") as other:
        sessions = {jambonz: await jambonz.new() for jambonz in (one, other)}
        for jambonz in (other, one):
            message = await jambonz.receive()
            assert message["msgid"] == sessions[jambonz]
            assert message["data"][0] == say(f"Hello {jambonz.sid}.")
            msgid = await jambonz.hook(message["data"][1]["actionHook"], {**DIGITS, "digits": str(len(jambonz.sid))})
            assert await jambonz.receive() == ack(msgid, say(str(len(jambonz.sid))), HANGUP)


async def test_the_registry_holds_running_calls() -> None:
    """`server.calls` has the running calls by their sid, and is emptied as they end."""
    async with serving(idle) as server:
        assert dict(server.calls) == {}
        async with in_memory(server, "one") as one:
            await one.new()
            await one.receive()
            async with in_memory(server, "other") as other:
                await other.new()
                await other.receive()
                assert set(server.calls) == {"one", "other"}
                assert server.calls["one"].sid == "one"
                await other.end()
            await emptied_of(server, "other")
            assert set(server.calls) == {"one"}
            await one.end()
        await emptied(server)


async def emptied_of(server: Server, sid: str) -> None:
    with anyio.fail_after(PATIENCE):
        while sid in server.calls:
            await checkpoint()


async def test_the_registry_cannot_be_changed() -> None:
    """`server.calls` is a view: it cannot be changed from outside."""
    async with serving(idle) as server:
        with pytest.raises(TypeError):
            server.calls["x"] = object()  # type: ignore[index] # on purpose  # pyright: ignore


def states(call: Call) -> tuple[bool, str]:
    """What changes while a call goes on."""
    return call.ended, call.state


async def test_what_is_known_of_a_call() -> None:
    """A call tells what its session message told: parties, direction, state, SIP headers in any case, environment."""
    known: list[Call] = []

    async def handler(call: Call) -> None:
        known.append(call)
        await idle(call)

    async with serving(handler) as server, in_memory(server) as jambonz:
        await jambonz.new()
        await jambonz.receive()
        [call] = known
        assert (call.sid, call.from_, call.to) == (SID, "+493012345678", "+493087654321")
        assert call.direction == "inbound"
        assert call.headers["x-customer"] == call.headers["X-CUSTOMER"] == "4711"
        assert "X-Nothing" not in call.headers
        assert sorted(call.headers) == ["X-Customer", "user-agent"]
        assert call.env == {"LANGUAGE": "de"}
        assert call.b3 == "trace-span-1"
        assert call.session.from_ == call.from_
        assert isinstance(call.opening, messages.SessionNew)
        assert call.parent is None
        assert states(call) == (False, "trying")
        await jambonz.status("in-progress")
        await jambonz.send("call:status", {"call_sid": "leg", "call_status": "ringing"})
        await jambonz.roundtrip()
        assert states(call) == (False, "in-progress")
        assert call.legs["leg"].state == "ringing"
        await jambonz.end()
    assert states(call) == (True, "completed")


# -- the main flow ----------------------------------------------------------------------------


@over_sockets_too
async def test_a_handler_that_returns_declines_an_unanswered_call() -> None:
    """A handler that returns without a word ends the call by `sip:decline`: no silent call."""

    async def handler(call: Call) -> None:
        return

    async with serving(handler) as server, in_memory(server) as jambonz:
        msgid = await jambonz.new()
        message = await jambonz.receive()
        assert message["msgid"] == msgid
        assert [verb["verb"] for verb in message["data"]] == ["sip:decline"]


@over_sockets_too
async def test_a_handler_that_returns_hangs_up() -> None:
    """A handler that returns while its verbs run has a hangup queued behind them, once jambonz listens."""

    async def handler(call: Call) -> None:
        await call.send(Say(text="Goodbye."))

    async with serving(handler) as server, in_memory(server) as jambonz:
        msgid = await jambonz.new()
        assert await jambonz.receive() == ack(msgid, say("Goodbye."))
        assert await jambonz.receive() == redirect(HANGUP, queue=True)


async def test_a_handler_that_returns_answers_the_hook_that_it_owes() -> None:
    """A handler that returns with a result unanswered hangs up by the ack of its hook."""

    async def handler(call: Call) -> None:
        await call.perform(GATHER)

    async with serving(handler) as server, in_memory(server) as jambonz:
        await jambonz.new()
        gather = (await jambonz.receive())["data"][0]
        msgid = await jambonz.hook(gather["actionHook"])
        assert await jambonz.receive() == ack(msgid, HANGUP)


@over_sockets_too
async def test_a_call_goes_on_after_its_handler() -> None:
    """After the handler has returned hooks of its last verbs are still acked, each once."""

    async def handler(call: Call) -> None:
        await call.send(Conference(name="team", status_hook="/status"), Hangup())

    async with serving(handler) as server, in_memory(server) as jambonz:
        await jambonz.new()
        await jambonz.receive()
        msgids = [await jambonz.hook("/status", {"event": "join"}) for _ in range(5)]
        assert [await jambonz.receive() for _ in msgids] == [ack(msgid) for msgid in msgids]
        assert SID in server.calls


async def test_a_perform_in_time() -> None:
    """`perform` with a `timeout` returns the result that comes in time."""
    heard: list[hooks.GatherResult] = []

    async def handler(call: Call) -> None:
        heard.append(await call.perform(GATHER, timeout=PATIENCE))

    async with serving(handler) as server, in_memory(server) as jambonz:
        await jambonz.new()
        gather = (await jambonz.receive())["data"][0]
        await jambonz.hook(gather["actionHook"])
        await jambonz.receive()
    assert [result.digits for result in heard] == ["42"]


async def test_a_perform_that_takes_too_long() -> None:
    """`perform` raises `TimeoutError` when there is no result in time; the late hook is acked with `[]`."""

    async def handler(call: Call) -> None:
        with pytest.raises(TimeoutError):
            await call.perform(Gather(input=["digits"], action_hook="/menu"), timeout=0.01)
        await call.send(Say(text="Too late."))
        await forever(call)

    async with serving(handler, command_delay=0.02) as server, in_memory(server) as jambonz:
        await jambonz.new()
        await jambonz.receive()
        assert await jambonz.receive() == redirect(say("Too late."))
        msgid = await jambonz.hook("/menu")
        assert await jambonz.receive() == ack(msgid)


async def test_a_perform_that_is_cancelled() -> None:
    """A `perform` can be cancelled by its task group; its late hook is acked with `[]` and answers nothing else."""
    cancelled = anyio.Event()

    async def handler(call: Call) -> None:
        async def ask() -> None:
            await call.perform(Gather(input=["digits"], action_hook="/menu"))

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(ask)
            async for message in call:
                if message.type == "verb:status":
                    tasks.cancel_scope.cancel()
        cancelled.set()
        heard = await call.perform(Gather(input=["digits"], action_hook="/other"))
        await call.send(Say(text=f"{heard.digits}"), Hangup())

    async with serving(handler, command_delay=0.0) as server, in_memory(server) as jambonz:
        await jambonz.new()
        await jambonz.receive()
        await jambonz.send("verb:status", {"event": "starting", "verb": "gather"})
        assert (await jambonz.receive())["data"][0]["actionHook"] == "/other"
        assert cancelled.is_set()
        late = await jambonz.hook("/menu")
        msgid = await jambonz.hook("/other", {**DIGITS, "digits": "7"})
        assert [await jambonz.receive(), await jambonz.receive()] == [ack(late), ack(msgid, say("7"), HANGUP)]


async def test_a_newer_perform_supersedes() -> None:
    """A `perform` still waiting when newer verbs are sent raises `Superseded` there, and only there."""
    seen: list[str] = []

    async def handler(call: Call) -> None:
        async def ask() -> None:
            try:
                await call.perform(GATHER)
            except Superseded as superseded:
                seen.append(str(superseded.call_sid))

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(ask)
            await anyio.wait_all_tasks_blocked()
            heard = await call.perform(GATHER)
            seen.append(str(heard.digits))
        await call.send(Hangup())

    async with serving(handler, command_delay=0.0) as server, in_memory(server) as jambonz:
        await jambonz.new()
        await jambonz.receive()
        gather = (await jambonz.receive())["data"][0]
        msgid = await jambonz.hook(gather["actionHook"])
        assert await jambonz.receive() == ack(msgid, HANGUP)
    assert seen == [SID, "42"]


async def test_a_send_from_another_task_is_a_command() -> None:
    """A `send` from anywhere but the main flow is a `redirect` command, also while an ack is owed."""
    owes = anyio.Event()
    go_on = anyio.Event()

    async def handler(call: Call) -> None:
        await call.perform(GATHER)
        owes.set()
        await go_on.wait()
        await call.send(Hangup())

    async with serving(handler) as server, in_memory(server) as jambonz:
        await jambonz.new()
        gather = (await jambonz.receive())["data"][0]
        msgid = await jambonz.hook(gather["actionHook"])
        with anyio.fail_after(PATIENCE):
            await owes.wait()
        await server.calls[SID].send(Say(text="The office closes."))
        assert await jambonz.receive() == redirect(say("The office closes."))
        go_on.set()
        assert await jambonz.receive() == ack(msgid, HANGUP)


async def test_a_send_from_a_task_of_the_handler_is_the_main_flows() -> None:
    """Tasks that the handler starts are part of its main flow: what they send answers the session."""

    async def handler(call: Call) -> None:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(call.send, Say(text="Hello."))
        await forever(call)

    async with serving(handler) as server, in_memory(server) as jambonz:
        msgid = await jambonz.new()
        assert await jambonz.receive() == ack(msgid, say("Hello."))


async def test_a_handler_of_one_call_can_send_to_another() -> None:
    """A handler that reaches another call by the registry sends commands there, and answers nothing of its own."""

    async def handler(call: Call) -> None:
        if call.sid == "one":
            await idle(call)
        await server.calls["one"].send(Say(text="Someone else calls."))
        await call.send(Say(text="Sent."))
        await forever(call)

    async with (
        serving(handler, command_delay=0.0) as server,
        in_memory(server, "one") as one,
        in_memory(server, "other") as other,
    ):
        await one.new()
        await one.receive()
        msgid = await other.new()
        assert await one.receive() == redirect(say("Someone else calls."))
        assert await other.receive() == ack(msgid, say("Sent."))


async def test_commands_are_methods() -> None:
    """Commands are typed methods of the call, with the leg that they are for."""

    async def handler(call: Call) -> None:
        await call.send(Say(text="Hello."))
        await call.mute("mute", leg="leg-1")
        await call.raw_command("new:command", {"a": 1}, leg="leg-2")
        await forever(call)

    async with serving(handler, command_delay=0.0) as server, in_memory(server) as jambonz:
        await jambonz.new()
        await jambonz.receive()
        mute = await jambonz.receive()
        assert (mute["command"], mute["callSid"], mute["data"]) == ("mute:status", "leg-1", {"mute_status": "mute"})
        raw = await jambonz.receive()
        assert (raw["command"], raw["callSid"], raw["data"]) == ("new:command", "leg-2", {"a": 1})


@over_sockets_too
async def test_a_refused_send_raises_in_the_handler_and_the_call_goes_on() -> None:
    """What jambonz would refuse raises in the sender, who can send something else instead."""

    async def handler(call: Call) -> None:
        with pytest.raises(jp.MessageTooLarge):
            await call.send(Say(text="x" * 25_000))
        with pytest.raises(jp.InvalidOutgoing):
            await call.perform(Gather(timeout=-1))
        await idle(call)

    async with serving(handler) as server, in_memory(server) as jambonz:
        msgid = await jambonz.new()
        assert await jambonz.receive() == ack(msgid, say("Hello."))


# -- iteration --------------------------------------------------------------------------------


async def test_an_app_that_iterates_messages() -> None:
    """A low-level app iterates typed messages, the opening one first, and acks each with a reply of its own."""
    got: list[str] = []

    async def handler(call: Call) -> None:
        async for message in call:
            got.append(message.type)
            if isinstance(message, messages.SessionNew):
                await call.ack(message, Gather(input=["digits"], action_hook="/menu"))
            elif isinstance(message, messages.VerbHook):
                heard = message.payload(hooks.GatherResult)
                await call.ack(message, Say(text=f"{heard.digits}"))
        got.append("the end")

    async with serving(handler) as server, in_memory(server) as jambonz:
        msgid = await jambonz.new()
        expected = {"verb": "gather", "input": ["digits"], "actionHook": "/menu"}
        assert await jambonz.receive() == ack(msgid, expected)
        await jambonz.status("in-progress")
        msgids = [await jambonz.hook("/menu", {**DIGITS, "digits": str(index)}) for index in range(3)]
        for index, msgid in enumerate(msgids):
            assert await jambonz.receive() == ack(msgid, say(str(index)))
        await jambonz.end()
        await emptied(server)
    assert got == ["session:new", "call:status", "verb:hook", "verb:hook", "verb:hook", "call:status", "the end"]


@over_sockets_too
async def test_what_an_iterating_app_leaves_open_is_acked_in_time() -> None:
    """A hook that an iterating app does not answer is acked automatically when its time is up."""
    async with serving(idle, ack_after=0.05) as server, in_memory(server) as jambonz:
        await jambonz.new()
        await jambonz.receive()
        msgids = [await jambonz.hook(f"/unknown-{index}") for index in range(10)]
        assert [await jambonz.receive() for _ in msgids] == [ack(msgid) for msgid in msgids]


async def test_messages_right_after_the_session_reach_an_iterating_app() -> None:
    """Messages that follow the session message at once are not lost for an app that iterates from its start."""
    got: list[ClientMessage] = []

    async def handler(call: Call) -> None:
        async for message in call:
            got.append(message)
            if isinstance(message, messages.SessionNew):
                await call.ack(message, Say(text="Hello."))

    builder = Messages(SID)
    burst = [builder.message("session:new", session())]
    burst += [builder.message("call:status", {"call_sid": SID, "call_status": "trying"}) for _ in range(3)]
    async with serving(handler) as server:
        await server.serve_connection(Burst([json.dumps(message) for message in burst]))
        await emptied(server)
    assert [message.type for message in got] == ["session:new", *["call:status"] * 3]


@over_sockets_too
async def test_statuses_before_the_session_reach_an_iterating_app() -> None:
    """A `call:status` that came before the session message is held, and delivered when the handler runs."""
    got: list[str | None] = []

    async def handler(call: Call) -> None:
        async for message in call:
            if isinstance(message, messages.SessionNew):
                await call.ack(message, Say(text="Hello."))
            elif isinstance(message, messages.CallStatus):
                got.append(message.data.call_status)

    async with serving(handler) as server, in_memory(server) as jambonz:
        await jambonz.status("trying")
        await jambonz.status("ringing")
        await jambonz.new("outbound")
        await jambonz.receive()
        await jambonz.status("in-progress")
        await jambonz.end()
        await emptied(server)
    assert got == ["trying", "ringing", "in-progress", "completed"]


@over_sockets_too
async def test_an_iteration_that_falls_behind_is_bounded(caplog: pytest.LogCaptureFixture) -> None:
    """An app that falls far behind loses the oldest messages, with a warning, and blocks nobody."""
    caught_up = anyio.Event()
    got: list[str] = []

    async def handler(call: Call) -> None:
        async for message in call:
            if isinstance(message, messages.SessionNew):
                await call.ack(message, Say(text="Hello."))
                await caught_up.wait()
            got.append(message.type)

    async with serving(handler) as server, in_memory(server) as jambonz:
        await jambonz.new()
        await jambonz.receive()
        for _ in range(3000):
            await jambonz.send("verb:status", {"event": "starting", "verb": "say"})
        msgid = await jambonz.send("queue:status", {"event": "join", "queue": "support"})
        assert await jambonz.receive() == ack(msgid)
        caught_up.set()
        await jambonz.end()
        await emptied(server)
    assert 1000 <= len(got) < 1100
    assert got[-2:] == ["queue:status", "call:status"]
    assert any(SID in record.getMessage() and record.levelno == logging.WARNING for record in caplog.records)


# -- time -------------------------------------------------------------------------------------


@over_sockets_too
async def test_a_session_is_acked_before_the_servers_deadline() -> None:
    """A handler that is late with its first words does not lose the call: what it sends later is a command."""
    late = anyio.Event()

    async def handler(call: Call) -> None:
        await late.wait()
        await idle(call)

    async with serving(handler, ack_after=0.05, command_delay=0.02) as server, in_memory(server) as jambonz:
        msgid = await jambonz.new()
        assert await jambonz.receive() == ack(msgid, {"verb": "config"})
        late.set()
        assert await jambonz.receive() == redirect(say("Hello."))


@over_sockets_too
async def test_the_first_command_is_held_back() -> None:
    """The first command after the ack of an inbound session comes some 300 ms later, if the server says nothing."""

    async def handler(call: Call) -> None:
        await call.send(Say(text="Hello."))
        await call.tag({"vip": True})
        await forever(call)

    async with serving(handler) as server, in_memory(server) as jambonz:
        await jambonz.new()
        assert (await jambonz.receive())["type"] == "ack"
        acked = anyio.current_time()
        assert (await jambonz.receive())["command"] == "tag"
        assert anyio.current_time() - acked >= 0.25


async def test_every_call_has_its_own_timers() -> None:
    """The time of each call is kept, however many there are."""
    silent = anyio.Event()

    async def handler(call: Call) -> None:
        await silent.wait()

    async with serving(handler, ack_after=0.05) as server:
        with anyio.fail_after(PATIENCE):
            async with anyio.create_task_group() as tasks:

                async def one(sid: str) -> None:
                    async with in_memory(server, sid) as jambonz:
                        msgid = await jambonz.new()
                        assert await jambonz.receive() == ack(msgid, {"verb": "config"})

                for index in range(100):
                    tasks.start_soon(one, f"call-{index}")


# -- what goes wrong --------------------------------------------------------------------------


def failures(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    """What was logged as an error."""
    return [record for record in caplog.records if record.levelno >= logging.ERROR]


@over_sockets_too
@pytest.mark.parametrize("group", [False, True])
async def test_a_handler_that_raises_ends_its_own_call_only(caplog: pytest.LogCaptureFixture, group: bool) -> None:
    """A handler that raises ends its own call, is logged with its sid and a traceback, and touches no other call."""

    async def handler(call: Call) -> None:
        heard = await call.perform(GATHER)
        if call.sid == "bad" and group:
            async with anyio.create_task_group():
                raise LookupError("no such customer")
        if call.sid == "bad":
            raise LookupError("no such customer")
        await call.send(Say(text=f"{heard.digits}"), Hangup())

    async with serving(handler) as server, in_memory(server, "bad") as bad, in_memory(server, "good") as good:
        names: list[str] = []
        for jambonz in (bad, good):
            await jambonz.new()
            names.append((await jambonz.receive())["data"][0]["actionHook"])
        msgid = await bad.hook(names[0])
        assert await bad.receive() == ack(msgid, HANGUP)
        [record] = failures(caplog)
        assert "bad" in record.getMessage()
        assert record.exc_info is not None
        assert "no such customer" in caplog.text
        assert "Traceback" in caplog.text
        assert await bad.roundtrip() == []
        msgid = await good.hook(names[1])
        assert await good.receive() == ack(msgid, say("42"), HANGUP)
        assert len(failures(caplog)) == 1


@over_sockets_too
async def test_a_handler_that_raises_at_once_declines(caplog: pytest.LogCaptureFixture) -> None:
    """A handler that raises before its first word declines the call with a server error."""

    async def handler(call: Call) -> None:
        raise LookupError("no such customer")

    async with serving(handler) as server, in_memory(server) as jambonz:
        msgid = await jambonz.new()
        message = await jambonz.receive()
        assert message["msgid"] == msgid
        assert [(verb["verb"], verb["status"]) for verb in message["data"]] == [("sip:decline", 500)]
        assert SID in failures(caplog)[0].getMessage()


async def test_the_socket_is_never_closed_with_1000_on_an_error(caplog: pytest.LogCaptureFixture) -> None:
    """After a handler has raised the socket stays open for jambonz to close: never 1000 from our side on an error."""

    async def handler(call: Call) -> None:
        await call.perform(GATHER)
        raise LookupError("no such customer")

    def script(url: str) -> None:
        with plain(url) as jambonz:
            [gather] = jambonz.verbs(jambonz.new())
            assert jambonz.verbs(jambonz.hook(gather["actionHook"])) == [HANGUP]
            jambonz.status("in-progress")
            for index in range(3):
                assert jambonz.verbs(jambonz.hook(f"/unknown-{index}")) == []
            jambonz.end()
            assert jambonz.connection.close_code == 1000
            assert jambonz.connection.protocol.close_rcvd_then_sent is False  # it was this side that closed

    async with serving(handler) as server:
        await to_thread.run_sync(script, f"ws://127.0.0.1:{server.port}/")
        await emptied(server)
    assert len(failures(caplog)) == 1


@over_sockets_too
async def test_the_end_of_the_call_is_no_error(caplog: pytest.LogCaptureFixture) -> None:
    """When the call ends first, waits on the call raise `CallEnded`, which is a normal end, not an error."""
    ends: list[str] = []

    async def handler(call: Call) -> None:
        try:
            await call.perform(GATHER)
        except CallEnded as ended:
            ends.append(str(ended.call_sid))
            raise

    async with serving(handler) as server, in_memory(server) as jambonz:
        await jambonz.new()
        await jambonz.receive()
        await jambonz.end()
        await emptied(server)
    assert ends == [SID]
    assert failures(caplog) == []


async def test_the_end_of_the_call_is_no_error_in_a_task_group(caplog: pytest.LogCaptureFixture) -> None:
    """`CallEnded` is a normal end also where a task group of the handler has wrapped it."""

    async def handler(call: Call) -> None:
        async def ask() -> None:
            await call.perform(GATHER, queue=True)

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(ask)
            tasks.start_soon(ask)

    async with serving(handler) as server, in_memory(server) as jambonz:
        await jambonz.new()
        await jambonz.receive()
        await jambonz.end()
        await emptied(server)
    assert failures(caplog) == []


@over_sockets_too
async def test_the_end_of_the_connection_ends_the_call() -> None:
    """A connection that jambonz closes without a last word ends the call as well: whoever waits is woken."""
    ended = anyio.Event()

    async def handler(call: Call) -> None:
        with pytest.raises(CallEnded):
            await call.perform(GATHER)
        with pytest.raises(CallEnded):
            await call.send(Hangup())
        ended.set()

    async with serving(handler) as server, in_memory(server) as jambonz:
        await jambonz.new()
        await jambonz.receive()
        await jambonz.transport.close(1000)
        with anyio.fail_after(PATIENCE):
            await ended.wait()


@over_sockets_too
async def test_what_came_before_the_connection_ended_is_delivered() -> None:
    """What jambonz sent before it closed is read to the end, even if nothing can be sent to it any more."""
    states: list[str | None] = []
    known: list[Call] = []

    async def handler(call: Call) -> None:
        known.append(call)
        async for message in call:
            if isinstance(message, messages.SessionNew):
                await call.ack(message, Say(text="Hello."))
            elif isinstance(message, messages.CallStatus):
                states.append(message.data.call_status)

    async with serving(handler) as server, in_memory(server) as jambonz:
        await jambonz.new()
        await jambonz.receive()
        await jambonz.send("queue:status", {"event": "leave", "queue": "support"})  # its ack will find nobody
        await jambonz.end()
        await emptied(server)
    assert states == ["completed"]
    assert known[0].state == "completed"


async def test_a_send_in_a_cancelled_scope_loses_no_ack() -> None:
    """A `send` that is cancelled before it writes has either sent its ack or not: the message is acked all the same."""

    async def handler(call: Call) -> None:
        with anyio.CancelScope() as scope:
            scope.cancel()
            await call.send(Say(text="Hello."))
        await anyio.sleep_forever()

    async with serving(handler, ack_after=0.1) as server, in_memory(server) as jambonz:
        msgid = await jambonz.new()
        with anyio.fail_after(1):
            message = await jambonz.receive()
        assert message["msgid"] == msgid
        assert message["data"] in ([say("Hello.")], [{"verb": "config"}])


@over_sockets_too
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("no JSON", "JSON"),
        ('{"type": "verb:hook", "hook": "/x", "data": {}}', "msgid"),
        ('{"type": "call:status", "data": {"call_sid": 1}}', "$.data.call_sid"),
    ],
)
async def test_a_bad_message_is_reported_once(caplog: pytest.LogCaptureFixture, text: str, reason: str) -> None:
    """A bad message from jambonz is reported once, with its reason, and the call goes on."""
    async with serving(idle) as server, in_memory(server) as jambonz:
        msgid = await jambonz.new()
        assert await jambonz.receive() == ack(msgid, say("Hello."))
        await jambonz.text(text)
        assert await jambonz.status("in-progress")
        await server.calls[SID].send(Say(text="Still here."))
        assert await jambonz.receive() == redirect(say("Still here."))
    [record] = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert SID in record.getMessage()
    assert reason in record.getMessage()


async def test_a_binary_message_is_reported_once(caplog: pytest.LogCaptureFixture) -> None:
    """A binary message over a real socket is reported once, and the call goes on."""

    def script(url: str) -> None:
        with plain(url) as jambonz:
            msgid = jambonz.new()
            assert jambonz.receive() == ack(msgid, say("Hello."))
            jambonz.connection.send(b'{"type": "verb:hook", "msgid": "m", "hook": "/x", "data": {}}')
            jambonz.connection.send("no JSON")
            msgid = jambonz.send("queue:status", {"event": "join", "queue": "support"})
            assert jambonz.receive() == ack(msgid)

    async with serving(idle) as server:
        await to_thread.run_sync(script, f"ws://127.0.0.1:{server.port}/")
    warnings = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert len(warnings) == 2
    assert "binary" in warnings[0]
    assert "JSON" in warnings[1]


@over_sockets_too
async def test_a_bad_first_message_is_reported_and_the_call_begins_all_the_same(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A connection whose first message is bad can still begin a session."""
    async with serving(idle) as server, in_memory(server) as jambonz:
        await jambonz.text("no JSON")
        msgid = await jambonz.new()
        assert await jambonz.receive() == ack(msgid, say("Hello."))
    assert len([record for record in caplog.records if record.levelno >= logging.WARNING]) == 1


async def test_a_message_over_the_limit_ends_its_own_connection_only() -> None:
    """An incoming message over the limit closes its own connection with 1009, and no other."""

    def script(url: str) -> None:
        with plain(url, "good") as good:
            good.verbs(good.new())
            with plain(url, "bad") as bad:
                bad.verbs(bad.new())
                bad.hook("/unknown", {"text": "x" * 20_000})
                with pytest.raises(PlainConnectionClosed) as caught:
                    bad.connection.recv(timeout=PATIENCE)
                assert caught.value.rcvd is not None
                assert caught.value.rcvd.code == 1009
            msgid = good.send("queue:status", {"event": "join"})
            assert good.verbs(msgid) == []

    async with serving(idle, max_incoming=10_000) as server:
        await to_thread.run_sync(script, f"ws://127.0.0.1:{server.port}/")


# -- the server -------------------------------------------------------------------------------


async def test_a_shutdown_closes_with_1001_and_wakes_handlers() -> None:
    """A server that shuts down closes its connections with 1001, not 1000, and wakes the handlers."""
    woken: list[str] = []

    async def handler(call: Call) -> None:
        try:
            await call.perform(GATHER)
        except CallEnded:
            woken.append(call.sid)
            raise
        finally:
            woken.append("finally")

    codes: list[int] = []
    connected = anyio.Event()

    def script(url: str, ready: Callable[[], object]) -> None:
        with plain(url, "one") as one, plain(url, "other") as other:
            for jambonz in (one, other):
                jambonz.verbs(jambonz.new())
            ready()
            for jambonz in (one, other):
                with pytest.raises(PlainConnectionClosed) as caught:
                    jambonz.connection.recv(timeout=PATIENCE)
                assert caught.value.rcvd is not None
                codes.append(caught.value.rcvd.code)

    with anyio.fail_after(2 * PATIENCE):
        async with anyio.create_task_group() as tasks:
            async with Server(handler, port=0) as server:
                url = f"ws://127.0.0.1:{server.port}/"
                ready = anyio.from_thread.run_sync
                tasks.start_soon(to_thread.run_sync, script, url, lambda: ready(connected.set))
                await connected.wait()
            assert dict(server.calls) == {}
    assert codes == [1001, 1001]
    assert woken.count("finally") == 2


async def test_a_shutdown_ends_handlers_that_wait_for_something_else() -> None:
    """A server that shuts down cancels the handlers that do not wait for their calls."""
    ended = anyio.Event()

    async def handler(call: Call) -> None:
        await call.send(Say(text="Hello."))
        try:
            await anyio.sleep_forever()
        finally:
            ended.set()

    with anyio.fail_after(2 * PATIENCE):
        async with Server(handler, port=0, cleanup=0.05) as server:
            connection = f"ws://127.0.0.1:{server.port}/"
            async with connect(connection) as jambonz:
                await jambonz.session_new(decode_payload(messages.SessionData, json.dumps(session())))
    assert ended.is_set()


async def test_an_exception_in_the_body_comes_out_as_itself() -> None:
    """An exception inside of `async with Server(...)` comes out as itself, not as a group."""
    with pytest.raises(LookupError, match="mine"):
        async with Server(idle, port=0):
            raise LookupError("mine")


async def test_an_exception_in_the_body_comes_out_as_itself_with_calls_up() -> None:
    """An exception inside of `async with Server(...)` comes out as itself while calls are running, too."""

    async def body() -> None:
        async with Server(idle, port=0) as server, connect(f"ws://127.0.0.1:{server.port}/") as jambonz:
            await jambonz.session_new(decode_payload(messages.SessionData, json.dumps(session())))
            raise LookupError("mine")

    with anyio.fail_after(2 * PATIENCE), pytest.raises(LookupError, match="mine"):
        await body()


async def test_a_port_that_is_taken_is_an_os_error() -> None:
    """A port that is taken is an `OSError` of the server's start, as itself."""
    async with serving(idle) as server:
        with pytest.raises(OSError, match=r".+"):
            async with Server(idle, port=server.port):
                pass


async def test_a_server_can_be_started_again_on_its_port() -> None:
    """A server that was shut down leaves its port."""
    async with serving(idle) as server:
        port = server.port
    with anyio.fail_after(PATIENCE):
        async with Server(idle, port=port) as again:
            assert again.port == port


async def test_a_server_can_be_used_again() -> None:
    """The same server, started again after it was shut down, takes calls as before."""
    server = Server(idle, port=0)
    with anyio.fail_after(2 * PATIENCE):
        for _ in range(2):
            async with server, connect(f"ws://127.0.0.1:{server.port}/") as jambonz:
                ack = await jambonz.session_new(decode_payload(messages.SessionData, json.dumps(session())))
                assert ack.data == [Say(text="Hello.")]


@pytest.mark.parametrize("offered", [None, ["chat"]])
async def test_another_subprotocol_is_refused(offered: list[Any] | None) -> None:
    """A handshake without the subprotocol `ws.jambonz.org` is refused with 400."""

    def script(url: str) -> int:
        with pytest.raises(InvalidStatus) as caught:
            plain_connect(url, subprotocols=offered, proxy=None, open_timeout=PATIENCE)
        return caught.value.response.status_code

    async with serving(idle) as server:
        assert await to_thread.run_sync(script, f"ws://127.0.0.1:{server.port}/") == 400


@pytest.mark.parametrize(
    ("path", "asked", "served"),
    [
        ("/", "/", True),
        ("/", "/?tenant=1", True),
        ("/", "/adulting", True),
        ("/", "/other", False),
        ("/voice", "/voice", True),
        ("/voice", "/voice/adulting", True),
        ("/voice", "/", False),
        ("/voice", "/adulting", False),
        ("/voice", "/voices", False),
    ],
)
async def test_only_the_applications_path_is_served(path: str, asked: str, served: bool) -> None:
    """The application's path is served, and the one that jambonz adds `/adulting` to; others get 404."""

    def script(url: str) -> int:
        try:
            with plain(url):
                return 101
        except InvalidStatus as refused:
            return refused.response.status_code

    async with serving(idle, path=path) as server:
        status = await to_thread.run_sync(script, f"ws://127.0.0.1:{server.port}{asked}")
    assert status == (101 if served else 404)


SERVE = """
import sys

import anyio
from anyio.from_thread import run_sync
from websockets.exceptions import ConnectionClosed

from jambonz_proto import serve
from tests.io.driver import free_port, plain, wait_until_ready
from tests.io.test_server import idle

def script(port, ready):
    wait_until_ready(port)
    with plain(f"ws://127.0.0.1:{port}/") as jambonz:
        print(jambonz.verbs(jambonz.new()))
        run_sync(ready)
        try:
            jambonz.connection.recv(timeout=3)
        except ConnectionClosed as closed:
            print(closed.rcvd.code if closed.rcvd else None)

async def main():
    port = free_port()
    async with anyio.create_task_group() as talking:
        async with anyio.create_task_group() as serving:
            serving.start_soon(lambda: serve(idle, port=port))
            talking.start_soon(anyio.to_thread.run_sync, script, port, serving.cancel_scope.cancel)
    print("done")

anyio.run(main, backend=sys.argv[1])
"""


async def test_serve_runs_until_cancelled(anyio_backend_name: str) -> None:
    """`serve` serves calls until it is cancelled; then it is done, and has closed no call with 1000."""
    with anyio.move_on_after(PATIENCE):  # a process of its own, which can be ended whatever it does
        finished = await anyio.run_process([sys.executable, "-c", SERVE, anyio_backend_name], cwd=ROOT, check=False)
        answer, code, end = finished.stdout.decode().splitlines() or [finished.stderr.decode(), "", ""]
        assert answer == str([say("Hello.")])
        assert code in ("1001", "None")
        assert end == "done"
        return
    pytest.fail("it goes on after it was cancelled")


async def test_an_application_without_a_word_keeps_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """A connection on which no session begins is no call: no handler runs, and nothing is left of it."""
    started: list[Call] = []

    async def handler(call: Call) -> None:
        started.append(call)

    async with serving(handler) as server, in_memory(server) as jambonz:
        await jambonz.status("trying")
        await jambonz.status("no-answer")
        await jambonz.transport.close(1000)
    assert started == []
    assert failures(caplog) == []


async def test_reply_to_a_wait_hook_by_an_iterating_app() -> None:
    """A wait hook is answered by what is played for it, and a verb of another place raises in the sender."""

    async def handler(call: Call) -> None:
        async for message in call:
            if isinstance(message, messages.SessionNew):
                await call.ack(message, Conference(name="team", wait_hook="/moh"))
            elif isinstance(message, messages.VerbHook):
                with pytest.raises(jp.InvalidOutgoing):
                    await call.ack(message, GATHER)
                await call.ack(message, Pause(length=1))

    async with serving(handler) as server, in_memory(server) as jambonz:
        await jambonz.new()
        await jambonz.receive()
        msgid = await jambonz.hook("/moh")
        assert await jambonz.receive() == ack(msgid, {"verb": "pause", "length": 1})


async def test_two_ends_in_memory() -> None:
    """The end of a call reaches both ends of a pair in memory, with its code."""
    async with serving(idle) as server, in_memory(server) as jambonz:
        await jambonz.new()
        await jambonz.receive()
        await jambonz.transport.close(1000)
        await emptied(server)
        with pytest.raises(jp.ConnectionClosed) as caught:
            await jambonz.transport.receive()
        assert caught.value.code == 1000
        with pytest.raises(jp.ConnectionClosed):
            await jambonz.transport.send(b"{}")
