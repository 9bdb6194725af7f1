"""Streamed speech against a model of the server's buffer: failure-model.md, section 11."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jambonz_proto import CallEnded, Clock, InvalidOutgoing, TtsFailed, Utterance, commands, extended
from jambonz_proto.components import TtsStream as StreamOptions
from jambonz_proto.tts import CHUNK, TtsStream, split
from jambonz_proto.verbs import Config, Gather, Play, RawVerb, Say, Verb

from .driver import SESSION, SID, CallDriver, Json, running

ROOM = 1000
"""UTF-16 units that the server buffers."""


def units(text: str) -> int:
    """Length as the server measures it."""
    return len(text.encode("utf-16-le")) // 2


class _ClockOf(Clock):
    """The time of a driver."""

    def __init__(self, call: CallDriver) -> None:
        self._call = call

    def now(self) -> float:
        return self._call.now


class Vendor:
    """The server's buffer: takes a message whole or refuses it, pauses once, and rarely says that it goes on."""

    def __init__(self) -> None:
        self.call: CallDriver = running()
        self.event("stream_open")
        self.stream = TtsStream(self.call.protocol, _ClockOf(self.call))
        self.utterance = Utterance(self.stream, cast("Callable[[], Awaitable[None]]", None))
        self.stream.begin(self.utterance)
        self.buffered = 0
        self.accepted = ""
        self.flushes = 0
        self.clears = 0
        self._full = False
        self.unanswered: list[tuple[int, str]] = []

    def collect(self) -> None:
        """Take what was sent; at most one message is on its way."""
        for command in self.call.out():
            match command.get("command", "ack"):
                case "tts:tokens":
                    assert self.unanswered == []
                    assert 0 < units(command["data"]["tokens"]) <= ROOM
                    self.unanswered.append((command["data"]["id"], command["data"]["tokens"]))
                case "tts:flush":
                    assert self.unanswered == []
                    self.flushes += 1
                case "tts:clear":
                    self.clears += 1
                    self.buffered, self._full = 0, False
                case "ack":
                    pass
                case other:
                    raise AssertionError(other)

    def result(self, **data: object) -> None:
        self.call.message("tts:tokens-result", data)

    def event(self, event_type: str) -> None:
        self.call.message("tts:streaming-event", {"event_type": event_type})

    def answer(self, *, event: str | None = None) -> None:
        """Answer the message that is on its way, as the server would."""
        self.collect()
        if not self.unanswered:
            return
        token, text = self.unanswered.pop(0)
        if self.buffered + units(text) > ROOM:
            if not self._full:
                self._full = True
                self.event("stream_paused")
            if event is not None:
                self.event(event)
            self.result(id=token, status="failed", reason="full")
        else:
            self.buffered += units(text)
            self.accepted += text
            self.result(id=token, status="ok")

    def speak(self, size: int, *, tell: bool = False) -> None:
        """Text leaves for the vendor."""
        self.buffered = max(0, self.buffered - size)
        if self._full and self.buffered <= 200:
            self._full = False
            if tell:
                self.event("stream_resumed")

    def settle(self) -> None:
        """Answer and speak, without a word about it, until nothing moves any more."""
        for _ in range(200):
            self.answer()
            self.collect()
            if not self.unanswered and self.call.protocol.next_time() is None:
                return
            self.speak(ROOM)
            self.call.later(1.01 if not self.unanswered else 0)
        raise AssertionError("it is never done")


TEXT = st.text(st.sampled_from("ab c.\n\U0001f600é"), max_size=1500)
STEP = st.one_of(
    st.tuples(st.just("write"), TEXT),
    st.tuples(st.just("answer"), st.sampled_from(["", "stream_open", "stream_resumed", "stream_closed"])),
    st.tuples(st.just("speak"), st.integers(0, 1200)),
    st.tuples(st.just("tell"), st.integers(0, 1200)),
    st.tuples(st.just("event"), st.sampled_from(["stream_open", "stream_paused", "stream_resumed", "stream_closed"])),
    st.tuples(st.just("stale"), st.integers(-1, 3)),
    st.tuples(st.just("time"), st.floats(0, 1.5)),
)


@given(steps=st.lists(STEP, max_size=40))
def test_text_is_taken_in_order_and_whole(steps: list[tuple[str, object]]) -> None:
    """Whatever the server refuses, pauses, or says too early, too late or twice: text is taken in order and once."""
    vendor = Vendor()
    written = ""
    for step, value in steps:
        match step, value:
            case "write", str():
                written += value
                vendor.stream.add(vendor.utterance, value)
                vendor.collect()
            case "answer", str():
                vendor.answer(event=value or None)
            case "speak", int():
                vendor.speak(value)
            case "tell", int():
                vendor.speak(value, tell=True)
            case "event", str():
                vendor.event(value)
            case "stale", int() if vendor.unanswered == []:
                vendor.result(id=value, status="ok")
            case "time", float() if vendor.unanswered == []:
                vendor.call.later(value)
            case _:
                pass
        vendor.collect()
        assert written.startswith(vendor.accepted)
        assert vendor.utterance.accepted == vendor.accepted
    vendor.stream.want_flush()
    vendor.settle()
    assert vendor.accepted == vendor.utterance.accepted == written
    assert vendor.flushes == 1


