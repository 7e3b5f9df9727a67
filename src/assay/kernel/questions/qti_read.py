"""Questions of QTI items, read in the names of version 2.2; `qti.Version` turns those of 3.0 into them."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from xml.etree.ElementTree import Element

from assay.kernel.questions import html
from assay.kernel.questions.document import Question, QuestionType
from assay.kernel.questions.qti_write import ANSWER_CLASS, FEEDBACKS, FORMULA_CLASS
from assay.kernel.questions.safexml import text_of
from assay.kernel.questions.transfer import Notes, question
from assay.kernel.web.i18n import gettext as _

GAP = "____"


def item(root: Element, where: str, pool: str, notes: Notes) -> Question | None:
    """The question of an `assessmentItem`; None, with a note, where it has none of our types."""
    body = root.find("itemBody")
    interactions = [one for one in root.iter() if one.tag.endswith("Interaction")]
    if body is None or len(interactions) != 1:
        notes.add(
            where,
            _("the whole question"),
            _("It holds %(number)s interactions. Questions here have one.") % {"number": len(interactions)},
        )
        return None
    interaction = interactions[0]
    declared = _declaration(root, interaction)
    kind = _kind(interaction, declared)
    if kind is None:
        notes.add(
            where, _("the whole question"), _("%(tag)s has no counterpart here.") % {"tag": interaction.tag}
        )
        return None
    if root.find("templateDeclaration") is not None:
        notes.add(where, "templateDeclaration", _("Values drawn by templates are not read."))

    def lost(tag: str) -> None:
        notes.add(where, f"<{tag}>", _("Texts here hold paragraphs, bold, italic and formulas only."))

    rubric = "\n\n".join(html.text_of_element(one, lost) for one in _taken(body, "rubricBlock"))
    prompt = next(iter(_taken(interaction, "prompt")), None)
    options = _options(interaction, lost)
    unit = _answer(body, interaction)
    text = "\n\n".join(
        part for part in (html.text_of_element(body, lost), html.text_of_element(prompt, lost)) if part
    )
    points = _decimal(
        text_of(root.find("outcomeDeclaration[@identifier='MAXSCORE']/defaultValue/value")), where, notes
    )
    return question(
        where,
        notes,
        kind=kind,
        points=points or Decimal(1),
        title=_title(root),
        pool=pool,
        body={
            "text": text,
            "options": options,
            "unit": unit,
            "fixed_order": bool(options) and interaction.get("shuffle", "false") != "true",
        },
        key={
            **_key(kind, root, declared, [identifier for identifier, _text in _pairs(options)], where, notes),
            "rubric": rubric,
            "feedback": _feedback(root, lost),
        },
    )


def _title(root: Element) -> str:
    title, identifier = root.get("title", ""), root.get("identifier", "")
    return "" if title == identifier else title[:200]


def _pairs(options: list[dict[str, str]]) -> list[tuple[str, str]]:
    return [(one["id"], one["text"]) for one in options]


def _declaration(root: Element, interaction: Element) -> Element | None:
    wanted = interaction.get("responseIdentifier", "")
    return next((one for one in root.iter("responseDeclaration") if one.get("identifier") == wanted), None)


def _kind(interaction: Element, declared: Element | None) -> QuestionType | None:
    cardinality = declared.get("cardinality", "single") if declared is not None else "single"
    base = declared.get("baseType", "string") if declared is not None else "string"
    match interaction.tag:
        case "choiceInteraction":
            return QuestionType.MULTIPLE if cardinality == "multiple" else QuestionType.SINGLE
        case "extendedTextInteraction":
            return QuestionType.LONG
        case "textEntryInteraction" if FORMULA_CLASS in interaction.get("class", "").split():
            return QuestionType.FORMULA
        case "textEntryInteraction":
            return QuestionType.NUMERIC if base in ("float", "integer") else QuestionType.SHORT
        case _:
            return None


def _taken(parent: Element, tag: str) -> Iterator[Element]:
    """Children with this tag, taken out of their parent."""
    for one in list(parent.findall(tag)):
        parent.remove(one)
        one.tail = None
        yield one


def _options(interaction: Element, lost: Callable[[str], None]) -> list[dict[str, str]]:
    return [
        {"id": _plain_id(one.get("identifier", ""), place), "text": html.text_of_element(one, lost)}
        for place, one in enumerate(interaction.iter("simpleChoice"), 1)
    ]


def _plain_id(identifier: str, place: int) -> str:
    """The identifier without the mark put before a leading digit; one of our own where it cannot be kept."""
    plain = identifier[1:] if re.fullmatch(r"_[0-9-].*", identifier) else identifier
    return plain if re.fullmatch(r"[A-Za-z0-9_-]{1,32}", plain) else f"o{place}"


def _answer(body: Element, interaction: Element) -> str:
    """Take the interaction out of the text; the unit beside it."""
    parents = {child: parent for parent in body.iter() for child in parent}
    parent = parents.get(interaction)
    if parent is None:
        return ""
    unit = ""
    if parent.get("class") == ANSWER_CLASS and parent in parents:
        found = parent.find("span[@class='unit']")
        unit = text_of(found)
        parents[parent].remove(parent)
    elif interaction.tag == "textEntryInteraction":
        _replace(parent, interaction, GAP)
    else:
        _replace(parent, interaction, "")
    return unit


def _replace(parent: Element, child: Element, text: str) -> None:
    at = list(parent).index(child)
    text += child.tail or ""
    parent.remove(child)
    if at:
        parent[at - 1].tail = (parent[at - 1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def _key(
    kind: QuestionType, root: Element, declared: Element | None, ids: list[str], where: str, notes: Notes
) -> dict[str, object]:
    values = (
        [text_of(one).strip() for one in declared.iterfind("correctResponse/value")]
        if declared is not None
        else []
    )
    mapping = declared.find("mapping") if declared is not None else None
    match kind:
        case QuestionType.SINGLE | QuestionType.MULTIPLE:
            given = [_plain_id(one, 0) for one in values]
            right = [identifier for identifier in ids if identifier in given]
            return {"options": right, "partial": kind is QuestionType.MULTIPLE and mapping is not None}
        case QuestionType.SHORT:
            entries = mapping.findall("mapEntry") if mapping is not None else []
            good = [one for one in entries if (_decimal(one.get("mappedValue", ""), where, notes) or 0) > 0]
            accepted = [one.get("mapKey", "") for one in good] or values
            sensitive = any(one.get("caseSensitive", "false") == "true" for one in good)
            return {"accepted": accepted, "case_sensitive": sensitive}
        case QuestionType.NUMERIC:
            return {"value": values[0] if values else "", **_tolerances(root, where, notes)}
        case QuestionType.FORMULA:
            return {"value": values[0] if values else ""}
        case _:
            return {}


def _tolerances(root: Element, where: str, notes: Notes) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for one in root.iter("equal"):
        mode = one.get("toleranceMode", "exact")
        sizes = [
            size
            for size in (_decimal(text, where, notes) for text in one.get("tolerance", "").split())
            if size
        ]
        if mode in ("absolute", "relative") and sizes:
            if len(set(sizes)) > 1:
                notes.add(where, _("tolerance"), _("It differs above and below. The smaller one was taken."))
            found[mode] = min(sizes) / 100 if mode == "relative" else min(sizes)
    return found


def _decimal(text: str, where: str, notes: Notes) -> Decimal | None:
    if not text.strip():
        return None
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        notes.add(where, text.strip()[:40], _("This is not a number."))
        return None
    return value


def _feedback(root: Element, lost: Callable[[str], None]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for one in root.iter("modalFeedback"):
        name = one.get("identifier", "")
        found.setdefault(name if name in FEEDBACKS else "general", []).append(html.text_of_element(one, lost))
    return {name: "\n\n".join(texts) for name, texts in found.items()}
