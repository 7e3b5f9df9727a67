"""Making an exam: what may be had of the plan is held, the paper is made, both become one exam."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from assay.apps.mathvidya.bank.document import ON_SCREEN
from assay.apps.mathvidya.events import Event
from assay.apps.mathvidya.exams import queries, rules
from assay.apps.mathvidya.exams.forms import GenerateForm
from assay.apps.mathvidya.models.exams import ExamInstance, ExamTemplate, TemplateKind
from assay.apps.mathvidya.models.people import StudentProfile
from assay.apps.mathvidya.papers import printing
from assay.apps.mathvidya.papers import queries as templates
from assay.apps.mathvidya.papers import service as papers
from assay.apps.mathvidya.papers.blueprint import Blueprint
from assay.apps.mathvidya.papers.errors import BankTooSmall
from assay.apps.mathvidya.papers.service import Generated
from assay.apps.mathvidya.papers.snapshot import Snapshot, Variant
from assay.apps.mathvidya.people import service as people
from assay.apps.mathvidya.plans import service as plans
from assay.apps.mathvidya.plans.rules import Entitlement
from assay.kernel import audit, clock
from assay.kernel.access.actor import Actor, org_of, person_of
from assay.kernel.db.session import Database, Session
from assay.kernel.errors import AssayError, NotFound
from assay.kernel.ids import uuid5_of
from assay.kernel.web.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Offer:
    """What a student may have made now; `entitlement` is None without a plan."""

    entitlement: Entitlement | None
    choices: Sequence[tuple[str, str]]


async def has_profile(db: Session, actor: Actor) -> bool:
    """Whether the student has said which class it is."""
    return await queries.account_of(db, org_of(actor), person_of(actor)) is not None


async def offer(db: Session, actor: Actor) -> Offer:
    """The templates of the student's class that the plan holds."""
    student = await people.student_of(db, actor)
    found = await plans.current(db, student.org_id, student.student_id)
    if found is None:
        return Offer(None, ())
    rows = await papers.templates(db, student.org_id, class_level=student.class_level, offered=True)
    terms = found.terms
    choices = [
        (str(row.template_id), row.name)
        for row in rows
        if (not terms.mcq_only or is_on_screen(row))
        and (terms.unit_practice or row.kind is not TemplateKind.UNIT)
    ]
    return Offer(found, choices)


async def generate(database: Database, actor: Actor, form: GenerateForm) -> ExamInstance:
    """Make a paper and an exam of it. The same `key` makes one exam, however often it is sent.

    Raises NotFound for a template of another class, PaymentRequired with what is left of the plan, and
    BankTooSmall, which says what the bank lacks.
    """
    org_id, student_id = org_of(actor), person_of(actor)
    exam_id = uuid5_of(student_id, "exam", form.key)
    async with database.transaction(org_id=org_id) as db:
        there = await queries.exam_or_none(db, org_id, student_id, exam_id)
        if there is not None:
            return there
        student = await people.student_of(db, actor)
        template = await _template(db, student, form.template_id)
        held = await plans.reserve(
            db,
            org_id,
            student_id,
            exam_id,
            mcq_only=is_on_screen(template),
            unit_practice=template.kind is TemplateKind.UNIT,
        )
    try:
        async with database.transaction(org_id=org_id) as db:
            return await _make(db, actor, student, template, held, exam_id, form.seed)
    except AssayError:
        async with database.transaction(org_id=org_id) as db:
            await plans.release_stale(db, org_id, student_id, exam_id)
        raise


async def _make(
    db: Session,
    actor: Actor,
    student: StudentProfile,
    template: ExamTemplate,
    held: Entitlement,
    exam_id: UUID,
    seed: int | None,
) -> ExamInstance:
    # The same request may have been sent twice at once: the second finds the exam of the first.
    there = await queries.exam_or_none(db, student.org_id, student.student_id, exam_id)
    if there is not None:
        return there
    made = await _paper(db, student, template, seed)
    max_score, written_max = rules.maxima(made.snapshot)
    row = ExamInstance(
        org_id=student.org_id,
        student_id=student.student_id,
        exam_id=exam_id,
        template_id=template.template_id,
        template_version=template.version,
        class_level=student.class_level,
        title=template.name,
        seed=made.seed,
        paper=made.document,
        paper_digest=made.digest,
        plan_code=held.plan,
        sla_hours=held.sla_hours,
        minutes=made.snapshot.paper.minutes,
        usage_key=exam_id,
        max_score=max_score,
        written_max=written_max,
        generated_at=clock.now(),
    )
    if not await queries.add_exam(db, row):
        return await queries.exam(db, student.org_id, student.student_id, exam_id)
    await audit.record(
        db,
        actor,
        Event.EXAM_GENERATED,
        entity="mathvidya-exam",
        entity_id=exam_id,
        details={
            "template": template.code,
            "version": template.version,
            "seed": made.seed,
            "paper": made.digest.hex(),
        },
    )
    await plans.commit(db, student.org_id, student.student_id, exam_id)
    await papers.count_uses(db, student.org_id, made)
    return await queries.exam(db, student.org_id, student.student_id, exam_id)


async def _paper(db: Session, student: StudentProfile, template: ExamTemplate, seed: int | None) -> Generated:
    """A paper of questions the student has not had; where the bank has none, of as few others as can be."""
    variant = Variant.VISUALLY_IMPAIRED if student.needs_substitutes else Variant.STANDARD
    try:
        return await papers.generate_paper(
            db, student.org_id, template, seed=seed, student_id=student.student_id, variant=variant
        )
    except BankTooSmall:
        return await papers.generate_paper(
            db,
            student.org_id,
            template,
            seed=seed,
            student_id=student.student_id,
            variant=variant,
            allow_seen=True,
        )


async def _template(db: Session, student: StudentProfile, template_id: UUID) -> ExamTemplate:
    await papers.templates(db, student.org_id)  # those that every organisation starts with
    found = await templates.template(db, student.org_id, template_id)
    if found.class_level is not student.class_level or not found.is_offered:
        raise NotFound(_("There is no such template for your class."))
    return found


def is_on_screen(template: ExamTemplate) -> bool:
    """Whether a paper of this template is answered on screen alone."""
    blueprint = Blueprint.model_validate(template.blueprint)
    return all(kind in ON_SCREEN for section in blueprint.sections for kind in section.counts)


async def printed(found: ExamInstance) -> bytes:
    """The paper in print, with answer sheets; the same bytes every time. Takes no database."""
    return await printing.print_paper(
        Snapshot.read(found.paper), found.exam_id, made_at=found.started_at or found.generated_at
    )
