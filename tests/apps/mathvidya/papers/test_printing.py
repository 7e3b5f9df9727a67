"""Papers of the shipped bank, composed and printed: codes on every page, the same bytes, no key."""

from random import Random
from typing import Any
from uuid import UUID

import pypdfium2
import pytest
import zxingcpp

from assay.apps.mathvidya.bank.document import ON_SCREEN, Choice, ClassLevel, Kind, Question, Words
from assay.apps.mathvidya.papers import seeds
from assay.apps.mathvidya.papers.composing import compose, ordered
from assay.apps.mathvidya.papers.draw import Selection
from assay.apps.mathvidya.papers.printing import answer_pages, document, print_paper
from assay.apps.mathvidya.papers.qr import PageCode, Side, decode
from assay.apps.mathvidya.papers.snapshot import Origin, Snapshot, Variant, digest
from assay.apps.mathvidya.papers.solver import select
from assay.kernel import pdf
from assay.kernel.questions import typst
from tests.apps.mathvidya.papers import shipped

EXAM = UUID("0197b1c2-5cf0-7a3b-8d11-0123456789ab")


def made(level: ClassLevel, seed: str = "1", variant: Variant = Variant.STANDARD) -> Snapshot:
    blueprint = seeds.board(level)
    found = select(blueprint, shipped.pool(level), seed)
    assert isinstance(found, Selection)
    origin = Origin(template_id=None, template_version=1, seed=seed, ortools="9", kin=found.kin, seen=0)
    return compose(blueprint, found, shipped.bank(level), origin, variant=variant)


def texts(question: Question) -> list[str]:
    found = [question.text, question.substitute, question.answer, *(one.text for one in question.choices)]
    for part in question.parts:
        found += [part.text, part.answer, *(step.text for way in part.methods for step in way.steps)]
        if part.alternative:
            ways = part.alternative.methods
            found += [part.alternative.text, part.alternative.substitute, part.alternative.answer]
            found += [step.text for way in ways for step in way.steps]
    return [one.en for one in found if one]


@pytest.mark.parametrize(
    ("level", "variant"), [(ClassLevel.X, Variant.VISUALLY_IMPAIRED), (ClassLevel.XII, Variant.STANDARD)]
)
async def test_every_page_carries_its_code(level: ClassLevel, variant: Variant) -> None:
    snapshot = made(level, variant=variant)  # large print runs to more pages than there are codes at first
    printed = await print_paper(snapshot, EXAM)
    assert printed == await print_paper(snapshot, EXAM)
    codes = []
    with pypdfium2.PdfDocument(printed) as opened:
        for page in opened:
            found = zxingcpp.read_barcodes(page.render(scale=1.2).to_pil())
            codes.append(decode(found[0].text) if len(found) == 1 else None)
    sheets = answer_pages(snapshot)
    asked = len(codes) - sheets
    assert (asked, sheets) >= (4, 16)
    assert codes == [
        *(PageCode(EXAM, Side.QUESTIONS, number) for number in range(1, asked + 1)),
        *(PageCode(EXAM, Side.ANSWERS, number) for number in range(1, sheets + 1)),
    ]


@pytest.mark.parametrize("level", list(ClassLevel))
def test_every_text_of_the_shipped_bank_is_printable(level: ClassLevel) -> None:
    everything = [text for question in shipped.bank(level).values() for text in texts(question)]
    assert [found for text in everything for found in typst.untranslatable(text)] == []
    contents = (f"#{typst.content(text, lambda one: one.name)}" for text in dict.fromkeys(everything))
    pdf.render(pdf.Document("\n\n".join(contents)))


def names_in(document: Any) -> set[str]:
    """Every member's name, at any depth."""
    if isinstance(document, dict):
        return set(document) | {name for value in document.values() for name in names_in(value)}
    return {name for value in document for name in names_in(value)} if isinstance(document, list) else set()


def test_paper_holds_nothing_of_the_key() -> None:
    snapshot = made(ClassLevel.X)
    shown = snapshot.paper.model_dump(mode="json")
    of_the_key = {
        "answer",
        "methods",
        "steps",
        "right",
        "letters",
        "cognitive",
        "difficulty",
        "source",
        "origin",
    }
    assert names_in(shown) & of_the_key == set()
    assert names_in(snapshot.document()) >= of_the_key
    printed = document(snapshot, EXAM, pdf.EPOCH, 0, {}).source
    steps = [step.text.en for one in snapshot.written() for way in one.key.methods for step in way.steps]
    assert steps
    assert [text for text in steps if typst.content(text, lambda _one: "") in printed] == []


def test_snapshot_is_read_back_and_has_one_digest() -> None:
    snapshot = made(ClassLevel.XII)
    stored = snapshot.document()
    assert Snapshot.read(stored) == snapshot
    assert digest(dict(reversed(stored.items()))) == digest(stored)
    other = made(ClassLevel.XII, "2").document()
    assert digest(other) != digest(stored)


def test_numbers_letters_and_written_parts() -> None:
    snapshot = made(ClassLevel.X)
    asked = list(snapshot.paper.questions())
    assert [one.number for one in asked] == list(range(1, 39))
    for one in asked:
        key = snapshot.key.of(one.number)
        assert key is not None
        letters = {option.letter: option.id for option in one.items[0].options}
        assert [letters[letter] for letter in key.letters] == sorted(
            key.right, key=list(letters.values()).index
        )
        assert bool(letters) == (one.kind in ON_SCREEN)
    written = snapshot.written()
    rows = [(one.number, one.part, one.choice) for one in written]
    assert len(set(rows)) == len(rows)
    first = [one for one in written if one.choice == "a"]
    assert sum(one.marks for one in first) == 60
    alternatives = {one.number for one in written if one.choice == "b"}
    assert len(alternatives) == 9


def test_substitutes_stand_in_for_figures() -> None:
    changed = 0
    for seed in ("1", "2", "3"):
        standard = made(ClassLevel.X, seed)
        other = made(ClassLevel.X, seed, Variant.VISUALLY_IMPAIRED)
        for one, two in zip(standard.paper.questions(), other.paper.questions(), strict=True):
            for seen, told in zip(one.items, two.items, strict=True):
                substitute = shipped.bank(ClassLevel.X)[seen.question_id].substitute
                if substitute:
                    changed += 1
                    assert (told.text, told.figures) == (substitute, ())
                else:
                    assert told.text == seen.text
        assert other.key == standard.key
    assert changed


@pytest.mark.parametrize(
    ("last", "kept"),
    [
        ("none of these", True),
        ("None of the above", True),
        ("all of these", True),
        ("both (a) and (b)", True),
        ("$f(a)$", False),
        ("a rectangle", False),
    ],
)
def test_options_that_speak_of_others_keep_their_place(last: str, kept: bool) -> None:
    some = next(one for one in shipped.bank(ClassLevel.X).values() if one.kind is Kind.MCQ)
    choices = [
        Choice(id=key, text=Words(en=text)) for key, text in zip("abcd", ("1", "2", "3", last), strict=True)
    ]
    question = some.model_copy(
        update={"choices": tuple(choices), "answer": Words(en="So."), "text": Words(en="Which one?")}
    )
    assert ordered(question, Random(1))[1] is kept
    orders = {tuple(one.id for one in ordered(question, Random(seed))[0]) for seed in range(20)}
    assert (len(orders) == 1) is kept
    explained = question.model_copy(update={"answer": Words(en="So (b) is right.")})
    assert ordered(explained, Random(1))[1] is True
