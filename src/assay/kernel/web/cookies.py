"""Names and flags of our cookies.

Over https every cookie is `__Host-` prefixed: Secure, Path=/, no Domain, so that no sibling host and no
plain connection can plant one. On plain http, which only development uses, browsers differ on Secure
cookies for loopback addresses, so there the same cookies go without prefix and without Secure.
"""

from typing import Literal

from starlette.responses import Response

from assay.kernel.settings import Settings

SESSION = "session"
CSRF = "csrf"
TOAST = "toast"


def secure(settings: Settings) -> bool:
    """Whether people reach us over https."""
    return settings.public_url.startswith("https://")


def cookie_name(settings: Settings, base: str) -> str:
    """The full name of our cookie `base`, such as `__Host-session`."""
    return f"__Host-{base}" if secure(settings) else base


def set_cookie(
    response: Response,
    settings: Settings,
    base: str,
    value: str,
    *,
    max_age: int | None = None,
    httponly: bool = True,
    samesite: Literal["lax", "strict"] = "lax",
) -> None:
    """Set our cookie `base` for the whole host; `max_age` in seconds, None for the browser's session."""
    response.set_cookie(
        cookie_name(settings, base),
        value,
        max_age=max_age,
        path="/",
        secure=secure(settings),
        httponly=httponly,
        samesite=samesite,
    )


def clear_cookie(response: Response, settings: Settings, base: str) -> None:
    """Ask the browser to forget our cookie `base`."""
    response.delete_cookie(
        cookie_name(settings, base), path="/", secure=secure(settings), httponly=True, samesite="lax"
    )
