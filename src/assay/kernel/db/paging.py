"""Keyset paging: a page starts after a key, so page 10,000 costs what page one costs."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, SQLColumnExpression, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from assay.kernel.errors import Invalid

T = TypeVar("T")
MAX_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """`items` in order; `next` is the cursor of the following page, None on the last."""

    items: Sequence[T]
    next: str | None = None


def encode_cursor(key: Sequence[object]) -> str:
    return base64.urlsafe_b64encode(json.dumps([str(part) for part in key]).encode()).decode().rstrip("=")


def decode_cursor(cursor: str, parsers: Sequence[Callable[[str], Any]]) -> tuple[Any, ...]:
    """The key inside `cursor`, each part read by its parser. Raises Invalid on anything else."""
    try:
        parts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return tuple(parse(part) for parse, part in zip(parsers, parts, strict=True))
    except Exception:
        raise Invalid("This page link is broken. Start again from the first page.") from None


async def keyset(
    db: AsyncSession,
    statement: Select[*tuple[Any, ...]],
    columns: Sequence[SQLColumnExpression[Any]],
    parsers: Sequence[Callable[[str], Any]],
    *,
    after: str | None = None,
    limit: int = 50,
    descending: bool = False,
    key: Callable[[Any], Sequence[object]],
    scalars: bool = True,
) -> Page[Any]:
    """One page of `statement` ordered by `columns` (together unique), after the cursor `after`.

    `key` reads the same columns off an item; `parsers` read them back from text.
    """
    limit = max(1, min(limit, MAX_LIMIT))
    position = tuple_(*columns)
    if after:
        mark = decode_cursor(after, parsers)
        statement = statement.where(position < mark if descending else position > mark)
    ordered = statement.order_by(*(c.desc() if descending else c.asc() for c in columns)).limit(limit + 1)
    result = await db.execute(ordered)
    rows: list[Any] = list(result.scalars() if scalars else result.all())
    more = len(rows) > limit
    items = rows[:limit]
    return Page(items, encode_cursor(key(items[-1])) if more else None)
