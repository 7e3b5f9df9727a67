"""Kinds of answers: how a question shows which it wants, and how a sentence shows that it has it. Pure."""

import re
from enum import StrEnum


class Wanted(StrEnum):
    """What a sentence must hold to answer."""

    DURATION = "duration"
    MONEY = "money"
    RATE = "rate"
    NUMBER = "number"
    WHEN = "when"
    WHO = "who"
    FORM = "form"
    DEFINITION = "definition"
    OPEN = "open"


_ASKS: tuple[tuple[Wanted, str], ...] = (
    (
        Wanted.DURATION,
        r"\bhow\s+(?:long|soon|quickly|fast|often|early)\b|\bhow\s+many\s+(?:working\s+|calendar\s+|banking\s+)?"
        r"(?:days?|weeks?|months?|years?|hours?)\b|\b(?:time|filing)[\s-]limit|\bdeadline\b|\bvalidity\b"
        r"|\bby\s+when\b|\b(?:what|which)\s+(?:period|time\b|time\s*frame)|\bwithin\s+(?:what|which|how)"
        r"|\bhow\s+much\s+(?:time|ahead)\b",
    ),
    (
        Wanted.MONEY,
        r"\bhow\s+much\b.*\b(?:cost|fee|charge|pay|price)|\b(?:what|which|is\s+there\s+an?y?)\b.*\b(?:fees?|cost|price"
        r"|(?<!of\s)charges?)\b|\bhow\s+expensive|\bhow\s+many\s+rupees",
    ),
    (
        Wanted.RATE,
        r"\b(?:what|which|how\s+(?:much|high))\b.*\b(?:rate|per\s*cent(?:age)?|%|share\s+of)\b|\b(?:what|how\s+(?:much"
        r"|high))\s+(?:is\s+the\s+|are\s+the\s+)?(?:\w+\s+)?(?:vat|gst|duty|interest|tax)\b",
    ),
    (
        Wanted.NUMBER,
        r"\bhow\s+(?:many|much|big|heavy|large|hot|high)\b|\b(?:what|which)\b.*\b(?:limit|threshold|maximum|minimum"
        r"|cap|value|amount|temperature|capacity|multiple|tolerance|outlay|turnover|weight|volume|size)\b",
    ),
    (
        Wanted.WHEN,
        r"^\s*(?:since\s+)?when\b|\bsince\s+when\b|\bwhen\s+(?:do|does|did|may|must|can|will|should)\b"
        r"|\b(?:on\s+)?(?:what|which)\s+(?:date|day|year)\b",
    ),
    (
        Wanted.WHO,
        r"^\s*(?:who|whom|whose)\b|\b(?:by|to|from)\s+whom\b|\bwho\s+(?:is|are|has|must|pays|bears|issues|can)\b"
        r"|\b(?:which|what)\s+(?:authority|agency|body|council|board|office|department|bank|organi[sz]ation"
        r"|ministry|laboratory)\b",
    ),
    (
        Wanted.FORM,
        r"\b(?:which|what)\s+(?:\w+\s+)?(?:form|code|number|platform|portal|standard|mark|certificate)\b",
    ),
    (
        Wanted.DEFINITION,
        r"^\s*(?:what|who)\s+(?:is|are|was|were)\s+(?:an?\s+|the\s+)?[\w\s./()-]{2,60}\??\s*$"
        r"|\b(?:what\s+does\s+.*\b(?:mean|stand\s+for)|define|meaning\s+of|explain)\b",
    ),
)
_ASKED = tuple((wanted, re.compile(pattern, re.I)) for wanted, pattern in _ASKS)

NUMBER_WORD = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|eighteen|twenty(?:-\w+)?|thirty"
    r"|forty|fifty|sixty|ninety|hundred|half|\d[\d,.]*)"
)
_CALENDAR = "january february march april may june july august september october november december"
MONTHS = _CALENDAR.split()
MONTH = f"(?:{'|'.join(MONTHS)})"
_HOLDS: dict[Wanted, re.Pattern[str]] = {
    wanted: re.compile(pattern, re.I)
    for wanted, pattern in {
        Wanted.DURATION: rf"\b{NUMBER_WORD}\b[\s-]+(?:\w+\s+){{0,2}}(?:hours?|days?|weeks?|months?|years?"
        rf"|minutes?|quarters?)\b|\bfor\s+life\b|\b(?:once|twice|every)\b.*\b(?:years?|months?|days?)\b"
        rf"|\buntil\b|\bno\s+(?:time\s+)?limit|\bby\s+\d+\s+{MONTH}|\bevery\s+(?:year|month)|\bindefinite"
        rf"|\b(?:financial|calendar)\s+year\b|\bbefore\b.*\b(?:ship|loaded|export)",
        Wanted.MONEY: r"(?:₹|\$|€|£|\b(?:rs|inr|usd|eur|aed|rupees?|lakh|crore)\b)\s*\d?"
        r"|\bfree\b|\bno\s+(?:\w+\s+){0,3}(?:fees?|charges?|costs?)\b|\bwithout\s+(?:a\s+)?(?:fee|charge)",
        Wanted.RATE: rf"\d[\d.,]*\s*(?:%|per\s*cent|percentage)|\b{NUMBER_WORD}\s+(?:per\s*cent|fifths?)"
        r"|(?:₹|\$|€)\s*\d|\bfree\s+of\b|\bwithout\s+(?:\w+\s+)?duty|\bno\s+(?:\w+\s+)?(?:duty|tax)"
        r"|\b\d[\d.]*\s*(?:mg|ppm|times)|\b(?:halved|doubled)\b",
        Wanted.NUMBER: rf"\d|\b{NUMBER_WORD}\b|\bno\b|\bwithout\b",
        Wanted.WHEN: rf"\b(?:19|20)\d\d\b|\b{MONTH}\b|\b(?:before|after|once|when|within|until|every"
        r"|at\s+the\s+time|as\s+soon|only)\b|\bdays?\b|\bmonths?\b|\byears?\b",
        Wanted.WHO: r"(?-i:(?<=\s)[A-Z][A-Za-z]+)|\b(?:banks?|exporters?|sellers?|buyers?|importers?"
        r"|officers?|shippers?|councils?|boards?|authorit\w+|lines?|brokers?|customs|agenc\w+|agents?|persons?|whoever"
        r"|chambers?|holders?|businesses|factor|carriers?|consignee|everyone|laborator\w+|compan\w+"
        r"|manufacturers?|bod(?:y|ies))\b",
        Wanted.FORM: r"\bforms?\b|\bcodes?\b|(?-i:\b[A-Z]{2,}[A-Z0-9-]*\b)|\bportal\b|\bplatform\b|\d"
        r"|\bcertificates?\b|\bmark\b",
    }.items()
}


def wanted_of(text: str) -> Wanted:
    return next((wanted for wanted, pattern in _ASKED if pattern.search(text)), Wanted.OPEN)


def satisfies(wanted: Wanted, sentence: str) -> bool:
    """Whether a sentence holds what is asked for: a number of days, a sum of money, somebody."""
    pattern = _HOLDS.get(wanted)
    return pattern is None or bool(pattern.search(sentence))
