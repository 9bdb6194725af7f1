"""Every example in the spec goes through the codec and back."""

from __future__ import annotations

import json
from typing import Any, cast

import msgspec
import pytest

import jambonz_proto as jp
from codegen.spec import Definition
from jambonz_proto._base import Received, Sent

from .oracle import (
    CLOSED,
    OPEN,
    SUBJECTS,
    Json,
    Subject,
    as_written,
    examples,
    held,
    is_array,
    is_object,
    named,
    same,
    spec,
    text,
    typed,
)


def params(subjects: list[Subject]) -> list[Any]:
    """The examples as parameters of a test."""
    return [pytest.param(subject, example, id=f"{subject}-{index}") for subject, index, example in examples(subjects)]


every_example = pytest.mark.parametrize(("subject", "example"), params(SUBJECTS))
every_closed_example = pytest.mark.parametrize(("subject", "example"), params(CLOSED))
every_open_example = pytest.mark.parametrize(("subject", "example"), params(OPEN))


def rebuilt(value: Any) -> Any:
    """The same made anew from its fields, all the way down, as an application would make it."""
    if isinstance(value, (Sent, Received)):
        return type(value)(**{name: rebuilt(getattr(value, name)) for name in value.__struct_fields__})
    if is_array(value):
        return [rebuilt(part) for part in value]
    return value


def test_every_file_has_examples_here() -> None:
    """No file of the spec is left out, but bases and places for verbs, which are tested by what uses them."""
    tested = {subject.definition.file for subject, _, _ in examples(SUBJECTS)}
    left_out = {d.file for d in spec().definitions if not d.pointer} - tested
    apart = {d.file for d in spec().definitions if d.is_abstract or d.is_place or d.is_map}
    assert left_out == apart - tested
    assert len(tested) > 180


@every_example
def test_schema_and_codec_agree_on_an_example(subject: Subject, example: Json) -> None:
    """JSON Schema allows every example, and the codec takes it."""
    assert subject.allows(example)
    assert subject.takes(example)


@pytest.mark.parametrize(("subject", "example"), [p for p in params(SUBJECTS) if is_object(p.values[1])])
def test_schema_and_codec_agree_on_a_further_property(subject: Subject, example: Json) -> None:
    """An unknown property is refused by both in what the application sends, and by neither in what jambonz sends."""
    further = {**example, "no such property": 1}
    assert subject.allows(further) is not subject.definition.is_closed
    assert subject.takes(further) is not subject.definition.is_closed


@every_example
def test_class(subject: Subject, example: Json) -> None:
    """An example decodes to the class of its schema, or to one of its union's."""
    assert type(subject.decode(text(example))) in subject.classes


@every_closed_example
def test_round_trip_of_what_the_application_sends(subject: Subject, example: Json) -> None:
    """What was decoded is written as the same JSON, and so is the same thing made by hand."""
    decoded = subject.decode(text(example))
    expected = as_written(subject.definition, example)
    assert same(json.loads(subject.encode(decoded)), expected)
    by_hand = rebuilt(decoded)
    assert by_hand == decoded
    assert same(json.loads(subject.encode(by_hand)), expected)


@every_open_example
def test_round_trip_of_what_jambonz_sends(subject: Subject, example: Json) -> None:
    """What was received is written as the very bytes that came in, whatever their layout."""
    for data in (text(example), json.dumps(example, indent=2).encode(), json.dumps(example).encode("ascii")):
        decoded = subject.decode(data)
        assert subject.encode(decoded) == data
        assert cast("Received", decoded).raw == data


@every_open_example
def test_typed_attributes_of_what_jambonz_sends(subject: Subject, example: Json) -> None:
    """The typed attributes hold all that the spec knows, and without the received text they are what is written."""
    decoded = subject.decode(text(example))
    expected, _ = typed(subject.definition, example)
    assert same(held(decoded), expected)
    for fresh in (msgspec.structs.replace(cast("Received", decoded)), rebuilt(decoded)):
        assert "_raw" not in vars(fresh)
        assert same(json.loads(subject.encode(fresh)), expected)


@pytest.mark.parametrize(
    ("subject", "example"), params([s for s in OPEN if s.definition.folder == "messages" and s.definition.wire_name])
)
def test_message_with_a_change(subject: Subject, example: Json) -> None:
    """A message of which a field is replaced is written with the change, not as it came."""
    decoded = cast("jp.ClientMessage", subject.decode(text(example)))
    changed = msgspec.structs.replace(decoded, b3="changed")
    written = json.loads(jp.encode(changed))
    assert written["b3"] == "changed"
    assert written["msgid"] == example["msgid"]


def bodies() -> list[Definition]:
    """The verbs, whose examples are elements of a verb array; they have a second form."""
    return spec().verbs


@pytest.mark.parametrize("verb", bodies(), ids=lambda d: str(d.wire_name))
def test_keyed_form(verb: Definition) -> None:
    """The server's other form of an element, with the verb's name as the only key, decodes to the same."""
    element = named(f"verbs.{verb.name}")
    for example in verb.schema["examples"]:
        body = {name: value for name, value in example.items() if name != "verb"}
        keyed = element.decode(text({str(verb.wire_name): body}))
        assert keyed == element.decode(text(example))
        assert same(json.loads(element.encode(keyed)), example)
