"""Freight by sea: what is charged for, which containers, and where a full one begins to pay."""

from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.apps.exportsathi.logistics import breakeven, carriage, containers, estimate
from assay.apps.exportsathi.logistics.breakeven import Choice, fcl_cost, lcl_cost
from assay.apps.exportsathi.logistics.carriage import Tariff
from assay.apps.exportsathi.logistics.rules import chargeable_kilos, freight_tons
from assay.apps.exportsathi.models.money import Carriage
from assay.kernel.errors import Invalid
from tests.support.exportsathi import figures, shipped

DAY = date(2026, 11, 30)
volumes = st.decimals("0.01", "400", places=3)
weights = st.decimals("1", "200000", places=1)
FIGURES = figures(DAY)
AIR, STATION = FIGURES.get("air-volume-weight"), FIGURES.get("station-minimum")
BOXES = carriage.boxes_of(shipped("containers", DAY))
TWENTY, FORTY, HIGH_CUBE = BOXES
SAMPLES = carriage.tariffs_of(shipped("tariffs", DAY))
LCL = Tariff(Carriage.LCL, "USD", Decimal(85), Decimal(250), quote="example")
FCL = Tariff(Carriage.FCL_20, "USD", Decimal(1850), Decimal(650), quote="example")


def eighteen(**changes: object) -> Choice:
    return Choice(**({"wm": Decimal(18), "lcl": LCL, "fcl": FCL, "box": TWENTY} | changes))  # type: ignore[arg-type]


def test_eighteen_cubic_metres_break_even_at_twenty_six_and_a_half() -> None:
    section = breakeven.compare(eighteen())
    assert section.line("lcl").value == Decimal("1780.00")
    assert section.line("fcl").value == Decimal("2500.00")
    assert section.line("break-even").value == Decimal("26.5")
    assert section.line("break-even").how == "($2,500.00 − $250.00) ÷ $85.00"
    assert section.line("difference").label == "Part load is cheaper by"


def test_break_even_beyond_what_cartons_fill_is_remarked() -> None:
    section = breakeven.compare(eighteen())
    assert any("before the break-even" in one.text for one in section.remarks)
    assert not any(
        "before the break-even" in one.text for one in breakeven.compare(eighteen(is_loose=False)).remarks
    )


@given(
    st.decimals("1", "500", places=2),
    st.decimals("0", "2000", places=2),
    st.decimals("1", "9000", places=2),
    st.decimals("0", "3000", places=2),
    st.decimals("0", "900", places=2),
)
def test_both_cost_the_same_at_the_break_even(
    rate: Decimal, fixed: Decimal, ocean: Decimal, charges: Decimal, least: Decimal
) -> None:
    lcl = Tariff(Carriage.LCL, "USD", rate, fixed, least, quote="example")
    fcl = Tariff(Carriage.FCL_20, "USD", ocean, charges, quote="example")
    at = breakeven.break_even(Choice(Decimal(5), lcl, fcl, TWENTY))
    if at is None:
        assert lcl_cost(lcl, Decimal(0)) >= fcl_cost(fcl) or least > fcl_cost(fcl) - fixed
    else:
        assert abs(lcl_cost(lcl, at) - fcl_cost(fcl)) <= Decimal("0.01")
        assert lcl_cost(lcl, at + 1) > fcl_cost(fcl)


def test_no_break_even_where_a_container_costs_less_than_the_least() -> None:
    cheap = Tariff(Carriage.FCL_20, "USD", Decimal(100), Decimal(100), quote="example")
    section = breakeven.compare(eighteen(fcl=cheap))
    assert "break-even" not in {one.key for one in section.lines}
    assert section.line("difference").label == "Full load is cheaper by"


@given(volumes, weights)
def test_charged_for_the_larger_of_volume_and_weight(volume: Decimal, weight: Decimal) -> None:
    wm = freight_tons(volume, weight).value
    assert wm >= volume
    assert wm >= weight / 1000
    assert wm in (volume, weight / 1000)
    kilos = chargeable_kilos(volume, weight, AIR).value
    assert kilos >= weight
    assert kilos >= volume * Decimal("166.67")
    assert kilos in (weight, volume * Decimal("166.67"))


def test_freight_station_charges_for_one_cubic_metre_at_least() -> None:
    assert freight_tons(Decimal("0.2"), Decimal(80), STATION).value == 1


def test_light_goods_by_air_are_charged_by_volume() -> None:
    assert chargeable_kilos(Decimal(2), Decimal(200), AIR).value == Decimal("333.34")
    assert chargeable_kilos(Decimal(1), Decimal(200), AIR).value == 200


