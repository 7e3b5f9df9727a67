"""Moodle XML: multichoice, truefalse, numerical, shortanswer, essay; a category is a pool.

Source: the Moodle documentation, "Moodle XML format".
"""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from xml.etree.ElementTree import Element, SubElement

from assay.kernel.questions import html, safexml
from assay.kernel.questions.document import Question, QuestionType
from assay.kernel.questions.transfer import (
    Exported,
    FormatError,
    Imported,
    Notes,
    check_count,
    label,
    question,
    settled,
)
from assay.kernel.web.i18n import gettext as _

TOP = "$course$/top"
WHOLE = Decimal(100)
_TYPES = {
    QuestionType.SINGLE: "multichoice",
    QuestionType.MULTIPLE: "multichoice",
    QuestionType.NUMERIC: "numerical",
    QuestionType.SHORT: "shortanswer",
    QuestionType.FORMULA: "shortanswer",
    QuestionType.LONG: "essay",
}


def write(questions: Sequence[Question]) -> Exported:
    """A `<quiz>` of all questions, a category before each run of questions of a pool."""
    notes = Notes()
    root = Element("quiz")
    pool = ""
    for number, one in enumerate(settled(questions, notes), 1):
        if one.pool != pool:
            pool = one.pool
            category = SubElement(SubElement(root, "question", {"type": "category"}), "category")
            SubElement(category, "text").text = _category(pool)
        _write_one(root, one, label(one, number), notes)
    return Exported(safexml.write(root), "application/xml", ".xml", notes.all())


def _category(pool: str) -> str:
    return f"{TOP}/{safexml.allowed(pool).replace('/', '//')}" if pool else TOP


def _write_one(root: Element, one: Question, where: str, notes: Notes) -> None:
    made = SubElement(root, "question", {"type": _TYPES[one.kind]})
    SubElement(SubElement(made, "name"), "text").text = safexml.allowed(one.title)
    _html(made, "questiontext", one.body.text)
    _html(made, "generalfeedback", one.key.feedback.general)
    SubElement(made, "defaultgrade").text = str(one.points)
    match one.kind:
        case QuestionType.SINGLE | QuestionType.MULTIPLE:
            _choice(made, one, where, notes)
        case QuestionType.NUMERIC:
            _numerical(made, one, where, notes)
        case QuestionType.LONG:
            SubElement(made, "responseformat").text = "editor"
            _html(made, "graderinfo", one.key.rubric)
        case _:
            _short(made, one, where, notes)
    if one.kind not in (QuestionType.SINGLE, QuestionType.MULTIPLE):
        if one.key.feedback.correct or one.key.feedback.incorrect:
            notes.add(where, _("feedback on right and wrong answers"), _("Moodle keeps it for choices only."))
        if one.key.rubric and one.kind is not QuestionType.LONG:
            notes.add(where, _("rubric"), _("Moodle keeps it for essays only."))
    elif one.key.rubric:
        notes.add(where, _("rubric"), _("Moodle keeps it for essays only."))


def _html(parent: Element, tag: str, text: str) -> None:
    made = SubElement(parent, tag, {"format": "html"})
    SubElement(made, "text").text = html.source(text)


def _choice(made: Element, one: Question, where: str, notes: Notes) -> None:
    single = one.kind is QuestionType.SINGLE
    SubElement(made, "single").text = "true" if single else "false"
    SubElement(made, "shuffleanswers").text = "false" if one.body.fixed_order else "true"
    _html(made, "correctfeedback", one.key.feedback.correct)
    _html(made, "incorrectfeedback", one.key.feedback.incorrect)
    right = [option for option in one.body.options if option.id in one.key.options]
    share = WHOLE if single else WHOLE / max(1, len(right))
    wrong = Decimal(0) if single else -share if one.key.partial else -WHOLE
    if not single and not one.key.partial and len(right) > 1:
        notes.add(where, _("all or nothing"), _("Moodle gives shares; a wrong tick takes all of them away."))
    for option in one.body.options:
        fraction = share if option.id in one.key.options else wrong
        answer = SubElement(made, "answer", {"fraction": f"{fraction:.7g}", "format": "html"})
        SubElement(answer, "text").text = html.source(option.text)


