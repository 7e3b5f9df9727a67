"""Use case of a question's figures. A file lies under the digest of its bytes, so no version changes beneath
an attempt; no transaction is open while it is written."""

import hashlib
from collections.abc import AsyncIterator
from uuid import UUID

from assay.apps.veritas.exams import authoring, queries
from assay.apps.veritas.exams.forms import FigureForm, question_of
from assay.apps.veritas.exams.service import reach
from assay.apps.veritas.models.exams import ExamQuestion
from assay.apps.veritas.models.people import Level
from assay.kernel.access.actor import Actor, org_of
from assay.kernel.db.session import Database, Session
from assay.kernel.errors import NotFound
from assay.kernel.files import check_type, get_store, sniff
from assay.kernel.questions.document import Body, Figure
from assay.kernel.web.i18n import gettext as _

ENDINGS = {"image/png": "png", "image/jpeg": "jpg"}
MEDIA_TYPES = {ending: kind for kind, ending in ENDINGS.items()}


async def add(
    database: Database, actor: Actor, exam_id: UUID, question_id: UUID, form: FigureForm, data: bytes
) -> ExamQuestion:
    """A figure for a question, as its next version; one of the same name is replaced. PNG or JPEG.

    Raises WrongType on any other file.
    """
    org_id = org_of(actor)
    async with database.transaction(org_id=org_id) as db:
        await reach(db, actor, exam_id, Level.MANAGE)
        await queries.question(db, org_id, exam_id, question_id)
    kind = sniff(data)
    check_type(kind, ENDINGS)
    key = f"veritas/{org_id}/figures/{hashlib.sha256(data).hexdigest()}.{ENDINGS[kind]}"
    await get_store().put(key, _once(data), content_type=kind)
    async with database.transaction(org_id=org_id) as db:
        row = await queries.question(db, org_id, exam_id, question_id)
        question = question_of(row)
        kept = tuple(one for one in question.body.figures if one.name != form.name)
        figures = (*kept, Figure(name=form.name, key=key, alt=form.alt))
        changed = question.model_copy(update={"body": question.body.model_copy(update={"figures": figures})})
        return await authoring.revise(db, actor, exam_id, question_id, changed, version=row.version)


async def find(db: Session, actor: Actor, exam_id: UUID, question_id: UUID, name: str) -> Figure:
    """A figure of the question's current version. Raises NotFound."""
    exam = await reach(db, actor, exam_id)
    row = await queries.question(db, exam.org_id, exam_id, question_id)
    for one in Body.model_validate(row.body).figures:
        if one.name == name:
            return one
    raise NotFound(_("There is no such figure."))


def media_type(figure: Figure) -> str:
    return MEDIA_TYPES.get(figure.key.rpartition(".")[2], "application/octet-stream")


async def _once(data: bytes) -> AsyncIterator[bytes]:
    yield data
