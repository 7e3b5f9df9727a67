"""The marked script as a PDF: rows first, then pictures from the store, then print. No call to the store
happens inside a transaction."""

from datetime import datetime
from uuid import UUID

from assay.apps.mathvidya.marking import service as marking
from assay.apps.mathvidya.marking.rules import Script
from assay.apps.mathvidya.results import burning, queries, service
from assay.apps.mathvidya.results.burning import Head, MarkedPage
from assay.apps.mathvidya.sheets import service as sheets
from assay.kernel import pdf
from assay.kernel.access.actor import Actor, org_of
from assay.kernel.clock import IST
from assay.kernel.db.session import Database
from assay.kernel.files import get_store
from assay.kernel.web.i18n import gettext as _


async def marked(database: Database, actor: Actor, exam_id: UUID) -> tuple[str, bytes]:
    """The student's own script: name and bytes of the file. Raises NotFound, Conflict while it is marked."""
    async with database.transaction(org_id=org_of(actor)) as db:
        found = await service.result(db, actor, exam_id)
        exam = found.exam
        rounds = await queries.submitted(db, exam.org_id, exam.student_id, exam.exam_id)
        counted = [one for one in rounds if one.purpose in queries.COUNTING]
        view = await marking.view_of(db, counted[-1]) if counted else None
        rows = list(view.sheets) if view else []
    store = get_store()
    pages = [MarkedPage(row.sheet_id, await sheets.picture(store, row), row.rotation) for row in rows]
    head = Head(
        exam.title,
        [
            (_("Marks"), f"{burning.plain(found.outcome.total)} / {burning.plain(found.outcome.out_of)}"),
            (_("Handed in"), _when(exam.submitted_at)),
            (_("Marked"), _when(exam.marked_at)),
            (_("Paper (SHA-256)"), exam.paper_digest.hex()),
        ],
    )
    script = view.script if view else Script()
    made = await pdf.render_in_thread(burning.document(head, found.outcome, script, pages))
    return f"{exam.title}.pdf", made


def _when(moment: datetime | None) -> str:
    return "–" if moment is None else f"{moment.astimezone(IST):%d %B %Y, %H:%M} IST"
