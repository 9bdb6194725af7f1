"""Whole calls to applications that are written with the vendor's SDKs, and what these SDKs do wrong.

The numbers in brackets are those of the faults in section 15 of the failure model that this project goes by.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import anyio
import pytest

from jambonz_proto import Client, ConnectionClosed, Verb, commands, connect
from jambonz_proto.errors import InvalidMessage
from jambonz_proto.hooks import CallInfo, GatherResult, Speech, SpeechAlternative
from jambonz_proto.messages import AckableMessage, CallStatusData, DialConfirm, SessionData, VerbHook
from jambonz_proto.verbs import Gather, Hangup, Say

from .conftest import Application

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(900)]  # the first one installs the SDKs

SID = "7c53fd1b-2a5c-4c3c-9d4c-9b1f6ad8ba3f"
SESSION = SessionData(call_sid=SID, direction="inbound", from_="+493012345678", to="+493087654321")
SILENCE = GatherResult(call_sid=SID, reason="timeout")
LISTENS = Gather(input=["speech"], action_hook="/heard", timeout=10, listen_during_prompt=True)
ASKS: list[Verb] = [Say(text="Say something."), LISTENS]
PATIENCE = 20.0


@asynccontextmanager
async def calling(application: Application) -> AsyncGenerator[Client]:
    """A client whose greeting has come."""
    with anyio.fail_after(2 * PATIENCE):
        async with connect(application.url, backoff=0.01, handshake_timeout=PATIENCE, ack_within=PATIENCE) as jambonz:
            assert (await jambonz.session_new(SESSION)).data == ASKS
            yield jambonz


def these(*verbs: Verb) -> list[Verb]:
    """The verbs of an ack."""
    return list(verbs)


def speech(transcript: str) -> GatherResult:
    """The result of a gather that heard something."""
    alternative = SpeechAlternative(transcript=transcript, confidence=0.9)
    return GatherResult(reason="speechDetected", speech=Speech(is_final=True, alternatives=[alternative]))


def status(call_status: str) -> CallStatusData:
    """The state of the call."""
    return CallStatusData(call_sid=SID, call_status=call_status)


async def goodbye(jambonz: Client) -> None:
    """The end of the call; the application has answered by then whatever it answers of what came before."""
    assert (await jambonz.verb_hook("/heard", SILENCE)).data == these(Say(text="Goodbye."), Hangup())


@asynccontextmanager
async def unanswered(jambonz: Client, hook: str, message: type[AckableMessage] = VerbHook) -> AsyncGenerator[None]:
    """Sends a message that is not acked as long as this lasts."""
    answers: list[object] = []

    async def ask() -> None:
        answers.append(await jambonz.request(message, {}, hook=hook))

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(ask)
        await anyio.wait_all_tasks_blocked()
        yield
        assert answers == []
        tasks.cancel_scope.cancel()


def kinds(jambonz: Client) -> list[str]:
    """The kinds of the problems so far."""
    return [problem.kind for problem in jambonz.problems]


# -- what they do right -----------------------------------------------------------------------


async def test_a_whole_call(application: Application) -> None:
    """Greeting, gather hooks, a status that is answered with a command, goodbye and hangup: all without a problem."""
    async with calling(application) as jambonz:
        await jambonz.call_status(status("in-progress"))
        assert await jambonz.receive_command() == commands.ListenStatus(data=commands.ListenStatusData(status="pause"))
        for turn, words in enumerate(["good morning", "how are you"], 1):
            answer = await jambonz.verb_hook("/heard", speech(words))
            assert answer.data == these(Say(text=f"{turn}: {words}"), LISTENS)
        await goodbye(jambonz)
        await jambonz.call_status(status("completed"))
    assert jambonz.problems == []


async def test_a_hook_that_they_do_not_know(application: Application) -> None:
    """A hook that the application has no handler for is acked by the SDK, and its messages are taken."""
    async with calling(application) as jambonz:
        assert (await jambonz.verb_hook("/unknown", {"a": 1})).data == []
        await goodbye(jambonz)
    assert jambonz.problems == []


async def test_new_verbs_at_any_time(application: Application) -> None:
    """The application redirects the call after its ack: with verbs by Node, with a hook by Python."""
    async with calling(application) as jambonz:
        assert (await jambonz.verb_hook("/redirect", {})).data == []
        redirect = await jambonz.receive_command()
        if application.sdk == "node":
            assert redirect == commands.Redirect(data=[Say(text="Something else.")], queue_command=False)
        else:
            assert redirect == commands.Redirect(data=commands.RedirectHooks(call_hook="/else"))
    assert jambonz.problems == []


async def test_calls_beside_each_other(application: Application) -> None:
    """Several calls at once do not get in each other's way."""

    async def one(words: str) -> None:
        async with calling(application) as jambonz:
            answer = await jambonz.verb_hook("/heard", speech(words))
            assert answer.data == these(Say(text=f"1: {words}"), LISTENS)
            assert jambonz.problems == []

    async with anyio.create_task_group() as tasks:
        for number in range(10):
            tasks.start_soon(one, f"number {number}")


