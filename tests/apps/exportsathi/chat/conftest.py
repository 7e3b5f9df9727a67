"""An organisation with a few of the pages that come with Assay."""

from collections.abc import Awaitable, Callable
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.exportsathi.chat import answering
from assay.apps.exportsathi.chat.rules import Answer, Citation, Sentence
from assay.apps.exportsathi.knowledge import service as knowledge

DAY = date(2026, 11, 30)
PAGES = ("page-iec", "page-lut", "page-realisation", "page-realisation-nine-months", "page-rodtep-halved")

Asking = Callable[..., Awaitable[Answer]]


@pytest.fixture
async def asking(db: AsyncSession, org: UUID) -> Asking:
    """Asks an organisation that has `PAGES`."""
    await knowledge.set_up(db, org, PAGES)

    async def ask(text: str, on: date = DAY) -> Answer:
        return (await answering.answer(db, org, text, on)).answer

    return ask


def places(sentence: Sentence) -> list[Citation]:
    """The places that a quoted sentence cites."""
    found = [one for one in sentence.citations if isinstance(one, Citation)]
    assert len(found) == len(sentence.citations)
    return found
