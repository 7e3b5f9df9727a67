"""The formats by name, and which one a file is in."""

from collections.abc import Callable, Sequence

from assay.kernel.questions import csv, gift, moodle, qti2, qti3
from assay.kernel.questions.document import Question
from assay.kernel.questions.transfer import LARGEST, Exported, Format, FormatError, Imported
from assay.kernel.web.i18n import gettext as _

_PARSERS: dict[Format, Callable[[bytes], Imported]] = {
    Format.QTI2: qti2.parse,
    Format.QTI3: qti3.parse,
    Format.MOODLE: moodle.parse,
    Format.GIFT: gift.parse,
    Format.CSV: csv.parse,
}
_WRITERS: dict[Format, Callable[[Sequence[Question]], Exported]] = {
    Format.QTI2: qti2.write,
    Format.QTI3: qti3.write,
    Format.MOODLE: moodle.write,
    Format.GIFT: gift.write,
    Format.CSV: csv.write,
}


def parse(data: bytes, format: Format) -> Imported:
    """The questions of a file. Raises FormatError or BadXml, which name the line or the item."""
    if len(data) > LARGEST:
        raise FormatError(_("The file is larger than 5 MB. Split it."))
    if not data.strip():
        raise FormatError(_("The file is empty."))
    return _PARSERS[format](data)


def write(questions: Sequence[Question], format: Format) -> Exported:
    """A file of the questions."""
    return _WRITERS[format](questions)


def detect(data: bytes, name: str = "") -> Format:
    """The format, by what the file holds and then by its name. Raises FormatError where neither tells."""
    head = data[:4000].removeprefix(b"\xef\xbb\xbf").lstrip()
    if data.startswith(b"PK"):
        return Format.QTI2  # the reader of packages takes either version
    if head.startswith(b"<"):
        if b"<quiz" in head:
            return Format.MOODLE
        if b"qti-assessment-item" in head:
            return Format.QTI3
        if b"assessmentItem" in head:
            return Format.QTI2
        raise FormatError(_("This XML is neither a QTI item nor Moodle's. Choose the format it is in."))
    ending = name.lower().rpartition(".")[2]
    first = head.split(b"\n", 1)[0].lower()
    if ending == "csv" or (b"kind" in first and b"text" in first and (b"," in first or b";" in first)):
        return Format.CSV
    if ending in ("gift", "txt") or head.startswith((b"::", b"$CATEGORY", b"//")) or b"{" in head:
        return Format.GIFT
    raise FormatError(_("Neither the file nor its name tells the format. Choose it."))
