"""Cartons in a box, ways and days, and the examination index."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from math import gamma

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.apps.exportsathi.calculators.forms import Mode
from assay.apps.exportsathi.logistics import carriage, cartons, lanes, risk
from assay.apps.exportsathi.logistics.cartons import Carton, Pallet
from assay.apps.exportsathi.logistics.risk import Shipment
from assay.apps.exportsathi.sources.rules import Standing
from tests.support.exportsathi import shipped

DAY = date(2026, 11, 30)
BOXES = carriage.boxes_of(shipped("containers", DAY))
TWENTY = BOXES[0]
WAYS = lanes.network(shipped("ports", DAY), shipped("lanes", DAY))
sides = st.integers(10, 240).map(Decimal)


def carton(length: str, width: str, height: str, weight: str = "10", *, upright: bool = False) -> Carton:
    return Carton(Decimal(length), Decimal(width), Decimal(height), Decimal(weight), upright)


def test_cartons_are_counted_whole_in_the_best_orientation() -> None:
    fit = cartons.loose(TWENTY, carton("50", "40", "30"))
    assert fit.count == 392
    assert fit.grid[0] * fit.grid[1] * fit.grid[2] == fit.count


def test_upright_cartons_are_not_laid_down() -> None:
    lying = cartons.loose(TWENTY, carton("100", "50", "130"))
    upright = cartons.loose(TWENTY, carton("100", "50", "130", upright=True))
    assert upright.orientation[2] == 130
    assert upright.count < lying.count


def test_heavy_cartons_are_held_by_the_payload() -> None:
    fit = cartons.loose(TWENTY, carton("50", "40", "30", "100"))
    assert fit.is_by_weight
    assert fit.count == 281


def test_a_carton_larger_than_the_box_does_not_fit() -> None:
    assert cartons.loose(TWENTY, carton("600", "600", "600")).count == 0


@given(sides, sides, sides, st.integers(1, 60).map(Decimal))
def test_what_fits_has_room_and_payload(
    length: Decimal, width: Decimal, height: Decimal, weight: Decimal
) -> None:
    one = Carton(length, width, height, weight)
    for box in BOXES:
        inside = box.inside or (0, 0, 0)
        fit = cartons.loose(box, one)
        assert fit.count * weight <= box.kilos
        assert all(
            n * side <= space for n, side, space in zip(fit.grid, fit.orientation, inside, strict=True)
        )
        for along, across, up in one.orientations():
            other = (inside[0] // along) * (inside[1] // across) * (inside[2] // up)
            assert fit.by_room >= other


def test_pallets_take_fewer_and_say_how_many_stand_in() -> None:
    pallet = Pallet(Decimal(120), Decimal(100), Decimal(220))
    fit = cartons.palletised(TWENTY, carton("40", "30", "25"), pallet)
    assert fit.pallets == 8
    assert 0 < fit.count < cartons.loose(TWENTY, carton("40", "30", "25")).count
    assert fit.count % fit.pallets == 0


def test_pallets_stand_on_one_another_where_height_allows() -> None:
    low = Pallet(Decimal(120), Decimal(100), Decimal(100), stacks=2)
    single = Pallet(Decimal(120), Decimal(100), Decimal(100))
    one = carton("40", "30", "25")
    assert cartons.palletised(TWENTY, one, low).count == 2 * cartons.palletised(TWENTY, one, single).count


def test_a_carton_too_large_for_the_pallet_does_not_fit() -> None:
    assert (
        cartons.palletised(
            TWENTY, carton("130", "130", "130"), Pallet(Decimal(100), Decimal(100), Decimal(100))
        ).count
        == 0
    )


def test_index_is_the_sum_of_its_factors() -> None:
    shipment = Shipment(line="11051000", earlier_shipments=0, claims_benefits=True)
    section = risk.section(shipment, 0, 0)
    points = [one.value for one in section.lines if one.key in ("base", "new", "benefits", "food")]
    assert section.line("index").value == sum(points) == 45


def test_index_never_leaves_its_scale() -> None:
    worst = Shipment("11", 0, False, True, True, True, True, False, True)
    assert risk.index(risk.factors(worst)) == 100
    best = Shipment("84", 50, is_aeo=True, factory_stuffed=True)
    assert risk.index(risk.factors(best)) == 0


def test_own_shipments_move_the_share_and_narrow_the_interval() -> None:
    before, after = risk.belief(40, 0, 0), risk.belief(40, 50, 2)
    assert before.mean == Decimal("40.0")
    assert after.mean == Decimal("10.0")
    assert after.high - after.low < before.high - before.low
    assert (after.alpha, after.beta) == (Decimal(6), Decimal(54))


@given(st.integers(0, 100), st.integers(0, 200), st.integers(0, 200))
def test_interval_holds_the_mean_and_ninety_per_cent(points: int, shipped: int, examined: int) -> None:
    held = risk.belief(points, shipped + examined, examined)
    assert 0 <= held.low <= held.high <= 100
    assert held.low <= held.mean + 20
    assert held.mean <= held.high + Decimal("0.1") or held.alpha < 1


def test_interval_is_that_of_the_beta_distribution() -> None:
    held = risk.belief(40, 0, 0)
    a, b = 4.0, 6.0
    density = gamma(a + b) / gamma(a) / gamma(b)
    steps = 20_000
    low, high = float(held.low) / 100, float(held.high) / 100
    width = (high - low) / steps
    inside = sum(
        density * x ** (a - 1) * (1 - x) ** (b - 1) * width
        for x in (low + (i + 0.5) * width for i in range(steps))
    )
    assert inside == pytest.approx(0.9, abs=0.003)


def test_index_is_never_called_a_rate_of_customs() -> None:
    section = risk.section(Shipment(), 0, 0)
    assert "no rate of customs" in section.remarks[0].text
    assert all(one.sources == ("examination-assumptions",) for one in section.lines)


def test_more_examined_never_lowers_what_is_expected() -> None:
    shares = [risk.belief(20, 30, examined).mean for examined in range(31)]
    assert shares == sorted(shares)


def test_a_depot_adds_the_days_to_its_port() -> None:
    from_port = next(one for one in lanes.lanes(WAYS, "INMUN1", "DE") if one.mode is Mode.SEA)
    from_depot = next(one for one in lanes.lanes(WAYS, "INTKD6", "DE") if one.mode is Mode.SEA)
    assert from_depot.days == (from_port.days[0] + 3, from_port.days[1] + 6)
    assert [leg.mode for leg in from_depot.legs] == ["rail", "sea"]


def test_ways_come_fastest_first() -> None:
    found = lanes.lanes(WAYS, "INNSA1", "AE")
    assert [one.days for one in found] == sorted(one.days for one in found)


def test_every_depot_leads_to_a_port_of_a_coast() -> None:
    assert WAYS.depots
    assert {port for port, _days in WAYS.depots.values()} <= set(WAYS.coasts)


def test_a_way_that_has_ended_is_not_taken() -> None:
    ended = [replace(one, standing=Standing.EXPIRED) for one in shipped("lanes", DAY)]
    assert lanes.lanes(lanes.network(shipped("ports", DAY), ended), "INMUN1", "DE") == ()


def test_nothing_flies_from_a_depot() -> None:
    by_air = [
        next(one for one in lanes.lanes(WAYS, origin, "DE") if one.mode is Mode.AIR)
        for origin in ("INTKD6", "INDEL4")
    ]
    assert [one.origin for one in by_air] == ["IN", "INDEL4"]


def test_no_way_is_made_up() -> None:
    assert lanes.lanes(WAYS, "INNSA1", "XX") == ()
    assert all(one.mode is not Mode.SEA for one in lanes.lanes(WAYS, "", "DE"))
