"""Tools at work: typed calls, answers in each vendor's form, and all that goes wrong."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Annotated, Any, Literal

import anyio
import msgspec
import pytest
from anyio import wait_all_tasks_blocked

from jambonz_proto import Call, CallEnded, JsonValue, Server, Superseded, Target, Tools, connect, hooks
from jambonz_proto.commands import LlmToolOutput
from jambonz_proto.messages import SessionData
from jambonz_proto.tools import Vendor
from jambonz_proto.verbs import Agent, Llm, OpenaiS2s, S2s, Say, Verb

from .driver import PATIENCE, SID, Json, on_a_call, talking

pytestmark = pytest.mark.anyio

V10: Target = "v10"
OPEN: Target = "open-source-0.9"


class Guest(msgspec.Struct):
    name: str
    age: Annotated[int, msgspec.Meta(ge=0)] | None = None


def echo() -> Tools:
    """One tool that gives back what it gets."""
    tools = Tools()

    @tools.tool
    async def echo(value: Any) -> Any:
        """Give it back."""
        return value

    return tools


# -- typed calls ------------------------------------------------------------------------------


async def test_arguments_are_typed() -> None:
    """The function gets the arguments as its annotations say, its own defaults, and the call."""
    got: list[object] = []
    tools = Tools()

    @tools.tool
    async def book(
        guests: list[Guest], call: Call, day: date, room: Literal["single", "double"] = "single", *, notes: str = "-"
    ) -> str:
        """Book a room."""
        got.extend([guests, call.sid, day, room, notes])
        return "booked"

    async with talking(tools) as jambonz:
        await jambonz.call_tool("book", {"guests": [{"name": "Ada", "age": 36}], "day": "2026-01-31", "notes": "quiet"})
        assert await jambonz.result() == "booked"
    assert got == [[Guest("Ada", 36)], SID, date(2026, 1, 31), "single", "quiet"]


async def test_keys_are_typed() -> None:
    """Keys of objects, which are text on the wire, are typed as well."""
    tools = Tools()

    @tools.tool
    async def total(prices: dict[int, float]) -> float:
        """Sum up."""
        return sum(number * price for number, price in prices.items())

    async with talking(tools) as jambonz:
        for args in ({"prices": {"2": 1.5, "3": 2}}, '{"prices": {"2": 1.5, "3": 2}}'):
            await jambonz.call_tool("total", args)
            assert await jambonz.result() == 9


async def test_a_decorated_function_stays_as_it_is() -> None:
    """A tool can be called like any function, and one collection serves several calls."""
    tools = Tools()

    @tools.tool(name="double")
    async def twice(number: int) -> int:
        """Double it."""
        return 2 * number

    assert await twice(2) == 4
    for number in (3, 4):
        async with talking(tools) as jambonz:
            await jambonz.call_tool("double", {"number": number})
            assert await jambonz.result() == 2 * number


@pytest.mark.parametrize(("args", "result"), [({}, 1), (None, 1), ("", 1), ("{}", 1), ('{"days": 3}', 3)])
async def test_arguments_as_json_text(args: Json | str | None, result: int) -> None:
    """Some servers give the arguments as JSON text, or none at all."""
    tools = Tools()

    @tools.tool
    async def forecast(days: int = 1) -> int:
        """Weather."""
        return days

    async with talking(tools) as jambonz:
        await jambonz.send(
            "llm:tool-call", {"tool_call_id": "call-1", "name": "forecast", "args": args}, hook=jambonz.hook
        )
        assert await jambonz.result() == result


@pytest.mark.parametrize("message_type", ["llm:tool-call", "agent:tool-call"])
@pytest.mark.parametrize("name", ["args", "arguments"])
@pytest.mark.parametrize("id_name", ["tool_call_id", "call_id"])
async def test_both_messages(message_type: str, name: str, id_name: str) -> None:
    """Both messages are answered, whatever their server calls id and arguments."""
    async with talking(echo()) as jambonz:
        await jambonz.send(message_type, {id_name: "call-1", "name": "echo", name: {"value": 1}}, hook=jambonz.hook)
        assert await jambonz.result() == 1


# -- answers ----------------------------------------------------------------------------------

RESULT = {"celsius": 9}
TEXT = '{"celsius":9}'
ERROR = {"error": "there is no such tool"}
ERROR_TEXT = '{"error":"there is no such tool"}'


def openai(output: str) -> Json:
    item = {"type": "function_call_output", "call_id": "call-1", "output": output}
    return {"type": "conversation.item.create", "item": item}


def ultravox(result: str) -> Json:
    return {"type": "client_tool_result", "invocation_id": "call-1", "result": result}


def elevenlabs(result: str, is_error: bool = False) -> Json:
    return {"type": "client_tool_result", "tool_call_id": "call-1", "result": result, "is_error": is_error}


def deepgram(content: str, name: str = "echo") -> Json:
    return {"type": "FunctionCallResponse", "id": "call-1", "name": name, "content": content}


@pytest.mark.parametrize("target", [None, OPEN, V10])
@pytest.mark.parametrize(
    ("vendor", "text", "json_result", "error"),
    [
        ("openai", openai("ok"), openai(TEXT), openai(ERROR_TEXT)),
        ("microsoft", openai("ok"), openai(TEXT), openai(ERROR_TEXT)),
        ("ultravox", ultravox("ok"), ultravox(TEXT), ultravox(ERROR_TEXT)),
        ("agent", {"result": "ok"}, {"result": RESULT}, {"result": ERROR}),
    ],
)
async def test_answers(vendor: Vendor, target: Target | None, text: Json, json_result: Json, error: Json) -> None:
    """Text goes as it stands, other results as JSON, errors as an object; these vendors' forms suit every server."""
    async with talking(echo(), vendor, target) as jambonz:
        await jambonz.call_tool("echo", {"value": "ok"})
        assert await jambonz.output() == text
        await jambonz.call_tool("echo", {"value": RESULT})
        assert await jambonz.output() == json_result
        await jambonz.call_tool("unknown")
        assert await jambonz.output() == error


