"""The facts that come with ExportSathi, read from `content/`.

Each file is pinned by its number of rows and its SHA-256 (`content/pins.csv`): one that is cut short or was
altered is refused as a whole, so that nobody goes by half a table.
"""

import csv
import hashlib
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from assay.apps.exportsathi.facts import kinds
from assay.apps.exportsathi.facts.conditions import policy_of, words_of
from assay.apps.exportsathi.facts.kinds import Kind
from assay.apps.exportsathi.models.facts import (
    BenefitOverlay,
    CertificationRule,
    DutyBenefit,
    ExportPolicy,
    Fact,
    ReferenceFact,
)
from assay.kernel.errors import AssayError

CONTENT = Path(__file__).parent / "content"
SOURCES = "sources.yaml"
PINS = "pins.csv"
POLICY_SOURCE = "dgft-schedule-2-2022"
Row = dict[str, Any]


class Altered(AssayError):
    """A pack is not what was pinned."""

    status, slug, title = 409, "altered-facts", "This file of facts is not the one that was checked"


@dataclass(frozen=True, slots=True)
class Pin:
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Pack:
    """A file of facts: which table it fills, and how its text is read."""

    file: str
    table: type[Fact]
    read: Callable[[str], list[Row]]


def pins(folder: Path = CONTENT) -> dict[str, Pin]:
    with (folder / PINS).open(encoding="utf-8", newline="") as file:
        return {row["file"]: Pin(int(row["rows"]), row["sha256"]) for row in csv.DictReader(file)}


def pin_of(data: bytes, rows: int) -> Pin:
    return Pin(rows, hashlib.sha256(data).hexdigest())


def check(file: str, data: bytes, rows: int, wanted: Pin | None) -> None:
    """Raises Altered unless the file is the one that was pinned."""
    found = pin_of(data, rows)
    if found != wanted:
        raise Altered(
            f"{file} holds {found.rows} rows with SHA-256 {found.sha256}; "
            + (
                f"{wanted.rows} rows with {wanted.sha256} were expected."
                if wanted
                else "it was never pinned."
            )
        )


@cache
def sources(folder: Path = CONTENT) -> list[Row]:
    """The sources that the packs stand on, not to be changed. Raises Altered."""
    data = (folder / SOURCES).read_bytes()
    rows: list[Row] = yaml.load(data, Loader=yaml.CSafeLoader)
    check(SOURCES, data, len(rows), pins(folder).get(SOURCES))
    return rows


@cache
def read(name: str, folder: Path = CONTENT) -> list[Row]:
    """The rows of a pack as columns of its table, not to be changed.

    Raises Altered, or KeyError for a name that is none.
    """
    pack = PACKS[name]
    data = (folder / pack.file).read_bytes()
    rows = pack.read(data.decode("utf-8"))
    check(pack.file, data, len(rows), pins(folder).get(pack.file))
    return [{"pack": name, **row} for row in rows]


def _lines(text: str) -> Iterator[Mapping[str, str]]:
    yield from csv.DictReader(io.StringIO(text))


def _policy(text: str) -> list[Row]:
    return [
        {
            "line": row["line"],
            "policy": policy_of(row["policy"]),
            "condition": words_of(row["codes"], row["line"]),
            "scomet": row["scomet"] == "s",
            "source_id": POLICY_SOURCE,
            "note": "" if row["policy"] != "?" else "The policy of this line could not be read.",
        }
        for row in _lines(text)
    ]


def _csv(text: str) -> list[Row]:
    """Columns as they are named; what is empty is left out."""
    return [{name: value for name, value in row.items() if value} for row in _lines(text)]


def _rules(text: str) -> list[Row]:
    """Rules with what `defaults` says of all of them; `destinations` left out: any."""
    document = yaml.load(text, Loader=yaml.CSafeLoader)
    found: list[Row] = []
    for rule in document["rules"]:
        row = {**EMPTY_RULE, **document.get("defaults", {}), **rule}
        row["certificate_id"] = row.get("certificate_id") or row["rule_id"]
        found.append(row)
    return found


EMPTY_RULE: Row = {name: [] for name in ("prefixes", "attributes", "requires", "excludes")} | {
    name: [] for name in ("steps", "labs", "subsidies", "needs")
}
EMPTY_RULE |= {"destinations": ["*"], "blocking": False}


def _small(text: str) -> list[Row]:
    """Facts of one kind, each value read by the type of the kind."""
    document = yaml.load(text, Loader=yaml.CSafeLoader)
    kind, source = Kind(document["kind"]), document.get("source_id")
    found: list[Row] = []
    for fact in document["facts"]:
        own = {name: fact[name] for name in SMALL_COLUMNS if name in fact}
        value = kinds.written(kinds.read(kind, fact["value"]))
        found.append({"source_id": source, **own, "kind": kind.value, "value": value})
    return found


SMALL_COLUMNS = ("key", "source_id", "valid_from", "valid_to", "is_verified", "note")


PACKS: Mapping[str, Pack] = {
    "policy": Pack("export_policy.csv", ExportPolicy, _policy),
    "benefits": Pack("benefits.csv", DutyBenefit, _csv),
    "drawback": Pack("drawback.csv", DutyBenefit, _csv),
    "overlays": Pack("overlays.csv", BenefitOverlay, _csv),
    "rules-basics": Pack("rules_basics.yaml", CertificationRule, _rules),
    "rules-food": Pack("rules_food.yaml", CertificationRule, _rules),
    "rules-goods": Pack("rules_goods.yaml", CertificationRule, _rules),
    "rules-origin": Pack("rules_origin.yaml", CertificationRule, _rules),
    "papers": Pack("papers.yaml", ReferenceFact, _small),
    "incoterms": Pack("incoterms.yaml", ReferenceFact, _small),
    "containers": Pack("containers.yaml", ReferenceFact, _small),
    "ports": Pack("ports.yaml", ReferenceFact, _small),
    "routes": Pack("routes.yaml", ReferenceFact, _small),
    "destinations": Pack("destinations.yaml", ReferenceFact, _small),
    "parameters": Pack("parameters.yaml", ReferenceFact, _small),
    "exchange-rates": Pack("exchange_rates.yaml", ReferenceFact, _small),
    "lanes": Pack("lanes.yaml", ReferenceFact, _small),
    "tariffs": Pack("tariffs.yaml", ReferenceFact, _small),
}
