"""The mail as it travels (RFC 5322). Pure: the same row gives the same message, Message-ID included."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from uuid import UUID


def build(
    *,
    mail_id: UUID,
    sender: str,
    recipient: str,
    subject: str,
    text: str,
    html: str | None,
    created_at: datetime,
) -> EmailMessage:
    """A message from `sender` ("Name <address>"). A second sending carries the same Message-ID, by which
    mail servers and readers recognise it. Raises ValueError on a line end in a header."""
    name, address = parseaddr(sender)
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(display_name=name, addr_spec=address)
    message["To"] = Address(addr_spec=recipient)
    message["Subject"] = subject
    message["Date"] = format_datetime(created_at)
    message["Message-ID"] = f"<{mail_id}@{address.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    if html is not None:
        message.add_alternative(html, subtype="html")
    return message