@pytest.mark.parametrize("target", [None, OPEN, V10])
@pytest.mark.parametrize(
    ("vendor", "text", "json_result", "error"),
    [
        ("elevenlabs", elevenlabs("ok"), elevenlabs(TEXT), elevenlabs(ERROR_TEXT, is_error=True)),
        ("deepgram", deepgram("ok"), deepgram(TEXT), deepgram(ERROR_TEXT, "unknown")),
        ("voiceagent", deepgram("ok"), deepgram(TEXT), deepgram(ERROR_TEXT, "unknown")),
    ],
)
async def test_nested_answers(
    vendor: Vendor, target: Target | None, text: Json, json_result: Json, error: Json
) -> None:
    """The open-source server, which is meant without a target, reads these answers one level further down."""

    def nested(output: Json) -> Json:
        return output if target == V10 else {"data": output}

    async with talking(echo(), vendor, target) as jambonz:
        await jambonz.call_tool("echo", {"value": "ok"})
        assert await jambonz.output() == nested(text)
        await jambonz.call_tool("echo", {"value": RESULT})
        assert await jambonz.output() == nested(json_result)
        await jambonz.call_tool("unknown")
        assert await jambonz.output() == nested(error)


async def test_results_are_what_msgspec_encodes() -> None:
    """A tool returns anything that can be encoded: Structs, dates, nothing."""
    tools = Tools()

    @tools.tool
    async def find(what: str) -> object:
        """Find something."""
        return {"guest": Guest("Ada"), "day": date(2026, 1, 31), "mapping": _View({"a": 1})}.get(what)

    async with talking(tools) as jambonz:
        for what, result in (
            ("guest", {"name": "Ada", "age": None}),
            ("day", "2026-01-31"),
            ("mapping", {"a": 1}),
            ("nothing", None),
        ):
            await jambonz.call_tool("find", {"what": what})
            assert await jambonz.result() == result


