"""Made-up content for the style page at /design, which shows every component in one place."""

from typing import Annotated, Any

from fastapi import Form
from pydantic import BaseModel, EmailStr, Field

from assay.kernel import clock
from assay.kernel.web import charts


class Sample(BaseModel):
    """The sample form: send it empty to see the errors."""

    name: Annotated[str, Field(min_length=2, max_length=80)]
    email: EmailStr
    gpa: Annotated[float, Field(ge=0, le=10)]


def form_body() -> Any:
    return Form()


def examples(done: int = 3200) -> dict[str, Any]:
    """Everything the style page shows; `done` of 12,000 drives the progress bar."""
    phases = ["Submission", "Frozen", "Preprocessing", "Batch preparation", "Processing", "Scored"]
    states = ["done", "done", "done", "current", "todo", "todo"]
    text = "My name is Asha and my teacher Mr Rao at Hill School asked me to lead the robotics club."
    return {
        "done": done,
        "total": 12_000,
        "now": clock.now(),
        "phases": [{"label": p, "state": s} for p, s in zip(phases, states, strict=True)],
        "rows": [
            {"name": "7F3K-2Q", "gpa": 9.12, "rank": 1, "status": "good", "word": "Selected"},
            {"name": "M91X-77", "gpa": 8.4, "rank": 2, "status": "info", "word": "Waitlisted"},
            {"name": "C0DE-4A", "gpa": 7.95, "rank": 3, "status": "neutral", "word": "Scored"},
        ],
        "text": text,
        "spans": [
            {"start": 11, "end": 15, "label": "PERSON_1"},
            {"start": 31, "end": 37, "label": "PERSON_2"},
            {"start": 41, "end": 52, "label": "SCHOOL_1"},
        ],
        "bars": charts.bars(
            [("Academic drive", 0.72), ("Initiative", 0.55), ("Community", 0.61), ("Writing", 0.43)],
            value="Share at 4 or more",
            unit="%",
        ),
        "histogram": charts.histogram(
            [2, 9, 31, 88, 190, 260, 214, 120, 51, 12],
            [float(edge) for edge in range(0, 101, 10)],
            value="Final score",
            count="Applications",
            reference=74,
        ),
        "line": charts.line(
            {"Assay": [(1, 8), (2, 17), (4, 33), (8, 60)], "Bare SQL": [(1, 10), (2, 20), (4, 39), (8, 74)]},
            x="Workers",
            y="Thousand rows a second",
            digits=0,
        ),
        "intervals": charts.intervals(
            [("Group A", 1.0, 1.0, 1.0), ("Group B", 0.91, 0.82, 1.01), ("Group C", 0.84, 0.7, 1.0)],
            value="Impact ratio",
            reference=0.8,
            category="Group",
        ),
    }
