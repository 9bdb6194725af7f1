"""Conferences: feature-server lib/tasks/conference.js."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TypeAlias

import anyio

from jambonz_proto import commands, hooks, verbs
from jambonz_proto._base import Received, Verb
from jambonz_proto.testing._account import Announcement, Member, StatusHook
from jambonz_proto.testing._commands import no_effect
from jambonz_proto.testing._legs import Kind
from jambonz_proto.testing._speech import CHARACTERS_PER_SECOND
from jambonz_proto.testing._stack import Run, Unanswered, runs
from jambonz_proto.testing._transcript import Way

from .audio import PLAYING, plain, repeats

ConferenceVerb: TypeAlias = verbs.Conference | verbs.Room

_CONFERENCES: tuple[type[ConferenceVerb], ...] = (verbs.Conference, verbs.Room)
_BEFORE_ASKING = 0.75
_SOURCE = "feature-server lib/tasks/conference.js:"
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
        self.takes: frozenset[Kind] = frozenset({"speech"})
        self.run: Run[Verb] = run
        self.verb = verb
        self.session = run.session
        self.room = run.session.setting.account.room(verb.name)
        self.member = Member(
            run.leg,
            self.throw_out,
            is_moderator=verb.start_conference_on_enter is True,
            ends=bool(verb.end_conference_on_exit),
            is_muted=bool(verb.join_muted),
            tag=verb.member_tag,
            speaks_only_to=verb.speak_only_to,
        )
        own = StatusHook(verb, frozenset(verb.status_events or ())) if verb.status_hook is not None else None
        self._own_status = own
        self._status: StatusHook | None = own
        self._thrown_out = anyio.Event()
        self._holds = 0
        """How often the caller was put on hold, or told of another hook meanwhile."""
        self._hold: commands.ConfHoldStatusData | commands.HoldParticipant | None = None
        """Where it is asked what to play while the caller is on hold."""

    async def attend(self) -> None:
        """From the first step to the action hook."""
        run, room = self.run, self.room
        self._look_for_mistakes()
        has_waited = room.started_at is None and self.verb.start_conference_on_enter is False
        if has_waited:
            await self._wait()
        if not run.is_killed:
            if not await self._enter(has_waited=has_waited):
                return
            await self._stay()
            self._leave()
        await run.hook("action_hook", hooks.ConferenceResult(), forgiving=True)

    def _look_for_mistakes(self) -> None:
        verb = self.verb
        if verb.distribute_dtmf and not (verb.start_conference_on_enter or self.member.ends or verb.join_muted):
            text = "distributeDtmf needs startConferenceOnEnter, endConferenceOnExit or joinMuted set to true"
            self.session.problem("ignored property", text, f"{_SOURCE}352-362")
        if verb.max_participants == 1:
            self.session.problem("ignored property", "maxParticipants counts from 2 on", f"{_SOURCE}416-419")

    # -- going in and out ----------------------------------------------------------------------

    async def _wait(self) -> None:
        """Until the conference starts; meanwhile it is asked what to hear."""
        if self.verb.wait_hook is not None:
            self.session.spawn(self._keep_asking)
        with self.run.until_killed():
            await self.room.opened.wait()
        self.run.stop_playing()

    async def _keep_asking(self) -> None:
        waits = True
        while waits:
            await self.run.sleep(_BEFORE_ASKING)
            waits = self._waits() and await self._ask(self.verb, "wait_hook", hooks.ConferenceWait(), self._waits)

    def _waits(self) -> bool:
        return not self.room.opened.is_set() and not self.run.is_killed

    async def _enter(self, *, has_waited: bool) -> bool:
        """Start the conference or join it; returns whether there is room."""
        verb, room = self.verb, self.room
        starts = room.started_at is None
        if starts:
            room.started_at = self.session.clock.now()
            room.status = self._own_status
            self._tell("start", members=0)
        elif not has_waited:
            self._join_status()
        if verb.enter_hook is not None:
            await self._ask(verb, "enter_hook", hooks.ConferenceEnter(), lambda: not self.run.is_killed)
        if self.run.leg.is_gone:
            return True
        if room.largest is not None and len(room.members) >= room.largest:
            self.session.remark(f"the conference {verb.name} is full")
            return False
        room.members.append(self.member)
        self.run.leg.company = room
        self.session.remark(f"the caller is in the conference {verb.name}{', with a beep' if verb.beep else ''}")
        self._tell("join")
        if verb.max_participants is not None and verb.max_participants > 1:
            room.largest = verb.max_participants
        if starts:
            room.opened.set()
        return True

    def _join_status(self) -> None:
        """Events go to the hook of the call that has started the conference; one's own is ignored."""
        own, used = self._own_status, self.room.status
        self._status = used
        if own is not None and (used is None or str(own.verb.status_hook) != str(used.verb.status_hook)):
            text = f"the status hook {own.verb.status_hook} is ignored: that of the call that started the room counts"
            self.session.problem("ignored property", text, f"{_SOURCE}158-165")

    async def _stay(self) -> None:
        """Until the caller leaves or is thrown out; commands do something meanwhile."""
        run = self.run
        with (
            run.leg.heard_by(self, aside=True),
            run.takes(commands.MuteStatus, self._mute),
            run.takes(commands.ConfMuteStatus, self._mute_others),
            run.takes(commands.ConfHoldStatus, self._set_hold),
            run.takes(commands.ConfParticipantAction, self._act),
            run.takes(commands.RoomSay, self._say_to_all),
            run.takes(commands.RoomPlay, self._play_to_all),
            run.until_killed(),
        ):
            await self._thrown_out.wait()
        run.stop_playing()

    def _leave(self) -> None:
        """Out of the room; who is the last, or ends the conference by leaving, turns out the lights."""
        room, account = self.room, self.session.setting.account
        if self.member not in room.members:
            return
        room.members.remove(self.member)
        self.run.leg.company = None
        members = 0 if room.is_over else len(room.members)
        self._tell("leave", members=members)
        if members and not self.member.ends:
            return
        self._tell("end", members=members)
        account.close(room)
        if self.member.ends and not any(member.ends for member in room.members):
            room.is_over = True
            for other in list(room.members):
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

    def _tell(
        self, event: str, *, members: int | None = None, name: str | None = None, reason: str | None = None
    ) -> None:
        """Tell of an event, if it is wanted; the reply is ignored."""
        room, session, status = self.room, self.session, self._status
        if status is None or event not in status.events:
            return
        payload = hooks.ConferenceStatus(
            event=event,
            conference_sid=room.sid,
            friendly_name=room.name,
            members=len(room.members) if members is None else members,
            duration=session.clock.now() - (room.started_at or 0.0),
            time=(_EPOCH + timedelta(seconds=session.time)).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            id=name,
            reason=reason,
        )
        session.hook_soon(status.verb, "status_hook", payload, leg=self.run.leg)

    def hear(self, speech: hooks.Speech) -> None:
        """The caller says something, which takes no time here."""
        if speech.is_final and not self.member.is_muted:
            self._tell("start-talking")
            self._tell("stop-talking")

    def press(self, key: str) -> None:
        """Not listened to."""

    # -- what is played to the caller alone ----------------------------------------------------

    async def _ask(self, owner: object, attribute: str, payload: Received, goes_on: Callable[[], bool]) -> bool:
        """Ask what the caller is to hear and have them hear it; returns whether to ask again.

        Args:
            owner: What has the hook.
            attribute: The hook.
            payload: Its payload.
            goes_on: Whether the answer is still of interest.
        """
        try:
            given = await self.session.hook(owner, attribute, payload, run=self.run)
        except Unanswered:
            return False
        if not given or not goes_on():
            return False
        await self.run.play(given)
        return goes_on()

    def put_on_hold(self, data: commands.ConfHoldStatusData | commands.HoldParticipant) -> None:
        """Neither hear nor be heard; a hook that is given is remembered, and asked what to play."""
        self._hold = data if data.wait_hook is not None else self._hold
        self.member.is_on_hold = True
        self._holds += 1
        self.run.stop_playing()
        if self._hold is not None:
            self.session.spawn(partial(self._entertain, self._hold, self._holds))

    def take_back(self) -> None:
        """Be in the conference again."""
        self.member.is_on_hold = False
        self.run.stop_playing()

    async def _entertain(self, owner: object, hold: int) -> None:
        def is_on_hold() -> bool:
            return self.member.is_on_hold and self._holds == hold and not self.run.is_killed

        while await self._ask(owner, "wait_hook", hooks.ConferenceHold(), is_on_hold):
            pass

    # -- commands ------------------------------------------------------------------------------

    async def _mute(self, command: commands.MuteStatus) -> None:
        self.member.is_muted = command.data.status == "mute"

    async def _mute_others(self, command: commands.ConfMuteStatus) -> None:
        """All that are no moderators, not this member alone."""
        for member in self.room.members:
            if not member.is_moderator:
                member.is_muted = command.data.status == "mute"

    async def _set_hold(self, command: commands.ConfHoldStatus) -> None:
        if command.data.status == "hold":
            self.put_on_hold(command.data)
        else:
            self.take_back()

    async def _act(self, command: commands.ConfParticipantAction) -> None:
        member = self.member
        match command.data:
            case commands.TagParticipant(tag=tag):
                member.tag = tag
            case commands.UntagParticipant():
                member.tag = None
            case commands.CoachParticipant(tag=tag):
                member.speaks_only_to = tag
            case commands.UncoachParticipant():
                member.speaks_only_to = None
            case commands.MuteParticipant():
                member.is_muted = True
            case commands.UnmuteParticipant():
                member.is_muted = False
            case commands.HoldParticipant() as data:
                self.put_on_hold(data)
            case commands.UnholdParticipant():
                self.take_back()
            case commands.KickParticipant():
                self.throw_out()

    async def _say_to_all(self, command: commands.RoomSay) -> None:
        data = command.data
        if data.stream:
            no_effect(self.session, command, "the server cannot stream it yet", "@jambonz/sdk types/verbs.ts:538-543")
            return
        text = plain(data.text if isinstance(data.text, str) else data.text[0])
        seconds = len(text) / CHARACTERS_PER_SECOND
        sounds = [(text, seconds)] * int(min(repeats(data.loop), 1000))
        self._announce("say", sounds, "said", data.id, replace=bool(data.replace))

    async def _play_to_all(self, command: commands.RoomPlay) -> None:
        data = command.data
        seconds = self.session.setting.durations.get(data.url, PLAYING)
        self._announce("play", [(data.url, seconds or 0.0)], "played", data.id, replace=bool(data.replace))

    def _announce(
        self, kind: str, sounds: Sequence[tuple[str, float]], way: Way, name: str | None, *, replace: bool
    ) -> None:
        """Have all members hear something; its beginning and end are told, if that is wanted."""
        former, announcement = self.room.announcement, Announcement()
        self.room.announcement = announcement

        async def announce() -> None:
            if replace and former is not None:
                await former.stop()
            self._tell(f"{kind}-start", name=name)
            try:
                with announcement.scope as scope:
                    for text, seconds in sounds:
                        await self._sound_to_all(text, seconds, way)
                self._tell(f"{kind}-done", name=name, reason="stopped" if scope.cancelled_caught else "completed")
            finally:
                announcement.over.set()

        self.session.spawn(announce)

    async def _sound_to_all(self, text: str, seconds: float, way: Way) -> None:
        with ExitStack() as hearing:
            for member in self.room.members:
                if not member.is_on_hold:
                    member.leg.session.heard(member.leg, text, way)
                    hearing.enter_context(member.leg.hearing())
            await self.session.sleep(seconds)
