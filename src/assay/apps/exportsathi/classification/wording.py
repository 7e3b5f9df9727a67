"""Words of a product as they are compared: noise out, spellings made one, the head of the phrase first.

Titles of shops carry brands, sizes, colours and praise; none of them changes the tariff code. What comes
after "for" says what a thing goes with, not what it is. Pure: no model, no index.
"""

import re
from collections.abc import Container
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

CONTENT = Path(__file__).parent / "content"

_WORD = re.compile(r"[a-z][a-z]+|[2-6]d(?![a-z0-9])|(?<![a-z0-9'’])[a-z](?=[- ][a-z]{2})")
"""A word. A lone letter before a word is one too, but counts only in a pair with it: o-ring, t shirt."""
_BREAK = re.compile(r"[,;:|()\[\]{}/\n.!?–—]|\s-\s")
_FIELD = re.compile(r"^\s*([A-Za-z][A-Za-z &'/\-]{1,40}?)\s*[:=]\s*(.*)$")
_AFTER = frozenset({"for", "with", "compatible", "fit", "fits", "suitable", "from", "by", "used", "without"})
AFTER_FOR = 0.45
"""What a word counts for that says what the product goes with."""
NOISE = 0.12
"""What a word counts for that nearly every title may carry."""
WEAK = 0.4
"""What a word counts for that says for whom, when or where."""
_REACH = 4


@cache
def _pairs(name: str) -> dict[str, str]:
    """`content/<name>.txt`: each line's words mean the first of them."""
    means: dict[str, str] = {}
    for line in content_lines(name):
        first, *rest = line.split()
        means.update(dict.fromkeys(rest, first))
    return means


@cache
def _set(name: str) -> frozenset[str]:
    return frozenset(word for line in content_lines(name) for word in line.split())


def content_lines(name: str) -> list[str]:
    """The lines of a file of our content, without remarks and empty ones."""
    text = (CONTENT / f"{name}.txt").read_text(encoding="utf-8")
    kept = (line.split("#", 1)[0].strip() for line in text.splitlines())
    return [line for line in kept if line]


@lru_cache(maxsize=60_000)
def stem(word: str) -> str:
    """One form for a word's spellings, singular and plural."""
    word = _pairs("spellings").get(word, word)
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "ous")):
        if word.endswith("ies") and len(word) > 4:
            word = word[:-3] + "y"
        elif word.endswith(("ches", "shes", "sses", "xes", "zes")):
            word = word[:-2]
        else:
            word = word[:-1]
    return _pairs("spellings").get(word, word)


def without_fields(text: str) -> str:
    """`Key: value` lists of shops without the fields that say nothing about the goods; order kept."""
    parts = re.split(r"[\n;|]+", text)
    if len(parts) < 3:
        return text
    kept = []
    for part in parts:
        match = _FIELD.match(part)
        if match is None:
            kept.append(part)
            continue
        key = " ".join(_WORD.findall(match[1].lower()))
        if key in _field_noise():
            continue
        kept.append(match[2] if key in _field_plain() else f"{match[1]} {match[2]}")
    return " ; ".join(part for part in kept if part.strip())


@cache
def _field_noise() -> frozenset[str]:
    return frozenset(content_lines("fields_ignored"))


@cache
def _field_plain() -> frozenset[str]:
    return frozenset(content_lines("fields_plain"))


def clean(text: str) -> str:
    """The text as the model of meaning reads it: no fields of noise, no codes, no praise."""
    text = without_fields(text)
    words = []
    for raw in re.findall(r"[A-Za-z][A-Za-z'\-]*|[,;.]", text):
        low = raw.lower()
        if low in _set("noise") or (len(low) == 1 and low not in ",;."):
            continue
        words.append(low)
    return " ".join(words[:60]).replace(" ,", ",")


def weighted(text: str) -> dict[str, float]:
    """Stem (or two joined by `_`) → what it counts for in a product's text, 0 to 2.

    The first mention counts most; noise hardly; what follows "for" less. Pairs are neighbours without a
    break between them.
    """
    weights: dict[str, float] = {}
    for part in _BREAK.split(without_fields(text).lower()):
        before: tuple[str, float] | None = None
        behind = 0
        for word in _WORD.findall(part):
            if word in _AFTER:
                behind, before = _REACH, None
                continue
            if word in _set("function"):
                continue
            root = stem(word)
            weight = NOISE if root in _stems("noise") else WEAK if root in _stems("weak") else 1.0
            if behind:
                weight, behind = weight * AFTER_FOR, behind - 1
            if len(root) > 1:
                _add(weights, root, weight)
            if before is not None:
                _add(weights, f"{before[0]}_{root}", min(before[1], weight))
            before = root, weight
    return weights


@cache
def _stems(name: str) -> frozenset[str]:
    return frozenset(map(stem, _set(name)))


def _add(weights: dict[str, float], root: str, weight: float) -> None:
    had = weights.get(root)
    weights[root] = weight if had is None else max(had, weight) + 0.2 * min(had, weight)


def terms(text: str) -> list[str]:
    """The stems of an evidence line, and its neighbouring pairs."""
    roots: list[str] = []
    for part in _BREAK.split(text.lower()):
        of_part = [stem(word) for word in _WORD.findall(part) if word not in _set("function")]
        roots += [root for root in of_part if len(root) > 1]
        roots += [f"{first}_{second}" for first, second in pairwise(of_part)]
    return roots


def names_nothing(weights: dict[str, float], known: Container[str]) -> bool:
    """Whether no word of the text could name a product: only words that nobody can classify."""
    return not any(
        "_" not in root and weight > NOISE and root not in _stems("vague") and root in known
        for root, weight in weights.items()
    )


def has_words(text: str) -> bool:
    """Whether there is a word in Latin letters at all."""
    return _WORD.search(text.lower()) is not None
