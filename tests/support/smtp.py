"""A mail server on loopback, enough of RFC 5321 to receive mail, refuse some, and hang up."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default


@dataclass
class MailServer:
    """What was received; `answers` maps a recipient to the reply its RCPT gets instead of 250."""

    received: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    hang_up_after: int | None = None
    connections: int = 0
    port: int = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        writer.write(b"220 test\r\n")
        while line := await reader.readline():
            word, _, rest = line.decode().strip().partition(" ")
            word, reply = word.upper(), "250 ok"
            if word == "QUIT":
                writer.write(b"221 bye\r\n")
                break
            if word == "RCPT":
                address = rest.partition("<")[2].partition(">")[0]
                reply = self.answers.get(address, reply)
                if reply.startswith("250"):
                    self.recipients.append(address)
            elif word == "DATA":
                if self.hang_up_after is not None and len(self.received) >= self.hang_up_after:
                    break
                writer.write(b"354 go on\r\n")
                data = await reader.readuntil(b"\r\n.\r\n")
                content = data.removesuffix(b".\r\n").replace(b"\r\n..", b"\r\n.")
                self.received.append(message_from_bytes(content, policy=default))
            writer.write(f"{reply}\r\n".encode())
        writer.close()


@asynccontextmanager
async def mail_server() -> AsyncIterator[MailServer]:
    """A server on a free port of loopback, without TLS."""
    mails = MailServer()
    server = await asyncio.start_server(mails.serve, "127.0.0.1", 0)
    mails.port = server.sockets[0].getsockname()[1]
    async with server:
        yield mails
