"""The command `assay veritas similarity`: mount it by `app.command()(similarity)`; `cli` runs it alone."""

from pathlib import Path
from typing import Annotated

import typer

from assay.apps.veritas.items.table import SheetError, decode
from assay.apps.veritas.similarity.terms import Control

cli = typer.Typer(help="Answer similarity of an exam.")


@cli.command()
def similarity(
    responses: Annotated[Path, typer.Argument(metavar="RESPONSES.csv", exists=True, dir_okay=False)],
    *,
    key: Annotated[
        Path | None,
        typer.Option(metavar="KEY.csv", exists=True, dir_okay=False, help="Options that are right."),
    ] = None,
    beside: Annotated[
        Path | None,
        typer.Option(
            metavar="SEATS.csv",
            exists=True,
            dir_okay=False,
            help="CSV: id, room, seat_row, seat_column, started_at, submitted_at, network.",
        ),
    ] = None,
    fdr: Annotated[float, typer.Option(min=0.0001, max=0.5, help="Share of flags that may be false.")] = 0.05,
    method: Annotated[
        Control, typer.Option(help="Benjamini-Hochberg, or the stricter -Yekutieli.")
    ] = Control.BH,
    top: Annotated[
        int | None, typer.Option(min=0, help="Print so many pairs, most striking first; 0 for all.")
    ] = None,
    header: Annotated[
        bool | None, typer.Option("--header/--no-header", help="Whether the first line names the items.")
    ] = None,
) -> None:
    """Print how alike the answers of each two persons in RESPONSES.csv are, as JSON.

    Rows are persons, columns items, cells chosen options; the key is a file (two columns item and key, or
    item names over options) or a row with the id KEY. `index` is omega, `p` its chance among honest pairs,
    `q` the same with all pairs of the exam in view. A flag is a reason to look, never a finding: read the
    power beside it.
    """
    from assay.apps.veritas.items.sheet import read_sheet
    from assay.apps.veritas.similarity.beside import read_circumstances
    from assay.apps.veritas.similarity.report import lines
    from assay.apps.veritas.similarity.rules import compare

    reading = responses
    try:
        text = decode(responses.read_bytes())
        key_text = decode(key.read_bytes()) if key else None
        sheet = read_sheet(text, key=key_text, header=header, key_needed=True)
        comparison = compare(sheet, level=fdr, control=method)
        reading = beside or responses
        around = read_circumstances(decode(beside.read_bytes())) if beside else {}
    except SheetError as error:
        typer.echo(f"{reading.name}: {error.detail}", err=True)
        raise typer.Exit(1) from None
    for line in lines(comparison, around, top=top):
        typer.echo(line)
