"""What people are told about."""

from enum import StrEnum


class Kind(StrEnum):
    ASSIGNED = "assigned"
    DUE = "due"
    """Half of the promised time has passed."""
    AT_RISK = "at_risk"
    BREACHED = "breached"
    WAITING = "waiting"
    """Scripts for which no teacher is free."""
    EVALUATED = "evaluated"
    RESCAN = "rescan"
    QUERY = "query"
    PLAN_LIMIT = "plan_limit"
    PARENT = "parent"
    QUALITY = "quality"


LABELS = {
    Kind.ASSIGNED: "Assigned",
    Kind.DUE: "Due",
    Kind.AT_RISK: "At risk",
    Kind.BREACHED: "Late",
    Kind.WAITING: "No teacher",
    Kind.EVALUATED: "Result",
    Kind.RESCAN: "Photograph again",
    Kind.QUERY: "Query",
    Kind.PLAN_LIMIT: "Plan",
    Kind.PARENT: "Parent",
    Kind.QUALITY: "Quality",
}
TONES = {Kind.AT_RISK: "warn", Kind.BREACHED: "bad", Kind.RESCAN: "warn", Kind.EVALUATED: "good"}
