"""What an exporter did, in figures; for curators, what all of them did together and nobody by name."""

from assay.apps.exportsathi.figures import queries
from assay.apps.exportsathi.figures.forms import MetricsOut, OverallOut
from assay.apps.exportsathi.models.progress import Happening
from assay.kernel.access.actor import Actor, org_of, person_of
from assay.kernel.db.session import Session


async def own(db: Session, actor: Actor) -> MetricsOut:
    """The actor's figures; zeros before anything was done."""
    found = {one.kind: one for one in await queries.of_exporter(db, org_of(actor), person_of(actor))}

    def times(kind: Happening) -> int:
        return found[kind.value].times if kind.value in found else 0

    def subjects(kind: Happening) -> int:
        return found[kind.value].subjects if kind.value in found else 0

    return MetricsOut(
        reports_asked=times(Happening.REPORT_ASKED),
        reports_completed=subjects(Happening.REPORT_COMPLETED),
        reports_printed=subjects(Happening.REPORT_PRINTED),
        codes_overridden=subjects(Happening.CODE_OVERRIDDEN),
        certificates_completed=subjects(Happening.CERTIFICATE_COMPLETED),
        tasks_done=times(Happening.TASK_DONE) - times(Happening.TASK_UNDONE),
        documents_made=times(Happening.DOCUMENT_MADE),
        questions_asked=times(Happening.QUESTION_ASKED),
        last_active=max((one.last_at for one in found.values()), default=None),
    )


async def overall(db: Session, actor: Actor) -> OverallOut:
    """Counts over the organisation."""
    rows = await queries.of_organisation(db, org_of(actor))
    return OverallOut(
        times={one.kind: one.times for one in rows},
        exporters={one.kind: one.exporters for one in rows},
    )
