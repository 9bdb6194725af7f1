"""One simulated call at jambonz: what it says to the application, and what it does with the answers.

The rules are those of the open-source server 0.9.8 (``call-session.js``), as far as an application can see them. One
task runs the caller's verb stack; another takes commands; whatever runs in the background has a task of its own. Verbs
are run by ``_verbs``, commands by ``_commands``.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

import anyio
from anyio.abc import TaskGroup

from jambonz_proto import components, hooks, messages, verbs
from jambonz_proto._answering import has_early_media
from jambonz_proto._base import JsonValue, Received, Verb, with_changes
from jambonz_proto._facts import HookProperty, Reply
from jambonz_proto._tables import HOOKS, MESSAGES, REPLIES
from jambonz_proto.client import Client, PendingReply
from jambonz_proto.errors import (
    AckTimeout,
    ConnectionClosed,
    DecodeError,
    JambonzProtoError,
    RefusedByTarget,
)

from ._account import Account, Waiting
from ._clock import SimulatedClock
from ._commands import Takers, carry_out
from ._legs import Bridge, Called, Callee, Kind, Leg, Outcome
from ._opening import calls_in, is_called
from ._payloads import Facts, Json, own_values, with_facts
from ._settings import SpeechSettings
from ._speech import SpeechStream
from ._stack import Needs, NoArray, Run, Stack, Unanswered
from ._transcript import (
    Acked,
    Asked,
    CommandCame,
    Ended,
    Entry,
    Failed,
    Heard,
    HungUp,
    Note,
    Pressed,
    Problem,
    Said,
    Told,
    Transcript,
    Way,
    name_of,
    names_of,
    type_of,
)

if TYPE_CHECKING:
    from ._verbs.llm import Conversation
    from ._verbs.sip import Referral

Direction: TypeAlias = Literal["inbound", "outbound"]
"""Who calls: ``inbound`` a caller from outside, ``outbound`` jambonz, since the REST API was asked to."""

MessageStatus: TypeAlias = Literal["success", "failure", "no carriers", "smpp configuration error", "system error"]
"""What becomes of a text message."""

RULES: Mapping[str, str] = {
    "late ack": "feature-server lib/utils/ws-requestor.js:266-270,537-542",
    "second ack": "feature-server lib/utils/ws-requestor.js:537-542",
    "unknown ack": "feature-server lib/utils/ws-requestor.js:537-542",
    "refused ack": "feature-server lib/tasks/task.js:254-267, lib/middleware.js:461-493",
    "empty ack": "feature-server lib/middleware.js:461-467",
    "refused command": "feature-server lib/session/call-session.js:2279-2407",
    "early command": "feature-server lib/session/call-session.js:137-143",
    "unread command": "jambonz_proto.Client",
    "ignored property": "feature-server lib/utils/ws-requestor.js:494-496",
    "invalid message": "feature-server lib/utils/ws-requestor.js:489-534",
    "binary message": "feature-server lib/utils/ws-requestor.js:482-488",
    "connection lost": "feature-server lib/utils/ws-requestor.js:389-396,450-480",
    "message lost": "feature-server lib/utils/ws-requestor.js:81-84,422-432",
    "message held back": "feature-server lib/utils/ws-requestor.js:255-261,299-312",
}
"""Kind of a client's problem to where the rule is written."""

_LINGERING = 5.0
"""Seconds from when a call of the REST API was not taken until its connection is closed: ``create-call.js:427``."""
_BY_HTTP = ("http://", "https://")


class BackgroundGather(Protocol):
    """What a gather in the background looks like to other verbs."""

    @property
    def kinds(self) -> frozenset[Kind]:
        """What it listens to."""
        ...

    def wait_for_answer(self, seconds: float) -> None:
        """Have it give up after some seconds; never for 0."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a simulated call is like."""

    from_: str = "+4930123"
    to: str = "+4930456"
    direction: Direction = "inbound"
    outcome: Outcome = "answered"
    after: float | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    env: Mapping[str, JsonValue] | None = None
    caller_name: str = ""
    tag: Mapping[str, JsonValue] | None = None
    status_hook: bool = True
    tts_connects: bool = True
    sip_status: int | None = 200
    message_status: MessageStatus = "success"
    durations: Mapping[str, float | None] = field(default_factory=dict[str, "float | None"])
    account: Account = field(default_factory=Account)


