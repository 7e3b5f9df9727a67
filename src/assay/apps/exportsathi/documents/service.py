"""Use cases of shipments: begun, changed, checked by the rules. What is made from them: `making`.

shipment = await documents.shipments_from_report(db, actor, report_id=..., product=..., code=..., ...)
findings = await documents.validate(db, actor, shipment.shipment_id)
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from assay.apps.exportsathi.documents import checking, queries
from assay.apps.exportsathi.documents.paper import Paper, PaperType
from assay.apps.exportsathi.documents.record import (
    Bank,
    Exporter,
    Kind,
    Line,
    Party,
    Shipment,
    Transport,
    document_of,
)
from assay.apps.exportsathi.documents.rules import Case, Facts, Finding
from assay.apps.exportsathi.documents.rules_trade import unit_code
from assay.apps.exportsathi.facts import service as facts
from assay.apps.exportsathi.models.documents import GeneratedDocument, ShipmentRow
from assay.apps.exportsathi.models.profiles import BusinessType, Profile
from assay.apps.exportsathi.nomenclature import service as nomenclature
from assay.apps.exportsathi.profiles import service as profiles
from assay.kernel.access.actor import Actor, org_of, person_of
from assay.kernel.db.paging import Page
from assay.kernel.db.session import Session
from assay.kernel.errors import Conflict, NotFound
from assay.kernel.web.etag import check_version
from assay.kernel.web.i18n import gettext as _


async def create_shipment(
    db: Session, actor: Actor, record: Shipment, *, report_id: UUID | None = None
) -> ShipmentRow:
    """A new shipment. Raises Conflict without a profile, NotFound for a report that is not the exporter's."""
    org_id, exporter_id = org_of(actor), person_of(actor)
    await _profile(db, actor)
    if report_id is not None and not await queries.has_report(db, org_id, exporter_id, report_id):
        raise NotFound(_("There is no such report."))
    row = ShipmentRow(
        org_id=org_id,
        exporter_id=exporter_id,
        report_id=report_id,
        title=title_of(record),
        record=document_of(record),
    )
    db.add(row)
    await db.flush()
    return row


async def begin_shipment(
    db: Session, actor: Actor, kind: Kind, *, report_id: UUID | None = None
) -> ShipmentRow:
    """A new shipment with what the profile knows. Raises Conflict without a profile."""
    profile = await _profile(db, actor)
    record = Shipment(kind=kind, exporter=_exporter_of(profile), lines=(Line(origin_country="IN"),))
    return await create_shipment(db, actor, record, report_id=report_id)


async def shipments_from_report(
    db: Session,
    actor: Actor,
    *,
    report_id: UUID,
    product: str,
    code: str,
    destination: str,
    quantity: Decimal | None = None,
    unit: str = "",
    unit_price: Decimal | None = None,
    currency: str = "",
) -> ShipmentRow:
    """A shipment that begins with what a report says: product, tariff line, destination (ISO alpha-2).

    Businesses of kind SaaS get one of services. Raises Conflict without a profile, NotFound without a report.
    """
    profile = await _profile(db, actor)
    services = profile.business_type is BusinessType.SAAS
    record = Shipment(
        kind=Kind.SERVICES if services else Kind.GOODS,
        exporter=_exporter_of(profile),
        consignee=Party(country=destination),
        buyer=Party(country=destination),
        transport=Transport(destination_country="" if services else destination),
        lines=(
            Line.model_validate(
                {
                    "description": product[:1000],
                    "code": code,
                    "quantity": quantity,
                    "unit": unit_code(unit),
                    "unit_price": unit_price,
                    "origin_country": "IN",
                }
            ),
        ),
    )
    if currency:
        record = record.model_copy(update={"terms": record.terms.model_copy(update={"currency": currency})})
    return await create_shipment(db, actor, record, report_id=report_id)


async def shipment(db: Session, actor: Actor, shipment_id: UUID) -> ShipmentRow:
    return await queries.shipment(db, org_of(actor), person_of(actor), shipment_id)


async def shipments(
    db: Session, actor: Actor, *, after: str | None = None, limit: int = 50
) -> Page[ShipmentRow]:
    return await queries.shipments(db, org_of(actor), person_of(actor), after=after, limit=limit)


async def counts(db: Session, actor: Actor, rows: Sequence[ShipmentRow]) -> dict[UUID, int]:
    """How many papers each shipment has."""
    return await queries.counts(db, org_of(actor), person_of(actor), [row.shipment_id for row in rows])


