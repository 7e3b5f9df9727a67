"""How well products get their code: accuracy with intervals, calibration, texts a second.

    python -m bench.exportsathi_codes FILE

FILE is JSON (a list), JSON lines with `text` (or `query`, `title`, `description`) and `code` (or `hs_code`,
`label`) of 4 to 10 digits, or text lines "CODE TITLE" like our own `bench/data/exportsathi_titles.txt`.
"""

import argparse
import json
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assay.apps.exportsathi.classification import service
from assay.apps.exportsathi.classification.rules import Classification

TEXT_KEYS = ("text", "query", "title", "description", "product")
CODE_KEYS = ("code", "hs_code", "hscode", "label", "hs")


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `of`, with the Wilson interval of 95 %."""

    hits: int
    of: int

    @property
    def value(self) -> float:
        return self.hits / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        if not self.of:
            return 0.0, 1.0
        z, n, p = 1.96, self.of, self.value
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        return max(0.0, middle - half), min(1.0, middle + half)

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.value:.1%} ({low:.1%} to {high:.1%}, n = {self.of})"


@dataclass(frozen=True, slots=True)
class Outcome:
    """(digits, first or ten) → share; expected calibration error of the first code; texts a second."""

    accuracy: dict[tuple[int, int], Share]
    abstained: Share
    ece: float
    rate: float

    def document(self) -> dict[str, Any]:
        """The figures by name; accuracies as shares with their 95 % interval."""
        accuracy = {
            f"{digits} digits, within {within}": {
                "share": round(share.value, 4),
                "interval": [round(end, 4) for end in share.interval],
                "of": share.of,
            }
            for (digits, within), share in self.accuracy.items()
            if share.of
        }
        return {
            **accuracy,
            "abstained": round(self.abstained.value, 4),
            "ece_6_digits": round(self.ece, 4),
            "texts_s": round(self.rate, 1),
        }


def read(path: Path) -> list[tuple[str, str]]:
    """(text, digits of the code) of a file. Raises ValueError on a row without both."""
    content = path.read_text(encoding="utf-8")
    if path.suffix == ".txt":
        rows = [line for line in content.splitlines() if line.strip() and not line.startswith("#")]
        return [(line.partition(" ")[2], line.partition(" ")[0]) for line in rows]
    loaded: list[dict[str, Any]]
    if path.suffix == ".jsonl":
        loaded = [json.loads(line) for line in content.splitlines() if line.strip()]
    else:
        loaded = json.loads(content)
    pairs = []
    for number, row in enumerate(loaded, start=1):
        text = next((str(row[key]) for key in TEXT_KEYS if row.get(key)), "")
        code = next((str(row[key]) for key in CODE_KEYS if row.get(key)), "")
        digits = "".join(filter(str.isdigit, code))
        if not text or len(digits) < 4:
            raise ValueError(f"Row {number} of {path.name} needs a text and a code of four digits or more.")
        pairs.append((text, digits))
    return pairs


def measure(pairs: Sequence[tuple[str, str]]) -> Outcome:
    """Classify every text. A label of four digits counts at 2 and 4 digits only."""
    next(iter(service.classify_many(["warm"])))
    began = time.perf_counter()
    found = list(service.classify_many(text[: service.MOST_LETTERS] for text, _code in pairs))
    took = time.perf_counter() - began
    accuracy = {}
    for digits in (2, 4, 6):
        rated = [(one, code) for one, (_text, code) in zip(found, pairs, strict=True) if len(code) >= digits]
        for within in (1, 10):
            hits = sum(_hit(one, code, digits, within) for one, code in rated)
            accuracy[digits, within] = Share(hits, len(rated))
    six = [(one, code) for one, (_text, code) in zip(found, pairs, strict=True) if len(code) >= 6]
    told = [(one.candidates[0].confidence, _hit(one, code, 6, 1)) for one, code in six]
    return Outcome(
        accuracy, Share(sum(one.abstained for one in found), len(found)), ece(told), len(pairs) / took
    )


def _hit(found: Classification, code: str, digits: int, within: int) -> bool:
    return any(one.code[:digits] == code[:digits] for one in found.candidates[:within])


def ece(told: Sequence[tuple[float, bool]], bins: int = 10) -> float:
    """Expected calibration error: |confidence - share that is right| over equal bins, by their size."""
    total = 0.0
    for number in range(bins):
        inside = [pair for pair in told if min(int(pair[0] * bins), bins - 1) == number]
        if inside:
            total += abs(sum(c for c, _ in inside) - sum(right for _, right in inside))
    return total / len(told) if told else 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    outcome = measure(read(parser.parse_args().file))
    for (digits, within), share in outcome.accuracy.items():
        if share.of:
            print(f"{digits} digits, within {within:2}: {share}")
    print(f"abstained: {outcome.abstained}")
    print(f"expected calibration error at 6 digits: {outcome.ece:.3f}")
    print(f"{outcome.rate:.0f} texts a second")


if __name__ == "__main__":
    main()
