"""Part of `assay db check`: no migration takes a long lock on a table that may be big, and each can go back.

Each revision is rendered to SQL by itself and read by squawk (https://squawkhq.com), which knows that a table
made in the same script is still empty; tables of earlier revisions count as full. To let one statement pass,
put two lines in front of it in `op.execute`: the reason as a comment, and `-- squawk-ignore <rule>`.
"""

import io
import json
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import Script, ScriptDirectory

from assay.kernel.db import migrate

OLDEST_SERVER = "15.0"
IRREVERSIBLE = "irreversible"
LEFT_OUT = {
    "prefer-text-field": "widening a varchar rewrites nothing, and the limits are meant",
    "prefer-bigint-over-int": "about counters that stay small; `db lint` looks at sequences",
    "prefer-bigint-over-smallint": "as above",
    "prefer-identity": "about style; the queue library makes its own",
    "prefer-robust-stmts": "every revision runs in one transaction, so nothing is half done",
    "require-lock-timeout": "set by migrations/env.py for every revision",
    "require-statement-timeout": "a long step without a lock may take its time",
    "transaction-nesting": "the BEGIN and COMMIT are Alembic's own",
}


class SquawkMissing(RuntimeError):
    """The program that reads the migrations is not installed."""


@dataclass(frozen=True, order=True)
class MigrationFinding:
    """`line` counts from 1 in the SQL of this one revision; `statement` is that line."""

    revision: str
    line: int
    rule: str
    message: str
    statement: str


def lint_migrations(config: Config | None = None) -> list[MigrationFinding]:
    """Every finding, oldest revision first; an empty list is a pass. Needs no database.

    `config` defaults to our own history. Raises SquawkMissing outside a development environment.
    """
    config = config or migrate.config()
    found: list[MigrationFinding] = []
    for script in reversed(list(ScriptDirectory.from_config(config).walk_revisions())):
        upgrade = _sql(config, script, down=False)
        found += _squawk(script.revision, upgrade)
        if _statements(upgrade) and not _statements(_sql(config, script, down=True)):
            found.append(
                MigrationFinding(script.revision, 1, IRREVERSIBLE, "Its downgrade does nothing.", "")
            )
    return found


def _sql(config: Config, script: Script, *, down: bool) -> str:
    """What Alembic would run for one revision, without its bookkeeping."""
    before = script.down_revision or "base"
    if not isinstance(before, str):
        raise ValueError(f"Revision {script.revision} merges branches; the history is one line.")
    config.output_buffer = output = io.StringIO()
    if down:
        command.downgrade(config, f"{script.revision}:{before}", sql=True)
    else:
        command.upgrade(
            config, f"{before}:{script.revision}" if script.down_revision else script.revision, sql=True
        )
    return output.getvalue()


def _statements(sql: str) -> list[str]:
    own = ("-- Running ", "BEGIN;", "COMMIT;", "CREATE TABLE alembic_version", "DROP TABLE alembic_version")
    bookkeeping = ("INSERT INTO alembic_version", "UPDATE alembic_version", "DELETE FROM alembic_version")
    parts = [part.strip() for part in sql.split("\n\n")]
    return [part for part in parts if part and not part.startswith(own + bookkeeping)]


def _squawk(revision: str, sql: str) -> Iterable[MigrationFinding]:
    beside = Path(sys.executable).with_name("squawk")
    program = str(beside) if beside.exists() else shutil.which("squawk")
    if program is None:
        raise SquawkMissing("squawk is not installed: set up the development environment (`make setup`).")
    options = ["--reporter", "json", "--pg-version", OLDEST_SERVER, "--exclude", ",".join(LEFT_OUT)]
    done = subprocess.run(
        [program, *options, "--stdin-filepath", f"{revision}.sql"],
        input=sql,
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        violations = json.loads(done.stdout)
    except json.JSONDecodeError:
        raise RuntimeError(f"squawk did not answer in JSON: {done.stderr.strip()}") from None
    lines = sql.splitlines()
    for violation in violations:
        line = violation["line"]
        message = " ".join(part for part in (violation["message"], violation["help"]) if part)
        yield MigrationFinding(revision, line + 1, violation["rule_name"], message, lines[line].strip())
