"""Facts as the rest of the application asks for them, each with its source and how it stands on the day.

A fact that is not in force on the day is answered as expired, never left for a newer one that is not there,
and never passed off as in force: whoever uses it looks at `standing` (`rules.usable`).
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import TypeVar, cast
from uuid import UUID

from assay.apps.exportsathi.facts import kinds, loading, queries, reading
from assay.apps.exportsathi.facts.figures import Figures
from assay.apps.exportsathi.facts.kinds import (
    Container,
    Destination,
    ExchangeRate,
    Incoterm,
    Kind,
    Lane,
    Mode,
    Paper,
    Parameter,
    Port,
    Route,
    Tariff,
    Value,
)
from assay.apps.exportsathi.facts.rules import (
    SERVICES,
    BenefitFact,
    CertificateFact,
    DestinationFact,
    DocumentFact,
    Known,
    PolicyFact,
    prefixes_of,
    usable,
)
from assay.kernel import clock
from assay.kernel.clock import day_in_india
from assay.kernel.db.session import Session

load = loading.load
V = TypeVar("V", bound=Value)


def today() -> date:
    """The day in India: what facts go by where no day is named."""
    return day_in_india(clock.now())


async def policy(db: Session, org_id: UUID, line: str, on: date) -> PolicyFact | None:
    """Export policy of a line of eight digits; None: the schedule does not hold it."""
    return next(iter(await policies(db, org_id, line, on)), None)


async def policies(db: Session, org_id: UUID, hs6: str, on: date) -> list[PolicyFact]:
    """Export policy of the lines under a code of two to eight digits, in their order."""
    return [reading.policy(row, source, on) for row, source in await queries.policies(db, org_id, hs6, on)]


async def benefits(db: Session, org_id: UUID, line: str, on: date) -> list[BenefitFact]:
    """RoDTEP of the line and the drawback entries of its heading, with the overlays of the day.

    A line that is not listed has none. Rates that ended before the day are answered as expired.
    """
    rows = await queries.benefits(db, org_id, line, on)
    if not rows:
        return []
    over = await queries.overlays(db, org_id, int(line[:2]), on)
    return [reading.benefit(row, source, line, on, over) for row, source in rows]


async def certificates(
    db: Session, org_id: UUID, hs: str, destination: str, attributes: Collection[str], on: date
) -> list[CertificateFact]:
    """What a product of code `hs` (empty: a service) needs for a country, the blocking first.

    `attributes` are slugs such as `food`, `organic`, `wireless`. Of several rules about one certificate the
    one that is in force and most precise speaks: longest prefix, then the country before its group before
    any.
    """
    hs = hs or SERVICES
    where = await _places(db, org_id, destination, on)
    rows = await queries.rules_for(db, org_id, prefixes_of(hs), attributes, list(where), on)
    chosen: dict[str, tuple[tuple[bool, tuple[int, int, int]], CertificateFact]] = {}
    for row, source in rows:
        reach = reading.reach(row)
        fact = reading.certificate(row, source, on, reach.because(hs, attributes, where))
        rank = usable(fact.standing), reach.precision(hs, destination)
        if row.certificate_id not in chosen or rank > chosen[row.certificate_id][0]:
            chosen[row.certificate_id] = rank, fact
    found = [fact for _rank, fact in chosen.values()]
    return sorted(found, key=lambda one: (not one.blocking, one.days_high, one.certificate_id))


async def papers(
    db: Session,
    org_id: UUID,
    hs: str,
    destination: str,
    mode: Mode | str,
    on: date,
    attributes: Collection[str] = (),
) -> list[DocumentFact]:
    """The papers that a shipment needs, in the order in which they are made."""
    where = await _places(db, org_id, destination, on)
    wanted = Mode(mode)
    found: list[DocumentFact] = []
    for known in await _known(db, org_id, Kind.PAPER, Paper, on):
        paper = known.value
        if wanted not in paper.modes or not paper.reach().meets(hs, attributes, where):
            continue
        found.append(
            DocumentFact(
                document_id=paper.document_id or known.key,
                name=paper.name,
                issuer=paper.issuer,
                because=paper.because,
                source=known.source,
                standing=known.standing,
                makeable=paper.makeable,
                note=known.note,
                fact_id=known.fact_id,
            )
        )
    return found


async def destination(
    db: Session, org_id: UUID, country: str, on: date | None = None
) -> DestinationFact | None:
    """A country; None: nothing is known of it."""
    return next(iter(await destinations(db, org_id, on, countries=[country.upper()])), None)


async def destinations(
    db: Session, org_id: UUID, on: date | None = None, *, countries: Collection[str] | None = None
) -> list[DestinationFact]:
    """All countries that we know something of, or these, by name."""
    known = await _known(db, org_id, Kind.DESTINATION, Destination, on or today(), countries)
    return sorted((reading.destination(one) for one in known), key=lambda one: one.name)


async def small(
    db: Session, org_id: UUID, kind: Kind, key: str, on: date | None = None
) -> Known[Value] | None:
    """One small fact of any kind; None: there is none."""
    day = on or today()
    found = await queries.small(db, org_id, kind, day, [key])
    return next((reading.known(kind, row.key, row.value, row, source, day) for row, source in found), None)


async def incoterms(db: Session, org_id: UUID, on: date | None = None) -> list[Known[Incoterm]]:
    return await _known(db, org_id, Kind.INCOTERM, Incoterm, on or today())


async def containers(db: Session, org_id: UUID, on: date | None = None) -> list[Known[Container]]:
    """Keys `20`, `40`, `40HC`."""
    return await _known(db, org_id, Kind.CONTAINER, Container, on or today())


async def ports(
    db: Session, org_id: UUID, on: date | None = None, *, country: str = "", types: Collection[str] = ()
) -> list[Known[Port]]:
    """Sea ports, airports and inland depots; at home the key is the code that customs use."""
    found = await _known(db, org_id, Kind.PORT, Port, on or today())
    return [
        one
        for one in found
        if (not country or one.value.country == country) and (not types or one.value.type in types)
    ]


async def routes(db: Session, org_id: UUID, on: date | None = None) -> list[Known[Route]]:
    """The ways to deal with GST on exports: keys `lut`, `igst`."""
    return await _known(db, org_id, Kind.ROUTE, Route, on or today())


async def parameters(
    db: Session, org_id: UUID, on: date | None = None, keys: Collection[str] | None = None
) -> dict[str, Known[Parameter]]:
    """Figures set by law, by key; one that is not there is left out."""
    found = await _known(db, org_id, Kind.PARAMETER, Parameter, on or today(), keys)
    return {one.key: one for one in found}


async def parameter(db: Session, org_id: UUID, key: str, on: date | None = None) -> Known[Parameter] | None:
    return (await parameters(db, org_id, on, [key])).get(key)


async def figures(db: Session, org_id: UUID, on: date) -> Figures:
    """All figures set by law as they stand on a day: what calculations read theirs from."""
    return Figures(on, await parameters(db, org_id, on))


async def exchange_rates(db: Session, org_id: UUID, on: date | None = None) -> dict[str, Known[ExchangeRate]]:
    """Rupees for one unit, by currency, as they stand on the day; look at `value.sample`."""
    found = await _known(db, org_id, Kind.EXCHANGE_RATE, ExchangeRate, on or today())
    return {one.key: one for one in found}


async def lanes(db: Session, org_id: UUID, on: date | None = None) -> list[Known[Lane]]:
    """Days on the way, by part of the world and from depots to their ports."""
    return await _known(db, org_id, Kind.LANE, Lane, on or today())


async def tariffs(db: Session, org_id: UUID, on: date | None = None) -> list[Known[Tariff]]:
    """What carriage costs where there is no quote; look at `value.sample`."""
    return await _known(db, org_id, Kind.TARIFF, Tariff, on or today())


async def _places(db: Session, org_id: UUID, country: str, on: date) -> Mapping[str, str]:
    """The codes that rules may name a country by, with their names: its own and those of its groups."""
    known = await destination(db, org_id, country, on)
    if known is None:
        return {country: country}
    return {country: known.name} | {one: kinds.GROUPS.get(one, one) for one in known.groups}


async def _known(
    db: Session, org_id: UUID, kind: Kind, type_: type[V], on: date, keys: Collection[str] | None = None
) -> list[Known[V]]:
    rows = await queries.small(db, org_id, kind, on, keys)
    found = [reading.known(kind, row.key, row.value, row, source, on) for row, source in rows]
    assert all(isinstance(one.value, type_) for one in found)
    return cast(list[Known[V]], found)
