"""Which sentences of the passages answer a question, and whether any does. Pure.

A sentence is judged by how much of what was asked it and its surroundings hold (`judging`), by likeness of
meaning with itself and with the questions it is known to answer, by whether it holds the kind of thing that
was asked for, and by where its passage was ranked. Weights and thresholds were set on the development half
of `bench/exportsathi_questions.yaml`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assay.apps.exportsathi.chat import judging, thesaurus
from assay.apps.exportsathi.chat.judging import Words
from assay.apps.exportsathi.chat.kinds import Wanted, satisfies
from assay.apps.exportsathi.chat.questions import Concept, Question
from assay.apps.exportsathi.knowledge.rules import Passage, embedded, quotable
from assay.apps.exportsathi.sources.rules import Standing
from assay.kernel.search.words import STOP, words

SHORTLIST = 12
"""Sentences without known questions whose meaning is compared: that is what costs."""
LOOKED_AT = 4
"""Among how many of the best the answer to the other half of a question is looked for."""

OWN, AROUND, MEANING, KIND, PLACE, SUBJECT, ASKED = 0.34, 0.30, 0.30, 0.10, 0.06, 0.10, 0.70
PAIRS, DENIAL, ELSEWHERE = 0.12, 0.04, 0.05
"""What each sign counts by which sentences are put in order."""
NEAREST = (0.60, 0.25, 0.15)
"""How the three nearest questions of a sentence count for its place: one is near by chance more often."""
SURE = {"asked": 11.9, "meaning": 4.2, "own": 3.0, "kind": 2.5, "names missed": -4.0}
ENOUGH = 13.7
"""What each sign counts for the best sentence to be an answer, what each name counts against it that is asked
for and that neither it nor its surroundings hold, and how much it takes in all: found by
`bench/exportsathi_sure.py` on questions in two kinds of words, and rounded."""
NEAR = 0.12
"""How far below the best another sentence may lie that answers the other half of the question."""
FORMER = 0.2
"""What a sentence gains that no longer holds, where it was asked how it was."""
STALE = 0.22
"""What a sentence loses that does not hold on the day, where nobody asked how it was."""
MISSED = 0.16
"""What a sentence loses whose kind is not what was asked for."""

_JOINS = re.compile(r"\b(?:and|or|vs|versus|between|difference|both)\b", re.I)
"""What joins two questions to one: only then are two sentences said."""

Forms = Mapping[str, Sequence[str]]
"""A sentence on one line → questions that it is known to answer."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a passage: its characters from `start` to `end`, and what speaks for it.

    `meaning` is its likeness with the question, `asked` the largest of that and the likeness of its `forms`.
    """

    passage: Passage
    start: int
    end: int
    own: float
    around: float
    lexical: float = 0.0
    meaning: float = 0.0
    asked: float = 0.0
    score: float = 0.0
    missing: tuple[Concept, ...] = ()
    counts: bool = True
    itself: frozenset[str] = frozenset()
    forms: tuple[str, ...] = ()

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


def candidates(question: Question, passages: Sequence[Passage], known: Forms) -> list[Candidate]:
    """The sentences that may be quoted, by what they share with the question in words, the best first."""
    aliases = judging.aliases(passages)
    best = max((one.score for one in passages), default=1.0) or 1.0
    asked = judging.pairs(question.undated)
    found = []
    for passage in passages:
        place = judging.place_of(passage, aliases)
        for start, end in quotable(passage.text):
            sentence = passage.text[start:end]
            if sentence.endswith("?") or len(sentence) < 20:
                continue
            forms = tuple(known.get(" ".join(sentence.split()), ()))
            held = judging.judged(question, place, sentence, forms, aliases)
            if held is None:
                continue
            one = Candidate(
                passage,
                start,
                end,
                held.own,
                held.around,
                missing=held.missing,
                counts=held.counts,
                itself=held.itself,
                forms=forms,
            )
            shared = len(asked & judging.pairs(sentence)) / len(asked) if asked else 0.0
            found.append(replace(one, lexical=_lexical(question, one, passage.score / best, shared)))
    return sorted(found, key=lambda one: -one.lexical)


def shortlist(found: Sequence[Candidate]) -> list[Candidate]:
    """Those whose meaning is compared: the best by words, and all whose questions are known."""
    return [one for rank, one in enumerate(found) if rank < SHORTLIST or one.forms]


def _lexical(question: Question, one: Candidate, ranked: float, shared: float) -> float:
    """What speaks for a sentence besides meaning; `ranked`: its passage's score, over the best one's."""
    about = thesaurus.countries(one.text)
    return (
        OWN * one.own
        + AROUND * one.around
        + PLACE * ranked
        + PAIRS * shared
        + _kind(question, one)
        + _subject(question, one)
        + _denial(question, one)
        - (ELSEWHERE if not question.countries and about else 0.0)
        - _stale(question, one)
    )


_DENIES = re.compile(
    r"\b(?:not|cannot|can't|no|never|without|don't|doesn't|forget|refuse\w*|exempt\w*)\b", re.I
)


def _denial(question: Question, one: Candidate) -> float:
    """A question for what is not so is answered by a denial, and one for who it was is not."""
    denies = bool(_DENIES.search(one.text))
    if _DENIES.search(question.undated):
        return DENIAL if denies else 0.0
    return -DENIAL if denies and question.wanted is Wanted.WHO else 0.0


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
    head = Words(found[0], {})
    hard = [concept for concept in question.concepts if not concept.soft]
    return SUBJECT if hard and all(head.holds(concept) for concept in hard) else 0.0


def _stale(question: Question, one: Candidate) -> float:
    ends = one.passage.source.valid_to
    if question.dated and ends is not None and ends < question.today:
        # It was asked how it was, and this is how it was.
        return -FORMER
    return 0.0 if one.passage.standing in (Standing.CURRENT, Standing.UNVERIFIED) else STALE


def scored(found: Sequence[Candidate], meanings: Sequence[tuple[float, list[float]]]) -> list[Candidate]:
    """The shortlist with likeness of meaning counted in, the best first.

    `meanings`: cosines of the question with the sentence, and with each of its questions.
    """
    judged = [
        replace(
            one,
            meaning=meaning,
            asked=max([meaning, *forms]),
            score=one.lexical + MEANING * meaning + ASKED * max(meaning, _near(forms)),
        )
        for one, (meaning, forms) in zip(found, meanings, strict=True)
    ]
    return sorted(judged, key=lambda one: (-one.score, one.passage.chunk_id, one.start))


def _near(forms: Sequence[float]) -> float:
    best = sorted(forms, reverse=True)
    return sum(share * best[min(at, len(best) - 1)] for at, share in enumerate(NEAREST)) if best else 0.0


def answers(question: Question, one: Candidate) -> bool:
    """Whether a sentence may be said as an answer at all."""
    return may_answer(question) and sureness(question, one) >= ENOUGH


def may_answer(question: Question) -> bool:
    """Whether a question asks for anything, and does not steer whoever answers."""
    return not question.steers and bool(question.concepts or question.codes or question.countries)


def sureness(question: Question, one: Candidate) -> float:
    """What speaks for a sentence being an answer, less the names that are asked for and not there."""
    return sum(SURE[name] * value for name, value in signs(question, one).items())


def signs(question: Question, one: Candidate) -> dict[str, float]:
    """What the decision goes by, as in SURE."""
    plain = question.wanted in (Wanted.OPEN, Wanted.DEFINITION) or satisfies(question.wanted, one.text)
    return {
        "asked": one.asked,
        "meaning": one.meaning,
        "own": one.own,
        "kind": float(plain and one.counts),
        "names missed": float(sum(concept.name for concept in one.missing)),
    }


def chosen(question: Question, ranked: Sequence[Candidate]) -> list[Candidate]:
    """The sentences of the answer in the order they are said; none where the best is no answer."""
    if not ranked or not answers(question, ranked[0]):
        return []
    best = ranked[0]
    if not _JOINS.search(question.text):
        return [best]
    for one in ranked[1:LOOKED_AT]:
        if one.score < best.score - NEAR:
            break
        alike = one.passage.standing is best.passage.standing
        if alike and one.itself - best.itself and _adds(one, best) and answers(question, one):
            return [best, one]
    return [best]


def _adds(one: Candidate, other: Candidate) -> bool:
    mine, theirs = ({word for word in words(two.said) if word not in STOP} for two in (one, other))
    return len(mine & theirs) < 0.8 * min(len(mine), len(theirs))
