"""The tariff's codes: look one up, and the load into `hs_codes`."""

from dataclasses import dataclass
from functools import cache

from assay.apps.exportsathi.models.codes import HsCode
from assay.apps.exportsathi.nomenclature import notes, queries
from assay.apps.exportsathi.nomenclature.files import Code, everything
from assay.kernel.db.session import Db
from assay.kernel.module import Connection


@dataclass(frozen=True, slots=True)
class Entry:
    """A code with what lies above and below it. `lines`: the Indian lines right under a subheading."""

    code: HsCode
    path: tuple[HsCode, ...]
    children: tuple[HsCode, ...]
    lines: tuple[HsCode, ...]
    notes: tuple[str, ...]


@cache
def _by_code() -> dict[str, Code]:
    return {code.code: code for code in everything()}


def known(code: str) -> Code | None:
    """The code of 2, 4, 6 or 8 digits as the pinned files have it; None where there is none.

    Without the database: this is what holds an exporter's own choice to the closed list.
    """
    return _by_code().get(code)


async def exists(_db: Db, code: str) -> bool:
    """Whether the closed list has the code."""
    return known(code) is not None


async def describe(_db: Db, code: str) -> str:
    """The description of a code; empty where there is none."""
    found = known(code)
    return found.description if found else ""


async def load(connection: Connection) -> int:
    """Fill `hs_codes` from the pinned files; how many rows changed. Again: nothing changes.

    Runs as the owner of the database, after migrations. Raises Unavailable on a partial or changed file.
    """
    return await queries.load(connection, everything())


async def entry(db: Db, digits: str) -> Entry:
    """A code with its path, children, Indian lines and notes. Raises NotFound."""
    found = await queries.code(db, digits)
    below = await queries.below(db, digits)
    return Entry(
        code=found,
        path=(*await queries.above(db, found), found),
        children=tuple(one for one in below if one.level < 8),
        lines=tuple(one for one in below if one.level == 8),
        notes=notes.of(digits),
    )
