"""The marked script in print."""

import io
from decimal import Decimal
from uuid import uuid4

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from assay.apps.mathvidya.exams.outcome import Outcome
from assay.apps.mathvidya.marking.rules import Op, OpKind, Script
from assay.apps.mathvidya.results.burning import Head, MarkedPage, document
from assay.kernel import pdf
from tests.apps.mathvidya.analytics.test_rules import question

HEAD = Head("Class X, algebra", [("Marks", "3 / 5")])
OUTCOME = Outcome(questions=(question(1, "3", "5", comments=("Show why $x > 0$.",)),))


def picture(width: int = 600, height: int = 800) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(out, "JPEG")
    return out.getvalue()


def red_at(printed: bytes, page: int) -> tuple[float, float]:
    """Middle of what is red on a page, as shares of its width and height."""
    opened = pypdfium2.PdfDocument(printed)
    shown = np.asarray(opened[page].render(scale=1.5).to_pil().convert("RGB")).astype(int)
    rows, columns = np.nonzero((shown[:, :, 0] - shown[:, :, 1]) > 80)
    assert len(rows)
    return float(columns.mean()) / shown.shape[1], float(rows.mean()) / shown.shape[0]


@pytest.mark.parametrize(
    ("rotation", "at"), [(0, (0.2, 0.1)), (90, (0.9, 0.2)), (180, (0.8, 0.9)), (270, (0.1, 0.8))]
)
def test_marks_stand_where_the_marker_set_them_however_the_page_was_turned(
    rotation: int, at: tuple[float, float]
) -> None:
    page = MarkedPage(uuid4(), picture(), rotation)
    body = {"stamp": "tick", "x": 0.2, "y": 0.1}
    tick = Op(uuid4(), OpKind.STAMP, sheet_id=page.sheet_id, body=body)
    printed = pdf.render(document(HEAD, OUTCOME, Script(drawn={tick.op_id: tick}), [page]))
    found = red_at(printed, 1)
    assert found[0] == pytest.approx(at[0], abs=0.03)
    assert found[1] == pytest.approx(at[1], abs=0.05)


def test_the_summary_tells_every_question_and_comment() -> None:
    made = pypdfium2.PdfDocument(pdf.render(document(HEAD, OUTCOME, Script(), [])))
    text = made[0].get_textpage().get_text_range()
    for words in ("Class X, algebra", "Total", "key", "Comments", "Show why"):
        assert words in text
    assert OUTCOME.total == Decimal(3)


def test_the_same_script_prints_to_the_same_bytes() -> None:
    page = MarkedPage(uuid4(), picture())
    stroke = Op(uuid4(), OpKind.PEN, sheet_id=page.sheet_id, body={"points": [[0.1, 0.1], [0.5, 0.6]]})
    note = Op(uuid4(), OpKind.TEXT, sheet_id=page.sheet_id, body={"text": "a < b & c", "x": 0.3, "y": 0.3})
    script = Script(drawn={stroke.op_id: stroke, note.op_id: note})
    first, second = (pdf.render(document(HEAD, OUTCOME, script, [page])) for _n in range(2))
    assert first == second