async def of_report(
    db: Session, actor: Actor, report_id: UUID
) -> list[tuple[ShipmentRow, list[GeneratedDocument]]]:
    """The shipments of a report with their latest papers. Raises NotFound for a report of nobody's own."""
    org_id, exporter_id = org_of(actor), person_of(actor)
    if not await queries.has_report(db, org_id, exporter_id, report_id):
        raise NotFound(_("There is no such report."))
    page = await queries.shipments(db, org_id, exporter_id, report_id=report_id)
    made = await queries.latest(db, org_id, exporter_id, [row.shipment_id for row in page.items])
    return [(row, [one for one in made if one.shipment_id == row.shipment_id]) for row in page.items]


async def overview(
    db: Session, actor: Actor, shipment_id: UUID
) -> tuple[ShipmentRow, dict[PaperType, GeneratedDocument], tuple[Finding, ...]]:
    """A shipment, its latest papers, and what the rules say of both."""
    row = await shipment(db, actor, shipment_id)
    record, made = record_of(row), {PaperType(one.type): one for one in await latest(db, row)}
    papers = {kind: paper_of(one) for kind, one in made.items()}
    return row, made, checking.check(Case(record, papers, await facts_for(db, actor, record)))


async def change_shipment(
    db: Session, actor: Actor, shipment_id: UUID, record: Shipment, *, version: int
) -> ShipmentRow:
    """Another record. Raises PreconditionFailed where it was changed since `version`."""
    row = await queries.shipment(db, org_of(actor), person_of(actor), shipment_id, lock=True)
    check_version(row.version, version)
    row.record, row.title, row.version = document_of(record), title_of(record), row.version + 1
    await db.flush()
    return row


async def remove_shipment(db: Session, actor: Actor, shipment_id: UUID) -> None:
    """The shipment and every paper of it."""
    row = await shipment(db, actor, shipment_id)
    await queries.remove(db, row.org_id, row.exporter_id, row.shipment_id)


async def validate(db: Session, actor: Actor, shipment_id: UUID) -> tuple[Finding, ...]:
    """What the rules say about the record and its latest papers, errors first."""
    return (await overview(db, actor, shipment_id))[2]


async def validate_record(db: Session, actor: Actor, record: Shipment) -> tuple[Finding, ...]:
    """What the rules say about a record that is not kept."""
    return checking.check(Case(record, {}, await facts_for(db, actor, record)))


async def facts_for(db: Session, actor: Actor, record: Shipment) -> Facts:
    """What is known today of the lines and the destination."""
    org_id, today = org_of(actor), facts.today()
    codes = sorted({line.code for line in record.lines if line.code}) if record.kind is Kind.GOODS else []
    known = {code: await facts.policy(db, org_id, code, today) for code in codes}
    country = record.transport.destination_country or record.buyer.country
    return Facts(
        lines=frozenset(code for code in codes if len(code) == 8 and nomenclature.known(code)),
        policies={code: fact for code, fact in known.items() if fact is not None},
        destination=await facts.destination(db, org_id, country, today) if country else None,
        today=today,
    )


def record_of(row: ShipmentRow) -> Shipment:
    return Shipment.model_validate(row.record)


def paper_of(row: GeneratedDocument) -> Paper:
    return Paper.model_validate(row.content["paper"])


def title_of(record: Shipment) -> str:
    """How a shipment is called in lists: invoice number and what is shipped."""
    goods = record.lines[0].description if record.lines else ""
    parts = [record.references.invoice_number, goods[:80]]
    return ", ".join(one for one in parts if one) or _("Without a name yet")


async def _profile(db: Session, actor: Actor) -> Profile:
    found = await profiles.find(db, actor)
    if found is None:
        raise Conflict(_("Describe your business first: its name and numbers stand on every paper."))
    return found


def _exporter_of(profile: Profile) -> Exporter:
    address: dict[str, Any] = profile.address
    bank: dict[str, Any] = profile.bank
    street = ", ".join(str(address.get("lines") or "").splitlines())
    return Exporter(
        name=profile.company,
        street=street[:200],
        city=str(address.get("city") or ""),
        state_code=str(address.get("state_code") or ""),
        pin=str(address.get("pin") or ""),
        iec=profile.iec,
        gstin=profile.gstin,
        pan=profile.pan,
        bank=Bank(**{name: str(bank.get(name) or "") for name in Bank.model_fields}),
    )


async def latest(db: Session, row: ShipmentRow) -> list[GeneratedDocument]:
    """The latest paper of each type."""
    return await queries.latest(db, row.org_id, row.exporter_id, [row.shipment_id])
