"""What is answered about the codes of a product."""

from typing import Self

from pydantic import BaseModel, ConfigDict

from assay.apps.exportsathi.classification.rules import Candidate, Classification


class StepOut(BaseModel):
    code: str
    description: str


class EvidenceOut(BaseModel):
    text: str
    origin: str
    words: list[str]


class CandidateOut(BaseModel):
    """A subheading. `confidence` is calibrated: of those said with 0.7, about 7 in 10 are right."""

    code: str
    description: str
    score: float
    confidence: float
    path: list[StepOut]
    evidence: list[EvidenceOut]
    why: str
    exclusions: list[str]

    @classmethod
    def of(cls, found: Candidate) -> Self:
        return cls(
            code=found.code,
            description=found.description,
            score=found.score,
            confidence=found.confidence,
            path=[StepOut(code=code, description=text) for code, text in found.path],
            evidence=[
                EvidenceOut(text=one.text, origin=one.origin, words=list(one.words)) for one in found.evidence
            ],
            why=found.why,
            exclusions=list(found.exclusions),
        )


class LineOut(BaseModel):
    code: str
    description: str
    score: float


class OptionOut(BaseModel):
    answer: str
    codes: list[str]


class QuestionOut(BaseModel):
    aspect: str
    text: str
    options: list[OptionOut]


class SearchOut(BaseModel):
    """Ten candidates, the best first; `question` is what would decide, where the answer abstains.

    Where a model is configured, `engine` names it and its order may differ from that of `score`, which stays
    the index's own; `reason` is why its first is first. `fell_back`: it gave no order; this is the index's.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "text": "turmeric powder",
                "candidates": [],
                "lines": [{"code": "09103030", "description": "Powder", "score": 0.7}],
                "abstained": False,
                "vague": False,
                "question": None,
                "engine": "index 0123456789ab",
                "reason": "",
                "fell_back": False,
            }
        }
    )

    text: str
    candidates: list[CandidateOut]
    lines: list[LineOut]
    abstained: bool
    vague: bool
    question: QuestionOut | None
    engine: str
    reason: str
    fell_back: bool

    @classmethod
    def of(cls, found: Classification) -> Self:
        asked = found.question
        return cls(
            text=found.text,
            candidates=[CandidateOut.of(one) for one in found.candidates],
            lines=[
                LineOut(code=one.code, description=one.description, score=one.score) for one in found.lines
            ],
            abstained=found.abstained,
            vague=found.vague,
            question=QuestionOut(
                aspect=asked.aspect.value,
                text=asked.text,
                options=[OptionOut(answer=name, codes=list(codes)) for name, codes in asked.options],
            )
            if asked
            else None,
            engine=found.engine,
            reason=found.reason,
            fell_back=found.fell_back,
        )
