"""Real wire messages, payloads and verb arrays (see :mod:`tests.samples`) through the codec."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import jambonz_proto as jp
from codegen.spec import Definition
from jambonz_proto import commands, components, hooks, messages
from jambonz_proto._base import JsonObject, Received
from jambonz_proto._tables import COMMANDS, MESSAGES
from jambonz_proto.errors import DecodeError
from tests import samples
from tests.samples import Sample

from .oracle import Json, held, is_array, is_object, named, same, spec, text, typed

WITHOUT_A_TYPE: dict[str, set[str]] = {
    # What the vendor of a model says, which the server passes on as it is: nothing of it is jambonz' own.
    "llm:event": {
        ".data.content_index",
        ".data.event_id",
        ".data.item",
        ".data.item_id",
        ".data.logprobs",
        ".data.transcript",
        ".response",
        ".response_id",
        ".server_content",
        ".transcript",
    },
    # The body of a webhook of jambonz before 0.3, with keys in camel case.
    "call-status": {
        ".accountSid",
        ".applicationSid",
        ".callId",
        ".callSid",
        ".callStatus",
        ".callerName",
        ".parentCallSid",
        ".sipStatus",
    },
}
"""Properties in the samples that the spec does not know, by the end of the sample's kind; they stay in ``extra``."""

PAYLOADS: dict[str, type[Received]] = {
    "payload:amd": hooks.AmdEvent,
    "payload:call-status": messages.CallStatusData,
    "payload:dial": hooks.DialResult,
    "payload:gather": hooks.GatherResult,
    "payload:hook-base": hooks.CallInfo,
    "payload:initial": messages.SessionData,
    "payload:llm:event": hooks.LlmEvent,
    "payload:llm:tool-call": hooks.LlmToolCall,
    "payload:sip-refer": hooks.SipReferResult,
    "payload:sip-refer-event": hooks.SipReferEvent,
    "payload:tts:streaming-event": messages.TtsStreamingEventData,
}

HOOKS: list[tuple[str, type[Received]]] = [
    ("dial_call_status", hooks.DialResult),
    ("playback_seconds", hooks.PlayResult),
    ("completion_reason", hooks.LlmResult),
    ("hint", hooks.AmdEvent),
    ("reason", hooks.GatherResult),
    ("speech", hooks.Transcription),
]
"""A property by which the payload of a sample of ``verb:hook`` is told, the first one that it has."""

BODIES: dict[str, str] = {
    "mute_status": "commands.MuteStatusData",
    "conf_mute_status": "commands.ConfMuteStatusData",
    "whisper": "commands.WhisperData",
    "call_hook": "commands.RedirectHooks",
    "sip_rec": "components.RecordOptions",
    "conferenceParticipantAction": "commands.ConfParticipantActionData",
}
"""Members of a REST body to what the command of the same meaning has in its data."""

NESTED = {"sip_rec", "conferenceParticipantAction"}
"""Members of a REST body whose value is a command's whole data; of the others the member itself is."""


def definition(cls: type) -> Definition:
    folder = cls.__module__.rpartition(".")[2]
    return next(d for d in spec().definitions if (d.folder, d.name) == (folder, cls.__name__))


def payload_class(data: Json) -> type[Received]:
    """The class of a payload of ``verb:hook``."""
    return next(cls for name, cls in HOOKS if name in data)


def check_typed(received: Received, d: Definition, value: Json, kind: str) -> None:
    """The typed attributes hold the value, but for the properties that are listed."""
    expected, lost = typed(d, value)
    assert same(held(received), expected)
    unknown = WITHOUT_A_TYPE.get(kind.removeprefix("partial:").partition(":")[2], set[str]())
    assert set(lost) <= unknown, "neither in a typed attribute nor listed"
    top = {path.removeprefix(".") for path in lost if path.count(".") == 1}
    assert set(received.extra) == top


# -- the folder -------------------------------------------------------------------------------