@dataclass(frozen=True, slots=True)
class _Question:
    """A message that wants an ack, on its way."""

    asked: Asked
    reply: PendingReply


class Session:
    """One simulated call.

    Args:
        client: The connection to the application.
        clock: Tells the time.
        setting: What the call is like.
    """

    def __init__(self, client: Client, clock: SimulatedClock, setting: Setting) -> None:
        self.client = client
        self.clock = clock
        self.setting = setting
        self.transcript = Transcript()
        facts = Facts(
            direction=setting.direction,
            from_=setting.from_,
            to=setting.to,
            caller_name=setting.caller_name,
            customer_data=setting.tag,
        )
        self._called = Called(self, facts, "caller") if setting.direction == "outbound" else None
        self.caller = self._called or Leg(self, facts, "caller")
        """The call's own leg, also if it is who was called."""
        self.caller.hang_up = self._caller_hangs_up
        self.main = Stack(self, self.caller)
        """The call's own verb stack."""
        self.notifies_verbs = False
        """Whether the application is told what verbs do."""
        self.callees: list[Callee] = []
        """Everybody who was called so far."""
        self.is_over = False
        """Whether the call has ended and the connection is closed."""
        self.failure: Exception | None = None
        """The first exception that application code raised."""
        self.refused_attempts = 0
        """How often jambonz will not get through to the application before it does."""
        self.background: dict[str, anyio.CancelScope] = {}
        """What runs beside the stack, by what the server calls it."""
        self.takers = Takers()
        """What takes commands while it runs."""
        self.settings = SpeechSettings()
        """How speech is recognised and made."""
        self.speech = SpeechStream(self)
        """Streamed text to speech."""
        self.is_speech_stream_on = False
        """Whether the stream is on in the background, whatever verb runs."""
        self.streams_all_speech = False
        """Whether every ``say`` streams: ``autoStreamTts``."""
        self.recording: Literal["off", "on", "paused"] = "off"
        """State of the recording of the call."""
        self.transfer: Referral | None = None
        """What the caller's side was asked for by REFER."""
        self.conversation: Conversation | None = None
        """What the caller talks to a language model in."""
        self.listening: BackgroundGather | None = None
        """What listens in the background, across verbs."""
        self._began = clock.now()
        self._tasks: TaskGroup | None = None
        self.awaits_commands = False
        """Whether the verbs have run out, so that only a command can bring new ones."""
        self.has_left = False
        """Whether the application has closed the connection with 1000: it has no more instructions."""
        self._opening = anyio.CancelScope()
        self._hope = anyio.CancelScope()
        self._problems_seen = 0

    # -- what is known -----------------------------------------------------------------------

    @property
    def time(self) -> float:
        """Seconds since the call began."""
        return self.clock.now() - self._began

    @property
    def is_ringing(self) -> bool:
        """Whether a call of the REST API is not decided yet."""
        return self._called is not None and self._called.is_ringing

    @property
    def ended(self) -> Ended | None:
        """How the call ended."""
        return self.caller.ended

    @property
    def problems(self) -> Sequence[Problem]:
        """What the application did that the real server refuses, ignores, or only logs."""
        self._take_problems()
        return [entry for entry in self.transcript if isinstance(entry, Problem)]

    @property
    def streams_speech(self) -> bool:
        """Whether streamed text is spoken: by what runs in the background, or by the running verb."""
        return self.is_speech_stream_on or (self.main.running is not None and self.main.running.is_streaming)

    def note(self, entry: Entry) -> None:
        """Take something into the transcript."""
        self.transcript.add(entry)
        self.clock.stir()

    def remark(self, text: str) -> None:
        """Take a remark into the transcript."""
        self.note(Note(self.time, text))

    def problem(self, kind: str, text: str, rule: str) -> None:
        """Take note of what the real server refuses, ignores, or only logs.

        Args:
            kind: What kind of mistake, in a word or two.
            text: What exactly.
            rule: Where that is written.
        """
        self.note(Problem(self.time, kind, text, rule))

    def failed(self, error: Exception) -> None:
        """Code of the application raised an exception."""
        self.failure = self.failure or error
        self.note(Failed(self.time, error))

    def heard(self, leg: Leg, text: str, way: Way, verb: Verb | None = None) -> None:
        """Somebody hears something from now on."""
        self.note(Heard(self.time, text, leg=leg.sid, listener=leg.who, way=way, verb=verb))

    def _take_problems(self) -> None:
        found = self.client.problems
        new, self._problems_seen = found[self._problems_seen :], len(found)
        for problem in new:
            self.problem(problem.kind, problem.text, RULES[problem.kind])

    # -- to the application ------------------------------------------------------------------

    async def ask(
        self,
        message: type[messages.AckableMessage],
        data: Json,
        *,
        hook: str | None = None,
        about: str = "",
        b3: bool = True,
    ) -> Sequence[Verb] | None:
        """Send a message that wants an ack, and wait for it.

        Returns:
            The verbs in the ack; ``None`` if it had no array.

        Raises:
            Unanswered: There was no ack in time, or it was of no use.
        """
        return await self._answer_to(self._ask_now(message, data, hook=hook, about=about, b3=b3))

    def _ask_now(
        self,
        message: type[messages.AckableMessage],
        data: Json,
        *,
        hook: str | None = None,
        about: str = "",
        b3: bool = True,
    ) -> _Question:
        asked = Asked(self.time, message, hook, data, about)
        self.note(asked)
        context = self.caller.facts.b3 if b3 else None
        return _Question(asked, self.client.request_nowait(message, data, hook=hook, b3=context))

    async def _answer_to(self, question: _Question) -> Sequence[Verb] | None:
        asked = question.asked
        try:
            with self.clock.asking():
                ack = await question.reply.ack()
        except AckTimeout as error:
            self.note(Acked(self.time, asked, problem="no ack in time"))
            self.problem("no ack", str(error), "feature-server lib/utils/ws-requestor.js:266-270")
            raise Unanswered("timeout from far end") from None
        except (DecodeError, RefusedByTarget, ConnectionClosed) as error:
            self.note(Acked(self.time, asked, problem=str(error)))
            self._take_problems()
            no_array = isinstance(error, DecodeError) and error.path == "$.data"
            raise (NoArray if no_array else Unanswered)(str(error)) from None
        self.note(Acked(self.time, asked, ack.data))
        self._take_problems()
        return ack.data

    def tell_now(
        self,
        message: type[messages.Notification],
        data: Received | Json,
        *,
        hook: str | None = None,
        about: str = "",
    ) -> None:
        """Send a message that wants no ack. Nothing happens if it cannot be sent any more."""
        values = data if isinstance(data, dict) else own_values(data)
        self.note(Told(self.time, message, values, hook, about))
        try:
            self.client.notify_nowait(message, values, hook=hook)
        except (JambonzProtoError, anyio.WouldBlock):
            self.remark(f"{type_of(message)} cannot be sent any more")

    async def tell(
        self,
        message: type[messages.Notification],
        data: Received | Json,
        *,
        hook: str | None = None,
        about: str = "",
    ) -> None:
        """As :meth:`tell_now`."""
        self.tell_now(message, data, hook=hook, about=about)

    async def call_status(self, leg: Leg, **changes: object) -> None:
        """Tell the state of a leg, if the application wants to know.

        Args:
            leg: The leg.
            **changes: What is only in this message.
        """
        if self.setting.status_hook:
            data = {**leg.facts.as_json(), **changes}
            about = f"{leg.facts.call_status}{'' if leg is self.caller else f' of the {leg.who}'}"
            await self.tell(messages.CallStatus, data, about=about)  # type: ignore[arg-type] # all of it is JSON

    def verb_status_now(self, data: messages.VerbStatusData) -> None:
        """Tell what a verb does, if the application wants to know."""
        if self.notifies_verbs:
            values = own_values(data)
            name = values.get("name") or values.get("verb")
            self.tell_now(messages.VerbStatus, values, about=f"{name} {values.get('event')}")

    async def verb_status(self, data: messages.VerbStatusData) -> None:
        """As :meth:`verb_status_now`."""
        self.verb_status_now(data)

    async def hook(
        self,
        owner: object,
        attribute: str,
        payload: Received,
        *,
        run: Run[Verb] | None = None,
        leg: Leg | None = None,
        applies: bool = True,
    ) -> Sequence[Verb] | None:
        """Call a hook, wait for the ack, and do with its verbs what this hook's reply is for.

        Args:
            owner: The verb, component or command that has the hook.
            attribute: The hook's property.
            payload: Its own part of the payload; the facts about the call are added.
            run: The run of the verb, if it is one.
            leg: The leg that it is about; by default the run's, else the caller's.
            applies: Whether verbs in the reply count, where this hook's reply replaces the stack.

        Returns:
            The verbs, if they are to be played for this hook only; ``None`` in all other cases.

        Raises:
            Unanswered: There was no ack of use.
        """
        question = self._hook_now(owner, attribute, payload, leg or (run.leg if run is not None else self.caller))
        if question is None:
            return None
        return self._apply(owner, attribute, await self._reply_to(question, owner, attribute), run=run, applies=applies)

    def hook_soon(
        self,
        owner: object,
        attribute: str,
        payload: Received,
        *,
        run: Run[Verb] | None = None,
        leg: Leg | None = None,
        applies: bool = True,
        then: Callable[[Sequence[Verb]], None] | None = None,
    ) -> None:
        """As :meth:`hook`, but without waiting for the ack; what it says is done when it comes.

        Args:
            owner: The verb, component or command that has the hook.
            attribute: The hook's property.
            payload: Its own part of the payload.
            run: The run of the verb, if it is one.
            leg: The leg that it is about.
            applies: Whether verbs in the reply count.
            then: What to do with verbs in the reply, in place of what this hook's reply is for.
        """
        question = self._hook_now(owner, attribute, payload, leg or (run.leg if run is not None else self.caller))
        if question is None:
            return

        async def finish() -> None:
            given = await self._reply_to(question, owner, attribute)
            if then is None:
                self._apply(owner, attribute, given, run=run, applies=applies)
            elif given:
                then(given)

        self.spawn(finish)

    async def _reply_to(self, question: _Question, owner: object, attribute: str) -> Sequence[Verb] | None:
        """The verbs in the ack of a hook. What is no array counts as none where the reply replaces the stack.

        feature-server lib/tasks/task.js:254-262.
        """
        try:
            return await self._answer_to(question)
        except NoArray:
            if reply_of(owner, attribute).kind == "play":
                raise
            return None

    async def ask_hook(self, owner: object, attribute: str, payload: Received, leg: Leg) -> Sequence[Verb] | None:
        """Call a hook and wait for the ack; ``None`` if there is no such hook, or no array in the ack.

        Raises:
            Unanswered: There was no ack of use.
        """
        question = self._hook_now(owner, attribute, payload, leg)
        return None if question is None else await self._answer_to(question)

    def _hook_now(self, owner: object, attribute: str, payload: Received, leg: Leg) -> _Question | None:
        """Call a hook, if there is one and it comes this way."""
        name = _hook_name(getattr(owner, attribute))
        if name is not None and name.startswith(_BY_HTTP):
            rule = "feature-server lib/utils/ws-requestor.js:94-107"
            self.problem("not simulated", f"{name} would be called by HTTP", rule)
            return None
        if name is None:
            return None
        message = MESSAGES[hook_of(owner, attribute).message]
        assert issubclass(message, messages.AckableMessage)
        data = with_facts(payload, leg.facts)
        verb_id: str | None = getattr(owner, "id", None)
        if verb_id is not None and attribute in ("action_hook", "partial_result_hook"):
            data["verb_id"] = verb_id
        return self._ask_now(message, data, hook=name, about=_gist(payload), b3=_has_b3(message, data))

    def _apply(
        self, owner: object, attribute: str, given: Sequence[Verb] | None, *, run: Run[Verb] | None, applies: bool
    ) -> Sequence[Verb] | None:
        """Do with the verbs of an ack what the reply to this hook is for.

        Raises:
            Unanswered: They are to be played for this hook only, and cannot be.
        """
        reply = reply_of(owner, attribute)
        match reply.kind:
            case "play":
                return self._to_play(attribute, reply, given)
            case "confirm" | "leg":
                return given
            case "replace" if applies:
                if given:
                    (run.stack if run is not None else self.main).replace(given)
            case _ if given:
                text = f"the reply to {attribute} is ignored, with {names_of(given)} in it"
                self.problem("ignored reply", text, "feature-server lib/tasks/task.js:220-262")
            case _:
                pass
        return None

    def _to_play(self, attribute: str, reply: Reply, given: Sequence[Verb] | None) -> Sequence[Verb]:
        """The verbs that are to be played for a hook only.

        Raises:
            Unanswered: They are none, or one of them is not allowed there.
        """
        why = None if given is not None else "it must be an array"
        foreign = [verb for verb in given or () if not isinstance(verb, reply.place)]
        if foreign:
            why = f"{names_of(foreign)} must not be in it"
        if given is None or why is not None:
            rule = "feature-server lib/tasks/enqueue.js:340-347, lib/tasks/conference.js:655-662"
            self.problem("refused reply", f"the reply to {attribute} is of no use: {why}", rule)
            raise Unanswered(f"the reply to {attribute}: {why}")
        return given

    # -- the person on the phone -------------------------------------------------------------

    def speak(self, leg: Leg, speech: hooks.Speech) -> None:
        """Somebody says something: all that listens hears it."""
        text = speech.alternatives[0].transcript if speech.alternatives else ""
        self.note(Said(self.time, text or "", bool(speech.is_final), leg=leg.sid, who=leg.who))
        for listener in leg.ears("speech"):
            listener.hear(speech)
        if speech.is_final:
            for other in leg.hearers():
                other.session.heard(other, text or "", "talked")

    def press(self, leg: Leg, key: str) -> None:
        """Somebody presses a key: all that listens to keys gets it."""
        self.note(Pressed(self.time, key, leg=leg.sid, who=leg.who))
        for listener in leg.ears("digits"):
            listener.press(key)

    async def hang_up(self, leg: Leg) -> None:
        """Somebody hangs up."""
        self.note(HungUp(self.time, leg=leg.sid, who=leg.who))
        await leg.hang_up()

    def take_out(self, waiting: Waiting) -> Leg:
        """Somebody who is not simulated any further takes the caller out of a queue; returns who."""
        leg = Leg(self, Facts("inbound", "+4930789", waiting.leg.facts.to), "dequeuer")
        leg.answered_at = self.clock.now()
        bridge = Bridge(leg, waiting.leg)
        waiting.take(bridge)
        bridge.connect()

        async def hang_up() -> None:
            self.off(leg, "dequeuer", "the dequeuer hung up")
            bridge.end()

        async def watch() -> None:
            await bridge.over.wait()
            if not leg.is_gone:
                self.off(leg, "caller", "the caller left")

        leg.hang_up = hang_up
        self.spawn(watch)
        return leg

    async def _caller_hangs_up(self) -> None:
        if self.caller.is_answered:
            await self.end("caller", "the caller hung up")
        elif self._called is not None:
            self._called.respond("declined")
        else:
            await self.end(
                "caller", "the caller gave up", status="no-answer", sip_status=487, reason="Request Terminated"
            )

    # -- the life of the call ----------------------------------------------------------------

    async def run(self) -> None:
        """Be the call, from its first message to its end."""
        code, reason = 1000, ""
        async with anyio.create_task_group() as self._tasks:
            self._tasks.start_soon(self._take_commands)
            code, reason = await self._be()
            self._tasks.cancel_scope.cancel()
        await self.client.close(code, reason)
        self._take_problems()
        self.is_over = True
        self.clock.stir()

    async def _be(self) -> tuple[int, str]:
        """The call; returns with what code and reason to close the connection."""
        self.remark(f"call from {self.caller.facts.from_} to {self.caller.facts.to}")
        try:
            with self._opening:
                await (calls_in(self) if self._called is None else is_called(self, self._called))
        except Unanswered as error:
            self.off(self.caller, "jambonz", str(error), 480)
            return 1001, str(error)
        while self.ended is None:
            try:
                await self.main.run()
            except Unanswered as error:
                await self.give_up(f"the server gave up on a verb: {error}")
            if self.ended is None:
                await self._await_commands()
        if self._called is not None and not self._called.is_answered:
            await self.sleep(_LINGERING)
        return 1000, ""

    async def _await_commands(self) -> None:
        """The verbs have run out, which ends the call if the application has closed: ``call-session.js:1394-1416``."""
        if self.has_left:
            await self.give_up("the application left, and its verbs have run out")
            return
        self.remark("the verbs have run out: the call waits for a command")
        self.awaits_commands = True
        with self.clock.hoping(), self._hope:
            await self.main.filled()
        self._hope = anyio.CancelScope()
        await self.main.filled()
        self.awaits_commands = False

    async def prepare(self, leg: Leg, needs: Needs, verb: Verb) -> bool:
        """See to it that a verb can run, or take note that it is skipped."""
        if needs == "audio" and not leg.is_answered:
            if not has_early_media(verb):
                await self.answer(leg)
        elif needs == "unanswered" and self._called is not None:
            rule = "feature-server lib/session/call-session.js:1388-1391,2568-2569"
            self.problem("refused verb", f"{name_of(verb)} ends a call that the REST API was asked for", rule)
            await self.give_up(f"the server gave up on {name_of(verb)}")
            return False
        elif (needs == "answered" and not leg.is_answered) or (needs == "unanswered" and leg.is_answered):
            state = "is answered" if leg.is_answered else "is not answered yet"
            text = f"{name_of(verb)} is skipped since the call {state}"
            self.problem("skipped verb", text, "feature-server lib/session/call-session.js:2558-2575")
            return False
        return not leg.is_gone

    async def answer(self, leg: Leg) -> None:
        """Answer the call."""
        if not leg.is_answered:
            leg.answered_at = self.clock.now()
            await self.new_status(leg, "in-progress", 200, "OK")

    async def new_status(self, leg: Leg, status: str, sip_status: int | None = None, reason: str | None = None) -> None:
        """The state of a leg has changed.

        Args:
            leg: The leg.
            status: The new call status.
            sip_status: The new SIP status, if there is one.
            reason: Its reason phrase.
        """
        facts = leg.facts
        facts.call_status = status
        facts.sip_status, facts.sip_reason = sip_status or facts.sip_status, reason or facts.sip_reason
        if status == "completed" and leg.answered_at is not None:
            facts.duration = int(self.clock.now() - leg.answered_at)
        await self.call_status(leg)

    def off(self, leg: Leg, by: str, why: str, sip_status: int | None = None) -> None:
        """Take note that somebody is off the phone.

        Args:
            leg: Whose connection.
            by: Who ended it.
            why: Why, in words.
            sip_status: SIP status, if it was never answered.
        """
        leg.ended = Ended(self.time, by, why, sip_status, leg.sid, leg.who)
        self.note(leg.ended)

    async def end(
        self,
        by: str,
        why: str,
        *,
        status: str | None = "completed",
        sip_status: int | None = None,
        reason: str | None = None,
    ) -> None:
        """End the call. The application is told first; what runs is ended then, and may still call its hook.

        Args:
            by: Who ends it.
            why: Why, in words.
            status: The call status; ``None`` if the application is not told.
            sip_status: SIP status, if the call is refused.
            reason: Its reason phrase.
        """
        if self.ended is not None:
            return
        self.off(self.caller, by, why, sip_status)
        self.caller.facts.call_termination_by = "caller" if by == "caller" else "jambonz"
        if status is not None:
            await self.new_status(self.caller, status, sip_status, reason)
        self.release()

    async def refuse(self) -> None:
        """The application does not want the call that rings: ``call-session.js:1497-1514``."""
        if self._called is None:
            await self.end("application", "the application did not take the call", status=None, sip_status=503)
        else:
            self._called.respond("no-answer")

    async def give_up(self, why: str) -> None:
        """Nothing more is to be run, for a reason that is not the application's wish."""
        if self.caller.is_answered:
            await self.end("jambonz", why)
        else:
            await self.end("jambonz", why, status=None, sip_status=603)

    def release(self) -> None:
        """The call is over: end all that runs."""
        self.caller.gone.set()
        self._opening.cancel()
        self.main.end()
        for scope in list(self.background.values()):
            scope.cancel()

    # -- beside the stack --------------------------------------------------------------------

    def spawn(self, run: Callable[[], Awaitable[object]]) -> None:
        """Start something that ends with the call."""
        assert self._tasks is not None  # while the call runs
        self._tasks.start_soon(_contained, run)

    async def sleep(self, seconds: float) -> None:
        """Let time pass."""
        with self.clock.move_on_after(seconds):
            await anyio.sleep_forever()

    def start_background(self, name: str, run: Callable[[], Awaitable[None]]) -> anyio.CancelScope:
        """Start something that the server runs in the background, in place of an older one of that name."""
        self.stop_background(name)
        scope = self.background[name] = anyio.CancelScope()

        async def beside() -> None:
            with scope:
                await run()
            if self.background.get(name) is scope:
                del self.background[name]

        self.spawn(beside)
        return scope

    def stop_background(self, name: str) -> bool:
        """Stop what runs in the background under a name; returns whether something did."""
        scope = self.background.pop(name, None)
        if scope is not None:
            scope.cancel()
        return scope is not None

    def interrupt_speech(self) -> None:
        """The caller cuts in on streamed speech, if there is any."""
        if self.streams_speech:
            self.speech.event("user_interruption")
            self.speech.clear()

    def barge_in(self) -> None:
        """The caller cuts in: what is heard and what runs is ended, and so is what was to come.

        What comes after barge-in is switched off is kept.
        """
        self.interrupt_speech()
        self.main.drop_until(_without_end_of_barge_in)

    async def _take_commands(self) -> None:
        try:
            while True:
                command = await self.client.receive_command()
                self.note(CommandCame(self.time, command))
                self._take_problems()
                await carry_out(self, command)
        except ConnectionClosed as closed:
            self._take_problems()
            self.has_left = closed.code == 1000 and not isinstance(closed.__cause__, AckTimeout)
            self._hope.cancel()
            if not self.has_left:
                await self.give_up(f"the application is lost: {closed.__cause__ or closed}")


