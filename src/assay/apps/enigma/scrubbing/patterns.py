"""Second layer: identifiers that have a shape or stand in a telling frame.

Every rule is one line of a table: label, the pattern, and the group that holds the identifier. Patterns read
the folded view of the text (plain quotes, no accents).
"""

import re
from collections.abc import Iterator

from assay.apps.enigma.scrubbing import lexicon
from assay.apps.enigma.scrubbing.spans import Label, Source, Span
from assay.apps.enigma.scrubbing.view import View

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATE = (
    rf"(?:\d{{1,2}}[/.\-]\d{{1,2}}[/.\-]\d{{2,4}}|\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}"
    rf",?\s+\d{{4}}|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}})"
)
_WAY = (
    r"(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|boulevard|blvd|court|ct|circle|cir|way|place|pl|terrace|"
    r"highway|hwy|parkway|pkwy|square|sq|nagar|marg|colony|layout|enclave|vihar|chowk|bazaar|bazar|gali|galli|"
    r"mohalla|main|cross|sector|phase|block|extension|society|apartments?|residency|towers?|heights|gardens?)"
)
_CAP = r"[A-Z][\w'.&\-]*"
_SHAPES: tuple[tuple[Label, re.Pattern[str]], ...] = (
    (Label.EMAIL, re.compile(r"(?<![\w.+\-])([\w.+%\-]+@[\w\-]+(?:\.[\w\-]+)+)")),
    (Label.EMAIL, re.compile(
        r"(?<!\w)([\w.+\-]{3,}\s*(?:\(at\)|\[at\]|\sat\s)\s*[\w\-]+\s*(?:\(dot\)|\[dot\]|\sdot\s|\.)\s*"
        r"(?:com|org|net|in|edu|co\.in|ac\.in|gov))(?!\w)", re.I)),
    (Label.URL, re.compile(r"((?:https?|ftp)://[^\s<>\"')\]]+[^\s<>\"')\].,;:!?])", re.I)),
    (Label.URL, re.compile(
        r"(?<![\w@.])((?:[a-z0-9\-]+\.)+(?:com|org|net|edu|in|io|me|co|dev|app|gov|info|ai|tv|uk|us|ca|au)"
        r"(?:/[^\s<>\"')\]]*[^\s<>\"')\].,;:!?])?)(?![\w@])", re.I)),
    (Label.HANDLE, re.compile(r"(?<![\w@.])(@[A-Za-z0-9_][\w.]{1,30}\w)")),
    (Label.HANDLE, re.compile(
        r"\b(?:instagram|insta|twitter|github|gitlab|telegram|discord|snapchat|snap|youtube|linkedin|reddit|"
        r"gamertag|kaggle|hackerrank|codeforces|leetcode)\s*(?:id|handle|username|user\s?name|account|profile|"
        r"channel)?\s*(?:is|was|:|=|-)\s*((?=[\w.\-]*[\d_.\-])[\w.\-]{3,30}\w)", re.I)),
    (Label.HANDLE, re.compile(
        r"\b(?:user\s?name|handle|login(?:\s+id)?|screen\s?name)\s*(?:is|was|:|=)\s*([\w.\-]{2,30}\w)", re.I)),
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
    (Label.PHONE, re.compile(r"(?<!\w)((?:\+?1[\s\-.]?)?\(?\d{3}\)?[\s\-.]\d{3}[\s\-.]\d{4}(?:\s?x\d{1,5})?)(?!\w)")),
    (Label.PHONE, re.compile(
        r"\b(?:phone|mobile|mob|cell|tel|telephone|whatsapp|call\s+me|contact|number\s+is|ph)\b\D{0,18}"
        r"(\(?\+?\d[\d\s().\-]{5,16}\d)(?!\w)", re.I)),
    (Label.PHONE, re.compile(r"(?<!\w)(0\d{2,4}[\s\-]\d{6,8})(?!\w)")),
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
    (Label.ADDRESS, re.compile(rf"(?<!\w)((?:{_CAP}\s+){{1,3}}(?:Nagar|Marg|Colony|Layout|Enclave|Vihar|Chowk|Gali))\b")),
    (Label.ADDRESS, re.compile(r"\b((?:Sector|Phase|Block|Ward)[\s\-]+\w?\d+\w?)(?!\w)")),
    (Label.ADDRESS, re.compile(r"\b(?:pin|pin\s?code|postal\s+code|zip|zip\s?code)\b\W*(?:is\s+)?(\d{3}\s?\d{3}|\d{5}(?:-\d{4})?)(?!\d)",
                               re.I)),
    (Label.ADDRESS, re.compile(rf"(?:{_CAP})\s*[,\-]?\s*((?<!\d)[1-8]\d{{2}}\s?\d{{3}})(?![\d,]|\s?(?:rupees|people|students|rs))")),
    (Label.ADDRESS, re.compile(r"\b(P\.?\s?O\.?\s+[Bb]ox\s+\d+)")),
)  # fmt: skip

