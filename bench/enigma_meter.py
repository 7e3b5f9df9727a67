"""Measured rows: our time beside the limit's, and the peak memory of this process in that phase."""

import resource
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from types import ModuleType
from typing import Any

MIB = 1024


@dataclass(slots=True)
class Row:
    """One line of the table. Seconds are for `items` of `unit`; `aim` is the ratio we want to stay within."""

    phase: str
    items: int
    unit: str
    seconds: float = 0.0
    limit: str = ""
    limit_seconds: float | None = None
    aim: float | None = None
    memory: float | None = None
    """Peak resident memory of this process while it ran, MiB; None where it is another process's work."""

    @property
    def rate(self) -> float:
        return self.items / self.seconds if self.seconds else 0.0

    @property
    def ratio(self) -> float | None:
        """Our time over the limit's."""
        return self.seconds / self.limit_seconds if self.limit_seconds else None

    def document(self) -> dict[str, Any]:
        return {
            "phase": self.phase,
            "items": self.items,
            "unit": self.unit,
            "seconds": round(self.seconds, 4),
            "per_second": round(self.rate, 1),
            "limit": self.limit,
            "limit_seconds": None if self.limit_seconds is None else round(self.limit_seconds, 4),
            "ratio": None if self.ratio is None else round(self.ratio, 3),
            "aim": self.aim,
            "peak_mib": None if self.memory is None else round(self.memory, 1),
        }

    def cells(self) -> tuple[str, ...]:
        """The row as printed: phase, items, seconds, rate, limit, its seconds, ratio, aim, memory."""
        return (
            self.phase,
            f"{self.items:,} {self.unit}",
            f"{self.seconds:.2f}",
            f"{self.rate:,.0f}/s",
            self.limit or "-",
            "-" if self.limit_seconds is None else f"{self.limit_seconds:.2f}",
            "-" if self.ratio is None else f"{self.ratio:.2f}",
            "-" if self.aim is None else f"{self.aim:g}",
            "-" if self.memory is None else f"{self.memory:.0f}",
        )


COLUMNS = ("phase", "items", "ours s", "rate", "limit", "limit s", "ratio", "aim", "peak MiB")


@dataclass(slots=True)
class Meter:
    """The rows measured so far."""

    rows: list[Row] = field(default_factory=list)

    def add(self, row: Row) -> Row:
        self.rows.append(row)
        return row

    @contextmanager
    def measure(self, phase: str, items: int, unit: str = "applications") -> Iterator[Row]:
        """Add a row with the time and the peak memory of the block."""
        row = self.add(Row(phase, items, unit))
        reset_peak()
        begun = time.perf_counter()
        try:
            yield row
        finally:
            row.seconds = time.perf_counter() - begun
            row.memory = peak_mib()


@dataclass(slots=True)
class Lap:
    seconds: float = 0.0
    memory: float = 0.0


@contextmanager
def lap(module: ModuleType, name: str) -> Iterator[Lap]:
    """Time every call of the coroutine function `module.name` while the block runs: parts of one job."""
    original: Callable[..., Awaitable[Any]] = getattr(module, name)
    taken = Lap()

    @wraps(original)
    async def timed(*given: Any, **named: Any) -> Any:
        reset_peak()
        begun = time.perf_counter()
        try:
            return await original(*given, **named)
        finally:
            taken.seconds += time.perf_counter() - begun
            taken.memory = max(taken.memory, peak_mib())

    setattr(module, name, timed)
    try:
        yield taken
    finally:
        setattr(module, name, original)


def reset_peak() -> None:
    """Start the kernel's record of peak memory anew; where that is not allowed, the record goes on."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return


def peak_mib() -> float:
    """Peak resident memory of this process since `reset_peak`, MiB."""
    try:
        status = Path("/proc/self/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) / MIB
    except (OSError, IndexError, ValueError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MIB


def lines(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """`rows` of cells under COLUMNS in lines as wide as they need to be; names to the left, figures right."""
    every = [COLUMNS, *rows]
    widths = [max(len(row[place]) for row in every) for place in range(len(COLUMNS))]
    for row in every:
        cells = (
            cell.ljust(width) if name in ("phase", "limit") else cell.rjust(width)
            for name, cell, width in zip(COLUMNS, row, widths, strict=True)
        )
        yield "  ".join(cells).rstrip()
