"""The SQL of the tariff's codes. They belong to no organisation, and everybody may read them."""

from collections.abc import Sequence

from sqlalchemy import ARRAY, Boolean, Integer, String, bindparam, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from assay.apps.exportsathi.models.codes import HsCode
from assay.apps.exportsathi.nomenclature.files import Code
from assay.kernel.errors import NotFound
from assay.kernel.web.i18n import gettext as _

_LOAD = text(
    """
    INSERT INTO exportsathi.hs_codes AS kept
      (code, level, parent, description, section, unit, is_current, is_eudr, is_eutr, is_cbam)
    SELECT code, level, NULLIF(parent, ''), description, section, '', is_current, is_eudr, is_eutr, is_cbam
    FROM unnest(:codes, :levels, :parents, :descriptions, :sections, :current, :eudr, :eutr, :cbam)
      AS given (code, level, parent, description, section, is_current, is_eudr, is_eutr, is_cbam)
    ON CONFLICT (code) DO UPDATE SET
      level = excluded.level, parent = excluded.parent, description = excluded.description,
      section = excluded.section, is_current = excluded.is_current, is_eudr = excluded.is_eudr,
      is_eutr = excluded.is_eutr, is_cbam = excluded.is_cbam
    WHERE (kept.level, kept.parent, kept.description, kept.section, kept.is_current,
           kept.is_eudr, kept.is_eutr, kept.is_cbam)
      IS DISTINCT FROM (excluded.level, excluded.parent, excluded.description, excluded.section,
           excluded.is_current, excluded.is_eudr, excluded.is_eutr, excluded.is_cbam)
    """
).bindparams(
    bindparam("codes", type_=ARRAY(String)),
    bindparam("levels", type_=ARRAY(Integer)),
    bindparam("parents", type_=ARRAY(String)),
    bindparam("descriptions", type_=ARRAY(String)),
    bindparam("sections", type_=ARRAY(String)),
    bindparam("current", type_=ARRAY(Boolean)),
    bindparam("eudr", type_=ARRAY(Boolean)),
    bindparam("eutr", type_=ARRAY(Boolean)),
    bindparam("cbam", type_=ARRAY(Boolean)),
)


async def load(connection: AsyncConnection, codes: Sequence[Code]) -> int:
    """Put `codes` into the table in one statement; how many rows were new or changed."""
    done = await connection.execute(
        _LOAD,
        {
            "codes": [one.code for one in codes],
            "levels": [one.level for one in codes],
            "parents": [one.parent for one in codes],
            "descriptions": [one.description for one in codes],
            "sections": [one.section for one in codes],
            "current": [one.is_current for one in codes],
            "eudr": [one.eudr for one in codes],
            "eutr": [one.eutr for one in codes],
            "cbam": [one.cbam for one in codes],
        },
    )
    return done.rowcount


async def code(db: AsyncSession, digits: str) -> HsCode:
    """Raises NotFound."""
    found = await db.get(HsCode, digits)
    if found is None:
        raise NotFound(_("There is no such code in HS 2022 or the Indian tariff."))
    return found


async def above(db: AsyncSession, found: HsCode) -> list[HsCode]:
    """What the code lies under, the chapter first."""
    codes = [found.code[:size] for size in (2, 4, 6) if size < found.level]
    rows = await db.scalars(select(HsCode).where(HsCode.code.in_(codes)).order_by(HsCode.level))
    return list(rows.all())


async def below(db: AsyncSession, digits: str) -> list[HsCode]:
    """The codes right under it, in the tariff's order."""
    rows = await db.scalars(select(HsCode).where(HsCode.parent == digits).order_by(HsCode.code))
    return list(rows.all())


async def beginning_with(db: AsyncSession, digits: str, limit: int) -> list[HsCode]:
    """Codes that begin with `digits`, the short ones first."""
    rows = await db.scalars(
        select(HsCode)
        .where(HsCode.code.startswith(digits, autoescape=True))
        .order_by(HsCode.level, HsCode.code)
        .limit(limit)
    )
    return list(rows.all())
