"""Conversations with a bot: what the bot says and does is scripted."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TypeAlias

import anyio

from jambonz_proto import hooks, verbs
from jambonz_proto._base import JsonValue, Received, Verb
from jambonz_proto.testing._legs import Kind, Leg
from jambonz_proto.testing._speech import CHARACTERS_PER_SECOND
from jambonz_proto.testing._stack import Run, runs

BotVerb: TypeAlias = verbs.Lex | verbs.Dialogflow | verbs.Rasa
Data: TypeAlias = Mapping[str, JsonValue]

_LEX_EVENTS = frozenset(
    {"intent", "transcription", "dtmf", "start-play", "stop-play", "play-interrupted", "response-text"}
)
_DIALOGFLOW_EVENTS = frozenset({"intent", "transcription", "dtmf", "start-play", "stop-play", "no-input"})
_DIALOGFLOW_PATIENCE = 20.0
_RASA_PATIENCE = 10.0


class Bot:
    """A conversation with a bot, while it goes on."""

    def __init__(self, run: Run[Verb]) -> None:
        self.takes: frozenset[Kind] = frozenset({"speech", "digits"})
        self.run = run
        self.session = run.session
        self.is_over = False
        self.has_reported = False
        """Whether it was told already how this ends."""
        self.way_to_end: str | None = None
        """How the bot can end it."""
        self._prompt: anyio.CancelScope | None = None
        self._prompts = 0
        self._deadline = math.inf
        self._changed = anyio.Event()

    # -- what differs between bots -------------------------------------------------------------

    def tells_of(self, event: str) -> bool:
        """Whether the application wants to know of an event."""
        raise NotImplementedError

    def payload(self, event: str, data: Data | None) -> Received:
        """What the event hook tells."""
        raise NotImplementedError

    def result(self, why: str) -> Received:
        """What the action hook tells."""
        raise NotImplementedError

    def begin(self) -> None:
        """The conversation begins."""

    def hear(self, speech: hooks.Speech) -> None:
        """The caller says something."""
        raise NotImplementedError

    def press(self, key: str) -> None:
        """The caller presses a key."""
        raise NotImplementedError

    def time_is_up(self) -> None:
        """The caller has been silent for too long."""

    def prompt_begins(self, text: str) -> Data:
        """The bot begins to speak; returns what is told of that."""
        self._prompts += 1
        return {"path": f"/tmp/prompt-{self._prompts}.mp3"}  # a name only

    def prompt_ends(self) -> None:
        """The bot is silent again."""

    def replace(self, given: Sequence[Verb]) -> None:
        """Verbs in the reply to an event take the place of the stack; that is told before, and the reply ignored."""
        self.report("redirect", applies=False)
        self.run.stack.replace(given)

    def left(self) -> None:
        """The caller has left, or other verbs have taken the place of this one."""
        if not self.has_reported:
            self.report("caller hungup")

    # -- what all do ---------------------------------------------------------------------------

    async def last(self) -> None:
        """Go on until something ends it."""
        self.begin()
        while not self.is_over:
            self._changed = anyio.Event()
            with self.session.clock.move_on_at(self._deadline) as patience:
                await self._changed.wait()
            if patience.cancelled_caught:
                self._deadline = math.inf
                self.time_is_up()

    def wait_for(self, seconds: float) -> None:
        """Be patient for so long from now on; for ever without end."""
        self._deadline = self.session.clock.now() + seconds
        self._changed.set()

    def end(self, why: str) -> None:
        """It is over. The next verb does not wait for the ack of the hook."""
        self.report(why)
        self.is_over = True
        self._changed.set()

    def report(self, why: str, *, applies: bool = True) -> None:
        """Tell by the action hook how it ends."""
        self.has_reported = self.run.is_done = True
        self.session.hook_soon(self.run.verb, "action_hook", self.result(why), run=self.run, applies=applies)

    def tell(self, event: str, data: Data | None = None) -> None:
        """Tell of an event, if that is wanted."""
        if self.tells_of(event):
            payload = self.payload(event, data)
            self.session.hook_soon(self.run.verb, "event_hook", payload, run=self.run, then=self.replace)

    def say(self, text: str) -> None:
        """The bot says something, in place of what it says at the moment."""
        self.stop_prompt()
        scope = self._prompt = anyio.CancelScope()
        data = self.prompt_begins(text)
        self.tell("start-play", data)
        self.session.spawn(lambda: self._say(text, data, scope))

    async def _say(self, text: str, data: Data, scope: anyio.CancelScope) -> None:
        with scope:
            await self.run.sound(text, len(text) / CHARACTERS_PER_SECOND)
        if self.run.is_killed:
            return
        self.tell("stop-play", data)
        if self._prompt is scope:
            self._prompt = None
            self.prompt_ends()

    @property
    def is_speaking(self) -> bool:
        """Whether the bot says something at the moment."""
        return self._prompt is not None

    def stop_prompt(self) -> None:
        """What the bot says ends."""
        if self._prompt is not None:
            self._prompt.cancel()


class LexBot(Bot):
    """A bot of Amazon Lex: feature-server lib/tasks/lex.js."""

    def __init__(self, run: Run[verbs.Lex]) -> None:
        super().__init__(run)
        self.verb = run.verb

    def tells_of(self, event: str) -> bool:
        """All that the server knows."""
        return event in _LEX_EVENTS

    def payload(self, event: str, data: Data | None) -> Received:
        """Without facts about the call."""
        return hooks.LexEvent(event=event, data=dict(data or {}))

    def result(self, why: str) -> Received:
        """Why it ends."""
        return hooks.LexResult(lex_result=why)

    def begin(self) -> None:
        """The bot may speak first."""
        if self.verb.welcome_message:
            self.say(self.verb.welcome_message)

    def hear(self, speech: hooks.Speech) -> None:
        """It is transcribed, and may interrupt the bot."""
        if self.is_speaking and self.verb.bargein:
            self.tell("play-interrupted", {})
            self.stop_prompt()
        self.tell("transcription", _transcript(speech))

    def press(self, key: str) -> None:
        """It is told."""
        self.tell("dtmf", {"dtmf": key, "duration": "1600"})

    def prompt_begins(self, text: str) -> Data:
        """With a voice of one's own it is text that comes from the bot."""
        if self.verb.tts is not None:
            self.tell("response-text", {"messages": [{"type": "PlainText", "msg": text}]})
        return super().prompt_begins(text)

    def left(self) -> None:
        """It is told even if it was told before that other verbs have taken the place of this one."""
        self.report("caller hungup")


