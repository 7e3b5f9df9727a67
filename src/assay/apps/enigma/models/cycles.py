"""Admission cycles and the steps taken in them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from assay.apps.enigma.phases import Action, Phase
from assay.kernel.db.base import Base, Json, OrgScoped, Timestamped, checked_enum, local, reference
from assay.kernel.ids import uuid7


class AdmissionCycle(OrgScoped, Timestamped, Base):
    """`exclusive`: while open, no other exclusive cycle of the organisation may be open."""

    __tablename__ = "admission_cycles"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at AND ends_at < results_at", name="dates_in_order"),
        CheckConstraint("max_seats > 0", name="seats_positive"),
        Index(
            "ux_admission_cycles_one_open",
            "org_id",
            unique=True,
            postgresql_where=text("is_open AND exclusive"),
        ),
        Index("ix_admission_cycles_org_id_id", "org_id", "cycle_id"),
        {"schema": "enigma", "info": reference()},
    )

    cycle_id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    name: Mapped[str]
    max_seats: Mapped[int]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    results_at: Mapped[datetime]
    phase: Mapped[Phase] = mapped_column(checked_enum(Phase, "phase"), default=Phase.SUBMISSION)
    is_open: Mapped[bool] = mapped_column(default=False)
    exclusive: Mapped[bool] = mapped_column(default=True)
    policy: Mapped[Json]
    policy_version: Mapped[int] = mapped_column(default=1)
    policy_hash: Mapped[str | None]
    applications_hash: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)


class CycleStep(OrgScoped, Base):
    """One step of a cycle: begun once, finished once, and what it did."""

    __tablename__ = "cycle_steps"
    __table_args__ = ({"schema": "enigma", "info": local()},)

    cycle_id: Mapped[UUID] = mapped_column(ForeignKey("enigma.admission_cycles.cycle_id"), primary_key=True)
    action: Mapped[Action] = mapped_column(checked_enum(Action, "action"), primary_key=True)
    job_id: Mapped[UUID | None]
    result: Mapped[Json | None]
    started_at: Mapped[datetime]
    started_by: Mapped[str]
    finished_at: Mapped[datetime | None]
