"""What jambonz sends: read openly, so that what a newer server says does not break a call."""

from __future__ import annotations

import json
import math
import pickle
from collections.abc import Callable, Mapping
from typing import Any, cast

import msgspec
import pytest

import jambonz_proto as jp
from jambonz_proto import hooks, messages
from jambonz_proto._base import JsonObject, Received
from jambonz_proto._tables import DATA, MESSAGES
from jambonz_proto.errors import InvalidMessage, MalformedMessage

from .oracle import OPEN, Json, held, least, least_of, named, spec, text


def message(type: str, data: Json = ..., **others: Json) -> bytes:
    return text({"type": type, "msgid": "1", **({} if data is ... else {"data": data}), **others})


def status(data: Json, **others: Json) -> messages.CallStatus:
    decoded = jp.decode_client_message(message("call:status", data, **others))
    assert isinstance(decoded, messages.CallStatus)
    return decoded


# -- what is unknown survives ---------------------------------------------------------------------


@pytest.mark.parametrize("type", ["x:y", "", "Session:new", "session:new ", "ack", "command", "ünïcode"])
def test_unknown_type(type: str) -> None:
    """A message of an unknown type is a message, with all that it says."""
    data = message(type, {"a": [1, None]}, call_sid="call", hook="/hook", b3="trace", new="property")
    decoded = jp.decode_client_message(data)
    assert isinstance(decoded, jp.UnknownMessage)
    assert (decoded.type, decoded.msgid, decoded.call_sid) == (type, "1", "call")
    assert (decoded.hook, decoded.data, decoded.b3) == ("/hook", {"a": [1, None]}, "trace")
    assert decoded.extra == {"new": "property"}
    assert decoded.raw == data
    assert jp.encode(decoded) == data


@pytest.mark.parametrize("data", [None, 1, "text", [1], {}])
def test_unknown_type_with_any_data(data: Json) -> None:
    """The data of an unknown message may be anything, or be missing."""
    decoded = jp.decode_client_message(text({"type": "x:y", "data": data}))
    assert isinstance(decoded, jp.UnknownMessage)
    assert decoded.data == data
    assert decoded.msgid is None
    without = jp.decode_client_message(b'{"type":"x:y"}')
    assert isinstance(without, jp.UnknownMessage)
    assert without.data is None


def test_unknown_message_made_by_hand() -> None:
    """The jambonz side can send a message that the library does not know."""
    made = jp.UnknownMessage(message_type="x:y", msgid="1", hook="/hook", data={"a": 1})
    assert json.loads(jp.encode(made)) == {"type": "x:y", "msgid": "1", "hook": "/hook", "data": {"a": 1}}
    assert jp.decode_client_message(jp.encode(made)) == made


def test_unknown_properties() -> None:
    """Properties that this version does not know are in ``extra``, beside the message and in its data."""
    decoded = status({"call_sid": "a", "new": {"deep": [1]}}, later=True)
    assert decoded.extra == {"later": True}
    assert decoded.data.extra == {"new": {"deep": [1]}}
    assert decoded.data.call_sid == "a"
    assert status({}).extra == {}
    assert status({}).data.extra == {}


def test_unknown_values() -> None:
    """A value that is not among the known ones is there as it came."""
    decoded = status({"call_status": "on-fire", "direction": "sideways"})
    assert (decoded.data.call_status, decoded.data.direction) == ("on-fire", "sideways")
    gather = jp.decode_payload(hooks.GatherResult, {"reason": "brandNew"})
    assert gather.reason == "brandNew"


