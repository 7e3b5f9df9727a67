"""What a caller sends to turn the second factor on and off."""

from pydantic import BaseModel, Field

from assay.kernel.identity.second_factor.service import Enrolment, Status
from assay.kernel.identity.sessions.forms import CodeForm, PasswordText

__all__ = ["CodeForm", "EnrolmentOut", "PasswordForm", "RecoveryCodesOut", "StatusOut"]


class PasswordForm(BaseModel):
    current_password: PasswordText


class StatusOut(BaseModel):
    enabled: bool
    recovery_codes_left: int

    @classmethod
    def of(cls, status: Status) -> "StatusOut":
        return cls(enabled=status.enabled, recovery_codes_left=status.recovery_codes_left)


class EnrolmentOut(BaseModel):
    """For an authenticator app; counts once a code confirms it."""

    secret: str = Field(description="base32, in groups of four")
    uri: str = Field(description="otpauth: address")
    qr_svg: str = Field(description="the address as an SVG image")

    @classmethod
    def of(cls, enrolment: Enrolment) -> "EnrolmentOut":
        return cls(secret=enrolment.secret, uri=enrolment.uri, qr_svg=enrolment.qr_svg)


class RecoveryCodesOut(BaseModel):
    """Shown once. Each stands in for the second factor once."""

    recovery_codes: list[str]
