"""``conference``: who starts it, who waits, what is told, and what the commands do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

import pytest

from jambonz_proto import Call, commands
from jambonz_proto.components import HoldVerb
from jambonz_proto.hooks import ConferenceEnter, ConferenceHold, ConferenceResult, ConferenceStatus, ConferenceWait
from jambonz_proto.testing import Asked, Heard, Jambonz
from jambonz_proto.verbs import Conference, Hangup, Play, Room, Say
from tests.client.application import Application

from .driver import Handler, failing, kinds, rows, script

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
    """messages.md 5.3: needs a conference; failure-model.md 7, also while the caller waits for it to start."""

    async def use_commands(call: Call) -> None:
        await call.sleep(1)
        await call.mute_conference("mute")
        await call.hold_conference("hold")
        await call.conference_action(commands.KickParticipant())
        await call.mute("mute")
        await call.sleep(1)

    async def application(call: Call) -> None:
        await call.send(Say(text="x" * 100))
        await use_commands(call)

    async with jambonz.call(application, strict=False) as caller:
        await caller.is_silent(2)
    waiting = meets(Conference(name="room", start_conference_on_enter=False), use_commands)
    async with jambonz.call(waiting, strict=False) as guest:
        await guest.is_silent(2)
    for one in (caller, guest):
        assert kinds(one) == ["no effect"] * 4
        assert "the caller is in no conference" in one.problems[0].text


async def test_the_reply_replaces_the_stack(jambonz: Jambonz) -> None:
    """hook-payloads.md 3, conference.actionHook: REPLACE."""

    async def application(call: Call) -> None:
        async def done(result: ConferenceResult) -> Sequence[Say]:
            return [Say(text="New.")]

        await call.send(Conference(name="room", action_hook=call.hook(ConferenceResult, done)), Say(text="Old."))
        await call.sleep(1)
        await call.conference_action(commands.KickParticipant())
        await call.sleep(100)

    async with jambonz.call(application) as caller:
        assert (await caller.hears("New")).time == 1
        await caller.no_more_verbs()


@pytest.mark.parametrize("starts", [True, False])
async def test_new_verbs_take_the_caller_out(jambonz: Jambonz, starts: bool) -> None:
    """The hook is called even then, also for who has only waited."""

    async def application(call: Call) -> None:
        await call.send(Conference(name="room", start_conference_on_enter=starts, action_hook="/done"))
        await call.sleep(3)
        await call.send(Say(text="New."))
        await call.sleep(100)

    async with jambonz.call(application) as caller:
        assert (await caller.hears("New")).time == 3
    assert len([row for row in rows(caller) if "/done" in row]) == 1


async def test_no_ack(jambonz: Jambonz) -> None:
    """failure-model.md 4: logged only."""

    async def application(call: Call) -> None:
        async def slow(result: ConferenceResult) -> None:
            await call.sleep(10)

        await call.send(Conference(name="room", action_hook=call.hook(ConferenceResult, slow)), Say(text="Next."))
        await call.sleep(1)
        await call.conference_action(commands.KickParticipant())
        await call.sleep(100)

    async with jambonz.call(application, ack_after=8, strict=False) as caller:
        assert (await caller.hears("Next")).time == 6
    assert kinds(caller)[0] == "no ack"


async def test_no_ack_of_the_wait_hook(jambonz: Jambonz) -> None:
    """failure-model.md 4: the wait loop stops, the caller waits in silence, and gets in all the same."""

    async def application(call: Call) -> None:
        async def slow(waiting: ConferenceWait) -> Sequence[HoldVerb]:
            await call.sleep(10)
            return [Say(text="late")]

        hook = call.hook(ConferenceWait, slow)
        await call.perform(Conference(name="room", start_conference_on_enter=False, wait_hook=hook))

    async with jambonz.call(application, ack_after=8, strict=False) as guest:
        await guest.is_silent(30)
        async with jambonz.call(meets(Conference(name="room"))) as host:
            await host.says("Welcome.")
            await guest.hears("Welcome")
    assert kinds(guest) == ["no ack", "late ack"]


async def test_an_empty_wait_reply(jambonz: Jambonz) -> None:
    """hook-payloads.md 1.2, MUST: ``[]`` ends the loop."""
    verb = Conference(name="room", start_conference_on_enter=False, wait_hook="/wait")
    async with jambonz.call(meets(verb)) as guest:
        await guest.is_silent(30)
    assert len([row for row in rows(guest) if "/wait" in row]) == 1


async def test_a_wait_reply_that_comes_when_it_is_too_late(jambonz: Jambonz) -> None:
    """The conference has started meanwhile: nothing of it is heard."""

    async def application(call: Call) -> None:
        async def slow(waiting: ConferenceWait) -> Sequence[HoldVerb]:
            await call.sleep(2)
            return [Say(text="never")]

        hook = call.hook(ConferenceWait, slow)
        await call.perform(Conference(name="room", start_conference_on_enter=False, wait_hook=hook))

    async with jambonz.call(application) as guest:
        await guest.is_silent(1)
        async with jambonz.call(meets(Conference(name="room"))) as host:
            await guest.is_silent(5)
            await host.says("Welcome.")
            await guest.hears("Welcome")


async def test_enter_hook_without_an_ack(jambonz: Jambonz) -> None:
    """failure-model.md 4: logged only; the caller joins."""

    async def application(call: Call) -> None:
        async def slow(entering: ConferenceEnter) -> Sequence[HoldVerb]:
            await call.sleep(10)
            return []

        await call.perform(Conference(name="room", enter_hook=call.hook(ConferenceEnter, slow)))

    async with jambonz.call(application, ack_after=8, strict=False) as caller:
        await caller.says("Hello?")
        assert caller.time == 5


@pytest.mark.parametrize("hook", ["waitHook", "enterHook"])
async def test_a_reply_that_the_server_does_not_take(jambonz: Jambonz, hook: str) -> None:
    """hook-payloads.md 1.2, MUST: play, say and pause only."""
    verb = {"verb": "conference", "name": "room", "startConferenceOnEnter": hook == "enterHook", hook: "/hook"}
    leave = [{"verb": "say", "text": "never"}, {"verb": "leave"}]
    with Application(script(verb, hook=leave)) as application:
        async with jambonz.call(application.url, strict=False) as caller:
            await caller.is_silent(5)
    assert kinds(caller) == ["refused reply"]
    assert not rows(caller, Heard)


# -- events ---------------------------------------------------------------------------------


async def test_the_facts_of_a_status(jambonz: Jambonz) -> None:
    """hook-payloads.md 4.13 and 3.1: the tracing context is inside; no id of the verb; the leg's duration wins."""
    verb = Conference(name="room", id="a", status_hook="/status", status_events=["join", "leave"])
    async with jambonz.call(meets(verb)) as caller:
        await caller.is_silent(2.5)
        await caller.hangs_up()
    join, leave = [entry.data for entry in caller.transcript if isinstance(entry, Asked) and entry.hook == "/status"]
    assert (join["event"], join["members"], join["duration"], join["friendly_name"]) == ("join", 1, 0.0, "room")
    assert str(join["conference_sid"]).endswith(":room")
    assert str(join["time"]).endswith("Z")
    assert join["b3"]
    assert "verb_id" not in join
    assert (leave["event"], leave["members"], leave["duration"]) == ("leave", 0, 2)


