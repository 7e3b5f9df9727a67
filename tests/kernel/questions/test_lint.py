"""Lint: each thing that can be wrong is named, and a sound question passes."""

from decimal import Decimal
from typing import Any

import pytest

from assay.kernel.questions.document import Body, Figure, Key, Option, Parameter, Question, QuestionType
from assay.kernel.questions.lint import check, has_errors
from tests.kernel.questions import samples


def options(*texts: str) -> tuple[Option, ...]:
    return tuple(Option(id=f"o{place}", text=text) for place, text in enumerate(texts, 1))


def changed(question: Question, *, key: dict[str, Any] | None = None, **body: Any) -> Question:
    return question.model_copy(
        update={
            "body": question.body.model_copy(update=body),
            "key": question.key.model_copy(update=key or {}),
        }
    )


@pytest.mark.parametrize("question", [*samples.every(), samples.parameterised()], ids=lambda one: one.title)
def test_a_sound_question_has_no_finding(question: Question) -> None:
    assert check(question) == []


ERRORS = {
    "no key": (changed(samples.single(), key={"options": ()}), "There is no key"),
    "two keys": (changed(samples.single(), key={"options": ("a", "b")}), "can choose one"),
    "key names no option": (changed(samples.single(), key={"options": ("z",)}), "names z"),
    "options alike": (changed(samples.single(), options=options("4", " 4. ", "7")), "alike"),
    "options with one identifier": (
        changed(samples.single(), options=(Option(id="b", text="1"), Option(id="b", text="2"))),
        "same identifier",
    ),
    "one option": (changed(samples.single(), options=(Option(id="b", text="1"),)), "at least two"),
    "empty option": (
        changed(samples.single(), options=(Option(id="b", text="1"), Option(id="c", text=" "))),
        "empty",
    ),
    "empty text": (changed(samples.single(), text="  "), "no text"),
    "no value": (samples.numeric(""), "no key"),
    "negative tolerance": (samples.numeric(absolute=Decimal(-1)), "negative"),
    "key does not parse": (samples.numeric("2 +"), "cannot be read"),
    "formula does not parse": (changed(samples.formula(), key={"value": "2x)"}), "cannot be read"),
    "parameter undefined in the key": (samples.parameterised("a + c"), "uses c"),
    "parameter undefined in the text": (changed(samples.numeric(), text="Take {q}."), "{q}"),
    "parameter without values": (
        changed(
            samples.parameterised(),
            parameters=(Parameter(name="a"), Parameter(name="b", choices=(Decimal(1),))),
        ),
        "takes no value",
    ),
    "parameter twice": (
        changed(samples.parameterised("a+b"), parameters=samples.parameterised().body.parameters * 2),
        "defined twice",
    ),
    "division by nothing for some": (
        changed(samples.parameterised("1/(a-5) + b")),
        "no value for",
    ),
    "no accepted answer": (changed(samples.short(), key={"accepted": ()}), "no key"),
    "figure missing": (changed(samples.short(), text="See ![](figure:map)"), "no such figure"),
    "figure without words": (
        changed(samples.short(), text="![](figure:map)", figures=(Figure(name="map", key="k", alt=" "),)),
        "not described",
    ),
}


@pytest.mark.parametrize("case", ERRORS)
def test_an_error_keeps_it_from_being_published(case: str) -> None:
    question, words = ERRORS[case]
    findings = check(question)
    assert has_errors(findings)
    assert any(words in one.message for one in findings if one.severity == "error"), findings


WARNINGS = {
    "parameter never used": (
        changed(samples.numeric(), parameters=(Parameter(name="a", low=Decimal(1), high=Decimal(2)),)),
        "never used",
    ),
    "every option right": (changed(samples.multiple(), key={"options": ("a", "b", "c")}), "Every option"),
    "long right answer": (
        changed(
            samples.single(),
            options=options("4", "7 because it has no divisors but one and itself"),
            key={"options": ("o2",)},
        ),
        "gives it away",
    ),
    "no rubric": (changed(samples.long(), key={"rubric": ""}), "rubric"),
    "endless decimals": (samples.numeric("1/3", absolute=Decimal(0)), "endless"),
    "formula left open": (changed(samples.short(), text="$$x + 1"), "not closed"),
    "accepted twice": (changed(samples.short(), key={"accepted": ("Oslo", "oslo ")}), "twice"),
    "figure placed nowhere": (
        changed(samples.short(), figures=(Figure(name="map", key="k", alt="A map"),)),
        "placed nowhere",
    ),
    "options of a text question": (changed(samples.short(), options=options("a", "b")), "shows no options"),
}


@pytest.mark.parametrize("case", WARNINGS)
def test_a_warning_lets_it_pass(case: str) -> None:
    question, words = WARNINGS[case]
    findings = check(question)
    assert not has_errors(findings)
    assert any(words in one.message for one in findings), findings


def test_options_alike_for_some_students_are_found() -> None:
    question = Question(
        kind=QuestionType.SINGLE,
        body=Body(
            text="What is {a} + {a}?",
            options=options("{a}", "2"),
            parameters=(Parameter(name="a", low=Decimal(1), high=Decimal(2)),),
        ),
        key=Key(options=("o1",)),
    )
    assert any("For some students" in one.message for one in check(question))
