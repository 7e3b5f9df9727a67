"""Pure rules of sitting: the paper drawn for a student, what a response may be, the document of a receipt."""

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from assay.apps.veritas.exams.template import Template
from assay.kernel.audit.chain import canonical
from assay.kernel.errors import OutOfOrder
from assay.kernel.questions.document import Body, QuestionType
from assay.kernel.questions.variants import draw as draw_values
from assay.kernel.questions.variants import fill_body
from assay.kernel.web.i18n import gettext as _

CHOICES = (QuestionType.SINGLE, QuestionType.MULTIPLE)
LONGEST = {
    QuestionType.NUMERIC: 100,
    QuestionType.SHORT: 500,
    QuestionType.FORMULA: 500,
    QuestionType.LONG: 20_000,
}
"""Characters a response of each kind may have."""
FIGURE_TYPES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
}
HIGHEST_REVISION = 1_000_000


@dataclass(frozen=True, slots=True)
class Drawable:
    """What the draw needs to know of a question."""

    question_id: UUID
    version: int
    pool: str
    points: Decimal
    options: tuple[str, ...]
    fixed_order: bool


def draw(questions: Sequence[Drawable], template: Template, seed: int) -> list[dict[str, Any]]:
    """The paper of one student: `form["questions"]`, in the order shown. The same seed draws the same paper.

    `questions` come in the exam's order: those outside pools, and from each pool as many as the template says
    (all of them where there are fewer; one of a pool it does not name).
    """
    chance = random.Random(seed)
    pools: dict[str, list[Drawable]] = defaultdict(list)
    for question in questions:
        if question.pool:
            pools[question.pool].append(question)
    drawn = {question.question_id for question in questions if not question.pool}
    for name in sorted(pools):
        wanted = min(template.pools.get(name, 1), len(pools[name]))
        drawn |= {question.question_id for question in chance.sample(pools[name], wanted)}
    paper = [question for question in questions if question.question_id in drawn]
    if template.shuffle_questions:
        chance.shuffle(paper)
    form = []
    for question in paper:
        options = list(question.options)
        if template.shuffle_options and not question.fixed_order:
            chance.shuffle(options)
        form.append(
            {
                "question_id": str(question.question_id),
                "version": question.version,
                "seed": chance.getrandbits(31),
                "options": options,
                "points": f"{question.points:f}",
            }
        )
    return form


def shown(body: Body, place: Mapping[str, Any]) -> Body:
    """The body as one student sees it: the variant of the place's seed, options in the place's order."""
    filled = fill_body(body, draw_values(body.parameters, place["seed"]))
    by_id = {option.id: option for option in filled.options}
    ordered = tuple(by_id[one] for one in place["options"] if one in by_id)
    return filled.model_copy(update={"options": ordered})


def check_nothing_answered(answered: int) -> None:
    """Raises OutOfOrder: an attempt with answers is submitted, never abandoned."""
    if answered:
        raise OutOfOrder(_("There are answers in this attempt: submit it."), answered=answered)


def media_type(key: str) -> str:
    """The type of a figure by the name of its file; nothing that a browser would run."""
    return FIGURE_TYPES.get(key.rpartition(".")[2].lower(), "application/octet-stream")


def cleaned(kind: QuestionType, options: Sequence[str], response: Mapping[str, Any]) -> dict[str, Any]:
    """`response` in its one stored form; `{}` where the answer was taken back.

    Raises ValueError with a sentence on anything that does not fit the question.
    """
    if not response:
        return {}
    field = "options" if kind in CHOICES else "text"
    if set(response) != {field}:
        raise ValueError(f"This question takes an answer of the form {{'{field}': ...}}.")
    value = response[field]
    return _chosen(kind, options, value) if kind in CHOICES else _typed(kind, value)


def _chosen(kind: QuestionType, options: Sequence[str], value: object) -> dict[str, Any]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ValueError("Send the chosen options as a list of their ids.")
    if len(set(value)) != len(value) or not set(value) <= set(options):
        raise ValueError("Each chosen option must be one of the question's, and named once.")
    if kind is QuestionType.SINGLE and len(value) > 1:
        raise ValueError("Only one option can be chosen.")
    return {"options": sorted(value)} if value else {}


def _typed(kind: QuestionType, value: object) -> dict[str, Any]:
    if not isinstance(value, str):
        raise ValueError("Send the answer as text.")
    if len(value) > LONGEST[kind]:
        raise ValueError(f"This answer takes up to {LONGEST[kind]} characters.")
    if "\x00" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
        raise ValueError("The answer holds characters that cannot be stored.")
    return {"text": value} if value.strip() else {}


@dataclass(frozen=True, slots=True)
class Final:
    """The answer that counts, to one question."""

    question_id: UUID
    revision: int
    response: Mapping[str, Any]
    received_at: datetime
    in_grace: bool


def receipt(
    attempt_id: UUID, exam_id: UUID, form: Mapping[str, Any], finals: Iterable[Final]
) -> dict[str, Any]:
    """The document whose RFC 8785 form is hashed for the receipt: every question, answered or not."""
    answers = {str(final.question_id): final for final in finals}
    return {
        "attempt_id": str(attempt_id),
        "exam_id": str(exam_id),
        "answers": [
            {
                "question_id": question["question_id"],
                "version": question["version"],
                "seed": question["seed"],
                **_answer(answers.get(question["question_id"])),
            }
            for question in form["questions"]
        ],
    }


def _answer(final: Final | None) -> dict[str, Any]:
    if final is None:
        return {"revision": 0, "response": {}}
    return {
        "revision": final.revision,
        "response": dict(final.response),
        "received_at": final.received_at.isoformat(),
        "in_grace": final.in_grace,
    }


def receipt_bytes(document: Mapping[str, Any]) -> bytes:
    """The bytes that are hashed (RFC 8785)."""
    return canonical(document)
