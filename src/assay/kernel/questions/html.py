"""Texts of questions as XHTML, and HTML that others wrote as texts of ours; what has no place is named."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, SubElement

from assay.kernel.questions.markup import (
    Bold,
    Break,
    Inline,
    Italic,
    Math,
    Paragraph,
    Picture,
    Words,
    read,
    write,
)
from assay.kernel.questions.safexml import allowed

KNOWN = frozenset(
    {"p", "div", "br", "b", "strong", "i", "em", "span", "img", "html", "body", "itembody", "font", "a", "u"}
    | {"section", "article", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "code", "label"}
)
BLOCKS = frozenset({"p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "section", "article", "tr"})
SILENT = frozenset({"script", "style", "head", "title"})
_SPACE = re.compile(r"[ \t\n\r\f]+")
_TEX = re.compile(r"\\\((.+?)\\\)|\\\[(.+?)\\\]|\$\$([^$]+)\$\$", re.DOTALL)


def build(parent: Element, text: str, paragraph: str = "p") -> None:
    """Append `text` to `parent`, a `paragraph` element for each; with "" all goes into the parent itself."""
    paragraphs = read(allowed(text))
    for place, nodes in enumerate(paragraphs):
        if not paragraph and place:
            SubElement(parent, "br")
            SubElement(parent, "br")
        _append(SubElement(parent, paragraph) if paragraph else parent, nodes)


def _append(parent: Element, nodes: Paragraph) -> None:
    for node in nodes:
        match node:
            case Words(text):
                _text(parent, text)
            case Math(tex, display):
                span = SubElement(parent, "span", {"class": "math"})
                span.text = rf"\[{tex}\]" if display else rf"\({tex}\)"
            case Picture(name, alt):
                SubElement(parent, "img", {"src": f"figures/{name}", "alt": alt})
            case Bold(inside):
                _append(SubElement(parent, "strong"), inside)
            case Italic(inside):
                _append(SubElement(parent, "em"), inside)
            case Break():
                SubElement(parent, "br")


def _text(parent: Element, text: str) -> None:
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def source(text: str) -> str:
    """`text` as a piece of HTML."""
    from xml.etree.ElementTree import tostring

    holder = Element("div")
    build(holder, text)
    return "".join(tostring(one, encoding="unicode") for one in holder)


def text_of(html: str, lost: Callable[[str], None]) -> str:
    """HTML as a text of ours. `lost` is told of each kind of element whose meaning has no place in it."""
    reader = _Reader(lost)
    reader.feed(html)
    reader.close()
    return write(tuple(reader.paragraphs()))


def text_of_element(element: Element | None, lost: Callable[[str], None]) -> str:
    """The inside of an XML element, likewise."""
    from xml.etree.ElementTree import tostring

    if element is None:
        return ""
    inside = (element.text or "") and _escaped(element.text or "")
    return text_of(inside + "".join(tostring(one, encoding="unicode") for one in element), lost)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


class _Reader(HTMLParser):
    """Nodes of paragraphs; marks that are still open are kept on a stack."""

    def __init__(self, lost: Callable[[str], None]) -> None:
        super().__init__(convert_charrefs=True)
        self._lost = lost
        self._done: list[Paragraph] = []
        self._stack: list[tuple[str, list[Inline]]] = [("", [])]
        self._silent = 0

    def paragraphs(self) -> list[Paragraph]:
        self._close_block()
        return [one for one in self._done if one]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag in SILENT:
            self._silent += 1
        elif tag in BLOCKS:
            self._close_block()
        elif tag == "br":
            self._stack[-1][1].append(Break())
        elif tag in ("b", "strong", "i", "em"):
            self._stack.append(("strong" if tag in ("b", "strong") else "em", []))
        elif tag == "img":
            self._image(attributes)
        elif tag not in KNOWN:
            self._lost(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in BLOCKS:
            self._close_block()
        elif tag in ("b", "strong", "i", "em"):
            self._close_mark("strong" if tag in ("b", "strong") else "em")

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        nodes = self._stack[-1][1]
        at = 0
        for found in _TEX.finditer(data):
            self._words(nodes, data[at : found.start()])
            tex = found[1] or found[2] or found[3]
            nodes.append(Math(tex.strip(), display=found[1] is None))
            at = found.end()
        self._words(nodes, data[at:])

    def _words(self, nodes: list[Inline], text: str) -> None:
        if text:
            nodes.append(Words(_SPACE.sub(" ", text)))

    def _image(self, attributes: dict[str, str]) -> None:
        found = re.fullmatch(r"figures/([a-z0-9_-]{1,40})", attributes.get("src", ""))
        if found:
            self._stack[-1][1].append(Picture(found[1], attributes.get("alt", "")))
            return
        self._lost("img")
        if alt := attributes.get("alt", ""):
            self._stack[-1][1].append(Words(f"[{alt}]"))

    def _close_mark(self, tag: str) -> None:
        if len(self._stack) > 1 and self._stack[-1][0] == tag:
            _tag, nodes = self._stack.pop()
            inside = _trimmed(nodes)
            if not inside:
                self._stack[-1][1].extend(nodes)
                return
            before, after = nodes[0], nodes[-1]
            if isinstance(before, Words) and before.text.startswith(" "):
                self._stack[-1][1].append(Words(" "))
            self._stack[-1][1].append(Bold(inside) if tag == "strong" else Italic(inside))
            if isinstance(after, Words) and after.text.endswith(" "):
                self._stack[-1][1].append(Words(" "))

    def _close_block(self) -> None:
        while len(self._stack) > 1:
            self._close_mark(self._stack[-1][0])
        self._done.append(_trimmed(self._stack[0][1]))
        self._stack = [("", [])]


def _trimmed(nodes: list[Inline]) -> Paragraph:
    """Neighbouring words joined, no white space at the ends or around line breaks."""
    joined: list[Inline] = []
    for node in nodes:
        if isinstance(node, Words) and joined and isinstance(joined[-1], Words):
            joined[-1] = Words(re.sub(r" +", " ", joined[-1].text + node.text))
        else:
            joined.append(node)
    for place, node in enumerate(joined):
        if isinstance(node, Words):
            text = node.text
            if place == 0 or isinstance(joined[place - 1], Break):
                text = text.lstrip(" ")
            if place == len(joined) - 1 or isinstance(joined[place + 1], Break):
                text = text.rstrip(" ")
            joined[place] = Words(text)
    kept = [node for node in joined if node != Words("")]
    while kept and isinstance(kept[0], Break):
        kept.pop(0)
    while kept and isinstance(kept[-1], Break):
        kept.pop()
    return tuple(kept)
