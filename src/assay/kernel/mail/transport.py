"""How mail leaves: by SMTP, or not at all (`outbox:`)."""

import asyncio
import smtplib
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage
from typing import Protocol
from urllib.parse import parse_qsl, unquote, urlsplit

from assay.kernel.errors import MisconfiguredError
from assay.kernel.mail.errors import MailDeferred, MailRefused
from assay.kernel.settings import Settings

TIMEOUT_SECONDS = 30.0
_LOCAL = {"localhost", "127.0.0.1", "::1"}
_PORTS = {"smtp": 587, "smtps": 465}


class Session(Protocol):
    """One connection to a mail server, for several mails."""

    async def send(self, message: EmailMessage, recipient: str) -> None:
        """Returns once the server has accepted it. Raises MailRefused or MailDeferred."""
        ...


class SmtpTransport:
    """`smtp://user:password@host:587`: STARTTLS, demanded of any host but this machine; `smtps://`: TLS from
    the start. `?tls=off` turns it off, for a relay on a private network."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        options = dict(parse_qsl(parts.query))
        if parts.scheme not in _PORTS or not parts.hostname or set(options) - {"tls"}:
            raise MisconfiguredError(
                "ASSAY_MAIL_URL must look like smtp://user:password@host:587 or outbox:."
            )
        self._implicit = parts.scheme == "smtps"
        self._host = parts.hostname
        self._port = parts.port or _PORTS[parts.scheme]
        self._user = unquote(parts.username or "")
        self._password = unquote(parts.password or "")
        self._tls = options.get("tls") != "off"
        self._tls_needed = self._tls and (self._host not in _LOCAL)

    @asynccontextmanager
    async def session(self) -> AsyncIterator[Session]:
        """A connection, opened and signed in. Raises MailDeferred: a server that is away may come back."""
        try:
            client = await asyncio.to_thread(self._connect)
        except (OSError, smtplib.SMTPException) as error:
            raise MailDeferred(f"The mail server cannot be used: {_said(error)}") from error
        try:
            yield _SmtpSession(client)
        finally:
            await asyncio.to_thread(_quit, client)

    def _connect(self) -> smtplib.SMTP:
        if self._implicit:
            context = ssl.create_default_context()
            client: smtplib.SMTP = smtplib.SMTP_SSL(
                self._host, self._port, timeout=TIMEOUT_SECONDS, context=context
            )
        else:
            client = smtplib.SMTP(self._host, self._port, timeout=TIMEOUT_SECONDS)
        try:
            client.ehlo()
            if self._tls and not self._implicit:
                if client.has_extn("starttls"):
                    client.starttls(context=ssl.create_default_context())
                    client.ehlo()
                elif self._tls_needed:
                    raise smtplib.SMTPNotSupportedError("the server offers no STARTTLS")
            if self._user:
                client.login(self._user, self._password)
        except BaseException:
            client.close()
            raise
        return client


class _SmtpSession:
    def __init__(self, client: smtplib.SMTP) -> None:
        self._client = client

    async def send(self, message: EmailMessage, recipient: str) -> None:
        try:
            await asyncio.to_thread(self._client.send_message, message, to_addrs=[recipient])
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            raise _failure(code, f"{code} {_text(said)}") from error
        except smtplib.SMTPResponseException as error:
            raise _failure(error.smtp_code, _said(error)) from error
        except smtplib.SMTPNotSupportedError as error:
            raise MailRefused(str(error)) from error
        except (OSError, smtplib.SMTPException) as error:
            raise MailDeferred(_said(error)) from error


def make_transport(settings: Settings) -> SmtpTransport | None:
    """The transport of `ASSAY_MAIL_URL`; None for `outbox:`. Raises MisconfiguredError."""
    if settings.mail_url == "outbox:":
        return None
    return SmtpTransport(settings.mail_url)


def _failure(code: int, said: str) -> MailRefused | MailDeferred:
    """RFC 5321, 4.2.1: 5yz is permanent, everything else may pass. 421 and 5yz on login come earlier."""
    return MailRefused(said) if 500 <= code < 600 else MailDeferred(said)


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return str(error) or type(error).__name__


def _text(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said


def _quit(client: smtplib.SMTP) -> None:
    try:
        client.quit()
    except (OSError, smtplib.SMTPException):
        client.close()
