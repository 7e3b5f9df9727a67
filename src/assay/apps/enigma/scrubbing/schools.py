"""Second layer: names of schools, colleges and universities, from the words such names are made of."""

import re
from collections.abc import Iterator
from functools import cache

from assay.apps.enigma.scrubbing import lexicon
from assay.apps.enigma.scrubbing.spans import Label, Source, Span
from assay.apps.enigma.scrubbing.view import View

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
        r"(?<!\w)((?:(?:[A-Z][\w.'&\-]*|of|the|and|de|la|del)\s+){0,5}?[A-Z][\w.'&\-]*,?\s+"
        r"(?i:" + _KIND + r")"
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
_LOWER_SCHOOL = re.compile(r"(?<![\w.'\-])((?:[a-z][a-z'.\-]{1,40}\s+){1,3})(" + _KIND + r")(?!\w)", re.I)
GENERIC_LEADS = lexicon.word_set("generic_leads")


def find(view: View) -> Iterator[Span]:
    """Spans of names of schools; a kind of school alone (`my high school`) is none."""
    text = view.text
    english = lexicon.lexicon()
    for pattern in _SCHOOLS:
        for match in pattern.finditer(text):
            start, end = _trim_school(text, *match.span(1))
            if start < end:
                yield view.span(start, end, Label.SCHOOL, Source.PATTERN)
    plain = _plain()
    for match in _LOWER_SCHOOL.finditer(text):
        words = list(re.finditer(r"\S+", match[1]))
        while (
            words
            and words[0][0].lower().strip(".'") in plain
            and not (
                words[0][0].lower() in lexicon.LANDMARKS
                and len(words) > 1
                and not english.knows(words[1][0].lower())
            )
        ):
            words.pop(0)
        if words and any(not english.knows(w[0].lower().strip(".'").removesuffix("'s")) for w in words):
            yield view.span(match.start(1) + words[0].start(), match.end(2), Label.SCHOOL, Source.PATTERN)


@cache
def _plain() -> frozenset[str]:
    return GENERIC_LEADS | lexicon.lexicon().everyday


def _trim_school(text: str, start: int, end: int) -> tuple[int, int]:
    """Drop leading words that only begin the sentence; nothing is left when no word tells the school."""
    english = lexicon.lexicon()
    words = [(start + m.start(), m[0].lower().strip(".,'")) for m in re.finditer(r"\S+", text[start:end])]
    kind = re.compile(_KIND, re.I)
    while (
        len(words) > 1
        and not (words[0][1] in lexicon.LANDMARKS and not english.knows(words[1][1]))
        and (words[0][1] in GENERIC_LEADS or words[0][1] in lexicon.public_words()["form"])
    ):
        words.pop(0)
    begins = start == 0 or text[:start].rstrip()[-1:] in ("", ".", "!", "?", "\n", '"')
    if begins and words and words[0][0] == start and words[0][1] in english.everyday and len(words) > 2:
        words.pop(0)
    telling = [w for _, w in words if not kind.fullmatch(w) and w not in GENERIC_LEADS]
    return (words[0][0], end) if telling and words else (end, end)
