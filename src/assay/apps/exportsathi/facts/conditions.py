"""Conditions of the export policy, as codes of our own and in our own words.

The schedule says for a line what must be met beside its policy, in sentences that are not ours. What is kept
of them is what they are about: which conditions of the chapter apply, which notification changed the line,
and whether part of it is prohibited, restricted or needs somebody's consent. The words point to the schedule,
where the whole is read.
"""

import re
from collections.abc import Iterator, Sequence

from assay.apps.exportsathi.facts.rules import Policy

LETTERS = {"F": Policy.FREE, "R": Policy.RESTRICTED, "P": Policy.PROHIBITED, "S": Policy.STE}
"""One letter a policy; `?`: the source could not be read."""
UNREAD = "?"

_CHAPTER = re.compile(
    r"Policy\s+Con\w*\s*([0-9][0-9 ,&and]*?)\s*(?:respectively\s*)?(?:of\s+th|are|as well|above|$|\d{2}\.)",
    re.I,
)
_NUMBER = re.compile(r"\b\d{1,3}\s?(?:\(RE\s?-?\s?\d{4}\))?\s?/\s?\d{4}(?:\s?-\s?\d{2,4})?")
_DAY = re.compile(r"\b(\d{2})[./](\d{2})[./](\d{4})\b")
_ABOUT: Sequence[tuple[str, re.Pattern[str], str]] = (
    ("p", re.compile(r"prohibited|not permitted", re.I), "Part of what falls under this line may not leave."),
    (
        "r",
        re.compile(r"restricted|authoris?z?ation", re.I),
        "Part of what falls under this line needs an export authorisation.",
    ),
    ("f", re.compile(r"\bfree\b|allowed|permitted subject", re.I), "Some of it may leave on conditions."),
    (
        "e",
        re.compile(r"export inspection|certificate of inspection|quality control", re.I),
        "An inspection certificate is asked for.",
    ),
    (
        "o",
        re.compile(r"no objection|\bNOC\b|prior permission", re.I),
        "A no-objection certificate of the department in charge is asked for.",
    ),
    ("m", re.compile(r"minimum export price|\bMEP\b|FOB value is", re.I), "A minimum price is asked for."),
    (
        "i",
        re.compile(r"Indian Rare Earths", re.I),
        "Only Indian Rare Earths Limited (IREL) may export it.",
    ),
    (
        "g",
        re.compile(r"Manganese Ore", re.I),
        "Only Manganese Ore India Limited (MOIL) may export it.",
    ),
)
_WORDS = {letter: words for letter, _pattern, words in _ABOUT}
_OWN = re.compile(r"export|permitted|allowed|certificate|restricted|prohibited", re.I)


def codes_of(text: str) -> str:
    """What `text`, a condition of the schedule, is about: `c1+2 p n34/2024-25@2024-10-01`. Pure, lossy."""
    return " ".join(_codes(re.sub(r"\s+", " ", text)))


def _codes(text: str) -> Iterator[str]:
    numbers = sorted({int(one) for found in _CHAPTER.findall(text) for one in re.findall(r"\d+", found)})
    if any(0 < one < 30 for one in numbers):
        yield "c" + "+".join(str(one) for one in numbers if 0 < one < 30)
    own = _CHAPTER.sub(" ", text)
    if _OWN.search(own):
        found = [letter for letter, pattern, _words in _ABOUT if pattern.search(own)]
        yield from (one for one in found if one != "f" or not {"i", "g"}.intersection(found))
        yield "t"
    yield from _notifications(text)


def _notifications(text: str) -> Iterator[str]:
    """Numbers and days stand in columns of their own: they are paired only where there is one of each."""
    days = [f"{year}-{month}-{day}" for day, month, year in _DAY.findall(text)]
    numbers = [re.sub(r"\s", "", one) for one in _NUMBER.findall(_DAY.sub(" ", text))]
    if len(numbers) != len(days):
        numbers = [""] * len(days)
    yield from (f"n{number}@{day}" for number, day in zip(numbers, days, strict=True))


def words_of(codes: str, line: str) -> str:
    """The sentences for `codes`. Raises ValueError on a code that is none of ours."""
    return " ".join(_word(code, line) for code in codes.split())


def _word(code: str, line: str) -> str:
    letter, rest = code[0], code[1:]
    if letter == "c" and rest:
        numbers = rest.split("+")
        which = " and ".join([", ".join(numbers[:-1]), numbers[-1]] if len(numbers) > 1 else numbers)
        return f"Subject to policy condition {which} of chapter {line[:2]}."
    if letter == "n" and "@" in rest:
        number, day = rest.split("@")
        return f"Set by notification {number} of {day}." if number else f"Set by a notification of {day}."
    if code == "t":
        return "The schedule states a condition for this line: read it there."
    if code in _WORDS:
        return _WORDS[code]
    raise ValueError(f"There is no condition code {code}.")


def policy_of(letter: str) -> Policy | None:
    """Raises ValueError for another letter."""
    if letter == UNREAD:
        return None
    if letter not in LETTERS:
        raise ValueError(f"There is no policy {letter}: F, R, P, S or ? for one that could not be read.")
    return LETTERS[letter]
