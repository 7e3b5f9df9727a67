"""What QTI 2.2 and 3.0 share: packages, and the names that differ.

A package holds a manifest, an item for each question, and one test whose sections are the pools.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from assay.kernel.questions import qti_read, qti_write, safexml
from assay.kernel.questions.document import Question, QuestionType
from assay.kernel.questions.transfer import (
    LARGEST,
    Exported,
    FormatError,
    Imported,
    Notes,
    check_count,
    label,
    settled,
    unpacked,
)
from assay.kernel.web.i18n import gettext as _

HTML = frozenset({"p", "div", "span", "strong", "em", "br", "img", "b", "i"})
TEST = "test.xml"


@dataclass(frozen=True, slots=True)
class Version:
    """What tells the versions apart. `dashed`: names as in `qti-choice-interaction`, `max-choices`."""

    name: str
    namespace: str
    schema_version: str
    item_type: str
    test_type: str
    dashed: bool

    def out(self, root: Element) -> bytes:
        """The document of a tree in the names of version 2.2."""
        if self.dashed:
            for one in root.iter():
                if one.tag not in HTML:
                    one.tag = f"qti-{_dashed(one.tag)}"
                    attributes = {_dashed(name): value for name, value in one.attrib.items()}
                    one.attrib.clear()
                    one.attrib.update(attributes)
        root.set("xmlns", self.namespace)
        return safexml.write(root)


def _dashed(name: str) -> str:
    return re.sub(r"([A-Z])", lambda found: f"-{found[1].lower()}", name)


def _camel(name: str) -> str:
    return re.sub(r"-([a-z])", lambda found: found[1].upper(), name)


def normal(root: Element) -> Element:
    """A tree of either version in the names of version 2.2."""
    for one in root.iter():
        if one.tag.startswith("qti-"):
            one.tag = _camel(one.tag[4:])
            attributes = {_camel(name): value for name, value in one.attrib.items()}
            one.attrib.clear()
            one.attrib.update(attributes)
    return root


def write_item(question: Question, version: Version, identifier: str = "item-1") -> Exported:
    """One question as a single item."""
    notes = Notes()
    made = settled([question], notes)[0]
    _warn(made, 1, notes)
    data = version.out(qti_write.item(made, identifier))
    return Exported(data, "application/xml", ".xml", notes.all())


def write_package(questions: Sequence[Question], version: Version) -> Exported:
    """A content package of all questions. The same questions give the same bytes."""
    notes = Notes()
    made = settled(questions, notes)
    names = [f"items/item-{number:04}.xml" for number in range(1, len(made) + 1)]
    files = {}
    for number, (name, question) in enumerate(zip(names, made, strict=True), 1):
        _warn(question, number, notes)
        files[name] = version.out(qti_write.item(question, f"item-{number:04}"))
    files[TEST] = version.out(_test(made, names))
    files["imsmanifest.xml"] = safexml.write(_manifest(names, version))
    return Exported(_zipped(files), "application/zip", f"-{version.name}.zip", notes.all())


def _warn(question: Question, number: int, notes: Notes) -> None:
    where = label(question, number)
    if question.kind is QuestionType.FORMULA:
        notes.add(where, _("comparison of formulas"), _("Other systems compare the answer letter by letter."))
    if question.points != round(question.points, 6):
        notes.add(where, _("points"), _("They were written with their decimals, which others may round."))


def _test(questions: Sequence[Question], names: Sequence[str]) -> Element:
    root = Element("assessmentTest", {"identifier": "test", "title": "Exam"})
    part = SubElement(
        root,
        "testPart",
        {"identifier": "part", "navigationMode": "nonlinear", "submissionMode": "simultaneous"},
    )
    # One section for each run of questions of a pool, so that the order of the exam is kept.
    section: Element | None = None
    pool: str | None = None
    for number, (question, name) in enumerate(zip(questions, names, strict=True), 1):
        if section is None or question.pool != pool:
            pool = question.pool
            title = safexml.allowed(pool) or "-"
            section = SubElement(
                part,
                "assessmentSection",
                {"identifier": f"section-{number:04}", "title": title, "visible": "false"},
            )
        SubElement(section, "assessmentItemRef", {"identifier": f"ref-{number:04}", "href": name})
    return root


def _manifest(names: Sequence[str], version: Version) -> Element:
    root = Element(
        "manifest",
        {"identifier": "manifest", "xmlns": "http://www.imsglobal.org/xsd/imscp_v1p1"},
    )
    metadata = SubElement(root, "metadata")
    SubElement(metadata, "schema").text = "QTI Package"
    SubElement(metadata, "schemaversion").text = version.schema_version
    SubElement(root, "organizations")
    resources = SubElement(root, "resources")
    test = SubElement(resources, "resource", {"identifier": "test", "type": version.test_type, "href": TEST})
    SubElement(test, "file", {"href": TEST})
    for number, name in enumerate(names, 1):
        identifier = f"item-{number:04}"
        SubElement(test, "dependency", {"identifierref": identifier})
        attributes = {"identifier": identifier, "type": version.item_type, "href": name}
        SubElement(SubElement(resources, "resource", attributes), "file", {"href": name})
    return root


def _zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name in sorted(files, key=lambda one: one != "imsmanifest.xml"):
            package.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), files[name])
    return buffer.getvalue()


def parse(data: bytes) -> Imported:
    """The questions of an item or a package, of either version. Raises FormatError, BadXml."""
    notes = Notes()
    if data.startswith(b"PK"):
        items = list(_package(unpacked(data), notes))
    else:
        if len(data) > LARGEST:
            raise FormatError(_("The file is larger than 5 MB. Split it."))
        root = normal(safexml.parse(data))
        if root.tag != "assessmentItem":
            raise FormatError(
                _("The file holds <%(tag)s>, not an item. Choose the format it is in.") % {"tag": root.tag}
            )
        items = [(root.get("title") or root.get("identifier") or "1", "", root)]
    check_count(len(items))
    found = [qti_read.item(root, where, pool, notes) for where, pool, root in items]
    return Imported(tuple(one for one in found if one is not None), notes.all())


def _package(files: dict[str, bytes], notes: Notes) -> Iterator[tuple[str, str, Element]]:
    manifest = files.get("imsmanifest.xml")
    if manifest is None:
        raise FormatError(_("The package holds no imsmanifest.xml at its top. Make it again."))
    resources = safexml.parse(manifest, "imsmanifest.xml").findall("resources/resource")
    pools: dict[str, str] = {}
    wanted: list[str] = []
    for one in resources:
        kind, name = one.get("type", ""), one.get("href", "")
        if "item" in kind and name:
            wanted.append(name)
        elif "test" in kind and name in files:
            pools |= _pools(normal(safexml.parse(files[name], name)), posixpath.dirname(name))
        elif kind and "metadata" not in kind:
            notes.add(name or kind, kind, _("Only items and tests are read from packages."))
    # The order of a test is the order of the exam; items that no test names follow.
    for name in [*(one for one in pools if one in wanted), *(one for one in wanted if one not in pools)]:
        if name not in files:
            notes.add(
                name, _("the whole question"), _("The manifest names it, but it is not in the package.")
            )
            continue
        root = normal(safexml.parse(files[name], name))
        if root.tag == "assessmentItem":
            yield f"{name} ({root.get('title', '')})", pools.get(name, ""), root
        else:
            notes.add(name, f"<{root.tag}>", _("This is not an item."))


def _pools(test: Element, folder: str) -> dict[str, str]:
    found = {}
    for section in test.iter("assessmentSection"):
        title = section.get("title", "")
        for one in section.findall("assessmentItemRef"):
            name = posixpath.normpath(posixpath.join(folder, one.get("href", "")))
            found[name] = "" if title == "-" else title[:60]
    return found
