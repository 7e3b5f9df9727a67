"""The page of a calculator: its form on one side, the worked lines on the other.

MONEY = Calculators("finance", "/exportsathi/finance", calculators)
return MONEY.asked(request, "gst", GstForm)
return MONEY.answered(request, "gst", form, data, made)
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import Request, Response
from pydantic import BaseModel

from assay.apps.exportsathi.calculators.result import Analysis
from assay.apps.exportsathi.calculators.views import defaults, flags_of, shown
from assay.kernel.web.render import render

IN_PLACE = {"HX-Retarget": "#result", "HX-Reswap": "outerHTML show:top"}
"""Where the answer to a calculator's form goes: beside it, in sight, nothing typed is lost."""


@dataclass(frozen=True, slots=True)
class Calculator:
    """A page: the end of its address, its name and what it is for."""

    path: str
    name: str
    lead: str
    whole: bool = False
    """The whole page is drawn anew each time: a list stands on it."""


@dataclass(frozen=True, slots=True)
class Calculators:
    """The calculators of a feature, by the name of their template; `known` is called for each page, so that
    names are in the reader's language."""

    feature: str
    here: str
    known: Callable[[], Mapping[str, Calculator]]

    def page(self, request: Request, key: str, values: Mapping[str, Any], **context: Any) -> Response:
        """The calculator; when htmx asks, what comes out of it goes beside the form."""
        known = self.known()
        one = known[key]
        return render(
            request,
            f"exportsathi/{self.feature}/{key}.html",
            block=None if one.whole else "result",
            headers=IN_PLACE if request.method == "POST" else None,
            title=one.name,
            lead=one.lead,
            here=self.here + one.path,
            tabs=[
                {"label": two.name, "href": self.here + two.path, "current": name == key}
                for name, two in known.items()
            ],
            values=values,
            **context,
        )

    def asked(self, request: Request, key: str, form: type[BaseModel], **context: Any) -> Response:
        """The form with its defaults and what the address asks for, nothing worked out yet."""
        return self.page(request, key, defaults(form, request.query_params), **({"shown": None} | context))

    def answered(
        self,
        request: Request,
        key: str,
        form: BaseModel,
        data: Mapping[str, Any],
        made: Analysis,
        **context: Any,
    ) -> Response:
        """What was sent, with what comes out of it."""
        return self.page(request, key, {**data, **flags_of(form)}, shown=shown(made), **context)
