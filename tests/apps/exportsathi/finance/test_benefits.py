"""RoDTEP and drawback: what they come to, what they never exceed, and when nothing is counted."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.exportsathi.facts import packs
from assay.apps.exportsathi.facts import service as facts
from assay.apps.exportsathi.facts.rules import BenefitFact, Overlay, Scheme
from assay.apps.exportsathi.finance import benefits
from assay.apps.exportsathi.finance.benefits import Export
from assay.apps.exportsathi.finance.rules import in_unit, months_later, paisa
from assay.apps.exportsathi.sources.rules import SourceRef, Standing
from assay.kernel.access.actor import system_actor
from tests.support.exportsathi import figures

FIGURES = figures(date(2026, 11, 30))
SCHEDULE = SourceRef("appendix-4r", "RoDTEP schedule, Appendix 4R", "DGFT")
money = st.decimals("1", "1e9", places=2)
quantities = st.decimals("0.001", "1e6", places=3)
rates = st.decimals("0.1", "10", places=2)
caps = st.decimals("0.1", "500", places=2)


def fact(
    rate: str | Decimal = "3.9",
    cap: str | Decimal | None = "4.7",
    *,
    scheme: Scheme = Scheme.RODTEP,
    entry: str = "11051000",
    standing: Standing = Standing.CURRENT,
    overlays: tuple[Overlay, ...] = (),
) -> BenefitFact:
    return BenefitFact(
        scheme,
        "11051000",
        entry,
        "Potato flour",
        Decimal(rate),
        None if cap is None else Decimal(cap),
        "Kg",
        SCHEDULE,
        standing,
        overlays,
    )


def potato(fob: str = "200000", quantity: str | None = "1000", unit: str = "kg") -> Export:
    return Export("11051000", Decimal(fob), None if quantity is None else Decimal(quantity), unit)


def test_potato_flour_is_held_by_its_cap() -> None:
    section = benefits.rodtep(fact(), potato(), FIGURES)
    assert section.answer is not None
    assert section.answer.value == Decimal("4700.00")
    assert section.line("by-rate").value == Decimal("7800.00")
    assert section.answer.how == "min(3.9 % × ₹2,00,000, ₹4.70 × 1,000 Kg)"
    assert section.answer.sources == ("appendix-4r",)


def test_below_the_cap_the_rate_decides() -> None:
    section = benefits.rodtep(fact(), potato(fob="100000"), FIGURES)
    assert section.answer is not None
    assert section.answer.value == Decimal("3900.00")


def test_unlisted_line_earns_nothing_and_says_so() -> None:
    section = benefits.rodtep(None, potato(), FIGURES)
    assert section.answer is not None
    assert section.answer.value == 0
    assert "not in the RoDTEP schedule" in section.remarks[0].text


def test_expired_rate_is_shown_and_not_counted() -> None:
    section = benefits.rodtep(fact(standing=Standing.EXPIRED), potato(), FIGURES)
    assert section.answer is not None
    assert section.answer.value == 0
    assert "has expired" in section.remarks[0].text


def test_unverified_rate_is_counted_and_says_so() -> None:
    section = benefits.rodtep(fact(standing=Standing.UNVERIFIED), potato(), FIGURES)
    assert section.answer is not None
    assert section.answer.value == Decimal("4700.00")
    assert "not compared with the original" in section.remarks[0].text


def test_fob_counts_up_to_one_and_a_half_times_the_market_value() -> None:
    export = Export("11051000", Decimal(200_000), Decimal(100_000), "kg", market_value=Decimal(80_000))
    section = benefits.rodtep(fact(cap=None), export, FIGURES)
    assert section.line("fob").value == Decimal("120000.00")
    assert section.answer is not None
    assert section.answer.value == Decimal("4680.00")


def test_overlay_halves_what_rate_and_cap_come_to() -> None:
    order = SourceRef("halving", "Rates and caps are halved", "DGFT")
    half = Overlay(Decimal("0.5"), date(2026, 2, 23), date(2026, 3, 22), order, Standing.CURRENT)
    section = benefits.rodtep(fact(overlays=(half,)), potato(), FIGURES)
    assert section.answer is not None
    assert section.answer.value == Decimal("2350.00")
    assert section.answer.sources == ("appendix-4r", "halving")


def test_expired_overlay_changes_nothing() -> None:
    order = SourceRef("halving", "Rates and caps are halved", "DGFT")
    half = Overlay(Decimal("0.5"), date(2026, 2, 23), date(2026, 3, 22), order, Standing.EXPIRED)
    section = benefits.rodtep(fact(overlays=(half,)), potato(), FIGURES)
    assert section.answer is not None
    assert section.answer.value == Decimal("4700.00")


@pytest.mark.parametrize(("quantity", "unit"), [(None, ""), ("1000", "pairs")])
def test_cap_without_a_quantity_in_its_unit_gives_no_answer(quantity: str | None, unit: str) -> None:
    section = benefits.rodtep(fact(), potato(quantity=quantity, unit=unit), FIGURES)
    assert section.answer is None
    assert "Kg" in section.missing[0]


def test_tonnes_are_counted_in_kilograms() -> None:
    section = benefits.rodtep(fact(), potato(quantity="1", unit="MTS"), FIGURES)
    assert section.answer is not None
    assert section.answer.value == Decimal("4700.00")


@given(rates, caps, money, quantities)
def test_benefit_is_never_above_cap_nor_above_rate(
    rate: Decimal, cap: Decimal, fob: Decimal, quantity: Decimal
) -> None:
    section = benefits.rodtep(fact(rate, cap), Export("11051000", fob, quantity, "kg"), FIGURES)
    assert section.answer is not None
    assert section.answer.value <= paisa(cap * quantity)
    assert section.answer.value <= paisa(rate * fob / 100)
    assert section.answer.value in (paisa(cap * quantity), paisa(rate * fob / 100))


@given(rates, caps, money, money, quantities, quantities)
def test_more_value_or_more_quantity_never_earns_less(
    rate: Decimal, cap: Decimal, fob: Decimal, more: Decimal, quantity: Decimal, extra: Decimal
) -> None:
    def earned(value: Decimal, held: Decimal) -> Decimal:
        section = benefits.rodtep(fact(rate, cap), Export("11051000", value, held, "kg"), FIGURES)
        assert section.answer is not None
        return section.answer.value

    before = earned(fob, quantity)
    assert earned(fob + more, quantity) >= before
    assert earned(fob, quantity + extra) >= before


def test_drawback_with_one_rate_is_counted() -> None:
    entries = [fact("1.2", "20", scheme=Scheme.DRAWBACK, entry=entry) for entry in ("110501", "110502")]
    section = benefits.drawback(entries, potato())
    assert section.answer is not None
    assert section.answer.value == Decimal("2400.00")


def test_drawback_with_several_rates_is_a_shortlist_without_an_answer() -> None:
    entries = [
        fact("1.2", None, scheme=Scheme.DRAWBACK, entry="110501"),
        fact("0.8", None, scheme=Scheme.DRAWBACK, entry="110502"),
    ]
    section = benefits.drawback(entries, potato())
    assert section.answer is None
    assert [one.value for one in section.lines] == [Decimal("2400.00"), Decimal("1600.00")]
    assert section.missing


def test_drawback_that_is_not_known_is_nothing() -> None:
    section = benefits.drawback([], potato())
    assert section.answer is not None
    assert section.answer.value == 0


def test_units_of_one_measure_convert_and_others_do_not() -> None:
    assert in_unit(Decimal(2), "doz", "NOS") == 24
    assert in_unit(Decimal(500), "g", "kg") == Decimal("0.5")
    assert in_unit(Decimal(1), "SQM", "sqm") == 1
    assert in_unit(Decimal(1), "kg", "nos") is None
    assert in_unit(Decimal(1), "bundles", "kg") is None


def test_months_end_where_the_month_ends() -> None:
    assert months_later(date(2026, 11, 30), 15) == date(2028, 2, 29)
    assert months_later(date(2026, 12, 15), 1) == date(2027, 1, 15)


@pytest.mark.parametrize(("exact", "rounded"), [("0.005", "0.01"), ("2.675", "2.68"), ("1.004999", "1.00")])
def test_half_a_paisa_goes_up(exact: str, rounded: str) -> None:
    assert paisa(Decimal(exact)) == Decimal(rounded)


@pytest.mark.parametrize(
    ("heading", "entries", "answers"), [("7418", 4, True), ("7419", 4, False), ("0910", 1, True)]
)
async def test_drawback_of_a_heading_is_one_figure_or_a_shortlist(
    db: AsyncSession, org: UUID, heading: str, entries: int, answers: bool
) -> None:
    await facts.load(db, system_actor(org, "test"), ["drawback"], lines=[heading])
    known = await facts.benefits(db, org, f"{heading}1000", date(2026, 11, 30))
    assert len(known) == entries
    assert {(one.source.source_id, one.standing) for one in known} == {
        ("cbic-drawback-77-2023", Standing.UNVERIFIED)
    }
    export = Export(f"{heading}1000", Decimal(500_000), Decimal(400), "kg")
    section = benefits.drawback(known, export)
    assert (section.answer is not None) is answers
    if answers:
        assert "not compared with the original" in " ".join(one.text for one in section.remarks)
    else:
        assert len(section.lines) == entries
        assert "4 entries under the heading" in section.remarks[0].text


def test_brass_lamps_earn_what_their_entry_says() -> None:
    rows = {row["entry"]: row for row in packs.read("drawback")}
    lamps = rows["940501"]
    assert (lamps["rate"], lamps["cap"], lamps["unit"]) == ("2.2", "39.5", "kg")
    assert all(row["unit"] for row in rows.values() if "cap" in row)


def test_the_entry_that_was_chosen_gives_the_figure() -> None:
    entries = [
        fact("2.2", "63.6", scheme=Scheme.DRAWBACK, entry="741901"),
        fact("1.2", None, scheme=Scheme.DRAWBACK, entry="741999"),
    ]
    section = benefits.drawback(entries, replace(potato(), entry="741999"))
    assert section.answer is not None
    assert section.answer.value == Decimal("2400.00")
    assert "By entry 741999" in " ".join(one.text for one in section.remarks)
    strange = benefits.drawback(entries, replace(potato(), entry="741902"))
    assert strange.answer is None
    assert "no entry 741902" in strange.remarks[0].text


def test_entries_that_come_to_the_same_are_told_so() -> None:
    entries = [
        fact("2.2", cap, scheme=Scheme.DRAWBACK, entry=entry) for cap, entry in (("60", "01"), ("70", "02"))
    ]
    section = benefits.drawback(entries, potato())
    assert section.answer is None
    assert "comes to the same" in " ".join(one.text for one in section.remarks)


def test_entries_whose_cap_needs_a_quantity_ask_for_it() -> None:
    entries = [
        fact("2.2", "63.6", scheme=Scheme.DRAWBACK, entry="741901"),
        fact("1.2", None, scheme=Scheme.DRAWBACK, entry="741999"),
    ]
    section = benefits.drawback(entries, potato(quantity=None))
    assert [one.key for one in section.lines] == ["choice-741999"]
    assert any("capped at" in words for words in section.missing)
