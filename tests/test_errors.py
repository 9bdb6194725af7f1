"""Every public exception: what raises it, over a real socket, and that it tells which call, where, and what to do."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import anyio
import pytest
from anyio.lowlevel import checkpoint

from jambonz_proto import Call, Server, connect, decode_client_message, errors, messages
from jambonz_proto.components import TtsStream
from jambonz_proto.errors import JambonzProtoError
from jambonz_proto.messages import SessionData
from jambonz_proto.verbs import Conference, Config, Gather, Pause, Say
from tests.io.driver import PATIENCE, SID, Jambonz, Json, PlainApplication, free_port, in_memory
from tests.loops import over_sockets

pytestmark = [pytest.mark.anyio, over_sockets]

HELLO = Say(text="Hello.")
GATHER = Gather(input=["digits"])
ROOM = Conference(name="room", status_hook="/status", status_events=["join"])

Body: TypeAlias = Callable[[Call], Awaitable[object]]
Script: TypeAlias = Callable[[Jambonz, Json], Awaitable[object]]
Provoke: TypeAlias = Callable[[], Awaitable[object]]


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    """The event loop."""
    return str(request.param)


@dataclass(frozen=True)
class Case:
    """How an exception comes about, and what it has to tell."""

    provoke: Provoke
    words: str
    """What a person has to read in it; a pattern."""
    call: bool = True
    msgid: bool = False
    path: str | None = None


async def waits(jambonz: Jambonz, first: Json) -> None:
    """The other side has nothing to say."""


def in_a_call(body: Body, script: Script = waits, **options: Any) -> Provoke:
    """What the main flow of a call raises. The script is what jambonz does after the application's first message."""

    async def provoke() -> None:
        raised: list[JambonzProtoError] = []
        through = anyio.Event()

        async def handler(call: Call) -> None:
            try:
                await body(call)
            except JambonzProtoError as error:
                raised.append(error)
            finally:
                through.set()

        async with Server(handler, port=0, command_delay=0, **options) as server, in_memory(server) as jambonz:
            await jambonz.new()
            await script(jambonz, await jambonz.receive())
            await through.wait()
        assert raised, "nothing was raised"
        raise raised[0]

    return provoke


# -- what the applications do ----------------------------------------------------------------------


async def asks(call: Call) -> None:
    await call.perform(GATHER)


async def is_interrupted(call: Call) -> None:
    async def ask_again() -> None:
        await call.send(HELLO)

    call.on(messages.CallStatus, lambda _: ask_again())
    await call.perform(GATHER)


async def sends_nonsense(call: Call) -> None:
    await call.send(HELLO, Pause(length=-1))


async def sends_too_much(call: Call) -> None:
    await call.send(HELLO, Say(text="x" * 30_000))


async def sends_what_is_not_known(call: Call) -> None:
    await call.tag({"customer": "4711"})


async def acks_twice(call: Call) -> None:
    async for message in call:
        if isinstance(message, messages.SessionNew):
            await call.ack(message, HELLO)
            await call.ack(message, HELLO)


async def acks_a_status(call: Call) -> None:
    async for message in call:
        if isinstance(message, messages.SessionNew):
            await call.ack(message, HELLO)
        elif isinstance(message, messages.CallStatus):
            await call.ack(message, HELLO)  # type: ignore[arg-type] # that is the point


async def replies_to_what_is_ignored(call: Call) -> None:
    async for message in call:
        if isinstance(message, messages.SessionNew):
            await call.ack(message, ROOM)
        elif isinstance(message, messages.VerbHook):
            await call.ack(message, HELLO)


async def sends_while_down(call: Call) -> None:
    await call.send(HELLO)
    while True:
        await call.send(HELLO, queue=True)
        await checkpoint()


async def waits_for_an_end_that_nobody_tells(call: Call) -> None:
    await (await call.send(HELLO)).finished()


async def waits_for_a_verb(call: Call) -> None:
    await (await call.send(Config(notify_events=True), HELLO)).finished()


async def speaks(call: Call) -> None:
    await call.send(Config(tts_stream=TtsStream(enable=True)), HELLO)
    async with call.tts.speak() as utterance:
        await utterance.write("Hello.")


# -- and jambonz -----------------------------------------------------------------------------------


async def reports_nonsense(jambonz: Jambonz, first: Json) -> None:
    await jambonz.hook(first["data"][0]["actionHook"], {"reason": 7})


async def tells_a_status(jambonz: Jambonz, first: Json) -> None:
    await jambonz.status("in-progress")


async def hangs_up(jambonz: Jambonz, first: Json) -> None:
    await jambonz.end()


async def someone_joins(jambonz: Jambonz, first: Json) -> None:
    await jambonz.hook("/status", {"event": "join"})


async def breaks(jambonz: Jambonz, first: Json) -> None:
    await jambonz.transport.close(1006)


async def cannot_speak(jambonz: Jambonz, first: Json) -> None:
    verb_id = first["data"][1]["id"]
    await jambonz.send("verb:status", {"event": "starting", "name": "say", "id": verb_id})
    failed = {"msg": "TTS error", "details": "acme is down", "failover": "not available", "verb": "say", "id": verb_id}
    await jambonz.send("jambonz:error", failed)


