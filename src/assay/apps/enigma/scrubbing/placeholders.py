"""Readable replacements: `[PERSON_1]` for the same person each time, `[SCHOOL_1]` for the same school."""

import re
from collections import defaultdict
from collections.abc import Sequence

from assay.apps.enigma.scrubbing import categories
from assay.apps.enigma.scrubbing.known import Known, name_parts
from assay.apps.enigma.scrubbing.spans import Label, Span
from assay.apps.enigma.scrubbing.view import View, fold

_TAKEN = re.compile(r"\[([A-Z_]+)_(\d+)\]")
_APPLICANT = frozenset({"\0applicant"})


def replacements(text: str, spans: Sequence[Span], known: Known) -> tuple[str, ...]:
    """One replacement per span, in order. Numbers count up in reading order within a label.

    Two mentions are one person when one's words are among the other's (`Priya`, `Priya Sharma`) or both name
    the applicant. A number that the input already uses in brackets is skipped, so no writer can pose as one.
    """
    taken = {(label, int(number)) for label, number in _TAKEN.findall(text)}
    identity = _Identity(known)
    for span in spans:
        if span.label is Label.PERSON:
            identity.learn(_words(text, span))
    numbers: dict[tuple[Label, frozenset[str]], int] = {}
    last: defaultdict[Label, int] = defaultdict(int)
    out: list[str] = []
    for span in spans:
        if span.label is Label.PRONOUN:
            out.append(categories.neutral(text, span))
            continue
        words = _words(text, span)
        key = (span.label, identity.of(words) if span.label is Label.PERSON else frozenset(words))
        if key not in numbers:
            last[span.label] += 1
            while (span.label.value, last[span.label]) in taken:
                last[span.label] += 1
            numbers[key] = last[span.label]
        out.append(f"[{span.label.value}_{numbers[key]}]")
    return tuple(out)


def apply(text: str, spans: Sequence[Span], replaced: Sequence[str]) -> str:
    """The text with each span replaced; spans must be sorted and disjoint."""
    pieces: list[str] = []
    at = 0
    for span, replacement in zip(spans, replaced, strict=True):
        pieces += (text[at : span.start], replacement)
        at = span.end
    return "".join([*pieces, text[at:]])


class _Identity:
    """Who is who: the longest mention of a person stands for the shorter ones within it."""

    def __init__(self, known: Known) -> None:
        self._applicant = frozenset(known.parts)
        self._full: dict[frozenset[str], None] = {}

    def learn(self, words: list[str]) -> None:
        if len(words) > 1:
            self._full.setdefault(frozenset(words))

    def of(self, words: list[str]) -> frozenset[str]:
        mine = frozenset(words)
        if self._applicant and mine and mine <= self._applicant:
            return _APPLICANT
        for full in self._full:
            if mine and mine < full:
                return _APPLICANT if full <= self._applicant else full
        return mine


def _words(text: str, span: Span) -> list[str]:
    plain = View(text[span.start : span.end]).text
    if span.label is Label.PERSON:
        return name_parts(re.sub(r"'s?\b", "", plain)) or [fold(plain)]
    return re.findall(r"\w+", fold(plain)) or [fold(plain)]
