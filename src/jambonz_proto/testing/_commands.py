"""What the simulated server does with each command: feature-server lib/session/call-session.js:1487-2411."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar, cast

from jambonz_proto import commands, hooks, messages

from ._transcript import command_name

if TYPE_CHECKING:
    from ._session import Session

C = TypeVar("C", bound=commands.Command)

_HOW: dict[type[commands.Command], Callable[[Session, commands.Command], Awaitable[None]]] = {}


def carries_out(
    cls: type[C],
) -> Callable[[Callable[[Session, C], Awaitable[None]]], Callable[[Session, C], Awaitable[None]]]:
    """Register the function that carries out a command.

    Args:
        cls: Class of the command.
    """

    def register(how: Callable[[Session, C], Awaitable[None]]) -> Callable[[Session, C], Awaitable[None]]:
        _HOW[cls] = cast("Callable[[Session, commands.Command], Awaitable[None]]", how)
        return how

    return register


class Takers:
    """What takes commands while it runs, such as a conference: its functions by the class of the command."""

    def __init__(self) -> None:
        self._by_class: dict[type[commands.Command], list[Callable[[commands.Command], Awaitable[None]]]] = {}

    @contextmanager
    def taking(self, cls: type[C], take: Callable[[C], Awaitable[None]]) -> Generator[None]:
        """A block in which commands of a class are taken by a function."""
        takers = self._by_class.setdefault(cls, [])
        taker = cast("Callable[[commands.Command], Awaitable[None]]", take)
        takers.append(taker)
        try:
            yield
        finally:
            takers.remove(taker)

    def of(self, command: commands.Command) -> Sequence[Callable[[commands.Command], Awaitable[None]]]:
        """The functions that take a command at the moment."""
        return list(self._by_class.get(type(command), ()))


_SOURCE = "feature-server lib/session/call-session.js:"
_NEEDS: Mapping[type[commands.Command], tuple[str, str]] = {
    commands.MuteStatus: ("neither a dial nor a conference runs", f"{_SOURCE}1719-1727"),
    commands.ConfMuteStatus: ("the caller is in no conference", f"{_SOURCE}1737-1743"),
    commands.ConfHoldStatus: ("the caller is in no conference", f"{_SOURCE}1729-1735"),
    commands.ConfParticipantAction: ("the caller is in no conference", f"{_SOURCE}1711-1717"),
    commands.RoomSay: ("the caller is in no conference", "@jambonz/sdk websocket/session.ts injectSay"),
    commands.RoomPlay: ("the caller is in no conference", "@jambonz/sdk websocket/session.ts injectPlay"),
    commands.ListenStatus: ("no listen runs", f"{_SOURCE}1663-1673"),
    commands.StreamStatus: ("no listen runs", f"{_SOURCE}1663-1673"),
    commands.TranscribeStatus: ("nothing is transcribed", f"{_SOURCE}1680-1694"),
    commands.Whisper: ("neither a dial nor a listen runs", f"{_SOURCE}1805-1852"),
    commands.MediaPath: ("no dial runs", f"{_SOURCE}1917-1924"),
}
"""Class of a command that only what runs can take, to what is missing otherwise and where that is written."""


async def carry_out(session: Session, command: commands.Command) -> None:
    """Carry out a command, or take note that it has no effect."""
    if session.ended is not None:
        return
    takers, how = session.takers.of(command), _HOW.get(type(command))
    for take in takers:
        await take(command)
    if takers:
        return
    if how is not None:
        await how(session, command)
    elif type(command) in _NEEDS:
        no_effect(session, command, *_NEEDS[type(command)])
    else:
        text = f"this simulation cannot carry out {command_name(command)}"
        session.problem("not simulated", text, "jambonz_proto.testing")


def no_effect(session: Session, command: commands.Command, why: str, rule: str = f"{_SOURCE}2276-2411") -> None:
    """Take note that a command has no effect in this state, which the real server at most logs.

    Args:
        session: The call.
        command: The command.
        why: What is missing.
        rule: Where that is written.
    """
    session.problem("no effect", f"{command_name(command)}: {why}", rule)


@carries_out(commands.Redirect)
async def redirect(session: Session, command: commands.Redirect) -> None:
    """New verbs, or a hook to ask for them."""
    data = command.data
    if not isinstance(data, commands.RedirectHooks):
        if command.queue_command:
            session.main.extend(data)
        else:
            session.main.replace(data)
        return
    by_hook = data.call_hook is not None or data.child_call_hook is not None
    if data.child_call is not None and not by_hook:
        no_effect(session, command, "the server fails on child_call", f"{_SOURCE}1617-1630")
        return
    if data.child_call_hook is not None:
        _redirect_callee(session, command)
    if data.call_hook is not None:
        session.spawn(lambda: _ask_for_verbs(session, data))
    elif data.parent_call is not None and not by_hook:
        session.main.replace(data.parent_call)
    else:
        session.main.stop()


def _redirect_callee(session: Session, command: commands.Redirect) -> None:
    """Who is connected would get a call of their own, which is not simulated."""
    run = session.main.running
    if run is None or run.connected is None:
        no_effect(session, command, "nobody is connected by a dial", f"{_SOURCE}1599-1607")
    else:
        text = f"child_call_hook would give the {run.connected.who} a call of their own"
        session.problem("not simulated", text, f"{_SOURCE}1624-1639")


async def _ask_for_verbs(session: Session, data: commands.RedirectHooks) -> None:
    """``session:redirect``, whose ack replaces the stack; without an array what runs is ended.

    feature-server lib/session/call-session.js:1589-1656.
    """
    given = await session.ask_hook(data, "call_hook", hooks.CallInfo(), session.caller)
    if given is None:
        session.main.stop()
    else:
        session.main.replace(given)


@carries_out(commands.CallStatus)
async def call_status(session: Session, command: commands.CallStatus) -> None:
    """Ends the call, if it is in the state that the value is for."""
    answered = session.caller.is_answered
    if command.data.status == "completed" and answered:
        await session.end("application", "the application ended the call")
    elif command.data.status == "no-answer" and not answered:
        await session.refuse()
    else:
        no_effect(session, command, f"the call is {'' if answered else 'not '}answered")


@carries_out(commands.TtsTokens)
async def tts_tokens(session: Session, command: commands.TtsTokens) -> None:
    """Text for the speech stream: ``tts-streaming-buffer.js:97-132``."""
    status, reason = session.speech.add(command.data.tokens)
    result = messages.TtsTokensResultData(id=command.data.id, status=status, reason=reason)
    session.tell_now(messages.TtsTokensResult, result, about=f"{command.data.id} {status} {reason or ''}".strip())


@carries_out(commands.TtsFlush)
async def tts_flush(session: Session, command: commands.TtsFlush) -> None:
    """Have it spoken without the end of a sentence."""
    if not session.speech.flush():
        no_effect(session, command, "no stream to the speech vendor is open")


@carries_out(commands.TtsClear)
async def tts_clear(session: Session, command: commands.TtsClear) -> None:
    """Throw it away; nothing happens if the stream is not open."""
    session.speech.clear()
