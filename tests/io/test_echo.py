"""The echo example as a program of its own, called by a plain websocket client that knows nothing of this library."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Generator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from websockets.exceptions import InvalidStatus, NegotiationError
from websockets.sync.client import connect as plain_connect
from websockets.typing import Subprotocol

from .driver import (
    HANGUP,
    PATIENCE,
    ROOT,
    TIMEOUT,
    Json,
    PlainJambonz,
    ack,
    free_port,
    plain,
    say,
    speech,
    wait_until_ready,
)

UNRELATED = 64


@dataclass
class Echo:
    """The running example."""

    process: subprocess.Popen[str]
    port: int

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/"


@pytest.fixture(scope="module", params=["asyncio", "trio"])
def echo(request: pytest.FixtureRequest) -> Generator[Echo]:
    """The example, on either event loop; it must not have complained when it is stopped."""
    port = free_port()
    environment = {**os.environ, "HOST": "127.0.0.1", "PORT": str(port), "BACKEND": request.param}
    process = subprocess.Popen(
        [sys.executable, "examples/echo.py"], cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True
    )
    try:
        wait_until_ready(port, lambda: process.poll() is None)
        yield Echo(process, port)
        assert process.poll() is None, "it has stopped by itself"
    finally:
        process.terminate()
        _, errors = process.communicate(timeout=2 * PATIENCE)
    assert "the handler of call" not in errors


def greeted(jambonz: PlainJambonz) -> str:
    """Begins a call; returns the name of the first gather's hook."""
    [gather] = jambonz.verbs(jambonz.new())
    assert gather["say"] == {"text": "Say something."}
    return hook_of(gather)


def hook_of(gather: Json) -> str:
    assert (gather["verb"], gather["input"], gather["timeout"]) == ("gather", ["speech"], 10)
    name = gather["actionHook"]
    assert isinstance(name, str)
    return name


def test_a_whole_call(echo: Echo) -> None:
    """The caller is greeted, hears what he said, and is said goodbye to when he keeps silent."""
    with plain(echo.url) as jambonz:
        hook = greeted(jambonz)
        jambonz.status("in-progress")
        for words in ("good morning", "how are you"):
            said, gather = jambonz.verbs(jambonz.hook(hook, speech(words)))
            assert said == say(f"You said {words}.")
            assert hook_of(gather) != hook
            hook = hook_of(gather)
        assert jambonz.verbs(jambonz.hook(hook, TIMEOUT)) == [say("Goodbye."), HANGUP]
        jambonz.end()


def test_unrelated_hooks_in_flight(echo: Echo) -> None:
    """With 64 unrelated hooks in flight at once each is acked exactly once, by its own msgid, and the call goes on."""
    with plain(echo.url) as jambonz:
        hook = greeted(jambonz)
        before = [jambonz.hook(f"/unrelated-{index}", {"index": index}) for index in range(UNRELATED // 2)]
        heard = jambonz.hook(hook, speech("hello"))
        after = [jambonz.hook(f"/unrelated-{index}", {"index": index}) for index in range(UNRELATED // 2)]
        received = [jambonz.receive() for _ in range(UNRELATED + 1)]
        assert {message["type"] for message in received} == {"ack"}
        assert Counter(message["msgid"] for message in received) == Counter([*before, heard, *after])
        [answer] = [message for message in received if message["msgid"] == heard]
        assert [message for message in received if message["data"]] == [answer]
        assert answer["data"][0] == say("You said hello.")
        bye = jambonz.hook(hook_of(answer["data"][1]), TIMEOUT)
        assert jambonz.receive() == ack(bye, say("Goodbye."), HANGUP)


def test_many_calls_at_once(echo: Echo) -> None:
    """Calls do not get in each other's way: each hears what its own caller said."""
    with ExitStack() as stack:
        calls = [stack.enter_context(plain(echo.url, f"call-{index}")) for index in range(16)]
        sessions = [jambonz.new() for jambonz in calls]
        hooks = [hook_of(jambonz.verbs(msgid)[0]) for jambonz, msgid in zip(calls, sessions, strict=True)]
        assert len(set(hooks)) == len(calls)
        heard = [
            jambonz.hook(hook, speech(jambonz.sid)) for jambonz, hook in reversed(list(zip(calls, hooks, strict=True)))
        ]
        for jambonz, msgid in zip(calls, reversed(heard), strict=True):
            assert jambonz.verbs(msgid)[0] == say(f"You said {jambonz.sid}.")


def test_a_hook_of_another_call_means_nothing(echo: Echo) -> None:
    """Hook names are per call: that of one call is unknown to another."""
    with plain(echo.url, "call-1") as one, plain(echo.url, "call-2") as other:
        hook, foreign = greeted(one), greeted(other)
        assert one.verbs(one.hook(foreign, speech("hello"))) == []
        assert one.verbs(one.hook(hook, speech("hello")))[0] == say("You said hello.")


def test_a_call_that_breaks_touches_no_other(echo: Echo) -> None:
    """A connection that is lost in the middle of a call leaves the others alone."""
    with plain(echo.url, "call-1") as one:
        hook = greeted(one)
        with plain(echo.url, "call-2") as other:
            greeted(other)
            other.connection.socket.shutdown(socket.SHUT_RDWR)
        assert one.verbs(one.hook(hook, speech("hello")))[0] == say("You said hello.")


def test_the_subprotocol_is_selected(echo: Echo) -> None:
    """The handshake selects the subprotocol `ws.jambonz.org`, as jambonz demands."""
    with plain(echo.url) as jambonz:
        assert jambonz.connection.subprotocol == "ws.jambonz.org"


@pytest.mark.parametrize("offered", [None, [Subprotocol("chat")]])
def test_another_subprotocol_is_refused(echo: Echo, offered: list[Subprotocol] | None) -> None:
    """A handshake that does not offer the subprotocol is refused with an HTTP error."""
    with (
        pytest.raises((InvalidStatus, NegotiationError)) as caught,
        plain_connect(echo.url, subprotocols=offered, proxy=None, open_timeout=PATIENCE),
    ):
        pass
    assert isinstance(caught.value, InvalidStatus)
    assert caught.value.response.status_code == 400


def test_the_subprotocol_is_found_among_others(echo: Echo) -> None:
    """The subprotocol is selected whatever else is offered."""
    offered = [Subprotocol("chat"), Subprotocol("ws.jambonz.org")]
    with plain_connect(echo.url, subprotocols=offered, proxy=None, open_timeout=PATIENCE) as connection:
        assert connection.subprotocol == "ws.jambonz.org"


def test_other_paths_are_not_found(echo: Echo) -> None:
    """A handshake for a path that nobody serves is refused with 404."""
    with pytest.raises(InvalidStatus) as caught, plain(f"{echo.url}nothing/here"):
        pass
    assert caught.value.response.status_code == 404


def test_a_query_does_not_change_the_path(echo: Echo) -> None:
    """The path is what counts, whatever the query."""
    with plain(f"{echo.url}?tenant=1") as jambonz:
        assert greeted(jambonz)


def test_the_example_refuses_an_unknown_event_loop() -> None:
    """The event loop is the one that `BACKEND` names."""
    environment = {**os.environ, "PORT": str(free_port()), "BACKEND": "nonsense"}
    finished = subprocess.run(
        [sys.executable, "examples/echo.py"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=2 * PATIENCE,
        check=False,
    )
    assert finished.returncode != 0
    assert "nonsense" in finished.stderr
