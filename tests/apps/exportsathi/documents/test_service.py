"""Shipments and their papers, over the database."""

import hashlib
import io
from typing import Any
from uuid import UUID

import pypdf
import pytest

from assay.apps.exportsathi.documents import catalogue, making, service
from assay.apps.exportsathi.documents.paper import PaperType
from assay.apps.exportsathi.documents.record import Kind, Shipment, value_at
from assay.apps.exportsathi.permissions import ROLES
from assay.kernel.access.actor import Actor, ActorKind
from assay.kernel.db.session import Role, Session
from assay.kernel.errors import Conflict, NotFound, PreconditionFailed
from assay.kernel.ids import uuid7
from tests.support import exportsathi
from tests.support.exportsathi_shipments import lamps, software
from tests.support.school import Caller, School


def actor_of(place: School, caller: Caller) -> Actor:
    return Actor(
        kind=ActorKind.ACCOUNT,
        account_id=caller.account_id,
        org_id=place.org_id,
        roles={"exportsathi": "exporter"},
        permissions=frozenset(str(one) for one in ROLES["exporter"]),
    )


@pytest.fixture
async def actor(place: School) -> Actor:
    return actor_of(place, await exportsathi.make_exporter(place))


@pytest.fixture
async def other(place: School) -> Actor:
    return actor_of(place, await exportsathi.make_exporter(place, "Other"))


@pytest.fixture
async def stranger(place: School) -> Actor:
    """An exporter who has not described a business."""
    return actor_of(place, await place.person("exporter"))


@pytest.fixture
async def db(place: School, actor: Actor) -> Any:
    """Opened after the people were made: they are made under another role of the same connection."""
    async with place.database.transaction(role=Role.APP, org_id=place.org_id) as session:
        yield session


async def test_whole_set_of_goods_and_of_services(db: Session, actor: Actor) -> None:
    for record in (lamps(), software()):
        row = await service.create_shipment(db, actor, record)
        made = await making.generate(db, actor, row.shipment_id)
        assert [one.type for one in made] == [kind.value for kind in catalogue.wanted_by(record)]
        assert [one.version for one in made] == [1] * len(made)


async def test_same_record_makes_nothing_new_and_a_changed_one_the_next_version(
    db: Session, actor: Actor
) -> None:
    row = await service.create_shipment(db, actor, lamps())
    [first] = await making.generate(db, actor, row.shipment_id, [PaperType.PACKING_LIST])
    [again] = await making.generate(db, actor, row.shipment_id, [PaperType.PACKING_LIST])
    assert again.document_id == first.document_id
    changed = lamps().model_copy(update={"remarks": "Fragile"})
    await service.change_shipment(db, actor, row.shipment_id, changed, version=1)
    [second] = await making.generate(db, actor, row.shipment_id, [PaperType.PACKING_LIST])
    assert (second.version, second.record_version) == (2, 2)
    assert second.json_sha256 != first.json_sha256
    assert (await making.printed(db, actor, first.document_id)).sha256 == first.sha256


async def test_download_is_what_was_stored_and_carries_its_data(db: Session, actor: Actor) -> None:
    row = await service.create_shipment(db, actor, lamps())
    [made] = await making.generate(db, actor, row.shipment_id, [PaperType.E_INVOICE])
    printed, data = [await one(db, actor, made.document_id) for one in (making.printed, making.data)]
    assert hashlib.sha256(printed.data).hexdigest() == made.sha256
    assert printed.name == "e-invoice-MBW-26-27-041.pdf"
    [(name, [inside])] = pypdf.PdfReader(io.BytesIO(printed.data)).attachments.items()
    assert (name, inside) == (data.name, data.data)
    assert hashlib.sha256(inside).hexdigest() == made.json_sha256


async def test_change_of_what_was_not_seen_is_refused(db: Session, actor: Actor) -> None:
    row = await service.create_shipment(db, actor, lamps())
    with pytest.raises(PreconditionFailed):
        await service.change_shipment(db, actor, row.shipment_id, software(), version=7)


async def test_another_exporter_finds_nothing(other: Actor, actor: Actor, db: Session) -> None:
    row = await service.create_shipment(db, actor, lamps())
    [made] = await making.generate(db, actor, row.shipment_id, [PaperType.PACKING_LIST])
    for asked in (
        service.shipment(db, other, row.shipment_id),
        service.validate(db, other, row.shipment_id),
        making.generate(db, other, row.shipment_id),
        service.remove_shipment(db, other, row.shipment_id),
        making.printed(db, other, made.document_id),
    ):
        with pytest.raises(NotFound):
            await asked


async def test_without_a_business_there_is_nobody_to_ship(stranger: Actor, db: Session) -> None:
    with pytest.raises(Conflict, match="Describe your business"):
        await service.begin_shipment(db, stranger, Kind.GOODS)


async def test_shipment_begins_with_the_profile(db: Session, actor: Actor) -> None:
    row = await service.begin_shipment(db, actor, Kind.GOODS)
    record = service.record_of(row)
    assert record.exporter.gstin == exportsathi.GSTIN
    assert record.exporter.bank.ad_code == "0510005"


async def test_report_of_another_or_of_nobody_is_not_found(db: Session, actor: Actor) -> None:
    with pytest.raises(NotFound):
        await service.shipments_from_report(
            db, actor, report_id=uuid7(), product="Lamps", code="94052900", destination="US"
        )


async def test_letters_no_font_has_are_told(db: Session, actor: Actor) -> None:
    record = Shipment.model_validate(lamps().model_dump() | {"remarks": "பித்தளை"})
    row = await service.create_shipment(db, actor, record)
    with pytest.raises(Conflict, match="Latin"):
        await making.generate(db, actor, row.shipment_id, [PaperType.COMMERCIAL_INVOICE])


async def test_paper_of_the_other_kind_is_refused(db: Session, actor: Actor) -> None:
    row = await service.create_shipment(db, actor, lamps())
    with pytest.raises(Conflict):
        await making.generate(db, actor, row.shipment_id, [PaperType.SOFTEX])


async def test_shipment_goes_with_its_papers(db: Session, actor: Actor) -> None:
    row = await service.create_shipment(db, actor, lamps())
    [made] = await making.generate(db, actor, row.shipment_id, [PaperType.PACKING_LIST])
    document_id: UUID = made.document_id
    await service.remove_shipment(db, actor, row.shipment_id)
    with pytest.raises(NotFound):
        await making.printed(db, actor, document_id)


def test_every_cell_names_places_that_there_are() -> None:
    for record in (lamps(), software()):
        for kind in catalogue.wanted_by(record):
            cells = list(catalogue.make(kind, record).cells())
            assert len({cell.key for cell in cells}) == len(cells), kind
            for cell in cells:
                for path in cell.paths:
                    value_at(record, path)
