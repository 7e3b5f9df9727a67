"""Working capital of one order, day by day, from buying the materials to the last rupee in."""

from datetime import date, timedelta
from decimal import Decimal

from assay.apps.exportsathi.facts.figures import FactMissing, Figures, missing
from assay.apps.exportsathi.facts.rules import usable
from assay.apps.exportsathi.finance import cash
from assay.apps.exportsathi.finance.cash import Flow
from assay.apps.exportsathi.finance.forms import CapitalForm
from assay.apps.exportsathi.finance.rules import DAYS_OF_YEAR, ZERO, inr, months_later, part, rate
from assay.apps.exportsathi.sources.rules import Standing
from assay.apps.exportsathi.worked import Line, Remark, Section
from assay.kernel.money import money
from assay.kernel.web.i18n import gettext as _

SUBVENTION, SUBVENTION_CAP = "interest-subvention", "interest-subvention-cap"
PERIOD, PERIOD_RUPEES = "realisation-period", "realisation-period-rupees"


def flows(form: CapitalForm) -> tuple[Flow, ...]:
    """Every movement of money of the order, in rupees, by day; day 0 is the order."""
    order = form.in_rupees(form.order_value)
    advance = part(form.advance_percent, order)
    paid = form.materials_day + form.supplier_credit
    found = [
        Flow(0, advance, _("advance of the buyer")),
        Flow(paid, -form.materials, _("materials")),
        Flow(paid, -form.input_gst, _("input tax on materials")),
        *(cash.spread(-form.making, form.materials_day, form.ship_day, _("making")) if form.making else ()),
        Flow(form.ship_day, -form.shipping_costs, _("freight, clearing, insurance")),
        Flow(form.ship_day + form.credit_days, order - advance, _("the buyer pays")),
        Flow(form.ship_day + form.gst_refund_after, form.input_gst, _("refund of input tax")),
        Flow(form.ship_day + form.benefits_after, form.benefits, _("RoDTEP and drawback")),
    ]
    return tuple(one for one in found if one.amount)


def shipped_on(form: CapitalForm, today: date) -> date:
    """The day of shipment: as given, else counted from today."""
    return form.shipped_on or today + timedelta(days=form.ship_day)


def work_out(form: CapitalForm, figures: Figures, at_shipping: Figures) -> Section:
    """The balance of each day, its lowest point, and what the money in between costs.

    `figures` are those of today, `at_shipping` those of the day of shipment: by them the proceeds are due.
    """
    moves = flows(form)
    days = cash.curve(moves, opening=form.opening)
    day, gap = cash.peak_gap(days)
    order = form.in_rupees(form.order_value)
    worth = f"{money(form.order_value, form.currency)} × {inr(form.rupees_each)}"
    cost = cash.interest(days, form.interest_rate)
    helped = cash.interest(days, min(form.subvention_rate, form.interest_rate))
    below = cash.tied_up(days)
    out = -sum((one.amount for one in moves if one.amount < 0), ZERO)
    into = sum((one.amount for one in moves if one.amount > 0), ZERO)
    per_year = f"÷ {DAYS_OF_YEAR}"
    lines = [
        Line("order", _("The order"), order, "INR", worth),
        *(
            Line(
                f"flow-{index}",
                _("Day %(day)s: %(what)s") % {"day": one.day, "what": one.label},
                one.amount,
                "INR",
            )
            for index, one in enumerate(_by_label(moves))
        ),
        Line("in", _("All that comes in"), into, "INR", _("sum of what comes in")),
        Line("out", _("All that goes out"), out, "INR", _("sum of what goes out")),
        Line("peak-gap", _("Peak gap"), gap, "INR", _("lowest balance, on day %(day)s") % {"day": day}),
        Line("days-below", _("Days below zero"), Decimal(cash.days_below(days)), "days"),
        Line(
            "interest",
            _("Interest on the gap"),
            cost,
            "INR",
            f"{inr(below)} × {rate(form.interest_rate)} {per_year}",
        ),
        Line(
            "subvention",
            _("Less interest subvention"),
            helped,
            "INR",
            f"{inr(below)} × {rate(min(form.subvention_rate, form.interest_rate))} {per_year}",
        ),
        Line(
            "left",
            _("Left of the order"),
            into - out - cost + helped,
            "INR",
            f"{inr(into)} − {inr(out)} − {inr(cost)} + {inr(helped)}",
        ),
    ]
    remarks = [
        *_subvention(form, figures),
        *_realisation(form, lines, at_shipping, shipped_on(form, figures.on)),
        _assumed(form),
    ]
    series = ((_("Balance"), cash.steps(days)),)
    return Section("capital", _("Working capital"), tuple(lines), "peak-gap", tuple(remarks), series=series)


