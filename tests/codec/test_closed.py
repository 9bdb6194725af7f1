"""What the application sends: read and written as strictly as the server reads it, or more."""

from __future__ import annotations

import copy
import datetime
import json
import math
import pickle
from collections.abc import Callable
from typing import Any

import pytest

import jambonz_proto as jp
from jambonz_proto import commands, components, verbs
from jambonz_proto._codec import encode_verbs
from jambonz_proto._facts import Target
from jambonz_proto._tables import PLACES, REPLIES, VERBS
from jambonz_proto.errors import DecodeError, EncodeError, InvalidMessage, InvalidOutgoing, MalformedMessage
from jambonz_proto.messages import VerbHook
from jambonz_proto.verbs import Gather, Hangup, Pause, Play, RawVerb, Say, Tag, Verb

from .oracle import Json, spec, text

NULL = "null is no value here; leave the property out"
PHONE: Json = {"type": "phone", "number": "+15551230001"}


def decode_one(element: Json, target: Target | None = None) -> Verb:
    [verb] = jp.decode_verbs(text([element]), target=target)
    return verb


def command(name: str, data: Json = ..., **others: Json) -> Json:
    return {"type": "command", "command": name, **({} if data is ... else {"data": data}), **others}


def written(*sent: Verb, target: Target | None = None) -> Json:
    """Verbs as the server gets them, in an ack."""
    return json.loads(jp.encode(commands.Ack(msgid="1", data=list(sent)), target=target))["data"]


def delay(*actions: Any) -> Gather:
    """A verb with a verb array inside."""
    return Gather(action_hook_delay_action=components.ActionHookDelayAction(actions=list(actions)))


def nested(*actions: Json) -> Json:
    """The same on the wire."""
    return {"verb": "gather", "actionHookDelayAction": {"actions": list(actions)}}


# -- errors name type and path ------------------------------------------------------------------

UNKNOWN = "Object contains unknown field"

REFUSED: list[tuple[Json, str]] = [
    ({}, "Expected `array`, got `object` - at `$`"),
    (None, "Expected `array`, got `null` - at `$`"),
    ([1], "Expected `object`, got `int` - at `$[0]`"),
    ([{}], "a verb needs the property `verb` - at `$[0]`"),
    ([{"text": "Hi", "loop": 2}], "a verb needs the property `verb` - at `$[0]`"),
    ([{"verb": 1}], "unknown verb 1 - at `$[0].verb`"),
    ([{"verb": None}], "unknown verb None - at `$[0].verb`"),
    ([{"verb": "sey"}], "unknown verb 'sey'; did you mean `say`? - at `$[0].verb`"),
    ([{"verb": "Say"}], "unknown verb 'Say'; did you mean `say`? - at `$[0].verb`"),
    ([{"verb": "x" * 99}], f"unknown verb '{'x' * 59}… - at `$[0].verb`"),
    ([{"verb": "hangup"}, {"verb": "sey"}], "unknown verb 'sey'; did you mean `say`? - at `$[1].verb`"),
    # unknown properties
    ([{"verb": "say", "txt": "Hi"}], "say: Object contains unknown field `txt`; did you mean `text`? - at `$[0]`"),
    (
        [{"verb": "say", "synthesizer": {"vendor": "aws", "vioce": "x"}}],
        "say: Object contains unknown field `vioce`; did you mean `voice`? - at `$[0].synthesizer`",
    ),
    ([{"verb": "say", "txt": None}], "say: Object contains unknown field `txt`; did you mean `text`? - at `$[0]`"),
    (
        [{"verb": "gather", "ACTION_HOOK": "/a"}],
        f"gather: {UNKNOWN} `ACTION_HOOK`; did you mean `actionHook`? - at `$[0]`",
    ),
    (
        [{"verb": "gather", "recognizer": {"vendor": "google", "hints": ["a", {"phrase": "b", "bost": 1}]}}],
        f"gather: {UNKNOWN} `bost`; did you mean `boost`? - at `$[0].recognizer.hints[1]`",
    ),
    # wrong values
    ([{"verb": "say", "text": 1}], "say: Expected `str | array | null`, got `int` - at `$[0].text`"),
    ([{"verb": "say", "text": ["a", 1]}], "say: Expected `str`, got `int` - at `$[0].text[1]`"),
    ([{"verb": "say", "text": []}], "say: Expected `array` of length >= 1 - at `$[0].text`"),
    ([{"verb": "gather", "timeout": -1}], "gather: Expected `float` >= 0.0 - at `$[0].timeout`"),
    ([{"verb": "gather", "timeout": True}], "gather: Expected `float | null`, got `bool` - at `$[0].timeout`"),
    ([{"verb": "gather", "numDigits": 1.5}], "gather: Expected `int | null`, got `float` - at `$[0].numDigits`"),
    ([{"verb": "gather", "input": ["speech", "dtmf"]}], "gather: Invalid enum value 'dtmf' - at `$[0].input[1]`"),
    (
        [{"verb": "gather", "input": ["speech", "digit"]}],
        "gather: Invalid enum value 'digit'; did you mean `digits`? - at `$[0].input[1]`",
    ),
    ([{"verb": "pause"}], "pause: Object missing required field `length` - at `$[0]`"),
    ([{"verb": "dial", "target": PHONE}], "dial: Expected `array`, got `object` - at `$[0].target`"),
    (
        [{"verb": "dial", "target": [{"type": "phone"}]}],
        "dial: Object missing required field `number` - at `$[0].target[0]`",
    ),
    (
        [{"verb": "dial", "target": [{"number": "1"}]}],
        "dial: Object missing required field `type` - at `$[0].target[0]`",
    ),
    (
        [{"verb": "dial", "target": [PHONE, {"type": "fax"}]}],
        "dial: Invalid value 'fax' - at `$[0].target[1].type`",
    ),
    (
        [{"verb": "dial", "target": [{"type": "fone", "number": "1"}]}],
        "dial: Invalid value 'fone'; did you mean `phone`? - at `$[0].target[0].type`",
    ),
    (
        [{"verb": "dial", "target": [{"type": "sip", "sipuri": "sip:a@b"}]}],
        f"dial: {UNKNOWN} `sipuri`; did you mean `sipUri`? - at `$[0].target[0]`",
    ),
    (
        [{"verb": "dial", "target": [{**PHONE, "sipUri": "sip:a@b"}]}],
        "dial: Object contains unknown field `sipUri` - at `$[0].target[0]`",
    ),
    # null
    ([{"verb": "say", "text": None}], f"say: {NULL} - at `$[0].text`"),
    ([{"verb": "say", "text": ["a", None]}], "say: Expected `str`, got `null` - at `$[0].text[1]`"),
    (
        [{"verb": "say", "synthesizer": {"vendor": "aws", "voice": None}}],
        f"say: {NULL} - at `$[0].synthesizer.voice`",
    ),
    ([{"verb": "gather", "say": None}], f"gather: {NULL} - at `$[0].say`"),
    ([{"verb": "gather", "say": {"text": None}}], f"gather: {NULL} - at `$[0].say.text`"),
    ([{"verb": "dial", "target": [PHONE, {**PHONE, "trunk": None}]}], f"dial: {NULL} - at `$[0].target[1].trunk`"),
    (
        [{"verb": "gather", "actionHook": {"url": "/a", "method": None}}],
        f"gather: {NULL} - at `$[0].actionHook.method`",
    ),
    # a verb array inside of a verb
    (
        [nested({"verb": "say", "txt": 1})],
        "say: Object contains unknown field `txt`; did you mean `text`? - at `$[0].actionHookDelayAction.actions[0]`",
    ),
    ([nested(1)], "gather: Expected `object`, got `int` - at `$[0].actionHookDelayAction.actions[0]`"),
    (
        [nested({"verb": "hangup"}, {"verb": "sey"})],
        "gather: unknown verb 'sey'; did you mean `say`? - at `$[0].actionHookDelayAction.actions[1].verb`",
    ),
    ([nested({"verb": "say", "text": None})], f"say: {NULL} - at `$[0].actionHookDelayAction.actions[0].text`"),
    (
        [nested(nested({"verb": "say", "text": None}))],
        f"say: {NULL} - at `$[0].actionHookDelayAction.actions[0].actionHookDelayAction.actions[0].text`",
    ),
    # a body carries no name
    (
        [{"verb": "gather", "say": {"verb": "say", "text": "Hi"}}],
        "gather: Object contains unknown field `verb` - at `$[0].say`",
    ),
    (
        [{"verb": "gather", "say": [{"verb": "say", "text": "Hi"}]}],
        "gather: Expected `object | null`, got `array` - at `$[0].say`",
    ),
    (
        [{"verb": "dial", "target": [PHONE], "dub": [{"verb": "dub", "action": "addTrack", "track": "a"}]}],
        "dial: Object contains unknown field `verb` - at `$[0].dub[0]`",
    ),
    # the other form of an element
    ([{"sey": {"text": "Hi"}}], "unknown verb 'sey'; did you mean `say`? - at `$[0]`"),
    ([{"say": "Hi"}], "say: Expected `object`, got `str` - at `$[0].say`"),
    ([{"say": {"txt": "Hi"}}], "say: Object contains unknown field `txt`; did you mean `text`? - at `$[0].say`"),
    ([{"say": {"text": None}}], f"say: {NULL} - at `$[0].say.text`"),
    ([{"say": {"verb": "say", "text": "Hi"}}], "say: Object contains unknown field `verb` - at `$[0].say`"),
    ([{"say": {"text": "Hi"}, "id": "1"}], "a verb needs the property `verb` - at `$[0]`"),
]