def _numerical(made: Element, one: Question, where: str, notes: Notes) -> None:
    tolerance = one.key.absolute
    if one.key.relative > 0:
        with suppress(InvalidOperation):  # a key that is no number is what lint tells of
            tolerance = max(tolerance, one.key.relative * abs(Decimal(one.key.value)))
        notes.add(where, _("relative tolerance"), _("It was written as an absolute one."))
    if one.key.value:
        answer = SubElement(made, "answer", {"fraction": "100", "format": "plain_text"})
        SubElement(answer, "text").text = safexml.allowed(one.key.value)
        SubElement(answer, "tolerance").text = f"{tolerance:f}"
    if one.body.unit:
        unit = SubElement(SubElement(made, "units"), "unit")
        SubElement(unit, "multiplier").text = "1"
        SubElement(unit, "unit_name").text = safexml.allowed(one.body.unit)


def _short(made: Element, one: Question, where: str, notes: Notes) -> None:
    if one.kind is QuestionType.FORMULA:
        notes.add(where, _("comparison of formulas"), _("Moodle compares the answer letter by letter."))
    if one.body.unit:
        notes.add(where, _("unit"), _("Moodle keeps it for numbers only."))
    SubElement(made, "usecase").text = "1" if one.key.case_sensitive else "0"
    accepted = one.key.accepted if one.kind is QuestionType.SHORT else (one.key.value,)
    for text in accepted:
        answer = SubElement(made, "answer", {"fraction": "100", "format": "plain_text"})
        # A star stands for anything in Moodle's short answers.
        SubElement(answer, "text").text = safexml.allowed(text).replace("*", r"\*")


def parse(data: bytes) -> Imported:
    """The questions of a `<quiz>`. Raises FormatError, BadXml."""
    root = safexml.parse(data)
    if root.tag != "quiz":
        raise FormatError(
            _("The file holds <%(tag)s>, not Moodle's <quiz>. Choose the format it is in.")
            % {"tag": root.tag}
        )
    elements = root.findall("question")
    check_count(len(elements))
    notes, pool, found = Notes(), "", []
    for number, one in enumerate(elements, 1):
        if one.get("type") == "category":
            pool = _pool(_text(one, "category"))
            continue
        title = _text(one, "name").strip()
        where = f"{number}. {title}" if title else str(number)
        made = _read_one(one, title, pool, where, notes)
        if made is not None:
            found.append(made)
    return Imported(tuple(found), notes.all())


def _pool(path: str) -> str:
    parts = [part.replace("\0", "/") for part in path.replace("//", "\0").split("/")]
    kept = [part for part in parts if part and part != "top" and not re.fullmatch(r"\$\w+\$", part)]
    return kept[-1].strip()[:60] if kept else ""


def _text(parent: Element, tag: str) -> str:
    return safexml.text_of(parent.find(f"{tag}/text"))


def _read_one(one: Element, title: str, pool: str, where: str, notes: Notes) -> Question | None:
    def lost(tag: str) -> None:
        notes.add(where, f"<{tag}>", _("Texts here hold paragraphs, bold, italic and formulas only."))

    def rich(parent: Element, tag: str) -> str:
        holder = parent.find(tag)
        return _rich(holder, lost) if holder is not None else ""

    moodle_type = one.get("type", "")
    single = _value(one, "single", "true") in ("true", "1")
    kind = {
        "multichoice": QuestionType.SINGLE if single else QuestionType.MULTIPLE,
        "truefalse": QuestionType.SINGLE,
        "numerical": QuestionType.NUMERIC,
        "shortanswer": QuestionType.SHORT,
        "essay": QuestionType.LONG,
    }.get(moodle_type)
    if kind is None:
        notes.add(
            where,
            _("the whole question"),
            _("The type %(type)s has no counterpart here.") % {"type": moodle_type},
        )
        return None
    options, key = _answers(one, kind, where, notes, lost)
    if one.find(".//file") is not None:
        notes.add(where, _("files"), _("Files within questions are not read. Add figures by hand."))
    feedback = {name: rich(one, f"{name}feedback") for name in ("correct", "incorrect", "general")}
    return question(
        where,
        notes,
        kind=kind,
        title=title[:200],
        pool=pool,
        points=_points(one, where, notes),
        body={
            "text": rich(one, "questiontext"),
            "options": options,
            "unit": _value(one, "units/unit/unit_name", "") if kind is QuestionType.NUMERIC else "",
            "fixed_order": bool(options) and _value(one, "shuffleanswers", "true") in ("false", "0"),
        },
        key={**key, "rubric": rich(one, "graderinfo"), "feedback": feedback},
    )


