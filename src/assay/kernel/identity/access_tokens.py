"""Access tokens of the API: JWTs by the rules of RFC 8725, in the profile of RFC 9068.

One algorithm, one type, one issuer, one audience; a token names its session (`sid`), and every request looks
the session up, so that ending it takes effect at once.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from assay.kernel.identity.errors import TokenInvalid
from assay.kernel.ids import uuid7
from assay.kernel.settings import Settings
from assay.kernel.web.i18n import gettext as _

ALGORITHM = "HS256"
TYPE = "at+jwt"
AUDIENCE = "assay-api"
LEEWAY = timedelta(seconds=5)
MAX_LENGTH = 2_000


@dataclass(frozen=True, slots=True)
class AccessClaims:
    """What a valid access token says."""

    account_id: UUID
    session_id: UUID
    token_id: UUID
    issued_at: datetime
    expires_at: datetime


def issue(settings: Settings, *, account_id: UUID, session_id: UUID, now: datetime) -> str:
    """A signed access token, valid for `settings.access_minutes`."""
    claims = {
        "iss": settings.public_url,
        "aud": AUDIENCE,
        "sub": str(account_id),
        "sid": str(session_id),
        "jti": str(uuid7()),
        "iat": int(now.timestamp()),
        "exp": int((now + timedelta(minutes=settings.access_minutes)).timestamp()),
    }
    return jwt.encode({"alg": ALGORITHM, "typ": TYPE}, claims, _key(settings), algorithms=[ALGORITHM])


def read(settings: Settings, token: str, now: datetime) -> AccessClaims:
    """The claims of `token`. Raises TokenInvalid on anything that is not exactly one of ours, still valid."""
    refused = TokenInvalid(_("The access token is not valid. Refresh it or sign in again."))
    if len(token) > MAX_LENGTH:
        raise refused
    try:
        decoded = jwt.decode(token, _key(settings), algorithms=[ALGORITHM])
        claims = decoded.claims
        if decoded.header.get("typ") != TYPE or decoded.header.get("alg") != ALGORITHM:
            raise refused
        if claims.get("iss") != settings.public_url or claims.get("aud") != AUDIENCE:
            raise refused
        found = AccessClaims(
            account_id=UUID(claims["sub"]),
            session_id=UUID(claims["sid"]),
            token_id=UUID(claims["jti"]),
            issued_at=_instant(claims["iat"]),
            expires_at=_instant(claims["exp"]),
        )
    except (JoseError, KeyError, ValueError, TypeError, AttributeError, OverflowError, OSError):
        raise refused from None
    if found.expires_at <= now or found.issued_at > now + LEEWAY:
        raise refused
    return found


def _instant(value: Any) -> datetime:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError("A time must be a whole number of seconds.")
    return datetime.fromtimestamp(value, UTC)


def _key(settings: Settings) -> OctKey:
    return OctKey.import_key(settings.secret_bytes("jwt_key"))