@pytest.mark.parametrize(("array", "message"), REFUSED)
def test_refused_verbs(array: Json, message: str) -> None:
    """A wrong verb array is refused with the verb's name, what is wrong, and where."""
    with pytest.raises(InvalidMessage) as caught:
        jp.decode_verbs(text(array))
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("message", "error"),
    [
        ([], "Expected `object`, got `array` - at `$`"),
        ({}, "type is None, not 'ack' or 'command' - at `$.type`"),
        ({"type": "tts:tokens", "data": {}}, "type is 'tts:tokens', not 'ack' or 'command' - at `$.type`"),
        ({"type": "ack"}, "ack: Object missing required field `msgid` - at `$`"),
        ({"type": "ack", "msgid": ""}, "ack: Expected `str` of length >= 1 - at `$.msgid`"),
        ({"type": "ack", "msgid": "1", "data": None}, f"ack: {NULL} - at `$.data`"),
        (
            {"type": "ack", "msgid": "1", "data": {"verb": "hangup"}},
            "ack: Expected `array | null`, got `object` - at `$.data`",
        ),
        (
            {"type": "ack", "msgid": "1", "data": [{"verb": "hangup"}, {"verb": "sey"}]},
            "ack: unknown verb 'sey'; did you mean `say`? - at `$.data[1].verb`",
        ),
        ({"type": "ack", "msgid": "1", "data": [{"verb": "say", "text": None}]}, f"say: {NULL} - at `$.data[0].text`"),
        ({"type": "ack", "msgid": "1", "error": "x"}, "ack: Object contains unknown field `error` - at `$`"),
        ({"type": "command"}, "unknown command None - at `$.command`"),
        (command("mute:stats"), "unknown command 'mute:stats'; did you mean `mute:status`? - at `$.command`"),
        (command("mute"), "unknown command 'mute' - at `$.command`"),
        ({"type": "command", "command": ["redirect"]}, "unknown command ['redirect'] - at `$.command`"),
        (command("mute:status"), "mute:status: Object missing required field `data` - at `$`"),
        (
            command("mute:status", {"mute_status": "on"}),
            "mute:status: Invalid enum value 'on' - at `$.data.mute_status`",
        ),
        (
            command("mute:status", {"mute_status": "mute"}, foo=1),
            "mute:status: Object contains unknown field `foo` - at `$`",
        ),
        (command("mute:status", {"mute_status": "mute"}, callSid=None), f"mute:status: {NULL} - at `$.callSid`"),
        (
            command("mute:status", {"mute_status": "mute"}, callSid=1),
            "mute:status: Expected `str | null`, got `int` - at `$.callSid`",
        ),
        (
            command("redirect", [], queueCommand="yes"),
            "redirect: Expected `bool | null`, got `str` - at `$.queueCommand`",
        ),
        (
            command("redirect", [{"verb": "sey"}]),
            "redirect: unknown verb 'sey'; did you mean `say`? - at `$.data[0].verb`",
        ),
        (command("redirect", {"call_hook": None}), f"redirect: {NULL} - at `$.data.call_hook`"),
        (
            command("redirect", {"parent_call": [{"verb": "say", "text": None}]}),
            f"say: {NULL} - at `$.data.parent_call[0].text`",
        ),
        (command("config", {"verb": "config"}), "config: Object contains unknown field `verb` - at `$.data`"),
        (
            command("conf:participant-action", {"action": "tag"}),
            "conf:participant-action: Object missing required field `tag` - at `$.data`",
        ),
        (
            command("conf:participant-action", {"action": "dance"}),
            "conf:participant-action: Invalid value 'dance' - at `$.data.action`",
        ),
        (
            command("dtmf", {"digit": "1", "dtmf": {"digit": "12"}}),
            "dtmf: Expected `str` of length <= 1 - at `$.data.dtmf.digit`",
        ),
    ],
)
def test_refused_server_messages(message: Json, error: str) -> None:
    """A wrong ack or command is refused with its name, what is wrong, and where."""
    with pytest.raises(InvalidMessage) as caught:
        jp.decode_server_message(text(message))
    assert str(caught.value) == error


