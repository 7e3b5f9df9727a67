"""Time-based one-time passwords (RFC 6238: SHA-1, 6 digits, 30 s) and recovery codes."""

import base64
import hashlib
import hmac
import io
import secrets
from datetime import datetime

import pyotp
import segno

STEP_SECONDS = 30
DIGITS = 6
SECRET_BYTES = 20
WINDOW = 1
"""Steps a clock may be off, each way."""
ISSUER = "Assay"
RECOVERY_CODES = 10
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""32 letters and digits nobody confuses: 16 of them are 80 bits, so a plain SHA-256 keeps them."""


def new_secret() -> bytes:
    return secrets.token_bytes(SECRET_BYTES)


def secret_text(secret: bytes) -> str:
    """Base32 in groups of four, for typing in."""
    text = _base32(secret)
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def _base32(secret: bytes) -> str:
    return base64.b32encode(secret).decode().rstrip("=")


def step_at(instant: datetime) -> int:
    return int(instant.timestamp()) // STEP_SECONDS


def code_at(secret: bytes, step: int) -> str:
    """The six digits of one time step (RFC 6238)."""
    return pyotp.HOTP(_base32(secret), digits=DIGITS).at(step)


def matching_step(secret: bytes, code: str, now: datetime, *, after: int | None) -> int | None:
    """The time step `code` belongs to, within the window and later than `after`; None when there is none."""
    typed = "".join(code.split())
    current = step_at(now)
    found = None
    for step in range(current - WINDOW, current + WINDOW + 1):
        fits = hmac.compare_digest(code_at(secret, step).encode(), typed.encode("utf-8", "replace"))
        if fits and (after is None or step > after):
            found = step
    return found


def provisioning_uri(secret: bytes, email: str) -> str:
    """The `otpauth:` address authenticator apps read."""
    totp = pyotp.TOTP(_base32(secret), digits=DIGITS, interval=STEP_SECONDS)
    return totp.provisioning_uri(name=email, issuer_name=ISSUER)


def qr_svg(uri: str) -> str:
    """`uri` as an inline SVG, dark on white in either colour scheme, without an XML declaration."""
    out = io.BytesIO()
    segno.make(uri, error="m", micro=False).save(
        out,
        kind="svg",
        xmldecl=False,
        svgns=True,
        scale=4,
        border=4,
        dark="#000",
        light="#fff",
        omitsize=False,
    )
    return out.getvalue().decode()


def new_recovery_codes() -> list[str]:
    """Ten codes of four groups of four."""
    return [
        "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))
        for _ in range(RECOVERY_CODES)
    ]


def recovery_hash(code: str) -> bytes:
    """SHA-256 of a recovery code, whatever its spacing and case."""
    return hashlib.sha256("".join(c for c in code.upper() if c.isalnum()).encode()).digest()


def looks_like_totp(code: str) -> bool:
    typed = "".join(code.split())
    return len(typed) == DIGITS and typed.isascii() and typed.isdigit()
