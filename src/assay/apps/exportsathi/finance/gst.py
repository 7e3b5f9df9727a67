"""Two ways with GST on exports: refund of unused credit under a LUT, or paying IGST and having it back."""

from dataclasses import dataclass
from decimal import Decimal

from assay.apps.exportsathi.facts.figures import Figures, or_what_is_missing
from assay.apps.exportsathi.finance import cash
from assay.apps.exportsathi.finance.cash import Curve, Flow
from assay.apps.exportsathi.finance.forms import GstForm
from assay.apps.exportsathi.finance.rules import ZERO, inr, paisa, part, rate
from assay.apps.exportsathi.worked import Line, Remark, Section
from assay.kernel.web.formats import exact
from assay.kernel.web.i18n import gettext as _

LUT, IGST = "lut", "igst"
RULE_89, RULE_96, CIRCULAR_147 = "cgst-rules-89", "cgst-rules-96", "cbic-gst-circular-147"
"""Ids of the sources that name no figure."""
PROVISIONAL = "provisional-refund-share"


@dataclass(frozen=True, slots=True)
class Route:
    """One way: the flows of money, what comes back in cash, and the credit that stays in the ledger."""

    key: str
    flows: tuple[Flow, ...]
    lines: tuple[Line, ...]
    refund: Decimal
    credit_left: Decimal
    remarks: tuple[Remark, ...] = ()

    @property
    def paid(self) -> Decimal:
        return -sum((flow.amount for flow in self.flows if flow.amount < 0), ZERO)

    @property
    def back(self) -> Decimal:
        """In the end: money that came back and credit that is still there."""
        return self.refund + self.credit_left


def refund_of_credit(form: GstForm, figures: Figures) -> tuple[tuple[Line, ...], Decimal]:
    """Rule 89(4): zero-rated turnover × net ITC / adjusted total turnover, to the paisa.

    The turnover counts up to a multiple (`turnover-value-factor`) of the value of like goods at home, above
    and below the line alike (Circular 147/03/2021-GST). Raises FactMissing.
    """
    turnover = form.export_value
    lines: list[Line] = []
    rule = RULE_89
    if form.domestic_like_value is not None:
        limit = figures.get("turnover-value-factor")
        how = f"min({inr(turnover)}, {exact(limit.value)} × {inr(form.domestic_like_value)})"
        turnover, rule = min(turnover, limit.value * form.domestic_like_value), limit.source
    else:
        how = _("as exported; no like goods at home to compare with")
    lines.append(Line("turnover", _("Zero-rated turnover"), paisa(turnover), "INR", how, (rule,)))
    whole = form.export_value if form.adjusted_turnover is None else form.adjusted_turnover
    adjusted = whole - form.export_value + turnover
    how = f"{inr(whole)} − {inr(form.export_value)} + {inr(paisa(turnover))}"
    sources = (RULE_89, CIRCULAR_147)
    lines.append(Line("adjusted", _("Adjusted total turnover"), paisa(adjusted), "INR", how, sources))
    refund = paisa(turnover * form.net_itc / adjusted)
    how = f"{inr(paisa(turnover))} × {inr(form.net_itc)} ÷ {inr(paisa(adjusted))}"
    lines.append(Line("refund", _("Refund of unused credit"), refund, "INR", how, (RULE_89,)))
    return tuple(lines), refund


def lut(form: GstForm, figures: Figures) -> Route:
    """Export without tax under a letter of undertaking, then claim the unused credit.

    `figures` are those of the day of filing. Raises FactMissing.
    """
    lines, refund = refund_of_credit(form, figures)
    filed = form.ship_after + form.return_after
    flows = [Flow(0, -form.net_itc, _("input tax to suppliers"))]
    share = figures.holding(PROVISIONAL)
    remarks: tuple[Remark, ...] = ()
    if form.low_risk and share is not None:
        first = part(share.value, refund)
        flows.append(Flow(filed + form.provisional_after, first, _("provisional refund")))
        flows.append(Flow(filed + form.final_after, refund - first, _("rest of the refund")))
        how = f"{rate(share.value)} × {inr(refund)}"
        source = (share.source,)
        lines = (
            *lines,
            Line("provisional", _("Provisional part"), first, "INR", how, source),
            Line("rest", _("The rest"), refund - first, "INR", f"{inr(refund)} − {inr(first)}", source),
        )
    else:
        flows.append(Flow(filed + form.final_after, refund, _("refund")))
        remarks = _nothing_provisional(figures)
    left = form.net_itc - refund
    flows += _used_elsewhere(left, filed)
    how = f"{inr(form.net_itc)} − {inr(refund)}"
    lines = (*lines, Line("credit-left", _("Credit left in the ledger"), left, "INR", how))
    return Route(LUT, tuple(flows), lines, refund, left, remarks)


def _nothing_provisional(figures: Figures) -> tuple[Remark, ...]:
    found = figures.find(PROVISIONAL)
    if found is None:
        return ()
    begins = found.source.valid_from
    words = _("Nothing is counted provisionally: that is for claims the system finds low-risk, from %(day)s.")
    told = {"day": begins.isoformat() if begins else "–"}
    return (Remark(words % told, "info", (found.source.source_id,)),)


