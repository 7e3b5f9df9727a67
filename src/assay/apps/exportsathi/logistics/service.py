"""Freight of an export: the calculators with the exporter's own quotes, and the analysis for a report.

result = await logistics.analyse(db, org_id, exporter_id, LogisticsInputs(as_of=day, destination="AE", ...))
await logistics.keep(db, org_id, exporter_id, result, report_id=report_id)
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from assay.apps.exportsathi.facts import service as facts
from assay.apps.exportsathi.facts.rules import usable
from assay.apps.exportsathi.finance.forms import Mode
from assay.apps.exportsathi.finance.result import Analysis
from assay.apps.exportsathi.logistics import basis, cartons, estimate, lanes, queries, risk
from assay.apps.exportsathi.logistics.basis import Box, Tariff
from assay.apps.exportsathi.logistics.cartons import Carton, Fit, Pallet
from assay.apps.exportsathi.logistics.forms import (
    CompareForm,
    EstimateForm,
    FitForm,
    Goods,
    LogisticsInputs,
    RiskForm,
)
from assay.apps.exportsathi.logistics.lanes import Lane
from assay.apps.exportsathi.logistics.risk import Shipment
from assay.apps.exportsathi.logistics.rules import KILOS, VERSION, volume_of
from assay.apps.exportsathi.models.money import Carriage, FreightQuote, LogisticsAnalysis
from assay.apps.exportsathi.sources import service as sources
from assay.apps.exportsathi.worked import Line, Remark, Section
from assay.kernel import clock
from assay.kernel.access.actor import Actor, org_of, person_of
from assay.kernel.clock import day_in_india
from assay.kernel.db.session import Session
from assay.kernel.errors import Invalid
from assay.kernel.money import money
from assay.kernel.web.formats import exact
from assay.kernel.web.i18n import gettext as _

LogisticsResult = Analysis


async def freight_estimate(db: Session, actor: Actor, form: EstimateForm) -> Analysis:
    """What is charged for, containers, and freight in every way; own quotes of the day before samples."""
    on = form.as_of or today()
    tariffs, remarks = await _tariffs(db, org_of(actor), person_of(actor), form.destination, form.origin, on)
    boxes = await boxes_of(db, org_of(actor), on)
    freight = estimate.freight(form.cbm, form.gross_weight, tariffs, loose=form.is_loose, among=boxes)
    sections = (
        estimate.measures(form.cbm, form.gross_weight, _volume_how(form)),
        estimate.boxes(form.cbm, form.gross_weight, tariffs, loose=form.is_loose, among=boxes),
        replace(freight, remarks=(*remarks, *freight.remarks)),
    )
    return await _analysis(db, org_of(actor), on, form, sections)


async def lcl_fcl(db: Session, actor: Actor, form: CompareForm) -> Analysis:
    """Part load against full load: by the rates given, else by own quotes of the day, else by samples."""
    on = form.as_of or today()
    boxes = await boxes_of(db, org_of(actor), on)
    box = next(one for one in boxes if one.key == form.box.value)
    remarks: Sequence[Remark] = ()
    if form.lcl_rate is not None and form.fcl_rate is not None:
        given = _("the rates you gave")
        lcl = Tariff(Carriage.LCL, form.currency, form.lcl_rate, form.lcl_fixed, form.lcl_minimum, given)
        fcl = Tariff(box.carriage, form.currency, form.fcl_rate, form.fcl_fixed, quote=given)
    else:
        tariffs, remarks = await _tariffs(
            db, org_of(actor), person_of(actor), form.destination or "", form.origin, on
        )
        lcl, fcl = tariffs[Carriage.LCL], tariffs[box.carriage]
        if lcl.currency != fcl.currency:
            words = _("Your quotes are in different currencies: samples were taken for both.")
            lcl, fcl = estimate.SAMPLES[Carriage.LCL], estimate.SAMPLES[box.carriage]
            remarks = (*remarks, Remark(words, "warn"))
    section = estimate.part_or_full(form.cbm, form.gross_weight, lcl, fcl, box, loose=form.is_loose)
    section = replace(section, remarks=(*remarks, *section.remarks))
    measures = estimate.measures(form.cbm, form.gross_weight, _volume_how(form))
    return await _analysis(db, org_of(actor), on, form, (section, measures))


async def carton_fit(db: Session, actor: Actor, form: FitForm) -> Analysis:
    """How many cartons go into each container."""
    carton = Carton(form.length, form.width, form.height, form.weight, form.upright)
    pallet = Pallet(form.pallet_length, form.pallet_width, form.pallet_height, form.stacks)
    fits = [
        cartons.palletised(box, carton, pallet) if form.pallets else cartons.loose(box, carton)
        for box in await boxes_of(db, org_of(actor), today())
    ]
    section = Section(
        "fit", _("Cartons in a container"), tuple(_fit(one) for one in fits), remarks=_fit_remarks(form)
    )
    return await _analysis(db, org_of(actor), today(), form, (section,))


async def examination(db: Session, actor: Actor, form: RiskForm) -> Analysis:
    """The examination index and what the exporter's own shipments make of it."""
    shipment = Shipment(**form.model_dump())
    shipped, examined = await queries.outcome_counts(db, org_of(actor), person_of(actor))
    section = risk.section(shipment, shipped, examined)
    return await _analysis(db, org_of(actor), today(), form, (section,))


