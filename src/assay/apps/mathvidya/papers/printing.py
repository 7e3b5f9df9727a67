"""The paper in print: questions, then pages to write on, each with its code.

What is printed is the student's half of the snapshot, in English: none of the fonts that come with Typst
holds Devanagari. For visually impaired students the print is large. A figure is drawn from its SVG; one that
is a file of the store is printed where its bytes are given, and told in words where they are not.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files
from math import ceil
from uuid import UUID

from assay.apps.mathvidya.bank.document import ON_SCREEN, Figure, Kind
from assay.apps.mathvidya.papers.qr import PageCode, Side, drawn, encode
from assay.apps.mathvidya.papers.snapshot import (
    Item,
    Paper,
    PaperPart,
    PaperQuestion,
    PaperSection,
    Snapshot,
    Variant,
)
from assay.kernel import pdf
from assay.kernel.questions import markup, typst
from assay.kernel.questions.typst_math import string
from assay.kernel.web.i18n import gettext as _

MARKS_A_PAGE = 4
"""Marks a student writes a page for; a sheet too many costs less than one too few."""
CODES = (8, 14, 99)
"""Pages of questions there are codes for; the next number where the paper turns out longer."""
BREAKABLE = (Kind.LA, Kind.CASE)
"""May begin on one page and end on the next."""
SHORT_OPTION = 34
WIDEST, HIGHEST = 100.0, 52.0
"""Of a figure, in millimetres."""
LARGE_PRINT, PRINT = "16pt", "10.5pt"
_VIEW_BOX = re.compile(r'viewBox="\s*[-\d.]+[\s,]+[-\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)\s*"')


def answer_pages(snapshot: Snapshot) -> int:
    """How many pages to write on are printed where nobody says: by the marks of the written questions."""
    written = sum((one.marks for one in snapshot.paper.questions() if one.kind not in ON_SCREEN), Decimal(0))
    return ceil(written / MARKS_A_PAGE) + 1 if written else 0


async def print_paper(
    snapshot: Snapshot,
    exam_id: UUID,
    *,
    made_at: datetime = pdf.EPOCH,
    pages: int | None = None,
    pictures: Mapping[str, bytes] | None = None,
) -> bytes:
    """The PDF; the same for the same arguments. `pages`: how many to write on. `pictures` by their keys.

    Raises kernel.pdf.UnprintableError.
    """
    to_write_on = answer_pages(snapshot) if pages is None else pages
    for most in CODES:
        made = document(snapshot, exam_id, made_at, to_write_on, pictures or {}, codes=most)
        try:
            return await pdf.render_in_thread(made)
        except pdf.UnprintableError:
            if most == CODES[-1]:
                raise
    raise AssertionError("CODES is empty")


def document(
    snapshot: Snapshot,
    exam_id: UUID,
    made_at: datetime,
    pages: int,
    pictures: Mapping[str, bytes],
    *,
    codes: int = CODES[0],
) -> pdf.Document:
    """The paper as Typst's source with its figures and codes."""
    beside = {f"q{n}.svg": _code(exam_id, Side.QUESTIONS, n) for n in range(1, codes + 1)}
    beside |= {f"a{n}.svg": _code(exam_id, Side.ANSWERS, n) for n in range(1, pages + 1)}
    body = _Body(pictures)
    parts = [
        _preamble(),
        _opening(snapshot.paper, exam_id),
        *body.sections(snapshot.paper),
        f"#end({string(_('End of the questions'))})",
        *_sheets(snapshot.paper, exam_id, pages),
    ]
    return pdf.Document("\n".join(parts), {**beside, **body.files}, made_at)


@cache
def _preamble() -> str:
    return files("assay.apps.mathvidya.papers").joinpath("paper.typ").read_text()


def _code(exam_id: UUID, side: Side, page: int) -> bytes:
    return drawn(encode(PageCode(exam_id, side, page)))


def short_id(exam_id: UUID) -> str:
    """What people read out: the end of the exam's id."""
    return exam_id.hex[-8:].upper()


def _running(paper: Paper, exam_id: UUID) -> str:
    exam = _("Exam %(id)s") % {"id": short_id(exam_id)}
    return f"[#{string(paper.title)}; #{string('· ' + exam)};]"


def _opening(paper: Paper, exam_id: UUID) -> str:
    page = string(_("Page"))
    size = LARGE_PRINT if paper.variant is Variant.VISUALLY_IMPAIRED else PRINT
    title = _("Mathematics, class %(level)s") % {"level": paper.class_level}
    subtitle = _("%(title)s, session %(session)s") % {"title": paper.title, "session": paper.session}
    time = _("Time allowed: %(time)s") % {"time": _time(paper.minutes)}
    marks = _("Maximum marks: %(marks)s") % {"marks": _marks(paper.total)}
    listed = ", ".join(string(one) for one in _instructions(paper))
    return "\n".join(
        [
            f"#show: paper.with(size: {size}, title: {string(f'{title} · {paper.title}')},"
            f" running: {_running(paper, exam_id)}, page-of: (n, all) => [#{page} #n / #all])",
            f"#opening({string(title)}, {string(subtitle)}, {string(time)}, {string(marks)})",
            f"#instructions({string(_('General instructions'))}, {listed})",
        ]
    )