_KIND = (
    r"(?:(?:high|higher|middle|elementary|primary|secondary|senior|junior|public|private|international|grammar|"
    r"charter|prep|preparatory|boarding|day|nursery|matriculation|hr|sec|sr|english|medium|model|convent|residential|"
    r"government|govt|central|state|technical|community|catholic|christian|girls'?|boys'?|for\s+(?:girls|boys))\.?\s+)*"
    r"(?:school|academy|college|university|institute|vidyalaya|vidyalay|vidyalayam|vidyapeeth|vidyapith|vidyashram|"
    r"vidya\s+(?:mandir|bhavan|bhawan|niketan)|mandir|niketan|gurukul|gurukulam|convent|lyceum|gymnasium|polytechnic|"
    r"junior\s+high|high|elementary|middle|prep|h\.?s\.?s?\.?)"
)
_SCHOOLS: tuple[re.Pattern[str], ...] = (
    re.compile(
        r"(?<!\w)((?:(?:[A-Z][\w.'&\-]*|of|the|and|de|la|del)\s+){0,5}?[A-Z][\w.'&\-]*,?\s+(?i:" + _KIND + r")"
        r"(?:\s+of\s+(?:[A-Z][\w\-]*)(?:\s+(?:and|&)?\s*[A-Z][\w\-]*){0,3})?"
        r"(?:,?\s+(?:No\.?|#|-)\s?\d+)?(?:,\s+[A-Z][\w.\-]*(?:\s+[A-Z][\w\-]*){0,2}(?=[.,;)\s]))?)(?!\w)"
    ),
    re.compile(r"(?<!\w)((?:University|College|Institute|School|Academy)\s+of\s+(?:the\s+)?[A-Z][\w\-]*"
               r"(?:,?\s+(?:and|at|&)?\s*[A-Z][\w\-]*){0,4})(?!\w)"),
    re.compile(r"(?<!\w)((?:Kendriya\s+Vidyalaya|KV|JNV|DPS|DAV|APS|NPS|DAVPS|KVS|RVCE|PES|VIT|SRM|IIT|NIT|IIIT|IISER|IIM|"
               r"BITS|AIIMS|NLU|NLSIU|BHU|AMU|JNU|MIT|UCLA|P\.?S\.?)(?:\s+(?:No\.?\s*)?\d{1,3})?"
               r"(?:,?\s+(?!I\b|The\b|In\b|And\b|It\b|My\b|We\b)[A-Z][\w.\-]*){1,3})(?!\w)"),
    re.compile(r"(?<!\w)(St\.?\s+[A-Z][\w\-]+(?:'s|s')?(?:\s+(?i:" + _KIND + r"))?)(?!\w)"),
    re.compile(r"(?i:\b(?:go|goes|went|studied|study|studying|student|students|attend|attended|attending|teaches|taught|"
               r"enrolled|graduated)\s+(?:at|to|in|from)\s+)((?!the\b|a\b|my\b|an\b|our\b|his\b|her\b|this\b|that\b|class\b|school\b)"
               r"(?:[a-z][\w']+\s+){1,3}(?:school|academy|college|university|vidyalaya|high))(?!\w)", re.I),
)  # fmt: skip
_LOWER_SCHOOL = re.compile(r"(?<!\w)((?:[a-z][a-z'.\-]+\s+){1,3})(" + _KIND + r")(?!\w)", re.I)
_GENERIC_LEADS = frozenset(
    "the a an my our his her their this that your in at to of from after before during every each new old first"
    " second last next when while if high middle law medical business summer sunday night same one whole any no"
    " i we he she it they and or but because for with local small big public private best"
    " entire current previous former good better great another other own elementary secondary primary"
    " until till started finished left through throughout about dream top engineering nursing art music"
    " boarding home since as is was be".split()
)

