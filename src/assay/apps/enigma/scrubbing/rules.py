"""Pure rules of scrubbing an application and of reviewing what came out."""

import re
from dataclasses import dataclass
from typing import Literal

from assay.apps.enigma.policy import ScrubbingPolicy
from assay.apps.enigma.scrubbing import risk
from assay.apps.enigma.scrubbing.engine import Options, Scrubbed, Scrubber
from assay.apps.enigma.scrubbing.known import Known
from assay.apps.enigma.scrubbing.risk import Risk
from assay.apps.enigma.scrubbing.spans import Label, Source
from assay.apps.enigma.scrubbing.view import View
from assay.apps.enigma.scrubbing.words import read
from assay.kernel.errors import Invalid
from assay.kernel.web.i18n import gettext as _

PLACEHOLDER = re.compile(r"\[([A-Z_]+)_(\d+)\]")
#: Between essay and achievements while both are scrubbed as one, so that a person keeps one number.
_BORDER = "\n\n\x1e\n\n"

#: How a label is coloured; what a person is called by, what leads to them, where they are, and the rest.
TONES: dict[Label, str] = {
    Label.PERSON: "info",
    Label.SCHOOL: "good",
    Label.ORGANISATION: "good",
    Label.PLACE: "neutral",
    Label.ADDRESS: "bad",
    Label.EMAIL: "bad",
    Label.PHONE: "bad",
    Label.URL: "bad",
    Label.HANDLE: "bad",
    Label.ID: "bad",
    Label.DATE_OF_BIRTH: "bad",
    Label.CASTE: "warn",
    Label.RELIGION: "warn",
}


@dataclass(frozen=True, slots=True)
class Texts:
    """What an applicant wrote, or what is left of it: essay and achievements."""

    essay: str
    achievements: str


@dataclass(frozen=True, slots=True)
class Clean:
    """An application's scrubbed texts, their residual risk and the version that made them."""

    texts: Texts
    risk: Risk
    version: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text under review. `tone` colours a placeholder; `reason` says why a word is doubted."""

    kind: Literal["plain", "placeholder", "doubt"]
    text: str
    tone: str = ""
    reason: str = ""


def options_of(policy: ScrubbingPolicy) -> Options:
    return Options(
        neutral_pronouns=policy.neutral_pronouns,
        caste="caste" in policy.categories,
        religion="religion" in policy.categories,
        places="place" in policy.categories,
    )


def clean(texts: Texts, about: Known, options: Options) -> Clean:
    """Scrub both texts of an application under one numbering."""
    done = Scrubber(options).scrub(texts.essay + _BORDER + texts.achievements, about)
    essay, found, achievements = done.text.partition(_BORDER)
    if not found:
        # A span reached over the border: no single numbering then, rather than a text cut wrongly.
        apart = [Scrubber(options).scrub(text, about) for text in (texts.essay, texts.achievements)]
        value = round(1 - (1 - apart[0].risk.value) * (1 - apart[1].risk.value), 3)
        reasons = apart[0].risk.reasons | apart[1].risk.reasons
        return Clean(Texts(apart[0].text, apart[1].text), Risk(value, reasons), options.version())
    return Clean(Texts(essay, achievements), done.risk, options.version())


def pieces(text: str) -> list[Piece]:
    """A scrubbed text cut for display: placeholders, words that may still name somebody, and the rest."""
    view = View(text)
    words = read(view.text)
    cuts: list[tuple[int, int, Piece]] = []
    for match in PLACEHOLDER.finditer(text):
        if match[1] in Label.__members__:
            tone = TONES.get(Label[match[1]], "neutral")
            cuts.append((*match.span(), Piece("placeholder", match[0], tone)))
    mask = _placeholder_mask(view)
    for word, reason in risk.doubtful(words, mask):
        span = view.span(word.start, word.end, Label.PERSON, Source.NAMES)
        cuts.append((span.start, span.end, Piece("doubt", text[span.start : span.end], reason=reason)))
    out: list[Piece] = []
    at = 0
    for start, end, piece in sorted(cuts, key=lambda cut: cut[:2]):
        if start > at:
            out.append(Piece("plain", text[at:start]))
        out.append(piece)
        at = end
    return [*out, Piece("plain", text[at:])] if at < len(text) else out


def residual_risk(texts: Texts) -> Risk:
    """The risk of texts that a reviewer changed, judged by what they hold now."""
    view = View(texts.essay + _BORDER + texts.achievements)
    return risk.assess(read(view.text), _placeholder_mask(view), Known())


def take_out(texts: Texts, exact: str, label: Label) -> tuple[Texts, str, int]:
    """Replace every occurrence of `exact` (any casing, whole words) by a new placeholder.

    Answers the texts, the placeholder and how often it was set. Raises Invalid when there is none.
    """
    wanted = exact.strip()
    numbers = [
        int(m[2]) for m in PLACEHOLDER.finditer(texts.essay + texts.achievements) if m[1] == label.value
    ]
    placeholder = f"[{label.value}_{max(numbers, default=0) + 1}]"
    words = r"\s+".join(map(re.escape, wanted.split()))
    pattern = re.compile(rf"{PLACEHOLDER.pattern}|(?<!\w)(?P<hit>{words})(?!\w)", re.I) if wanted else None
    count = 0

    def replace(match: re.Match[str]) -> str:
        nonlocal count
        if match["hit"] is None:
            return match[0]
        count += 1
        return placeholder

    if pattern is not None:
        texts = Texts(pattern.sub(replace, texts.essay), pattern.sub(replace, texts.achievements))
    if not count:
        raise Invalid(
            _("This does not occur in the text. Copy it exactly as it stands there."),
            fields={"exact": _("This does not occur in the text.")},
        )
    return texts, placeholder, count


def put_back(
    shown: Texts, written: Texts, about: Known, options: Options, placeholder: str
) -> tuple[Texts, int]:
    """The shown texts with `placeholder` replaced by what the applicant wrote there, and how often.

    The texts as written are scrubbed again to find what it stands for. Raises Invalid when the placeholder
    was not set by these rules, or stands for something known of the applicant, which is never put back.
    """
    joined = written.essay + _BORDER + written.achievements
    done: Scrubbed = Scrubber(options).scrub(joined, about)
    hits = [s for s, r in zip(done.spans, done.replacements, strict=True) if r == placeholder]
    shown_count = (shown.essay + shown.achievements).count(placeholder)
    if not hits or shown_count != len(hits):
        raise Invalid(_("This placeholder cannot be put back: it was not set by the scrubber."))
    if any(span.source is Source.KNOWN for span in hits):
        raise Invalid(_("This placeholder stands for a detail of the applicant and is never put back."))
    originals = iter([joined[span.start : span.end] for span in hits])

    def original(_match: re.Match[str]) -> str:
        return next(originals)

    essay = re.sub(re.escape(placeholder), original, shown.essay)
    return Texts(essay, re.sub(re.escape(placeholder), original, shown.achievements)), shown_count


def _placeholder_mask(view: View) -> bytearray:
    mask = bytearray(len(view.text))
    for match in PLACEHOLDER.finditer(view.text):
        mask[match.start() : match.end()] = b"\x01" * (match.end() - match.start())
    return mask
