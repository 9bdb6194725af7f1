"""Conferences: feature-server lib/tasks/conference.js."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TypeAlias

import anyio

from jambonz_proto import commands, hooks, verbs
from jambonz_proto._base import Received, Verb
from jambonz_proto.testing._account import Member, Room
from jambonz_proto.testing._commands import carries_out, no_effect
from jambonz_proto.testing._session import Session
from jambonz_proto.testing._stack import Run, Unanswered, runs

ConferenceVerb: TypeAlias = verbs.Conference | verbs.Room

_CONFERENCES: tuple[type[ConferenceVerb], ...] = (verbs.Conference, verbs.Room)
_BEFORE_ASKING = 0.75
_EVENTS = frozenset({"start", "end", "join", "leave", "start-talking", "stop-talking"})
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
"""When the simulated time begins, where a date is wanted."""


@runs(*_CONFERENCES, needs="audio")
async def conference(run: Run[ConferenceVerb]) -> None:
    """Starts, joins or waits for the room of this name, and stays until the caller leaves or is thrown out."""
    await Attendance(run).attend()


class Attendance:
    """A caller's stay in a conference."""

    def __init__(self, run: Run[ConferenceVerb]) -> None:
        verb = run.verb
        self.run: Run[Verb] = run
        self.verb = verb
        self.session = run.session
        self.room = run.session.setting.account.room(verb.name)
        self.member = Member(
            run.leg,
            self.throw_out,
            is_moderator=bool(verb.start_conference_on_enter),
            is_muted=bool(verb.join_muted),
            tag=verb.member_tag,
            speaks_only_to=verb.speak_only_to,
        )
        self._thrown_out = anyio.Event()
        self.hold: commands.ConfHoldStatusData | commands.HoldParticipant | None = None
        """Where it is asked what to play while the caller is on hold."""

    @property
    def is_in(self) -> bool:
        """Whether the caller is in the conference, and does not wait for it."""
        return self.member in self.room.members

    async def attend(self) -> None:
        """From the first step to the action hook."""
        run = self.run
        run.attendance = self
        with run.until_killed():
            if self.room.started_at is None and self.verb.start_conference_on_enter is False:
                await self._wait()
            if not await self._enter():
                return
            await self._thrown_out.wait()
        await self._leave()
        run.attendance = None
        await run.hook("action_hook", hooks.ConferenceResult(), forgiving=True)

    # -- going in and out ----------------------------------------------------------------------

    async def _wait(self) -> None:
        """Until the conference starts; meanwhile it is asked what to hear."""
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._keep_asking)
            await self.room.opened.wait()
            tasks.cancel_scope.cancel()

    async def _keep_asking(self) -> None:
        while self.verb.wait_hook is not None:
            await self.session.sleep(_BEFORE_ASKING)
            if not await self._ask(self.verb, "wait_hook", hooks.ConferenceWait()):
                return

    async def _enter(self) -> bool:
        """Start the conference or join it; returns whether there is room."""
        verb, room = self.verb, self.room
        starts = room.started_at is None
        if starts:
            room.started_at = self.session.clock.now()
            if verb.status_hook is not None:
                room.status = (verb, _EVENTS & frozenset(verb.status_events or ()))
            self._tell("start", members=0)
        if verb.enter_hook is not None:
            await self._ask(verb, "enter_hook", hooks.ConferenceEnter())
        if room.largest is not None and len(room.members) >= room.largest:
            self.session.remark(f"the conference {verb.name} is full")
            return False
        room.members.append(self.member)
        self.run.leg.company = room
        self.session.remark(f"the caller is in the conference {verb.name}")
        self._tell("join")
        self.run.on_talk = self.speaks
        self.run.mute = partial(setattr, self.member, "is_muted")
        if verb.max_participants is not None and verb.max_participants > 1:
            room.largest = verb.max_participants
        if starts:
            room.opened.set()
        return True

    async def _leave(self) -> None:
        """Out of the room; who is the last, or ends the conference by leaving, turns out the lights."""
        if not self.is_in:
            return
        room = self.room
        room.members.remove(self.member)
        self.run.leg.company = None
        events = ["leave"]
        if self.verb.end_conference_on_exit or not room.members:
            events.append("end")
            self.session.setting.account.close(room)
            if self.verb.end_conference_on_exit:
                self._end_for_all()
        for event in events:
            self._tell(event, members=len(room.members))

    def _end_for_all(self) -> None:
        """Throw the others out, after a while if the verb says so."""
        for other in self.room.members:
            other.throw_out(self.verb.end_conference_duration or 0)

    def throw_out(self, seconds: float = 0) -> None:
        """Be thrown out of the conference, after a while."""

        async def later() -> None:
            await self.session.sleep(seconds)
            self._thrown_out.set()

        if seconds:
            self.session.spawn(later)
        else:
            self._thrown_out.set()

    # -- events --------------------------------------------------------------------------------

    def _tell(self, event: str, *, members: int | None = None) -> None:
        """Tell of an event, by the hook of the verb that started the conference; the reply is ignored."""
        room, session = self.room, self.session
        if room.status is None or event not in room.status[1]:
            return
        owner, _ = room.status
        now, started = session.clock.now(), room.started_at or 0.0
        payload = hooks.ConferenceStatus(
            event=event,
            conference_sid=room.sid,
            friendly_name=room.name,
            members=len(room.members) if members is None else members,
            duration=now - started,
            time=(_EPOCH + timedelta(seconds=session.time)).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        )
        session.hook_soon(owner, "status_hook", payload, leg=self.run.leg)

    def speaks(self) -> None:
        """The caller says something."""
        self._tell("start-talking")
        self._tell("stop-talking")

    # -- on hold -------------------------------------------------------------------------------

    def put_on_hold(self, data: commands.ConfHoldStatusData | commands.HoldParticipant) -> None:
        """Neither hear nor be heard; a hook that is given is remembered, and asked what to play."""
        if data.wait_hook is not None:
            self.hold = data
        self.member.is_on_hold = True
        if self.hold is not None:
            self.session.start_background("on hold", self._entertain)

    def take_back(self) -> None:
        """Be in the conference again."""
        self.member.is_on_hold = False
        self.session.stop_background("on hold")

    async def _entertain(self) -> None:
        while self.member.is_on_hold and await self._ask(self.hold, "wait_hook", hooks.ConferenceHold()):
            pass

    async def _ask(self, owner: object, attribute: str, payload: Received) -> bool:
        """Ask what the caller is to hear and have them hear it; returns whether there was anything."""
        try:
            given = await self.session.hook(owner, attribute, payload, run=self.run)
        except Unanswered:
            return False
        await self.run.play(given or ())
        return bool(given)


