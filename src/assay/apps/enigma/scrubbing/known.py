"""First layer: what is known of the applicant, found in any casing, spelling variant or grouping."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from assay.apps.enigma.scrubbing import lexicon
from assay.apps.enigma.scrubbing.spans import Label, Source, Span
from assay.apps.enigma.scrubbing.view import View, fold

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_POSSESSIVE = re.compile(r"'s?$")
_DIGITS = re.compile(r"\d(?:[\d\s().\-/]*\d)?")
_TITLES = lexicon.word_set("titles")
#: Words of a school's name that alone tell nothing.
_SCHOOL_WORDS = lexicon.word_set("school_words")


@dataclass(frozen=True)
class Known:
    """What is known of one applicant. Every field may be empty; text may come in any casing.

    name: full name as given. email, phones, address, schools, handles, birth date (as written or ISO).
    people: other persons that are known by name (a parent, a referee). other: exact strings of any kind.
    """

    name: str = ""
    email: str = ""
    phones: tuple[str, ...] = ()
    address: str = ""
    schools: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    other: tuple[str, ...] = ()

    @classmethod
    def of(cls, fields: Mapping[str, object]) -> "Known":
        """From loose keys: `name` (or `first_name`, `last_name`), `email`, `phone(s)`, `address`,
        `school(s)`, `handle(s)`, `people`; any other string or list of strings counts as `other`."""
        values = {key: _strings(value) for key, value in fields.items()}

        def take(*keys: str) -> tuple[str, ...]:
            return tuple(v for key in keys for v in values.pop(key, ()))

        return cls(
            name=" ".join(take("name", "full_name", "first_name", "middle_name", "last_name")),
            email=next(iter(take("email")), ""),
            phones=take("phone", "phones", "mobile"),
            address=", ".join(take("address", "street", "city", "pin", "postcode")),
            schools=take("school", "schools", "school_name", "college"),
            handles=take("handle", "handles", "username"),
            people=take(
                "people",
                "father",
                "mother",
                "father_name",
                "mother_name",
                "guardian",
                "parent",
                "teacher",
                "referee",
            ),
            other=tuple(v for group in values.values() for v in group),
        )

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """Folded words of the applicant's own name, titles and bare initials left out."""
        return tuple(name_parts(self.name))


def name_parts(name: str) -> list[str]:
    words = [fold(w) for w in re.split(r"[\s.,\-]+", View(name).text) if w]
    return [w for w in words if len(w) > 1 and w not in _TITLES]


def find(view: View, known: Known) -> Iterator[Span]:
    """Spans of everything in `known` that the text holds."""
    yield from _structured(view, known)
    for person in (known.name, *known.people):
        if person.strip():
            yield from _person(view, person)
    for school in known.schools:
        yield from _school(view, school)
    for text in known.other:
        yield from _literal(view, text, Label.ID)


def _person(view: View, name: str) -> Iterator[Span]:
    parts = name_parts(name)
    yield from _literal(view, name, Label.PERSON)
    yield from _initials(view, name)
    if not parts:
        return
    words = lexicon.lexicon()
    pets = frozenset().union(*(lexicon.nicknames().get(part, frozenset()) for part in parts[:2]))
    previous_end, previous_hit = -2, False
    for match in _WORD.finditer(view.text):
        word = fold(match[0])
        base = _POSSESSIVE.sub("", word)
        hit = _is_part(base, parts, pets, match[0], words) or (base != word and word in parts)
        if not hit and base in parts:
            # An ordinary word ("will") counts when capitalised, after another part, or as somebody's name.
            beside = previous_hit and match.start() - previous_end <= 2
            hit = match[0][0].isupper() or beside or _introduced(view.text, match.start())
        if hit:
            end = match.end() if word in parts else match.start() + len(base)
            yield view.span(match.start(), end, Label.PERSON, Source.KNOWN)
        previous_end, previous_hit = match.end(), hit


