"""`assay exportsathi classify` and `build-index`: codes for a file of texts, without database or network."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from assay.apps.exportsathi.classification.rules import Candidate, Classification, IndianLine


def classify_file(
    source: Annotated[Path, typer.Argument(metavar="IN.jsonl", exists=True, dir_okay=False)],
    target: Annotated[Path, typer.Argument(metavar="OUT.jsonl", dir_okay=False)],
) -> None:
    """Ten codes of six digits for each {"id","text"} of IN, then the Indian lines under the first, to OUT.

    A line that cannot be read is named by its number and left out; the rest is done, and the command fails at
    the end.
    """
    # Loaded late: other commands need no index and no model of meaning.
    from assay.commands.console import err, errors, fail, out

    bad: list[str] = []
    done = 0
    with (
        errors(),
        source.open(encoding="utf-8", errors="replace") as lines,
        target.open("w", encoding="utf-8") as written_to,
    ):
        for answer in answers(lines, bad):
            written_to.write(json.dumps(answer, ensure_ascii=False) + "\n")
            done += 1
    for message in bad:
        err.print(message, highlight=False)
    if bad:
        raise fail(f"{done:,} texts classified, {len(bad):,} lines left out.")
    out.print(f"{done:,} texts classified.")


def answers(lines: Iterable[str], bad: list[str]) -> Iterator[dict[str, Any]]:
    """One answer for each good line, in order; what is wrong with the others goes into `bad`."""
    from assay.apps.exportsathi.classification import service

    ids: list[Any] = []

    def texts() -> Iterator[str]:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                given = json.loads(line)
                if not isinstance(given, dict) or "id" not in given:
                    raise ValueError('needs "id" and "text"')
                text = given.get("text")
                if not isinstance(text, str) or not text.strip():
                    raise ValueError('"text" is empty or no text')
            except ValueError as error:
                bad.append(f"Line {number}: {error}.")
                continue
            ids.append(given["id"])
            yield text.strip()[: service.MOST_LETTERS]

    for at, found in enumerate(service.classify_many(texts())):
        yield written(ids[at], found)


def written(identity: Any, found: Classification) -> dict[str, Any]:
    """An answer as the file holds it."""
    codes: list[Candidate | IndianLine] = [*found.candidates, *found.lines]
    candidates = [{"code": one.code, "score": one.score, "description": one.description} for one in codes]
    asked = found.question
    return {
        "id": identity,
        "candidates": candidates,
        "abstained": found.abstained,
        "question": asked.text if asked else None,
    }


def build_index(
    anew: Annotated[
        bool, typer.Option(help="Compute every vector again, not only those of new lines.")
    ] = False,
) -> None:
    """Make the shipped index of evidence from its sources; prints its sha256."""
    from assay.apps.exportsathi.classification.build import build
    from assay.commands.console import errors, out

    with errors():
        out.print(build(anew=anew))
