"""Commands that work on the legs and media of a call: feature-server lib/session/call-session.js:771-867,1711-1924."""

from __future__ import annotations

from typing import Literal, TypeAlias

from jambonz_proto import commands, components

from ._commands import carries_out, no_effect
from ._legs import Leg
from ._session import Session
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
