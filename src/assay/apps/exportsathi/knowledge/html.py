"""What a reader sees of an HTML page, under its headings. Hidden text is left out: nobody could check it."""

import re
from html.parser import HTMLParser

HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_SILENT = """
script style template noscript head title iframe object svg math select textarea
"""
SILENT = frozenset(_SILENT.split())
_VOID = """
area base br col embed hr img input link meta source track wbr
"""
VOID = frozenset(_VOID.split())
_BLOCKS = """
address article aside blockquote body caption dd details div dl dt fieldset figcaption figure footer
form header hr legend li main nav ol p pre section summary table tbody tfoot thead tr ul
"""
BLOCKS = frozenset(_BLOCKS.split())
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0+)?\s*(?:;|$)"
    r"|font-size\s*:\s*0(?:px|em|rem|pt|%)?\s*(?:;|$)|(?:left|top|text-indent)\s*:\s*-\d{3,}"
    r"|clip(?:-path)?\s*:|(?:width|height)\s*:\s*0(?:px)?\s*(?:;|$)",
    re.I,
)
_COLOUR = re.compile(r"(?:^|;)\s*color\s*:\s*([^;]+)", re.I)
_WHITE = frozenset({"#fff", "#ffffff", "white", "transparent", "rgba(0,0,0,0)"})


def visible(written: str) -> list[tuple[str, str]]:
    """(path of headings, text below them) in their order."""
    parser = _Reader()
    parser.feed(written)
    parser.close()
    parser.finish()
    return parser.parts


def is_hidden(attributes: dict[str, str | None]) -> bool:
    """Whether an element is not shown: by attribute, by style, or in the colour of the paper."""
    if "hidden" in attributes or (attributes.get("aria-hidden") or "").lower() == "true":
        return True
    style = attributes.get("style") or ""
    colour = _COLOUR.search(style)
    white = bool(colour) and "".join((colour.group(1) if colour else "").lower().split()) in _WHITE
    return bool(_HIDDEN.search(style)) or (white and "background" not in style.lower())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[tuple[str, str]] = []
        self._open: list[tuple[str, bool]] = []
        self._silent = 0
        self._path: list[tuple[int, str]] = []
        self._body: list[str] = []
        self._title: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._put("\n")
        if tag in VOID:
            return
        silent = tag in SILENT or is_hidden(dict(attrs))
        self._open.append((tag, silent))
        self._silent += silent
        if self._silent:
            return
        if tag in HEADINGS:
            self._close()
            self._title = []
        elif tag == "li":
            self._put("\n- ")
        elif tag in {"td", "th"}:
            self._put(" | ")
        elif tag in BLOCKS:
            self._put("\n\n" if tag != "tr" else "\n")

    def handle_endtag(self, tag: str) -> None:
        if tag not in {name for name, _silent in self._open}:
            return
        while self._open:
            name, silent = self._open.pop()
            self._silent -= silent
            if name == tag:
                break
        if tag in HEADINGS and self._title is not None:
            level = HEADINGS[tag]
            title = " ".join("".join(self._title).split())
            self._title = None
            self._path = [one for one in self._path if one[0] < level] + ([(level, title)] if title else [])
        elif tag in BLOCKS and not self._silent:
            self._put("\n" if tag in {"li", "tr"} else "\n\n")

    def handle_data(self, data: str) -> None:
        # Line breaks of the source mean nothing; those of elements were put in already.
        self._put(" ".join(data.split("\n")))

    def _put(self, data: str) -> None:
        if self._silent:
            return
        (self._body if self._title is None else self._title).append(data)

    def _close(self) -> None:
        body = "".join(self._body).replace("\n | ", "\n")
        if body.strip():
            self.parts.append((" › ".join(title for _level, title in self._path), body))
        self._body = []

    def finish(self) -> None:
        if self._title is not None:
            self._body += self._title
            self._title = None
        self._close()
