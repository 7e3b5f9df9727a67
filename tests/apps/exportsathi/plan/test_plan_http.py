"""The seven days over HTTP: checked off, as a calendar, on paper; the letter to the bank."""

import io
from datetime import date

from icalendar import Calendar
from pypdf import PdfReader

from tests.support.exportsathi import make_report
from tests.support.school import Caller, School


async def test_tasks_are_checked_off_and_back(place: School, exporter: Caller) -> None:
    here = f"/reports/{await make_report(place, exporter)}/action-plan"
    plan = (await exporter.get(here)).json()
    assert plan["done"] == 0
    assert {one["day"] for one in plan["tasks"]} <= set(range(1, 8))
    for _time in range(2):
        ticked = await exporter.put(f"{here}/ad-letter", {"done": True})
        assert (ticked.status_code, ticked.json()["done"]) == (200, 1)
    task = next(one for one in ticked.json()["tasks"] if one["task_id"] == "ad-letter")
    assert task["done_at"]
    assert (await exporter.put(f"{here}/ad-letter", {"done": False})).json()["done"] == 0
    assert (await exporter.put(f"{here}/nonsense", {"done": True})).status_code == 404
    assert (await exporter.get("/metrics")).json()["tasks_done"] == 0


async def test_a_plan_waits_for_its_report(exporter: Caller) -> None:
    asked = await exporter.post("/reports", {"product": "Turmeric powder", "destination": "DE"})
    assert (await exporter.get(f"/reports/{asked.json()['report_id']}/action-plan")).status_code == 409


async def test_the_calendar_holds_every_task_on_a_working_day(place: School, exporter: Caller) -> None:
    here = f"/reports/{await make_report(place, exporter)}/action-plan"
    tasks = (await exporter.get(here)).json()["tasks"]
    answer = await exporter.get(f"{here}.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    assert answer.content == (await exporter.get(f"{here}.ics")).content
    entries = list(Calendar.from_ical(answer.content).walk("VEVENT"))
    assert [str(one["SUMMARY"]) for one in entries] == [one["title"] for one in tasks]
    assert len({str(one["UID"]) for one in entries}) == len(tasks)
    days = [date.fromisoformat(str(one.decoded("DTSTART"))) for one in entries]
    assert all(day.weekday() < 5 for day in days)


async def test_the_plan_on_paper_is_the_same_bytes_every_time(place: School, exporter: Caller) -> None:
    here = f"/reports/{await make_report(place, exporter)}/action-plan"
    first, second = [await exporter.get(f"{here}.pdf") for _time in range(2)]
    assert first.content == second.content
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(first.content)).pages)
    assert "Day 1" in text
    assert "AD code" in text


async def test_the_letter_to_the_bank_names_port_and_business(place: School, exporter: Caller) -> None:
    here = f"/reports/{await make_report(place, exporter)}/ad-code-letter"
    text = (await exporter.get(f"{here}.txt")).text
    for part in ("INNSA1", "Sharma Spices", "27AAPFU0939F1ZV", "State Bank of India", "00000012345"):
        assert part in text
    printed = (await exporter.get(f"{here}.pdf")).content
    assert "INNSA1" in PdfReader(io.BytesIO(printed)).pages[0].extract_text()


async def test_a_task_is_checked_off_on_the_page(place: School, exporter: Caller) -> None:
    report_id = await make_report(place, exporter)
    ticked = await place.http.post(
        f"/exportsathi/reports/{report_id}/plan/ad-letter", headers=exporter.headers, data={"done": "true"}
    )
    assert ticked.status_code == 303
    page = await place.http.get(f"/exportsathi/reports/{report_id}?part=plan", headers=exporter.headers)
    assert "Not done after all" in page.text
