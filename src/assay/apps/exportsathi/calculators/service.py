"""What calculators of money and freight have in common: the sources of an analysis, and how it is kept."""

from collections.abc import Sequence, Set
from dataclasses import replace
from datetime import date
from uuid import UUID

from pydantic import BaseModel

from assay.apps.exportsathi.calculators import queries
from assay.apps.exportsathi.calculators.queries import Kept
from assay.apps.exportsathi.calculators.result import Analysis
from assay.apps.exportsathi.sources import service as sources
from assay.apps.exportsathi.worked import Remark, Section
from assay.kernel.db.session import Session
from assay.kernel.errors import NotFound
from assay.kernel.web.i18n import gettext as _


async def analysis(
    db: Session, org_id: UUID, on: date, version: str, form: BaseModel, sections: Sequence[Section]
) -> Analysis:
    """The sections with the sources that they name. One that is not there is said in its section: what it
    supports stands on nothing until a curator puts it in."""
    ids = list(dict.fromkeys(one for section in sections for one in section.sources))
    held = await sources.refs(db, org_id, ids)
    told = tuple(_with_what_is_not_there(section, held.keys()) for section in sections)
    inputs = form.model_dump(mode="json", exclude_none=True)
    return Analysis(on, version, inputs, told, tuple(held[one] for one in ids if one in held))


def _with_what_is_not_there(section: Section, held: Set[str]) -> Section:
    absent = [one for one in section.sources if one not in held]
    if not absent:
        return section
    words = sources.absent(absent)
    return replace(section, remarks=(*section.remarks, Remark(words, "bad")))


async def keep(
    db: Session,
    kind: type[Kept],
    org_id: UUID,
    exporter_id: UUID,
    result: Analysis,
    *,
    report_id: UUID | None = None,
) -> Kept:
    """Keep the analysis; with `report_id` in place of what the report had before."""
    if report_id is not None:
        await queries.drop_of_report(db, kind, exporter_id, report_id)
    document = result.document()
    row = kind(
        org_id=org_id,
        exporter_id=exporter_id,
        report_id=report_id,
        as_of=result.as_of,
        rules_version=result.rules_version,
        inputs=document["inputs"],
        lines=document["sections"],
        sources=document["sources"],
    )
    db.add(row)
    await db.flush()
    return row


async def of_report(db: Session, kind: type[Kept], org_id: UUID, exporter_id: UUID, report_id: UUID) -> Kept:
    """What was worked out for a report. Raises NotFound for others' and while there is none."""
    found = await queries.of_report(db, kind, org_id, exporter_id, report_id)
    if found is None:
        raise NotFound(_("There is no such report of yours, or this part of it has not been worked out yet."))
    return found
