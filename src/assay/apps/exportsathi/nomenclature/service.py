"""The tariff's codes: look one up, and the load into `hs_codes`."""

import re
from dataclasses import dataclass
from functools import cache

from assay.apps.exportsathi.models.codes import HsCode
from assay.apps.exportsathi.nomenclature import notes, queries
from assay.apps.exportsathi.nomenclature.files import Code, everything
from assay.kernel.db.session import Db
from assay.kernel.module import Connection
from assay.kernel.web.i18n import gettext as _

_TYPED = re.compile(r"(?:(?:hs|hsn|hts|itc|ctsh)?\s*(?:code)?\s*[:#]?\s*)(\d[\d.\s-]{0,14}\d)", re.IGNORECASE)


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


def typed(text: str) -> str:
    """The digits of a text that is a code rather than words (`7117.19`, `HS 0904 11`); empty for words."""
    match = _TYPED.fullmatch(text.strip())
    return re.sub(r"\D", "", match[1]) if match else ""


def nearest(digits: str) -> str:
    """The longest code of the list that `digits` begin with; empty where there is none."""
    return next((digits[:size] for size in (8, 6, 4, 2) if len(digits) >= size and known(digits[:size])), "")


def unusable(code: str) -> str:
    """Why nobody can go by a code today, in a sentence; empty where one can."""
    found = known(code)
    if found is None:
        return _("The nomenclature has no code %(code)s. Look it up under Find a code.") % {"code": code}
    if not found.is_current:
        return _("%(code)s is of an older edition. Choose a code under a subheading of today.") % {
            "code": code
        }
    return ""


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
