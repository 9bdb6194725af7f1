"""Jambonz with a language model that calls tools, on a transport in memory."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import count
from typing import Any, TypeAlias

import anyio

from jambonz_proto import Call, Server, Target, Tools
from jambonz_proto._transport import MemoryTransport, memory_pair
from jambonz_proto.tools import Vendor
from jambonz_proto.verbs import Llm

Json: TypeAlias = dict[str, Any]

PATIENCE = 5.0
"""Seconds that a test waits for what must come."""
SID = "7c53fd1b-2a5c-4c3c-9d4c-9b1f6ad8ba3f"


class Jambonz:
    """Jambonz' end of one call."""

    def __init__(self, transport: MemoryTransport) -> None:
        self.transport = transport
        self.hook = ""
        """The tool hook of the verb that runs."""
        self._msgids = count(1)

    async def send(self, message_type: str, data: object, hook: str | None = None) -> str:
        """Send a message; returns its msgid."""
        msgid = f"m{next(self._msgids)}"
        message = {"type": message_type, "msgid": msgid, "call_sid": SID, "data": data}
        await self.transport.send(json.dumps(message | ({"hook": hook} if hook else {})).encode())
        return msgid

    async def receive(self) -> Json:
        """The application's next message."""
        with anyio.fail_after(PATIENCE):
            text = await self.transport.receive()
        message: Json = json.loads(text)
        return message

    async def begin(self) -> Json:
        """Begin the call; returns the first verb, whose tool hook is used from now on."""
        await self.send("session:new", {"call_sid": SID, "direction": "inbound", "from": "1", "to": "2"})
        verbs: list[Json] = (await self.receive())["data"]
        [verb] = verbs
        self.hook = str(verb["toolHook"])
        return verb

    async def call_tool(self, name: str, args: object = None, tool_call_id: str = "call-1") -> None:
        """The model calls a tool, in the form of all vendors but Google."""
        data: Json = {"tool_call_id": tool_call_id, "name": name, "args": {} if args is None else args}
        await self.send("llm:tool-call", data, self.hook)

    async def call_google_tools(self, *calls: Json) -> None:
        """The model calls several tools at once, in Google's form."""
        data = {"tool_call_id": "function_call_id", "type": "toolCall", "function_calls": list(calls)}
        await self.send("llm:tool-call", data, self.hook)

    async def output(self, tool_call_id: str = "call-1") -> Json:
        """The data of the application's next message, which answers a tool call."""
        message = await self.receive()
        data: Json = message.pop("data")
        assert message == {"type": "command", "command": "llm:tool-output", "tool_call_id": tool_call_id}
        return data

    async def result(self, tool_call_id: str = "call-1") -> object:
        """What the application's next message tells the model, which is that of an agent verb."""
        return (await self.output(tool_call_id))["result"]

    async def say_nothing(self) -> None:
        """Prove that everything sent so far was read, and that nothing came back for it."""
        msgid = await self.send("verb:hook", {"call_sid": SID}, hook="/nothing")
        assert await self.receive() == {"type": "ack", "msgid": msgid, "data": []}

    async def say_nothing_but_hang_up(self) -> None:
        """Prove that the application hangs up by itself."""
        await self.send("verb:hook", {"call_sid": SID}, hook="/nothing")
        while (await self.receive()).get("command") != "redirect":
            pass

    async def hang_up(self) -> None:
        """The caller hangs up."""
        await self.send("call:status", {"call_sid": SID, "call_status": "completed"})


@asynccontextmanager
async def on_a_call(
    handler: Callable[[Call], Awaitable[None]], target: Target | None = None
) -> AsyncGenerator[Jambonz]:
    """A call that a handler serves, begun by the test and ended with it."""
    theirs, ours = memory_pair()

    async def serve() -> None:
        await server.serve_connection(ours)
        await ours.close()

    with anyio.fail_after(2 * PATIENCE):
        async with Server(handler, port=0, target=target) as server, anyio.create_task_group() as tasks:
            tasks.start_soon(serve)
            yield Jambonz(theirs)
            await theirs.close(1000)
        assert dict(server.calls) == {}


@asynccontextmanager
async def talking(tools: Tools, vendor: Vendor = "agent", target: Target | None = None) -> AsyncGenerator[Jambonz]:
    """A call that talks to a model, which may use the tools."""

    async def handler(call: Call) -> None:
        await call.perform(Llm(vendor="openai", llm_options={}, tool_hook=tools.serve(call, vendor)))

    async with on_a_call(handler, target) as jambonz:
        await jambonz.begin()
        yield jambonz
