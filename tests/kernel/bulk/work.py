"""Functions for other processes: they import this module, so it holds nothing else."""

import os
import signal
import time
from pathlib import Path


def square(n: int) -> int:
    return n * n


def which_process(_: int) -> int:
    time.sleep(0.05)
    return os.getpid()


def fail_on_three(n: int) -> int:
    if n == 3:
        raise ValueError("three is refused")
    return n


def slow_on_three(n: int) -> int:
    time.sleep(0.3 if n == 3 else 0)
    return n


def die_once(item: tuple[int, str]) -> int:
    """Kill this process the hard way the first time chunk 5 comes; `item` is the number and a marker file."""
    n, marker = item
    if n == 5 and not Path(marker).exists():
        Path(marker).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return n


def die_on_five(n: int) -> int:
    if n == 5:
        os.kill(os.getpid(), signal.SIGKILL)
    return n
