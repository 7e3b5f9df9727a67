"""One shipment as one record: every paper is made from it, and every cell of a paper names its place in it.

A record may be unfinished: an empty text, None or an empty list means "not there yet". What it holds has the
right type, length and vocabulary; whether it is right is said by the rules, with a sentence for each fault.
A place is named by its path, such as `lines.0.amount`. Amounts are in the currency of `terms.currency` unless
the name says otherwise; weights in kilograms, sizes in centimetres, volumes in cubic metres.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints


class Kind(StrEnum):
    GOODS = "goods"
    SERVICES = "services"


class Incoterm(StrEnum):
    """The rules of Incoterms 2020."""

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


class Payment(StrEnum):
    ADVANCE = "advance"
    LC = "letter of credit"
    DP = "documents against payment"
    DA = "documents against acceptance"
    OPEN = "open account"


class TaxRoute(StrEnum):
    """As INV-01 names them: export with payment of IGST, or without it under a letter of undertaking."""

    WITH_PAYMENT = "EXPWP"
    WITHOUT_PAYMENT = "EXPWOP"


class Mode(StrEnum):
    SEA = "sea"
    AIR = "air"
    ROAD = "road"
    RAIL = "rail"
    POST = "post"


def _quantized(places: int) -> AfterValidator:
    step = Decimal(1).scaleb(-places)
    return AfterValidator(lambda value: value.quantize(step) if value is not None else None)


_EMPTY = BeforeValidator(lambda value: None if value == "" else value)
Text = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")
]
LongText = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=1000, pattern=r"^[^\x00-\x09\x0b-\x1f\x7f]*$")
]
Country = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^([A-Z]{2})?$")]
Currency = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^([A-Z]{3})?$")]
Day = Annotated[date | None, _EMPTY]
Whole = Annotated[Annotated[int, Field(ge=0, le=10_000_000)] | None, _EMPTY]
_TwoPlaces = Annotated[Decimal, Field(ge=0, max_digits=17, decimal_places=2)]
_ThreePlaces = Annotated[Decimal, Field(ge=0, max_digits=15, decimal_places=3)]
_FourPlaces = Annotated[Decimal, Field(ge=0, max_digits=15, decimal_places=4)]
Money = Annotated[_TwoPlaces | None, _EMPTY, _quantized(2)]
Price = Annotated[_FourPlaces | None, _EMPTY, _quantized(4)]
Rate = Annotated[_FourPlaces | None, _EMPTY, _quantized(4)]
Percent = Annotated[Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)] | None, _EMPTY, _quantized(2)]
Quantity = Annotated[_ThreePlaces | None, _EMPTY, _quantized(3)]
Weight = Annotated[_ThreePlaces | None, _EMPTY, _quantized(3)]
Size = Annotated[Annotated[Decimal, Field(ge=0, le=10_000, decimal_places=1)] | None, _EMPTY, _quantized(1)]
Volume = Annotated[_ThreePlaces | None, _EMPTY, _quantized(3)]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Bank(Part):
    name: Text = ""
    branch: Text = ""
    account: Text = ""
    ifsc: Text = ""
    swift: Text = ""
    ad_code: Text = ""


class Exporter(Part):
    """The seller in India. `state_code`: the two digits that a GSTIN begins with."""

    name: Text = ""
    street: Text = ""
    city: Text = ""
    state_code: Text = ""
    pin: Text = ""
    phone: Text = ""
    email: Text = ""
    iec: Text = ""
    gstin: Text = ""
    pan: Text = ""
    lei: Text = ""
    signatory: Text = ""
    designation: Text = ""
    bank: Bank = Bank()


class Party(Part):
    """Somebody abroad. `country` is ISO 3166-1 alpha-2."""

    name: Text = ""
    street: Text = ""
    city: Text = ""
    region: Text = ""
    postcode: Text = ""
    country: Country = ""
    tax_id: Text = ""
    phone: Text = ""
    email: Text = ""


class References(Part):
    invoice_number: Text = ""
    invoice_date: Day = None
    order_number: Text = ""
    order_date: Day = None
    lut_arn: Text = ""
    lut_year: Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^(\d{4}-\d{2})?$")] = ""
    """The financial year the undertaking holds for, such as `2026-27`."""
    shipping_bill_number: Text = ""
    shipping_bill_date: Day = None
    transport_document_number: Text = ""
    """Of the bill of lading, air waybill or lorry receipt."""
    transport_document_date: Day = None
    """The day the goods were on board."""


class Credit(Part):
    """A documentary credit, as the buyer's bank issued it."""

    number: Text = ""
    bank: Text = ""
    issued_on: Day = None
    expires_on: Day = None
    latest_shipment: Day = None
    presentation_days: Whole = None
    presented_on: Day = None
    currency: Currency = ""
    amount: Money = None
    tolerance: Percent = None
    """Per cent more or less that the amount may be."""
    applicant: Text = ""
    beneficiary: Text = ""
    description: LongText = ""
    port_of_loading: Text = ""
    port_of_discharge: Text = ""
    partial_shipments: bool = True


class Terms(Part):
    """`exchange_rate`: rupees for one unit of the currency, as customs or the invoice goes by."""

    incoterm: Incoterm | None = None
    place: Text = ""
    payment: Payment | None = None
    payment_days: Whole = None
    currency: Currency = ""
    exchange_rate: Rate = None
    exchange_rate_date: Day = None
    tax_route: TaxRoute | None = None