@given(steps=st.lists(st.one_of(STEP, st.just(("interrupt", ""))), max_size=30))
def test_nothing_is_spoken_after_an_interruption(steps: list[tuple[str, object]]) -> None:
    """After the caller has cut in nothing of the utterance is sent, and a late result belongs to nobody."""
    vendor = Vendor()
    interruptions: list[None] = []
    vendor.stream.on_interruption = lambda: interruptions.append(None)
    for step, value in steps:
        if step == "write":
            assert isinstance(value, str)
            vendor.stream.add(vendor.utterance, value)
        elif step == "answer":
            vendor.answer()
        elif step == "interrupt":
            vendor.collect()
            late = vendor.unanswered.copy()
            vendor.unanswered.clear()
            accepted = vendor.utterance.accepted
            vendor.event("user_interruption")
            for token, _ in late:
                vendor.result(id=token, status="ok")
            assert vendor.utterance.interrupted
            assert vendor.utterance.accepted == accepted
        if interruptions:
            vendor.collect()
            assert vendor.unanswered == []
    if interruptions:
        assert vendor.call.protocol.next_time() is None


def test_a_refused_message_is_sent_again_without_a_sign() -> None:
    """A refused message is tried again after a second: `stream_resumed` may never come."""
    vendor = Vendor()
    vendor.buffered = ROOM
    vendor.stream.add(vendor.utterance, "Hello. ")
    vendor.answer()
    vendor.collect()
    assert vendor.unanswered == []
    vendor.buffered = 0
    vendor.call.later(1.01)
    vendor.answer()
    assert vendor.accepted == "Hello. "


def test_a_refused_message_is_sent_again_at_a_sign() -> None:
    """A refused message is tried again when the server says that there is room."""
    vendor = Vendor()
    vendor.buffered = ROOM
    vendor.stream.add(vendor.utterance, "Hello. ")
    vendor.answer()
    vendor.buffered = 0
    vendor.event("stream_resumed")
    vendor.answer()
    assert vendor.accepted == "Hello. "


@pytest.mark.parametrize(
    "data",
    [{}, {"status": "failed"}, {"status": "failed", "reason": "connection to acme failed"}, {"status": "later"}],
)
def test_a_failure_is_told_to_the_writer(data: Json) -> None:
    """A result that says failed, or does not say anything, is an error for the writer."""
    vendor = Vendor()
    vendor.stream.add(vendor.utterance, "Hello. ")
    vendor.collect()
    vendor.result(id=vendor.unanswered.pop()[0], **data)
    with pytest.raises(TtsFailed):
        vendor.stream.add(vendor.utterance, "World. ")
    assert vendor.call.out() == []


def test_no_result_is_told_to_the_writer() -> None:
    """A message whose result never comes is an error for the writer."""
    vendor = Vendor()
    vendor.stream.add(vendor.utterance, "Hello. ")
    vendor.collect()
    vendor.call.later(6)
    with pytest.raises(TtsFailed):
        vendor.stream.add(vendor.utterance, "World. ")


def test_the_time_for_a_result_begins_when_the_text_is_out() -> None:
    """Text that waits to be written, since the other side does not read or listen yet, is not late."""
    vendor = Vendor()
    vendor.stream.add(vendor.utterance, "Hello. ")
    vendor.call.later(60)
    vendor.collect()
    vendor.call.later(4)
    vendor.answer()
    assert vendor.accepted == "Hello. "


def test_a_pause_in_writing_is_no_missing_result() -> None:
    """A message that was taken is waited for no longer, however long the writer takes for the next one."""
    vendor = Vendor()
    vendor.stream.add(vendor.utterance, "Hello. ")
    vendor.answer()
    vendor.call.later(60)
    vendor.stream.add(vendor.utterance, "World. ")
    vendor.answer()
    assert vendor.accepted == "Hello. World. "


def test_the_next_utterance_begins_anew() -> None:
    """A failure is that of its utterance: the next one can be spoken."""
    vendor = Vendor()
    vendor.stream.add(vendor.utterance, "Hello. ")
    vendor.collect()
    vendor.call.later(6)
    vendor.unanswered.clear()
    vendor.stream.end()
    vendor.stream.begin(vendor.utterance)
    vendor.stream.add(vendor.utterance, "World. ")
    vendor.answer()
    assert vendor.accepted == "World. "


