"""Conversations with a language model: tool calls, events, and how they end."""

from __future__ import annotations

from typing import Annotated, Any, get_args

import pytest

from jambonz_proto import Call, JsonValue, Tools, commands, hooks, messages
from jambonz_proto._base import with_changes
from jambonz_proto.testing import Jambonz, Told
from jambonz_proto.testing._payloads import snake_case
from jambonz_proto.testing._verbs.llm import ADAPTERS
from jambonz_proto.tools import Vendor
from jambonz_proto.verbs import (
    Agent,
    DeepgramS2s,
    DeepgramS2sOptions,
    ElevenlabsS2s,
    ElevenlabsS2sAuth,
    ElevenlabsS2sOptions,
    GoogleS2s,
    Hangup,
    Llm,
    MicrosoftS2s,
    OpenaiS2s,
    OpenaiS2sAuth,
    Say,
    UltravoxS2s,
    VoiceagentS2s,
    VoiceagentS2sOptions,
)

from .driver import Handler, failing, kinds, rows

pytestmark = pytest.mark.anyio

MODEL = OpenaiS2s(auth=OpenaiS2sAuth(api_key="k"), llm_options={"response_create": {}})
MODELS: dict[str, Any] = {
    "openai": MODEL,
    "microsoft": MicrosoftS2s(llm_options={"response_create": {}}),
    "google": GoogleS2s(llm_options={"setup": {}}),
    "elevenlabs": ElevenlabsS2s(auth=ElevenlabsS2sAuth(agent_id="a"), llm_options=ElevenlabsS2sOptions()),
    "deepgram": DeepgramS2s(llm_options=DeepgramS2sOptions(settings={})),
    "voiceagent": VoiceagentS2s(llm_options=VoiceagentS2sOptions(settings={})),
    "ultravox": UltravoxS2s(llm_options={}),
    "agent": Agent(),
}

tools = Tools(timeout=5)


@tools.tool
async def get_weather(city: Annotated[str, "City"], days: int = 1) -> dict[str, JsonValue]:
    """Weather in a city."""
    if city == "Atlantis":
        raise LookupError("no such city")
    return {"city": city, "degrees": 9.5, "days": days}


def talks(vendor: Vendor, reasons: list[str | None] | None = None) -> Handler:
    """An application whose model may call the tool."""

    async def application(call: Call) -> None:
        hook = tools.serve(call, vendor)
        model: Any = with_changes(MODELS[vendor], tool_hook=hook)
        result: hooks.LlmResult | hooks.AgentResult = await call.perform(model)
        if reasons is not None:
            reasons.append(result.completion_reason)
        await call.send(Say(text="Bye."), Hangup())

    return application


@pytest.mark.parametrize("vendor", get_args(Vendor))
async def test_a_tool_call(jambonz: Jambonz, vendor: Vendor) -> None:
    """messages.md 4.10 and 5.4: each vendor's form of the call, and of the output."""
    reasons: list[str | None] = []
    async with jambonz.call(talks(vendor, reasons)) as caller:
        await caller.says("what is the weather in Portland?")
        weather = await caller.calls_tool("get_weather", {"city": "Portland", "days": 2})
        assert weather == {"city": "Portland", "degrees": 9.5, "days": 2}
        assert await caller.calls_tool("get_weather", {"city": "Bend"}) == {"city": "Bend", "degrees": 9.5, "days": 1}
        await caller.llm_ends()
        await caller.hears("Bye")
    assert reasons == ["normal conversation end"]


async def test_a_tool_that_fails(jambonz: Jambonz) -> None:
    async with jambonz.call(talks("openai")) as caller:
        assert "error" in str(await caller.calls_tool("get_weather", {"city": "Atlantis"}))
        assert "error" in str(await caller.calls_tool("get_time"))


async def test_no_result(jambonz: Jambonz) -> None:
    async def application(call: Call) -> None:
        await call.perform(OpenaiS2s(auth=MODEL.auth, llm_options=MODEL.llm_options, tool_hook="/tool"))

    async with jambonz.call(application) as caller:
        with failing("expected a result of get_weather"):
            await caller.calls_tool("get_weather")