async def _contained(run: Callable[[], Awaitable[object]]) -> None:
    """Run something that asks the application; that it gave no ack of use is noted already."""
    with suppress(Unanswered):
        await run()


def _without_end_of_barge_in(verb: Verb) -> Verb | None:
    """The verb without its order to end barge-in, if it gives one: the input may not have come to its end."""
    if isinstance(verb, verbs.Config) and verb.barge_in is not None and verb.barge_in.enable is False:
        return with_changes(verb, barge_in=None)
    return None


def hook_of(owner: object, attribute: str) -> HookProperty:
    """A hook of a verb, component or command."""
    [row] = [row for row in HOOKS[type(owner)] if row.attribute == attribute]
    return row


def reply_of(owner: object, attribute: str) -> Reply:
    """What the reply to a hook is for."""
    row = hook_of(owner, attribute)
    return REPLIES.get(MESSAGES[row.message]) or row.reply or Reply("none")


def _has_b3(message: type[messages.AckableMessage], data: Json) -> bool:
    """Whether a message has the tracing context in its envelope."""
    return message is not messages.DialConfirm and "b3" not in data


def _hook_name(hook: object) -> str | None:
    """What a hook is called on the wire."""
    if isinstance(hook, components.HookOptions):
        return hook.url
    return None if hook is None else str(hook)


def _gist(payload: Received) -> str:
    """The part of a payload that says most."""
    if isinstance(payload, hooks.GatherResult):
        said = payload.speech.alternatives[0].transcript if payload.speech and payload.speech.alternatives else None
        return " ".join(part for part in (payload.reason, said and repr(said), payload.digits) if part)
    values = own_values(payload)
    return ", ".join(f"{name} {value}" for name, value in values.items() if isinstance(value, str | int))
