"""What becomes of the verbs in the reply to a hook, as the generated table of hooks says.

An application answers the hook with verbs, and all else without. Where a reply replaces the stack, the caller hears
them instead of what was to come; where it is ignored, that is a problem, and what was to come is heard. The rules:
hook-payloads.md 1.2 and 3, from feature-server lib/tasks/task.js:220-268.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from jambonz_proto import decode_verbs
from jambonz_proto.testing import Caller, Jambonz
from jambonz_proto.testing._session import reply_of
from jambonz_proto.verbs import Dial, Transfer
from tests.client.application import Application
from tests.client.driver import Json, say

from .driver import kinds, script

pytestmark = pytest.mark.anyio

SPEC = Path(__file__).resolve().parents[2] / "spec" / "verbs"
PHONE: Json = {"type": "phone", "number": "+1"}
HANGUP: Json = {"verb": "hangup"}


async def nothing(caller: Caller) -> None:
    """It comes by itself."""


async def hears_it(caller: Caller) -> None:
    await caller.hears("https://x/a.wav")


async def talks_in_pieces(caller: Caller) -> None:
    await caller.says("one", is_final=False)


async def talks(caller: Caller) -> None:
    await caller.says("one")


async def is_translated(caller: Caller) -> None:
    await caller.says("eins")
    await caller.is_translated("one", language="en-US")


async def is_busy(caller: Caller) -> None:
    await caller.answers(await caller.expect(Dial), "busy")


async def presses_there(caller: Caller) -> None:
    callee = await caller.answers(await caller.expect(Dial))
    await callee.presses("1")
    await callee.hangs_up()


async def is_bridged(caller: Caller) -> None:
    await (await caller.is_dequeued()).hangs_up()


async def cannot_be_transferred(caller: Caller) -> None:
    await caller.is_transferred(486)


async def refuses(caller: Caller) -> None:
    await caller.refuses_transfer()


async def model_ends(caller: Caller) -> None:
    await caller.llm_ends()


async def nobody_takes_it(caller: Caller) -> None:
    await caller.answers(await caller.expect(Transfer), "busy")


@dataclass(frozen=True)
class Case:
    """A verb with one hook, and what makes jambonz call it."""

    verb: Json
    attribute: str
    act: Callable[[Caller], Awaitable[None]] = nothing

    def __str__(self) -> str:
        return f"{self.verb['verb']}.{self.attribute}"


def example(name: str) -> Json:
    """The first example of a verb in the spec, without its hooks."""
    verb: Json = json.loads((SPEC / f"{name}.json").read_text(encoding="utf-8"))["examples"][0]
    return {key: value for key, value in verb.items() if not key.endswith("Hook")}


MODELS = ["llm", "s2s", *(path.stem for path in sorted(SPEC.glob("*-s2s.json"))), "agent", "pipeline"]
CASES = [
    Case({"verb": "play", "url": "https://x/a.wav", "actionHook": "/hook"}, "action_hook", hears_it),
    Case({"verb": "gather", "timeout": 1, "actionHook": "/hook"}, "action_hook"),
    Case(
        {"verb": "gather", "input": ["speech"], "timeout": 1, "partialResultHook": "/hook"},
        "partial_result_hook",
        talks_in_pieces,
    ),
    Case({"verb": "dial", "target": [PHONE], "actionHook": "/hook"}, "action_hook", is_busy),
    Case({"verb": "dial", "target": [PHONE], "dtmfCapture": ["1"], "dtmfHook": "/hook"}, "dtmf_hook", presses_there),
    Case({"verb": "listen", "url": "wss://x/a", "maxLength": 1, "actionHook": "/hook"}, "action_hook"),
    Case({"verb": "stream", "url": "wss://x/a", "maxLength": 1, "actionHook": "/hook"}, "action_hook"),
    Case({"verb": "transcribe", "transcriptionHook": "/hook"}, "transcription_hook", talks),
    Case(
        {"verb": "transcribe", "transcriptionHook": "/all", "translationHook": "/hook"},
        "translation_hook",
        is_translated,
    ),
    Case({"verb": "enqueue", "name": "q", "actionHook": "/hook"}, "action_hook", is_bridged),
    Case({"verb": "dequeue", "name": "q", "timeout": 2, "actionHook": "/hook"}, "action_hook"),
    Case({"verb": "message", "from": "+1", "to": "+2", "text": "a", "actionHook": "/hook"}, "action_hook"),
    Case({"verb": "sip:request", "method": "INFO", "actionHook": "/hook"}, "action_hook"),
    Case({"verb": "sip:refer", "referTo": "+1", "actionHook": "/hook"}, "action_hook", refuses),
    Case({"verb": "sip:refer", "referTo": "+1", "eventHook": "/hook"}, "event_hook", cannot_be_transferred),
    Case({"verb": "redirect", "actionHook": "/hook"}, "action_hook"),
    Case(example("transfer") | {"blindMethod": "dial", "actionHook": "/hook"}, "action_hook", nobody_takes_it),
    *(Case(example(name) | {"actionHook": "/hook"}, "action_hook", model_ends) for name in MODELS),
]


@pytest.mark.parametrize("case", CASES, ids=str)
async def test_verbs_in_a_reply(jambonz: Jambonz, case: Case) -> None:
    [verb] = decode_verbs(json.dumps([case.verb]))
    kind = reply_of(verb, case.attribute).kind
    stack = [{"verb": "answer"}, case.verb, {"verb": "pause", "length": 30}, say("Next."), HANGUP]
    with Application(script(*stack, hook=[say("Replaced."), HANGUP])) as application:
        async with jambonz.call(application.url, strict=False) as caller:
            await case.act(caller)
            await caller.hears("Replaced." if kind == "replace" else "Next.")
            await caller.is_hung_up()
    assert {"replace": [], "ignore": ["ignored reply"]}[kind] == sorted(set(kinds(caller)))
