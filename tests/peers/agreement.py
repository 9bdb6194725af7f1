"""Asks us and the published validators about every case of the corpus."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from jambonz_proto._codec import decode_verbs, encode_verbs
from jambonz_proto.errors import InvalidMessage, RefusedByTarget

from .compare import Difference
from .corpus import Case, cases
from .ours import TARGETS, Json, Target, place, spec


@dataclass(frozen=True)
class Outcome:
    """What became of one case."""

    case: Case
    ours: dict[Target | None, str | None]
    """Our error by target, or ``None``."""
    theirs: dict[Target, str | None]
    """The error of the target's validator, or ``None``."""
    changed: str | None
    """What we made of a valid application by decoding and encoding it, if that is not the same."""

    @property
    def is_refused_by_all(self) -> bool:
        return all(self.theirs.values())


def outcomes(modules: Path) -> dict[str, list[Outcome]]:
    """Every case by the name of its verb; both validators run while we decode."""
    every = list(chain.from_iterable(cases().values()))
    texts = [case.text for case in every]
    with ThreadPoolExecutor() as pool:
        asked = {target: pool.submit(verdicts, modules, target, texts) for target in TARGETS}
        ours = [_decoded(case) for case in every]
        theirs = {target: future.result() for target, future in asked.items()}
    found: dict[str, list[Outcome]] = {}
    for index, (case, (errors, changed)) in enumerate(zip(every, ours, strict=True)):
        answers: dict[Target, str | None] = {target: theirs[target][index] for target in TARGETS}
        found.setdefault(case.verb, []).append(Outcome(case, errors, answers, changed))
    return found


def verdicts(modules: Path, target: Target, texts: Sequence[str]) -> list[str | None]:
    """What the validator of a target says about JSON texts of verb arrays: an error, or ``None``."""
    node = shutil.which("node")
    assert node is not None
    lines = "".join(f'{{"validator":"{target}","verbs":{text}}}\n' for text in texts)
    script = modules.parent / "validate.mjs"
    run = subprocess.run([node, script], input=lines, capture_output=True, encoding="utf-8", check=False)
    assert run.returncode == 0, run.stderr
    answers: list[str | None] = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(answers) == len(texts)
    return answers


def refusal(text: str, target: Target | None) -> str | None:
    """Our error for a JSON text, or ``None``."""
    try:
        decode_verbs(text, target=target)
    except (InvalidMessage, RefusedByTarget) as error:
        return str(error)
    return None


def _decoded(case: Case) -> tuple[dict[Target | None, str | None], str | None]:
    errors: dict[Target | None, str | None] = {target: refusal(case.text, target) for target in (None, *TARGETS)}
    for target in case.valid:
        if errors[target] is None:
            written = encode_verbs(decode_verbs(case.text, target=target), target=target)
            if _plain(json.loads(written)) != _plain(_named(json.loads(case.text))):
                return errors, written.decode()
    return errors, None


def _named(verbs: list[dict[str, Json]]) -> Json:
    """Elements in the form ``{"verb": "say", …}``, which is the one that we write."""
    named: list[Json] = []
    for verb in verbs:
        if "verb" in verb:
            named.append(verb)
        else:
            [(name, properties)] = verb.items()
            assert isinstance(properties, dict)
            named.append({"verb": name, **properties})
    return named


def _plain(value: Json) -> Json:
    """JSON in which ``true`` is not 1, but 1 is 1.0."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return f"<{value}>" if isinstance(value, bool) else value


# -- differences ------------------------------------------------------------------------------


def combinations(results: Iterable[Outcome]) -> set[Difference]:
    """What no server takes, and we do if no target is named."""
    return {
        Difference("combination", "any", outcome.case.place, outcome.case.what)
        for outcome in results
        if outcome.is_refused_by_all and outcome.ours[None] is None and not outcome.case.valid
    }


def unconfirmed(results: Iterable[Outcome]) -> set[Difference]:
    """Facts in ``x-targets`` of which the validator knows nothing: we refuse what it lets pass."""
    facts = _facts()
    known: dict[tuple[Target, str], bool] = {}
    for outcome in results:
        case = outcome.case
        for target in TARGETS:
            error = outcome.ours[target]
            key: tuple[Target, str] = (target, case.place)
            for_another = case.valid and target not in case.valid
            if error and for_another and key in facts and any(said in error for said in facts[key]):
                known[key] = known.get(key, False) or outcome.theirs[target] is not None
    return {
        Difference("fact", target, at, "refused only here") for (target, at), is_known in known.items() if not is_known
    }


def _facts() -> dict[tuple[Target, str], tuple[str, ...]]:
    """Target and place of every fact about verbs and their parts, with what our error says of it."""
    facts: dict[tuple[Target, str], tuple[str, ...]] = {}
    for definition in spec().definitions:
        for target in definition.schema.get("x-targets", {}):
            facts[target, place(definition)] = (f"does not take {definition.name}",)
        for name, (_, schema) in spec().all_properties(definition).items():
            for target in schema.get("x-targets", {}):
                facts[target, place(definition, name)] = (f".{name}`", f"the property `{name}`")
    return facts
