"""Everything that the spec knows runs: no verb and no command is a stranger to the simulation."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jambonz_proto import Call, decode_server_message, decode_verbs
from jambonz_proto._tables import COMMANDS, VERBS
from jambonz_proto.commands import Command
from jambonz_proto.components import TtsStream
from jambonz_proto.testing import CommandCame, Jambonz, VerbBegan
from jambonz_proto.verbs import Answer, Config, Pause, SipDecline
from tests.client.driver import Json

pytestmark = pytest.mark.anyio

SPEC = Path(__file__).resolve().parents[2] / "spec"


def examples(folder: str) -> list[Json]:
    """All examples in a folder of the spec."""
    files = sorted((SPEC / folder).glob("*.json"))
    schemas = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    return [example for schema in schemas for example in schema.get("examples", ())]


COMMAND_EXAMPLES = [example for example in examples("commands") if example["type"] == "command"]


def test_all_are_tried() -> None:
    assert {verb["verb"] for verb in examples("verbs")} == set(VERBS)
    assert {command["command"] for command in COMMAND_EXAMPLES} == set(COMMANDS)


@pytest.mark.parametrize("example", examples("verbs"), ids=lambda verb: verb["verb"])
async def test_every_verb_runs(jambonz: Jambonz, example: Json) -> None:
    """It begins, lasts no longer than its caller, and nothing that it needs is missing."""
    [verb] = decode_verbs(json.dumps([example]))

    async def application(call: Call) -> None:
        await call.send(*(() if isinstance(verb, SipDecline) else (Answer(),)), verb)
        await call.sleep(10_000)

    async with jambonz.call(application, strict=False) as caller:
        await caller.expect(type(verb))
        await caller.is_silent(1000)
        assert caller.session.failure is None
    assert type(verb) in [type(entry.verb) for entry in caller.transcript if isinstance(entry, VerbBegan)]
    assert not any(problem.kind == "not simulated" for problem in caller.problems), str(caller.transcript)


@pytest.mark.parametrize("example", COMMAND_EXAMPLES, ids=lambda command: command["command"])
async def test_every_command_is_taken(jambonz: Jambonz, example: Json) -> None:
    """It comes, and has its effect, or there is a problem that says why it has none."""
    command = decode_server_message(json.dumps(example))
    assert isinstance(command, Command)

    async def application(call: Call) -> None:
        await call.send(Config(tts_stream=TtsStream(enable=True)), Answer(), Pause(length=100))
        await call.send_command(command)
        await call.sleep(10_000)

    async with jambonz.call(application, strict=False) as caller:
        assert await caller.expect(type(command)) == command
        await caller.is_silent(1000)
        assert caller.session.failure is None
    assert [entry.command for entry in caller.transcript if isinstance(entry, CommandCame)] == [command]
    assert not any(problem.kind == "not simulated" for problem in caller.problems), str(caller.transcript)
