"""A real worker that can be held in the middle of its work: `python -m tests.journeys.worker_process FOLDER`.

The file `hold` in FOLDER names a function and the call of it that is to stand still, such as
`assay.apps.enigma.metrics.queries.summary 1`. The worker that gets there writes its process id to `held` and
waits until it is killed. Chunks are small, so that forty applications have a middle. Everything else is
`assay.worker.main`, with its settings from the environment.
"""

import asyncio
import os
import sys
from collections import Counter
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from assay import worker
from assay.kernel import llm

CHUNKS = (
    "assay.apps.enigma.scrubbing.jobs.CHUNK",
    "assay.apps.enigma.batches.service.TEXTS",
    "assay.apps.enigma.evaluation.service.CHUNK",
    "assay.apps.enigma.selection.queries.CHUNK",
    "assay.apps.enigma.publication.queries.CHUNK",
)
CHUNK = 8
POINTS = {
    "preprocess": ("assay.apps.enigma.metrics.queries.summary 1",),
    "export-batch": (
        "assay.apps.enigma.scrubbing.service.store 3",
        "assay.apps.enigma.batches.queries_texts.write_texts 2",
        "assay.apps.enigma.batches.queries.add_file 2",
    ),
    "evaluate": ("assay.apps.enigma.batches.queries_results.land 3",),
    "judge": ("assay.apps.enigma.batches.queries_results.land 2",),
    "select-top-k": (
        "assay.apps.enigma.selection.queries.write_scores 3",
        "assay.apps.enigma.selection.queries.log_selection 1",
    ),
    "publish": ("assay.apps.enigma.publication.queries.publish_applications 3",),
    "complete": ("assay.apps.enigma.publication.archive._write_parquet 3",),
}
"""Where the worker is held, step by step: inside a transaction, with part of the step's work committed."""
AFTER_SUBMIT = "assay.apps.veritas.analysis.service.analyse 1"
"""The same after an exam: the events are sealed, nothing is analysed yet."""

CHECKED_PAGE = "assay.apps.mathvidya.sheets.checking._settle 2"
"""The first page of a scan is looked at and kept, the second has its picture in the store and no row yet."""
GIVEN_SCRIPT = "assay.apps.mathvidya.evaluations.assigning._record 1"
"""Teachers are chosen and written down, and the transaction is open."""

MADE_SECTION = "assay.apps.exportsathi.reports.making.make_section 4"
"""Three sections of a report are made, and the transaction of the fourth is open."""


def held(function: Callable[..., Any], name: str, folder: Path) -> Callable[..., Any]:
    """`function`, standing still at the call that the file `hold` names."""
    calls: Counter[str] = Counter()

    async def maybe(*arguments: Any, **options: Any) -> Any:
        wanted = (folder / "hold").read_text()
        if wanted.split(" ")[0] == name:
            calls[wanted] += 1
            if calls[wanted] == int(wanted.split(" ")[1]):
                (folder / "held.new").write_text(str(os.getpid()))
                (folder / "held.new").rename(folder / "held")
                await asyncio.Event().wait()
        return await function(*arguments, **options)

    return maybe


def main(folder: Path) -> None:
    for path in CHUNKS:
        module, _, name = path.rpartition(".")
        setattr(import_module(module), name, CHUNK)
    import_module("assay.apps.enigma.evaluation.live").CHUNK[llm.BASELINE] = CHUNK
    wanted = [point for points in POINTS.values() for point in points] + [
        AFTER_SUBMIT,
        CHECKED_PAGE,
        GIVEN_SCRIPT,
        MADE_SECTION,
    ]
    apps = [f"assay.apps.{name}." for name in os.environ.get("ASSAY_APPS", "").split(",") if name]
    for path in {point.split(" ")[0] for point in wanted}:
        if apps and not path.startswith(tuple(apps)):
            continue
        module, _, name = path.rpartition(".")
        owner = import_module(module)
        setattr(owner, name, held(getattr(owner, name), path, folder))
    worker.main()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
