"""A section of a report as it is built and kept: statements, each with its sources and how they stand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, Protocol

from assay.apps.exportsathi.reports.risk import METHOD, VERSION
from assay.apps.exportsathi.reports.rules import Stop
from assay.apps.exportsathi.sources.rules import SourceRef, Standing
from assay.kernel.web.i18n import gettext as _

Tone = Literal["info", "good", "warn", "bad"]
EXPORTER = "exporter"
"""The source of what rests on what the exporter told."""
WORST = (Standing.EXPIRED, Standing.NOT_YET, Standing.UNVERIFIED, Standing.CURRENT)


class Fact(Protocol):
    """Whatever a statement can stand on: it has a source and a standing."""

    @property
    def source(self) -> SourceRef: ...
    @property
    def standing(self) -> Standing: ...


@dataclass(slots=True)
class Told:
    """One section. `more` holds what its page shows besides statements; all of it goes into JSON."""

    key: str
    title: str
    as_of: date
    statements: list[dict[str, Any]] = field(default_factory=list)
    stops: list[Stop] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)
    sources: dict[str, dict[str, Any]] = field(default_factory=dict)

    def say(
        self, text: str, *facts: Fact, tone: Tone = "info", own: Literal["exporter", "method", ""] = ""
    ) -> None:
        """A statement. It stands on facts, on what the exporter told, or on our own method: on something."""
        ids = list(dict.fromkeys(self.cite(one) for one in facts))
        if own:
            ids.append(own)
            self.sources.setdefault(own, own_source(own))
        if not ids:
            raise ValueError(f"Without a source nothing is said: {text}")
        stands = worst(one.standing for one in facts)
        self.statements.append({"text": text, "tone": tone, "sources": ids, "standing": stands.value})

    def cite(self, fact: Fact) -> str:
        """The id under which the source of `fact` is named at the end of the report."""
        known = self.sources.get(fact.source.source_id)
        stands = worst([fact.standing, Standing(known["standing"])] if known else [fact.standing])
        self.sources[fact.source.source_id] = fact.source.document(stands)
        return fact.source.source_id

    def refer(self, ids: Iterable[str], known: Mapping[str, SourceRef]) -> None:
        """Name sources that lines of a calculation or tasks of a plan stand on."""
        for one in ids:
            if one in (EXPORTER, METHOD):
                self.sources.setdefault(one, own_source(one))
            elif one in known and one not in self.sources:
                self.sources[one] = known[one].document(known[one].standing(self.as_of))

    def document(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "title": self.title,
            "statements": self.statements,
            "stops": [stop_document(one) for one in self.stops],
            **self.more,
        }


def worst(standings: Iterable[Standing]) -> Standing:
    """The worst of how facts stand; current where there are none."""
    return min(standings, key=WORST.index, default=Standing.CURRENT)


def stop_document(one: Stop) -> dict[str, Any]:
    return {
        "key": one.key,
        "title": one.title,
        "text": one.text,
        "sources": list(one.sources),
        "final": one.final,
    }


def stop_of(document: Mapping[str, Any]) -> Stop:
    return Stop(
        document["key"], document["title"], document["text"], tuple(document["sources"]), document["final"]
    )


def own_source(name: str) -> dict[str, Any]:
    """What is no publication but stands behind statements too, and is named like one."""
    title, publisher = {
        EXPORTER: (_("What you told us"), _("Your business")),
        METHOD: (_("Our own method, version %(n)s") % {"n": VERSION}, "ExportSathi"),
    }[name]
    return {
        "source_id": name,
        "title": title,
        "publisher": publisher,
        "reference": "",
        "url": "",
        "published": None,
        "checked_on": None,
        "valid_from": None,
        "valid_to": None,
        "standing": Standing.CURRENT.value,
    }
