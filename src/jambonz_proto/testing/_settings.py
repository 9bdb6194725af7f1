"""How speech is recognised and made: what a verb says of it, else the session, else the account."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from jambonz_proto import components, hooks, verbs

VENDOR = "google"
"""Speech vendor of the account."""
LANGUAGE = "en-US"
"""Language of the account."""
_DEFAULT = (None, "default")
_DIGITS = re.compile(r"[\d\s]+[,.]?")
_MARK = re.compile(r"[,;:.!?]$")


@dataclass(frozen=True, slots=True)
class Recognition:
    """How to recognise what is said."""

    vendor: str
    language: str
    pause: float | None = None
    """Seconds of silence that end what consists of several utterances; ``None`` if each is for itself."""
    last_key: str | None = None
    """Key that ends it, too."""
    patience: float | None = None
    """Seconds after an interim result that make it the final one."""
    least: float | None = None
    """Least confidence, from 0 to 1."""

    def of(self, speech: hooks.Speech) -> hooks.Speech:
        """What this recogniser makes of it, in its own language unless it was said in another."""
        event = speech.vendor.evt if speech.vendor is not None else None
        vendor = hooks.SpeechVendor(name=self.vendor, evt=event)
        return replace(speech, language_code=speech.language_code or self.language, vendor=vendor)

    def is_unsure_of(self, speech: hooks.Speech) -> bool:
        """Whether the confidence is too low; one of 0 is none: ``gather.js:1024-1031``."""
        confidence = speech.alternatives[0].confidence if speech.alternatives else None
        return bool(confidence and self.least and confidence < self.least)


class SpeechSettings:
    """The session's settings, which hold for what verbs leave open: feature-server lib/tasks/config.js:161-250."""

    def __init__(self) -> None:
        self._recognizer = components.Recognizer(vendor=VENDOR)
        self._reset_recognizer()
        self._reset_synthesizer()

    def _reset_recognizer(self) -> None:
        """Only some of it is the account's again: ``call-session.js:742-750``."""
        self._ears = (VENDOR, LANGUAGE)
        self._is_continuous = False

    def _reset_synthesizer(self) -> None:
        self._voice: tuple[str, str | None] = (VENDOR, LANGUAGE)

    def configure(self, config: verbs.Config) -> None:
        """Change what a ``config`` changes."""
        reset = config.reset or ()
        if "recognizer" in reset:
            self._reset_recognizer()
        if "synthesizer" in reset:
            self._reset_synthesizer()
        if config.synthesizer is not None:
            vendor, language = config.synthesizer.vendor, config.synthesizer.language
            self._voice = (_or(vendor, self._voice[0]), self._voice[1] if language == "default" else language)
        if (recognizer := config.recognizer) is not None:
            self._recognizer = recognizer
            self._ears = (_or(recognizer.vendor, self._ears[0]), _or(recognizer.language, self._ears[1]))
            self._is_continuous = recognizer.asr_timeout is not None

    def voice(self, own: components.Synthesizer | None) -> tuple[str, str | None]:
        """Vendor and language of a voice, if the verb has this synthesizer."""
        vendor, language = self._voice
        if own is None:
            return vendor, language
        return _or(own.vendor, vendor), language if own.language in _DEFAULT else own.language

    def recognition(self, own: components.Recognizer | None) -> Recognition:
        """How to recognise for a verb that has this recognizer: ``gather.js:65-88,201-209``, ``stt-task.js:99-123``."""
        verb, session = own or components.Recognizer(vendor="default"), self._recognizer
        least = session.min_confidence if verb.min_confidence is None else verb.min_confidence
        continuous = verb if verb.asr_timeout else session if self._is_continuous else None
        return Recognition(
            vendor=_or(verb.vendor, self._ears[0]),
            language=_or(verb.language, self._ears[1]),
            pause=continuous.asr_timeout if continuous is not None else None,
            last_key=continuous.asr_dtmf_termination_digit if continuous is not None else None,
            patience=verb.fast_recognition_timeout,
            least=least,
        )


def _or(own: str | None, other: str) -> str:
    return other if own is None or own == "default" else own


# -- utterances that are one input ------------------------------------------------------------


def transcript_of(speech: hooks.Speech) -> str:
    """The best reading of what was said."""
    return (speech.alternatives[0].transcript or "") if speech.alternatives else ""


def without_mark(speech: hooks.Speech) -> hooks.Speech:
    """The same without a punctuation mark at its end, as the server keeps parts of an input."""
    best, *others = speech.alternatives
    plain = replace(best, transcript=_MARK.sub("", best.transcript or ""))
    return replace(speech, alternatives=[plain, *others])


def joined(parts: Sequence[hooks.Speech]) -> hooks.Speech:
    """Utterances as one, with digits side by side: feature-server lib/utils/transcription-utils.js:215-263."""
    if len(parts) == 1:
        return parts[0]
    text = ""
    for said in map(transcript_of, parts):
        part = re.sub(r"[\s,.]", "", said) if _DIGITS.fullmatch(said) else said
        between = "" if text[-1:].isdigit() and part[:1].isdigit() else " "
        text = f"{text}{between}{part}"
    sure = sum(part.alternatives[0].confidence or 0 for part in parts) / len(parts)
    return replace(parts[0], alternatives=[hooks.SpeechAlternative(transcript=text.strip(), confidence=sure)])
