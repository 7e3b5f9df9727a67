"""`assay enigma`: work on files, and on bundles, without a server."""

from pathlib import Path
from typing import Annotated

import typer

from assay.apps.enigma.scrubbing.cli import scrub

app = typer.Typer(no_args_is_help=True, help="Enigma: scrub files, verify selections.")
app.command()(scrub)


@app.command("verify-selection")
def verify_selection(
    bundle: Annotated[Path, typer.Argument(help="The published bundle (JSON lines).")],
    key: Annotated[list[str], typer.Option(help="Public key of the log, or a file that holds it.")],
) -> None:
    """Recompute a published selection: prints `verified` or the first difference."""
    from assay.apps.enigma.selection.bundle import verify

    keys = [
        line for value in key for line in (Path(value).read_text().split() if "+" not in value else [value])
    ]
    with bundle.open(encoding="utf-8") as lines:
        verdict = verify(lines, keys)
    if not verdict.verified:
        typer.echo(f"not verified: {verdict.difference}")
        raise typer.Exit(1)
    typer.echo(f"verified: {verdict.candidates:,} candidates; {', '.join(verdict.checked)}")
