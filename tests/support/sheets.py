"""Answer pages as students send them: written by a made-up hand, photographed with a made-up phone.

Nothing here is drawn from real pages. `page` is a sheet as it lies before the camera, `photo` what a camera
makes of it; both are the same for the same seed.
"""

import io
from dataclasses import dataclass

import cv2
import numpy as np
import segno
from numpy.typing import NDArray
from PIL import Image

Pixels = NDArray[np.uint8]

A4 = (2339, 1654)
"""Height and width at 200 to the inch."""
DPI = 200
CODE_MM = 22
TEXT = """
let the sum of first n terms be given by hence we get so that which is required to prove from equation
therefore since angle triangle are similar by AA putting value of x in we have probability of getting
a red ball differentiating both sides with respect to integral becomes where C is constant
"""
SIGNS = (
    "x = 5",
    "2x + 3y = 12",
    "= 7/3",
    "sin A = 4/5",
    "dy/dx",
    "a + 4d",
    "p(x) = 0",
    "(2, -3)",
    "= 154 sq cm",
)


def page(
    code: str = "", lines: int = 22, *, seed: int = 1, paper: str = "plain", pen: int = 70, header: str = ""
) -> Pixels:
    """A sheet in grey: a code printed in its upper right corner where one is given, and `lines` of writing.

    `paper`: plain, ruled or squared. `pen`: brightness of the ink, 0 black.
    """
    rng = np.random.default_rng(seed)
    sheet = np.full(A4, 250, np.uint8)
    _print_rules(sheet, paper)
    if code:
        _print_code(sheet, code)
    if header:
        cv2.putText(sheet, header, (110, 150), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (0,), 2, cv2.LINE_AA)
    written = np.zeros(A4, np.uint8)
    for number in range(lines):
        _write_line(written, _line(rng), 160 + 12 * rng.standard_normal(), 420 + number * 82, rng)
    written = _bent(written, rng)
    ink = written.astype(np.float32) / 255
    return np.asarray(sheet * (1 - ink) + pen * ink, dtype=np.uint8)


@dataclass(frozen=True, slots=True)
class Phone:
    """How a picture is taken. Lengths are in pixels of the finished picture, 1,800 across."""

    tilt: float = 0.03
    """Perspective: how far a corner may stray, as a share of the picture's side."""
    slant: float = 2
    """Degrees by which the phone is held askew."""
    shadow: float = 0.25
    """How much darker one side of the page is."""
    blur: float = 0.7
    """Of the focus: standard deviation."""
    shake: int = 0
    """Of the hand: length of the streak."""
    noise: float = 3
    light: float = 0.85
    """Brightness of white paper."""
    table: int = 90
    quarters: int = 0
    """Turns anticlockwise by which the phone was held."""
    width: int = 1800
    quality: int = 85


PLAIN = Phone()


def photo(sheet: Pixels, phone: Phone = PLAIN, *, seed: int = 1) -> Pixels:
    """What the camera sees, in grey."""
    rng = np.random.default_rng(seed)
    width, height = phone.width, round(phone.width * 4 / 3)
    picture = _on_table(sheet, phone, rng, width, height).astype(np.float32)
    lit = np.linspace(1, 1 - phone.shadow, width, dtype=np.float32)[None, :]
    fall = np.linspace(1, 1 - phone.shadow / 2, height, dtype=np.float32)[:, None]
    picture *= lit * fall
    if phone.shadow > 0.3:  # the edge of somebody's head
        edge = np.clip(
            (np.arange(width)[None, :] - 0.4 * width - 0.2 * np.arange(height)[:, None]) / 40, 0, 1
        )
        picture *= (1 - 0.6 * phone.shadow * edge).astype(np.float32)
    if phone.blur:
        picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), phone.blur), np.float32)
    if phone.shake:
        picture = np.asarray(cv2.filter2D(picture, -1, _streak(phone.shake, rng.uniform(0, 180))), np.float32)
    picture = picture * phone.light + rng.normal(0, phone.noise, picture.shape).astype(np.float32)
    shot = np.clip(picture, 0, 255).astype(np.uint8)
    return np.ascontiguousarray(np.rot90(shot, phone.quarters % 4))


def jpeg(picture: Pixels, quality: int = 85, **options: object) -> bytes:
    out = io.BytesIO()
    Image.fromarray(picture).save(out, "JPEG", quality=quality, **options)
    return out.getvalue()


def png(picture: Pixels) -> bytes:
    out = io.BytesIO()
    Image.fromarray(picture).save(out, "PNG")
    return out.getvalue()


