"""Numbers that name somebody or something: their form and their check digits."""

import re
from collections.abc import Iterator

from babel import Locale
from stdnum import bic, imo, iso6346, lei

from assay.apps.exportsathi.documents.record import Mode, Shipment
from assay.apps.exportsathi.documents.rules import Case, Fault, Rule
from assay.apps.exportsathi.documents.rules_making import error, filled, only_if, single, warning
from assay.apps.exportsathi.profiles.rules import STATES, Numbers
from assay.apps.exportsathi.profiles.rules import check as check_numbers

_ENGLISH = Locale("en")
_COUNTRIES = frozenset(str(code) for code in _ENGLISH.territories if len(str(code)) == 2) - {
    "XA",
    "XB",
    "ZZ",
    "EU",
    "EZ",
}
_CURRENCIES = frozenset(_ENGLISH.currencies)
_ARN = re.compile(r"[A-Z]{2}(\d{2})(0[1-9]|1[0-2])\d{2}\d{6}[A-Z0-9]")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_PRINTABLE = re.compile(r"[ -~\n¡-ɏͰ-ϿЀ-ӿ‐-‧′″€№™−×Ḁ-ỿ]*")


def _number(name: str, shown: str) -> str:
    """What the profile's rules say of one number."""
    return next(iter(check_numbers(Numbers(**{name: shown})).wrong.values()), "")


def _container(value: str) -> str:
    return (
        ""
        if iso6346.is_valid(value)
        else (f"{value} is no container number: four letters, six digits and a check digit that fits them.")
    )


def _imo(value: str) -> str:
    return (
        "" if imo.is_valid(value) else f"{value} is no IMO number: seven digits, the last checks the others."
    )


def _lei(value: str) -> str:
    return "" if lei.is_valid(value) else f"{value} is no LEI: 20 characters, the last two check the others."


def _swift(value: str) -> str:
    return (
        ""
        if bic.is_valid(value)
        else f"{value} is no SWIFT code: 8 or 11 characters, country after the fourth."
    )


def _account(value: str) -> str:
    return "" if re.fullmatch(r"\d{9,18}", value) else f"{value} is no account number: 9 to 18 digits."


def _waybill(value: str) -> str:
    digits = re.sub(r"[\s-]", "", value)
    if re.fullmatch(r"\d{11}", digits) and int(digits[3:10]) % 7 == int(digits[10]):
        return ""
    return f"{value} is no air waybill: three digits of the airline, seven, and a check digit."


def _country(value: str) -> str:
    return "" if value in _COUNTRIES else f"{value} is no country of ISO 3166."


def _currency(value: str) -> str:
    return "" if value in _CURRENCIES else f"{value} is no currency of ISO 4217."


def _mail(value: str) -> str:
    return "" if _MAIL.fullmatch(value) else f"{value} is no e-mail address."


def _letters(value: object) -> str:
    text = str(value)
    if _PRINTABLE.fullmatch(text):
        return ""
    strange = next(one for one in text if not _PRINTABLE.fullmatch(one))
    return f"“{strange}” cannot be printed, and customs systems do not take it."


def _pan_in_gstin(case: Case) -> Iterator[Fault]:
    seller = case.record.exporter
    if seller.gstin and seller.pan and seller.gstin[2:12] != seller.pan:
        message = f"Characters 3 to 12 of the GSTIN are {seller.gstin[2:12]}; the PAN is {seller.pan}."
        yield Fault(message, ("exporter.gstin", "exporter.pan"))


def _iec_is_pan(case: Case) -> Iterator[Fault]:
    seller = case.record.exporter
    if seller.iec and seller.pan and not seller.iec.isdigit() and seller.iec != seller.pan:
        yield Fault(f"The IEC is {seller.iec}, the PAN {seller.pan}.", ("exporter.iec", "exporter.pan"))


def _state_of_gstin(case: Case) -> Iterator[Fault]:
    seller = case.record.exporter
    if seller.gstin and seller.state_code and seller.gstin[:2] != seller.state_code:
        message = f"The GSTIN begins with {seller.gstin[:2]}, the state code is {seller.state_code}."
        yield Fault(message, ("exporter.state_code", "exporter.gstin"))


def _lut_state(case: Case) -> Iterator[Fault]:
    record = case.record
    found = _ARN.fullmatch(record.references.lut_arn)
    if record.references.lut_arn and not found:
        message = f"{record.references.lut_arn} is no ARN: two letters, 12 digits, a character."
        yield Fault(message, ("references.lut_arn",))
    elif found and record.exporter.gstin and found[1] != record.exporter.gstin[:2]:
        message = f"The ARN is of state {found[1]}, the GSTIN of state {record.exporter.gstin[:2]}."
        yield Fault(message, ("references.lut_arn", "exporter.gstin"))


