"""Whatever is changed in a good set is caught by a named rule: any field of the record, any cell."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest

from assay.apps.exportsathi.documents import catalogue, checking, rules_papers
from assay.apps.exportsathi.documents.paper import Cell, Grid, Paper, PaperType, Table, Words
from assay.apps.exportsathi.documents.record import Kind, Shipment, document_of, leaves
from assay.apps.exportsathi.documents.rules import Case, Facts, run
from tests.support.exportsathi_shipments import DAY, lamps, software, turmeric

GOOD = {"lamps": lamps(), "turmeric": turmeric(), "software": software()}
TODAY = Facts(today=DAY)
UNUSED = {
    "lamps": {"software.royalty"},
    "turmeric": {"software.royalty", "credit.partial_shipments"},
    "software": {"lines.0.rodtep", "credit.partial_shipments"},
}
"""Answers that are never empty, of parts which a shipment has not got."""


def papers_of(record: Shipment) -> dict[PaperType, Paper]:
    kinds = [one for one in catalogue.KINDS.values() if record.kind in one.kinds]
    return {one.type: one.make(record) for one in kinds}


PAPERS = {name: papers_of(record) for name, record in GOOD.items()}


def another(value: Any) -> Any:
    """Nearly the same: one sign, one day, the last decimal, the next of a list."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, StrEnum):
        members = list(type(value))
        return members[(members.index(value) + 1) % len(members)].value
    if isinstance(value, Decimal):
        return str(value + Decimal(1).scaleb(int(value.as_tuple().exponent)))
    if isinstance(value, int):
        return value + 1
    if isinstance(value, date):
        return (value + timedelta(1)).isoformat()
    if value in ("20", "40", "40HC"):
        return "40" if value == "20" else "20"
    last = max(at for at, sign in enumerate(value) if sign.isalnum())
    swapped = {"9": "0", "Z": "Y", "z": "y"}.get(value[last], chr(ord(value[last]) + 1))
    return value[:last] + swapped + value[last + 1 :]


def changed(record: Shipment, path: str, value: Any) -> Shipment:
    document = document_of(record)
    *steps, last = path.split(".")
    inside: Any = document
    for step in steps:
        inside = inside[int(step)] if isinstance(inside, list) else inside[step]
    inside[last] = value
    return Shipment.model_validate(document)


def filled() -> Iterator[Any]:
    """Every filled field of every good shipment; the id names the rule that has to catch it."""
    for name, record in GOOD.items():
        for path, value in leaves(record):
            if value not in ("", None) and path not in UNUSED[name]:
                yield pytest.param(name, path, id=f"{name}-{path}-{rules_papers.watcher_of((path,))}")


@pytest.mark.parametrize("name", GOOD)
def test_good_set_has_no_fault(name: str) -> None:
    papers = {kind: PAPERS[name][kind] for kind in catalogue.wanted_by(GOOD[name])}
    found = checking.check(Case(GOOD[name], papers, TODAY))
    assert [(one.rule_id, one.message) for one in found] == []


@pytest.mark.parametrize(("name", "path"), filled())
def test_any_changed_field_is_caught(name: str, path: str) -> None:
    record = changed(GOOD[name], path, another(dict(leaves(GOOD[name]))[path]))
    found = run(rules_papers.RULES, Case(record, PAPERS[name], TODAY))
    assert rules_papers.watcher_of((path,)) in {one.rule_id for one in found if path in one.paths}


@pytest.mark.parametrize(
    ("name", "kind"), [(name, kind) for name, papers in PAPERS.items() for kind in papers]
)
def test_any_changed_cell_is_caught(name: str, kind: PaperType) -> None:
    paper = PAPERS[name][kind]
    for cell in paper.cells():
        altered = with_cell(paper, cell.key, cell.model_copy(update={"value": cell.value + "1"}))
        found = run(rules_papers.RULES, Case(GOOD[name], {kind: altered}, TODAY))
        assert [(one.rule_id, one.paper, one.cell) for one in found] == [
            (rules_papers.watcher_of(cell.paths), kind.value, cell.key)
        ]


def test_cell_that_was_taken_out_is_caught() -> None:
    paper = PAPERS["lamps"][PaperType.PACKING_LIST]
    altered = with_cell(paper, "totals.gross_weight", None)
    found = run(rules_papers.RULES, Case(GOOD["lamps"], {PaperType.PACKING_LIST: altered}, TODAY))
    assert [(one.rule_id, one.cell) for one in found] == [("X06", "totals.gross_weight")]


def test_every_rule_has_its_own_id_a_fix_and_a_basis() -> None:
    assert len({rule.rule_id for rule in checking.RULES}) == len(checking.RULES) >= 60
    assert all(rule.title and rule.fix and rule.basis.text for rule in checking.RULES)


def test_kinds_know_their_papers() -> None:
    assert set(catalogue.wanted_by(GOOD["software"])) <= {
        one.type for one in catalogue.KINDS.values() if Kind.SERVICES in one.kinds
    }


def with_cell(paper: Paper, key: str, cell: Cell | None) -> Paper:
    def cells(found: tuple[Cell, ...]) -> tuple[Cell, ...]:
        replaced = (one if one.key != key else cell for one in found)
        return tuple(one for one in replaced if one is not None)

    def part(one: Grid | Table | Words) -> Grid | Table | Words:
        if isinstance(one, Grid):
            rows = tuple(
                tuple(box.model_copy(update={"cells": cells(box.cells)}) for box in row) for row in one.rows
            )
            return one.model_copy(update={"rows": rows})
        if isinstance(one, Table):
            return one.model_copy(update={"rows": tuple(cells(row) for row in one.rows)})
        return one.model_copy(update={"cells": cells(one.cells)})

    return paper.model_copy(
        update={"parts": tuple(part(one) for one in paper.parts), "signature": cells(paper.signature)}
    )