_TITLE = (
    r"(?:mr|mrs|ms|miss|mister|missus|dr|doctor|prof|professor|coach|principal|vice\s+principal|headmaster|headmistress|"
    r"shri|sri|smt|shrimati|kumari|madam|madame|ma'am|sir|captain|capt|major|colonel|col|lt|sgt|sergeant|officer|pastor|"
    r"father|fr|sister|rev|reverend|rabbi|imam|maulvi|pandit|swami|uncle|aunt|auntie|aunty|grandma|grandpa|granny|"
    r"teacher|tutor|mentor|mayor|senator|judge|nurse|chef|lady|lord|guru|ustad|master)"
)
_NAME = r"[A-Z][\w\-]*(?:'[A-Z][\w\-]*)?"
_TITLED = re.compile(
    rf"(?<!\w)((?i:{_TITLE}))(\.\s*|\s+)((?:[A-Z]\.\s*)*(?:{_NAME}|[a-z][\w\-]+)(?:\s+(?:[A-Z]\.\s+)?{_NAME})?)(?!\w)"
)
_ABBREVIATED = frozenset("mr mrs ms miss mister missus dr prof shri sri smt shrimati kumari coach mme fr rev capt sgt".split())
_HONOURED = re.compile(rf"(?<!\w)({_NAME}(?:\s{_NAME})?)(?:\s+|-)(?:sir|ma'am|maam|madam|mam|ji|didi|bhaiya|bhai|uncle|aunty"
                       r"|auntie|akka|anna|chechi|chettan)(?!\w)")
_RELATION = (
    r"(?:best\s+friend|close\s+friend|friend|buddy|pal|classmate|roommate|neighbou?r|teacher|tutor|mentor|coach|"
    r"professor|principal|counsell?or|boss|manager|colleague|partner|teammate|captain|brother|sister|cousin|uncle|aunt|"
    r"aunty|mother|mom|father|dad|grandmother|grandma|grandfather|grandpa|nephew|niece|son|daughter|husband|wife|"
    r"boyfriend|girlfriend|guide|senior|junior|dog|cat|puppy|maid|driver|doctor|trainer|instructor)"
)
_FRAMES: tuple[re.Pattern[str], ...] = (
    re.compile(rf"(?i:\b(?:my|our|his|her|their|a)\s+(?:[a-z]+\s+){{0,3}}?{_RELATION}s?)(?:\s*,\s*|\s+|\s*\(\s*)({_NAME}(?:\s+{_NAME}){{0,2}})"),
    re.compile(rf"(?i:\b(?:named|called|name\s+is|name\s+was|names\s+are|name's|names\s+were|known\s+as|nicknamed|myself))\s+\"?({_NAME}(?:\s+{_NAME}){{0,3}})"),
    re.compile(rf"(?:\b[Ii]\s+am|\bI'm)\s+({_NAME}\s+{_NAME}(?:\s+{_NAME})?)"),
    re.compile(rf"(?i:\b(?:dear|sincerely|regards|love|yours\s+truly|yours\s+faithfully|thanks|written\s+by|submitted\s+by|signed))"
               rf"[,:]?\s+({_NAME}(?:\s+{_NAME}){{0,2}})"),
    re.compile(rf"(?m)^\s*(?:Name|Student|By|Author|From|Teacher|Instructor|Mentor)\s*[:\-]\s*({_NAME}(?:[ \t]+{_NAME}){{0,3}})"),
)  # fmt: skip


