"""What the tests of the kit share: small applications, and expectations that must fail."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from jambonz_proto import Call, Verb
from jambonz_proto.testing import Caller, Entry

Handler = Callable[[Call], Awaitable[None]]


def sends(*verbs: Verb) -> Handler:
    """An application that sends verbs and waits for the end of the call."""

    async def application(call: Call) -> None:
        await call.send(*verbs)
        await call.sleep(100_000)

    return application


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
    assert part in inspect.cleandoc(failure.message)
