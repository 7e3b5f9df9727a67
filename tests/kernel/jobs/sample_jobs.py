"""Jobs the tests run, in this process and in real worker processes. Their marks are rows of `job_marks`."""

import asyncio
from datetime import timedelta

from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from assay.kernel.db.session import Database, Role
from assay.kernel.errors import NotFound, Unavailable
from assay.kernel.jobs import Handler, JobContext, JobSpec, NoArgs, handler


class Chunks(BaseModel):
    """`count` chunks; after each step the handler sleeps `pause` seconds."""

    count: int = 10
    pause: float = 0.0


class Mark(BaseModel):
    label: str


CHUNKED = JobSpec("test.chunked", Chunks, max_attempts=3, backoff=timedelta(milliseconds=50))
MARKED = JobSpec("test.marked", Mark)
BROKEN = JobSpec("test.broken", Mark, max_attempts=3, backoff=timedelta(milliseconds=50))
HOPELESS = JobSpec("test.hopeless", Mark)
SLOW = JobSpec("test.slow", Chunks, timeout=timedelta(milliseconds=200), max_attempts=1)
TOLD = JobSpec("test.told", Mark, max_attempts=2, backoff=timedelta(milliseconds=50))
TICK = JobSpec("test.tick", NoArgs)

mended: set[str] = set()
"""Labels for which the broken job works after all."""


async def prepare(database: Database) -> None:
    """The table the sample jobs write to. Nothing in it is unique: a doubled effect is a doubled row."""
    async with database.transaction(role=Role.SYSTEM) as db:
        await db.execute(text("RESET ROLE"))
        await db.execute(text("CREATE TABLE public.job_marks (job uuid, label text)"))
        await db.execute(text("GRANT ALL ON public.job_marks TO assay_app, assay_system, assay_vault"))


async def mark(db: AsyncSession, ctx: JobContext, label: str) -> None:
    await db.execute(
        text("INSERT INTO public.job_marks VALUES (:job, :label)"),
        {"job": ctx.job_id, "label": label},
    )


async def marks(database: Database) -> list[str]:
    """Labels written so far, in order of writing."""
    async with database.transaction(role=Role.SYSTEM) as db:
        return list(await db.scalars(text("SELECT label FROM public.job_marks ORDER BY ctid")))


async def tell(ctx: JobContext, db: AsyncSession, args: Mark, error: BaseException) -> None:
    """What a job tells when nobody will try it again."""
    await mark(db, ctx, f"{args.label} given up: {type(error).__name__}")
    if args.label == "speechless":
        raise RuntimeError("It cannot be told.")


@handler(CHUNKED)
async def chunked(ctx: JobContext, args: Chunks) -> None:
    start = (ctx.cursor or {"next": 0})["next"]
    for chunk in range(start, args.count):
        async with ctx.transaction() as db:
            await mark(db, ctx, f"chunk {chunk}")
            await ctx.save_cursor(db, {"next": chunk + 1}, done=chunk + 1, total=args.count)
        await asyncio.sleep(args.pause)


@handler(MARKED)
async def marked(ctx: JobContext, args: Mark) -> None:
    async with ctx.transaction() as db:
        await mark(db, ctx, args.label)


@handler(BROKEN)
async def broken(ctx: JobContext, args: Mark) -> None:
    async with ctx.transaction() as db:
        await mark(db, ctx, f"{args.label} attempt {ctx.attempt}")
        if args.label not in mended:
            raise Unavailable("The service of reader@example.org does not answer.")


@handler(HOPELESS)
async def hopeless(ctx: JobContext, args: Mark) -> None:
    raise NotFound(f"There is no {args.label}.")


@handler(TOLD, given_up=tell)
async def told(ctx: JobContext, args: Mark) -> None:
    raise Unavailable("Not today.")


@handler(SLOW)
async def slow(ctx: JobContext, args: Chunks) -> None:
    await asyncio.sleep(args.pause)


@handler(TICK)
async def tick(ctx: JobContext, args: NoArgs) -> None:
    async with ctx.transaction() as db:
        await mark(db, ctx, "tick")


HANDLERS: list[Handler] = [chunked, marked, broken, hopeless, told, slow, tick]  # type: ignore[type-arg]
