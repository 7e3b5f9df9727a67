"""What a teacher did, folded into what the script looks like. Pure.

The log of a marking is a list of operations that only grows. `state` folds it: the same list gives the same
script, on the server and on the page (`static/marking/fold.js` says the same). An operation that was sent
twice counts once, by its id. Undo and redo are operations too, so the log holds every change of mind.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from assay.apps.mathvidya.marking.scheme import Part, PartKey, Scheme

StepKey = tuple[int, str, str, int, int]
"""Number, part, choice, method, step."""


class OpKind(StrEnum):
    MARK = "mark"
    """A step's marks; None takes them back."""
    METHOD = "method"
    """By which method a part is marked."""
    STAMP = "stamp"
    PEN = "pen"
    TEXT = "text"
    COMMENT = "comment"
    ERASE = "erase"
    REGION = "region"
    """Where on a page a question is answered."""
    SEEN_PAGE = "seen_page"
    SEEN_QUESTION = "seen_question"
    BLANK_ACK = "blank_ack"
    """The marker has seen that a page is blank."""
    UNDO = "undo"
    REDO = "redo"


FACTS = (OpKind.SEEN_PAGE, OpKind.SEEN_QUESTION, OpKind.BLANK_ACK)
"""What has been seen stays seen: no undo takes it back."""
DRAWN = (OpKind.STAMP, OpKind.PEN, OpKind.TEXT, OpKind.COMMENT)


@dataclass(frozen=True, slots=True)
class Op:
    """One operation, in the order of its number; `op_id` is made by the page, once for each."""

    op_id: UUID
    kind: OpKind
    number: int | None = None
    part: str = ""
    choice: str = "a"
    method: int = 0
    step: int | None = None
    marks: Decimal | None = None
    sheet_id: UUID | None = None
    body: Mapping[str, Any] = field(default_factory=dict)

    @property
    def part_key(self) -> PartKey:
        assert self.number is not None
        return self.number, self.part, self.choice


@dataclass(frozen=True, slots=True)
class Page:
    """One answer sheet, in the order of the script."""

    sheet_id: UUID
    number: int
    blank: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """What is marked: the scheme, the pages, and the questions the student declared unanswered.

    `whole`: every page must be seen; not so where one question alone is marked again.
    """

    scheme: Scheme
    pages: tuple[Page, ...] = ()
    unanswered: frozenset[int] = frozenset()
    whole: bool = True


@dataclass(slots=True)
class Script:
    """The state of a marking."""

    marks: dict[StepKey, Decimal] = field(default_factory=dict)
    methods: dict[PartKey, int] = field(default_factory=dict)
    drawn: dict[UUID, Op] = field(default_factory=dict)
    """Stamps, strokes, texts and comments that stand, by the id of the operation that made them."""
    regions: dict[tuple[int, UUID], Mapping[str, Any]] = field(default_factory=dict)
    seen_pages: set[UUID] = field(default_factory=set)
    seen_questions: set[int] = field(default_factory=set)
    acknowledged: set[UUID] = field(default_factory=set)
    can_undo: bool = False
    can_redo: bool = False

    def method(self, key: PartKey) -> int:
        return self.methods.get(key, 0)

    def given(self, key: PartKey, part: Part) -> list[Decimal | None]:
        """The marks of each step of the chosen method; None where a step has none."""
        method = self.method(key)
        return [self.marks.get((*key, method, step)) for step in range(len(part.methods[method].steps))]


def state(ops: Iterable[Op]) -> Script:
    """The script after `ops`. Total: an operation that no longer applies changes nothing."""
    script = Script()
    done: list[Op] = []
    undone: list[Op] = []
    known: set[UUID] = set()
    for op in ops:
        if op.op_id in known:
            continue
        known.add(op.op_id)
        if op.kind in FACTS:
            _note(script, op)
        elif op.kind is OpKind.UNDO:
            if done:
                undone.append(done.pop())
        elif op.kind is OpKind.REDO:
            if undone:
                done.append(undone.pop())
        else:
            done.append(op)
            undone.clear()
    for op in done:
        _apply(script, op)
    script.can_undo, script.can_redo = bool(done), bool(undone)
    return script


def _note(script: Script, op: Op) -> None:
    if op.kind is OpKind.SEEN_QUESTION and op.number is not None:
        script.seen_questions.add(op.number)
    elif op.sheet_id is not None:
        seen = script.seen_pages if op.kind is OpKind.SEEN_PAGE else script.acknowledged
        seen.add(op.sheet_id)


def _apply(script: Script, op: Op) -> None:
    if op.kind is OpKind.MARK and op.step is not None:
        key = (*op.part_key, op.method, op.step)
        if op.marks is None:
            script.marks.pop(key, None)
        else:
            script.marks[key] = op.marks
    elif op.kind is OpKind.METHOD:
        script.methods[op.part_key] = op.method
    elif op.kind in DRAWN:
        script.drawn[op.op_id] = op
    elif op.kind is OpKind.ERASE:
        script.drawn.pop(UUID(str(op.body["op_id"])), None)
    elif op.kind is OpKind.REGION and op.number is not None and op.sheet_id is not None:
        if op.body:
            script.regions[op.number, op.sheet_id] = op.body
        else:
            script.regions.pop((op.number, op.sheet_id), None)


def refusals(paper: Paper, op: Op) -> Sequence[str]:
    """Why `op` does not fit the paper: names of its fields, empty where it fits."""
    if op.sheet_id is not None and op.sheet_id not in {page.sheet_id for page in paper.pages}:
        return ["sheet_id"]
    if op.kind in (OpKind.MARK, OpKind.METHOD):
        part = paper.scheme.part(op.part_key)
        if part is None or op.number in paper.unanswered:
            return ["number"]
        if not 0 <= op.method < len(part.methods):
            return ["method"]
        if op.kind is OpKind.MARK:
            return _step_refusals(part, op)
    elif op.number is not None and op.number not in paper.scheme.numbers:
        return ["number"]
    return []


def _step_refusals(part: Part, op: Op) -> Sequence[str]:
    method = part.methods[op.method]
    if op.step is None or not 0 <= op.step < len(method.steps):
        return ["step"]
    if op.marks is not None and not method.admits(op.step, op.marks):
        return ["marks"]
    return []
