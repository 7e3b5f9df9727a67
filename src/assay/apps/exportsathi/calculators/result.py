"""A whole analysis: its sections, the day and the rules they go by, and the sources they stand on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from assay.apps.exportsathi.sources.rules import SourceRef
from assay.apps.exportsathi.worked import Line, Section, section_document


@dataclass(frozen=True, slots=True)
class Analysis:
    """`inputs` is what was known, as JSON. `sources` are all that the sections name."""

    as_of: date
    rules_version: str
    inputs: Mapping[str, Any]
    sections: tuple[Section, ...]
    sources: tuple[SourceRef, ...]

    def section(self, key: str) -> Section:
        """Raises KeyError where there is no such section."""
        for one in self.sections:
            if one.key == key:
                return one
        raise KeyError(key)

    def answer(self, key: str) -> Line | None:
        """What the section `key` comes to; None where it could not be told."""
        return self.section(key).answer

    @property
    def missing(self) -> tuple[str, ...]:
        """What would have to be known for every section to be answered."""
        return tuple(dict.fromkeys(words for one in self.sections for words in one.missing))

    def document(self) -> dict[str, Any]:
        return {
            "as_of": self.as_of.isoformat(),
            "rules_version": self.rules_version,
            "inputs": dict(self.inputs),
            "sections": [section_document(one) for one in self.sections],
            "sources": [one.document(one.standing(self.as_of)) for one in self.sources],
        }
