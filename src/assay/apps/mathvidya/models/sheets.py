"""Answer pages as students photographed them."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from assay.apps.mathvidya.models.exams import EXAM_KEY
from assay.kernel.db.base import Base, Json, OrgScoped, Timestamped, checked_enum, sharded


class SheetState(StrEnum):
    """Announced, stored (arrived, and its hash, size and type hold), checked, confirmed by the student.

    `replaced` and `removed` pages stay in the record and are not marked; `refused` ones never counted.
    """

    ANNOUNCED = "announced"
    STORED = "stored"
    CHECKED = "checked"
    CONFIRMED = "confirmed"
    REPLACED = "replaced"
    REMOVED = "removed"
    REFUSED = "refused"


class AnswerSheetUpload(OrgScoped, Timestamped, Base):
    """One page. A PDF of several pages becomes several rows with one `upload_file_id`.

    `object_key` is the picture that is marked (upright, no metadata); `sha256`, `size` and `mime` are those
    of the file as it arrived, `original_key` where that is kept. `page_number` is what the QR said, or the
    student. `verdict` is `sheets.vision.verdict.Verdict`.
    """

    __tablename__ = "answer_sheet_uploads"
    __table_args__ = (
        CheckConstraint("position > 0", name="position_positive"),
        CheckConstraint("page_number > 0", name="page_number_positive"),
        CheckConstraint("size > 0", name="size_positive"),
        CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256_hex"),
        CheckConstraint("rotation IN (0, 90, 180, 270)", name="rotation_by_quarters"),
        CheckConstraint(
            "state NOT IN ('checked', 'confirmed') OR (object_key IS NOT NULL AND sha256 IS NOT NULL)",
            name="checked_is_known",
        ),
        ForeignKeyConstraint(["student_id", "exam_id"], EXAM_KEY),
        Index("ix_answer_sheet_uploads_exam", "student_id", "exam_id", "position"),
        Index("ix_answer_sheet_uploads_org_id_sheet_id", "org_id", "sheet_id"),
        Index(
            "ux_answer_sheet_uploads_file",
            "student_id",
            "exam_id",
            "upload_file_id",
            "file_page",
            unique=True,
        ),
        Index(
            "ix_answer_sheet_uploads_unchecked",
            "updated_at",
            postgresql_where=text("state = 'stored'"),
        ),
        {
            "schema": "mathvidya",
            "info": {
                **sharded("student_id"),
                "allow": {"index-lead": "pages that wait for their check, whichever organisation"},
            },
        },
    )

    student_id: Mapped[UUID] = mapped_column(primary_key=True)
    exam_id: Mapped[UUID] = mapped_column(primary_key=True)
    sheet_id: Mapped[UUID] = mapped_column(primary_key=True)
    upload_file_id: Mapped[UUID]
    """The file of `kernel.files` it came in."""
    file_page: Mapped[int] = mapped_column(SmallInteger, default=1)
    position: Mapped[int] = mapped_column(SmallInteger)
    state: Mapped[SheetState] = mapped_column(checked_enum(SheetState, "state"), default=SheetState.ANNOUNCED)
    announced_sha256: Mapped[str]
    sha256: Mapped[str | None]
    size: Mapped[int | None] = mapped_column(BigInteger)
    mime: Mapped[str | None]
    object_key: Mapped[str | None]
    original_key: Mapped[str | None]
    picture_file_id: Mapped[UUID | None]
    page_number: Mapped[int | None] = mapped_column(SmallInteger)
    rotation: Mapped[int] = mapped_column(SmallInteger, default=0)
    """Quarters turned by the student on top of what the check did, in degrees clockwise."""
    verdict: Mapped[Json] = mapped_column(default=dict)
    confirmed_at: Mapped[datetime | None]
    replaced_by: Mapped[UUID | None]
    rescan_asked_at: Mapped[datetime | None]
    rescan_reason: Mapped[str] = mapped_column(default="")
