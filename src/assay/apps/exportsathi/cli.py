"""`assay exportsathi`: codes and answers, from files and from the shell."""

import typer

app = typer.Typer(no_args_is_help=True, help="ExportSathi: tariff codes of products, answers with citations.")


@app.callback()
def main() -> None:
    """ExportSathi: tariff codes of products, answers with citations."""
