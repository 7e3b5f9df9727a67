"""SQL of tasks that were checked off."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.exportsathi.models.progress import ActionPlanProgress
from assay.kernel import clock


async def progress(
    db: AsyncSession, org_id: UUID, exporter_id: UUID, report_id: UUID
) -> Sequence[ActionPlanProgress]:
    rows = await db.scalars(
        select(ActionPlanProgress).where(
            ActionPlanProgress.org_id == org_id,
            ActionPlanProgress.exporter_id == exporter_id,
            ActionPlanProgress.report_id == report_id,
        )
    )
    return rows.all()


async def tick(
    db: AsyncSession,
    org_id: UUID,
    exporter_id: UUID,
    report_id: UUID,
    task_id: str,
    day: int,
    done_at: datetime | None,
) -> bool:
    """Check a task off, or not; whether that changed anything."""
    table = ActionPlanProgress
    statement = insert(table).values(
        org_id=org_id,
        exporter_id=exporter_id,
        report_id=report_id,
        task_id=task_id,
        day=day,
        done_at=done_at,
    )
    written = await db.execute(
        statement.on_conflict_do_update(
            index_elements=[table.exporter_id, table.report_id, table.task_id],
            set_={"day": day, "done_at": done_at, "updated_at": clock.now()},
            where=table.done_at.is_(None) != (done_at is None),
        ).returning(table.task_id)
    )
    return written.first() is not None