def test_parts_of_an_error() -> None:
    """Problem, path and subject of an error are there one by one too."""
    with pytest.raises(InvalidMessage) as caught:
        jp.decode_server_message(text({"type": "ack", "msgid": "1", "data": [{"verb": "say", "text": None}]}))
    assert (caught.value.problem, caught.value.path, caught.value.subject) == (NULL, "$.data[0].text", "say")
    assert isinstance(caught.value, DecodeError)
    assert isinstance(caught.value, jp.JambonzProtoError)
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize("falsy", [None, False, 0, 0.0, -0.0, ""])
@pytest.mark.parametrize(
    "name", ["mute:status", "boostAudioSignal", "redirect", "media:path", "tts:flush", "llm:tool-output"]
)
def test_data_that_the_server_takes_for_missing(name: str, falsy: Json) -> None:
    """The server asks whether ``data`` is truthy, by the rules of JavaScript, and drops a command where it is not."""
    with pytest.raises(InvalidMessage) as caught:
        jp.decode_server_message(text(command(name, falsy)))
    assert caught.value.path == "$.data"
    assert caught.value.problem == "the server takes null, false, 0 and an empty text for missing data"
    assert caught.value.subject == name


@pytest.mark.parametrize(
    ("message", "data"),
    [
        (command("redirect", []), []),
        (command("tag", {}), {}),
        (command("tts:flush", {}), {}),
        (command("tts:flush"), None),
        (command("boostAudioSignal", "0 dB"), "0 dB"),
    ],
)
def test_data_that_the_server_takes(message: Json, data: Json) -> None:
    """An empty array or object is truthy in JavaScript, and some commands do without data."""
    decoded: Any = jp.decode_server_message(text(message))
    assert decoded.data == data


# -- the two forms of an element, and where verbs stand -------------------------------------------


def top(element: Json) -> Json:
    return element


@pytest.mark.parametrize("around", [top, nested])
def test_two_forms_of_an_element(around: Callable[[Json], Json]) -> None:
    """The server takes ``{"verb": "say", …}`` and ``{"say": {…}}``; we read both and write the first."""
    expected: Verb = Say(text="Hi") if around is top else delay(Say(text="Hi"))
    for element in ({"verb": "say", "text": "Hi"}, {"say": {"text": "Hi"}}):
        assert decode_one(around(element)) == expected
    assert written(expected) == [around({"verb": "say", "text": "Hi"})]


def test_one_class_wherever_a_verb_stands() -> None:
    """The same object is an element with a name, and a body without."""
    say = Say(text="Hi")
    sent: list[Verb] = [say, Gather(say=say), delay(say)]
    assert written(*sent) == [
        {"verb": "say", "text": "Hi"},
        {"verb": "gather", "say": {"text": "Hi"}},
        nested({"verb": "say", "text": "Hi"}),
    ]
    assert jp.decode_verbs(json.dumps(written(*sent))) == sent


def test_bodies_of_commands() -> None:
    """A verb as the data of a command carries no name."""
    config = commands.Config(data=verbs.Config(notify_events=True))
    assert json.loads(jp.encode(config)) == command("config", {"notifyEvents": True})
    dub = commands.Dub(data=verbs.Dub(action="sayOnTrack", track="a", say=Say(text="Hi")))
    assert json.loads(jp.encode(dub)) == command("dub", {"action": "sayOnTrack", "track": "a", "say": {"text": "Hi"}})
    for message in (config, dub):
        assert jp.decode_server_message(jp.encode(message)) == message


def test_verb_without_properties() -> None:
    """A verb of which nothing is set is its name alone."""
    assert written(Hangup()) == [{"verb": "hangup"}]
    assert written(delay()) == [nested()]
    assert jp.encode(commands.Ack(msgid="1")) == b'{"type":"ack","msgid":"1","data":[]}'


def test_places() -> None:
    """Every place for verbs is a base of the verbs that may stand there, and of no other."""

    def names(place: type[Verb]) -> set[str]:
        return {name for name, cls in VERBS.items() if issubclass(cls, place)}

    assert names(components.WhisperVerb) == {"say", "play"}
    assert names(components.HoldVerb) == {"say", "play", "pause"}
    assert names(components.QueueVerb) == {"say", "play", "pause", "leave", "tag"}
    assert names(components.ConfirmVerb) >= {"say", "play", "gather", "hangup", "pause"}
    assert "dial" not in names(components.ConfirmVerb)
    assert PLACES[commands.WhisperData] == {"verbs": components.WhisperVerb}
    assert REPLIES[jp.messages.DialConfirm].place is components.ConfirmVerb


@pytest.mark.parametrize("name", sorted(VERBS))
def test_verbs_that_can_be_whispered(name: str) -> None:
    """Only a verb of the place can stand in it, read or written."""
    [example] = [d.schema["examples"][0] for d in spec().verbs if d.wire_name == name]
    message = text(command("whisper", {"whisper": [{"verb": "say", "text": "Hi"}, example]}))
    verb: Any = decode_one(example)
    sent = commands.Whisper(data=commands.WhisperData(verbs=[Say(text="Hi"), verb]))
    if name in ("say", "play"):
        assert jp.decode_server_message(message) == sent
        assert jp.decode_server_message(jp.encode(sent)) == sent
        return
    expected = f"{name}: the verb '{name}' cannot stand here (WhisperVerb) - at `$.data.whisper[1]`"
    with pytest.raises(InvalidMessage) as caught:
        jp.decode_server_message(message)
    assert str(caught.value) == expected
    with pytest.raises(InvalidOutgoing) as refused:
        jp.encode(sent)
    assert str(refused.value) == expected


