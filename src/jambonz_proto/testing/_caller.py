"""The scripted caller: what a person on the phone does, and what they expect. Everything is awaited.

An expectation that is not met raises an ``AssertionError`` that shows the call so far, with a cursor at the place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Literal, NoReturn, TypeVar, overload

from jambonz_proto import commands
from jambonz_proto._base import JsonValue, Received, Sent, Verb
from jambonz_proto.client import Client
from jambonz_proto.components import ListenOptions
from jambonz_proto.verbs import Dial, Enqueue, Listen, Stream, Transfer

from ._clock import Reached
from ._legs import SIP, Callee, Kind, Leg, Outcome
from ._payloads import speech
from ._session import Session, hook_of, reply_of
from ._transcript import CommandCame, Ended, Heard, Problem, Silent, Transcript, VerbBegan, name_of
from ._verbs.bots import Bot, bot_of
from ._verbs.listen import AudioStream, streams_of
from ._verbs.transcribe import translators_of

if TYPE_CHECKING:
    from ._verbs.llm import Conversation
    from ._verbs.sip import Referral

WITHIN = 60.0
"""Seconds of the call that an expectation waits."""

T = TypeVar("T", bound=Verb | commands.Command)


@dataclass(frozen=True, slots=True)
class _Found:
    """Something was heard, and where to look on: at an entry, after a part of it if it is streamed."""

    index: int
    offset: int
    entry: Heard


@dataclass(frozen=True, slots=True)
class _Wrong:
    """Something else was heard."""

    index: int
    text: str


def _end_of(wanted: str | re.Pattern[str], text: str) -> int | None:
    """Where in a text what is wanted ends, if it is there."""
    found = re.search(re.escape(wanted), text) if isinstance(wanted, str) else wanted.search(text)
    return None if found is None else found.end()


def _place(streamed: Sequence[tuple[int, Heard]], end: int) -> _Found:
    """Where a part of what is streamed ends."""
    for index, entry in streamed:
        if end <= len(entry.text):
            return _Found(index, end, entry)
        end -= len(entry.text)
    raise AssertionError


class Party:
    """A person on the phone.

    What is heard and what is said come one after the other, as in a conversation: :meth:`hears` is about the next
    thing heard, and :meth:`says` and :meth:`presses` wait until it is this person's turn.
    """

    def __init__(self, session: Session, leg: Leg) -> None:
        self._session = session
        self._leg = leg
        self._heard = 0
        self._offset = 0
        self._looked = 0

    @property
    def call_sid(self) -> str:
        """Call sid of this person's leg."""
        return self._leg.sid

    async def hears(self, wanted: str | re.Pattern[str], *, within: float = WITHIN) -> Heard:
        """Expect to hear something next: it must contain the text, or match.

        Returns when it begins to be heard. What is played from a recording is heard as its URL.

        Args:
            wanted: The text, or a pattern to be found in it.
            within: Seconds of the call that it may take until something is heard.

        Returns:
            What is heard.

        Raises:
            AssertionError: Something else is heard first, or nothing.
        """
        __tracebackhide__ = True
        shown = f"to hear {wanted.pattern if isinstance(wanted, re.Pattern) else wanted!r}"
        found: list[_Found | _Wrong] = []

        def look() -> bool:
            found[:] = [result] if (result := self._look(wanted)) is not None else []
            return bool(found)

        await self._reach(look, shown, within, lasting=True)
        [result] = found
        if isinstance(result, _Wrong):
            self._fail(f"{self._leg.who} hears {result.text!r}", shown, result.index)
        self._heard, self._offset = result.index, result.offset
        return result.entry

    def _look(self, wanted: str | re.Pattern[str]) -> _Found | _Wrong | None:
        """What is heard next, and whether it is what is wanted; ``None`` while that is open.

        What is streamed is one text, of which each expectation takes a part.
        """
        transcript, start = self._session.transcript, max(self._heard, self._looked)
        heard = [
            (index, entry)
            for index, entry in enumerate(transcript[start:], start)
            if isinstance(entry, Heard) and entry.leg == self._leg.sid
        ]
        if not heard:
            self._looked = len(transcript)
            return None
        offset = self._offset
        streamed = list(takewhile(lambda one: one[1].way == "streamed", heard))
        if streamed:
            text = "".join(entry.text for _, entry in streamed)[offset:]
            end = _end_of(wanted, text)
            if end is not None:
                return _place(streamed, offset + end)
            if len(streamed) == len(heard):
                return None
            if not offset:
                return _Wrong(streamed[0][0], text)
        for index, entry in heard[len(streamed) :]:
            found = _end_of(wanted, entry.text) is not None
            return _Found(index + 1, 0, entry) if found else _Wrong(index, entry.text)
        return None

    async def says(
        self,
        text: str,
        *,
        confidence: float = 0.9,
        language: str | None = None,
        alternatives: Mapping[str, float] | None = None,
        is_final: bool = True,
        barge_in: bool = False,
        within: float = WITHIN,
    ) -> None:
        """Say something as soon as something listens and nothing is to be heard any more. It takes no time.

        Args:
            text: What the recogniser makes of it.
            confidence: How sure it is, from 0 to 1.
            language: Language of what is said, as a BCP 47 code; by default that of the recogniser.
            alternatives: What else it might be, and how sure the recogniser is of that.
            is_final: Whether that is all; what is not is an interim result.
            barge_in: Speak although something can be heard still.
            within: Seconds of the call to wait for the turn to speak.

        Raises:
            AssertionError: Nothing listens to speech.
        """
        __tracebackhide__ = True
        await self._turn("speech", f"to say {text!r}", barge_in, within)
        said = speech(text, confidence=confidence, language=language, alternatives=alternatives, is_final=is_final)
        self._session.speak(self._leg, said)

    async def presses(self, keys: str, *, barge_in: bool = False, within: float = WITHIN) -> None:
        """Press keys, each as soon as something listens to keys and nothing is to be heard any more.

        Args:
            keys: The keys, each one of ``0123456789*#``.
            barge_in: Press the first one although something can be heard still.
            within: Seconds of the call to wait for the turn to press each.

        Raises:
            AssertionError: Nothing listens to keys.
        """
        __tracebackhide__ = True
        for key in keys:
            await self._turn("digits", f"to press {key}", barge_in, within)
            self._session.press(self._leg, key)

    async def is_translated(self, text: str, *, language: str, within: float = WITHIN) -> None:
        """Say what the recogniser makes of this person's words in another language, for a ``transcribe`` that asks.

        Args:
            text: The translation.
            language: Its language, as a BCP 47 code.
            within: Seconds of the call until there is a transcription with a hook for translations.

        Raises:
            AssertionError: There is none.
        """
        __tracebackhide__ = True
        leg = self._leg
        await self._reach(lambda: bool(translators_of(leg)), "to be translated", within)
        for transcription in translators_of(leg):
            transcription.translate(text, language)

    def is_heard(self, kind: Kind) -> bool:
        """Whether something listens to what this person says, or to the keys, or somebody is connected with them."""
        return self._leg.listens(kind) or self._leg.company is not None

    async def _turn(self, kind: Kind, doing: str, barge_in: bool, within: float) -> None:
        __tracebackhide__ = True
        leg = self._leg

        def is_open() -> bool:
            return self.is_heard(kind) and (barge_in or not leg.sounds)

        await self._reach(is_open, doing, within)

    async def is_silent(self, seconds: float | None = None, *, within: float = WITHIN) -> None:
        """Say nothing, for some seconds or until what listens has given up.

        Args:
            seconds: How long.
            within: Without ``seconds``: seconds of the call that it may take.

        Raises:
            AssertionError: Nothing listens, or does not give up in time.
        """
        __tracebackhide__ = True
        session, leg = self._session, self._leg
        session.note(Silent(session.time, leg=leg.sid, who=leg.who))
        if seconds is not None:
            await self._pass(seconds)
            return
        patient = [listener for listener in leg.listeners if listener.takes]
        if not patient:
            await self._reach(lambda: bool(leg.listeners), "that something listens", within)
            patient = list(leg.listeners)
        gave_up = "that what listens gives up"
        await self._reach(lambda: not any(listener in leg.listeners for listener in patient), gave_up, within)

    async def _pass(self, seconds: float) -> None:
        """Let time pass, or less if the call ends."""
        session = self._session
        await session.clock.pass_until(session.clock.now() + seconds, unless=lambda: session.is_over)

    async def hangs_up(self) -> None:
        """Hang up, and wait until that is done with."""
        __tracebackhide__ = True
        await self._session.clock.reach(lambda: True, WITHIN)
        if not self._leg.is_gone:
            await self._session.hang_up(self._leg)
        await self._reach(self._is_off, "that the call ends", WITHIN, lasting=True)

    async def is_hung_up(self, *, within: float = WITHIN) -> Ended:
        """Expect that the connection to this person is ended, by the application, the server or the other party.

        Args:
            within: Seconds of the call that it may take.

        Returns:
            How it ended.

        Raises:
            AssertionError: It goes on.
        """
        __tracebackhide__ = True
        await self._reach(self._is_off, f"that the {self._leg.who} is hung up", within, lasting=True)
        assert self._leg.ended is not None
        return self._leg.ended

    def _is_off(self) -> bool:
        """Whether this person is off the phone, and all is done that comes with it."""
        return self._leg.is_gone

    # -- waiting -----------------------------------------------------------------------------

    async def _reach(self, condition: Callable[[], bool], wanted: str, within: float, *, lasting: bool = False) -> None:
        """Wait for something that is expected."""
        __tracebackhide__ = True
        session = self._session
        reached = await session.clock.reach(lambda: condition() or session.is_over, within, lasting=lasting)
        match reached:
            case Reached.MET if condition():
                return
            case Reached.MET:
                self._fail("the call is over", wanted)
            case Reached.LATE:
                self._fail(f"it did not happen within {within:g} s", wanted)
            case Reached.STANDSTILL:
                self._fail(f"nothing more will happen: {self._state()}", wanted)
            case Reached.STUCK:
                self._fail(f"time stands still: {session.clock.why_busy()}", wanted)

    def _state(self) -> str:
        session = self._session
        if session.is_ringing:
            return "it rings"
        if session.awaits_commands:
            missing = "the application has left" if session.has_left else "the call waits for a command"
            return f"the verbs have run out, and {missing}"
        running = session.main.running
        return f"{name_of(running.verb)} waits" if running is not None else "the call waits for the application"

    def _fail(self, happened: str, wanted: str, cursor: int | None = None) -> NoReturn:
        """Fail, with the call so far and a cursor."""
        __tracebackhide__ = True
        transcript = self._session.transcript
        place = len(transcript) if cursor is None else cursor
        shown = transcript.rendered(place, f"expected {wanted}")
        failure = AssertionError(f"expected {wanted}, but {happened}\n\n{shown}")
        raise failure from self._session.failure


