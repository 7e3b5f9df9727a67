"""A frozen cycle with sealed applications, and a job's surroundings without a worker."""

import json
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.enigma.intake.service import COLUMN, TABLE
from assay.apps.enigma.models.applications import Application, IdentityMapping
from assay.apps.enigma.models.cycles import AdmissionCycle
from assay.apps.enigma.permissions import ROLES
from assay.apps.enigma.phases import Phase
from assay.apps.enigma.policy import Policy, ScrubbingPolicy
from assay.kernel import clock
from assay.kernel.access.actor import Actor, ActorKind
from assay.kernel.db.session import Database, Role
from assay.kernel.ids import uuid7
from assay.kernel.settings import Settings
from assay.kernel.vault import Place, keyring_of, seal
from assay.kernel.vault.envelope import new_data_key

ESSAY = "I am Priya. My friend Zsofia lives in Dunmarport. Becuase zorblax was there, we ran."


@dataclass
class Context:
    """What `scrub_cycle` needs of a job: transactions bound to the organisation, and progress."""

    database: Database
    org_id: UUID
    seen: list[tuple[int, int | None]] = field(default_factory=list)

    def transaction(self, role: Role | None = None) -> AbstractAsyncContextManager[AsyncSession]:
        return self.database.transaction(role=role or Role.APP, org_id=self.org_id)

    async def progress(self, done: int, total: int | None = None, note: str | None = None) -> None:
        self.seen.append((done, total))


@pytest.fixture
def reviewer(org: UUID) -> Actor:
    return Actor(
        ActorKind.ACCOUNT,
        account_id=uuid7(),
        org_id=org,
        permissions=frozenset(ROLES["reviewer"]),
        label="reviewer",
    )


@pytest.fixture
async def cycle_id(savepoint: Database, org: UUID, settings: Settings) -> UUID:
    """A frozen cycle that sends every text with any risk to a reviewer, with three applications."""
    now = clock.now()
    async with savepoint.transaction(role=Role.VAULT, org_id=org) as vault:
        policy = Policy(scrubbing=ScrubbingPolicy(review_above=0.0))
        cycle = AdmissionCycle(
            org_id=org,
            name="B.Tech",
            max_seats=2,
            starts_at=now,
            ends_at=now + timedelta(days=1),
            results_at=now + timedelta(days=2),
            phase=Phase.PREPROCESSING,
            policy=policy.document(),
        )
        vault.add(cycle)
        await vault.flush()
        for essay in (ESSAY, ESSAY, "It rained."):
            await _apply(vault, settings, cycle, essay)
    return cycle.cycle_id


async def _apply(vault: AsyncSession, settings: Settings, cycle: AdmissionCycle, essay: str) -> None:
    application_id = uuid7()
    vault.add(
        Application(
            org_id=cycle.org_id,
            application_id=application_id,
            cycle_id=cycle.cycle_id,
            gpa=Decimal(9),
            gpa_scale=10,
            test_scores={},
            access_token_hash=b"t",
            content_digest=b"d",
        )
    )
    await vault.flush()
    data_key = new_data_key()
    wrapped = keyring_of(settings).wrap(data_key)
    content = {
        "name": "Priya Sharma",
        "email": "priya@example.org",
        "essay": essay,
        "achievements": "Zsofia and I won.",
    }
    vault.add(
        IdentityMapping(
            org_id=cycle.org_id,
            application_id=application_id,
            cycle_id=cycle.cycle_id,
            encrypted_pii=seal(
                data_key, json.dumps(content).encode(), Place(TABLE, COLUMN, application_id, 1)
            ),
            wrapped_key=wrapped.wrapped,
            master_key=wrapped.master_key,
        )
    )
    await vault.flush()
