"""The Batch API of an OpenAI-compatible service: upload, create, poll, download, cancel.

Nothing here waits for a batch: a job polls, saves where it is and comes back. Nothing here touches the
database either; what a batch cost is recorded by whoever reads its output.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

import openai
from openai.types import Batch

from assay.kernel.llm.engine import failure_of, make_client

KEY = "assay_key"
ENDPOINT: Final = "/v1/chat/completions"


class BatchPhase(StrEnum):
    """The service's `status`, folded to what a caller does next."""

    WAITING = "waiting"
    """Poll again later."""
    DONE = "done"
    """Completed: read output and error file."""
    ENDED = "ended"
    """Failed, expired or cancelled: read the files there are, then send again what is missing."""


@dataclass(frozen=True, slots=True)
class BatchState:
    """A batch as the service describes it. `total`, `completed` and `failed` count requests."""

    id: str
    status: str
    total: int = 0
    completed: int = 0
    failed: int = 0
    output_file_id: str | None = None
    error_file_id: str | None = None
    errors: tuple[str, ...] = ()

    @property
    def phase(self) -> BatchPhase:
        if self.status == "completed":
            return BatchPhase.DONE
        if self.status in {"failed", "expired", "cancelled"}:
            return BatchPhase.ENDED
        return BatchPhase.WAITING


class BatchApi:
    """Every method raises RateLimited, Unavailable or Rejected; a job's own retries are the retries."""

    def __init__(self, base_url: str, api_key: str, *, timeout: float = 600.0) -> None:
        self.client = make_client(base_url, api_key, timeout=timeout)

    async def submit(self, path: Path, *, key: str) -> BatchState:
        """Send the JSONL file at `path` and start a batch on it.

        `key` makes it happen once: a batch that carries it already (a worker died after the service had
        accepted, before anyone wrote that down) is returned instead of paying for a second one.
        """
        async with _typed():
            if found := await self._find(key):
                return found
            with path.open("rb") as content:
                file = await self.client.files.create(file=(path.name, content), purpose="batch")
            batch = await self.client.batches.create(
                input_file_id=file.id, endpoint=ENDPOINT, completion_window="24h", metadata={KEY: key}
            )
            return _state(batch)

    async def poll(self, batch_id: str) -> BatchState:
        """The batch as it is now."""
        async with _typed():
            return _state(await self.client.batches.retrieve(batch_id))

    async def cancel(self, batch_id: str) -> BatchState:
        """Ask the service to stop; what is done stays downloadable. A batch that has ended is left alone."""
        state = await self.poll(batch_id)
        if state.phase is not BatchPhase.WAITING:
            return state
        async with _typed():
            return _state(await self.client.batches.cancel(batch_id))

    async def download(self, file_id: str) -> AsyncIterator[bytes]:
        """The bytes of an output or error file, as they arrive."""
        async with _typed(), self.client.files.with_streaming_response.content(file_id) as response:
            async for chunk in response.iter_bytes(1 << 16):
                yield chunk

    async def close(self) -> None:
        await self.client.close()

    async def _find(self, key: str) -> BatchState | None:
        try:
            recent = await self.client.batches.list(limit=100)
        except openai.APIStatusError as error:
            if error.status_code in {404, 405, 501}:
                return None  # not every service lists batches; then a crash here can cost one batch
            raise
        for batch in recent.data:
            if (batch.metadata or {}).get(KEY) == key and batch.status not in {"failed", "cancelled"}:
                return _state(batch)
        return None


def _state(batch: Batch) -> BatchState:
    counts = batch.request_counts
    errors = (batch.errors.data if batch.errors else None) or []
    return BatchState(
        id=batch.id,
        status=batch.status,
        total=counts.total if counts else 0,
        completed=counts.completed if counts else 0,
        failed=counts.failed if counts else 0,
        output_file_id=batch.output_file_id,
        error_file_id=batch.error_file_id,
        errors=tuple(f"line {e.line}: {e.message}" if e.line else str(e.message) for e in errors),
    )


@asynccontextmanager
async def _typed() -> AsyncIterator[None]:
    try:
        yield
    except openai.OpenAIError as error:
        raise failure_of(error) from error
