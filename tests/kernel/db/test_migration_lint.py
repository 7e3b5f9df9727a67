"""The migration linter: a dangerous second revision on a table that a first one made."""

from pathlib import Path

import pytest
from alembic.config import Config

from assay.kernel.db.migration_lint import IRREVERSIBLE, MigrationFinding, lint_migrations

ENVIRONMENT = """
from alembic import context
context.configure(dialect_name="postgresql", literal_binds=True, as_sql=True)
with context.begin_transaction():
    context.run_migrations()
"""
REVISION = """
import sqlalchemy as sa
from alembic import op
revision, down_revision = {revision!r}, {before!r}
def upgrade():
    {upgrade}
def downgrade():
    {downgrade}
"""
FIRST = 'op.execute("CREATE TABLE big (id bigint PRIMARY KEY, name text, size int)")'
OTHER = 'op.execute("CREATE TABLE other (id bigint PRIMARY KEY)")'


def history(folder: Path, *upgrades: str, downgrade: str = 'op.execute("SELECT 1")') -> Config:
    """A history with one revision for each of `upgrades`."""
    versions = folder / "versions"
    versions.mkdir()
    (folder / "env.py").write_text(ENVIRONMENT)
    before = None
    for number, upgrade in enumerate(upgrades, 1):
        revision = f"r{number}"
        (versions / f"{revision}.py").write_text(
            REVISION.format(revision=revision, before=before, upgrade=upgrade, downgrade=downgrade)
        )
        before = revision
    config = Config()
    config.set_main_option("script_location", str(folder))
    config.set_main_option("path_separator", "os")
    return config


def rules(found: list[MigrationFinding]) -> set[tuple[str, str]]:
    return {(finding.revision, finding.rule) for finding in found}


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        ('op.create_index("ix", "big", ["name"])', "require-concurrent-index-creation"),
        ('op.add_column("big", sa.Column("n", sa.Integer, nullable=False))', "adding-required-field"),
        ('op.alter_column("big", "name", nullable=False)', "adding-not-nullable-field"),
        ('op.alter_column("big", "size", type_=sa.BigInteger)', "changing-column-type"),
        ('op.create_check_constraint("positive", "big", "size > 0")', "constraint-missing-not-valid"),
        ('op.rename_table("big", "bigger")', "renaming-table"),
        ('op.drop_column("big", "name")', "ban-drop-column"),
    ],
)
def test_dangerous_change_of_an_older_table_is_named(tmp_path: Path, statement: str, rule: str) -> None:
    assert ("r2", rule) in rules(lint_migrations(history(tmp_path, FIRST, statement)))


def test_finding_quotes_the_line_and_says_what_to_do(tmp_path: Path) -> None:
    found = lint_migrations(history(tmp_path, FIRST, 'op.create_index("ix", "big", ["name"])'))
    assert len(found) == 1
    assert found[0].statement == "CREATE INDEX ix ON big (name);"
    assert "CONCURRENTLY" in found[0].message or "concurrently" in found[0].message


def test_index_on_a_table_of_the_same_revision_is_fine(tmp_path: Path) -> None:
    both = f'{FIRST}; op.create_index("ix", "big", ["name"])'
    assert lint_migrations(history(tmp_path, both, OTHER)) == []


def test_statement_can_be_let_pass_with_a_comment(tmp_path: Path) -> None:
    comment = r"-- Unused since r1.\n-- squawk-ignore ban-drop-column\n"
    allowed = f'op.execute("{comment}ALTER TABLE big DROP COLUMN name")'
    refused = 'op.execute("ALTER TABLE big DROP COLUMN size")'
    found = lint_migrations(history(tmp_path, FIRST, allowed, refused))
    assert rules(found) == {("r3", "ban-drop-column")}


def test_downgrade_that_does_nothing_is_named(tmp_path: Path) -> None:
    found = lint_migrations(history(tmp_path, FIRST, OTHER, downgrade="pass"))
    assert rules(found) == {("r1", IRREVERSIBLE), ("r2", IRREVERSIBLE)}


def test_our_own_migrations_pass() -> None:
    assert lint_migrations() == []
