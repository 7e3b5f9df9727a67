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

#: Words that the name lists hold but that name nobody in an essay.
_NEVER_NAMES = frozenset(
    "a an the of and or in on at to by for from with we he she it they you i my me his her its our their de la le"
    " not be am is are was were been do does did has have had can could may might must shall should will would"
    " one two three four five six seven eight nine ten first second third last new old big little long good best"
    " sir saint grand pope king queen prince princess emperor empress duke duchess earl count countess lord lady"
    " archduke archduchess patriarch junior baron baroness sultan khan-e sheikh master mister said per song sun"
    " so no go up us as if man boy girl son love life day time home school college university class book world"
    " park east west north south lake river mount port hill street road city town island india january sat an al"
    " don ion ma pal ram-e art gene major miss mother father brother sister dad mom uncle aunt mum papa mama baba"
    " god english french german roman indian american black white brown green gray young story star sky heart"
    " true truth honor liberty justice freedom peace hero heaven genesis blessing miracle destiny chance chase"
    " early late even ever every may be now then there here just only real royal rich sunny happy merry".split()
)
_LOWER_CASE_NAMES = frozenset(
    "john tom peter henry harry martin tony ben jenny charlotte jane nancy jill josh kyle kelly frank bob lee"
    " kevin brian raj maya anil victor jean marc matt jimmy johnny billy bobby ken sally ted nick mike jerry jack"
    " charlie timothy terry veronica marina lewis nelson randy dean-o carol robin sheila heather maria".split()
)


def _lines(name: str) -> Iterator[str]:
    for line in (_DATA / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("# "):
            yield line


@dataclass(frozen=True)
class Lexicon:
    """Ordinary English. `everyday` holds the most used 11,000 words, `common` the next, `words` all of them."""

    everyday: frozenset[str]
    common: frozenset[str]
    words: frozenset[str]

    def knows(self, word: str) -> bool:
        """Whether a lower-case word, or each part of a hyphenated one, is English."""
        if word in self.words:
            return True
        return "-" in word and all(part in self.words for part in word.split("-") if part)

    def looks_misspelt(self, word: str) -> bool:
        """Whether one slip of the pen (or a missing space) separates an unknown word from a common one."""
        for i in range(1, len(word)):
            left, right = word[:i], word[i:]
            if left + right[1:] in self.common and len(word) > 4:
                return True
            if len(right) > 1 and len(word) > 4 and left + right[1] + right[0] + right[2:] in self.common:
                return True
            if left in self.everyday and right in self.everyday and (len(left) > 2 or left in ("a", "i")):
                return len(right) > 2
        if len(word) > 5:
            letters = "abcdefghijklmnopqrstuvwxyz"
            for i in range(1, len(word) + 1):
                if any(word[:i] + c + word[i:] in self.common for c in letters):
                    return True
                if i < len(word) and any(word[:i] + c + word[i + 1 :] in self.common for c in letters):
                    return True
        return False


@dataclass(frozen=True)
class Names:
    """Folded single words. `given` are common given names, `rare` seldom ones, `family` last names."""

    given: frozenset[str]
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
    common = everyday | tiers["#35"]
    return Lexicon(everyday, common, frozenset(common | tiers["#70"]))


@cache
def public_words() -> dict[str, frozenset[str]]:
    """The capitalised words that name nobody, by section of `data/public_words.txt`."""
    sections: dict[str, set[str]] = {}
    section: set[str] = set()
    for line in _lines("public_words.txt"):
        if line.startswith("#"):
            section = sections.setdefault(line[1:], set())
        else:
            section.update(line.split())
    return {name: frozenset(words) for name, words in sections.items()}


@cache
def public() -> frozenset[str]:
    """Every public word, and the plain names of peoples (`Bostonian`, `Cuban`)."""
    return frozenset().union(*public_words().values()) | vicary_gazetteer.load().demonym


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
    rare = {name for name in first if usable(name) and name not in words.words}
    family = {name for name, count in last.items() if (count >= 2 or name not in words.words) and usable(name)}
    lower = {n for n in given if n not in words.words} | _LOWER_CASE_NAMES
    return Names(
        frozenset(given), frozenset(rare), frozenset(family), frozenset(lower), frozenset(source.settlement)
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
