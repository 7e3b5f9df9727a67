"""Second layer: identifiers that have a shape of their own or follow a word that announces them.

Every rule is one line of a table: label, the pattern, and the group that holds the identifier. Patterns read
the folded view of the text (plain quotes, no accents).
"""

import re
from collections.abc import Iterator

from assay.apps.enigma.scrubbing.spans import Label, Source, Span
from assay.apps.enigma.scrubbing.view import View

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATE = (
    rf"(?:\d{{1,2}}[/.\-]\d{{1,2}}[/.\-]\d{{2,4}}|\d{{4}}-\d{{2}}-\d{{2}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH},?\s+\d{{4}}|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}})"
)
_WAY = (
    r"(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|boulevard|blvd|court|ct|circle|cir|way|place|pl|terrace|"
    r"highway|hwy|parkway|pkwy|square|sq|nagar|marg|colony|layout|enclave|vihar|chowk|bazaar|bazar|gali|galli|"
    r"mohalla|main|cross|sector|phase|block|extension|society|apartments?|residency|towers?|heights|gardens?)"
)
_CAP = r"[A-Z][\w'.&\-]{0,40}"
_SHAPES: tuple[tuple[Label, re.Pattern[str]], ...] = (
    (Label.EMAIL, re.compile(r"(?<![\w.+\-])([\w.+%\-]+@[\w\-]+(?:\.[\w\-]+)+)")),
    (Label.EMAIL, re.compile(
        r"(?<![\w.+\-])([\w.+\-]{3,64}\s*(?:\(at\)|\[at\]|\sat\s)\s*[\w\-]+\s*(?:\(dot\)|\[dot\]|\sdot\s|\.)\s*"
        r"(?:com|org|net|in|edu|co\.in|ac\.in|gov))(?!\w)", re.I)),
    (Label.URL, re.compile(r"((?:https?|ftp)://[^\s<>\"')\]]+[^\s<>\"')\].,;:!?])", re.I)),
    (Label.URL, re.compile(
        r"(?<![\w@.\-])((?:[a-z0-9\-]+\.)+(?:com|org|net|edu|gov)(?:\.[a-z]{2})?(?:/[^\s<>\"')\]]*[^\s<>\"')\].,;:!?])?"
        r"|(?:[a-z0-9\-]+\.)+[a-z]{2,4}/[^\s<>\"')\]]*[^\s<>\"')\].,;:!?]|www\.[^\s<>\"')\]]*[^\s<>\"')\].,;:!?])(?![\w@])",
        re.I)),
    (Label.HANDLE, re.compile(r"(?<![\w@.])(@[A-Za-z0-9_][\w.]{1,30}\w)")),
    (Label.HANDLE, re.compile(
        r"\b(?:instagram|insta|twitter|github|gitlab|telegram|discord|snapchat|snap|youtube|linkedin|reddit|"
        r"gamertag|kaggle|hackerrank|codeforces|leetcode)\s*(?:id|handle|username|user\s?name|account|profile|"
        r"channel)?\s*(?:is|was|:|=|-)\s*((?=[\w.\-]*[\d_.\-])[\w.\-]{3,30}\w)", re.I)),
    (Label.HANDLE, re.compile(
        r"\b(?:user\s?name|handle|login(?:\s+id)?)\s*(?:is|was|:|=)\s*([\w.\-]{2,30}\w)", re.I)),
    (Label.ID, re.compile(r"(?<!\d)([2-9]\d{3}[ \-]\d{4}[ \-]\d{4})(?![ \-]?\d)")),
    (Label.ID, re.compile(r"(?i:aadha+r|uidai|uid)\D{0,20}(\d{4}[ \-]?\d{4}[ \-]?\d{4})(?!\d)")),
    (Label.ID, re.compile(r"(?<!\w)([A-Za-z]{3}[PCHFATBLJGpchfatbljg][A-Za-z]\d{4}[A-Za-z])(?!\w)")),
    (Label.ID, re.compile(r"(?<!\d)(\d{3}-\d{2}-\d{4})(?!\d)")),
    (Label.ID, re.compile(
        r"\b(?:roll|registration|reg|enrol?lment|admission|application|appl|reference|ref|hall\s?ticket|seat|"
        r"student|candidate|passport|licen[cs]e|voter|account|a/c|policy|ticket|certificate|serial|index|centre|"
        r"center|employee|membership|member|ration\s+card|apaar|abc)\s*(?:card\s*)?(?:no|nos|num|number|id|code|#)?"
        r"\.?\s*(?:is|was|:|=|-|#)?\s*#?((?=[A-Z0-9/\-]*\d)[A-Z0-9][A-Z0-9/\-]{3,24})(?!\w)", re.I)),
    (Label.ID, re.compile(r"(?<!\w)((?=[A-Z0-9]*[A-Z])(?=(?:[A-Z]*\d){4})[A-Z0-9]{7,20})(?!\w)")),
    (Label.PHONE, re.compile(r"(?<![\w+])(\+\d{1,3}[\s\-.]?\(?\d{1,5}\)?(?:[\s\-.]?\d{2,5}){1,4})(?!\w)")),
    (Label.PHONE, re.compile(r"(?<![\w\d])((?:0|91[\s\-]?)?[6-9]\d{4}[\s\-.]?\d{5})(?!\w)")),
    (Label.PHONE, re.compile(r"(?<![\w\d])((?:0|91[\s\-]?)?[6-9]\d{2}[\s\-.]\d{3}[\s\-.]\d{4})(?!\w)")),
    (Label.PHONE, re.compile(
        r"(?<!\w)((?:\+?1[\s\-.]?)?\(?\d{3}\)?[\s\-.]\d{3}[\s\-.]\d{4}(?:\s?x\d{1,5})?)(?!\w)")),
    (Label.PHONE, re.compile(
        r"\b(?:phone|mobile|mob|cell|tel|telephone|whatsapp|call\s+me|contact|number\s+is|ph)\b\D{0,18}"
        r"(\(?\+?\d[\d\s().\-]{5,16}\d)(?!\w)", re.I)),
    (Label.PHONE, re.compile(r"(?<!\w)(0\d{2,4}[\s\-]\d{6,8})(?!\w)")),
    (Label.PHONE, re.compile(r"(?<![\w\-])(\d{3}-\d{4})(?![\w\-])")),
    (Label.PHONE, re.compile(
        r"\b(?:call(?:ed|ing)?|text(?:ed|ing)?|reach(?:ed)?|ring|dial(?:ed)?|messages?|answering|number|fax|office|"
        r"sms|registered)\b[^.\d\n]{0,24}(\(?\+?\d[\d\s().\-]{5,16}\d)(?!\w)", re.I)),
    (Label.PHONE, re.compile(
        r"(?<![\w.,/\-])(\(?\d{2,4}\)?(?:-\d{2,4}){2,4}|\d{2,4}(?: \d{2,4}){2,4}(?=\s*(?:$|\n|[.,;?!]\s)))"
        r"(?![\w/,\-]\d|\w)",
        re.M)),
    (Label.DATE_OF_BIRTH, re.compile(
        rf"(?:born(?:\s+\w+){{0,4}}?\s+on(?:\s+the)?|date\s+of\s+birth|birth\s?day|birth\s?date|d\.?o\.?b\.?)\W*"
        rf"(?:\w+\s+){{0,3}}?({_DATE})", re.I)),
    (Label.ADDRESS, re.compile(
        rf"(?<!\w)(\d{{1,5}}[A-Za-z]?(?:[/\-]\d+)?,?\s+(?:{_CAP}\s+){{1,4}}(?i:{_WAY})\b\.?"
        rf"(?:\s+(?:(?i:apt|suite|unit|ste)\.?|#)\s*\w+)?(?:,\s*{_CAP}(?:\s{_CAP}){{0,2}}){{0,4}}"
        rf"(?:,?\s+[A-Z]{{2}})?(?:[\s,\-]+\d{{5,6}}(?:-\d{{4}})?)?)(?!\w)")),
    (Label.ADDRESS, re.compile(
        r"(?<!\w)((?i:flat|house|h\.?\s?no|door|plot|room|villa|quarter|qtr|apartment|apt)\.?\s*(?i:no|number)?"
        rf"\.?\s*[:#]?\s*[A-Z]?-?\d+[\w/\-]*(?:,?\s+{_CAP}){{0,6}}(?:[,\s\-]+{_CAP}){{0,5}}"
        r"(?:[\s,\-]+\d{3}\s?\d{3})?)(?!\w)")),
    (Label.ADDRESS, re.compile(
        rf"(?<!\w)((?:{_CAP}\s+){{1,3}}(?:Nagar|Marg|Colony|Layout|Enclave|Vihar|Chowk|Gali))\b")),
    (Label.ADDRESS, re.compile(r"\b((?:Sector|Phase|Block|Ward)[\s\-]+\w?\d+\w?)(?!\w)")),
    (Label.ADDRESS, re.compile(
        r"\b(?:pin|pin\s?code|postal\s+code|zip|zip\s?code)\b\W*(?:is\s+)?(\d{3}\s?\d{3}|\d{5}(?:-\d{4})?)(?!\d)",
        re.I)),
    (Label.ADDRESS, re.compile(
        rf"(?<!\w)(?:{_CAP})\s*[,\-]?\s*((?<!\d)[1-8]\d{{2}}\s?\d{{3}})(?![\d,]|\s?(?:rupees|people|students|rs))")),
    (Label.ADDRESS, re.compile(
        rf"(?i:\b(?:address(?:\s+is)?|lives?\s+at|living\s+at|lived\s+at|reside[sd]?\s+at|stay(?:s|ed|ing)?\s+at|"
        rf"located\s+at|office\s+is\s+at|house\s+is\s+at|moved\s+to)):?\s+(\d{{1,6}}[A-Za-z]?,?\s+(?:{_CAP}|\d+)"
        rf"(?:[\s,]+(?:{_CAP}|\d+|of|de|do|da|the)){{0,7}})")),
    (Label.ADDRESS, re.compile(
        rf"(?<!\w)({_CAP}\s+\d{{1,4}},?\s+(?i:apt|suite|unit|flat|room)\.?\s*#?\d+\w?)(?!\w)")),
    (Label.ADDRESS, re.compile(
        r"(?<!\w)((?i:apt|apartment|suite|flat)\.?\s*(?:no\.?\s*)?#?\d+[A-Za-z]?)(?!\w)")),
    (Label.ADDRESS, re.compile(
        r"(?<!\w)((?:PSC|USNS|USS|Unit|USCGC)\s+\w+,?\s+(?:Box\s+\d+\s+)?[AFD]PO\s+A[AEP]\s+\d{5})")),
    (Label.ADDRESS, re.compile(r"(?<!\w)([A-Z]{2}\s+\d{5}(?:-\d{4})?)(?!\w)")),
    (Label.ADDRESS, re.compile(r"\b(P\.?\s?O\.?\s+[Bb]ox\s+\d+)")),
)  # fmt: skip


def find(view: View) -> Iterator[Span]:
    """Spans of every identifier that has a shape of its own."""
    for label, pattern in _SHAPES:
        for match in pattern.finditer(view.text):
            yield view.span(*match.span(1), label, Source.PATTERN)