def test_missing_folder(tmp_path: Path) -> None:
    """Without the folder there is a reason to skip that says where it was looked for and how to say otherwise."""
    reason = samples.why_missing({}, tmp_path / "project")
    assert reason is not None
    assert str(tmp_path / "shared" / "samples") in reason
    assert "JAMBONZ_SAMPLES" in reason


def test_missing_folder_in_ci(tmp_path: Path) -> None:
    """In CI too the tests may skip where there are no samples."""
    assert samples.why_missing({"CI": "true"}, tmp_path / "project") is not None


@pytest.mark.parametrize("named", [{}, {"JAMBONZ_SAMPLES": "/no/such/folder"}])
def test_no_skip_in_ci(tmp_path: Path, named: Mapping[str, str]) -> None:
    """In CI it is an error not to use samples that are there, without their index or under another name."""
    (tmp_path / "shared" / "samples").mkdir(parents=True)
    assert samples.why_missing({**named}, tmp_path / "project") is not None
    with pytest.raises(RuntimeError, match="in CI they must be used"):
        samples.why_missing({"CI": "true", **named}, tmp_path / "project")


def test_named_folder(tmp_path: Path) -> None:
    """``JAMBONZ_SAMPLES`` names a folder elsewhere."""
    (tmp_path / "index.json").write_text("[]", encoding="utf-8")
    environment = {"CI": "true", "JAMBONZ_SAMPLES": str(tmp_path)}
    assert samples.why_missing(environment, tmp_path / "project") is None
    assert samples.folder(environment) == tmp_path


def test_every_kind_is_tested() -> None:
    """No sample is of a kind that the tests below leave out."""
    if samples.MISSING:
        pytest.skip(samples.MISSING)
    known = ("ws:", "partial:ws:", "payload:", "app:ack", "app:command:", "app:verb", "app:lcc-body", "invalid:app:")
    assert [sample.kind for sample in samples.SAMPLES if not sample.kind.startswith(known)] == []
    kinds = {sample.kind for sample in samples.SAMPLES if sample.kind.startswith("payload:")}
    assert kinds == set(PAYLOADS)


def test_list_of_untyped_properties_is_needed() -> None:
    """Every property that is listed as unknown to the spec occurs."""
    if samples.MISSING:
        pytest.skip(samples.MISSING)
    seen: dict[str, set[str]] = {}
    for sample in samples.SAMPLES:
        kind, _, name = sample.kind.partition(":")
        parts: list[tuple[type, Json]] = []
        if kind == "ws":
            parts.append((MESSAGES[name], sample.value))
        if name == "verb:hook" and kind == "ws":
            parts.append((payload_class(sample.value["data"]), sample.value["data"]))
        if kind == "payload":
            parts.append((PAYLOADS[sample.kind], sample.value))
        for cls, value in parts:
            lost = typed(definition(cls), value)[1]
            if lost:
                seen.setdefault(name, set()).update(lost)
    assert seen == WITHOUT_A_TYPE


# -- from jambonz -----------------------------------------------------------------------------


@pytest.mark.parametrize("sample", samples.params("ws:", "partial:ws:"))
def test_message(sample: Sample) -> None:
    """A message decodes to the class of its type and comes back byte for byte; what it says is in typed attributes."""
    message = jp.decode_client_message(sample.text)
    assert not isinstance(message, jp.UnknownMessage)
    assert type(message) is MESSAGES[sample.value["type"]]
    assert message.type == sample.kind.removeprefix("partial:").removeprefix("ws:")
    assert jp.encode(message) == sample.text
    check_typed(message, definition(type(message)), sample.value, sample.kind)


@pytest.mark.parametrize(
    "sample",
    [p for p in samples.params("ws:", "partial:ws:") if p.marks or p.values[0].kind.endswith(":verb:hook") is False],
)
def test_data_of_a_message(sample: Sample) -> None:
    """The data of every other message is typed by itself, and keeps its own text."""
    message = jp.decode_client_message(sample.text)
    data = message.data
    assert isinstance(data, Received)
    assert same(json.loads(data.raw), sample.value["data"])


