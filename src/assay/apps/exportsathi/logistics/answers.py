"""What is answered about freight beside analyses: quotes, outcomes, ways."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Self
from uuid import UUID

from pydantic import BaseModel

from assay.apps.exportsathi.logistics.lanes import Lane, Leg
from assay.apps.exportsathi.logistics.rules import state_of
from assay.apps.exportsathi.models.money import Carriage, ExaminationOutcome, FreightQuote
from assay.apps.exportsathi.sources.forms import SourceOut
from assay.apps.exportsathi.sources.rules import SourceRef


class QuoteOut(BaseModel):
    """`state`: current, expired, not yet in force. Only a current one is calculated with."""

    quote_id: UUID
    carriage: Carriage
    forwarder: str
    origin: str
    destination: str
    currency: str
    rate: Decimal
    fixed: Decimal
    minimum: Decimal
    valid_from: date
    valid_to: date
    state: str
    note: str
    version: int

    @classmethod
    def of(cls, row: FreightQuote, on: date) -> Self:
        values = {name: getattr(row, name) for name in cls.model_fields if name != "state"}
        return cls(**values, state=state_of(row.valid_from, row.valid_to, on))


class OutcomeOut(BaseModel):
    outcome_id: UUID
    shipped_on: date
    port: str
    line: str
    examined: bool
    note: str

    @classmethod
    def of(cls, row: ExaminationOutcome) -> Self:
        return cls.model_validate(row, from_attributes=True)


class LegOut(BaseModel):
    start: str
    end: str
    mode: str
    days_low: int
    days_high: int

    @classmethod
    def of(cls, leg: Leg) -> Self:
        return cls(start=leg.start, end=leg.end, mode=leg.mode, days_low=leg.days[0], days_high=leg.days[1])


class RouteOut(BaseModel):
    """Days from and to, the sum of the legs. `unit`: days."""

    mode: str
    origin: str
    destination: str
    region: str
    legs: list[LegOut]
    days_low: int
    days_high: int
    unit: str = "days"
    source_id: str


class PortOut(BaseModel):
    """Where the way may end. `kind`: sea, air, icd, land."""

    code: str
    name: str
    kind: str


class RoutesOut(BaseModel):
    """Ways, and the ports of the country that they may end at."""

    items: list[RouteOut]
    ports: list[PortOut]
    source: SourceOut

    @classmethod
    def of(
        cls, lanes: Sequence[Lane], ports: Sequence[tuple[str, str, str]], source: SourceRef, on: date
    ) -> Self:
        items = [
            RouteOut(
                mode=one.mode.value,
                origin=one.origin,
                destination=one.country,
                region=one.region,
                legs=[LegOut.of(leg) for leg in one.legs],
                days_low=one.days[0],
                days_high=one.days[1],
                source_id=one.source,
            )
            for one in lanes
        ]
        return cls(
            items=items,
            ports=[PortOut(code=code, name=name, kind=kind) for code, name, kind in ports],
            source=SourceOut.of(source, on),
        )
