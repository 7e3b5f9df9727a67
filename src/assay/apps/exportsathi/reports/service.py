"""Reports: asked for, looked at, corrected, taken away. What is in them is made by `making`."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from assay.apps.exportsathi.certificates import service as certificates
from assay.apps.exportsathi.certificates.forms import CertificateOut
from assay.apps.exportsathi.documents import service as documents
from assay.apps.exportsathi.events import Event
from assay.apps.exportsathi.jobspecs import MAKE_REPORT, ReportArgs
from assay.apps.exportsathi.models.documents import ShipmentRow
from assay.apps.exportsathi.models.profiles import BusinessType, Profile
from assay.apps.exportsathi.models.progress import CertificateState, Happening
from assay.apps.exportsathi.models.reports import Report, ReportStatus
from assay.apps.exportsathi.nomenclature import service as nomenclature
from assay.apps.exportsathi.plan import service as plans
from assay.apps.exportsathi.plan.forms import PlanOut
from assay.apps.exportsathi.profiles import queries as profile_queries
from assay.apps.exportsathi.profiles import service as profiles
from assay.apps.exportsathi.reports import queries, rules
from assay.apps.exportsathi.reports.forms import AnswerForm, CodeForm, ReportForm
from assay.apps.exportsathi.reports.risk import SURE
from assay.apps.exportsathi.reports.told import stop_of
from assay.kernel import audit, clock, jobs
from assay.kernel.access.actor import Actor, org_of, person_of
from assay.kernel.clock import day_in_india
from assay.kernel.db.paging import Page
from assay.kernel.db.session import Session
from assay.kernel.errors import Conflict, Invalid
from assay.kernel.ids import uuid7
from assay.kernel.web.etag import check_version
from assay.kernel.web.i18n import gettext as _

GOODS_ONLY = ("quantity", "unit", "net_weight", "gross_weight", "volume", "incoterm", "mode", "port")


async def ask(db: Session, actor: Actor, form: ReportForm) -> Report:
    """Ask for a report: the row and its job, in the caller's transaction.

    Raises NotFound before the business was described.
    """
    profile = await profiles.own(db, actor)
    kind = form.kind or ("services" if profile.business_type is BusinessType.SAAS else "goods")
    report = Report(
        org_id=profile.org_id,
        exporter_id=profile.exporter_id,
        report_id=uuid7(),
        product=form.product,
        materials=form.materials,
        destination=form.destination,
        details=_details(form, kind),
        as_of=day_in_india(clock.now()),
        status=ReportStatus.PROCESSING,
        hs_candidates=[],
        risk_parts=[],
        report_data={},
        version=1,
    )
    db.add(report)
    await db.flush()
    await _defer(db, actor, report)
    await profiles.note(db, report.org_id, report.exporter_id, Happening.REPORT_ASKED, str(report.report_id))
    await _record(db, actor, Event.REPORT_ASKED, report, destination=report.destination, kind=kind)
    return report


async def own(db: Session, actor: Actor, report_id: UUID) -> Report:
    """Raises NotFound for others'."""
    return await profile_queries.report(db, org_of(actor), person_of(actor), report_id)


@dataclass(frozen=True, slots=True)
class View:
    """A whole report as it is shown: with its business, and with what was done since it was made."""

    report: Report
    profile: Profile
    certificates: Sequence[CertificateOut]
    plan: PlanOut
    verdict: rules.Verdict

    @property
    def data(self) -> dict[str, Any]:
        return self.report.report_data


async def view(db: Session, actor: Actor, report_id: UUID) -> View:
    """The actor's report. Raises NotFound, Conflict while it is being made or where that failed."""
    report = await own(db, actor, report_id)
    if report.status is not ReportStatus.COMPLETED:
        raise Conflict(_("The report is not made yet. Wait for it, or make it anew."))
    profile = await profiles.own(db, actor)
    needed = await certificates.told(db, report)
    return View(report, profile, needed, await plans.told(db, report), _verdict(report, profile, needed))


async def printed(db: Session, report: Report) -> None:
    """Count that a report was printed."""
    await profiles.note(
        db, report.org_id, report.exporter_id, Happening.REPORT_PRINTED, str(report.report_id)
    )


async def begin_shipment(db: Session, actor: Actor, report_id: UUID) -> ShipmentRow:
    """A shipment that begins with what the report says. Raises NotFound, Conflict while it is being made."""
    report = (await view(db, actor, report_id)).report
    told = report.details
    price, quantity = (Decimal(told[name]) if told.get(name) else None for name in ("price", "quantity"))
    return await documents.shipments_from_report(
        db,
        actor,
        report_id=report_id,
        product=report.product,
        code=report.hs_code,
        destination=report.destination,
        quantity=quantity,
        unit=told.get("unit", ""),
        unit_price=rules.unit_price(price, quantity),
        currency=told.get("currency", "") if price is not None else "",
    )


