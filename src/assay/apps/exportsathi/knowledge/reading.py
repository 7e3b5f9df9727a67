"""Files made plain: the text that is stored, searched and cited, with the headings its parts stand under.

Nothing that a reader would not see is taken over: comments, scripts, hidden elements, characters without
width. What is stored is what offsets count in, so it is made once and never changed.
"""

import csv
import io
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from assay.apps.exportsathi.knowledge.html import visible
from assay.kernel.errors import Invalid
from assay.kernel.web.i18n import gettext as _


class Kind(StrEnum):
    MARKDOWN = "markdown"
    HTML = "html"
    CSV = "csv"
    PDF = "pdf"
    TEXT = "text"


SUFFIXES = {
    ".md": Kind.MARKDOWN,
    ".html": Kind.HTML,
    ".htm": Kind.HTML,
    ".csv": Kind.CSV,
    ".pdf": Kind.PDF,
    ".txt": Kind.TEXT,
}
LONGEST = 4_000_000
"""Characters of one document."""
MOST_PAGES = 2_000
LONG_CELL = 200
"""A column of a CSV with longer cells holds texts; the others name them."""

_SPACES = re.compile(r"[^\S\n]+")
_BLANKS = re.compile(r"\n{3,}")
_WRAPPED = re.compile(r"(?<=[^\n])\n(?!\n|[-|>]\s?|\d+[.)]\s)")
_HEADING = re.compile(r"(#{1,6})\s+(.+?)\s*#*\s*$")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_TAG = re.compile(r"</?[a-zA-Z][^>]*>")


@dataclass(frozen=True, slots=True)
class Section:
    """Characters from `start` to `end` of the text, and the headings above them, joined by ` › `."""

    start: int
    end: int
    heading: str


@dataclass(frozen=True, slots=True)
class Read:
    """A text and its parts, in their order; headings are no part of any."""

    text: str
    sections: tuple[Section, ...]


def read(data: bytes, kind: Kind) -> Read:
    """The text of a file. Raises Invalid for one that cannot be read, is empty or too long."""
    if kind is Kind.PDF:
        made = _pdf(data)
    else:
        try:
            written = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise Invalid(
                _("This file is not UTF-8. Save it again as UTF-8."), fields={"file": _("Not UTF-8")}
            ) from None
        made = _READERS[kind](written)
    if not made.sections:
        raise Invalid(_("No text was found in this file."), fields={"file": _("No text")})
    if len(made.text) > LONGEST:
        raise Invalid(
            _("This text has more than %(n)s characters. Split it.") % {"n": f"{LONGEST:,}"},
            fields={"file": _("Too long")},
        )
    return made


def clean(text: str) -> str:
    """Composed (NFC), one kind of line end and space, nothing without width and nothing that steers."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = "".join(
        " " if unicodedata.category(c) == "Zs" else c
        for c in text
        if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cn", "Cs")
    )
    lines = [_SPACES.sub(" ", line).strip() for line in text.split("\n")]
    return _BLANKS.sub("\n\n", "\n".join(lines)).strip()


def markdown(written: str) -> Read:
    """Headings, paragraphs and lists of Markdown; marks of emphasis and links are taken away."""
    text = _COMMENT.sub("", written)
    parts: list[tuple[str, str]] = []
    path: list[tuple[int, str]] = []
    lines: list[str] = []

    def close() -> None:
        # A line break inside a paragraph is only the width of the file.
        body = _WRAPPED.sub(" ", clean("\n".join(lines)))
        if body:
            parts.append((" › ".join(title for _level, title in path), body))
        lines.clear()

    for line in text.split("\n"):
        found = _HEADING.match(line)
        if found:
            close()
            level = len(found.group(1))
            path = [one for one in path if one[0] < level] + [(level, clean(_inline(found.group(2))))]
        else:
            lines.append(_inline(line))
    close()
    return _joined(parts)


def _inline(line: str) -> str:
    line = _TAG.sub("", _LINK.sub(r"\1", line))
    line = _STRONG.sub(r"\2", line).replace("`", "")
    return re.sub(r"^(\s*)[*+]\s+", r"\1- ", line)


def _html(written: str) -> Read:
    return _joined([(clean(heading), clean(body)) for heading, body in visible(written)])


def _text(written: str) -> Read:
    return _joined([("", clean(written))])


def _csv(written: str) -> Read:
    """A row is a section. Long cells are its text, short ones its heading; else each cell is named."""
    csv.field_size_limit(LONGEST)
    try:
        rows = list(csv.DictReader(io.StringIO(written), strict=True))
    except csv.Error as error:
        raise Invalid(
            _("This CSV cannot be read: %(why)s.") % {"why": error}, fields={"file": _("Cannot be read")}
        ) from None
    columns = [name for name in (rows[0] if rows else ()) if name]
    long = [name for name in columns if any(len(row[name] or "") > LONG_CELL for row in rows)]
    short = [name for name in columns if name not in long]
    parts = []
    for row in rows:
        named = [f"{_spoken(name)} {clean(row[name])}" for name in short if (row[name] or "").strip()]
        if long:
            body = "\n\n".join(clean(row[name]) for name in long if (row[name] or "").strip())
            parts.append((", ".join(named), body))
        else:
            cells = [f"{_spoken(name)}: {clean(row[name])}" for name in short if (row[name] or "").strip()]
            parts.append(("", "; ".join(cells)))
    return _joined(parts)


def _spoken(column: str) -> str:
    return clean(column.replace("_", " "))


def _pdf(data: bytes) -> Read:
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted:
            raise Invalid(_("This PDF is locked. Send it without a password."), fields={"file": _("Locked")})
        if len(reader.pages) > MOST_PAGES:
            raise Invalid(
                _("This PDF has more than %(n)s pages.") % {"n": MOST_PAGES}, fields={"file": _("Too long")}
            )
        pages = [page.extract_text() or "" for page in reader.pages]
    except (PyPdfError, OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise Invalid(
            _("This PDF cannot be read. Save it again."), fields={"file": _("Cannot be read")}
        ) from error
    named = [(_("page %(n)s") % {"n": n}, clean(page)) for n, page in enumerate(pages, start=1)]
    return _joined([(heading, body) for heading, body in named if body])


def _joined(parts: list[tuple[str, str]]) -> Read:
    """Sections one after another, each under its last heading in the text."""
    text, sections, last = "", [], ""
    for heading, body in parts:
        if not body:
            continue
        if text:
            text += "\n\n"
        if heading and heading != last:
            text += heading.rpartition(" › ")[2] + "\n\n"
            last = heading
        sections.append(Section(len(text), len(text) + len(body), heading))
        text += body
    return Read(text, tuple(sections))


_READERS = {Kind.MARKDOWN: markdown, Kind.HTML: _html, Kind.CSV: _csv, Kind.TEXT: _text}