def _rich(holder: Element, lost: Callable[[str], None]) -> str:
    text = safexml.text_of(holder.find("text"))
    if holder.get("format", "html") in ("plain_text", "markdown"):
        return text.strip()
    return html.text_of(text, lost)


def _value(one: Element, path: str, default: str) -> str:
    return (one.findtext(path) or default).strip()


def _number(text: str, where: str, notes: Notes) -> Decimal:
    try:
        value = Decimal(text.strip() or "0")
    except InvalidOperation:
        value = Decimal("NaN")
    if value.is_finite():
        return value
    notes.add(where, text.strip()[:40], _("This is not a number."))
    return Decimal(0)


def _points(one: Element, where: str, notes: Notes) -> Decimal:
    points = _number(_value(one, "defaultgrade", "1"), where, notes)
    if points > 0:
        return points
    notes.add(where, _("points"), _("A question gives points. It was given one."))
    return Decimal(1)


def _answers(
    one: Element, kind: QuestionType, where: str, notes: Notes, lost: Callable[[str], None]
) -> tuple[list[dict[str, str]], dict[str, object]]:
    answers = [
        (answer, _number(answer.get("fraction", "0"), where, notes)) for answer in one.findall("answer")
    ]
    if any(_text(answer, "feedback").strip() for answer, _fraction in answers):
        notes.add(
            where, _("feedback on single answers"), _("Feedback here is for right, wrong or any answer.")
        )
    if kind in (QuestionType.SINGLE, QuestionType.MULTIPLE):
        options = [
            {"id": f"o{place}", "text": _rich(answer, lost)} for place, (answer, _f) in enumerate(answers, 1)
        ]
        return options, _choice_key(kind, [fraction for _answer, fraction in answers], where, notes)
    full = [answer for answer, fraction in answers if fraction >= WHOLE]
    if any(0 < fraction < WHOLE for _answer, fraction in answers):
        notes.add(
            where, _("answers worth a part of the points"), _("Only answers worth all of them were taken.")
        )
    if kind is QuestionType.SHORT:
        accepted = [safexml.text_of(answer.find("text")).strip() for answer in full]
        if any(re.search(r"(?<!\\)\*", text) for text in accepted):
            notes.add(where, _("*"), _("A star stands for any text in Moodle. Here it is a star."))
        plain = [text.replace(r"\*", "*") for text in accepted]
        return [], {"accepted": plain, "case_sensitive": _value(one, "usecase", "0") in ("1", "true")}
    if kind is QuestionType.NUMERIC:
        if len(full) > 1:
            notes.add(
                where, _("further right numbers"), _("A number here has one value. The first was taken.")
            )
        value = safexml.text_of(full[0].find("text")).strip() if full else ""
        tolerance = _number(_value(full[0], "tolerance", "0"), where, notes) if full else Decimal(0)
        return [], {"value": value, "absolute": tolerance}
    return [], {}


def _choice_key(kind: QuestionType, fractions: list[Decimal], where: str, notes: Notes) -> dict[str, object]:
    best = max(fractions, default=Decimal(0))
    single = kind is QuestionType.SINGLE
    right = [place for place, one in enumerate(fractions, 1) if one > 0 and (not single or one == best)]
    uneven = {one for one in fractions if one > 0}
    if len(uneven) > 1:
        notes.add(
            where, _("answers worth different parts of the points"), _("Each right answer now counts alike.")
        )
    wrong = [one for one in fractions if one <= 0]
    all_or_nothing = bool(wrong) and all(one <= -WHOLE for one in wrong)
    return {
        "options": [f"o{place}" for place in right],
        "partial": not single and not all_or_nothing,
    }
