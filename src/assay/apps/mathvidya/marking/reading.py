"""The paper as it was sat, read for marking; and what a marking comes to, as it is kept. Pure."""

from collections.abc import Iterator

from assay.apps.mathvidya.bank.document import ON_SCREEN, Figure
from assay.apps.mathvidya.bank.document import Method as MethodDocument
from assay.apps.mathvidya.exams.outcome import How, Outcome, PartOutcome, QuestionOutcome, StepOutcome
from assay.apps.mathvidya.marking.rules import OpKind, Paper, Script
from assay.apps.mathvidya.marking.scheme import Method, Option, Part, PartKey, Question, Scheme, Slot, Step
from assay.apps.mathvidya.marking.tally import NOTHING, QuestionTally, tally
from assay.apps.mathvidya.papers.snapshot import Item, ItemKey, PaperQuestion, Snapshot


def scheme(snapshot: Snapshot, only: int | None = None) -> Scheme:
    """The questions a teacher marks; `only` one of them, where a student asked about it."""
    return Scheme(
        tuple(
            _question(snapshot, question)
            for question in snapshot.paper.questions()
            if question.kind not in ON_SCREEN and only in (None, question.number)
        )
    )


def figures(snapshot: Snapshot) -> Iterator[tuple[int, str, Figure]]:
    """(number, choice, figure) of the questions a teacher marks."""
    for question in snapshot.paper.questions():
        for item in question.items:
            for figure in item.figures:
                yield question.number, item.choice, figure


def _question(snapshot: Snapshot, question: PaperQuestion) -> Question:
    pairs = [(item, _key(snapshot, question.number, item)) for item in question.items]
    if len(pairs) > 1:
        options = tuple(
            Option(item.choice, tuple(_parts(item, key)), text=item.text.en) for item, key in pairs
        )
        return Question(question.number, (Slot(options),), origins=_origins(pairs))
    item, key = pairs[0]
    return Question(question.number, tuple(_slots(item, key)), text=item.text.en, origins=_origins(pairs))


def _key(snapshot: Snapshot, number: int, item: Item) -> ItemKey:
    found = snapshot.key.of(number, item.choice)
    if found is None:
        raise ValueError(f"Question {number}{item.choice} has no key.")
    return found


def _origins(pairs: list[tuple[Item, ItemKey]]) -> tuple[str, ...]:
    return tuple(f"{item.question_id}/{item.version}" for item, _key_of in pairs)


def _slots(item: Item, key: ItemKey) -> Iterator[Slot]:
    """One for each label: two options where the part has an alternative."""
    labels = list(dict.fromkeys(part.label for part in key.parts))
    parts = {(part.label, choice): part for choice, part in _labelled(item, key)}
    for label in labels:
        yield Slot(
            tuple(
                Option(choice, (parts[label, choice],)) for choice in ("a", "b") if (label, choice) in parts
            )
        )


def _parts(item: Item, key: ItemKey) -> Iterator[Part]:
    for _choice, part in _labelled(item, key):
        yield part


def _labelled(item: Item, key: ItemKey) -> Iterator[tuple[str, Part]]:
    asked = {part.label: part for part in item.parts}
    for one in key.parts:
        shown = asked.get(one.label)
        words = (shown.alternative if one.choice == "b" else shown.text) if shown else None
        yield (
            one.choice,
            Part(
                one.label,
                one.marks,
                tuple(_method(method) for method in one.methods),
                text=words.en if words else "",
                answer=one.answer.en,
                typed=one.typed,
            ),
        )


def _method(method: MethodDocument) -> Method:
    return Method(tuple(Step(step.marks, step.text.en) for step in method.steps), method.name)


def outcome(snapshot: Snapshot, paper: Paper, script: Script) -> Outcome:
    """The marks of every question that was marked, as they are kept."""
    return Outcome(questions=tuple(_told(snapshot, script, one) for one in tally(paper, script)))


def _told(snapshot: Snapshot, script: Script, one: QuestionTally) -> QuestionOutcome:
    number = one.question.number
    asked = snapshot.paper.question(number)
    sections = {
        question.number: section.label
        for section in snapshot.paper.sections
        for question in section.questions
    }
    chosen = next((choice for choice in one.chosen if choice), "a")
    key = snapshot.key.of(number, "b" if chosen == "b" else "a") or snapshot.key.of(number)
    assert asked is not None
    assert key is not None
    return QuestionOutcome(
        number=number,
        section=sections[number],
        kind=asked.kind,
        unit=asked.unit,
        topic=key.topic,
        cognitive=key.cognitive,
        how=How.DECLARED if one.declared else How.TEACHER,
        marks=one.awarded,
        out_of=one.question.marks,
        parts=tuple(_counted(script, one)),
        comments=tuple(
            str(op.body["text"])
            for op in script.drawn.values()
            if op.kind is OpKind.COMMENT and op.number == number
        ),
    )


def _counted(script: Script, one: QuestionTally) -> Iterator[PartOutcome]:
    """The parts of the options that count."""
    for slot, chosen in zip(one.question.slots, one.chosen, strict=True):
        for option in slot.options:
            if option.choice != chosen:
                continue
            for part in option.parts:
                yield _part(script, (one.question.number, part.label, option.choice), part)


def _part(script: Script, key: PartKey, part: Part) -> PartOutcome:
    method = part.methods[script.method(key)]
    given = [NOTHING if marks is None else marks for marks in script.given(key, part)]
    return PartOutcome(
        label=part.label,
        choice=key[2],
        method=method.name,
        marks=sum(given, NOTHING),
        out_of=part.marks,
        steps=tuple(
            StepOutcome(text=step.text, marks=marks, out_of=step.marks)
            for step, marks in zip(method.steps, given, strict=True)
        ),
    )