@pytest.mark.parametrize("sample", samples.params("ws:verb:hook", "partial:ws:verb:hook"))
def test_payload_of_a_hook(sample: Sample) -> None:
    """The payload of a hook is typed by the class that belongs to it."""
    message = jp.decode_client_message(sample.text)
    assert isinstance(message, messages.VerbHook)
    assert isinstance(message.data, JsonObject)
    data = sample.value["data"]
    cls = payload_class(data)
    payload = message.payload(cls)
    assert type(payload) is cls
    check_typed(payload, definition(cls), data, sample.kind)
    assert same(json.loads(payload.raw), data)


@pytest.mark.parametrize("sample", samples.params("payload:"))
def test_payload(sample: Sample) -> None:
    """A payload decodes to the class of its kind, from text and from the parsed value alike."""
    cls = PAYLOADS[sample.kind]
    payload = jp.decode_payload(cls, sample.text)
    assert type(payload) is cls
    assert payload.raw == sample.text
    check_typed(payload, definition(cls), sample.value, sample.kind)
    assert jp.decode_payload(cls, sample.value) == payload
    assert jp.decode_payload(cls, sample.text.decode()) == payload


# -- from the application ---------------------------------------------------------------------


@pytest.mark.parametrize("sample", samples.params("app:verb"))
def test_verbs(sample: Sample) -> None:
    """Real verbs are within the spec; written again they decode to the same."""
    array = as_array(sample.value)
    decoded = jp.decode_verbs(text(array))
    assert len(decoded) == len(array)
    written = jp.encode(commands.Ack(msgid="1", data=decoded))
    assert jp.decode_server_message(written) == commands.Ack(msgid="1", data=decoded)
    in_one_form = [named_form(element) for element in array]
    assert same(json.loads(written)["data"], in_one_form)


def as_array(value: Json) -> list[Json]:
    """Some samples are a single verb."""
    return value if is_array(value) else [value]


def named_form(element: dict[str, Any]) -> dict[str, Any]:
    """A verb with its name in ``verb``, whichever of the two forms it has."""
    if "verb" in element:
        return element
    [(name, body)] = element.items()
    return {"verb": name, **body}


@pytest.mark.parametrize("sample", samples.params("app:ack", "app:command:"))
def test_server_message(sample: Sample) -> None:
    """Real acks and commands are within the spec; written again they decode to the same."""
    decoded = jp.decode_server_message(sample.text)
    if sample.kind == "app:ack":
        assert type(decoded) is commands.Ack
    else:
        assert type(decoded) is COMMANDS[sample.kind.removeprefix("app:command:")]
    written = jp.encode(decoded)
    again = jp.decode_server_message(written)
    if isinstance(decoded, commands.Ack) and decoded.data is None:
        assert again == commands.Ack(msgid=decoded.msgid, data=[])  # always written
    else:
        assert again == decoded


@pytest.mark.parametrize("sample", samples.params("app:lcc-body"))
def test_rest_body(sample: Sample) -> None:
    """The members of a REST body are what the command of the same meaning has in its data."""
    for member, value in sample.value.items():
        part = named(BODIES[member])
        data = value if member in NESTED else {member: [value] if member == "whisper" and is_object(value) else value}
        decoded = part.decode(text(data))
        assert type(decoded) in part.classes
        assert same(json.loads(part.encode(decoded)), data)


@pytest.mark.parametrize("sample", samples.params("invalid:app:"))
def test_invalid(sample: Sample) -> None:
    """What a server or its validator refuses is refused, with a path into the message."""
    if sample.kind.startswith("invalid:app:verb"):
        with pytest.raises(DecodeError) as caught:
            jp.decode_verbs(text(as_array(sample.value)))
        assert caught.value.path.startswith("$[")
    else:
        with pytest.raises(DecodeError):
            jp.decode_server_message(sample.text)


def test_record_options_are_the_data_of_record() -> None:
    """The table of REST bodies refers to the data of real commands."""
    assert commands.Record.__annotations__["data"] == "components.RecordOptions"
    assert components.StartRecording in named("components.RecordOptions").classes
