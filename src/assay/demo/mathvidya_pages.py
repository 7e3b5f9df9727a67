"""Answer sheets as students send them: the printed page with its code, written on by a made-up hand.

Nothing here is anybody's handwriting: letters come from the stroke fonts of OpenCV, each a little out of its
place, and the page lies a little askew under uneven light.
"""

import asyncio
import io
import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image

from assay.apps.mathvidya.papers import printing
from assay.apps.mathvidya.papers.snapshot import Snapshot
from assay.kernel import pdf
from assay.kernel.questions import markup

Pixels = NDArray[np.uint8]

SCALE = 1.6
"""Pixels to a point of the print: 953 by 1,348 of an A4 page."""
MM = SCALE * 72 / 25.4
FIRST_LINE, LINE = 38 * MM, 9 * MM
LINES = 26
MARGIN, COLUMN = 14 * MM, 32 * MM
"""Where the sheet's box begins, and where its column for numbers ends."""
WIDE = 44
"""Letters on a line."""
INK = (118, 44, 30)
"""Blue, as OpenCV orders colours."""
WORDS = {
    r"\times": " x ",
    r"\cdot": ".",
    r"\div": " / ",
    r"\pm": " +/- ",
    r"\le": " <= ",
    r"\ge": " >= ",
    r"\ne": " != ",
    r"\pi": "pi",
    r"\theta": "t",
    r"\alpha": "a",
    r"\beta": "b",
    r"\lambda": "k",
    r"\circ": " deg",
    r"\infty": "inf",
    r"\to": "->",
    r"\Rightarrow": "=>",
    r"\therefore": "so",
    r"\int": "I ",
    r"\sqrt": "root",
    r"\left": "",
    r"\right": "",
    r"\hat": "",
    r"\vec": "",
}
"""What a hand without a font for mathematics writes instead."""
_FRACTION = re.compile(r"\\d?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_TEXT = re.compile(r"\\(?:text|mathrm|operatorname)\s*\{([^{}]*)\}")
_COMMAND = re.compile(r"\\[a-zA-Z]+")
_ONE_AT_A_TIME = threading.Lock()
"""PDFium is not made for threads."""


@dataclass(frozen=True, slots=True)
class Written:
    """One line: the question's number stands in the margin where it begins."""

    number: str
    text: str


def answers(snapshot: Snapshot, numbers: Sequence[int], *, in_steps: bool) -> list[Written]:
    """What a good student writes: of each question the answer, or each step of its scheme."""
    lines: list[Written] = []
    for one in snapshot.written():
        if one.number not in numbers or one.choice != "a":
            continue
        texts = [step.text.en for step in one.key.methods[0].steps] if in_steps else [one.key.answer.en]
        label = f"{one.number}." if one.part in ("", "i") else ""
        wrapped = [line for text in texts for line in wrap(by_hand(text))]
        if one.part:
            wrapped[0] = f"({one.part}) {wrapped[0]}"
        most = len(wrapped) if in_steps else 2
        lines += [Written(label if place == 0 else "", text) for place, text in enumerate(wrapped[:most])]
    return lines


def by_hand(text: str) -> str:
    """A text of the bank in letters of ASCII."""
    told = markup.plain(text)
    for _nested in range(3):
        told = _FRACTION.sub(r"(\1)/(\2)", _TEXT.sub(r"\1", told))
    told = _COMMAND.sub(lambda one: WORDS.get(one[0], one[0][1:]), told)
    told = told.replace("{", "").replace("}", "").replace("\\", " ").replace("−", "-")
    return " ".join(told.encode("ascii", "ignore").decode().split()) or "-"


def wrap(text: str) -> list[str]:
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > WIDE:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()[: 2 * WIDE]
    return lines


async def photographs(
    snapshot: Snapshot, exam_id: UUID, lines: Sequence[Written], *, seed: int, most: int
) -> list[bytes]:
    """The sheets that these lines fill, `most` at most, as JPEG."""
    count = min(most, max(1, -(-len(lines) // LINES)))
    # The sheets are printed without the questions before them: the same sheets, in a tenth of the time.
    bare = snapshot.model_copy(update={"paper": snapshot.paper.model_copy(update={"sections": ()})})
    printed = await pdf.render_in_thread(printing.document(bare, exam_id, pdf.EPOCH, count, {}, codes=1))
    return await asyncio.to_thread(lambda: list(written_on(printed, count, lines, seed)))


def written_on(printed: bytes, count: int, lines: Sequence[Written], seed: int) -> Iterator[bytes]:
    """The last `count` pages of a print, written on and photographed."""
    for place, sheet in enumerate(_rendered(printed, count)):
        rng = np.random.default_rng(seed + place)
        written = _write(sheet.shape[:2], lines[place * LINES : (place + 1) * LINES], rng)
        ink = written[:, :, None].astype(np.float32) / 255
        inked = sheet * (1 - ink) + np.array(INK, np.float32) * ink
        yield _photograph(inked.astype(np.float32), rng)


def _rendered(printed: bytes, count: int) -> list[Pixels]:
    with _ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(printed)
        try:
            pages = [document[len(document) - count + place] for place in range(count)]
            return [np.ascontiguousarray(one.render(scale=SCALE).to_numpy()[:, :, :3]) for one in pages]
        finally:
            document.close()


def _write(shape: tuple[int, ...], lines: Sequence[Written], rng: np.random.Generator) -> Pixels:
    written = np.zeros(shape, np.uint8)
    for row, line in enumerate(lines):
        y = FIRST_LINE + (row + 1) * LINE - 8
        _line(written, line.number, MARGIN + 12, y, rng)
        _line(written, line.text, COLUMN + 12 + rng.uniform(0, 8), y, rng)
    # A hand slants to the right and wanders: letters lean, strokes bend by a pixel or two.
    tall, wide = written.shape
    across, down = np.meshgrid(np.arange(wide, dtype=np.float32), np.arange(tall, dtype=np.float32))
    bend = [
        cv2.resize(rng.normal(0, 1.6, (tall // 30, wide // 30)).astype(np.float32), (wide, tall))
        for _axis in range(2)
    ]
    return np.asarray(cv2.remap(written, across + bend[0], down + bend[1], cv2.INTER_LINEAR), np.uint8)


def _line(written: Pixels, text: str, x: float, y: float, rng: np.random.Generator) -> None:
    size = rng.uniform(0.72, 0.8)
    for letter in text:
        if x > written.shape[1] - MARGIN - 16:
            return
        font = cv2.FONT_HERSHEY_SCRIPT_SIMPLEX if letter.isalpha() else cv2.FONT_HERSHEY_SIMPLEX
        scale = size if letter.isalpha() else size * 0.8
        at = (round(x), round(y + rng.normal(0, 1)))
        cv2.putText(written, letter, at, font, scale, (255,), 2, cv2.LINE_AA)
        (wide, _tall), _base = cv2.getTextSize(letter, font, scale, 2)
        x += wide * rng.uniform(0.86, 0.97)


def _photograph(sheet: NDArray[np.float32], rng: np.random.Generator) -> bytes:
    tall, wide = sheet.shape[:2]
    turn = cv2.getRotationMatrix2D((wide / 2, tall / 2), float(rng.uniform(-1.2, 1.2)), 0.97)
    shot = cv2.warpAffine(sheet, turn, (wide, tall), flags=cv2.INTER_LINEAR, borderValue=(112, 128, 138))
    light = np.linspace(0.97, 0.97 - rng.uniform(0.05, 0.2), wide, dtype=np.float32)[None, :, None]
    shot = shot * light + rng.normal(0, 2, (tall, wide, 1)).astype(np.float32)
    out = io.BytesIO()
    colours = np.clip(shot, 0, 255).astype(np.uint8)[:, :, ::-1]
    Image.fromarray(np.ascontiguousarray(colours)).save(out, "JPEG", quality=78)
    return out.getvalue()
