"""Item analysis as its page shows it."""

from collections.abc import Iterable, Mapping
from typing import Any

from assay.apps.veritas.items.terms import Flag
from assay.kernel.web import charts
from assay.kernel.web.charts import Drawn
from assay.kernel.web.i18n import gettext as _


def flags() -> dict[str, tuple[str, str]]:
    """For each flag its words and its tone."""
    return {
        Flag.NO_VARIANCE.value: (_("all the same"), "info"),
        Flag.NEGATIVE.value: (_("better students fail it"), "bad"),
        Flag.WEAK.value: (_("tells little"), "warn"),
        Flag.MISKEY.value: (_("check the key"), "bad"),
        Flag.NO_ESTIMATE.value: (_("no 2PL"), "info"),
        Flag.LOOSE.value: (_("2PL uncertain"), "info"),
    }


def map_of(items: Iterable[Mapping[str, Any]]) -> Drawn | None:
    """Each question at its difficulty and discrimination; None where no question has both."""
    points = [
        (one["id"], one["difficulty"], one["pbis_rest"])
        for one in items
        if one["difficulty"] is not None and one["pbis_rest"] is not None
    ]
    if not points:
        return None
    return charts.scatter(
        points,
        x=_("Share who got it right"),
        y=_("Discrimination"),
        x_unit="%",
        digits=2,
        reference=0.2,
        category=_("Question"),
    )
