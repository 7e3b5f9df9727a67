"""The file command: order, bad lines by number, and no network whatsoever."""

import json
import socket
from pathlib import Path
from typing import Any, NoReturn

import pytest
import typer
from typer.testing import CliRunner

from assay.apps.enigma.scrubbing import cli
from assay.apps.enigma.scrubbing.files import scrub_file


def write(path: Path, *lines: object) -> Path:
    path.write_text("".join((x if isinstance(x, str) else json.dumps(x)) + "\n" for x in lines))
    return path


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_each_line_comes_back_in_order_with_offsets_into_its_input(tmp_path: Path) -> None:
    texts = [f"👍 My friend Zsofia and I ran {n} miles." for n in range(200)]
    source = write(tmp_path / "in.jsonl", *({"id": n, "text": text} for n, text in enumerate(texts)))
    outcome = scrub_file(source, tmp_path / "out.jsonl", processes=2)
    results = read(tmp_path / "out.jsonl")
    assert (outcome.scrubbed, outcome.bad) == (200, ())
    assert [r["id"] for r in results] == list(range(200))
    assert set(results[0]) == {"id", "text", "spans", "risk"}
    for text, result in zip(texts, results, strict=True):
        (span,) = result["spans"]
        assert text[span["start"] : span["end"]] == "Zsofia"
        assert span["label"] == "PERSON"
    assert not (tmp_path / "out.errors.jsonl").exists()


def test_what_is_known_is_used(tmp_path: Path) -> None:
    line = {
        "id": "a",
        "text": "Everybody calls me Will.",
        "known": {"name": "Will Rogers", "email": "w@x.org"},
    }
    scrub_file(write(tmp_path / "in.jsonl", line), tmp_path / "out.jsonl")
    assert "Will" not in read(tmp_path / "out.jsonl")[0]["text"]


def test_bad_lines_are_named_and_the_good_ones_land(tmp_path: Path) -> None:
    source = write(
        tmp_path / "in.jsonl",
        {"id": 1, "text": "fine"},
        "{not json",
        ["a", "list"],
        {"text": "no id"},
        {"id": 5},
        {"id": 6, "text": "ok", "known": "Priya"},
        '{"id": 7, "text": "\\ud800"}',
        {"id": 8, "text": "also fine"},
    )
    with source.open("ab") as file:
        file.write(b'{"id": 9, "text": "\xff"}\n')
    result = CliRunner().invoke(_app(), [str(source), str(tmp_path / "out.jsonl")])
    assert result.exit_code == 1
    assert [r["id"] for r in read(tmp_path / "out.jsonl")] == [1, 8]
    assert [e["line"] for e in read(tmp_path / "out.errors.jsonl")] == [2, 3, 4, 5, 6, 7, 9]
    assert "in.jsonl:2: It is not JSON" in result.stderr
    assert "2 scrubbed, 7 refused." in result.stdout


def test_a_clean_file_ends_with_success(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", {"id": 1, "text": "He met Zsofia."})
    result = CliRunner().invoke(_app(), [str(source), str(tmp_path / "out.jsonl"), "--neutral-pronouns"])
    assert result.exit_code == 0
    assert read(tmp_path / "out.jsonl")[0]["text"] == "They met [PERSON_1]."


def test_scrubbing_touches_no_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_kwargs: object) -> NoReturn:
        raise AssertionError("the scrubber asked for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    text = "Write to zed@mail.co.uk or see https://example.co.in, says Zebulon Harrowgate of Dunmarport."
    source = write(tmp_path / "in.jsonl", {"id": 1, "text": text})
    scrub_file(source, tmp_path / "out.jsonl")
    assert read(tmp_path / "out.jsonl")[0]["text"].startswith("Write to [EMAIL_1] or see [URL_1]")


def _app() -> typer.Typer:
    app = typer.Typer()
    app.command()(cli.scrub)
    return app
