"""Ways to an answer, by template; what the modules of checks share."""

import re
from collections.abc import Callable
from typing import Any

import sympy
from sympy import Rational

from assay.apps.mathvidya.bank.document import Alternative, Question
from tests.apps.mathvidya.bank.reading import numbers

Check = Callable[[Question], Any]
CHECKS: dict[str, Check] = {}


def checked(template_id: str) -> Callable[[Check], Check]:
    """The decorated function gives what the answer must name: a value, several, a text, or for case studies
    one list for each part, the alternative's in "or"."""

    def register(check: Check) -> Check:
        CHECKS[template_id] = check
        return check

    return register


def ints(question: Question) -> list[int]:
    return [int(one) for one in numbers(question.text.en)]


def ints_of(text: str) -> list[int]:
    return [int(one) for one in numbers(text)]


def exact(question: Question) -> list[sympy.Rational]:
    return [Rational(one.numerator, one.denominator) for one in numbers(question.text.en)]


def asked(question: Question, at: int) -> str:
    """The text of a part of a case study."""
    text = question.parts[at].text
    assert text is not None
    return text.en


def instead(question: Question) -> Alternative:
    """The alternative of a case study's last part."""
    found = question.parts[2].alternative
    assert found is not None
    return found


def match(pattern: str, text: str) -> re.Match[str]:
    found = re.search(pattern, text)
    assert found is not None, (pattern, text)
    return found
