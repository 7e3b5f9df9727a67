"""The course of one exam in the demo: made, sat, photographed, handed in, marked; by the services."""

import hashlib
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

import httpx

from assay.apps.mathvidya.bank.document import ON_SCREEN, ClassLevel
from assay.apps.mathvidya.evaluations import queries as evaluation_queries
from assay.apps.mathvidya.evaluations import service as evaluations
from assay.apps.mathvidya.exams import making
from assay.apps.mathvidya.exams import service as exams
from assay.apps.mathvidya.exams.forms import AnswerForm, GenerateForm
from assay.apps.mathvidya.exams.rules import written_numbers
from assay.apps.mathvidya.jobspecs import EvaluationArgs
from assay.apps.mathvidya.marking import service as marking
from assay.apps.mathvidya.marking.forms import OpsForm
from assay.apps.mathvidya.marking.scheme import Method
from assay.apps.mathvidya.marking.service import View
from assay.apps.mathvidya.models.evaluations import Evaluation
from assay.apps.mathvidya.models.exams import ExamInstance, StudentMcqAnswer
from assay.apps.mathvidya.papers.snapshot import Snapshot
from assay.apps.mathvidya.quality import service as quality
from assay.apps.mathvidya.results import service as results
from assay.apps.mathvidya.sheets import service as sheets
from assay.apps.mathvidya.sheets import uploading
from assay.apps.mathvidya.sheets.forms import AcceptForm, PresignForm
from assay.apps.mathvidya.sheets.rules import Sheet
from assay.apps.mathvidya.submission import service as submission
from assay.demo import mathvidya_pages as pages
from assay.kernel import clock
from assay.kernel.access.actor import Actor, person_of
from assay.kernel.db.session import Database
from assay.kernel.files import SignedRequest, get_store
from assay.kernel.files.local import LocalStore
from assay.kernel.files.sniff import JPEG
from assay.kernel.ids import uuid5_of, uuid7

COMMENTS = (
    "Write down what $x$ stands for.",
    "The method is right; look at the sign in the last line.",
    "State the theorem you use.",
    "Very well set out.",
)
SITTING = timedelta(hours=2, minutes=40)
"""From the start of a full paper until it is handed in."""


@dataclass(frozen=True, slots=True)
class Learner:
    """A student of the demo. `skill`: the share of all marks they get, about."""

    actor: Actor
    email: str
    level: ClassLevel
    plan: str
    skill: float

    @property
    def student_id(self) -> UUID:
        return person_of(self.actor)


