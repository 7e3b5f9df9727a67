"""Options of a cycle: words of caste and religion, every place name, and gendered pronouns."""

import re
from collections.abc import Iterator

from assay.apps.enigma.scrubbing import lexicon
from assay.apps.enigma.scrubbing.spans import Label, Source, Span
from assay.apps.enigma.scrubbing.view import View
from assay.apps.enigma.scrubbing.words import Words

_BESIDE = re.compile(
    r"\b(?:castes?|community|family|families|category|reservation|quota|clan|tribe|certificate)\b", re.I
)
_REACH = 40

#: Gendered pronoun -> its neutral form; `her`, `his` and `hers` depend on what follows, see `neutral`.
_PRONOUNS = {
    "he": "they", "she": "they", "him": "them", "himself": "themself", "herself": "themself",
    "hers": "theirs",
    "he's": "they're", "she's": "they're", "he'd": "they'd", "she'd": "they'd", "he'll": "they'll",
    "she'll": "they'll", "his": "their", "her": "their",
}  # fmt: skip
_PRONOUN = re.compile(
    r"(?<!\w)(?:" + "|".join(sorted(_PRONOUNS, key=len, reverse=True)) + r")(?![\w'])", re.I
)
#: Words after which no noun follows: `gave her the`, `told him that`; before them `her` is an object.
_NO_NOUN = lexicon.word_set("no_noun")


def words_of(view: View, words: Words, name: str, label: Label) -> Iterator[Span]:
    """Words of the list `data/<name>.txt`, some only beside a telling neighbour."""
    always, beside = lexicon.category_words(name)
    for word in words.items:
        hit = word.base in always or (
            word.base in beside
            and _BESIDE.search(view.text[max(0, word.start - _REACH) : word.end + _REACH]) is not None
        )
        if hit:
            yield view.span(word.start, word.end, label, Source.CATEGORY)


def places(view: View, words: Words) -> Iterator[Span]:
    """Countries, states, peoples' names and public geography, which are otherwise kept."""
    sections = lexicon.public_words()
    listed = sections["world"] | sections["states"] | sections["peoples"]
    items = words.items
    for index, word in enumerate(items):
        if not word.capital:
            continue
        for reach in (4, 3, 2):
            run = items[index : index + reach]
            if len(run) == reach and lexicon.is_public_place(" ".join(w.base for w in run)):
                yield view.span(word.start, run[-1].end, Label.PLACE, Source.CATEGORY)
                break
        else:
            if word.base in listed or (lexicon.is_public_place(word.base) and not word.english):
                yield view.span(word.start, word.end, Label.PLACE, Source.CATEGORY)


def pronouns(view: View) -> Iterator[Span]:
    """Pronouns that tell a gender."""
    for match in _PRONOUN.finditer(view.text):
        yield view.span(match.start(), match.end(), Label.PRONOUN, Source.CATEGORY)


def neutral(text: str, span: Span) -> str:
    """The neutral form of the pronoun at `span`, in its casing. Verbs are left as they are (`they is`)."""
    found = View(text[span.start : span.end]).text
    word = found.lower()
    form = _PRONOUNS.get(word, "they")
    after = re.match(r"\s*([\w']*)", text[span.end :])
    noun = bool(after and after[1]) and after is not None and after[1].lower() not in _NO_NOUN
    if word == "her" and not noun:
        form = "them"
    if word == "his" and not noun:
        form = "theirs"
    if len(found) > 1 and found.isupper():
        return form.upper()
    return form.capitalize() if found[:1].isupper() else form