async def ports_of(db: Session, org_id: UUID, country: str) -> list[tuple[str, str, str]]:
    """Sea ports, airports and depots of a country that facts know: (code, name, kind), by kind and name."""
    found = [
        (one.key, one.value.name, one.value.type) for one in await facts.ports(db, org_id, country=country)
    ]
    return sorted(found, key=lambda one: (one[2], one[1]))


def ways(origin: str, destination: str) -> Sequence[Lane]:
    """Ways from a port, airport or depot to a country, the fastest first."""
    return lanes.lanes(origin, destination)


async def analyse(db: Session, org_id: UUID, exporter_id: UUID, inputs: LogisticsInputs) -> LogisticsResult:
    """All sections for what a report knows; each says what it misses. Nothing is written."""
    shipped, examined = await queries.outcome_counts(db, org_id, exporter_id)
    shipment = Shipment(
        line=inputs.line,
        earlier_shipments=inputs.earlier_shipments
        if inputs.earlier_shipments is not None
        else shipped or None,
        is_aeo=inputs.is_aeo,
        policy_restricted=inputs.policy_restricted,
        scomet=inputs.scomet,
        claims_benefits=inputs.claims_benefits,
        by_courier=inputs.mode is Mode.COURIER,
    )
    sections = (
        *await _freight(db, org_id, exporter_id, inputs),
        _routes(inputs),
        risk.section(shipment, shipped, examined),
    )
    return await _analysis(db, org_id, inputs.as_of, inputs, sections)


async def keep(
    db: Session, org_id: UUID, exporter_id: UUID, result: LogisticsResult, *, report_id: UUID | None = None
) -> LogisticsAnalysis:
    """Keep the analysis; with `report_id` in place of what the report had before."""
    if report_id is not None:
        await queries.drop_of_report(db, exporter_id, report_id)
    document = result.document()
    row = LogisticsAnalysis(
        org_id=org_id,
        exporter_id=exporter_id,
        report_id=report_id,
        as_of=result.as_of,
        rules_version=result.rules_version,
        inputs=document["inputs"],
        lines=document["sections"],
        sources=document["sources"],
    )
    db.add(row)
    await db.flush()
    return row


async def of_report(db: Session, actor: Actor, report_id: UUID) -> LogisticsAnalysis:
    """What was analysed for the actor's report. Raises NotFound for others' and while there is none."""
    return await queries.of_report(db, org_of(actor), person_of(actor), report_id)


def today() -> date:
    return day_in_india(clock.now())


