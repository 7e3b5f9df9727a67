"""Questions as QTI items, in the names of version 2.2; `qti.Version` turns them into those of 3.0.

Source: 1EdTech, Question and Test Interoperability, "Assessment, Section and Item Information Model",
versions 2.2 and 3.0.
"""

from decimal import Decimal
from xml.etree.ElementTree import Element, SubElement

from assay.kernel.questions import html
from assay.kernel.questions.document import Question, QuestionType
from assay.kernel.questions.safexml import allowed

RESPONSE = "RESPONSE"
FORMULA_CLASS = "assay-formula"
ANSWER_CLASS = "assay-answer"
FEEDBACKS = ("correct", "incorrect", "general")

_DECLARED = {
    QuestionType.SINGLE: ("single", "identifier"),
    QuestionType.MULTIPLE: ("multiple", "identifier"),
    QuestionType.NUMERIC: ("single", "float"),
    QuestionType.SHORT: ("single", "string"),
    QuestionType.FORMULA: ("single", "string"),
    QuestionType.LONG: ("single", "string"),
}


def item(question: Question, identifier: str) -> Element:
    """The `assessmentItem` of a question without parameters."""
    root = Element(
        "assessmentItem",
        {
            "identifier": identifier,
            "title": allowed(question.title) or identifier,
            "adaptive": "false",
            "timeDependent": "false",
        },
    )
    _declare(root, question)
    _outcome(root, "SCORE", "float", "0")
    _outcome(root, "MAXSCORE", "float", str(question.points))
    if any(_feedback(question).values()):
        _outcome(root, "FEEDBACK", "identifier", "general", cardinality="multiple")
    _body(SubElement(root, "itemBody"), question)
    _processing(root, question)
    for name, text in _feedback(question).items():
        if text:
            shown = {"outcomeIdentifier": "FEEDBACK", "showHide": "show", "identifier": name}
            html.build(SubElement(root, "modalFeedback", shown), text)
    return root


def option_id(identifier: str) -> str:
    """An option's identifier as an XML name, which cannot begin with a digit or a dash."""
    return identifier if identifier[0].isalpha() or identifier[0] == "_" else f"_{identifier}"


def _feedback(question: Question) -> dict[str, str]:
    return {name: getattr(question.key.feedback, name) for name in FEEDBACKS}


def _declare(root: Element, question: Question) -> None:
    cardinality, base = _DECLARED[question.kind]
    declared = SubElement(
        root,
        "responseDeclaration",
        {"identifier": RESPONSE, "cardinality": cardinality, "baseType": base},
    )
    right = _right(question)
    if right:
        correct = SubElement(declared, "correctResponse")
        for value in right if cardinality == "multiple" else right[:1]:
            SubElement(correct, "value").text = allowed(value)
    if question.kind is QuestionType.MULTIPLE and question.key.partial and right:
        _shares(declared, question)
    elif question.kind is QuestionType.SHORT and right:
        mapping = SubElement(declared, "mapping", {"defaultValue": "0"})
        for value in right:
            SubElement(
                mapping,
                "mapEntry",
                {
                    "mapKey": allowed(value),
                    "mappedValue": str(question.points),
                    "caseSensitive": "true" if question.key.case_sensitive else "false",
                },
            )


def _right(question: Question) -> list[str]:
    match question.kind:
        case QuestionType.SINGLE | QuestionType.MULTIPLE:
            return [option_id(one) for one in question.key.options]
        case QuestionType.SHORT:
            return list(question.key.accepted)
        case QuestionType.LONG:
            return []
        case _:
            return [question.key.value] if question.key.value else []


def _shares(declared: Element, question: Question) -> None:
    """Each right option gives its share of the points and each wrong one takes one, never below nothing."""
    share = question.points / len(question.key.options)
    bounds = {"defaultValue": "0", "lowerBound": "0", "upperBound": str(question.points)}
    mapping = SubElement(declared, "mapping", bounds)
    for one in question.body.options:
        value = share if one.id in question.key.options else -share
        SubElement(mapping, "mapEntry", {"mapKey": option_id(one.id), "mappedValue": f"{value:f}"})


def _outcome(root: Element, identifier: str, base: str, default: str, *, cardinality: str = "single") -> None:
    declared = SubElement(
        root,
        "outcomeDeclaration",
        {"identifier": identifier, "cardinality": cardinality, "baseType": base},
    )
    SubElement(SubElement(declared, "defaultValue"), "value").text = default


def _body(body: Element, question: Question) -> None:
    html.build(body, question.body.text)
    match question.kind:
        case QuestionType.SINGLE | QuestionType.MULTIPLE:
            interaction = SubElement(
                body,
                "choiceInteraction",
                {
                    "responseIdentifier": RESPONSE,
                    "shuffle": "false" if question.body.fixed_order else "true",
                    "maxChoices": "1" if question.kind is QuestionType.SINGLE else "0",
                },
            )
            for one in question.body.options:
                choice = SubElement(interaction, "simpleChoice", {"identifier": option_id(one.id)})
                html.build(choice, one.text, paragraph="" if "\n\n" not in one.text else "p")
        case QuestionType.LONG:
            SubElement(body, "extendedTextInteraction", {"responseIdentifier": RESPONSE})
        case _:
            answer = SubElement(body, "p", {"class": ANSWER_CLASS})
            attributes = {"responseIdentifier": RESPONSE}
            if question.kind is QuestionType.FORMULA:
                attributes["class"] = FORMULA_CLASS
            SubElement(answer, "textEntryInteraction", attributes)
            if question.body.unit:
                SubElement(answer, "span", {"class": "unit"}).text = allowed(question.body.unit)
    if question.key.rubric:
        html.build(SubElement(body, "rubricBlock", {"view": "scorer"}), question.key.rubric)


def _processing(root: Element, question: Question) -> None:
    if question.kind is QuestionType.LONG or not _right(question):
        return
    processing = SubElement(root, "responseProcessing")
    mapped = question.kind is QuestionType.SHORT or question.key.partial
    if mapped and question.kind in (QuestionType.SHORT, QuestionType.MULTIPLE):
        score = SubElement(processing, "setOutcomeValue", {"identifier": "SCORE"})
        SubElement(score, "mapResponse", {"identifier": RESPONSE})
        return
    condition = SubElement(SubElement(processing, "responseCondition"), "responseIf")
    if question.kind is QuestionType.NUMERIC:
        _near(condition, question.key.absolute, question.key.relative)
    else:
        _both(SubElement(condition, "match"))
    score = SubElement(condition, "setOutcomeValue", {"identifier": "SCORE"})
    SubElement(score, "baseValue", {"baseType": "float"}).text = str(question.points)


def _both(parent: Element) -> None:
    SubElement(parent, "variable", {"identifier": RESPONSE})
    SubElement(parent, "correct", {"identifier": RESPONSE})


def _near(condition: Element, absolute: Decimal, relative: Decimal) -> None:
    """Within either tolerance. QTI states relative ones in percent."""
    modes = [("absolute", absolute)] if absolute > 0 else []
    modes += [("relative", relative * 100)] if relative > 0 else []
    parent = SubElement(condition, "or") if len(modes) > 1 else condition
    for mode, size in modes:
        _both(SubElement(parent, "equal", {"toleranceMode": mode, "tolerance": f"{size:f} {size:f}"}))
    if not modes:
        _both(SubElement(parent, "equal", {"toleranceMode": "exact"}))
