"""Part of a container or a whole one: what each costs, and from which size on the whole one is cheaper."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from assay.apps.exportsathi.logistics.carriage import PRACTICE, Box, Tariff
from assay.apps.exportsathi.logistics.rules import cent, tenth
from assay.apps.exportsathi.worked import Line, Remark, Section
from assay.kernel.money import money
from assay.kernel.web.formats import exact
from assay.kernel.web.i18n import gettext as _

POINTS = 12


@dataclass(frozen=True, slots=True)
class Choice:
    """A shipment as LCL and as one full container of a kind; both tariffs in one currency."""

    wm: Decimal
    lcl: Tariff
    fcl: Tariff
    box: Box
    containers: int = 1
    is_loose: bool = True


def lcl_cost(tariff: Tariff, wm: Decimal) -> Decimal:
    """max(rate × W/M, minimum) + fixed, to the cent."""
    return cent(max(tariff.rate * wm, tariff.minimum) + tariff.fixed)


def fcl_cost(tariff: Tariff, containers: int = 1) -> Decimal:
    """(ocean freight + fixed charges) for each container."""
    return cent((tariff.rate + tariff.fixed) * containers)


def break_even(choice: Choice) -> Decimal | None:
    """The W/M at which one container costs what LCL does; None where LCL is dearer from the start."""
    rest = fcl_cost(choice.fcl) - choice.lcl.fixed
    if rest < choice.lcl.minimum or rest <= 0:
        return None
    return rest / choice.lcl.rate


def compare(choice: Choice) -> Section:
    """Both costs, the cheaper, the break-even, and points for the chart."""
    currency = choice.lcl.currency
    tariffs = tuple(dict.fromkeys((PRACTICE, *choice.lcl.sources, *choice.fcl.sources)))
    part, whole = lcl_cost(choice.lcl, choice.wm), fcl_cost(choice.fcl, choice.containers)
    at = break_even(choice)
    each = f"{money(choice.lcl.rate, currency)} × {exact(choice.wm)} W/M"
    if choice.lcl.minimum:
        each = f"max({each}, {money(choice.lcl.minimum, currency)})"
    lines = [
        Line(
            "lcl",
            _("As part load (LCL)"),
            part,
            currency,
            f"{each} + {money(choice.lcl.fixed, currency)}",
            tariffs,
        ),
        Line(
            "fcl",
            _("As full load (FCL), %(n)s × %(box)s") % {"n": choice.containers, "box": choice.box.name},
            whole,
            currency,
            f"{choice.containers} × ({money(choice.fcl.rate, currency)}"
            f" + {money(choice.fcl.fixed, currency)})",
            tariffs,
        ),
        Line(
            "difference",
            _("Part load is cheaper by") if part <= whole else _("Full load is cheaper by"),
            abs(whole - part),
            currency,
            f"{money(max(part, whole), currency)} − {money(min(part, whole), currency)}",
        ),
    ]
    remarks: list[Remark] = []
    if at is None:
        remarks.append(
            Remark(_("One container costs less than the least part load: there is no break-even."))
        )
    else:
        how = (
            f"({money(fcl_cost(choice.fcl), currency)} − {money(choice.lcl.fixed, currency)})"
            f" ÷ {money(choice.lcl.rate, currency)}"
        )
        lines.append(Line("break-even", _("One container costs the same at"), tenth(at), "W/M", how, tariffs))
        room = choice.box.holds(loose=choice.is_loose)
        if at > room:
            words = _(
                "Cartons by hand fill a %(box)s at about %(room)s cbm, before the break-even: for goods that "
                "fill it, compare with the next larger box."
            )
            remarks.append(Remark(words % {"box": choice.box.name, "room": exact(room)}, "warn"))
    if choice.lcl.is_sample or choice.fcl.is_sample:
        remarks.append(sample_remark((*choice.lcl.sources, *choice.fcl.sources)))
    result = "difference"
    return Section(
        "lcl-fcl",
        _("Part load or full load"),
        tuple(lines),
        result,
        tuple(remarks),
        series=_chart(choice, at),
    )


def sample_remark(sources: Sequence[str]) -> Remark:
    words = _("Sample tariffs, not offers: examples to calculate with. Your forwarder's quote replaces them.")
    return Remark(words, "warn", tuple(dict.fromkeys(sources)))


def _chart(choice: Choice, at: Decimal | None) -> tuple[tuple[str, tuple[tuple[Decimal, Decimal], ...]], ...]:
    end = max(choice.wm, at or Decimal(0), Decimal(1)) * Decimal("1.3")
    places = {end * step / POINTS for step in range(POINTS + 1)} | {choice.wm} | ({at} if at else set())
    xs = sorted(place.quantize(Decimal("0.01")) for place in places)
    xs = sorted(set(xs))
    return (
        (_("Part load (LCL)"), tuple((x, lcl_cost(choice.lcl, x)) for x in xs)),
        (_("Full load (FCL)"), tuple((x, fcl_cost(choice.fcl)) for x in xs)),
    )
