"""Comparing formulas where no answer can hold up the server: in a process of its own, with a limit each.

Run as a module it reads pairs as lines of JSON and answers each with a line: `true`, `false` or `null`.
"""

import asyncio
import json
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

from assay.kernel.errors import Unavailable
from assay.kernel.questions import formula
from assay.kernel.web.i18n import gettext as _

SECONDS = 5.0
"""Of computing, for one comparison: how busy the machine is must not decide a mark."""
STARTUP_SECONDS = 120.0
PATIENCE = 20
"""A comparison that is not done after this many times its seconds, by the clock, is given up too."""
MEMORY = 2 * 1024**3
AT_ONCE = 200
"""Pairs sent to one process: they wait in its pipe."""

Pair = tuple[str, str]
"""Two formulas."""
Same = Callable[[str, str], bool | None]
Verdicts = dict[Pair, bool | None]


async def compare(
    pairs: Iterable[Pair], *, seconds: float = SECONDS, within: float | None = None
) -> Verdicts:
    """Whether the two formulas of each pair say the same; None where that could not be decided in time.

    `seconds` for each of them; `within` these many for all, of which the last batch may take more.
    """
    ends = None if within is None else time.monotonic() + within
    verdicts: Verdicts = {}
    waiting: list[Pair] = []
    for pair in dict.fromkeys(pairs):
        if _is_same_text(pair):
            verdicts[pair] = True
        else:
            waiting.append(pair)
    while waiting and (ends is None or time.monotonic() < ends):
        part = waiting[:AT_ONCE]
        decided = await _run(part, seconds)
        # The one it stopped at took too long or too much: a person marks it, and the next process goes on.
        if len(decided) < len(part):
            decided.append(None)
        verdicts.update(zip(part, decided, strict=False))
        waiting = waiting[len(decided) :]
    return verdicts | dict.fromkeys(waiting)


def known(verdicts: Verdicts) -> Same:
    """`verdicts` in the place of a comparison."""
    return lambda first, second: verdicts.get((first, second))


def _is_same_text(pair: Pair) -> bool:
    first, second = ("".join(text.split()) for text in pair)
    return first == second


async def _run(pairs: list[Pair], seconds: float) -> list[bool | None]:
    """The answers in order; fewer than there are pairs where the process had to be ended."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "assay.kernel.questions.comparing",
        str(seconds),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    decided: list[bool | None] = []
    try:
        await _started(process.stdout)
        for pair in pairs:
            process.stdin.write(json.dumps(pair).encode() + b"\n")
            line = await asyncio.wait_for(process.stdout.readline(), PATIENCE * seconds)
            if not line:
                return decided
            decided.append(json.loads(line))
    except (TimeoutError, ConnectionError):
        return decided
    finally:
        process.stdin.close()
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    return decided


async def _started(answers: asyncio.StreamReader) -> None:
    """Raises Unavailable where the process does not come up: that says nothing of any answer."""
    try:
        line = await asyncio.wait_for(answers.readline(), STARTUP_SECONDS)
    except TimeoutError:
        line = b""
    if not line:
        raise Unavailable(_("Formulas cannot be compared just now. Try again in a moment."))


def serve(lines: Iterable[str], seconds: float) -> Iterator[str]:
    """First that it is ready, then the answer to each line. One that computes for more than `seconds` ends
    the process, wherever it is: nobody handles the signal."""
    formula.equal("x+1", "1+x")  # SymPy is loaded now, not within the first comparison's time
    yield "ready"
    for line in lines:
        first, second = json.loads(line)
        signal.setitimer(signal.ITIMER_PROF, seconds)
        try:
            verdict = formula.equal(first, second)
        except (ArithmeticError, MemoryError, RecursionError, ValueError):
            verdict = None
        yield json.dumps(verdict)


if __name__ == "__main__":
    os.nice(5)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for answer in serve(sys.stdin, float(sys.argv[1])):
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()
