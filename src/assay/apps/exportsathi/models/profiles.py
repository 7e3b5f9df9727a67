"""Who exports."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from assay.kernel.db.base import Base, Json, OrgScoped, Timestamped, checked_enum, sharded


class BusinessType(StrEnum):
    MANUFACTURING = "Manufacturing"
    SAAS = "SaaS"
    MERCHANT = "Merchant"


class CompanySize(StrEnum):
    MICRO = "Micro"
    SMALL = "Small"
    MEDIUM = "Medium"


class Profile(OrgScoped, Timestamped, Base):
    """A business; `exporter_id` derives from organisation and account. Empty numbers are not there yet.

    `address` has `lines`, `city`, `state_code`, `pin`; `bank` has `name`, `account`, `ifsc`, `ad_code` as far
    as they are known. Both stand on documents.
    """

    __tablename__ = "profiles"
    __table_args__ = (
        Index("ix_profiles_org_id_exporter_id", "org_id", "exporter_id"),
        {"schema": "exportsathi", "info": sharded("exporter_id")},
    )

    exporter_id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID]
    company: Mapped[str]
    business_type: Mapped[BusinessType] = mapped_column(checked_enum(BusinessType, "business_type"))
    company_size: Mapped[CompanySize] = mapped_column(checked_enum(CompanySize, "company_size"))
    iec: Mapped[str] = mapped_column(default="")
    gstin: Mapped[str] = mapped_column(default="")
    pan: Mapped[str] = mapped_column(default="")
    address: Mapped[Json] = mapped_column(default=dict)
    bank: Mapped[Json] = mapped_column(default=dict)
    version: Mapped[int] = mapped_column(default=1)
