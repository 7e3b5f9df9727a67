"""Translations: English source strings, babel catalogues, one language per request.

Catalogues lie under `locale/` here and in each application. `babel.cfg` says what is extracted:
`pybabel extract -F babel.cfg -o messages.pot src`.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

from babel import Locale
from babel.core import negotiate_locale
from babel.support import NullTranslations, Translations
from starlette.requests import HTTPConnection

SUPPORTED = ("en",)
DEFAULT = "en"
COOKIE = "language"
DOMAIN = "messages"

_folders: list[Path] = [Path(__file__).parent / "locale"]
_language: ContextVar[str] = ContextVar("language", default=DEFAULT)


def add_catalogues(folder: Path) -> None:
    """Search `folder` too, as `folder/<language>/LC_MESSAGES/messages.mo`."""
    if folder not in _folders:
        _folders.append(folder)
        _catalogue.cache_clear()


@lru_cache
def _catalogue(language: str) -> NullTranslations:
    merged = Translations()
    for folder in _folders:
        found = Translations.load(folder, [language], DOMAIN)
        if isinstance(found, Translations):
            merged.merge(found)
    return merged


def gettext(message: str) -> str:
    """`message` in the language of the request."""
    return str(_catalogue(_language.get()).ugettext(message))


def ngettext(singular: str, plural: str, number: int) -> str:
    """The singular or plural form for `number` in the language of the request."""
    return str(_catalogue(_language.get()).ungettext(singular, plural, number))


def language() -> str:
    """The language of the request as a code, such as `en`."""
    return _language.get()


def locale() -> Locale:
    """The babel locale of the request."""
    return Locale.parse(_language.get())


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Answer in `code` inside the block (mail to someone, a request)."""
    token = _language.set(code if code in SUPPORTED else DEFAULT)
    try:
        yield
    finally:
        _language.reset(token)


def negotiate(connection: HTTPConnection, supported: Sequence[str] = SUPPORTED) -> str:
    """The language to answer in: the cookie's, else the best of Accept-Language, else English."""
    chosen = connection.cookies.get(COOKIE, "")
    if chosen in supported:
        return chosen
    wanted: list[tuple[float, str]] = []
    for part in connection.headers.get("accept-language", "").split(","):
        tag, _, weight = part.strip().partition(";q=")
        try:
            quality = float(weight) if weight else 1.0
        except ValueError:
            continue
        if tag and quality > 0:
            wanted.append((quality, tag.replace("-", "_")))
    preferred = [tag for _, tag in sorted(wanted, key=lambda pair: -pair[0])]
    found: str | None = negotiate_locale(preferred, list(supported), sep="_")
    return found or DEFAULT
