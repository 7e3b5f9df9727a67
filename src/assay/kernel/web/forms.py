"""Forms of pages: what was typed, read and validated into the same models that the API takes."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.datastructures import UploadFile
from starlette.requests import Request

from assay.kernel.errors import Invalid
from assay.kernel.web import csrf
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.messages import field_messages

Model = TypeVar("Model", bound=BaseModel)
FormData = dict[str, str | list[str] | UploadFile]


async def form_data(request: Request) -> FormData:
    """The fields of a sent form without the CSRF token, texts stripped; a repeated name gives a list."""
    sent = await request.form()
    found: FormData = {}
    for name in dict.fromkeys(sent):
        if name == csrf.FIELD:
            continue
        values = sent.getlist(name)
        texts = [value.strip() for value in values if isinstance(value, str)]
        files = [value for value in values if isinstance(value, UploadFile)]
        if files:
            found[name] = files[0]
        else:
            found[name] = texts[0] if len(texts) == 1 else texts
    return found


def version_of(data: Mapping[str, Any]) -> int:
    """The version an edit was made from; 0, which no row has, where a page sent none or no number."""
    version = str(data.get("version", ""))
    return int(version) if version.isdecimal() else 0


def parse(
    model: type[Model], data: Mapping[str, Any], *, field_of: Callable[[str], str] | None = None
) -> Model:
    """`data` as `model`. Raises Invalid with a plain message for each field.

    `field_of` maps a dotted name of the model to the name its field has on the page.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        messages = field_messages(error.errors(include_url=False))
    fields: dict[str, str] = {}
    for name, text in messages.items():
        fields.setdefault(field_of(name) if field_of else name, text)
    raise Invalid(_("Correct the fields named below and send it again."), fields=fields)