def test_whisper_of_one_verb() -> None:
    """A single verb to whisper may stand without an array; it is read as one and written as one."""
    message = command("whisper", {"whisper": {"verb": "say", "text": "Hi"}})
    decoded = jp.decode_server_message(text(message))
    assert decoded == commands.Whisper(data=commands.WhisperData(verbs=[Say(text="Hi")]))
    assert json.loads(jp.encode(decoded)) == command("whisper", {"whisper": [{"verb": "say", "text": "Hi"}]})


def test_leg_and_queue() -> None:
    """The leg selector and ``queueCommand`` stand beside the data, under the names that the server reads."""
    message = commands.Redirect(data=[Hangup()], call_sid="leg-1", queue_command=True)
    on_the_wire = command("redirect", [{"verb": "hangup"}], callSid="leg-1", queueCommand=True)
    assert json.loads(jp.encode(message)) == on_the_wire
    assert jp.decode_server_message(text(on_the_wire)) == message
    assert message.command == "redirect"


# -- writing ------------------------------------------------------------------------------------


def wrong(cls: type, **fields: object) -> Any:
    """What a type checker would not let an application make."""
    return cls(**fields)


@pytest.mark.parametrize(
    ("verb", "message"),
    [
        (wrong(Say, text=1), "say: Expected `str | array | null`, got `int` - at `$.data[0].text`"),
        (wrong(Say, text=["a", None]), "say: Expected `str`, got `null` - at `$.data[0].text[1]`"),
        (Say(text=[]), "say: Expected `array` of length >= 1 - at `$.data[0].text`"),
        (Gather(timeout=-1), "gather: Expected `float` >= 0.0 - at `$.data[0].timeout`"),
        (Gather(timeout=math.nan), "gather: nan cannot be written as JSON - at `$.data[0].timeout`"),
        (Gather(timeout=math.inf), "gather: inf cannot be written as JSON - at `$.data[0].timeout`"),
        (Pause(length=math.nan), "pause: Expected `float`, got `null` - at `$.data[0].length`"),
        (wrong(Gather, num_digits=True), "gather: Expected `int | null`, got `bool` - at `$.data[0].numDigits`"),
        (
            wrong(Gather, input=["digit"]),
            "gather: Invalid enum value 'digit'; did you mean `digits`? - at `$.data[0].input[0]`",
        ),
        (wrong(Gather, input=["dtmf"]), "gather: Invalid enum value 'dtmf' - at `$.data[0].input[0]`"),
        (wrong(Gather, say=Play(url="a.wav")), "gather: Object contains unknown field `url` - at `$.data[0].say`"),
        (wrong(Gather, say=[Say(text="Hi")]), "gather: Expected `object | null`, got `array` - at `$.data[0].say`"),
        (wrong(Gather, say=RawVerb("say")), "gather: RawVerb cannot be sent as JSON - at `$.data[0]`"),
        (Gather(say=wrong(Say, text=1)), "gather: Expected `str | array | null`, got `int` - at `$.data[0].say.text`"),
        (
            delay(Hangup(), wrong(Say, text=1)),
            "say: Expected `str | array | null`, got `int` - at `$.data[0].actionHookDelayAction.actions[1].text`",
        ),
        (delay({"verb": "say"}), "dict is no verb - at `$.data[0].actionHookDelayAction.actions[0]`"),
        (wrong(Tag, data={"a": object()}), "tag: object cannot be sent as JSON - at `$.data[0]`"),
        (wrong(Tag, data={"a": [lambda: 1]}), "tag: function cannot be sent as JSON - at `$.data[0]`"),
        (wrong(Say, text=b"Hi"), "say: bytes cannot be written as JSON - at `$.data[0].text`"),
        (wrong(Hangup, headers={"a": b"b"}), "hangup: bytes cannot be written as JSON - at `$.data[0].headers.a`"),
        (wrong(Gather, say={"text": None}), f"gather: {NULL} - at `$.data[0].say.text`"),
        (wrong(dict, verb="say"), "dict is no verb - at `$.data[0]`"),
        (None, "NoneType is no verb - at `$.data[0]`"),
        (Verb(), "Verb is no verb - at `$.data[0]`"),
        (components.Amd(action_hook="/amd"), "Amd is no verb - at `$.data[0]`"),
    ],
)
def test_refused_when_written(verb: Any, message: str) -> None:
    """What the server would refuse does not leave, and the error names verb, problem and path."""
    with pytest.raises(InvalidOutgoing) as caught:
        jp.encode(commands.Ack(msgid="1", data=[verb]))
    assert str(caught.value) == message
    assert isinstance(caught.value, EncodeError)


@pytest.mark.parametrize(
    ("sent", "path"),
    [
        (commands.Redirect(data=[Hangup(), Say(text="\ud800")]), "$.data[1]"),
        (commands.Redirect(data=[Gather(say=Say(text="a\udfff"))]), "$.data[0]"),
        (commands.Redirect(data=[delay(Say(text="\ud800"))]), "$.data[0].actionHookDelayAction.actions[0]"),
        (commands.Tag(data={"\ud800": 1}), "$"),
        (commands.MuteStatus(data=commands.MuteStatusData(status="mute"), call_sid="\ud800"), "$"),
        (jp.RawCommand(name="x", data="\ud800"), "$"),
    ],
)
def test_half_of_a_surrogate_pair(sent: Any, path: str) -> None:
    """What is no text cannot be sent, and the error says in what it is."""
    with pytest.raises(InvalidOutgoing, match="surrogates not allowed") as caught:
        jp.encode(sent)
    assert caught.value.path == path


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        (wrong(commands.MuteStatus, data=None), "mute:status: Expected `object`, got `null` - at `$.data`"),
        (
            commands.MuteStatus(data=wrong(commands.MuteStatusData, status="on")),
            "mute:status: Invalid enum value 'on' - at `$.data.mute_status`",
        ),
        (
            wrong(commands.MuteStatus, data={"mute_status": "mute"}, call_sid=1),
            "mute:status: Expected `str | null`, got `int` - at `$.callSid`",
        ),
        (
            commands.Whisper(data=commands.WhisperData(verbs=[])),
            "whisper: Expected `array` of length >= 1 - at `$.data.whisper`",
        ),
        (
            commands.TtsTokens(data=commands.TtsTokensData(id=1, tokens="x" * 1001)),
            "tts:tokens: Expected `str` of length <= 1000 - at `$.data.tokens`",
        ),
    ],
)
def test_refused_command(sent: Any, message: str) -> None:
    """A wrong command does not leave either."""
    with pytest.raises(InvalidOutgoing) as caught:
        jp.encode(sent)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("verb", "on_the_wire"),
    [
        (wrong(Gather, input=("speech", "digits")), {"verb": "gather", "input": ["speech", "digits"]}),
        (wrong(Gather, say={"text": "Hi"}), {"verb": "gather", "say": {"text": "Hi"}}),
        (Tag(data={"a": (1, 2)}), {"verb": "tag", "data": {"a": [1, 2]}}),
    ],
)
def test_other_containers(verb: Any, on_the_wire: Json) -> None:
    """What means the same in JSON as what the types ask for is sent."""
    assert written(verb) == [on_the_wire]


