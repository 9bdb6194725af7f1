"""Streaming text to speech: tokens as a language model makes them, spoken as they come.

jambonz buffers 1,000 characters, refuses a message whole when it does not fit, and announces that there is room again
only sometimes (feature-server lib/utils/tts-streaming-buffer.js:97-132,324-328). So one message is on its way at a
time, what comes meanwhile is put together into the next, a refused one is sent again when there is reason to hope or
after a second, and whoever writes waits while too much is queued here.

Text that was on its way when the connection dropped may have arrived or not. If it did, its result comes once jambonz
is back, which keeps what it has to say until then; if none comes, the text is sent again.
"""

from __future__ import annotations

import math
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

import anyio

from ._clock import Clock
from ._pending import PendingAck
from ._protocol import CallProtocol
from .commands import TtsClear, TtsFlush, TtsTokens, TtsTokensData
from .errors import CallEnded, CallError, JambonzProtoError, TtsFailed
from .messages import Message, SessionReconnect, TtsStreamingEvent, TtsTokensResult

__all__ = ["Tts", "Utterance"]

CHUNK = 500
"""Largest message, in the server's measure: UTF-16 code units. Half of its buffer, so that one fits while one waits."""
QUEUE = 1000
"""What may be queued here before writers wait, in the same measure."""
RETRY = 1.0
"""Seconds after which a refused message is tried again without any sign from the server."""
RESULT_WITHIN = 5.0
"""Seconds to wait for the result of a message."""
FLUSHED = 10.0
"""Seconds in which a flush is sent again if the connection drops: it changes nothing if it had arrived."""
_TRY_AGAIN = frozenset({"stream_open", "stream_resumed", "stream_closed"})


class Utterance:
    """One stretch of streamed speech, see :meth:`Tts.speak`."""

    def __init__(self, stream: TtsStream, flush: Callable[[], Awaitable[None]]) -> None:
        self._stream = stream
        self._flush = flush
        self.accepted = ""
        """What jambonz has taken so far. What of it the caller has heard is not told by the open-source server."""
        self.interrupted = False
        """Whether the caller cut in; what was not spoken then is gone. Until the next utterance begins this can become
        true after the ``async with`` as well, while jambonz speaks the rest."""

    async def write(self, text: str) -> None:
        """Add text, spaces included; waits while there is no room. Who gives up waiting has added nothing.

        Raises:
            CallEnded: The call is over.
            TtsFailed: jambonz cannot speak it, no stream was opened for it, or the utterance is over.
        """
        await self._stream.room()
        self._stream.add(self, text)
        await self._flush()


