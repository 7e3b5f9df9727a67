"""A paper in print: the same paper gives the same bytes, and its data lie inside (PDF/A-3)."""

import json
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

import rfc8785
from babel import Locale

from assay.apps.exportsathi.documents import einvoice
from assay.apps.exportsathi.documents.paper import Box, Cell, Grid, Paper, PaperType, Table, Words
from assay.apps.exportsathi.documents.record import Shipment, document_of
from assay.kernel import pdf
from assay.kernel.errors import Conflict
from assay.kernel.web.i18n import gettext as _

RELEASE = "1"
"""Of the layout. Raise it with any change of `paper.typ` that moves ink."""
MEDIA_TYPE = "application/json"
CENT = Decimal("0.01")


def file_name(kind: PaperType, record: Shipment, suffix: str) -> str:
    number = "".join(one if one.isalnum() else "-" for one in record.references.invoice_number) or "draft"
    return f"{kind.value}-{number}.{suffix}"


def to_json(paper: Paper, record: Shipment) -> bytes:
    """The data of a paper: INV-01 as the portal takes it, all others as cells with the record (RFC 8785)."""
    if paper.type is PaperType.E_INVOICE:
        return einvoice.to_json(record)
    whole = {"paper": paper.model_dump(mode="json"), "record": document_of(record)}
    made: bytes = rfc8785.dumps(whole)
    return made


def document(paper: Paper, record: Shipment) -> pdf.Document:
    """What is printed, dated with the invoice: neither depends on when it is made."""
    day = record.references.invoice_date
    made_at = datetime.combine(day, time(), UTC) if day else pdf.EPOCH
    name = file_name(paper.type, record, "json")
    return pdf.Document(
        _template(),
        {"paper.json": json.dumps(_printed(paper), ensure_ascii=False).encode()},
        made_at,
        attachments=(
            pdf.Attachment(name, to_json(paper, record), MEDIA_TYPE, f"The data of this {paper.title}"),
        ),
        standard=pdf.Standard.PDF_A_3B,
    )


async def print_paper(paper: Paper, record: Shipment) -> bytes:
    """The PDF. Raises Conflict for letters that no font here has."""
    try:
        return await pdf.render_in_thread(document(paper, record))
    except pdf.UnprintableError as error:
        raise Conflict(
            _(
                "%(title)s cannot be printed: some text has letters that the fonts here lack. Write names and"
                " descriptions in Latin, Greek or Cyrillic letters."
            )
            % {"title": paper.title}
        ) from error


@cache
def territories() -> dict[str, str]:
    """Countries in English, by ISO 3166."""
    return {str(code): str(name) for code, name in Locale("en").territories.items()}


@cache
def _template() -> str:
    return files("assay.apps.exportsathi.documents").joinpath("paper.typ").read_text()


def shown(cell: Cell) -> str:
    """The value as people read it."""
    if not cell.value:
        return ""
    match cell.kind:
        case "money":
            return f"{Decimal(cell.value):,.2f}"
        case "price":
            price = Decimal(cell.value)
            cents = price.quantize(CENT)
            return f"{cents if cents == price else price.normalize():,f}"
        case "country":
            return f"{territories().get(cell.value, cell.value)} ({cell.value})"
        case "number":
            return f"{Decimal(cell.value).normalize():,f}"
        case "date":
            return f"{date.fromisoformat(cell.value):%d %b %Y}"
        case "text":
            return cell.value


def _printed(paper: Paper) -> dict[str, Any]:
    return {
        "title": paper.title,
        "note": paper.note,
        "parts": [_part(part) for part in paper.parts],
        "signature": [shown(cell) for cell in paper.signature],
    }


def _part(part: Grid | Table | Words) -> dict[str, Any]:
    match part:
        case Grid():
            return {"part": "grid", "rows": [[_box(box) for box in row] for row in part.rows]}
        case Table():
            return {
                "part": "table",
                "title": part.title,
                "columns": [column.model_dump() for column in part.columns],
                "rows": [[shown(cell) for cell in row] for row in part.rows],
            }
        case Words():
            return {"part": "words", "title": part.title, "texts": [_labelled(cell) for cell in part.cells]}


def _box(box: Box) -> dict[str, Any]:
    """Name and street have a line each, what follows without a label shares one."""
    plain = [shown(cell) for cell in box.cells if not cell.label]
    lines = [*plain[:2], ", ".join(plain[2:])]
    return {
        "title": box.title,
        "span": box.span,
        "lines": [one for one in lines if one],
        "cells": [
            {"label": cell.label, "text": shown(cell), "number": cell.kind == "money"}
            for cell in box.cells
            if cell.label
        ],
    }


def _labelled(cell: Cell) -> str:
    return f"{cell.label}: {shown(cell)}" if cell.label else shown(cell)
