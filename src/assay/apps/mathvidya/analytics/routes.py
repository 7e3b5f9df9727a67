"""Analytics over HTTP: a student's progress, and how forecasts hold."""

from typing import Any

from fastapi import APIRouter, Request, Response

from assay.apps.mathvidya.actors import Student
from assay.apps.mathvidya.analytics import rules, service
from assay.apps.mathvidya.analytics.service import Progress
from assay.apps.mathvidya.bank.views import unit_names
from assay.kernel.db.session import Db
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.render import render

api = APIRouter()
pages = APIRouter()


@api.get("/analytics")
async def get_analytics(actor: Student, db: Db) -> dict[str, Any]:
    """My figures: mastery by unit with its interval, where marks are lost, trend, forecast, practice."""
    return told(await service.progress(db, actor))


@pages.get("/student/progress")
async def progress_page(request: Request, actor: Student, db: Db) -> Response:
    found = await service.progress(db, actor)
    return render(
        request,
        "mathvidya/analytics/progress.html",
        found=found,
        units=unit_names(),
        losses=[(loss_names()[loss.value], marks) for loss, marks in found.losses().items()],
    )


def loss_names() -> dict[str, str]:
    return {
        rules.Loss.NOT_ANSWERED.value: _("Not answered"),
        rules.Loss.WRONG_CHOICE.value: _("Wrong choice"),
        rules.Loss.START.value: _("The first step"),
        rules.Loss.MIDDLE.value: _("On the way"),
        rules.Loss.FINISH.value: _("The last step"),
    }


def told(found: Progress) -> dict[str, Any]:
    forecast, check = found.forecast, found.check
    has_range = forecast is not None and forecast.middle is not None
    return {
        "class_level": found.class_level.value,
        "units": [
            {
                "unit": row.unit,
                "exams": row.exams,
                "earned": row.earned,
                "possible": row.possible,
                "mastery": row.mastery,
                "low": row.low,
                "high": row.high,
                "lost": row.details.get("lost", {}),
            }
            for row in found.units
        ],
        "results": found.results,
        "slope": found.slope,
        "forecast": {"low": forecast.low, "middle": forecast.middle, "high": forecast.high}
        if forecast is not None and has_range
        else None,
        "backtest": {
            "forecasts": check.forecasts,
            "mean_error": check.error,
            "mean_error_of_last_paper": check.naive_error,
            "tested": check.tested,
            "held": check.held,
        }
        if check and check.forecasts
        else None,
        "practice": found.practice,
        "computed_at": forecast.computed_at if forecast else None,
    }
