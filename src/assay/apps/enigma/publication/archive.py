"""The archive of a completed cycle: one Parquet file a table, and a manifest of their hashes."""

import json
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow as pa
import pyarrow.parquet as pq

from assay.apps.enigma.models.cycles import AdmissionCycle
from assay.apps.enigma.publication import queries
from assay.kernel.files import get_store
from assay.kernel.jobs import JobContext

BLOCK = 1 << 20
SCHEMA = "assay.enigma/archive@1"


def facts_of(cycle: AdmissionCycle) -> dict[str, Any]:
    """What the manifest says of the cycle."""
    return {
        "cycle_id": str(cycle.cycle_id),
        "cycle": cycle.name,
        "policy_hash": cycle.policy_hash,
        "applications_hash": cycle.applications_hash,
    }


async def write(ctx: JobContext, org_id: UUID, cycle_id: UUID, facts: dict[str, Any]) -> dict[str, Any]:
    """Write the archive of a cycle to the file store; returns the manifest and where it lies.

    Each table is read in one snapshot and streamed to disk, then stored; memory stays flat. Written again
    after a crash, the files carry the same content.
    """
    prefix = f"enigma/archives/{cycle_id}"
    files = []
    for number, (name, statement) in enumerate(queries.ARCHIVE):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{name}.parquet"
            async with ctx.transaction() as db:
                rows = await _write_parquet(path, queries.archive_rows(db, statement, org_id, cycle_id))
            stored = await get_store().put(
                f"{prefix}/{name}.parquet", _blocks(path), content_type="application/vnd.apache.parquet"
            )
        files.append({"name": f"{name}.parquet", "rows": rows, "bytes": stored.size, "sha256": stored.sha256})
        await ctx.progress(number + 1, len(queries.ARCHIVE) + 1, name)
    manifest = {"schema": SCHEMA, **facts, "files": files}
    body = json.dumps(manifest, indent=2, sort_keys=True).encode()
    stored = await get_store().put(f"{prefix}/manifest.json", _once(body), content_type="application/json")
    return {"prefix": prefix, "manifest_sha256": stored.sha256, "files": files}


async def _write_parquet(path: Path, chunks: AsyncIterator[tuple[list[str], Any]]) -> int:
    writer: Any = None
    total = 0
    async for names, rows in chunks:
        columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
        arrays = [pa.array(column) for column in columns]
        if writer is None:
            fields = [
                pa.field(name, pa.string() if pa.types.is_null(array.type) else array.type)
                for name, array in zip(names, arrays, strict=True)
            ]
            writer = pq.ParquetWriter(path, pa.schema(fields), compression="zstd")
        schema = writer.schema
        writer.write_table(
            pa.table([array.cast(field.type) for array, field in zip(arrays, schema, strict=True)], schema)
        )
        total += len(rows)
    writer.close()
    return total


async def _blocks(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block


async def _once(body: bytes) -> AsyncIterator[bytes]:
    yield body
