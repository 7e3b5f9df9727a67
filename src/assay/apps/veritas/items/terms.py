"""The words of item analysis, apart from its figures: a command can name them without loading scipy."""

from enum import StrEnum


class Model(StrEnum):
    TWO_PL = "2pl"
    NONE = "none"


class Missing(StrEnum):
    WRONG = "wrong"
    IGNORE = "ignore"


class Flag(StrEnum):
    """What deserves a look at an item."""

    NO_VARIANCE = "no-variance"
    NEGATIVE = "negative-discrimination"
    WEAK = "weak-discrimination"
    MISKEY = "miskey"
    NO_ESTIMATE = "no-2pl-estimate"
    LOOSE = "loose-2pl-estimate"
