"""What an answer is: sentences, each with the places or the calculation it was taken from. Pure."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any, Literal
from uuid import UUID

import rfc8785

from assay.apps.exportsathi.knowledge.rules import Passage, sha256_of
from assay.apps.exportsathi.sources.rules import SourceRef, Standing
from assay.kernel.web.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Citation:
    """Characters `start` to `end` of version `version` of the stored text of `source_id`.

    `sha256` is that of these characters in UTF-8. What else is here repeats the source for the reader.
    """

    source_id: str
    version: int
    start: int
    end: int
    sha256: str
    document_id: str
    title: str
    publisher: str
    reference: str
    url: str
    standing: str
    valid_from: str | None
    valid_to: str | None
    checked_on: str | None

    @property
    def place(self) -> tuple[str, int, int, int]:
        return self.source_id, self.version, self.start, self.end


@dataclass(frozen=True, slots=True)
class Row:
    """A calculation that a sentence tells: what went into it, its worked lines, what its rates stand on.

    `calculation` is the key of the section that a calculator made, `result` of the line that is told.
    `lines` are `worked.line_document` with the figure as it is said (`shown`), `sources` those that lines and
    remarks name, as they stood on the day `as_of`. `report_id` and `analysis_id` are empty where it was
    worked out for the question alone: then its inputs make it again. `sha256` is that of all the rest in
    canonical JSON (RFC 8785).
    """

    calculation: str
    title: str
    result: str
    as_of: str
    rules_version: str
    inputs: dict[str, Any]
    lines: list[dict[str, Any]]
    remarks: list[dict[str, Any]]
    sources: list[dict[str, Any]]
    report_id: str
    analysis_id: str
    sha256: str
    kind: Literal["calculation"] = "calculation"

    @property
    def place(self) -> str:
        return self.sha256

    @property
    def canonical(self) -> str:
        """What `sha256` is taken of."""
        document = asdict(self)
        del document["sha256"]
        return rfc8785.dumps(document).decode()

    @property
    def told(self) -> dict[str, Any]:
        """The line that the sentence tells."""
        return next(one for one in self.lines if one["key"] == self.result)


Place = tuple[str, int, int, int] | str
"""Where a citation points: characters of a version of a source; for a calculation its hash."""
Cited = Citation | Row


@dataclass(frozen=True, slots=True)
class Sentence:
    text: str
    citations: tuple[Cited, ...]

    def document(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, document: dict[str, Any]) -> "Sentence":
        return cls(document["text"], tuple(cited_of(one) for one in document["citations"]))


def cited_of(document: dict[str, Any]) -> Cited:
    """A citation as it was stored: of a place, or of a calculation."""
    return Row(**document) if document.get("kind") == "calculation" else Citation(**document)


def sealed(row: Row) -> Row:
    """The row with the hash of itself."""
    return replace(row, sha256=hashlib.sha256(row.canonical.encode()).hexdigest())


def words_of(document: Any) -> Iterator[str]:
    """All texts of a JSON document."""
    if isinstance(document, dict):
        document = document.values()
    if isinstance(document, str):
        yield document
    elif document is not None and not isinstance(document, bool | int):
        for one in document:
            yield from words_of(one)


@dataclass(frozen=True, slots=True)
class Context:
    """What a question is asked about: words that bias the search, none of which has to be in an answer."""

    product: str = ""
    code: str = ""
    destination: str = ""
    """The country in words."""
    report_id: UUID | None = None

    @property
    def words(self) -> str:
        return " ".join(part for part in (self.product, self.code, self.destination) if part)


@dataclass(frozen=True, slots=True)
class Answer:
    """`sentences` empty: a refusal; `refusal` says why and what was searched, or what a figure still needs.

    `notice` is what has to be said before them, when they rest on what no longer holds or not yet.
    """

    question: str
    sentences: tuple[Sentence, ...]
    refusal: str = ""
    notice: str = ""
    searched: dict[str, Any] = field(default_factory=dict)
    engine: str = "extractive"

    def document(self) -> dict[str, Any]:
        return {
            "question": self.question,
            "sentences": [one.document() for one in self.sentences],
            "refused": not self.sentences,
            "refusal": self.refusal,
            "notice": self.notice,
            "searched": self.searched,
            "engine": self.engine,
        }


def cite(passage: Passage, start: int, end: int) -> Citation:
    """The characters `start` to `end` of a passage as a citation of its document."""
    source = passage.source
    return Citation(
        source_id=source.source_id,
        version=passage.version,
        start=passage.start + start,
        end=passage.start + end,
        sha256=sha256_of(passage.text[start:end]),
        document_id=str(passage.document_id),
        title=source.title,
        publisher=source.publisher,
        reference=source.reference,
        url=source.url,
        standing=passage.standing.value,
        valid_from=_iso(source.valid_from),
        valid_to=_iso(source.valid_to),
        checked_on=_iso(source.checked_on),
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def notice(sources: Sequence[tuple[SourceRef, Standing]], on: date, today: date) -> str:
    """What has to be said of sources that did not hold on the day; empty when all did."""
    parts = []
    ended = sorted(
        {one.valid_to for one, standing in sources if standing is Standing.EXPIRED and one.valid_to}
    )
    for day in ended:
        parts.append(
            _("This held until %(day)s and no longer does.") % {"day": spoken(day)}
            if day < today
            else _("This held until %(day)s.") % {"day": spoken(day)}
        )
    starts = sorted(
        {one.valid_from for one, standing in sources if standing is Standing.NOT_YET and one.valid_from}
    )
    for day in starts:
        parts.append(_("This holds from %(day)s on, not before.") % {"day": spoken(day)})
    if not parts and on != today and any(one.valid_to and one.valid_to < today for one, _s in sources):
        last = max(one.valid_to for one, _s in sources if one.valid_to and one.valid_to < today)
        parts.append(
            _("This is how it stood on %(day)s; it held until %(last)s and no longer does.")
            % {"day": spoken(on), "last": spoken(last)}
        )
    return " ".join(parts)


def spoken(day: date) -> str:
    """A day as it is said: 22 March 2026."""
    return f"{day.day} {day:%B %Y}"


def refusal(in_all: int, near: Sequence[str], corrected: dict[str, str]) -> str:
    """Why there is no answer, and what was searched."""
    if not in_all:
        return _("There is nothing to search yet: no source has been entered.")
    said = [
        _("No source here answers this. All %(n)s passages were searched by words, spelling and meaning.")
        % {"n": f"{in_all:,}"}
    ]
    if corrected:
        read = ", ".join(f"“{new}”" for new in corrected.values())
        said.append(_("It was read as asking for %(words)s.") % {"words": read})
    if near:
        said.append(_("The nearest are: %(titles)s.") % {"titles": "; ".join(near)})
    return " ".join(said)
