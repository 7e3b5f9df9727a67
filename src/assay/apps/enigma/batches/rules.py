"""Pure rules of batches: what a model is given to read."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from assay.apps.enigma.scoring import injection, normal


@dataclass(frozen=True, slots=True)
class Ready:
    """Texts as models read them, column by column, and the signs in each that it speaks to its reader."""

    ids: list[UUID]
    bodies: list[str]
    signs: list[list[injection.Sign]]


def ready(rows: Sequence[tuple[UUID, str, str]]) -> Ready:
    """Make scrubbed texts ready: application, essay and achievements a row."""
    return Ready(
        [application_id for application_id, _essay, _listed in rows],
        [normal.body(essay, listed) for _id, essay, listed in rows],
        [injection.signs(f"{essay}\n{listed}") for _id, essay, listed in rows],
    )
