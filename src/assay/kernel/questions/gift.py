r"""GIFT: plain text, a question after each empty line. Source: the Moodle documentation, "GIFT format".

`~ = # { } : \` are escaped by a backslash. Texts are written as HTML and marked so.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from assay.kernel.questions import html
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
    text_of,
)
from assay.kernel.web.i18n import gettext as _

GAP = " ____ "
ARROW = "->"
"""Between the two sides of a matching answer; there is no way to write it and mean it."""
_SPECIAL = re.compile(r"([~=#{}:\\])")
_ESCAPED = re.compile(r"\\([~=#{}:\\n])")
_TAGS = re.compile(r"</?(?:p|br|b|i|em|strong|span|img|div|sub|sup|ul|ol|li|table)\b[^>]*>", re.IGNORECASE)


def write(questions: Sequence[Question]) -> Exported:
    """All questions, a `$CATEGORY` line before each run of questions of a pool."""
    notes = Notes()
    blocks = []
    pool = ""
    for number, one in enumerate(settled(questions, notes), 1):
        if any(ARROW in text for text in (*one.key.accepted, one.key.value)):
            notes.add(
                label(one, number), _("the whole question"), _("In GIFT an answer with -> means matching.")
            )
            continue
        if one.pool != pool:
            pool = one.pool
            blocks.append(f"$CATEGORY: {_line(pool.replace('/', '//')) if pool else 'top'}")
        _note(one, label(one, number), notes)
        blocks.append(_block(one))
    text = "\n\n".join(blocks) + "\n"
    return Exported(text.encode(), "text/plain; charset=utf-8", ".gift", notes.all())


def _note(one: Question, where: str, notes: Notes) -> None:
    key = one.key
    lost = {
        _("points"): one.points != 1,
        _("unit"): bool(one.body.unit),
        _("fixed order of options"): one.body.fixed_order,
        _("rubric"): bool(key.rubric),
        _("feedback on right and wrong answers"): bool(key.feedback.correct or key.feedback.incorrect),
        _("upper and lower case"): key.case_sensitive,
        _("comparison of formulas"): one.kind is QuestionType.FORMULA,
        _("relative tolerance"): key.relative > 0,
    }
    for what, there in lost.items():
        if there:
            notes.add(where, what, _("GIFT has no place for it."))


def _line(text: str) -> str:
    return " ".join(text.split())


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _rich(text: str) -> str:
    return _escape(_line(html.source(text)))


def _block(one: Question) -> str:
    title = f"::{_escape(_line(one.title))}::" if one.title.strip() else ""
    general = f"\n\t####{_rich(one.key.feedback.general)}" if one.key.feedback.general.strip() else ""
    return f"{title}[html]{_rich(one.body.text)} {{{_answers(one)}{general}\n}}"


def _answers(one: Question) -> str:
    match one.kind:
        case QuestionType.SINGLE:
            marks = ["=" if option.id in one.key.options else "~" for option in one.body.options]
        case QuestionType.MULTIPLE:
            marks = [f"~%{share:.5f}%" for share in _shares(one)]
        case QuestionType.NUMERIC:
            return f"#{one.key.value}:{_tolerance(one):f}" if one.key.value else ""
        case QuestionType.SHORT:
            return "".join(f"\n\t={_escape(_line(text))}" for text in one.key.accepted)
        case QuestionType.FORMULA:
            return f"\n\t={_escape(_line(one.key.value))}" if one.key.value else ""
        case QuestionType.LONG:
            return ""
    texts = [_rich(option.text) for option in one.body.options]
    return "".join(f"\n\t{mark}{text}" for mark, text in zip(marks, texts, strict=True))


def _shares(one: Question) -> Iterator[Decimal]:
    right = sum(option.id in one.key.options for option in one.body.options)
    share = Decimal(100) / max(1, right)
    for option in one.body.options:
        yield share if option.id in one.key.options else -share if one.key.partial else Decimal(-100)


def _tolerance(one: Question) -> Decimal:
    try:
        return max(one.key.absolute, one.key.relative * abs(Decimal(one.key.value)))
    except InvalidOperation:
        return one.key.absolute


def parse(data: bytes) -> Imported:
    """The questions of a GIFT file. Raises FormatError naming the line."""
    notes, found, pool = Notes(), [], ""
    blocks = list(_blocks(text_of(data)))
    check_count(len(blocks))
    for line, block in blocks:
        where = _("line %(line)s") % {"line": line}
        if block.startswith("$CATEGORY:"):
            parts = block.removeprefix("$CATEGORY:").strip().replace("//", "\0").split("/")
            kept = [part for part in parts if part and part != "top" and not part.startswith("$")]
            pool = kept[-1].replace("\0", "/")[:60] if kept else ""
            continue
        one = _read(block, pool, where, line, notes)
        if one is not None:
            found.append(one)
    if not found and not notes.all():
        raise FormatError(_("The file holds no question. A question of GIFT has its answers in braces."))
    return Imported(tuple(found), notes.all())


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """Blocks between empty lines, with the number of their first line; comments are left out. Within braces
    an empty line ends nothing."""
    kept: list[str] = []
    first, open_braces = 0, 0
    for number, line in enumerate(text.split("\n"), 1):
        if line.lstrip().startswith("//") and not open_braces:
            continue
        if line.strip() or open_braces > 0:
            first = first if kept else number
            kept.append(line)
            bare = line.replace(r"\\", "")
            open_braces += len(re.findall(r"(?<!\\)\{", bare)) - len(re.findall(r"(?<!\\)\}", bare))
            if line.startswith("$CATEGORY:"):
                yield first, line.strip()
                kept, open_braces = [], 0
        elif kept:
            yield first, "\n".join(kept).strip()
            kept, open_braces = [], 0
    if kept:
        if open_braces > 0:
            raise FormatError(_("Line %(line)s: a brace is opened and never closed.") % {"line": first})
        yield first, "\n".join(kept).strip()


def _cut(text: str, sign: str) -> tuple[str, str]:
    """Before and after the first unescaped `sign`; all of it and "" where there is none."""
    at = 0
    while at < len(text):
        if text[at] == "\\":
            at += 2
        elif text.startswith(sign, at):
            return text[:at], text[at + len(sign) :]
        else:
            at += 1
    return text, ""


def _plain(text: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] == "n" else found[1], text).strip()


def _read(block: str, pool: str, where: str, line: int, notes: Notes) -> Question | None:
    def lost(tag: str) -> None:
        notes.add(where, f"<{tag}>", _("Texts here hold paragraphs, bold, italic and formulas only."))

    title = ""
    if block.startswith("::"):
        title, block = _cut(block[2:], "::")
    before, rest = _cut(block, "{")
    answers, after = _cut(rest, "}")
    if not rest:
        notes.add(where, _("a description"), _("It has no answers, so it is not a question."))
        return None
    form = re.match(r"\s*\[(html|markdown|plain|moodle)\]", before)
    text = before[form.end() :] if form else before
    if after.strip():
        text = f"{text}{GAP}{after}"
    answers, general = _cut(answers, "####")
    styled = form[1] if form else ""
    made = _made(answers.strip(), styled, where, line, notes, lost)
    if made is None:
        return None
    kind, body, key = made
    return question(
        where,
        notes,
        kind=kind,
        title=_plain(title)[:200],
        pool=pool,
        body={"text": _styled(text, styled, lost), **body},
        key={**key, "feedback": {**key.get("feedback", {}), "general": _styled(general, styled, lost)}},
    )


def _styled(text: str, form: str, lost: Callable[[str], None]) -> str:
    plain = _plain(text)
    if form == "html" or (form in ("", "moodle") and _TAGS.search(plain)):
        return html.text_of(plain, lost)
    return plain


def _made(
    answers: str, form: str, where: str, line: int, notes: Notes, lost: Callable[[str], None]
) -> tuple[QuestionType, dict[str, object], dict[str, Any]] | None:
    if not answers:
        return QuestionType.LONG, {}, {}
    truth = re.match(r"(T|TRUE|F|FALSE)\s*(?:#|$)", answers, re.IGNORECASE)
    if truth:
        return _truth(truth[1].upper().startswith("T"), answers, form, lost)
    if answers.startswith("#"):
        return QuestionType.NUMERIC, {}, _number(answers[1:], where, line, notes)
    listed = list(_listed(answers))
    if any(ARROW in text for _mark, text in listed):
        notes.add(where, _("the whole question"), _("Matching has no counterpart here."))
        return None
    if not listed:
        raise FormatError(_("Line %(line)s: answers begin with = (right) or ~ (wrong).") % {"line": line})
    if any(_cut(text, "#")[1].strip() for _mark, text in listed):
        notes.add(
            where, _("feedback on single answers"), _("Feedback here is for right, wrong or any answer.")
        )
    cut = [(mark, _cut(text, "#")[0]) for mark, text in listed]
    if all(mark == "=" for mark, _text in cut):
        return QuestionType.SHORT, {}, {"accepted": [_plain(_weighed(text)[1]) for _mark, text in cut]}
    return _choice(cut, form, where, notes, lost)


def _listed(answers: str) -> Iterator[tuple[str, str]]:
    """Each answer with its mark."""
    marks = []
    at = 0
    while at < len(answers):
        if answers[at] == "\\":
            at += 1
        elif answers[at] in "=~":
            marks.append(at)
        at += 1
    for place, start in enumerate(marks):
        end = marks[place + 1] if place + 1 < len(marks) else len(answers)
        yield answers[start], answers[start + 1 : end].strip()


def _weighed(text: str) -> tuple[Decimal | None, str]:
    found = re.match(r"%(-?\d{1,3}(?:\.\d{1,9})?)%", text)
    return (Decimal(found[1]), text[found.end() :]) if found else (None, text)


def _choice(
    cut: list[tuple[str, str]], form: str, where: str, notes: Notes, lost: Callable[[str], None]
) -> tuple[QuestionType, dict[str, object], dict[str, Any]]:
    weighed = [(mark, *_weighed(text)) for mark, text in cut]
    options = [
        {"id": f"o{place}", "text": _styled(text, form, lost)}
        for place, (_mark, _weight, text) in enumerate(weighed, 1)
    ]
    right = [
        place for place, (mark, weight, _text) in enumerate(weighed, 1) if mark == "=" or (weight or 0) > 0
    ]
    single = any(mark == "=" for mark, _weight, _text in weighed)
    if single and len(right) > 1:
        equals = [place for place, (mark, _weight, _text) in enumerate(weighed, 1) if mark == "="]
        if len(equals) == 1:
            notes.add(where, _("answers worth a part of the points"), _("Only the right one was taken."))
            right = equals
    wrong = [weight for _mark, weight, _text in weighed if (weight or 0) <= 0]
    strict = bool(wrong) and all(weight is not None and weight <= -100 for weight in wrong)
    kind = QuestionType.SINGLE if single and len(right) == 1 else QuestionType.MULTIPLE
    key: dict[str, object] = {
        "options": [f"o{place}" for place in right],
        "partial": kind is QuestionType.MULTIPLE and not strict,
    }
    return kind, {"options": options}, key


def _truth(
    true: bool, answers: str, form: str, lost: Callable[[str], None]
) -> tuple[QuestionType, dict[str, object], dict[str, Any]]:
    _mark, feedback = _cut(answers, "#")
    wrong, right = _cut(feedback, "#")
    options = [{"id": "o1", "text": _("True")}, {"id": "o2", "text": _("False")}]
    key: dict[str, object] = {
        "options": ["o1" if true else "o2"],
        "feedback": {"incorrect": _styled(wrong, form, lost), "correct": _styled(right, form, lost)},
    }
    return QuestionType.SINGLE, {"options": options, "fixed_order": True}, key


def _number(text: str, where: str, line: int, notes: Notes) -> dict[str, object]:
    listed = [answer for _mark, answer in _listed(text)] or [text]
    full = [one for one in listed if (_weighed(one)[0] or 100) >= 100]
    if len(listed) > 1:
        notes.add(where, _("further right numbers"), _("A number here has one value. The first was taken."))
    plain = _cut((full or listed)[0], "#")[0].strip()
    between = re.fullmatch(r"(\S+)\.\.(\S+)", plain)
    value, _colon, tolerance = plain.partition(":")
    try:
        if between:
            low, high = Decimal(between[1]), Decimal(between[2])
            return {"value": f"{(low + high) / 2:f}", "absolute": abs(high - low) / 2}
        return {"value": f"{Decimal(value.strip()):f}", "absolute": Decimal(tolerance.strip() or "0")}
    except InvalidOperation:
        raise FormatError(
            _("Line %(line)s: “%(text)s” is not a number with a tolerance, such as 3.14:0.01.")
            % {"line": line, "text": plain[:40]}
        ) from None