def test_text_that_cannot_be_written_is_an_error_that_leaves_nothing_waiting() -> None:
    """Text that is no text for JSON raises in the writer, and nobody waits for its result."""
    vendor = Vendor()
    with pytest.raises(InvalidOutgoing):
        vendor.stream.add(vendor.utterance, "\ud800")
    vendor.stream.add(vendor.utterance, "Hello. ")
    vendor.answer()
    assert vendor.accepted == "Hello. "


def test_a_bad_piece_behind_a_good_one_is_told_to_the_writer() -> None:
    """An error in a piece that goes out when a result comes is kept for the writer: what comes in never raises."""
    vendor = Vendor()
    vendor.stream.add(vendor.utterance, "Hello. ")
    vendor.stream.add(vendor.utterance, "\ud800")
    vendor.answer()
    with pytest.raises(TtsFailed):
        vendor.stream.add(vendor.utterance, "World. ")


def test_results_after_the_end_are_nobodys() -> None:
    """A result or an event that comes after the end of the call changes nothing and raises nothing."""
    vendor = Vendor()
    vendor.stream.add(vendor.utterance, "Hello. " * 100)
    vendor.collect()
    vendor.call.status("completed")
    vendor.result(id=1, status="ok")
    vendor.event("stream_resumed")
    vendor.call.later(10)
    assert vendor.call.out() == []
    with pytest.raises(CallEnded):
        vendor.stream.clear()


# -- drops ------------------------------------------------------------------------------------


def drop(vendor: Vendor) -> None:
    vendor.call.protocol.disconnect(vendor.call.now + 60)


def back(vendor: Vendor) -> None:
    """jambonz is back."""
    vendor.call.protocol.reconnect()
    vendor.call.message("session:reconnect", {"call_sid": SID}, call_sid=SID)


def test_a_result_that_comes_after_a_drop() -> None:
    """Text that was on its way when the connection dropped is not late: jambonz keeps its result until it is back."""
    vendor = Vendor()
    vendor.stream.add(vendor.utterance, "Hello. World. ")
    vendor.collect()
    drop(vendor)
    vendor.call.later(30)
    back(vendor)
    vendor.collect()
    vendor.answer()
    vendor.call.later(30)
    vendor.collect()
    assert vendor.accepted == vendor.utterance.accepted == "Hello. World. "
    assert vendor.unanswered == []


def test_text_that_never_arrived_is_sent_again_after_a_drop() -> None:
    """If no result comes after the drop, the text is sent again, once; what was written meanwhile follows it."""
    vendor = Vendor()
    vendor.stream.add(vendor.utterance, "Hello. ")
    vendor.collect()
    [lost] = vendor.unanswered
    vendor.unanswered.clear()
    drop(vendor)
    vendor.stream.add(vendor.utterance, "World. ")
    vendor.call.later(30)
    back(vendor)
    vendor.collect()
    assert vendor.unanswered == []
    vendor.call.later(5)
    vendor.collect()
    assert vendor.unanswered == [lost]
    vendor.answer()
    vendor.answer()
    assert vendor.accepted == vendor.utterance.accepted == "Hello. World. "


def test_text_that_is_lost_twice_is_sent_again_twice() -> None:
    """The same for another drop before the result of the text that was sent again."""
    vendor = Vendor()
    vendor.stream.add(vendor.utterance, "Hello. ")
    for _ in range(3):
        vendor.collect()
        assert len(vendor.unanswered) == 1
        vendor.unanswered.clear()
        drop(vendor)
        vendor.call.later(1)
        back(vendor)
        vendor.call.later(5)
    vendor.answer()
    assert vendor.accepted == "Hello. "


def test_text_that_gets_no_result_without_a_drop_in_between_fails() -> None:
    """Text that was sent again and gets no result either is an error for the writer."""
    vendor = Vendor()
    vendor.stream.add(vendor.utterance, "Hello. ")
    vendor.collect()
    drop(vendor)
    back(vendor)
    vendor.call.later(5)
    vendor.unanswered.clear()
    vendor.collect()
    vendor.call.later(6)
    with pytest.raises(TtsFailed):
        vendor.stream.add(vendor.utterance, "World. ")


def test_text_that_was_not_written_goes_out_once() -> None:
    """Text that still waited to be written when the connection dropped goes out on the next one, once."""
    vendor = Vendor()
    vendor.stream.add(vendor.utterance, "Hello. ")
    drop(vendor)
    back(vendor)
    vendor.answer()
    vendor.call.later(30)
    vendor.collect()
    assert vendor.accepted == "Hello. "
    assert vendor.unanswered == []


