"""The command `assay enigma scrub`."""

from pathlib import Path
from typing import Annotated

import typer

from assay.apps.enigma.scrubbing.engine import Options
from assay.apps.enigma.scrubbing.files import scrub_file


def scrub(
    source: Annotated[Path, typer.Argument(metavar="IN.jsonl", exists=True, dir_okay=False)],
    target: Annotated[Path, typer.Argument(metavar="OUT.jsonl", dir_okay=False)],
    *,
    neutral_pronouns: Annotated[bool, typer.Option(help="Replace he and she by they.")] = False,
    caste: Annotated[bool, typer.Option(help="Take out words of caste and community.")] = False,
    religion: Annotated[bool, typer.Option(help="Take out words of religion.")] = False,
    places: Annotated[bool, typer.Option(help="Take out countries and states, not only towns.")] = False,
    processes: Annotated[int, typer.Option(min=1, max=64, help="How many processes work on it.")] = 2,
) -> None:
    """Take identities out of a file of essays.

    Each line of IN.jsonl is {"id", "text", "known": {"name", "email", ...}}; each line of OUT.jsonl is
    {"id", "text", "spans": [{"start", "end", "label", "source"}], "risk"} with offsets into the input text.
    Lines that do not fit are named on standard error and in OUT.errors.jsonl; the command then ends with 1.
    """
    options = Options(neutral_pronouns=neutral_pronouns, caste=caste, religion=religion, places=places)
    outcome = scrub_file(source, target, options=options, processes=processes)
    for bad in outcome.bad[:50]:
        typer.echo(f"{source}:{bad.line}: {bad.reason}", err=True)
    if len(outcome.bad) > 50:
        typer.echo(f"... and {len(outcome.bad) - 50} more, see the errors file.", err=True)
    typer.echo(f"{outcome.scrubbed} scrubbed, {len(outcome.bad)} refused.")
    if outcome.bad:
        raise typer.Exit(1)
