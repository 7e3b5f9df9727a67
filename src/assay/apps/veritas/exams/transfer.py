"""Use cases of questions in files: bring them in, take them out."""

from uuid import UUID

from starlette.datastructures import UploadFile

from assay.apps.veritas.events import Event
from assay.apps.veritas.exams import authoring, queries, rules
from assay.apps.veritas.exams.forms import ImportOut, question_of
from assay.apps.veritas.exams.service import reach
from assay.apps.veritas.models.exams import Exam
from assay.apps.veritas.models.people import Level
from assay.kernel import audit
from assay.kernel.access.actor import Actor
from assay.kernel.db.session import Session
from assay.kernel.errors import TooLarge
from assay.kernel.questions import formats
from assay.kernel.questions.lint import check, has_errors
from assay.kernel.questions.transfer import LARGEST, Exported, Format
from assay.kernel.web.i18n import gettext as _


async def read_upload(file: UploadFile) -> bytes:
    """The whole file. Raises TooLarge above 5 MB."""
    data = await file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise TooLarge(_("The file is larger than 5 MB. Split it."))
    return data


async def bring(
    db: Session,
    actor: Actor,
    exam_id: UUID,
    data: bytes,
    *,
    name: str,
    format: Format | None,
    dry_run: bool,
) -> ImportOut:
    """Add the file's questions to the end of a draft; with `dry_run` only say what it would bring.

    Raises FormatError or BadXml, which name the line or the item.
    """
    exam = await reach(db, actor, exam_id, Level.MANAGE, lock=not dry_run)
    rules.check_draft(exam.status, _("Importing questions"))
    told = format or formats.detect(data, name)
    found = formats.parse(data, told)
    made: list[UUID] = []
    if not dry_run and found.questions:
        rows = await authoring.insert(db, actor, exam, found.questions)
        made = [row.question_id for row in rows]
        await audit.record(
            db,
            actor,
            Event.QUESTIONS_IMPORTED,
            entity="exam",
            entity_id=exam_id,
            details={"format": told.value, "questions": len(made), "dropped": len(found.dropped)},
        )
    return ImportOut(
        format=told.value,
        dry_run=dry_run,
        questions=len(found.questions),
        with_errors=sum(has_errors(check(one)) for one in found.questions),
        dropped=[{"where": one.where, "what": one.what, "why": one.why} for one in found.dropped],
        question_ids=made,
    )


async def take(db: Session, actor: Actor, exam_id: UUID, format: Format) -> tuple[Exam, Exported]:
    """The exam's questions as a file, keys included: for those who manage it."""
    exam = await reach(db, actor, exam_id, Level.MANAGE)
    rows = await queries.current_questions(db, exam.org_id, exam_id)
    return exam, formats.write([question_of(row) for row in rows], format)