async def test_no_tool_hook(jambonz: Jambonz) -> None:
    async def application(call: Call) -> None:
        await call.perform(MODEL)

    async with jambonz.call(application) as caller:
        with failing("openai_s2s has no toolHook"):
            await caller.calls_tool("get_weather")


async def test_output_in_another_vendors_form(jambonz: Jambonz) -> None:
    """messages.md 5.4: what the adapter does not take is only logged."""

    async def application(call: Call) -> None:
        call.start_soon(lambda: answer(call))
        await call.perform(OpenaiS2s(auth=MODEL.auth, llm_options=MODEL.llm_options, tool_hook="/tool"))

    async def answer(call: Call) -> None:
        await call.sleep(1)
        await call.llm_tool_output({"result": 7}, tool_call_id="call_1")

    async with jambonz.call(application, strict=False) as caller:
        await caller.is_silent(2)
    assert kinds(caller) == ["no effect"]
    assert "wants the type conversation.item.create" in caller.problems[0].text


async def test_commands_without_a_model(jambonz: Jambonz) -> None:
    """messages.md 5.3: needs an llm or agent verb."""

    async def application(call: Call) -> None:
        await call.send(Say(text="Hello."))
        await call.sleep(1)
        await call.llm_tool_output({}, tool_call_id="call_1")
        await call.llm_update({"type": "session.update"})
        await call.agent_update("generate_reply")
        await call.sleep(1)

    async with jambonz.call(application, strict=False) as caller:
        await caller.is_silent(2)
    assert kinds(caller) == ["no effect"] * 3


async def test_updates(jambonz: Jambonz) -> None:
    """messages.md 5.4: the types that each adapter passes on."""

    async def application(call: Call) -> None:
        call.start_soon(lambda: update(call))
        await call.perform(MODEL)

    async def update(call: Call) -> None:
        await call.sleep(1)
        await call.llm_update({"type": "session.update"})
        await call.llm_update({"type": "input_text_message"})

    async with jambonz.call(application, strict=False) as caller:
        assert (await caller.expect(commands.LlmUpdate)).data["type"] == "session.update"
        await caller.is_silent(2)
    assert [problem.text for problem in caller.problems] == [
        "llm:update: openai: the adapter does not pass input_text_message on"
    ]


async def test_events(jambonz: Jambonz) -> None:
    """messages.md 4.9: the vendor's event, its keys in snake_case; ``events`` says which."""
    heard: list[object] = []

    async def application(call: Call) -> None:
        async def on_event(event: hooks.LlmEvent) -> None:
            heard.append((event.type, event.extra))

        hook = call.hook(hooks.LlmEvent, on_event)
        events = ["response.*", "error"]
        await call.perform(OpenaiS2s(auth=MODEL.auth, llm_options=MODEL.llm_options, event_hook=hook, events=events))

    async with jambonz.call(application) as caller:
        await caller.llm_event({"type": "response.done", "responseId": "x", "output": [{"callId": 1}]})
        with failing("its events leave this one out"):
            await caller.llm_event({"type": "session.updated"})
    assert heard == [("response.done", {"response_id": "x", "output": [{"call_id": 1}]})]


async def test_all_events_but_some(jambonz: Jambonz) -> None:
    async def application(call: Call) -> None:
        await call.perform(
            Llm(vendor="openai", llm_options={}, event_hook="/event", events=["all", "-response.audio.delta"])
        )

    async with jambonz.call(application) as caller:
        await caller.llm_event({"type": "session.updated"})
        with failing("its events leave this one out"):
            await caller.llm_event({"type": "response.audio.delta"})
    assert "→ llm:event /event session.updated" in rows(caller, Told)


async def test_an_agents_turn(jambonz: Jambonz) -> None:
    """messages.md 4.15."""
    heard: list[object] = []

    async def application(call: Call) -> None:
        async def on_event(message: messages.AgentEvent) -> None:
            assert isinstance(message.data, hooks.AgentTurnEnd)
            heard.append((message.data.transcript, message.data.interrupted))

        call.on(messages.AgentEvent, on_event)
        await call.perform(Agent(event_hook="/turns"))

    async with jambonz.call(application) as caller:
        await caller.says("hello")
        await caller.llm_event({"type": "turn_end", "transcript": "hello", "interrupted": False})
    assert heard == [("hello", False)]


