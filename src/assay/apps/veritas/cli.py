"""`assay veritas`: statistics of response files, without a server."""

import typer

app = typer.Typer(no_args_is_help=True, help="Veritas: statistics of response files.")


@app.callback()
def veritas() -> None:
    """Veritas: statistics of response files."""
