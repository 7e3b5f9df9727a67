"""Pages looked at: drawn photographs, and scans of real papers where they lie beside the project."""

from pathlib import Path

import numpy as np
import pytest

from assay.apps.mathvidya.papers.qr import Side
from assay.apps.mathvidya.sheets.vision import codes, ink, likeness, pdf, picture, turning
from assay.apps.mathvidya.sheets.vision.looking import Seen, look_at
from assay.apps.mathvidya.sheets.vision.picture import Pixels
from assay.apps.mathvidya.sheets.vision.turning import UNKNOWN
from assay.apps.mathvidya.sheets.vision.verdict import Finding, Verdict, advice
from tests.apps.mathvidya.sheets.scene import EXAM, OTHER, code
from tests.support import sheets
from tests.support.sheets import Phone

SCANS = Path(__file__).parents[4].parent / "shared/data/exams/scans/markus"
needs_scans = pytest.mark.skipif(not SCANS.is_dir(), reason=f"no scanned papers in {SCANS}")
SMALL = 1000


def look(sheet: Pixels, *, exam: object = EXAM, **phone: object) -> Seen:
    shot = sheets.photo(sheet, Phone(**{"width": SMALL, "noise": 1, **phone}))  # type: ignore[arg-type]
    return look_at(np.repeat(shot[:, :, None], 3, axis=2), EXAM)


@pytest.fixture(scope="module")
def written() -> Pixels:
    return sheets.page(code(3), 14, seed=3, paper="ruled")


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_a_page_is_read_by_both_readers_and_turned_upright(written: Pixels, quarters: int) -> None:
    seen = look(written, quarters=quarters)
    assert (seen.verdict.page, set(seen.verdict.readers)) == (3, {"zxing", "opencv"})
    assert (seen.verdict.quarters, seen.verdict.turned_by) == (-quarters % 4, "code")
    assert seen.verdict.findings == ()
    assert seen.upright.shape[0] > seen.upright.shape[1]


@pytest.mark.parametrize(
    ("phone", "finding"),
    [
        ({"blur": 3.5}, Finding.BLURRED),
        ({"shake": 14}, Finding.BLURRED),
        ({"light": 0.12, "noise": 8}, Finding.DARK),
        ({"width": 700}, Finding.SMALL),
    ],
)
def test_what_is_wrong_with_a_picture_is_found(
    written: Pixels, phone: dict[str, float], finding: Finding
) -> None:
    found = look(written, **phone).verdict
    assert finding in found.findings
    assert finding in found.to_acknowledge
    assert advice(finding).endswith(".")


def test_faint_writing_is_found() -> None:
    assert Finding.FAINT in look(sheets.page(code(1), 14, pen=208)).verdict.findings


@pytest.mark.parametrize("paper", ["plain", "ruled", "squared"])
@pytest.mark.parametrize("shadow", [0.1, 0.6])
def test_an_empty_page_is_blank_whatever_its_ruling_and_shadow(paper: str, shadow: float) -> None:
    empty = sheets.page(code(1), 0, paper=paper)
    assert look(empty, shadow=shadow).verdict.findings == (Finding.BLANK,)


@pytest.mark.parametrize("paper", ["plain", "ruled", "squared"])
def test_one_line_of_writing_is_not_blank(paper: str) -> None:
    assert Finding.BLANK not in look(sheets.page(code(1), 1, seed=5, paper=paper)).verdict.findings


def test_a_page_of_another_paper_is_foreign() -> None:
    found = look(sheets.page(code(1, OTHER), 6)).verdict
    assert found.is_refused
    assert found.findings == (Finding.FOREIGN,)


def test_a_page_of_the_question_paper_is_asked_about() -> None:
    found = look(sheets.page(code(1, side=Side.QUESTIONS), 6)).verdict
    assert (found.page, found.findings) == (None, (Finding.QUESTIONS,))


def test_two_pages_in_one_picture_are_refused() -> None:
    both = np.hstack([sheets.page(code(number), 6, seed=number) for number in (1, 2)])
    assert Finding.TWO_PAGES in look(both, tilt=0, width=1800).verdict.findings


def test_a_code_of_somebody_else_counts_as_none() -> None:
    found = look(sheets.page("https://example.org/menu", 14)).verdict
    assert Finding.NO_CODE in found.findings
    assert found.page is None


def test_an_empty_page_without_a_code_has_no_direction() -> None:
    assert turning.by_writing(ink.find(sheets.page("", 0)).writing) == UNKNOWN


def test_the_same_page_photographed_twice_is_alike_and_another_is_not() -> None:
    first, second = (sheets.page(code(1), 14, seed=seed) for seed in (1, 2))
    prints = [
        look(sheet, slant=slant).verdict.fingerprint
        for sheet, slant in ((first, 0.5), (first, 1.5), (second, 0.5))
    ]
    assert likeness.is_alike(prints[0], prints[1])
    assert not likeness.is_alike(prints[0], prints[2])


def test_a_verdict_survives_its_document(written: Pixels) -> None:
    verdict = look(written).verdict
    assert Verdict.of({**verdict.document(), "refusal": ""}) == verdict


def test_a_transparent_picture_lies_on_white() -> None:
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("RGBA", (40, 30), (0, 0, 0, 0)).save(out, "PNG")
    page, short = picture.load(out.getvalue())
    assert (page.min(), short) == (255, 30)


def any_code(text: str) -> str | None:
    return text or None


@needs_scans
def test_every_code_of_a_mixed_up_scan_is_read() -> None:
    pages = list(pdf.pages((SCANS / "midterm_scan_100.pdf").read_bytes()))
    found = [codes.read(picture.grey(page), any_code).ours for page in pages]
    assert all(found)
    assert len({one[0].text for one in found}) == len(pages)


@needs_scans
def test_pages_scanned_upside_down_are_turned() -> None:
    pages = list(pdf.pages((SCANS / "midterm_scan_101.pdf").read_bytes()))
    read = [codes.read(picture.grey(page), any_code).ours[0] for page in pages]
    turned = [one.text.rpartition("-")[2] for one in read if turning.by_code(one.corners).quarters == 2]
    assert turned == ["3", "4"]