@pytest.mark.parametrize(
    ("type", "data", "cls"),
    [
        ("agent:event", {"type": "turn_end"}, hooks.AgentTurnEnd),
        ("pipeline:event", {"type": "turn_end"}, hooks.AgentTurnEnd),
        ("agent:event", {"type": "brand_new", "x": 1}, hooks.AgentOtherEvent),
        ("agent:event", {}, hooks.AgentOtherEvent),
        ("agent:event", {"type": None}, hooks.AgentOtherEvent),
        ("verb:status", {"event": "finished", "name": "say"}, messages.VerbFinished),
        ("verb:status", {"event": "brand-new", "x": 1}, messages.OtherVerbStatus),
        ("verb:status", {"id": "a", "verb": "say", "status": "begin"}, messages.OtherVerbStatus),
    ],
)
def test_class_of_a_union(type: str, data: Json, cls: type[Received]) -> None:
    """Data that comes in several shapes is of the class of its shape, or of the one for all others."""
    decoded: Any = jp.decode_client_message(message(type, data))
    assert decoded.data.__class__ is cls
    assert json.loads(decoded.data.raw) == data
    if "x" in data:
        assert decoded.data.extra == {"x": 1}


def test_every_union_has_a_class_for_the_rest() -> None:
    """No received union is without a fallback, which takes any discriminator and none."""
    unions = [(cls, kind) for cls, kind in DATA.items() if hasattr(kind, "fallback")]
    assert {cls for cls, _ in unions} == {messages.AgentEvent, messages.VerbStatus}
    for cls, kind in unions:
        union: Any = kind
        for data in ({union.name: "no such kind"}, {}):
            decoded: Any = jp.decode_client_message(message(_type(cls), data))
            assert type(decoded.data) is union.fallback


def _type(cls: type[messages.Message]) -> str:
    return next(name for name, known in MESSAGES.items() if known is cls)


def test_alias_of_a_type() -> None:
    """A message of the same meaning under another type is of the same class, and is given back as it came."""
    for type in ("jambonz:error", "error"):
        data = message(type, {"msg": "TTS error"})
        decoded = jp.decode_client_message(data)
        assert isinstance(decoded, messages.JambonzError)
        assert decoded.data.msg == "TTS error"
        assert jp.encode(decoded) == data


@pytest.mark.parametrize(
    ("wire", "attribute"),
    [
        ("fs_sip_address", "fs_sip_address"),
        ("local_sip_address", "fs_sip_address"),
        ("fs_public_ip", "fs_public_ip"),
        ("public_ip", "fs_public_ip"),
    ],
)
def test_aliases_of_properties(wire: str, attribute: str) -> None:
    """What servers call by different names is one attribute, and no unknown property."""
    data = status({wire: "10.0.0.1"}).data
    assert getattr(data, attribute) == "10.0.0.1"
    assert data.extra == {}
    assert json.loads(data.raw) == {wire: "10.0.0.1"}
    for payload in (
        jp.decode_payload(hooks.CallInfo, {wire: "10.0.0.1"}),
        jp.decode_payload(hooks.CallInfo, text({wire: "10.0.0.1"})),
    ):
        assert getattr(payload, attribute) == "10.0.0.1"


def test_alias_beside_the_name() -> None:
    """Where a server sends both, the property's own name counts."""
    for data in ({"public_ip": "old", "fs_public_ip": "new"}, {"fs_public_ip": "new", "public_ip": "old"}):
        assert status(data).data.fs_public_ip == "new"


def test_every_alias_is_folded() -> None:
    """Every alias in the spec leads to the attribute of its property."""
    found = 0
    for subject in OPEN:
        d = subject.definition
        if d.is_union or d.wire_name:
            continue
        for name, (owner, schema) in spec().all_properties(d).items():
            value = least_of(owner, schema)
            for alias in schema.get("x-aliases", ()):
                decoded = cast("Received", subject.decode(text({**least(d), alias: value})))
                assert held(decoded)[name] == value
                assert decoded.extra == {}
                found += 1
    assert found > 100


# -- what came in goes out ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        b'{"type":"call:status","msgid":"1","data":{"call_sid":"a"}}',
        b' {"data" : { "call_sid":"a" , "x":1.50e1},\n"msgid":"1","type":"call:status"}\n',
        b'{"type":"call:status","msgid":"1","data":{"call_sid":"\\u00e4","call_sid":"b"},"data":{"call_sid":"c"}}',
        '{"type":"call:status","msgid":"1","data":{"from":"Ünï ☎"}}'.encode(),
        b'{"type":"verb:hook","msgid":"1","hook":"/a","data":{"reason":"x" , "y":[1e2]}}',
        b'{"type":"x:y", "data":{"z":1.0}}',
    ],
)
def test_the_same_bytes(data: bytes) -> None:
    """A received message is written as the very text that came in."""
    for given in (data, data.decode()):
        decoded = jp.decode_client_message(given)
        assert jp.encode(decoded) == data
        assert decoded.raw == data