class _View(Mapping[str, JsonValue]):
    """A mapping that is no dict."""

    def __init__(self, values: dict[str, JsonValue]) -> None:
        self._values = values

    def __getitem__(self, key: str) -> JsonValue:
        return self._values[key]

    def __iter__(self) -> Any:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


# -- Google -----------------------------------------------------------------------------------


def responses(*answers: Json) -> Json:
    return {"toolResponse": {"functionResponses": list(answers)}}


async def test_google_gets_one_answer_to_one_message() -> None:
    """The calls of one message run beside each other, and are answered together in their order."""
    second_is_through = anyio.Event()
    tools = Tools()

    @tools.tool
    async def first() -> str:
        """Wait for the second."""
        await second_is_through.wait()
        return "one"

    @tools.tool
    async def second(value: int) -> dict[str, int]:
        """Do not wait."""
        second_is_through.set()
        return {"value": value}

    async with talking(tools, "google") as jambonz:
        await jambonz.call_google_tools(
            {"id": "f1", "name": "first", "args": {}},
            {"id": "f2", "name": "second", "args": {"value": 2}},
            {"id": "f3", "name": "second", "args": {"value": "two"}},
            {"name": "third"},
        )
        assert await jambonz.output("function_call_id") == responses(
            {"id": "f1", "name": "first", "response": {"output": "one"}},
            {"id": "f2", "name": "second", "response": {"output": {"value": 2}}},
            {
                "id": "f3",
                "name": "second",
                "response": {"error": "wrong arguments: Expected `int`, got `str` - at `$.value`"},
            },
            {"name": "third", "response": {"error": "there is no such tool"}},
        )


async def test_google_messages_are_answered_as_they_get_through() -> None:
    """A message does not wait for an earlier one, and one without calls wants no answer."""
    released = anyio.Event()
    tools = Tools()

    @tools.tool
    async def wait(is_long: bool) -> None:
        """Wait."""
        if is_long:
            await released.wait()

    async with talking(tools, "google") as jambonz:
        await jambonz.call_google_tools({"id": "long", "name": "wait", "args": {"is_long": True}})
        await jambonz.call_google_tools()
        await jambonz.call_google_tools({"id": "short", "name": "wait", "args": {"is_long": False}})
        for name in ("short", "long"):
            answer = {"id": name, "name": "wait", "response": {"output": None}}
            assert await jambonz.output("function_call_id") == responses(answer)
            released.set()


async def test_google_form_decides() -> None:
    """Calls in Google's form are answered in it whatever the vendor; a single one for Google is put into it."""
    async with talking(echo(), "openai") as jambonz:
        await jambonz.call_google_tools({"id": "f1", "name": "echo", "args": {"value": 1}})
        answer = {"id": "f1", "name": "echo", "response": {"output": 1}}
        assert await jambonz.output("function_call_id") == responses(answer)
    async with talking(echo(), "google") as jambonz:
        await jambonz.call_tool("echo", {"value": 1})
        assert await jambonz.output() == responses({"id": "call-1", "name": "echo", "response": {"output": 1}})


# -- what goes wrong --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "problem"),
    [
        ({}, "Object missing required field `guest`"),
        ({"guest": "Ada"}, "Expected `object`, got `str` - at `$.guest`"),
        ({"guest": {"name": "Ada", "age": -1}}, "Expected `int` >= 0 - at `$.guest.age`"),
        ({"guest": {"name": "Ada"}, "nights": "2"}, "Expected `int`, got `str` - at `$.nights`"),
        ({"guest": {"name": "Ada"}, "nights": None}, "Expected `int`, got `null` - at `$.nights`"),
        ({"guest": {"name": "Ada"}, "night": 2}, "Object contains unknown field `night`"),
        ('{"guest": ', "Input data was truncated"),
        ("[]", "Expected `object`, got `array`"),
    ],
)
async def test_wrong_arguments(args: object, problem: str, caplog: pytest.LogCaptureFixture) -> None:
    """The model is told what is wrong with its arguments, and the function is not called."""
    tools = Tools()

    @tools.tool
    async def book(guest: Guest, nights: int = 1) -> None:
        """Book a room."""
        raise AssertionError(guest, nights)

    async with talking(tools) as jambonz:
        await jambonz.call_tool("book", args)
        assert await jambonz.result() == {"error": f"wrong arguments: {problem}"}
    assert [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING] == [
        f"call {SID}: tool 'book': wrong arguments: {problem}"
    ]


