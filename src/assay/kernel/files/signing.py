"""Links of the local store: claims in the open, sealed with HMAC-SHA-256. Pure functions."""

import base64
import hmac
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

from assay.kernel.errors import Forbidden, Gone

CONTEXT = b"assay file link v1\x00"


@dataclass(frozen=True, slots=True)
class Claims:
    """What a link permits: one method on one key, until `expires` (Unix seconds).

    For PUT: `content_type`, at most `max_bytes`, and exactly `sha256` when given. For GET: the name and type
    the download carries.
    """

    method: Literal["PUT", "GET"]
    key: str
    expires: int
    content_type: str
    name: str = ""
    max_bytes: int = 0
    sha256: str | None = None


def seal(claims: Claims, secret: bytes) -> str:
    """The token for a link: claims and seal, both URL-safe."""
    body = _encode(json.dumps(asdict(claims), separators=(",", ":")).encode())
    return f"{body}.{_encode(_mac(body, secret))}"


def unseal(token: str, secret: bytes, *, method: str, now: datetime) -> Claims:
    """The claims of `token`. Raises Forbidden unless it is ours and for `method`, Gone once expired."""
    body, _, mac = token.partition(".")
    if not hmac.compare_digest(_encode(_mac(body, secret)).encode(), mac.encode()):
        raise Forbidden("This link has been changed. Ask for a new one.")
    claims = Claims(**json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))))
    if claims.method != method:
        raise Forbidden(f"This link is for {claims.method} only.")
    if now.timestamp() >= claims.expires:
        raise Gone("This link has expired. Ask for a new one.")
    return claims


def _mac(body: str, secret: bytes) -> bytes:
    return hmac.digest(secret, CONTEXT + body.encode(), "sha256")


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