def _instructions(paper: Paper) -> Iterator[str]:
    count = sum(1 for _one in paper.questions())
    yield _("This paper has %(count)s questions. All questions are compulsory.") % {"count": count}
    labels = ", ".join(section.label for section in paper.sections)
    yield _("It is divided into sections: %(labels)s.") % {"labels": labels}
    if any(section.choices for section in paper.sections):
        yield _('Where "OR" stands between two questions or parts, answer one of the two.')
    if any(one.kind in ON_SCREEN for one in paper.questions()):
        yield _("Questions with options are answered on the screen, all others on the answer sheets.")
    yield _("Begin each answer with its number in the margin. Use of calculators is not allowed.")
    yield _("Photograph every answer sheet you wrote on, with its code. Sheets left empty need not be sent.")


def _time(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(minutes)s minutes") % {"minutes": minutes}
    if not rest:
        return _("%(hours)s hours") % {"hours": hours} if hours > 1 else _("1 hour")
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}


def _marks(marks: Decimal) -> str:
    return f"{marks.normalize():f}"


class _Body:
    """The questions as Typst; `files` gathers the figures they place."""

    def __init__(self, pictures: Mapping[str, bytes]) -> None:
        self._pictures = pictures
        self.files: dict[str, bytes] = {}

    def sections(self, paper: Paper) -> Iterator[str]:
        for section in paper.sections:
            title = _("Section %(label)s") % {"label": section.label}
            yield f"#section({string(title)}, {string(_section_note(section))})"
            for question in section.questions:
                yield self._question(question)

    def _question(self, question: PaperQuestion) -> str:
        either = f"#either({string(_('OR'))})".join(self._item(item) for item in question.items)
        marks = "" if len(question.items[0].parts) > 1 else _marks(question.marks)
        long = str(question.kind in BREAKABLE).lower()
        return f"#question({string(str(question.number))}, {string(marks)}, {long}, [{either}])"

    def _item(self, item: Item) -> str:
        figures = {figure.name: figure for figure in item.figures}
        placed = {one.name for text in _texts(item) for one in markup.pictures(text)}
        parts = [f"#{self._text(item.text.en, figures)}"]
        parts += [self._figure(figure) for name, figure in figures.items() if name not in placed]
        if item.options:
            wide = any(len(markup.plain(one.text.en)) > SHORT_OPTION for one in item.options)
            columns = 1 if wide else 2
            listed = "".join(
                f", ({string(one.letter)}, {self._text(one.text.en, figures)})" for one in item.options
            )
            parts.append(f"#options({columns}{listed})")
        parts += [self._part(part, figures) for part in item.parts]
        return "".join(parts)

    def _part(self, part: PaperPart, figures: Mapping[str, Figure]) -> str:
        texts = [one.en for one in (part.text, part.alternative) if one is not None]
        if not texts:
            return ""
        either = f"#either({string(_('OR'))})".join(f"#{self._text(text, figures)}" for text in texts)
        if not part.label:
            return (
                f"#either({string(_('OR'))})#{self._text(texts[-1], figures)}" if part.alternative else either
            )
        return f"#part({string(part.label)}, {string(_marks(part.marks))}, [{either}])"

    def _text(self, text: str, figures: Mapping[str, Figure]) -> str:
        return typst.content(text, lambda one: self._placed(one, figures))

    def _placed(self, picture: markup.Picture, figures: Mapping[str, Figure]) -> str:
        figure = figures.get(picture.name)
        return self._figure(figure) if figure else _in_words(picture.alt or picture.name)

    def _figure(self, figure: Figure) -> str:
        data = figure.svg.encode() if figure.svg else self._pictures.get(figure.key)
        if data is None:
            return _in_words(figure.alt)
        name = f"f{hashlib.sha256(data).hexdigest()[:16]}.{_suffix(data)}"
        self.files[name] = data
        return f"#drawing({string(name)}, {_width(figure.svg):.1f}mm, {string(figure.alt)})"


def _texts(item: Item) -> Iterator[str]:
    yield item.text.en
    yield from (one.text.en for one in item.options)
    for part in item.parts:
        yield from (one.en for one in (part.text, part.alternative) if one is not None)


def _in_words(words: str) -> str:
    return f"#emph({string(_('[Figure: %(words)s]') % {'words': words})});"


def _suffix(data: bytes) -> str:
    if data.startswith(b"\x89PNG"):
        return "png"
    return "jpg" if data.startswith(b"\xff\xd8") else "svg"


def _width(svg: str) -> float:
    """Millimetres: as wide as fits both limits."""
    found = _VIEW_BOX.search(svg)
    if found is None or not float(found[2]):
        return WIDEST * 0.6
    return min(WIDEST, HIGHEST * float(found[1]) / float(found[2]))


def _section_note(section: PaperSection) -> str:
    count = len(section.questions)
    each = _marks(section.marks_each)
    note = (
        _("%(count)s questions of 1 mark each.")
        if each == "1"
        else _("%(count)s questions of %(each)s marks each.")
    ) % {"count": count, "each": each}
    if not section.choices:
        return note
    return note + " " + _("%(choices)s of them offer a choice.") % {"choices": section.choices}


def _sheets(paper: Paper, exam_id: UUID, pages: int) -> Iterator[str]:
    running = _running(paper, exam_id)
    for page in range(1, pages + 1):
        foot = _("Answer sheet %(page)s of %(pages)s") % {"page": page, "pages": pages}
        yield (f"#answer-page({string(f'a{page}.svg')}, {running}, {string(foot)}, {string(_('Question'))})")
