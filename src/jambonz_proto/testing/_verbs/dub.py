"""Audio on tracks of its own, mixed into what somebody hears: feature-server lib/tasks/dub.js."""

from __future__ import annotations

from jambonz_proto import commands, verbs
from jambonz_proto.testing._commands import carries_out
from jambonz_proto.testing._legs import Leg
from jambonz_proto.testing._live import leg_of
from jambonz_proto.testing._session import Session
from jambonz_proto.testing._stack import Run, runs

from .audio import plain


@runs(verbs.Dub, needs="audio")
async def dub(run: Run[verbs.Dub]) -> None:
    """Does not wait for what is on the track."""
    work_on_track(run.session, run.leg, run.verb)


@carries_out(commands.Dub)
async def dub_command(session: Session, command: commands.Dub) -> None:
    """The same, beside the running verb, and for the connected party if that leg is chosen."""
    work_on_track(session, leg_of(session, command), command.data)


def work_on_track(session: Session, leg: Leg, verb: verbs.Dub) -> None:
    """Have somebody hear something beside all else, which takes no time of theirs; or change tracks."""
    if verb.action == "addTrack":
        leg.tracks.add(verb.track)
    elif verb.track not in leg.tracks:
        text = f"dub: {verb.action}: the {leg.who} has no track {verb.track}"
        session.problem("no effect", text, "@jambonz/schema docs/verbs/dub")
        return
    session.remark(f"{verb.action} {verb.track} for the {leg.who}")
    said = verb.say.text if isinstance(verb.say, verbs.Say) else verb.say
    match verb.action:
        case "removeTrack":
            leg.tracks.remove(verb.track)
        case "silenceTrack":
            pass
        case "addTrack" | "playOnTrack" if verb.play is not None:
            session.heard(leg, verb.play, "played", verb)
        case "addTrack" | "sayOnTrack" if said is not None:
            session.heard(leg, plain(said if isinstance(said, str) else said[0]), "said", verb)
        case "addTrack":
            pass
        case _:
            text = f"dub: {verb.action} without {'play' if verb.action == 'playOnTrack' else 'say'}"
            session.problem("no effect", text, "feature-server lib/tasks/dub.js:79-107")