def _verdict(report: Report, profile: Profile, needed: Sequence[CertificateOut]) -> rules.Verdict:
    """The verdict as of now: certificates that came since count, and so do registrations."""
    data = report.report_data
    services = report.details.get("kind") == "services"
    return rules.verdict(
        [stop_of(one) for one in data["summary"]["stops"]],
        code_open=not services and not report.hs_code,
        code_sure=services or float(report.hs_confidence or 0) >= SURE,
        policy_known=services or data["policy"]["level"] != "unknown",
        missing=len(profiles.missing(profile)),
        open_certificates=sum(
            one.blocking and one.counted and one.state is not CertificateState.COMPLETED for one in needed
        ),
    )


async def reports(db: Session, actor: Actor, *, after: str | None = None, limit: int = 50) -> Page[Report]:
    """The actor's reports, the newest first."""
    return await queries.reports(db, org_of(actor), person_of(actor), after=after, limit=limit)


async def job_of(db: Session, report: Report) -> jobs.JobStatus | None:
    """How the job of a report stands."""
    return await jobs.find(db, MAKE_REPORT.name, str(report.report_id))


async def jobs_of(db: Session, rows: Sequence[Report]) -> dict[UUID, jobs.JobStatus]:
    """How the jobs of those reports stand that are not made yet, by report."""
    waiting = [str(row.report_id) for row in rows if row.status is ReportStatus.PROCESSING]
    found = await jobs.find_many(db, MAKE_REPORT.name, waiting)
    return {UUID(key): job for key, job in found.items()}


async def override(db: Session, actor: Actor, report_id: UUID, form: CodeForm, *, version: int) -> Report:
    """Keep the exporter's own code with its reason, and make the report anew.

    Raises Invalid for a code that the nomenclature does not hold, or holds of an older edition.
    """
    report = await _changed(db, actor, report_id, version)
    wrong = nomenclature.unusable(form.code)
    if wrong:
        raise Invalid(_("Correct the fields named below and send it again."), fields={"code": wrong})
    report.hs_override = {
        "code": form.code,
        "reason": form.reason,
        "at": clock.now().isoformat(),
        "instead_of": report.hs_code,
    }
    await _again(db, actor, report)
    await profiles.note(
        db, report.org_id, report.exporter_id, Happening.CODE_OVERRIDDEN, str(report.report_id)
    )
    await _record(db, actor, Event.CODE_OVERRIDDEN, report, code=form.code)
    return report


async def answer(db: Session, actor: Actor, report_id: UUID, form: AnswerForm, *, version: int) -> Report:
    """Add the answer to what is known of the product, and make the report anew. A later one replaces it."""
    report = await _changed(db, actor, report_id, version)
    answers: dict[str, Any] = dict(report.details.get("answers", {}))
    report.details = report.details | {"answers": answers | {form.aspect.value: form.answer}}
    report.hs_override = None
    await _again(db, actor, report)
    await _record(db, actor, Event.REPORT_ASKED, report, answered=form.aspect.value)
    return report


async def remake(db: Session, actor: Actor, report_id: UUID, *, version: int) -> Report:
    """Make a report anew with the facts of today."""
    report = await _changed(db, actor, report_id, version)
    report.as_of = day_in_india(clock.now())
    await _again(db, actor, report)
    await _record(db, actor, Event.REPORT_ASKED, report, again=True)
    return report


async def remove(db: Session, actor: Actor, report_id: UUID) -> None:
    """Take a report away with its progress, analyses and documents."""
    report = await profile_queries.report(db, org_of(actor), person_of(actor), report_id, lock=True)
    await queries.remove(db, report.org_id, report.exporter_id, report_id)
    await _record(db, actor, Event.REPORT_DELETED, report)


async def _changed(db: Session, actor: Actor, report_id: UUID, version: int) -> Report:
    report = await profile_queries.report(db, org_of(actor), person_of(actor), report_id, lock=True)
    check_version(report.version, version)
    return report


async def _again(db: Session, actor: Actor, report: Report) -> None:
    """What was found goes; a run under way sees the new version and starts over."""
    report.version += 1
    report.status = ReportStatus.PROCESSING
    report.failure = ""
    report.report_data = {}
    report.hs_candidates, report.risk_parts = [], []
    report.hs_code, report.hs_confidence = "", None
    report.risk_score = report.completeness = report.completed_at = None
    await db.flush()
    await _defer(db, actor, report)


async def _defer(db: Session, actor: Actor, report: Report) -> None:
    args = ReportArgs(exporter_id=report.exporter_id, report_id=report.report_id)
    report.job_id = await jobs.defer(db, actor, MAKE_REPORT, args, key=str(report.report_id))
    await db.flush()


def _details(form: ReportForm, kind: str) -> dict[str, Any]:
    """What was told besides the columns, as JSON: figures as texts."""
    told = form.model_dump(mode="json", exclude={"product", "materials", "destination", "kind"})
    if kind == "services":
        told = {name: value for name, value in told.items() if name not in GOODS_ONLY}
    return told | {"kind": kind}


async def _record(db: Session, actor: Actor, event: Event, report: Report, **details: Any) -> None:
    await audit.record(
        db,
        actor,
        event,
        entity="report",
        entity_id=report.report_id,
        details={"version": report.version, **details},
    )
