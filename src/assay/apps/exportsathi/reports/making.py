"""Making a report section by section. Each is one transaction; what is made stays when the next one fails."""

from collections.abc import Awaitable, Callable
from decimal import Decimal
from uuid import UUID

from assay.apps.exportsathi.certificates import service as certificates
from assay.apps.exportsathi.events import Event
from assay.apps.exportsathi.models.progress import Happening
from assay.apps.exportsathi.models.reports import Report, ReportStatus
from assay.apps.exportsathi.profiles import queries as profile_queries
from assay.apps.exportsathi.profiles import service as profiles
from assay.apps.exportsathi.reports import reckoning, sections
from assay.apps.exportsathi.reports.case import Case
from assay.apps.exportsathi.reports.told import Told, worst
from assay.apps.exportsathi.sources.rules import Standing
from assay.kernel import audit, clock
from assay.kernel.access.actor import Actor
from assay.kernel.db.session import Session
from assay.kernel.web.i18n import gettext as _

Build = Callable[[Session, Case], Awaitable[Told]]
GOODS: tuple[tuple[str, Build], ...] = (
    ("destination", sections.destination),
    ("code", sections.code),
    ("policy", sections.policy),
    ("certificates", sections.certificates),
    ("documents", sections.papers),
    ("money", reckoning.money),
    ("freight", reckoning.freight),
    ("plan", reckoning.plan),
)
SERVICES = tuple(one for one in GOODS if one[0] not in ("code", "policy", "freight"))


def steps(report: Report) -> tuple[tuple[str, Build], ...]:
    """The sections of a report in their order, without the overview, which comes last."""
    return SERVICES if report.details.get("kind") == "services" else GOODS


def total(report: Report) -> int:
    return len(steps(report)) + 1


def title_of(key: str) -> str:
    """A section while it is being made."""
    return {
        "destination": _("Destination"),
        "code": _("Tariff code"),
        "policy": _("Export policy"),
        "certificates": _("Certificates"),
        "documents": _("Documents"),
        "money": _("Money"),
        "freight": _("Freight"),
        "plan": _("Seven days"),
        "summary": _("Overview"),
    }[key]


async def make_section(db: Session, report: Report, at: int) -> None:
    """Make section number `at` (from 0) of a locked report and keep it."""
    key, build = steps(report)[at]
    told = await build(db, await _case(db, report))
    _keep(report, key, told)
    if key == "code":
        report.hs_candidates = told.more["candidates"]
        report.hs_code = told.more["code"]
        confidence = told.more["confidence"]
        report.hs_confidence = None if confidence is None else Decimal(str(confidence))
    await db.flush()


async def finish(db: Session, actor: Actor, report: Report) -> None:
    """The overview, and with it the report."""
    done = await certificates.completed(db, report.org_id, report.exporter_id, report.report_id)
    told = reckoning.summary(await _case(db, report), done)
    _keep(report, "summary", told)
    report.risk_score = told.more["risk"]["score"]
    report.risk_parts = told.more["risk"]["parts"]
    report.completeness = told.more["completeness"]["score"]
    report.status, report.completed_at = ReportStatus.COMPLETED, clock.now()
    await db.flush()
    await profiles.note(
        db, report.org_id, report.exporter_id, Happening.REPORT_COMPLETED, str(report.report_id)
    )
    await audit.record(
        db,
        actor,
        Event.REPORT_MADE,
        entity="report",
        entity_id=report.report_id,
        after=report.report_data,
        details={
            "version": report.version,
            "verdict": told.more["verdict"],
            "risk": report.risk_score,
            "completeness": report.completeness,
        },
    )


async def fail(
    db: Session, actor: Actor, org_id: UUID, exporter_id: UUID, report_id: UUID, reason: str
) -> None:
    """Say that a report could not be made, and why."""
    report = await profile_queries.find_report(db, org_id, exporter_id, report_id, lock=True)
    if report is None or report.status is not ReportStatus.PROCESSING:
        return
    report.status, report.failure = ReportStatus.FAILED, reason
    await db.flush()
    await audit.record(
        db,
        actor,
        Event.REPORT_FAILED,
        entity="report",
        entity_id=report_id,
        details={"version": report.version},
    )


async def _case(db: Session, report: Report) -> Case:
    profile = await profile_queries.profile(db, report.org_id, report.exporter_id)
    assert profile is not None, "a report goes with its business"
    return Case(profile, report, report.report_data)


def _keep(report: Report, key: str, told: Told) -> None:
    """Add a section and its sources; a source that two sections name keeps the worse standing."""
    known = dict(report.report_data.get("sources", {}))
    for name, one in told.sources.items():
        before = known.get(name)
        stands = worst(Standing(two["standing"]) for two in (one, before) if two)
        known[name] = one | {"standing": stands.value}
    report.report_data = report.report_data | {key: told.document(), "sources": known}