def _printable(case: Case) -> Iterator[Fault]:
    for path, value in filled(case, "*"):
        if isinstance(value, str) and (message := _letters(value)):
            yield Fault(message, (path,))


def _by_air(record: Shipment) -> bool:
    return record.transport.mode is Mode.AIR


RULES: tuple[Rule, ...] = (
    error(
        "I01",
        "GSTIN",
        "Copy it from the registration certificate.",
        "CGST Rules 2017, rule 10",
        single("exporter.gstin", lambda value: _number("gstin", value)),
    ),
    error(
        "I02",
        "PAN",
        "Copy it from the PAN card.",
        "Income-tax Act 1961, section 139A, as re-enacted",
        single("exporter.pan", lambda value: _number("pan", value)),
        sure=False,
    ),
    error(
        "I03",
        "PAN inside the GSTIN",
        "One of the two belongs to another business. Compare both with their certificates.",
        "CGST Rules 2017, rule 10",
        _pan_in_gstin,
    ),
    error(
        "I04",
        "IEC",
        "Copy it from the IEC certificate on the DGFT portal.",
        "Foreign Trade Policy 2023, paragraph 2.05",
        single("exporter.iec", lambda value: _number("iec", value)),
    ),
    error(
        "I05",
        "IEC and PAN",
        "The IEC of a business is its PAN. Compare both.",
        "Foreign Trade Policy 2023, paragraph 2.05",
        _iec_is_pan,
    ),
    error(
        "I06",
        "IFSC",
        "Copy it from a cheque of the account.",
        "Reserve Bank of India, form of the IFSC",
        single("exporter.bank.ifsc", lambda value: _number("ifsc", value)),
        sure=False,
    ),
    error(
        "I07",
        "State of the GSTIN",
        "Use the registration of the place the goods leave from.",
        "CGST Rules 2017, rule 10",
        _state_of_gstin,
    ),
    error(
        "I08",
        "State code",
        "Two digits, as a GSTIN of that state begins.",
        "CGST Rules 2017, rule 10",
        single("exporter.state_code", lambda value: "" if value in STATES else f"{value} is no state code."),
    ),
    error(
        "I09",
        "PIN code",
        "Six digits, the first not 0.",
        "GST e-invoice schema INV-01, SellerDtls.Pin",
        single("exporter.pin", lambda value: _number("pin", value)),
    ),
    error(
        "I10",
        "AD code",
        "Ask the bank's branch for foreign exchange for its letter.",
        "Customs: registration of the AD code on ICEGATE",
        single("exporter.bank.ad_code", lambda value: _number("ad_code", value)),
        sure=False,
    ),
    error(
        "I11",
        "SWIFT code",
        "Ask the bank; it names the branch that money from abroad comes to.",
        "ISO 9362",
        single("exporter.bank.swift", _swift),
    ),
    warning(
        "I12",
        "Account number",
        "Copy it from a cheque.",
        "Practice of Indian banks",
        single("exporter.bank.account", _account),
        sure=False,
    ),
    error("I13", "LEI", "Copy it from the register of LEIs.", "ISO 17442", single("exporter.lei", _lei)),
    error(
        "I14",
        "Container number",
        "Read it off the door again; the last digit stands in a box.",
        "ISO 6346",
        single("transport.containers.*.number", _container),
    ),
    error(
        "I15",
        "IMO number of the ship",
        "Ask the carrier, or leave it out.",
        "SOLAS, chapter XI-1, regulation 3",
        single("transport.vessel_imo", _imo),
    ),
    error(
        "I16",
        "Air waybill number",
        "Copy it from the air waybill.",
        "IATA, form of the air waybill number",
        only_if(_by_air, single("references.transport_document_number", _waybill)),
        sure=False,
    ),
    warning(
        "I17",
        "ARN of the letter of undertaking",
        "Copy it from the acknowledgement on the GST portal.",
        "GST portal, form of the ARN",
        _lut_state,
        sure=False,
    ),
    error("I18", "Country", "Two letters, such as DE.", "ISO 3166-1", single("*country", _country)),
    error("I19", "Currency", "Three letters, such as EUR.", "ISO 4217", single("*currency", _currency)),
    warning("I20", "E-mail address", "Correct it, or leave it out.", "RFC 5321", single("*.email", _mail)),
    error(
        "I21",
        "Letters that can be printed",
        "Write names and descriptions in Latin letters.",
        "ICEGATE takes Latin letters",
        _printable,
        sure=False,
    ),
)
