"""Episodes out of events: joined, excused by a network loss, told apart by evidence, read by key."""

import json
from typing import Any

import pytest
from sqlalchemy import text

from assay.apps.veritas.analysis import queries_features, ruleset
from assay.apps.veritas.analysis.queries_features import observe
from assay.apps.veritas.analysis.rules import Observation
from assay.apps.veritas.analysis.service import NUMBERS
from assay.apps.veritas.models.monitoring import MonitoringIncident
from assay.kernel import clock
from tests.apps.veritas.analysis.scene import Sat, Scene

RULES = ruleset.load()


async def seen(scene: Scene, sat: Sat) -> dict[str, Observation]:
    found = await observe(scene.db, scene.org, [sat.attempt], RULES, NUMBERS)
    return found[sat.attempt]


async def test_one_switch_of_window_that_makes_six_events_is_one_episode(scene: Scene) -> None:
    sat = await scene.attempt()
    await scene.events(
        sat,
        ("window_blur", 100.0),
        ("fullscreen_exit", 100.2),
        ("page_hidden", 100.4),
        ("page_visible", 130.0),
        ("window_focus", 130.1),
        ("fullscreen_enter", 133.0),
    )
    found = (await seen(scene, sat))["left_page"]
    assert (found.count, found.seconds) == (1, 33.0)
    assert found.events == (1, 2, 3)


async def test_absences_further_apart_are_counted_each(scene: Scene) -> None:
    sat = await scene.attempt()
    await scene.leave(sat, 7, 10)
    found = (await seen(scene, sat))["left_page"]
    assert (found.count, found.seconds) == (7, 70.0)


async def test_who_never_comes_back_is_away_until_the_end(scene: Scene) -> None:
    sat = await scene.attempt()
    await scene.events(sat, ("page_hidden", 2400.0))
    assert (await seen(scene, sat))["left_page"].seconds == 600.0


async def test_an_absence_during_a_network_loss_is_excused(scene: Scene) -> None:
    sat = await scene.attempt()
    await scene.events(
        sat,
        ("network_lost", 100.0),
        ("page_hidden", 105.0),
        ("page_visible", 118.0),
        ("network_back", 120.0),
        ("page_hidden", 500.0),
        ("page_visible", 520.0),
    )
    found = (await seen(scene, sat))["left_page"]
    assert (found.count, found.excused, found.seconds) == (1, 1, 20.0)


async def test_what_a_model_reports_is_kept_apart(scene: Scene) -> None:
    sat = await scene.attempt()
    await scene.events(sat, ("face_count", 10.0), ("face_count", 500.0))
    found = (await seen(scene, sat))["faces"]
    assert (found.count, found.by_model) == (0, 2)


async def test_an_incident_and_its_event_count_once(scene: Scene) -> None:
    sat = await scene.attempt()
    await scene.events(sat, ("second_session", 60.0))
    scene.db.add(
        MonitoringIncident(
            org_id=scene.org,
            attempt=sat.attempt,
            exam_id=scene.exam.exam_id,
            kind="second_session",
            noticed_at=clock.now(),
        )
    )
    await scene.db.flush()
    assert (await seen(scene, sat))["second_session"].count == 1


async def test_attempts_are_not_mixed_up(scene: Scene) -> None:
    first, second = await scene.attempt("Asha Rao"), await scene.attempt("Ravi Nair")
    await scene.leave(first, 3)
    await scene.events(second, ("paste", 40.0))
    found = await observe(scene.db, scene.org, [first.attempt, second.attempt], RULES, NUMBERS)
    assert set(found[first.attempt]) == {"left_page"}
    assert set(found[second.attempt]) == {"pasted"}


@pytest.mark.parametrize("statement", ["episodes", "moments"])
async def test_no_plan_reads_all_events(scene: Scene, statement: str) -> None:
    sat = await scene.attempt()
    await scene.db.execute(
        text(
            "INSERT INTO veritas.monitoring_events (org_id, attempt_month, attempt, seq, kind, severity, "
            "evidence, wall_at, monotonic_ms, received_at) SELECT :org, :month, a, s, 1, 1, 'B', now(), s, "
            "now() FROM generate_series(1, 400) a, generate_series(1, 50) s"
        ),
        {"org": scene.org, "month": sat.row.attempt_month},
    )
    plans: list[str] = []
    execute = scene.db.execute

    async def explained(query: Any, values: Any = None) -> Any:
        plan = await execute(text(f"EXPLAIN (FORMAT JSON) {query.text}"), values)
        plans.append(json.dumps(plan.scalar()))
        return await execute(query, values)

    scene.db.execute = explained  # type: ignore[method-assign, assignment]
    if statement == "episodes":
        await observe(scene.db, scene.org, [sat.attempt], RULES, NUMBERS)
    else:
        await queries_features.moments(scene.db, scene.org, sat.attempt, leaving_out=[18])
    assert any("monitoring_events" in plan for plan in plans)
    for plan in plans:
        for node in nodes(json.loads(plan)[0]["Plan"]):
            if node.get("Relation Name", "").startswith("monitoring_events"):
                assert node["Node Type"] != "Seq Scan", node


def nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(node for child in plan.get("Plans", []) for node in nodes(child))]
