"""Sending the call's audio to a server of the application's, which is not simulated: only what ends it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from typing import TypeAlias

import anyio

from jambonz_proto import commands, components, hooks, verbs
from jambonz_proto.testing._legs import Kind, Leg
from jambonz_proto.testing._session import Session
from jambonz_proto.testing._stack import Run, runs

from .audio import whisper

ListenVerb: TypeAlias = verbs.Listen | verbs.Stream

_LISTENS: tuple[type[ListenVerb], ...] = (verbs.Listen, verbs.Stream)
_BEEP = 0.5
_BACKGROUND = "listen"


class AudioStream:
    """A stream of somebody's audio, while it lasts.

    Args:
        session: The call.
        options: The verb, or the options of ``config``.
    """

    def __init__(self, session: Session, options: ListenVerb | components.ListenOptions) -> None:
        self.options = options
        self.is_paused = False
        self._session = session
        self._digits: str | None = None
        self._over = anyio.Event()
        self._began: float | None = None

    @property
    def takes(self) -> frozenset[Kind]:
        """Speech that goes to the audio server, and keys if it wants them or one of them ends this."""
        kinds: set[Kind] = set()
        if not self.is_paused:
            kinds.add("speech")
        if self.options.finish_on_key or self.options.pass_dtmf:
            kinds.add("digits")
        return frozenset(kinds)

    def hear(self, speech: hooks.Speech) -> None:
        """What the audio server makes of it is not simulated."""

    def press(self, key: str) -> None:
        """A key ends it, if it is the right one."""
        if key == self.options.finish_on_key:
            self._digits = key
            self._over.set()

    def end(self, *, refused: bool = False) -> None:
        """The audio server closes the connection, or did not take it."""
        if refused:
            self._began = None
        self._over.set()

    async def last(self) -> None:
        """Go on until something ends it."""
        self._began = self._session.clock.now()
        with self._session.clock.move_on_after(self.options.max_length or None):
            await self._over.wait()

    def result(self) -> hooks.ListenResult:
        """What is told when it is over: nothing of its own if the audio server did not take it."""
        if self._began is None:
            return hooks.ListenResult()
        return hooks.ListenResult(dial_call_duration=int(self._session.clock.now() - self._began), digits=self._digits)

    async def set_status(self, command: commands.ListenStatus | commands.StreamStatus) -> None:
        """Pause or resume it."""
        self.is_paused = command.data.status == "pause"


def streams_of(leg: Leg) -> Sequence[AudioStream]:
    """The streams of somebody's audio."""
    return [one for one in (*leg.listeners, *leg.bystanders) if isinstance(one, AudioStream)]


@runs(*_LISTENS, needs="audio")
async def listen(run: Run[ListenVerb]) -> None:
    """Streams until the audio server, a key, a time or other verbs end it: ``listen.js``."""
    verb, is_nested = run.verb, run.parent is not None
    if verb.play_beep:
        await run.sleep(_BEEP)
    stream = AudioStream(run.session, verb)

    async def hear_whisper(command: commands.Whisper) -> None:
        run.session.spawn(lambda: whisper(run, run.leg, command))

    with (
        _whose(run).heard_by(stream, aside=is_nested),
        run.beside(verb.transcribe),
        run.takes(commands.ListenStatus, stream.set_status),
        run.takes(commands.StreamStatus, stream.set_status),
        nullcontext() if is_nested else run.takes(commands.Whisper, hear_whisper),
        run.until_killed(),
    ):
        await stream.last()
    await run.hook("action_hook", stream.result(), forgiving=True)


def _whose(run: Run[ListenVerb]) -> Leg:
    """Whose audio: within a dial it may be the other party's."""
    other = run.parent.connected if run.parent is not None else None
    return other if other is not None and run.verb.channel == 2 else run.leg


# -- in the background ------------------------------------------------------------------------


def configure_listen(session: Session, options: components.ListenOptions) -> None:
    """Start or stop to stream in the background. It cannot be paused by a command."""
    if not options.enable:
        session.stop_background(_BACKGROUND)
    elif _BACKGROUND in session.background:
        text = "config.listen is ignored since the call's audio is streamed already"
        session.problem("no effect", text, "feature-server lib/utils/background-task-manager.js:33-38")
    else:
        session.start_background(_BACKGROUND, lambda: _stream(session, options))


async def _stream(session: Session, options: components.ListenOptions) -> None:
    stream = AudioStream(session, options)
    try:
        with session.caller.heard_by(stream, aside=True):
            await stream.last()
    finally:
        if session.ended is None:
            session.hook_soon(options, "action_hook", stream.result())
