"""The baseline engine: deterministic, grounded, named."""

import json

import pytest

from assay.apps.enigma.models.batches import RunKind
from assay.apps.enigma.scoring import baseline, normal, prompts, rubric, rules
from assay.kernel import llm
from tests.apps.enigma.scoring.essays import BENIGN

RUBRIC = rubric.load()


@pytest.mark.parametrize("name", BENIGN)
def test_answer_meets_schema_and_every_quote_occurs(name: str) -> None:
    body = normal.body(BENIGN[name], "Second prize, district science fair.")
    answer = baseline.score(body, RUBRIC)
    _, schema = prompts.answer_schema(RunKind.WORKER, RUBRIC)
    assert llm.violations(answer, schema) == []
    read = rules.read_worker(json.dumps(answer), RUBRIC, body)
    assert all(trait.quote is None or trait.quote in body for trait in read.traits.values())


def test_same_text_same_answer() -> None:
    assert baseline.score(BENIGN["pump"], RUBRIC) == baseline.score(BENIGN["pump"], RUBRIC)


def test_shown_work_scores_above_claims() -> None:
    shown, claimed = (
        sum(trait["score"] for trait in baseline.score(BENIGN[name], RUBRIC)["traits"].values())
        for name in ("pump", "plain")
    )
    assert shown >= claimed + 5


def test_saying_it_three_times_adds_nothing() -> None:
    once = baseline.score(BENIGN["pump"], RUBRIC)["traits"]
    thrice = baseline.score("\n".join([BENIGN["pump"]] * 3), RUBRIC)["traits"]
    assert {key: trait["score"] for key, trait in once.items()} == {
        key: trait["score"] for key, trait in thrice.items()
    }


def test_empty_text_gets_the_lowest_score_without_a_quote() -> None:
    traits = baseline.score("", RUBRIC)["traits"].values()
    assert {(trait["score"], trait["quote"]) for trait in traits} == {(1, None)}


def test_answer_says_that_it_is_the_baseline() -> None:
    assert "baseline" in baseline.score(BENIGN["shop"], RUBRIC)["summary"]


def test_judge_escalates_what_has_a_concern_and_upholds_the_rest() -> None:
    _, schema = prompts.answer_schema(RunKind.JUDGE, RUBRIC)
    for concerns, verdict in (([], "uphold"), (["injection_suspected"], "escalate")):
        answer = baseline.review("text", {}, concerns, RUBRIC)
        assert llm.violations(answer, schema) == []
        assert answer["verdict"] == verdict


@pytest.mark.parametrize("kind", list(RunKind))
def test_schemas_stay_within_the_strict_subset(kind: RunKind) -> None:
    llm.check_strict(prompts.answer_schema(kind, RUBRIC)[1])
