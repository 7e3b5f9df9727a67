"""What the freight calculators take: centimetres, kilograms, cubic metres; money in a quote's currency."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, ValidationInfo, field_validator

from assay.apps.exportsathi.calculators.forms import Amount, Country, Currency, Form, Mode, Price
from assay.apps.exportsathi.logistics.rules import volume_of
from assay.apps.exportsathi.models.money import Carriage
from assay.kernel.web.i18n import gettext as _

Kilos = Annotated[Decimal, Field(gt=0, le=10_000_000, decimal_places=3)]
Volume = Annotated[Decimal, Field(gt=0, le=10_000, decimal_places=6)]
Side = Annotated[Decimal, Field(gt=0, le=1_500, decimal_places=2)]
Cartons = Annotated[int, Field(gt=0, le=1_000_000)]
Place = Annotated[str, Field(max_length=40)]
Code = Annotated[str, Field(max_length=10)]


class Loading(StrEnum):
    LOOSE = "loose"
    """Cartons, stowed by hand."""
    TIGHT = "tight"
    """Goods that fill the box: drums to size, bales, bags."""


class Box(StrEnum):
    TWENTY = "20"
    FORTY = "40"
    HIGH_CUBE = "40HC"


class Goods(Form):
    """The goods as they are carried: volume and weight, or cartons by their sides. Weights in all."""

    gross_weight: Annotated[Kilos, Field(examples=["4200"])]
    net_weight: Annotated[Kilos | None, Field(examples=["4000"])] = None
    cartons: Annotated[Cartons | None, Field(examples=[300])] = None
    length: Annotated[Side | None, Field(examples=["50"])] = None
    width: Annotated[Side | None, Field(examples=["40"])] = None
    height: Annotated[Side | None, Field(examples=["30"])] = None
    volume: Annotated[Volume | None, Field(validate_default=True, examples=["18"])] = None
    loading: Loading = Loading.LOOSE

    @field_validator("net_weight")
    @classmethod
    def not_above_gross(cls, net: Decimal | None, info: ValidationInfo) -> Decimal | None:
        gross = info.data.get("gross_weight")
        if net is not None and gross is not None and net > gross:
            raise ValueError(_("the net weight cannot be above the gross weight."))
        return net

    @field_validator("volume")
    @classmethod
    def is_known(cls, volume: Decimal | None, info: ValidationInfo) -> Decimal | None:
        data = info.data
        failed = any(name not in data for name in ("cartons", "length", "width", "height"))
        if (
            volume is None
            and not failed
            and None in [data[n] for n in ("cartons", "length", "width", "height")]
        ):
            raise ValueError(_("give the volume, or cartons with their length, width and height."))
        return volume

    @property
    def cbm(self) -> Decimal:
        """Cubic metres: as given, else of the cartons."""
        if self.volume is not None:
            return self.volume
        none = Decimal(0)
        return volume_of(self.cartons or 0, self.length or none, self.width or none, self.height or none)

    @property
    def is_loose(self) -> bool:
        return self.loading is Loading.LOOSE


class EstimateForm(Goods):
    """`destination`: a country; `origin`: code of a port, airport or depot. Own quotes go before samples."""

    origin: Annotated[Code, Field(examples=["INNSA1"])] = ""
    destination: Annotated[Country, Field(examples=["AE"])]
    as_of: date | None = None


class CompareForm(Goods):
    """LCL against one box. Rates that are given stand for quotes and samples; all of one currency."""

    box: Box = Box.TWENTY
    origin: Code = ""
    destination: Annotated[Country | None, Field(examples=["AE"])] = None
    currency: Currency = "USD"
    lcl_rate: Annotated[Price | None, Field(examples=["85"])] = None
    lcl_fixed: Annotated[Amount, Field(examples=["250"])] = Decimal(0)
    lcl_minimum: Amount = Decimal(0)
    fcl_rate: Annotated[Price | None, Field(validate_default=True, examples=["1850"])] = None
    fcl_fixed: Annotated[Amount, Field(examples=["650"])] = Decimal(0)
    as_of: date | None = None

    @field_validator("fcl_rate")
    @classmethod
    def both_or_none(cls, rate: Decimal | None, info: ValidationInfo) -> Decimal | None:
        if (rate is None) != (info.data.get("lcl_rate") is None):
            raise ValueError(_("give both rates, or neither to calculate with quotes or samples."))
        return rate


class FitForm(Form):
    """How many cartons fit; centimetres and kilograms of one carton. With `pallets` on pallets."""

    length: Annotated[Side, Field(examples=["50"])]
    width: Annotated[Side, Field(examples=["40"])]
    height: Annotated[Side, Field(examples=["30"])]
    weight: Annotated[Kilos, Field(examples=["14"])]
    upright: bool = False
    pallets: bool = False
    pallet_length: Side = Decimal(120)
    pallet_width: Side = Decimal(100)
    pallet_height: Annotated[Side, Field(ge=20)] = Decimal(220)
    stacks: Annotated[int, Field(ge=1, le=4)] = 1


class RiskForm(Form):
    """What speaks for an examination, or against it."""

    line: Annotated[str, Field(pattern=r"^([0-9]{2,8})?$", examples=["11051000"])] = ""
    earlier_shipments: Annotated[int | None, Field(ge=0, le=100_000, examples=[2])] = None
    is_aeo: bool = False
    policy_restricted: bool = False
    scomet: bool = False
    claims_benefits: bool = False
    value_above_usual: bool = False
    factory_stuffed: bool = False
    by_courier: bool = False


class OutcomeForm(Form):
    shipped_on: Annotated[date, Field(examples=["2026-11-02"])]
    examined: bool
    port: Annotated[Code, Field(examples=["INNSA1"])] = ""
    line: Annotated[str, Field(pattern=r"^([0-9]{2,8})?$")] = ""
    note: Annotated[str, Field(max_length=300)] = ""


class QuoteForm(Form):
    """A forwarder's quote; `rate` for each W/M, container or chargeable kilogram."""

    carriage: Annotated[Carriage, Field(examples=["lcl"])]
    forwarder: Annotated[str, Field(min_length=1, max_length=80, examples=["Sagar Freight"])]
    origin: Annotated[Code, Field(examples=["INNSA1"])] = ""
    destination: Country
    currency: Annotated[Currency, Field(examples=["USD"])]
    rate: Annotated[Price, Field(examples=["78"])]
    fixed: Annotated[Amount, Field(examples=["210"])] = Decimal(0)
    minimum: Amount = Decimal(0)
    valid_from: Annotated[date, Field(examples=["2026-11-01"])]
    valid_to: Annotated[date, Field(examples=["2026-12-15"])]
    note: Annotated[str, Field(max_length=300)] = ""

    @field_validator("valid_to")
    @classmethod
    def not_before_it_begins(cls, last: date, info: ValidationInfo) -> date:
        first = info.data.get("valid_from")
        if first is not None and last < first:
            raise ValueError(_("the last day cannot lie before the first."))
        return last


class LogisticsInputs(Form):
    """What a report knows of its shipment; all of it optional but the day and the country.

    Weights in kilograms, sides in centimetres, volume in cubic metres, of the whole shipment.
    """

    as_of: date
    destination: Annotated[str, Field(pattern=r"^([A-Z]{2})?$")] = ""
    origin: Code = ""
    line: Annotated[str, Field(pattern=r"^([0-9]{6}|[0-9]{8})?$")] = ""
    mode: Mode = Mode.SEA
    gross_weight: Kilos | None = None
    net_weight: Kilos | None = None
    volume: Volume | None = None
    cartons: Cartons | None = None
    length: Side | None = None
    width: Side | None = None
    height: Side | None = None
    loading: Loading = Loading.LOOSE
    earlier_shipments: int | None = None
    is_aeo: bool = False
    policy_restricted: bool = False
    scomet: bool = False
    claims_benefits: bool = False

    @classmethod
    def of(cls, **known: object) -> Self:
        """From what is known; None and empty texts count as not known."""
        return cls.model_validate({name: value for name, value in known.items() if value not in (None, "")})
