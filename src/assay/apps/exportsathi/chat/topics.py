"""Which questions are answered by a calculation, and by which line of which section. Pure.

A closed set: RoDTEP of an export that the question describes, and the figures that the analyses of a report
hold, asked for in its conversation as one's own. Everything else is left to the texts.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from assay.apps.exportsathi.chat.amounts import Told
from assay.apps.exportsathi.chat.kinds import Wanted, wanted_of
from assay.kernel.search.words import STOP, stem, words


class Analysed(StrEnum):
    """Which of a report's two analyses holds a section."""

    FINANCE = "finance"
    LOGISTICS = "logistics"


@dataclass(frozen=True, slots=True)
class Topic:
    """`line` empty: the line that answers its section. `goods_only`: services have no such figure."""

    analysed: Analysed
    section: str
    line: str
    words: re.Pattern[str]
    goods_only: bool = True


def _topic(analysed: Analysed, section: str, line: str, pattern: str, *, goods_only: bool = True) -> Topic:
    return Topic(analysed, section, line, re.compile(rf"\b(?:{pattern})\b", re.I), goods_only)


_F, _L = Analysed.FINANCE, Analysed.LOGISTICS
_GAP = r"(?:peak|cash|funding|working\s+capital)\s+gap|gap"
_CHARGED = r"chargeable\s+(?:weight|volume|measure)|charged\s+weight|billable\s+weight"
TOPICS: tuple[Topic, ...] = (
    _topic(_F, "benefits", "", r"ro\s?dtep\s+(?:and|plus)\s+drawback|benefits|incentives", goods_only=True),
    _topic(_F, "rodtep", "", r"ro\s?dtep"),
    _topic(_F, "drawback", "", r"(?:duty\s+)?drawback"),
    _topic(
        _F,
        "capital",
        "interest",
        rf"interest\s+(?:on|for|over)\s+(?:my\s+|our\s+|the\s+)?(?:{_GAP})",
        goods_only=False,
    ),
    _topic(_F, "capital", "", rf"(?:{_GAP})|working\s+capital", goods_only=False),
    _topic(_F, "landed", "", r"landed\s+(?:cost|price)"),
    _topic(_F, "credit", "", r"(?:export\s+)?credit\s+limit|packing\s+credit|bank\s+limit", goods_only=False),
    _topic(_L, "measures", "air-kg", rf"(?:{_CHARGED})\s+(?:by|for)\s+air|air\s+(?:{_CHARGED})"),
    _topic(_L, "measures", "courier-kg", rf"(?:{_CHARGED})\s+(?:by|for)\s+courier|courier\s+(?:{_CHARGED})"),
    _topic(_L, "measures", "", _CHARGED),
    _topic(_L, "lcl-fcl", "", r"break[\s-]?even(?:\s+(?:point|volume))?"),
    _topic(_L, "freight", "air", r"air\s+freight|freight\s+by\s+air"),
    _topic(_L, "freight", "lcl", r"lcl\s+freight|freight\s+(?:by|as)\s+(?:lcl|part\s+load)"),
    _topic(_L, "freight", "", r"(?:sea\s+|ocean\s+)?freight|shipping\s+costs?|cost\s+of\s+shipping"),
    _topic(_L, "containers", "", r"containers?"),
    _topic(_L, "examination", "", r"examination\s+(?:index|risk)|risk\s+of\s+(?:an\s+)?examination"),
)
BY_MODE = {"air": {"measures": "air-kg", "freight": "air"}, "courier": {"measures": "courier-kg"}}
"""Which line answers where the goods of the report do not go by sea."""

CALCULATORS = {
    "capital": "finance/working-capital",
    "landed": "finance/landed-cost",
    "credit": "finance/credit",
    "measures": "logistics",
    "freight": "logistics",
    "containers": "logistics",
    "lcl-fcl": "logistics/lcl-fcl",
    "examination": "logistics/examination",
}
"""Where a figure is worked out that takes more than a question says, by section."""

_DRAWBACK = re.compile(r"\bdrawback\b", re.I)
_RODTEP = re.compile(r"\bro\s?dtep\b", re.I)
_AMOUNT = re.compile(
    r"\bhow\s+(?:much|many|big|large|high|heavy)\b|\bwhat(?:'s|’s|\s+(?:is|are|was|will|would|does|do))?\b"
    r"|\b(?:calculate|compute|work\s+out|tell|show|give|find|estimate)\b",
    re.I,
)
_OWN = re.compile(r"\b(?:my|our|mine|ours|i|we|me|us|this|these)\b", re.I)
_FIGURES = frozenset({Wanted.OPEN, Wanted.DEFINITION, Wanted.NUMBER, Wanted.MONEY, Wanted.RATE})
_WORDS = """
amount figure total sum rupees rupee inr money value worth cost costs price pay paid earn earned receive
received come expect expected claim shipment shipments order consignment export exports exported goods
cargo report product case line tariff code hs hsn itc fob market materials material sea air ship shipped
shipping calculate compute work out estimate much many big large rate entitled eligible entitlement due
say show tell give find roughly exactly please today now quantity qty total payable available
"""
_BESIDE = frozenset(stem(word) for word in _WORDS.split())
"""Words that may stand beside the name of a figure without asking for something else."""


def asks_for_rodtep(text: str, told: Told) -> bool:
    """Whether RoDTEP of an export is asked for that the question itself describes."""
    return _is_described(text, told, _RODTEP)


def topic_described(text: str, told: Told) -> Topic | None:
    """Drawback, or it with RoDTEP, where it is asked for of an export that the question itself describes."""
    if not _is_described(text, told, _DRAWBACK):
        return None
    return next(one for one in TOPICS if one.words.search(told.rest) or one.section == "drawback")


def _is_described(text: str, told: Told, named: re.Pattern[str]) -> bool:
    if not named.search(text) or wanted_of(text) not in _FIGURES:
        return False
    if told.line and told.fob is not None:
        return True
    return bool(told.line or told.fob is not None) and bool(_AMOUNT.search(text))


def asks_for_own_rodtep(text: str, told: Told, known: str = "") -> bool:
    """Whether one's own RoDTEP is asked for, wherever it may be known from."""
    found = _RODTEP.search(text)
    return bool(found) and _is_own(text, told, known, _RODTEP)


def topic_of(text: str, told: Told, known: str) -> Topic | None:
    """The figure of a report that is asked for as one's own; None for every other question.

    `known` are words of the report (product, country): they may stand in the question.
    """
    found = next((one for one in TOPICS if one.words.search(told.rest)), None)
    return found if found and _is_own(text, told, known, found.words) else None


def line_of(topic: Topic, mode: str) -> str:
    """The key of the line that answers for goods that go by `mode`; empty: the one of the section."""
    return topic.line or BY_MODE.get(mode, {}).get(topic.section, "")


def _is_own(text: str, told: Told, known: str, named: re.Pattern[str]) -> bool:
    if not _OWN.search(text) or not _asks_for_a_figure(text):
        return False
    beside = {stem(word) for word in words(named.sub(" ", told.rest)) if word not in STOP}
    return beside <= _BESIDE | {stem(word) for word in words(known)} | {"us"}


def _asks_for_a_figure(text: str) -> bool:
    return bool(_AMOUNT.search(text)) and wanted_of(text) in _FIGURES