class DialogflowBot(Bot):
    """A bot of Google Dialogflow: feature-server lib/tasks/dialogflow/index.js."""

    def __init__(self, run: Run[verbs.Dialogflow]) -> None:
        super().__init__(run)
        self.verb = run.verb
        self.way_to_end = "completed"
        self._waiting: Sequence[Verb] | None = None
        """Verbs that take the place of the stack when the bot has spoken."""

    def tells_of(self, event: str) -> bool:
        """What the verb names, or the most."""
        return event in (_DIALOGFLOW_EVENTS if self.verb.events is None else self.verb.events)

    def payload(self, event: str, data: Data | None) -> Received:
        """With facts about the call."""
        return hooks.DialogflowEvent(event=event, data=None if data is None else dict(data))

    def result(self, why: str) -> Received:
        """Why it ends."""
        return hooks.DialogflowResult(dialogflow_result=why)

    def tell(self, event: str, data: Data | None = None) -> None:
        """An intent is a sign of life."""
        if event == "intent":
            self.wait_for(math.inf)
        super().tell(event, data)

    def hear(self, speech: hooks.Speech) -> None:
        """It is transcribed, and may interrupt the bot. Interim results are asked for by a name of their own."""
        if self.tells_of("transcription" if speech.is_final else "interim-transcription"):
            payload = self.payload("transcription", _transcript(speech))
            self.session.hook_soon(self.verb, "event_hook", payload, run=self.run, then=self.replace)
        if speech.is_final:
            self.tell("end-utterance")
        if self.verb.bargein:
            self.stop_prompt()

    def press(self, key: str) -> None:
        """It is told."""
        self.tell("dtmf", {"dtmf": key, "duration": "1600"})

    def replace(self, given: Sequence[Verb]) -> None:
        """The bot may finish what it says."""
        if self.is_speaking:
            self._waiting = given
        else:
            super().replace(given)

    def prompt_ends(self) -> None:
        """Verbs may wait for that; else the caller has some time to say something."""
        if self._waiting is not None:
            super().replace(self._waiting)
        else:
            self.wait_for(self.verb.no_input_timeout or _DIALOGFLOW_PATIENCE)

    def time_is_up(self) -> None:
        """The bot is told, and what it does then is scripted."""
        self.tell("no-input")


