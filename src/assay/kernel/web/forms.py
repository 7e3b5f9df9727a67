"""Forms of pages: flat fields in, a validated model out, errors under the names the page uses."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import Request

from assay.kernel.errors import Invalid
from assay.kernel.web.messages import field_messages

M = TypeVar("M", bound=BaseModel)


async def form_data(request: Request) -> dict[str, Any]:
    """The fields of a posted form; of a repeated field the last one, uploads as they are."""
    return dict((await request.form(max_fields=500)).items())


def parse(
    model: type[M], data: Mapping[str, Any], *, field_of: Callable[[str], str] = lambda name: name
) -> M:
    """`data` as `model`. Raises Invalid; `field_of` turns a dotted name into the name of the page's field."""
    try:
        return model.model_validate(dict(data))
    except ValidationError as error:
        messages = field_messages(error.errors())
        raise Invalid(fields={field_of(name): text for name, text in messages.items()}) from None
