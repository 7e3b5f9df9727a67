"""Rows of facts as the facts that the rest of the application uses."""

from collections.abc import Collection, Mapping
from datetime import date

from assay.apps.exportsathi.facts import kinds
from assay.apps.exportsathi.facts.kinds import Destination, Kind, Value
from assay.apps.exportsathi.facts.rules import (
    BenefitFact,
    CertificateFact,
    DestinationFact,
    Known,
    Overlay,
    PolicyFact,
    Reach,
    fact_standing,
)
from assay.apps.exportsathi.models.facts import (
    BenefitOverlay,
    CertificationRule,
    DutyBenefit,
    ExportPolicy,
    Fact,
)
from assay.apps.exportsathi.models.sources import Source
from assay.apps.exportsathi.sources.rules import SourceRef, Standing
from assay.apps.exportsathi.sources.service import ref


def known(
    kind: Kind, key: str, value: Mapping[str, object], row: Fact, source: Source, on: date
) -> Known[Value]:
    cited, stands = _cited(row, source, on)
    last = min((day for day in (row.valid_to, source.valid_to) if day is not None), default=None)
    return Known(key, kinds.read(kind, value), cited, stands, row.note, str(row.fact_id), last)


def _cited(row: Fact, source: Source, on: date) -> tuple[SourceRef, Standing]:
    cited = ref(source)
    return cited, fact_standing(on, row.valid_from, row.valid_to, is_verified=row.is_verified, source=cited)


def policy(row: ExportPolicy, source: Source, on: date) -> PolicyFact:
    cited, stands = _cited(row, source, on)
    return PolicyFact(
        row.line, row.policy, row.condition, cited, stands, row.scomet, row.note, str(row.fact_id)
    )


def benefit(
    row: DutyBenefit,
    source: Source,
    line: str,
    on: date,
    over: Collection[tuple[BenefitOverlay, Source]],
) -> BenefitFact:
    cited, stands = _cited(row, source, on)
    return BenefitFact(
        scheme=row.scheme,
        line=line,
        entry=row.entry,
        description=row.description,
        rate=row.rate.normalize(),
        cap=row.cap,
        unit=row.unit,
        source=cited,
        standing=stands,
        overlays=tuple(overlay(one, its, on) for one, its in over if one.scheme == row.scheme),
        note=row.note,
        fact_id=str(row.fact_id),
    )


def overlay(row: BenefitOverlay, source: Source, on: date) -> Overlay:
    cited, stands = _cited(row, source, on)
    return Overlay(row.factor.normalize(), row.valid_from or date.min, row.valid_to, cited, stands, row.note)


def reach(row: CertificationRule) -> Reach:
    return Reach(
        tuple(row.prefixes),
        tuple(row.attributes),
        tuple(row.requires),
        tuple(row.excludes),
        tuple(row.destinations),
    )


def certificate(row: CertificationRule, source: Source, on: date, because: str) -> CertificateFact:
    cited, stands = _cited(row, source, on)
    return CertificateFact(
        certificate_id=row.certificate_id,
        name=row.name,
        authority=row.authority,
        because=because,
        legal_basis=row.legal_basis,
        cost_low=row.cost_low,
        cost_high=row.cost_high,
        days_low=row.days_low,
        days_high=row.days_high,
        blocking=row.blocking,
        source=cited,
        standing=stands,
        steps=tuple(row.steps),
        labs=tuple(row.labs),
        subsidies=tuple(row.subsidies),
        needs=tuple(row.needs),
        note=row.note,
        fact_id=str(row.fact_id),
    )


def destination(fact: Known[Destination]) -> DestinationFact:
    value = fact.value
    return DestinationFact(
        country=fact.key,
        name=value.name,
        region=value.region,
        stop=value.stop,
        agreements=value.agreements,
        currency=value.currency,
        source=fact.source,
        standing=fact.standing,
        details=value.details,
        groups=value.groups,
        note=fact.note,
        fact_id=fact.fact_id,
    )
