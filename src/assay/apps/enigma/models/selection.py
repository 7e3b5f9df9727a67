"""Final scores and the log of selections."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from assay.apps.enigma.models.applications import SCHEMA
from assay.apps.enigma.phases import ApplicationStatus
from assay.kernel.db.base import Base, Json, OrgScoped, checked_enum, local
from assay.kernel.ids import uuid7


class FinalScore(OrgScoped, Base):
    """The aggregate (0 to 100), what it is made of, and the place it earned.

    `components` holds academic, tests, achievements and essay, 0 to 100 each, null where not given.
    `seat` names the seats the place was taken from: `open` or a category.
    """

    __tablename__ = "final_scores"
    __table_args__ = (
        Index("ix_final_scores_org_id_cycle_id_rank", "org_id", "cycle_id", "rank"),
        Index("ix_final_scores_org_id_cycle_id_status", "org_id", "cycle_id", "status", "rank"),
        SCHEMA,
    )

    application_id: Mapped[UUID] = mapped_column(
        ForeignKey("enigma.applications.application_id"), primary_key=True
    )
    cycle_id: Mapped[UUID]
    aggregate: Mapped[Decimal] = mapped_column(Numeric(7, 4))
    components: Mapped[Json]
    rank: Mapped[int]
    status: Mapped[ApplicationStatus] = mapped_column(checked_enum(ApplicationStatus, "status"))
    seat: Mapped[str | None]
    waitlist_place: Mapped[int | None]


class SelectionLog(OrgScoped, Base):
    """One selection, append-only: the rule, its seed, what went in and what came out."""

    __tablename__ = "selection_logs"
    __table_args__ = (
        Index("ix_selection_logs_org_id_cycle_id", "org_id", "cycle_id"),
        {"schema": "enigma", "info": local()},
    )

    selection_id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    cycle_id: Mapped[UUID] = mapped_column(ForeignKey("enigma.admission_cycles.cycle_id"))
    rule: Mapped[Json]
    seed: Mapped[str]
    inputs_hash: Mapped[str]
    outcome_hash: Mapped[str]
    cut_off: Mapped[Decimal | None] = mapped_column(Numeric(7, 4))
    counts: Mapped[Json]
    made_at: Mapped[datetime]
    made_by: Mapped[str]
