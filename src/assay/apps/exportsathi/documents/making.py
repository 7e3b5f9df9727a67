"""Use cases of papers: made from a shipment, kept in versions, printed again.

    made = await making.generate(db, actor, shipment_id)          # the whole set

The same record gives the same bytes, so making papers twice without a change in between makes nothing new.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from assay.apps.exportsathi.documents import catalogue, checking, printing, queries, service
from assay.apps.exportsathi.documents.paper import Paper, PaperType
from assay.apps.exportsathi.documents.record import Shipment
from assay.apps.exportsathi.documents.rules import Case, Finding, Severity
from assay.apps.exportsathi.events import Event
from assay.apps.exportsathi.models.documents import GeneratedDocument, ShipmentRow
from assay.apps.exportsathi.models.progress import Happening
from assay.apps.exportsathi.profiles import service as profiles
from assay.kernel import audit
from assay.kernel.access.actor import Actor, org_of, person_of
from assay.kernel.db.session import Session
from assay.kernel.errors import Conflict, Gone
from assay.kernel.web.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Printed:
    """A paper as a file."""

    name: str
    media_type: str
    data: bytes
    sha256: str


async def generate(
    db: Session, actor: Actor, shipment_id: UUID, types: Sequence[PaperType] = ()
) -> list[GeneratedDocument]:
    """Make papers, the whole set where none is named; one that would be the same again is not made twice.

    Answers the latest of each type asked for. Faults are stored with the papers and stop nothing: a draft
    is a paper too. Raises Conflict for letters that cannot be printed, and types of another kind of shipment.
    """
    row = await queries.shipment(db, org_of(actor), person_of(actor), shipment_id, lock=True)
    record = service.record_of(row)
    wanted = tuple(dict.fromkeys(types)) or catalogue.wanted_by(record)
    for one in wanted:
        if record.kind not in catalogue.KINDS[one].kinds:
            raise Conflict(
                _("%(name)s is not for a shipment of %(kind)s.")
                % {"name": catalogue.KINDS[one].name, "kind": record.kind.value}
            )
    there = {PaperType(one.type): one for one in await service.latest(db, row)}
    papers = {kind: service.paper_of(one) for kind, one in there.items()} | {
        kind: catalogue.make(kind, record) for kind in wanted
    }
    findings = checking.check(Case(record, papers, await service.facts_for(db, actor, record)))
    return [
        await _make(db, actor, row, record, papers[kind], there.get(kind), _about(findings, kind))
        for kind in wanted
    ]


async def printed(db: Session, actor: Actor, document_id: UUID) -> Printed:
    """The PDF, set again from what was stored. Raises Gone where it cannot be the same bytes any more."""
    row = await queries.document(db, org_of(actor), person_of(actor), document_id)
    paper, record = service.paper_of(row), Shipment.model_validate(row.content["record"])
    return _kept(
        row.sha256, await printing.print_paper(paper, record), paper, record, "pdf", "application/pdf"
    )


async def data(db: Session, actor: Actor, document_id: UUID) -> Printed:
    """The data of a paper; of an e-invoice, the file for the portal."""
    row = await queries.document(db, org_of(actor), person_of(actor), document_id)
    paper, record = service.paper_of(row), Shipment.model_validate(row.content["record"])
    return _kept(row.json_sha256, printing.to_json(paper, record), paper, record, "json", printing.MEDIA_TYPE)


async def document(db: Session, actor: Actor, document_id: UUID) -> GeneratedDocument:
    return await queries.document(db, org_of(actor), person_of(actor), document_id)


async def document_with_versions(
    db: Session, actor: Actor, document_id: UUID
) -> tuple[GeneratedDocument, list[GeneratedDocument]]:
    """A paper, and all versions of it, the latest first."""
    row = await document(db, actor, document_id)
    return row, await queries.versions(db, row.org_id, row.exporter_id, row.shipment_id, row.type)


def findings_of(row: GeneratedDocument) -> tuple[Finding, ...]:
    """What the rules said when the paper was made."""
    return tuple(
        Finding(**{**one, "severity": Severity(one["severity"]), "paths": tuple(one["paths"])})
        for one in row.findings
    )


def _about(findings: Sequence[Finding], kind: PaperType) -> list[Finding]:
    """What concerns one paper: its own faults, and those of places that stand on it or of none at all."""
    return [one for one in findings if one.paper in ("", kind.value)]


async def _make(
    db: Session,
    actor: Actor,
    row: ShipmentRow,
    record: Shipment,
    paper: Paper,
    before: GeneratedDocument | None,
    findings: Sequence[Finding],
) -> GeneratedDocument:
    inside = printing.to_json(paper, record)
    json_sha256 = hashlib.sha256(inside).hexdigest()
    if before is not None and (before.json_sha256, before.release) == (json_sha256, printing.RELEASE):
        return before
    made = await printing.print_paper(paper, record)
    document = GeneratedDocument(
        org_id=row.org_id,
        exporter_id=row.exporter_id,
        shipment_id=row.shipment_id,
        type=paper.type.value,
        version=before.version + 1 if before else 1,
        sha256=hashlib.sha256(made).hexdigest(),
        json_sha256=json_sha256,
        size=len(made),
        release=printing.RELEASE,
        content={"paper": paper.model_dump(mode="json"), "record": row.record},
        findings=[asdict(one) for one in findings],
        errors=sum(one.severity is Severity.ERROR for one in findings),
        warnings=sum(one.severity is Severity.WARNING for one in findings),
        record_version=row.version,
    )
    db.add(document)
    await db.flush()
    await profiles.note(db, row.org_id, row.exporter_id, Happening.DOCUMENT_MADE, document.type)
    await audit.record(
        db,
        actor,
        Event.DOCUMENT_MADE,
        entity="exportsathi-document",
        entity_id=document.document_id,
        details={"type": document.type, "version": document.version, "sha256": document.sha256},
    )
    return document


def _kept(digest: str, data: bytes, paper: Paper, record: Shipment, suffix: str, media_type: str) -> Printed:
    if hashlib.sha256(data).hexdigest() != digest:
        raise Gone(
            _("This paper was printed with an earlier release and cannot be printed the same. Make it anew.")
        )
    return Printed(printing.file_name(paper.type, record, suffix), media_type, data, digest)
