"""`assay mathvidya`: due times, without a server."""

import typer

from assay.apps.mathvidya.sla.cli import sla

app = typer.Typer(no_args_is_help=True, help="Mathvidya: due times in working hours.")
app.command()(sla)
