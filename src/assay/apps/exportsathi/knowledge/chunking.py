"""A text cut into passages along headings, paragraphs and sentences, with exact offsets. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assay.apps.exportsathi.knowledge.reading import Read

AIM = 700
"""Characters a passage should have: what the model of meaning reads at once is about 1,000."""
MOST = 1_100

_PARAGRAPH = re.compile(r"\S(?:.|\n(?!\n))*", re.M)
_END = re.compile(r"[.!?…](?:[)\]\"'’”]*)(?=\s|$)|\n(?=\s*(?:[-•–*]\s|\(?[a-z0-9ivx]{1,4}[.)]\s|\n))|\n\n")
_BULLET = re.compile(r"^[\s]*(?:[-•–*]\s+|\(?(?:[a-z]|[ivx]{1,4}|\d{1,3})[.)]\s+)?")
_SHORT = re.compile(
    r"(?:\b(?:no|nos|rs|sec|para|paras|viz|dr|mr|mrs|ms|st|vs|art|cf|eg|ie|e\.g|i\.e|etc|ltd|pvt|co|inc|approx"
    r"|ch|sl|fig|u\.s|u\.k|govt|dept|reg|regs|vol|pp?|hon)|(?<![\w-])[A-Z])\.$",
    re.I,
)
_OF_A_LIST = re.compile(r"\s*(?:\(?[0-9]{1,3}|[a-z])\.")


@dataclass(frozen=True, slots=True)
class Chunk:
    ordinal: int
    start: int
    end: int
    heading: str
    text: str


def chunks(read: Read) -> list[Chunk]:
    """The passages of a text: whole paragraphs of one section, split where they are long."""
    spans = []
    for section in read.sections:
        pieces = [
            piece
            for start, end in paragraphs(read.text, section.start, section.end)
            for piece in _short_enough(read.text, start, end)
        ]
        for start, end in _packed(pieces):
            spans.append((start, end, section.heading))
    return [
        Chunk(number, start, end, heading, read.text[start:end])
        for number, (start, end, heading) in enumerate(spans)
    ]


def paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for found in _PARAGRAPH.finditer(text, start, end):
        stop = found.end()
        while stop > found.start() and text[stop - 1].isspace():
            stop -= 1
        yield found.start(), stop


def sentences(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Offsets of the sentences and list items between `start` and `end`; bullets are left out.

    A line break inside a paragraph ends nothing by itself: it may come from the width of a page.
    """
    end = len(text) if end is None else end
    found: list[tuple[int, int]] = []
    begun = start
    for mark in _END.finditer(text, start, end):
        if mark.group()[0] == "." and _goes_on(text, begun, mark.end(), end):
            continue
        _add(text, begun, mark.end(), found)
        begun = mark.end()
    _add(text, begun, end, found)
    return found


def _goes_on(text: str, begun: int, at: int, end: int) -> bool:
    """Whether the full stop before `at` belongs to an abbreviation, or to a number that begins an item."""
    if _OF_A_LIST.fullmatch(text, begun, at):
        return True
    if _SHORT.search(text[max(begun, at - 12) : at].rsplit("\n", maxsplit=1)[-1].rpartition(" ")[2]):
        return True
    following = text[at : min(end, at + 3)].lstrip()
    return bool(following) and following[0].islower()


def _add(text: str, start: int, end: int, found: list[tuple[int, int]]) -> None:
    while end > start and text[end - 1].isspace():
        end -= 1
    bullet = _BULLET.match(text[start:end])
    start += bullet.end() if bullet else 0
    if end - start > 1 and any(c.isalpha() for c in text[start:end]):
        found.append((start, end))


def _short_enough(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A paragraph as it is, or in parts of at most MOST characters that end with a sentence or a word."""
    if end - start <= MOST:
        return [(start, end)]
    parts: list[tuple[int, int]] = []
    begun = start
    stops = [stop for _start, stop in sentences(text, start, end)]
    while end - begun > MOST:
        fitting = [stop for stop in stops if begun + AIM // 2 < stop <= begun + MOST]
        stop = fitting[-1] if fitting else text.rfind(" ", begun + 1, begun + MOST)
        stop = stop if stop > begun else begun + MOST
        parts.append((begun, stop))
        begun = stop
        while begun < end and text[begun].isspace():
            begun += 1
    if begun < end:
        parts.append((begun, end))
    return parts


def _packed(pieces: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Neighbours put together while they are short."""
    current: tuple[int, int] | None = None
    for start, end in pieces:
        if current and end - current[0] <= AIM:
            current = current[0], end
            continue
        if current:
            yield current
        current = start, end
    if current:
        yield current
