"""What makes an address and a password acceptable: length and a block-list (NIST SP 800-63B-4)."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from email_validator import EmailNotValidError, validate_email
from zxcvbn import zxcvbn
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from assay.kernel.errors import Invalid
from assay.kernel.identity.passwords import normalise
from assay.kernel.web.i18n import gettext as _

MIN_LENGTH = 15
MIN_LENGTH_WITH_SECOND_FACTOR = 8
MAX_LENGTH = 1000
MIN_GUESSES_LOG10 = 8.0
"""Fewer guesses than this and a patient attacker gets there in spite of rate limits (Wheeler 2016)."""
ESTIMATE_LENGTH = 72
"""The estimator is quadratic in the length; what the first 72 characters are worth is enough."""
PRODUCT = ("assay",)
SHORTEST_OWN_WORD = 3
MIN_LEFT_OVER = 8


def normalise_email(text: str) -> str:
    """The address as we keep and compare it. Raises Invalid when it is none."""
    try:
        # As mail does: whether the domain answers is found out by sending.
        found = validate_email(text.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise Invalid(
            _("This is not an e-mail address."), fields={"email": _("Write the address as name@example.org.")}
        ) from None
    return found.normalized.lower()


def own_words(email: str, name: str) -> set[str]:
    """What an attacker would try first: the product, the person's names and the parts of their address."""
    parts = re.split(r"[\W_]+", f"{email} {name}".casefold())
    return {*PRODUCT, *(part for part in parts if len(part) >= SHORTEST_OWN_WORD)}


@cache
def _common() -> frozenset[str]:
    return frozenset(FREQUENCY_LISTS["passwords"])


def too_guessable(password: str) -> bool:
    """Whether `password` is a common one, or made of common words, repeats, sequences and keyboard walks.

    About 5 ms of CPU: call it in a thread.
    """
    folded = unicodedata.normalize("NFKC", password).casefold()
    if folded in _common():
        return True
    return float(zxcvbn(folded[:ESTIMATE_LENGTH])["guesses_log10"]) < MIN_GUESSES_LOG10


def leans_on(password: str, words: Iterable[str]) -> bool:
    """Whether little is left of `password` once `words` are taken out."""
    rest = normalise(password).casefold()
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "")
    left = re.sub(r"[\W_\d]+", "", rest)
    return rest != normalise(password).casefold() and len(left) < MIN_LEFT_OVER


def check_password(
    password: str, *, email: str, name: str, second_factor: bool, field: str = "password"
) -> None:
    """Raise Invalid on `field` unless `password` will do. About 5 ms of CPU: call it in a thread."""
    least = MIN_LENGTH_WITH_SECOND_FACTOR if second_factor else MIN_LENGTH
    length = len(normalise(password))
    if length < least:
        message = _("Use at least %(least)s characters. Three or four words together work well.") % {
            "least": least
        }
    elif length > MAX_LENGTH:
        message = _("Use at most %(most)s characters.") % {"most": MAX_LENGTH}
    elif leans_on(password, own_words(email, name)):
        message = _("Do not build the password on your name, your address or the name of this site.")
    elif too_guessable(password):
        message = _("This password is easy to guess or was seen in a breach. Choose another.")
    else:
        return
    raise Invalid(_("Choose another password."), fields={field: message})