async def boxes_of(db: Session, org_id: UUID, on: date) -> tuple[Box, ...]:
    """The containers, with room and payload as the organisation's facts have them on the day."""
    known = {one.key: one.value for one in await facts.containers(db, org_id, on) if usable(one.standing)}
    return tuple(
        replace(box, cbm=held.cbm, loose_cbm=held.loose_cbm, kilos=held.tonnes * KILOS)
        if (held := known.get(box.key))
        else box
        for box in basis.BOXES_ALL
    )


async def places(db: Session, org_id: UUID) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """(Indian ports, airports and depots; countries), each as code and name, by name."""
    ports = await facts.ports(db, org_id, country="IN")
    countries = await facts.destinations(db, org_id)
    return (
        sorted(((one.key, f"{one.value.name} ({one.key})") for one in ports), key=lambda one: one[1]),
        [(one.country, one.name) for one in countries],
    )


async def _freight(
    db: Session, org_id: UUID, exporter_id: UUID, inputs: LogisticsInputs
) -> tuple[Section, ...]:
    sides = (inputs.cartons, inputs.length, inputs.width, inputs.height)
    volume, how = inputs.volume, _("as given")
    if volume is None and inputs.cartons and inputs.length and inputs.width and inputs.height:
        volume = volume_of(inputs.cartons, inputs.length, inputs.width, inputs.height)
        how = _sides_how(*sides)
    missing = tuple(
        words
        for there, words in (
            (inputs.gross_weight is not None, _("the gross weight")),
            (volume is not None, _("the volume, or cartons with their sides")),
            (bool(inputs.destination), _("the country of destination")),
        )
        if not there
    )
    titles = {"measures": _("What is charged for"), "containers": _("Containers"), "freight": _("Freight")}
    if missing or volume is None or inputs.gross_weight is None:
        return tuple(Section(key, title, missing=missing) for key, title in titles.items())
    loose = inputs.loading.value == "loose"
    tariffs, remarks = await _tariffs(
        db, org_id, exporter_id, inputs.destination, inputs.origin, inputs.as_of
    )
    boxes = await boxes_of(db, org_id, inputs.as_of)
    freight = estimate.freight(volume, inputs.gross_weight, tariffs, loose=loose, among=boxes)
    box = boxes[0]
    found = [
        estimate.measures(volume, inputs.gross_weight, how),
        _containers(volume, inputs.gross_weight, tariffs, boxes, loose=loose),
        replace(freight, remarks=(*remarks, *freight.remarks)),
    ]
    lcl, fcl = tariffs[Carriage.LCL], tariffs[box.carriage]
    if lcl.currency == fcl.currency:
        found.append(estimate.part_or_full(volume, inputs.gross_weight, lcl, fcl, box, loose=loose))
    return tuple(found)


def _containers(
    volume: Decimal, weight: Decimal, tariffs: Mapping[Carriage, Tariff], boxes: Sequence[Box], *, loose: bool
) -> Section:
    """The containers; more than a shipment may have stops no report, it is said in it."""
    try:
        return estimate.boxes(volume, weight, tariffs, loose=loose, among=boxes)
    except Invalid as refused:
        return Section("containers", _("Containers"), remarks=(Remark(refused.detail, "bad"),))


def _routes(inputs: LogisticsInputs) -> Section:
    """Ways as lines: the days at most, with the range in words."""
    title = _("Ways and days")
    if not inputs.destination:
        return Section("routes", title, missing=(_("the country of destination"),))
    found = lanes.lanes(inputs.origin, inputs.destination)
    lines = tuple(
        Line(
            f"lane-{one.mode.value}",
            f"{one.mode.value}: {' → '.join([one.legs[0].start, *(leg.end for leg in one.legs)])}",
            Decimal(one.days[1]),
            "days",
            _("%(low)s to %(high)s days") % {"low": one.days[0], "high": one.days[1]},
            (one.source.source_id,),
        )
        for one in found
    )
    missing: tuple[str, ...] = ()
    if not any(one.mode is Mode.SEA for one in found):
        missing = (_("a port of departure that we know, for the days by sea"),)
    words = Remark(_("Ranges from general experience, no schedule."), "warn", (basis.LANES.source_id,))
    return Section("routes", title, lines, remarks=(words,) if lines else (), missing=missing)


