"""XML that others wrote, read without trust: no document types, so no entities; bounded in size and depth.

A document type is where entity expansion ("billion laughs") and external files come from; none of the formats
needs one.
"""

from typing import Any
from xml.etree.ElementTree import Element, TreeBuilder, tostring
from xml.parsers.expat import ExpatError, ParserCreate

from assay.kernel.errors import Invalid
from assay.kernel.web.i18n import gettext as _

LARGEST = 20_000_000
DEEPEST = 100
MOST_ELEMENTS = 500_000


class BadXml(Invalid):
    slug, title = "xml-not-read", "This file cannot be read as XML"


def parse(data: bytes, where: str = "") -> Element:
    """The root element, names without their namespaces. Raises BadXml naming the line."""
    if len(data) > LARGEST:
        raise BadXml(_("%(where)s is larger than 20 MB.") % {"where": where or _("The file")})
    builder = TreeBuilder()
    parser: Any = ParserCreate(namespace_separator=" ")
    depth = count = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, count
        depth, count = depth + 1, count + 1
        if depth > DEEPEST or count > MOST_ELEMENTS:
            raise BadXml(_("The file is nested too deeply or holds too many elements."))
        builder.start(_local(name), {_local(key): value for key, value in attributes.items()})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(_local(name))

    def refuse(*_arguments: object) -> None:
        raise BadXml(
            _("%(where)sline %(line)s: a document type is not taken. Remove the <!DOCTYPE ...>.")
            % {"where": f"{where}, " if where else "", "line": parser.CurrentLineNumber}
        )

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except ExpatError as error:
        raise BadXml(
            _("%(where)sline %(line)s: %(why)s. Save the file again from where it was made.")
            % {"where": f"{where}, " if where else "", "line": error.lineno, "why": str(error).split(":")[0]}
        ) from None
    return builder.close()


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def write(root: Element) -> bytes:
    """The document, not indented: white space would become part of texts."""
    body: bytes = tostring(root, encoding="utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + body + b"\n"


def allowed(text: str) -> str:
    """`text` without the control characters that XML 1.0 cannot carry."""
    return "".join(
        c
        for c in text
        if c in "\t\n" or (c >= " " and c not in "\ufffe\uffff" and not "\ud800" <= c <= "\udfff")
    )


def text_of(element: Element | None) -> str:
    """All text within an element."""
    return "" if element is None else "".join(element.itertext())
