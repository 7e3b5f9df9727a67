"""The Batch API over real HTTP."""

from pathlib import Path

import pytest

from assay.kernel.llm import BatchApi, BatchPhase, Rejected, Unavailable
from tests.kernel.llm.server import Script

LINES = b'{"custom_id": "a"}\n' * 10_000


@pytest.fixture
def jsonl(tmp_path: Path) -> Path:
    path = tmp_path / "requests.jsonl"
    path.write_bytes(LINES)
    return path


async def test_a_file_is_sent_and_a_batch_started_on_it(script: Script, jsonl: Path) -> None:
    api = BatchApi(script.url, "key")
    state = await api.submit(jsonl, key="run-1")
    assert state.phase is BatchPhase.WAITING
    assert script.files["file-0"] == LINES
    [batch] = script.batches
    assert batch["input_file_id"] == "file-0"
    assert (batch["endpoint"], batch["completion_window"]) == ("/v1/chat/completions", "24h")
    await api.close()


async def test_submitting_again_after_a_crash_pays_for_nothing_twice(script: Script, jsonl: Path) -> None:
    api = BatchApi(script.url, "key")
    first = await api.submit(jsonl, key="run-1")
    assert (await api.submit(jsonl, key="run-1")).id == first.id
    assert len(script.files) == 1
    assert (await api.submit(jsonl, key="run-2")).id != first.id
    script.batches[0]["status"] = "failed"
    assert (await api.submit(jsonl, key="run-1")).id not in {first.id}
    await api.close()


async def test_polling_folds_what_the_service_says(script: Script, jsonl: Path) -> None:
    api = BatchApi(script.url, "key")
    batch_id = (await api.submit(jsonl, key="run-1")).id
    script.batches[0] |= {
        "status": "completed",
        "output_file_id": "out",
        "error_file_id": "err",
        "request_counts": {"total": 3, "completed": 2, "failed": 1},
    }
    state = await api.poll(batch_id)
    assert state.phase is BatchPhase.DONE
    assert (state.total, state.completed, state.failed) == (3, 2, 1)
    assert (state.output_file_id, state.error_file_id) == ("out", "err")
    for status in ("failed", "expired", "cancelled"):
        script.batches[0]["status"] = status
        assert (await api.poll(batch_id)).phase is BatchPhase.ENDED
    script.batches[0]["errors"] = {
        "object": "list",
        "data": [{"line": 7, "message": "not JSON", "code": "x"}],
    }
    assert (await api.poll(batch_id)).errors == ("line 7: not JSON",)
    await api.close()


async def test_output_is_downloaded_as_it_arrives(script: Script) -> None:
    api = BatchApi(script.url, "key")
    script.files["out"] = LINES
    chunks = [chunk async for chunk in api.download("out")]
    assert b"".join(chunks) == LINES
    assert len(chunks) > 1
    with pytest.raises(Rejected, match="404"):
        [chunk async for chunk in api.download("none")]
    await api.close()


async def test_cancelling_leaves_an_ended_batch_alone(script: Script, jsonl: Path) -> None:
    api = BatchApi(script.url, "key")
    batch_id = (await api.submit(jsonl, key="run-1")).id
    assert (await api.cancel(batch_id)).status == "cancelling"
    script.batches[0]["status"] = "completed"
    assert (await api.cancel(batch_id)).status == "completed"
    await api.close()


async def test_a_service_that_is_gone_is_unavailable() -> None:
    api = BatchApi("http://127.0.0.1:9/v1", "key")
    with pytest.raises(Unavailable):
        await api.poll("batch-0")
    await api.close()
