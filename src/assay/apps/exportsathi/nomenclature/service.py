"""The tariff's codes: look one up, search, and the load into `hs_codes`."""

from functools import cache

from assay.apps.exportsathi.nomenclature.files import Code, everything
from assay.kernel.db.session import Db


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