def igst(form: GstForm) -> Route:
    """Pay integrated tax on the export, with credit first, and have it back on the shipping bill."""
    tax = part(form.igst_rate, form.export_value)
    used = min(form.net_itc, tax)
    filed = form.ship_after + form.return_after
    source = (RULE_96,)
    lines = (
        Line(
            "igst",
            _("Integrated tax on the export"),
            tax,
            "INR",
            f"{rate(form.igst_rate)} × {inr(form.export_value)}",
            source,
        ),
        Line("by-credit", _("Paid by credit"), used, "INR", f"min({inr(form.net_itc)}, {inr(tax)})"),
        Line("by-cash", _("Paid in cash"), tax - used, "INR", f"{inr(tax)} − {inr(used)}"),
        Line("refund", _("Refund of integrated tax"), tax, "INR", inr(tax), source),
        Line(
            "credit-left",
            _("Credit left in the ledger"),
            form.net_itc - used,
            "INR",
            f"{inr(form.net_itc)} − {inr(used)}",
        ),
    )
    flows = [Flow(0, -form.net_itc, _("input tax to suppliers"))]
    if tax > used:
        flows.append(Flow(filed, used - tax, _("integrated tax in cash")))
    flows += _used_elsewhere(form.net_itc - used, filed)
    flows.append(Flow(filed + form.igst_refund_after, tax, _("refund of integrated tax")))
    return Route(IGST, tuple(flows), lines, tax, form.net_itc - used)


def _used_elsewhere(credit: Decimal, day: int) -> list[Flow]:
    """Credit that is left pays tax on other sales when the returns are filed: as good as money then."""
    return [Flow(day, credit, _("credit used on other sales"))] if credit else []


def compare(form: GstForm, figures: Figures) -> Section:
    """Both ways as cash over days. In the end neither costs anything: what differs is when money is out.

    `figures` are those of the day on which the claim is filed.
    """
    return or_what_is_missing("gst", _("GST on exports"), lambda: _compare(form, figures))


def _compare(form: GstForm, figures: Figures) -> Section:
    routes = (lut(form, figures), igst(form))
    names = {LUT: _("Under a LUT"), IGST: _("With IGST paid")}
    until = max(flow.day for route in routes for flow in route.flows)
    curves = {route.key: cash.curve(route.flows, until=until) for route in routes}
    lines: list[Line] = []
    remarks: list[Remark] = []
    for route in routes:
        lines += [
            Line(
                f"{route.key}-{one.key}",
                f"{names[route.key]}: {one.label}",
                one.value,
                one.unit,
                one.how,
                one.sources,
            )
            for one in route.lines
        ]
        lines += _compared(route, names[route.key], curves[route.key], form.interest_rate)
        remarks += route.remarks
    cost = {key: cash.interest(days, form.interest_rate) for key, days in curves.items()}
    better, other = (LUT, IGST) if cost[LUT] <= cost[IGST] else (IGST, LUT)
    saved = cost[other] - cost[better]
    how = f"{inr(cost[other])} − {inr(cost[better])}"
    words = _("%(way)s ties up less money, worth %(saved)s of interest at %(rate)s a year.")
    label = _("Cheaper by: %(way)s") % {"way": names[better]}
    lines.append(Line("saved", label, saved, "INR", how))
    remarks.insert(
        0, Remark(words % {"way": names[better], "saved": inr(saved), "rate": rate(form.interest_rate)})
    )
    remarks.append(_assumed(form, figures))
    series = tuple((names[key], cash.steps(days)) for key, days in curves.items())
    return Section("gst", _("GST on exports"), tuple(lines), "saved", tuple(remarks), series=series)


def _compared(route: Route, name: str, days: Curve, percent: Decimal) -> list[Line]:
    """What went out, what is back in the end, and what the time between costs."""
    day, gap = cash.peak_gap(days)
    below = cash.tied_up(days)
    net = route.back - route.paid
    return [
        Line(
            f"{route.key}-net",
            _("%(way)s: in the end") % {"way": name},
            net,
            "INR",
            f"{inr(route.refund)} + {inr(route.credit_left)} − {inr(route.paid)}",
        ),
        Line(
            f"{route.key}-gap",
            _("%(way)s: most money out") % {"way": name},
            gap,
            "INR",
            _("reached on day %(day)s") % {"day": day},
        ),
        Line(
            f"{route.key}-interest",
            _("%(way)s: interest on it") % {"way": name},
            cash.interest(days, percent),
            "INR",
            _("%(sum)s (rupees × days) × %(rate)s ÷ %(days)s")
            % {"sum": inr(below), "rate": rate(percent), "days": 365},
        ),
    ]


def _assumed(form: GstForm, figures: Figures) -> Remark:
    law = figures.get("refund-decision-days")
    words = _(
        "Days are assumptions you can change: goods leave on day %(ship)s, returns are filed %(filed)s days "
        "later, a LUT claim is settled within %(final)s days (the law says %(law)s), an IGST refund comes in "
        "%(igst)s. Credit that is left pays tax on other sales when the returns are filed."
    )
    told = {
        "ship": form.ship_after,
        "filed": form.return_after,
        "final": form.final_after,
        "law": exact(law.value),
        "igst": form.igst_refund_after,
    }
    return Remark(words % told, "info", (law.source,))
