"""The letter that asks the bank for its AD code letter: made of the business and the port. Pure."""

from dataclasses import dataclass
from datetime import date

from assay.apps.exportsathi.models.profiles import Profile
from assay.apps.exportsathi.profiles.rules import STATES
from assay.kernel.web.i18n import gettext as _

BLANK = "____________"
"""What the business has not told yet, to be written in by hand."""


@dataclass(frozen=True, slots=True)
class Letter:
    """`open` names what is blank in it."""

    sender: tuple[str, ...]
    to: tuple[str, ...]
    day: date
    subject: str
    paragraphs: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]
    close: tuple[str, ...]
    open: tuple[str, ...]

    def text(self) -> str:
        """The letter to be pasted into an e-mail."""
        rows = "\n".join(f"{name}: {value}" for name, value in self.rows)
        blocks = (
            "\n".join(self.sender),
            f"{self.day:%d %B %Y}",
            "\n".join(self.to),
            self.subject,
            *self.paragraphs[:-1],
            rows,
            self.paragraphs[-1],
            "\n".join(self.close),
        )
        return "\n\n".join(blocks) + "\n"


def letter_of(profile: Profile, port: str, day: date) -> Letter:
    """The letter of a business about one port. What is not known stays blank, and is named."""
    address, bank = profile.address, profile.bank
    place = ", ".join(
        one
        for one in (
            address.get("city", ""),
            STATES.get(address.get("state_code", ""), ""),
            address.get("pin", ""),
        )
        if one
    )
    rows = (
        (_("Name of the exporter"), profile.company),
        (_("Importer-exporter code (IEC)"), profile.iec),
        (_("PAN"), profile.pan),
        (_("GSTIN"), profile.gstin),
        (_("Account number"), bank.get("account", "")),
        (_("IFSC"), bank.get("ifsc", "")),
        (_("AD code of the branch"), bank.get("ad_code", "")),
        (_("Customs station"), port),
    )
    return Letter(
        sender=tuple(one for one in (profile.company, address.get("lines", ""), place) if one),
        to=tuple(
            one
            for one in (
                _("The Branch Manager"),
                bank.get("name", "") or BLANK,
                bank.get("branch", ""),
                _("Foreign exchange department"),
            )
            if one
        ),
        day=day,
        subject=_("Subject: AD code letter for registration at %(port)s") % {"port": port or BLANK},
        paragraphs=(
            _("Dear Sir or Madam,"),
            _(
                "We hold the account named below with you and are about to export. Please issue the letter "
                "with your authorised dealer (AD) code for our account, addressed to the Commissioner of "
                "Customs at the customs station named below, on the bank's letterhead, signed and stamped, "
                "so that we can register it on ICEGATE."
            ),
            _("Please tell us the day on which we may collect it, and whether you need anything else of us."),
        ),
        rows=tuple((name, value or BLANK) for name, value in rows),
        close=(_("Yours faithfully,"), "", "", profile.company, _("Authorised signatory")),
        open=tuple(name for name, value in rows if not value),
    )
