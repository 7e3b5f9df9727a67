"""The kinds of small dated facts, each with the type of its value.

Values are kept as JSON and are read by these types only: one that does not fit is not stored.
"""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from assay.apps.exportsathi.facts.rules import Reach

Name = Annotated[str, Field(min_length=1, max_length=200)]
Sentence = Annotated[str, Field(max_length=1000)]
Codes = tuple[Annotated[str, Field(pattern=r"^[0-9]{2,10}$")], ...]
Slugs = tuple[Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")], ...]
Places = tuple[Annotated[str, Field(pattern=r"^(\*|[A-Z]{2,8})$")], ...]
Amount = Annotated[Decimal, Field(ge=0, max_digits=14)]
Centimetres = Annotated[int, Field(gt=0, le=2000)]
Days = Annotated[int, Field(ge=0, le=400)]
Station = Annotated[str, Field(pattern=r"^([A-Z0-9]{5,8})?$")]


class Kind(StrEnum):
    PAPER = "paper"
    """A document that a shipment needs."""
    INCOTERM = "incoterm"
    CONTAINER = "container"
    PORT = "port"
    """A sea port, an airport or an inland depot, at home or abroad."""
    ROUTE = "route"
    """A way to export without paying GST, or to get it back."""
    DESTINATION = "destination"
    PARAMETER = "parameter"
    """A figure set by law: a period, a share."""
    EXCHANGE_RATE = "exchange-rate"
    LANE = "lane"
    """Days on the way: to a part of the world, or from a depot to its port."""
    TARIFF = "tariff"
    """What carriage costs where the exporter has no quote."""


class Mode(StrEnum):
    SEA = "sea"
    AIR = "air"
    ROAD = "road"
    COURIER = "courier"
    SERVICE = "service"
    """Nothing is carried: software and services."""


class Payer(StrEnum):
    SELLER = "seller"
    BUYER = "buyer"


class _Value(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Paper(_Value):
    """`document_id`: the type in `documents`, where we can make it."""

    name: Name
    issuer: Name
    because: Sentence
    document_id: str = ""
    makeable: bool = False
    modes: tuple[Mode, ...] = (Mode.SEA, Mode.AIR, Mode.ROAD, Mode.COURIER)
    prefixes: Codes = ()
    attributes: Slugs = ()
    excludes: Codes = ()
    destinations: Places = ("*",)

    def reach(self) -> Reach:
        return Reach(self.prefixes, self.attributes, (), self.excludes, self.destinations)


class Incoterm(_Value):
    """A rule of Incoterms 2020. `pays` names who pays each stage, in the order of the way."""

    name: Name
    place: Name
    """What is named behind the three letters."""
    any_mode: bool
    """False: sea and inland waterway only."""
    risk: Sentence
    """Where the risk passes to the buyer."""
    pays: dict[
        Literal[
            "export_packing",
            "loading",
            "carriage_to_port",
            "export_clearance",
            "origin_charges",
            "main_carriage",
            "insurance",
            "destination_charges",
            "carriage_from_port",
            "unloading",
            "import_clearance",
            "import_duties",
        ],
        Payer,
    ]
    insurance_duty: bool = False
    """The seller must insure for the buyer; otherwise whoever bears the risk may."""


class Container(_Value):
    """`cbm` and `tonnes`: what fits when well stowed, and what it may weigh; `loose_cbm`: cartons by hand.

    `inside`: length, width and height in centimetres; without them no cartons are counted.
    """

    name: Name
    cbm: Amount
    tonnes: Amount
    loose_cbm: Amount
    inside: tuple[Centimetres, Centimetres, Centimetres] | None = None


class Port(_Value):
    name: Name
    type: Literal["sea", "air", "icd", "land"]
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    locode: Annotated[str, Field(pattern=r"^([A-Z]{2}[A-Z2-9]{3})?$")] = ""
    coast: Literal["", "west", "east"] = ""
    """Of a sea port at home: which coast it lies on."""


class Route(_Value):
    name: Name
    summary: Sentence
    form: str = ""
    """The form or return it is done by."""
    steps: tuple[Sentence, ...] = ()


class Destination(_Value):
    """`stop`: why nothing may go there without a licence. `groups`: what rules name it by."""

    name: Name
    region: Name
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    groups: tuple[Annotated[str, Field(pattern=r"^[A-Z]{2,8}$")], ...] = ()
    agreements: tuple[Name, ...] = ()
    stop: Sentence = ""
    details: dict[str, str] = {}


class Parameter(_Value):
    """`statement` says in one sentence what the figure means; `unit` is %, months, days, INR, factor."""

    name: Name
    value: Decimal
    unit: Literal["%", "months", "days", "hours", "INR", "USD", "factor", "kg/cbm", "W/M"]
    statement: Sentence


class ExchangeRate(_Value):
    """Rupees for one unit of the currency. `sample`: no rate of any bank or of customs."""

    inr: Annotated[Decimal, Field(gt=0, max_digits=14)]
    sample: bool = False


class Lane(_Value):
    """Days on the way, from and to. To `countries`: by sea from a port of the west or the east coast, by air,
    courier or road from anywhere. Or from a `depot` to the `port` it mostly uses, by rail.
    """

    name: Name
    days: dict[Literal["west", "east", "air", "courier", "road", "rail"], tuple[Days, Days]]
    countries: tuple[Annotated[str, Field(pattern=r"^[A-Z]{2}$")], ...] = ()
    depot: Station = ""
    port: Station = ""

    @model_validator(mode="after")
    def _leads_somewhere(self) -> Self:
        if bool(self.countries) == bool(self.depot and self.port):
            raise ValueError("Name the countries it leads to, or a depot and its port.")
        if any(low > high for low, high in self.days.values()):
            raise ValueError("A range of days ends before it begins.")
        return self


class Tariff(_Value):
    """What carriage costs: `rate` for each unit charged, at least `minimum`, and `fixed` once.

    The key says for what: `lcl`, `fcl-20`, `fcl-40`, `fcl-40hc`, `air`. `sample`: no tariff of any carrier.
    """

    name: Name
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    rate: Amount
    fixed: Amount = Decimal(0)
    minimum: Amount = Decimal(0)
    sample: bool = False


Value = Paper | Incoterm | Container | Port | Route | Destination | Parameter | ExchangeRate | Lane | Tariff
TYPES: Mapping[Kind, type[Value]] = {
    Kind.PAPER: Paper,
    Kind.INCOTERM: Incoterm,
    Kind.CONTAINER: Container,
    Kind.PORT: Port,
    Kind.ROUTE: Route,
    Kind.DESTINATION: Destination,
    Kind.PARAMETER: Parameter,
    Kind.EXCHANGE_RATE: ExchangeRate,
    Kind.LANE: Lane,
    Kind.TARIFF: Tariff,
}
GROUPS = {
    "EU": "the European Union",
    "GCC": "the Gulf states",
    "ASEAN": "the ASEAN states",
    "SAARC": "the SAARC states",
    "EFTA": "the EFTA states",
    "EAEU": "the Eurasian Economic Union",
    "APTA": "the states of the Asia-Pacific Trade Agreement",
    "EUROPE": "Europe",
}
"""Groups that rules may name, in words."""


def read(kind: Kind, value: Mapping[str, Any]) -> Value:
    """Raises pydantic's ValidationError where the value does not fit the kind."""
    return TYPES[kind].model_validate(value)


def written(value: Value) -> dict[str, Any]:
    """As it is kept: JSON, decimals as texts, what is left at its default left out."""
    return value.model_dump(mode="json", exclude_defaults=True)
