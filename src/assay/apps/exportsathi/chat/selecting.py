"""Which sentences of the passages answer a question, and whether any does. Pure.

A sentence is judged by how much of what was asked it and its headings hold, by likeness of meaning, by
whether it holds the kind of thing that was asked for, and by where its passage was ranked. Weights and
threshold were set on the development half of `bench/exportsathi_questions.yaml`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assay.apps.exportsathi.chat import thesaurus
from assay.apps.exportsathi.chat.kinds import Wanted, satisfies
from assay.apps.exportsathi.chat.questions import Concept, Question
from assay.apps.exportsathi.knowledge.rules import Passage, embedded, quotable
from assay.apps.exportsathi.sources.rules import Standing
from assay.kernel.search.words import STOP, stems, words

SHORTLIST = 12
"""Sentences whose meaning is compared: that is what costs."""
MOST = 2
"""Sentences of an answer."""

OWN, AROUND, MEANING, KIND, PLACE, SUBJECT = 0.34, 0.30, 0.30, 0.10, 0.06, 0.10
THRESHOLD = 0.62
LEAST_COVERED = 0.58
"""The share of what is asked that a sentence and its headings must hold."""
NEAR = 0.008
"""How far below the best another sentence may lie to be said as well."""
ABOVE, BESIDE, UNDER = 0.9, 0.6, 0.5
"""What a word counts that stands in the headings, or elsewhere in the passage; and, for the sentence itself,
in the heading right above it."""
PAIRS, DENIAL, ELSEWHERE = 0.12, 0.04, 0.05
SURE_COVERED, SURE_MEANING = 0.9, 0.66
"""A sentence so near to the question may answer it without the kind of thing that seems to be asked for."""
FORMER = 0.2
"""What a sentence gains that no longer holds, where it was asked how it was."""
STALE = 0.22
"""What a sentence loses that does not hold on the day, where nobody asked how it was."""
MISSED = 0.16
"""What a sentence loses whose kind is not what was asked for."""

_ALIAS = re.compile(r"((?:[\w-]+\s+){1,6})\(([A-Z][A-Za-z]*[A-Z][A-Za-z]*)\)")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a passage: its characters from `start` to `end`, and what speaks for it (0 to 1)."""

    passage: Passage
    start: int
    end: int
    own: float
    around: float
    lexical: float
    meaning: float = 0.0
    score: float = 0.0
    missing: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return self.passage.text[self.start : self.end]

    @property
    def said(self) -> str:
        """The sentence on one line."""
        return " ".join(self.text.split())

    @property
    def embedded(self) -> str:
        """What the model of meaning reads: the title says what the sentence is about."""
        return embedded(self.passage.title, self.said)


def candidates(question: Question, passages: Sequence[Passage]) -> list[Candidate]:
    """The sentences that may be quoted, by what they share with the question in words, the best first."""
    aliases = _aliases(passages)
    best = max((one.score for one in passages), default=1.0) or 1.0
    found = []
    for passage in passages:
        above = f"{passage.title} {passage.heading} {passage.source.title}"
        for start, end in quotable(passage.text):
            sentence = passage.text[start:end]
            if sentence.endswith("?") or len(sentence) < 20:
                continue
            one = _judged(question, passage, start, end, above, aliases)
            if one is not None:
                found.append((one, passage.score / best))
    judged = [replace(one, lexical=_lexical(question, one, place)) for one, place in found]
    return sorted(judged, key=lambda one: -one.lexical)


def _lexical(question: Question, one: Candidate, place: float) -> float:
    """What speaks for a sentence besides its meaning; `place`: its passage's score, over the best one's."""
    return (
        OWN * one.own
        + AROUND * one.around
        + PLACE * place
        + PAIRS * _pairs(question, one.text)
        + _kind(question, one)
        + _subject(question, one)
        + _denial(question, one)
        - (ELSEWHERE if not question.countries and thesaurus.countries(one.text) else 0.0)
        - _stale(question, one)
    )


