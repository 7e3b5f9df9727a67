"""JSON schemas of answers, within the subset that strict modes of all known services accept:
every property required, no extra ones, scores as integer enums, nullable by a type list."""

from typing import Any

from assay.apps.enigma.models.evaluation import Verdict
from assay.apps.enigma.scoring.rubric import Rubric

MAX_QUOTE = 400
MAX_REASON = 600


def worker(rubric: Rubric) -> dict[str, Any]:
    """`{traits: {key: {score, reason, quote}}, summary}`; `quote` is null where nothing bears on a trait."""
    trait = _object(
        {
            "score": {"type": "integer", "enum": list(rubric.scores)},
            "reason": {"type": "string"},
            "quote": {"type": ["string", "null"]},
        }
    )
    return _object({"traits": _object(dict.fromkeys(rubric.keys, trait)), "summary": {"type": "string"}})


def judge(rubric: Rubric) -> dict[str, Any]:
    """`{verdict, traits: {key: {score, reason, quote}}, reason}`; `score` is null where it stands."""
    trait = _object(
        {
            "score": {"type": ["integer", "null"], "enum": [*rubric.scores, None]},
            "reason": {"type": ["string", "null"]},
            "quote": {"type": ["string", "null"]},
        }
    )
    return _object(
        {
            "verdict": {"type": "string", "enum": [verdict.value for verdict in Verdict]},
            "traits": _object(dict.fromkeys(rubric.keys, trait)),
            "reason": {"type": "string"},
        }
    )


def response_format(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    """The `response_format` member of a chat completion that holds the model to `schema`."""
    return {"type": "json_schema", "json_schema": {"name": name, "strict": True, "schema": schema}}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