async def _tariffs(
    db: Session, org_id: UUID, exporter_id: UUID, destination: str, origin: str, on: date
) -> tuple[Mapping[Carriage, Tariff], tuple[Remark, ...]]:
    """Samples, each replaced by the exporter's quote that holds on the day; remarks name what was used."""
    found = dict(estimate.SAMPLES)
    remarks: list[Remark] = []
    for row in await queries.quotes_for(db, org_id, exporter_id, destination, origin, on):
        if found[row.carriage].is_sample:
            found[row.carriage] = _tariff(row)
            words = _("%(what)s by the quote of %(who)s, good until %(day)s.")
            told = {"what": row.carriage.value, "who": row.forwarder, "day": row.valid_to.isoformat()}
            remarks.append(Remark(words % told))
    for row in await queries.expired_for(db, org_id, exporter_id, destination, on):
        words = _("Not used: the quote of %(who)s for %(what)s (%(rate)s) expired on %(day)s.")
        told = {
            "what": row.carriage.value,
            "who": row.forwarder,
            "rate": money(row.rate, row.currency),
            "day": row.valid_to.isoformat(),
        }
        remarks.append(Remark(words % told, "warn"))
    return found, tuple(remarks)


def _tariff(row: FreightQuote) -> Tariff:
    return Tariff(
        row.carriage, row.currency, row.rate, row.fixed, row.minimum, row.forwarder, str(row.quote_id)
    )


def _volume_how(form: Goods) -> str:
    if form.volume is not None:
        return _("as given")
    return _sides_how(form.cartons, form.length, form.width, form.height)


def _sides_how(count: int | None, *sides: Decimal | None) -> str:
    return f"{count} × {' × '.join(exact(side) for side in sides)} cm³ ÷ 1,000,000"


def _fit(one: Fit) -> Line:
    grid = f"{one.grid[0]} × {one.grid[1]} × {one.grid[2]}"
    sides = " × ".join(exact(side) for side in one.orientation)
    room = _("%(grid)s of %(sides)s cm") % {"grid": grid, "sides": sides}
    if one.pallets:
        room = _("%(n)s pallets of %(room)s") % {"n": one.pallets, "room": room}
    limit = _("full by weight") if one.is_by_weight else _("full by volume")
    how = f"min({room} = {one.by_room}, {_('by weight')} {one.by_weight}): {limit}"
    return Line(
        f"fit-{one.box.key}", one.box.name, Decimal(one.count), _("cartons"), how, (basis.BOXES.source_id,)
    )


def _fit_remarks(form: FitForm) -> tuple[Remark, ...]:
    words = _("Whole cartons, all in the one orientation that takes most; a mixed stow may take a few more.")
    found = [Remark(words, "info", (basis.BOXES.source_id,))]
    if form.pallets:
        told = {"high": exact(cartons.PALLET_HEIGHT), "kilos": exact(cartons.PALLET_KILOS)}
        words = _("A pallet is taken as %(high)s cm high and %(kilos)s kg heavy, and loads do not overhang.")
        found.append(Remark(words % told))
    return tuple(found)


async def _analysis(
    db: Session,
    org_id: UUID,
    on: date,
    form: EstimateForm | CompareForm | FitForm | RiskForm | LogisticsInputs,
    sections: tuple[Section, ...],
) -> Analysis:
    ids = list(dict.fromkeys(source for section in sections for source in section.sources))
    held = await sources.refs(db, org_id, ids)
    found = [held.get(one) or basis.SOURCES.get(one) for one in ids]
    inputs = form.model_dump(mode="json", exclude_none=True)
    return Analysis(on, VERSION, inputs, sections, tuple(one for one in found if one is not None))