async def test_a_status_hook_that_is_ignored(jambonz: Jambonz) -> None:
    """hook-payloads.md 4.13; ``conference.js:158-165``: the hook of the call that has started the conference counts."""
    events: list[tuple[str, int | None]] = []
    async with (
        jambonz.call(meets(Conference(name="room"), events=events)) as one,
        jambonz.call(meets(Conference(name="room"), events=[]), strict=False) as other,
    ):
        await other.says("Hello.")
        await one.hears("Hello")
    assert kinds(other) == ["ignored property"]


async def test_who_has_waited_keeps_the_own_hook(jambonz: Jambonz) -> None:
    """``conference.js:301-310``: nothing of the starting call is looked up then."""
    events: list[tuple[str, int | None]] = []
    async with jambonz.call(meets(Conference(name="room", start_conference_on_enter=False), events=events)) as guest:
        await guest.is_silent(1)
        async with jambonz.call(meets(Conference(name="room"))) as host:
            await host.is_silent(1)
            await guest.hangs_up()
        assert [event for event, _ in events] == ["join"]
        assert [row for row in rows(guest) if "event leave" in row]


async def test_all_who_are_thrown_out_tell_the_end(jambonz: Jambonz) -> None:
    """hook-payloads.md 4.13: each session tells of itself."""
    events: list[tuple[str, int | None]] = []
    async with (
        jambonz.call(meets(Conference(name="room"), events=events)) as guest,
        jambonz.call(meets(Conference(name="room", end_conference_on_exit=True))) as host,
    ):
        await host.says("So long.")
        await guest.hears("So long")
        await host.hangs_up()
        await guest.hears("Bye")
    assert events[-2:] == [("leave", 0), ("end", 0)]


