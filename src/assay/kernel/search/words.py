"""Words of English texts: told apart, stemmed, weighed by how few passages hold them."""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)?")

_STOP = """
none nothing anything cannot can't don't doesn't didn't isn't aren't won't wouldn't shouldn't
what's who's how's when's i'm
a about above after again all also am an and any are as at be because been before being below
between both but by can could did do does doing down during each either else etc ever every few for
from further get gets getting give given go goes going got had has have having he her here hers him
his how i if in into is it its itself just kindly let like made make makes many may me might mine
more most much must my need needed needs neither no nor not now of off on once one only or other our
out over own per please really same shall she should so some still such tell than that the their
them then there these they this those through to too under until up upon us use used uses using very
want was we were what when where whether which while who whom whose why will with within without
would yes yet you your
"""
STOP = frozenset(_STOP.split())

_VOWEL = re.compile(r"[aeiouy]")
_LONG_ENDINGS = """
isations: izations: isation: ization: ational:at ications: ication: ations: ation: fulness:ful
iveness: ements: ement: ments: ment: ising: izing: ised: ized: ises: izes: ise: ize: ably: ible:
able: ities: ity: ively: ives: ive: ions: ion: ings: ing: ated: ates: ate: ors: or: ers: er: als:
al: ally: ely: ly: ied:y ies:y ed: es: e: s:
"""
_ENDINGS = tuple(pair.split(":") for pair in _LONG_ENDINGS.split())
"""(ending, what it becomes), the longer before those they end with."""


_SAME = {
    "registr": "regist",
    "register": "regist",
    "app": "appl",
    "appli": "appl",
    "certific": "certif",
    "certifi": "certif",
    "licens": "licenc",
    "insuranc": "insur",
    "realis": "real",
    "repatri": "repatriat",
    "paid": "pay",
    "payabl": "pay",
    "brought": "bring",
    "sold": "sell",
    "held": "hold",
    "lost": "los",
    "kept": "keep",
    "left": "leav",
    "met": "meet",
    "built": "build",
    "bought": "buy",
    "taken": "tak",
    "given": "giv",
    "divis": "divid",
    "sent": "send",
    "sale": "sell",
    "sal": "sell",
    "analysi": "analys",
}
"""Stems that the endings leave apart though the words belong together."""


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """One form for the forms of a word: `shipment`, `shipments`, `shipped`, `shipping` are `ship`.

    Ours, and coarser than PostgreSQL's: it compares texts that were already found. Words of three letters
    and words with digits stay as they are.
    """
    word = word.lower().replace("’", "'").removesuffix("'s")
    if len(word) <= 3 or not word.isalpha():
        return word
    root = _stripped(word)
    return _SAME.get(root, root)


def _stripped(word: str) -> str:
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and not (ending == "s" and word.endswith(("ss", "us", "is"))):
            root = word[: -len(ending)] + instead
            if len(root) >= 3 and _VOWEL.search(root):
                return _bare(root)
    return _bare(word)


def _bare(root: str) -> str:
    """Without a doubled last consonant, and with `i` for a last `y`."""
    if len(root) > 3 and root[-1] == root[-2] and root[-1] not in "aeiousl":
        root = root[:-1]
    return root[:-1] + "i" if root.endswith("y") and len(root) > 3 else root


def words(text: str) -> list[str]:
    """The words of a text in small letters, in their order."""
    return [found.group().lower() for found in WORD.finditer(text)]


def stems(text: str) -> list[str]:
    return [stem(word) for word in words(text)]


def telling(text: str) -> list[str]:
    """The words of a text that say what it is about, each once, in their order."""
    return list(dict.fromkeys(word for word in words(text) if word not in STOP))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """How many of `passages` hold each word, and each stem."""

    passages: int
    words: Mapping[str, int]
    stems: Mapping[str, int]

    @classmethod
    def of(cls, passages: int, counts: Iterable[tuple[str, int]]) -> "Vocabulary":
        by_word = dict(counts)
        by_stem: dict[str, int] = {}
        for word, count in by_word.items():
            key = stem(word)
            by_stem[key] = min(passages, by_stem.get(key, 0) + count)
        return cls(passages, by_word, by_stem)

    def knows(self, word: str) -> bool:
        return stem(word) in self.stems

    def weight(self, stemmed: str) -> float:
        """Inverse document frequency, smoothed: the highest for a word that no passage holds."""
        return math.log(1 + (self.passages + 1) / (self.stems.get(stemmed, 0) + 0.5))

    def nearest(self, word: str) -> str:
        """The known word spelled most like `word`, or nothing where none is near."""
        best, score = "", 0.5
        mine = _trigrams(word)
        for known, count in self.words.items():
            if abs(len(known) - len(word)) > 2 or len(known) < 4 or known[0] != word[0]:
                continue
            theirs = _trigrams(known)
            alike = len(mine & theirs) / len(mine | theirs)
            # Letters swapped leave few trigrams; the same letters are a sign of their own.
            if sorted(known) == sorted(word):
                alike = max(alike, 0.9)
            if alike + min(count, 9) / 1000 > score and alike > 0.39:
                best, score = known, alike + min(count, 9) / 1000
        return best


def _trigrams(word: str) -> set[str]:
    padded = f"  {word} "
    return {padded[at : at + 3] for at in range(len(padded) - 2)}
