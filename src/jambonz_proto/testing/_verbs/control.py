"""Verbs that the caller does not hear: settings, redirects, and the beginning and end of the call."""

from __future__ import annotations

from jambonz_proto import commands, hooks, verbs
from jambonz_proto._answering import config_needs_audio
from jambonz_proto.testing._commands import carries_out
from jambonz_proto.testing._live import set_recording
from jambonz_proto.testing._session import Session
from jambonz_proto.testing._stack import Needs, Run, runs

from .gather import start_barge_in, stop_barge_in
from .listen import configure_listen
from .transcribe import configure_transcribe

_PHRASES = {
    403: "Forbidden",
    404: "Not Found",
    480: "Temporarily Unavailable",
    486: "Busy Here",
    500: "Server Internal Error",
    503: "Service Unavailable",
    600: "Busy Everywhere",
    603: "Decline",
}


def _config_needs(verb: verbs.Config) -> Needs:
    return "audio" if config_needs_audio(verb) else "nothing"


@runs(verbs.Config, needs=_config_needs)
async def config(run: Run[verbs.Config]) -> None:
    """Takes no time."""
    await configure(run.session, run.verb)


@carries_out(commands.Config)
async def config_command(session: Session, command: commands.Config) -> None:
    """The same, beside the running verb."""
    await configure(session, command.data)


async def configure(session: Session, config: verbs.Config) -> None:
    """Change settings of the session."""
    if config.notify_events:  # it cannot be switched off again: config.js:137-140
        session.notifies_verbs = True
    session.settings.configure(config)
    if (options := config.barge_in) is not None:
        if options.enable:
            start_barge_in(session, options)
        elif options.enable is False:
            stop_barge_in(session)
    if config.record is not None and not set_recording(session, config.record):
        text = f"config.record has no effect: the recording is {session.recording}"
        session.problem("no effect", text, "feature-server lib/session/call-session.js:826-849")
    if (listen := config.listen or config.stream) is not None:
        configure_listen(session, listen)
    if config.transcribe is not None:
        configure_transcribe(session, config.transcribe, config.recognizer)
    if config.auto_stream_tts is not None:
        session.streams_all_speech = config.auto_stream_tts
    if (stream := config.tts_stream) is not None:
        if stream.enable and not session.streams_speech:
            session.is_speech_stream_on = True
            session.speech.start()
        elif stream.enable is False and session.streams_speech:
            session.speech.stop()
            session.is_speech_stream_on = False


@runs(verbs.Tag)
async def tag(run: Run[verbs.Tag]) -> None:
    """New data of the application's own, in place of the old."""
    run.leg.facts.customer_data = run.verb.data


@runs(verbs.Answer)
async def answer(run: Run[verbs.Answer]) -> None:
    """Answers the call; nothing happens if it is."""
    await run.session.answer(run.leg)


@runs(verbs.Hangup, needs="answered")
async def hangup(run: Run[verbs.Hangup]) -> None:
    """The orderly end of an answered call; it is skipped in another: ``hangup.js``, ``call-session.js:2558-2562``."""
    run.is_done = True
    why = "the application hung up"
    if run.leg is run.session.caller:
        await run.session.end("application", why)
    else:
        run.session.off(run.leg, "application", why)


@runs(verbs.SipDecline, needs="unanswered")
async def sip_decline(run: Run[verbs.SipDecline]) -> None:
    """The orderly end of a call that is not answered."""
    run.is_done = True
    verb = run.verb
    reason = verb.reason or _PHRASES.get(verb.status, "Declined")
    why = "the application declined the call"
    await run.session.end("application", why, status="failed", sip_status=verb.status, reason=reason)


@runs(verbs.Redirect)
async def redirect(run: Run[verbs.Redirect]) -> None:
    """Asks for new verbs; with none in the answer the next verb runs, without an answer the call ends.

    feature-server lib/tasks/redirect.js:24-80, lib/tasks/task.js:254-267.
    """
    hook = str(run.verb.action_hook)
    if hook.startswith(("ws://", "wss://")):
        run.session.problem(
            "not simulated",
            f"a redirect to {hook} would open a connection there",
            "feature-server lib/tasks/redirect.js:24-34",
        )
        return
    await run.hook("action_hook", hooks.CallInfo())


@runs(verbs.RestDial)
async def rest_dial(run: Run[verbs.RestDial]) -> None:
    """Is the server's own, and dials nobody in a verb array: feature-server lib/tasks/rest_dial.js:39-53."""
    text = "rest:dial dials nobody here: it is the server's own, and waits until its timeout or other verbs"
    run.session.problem("stuck verb", text, "feature-server lib/tasks/rest_dial.js:39-53")
    await run.sleep(run.verb.timeout or 60.0)
