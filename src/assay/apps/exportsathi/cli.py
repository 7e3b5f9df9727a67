"""`assay exportsathi`: codes and answers, from files and from the shell."""

import typer

from assay.apps.exportsathi.chat.cli import ask
from assay.apps.exportsathi.classification.cli import build_index, classify_file

app = typer.Typer(no_args_is_help=True, help="ExportSathi: tariff codes of products, answers with citations.")
app.command()(ask)
app.command("classify")(classify_file)
app.command("build-index")(build_index)


@app.callback()
def main() -> None:
    """ExportSathi: tariff codes of products, answers with citations."""
