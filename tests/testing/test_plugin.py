"""The pytest plugin: there without configuration, out of the way of those who do not use it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

APPLICATION = """
import pytest
from jambonz_proto.verbs import Hangup, Say

async def greet(call):
    await call.send(Say(text="Hello."), Hangup())
"""

WITH_ANYIO = f"""{APPLICATION}
@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])
async def test_greet(jambonz):
    async with jambonz.call(greet) as caller:
        await caller.hears("Hello")

@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_wrong(jambonz):
    async with jambonz.call(greet) as caller:
        await caller.hears("Goodbye")
"""

WITHOUT_A_PLUGIN = f"""{APPLICATION}
import asyncio

def test_greet(jambonz):
    async def conversation():
        async with jambonz.call(greet) as caller:
            await caller.hears("Hello")
    asyncio.run(conversation())
"""

LEFT_IN_ANOTHER_TASK = f"""{APPLICATION}
import asyncio

def test_as_a_fixture_of_pytest_asyncio(jambonz):
    async def conversation():
        call = jambonz.call(greet)
        await asyncio.create_task(call.__aenter__())
        await asyncio.create_task(call.__aexit__(None, None, None))
    asyncio.run(conversation())
"""

NOT_USED = """
import sys

def test_nothing_of_it_is_loaded():
    assert [name for name in sys.modules if name.startswith(("jambonz_proto", "msgspec", "websockets", "trio"))] == []
"""


def run(folder: Path, text: str, *options: str) -> str:
    """What pytest says about a test file, in a process of its own."""
    (folder / "test_it.py").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--rootdir", str(folder), *options, "."]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)
    return ran.stdout + ran.stderr


def test_with_anyio(tmp_path: Path) -> None:
    """On both event loops; and a failure shows the test's own line and the call, and nothing of this library."""
    shown = run(tmp_path, WITH_ANYIO, "-W", "error")
    assert "1 failed, 2 passed" in shown
    assert '>           await caller.hears("Goodbye")' in shown
    assert "expected to hear 'Goodbye', but caller hears 'Hello.'" in shown
    assert "jambonz_proto/testing" not in shown
    assert "contextlib" not in shown


def test_without_a_plugin_for_async_tests(tmp_path: Path) -> None:
    assert "1 passed" in run(tmp_path, WITHOUT_A_PLUGIN, "-W", "error", "-p", "no:anyio")


def test_left_in_another_task(tmp_path: Path) -> None:
    """As pytest-asyncio does with a fixture that yields: it is said what to do instead."""
    shown = run(tmp_path, LEFT_IN_ANOTHER_TASK, "-p", "no:anyio")
    assert "RuntimeError: a call has to end in the task that it began in" in shown
    assert "1 failed" in shown


def test_not_used(tmp_path: Path) -> None:
    """Who does not ask for the fixture does not even import the library."""
    assert "1 passed" in run(tmp_path, NOT_USED, "-p", "no:anyio", "-p", "no:hypothesispytest")
