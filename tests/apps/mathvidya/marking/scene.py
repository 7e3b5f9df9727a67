"""A script on its way to a marker: a student's exam with its paper, three answer pages, an evaluation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import func, select

from assay.apps.mathvidya.bank.document import (
    ClassLevel,
    Cognitive,
    Difficulty,
    Kind,
    Method,
    Step,
    Unit,
    Words,
)
from assay.apps.mathvidya.models.evaluations import Evaluation, EvaluationState, Purpose
from assay.apps.mathvidya.models.exams import ExamInstance, ExamStatus, UnansweredQuestion
from assay.apps.mathvidya.models.sheets import AnswerSheetUpload, SheetState
from assay.apps.mathvidya.papers.blueprint import Scope
from assay.apps.mathvidya.papers.snapshot import (
    Item,
    ItemKey,
    Key,
    Origin,
    Paper,
    PaperPart,
    PaperQuestion,
    PaperSection,
    PartKey,
    Snapshot,
    Variant,
    digest,
)
from assay.kernel import clock
from assay.kernel.ids import uuid7
from tests.support.school import Caller, School

QUESTIONS = {
    (21, "a"): UUID(int=211),
    (21, "b"): UUID(int=212),
    (22, "a"): UUID(int=221),
    (36, "a"): UUID(int=361),
}
"""Questions of the bank; every paper made here shows the same."""


def _method(*steps: tuple[str, str], name: str = "") -> Method:
    return Method(
        name=name, steps=tuple(Step(text=Words(en=text), marks=Decimal(marks)) for text, marks in steps)
    )


def _part(label: str, choice: Any, *methods: Method, answer: str = "$x = 3$", typed: str = "") -> PartKey:
    total = sum((step.marks for step in methods[0].steps), Decimal(0))
    return PartKey(
        label=label, choice=choice, marks=total, answer=Words(en=answer), methods=methods, typed=typed
    )


def _keys() -> list[tuple[int, Any, tuple[PartKey, ...]]]:
    roots = _method(("Factors $x^2 - 5x + 6$", "1"), ("Gives both roots", "1"))
    formula = _method(
        ("Puts numbers into the formula", "0.5"), ("Finds the discriminant", "1"), ("Gives the roots", "1.5")
    )
    graph = _method(("Draws the parabola", "2"), ("Reads the roots", "1"), name="By its graph")
    return [
        (21, "a", (_part("", "a", roots),)),
        (21, "b", (_part("", "a", _method(("Shows that the triangles are similar", "2"))),)),
        (22, "a", (_part("", "a", formula, graph),)),
        (
            36,
            "a",
            (
                _part("i", "a", _method(("Names the first term", "1"))),
                _part("ii", "a", _method(("Names the difference", "1")), typed="2n"),
                _part("iii", "a", _method(("Sums up", "1"), ("Gives the sum", "1"))),
                _part(
                    "iii",
                    "b",
                    _method(("Sets up the equation", "0.5"), ("Solves it", "0.5"), ("Answers", "1")),
                ),
            ),
        ),
    ]


def snapshot() -> Snapshot:
    """Question 21 is one of two, 22 has two methods, 36 is a case whose last part has an alternative."""
    texts = {
        (21, "a"): "Find the roots of $x^2 - 5x + 6 = 0$.",
        (21, "b"): "Show that $\\triangle ABC \\sim \\triangle DEF$.",
        (22, "a"): "Solve $2x^2 + x - 4 = 0$.",
        (36, "a"): "A hall has 20 seats in its first row and 2 more in each row behind.",
    }
    kinds = {21: Kind.VSA, 22: Kind.SA, 36: Kind.CASE}
    asked = {
        number: PaperQuestion(
            number=number,
            kind=kind,
            unit=Unit.ALGEBRA,
            marks=sum((part.marks for part in _keys_of(number)[0] if part.choice == "a"), Decimal(0)),
            items=tuple(
                Item(
                    choice=side,
                    question_id=QUESTIONS[number, side],
                    version=1,
                    text=Words(en=texts[number, side]),
                    parts=tuple(
                        PaperPart(
                            label=part.label,
                            text=Words(en=f"Part {part.label}") if part.label else None,
                            marks=part.marks,
                            typed=False,
                            alternative=Words(en="Which row has 40 seats?") if part.label == "iii" else None,
                        )
                        for part in parts
                        if part.choice == "a"
                    ),
                )
                for at, side, parts in _keys()
                if at == number
            ),
        )
        for number, kind in kinds.items()
    }
    return Snapshot(
        paper=Paper(
            class_level=ClassLevel.X,
            session="2026-27",
            title="Mathematics, class X",
            scope=Scope.FULL,
            variant=Variant.STANDARD,
            minutes=180,
            total=Decimal(9),
            sections=tuple(
                PaperSection(
                    label=label,
                    marks_each=asked[at].marks,
                    total=asked[at].marks,
                    choices=0,
                    questions=(asked[at],),
                )
                for label, at in (("B", 21), ("C", 22), ("E", 36))
            ),
        ),
        key=Key(
            items=tuple(
                ItemKey(
                    number=number,
                    choice=side,
                    question_id=QUESTIONS[number, side],
                    version=1,
                    topic="Quadratic equations",
                    cognitive=Cognitive.APPLY,
                    difficulty=Difficulty.MEDIUM,
                    source="test",
                    parts=parts,
                )
                for number, side, parts in _keys()
            ),
            origin=Origin(template_id=None, template_version=1, seed="1", ortools="", kin=False, seen=0),
        ),
    )


def _keys_of(number: int) -> list[tuple[PartKey, ...]]:
    return [parts for at, _side, parts in _keys() if at == number]


@dataclass(frozen=True, slots=True)
class Script:
    """An evaluation, and whose exam it is of."""

    school: School
    student: Caller
    exam_id: UUID
    evaluation_id: UUID
    sheets: Sequence[UUID]

    @property
    def path(self) -> str:
        return f"/evaluations/{self.evaluation_id}"

    async def row(self) -> Evaluation:
        async with self.school.database.transaction(org_id=self.school.org_id) as db:
            found = await db.scalar(select(Evaluation).where(Evaluation.evaluation_id == self.evaluation_id))
            assert found is not None
            return found

    async def send(self, teacher: Caller, *ops: dict[str, Any], after: int = 0) -> httpx.Response:
        return await teacher.post(f"{self.path}/ops", {"after": after, "ops": list(ops)})

    async def submit(self, teacher: Caller) -> httpx.Response:
        last = (await self.row()).last_op
        return await teacher.post(f"{self.path}/submit", {"last_op_no": last})

    def seen(self, *, blank: int | None = 2) -> list[dict[str, Any]]:
        """Everything looked at."""
        return [
            *(sent("seen_page", sheet_id=str(sheet)) for sheet in self.sheets),
            *([sent("blank_ack", sheet_id=str(self.sheets[blank - 1]))] if blank else []),
            *(sent("seen_question", number=number) for number in (21, 22, 36)),
        ]


def sent(kind: str, **fields: Any) -> dict[str, Any]:
    """One operation as a page sends it."""
    return {"op_id": str(uuid7()), "made_at": clock.now().isoformat(), "kind": kind, **fields}


def marked(number: int, step: int, marks: str | None, part: str = "", **fields: Any) -> dict[str, Any]:
    return sent("mark", number=number, part=part, step=step, marks=marks, **fields)


def all_marks(**given: str) -> list[dict[str, Any]]:
    """Full marks for the first of each choice; `q21_0="0"` gives another mark for step 0 of question 21."""
    steps = [(21, "", 0, "1"), (21, "", 1, "1"), (22, "", 0, "0.5"), (22, "", 1, "1"), (22, "", 2, "1.5")]
    steps += [(36, "i", 0, "1"), (36, "ii", 0, "1"), (36, "iii", 0, "1"), (36, "iii", 1, "1")]
    return [
        marked(number, step, given.get(f"q{number}{part}_{step}", marks), part)
        for number, part, step, marks in steps
    ]


async def make_exam(
    school: School, student: Caller, *, pages: int = 3, blank: int | None = 2, unanswered: Sequence[int] = ()
) -> tuple[UUID, list[UUID]]:
    """A submitted exam with its answer pages; one of them is blank."""
    paper = snapshot().document()
    now = clock.now()
    exam = ExamInstance(
        org_id=school.org_id,
        student_id=student.person_id,
        exam_id=uuid7(),
        template_id=uuid7(),
        template_version=1,
        class_level=ClassLevel.X,
        title="Mathematics, class X",
        seed=1,
        paper=paper,
        paper_digest=bytes.fromhex(digest(paper)),
        plan_code="premium",
        sla_hours=48,
        minutes=180,
        usage_key=uuid7(),
        max_score=Decimal(9),
        written_max=Decimal(9),
        generated_at=now,
        status=ExamStatus.SUBMITTED,
        started_at=now - timedelta(hours=4),
        deadline_at=now - timedelta(hours=1),
        submitted_at=now,
    )
    sheets = [uuid7() for _ in range(pages)]
    await school.add(
        exam,
        *(
            AnswerSheetUpload(
                org_id=school.org_id,
                student_id=student.person_id,
                exam_id=exam.exam_id,
                sheet_id=sheet,
                upload_file_id=uuid7(),
                position=number,
                state=SheetState.CONFIRMED,
                announced_sha256="0" * 64,
                sha256="0" * 64,
                size=1000,
                mime="image/png",
                object_key=f"sheets/{sheet}.png",
                page_number=number,
                verdict={"findings": ["blank"] if number == blank else []},
                confirmed_at=now,
            )
            for number, sheet in enumerate(sheets, start=1)
        ),
        *(
            UnansweredQuestion(
                org_id=school.org_id,
                student_id=student.person_id,
                exam_id=exam.exam_id,
                number=number,
                declared_at=now,
            )
            for number in unanswered
        ),
    )
    return exam.exam_id, sheets


async def make_script(
    school: School,
    student: Caller,
    teacher: Caller,
    *,
    exam: tuple[UUID, list[UUID]] | None = None,
    purpose: Purpose = Purpose.FIRST,
    **columns: Any,
) -> Script:
    """An evaluation assigned to `teacher`, of an exam of its own or of one more round of `exam`."""
    exam_id, sheets = exam or await make_exam(school, student)
    now = clock.now()
    async with school.database.transaction(org_id=school.org_id) as db:
        rounds = await db.scalar(select(func.count()).where(Evaluation.exam_id == exam_id))
    row = Evaluation(
        **{
            "org_id": school.org_id,
            "student_id": student.person_id,
            "exam_id": exam_id,
            "round": (rounds or 0) + 1,
            "evaluation_id": uuid7(),
            "purpose": purpose,
            "state": EvaluationState.ASSIGNED,
            "class_level": "X",
            "teacher_id": teacher.person_id,
            "sla_hours": 48,
            "clock_from": now,
            "due_at": now + timedelta(days=5),
            "half_at": now + timedelta(days=2),
            "risk_at": now + timedelta(days=4),
            "assigned_at": now,
            **columns,
        }
    )
    await school.add(row)
    return Script(school, student, exam_id, row.evaluation_id, sheets)
