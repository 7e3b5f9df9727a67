"""A question as the fields of a page, and the fields as a question.

Choices are rows. A scheme is text, one step a line: `1 | States the theorem`; a line `# Name` begins another
method. What the page does not show, such as figures, is kept from the question that is changed, as is the
Hindi of a text whose English stays.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from pydantic import ValidationError

from assay.apps.mathvidya.bank.document import (
    ON_SCREEN,
    Alternative,
    Choice,
    Kind,
    Method,
    Part,
    Question,
    Step,
    Words,
)
from assay.kernel.errors import Invalid
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.messages import field_messages

CHOICES = 6
PARTS = 3
LABELS = ("i", "ii", "iii")
PLAIN = ("class_level", "kind", "unit", "topic", "cognitive", "difficulty", "marks")
_TAG = re.compile(r"[,\s]+")


def fields(question: Question | None) -> dict[str, Any]:
    """The values of the page's fields; those of an empty page without a question."""
    if question is None:
        return {}
    found: dict[str, Any] = {name: str(getattr(question, name)) for name in PLAIN}
    found |= {"text": question.text.en, "text_hi": question.text.hi, "tags": ", ".join(question.tags)}
    found["answer"] = question.answer.en if question.answer else ""
    for place, choice in enumerate(question.choices, 1):
        found |= {f"choice_{place}": choice.text.en, f"choice_{place}_hi": choice.text.hi}
        found[f"right_{place}"] = choice.id in question.key
    for place, part in enumerate(question.parts, 1):
        found |= {
            f"part_{place}_text": part.text.en if part.text else "",
            f"part_{place}_marks": f"{part.marks.normalize():f}",
            f"part_{place}_answer": part.answer.en,
            f"part_{place}_scheme": scheme_text(part.methods),
            f"part_{place}_typed": part.typed,
        }
        if part.alternative:
            found |= {
                f"part_{place}_or_text": part.alternative.text.en,
                f"part_{place}_or_answer": part.alternative.answer.en,
                f"part_{place}_or_scheme": scheme_text(part.alternative.methods),
            }
    return found


def scheme_text(methods: Sequence[Method]) -> str:
    """Methods as the page writes them."""
    lines = []
    for place, method in enumerate(methods):
        if place or method.name:
            lines.append(f"# {method.name or _('Another method')}")
        lines += [f"{step.marks.normalize():f} | {step.text.en}" for step in method.steps]
    return "\n".join(lines)


def question(data: Mapping[str, Any], base: Question | None) -> Question:
    """The question that the fields describe. Raises Invalid with a message for each field."""
    kept = _Kept(base)
    kind = str(data.get("kind", ""))
    written: dict[str, Any] = {name: data.get(name, "") for name in PLAIN}
    written["text"] = kept.words(_text(data, "text"), _text(data, "text_hi"))
    written["tags"] = [one for one in _TAG.split(_text(data, "tags").lower()) if one]
    if base is not None:
        written |= {"figures": base.figures, "substitute": base.substitute, "source": base.source}
    if kind in {one.value for one in ON_SCREEN}:
        written |= _on_screen(data, base, kept)
    else:
        written["parts"] = _parts(data, kind, base, kept)
    try:
        return Question.model_validate(written)
    except ValidationError as error:
        messages = field_messages(error.errors(include_url=False))
    named = {_field(name): text for name, text in messages.items()}
    raise Invalid(next(iter(named.values())), fields=named)


def _field(name: str) -> str:
    """The field of the page that a dotted name of the document is shown in."""
    first = name.split(".", 1)[0]
    return first if first in (*PLAIN, "text", "tags", "answer") else "text"


class _Kept:
    """The texts of the question that is changed, for their Hindi."""

    def __init__(self, base: Question | None) -> None:
        self._hindi: dict[str, str] = {}
        if base is not None:
            self._collect(base.model_dump())

    def _collect(self, node: Any) -> None:
        if isinstance(node, Mapping):
            if set(node) == {"en", "hi"} and node["hi"]:
                self._hindi[node["en"]] = node["hi"]
            for one in node.values():
                self._collect(one)
        elif isinstance(node, list | tuple):
            for one in node:
                self._collect(one)

    def words(self, en: str, hi: str | None = None) -> dict[str, str]:
        return {"en": en, "hi": self._hindi.get(en, "") if hi is None else hi}


