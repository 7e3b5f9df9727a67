"""What the administrator's pages show, and how their flat fields become a cycle's form."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from assay.apps.enigma.cycles.rules import STEP_NAMES
from assay.apps.enigma.cycles.service import Step
from assay.apps.enigma.models.cycles import AdmissionCycle
from assay.apps.enigma.permissions import sees_outcome
from assay.apps.enigma.phases import ORDER, Action, Phase
from assay.apps.enigma.policy import UNITS, Component, Policy
from assay.kernel import clock
from assay.kernel.access.actor import Actor
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.local_time import from_field, local, to_field

CATEGORY_ROWS = 4
#: Figures of a step's result in the order a person reads them; the rest follow by their own names.
FACTS = {
    "applications": "applications: %s",
    "seats": "seats: %s",
    "with_tests": "with tests: %s",
    "mean_gpa": "mean grades: %s of 100",
    "mean_tests": "mean tests: %s of 100",
    "files": "files: %s",
    "requests": "requests: %s",
    "wanted": "answers wanted: %s",
    "answers": "answers in hand: %s",
    "scored": "applications scored: %s",
    "judged": "applications judged: %s",
    "for_people": "left to people: %s",
    "cut_off": "cut-off: %s points",
    "told": "applicants told: %s",
}


def blank_values() -> dict[str, Any]:
    """The fields of a new cycle: a month of submissions from tomorrow on, the default policy."""
    start = (local(clock.now()) + timedelta(days=1)).replace(hour=10, minute=0, second=0, microsecond=0)
    return {
        "name": "",
        "max_seats": "60",
        "starts_at": to_field(start),
        "ends_at": to_field(start + timedelta(days=30)),
        "results_at": to_field(start + timedelta(days=60)),
        "exclusive": "true",
        **_policy_values(Policy()),
    }


def values_of(cycle: AdmissionCycle) -> dict[str, Any]:
    return {
        "name": cycle.name,
        "max_seats": str(cycle.max_seats),
        "starts_at": to_field(cycle.starts_at),
        "ends_at": to_field(cycle.ends_at),
        "results_at": to_field(cycle.results_at),
        "exclusive": "true" if cycle.exclusive else "",
        **_policy_values(Policy.model_validate(cycle.policy)),
    }


def nested(data: Mapping[str, Any]) -> dict[str, Any]:
    """The page's flat fields as the form's document. Dates are by the clock on the wall, as the page says."""
    reserved = [
        {
            "category": str(data.get(f"category_{row}", "")).strip(),
            "seats": data.get(f"category_seats_{row}") or 0,
            "kind": data.get(f"category_kind_{row}") or "vertical",
        }
        for row in range(CATEGORY_ROWS)
        if str(data.get(f"category_{row}", "")).strip()
    ]
    policy: dict[str, Any] = {
        "weights": {part.value: data.get(f"weight_{part.value}") or 0 for part in Component},
        "reserved": reserved,
        "waitlist": data.get("waitlist") or 0,
        "scrubbing": {
            "neutral_pronouns": data.get("neutral_pronouns") == "true",
            "categories": [name for name in ("caste", "religion", "place") if data.get(f"scrub_{name}")],
            "review_above": data.get("review_above") or 0.3,
        },
        "evaluation": {
            "replicates": data.get("replicates") or 3,
            "allow_baseline": data.get("allow_baseline") == "true",
        },
        "retention_days": data.get("retention_days") or 365,
    }
    return {
        "name": data.get("name", ""),
        "max_seats": data.get("max_seats") or None,
        "starts_at": from_field(data.get("starts_at")),
        "ends_at": from_field(data.get("ends_at")),
        "results_at": from_field(data.get("results_at")),
        "exclusive": data.get("exclusive") == "true",
        "policy": policy,
    }


def page_field(name: str) -> str:
    """The page's field for a dotted name of the form: `policy.weights.tests` is `weight_tests`."""
    parts = name.split(".")
    if parts[0] != "policy" or len(parts) == 1:
        return name if parts[0] != "policy" else "weight_academic"
    match parts[1]:
        case "weights":
            return f"weight_{parts[2]}" if len(parts) > 2 else "weight_academic"
        case "reserved":
            row = parts[2] if len(parts) > 2 else "0"
            field = parts[3] if len(parts) > 3 else "category"
            return f"category_{row}" if field == "category" else f"category_{field}_{row}"
        case _:
            return parts[-1]


def board(found: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    """Names for the template: the stepper, the step at work, and the button that comes next."""
    cycle: AdmissionCycle = found["cycle"]
    here = ORDER.index(cycle.phase)
    stepper = [
        {
            "label": phase.value.replace("_", " ").capitalize(),
            "state": "done" if place < here else "current" if place == here else "todo",
        }
        for place, phase in enumerate(ORDER)
    ]
    if cycle.phase is Phase.COMPLETED:
        stepper[-1]["state"] = "done"
    running = next((step for step in found["steps"].values() if not step.finished), None)
    following: Action | None = found["next"]
    policy = Policy.model_validate(cycle.policy)
    return {
        **found,
        "stepper": stepper,
        "running": running,
        "step_names": STEP_NAMES,
        "next_name": STEP_NAMES[following] if following else "",
        "policy": policy,
        "weights": ", ".join(f"{part.value} {policy.weights[part]}" for part in Component),
        "summaries": {action: summary(step) for action, step in found["steps"].items()},
        "bin_counts": [found["bins"].get(ten, 0) for ten in range(10)],
        "bin_edges": list(range(0, 101, 10)),
        "actor": actor,
        "sees_outcome": sees_outcome(actor, cycle.phase),
    }


def summary(step: Step) -> str:
    """What a finished step did, in a line; the note of one at work."""
    if step.result is None:
        return step.error or step.note
    told = {name: value for name, value in step.result.items() if type(value) in (int, float)}
    known = [_(words) % _figure(name, told.pop(name)) for name, words in FACTS.items() if name in told]
    return ", ".join([*known, *(f"{name.replace('_', ' ')} {value:,.6g}" for name, value in told.items())])


def _figure(name: str, value: float) -> str:
    if name == "cut_off":
        return f"{value / UNITS:.4f}"
    return f"{value:,.2f}" if name.startswith("mean_") else f"{value:,}"


def _policy_values(policy: Policy) -> dict[str, Any]:
    values: dict[str, Any] = {f"weight_{part.value}": str(policy.weights[part]) for part in Component}
    for row, seats in enumerate(policy.reserved[:CATEGORY_ROWS]):
        values |= {
            f"category_{row}": seats.category,
            f"category_seats_{row}": str(seats.seats),
            f"category_kind_{row}": seats.kind,
        }
    return values | {
        "waitlist": str(policy.waitlist),
        "neutral_pronouns": "true" if policy.scrubbing.neutral_pronouns else "",
        **{f"scrub_{name}": "true" for name in policy.scrubbing.categories},
        "review_above": str(policy.scrubbing.review_above),
        "replicates": str(policy.evaluation.replicates),
        "allow_baseline": "true" if policy.evaluation.allow_baseline else "",
        "retention_days": str(policy.retention_days),
    }
