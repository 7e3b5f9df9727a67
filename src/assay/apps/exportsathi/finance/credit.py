"""What a bank may lend: by turnover for a year, and against one order."""

from decimal import Decimal

from assay.apps.exportsathi.facts.figures import FactMissing, Figures, or_what_is_missing
from assay.apps.exportsathi.finance.forms import CreditForm
from assay.apps.exportsathi.finance.rules import HUNDRED, ZERO, inr, part, rate
from assay.apps.exportsathi.models.profiles import CompanySize
from assay.apps.exportsathi.worked import Line, Remark, Section
from assay.kernel.money import money
from assay.kernel.web.i18n import gettext as _


def eligibility(form: CreditForm, figures: Figures) -> Section:
    """The limit by turnover less what is used, and the credit on the order; where both are known, the
    smaller is what can be drawn for it."""
    return or_what_is_missing("credit", _("Export credit"), lambda: _eligibility(form, figures))


def _eligibility(form: CreditForm, figures: Figures) -> Section:
    lines: list[Line] = []
    remarks: list[Remark] = []
    missing: list[str] = []
    free = order = None
    if form.turnover is None:
        missing.append(_("the turnover you expect this year, for the limit by turnover"))
    else:
        free = _by_turnover(form, form.turnover, figures, lines, remarks)
    if form.order_value is None:
        missing.append(_("the value of the order, for credit against it"))
    else:
        order = _by_order(form, form.order_value, lines)
    known = [one for one in (free, order) if one is not None]
    if known:
        how = f"min({', '.join(inr(one) for one in known)})" if len(known) > 1 else inr(known[0])
        lines.append(Line("eligible", _("Credit you can expect"), min(known), "INR", how))
        words = _("An estimate by the usual methods. The bank decides, on accounts, security and the buyer.")
        remarks.append(Remark(words))
        remarks.append(_cover(form, figures))
    result = "eligible" if known else ""
    return Section("credit", _("Export credit"), tuple(lines), result, tuple(remarks), tuple(missing))


def _by_turnover(
    form: CreditForm, turnover: Decimal, figures: Figures, lines: list[Line], remarks: list[Remark]
) -> Decimal:
    needed, lends, ceiling = (
        figures.get(key) for key in ("turnover-need", "turnover-limit", "turnover-ceiling")
    )
    need = part(needed.value, turnover)
    lent = part(lends.value, turnover)
    limit = max(ZERO, min(lent, need - form.own_capital))
    free = max(ZERO, limit - form.used)
    lines += [
        Line(
            "need",
            _("Working capital a year's turnover needs"),
            need,
            "INR",
            f"{rate(needed.value)} × {inr(turnover)}",
            (needed.source,),
        ),
        Line(
            "limit",
            _("Limit by turnover"),
            limit,
            "INR",
            f"min({rate(lends.value)} × {inr(turnover)}, {inr(need)} − {inr(form.own_capital)})",
            (lends.source,),
        ),
        Line("free", _("Of it still free"), free, "INR", f"{inr(limit)} − {inr(form.used)}"),
    ]
    if form.company_size is CompanySize.MEDIUM:
        words = _(
            "The method is meant for micro and small enterprises. For yours the bank looks at cash budgets."
        )
        remarks.append(Remark(words, "warn", (lends.source,)))
    if limit > ceiling.value:
        words = _("Above a limit of %(most)s banks use their own methods; take this as a first guess.")
        remarks.append(Remark(words % {"most": inr(ceiling.value)}, "warn", (ceiling.source,)))
    return free


def _by_order(form: CreditForm, value: Decimal, lines: list[Line]) -> Decimal:
    worth = form.in_rupees(value)
    told = f"{money(value, form.currency)} × {inr(form.rupees_each)}"
    lines.append(Line("order", _("The order, FOB"), worth, "INR", told))
    base, base_how = worth, inr(worth)
    if form.order_cost is not None:
        base, base_how = min(worth, form.order_cost), f"min({inr(worth)}, {inr(form.order_cost)})"
    packing = part(HUNDRED - form.margin_percent, base)
    how = f"(100 % − {rate(form.margin_percent)}) × {base_how}"
    lines.append(Line("packing", _("Packing credit on the order"), packing, "INR", how))
    return packing


def _cover(form: CreditForm, figures: Figures) -> Remark:
    """What covers the bank; where that is not known, which fact is missing. No amount hangs on it."""
    try:
        share, most = figures.get("ecgc-bank-cover"), figures.get("ecgc-bank-ceiling")
    except FactMissing as refused:
        return Remark(refused.detail, "warn")
    told = {"share": rate(share.value), "most": inr(most.value)}
    if form.gems or form.merchant:
        words = _(
            "ECGC's enhanced cover of %(share)s for banks left out merchant exporters and gems and jewellery "
            "when it was announced. Ask the bank which cover it has, and ECGC for a policy on the buyer."
        )
    else:
        words = _(
            "ECGC covers the bank, not you: %(share)s for manufacturer-exporters with limits up to %(most)s "
            "when it was announced. For the risk of the buyer take a policy of your own."
        )
    return Remark(words % told, "info", (share.source,))