class TtsStream:
    """The flow control, without I/O: it reacts to results, events and time, and sends through the protocol."""

    def __init__(self, protocol: CallProtocol, clock: Clock) -> None:
        self._protocol = protocol
        self._clock = clock
        self._utterance: Utterance | None = None
        self._is_open = False
        self._text = ""
        self._in_flight: TtsTokensData | None = None
        self._may_be_lost = False
        self._refused: str = ""
        self._last_id = 0
        self._flush_wanted = False
        self._flushed_at = -math.inf
        self._failure: TtsFailed | None = None
        self._stop_waiting: Callable[[], None] = lambda: None
        self._changed = anyio.Event()
        self.on_interruption: Callable[[], None] = lambda: None
        """Called when the caller cuts in."""
        protocol.watch(TtsTokensResult, self._on_result)
        protocol.watch(TtsStreamingEvent, self._on_event)
        protocol.watch(SessionReconnect, self._on_reconnect)

    # -- for writers -------------------------------------------------------------------------

    def begin(self, utterance: Utterance) -> None:
        """Take this one's text from now on."""
        self._utterance, self._is_open = utterance, True
        self._failure = None

    def end(self) -> None:
        """The utterance takes no more text."""
        self._is_open = False

    def add(self, utterance: Utterance, text: str) -> None:
        """Queue text and send what may be sent."""
        if self._failure is not None:
            raise self._failure
        if utterance.interrupted:
            return
        if utterance is not self._utterance or not self._is_open:
            raise TtsFailed("the utterance is over", self._protocol.sid)
        self._text += text
        self._pump()

    def want_flush(self) -> None:
        """Have the rest spoken once it is through."""
        self._flush_wanted = True
        self._pump()

    def clear(self) -> None:
        """Throw away what is queued here and there."""
        self._forget()
        self._protocol.command(TtsClear(), self._clock.now())

    async def room(self) -> None:
        """Wait while too much is queued."""
        await self._until(lambda: _size(self._text) <= QUEUE)

    async def through(self) -> None:
        """Wait until all has been taken."""
        await self._until(lambda: not (self._text or self._refused or self._in_flight or self._flush_wanted))

    async def _until(self, done: Callable[[], bool]) -> None:
        while not done():
            if self._failure is not None:
                raise self._failure
            if self._protocol.ended is not None:
                raise CallEnded(self._protocol.ended.problem, self._protocol.sid)
            with self._clock.waiting():
                await self._changed.wait()
        if self._failure is not None:
            raise self._failure

    def wake(self, why: CallEnded | None = None) -> None:
        """Something changed; whoever waits looks again."""
        self._changed.set()
        self._changed = anyio.Event()

    # -- from jambonz ------------------------------------------------------------------------

    def _on_result(self, message: Message, pending: PendingAck | None) -> None:
        assert isinstance(message, TtsTokensResult)
        result = message.data
        if self._in_flight is None or result.id != self._in_flight.id:
            return  # of text that was cleared, or of someone else's
        text = self._in_flight.tokens
        self._in_flight = None
        self._stop_waiting()
        if result.status == "ok":
            if self._utterance is not None:
                self._utterance.accepted += text
            self._go_on()
        elif result.reason == "full":
            self._refused = text
            self._wait(RETRY, self._try_again)
        else:
            self._fail(result.reason or "the session cannot stream speech")
        self.wake()

    def _on_event(self, message: Message, pending: PendingAck | None) -> None:
        assert isinstance(message, TtsStreamingEvent)
        event = message.data.event_type
        if event == "user_interruption":
            self._interrupt()
        elif event in _TRY_AGAIN:
            self._try_again()

    def _interrupt(self) -> None:
        """The caller cuts in. jambonz has thrown away what it had, but text that is on its way comes after that."""
        is_late = self._in_flight is not None
        self._forget()
        if self._utterance is not None:
            self._utterance.interrupted = True
        if is_late:
            self._quietly(self.clear)
        self.on_interruption()

    def _on_reconnect(self, message: Message, pending: PendingAck | None) -> None:
        if self._in_flight is not None:
            self._may_be_lost = True
            self._wait(RESULT_WITHIN, self._no_result)
        elif not self._text and self._clock.now() < self._flushed_at + FLUSHED:
            self._flush_wanted = True
        self._go_on()

    def _try_again(self) -> None:
        if self._refused and self._in_flight is None:
            self._stop_waiting()
            self._text, self._refused = self._refused + self._text, ""
            self._go_on()

    def _no_result(self) -> None:
        if not self._protocol.connected:  # it may still come
            self._may_be_lost = True
            self._wait(RESULT_WITHIN, self._no_result)
        elif self._may_be_lost and self._in_flight is not None:
            self._quietly(self._send_in_flight)
        else:
            self._fail(f"no result within {RESULT_WITHIN:g} s")

    def _fail(self, reason: str) -> None:
        self._forget()
        self._failure = TtsFailed(f"the text was not taken: {reason}", self._protocol.sid)

    def _forget(self) -> None:
        self._stop_waiting()
        self._text = self._refused = ""
        self._in_flight = None
        self._flush_wanted = False
        self._flushed_at = -math.inf
        self.wake()

    def _wait(self, seconds: float, then: Callable[[], None]) -> None:
        self._stop_waiting()
        self._stop_waiting = self._protocol.call_at(self._clock.now() + seconds, lambda _: then())

    # -- to jambonz --------------------------------------------------------------------------

    def _pump(self) -> None:
        """Send the next piece, or the flush, if nothing is on its way. While the connection is down it waits here."""
        if self._in_flight is not None or self._refused or not self._protocol.connected:
            return
        if self._text:
            piece, rest = split(self._text, CHUNK)
            self._in_flight = TtsTokensData(id=self._last_id + 1, tokens=piece)
            self._text = rest
            self._last_id += 1
            self._send_in_flight()
        elif self._flush_wanted:
            self._flush_wanted = False
            self._flushed_at = self._clock.now()
            self._protocol.command(TtsFlush(), self._clock.now())
        self.wake()

    def _send_in_flight(self) -> None:
        assert self._in_flight is not None
        self._may_be_lost = False
        self._flushed_at = -math.inf
        try:
            self._protocol.command(TtsTokens(data=self._in_flight), self._clock.now(), on_out=self._is_out)
        except JambonzProtoError:
            self._in_flight = None
            raise

    def _is_out(self) -> None:
        """The text has been written, perhaps once more, on a new connection."""
        if self._in_flight is not None:
            self._wait(RESULT_WITHIN, self._no_result)

    def _go_on(self) -> None:
        self._quietly(self._pump)

    def _quietly(self, send: Callable[[], None]) -> None:
        """Send something where no writer is there to be told of an error: it is kept for the next one."""
        try:
            send()
        except JambonzProtoError as error:
            self._fail(str(error))


