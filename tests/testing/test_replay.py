"""Replay: a recorded call against an application, which says the same or something else."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec
import pytest

from examples.echo import echo
from jambonz_proto import Call, Env, HandshakeError, InvalidMessage, JsonValue, RawVerb, Server, Verb
from jambonz_proto.testing import Difference, Jambonz, read_recording, replay
from jambonz_proto.verbs import Gather, Hangup, OpenaiS2s, OpenaiS2sAuth, Pause, Say

Handler = Callable[[Call], Awaitable[None]]
Message = dict[str, JsonValue]


def lines(*values: object) -> list[bytes]:
    """Lines of a recording."""
    return [msgspec.json.encode(value) for value in values]


def session(msgid: str = "m1", **data: JsonValue) -> Message:
    """How a call begins."""
    data = {"call_sid": "c1", "direction": "inbound", **data}
    return {"type": "session:new", "msgid": msgid, "call_sid": "c1", "data": data}


def ack(msgid: str, *verbs: Message) -> Message:
    """An ack of the application."""
    return {"type": "ack", "msgid": msgid, "data": list(verbs)}


def status(call_status: str) -> Message:
    """A message that wants no ack."""
    return {
        "type": "call:status",
        "msgid": call_status,
        "call_sid": "c1",
        "data": {"call_sid": "c1", "call_status": call_status},
    }


def hook(msgid: str, name: str, **data: JsonValue) -> Message:
    """A hook of a verb."""
    return {"type": "verb:hook", "msgid": msgid, "call_sid": "c1", "hook": name, "data": data}


def at(time: float, message: Message) -> Message:
    """A line that has a time."""
    return {"time": time, "message": message}


SAY: Message = {"verb": "say", "text": "Hi."}
HANGUP: Message = {"verb": "hangup"}


def sends(*verbs: Verb) -> Handler:
    """An application that sends verbs and waits for the end of the call."""

    async def application(call: Call) -> None:
        await call.send(*verbs)
        await call.sleep(100_000)

    return application


@pytest.fixture
async def echoed(tmp_path: Path) -> Path:
    """A recording of a call to the echo application, with names that it made up."""
    file = tmp_path / "echo.jsonl"
    async with Jambonz().call(echo, record=file) as caller:
        await caller.hears("Say something.")
        await caller.says("good morning")
        await caller.hears("good morning")
        await caller.is_silent()
        await caller.is_hung_up()
    return file


# -- the same -----------------------------------------------------------------------------------


@pytest.mark.anyio
async def test_the_same_application_says_the_same(echoed: Path) -> None:
    """Message ids and the names of hooks differ in each call, which is no difference."""
    assert await replay(echoed, echo) == []
    hooks = {line.text for line in read_recording(echoed) if "verb:hook" in (line.text or "")}
    assert len(hooks) == 2


@pytest.mark.anyio
async def test_over_a_socket_too(echoed: Path) -> None:
    """An application elsewhere is called by its URL."""
    async with Server(echo, port=0) as server:
        assert await replay(echoed, f"ws://127.0.0.1:{server.port}/") == []


@pytest.mark.anyio
async def test_a_capture_without_time_and_sender(echoed: Path) -> None:
    """Bare messages are enough."""
    bare = [line.text for line in read_recording(echoed) if line.text is not None]
    assert await replay(bare, echo) == []


@pytest.mark.anyio
async def test_both_forms_of_a_verb_are_the_same() -> None:
    """``{"say": {…}}`` is ``{"verb": "say", …}``, and an ack without data is one with none."""
    call = lines(
        session(),
        ack("m1", {"say": {"text": "Hi."}}, HANGUP),
        hook("m2", "/stale"),
        {"type": "ack", "msgid": "m2"},
    )
    assert await replay(call, sends(Say(text="Hi."), Hangup())) == []


@pytest.mark.anyio
async def test_ids_are_given_back_as_they_are_now() -> None:
    """The ids of verbs may be made up: what jambonz says of them has those of today."""
    heard: list[object] = []

    async def application(call: Call) -> None:
        result = await call.perform(Gather(id="today", input=["digits"]))
        heard.append(result.verb_id)
        await call.send(Hangup())
        await call.sleep(100_000)

    gather: Message = {"verb": "gather", "id": "then", "input": ["digits"], "actionHook": "/then"}
    timeout = hook("m2", "/then", verb_id="then", reason="timeout")
    call = lines(session(), ack("m1", gather), timeout, ack("m2", HANGUP))
    assert await replay(call, application) == []
    assert heard == ["today"]


@pytest.mark.anyio
async def test_time_passes_as_in_the_recording() -> None:
    """In memory an hour is nothing, and what the application does after an hour is waited for."""

    async def patient(call: Call) -> None:
        await call.send(Say(text="Hi."))
        await call.sleep(3600)
        await call.mute("mute")
        await call.sleep(100_000)

    mute: Message = {"type": "command", "command": "mute:status", "data": {"mute_status": "mute"}}
    begin = [at(100, session()), at(100, ack("m1", SAY)), at(101, status("in-progress"))]
    call = lines(*begin, at(3700, mute), at(3701, hook("m2", "/x")), at(3701, ack("m2")))
    assert await replay(call, patient) == []


# -- something else -----------------------------------------------------------------------------


@pytest.mark.anyio
async def test_what_changed_is_named() -> None:
    """A difference has the line, the message, the JSON path and both values, and is a line of text."""
    call = lines(session(), ack("m1", SAY, HANGUP))
    [difference] = await replay(call, sends(Say(text="Hello."), Hangup()))
    assert difference == Difference("ack of session:new", "$.data[0].text", "changed", "Hi.", "Hello.", 2)
    assert str(difference) == "line 2, ack of session:new, $.data[0].text: 'Hi.' became 'Hello.'"


@pytest.mark.anyio
async def test_verbs_that_are_new_and_missing() -> None:
    """Verbs are compared with those of the same name, in their order: one more or less is one difference."""
    call = lines(session(), ack("m1", {"verb": "answer"}, SAY, HANGUP))
    found = await replay(call, sends(Say(text="Hi."), Pause(length=1), Hangup()))
    assert [str(difference) for difference in found] == [
        "line 2, ack of session:new, $.data[0]: {'verb': 'answer'} is missing",
        "line 2, ack of session:new, $.data[1]: {'verb': 'pause', 'length': 1} is new",
    ]


@pytest.mark.anyio
async def test_types_count() -> None:
    """``true`` is not ``1``, but ``1.0`` is."""
    call = lines(session(), ack("m1", {**SAY, "loop": 1, "other": 1}))
    found = await replay(call, sends(RawVerb("say", {"text": "Hi.", "loop": True, "other": 1.0})))
    assert [str(difference) for difference in found] == ["line 2, ack of session:new, $.data[0].loop: 1 became True"]


@pytest.mark.anyio
async def test_commands_are_compared_in_their_order() -> None:
    """One that does not come is waited for, and is missing then; one that came besides is new."""

    async def application(call: Call) -> None:
        await call.send(Say(text="Hi."))
        await call.mute("unmute")
        await call.boost_audio_signal("3 dB")
        await call.sleep(100_000)

    mute: Message = {"type": "command", "command": "mute:status", "data": {"mute_status": "mute"}}
    digit: Message = {"type": "command", "command": "dtmf", "data": {"dtmf": {"digit": "1"}}}
    call = lines(session(), ack("m1", SAY), status("in-progress"), digit, mute)
    found = await replay(call, application)
    assert [(each.line, each.message, each.path, each.kind) for each in found] == [
        (4, "command dtmf", "$", "missing"),
        (5, "command mute:status", "$.data.mute_status", "changed"),
        (None, "command boostAudioSignal", "$", "new"),
    ]


@pytest.mark.anyio
async def test_a_property_can_be_left_out_of_the_comparison() -> None:
    """``ignore`` names properties whose values do not count, wherever they are."""
    call = lines(session(), ack("m1", SAY, HANGUP))
    assert await replay(call, sends(Say(text="It is 12:01."), Hangup()), ignore=["text"]) == []


@pytest.mark.anyio
async def test_an_absolute_url_is_no_made_up_name() -> None:
    """A hook on a web server is called there, so that it matters which it is."""

    def asks(url: str) -> Handler:
        return sends(Gather(input=["digits"], action_hook=url), Hangup())

    gather: Message = {"verb": "gather", "input": ["digits"], "actionHook": "https://one.example/"}
    call = lines(session(), ack("m1", gather, HANGUP))
    assert await replay(call, asks("https://one.example/")) == []
    [difference] = await replay(call, asks("https://two.example/"))
    assert difference.path == "$.data[0].actionHook"


@pytest.mark.anyio
async def test_a_handler_that_raises() -> None:
    """Although the library may say just what was said in the recording."""

    async def broken(call: Call) -> None:
        await call.perform(Gather(input=["digits"], action_hook="/digits"))
        raise LookupError("no such menu")

    gather: Message = {"verb": "gather", "input": ["digits"], "actionHook": "/digits"}
    timeout = hook("m2", "/digits", reason="timeout")
    call = lines(session(), ack("m1", gather), status("in-progress"), timeout, ack("m2", HANGUP))
    [difference] = await replay(call, broken)
    assert str(difference) == "handler: LookupError('no such menu') is new"


@pytest.mark.anyio
async def test_what_is_too_deep_to_be_looked_into() -> None:
    """It is compared as a text."""
    deep: JsonValue = 1
    for _ in range(300):
        deep = {"a": deep}
    call = lines(session(), {"type": "command", "command": "tag", "data": deep}, ack("m1", SAY))
    [missing] = await replay(call, sends(Say(text="Hi.")))
    assert (missing.message, missing.kind) == ("message", "missing")


# -- secrets ------------------------------------------------------------------------------------


def assistant(key: str) -> Handler:
    """An application that has a key."""
    return sends(OpenaiS2s(auth=OpenaiS2sAuth(api_key=key), llm_options={}), Hangup())


def recorded_assistant(auth: JsonValue) -> list[bytes]:
    """A call to it."""
    verb: Message = {"verb": "openai_s2s", "auth": auth, "llmOptions": {}}
    return lines(session(), ack("m1", verb, HANGUP))


@pytest.mark.anyio
async def test_what_was_hidden_is_no_difference() -> None:
    """``***`` stands for any secret."""
    assert await replay(recorded_assistant("***"), assistant("s3cret")) == []


@pytest.mark.anyio
async def test_a_secret_is_not_shown_by_a_difference() -> None:
    """Where secrets were recorded, a difference says that they differ, and not how."""
    found = await replay(recorded_assistant({"apiKey": "old"}), assistant("s3cret"))
    assert [(each.path, each.kind) for each in found] == [("$.data[0].auth", "changed")]
    found += await replay(lines(session(), ack("m1", HANGUP)), assistant("s3cret"))
    assert len(found) == 2
    assert "s3cret" not in repr(found) + "".join(map(str, found))


class Settings(Env):
    """What the application below wants to know."""

    greeting: str = "Hi."


async def greets(call: Call) -> None:
    """Says what its environment has."""
    await call.send(Say(text=call.env_as(Settings).greeting), Hangup())


@pytest.mark.anyio
async def test_environment_variables() -> None:
    """Those that were hidden are left out; others can be given."""
    call = lines(session(env_vars={"greeting": "***"}), ack("m1", SAY, HANGUP))
    assert await replay(call, greets) == []
    [difference] = await replay(call, greets, env={"greeting": "Hello."})
    assert difference.replayed == "Hello."
    assert await replay(lines(session(env_vars={"greeting": "Hi."}), ack("m1", SAY, HANGUP)), greets) == []


# -- connections --------------------------------------------------------------------------------


@pytest.mark.anyio
async def test_a_reconnect() -> None:
    """Where jambonz came back in the recording, it does so now."""

    async def application(call: Call) -> None:
        await call.send(Say(text="Hi."))
        await call.sleep(10)
        await call.mute("mute")
        await call.sleep(100_000)

    mute: Message = {"type": "command", "command": "mute:status", "data": {"mute_status": "mute"}}
    back: Message = {"type": "session:reconnect", "msgid": "m2", "call_sid": "c1", "data": {"call_sid": "c1"}}
    begin = [at(0, session()), at(0, ack("m1", SAY)), at(1, status("in-progress"))]
    call = lines(*begin, at(5, back), at(5, ack("m2")), at(10, mute))
    assert await replay(call, application) == []


@pytest.mark.anyio
async def test_a_connection_that_is_closed_early() -> None:
    """What the application cannot say any more is missing, and why is told."""
    call = lines(session(), ack("m1", SAY), hook("m2", "/x"), ack("m2"), status("completed"))
    async with Server(echo, port=0, max_incoming=10) as server:
        found = await replay(call, f"ws://127.0.0.1:{server.port}/")
    missing, closed = map(str, found)
    assert missing == f"line 2, ack of session:new: {{'data': [{SAY!r}]}} is missing"
    assert closed.startswith("connection: 'the connection was closed with code 1009")


@pytest.mark.anyio
async def test_how_the_application_closed() -> None:
    """Where it closed the connection in the recording it has to do so now."""
    call = lines(session(), ack("m1", SAY), {"from": "application", "closed": 1001})
    [difference] = await replay(call, sends(Say(text="Hi.")))
    assert str(difference) == "line 3, connection: 'the connection was closed with code 1001' is missing"


@pytest.mark.anyio
async def test_an_application_that_cannot_be_reached() -> None:
    """There is nothing to compare."""
    async with Server(echo, port=0) as server:
        url = f"ws://127.0.0.1:{server.port}/nobody"
        with pytest.raises(HandshakeError):
            await replay(lines(session(), ack("m1", SAY)), url)


@pytest.mark.parametrize(
    ("call", "problem"),
    [
        ([], "no message of jambonz"),
        ([ack("m1", SAY)], "no message of jambonz"),
        ([session(), {**status("completed"), "call_sid": "c2"}], "several calls: c1, c2"),
    ],
)
@pytest.mark.anyio
async def test_what_is_no_call(call: list[Message], problem: str) -> None:
    """A recording has messages of one call."""
    with pytest.raises(InvalidMessage, match=problem):
        await replay(lines(*call), echo)
