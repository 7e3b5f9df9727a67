"""The background jobs of Veritas."""

from uuid import UUID

from pydantic import BaseModel

from assay.kernel.jobs import JobSpec, NoArgs


class AttemptArgs(BaseModel):
    attempt: int


class AnswerArgs(BaseModel):
    attempt: int
    question_id: UUID


class ExamArgs(BaseModel):
    exam_id: UUID


class RegradeArgs(BaseModel):
    regrade_id: UUID


CLOSE_OVERDUE = JobSpec("veritas.close-overdue", NoArgs)
"""Every organisation's attempts whose deadline and grace are past are submitted with what was saved."""
AFTER_SUBMIT = JobSpec("veritas.after-submit", AttemptArgs)
"""Seals the events of a closed attempt, analyses them, brings figures up to date."""
GRADE_FORMULAS = JobSpec("veritas.grade-formulas", AttemptArgs)
"""Compares the formulas of a submitted attempt with their keys."""
SUGGEST_MARK = JobSpec("veritas.suggest-mark", AnswerArgs)
"""Asks a model what an answer that waits might be worth; a person marks it."""
REGRADE = JobSpec("veritas.regrade", RegradeArgs)
"""Grades every attempt at an exam again by its corrected keys."""
REFRESH_FIGURES = JobSpec("veritas.refresh-figures", ExamArgs)
REFRESH_VIEWS = JobSpec("veritas.refresh-views", NoArgs)
RESCORE = JobSpec("veritas.rescore", ExamArgs)
"""Review priorities of an exam anew, under the rules as they are now."""
SUMMARISE = JobSpec("veritas.summarise", AttemptArgs)
"""The findings about an attempt told in sentences, each tied to its events."""
MAKE_PARTITIONS = JobSpec("veritas.make-partitions", NoArgs)
RETENTION = JobSpec("veritas.retention", NoArgs)
ITEM_ANALYSIS = JobSpec("veritas.item-analysis", ExamArgs, concurrency=1)
"""Statistics of an exam's questions, where it is too large to wait for them."""
SIMILARITY = JobSpec("veritas.similarity", ExamArgs, concurrency=1)
"""All pairs of an exam's papers compared, where it is too large to wait for it."""
