"""A model, where one is configured, puts the first twenty codes in another order. It can add none.

Holds no transaction while the model is asked. The command for files and the report's job do not come here.
"""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

import anyio

from assay.apps.exportsathi.classification import deciding, prompts, service
from assay.apps.exportsathi.classification.deciding import Reading
from assay.apps.exportsathi.classification.rules import Classification
from assay.kernel import llm
from assay.kernel.db.session import Database
from assay.kernel.settings import Settings

SHORTLIST = 20
PATIENCE = 20.0
"""Seconds until the engine's own order is answered instead."""
_LONGEST_REASON = 300


async def answer(
    database: Database,
    settings: Settings,
    org_id: UUID,
    text: str,
    *,
    materials: str = "",
    answers: Sequence[str] = (),
) -> Classification:
    """`service.answer`, in a model's order where one is configured and gives one. The index is read once.

    Confidence stays the engine's own for each code, so that a first code which only the model prefers may
    well be too unsure to go on with. Where the model fails, `fell_back` is set. Raises Invalid, Unavailable.
    """
    reading, plain = await anyio.to_thread.run_sync(_read, text, materials, answers)
    if settings.llm_engine == llm.BASELINE or plain.vague:
        return plain
    shortlist = deciding.decide(reading, shown=SHORTLIST)
    described = "; ".join(part for part in (text.strip(), materials.strip(), *answers) if part)
    try:
        async with asyncio.timeout(PATIENCE):
            gateway = await llm.gateway_for(database, settings, org_id=org_id)
            result = await gateway.complete(prompts.ordering(described, shortlist.candidates))
    except (llm.LlmError, TimeoutError):
        return replace(plain, fell_back=True)
    order = list(dict.fromkeys(str(code) for code in result.value["order"]))
    if not order:
        return replace(plain, fell_back=True)
    found = deciding.decide(reading, order=order)
    codes = [one.code for one in shortlist.candidates]
    return replace(
        found,
        engine=f"{found.engine}, in the order of {result.model}",
        reason=reason(str(result.value["reason"]), codes),
    )


def _read(text: str, materials: str, answers: Sequence[str]) -> tuple[Reading, Classification]:
    """The reading, and the engine's own answer made of it. Blocks."""
    reading = service.read(text, materials=materials, answers=answers)
    return reading, deciding.decide(reading)


def reason(written: str, codes: Sequence[str]) -> str:
    """A model's reason on one line; empty where it names a code that is none of `codes` or above them."""
    plain = " ".join(written.split())[:_LONGEST_REASON]
    for told in re.findall(r"\d{2}(?:[ .]?\d{2}){1,4}", plain):
        digits = re.sub(r"\D", "", told)
        if not any(code.startswith(digits) for code in codes):
            return ""
    return plain
