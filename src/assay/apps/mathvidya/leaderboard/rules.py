"""Names and ranks of the leaderboard. Pure."""

from collections.abc import Sequence
from decimal import Decimal

from assay.kernel.errors import PaymentRequired
from assay.kernel.web.i18n import gettext as _


def shown_name(name: str, alias: str) -> str:
    """The alias if there is one, else the first name and the initial of the last: "Asha R."."""
    if alias:
        return alias
    parts = name.split()
    if len(parts) < 2:
        return name.strip()
    return f"{parts[0]} {parts[-1][0].upper()}."


def ranks(percents: Sequence[Decimal], *, better: int = 0, before: int = 0) -> list[int]:
    """Ranks 1-2-2-4 of the rows of a page, best first: one more than the number of those who did better.

    Of the whole board, `better` rows have a higher percentage than the page's first row, and `before` rows
    stand before it, those that share its percentage among them.
    """
    found: list[int] = []
    for place, percent in enumerate(percents):
        if place and percent == percents[place - 1]:
            found.append(found[-1])
        else:
            found.append(before + place + 1 if place else better + 1)
    return found


def not_included(plan: str) -> PaymentRequired:
    return PaymentRequired(
        _("The leaderboard is not part of your plan %(plan)s. Change the plan to see it.") % {"plan": plan},
        reason="no-leaderboard",
    )
