"""An OpenAI-compatible service on loopback that says what it was told to say."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response


@dataclass
class Script:
    """Answers to give in turn (the last one again and again), and what was asked."""

    answers: list[tuple[int, Any, dict[str, str]]] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    delay: float = 0.0
    busy: int = 0
    most_busy: int = 0
    files: dict[str, bytes] = field(default_factory=dict)
    batches: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""

    def say(self, body: Any, *, status: int = 200, **headers: str) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers.append((status, body, named))

    def next(self) -> tuple[int, Any, dict[str, str]]:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def completion(content: str | None, *, finish: str = "stop", refusal: str | None = None) -> dict[str, Any]:
    return {
        "id": "c1",
        "object": "chat.completion",
        "created": 1,
        "model": "fake-2026",
        "choices": [
            {
                "index": 0,
                "finish_reason": finish,
                "message": {"role": "assistant", "content": content, "refusal": refusal},
            }
        ],
        "usage": {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100},
    }


def make_app(script: Script) -> FastAPI:
    app = FastAPI()

    @app.post("/v1/chat/completions")
    async def chat(request: Request) -> Response:
        script.requests.append(await request.json())
        script.busy += 1
        script.most_busy = max(script.most_busy, script.busy)
        try:
            await asyncio.sleep(script.delay)
        finally:
            script.busy -= 1
        status, body, headers = script.next()
        if isinstance(body, str):
            return Response(body, status, headers)
        return JSONResponse(body, status, headers)

    @app.post("/v1/files")
    async def upload(request: Request) -> dict[str, Any]:
        form = await request.form()
        name = f"file-{len(script.files)}"
        script.files[name] = await form["file"].read()  # type: ignore[union-attr]
        return {
            "id": name, "object": "file", "bytes": 1, "created_at": 1, "filename": "x", "purpose": "batch",
            "status": "processed",
        }  # fmt: skip

    @app.get("/v1/files/{name}/content")
    async def content(name: str) -> Response:
        if name not in script.files:
            return JSONResponse({"error": {"message": "no such file", "code": "not_found"}}, 404)
        return Response(script.files[name])

    @app.post("/v1/batches")
    async def create(request: Request) -> dict[str, Any]:
        asked = await request.json()
        batch = {
            "id": f"batch-{len(script.batches)}", "object": "batch", "created_at": 1, "status": "validating",
            "errors": None, "output_file_id": None, "error_file_id": None,
            "request_counts": {"total": 0, "completed": 0, "failed": 0}, **asked,
        }  # fmt: skip
        script.batches.append(batch)
        return batch

    @app.get("/v1/batches")
    async def list_batches() -> dict[str, Any]:
        return {"object": "list", "data": script.batches[::-1], "has_more": False}

    @app.get("/v1/batches/{batch_id}")
    async def retrieve(batch_id: str) -> dict[str, Any]:
        return next(batch for batch in script.batches if batch["id"] == batch_id)

    @app.post("/v1/batches/{batch_id}/cancel")
    async def cancel(batch_id: str) -> dict[str, Any]:
        batch = next(batch for batch in script.batches if batch["id"] == batch_id)
        batch["status"] = "cancelling"
        return batch

    return app


@asynccontextmanager
async def serving(script: Script) -> AsyncIterator[Script]:
    """Serve `script` on a free port of loopback; `script.url` says where."""
    config = uvicorn.Config(make_app(script), host="127.0.0.1", port=0, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    server.capture_signals = _leave_signals_alone  # type: ignore[method-assign]
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    script.url = f"http://127.0.0.1:{port}/v1"
    try:
        yield script
    finally:
        server.should_exit = True
        await task


def _leave_signals_alone() -> Any:
    from contextlib import nullcontext

    return nullcontext()


def answer(**value: Any) -> dict[str, Any]:
    return completion(json.dumps(value))