class RasaBot(Bot):
    """A bot of Rasa, with a gather between its answers: feature-server lib/tasks/rasa.js."""

    def __init__(self, run: Run[verbs.Rasa]) -> None:
        super().__init__(run)
        self.verb = run.verb
        self.takes = frozenset({"speech"})
        self.way_to_end = "webhookError"

    def tells_of(self, event: str) -> bool:
        """What one of the two says."""
        return event in ("userMessage", "botMessage")

    def payload(self, event: str, data: Data | None) -> Received:
        """What was said."""
        return hooks.RasaEvent(event=event, message=(data or {}).get("message"))  # type: ignore[arg-type] # as made here

    def result(self, why: str) -> Received:
        """Why it ends."""
        return hooks.RasaResult(rasa_result=why)

    def begin(self) -> None:
        """The server speaks first, if there is a prompt."""
        if self.verb.prompt is not None:
            super().say(self.verb.prompt)
        else:
            self.prompt_ends()

    def hear(self, speech: hooks.Speech) -> None:
        """It goes to the bot, and nothing is listened to until that answers."""
        if speech.is_final:
            self.stop_prompt()
            self.wait_for(math.inf)
            self.takes = frozenset()
            self.tell("userMessage", {"message": speech.alternatives[0].transcript if speech.alternatives else ""})

    def press(self, key: str) -> None:
        """Not listened to."""

    def say(self, text: str) -> None:
        """The bot answers, and the caller may."""
        self.takes = frozenset({"speech"})
        super().say(text)
        self.tell("botMessage", {"message": [{"recipient_id": self.run.leg.sid, "text": text}]})

    def prompt_ends(self) -> None:
        """The caller has some time to say something."""
        if self.takes:
            self.wait_for(_RASA_PATIENCE)

    def time_is_up(self) -> None:
        """That ends it."""
        self.end("timeout")

    def replace(self, given: Sequence[Verb]) -> None:
        """Here it is told afterwards."""
        self.has_reported = True
        self.run.stack.replace(given)
        self.report("redirect", applies=False)


def _transcript(speech: hooks.Speech) -> Data:
    text = speech.alternatives[0].transcript if speech.alternatives else ""
    return {"transcript": text or "", "is_final": bool(speech.is_final)}


@runs(verbs.Lex, needs="audio")
async def lex(run: Run[verbs.Lex]) -> None:
    """Goes on until the caller leaves or other verbs take its place."""
    await _converse(run, LexBot(run))


@runs(verbs.Dialogflow, needs="audio")
async def dialogflow(run: Run[verbs.Dialogflow]) -> None:
    """Goes on until the bot ends it, the caller leaves or other verbs take its place."""
    await _converse(run, DialogflowBot(run))


@runs(verbs.Rasa, needs="audio")
async def rasa(run: Run[verbs.Rasa]) -> None:
    """Goes on until the caller is silent or leaves, the bot is not to be had, or other verbs take its place."""
    await _converse(run, RasaBot(run))


async def _converse(run: Run[BotVerb], bot: Bot) -> None:
    with run.leg.heard_by(bot), run.until_killed():
        await bot.last()
    if run.is_killed:
        bot.left()


def bot_of(leg: Leg) -> Bot | None:
    """The bot that somebody talks to."""
    return next((one for one in leg.listeners if isinstance(one, Bot)), None)
