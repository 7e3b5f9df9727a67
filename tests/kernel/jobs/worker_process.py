"""A real worker process on the sample jobs: `python -m tests.kernel.jobs.worker_process URL [GRACE]`."""

import asyncio
import sys
from datetime import timedelta

from assay.kernel.db.engine import make_engine
from assay.kernel.db.session import Database
from assay.kernel.jobs.worker import Pace, Worker
from assay.worker import serve
from tests.kernel.jobs.sample_jobs import HANDLERS

SILENCE = timedelta(seconds=1.5)

if __name__ == "__main__":
    grace = timedelta(seconds=float(sys.argv[2])) if len(sys.argv) > 2 else timedelta(seconds=5)
    pace = Pace(concurrency=4, silence=SILENCE, grace=grace)
    database = Database(make_engine(sys.argv[1], pool=5))
    asyncio.run(serve(Worker(database, HANDLERS, (), pace)))