def test_last_of_duplicate_keys() -> None:
    """Of a key that stands twice the last one counts, as in JavaScript."""
    decoded = jp.decode_client_message(
        b'{"type":"x","type":"call:status","data":{"call_sid":"a"},"data":{"call_sid":"b"}}'
    )
    assert isinstance(decoded, messages.CallStatus)
    assert decoded.data.call_sid == "b"
    decoded = jp.decode_client_message(b'{"type":"call:status","data":{},"type":"x"}')
    assert isinstance(decoded, jp.UnknownMessage)
    assert decoded.type == "x"


def test_message_made_by_hand() -> None:
    """The jambonz side makes messages from typed parts, and what it sends is what an application reads."""
    made = messages.SessionNew(msgid="1", call_sid="a", data=messages.SessionData(call_sid="a", direction="inbound"))
    assert json.loads(jp.encode(made)) == {
        "type": "session:new",
        "msgid": "1",
        "call_sid": "a",
        "data": {"call_sid": "a", "direction": "inbound"},
    }
    assert jp.decode_client_message(jp.encode(made)) == made
    assert json.loads(made.raw) == json.loads(jp.encode(made))


def test_change_of_a_received_message() -> None:
    """A changed copy of a received message is written with its change, the original as it came."""
    original = status({"call_sid": "a"})
    changed = msgspec.structs.replace(original, call_sid="b")
    assert json.loads(jp.encode(changed))["call_sid"] == "b"
    assert "call_sid" not in json.loads(jp.encode(original)).keys() - {"data"}


def test_received_cannot_be_changed() -> None:
    """What was received cannot be changed by accident."""
    decoded = status({"call_sid": "a"})
    with pytest.raises(AttributeError):
        decoded.call_sid = "b"  # type: ignore[misc] # pyright: ignore[reportAttributeAccessIssue]


# -- hooks ----------------------------------------------------------------------------------------


def hook(data: Json) -> messages.VerbHook:
    decoded = jp.decode_client_message(message("verb:hook", data, hook="/hook"))
    assert isinstance(decoded, messages.VerbHook)
    return decoded


def test_data_of_a_hook() -> None:
    """The payload of a hook is a mapping, and typed by whoever knows the hook."""
    decoded = hook({"reason": "dtmfDetected", "digits": "12", "new": 1})
    assert dict(decoded.data) == {"reason": "dtmfDetected", "digits": "12", "new": 1}
    assert decoded.data["digits"] == "12"
    assert len(decoded.data) == 3
    payload = decoded.payload(hooks.GatherResult)
    assert type(payload) is hooks.GatherResult
    assert payload.digits == "12"
    assert payload.extra == {"new": 1}
    assert payload == jp.decode_payload(hooks.GatherResult, decoded.data)


def test_payload_of_another_shape() -> None:
    """A payload that does not fit is an error with the class, the message and call, and the path in the payload."""
    decoded = hook({"reason": "speechDetected", "speech": {"alternatives": [{"transcript": 1}]}})
    with pytest.raises(InvalidMessage) as caught:
        decoded.payload(hooks.GatherResult)
    assert str(caught.value) == (
        "GatherResult 1: Expected `str | null`, got `int` - at `$.speech.alternatives[0].transcript`"
    )
    assert (caught.value.subject, caught.value.msgid) == ("GatherResult", "1")


def test_payload_of_another_shape_tells_its_call() -> None:
    """Where the message tells it."""
    decoded = jp.decode_client_message(message("verb:hook", {"reason": 7}, hook="/x", call_sid="7c53"))
    assert isinstance(decoded, messages.VerbHook)
    with pytest.raises(InvalidMessage, match="call 7c53: GatherResult 1") as caught:
        decoded.payload(hooks.GatherResult)
    assert caught.value.call_sid == "7c53"


