"""Streams on a real server: what a proctor does is on the student's page within a second."""

import time
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import text

from assay.apps.veritas.sitting import queries as sittings
from assay.kernel.db.session import Role
from tests.apps.veritas.live.conftest import Room, stream
from tests.support.veritas import start_attempt, submit


def at(given: str) -> datetime:
    return datetime.fromisoformat(given)


async def test_extension_reaches_the_page_within_a_second(room: Room) -> None:
    started = await start_attempt(room.asha, room.exam.exam_id)
    attempt_id = started["attempt_id"]
    async with stream(room.asha, f"/student/attempts/{attempt_id}/stream") as page:
        before = await page.next("clock")
        sent = time.monotonic()
        answer = await room.teacher.post(f"/teacher/attempts/{attempt_id}/extend", {"minutes": 10})
        assert answer.status_code == 200, answer.text
        after = await page.next("clock")
        notice = await page.next("notice")
    assert after.at - sent < 1.0
    assert (at(after.data["deadline_at"]) - at(before.data["deadline_at"])).total_seconds() == 600
    assert after.data["deadline_at"][:19] == answer.json()["deadline_at"][:19]
    assert notice.data["kind"] == "extend"


async def test_notice_of_a_change_never_comes_ahead_of_the_change(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt_id = (await start_attempt(room.asha, room.exam.exam_id))["attempt_id"]
    look, extended = sittings.notices, []

    async def looked(*given: Any, **named: Any) -> Any:
        """The extension commits in the middle of the page's first look."""
        monkeypatch.setattr(sittings, "notices", look)
        answer = await room.teacher.post(f"/teacher/attempts/{attempt_id}/extend", {"minutes": 10})
        extended.append(answer.json()["deadline_at"])
        return await look(*given, **named)

    monkeypatch.setattr(sittings, "notices", looked)
    async with stream(room.asha, f"/student/attempts/{attempt_id}/stream?after_notice=0") as page:
        clock = await page.next("clock")
        notice = await page.next("notice")
    assert [at(clock.data["deadline_at"])] == [at(one) for one in extended]
    assert notice.data["kind"] == "extend"


async def test_pause_and_resume_of_one_give_the_time_back(room: Room) -> None:
    attempt_id = (await start_attempt(room.asha, room.exam.exam_id))["attempt_id"]
    async with stream(room.asha, f"/student/attempts/{attempt_id}/stream") as page:
        first = await page.next("clock")
        await room.teacher.post(f"/teacher/attempts/{attempt_id}/pause")
        assert (await page.next("clock")).data["status"] == "paused"
        again = await room.teacher.post(f"/teacher/attempts/{attempt_id}/pause")
        assert again.status_code == 409
        resumed = await room.teacher.post(f"/teacher/attempts/{attempt_id}/resume")
        assert resumed.json()["paused_seconds"] >= 1
        last = await page.next("clock")
    assert last.data["status"] == "running"
    assert at(last.data["deadline_at"]) > at(first.data["deadline_at"])


async def test_group_and_everyone(room: Room) -> None:
    asha = await start_attempt(room.asha, room.exam.exam_id)
    ben = await start_attempt(room.ben, room.exam.exam_id)
    path = f"/teacher/exams/{room.exam.exam_id}/live"
    async with (
        stream(room.asha, f"/student/attempts/{asha['attempt_id']}/stream") as hers,
        stream(room.ben, f"/student/attempts/{ben['attempt_id']}/stream") as his,
    ):
        await hers.next("clock")
        await his.next("clock")
        group = await room.teacher.post(f"{path}/extend", {"minutes": 5, "group": "B"})
        assert group.json()["attempts"] == 1
        assert (await his.next("notice")).data["kind"] == "extend"
        said = await room.teacher.post(f"{path}/message", {"text": "Read 5 cm for 5 mm."})
        assert said.json()["attempts"] == 2
        heard = await hers.next("notice")
        assert (heard.data["kind"], heard.data["body"]) == ("message", "Read 5 cm for 5 mm.")
        paused = await room.teacher.post(f"{path}/pause", {})
        assert paused.json()["attempts"] == 2
        assert (await hers.next("clock")).data["status"] == "paused"
        assert (await room.teacher.post(f"{path}/pause", {})).json()["attempts"] == 0
        resumed = await room.teacher.post(f"{path}/resume", {})
        assert resumed.json()["attempts"] == 2
        assert (await hers.next("clock")).data["status"] == "running"
    async with room.school.database.transaction(role=Role.APP, org_id=room.school.org_id) as db:
        rows = await db.execute(
            text("SELECT extra_seconds, paused_seconds > 0 FROM veritas.exam_attempts ORDER BY extra_seconds")
        )
        assert [tuple(row) for row in rows] == [(0, True), (300, True)]
        logged = await db.scalar(
            text(
                "SELECT count(*) FROM kernel.audit_entries WHERE event LIKE 'veritas.attempt.%ed' "
                "AND entity = 'exam'"
            )
        )
        assert logged == 4


async def test_page_that_comes_back_gets_what_it_missed(room: Room) -> None:
    attempt_id = (await start_attempt(room.asha, room.exam.exam_id))["attempt_id"]
    path = f"/student/attempts/{attempt_id}/stream"
    numbers = []
    for words in ("one", "two"):
        answer = await room.teacher.post(f"/teacher/attempts/{attempt_id}/message", {"text": words})
        numbers.append(answer.json()["notice_no"])
    async with stream(room.asha, path, **{"Last-Event-ID": str(numbers[0])}) as page:
        missed = await page.next("notice")
    assert (missed.data["body"], missed.id) == ("two", str(numbers[1]))
    async with stream(room.asha, f"{path}?after_notice=0") as page:
        assert (await page.next("notice")).data["body"] == "one"


async def test_stream_ends_when_the_exam_is_handed_in(room: Room) -> None:
    attempt_id = (await start_attempt(room.asha, room.exam.exam_id))["attempt_id"]
    await submit(room.asha, attempt_id)
    async with stream(room.asha, f"/student/attempts/{attempt_id}/stream") as page:
        assert await page.ended() == ["clock", "closed"]


async def test_older_page_is_told_that_it_is_superseded(room: Room) -> None:
    attempt_id = (await start_attempt(room.asha, room.exam.exam_id))["attempt_id"]
    taken = await room.asha.post(f"/student/attempts/{attempt_id}/take-over")
    assert taken.status_code == 200, taken.text
    async with stream(room.asha, f"/student/attempts/{attempt_id}/stream?device=1") as page:
        assert "superseded" in await page.ended()


async def test_board_shows_who_sits_and_what_changes(room: Room) -> None:
    started = await start_attempt(room.asha, room.exam.exam_id)
    path = f"/teacher/exams/{room.exam.exam_id}/live"
    async with stream(room.teacher, path) as board:
        rows = (await board.next("rows")).data["rows"]
        ready = await board.next("ready")
        columns = ready.data["columns"]
        assert [dict(zip(columns, row, strict=True))["student"] for row in rows] == ["Asha Rao"]
        await start_attempt(room.ben, room.exam.exam_id)
        await room.teacher.post(f"/teacher/attempts/{started['attempt_id']}/pause")
        seen: dict[str, str] = {}
        while seen.get("Asha Rao") != "paused" or "Ben Okoye" not in seen:
            for row in (await board.next("rows")).data["rows"]:
                named = dict(zip(columns, row, strict=True))
                seen[named["student"]] = named["status"]
    async with stream(room.teacher, path, **{"Last-Event-ID": ready.id}) as board:
        first = await board.next("ready")
        assert first.id == ready.id
        back = (await board.next("rows")).data["rows"]
        assert {row[1] for row in back} == {"Asha Rao", "Ben Okoye"}


async def test_events_arriving_wake_the_board(room: Room) -> None:
    from assay.apps.veritas.monitoring import batch as wire

    started = await start_attempt(room.asha, room.exam.exam_id)
    made = wire.make(
        org_id=room.school.org_id,
        attempt_id=started["attempt_id"],
        first_seq=1,
        events=[("heartbeat", round(time.time() * 1000))],
    )
    body, _digest = wire.write(made, bytes.fromhex(started["key"]))
    async with stream(room.teacher, f"/teacher/exams/{room.exam.exam_id}/live") as board:
        ready = await board.next("ready")
        answer = await room.asha.http.post("/api/v1/veritas/monitor/events", content=body)
        assert answer.status_code == 202, answer.text
        named = dict(zip(ready.data["columns"], (await board.next("rows", 4)).data["rows"][0], strict=True))
    assert named["last_seen"] is not None
