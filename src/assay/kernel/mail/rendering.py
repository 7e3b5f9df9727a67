"""Mail from templates: `owner/name` is `templates/<owner>/mail/name.txt` in the package of its owner.

The text comes first and is complete: its first line is `Subject: ...`, then an empty line, then the body.
`name.html` beside it is optional. Text is not escaped, HTML is; a name the context lacks raises.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound, select_autoescape

from assay.kernel.web import formats, i18n

_PACKAGES = ("assay.apps", "assay.kernel")


@dataclass(frozen=True, slots=True)
class Rendered:
    subject: str
    text: str
    html: str | None


class OwnerLoader(BaseLoader):
    """Finds `owner/name.txt` by convention, so that web process, worker and script need no wiring."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, None]:  # noqa: ARG002
        owner, _, file = template.partition("/")
        if owner.isidentifier() and file and "/" not in file:
            for folder in _folders(owner):
                path = folder / file
                if path.is_file():
                    return path.read_text(encoding="utf-8"), str(path), None
        raise TemplateNotFound(template)


@lru_cache
def _folders(owner: str) -> tuple[Path, ...]:
    found = []
    for package in _PACKAGES:
        spec = find_spec(f"{package}.{owner}")
        if spec and spec.submodule_search_locations:
            found.append(Path(spec.submodule_search_locations[0]) / "templates" / owner / "mail")
    return tuple(found)


@lru_cache
def _environment() -> Environment:
    environment = Environment(
        loader=OwnerLoader(),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        i18n.gettext, i18n.ngettext, newstyle=True
    )
    environment.filters.update(formats.FILTERS)
    return environment


def render(template: str, context: dict[str, Any]) -> Rendered:
    """Subject, text and HTML (None when there is no such template) of a mail, in the language spoken now."""
    environment = _environment()
    head, separator, text = environment.get_template(f"{template}.txt").render(context).partition("\n\n")
    name, colon, subject = head.partition(":")
    if not separator or name != "Subject" or not colon:
        raise ValueError(f"{template}.txt must begin with a line 'Subject: ...' and an empty line.")
    try:
        page = environment.get_template(f"{template}.html")
    except TemplateNotFound as missing:
        if missing.name != f"{template}.html":
            raise
        page = None
    return Rendered(subject.strip(), text.strip() + "\n", page.render(context) if page else None)


def has_control(text: str) -> bool:
    """Whether `text` holds a line end or another control character, which no header may carry."""
    return any(unicodedata.category(c) in {"Cc", "Zl", "Zp"} for c in text)