@pytest.mark.parametrize("data", [None, 1, "text", [], [{}], True])
def test_data_of_a_hook_is_an_object(data: Json) -> None:
    """A hook without an object as its data is no hook."""
    with pytest.raises(InvalidMessage) as caught:
        hook(data)
    assert (caught.value.path, caught.value.subject) == ("$.data", "verb:hook")


@pytest.mark.parametrize(
    "given",
    [
        b'{"reason":"timeout"}',
        '{"reason":"timeout"}',
        {"reason": "timeout"},
        JsonObject(b'{"reason":"timeout"}'),
    ],
)
def test_payload_of_any_kind(given: Any) -> None:
    """A payload is typed from bytes, from text and from the data of a message."""
    payload = jp.decode_payload(hooks.GatherResult, given)
    assert payload == hooks.GatherResult(reason="timeout")
    assert json.loads(payload.raw) == {"reason": "timeout"}


@pytest.mark.parametrize(
    ("given", "error"),
    [
        (b"", MalformedMessage),
        ("", MalformedMessage),
        (b"\xff", MalformedMessage),
        ("\ud800", MalformedMessage),
        (b"[]", InvalidMessage),
        (b'{"new":' + b"[" * 100_000, MalformedMessage),
        ({"reason": "\ud800"}, MalformedMessage),
        ({"reason": "timeout", "x": object()}, MalformedMessage),
        ({"reason": 1}, InvalidMessage),
        ({}, InvalidMessage),
    ],
    ids=range(10),
)
def test_bad_payload(given: Any, error: type[Exception]) -> None:
    """Whatever a payload is made of, it is typed or refused by the documented errors."""
    with pytest.raises(error):
        jp.decode_payload(hooks.GatherResult, given)


# -- bad messages ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ([], "Expected `object`, got `array` - at `$`"),
        (None, "Expected `object`, got `null` - at `$`"),
        ({}, "Object missing required field `type` - at `$`"),
        ({"type": 1}, "Expected `str`, got `int` - at `$.type`"),
        ({"type": None}, "Expected `str`, got `null` - at `$.type`"),
        ({"type": "call:status", "msgid": 1}, "Expected `str | null`, got `int` - at `$.msgid`"),
        ({"type": "call:status", "msgid": "1"}, "call:status: Object missing required field `data` - at `$`"),
        ({"type": "verb:hook", "data": {}}, "verb:hook: Object missing required field `msgid` - at `$`"),
        ({"type": "verb:hook", "msgid": None, "data": {}}, "verb:hook: Object missing required field `msgid` - at `$`"),
        (
            {"type": "call:status", "msgid": "1", "data": []},
            "call:status: Expected `object`, got `array` - at `$.data`",
        ),
        (
            {"type": "call:status", "data": {"sip_status": "x"}},
            "call:status: Expected `int | null`, got `str` - at `$.data.sip_status`",
        ),
        (
            {"type": "session:new", "msgid": "1", "data": {"sip": {"headers": []}}},
            "session:new: Expected `object | null`, got `array` - at `$.data.sip.headers`",
        ),
        (
            {"type": "agent:event", "data": {"type": "turn_end", "latency": 1}},
            "agent:event: Expected `object | null`, got `int` - at `$.data.latency`",
        ),
        ({"type": "agent:event", "data": 1}, "agent:event: Expected `object`, got `int` - at `$.data`"),
        (
            {"type": "verb:status", "data": {"event": "new", "id": 1}},
            "verb:status: Expected `str | null`, got `int` - at `$.data.id`",
        ),
    ],
)
def test_refused_messages(data: Json, error: str) -> None:
    """A known message of the wrong shape is refused with its type, what is wrong, and where."""
    with pytest.raises(InvalidMessage) as caught:
        jp.decode_client_message(text(data))
    assert str(caught.value) == error


