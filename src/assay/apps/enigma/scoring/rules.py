"""Pure rules of evaluation: what counts as an answer, and what follows from answers.

A refusal, a cut-off, a filter, an unreadable or an ungrounded answer is a failure with a name. It is asked
again; it is never a zero.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median
from typing import TypeVar

import msgspec

from assay.apps.enigma.models.evaluation import Verdict
from assay.apps.enigma.scoring import normal, schemas
from assay.apps.enigma.scoring.rubric import COMPONENTS, Rubric

MIN_QUOTE = 8
"""Characters. A shorter quote would occur in any text and supports nothing."""


class Failure(StrEnum):
    """Why an attempt did not count."""

    REFUSAL = "refusal"
    CUT_OFF = "cut_off"
    CONTENT_FILTER = "content_filter"
    PARSE_FAILURE = "parse_failure"
    UNGROUNDED = "ungrounded"
    EXPIRED = "expired"
    SERVICE_ERROR = "service_error"
    # of the line, not of an answer
    MALFORMED_LINE = "malformed_line"
    LINE_TOO_LONG = "line_too_long"
    UNKNOWN_ID = "unknown_id"


class Concern(StrEnum):
    """Why a judge should look at an application."""

    SPREAD = "spread"
    INJECTION = "injection_suspected"
    INCOMPLETE = "incomplete"


class ReviewReason(StrEnum):
    """Why a person has to decide."""

    ESCALATED = "judge_escalated"
    DISAGREEMENT = "judge_disagrees"
    NO_ANSWER = "no_valid_answer"
    NO_VERDICT = "no_valid_verdict"


class AnswerFailed(Exception):
    """A typed failure of one attempt; `detail` never holds the applicant's text."""

    def __init__(self, kind: Failure, detail: str = "") -> None:
        super().__init__(f"{kind}: {detail}" if detail else kind.value)
        self.kind = kind
        self.detail = detail