# -- what they do wrong -----------------------------------------------------------------------


async def test_two_hooks_in_flight(application: Application) -> None:
    """They keep one msgid for all replies: of two hooks in flight one is acked twice, the other never (N1, P1)."""
    async with calling(application) as jambonz, unanswered(jambonz, "/held"):
        assert (await jambonz.verb_hook("/now", {})).data == [Say(text="now")]
        await goodbye(jambonz)
        assert kinds(jambonz) == ["second ack"]


async def test_commands_that_the_server_does_not_know(application: Application) -> None:
    """They send commands by names and in shapes that the server only logs (N10, N18, P12)."""
    async with calling(application) as jambonz:
        await jambonz.verb_hook("/commands", {})
        assert kinds(jambonz) == ["refused command", "refused command"]
        assert jambonz.problems[0].text.startswith("dtmf: ")
        second = {"node": "media:path: ", "python": "unknown command 'mute'"}[application.sdk]
        assert jambonz.problems[1].text.startswith(second)


async def test_messages_that_are_none(application: Application) -> None:
    """They send a command without data, or an update of the agent as a message type (N11, P12)."""
    async with calling(application) as jambonz:
        await jambonz.verb_hook("/malformed", {})
        [problem] = jambonz.problems
        assert problem.kind == "invalid message"
        wrong = {"node": "data property not supplied", "python": "invalid type property: agent:update"}
        assert problem.text == wrong[application.sdk]


async def test_a_prompt_in_a_gather(application: Application) -> None:
    """Python gives a verb within a verb its name once more, for which the server refuses all of the ack."""
    async with calling(application) as jambonz:
        if application.sdk == "node":
            gather = Gather(input=["speech"], say=Say(text="Say something."))
            assert (await jambonz.verb_hook("/nested", {})).data == [gather]
        else:
            with pytest.raises(InvalidMessage, match=r"unknown field `verb` - at `\$\.data\[0\]\.say`"):
                await jambonz.verb_hook("/nested", {})


async def test_a_handler_that_raises(application: Application) -> None:
    """When a handler raises Node swallows it and never acks (N3); Python closes with 1000 for all that follows (P4)."""
    async with calling(application) as jambonz, unanswered(jambonz, "/raises"):
        if application.sdk == "node":
            await goodbye(jambonz)
            assert jambonz.problems == []
        else:
            with pytest.raises(ConnectionClosed) as caught:
                await jambonz.receive_command()
            assert caught.value.code == 1000
            assert (await jambonz.verb_hook("/heard", SILENCE)).data is None
            assert kinds(jambonz) == ["message lost"]


async def test_a_reconnect(application: Application) -> None:
    """They take a reconnect for a new call: what the application knew of it is gone (N2, P2)."""
    async with calling(application) as jambonz:
        assert (await jambonz.verb_hook("/heard", speech("first"))).data == these(Say(text="1: first"), LISTENS)
        await jambonz.drop()
        assert (await jambonz.verb_hook("/heard", speech("second"))).data == these(Say(text="1: second"), LISTENS)
    assert jambonz.problems == []


async def test_a_leg_to_be_confirmed(application: Application) -> None:
    """Python never acks `dial:confirm`, upon which the server drops the called leg (P6)."""
    async with calling(application) as jambonz:
        if application.sdk == "node":
            assert (await jambonz.dial_confirm("/confirm", CallInfo(call_sid="leg"))).data == []
        else:
            async with unanswered(jambonz, "/confirm", DialConfirm):
                await goodbye(jambonz)
