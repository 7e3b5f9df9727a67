"""Names of files as people gave them, made harmless for storage, headers and screens."""

import re
import unicodedata
from urllib.parse import quote

MAX_LENGTH = 120
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*")
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_UNSAFE = re.compile(r'[<>:"/\\|?*;%]+')


def safe_name(name: str) -> str:
    """`name` without folders, control and direction characters, or what any file system refuses.

    The ending is kept when the name must be shortened; nothing left gives "file".
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFKC", name))[-1]
    shown = "".join(c for c in last if unicodedata.category(c) not in _HIDDEN)
    clean = _UNSAFE.sub("_", shown).strip(" .")
    if len(clean) > MAX_LENGTH:
        stem, dot, ending = clean.rpartition(".")
        keep = dot + ending if stem and len(ending) <= 10 else ""
        clean = clean[: MAX_LENGTH - len(keep)].rstrip() + keep
    return clean or "file"


def attachment(name: str) -> str:
    """A Content-Disposition that makes browsers save, never show (RFC 6266; names by RFC 8187)."""
    safe = safe_name(name)
    plain = "".join(c if c.isascii() else "_" for c in safe)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(safe, safe='')}"


def check_key(key: str) -> str:
    """`key` if it can be one: slash-separated parts of letters, digits, dot, dash, underscore.

    Keys are made by this program, so anything else is a mistake in it: raises ValueError.
    """
    if len(key) > 300 or not _KEY.fullmatch(key):
        raise ValueError("A key is made of slash-separated parts that begin with a letter or digit.")
    return key
