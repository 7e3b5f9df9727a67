"""Word lists: ordinary English, names of the world's people, towns, and public words.

English words and the public words ship in `data/` (see `data/NOTICE`). The names come out of the gazetteer of
the vicary package (MIT; Wikidata, US census and births): its own list of given names, and the first and last
words of 295,000 names of people from everywhere, which reach far beyond the names common in one country.
Everything is read once per process, on first use (about a second), and nothing is fetched.
"""

import gzip
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from vicary import gazetteer as vicary_gazetteer

_DATA = resources.files("assay.apps.enigma.scrubbing") / "data"


def _lines(name: str) -> Iterator[str]:
    for line in (_DATA / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("# "):
            yield line


@cache
def _sections(name: str) -> dict[str, frozenset[str]]:
    sections: dict[str, set[str]] = {}
    section: set[str] = set()
    for line in _lines(name):
        if line.startswith("#"):
            section = sections.setdefault(line[1:], set())
        else:
            section.update(line.split())
    return {title: frozenset(words) for title, words in sections.items()}


def word_set(section: str) -> frozenset[str]:
    """The words of one section of `data/rule_words.txt`."""
    return _sections("rule_words.txt")[section]


#: Words that the name lists hold but that name nobody in an essay.
_NEVER_NAMES = word_set("never_names")
#: Contractions as they are often typed.
_CONTRACTIONS = word_set("contractions")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_VOWELS = "aeiouy"
_LOWER_CASE_NAMES = word_set("lower_case_names")

#: Words that begin the name of a place: `Lake Jessica`, `North Dunmar`.
LANDMARKS = word_set("landmarks")


@dataclass(frozen=True)
class Lexicon:
    """Ordinary English: `everyday` are the 11,000 most used words, `common` those and 29,000, `words` all."""

    everyday: frozenset[str]
    common: frozenset[str]
    words: frozenset[str]

    def knows(self, word: str) -> bool:
        """Whether a lower-case word, or each part of a hyphenated one, is English."""
        if word in self.words:
            return True
        return "-" in word and all(part in self.words for part in word.split("-") if part)

    def looks_misspelt(self, word: str) -> bool:
        """Whether one slip of the pen (or a missing space) separates an unknown word from an everyday one."""
        for i in range(1, len(word)):
            left, right = word[:i], word[i:]
            if len(word) > 4 and len(right) > 1 and left + right[1] + right[0] + right[2:] in self.common:
                return True
            if (
                len(right) > 2
                and left in self.everyday
                and right in self.everyday
                and (len(left) > 2 or left == "a")
            ):
                return True
        if len(word) < 6:
            return False
        for i in range(1, len(word) + 1):
            left, right = word[:i], word[i:]
            if left + right[1:] in self.everyday or any(left + c + right in self.everyday for c in _LETTERS):
                return True
            if right and any(left + c + right[1:] in self.everyday for c in _VOWELS):
                return True
        return False


@dataclass(frozen=True)
class Names:
    """Folded single words: `given` names (the `usual` ones of them often met), `rare` ones, `family` names.

    `lower_case` holds given names that are names even without a capital; `towns` may have several words.
    """

    given: frozenset[str]
    usual: frozenset[str]
    rare: frozenset[str]
    family: frozenset[str]
    lower_case: frozenset[str]
    towns: frozenset[str]

    def is_name(self, word: str) -> bool:
        return word in self.given or word in self.rare or word in self.family


@cache
def lexicon() -> Lexicon:
    tiers: dict[str, set[str]] = {}
    tier: set[str] = set()
    raw = gzip.decompress((_DATA / "words.txt.gz").read_bytes()).decode()
    for line in raw.splitlines():
        if line.startswith("#"):
            tier = tiers.setdefault(line, set())
        else:
            tier.add(line)
    everyday = frozenset(tiers["#20"]) | {"a", "i"}
    common = everyday | tiers["#35"] | _CONTRACTIONS
    return Lexicon(everyday, common, frozenset(common | tiers["#70"]))


def public_words() -> dict[str, frozenset[str]]:
    """The capitalised words that name nobody, by section of `data/public_words.txt`."""
    return _sections("public_words.txt")


@cache
def public() -> frozenset[str]:
    """Every public word, the plain names of peoples (`Bostonian`) and of communities and faiths."""
    demonyms: frozenset[str] = vicary_gazetteer.load().demonym
    communities = category_words("castes")[0] | category_words("religions")[0]
    return frozenset().union(*public_words().values()) | demonyms | communities


@cache
def names() -> Names:
    source = vicary_gazetteer.load()
    words = lexicon()
    first: Counter[str] = Counter()
    last: Counter[str] = Counter()
    for full in source.full:
        parts = full.split()
        if len(parts) > 1:
            first[parts[0]] += 1
            last[parts[-1]] += 1
    never = _NEVER_NAMES | public()

    def usable(name: str) -> bool:
        return len(name) > 2 and name.isalpha() and name not in never

    given = {name for name, count in first.items() if count >= 4 and usable(name)}
    given |= {n for n in source.given | source.given_corroboration if usable(n)}
    usual = {n for n in source.given if usable(n)}
    rare = {name for name in first if usable(name) and name not in words.words}
    family = {
        name for name, count in last.items() if (count >= 2 or name not in words.words) and usable(name)
    }
    lower = {n for n in given if n not in words.words} | _LOWER_CASE_NAMES
    return Names(
        frozenset(given),
        frozenset(usual),
        frozenset(rare),
        frozenset(family),
        frozenset(lower),
        frozenset(source.settlement),
    )


@cache
def nicknames() -> dict[str, frozenset[str]]:
    """Folded given name (or pet form) -> every form of the groups it stands in, itself left out."""
    forms: dict[str, set[str]] = {}
    for line in _lines("nicknames.txt"):
        group = line.split()
        for name in group:
            forms.setdefault(name, set()).update(group)
    return {name: frozenset(group - {name}) for name, group in forms.items()}


@cache
def category_words(name: str) -> tuple[frozenset[str], frozenset[str]]:
    """Words of `data/<name>.txt`: those that always count, and those that need a telling neighbour."""
    always: set[str] = set()
    beside: set[str] = set()
    for line in _lines(f"{name}.txt"):
        if line.startswith("?"):
            beside.update(line[1:].split())
        else:
            always.update(line.split())
    return frozenset(always), frozenset(beside)


def is_public_figure(full: str) -> bool:
    """Whether a folded name of two or more words is that of a widely known person (`nelson mandela`)."""
    source = vicary_gazetteer.load()
    parts = full.split()
    return len(parts) > 1 and full in source.full and parts[-1] in source.short


def is_public_place(name: str) -> bool:
    """Whether a folded name is public geography (a country, county, river, landmark), not a town."""
    source = vicary_gazetteer.load()
    return name in source.place and name not in source.settlement


def is_iconic(surname: str) -> bool:
    """Whether a folded surname alone calls up one public figure (`einstein`) and few private people."""
    return surname in vicary_gazetteer.load().short and surname not in names().given
