"""Finds text that speaks to its reader instead of about its writer.

A flag is no verdict: it sends the application to the judge with its reasons. Patterns are looked for in a
skeleton of the text (invisible characters removed, look-alike letters mapped to Latin, spaced-out letters
joined), in what long base64 or hex runs decode to, and for the main languages that applicants write.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

from assay.apps.enigma.scoring import normal

HIDDEN_SHARE = 0.002
"""Share of invisible characters above which they are no accident of copying."""


class Sign(StrEnum):
    OVERRIDE = "override"
    FAKE_TURN = "fake_turn"
    SCORE_SPOOF = "score_spoof"
    RUBRIC_REWRITE = "rubric_rewrite"
    JSON_BREAKOUT = "json_breakout"
    FLATTERY = "flattery"
    ADDRESSES_MODEL = "addresses_model"
    HIDDEN_CHARACTERS = "hidden_characters"
    LOOKALIKE_LETTERS = "lookalike_letters"
    ENCODED = "encoded"
    OTHER_LANGUAGE = "other_language"


_LOOKALIKE = str.maketrans(
    # Cyrillic and Greek that look Latin
    "аеорсухіјѕԁɡһӏвкмнт" + "АВЕКМНОРСТХУІЈЅ" + "αοερνικτυ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ" + "ıℓ",
    "aeopcyxijsdghlbkmht" + "ABEKMHOPCTXYIJS" + "aoepviktu" + "ABEZHIKMNOPTYX" + "il",
)
_DIGITS = str.maketrans("0134@$", "oleaas")
_LEET = re.compile(r"(?<=[A-Za-z])[0134@$]+(?=[A-Za-z])")
_SPACED = re.compile(r"\b(?:[A-Za-z][ .\-_*]){4,}[A-Za-z]\b")
_RUN = re.compile(r"[A-Za-z0-9+/_-]{24,}={0,2}")
_HEX = re.compile(r"\b(?:[0-9a-fA-F]{2}){16,}\b")
_MIXED = re.compile(r"\b(?=\w*[A-Za-z])(?=\w*[\u0370-\u03ff\u0400-\u04ff])\w+\b")
_BORDER = re.compile(r"\W")
_BORDERS = {code: " " for code in range(128) if _BORDER.match(chr(code))}
_SENTENCE = re.compile(r"[^.!?\n।]+(?:[.!?।]+[\"')\]]*|\n|$)")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern, and words of which it needs one of each group (lower case) to match anywhere."""

    sign: Sign
    find: re.Pattern[str]
    needs: tuple[tuple[str, ...], ...]

    def can_match(self, words: str) -> bool:
        """Whether `words`, a text as `in_words` shows it, holds what the pattern needs."""
        return all(any(word in words for word in group) for group in self.needs)


@lru_cache
def patterns() -> tuple[Pattern, ...]:
    """What is looked for, in the order of `Sign`."""
    file = resources.files(__package__) / "injection-patterns.yaml"
    listed: dict[str, list[dict[str, Any]]] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return tuple(
        Pattern(
            Sign(sign),
            re.compile(entry["find"], re.IGNORECASE),
            tuple(tuple(group) for group in entry["needs"]),
        )
        for sign, entries in listed.items()
        for entry in entries
    )


def signs(text: str) -> list[Sign]:
    """Every sign found in `text`, in the order of `Sign`; empty for text that instructs nobody."""
    found = set(_worded(text))
    if normal.invisible_share(text) > HIDDEN_SHARE:
        found.add(Sign.HIDDEN_CHARACTERS)
    if any(_lookalike(word) for word in _mixed(normal.clean(text))):
        found.add(Sign.LOOKALIKE_LETTERS)
    if any(_worded(decoded) for decoded in _decoded(text)):
        found.add(Sign.ENCODED)
    return [sign for sign in Sign if sign in found]


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence of `text`, white space around it left out."""
    for match in _SENTENCE.finditer(text):
        part = match.group()
        stripped = part.strip()
        if stripped:
            start = match.start() + part.index(stripped)
            yield start, start + len(stripped)


def instructs(sentence: str) -> bool:
    """True for a sentence that a scorer should leave out: it instructs, spoofs, flatters or is encoded."""
    return bool(_RUN.search(sentence) or _mixed(sentence) or _worded(sentence))


def _mixed(text: str) -> list[str]:
    return [] if text.isascii() else _MIXED.findall(text)


def _worded(text: str) -> set[Sign]:
    plain = normal.clean(text)
    found: set[Sign] = set()
    for shape in {plain, skeleton(plain)}:
        words = in_words(shape)
        for pattern in patterns():
            if pattern.sign not in found and pattern.can_match(words) and pattern.find.search(shape):
                found.add(pattern.sign)
    return found


def in_words(text: str) -> str:
    """`text` in lower case, once as it is and once with a space for each character that ends a word."""
    if text.isascii():
        lower = text.lower()
        return f"{lower} {lower.translate(_BORDERS)} "
    # The dotted capital I alone would become two characters.
    lower = text.replace("\u0130", "i").replace("\u0131", "i").lower()
    return f"{lower} {_BORDER.sub(' ', lower)} "


def skeleton(text: str) -> str:
    """`text` with look-alike letters (and digits within words) as Latin ones and spaced-out words joined."""
    joined = _SPACED.sub(lambda m: re.sub(r"[ .\-_*]", "", m.group()), text)
    if not joined.isascii():
        joined = joined.translate(_LOOKALIKE)
    return _LEET.sub(lambda m: m.group().translate(_DIGITS), joined)


def _lookalike(word: str) -> bool:
    """A word of mixed scripts whose skeleton is wholly Latin: no honest spelling does that."""
    mapped = skeleton(word)
    return mapped != word and mapped.isascii()


def _decoded(text: str) -> Iterator[str]:
    for run in _RUN.findall(text):
        padded = run.rstrip("=").replace("-", "+").replace("_", "/")
        try:
            raw = base64.b64decode(padded + "=" * (-len(padded) % 4), validate=True)
            yield raw.decode()
        except (binascii.Error, UnicodeDecodeError):
            pass
        for digits in _HEX.findall(run):
            try:
                yield bytes.fromhex(digits).decode()
            except (ValueError, UnicodeDecodeError):
                continue
