"""Phases 8 and 9: tell every applicant once, then archive and close."""

from uuid import UUID

from assay.apps.enigma.cycles import queries as cycles
from assay.apps.enigma.cycles import service as cycle_service
from assay.apps.enigma.events import Event
from assay.apps.enigma.intake import queries as intake
from assay.apps.enigma.intake import service as intake_service
from assay.apps.enigma.models.cycles import AdmissionCycle
from assay.apps.enigma.phases import Action
from assay.apps.enigma.policy import Policy
from assay.apps.enigma.publication import archive, queries, rules
from assay.apps.enigma.results.rules import RESULT_WORDS
from assay.apps.enigma.selection import queries as selection
from assay.kernel import audit, mail
from assay.kernel.access.actor import Actor, org_of
from assay.kernel.db.session import Role, Session
from assay.kernel.jobs import JobContext
from assay.kernel.settings import get_settings


async def publish(db: Session, actor: Actor, cycle_id: UUID) -> cycle_service.Step:
    """Make the results public and mail them. Raises Conflict when the policy forbids the engine used."""
    org_id = org_of(actor)
    cycle = await cycles.cycle(db, org_id, cycle_id)
    rules.check_engines(Policy.model_validate(cycle.policy), await selection.engines(db, org_id, cycle_id))
    return await cycle_service.begin(db, actor, cycle_id, Action.PUBLISH)


async def mail_results(ctx: JobContext, cycle_id: UUID) -> None:
    """Tell every applicant, once each: the mail's key is the application, and the cursor moves with it."""
    org_id = org_of(ctx.actor)
    async with ctx.transaction() as db:
        cycle = await cycles.cycle(db, org_id, cycle_id)
        total = sum((await cycles.counts_by_status(db, org_id, cycle_id)).values())
    told = int((ctx.cursor or {}).get("told", 0))
    while True:
        after = (ctx.cursor or {}).get("after")
        async with ctx.transaction(role=Role.VAULT) as vault:
            rows = await queries.results_after(vault, org_id, cycle_id, UUID(after) if after else None)
            if not rows:
                break
            for row in rows:
                await _tell(vault, cycle, row)
            await queries.publish_applications(vault, org_id, [row.application_id for row in rows])
            told += len(rows)
            await ctx.save_cursor(vault, {"after": str(rows[-1].application_id), "told": told})
        await ctx.progress(told, total, "results")
    async with ctx.transaction() as db:
        result = {"told": told}
        await audit.record(
            db, ctx.actor, Event.RESULTS_PUBLISHED, entity="cycle", entity_id=cycle_id, details=result
        )
        await cycle_service.finish(db, ctx.actor, cycle_id, Action.PUBLISH, result)


async def _tell(vault: Session, cycle: AdmissionCycle, row: queries.ResultRow) -> None:
    kept = await intake.identity(vault, cycle.org_id, row.application_id)
    identity = intake_service.open_identity(kept)
    await mail.send(
        vault,
        key=f"enigma.result:{row.application_id}",
        to=identity.content["email"],
        template="enigma/result",
        context={
            "name": identity.content["name"],
            "cycle": cycle.name,
            "result": RESULT_WORDS[row.status],
            "link": f"{get_settings().public_url}/enigma/applications/{row.application_id}",
        },
        org_id=cycle.org_id,
    )


async def complete(ctx: JobContext, cycle_id: UUID) -> None:
    """Archive the cycle and close it."""
    org_id = org_of(ctx.actor)
    async with ctx.transaction() as db:
        cycle = await cycles.cycle(db, org_id, cycle_id)
    written = await archive.write(ctx, org_id, cycle_id, archive.facts_of(cycle))
    async with ctx.transaction() as db:
        await audit.record(
            db, ctx.actor, Event.CYCLE_COMPLETED, entity="cycle", entity_id=cycle_id, details=written
        )
        await cycle_service.finish(db, ctx.actor, cycle_id, Action.COMPLETE, written)


async def apply_retention(ctx: JobContext) -> int:
    """Erase what is past its cycle's retention, organisation by organisation; returns how many."""
    erased = 0
    while True:
        async with ctx.transaction(role=Role.SYSTEM) as system:
            expired = await intake.expired(system)
        if not expired:
            return erased
        for org_id, application_id in expired:
            actor = Actor(kind=ctx.actor.kind, org_id=org_id, label="enigma.retention")
            async with ctx.database.transaction(role=Role.VAULT, org_id=org_id) as vault:
                await intake_service.erase(vault, actor, application_id, reason="retention")
        erased += len(expired)
        await ctx.progress(erased, note="applications erased")
