"""The numbers of a business: their form, their check digits, and that they belong together. Pure.

GSTIN: two digits of the state, the PAN, the number of the registration, `Z`, a check character by Luhn's
algorithm over 36 characters. PAN: five letters (the fourth says what kind of holder), four digits, a letter;
how its last letter is computed is not public. IEC: the PAN since 2017, ten digits before.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from stdnum.exceptions import InvalidChecksum, InvalidFormat, InvalidLength, ValidationError
from stdnum.in_ import gstin as gstin_number
from stdnum.in_ import pan as pan_number

from assay.kernel.web.i18n import gettext as _

STATES = {
    "01": "Jammu and Kashmir",
    "02": "Himachal Pradesh",
    "03": "Punjab",
    "04": "Chandigarh",
    "05": "Uttarakhand",
    "06": "Haryana",
    "07": "Delhi",
    "08": "Rajasthan",
    "09": "Uttar Pradesh",
    "10": "Bihar",
    "11": "Sikkim",
    "12": "Arunachal Pradesh",
    "13": "Nagaland",
    "14": "Manipur",
    "15": "Mizoram",
    "16": "Tripura",
    "17": "Meghalaya",
    "18": "Assam",
    "19": "West Bengal",
    "20": "Jharkhand",
    "21": "Odisha",
    "22": "Chhattisgarh",
    "23": "Madhya Pradesh",
    "24": "Gujarat",
    "26": "Dadra and Nagar Haveli and Daman and Diu",
    "27": "Maharashtra",
    "29": "Karnataka",
    "30": "Goa",
    "31": "Lakshadweep",
    "32": "Kerala",
    "33": "Tamil Nadu",
    "34": "Puducherry",
    "35": "Andaman and Nicobar Islands",
    "36": "Telangana",
    "37": "Andhra Pradesh",
}
"""Codes that a GSTIN begins with. 38 (Ladakh) is not known to the library that checks GSTINs."""
_OLD_IEC = re.compile(r"\d{10}")
_IFSC = re.compile(r"[A-Z]{4}0[A-Z0-9]{6}")
_PIN = re.compile(r"[1-9]\d{5}")
_AD_CODE = re.compile(r"\d{7}(\d{7})?")


@dataclass(frozen=True, slots=True)
class Numbers:
    """As typed; empty where there is none yet."""

    iec: str = ""
    gstin: str = ""
    pan: str = ""
    state_code: str = ""
    pin: str = ""
    ifsc: str = ""
    ad_code: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """The numbers as they are stored, and by field what is wrong with them."""

    numbers: Numbers
    wrong: Mapping[str, str] = field(default_factory=dict)


def compact(text: str) -> str:
    """Without the spaces and hyphens that people put in, in capitals."""
    return re.sub(r"[\s-]", "", text).upper()


def check(typed: Numbers) -> Checked:
    """Every number by itself, then those that have to agree. A field has one message: the first."""
    numbers = Numbers(*(compact(getattr(typed, name)) for name in Numbers.__slots__))
    wrong: dict[str, str] = {}
    for name, one in (
        ("pan", _pan(numbers.pan)),
        ("gstin", _gstin(numbers.gstin)),
        ("iec", _iec(numbers.iec)),
        ("address.state_code", _state(numbers.state_code)),
        ("address.pin", _form(numbers.pin, _PIN, _("A PIN code has six digits and does not begin with 0."))),
        ("bank.ifsc", _ifsc(numbers.ifsc)),
        ("bank.ad_code", _ad_code(numbers.ad_code)),
    ):
        if one:
            wrong[name] = one
    for name, one in _together(numbers):
        wrong.setdefault(name, one)
    return Checked(numbers, wrong)


def _form(text: str, pattern: re.Pattern[str], says: str) -> str:
    return "" if not text or pattern.fullmatch(text) else says


def _ifsc(text: str) -> str:
    says = _("An IFSC has four letters, a 0 and six letters or digits. It stands on every cheque.")
    return _form(text, _IFSC, says)


def _ad_code(text: str) -> str:
    says = _("An AD code has 7 or 14 digits. Your bank's branch for foreign exchange tells it.")
    return _form(text, _AD_CODE, says)


def _pan(text: str) -> str:
    if not text:
        return ""
    try:
        pan_number.validate(text)
    except InvalidLength:
        return _("A PAN has 10 characters; this has %(n)s. Copy it from the PAN card.") % {"n": len(text)}
    except InvalidFormat:
        return _("A PAN is five letters, four digits and a letter. Copy it from the PAN card.")
    except ValidationError:
        return _("This is not a PAN: look at the fourth letter and the digits, and copy it from the card.")
    return ""


def _gstin(text: str) -> str:
    if not text:
        return ""
    try:
        gstin_number.validate(text)
    except InvalidLength:
        return _("A GSTIN has 15 characters; this has %(n)s. Copy it from the registration certificate.") % {
            "n": len(text)
        }
    except InvalidChecksum:
        return _("The last character does not fit the others: one of them is mistyped. Compare each.")
    except ValidationError:
        return _("A GSTIN is the state's two digits, the PAN, a digit, Z and a check character.")
    return ""


def _iec(text: str) -> str:
    if not text or _OLD_IEC.fullmatch(text) or pan_number.is_valid(text):
        return ""
    if len(text) != 10:
        return _("An IEC has 10 characters; this has %(n)s.") % {"n": len(text)}
    return _("An IEC is the PAN of the business, or ten digits if it was issued before 2017.")


def _state(text: str) -> str:
    return "" if not text or text in STATES else _("Choose the state from the list.")


def _together(numbers: Numbers) -> list[tuple[str, str]]:
    found = []
    if numbers.pan and numbers.gstin and numbers.gstin[2:12] != numbers.pan:
        found.append(
            ("gstin", _("Characters 3 to 12 of a GSTIN are the PAN; these are not. Check both numbers."))
        )
    if numbers.gstin and numbers.state_code and numbers.gstin[:2] != numbers.state_code:
        state = STATES.get(numbers.gstin[:2], numbers.gstin[:2])
        found.append(
            (
                "gstin",
                _("This GSTIN is registered in %(state)s, the address is in another state.")
                % {"state": state},
            )
        )
    pan = numbers.pan or numbers.gstin[2:12]
    if pan and numbers.iec and not _OLD_IEC.fullmatch(numbers.iec) and numbers.iec != pan:
        found.append(("iec", _("This IEC has the form of a PAN, but is not the PAN of this business.")))
    return found


def missing(numbers: Numbers, *, services: bool) -> tuple[str, ...]:
    """Which of the numbers an exporter needs are not there yet. Services need no AD code at a port."""
    wanted = ["pan", "gstin", "iec"] + ([] if services else ["ad_code"])
    return tuple(name for name in wanted if not getattr(numbers, name))
