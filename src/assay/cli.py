"""The command `assay`. Groups of commands lie in `assay.commands`, an application's in its cli.py."""

import asyncio
import sys
from collections.abc import Callable, Coroutine
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import SecretStr

from assay import __version__
from assay.apps.enigma.cli import app as enigma
from assay.apps.exportsathi.cli import app as exportsathi
from assay.apps.mathvidya.cli import app as mathvidya
from assay.apps.veritas.cli import app as veritas
from assay.commands import data, keys, proofs, serving
from assay.commands.console import AsJson, database_settings, errors, out, say, table, with_database
from assay.kernel.db.session import Database
from assay.kernel.settings import Settings, get_settings

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
    help="Assay: work judged by rule, model and people, with evidence anyone can check.",
)
admin = typer.Typer(no_args_is_help=True, help="Administrators.")
demo = typer.Typer(no_args_is_help=True, help="Whole runs on made-up data, without a browser.")
bench = typer.Typer(no_args_is_help=True, help="Measure against the limits of this machine.")

app.command()(serving.up)
app.command()(serving.serve)
app.command()(serving.worker)
app.add_typer(data.app, name="db")
app.add_typer(keys.app, name="keys")
app.add_typer(admin, name="admin")
app.add_typer(proofs.app, name="audit")
app.add_typer(demo, name="demo")
app.add_typer(bench, name="bench")
app.add_typer(enigma, name="enigma")
app.add_typer(veritas, name="veritas")
app.add_typer(mathvidya, name="mathvidya")
app.add_typer(exportsathi, name="exportsathi")


def _version(wanted: bool) -> None:
    if wanted:
        out.print(f"assay {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Assay: work judged by rule, model and people, with evidence anyone can check."""


@app.command()
def config(as_json: AsJson = False) -> None:
    """List every setting, its value (secrets hidden), and what it is for."""
    settings = get_settings()
    rows = []
    for name, field in Settings.model_fields.items():
        value = getattr(settings, name)
        if isinstance(value, SecretStr):
            value = "set" if value.get_secret_value() else "not set"
        rows.append((f"ASSAY_{name.upper()}", value, field.description or ""))
    say(
        [{"name": name, "value": value, "about": about} for name, value, about in rows],
        as_json=as_json,
        text=lambda: table("Settings", ("name", "value", "what for"), rows),
    )


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Check database, keys, storage, mail and models, and say what to do about what is wrong."""
    from assay.kernel.ops.doctor import examine

    with errors(), database_settings() as settings:
        findings = asyncio.run(examine(settings))
    say(
        [finding.document() for finding in findings],
        as_json=as_json,
        text=lambda: table(
            "Check-up",
            ("check", "state", "finding", "what to do"),
            [(one.name, one.state.value, one.detail, one.remedy) for one in findings],
        ),
    )
    if any(one.state.value == "bad" for one in findings):
        raise typer.Exit(1)


@admin.command("create")
def create_admin(
    email: str,
    organisation: Annotated[str, typer.Option(help="Name of the organisation.")],
    name: Annotated[str, typer.Option(help="Name of the person.")] = "Administrator",
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)] = "",
) -> None:
    """Create an organisation (if it is new) and an account that administers it."""
    from assay.kernel.identity import admin as people

    async def work(database: Database, settings: Settings) -> None:
        org_id = await people.organisation_named(database, organisation)
        roles = dict.fromkeys(settings.apps, "admin")
        await people.create_admin(
            database, settings, email=email, password=password, org_id=org_id, name=name, roles=roles
        )

    with_database(work)
    out.print(f"{email} administers {organisation}.")


@demo.command("enigma")
def demo_enigma(
    applications: Annotated[int, typer.Option(help="How many applications.")] = 300,
    as_json: AsJson = False,
) -> None:
    """Run an admission cycle through all nine phases on a throw-away database, and verify the log."""
    from assay.demo.enigma import run_cycle

    with errors():
        asyncio.run(run_cycle(applications, as_json=as_json))


@demo.command("veritas")
def demo_veritas(
    students: Annotated[int, typer.Option(min=2, help="How many students sit it.")] = 60,
    as_json: AsJson = False,
) -> None:
    """Have an exam sat, graded, analysed and reviewed on a throw-away database, and verify the log."""
    from assay.demo.veritas import run_exam

    with errors():
        asyncio.run(run_exam(students, as_json=as_json))


@demo.command("mathvidya")
def demo_mathvidya(as_json: AsJson = False) -> None:
    """Take an exam of each class from paper to marked PDF on a throw-away database, and verify the log."""
    from assay.demo.mathvidya_run import run_exams

    with errors():
        asyncio.run(run_exams(as_json=as_json))


@demo.command("exportsathi")
def demo_exportsathi(as_json: AsJson = False) -> None:
    """Take three products from report to papers on a throw-away database, and verify the log."""
    from assay.demo.exportsathi_run import run_exports

    with errors():
        asyncio.run(run_exports(as_json=as_json))


@bench.command("enigma")
def bench_enigma(
    applications: Annotated[int, typer.Option(help="How many applications.")] = 100_000,
    as_json: AsJson = False,
) -> None:
    """Phases 2-4 and 6-8 against the bare limits, side by side in one run."""
    run = _benchmark("enigma")
    with errors():
        asyncio.run(run(applications, as_json=as_json))


@bench.command("veritas")
def bench_veritas(
    events: Annotated[int, typer.Option(help="How many events there are in the end.")] = 10_000_000,
    attempts: Annotated[int, typer.Option(help="How many attempts at exams that are over.")] = 10_000,
    live: Annotated[int, typer.Option(help="How many sit an exam meanwhile.")] = 5_000,
    as_json: AsJson = False,
) -> None:
    """Events over HTTP against COPY; dashboards at 10,000 events and at many, side by side in one run."""
    run = _benchmark("veritas")
    with errors():
        asyncio.run(run(events, attempts, live, as_json=as_json))


@bench.command("mathvidya")
def bench_mathvidya(
    exams: Annotated[int, typer.Option(help="How many exams there are in the end.")] = 2_000_000,
    papers: Annotated[int, typer.Option(help="How many papers of each class are made.")] = 1_000,
    students: Annotated[int, typer.Option(help="How many generate a paper at once.")] = 500,
    as_json: AsJson = False,
) -> None:
    """Papers, students at once, pages at 10,000 exams and at many, deadlines, assignment, in one run."""
    run = _benchmark("mathvidya")
    with errors():
        asyncio.run(run(exams, papers, students, as_json=as_json))


@bench.command("exportsathi")
def bench_exportsathi(
    reports: Annotated[int, typer.Option(min=2, help="How many reports are made.")] = 7,
    file: Annotated[Path | None, typer.Option(exists=True, help="Products with their codes.")] = None,
    questions: Annotated[Path | None, typer.Option(exists=True, help="A set of questions.")] = None,
    as_json: AsJson = False,
) -> None:
    """Reports from asked to made against their limits, codes on a labelled file, answers on questions."""
    run = _benchmark("exportsathi")
    with errors():
        asyncio.run(run(reports, file, questions, as_json=as_json))


def _benchmark(name: str) -> Callable[..., Coroutine[Any, Any, None]]:
    """`run` of a benchmark: they are no part of the package but lie beside `src`, in a checkout."""
    sys.path.append(str(Path(__file__).resolve().parents[2]))
    try:
        found: Callable[..., Coroutine[Any, Any, None]] = import_module(f"bench.{name}").run
    except ModuleNotFoundError:
        out.print("The benchmarks lie in bench/: run this from a checkout.")
        raise typer.Exit(1) from None
    return found
