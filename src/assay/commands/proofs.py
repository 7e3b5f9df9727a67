"""`assay audit`: verify the log, or a receipt with nothing but a public key."""

from pathlib import Path
from typing import Annotated

import typer

from assay.commands.console import AsJson, err, errors, fail, out, say, with_database
from assay.kernel import audit
from assay.kernel.audit.errors import Unverified
from assay.kernel.audit.keys import trusted_keys
from assay.kernel.audit.receipt import verify_receipt
from assay.kernel.audit.verify import Report, verify_log
from assay.kernel.db.session import Database, Role
from assay.kernel.settings import Settings

app = typer.Typer(no_args_is_help=True, help="The audit log: verify it, take a checkpoint.")


def key_texts(values: list[str]) -> list[str]:
    """Verifier keys, given as text or as files that hold one a line."""
    keys: list[str] = []
    for value in values:
        path = Path(value)
        is_file = "+" not in value and path.is_file()
        keys += path.read_text().split() if is_file else [value]
    return keys


@app.command()
def verify(
    receipt: Annotated[Path | None, typer.Option(help="A receipt; needs --key and nothing else.")] = None,
    key: Annotated[list[str] | None, typer.Option(help="Public key of the log, or a file of keys.")] = None,
    since: Annotated[Path | None, typer.Option(help="An earlier checkpoint the log must contain.")] = None,
    as_json: AsJson = False,
) -> None:
    """Walk the whole log and name the first broken entry; or check one receipt offline."""
    if receipt is not None:
        _verify_receipt(receipt, key_texts(key or []), as_json=as_json)
        return

    async def work(database: Database, settings: Settings) -> Report:
        return await verify_log(database, trusted_keys(settings), since=since.read_text() if since else None)

    report = with_database(work)
    broken = report.broken
    say(
        {
            "ok": report.ok,
            "entries": report.entries,
            "checkpoints": report.checkpoints,
            "broken": {"index": broken.index, "what": broken.what} if broken else None,
        },
        as_json=as_json,
        text=lambda: out.print(
            f"broken at entry {broken.index}: {broken.what}"
            if broken
            else f"verified: {report.entries:,} entries under {report.checkpoints:,} signed checkpoints"
        ),
    )
    if not report.ok:
        raise typer.Exit(1)


def _verify_receipt(path: Path, keys: list[str], *, as_json: bool) -> None:
    if not keys:
        raise fail("Name the public key of the log with --key. The institution publishes it.")
    try:
        proof = verify_receipt(path.read_text(), keys)
    except Unverified as error:
        raise fail(f"not verified: {error}") from None
    say(
        {"ok": True, "index": proof.index, "size": proof.checkpoint.size, "entry": proof.entry},
        as_json=as_json,
        text=lambda: out.print(
            f"verified: entry {proof.index:,} of a log of {proof.checkpoint.size:,} entries\n"
            f"  {proof.entry['event']} {proof.entry['entity']} {proof.entry['entity_id']}",
            soft_wrap=True,
        ),
    )


@app.command()
def checkpoint() -> None:
    """Print the newest signed checkpoint. Keep it: `verify --since` proves the log only grew."""

    async def work(database: Database, _settings: Settings) -> str | None:
        async with database.transaction(role=Role.SYSTEM) as db:
            return await audit.head(db)

    head = with_database(work)
    if head is None:
        with errors():
            raise fail("The log is empty so far.")
    err.print("Newest checkpoint:", style="dim")
    out.print(head, end="", soft_wrap=True)