class Tts:
    """Streaming text to speech on one call: ``async with call.tts.speak() as utterance: await utterance.write(…)``.

    It needs ``Config(tts_stream=components.TtsStream(enable=True))`` or ``Say(stream=True)`` first, and writing raises
    :class:`TtsFailed` without: jambonz would take the text and keep it to itself. Tokens are
    commands: jambonz does not listen to them before the first ack of the call.
    """

    def __init__(self, protocol: CallProtocol, flush: Callable[[], Awaitable[None]], clock: Clock) -> None:
        self._stream = TtsStream(protocol, clock)
        self._flush = flush
        self._clock = clock
        self._turn = anyio.Lock()
        self.wake = self._stream.wake
        """For the call: it has ended."""

    @asynccontextmanager
    async def speak(self) -> AsyncGenerator[Utterance]:
        """One utterance. Leaving it asks jambonz to speak the rest; an exception clears what is left.

        Leaving waits until jambonz has taken all text, not until it has spoken it: the open-source server does not tell
        when that is. A hangup right after it cuts the speech off.

        When the caller cuts in, the body is cancelled, the rest is thrown away, and the program goes on after the
        ``async with``, with ``interrupted`` set. Utterances of one call wait for each other.

        Raises:
            CallEnded: The call is over.
            TtsFailed: jambonz cannot speak it, or no stream was opened for it.
        """
        with self._clock.waiting():
            await self._turn.acquire()
        try:
            utterance = Utterance(self._stream, self._flush)
            self._stream.begin(utterance)
            with anyio.CancelScope() as scope:
                self._stream.on_interruption = scope.cancel
                try:
                    yield utterance
                    self._stream.want_flush()
                    await self._flush()
                    await self._stream.through()
                except BaseException:
                    if not utterance.interrupted:
                        await self._clear()
                    raise
                finally:
                    self._stream.on_interruption = lambda: None
                    self._stream.end()
        finally:
            self._turn.release()

    async def clear(self) -> None:
        """Throw away what has not been spoken yet."""
        self._stream.clear()
        await self._flush()

    async def _clear(self) -> None:
        try:
            self._stream.clear()
        except CallError:
            return
        with anyio.move_on_after(0, shield=True):  # what there is no room for goes out later
            await self._flush()


def _size(text: str) -> int:
    """Length as the server measures it."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def split(text: str, size: int) -> tuple[str, str]:
    """The first piece of a text, at most ``size`` in the server's measure, and the rest; cut at a space if possible."""
    piece = text[:size]
    while (excess := _size(piece) - size) > 0:
        piece = piece[: len(piece) - (excess + 1) // 2]
    if len(piece) < len(text):
        piece = piece[: piece.rfind(" ") + 1] or piece
    return piece, text[len(piece) :]
