"""The certificates of a report: what each needs, and how far the exporter is with it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from assay.apps.exportsathi.certificates import queries, rules
from assay.apps.exportsathi.certificates.forms import CertificateOut, ProgressForm
from assay.apps.exportsathi.events import Event
from assay.apps.exportsathi.models.progress import CertificateState, CertificationProgress, Happening
from assay.apps.exportsathi.models.reports import Report
from assay.apps.exportsathi.profiles import queries as profile_queries
from assay.apps.exportsathi.profiles import service as profiles
from assay.kernel import audit
from assay.kernel.access.actor import Actor, org_of, person_of
from assay.kernel.db.session import Session
from assay.kernel.errors import Conflict, NotFound
from assay.kernel.web.etag import check_version
from assay.kernel.web.i18n import gettext as _


async def of_report(db: Session, actor: Actor, report_id: UUID) -> list[CertificateOut]:
    """The certificates of the actor's report, those that stop goods first. Raises NotFound."""
    report = await profile_queries.report(db, org_of(actor), person_of(actor), report_id)
    return await told(db, report)


async def told(db: Session, report: Report) -> list[CertificateOut]:
    """The certificates of a report that is at hand."""
    rows = await queries.progress(db, report.org_id, report.exporter_id, report.report_id)
    by_id = {one.certificate_id: one for one in rows}
    there = await _proven(db, report.org_id, report.exporter_id)
    return [_out(item, by_id.get(item["certificate_id"]), there) for item in items(report)]


async def move(
    db: Session, actor: Actor, report_id: UUID, certificate_id: str, form: ProgressForm
) -> CertificateOut:
    """Say where a certificate stands.

    Raises NotFound for a certificate the report does not have, PreconditionFailed where somebody changed it
    meanwhile, Conflict for a move that cannot be, such as from not started to rejected.
    """
    report = await profile_queries.report(db, org_of(actor), person_of(actor), report_id)
    item = next((one for one in items(report) if one["certificate_id"] == certificate_id), None)
    if item is None:
        raise NotFound(_("This report has no such certificate."))
    keys = {
        "org_id": report.org_id,
        "exporter_id": report.exporter_id,
        "report_id": report_id,
        "certificate_id": certificate_id,
    }
    row = await queries.locked(db, keys)
    check_version(row.version, form.version)
    if not rules.may_move(row.state, form.state):
        raise Conflict(_("It cannot go from there to here: say first that it was begun."))
    moved = row.state is not form.state
    row.state, row.note, row.version = form.state, form.note, row.version + 1
    await db.flush()
    if moved:
        await _written(db, actor, row)
    return _out(item, row, frozenset())


async def completed(db: Session, org_id: UUID, exporter_id: UUID, report_id: UUID) -> frozenset[str]:
    """Ids of the certificates that are there: marked so, or proven by a number of the business."""
    marked = await queries.completed(db, org_id, exporter_id, report_id)
    return marked | await _proven(db, org_id, exporter_id)


async def _proven(db: Session, org_id: UUID, exporter_id: UUID) -> frozenset[str]:
    profile = await profile_queries.profile(db, org_id, exporter_id)
    return rules.proven(profile.iec, profile.gstin) if profile else frozenset()


def items(report: Report) -> list[dict[str, Any]]:
    """The certificates that the report found."""
    return list(report.report_data.get("certificates", {}).get("items", ()))


async def _written(db: Session, actor: Actor, row: CertificationProgress) -> None:
    if row.state is CertificateState.COMPLETED:
        await profiles.note(
            db,
            row.org_id,
            row.exporter_id,
            Happening.CERTIFICATE_COMPLETED,
            f"{row.report_id}/{row.certificate_id}",
        )
    await audit.record(
        db,
        actor,
        Event.CERTIFICATE_MOVED,
        entity="report",
        entity_id=row.report_id,
        details={"certificate": row.certificate_id, "state": row.state.value},
    )


def _out(item: Mapping[str, Any], row: CertificationProgress | None, there: frozenset[str]) -> CertificateOut:
    named = {name: item[name] for name in CertificateOut.model_fields if name in item}
    proven = item["certificate_id"] in there
    unsaid = CertificateState.COMPLETED if proven else CertificateState.NOT_STARTED
    return CertificateOut.model_validate(
        named
        | {
            "guidance": item["steps"],
            "state": row.state if row else unsaid,
            "note": row.note if row else "",
            "version": row.version if row else 0,
            "changed_at": row.updated_at if row else None,
        }
    )
