"""What can go wrong while proving who one is. The answers never tell whether an account exists."""

from assay.kernel.errors import Conflict, Gone, Unauthorized


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
