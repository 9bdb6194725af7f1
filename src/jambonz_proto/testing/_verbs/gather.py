"""Listening for an input: the verb ``gather``, and the background gather of ``config``."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Literal, TypeAlias

import anyio
from msgspec.structs import replace

from jambonz_proto import components, hooks, messages, verbs
from jambonz_proto._base import Verb
from jambonz_proto.testing._legs import Kind, Leg
from jambonz_proto.testing._session import Session
from jambonz_proto.testing._settings import Recognition, joined, transcript_of, without_mark
from jambonz_proto.testing._stack import Run, Unanswered, runs

TIMEOUT = 15.0
"""Seconds that a gather waits for an input if it does not say: ``gather.js``."""


Timer: TypeAlias = Literal["answer", "next key", "next words", "last words", "interim"]
"""What a gather waits for some time only: an answer at all, the next key, more words after those that it has, words
that were said before the key that ends it, and the final result after an interim one.
"""
_LAST_WORDS = 1.0
"""Seconds for a last result after the key that ends continuous recognition: ``gather.js``."""


class Gathering:
    """Listens to a leg until there is an input, or none in time.

    Args:
        session: The call.
        leg: Whom to listen to.
        options: What to listen for.
        recognition: How to recognise what is said.
        kinds: What to listen to.
        on_barge_in: Called when an input should stop what is heard.
        timeout: Seconds that it listens, once the prompt is over or a key was pressed; 0 for ever.
    """

    def __init__(
        self,
        session: Session,
        leg: Leg,
        options: verbs.Gather | components.BargeIn,
        recognition: Recognition,
        kinds: Sequence[Kind],
        on_barge_in: Callable[[], None],
        timeout: float = 0,
    ) -> None:
        self.kinds: frozenset[Kind] = frozenset(kinds)
        keys: frozenset[Kind] = frozenset({"digits"})
        wants_keys = options.dtmf_bargein or recognition.last_key is not None
        self.takes: frozenset[Kind] = self.kinds | keys if wants_keys else self.kinds
        self.result: hooks.GatherResult | None = None
        self._session = session
        self._leg = leg
        self._options = options
        self._recognition = recognition
        self._on_barge_in = on_barge_in
        self._timeout = timeout
        self._is_quiet = False
        self._digits = ""
        self._words: list[hooks.Speech] = []
        self._interim: hooks.Speech | None = None
        self._deadlines: dict[Timer, float] = {}
        self._changed = anyio.Event()

    def cut_in(self) -> None:
        """The caller's input ends what is heard."""
        self._on_barge_in()

    # -- time --------------------------------------------------------------------------------

    def prompt_is_over(self) -> None:
        """There is nothing to cut in on any more, and the time to answer begins."""
        self._is_quiet = True
        self.begin()

    def begin(self) -> None:
        """The time to answer begins."""
        self.wait_for_answer(self._timeout)
        if self._timeout == 0 and self._recognition.pause is not None:
            self._wait("next words", self._recognition.pause)

    def wait_for_answer(self, seconds: float) -> None:
        """Give up after some seconds; never for 0."""
        self._timeout = seconds
        if seconds:
            self._wait("answer", seconds)

    def _wait(self, timer: Timer, seconds: float) -> None:
        self._deadlines[timer] = self._session.clock.now() + seconds
        self._changed.set()

    def _wait_no_more(self, *timers: Timer) -> None:
        for timer in timers:
            self._deadlines.pop(timer, None)
        self._changed.set()

    async def listen(self) -> hooks.GatherResult:
        """Listen until there is a result."""
        with self._leg.heard_by(self):
            while self.result is None:
                self._changed = anyio.Event()
                timer = min(self._deadlines, key=self._deadlines.__getitem__, default=None)
                deadline = math.inf if timer is None else self._deadlines[timer]
                with self._session.clock.move_on_at(deadline):
                    await self._changed.wait()
                if timer is not None and self._deadlines.get(timer) == deadline <= self._session.clock.now():
                    del self._deadlines[timer]
                    self._time_is_up(timer)
        return self.result

    def _finish(self, result: hooks.GatherResult) -> None:
        if self.result is None:
            self.takes = frozenset()
            self.result = result
            self._changed.set()

    def _time_is_up(self, timer: Timer) -> None:
        """Digits count if ``minDigits`` are there; without it the open-source server drops them."""
        match timer:
            case "answer" if self._recognition.pause is not None:
                self._wait("next words", self._recognition.pause)
            case "interim" if self._interim is not None:
                self._finish(hooks.GatherResult(reason="speechDetected", speech=replace(self._interim, is_final=True)))
            case "next words" | "last words" if self._words:
                self._finish(hooks.GatherResult(reason="speechDetected", speech=joined(self._words)))
            case "answer" | "next key" if self._has_digits:
                self._finish(hooks.GatherResult(reason="dtmfDetected", digits=self._digits))
            case _:
                self._finish(hooks.GatherResult(reason="timeout"))

    @property
    def _has_digits(self) -> bool:
        """Whether the digits are enough for a valid input."""
        return self._options.min_digits is not None and len(self._digits) >= self._options.min_digits

    # -- speech ------------------------------------------------------------------------------

    def hear(self, speech: hooks.Speech) -> None:
        """Something was said: an input if that was all, else perhaps a reason to be quiet."""
        speech = self._recognition.of(speech)
        if self._recognition.is_unsure_of(speech):
            self._finish(hooks.GatherResult(reason="stt-low-confidence", speech=speech))
        elif not speech.is_final:
            self._hear_interim(speech)
        elif transcript_of(speech):
            self._hear_all(speech)

    def _hear_all(self, speech: hooks.Speech) -> None:
        """An utterance is an input, or with continuous recognition a part of one."""
        if self._recognition.pause is None:
            self._finish(hooks.GatherResult(reason="speechDetected", speech=speech))
            return
        self._words.append(without_mark(speech))
        self._wait_no_more("answer")
        if "last words" in self._deadlines:
            self._time_is_up("last words")
        else:
            self._wait("next words", self._recognition.pause)

    def _hear_interim(self, speech: hooks.Speech) -> None:
        if self._stops_for(speech):
            heard = {name: getattr(speech, name) for name in speech.__struct_fields__}
            self._barge_in(messages.SpeechBargeinDetected(verb="gather", id=_id(self._options), **heard))
        if self._recognition.patience:
            self._interim = speech
            self._wait("interim", self._recognition.patience)
        if self._options.partial_result_hook is not None and isinstance(self._options, verbs.Gather):
            payload = hooks.GatherPartial(speech=speech)
            self._session.hook_soon(self._options, "partial_result_hook", payload, leg=self._leg)
        if "answer" in self._deadlines:
            self._wait("answer", self._timeout)
        if "next words" in self._deadlines and self._recognition.pause is not None:
            self._wait("next words", self._recognition.pause)

    def _stops_for(self, speech: hooks.Speech) -> bool:
        if isinstance(self._options, verbs.Gather) and not self._options.bargein:
            return False
        wanted = self._options.min_bargein_word_count
        words = sum(len(transcript_of(one).split()) for one in (*self._words, speech))
        return words >= (1 if wanted is None else wanted)

    # -- keys --------------------------------------------------------------------------------

    def press(self, key: str) -> None:
        """A key was pressed: the last one of an input, or one of it."""
        options = self._options
        if "answer" not in self._deadlines:
            self.wait_for_answer(self._timeout)
        self._wait_no_more("next key")
        if self._takes_keys_as_barge_in:
            status = messages.DtmfBargeinDetected(verb="gather", id=_id(options), dtmf=key, duration="1600")
            self._barge_in(status)
        if key == self._recognition.last_key and self._words:
            self._wait_no_more("answer", "next words")
            self._wait("last words", _LAST_WORDS)
            return
        if "digits" not in self.kinds:
            return
        if key == options.finish_on_key:
            self._finish(hooks.GatherResult(reason="dtmfDetected", digits=self._digits))
            return
        self.takes -= {"speech"}
        self._wait_no_more("next words")
        self._digits += key
        if len(self._digits) in (options.num_digits, options.max_digits):
            self._finish(hooks.GatherResult(reason="dtmfDetected", digits=self._digits))
        elif options.inter_digit_timeout and self._has_digits:
            self._wait_no_more("answer")
            self._wait("next key", options.inter_digit_timeout)

    @property
    def _takes_keys_as_barge_in(self) -> bool:
        wanted = self._options.dtmf_bargein
        return "digits" in self.kinds if wanted is None else wanted

    def _barge_in(self, status: messages.VerbStatusData) -> None:
        """Stop what is heard, and tell so if that is not over yet: ``gather.js:386-391,1096-1103``."""
        if not self._is_quiet:
            self._is_quiet = True
            self._session.verb_status_now(status)
        self._on_barge_in()


