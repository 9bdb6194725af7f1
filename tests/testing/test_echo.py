"""The example, tested as a user would."""

from __future__ import annotations

import pytest

from examples.echo import echo
from jambonz_proto import Server
from jambonz_proto.testing import Jambonz
from jambonz_proto.verbs import Gather

pytestmark = pytest.mark.anyio


async def test_in_memory(jambonz: Jambonz) -> None:
    async with jambonz.call(echo, from_="+4930123") as caller:
        await caller.hears("Say something")
        await caller.says("good morning")
        await caller.hears("You said good morning")
        await caller.is_silent()
        await caller.hears("Goodbye")
        ended = await caller.is_hung_up()
    assert ended.by == "application"


async def test_by_url(jambonz: Jambonz) -> None:
    async with Server(echo, port=0) as server, jambonz.call(f"ws://127.0.0.1:{server.port}/") as caller:
        gather = await caller.expect(Gather)
        assert gather.input == ["speech"]
        await caller.says("good morning", barge_in=True)
        await caller.hears("Say something")
        await caller.hears("You said good morning")
        await caller.is_silent()
        await caller.hears("Goodbye")
        await caller.is_hung_up()
