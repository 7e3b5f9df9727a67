"""A service on loopback that speaks OpenAI's chat completions, files and batches. It judges nothing.

Answers come from a callable of the test; `faults` are taken one a completion, in order, before it answers
properly: "refusal", "cut_off", "content_filter", "garbage", or an HTTP status. `batch_ends` are taken one a
batch: "completed" (also when none is left), "expired" half way, "failed" or "cancelled" before it began. The
model it names is `fake-openai`.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from fastapi import FastAPI, Request, Response, UploadFile

MODEL = "fake-openai"
_FINISH = {"cut_off": "length", "content_filter": "content_filter"}


@dataclass(slots=True)
class FakeOpenAi:
    """`answer` gets the messages of a request and gives the answer's object."""

    answer: Callable[[list[dict[str, str]]], dict[str, Any]]
    faults: list[str | int] = field(default_factory=list)
    batch_ends: list[str] = field(default_factory=list)
    asked: int = 0
    polls: int = 0
    files: dict[str, bytes] = field(default_factory=dict)
    batches: dict[str, dict[str, Any]] = field(default_factory=dict)
    url: str = ""

    def complete(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Status and body of the answer to one request."""
        self.asked += 1
        fault = self.faults.pop(0) if self.faults else None
        if isinstance(fault, int):
            return fault, {"error": {"message": "a fault that was asked for", "code": str(fault)}}
        assert body["response_format"]["json_schema"]["strict"] is True
        message: dict[str, Any] = {"role": "assistant", "content": None, "refusal": None}
        if fault == "refusal":
            message["refusal"] = "No."
        else:
            message["content"] = (
                "garbage" if fault == "garbage" else json.dumps(self.answer(body["messages"]))
            )
        choice = {"index": 0, "message": message, "finish_reason": _FINISH.get(str(fault), "stop")}
        usage = {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100}
        return 200, {
            "id": "c",
            "object": "chat.completion",
            "model": MODEL,
            "choices": [choice],
            "usage": usage,
        }

    def run_batch(self, file_id: str, end: str = "completed") -> tuple[str | None, str | None]:
        """Output and error file of a batch on `file_id`; None for one that would be empty."""
        if end in ("failed", "cancelled"):
            return None, None
        sides: dict[bool, list[str]] = {True: [], False: []}
        lines = self.files[file_id].splitlines()
        for number, line in enumerate(lines):
            request = json.loads(line)
            if end == "expired" and number >= len(lines) // 2:
                late = {"code": "batch_expired", "message": "The window has passed."}
                reply = {"id": "b", "custom_id": request["custom_id"], "response": None, "error": late}
                sides[False].append(json.dumps(reply))
                continue
            status, body = self.complete(request["body"])
            response = {"status_code": status, "request_id": "r", "body": body}
            reply = {"id": "b", "custom_id": request["custom_id"], "response": response, "error": None}
            sides[status == 200].insert(0, json.dumps(reply))
        made: list[str | None] = []
        for name, good in (("output", True), ("errors", False)):
            made.append(f"{name}-{file_id}" if sides[good] else None)
            if sides[good]:
                self.files[f"{name}-{file_id}"] = "\n".join(sides[good]).encode()
        return made[0], made[1]


def make_app(fake: FakeOpenAi) -> FastAPI:
    app = FastAPI()

    @app.post("/v1/chat/completions")
    async def completions(request: Request) -> Response:
        status, body = fake.complete(await request.json())
        headers = {"Retry-After": "0"} if status == 429 else {}
        return Response(json.dumps(body), status_code=status, media_type="application/json", headers=headers)

    @app.post("/v1/files")
    async def upload(file: UploadFile) -> dict[str, Any]:
        name = f"file-{len(fake.files)}"
        fake.files[name] = await file.read()
        return {
            "id": name,
            "object": "file",
            "bytes": 1,
            "created_at": 1,
            "filename": "f",
            "purpose": "batch",
        }

    @app.get("/v1/files/{file_id}/content")
    async def content(file_id: str) -> Response:
        return Response(fake.files[file_id])

    @app.post("/v1/batches")
    async def start(request: Request) -> dict[str, Any]:
        sent = await request.json()
        batch = {
            "id": f"batch-{len(fake.batches)}",
            "object": "batch",
            "created_at": 1,
            "status": "in_progress",
            **{key: sent[key] for key in ("endpoint", "completion_window", "input_file_id", "metadata")},
        }
        fake.batches[batch["id"]] = batch
        return batch

    @app.get("/v1/batches")
    async def listed() -> dict[str, Any]:
        return {"object": "list", "data": list(fake.batches.values()), "has_more": False}

    @app.get("/v1/batches/{batch_id}")
    async def poll(batch_id: str) -> dict[str, Any]:
        fake.polls += 1
        batch = fake.batches[batch_id]
        if fake.polls > 1 and batch["status"] == "in_progress":
            end = fake.batch_ends.pop(0) if fake.batch_ends else "completed"
            output, errors = fake.run_batch(batch["input_file_id"], end)
            batch |= {"status": end, "output_file_id": output, "error_file_id": errors}
        return batch

    return app


@asynccontextmanager
async def fake_openai(
    answer: Callable[[list[dict[str, str]]], dict[str, Any]], *faults: str | int
) -> AsyncIterator[FakeOpenAi]:
    """The service, on a free port of loopback, until the block ends."""
    fake = FakeOpenAi(answer, list(faults))
    server = uvicorn.Server(uvicorn.Config(make_app(fake), port=0, log_level="error", lifespan="off"))
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    fake.url = f"http://127.0.0.1:{port}/v1"
    try:
        yield fake
    finally:
        server.should_exit = True
        await task
