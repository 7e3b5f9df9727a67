"""Freight of one shipment in every way that can be priced, from the tariffs that hold on the day."""

from collections.abc import Sequence
from decimal import Decimal

from assay.apps.exportsathi.facts.figures import Figures
from assay.apps.exportsathi.logistics import breakeven, containers
from assay.apps.exportsathi.logistics.breakeven import Choice, fcl_cost, lcl_cost, sample_remark
from assay.apps.exportsathi.logistics.carriage import KILOS, PRACTICE, Box, Tariff, Tariffs
from assay.apps.exportsathi.logistics.rules import cent, chargeable_kilos, freight_tons, thousandth
from assay.apps.exportsathi.models.money import Carriage
from assay.apps.exportsathi.worked import Line, Remark, Section
from assay.kernel.money import money
from assay.kernel.web.formats import exact
from assay.kernel.web.i18n import gettext as _

STATION, AIR, COURIER = "station-minimum", "air-volume-weight", "courier-volume-weight"
"""Keys of the figures that freight goes by."""


def measures(volume: Decimal, weight: Decimal, how: str, figures: Figures) -> Section:
    """The shipment as carriers count it: volume, weight, W/M, kilograms by air and by courier.

    Raises FactMissing.
    """
    by_courier = figures.get(COURIER)
    courier = (by_courier.source,)
    lines = (
        Line("volume", _("Volume"), thousandth(volume), "cbm", how),
        Line("weight", _("Gross weight"), weight, "kg", _("as given")),
        freight_tons(volume, weight, figures.get(STATION)),
        chargeable_kilos(volume, weight, figures.get(AIR)),
        Line(
            "courier-kg",
            _("Chargeable weight by courier"),
            max(weight, volume * by_courier.value),
            "kg",
            f"max({exact(weight)} kg, {exact(volume)} cbm × {exact(by_courier.value)})",
            courier,
        ),
    )
    remarks = [
        Remark(
            _(
                "Airlines and couriers round up to the next half kilogram. A courier suits parcels of some "
                "70 kg or less; above that ask for air freight. Limits on the value of a consignment "
                "change: ask the courier."
            ),
            "info",
            courier,
        )
    ]
    if weight / KILOS > volume:
        remarks.append(Remark(_("The goods are heavy for their size: weight is what is charged for.")))
    return Section("measures", _("What is charged for"), lines, "wm", tuple(remarks))


def boxes(
    volume: Decimal, weight: Decimal, tariffs: Tariffs, *, loose: bool, among: Sequence[Box]
) -> Section:
    """How many containers of each kind, what fills them, and the cheapest mix."""
    needs = [containers.need(box, volume, weight, loose=loose) for box in among]
    used = [tariffs.get(box.carriage) for box in among]
    of_one = len({one.currency for one in used if one is not None}) == 1
    prices = {
        box.key: tariff.rate + tariff.fixed
        for box, tariff in zip(among, used, strict=True)
        if tariff is not None and of_one
    }
    mix = containers.cheapest(volume, weight, prices, loose=loose, boxes=among)
    source = tuple(dict.fromkeys(box.source for box in among))
    lines = containers.lines_of(needs, volume, weight, loose=loose)
    lines.append(
        Line(
            "mix",
            _("Cheapest mix: %(mix)s") % {"mix": mix.words()},
            Decimal(mix.number),
            containers.unit_of(mix.number),
            mix.words(),
            source,
        )
    )
    remarks = [_limit(mix.counts[0][0], volume, weight, loose=loose)]
    if loose:
        room = ", ".join(f"{box.name} {exact(box.loose_cbm)} cbm" for box in among)
        words = _("Cartons stowed by hand leave gaps; about so much of them fits: %(room)s.") % {"room": room}
        remarks.append(Remark(words, "info", source))
    if mix.cost is not None:
        currency = next(one.currency for one in used if one is not None)
        each = [f"{count} × {money(prices[box.key], currency)}" for box, count in mix.counts]
        lines.append(
            Line("mix-cost", _("Cost of the mix"), cent(mix.cost), currency, " + ".join(each), _sources(used))
        )
    else:
        remarks.append(Remark(_unpriced(used), "warn"))
    if any(one.is_sample for one in used if one is not None):
        remarks.append(sample_remark(_sources(used)))
    return Section("containers", _("Containers"), tuple(lines), "mix", tuple(remarks))


