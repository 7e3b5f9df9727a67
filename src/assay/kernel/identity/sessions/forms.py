"""What a caller sends to sign in and what they get."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from assay.kernel.access.actor import Actor
from assay.kernel.identity.models import Session
from assay.kernel.identity.sessions.queries import Seat
from assay.kernel.identity.sessions.service import CodeNeeded, SignedIn

Email = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=254)]
PasswordText = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
TokenText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
CodeText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]


class SignInForm(BaseModel):
    email: Email = Field(examples=["asha@example.org"])
    password: PasswordText = Field(examples=["mango lantern quiet bicycle"])


class CodeForm(BaseModel):
    code: CodeText = Field(description="six digits, or a recovery code", examples=["492039"])


class ChallengeForm(CodeForm):
    challenge: TokenText = Field(description="from the first step", examples=["q0Zk1v..."])


class SignInPageForm(SignInForm):
    next: str = "/"


class CodePageForm(CodeForm):
    next: str = "/"


class RefreshForm(BaseModel):
    refresh_token: TokenText = Field(examples=["pK3x9Q..."])


class OrganisationForm(BaseModel):
    org_id: UUID


class TokensOut(BaseModel):
    """RFC 6749, section 5.1. The refresh token works once; each use answers the next one."""

    access_token: str
    refresh_token: str
    token_type: str = "Bearer"  # noqa: S105 - the name of a scheme
    expires_in: int = Field(description="seconds the access token is good for", examples=[900])

    @classmethod
    def of(cls, signed_in: SignedIn) -> "TokensOut":
        return cls(
            access_token=signed_in.access_token,
            refresh_token=signed_in.refresh_token,
            expires_in=signed_in.expires_in,
        )


class CodeNeededOut(BaseModel):
    """The password was right and the second factor is still to come."""

    second_factor: bool = True
    challenge: str

    @classmethod
    def of(cls, needed: CodeNeeded) -> "CodeNeededOut":
        return cls(challenge=needed.challenge)


class MeOut(BaseModel):
    account_id: UUID
    name: str
    org_id: UUID | None
    roles: dict[str, str] = Field(description="application → role", examples=[{"enigma": "reviewer"}])
    permissions: list[str]

    @classmethod
    def of(cls, actor: Actor) -> "MeOut":
        assert actor.account_id is not None
        return cls(
            account_id=actor.account_id,
            name=actor.label,
            org_id=actor.org_id,
            roles=dict(actor.roles),
            permissions=sorted(actor.permissions),
        )


class SessionOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    kind: str
    address: str
    user_agent: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    current: bool = False

    @classmethod
    def of(cls, session: Session, actor: Actor) -> "SessionOut":
        return cls.model_validate(session).model_copy(update={"current": session.id == actor.session_id})


class SeatOut(BaseModel):
    org_id: UUID
    slug: str
    name: str
    roles: dict[str, str]
    active: bool

    @classmethod
    def of(cls, seat: Seat, actor: Actor) -> "SeatOut":
        return cls(
            org_id=seat.org_id,
            slug=seat.slug,
            name=seat.name,
            roles=dict(seat.roles),
            active=seat.org_id == actor.org_id,
        )


class EndedOut(BaseModel):
    ended: int = Field(description="sessions that were ended", examples=[3])
