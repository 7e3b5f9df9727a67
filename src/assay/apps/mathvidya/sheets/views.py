"""What the API and the page of answer pages show, made from what the services answer."""

from collections.abc import Sequence

from assay.apps.mathvidya.sheets import rules
from assay.apps.mathvidya.sheets.forms import AnnouncedOut, NoteOut, SheetOut, SheetsOut, UploadOut
from assay.apps.mathvidya.sheets.rules import Sheet
from assay.apps.mathvidya.sheets.service import Pages
from assay.apps.mathvidya.sheets.uploading import Announced
from assay.kernel import clock

API = "/api/v1/mathvidya"


def sheet_out(sheet: Sheet, beside: Sequence[Sheet] = ()) -> SheetOut:
    seen = sheet.state in rules.SEEN
    return SheetOut(
        sheet_id=sheet.sheet_id,
        position=sheet.position,
        state=sheet.state.value,
        page_number=sheet.page_number,
        code_number=sheet.verdict.page if sheet.verdict else None,
        rotation=sheet.rotation,
        sha256=sheet.sha256 or sheet.announced_sha256,
        size=sheet.size,
        notes=[
            NoteOut(kind=one.kind.value, words=one.words, asked=one.asked)
            for one in (rules.notes(sheet, beside) if seen else [])
        ],
        refusal=sheet.refusal,
        image=f"{API}/student/sheets/{sheet.sheet_id}/image" if seen else "",
        confirmed_at=sheet.confirmed_at,
        rescan_reason=sheet.rescan_reason,
    )


def sheets_out(pages: Pages) -> SheetsOut:
    return SheetsOut(
        sheets=[sheet_out(one, pages.sheets) for one in pages.sheets],
        refused=[sheet_out(one) for one in pages.refused],
        is_open=pages.is_open,
        is_ready=pages.ready.is_ready,
        missing=list(pages.ready.missing),
        hints=list(pages.ready.hints),
        max_bytes=pages.max_bytes,
        server_time=clock.now(),
    )


def announced_out(made: Announced) -> AnnouncedOut:
    request = made.request
    return AnnouncedOut(
        sheet=sheet_out(made.sheet),
        upload=UploadOut(method=request.method, url=request.url, headers=dict(request.headers))
        if request
        else None,
    )
