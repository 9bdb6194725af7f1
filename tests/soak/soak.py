"""Calls by the hundred over real sockets, each with faults of its own, and an account of every one.

The long run is ``make soak``; ``SOAK_CALLS`` says how many calls, ``SOAK_SEED`` which faults, ``BACKEND`` which loop.
"""

# pyright: reportPrivateUsage=false

from __future__ import annotations

import json
import logging
import os
import random
from collections import Counter
from contextlib import suppress
from typing import Any, TypeAlias, cast

import anyio
from anyio.lowlevel import checkpoint
from websockets.exceptions import ConnectionClosed

from jambonz_proto import Call, CallEnded, CallError, MessageTooLarge, Server
from jambonz_proto._loop import on_asyncio
from jambonz_proto.components import TtsStream
from jambonz_proto.hooks import EnqueueWait, GatherResult
from jambonz_proto.messages import CallStatus, VerbHook
from jambonz_proto.verbs import Config, Enqueue, Gather, Hangup, Pause, Say
from tests.io.driver import connected

Json: TypeAlias = dict[str, Any]

PATIENCE = 30.0
"""Seconds that anything may take that must come."""
AT_ONCE = 40
"""Calls at a time."""
MAX_INCOMING = 64 * 1024
WANTS_ACK = frozenset({"session:new", "session:reconnect", "verb:hook", "dial:confirm"})
ASK = Gather(input=["digits"], num_digits=1)


class Faulty(Exception):
    """What the application's own code gets wrong."""


class Application:
    """Does what the called number says, and keeps the books."""

    def __init__(self) -> None:
        self.began: Counter[str] = Counter()
        self.ended: Counter[str] = Counter()

    async def __call__(self, call: Call) -> None:
        self.began[call.sid] += 1
        try:
            await getattr(self, call.to)(call)
        finally:
            self.ended[call.sid] += 1

    async def asks(self, call: Call) -> None:
        for _ in range(5):
            await call.perform(Say(text="Press a key."), ASK)
        await call.send(Hangup())

    async def raises(self, call: Call) -> None:
        await call.perform(ASK)
        raise Faulty("on purpose")

    async def raises_at_once(self, call: Call) -> None:
        raise Faulty("on purpose")

    async def is_late(self, call: Call) -> None:
        await call.sleep(0.3)
        await call.send(Say(text="I am late."))
        await call.sleep(60)

    async def gives_up(self, call: Call) -> None:
        for _ in range(3):
            with suppress(TimeoutError):
                await call.perform(ASK, timeout=0.02)
        await call.wait_for(CallStatus)

    async def says_too_much(self, call: Call) -> None:
        with suppress(MessageTooLarge):
            await call.send(Say(text="x" * 30_000))
        await call.perform(ASK)

    async def does_much_at_once(self, call: Call) -> None:
        async def hold(waiting: EnqueueWait) -> list[Say]:
            await checkpoint()
            return [Say(text="Please hold.")]

        async def speak() -> None:
            with suppress(CallError):
                async with call.tts.speak() as utterance:
                    await utterance.write("Hello. " * 400)

        async def note(status: CallStatus) -> None:
            await call.mute("mute")

        async def fail(result: GatherResult) -> list[Say]:
            raise Faulty("on purpose")

        call.on(CallStatus, note)
        call.start_soon(speak)
        gather = Gather(input=["digits"], action_hook=call.hook(GatherResult, fail))
        stream = Config(tts_stream=TtsStream(enable=True))
        await call.send(stream, gather, Enqueue(name="x", wait_hook=call.hook(EnqueueWait, hold)))
        await call.sleep(60)

    async def reads(self, call: Call) -> None:
        async for message in call:
            if isinstance(message, VerbHook):
                with suppress(CallError):
                    await call.ack(message, Pause(length=1))

    async def sends_after_the_end(self, call: Call) -> None:
        with suppress(CallEnded):
            await call.perform(ASK)
            await call.sleep(60)
        await call.send(Say(text="Is anybody there?"))


BEHAVIOURS = [name for name in vars(Application) if not name.startswith("_")]


