"""The ways a model call fails, each its own type. A failure is never an answer and never a zero."""

from typing import ClassVar

from assay.kernel.errors import AssayError
from assay.kernel.llm.types import CallRecord, Outcome


class LlmError(AssayError):
    """A call that gave no valid answer. `call` is its record once the gateway has made one.

    `permanent` is False where the same request may well succeed later; a new request with another seed may
    mend ParseFailure and CutOff, and that is for the caller to decide.
    """

    status, slug, title = 502, "model-failed", "The model gave no usable answer"
    outcome: ClassVar[Outcome]

    def __init__(
        self, detail: str = "", *, input_tokens: int = 0, output_tokens: int = 0, model: str = ""
    ) -> None:
        super().__init__(detail)
        self.input_tokens = input_tokens
        self.output_tokens = output_tokens
        self.model = model
        self.call: CallRecord | None = None


class Refusal(LlmError):
    slug, title = "model-refused", "The model declined to answer"
    outcome = Outcome.REFUSAL


class CutOff(LlmError):
    slug, title = "model-cut-off", "The answer ended at the token limit"
    outcome = Outcome.CUT_OFF


class ContentFilter(LlmError):
    slug, title = "model-filtered", "The service's content filter stopped the answer"
    outcome = Outcome.CONTENT_FILTER


class ParseFailure(LlmError):
    slug, title = "model-unparsable", "The answer does not meet the schema"
    outcome = Outcome.PARSE_FAILURE


class Rejected(LlmError):
    """The service refuses the request itself: too long, unknown model, wrong key."""

    slug, title = "model-rejected", "The model service refuses this request"
    outcome = Outcome.REJECTED


class RateLimited(LlmError):
    """Still limited after every retry; `retry_after` is in seconds, None when the service names none."""

    status, slug, title, permanent = 503, "model-rate-limited", "The model service is at its limit", False
    outcome = Outcome.RATE_LIMITED

    def __init__(self, detail: str = "", *, retry_after: float | None = None) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class Unavailable(LlmError):
    """No answer from the service after every retry: connection, time-out or a 5xx status."""

    status, slug, title, permanent = 503, "model-unavailable", "The model service does not answer", False
    outcome = Outcome.UNAVAILABLE

    def __init__(self, detail: str = "", *, retry_after: float | None = None) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class CostCapReached(LlmError):
    """The call was not made: with it the run could have gone over its cap."""

    status, slug, title = 409, "cost-cap-reached", "The cost cap of this run is reached"
    outcome = Outcome.COST_CAP
