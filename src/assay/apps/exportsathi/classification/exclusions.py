"""Notes that send a product elsewhere, in our own words: the traps that exporters fall into most."""

from functools import cache

from assay.apps.exportsathi.classification.wording import content_lines


@cache
def _all() -> tuple[tuple[str, str], ...]:
    return tuple(
        (prefix, note.strip())
        for line in content_lines("exclusions")
        for prefixes, _, note in [line.partition(" ")]
        for prefix in prefixes.split(",")
    )


def of(code: str) -> tuple[str, ...]:
    """The notes on `code` or on what it lies under, the narrowest first."""
    found = [(prefix, note) for prefix, note in _all() if code.startswith(prefix)]
    return tuple(note for _prefix, note in sorted(found, key=lambda pair: -len(pair[0])))
