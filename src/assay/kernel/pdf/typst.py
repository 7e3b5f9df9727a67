"""Typst as a function: no network, no fonts of the machine, no files but those given."""

import asyncio
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import typst

from assay.kernel.pdf.errors import UnprintableError

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
"""The date of a document that was given none."""
_MAIN = "main.typ"


@dataclass(frozen=True, slots=True)
class Document:
    """`files` are read by name from the source, such as `image("figure.png")`."""

    source: str
    files: Mapping[str, bytes] = field(default_factory=dict)
    made_at: datetime = EPOCH


def render(document: Document) -> bytes:
    """The document as a PDF. Takes tens of milliseconds a page. Raises UnprintableError."""
    with tempfile.TemporaryDirectory(prefix="assay-pdf-") as folder:
        root = Path(folder)
        for name, data in {**document.files, _MAIN: document.source.encode()}.items():
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
            )
        except typst.TypstError as error:
            raise UnprintableError(str(error)) from error
    assert isinstance(made, bytes), "one PDF is one string of bytes"
    return made


async def render_in_thread(document: Document) -> bytes:
    """As `render`, while the event loop goes on."""
    return await asyncio.to_thread(render, document)
