"""What forms of calculators are made of. Percentages as 3.9 for 3.9 %."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from assay.apps.exportsathi.calculators.rules import currency_in_use

LARGEST = Decimal("1e13")
Amount = Annotated[Decimal, Field(ge=0, le=LARGEST, decimal_places=4)]
Price = Annotated[Decimal, Field(gt=0, le=LARGEST, decimal_places=4)]
Percent = Annotated[Decimal, Field(ge=0, le=100, decimal_places=6)]
ExchangeRate = Annotated[Decimal, Field(gt=0, le=100_000, decimal_places=8)]
Days = Annotated[int, Field(ge=0, le=1000)]
Unit = Annotated[str, Field(max_length=12)]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$", examples=["AE"])]
Currency = Annotated[str, AfterValidator(currency_in_use)]
"""A code of ISO 4217 that is in use; small letters are taken as capitals."""


class Mode(StrEnum):
    """How goods go."""

    SEA = "sea"
    AIR = "air"
    ROAD = "road"
    COURIER = "courier"


class Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