@pytest.mark.parametrize("type", sorted(MESSAGES))
def test_what_every_message_needs(type: str) -> None:
    """Every known message has data, and a message that wants an ack has an id to ack."""
    cls = MESSAGES[type]
    with pytest.raises(InvalidMessage, match=f"^{type}: Object missing required field `data`"):
        jp.decode_client_message(message(type))
    if issubclass(cls, messages.AckableMessage):
        with pytest.raises(InvalidMessage, match=f"^{type}: Object missing required field `msgid`"):
            jp.decode_client_message(text({"type": type, "data": {}}))
    else:
        [example] = [s.definition.schema["examples"][0] for s in [named(f"messages.{cls.__name__}")]]
        decoded = jp.decode_client_message(text({"type": type, "data": example["data"]}))
        assert isinstance(decoded, messages.Notification)
        assert decoded.msgid is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        "",
        b" ",
        b"{",
        b'{"type":"x"}{}',
        b"\xef\xbb\xbf{}",
        "\ufeff{}",
        b"\xff",
        b'{"type":"\xc3"}',
        '{"type":"\ud800"}',
        b'{"type":"x","data":NaN}',
    ],
    ids=repr,
)
def test_malformed(data: bytes | str) -> None:
    """What is not UTF-8 or no JSON is refused as malformed."""
    with pytest.raises(MalformedMessage):
        jp.decode_client_message(data)


@pytest.mark.parametrize(
    ("escaped", "read"),
    [
        (r"\ud83d", "\ufffd"),
        (r"\uDE00x", "\ufffdx"),
        (r"\ude00\ud83d", "\ufffd\ufffd"),
        (r"\ud83d\ud83d\ude00", "\ufffd\U0001f600"),
        (r"\\\ud83d\n", "\\\ufffd\n"),
        (r"\\ud83d\ud83d", "\\ud83d\ufffd"),
    ],
)
@pytest.mark.parametrize("type", ["verb:hook", "call:status", "x:y"])
def test_half_of_a_surrogate_pair(type: str, escaped: str, read: str) -> None:
    """What JavaScript writes of a text that was cut in two can be read, with U+FFFD for the half."""
    text = f'{{"type":"{type}","msgid":"1","hook":"/x","data":{{"digits":"{escaped}"}}}}'
    message = jp.decode_client_message(text)
    data: object = getattr(message, "data", None)
    digits: object = data.extra["digits"] if isinstance(data, hooks.CallInfo) else data["digits"]  # type: ignore[index]
    assert digits == read


@pytest.mark.parametrize("escaped", [r"\ud8", r"\ud8zz", r"\x\ud83d"])
def test_what_is_no_escape_stays_malformed(escaped: str) -> None:
    """Only halves are mended."""
    with pytest.raises(MalformedMessage):
        jp.decode_client_message(f'{{"type":"x:y","data":"{escaped}"}}')


@pytest.mark.parametrize("type", ["verb:hook", "call:status", "agent:event", "x:y"])
@pytest.mark.parametrize("inside", ['"data":{"a":%s}', '"data":%s', '"data":{},"new":%s', '"hook":%s,"data":{}'])
@pytest.mark.parametrize("brackets", ["[]", "{}"])
def test_too_deep(type: str, inside: str, brackets: str) -> None:
    """What is nested too deeply is refused, wherever in the message it stands, with nothing left to go wrong later."""
    nested = "[" * 100_000 + "]" * 100_000 if brackets == "[]" else '{"a":' * 100_000 + "1" + "}" * 100_000
    data = f'{{"type":"{type}","msgid":"1",{inside % nested}}}'
    with pytest.raises((MalformedMessage, InvalidMessage)):
        jp.decode_client_message(data)


def test_huge_numbers_in_typed_places() -> None:
    """A number that does not fit is refused."""
    for number in ("1e400", "1" + "0" * 5000):
        with pytest.raises((InvalidMessage, MalformedMessage)):
            jp.decode_client_message(f'{{"type":"call:status","data":{{"duration":{number}}}}}')


def test_large_whole_numbers() -> None:
    """A whole number beyond 64 bits stays exact in what is not typed."""
    decoded = status({"new": 2**70})
    assert decoded.data.extra == {"new": 2**70}


