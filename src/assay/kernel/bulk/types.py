"""What goes through the port."""

from typing import Literal, TypeVar

Id = TypeVar("Id")
P = TypeVar("P")
R = TypeVar("R")

Chunk = tuple[Id, P]
"""An identifier that is stable over retries, and what the function is given."""

Engine = Literal["inprocess", "pool", "ray"]