def _pairs(question: Question, sentence: str) -> float:
    """The share of the pairs of neighbouring words of the question that the sentence holds."""
    told = stems(question.undated)
    asked = {pair for pair in pairwise(told) if not STOP.issuperset(pair)}
    return len(asked & set(pairwise(stems(sentence)))) / len(asked) if asked else 0.0


_DENIES = re.compile(
    r"\b(?:not|cannot|can't|no|never|without|don't|doesn't|forget|refuse\w*|exempt\w*)\b", re.I
)


def _denial(question: Question, one: Candidate) -> float:
    """A question for what is not so is answered by a denial, and one for who it was is not."""
    denies = bool(_DENIES.search(one.text))
    if _DENIES.search(question.undated):
        return DENIAL if denies else 0.0
    return -DENIAL if denies and question.wanted is Wanted.WHO else 0.0


def _judged(
    question: Question, passage: Passage, start: int, end: int, above: str, aliases: Mapping[str, str]
) -> Candidate | None:
    """None for a sentence about another code or country than was asked about."""
    sentence = passage.text[start:end]
    whole = f"{above} {sentence}"
    places = (sentence, f"{passage.title} {passage.heading}", passage.text)
    if not _names_codes(question.codes, whole) or not _is_about(question.countries, places):
        return None
    if any(one not in sentence.lower() for one in question.quoted):
        return None
    asked = sum(one.weight * (0.35 if one.soft else 1.0) for one in question.concepts)
    if not asked:
        # Only codes and countries were asked about, and they are met.
        full = 1.0 if question.codes or question.countries else 0.0
        return Candidate(passage, start, end, full, full, 0.0)
    in_sentence = _Words(sentence, aliases)
    in_heading = _Words(passage.heading.rpartition(" › ")[2], aliases)
    in_whole = _Words(whole, aliases)
    in_passage = _Words(passage.text, aliases)
    own = around = 0.0
    missing = []
    for one in question.concepts:
        weight = one.weight * (0.35 if one.soft else 1.0)
        strength = in_sentence.holds(one)
        own += weight * max(strength, UNDER * in_heading.holds(one))
        there = max(strength, ABOVE * in_whole.holds(one), BESIDE * in_passage.holds(one))
        around += weight * there
        if not there and not one.soft:
            missing.append(one.asked)
    return Candidate(passage, start, end, own / asked, around / asked, 0.0, missing=tuple(missing))


_BOUNDED = re.compile(
    r"\b(?:up\s+to|at\s+(?:most|least)|(?:not?\s+)?(?:more|less)\s+than|exceed\w*|capped|limited|below|above)\b",
    re.I,
)
_LIMITS = set(stems("limit maximum minimum threshold"))
"""What `up to`, `at most` and the like say without the word."""


class _Words:
    """The stems of a text, with those of the abbreviations it spells out."""

    def __init__(self, text: str, aliases: Mapping[str, str]) -> None:
        told = stems(text)
        self.all = set(told) | (_LIMITS if _BOUNDED.search(text) else set())
        self.joined = f" {' '.join(told)} "
        for short, long in aliases.items():
            if f" {long} " in self.joined or short in self.all:
                self.all.update((short, *long.split()))

    def holds(self, concept: Concept) -> float:
        """1 for a word as it was asked, 0.9 for one that stands for it, 0 for neither."""
        own = tuple(stems(concept.asked))
        if all(part in self.all for part in own):
            return 1.0
        return 0.9 if any(all(part in self.all for part in phrase) for phrase in concept.phrases) else 0.0


def _aliases(passages: Iterable[Passage]) -> dict[str, str]:
    """Abbreviations that the passages themselves spell out: `let export order (LEO)`."""
    found: dict[str, str] = {}
    for passage in passages:
        for match in _ALIAS.finditer(passage.text):
            told = words(match[1])
            letters = [c for c in match[2].lower() if c.isalpha()]
            tail = told[-len(letters) :]
            if [word[0] for word in tail] == letters:
                found[match[2].lower()] = " ".join(stems(" ".join(tail)))
    return found