class Caller(Party):
    """The person who calls, and all that can be known of the call."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, session.caller)
        self._verbs = 0
        self._commands = 0

    @property
    def session(self) -> Session:
        """The simulation of the call, for what has no method here."""
        return self._session

    @property
    def transcript(self) -> Transcript:
        """What happened so far."""
        return self._session.transcript

    @property
    def time(self) -> float:
        """Seconds since the call began."""
        return self._session.time

    @property
    def problems(self) -> Sequence[Problem]:
        """What the application did that the real server refuses, ignores, or only logs."""
        return self._session.problems

    @property
    def client(self) -> Client:
        """Jambonz' end of the connection, for messages that this simulation does not send."""
        return self._session.client

    def _is_off(self) -> bool:
        return self._session.is_over

    async def expect(self, wanted: type[T], where: Callable[[T], bool] | None = None, *, within: float = WITHIN) -> T:
        """Expect that a verb of a class begins to run, or that a command of a class comes.

        Each finds the next one after that which was found last; what lies between is skipped. Verbs and commands are
        searched each on their own, and independently of what is heard.

        Args:
            wanted: Class of the verb or command.
            where: Which of them; by default the next.
            within: Seconds of the call that it may take.

        Returns:
            The verb or command.

        Raises:
            AssertionError: There is none.
        """
        __tracebackhide__ = True

        def find() -> tuple[int, T] | None:
            start = self._verbs if issubclass(wanted, Verb) else self._commands
            for index, entry in enumerate(self.transcript[start:], start):
                found = _subject(entry)
                if isinstance(found, wanted) and (where is None or where(found)):
                    return index, found
            return None

        await self._reach(lambda: find() is not None, f"{wanted.__name__} to come", within, lasting=True)
        place = find()
        assert place is not None
        index, found = place
        if issubclass(wanted, Verb):
            self._verbs = index + 1
        else:
            self._commands = index + 1
        return found

    @overload
    async def answers(
        self,
        dial: Dial | Transfer,
        outcome: Literal["answered"] = "answered",
        *,
        after: float | None = None,
        target: int = 0,
        within: float = WITHIN,
    ) -> Party: ...
    @overload
    async def answers(
        self,
        dial: Dial | Transfer,
        outcome: Literal["busy", "no-answer", "declined", "failed"],
        *,
        after: float | None = None,
        target: int = 0,
        within: float = WITHIN,
    ) -> None: ...
    async def answers(
        self,
        dial: Dial | Transfer,
        outcome: Outcome = "answered",
        *,
        after: float | None = None,
        target: int = 0,
        within: float = WITHIN,
    ) -> Party | None:
        """Say what becomes of calling somebody: they take the call, or they do not.

        Args:
            dial: The verb, as :meth:`expect` returned it.
            outcome: ``"answered"``; ``"busy"`` (SIP 486), ``"declined"`` (603) or ``"failed"`` (503); ``"no-answer"``
                is that it rings until the dial gives up, or with ``after`` until then (487).
            after: Seconds that it rings before; by default none.
            target: Which of the verb's targets.
            within: Seconds of the call that it may take until it rings, or until the dial gives up.

        Returns:
            Who answered, a person on the phone like the caller.

        Raises:
            AssertionError: It does not ring.
            ValueError: There is no such outcome.
        """
        __tracebackhide__ = True
        if outcome not in SIP:
            raise ValueError(f"no such outcome: {outcome!r}; there are {', '.join(map(repr, SIP))}")
        session = self._session

        def find() -> Callee | None:
            called = [callee for callee in session.callees if callee.verb is dial and callee.is_ringing]
            wanted = dial.target[target]
            return next((callee for callee in called if callee.target is wanted), None)

        await self._reach(lambda: find() is not None, "that it rings there", within)
        callee = find()
        assert callee is not None
        if outcome == "no-answer" and after is None:
            await self._reach(lambda: callee.is_gone, "that the dial gives up", within)
            return None
        await self._pass(after or 0)
        if not callee.is_ringing:
            self._fail("it does not ring any more", "that it rings there")
        callee.respond(outcome)
        await self._reach(lambda: callee.is_answered or callee.is_gone, "that it is taken", within)
        return Party(session, callee) if outcome == "answered" else None

    async def is_dequeued(self, *, within: float = WITHIN) -> Party:
        """Be taken out of the queue by somebody, who is connected with the caller; also a verb ``dequeue`` does it.

        Args:
            within: Seconds of the call until the caller is in a queue.

        Returns:
            Who that is, a person on the phone like the caller.

        Raises:
            AssertionError: The caller is in no queue.
        """
        __tracebackhide__ = True
        session = self._session

        def queue() -> str | None:
            running = session.main.running
            return running.verb.name if running is not None and isinstance(running.verb, Enqueue) else None

        await self._reach(lambda: queue() is not None, "that the caller is in a queue", within)
        waiting = session.setting.account.queue(queue() or "").next(self._leg.sid)
        if waiting is None:
            self._fail("somebody else was faster", "that the caller is in a queue")
        leg = session.take_out(waiting)
        await session.clock.reach(lambda: self._leg.company is not None, within)
        return Party(session, leg)

    async def is_transferred(self, status: int = 200, *, within: float = WITHIN) -> None:
        """Have the caller's phone do what a ``sip:refer`` asks for: it calls somebody else, and hangs up if that works.

        Args:
            status: Final SIP status of that call; 200 is an answer.
            within: Seconds of the call until it is asked for.

        Raises:
            AssertionError: It is not asked for.
        """
        __tracebackhide__ = True
        transfer = await self._referred(within)
        for told in (100, status):
            transfer.notify(told)
            await self._session.clock.reach(lambda: True, within)
        if status == 200:
            await self.hangs_up()

    async def refuses_transfer(self, status: int = 603, *, within: float = WITHIN) -> None:
        """Have the caller's phone refuse what a ``sip:refer`` asks for.

        Args:
            status: SIP status of the refusal.
            within: Seconds of the call until it is asked for.

        Raises:
            AssertionError: It is not asked for.
        """
        __tracebackhide__ = True
        (await self._referred(within)).refuse(status)
        await self._session.clock.reach(lambda: True, within)

    async def _referred(self, within: float) -> Referral:
        __tracebackhide__ = True
        session = self._session
        await self._reach(lambda: session.transfer is not None, "that the caller is to be transferred", within)
        assert session.transfer is not None
        return session.transfer

    async def calls_tool(
        self, name: str, arguments: Mapping[str, JsonValue] | None = None, *, within: float = WITHIN
    ) -> JsonValue:
        """Have the language model that the caller talks to call a tool of the application, and wait for the result.

        Args:
            name: Name of the tool.
            arguments: Its arguments.
            within: Seconds of the call that it may take.

        Returns:
            What the model gets: the result out of the vendor's envelope, decoded if it is JSON.

        Raises:
            AssertionError: The caller talks to no model, it has no tool hook, or there is no result in the form that
                the vendor wants.
        """
        __tracebackhide__ = True
        conversation = await self._talk("that the model can call a tool", within)
        if conversation.verb.tool_hook is None:
            self._fail(f"{name_of(conversation.verb)} has no toolHook", "that the model can call a tool")
        call = conversation.call_tool(name, arguments or {})
        await self._reach(lambda: call in conversation.outputs, f"a result of {name}", within, lasting=True)
        return conversation.outputs.pop(call)

    async def llm_event(self, event: Mapping[str, JsonValue], *, within: float = WITHIN) -> None:
        """Have something happen in the conversation with the language model that the application is told.

        Args:
            event: The vendor's event, as the vendor makes it; the application gets its keys in snake_case.
            within: Seconds of the call until the caller talks to a model.

        Raises:
            AssertionError: The caller talks to no model, or the application is not told of this event.
        """
        __tracebackhide__ = True
        conversation = await self._talk("that the model is talked to", within)
        if not conversation.tells_of(event):
            verb = name_of(conversation.verb)
            self._fail(f"{verb} has no eventHook, or its events leave this one out", "to tell of an event")
        conversation.tell(event)
        await self._session.clock.reach(lambda: True, within)

    async def llm_ends(
        self, reason: str = "normal conversation end", error: JsonValue = None, *, within: float = WITHIN
    ) -> None:
        """Have the conversation with the language model end.

        Args:
            reason: Its ``completion_reason``.
            error: The vendor's error, any JSON.
            within: Seconds of the call until the caller talks to a model.

        Raises:
            AssertionError: The caller talks to no model.
        """
        __tracebackhide__ = True
        (await self._talk("that the model is talked to", within)).end(reason, error)
        await self._session.clock.reach(lambda: True, within)

    async def _talk(self, wanted: str, within: float) -> Conversation:
        """The conversation with a language model."""
        __tracebackhide__ = True
        session = self._session
        await self._reach(lambda: session.conversation is not None, wanted, within)
        assert session.conversation is not None
        return session.conversation

    async def bot_says(self, text: str, *, within: float = WITHIN) -> None:
        """Have the bot of a ``lex``, ``dialogflow`` or ``rasa`` say something.

        Args:
            text: What.
            within: Seconds of the call until the caller talks to a bot.

        Raises:
            AssertionError: The caller talks to no bot.
        """
        __tracebackhide__ = True
        (await self._bot(within)).say(text)

    async def bot_event(
        self, event: str, data: Mapping[str, JsonValue] | None = None, *, within: float = WITHIN
    ) -> None:
        """Have something happen in the conversation with a bot that the application is told.

        Args:
            event: Its name, such as ``"intent"``.
            data: What the vendor tells of it.
            within: Seconds of the call until the caller talks to a bot.

        Raises:
            AssertionError: The caller talks to no bot, or the application is not told of this event.
        """
        __tracebackhide__ = True
        bot = await self._bot(within)
        if not bot.tells_of(event):
            self._fail(f"{name_of(bot.run.verb)} does not tell of it", f"to tell of {event}")
        bot.tell(event, data)
        await self._session.clock.reach(lambda: True, within)

    async def bot_ends(self, *, within: float = WITHIN) -> None:
        """Have the bot end the conversation: that of a ``dialogflow`` says so, that of a ``rasa`` is not to be had.

        Args:
            within: Seconds of the call until the caller talks to a bot.

        Raises:
            AssertionError: The caller talks to no bot, or to that of a ``lex``, which cannot end it.
        """
        __tracebackhide__ = True
        bot = await self._bot(within)
        if bot.way_to_end is None:
            self._fail(f"the bot of {name_of(bot.run.verb)} cannot end it", "the conversation to end")
        bot.end(bot.way_to_end)
        await self._session.clock.reach(lambda: True, within)

    async def _bot(self, within: float) -> Bot:
        __tracebackhide__ = True
        await self._reach(lambda: bot_of(self._leg) is not None, "that the caller talks to a bot", within)
        bot = bot_of(self._leg)
        assert bot is not None
        return bot

    async def stream_ends(
        self, listen: Listen | Stream | ListenOptions, *, refused: bool = False, within: float = WITHIN
    ) -> None:
        """Say that the audio server of a ``listen`` or ``stream`` closes the connection.

        Args:
            listen: The verb, as :meth:`expect` returned it, or the options of a ``config``.
            refused: Whether it did not even take the connection.
            within: Seconds of the call until audio is streamed.

        Raises:
            AssertionError: No audio is streamed there.
        """
        __tracebackhide__ = True

        def find() -> AudioStream | None:
            legs = [self._leg, *self._session.callees]
            return next((one for leg in legs for one in streams_of(leg) if one.options == listen), None)

        await self._reach(lambda: find() is not None, "audio to be streamed", within)
        stream = find()
        assert stream is not None
        stream.end(refused=refused)

    async def hook_event(self, owner: Sent, attribute: str, payload: Received, *, within: float = WITHIN) -> None:
        """Have something happen that jambonz tells by a hook, and that nothing else here makes happen.

        That is what an answering machine detection finds (``action_hook`` of an ``amd``), a REFER (``refer_hook``), a
        SIP request within the dialog (``sip_request_within_dialog_hook``), and a party of a ``dial`` that puts the call
        on hold (``on_hold_hook``). Returns when the reply has its effect; verbs for this hook only are heard by then.

        Args:
            owner: What has the hook: a verb as :meth:`expect` returned it, or a part of one.
            attribute: Name of the hook's attribute.
            payload: What is told, without the facts about the call, which are added.
            within: Seconds of the call that it may take.

        Raises:
            AssertionError: There is no hook, or its reply does not come or is of no use.
            TypeError: The hook has another payload.
        """
        __tracebackhide__ = True
        session = self._session
        hook, wanted = hook_of(owner, attribute), f"that the application takes {type(payload).__name__}"
        if not (isinstance(hook.payload, type) and isinstance(payload, hook.payload)):
            raise TypeError(f"{attribute} of {type(owner).__name__} is not called with {type(payload).__name__}")
        if getattr(owner, attribute) is None:
            self._fail(f"{type(owner).__name__} has no {attribute}", wanted)
        taken: list[bool] = []

        async def ask() -> None:
            given = await session.hook(owner, attribute, payload)
            run = session.main.running
            if given and reply_of(owner, attribute).kind == "leg":
                session.main.replace(given)
            elif given and run is not None:
                await run.play(given)
            taken.append(True)

        session.spawn(ask)
        await self._reach(lambda: bool(taken), wanted, within, lasting=True)

    async def drops(self, *, attempts: int = 1, within: float = WITHIN) -> None:
        """Break the connection between jambonz and the application, as a failing network does.

        Returns when jambonz has connected again, or given up and hung up. A hook that was not acked yet is lost, which
        ends the call for most verbs.

        Args:
            attempts: How often jambonz has to try; with 5 it gives up. The first attempt comes after 0.5 s, the next
                ones after 1, 2 and 4 more.
            within: Seconds of the call that it may take.

        Raises:
            AssertionError: It takes longer.
        """
        __tracebackhide__ = True
        session = self._session
        await session.clock.reach(lambda: True, within)
        session.remark("the connection to the application breaks")
        session.refused_attempts = attempts - 1
        await session.client.drop()
        client = session.client
        await self._reach(lambda: client.is_connected or session.is_over, "that jambonz connects again", within)
        if client.is_connected:
            session.remark("jambonz has connected again")

    async def no_more_verbs(self, *, within: float = WITHIN) -> None:
        """Expect that no verb begins after the last one that was expected or heard, unless a command brings it.

        Args:
            within: Seconds of the call until that is certain.

        Raises:
            AssertionError: One does.
        """
        __tracebackhide__ = True
        session = self._session
        begin = max(self._verbs, self._heard)

        def began() -> int | None:
            return next((i for i, e in enumerate(self.transcript[begin:], begin) if isinstance(e, VerbBegan)), None)

        certain = await session.clock.reach(
            lambda: began() is not None or session.is_over or session.awaits_commands, within
        )
        index = began()
        if index is not None:
            self._fail(str(self.transcript[index]), "no more verbs", index)
        if certain is Reached.LATE:
            self._fail(f"that is not certain after {within:g} s: {self._state()}", "no more verbs")


def _subject(entry: object) -> object:
    """The verb or command that an entry is about."""
    match entry:
        case VerbBegan():
            return entry.verb
        case CommandCame():
            return entry.command
        case _:
            return None
