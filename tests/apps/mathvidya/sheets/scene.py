"""A student whose exam is under way, with pages to send; and a teacher who marks it afterwards."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import update

from assay.apps.mathvidya.bank.document import ClassLevel
from assay.apps.mathvidya.models.exams import ExamInstance, ExamStatus
from assay.apps.mathvidya.papers.qr import PageCode, Side, encode
from assay.kernel import clock
from assay.kernel.ids import uuid7
from tests.support import mathvidya, sheets
from tests.support.school import Caller, School

JPEG, PDF = "image/jpeg", "application/pdf"
EXAM = UUID("01940000-0000-7000-8000-00000000e1a1")
OTHER = UUID("01940000-0000-7000-8000-00000000e1a2")


@dataclass(frozen=True, slots=True)
class Desk:
    """A student with the pages of one exam."""

    school: School
    student: Caller
    exam_id: UUID

    @property
    def here(self) -> str:
        return f"/exams/{self.exam_id}/sheets"

    async def presign(self, data: bytes, kind: str = JPEG, **changes: Any) -> httpx.Response:
        form = {"name": "page.jpg", "content_type": kind, "size": len(data), "sha256": digest(data)}
        return await self.student.post(f"{self.here}/presign", {**form, **changes})

    async def put(self, upload: dict[str, Any], data: bytes) -> httpx.Response:
        return await self.student.http.put(upload["url"], content=data, headers=upload["headers"])

    async def confirm(self, sheet_id: str) -> httpx.Response:
        return await self.student.post(f"{self.here}/{sheet_id}/confirm")

    async def send(self, data: bytes, kind: str = JPEG, **changes: Any) -> list[dict[str, Any]]:
        """Announce, send, confirm; the pages it became."""
        made = (await self.presign(data, kind, **changes)).json()
        assert (await self.put(made["upload"], data)).status_code == 201
        answer = await self.confirm(made["sheet"]["sheet_id"])
        assert answer.status_code == 200, answer.text
        return list(answer.json())

    async def accept(self, sheet_id: str, **body: Any) -> httpx.Response:
        return await self.student.post(f"{self.here}/{sheet_id}/accept", body)

    async def all(self) -> dict[str, Any]:
        answer = await self.student.get(self.here)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def set_exam(self, **values: Any) -> None:
        async with self.school.database.transaction(org_id=self.school.org_id) as db:
            await db.execute(
                update(ExamInstance).where(ExamInstance.exam_id == self.exam_id).values(**values)
            )


async def sit_down(school: School, exam_id: UUID = EXAM, student: Caller | None = None) -> Desk:
    """A student whose exam takes pages."""
    student = student or await mathvidya.make_student(school)
    now = clock.now()
    await school.add(
        ExamInstance(
            org_id=school.org_id,
            student_id=student.person_id,
            exam_id=exam_id,
            template_id=uuid7(),
            template_version=1,
            class_level=ClassLevel.X,
            title="Mathematics, class X",
            seed=1,
            paper={},
            paper_digest=bytes(32),
            plan_code="premium",
            sla_hours=48,
            minutes=180,
            usage_key=uuid7(),
            max_score=Decimal(80),
            written_max=Decimal(60),
            generated_at=now,
            status=ExamStatus.RUNNING,
            started_at=now - timedelta(hours=2),
            deadline_at=now + timedelta(hours=1),
            uploads_until=now + timedelta(hours=1, minutes=30),
        )
    )
    return Desk(school, student, exam_id)


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def code(page: int, exam_id: UUID = EXAM, side: Side = Side.ANSWERS) -> str:
    return encode(PageCode(exam_id, side, page))


@lru_cache(maxsize=32)
def shot(page: int, *, exam_id: UUID = EXAM, lines: int = 8, quarters: int = 0, blur: float = 0.7) -> bytes:
    """A photo of a page, as small as it may be."""
    sheet = sheets.page(code(page, exam_id), lines, seed=page)
    phone = sheets.Phone(width=1000, blur=blur, noise=1, quarters=quarters)
    return sheets.jpeg(sheets.photo(sheet, phone, seed=page))
