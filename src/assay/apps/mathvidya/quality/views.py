"""The quality of marking as the API and the page show it."""

from collections.abc import Mapping
from typing import Any

from assay.apps.mathvidya.quality import rules
from assay.apps.mathvidya.quality.forms import (
    ConflictOut,
    DifferenceOut,
    MarkerOut,
    QualityOut,
    SeedOut,
    SeverityOut,
    WeekOut,
)
from assay.apps.mathvidya.quality.queries import Seeded
from assay.apps.mathvidya.quality.report import Disagreement, Marker, Report
from assay.kernel.web import charts
from assay.kernel.web.i18n import gettext as _


def quality_out(found: Report) -> QualityOut:
    return QualityOut(
        markers=[_marker_out(one) for one in found.markers],
        conflicts=[conflict_out(one) for one in found.disagreements],
        seeds=[seed_out(one) for one in found.seeds],
    )


def _marker_out(one: Marker) -> MarkerOut:
    return MarkerOut(
        teacher_id=one.profile.teacher_id,
        name=one.profile.name,
        stopped=one.profile.stopped_at is not None,
        seeds=one.seeds,
        seeds_missed=one.seeds_missed,
        severity=SeverityOut(**_numbers(one.severity)) if one.severity else None,
        weeks=[WeekOut(monday=week.monday, **_numbers(week.severity)) for week in one.weeks],
    )


def _numbers(one: rules.Severity) -> Mapping[str, Any]:
    return {"markings": one.markings, "mean": one.mean, "low": one.low, "high": one.high}


def conflict_out(one: Disagreement) -> ConflictOut:
    return ConflictOut(
        evaluation_id=one.first.evaluation_id,
        class_level=one.first.class_level,
        first=one.check.given,
        second=one.check.reference,
        adjudicated=one.third.score if one.third else None,
        differences=[
            DifferenceOut(number=row.number, first=row.given, second=row.reference) for row in one.differences
        ],
        made_at=one.check.made_at,
    )


def seed_out(one: Seeded) -> SeedOut:
    return SeedOut(
        seed_id=one.seed.seed_id,
        class_level=one.seed.class_level,
        agreed_score=one.seed.agreed_score,
        tolerance=one.seed.tolerance,
        is_active=one.seed.is_active,
        given=one.given,
        missed=one.missed,
    )


def page_context(found: Report, teacher: str = "") -> Mapping[str, Any]:
    """Charts over all markers, and week by week for the one chosen."""
    known = [one for one in found.markers if one.severity is not None]
    chosen = next((one for one in known if str(one.profile.teacher_id) == teacher), None)
    return {
        "report": found,
        "quality": quality_out(found),
        "severity": _intervals([(one.profile.name, one.severity) for one in known], _("Marker")),
        "chosen": chosen,
        "drift": chosen
        and _intervals(
            [(week.monday.strftime("%d %b %Y"), week.severity) for week in chosen.weeks], _("Week of")
        ),
    }


def _intervals(rows: list[tuple[str, rules.Severity | None]], category: str) -> charts.Drawn | None:
    drawn = [
        (
            name,
            one.mean,
            one.mean if one.low is None else one.low,
            one.mean if one.high is None else one.high,
        )
        for name, one in rows
        if one is not None
    ]
    if not drawn:
        return None
    return charts.intervals(
        drawn, value=_("Mean deviation in marks"), digits=2, reference=0.0, category=category
    )
