"""What a caller sends to get an account and to change it. Passwords are judged by `rules`, not by shape."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from assay.kernel.identity.sessions.forms import Email, PasswordText, TokenText

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
NewPassword = Annotated[str, StringConstraints(min_length=1, max_length=4000)]


class RegisterForm(BaseModel):
    email: Email = Field(examples=["asha@example.org"])
    name: Name = Field(examples=["Asha Rao"])
    password: NewPassword = Field(examples=["mango lantern quiet bicycle"])


class TokenForm(BaseModel):
    token: TokenText = Field(description="from the link in the mail", examples=["q0Zk1v..."])


class ForgottenForm(BaseModel):
    email: Email = Field(examples=["asha@example.org"])


class ResetForm(TokenForm):
    password: NewPassword = Field(examples=["mango lantern quiet bicycle"])


class ChangePasswordForm(BaseModel):
    current_password: PasswordText
    password: NewPassword = Field(examples=["mango lantern quiet bicycle"])


class ChangeEmailForm(BaseModel):
    current_password: PasswordText
    email: Email = Field(examples=["asha.rao@example.org"])


class NameForm(BaseModel):
    name: Name = Field(examples=["Asha Rao"])


class AccountOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    email: str
    name: str
    created_at: datetime


class AccountIdOut(BaseModel):
    account_id: UUID


class SentOut(BaseModel):
    """The same whether or not the address is known."""

    message: str = Field(examples=["If this address can be used, a mail is on its way."])