@dataclass(frozen=True, slots=True)
class Course:
    """Takes exams of one organisation through their steps; `teachers` mark them."""

    database: Database
    org_id: UUID
    admin: Actor
    teachers: Sequence[Actor]

    async def make(self, who: Learner, code: str, number: int) -> ExamInstance:
        """A paper of the template `code`, such as `xii-board`; the same for the same student and number."""
        form = GenerateForm(
            template_id=uuid5_of(self.org_id, "template", code),
            key=uuid5_of(who.student_id, code, number),
            seed=int.from_bytes(hashlib.sha256(f"{who.email} {code} {number}".encode()).digest()[:3]),
        )
        return await making.generate(self.database, who.actor, form)

    async def start(self, who: Learner, exam_id: UUID) -> Snapshot:
        async with self.database.transaction(org_id=self.org_id) as db:
            found = await exams.start(db, who.actor, exam_id)
            return Snapshot.read(found.paper)

    async def answer(self, who: Learner, exam_id: UUID, snapshot: Snapshot, *, share: float = 1) -> int:
        """Answer what is answered on screen, or its first part; how many were right.

        The rows that the service would write, in one transaction: it reads the whole paper for each answer.
        """
        dice = random.Random(f"{who.email} {exam_id}")
        right, now = 0, clock.now()
        async with self.database.transaction(org_id=self.org_id) as db:
            for number, chosen, is_right in _chosen(snapshot, who.skill, dice, share):
                right += is_right
                db.add(
                    StudentMcqAnswer(
                        org_id=self.org_id,
                        student_id=who.student_id,
                        exam_id=exam_id,
                        number=number,
                        revision=1,
                        chosen=list(chosen),
                        answered_at=now,
                    )
                )
        return right

    async def answer_one_by_one(self, who: Learner, exam_id: UUID, snapshot: Snapshot) -> int:
        """The same by the service, one transaction for each answer, as a page sends them."""
        dice = random.Random(f"{who.email} {exam_id}")
        count = 0
        for number, chosen, _right in _chosen(snapshot, who.skill, dice, 1):
            async with self.database.transaction(org_id=self.org_id) as db:
                form = AnswerForm(chosen=chosen, revision=1)
                await exams.save_answer(db, who.actor, exam_id, number, form)
            count += 1
        return count

    async def photograph(
        self, who: Learner, exam_id: UUID, snapshot: Snapshot, *, most: int = 1, confirm: bool = True
    ) -> list[Sheet]:
        """Write, photograph and send the pages; with `most` above one every step is on them. What is left
        out is declared unanswered."""
        numbers = sorted(written_numbers(snapshot))
        dice = random.Random(f"{who.email} {exam_id} left out")
        left_out = [one for one in numbers if dice.random() > 0.75 + who.skill / 4]
        answered = [one for one in numbers if one not in left_out]
        async with self.database.transaction(org_id=self.org_id) as db:
            await exams.declare_unanswered(db, who.actor, exam_id, left_out)
        lines = pages.answers(snapshot, answered, in_steps=most > 1)
        seed = int.from_bytes(exam_id.bytes[:4])
        sent: list[Sheet] = []
        for data in await pages.photographs(snapshot, exam_id, lines, seed=seed, most=most):
            sent += await self.send(who, exam_id, data, confirm=confirm)
        return sent

    async def send(
        self, who: Learner, exam_id: UUID, data: bytes, *, confirm: bool = True, replaces: UUID | None = None
    ) -> list[Sheet]:
        """One page by the way a phone takes: announced, put, confirmed by hash, looked at, accepted."""
        store = get_store()
        form = PresignForm(
            name="page.jpg",
            content_type=JPEG,
            size=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
            replaces=replaces,
        )
        announced = await uploading.announce(self.database, store, who.actor, exam_id, form)
        if announced.request is not None:
            await _put(announced.request, data)
        found = await uploading.confirm(self.database, store, who.actor, exam_id, announced.sheet.sheet_id)
        for one in found if confirm else ():
            async with self.database.transaction(org_id=self.org_id) as db:
                await sheets.accept(db, who.actor, exam_id, one.sheet_id, AcceptForm(acknowledged=True))
        return found

    async def hand_in(self, who: Learner, exam_id: UUID) -> None:
        async with self.database.transaction(org_id=self.org_id) as db:
            await submission.submit(db, who.actor, exam_id)

    async def rounds(self, who: Learner, exam_id: UUID) -> Sequence[Evaluation]:
        async with self.database.transaction(org_id=self.org_id) as db:
            return await evaluation_queries.rounds(db, self.org_id, who.student_id, exam_id)

    async def give(self, evaluation_id: UUID, teacher: Actor) -> None:
        """The administrator gives a script to a teacher."""
        async with self.database.transaction(org_id=self.org_id) as db:
            await evaluations.assign_to(db, self.admin, evaluation_id, person_of(teacher))

    async def mark(
        self, teacher: Actor, evaluation_id: UUID, skill: float, *, share: float = 1, seed: str = ""
    ) -> Decimal | None:
        """Mark step by step, so that about `skill` of all marks are given; with `share` below one the
        marking stays unfinished."""
        dice = random.Random(f"{seed or evaluation_id}")
        async with self.database.transaction(org_id=self.org_id) as db:
            view = await marking.view(db, teacher, evaluation_id)
            ops = list(_ops(view, skill, dice, share))
            last = 0
            for at in range(0, len(ops), 200):
                form = OpsForm.model_validate({"after": last, "ops": ops[at : at + 200]})
                last, _behind = await marking.append(db, teacher, evaluation_id, form)
        if share < 1:
            return None
        async with self.database.transaction(org_id=self.org_id) as db:
            done = await marking.submit(db, teacher, evaluation_id, last)
            return done.score

    async def settle(self, who: Learner, evaluation_id: UUID) -> bool:
        """What the jobs after a marking do, now and not when the clock runs again; whether marks count."""
        async with self.database.transaction(org_id=self.org_id) as db:
            args = EvaluationArgs(student_id=who.student_id, evaluation_id=evaluation_id)
            found = await quality.settle(db, self.admin, args.student_id, args.evaluation_id)
            if found.counts is None:
                return False
            counting = found.counts.evaluation_id
        async with self.database.transaction(org_id=self.org_id) as db:
            await results.publish(db, self.admin, who.student_id, counting)
        return True

    async def sat(
        self, who: Learner, code: str, number: int, started: datetime, *, sheets: int = 1
    ) -> ExamInstance:
        """An exam from its paper to the hand-in, `started` then."""
        with clock.frozen(started - timedelta(minutes=3)):
            made = await self.make(who, code, number)
        with clock.frozen(started):
            snapshot = await self.start(who, made.exam_id)
        length = min(SITTING, timedelta(minutes=made.minutes))
        with clock.frozen(started + length * 0.4):
            await self.answer(who, made.exam_id, snapshot)
        with clock.frozen(started + length):
            if made.written_max:
                await self.photograph(who, made.exam_id, snapshot, most=sheets)
            await self.hand_in(who, made.exam_id)
        return made

    async def marked(
        self, who: Learner, exam_id: UUID, teacher: Actor, at: datetime, *, skill: float | None = None
    ) -> Evaluation:
        """The open round of an exam given to a teacher and marked, a day's work before `at`."""
        with clock.frozen(at - timedelta(hours=3)):
            one = (await self.rounds(who, exam_id))[-1]
            if one.teacher_id is None:
                await self.give(one.evaluation_id, teacher)
        with clock.frozen(at):
            wanted = who.skill if skill is None else skill
            await self.mark(teacher, one.evaluation_id, wanted, seed=str(exam_id))
            await self.settle(who, one.evaluation_id)
        return one


