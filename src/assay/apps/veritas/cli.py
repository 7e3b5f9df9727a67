"""`assay veritas`: statistics of response files, without a server."""

import typer

from assay.apps.veritas.items.cli import items
from assay.apps.veritas.similarity.cli import similarity

app = typer.Typer(
    no_args_is_help=True, help="Veritas: item analysis and answer similarity of response files."
)
app.command()(items)
app.command()(similarity)
