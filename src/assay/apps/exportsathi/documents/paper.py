"""A paper as data: what stands on it, where, and where each cell comes from.

A paper is a pure function of the shipment record. Cells hold values (dates as ISO 8601, decimals as plain
numbers); how they look is decided in print. `paths` name places in the record; a cell without any holds words
that are the same on every paper of its type, or the result of a sum that `how` explains.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from assay.apps.exportsathi.documents.record import Shipment, value_at


class PaperType(StrEnum):
    COMMERCIAL_INVOICE = "commercial-invoice"
    PROFORMA_INVOICE = "proforma-invoice"
    PACKING_LIST = "packing-list"
    SHIPPING_BILL = "shipping-bill-data"
    CERTIFICATE_OF_ORIGIN = "certificate-of-origin"
    LETTER_OF_UNDERTAKING = "letter-of-undertaking"
    E_INVOICE = "e-invoice"
    SOFTEX = "softex"
    AD_CODE_LETTER = "ad-code-letter"
    BANK_REALISATION = "bank-realisation-request"
    INSURANCE_DECLARATION = "insurance-declaration"
    VGM = "vgm-declaration"
    LETTER_OF_INSTRUCTION = "letter-of-instruction"


CellKind = Literal["text", "money", "price", "number", "date", "country"]


class Shown(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Cell(Shown):
    """`key` is unique on its paper. `position`: the field of the UN layout key it fills."""

    key: str
    label: str
    value: str
    kind: CellKind = "text"
    paths: tuple[str, ...] = ()
    how: str = ""
    position: str = ""


class Box(Shown):
    """Cells under one small heading; `span` is its share of the row."""

    title: str
    cells: tuple[Cell, ...]
    span: int = 1


class Grid(Shown):
    """Rows of boxes, side by side."""

    part: Literal["grid"] = "grid"
    rows: tuple[tuple[Box, ...], ...]


class Column(Shown):
    label: str
    width: int = 1
    number: bool = False


class Table(Shown):
    part: Literal["table"] = "table"
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


class Words(Shown):
    """Paragraphs: declarations, the body of a letter."""

    part: Literal["words"] = "words"
    title: str = ""
    cells: tuple[Cell, ...]


class Paper(Shown):
    type: PaperType
    title: str
    note: str = ""
    """What it is and is not, in small letters under the title."""
    parts: tuple[Grid | Table | Words, ...]
    signature: tuple[Cell, ...] = ()

    def cells(self) -> Iterator[Cell]:
        """All cells, in reading order."""
        for part in self.parts:
            match part:
                case Grid():
                    yield from (cell for row in part.rows for box in row for cell in box.cells)
                case Table():
                    yield from (cell for row in part.rows for cell in row)
                case Words():
                    yield from part.cells
        yield from self.signature


def plain(value: Any) -> str:
    """A value of the record as a cell holds it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else str(value)


class Desk:
    """Takes cells from a record, each with its path. Keys are paths, unless the paper says otherwise."""

    def __init__(self, record: Shipment) -> None:
        self.record = record

    def cell(
        self, path: str, label: str = "", *, position: str = "", key: str = "", money: bool = False
    ) -> Cell:
        value = value_at(self.record, path)
        kind: CellKind = "text"
        if isinstance(value, Decimal):
            kind = "money" if money else "price" if path.endswith("unit_price") else "number"
        elif path.endswith("country"):
            kind = "country"
        elif isinstance(value, date):
            kind = "date"
        return Cell(
            key=key or path, label=label, value=plain(value), kind=kind, paths=(path,), position=position
        )

    def cells(self, *wanted: tuple[str, str]) -> tuple[Cell, ...]:
        """Of (path, label), those that hold something."""
        made = (self.cell(path, label) for path, label in wanted)
        return tuple(one for one in made if one.value)

    def box(self, title: str, *wanted: tuple[str, str], span: int = 1, position: str = "") -> Box:
        cells = tuple(one.model_copy(update={"position": position}) for one in self.cells(*wanted))
        return Box(title=title, cells=cells, span=span)

    def exporter(self, title: str = "Exporter", *, span: int = 1, numbers: bool = True) -> Box:
        """The exporter with address and, where `numbers`, what customs and tax know it by."""
        names = ("name", "street", "city", "pin", "state_code", "phone", "email")
        labels = {"pin": "PIN", "state_code": "State code", "phone": "Phone", "email": "E-mail"}
        known = (("iec", "IEC"), ("gstin", "GSTIN"), ("pan", "PAN"), ("lei", "LEI")) if numbers else ()
        wanted = [(f"exporter.{name}", labels.get(name, "")) for name in names]
        wanted += [(f"exporter.{name}", label) for name, label in known]
        return self.box(title, *wanted, span=span, position="UNLK Consignor (3336)")

    def party(self, who: str, title: str, *, span: int = 1, position: str = "") -> Box:
        names = ("name", "street", "city", "region", "postcode", "country", "tax_id", "phone", "email")
        labels = {"tax_id": "Tax number", "phone": "Phone", "email": "E-mail"}
        return self.box(
            title, *((f"{who}.{name}", labels.get(name, "")) for name in names), span=span, position=position
        )

    def words(self, key: str, text: str, *paths: str) -> Cell:
        """A sentence; where it names values, `paths` say which."""
        return Cell(key=key, label="", value=text, paths=paths)

    def signature(self) -> tuple[Cell, ...]:
        return (
            Cell(
                key="signature.for",
                label="",
                value=f"For {self.record.exporter.name}",
                paths=("exporter.name",),
            ),
            *self.cells(("exporter.signatory", ""), ("exporter.designation", "")),
        )
