"""``conference``: who starts it, who waits, what is told, and what the commands do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

import pytest

from jambonz_proto import Call, commands
from jambonz_proto.components import HoldVerb
from jambonz_proto.hooks import ConferenceEnter, ConferenceHold, ConferenceStatus, ConferenceWait
from jambonz_proto.testing import Jambonz
from jambonz_proto.verbs import Conference, Hangup, Play, Say

from .driver import Handler, failing, kinds, rows

pytestmark = pytest.mark.anyio

Then = Callable[[Call], Awaitable[None]]


def meets(verb: Conference, then: Then | None = None, events: list[tuple[str, int | None]] | None = None) -> Handler:
    """An application whose caller goes to a conference."""

    async def application(call: Call) -> None:
        async def on_status(status: ConferenceStatus) -> None:
            if events is not None:
                events.append((status.event, status.members))

        if then is not None:
            call.start_soon(partial(then, call))
        if events is not None:
            verb.status_hook = call.hook(ConferenceStatus, on_status)
            verb.status_events = ["start", "end", "join", "leave", "start-talking", "stop-talking"]
        await call.perform(verb)
        await call.send(Say(text="Bye."), Hangup())

    return application


async def test_two_talk(jambonz: Jambonz) -> None:
    async with (
        jambonz.call(meets(Conference(name="room"))) as one,
        jambonz.call(meets(Conference(name="room"))) as other,
        jambonz.call(meets(Conference(name="elsewhere"))) as third,
    ):
        await one.says("Hello.")
        await other.hears("Hello")
        await other.says("Hi.")
        await one.hears("Hi")
        with failing("to hear 'Hi'"):
            await third.hears("Hi")


async def test_status_events(jambonz: Jambonz) -> None:
    """hook-payloads.md 4.13: each session tells of itself, by the hook of the verb that started the conference."""
    events: list[tuple[str, int | None]] = []
    async with jambonz.call(meets(Conference(name="room"), events=events)) as one:
        await one.is_silent(5)
        async with jambonz.call(meets(Conference(name="room"))) as other:
            await other.says("Hello.")
            await one.hears("Hello")
            await one.says("Hi.")
        assert [row for row in rows(other) if "event start-talking" in row]
        await one.hangs_up()
        ends = [row.split()[4] for row in rows(one) if row.startswith("→ verb:hook /conferencestatus")]
        assert ends[-2:] == ["leave,", "end,"]
    assert events == [("start", 0), ("join", 1), ("start-talking", 2), ("stop-talking", 2)]


async def test_only_the_events_that_are_wanted(jambonz: Jambonz) -> None:
    verb = Conference(name="room", status_hook="/status", status_events=["leave"])
    async with jambonz.call(meets(verb)) as caller:
        await caller.is_silent(1)
        await caller.hangs_up()
    assert len([row for row in rows(caller) if "/status" in row]) == 1


async def test_waiting_for_the_moderator(jambonz: Jambonz) -> None:
    """hook-payloads.md 3: the wait hook loops until the conference starts; B-raw facts."""
    waited: list[ConferenceWait] = []

    async def application(call: Call) -> None:
        async def wait(waiting: ConferenceWait) -> Sequence[HoldVerb]:
            waited.append(waiting)
            return [Play(url="https://x/music.mp3")]

        await call.perform(
            Conference(name="room", start_conference_on_enter=False, wait_hook=call.hook(ConferenceWait, wait))
        )

    async with jambonz.call(application, caller_name="Ada") as guest:
        await guest.hears("music")
        await guest.hears("music")
        async with jambonz.call(meets(Conference(name="room", start_conference_on_enter=True))) as moderator:
            await moderator.says("Welcome.")
            await guest.hears("Welcome")
    assert waited[0].caller_name == "Ada"
    assert waited[0].call_sid == guest.call_sid


async def test_enter_hook(jambonz: Jambonz) -> None:
    """hook-payloads.md 3: once, before joining."""

    async def application(call: Call) -> None:
        async def enter(entering: ConferenceEnter) -> Sequence[HoldVerb]:
            return [Say(text="You are about to join.")]

        await call.perform(Conference(name="room", enter_hook=call.hook(ConferenceEnter, enter)))

    async with jambonz.call(application) as caller:
        await caller.hears("about to join")
        await caller.is_silent(10)
        with failing("to hear"):
            await caller.hears("about to join")


async def test_the_end_for_all(jambonz: Jambonz) -> None:
    """A conference ends with the exit of who says so, after a time of grace."""
    host = Conference(name="room", end_conference_on_exit=True, end_conference_duration=5)
    async with (
        jambonz.call(meets(Conference(name="room"))) as guest,
        jambonz.call(meets(host)) as moderator,
    ):
        await moderator.says("Hello.")
        await guest.hears("Hello")
        await moderator.hangs_up()
        await guest.hears("Bye")


async def test_a_full_room(jambonz: Jambonz) -> None:
    """conference.js: who does not get in has an error, and no hook."""
    async with (
        jambonz.call(meets(Conference(name="room", max_participants=2))),
        jambonz.call(meets(Conference(name="room"))) as second,
    ):
        await second.is_silent(1)
        async with jambonz.call(meets(Conference(name="room"))) as third:
            with failing("the verbs have run out"):
                await third.hears("anything", within=200_000)
        assert "the conference room is full" in rows(third)


async def test_kicked_out(jambonz: Jambonz) -> None:
    async def kick(call: Call) -> None:
        await call.sleep(3)
        await call.conference_action(commands.KickParticipant())

    async with jambonz.call(meets(Conference(name="room"), kick)) as caller:
        assert (await caller.hears("Bye")).time == 3


async def test_mute(jambonz: Jambonz) -> None:
    async def mute(call: Call) -> None:
        await call.sleep(1)
        await call.mute("mute")
        await call.sleep(1)
        await call.mute("unmute")

    async with (
        jambonz.call(meets(Conference(name="room"))) as other,
        jambonz.call(meets(Conference(name="room"), mute)) as muted,
    ):
        await muted.is_silent(1.5)
        await muted.says("Can you hear me?")
        await muted.is_silent(1)
        await muted.says("And now?")
        await other.hears("And now")


async def test_mute_all_but_moderators(jambonz: Jambonz) -> None:
    """messages.md 5.4: ``conf:mute-status`` mutes the others, not this member alone."""

    async def mute(call: Call) -> None:
        await call.sleep(1)
        await call.mute_conference("mute")

    async with (
        jambonz.call(meets(Conference(name="room", start_conference_on_enter=True), mute)) as moderator,
        jambonz.call(meets(Conference(name="room"))) as guest,
    ):
        await guest.is_silent(2)
        await guest.says("Hello?")
        await moderator.says("Listen.")
        await guest.hears("Listen")
        with failing("to hear 'Hello'"):
            await moderator.hears("Hello")


async def test_hold(jambonz: Jambonz) -> None:
    """messages.md 5.4: the hook is called in a loop while on hold."""

    async def hold(call: Call) -> None:
        async def music(holding: ConferenceHold) -> Sequence[HoldVerb]:
            return [Play(url="https://x/hold.mp3")]

        hook = call.hook(ConferenceHold, music)
        await call.sleep(1)
        await call.hold_conference("hold", wait_hook=str(hook))
        await call.sleep(12)
        await call.hold_conference("unhold")

    async with (
        jambonz.call(meets(Conference(name="room"))) as other,
        jambonz.call(meets(Conference(name="room"), hold)) as held,
    ):
        await held.hears("hold.mp3")
        await other.says("Are you there?")
        await held.hears("hold.mp3")
        await held.hears("hold.mp3")
        await held.is_silent(8)
        await other.says("Hello again.")
        await held.hears("Hello again")


async def test_coaching(jambonz: Jambonz) -> None:
    """Who coaches is heard by the members with the tag only."""

    async def stop(call: Call) -> None:
        await call.sleep(5)
        await call.conference_action(commands.UncoachParticipant())

    async with (
        jambonz.call(meets(Conference(name="room", member_tag="agent"))) as agent,
        jambonz.call(meets(Conference(name="room"))) as customer,
        jambonz.call(meets(Conference(name="room", speak_only_to="agent"), stop)) as coach,
    ):
        await coach.says("Offer a discount.")
        await agent.hears("Offer a discount")
        await coach.is_silent(6)
        await coach.says("Hello.")
        await customer.hears("Hello")


async def test_commands_outside_of_a_conference(jambonz: Jambonz) -> None:
    """messages.md 5.3: needs a conference."""

    async def application(call: Call) -> None:
        await call.send(Say(text="x" * 100))
        await call.sleep(1)
        await call.mute_conference("mute")
        await call.hold_conference("hold")
        await call.conference_action(commands.KickParticipant())
        await call.sleep(1)

    async with jambonz.call(application, strict=False) as caller:
        await caller.is_silent(2)
    assert kinds(caller) == ["no effect"] * 3
