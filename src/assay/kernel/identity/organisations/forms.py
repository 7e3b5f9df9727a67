"""What an administrator sends about members, and what invited people send."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from assay.kernel.identity.accounts.forms import Name, NewPassword, TokenForm
from assay.kernel.identity.organisations.queries import Member
from assay.kernel.identity.sessions.forms import Email

AppName = Annotated[str, StringConstraints(max_length=40)]
RoleName = Annotated[str, StringConstraints(max_length=40)]
ROLE_FIELD = "role."


class RolesForm(BaseModel):
    roles: dict[AppName, RoleName] = Field(
        default_factory=dict,
        max_length=20,
        description="application → role; `kernel` is `member` unless said otherwise",
        examples=[{"enigma": "reviewer"}],
    )


class InviteForm(RolesForm):
    email: Email = Field(examples=["ravi@example.org"])


class InvitePageForm(BaseModel):
    email: Email


class JoinForm(TokenForm):
    name: Name = Field(examples=["Ravi Iyer"])
    password: NewPassword = Field(examples=["mango lantern quiet bicycle"])


async def submitted_roles(request: Request) -> dict[str, str]:
    """The fields `role.<application>` of a form."""
    form = await request.form()
    return {
        name.removeprefix(ROLE_FIELD): value[:40]
        for name, value in form.items()
        if name.startswith(ROLE_FIELD) and isinstance(value, str)
    }


SubmittedRoles = Annotated[Mapping[str, str], Depends(submitted_roles)]


class MemberOut(BaseModel):
    account_id: UUID
    name: str
    email: str
    roles: dict[str, str]

    @classmethod
    def of(cls, member: Member) -> "MemberOut":
        return cls(
            account_id=member.account_id, name=member.name, email=member.email, roles=dict(member.roles)
        )


class MembersOut(BaseModel):
    items: list[MemberOut]
    next: str | None = Field(description="`after` of the following page")


class InvitationOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    email: str
    roles: dict[str, str]
    created_at: datetime
    expires_at: datetime


class RolesOut(BaseModel):
    roles: dict[str, str]


class JoinedOut(BaseModel):
    org_id: UUID