def test_values_of_free_form() -> None:
    """Where any JSON may stand, any JSON is sent and read, ``null`` included."""
    data = {"a": None, "b": [None, {"c": None}], "d": "null", "e": 1.5, "f": 2**70, "g": True}
    assert written(Tag(data=data)) == [{"verb": "tag", "data": data}]
    assert decode_one({"verb": "tag", "data": data}) == Tag(data=data)


def test_the_word_null_is_no_null() -> None:
    """A text with the word null in it is no reason to refuse."""
    sent: list[Verb] = [Say(text="null"), Gather(say=Say(text="is it null?")), delay(Say(text="null"))]
    assert jp.decode_verbs(json.dumps(written(*sent))) == sent


# -- the way out --------------------------------------------------------------------------------


def test_raw_verb() -> None:
    """A verb that the library does not know goes out as it stands, unchecked, in any verb array."""
    raw = RawVerb("teleport", {"to": "moon", "hint": None})
    on_the_wire = {"verb": "teleport", "to": "moon", "hint": None}
    assert written(raw, delay(raw)) == [on_the_wire, nested(on_the_wire)]
    for target in ("open-source-0.9", "v10", None):
        assert written(raw, target=target) == [on_the_wire]
    with pytest.raises(InvalidMessage, match="unknown verb 'teleport'"):
        decode_one(on_the_wire)


def test_raw_verb_is_a_value() -> None:
    """Two raw verbs are equal if they say the same, and it can be read what they say."""
    assert RawVerb("a", {"b": 1}) == RawVerb("a", {"b": 1})
    assert RawVerb("a") != RawVerb("a", {"b": 1})
    assert repr(RawVerb("a", {"b": 1})) == "RawVerb('a', {'b': 1})"


def test_verbs_of_an_application_can_be_compared() -> None:
    """What an application derives from `Verb` is compared as any object is, among verbs of this library as well."""

    class Mine(verbs.Verb):
        pass

    mine = Mine()
    assert mine == mine
    assert mine != Mine()
    assert mine not in [Hangup(), RawVerb("mine"), Mine()]


def test_raw_command() -> None:
    """A command that the library does not know goes out as it stands."""
    sent = jp.RawCommand(name="x:y", data={"a": None}, call_sid="leg", queue_command=True)
    assert sent.command == "x:y"
    assert json.loads(jp.encode(sent)) == command("x:y", {"a": None}, callSid="leg", queueCommand=True)
    with pytest.raises(InvalidMessage, match="unknown command 'x:y'"):
        jp.decode_server_message(jp.encode(sent))


def test_extended() -> None:
    """Further properties of a known verb go out, wherever it stands; the rest of it is checked as ever."""
    say = jp.extended(Say(text="Hi"), {"speed": 2, "hint": None})
    on_the_wire = {"text": "Hi", "speed": 2, "hint": None}
    assert written(say) == [{"verb": "say", **on_the_wire}]
    assert written(Gather(say=say)) == [{"verb": "gather", "say": on_the_wire}]
    assert written(delay(say)) == [nested({"verb": "say", **on_the_wire})]
    dub = jp.extended(verbs.Dub(action="removeTrack", track="a"), {"x": 1})
    dial = verbs.Dial(target=[components.PhoneTarget(number="1")], dub=[dub])
    assert written(dial)[0]["dub"] == [{"action": "removeTrack", "track": "a", "x": 1}]
    config = jp.extended(verbs.Config(), {"x": 1})
    assert json.loads(jp.encode(commands.Config(data=config))) == command("config", {"x": 1})
    assert written(jp.extended(Hangup(), {"x": 1})) == [{"verb": "hangup", "x": 1}]
    with pytest.raises(InvalidOutgoing) as caught:
        written(jp.extended(wrong(Say, text=1), {"speed": 2}))
    assert caught.value.path == "$.data[0].text"


def test_extended_in_verbs_in_verbs() -> None:
    """Each verb is written once, however deep it stands; twice at each level would take years."""
    verb: Verb = jp.extended(Say(text="Hi"), {"x": 1})
    on_the_wire: Json = {"verb": "say", "text": "Hi", "x": 1}
    for _ in range(40):
        verb, on_the_wire = delay(verb), nested(on_the_wire)
    assert written(verb) == [on_the_wire]


class _Redirect(commands.Redirect):
    """A command that an application derives."""


class _Delay(components.ActionHookDelayAction):
    """A component that an application derives."""


@pytest.mark.parametrize(
    ("sent", "path"),
    [
        (_Redirect(data=[Hangup()]), "$.data[0]"),
        (jp.Ack(msgid="1", data=[Gather(action_hook_delay_action=_Delay(actions=[Hangup()]))]), "actions[0]"),
        (jp.Ack(msgid="1", data=[wrong(Gather, action_hook_delay_action={"actions": [Hangup()]})]), "actions[0]"),
        (jp.Ack(msgid="1", data=[wrong(Gather, action_hook_delay_action={"actions": [{"verb": "x"}]})]), "actions[0]"),
        (wrong(commands.Redirect, data={"parent_call": [Hangup()]}), "$.data.parent_call[0]"),
    ],
)
def test_verbs_where_their_names_would_be_missing(sent: commands.Command | jp.Ack, path: str) -> None:
    """A verb array in something that the library does not know would go out unchecked, and without the verbs' names."""
    with pytest.raises(InvalidOutgoing, match="the library's own classes only") as caught:
        jp.encode(sent)
    assert caught.value.path.endswith(path)


def pickled(value: object) -> object:
    copied: object = pickle.loads(pickle.dumps(value))
    return copied