# -- commands ---------------------------------------------------------------------------------


def attendance(session: Session, command: commands.Command) -> Attendance | None:
    """The caller's stay in a conference; without one it is noted that the command has no effect."""
    running = session.main.running
    found = running.attendance if running is not None else None
    if isinstance(found, Attendance) and found.is_in:
        return found
    no_effect(session, command, "the caller is in no conference")
    return None


@carries_out(commands.ConfMuteStatus)
async def mute_others(session: Session, command: commands.ConfMuteStatus) -> None:
    """All that are no moderators."""
    here = attendance(session, command)
    for member in _others(here.room) if here is not None else ():
        member.is_muted = command.data.status == "mute"


def _others(room: Room) -> Sequence[Member]:
    return [member for member in room.members if not member.is_moderator]


@carries_out(commands.ConfHoldStatus)
async def hold_status(session: Session, command: commands.ConfHoldStatus) -> None:
    """This member."""
    here = attendance(session, command)
    if here is not None and command.data.status == "hold":
        here.put_on_hold(command.data)
    elif here is not None:
        here.take_back()


@carries_out(commands.ConfParticipantAction)
async def participant_action(session: Session, command: commands.ConfParticipantAction) -> None:
    """This member."""
    here = attendance(session, command)
    if here is None:
        return
    match command.data:
        case commands.TagParticipant(tag=tag):
            here.member.tag = tag
        case commands.UntagParticipant():
            here.member.tag = None
        case commands.CoachParticipant(tag=tag):
            here.member.speaks_only_to = tag
        case commands.UncoachParticipant():
            here.member.speaks_only_to = None
        case commands.MuteParticipant():
            here.member.is_muted = True
        case commands.UnmuteParticipant():
            here.member.is_muted = False
        case commands.HoldParticipant() as data:
            here.put_on_hold(data)
        case commands.UnholdParticipant():
            here.take_back()
        case commands.KickParticipant():
            here.throw_out()
