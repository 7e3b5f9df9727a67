"""The scrubber: layers in their order, fused spans, readable text and residual risk.

Order: what is known of the applicant; shapes, schools and frames; Presidio's recognisers; names by capitals
and lists; vicary; spaCy's model on what is left; then an echo that carries a found name to its other
mentions, and the categories of the cycle. Layers only add. Pure but for word lists and the model, which are
read once per process.

Known limits: written for English (a text in another script raises the risk figure instead); a lower-case name
that is also an English word is found only in a frame (`my friend hope`); a person described without being
named is not recognised; neutral pronouns leave the verb as it was; famous people may be taken out too.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from assay.apps.enigma.scrubbing import (
    categories,
    known,
    lexicon,
    names,
    ner,
    patterns,
    people,
    placeholders,
    presidio,
    risk,
    schools,
)
from assay.apps.enigma.scrubbing.known import Known
from assay.apps.enigma.scrubbing.risk import Risk
from assay.apps.enigma.scrubbing.spans import Label, Source, Span, merge
from assay.apps.enigma.scrubbing.view import View
from assay.apps.enigma.scrubbing.words import Word, Words, read

#: Changes whenever a rule or list changes what is found; stored with every scrubbed text.
VERSION = "1"
#: Texts whose sentences share one pass of the model.
_BATCH = 32


@dataclass(frozen=True)
class Options:
    """What a cycle asks for beyond identifiers. Towns always go; `places` takes countries and states too."""

    neutral_pronouns: bool = False
    caste: bool = False
    religion: bool = False
    places: bool = False
    model: bool = True

    def version(self) -> str:
        """Names the rules and options that made a text; stored with it."""
        chosen = [name for name in ("neutral_pronouns", "caste", "religion", "places") if getattr(self, name)]
        return "+".join([VERSION, *chosen])


@dataclass(frozen=True)
class Scrubbed:
    """`text` with replacements; `spans` over the input, sorted and disjoint, each with its replacement."""

    text: str
    spans: tuple[Span, ...]
    replacements: tuple[str, ...]
    risk: Risk
    version: str = VERSION


@dataclass(slots=True)
class _Work:
    source: str
    known: Known
    view: View
    words: Words
    spans: list[Span] = field(default_factory=list)


class Scrubber:
    """Scrubs texts under one set of options; safe to share between threads, cheap to make."""

    def __init__(self, options: Options | None = None) -> None:
        self.options = options or Options()

    def scrub(self, text: str, about: Known | None = None) -> Scrubbed:
        """Scrub one text, given what is known of its writer."""
        return next(self.scrub_many([(text, about or Known())]))

    def scrub_many(self, items: Iterable[tuple[str, Known]]) -> Iterator[Scrubbed]:
        """Scrub texts in order; sentences of 32 texts at a time share the model's batches."""
        source = iter(items)
        while batch := list(islice(source, _BATCH)):
            works = [self._first_layers(text, about) for text, about in batch]
            if self.options.model:
                _model_layer(works)
            for work in works:
                yield self._finish(work)

    def _first_layers(self, text: str, about: Known) -> _Work:
        view = View(text)
        work = _Work(text, about, view, read(view.text))
        work.spans += known.find(view, about)
        work.spans += patterns.find(view)
        work.spans += schools.find(view)
        work.spans += people.find(view)
        work.spans += presidio.find(view)
        work.spans += names.find(view, work.words, view.mask(work.spans))
        work.spans += ner.find_with_vicary(view)
        return work

    def _finish(self, work: _Work) -> Scrubbed:
        text, view = work.source, work.view
        work.spans += _echo(work)
        if self.options.caste:
            work.spans += categories.words_of(view, work.words, "castes", Label.CASTE)
        if self.options.religion:
            work.spans += categories.words_of(view, work.words, "religions", Label.RELIGION)
        if self.options.places:
            work.spans += categories.places(view, work.words)
        if self.options.neutral_pronouns:
            work.spans += categories.pronouns(view)
        return finish(text, work.spans, work.known, work.words, view)


def finish(
    text: str, spans: Iterable[Span], about: Known, words: Words | None = None, view: View | None = None
) -> Scrubbed:
    """Fuse spans, replace them and assess what is left: the end of every scrub and of a reviewer's edit."""
    view = view or View(text)
    words = words or read(view.text)
    spans = list(spans)
    merged = merge(text, spans)
    told = view.mask([span for span in spans if span.source is Source.KNOWN])
    replaced = placeholders.replacements(text, merged, about)
    figure = risk.assess(words, view.mask(merged), about, told)
    return Scrubbed(placeholders.apply(text, merged, replaced), merged, replaced, figure)


def _model_layer(works: Sequence[_Work]) -> None:
    pieces = [
        (number, start, end)
        for number, work in enumerate(works)
        for start, end in ner.sentences(work.words, work.view.mask(work.spans))
    ]
    asked = ((works[n].view, works[n].words, start, end) for n, start, end in pieces)
    for index, span in ner.find_with_model(asked):
        works[pieces[index][0]].spans.append(span)


def _echo(work: _Work) -> Iterator[Span]:
    """Carry every word of a found name to its other mentions, in any casing when it is no English word."""
    view, english = work.view, lexicon.lexicon()
    mask = view.mask(work.spans)
    named = view.mask([s for s in work.spans if s.label is Label.PERSON])
    found: set[str] = set()
    for word in work.words.items:
        if mask[word.start] and named[word.start] and len(word.base) > 2 and not word.public:
            found.add(word.base)
    items = work.words.items
    for index, word in enumerate(items):
        if mask[word.start]:
            continue
        if (word.given or not word.english or word.named) and _listed(work, index, named):
            yield view.span(word.start, word.end, Label.PERSON, Source.ECHO)
        if word.base not in found:
            continue
        if not english.knows(word.base) or (word.capital and _meant(word, work.words)):
            yield view.span(word.start, word.end, Label.PERSON, Source.ECHO)


def _listed(work: _Work, index: int, people: bytearray) -> bool:
    """Whether a given name stands in a list beside a name that was found: `pamela, donna and brian`."""
    items, text = work.words.items, work.words.text
    word = items[index]
    if word.public or len(word.base) < 3 or (word.everyday and (not word.capital or word.initial)):
        return False
    for near in (index - 1, index + 1):
        if 0 <= near < len(items) and people[items[near].start]:
            between = text[items[min(index, near)].end : items[max(index, near)].start]
            if between in (", ", " & "):
                return word.capital or word.given or not word.english
    for step in (-1, 1):
        joint, far = index + step, index + 2 * step
        if 0 <= far < len(items) and items[joint].base == "and" and people[items[far].start]:
            return word.capital or word.given
    return False


def _meant(word: Word, words: Words) -> bool:
    """Whether a capitalised English word is likely the name found elsewhere, not the start of a sentence."""
    if not word.initial:
        return words.trusted and not word.heading
    follows = re.match(r"(?:'s)?\s+([a-z]+)", words.text[word.end : word.end + 24])
    return word.given and not word.everyday and follows is not None
