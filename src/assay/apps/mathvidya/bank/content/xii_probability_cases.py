"""Class XII, probability: case studies."""

from fractions import Fraction

from assay.apps.mathvidya.bank.content.drawing import Draw, template
from assay.apps.mathvidya.bank.content.xii_writing import (
    ANALYSE,
    APPLY,
    Pen,
    Portion,
    frac,
)
from assay.apps.mathvidya.bank.document import Question, Unit

PEN = Pen(Unit.PROBABILITY)


@template("xii-pc-test", variants=6)
def medical_test(draw: Draw) -> Question:
    ill, catches, wrong = draw.whole(1, 10), draw.whole(18, 19) * 5, draw.whole(1, 6)
    what = draw.turn(
        ["dengue", "a vitamin deficiency", "a crop disease", "malaria", "anaemia", "a plant virus"]
    )
    p, q, r = Fraction(ill, 100), Fraction(catches, 100), Fraction(wrong, 100)
    positive = p * q + (1 - p) * r
    return PEN.case(
        "Bayes' theorem",
        APPLY,
        f"A test is used for {what}, which ${ill}\\%$ of the samples have. The test is positive for "
        f"${catches}\\%$ of the samples "
        f"that have it, and for ${wrong}\\%$ of those that do not. A sample is chosen at random.",
        Portion(
            1,
            "What is the probability that the sample does not have it?",
            f"${frac(1 - p)}$",
            [(1, f"$1 - {frac(p)} = {frac(1 - p)}$.")],
        ),
        Portion(
            1,
            "What is the probability that the test is negative, if the sample has it?",
            f"${frac(1 - q)}$",
            [(1, f"$1 - {frac(q)} = {frac(1 - q)}$.")],
        ),
        Portion(
            2,
            "Find the probability that the test is positive.",
            f"${frac(positive)}$",
            [
                (1, rf"${frac(p)} \times {frac(q)} + {frac(1 - p)} \times {frac(r)}$."),
                (1, f"$= {frac(positive)}$."),
            ],
            (
                "The test is positive. Find the probability that the sample has it.",
                f"${frac(p * q / positive)}$",
                [
                    (1, rf"$\frac{{P(E)P(T|E)}}{{P(E)P(T|E) + P(E')P(T|E')}}$ with $P(E) = {frac(p)}$."),
                    (1, f"$= {frac(p * q / positive)}$."),
                ],
            ),
        ),
    )


@template("xii-pc-routes", variants=6)
def routes(draw: Draw) -> Question:
    shares = draw.turn([(30, 50, 20), (40, 35, 25), (50, 30, 20), (45, 25, 30), (60, 10, 30), (20, 45, 35)])
    late = [draw.whole(1, 9) for _ in range(3)]
    who = draw.turn(["Nisha", "Imran", "Teresa", "Gurpreet", "Aditi", "Manoj"])
    if len(set(late)) < 3:
        draw.again()
    parts = [Fraction(s * f, 10000) for s, f in zip(shares, late, strict=True)]
    whole = sum(parts, Fraction(0))
    return PEN.case(
        "Bayes' theorem",
        ANALYSE,
        f"{who} goes to work by bus, by metro or on a scooter, with probabilities ${frac(shares[0], 100)}$, "
        f"${frac(shares[1], 100)}$ "
        f"and ${frac(shares[2], 100)}$. The probabilities of being late are then ${frac(late[0], 100)}$, "
        f"${frac(late[1], 100)}$ and "
        f"${frac(late[2], 100)}$.",
        Portion(
            2,
            f"Find the probability that {who} is late on a day.",
            f"${frac(whole)}$",
            [
                (1, f"${' + '.join(frac(part) for part in parts)}$ by the theorem of total probability."),
                (1, f"$= {frac(whole)}$."),
            ],
        ),
        Portion(
            2,
            f"{who} is late. Find the probability of having come by bus.",
            f"${frac(parts[0] / whole)}$",
            [
                (1, rf"By Bayes' theorem the probability is ${frac(parts[0])} \div {frac(whole)}$."),
                (1, f"$= {frac(parts[0] / whole)}$."),
            ],
        ),
    )


@template("xii-pc-driving", variants=6)
def driving(draw: Draw) -> Question:
    p, q = Fraction(draw.whole(1, 4), 5), Fraction(draw.whole(1, 3), 4)
    names = draw.turn(
        [
            "Kavya and Rohan",
            "Farah and Dev",
            "Anita and Sam",
            "Ishaan and Mary",
            "Zoya and Arjun",
            "Neel and Tara",
        ]
    )
    first, second = names.split(" and ")
    both, none = p * q, (1 - p) * (1 - q)
    one = 1 - both - none
    mean = p + q
    return PEN.case(
        "Independent events",
        APPLY,
        f"{names} take a driving test independently. {first} passes with probability ${frac(p)}$ and "
        f"{second} with probability "
        f"${frac(q)}$. Let $X$ be the number of the two who pass.",
        Portion(
            1, "Find $P(X = 2)$.", f"${frac(both)}$", [(1, rf"${frac(p)} \times {frac(q)} = {frac(both)}$.")]
        ),
        Portion(
            1,
            "Find $P(X = 0)$.",
            f"${frac(none)}$",
            [(1, rf"${frac(1 - p)} \times {frac(1 - q)} = {frac(none)}$.")],
        ),
        Portion(
            2,
            "Find $P(X = 1)$ and the mean of $X$.",
            f"${frac(one)}$; mean ${frac(mean)}$",
            [
                (1, f"$P(X = 1) = 1 - {frac(both)} - {frac(none)} = {frac(one)}$."),
                (1, f"Mean $= {frac(one)} + 2 \\times {frac(both)} = {frac(mean)}$."),
            ],
            (
                f"At least one of them passed. Find the probability that {first} did.",
                f"${frac(p / (1 - none))}$",
                [
                    (1, f"$P(X \\ge 1) = 1 - {frac(none)} = {frac(1 - none)}$."),
                    (1, rf"${frac(p)} \div {frac(1 - none)} = {frac(p / (1 - none))}$."),
                ],
            ),
        ),
    )