async def test_exceptions_are_logged_and_not_told(caplog: pytest.LogCaptureFixture) -> None:
    """The model learns that a tool failed, the log why; other tools and the call go on."""
    tools = echo()

    @tools.tool
    async def fail(how: str) -> object:
        """Fail."""
        if how == "raise":
            raise ValueError("the password is 1234")
        if how == "time":
            raise TimeoutError
        if how == "other":
            raise CallEnded("another call is over", "other")
        if how == "msgspec":
            return msgspec.json.decode(b"{")
        return object() if how == "object" else "\ud800"

    async with talking(tools) as jambonz:
        for how in ("raise", "time", "other", "msgspec", "object", "text"):
            await jambonz.call_tool("fail", {"how": how})
            assert await jambonz.result() == {"error": "the tool failed"}
        await jambonz.call_tool("echo", {"value": "well"})
        assert await jambonz.result() == "well"
    records = [record for record in caplog.records if record.name == "jambonz_proto.tools"]
    assert {record.getMessage() for record in records} == {f"call {SID}: tool 'fail' failed"}
    errors = [record.exc_info[0] for record in records if record.exc_info is not None]
    assert len(errors) == 6
    assert errors[:4] == [ValueError, TimeoutError, CallEnded, msgspec.DecodeError]


async def test_timeout(caplog: pytest.LogCaptureFixture) -> None:
    """A tool that takes too long is cancelled, and the model is told so."""
    cancelled = anyio.Event()
    tools = Tools(timeout=0.01)

    @tools.tool
    async def wait() -> None:
        """Wait for ever."""
        try:
            await anyio.sleep_forever()
        finally:
            cancelled.set()

    async with talking(tools, "openai") as jambonz:
        await jambonz.call_tool("wait")
        assert await jambonz.output() == openai('{"error":"the tool was stopped after 0.01 s"}')
        assert cancelled.is_set()
    assert f"call {SID}: tool 'wait': the tool was stopped after 0.01 s" in caplog.messages


@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_cancelled_from_within(caplog: pytest.LogCaptureFixture) -> None:
    """On asyncio a tool that awaits something cancelled elsewhere fails alone."""
    tools = echo()

    @tools.tool
    async def wait() -> None:
        """Wait for something that is cancelled."""
        future: asyncio.Future[None] = asyncio.Future()
        future.cancel()
        await future

    async with talking(tools) as jambonz:
        for name, result in (("wait", {"error": "the tool failed"}), ("echo", 1)):
            await jambonz.call_tool(name, {"value": 1} if name == "echo" else {})
            assert await jambonz.result() == result
    assert f"call {SID}: tool 'wait' failed" in caplog.messages


class Panic(BaseException):
    """What some extension modules raise."""


async def test_whatever_a_tool_raises(caplog: pytest.LogCaptureFixture) -> None:
    """A tool that raises what is no `Exception` fails alone."""
    tools = echo()

    @tools.tool
    async def panic() -> None:
        """Panic."""
        raise Panic

    async with talking(tools) as jambonz:
        for name, result in (("panic", {"error": "the tool failed"}), ("echo", 1)):
            await jambonz.call_tool(name, {"value": 1} if name == "echo" else {})
            assert await jambonz.result() == result
    assert f"call {SID}: tool 'panic' failed" in caplog.messages


