"""The practice that freight goes by, the boxes, and the sample tariffs. None was checked with a carrier."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assay.apps.exportsathi.models.money import Carriage
from assay.apps.exportsathi.sources.rules import SourceRef

PRACTICE = SourceRef(
    "freight-practice",
    "How carriers charge: W/M by sea, 6,000 cm³ to the kilogram by air",
    "Trade practice",
    reference="IATA rules for volume weight; LCL tariffs of consolidators",
)
BOXES = SourceRef(
    "planning-figures",
    "Planning figures for loads: what dry containers hold and carry",
    "ExportSathi",
    reference="what a well stowed container takes",
)
SAMPLES = SourceRef(
    "sample-freight",
    "Sample tariffs of ExportSathi: examples to calculate with, no offers",
    "ExportSathi",
    reference="made up; enter your forwarder's quote",
    published=date(2026, 11, 30),
)
COURIER = SourceRef(
    "courier-practice",
    "Couriers charge 5,000 cm³ to the kilogram",
    "Trade practice",
    reference="published volume divisors of express carriers",
)
LANES = SourceRef(
    "sample-lanes",
    "Sample transit times from Indian ports and airports",
    "ExportSathi",
    reference="ranges from general experience; ask the carrier for the schedule",
    published=date(2026, 11, 30),
)
EXAMINATION = SourceRef(
    "examination-assumptions",
    "Assumptions of the examination index",
    "ExportSathi",
    reference="no figure of customs stands behind it",
    published=date(2026, 11, 30),
)
SOURCES = {one.source_id: one for one in (PRACTICE, BOXES, SAMPLES, COURIER, LANES, EXAMINATION)}

AIR_FACTOR = Decimal("166.67")
"""Kilograms for a cubic metre by air."""
COURIER_FACTOR = Decimal(200)
"""Kilograms for a cubic metre by courier: 1,000,000 ÷ 5,000."""


@dataclass(frozen=True, slots=True)
class Box:
    """A container. `cbm`: well stowed; `loose_cbm`: cartons by hand; `kilos`: payload; inside in cm."""

    key: str
    name: str
    cbm: Decimal
    loose_cbm: Decimal
    kilos: Decimal
    inside: tuple[int, int, int]
    carriage: Carriage

    def holds(self, *, loose: bool) -> Decimal:
        return self.loose_cbm if loose else self.cbm


BOXES_ALL = (
    Box("20", "20′", Decimal("33.2"), Decimal(26), Decimal(28_100), (589, 235, 239), Carriage.FCL_20),
    Box("40", "40′", Decimal("67.7"), Decimal(56), Decimal(26_700), (1203, 235, 239), Carriage.FCL_40),
    Box("40HC", "40′ HC", Decimal("76.3"), Decimal(64), Decimal(26_500), (1203, 235, 269), Carriage.FCL_40HC),
)


@dataclass(frozen=True, slots=True)
class Tariff:
    """What carriage costs: `rate` for each unit charged, at least `minimum`, and `fixed` once.

    `quote`: whose it is; empty: a sample, which must be shown as one.
    """

    carriage: Carriage
    currency: str
    rate: Decimal
    fixed: Decimal
    minimum: Decimal = Decimal(0)
    quote: str = ""
    quote_id: str = ""

    @property
    def is_sample(self) -> bool:
        return not self.quote


SAMPLE_TARIFFS = (
    Tariff(Carriage.LCL, "USD", Decimal(85), Decimal(250)),
    Tariff(Carriage.FCL_20, "USD", Decimal(1850), Decimal(650)),
    Tariff(Carriage.FCL_40, "USD", Decimal(2900), Decimal(750)),
    Tariff(Carriage.FCL_40HC, "USD", Decimal(3050), Decimal(750)),
    Tariff(Carriage.AIR, "USD", Decimal("3.20"), Decimal(120), Decimal(100)),
)
"""Examples only: round figures that show the arithmetic."""
STATION_MINIMUM = Decimal(1)
"""W/M: freight stations charge for one cubic metre at least."""
