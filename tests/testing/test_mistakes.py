"""What an application does wrong: the simulation does what the real server does, and says what and why.

Here it is mostly an application without this library, which would not say most of this.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress

import pytest
from websockets.exceptions import ConnectionClosed

from jambonz_proto import Call, commands
from jambonz_proto.components import PhoneTarget
from jambonz_proto.messages import CallStatus, JambonzError
from jambonz_proto.testing import Jambonz, Refused, Told
from jambonz_proto.verbs import Answer, Dial, Gather, Hangup, Pause, Room, Say
from tests.client.application import Application, Connection, Script
from tests.client.driver import Json, ack, command, say

from .driver import kinds, rows, script, sends

pytestmark = pytest.mark.anyio

HANGUP: Json = {"verb": "hangup"}
PAUSE: Json = {"verb": "pause", "length": 100}
GATHER: Json = {"verb": "gather", "input": ["digits"], "timeout": 1, "actionHook": "/hook"}
REDIRECT: Json = {"verb": "redirect", "actionHook": "/hook"}
DIAL: Json = {"verb": "dial", "target": [{"type": "phone", "number": "+1"}], "confirmHook": "/hook"}
NEXT: list[Json] = [say("Next."), HANGUP]

Reaction = Callable[[Connection, Json], None]


def reacts(*verbs: Json, to: str, by: Reaction) -> Script:
    """An application that does something at the first message of a type, and acks all others without verbs."""

    def run(connection: Connection) -> None:
        if to != "session:new":
            connection.answer("session:new", *verbs)
        waits = True
        with suppress(ConnectionClosed):
            while True:
                message = connection.receive()
                if waits and message["type"] == to:
                    waits = False
                    by(connection, message)
                elif message["type"] not in ("call:status", "verb:status", "jambonz:error"):
                    connection.ack(message)

    return run


def acks(**ack: object) -> Reaction:
    """Acks a message by all means."""
    return lambda connection, message: connection.send({"type": "ack", "msgid": message["msgid"], **ack})


EMPTY = pytest.mark.parametrize("data", [{}, {"data": None}, {"data": []}, {"data": {}}], ids=str)


# -- acks that come late, twice, for nothing, or never ------------------------------------------------


async def test_a_late_ack(jambonz: Jambonz) -> None:
    """failure-model.md 4: the hook has failed by then, and the ack is dropped: ``ws-requestor.js:266-270,537-542``."""

    def answer_late(connection: Connection, message: Json) -> None:
        connection.wait_released()
        connection.ack(message, say("Never."))
        connection.send(command("redirect", [say("At last."), HANGUP]))

    with Application(reacts(GATHER, say("Next."), PAUSE, to="verb:hook", by=answer_late)) as application:
        async with jambonz.call(application.url, ack_within=0.5, strict=False) as caller:
            await caller.hears("Next.")
            application.release()
            await caller.hears("At last.")
            await caller.is_hung_up()
    assert kinds(caller) == ["no ack", "late ack"]


@pytest.mark.parametrize(("first", "kind"), [(None, "second ack"), ("nobody", "unknown ack")])
async def test_an_ack_that_nothing_waits_for(jambonz: Jambonz, first: str | None, kind: str) -> None:
    """failure-model.md 4: dropped without a word: ``ws-requestor.js:537-542``."""

    def ack_again(connection: Connection, message: Json) -> None:
        connection.send(ack(first or message["msgid"], *([] if first else NEXT)))
        connection.send(ack(message["msgid"], *(NEXT if first else [say("Never.")])))

    with Application(reacts(GATHER, to="verb:hook", by=ack_again)) as application:
        async with jambonz.call(application.url, strict=False) as caller:
            await caller.hears("Next.")
            await caller.is_hung_up()
    assert kinds(caller) == [kind]


async def test_no_ack_of_a_redirect(jambonz: Jambonz) -> None:
    """failure-model.md 4: the verb throws, the call is hung up: ``task.js:262-266``, ``call-session.js:1381-1392``."""
    with Application(script({"verb": "answer"}, REDIRECT, say("Never."), hook=None)) as application:
        async with jambonz.call(application.url, ack_within=0.5, strict=False) as caller:
            assert (await caller.is_hung_up()).by == "jambonz"
    assert kinds(caller) == ["no ack"]


# -- acks without verbs -------------------------------------------------------------------------------


@EMPTY
async def test_a_new_call_without_verbs(jambonz: Jambonz, data: Json) -> None:
    """failure-model.md 5.1: an inbound call is declined with SIP 480: ``middleware.js:461-494``."""
    with Application(reacts(to="session:new", by=acks(**data))) as application:
        async with jambonz.call(application.url, strict=False) as caller:
            ended = await caller.is_hung_up()
    assert (ended.by, ended.sip_status) == ("jambonz", 480)
    assert ("no application provided" in ended.why) == (data.get("data") == [])
    assert kinds(caller) == ["refused ack" if data.get("data") == {} else "empty ack"]


@EMPTY
@pytest.mark.parametrize(("verb", "to"), [(GATHER, "verb:hook"), (REDIRECT, "session:redirect")], ids=["a", "b"])
async def test_a_hook_without_verbs(jambonz: Jambonz, verb: Json, to: str, data: Json) -> None:
    """failure-model.md 5.1: nothing changes, the next verb runs, even if the data is no array: ``task.js:254-262``."""
    with Application(reacts(verb, *NEXT, to=to, by=acks(**data))) as application:
        async with jambonz.call(application.url, strict=False) as caller:
            await caller.hears("Next.")
            assert (await caller.is_hung_up()).by == "application"
    assert kinds(caller) == (["refused ack"] if data.get("data") == {} else [])
    assert not any("jambonz:error" in row for row in rows(caller, Told))


@EMPTY
async def test_a_leg_that_is_confirmed_without_verbs(jambonz: Jambonz, data: Json) -> None:
    """failure-model.md 5.1: that accepts it, but for an object: ``place-outdial.js:392-398``."""
    is_refused = data.get("data") == {}
    with Application(reacts(DIAL, *NEXT, to="dial:confirm", by=acks(**data))) as application:
        async with jambonz.call(application.url, strict=False) as caller:
            callee = await caller.answers(await caller.expect(Dial))
            if is_refused:
                await callee.is_hung_up()
            else:
                await callee.hangs_up()
            await caller.hears("Next.")
    assert any("are connected" in row for row in rows(caller)) != is_refused
    assert kinds(caller) == (["refused ack"] if is_refused else [])


@EMPTY
async def test_new_verbs_that_are_none(jambonz: Jambonz, data: Json) -> None:
    """failure-model.md 5.1: ``[]`` leaves nothing to run, no data ends what runs, an object throws.

    ``call-session.js:1589-1656``.
    """
    verbs = [say("One."), PAUSE, *NEXT]

    def redirect(connection: Connection, message: Json) -> None:
        connection.wait_released()
        connection.send(command("redirect", {"call_hook": "/new"}))
        acks(**data)(connection, connection.receive("session:redirect"))

    def run(connection: Connection) -> None:
        asked = connection.answer("session:new", *verbs)
        with suppress(ConnectionClosed):
            for _ in range(2):
                connection.receive("call:status")
            redirect(connection, asked)
            connection.answer_all()

    with Application(run) as application:
        async with jambonz.call(application.url, strict=False) as caller:
            await caller.expect(Pause)
            application.release()
            if data.get("data") == []:
                await caller.no_more_verbs()
            else:
                await caller.hears("One.")
                await caller.hears("Next.", within=200)
                assert (caller.time < 50) == (data.get("data") is None)


# -- wrong verbs --------------------------------------------------------------------------------------

WRONG: list[tuple[Json, str]] = [
    ({"verb": "nope"}, "unknown verb 'nope'"),
    ({"verb": "pause", "length": 1, "bogus": 1}, "unknown field `bogus`"),
    ({"verb": "redirect"}, "missing required field `actionHook`"),
    ({"verb": "pause", "length": "a"}, "Expected `float`, got `str`"),
]


@pytest.mark.parametrize(("wrong", "why"), WRONG)
async def test_wrong_verbs_at_first(jambonz: Jambonz, wrong: Json, why: str) -> None:
    """failure-model.md 5.2: one of them refuses all, and the call is declined: ``middleware.js:461-494``."""
    with Application(reacts(to="session:new", by=acks(data=[say("Never."), wrong]))) as application:
        async with jambonz.call(application.url, strict=False) as caller:
            assert (await caller.is_hung_up()).sip_status == 480
    [problem] = caller.problems
    assert problem.kind == "refused ack"
    assert why in problem.text
    assert "`$.data[1]" in problem.text
    assert not any("Never" in row for row in rows(caller))


@pytest.mark.parametrize(("wrong", "why"), WRONG)
async def test_wrong_verbs_of_a_redirect(jambonz: Jambonz, wrong: Json, why: str) -> None:
    """failure-model.md 5.2: the call is hung up: ``task.js:254-267``."""
    verbs = [{"verb": "answer"}, REDIRECT, say("Never.")]
    with Application(reacts(*verbs, to="session:redirect", by=acks(data=[wrong]))) as application:
        async with jambonz.call(application.url, strict=False) as caller:
            assert (await caller.is_hung_up()).by == "jambonz"
    [problem] = caller.problems
    assert problem.kind == "refused ack"
    assert why in problem.text


async def test_wrong_verbs_of_a_gather(jambonz: Jambonz) -> None:
    """failure-model.md 5.2: ``jambonz:error`` and a ``call:status``, then the next verb: ``gather.js:1426-1446``."""
    with Application(reacts(GATHER, *NEXT, to="verb:hook", by=acks(data=[{"verb": "nope"}]))) as application:
        async with jambonz.call(application.url, strict=False) as caller:
            await caller.hears("Next.")
            await caller.is_hung_up()
    told = [entry for entry in caller.transcript if isinstance(entry, Told)]
    at = next(index for index, entry in enumerate(told) if entry.message is JambonzError)
    assert told[at].data["msg"] == "invalid actionHook response"
    assert "nope" in str(told[at].data["details"])
    assert told[at + 1].message is CallStatus
    assert told[at + 1].data["error"] == "invalid actionHook response"
    assert kinds(caller) == ["refused ack"]


@pytest.mark.parametrize("wrong", [{"verb": "nope"}, {"verb": "sip:decline", "status": 486}])
async def test_wrong_verbs_for_a_leg(jambonz: Jambonz, wrong: Json) -> None:
    """failure-model.md 5.2: that declines it: ``place-outdial.js:399-409,429-436``."""
    with Application(reacts(DIAL, *NEXT, to="dial:confirm", by=acks(data=[say("Well."), wrong]))) as application:
        async with jambonz.call(application.url, strict=False) as caller:
            callee = await caller.answers(await caller.expect(Dial))
            await callee.is_hung_up()
            await caller.hears("Next.")
    assert kinds(caller) == ["refused ack"]


async def test_both_forms_of_a_verb(jambonz: Jambonz) -> None:
    """failure-model.md 5.2: ``{"say": {…}}`` is taken as well, and an ``id`` on any verb."""
    verbs = [{"say": {"text": "One.", "id": "1"}}, {"verb": "pause", "length": 1, "id": "2"}, HANGUP]
    with Application(reacts(to="session:new", by=acks(data=verbs))) as application:
        async with jambonz.call(application.url) as caller:
            await caller.hears("One.")
            await caller.is_hung_up()


# -- messages and commands ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "details"),
    [
        ("no JSON", "JSON is malformed"),
        ("null", "Cannot destructure property"),
        ("[]", "type property not supplied"),
        ('"text"', "type property not supplied"),
        ("{}", "type property not supplied"),
        ('{"type": "tts:tokens", "data": {"id": 1, "tokens": "a"}}', "invalid type property: tts:tokens"),
        ('{"type": "ack"}', "msgid not supplied"),
        ('{"type": "command", "data": []}', "command property not supplied"),
        ('{"type": "command", "command": "config"}', "data property not supplied"),
        ('{"type": "command", "command": "redirect", "data": ""}', "data property not supplied"),
    ],
)
async def test_a_malformed_message(jambonz: Jambonz, content: str, details: str) -> None:
    """failure-model.md 6: it is sent back by ``jambonz:error``, and the call goes on: ``ws-requestor.js:482-535``."""
    told: list[Json] = []

    def say_it(connection: Connection, message: Json) -> None:
        connection.send_raw(content)
        while (error := connection.receive())["type"] != "jambonz:error":
            pass
        told.append(error["data"])
        connection.ack(message, *NEXT)

    with Application(reacts(GATHER, to="verb:hook", by=say_it)) as application:
        async with jambonz.call(application.url, strict=False) as caller:
            await caller.hears("Next.")
            await caller.is_hung_up()
    [error] = told
    assert (error["msg"], error["content"]) == ("InvalidMessage", content)
    assert details in error["details"]
    [problem] = caller.problems
    assert problem.kind == "invalid message"
    assert details in problem.text


async def test_a_binary_message(jambonz: Jambonz) -> None:
    """failure-model.md 6, 13: the real server takes some by accident, which nobody should rely on: not acted on."""

    def say_it(connection: Connection, message: Json) -> None:
        connection.send_raw(json.dumps(command("redirect", [say("Never.")])).encode(), text=False)
        connection.ack(message, *NEXT)

    with Application(reacts(GATHER, to="verb:hook", by=say_it)) as application:
        async with jambonz.call(application.url, strict=False) as caller:
            await caller.hears("Next.")
            await caller.is_hung_up()
    assert kinds(caller) == ["binary message"]


@pytest.mark.parametrize(
    ("sent", "kind", "why"),
    [
        (command("nope", {}), "refused command", "unknown command 'nope'"),
        (command("mute", {"mute_status": "mute"}), "refused command", "unknown command 'mute'"),
        (command("dtmf", {"digit": "1"}), "refused command", "missing required field `dtmf`"),
        (command("dtmf", {"dtmf": "1"}), "refused command", "Expected `object`, got `str`"),
        (command("sip:request", {"method": "INFO"}), "refused command", "missing required field `sip_request`"),
        (command("record", {"action": "nope"}), "refused command", "`$.data"),
        (command("media:path", {}), "refused command", "`$.data`"),
        (command("redirect", [say("Never."), {"verb": "nope"}]), "refused command", "unknown verb 'nope'"),
        (command("mute:status", "mute") | {"call_sid": "1"}, "ignored property", "call_sid"),
        (command("whisper", {"whisper": say("Never.")}), "no effect", "neither a dial nor a listen runs"),
        (command("listen:status", {"listen_status": "pause"}), "no effect", "no listen runs"),
        (command("redirect", {"child_call_hook": "/leg"}), "no effect", "nobody is connected by a dial"),
        (command("redirect", {"child_call": [say("Never.")]}), "no effect", "the server fails on child_call"),
    ],
)
async def test_a_command_that_does_nothing(jambonz: Jambonz, sent: Json, kind: str, why: str) -> None:
    """failure-model.md 7, 5.2: at most logged: ``call-session.js:2279-2411``, ``ws-requestor.js:494-511``."""

    def say_it(connection: Connection, message: Json) -> None:
        connection.send(sent)
        connection.ack(message, *NEXT)

    with Application(reacts({"verb": "answer"}, GATHER, to="verb:hook", by=say_it)) as application:
        async with jambonz.call(application.url, strict=False) as caller:
            await caller.hears("Next.")
            await caller.is_hung_up()
    assert kind in kinds(caller)
    assert any(why in problem.text for problem in caller.problems)


async def test_an_early_command(jambonz: Jambonz) -> None:
    """failure-model.md 13: before the ack of ``session:new`` no call listens: ``call-session.js:137-143``."""

    def say_it(connection: Connection, message: Json) -> None:
        connection.send(command("redirect", [say("Never.")]))
        connection.ack(message, *NEXT)

    with Application(reacts(to="session:new", by=say_it)) as application:
        async with jambonz.call(application.url, strict=False) as caller:
            await caller.hears("Next.")
            await caller.is_hung_up()
    assert kinds(caller) == ["early command"]


async def test_a_leg_of_its_own(jambonz: Jambonz) -> None:
    """failure-model.md 12: the called party would get a connection of its own, which is not simulated; it is said."""

    async def application(call: Call) -> None:
        await call.send(Dial(target=[PhoneTarget(number="+1")]), Say(text="Next."), Hangup())
        await call.wait_for(CallStatus, where=lambda status: status.data.call_status == "in-progress")
        await call.sleep(30)
        await call.redirect(commands.RedirectHooks(child_call_hook="/leg"))
        await call.sleep(1000)

    async with jambonz.call(application, strict=False) as caller:
        await caller.answers(await caller.expect(Dial))
        await caller.hears("Next.")
    assert kinds(caller) == ["not simulated"]


# -- size and target ----------------------------------------------------------------------------------


@pytest.mark.parametrize("more", [0, 1])
async def test_the_largest_message(jambonz: Jambonz, more: int) -> None:
    """failure-model.md 9: one byte more costs the connection, with what is in flight: ``ws-requestor.js:352``."""

    def say_it(connection: Connection, message: Json) -> None:
        sent = ack(message["msgid"], *NEXT)
        sent["data"][0]["text"] = ""
        fill = 24 * 1024 - len(json.dumps(sent)) + more
        sent["data"][0]["text"] = "x" * fill
        connection.send(sent)

    with Application(reacts(GATHER, say("Else."), HANGUP, to="verb:hook", by=say_it)) as application:
        async with jambonz.call(application.url, strict=False) as caller:
            await caller.hears("Else." if more else "xxx")
            await caller.is_hung_up(within=10_000)
    assert kinds(caller) == (["connection lost"] if more else [])
    assert all("1009" in problem.text for problem in caller.problems)


async def test_too_large_for_jambonz(jambonz: Jambonz) -> None:
    """failure-model.md 13: with this library it is an error in the sender, and so of the test."""
    with pytest.raises(Refused, match="jambonz takes 24576"):
        async with jambonz.call(sends(Say(text="x" * 30_000))) as caller:
            await caller.is_hung_up()


async def test_too_new_for_the_target(jambonz: Jambonz) -> None:
    """A verb that the server of the test does not know, from this library and from any other."""
    newer: Json = {"verb": "room", "name": "lobby"}
    with pytest.raises(Refused, match="RefusedByTarget"):
        async with jambonz.call(sends(Room(name="lobby")), target="open-source-0.9") as caller:
            await caller.is_hung_up()
    with Application(reacts(to="session:new", by=acks(data=[newer]))) as application:
        async with jambonz.call(application.url, target="open-source-0.9", strict=False) as caller:
            assert (await caller.is_hung_up()).sip_status == 480
    assert kinds(caller) == ["refused ack"]


async def test_a_hook_on_a_web_server(jambonz: Jambonz) -> None:
    """failure-model.md 12: it would be called there, which is not simulated: ``ws-requestor.js:94-107``."""
    gather = Gather(timeout=1, action_hook="https://example.com/heard")
    async with jambonz.call(sends(Answer(), gather, Say(text="Next."), Hangup()), strict=False) as caller:
        await caller.hears("Next.")
        await caller.is_hung_up()
    [problem] = caller.problems
    assert problem.kind == "not simulated"
    assert "https://example.com/heard" in problem.text