class Container(Part):
    """`size`: 20, 40 or 40HC. `tare` is on the door; `vgm` is the verified gross mass (SOLAS)."""

    number: Text = ""
    size: Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^(20|40|40HC)?$")] = ""
    seal: Text = ""
    tare: Weight = None
    vgm: Weight = None


class Transport(Part):
    """Codes of ports are UN/LOCODE, such as INNSA; `customs_code` is the port's code with Indian customs."""

    mode: Mode | None = None
    pre_carriage: Text = ""
    place_of_receipt: Text = ""
    port_of_loading: Text = ""
    port_of_loading_code: Text = ""
    customs_code: Text = ""
    port_of_discharge: Text = ""
    port_of_discharge_code: Text = ""
    final_destination: Text = ""
    destination_country: Country = ""
    vessel: Text = ""
    voyage: Text = ""
    vessel_imo: Text = ""
    containers: Annotated[tuple[Container, ...], Field(max_length=20)] = ()


class Line(Part):
    """`code`: eight digits of the Indian tariff, or six of the accounting code of a service (SAC).

    `taxable_value` and `igst` are in rupees. `licence`: of a restricted line.
    """

    description: LongText = ""
    code: Text = ""
    quantity: Quantity = None
    unit: Text = ""
    unit_price: Price = None
    amount: Money = None
    taxable_value: Money = None
    igst_rate: Percent = None
    igst: Money = None
    rodtep: bool = False
    origin_country: Country = ""
    origin_district: Text = ""
    net_weight: Weight = None
    gross_weight: Weight = None
    licence: Text = ""


class Package(Part):
    """Packages that are alike, numbered `first` to `last`; weights and sizes are of one of them."""

    marks: Text = ""
    first: Whole = None
    last: Whole = None
    count: Whole = None
    kind: Text = ""
    contents: Text = ""
    length: Size = None
    width: Size = None
    height: Size = None
    net_weight: Weight = None
    gross_weight: Weight = None


class Charges(Part):
    """What the invoice adds to the goods, as far as the seller pays for it."""

    packing: Money = None
    """Packing, carriage to the port and clearance, where prices do not hold them."""
    freight: Money = None
    insurance: Money = None
    delivery: Money = None
    """Carriage, unloading and duties at the destination."""


class Insurance(Part):
    insurer: Text = ""
    policy_number: Text = ""
    policy_date: Day = None
    sum_insured: Money = None
    currency: Currency = ""
    clauses: Text = ""
    """Such as Institute Cargo Clauses (A)."""


class Totals(Part):
    """As they stand on the invoice. `taxable_value`, `igst` and `invoice_inr` are in rupees."""

    goods: Money = None
    fob: Money = None
    invoice: Money = None
    invoice_inr: Money = None
    taxable_value: Money = None
    igst: Money = None
    net_weight: Weight = None
    gross_weight: Weight = None
    packages: Whole = None
    volume: Volume = None


class Software(Part):
    """What a SOFTEX form asks about an export of software or services over a data link."""

    contract_number: Text = ""
    contract_date: Day = None
    kind: Text = ""
    """Such as `Software development` or `IT-enabled services`."""
    period_from: Day = None
    period_to: Day = None
    unit: Text = ""
    """The unit under an STP, EHTP or SEZ scheme, or the domestic tariff area."""
    authority: Text = ""
    """Who certifies: the STPI centre or the development commissioner of the zone."""
    registration: Text = ""
    softex_number: Text = ""
    softex_date: Day = None
    link: Text = ""
    """How it was sent, such as a leased line or the internet."""
    royalty: bool = False


class Shipment(Part):
    """One shipment of goods, or one invoice of services."""

    kind: Kind = Kind.GOODS
    exporter: Exporter = Exporter()
    buyer: Party = Party()
    consignee: Party = Party()
    notify: Party = Party()
    references: References = References()
    terms: Terms = Terms()
    credit: Credit = Credit()
    transport: Transport = Transport()
    lines: Annotated[tuple[Line, ...], Field(max_length=100)] = ()
    packages: Annotated[tuple[Package, ...], Field(max_length=100)] = ()
    charges: Charges = Charges()
    insurance: Insurance = Insurance()
    totals: Totals = Totals()
    software: Software = Software()
    remarks: LongText = ""


def document_of(record: Shipment) -> dict[str, Any]:
    """The record as JSON: decimals and dates are texts. The same record gives the same document."""
    return record.model_dump(mode="json")


def leaves(part: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value of a record with its path, the empty ones too."""
    if isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from leaves(getattr(part, name), f"{path}.{name}" if path else name)
    elif isinstance(part, tuple):
        for at, one in enumerate(part):
            yield from leaves(one, f"{path}.{at}")
    else:
        yield path, part


def value_at(record: Shipment, path: str) -> Any:
    """The value at a path. Raises LookupError for a path that the record does not have."""
    found: Any = record
    for step in path.split("."):
        if isinstance(found, tuple):
            found = found[int(step)]
        elif isinstance(found, BaseModel) and step in type(found).model_fields:
            found = getattr(found, step)
        else:
            raise LookupError(path)
    return found
