"""How long a session lives, and where one may be sent after signing in."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from assay.kernel.identity.models import SessionKind
from assay.kernel.settings import Settings

API_ABSOLUTE = timedelta(days=30)
"""However often its tokens are rotated, a family ends after this long (NIST SP 800-63B-4, AAL1)."""
TOUCH_EVERY = timedelta(seconds=60)
"""`last_seen_at` is written at most this often, so that reading pages does not write rows."""
CHALLENGE_LIFETIME = timedelta(minutes=5)
MAX_USER_AGENT = 200
MAX_NEXT = 2_000


def absolute_limit(kind: SessionKind, settings: Settings) -> timedelta:
    return timedelta(hours=settings.session_absolute_hours) if kind is SessionKind.WEB else API_ABSOLUTE


def idle_limit(kind: SessionKind, settings: Settings) -> timedelta:
    minutes = timedelta(minutes=settings.session_idle_minutes)
    return minutes if kind is SessionKind.WEB else timedelta(days=settings.refresh_days)


def alive(
    kind: SessionKind,
    settings: Settings,
    *,
    last_seen_at: datetime,
    expires_at: datetime,
    ended_at: datetime | None,
    now: datetime,
) -> bool:
    """Whether a session still counts at `now`: not ended, not too old, not idle for too long."""
    return ended_at is None and now < expires_at and now < last_seen_at + idle_limit(kind, settings)


def safe_next(target: str | None, fallback: str = "/") -> str:
    """`target` if it is a path on this very site, else `fallback`: no open redirect.

    Browsers drop tabs and newlines and read a backslash as a slash, so anything with these is refused.
    """
    if not target or len(target) > MAX_NEXT or not target.startswith("/") or target.startswith("//"):
        return fallback
    if "\\" in target or any(ord(character) < 0x21 or ord(character) == 0x7F for character in target):
        return fallback
    parts = urlsplit(target)
    return fallback if parts.scheme or parts.netloc else target
