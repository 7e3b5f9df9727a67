"""The plan and the letter as PDF."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from datetime import time as clock_time
from functools import cache
from importlib.resources import files

from assay.apps.exportsathi.plan.forms import PlanOut, TaskOut
from assay.apps.exportsathi.plan.letter import Letter
from assay.apps.exportsathi.plan.rules import DAYS, date_of
from assay.kernel import pdf
from assay.kernel.questions.typst_rows import string
from assay.kernel.web.i18n import gettext as _


@cache
def _style() -> str:
    return files("assay.apps.exportsathi.plan").joinpath("plan.typ").read_text()


def plan_document(plan: PlanOut, product: str, country: str, made_at: datetime) -> pdf.Document:
    """Seven days on paper, with boxes to tick. The same plan gives the same bytes."""
    return pdf.Document("\n".join([_style(), *_plan(plan, product, country)]), {}, made_at.astimezone(UTC))


def letter_document(letter: Letter) -> pdf.Document:
    made_at = datetime.combine(letter.day, clock_time(), UTC)
    return pdf.Document("\n".join([_style(), *_letter(letter)]), {}, made_at)


def _plan(plan: PlanOut, product: str, country: str) -> Iterator[str]:
    title = _("Seven days to your export")
    about = _("%(product)s to %(country)s") % {"product": product, "country": country}
    yield f"#show: sheet.with(title: {string(title)})"
    yield f"#opening({string(title)}, {string(about)})"
    for day in range(1, DAYS + 1):
        tasks = [one for one in plan.tasks if one.day == day]
        if tasks:
            when = date_of(plan.first, day)
            head = _("Day %(n)s") % {"n": day}
            yield f"#day({string(head)}, {string(_on(when))}, {', '.join(_task(one) for one in tasks)})"
    note = _(
        "Days are working days, Monday to Friday; public holidays are not counted out. The longest chain "
        "of tasks takes %(n)s working days."
    ) % {"n": plan.length}
    yield f"#small({string(note)})"


def _task(one: TaskOut) -> str:
    late = _("Takes longer. Meanwhile: %(text)s") % {"text": one.interim} if one.interim else ""
    done = str(one.done).lower()
    return f"(title: {string(one.title)}, why: {string(one.why)}, late: {string(late)}, done: {done})"


def _letter(letter: Letter) -> Iterator[str]:
    yield f"#show: sheet.with(title: {string(letter.subject)})"
    yield f"#lines({_strings(letter.sender)})"
    yield "#v(6mm)"
    yield f"#{string(_on(letter.day))}"
    yield "#v(6mm)"
    yield f"#lines({_strings(letter.to)})"
    yield "#v(6mm)"
    yield f"#strong({string(letter.subject)})"
    yield "#v(4mm)"
    yield "".join(f"#par[#{string(one)}]" for one in letter.paragraphs[:-1])
    yield f"#facts({', '.join(f'({string(name)}, {string(value)})' for name, value in letter.rows)})"
    yield f"#par[#{string(letter.paragraphs[-1])}]"
    yield "#v(6mm)"
    yield f"#lines({_strings(letter.close)})"


def _strings(lines: tuple[str, ...]) -> str:
    return ", ".join(string(one) for one in lines)


def _on(day: date) -> str:
    return f"{day:%d %B %Y}"
