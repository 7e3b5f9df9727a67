"""Accounts, what proves them, the organisations they belong to, and their sessions.

Accounts are global: one person, one account, any number of organisations. What proves a person (hashes,
secrets, tokens) is granted to `assay_system` alone; `assay_app` reads names and addresses of the members of
its organisation and nothing else.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from assay.kernel.db.base import Base, OrgScoped, checked_enum, local, reference
from assay.kernel.ids import uuid7

ACCOUNT = "kernel.accounts.id"
ORGANISATION = "kernel.organisations.id"


class Account(Base):
    """A person whose e-mail address is proven. `email` is kept in lower case."""

    __tablename__ = "accounts"
    __table_args__ = (
        UniqueConstraint("email"),
        {
            "schema": "kernel",
            "info": {
                **reference(),
                "allow": {"policy-subquery": "one person, many organisations; read by key and by page only"},
            },
        },
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class Credential(Base):
    """What an account proves itself with. `totp_secret` is sealed with the master key.

    A second factor counts once `totp_confirmed_at` is set; `totp_last_step` is the newest time step
    (Unix time / 30 s) already used, so that a code works once.
    """

    __tablename__ = "credentials"
    __table_args__ = {"schema": "kernel", "info": local()}

    account_id: Mapped[UUID] = mapped_column(ForeignKey(ACCOUNT, ondelete="CASCADE"), primary_key=True)
    password_hash: Mapped[str] = mapped_column(String(255))
    password_changed_at: Mapped[datetime]
    totp_secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    totp_confirmed_at: Mapped[datetime | None]
    totp_last_step: Mapped[int | None] = mapped_column(BigInteger)


class RecoveryCode(Base):
    """The SHA-256 of a code that stands in for the second factor, once."""

    __tablename__ = "recovery_codes"
    __table_args__ = {"schema": "kernel", "info": local()}

    account_id: Mapped[UUID] = mapped_column(ForeignKey(ACCOUNT, ondelete="CASCADE"), primary_key=True)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    used_at: Mapped[datetime | None]


class Organisation(Base):
    """A customer. `slug` names it in commands and links."""

    __tablename__ = "organisations"
    __table_args__ = (UniqueConstraint("slug"), {"schema": "kernel", "info": reference()})

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    slug: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]


class Membership(OrgScoped, Base):
    """One role of one person in one application of one organisation.

    Every member has the row of application `kernel` (role `admin` or `member`); the others add to it.
    """

    __tablename__ = "memberships"
    __table_args__ = (
        Index(None, "account_id"),
        {"schema": "kernel", "info": local()},
    )

    org_id: Mapped[UUID] = mapped_column(ForeignKey(ORGANISATION, ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey(ACCOUNT, ondelete="CASCADE"), primary_key=True)
    app: Mapped[str] = mapped_column(String(40), primary_key=True)
    role: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[datetime]


class Invitation(OrgScoped, Base):
    """A seat offered by mail. `roles` maps an application's name to a role."""

    __tablename__ = "invitations"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        Index(None, "org_id", "email"),
        {"schema": "kernel", "info": local()},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    org_id: Mapped[UUID] = mapped_column(ForeignKey(ORGANISATION, ondelete="CASCADE"))
    email: Mapped[str] = mapped_column(String(254))
    roles: Mapped[dict[str, Any]]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary)
    invited_by: Mapped[UUID | None] = mapped_column(ForeignKey(ACCOUNT, ondelete="SET NULL"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]


class Registration(Base):
    """An account somebody asked for and has not yet proven to own the address of."""

    __tablename__ = "registrations"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        Index(None, "email"),
        {"schema": "kernel", "info": local()},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str] = mapped_column(String(255))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class Purpose(StrEnum):
    """What a one-time token is good for."""

    RESET_PASSWORD = "reset_password"  # noqa: S105 - the name of a purpose
    CHANGE_EMAIL = "change_email"
    SECOND_FACTOR = "second_factor"


class OneTimeToken(Base):
    """Proof of one step, by mail or between two steps of signing in; `email` is the address changed to."""

    __tablename__ = "one_time_tokens"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        Index(None, "account_id"),
        {"schema": "kernel", "info": local()},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    account_id: Mapped[UUID] = mapped_column(ForeignKey(ACCOUNT, ondelete="CASCADE"))
    purpose: Mapped[Purpose] = mapped_column(checked_enum(Purpose, "purpose"))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary)
    email: Mapped[str | None] = mapped_column(String(254))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SessionKind(StrEnum):
    WEB = "web"
    API = "api"


class EndReason(StrEnum):
    """Why a session ended before its time."""

    SIGNED_OUT = "signed_out"
    ENDED_BY_OWNER = "ended_by_owner"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - the name of a reason
    EMAIL_CHANGED = "email_changed"
    SECOND_FACTOR_CHANGED = "second_factor_changed"
    TOKEN_REUSED = "token_reused"  # noqa: S105 - the name of a reason


class Session(Base):
    """A signed-in browser (`token_hash` is the hash of its cookie) or a family of API tokens.

    `expires_at` is the absolute limit, `last_seen_at` feeds the idle limit. `active_org_id` is the
    organisation the person works in; it counts only while a membership backs it.
    """

    __tablename__ = "sessions"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        Index(None, "account_id"),
        {"schema": "kernel", "info": local()},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    account_id: Mapped[UUID] = mapped_column(ForeignKey(ACCOUNT, ondelete="CASCADE"))
    active_org_id: Mapped[UUID | None] = mapped_column(ForeignKey(ORGANISATION, ondelete="SET NULL"))
    kind: Mapped[SessionKind] = mapped_column(checked_enum(SessionKind, "kind"))
    token_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    address: Mapped[str] = mapped_column(String(45))
    user_agent: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[EndReason | None] = mapped_column(checked_enum(EndReason, "end_reason"))


class RefreshToken(Base):
    """One link in a session's chain of refresh tokens. A second use of the same link ends the session."""

    __tablename__ = "refresh_tokens"
    __table_args__ = (Index(None, "session_id"), {"schema": "kernel", "info": local()})

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("kernel.sessions.id", ondelete="CASCADE"))
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
