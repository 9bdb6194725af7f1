"""``lex``, ``dialogflow`` and ``rasa``: what the bot says and does is scripted."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from jambonz_proto import Call, Verb
from jambonz_proto.components import Synthesizer
from jambonz_proto.hooks import DialogflowEvent, LexEvent, LexResult, RasaEvent, RasaResult
from jambonz_proto.testing import Asked, Caller, Jambonz
from jambonz_proto.verbs import Dialogflow, Hangup, Lex, LexCredentials, Rasa, Say

from .driver import failing, kinds, rows, sends

pytestmark = pytest.mark.anyio

HOOKS = {"event_hook": "/event", "action_hook": "/done"}


def lex(**options: object) -> Lex:
    return Lex(bot_id="bot", bot_alias="alias", credentials=LexCredentials(), region="eu-central-1", **options)  # type: ignore[arg-type] # as given


def dialogflow(**options: object) -> Dialogflow:
    return Dialogflow(credentials={}, project="project", lang="en-US", **options)  # type: ignore[arg-type] # as given


def rasa(**options: object) -> Rasa:
    return Rasa(url="https://bot.example.com", **options)  # type: ignore[arg-type] # as given


def told(caller: Caller, key: str, hook: str = "/event") -> Sequence[object]:
    """A value of the payloads of a hook."""
    return [entry.data.get(key) for entry in caller.transcript if isinstance(entry, Asked) and entry.hook == hook]


# -- lex --------------------------------------------------------------------------------------


async def test_lex(jambonz: Jambonz) -> None:
    """hook-payloads.md 4.17: all seven events; without facts about the call, 2.3."""
    verb = lex(**HOOKS, welcome_message="Welcome.", bargein=True, tts=Synthesizer(vendor="default"))
    async with jambonz.call(sends(verb)) as caller:
        await caller.hears("Welcome")
        await caller.says("book a car")
        await caller.bot_event("intent", {"intent": "BookCar"})
        await caller.bot_says("Where to? And please tell me when as well.")
        await caller.hears("Where to?")
        await caller.says("stop", barge_in=True)
        await caller.presses("1")
        await caller.hangs_up()
    assert told(caller, "event") == [
        "response-text",
        "start-play",
        "stop-play",
        "transcription",
        "intent",
        "response-text",
        "start-play",
        "play-interrupted",
        "transcription",
        "stop-play",
        "dtmf",
    ]
    assert told(caller, "call_sid") == [None] * 11
    assert told(caller, "lex_result", "/done") == ["caller hungup"]
    with failing("cannot end it"):
        async with jambonz.call(sends(lex())) as caller:
            await caller.bot_ends()


async def test_verbs_after_an_event_of_lex(jambonz: Jambonz) -> None:
    """hook-payloads.md 3, lex.eventHook: REPLACE; 4.17: then the action hook is called with ``redirect``.

    By the server's source also with ``caller hungup`` after that: ``lex.js:77-99,333-347``.
    """
    results: list[str] = []

    async def application(call: Call) -> None:
        async def on_event(event: LexEvent) -> Sequence[Verb] | None:
            return [Say(text="Booked."), Hangup()] if event.event == "intent" else None

        async def done(result: LexResult) -> None:
            results.append(result.lex_result)

        await call.send(lex(event_hook=call.hook(LexEvent, on_event), action_hook=call.hook(LexResult, done)))

    async with jambonz.call(application) as caller:
        await caller.bot_event("intent", {})
        await caller.hears("Booked")
        await caller.is_hung_up()
    assert results == ["redirect", "caller hungup"]


# -- dialogflow -------------------------------------------------------------------------------


async def test_dialogflow(jambonz: Jambonz) -> None:
    """hook-payloads.md 4.17: the default events, with facts about the call; the bot ends it."""
    async with jambonz.call(sends(dialogflow(**HOOKS, id="a"), Say(text="Next."))) as caller:
        await caller.bot_says("Hello.")
        await caller.hears("Hello.")
        await caller.says("book a ca", is_final=False)
        await caller.says("book a car")
        await caller.presses("1")
        await caller.bot_event("intent", {"query_result": {}})
        await caller.bot_ends()
        await caller.hears("Next")
    assert told(caller, "event") == ["start-play", "stop-play", "transcription", "dtmf", "intent"]
    assert set(told(caller, "call_sid")) == {caller.call_sid}
    assert told(caller, "verb_id") == [None] * 5
    assert told(caller, "dialogflow_result", "/done") == ["completed"]
    assert told(caller, "verb_id", "/done") == ["a"]


async def test_chosen_events_of_dialogflow(jambonz: Jambonz) -> None:
    """hook-payloads.md 4.17: interim results and the end of an utterance only if asked for."""
    verb = dialogflow(**HOOKS, events=["interim-transcription", "end-utterance"])
    async with jambonz.call(sends(verb)) as caller:
        await caller.says("book a ca", is_final=False)
        await caller.says("book a car")
        with failing("dialogflow does not tell of it"):
            await caller.bot_event("intent")
        await caller.hangs_up()
    assert told(caller, "event") == ["transcription", "end-utterance"]
    assert told(caller, "dialogflow_result", "/done") == ["caller hungup"]


async def test_silence_after_a_prompt_of_dialogflow(jambonz: Jambonz) -> None:
    async with jambonz.call(sends(dialogflow(**HOOKS, no_input_timeout=7))) as caller:
        await caller.bot_says("x" * 15)
        await caller.hears("x")
        await caller.is_silent(7.5)
        assert told(caller, "event") == ["start-play", "stop-play"]
        await caller.is_silent(1)
        assert told(caller, "event") == ["start-play", "stop-play", "no-input"]


async def test_verbs_after_an_event_of_dialogflow(jambonz: Jambonz) -> None:
    """hook-payloads.md 3, dialogflow.eventHook: REPLACE, delayed until a running prompt ended; ``redirect`` once."""

    async def application(call: Call) -> None:
        async def on_event(event: DialogflowEvent) -> Sequence[Verb] | None:
            return [Say(text="New.")] if event.event == "dtmf" else None

        await call.send(dialogflow(event_hook=call.hook(DialogflowEvent, on_event), action_hook="/done"))
        await call.sleep(1000)

    async with jambonz.call(application) as caller:
        await caller.bot_says("x" * 75)
        await caller.presses("1", barge_in=True)
        await caller.hears("x")
        assert (await caller.hears("New")).time == 5
    assert told(caller, "dialogflow_result", "/done") == ["redirect"]


async def test_speech_stops_the_bot(jambonz: Jambonz) -> None:
    async with jambonz.call(sends(dialogflow(bargein=True), Say(text="never"))) as caller:
        await caller.bot_says("x" * 1500)
        await caller.says("stop", barge_in=True)
        await caller.says("thank you")
        assert caller.time == 0


# -- rasa -------------------------------------------------------------------------------------


async def test_rasa(jambonz: Jambonz) -> None:
    """hook-payloads.md 4.17: what both say; ten seconds of silence end it."""
    async with jambonz.call(sends(rasa(**HOOKS, prompt="x" * 30), Say(text="Next."))) as caller:
        await caller.hears("x")
        await caller.says("book a car")
        with failing("to say"):
            await caller.says("Hello?")  # it listens again when the bot has answered
        await caller.bot_says("Where to?")
        await caller.hears("Where to?")
        await caller.says("home")
        await caller.bot_says("x" * 30)
        await caller.hears("x")
        began = caller.time
        await caller.is_silent()
        assert (await caller.hears("Next")).time == began + 12
    answers = [[{"recipient_id": caller.call_sid, "text": text}] for text in ("Where to?", "x" * 30)]
    assert told(caller, "message") == ["book a car", answers[0], "home", answers[1]]
    assert told(caller, "rasa_result", "/done") == ["timeout"]


async def test_rasa_is_not_to_be_had(jambonz: Jambonz) -> None:
    """hook-payloads.md 4.17: ``webhookError``; REPLACE."""

    async def application(call: Call) -> None:
        async def done(result: RasaResult) -> Sequence[Verb]:
            assert result.rasa_result == "webhookError"
            return [Say(text="New.")]

        await call.send(rasa(action_hook=call.hook(RasaResult, done)), Say(text="x" * 150))

    async with jambonz.call(application) as caller:
        await caller.bot_ends()
        await caller.hears("x")
        await caller.hears("New")


async def test_verbs_after_an_event_of_rasa(jambonz: Jambonz) -> None:
    """hook-payloads.md 3, rasa.eventHook: REPLACE; 4.17: ``redirect``, whose reply is ignored."""

    async def application(call: Call) -> None:
        async def on_event(event: RasaEvent) -> Sequence[Verb]:
            return [Say(text="New."), Hangup()]

        async def done(result: RasaResult) -> Sequence[Verb]:
            return [Say(text="never")]

        await call.send(rasa(event_hook=call.hook(RasaEvent, on_event), action_hook=call.hook(RasaResult, done)))

    async with jambonz.call(application, strict=False) as caller:
        await caller.says("agent")
        await caller.hears("New")
        await caller.is_hung_up()
    assert len([row for row in rows(caller) if "rasa_result redirect" in row]) == 1
    assert kinds(caller) == ["ignored reply"]


# -- all --------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", [lex(action_hook="/done"), dialogflow(action_hook="/done"), rasa(action_hook="/done")])
async def test_new_verbs(jambonz: Jambonz, verb: Verb) -> None:
    """The hook is called when other verbs take the place: hook-payloads.md 4.17."""

    async def application(call: Call) -> None:
        await call.send(verb)
        await call.sleep(3)
        await call.send(Say(text="New."))
        await call.sleep(10)

    async with jambonz.call(application) as caller:
        assert (await caller.hears("New")).time == 3
    assert len([row for row in rows(caller) if "/done" in row and "caller hungup" in row]) == 1


async def test_there_is_no_bot(jambonz: Jambonz) -> None:
    async with jambonz.call(sends(Say(text="Hello."))) as caller:
        with failing("that the caller talks to a bot"):
            await caller.bot_says("Hello.", within=10)
