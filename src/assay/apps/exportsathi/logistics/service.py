"""Freight of an export: the calculators with the exporter's own quotes, and the analysis for a report.

result = await logistics.analyse(db, org_id, exporter_id, LogisticsInputs(as_of=day, destination="AE", ...))
await logistics.keep(db, org_id, exporter_id, result, report_id=report_id)
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from assay.apps.exportsathi.calculators import service as calculators
from assay.apps.exportsathi.calculators.forms import Mode
from assay.apps.exportsathi.calculators.result import Analysis
from assay.apps.exportsathi.facts import service as facts
from assay.apps.exportsathi.facts.figures import or_what_is_missing
from assay.apps.exportsathi.logistics import carriage, cartons, estimate, lanes, pricing, queries, risk
from assay.apps.exportsathi.logistics.carriage import Box, Tariff, Tariffs
from assay.apps.exportsathi.logistics.cartons import Carton, Pallet
from assay.apps.exportsathi.logistics.forms import (
    CompareForm,
    EstimateForm,
    FitForm,
    Goods,
    LogisticsInputs,
    RiskForm,
)
from assay.apps.exportsathi.logistics.lanes import Lane, Network
from assay.apps.exportsathi.logistics.pricing import Held
from assay.apps.exportsathi.logistics.risk import Shipment
from assay.apps.exportsathi.logistics.rules import VERSION, volume_of
from assay.apps.exportsathi.models.money import Carriage, LogisticsAnalysis
from assay.apps.exportsathi.sources import service as sources
from assay.apps.exportsathi.sources.rules import SourceRef
from assay.apps.exportsathi.worked import Remark, Section
from assay.kernel.access.actor import Actor, org_of, person_of
from assay.kernel.db.session import Session
from assay.kernel.errors import Invalid
from assay.kernel.web.formats import exact
from assay.kernel.web.i18n import gettext as _

LogisticsResult = Analysis
today = facts.today


async def freight_estimate(db: Session, actor: Actor, form: EstimateForm) -> Analysis:
    """What is charged for, containers, and freight in every way; own quotes of the day before samples."""
    on = form.as_of or today()
    held = await pricing.held(db, org_of(actor), person_of(actor), form.destination, form.origin, on)
    how = _volume_how(form)
    made = _priced(held, form.cbm, form.gross_weight, how, loose=form.is_loose)
    return await calculators.analysis(db, org_of(actor), on, VERSION, form, made)


async def lcl_fcl(db: Session, actor: Actor, form: CompareForm) -> Analysis:
    """Part load against full load: by the rates given, else by own quotes of the day, else by samples."""
    on = form.as_of or today()
    held = await pricing.held(db, org_of(actor), person_of(actor), form.destination or "", form.origin, on)
    made = (
        or_what_is_missing("lcl-fcl", _("Part load or full load"), lambda: _compared(form, held)),
        _measures(held, form.cbm, form.gross_weight, _volume_how(form)),
    )
    return await calculators.analysis(db, org_of(actor), on, VERSION, form, made)


async def carton_fit(db: Session, actor: Actor, form: FitForm) -> Analysis:
    """How many cartons go into each container."""
    known = await facts.containers(db, org_of(actor), today())
    carton = Carton(form.length, form.width, form.height, form.weight, form.upright)
    pallet = Pallet(form.pallet_length, form.pallet_width, form.pallet_height, form.stacks)

    def fitted() -> Section:
        fits = [
            cartons.palletised(box, carton, pallet) if form.pallets else cartons.loose(box, carton)
            for box in carriage.boxes_of(known)
        ]
        return cartons.section(fits, on_pallets=form.pallets)

    made = or_what_is_missing("fit", _("Cartons in a container"), fitted)
    return await calculators.analysis(db, org_of(actor), today(), VERSION, form, (made,))


async def examination(db: Session, actor: Actor, form: RiskForm) -> Analysis:
    """The examination index and what the exporter's own shipments make of it."""
    shipment = Shipment(**form.model_dump())
    shipped, examined = await queries.outcome_counts(db, org_of(actor), person_of(actor))
    section = risk.section(shipment, shipped, examined)
    return await calculators.analysis(db, org_of(actor), today(), VERSION, form, (section,))


async def ports_of(db: Session, org_id: UUID, country: str) -> list[tuple[str, str, str]]:
    """Sea ports, airports and depots of a country that facts know: (code, name, kind), by kind and name."""
    found = [
        (one.key, one.value.name, one.value.type) for one in await facts.ports(db, org_id, country=country)
    ]
    return sorted(found, key=lambda one: (one[2], one[1]))


async def ways(db: Session, org_id: UUID, origin: str, destination: str) -> Sequence[Lane]:
    """Ways from a port, airport or depot to a country, the fastest first."""
    return lanes.lanes(await _network(db, org_id, today()), origin, destination)


async def _network(db: Session, org_id: UUID, on: date) -> Network:
    ports = await facts.ports(db, org_id, on, country="IN")
    return lanes.network(ports, await facts.lanes(db, org_id, on))


async def source_of_ways(db: Session, org_id: UUID) -> SourceRef:
    """What the days of the ways stand on. Raises SourceMissing."""
    return await sources.cited(db, org_id, lanes.SOURCE)


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
    made = (
        *await _freight(db, org_id, exporter_id, inputs),
        lanes.section(await _network(db, org_id, inputs.as_of), inputs.origin, inputs.destination),
        risk.section(shipment, shipped, examined),
    )
    return await calculators.analysis(db, org_id, inputs.as_of, VERSION, inputs, made)


