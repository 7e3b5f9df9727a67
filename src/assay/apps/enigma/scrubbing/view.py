"""A plain view of a text for matching, with the way back to the offsets of the input.

Writers (and those who want to be recognised) type names with accents, combining marks, full-width letters,
zero-width characters or look-alikes of other alphabets. All layers read the same view, in which those are
folded to plain letters; every range found there is carried back to code points of the input.
"""

import unicodedata
from collections.abc import Iterable

from assay.apps.enigma.scrubbing.spans import Label, Source, Span

#: Letters of other alphabets that look like Latin ones; folded only beside a Latin letter.
_LOOKALIKES = str.maketrans(
    "АВЕЅІЈКМНОРСТХҮавеѕіјкорсухүΑΒΕΖΗΙΚΜΝΟΡΤΥΧαορν",
    "ABESIJKMHOPCTXYabesijkopcyxyABEZHIKMNOPTYXaopv",
)
_QUOTES = {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "“": '"', "”": '"', "‐": "-", "‑": "-", "–": "-",
           "—": "-", "\u00a0": " "}  # fmt: skip


class View:
    """The folded `text` of an input, one or more characters for each visible code point.

    `span(start, end, ...)` turns a range of the view into a `Span` of the input. Marks and zero-width
    characters that follow the last character belong to the span.
    """

    __slots__ = ("_back", "source", "text")

    def __init__(self, source: str) -> None:
        self.source = source
        self._back: list[int] | None = None
        if source.isascii():
            self.text = source.replace("`", "'")
            return
        out: list[str] = []
        back: list[int] = []
        for position, char in enumerate(source):
            plain = char if char.isascii() else _plain(source, position, char)
            out.append(plain)
            back.extend([position] * len(plain))
        self.text = "".join(out)
        self._back = back

    def span(self, start: int, end: int, label: Label, source: Source) -> Span:
        if self._back is None:
            return Span(start, end, label, source)
        back = self._back
        stop = back[end] if end < len(back) else len(self.source)
        # Two view characters may stem from one input character: then the whole of it belongs to the span.
        return Span(back[start], max(stop, back[end - 1] + 1), label, source)

    def mask(self, spans: Iterable[Span]) -> bytearray:
        """One byte for each view character: 1 where one of the input `spans` covers it."""
        whole = bytearray(len(self.source))
        for span in spans:
            whole[span.start : span.end] = b"\x01" * span.length
        if self._back is None:
            return whole
        return bytearray(whole[position] for position in self._back)


def fold(word: str) -> str:
    """Lower case, without accents or marks: the key under which names are compared."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word)
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def _plain(source: str, position: int, char: str) -> str:
    quote = _QUOTES.get(char)
    if quote is not None:
        return quote
    category = unicodedata.category(char)
    if category in ("Mn", "Me", "Cf"):
        return ""
    alike = char.translate(_LOOKALIKES)
    if alike != char and _beside_latin(source, position):
        return alike
    plain = "".join(c for c in unicodedata.normalize("NFKD", char) if unicodedata.category(c) != "Mn")
    return plain or char


def _beside_latin(source: str, position: int) -> bool:
    around = source[max(0, position - 2) : position] + source[position + 1 : position + 3]
    return any(c.isascii() and c.isalpha() for c in around)
