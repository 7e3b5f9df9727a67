"""Use cases of papers: templates kept and changed, and a paper made from one."""

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version as version_of_package
from typing import Any
from uuid import UUID

from assay.apps.mathvidya.bank.document import ClassLevel
from assay.apps.mathvidya.events import Event
from assay.apps.mathvidya.models.exams import ExamTemplate, TemplateKind
from assay.apps.mathvidya.papers import queries, seeds
from assay.apps.mathvidya.papers.blueprint import Blueprint
from assay.apps.mathvidya.papers.composing import compose
from assay.apps.mathvidya.papers.draw import Selection
from assay.apps.mathvidya.papers.errors import BankTooSmall
from assay.apps.mathvidya.papers.forms import NewTemplateForm, TemplateForm
from assay.apps.mathvidya.papers.snapshot import Origin, Snapshot, Variant, digest
from assay.apps.mathvidya.papers.solver import select
from assay.kernel import audit
from assay.kernel.access.actor import Actor, org_of
from assay.kernel.db.session import Session
from assay.kernel.errors import Conflict, Invalid
from assay.kernel.ids import uuid5_of, uuid7
from assay.kernel.web.etag import check_version
from assay.kernel.web.i18n import gettext as _

SHIPPED_BY = "Assay"
SEEDS = 2**31


@dataclass(frozen=True, slots=True)
class Generated:
    """A paper and its document as it is kept. `digest`: SHA-256 of its canonical form, 32 bytes."""

    seed: int
    snapshot: Snapshot
    document: dict[str, Any]
    digest: bytes
    selection: Selection


async def seed_templates(db: Session, org_id: UUID) -> int:
    """The templates every organisation starts with; those it has stay as they are. How many were missing."""
    rows = [
        _row(org_id, uuid5_of(org_id, "template", code), 1, code, blueprint.title, blueprint, SHIPPED_BY)
        for code, blueprint in seeds.blueprints()
    ]
    return await queries.add_templates(db, rows)


async def templates(
    db: Session, org_id: UUID, *, class_level: ClassLevel | None = None, offered: bool = False
) -> Sequence[ExamTemplate]:
    """Templates in force; an organisation without any gets those it starts with."""
    found = await queries.templates(db, org_id, class_level=class_level, offered=offered)
    if not found and await seed_templates(db, org_id):
        found = await queries.templates(db, org_id, class_level=class_level, offered=offered)
    return found


async def make(db: Session, actor: Actor, form: NewTemplateForm) -> ExamTemplate:
    """Raises Conflict where the code is taken."""
    org_id, template_id = org_of(actor), uuid7()
    row = _row(org_id, template_id, 1, form.code, form.name, form.blueprint, actor.label)
    if not await queries.add_templates(db, [{**row, "is_offered": form.is_offered}]):
        raise Conflict(_("There is a template with this code already."))
    made = await queries.template(db, org_id, template_id)
    await _record(db, actor, made)
    return made


async def change(
    db: Session, actor: Actor, template_id: UUID, form: TemplateForm, *, version: int
) -> ExamTemplate:
    """Change a template; another blueprint is another version. Papers that were made keep theirs.

    Raises PreconditionFailed where another version came in between, Invalid for another class.
    """
    org_id = org_of(actor)
    stored = await queries.template(db, org_id, template_id, lock=True)
    check_version(stored.version, version)
    if stored.class_level is not form.blueprint.class_level:
        raise Invalid(_("A template keeps its class."), fields={"class_level": _("Cannot change")})
    if Blueprint.model_validate(stored.blueprint) == form.blueprint:
        stored.name, stored.is_offered = form.name, form.is_offered
        await db.flush()
    else:
        await queries.supersede(db, stored)
        row = _row(org_id, template_id, version + 1, stored.code, form.name, form.blueprint, actor.label)
        await queries.add_templates(db, [{**row, "is_offered": form.is_offered}])
        stored = await queries.template(db, org_id, template_id)
    await _record(db, actor, stored)
    return stored


async def generate_paper(
    db: Session,
    org_id: UUID,
    template: ExamTemplate,
    *,
    seed: int | None = None,
    student_id: UUID | None = None,
    variant: Variant = Variant.STANDARD,
    allow_seen: bool = False,
) -> Generated:
    """A paper of the template, without questions that `student_id` has had; `allow_seen` takes some of them
    where nothing else fits.

    The same seed makes the same paper while bank and history are the same. Counts no use: whoever keeps the
    paper calls `count_uses`. Raises BankTooSmall, which says what is short.
    """
    drawn = secrets.randbelow(SEEDS) if seed is None else seed
    blueprint = Blueprint.model_validate(template.blueprint)
    had = await queries.seen(db, org_id, student_id) if student_id else {}
    bank = await queries.candidates(db, org_id, blueprint.class_level, had)
    found = await asyncio.to_thread(select, blueprint, bank, str(drawn), allow_seen=allow_seen)
    if not isinstance(found, Selection):
        raise BankTooSmall(found)
    chosen = [(one.question_id, one.version) for one in found.questions()]
    questions = await queries.questions(db, org_id, chosen)
    origin = Origin(
        template_id=template.template_id,
        template_version=template.version,
        seed=str(drawn),
        ortools=version_of_package("ortools"),
        kin=found.kin,
        seen=found.seen,
    )
    snapshot = compose(blueprint, found, questions, origin, variant=variant)
    document = snapshot.document()
    return Generated(drawn, snapshot, document, bytes.fromhex(digest(document)), found)


async def count_uses(db: Session, org_id: UUID, made: Generated) -> None:
    """The paper was given out: its questions were used once more. Last in a transaction: rows stay locked."""
    await queries.count_uses(db, org_id, [one.question_id for one in made.selection.questions()])


def _row(
    org_id: UUID, template_id: UUID, version: int, code: str, name: str, blueprint: Blueprint, by: str
) -> dict[str, Any]:
    return {
        "org_id": org_id,
        "template_id": template_id,
        "version": version,
        "code": code,
        "name": name,
        "class_level": blueprint.class_level,
        "kind": TemplateKind(blueprint.scope.value),
        "session": blueprint.session,
        "blueprint": blueprint.document(),
        "is_current": True,
        "is_offered": True,
        "changed_by": by,
    }


async def _record(db: Session, actor: Actor, row: ExamTemplate) -> None:
    await audit.record(
        db,
        actor,
        Event.TEMPLATE_CHANGED,
        entity="mathvidya-template",
        entity_id=row.template_id,
        after=row.blueprint,
        details={"code": row.code, "version": row.version, "offered": row.is_offered},
    )
