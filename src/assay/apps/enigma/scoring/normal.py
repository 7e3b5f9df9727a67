"""One normal form of text: what models read, what quotes are compared in."""

import re
import unicodedata

# Zero-width, bidirectional and other format characters (Cf), controls (Cc) but newline and tab,
# surrogates, private use, tag characters, and the fillers that render as nothing.
_KEPT = "\n\t"
_BLANK = {"\u00ad", "\u034f", "\u115f", "\u1160", "\u17b4", "\u17b5", "\u3164", "\uffa0", "\u2800"}
_ASCII_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_SPACES = re.compile(r"\s+")
_LINE_ENDS = str.maketrans({"\u2028": "\n", "\u2029": "\n", "\u0085": "\n", "\u1680": " "})
_QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'})


def clean(text: str) -> str:
    """NFKC without control, bidi, zero-width and other invisible characters; line ends become newlines."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii():
        return _ASCII_CONTROL.sub("", text)
    text = text.translate(_LINE_ENDS)
    normal = unicodedata.normalize("NFKC", text)
    shown = [c for c in normal if c in _KEPT or not (c in _BLANK or _invisible(c))]
    # Taking a joiner away can bring two characters together that compose.
    return unicodedata.normalize("NFC", "".join(shown))


def invisible_share(text: str) -> float:
    """Share of the characters of `text` that are invisible (0 to 1), line ends and tabs aside."""
    if not text or text.isascii():
        return len(_ASCII_CONTROL.findall(text.replace("\r", ""))) / max(len(text), 1)
    hidden = sum(1 for c in text if c not in "\n\t\r" and (c in _BLANK or _invisible(c)))
    return hidden / len(text)


def for_quotes(text: str) -> str:
    """The form quotes are looked up in: clean, one space for any white space, straight quotation marks.

    Idempotent. Letters, case and punctuation stay as they are: a quote is verbatim or it is not.
    """
    return _SPACES.sub(" ", clean(text).translate(_QUOTES)).strip()


def body(essay: str, achievements: str) -> str:
    """The text a model reads: essay, then achievements under their own heading, both clean."""
    parts = [clean(essay).strip()]
    listed = clean(achievements).strip()
    if listed:
        parts.append(f"Achievements:\n{listed}")
    return "\n\n".join(part for part in parts if part)


def _invisible(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cf", "Co", "Cs", "Cn"}
