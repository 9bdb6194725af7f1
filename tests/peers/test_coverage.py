"""Every verb and every property of the published packages exists in our spec."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegen.spec import Definition

from .compare import Difference, compare, lacking
from .differences import COVERAGE, Listed, expected, problems, shown
from .ours import Alternative, Ours, spec
from .published import JambonzSchema, Published, VerbSpecifications, our_shape

PACKAGES = [VerbSpecifications, JambonzSchema]

CALLBACKS = {
    "agent-turn": "hooks/agent-event.json",
    "amd": "hooks/amd-event.json",
    "base": "hooks/call-info.json",
    "call-status": "messages/call-status-data.json",
    "conference": "hooks/conference-result.json",
    "conference-status": "hooks/conference-status.json",
    "conference-wait": "hooks/conference-wait.json",
    "dequeue": "hooks/dequeue-result.json",
    "dial": "hooks/dial-result.json",
    "dial-dtmf": "hooks/dial-dtmf.json",
    "dial-hold": "hooks/dial-hold.json",
    "dial-refer": "hooks/refer-request.json",
    "enqueue": "hooks/enqueue-result.json",
    "enqueue-wait": "hooks/enqueue-wait.json",
    "gather": "hooks/gather-result.json",
    "gather-partial": "hooks/gather-partial.json",
    "listen": "hooks/listen-result.json",
    "llm": "hooks/llm-result.json",
    "message": "hooks/message-result.json",
    "play": "hooks/play-result.json",
    "session-new": "messages/session-data.json",
    "session-reconnect": "messages/session-data.json",
    "session-redirect": "hooks/call-info.json",
    "sip-refer": "hooks/sip-refer-result.json",
    "sip-refer-event": "hooks/sip-refer-event.json",
    "sip-request": "hooks/sip-request-result.json",
    "transcribe": "hooks/transcription.json",
    "transcribe-translation": "hooks/translation.json",
    "transfer": "hooks/transfer-result.json",
    "tts-streaming-event": "messages/tts-streaming-event.json",
    "verb-status": "messages/verb-status.json",
}
"""Published schema of a payload to ours; in a message it is that of its ``data``."""


@pytest.mark.parametrize("package", PACKAGES)
def test_verbs_and_properties_exist_here(modules: Path, package: type[Published], differences: list[Listed]) -> None:
    """Every verb and property that the package names is in our spec, in its place, with its type and values."""
    published = package(modules)
    found = compare(published, Ours(published.target)).differences
    unlisted_or_gone = problems(found, expected(differences, COVERAGE, [published.target]))
    assert not unlisted_or_gone, shown(unlisted_or_gone)


@pytest.mark.parametrize(("package", "verbs", "places"), [(VerbSpecifications, 38, 709), (JambonzSchema, 40, 770)])
def test_nothing_is_passed_over(modules: Path, package: type[Published], verbs: int, places: int) -> None:
    """The comparison knows every verb, synonyms included, and comes to every schema of the package."""
    published = package(modules)
    assert len(published.verbs()) == verbs
    assert len(compare(published, Ours(published.target)).places) == places
    assert published.reached >= published.names


@pytest.mark.parametrize("package", PACKAGES)
def test_a_gap_in_our_spec_is_found(modules: Path, package: type[Published]) -> None:
    """A property, a type and a value that our spec loses are three more differences."""

    class Gappy(Ours):
        def properties(self, definition: Definition) -> dict[str, list[Alternative]]:
            found = super().properties(definition)
            if definition.name == "Gather":
                del found["timeout"]
            elif definition.name == "Say":
                found["text"] = [one for one in found["text"] if one.type == "string"]
            elif definition.name == "Vad":
                [one] = found["vendor"]
                found["vendor"] = [Alternative(one.type, one.owner, one.schema, ("silero",))]
            return found

    published = package(modules)
    target = published.target
    assert compare(published, Gappy(target)).differences - compare(published, Ours(target)).differences == {
        Difference("missing", target, "gather.timeout", "property"),
        Difference("type", target, "say.text", "no array"),
        Difference("values", target, "vad.vendor", "less: webrtc"),
    }


def test_payloads_exist_here(modules: Path) -> None:
    """Every property that the package names in the payload of a callback is in our spec."""
    callbacks = JambonzSchema(modules).callbacks
    ours = Ours("v10")
    files = {definition.file: definition for definition in spec().definitions if not definition.pointer}
    assert callbacks.keys() == CALLBACKS.keys()
    gaps = {
        gap
        for name, file in CALLBACKS.items()
        for gap in lacking("v10", callbacks[name], our_shape(ours, name, ours.payload(files[file])))
    }
    assert not gaps
