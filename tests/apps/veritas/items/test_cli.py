"""`assay veritas items` as people run it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assay.apps.veritas.items.cli import cli
from tests.apps.veritas.items import lsat

run = CliRunner()


@pytest.fixture
def lsat6(tmp_path: Path) -> Path:
    path = tmp_path / "lsat6.csv"
    path.write_text(lsat.as_csv(lsat.SECTION_6))
    return path


def test_lsat6_prints_the_promised_members(lsat6: Path) -> None:
    outcome = run.invoke(cli, [str(lsat6), "--model", "2pl"])
    assert outcome.exit_code == 0
    printed = json.loads(outcome.stdout)
    assert (printed["n_persons"], printed["n_items"]) == (1000, 5)
    assert round(printed["alpha"], 3) == 0.295
    assert round(printed["loglik"], 3) == -2466.653
    assert [item["id"] for item in printed["items"]] == [f"Item {number}" for number in range(1, 6)]
    promised = {"id", "difficulty", "pbis", "pbis_rest", "alpha_if_dropped", "a", "b"}
    assert all(promised <= set(item) for item in printed["items"])


def test_chosen_options_with_a_key_give_what_their_scores_give(tmp_path: Path, lsat6: Path) -> None:
    options = tmp_path / "options.csv"
    rows = lsat6.read_text().splitlines()
    options.write_text("\n".join([rows[0], *(row.replace("1", "C").replace("0", "B") for row in rows[1:])]))
    key = tmp_path / "key.csv"
    key.write_text("item;key\n" + "\n".join(f"Item {number};c" for number in range(1, 6)))
    plain = json.loads(run.invoke(cli, [str(lsat6)]).stdout)
    chosen = json.loads(run.invoke(cli, [str(options), "--key", str(key)]).stdout)
    for item in chosen["items"]:
        assert len(item.pop("options")) == 2
    for item in plain["items"]:
        item.pop("options")
    assert chosen["items"] == plain["items"]
    assert chosen["loglik"] == plain["loglik"]


def test_model_none_leaves_a_and_b_null(lsat6: Path) -> None:
    printed = json.loads(run.invoke(cli, [str(lsat6), "--model", "none"]).stdout)
    assert printed["loglik"] is None
    assert {item["a"] for item in printed["items"]} == {None}


def test_bad_line_is_named_and_the_command_fails(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("id,q1,q2\ns1,1,0\ns2,1\n")
    outcome = run.invoke(cli, [str(path)])
    assert outcome.exit_code == 1
    assert "bad.csv: Line 3: 2 cells where the first line has 3" in outcome.stderr
    assert outcome.stdout == ""


def test_unknown_model_is_refused(lsat6: Path) -> None:
    assert run.invoke(cli, [str(lsat6), "--model", "9pl"]).exit_code == 2