class Caller:
    """Jambonz' end of one call, with faults."""

    def __init__(self, url: str, seed: str) -> None:
        self.random = random.Random(seed)
        self.sid = seed
        self.to = self.random.choice(BEHAVIOURS)
        self._url = url
        self._wanted: set[str] = set()
        """Messages of this connection that are not acked yet."""
        self._acked: set[str] = set()
        self._hooks: list[str] = ["/unknown"]
        self._count = 0
        self._news = anyio.Event()
        self._is_open = False

    async def run(self) -> None:
        begins = "session:new"
        while begins:
            async with connected(self._url) as connection, anyio.create_task_group() as tasks:
                self._wanted.clear()
                self._is_open = True
                tasks.start_soon(self._read, connection)
                try:
                    begins = await self._talk(connection, begins)
                except ConnectionClosed:
                    begins = ""
                finally:
                    tasks.cancel_scope.cancel()

    async def _talk(self, connection: Any, begins: str) -> str:
        """One connection; returns what the next one begins with, if there is one."""
        await self._say(connection, begins, self._session())
        for _ in range(self.random.randint(1, 8)):
            action = self.random.choice(["hook", "hook", "hook", "status", "garbage", "flood", "patience", "drop"])
            if action == "drop":
                await _broken(connection, self.random)
                return "session:reconnect"
            await getattr(self, f"_{action}")(connection)
        how = self.random.choice(["completed", "completed", "completed", "leaves", "breaks", "too large"])
        match how:
            case "completed":
                await self._patience(connection)
                await self._say(connection, "call:status", {"call_sid": self.sid, "call_status": "completed"})
                await _close(connection, 1000)
            case "leaves":
                await _close(connection, 1000)
            case "breaks":  # and never comes back
                await _broken(connection, self.random)
            case _:
                await connection.send("x" * (MAX_INCOMING + 1))
                await self._until_closed()
        return ""

    def _session(self) -> Json:
        data = {"call_sid": self.sid, "direction": "inbound", "call_status": "trying"}
        return {**data, "from": "+4930123", "to": self.to}

    async def _say(self, connection: Any, message_type: str, data: object, **envelope: object) -> None:
        self._count += 1
        msgid = f"{self.sid}-{self._count}"
        if message_type in WANTS_ACK:
            self._wanted.add(msgid)
        message = {"type": message_type, "msgid": msgid, "call_sid": self.sid, "data": data, **envelope}
        await connection.send(json.dumps(message))

    async def _hook(self, connection: Any) -> None:
        data = {"call_sid": self.sid, "reason": "dtmfDetected", "digits": "1", "queue_sid": "x"}
        await self._say(connection, "verb:hook", data, hook=self.random.choice(self._hooks[-3:]))

    async def _status(self, connection: Any) -> None:
        state = self.random.choice(["ringing", "in-progress"])
        await self._say(connection, "call:status", {"call_sid": self.sid, "call_status": state})

    async def _garbage(self, connection: Any) -> None:
        deep = "[" * 5000 + "]" * 5000
        unreadable: Json = {"type": "verb:hook", "msgid": 7, "data": []}
        texts = ["no JSON", "null", "[]", "{}", '{"type": "verb:hook"}', json.dumps(unreadable), b"\x00\xff", deep]
        await connection.send(self.random.choice(texts))

    async def _flood(self, connection: Any) -> None:
        for _ in range(200):
            await self._say(connection, "llm:event", {"type": "x"}, hook="/events")

    async def _patience(self, connection: Any) -> None:
        """Everything that wants an ack gets it."""
        with anyio.fail_after(PATIENCE):
            while self._wanted and self._is_open:
                self._news = anyio.Event()
                await self._news.wait()

    async def _until_closed(self) -> None:
        with anyio.fail_after(PATIENCE):
            while self._is_open:
                self._news = anyio.Event()
                await self._news.wait()

    async def _read(self, connection: Any) -> None:
        try:
            while True:
                self._take(json.loads(await connection.recv()))
                self._news.set()
        except ConnectionClosed:
            self._is_open = False
            self._news.set()

    def _take(self, message: Json) -> None:
        if message["type"] == "ack":
            msgid = message["msgid"]
            assert msgid in self._wanted, f"{msgid} is acked, which nobody waits for"
            assert msgid not in self._acked, f"{msgid} is acked twice"
            self._wanted.discard(msgid)
            self._acked.add(msgid)
        data: object = message.get("data")
        verbs = cast("list[Json]", data) if isinstance(data, list) else []
        self._hooks += [verb[name] for verb in verbs for name in ("actionHook", "waitHook") if name in verb]


async def _close(connection: Any, code: int) -> None:
    await (connection.close if on_asyncio() else connection.aclose)(code)


async def _broken(connection: Any, chance: random.Random) -> None:
    """The connection is lost: with a code, or without as a failing network does it."""
    if chance.random() < 0.5:
        await _close(connection, chance.choice([1001, 1011, 4000]))
    elif on_asyncio():
        connection.transport.abort()
    else:
        await connection.stream.aclose()


async def soak(calls: int, seed: int) -> None:
    """Have calls with faults, and see that each is accounted for, and that nothing is left of them."""
    application = Application()
    options: Json = {"ack_after": 0.2, "command_delay": 0.01, "reconnect_within": 0.5, "max_incoming": MAX_INCOMING}
    async with Server(application, port=0, **options) as server:
        url = f"ws://127.0.0.1:{server.port}/"
        before = len(anyio.get_running_tasks())
        slots = anyio.Semaphore(AT_ONCE)
        callers = [Caller(url, f"{seed}-{index}") for index in range(calls)]

        async def call(caller: Caller) -> None:
            async with slots:
                await caller.run()

        async with anyio.create_task_group() as tasks:
            for caller in callers:
                tasks.start_soon(call, caller)
        with anyio.fail_after(PATIENCE):
            while server.calls or application.began != application.ended or len(anyio.get_running_tasks()) > before:
                await checkpoint()
        assert set(application.began) <= {caller.sid for caller in callers}
        assert set(application.began.values()) == {1}, "a call began twice"
        assert len(application.began) >= 0.9 * calls, "calls that never began"
        assert not server._shells
        assert server._connections == 0
        last = Caller(url, f"{seed}-last")
        await last.run()


def main() -> None:
    calls = int(os.environ.get("SOAK_CALLS", "3000"))
    seed = int(os.environ.get("SOAK_SEED", str(random.randrange(10**6))))
    backend = os.environ.get("BACKEND", "asyncio")
    print(f"{calls} calls on {backend}, SOAK_SEED={seed}", flush=True)
    logging.disable()
    anyio.run(soak, calls, seed, backend=backend)
    print("every call is accounted for")


if __name__ == "__main__":
    main()
