"""The parts of risk in words: what each is, why it has its level, what would lower it."""

from typing import Any

from assay.kernel.web.i18n import gettext as _


def label(key: str) -> str:
    return {
        "policy": _("Export policy"),
        "destination": _("Destination"),
        "dual-use": _("Dual use (SCOMET)"),
        "code": _("Tariff code"),
        "certificates": _("Certificates"),
        "time": _("Lead time"),
        "business": _("Registrations"),
        "payment": _("Payment"),
        "delivery": _("Delivery terms"),
        "sources": _("Our sources"),
    }[key]


def why(key: str, level: str, inputs: Any) -> str:
    """One sentence. `inputs` are `risk.RiskInputs`."""
    fixed = {
        ("policy", "free"): _("The line may be exported freely."),
        ("policy", "unknown"): _("The policy of the line is not known here."),
        ("policy", "state-trading"): _("Only a state trading enterprise may export the line."),
        ("policy", "restricted"): _("The line needs an export licence."),
        ("policy", "prohibited"): _("The line may not be exported."),
        ("destination", "known"): _("Nothing is known that stands against the country."),
        ("destination", "unknown"): _("Nothing is known here about the country."),
        ("destination", "stopped"): _("Exports to the country are stopped or need a licence."),
        ("dual-use", "none"): _("The line is not marked as dual use."),
        ("dual-use", "possible"): _("The line may fall under the list of dual-use goods."),
        ("code", "open"): _("There is no tariff code yet."),
        ("delivery", "buyer"): _("The buyer bears the main carriage."),
        ("delivery", "seller-pays"): _("You pay the main carriage, the buyer bears its risk."),
        ("delivery", "seller-risks"): _("You bear cost and risk up to the buyer's country."),
        ("sources", "checked"): _("All that was used is in force and was compared with the original."),
        ("sources", "unverified"): _("Some of what was used was never compared with the original."),
        ("sources", "expired"): _("Some of what was found is no longer in force, or not yet."),
    }
    if key == "certificates" and not inputs.open_certificates:
        return _("No certificate that stops goods is outstanding.")
    if key == "time" and not inputs.days:
        return _("No certificate is waited for.")
    if key == "business" and not inputs.missing:
        return _("All numbers that exporting needs are there.")
    if (key, level) in fixed:
        return fixed[key, level]
    if key == "code":
        return _("The code is right with a confidence of %(share)s percent.") % {
            "share": f"{(inputs.confidence or 0) * 100:.0f}"
        }
    if key == "payment" and not inputs.payment_days:
        return _("You are paid before the goods leave.")
    return {
        "certificates": _("%(n)s certificates are still to be got without which goods are stopped."),
        "time": _("The longest certificate takes up to %(n)s working days."),
        "business": _("%(n)s of the numbers that exporting needs are not there yet."),
        "payment": _("The buyer pays %(n)s days after shipment."),
    }[key] % {
        "n": {
            "certificates": inputs.open_certificates,
            "time": inputs.days,
            "business": inputs.missing,
            "payment": inputs.payment_days,
        }[key]
    }


def lower(key: str) -> str:
    return {
        "policy": _("A licence or a written answer of DGFT; or a product of another line."),
        "destination": _("Another country; or a written answer of DGFT and your bank."),
        "dual-use": _("Have DGFT say in writing whether the product is on the SCOMET list."),
        "code": _("Answer the question about the product, or choose the code yourself with a reason."),
        "certificates": _("Get the certificates that stop goods, and mark them as completed."),
        "time": _("Apply on day 1, and promise the buyer no date before the certificate."),
        "business": _("Get the missing registrations and enter them under Your business."),
        "payment": _("Ask for an advance or a letter of credit, or insure the buyer's credit."),
        "delivery": _("Sell FOB or FCA: the buyer then bears the main carriage."),
        "sources": _("Look up the sources that are marked; a curator confirms or renews them."),
    }[key]
