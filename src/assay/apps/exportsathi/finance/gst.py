"""Two ways with GST on exports: refund of unused credit under a LUT, or paying IGST and having it back."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assay.apps.exportsathi.finance import basis, cash
from assay.apps.exportsathi.finance.cash import Curve, Flow
from assay.apps.exportsathi.finance.forms import GstForm
from assay.apps.exportsathi.finance.rules import ZERO, inr, paisa, part, rate
from assay.apps.exportsathi.worked import Line, Remark, Section
from assay.kernel.web.formats import exact
from assay.kernel.web.i18n import gettext as _

LUT, IGST = "lut", "igst"


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


def refund_of_credit(form: GstForm) -> tuple[tuple[Line, ...], Decimal]:
    """Rule 89(4): zero-rated turnover × net ITC / adjusted total turnover, to the paisa.

    The turnover counts up to 1.5 × the value of like goods at home, above and below the line alike
    (Circular 147/03/2021-GST).
    """
    turnover = form.export_value
    lines: list[Line] = []
    if form.domestic_like_value is not None:
        limit = basis.VALUE_LIMIT * form.domestic_like_value
        how = f"min({inr(turnover)}, {exact(basis.VALUE_LIMIT)} × {inr(form.domestic_like_value)})"
        turnover = min(turnover, limit)
    else:
        how = _("as exported; no like goods at home to compare with")
    rule = basis.RULE_89_4.source_id
    lines.append(Line("turnover", _("Zero-rated turnover"), paisa(turnover), "INR", how, (rule,)))
    whole = form.export_value if form.adjusted_turnover is None else form.adjusted_turnover
    adjusted = whole - form.export_value + turnover
    how = f"{inr(whole)} − {inr(form.export_value)} + {inr(paisa(turnover))}"
    sources = (rule, basis.CIRCULAR_147.source_id)
    lines.append(Line("adjusted", _("Adjusted total turnover"), paisa(adjusted), "INR", how, sources))
    refund = paisa(turnover * form.net_itc / adjusted)
    how = f"{inr(paisa(turnover))} × {inr(form.net_itc)} ÷ {inr(paisa(adjusted))}"
    lines.append(Line("refund", _("Refund of unused credit"), refund, "INR", how, (rule,)))
    return tuple(lines), refund


def lut(form: GstForm, filed_on: date) -> Route:
    """Export without tax under a letter of undertaking, then claim the unused credit."""
    lines, refund = refund_of_credit(form)
    filed = form.ship_after + form.return_after
    flows = [Flow(0, -form.net_itc, _("input tax to suppliers"))]
    held = basis.RULE_91.valid_from
    remarks: tuple[Remark, ...] = ()
    if form.low_risk and held is not None and filed_on >= held:
        first = part(basis.PROVISIONAL_SHARE, refund)
        flows.append(Flow(filed + form.provisional_after, first, _("provisional refund")))
        flows.append(Flow(filed + form.final_after, refund - first, _("rest of the refund")))
        how = f"{rate(basis.PROVISIONAL_SHARE)} × {inr(refund)}"
        source = (basis.RULE_91.source_id,)
        lines = (
            *lines,
            Line("provisional", _("Provisional part"), first, "INR", how, source),
            Line("rest", _("The rest"), refund - first, "INR", f"{inr(refund)} − {inr(first)}", source),
        )
    else:
        flows.append(Flow(filed + form.final_after, refund, _("refund")))
        words = _(
            "Nothing is counted provisionally: that is for claims the system finds low-risk, from %(day)s."
        )
        remarks = (
            Remark(words % {"day": held.isoformat() if held else "–"}, "info", (basis.RULE_91.source_id,)),
        )
    left = form.net_itc - refund
    flows += _used_elsewhere(left, filed)
    how = f"{inr(form.net_itc)} − {inr(refund)}"
    lines = (*lines, Line("credit-left", _("Credit left in the ledger"), left, "INR", how))
    return Route(LUT, tuple(flows), lines, refund, left, remarks)


def igst(form: GstForm) -> Route:
    """Pay integrated tax on the export, with credit first, and have it back on the shipping bill."""
    tax = part(form.igst_rate, form.export_value)
    used = min(form.net_itc, tax)
    filed = form.ship_after + form.return_after
    source = (basis.RULE_96.source_id,)
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


def compare(form: GstForm, today: date) -> Section:
    """Both ways as cash over days. In the end neither costs anything: what differs is when money is out."""
    routes = (lut(form, form.filed_on or today), igst(form))
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
    remarks.append(Remark(_assumed(form), "info", (basis.SECTION_54.source_id,)))
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


def _assumed(form: GstForm) -> str:
    words = _(
        "Days are assumptions you can change: goods leave on day %(ship)s, returns are filed %(filed)s days "
        "later, a LUT claim is settled within %(final)s days (the law says sixty), an IGST refund comes in "
        "%(igst)s. Credit that is left pays tax on other sales when the returns are filed."
    )
    return words % {
        "ship": form.ship_after,
        "filed": form.return_after,
        "final": form.final_after,
        "igst": form.igst_refund_after,
    }
