"""Made-up applicants: names, schools, grades and tests that hang together, essays from building blocks.

Everything is drawn from a seeded generator; nobody here exists.
"""

import random
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from assay.apps.enigma.intake.forms import SubmissionForm

TEACHERS = ("Mrs. {last}", "Mr. {last}", "Dr. {last}", "{first} Ma'am", "{last} Sir")
SCHOOLS = (
    "Delhi Public School, {place}",
    "Kendriya Vidyalaya {place}",
    "St. Mary's School",
    "Saraswati Vidya Mandir",
    "Government Senior Secondary School, {place}",
    "{place} Central High School",
    "Jawahar Navodaya Vidyalaya",
)
RELATIVES = ("grandfather", "mother", "uncle", "older sister", "father", "aunt")


def _read() -> dict[str, Any]:
    blocks: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("essays.yaml").read_text())
    return blocks


BLOCKS = _read()
FIRST, LAST, PLACES = (BLOCKS[name].split() for name in ("first", "last", "places"))


def applicants(count: int, *, seed: int = 2027, categories: tuple[str, ...] = ()) -> Iterator[SubmissionForm]:
    """`count` applications, the same for the same seed. A hidden talent moves grades, tests and essay."""
    dice = random.Random(seed)
    for number in range(count):
        yield _applicant(dice, number, categories)


def _applicant(dice: random.Random, number: int, categories: tuple[str, ...]) -> SubmissionForm:
    talent = min(1.0, max(0.0, dice.gauss(0.55, 0.2)))
    first, last, place = dice.choice(FIRST), dice.choice(LAST), dice.choice(PLACES)
    school = dice.choice(SCHOOLS).format(place=place)
    email = f"{first}.{last}{number}@example.org".lower()
    scale, gpa = _grades(dice, talent)
    return SubmissionForm.model_validate(
        {
            "name": f"{first} {last}",
            "email": email,
            "phone": f"+91 9{dice.randrange(10**4):04d} {dice.randrange(10**5):05d}",
            "address": f"{dice.randrange(1, 400)}, {dice.choice(LAST)} Road, {place} "
            f"{dice.randrange(110001, 799999)}",
            "school": school,
            "gpa_scale": scale,
            "gpa": gpa,
            "test_scores": _tests(dice, talent),
            "categories": [name for name in categories if dice.random() < 0.2],
            "essay": essay(dice, talent, first=first, last=last, email=email, school=school, place=place),
            "achievements": _achievements(dice, talent, school=school, place=place),
        }
    )


def _grades(dice: random.Random, talent: float) -> tuple[int, Decimal]:
    share = min(1.0, max(0.35, 0.45 + 0.5 * talent + dice.gauss(0, 0.07)))
    scale = dice.choices((4, 5, 7, 10, 100), (1, 1, 1, 6, 3))[0]
    return scale, round(Decimal(share) * scale, 1 if scale == 100 else 2)


def _tests(dice: random.Random, talent: float) -> dict[str, float]:
    def level() -> float:
        return min(1.0, max(0.0, 0.25 + 0.65 * talent + dice.gauss(0, 0.1)))

    scores: dict[str, float] = {"CLASS_XII": round(35 + 65 * level(), 1)}
    if dice.random() < 0.35:
        scores["SAT"] = 400 + 10 * round(120 * level())
    if dice.random() < 0.15:
        scores["ACT"] = 1 + round(35 * level())
    if dice.random() < 0.3:
        scores["JEE"] = round(100 * level() ** 0.5, 4)
    if dice.random() < 0.2:
        scores["CUET"] = round(250 * level(), 2)
    if dice.random() < 0.2:
        scores["IELTS"] = round(18 * level()) / 2
    if dice.random() < 0.08:
        scores.pop("CLASS_XII")
    return scores


def essay(
    dice: random.Random, talent: float, *, first: str, last: str, email: str, school: str, place: str
) -> str:
    """Three to five paragraphs. The better ones tell one thing that happened; the weaker ones are general."""
    theme = dice.choice(BLOCKS["themes"])
    fill = {
        "teacher": dice.choice(TEACHERS).format(first=dice.choice(FIRST), last=dice.choice(LAST)),
        "friend": dice.choice(FIRST),
        "relative": dice.choice(RELATIVES),
        "place": place,
        "school": school,
        "subject": theme["subject"],
        "n": dice.randrange(5, 40),
        "m": dice.randrange(3, 60),
        "me": first,
    }
    parts = [dice.choice(BLOCKS["openings"])]
    told = 1 + (talent > 0.35) + (talent > 0.6)
    parts += theme["story"][:told]
    if talent > 0.45:
        parts.append(dice.choice(theme["lesson"]))
    if talent < 0.5:
        parts += dice.sample(BLOCKS["plain"], 2 if talent < 0.3 else 1)
    if dice.random() < 0.25:
        parts.insert(1, f"My name is {first} {last}, and I study at {school} in {place}.")
    if dice.random() < 0.06:
        parts.append(f"You can write to me at {email} if anything is unclear.")
    parts.append(dice.choice(BLOCKS["closings"]))
    text = [part.format(**fill) for part in parts]
    middle = max(2, len(text) // 2)
    return "\n\n".join(
        (" ".join(text[:2]), " ".join(text[2 : middle + 1]), " ".join(text[middle + 1 :]))
    ).strip()


def _achievements(dice: random.Random, talent: float, *, school: str, place: str) -> str:
    number = 1 + (talent > 0.4) + (talent > 0.7)
    chosen = dice.sample(BLOCKS["achievements"], number)
    subject = dice.choice(BLOCKS["themes"])["subject"]
    return " ".join(
        one.format(
            subject=subject, school=school, place=place, n=dice.randrange(5, 40), m=dice.randrange(3, 60)
        )
        for one in chosen
    )
