"""What the tests of the kit share: small applications, and expectations that must fail."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TypeVar

import pytest
from websockets.exceptions import ConnectionClosed

from jambonz_proto import ActionVerb, Call, Verb
from jambonz_proto.testing import Caller, Entry
from jambonz_proto.verbs import Hangup
from tests.client.application import Connection, Script
from tests.client.driver import Json

R = TypeVar("R")
Handler = Callable[[Call], Awaitable[None]]


def sends(*verbs: Verb) -> Handler:
    """An application that sends verbs and waits for the end of the call."""

    async def application(call: Call) -> None:
        await call.send(*verbs)
        await call.sleep(100_000)

    return application


def performs(verb: ActionVerb[R], results: list[R]) -> Handler:
    """An application that performs a verb, keeps its result and hangs up."""

    async def application(call: Call) -> None:
        results.append(await call.perform(verb))
        await call.send(Hangup())

    return application


def script(*verbs: Json, **replies: Sequence[Json] | None) -> Script:
    """An application without this library, which says what ours would refuse to say.

    Args:
        *verbs: The first verbs.
        **replies: Name of a hook, without its slash, to the verbs of each ack, or to ``None`` for no ack at all.
            Other acks have no verbs.
    """

    def run(connection: Connection) -> None:
        connection.answer("session:new", *verbs)
        with suppress(ConnectionClosed):
            while True:
                message = connection.receive()
                if message["type"] in ("call:status", "verb:status"):
                    continue
                reply = replies.get(message["hook"].removeprefix("/"), ())
                if reply is not None:
                    connection.ack(message, *reply)

    return run


def rows(caller: Caller, *classes: type[Entry]) -> Sequence[str]:
    """What happened, as text, of some classes of entries; of all without."""
    return [str(entry) for entry in caller.transcript if not classes or isinstance(entry, classes)]


def kinds(caller: Caller) -> Sequence[str]:
    """The kinds of the problems."""
    return [problem.kind for problem in caller.problems]


@dataclass
class Failure:
    """What a failed expectation says."""

    message: str = ""


@contextmanager
def failing(part: str) -> Generator[Failure]:
    """An expectation that must fail, with a part of what it says."""
    failure = Failure()
    with pytest.raises(AssertionError) as caught:
        yield failure
    failure.message = str(caught.value)
    assert part in inspect.cleandoc(failure.message), failure.message
