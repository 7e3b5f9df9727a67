"""Texts whose tariff code we know, for fitting and for measuring: `drawn(index)`.

Four kinds. "name": everyday names of ours; "reference": search references of the United Kingdom's tariff, so
labelled by others. Each is drawn by its digest, so that a new name changes no other, is taken out of the
index while it is asked (with all lines of the same words), and is wrapped as shops wrap names: brand, model,
praise, sizes, colours, whom and what it is for. "title": our own titles; the same hand wrote the everyday
names after them, so they are easier than titles of others. "bare title": the same, without the everyday lines
whose words all stand in it, which is harder than titles of others.
"""

import hashlib
import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from assay.apps.exportsathi.classification.index import Index
from assay.apps.exportsathi.classification.lines import lexicon, named
from assay.apps.exportsathi.classification.wording import terms, weighted

TITLES = Path(__file__).parent / "data" / "exportsathi_titles.txt"
FOLDS = 5
NAMES, REFERENCES = 1_400, 400
"""How many of each are drawn."""

_PRAISE = """
2024 New|Hot Sale|Luxury|High Quality|Portable|Mini|Vintage|Cute|Creative|Classic|Simple|Elegant|Professional
Heavy Duty|Multifunctional|Premium|Handmade|Original|Fashion|Best Seller|Ultra|Super|Nordic|Korean Style
Traditional|Export Quality|Durable|Lightweight|Waterproof|Universal|Adjustable|Foldable|Personalised
"""
_WHOM = "Women|Men|Kids|Girls|Boys|Baby|Adults|Unisex|Women Men|Ladies|Gents|Teens|Toddlers"
_DETAILS = """
Black|White|Red and Blue|Multicolour|Rose Gold Color|Large Size|XL|Pack of {n}|{n}pcs|Set of {n}|{n} Pieces
{n}cm|{n}x{m}cm|{n}mm|{n} inch|{n}ml|{n}kg|{n}W|{n}V|1 Pair|With Box|DIY|5 Colors|Wholesale|Free Shipping|Gift
Birthday Gift|Party|Wedding|Christmas|Summer|Winter|Outdoor|Indoor|Travel|Office|Spare Part
Replacement|Accessories
"""
_FOR = """
for Home|for Home Decor|for Kitchen|for Car|for Office|for Travel|for Men Women|for Kids|for Daily Use
for Gift|for iPhone {n} Pro|for Samsung Galaxy S{n}|for Toyota Corolla 20{n}|for Honda|for Laptop
for Outdoor Camping|with Box|with LED Light|with Handle|compatible with {brand}|suitable for All Seasons
used in Industry
"""
_SYLLABLES = "za|ko|ru|mi|ve|lo|ta|shi|bra|dex|pol|nu|fi|gar|xo|wen|li|pra|su|ha"


@dataclass(frozen=True, slots=True)
class Known:
    """A text with its subheading; `own` are the lines of the index that are taken out while it is asked."""

    kind: str
    code: str
    text: str
    fold: int
    own: tuple[int, ...] = ()


def drawn(index: Index, names: int = NAMES, references: int = REFERENCES) -> list[Known]:
    """The texts of all kinds, in an order that mixes them."""
    same = _same_words(index)
    texts = []
    for kind, pairs, count in (
        ("name", lexicon(), names),
        ("reference", list(named("search_references")), references),
    ):
        for code, name in sorted(dict.fromkeys(pairs), key=_digest)[:count]:
            own = tuple(same.get(_words(name), ()))
            texts.append(Known(kind, code, wrapped(code, name), _fold(code, name), own))
    lines = _everyday(index)
    for code, title in titles():
        said = set(weighted(title))
        within = tuple(line for line, words in lines if words <= said)
        texts.append(Known("title", code, title, _fold(code, title)))
        texts.append(Known("bare title", code, title, _fold(code, title), within))
    return sorted(texts, key=lambda one: _digest((one.code, one.text, one.kind)))


def titles() -> list[tuple[str, str]]:
    """(subheading, title) of our own titles."""
    lines = TITLES.read_text(encoding="utf-8").splitlines()
    return [(line[:6], line[7:].strip()) for line in lines if line.strip() and not line.startswith("#")]


def wrapped(code: str, name: str) -> str:
    """The name as it stands, in a title, in a long title, or in a list of fields; always the same."""
    chance = random.Random(f"wrap {code} {name}")
    shape = chance.random()
    if shape < 0.25:
        return name
    if shape > 0.92:
        said = f"Brand Name: {_brand(chance)}; Item Type: {name}; Model Number: {_model(chance)}"
        return f"{said}; Origin: Mainland China; Style: Modern"
    long = shape > 0.70
    parts = [_brand(chance)] if chance.random() < 0.4 else []
    parts += _some(chance, _PRAISE, chance.randint(1, 3) if long else chance.randint(0, 1))
    if chance.random() < 0.3:
        parts += _some(chance, _WHOM, 1)
    parts.append(name)
    if chance.random() < 0.25:
        parts.append(_model(chance))
    parts += _some(chance, _DETAILS, chance.randint(2, 6) if long else chance.randint(0, 2))
    if chance.random() < (0.7 if long else 0.4):
        parts += _some(chance, _FOR, 1)
    return " ".join(parts)


def _some(chance: random.Random, listed: str, count: int) -> list[str]:
    found = [one for line in listed.strip().splitlines() for one in line.split("|")]
    numbers = {"n": str(chance.randint(2, 60)), "m": str(chance.randint(5, 90)), "brand": _brand(chance)}
    return [one.format(**numbers) for one in chance.sample(found, count)]


def _brand(chance: random.Random) -> str:
    return "".join(chance.sample(_SYLLABLES.split("|"), chance.randint(2, 3))).capitalize()


def _model(chance: random.Random) -> str:
    letters = "".join(chance.sample("ABCDGHKLMNPRSTVX", chance.randint(1, 3)))
    return f"{letters}{chance.choice(['-', ''])}{chance.randint(10, 9900)}"


def _same_words(index: Index) -> dict[frozenset[str], list[int]]:
    """The words of a line, in any order and number → the lines that have just these."""
    lines: dict[frozenset[str], list[int]] = defaultdict(list)
    for line, text in enumerate(index.line_texts):
        lines[_words(text)].append(line)
    return lines


def _everyday(index: Index) -> list[tuple[int, frozenset[str]]]:
    """The everyday lines, each with its words."""
    group = index.groups[0]
    return [(line, _words(index.line_texts[line])) for line in range(group.start, group.stop)]


def _words(text: str) -> frozenset[str]:
    return frozenset(term for term in terms(text) if "_" not in term)


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\t".join(parts).encode()).hexdigest()


def _fold(code: str, name: str) -> int:
    return int(_digest(("fold", code, name)), 16) % FOLDS
