"""Batches over HTTP: prepare, hand out, take back, look."""

from collections.abc import AsyncIterator
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response, UploadFile
from starlette.responses import StreamingResponse

from assay.apps.enigma.actors import BatchAdmin, CycleReader
from assay.apps.enigma.batches import queries, service
from assay.apps.enigma.batches.forms import FileOut, RunOut
from assay.apps.enigma.cycles import queries as cycles
from assay.apps.enigma.cycles import service as cycle_service
from assay.apps.enigma.cycles.forms import StepOut
from assay.apps.enigma.cycles.routes import step_out
from assay.apps.enigma.models.batches import FileDirection
from assay.apps.enigma.phases import Action
from assay.kernel import files
from assay.kernel.access.actor import org_of
from assay.kernel.db.session import Database, Db, get_database
from assay.kernel.errors import NotFound
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.render import redirect, render

api = APIRouter()
pages = APIRouter()
Databases = Annotated[Database, Depends(get_database)]
READ = 1 << 20
UPLOAD = service.MAX_IMPORT + READ
"""Bytes of a request that brings a result file: the file, and room for the form around it."""


@api.post("/admin/cycles/{cycle_id}/export-batch")
async def export_batch(cycle_id: UUID, actor: BatchAdmin, db: Db) -> StepOut:
    """Scrub, make the texts ready and write the request files, as a job."""
    return step_out(await cycle_service.begin(db, actor, cycle_id, Action.EXPORT_BATCH))


@api.post("/admin/batch/{batch_run_id}/import-results", status_code=202, max_body_size=UPLOAD)
async def import_results(
    batch_run_id: UUID, file: UploadFile, actor: BatchAdmin, database: Databases
) -> FileOut:
    """Archive a result file and read it as a job. The same file again changes nothing."""
    name = file.filename or "results.jsonl"
    return FileOut.of(await service.receive(database, actor, batch_run_id, name, _blocks(file)))


@api.get("/admin/batch/{batch_run_id}/status")
async def batch_status(batch_run_id: UUID, actor: CycleReader, db: Db) -> RunOut:
    return RunOut.of(await service.status(db, actor, batch_run_id))


@api.get("/admin/batch/{batch_run_id}/files/{sha256}")
async def batch_file(batch_run_id: UUID, sha256: str, actor: BatchAdmin, db: Db) -> StreamingResponse:
    """A request file, to be run outside."""
    org_id = org_of(actor)
    found = await queries.file(db, org_id, batch_run_id, FileDirection.EXPORT, sha256)
    if found is None:
        raise NotFound(_("There is no such file."))
    header = {"Content-Disposition": files.attachment(found.name), "Content-Length": str(found.size)}
    return StreamingResponse(
        files.get_store().open(found.key), media_type="application/jsonl", headers=header
    )


async def _blocks(file: UploadFile) -> AsyncIterator[bytes]:
    while block := await file.read(READ):
        yield block


@pages.get("/admin/cycles/{cycle_id}/batches")
async def batches_page(request: Request, cycle_id: UUID, actor: CycleReader, db: Db) -> Response:
    org_id = org_of(actor)
    cycle = await cycles.cycle(db, org_id, cycle_id)
    runs = await queries.runs(db, org_id, cycle_id)
    return render(request, "enigma/batches/list.html", cycle=cycle, runs=runs)


@pages.get("/admin/batches/{batch_run_id}")
async def batch_page(request: Request, batch_run_id: UUID, actor: CycleReader, db: Db) -> Response:
    view = await service.status(db, actor, batch_run_id)
    cycle = await cycles.cycle(db, view.run.org_id, view.run.cycle_id)
    return render(request, "enigma/batches/detail.html", block="figures", cycle=cycle, batch=RunOut.of(view))


@pages.post("/admin/batches/{batch_run_id}/import", max_body_size=UPLOAD)
async def import_page(
    request: Request, batch_run_id: UUID, file: UploadFile, actor: BatchAdmin, database: Databases
) -> Response:
    name = file.filename or "results.jsonl"
    await service.receive(database, actor, batch_run_id, name, _blocks(file))
    return redirect(request, f"/enigma/admin/batches/{batch_run_id}", toast=_("The file is being read."))


@pages.post("/admin/cycles/{cycle_id}/export-batch")
async def export_page(request: Request, cycle_id: UUID, actor: BatchAdmin, db: Db) -> Response:
    await cycle_service.begin(db, actor, cycle_id, Action.EXPORT_BATCH)
    return redirect(request, f"/enigma/admin/cycles/{cycle_id}", toast=_("Texts and batches are being made."))
