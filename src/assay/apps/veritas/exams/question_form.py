"""The flat fields of a question's page, and the question they make."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from assay.apps.veritas.exams.forms import QuestionForm
from assay.kernel.errors import Invalid
from assay.kernel.questions import variants
from assay.kernel.questions.document import Option, Parameter, Question, QuestionType
from assay.kernel.web.forms import parse
from assay.kernel.web.i18n import gettext as _

OPTION = "option_"
_RANGE = re.compile(r"(-?[\d.]+)\s*\.\.\s*(-?[\d.]+)(?:\s+step\s+([\d.]+))?")
_FEEDBACKS = ("correct", "incorrect", "general")


def values_of(question: Question) -> dict[str, Any]:
    """The fields that show a question as it is stored."""
    body, key = question.body, question.key
    return {
        "kind": question.kind.value,
        "title": question.title,
        "pool": question.pool,
        "points": f"{question.points.normalize():f}",
        "text": body.text,
        "unit": body.unit,
        "fixed_order": body.fixed_order,
        "parameters": "\n".join(map(_parameter_line, body.parameters)),
        "figures": {figure.name: figure for figure in body.figures},
        "options": list(body.options),
        "right": list(key.options),
        "value": key.value,
        "absolute": variants.shown(key.absolute),
        "relative_percent": variants.shown(key.relative * 100),
        "accepted": "\n".join(key.accepted),
        "case_sensitive": key.case_sensitive,
        "partial": key.partial,
        "rubric": key.rubric,
        **{f"feedback_{name}": getattr(key.feedback, name) for name in _FEEDBACKS},
    }


def blank_values(kind: QuestionType) -> dict[str, Any]:
    """The fields of a new question."""
    choice = kind in (QuestionType.SINGLE, QuestionType.MULTIPLE)
    return {
        "kind": kind.value,
        "title": "",
        "pool": "",
        "points": "1",
        "text": "",
        "unit": "",
        "fixed_order": False,
        "parameters": "",
        "figures": {},
        "options": [Option(id=f"o{place}", text="") for place in range(1, 5)] if choice else [],
        "right": [],
        "value": "",
        "absolute": "0",
        "relative_percent": "0",
        "accepted": "",
        "case_sensitive": False,
        "partial": False,
        "rubric": "",
        **{f"feedback_{name}": "" for name in _FEEDBACKS},
    }


def question_from(data: Mapping[str, Any], *, before: Question | None = None) -> Question:
    """The question of the page's fields; figures stay as they were `before`. Raises Invalid by field."""
    listed = [
        {"id": name.removeprefix(OPTION), "text": str(text)}
        for name, text in data.items()
        if name.startswith(OPTION)
    ]
    right = _list(data.get("right"))
    # A row left empty is a row not used, unless it is marked as right.
    options = [one for one in listed if one["text"].strip() or one["id"] in right]
    document = {
        "kind": data.get("kind", ""),
        "title": data.get("title", ""),
        "pool": data.get("pool", ""),
        "points": data.get("points") or "1",
        "body": {
            "text": data.get("text", ""),
            "options": options,
            "unit": data.get("unit", ""),
            "parameters": _parameters(str(data.get("parameters", ""))),
            "figures": [one.model_dump() for one in before.body.figures] if before else [],
            "fixed_order": data.get("fixed_order") == "true",
        },
        "key": {
            "options": right,
            "value": data.get("value", ""),
            "absolute": data.get("absolute") or "0",
            "relative": _share(str(data.get("relative_percent") or "0")),
            "accepted": [line.strip() for line in str(data.get("accepted", "")).splitlines() if line.strip()],
            "case_sensitive": data.get("case_sensitive") == "true",
            "partial": data.get("partial") == "true",
            "rubric": data.get("rubric", ""),
            "feedback": {name: data.get(f"feedback_{name}", "") for name in _FEEDBACKS},
        },
    }
    return parse(QuestionForm, document, field_of=_page_field).question()


def draft_from(data: Mapping[str, Any]) -> tuple[Question | None, dict[str, str]]:
    """The question as far as it is written, or what is still missing by field: for the live preview."""
    try:
        return question_from(data), {}
    except Invalid as error:
        return None, error.fields


def _list(value: object) -> list[str]:
    if isinstance(value, str):
        return [value] if value else []
    return [str(one) for one in value] if isinstance(value, Sequence) else []


def _page_field(name: str) -> str:
    parts = [part for part in name.split(".") if part not in ("body", "key")]
    if parts and parts[0] == "feedback":
        return f"feedback_{parts[-1]}"
    return parts[0] if parts else "text"


def _share(percent: str) -> Decimal:
    try:
        return Decimal(percent) / 100
    except InvalidOperation:
        told = _("Give a number, such as 8.5.")
        raise Invalid(told, fields={"relative_percent": told}) from None


def _parameters(text: str) -> list[dict[str, Any]]:
    """A parameter a line: `a = 1..9`, `b = 0..1 step 0.1`, or `c = 2, 3, 5`."""
    return [_parameter(line, number) for number, line in enumerate(text.splitlines(), 1) if line.strip()]


def _parameter(line: str, number: int) -> dict[str, Any]:
    name, sign, values = (part.strip() for part in line.partition("="))
    found = _RANGE.fullmatch(values)
    try:
        if not sign or not re.fullmatch(r"[a-z][a-z0-9_]{0,15}", name):
            raise InvalidOperation
        if found:
            low, high, step = Decimal(found[1]), Decimal(found[2]), Decimal(found[3] or "1")
            return Parameter(name=name, low=low, high=high, step=step).model_dump()
        return Parameter(
            name=name, choices=tuple(Decimal(one.strip()) for one in values.split(","))
        ).model_dump()
    except InvalidOperation:
        told = _("Line %(number)s: write it like a = 1..9, b = 0..1 step 0.1, or c = 2, 3, 5.") % {
            "number": number
        }
        raise Invalid(told, fields={"parameters": told}) from None


def _parameter_line(one: Parameter) -> str:
    if one.choices:
        return f"{one.name} = {', '.join(map(variants.shown, one.choices))}"
    if one.low is None or one.high is None:
        return f"{one.name} = "
    step = "" if one.step == 1 else f" step {variants.shown(one.step)}"
    return f"{one.name} = {variants.shown(one.low)}..{variants.shown(one.high)}{step}"