def _is_part(base: str, parts: list[str], pets: frozenset[str], raw: str, words: lexicon.Lexicon) -> bool:
    ordinary = base in words.common
    if base in parts:
        return not ordinary
    if base in pets:
        return raw[0].isupper() or not words.knows(base)
    if words.knows(base) or len(base) < 3:
        return False
    return any(_variant(base, part) for part in parts)


def _variant(word: str, part: str) -> bool:
    """A pet form or a slip: `abhi`, `abhii` or `abhishk` for `abhishek`."""
    if len(part) >= 5 and word[0] == part[0]:
        allowed = 1 if len(part) < 8 else 2
        if abs(len(word) - len(part)) <= allowed and distance(word, part, allowed) <= allowed:
            return True
    stem = re.sub(r"(?:ie|y|i|u|oo|oos|ey|a|es|s|z|zy)$", "", word)
    return len(stem) >= 3 and len(part) > len(stem) and part.startswith(stem) and len(word) <= len(part) + 1


def distance(a: str, b: str, limit: int) -> int:
    """Edits (insert, delete, replace, swap of neighbours) between two words, counted up to `limit + 1`.

    Optimal string alignment distance (Damerau 1964, Levenshtein 1966).
    """
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, previous, row = row, before, [i]
        for j, y in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, previous[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return row[-1]


_INTRODUCED = re.compile(
    r"(?:\bi am|\bi'm|\bim|\bname is|\bname's|\bcall(?:ed|s)? me|\bnamed|\bmyself|,)\s*$", re.I
)


def _introduced(text: str, start: int) -> bool:
    before = text[max(0, start - 16) : start]
    return not before.endswith(", ") and bool(_INTRODUCED.search(before))


def _initials(view: View, name: str) -> Iterator[Span]:
    """`R. K. S.`, `R.K. Sharma`, `RKS` of a name of two or more words."""
    words = [w for w in re.split(r"[\s.,]+", fold(View(name).text)) if w and w not in _TITLES]
    if len(words) < 2:
        return
    letters = [re.escape(w[0]) for w in words]
    dotted = r"(?<![\w.])" + r"\s?".join(rf"{letter}\." for letter in letters) + r"(?!\w)"
    for match in re.finditer(dotted, view.text, re.I):
        yield view.span(match.start(), match.end(), Label.PERSON, Source.KNOWN)
    last = re.escape(words[-1])
    lead = r"\s?".join(rf"(?:{letter}\.?)" for letter in letters[:-1])
    patterns = [rf"(?<![\w.]){lead}\s{last}(?!\w)", rf"(?<!\w){re.escape(words[0])}\s{letters[-1]}(?!\w)\.?"]
    for pattern in patterns:
        for match in re.finditer(pattern, view.text, re.I):
            yield view.span(match.start(), match.end(), Label.PERSON, Source.KNOWN)
    capitals = "".join(w[0] for w in words).upper()
    if len(capitals) > 2:
        for match in re.finditer(rf"(?<!\w){re.escape(capitals)}(?!\w)", view.text):
            yield view.span(match.start(), match.end(), Label.PERSON, Source.KNOWN)


def _structured(view: View, known: Known) -> Iterator[Span]:
    if known.email:
        local, _, domain = known.email.partition("@")
        yield from _literal(view, known.email, Label.EMAIL)
        if domain:
            spoken = r"\s*(?:@|\(at\)|\[at\]|\bat\b)\s*".join(
                (_loose(local), r"\s*(?:\.|\(dot\)|\[dot\]|\bdot\b)\s*".join(map(_loose, domain.split("."))))
            )
            for match in re.finditer(rf"(?<!\w){spoken}(?!\w)", view.text, re.I):
                yield view.span(match.start(), match.end(), Label.EMAIL, Source.KNOWN)
        if len(local) > 3 and fold(local) not in known.parts and not lexicon.lexicon().knows(fold(local)):
            yield from _literal(view, local, Label.HANDLE)
    for handle in known.handles:
        yield from _literal(view, handle, Label.HANDLE)
        bare = handle.lstrip("@").rstrip("/").rsplit("/", 1)[-1]
        if len(bare) > 3 and not lexicon.lexicon().knows(fold(bare)):
            yield from _literal(view, bare, Label.HANDLE)
    yield from _phones(view, known.phones)
    if known.address:
        yield from _address(view, known.address)


def _phones(view: View, phones: Iterable[str]) -> Iterator[Span]:
    wanted = {digits[-10:] for digits in (re.sub(r"\D", "", p) for p in phones) if len(digits) >= 6}
    if not wanted:
        return
    for match in _DIGITS.finditer(view.text):
        digits = re.sub(r"\D", "", match[0])
        if any(number in digits for number in wanted):
            start = match.start() - (view.text[match.start() - 1 : match.start()] == "+")
            yield view.span(start, match.end(), Label.PHONE, Source.KNOWN)


def _address(view: View, address: str) -> Iterator[Span]:
    words = re.findall(r"\w+", View(address).text)
    if len(words) > 1:
        whole = r"[\s,.;:/#\-]+".join(map(re.escape, words))
        for match in re.finditer(rf"(?<!\w){whole}(?!\w)", view.text, re.I):
            yield view.span(match.start(), match.end(), Label.ADDRESS, Source.KNOWN)
    english = lexicon.lexicon()
    for line in re.split(r"[,;\n]+", View(address).text):
        pieces = re.findall(r"\w+", line)
        telling = [p for p in pieces if p.isdigit() or not english.knows(p.lower())]
        if len(pieces) > 1 and telling:
            yield from _pattern(view, r"[\s,.;:/#\-]+".join(map(re.escape, pieces)), Label.ADDRESS)
        for piece in pieces:
            lower = fold(piece)
            if (piece.isdigit() and len(piece) >= 4) or (
                len(piece) > 3
                and piece.isalpha()
                and not english.knows(lower)
                and lower not in lexicon.public()
            ):
                yield from _pattern(view, re.escape(piece), Label.ADDRESS)


def _school(view: View, school: str) -> Iterator[Span]:
    words = re.findall(r"[\w']+", View(school).text)
    if not words:
        return
    english, given = lexicon.lexicon(), lexicon.names()
    yield from _pattern(view, r"[\s,.\-]+".join(map(re.escape, words)), Label.SCHOOL)
    telling = [w for w in words if fold(w) not in _SCHOOL_WORDS]
    if len(words) > 2:
        letters = "".join(
            w[0] for w in words if w[0].isupper() or w.lower() not in ("of", "the", "and", "for")
        )
        if len(letters) > 2:
            for match in re.finditer(rf"(?<!\w){re.escape(letters.upper())}(?!\w)", view.text):
                yield view.span(match.start(), match.end(), Label.SCHOOL, Source.KNOWN)
    for size in range(2, len(words)):
        if any(word in telling for word in words[:size]):
            yield from _pattern(view, r"[\s,.\-]+".join(map(re.escape, words[:size])), Label.SCHOOL)
    for word in telling:
        lower = fold(word)
        if (
            len(lower) > 3
            and not english.knows(lower)
            and lower not in lexicon.public()
            and lower not in given.given
        ):
            yield from _pattern(view, re.escape(word), Label.SCHOOL)


def _literal(view: View, text: str, label: Label) -> Iterator[Span]:
    words = View(text).text.split()
    if words:
        yield from _pattern(view, r"\s+".join(map(re.escape, words)), label)


def _pattern(view: View, pattern: str, label: Label) -> Iterator[Span]:
    for match in re.finditer(rf"(?<!\w){pattern}(?!\w)", view.text, re.I):
        if match.end() > match.start():
            yield view.span(match.start(), match.end(), label, Source.KNOWN)


def _loose(text: str) -> str:
    """A pattern for an e-mail's part in which dots may be spoken."""
    return r"(?:\.|\s*\bdot\b\s*)".join(re.escape(piece) for piece in text.split("."))


def _strings(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,) if value.strip() else ()
    if isinstance(value, list | tuple):
        return tuple(item for item in value if isinstance(item, str) and item.strip())
    return ()
