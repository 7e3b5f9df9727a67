"""Tariffs, containers and figures that hold for a shipment on a day: own quotes before the facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from assay.apps.exportsathi.facts import service as facts
from assay.apps.exportsathi.facts.figures import Figures
from assay.apps.exportsathi.facts.kinds import Container
from assay.apps.exportsathi.facts.rules import Known
from assay.apps.exportsathi.logistics import carriage, queries
from assay.apps.exportsathi.logistics.carriage import Box, Tariff
from assay.apps.exportsathi.models.money import Carriage, FreightQuote
from assay.apps.exportsathi.worked import Remark
from assay.kernel.db.session import Session
from assay.kernel.money import money
from assay.kernel.web.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Held:
    """What is calculated with. `remarks` name the quotes that were used, and those that have expired.

    `listed`: tariffs of the facts alone, without quotes.
    """

    containers: tuple[Known[Container], ...]
    tariffs: Mapping[Carriage, Tariff]
    listed: Mapping[Carriage, Tariff]
    figures: Figures
    remarks: tuple[Remark, ...] = ()

    @property
    def boxes(self) -> tuple[Box, ...]:
        """The containers that hold on the day. Raises FactMissing."""
        return carriage.boxes_of(self.containers)


async def held(db: Session, org_id: UUID, exporter_id: UUID, destination: str, origin: str, on: date) -> Held:
    """What holds on the day for a way; the exporter's own quote goes before a tariff of the facts."""
    listed = carriage.tariffs_of(await facts.tariffs(db, org_id, on))
    found, remarks = dict(listed), list[Remark]()
    for row in await queries.quotes_for(db, org_id, exporter_id, destination, origin, on):
        before = found.get(row.carriage)
        if before is None or not before.quote:
            found[row.carriage] = _tariff(row)
            words = _("%(what)s by the quote of %(who)s, good until %(day)s.")
            told = {"what": row.carriage.value, "who": row.forwarder, "day": row.valid_to.isoformat()}
            remarks.append(Remark(words % told))
    for row in await queries.expired_for(db, org_id, exporter_id, destination, on):
        words = _("Not used: the quote of %(who)s for %(what)s (%(rate)s) expired on %(day)s.")
        told = {
            "what": row.carriage.value,
            "who": row.forwarder,
            "rate": money(row.rate, row.currency),
            "day": row.valid_to.isoformat(),
        }
        remarks.append(Remark(words % told, "warn"))
    return Held(
        tuple(await facts.containers(db, org_id, on)),
        found,
        listed,
        await facts.figures(db, org_id, on),
        tuple(remarks),
    )


def _tariff(row: FreightQuote) -> Tariff:
    return Tariff(
        row.carriage, row.currency, row.rate, row.fixed, row.minimum, row.forwarder, str(row.quote_id)
    )
