"""The declarative base, and the class each table declares.

`sharded(root)`  rows live with their root row and may be spread over servers by it;
`reference()`    small, the same everywhere;
`local()`        kept on the coordinating server.
`assay db lint` holds every table to what its class allows.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Enum, MetaData, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from assay.kernel import clock

CONVENTION = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}

Json = dict[str, Any]


class Base(DeclarativeBase):
    """Base of every model. UUID and timestamptz are the defaults for their Python types."""

    metadata = MetaData(naming_convention=CONVENTION)
    type_annotation_map = {datetime: DateTime(timezone=True), Json: JSONB, dict[str, Any]: JSONB}


def sharded(root: str) -> dict[str, str]:
    return {"table_class": "sharded", "root": root}


def reference() -> dict[str, str]:
    return {"table_class": "reference"}


def local() -> dict[str, str]:
    return {"table_class": "local"}


def checked_enum(kind: type[StrEnum], name: str) -> Enum:
    """A text column that admits the values of `kind` only, by a CHECK constraint named `name`."""
    return Enum(
        kind,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda members: [str(member.value) for member in members],
        validate_strings=True,
    )


class OrgScoped:
    """Rows that belong to one organisation; row-level security goes by this column."""

    org_id: Mapped[UUID] = mapped_column(sort_order=-90)


class Timestamped:
    """When a row was made and last changed. `updated_at` is the model's duty, not a trigger's."""

    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), sort_order=90)
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=clock.now, sort_order=91)