class TraitAnswer(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    score: int
    reason: str
    quote: str | None


class WorkerAnswer(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A worker's answer: see `schemas.worker`."""

    traits: dict[str, TraitAnswer]
    summary: str

    def scores(self, rubric: Rubric) -> list[int]:
        """One score a trait, in the rubric's order."""
        return [self.traits[key].score for key in rubric.keys]


class TraitReview(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    score: int | None
    reason: str | None
    quote: str | None


class JudgeAnswer(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A judge's answer: see `schemas.judge`."""

    verdict: Verdict
    traits: dict[str, TraitReview]
    reason: str

    def adjustments(self) -> dict[str, int]:
        return {key: review.score for key, review in self.traits.items() if review.score is not None}


_Answer = TypeVar("_Answer", WorkerAnswer, JudgeAnswer)
_worker = msgspec.json.Decoder(WorkerAnswer)
_judge = msgspec.json.Decoder(JudgeAnswer)


def read_worker(content: str | bytes, rubric: Rubric, body: str) -> WorkerAnswer:
    """The answer in `content`, held to schema and text. Raises AnswerFailed.

    `body` is the text the model read; each quote must occur in it verbatim, up to white space and the shape
    of quotation marks.
    """
    answer = parse_worker(content, rubric)
    check_quotes({key: trait.quote for key, trait in answer.traits.items()}, body)
    return answer


def parse_worker(content: str | bytes, rubric: Rubric) -> WorkerAnswer:
    """The answer in `content`, held to the schema; its quotes are still to be looked up."""
    answer = _decode(_worker, content)
    _same_traits(answer.traits, rubric)
    for key, trait in answer.traits.items():
        if not rubric.low <= trait.score <= rubric.high:
            raise AnswerFailed(Failure.PARSE_FAILURE, f"{key}: {trait.score} is not on the scale")
        if len(trait.reason) > schemas.MAX_REASON * 4:
            raise AnswerFailed(Failure.PARSE_FAILURE, f"{key}: the reason is too long")
        if trait.quote is None and trait.score > rubric.low:
            raise AnswerFailed(Failure.UNGROUNDED, f"{key}: a score above the lowest needs a quote")
    return answer


def read_judge(content: str | bytes, rubric: Rubric, body: str) -> JudgeAnswer:
    """The verdict in `content`, held to schema, to itself and to the text. Raises AnswerFailed."""
    answer = parse_judge(content, rubric)
    check_quotes({key: review.quote for key, review in answer.traits.items()}, body)
    return answer


def parse_judge(content: str | bytes, rubric: Rubric) -> JudgeAnswer:
    """The verdict in `content`, held to schema and to itself; its quotes are still to be looked up."""
    answer = _decode(_judge, content)
    _same_traits(answer.traits, rubric)
    adjusted = answer.adjustments()
    if any(not rubric.low <= score <= rubric.high for score in adjusted.values()):
        raise AnswerFailed(Failure.PARSE_FAILURE, "an adjusted score is not on the scale")
    if (answer.verdict is Verdict.ADJUST) != bool(adjusted) and answer.verdict is not Verdict.ESCALATE:
        raise AnswerFailed(Failure.PARSE_FAILURE, f"{answer.verdict} does not agree with its adjustments")
    for key, score in adjusted.items():
        if answer.traits[key].quote is None and score > rubric.low:
            raise AnswerFailed(Failure.UNGROUNDED, f"{key}: an adjustment needs a quote")
    return answer


def check_quotes(quotes: Mapping[str, str | None], body: str) -> None:
    """Raise AnswerFailed(UNGROUNDED) for the first quote that does not occur in `body`."""
    spaced = ""
    for key, quote in quotes.items():
        if quote is None:
            continue
        if len(quote) >= MIN_QUOTE and quote in body:
            continue
        wanted = normal.for_quotes(quote)
        spaced = spaced or normal.for_quotes(body)
        if len(wanted) < MIN_QUOTE or wanted not in spaced:
            raise AnswerFailed(Failure.UNGROUNDED, f"{key}: the quote does not occur in the text")


def _decode(decoder: "msgspec.json.Decoder[_Answer]", content: str | bytes) -> "_Answer":
    try:
        return decoder.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        where = str(problem).split(" - ")
        raise AnswerFailed(Failure.PARSE_FAILURE, where[-1] if len(where) > 1 else where[0][:160]) from None


def _same_traits(given: Mapping[str, object], rubric: Rubric) -> None:
    if len(given) != len(rubric.keys) or any(key not in given for key in rubric.keys):
        raise AnswerFailed(Failure.PARSE_FAILURE, "the traits are not those of the rubric")


@dataclass(frozen=True, slots=True)
class Aggregate:
    """Per trait in the rubric's order: the median of the replicates, and highest minus lowest."""

    medians: tuple[float, ...]
    spreads: tuple[int, ...]

    def wide(self, limit: float) -> bool:
        """Whether some replicates lie more than `limit` points apart: then somebody has to look."""
        return max(self.spreads, default=0) > limit


def aggregate(replicates: Sequence[Sequence[int]]) -> Aggregate:
    """Medians and spreads of replicates' scores (each one score a trait). Raises ValueError on none."""
    if not replicates:
        raise ValueError("There is nothing to aggregate.")
    columns = list(zip(*replicates, strict=True))
    return Aggregate(
        tuple(float(median(column)) for column in columns),
        tuple(max(column) - min(column) for column in columns),
    )


def components(scores: Sequence[float], rubric: Rubric) -> dict[str, float]:
    """Essay and achievements, 0 to 100: weighted mean of trait scores, low of the scale 0, high 100."""
    span = rubric.high - rubric.low
    made: dict[str, float] = {}
    for name in COMPONENTS:
        weights = rubric.components[name]
        weighted = sum(w * (s - rubric.low) for w, s in zip(weights, scores, strict=True))
        made[name] = round(100 * weighted / (span * sum(weights)), 3)
    return made


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a verdict makes of the worker's medians. `reasons` non-empty: a person decides."""

    final: tuple[float, ...]
    decided_by: str
    reasons: tuple[ReviewReason, ...]


def apply_verdict(
    medians: Sequence[float], answer: JudgeAnswer, rubric: Rubric, *, tolerance: float
) -> Outcome:
    """Scores after the judge. Within `tolerance` points the judge's adjustment counts; one beyond it, or an
    escalation, leaves the medians standing until a person has decided."""
    if answer.verdict is Verdict.UPHOLD:
        return Outcome(tuple(medians), "judge", ())
    if answer.verdict is Verdict.ESCALATE:
        return Outcome(tuple(medians), "worker", (ReviewReason.ESCALATED,))
    adjusted = answer.adjustments()
    final = tuple(float(adjusted.get(key, score)) for key, score in zip(rubric.keys, medians, strict=True))
    if any(abs(new - old) > tolerance for new, old in zip(final, medians, strict=True)):
        return Outcome(tuple(medians), "worker", (ReviewReason.DISAGREEMENT,))
    return Outcome(final, "judge", ())