async def cannot_stream(jambonz: Jambonz, first: Json) -> None:
    tokens = await jambonz.receive()
    failed = {"id": tokens["data"]["id"], "status": "failed", "reason": "connection to acme failed"}
    await jambonz.send("tts:tokens-result", failed)


# -- on jambonz' side ------------------------------------------------------------------------------

SESSION = SessionData(call_sid=SID, direction="inbound", from_="+4930123", to="+4930456")


async def reads_nonsense() -> None:
    decode_client_message('{"type":"call:status",')


async def dials_nobody() -> None:
    async with connect(f"ws://user:open-sesame@127.0.0.1:{free_port()}/"):
        pass


async def calls_who_does_not_ack() -> None:
    async def handler(call: Call) -> None:
        await call.sleep(3600)

    async with (
        Server(handler, port=0, ack_after=3600) as server,
        connect(f"ws://127.0.0.1:{server.port}/", ack_within=0.05) as jambonz,
    ):
        await jambonz.session_new(SESSION)


async def calls_who_leaves() -> None:
    def leaves(connection: Any) -> None:
        connection.recv(timeout=PATIENCE)
        connection.close(4001, "gone fishing")

    with PlainApplication(leaves, {}) as application:
        async with connect(application.url, max_connections=1) as jambonz:
            await jambonz.session_new(SESSION)


CASES: dict[type[JambonzProtoError], Case] = {
    errors.MalformedMessage: Case(reads_nonsense, "truncated", call=False, path="$"),
    errors.InvalidMessage: Case(
        in_a_call(asks, reports_nonsense), "verb:hook /gather-1.*Expected `str", msgid=True, path="$.data.reason"
    ),
    errors.RefusedByTarget: Case(
        in_a_call(sends_what_is_not_known, target="open-source-0.9"), "tag: .*open-source-0.9", path="$"
    ),
    errors.InvalidOutgoing: Case(in_a_call(sends_nonsense), "pause: Expected .* >= 0", path="$.data[1].length"),
    errors.MessageTooLarge: Case(
        in_a_call(sends_too_much), r"Say: .* 30\d{3} bytes, jambonz takes 24576", path="$.data[1]"
    ),
    errors.CallEnded: Case(in_a_call(asks, hangs_up), "the call is over: completed"),
    errors.Superseded: Case(in_a_call(is_interrupted, tells_a_status), "newer verbs replaced"),
    errors.AlreadyAcked: Case(in_a_call(acks_twice), "session:new .* has been acked", msgid=True),
    errors.NotAckable: Case(in_a_call(acks_a_status, tells_a_status), "call:status wants no ack", msgid=True),
    errors.NoReply: Case(
        in_a_call(replies_to_what_is_ignored, someone_joins), "jambonz ignores the reply to status_hook", msgid=True
    ),
    errors.ConnectionDown: Case(in_a_call(sends_while_down, breaks), "commands wait for jambonz to listen again"),
    errors.NoVerbStatus: Case(in_a_call(waits_for_an_end_that_nobody_tells), "notify_events"),
    errors.VerbFailed: Case(in_a_call(waits_for_a_verb, cannot_speak), "TTS error: acme is down"),
    errors.TtsFailed: Case(in_a_call(speaks, cannot_stream), "not taken: connection to acme failed"),
    errors.AckTimeout: Case(calls_who_does_not_ack, "no ack for session:new .* within 0.05 s", msgid=True),
    errors.ConnectionClosed: Case(calls_who_leaves, r"with code 4001 \(gone fishing\)"),
    errors.HandshakeError: Case(dials_nobody, r"ws://127\.0\.0\.1:\d+/: cannot connect", call=False),
}

BASES = (errors.JambonzProtoError, errors.DecodeError, errors.EncodeError, errors.CallError)
"""What is caught, and never raised as such."""


async def test_every_exception_has_a_case() -> None:
    """An exception that nothing raises, or that no test does, is none."""
    assert {cls.__name__ for cls in (*CASES, *BASES)} == set(errors.__all__)
    assert all(any(issubclass(cls, base) for cls in CASES) for base in BASES)


@pytest.mark.parametrize("cls", CASES, ids=lambda cls: cls.__name__)
async def test_what_it_tells(cls: type[JambonzProtoError]) -> None:
    """Every one carries the call, the message or the place, and what a person needs to act."""
    case = CASES[cls]
    with pytest.raises(cls) as caught, anyio.fail_after(2 * PATIENCE):
        await case.provoke()
    error = caught.value
    assert type(error) is cls
    assert error.call_sid == (SID if case.call else None)
    assert not case.call or SID in str(error)
    assert (error.msgid is not None) is case.msgid
    assert getattr(error, "path", None) == case.path
    assert case.path is None or case.path in str(error)
    assert re.search(case.words, str(error)), str(error)
    assert "open-sesame" not in f"{error} {error!r}"
