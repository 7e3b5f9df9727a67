"""What can go wrong while proving who one is. The answers never tell whether an account exists."""

from assay.kernel.errors import AssayError, Conflict, Gone, Invalid, Unauthorized
from assay.kernel.identity.models import SessionKind
from assay.kernel.web.i18n import gettext as _


class SignInFailed(Unauthorized):
    """Wrong address, wrong password, disabled account: one answer for all."""

    slug, title = "sign-in-failed", "Address or password is wrong"


class CodeWrong(Unauthorized):
    slug, title = "code-wrong", "This code is not valid"


class TokenInvalid(Unauthorized):
    slug, title = "token-invalid", "This token is not valid (any more)"


class LinkExpired(Gone):
    """A link from a mail that was used, replaced or is too old."""

    slug, title = "link-expired", "This link is no longer valid"


class LastAdministrator(Conflict):
    slug, title = "last-administrator", "An organisation needs an administrator"


class SecondFactorState(Conflict):
    """The second factor is already on, or not on yet."""

    slug, title = "second-factor-state", "The second factor is not in the state this needs"


def sign_in_failed(kind: SessionKind) -> AssayError:
    """The one answer to a wrong address or password: 401 to a program, a message at the field in a form."""
    message = _("Address or password is wrong.")
    if kind is SessionKind.API:
        return SignInFailed(message)
    return Invalid(message, fields={"password": message})


def code_wrong(kind: SessionKind) -> AssayError:
    """The one answer to a wrong code: 401 to a program, a message at the field in a form."""
    message = _("This code is not valid. Wait for the next one, or use a recovery code.")
    if kind is SessionKind.API:
        return CodeWrong(message)
    return Invalid(message, fields={"code": message})