async def test_the_call_as_an_annotated_argument() -> None:
    """The model is not told of an argument that gets the call, also if that is described."""
    tools = Tools()

    @tools.tool
    async def sid(call: Annotated[Call, "The call"]) -> str:
        """Call sid."""
        return call.sid

    assert tools.schemas("deepgram")[0]["parameters"] == {"type": "object", "properties": {}}
    async with talking(tools) as jambonz:
        await jambonz.call_tool("sid", {})
        assert await jambonz.result() == SID


async def test_results_that_are_too_large(caplog: pytest.LogCaptureFixture) -> None:
    """A result that jambonz would not take is replaced by an error; others of the same answer stay."""
    async with talking(echo(), "google") as jambonz:
        await jambonz.call_google_tools(
            {"id": "small", "name": "echo", "args": {"value": "x" * 1000}},
            {"id": "large", "name": "echo", "args": {"value": "x" * 30_000}},
        )
        output = await jambonz.output("function_call_id")
        small, large = output["toolResponse"]["functionResponses"]
        assert small["response"] == {"output": "x" * 1000}
        assert large["response"] == {"error": "the tool is through, its result is too large"}
        await jambonz.call_google_tools({"id": "i" * 30_000, "name": "echo", "args": {"value": 1}})
        await jambonz.say_nothing()
        await wait_all_tasks_blocked()
    assert any("is not answered" in message and SID in message for message in caplog.messages)


async def test_tool_calls_that_cannot_be_answered(caplog: pytest.LogCaptureFixture) -> None:
    """A tool call without an id runs nothing; one of a wrong shape is reported, and the call goes on."""
    async with talking(echo()) as jambonz:
        await jambonz.send("llm:tool-call", {"name": "echo", "args": {"value": 1}}, hook=jambonz.hook)
        await jambonz.send("llm:tool-call", {"tool_call_id": 1, "name": "echo"}, hook=jambonz.hook)
        await jambonz.send("brand:new", [1], hook=jambonz.hook)
        await jambonz.send("llm:tool-call", {"tool_call_id": "call-1"}, hook=jambonz.hook)
        assert await jambonz.result() == ERROR
    assert f"call {SID}: a tool call without an id, which cannot be answered" in caplog.messages


# -- beside each other ------------------------------------------------------------------------


class Gate:
    """A tool that says when it begins and waits until it may go on."""

    def __init__(self, tools: Tools) -> None:
        self.begun: list[int] = []
        self.open = {number: anyio.Event() for number in range(6)}
        tools.tool(self.wait)

    async def wait(self, number: int) -> int:
        """Wait for the gate."""
        self.begun.append(number)
        await self.open[number].wait()
        return number


async def test_tools_run_beside_each_other_up_to_a_bound() -> None:
    """So many run at a time, further ones wait in their order; answers go out as tools get through."""
    tools = Tools(max_running=2)
    gate = Gate(tools)
    async with talking(tools) as jambonz:
        for number in range(5):
            await jambonz.call_tool("wait", {"number": number}, f"call-{number}")
        await jambonz.say_nothing()
        await wait_all_tasks_blocked()
        assert sorted(gate.begun) == [0, 1]
        for through, begun in ((1, 2), (2, 3), (0, 4)):
            gate.open[through].set()
            assert await jambonz.result(f"call-{through}") == through
            await wait_all_tasks_blocked()
            assert gate.begun[2:] == [*range(2, begun + 1)]
        for through in (4, 3):
            gate.open[through].set()
            assert await jambonz.result(f"call-{through}") == through


async def test_the_bound_holds_for_calls_of_one_google_message() -> None:
    """The calls of one message share the bound with all others."""
    tools = Tools(max_running=1)
    gate = Gate(tools)
    async with talking(tools, "google") as jambonz:
        await jambonz.call_google_tools(*({"id": f"f{n}", "name": "wait", "args": {"number": n}} for n in range(3)))
        for number in range(3):
            await wait_all_tasks_blocked()
            assert gate.begun == [*range(number + 1)]
            gate.open[number].set()
        output = await jambonz.output("function_call_id")
        assert [answer["id"] for answer in output["toolResponse"]["functionResponses"]] == ["f0", "f1", "f2"]


