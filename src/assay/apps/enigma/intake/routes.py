"""Applications over HTTP: the public API, and the applicant's pages."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Request, Response
from starlette.responses import PlainTextResponse

from assay.apps.enigma.actors import AppealJudge, Applicant, Eraser, Reviewer, Visitor
from assay.apps.enigma.cycles import queries as cycles
from assay.apps.enigma.intake import queries, rules, service
from assay.apps.enigma.intake.forms import (
    AdmissionInfo,
    AppealDecisionForm,
    AppealForm,
    ApplicationForm,
    ApplicationOut,
    SubmissionForm,
    SubmissionOut,
    from_page,
    page_field,
)
from assay.apps.enigma.models.cycles import AdmissionCycle
from assay.apps.enigma.phases import ApplicationStatus, Phase
from assay.kernel import audit
from assay.kernel.access.actor import Actor, org_of
from assay.kernel.access.ratelimit import rate_limit
from assay.kernel.db.session import (
    Database,
    Db,
    Role,
    Session,
    VaultDb,
    get_database,
    rebind,
    vault_session,
)
from assay.kernel.errors import NotFound
from assay.kernel.web.cookies import cookie_name, set_cookie
from assay.kernel.web.etag import check_if_match, etag_of
from assay.kernel.web.forms import form_data, parse, version_of
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.idempotency import once_in
from assay.kernel.web.render import redirect, render

api = APIRouter()
pages = APIRouter()

HEADER = "X-Application-Token"
COOKIE = "application"
COOKIE_DAYS = 30


@dataclass(frozen=True, slots=True)
class Opened:
    """An application opened by its token: the applicant, and a vault session of the organisation."""

    actor: Actor
    vault: Session


async def _opened(
    application_id: UUID,
    request: Request,
    actor: Applicant,
    database: Annotated[Database, Depends(get_database)],
    token: Annotated[str, Header(alias=HEADER)] = "",
) -> AsyncIterator[Opened]:
    token = token or request.cookies.get(cookie_name(request.app.state.settings, COOKIE), "")
    who = await service.applicant(database, actor, application_id, token)
    async with database.transaction(role=Role.VAULT, org_id=who.org_id) as vault:
        yield Opened(who, vault)


Own = Annotated[Opened, Depends(_opened, scope="function")]
Databases = Annotated[Database, Depends(get_database)]
SubmitLimit = Annotated[None, rate_limit("enigma.submit", 120, timedelta(minutes=1))]
SubmitOnce = Annotated[None, once_in(vault_session)]
TokenLimit = Annotated[None, rate_limit("enigma.token", 60, timedelta(minutes=1))]


@api.post("/applications", status_code=201)
async def submit(
    form: SubmissionForm,
    actor: Applicant,
    database: Databases,
    vault: VaultDb,
    _limit: SubmitLimit,
    _once: SubmitOnce,
) -> SubmissionOut:
    """Submit an application. The access token is in this answer, and in the mail, and nowhere else."""
    done = await _submit(database, vault, actor, form)
    return SubmissionOut(
        application_id=done.application_id,
        access_token=done.access_token,
        status=ApplicationStatus.SUBMITTED.value,
        receipt=f"/api/v1/enigma/applications/{done.application_id}/receipt",
    )


@api.get("/applications/{application_id}")
async def get_application(application_id: UUID, own: Own, response: Response) -> ApplicationOut:
    """The applicant's own view. Without the right token: 404, whether the application exists or not."""
    found = await service.view(own.vault, own.actor, application_id)
    stored, cycle = found["application"], found["cycle"]
    response.headers["ETag"] = etag_of(stored.version)
    appeal = found["appeal"]
    return ApplicationOut(
        application_id=application_id,
        cycle_id=cycle.cycle_id,
        cycle=cycle.name,
        phase=cycle.phase.value,
        status=stored.status.value,
        version=stored.version,
        submitted_at=stored.created_at,
        content=found["content"],
        can_correct=found["can_correct"],
        result=found["result"],
        appeal={"state": appeal.state, "answer": appeal.answer} if appeal else None,
    )


@api.patch("/applications/{application_id}")
async def patch_application(
    application_id: UUID,
    changes: dict[str, Any],
    own: Own,
    response: Response,
    if_match: Annotated[str | None, Header()] = None,
) -> ApplicationOut:
    """Correct an application until the freeze: send the fields that change, and `If-Match`."""
    found = await service.view(own.vault, own.actor, application_id)
    form = parse(ApplicationForm, {**found["content"], **changes})
    await service.correct(own.vault, own.actor, application_id, form, version=check_if_match(if_match))
    return await get_application(application_id, own, response)


@api.delete("/applications/{application_id}", status_code=204)
async def delete_application(application_id: UUID, own: Own) -> None:
    """Withdraw before the freeze, or have the personal data erased after publication."""
    await service.erase(own.vault, own.actor, application_id, reason="asked by the applicant")


@api.post("/applications/{application_id}/appeal", status_code=201)
async def appeal(application_id: UUID, form: AppealForm, own: Own) -> dict[str, str]:
    """Lodge the one appeal, between publication and completion of the cycle."""
    await service.appeal(own.vault, own.actor, application_id, form)
    return {"state": "open"}


