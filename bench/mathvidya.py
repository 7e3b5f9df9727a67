"""`assay bench mathvidya`: papers, students at once, pages at 10,000 exams and at many, assignment.

A throw-away server with normal durability (fsync on) and a web process of its own. The same student and
parent look at an organisation that holds 10,000 exams at first and all of them afterwards: a page's ratio
says what exams cost. Scans of the exams are counted by PostgreSQL itself.
"""

import asyncio
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from tests.support.school import Caller

from assay.apps.mathvidya.bank.document import ClassLevel
from assay.commands.console import err, say
from assay.kernel.db.paging import encode_cursor
from assay.kernel.errors import AssayError
from bench import mathvidya_assign, mathvidya_crowd, mathvidya_papers, mathvidya_sla
from bench.mathvidya_house import (
    EACH,
    House,
    add_exams,
    add_parent,
    add_plan,
    add_profiles,
    fill,
    find_templates,
    house,
    people,
    sign_in,
)

FEW = 10_000
"""Exams that the pages are measured with first."""
EVALUATIONS = 10_000
DUE_TIMES = 1_000_000
MOST_STORED = 200
"""Papers that are made through the database, at most."""
WARM, ASKED = 15, 25
REPORTING = 11
"""Seconds after which an idle connection of PostgreSQL has reported what it scanned."""
AIM = 1.5
MIDDLE = encode_cursor([50_000, UUID(int=2**128 - 1)])
"""After it come the results of half the marks."""
Told = Callable[[str], None]


@dataclass(slots=True)
class Page:
    """Milliseconds of the middle answer of ASKED, with few exams and with many."""

    name: str
    few_ms: float
    many_ms: float = 0.0

    @property
    def ratio(self) -> float:
        return self.many_ms / self.few_ms

    def document(self) -> dict[str, Any]:
        return {**asdict(self), "ratio": round(self.ratio, 3), "aim": AIM}


@dataclass(frozen=True, slots=True)
class Lookers:
    """Who looks: a student, and a parent of that student and of another."""

    student: Caller
    parent: Caller


async def run(exams: int, papers: int, students: int, *, as_json: bool) -> None:
    """Measure, and print a table or one JSON document."""
    document = await measure(exams, papers, students)
    say(document, as_json=as_json, text=lambda: _print(document))


async def measure(exams: int, papers: int, students: int) -> dict[str, Any]:
    """Raises AssayError for sizes that mean nothing, and where an answer is not what it should be."""
    if exams <= FEW or papers < 1 or students < 2:
        raise AssayError(f"Measure with more than {FEW:,} exams, a paper and two students at least.")
    begun = time.perf_counter()

    def told(what: str) -> None:
        err.print(f"{time.perf_counter() - begun:7.1f} s  {what}", style="dim", soft_wrap=True)

    told("the bank")
    bank = mathvidya_papers.shipped()
    made = []
    for level in ClassLevel:
        told(f"{papers:,} papers of class {level}")
        made.append(mathvidya_papers.measure(bank[level], level, papers))
        told(_paper_line(made[-1]))
    async with house() as rig:
        told("an organisation with its bank")
        await mathvidya_papers.set_up(rig.school, bank)
        await find_templates(rig)
        await add_plan(rig)
        pages, scanned = await _compare(rig, exams, told)
        asked = time.perf_counter()
        there = await rig.admin.fetchval("SELECT count(*) FROM mathvidya.exam_instances")
        told("papers through the database")
        stored = await mathvidya_papers.through_database(rig.school, min(2 * papers, MOST_STORED))
        scans = await _scans(rig, asked) - scanned
        told(f"{students:,} students at once")
        crowd = await mathvidya_crowd.measure(rig, students)
        told(_crowd_line(crowd))
        told(f"{EVALUATIONS:,} evaluations waiting for teachers")
        assigned = await mathvidya_assign.measure(rig, EVALUATIONS)
        told(_assign_line(assigned))
        version = await rig.admin.fetchval("SHOW server_version")
    told(f"{DUE_TIMES:,} due times")
    due = mathvidya_sla.measure(DUE_TIMES)
    return {
        "exams": there,
        "few": FEW,
        "seconds": round(time.perf_counter() - begun, 1),
        "postgresql": version,
        "papers": made,
        "papers_through_database": stored,
        "at_once": crowd,
        "pages": [page.document() for page in pages],
        "sequential_scans_of_exams": scans,
        "assignment": assigned,
        "due_times": due,
    }


