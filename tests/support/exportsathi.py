"""Exporters of an organisation, speaking to ExportSathi over HTTP as they would."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import httpx

from assay.apps.exportsathi.facts import kinds, packs
from assay.apps.exportsathi.facts import service as facts
from assay.apps.exportsathi.facts.figures import Figures
from assay.apps.exportsathi.facts.kinds import Kind
from assay.apps.exportsathi.facts.rules import Known, fact_standing, usable
from assay.apps.exportsathi.models.profiles import BusinessType, CompanySize, Profile
from assay.apps.exportsathi.sources.rules import SourceRef
from assay.kernel.access.actor import system_actor
from assay.kernel.db.session import Database
from assay.kernel.settings import Settings
from tests.support import school
from tests.support.school import Caller, School

API = "/api/v1/exportsathi"
PAN = "AAPFU0939F"
GSTIN = "27AAPFU0939F1ZV"
PROFILE: dict[str, Any] = {
    "company": "Sharma Spices",
    "business_type": "Manufacturing",
    "company_size": "Micro",
    "iec": PAN,
    "gstin": GSTIN,
    "pan": PAN,
    "address": {"lines": "12 Market Road", "city": "Sangli", "state_code": "27", "pin": "416416"},
    "bank": {
        "name": "State Bank of India",
        "branch": "Sangli",
        "account": "00000012345",
        "ifsc": "SBIN0000001",
        "ad_code": "0510005",
    },
}


async def found(http: httpx.AsyncClient, database: Database, settings: Settings) -> School:
    """A fresh organisation without people."""
    return await school.found("exportsathi", http, database, settings)


async def make_exporter(
    place: School,
    company: str = "Sharma Spices",
    *,
    business_type: BusinessType = BusinessType.MANUFACTURING,
    **more: Any,
) -> Caller:
    """A signed-in exporter whose business is described."""
    caller = await place.person("exporter", company)
    fields = {**PROFILE, **more}
    await place.add(
        Profile(
            org_id=place.org_id,
            exporter_id=caller.person_id,
            account_id=caller.account_id,
            company=company,
            business_type=business_type,
            company_size=CompanySize(fields["company_size"]),
            iec=fields["iec"],
            gstin=fields["gstin"],
            pan=fields["pan"],
            address=fields["address"],
            bank=fields["bank"],
        )
    )
    return caller


TURMERIC: dict[str, Any] = {
    "product": "Turmeric powder in retail packs of 500 g",
    "materials": "ground turmeric",
    "use": "cooking spice",
    "destination": "DE",
    "price": "12000",
    "currency": "EUR",
    "exchange_rate": "90",
    "quantity": "4000",
    "unit": "kg",
    "net_weight": "4000",
    "gross_weight": "4200",
    "volume": "18",
    "incoterm": "FOB",
    "mode": "sea",
    "payment_days": 60,
    "port": "INNSA1",
}
"""A report on it; its code is sure, its policy free."""
PACKS = (
    *("policy", "benefits", "overlays", "rules-basics", "rules-food", "papers", "destinations"),
    *("parameters", "containers", "tariffs", "ports", "lanes"),
)


async def load_facts(place: School, lines: Sequence[str] = ("0910",), packs: Sequence[str] = PACKS) -> None:
    """Facts of these packs; of policies and benefits only the lines that begin so."""
    async with place.database.transaction(org_id=place.org_id) as db:
        await facts.load(db, system_actor(place.org_id, "tests"), packs, lines=lines)


async def make_report(place: School, caller: Caller, **more: Any) -> str:
    """A report on turmeric for Germany, or with what is told otherwise; its id, once it is made."""
    asked = await caller.post("/reports", TURMERIC | more)
    assert asked.status_code == 202, asked.text
    await place.work()
    return str(asked.json()["report_id"])


def shipped(pack: str, on: date) -> list[Known[Any]]:
    """The small facts of a pack as they stand on a day, without a database."""
    sources = {row["source_id"]: _source(row) for row in packs.sources()}
    found: dict[str, Known[Any]] = {}
    for row in packs.read(pack):
        source = sources[row["source_id"]]
        first, last = row.get("valid_from"), row.get("valid_to")
        stands = fact_standing(on, first, last, is_verified=bool(row.get("is_verified")), source=source)
        value = kinds.read(Kind(row["kind"]), row["value"])
        known = Known(row["key"], value, source, stands, row.get("note", ""), "", last or source.valid_to)
        before = found.get(row["key"])
        if before is None or usable(stands) or not usable(before.standing):
            found[row["key"]] = known
    return list(found.values())


def figures(on: date) -> Figures:
    """The figures that come with ExportSathi, as they stand on a day."""
    return Figures(on, {one.key: one for one in shipped("parameters", on)})


def _source(row: dict[str, Any]) -> SourceRef:
    names = ("source_id", "title", "publisher", "reference", "valid_from", "valid_to")
    return SourceRef(**{name: row[name] for name in names if name in row})