def test_refused_text_is_tried_again_after_a_drop() -> None:
    """Text that was refused before the drop is sent when jambonz is back."""
    vendor = Vendor()
    vendor.buffered = ROOM
    vendor.stream.add(vendor.utterance, "Hello. ")
    vendor.answer()
    drop(vendor)
    vendor.call.later(30)
    vendor.buffered = 0
    back(vendor)
    vendor.answer()
    assert vendor.accepted == "Hello. "


def test_text_while_down_waits_here() -> None:
    """What is written while the connection is down takes no room among the commands, and goes out afterwards."""
    vendor = Vendor()
    drop(vendor)
    for _ in range(256):
        vendor.call.command(commands.TtsClear())
    vendor.stream.add(vendor.utterance, "Hello. ")
    vendor.stream.want_flush()
    back(vendor)
    vendor.answer()
    vendor.collect()
    assert vendor.accepted == "Hello. "
    assert vendor.flushes == 1


@pytest.mark.parametrize(("seconds", "flushes"), [(1, 2), (20, 1)])
def test_a_flush_may_be_lost(seconds: float, flushes: int) -> None:
    """A flush shortly before the connection dropped is sent again: it changes nothing if it had arrived."""
    vendor = Vendor()
    vendor.stream.add(vendor.utterance, "Hello")
    vendor.stream.want_flush()
    vendor.answer()
    vendor.collect()
    drop(vendor)
    vendor.call.later(seconds)
    back(vendor)
    vendor.collect()
    assert vendor.flushes == flushes


def test_text_on_its_way_when_the_caller_cuts_in_is_cleared() -> None:
    """Text that crosses the interruption comes after jambonz has cleared its buffer: it is asked to do so again."""
    vendor = Vendor()
    vendor.stream.add(vendor.utterance, "Hello. ")
    vendor.collect()
    vendor.event("user_interruption")
    vendor.collect()
    assert vendor.clears == 1
    assert vendor.utterance.interrupted


def test_an_interruption_with_nothing_on_its_way() -> None:
    """Otherwise jambonz has cleared everything itself, and there is nothing to say; also not after the utterance."""
    vendor = Vendor()
    vendor.stream.add(vendor.utterance, "Hello. ")
    vendor.answer()
    vendor.stream.end()
    vendor.event("user_interruption")
    vendor.collect()
    assert vendor.clears == 0
    assert vendor.utterance.interrupted


TOKENS = commands.TtsTokens(data=commands.TtsTokensData(id="1", tokens="Hello."))
MAY_STREAM: dict[str, Verb] = {
    "config": Config(tts_stream=StreamOptions(enable=True)),
    "every say": Config(auto_stream_tts=True),
    "say": Say(stream=True),
    "inside": Gather(input=["speech"], say=Say(stream=True)),
    "extended": extended(Config(), {"newKind": {"ttsStream": {"enable": True}}}),
    "raw": RawVerb("config", {"ttsStream": {"enable": True}}),
}


@pytest.mark.parametrize("way", ["redirect", "command"])
@pytest.mark.parametrize("verb", MAY_STREAM.values(), ids=list(MAY_STREAM))
def test_text_needs_a_stream(verb: Verb, way: str) -> None:
    """Without a stream jambonz would take text and keep it to itself: it is refused until one may be open."""
    call = running()
    call.send(Play(url="silence_stream://1000"), Say(text="ttsStream", stream=False))
    call.out()
    with pytest.raises(TtsFailed, match="tts_stream") as caught:
        call.command(TOKENS)
    assert caught.value.call_sid == SID
    assert call.out() == []
    if way == "redirect":
        call.send(verb)
    else:
        call.command(commands.Redirect(data=[verb]))
    call.command(TOKENS)
    assert [sent["command"] for sent in call.out()] == ["redirect", "tts:tokens"]


def test_text_of_a_session_that_goes_on_needs_no_stream() -> None:
    """What an application before this one has sent is not known here."""
    call = CallDriver()
    call.message("session:redirect", SESSION)
    call.send(Say(text="Hello."))
    call.command(TOKENS)


def test_an_utterance_that_is_over_takes_no_text() -> None:
    """Text for an utterance that is over is refused, not dropped."""
    vendor = Vendor()
    vendor.stream.end()
    with pytest.raises(TtsFailed, match="over") as caught:
        vendor.stream.add(vendor.utterance, "Hello. ")
    assert caught.value.call_sid == SID


@given(text=st.text(max_size=3000), size=st.integers(1, CHUNK))
def test_pieces_fit_and_add_up(text: str, size: int) -> None:
    """Pieces are no larger than asked for in UTF-16 units, never empty, and add up to the text."""
    pieces: list[str] = []
    rest = text
    while rest:
        piece, rest = split(rest, max(size, 2))
        assert 0 < units(piece) <= max(size, 2)
        pieces.append(piece)
    assert "".join(pieces) == text
