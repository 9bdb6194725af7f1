"""The simulated jambonz drives applications of any SDK: the same calls, with the same results.

The applications are those of ``examples``, and the same written with the vendor's SDKs. They are called over a real
socket, by URL. What the caller hears, and what the application is told, is the same as with the example in memory.
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Awaitable, Callable

import pytest

from examples.echo import echo
from examples.ivr import OPERATOR, SALES, ivr
from jambonz_proto import Router, Server
from jambonz_proto.components import PhoneTarget
from jambonz_proto.testing import Asked, Caller, Ended, Heard, HungUp, Jambonz, Pressed, Said, Silent, Told
from jambonz_proto.verbs import Dial, Gather

from .conftest import Application

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(900)]  # the first one installs the SDKs

Scenario = Callable[[Caller], Awaitable[None]]

PROMPT = "For opening hours press or say 1."


@pytest.fixture
def router() -> Router:
    """The examples."""
    router = Router()
    router.add("/echo", echo)
    router.add("/ivr", ivr)
    return router


@pytest.fixture(params=["ours", "node", "python"])
async def url(request: pytest.FixtureRequest, router: Router, anyio_backend: str) -> AsyncGenerator[str]:
    """Where the applications listen that are written with some SDK."""
    if request.param == "ours":
        async with Server(router, port=0) as server:
            yield f"ws://127.0.0.1:{server.port}"
    else:
        application: Application = request.getfixturevalue(f"{request.param}_application")
        yield application.url.removesuffix("/")


def course(caller: Caller) -> list[str]:
    """What has happened to the caller and to the application; without ids, and hook names that are made up."""
    happened = (Said, Pressed, Silent, HungUp, Heard, Asked, Told, Ended)
    rows = [str(entry) for entry in caller.transcript if isinstance(entry, happened)]
    return [re.sub(r"(?<=verb:hook) \S+|, dial_(call_sid|sbc_callid) [^ ,]+", "", row) for row in rows]


async def compare(scenario: Scenario, router: Router, url: str, path: str) -> None:
    """Play a scenario with an application and with the example; no problem, and no difference."""
    async with Jambonz().call(url + path) as caller:
        await scenario(caller)
    async with Jambonz().call(router, path=path) as model:
        await scenario(model)
    assert course(caller) == course(model)


# -- echo ------------------------------------------------------------------------------------------


async def repeats(caller: Caller) -> None:
    gather = await caller.expect(Gather)
    assert (gather.input, gather.timeout) == (["speech"], 10)
    await caller.hears("Say something.")
    for words in ("good morning", "how are you", "grüß Gott, “Herr” 😀"):
        await caller.says(words)
        await caller.hears(f"You said {words}.")
    await caller.is_silent()
    await caller.hears("Goodbye.")
    assert (await caller.is_hung_up()).by == "application"


async def says_nothing(caller: Caller) -> None:
    await caller.hears("Say something.")
    await caller.is_silent()
    await caller.hears("Goodbye.")
    assert (await caller.is_hung_up()).by == "application"


async def hangs_up_when_asked(caller: Caller) -> None:
    await caller.hears("Say something.")
    await caller.says("wait")
    await caller.hears("You said wait.")
    await caller.hangs_up()
    assert (await caller.is_hung_up()).by == "caller"


@pytest.mark.parametrize("scenario", [repeats, says_nothing, hangs_up_when_asked])
async def test_echo(scenario: Scenario, router: Router, url: str) -> None:
    await compare(scenario, router, url, "/echo")


# -- menu ------------------------------------------------------------------------------------------


async def is_asked(caller: Caller, *before: str) -> None:
    for words in before:
        await caller.hears(words)
    await caller.hears(PROMPT)
    menu = await caller.expect(Gather)
    assert (menu.input, menu.num_digits, menu.timeout, menu.bargein) == (["digits", "speech"], 1, 5, True)


async def is_connected(caller: Caller, target: PhoneTarget) -> None:
    await caller.hears("One moment.")
    dial = await caller.expect(Dial)
    [called] = dial.target
    assert isinstance(called, PhoneTarget)
    assert (called.number, dial.timeout) == (target.number, 20)
    colleague = await caller.answers(dial, after=3)
    await caller.is_silent(60)
    await colleague.hangs_up()
    assert (await caller.is_hung_up()).by == "application"


async def presses_a_key(caller: Caller) -> None:
    await is_asked(caller, "Welcome to Acme.")
    await caller.presses("1")
    await caller.hears("We are open from 9 to 5")
    assert (await caller.is_hung_up()).by == "application"


async def says_a_word(caller: Caller) -> None:
    await is_asked(caller, "Welcome to Acme.")
    await caller.says("I want to buy something", confidence=0.6)
    await is_connected(caller, SALES)


async def is_wrong_then_right(caller: Caller) -> None:
    await is_asked(caller, "Welcome to Acme.")
    await caller.presses("9")
    await is_asked(caller, "There is no such choice.")
    await caller.says("mumble")
    await is_asked(caller, "I did not hear you.")
    await caller.presses("2")
    await is_connected(caller, OPERATOR)


async def is_silent_then_presses(caller: Caller) -> None:
    await is_asked(caller, "Welcome to Acme.")
    await caller.is_silent()
    await is_asked(caller, "I did not hear you.")
    await caller.presses("1")
    await caller.hears("Goodbye.")
    assert (await caller.is_hung_up()).by == "application"


async def nobody_is_there(caller: Caller) -> None:
    await is_asked(caller, "Welcome to Acme.")
    await caller.presses("2")
    await caller.hears("One moment.")
    await caller.answers(await caller.expect(Dial), "busy", after=2)
    await caller.hears("Nobody is there.")
    assert (await caller.is_hung_up()).by == "application"


async def hangs_up_while_it_rings(caller: Caller) -> None:
    await is_asked(caller, "Welcome to Acme.")
    await caller.presses("2")
    await caller.expect(Dial)
    await caller.hangs_up()
    assert (await caller.is_hung_up()).by == "caller"


async def hangs_up_before_an_answer(caller: Caller) -> None:
    await is_asked(caller, "Welcome to Acme.")
    await caller.hangs_up()
    assert (await caller.is_hung_up()).by == "caller"


@pytest.mark.parametrize(
    "scenario",
    [
        presses_a_key,
        says_a_word,
        is_wrong_then_right,
        is_silent_then_presses,
        nobody_is_there,
        hangs_up_while_it_rings,
        hangs_up_before_an_answer,
    ],
)
async def test_menu(scenario: Scenario, router: Router, url: str) -> None:
    await compare(scenario, router, url, "/ivr")