@pytest.mark.parametrize(
    "copied",
    [copy.copy, copy.deepcopy, pickled],
    ids=["copy", "deepcopy", "pickle"],
)
def test_copies_keep_further_properties(copied: Callable[[object], object]) -> None:
    """What `extended` added, and what was received beyond the known fields, is in every copy, comparison and `repr`."""
    say = jp.extended(Say(text="Hi"), {"speed": 2})
    again = copied(say)
    assert isinstance(again, Say)
    assert written(again) == [{"verb": "say", "text": "Hi", "speed": 2}]
    assert again == say
    assert again != Say(text="Hi")
    assert repr(again) == "extended(Say(text='Hi'), {'speed': ...})"
    message = jp.decode_client_message('{"type":"verb:hook","msgid":"1","hook":"/x","data":{},"more":3}')
    received = copied(message)
    assert isinstance(received, VerbHook)
    assert (received.extra, received.raw) == ({"more": 3}, message.raw)


def test_extended_is_a_copy() -> None:
    """The verb that is extended stays as it was, and can be extended again."""
    say = Say(text="Hi")
    once = jp.extended(say, {"a": 1})
    twice = jp.extended(once, {"b": 2})
    assert written(say, once, twice) == [
        {"verb": "say", "text": "Hi"},
        {"verb": "say", "text": "Hi", "a": 1},
        {"verb": "say", "text": "Hi", "a": 1, "b": 2},
    ]


def test_extended_with_what_is_known() -> None:
    """A property that the class has is set there, where it is checked."""
    with pytest.raises(InvalidOutgoing, match=r"Say has this property - at `\$\.text`"):
        jp.extended(Say(), {"text": "Hi"})
    with pytest.raises(InvalidOutgoing, match=r"at `\$\.actionHook`"):
        jp.extended(Gather(), {"actionHook": "/a"})
    with pytest.raises(InvalidOutgoing, match="RawVerb takes its properties directly"):
        jp.extended(RawVerb("x"), {"a": 1})


# -- targets ------------------------------------------------------------------------------------

OPEN_SOURCE: Target = "open-source-0.9"
V10: Target = "v10"


@pytest.mark.parametrize(
    ("element", "target", "problem", "path", "subject"),
    [
        ({"verb": "room", "name": "a"}, OPEN_SOURCE, "open-source-0.9 does not take Room", "$[0]", "room"),
        ({"room": {"name": "a"}}, OPEN_SOURCE, "open-source-0.9 does not take Room", "$[0].room", "room"),
        (
            nested({"verb": "hangup"}, {"verb": "room", "name": "a"}),
            OPEN_SOURCE,
            "open-source-0.9 does not take Room",
            "$[0].actionHookDelayAction.actions[1]",
            "room",
        ),
        (
            {"verb": "pipeline", "llm": {"vendor": "openai", "llmOptions": {}}},
            V10,
            "v10 does not take Pipeline",
            "$[0]",
            "pipeline",
        ),
        (
            {"verb": "dial", "target": [PHONE], "codecs": ["PCMU"]},
            OPEN_SOURCE,
            "open-source-0.9 does not take this property",
            "$[0].codecs",
            "dial",
        ),
        (
            {"verb": "gather", "actionHook": {"url": "/a", "username": "a"}},
            V10,
            "v10 does not take this property",
            "$[0].actionHook.username",
            "gather",
        ),
        (
            {"verb": "dial", "target": [PHONE], "transcribe": {"enable": True}},
            OPEN_SOURCE,
            "open-source-0.9 does not take this property",
            "$[0].transcribe.enable",
            "dial",
        ),
        (
            {"verb": "config", "listen": {"url": "wss://example.com"}},
            OPEN_SOURCE,
            "open-source-0.9 insists on the property `enable`",
            "$[0].listen",
            "config",
        ),
        (
            {"verb": "llm", "vendor": "qwen", "llmOptions": {}},
            OPEN_SOURCE,
            "open-source-0.9 does not take 'qwen'",
            "$[0].vendor",
            "llm",
        ),
        (
            {"verb": "redirect", "actionHook": {"url": "/a"}},
            OPEN_SOURCE,
            "open-source-0.9 does not take HookOptions(url='/a')",
            "$[0].actionHook",
            "redirect",
        ),
        (
            {"verb": "dial", "target": [PHONE, {**PHONE, "confirmHook": "/a"}]},
            V10,
            "v10 does not take '/a'",
            "$[0].target[1].confirmHook",
            "dial",
        ),
    ],
)
def test_refused_by_target(element: Json, target: Target, problem: str, path: str, subject: str) -> None:
    """What the spec allows but one server does not take is refused for that target alone, read and written."""
    other = V10 if target == OPEN_SOURCE else OPEN_SOURCE
    verb = decode_one(element)
    assert decode_one(element, target=other) == verb
    assert written(verb, target=other) == written(verb)
    with pytest.raises(jp.RefusedByTarget) as caught:
        decode_one(element, target=target)
    assert (caught.value.problem, caught.value.path, caught.value.subject) == (problem, path, subject)
    with pytest.raises(jp.RefusedByTarget) as caught:
        encode_verbs([verb], target=target)
    assert caught.value.problem == problem
    assert caught.value.path == path.replace("$[0].room", "$[0]")
    assert caught.value.subject == subject


@pytest.mark.parametrize(
    ("message", "target", "problem", "path"),
    [
        (
            {"type": "ack", "msgid": "1", "data": [{"verb": "room", "name": "a"}]},
            OPEN_SOURCE,
            "open-source-0.9 does not take Room",
            "$.data[0]",
        ),
        (command("tag", {"a": 1}), OPEN_SOURCE, "open-source-0.9 does not take Tag", "$"),
        (command("conf:participant-action", {"action": "kick"}), V10, "v10 does not take KickParticipant", "$.data"),
        (
            command("redirect", {"child_call": [{"verb": "hangup"}]}),
            OPEN_SOURCE,
            "open-source-0.9 does not take this property",
            "$.data.child_call",
        ),
        (
            command("redirect", [{"verb": "room", "name": "a"}]),
            OPEN_SOURCE,
            "open-source-0.9 does not take Room",
            "$.data[0]",
        ),
        (command("llm:tool-output", tool_call_id="1"), V10, "v10 insists on the property `data`", "$"),
    ],
)
def test_server_message_refused_by_target(message: Json, target: Target, problem: str, path: str) -> None:
    """Acks and commands are checked against a target as verbs are."""
    decoded = jp.decode_server_message(text(message))
    assert jp.decode_server_message(text(message), target=V10 if target == OPEN_SOURCE else OPEN_SOURCE) == decoded
    for attempt in (
        lambda: jp.decode_server_message(text(message), target=target),
        lambda: jp.encode(decoded, target=target),
    ):
        with pytest.raises(jp.RefusedByTarget) as caught:
            attempt()
        assert (caught.value.problem, caught.value.path) == (problem, path)


