"""Texts of questions as HTML for our own pages: everything escaped, formulas left to the page's script.

A formula is written as its TeX in a `<span data-tex>`; `js/math.js` turns it into MathML in the browser, and
whoever runs no scripts reads the TeX.
"""

from collections.abc import Callable, Mapping

from markupsafe import Markup, escape

from assay.kernel.questions.document import Figure
from assay.kernel.questions.markup import Bold, Break, Inline, Italic, Math, Paragraph, Picture, Words, read
from assay.kernel.web.i18n import gettext as _

FigureUrl = Callable[[Figure], str]


def paragraphs(
    text: str, figures: Mapping[str, Figure] | None = None, url: FigureUrl | None = None
) -> Markup:
    """`text` as paragraphs. `figures` by name; `url` says where a figure's file is fetched.

    A figure that is not known, or whose file cannot be fetched here, is shown by its words.
    """
    shown = (_paragraph(one, figures or {}, url) for one in read(text))
    return Markup("\n").join(shown)


def inline(text: str) -> Markup:
    """`text` without paragraphs of its own, for an option's label; paragraphs become line breaks."""
    return Markup("<br>").join(_all(one, {}, None) for one in read(text))


def excerpt(text: str, letters: int = 90) -> Markup:
    """The beginning of `text` for a list: about so many letters, no formula cut in two, no figure."""
    told, left = Markup(), letters
    for node in [node for paragraph in read(text) for node in (*paragraph, Words(" "))]:
        if left <= 0:
            return told + "…"
        if isinstance(node, Words) and len(node.text) > left:
            return told + node.text[:left].rsplit(" ", 1)[0] + "…"
        if not isinstance(node, Picture | Break):
            told += _one(node, {}, None)
        left -= len(node.text) if isinstance(node, Words) else len(node.tex) if isinstance(node, Math) else 0
    return told


def _paragraph(nodes: Paragraph, figures: Mapping[str, Figure], url: FigureUrl | None) -> Markup:
    return Markup("<p>{}</p>").format(_all(nodes, figures, url))


def _all(nodes: tuple[Inline, ...], figures: Mapping[str, Figure], url: FigureUrl | None) -> Markup:
    return Markup("").join(_one(node, figures, url) for node in nodes)


def _one(node: Inline, figures: Mapping[str, Figure], url: FigureUrl | None) -> Markup:
    match node:
        case Words(text):
            return escape(text)
        case Math(tex, display):
            kind = Markup(" data-display") if display else ""
            return Markup('<span class="math" data-tex="{0}"{1}>{0}</span>').format(tex, kind)
        case Picture(name, alt):
            figure = figures.get(name)
            words = alt or (figure.alt if figure else "")
            if figure is None or url is None:
                return Markup('<span class="figure-words">[{}: {}]</span>').format(_("Figure"), words or name)
            return Markup('<img class="question-figure" src="{}" alt="{}">').format(url(figure), words)
        case Bold(inside):
            return Markup("<strong>{}</strong>").format(_all(inside, figures, url))
        case Italic(inside):
            return Markup("<em>{}</em>").format(_all(inside, figures, url))
        case Break():
            return Markup("<br>")