def _by_label(moves: tuple[Flow, ...]) -> list[Flow]:
    """The flows as they are listed: what is spread over days stands once, on its last day."""
    found: dict[str, Flow] = {}
    for one in moves:
        before = found.get(one.label)
        found[one.label] = Flow(one.day, one.amount + (before.amount if before else ZERO), one.label)
    return sorted(found.values(), key=lambda one: one.day)


def _assumed(form: CapitalForm) -> Remark:
    words = _(
        "Assumed, and yours to change: the refund of input tax comes %(refund)s days after shipment, RoDTEP "
        "and drawback %(benefits)s days after it, money costs %(rate)s a year."
    )
    told = {
        "refund": form.gst_refund_after,
        "benefits": form.benefits_after,
        "rate": rate(form.interest_rate),
    }
    return Remark(words % told)


def _subvention(form: CapitalForm, figures: Figures) -> list[Remark]:
    """What is said of the interest subvention: it is counted only where the exporter gives its rate."""
    found, cap = figures.find(SUBVENTION), figures.find(SUBVENTION_CAP)
    if found is None or cap is None:
        key, there = (SUBVENTION, found) if found is None else (SUBVENTION_CAP, cap)
        return [Remark(missing(key, figures.on, there), "warn")]
    source = (found.source.source_id,)
    if form.subvention_rate:
        words = _("Subvention as you gave it. It is for micro, small and medium exporters, on listed lines.")
        return [Remark(words, "info", source)]
    told = {
        "rate": rate(found.value.value),
        "cap": inr(cap.value.value),
        "day": found.valid_to.isoformat() if found.valid_to else "–",
    }
    if usable(found.standing):
        words = _(
            "Not counted: a subvention of %(rate)s, at most %(cap)s a year, for listed lines. Ask your bank."
        )
    elif found.standing is Standing.EXPIRED:
        words = _(
            "Not counted: the subvention of %(rate)s (at most %(cap)s a year) is known until %(day)s only. "
            "Ask your bank for today's rate and enter it."
        )
    else:
        words = _("Not counted: the subvention of %(rate)s (at most %(cap)s a year) has not begun.")
    return [Remark(words % told, "warn", source)]


def _realisation(form: CapitalForm, lines: list[Line], figures: Figures, shipped: date) -> list[Remark]:
    """The day by which the proceeds must be in, as a line; a warning where the terms run past it, or where
    nobody told what held on the day of shipment."""
    try:
        period = figures.get(PERIOD_RUPEES if form.currency == "INR" else PERIOD)
    except FactMissing as refused:
        return [Remark(refused.detail, "bad")]
    months = int(period.value)
    last = months_later(shipped, months)
    paid = shipped + timedelta(days=form.credit_days)
    how = _("%(months)s months after %(shipped)s: by %(last)s")
    told = {"months": months, "shipped": shipped.isoformat(), "last": last.isoformat()}
    lines.append(
        Line(
            "realisation",
            _("Days in which the buyer's money must be in"),
            Decimal((last - shipped).days),
            "days",
            how % told,
            (period.source,),
        )
    )
    if paid <= last:
        return []
    words = _(
        "The buyer would pay on %(paid)s, after %(last)s. Agree on a shorter term, or ask your bank first."
    )
    return [Remark(words % {"paid": paid.isoformat(), **told}, "bad", (period.source,))]
