"""What a question asks: about which things, for what kind of answer, as of which day. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from assay.apps.exportsathi.chat import thesaurus
from assay.apps.exportsathi.chat.kinds import MONTH, MONTHS, Wanted, wanted_of
from assay.apps.exportsathi.chat.thesaurus import SOFT, Phrase
from assay.kernel.search.words import STOP, stem, words

_PAST = re.compile(
    r"\b(?:was|were|did|had|used\s+to|earlier|previous(?:ly)?|former(?:ly)?|old|until|back\s+then|in\s+the\s+past"
    r"|originally|before\s+(?:19|20)\d\d)\b",
    re.I,
)
_MONTHS = {name: number for number, name in enumerate(MONTHS, 1)}
_DATE = re.compile(
    rf"\b(?:(\d{{1,2}})(?:st|nd|rd|th)?\s+)?({MONTH})\s+(?:(\d{{1,2}}),?\s+)?((?:19|20)\d\d)\b", re.I
)
_ISO = re.compile(r"\b((?:19|20)\d\d)-(\d\d)-(\d\d)\b")
_YEAR = re.compile(r"\b(?:in|during|of|for|until|before|since)\s+(?:the\s+year\s+)?((?:19|20)\d\d)\b", re.I)
_ON = re.compile(r"\b(?:on|in|by|until|since|as\s+of)\s*(?=[?.!]|$)", re.I)
_QUOTED = re.compile(r"[\"“]([^\"”]{2,40})[\"”]|(?<!\w)(\((?:[A-Z]|\d)\))")
CODE = re.compile(
    r"\b(?=[\w.()/-]*\d)(?=[\w.()/-]*[A-Za-z(])[A-Za-z0-9]+(?:[-./]?[A-Za-z0-9]+)*(?:\(\w+\))*|\b\d{4,8}\b"
)
_HONOUR = re.compile(
    r"^(?:\d+(?:st|nd|rd|th)|\d+(?:ft|kg|cm|mm|m|km|g|t|x\d+|days?|months?|years?|hours?|cbm|mg|ppm|pm|am))$",
    re.I,
)


_SAID_BY_KIND = {
    Wanted.DURATION: frozenset(stem(word) for word in ("limit", "deadline", "period", "often", "late")),
    Wanted.RATE: frozenset(stem(word) for word in ("rate", "percentage", "percent", "share")),
    Wanted.NUMBER: frozenset(stem(word) for word in ("limit", "maximum", "minimum", "threshold", "cap")),
}
"""Words that only say for what kind of answer is asked: an answer has it without naming it."""


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing asked about: the phrases that name it, and how much it tells (`weight`).

    `asked` is the word as it was asked; soft ones need not be in an answer.
    """

    asked: str
    phrases: frozenset[Phrase]
    weight: float
    soft: bool


@dataclass(frozen=True, slots=True)
class Question:
    """`codes` (`SB003`, `89(4)`, `RFD-11`), `quoted` words and `countries` have to be met by an answer.

    `on` is the day it is asked for; `past` when it asks how something was.
    """

    text: str
    undated: str
    """The question without the day it asks for, as it is looked for."""
    wanted: Wanted
    concepts: tuple[Concept, ...]
    codes: frozenset[str]
    quoted: frozenset[str]
    countries: frozenset[str]
    on: date
    today: date
    past: bool

    @property
    def dated(self) -> bool:
        return self.past or bool(_day(self.text))


def understand(
    text: str, today: date, weight: Callable[[str], float], *, corrected: dict[str, str] | None = None
) -> Question:
    """Read a question. `weight` is how telling a stem is (`Vocabulary.weight`)."""
    read = text
    for wrong, right in (corrected or {}).items():
        read = re.sub(rf"\b{re.escape(wrong)}\b", right, read, flags=re.I)
    day = _day(read)
    on = day if day and day < today else today
    undated = " ".join(_ON.sub(" ", _YEAR.sub(" ", _ISO.sub(" ", _DATE.sub(" ", read)))).split())
    quoted = frozenset((one or two).strip().lower() for one, two in _QUOTED.findall(read))
    codes = {
        found.group().lower()
        for found in CODE.finditer(undated)
        if not _HONOUR.match(found.group()) and not re.fullmatch(r"(?:19|20)\d\d(?:-\d\d)?", found.group())
    }
    named = thesaurus.countries(read)
    return Question(
        text=read,
        wanted=wanted_of(read),
        concepts=_concepts(undated, weight, codes, named, _SAID_BY_KIND.get(wanted_of(read), frozenset())),
        undated=undated,
        codes=frozenset(codes),
        quoted=quoted,
        countries=frozenset(named),
        on=on,
        today=today,
        past=bool(_PAST.search(read)) and not re.match(r"\s*did\b", read, re.I),
    )


def _day(text: str) -> date | None:
    """The day, month or year that a question names: of a month or a year, its last day."""
    try:
        if found := _ISO.search(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _DATE.search(text):
            month, year = _MONTHS[found[2].lower()], int(found[4])
            if day := found[1] or found[3]:
                return date(year, month, int(day))
            return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        if found := _YEAR.search(text):
            return date(int(found[1]), 12, 31)
    except ValueError:
        return None
    return None


def _concepts(
    text: str,
    weight: Callable[[str], float],
    codes: set[str],
    named: set[str],
    said_by_kind: frozenset[str],
) -> tuple[Concept, ...]:
    told = [word for word in words(text) if word not in STOP and (len(word) > 1 or word.isdigit())]
    stems = [stem(word) for word in told]
    found: list[Concept] = []
    at = 0
    while at < len(told):
        length = next(
            (
                n
                for n in range(min(thesaurus.longest(), len(told) - at), 0, -1)
                if tuple(stems[at : at + n]) in thesaurus.same()
            ),
            1,
        )
        own = tuple(stems[at : at + length])
        phrases = thesaurus.same().get(own, frozenset([own]))
        asked = " ".join(told[at : at + length])
        soft = length == 1 and own[0] in SOFT
        if length == 1 and own[0] in said_by_kind:
            at += 1
            continue
        if not _covered_otherwise(asked, codes, named):
            told_by = _weight(own, phrases, weight)
            # A verb or an adverb that nobody writes has another word in its place; a thing seldom has.
            if length == 1 and told_by >= weight("") and asked.endswith(("ed", "ing", "ly")):
                told_by /= 2
            found.append(Concept(asked, phrases, told_by, soft))
        at += length
    return tuple({one.asked: one for one in found}.values())


def _covered_otherwise(asked: str, codes: set[str], named: set[str]) -> bool:
    """Codes and countries are compared by themselves."""
    return bool(thesaurus.countries(asked.upper() if asked == "us" else asked) & named) or any(
        asked in words(code) for code in codes
    )


def _weight(own: Phrase, phrases: frozenset[Phrase], weight: Callable[[str], float]) -> float:
    """A phrase tells as much as its rarest word; one that nobody writes, as much as what stands for it."""
    return min(max(weight(one) for one in phrase) for phrase in phrases | {own})
