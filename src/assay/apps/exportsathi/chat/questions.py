"""What a question asks: about which things, for what kind of answer, as of which day. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from assay.apps.exportsathi.chat import thesaurus
from assay.apps.exportsathi.chat.kinds import MONTH, MONTHS, Wanted, wanted_of
from assay.apps.exportsathi.chat.thesaurus import SOFT, Phrase
from assay.kernel.search.words import STOP, stem, words

_PAST = re.compile(
    r"\b(?:was|were|did|had|(?<!\bis\s)(?<!\bare\s)(?<!\bbe\s)(?<!is\s)(?<!are\s)(?<!be\s)used\s+to|earlier|previous(?:ly)?|former(?:ly)?|old|until|back\s+then|in\s+the\s+past"
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
    r"\b(?=[\w.()/-]*\d)(?=[\w.()/-]*[A-Za-z(])[A-Za-z0-9]+(?:[-./]?[A-Za-z0-9]+)*(?:\(\w+\))*"
    r"|(?<![\d,.₹$€£])\b(?!\d+000\b)(?:\d{4}|\d{6}|\d{8})\b"
)
"""What has letters and digits, and tariff codes; sums of money are no codes."""
_SLASHED = re.compile(r"\b([A-Za-z])/([A-Za-z])\b")
"""D/P, B/L, L/C: written DP, BL, LC elsewhere."""
_STEERS = re.compile(
    r"^\W*(?:please\s+|kindly\s+|now\s+)*(?:act|behave|pretend|imagine|roleplay|ignore|disregard|forget|repeat"
    r"|translate|reply|invent)\b(?!\s+to\b)"
    r"|\b(?:assistants?|chat\s?bots?|language\s+models?|ai\s+(?:models?|agents?|tools?)|(?:system|hidden|secret)"
    r"\s+(?:prompts?|notes?|instructions?|messages?)|your\s+(?:instructions?|prompt|rules|sources)|(?:as|i\s+am)"
    r"\s+(?:the|your)\s+(?:developer|admin\w*|curator)|without\s+citations?|jailbreak|unrestricted)\b"
    r"|^\s*system\s*:",
    re.I,
)
_WHOM = r"(?:buyers?|clients?|customers?|importers?|part(?:y|ies)|compan(?:y|ies)|friends?)"
_PARTNER = re.compile(
    rf"\b[A-Z][\w.]*(?:\s+[A-Z][\w.]*)?\s+{_WHOM}\b|\b{_WHOM}\s+(?:is\s+)?(?:in|from|of)\s+(?:the\s+)?[A-Z][\w.]*"
)
"""A country that only says where the buyer sits."""
_HOW_MANY = re.compile(r"\bhow\s+many\s+([a-z-]+)", re.I)
_TOKEN = re.compile(r"[A-Za-z][\w'’-]*")
_PARTICULARS = """
best cheapest cheaper fastest nearest lowest head chairman chairperson director ceo minister president
secretary email phone mobile website contact salary wage employees staff penalty
"""
_PARTICULAR = frozenset(stem(word) for word in _PARTICULARS.split())
"""Words that ask for one person, one number, one opinion: nothing else answers in their place."""
_TITLED = 0.7
"""The share of capitalised words from which on capitals say nothing."""
_HONOUR = re.compile(
    r"^(?:\d+(?:st|nd|rd|th)|\d+(?:ft|kg|cm|mm|m|km|g|t|x\d+|days?|months?|years?|hours?|cbm|mg|ppm|pm|am))$",
    re.I,
)


_SPANS = "limit deadline period often late time day week month year hour"
_SAID_BY_KIND = {
    Wanted.DURATION: frozenset(stem(word) for word in _SPANS.split()),
    Wanted.RATE: frozenset(stem(word) for word in ("rate", "percentage", "percent", "share")),
    Wanted.NUMBER: frozenset(stem(word) for word in ("limit", "maximum", "minimum", "threshold", "cap")),
}
"""Words that only say for what kind of answer is asked: an answer has it without naming it."""


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing asked about: the phrases that name it, and how much it tells (`weight`).

    `asked` is the word as it was asked, `own` its stems; soft ones need not be in an answer.
    """

    asked: str
    own: Phrase
    phrases: frozenset[Phrase]
    weight: float
    soft: bool
    name: bool = False
    """Written as a name is, or as an abbreviation: what does not hold it is about something else."""
    unknown: bool = False
    """No source writes it, nor what stands for it."""


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
    names: frozenset[tuple[str, str]] = frozenset()
    """Stems of neighbouring words that are written as one name."""
    counted: str = ""
    """The stem of what is counted: how many allergens."""
    steers: bool = False
    """It tells the one who answers what to do, or asks about that one: no source is meant."""

    @property
    def dated(self) -> bool:
        return self.past or bool(day_of(self.text))