async def _compare(rig: House, exams: int, told: Told) -> tuple[list[Page], int]:
    """The pages with few exams and with many; sequential scans of the exams before the second round."""
    (student,), (parent,) = await people(rig, "student", 1), await people(rig, "parent", 1)
    children = await add_profiles(rig, ClassLevel.X, [student], more=1)
    await add_exams(rig, ClassLevel.X, children)
    await add_parent(rig, parent, children)
    told(f"{FEW:,} exams")
    await fill(rig, FEW // EACH)
    await rig.settle()
    found = {name: Page(name, ms) for name, ms in (await _pages(rig, Lookers(student, parent))).items()}
    asked = time.perf_counter()
    told(f"{exams:,} exams")
    await fill(rig, exams // EACH)
    await rig.settle()
    before = await _scans(rig, asked)
    told("the same pages")
    student, parent = await sign_in(rig, [student, parent])
    for name, ms in (await _pages(rig, Lookers(student, parent))).items():
        found[name].many_ms = ms
        told(_page_line(found[name].document()))
    return list(found.values()), before


async def _pages(rig: House, who: Lookers) -> dict[str, float]:
    """The middle time of each page in milliseconds; they take turns, so that a busy moment hits all alike."""
    wanted: dict[str, tuple[Caller, str]] = {
        "leaderboard, its top": (who.student, "/leaderboard"),
        "leaderboard, its middle": (who.student, f"/leaderboard?after={MIDDLE}"),
        "parent's children": (who.parent, "/parent/children"),
        "parent's child": (who.parent, f"/parent/children/{who.student.person_id}"),
        "student's exams": (who.student, "/exams"),
    }
    taken: dict[str, list[float]] = {name: [] for name in wanted}
    for turn in range(WARM + ASKED):
        for name, (caller, path) in wanted.items():
            begun = time.perf_counter()
            answer = await rig.http.get(caller.url(path), headers=caller.headers)
            seconds = time.perf_counter() - begun
            if answer.status_code != 200:
                raise AssayError(f"{path} answered {answer.status_code}: {answer.text[:200]}")
            if turn >= WARM:
                taken[name].append(seconds)
    return {name: round(statistics.median(seconds) * 1000, 2) for name, seconds in taken.items()}


async def _scans(rig: House, asked: float) -> int:
    """Sequential scans of the exams so far, by any connection; the last page was asked for at `asked`."""
    await asyncio.sleep(asked + REPORTING - time.perf_counter())
    found = await rig.admin.fetchval(
        "SELECT coalesce(sum(seq_scan), 0)::bigint FROM pg_stat_user_tables "
        "WHERE schemaname = 'mathvidya' AND relname = 'exam_instances'"
    )
    return int(found)


def _paper_line(one: dict[str, Any]) -> str:
    mix = ", ".join(f"{level} {share['mean']} %" for level, share in one["cognitive_percent"].items())
    uses = one["uses"]
    wrong = f"; wrong: {one['wrong']}" if one["wrong"] else ""
    return (
        f"class {one['class']}: {one['exact']:,} of {one['papers']:,} papers exact, "
        f"{one['papers_per_second']:,}/s (p50 {one['p50_ms']} ms, {one['p50_processor_ms']} ms of processor; "
        f"slowest {one['slowest_ms']} ms){wrong}; "
        f"{mix}; each of {uses['questions']:,} questions in {uses['least']}, {uses['median']}, "
        f"{uses['most']} papers (least, middle, most), {uses['never']} in none"
    )


def _crowd_line(one: dict[str, Any]) -> str:
    return (
        f"{one['students']:,} students at once: {one['seconds']} s, {one['exams_per_second']:,} exams/s, "
        f"p50 {one['p50_ms']:,} ms, p99 {one['p99_ms']:,} ms, {one['sent_again']:,} sent again; "
        f"counters {'exact' if one['exact'] else one['counted']}"
    )


def _assign_line(one: dict[str, Any]) -> str:
    return (
        f"{one['evaluations']:,} evaluations over {one['teachers']} teachers: {one['seconds']} s, "
        f"{one['evaluations_per_second']:,}/s, bare UPDATE {one['limit_seconds']} s: ratio {one['ratio']}; "
        f"{one['least_loaded']} to {one['most_loaded']} each"
    )


def _page_line(page: dict[str, Any]) -> str:
    return (
        f"{page['name']:<26}{page['few_ms']:>9.1f} ms{page['many_ms']:>11.1f} ms"
        f"{page['ratio']:>8.2f}{page['aim']:>6}"
    )


def _print(document: dict[str, Any]) -> None:
    due, stored = document["due_times"], document["papers_through_database"]
    lines = [
        f"{document['exams']:,} exams; PostgreSQL {document['postgresql']}; {document['seconds']:,} s in all",
        *(_paper_line(one) for one in document["papers"]),
        f"{stored['papers']:,} papers through the database: {stored['papers_per_second']:,}/s",
        _crowd_line(document["at_once"]),
        f"{'page':<26}{document['few']:>12,}{document['exams']:>14,}   ratio   aim",
        *(_page_line(page) for page in document["pages"]),
        f"sequential scans of exams: {document['sequential_scans_of_exams']}",
        _assign_line(document["assignment"]),
        f"due times: {due['ours_per_s']:,}/s, numpy {due['numpy_per_s']:,}/s: {due['ours_to_numpy']} times; "
        f"one by one {due['ours_one_by_one_per_s']:,}/s, pandas {due['pandas_per_s']:,}/s: "
        f"{due['ours_one_by_one_to_pandas']} times",
    ]
    sys.stdout.writelines(f"{line}\n" for line in lines)