def _unpriced(used: Sequence[Tariff | None]) -> str:
    if any(one is None for one in used):
        return _("No price is known for every size: the fewest containers were taken.")
    return _("Quotes are in several currencies: the fewest containers were taken.")


def _limit(box: Box, volume: Decimal, weight: Decimal, *, loose: bool) -> Remark:
    told = {"box": box.name, "tonnes": exact(weight / KILOS), "cbm": exact(thousandth(volume))}
    if containers.is_limited_by_weight(box, volume, weight, loose=loose):
        words = _(
            "Limited by weight: %(tonnes)s t in %(cbm)s cbm fill a %(box)s by its payload before its room."
        )
        return Remark(words % told, "warn", (box.source,))
    words = _("Limited by volume: %(tonnes)s t in %(cbm)s cbm fill a %(box)s by its room before its payload.")
    return Remark(words % told, "info", (box.source,))


def freight(
    volume: Decimal,
    weight: Decimal,
    tariffs: Tariffs,
    figures: Figures,
    *,
    loose: bool,
    among: Sequence[Box],
) -> Section:
    """Part load, full load and air side by side; the answer is the cheapest by sea or air in one currency.

    Raises FactMissing.
    """
    lines: list[Line] = []
    lcl, air = tariffs.get(Carriage.LCL), tariffs.get(Carriage.AIR)
    wm = freight_tons(volume, weight, figures.get(STATION)).value
    if lcl is not None:
        lines.append(_line("lcl", _("Part load by sea (LCL)"), lcl, lcl_cost(lcl, wm), wm, "W/M"))
    for box in among:
        tariff = tariffs.get(box.carriage)
        if tariff is None:
            continue
        count = containers.need(box, volume, weight, loose=loose).count
        how = f"{count} × ({money(tariff.rate, tariff.currency)} + {money(tariff.fixed, tariff.currency)})"
        label = _("Full load by sea, %(n)s × %(box)s") % {"n": count, "box": box.name}
        lines.append(
            Line(
                tariff.carriage.value,
                label,
                fcl_cost(tariff, count),
                tariff.currency,
                how,
                (*tariff.sources, box.source),
            )
        )
    if air is not None:
        kilos = chargeable_kilos(volume, weight, figures.get(AIR)).value
        lines.append(_line("air", _("By air"), air, lcl_cost(air, kilos), kilos, "kg"))
    samples = [one for one in tariffs.values() if one.is_sample]
    remarks = [sample_remark(_sources(samples))] if samples else []
    result = ""
    if lines and len({one.unit for one in lines}) == 1:
        least = min(lines, key=lambda one: one.value)
        label = _("Cheapest: %(way)s") % {"way": least.label}
        how = f"min({', '.join(money(one.value, one.unit) for one in lines)})"
        lines.append(Line("least", label, least.value, least.unit, how, least.sources))
        result = "least"
    elif lines:
        remarks.append(Remark(_("Quotes are in several currencies: they are not compared."), "warn"))
    missing = () if lines else (_("a quote of a forwarder; no tariff is among the facts of this day"),)
    return Section("freight", _("Freight"), tuple(lines), result, tuple(remarks), missing)


def _line(key: str, label: str, tariff: Tariff, cost: Decimal, units: Decimal, unit: str) -> Line:
    currency = tariff.currency
    how = f"{money(tariff.rate, currency)} × {exact(units)} {unit}"
    if tariff.minimum:
        how = f"max({how}, {money(tariff.minimum, currency)})"
    sources = (*tariff.sources, PRACTICE)
    return Line(key, label, cost, currency, f"{how} + {money(tariff.fixed, currency)}", sources)


def _sources(used: Sequence[Tariff | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(source for one in used if one is not None for source in one.sources))


def part_or_full(
    volume: Decimal, weight: Decimal, lcl: Tariff, fcl: Tariff, box: Box, figures: Figures, *, loose: bool
) -> Section:
    """LCL against boxes of one kind, as many as it takes. Raises FactMissing."""
    wm = freight_tons(volume, weight, figures.get(STATION)).value
    count = containers.need(box, volume, weight, loose=loose).count
    return breakeven.compare(Choice(wm, lcl, fcl, box, count, is_loose=loose))