async def test_whoever_is_muted_is_not_talking(jambonz: Jambonz) -> None:
    events: list[tuple[str, int | None]] = []
    async with jambonz.call(meets(Conference(name="room", join_muted=True), events=events)) as caller:
        await caller.says("Hello?")
        await caller.is_silent(1)
    assert [event for event, _ in events] == ["start", "join"]


async def test_properties_without_effect(jambonz: Jambonz) -> None:
    verb = Conference(name="room", distribute_dtmf=True, max_participants=1)
    async with jambonz.call(meets(verb), strict=False) as caller:
        await caller.is_silent(1)
    assert kinds(caller) == ["ignored property"] * 2


# -- what is played -------------------------------------------------------------------------


async def test_announcements(jambonz: Jambonz) -> None:
    """messages.md 5.4, room:say and room:play; hook-payloads.md 4.13 for the commercial server's events."""
    told: list[tuple[str, str | None, str | None]] = []

    async def application(call: Call) -> None:
        async def on_status(status: ConferenceStatus) -> None:
            told.append((status.event, status.id, status.reason))

        verb = Room(
            name="room",
            status_hook=call.hook(ConferenceStatus, on_status),
            status_events=["say-start", "say-done", "play-start", "play-done"],
        )
        await call.send(verb)
        await call.sleep(5)
        await call.room_play("https://x/music.mp3", id="music")
        await call.sleep(1)
        await call.room_say(["x" * 15, "y"], id="words", replace=True, loop=2)
        await call.sleep(5)
        await call.room_say("z", stream=True)

    async with jambonz.call(application, strict=False) as host, jambonz.call(meets(Conference(name="room"))) as guest:
        for one in (host, guest):
            assert (await one.hears("music.mp3")).time == 5
            assert (await one.hears("x")).time == 6
            assert (await one.hears("x")).time == 7
        await guest.is_silent(10)
    assert told == [
        ("play-start", "music", None),
        ("play-done", "music", "stopped"),
        ("say-start", "words", None),
        ("say-done", "words", "completed"),
    ]
    assert kinds(host) == ["no effect"]


async def test_announcements_outside_of_a_conference(jambonz: Jambonz) -> None:
    """messages.md 5.3: needs a conference."""

    async def application(call: Call) -> None:
        await call.send(Say(text="x" * 100))
        await call.sleep(1)
        await call.room_say("never")
        await call.room_play("https://x/never.mp3")
        await call.sleep(1)

    async with jambonz.call(application, strict=False) as caller:
        await caller.is_silent(3)
    assert kinds(caller) == ["no effect"] * 2


async def test_another_hook_while_on_hold(jambonz: Jambonz) -> None:
    """``conference.js:477-512``: what is heard ends, and the new hook is asked; taken back, there is silence."""

    async def hold(call: Call) -> None:
        async def first(holding: ConferenceHold) -> Sequence[HoldVerb]:
            return [Play(url="https://x/first.mp3")]

        async def second(holding: ConferenceHold) -> Sequence[HoldVerb]:
            await call.sleep(1)
            return [Play(url="https://x/second.mp3")]

        await call.sleep(1)
        await call.conference_action(commands.HoldParticipant(wait_hook=str(call.hook(ConferenceHold, first))))
        await call.sleep(1)
        await call.conference_action(commands.HoldParticipant(wait_hook=str(call.hook(ConferenceHold, second))))
        await call.sleep(6.5)
        await call.conference_action(commands.UnholdParticipant())

    async with (
        jambonz.call(meets(Conference(name="room"))) as other,
        jambonz.call(meets(Conference(name="room"), hold)) as held,
    ):
        assert (await held.hears("first")).time == 1
        assert (await held.hears("second")).time == 3
        await held.is_silent(7)  # the second answer comes too late to be heard
        await other.says("Hello again.")
        await held.hears("Hello again")
