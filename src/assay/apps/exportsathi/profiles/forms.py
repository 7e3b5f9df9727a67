"""What an exporter says about the business, and what is answered."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from assay.apps.exportsathi.models.profiles import BusinessType, CompanySize, Profile

Number = Annotated[str, Field(max_length=30)]


class AddressForm(BaseModel):
    """`state_code`: the two digits that GST uses for the state."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    lines: Annotated[str, Field(max_length=300)] = ""
    city: Annotated[str, Field(max_length=100)] = ""
    state_code: Annotated[str, Field(max_length=2)] = ""
    pin: Annotated[str, Field(max_length=10)] = ""


class BankForm(BaseModel):
    """The account that export proceeds come to. `ad_code`: of the branch that deals in foreign exchange."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(max_length=100)] = ""
    branch: Annotated[str, Field(max_length=100)] = ""
    account: Annotated[str, Field(max_length=40)] = ""
    ifsc: Number = ""
    ad_code: Number = ""


class ProfileForm(BaseModel):
    """A business. Numbers may be left empty until there are any."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "company": "Sharma Spices",
                    "business_type": "Manufacturing",
                    "company_size": "Micro",
                    "iec": "AAPFU0939F",
                    "gstin": "27AAPFU0939F1ZV",
                    "pan": "AAPFU0939F",
                    "address": {
                        "lines": "12 Market Road",
                        "city": "Sangli",
                        "state_code": "27",
                        "pin": "416416",
                    },
                    "bank": {"name": "State Bank of India", "account": "00000012345", "ifsc": "SBIN0000001"},
                }
            ]
        },
    )

    company: Annotated[str, Field(min_length=1, max_length=200)]
    business_type: BusinessType
    company_size: CompanySize
    iec: Number = ""
    gstin: Number = ""
    pan: Number = ""
    address: AddressForm = AddressForm()
    bank: BankForm = BankForm()


class ProfileOut(BaseModel):
    """A business as it is stored; `missing` are the numbers that exporting needs and that are not there."""

    exporter_id: UUID
    company: str
    business_type: BusinessType
    company_size: CompanySize
    iec: str
    gstin: str
    pan: str
    address: dict[str, str]
    bank: dict[str, str]
    missing: list[str]
    version: int

    @classmethod
    def of(cls, row: Profile, missing: tuple[str, ...]) -> Self:
        return cls(
            exporter_id=row.exporter_id,
            company=row.company,
            business_type=row.business_type,
            company_size=row.company_size,
            iec=row.iec,
            gstin=row.gstin,
            pan=row.pan,
            address=row.address,
            bank=row.bank,
            missing=list(missing),
            version=row.version,
        )
