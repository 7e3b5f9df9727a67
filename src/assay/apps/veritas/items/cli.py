"""The command `assay veritas items`: mount the function with `app.command()(items)`; `cli` runs it alone."""

import json
from pathlib import Path
from typing import Annotated

import typer

from assay.apps.veritas.items.table import SheetError, decode
from assay.apps.veritas.items.terms import Missing, Model

cli = typer.Typer(help="Item analysis of an exam.")


@cli.command()
def items(
    responses: Annotated[Path, typer.Argument(metavar="RESPONSES.csv", exists=True, dir_okay=False)],
    *,
    key: Annotated[
        Path | None,
        typer.Option(metavar="KEY.csv", exists=True, dir_okay=False, help="Options that are right."),
    ] = None,
    model: Annotated[Model, typer.Option(help="2pl, or none to leave the model out.")] = Model.TWO_PL,
    missing: Annotated[
        Missing, typer.Option(help="Cells without an answer are wrong, or as if not presented.")
    ] = Missing.WRONG,
    header: Annotated[
        bool | None, typer.Option("--header/--no-header", help="Whether the first line names the items.")
    ] = None,
) -> None:
    """Print the item analysis of RESPONSES.csv as JSON.

    Rows are persons, columns are items, in the order they were presented. Cells hold 0 and 1, or chosen
    options with a key: in a file of its own (two columns item and key, or item names over options), or as a
    row with the id KEY. A first column named id, student or person, or whose values are all different,
    holds ids. Empty and NA mean no answer. Comma, semicolon and tab all separate.
    """
    from assay.apps.veritas.items.report import document
    from assay.apps.veritas.items.rules import analyse
    from assay.apps.veritas.items.sheet import read_sheet

    try:
        text = decode(responses.read_bytes())
        key_text = decode(key.read_bytes()) if key else None
        sheet = read_sheet(text, key=key_text, header=header)
    except SheetError as error:
        typer.echo(f"{responses.name}: {error.detail}", err=True)
        raise typer.Exit(1) from None
    typer.echo(
        json.dumps(document(analyse(sheet, model=model, missing=missing)), ensure_ascii=False, indent=1)
    )
