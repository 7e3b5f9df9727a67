"""Notes that send a product elsewhere, in our own words: the traps that exporters fall into most."""

from functools import cache
from pathlib import Path


@cache
def _all() -> tuple[tuple[str, str], ...]:
    """(what a code begins with, note). `notes.txt`: prefixes with commas, then the note."""
    text = (Path(__file__).parent / "notes.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return tuple(
        (prefix, note.strip())
        for line in lines
        for prefixes, _, note in [line.partition(" ")]
        for prefix in prefixes.split(",")
    )


def of(code: str) -> tuple[str, ...]:
    """The notes on `code` or on what it lies under, the narrowest first."""
    found = [(prefix, note) for prefix, note in _all() if code.startswith(prefix)]
    return tuple(note for _prefix, note in sorted(found, key=lambda pair: -len(pair[0])))