@api.get("/applications/{application_id}/receipt", response_class=PlainTextResponse)
async def receipt(application_id: UUID, own: Own) -> PlainTextResponse:
    """Proof that the application is in the log (c2sp.org/tlog-proof@v1): `assay audit verify --receipt`."""
    stored = await queries.application(own.vault, own.actor.org_id or application_id, application_id)
    if stored.receipt_entry is None:
        raise NotFound("There is no receipt for this application.")
    text = await audit.receipt_for(own.vault, stored.receipt_entry)
    name = f'attachment; filename="{application_id}.tlog-proof"'
    return PlainTextResponse(text, headers={"Content-Disposition": name})


@api.get("/admission/info")
async def admission_info(_actor: Visitor, database: Databases) -> list[AdmissionInfo]:
    """Every cycle that takes applications now, with what it asks for."""
    return [_info(cycle) for cycle in await _open_cycles(database)]


@api.get("/admission/status")
async def admission_status(
    _actor: Visitor, database: Databases, cycle_id: UUID | None = None
) -> dict[str, Any]:
    """Where a cycle stands, and where its bundle is once it is published."""
    async with database.transaction(role=Role.SYSTEM) as system:
        cycle = await cycles.public_cycle(system, cycle_id)
    if cycle is None:
        raise NotFound("Name the cycle: ?cycle_id=...")
    published = cycle.phase in {Phase.PUBLISHED, Phase.COMPLETED}
    return {
        "cycle_id": str(cycle.cycle_id),
        "name": cycle.name,
        "phase": cycle.phase.value,
        "is_open": cycle.is_open,
        "policy_hash": cycle.policy_hash,
        "bundle": f"/api/v1/enigma/cycles/{cycle.cycle_id}/selection-bundle" if published else None,
    }


@api.get("/admin/cycles/{cycle_id}/applications")
async def anonymized_applications(
    cycle_id: UUID, actor: Reviewer, db: Db, after: str | None = None, limit: int = 50
) -> dict[str, Any]:
    """The scrubbed applications of a cycle: all that a reviewer may see of them."""
    org_id = org_of(actor)
    await cycles.cycle(db, org_id, cycle_id)
    page = await queries.anonymized(db, org_id, cycle_id, after=after, limit=limit)
    return {"items": [rules.reviewers_view(row) for row in page.items], "next": page.next}


@api.post("/admin/applications/{application_id}/erase", status_code=204)
async def erase(application_id: UUID, actor: Eraser, vault: VaultDb) -> None:
    """Destroy the key and texts of an applicant; every proof stays valid."""
    await service.erase(vault, actor, application_id, reason="asked of the institution")


@api.post("/admin/applications/{application_id}/appeal/decide")
async def decide_appeal(
    application_id: UUID, form: AppealDecisionForm, actor: AppealJudge, vault: VaultDb
) -> dict[str, str]:
    decided = await service.decide_appeal(vault, actor, application_id, form)
    return {"state": decided.state}


@pages.get("")
async def start_page(request: Request, _actor: Visitor, database: Databases) -> Response:
    return render(request, "enigma/intake/start.html", cycles=await _open_cycles(database))


@pages.get("/apply/{cycle_id}")
async def apply_page(request: Request, cycle_id: UUID, _actor: Visitor, database: Databases) -> Response:
    cycle = await service.receiving_cycle(database, cycle_id)
    return render(
        request, "enigma/intake/apply.html", cycle=cycle, tests=rules.TESTS, values={}, application=None
    )


@pages.post("/apply/{cycle_id}")
async def apply(
    request: Request,
    cycle_id: UUID,
    actor: Applicant,
    database: Databases,
    vault: VaultDb,
    _limit: SubmitLimit,
) -> Response:
    document = {**from_page(await form_data(request)), "cycle_id": cycle_id}
    form = parse(SubmissionForm, document, field_of=page_field)
    done = await _submit(database, vault, actor, form)
    response = redirect(request, f"/enigma/applications/{done.application_id}/submitted")
    _remember(request, response, done.access_token)
    return response


@pages.get("/applications/{application_id}/submitted")
async def submitted_page(request: Request, application_id: UUID, own: Own) -> Response:
    found = await service.view(own.vault, own.actor, application_id)
    token = request.cookies.get(cookie_name(request.app.state.settings, COOKIE), "")
    return render(request, "enigma/intake/submitted.html", token=token, **found)


@pages.get("/applications/{application_id}")
async def application_page(
    request: Request, application_id: UUID, actor: Applicant, database: Databases
) -> Response:
    """The applicant's page; whoever brings no fitting token is asked for it, whatever the id."""
    token = request.cookies.get(cookie_name(request.app.state.settings, COOKIE), "")
    try:
        who = await service.applicant(database, actor, application_id, token)
    except NotFound:
        return render(request, "enigma/intake/open.html", application_id=application_id)
    async with database.transaction(role=Role.VAULT, org_id=who.org_id) as vault:
        found = await service.view(vault, who, application_id)
    return render(request, "enigma/intake/application.html", **found)


