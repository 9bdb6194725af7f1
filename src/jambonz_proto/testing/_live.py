"""Commands that work on the legs and media of a call: feature-server lib/session/call-session.js:771-867,1711-1924."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Literal, TypeAlias

from jambonz_proto import commands, components, verbs
from jambonz_proto._base import Verb, with_changes

from ._commands import carries_out, no_effect
from ._legs import Leg
from ._session import Session
from ._stack import Run
from ._transcript import command_name

RecordState: TypeAlias = Literal["off", "on", "paused"]

_WRONG_LEG = "feature-server lib/utils/ws-requestor.js:494-496"
_RECORDING: dict[type[components.RecordOptions], tuple[frozenset[RecordState], RecordState]] = {
    components.StartRecording: (frozenset({"off"}), "on"),
    components.StopRecording: (frozenset({"on", "paused"}), "off"),
    components.PauseRecording: (frozenset({"on"}), "paused"),
    components.ResumeRecording: (frozenset({"paused"}), "on"),
}
"""What can be done with a recording, in which states, and which state follows."""


def running(session: Session, *classes: type[Verb]) -> Run[Verb] | None:
    """The run of the verb that runs, if it is of one of these classes."""
    run = session.main.running
    return run if run is not None and isinstance(run.verb, classes) else None


def leg_of(session: Session, command: commands.Command) -> Leg:
    """The leg that a command acts on: the connected one if it is chosen, else the caller's."""
    run = session.main.running
    connected = run.connected if run is not None else None
    if command.call_sid in (None, session.caller.sid):
        return session.caller
    if connected is not None and command.call_sid == connected.sid:
        return connected
    text = f"{command_name(command)}: no leg of this call is {command.call_sid}, so it acts on the caller's"
    session.problem("wrong leg", text, _WRONG_LEG)
    return session.caller


def dialog_of(session: Session, command: commands.Command) -> Leg | None:
    """The leg that a SIP request goes to: the caller's, or, if another is chosen, whichever is connected."""
    if not session.caller.is_answered:
        no_effect(session, command, "the call is not answered yet")
        return None
    if command.call_sid in (None, session.caller.sid):
        return session.caller
    run = session.main.running
    if run is None or run.connected is None:
        no_effect(session, command, f"no leg of this call is {command.call_sid}")
        return None
    return run.connected


@carries_out(commands.MuteStatus)
async def mute_status(session: Session, command: commands.MuteStatus) -> None:
    """A leg of a dial, or this member of a conference."""
    is_muted = command.data.status == "mute"
    run = session.main.running
    if run is not None and run.mute is not None:
        run.mute(is_muted)
    elif running(session, verbs.Dial) is not None:
        leg_of(session, command).is_muted = is_muted
    else:
        no_effect(session, command, "neither a dial nor a conference runs")


@carries_out(commands.Whisper)
async def whisper(session: Session, command: commands.Whisper) -> None:
    """Something that only one party hears; the parties are parted meanwhile."""
    run = running(session, verbs.Dial, verbs.Listen, verbs.Stream)
    if run is None:
        no_effect(session, command, "neither a dial nor a listen runs")
    elif isinstance(run.verb, verbs.Dial) and run.connected is None:
        no_effect(session, command, "nobody is connected yet")
    else:
        leg = leg_of(session, command)
        once = [with_changes(verb, loop=1) if hasattr(verb, "loop") else verb for verb in command.data.verbs]
        session.spawn(partial(_whisper, run, leg, once))


async def _whisper(run: Run[Verb], leg: Leg, whispered: Sequence[Verb]) -> None:
    others = (run.leg, run.connected) if run.connected is not None else (run.leg,)
    parted = [(one, one.company) for one in others]
    for one, _ in parted:
        one.company = None
    try:
        await run.play(whispered, leg)
    finally:
        for one, company in parted:
            one.company = company if not run.is_killed else None


@carries_out(commands.Record)
async def record(session: Session, command: commands.Record) -> None:
    """Starts, stops, pauses or resumes the recording."""
    if not session.caller.is_answered:
        no_effect(session, command, "the call is not answered yet")
    elif not set_recording(session, command.data):
        no_effect(session, command, f"the recording is {session.recording}")


def set_recording(session: Session, options: components.RecordOptions) -> bool:
    """Change the state of the recording; returns whether the action fits the state."""
    states, then = _RECORDING[type(options)]
    if session.recording not in states:
        return False
    session.recording = then
    session.remark(f"the recording is {then}")
    return True


@carries_out(commands.Dtmf)
async def dtmf(session: Session, command: commands.Dtmf) -> None:
    """A key that a party hears."""
    leg = dialog_of(session, command)
    if leg is not None:
        session.remark(f"the key {command.data.dtmf.digit} is sent to the {leg.who}")


@carries_out(commands.SipRequest)
async def sip_request(session: Session, command: commands.SipRequest) -> None:
    """A SIP request to a party."""
    leg = dialog_of(session, command)
    if leg is not None:
        session.remark(f"{command.data.sip_request.method} is sent to the {leg.who}")


@carries_out(commands.BoostAudioSignal)
async def boost(session: Session, command: commands.BoostAudioSignal) -> None:
    """Louder or softer."""
    session.remark(f"the {leg_of(session, command).who} is heard at {command.data} (dB)")


@carries_out(commands.Dub)
async def dub(session: Session, command: commands.Dub) -> None:
    """Something on a track of its own."""
    session.remark(f"{command.data.action} {command.data.track} for the {leg_of(session, command).who}")


@carries_out(commands.MediaPath)
async def media_path(session: Session, command: commands.MediaPath) -> None:
    """Which way the audio of a dial takes."""
    run = running(session, verbs.Dial)
    if run is None:
        no_effect(session, command, "no dial runs")
    elif run.media_path == command.data:
        no_effect(session, command, f"the audio takes {command.data} already")
    else:
        run.media_path = command.data


@carries_out(commands.Dial)
async def dial(session: Session, command: commands.Dial) -> None:
    """A call of its own, which is not simulated."""
    session.remark(f"a call to {command.data.to} would be made")


# -- commands of the commercial server --------------------------------------------------------


@carries_out(commands.Tag)
async def tag(session: Session, command: commands.Tag) -> None:
    """New data of the application's own."""
    session.caller.facts.customer_data = command.data


@carries_out(commands.NoiseIsolationStatus)
async def noise_isolation(session: Session, command: commands.NoiseIsolationStatus) -> None:
    """Nothing that could be simulated."""


@carries_out(commands.SttReconfigure)
async def stt_reconfigure(session: Session, command: commands.SttReconfigure) -> None:
    """Nothing that could be simulated."""


@carries_out(commands.RoomSay)
async def room_say(session: Session, command: commands.RoomSay) -> None:
    """Something that all in a conference hear."""
    text = command.data.text
    _announce(session, command, [text] if isinstance(text, str) else text)


@carries_out(commands.RoomPlay)
async def room_play(session: Session, command: commands.RoomPlay) -> None:
    """A recording that all in a conference hear."""
    _announce(session, command, [command.data.url])


def _announce(session: Session, command: commands.RoomSay | commands.RoomPlay, texts: Sequence[str]) -> None:
    if running(session, verbs.Conference, verbs.Room) is None or session.caller.company is None:
        no_effect(session, command, "the caller is in no conference")
        return
    way: Literal["said", "played"] = "said" if isinstance(command, commands.RoomSay) else "played"
    for leg in (session.caller, *session.caller.company.hearers(session.caller)):
        for text in texts:
            leg.session.heard(leg, text, way)
