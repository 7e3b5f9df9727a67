"""`assay veritas similarity` as people run it, and what lies beside a pair."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from assay.apps.veritas.items.table import SheetError
from assay.apps.veritas.similarity.beside import Circumstances, beside, read_circumstances
from assay.apps.veritas.similarity.cli import cli
from tests.apps.veritas.similarity import exams

run = CliRunner()


@pytest.fixture
def exam(tmp_path: Path) -> Path:
    """110 persons, 50 items; s9 copied 42 items of s4."""
    codes = exams.nominal(np.random.default_rng(1), 110, 50)
    codes[9, :42] = codes[4, :42]
    rows = [f"s{place}," + ",".join(row) for place, row in enumerate(exams.LETTERS[codes])]
    path = tmp_path / "answers.csv"
    path.write_text("student," + ",".join(f"q{n}" for n in range(50)) + "\n" + "\n".join(rows))
    (tmp_path / "key.csv").write_text("item,key\n" + "\n".join(f"q{n},A" for n in range(50)))
    (tmp_path / "seats.csv").write_text(
        "id,room,seat_row,seat_column,submitted_at,network\n"
        "s4,H1,C,7,2026-05-02T11:00:00Z,10.0.0.1\ns9,H1,D,6,2026-05-02T11:04:30Z,10.0.0.1\n"
    )
    return path


def printed(*arguments: object) -> dict[str, Any]:
    outcome = run.invoke(cli, [str(argument) for argument in arguments])
    assert outcome.exit_code == 0, outcome.stderr
    document: dict[str, Any] = json.loads(outcome.stdout)
    return document


def test_every_pair_is_printed_with_index_p_and_q_most_striking_first(exam: Path) -> None:
    found = printed(exam, "--key", exam.parent / "key.csv")
    assert found["n_pairs"] == found["n_shown"] == len(found["pairs"]) == 110 * 109 // 2
    assert {"a", "b", "index", "p", "q"} <= set(found["pairs"][-1])
    ps = [pair["p"] for pair in found["pairs"]]
    assert ps == sorted(ps)
    first = found["pairs"][0]
    assert {first["a"], first["b"]} == {"s4", "s9"}
    assert first["flagged"]
    assert [entry["share_copied"] for entry in first["power"]] == [0.2, 0.4, 0.6]
    assert first["index"] == max(first["omega_ab"], first["omega_ba"])
    assert found["pairs"][-1]["power"] is None


def test_seats_times_and_networks_stand_beside_the_pair(exam: Path) -> None:
    found = printed(exam, "--key", exam.parent / "key.csv", "--beside", exam.parent / "seats.csv", "--top", 3)
    assert len(found["pairs"]) == 3
    assert found["pairs"][0]["beside"] == {
        "same_room": True,
        "seats_apart": 1,
        "started_apart": None,
        "submitted_apart": 4.5,
        "same_network": True,
    }
    assert found["pairs"][1]["beside"] is None


def test_missing_key_is_an_error_that_says_what_to_do(exam: Path) -> None:
    outcome = run.invoke(cli, [str(exam)])
    assert outcome.exit_code == 1
    assert "--key" in outcome.stderr
    assert outcome.stdout == ""


def test_seats_in_different_rooms_are_not_apart_by_any_number() -> None:
    one, other = (
        Circumstances(room="H1", seat_row=1, seat_column=1),
        Circumstances(room="H2", seat_row=1, seat_column=2),
    )
    assert beside(one, other).same_room is False
    assert beside(one, other).seats_apart is None
    assert beside(Circumstances(), one).same_room is None


def test_circumstances_that_cannot_be_read_name_the_line() -> None:
    with pytest.raises(SheetError, match=r"Line 3: submitted_at is “noon”"):
        read_circumstances("id,submitted_at\na,2026-01-01T10:00:00\nb,noon\n")
    with pytest.raises(SheetError, match=r"Line 2: seat_row is “back”"):
        read_circumstances("id,seat_row\na,back\n")
    with pytest.raises(SheetError, match="id column"):
        read_circumstances("name of pupil,hall\na,b\n")
