"""Figures as they are answered."""

from datetime import datetime

from pydantic import BaseModel


class MetricsOut(BaseModel):
    """What you did so far, counted from what happened. A report made twice is one completed report."""

    reports_asked: int
    reports_completed: int
    reports_printed: int
    codes_overridden: int
    certificates_completed: int
    tasks_done: int
    documents_made: int
    questions_asked: int
    last_active: datetime | None


class OverallOut(BaseModel):
    """Over the organisation, by what happened: how often, and by how many exporters."""

    times: dict[str, int]
    exporters: dict[str, int]