def test_a_wrong_value_comes_before_the_target() -> None:
    """What is against the spec is told as such, whatever the target."""
    with pytest.raises(InvalidMessage):
        decode_one({"verb": "room"}, target=OPEN_SOURCE)


# -- repr ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        components.Auth(username="ann", password="hunter2"),
        components.HookOptions(url="/a", password="hunter2"),
        components.SipTarget(sip_uri="sip:a@b", auth=components.Auth(username="ann", password="hunter2")),
        commands.Redirect(data=commands.RedirectHooks(call_hook=components.HookOptions(url="/a", password="hunter2"))),
        verbs.Llm(vendor="openai", llm_options={}, auth={"apiKey": "hunter2"}),
        Gather(action_hook=components.HookOptions(url="/a", password="hunter2")),
    ],
)
def test_secrets_are_not_shown(value: Any) -> None:
    """A credential is hidden at any depth, and still compared and sent."""
    shown = repr(value)
    assert "hunter2" not in shown
    assert "***" in shown
    assert "hunter2" not in repr(value.__rich_repr__())


def test_repr_shows_what_is_set() -> None:
    """Only what is set is shown, by the names that an application uses."""
    assert repr(Gather(num_digits=1, say=Say(text="Hi"))) == "Gather(num_digits=1, say=Say(text='Hi'))"
    assert Gather(num_digits=1).__rich_repr__() == [("num_digits", 1)]


# -- bad text -----------------------------------------------------------------------------------


@pytest.mark.parametrize("decode", [jp.decode_verbs, jp.decode_server_message])
@pytest.mark.parametrize(
    "data",
    [
        b"",
        "",
        b" ",
        b"[",
        b"nul",
        b"[] []",
        b"[NaN]",
        b"[Infinity]",
        b"[1,]",
        b"{'a': 1}",
        b'["a\nb"]',
        b'["\\ud800"]',
        b'["\\udc00\\ud800"]',
        b"[01]",
        b"\xef\xbb\xbf[]",
        "\ufeff[]",
        b"\x00",
        b"[\x00]",
    ],
    ids=repr,
)
def test_malformed(decode: Callable[[bytes | str], object], data: bytes | str) -> None:
    """What is no JSON is refused as malformed; a byte order mark, a number without a value and half a pair are none."""
    with pytest.raises(MalformedMessage) as caught:
        decode(data)
    assert caught.value.path == "$"
    assert caught.value.problem


@pytest.mark.parametrize("decode", [jp.decode_verbs, jp.decode_server_message])
@pytest.mark.parametrize(
    "data",
    [
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"[" * 100_000 + b"]" * 100_000,
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        b'[{"verb":"tag","data":{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}}]",
    ],
    ids=["open arrays", "open objects", "arrays", "objects", "in free-form data"],
)
def test_too_deep(decode: Callable[[bytes | str], object], data: bytes) -> None:
    """What is nested too deeply to be read is refused as malformed."""
    with pytest.raises(MalformedMessage, match=r"^nested too deeply") as caught:
        decode(data)
    assert caught.value.path == "$"


@pytest.mark.parametrize("decode", [jp.decode_verbs, jp.decode_server_message])
@pytest.mark.parametrize(
    "data", [b"\xff", b'["\xc3"]', b'["\xed\xa0\x80"]', b'["\xf5\x80\x80\x80"]', '["\ud800"]'], ids=repr
)
def test_not_utf8(decode: Callable[[bytes | str], object], data: bytes | str) -> None:
    """Bytes that are no UTF-8, and texts that cannot be written as such, are refused as malformed."""
    with pytest.raises(MalformedMessage, match="not UTF-8"):
        decode(data)


@pytest.mark.parametrize("depth", [50, 100, 150, 250, 350, 900, 20_000])
def test_deeply_nested_verbs(depth: int) -> None:
    """Verbs in verbs in verbs come out as verbs or as the documented error, however deep."""
    before, after = b'{"verb":"gather","actionHookDelayAction":{"actions":[', b"]}}"
    element = before * depth + b'{"verb":"hangup"}' + after * depth
    try:
        [verb] = jp.decode_verbs(b"[" + element + b"]")
    except MalformedMessage as error:
        assert error.problem == "nested too deeply"  # noqa: PT017
        assert depth > 50
    else:
        assert isinstance(verb, Gather)
        assert depth < 20_000


def test_first_of_many_errors() -> None:
    """Nobody looks for the others, and for what they were meant to be: that would take minutes."""
    misspelt = b'{"verb":"gather","recognizer":{"vendr":1}}'
    with pytest.raises(InvalidMessage, match="did you mean `vendor`") as caught:
        jp.decode_verbs(b"[%b]" % b",".join([misspelt] * 100_000))
    assert caught.value.path == "$[0].recognizer"


def test_last_of_duplicate_keys() -> None:
    """Of a key that stands twice the last one counts, as in JavaScript."""
    assert jp.decode_verbs('[{"verb":"play","text":"a","verb":"say","text":"b"}]') == [Say(text="b")]


@pytest.mark.parametrize("number", ["1e400", "-1e400", "1" + "0" * 400, "1" + "0" * 5000], ids=len)
def test_huge_numbers(number: str) -> None:
    """A number that does not fit is refused; none comes out as infinity."""
    for element in (f'{{"verb":"pause","length":{number}}}', f'{{"verb":"gather","timeout":{number}}}'):
        with pytest.raises(DecodeError):
            jp.decode_verbs(f"[{element}]")


def test_large_numbers() -> None:
    """Whole numbers are exact, and tiny ones are zero."""
    assert decode_one({"verb": "tag", "data": {"a": 2**64 + 1}}) == Tag(data={"a": 2**64 + 1})
    assert jp.decode_verbs('[{"verb":"pause","length":1e-400}]') == [Pause(length=0)]


