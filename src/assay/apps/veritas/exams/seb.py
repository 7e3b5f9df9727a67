"""Safe Exam Browser: the settings file of an exam, its Config Key, and the check of a request.

The Config Key and the header are as Safe Exam Browser documents them for developers ("Config Key", at
safeexambrowser.org/developer/seb-config-key.html): settings as JSON without white space or escapes, keys
sorted without regard to case, without `originatorVersion` and empty dictionaries, data as Base64, dates as
ISO 8601; its SHA-256 is the key. The header carries the SHA-256 of the absolute address (without fragment)
followed by the key.

It tells that a request comes from a client that knows this exam's settings. A patched client knows them too,
so a missing or wrong header keeps a request out, and a right one proves nothing about the device.
"""

import base64
import hashlib
import hmac
import plistlib
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from assay.kernel.errors import Forbidden
from assay.kernel.web.i18n import gettext as _

HEADER = "X-SafeExamBrowser-ConfigKeyHash"
CONTENT_TYPE = "application/seb"
ORIGINATOR = "Assay"
NOT_IN_KEY = "originatorVersion"


class SebNeeded(Forbidden):
    slug, title = "safe-exam-browser-needed", "This exam is sat in Safe Exam Browser"


class SebPolicy(BaseModel):
    """What a teacher chooses. `quit_password` is kept as its digest only; empty keeps the one there is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    demanded: bool = False
    allow_quit: bool = True
    quit_password: Annotated[str, Field(max_length=100)] = ""
    allow_spell_check: bool = False
    allow_reload: bool = True
    show_time: bool = True


def document(policy: SebPolicy, exam_url: str, *, quit_digest: str = "") -> dict[str, Any]:
    """What `exams.seb` holds: the choices, the digest of the password to quit, and the Config Key.

    `exam_url` is the absolute address that the browser opens; `quit_digest` the one kept so far.
    """
    digest = (
        hashlib.sha256(policy.quit_password.encode()).hexdigest() if policy.quit_password else quit_digest
    )
    choices = policy.model_dump(exclude={"quit_password"})
    kept = {**choices, "quit_digest": digest, "start_url": exam_url}
    return {**kept, "config_key": config_key(settings(kept))}


def settings(stored: Mapping[str, Any]) -> dict[str, Any]:
    """The settings in Safe Exam Browser's own names."""
    return {
        "originatorVersion": ORIGINATOR,
        "startURL": stored["start_url"],
        "sendBrowserExamKey": True,
        "sebConfigPurpose": 0,
        "allowQuit": bool(stored["allow_quit"]),
        "hashedQuitPassword": str(stored.get("quit_digest", "")),
        "allowSpellCheck": bool(stored["allow_spell_check"]),
        "browserWindowAllowReload": bool(stored["allow_reload"]),
        "showTime": bool(stored["show_time"]),
        "browserViewMode": 1,
        "enableRightMouse": False,
        "allowScreenSharing": False,
        "examSessionClearCookiesOnStart": False,
    }


def file(stored: Mapping[str, Any]) -> bytes:
    """The exam's `.seb` file: the settings as a property list."""
    return plistlib.dumps(settings(stored), fmt=plistlib.FMT_XML, sort_keys=True)


def config_key(values: Mapping[str, Any]) -> str:
    """The Config Key of settings, in lower-case hexadecimal."""
    kept = {name: value for name, value in values.items() if name != NOT_IN_KEY}
    return hashlib.sha256(_json(kept).encode()).hexdigest()


def _json(value: Any) -> str:
    if isinstance(value, Mapping):
        members = [
            f'"{name}":{_json(value[name])}'
            for name in sorted(value, key=str.lower)
            if not (isinstance(value[name], Mapping) and not value[name])
        ]
        return "{" + ",".join(members) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(_json(one) for one in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, bytes):
        value = base64.b64encode(value).decode()
    if isinstance(value, datetime):
        value = f"{value:%Y-%m-%dT%H:%M:%S}Z"  # plistlib reads dates without a zone, in UTC
    return f'"{value}"'


def request_hash(url: str, key: str) -> str:
    """What the header of a request to `url` holds."""
    return hashlib.sha256(f"{url.partition('#')[0]}{key}".encode()).hexdigest()


def check(stored: Mapping[str, Any], url: str, header: str | None) -> None:
    """Raise SebNeeded where the exam demands Safe Exam Browser and the request does not come from it.

    `url` is the absolute address as the browser asked for it.
    """
    if not stored.get("demanded"):
        return
    wanted = request_hash(url, str(stored["config_key"]))
    if header is None or not hmac.compare_digest(wanted.encode(), header.strip().lower().encode()):
        raise SebNeeded(_("Open the settings file of this exam, which starts Safe Exam Browser."))
