"""Verbs that the caller hears, and the one that lets time pass."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jambonz_proto import commands, hooks, messages, verbs
from jambonz_proto._base import Verb, with_changes
from jambonz_proto.testing._legs import Leg
from jambonz_proto.testing._speech import CHARACTERS_PER_SECOND
from jambonz_proto.testing._stack import Run, runs

PLAYING = 5.0
"""Seconds that a recording takes whose length nobody told."""
_TRIES = 6
_SAMPLES_PER_SECOND = 8000
_SILENCE = "silence_stream://"


def plain(text: str) -> str:
    """What is spoken of a text, which may be SSML."""
    return re.sub(r"<[^>]*>", "", text).strip()


def repeats(loop: int | str | None) -> float:
    """How often to do something; 0 counts as 1 on the open-source server."""
    if loop == "forever":
        return float("inf")
    return max(1, int(loop or 1))


@runs(verbs.Say, needs="audio")
async def say(run: Run[verbs.Say]) -> None:
    """Takes time by the length of the text. It has no hook: ``say.js``."""
    verb = run.verb
    texts = [verb.text] if isinstance(verb.text, str) else list(verb.text or ())
    if verb.stream or run.session.streams_all_speech:
        await _stream(run, texts)
        return
    vendor, language = run.session.settings.voice(verb.synthesizer)
    for text in texts:
        made = messages.AudioSynthesized(
            verb="say",
            id=verb.id,
            vendor=vendor,
            language=language,
            characters=len(text),
            elapsed_time=0,
            served_from_cache=False,
        )
        await run.status(made)
    await run.status(messages.PlaybackStarted(verb="say", id=verb.id))
    count, was_told = 0, False
    while count < repeats(verb.loop):
        count += 1
        for text in texts:
            was_heard = await run.sound(plain(text), len(plain(text)) / CHARACTERS_PER_SECOND)
            if was_heard or not was_told:  # when it is cut short that is told only if nothing was heard before
                await run.status(messages.PlaybackStopped(verb="say", id=verb.id))
                was_told = True
            if not was_heard:
                await run.status(messages.PlaybackKilled(verb="say", id=verb.id))
                return


async def _stream(run: Run[verbs.Say], texts: Sequence[str]) -> None:
    """Speaks its own text, then what comes as tokens, until all that there is was spoken: ``say.js``."""
    speech = run.session.speech
    outer = run.parent or run
    run.is_streaming = outer.is_streaming = True
    speech.start()
    with run.until_killed():
        for text in texts:
            if not await _buffered(run, text):
                return
        await speech.spoken_out()
    if run.is_killed:
        speech.stop()


async def _buffered(run: Run[verbs.Say], text: str) -> bool:
    """Put text into the buffer, with patience if it is full; returns whether it was taken."""
    speech, wait = run.session.speech, 1.0
    for _ in range(_TRIES):
        status, reason = speech.add(text)
        if status == "ok":
            speech.flush()
            return True
        if reason != "full":
            break
        await run.sleep(wait)
        wait = min(wait * 1.5, 10.0)
    speech.event("stream_closed")
    return False


@runs(verbs.Play, needs="audio")
async def play(run: Run[verbs.Play]) -> None:
    """Takes as long as the recording; one that is cut short reports ``playCompleted`` too: ``play.js``.

    Of several rounds the seconds are added up without their fractions; the position is that in the last one.
    """
    verb, clock = run.verb, run.session.clock
    urls = [verb.url] if isinstance(verb.url, str) else list(verb.url)
    until = clock.now() + float(verb.timeout_secs) if verb.timeout_secs else float("inf")
    await run.status(messages.PlaybackStarted(verb="play", id=verb.id))
    skipped = float(verb.seek_offset or 0) / _SAMPLES_PER_SECOND
    count = seconds = milliseconds = 0
    position = 0.0
    while count < repeats(verb.loop) and not run.is_killed and clock.now() < until:
        began = clock.now()
        found = await _play_all(run, urls, 0.0 if count else skipped, until)
        if found is None:
            failed = hooks.PlayResult(reason="playFailed", status="fail")
            await run.hook("action_hook", failed, forgiving=True, applies=not run.stack.is_confirming)
            run.has_failed = True
            return
        count, position = count + 1, found
        seconds, milliseconds = seconds + int(clock.now() - began), milliseconds + int((clock.now() - began) * 1000)
    if run.is_killed or clock.now() >= until:  # that it comes to its own end is not told
        await run.status(messages.PlaybackKilled(verb="play", id=verb.id))
    result = hooks.PlayResult(
        reason="playCompleted",
        playback_seconds=seconds,
        playback_milliseconds=milliseconds,
        playback_last_offset_pos=str(int(position * _SAMPLES_PER_SECOND)),
    )
    await run.hook("action_hook", result, forgiving=True, applies=not run.stack.is_confirming)


async def _play_all(run: Run[verbs.Play], urls: Sequence[str], skipped: float, until: float) -> float | None:
    """Play recordings once; returns at which second of the last one that ended, or ``None`` if one was not found."""
    began = run.session.clock.now()
    for url in urls:
        began = run.session.clock.now()
        seconds = _length(run, url)
        if seconds is None:
            return None
        seconds = min(max(0.0, seconds - skipped), until - began)
        if url.startswith(_SILENCE):
            await run.sleep(seconds)
        else:
            await run.sound(url, seconds, "played")
        if run.is_killed:
            break
    return skipped + run.session.clock.now() - began


def _length(run: Run[verbs.Play], url: str) -> float | None:
    """Seconds that a recording takes; ``None`` if there is none."""
    if url.startswith(_SILENCE):
        return float(url.removeprefix(_SILENCE).partition(",")[0]) / 1000
    return run.session.setting.durations.get(url, PLAYING)


@runs(verbs.Pause)
async def pause(run: Run[verbs.Pause]) -> None:
    """Lets time pass."""
    await run.sleep(run.verb.length)


async def whisper(run: Run[Verb], leg: Leg, command: commands.Whisper) -> None:
    """Have somebody hear verbs beside the one that runs, each once: ``call-session.js:1805-1852``."""
    await run.play([with_changes(verb, loop=1) for verb in command.data.verbs], leg)
