"""A calculation as it is shown: line by line, each with its formula, its unit and what it stands on."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a worked calculation.

    `key` names the line within its calculation; `how` is the formula with the numbers in it, such as
    `min(3.9 % × ₹200,000.00, ₹4.70 × 1,000 kg)`; `unit` is `INR`, `USD`, `kg`, `cbm`, `days`, `%` or empty;
    `sources` are ids of sources (`sources.rules.SourceRef`); a line that rests on what the user typed has
    none.
    """

    key: str
    label: str
    value: Decimal
    unit: str
    how: str = ""
    sources: tuple[str, ...] = ()
