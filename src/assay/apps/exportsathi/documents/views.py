"""Shipments and papers as pages show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from assay.apps.exportsathi.documents import catalogue, editing, printing
from assay.apps.exportsathi.documents.paper import Cell, Grid, Paper, PaperType, Table, Words
from assay.apps.exportsathi.documents.record import Shipment
from assay.apps.exportsathi.documents.rules import Finding, Severity
from assay.apps.exportsathi.models.documents import GeneratedDocument, ShipmentRow


@dataclass(frozen=True, slots=True)
class Row:
    """A paper of a shipment. `state`: missing, current, stale (the record is another now)."""

    name: str
    issuer: str
    purpose: str
    type: PaperType
    state: str
    made: GeneratedDocument | None


@dataclass(frozen=True, slots=True)
class Told:
    """One fault: its sentence, and where it is mended, as (path, how the page calls it)."""

    message: str
    path: str
    label: str


@dataclass(frozen=True, slots=True)
class Group:
    """The faults of one rule."""

    rule_id: str
    title: str
    fix: str
    basis: str
    basis_sure: bool
    told: list[Told]


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a paper as a table: (label, text, where it comes from)."""

    title: str
    cells: list[tuple[str, str, str]]


def rows(row: ShipmentRow, record: Shipment, latest: Mapping[PaperType, GeneratedDocument]) -> list[Row]:
    """The papers of the whole set, then others that were made, then those that could be."""
    wanted = catalogue.wanted_by(record)
    others = [one for one in latest if one not in wanted]
    return [_row(kind, row, latest.get(kind)) for kind in (*wanted, *others)]


def further(record: Shipment, latest: Mapping[PaperType, GeneratedDocument]) -> list[tuple[str, str]]:
    """Papers that this kind of shipment may have, beside its set."""
    wanted = catalogue.wanted_by(record)
    return [
        (kind.type.value, kind.name)
        for kind in catalogue.KINDS.values()
        if record.kind in kind.kinds and kind.type not in wanted and kind.type not in latest
    ]


def _row(kind: PaperType, row: ShipmentRow, made: GeneratedDocument | None) -> Row:
    known = catalogue.KINDS[kind]
    state = "missing"
    if made is not None:
        state = "current" if made.content["record"] == row.record else "stale"
    return Row(known.name, known.issuer, known.purpose, kind, state, made)


def grouped(findings: Sequence[Finding]) -> list[tuple[Severity, list[Group]]]:
    """By severity, then by rule."""
    made: dict[Severity, dict[str, Group]] = {}
    for one in findings:
        groups = made.setdefault(Severity(one.severity), {})
        group = groups.setdefault(
            one.rule_id, Group(one.rule_id, one.title, one.fix, one.basis, one.basis_sure, [])
        )
        path = one.paths[0] if one.paths else ""
        group.told.append(Told(one.message, path, editing.label_of(path) if path else ""))
    return [(severity, list(groups.values())) for severity, groups in made.items()]


def at_fields(findings: Sequence[Finding]) -> dict[str, str]:
    """The first error or warning of each place; what merely is not there yet is left out."""
    found: dict[str, str] = {}
    for one in findings:
        if one.severity is not Severity.NOTE and not one.rule_id.startswith("N") and one.paths:
            found.setdefault(one.paths[0], one.message)
    return found


def blocks(paper: Paper) -> list[Block]:
    """A paper from the top down."""
    made: list[Block] = []
    for part in paper.parts:
        match part:
            case Grid():
                made += [Block(box.title, _cells(box.cells)) for row in part.rows for box in row if box.cells]
            case Table():
                labels = [column.label for column in part.columns]
                for at, cells in enumerate(part.rows, start=1):
                    named = [
                        cell.model_copy(update={"label": label})
                        for cell, label in zip(cells, labels, strict=True)
                    ]
                    made.append(Block(f"{part.title} {at}", _cells(named)))
            case Words():
                made.append(Block(part.title, _cells(part.cells)))
    return made


def _cells(cells: Sequence[Cell]) -> list[tuple[str, str, str]]:
    return [
        (cell.label, printing.shown(cell), cell.how or ", ".join(cell.paths)) for cell in cells if cell.value
    ]


def counts(found: Mapping[UUID, int], rows_of: Sequence[ShipmentRow]) -> list[tuple[ShipmentRow, int]]:
    return [(row, found.get(row.shipment_id, 0)) for row in rows_of]
