"""Which verbs answer a call that is not answered yet: the open-source server's preconditions.

Most need audio, and answer the call for that, unless they are to be heard as early media. Some run beside the call, and
a few need it answered, or not, and are skipped otherwise (`preconditions` of each in feature-server lib/tasks).
"""

from __future__ import annotations

from . import verbs
from ._base import RawVerb, Verb

_RUN_BESIDE = (verbs.Pause, verbs.Tag, verbs.Redirect, verbs.RestDial, verbs.Leave, verbs.Message, verbs.Alert)
_NEED_ANSWERED = (verbs.Hangup, verbs.SipRefer, verbs.SipRequest)
_NEED_UNANSWERED = (verbs.SipDecline,)


def has_early_media(verb: Verb) -> bool:
    """Whether a verb, or what it plays first, is to be heard without answering the call."""
    if isinstance(verb, verbs.Dial):
        return bool(verb.answer_on_bridge)
    inner = (verb.say, verb.play) if isinstance(verb, verbs.Gather) else ()
    return any(getattr(part, "early_media", None) for part in (verb, *inner))


def config_needs_audio(config: verbs.Config) -> bool:
    """Whether a ``config`` answers the call for what it starts (feature-server lib/tasks/config.js:66-74)."""
    listen = config.listen or config.stream
    return bool(
        (config.barge_in is not None and config.barge_in.enable)
        or (config.transcribe is not None and config.transcribe.enable)
        or (listen is not None and listen.url)
        or config.record
        or config.amd
        or config.boost_audio_signal is not None
    )


def answers_call(verb: Verb) -> bool:
    """Whether a call may be answered once this verb has begun. Of a verb that is not known it is assumed."""
    if isinstance(verb, verbs.Config):
        return config_needs_audio(verb)
    if isinstance(verb, (*_RUN_BESIDE, *_NEED_ANSWERED, *_NEED_UNANSWERED)):
        return False
    return isinstance(verb, (RawVerb, verbs.Dial)) or not has_early_media(verb)
