"""Our codec says the same as the published validators about a corpus made from our spec."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import pytest

from .agreement import Outcome, combinations, refusal, unconfirmed, verdicts
from .differences import AGREEMENT, COVERAGE, Listed, expected, problems, shown
from .ours import TARGETS, Target, spec

VERBS = [str(definition.wire_name) for definition in spec().verbs]

Results = dict[str, list[Outcome]]


@pytest.mark.parametrize("verb", VERBS)
def test_valid_applications_are_taken(results: Results, verb: str) -> None:
    """What our spec allows for a target decodes, for that target and without one."""
    wrong = [
        f"{target}: {outcome.case}: {outcome.ours[target]}"
        for outcome in results[verb]
        for target in (None, *TARGETS)
        if outcome.ours[target] and (outcome.case.valid if target is None else target in outcome.case.valid)
    ]
    assert not wrong, shown(wrong)


@pytest.mark.parametrize("verb", VERBS)
def test_valid_applications_come_back(results: Results, verb: str) -> None:
    """What was decoded is encoded as the same JSON."""
    wrong = [f"{outcome.case}: {outcome.changed}" for outcome in results[verb] if outcome.changed is not None]
    assert not wrong, shown(wrong)


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("verb", VERBS)
def test_valid_applications_pass_the_validator(results: Results, verb: str, target: Target) -> None:
    """What our spec allows for a target passes the validator of that target."""
    wrong = [
        f"{outcome.case}: {outcome.theirs[target]}"
        for outcome in results[verb]
        if target in outcome.case.valid and outcome.theirs[target]
    ]
    assert not wrong, shown(wrong)


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("verb", VERBS)
def test_what_a_validator_refuses_is_refused(results: Results, verb: str, target: Target) -> None:
    """With a target, whatever its validator refuses is refused here too: near misses, and what only another takes."""
    wrong = [
        f"{outcome.case}: {outcome.theirs[target]}"
        for outcome in results[verb]
        if outcome.theirs[target] and outcome.ours[target] is None
    ]
    assert not wrong, shown(wrong)


@pytest.mark.parametrize("verb", VERBS)
def test_what_all_validators_refuse_is_refused(results: Results, verb: str, differences: list[Listed]) -> None:
    """Without a target, what both validators refuse is refused here too."""
    listed = expected(differences, ["combination"], ["any"])
    wrong = [str(one) for one in combinations(results[verb]) - listed]
    assert not wrong, shown(wrong)


@pytest.mark.parametrize("verb", VERBS)
def test_near_misses_are_refused(results: Results, verb: str) -> None:
    """What our spec forbids for a target is refused for it, whatever the validators say."""
    wrong = [
        f"{target}: {outcome.case}"
        for outcome in results[verb]
        for target in outcome.case.near_miss
        if outcome.ours[target] is None
    ]
    assert not wrong, shown(wrong)


@pytest.mark.parametrize(
    "text",
    [
        "null",
        "{}",
        '{"verb": "say", "text": "Hi"}',
        "[null]",
        "[1]",
        '["say"]',
        "[{}]",
        '[{"verb": "no such verb"}]',
        '[{"verb": null}]',
        '[{"verb": 1}]',
        '[{"text": "Hi", "loop": 2}]',
        '[{"say": {"text": "Hi"}, "loop": 2}]',
        '[{"say": {"text": "Hi", "verb": "say"}}]',
        '[{"verb": "say", "text": "Hi"}, {"verb": "pause"}]',
    ],
)
def test_what_is_no_verb_array_is_refused(modules: Path, text: str) -> None:
    """Something else than an array of verbs is refused wherever a validator does, and in any case."""
    assert any(verdicts(modules, target, [text]) != [None] for target in TARGETS)
    assert refusal(text, None)


def test_the_corpus_tries_everything(results: Results) -> None:
    """Every verb has valid applications that pass and near misses that fail, most of them in both validators."""
    assert results.keys() == set(VERBS)
    for verb, outcomes in results.items():
        targets: set[Target] = {target for outcome in outcomes for target in outcome.case.valid}
        assert targets, verb
        for target in targets:
            assert any(outcome.theirs[target] is None for outcome in outcomes), verb
            assert any(outcome.theirs[target] for outcome in outcomes if target in outcome.case.near_miss), verb
    every = list(chain.from_iterable(results.values()))
    assert len(every) > 100_000
    assert sum(outcome.is_refused_by_all for outcome in every) > 50_000


def test_facts_about_targets(results: Results, differences: list[Listed]) -> None:
    """What ``x-targets`` says is what the validators do, but for what is listed; so are combinations of servers."""
    every = list(chain.from_iterable(results.values()))
    found = combinations(every) | unconfirmed(every)
    unlisted_or_gone = problems(found, expected(differences, AGREEMENT, ["any", *TARGETS]))
    assert not unlisted_or_gone, shown(unlisted_or_gone)


def test_differences_are_explained(differences: list[Listed]) -> None:
    """Every entry of the list is of a known kind, and has its own reason."""
    assert {entry.kind for entry in differences} <= {*COVERAGE, *AGREEMENT}
    assert all(len(entry.why.split()) > 2 and entry.why.endswith(".") for entry in differences)
    every = [one for entry in differences for one in entry.differences]
    assert len(every) == len(set(every))
