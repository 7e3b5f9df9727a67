"""The evidence: short lines of text, each speaking for one subheading.

Four origins: the nomenclature itself with its headings, the Indian lines under it, everyday names of ours,
and the search references of the United Kingdom's tariff. Used where the index is built, not where it answers.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from assay.apps.exportsathi.classification.wording import CONTENT, content_lines, terms
from assay.apps.exportsathi.nomenclature.files import Code, everything


class Origin(StrEnum):
    NOMENCLATURE = "nomenclature"
    INDIAN = "Indian tariff lines"
    EVERYDAY = "everyday terms"
    REFERENCES = "search references"


@dataclass(frozen=True, slots=True)
class Line:
    """`text` is what is compared, `code` the subheading it speaks for; `india` the line of eight digits."""

    code: str
    text: str
    origin: Origin
    india: str = ""


def named(name: str) -> Iterator[tuple[str, str]]:
    """(subheading, term) of a content file: a code, then its terms with semicolons. Raises ValueError."""
    for line in content_lines(name):
        code, _, rest = line.partition(" ")
        if not re.fullmatch(r"\d{6}", code):
            raise ValueError(f"{name}.txt: {line[:40]!r} does not begin with a subheading of six digits.")
        for term in rest.split(";"):
            if term.strip():
                yield code, term.strip()


def lexicon() -> list[tuple[str, str]]:
    """Our everyday names: (subheading, term)."""
    files = sorted(path.stem for path in (CONTENT / "lexicon").glob("*.txt"))
    return [pair for name in files for pair in named(f"lexicon/{name}")]


def evidence() -> list[Line]:
    """All lines, by subheading. Raises ValueError on a term for a code that is not in HS 2022."""
    codes = {code.code: code for code in everything()}
    lines = [*_official(codes), *_indian(codes)]
    for origin, pairs in (
        (Origin.EVERYDAY, lexicon()),
        (Origin.REFERENCES, list(named("search_references"))),
    ):
        for code, term in dict.fromkeys(pairs):
            if code not in codes:
                raise ValueError(f"{term!r} is given to {code}, which is not in HS 2022.")
            lines.append(Line(code, term, origin))
    order = list(Origin)
    return sorted(lines, key=lambda line: (line.code, order.index(line.origin), line.text, line.india))


def _official(codes: dict[str, Code]) -> Iterator[Line]:
    for code in codes.values():
        if code.level != 6:
            continue
        yield Line(code.code, code.description, Origin.NOMENCLATURE)
        heading = codes[code.parent].description
        if heading.lower() != code.description.lower():
            yield Line(
                code.code, f"{_without_rest(code.description)}, {_clip(heading, 14)}", Origin.NOMENCLATURE
            )


def _indian(codes: dict[str, Code]) -> Iterator[Line]:
    said: set[tuple[str, str]] = set()
    for code in codes.values():
        if code.level != 8 or not code.is_current:
            continue
        own = code.description.lower()
        words = [term for term in terms(own) if "_" not in term]
        if not words or (code.parent, own) in said or own.startswith("other"):
            continue
        said.add((code.parent, own))
        if len(words) < 3:
            own = f"{own}, {_clip(codes[code.parent].description.lower(), 8)}"
        yield Line(code.parent, _clip(own, 24), Origin.INDIAN, code.code)


def _without_rest(text: str) -> str:
    return re.sub(r",?\s*\(?(?:n\.e\.c\..*|not elsewhere.*|excluding.*)$", "", text) or text


def _clip(text: str, words: int) -> str:
    return " ".join(text.split()[:words])
