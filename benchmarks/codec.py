"""The codec alone, on the examples in ``spec/``: see ``apps/codec_ours.py`` and ``apps/codec_python_sdk.py``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache
from statistics import fmean

import msgspec

from .measure import Round, Size
from .peers import OURS, Peer, output

CODECS = {"ours.py": "codec_ours.py", "python_sdk.py": "codec_python_sdk.py"}
"""What times the codec of an application."""


def timed(peers: Sequence[Peer], size: Size, *, what: str) -> Round:
    """Microseconds: the mean over all examples that everybody takes, and those of each example."""
    times: dict[str, dict[str, float]] = {}
    for peer in peers:
        if peer.app in CODECS and not peer.uvloop:
            answer = output(peer, CODECS[peer.app], what, given=examples())
            found = msgspec.json.decode(answer, type=dict[str, dict[str, float]])
            suffix = peer.name.removeprefix("ours")
            times |= {f"{name}{suffix}" if "ours" in name else name: values for name, values in found.items()}
    common = set.intersection(*(set(values) for values in times.values()))
    return {
        name: {"µs": fmean(values[example] for example in common), "examples": len(common)}
        | {example: values[example] for example in sorted(values)}
        for name, values in times.items()
    }


@cache
def examples() -> str:
    """All examples of messages, hooks, commands and verbs, as JSON."""
    return json.dumps(
        [
            {
                "name": f"{folder}/{name} {number}",
                "text": json.dumps(_message(folder, example)),
                "from_jambonz": folder in ("messages", "hooks"),
                "payload": title if folder == "hooks" else None,
            }
            for folder in ("messages", "hooks", "commands", "verbs")
            for name, title, found in _schemas(folder)
            for number, example in enumerate(found, 1)
        ]
    )


def _schemas(folder: str) -> Iterator[tuple[str, str, list[object]]]:
    for path in sorted((OURS / "spec" / folder).glob("*.json")):
        schema = json.loads(path.read_text())
        found = schema.get("examples", [])
        if folder == "messages":  # where parts of messages are described as well
            found = [example for example in found if "type" in example]
        if "oneOf" not in schema:  # what has alternatives has no examples that these do not have
            yield path.stem, schema["title"], found


def _message(folder: str, example: object) -> object:
    """An example as a message: payloads in a hook, verbs in an ack."""
    if folder == "hooks":
        return {
            "type": "verb:hook",
            "msgid": "8Tz1wKc4yQpR6vNn3bXjLs",
            "call_sid": "1",
            "hook": "/hook",
            "data": example,
        }
    if folder == "verbs":
        return {"type": "ack", "msgid": "8Tz1wKc4yQpR6vNn3bXjLs", "data": [example]}
    return example
