"""The command `assay mathvidya sla`: mount it by `app.command()(sla)`; `cli` runs it alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from assay.apps.mathvidya.sla.rules import Calendar

cli = typer.Typer(help="Due times in working hours.")


@cli.command()
def sla(
    *,
    start: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="ISO 8601; without an offset it is Indian time."),
    ] = None,
    hours: Annotated[str | None, typer.Option(metavar="N", help="Working hours, as 48 or 1.5.")] = None,
    batch: Annotated[
        Path | None,
        typer.Option(metavar="IN.csv", exists=True, dir_okay=False, help="CSV: start, hours."),
    ] = None,
    workdays: Annotated[
        str, typer.Option(metavar="DAYS", help="As mon-sat, mon-fri or mon,wed,fri.")
    ] = "mon-sat",
    holidays: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.csv",
            exists=True,
            dir_okay=False,
            help="CSV: date (its first column where none is).",
        ),
    ] = None,
) -> None:
    """Print when N working hours after a start have passed, in Indian time.

    Time runs on working days from 09:00:00 to 18:00:00 (Indian time), except on the holidays given. What
    takes exactly the rest of a day is due at 18:00:00 of that day, not at the next opening; a start outside
    hours counts from the next opening. Hours are exact to the second. With --batch: one due time a line, in
    the order of the file.
    """
    if (start is None) == (batch is None) or (start is None) != (hours is None):
        raise typer.BadParameter("Give --start with --hours, or --batch.")
    calendar = _calendar(workdays, holidays)
    if holidays is None:
        typer.echo("No holidays are subtracted: name them by --holidays FILE.csv.", err=True)
    if batch is not None:
        for line in _batch(calendar, batch):
            typer.echo(line)
    else:
        typer.echo(_due(calendar, start or "", hours or ""))


def _calendar(workdays: str, holidays: Path | None) -> "Calendar":
    from assay.apps.mathvidya.sla.files import read_holidays
    from assay.apps.mathvidya.sla.rules import Calendar, parse_workdays

    with _named("--workdays"):
        days = parse_workdays(workdays)
    if holidays is None:
        return Calendar(workdays=days)
    with _named(holidays.name):
        return Calendar(workdays=days, holidays=read_holidays(holidays.read_bytes()))


def _due(calendar: "Calendar", start: str, hours: str) -> str:
    from assay.apps.mathvidya.sla.files import parse_hours, parse_start
    from assay.apps.mathvidya.sla.rules import due_time

    with _named("--start"):
        begun = parse_start(start)
    with _named("--hours"):
        work = parse_hours(hours)
    with _named("--start"):
        return due_time(calendar, begun, work).isoformat()


def _batch(calendar: "Calendar", batch: Path) -> Iterator[str]:
    from assay.apps.mathvidya.sla.files import all_due, read_starts

    with _named(batch.name):
        due = all_due(calendar, read_starts(batch.read_bytes()))
    return (moment.isoformat() for moment in due)


@contextmanager
def _named(what: str) -> Iterator[None]:
    """Print an error as one line after the name of the option or the file, and end the command."""
    from assay.kernel.errors import Invalid

    try:
        yield
    except Invalid as error:
        typer.echo(f"{what}: {error.detail}", err=True)
        raise typer.Exit(1) from None
