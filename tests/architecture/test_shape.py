"""The rules of docs/architecture.md that neither a linter nor the database holds."""

import ast
from pathlib import Path

import pytest
from sqlalchemy import Table

from assay.kernel.db import migrate
from assay.kernel.db.base import Base

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "assay"
LONGEST = 400


def python_files() -> list[Path]:
    return [
        path
        for folder in ("src", "tests", "bench", "migrations")
        for path in sorted((ROOT / folder).rglob("*.py"))
    ]


@pytest.mark.parametrize("path", python_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_is_longer_than_400_lines(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LONGEST


def test_there_is_no_drawer_for_everything() -> None:
    names = {path.stem for path in SOURCE.rglob("*.py")}
    assert not names & {"utils", "common", "helpers", "misc"}


def test_every_table_declares_its_class_and_lies_in_its_packages_schema() -> None:
    migrate.metadata()
    for mapper in Base.registry.mappers:
        module = mapper.class_.__module__
        if not module.startswith("assay."):
            continue  # models of tests
        table = mapper.local_table
        assert isinstance(table, Table)
        owner = "kernel" if module.startswith("assay.kernel.") else module.split(".")[2]
        assert table.schema == owner, f"{module} owns no schema {table.schema}"
        assert table.info.get("table_class") in {"sharded", "reference", "local"}, table.name


def test_foreign_keys_point_to_the_own_schema_or_the_kernel() -> None:
    for table in migrate.metadata().tables.values():
        for key in table.foreign_keys:
            assert key.column.table.schema in {table.schema, "kernel"}


def test_no_handler_turns_an_exception_into_an_answer() -> None:
    for path in SOURCE.rglob("routes.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ExceptHandler):
                if isinstance(node.body[-1], ast.Raise):
                    continue  # it becomes one of our errors
                names = ast.unparse(node.type) if node.type else "everything"
                # The one place where not finding is an answer of its own: a page that asks for the token.
                assert names == "NotFound", f"{path}:{node.lineno} catches {names}"
                assert path.parent.name in {"intake"}, f"{path}:{node.lineno}"


def test_the_clock_is_asked_in_one_place() -> None:
    for path in SOURCE.rglob("*.py"):
        if path.name != "clock.py":
            source = path.read_text()
            assert "datetime.now(" not in source, path
            assert "datetime.utcnow(" not in source, path


def test_lock_files_name_no_package_host() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        assert "://" not in (ROOT / name).read_text()


def test_every_table_that_belongs_to_an_organisation_is_named_in_a_migration_with_row_security() -> None:
    migrations = "\n".join(path.read_text() for path in (ROOT / "migrations/versions").glob("*.py"))
    for table in migrate.metadata().tables.values():
        if table.schema != "kernel":
            assert f'"{table.name}"' in migrations, table.name
