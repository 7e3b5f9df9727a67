"""What a moving exchange rate does to the margin of an order."""

from decimal import Decimal

from assay.apps.exportsathi.finance.forms import RatesForm
from assay.apps.exportsathi.finance.rules import HUNDRED, ZERO, inr, paisa, rate
from assay.apps.exportsathi.worked import Line, Remark, Section
from assay.kernel.money import money
from assay.kernel.web.formats import exact
from assay.kernel.web.i18n import gettext as _

STEPS = 8
"""Steps from one end of the swing to the other; even, so that today's rate is one of them."""


def margin(form: RatesForm, change: Decimal) -> Decimal:
    """Rupees left after costs if the rate moves by `change` per cent; the part sold forward does not move."""
    hedged = form.amount * form.hedged_percent / HUNDRED
    spot = form.rupees_each * (HUNDRED + change) / HUNDRED
    return paisa(hedged * (form.forward_rate or ZERO) + (form.amount - hedged) * spot - form.costs)


def sensitivity(form: RatesForm) -> Section:
    """Margin now, at both ends of the swing, and the rate at which nothing is left."""
    now = margin(form, ZERO)
    hedged = form.amount * form.hedged_percent / HUNDRED
    open_part = form.amount - hedged
    at = form.rupees_each
    how = f"{money(form.amount, form.currency)} × {exact(at)} − {inr(form.costs)}"
    if hedged:
        how = (
            f"{money(paisa(hedged), form.currency)} × {exact(form.forward_rate)} + "
            f"{money(paisa(open_part), form.currency)} × {exact(at)} − {inr(form.costs)}"
        )
    per_unit = paisa(open_part * at / HUNDRED)
    lines = [
        Line("margin", _("Margin at today's rate"), now, "INR", how),
        Line(
            "per-percent",
            _("A move of 1 % is worth"),
            per_unit,
            "INR",
            f"1 % × {money(paisa(open_part), form.currency)} × {exact(at)}",
        ),
        *_ends(form),
    ]
    remarks: list[Remark] = []
    if open_part:
        level = (form.costs - hedged * (form.forward_rate or ZERO)) / open_part
        if level > 0:
            sold = inr(paisa(hedged * (form.forward_rate or ZERO)))
            how = f"({inr(form.costs)} − {sold}) ÷ {money(paisa(open_part), form.currency)}"
            lines.append(
                Line(
                    "break-even",
                    _("Nothing is left at a rate of"),
                    level.quantize(Decimal("0.0001")),
                    "INR",
                    how,
                )
            )
            if now < 0:
                remarks.append(Remark(_("The order loses money at today's rate already."), "bad"))
            elif level > at * (HUNDRED - form.swing) / HUNDRED:
                words = _("Within the swing of %(swing)s the order can lose money. Sell some of it forward.")
                remarks.append(Remark(words % {"swing": rate(form.swing)}, "warn"))
    else:
        remarks.append(Remark(_("All of it is sold forward: the margin does not move.")))
    points = tuple((step, margin(form, step)) for step in _swing(form))
    series = ((_("Margin"), points),)
    return Section("rates", _("Exchange rate"), tuple(lines), "margin", tuple(remarks), series=series)


def _swing(form: RatesForm) -> list[Decimal]:
    half = STEPS // 2
    return [form.swing * step / half for step in range(-half, half + 1)]


def _ends(form: RatesForm) -> list[Line]:
    found = []
    for key, change in (("low", -form.swing), ("high", form.swing)):
        at = form.rupees_each * (HUNDRED + change) / HUNDRED
        told = {"change": exact(change), "at": exact(at)}
        label = _("Margin if the rate moves by %(change)s %%, to %(at)s") % told
        found.append(Line(key, label, margin(form, change), "INR"))
    return found
