"""The background jobs of Mathvidya."""

from uuid import UUID

from pydantic import BaseModel

from assay.kernel.jobs import JobSpec, NoArgs


class ExamArgs(BaseModel):
    student_id: UUID
    exam_id: UUID


class SheetArgs(BaseModel):
    student_id: UUID
    exam_id: UUID
    file_id: UUID


class EvaluationArgs(BaseModel):
    student_id: UUID
    evaluation_id: UUID


class StudentArgs(BaseModel):
    student_id: UUID


CLOSE_OVERDUE = JobSpec("mathvidya.close-overdue", NoArgs)
"""Every organisation's exams whose writing or uploading time is past go on to their next state."""
RELEASE_USAGE = JobSpec("mathvidya.release-usage", NoArgs)
"""What was reserved of a plan and never settled is given back."""
CHECK_SHEETS = JobSpec("mathvidya.check-sheets", SheetArgs)
"""Pages that arrived are read, turned upright and judged."""
RESUME_EVALUATIONS = JobSpec("mathvidya.resume-evaluations", ExamArgs)
"""What stood still while pages were photographed again goes on."""
ASSIGN = JobSpec("mathvidya.assign", NoArgs, concurrency=1)
"""Waiting evaluations get teachers."""
SLA_SWEEP = JobSpec("mathvidya.sla-sweep", NoArgs)
"""Warnings at half and at four fifths of the promised time, and breaches."""
RECOMPUTE_DUE = JobSpec("mathvidya.recompute-due", NoArgs, concurrency=1)
"""Due times of open evaluations anew, after the calendar changed."""
AFTER_MARKING = JobSpec("mathvidya.after-marking", EvaluationArgs)
"""Second marking or adjudication where it is due, otherwise the result; seeds are compared."""
PUBLISH_RESULT = JobSpec("mathvidya.publish-result", EvaluationArgs)
"""The marks of this evaluation count: for its exam, or for the question a student asked about."""
PLACE_STUDENT = JobSpec("mathvidya.place-student", StudentArgs)
"""A student's places on the leaderboards, after a result, a consent or a plan changed."""
TIDY_LEADERBOARD = JobSpec("mathvidya.tidy-leaderboard", NoArgs)
"""Students whose plan has run out leave the leaderboards."""
REFRESH_STUDENT = JobSpec("mathvidya.refresh-student", StudentArgs)
"""Mastery, forecast and practice of a student."""
REFRESH_ALL = JobSpec("mathvidya.refresh-all", NoArgs)
"""The same for everyone with news, at night."""
