"""Mail: promised in a transaction, once by key, rendered from templates, delivered afterwards by a job.

    await mail.send(db, address, "enigma/received", {"name": name}, key=f"received:{id}", org_id=org_id)

`ASSAY_MAIL_URL=outbox:` sends nothing; the page /outbox shows what would have left (in development only).
"""

from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import FileSystemLoader

from assay.kernel.mail.errors import MailDeferred, MailRefused
from assay.kernel.mail.models import MailState
from assay.kernel.mail.service import check_address, mail_to, send

if TYPE_CHECKING:
    from fastapi import FastAPI

    from assay.kernel.settings import Settings

__all__ = ["MailDeferred", "MailRefused", "MailState", "check_address", "install", "mail_to", "send"]

TEMPLATES = Path(__file__).parent / "templates"


def install(app: "FastAPI", settings: "Settings") -> None:
    """Mount the outbox page; a mail URL that cannot be used stops the start."""
    from assay.kernel.mail.routes import router
    from assay.kernel.mail.transport import make_transport

    make_transport(settings)
    app.include_router(router)
    loader = app.state.templates.loader
    loader.loaders = [*loader.loaders, FileSystemLoader(TEMPLATES)]
