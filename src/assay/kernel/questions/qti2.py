"""QTI 2.2: items and content packages."""

from collections.abc import Sequence

from assay.kernel.questions import qti
from assay.kernel.questions.document import Question
from assay.kernel.questions.transfer import Exported, Imported

VERSION = qti.Version(
    name="qti22",
    namespace="http://www.imsglobal.org/xsd/imsqti_v2p2",
    schema_version="2.2",
    item_type="imsqti_item_xmlv2p2",
    test_type="imsqti_test_xmlv2p2",
    dashed=False,
)


def parse(data: bytes) -> Imported:
    """An item or a package. Raises FormatError, BadXml."""
    return qti.parse(data)


def write(questions: Sequence[Question]) -> Exported:
    """A content package."""
    return qti.write_package(questions, VERSION)


def write_item(question: Question) -> Exported:
    """A single item."""
    return qti.write_item(question, VERSION)
