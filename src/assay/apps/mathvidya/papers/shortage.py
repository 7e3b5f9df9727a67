"""Why the bank cannot make a paper, in numbers and in sentences.

Two kinds of finding. A cause holds by itself: there are too few questions of a type, of a unit, or too few
pairs for the choices, whatever else is chosen. Where no cause holds, the constraints cannot be met together;
the nearest paper says by how little.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from assay.apps.mathvidya.bank.document import HALF, Cognitive, Difficulty, Kind, Unit
from assay.apps.mathvidya.bank.views import cognitive_names, difficulty_names, kind_names, unit_names
from assay.apps.mathvidya.papers.blueprint import Blueprint, Section
from assay.apps.mathvidya.papers.pool import Candidate, offers_choice
from assay.kernel.web.i18n import gettext as _

What = Literal["questions", "choices", "unit", "cognitive", "difficulty"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`wanted` and `available` count questions or choices, or are marks; `message` says all of it."""

    what: What
    subject: str
    wanted: Decimal
    available: Decimal
    message: str


@dataclass(frozen=True, slots=True)
class Shortage:
    """`causes` hold each by itself; `nearest` is where the nearest paper would miss the blueprint."""

    causes: tuple[Finding, ...]
    nearest: tuple[Finding, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self.causes or self.nearest

    @property
    def summary(self) -> str:
        """One paragraph for whoever asked for the paper."""
        messages = " ".join(one.message for one in self.findings)
        if self.causes:
            return _("The bank cannot make this paper. %(why)s") % {"why": messages}
        return _(
            "The bank cannot meet all of the blueprint together. In the paper that comes nearest: %(why)s"
        ) % {"why": messages}


@dataclass(frozen=True, slots=True)
class Deviation:
    """One thing a blueprint asks for. `off`: by how much a paper misses it, in questions or half marks."""

    what: What
    section: str
    subject: Kind | Unit | Cognitive | Difficulty
    wanted: int | Decimal
    off: int = 0

    def off_by(self, off: int) -> "Deviation":
        return replace(self, off=off)


def told(deviation: Deviation) -> Finding:
    """A miss of the nearest paper."""
    wanted = Decimal(deviation.wanted)
    in_questions = deviation.what in ("questions", "choices")
    there = wanted + deviation.off * (Decimal(1) if in_questions else HALF)
    match deviation.subject:
        case Kind():
            message = _("Section %(section)s (%(kind)s) has %(there)s of %(wanted)s %(things)s.") % {
                "section": deviation.section,
                "kind": kind_names()[deviation.subject],
                "there": there,
                "wanted": wanted,
                "things": _("choices") if deviation.what == "choices" else _("questions"),
            }
        case Unit():
            message = _("%(unit)s has %(there)s marks, and %(wanted)s are wanted.") % {
                "unit": unit_names()[deviation.subject],
                "there": _marks(there),
                "wanted": _marks(wanted),
            }
        case _:
            message = _('%(marks)s marks too %(way)s are for "%(level)s".') % {
                "marks": _marks(abs(deviation.off) * HALF),
                "way": _("many") if deviation.off > 0 else _("few"),
                "level": _level(deviation.subject),
            }
            there = wanted
    return Finding(deviation.what, str(deviation.subject), wanted, there, message)


def causes(blueprint: Blueprint, candidates: Sequence[Candidate], *, left_out: int = 0) -> Iterator[Finding]:
    """What the questions in `candidates` (usable ones) rule out. `left_out`: how many the student has had."""
    per_kind = Counter(one.kind for one in candidates)
    source = _("the bank's unused questions") if left_out else _("the bank's questions")
    for section in blueprint.sections:
        for kind, count in section.counts.items():
            if per_kind[kind] < count:
                yield _too_few(blueprint, section, kind, count, per_kind[kind], source)
        if section.choices:
            yield from _choices(blueprint, section, candidates, source)
    for unit, marks in blueprint.units.items():
        there = _most(blueprint, [one for one in candidates if one.unit is unit])
        if there < marks - blueprint.unit_tolerance:
            yield _cause(
                "unit", blueprint, unit, unit_names()[unit], marks - blueprint.unit_tolerance, there, source
            )
    for level, percent in blueprint.cognitive.items():
        wanted = _least(blueprint, percent, blueprint.cognitive_tolerance)
        there = _most(blueprint, [one for one in candidates if one.cognitive is level])
        if there < wanted:
            yield _cause("cognitive", blueprint, level, _level(level), wanted, there, source)
    for grade, percent in blueprint.difficulty.items():
        wanted = _least(blueprint, percent, blueprint.difficulty_tolerance)
        there = _most(blueprint, [one for one in candidates if one.difficulty is grade])
        if there < wanted:
            yield _cause("difficulty", blueprint, grade, _level(grade), wanted, there, source)


def _too_few(
    blueprint: Blueprint, section: Section, kind: Kind, count: int, there: int, source: str
) -> Finding:
    message = _(
        "Class %(level)s, section %(section)s: %(wanted)s questions (%(kind)s) are wanted and %(source)s"
        " give %(there)s."
    ) % {
        "level": blueprint.class_level,
        "section": section.label,
        "wanted": count,
        "kind": kind_names()[kind],
        "source": source,
        "there": there,
    }
    return Finding("questions", str(kind), Decimal(count), Decimal(there), message)


def _choices(
    blueprint: Blueprint, section: Section, candidates: Sequence[Candidate], source: str
) -> Iterator[Finding]:
    """The most choices a section could offer beside its questions."""
    of_section = [one for one in candidates if one.kind in section.counts]
    if section.paired:
        groups = Counter((one.kind, one.unit) for one in of_section)
        pairs = sum(number // 2 for number in groups.values())
        there = max(0, min(section.count, pairs, len(of_section) - section.count))
    else:
        there = min(section.count, sum(offers_choice(blueprint, one) for one in of_section))
    if there < section.choices:
        message = _(
            "Class %(level)s, section %(section)s: %(wanted)s questions are to offer a choice and %(source)s"
            " allow it for %(there)s."
        ) % {
            "level": blueprint.class_level,
            "section": section.label,
            "wanted": section.choices,
            "source": source,
            "there": there,
        }
        subject = next(iter(section.counts))
        yield Finding("choices", str(subject), Decimal(section.choices), Decimal(there), message)


def _most(blueprint: Blueprint, some: Sequence[Candidate]) -> Decimal:
    """The most marks a paper could take from `some`, given its sections."""
    per_kind: dict[Kind, int] = defaultdict(int)
    for one in some:
        per_kind[one.kind] += 1
    return sum(
        (
            min(per_kind[kind], count) * section.marks
            for section in blueprint.sections
            for kind, count in section.counts.items()
        ),
        Decimal(0),
    )


def _least(blueprint: Blueprint, percent: int, tolerance: int) -> Decimal:
    """The fewest marks a share allows, a whole number of halves."""
    halves = -(-int(blueprint.total / HALF) * (percent - tolerance) // 100)
    return max(0, halves) * HALF


def _cause(
    what: What,
    blueprint: Blueprint,
    subject: Unit | Cognitive | Difficulty,
    name: str,
    wanted: Decimal,
    there: Decimal,
    source: str,
) -> Finding:
    message = _(
        "Class %(level)s, %(name)s: %(wanted)s marks are wanted and %(source)s give at most %(there)s."
    ) % {
        "level": blueprint.class_level,
        "name": name,
        "wanted": _marks(wanted),
        "source": source,
        "there": _marks(there),
    }
    return Finding(what, str(subject), wanted, there, message)


def _level(level: Kind | Unit | Cognitive | Difficulty) -> str:
    match level:
        case Cognitive():
            return cognitive_names()[level]
        case Difficulty():
            return difficulty_names()[level]
        case _:
            return str(level)


def _marks(marks: Decimal) -> str:
    return f"{marks.normalize():f}"
