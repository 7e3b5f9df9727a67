"""Whether a sentence says no more than the places it cites. Pure.

Every sentence of every answer goes through here, whoever worded it. What fails is dropped.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

from assay.apps.exportsathi.chat.kinds import MONTHS
from assay.apps.exportsathi.chat.rules import Cited, Place, Row, Sentence, words_of
from assay.apps.exportsathi.knowledge.rules import sha256_of, speaks_to_machines
from assay.kernel.search.words import STOP, stem, stems, words

SUPPORT = 0.75
"""The share of a sentence's telling words that its spans must hold."""
LIKE = 0.55
"""Likeness of meaning (cosine) that is enough where `SUPPORT` is nearly met."""
NEARLY = 0.6


class Failing(StrEnum):
    """Why a sentence is not said."""

    UNCITED = "it cites nothing"
    SPAN = "the place it cites is not in the stored text"
    NUMBER = "a number, date or code of it is not in the place it cites"
    NEGATION = "it denies what the place says, or the other way round"
    SUPPORT = "the place does not say it"
    MACHINE = "it speaks to machines"


_DIGITS = re.compile(r"\d[\d,.]*\d|\d")
_TOKEN = re.compile(r"[A-Za-z]*\d[\w()./-]*|\b[A-Z]{2,}(?:-?[A-Z]+)*\b")
_ONES = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen twenty
"""
_TENS = "thirty forty fifty sixty seventy eighty ninety"
_SIZES = """
hundred thousand lakh crore million billion half third quarter fifth double twice once percent
"""
_FEW = _SIZES.split()
_WORD_NUMBERS = {word: str(number) for number, word in enumerate(_ONES.split())}
_WORD_NUMBERS |= {word: f"{ten}0" for ten, word in enumerate(_TENS.split(), 3)}
_NEGATIONS = re.compile(
    r"\b(?:no|not|never|none|neither|nor|without|cannot|can't|won't|don't|doesn't|isn't|aren't|wasn't|weren't"
    r"|mustn't|needn't|nothing|nobody|unless|except|exempt\w*|excluded?|prohibited|forbidden|banned|refus\w+"
    r"|only|fails?|lacks?|unable|invalid|impossible)\b",
    re.I,
)


def failing(
    sentence: Sentence, stored: Mapping[Place, str], likeness: Callable[[str, str], float] | None = None
) -> Failing | None:
    """Why a sentence may not be said, or None.

    `stored` holds the characters of the stored texts at the cited places, as they are now in the database;
    for a calculation its canonical JSON as it was made again. `likeness` gives the cosine of two texts;
    without it only words count.
    """
    if not sentence.citations:
        return Failing.UNCITED
    for one in sentence.citations:
        span = stored.get(one.place)
        if not span or sha256_of(span) != one.sha256:
            return Failing.SPAN
        if not isinstance(one, Row) and len(span) != one.end - one.start:
            return Failing.SPAN
    each = [_said(one, stored[one.place]) for one in sentence.citations]
    spans = " ".join(each)
    if speaks_to_machines(sentence.text) or speaks_to_machines(spans):
        return Failing.MACHINE
    if any(count > numbers(spans)[token] for token, count in numbers(sentence.text).items()):
        return Failing.NUMBER
    if any(isinstance(one, Row) for one in sentence.citations):
        # What else a calculation remarks need not be said with its figure; a denial of one's own may not.
        if _denials(sentence.text) - _denials(spans):
            return Failing.NEGATION
    elif not negations_agree(sentence.text, each):
        return Failing.NEGATION
    share = support(sentence.text, spans)
    if share >= SUPPORT:
        return None
    if share >= NEARLY and likeness is not None and likeness(sentence.text, spans) >= LIKE:
        return None
    return Failing.SUPPORT


def _said(citation: Cited, stored: str) -> str:
    """What the cited place says: its characters, or all the words of a calculation."""
    return " ".join(words_of(json.loads(stored))) if isinstance(citation, Row) else stored


def numbers(text: str) -> Counter[str]:
    """Numbers, number words, months and codes of a text, each as it is compared, with how often it occurs."""
    found: list[str] = []
    for token in _TOKEN.findall(text):
        found += ["code:" + token.strip("().,/-").lower()] if any(c.isalpha() for c in token) else []
    for digits in _DIGITS.findall(text):
        found.append(digits.replace(",", "").rstrip("."))
    for word in re.findall(r"[a-z]+", text.lower()):
        if word in _WORD_NUMBERS:
            found.append("word:" + _WORD_NUMBERS[word])
        elif word in _FEW or word.rstrip("s") in _FEW:
            found.append("word:" + word.rstrip("s"))
        elif word in MONTHS and word != "may":
            found.append("month:" + word)
    return Counter(found)


def negations_agree(text: str, spans: Sequence[str]) -> bool:
    """Whether the sentence denies exactly what its spans deny.

    Counted word by word over a span that is one sentence. A rewording may leave out a clause, so a negation
    of the span that is missing in the text is let pass only where the words around it are missing as well.
    """
    said, there = _denials(text), sum((_denials(span) for span in spans), Counter[str]())
    if said - there:
        return False
    missing = there - said
    if not missing:
        return True
    mine = set(stems(text))
    for span in spans:
        for found in _NEGATIONS.finditer(span):
            if found.group().lower() not in missing:
                continue
            near = [stem(word) for word in words(span[found.end() : found.end() + 60]) if word not in STOP][
                :3
            ]
            near += [
                stem(w) for w in words(span[max(0, found.start() - 40) : found.start()]) if w not in STOP
            ][-2:]
            if any(word in mine for word in near) or not near:
                return False
    return True


def _denials(text: str) -> Counter[str]:
    return Counter(found.lower() for found in _NEGATIONS.findall(text))


def support(text: str, spans: str) -> float:
    """The share of the telling words of a text that the spans hold."""
    told = {stem(word) for word in words(text) if word not in STOP}
    if not told:
        return 0.0
    return len(told & set(stems(spans))) / len(told)


def kept(
    sentences: Sequence[Sentence],
    stored: Mapping[Place, str],
    likeness: Callable[[str, str], float] | None = None,
) -> tuple[tuple[Sentence, ...], dict[str, int]]:
    """The sentences that hold, and how many were dropped for which reason."""
    dropped: Counter[str] = Counter()
    good = []
    for one in sentences:
        why = failing(one, stored, likeness)
        if why is None:
            good.append(one)
        else:
            dropped[why.name.lower()] += 1
    return tuple(good), dict(dropped)