def _id(options: verbs.Gather | components.BargeIn) -> str | None:
    return options.id if isinstance(options, verbs.Gather) else None


@runs(verbs.Gather, needs="audio")
async def gather(run: Run[verbs.Gather]) -> None:
    """The prompt, if any, then the time to answer it. A gather that is killed never calls its hook.

    feature-server lib/tasks/gather.js:1310-1447, also for an ack that is of no use.
    """
    verb = run.verb
    seconds = TIMEOUT if verb.timeout is None else verb.timeout
    kinds: Sequence[Kind] = verb.input or ["digits"]
    if run.leg is run.session.caller and _is_taken_over(run.session, kinds, seconds):
        return
    words: verbs.Say | verbs.Play | None = verb.say or verb.play
    prompt = run.nested(words) if words is not None else None
    silence = prompt.kill if prompt is not None else _Once(run.session.interrupt_speech if verb.bargein else _nothing)
    recognition = run.session.settings.recognition(verb.recognizer)
    gathering = Gathering(run.session, run.leg, verb, recognition, kinds, silence, seconds)
    with run.until_killed():
        if prompt is None or verb.listen_during_prompt is False:
            if prompt is not None:
                await _speak(prompt)
                gathering.prompt_is_over()
            else:
                gathering.begin()
            await gathering.listen()
        else:
            await _listen_during(prompt, gathering)
    silence()
    if gathering.result is None or run.leg.is_gone:
        return
    try:
        await run.hook("action_hook", gathering.result)
    except Unanswered as error:
        await _complain(run, error)