@pages.post("/applications/{application_id}/open")
async def open_application(
    request: Request, application_id: UUID, actor: Applicant, database: Databases, _limit: TokenLimit
) -> Response:
    token = str((await form_data(request)).get("token", "")).strip()
    await service.applicant(database, actor, application_id, token)
    response = redirect(request, f"/enigma/applications/{application_id}")
    _remember(request, response, token)
    return response


@pages.get("/applications/{application_id}/edit")
async def edit_page(request: Request, application_id: UUID, own: Own) -> Response:
    found = await service.view(own.vault, own.actor, application_id)
    content = found["content"]
    values = {
        **content,
        **{f"test_{test}": f"{score:g}" for test, score in content["test_scores"].items()},
        **{f"category_{name}": "true" for name in content["categories"]},
    }
    return render(request, "enigma/intake/apply.html", values=values, tests=rules.TESTS, **found)


@pages.post("/applications/{application_id}/edit")
async def edit(request: Request, application_id: UUID, own: Own) -> Response:
    data = await form_data(request)
    form = parse(ApplicationForm, from_page(data), field_of=page_field)
    await service.correct(own.vault, own.actor, application_id, form, version=version_of(data))
    return redirect(request, f"/enigma/applications/{application_id}", toast=_("Your corrections are in."))


@pages.post("/applications/{application_id}/appeal")
async def appeal_on_page(request: Request, application_id: UUID, own: Own) -> Response:
    form = parse(AppealForm, {"grounds": (await form_data(request)).get("grounds", "")})
    await service.appeal(own.vault, own.actor, application_id, form)
    return redirect(request, f"/enigma/applications/{application_id}", toast=_("Your appeal is in."))


@pages.post("/applications/{application_id}/erase")
async def erase_own(request: Request, application_id: UUID, own: Own) -> Response:
    await service.erase(own.vault, own.actor, application_id, reason="asked by the applicant")
    return redirect(request, "/enigma", toast=_("Your data is erased."))


@pages.get("/applications/{application_id}/receipt")
async def receipt_download(application_id: UUID, own: Own) -> Response:
    return await receipt(application_id, own)


@pages.get("/admin/cycles/{cycle_id}/applications")
async def applications_page(
    request: Request, cycle_id: UUID, actor: Reviewer, db: Db, after: str | None = None
) -> Response:
    org_id = org_of(actor)
    cycle = await cycles.cycle(db, org_id, cycle_id)
    page = await queries.anonymized(db, org_id, cycle_id, after=after, limit=20)
    return render(
        request,
        "enigma/intake/anonymized.html",
        cycle=cycle,
        items=[rules.reviewers_view(row) for row in page.items],
        next=page.next,
        first=after is None,
    )


@pages.get("/admin/cycles/{cycle_id}/appeals")
async def appeals_page(request: Request, cycle_id: UUID, actor: AppealJudge, vault: VaultDb) -> Response:
    cycle = await cycles.cycle(vault, org_of(actor), cycle_id)
    found = await service.appeals(vault, actor, cycle_id)
    return render(request, "enigma/intake/appeals.html", cycle=cycle, appeals=found)


@pages.post("/admin/applications/{application_id}/appeal/decide")
async def decide_appeal_page(
    request: Request, application_id: UUID, actor: AppealJudge, vault: VaultDb
) -> Response:
    data = await form_data(request)
    form = parse(
        AppealDecisionForm, {"upheld": data.get("upheld") == "true", "answer": data.get("answer", "")}
    )
    decided = await service.decide_appeal(vault, actor, application_id, form)
    back = f"/enigma/admin/cycles/{decided.cycle_id}/appeals"
    return redirect(request, back, toast=_("The appeal is decided."))


async def _submit(
    database: Database, vault: Session, actor: Actor, form: SubmissionForm
) -> service.Submitted:
    cycle = await service.receiving_cycle(database, form.cycle_id)
    await rebind(vault, role=Role.VAULT, org_id=cycle.org_id)
    return await service.submit(vault, replace(actor, org_id=cycle.org_id), cycle.cycle_id, form)


async def _open_cycles(database: Database) -> Sequence[AdmissionCycle]:
    async with database.transaction(role=Role.SYSTEM) as system:
        return await cycles.open_cycles(system)


def _info(cycle: AdmissionCycle) -> AdmissionInfo:
    return AdmissionInfo(
        cycle_id=cycle.cycle_id,
        name=cycle.name,
        max_seats=cycle.max_seats,
        starts_at=cycle.starts_at,
        ends_at=cycle.ends_at,
        results_at=cycle.results_at,
        policy=cycle.policy,
        tests={name: f"{test.low:f} to {test.high:f}" for name, test in rules.TESTS.items()},
        gpa_scales=list(rules.GPA_SCALES),
    )


def _remember(request: Request, response: Response, token: str) -> None:
    settings = request.app.state.settings
    set_cookie(response, settings, COOKIE, token, max_age=COOKIE_DAYS * 86_400)
