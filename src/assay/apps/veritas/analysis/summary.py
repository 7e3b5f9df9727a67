"""The findings told in sentences, each tied to the events it rests on; optional, and never a judgement.

A model's answer is taken sentence by sentence: one that names no event, or an event that is not among the
findings, is dropped. Without a model the sentences are the contributions themselves, and say so.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from assay.kernel import llm
from assay.kernel.web.i18n import gettext as _

PROMPT_VERSION = "veritas-summary-1"
MOST = 6
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "statements": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "text": {"type": "string"},
                    "events": {"type": "array", "items": {"type": "integer"}},
                },
                "required": ["text", "events"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["statements"],
    "additionalProperties": False,
}
_ASKS = (
    "You help a person who reviews how an exam was sat. Restate the findings below in at most six plain "
    "sentences. Report what was recorded; never say or suggest that anyone cheated, and recommend nothing. "
    "Give with each sentence the numbers of the events it rests on, taken only from the findings."
)


def request(contributions: Sequence[Mapping[str, Any]]) -> llm.Completion:
    """The question for the findings of one attempt. They hold counts and words of ours, no student's text."""
    lines = [f"- {one['text']} [events {', '.join(map(str, one['events']))}]" for one in _told(contributions)]
    return llm.Completion(
        messages=(llm.Message("system", _ASKS), llm.Message("user", "\n".join(lines))),
        schema=SCHEMA,
        schema_name="summary",
        prompt_version=PROMPT_VERSION,
        purpose="summary",
        baseline=lambda: listing(contributions),
    )


def listing(contributions: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The deterministic answer: the contributions as they are."""
    return {
        "statements": [
            {"text": one["text"], "events": list(one["events"])} for one in _told(contributions)[:MOST]
        ]
    }


def accept(value: Mapping[str, Any], contributions: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The statements of an answer that rest on known events, at most six."""
    known = {seq for one in contributions for seq in one["events"]}
    return [
        {"text": one["text"].strip()[:500], "events": sorted(set(one["events"]))}
        for one in value["statements"]
        if one["text"].strip() and one["events"] and set(one["events"]) <= known
    ][:MOST]


def document(result: llm.Result, contributions: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What is stored: the statements, and who wrote them in words."""
    told = accept(result.value, contributions)
    by_rule = result.engine == llm.BASELINE
    return {
        "statements": told,
        "engine": result.engine,
        "model": result.model,
        "dropped": len(result.value["statements"]) - len(told),
        "written_by": _("These sentences list the findings by rule; no model was asked.")
        if by_rule
        else _("These sentences were written by the model %(model)s from the findings.")
        % {"model": result.model},
    }


def _told(contributions: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [one for one in contributions if one["events"] and one["points"] > 0]
