"""Runs as the rest works with them: made once a cycle, with rubric, prompt and key that go with them."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.enigma.batches import queries
from assay.apps.enigma.batches.ids import RunKey
from assay.apps.enigma.models.batches import BatchRun, RunKind
from assay.apps.enigma.models.cycles import AdmissionCycle
from assay.apps.enigma.policy import EvaluationPolicy, Policy
from assay.apps.enigma.scoring import prompts
from assay.apps.enigma.scoring.rubric import Rubric, load
from assay.kernel import llm
from assay.kernel.access.actor import Actor
from assay.kernel.errors import Conflict
from assay.kernel.ids import uuid7
from assay.kernel.settings import get_settings
from assay.kernel.web.i18n import gettext as _

FILES = "files"
"""The engine of a run whose answers come back in files from outside."""
MAX_ATTEMPTS = 3
"""Attempts at one answer before a person is asked."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run is about: rubric, policy, and the key its custom_ids are derived with."""

    run: BatchRun
    rubric: Rubric
    policy: EvaluationPolicy
    key: RunKey

    @property
    def share(self) -> float:
        return self.policy.judge_share


def plan_of(run: BatchRun, cycle: AdmissionCycle) -> Plan:
    """The plan of `run`. Raises Conflict when rubric or prompt are no longer those it began with."""
    policy = Policy.model_validate(cycle.policy).evaluation
    rubric = load(policy.rubric)
    if (rubric.hash, prompts.prompt_hash(run.kind, rubric)) != (run.rubric_hash, run.prompt_hash):
        raise Conflict(
            _("Rubric or prompt have changed since this run began. Put the release back it began on.")
        )
    return Plan(run, rubric, policy, RunKey.of(get_settings().secret_bytes("hmac_key"), run.batch_run_id))


async def ensure(db: AsyncSession, actor: Actor, cycle: AdmissionCycle, kind: RunKind) -> BatchRun:
    """The cycle's run of that kind, made with the engine and the model the settings name now."""
    if known := await queries.run_of(db, cycle.org_id, cycle.cycle_id, kind):
        return known
    settings = get_settings()
    policy = Policy.model_validate(cycle.policy).evaluation
    rubric = load(policy.rubric)
    judged = kind is RunKind.JUDGE
    model = (settings.llm_judge_model if judged else "") or settings.llm_model
    made = BatchRun(
        batch_run_id=uuid7(),
        org_id=cycle.org_id,
        cycle_id=cycle.cycle_id,
        kind=kind,
        engine=settings.llm_engine,
        model=llm.BASELINE if settings.llm_engine == llm.BASELINE else model or settings.llm_engine,
        prompt_version=prompts.VERSION,
        prompt_hash=prompts.prompt_hash(kind, rubric),
        rubric_version=rubric.version,
        rubric_hash=rubric.hash,
        replicates=1 if judged else policy.replicates,
        created_by=actor.label,
        remote={},
    )
    db.add(made)
    await db.flush()
    return made


async def worker_run(db: AsyncSession, org_id: UUID, cycle_id: UUID) -> BatchRun:
    """The cycle's worker run. Raises Conflict before the batches were prepared."""
    if run := await queries.run_of(db, org_id, cycle_id, RunKind.WORKER):
        return run
    raise Conflict(_("The batches of this cycle have not been prepared yet."))
