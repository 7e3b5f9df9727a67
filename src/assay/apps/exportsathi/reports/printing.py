"""A report on paper: cover with the verdict, each section, worked lines, the plan, all sources."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC
from functools import cache
from importlib.resources import files
from typing import Any

from assay.apps.exportsathi.plan.rules import DAYS
from assay.apps.exportsathi.reports import views
from assay.apps.exportsathi.reports.service import View
from assay.kernel import pdf
from assay.kernel.money import rupees
from assay.kernel.questions.typst_rows import string
from assay.kernel.web.formats import percent
from assay.kernel.web.i18n import gettext as _

SHOWN_CANDIDATES = 5
MARKS = {"unverified": "not verified", "expired": "expired", "not yet in force": "not yet in force"}


async def printed(view: View) -> bytes:
    """The PDF; the same report gives the same bytes."""
    return await pdf.render_in_thread(document(view))


def document(view: View) -> pdf.Document:
    made_at = view.report.completed_at or view.report.created_at
    body = _Body(view)
    return pdf.Document("\n".join([_style(), *body.parts()]), {}, made_at.astimezone(UTC))


@cache
def _style() -> str:
    return files("assay.apps.exportsathi.reports").joinpath("report.typ").read_text()


class _Body:
    """The parts of a report as Typst; sources are named by their numbers."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._data = view.data
        self._numbers = views.numbers(view)

    def parts(self) -> Iterator[str]:
        yield from self._cover()
        yield from self._overview()
        for key in ("destination", "code", "policy"):
            if key in self._data:
                yield from self._section(key)
        yield from self._certificates()
        yield from self._papers()
        for key in ("money", "freight"):
            if key in self._data:
                yield from self._section(key)
                yield from self._worked(key)
        yield from self._plan()
        yield from self._sources()

    def _cover(self) -> Iterator[str]:
        report, profile = self._view.report, self._view.profile
        verdict = views.verdict(self._view)
        title = _("Export report")
        yield f"#show: report.with(title: {string(f'{title}: {report.product}')})"
        rows = [
            (_("Prepared for"), profile.company),
            (_("Destination"), self._data["destination"]["name"]),
            (_("Facts of"), f"{report.as_of:%d %B %Y}"),
            (_("Report"), str(report.report_id)),
        ]
        if report.hs_code:
            rows.insert(2, (_("Tariff code"), report.hs_code))
        yield (
            f"#cover({string(title)}, {string(report.product)}, {string(verdict['tone'])}, "
            f"{string(verdict['title'])}, {string(verdict['text'])}, {_rows(rows)})"
        )

    def _overview(self) -> Iterator[str]:
        summary = self._data["summary"]
        yield f"#part({string(_('Overview'))})"
        for stop in summary["stops"]:
            yield f"#stop({string(stop['title'])}, {self._text(stop['text'], stop['sources'])})"
        risk, whole = summary["risk"], summary["completeness"]
        score = _("%(n)s of 100") % {"n": risk["score"]}
        yield (
            f"#figures(({string(_('Risk'))}, {string(score)}), "
            f"({string(_('Told'))}, {string(str(whole['score']) + ' %')}))"
        )
        note = _("The risk is the sum of its parts (our weights, version %(n)s). It is no probability.")
        yield f"#soft({string(note % {'n': risk['version']})})"
        rows = [
            f"({string(one['label'])}, {one['points']}, {one['most']}, "
            f"{self._text(one['why'], one['sources'])}, {string(one['lower'])})"
            for one in risk["parts"]
            if one["points"]
        ]
        if rows:
            yield f"#risks({string(_('What would lower it:'))}, {', '.join(rows)})"
        if whole["gaps"]:
            told = "; ".join(f"{one['label']}: {one['gain']}" for one in whole["gaps"])
            yield f"#par[#{string(_('What telling more would bring:') + ' ' + told)}]"

    def _section(self, key: str) -> Iterator[str]:
        section = self._data[key]
        yield f"#part({string(section['title'])})"
        yield from self._statements(section)
        if key == "code":
            yield from self._candidates(section["candidates"])

    def _statements(self, section: Mapping[str, Any]) -> Iterator[str]:
        for one in section["statements"]:
            mark = MARKS.get(one["standing"], "")
            yield (
                f"#said({string(one['tone'])}, {self._text(one['text'], one['sources'])}, "
                f"{string(_(mark) if mark else '')})"
            )

    def _candidates(self, candidates: Sequence[Mapping[str, Any]]) -> Iterator[str]:
        rows = [
            f"({string(one['code'])}, {string(one['description'])}, {string(percent(one['confidence'], 0))})"
            for one in candidates[:SHOWN_CANDIDATES]
        ]
        if rows:
            yield (
                f"#list-of(({string(_('Code'))}, {string(_('Candidate'))}, {string(_('Confidence'))}), "
                f"{', '.join(rows)})"
            )

    def _certificates(self) -> Iterator[str]:
        yield from self._section("certificates")
        words = dict(views.states())
        rows = []
        for one in self._view.certificates:
            days = _("%(low)s to %(high)s working days") % {"low": one.days_low, "high": one.days_high}
            cost = f"{rupees(one.cost_low)} – {rupees(one.cost_high)}"
            stops = _(" (stops goods)") if one.blocking and one.counted else ""
            rows.append(
                f"({self._text(one.name + stops, [one.source])}, {string(one.authority)}, "
                f"{string(f'{days}; {cost}')}, {string(words[one.state.value])})"
            )
        if rows:
            heads = (_("Certificate"), _("From"), _("Takes and costs"), _("State"))
            yield f"#list-of({_strings(heads)}, {', '.join(rows)})"

    def _papers(self) -> Iterator[str]:
        yield from self._section("documents")
        rows = [
            f"({self._text(one['name'], [one['source']])}, {string(one['issuer'])}, {string(one['because'])})"
            for one in self._data["documents"]["items"]
        ]
        if rows:
            yield f"#list-of({_strings((_('Paper'), _('From'), _('Why')))}, {', '.join(rows)})"

    def _worked(self, key: str) -> Iterator[str]:
        for one in views.worked(self._view, key):
            yield f"#sub({string(one.title)})"
            for remark in one.section.remarks:
                yield f"#said({string(remark.tone)}, {self._text(remark.text, remark.sources)}, {string('')})"
            rows = [
                f"([#{string(line.label)} #cite-of({string(''.join(f'[{n}]' for n in line.notes))})], "
                f"{string(line.how)}, {string(line.value)}, {str(line.is_answer).lower()})"
                for line in one.lines
            ]
            if rows:
                yield f"#worked({', '.join(rows)})"
            if one.section.missing:
                missing = _("Not told, because these are missing:") + " " + "; ".join(one.section.missing)
                yield f"#soft({string(missing + '.')})"

    def _plan(self) -> Iterator[str]:
        yield from self._section("plan")
        for day in range(1, DAYS + 1):
            tasks = [one for one in self._view.plan.tasks if one.day == day]
            if not tasks:
                continue
            head = _("Day %(n)s, %(on)s") % {"n": day, "on": f"{tasks[0].on:%d %B %Y}"}
            rows = [
                f"({self._text(one.title, one.sources)}, {string(one.interim or one.why)}, "
                f"{str(one.done).lower()})"
                for one in tasks
            ]
            yield f"#day({string(head)}, {', '.join(rows)})"

    def _sources(self) -> Iterator[str]:
        yield f"#part({string(_('Sources'))})"
        rows = []
        for name, one in self._data["sources"].items():
            told = ". ".join(part for part in (one["title"], one["publisher"], one["reference"]) if part)
            if one["checked_on"]:
                told += ". " + _("Compared with the original on %(day)s") % {"day": one["checked_on"]}
            mark = MARKS.get(one["standing"], "")
            rows.append(f"({self._numbers[name]}, {string(told)}, {string(_(mark) if mark else '')})")
        yield f"#sources({', '.join(rows)})"

    def _text(self, text: str, sources: Sequence[str]) -> str:
        marks = "".join(f"[{self._numbers[one]}]" for one in sources if one in self._numbers)
        return f"[#{string(text)} #cite-of({string(marks)})]"


def _rows(rows: Sequence[tuple[str, str]]) -> str:
    return ", ".join(f"({string(name)}, {string(value)})" for name, value in rows)


def _strings(words: Sequence[str]) -> str:
    return f"({', '.join(string(one) for one in words)},)"
