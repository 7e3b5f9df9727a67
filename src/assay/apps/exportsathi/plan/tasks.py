"""Which tasks a report's plan has: missing registrations, certificates, papers, the shipment. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from assay.apps.exportsathi.facts.rules import CertificateFact
from assay.apps.exportsathi.plan.inputs import EXCHANGE, GST, TRADE, UNBOUND, PlanInputs
from assay.apps.exportsathi.plan.rules import Task
from assay.apps.exportsathi.plan.tasks_goods import goods, lut
from assay.kernel.web.i18n import gettext as _

_LAST = "shipping-bill"
"""What all that stops goods comes before; services have the first invoice."""


def tasks_for(inputs: PlanInputs) -> list[Task]:
    """The tasks in the order in which they are told; what needs what is in each."""
    if inputs.stopped:
        return _stopped(inputs)
    found = [*_registrations(inputs)]
    found += _services() if inputs.services else goods(inputs)
    return _by_the_facts(inputs, found)


def _by_the_facts(inputs: PlanInputs, own: Sequence[Task]) -> list[Task]:
    """Own tasks with the lead times of facts where there is one; certificates without an own task added."""
    facts = {one.certificate_id: one for one in inputs.certificates if one.certificate_id not in inputs.held}
    there = {*(one.task_id for one in own), *facts}
    sourced = [_sourced(one, facts[one.task_id]) if one.task_id in facts else one for one in own]
    named = {one.task_id for one in own}
    added = [_certificate(one) for name, one in facts.items() if name not in named]
    last = _LAST if any(one.task_id == _LAST for one in own) else "invoice"
    at = next(place for place, one in enumerate(sourced) if one.task_id == last)
    blocking = tuple(one.task_id for one in added if facts[one.task_id].blocking)
    sourced[at] = replace(sourced[at], needs=(*sourced[at].needs, *blocking))
    tasks = [*sourced[:at], *added, *sourced[at:]]
    return [
        replace(one, needs=tuple(need for need in one.needs if need in there and need != one.task_id))
        for one in tasks
    ]


def _sourced(task: Task, fact: CertificateFact) -> Task:
    """An own task by what a fact says of its time; both name their sources."""
    return replace(
        task,
        days=max(fact.days_high, 0),
        needs=tuple(dict.fromkeys((*task.needs, *fact.needs))),
        interim=task.interim or _interim(fact.steps),
        sources=(fact.source.source_id,),
        certificate_id=fact.certificate_id,
    )


def _certificate(fact: CertificateFact) -> Task:
    return Task(
        fact.certificate_id,
        (_("Get: %(name)s") if fact.blocking else _("Worth having: %(name)s")) % {"name": fact.name},
        fact.because,
        max(fact.days_high, 0),
        ("iec", "code", *fact.needs),
        _interim(fact.steps),
        (fact.source.source_id,),
        certificate_id=fact.certificate_id,
    )


def _interim(steps: Sequence[str]) -> str:
    return steps[0] if steps else _("Apply, pay the fee and keep the receipt: the buyer may be told of it.")


def _stopped(inputs: PlanInputs) -> list[Task]:
    return [
        Task(
            "hold",
            _("Accept no order and no advance for this"),
            inputs.stopped,
            0,
            sources=inputs.stop_sources,
        ),
        Task(
            "ask-dgft",
            _("Ask the regional office of DGFT in writing whether anything of it may be exported"),
            _("Only a written answer or a licence lifts a stop; what others do is no ground."),
            UNBOUND,
            ("hold",),
            _("Look for another product or another country: a new report costs nothing."),
            (TRADE,),
            open_ended=True,
        ),
    ]


def _registrations(inputs: PlanInputs) -> list[Task]:
    found = []
    if "pan" in inputs.missing:
        found.append(
            Task(
                "pan",
                _("Apply for a PAN for the business"),
                _("GST registration and importer-exporter code stand on it."),
                5,
                interim=_("Apply online on day 1; an electronic PAN is enough for the next steps."),
                sources=(TRADE,),
                open_ended=True,
            )
        )
    if "gstin" in inputs.missing:
        found.append(
            Task(
                "gst-registration",
                _("Register for GST"),
                _("Exports are zero-rated, and only a registered business gets its tax back."),
                7,
                ("pan",),
                _("Apply on the day the PAN is there; keep the reference number of the application."),
                (GST,),
            )
        )
    if "iec" in inputs.missing:
        found.append(
            Task(
                "iec",
                _("Get the importer-exporter code (IEC)"),
                _("Nothing leaves India without it; DGFT issues it online."),
                2,
                ("pan",),
                sources=(TRADE,),
                open_ended=True,
            )
        )
    return found


def _services() -> list[Task]:
    return [
        Task(
            "bank",
            _("Tell your bank that money for services will come from abroad"),
            _("The bank needs the purpose code of your service and issues the proof of receipt (FIRC)."),
            0,
            sources=(EXCHANGE,),
        ),
        lut(),
        Task(
            "contract",
            _("Have the customer sign the contract or the order"),
            _("What is delivered, in which currency, when it is paid, whose courts."),
            2,
            sources=("exporter",),
            open_ended=True,
        ),
        Task(
            "softex-registration",
            _("Register with STPI or the SEZ for filing SOFTEX"),
            _("Software sent over a data link is declared on SOFTEX, and valued by them."),
            5,
            ("pan",),
            _("Hand in the registration with the contract; invoices may be declared together later."),
            (EXCHANGE,),
            open_ended=True,
        ),
        Task(
            "invoice",
            _("Send the first export invoice with the reference of the LUT"),
            _("The invoice says that it is an export under LUT without payment of integrated tax."),
            1,
            ("contract", "lut", "bank"),
            sources=(GST,),
        ),
        Task(
            "softex",
            _("Declare the invoice on SOFTEX"),
            _("Within thirty days of the invoice, or of the last one of the month."),
            1,
            ("invoice", "softex-registration"),
            _("Fill in the form as a draft with what the contract says."),
            (EXCHANGE,),
        ),
    ]
