r"""Texts of questions as a small tree, so that every format they travel in is made from the same reading.

Paragraphs are parted by empty lines; within one, a line end is a line break. `**bold**`, `*italic*`,
`$TeX$`, `$$TeX$$` on its own line, `![alt](figure:NAME)`; a backslash takes the meaning from `*`, `$`, `\`
and `!`. As in pandoc, an opening `$` has no space behind it and a closing one none before it and no digit
behind it, so that "$5 and $6" are prices; and a `*` between letters or digits, as in 2*3*4, is a star.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LONGEST_SPAN = 4000


@dataclass(frozen=True, slots=True)
class Words:
    text: str


@dataclass(frozen=True, slots=True)
class Break:
    """A line break."""


@dataclass(frozen=True, slots=True)
class Math:
    tex: str
    display: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    name: str
    alt: str


@dataclass(frozen=True, slots=True)
class Bold:
    inside: "tuple[Inline, ...]"


@dataclass(frozen=True, slots=True)
class Italic:
    inside: "tuple[Inline, ...]"


Inline = Words | Break | Math | Picture | Bold | Italic
Paragraph = tuple[Inline, ...]

_SPAN = re.compile(
    r"\\(?P<escaped>[\\*$!])"
    rf"|\$\$(?P<display>[^$]{{1,{LONGEST_SPAN}}})\$\$"
    rf"|\$(?=[^\s$])(?P<math>(?:\\.|[^$\\]){{1,{LONGEST_SPAN}}})(?<=\S)\$(?!\d)"
    r"|!\[(?P<alt>[^\]\n]{0,1000})\]\(figure:(?P<figure>[a-z0-9_-]{1,40})\)"
    rf"|(?<![\w*])\*\*(?=[^\s*])(?P<bold>.{{1,{LONGEST_SPAN}}}?)(?<=[^\s*\\])\*\*(?![\w*])"
    rf"|(?<![\w*])\*(?=[^\s*])(?P<italic>[^*]{{1,{LONGEST_SPAN}}}?)(?<=[^\s*\\])\*(?![\w*])"
    r"|(?P<line>[ \t]*\n[ \t]*)",
    re.DOTALL,
)


def read(text: str) -> tuple[Paragraph, ...]:
    """The paragraphs of `text`. Every text has a reading; nothing raises."""
    clean = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    blocks = re.split(r"\n[ \t]*\n\s*", clean.strip())
    return tuple(tuple(_inline(block.strip())) for block in blocks if block.strip())


def _inline(text: str, depth: int = 0) -> Iterator[Inline]:
    plain = ""
    at = 0
    for found in _SPAN.finditer(text):
        if depth > 1 and (found["bold"] or found["italic"]):
            continue
        plain += text[at : found.start()]
        at = found.end()
        if found["escaped"]:
            plain += found["escaped"]
            continue
        if plain:
            yield Words(plain)
            plain = ""
        yield _span(found, depth)
    plain += text[at:]
    if plain:
        yield Words(plain)


def _span(found: re.Match[str], depth: int) -> Inline:
    match found.lastgroup:
        case "display":
            return Math(found["display"].strip(), display=True)
        case "math":
            return Math(found["math"])
        case "figure":
            return Picture(found["figure"], found["alt"].strip())
        case "bold":
            return Bold(tuple(_inline(found["bold"], depth + 1)))
        case "italic":
            return Italic(tuple(_inline(found["italic"], depth + 1)))
        case _:
            return Break()


def write(paragraphs: Sequence[Paragraph]) -> str:
    """The text that reads as `paragraphs`. Stars and dollars are escaped only where they would mislead."""
    return "\n\n".join(_paragraph(one) for one in paragraphs if one)


def _paragraph(nodes: Paragraph) -> str:
    merged = tuple(_merged(nodes))
    plain = "".join(_source(node, escape=False) for node in merged)
    if read(plain) == (merged,):
        return plain
    return "".join(_source(node, escape=True) for node in merged)


def _merged(nodes: Sequence[Inline]) -> Iterator[Inline]:
    words = ""
    for node in nodes:
        if isinstance(node, Words):
            words += node.text
            continue
        if words:
            yield Words(words)
            words = ""
        yield node
    if words:
        yield Words(words)


def _source(node: Inline, *, escape: bool) -> str:
    match node:
        case Words(text):
            return re.sub(r"([\\*$]|!(?=\[))", r"\\\1", text) if escape else text
        case Math(tex, display):
            return f"$${tex}$$" if display else f"${tex}$"
        case Picture(name, alt):
            return f"![{alt.replace(']', ')')}](figure:{name})"
        case Bold(inside):
            return f"**{''.join(_source(one, escape=escape) for one in inside)}**"
        case Italic(inside):
            return f"*{''.join(_source(one, escape=escape) for one in inside)}*"
        case _:
            return "\n"


def canonical(text: str) -> str:
    """`text` in the one spelling that all formats give back."""
    return write(read(text))


def plain(text: str) -> str:
    """`text` in one line without marks, for lists and titles."""
    return " ".join(" ".join(_plain(node) for node in one) for one in read(text)).strip()


def _plain(node: Inline) -> str:
    match node:
        case Words(text):
            return " ".join(text.split())
        case Math(tex, _):
            return tex
        case Picture(_, alt):
            return alt
        case Bold(inside) | Italic(inside):
            return " ".join(_plain(one) for one in inside)
        case _:
            return " "


def pictures(text: str) -> list[Picture]:
    """The figures a text places, in order."""
    return [node for one in read(text) for part in one for node in _flat(part) if isinstance(node, Picture)]


def _flat(node: Inline) -> Iterator[Inline]:
    yield node
    if isinstance(node, Bold | Italic):
        for one in node.inside:
            yield from _flat(one)
