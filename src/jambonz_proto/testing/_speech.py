"""Streamed text to speech: the server's buffer, and the vendor that speaks what it is sent.

The buffer is that of the open-source server 0.9.8 (``tts-streaming-buffer.js``), with its limits and its ways: text
goes to the vendor at the end of a sentence, at a flush, or after a second without more.
"""

from __future__ import annotations

import re
from collections import deque
from enum import Enum, auto
from typing import TYPE_CHECKING, Literal, TypeAlias

import anyio

from jambonz_proto import messages

if TYPE_CHECKING:
    from ._session import Session

HIGH_WATER = 1000
"""What the buffer holds, in UTF-16 code units."""
LOW_WATER = 200
"""What may be left when the server says that there is room again."""
LARGEST_CHUNK = 1800
"""What goes to the vendor at once."""
PATIENCE = 1.0
"""Seconds without more text after which that is sent which ends with a space."""
CONNECTING = 0.1
"""Seconds that the connection to the vendor takes here."""
CHARACTERS_PER_SECOND = 15
"""How fast text is spoken here."""

_SENTENCE_END = re.compile(
    "[.!?\N{ARABIC QUESTION MARK}\N{ARABIC FULL STOP}](?=\\s|$)"
    "|[\N{IDEOGRAPHIC FULL STOP}\N{FULLWIDTH EXCLAMATION MARK}\N{FULLWIDTH QUESTION MARK}]|\n\n"
)
_SPACE = re.compile(r"\s+")

StreamEvent: TypeAlias = Literal["stream_open", "stream_closed", "stream_paused", "stream_resumed", "user_interruption"]


class Connection(Enum):
    """How the connection to the vendor stands."""

    NONE = auto()
    CONNECTING = auto()
    OPEN = auto()
    FAILED = auto()