def _chosen(
    snapshot: Snapshot, skill: float, dice: random.Random, share: float
) -> Iterator[tuple[int, tuple[str, ...], bool]]:
    asked = [one for one in snapshot.paper.questions() if one.kind in ON_SCREEN]
    for one in asked[: round(len(asked) * share)]:
        key = snapshot.key.of(one.number)
        assert key is not None
        others = [option.id for option in one.items[0].options if option.id not in key.right]
        is_right = dice.random() < skill
        yield one.number, key.right if is_right else (dice.choice(others),), is_right


def _ops(view: View, skill: float, dice: random.Random, share: float) -> Iterator[dict[str, object]]:
    """Pages looked at, each step marked, a stamp beside each question, a comment now and then."""
    now = clock.now().isoformat()

    def op(kind: str, **values: object) -> dict[str, object]:
        return {"kind": kind, "op_id": str(uuid7()), "made_at": now, **values}

    for page in view.paper.pages:
        yield op("seen_page", sheet_id=str(page.sheet_id))
        if page.blank:
            yield op("blank_ack", sheet_id=str(page.sheet_id))
    questions = view.paper.scheme.questions
    for place, question in enumerate(questions[: round(len(questions) * share)]):
        yield op("seen_question", number=question.number)
        if question.number in view.paper.unanswered:
            continue
        lost = False
        for slot in question.slots:
            option = slot.options[0]
            for part in option.parts:
                for step in range(len(part.methods[0].steps)):
                    given = _given(part.methods[0], step, skill, dice)
                    lost = lost or given < part.methods[0].steps[step].marks
                    yield op(
                        "mark",
                        number=question.number,
                        part=part.label,
                        choice=option.choice,
                        step=step,
                        marks=str(given),
                    )
        if view.paper.pages:
            page = view.paper.pages[place * len(view.paper.pages) // len(questions)]
            where = {"x": 0.9, "y": round(0.16 + 0.8 * (place % 18) / 19, 3)}
            body = {"stamp": "half" if lost else "tick", **where}
            yield op("stamp", sheet_id=str(page.sheet_id), number=question.number, body=body)
        if lost and dice.random() < 0.3:
            yield op("comment", number=question.number, body={"text": dice.choice(COMMENTS)})


def _given(method: Method, step: int, skill: float, dice: random.Random) -> Decimal:
    whole = method.steps[step].marks
    if dice.random() < skill:
        return whole
    half = whole / 2
    return half if method.admits(step, half) and dice.random() < 0.5 else Decimal(0)


async def _put(request: SignedRequest, data: bytes) -> None:
    """Send the bytes as the link says; where it leads to this very house, by its door inside."""
    store = get_store()
    if isinstance(store, LocalStore):
        claims = store.claims(request.url.rpartition("/")[2], request.method)
        await store.put(
            claims.key,
            data,
            content_type=claims.content_type,
            max_bytes=claims.max_bytes,
            sha256=claims.sha256,
        )
        return
    async with httpx.AsyncClient() as http:
        answer = await http.request(request.method, request.url, content=data, headers=request.headers)
        answer.raise_for_status()
