"""`assay keys`: make secrets, rotate the master key, show the key of the log."""

import base64
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer
from cryptography.fernet import Fernet

from assay.commands.console import AsJson, err, errors, fail, out, say, table, with_database
from assay.kernel.audit.keys import trusted_keys
from assay.kernel.db.session import Database
from assay.kernel.settings import Settings, get_settings
from assay.kernel.vault import keyring_of
from assay.kernel.vault.service import SealedTable, check_keys, rotate, usage

app = typer.Typer(no_args_is_help=True, help="Secrets: make, rotate, show what may be shown.")
SECRETS = ("log_signing_key", "hmac_key", "jwt_key")


def new_secrets() -> dict[str, str]:
    """Fresh values for every secret, by the name of its environment variable."""
    made = {f"ASSAY_{name.upper()}": base64.b64encode(os.urandom(32)).decode() for name in SECRETS}
    return {"ASSAY_MASTER_KEYS": Fernet.generate_key().decode(), **made}


def write_secrets(path: Path, secrets: Mapping[str, str]) -> None:
    """Write `secrets` to a file only its owner can read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(
            "# Secrets of this installation. Keep a copy outside it: without them sealed data is lost.\n"
        )
        file.writelines(f"{name}={value}\n" for name, value in secrets.items())


def ensure_keys(settings: Settings) -> None:
    """At the first start in development, make the secrets; in production they must be given."""
    path = settings.data_dir / "keys.env"
    given = [settings.master_keys, *(getattr(settings, name) for name in SECRETS)]
    if settings.production or path.exists() or all(key.get_secret_value() for key in given):
        return
    write_secrets(path, new_secrets())
    err.print(f"Made secrets in {path}", style="dim")


@app.command()
def generate(
    file: Annotated[Path | None, typer.Option(help="Write here instead of printing.")] = None,
) -> None:
    """Make fresh secrets, as lines for the environment or `.env`."""
    secrets = new_secrets()
    if file is None:
        for name, value in secrets.items():
            out.print(f"{name}={value}", soft_wrap=True)
        return
    if file.exists():
        raise fail(f"{file} exists already. Name another file; keys that seal data must not be overwritten.")
    write_secrets(file, secrets)
    err.print(f"Wrote {file}", style="dim")


@app.command("rotate")
def rotate_command() -> None:
    """Re-wrap every data key under the newest master key, while readers run."""

    async def work(database: Database, settings: Settings) -> int:
        keyring = keyring_of(settings)
        await check_keys(database, keyring)
        return await rotate(
            database,
            keyring,
            _sealed_tables(settings),
            on_progress=lambda done: err.print(f"{done:,} keys", style="dim"),
        )

    done = with_database(work)
    out.print(
        f"Re-wrapped {done:,} data keys under the newest master key. Older ones may be removed once every"
        " process runs with the newest in front and `assay keys status` finds none in use."
    )


def _sealed_tables(settings: Settings) -> list[SealedTable]:
    from assay.main import load_modules

    return [table for module in load_modules(settings.apps) for table in module.sealed]


@app.command()
def status(as_json: AsJson = False) -> None:
    """Show how many data keys each master key wraps; fails while one is under an older."""

    async def work(database: Database, settings: Settings) -> tuple[dict[str, int], Sequence[str]]:
        return await usage(database, _sealed_tables(settings)), keyring_of(settings).fingerprints

    used, held = with_database(work)
    rows = [
        {
            "master_key": name,
            "state": "newest" if name == held[0] else "older" if name in held else "missing",
            "data_keys": used.get(name, 0),
        }
        for name in [*held, *sorted(set(used) - set(held))]
    ]
    say(
        rows,
        as_json=as_json,
        text=lambda: table(
            "Master keys", ("key", "state", "data keys"), [tuple(row.values()) for row in rows]
        ),
    )
    if set(used) - {held[0]}:
        err.print("Run `assay keys rotate` with every key that is in use in ASSAY_MASTER_KEYS.")
        raise typer.Exit(1)


@app.command()
def public(as_json: AsJson = False) -> None:
    """Print the public key of the audit log: what others need to check receipts."""
    with errors():
        keys = [str(key) for key in trusted_keys(get_settings())]
    say({"keys": keys}, as_json=as_json, text=lambda: out.print(*keys, sep="\n", soft_wrap=True))