class SpeechStream:
    """The text of a call that is streamed, from the application to the caller's ear."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.connection = Connection.NONE
        self._queue: deque[str | None] = deque()
        """Pieces of text, and ``None`` for a flush."""
        self._is_full = False
        self._updated_at = 0.0
        self._timer: anyio.CancelScope | None = None
        self._voice = _Voice(session)

    async def spoken_out(self) -> None:
        """Wait until something has been spoken and nothing is left to be."""
        await self._voice.falls_silent()

    # -- the connection ----------------------------------------------------------------------

    def start(self) -> None:
        """Connect to the vendor, unless that was done before."""
        if self.connection is Connection.NONE:
            self.connection = Connection.CONNECTING
            self._session.start_background("connection to the speech vendor", self._connect)

    async def _connect(self) -> None:
        await self._session.sleep(CONNECTING)
        if not self._session.setting.tts_connects:
            self.connection = Connection.FAILED
            self._queue.clear()
            self._session.remark("the connection to the speech vendor fails")
            return
        self.connection = Connection.OPEN
        self._feed()
        self.event("stream_open")

    def stop(self) -> None:
        """Throw away what is left, and close the connection."""
        self.event("stream_closed")
        self._stop_timer()
        self._session.stop_background("connection to the speech vendor")
        self._queue.clear()
        self._voice.clear()
        self.connection = Connection.NONE

    def event(self, event: StreamEvent) -> None:
        """Tell the application."""
        data = messages.TtsStreamingEventData(event_type=event)
        self._session.tell_now(messages.TtsStreamingEvent, data, about=event)

    # -- text --------------------------------------------------------------------------------

    @property
    def size(self) -> int:
        """UTF-16 code units that are buffered."""
        return sum(_size(text) for text in self._queue if text is not None)

    def add(self, tokens: str) -> tuple[str, str | None]:
        """Take text, or not; returns status and reason."""
        if self.connection is Connection.FAILED:
            return "failed", f"connection to {self._session.settings.voice(None)[0]} failed"
        if self.size == 0 and not tokens.strip():
            return "ok", None
        if self.size + _size(tokens) > HIGH_WATER:
            if not self._is_full:
                self._is_full = True
                self.event("stream_paused")
            return "failed", "full"
        self._queue.append(tokens)
        self._updated_at = self._session.clock.now()
        self._feed()
        return "ok", None

    def flush(self) -> bool:
        """Have what is buffered spoken; acted on with the next text or after a second. Returns whether it is heeded."""
        if self.connection not in (Connection.CONNECTING, Connection.OPEN):
            return False
        if not (self.connection is Connection.OPEN and not self._queue) and (
            not self._queue or self._queue[-1] is not None
        ):
            self._queue.append(None)
        return True

    def clear(self) -> None:
        """Throw away what has not been spoken yet."""
        if self.connection is Connection.OPEN:
            self._stop_timer()
            self._queue.clear()
            self._is_full = False
            self._voice.clear()

    def _feed(self, *, out_of_patience: bool = False) -> None:
        """Send to the vendor what can be sent."""
        if self.connection is not Connection.OPEN or not self._session.streams_speech:
            return
        while None in self._queue:  # before a flush all is sent, sentence or not
            pieces: list[str] = []
            while (piece := self._queue.popleft()) is not None:
                pieces.append(piece)
            self._voice.say("".join(pieces))
        while (chunk := self._next_chunk(out_of_patience=out_of_patience)) is not None:
            self._voice.say(chunk)
            if self._is_full and self.size <= LOW_WATER:
                self._is_full = False
                self.event("stream_resumed")
            out_of_patience = False

    def _next_chunk(self, *, out_of_patience: bool) -> str | None:
        """The text to send next, taken out of the queue; without any, look again after a while."""
        text = "".join(piece or "" for piece in self._queue)
        if not text:
            self._stop_timer()
            return None
        limit = min(LARGEST_CHUNK, len(text))
        end = sentence_end(text, limit)
        if end <= 0 and out_of_patience:
            end = word_end(text, limit)
        if end <= 0 or not text[:end].strip():
            self._start_timer()
            return None
        self._queue = deque([text[end:]] if text[end:] else [])
        return text[:end]

    # -- time --------------------------------------------------------------------------------

    def _start_timer(self) -> None:
        if self._timer is None:
            self._timer = self._session.start_background("speech timer", self._wait)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer = None
            self._session.stop_background("speech timer")

    async def _wait(self) -> None:
        clock = self._session.clock
        await self._session.sleep(PATIENCE)
        while clock.now() - self._updated_at < PATIENCE:
            await self._session.sleep(PATIENCE)
        self._timer = None
        self._feed(out_of_patience=True)


class _Voice:
    """The vendor: speaks one piece after the other."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._pieces: deque[str] = deque()
        self._speaking = False
        self._done = anyio.Event()

    def say(self, text: str) -> None:
        """Speak this after all that came before."""
        if not text.strip():
            return
        self._pieces.append(text)
        if not self._speaking:
            self._speaking = True
            self._session.start_background("voice", self._speak)

    def clear(self) -> None:
        """Fall silent."""
        if self._speaking:
            self._session.remark("the streamed speech is cut off")
        self._pieces.clear()
        self._speaking = False
        self._session.stop_background("voice")

    async def falls_silent(self) -> None:
        """Wait until it has spoken."""
        if not self._speaking:
            self._done = anyio.Event()
        await self._done.wait()

    async def _speak(self) -> None:
        leg = self._session.caller
        while self._pieces:
            text = self._pieces.popleft()
            self._session.heard(leg, text, "streamed")
            with leg.hearing():
                await self._session.sleep(len(text.strip()) / CHARACTERS_PER_SECOND)
        self._speaking = False
        self._done.set()
        self._done = anyio.Event()


def _size(text: str) -> int:
    """Length as the server measures it."""
    return len(text) + sum(character > "\uffff" for character in text)


def sentence_end(text: str, limit: int) -> int:
    """Where the last sentence ends; -1 if none does. A mark after a digit is none."""
    end = -1
    for found in _SENTENCE_END.finditer(text):
        if found.start() >= limit:
            break
        before = text[: found.start()]
        if before.strip() and (found[0] == "\n\n" or not before[-1].isdigit()):
            end = found.end()
    return end


def word_end(text: str, limit: int) -> int:
    """Where the last white space is; -1 if there is none."""
    return max((found.start() for found in _SPACE.finditer(text) if found.start() < limit), default=-1)