# -- the rest of a received thing -------------------------------------------------------------------


def test_json_object() -> None:
    """A received object is a mapping, equal to what it says."""
    decoded = JsonObject(b'{"a":1,"b":[null]}')
    assert decoded == {"a": 1, "b": [None]}
    assert isinstance(decoded, Mapping)
    assert repr(decoded) == "{'a': 1, 'b': [None]}"
    assert list(decoded) == ["a", "b"]
    assert decoded.raw == b'{"a":1,"b":[null]}'
    assert decoded.get("c") is None


def test_repr_shows_what_is_there() -> None:
    """Only what a message says is shown."""
    assert repr(status({"call_sid": "a"})) == "CallStatus(msgid='1', data=CallStatusData(call_sid='a'))"


def test_types_of_messages() -> None:
    """A message and a command know their own names."""
    assert status({}).type == "call:status"
    assert hook({}).type == "verb:hook"
    assert jp.commands.TtsFlush().command == "tts:flush"
    assert jp.Ack(msgid="1").type == "ack"


# -- faults that are known ------------------------------------------------------------------------

HUGE = b'{"type":"%b","msgid":"1","data":{"reason":"x","new":1e999}}'


@pytest.mark.parametrize(
    "look",
    [
        lambda: dict(cast("messages.VerbHook", jp.decode_client_message(HUGE % b"verb:hook")).data),
        lambda: (
            cast("messages.VerbHook", jp.decode_client_message(HUGE % b"verb:hook")).payload(hooks.GatherResult).extra
        ),
        lambda: cast("messages.CallStatus", jp.decode_client_message(HUGE % b"call:status")).data.extra,
        lambda: jp.decode_client_message(b'{"type":"call:status","data":{},"new":1e999}').extra,
        lambda: jp.decode_payload(hooks.GatherResult, b'{"reason":"x","new":1e999}').extra,
    ],
    ids=["data", "payload", "extra of data", "extra of a message", "extra of a payload"],
)
def test_what_is_parsed_late(look: Callable[[], object]) -> None:
    """What was accepted can be looked into, or was refused at once; nothing undocumented comes out later."""
    try:
        look()
    except jp.DecodeError:
        return


def test_repr_of_what_cannot_be_parsed() -> None:
    """Whoever logs something that is found to be wrong only when it is looked at can still do so."""
    assert "1e999" in repr(jp.decode_client_message(HUGE % b"verb:hook"))
    assert repr(vendor('{"a":1e999}')) == "SpeechVendor(name='a', evt=Ellipsis)"
    assert vendor('{"a":1e999}').__rich_repr__() == [("name", "a"), ("evt", ...)]


def vendor(evt: str) -> hooks.SpeechVendor:
    """A vendor's own event, as it came."""
    text = f'{{"reason":"x","speech":{{"vendor":{{"name":"a","evt":{evt}}}}}}}'
    speech = jp.decode_payload(hooks.GatherResult, text).speech
    assert speech is not None
    assert speech.vendor is not None
    return speech.vendor


def test_vendor_events_are_parsed_late() -> None:
    """Whoever reads the text does not need them; they are as if they had been parsed at once."""
    event: dict[str, Json] = {"a": [1, None]}
    for same in (vendor('{"a":[1,null]}'), pickle.loads(pickle.dumps(vendor('{"a": [1, null]}')))):
        assert same == hooks.SpeechVendor(name="a", evt=event)
        assert repr(same) == f"SpeechVendor(name='a', evt={event})"
        assert same.evt == event
        assert same.evt is same.evt
    assert vendor("{}") != hooks.SpeechVendor(name="a", evt=event)
    assert vendor("null").evt is None
    assert vendor("[{}]").evt == [{}]
    assert vendor('{"a":1.50}').raw == b'{"name":"a","evt":{"a":1.50}}'
    assert json.loads(jp.encode(hook({"speech": {"vendor": {"name": "a", "evt": event}}})))["data"]["speech"]


