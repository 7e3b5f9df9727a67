"""How sending can fail, as types."""

from assay.kernel.errors import AssayError, Unavailable


class MailRefused(AssayError):
    """The mail server will not take this mail, now or later."""

    slug, title = "mail-refused", "The mail server refuses this mail"


class MailDeferred(Unavailable):
    """Not now: the server is away, busy, or said to come back."""

    slug, title = "mail-deferred", "The mail server does not take mail now"
