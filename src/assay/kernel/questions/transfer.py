"""Questions in and out of files: one shape for every format.

A format is a module with `parse(data) -> Imported` and `write(questions) -> Exported`. Neither keeps silent
about what it cannot carry: `dropped` says where, what and why.
"""

import io
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum

from pydantic import ValidationError

from assay.kernel.errors import Invalid
from assay.kernel.questions import variants
from assay.kernel.questions.document import Question, QuestionType
from assay.kernel.questions.expression import FormulaError
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.messages import field_messages

LARGEST = 5_000_000
"""Bytes of a file, and of one file within a package."""
LARGEST_PACKAGE = 50_000_000
MOST_FILES = 2000
MOST_QUESTIONS = 2000
MOST_DROPPED = 500
SEED = 1


class Format(StrEnum):
    QTI2 = "qti2"
    QTI3 = "qti3"
    MOODLE = "moodle"
    GIFT = "gift"
    CSV = "csv"


class FormatError(Invalid):
    """A file that is not in the format it is said to be in; the message names the place."""

    slug, title = "file-not-read", "This file cannot be read"


@dataclass(frozen=True, slots=True)
class Dropped:
    """`where` names the line or the item, `what` could not be carried, and `why`."""

    where: str
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Imported:
    questions: tuple[Question, ...]
    dropped: tuple[Dropped, ...] = ()


@dataclass(frozen=True, slots=True)
class Exported:
    data: bytes
    content_type: str
    suffix: str
    dropped: tuple[Dropped, ...] = ()


@dataclass(slots=True)
class Notes:
    """Collects what is dropped, each once, and not without end."""

    found: dict[Dropped, None] = field(default_factory=dict)

    def add(self, where: str, what: str, why: str) -> None:
        if len(self.found) < MOST_DROPPED:
            self.found[Dropped(where, what, why)] = None

    def all(self) -> tuple[Dropped, ...]:
        return tuple(self.found)


def label(question: Question, number: int) -> str:
    """How a question is named in a list of what was dropped."""
    return f"{number}. {question.title}" if question.title else str(number)


def settled(questions: Sequence[Question], notes: Notes) -> list[Question]:
    """The questions without what no format carries: parameters become one variant, figures their words."""
    found = []
    for number, question in enumerate(questions, 1):
        made = question
        if question.body.parameters:
            notes.add(
                label(question, number),
                _("parameters"),
                _("This format holds no drawn values. One variant of the question was written."),
            )
            try:
                made = variants.variant(question, SEED)
            except FormulaError:
                made = question.model_copy(
                    update={"body": question.body.model_copy(update={"parameters": ()})}
                )
        elif question.kind is QuestionType.NUMERIC:
            with suppress(FormulaError):  # written as it stands; lint says so
                made = variants.variant(question, SEED)
        for figure in question.body.figures:
            notes.add(
                label(question, number),
                _("figure %(name)s") % {"name": figure.name},
                _("Files of figures are not written. Its description is."),
            )
        found.append(made)
    return found


def question(where: str, notes: Notes, **members: object) -> Question | None:
    """A question of what was read; None, with a note, where it does not fit ours."""
    try:
        return Question.model_validate(members)
    except ValidationError as error:
        messages = field_messages(error.errors(include_url=False))
        first = next(iter(messages.items()))
        notes.add(where, _("the whole question"), f"{first[0]}: {first[1]}")
        return None


def check_count(number: int) -> None:
    """Raise FormatError on more questions than an exam takes at once."""
    if number > MOST_QUESTIONS:
        raise FormatError(
            _("The file holds %(number)s questions; at most %(most)s are taken at once. Split it.")
            % {"number": number, "most": MOST_QUESTIONS}
        )


def text_of(data: bytes) -> str:
    """The file's text: UTF-8, with or without a byte order mark. Raises FormatError naming the place."""
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise FormatError(_("Line %(line)s is not UTF-8. Save the file as UTF-8.") % {"line": line}) from None


def unpacked(data: bytes) -> dict[str, bytes]:
    """The XML files of a package by name. Raises FormatError on a damaged one, or one that would not end."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = [one for one in package.infolist() if one.filename.lower().endswith(".xml")]
            if len(entries) > MOST_FILES or sum(one.file_size for one in entries) > LARGEST_PACKAGE:
                raise FormatError(_("The package holds too much: at most 2,000 files and 50 MB."))
            return {one.filename: _entry(package, one) for one in entries}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise FormatError(_("The package is damaged (%(why)s). Make it again.") % {"why": error}) from None


def _entry(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    # The size in the directory is a claim; reading stops one byte past what is allowed.
    with package.open(entry) as stream:
        data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise FormatError(_("%(name)s is larger than 5 MB.") % {"name": entry.filename})
    return data
