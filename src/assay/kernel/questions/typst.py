"""Texts of questions as Typst's markup, for what is printed.

Words travel as strings, never as markup: nothing a text holds is read as anything but its letters. A formula
the printer does not know is shown as its TeX; `untranslatable` lists those beforehand.
"""

from collections.abc import Callable, Iterator

from assay.kernel.questions.markup import Bold, Break, Inline, Italic, Math, Paragraph, Picture, Words, read
from assay.kernel.questions.typst_math import Untranslatable, formula, string

Figure = Callable[[Picture], str]
"""What stands in place of a figure, as Typst's markup."""


def content(text: str, figure: Figure) -> str:
    """`text` as content, with its brackets; paragraphs are parted by `parbreak`."""
    return "[" + "#parbreak();".join(_paragraph(one, figure) for one in read(text)) + "]"


def untranslatable(text: str) -> list[str]:
    """What the printer cannot set, a sentence for each formula."""
    found = []
    for one in read(text):
        for math in _formulas(one):
            try:
                formula(math.tex, display=math.display)
            except Untranslatable as error:
                found.append(f"{math.tex}: {error}")
    return found


def _formulas(nodes: tuple[Inline, ...]) -> Iterator[Math]:
    for node in nodes:
        if isinstance(node, Math):
            yield node
        elif isinstance(node, Bold | Italic):
            yield from _formulas(node.inside)


def _paragraph(nodes: Paragraph, figure: Figure) -> str:
    return "".join(_one(node, figure) for node in nodes)


def _one(node: Inline, figure: Figure) -> str:
    match node:
        case Words(text):
            return f"#{string(text)};"
        case Math(tex, display):
            try:
                return formula(tex, display=display)
            except Untranslatable:
                return f"#raw({string(tex)});"
        case Picture():
            return figure(node)
        case Bold(inside):
            return f"#strong[{_paragraph(inside, figure)}];"
        case Italic(inside):
            return f"#emph[{_paragraph(inside, figure)}];"
        case Break():
            return "#linebreak();"