@pytest.mark.parametrize("evt", ["1", '"text"', "[1]", '[[{"a":1}]]', '{"a":1e999}'])
def test_vendor_events_of_another_shape(evt: str) -> None:
    """What is wrong with one is told to who looks at it, and to nobody else."""
    found = vendor(evt)
    assert found.name == "a"
    with pytest.raises(jp.DecodeError) as raised:
        found.evt  # noqa: B018
    assert raised.value.path.startswith("$.evt")
    assert raised.value.subject == "SpeechVendor"


def test_unknown_properties_inside() -> None:
    """Unknown properties are reachable at any depth, from the object that has them."""
    decoded = hook(
        {"reason": "x", "speech": {"is_final": True, "new": 1, "alternatives": [{"transcript": "a", "later": 2}]}}
    )
    speech = decoded.payload(hooks.GatherResult).speech
    assert speech is not None
    assert speech.extra == {"new": 1}
    assert speech.alternatives[0].extra == {"later": 2}


def test_text_of_what_is_inside() -> None:
    """What stands inside of a payload knows its own text, as it came, whichever way to it was gone before."""
    inside = b'{"alternatives":[ {"transcript":"a"},{"transcript":"b" , "more":1.50e1} ]}'
    data = b'{"reason":"x","speech":%b,"digits":""}' % inside
    message = b'{"type":"verb:hook","msgid":"1","hook":"/a","data":%b}' % data
    decoded = jp.decode_client_message(message)
    assert isinstance(decoded, messages.VerbHook)
    for payload in (decoded.payload(hooks.GatherResult), jp.decode_payload(hooks.GatherResult, data)):
        assert payload.speech is not None
        first, second = payload.speech.alternatives
        assert second.raw == b'{"transcript":"b" , "more":1.50e1}'
        assert second.extra == {"more": 15.0}
        assert first.raw == b'{"transcript":"a"}'
        assert payload.speech.raw == inside
    made = hooks.GatherResult(reason="x", speech=hooks.Speech(is_final=True))
    assert made.speech is not None
    assert made.speech.raw == b'{"is_final":true,"alternatives":[]}'


def test_other_names_in_a_list() -> None:
    """A list under another name is where it belongs, and its elements are read."""
    data: Json = {"type": "x", "functionCalls": [{"id": "1", "name": "a"}]}
    call = jp.decode_payload(hooks.LlmToolCall, data)
    assert [one.name for one in call.function_calls or ()] == ["a"]
    assert call == jp.decode_payload(hooks.LlmToolCall, {"type": "x", "function_calls": [{"id": "1", "name": "a"}]})
    assert repr(call) == repr(jp.decode_payload(hooks.LlmToolCall, text(data)))


def test_wrong_value_under_another_name() -> None:
    """An error names the property as the server calls it."""
    with pytest.raises(InvalidMessage) as caught:
        status({"public_ip": 1})
    assert caught.value.path == "$.data.public_ip"


def test_aliases_inside() -> None:
    """Aliases are folded at any depth."""
    data = {"parent_call_info": {"local_sip_address": "10.0.0.1"}}
    decoded = jp.decode_client_message(message("session:adulting", data))
    assert isinstance(decoded, messages.SessionAdulting)
    assert decoded.data.parent_call_info is not None
    assert decoded.data.parent_call_info.fs_sip_address == "10.0.0.1"


def test_no_number_in_a_payload() -> None:
    """A float that is no number does not become ``null`` in the text of a payload."""
    with pytest.raises(MalformedMessage):
        jp.decode_payload(hooks.GatherResult, {"reason": "x", "new": math.nan})


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        (
            {"reason": "speechDetected", "speech": {"alternatives": [{"transcript": "yes"}, {"transcript": "yet"}]}},
            "yes",
        ),
        ({"reason": "speechDetected", "speech": {"alternatives": [{"confidence": 0.1}]}}, ""),
        ({"reason": "speechDetected", "speech": {"alternatives": []}}, ""),
        ({"reason": "dtmfDetected", "digits": "1"}, ""),
    ],
)
def test_what_was_said_is_the_best_reading(payload: Json, said: str) -> None:
    assert jp.decode_payload(hooks.GatherResult, text(payload)).said == said
