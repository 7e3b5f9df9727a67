"""Papers against the record and against one another: what one says, all say.

The record is the truth: a paper is made anew from it and compared cell by cell. So a paper that was made
before a change is caught, as is one that was altered; and where two papers name the same place with different
values, the rule that watches over that place says so.
"""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from assay.apps.exportsathi.documents import catalogue
from assay.apps.exportsathi.documents.paper import Cell, Paper, PaperType
from assay.apps.exportsathi.documents.rules import Basis, Case, Fault, Rule, Severity

_WATCHED: tuple[tuple[str, str, tuple[str, ...], str], ...] = (
    ("X01", "Invoice number and date", ("references.invoice_*",), "UCP 600, article 14(d)"),
    ("X02", "Tariff code", ("lines.*.code",), "Customs Act 1962, section 50"),
    ("X03", "Description of the goods", ("lines.*.description",), "UCP 600, articles 14(e) and 18(c)"),
    ("X04", "Quantity and unit", ("lines.*.quantity", "lines.*.unit"), "UCP 600, article 14(d)"),
    (
        "X05",
        "Prices and amounts",
        ("lines.*.unit_price", "lines.*.amount", "charges.*", "totals.goods", "totals.fob", "totals.invoice"),
        "Customs Act 1962, section 14",
    ),
    (
        "X06",
        "Weights",
        ("*.net_weight", "*.gross_weight", "transport.containers.*.vgm", "transport.containers.*.tare"),
        "UCP 600, article 14(d)",
    ),
    (
        "X07",
        "Packages and their marks",
        ("packages.*", "totals.packages", "totals.volume"),
        "UCP 600, article 14(d)",
    ),
    ("X08", "Terms of delivery", ("terms.incoterm", "terms.place"), "Incoterms 2020"),
    (
        "X09",
        "Currency and exchange rate",
        ("terms.currency", "terms.exchange_*"),
        "UCP 600, article 18(a)(iii)",
    ),
    (
        "X10",
        "Ports and route",
        ("transport.port_*", "transport.customs_code", "transport.final_*"),
        "UCP 600, article 20",
    ),
    (
        "X11",
        "Country of destination and of origin",
        ("*_country", "*.country", "*.origin_district"),
        "Customs Act 1962, section 50",
    ),
    ("X12", "Containers and seals", ("transport.containers.*",), "UCP 600, article 14(d)"),
    ("X13", "Who sells", ("exporter.*",), "UCP 600, article 18(a)(i)"),
    (
        "X14",
        "Who buys, receives and is notified",
        ("buyer.*", "consignee.*", "notify.*"),
        "UCP 600, article 14(j)",
    ),
    (
        "X15",
        "Tax route and undertaking",
        (
            "terms.tax_route",
            "references.lut_*",
            "*.igst",
            "*.igst_rate",
            "*.taxable_value",
            "totals.invoice_inr",
        ),
        "IGST Act 2017, section 16",
    ),
    (
        "X16",
        "Shipping bill and transport document",
        ("references.shipping_*", "references.transport_*"),
        "Customs Act 1962, section 50",
    ),
    ("X17", "Order and payment", ("references.order_*", "terms.payment*"), "UCP 600, article 14(d)"),
    ("X18", "Letter of credit", ("credit.*",), "UCP 600, article 14(a)"),
    ("X19", "Insurance", ("insurance.*",), "UCP 600, article 28"),
    ("X20", "Vessel and way", ("transport.*",), "UCP 600, article 14(d)"),
    ("X21", "Software contract", ("software.*",), "FEMA (Export of Goods and Services) Regulations 2015"),
    ("X22", "Claims, licences and remarks", ("lines.*", "remarks", "kind"), "Customs Act 1962, section 50"),
)
_FIXED = "X30"


def watcher_of(paths: tuple[str, ...]) -> str:
    """The rule that watches over these places; `X30` for words that come from no place."""
    for rule_id, _title, patterns, _basis in _WATCHED:
        if any(fnmatchcase(path, pattern) for path in paths for pattern in patterns):
            return rule_id
    return _FIXED


def _differences(case: Case) -> list[tuple[str, Fault]]:
    if "differences" not in case.memo:
        case.memo["differences"] = list(_compared(case))
    found: list[tuple[str, Fault]] = case.memo["differences"]
    return found


def _compared(case: Case) -> Iterator[tuple[str, Fault]]:
    for kind, paper in case.papers.items():
        wanted = {cell.key: cell for cell in catalogue.make(kind, case.record).cells()}
        found = {cell.key: cell for cell in paper.cells()}
        for key in dict.fromkeys([*wanted, *found]):
            said, meant = found.get(key), wanted.get(key)
            if (said and (said.value, said.label)) != (meant and (meant.value, meant.label)):
                yield _difference(kind, paper, key, said, meant)


def _difference(
    kind: PaperType, paper: Paper, key: str, said: Cell | None, meant: Cell | None
) -> tuple[str, Fault]:
    known = meant or said
    assert known is not None
    message = (
        f"{paper.title} says {_quoted(said)} for {known.label or key}; the record says {_quoted(meant)}."
    )
    return watcher_of(known.paths), Fault(message, known.paths, kind, key)


def _quoted(cell: Cell | None) -> str:
    return f"“{cell.value}”" if cell is not None and cell.value else "nothing"


def _check(rule_id: str) -> Rule:
    title, basis = next(
        ((title, basis) for one, title, _patterns, basis in _WATCHED if one == rule_id),
        ("Wording", "The paper as this program makes it"),
    )
    return Rule(
        rule_id=rule_id,
        severity=Severity.ERROR,
        title=f"{title}: the same on every paper",
        fix="Correct the record, then make the papers anew, so that all of them say the same.",
        basis=Basis(basis),
        check=lambda case: [fault for watcher, fault in _differences(case) if watcher == rule_id],
    )


RULES: tuple[Rule, ...] = tuple(_check(rule_id) for rule_id in [*(one[0] for one in _WATCHED), _FIXED])
