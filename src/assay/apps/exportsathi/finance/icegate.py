"""What customs will answer to a shipping bill and its GST return, told before they are filed.

The codes are those of the matching between the customs system and the GST network; what each means is from
the source `SOURCE`, the ways out are our own words, and none was compared with a current advisory.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from assay.apps.exportsathi.finance.forms import BillForm
from assay.apps.exportsathi.finance.rules import inr
from assay.kernel.web.i18n import gettext as _

SOURCE = "customs-igst-refund-codes"
SMALLEST_REFUND = Decimal(1000)
OK = "SB000"


@dataclass(frozen=True, slots=True)
class Response:
    """A code with its meaning, what in the data leads to it, the fields to look at, and the way out."""

    code: str
    meaning: str
    why: str
    fix: str
    fields: tuple[str, ...] = ()


def meanings() -> dict[str, str]:
    """Every code that can come, with what it means."""
    return {
        OK: _("The bill and the return match; the refund can be paid."),
        "SB001": _(
            "The number, date or port of the shipping bill in the return is not one that customs has."
        ),
        "SB002": _("The export general manifest has not been filed."),
        "SB003": _("The GSTIN on the shipping bill is not the one the return was filed under."),
        "SB004": _("This record was received before and has been validated."),
        "SB005": _("The invoice of the return is not the one on the shipping bill."),
        "SB006": _("The manifest at the gateway port is not there yet; for goods from an inland depot."),
    }


def predict(form: BillForm) -> tuple[Response, ...]:
    """The codes this would be answered with, in their order; `SB000` alone where nothing is amiss."""
    told = meanings()
    found = [
        Response(code, told[code], *found) for code, check in CHECKS if (found := check(form)) is not None
    ]
    return tuple(found) or (Response(OK, told[OK], _("All that is compared agrees."), ""),)


def cautions(form: BillForm) -> tuple[str, ...]:
    """Why a refund may not be paid, or not in full, although the codes are fine."""
    found: list[str] = []
    if form.under_lut:
        found.append(_("The goods leave under a LUT: no integrated tax is paid, so none is refunded here."))
    if form.higher_drawback:
        found.append(_("With a drawback that includes GST no integrated tax is refunded."))
    if form.return_igst is not None and form.return_igst < SMALLEST_REFUND:
        found.append(_("Refunds below %(least)s are not paid.") % {"least": inr(SMALLEST_REFUND)})
    if form.bill_igst is not None and form.return_igst is not None and form.bill_igst != form.return_igst:
        words = _("The tax differs: %(bill)s on the bill, %(filed)s in the return. The smaller one is paid.")
        found.append(words % {"bill": inr(form.bill_igst), "filed": inr(form.return_igst)})
    if form.paid_igst is not None and form.return_igst is not None and form.paid_igst < form.return_igst:
        words = _(
            "GSTR-3B shows %(paid)s paid on exports, less than %(filed)s claimed: nothing is passed on."
        )
        found.append(words % {"paid": inr(form.paid_igst), "filed": inr(form.return_igst)})
    return tuple(found)


Check = Callable[[BillForm], tuple[str, str, tuple[str, ...]] | None]


def _bill(form: BillForm) -> tuple[str, str, tuple[str, ...]] | None:
    pairs = (
        ("return_bill_number", _("number"), form.bill_number, form.return_bill_number),
        ("return_bill_date", _("date"), str(form.bill_date), str(form.return_bill_date)),
        ("return_port_code", _("port"), form.port_code, form.return_port_code),
    )
    wrong = [(name, word) for name, word, bill, filed in pairs if bill.strip() != filed.strip()]
    if not wrong:
        return None
    words = _("Not the same on both sides: %(what)s.") % {"what": ", ".join(word for _name, word in wrong)}
    fix = _("Amend table 6A of the return (table 9A) so that it says what the shipping bill says.")
    return words, fix, tuple(name for name, _word in wrong)


def _manifest(form: BillForm) -> tuple[str, str, tuple[str, ...]] | None:
    if form.egm_filed:
        return None
    words = _("No manifest is filed for the vessel or flight.")
    return (
        words,
        _("Ask the shipping line or airline to file it, and keep the rotation number."),
        ("egm_filed",),
    )


def _gstin(form: BillForm) -> tuple[str, str, tuple[str, ...]] | None:
    bill, filed = form.bill_gstin.strip().upper(), form.return_gstin.strip().upper()
    if bill == filed:
        return None
    same = bill[2:12] == filed[2:12] and len(bill) == 15 and len(filed) == 15
    words = (
        _("Two registrations of the same PAN: %(bill)s and %(filed)s.")
        if same
        else _("Two businesses: %(bill)s and %(filed)s.")
    )
    fix = _(
        "Put the GSTIN that files the return on the shipping bill, by amendment at customs if it is filed."
    )
    return words % {"bill": bill, "filed": filed}, fix, ("bill_gstin", "return_gstin")


def _before(form: BillForm) -> tuple[str, str, tuple[str, ...]] | None:
    if not form.sent_before:
        return None
    words = _("The same bill and invoice were sent and accepted earlier.")
    return words, _("Nothing to send again: look for the refund in the scroll."), ("sent_before",)


def _invoice(form: BillForm) -> tuple[str, str, tuple[str, ...]] | None:
    bill, filed = form.bill_invoice.strip(), form.return_invoice.strip()
    if bill == filed:
        return None
    plain = [re.sub(r"[^0-9A-Z]", "", one.upper()).lstrip("0") for one in (bill, filed)]
    words = (
        _("The same number written in two ways: %(bill)s and %(filed)s.")
        if plain[0] == plain[1]
        else _("Two numbers: %(bill)s and %(filed)s.")
    )
    fix = _(
        "Use the GST invoice itself at customs. If the bill is filed, the officer can pair the two on "
        "request; if the return is wrong, amend it in table 9A."
    )
    return words % {"bill": bill, "filed": filed}, fix, ("bill_invoice", "return_invoice")


def _gateway(form: BillForm) -> tuple[str, str, tuple[str, ...]] | None:
    if not form.from_icd or form.gateway_egm_filed:
        return None
    words = _("The goods left an inland depot, and the port has no manifest that names them.")
    fix = _("Have the line file the gateway manifest with the depot's train or truck summary in it.")
    return words, fix, ("gateway_egm_filed",)


CHECKS: tuple[tuple[str, Check], ...] = (
    ("SB001", _bill),
    ("SB002", _manifest),
    ("SB003", _gstin),
    ("SB004", _before),
    ("SB005", _invoice),
    ("SB006", _gateway),
)