@pytest.mark.parametrize(
    ("volume", "weight", "by_weight"),
    [("20", "28100", True), ("33.2", "28100", False), ("33.2", "1000", False), ("10", "56000", True)],
)
def test_boxes_full_by_weight_are_told_from_those_full_by_volume(
    volume: str, weight: str, by_weight: bool
) -> None:
    measured = (Decimal(volume), Decimal(weight))
    assert containers.is_limited_by_weight(TWENTY, *measured, loose=False) is by_weight
    section = estimate.boxes(*measured, SAMPLES, loose=False, among=BOXES)
    assert section.remarks[0].text.startswith("Limited by weight" if by_weight else "Limited by volume")


@pytest.mark.parametrize(
    ("volume", "weight", "loose", "count"),
    [
        ("33.2", "1000", False, 1),
        ("33.3", "1000", False, 2),
        ("26", "1000", True, 1),
        ("26.1", "1000", True, 2),
        ("10", "28100", False, 1),
        ("10", "28101", False, 2),
    ],
)
def test_twenty_foot_boxes_needed(volume: str, weight: str, loose: bool, count: int) -> None:
    assert containers.need(TWENTY, Decimal(volume), Decimal(weight), loose=loose).count == count


def price(box_prices: tuple[int, int, int]) -> dict[str, Decimal]:
    return {box.key: Decimal(one) for box, one in zip(BOXES, box_prices, strict=True)}


@given(
    st.decimals("0.1", "150", places=1),
    st.decimals("10", "60000", places=0),
    st.tuples(*[st.integers(500, 5000)] * 3),
    st.booleans(),
)
def test_mix_suffices_and_no_choice_costs_less(
    volume: Decimal, weight: Decimal, prices: tuple[int, int, int], loose: bool
) -> None:
    mix = containers.cheapest(volume, weight, price(prices), loose=loose, boxes=BOXES)
    assert sum(box.holds(loose=loose) * count for box, count in mix.counts) >= volume
    assert sum(box.kilos * count for box, count in mix.counts) >= weight
    costs = [
        sum(each * count for each, count in zip(prices, counts, strict=True))
        for counts in product(range(7), repeat=3)
        if sum(box.holds(loose=loose) * n for box, n in zip(BOXES, counts, strict=True)) >= volume
        and sum(box.kilos * n for box, n in zip(BOXES, counts, strict=True)) >= weight
    ]
    assert mix.cost == min(costs)


@given(st.decimals("0.1", "150", places=1), st.decimals("10", "60000", places=0))
def test_without_prices_the_fewest_boxes_are_taken(volume: Decimal, weight: Decimal) -> None:
    mix = containers.cheapest(volume, weight, {}, loose=False, boxes=BOXES)
    fewest = min(
        sum(counts)
        for counts in product(range(6), repeat=3)
        if sum(box.cbm * n for box, n in zip(BOXES, counts, strict=True)) >= volume
        and sum(box.kilos * n for box, n in zip(BOXES, counts, strict=True)) >= weight
    )
    assert mix.number == fewest
    assert mix.cost is None


def test_what_no_ship_would_take_is_refused() -> None:
    with pytest.raises(Invalid, match="several shipments"):
        containers.cheapest(Decimal(9000), Decimal(1000), {}, loose=True, boxes=BOXES)


def test_samples_are_called_samples_and_quotes_are_not() -> None:
    measured = (Decimal(18), Decimal(4200))
    sampled = estimate.freight(*measured, SAMPLES, FIGURES, loose=True, among=BOXES)
    assert any("Sample tariffs" in one.text for one in sampled.remarks)
    quoted = estimate.freight(*measured, {Carriage.LCL: LCL}, FIGURES, loose=True, among=BOXES)
    assert quoted.line("lcl").value == Decimal("1780.00")
    assert not quoted.remarks


def test_cheapest_way_is_named_where_currencies_agree() -> None:
    measured = (Decimal(18), Decimal(4200))
    section = estimate.freight(*measured, SAMPLES, FIGURES, loose=True, among=BOXES)
    assert section.answer is not None
    assert section.answer.value == Decimal("1780.00")
    mixed = {Carriage.LCL: LCL, Carriage.AIR: Tariff(Carriage.AIR, "EUR", Decimal(3), Decimal(0), quote="x")}
    assert estimate.freight(*measured, mixed, FIGURES, loose=True, among=BOXES).answer is None