def pdf(pictures: list[Pixels]) -> bytes:
    """A scan of several pages."""
    out = io.BytesIO()
    first, *rest = (Image.fromarray(one) for one in pictures)
    first.save(out, "PDF", save_all=True, append_images=rest, resolution=DPI)
    return out.getvalue()


def _print_rules(sheet: Pixels, paper: str) -> None:
    if paper in ("ruled", "squared"):
        step = 66 if paper == "ruled" else 40
        for y in range(300, sheet.shape[0] - 60, step):
            cv2.line(sheet, (60, y), (sheet.shape[1] - 60, y), (190,), 2)
    if paper == "ruled":
        cv2.line(sheet, (140, 0), (140, sheet.shape[0]), (170,), 2)
    if paper == "squared":
        for x in range(60, sheet.shape[1] - 60, 40):
            cv2.line(sheet, (x, 300), (x, sheet.shape[0] - 60), (190,), 2)


def _print_code(sheet: Pixels, text: str) -> None:
    drawn = io.BytesIO()
    segno.make(text, error="m", micro=False).save(drawn, kind="png", scale=10, border=4)
    side = round(CODE_MM / 25.4 * DPI)
    code = np.asarray(Image.open(drawn).convert("L").resize((side, side), Image.Resampling.BOX))
    sheet[90 : 90 + side, -90 - side : -90] = code


def _line(rng: np.random.Generator) -> str:
    parts = [str(rng.choice(TEXT.split())) for _ in range(int(rng.integers(1, 7)))]
    parts.insert(int(rng.integers(0, len(parts) + 1)), str(rng.choice(SIGNS)))
    return " ".join(parts)


def _write_line(written: Pixels, text: str, x: float, y: float, rng: np.random.Generator) -> None:
    size = rng.uniform(1.5, 1.8)
    for letter in text:
        if x > written.shape[1] - 120:
            return
        at = (round(x), round(y + rng.normal(0, 2)))
        font = cv2.FONT_HERSHEY_SCRIPT_SIMPLEX if letter.isalpha() else cv2.FONT_HERSHEY_SIMPLEX
        cv2.putText(written, letter, at, font, size, (255,), 3, cv2.LINE_AA)
        (wide, _tall), _base = cv2.getTextSize(letter, font, size, 3)
        x += wide * rng.uniform(0.85, 0.98)


def _bent(written: Pixels, rng: np.random.Generator) -> Pixels:
    """No hand writes straight: strokes wander by a few pixels."""
    height, width = written.shape
    shift = [
        cv2.resize(rng.normal(0, 4, (height // 60, width // 60)).astype(np.float32), (width, height))
        for _axis in range(2)
    ]
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    return np.asarray(cv2.remap(written, x + shift[0], y + shift[1], cv2.INTER_LINEAR), np.uint8)


def _on_table(sheet: Pixels, phone: Phone, rng: np.random.Generator, width: int, height: int) -> Pixels:
    tall, wide = sheet.shape
    fill = 0.93 * min(width / wide, height / tall)
    corners = np.array([[0, 0], [wide, 0], [wide, tall], [0, tall]], np.float32)
    spread = (corners - [wide / 2, tall / 2]) * fill
    angle = np.deg2rad(phone.slant) * rng.choice([-1, 1])
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    seen = spread @ turn.T * 0.96 + [width / 2, height / 2]
    seen += rng.uniform(-phone.tilt, phone.tilt, (4, 2)) * [width, height]
    shot = cv2.getPerspectiveTransform(corners, seen.astype(np.float32))
    grain = cv2.resize(
        rng.normal(phone.table, 12, (height // 8, width // 40)).astype(np.float32), (width, height)
    )
    table = np.clip(grain, 0, 255).astype(np.uint8)
    # Beneath the page, not around it: what the page covers is taken from the page.
    covered = cv2.warpPerspective(np.full_like(sheet, 255), shot, (width, height), flags=cv2.INTER_AREA)
    warped = cv2.warpPerspective(sheet, shot, (width, height), flags=cv2.INTER_LINEAR)
    share = np.asarray(covered, np.float32) / 255
    return np.asarray(warped * share + table * (1 - share), np.uint8)


def _streak(length: int, degrees: float) -> NDArray[np.float32]:
    kernel = np.zeros((length, length), np.float32)
    kernel[length // 2] = 1
    turn = cv2.getRotationMatrix2D((length / 2 - 0.5, length / 2 - 0.5), degrees, 1)
    turned = np.asarray(cv2.warpAffine(kernel, turn, (length, length)), np.float32)
    return turned / max(float(turned.sum()), 1e-6)
