"""Transcribing what is said, result by result: feature-server lib/tasks/transcribe.js."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import TypeAlias

import anyio
from msgspec.structs import replace

from jambonz_proto import commands, components, hooks, verbs
from jambonz_proto._base import Received
from jambonz_proto.testing._legs import Kind, Leg
from jambonz_proto.testing._session import Session
from jambonz_proto.testing._settings import joined, transcript_of, without_mark
from jambonz_proto.testing._stack import Run, runs

Options: TypeAlias = verbs.Transcribe | components.TranscribeOptions

LAST_RESULT = 1.5
"""Seconds that a transcription waits for a last result when it is to end."""
_BACKGROUND = "transcribe"


class Transcription:
    """What one party says, while it is transcribed.

    Args:
        session: The call.
        options: The verb, or the options of ``config``.
        channel: Who speaks: 1 is the caller, 2 the other party.
        recognizer: How to recognise it; results that are not final count if it says so.
        applies: Whether replies replace the verb stack.
    """

    def __init__(
        self,
        session: Session,
        options: Options,
        channel: int,
        *,
        recognizer: components.Recognizer | None,
        applies: bool,
    ) -> None:
        self.is_paused = False
        self.has_result = anyio.Event()
        """Set with each result."""
        self._session = session
        self._options = options
        self._channel = channel
        self._recognition = session.settings.recognition(recognizer)
        self._has_interim = recognizer is not None and bool(recognizer.interim)
        own_pause = recognizer.asr_timeout if recognizer is not None else None
        self._pause = 0.0 if self._recognition.vendor == "deepgram" else own_pause or 0.0
        self._words: list[hooks.Speech] = []
        self._applies = applies

    @property
    def takes(self) -> frozenset[Kind]:
        """Speech, unless it is paused."""
        return frozenset() if self.is_paused else frozenset({"speech"})

    @property
    def translates(self) -> bool:
        """Whether the application wants translations."""
        return self._options.translation_hook is not None

    def hear(self, speech: hooks.Speech) -> None:
        """Tell what was said, or keep it until nothing more is said for a while."""
        said = replace(self._recognition.of(speech), channel_tag=self._channel)
        if not said.is_final:
            if self._has_interim:
                self._report(said)
        elif transcript_of(said) and self._pause:
            self._words.append(without_mark(said))
            self._session.start_background(f"utterances {id(self)}", self._report_words)
        elif transcript_of(said):
            self._report(said)

    async def _report_words(self) -> None:
        """feature-server lib/tasks/transcribe.js:556-574,891-903."""
        await self._session.sleep(self._pause)
        words, self._words = self._words, []
        self._report(joined(words))

    def _report(self, speech: hooks.Speech) -> None:
        """The facts about the call are always the caller's."""
        self._tell("transcription_hook", hooks.Transcription(speech=speech))
        self.has_result.set()

    def press(self, key: str) -> None:
        """Not listened to."""

    def translate(self, text: str, language: str) -> None:
        """Tell what was said in another language."""
        said = hooks.TranslatedSpeech(channel=self._channel, language=language, translation=text)
        self._tell("translation_hook", hooks.Translation(translation=said))

    def _tell(self, attribute: str, payload: Received) -> None:
        self._session.hook_soon(self._options, attribute, payload, applies=self._applies)

    async def set_status(self, command: commands.TranscribeStatus) -> None:
        """Pause or resume it."""
        self.is_paused = command.data.status == "pause"

    @contextmanager
    def of(self, leg: Leg, *, aside: bool) -> Generator[None]:
        """A block in which somebody is transcribed."""
        takers = self._session.takers
        with leg.heard_by(self, aside=aside), takers.taking(commands.TranscribeStatus, self.set_status):
            yield


def translators_of(leg: Leg) -> Sequence[Transcription]:
    """The transcriptions of somebody that translate."""
    found = [one for one in (*leg.listeners, *leg.bystanders) if isinstance(one, Transcription)]
    return [one for one in found if one.translates]


@runs(verbs.Transcribe, needs="audio")
async def transcribe(run: Run[verbs.Transcribe]) -> None:
    """Goes on until other verbs take its place. It then waits a little for a last result."""
    verb, is_nested = run.verb, run.parent is not None
    with ExitStack() as blocks:
        first: Transcription | None = None
        for channel, leg in _whom(run).items():
            one = Transcription(run.session, verb, channel, recognizer=verb.recognizer, applies=not is_nested)
            blocks.enter_context(one.of(leg, aside=is_nested))
            first = first or one
        with run.until_killed():
            await anyio.sleep_forever()
        if first is not None:
            first.has_result = anyio.Event()
            with run.session.clock.move_on_after(LAST_RESULT):
                await first.has_result.wait()


def _whom(run: Run[verbs.Transcribe]) -> Mapping[int, Leg]:
    """Who is transcribed, by channel: within a dial both parties, unless the verb says which."""
    other = run.parent.connected if run.parent is not None else None
    if other is None:
        return {1: run.leg}
    recognizer, channel = run.verb.recognizer, run.verb.channel
    if channel is None and recognizer is not None and recognizer.separate_recognition_per_channel is False:
        channel = 1
    return {one: leg for one, leg in {1: run.leg, 2: other}.items() if channel in (None, one)}


# -- in the background ------------------------------------------------------------------------


def configure_transcribe(
    session: Session, options: components.TranscribeOptions, recognizer: components.Recognizer | None
) -> None:
    """Start or stop to transcribe in the background."""
    if not options.enable:
        session.stop_background(_BACKGROUND)
    elif _BACKGROUND in session.background:
        text = "config.transcribe is ignored since the call is transcribed already"
        session.problem("no effect", text, "feature-server lib/utils/background-task-manager.js:33-38")
    else:
        recognizer = options.recognizer or recognizer
        session.start_background(_BACKGROUND, lambda: _transcribe(session, options, recognizer))


async def _transcribe(
    session: Session, options: components.TranscribeOptions, recognizer: components.Recognizer | None
) -> None:
    transcription = Transcription(session, options, 1, recognizer=recognizer, applies=True)
    with transcription.of(session.caller, aside=True):
        await anyio.sleep_forever()
