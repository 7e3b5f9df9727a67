"""Conditions of the export policy as codes of our own; the shipped table is what they say of the schedule."""

import csv
from pathlib import Path

import pytest

from assay.apps.exportsathi.facts import packs
from assay.apps.exportsathi.facts.conditions import codes_of, policy_of, words_of

SCHEDULE = Path(__file__).parents[5] / "shared/data/export/itc_hs_schedule2_export_policy.csv"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", ""),
        ("-", ""),
        ("Subject to Policy Condition 1 of the Chapter", "c1"),
        ("Subject to Policy Condition 01 of the Chapter.", "c1"),
        ("Subject to Policy Condition 1&2of the chapter.", "c1+2"),
        ("Subject to Policy Condition 1 of the Chapter 32/2015-20 04.10.2017", "c1 n32/2015-20@2017-10-04"),
        ("Subject to Policy Condition 1 of the Chapter 45078 22.05.2023", "c1 n@2023-05-22"),
        (
            "Subject to Policy Condition 2 &3 of the Chapter 31/2015-20 53/2023 29.09.2017 15.12.2023",
            "c2+3 n31/2015-20@2017-09-29 n53/2023@2023-12-15",
        ),
        (
            "(State Trading Enterprise) Export is allowed through Indian Rare Earths Limited (IREL) only.",
            "i t",
        ),
        ("-- Tanzanite", ""),
    ],
)
def test_condition_as_codes(text: str, codes: str) -> None:
    assert codes_of(text) == codes


def test_codes_in_words() -> None:
    assert words_of("c1+2 n34/2024-25@2024-10-01", "02044200") == (
        "Subject to policy condition 1 and 2 of chapter 02. Set by notification 34/2024-25 of 2024-10-01."
    )


@pytest.mark.parametrize("wrong", ["z", "c", "n34"])
def test_code_that_is_none_of_ours_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="no condition code"):
        words_of(wrong, "01012100")
    with pytest.raises(ValueError, match="no policy"):
        policy_of("X")


@pytest.mark.skipif(not SCHEDULE.exists(), reason="the schedule is not there to compare with")
def test_policy_of_every_line_is_that_of_the_schedule() -> None:
    said: dict[str, set[str]] = {}
    with SCHEDULE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if len(row["code"]) == 8:
                said.setdefault(row["code"], set()).add(row["export_policy"])
    shipped = {row["line"]: row["policy"] for row in packs.read("policy")}
    assert set(shipped) == set(said)
    differ = [line for line, policy in shipped.items() if said[line] != {policy.value if policy else ""}]
    assert differ == []


@pytest.mark.skipif(not SCHEDULE.exists(), reason="the schedule is not there to compare with")
def test_no_sentence_of_the_schedule_is_shipped() -> None:
    with SCHEDULE.open(encoding="utf-8", newline="") as file:
        sentences = {
            row["policy_condition"] for row in csv.DictReader(file) if len(row["policy_condition"]) > 60
        }
    shipped = {row["condition"] for row in packs.read("policy")}
    assert not {one for one in shipped if one in sentences}
