"""`python -m bench.sheets`: how well photographed answer pages are read, and what it costs.

Pages are drawn and photographed by `tests/support/sheets.py`, under conditions from a scanner's to a bad
evening's; with `--scans FOLDER` the pages of the PDFs in it are read as well. Each reader reads alone, with
all its looks, and then both as the upload does it. One core, no other work.
"""

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import UUID

from tests.support import sheets
from tests.support.sheets import Phone

from assay.apps.mathvidya.papers.qr import PageCode, Side, encode
from assay.apps.mathvidya.sheets.vision import codes, ink, looking, pdf, turning
from assay.apps.mathvidya.sheets.vision.picture import Pixels, as_pixels, grey
from assay.apps.mathvidya.sheets.vision.verdict import Finding

SCANNER = Phone(tilt=0, slant=0.5, shadow=0, blur=0.4, noise=1, light=1, table=250)
CONDITIONS = {
    "scanner": SCANNER,
    "good light": sheets.PLAIN,
    "askew": Phone(tilt=0.08, slant=12),
    "shadow": Phone(shadow=0.6),
    "low light": Phone(light=0.3, noise=9, shadow=0.4),
    "soft focus": Phone(blur=2.2),
    "blurred": Phone(blur=6),
    "shaken": Phone(shake=22),
    "small picture": Phone(width=900, blur=0.5),
}
EXAM = UUID(int=0x0194000070008000A000E1A1)


@dataclass(slots=True)
class Tally:
    """Counts of one condition."""

    pages: int = 0
    zxing: int = 0
    opencv: int = 0
    either: int = 0
    agreed: int = 0
    turned: int = 0
    by_writing: int = 0
    writing_wrong: int = 0
    blurred: int = 0
    seconds: list[float] = field(default_factory=list)

    def row(self, name: str) -> str:
        def rate(count: int) -> str:
            return f"{100 * count / self.pages:5.0f}" if self.pages else "    -"

        times = sorted(self.seconds)
        middle, slow = (1000 * times[int(len(times) * share)] for share in (0.5, 0.95))
        figures = (self.zxing, self.opencv, self.either, self.agreed, self.turned)
        more = (self.by_writing, self.writing_wrong, self.blurred)
        cells = " | ".join(rate(one) for one in (*figures, *more))
        return f"| {name:14} | {self.pages:5} | {cells} | {middle:6.0f} | {slow:6.0f} |"


HEAD = (
    "| pages          |     n | zxing % | opencv % | either % | agree % | upright % "
    "| by writing % | wrong % | blurred % | ms, median | ms, 95th |\n|" + "---|" * 12
)


def parse(text: str) -> int | None:
    """Any code counts: whose it is, is not asked here."""
    return len(text) or None


def count(tally: Tally, picture: Pixels, quarters: int | None) -> None:
    """`quarters`: how the picture has to be turned; None where nobody knows."""
    shades = grey(picture)
    tally.pages += 1
    tally.zxing += bool(codes.read(shades, parse, {"zxing": codes.by_zxing}).ours)
    tally.opencv += bool(codes.read(shades, parse, {"opencv": codes.by_opencv}).ours)
    begun = time.perf_counter()
    seen = looking.look_at(picture, EXAM)
    tally.seconds.append(time.perf_counter() - begun)
    read = codes.read(shades, parse).ours
    tally.either += bool(read)
    tally.agreed += any(len(one.readers) == 2 for one in read)
    tally.blurred += Finding.BLURRED in seen.verdict.findings
    written = turning.by_writing(ink.find(shades).writing)
    known = turning.by_code(read[0].corners).quarters if quarters is None and read else quarters
    if known is not None:
        tally.turned += seen.verdict.turned_by != "" and seen.verdict.quarters == known
        tally.by_writing += written.known and written.quarters == known
        tally.writing_wrong += written.known and written.quarters != known


def drawn(pages: int) -> Iterator[tuple[str, Pixels, int]]:
    """Name of the condition, picture, and the quarters that bring it upright."""
    for number in range(pages):
        paper = ("plain", "ruled", "squared")[number % 3]
        sheet = sheets.page(
            encode(PageCode(EXAM, Side.ANSWERS, number + 1)), 8 + number % 15, seed=number, paper=paper
        )
        for name, phone in CONDITIONS.items():
            held = number % 4
            shot = sheets.photo(sheet, replace(phone, quarters=held), seed=number)
            yield name, in_colour(shot), -held % 4


def in_colour(shades: Pixels) -> Pixels:
    return as_pixels(shades[:, :, None].repeat(3, axis=2))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=40, help="drawn pages, each under every condition")
    parser.add_argument("--scans", type=Path, help="a folder of PDFs, read as well")
    asked = parser.parse_args()
    tallies = {name: Tally() for name in CONDITIONS}
    for name, picture, quarters in drawn(asked.pages):
        count(tallies[name], picture, quarters)
    print(HEAD)
    for name, tally in tallies.items():
        if tally.pages:
            print(tally.row(name))
    for path in sorted(asked.scans.rglob("*.pdf")) if asked.scans else []:
        tally = Tally()
        for page in pdf.pages(path.read_bytes()):
            count(tally, page, None)
        print(tally.row(path.stem[:24]))


if __name__ == "__main__":
    main()
