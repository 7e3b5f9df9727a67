"""`assay exportsathi`: codes and answers, from files and from the shell."""

import typer

from assay.apps.exportsathi.chat.cli import ask

app = typer.Typer(no_args_is_help=True, help="ExportSathi: tariff codes of products, answers with citations.")
app.command()(ask)


@app.callback()
def main() -> None:
    """ExportSathi: tariff codes of products, answers with citations."""