def test_whole_numbers_that_are_written_as_floats() -> None:
    """They are integers: for JSON Schema, for the server, whose language has one kind of numbers, and here."""
    verb = '{"verb":"gather","numDigits":1.0,"timeout":5.0,"interDigitTimeout":2e0,"say":{"text":"a","loop":2.0}}'
    [read] = jp.decode_verbs(f"[{verb}]")
    assert read == Gather(num_digits=1, timeout=5, inter_digit_timeout=2, say=Say(text="a", loop=2))
    assert isinstance(read, Gather)
    assert type(read.num_digits) is int
    assert jp.decode_server_message(f'{{"type":"ack","msgid":"1","data":[{verb}]}}') == commands.Ack(
        msgid="1", data=[read]
    )


@pytest.mark.parametrize(("number", "value"), [("2", 2.0), ("2.0", 2.0), ("20e-1", 2.0), ("2.5", 2.5), ("1e30", 1e30)])
def test_floats_stay_floats(number: str, value: float) -> None:
    """Where a float is meant one comes out, whichever way it is written."""
    [read] = jp.decode_verbs(f'[{{"verb":"pause","length":{number}}}]')
    assert isinstance(read, Pause)
    assert (read.length, type(read.length)) == (value, float)
    assert jp.decode_verbs(f'[{{"verb":"tag","data":{{"a":[{number}]}}}}]') == [Tag(data={"a": [value]})]


@pytest.mark.parametrize("number", ["1.5", "1e30", "-1e30", "1e-1"])
def test_floats_that_are_no_integers(number: str) -> None:
    """They are refused where an integer is meant, with the path; beyond 2**53 no float is exact."""
    with pytest.raises(InvalidMessage) as caught:
        jp.decode_verbs(f'[{{"verb":"gather","numDigits":{number}}}]')
    assert str(caught.value) == "gather: Expected `int | null`, got `float` - at `$[0].numDigits`"


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1.", ".5", "0x1"])
def test_numbers_that_json_does_not_have(number: str) -> None:
    """They are no JSON."""
    with pytest.raises(MalformedMessage):
        jp.decode_verbs(f'[{{"verb":"gather","numDigits":{number}}}]')


# -- faults that are known ------------------------------------------------------------------------


@pytest.mark.parametrize("fields", [{"msgid": ""}, {"msgid": 5}, {"msgid": None}, {"msgid": "1", "data": True}])
def test_ack_when_written(fields: Any) -> None:
    """An ack without a proper msgid, which the server drops, does not leave."""
    with pytest.raises(InvalidOutgoing):
        jp.encode(wrong(commands.Ack, **fields))


@pytest.mark.parametrize("falsy", [0, 0.0])
def test_falsy_data_when_written(falsy: float) -> None:
    """Data that the server takes for missing does not leave either."""
    with pytest.raises(InvalidOutgoing):
        jp.encode(commands.BoostAudioSignal(data=falsy))


@pytest.mark.parametrize(
    "sent",
    [
        wrong(commands.Redirect, data=(Say(text="Hi"),)),
        commands.Whisper(data=wrong(commands.WhisperData, verbs=(Say(text="Hi"),))),
        commands.Redirect(
            data=[wrong(Gather, action_hook_delay_action=wrong(components.ActionHookDelayAction, actions=(Hangup(),)))]
        ),
    ],
)
def test_tuple_of_verbs(sent: Any) -> None:
    """A tuple of verbs is refused or written with their names, but never without."""
    try:
        written_as = jp.encode(sent)
    except InvalidOutgoing:
        return
    jp.decode_server_message(written_as)


def test_extended_with_the_name_of_a_verb() -> None:
    """A verb's name cannot be given a second time."""
    with pytest.raises(InvalidOutgoing):
        jp.extended(Say(text="Hi"), {"verb": "play"})


def in_command(value: float) -> commands.Command:
    return commands.Tag(data={"a": [value]})


def in_verb(value: float) -> commands.Command:
    return commands.Redirect(data=[Tag(data={"a": value})])


def in_raw_verb(value: float) -> commands.Command:
    return commands.Redirect(data=[RawVerb("x", {"a": value})])


def in_raw_command(value: float) -> commands.Command:
    return jp.RawCommand(name="x", data=value)


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("make", [in_command, in_verb, in_raw_verb, in_raw_command])
def test_no_number_in_free_form(make: Callable[[float], commands.Command], number: float) -> None:
    """A float that is no number does not become ``null`` on its way, not even in free-form data."""
    with pytest.raises(InvalidOutgoing):
        jp.encode(make(number))


@pytest.mark.parametrize("value", [b"abc", datetime.datetime(2024, 1, 1), {1, 2}], ids=["bytes", "datetime", "set"])
def test_not_json_in_free_form(value: Any) -> None:
    """A value that JSON does not have is refused, not turned into some text."""
    with pytest.raises(InvalidOutgoing):
        jp.encode(commands.Tag(data={"a": value}))


def test_verb_inside_of_itself() -> None:
    """A verb that holds itself is an error of ours."""
    actions: list[Verb] = []
    gather = Gather(action_hook_delay_action=components.ActionHookDelayAction(actions=actions))
    actions.append(gather)
    with pytest.raises(InvalidOutgoing):
        jp.encode(commands.Redirect(data=[gather]))


@pytest.mark.parametrize("body", [{}, {"threshold": 0.5}])
def test_constant_that_tells_nothing_apart(body: Json) -> None:
    """A constant that the spec requires is required, in a class that stands alone too."""
    with pytest.raises(InvalidMessage, match="missing required field `mode`"):
        decode_one({"verb": "agent", "llm": {"vendor": "openai"}, "turnDetection": body})


def test_null_in_a_map_of_objects() -> None:
    """``null`` is refused in the objects of a map too."""
    with pytest.raises(InvalidMessage):
        decode_one({"verb": "agent", "llm": {"vendor": "openai"}, "languageConfig": {"es": {"tts": None}}})


def test_subject_of_redirect() -> None:
    """An error about a command names the command, whatever its data is."""
    with pytest.raises(jp.RefusedByTarget) as caught:
        jp.decode_server_message(text(command("redirect", {"child_call": [{"verb": "hangup"}]})), target=OPEN_SOURCE)
    assert caught.value.subject == "redirect"


def test_refused_by_target_is_a_decode_error() -> None:
    """Whoever decodes can catch all that may come by one class."""
    with pytest.raises(DecodeError):
        decode_one({"verb": "room", "name": "a"}, target=OPEN_SOURCE)