async def keep(
    db: Session, org_id: UUID, exporter_id: UUID, result: LogisticsResult, *, report_id: UUID | None = None
) -> LogisticsAnalysis:
    """Keep the analysis; with `report_id` in place of what the report had before."""
    return await calculators.keep(db, LogisticsAnalysis, org_id, exporter_id, result, report_id=report_id)


async def of_report(db: Session, actor: Actor, report_id: UUID) -> LogisticsAnalysis:
    """What was analysed for the actor's report. Raises NotFound for others' and while there is none."""
    return await calculators.of_report(db, LogisticsAnalysis, org_of(actor), person_of(actor), report_id)


async def boxes_of(db: Session, org_id: UUID, on: date) -> tuple[Box, ...]:
    """The containers that hold on the day. Raises FactMissing where there is none."""
    return carriage.boxes_of(await facts.containers(db, org_id, on))


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
    """Measures, containers, freight and the comparison for a report; none of it stops the report."""
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
    if missing or volume is None or inputs.gross_weight is None:
        titles = {
            "measures": _("What is charged for"),
            "containers": _("Containers"),
            "freight": _("Freight"),
        }
        return tuple(Section(key, title, missing=missing) for key, title in titles.items())
    loose, weight = inputs.loading.value == "loose", inputs.gross_weight
    held = await pricing.held(db, org_id, exporter_id, inputs.destination, inputs.origin, inputs.as_of)
    found = [*_priced(held, volume, weight, how, loose=loose, refuses=False)]
    compared = _of_one_currency(held, volume, weight, loose=loose)
    return (*found, compared) if compared is not None else tuple(found)


def _priced(
    held: Held, volume: Decimal, weight: Decimal, how: str, *, loose: bool, refuses: bool = True
) -> tuple[Section, ...]:
    """What is charged for, the containers and the freight. `refuses`: more than a shipment may have is an
    error; otherwise it is said in its section."""

    def boxes() -> Section:
        return estimate.boxes(volume, weight, held.tariffs, loose=loose, among=held.boxes)

    def freight() -> Section:
        made = estimate.freight(volume, weight, held.tariffs, held.figures, loose=loose, among=held.boxes)
        return replace(made, remarks=(*held.remarks, *made.remarks))

    return (
        _measures(held, volume, weight, how),
        or_what_is_missing("containers", _("Containers"), boxes if refuses else _said(boxes)),
        or_what_is_missing("freight", _("Freight"), freight),
    )


def _said(make: Callable[[], Section]) -> Callable[[], Section]:
    """More containers than a shipment may have stop no report."""

    def made() -> Section:
        try:
            return make()
        except Invalid as refused:
            return Section("containers", _("Containers"), remarks=(Remark(refused.detail, "bad"),))

    return made


def _measures(held: Held, volume: Decimal, weight: Decimal, how: str) -> Section:
    title = _("What is charged for")
    return or_what_is_missing("measures", title, lambda: estimate.measures(volume, weight, how, held.figures))


def _compared(form: CompareForm, held: Held) -> Section:
    """Part load against the chosen box, with what the rates are. Raises FactMissing."""
    box = carriage.box_of(held.boxes, form.box.value)
    remarks: Sequence[Remark] = ()
    if form.lcl_rate is not None and form.fcl_rate is not None:
        given = _("the rates you gave")
        lcl = Tariff(Carriage.LCL, form.currency, form.lcl_rate, form.lcl_fixed, form.lcl_minimum, given)
        fcl = Tariff(box.carriage, form.currency, form.fcl_rate, form.fcl_fixed, quote=given)
    else:
        remarks = held.remarks
        lcl, fcl = _pair(held.tariffs, box)
        if lcl.currency != fcl.currency:
            words = _("Your quotes are in different currencies: samples were taken for both.")
            lcl, fcl = _pair(held.listed, box)
            remarks = (*remarks, Remark(words, "warn"))
    section = estimate.part_or_full(
        form.cbm, form.gross_weight, lcl, fcl, box, held.figures, loose=form.is_loose
    )
    return replace(section, remarks=(*remarks, *section.remarks))


def _pair(tariffs: Tariffs, box: Box) -> tuple[Tariff, Tariff]:
    return carriage.tariff_for(tariffs, Carriage.LCL), carriage.tariff_for(tariffs, box.carriage)


def _of_one_currency(held: Held, volume: Decimal, weight: Decimal, *, loose: bool) -> Section | None:
    """Part load against the smallest box; None where their prices are in two currencies."""
    lcl = held.tariffs.get(Carriage.LCL)
    fcl = held.tariffs.get(Carriage.FCL_20)
    if lcl is None or fcl is None or lcl.currency != fcl.currency:
        return None

    def compared() -> Section:
        box = carriage.box_of(held.boxes, "20")
        return estimate.part_or_full(volume, weight, lcl, fcl, box, held.figures, loose=loose)

    return or_what_is_missing("lcl-fcl", _("Part load or full load"), compared)


def _volume_how(form: Goods) -> str:
    if form.volume is not None:
        return _("as given")
    return _sides_how(form.cartons, form.length, form.width, form.height)


def _sides_how(count: int | None, *sides: Decimal | None) -> str:
    return f"{count} × {' × '.join(exact(side) for side in sides)} cm³ ÷ 1,000,000"