def find(view: View) -> Iterator[Span]:
    """Spans of every identifier with a shape, every school and every name that stands in a telling frame."""
    text = view.text
    for label, pattern in _SHAPES:
        for match in pattern.finditer(text):
            yield view.span(*match.span(1), label, Source.PATTERN)
    yield from _schools(view)
    yield from _people(view)


def _schools(view: View) -> Iterator[Span]:
    text = view.text
    english = lexicon.lexicon()
    for pattern in _SCHOOLS:
        for match in pattern.finditer(text):
            start, end = _trim_school(text, *match.span(1))
            if start < end:
                yield view.span(start, end, Label.SCHOOL, Source.PATTERN)
    for match in _LOWER_SCHOOL.finditer(text):
        words = list(re.finditer(r"\S+", match[1]))
        while words and words[0][0].lower().strip(".'") in _GENERIC_LEADS | english.everyday:
            words.pop(0)
        if words and any(not english.knows(w[0].lower().strip(".'").removesuffix("'s")) for w in words):
            yield view.span(match.start(1) + words[0].start(), match.end(2), Label.SCHOOL, Source.PATTERN)


def _trim_school(text: str, start: int, end: int) -> tuple[int, int]:
    """Drop leading words that only begin the sentence; nothing is left when no word tells the school."""
    english = lexicon.lexicon()
    words = [(start + m.start(), m[0].lower().strip(".,'")) for m in re.finditer(r"\S+", text[start:end])]
    kind = re.compile(_KIND, re.I)
    while len(words) > 1 and (words[0][1] in _GENERIC_LEADS or words[0][1] in lexicon.public_words()["form"]):
        words.pop(0)
    begins = start == 0 or text[:start].rstrip()[-1:] in ("", ".", "!", "?", "\n", '"')
    if begins and words and words[0][0] == start and words[0][1] in english.everyday and len(words) > 2:
        words.pop(0)
    telling = [w for _, w in words if not kind.fullmatch(w) and w not in _GENERIC_LEADS]
    return (words[0][0], end) if telling and words else (end, end)


def _people(view: View) -> Iterator[Span]:
    text = view.text
    english, names = lexicon.lexicon(), lexicon.names()
    for match in _TITLED.finditer(text):
        title, gap, name = match[1].lower(), match[2], match[3]
        first = name.split()[0].lower().strip(".")
        formal = title in _ABBREVIATED
        if name[0].islower():
            # Lower-case writers: only a formal title vouches for a word that is not plain English.
            plain = first in english.common or first in lexicon.public()
            if plain or not (formal or names.is_name(first)):
                continue
        elif first in english.everyday and first in _GENERIC_LEADS | lexicon.public_words()["form"]:
            continue
        elif not formal and "." not in gap and not _is_personal(first, english, names):
            continue
        yield view.span(*match.span(3), Label.PERSON, Source.PATTERN)
    for match in _HONOURED.finditer(text):
        if _is_personal(match[1].split()[0].lower(), english, names):
            yield view.span(*match.span(1), Label.PERSON, Source.PATTERN)
    for pattern in _FRAMES:
        for match in pattern.finditer(text):
            start, end = match.span(1)
            words = [(m.start() + start, m.end() + start, m[0].lower()) for m in re.finditer(r"\S+", match[1])]
            while words and not _is_personal(words[0][2], english, names):
                words.pop(0)
            while words and words[-1][2] in english.everyday and words[-1][2] not in names.given | names.family:
                words.pop()
            if words:
                yield view.span(words[0][0], words[-1][1], Label.PERSON, Source.PATTERN)


def _is_personal(word: str, english: lexicon.Lexicon, names: lexicon.Names) -> bool:
    """Whether a capitalised word in a frame for persons is to be taken as a name."""
    if word in lexicon.public():
        return False
    return not english.knows(word) or word in names.given or (word in names.family and word not in english.everyday)
