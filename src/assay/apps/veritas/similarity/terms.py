"""The words of similarity, apart from its figures: a command can name them without loading scipy."""

from enum import StrEnum


class Control(StrEnum):
    """`bh`: Benjamini & Hochberg (1995), J. R. Stat. Soc. B 57, 289-300. `by`: Benjamini & Yekutieli
    (2001), Ann. Stat. 29, 1165-1188, valid under any dependence between pairs and stricter by about
    ln(number of pairs)."""

    BH = "bh"
    BY = "by"