def understand(
    text: str, today: date, weight: Callable[[str], float], *, corrected: dict[str, str] | None = None
) -> Question:
    """Read a question. `weight` is how telling a stem is (`Vocabulary.weight`)."""
    read = _SLASHED.sub(r"\1\2", text)
    for wrong, right in (corrected or {}).items():
        read = re.sub(rf"\b{re.escape(wrong)}\b", right, read, flags=re.I)
    day = day_of(read)
    on = day if day and day < today else today
    undated = " ".join(_ON.sub(" ", _YEAR.sub(" ", _ISO.sub(" ", _DATE.sub(" ", read)))).split())
    quoted = frozenset((one or two).strip().lower() for one, two in _QUOTED.findall(read))
    codes = {
        found.group().lower()
        for found in CODE.finditer(undated)
        if not _HONOUR.match(found.group()) and not re.fullmatch(r"(?:19|20)\d\d(?:-\d\d)?", found.group())
    }
    spoken_of = thesaurus.countries(read)
    named = thesaurus.countries(_PARTNER.sub(" ", read))
    counted = _HOW_MANY.search(undated)
    return Question(
        text=read,
        wanted=wanted_of(read),
        concepts=_concepts(
            undated, weight, codes, spoken_of, _SAID_BY_KIND.get(wanted_of(read), frozenset())
        ),
        undated=undated,
        codes=frozenset(codes),
        quoted=quoted,
        countries=frozenset(named),
        on=on,
        today=today,
        past=bool(_PAST.search(read)) and not re.match(r"\s*did\b", read, re.I),
        names=frozenset() if spoken_of else _names(undated),
        counted=stem(counted[1]) if counted and wanted_of(read) is Wanted.NUMBER else "",
        steers=bool(_STEERS.search(text)),
    )


def day_of(text: str) -> date | None:
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


def _capitals(text: str) -> list[tuple[str, bool]]:
    """Words in their order, and whether each is written as a name: not where all of them begin so."""
    told = _TOKEN.findall(text)
    begun = sum(word[0].isupper() for word in told)
    titled = len(told) > 2 and begun >= _TITLED * len(told)
    return [
        (word, _is_short(word) or (at > 0 and word[0].isupper() and not titled and len(word) > 1))
        for at, word in enumerate(told)
    ]


def _is_short(word: str) -> bool:
    """An abbreviation: GST, e-BRC, IECs; not where everything is in capitals."""
    bare = word.removesuffix("s").replace("-", "")
    return len(bare) > 1 and sum(c.isupper() for c in bare) >= max(2, len(bare) - 1)


def _names(text: str) -> frozenset[tuple[str, str]]:
    """Neighbours that are both capitalised words, no abbreviations."""
    told = [(word, name and not _is_short(word)) for word, name in _capitals(text)]
    return frozenset(
        (stem(one), stem(other)) for (one, first), (other, second) in pairwise(told) if first and second
    )


def _concepts(
    text: str,
    weight: Callable[[str], float],
    codes: set[str],
    named: set[str],
    said_by_kind: frozenset[str],
) -> tuple[Concept, ...]:
    told = [word for word in words(text) if word not in STOP and (len(word) > 1 or word.isdigit())]
    stems = [stem(word) for word in told]
    loud = not any(c.islower() for c in text)
    names = {stem(word) for word, name in _capitals(text) if name and not loud}
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
            unknown = told_by >= weight("")
            name = not soft and not (names | _PARTICULAR).isdisjoint(own)
            if length == 1 and unknown and not name and asked.endswith(("ed", "ing", "ly")):
                told_by /= 2
            found.append(Concept(asked, own, phrases, told_by, soft, name, unknown))
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