def _on_screen(data: Mapping[str, Any], base: Question | None, kept: _Kept) -> dict[str, Any]:
    ids = [choice.id for choice in base.choices] if base else []
    choices, key = [], []
    for place in range(1, CHOICES + 1):
        text = _text(data, f"choice_{place}")
        if not text:
            continue
        choice = ids[place - 1] if place <= len(ids) else f"c{place}"
        choices.append(Choice(id=choice, text=Words(**kept.words(text, _text(data, f"choice_{place}_hi")))))
        if data.get(f"right_{place}") == "true":
            key.append(choice)
    answer = _text(data, "answer")
    return {"choices": choices, "key": key, "answer": kept.words(answer) if answer else None}


def _parts(data: Mapping[str, Any], kind: str, base: Question | None, kept: _Kept) -> list[Part]:
    given = [
        place for place in range(1, PARTS + 1) if any(_text(data, f"part_{place}_{name}") for name in _PART)
    ]
    several = len(given) > 1 or kind == Kind.CASE.value
    parts = []
    for number, place in enumerate(given):
        text = _text(data, f"part_{place}_text")
        old = base.parts[place - 1] if base and place <= len(base.parts) else None
        parts.append(_part(data, f"part_{place}", LABELS[number] if several else "", text, old, kept))
    return parts


_PART = ("text", "answer", "scheme")


def _part(data: Mapping[str, Any], prefix: str, label: str, text: str, old: Part | None, kept: _Kept) -> Part:
    other = _text(data, f"{prefix}_or_text")
    alternative = None
    try:
        if other:
            alternative = Alternative(
                text=Words(**kept.words(other)),
                answer=Words(**kept.words(_needed(data, f"{prefix}_or_answer"))),
                methods=_methods(data, f"{prefix}_or_scheme", kept),
                substitute=old.alternative.substitute if old and old.alternative else None,
            )
        return Part(
            label=label,
            text=Words(**kept.words(text)) if text else None,
            marks=_marks(data, f"{prefix}_marks"),
            answer=Words(**kept.words(_needed(data, f"{prefix}_answer"))),
            methods=_methods(data, f"{prefix}_scheme", kept),
            typed=_text(data, f"{prefix}_typed"),
            alternative=alternative,
        )
    except ValidationError as error:
        told = error.errors(include_url=False)[0]["msg"].removeprefix("Value error, ")
        raise Invalid(told, fields={f"{prefix}_scheme": told}) from None


def _methods(data: Mapping[str, Any], name: str, kept: _Kept) -> tuple[Method, ...]:
    """The methods of a scheme that is written as text. Raises Invalid naming the line."""
    made: list[tuple[str, list[Step]]] = []
    for number, line in enumerate(_text(data, name).splitlines(), 1):
        if not line.strip():
            continue
        if line.lstrip().startswith("#"):
            made.append((line.lstrip("# ").strip(), []))
            continue
        amount, bar, text = line.partition("|")
        try:
            step = Step(marks=Decimal(amount.strip()), text=Words(**kept.words(text.strip())))
        except (InvalidOperation, ValidationError):
            bar = ""
        if not bar:
            told = _("Line %(number)s: write the marks, a bar and what earns them: 1 | States the theorem")
            raise Invalid(told % {"number": number}, fields={name: told % {"number": number}})
        if not made:
            made.append(("", []))
        made[-1][1].append(step)
    if not made or any(not steps for _name, steps in made):
        told = _("Write what earns the marks, one step a line.")
        raise Invalid(told, fields={name: told})
    return tuple(Method(name=title, steps=tuple(steps)) for title, steps in made)


def _marks(data: Mapping[str, Any], name: str) -> Decimal:
    try:
        return Decimal(_text(data, name))
    except InvalidOperation:
        told = _("Say how many marks this part gives.")
        raise Invalid(told, fields={name: told}) from None


def _needed(data: Mapping[str, Any], name: str) -> str:
    text = _text(data, name)
    if not text:
        told = _("Write the model answer.")
        raise Invalid(told, fields={name: told})
    return text


def _text(data: Mapping[str, Any], name: str) -> str:
    return str(data.get(name, "") or "").replace("\r\n", "\n").strip()
