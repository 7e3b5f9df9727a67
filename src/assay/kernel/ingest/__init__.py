"""Group commit: many small writes become few transactions, and each caller waits until its own is durable."""

from assay.kernel.ingest.queue import Ingest, attach, close_all

__all__ = ["Ingest", "attach", "close_all"]
