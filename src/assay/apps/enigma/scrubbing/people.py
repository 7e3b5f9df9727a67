"""Second layer: names of people in telling frames: titles, `my friend X`, `named X`, signatures."""

import re
from collections.abc import Iterator

from assay.apps.enigma.scrubbing import lexicon
from assay.apps.enigma.scrubbing.schools import GENERIC_LEADS
from assay.apps.enigma.scrubbing.spans import Label, Source, Span
from assay.apps.enigma.scrubbing.view import View

_TITLE = (
    r"(?:mr|mrs|ms|miss|mister|missus|dr|doctor|prof|professor|coach|principal|vice\s+principal|headmaster|headmistress|"
    r"shri|sri|smt|shrimati|kumari|madam|madame|ma'am|sir|captain|capt|major|colonel|col|lt|sgt|sergeant|officer|pastor|"
    r"father|fr|sister|rev|reverend|rabbi|imam|maulvi|pandit|swami|uncle|aunt|auntie|aunty|grandma|grandpa|granny|"
    r"teacher|tutor|mentor|mayor|senator|judge|nurse|chef|lady|lord|guru|ustad|master)"
)
_NAME = r"[A-Z][\w\-]*(?:'[A-Z][\w\-]*)?"
_TITLED = re.compile(
    rf"(?<!\w)((?i:{_TITLE}))(\.\s*|\s+)((?:[A-Z]\.\s*)*(?:{_NAME}|[a-z][\w\-]+)(?:\s+(?:[A-Z]\.\s+)?{_NAME})?)(?!\w)"
)
_ABBREVIATED = lexicon.word_set("abbreviated")
_ADDRESSED = frozenset(["mr", "mrs", "ms", "dr", "prof", "smt"])
_HONOURED = re.compile(
    rf"(?<!\w)({_NAME}(?:\s{_NAME})?)(?:\s+|-)(?:sir|ma'am|maam|madam|mam|ji|didi|bhaiya|bhai|uncle|aunty"
    r"|auntie|akka|anna|chechi|chettan)(?!\w)"
)
_RELATION = (
    r"(?:best\s+friend|close\s+friend|friend|buddy|pal|classmate|roommate|neighbou?r|teacher|tutor|mentor|coach|"
    r"professor|principal|counsell?or|boss|manager|colleague|partner|teammate|captain|brother|sister|cousin|uncle|aunt|"
    r"aunty|mother|mom|father|dad|grandmother|grandma|grandfather|grandpa|nephew|niece|son|daughter|husband|wife|"
    r"boyfriend|girlfriend|guide|senior|junior|dog|cat|puppy|maid|driver|doctor|trainer|instructor)"
)
_FRAMES: tuple[re.Pattern[str], ...] = (
    re.compile(rf"(?i:\b(?:my|our|his|her|their|a)\s+(?:[a-z]+\s+){{0,3}}?{_RELATION}s?)(?:\s*,\s*|\s+|\s*\(\s*)({_NAME}(?:\s+{_NAME}){{0,2}})"),
    re.compile(rf"(?i:\b(?:named|called|name\s+is|name\s+was|names\s+are|name's|names\s+were|known\s+as|nicknamed|myself))\s+\"?({_NAME}(?:\s+{_NAME}){{0,3}})"),
    re.compile(rf"(?:\b[Ii]\s+am|\bI'm)\s+({_NAME}\s+{_NAME}(?:\s+{_NAME})?)"),
    re.compile(rf"(?i:\b(?:dear|sincerely|regards|love|yours\s+truly|yours\s+faithfully|thanks|written\s+by|submitted\s+by|signed))"
               rf"[,:]?\s+({_NAME}(?:\s+{_NAME}){{0,2}})"),
    re.compile(rf"(?m)^\s*(?:Name|Student|By|Author|From|Teacher|Instructor|Mentor)\s*[:\-]\s*"
               rf"({_NAME}(?:[ \t]+{_NAME}){{0,3}})"),
)  # fmt: skip


def find(view: View) -> Iterator[Span]:
    """Spans of names that a title, a relation or a form of address introduces."""
    text = view.text
    english, names = lexicon.lexicon(), lexicon.names()
    for match in _TITLED.finditer(text):
        title, gap, name = match[1].lower(), match[2], match[3]
        first = name.split()[0].lower().strip(".")
        formal = title in _ABBREVIATED
        if name[0].islower():
            # Lower-case writers: `ms. young` is a name, of `miss` and `coach` what follows decides.
            if first in GENERIC_LEADS or first in lexicon.public():
                continue
            if title not in _ADDRESSED and (english.knows(first) or not (formal or names.is_name(first))):
                continue
        elif (
            first in english.everyday and (first in GENERIC_LEADS or first in lexicon.public_words()["form"])
        ) or (not formal and "." not in gap and not _is_personal(first, english, names)):
            continue
        yield view.span(*match.span(3), Label.PERSON, Source.PATTERN)
    for match in _HONOURED.finditer(text):
        if _is_personal(match[1].split()[0].lower(), english, names):
            yield view.span(*match.span(1), Label.PERSON, Source.PATTERN)
    for pattern in _FRAMES:
        for match in pattern.finditer(text):
            start = match.start(1)
            words = [
                (m.start() + start, m.end() + start, m[0].lower()) for m in re.finditer(r"\S+", match[1])
            ]
            while words and not _is_personal(words[0][2], english, names):
                words.pop(0)
            while words and words[-1][2] in english.everyday and not names.is_name(words[-1][2]):
                words.pop()
            if words:
                yield view.span(words[0][0], words[-1][1], Label.PERSON, Source.PATTERN)


def _is_personal(word: str, english: lexicon.Lexicon, names: lexicon.Names) -> bool:
    """Whether a capitalised word in a frame for persons is to be taken as a name."""
    if word in lexicon.public():
        return False
    if not english.knows(word) or word in names.given:
        return True
    return word in names.family and word not in english.everyday
