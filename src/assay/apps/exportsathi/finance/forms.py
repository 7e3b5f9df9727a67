"""What the calculators take. Amounts in rupees unless a currency is named; percentages as 3.9 for 3.9 %."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, ValidationInfo, field_validator

from assay.apps.exportsathi.calculators.forms import (
    Amount,
    Currency,
    Days,
    ExchangeRate,
    Form,
    Mode,
    Percent,
    Price,
    Unit,
)
from assay.apps.exportsathi.finance.rules import paisa
from assay.apps.exportsathi.models.profiles import CompanySize
from assay.kernel.web.i18n import gettext as _

LineCode = Annotated[str, Field(pattern=r"^[0-9]{8}$", examples=["11051000"])]


class Incoterm(StrEnum):
    """Incoterms 2020, from least to most work of the seller."""

    EXW = "EXW"
    FCA = "FCA"
    FAS = "FAS"
    FOB = "FOB"
    CFR = "CFR"
    CIF = "CIF"
    CPT = "CPT"
    CIP = "CIP"
    DAP = "DAP"
    DPU = "DPU"
    DDP = "DDP"


SEA_ONLY = (Incoterm.FAS, Incoterm.FOB, Incoterm.CFR, Incoterm.CIF)


class InCurrency(Form):
    """A currency by its code (ISO 4217) and rupees for one unit of it."""

    currency: Annotated[Currency, Field(examples=["USD"])] = "INR"
    exchange_rate: Annotated[ExchangeRate | None, Field(validate_default=True, examples=["84.50"])] = None

    @field_validator("exchange_rate")
    @classmethod
    def has_a_rate(cls, rate: Decimal | None, info: ValidationInfo) -> Decimal | None:
        if rate is None and info.data.get("currency", "INR") != "INR":
            raise ValueError(_("give the rupees for one unit of the currency."))
        if info.data.get("currency") == "INR" and rate not in (None, 1):
            raise ValueError(_("a rupee is one rupee: leave this empty or name another currency."))
        return rate

    @property
    def rupees_each(self) -> Decimal:
        return self.exchange_rate or Decimal(1)

    def in_rupees(self, amount: Decimal) -> Decimal:
        return paisa(amount * self.rupees_each)


class RodtepForm(Form):
    """`fob`, `market_value`: rupees. `rate`, `cap`: the user's own reading of the schedule, where given.

    `entry`: of several drawback entries under the heading, the one that describes the goods.
    """

    line: LineCode
    fob: Annotated[Price, Field(examples=["200000"])]
    quantity: Annotated[Price | None, Field(examples=["1000"])] = None
    unit: Annotated[Unit, Field(examples=["kg"])] = ""
    market_value: Price | None = None
    entry: Annotated[str, Field(pattern=r"^([0-9]{4,10})?$", examples=["110501"])] = ""
    rate: Percent | None = None
    cap: Price | None = None
    as_of: date | None = None

    @field_validator("line", mode="before")
    @classmethod
    def has_eight_digits(cls, line: object) -> object:
        if isinstance(line, str) and not (len(line.strip()) == 8 and line.strip().isdigit()):
            raise ValueError(_("give the eight digits of the Indian tariff line, such as 11051000."))
        return line.strip() if isinstance(line, str) else line


class GstForm(Form):
    """One period: exports, unused input tax credit on them, and when the refunds come. Days from day 0."""

    export_value: Annotated[Price, Field(examples=["1000000"])]
    igst_rate: Annotated[Percent, Field(examples=["18"])]
    net_itc: Annotated[Amount, Field(examples=["90000"])]
    domestic_like_value: Price | None = None
    """What like goods sell for at home, for the same quantity."""
    adjusted_turnover: Annotated[Price | None, Field(examples=["1500000"])] = None
    """All turnover of the period without exempt supplies; empty: everything was exported."""
    low_risk: bool = True
    filed_on: date | None = None
    ship_after: Days = 30
    return_after: Days = 20
    provisional_after: Days = 22
    final_after: Days = 60
    igst_refund_after: Days = 15
    interest_rate: Percent = Decimal(10)

    @field_validator("adjusted_turnover")
    @classmethod
    def holds_the_exports(cls, turnover: Decimal | None, info: ValidationInfo) -> Decimal | None:
        exports = info.data.get("export_value")
        if turnover is not None and exports is not None and turnover < exports:
            raise ValueError(_("all turnover is at least what was exported."))
        return turnover

    @field_validator("final_after")
    @classmethod
    def comes_last(cls, final: int, info: ValidationInfo) -> int:
        if final < info.data.get("provisional_after", 0):
            raise ValueError(_("the rest comes no earlier than the provisional part."))
        return final


class BillForm(Form):
    """A shipping bill and the same export in the GST return (table 6A), as they are about to be filed."""

    bill_number: Annotated[str, Field(min_length=1, max_length=20, examples=["4512378"])]
    return_bill_number: Annotated[str, Field(min_length=1, max_length=20, examples=["4512378"])]
    bill_date: Annotated[date, Field(examples=["2026-11-02"])]
    return_bill_date: Annotated[date, Field(examples=["2026-11-02"])]
    port_code: Annotated[str, Field(min_length=1, max_length=10, examples=["INNSA1"])]
    return_port_code: Annotated[str, Field(min_length=1, max_length=10, examples=["INNSA1"])]
    bill_gstin: Annotated[str, Field(min_length=1, max_length=15, examples=["27AAPFU0939F1ZV"])]
    return_gstin: Annotated[str, Field(min_length=1, max_length=15, examples=["27AAPFU0939F1ZV"])]
    bill_invoice: Annotated[str, Field(min_length=1, max_length=16, examples=["EXP/26-27/014"])]
    return_invoice: Annotated[str, Field(min_length=1, max_length=16, examples=["EXP/26-27/014"])]
    bill_igst: Annotated[Amount | None, Field(examples=["180000"])] = None
    return_igst: Annotated[Amount | None, Field(examples=["180000"])] = None
    paid_igst: Annotated[Amount | None, Field(examples=["180000"])] = None
    """Integrated tax on exports in GSTR-3B, table 3.1(b)."""
    egm_filed: bool = True
    from_icd: bool = False
    gateway_egm_filed: bool = True
    sent_before: bool = False
    higher_drawback: bool = False
    under_lut: bool = False


class CapitalForm(InCurrency):
    """One order from day 0 to the last rupee. `order_value` in the currency, all else in rupees."""

    order_value: Annotated[Price, Field(examples=["12000"])]
    materials: Annotated[Amount, Field(examples=["500000"])]
    materials_day: Days = 0
    supplier_credit: Days = 0
    input_gst: Amount = Decimal(0)
    making: Amount = Decimal(0)
    ship_day: Annotated[Days, Field(examples=[30])] = 30
    shipping_costs: Amount = Decimal(0)
    advance_percent: Percent = Decimal(0)
    credit_days: Annotated[Days, Field(examples=[60])] = 60
    gst_refund_after: Days = 42
    benefits: Amount = Decimal(0)
    benefits_after: Days = 45
    opening: Amount = Decimal(0)
    interest_rate: Percent = Decimal(10)
    subvention_rate: Percent = Decimal(0)
    shipped_on: date | None = None

    @field_validator("ship_day")
    @classmethod
    def after_materials(cls, day: int, info: ValidationInfo) -> int:
        if day < info.data.get("materials_day", 0):
            raise ValueError(_("goods are shipped no earlier than the materials are bought."))
        return day


class CreditForm(InCurrency):
    """`turnover`, `own_capital`, `used`: rupees; `order_value` in the currency, FOB."""

    company_size: CompanySize = CompanySize.MICRO
    turnover: Annotated[Price | None, Field(examples=["20000000"])] = None
    own_capital: Amount = Decimal(0)
    used: Amount = Decimal(0)
    order_value: Annotated[Price | None, Field(examples=["12000"])] = None
    order_cost: Price | None = None
    """What the order costs to make, rupees; empty: not known."""
    margin_percent: Percent = Decimal(25)
    gems: bool = False
    merchant: bool = False


class LandedForm(InCurrency):
    """All amounts in the currency; rates in per cent."""

    incoterm: Annotated[Incoterm, Field(examples=["CIF"])]
    mode: Mode = Mode.SEA
    goods: Annotated[Price, Field(examples=["10000"])]
    packing: Amount = Decimal(0)
    inland: Amount = Decimal(0)
    export_clearance: Amount = Decimal(0)
    loading: Amount = Decimal(0)
    freight: Annotated[Amount, Field(examples=["1200"])] = Decimal(0)
    insurance_rate: Annotated[Percent, Field(le=20, examples=["0.5"])] = Decimal(0)
    arrival: Amount = Decimal(0)
    delivery: Amount = Decimal(0)
    unloading: Amount = Decimal(0)
    import_clearance: Amount = Decimal(0)
    duty_rate: Percent = Decimal(0)
    duty_on_fob: bool = False
    import_tax_rate: Percent = Decimal(0)

    @field_validator("mode")
    @classmethod
    def suits_the_term(cls, mode: Mode, info: ValidationInfo) -> Mode:
        if info.data.get("incoterm") in SEA_ONLY and mode is not Mode.SEA:
            words = _("%(term)s is for goods that go by ship. Take FCA, CPT or CIP.")
            raise ValueError(words % {"term": info.data["incoterm"].value})
        return mode


class RatesForm(InCurrency):
    """`amount` in the currency, `costs` in rupees. `hedged_percent` is sold forward at `forward_rate`."""

    currency: Annotated[Currency, Field(examples=["USD"])]
    amount: Annotated[Price, Field(examples=["12000"])]
    costs: Annotated[Amount, Field(examples=["900000"])] = Decimal(0)
    hedged_percent: Percent = Decimal(0)
    forward_rate: Annotated[ExchangeRate | None, Field(validate_default=True)] = None
    swing: Annotated[Decimal, Field(gt=0, le=50, decimal_places=2)] = Decimal(10)

    @field_validator("currency")
    @classmethod
    def is_foreign(cls, currency: str) -> str:
        if currency == "INR":
            raise ValueError(_("an order in rupees depends on no rate: name the buyer's currency."))
        return currency

    @field_validator("forward_rate")
    @classmethod
    def is_known_where_hedged(cls, rate: Decimal | None, info: ValidationInfo) -> Decimal | None:
        if rate is None and info.data.get("hedged_percent", 0) > 0:
            raise ValueError(_("give the rate at which that part is sold forward."))
        return rate


class FinanceInputs(InCurrency):
    """What a report knows of its export; all of it optional. FOB in the currency, costs in rupees.

    Every section of the analysis says what it misses. `payment_days`: after shipment.
    """

    as_of: date
    line: Annotated[str, Field(pattern=r"^([0-9]{6}|[0-9]{8})?$")] = ""
    destination: Annotated[str, Field(pattern=r"^([A-Z]{2})?$")] = ""
    fob: Price | None = None
    quantity: Price | None = None
    unit: Unit = ""
    market_value: Price | None = None
    materials: Amount | None = None
    making: Amount = Decimal(0)
    lead_days: Days = 30
    advance_percent: Percent = Decimal(0)
    payment_days: Days = 60
    igst_rate: Percent | None = None
    net_itc: Amount | None = None
    adjusted_turnover: Price | None = None
    domestic_like_value: Price | None = None
    turnover: Price | None = None
    company_size: CompanySize | None = None
    incoterm: Incoterm | None = None
    mode: Mode = Mode.SEA
    inland: Amount = Decimal(0)
    freight: Amount | None = None
    insurance_rate: Percent = Decimal("0.5")
    interest_rate: Percent = Decimal(10)

    @classmethod
    def of(cls, **known: object) -> Self:
        """From what is known; None and empty texts count as not known."""
        return cls.model_validate({name: value for name, value in known.items() if value not in (None, "")})