async def test_a_tool_that_failed_makes_room() -> None:
    """Errors of every kind give the place back."""
    tools = Tools(max_running=1, timeout=0.01)

    @tools.tool
    async def fail(how: str) -> None:
        """Fail."""
        if how == "raise":
            raise ValueError
        await anyio.sleep_forever()

    async with talking(tools) as jambonz:
        for name, args in (("fail", {"how": "raise"}), ("fail", {"how": "wait"}), ("fail", {}), ("unknown", {})):
            for _ in range(2):
                await jambonz.call_tool(name, args)
                assert isinstance(await jambonz.result(), dict)


# -- with the call ----------------------------------------------------------------------------


async def test_the_end_of_the_call_cancels_tools(caplog: pytest.LogCaptureFixture) -> None:
    """Running tools are cancelled when the call ends, waiting ones never begin; nothing is answered or logged."""
    ends: list[str] = []
    tools = Tools(max_running=3)

    @tools.tool
    async def wait(call: Call, how: str) -> None:
        """Wait for the end of the call, and say something then."""
        try:
            await (call.sleep(3600) if how == "on the call" else anyio.sleep_forever())
        finally:
            ends.append(how)
            if how == "with last words":
                await call.send(Say(text="Is anyone there?"))

    async with talking(tools) as jambonz:
        for how in ("on the call", "for ever", "with last words", "too late"):
            await jambonz.call_tool("wait", {"how": how})
        await wait_all_tasks_blocked()
        await jambonz.hang_up()
    assert sorted(ends) == ["for ever", "on the call", "with last words"]
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_a_tool_that_fails_as_the_call_ends_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """A mistake in what a tool does when it is cancelled is not lost, and disturbs nobody."""
    tools = Tools()

    @tools.tool
    async def wait() -> None:
        """Wait, and make a mistake."""
        try:
            await anyio.sleep_forever()
        finally:
            raise ValueError

    async with talking(tools) as jambonz:
        await jambonz.call_tool("wait")
        await wait_all_tasks_blocked()
        await jambonz.hang_up()
    records = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert [record.getMessage() for record in records] == [f"call {SID}: tool 'wait' failed"]


async def test_a_tool_ends_the_model() -> None:
    """A tool that sends verbs takes the call away from the model, by a command; its own answer still goes out."""
    tools = Tools()

    @tools.tool
    async def transfer(call: Call) -> str:
        """Transfer the caller."""
        await call.send(Say(text="One moment."))
        return "transferred"

    superseded = anyio.Event()

    async def handler(call: Call) -> None:
        try:
            await call.perform(OpenaiS2s(llm_options={}, tool_hook=tools.serve(call, "agent")))
        except Superseded:
            superseded.set()
            await call.sleep(3600)

    async with on_a_call(handler) as jambonz:
        await jambonz.begin()
        await jambonz.call_tool("transfer")
        redirect = {"type": "command", "command": "redirect", "data": [{"verb": "say", "text": "One moment."}]}
        assert await jambonz.receive() == redirect
        assert await jambonz.result() == "transferred"
        with anyio.fail_after(PATIENCE):
            await superseded.wait()


async def test_a_tool_is_not_the_main_flow() -> None:
    """What a tool sends never answers a hook that the main flow owes."""
    owed, released = anyio.Event(), anyio.Event()
    tools = Tools()

    @tools.tool
    async def announce(call: Call) -> None:
        """Say something."""
        await owed.wait()
        await call.send(Say(text="From the tool."))

    async def handler(call: Call) -> None:
        await call.perform(OpenaiS2s(llm_options={}, tool_hook=tools.serve(call, "agent")))
        owed.set()
        await released.wait()
        await call.send(Say(text="From the flow."))

    async with on_a_call(handler) as jambonz:
        verb = await jambonz.begin()
        await jambonz.call_tool("announce")
        msgid = await jambonz.send("verb:hook", {"completion_reason": "normal conversation end"}, verb["actionHook"])
        command = await jambonz.receive()
        assert (command["type"], command["data"]) == ("command", [{"verb": "say", "text": "From the tool."}])
        assert await jambonz.result() is None
        released.set()
        assert await jambonz.receive() == {
            "type": "ack",
            "msgid": msgid,
            "data": [{"verb": "say", "text": "From the flow."}],
        }


