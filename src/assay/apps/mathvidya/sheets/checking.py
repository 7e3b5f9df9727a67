"""What arrived is looked at: each page read, judged, turned upright and kept as the picture that is marked.

Each page is a transaction of its own and looks again whether it waits. Killed at any moment and run again, or
run by two at once, it ends the same.
"""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from assay.apps.mathvidya.config import service as config
from assay.apps.mathvidya.exams import queries as exams
from assay.apps.mathvidya.models.exams import ExamInstance
from assay.apps.mathvidya.models.sheets import SheetState
from assay.apps.mathvidya.sheets import queries, rules
from assay.apps.mathvidya.sheets.service import all_sheets, settle_rescan
from assay.apps.mathvidya.sheets.vision import pdf, picture
from assay.apps.mathvidya.sheets.vision.looking import Seen, look_at
from assay.apps.mathvidya.sheets.vision.picture import Pixels
from assay.apps.mathvidya.sheets.vision.verdict import REFUSED, Limits, advice
from assay.kernel import clock, files
from assay.kernel.access.actor import Actor, org_of
from assay.kernel.db.session import Database, Session
from assay.kernel.errors import AssayError, TooLarge
from assay.kernel.files import FileInfo, FileStore, WrongType
from assay.kernel.files.sniff import JPEG, PDF

PATIENCE = timedelta(seconds=30)
AT_ONCE = timedelta()


async def count_pages(store: FileStore, key: str, most: int) -> int:
    """The pages of a stored PDF that is safe to draw. Raises WrongType, TooLarge."""
    data = await _bytes(store, key)
    return await asyncio.to_thread(pdf.check, data, most)


async def check_file(
    database: Database, store: FileStore, actor: Actor, student_id: UUID, exam_id: UUID, file_id: UUID
) -> int:
    """Look at the pages of a file that wait for it; how many were looked at."""
    org_id = org_of(actor)
    async with database.transaction(org_id=org_id) as db:
        rows = await queries.of_file(db, org_id, student_id, exam_id, file_id)
        settings = await config.get(db, org_id)
    waiting = {row.file_page: row.sheet_id for row in rows if row.state is SheetState.STORED}
    if not waiting or rows[0].original_key is None:
        return 0
    limits = Limits(sharpness=settings.blur_threshold, contrast=settings.contrast_threshold)
    data = await _bytes(store, rows[0].original_key)
    drawn = _pictures(data, rows[0].mime or "")
    done = 0
    for number in range(1, max(waiting) + 1):
        try:
            found = await asyncio.to_thread(next, drawn, None)
            if number not in waiting:
                continue
            if found is None:
                raise WrongType(pdf.BROKEN)
            page, short_side = found
            seen = await asyncio.to_thread(look_at, page, exam_id, short_side=short_side, limits=limits)
        except (WrongType, TooLarge) as error:
            async with database.transaction(org_id=org_id) as db:
                await _refuse_rest(db, org_id, student_id, exam_id, list(waiting.values()), error)
            return done
        await _keep(database, store, actor, student_id, exam_id, waiting.pop(number), seen)
        done += 1
    return done


async def _keep(
    database: Database,
    store: FileStore,
    actor: Actor,
    student_id: UUID,
    exam_id: UUID,
    sheet_id: UUID,
    seen: Seen,
) -> None:
    """Store the upright picture, then say so."""
    jpeg = await asyncio.to_thread(picture.to_jpeg, seen.upright)
    kept = await files.save(
        database, store, actor, name=f"{sheet_id}.jpg", stream=jpeg, allowed=(JPEG,), max_bytes=len(jpeg)
    )
    async with database.transaction(org_id=org_of(actor)) as db:
        exam = await exams.exam(db, org_of(actor), student_id, exam_id, lock=True)
        if not await _settle(db, actor, exam, sheet_id, seen, kept):
            await files.discard(db, exam.org_id, kept.id)


async def _settle(
    db: Session, actor: Actor, exam: ExamInstance, sheet_id: UUID, seen: Seen, kept: FileInfo
) -> bool:
    """False where somebody else was quicker."""
    row = await queries.sheet(db, exam.org_id, exam.student_id, exam.exam_id, sheet_id)
    if row.state is not SheetState.STORED:
        return False
    verdict = seen.verdict
    row.verdict = verdict.document()
    row.object_key, row.picture_file_id = kept.key, kept.id
    if verdict.is_refused:
        why = next(one for one in verdict.findings if one in REFUSED)
        row.state, row.verdict = SheetState.REFUSED, {**row.verdict, "refusal": advice(why)}
        await db.flush()
        return True
    row.state, row.page_number = SheetState.CHECKED, verdict.page
    await db.flush()
    await queries.settle_replaced(
        db, exam.org_id, exam.student_id, exam.exam_id, by=sheet_id, now=clock.now()
    )
    live = [one for one in await all_sheets(db, exam) if one.state in rules.LIVE]
    if verdict.page is not None:
        order = rules.placed(live)
        await queries.put_in_order(db, exam.org_id, exam.student_id, exam.exam_id, order)
    await settle_rescan(db, actor, exam)
    return True


async def _refuse_rest(
    db: Session, org_id: UUID, student_id: UUID, exam_id: UUID, sheet_ids: list[UUID], error: AssayError
) -> None:
    for sheet_id in sheet_ids:
        row = await queries.sheet(db, org_id, student_id, exam_id, sheet_id)
        if row.state is SheetState.STORED:
            row.state, row.verdict = SheetState.REFUSED, {"refusal": error.detail}


def _pictures(data: bytes, mime: str) -> Iterator[tuple[Pixels, int]]:
    """Each page, and the pixels of its shorter side as it was sent."""
    if mime == PDF:
        for page in pdf.pages(data):
            yield page, min(page.shape[:2])
    else:
        yield picture.load(data)


async def _bytes(store: FileStore, key: str) -> bytes:
    return b"".join([chunk async for chunk in store.open(key)])