def _names_codes(asked: Iterable[str], text: str) -> bool:
    there = text.lower()
    squeezed = re.sub(r"[\s-]", "", there)
    for code in asked:
        bare = re.sub(r"[\s-]", "", code)
        at = squeezed.find(bare)
        if at < 0 or (
            at + len(bare) < len(squeezed) and bare[-1].isdigit() and squeezed[at + len(bare)].isdigit()
        ):
            return False
    return True


def _is_about(asked: Iterable[str], places: Sequence[str]) -> bool:
    """Whether a sentence holds for the countries asked about: those it names, else those of its page."""
    wanted = set(asked)
    if not wanted:
        return True
    here = next((named for place in places if (named := thesaurus.countries(place))), set())
    wider = {name for name in here for inner in thesaurus.within().get(name, ()) if inner in wanted}
    met = {
        one for one in wanted if one in here or any(one in thesaurus.within().get(name, ()) for name in wider)
    }
    return met == wanted


def _kind(question: Question, one: Candidate) -> float:
    if question.wanted in (Wanted.OPEN, Wanted.DEFINITION):
        return KIND / 2
    return KIND if satisfies(question.wanted, one.text) else -MISSED


_HOW = re.compile(r"\s*how\s+(?:is|are|was|were)\b", re.I)
_DEFINES = re.compile(
    r"^(?:an?\s+|the\s+)?([^.,;:]{2,60}?)\s*(?:\([^)]*\)\s*)?(?::|\b(?:is|are|means?|stands?\s+for|lets?|gives?|proves?|shows?|names?|says?|declares?|pays?)\b)",
    re.I,
)


def _subject(question: Question, one: Candidate) -> float:
    """A sentence whose subject is what was asked about says what it is, or how it is done."""
    if question.wanted is not Wanted.DEFINITION and not _HOW.match(question.undated):
        return 0.0
    found = _DEFINES.match(one.said)
    if not found:
        return 0.0
    head = _Words(found[0], {})
    hard = [concept for concept in question.concepts if not concept.soft]
    return SUBJECT if hard and all(head.holds(concept) for concept in hard) else 0.0


def _stale(question: Question, one: Candidate) -> float:
    ends = one.passage.source.valid_to
    if question.dated and ends is not None and ends < question.today:
        # It was asked how it was, and this is how it was.
        return -FORMER
    return 0.0 if one.passage.standing in (Standing.CURRENT, Standing.UNVERIFIED) else STALE


def scored(shortlist: Sequence[Candidate], meanings: Sequence[float]) -> list[Candidate]:
    """The shortlist with likeness of meaning (cosines) counted in, the best first."""
    found = [
        replace(one, meaning=meaning, score=one.lexical + MEANING * meaning)
        for one, meaning in zip(shortlist, meanings, strict=True)
    ]
    return sorted(found, key=lambda one: (-one.score, one.passage.chunk_id, one.start))


def answers(question: Question, one: Candidate) -> bool:
    """Whether a sentence may be said as an answer at all."""
    if not question.concepts and not question.codes and not question.countries:
        return False
    plain = question.wanted in (Wanted.OPEN, Wanted.DEFINITION) or satisfies(question.wanted, one.text)
    if not plain and not (one.around >= SURE_COVERED and one.meaning >= SURE_MEANING):
        return False
    return one.around >= LEAST_COVERED and one.score + _stale(question, one) >= THRESHOLD


def chosen(question: Question, ranked: Sequence[Candidate]) -> list[Candidate]:
    """The sentences of the answer in the order they are said; none where none answers."""
    able = [one for one in ranked if answers(question, one)]
    if not able:
        return []
    best = able[0]
    taken = [best]
    for one in able[1:]:
        if len(taken) == MOST or one.score < best.score - NEAR:
            break
        fresh = one.passage.standing is best.passage.standing
        if fresh and one.around >= best.around - 0.02 and _adds(one, taken):
            taken.append(one)
    return taken


def _adds(one: Candidate, taken: Sequence[Candidate]) -> bool:
    mine = {word for word in words(one.said) if word not in STOP}
    return all(
        len(mine & (theirs := {word for word in words(other.said) if word not in STOP}))
        < 0.8 * min(len(mine), len(theirs))
        for other in taken
    )