async def test_tools_outlive_the_main_flow() -> None:
    """The call goes on with its tools when the handler has returned."""
    tools = echo()

    async def handler(call: Call) -> None:
        await call.send(Agent(tool_hook=tools.serve(call, "agent")))

    async with on_a_call(handler) as jambonz:
        await jambonz.begin()
        await jambonz.call_tool("echo", {"value": 1})
        assert await jambonz.result() == 1


@pytest.mark.parametrize(
    ("vendor", "verb"),
    [
        ("openai", partial(OpenaiS2s, llm_options={})),
        ("openai", partial(Llm, vendor="openai", llm_options={})),
        ("google", partial(S2s, vendor="google", llm_options={})),
        ("agent", Agent),
    ],
    ids=["openai_s2s", "llm", "s2s", "agent"],
)
async def test_over_a_socket(vendor: Vendor, verb: Callable[..., OpenaiS2s | Llm | S2s | Agent]) -> None:
    """A whole call with tools, between both ends of this library."""
    tools = echo()

    async def handler(call: Call) -> None:
        await call.perform(verb(tool_hook=tools.serve(call, vendor)))

    with anyio.fail_after(2 * PATIENCE):
        async with Server(handler, port=0) as server, connect(f"ws://127.0.0.1:{server.port}/") as jambonz:
            answer = await jambonz.session_new(SessionData(call_sid=SID, direction="inbound"))
            [sent] = answer.data or []
            hook = _tool_hook(sent)
            if isinstance(sent, Agent):
                agent_call = hooks.AgentToolCall(tool_call_id="call-1", name="echo", arguments={"value": RESULT})
                await jambonz.agent_tool_call(hook, agent_call)
            else:
                llm_call = hooks.LlmToolCall(tool_call_id="call-1", name="echo", args={"value": RESULT})
                await jambonz.llm_tool_call(hook, llm_call)
            command = await jambonz.receive_command()
            assert isinstance(command, LlmToolOutput)
            assert command.tool_call_id == "call-1"
            assert TEXT in json.dumps(command.data, separators=(",", ":")).replace('\\"', '"')


def _tool_hook(verb: Verb) -> str:
    assert isinstance(verb, OpenaiS2s | Llm | S2s | Agent)
    assert isinstance(verb.tool_hook, str)
    return verb.tool_hook


# -- Call.start_soon --------------------------------------------------------------------------


async def test_what_runs_beside_the_call_and_fails_ends_it(caplog: pytest.LogCaptureFixture) -> None:
    """Code beside the main flow that raises ends the call as the main flow would."""

    async def fail() -> None:
        raise ValueError("beside")

    async def handler(call: Call) -> None:
        await call.send(Agent(tool_hook="/tool"))
        call.start_soon(fail)
        await call.sleep(3600)

    async with on_a_call(handler) as jambonz:
        await jambonz.begin()
        await jambonz.say_nothing_but_hang_up()
    assert any(SID in message and "failed" in message for message in caplog.messages)


async def test_nothing_starts_on_a_call_that_is_over() -> None:
    """What is to start when the call is over never does."""
    started: list[str] = []
    tried = anyio.Event()

    async def start() -> None:
        started.append("!")

    async def handler(call: Call) -> None:
        try:
            await call.perform(Agent(tool_hook="/tool"))
        finally:
            call.start_soon(start)
            tried.set()

    async with on_a_call(handler) as jambonz:
        await jambonz.begin()
        await jambonz.hang_up()
        with anyio.fail_after(PATIENCE):
            await tried.wait()
        await wait_all_tasks_blocked()
    assert started == []
