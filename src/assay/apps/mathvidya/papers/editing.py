"""A blueprint as the fields of a page, and the fields as a blueprint.

Which sections and types of question a paper has is fixed by its template; how many, how long and for which
marks is typed. Fields are named by what they change: `count_A_mcq`, `choices_B`, `unit_algebra`, `minutes`.
"""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from pydantic import ValidationError

from assay.apps.mathvidya.papers.blueprint import Blueprint
from assay.apps.mathvidya.papers.forms import TemplateForm
from assay.kernel.errors import Invalid
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.messages import field_messages

PLAIN = ("session", "minutes", "unit_tolerance", "cognitive_tolerance", "difficulty_tolerance")


def fields(blueprint: Blueprint) -> dict[str, str]:
    """The values of the page's fields."""
    found = {name: _plain(getattr(blueprint, name)) for name in PLAIN}
    for section in blueprint.sections:
        found |= {f"count_{section.label}_{kind}": str(count) for kind, count in section.counts.items()}
        found[f"choices_{section.label}"] = str(section.choices)
    found |= {f"unit_{unit}": _plain(marks) for unit, marks in blueprint.units.items()}
    found |= {f"share_{level}": str(percent) for level, percent in blueprint.cognitive.items()}
    found |= {f"share_{grade}": str(percent) for grade, percent in blueprint.difficulty.items()}
    return found


def form(data: Mapping[str, Any], before: Blueprint) -> TemplateForm:
    """What was typed over `before`. Raises Invalid with what is wrong, in words."""
    sections = [
        section.model_copy(
            update={
                "counts": {
                    kind: _number(data, f"count_{section.label}_{kind}", count)
                    for kind, count in section.counts.items()
                },
                "choices": _number(data, f"choices_{section.label}", section.choices),
            }
        )
        for section in before.sections
    ]
    document = before.document() | {name: data.get(name, getattr(before, name)) for name in PLAIN}
    document |= {
        "title": str(data.get("name", "")),
        "sections": [one.model_dump(mode="json") for one in sections],
        "total": str(sum((one.total for one in sections), Decimal(0))),
        "units": {unit: data.get(f"unit_{unit}", marks) for unit, marks in before.units.items()},
        "cognitive": {level: data.get(f"share_{level}", share) for level, share in before.cognitive.items()},
        "difficulty": {
            grade: data.get(f"share_{grade}", share) for grade, share in before.difficulty.items()
        },
    }
    try:
        return TemplateForm(
            name=str(data.get("name", "")),
            blueprint=Blueprint.model_validate(document),
            is_offered=data.get("is_offered") == "true",
        )
    except ValidationError as error:
        messages = field_messages(error.errors(include_url=False))
    first = next(iter(messages.values()), _("Correct the fields and send it again."))
    raise Invalid(first, fields={name.rsplit(".", 1)[-1] or "name": text for name, text in messages.items()})


def _plain(value: object) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def _number(data: Mapping[str, Any], name: str, before: int) -> int:
    try:
        return int(Decimal(str(data.get(name, before))))
    except (InvalidOperation, ValueError, OverflowError):
        raise Invalid(_("Give a whole number."), fields={name: _("Give a whole number.")}) from None
