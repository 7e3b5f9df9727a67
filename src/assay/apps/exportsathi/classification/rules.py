"""What a classification says. Codes come from a closed list; one that is not in it cannot be said."""

from dataclasses import dataclass
from enum import StrEnum


class Aspect(StrEnum):
    """What one question can ask to split the candidates."""

    MATERIAL = "material"
    USE = "use"
    PROCESSING = "processing"
    FORM = "form"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The line that spoke for a code, and where it comes from (`nomenclature`, `everyday terms`)."""

    text: str
    origin: str
    words: tuple[str, ...] = ()
    """Words of the product that it shares."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A subheading of six digits. `confidence` is calibrated: of those said with 0.7, 7 in 10 are right.

    `path` runs from the chapter to the subheading as (code, description). `exclusions` are notes that send
    products of this kind elsewhere.
    """

    code: str
    description: str
    score: float
    confidence: float
    path: tuple[tuple[str, str], ...] = ()
    evidence: tuple[Evidence, ...] = ()
    why: str = ""
    exclusions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IndianLine:
    """An Indian tariff line of eight digits under the first candidate; `score` says how well it fits."""

    code: str
    description: str
    score: float


@dataclass(frozen=True, slots=True)
class Question:
    """One question whose answer splits the candidates best. `options`: answers, each with what it favours."""

    aspect: Aspect
    text: str
    options: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Classification:
    """Up to ten candidates, the best first; lines of eight digits under the first.

    A model may have ordered them otherwise than by `score`.

    `abstained`: the first is too unsure to go on with; then `question` asks what would decide. `vague`: the
    words name no product at all ("goods"), and `question` asks for one.
    """

    text: str
    candidates: tuple[Candidate, ...]
    lines: tuple[IndianLine, ...]
    abstained: bool
    vague: bool = False
    question: Question | None = None
    engine: str = ""
    """Which release of the index answered, and which model put the codes in order."""
    reason: str = ""
    """Why the first is first, in the model's words; empty where no model was asked."""
    fell_back: bool = False
    """A model is configured and gave no order: this is the engine's own."""
