"""What a report is made from: the business, what was told of the export, and the sections made so far."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from assay.apps.exportsathi.models.profiles import Profile
from assay.apps.exportsathi.models.reports import Report
from assay.apps.exportsathi.reports import rules
from assay.apps.exportsathi.reports.told import Told

NO_CODE = "00"
"""No chapter of the tariff has this number."""


@dataclass(frozen=True, slots=True)
class Case:
    """`made` holds the documents of the sections before this one, by key."""

    profile: Profile
    report: Report
    made: Mapping[str, Any]

    @property
    def org_id(self) -> UUID:
        return self.report.org_id

    @property
    def exporter_id(self) -> UUID:
        return self.report.exporter_id

    @property
    def as_of(self) -> date:
        return self.report.as_of

    @property
    def services(self) -> bool:
        return self.report.details.get("kind") == "services"

    @property
    def country(self) -> str:
        return self.report.destination

    @property
    def country_name(self) -> str:
        return rules.countries().get(self.country, self.country)

    @property
    def attributes(self) -> list[str]:
        """Slugs that rules go by: as told, and what the sections before found."""
        policy = self.made.get("policy", {})
        found = [
            *self.report.details.get("attributes", ()),
            *(("service", "software") if self.services else ()),
            *(("restricted",) if policy.get("level") == "restricted" else ()),
            *(("dual-use",) if policy.get("dual_use") else ()),
        ]
        return list(dict.fromkeys(found))

    @property
    def mode(self) -> str:
        return "service" if self.services else self.text("mode") or "sea"

    @property
    def code(self) -> str:
        """The code that the report goes by: eight digits, six, or empty while it is open."""
        return str(self.made.get("code", {}).get("code", ""))

    @property
    def asked_by(self) -> str:
        """The code that rules are asked by: of goods without one a code that no rule names. Empty is for
        services."""
        return self.code or ("" if self.services else NO_CODE)

    def text(self, name: str) -> str:
        """Something that was told; empty where it was not."""
        return str(self.report.details.get(name) or "")

    def number(self, name: str) -> Decimal | None:
        told = self.report.details.get(name)
        return None if told in (None, "") else Decimal(str(told))

    def told(self, key: str, title: str) -> Told:
        """An empty section of this report."""
        return Told(key, title, self.as_of)

    def words(self) -> str:
        """What was said of the product, for the search of its code; materials and answers go beside it."""
        return ", ".join(one for one in (self.report.product, self.text("use")) if one)

    @property
    def answers(self) -> list[str]:
        return [str(one) for one in self.report.details.get("answers", {}).values()]
