"""Assay takes work in, has it judged by rule, by model and by people, and publishes the evidence."""

import os

# Here, because this runs before anything of Assay can load numpy, be it a server, a worker, a command or a
# test. Several processes share few cores, and the arrays are small: threads of one product that wait for
# each other's cores cost more than they bring (69 s against 9 s for the same work). Who wants them sets it.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

__version__ = "0.1.0"
