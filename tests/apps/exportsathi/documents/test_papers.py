"""Papers as data and in print: what stands on them, that texts are texts, that bytes repeat."""

import io
import json
from decimal import Decimal
from typing import Any

import pypdf
import pypdfium2
import pytest

from assay.apps.exportsathi.documents import catalogue, editing, einvoice, printing
from assay.apps.exportsathi.documents.fields import Many
from assay.apps.exportsathi.documents.paper import PaperType
from assay.apps.exportsathi.documents.record import Shipment, document_of
from assay.apps.exportsathi.documents.samples import sold_by
from assay.apps.exportsathi.documents.totalling import totalled
from tests.support.exportsathi_shipments import lamps, software, turmeric


def changed(record: Shipment, **parts: Any) -> Shipment:
    document = document_of(record)
    for name, values in parts.items():
        document[name] = {**document[name], **values}
    return Shipment.model_validate(document)


def text_of(data: bytes) -> str:
    with pypdfium2.PdfDocument(data) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


async def printed(record: Shipment, kind: PaperType) -> bytes:
    return await printing.print_paper(catalogue.make(kind, record), record)


@pytest.mark.parametrize("kind", catalogue.wanted_by(lamps()))
async def test_paper_prints_the_same_twice_with_its_data_inside(kind: PaperType) -> None:
    record = lamps()
    data = await printed(record, kind)
    assert data == await printed(Shipment.model_validate(document_of(record)), kind)
    reader = pypdf.PdfReader(io.BytesIO(data))
    [[inside]] = reader.attachments.values()
    assert inside == printing.to_json(catalogue.make(kind, record), record)
    said: Any = reader.trailer["/Root"]
    assert "<pdfaid:part>3</pdfaid:part>" in said["/Metadata"].get_object().get_data().decode()


async def test_what_is_typed_is_shown_and_never_run() -> None:
    text = '#read("main.typ") $x$ *bold* <here> @there \\ ] '.strip()
    record = lamps().model_copy(update={"remarks": text})
    shown = text_of(await printed(record, PaperType.COMMERCIAL_INVOICE))
    assert '#read("main.typ") $x$ *bold* <here> @there' in " ".join(shown.split())


async def test_invoice_holds_what_rule_46_and_the_bank_ask_for() -> None:
    shown = text_of(await printed(lamps(), PaperType.COMMERCIAL_INVOICE))
    for text in (
        "09AAPFM4321K1ZY",
        "MBW/26-27/041",
        "without payment of integrated tax",
        "10,458.50",
        "USD ten thousand four hundred fifty-eight and 50/100",
        "United States (US)",
    ):
        assert text in " ".join(shown.split())


def test_e_invoice_writes_decimals_as_numbers_and_keeps_their_places() -> None:
    text = einvoice.to_json(turmeric()).decode()
    assert '"IgstAmt":97218.00' in text
    assert '"UnitPrice":162.030' in text
    assert json.loads(text)["TranDtls"]["SupTyp"] == "EXPWP"
    assert "ShipBNo" not in einvoice.invoice(software())["ExpDtls"]
    assert einvoice.invoice(software())["ItemList"][0]["IsServc"] == "Y"


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "= - @"])
def test_e_invoice_holds_nothing_a_spreadsheet_would_run(sign: str) -> None:
    record = changed(lamps(), buyer={"name": f"{sign}HYPERLINK(1)"})
    assert einvoice.invoice(record)["BuyerDtls"]["LglNm"] == "HYPERLINK(1)"


def test_sums_are_computed_and_what_cannot_be_stays() -> None:
    bare = changed(lamps(), totals=dict.fromkeys(type(lamps().totals).model_fields))
    assert totalled(bare).totals == lamps().totals
    assert totalled(lamps()) == lamps()
    assert totalled(Shipment()) == Shipment()
    assert totalled(turmeric()).lines[0].igst == Decimal("97218.00")


def test_another_seller_breaks_no_rule_about_the_seller() -> None:
    other = sold_by(lamps(), turmeric().exporter)
    assert (other.credit.beneficiary, other.references.lut_arn[2:4]) == ("Sangli Spice Company", "27")


def test_page_shows_every_place_of_a_record_that_its_kind_has() -> None:
    shown = {one.path for section in editing.sections(lamps()) for one in section.fields}
    kept = {path for path in editing.values(lamps()) if not path.startswith("software.")} - {"kind"}
    assert shown == kept


def test_page_gives_back_the_record_it_was_made_from() -> None:
    for record in (lamps(), turmeric(), software()):
        sent = {path: str(value) for path, value in editing.values(record).items() if value is not False}
        sent = {path: value.lower() if value == "True" else value for path, value in sent.items()}
        assert Shipment.model_validate(editing.document(record, sent)) == record


def test_lines_come_and_go() -> None:
    more = editing.with_one_more(lamps(), Many.CONTAINERS)
    assert editing.last_of(more, Many.CONTAINERS) == "transport.containers.1.number"
    assert editing.without(more, Many.CONTAINERS, 1) == lamps()
    assert editing.without(lamps(), Many.LINES, 9) == lamps()
    assert editing.label_of("lines.1.amount") == "Line 2: Amount"
