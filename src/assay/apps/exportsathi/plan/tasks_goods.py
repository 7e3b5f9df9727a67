"""Tasks of a shipment of goods, from the letter to the bank to the shipping bill. Pure."""

from assay.apps.exportsathi.plan.inputs import BOOK, CUSTOMS, EXCHANGE, GST, TRADE, UNBOUND, PlanInputs
from assay.apps.exportsathi.plan.rules import Task
from assay.kernel.web.i18n import gettext as _

SELLER_INSURES = ("CIF", "CIP")


def goods(inputs: PlanInputs) -> list[Task]:
    found = []
    if inputs.code_open:
        found.append(
            Task(
                "code",
                _("Settle the tariff code"),
                _("Policy, certificates and benefits all go by it; the report asks what would decide."),
                1,
                sources=("method",),
            )
        )
    found += [_letter(inputs), _ad_code(inputs), *_permissions(inputs)]
    found += [
        Task(
            "rcmc",
            _("Join the export promotion council of your product (RCMC)"),
            _("Benefits of the foreign trade policy ask for it."),
            5,
            ("iec",),
            _("Apply online and keep the acknowledgement."),
            (BOOK,),
            open_ended=True,
        ),
        lut(),
        Task(
            "contract",
            _("Send the proforma invoice and have the buyer confirm it in writing"),
            _("Price, Incoterm with its place, payment and delivery are then settled."),
            1,
            ("code",),
            sources=("exporter",),
        ),
        Task(
            "broker",
            _("Appoint a customs broker"),
            _("The broker files the shipping bill and is present when goods are examined."),
            1,
            ("iec",),
            sources=(CUSTOMS,),
            open_ended=True,
        ),
        Task(
            "booking",
            _("Ask three forwarders for quotes and book the space"),
            _("The freight in this report is an estimate; a dated quote takes its place."),
            2,
            ("contract",),
            sources=("exporter",),
            open_ended=True,
        ),
    ]
    if inputs.incoterm in SELLER_INSURES:
        found.append(
            Task(
                "cargo-insurance",
                _("Insure the goods for the buyer"),
                _("Under %(term)s the seller insures.") % {"term": inputs.incoterm},
                1,
                ("booking",),
                sources=("exporter",),
            )
        )
    return [
        *found,
        Task(
            "documents",
            _("Make the documents and check them against each other"),
            _("One difference between invoice and packing list stops a shipment."),
            1,
            ("contract", "code"),
            sources=("exporter",),
        ),
        Task(
            "shipping-bill",
            _("Have the shipping bill filed"),
            _("The goods may leave when customs have let them go (let export order)."),
            1,
            (
                "documents",
                "ad-code",
                "lut",
                "booking",
                "broker",
                "cargo-insurance",
                "export-authorisation",
                "scomet-licence",
                "state-trader",
            ),
            _("Have the broker fill in a draft of the shipping bill."),
            (CUSTOMS,),
        ),
    ]


def _letter(inputs: PlanInputs) -> Task:
    at = _(" for %(port)s") % {"port": inputs.port} if inputs.port else ""
    return Task(
        "ad-letter",
        _("Send your bank the letter about the AD code%(at)s") % {"at": at},
        _("The AD code is registered at each port once; without it no shipping bill is filed there."),
        0,
        sources=(EXCHANGE, CUSTOMS),
        letter=True,
    )


def _ad_code(inputs: PlanInputs) -> Task:
    where = inputs.port or _("the port of loading")
    return Task(
        "ad-code",
        _("Register the AD code at %(port)s on ICEGATE") % {"port": where},
        _("Upload the bank's letter there; an officer approves it."),
        3,
        ("ad-letter", "iec", "gst-registration"),
        _("If the bank is slow, ask for its letter by e-mail with a digital signature."),
        (CUSTOMS,),
        open_ended=True,
    )


def _permissions(inputs: PlanInputs) -> list[Task]:
    if inputs.licence:
        return [
            Task(
                "export-authorisation",
                _("Apply to DGFT for the export licence"),
                _("The line is restricted: goods leave with a licence only."),
                UNBOUND,
                ("iec", "code"),
                _("File the application with all annexes; ship nothing and take no advance before it."),
                (*inputs.policy_sources, BOOK),
                open_ended=True,
            )
        ]
    if inputs.trader:
        return [
            Task(
                "state-trader",
                _("Ask the state trading enterprise to export for you"),
                _("The line may be exported through a state trading enterprise only."),
                UNBOUND,
                ("iec", "code"),
                _("Write to the enterprise that the policy names, with product and quantity."),
                (*inputs.policy_sources, TRADE),
                open_ended=True,
            )
        ]
    return []


def lut() -> Task:
    return Task(
        "lut",
        _("File the letter of undertaking (LUT, form RFD-11) on the GST portal"),
        _("With it you export without paying integrated tax first; it holds for one financial year."),
        1,
        ("gst-registration",),
        sources=(GST,),
    )