async def test_it_ends_by_a_failure(jambonz: Jambonz) -> None:
    """hook-payloads.md 4.16."""
    results: list[hooks.LlmResult] = []

    async def application(call: Call) -> None:
        results.append(await call.perform(MODEL))
        await call.send(Hangup())

    async with jambonz.call(application) as caller:
        await caller.llm_ends("server error", {"code": 500})
        await caller.is_hung_up()
    assert (results[0].completion_reason, results[0].error) == ("server error", {"code": 500})


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        ({"type": "error", "error": {"code": 429}}, "server error"),
        (
            {"type": "response.done", "response": {"status": "failed", "status_details": {"error": {"code": 429}}}},
            "server failure",
        ),
        ({"type": "response.done", "response": {"status": "completed"}}, None),
    ],
)
async def test_an_event_that_ends_it(jambonz: Jambonz, event: dict[str, JsonValue], reason: str | None) -> None:
    """feature-server lib/tasks/llm/llms/openai_s2s.js:297-313,363-372: it is told, and so is the result."""
    results: list[hooks.LlmResult] = []

    async def application(call: Call) -> None:
        results.append(await call.perform(with_changes(MODEL, event_hook="/events")))
        await call.send(Hangup())

    async with jambonz.call(application) as caller:
        await caller.llm_event(event)
        if reason is None:
            await caller.llm_ends()
        await caller.is_hung_up()
    assert f"→ llm:event /events {event['type']}" in rows(caller, Told)
    assert results[0].completion_reason == (reason or "normal conversation end")
    assert results[0].error == ({"code": 429} if reason else None)


async def test_it_is_replaced(jambonz: Jambonz) -> None:
    """design.md: a replaced llm calls its hook all the same."""

    async def application(call: Call) -> None:
        await call.send(OpenaiS2s(auth=MODEL.auth, llm_options=MODEL.llm_options, action_hook="/over"))
        await call.sleep(1)
        await call.send(Say(text="Enough."), Hangup())

    async with jambonz.call(application) as caller:
        await caller.hears("Enough")
        assert [row for row in rows(caller) if "/over" in row]


async def test_nobody_is_talked_to(jambonz: Jambonz) -> None:
    async def application(call: Call) -> None:
        await call.send(Say(text="Hello."))
        await call.sleep(100)

    async with jambonz.call(application) as caller:
        with failing("expected that the model can call a tool"):
            await caller.calls_tool("x")
        with failing("expected that the model is talked to"):
            await caller.llm_ends()


def test_every_vendor_of_the_tools_has_an_adapter() -> None:
    assert set(get_args(Vendor)) <= set(ADAPTERS)


@pytest.mark.parametrize(
    ("key", "snaked"),
    [
        ("callSid", "call_sid"),
        ("sbcCallid", "sbc_callid"),
        ("X-Foo-Bar", "x_foo_bar"),
        ("call-id", "call_id"),
        ("X-CallSid", "x_callsid"),
        ("NBest", "n_best"),
        ("ITN", "itn"),
        ("MaskedITN", "masked_i_t_n"),
        ("response.done", "response_done"),
        ("serverContent", "server_content"),
        ("sipURI", "sip_u_r_i"),
    ],
)
def test_the_spelling_of_keys(key: str, snaked: str) -> None:
    """messages.md 3: as seen from the server itself."""
    assert snake_case(key) == snaked


async def test_llm_status(jambonz: Jambonz) -> None:
    """messages.md 5.3, llm:status: ``stop`` ends the conversation; without one it has no effect."""

    async def application(call: Call) -> None:
        await call.send(OpenaiS2s(auth=OpenaiS2sAuth(api_key="x"), llm_options={}), Say(text="Next."))
        await call.sleep(1)
        await call.llm_status("move-to-room", room="sales")
        await call.llm_status("stop")
        await call.sleep(1)
        await call.llm_status("stop")
        await call.pipeline_update({"type": "update_instructions"})

    async with jambonz.call(application, strict=False) as caller:
        assert (await caller.hears("Next")).time == 1
        await caller.is_silent(2)
    assert "the model is to move-to-room sales" in rows(caller)
    assert kinds(caller) == ["no effect"] * 2
