"""ETag and If-Match: an edit names the version it was made from, so that nobody overwrites unseen changes.

response.headers["ETag"] = etag_of(cycle.version)
version = check_if_match(if_match)          # 428 without the header, 412 on one that is not ours
rules.check_version(cycle.version, version)  # or: check_version(cycle.version, version)
"""

from assay.kernel.errors import PreconditionFailed, PreconditionRequired
from assay.kernel.web.i18n import gettext as _


def etag_of(version: int) -> str:
    """The strong entity tag of `version`, quotes included (RFC 9110, section 8.8.3)."""
    return f'"v{version}"'


def check_if_match(if_match: str | None) -> int:
    """The version that an If-Match header names.

    Raises PreconditionRequired without a header, PreconditionFailed on a weak, foreign or `*` tag.
    """
    if not if_match:
        raise PreconditionRequired(_("Send the ETag you got with the object in the If-Match header."))
    tag = if_match.strip()
    digits = tag[2:-1] if tag.startswith('"v') and tag.endswith('"') else ""
    if not (digits.isascii() and digits.isdigit()):
        raise PreconditionFailed(_("If-Match does not hold an ETag of this object. Load it again."))
    return int(digits)


def check_version(current: int, wanted: int) -> None:
    """Raise PreconditionFailed unless the object is still at the version the change was made from."""
    if current != wanted:
        raise PreconditionFailed(
            _("Someone changed this in the meantime. Load it again and repeat your change."), current=current
        )
