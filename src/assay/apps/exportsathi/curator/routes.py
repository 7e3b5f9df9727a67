"""The curator's facts over HTTP: staleness, list, change, rules, rates, files."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Query, Response, UploadFile
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from assay.apps.exportsathi.actors import Curator
from assay.apps.exportsathi.curator import page_routes, queries, service, source_routes, views
from assay.apps.exportsathi.curator.files import LARGEST
from assay.apps.exportsathi.curator.forms import (
    FactOut,
    ImportForm,
    ImportOut,
    OverlayForm,
    RateForm,
    RuleForm,
    Sent,
)
from assay.apps.exportsathi.facts import service as facts
from assay.apps.exportsathi.models.facts import BenefitOverlay, CertificationRule, DutyBenefit
from assay.apps.exportsathi.sources.rules import Standing
from assay.kernel.access.actor import org_of
from assay.kernel.db.session import Db
from assay.kernel.errors import TooLarge
from assay.kernel.web.etag import check_if_match, etag_of
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.idempotency import Idempotent

api = APIRouter()
pages = APIRouter()
api.include_router(source_routes.api)
pages.include_router(source_routes.pages)
pages.include_router(page_routes.pages)

IfMatch = Annotated[str | None, Header()]
UPLOAD = LARGEST + 100_000


class ListedOut(BaseModel):
    """A fact in the list of all tables."""

    kind: str
    key: str
    fact_id: UUID
    title: str
    source_id: str
    valid_from: date | None
    valid_to: date | None
    standing: Standing


class EndOut(BaseModel):
    fact: ListedOut
    ends: date


class SourceCountOut(BaseModel):
    source_id: str
    title: str
    checked_on: date | None
    valid_to: date | None
    is_verified: bool
    facts: int
    unverified: int
    soon: int
    expired: int


class StalenessOut(BaseModel):
    """What needs a look today: what ends within 90 days, what ended with nothing in its place, by source."""

    on: date
    facts: int
    unverified: int
    within_30_days: int
    within_90_days: int
    ends: list[EndOut]
    expired: list[EndOut]
    by_source: list[SourceCountOut]


class LoadedOut(BaseModel):
    sources: int
    facts: dict[str, int]


def _listed(one: queries.Listed) -> ListedOut:
    return ListedOut.model_validate(one, from_attributes=True)


@api.get("/curator/staleness")
async def get_staleness(actor: Curator, db: Db) -> StalenessOut:
    board = await service.staleness(db, actor)
    return StalenessOut(
        on=board.on,
        facts=board.facts,
        unverified=board.unverified,
        within_30_days=board.within(30),
        within_90_days=board.within(90),
        ends=[EndOut(fact=_listed(one), ends=day) for one, day in board.ends],
        expired=[EndOut(fact=_listed(one), ends=day) for one, day in board.expired],
        by_source=[SourceCountOut.model_validate(one, from_attributes=True) for one in board.by_source],
    )


@api.get("/curator/facts")
async def list_facts(
    actor: Curator,
    db: Db,
    kind: Annotated[str, Query(max_length=40)] = "",
    standing: Standing | None = None,
    words: Annotated[str, Query(max_length=200)] = "",
    source_id: Annotated[str, Query(max_length=80)] = "",
    after: str | None = None,
    limit: int = 50,
) -> dict[str, Any]:
    """Facts of all tables, by kind and key, as they stand today."""
    page = await queries.listed(
        db,
        org_of(actor),
        facts.today(),
        kind=kind,
        standing=standing.value if standing else "",
        words=words,
        source_id=source_id,
        after=after,
        limit=limit,
    )
    return {"items": [_listed(one) for one in page.items], "next": page.next}


@api.post("/curator/facts", status_code=201)
async def add_fact(form: Sent, actor: Curator, db: Db, response: Response, _once: Idempotent) -> FactOut:
    """A fact that was not there. 409 where there is one about the same thing: change that."""
    return await _told(db, await service.add(db, actor, form), response)


@api.get("/curator/facts/{fact_id}")
async def get_fact(fact_id: UUID, actor: Curator, db: Db, response: Response) -> FactOut:
    return await _told(db, await queries.fact(db, org_of(actor), fact_id), response)


@api.put("/curator/facts/{fact_id}")
async def change_fact(
    fact_id: UUID, form: Sent, actor: Curator, db: Db, response: Response, if_match: IfMatch = None
) -> FactOut:
    """A new row that follows this one; what was in force stays in the history.

    It ends the row before on the day before it begins; one that begins on the same day corrects it.
    """
    changed = await service.change(db, actor, fact_id, form, version=check_if_match(if_match))
    return await _told(db, changed, response)


@api.post("/curator/facts/{fact_id}/withdraw")
async def withdraw_fact(
    fact_id: UUID, actor: Curator, db: Db, response: Response, if_match: IfMatch = None
) -> FactOut:
    """Use it for no day any longer. It stays as history."""
    gone = await service.withdraw(db, actor, fact_id, version=check_if_match(if_match))
    return await _told(db, gone, response)


@api.get("/curator/rules")
async def list_rules(actor: Curator, db: Db, after: str | None = None, limit: int = 50) -> dict[str, Any]:
    """Rules of certification, whole."""
    page = await queries.rows_of(db, org_of(actor), CertificationRule, after=after, limit=limit)
    return {"items": [await views.out(db, row) for row in page.items], "next": page.next}


@api.post("/curator/rules", status_code=201)
async def add_rule(form: RuleForm, actor: Curator, db: Db, response: Response, _once: Idempotent) -> FactOut:
    return await _told(db, await service.add(db, actor, form), response)


@api.get("/curator/rates")
async def list_rates(actor: Curator, db: Db, after: str | None = None, limit: int = 50) -> dict[str, Any]:
    """Rates of RoDTEP and drawback, with all changes over them."""
    org_id = org_of(actor)
    page = await queries.rows_of(db, org_id, DutyBenefit, after=after, limit=limit)
    overlays = await queries.whole(db, org_id, BenefitOverlay)
    return {
        "items": [await views.out(db, row) for row in page.items],
        "overlays": [await views.out(db, row) for row in overlays],
        "next": page.next,
    }


@api.post("/curator/rates", status_code=201)
async def add_rate(
    form: RateForm | OverlayForm, actor: Curator, db: Db, response: Response, _once: Idempotent
) -> FactOut:
    """A rate, or a dated change over the rates of a scheme."""
    return await _told(db, await service.add(db, actor, form), response)


@api.post("/curator/imports", max_body_size=UPLOAD)
async def import_facts(
    file: UploadFile, actor: Curator, db: Db, form: Annotated[ImportForm, Query()], _once: Idempotent
) -> ImportOut:
    """All facts of a CSV file or none. `stored` is false where a line is wrong, or on a dry run."""
    data = await file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise TooLarge(_("The file is larger than 10 MB. Split it."))
    return await service.take_in(db, actor, form, data)


@api.get("/curator/exports/{table}", response_class=Response)
async def export_facts(table: str, actor: Curator, db: Db) -> Response:
    """A table as a CSV file that `imports` takes back. Cells that begin like a formula get an apostrophe."""
    lines = await service.export(db, actor, table)
    name = f'attachment; filename="{table}.csv"'
    return StreamingResponse(lines, media_type="text/csv", headers={"Content-Disposition": name})


@api.post("/curator/packs")
async def load_packs(actor: Curator, db: Db, _once: Idempotent) -> LoadedOut:
    """Put in the facts that come with ExportSathi, as far as they are not there."""
    loaded = await facts.load(db, actor)
    return LoadedOut(sources=loaded.sources, facts=dict(loaded.facts))


async def _told(db: Db, row: Any, response: Response) -> FactOut:
    response.headers["ETag"] = etag_of(row.version)
    return await views.out(db, row)
