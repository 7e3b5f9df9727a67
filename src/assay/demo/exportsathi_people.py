"""Who exports in the demo: a spice maker, a maker of brass, a software house; and who curates the facts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from assay.apps.exportsathi.documents.record import Shipment
from assay.apps.exportsathi.documents.samples import lamps, software, turmeric
from assay.apps.exportsathi.models.profiles import BusinessType, CompanySize
from assay.apps.exportsathi.profiles import service as profiles
from assay.apps.exportsathi.profiles.forms import AddressForm, BankForm, ProfileForm
from assay.apps.exportsathi.reports.forms import ReportForm
from assay.demo.enigma import PASSWORD
from assay.kernel.access.actor import Actor, ActorKind
from assay.kernel.db.session import Database
from assay.kernel.identity.admin import ensure_user
from assay.kernel.settings import Settings

ADMIN, CURATOR = "admin@example.org", "curator@example.org"
SPICES, BRASS, SOFTWARE = "exporter@example.org", "brass@example.org", "software@example.org"
TURMERIC: dict[str, Any] = {
    "product": "Turmeric powder in retail packs of 500 g",
    "materials": "ground turmeric",
    "use": "cooking spice",
    "price": "12000",
    "quantity": "4000",
    "unit": "kg",
    "net_weight": "4000",
    "gross_weight": "4200",
    "volume": "18",
    "incoterm": "CIF",
    "mode": "sea",
    "payment_days": 60,
    "port": "INNSA1",
}
LAMPS: dict[str, Any] = {
    "product": "Brass table lamps",
    "materials": "brass",
    "use": "lighting at home",
    "price": "18000",
    "quantity": "600",
    "unit": "pcs",
    "net_weight": "1500",
    "gross_weight": "1800",
    "volume": "9.5",
    "incoterm": "FOB",
    "mode": "sea",
    "payment_days": 30,
    "port": "INMUN1",
}
CLOUD: dict[str, Any] = {
    "product": "Accounting software as a service for small shops",
    "use": "bookkeeping",
    "price": "24000",
    "payment_days": 30,
}


@dataclass(frozen=True, slots=True)
class Business:
    """An exporter of the demo: who, in which trade, which reports, which shipment."""

    email: str
    person: str
    business_type: BusinessType
    size: CompanySize
    sample: Callable[[date], Shipment]
    asked: Sequence[Mapping[str, Any]]


BUSINESSES: Sequence[Business] = (
    Business(
        SPICES,
        "Rohan Patil",
        BusinessType.MANUFACTURING,
        CompanySize.MICRO,
        turmeric,
        (
            TURMERIC | {"destination": "US", "currency": "USD", "exchange_rate": "85"},
            TURMERIC | {"destination": "DE", "currency": "EUR", "exchange_rate": "92"},
        ),
    ),
    Business(
        BRASS,
        "Meera Agarwal",
        BusinessType.MANUFACTURING,
        CompanySize.SMALL,
        lamps,
        (
            LAMPS | {"destination": "GB", "currency": "GBP", "exchange_rate": "108"},
            LAMPS | {"destination": "US", "currency": "USD", "exchange_rate": "85"},
        ),
    ),
    Business(
        SOFTWARE,
        "Kavya Rao",
        BusinessType.SAAS,
        CompanySize.SMALL,
        software,
        (
            CLOUD | {"destination": "US", "currency": "USD", "exchange_rate": "85"},
            CLOUD | {"destination": "SG", "currency": "SGD", "exchange_rate": "63"},
        ),
    ),
)


def form_of(told: Mapping[str, Any]) -> ReportForm:
    return ReportForm.model_validate(told)


def profile_of(business: Business, day: date) -> ProfileForm:
    """The business as its shipment names it, so that papers and profile agree."""
    seller = business.sample(day).exporter
    bank = seller.bank
    return ProfileForm(
        company=seller.name,
        business_type=business.business_type,
        company_size=business.size,
        iec=seller.iec,
        gstin=seller.gstin,
        pan=seller.pan,
        address=AddressForm(
            lines=seller.street, city=seller.city, state_code=seller.state_code, pin=seller.pin
        ),
        bank=BankForm(
            name=bank.name, branch=bank.branch, account=bank.account, ifsc=bank.ifsc, ad_code=bank.ad_code
        ),
    )


def actor_of(org_id: UUID, account_id: UUID, role: str, name: str) -> Actor:
    return Actor(
        kind=ActorKind.ACCOUNT,
        account_id=account_id,
        org_id=org_id,
        roles={"exportsathi": role},
        label=name,
        address="192.0.2.30",
    )


async def gather(
    database: Database, settings: Settings, org_id: UUID
) -> tuple[Actor, list[tuple[Business, Actor]]]:
    """The curator and the exporters with their accounts; those that exist stay."""

    async def named(email: str, role: str, name: str) -> Actor:
        account_id = await ensure_user(
            database,
            settings,
            email=email,
            password=PASSWORD,
            org_id=org_id,
            roles={"exportsathi": role},
            name=name,
        )
        return actor_of(org_id, account_id, role, name)

    await named(ADMIN, "admin", "Admin")
    curator = await named(CURATOR, "curator", "Curator")
    return curator, [(one, await named(one.email, "exporter", one.person)) for one in BUSINESSES]


async def describe(database: Database, business: Business, actor: Actor, day: date) -> None:
    """The profile, where there is none."""
    async with database.transaction(org_id=actor.org_id) as db:
        if await profiles.find(db, actor) is None:
            await profiles.save(db, actor, profile_of(business, day), version=None)
