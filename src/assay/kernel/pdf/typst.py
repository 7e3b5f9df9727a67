"""Typst as a function: no network, no fonts of the machine, no files but those given."""

import asyncio
import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Literal

import typst

from assay.kernel.pdf.errors import UnprintableError

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
"""The date of a document that was given none."""
_MAIN = "main.typ"


class Standard(StrEnum):
    """What the PDF has to conform to (ISO 19005): fonts and colours inside, nothing outside."""

    PDF_A_3B = "a-3b"
    """PDF/A-3, level B: for archives, and files of any kind may be inside."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the PDF. `relationship` (ISO 32000-2, 7.11.3): what it is to the pages.

    `source`: the pages were made from it. `data`: it holds what a page shows as a table or a figure.
    """

    name: str
    data: bytes
    media_type: str
    description: str
    relationship: Literal["source", "data", "alternative", "supplement"] = "source"


@dataclass(frozen=True, slots=True)
class Document:
    """`files` are read by name from the source, such as `image("figure.png")`.

    `attachments` are put into the PDF; with a `standard` the PDF says and keeps what the standard asks. Then
    a character that no font here has is an error, since a reader could not show it either. Names of files
    and attachments must differ.
    """

    source: str
    files: Mapping[str, bytes] = field(default_factory=dict)
    made_at: datetime = EPOCH
    attachments: tuple[Attachment, ...] = ()
    standard: Standard | None = None


def render(document: Document) -> bytes:
    """The document as a PDF. Takes tens of milliseconds a page. Raises UnprintableError."""
    attached = {one.name: one.data for one in document.attachments}
    source = "\n".join([document.source, *map(_attach, document.attachments)])
    with tempfile.TemporaryDirectory(prefix="assay-pdf-") as folder:
        root = Path(folder)
        for name, data in {**document.files, **attached, _MAIN: source.encode()}.items():
            (root / Path(name).name).write_bytes(data)
        try:
            made = typst.compile(
                root / _MAIN,
                root=root,
                format="pdf",
                ignore_system_fonts=True,
                package_path=root,
                package_cache_path=root,
                timestamp=document.made_at.replace(microsecond=0),
                pdf_standards=[document.standard.value] if document.standard else [],
            )
        except typst.TypstError as error:
            raise UnprintableError(str(error)) from error
    assert isinstance(made, bytes), "one PDF is one string of bytes"
    return made


async def render_in_thread(document: Document) -> bytes:
    """As `render`, while the event loop goes on."""
    return await asyncio.to_thread(render, document)


def _attach(one: Attachment) -> str:
    # Typst writes a string as JSON does, but for control characters, which none of these holds.
    name, media_type, description = (
        json.dumps(text, ensure_ascii=False) for text in (one.name, one.media_type, one.description)
    )
    return (
        f"#pdf.attach({name}, relationship: {json.dumps(one.relationship)},"
        f" mime-type: {media_type}, description: {description})"
    )
