"""Figures set by law, as calculations read them: by key, on a day, never without a source. Pure.

A calculation that needs a figure which is not there, or does not hold on the day, gives no answer; it says
what a curator would have to add. Nothing stands in for it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assay.apps.exportsathi.facts.kinds import Parameter
from assay.apps.exportsathi.facts.rules import Known, usable
from assay.apps.exportsathi.sources.rules import Standing
from assay.apps.exportsathi.worked import Remark, Section
from assay.kernel.errors import AssayError
from assay.kernel.web.i18n import gettext as _


class FactMissing(AssayError):
    """A calculation needs a fact that is not there, or that does not hold on the day."""

    status, slug, title = 409, "fact-missing", "A fact that the calculation needs is missing"
    permanent = True


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure to calculate with. `source` is the id of what it stands on."""

    key: str
    value: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one day, by key, each with how it stands on that day."""

    on: date
    known: Mapping[str, Known[Parameter]]

    def find(self, key: str) -> Known[Parameter] | None:
        """The figure whether or not it holds on the day; None: there is none."""
        return self.known.get(key)

    def get(self, key: str) -> Figure:
        """The figure that holds on the day. Raises FactMissing, which says what a curator must add."""
        found = self.known.get(key)
        if found is None or not usable(found.standing):
            raise FactMissing(missing(key, self.on, found))
        return Figure(key, found.value.value, found.source.source_id)

    def holding(self, key: str) -> Figure | None:
        """The figure that holds on the day; None where it has ended or not begun. Raises FactMissing where
        nothing is known of it at all."""
        found = self.known.get(key)
        if found is None:
            raise FactMissing(missing(key, self.on, None))
        return Figure(key, found.value.value, found.source.source_id) if usable(found.standing) else None


def missing(key: str, on: date, found: Known[Parameter] | None) -> str:
    """What a curator must add, in words."""
    told = {"key": key, "day": on.isoformat()}
    if found is None:
        words = _(
            "The figure “%(key)s” is not among the facts. A curator adds it under Facts, as a figure set by "
            "law, with its source."
        )
        return words % told
    told |= {"name": found.value.name}
    if found.standing is Standing.NOT_YET:
        words = _(
            "“%(name)s” (%(key)s) is known from a later day than %(day)s. A curator adds what held before."
        )
        return words % told
    told |= {"last": found.valid_to.isoformat() if found.valid_to else "–"}
    words = _("“%(name)s” (%(key)s) held until %(last)s. A curator adds what holds on %(day)s.")
    return words % told


def or_what_is_missing(key: str, title: str, make: Callable[[], Section]) -> Section:
    """The section that `make` works out; where a fact is missing, one without an answer that says which."""
    try:
        return make()
    except FactMissing as refused:
        return Section(
            key, title, remarks=(Remark(refused.detail, "bad"),), missing=(_("facts that are missing here"),)
        )