async def _speak(prompt: Run[Verb]) -> None:
    """Have the prompt heard. By a defect the server takes one that is streamed for endless: ``gather.js``."""
    await prompt.execute()
    if prompt.is_streaming:
        await anyio.sleep_forever()


async def _listen_during(prompt: Run[Verb], gathering: Gathering) -> None:
    async def speak() -> None:
        await _speak(prompt)
        gathering.prompt_is_over()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(speak)
        await gathering.listen()
        prompt.kill()
        tasks.cancel_scope.cancel()


def _nothing() -> None:
    """Nothing is to be silenced."""


async def _complain(run: Run[verbs.Gather], error: Unanswered) -> None:
    """The one verb that tells the application what was wrong with its reply."""
    details = None if "timeout" in str(error) else str(error)
    data = messages.JambonzErrorData(msg="invalid actionHook response", details=details, verb="gather", id=run.verb.id)
    await run.session.tell(messages.JambonzError, data, about="invalid actionHook response")
    await run.session.call_status(run.leg, error="invalid actionHook response", reason=details)


_BACKGROUND = "bargeIn"


async def barge_in(session: Session, options: components.BargeIn, gathering: Gathering) -> None:
    """Listens across verbs: the caller's input ends what runs, and what was to come.

    feature-server lib/utils/background-task-manager.js, lib/session/call-session.js:1011-1049.
    """
    while True:
        try:
            result = await gathering.listen()
            if result.reason == "stt-low-confidence":
                session.interrupt_speech()
            else:
                gathering.cut_in()
            with suppress(Unanswered):
                await session.hook(options, "action_hook", result)
        finally:
            if session.listening is gathering:
                session.listening = None
        if not options.sticky:
            return
        gathering = session.listening = _background_gathering(session, options)


def _background_gathering(session: Session, options: components.BargeIn) -> Gathering:
    recognition, cut_in = session.settings.recognition(None), _Once(session.barge_in)
    return Gathering(session, session.caller, options, recognition, options.input or ["speech"], cut_in)


def start_barge_in(session: Session, options: components.BargeIn) -> None:
    """Start to listen in the background; nothing happens if that is on already, for the same kinds of input.

    From now on the verbs that follow find it there, and after :func:`stop_barge_in` they do not.
    """
    kinds: Sequence[Kind] = options.input or ["speech"]
    if session.listening is None or session.listening.kinds != frozenset(kinds):
        session.listening = gathering = _background_gathering(session, options)
        session.start_background(_BACKGROUND, lambda: barge_in(session, options, gathering))


def stop_barge_in(session: Session) -> None:
    """Stop that, which counts as cutting in on streamed speech."""
    session.listening = None
    if session.stop_background(_BACKGROUND):
        session.interrupt_speech()


def _is_taken_over(session: Session, kinds: Sequence[Kind], seconds: float) -> bool:
    """Whether a gather does not run since one in the background does, which gets its timeout.

    The background gather gives way to one that wants speech if it does not listen to that.
    feature-server lib/session/call-session.js:1356-1367, lib/tasks/gather.js:368-377.
    """
    if session.listening is None:
        return False
    if "speech" in kinds and "speech" not in session.listening.kinds:
        stop_barge_in(session)
        return False
    session.listening.wait_for_answer(seconds)
    text = "gather is skipped since the background gather of config.bargeIn runs: the input comes to that one's hook"
    session.problem("skipped verb", text, "feature-server lib/session/call-session.js:1356-1367")
    return True


class _Once:
    """Something that is done once, however often it is called."""

    def __init__(self, do: Callable[[], None]) -> None:
        self._do: Callable[[], None] | None = do

    def __call__(self) -> None:
        do, self._do = self._do, None
        if do is not None:
            do()
