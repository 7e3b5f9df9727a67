"""The words of a view with what their spelling says: capital, place in the sentence, trust in capitals."""

import re
from dataclasses import dataclass, field

from assay.apps.enigma.scrubbing import lexicon
from assay.apps.enigma.scrubbing.view import fold

_WORD = re.compile(r"[^\W\d_]+(?:['\-][^\W\d_]+)*")
_CLITIC = re.compile(r"(?:'(?:s|t|ll|re|ve|d|m|S|LL|RE|VE)|s'|')$")
_STOP = frozenset('.!?:;\n\r\t"([{*•-_/\\|>=')


@dataclass(slots=True)
class Word:
    """One word of the view at `[start, end)`; `base` is folded, without possessive or contraction."""

    start: int
    end: int
    text: str
    base: str
    capital: bool
    upper: bool
    initial: bool
    heading: bool = False
    english: bool = False
    everyday: bool = False
    public: bool = False
    given: bool = False
    named: bool = False


@dataclass(slots=True)
class Words:
    """All words in order, and whether the writer's capitals in running text mark proper names."""

    text: str
    items: list[Word] = field(default_factory=list)
    trusted: bool = True

    def gap(self, index: int) -> str:
        """The characters between word `index` and the next one."""
        if index + 1 >= len(self.items):
            return "\n"
        return self.text[self.items[index].end : self.items[index + 1].start]


def read(text: str) -> Words:
    """Split a view's text into words and judge each one."""
    english, names, public = lexicon.lexicon(), lexicon.names(), lexicon.public()
    words = Words(text)
    for match in _WORD.finditer(text):
        raw = match[0]
        bare = _CLITIC.sub("", raw) or raw
        start = match.start()
        base = fold(bare)
        word = Word(start, start + len(bare), bare, base, bare[0].isupper(), len(bare) > 1 and bare.isupper(),
                    _begins(text, start))  # fmt: skip
        word.english = (
            english.knows(base)
            or (base != fold(raw) and english.knows(fold(raw).replace("'", "")))
            or (len(bare) == 1)
        )
        word.everyday = base in english.everyday
        word.public = base in public or base.removesuffix("s") in public
        word.given = base in names.given
        word.named = word.given or names.is_name(base)
        words.items.append(word)
    _judge_headings(words)
    words.trusted = _capitals_mean_names(words)
    return words


def _begins(text: str, start: int) -> bool:
    """Whether a capital at `start` is owed to the beginning of a sentence, line or quotation."""
    position = start - 1
    while position >= 0 and text[position] in " '":
        position -= 1
    if position < 0:
        return True
    if text[position] in _STOP:
        # A dot after one letter or a title is part of a name: `R. Sharma`, `Mr. Rao`.
        if text[position] == "." and re.search(
            r"(?:\b[A-Za-z]|\b(?:Mr|Mrs|Ms|Dr|Prof|St|Smt|Sri|Jr|Fr))$", text[max(0, position - 5) : position]
        ):
            return text[position - 1 : position] == "I"
        return text[position] != "-" or text[position - 1 : position] in (" ", "\n", "")
    return False


def _judge_headings(words: Words) -> None:
    """Mark the words of lines in title case, where a capital says nothing."""
    line: list[Word] = []
    for index, word in enumerate(words.items):
        line.append(word)
        if "\n" in words.gap(index):
            long = [w for w in line if len(w.base) > 3]
            ends = words.text[line[-1].end : line[-1].end + 1]
            if len(line) < 13 and len(long) > 1 and ends not in (".", ",", "!", "?", ";"):
                capitals = sum(w.capital for w in long)
                ordinary = sum(w.capital and w.english and not w.named for w in long)
                if capitals >= 0.7 * len(long) and ordinary >= 2:
                    for w in line:
                        w.heading = True
            line = []


def _capitals_mean_names(words: Words) -> bool:
    """False when the writer capitalises ordinary words in running text, or writes in capitals throughout.

    Words beside another capitalised one do not count: they may be part of a name (`Lake Jessica School`).
    """
    items = words.items
    plain = capitals = 0
    for index, word in enumerate(items):
        if not word.everyday or word.initial or word.public or word.heading or len(word.base) < 3:
            continue
        plain += 1
        if word.capital and not word.named:
            before = index > 0 and items[index - 1].capital and not items[index - 1].upper
            after = index + 1 < len(items) and items[index + 1].capital and not items[index + 1].upper
            capitals += not (before or after)
    return capitals <= 3 or capitals < 0.12 * plain
