"""Scrub a file of JSON lines without a database: streamed, in order, bad lines reported by number."""

import json
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any

from assay.apps.enigma.scrubbing.engine import Options, Scrubber
from assay.apps.enigma.scrubbing.known import Known

#: Lines that travel to a process together, and chunks per process in flight: what memory holds at most.
_CHUNK = 64
_AHEAD = 3


@dataclass(frozen=True)
class BadLine:
    """An input line that could not be scrubbed: its number (from 1) and why."""

    line: int
    reason: str


@dataclass(frozen=True)
class Outcome:
    """How many lines were scrubbed, and those that were not."""

    scrubbed: int
    bad: tuple[BadLine, ...]


@dataclass(frozen=True)
class _Item:
    line: int
    id: Any
    text: str
    known: Known


def scrub_file(
    source: Path,
    target: Path,
    *,
    errors: Path | None = None,
    options: Options | None = None,
    processes: int = 1,
) -> Outcome:
    """Scrub every line of `source` into `target`, one JSON object a line, in the same order.

    Input: `{"id", "text", "known": {"name", "email", ...}}`; `known` may be left out (see `Known.of`).
    Output: `{"id", "text", "spans": [{"start", "end", "label", "source"}], "risk"}`; `text` is the scrubbed
    one, `start` and `end` count code points of the input text.
    A line that does not fit is left out of `target` and noted, with its number and reason, in the result and
    in `errors` (JSON lines; by default `target` with the suffix `.errors.jsonl`, removed when none is bad).

    Memory does not grow with the file. Raises OSError when a file cannot be read or written.
    """
    errors = errors or target.with_suffix(".errors.jsonl")
    bad: list[BadLine] = []
    scrubbed = 0
    with ExitStack() as stack:
        lines = stack.enter_context(source.open("rb"))
        out = stack.enter_context(target.open("w", encoding="utf-8"))
        noted = stack.enter_context(errors.open("w", encoding="utf-8"))
        items = _read(lines, bad, noted)
        for line in _scrub(items, options or Options(), processes, stack):
            out.write(line + "\n")
            scrubbed += 1
    if not bad:
        errors.unlink()
    return Outcome(scrubbed, tuple(bad))


def _read(lines: IO[bytes], bad: list[BadLine], noted: IO[str]) -> Iterator[_Item]:
    for number, raw in enumerate(lines, 1):
        if not raw.strip():
            continue
        item = _parse(number, raw)
        if isinstance(item, BadLine):
            bad.append(item)
            noted.write(json.dumps({"line": item.line, "reason": item.reason}) + "\n")
        else:
            yield item


def _parse(number: int, raw: bytes) -> _Item | BadLine:
    try:
        data = json.loads(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        return BadLine(number, f"It is not UTF-8 at byte {error.start}.")
    except json.JSONDecodeError as error:
        return BadLine(number, f"It is not JSON: {error.msg} at column {error.colno}.")
    except RecursionError:
        return BadLine(number, "It is nested too deeply.")
    if not isinstance(data, dict):
        return BadLine(number, "It is not a JSON object.")
    if "id" not in data:
        return BadLine(number, 'It has no "id".')
    if not isinstance(data.get("text"), str):
        return BadLine(number, 'It has no "text", or that is no string.')
    known = data.get("known")
    if known is not None and not isinstance(known, dict):
        return BadLine(number, '"known" is no object.')
    if any(0xD800 <= ord(char) < 0xE000 for char in data["text"]):
        return BadLine(number, '"text" holds half of a surrogate pair.')
    return _Item(number, data["id"], data["text"], Known.of(known or {}))


def _scrub(items: Iterator[_Item], options: Options, processes: int, stack: ExitStack) -> Iterator[str]:
    chunks = iter(lambda: list(islice(items, _CHUNK)), [])
    if processes <= 1:
        for chunk in chunks:
            yield from _scrub_chunk(chunk, options)
        return
    pool = stack.enter_context(ProcessPoolExecutor(processes))
    flying = [pool.submit(_scrub_chunk, chunk, options) for chunk in islice(chunks, processes * _AHEAD)]
    while flying:
        yield from flying.pop(0).result()
        flying += [pool.submit(_scrub_chunk, chunk, options) for chunk in islice(chunks, 1)]


def _scrub_chunk(chunk: list[_Item], options: Options) -> list[str]:
    results = Scrubber(options).scrub_many((item.text, item.known) for item in chunk)
    return [
        json.dumps(
            {
                "id": item.id,
                "text": done.text,
                "spans": [
                    {"start": s.start, "end": s.end, "label": s.label.value, "source": s.source.value}
                    for s in done.spans
                ],
                "risk": done.risk.value,
            },
            ensure_ascii=False,
        )
        for item, done in zip(chunk, results, strict=True)
    ]
