"""From a question to an answer whose every sentence was checked against the stored text it cites."""

import asyncio
import re
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

import numpy as np

from assay.apps.exportsathi.chat import rules, selecting, thesaurus, verifying
from assay.apps.exportsathi.chat.questions import Question, understand
from assay.apps.exportsathi.chat.rules import Answer, Citation, Context, Place, Sentence
from assay.apps.exportsathi.chat.selecting import Candidate
from assay.apps.exportsathi.knowledge import search, shipped
from assay.apps.exportsathi.knowledge import service as knowledge
from assay.apps.exportsathi.knowledge.search import Found
from assay.apps.exportsathi.knowledge.shipped import embed_known
from assay.kernel.db.session import Session
from assay.kernel.search.embedding import Vectors
from assay.kernel.search.words import Vocabulary, telling

PASSAGES = 20
"""How many passages are read for an answer."""
NEAREST = 3
_REMEMBERED = 4_000
_WORD = re.compile(r"[^\W\d_]+")

_vectors: OrderedDict[str, Vectors] = OrderedDict()


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer before it is stored, and what a model may word it from."""

    answer: Answer
    chosen: Sequence[Candidate]
    likeness: Callable[[str, str], float]


async def answer(
    db: Session,
    org_id: UUID,
    text: str,
    today: date,
    *,
    context: Context | None = None,
) -> Draft:
    """Answer `text` from the knowledge of an organisation, in the words of its sources, or refuse."""
    question, found, ranked = await weighed(db, org_id, text, today, context or Context())
    chosen = selecting.chosen(question, ranked)
    sentences = [Sentence(one.said, (rules.cite(one.passage, one.start, one.end),)) for one in chosen]
    sentences, dropped = await checked(db, org_id, sentences)
    said = [one for one in chosen if any(one.said == sentence.text for sentence in sentences)]
    searched = {
        "words": list(found.words),
        "read_as": found.corrected,
        "passages": found.in_all,
        "read": len(found.passages),
        "as_of": question.on.isoformat(),
        "dropped": dropped,
    }
    if not sentences:
        near = list(dict.fromkeys(one.title for one in found.passages))[:NEAREST]
        refusal = rules.refusal(found.in_all, near, found.corrected)
        return Draft(Answer(text, (), refusal=refusal, searched=searched), (), likeness)
    notice = rules.notice([(one.passage.source, one.passage.standing) for one in said], question.on, today)
    return Draft(Answer(text, tuple(sentences), notice=notice, searched=searched), said, likeness)


async def weighed(
    db: Session, org_id: UUID, text: str, today: date, context: Context
) -> tuple[Question, Found, list[Candidate]]:
    """What is asked, what was found for it, and the sentences that may answer it, the best first."""
    question = understand(text, today, _even)
    also = _also(question, context)
    known = await asyncio.to_thread(shipped.asked)
    spelled = thesaurus.spelled() | shipped.asked_words()
    found = await search.find(
        db, org_id, question.undated, question.on, limit=PASSAGES, also=also, spelled=spelled
    )
    question = understand(text, today, _known(found.vocabulary), corrected=found.corrected)
    shortlist = selecting.shortlist(selecting.candidates(question, found.passages, known))
    meanings = await asyncio.to_thread(_meanings, _meant(question, found.corrected), shortlist)
    return question, found, selecting.scored(shortlist, meanings)


def drafted(answer: Answer) -> Draft:
    """An answer that no model may word."""
    return Draft(answer, (), likeness)


async def checked(
    db: Session, org_id: UUID, sentences: Sequence[Sentence]
) -> tuple[list[Sentence], dict[str, int]]:
    """The sentences that the stored texts bear out as they are now, and why others were dropped."""
    cited = [one for sentence in sentences for one in sentence.citations]
    found = await knowledge.stored(db, org_id, [one.place for one in cited if isinstance(one, Citation)])
    stored: dict[Place, str] = dict(found.items())
    good, dropped = await asyncio.to_thread(verifying.kept, sentences, stored, likeness)
    return list(good), dropped


def worded(draft: Draft, sentences: Sequence[tuple[str, Sequence[int]]]) -> list[Sentence]:
    """What a model wrote, as sentences that cite the spans it named; unknown numbers are left out."""
    made = []
    for text, numbers in sentences:
        used = [draft.chosen[n - 1] for n in dict.fromkeys(numbers) if 1 <= n <= len(draft.chosen)]
        made.append(
            Sentence(
                " ".join(text.split()), tuple(rules.cite(one.passage, one.start, one.end) for one in used)
            )
        )
    return made


def with_wording(draft: Draft, sentences: Sequence[Sentence], engine: str) -> Answer:
    """The draft in a model's words where any of them held, else as it was."""
    if not sentences:
        return draft.answer
    return replace(draft.answer, sentences=tuple(sentences), engine=engine)


def _also(question: Question, context: Context) -> list[str]:
    """Words that speak for a passage unasked: what stands for those asked, and the context."""
    others = [
        word
        for concept in question.concepts
        for phrase in concept.phrases
        if len(phrase) == 1
        for word in phrase
        if word != concept.asked
    ]
    return list(dict.fromkeys([*others, *telling(context.words)]))[:24]


def _even(_stem: str) -> float:
    return 1.0


def _known(vocabulary: Vocabulary) -> Callable[[str], float]:
    return vocabulary.weight


def _embedded(texts: Sequence[str]) -> Vectors:
    """Vectors of texts, remembered: the sentences of a page are asked about again and again."""
    fresh = [text for text in dict.fromkeys(texts) if text not in _vectors]
    for text, vector in zip(fresh, embed_known(fresh) if fresh else (), strict=True):
        _vectors[text] = vector
    found = np.array([_vectors[text] for text in texts], dtype=np.float32)
    while len(_vectors) > _REMEMBERED:
        _vectors.popitem(last=False)
    return found


def _meant(question: Question, corrected: Mapping[str, str]) -> str:
    """What is asked, in words that are known."""
    return _WORD.sub(lambda word: corrected.get(word[0].lower(), word[0]), question.undated)


def _meanings(question: str, found: Sequence[Candidate]) -> list[tuple[float, list[float]]]:
    """Likeness of the question with each sentence, and with each of its questions."""
    texts = [question, *(text for one in found for text in (one.embedded, *one.forms))]
    vectors = _embedded(texts)
    alike = iter((vectors @ vectors[0])[1:].tolist())
    return [(next(alike), [next(alike) for _form in one.forms]) for one in found]


def likeness(one: str, other: str) -> float:
    """Likeness of meaning of two texts (cosine)."""
    first, second = _embedded([one, other])
    return float(first @ second)
