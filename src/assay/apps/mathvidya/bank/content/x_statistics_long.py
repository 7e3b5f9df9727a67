"""Class X, Statistics and Probability: questions of five marks and case studies."""

from fractions import Fraction

from assay.apps.mathvidya.bank.content.drawing import Draw, template
from assay.apps.mathvidya.bank.content.svg import placed, table
from assay.apps.mathvidya.bank.content.writing import (
    APPLY,
    APPLY_WELL,
    GRASP,
    GRASP_WELL,
    THINK,
    THINK_HARD,
    frac,
    instead,
    part,
)
from assay.apps.mathvidya.bank.content.x_statistics import PROBABILITY, STATISTICS, grouped
from assay.apps.mathvidya.bank.content.x_statistics_written import decimal
from assay.apps.mathvidya.bank.document import Question

PEOPLE = [
    ("Daily wage (₹)", "Workers"),
    ("Marks", "Students"),
    ("Speed (km/h)", "Cars"),
    ("Age (years)", "Patients"),
    ("Life of a lamp (days)", "Lamps"),
    ("Milk sold (litres)", "Shops"),
]


@template("x-stat-mean-and-mode", variants=6)
def mean_and_mode(draw: Draw) -> Question:
    data = grouped(draw, 6, 3, 20, [0, 20, 40, 100], [10, 20])
    at = data.modal_class()
    if data.counts.count(max(data.counts)) > 1 or not 0 < at < 5 or (data.mode() * 10).denominator != 1:
        draw.again()
    if (data.mean() * 10).denominator != 1:
        draw.again()
    figure = data.figure(*draw.turn(PEOPLE))
    one, left, right = data.counts[at], data.counts[at - 1], data.counts[at + 1]
    weighed = data.mean() * data.total
    return STATISTICS.la(
        GRASP_WELL,
        "Find the mean and the mode of the following distribution." + placed(figure),
        answer=f"Mean ${decimal(data.mean())}$, mode ${decimal(data.mode())}$",
        steps=[
            (1, "Correct class marks (or step deviations)."),
            (
                1,
                rf"$\sum f_i = {data.total}$, $\sum f_i x_i = {decimal(weighed)}$ (or the sums of the "
                "deviations).",
            ),
            (1, f"Mean $= {decimal(data.mean())}$."),
            (
                1,
                rf"Modal class {data.lower(at)}–{data.lower(at + 1)}: mode $= {data.lower(at)} + "
                rf"\frac{{{one} - {left}}}"
                rf"{{2 \times {one} - {left} - {right}}} \times {data.width}$.",
            ),
            (1, f"Mode $= {decimal(data.mode())}$."),
        ],
        figures=[figure],
    )


@template("x-stat-missing-by-median", variants=6)
def missing_by_median(draw: Draw) -> Question:
    data = grouped(draw, 6, 4, 20, [0, 10, 20], [10, 20])
    half = data.median_class()
    if not 1 < half < 5 or data.total % 10 or data.median().denominator != 1:
        draw.again()
    if 2 * data.before(half + 1) == data.total:
        draw.again()
    x, y = data.counts[1], data.counts[5]
    figure = data.figure(*draw.turn(PEOPLE), {1: "x", 5: "y"})
    known = data.total - x - y
    before = data.before(half) - x
    return STATISTICS.la(
        APPLY_WELL,
        f"The median of the following distribution is {data.median()} and the sum of all the frequencies is "
        f"{data.total}. Find the "
        "missing frequencies $x$ and $y$." + placed(figure),
        answer=f"$x = {x}$, $y = {y}$",
        steps=[
            (1, f"Cumulative frequencies; $x + y + {known} = {data.total}$, so $x + y = {x + y}$."),
            (
                1,
                f"Median class {data.lower(half)}–{data.lower(half + 1)} with $f = {data.counts[half]}$ and "
                f"$cf = {before} + x$.",
            ),
            (
                1,
                rf"${data.median()} = {data.lower(half)} + "
                rf"\frac{{{data.total // 2} - ({before} + x)}}{{{data.counts[half]}}} "
                rf"\times {data.width}$.",
            ),
            (1, f"$x = {x}$."),
            (1, f"$y = {y}$."),
        ],
        figures=[figure],
    )


@template("x-stat-missing-by-mean", variants=6)
def missing_by_mean(draw: Draw) -> Question:
    data = grouped(draw, 6, 4, 20, [0, 10, 20], [10, 20])
    mean = data.mean()
    one, other = 1, draw.one_of([3, 4])
    if (mean * 5).denominator != 1 or data.total % 5:
        draw.again()
    x, y = data.counts[one], data.counts[other]
    marks = [Fraction(2 * data.lower(at) + data.width, 2) for at in range(6)]
    known = data.total - x - y
    weighed = data.mean() * data.total - x * marks[one] - y * marks[other]
    figure = data.figure(*draw.turn(PEOPLE), {one: "x", other: "y"})
    return STATISTICS.la(
        APPLY,
        f"The mean of the following distribution is {decimal(mean)} and the sum of the frequencies is "
        f"{data.total}. Find the missing "
        "frequencies $x$ and $y$." + placed(figure),
        answer=f"$x = {x}$, $y = {y}$",
        steps=[
            (1, f"$x + y + {known} = {data.total}$, so $x + y = {x + y}$."),
            (1, f"Class marks {', '.join(decimal(m) for m in marks)}."),
            (
                1,
                rf"$\sum f_i x_i = {decimal(weighed)} + {decimal(marks[one])}x + {decimal(marks[other])}y "
                rf"= {decimal(mean * data.total)}$.",
            ),
            (1, "Solves the two equations."),
            (1, f"$x = {x}$, $y = {y}$."),
        ],
        figures=[figure],
    )


@template("x-stat-less-than", variants=6)
def less_than(draw: Draw) -> Question:
    data = grouped(draw, 6, 3, 18, [0, 10, 100, 140], [5, 10])
    half = data.median_class()
    if data.total % 2 or (data.median() * 10).denominator != 1 or not 0 < half < 5:
        draw.again()
    if 2 * data.before(half + 1) == data.total:
        draw.again()

    what, how_many = draw.turn(PEOPLE)
    names = [f"< {data.lower(at + 1)}" for at in range(6)]
    figure = table([[what, *names], [how_many, *(str(data.before(at + 1)) for at in range(6))]])
    return STATISTICS.la(
        THINK_HARD,
        f"The table tells how many lie below each value; none lies below {data.start}. Write it as a "
        "frequency distribution with "
        "classes of equal width, and find its median." + placed(figure),
        answer=f"Frequencies {', '.join(map(str, data.counts))}; median ${decimal(data.median())}$",
        steps=[
            (
                1.5,
                f"Classes from {data.start} of width {data.width}; frequencies "
                f"{', '.join(map(str, data.counts))}.",
            ),
            (
                1,
                rf"$\frac{{n}}{{2}} = {data.total // 2}$; the median class is "
                f"{data.lower(half)}–{data.lower(half + 1)}.",
            ),
            (
                1.5,
                rf"Median $= {data.lower(half)} + "
                rf"\frac{{{data.total // 2} - {data.before(half)}}}{{{data.counts[half]}}} "
                rf"\times {data.width}$.",
            ),
            (1, f"$= {decimal(data.median())}$."),
        ],
        figures=[figure],
    )


@template("x-case-survey", variants=5)
def survey(draw: Draw) -> Question:
    said, what = draw.turn(
        [
            (
                "A metro station in Kochi noted the waiting times of passengers.",
                ("Waiting time (min)", "Passengers"),
            ),
            ("A library in Kolkata noted the ages of its visitors on a Sunday.", ("Age (years)", "Visitors")),
            ("A clinic in Raipur noted how long its patients stayed.", ("Time (min)", "Patients")),
            ("A nursery in Bengaluru measured its saplings.", ("Height (cm)", "Saplings")),
            ("A school in Jaipur noted how far its students live from it.", ("Distance (km)", "Students")),
        ]
    )
    data = grouped(draw, 5, 4, 20, [0], [10, 20] if draw.variant != 4 else [2])
    modal, half = data.modal_class(), data.median_class()
    if data.counts.count(max(data.counts)) > 1 or not 0 < modal < 4 or not 0 < half < 4:
        draw.again()
    if (data.mode() * 10).denominator != 1 or (data.median() * 10).denominator != 1 or data.total % 2:
        draw.again()
    if 2 * data.before(half + 1) == data.total:
        draw.again()
    one, left, right = data.counts[modal], data.counts[modal - 1], data.counts[modal + 1]
    figure = data.figure(*what)
    at = draw.one_of([1, 2, 3])
    return STATISTICS.case(
        GRASP,
        f"{said} The results are shown in the table." + placed(figure),
        [
            part(
                1,
                f"${data.before(at)}$",
                [(1, f"Adds the frequencies of the classes below {data.lower(at)}: {data.before(at)}.")],
                label="i",
                text=f"For how many is the value less than {data.lower(at)}?",
                typed=str(data.before(at)),
            ),
            part(
                1,
                f"{data.lower(half)}–{data.lower(half + 1)}",
                [
                    (0.5, rf"$\frac{{n}}{{2}} = {data.total // 2}$."),
                    (0.5, f"The median class is {data.lower(half)}–{data.lower(half + 1)}."),
                ],
                label="ii",
                text="Which is the median class?",
            ),
            part(
                2,
                f"${decimal(data.mode())}$",
                [
                    (
                        1,
                        rf"Mode $= {data.lower(modal)} + "
                        rf"\frac{{{one} - {left}}}{{2 \times {one} - {left} - {right}}} "
                        rf"\times {data.width}$.",
                    ),
                    (1, f"$= {decimal(data.mode())}$."),
                ],
                label="iii",
                text="Find the mode of the distribution.",
                typed=decimal(data.mode()),
                instead=instead(
                    "Find the median of the distribution.",
                    f"${decimal(data.median())}$",
                    [
                        (
                            1,
                            rf"Median $= {data.lower(half)} + "
                            rf"\frac{{{data.total // 2} - {data.before(half)}}}"
                            rf"{{{data.counts[half]}}} \times {data.width}$.",
                        ),
                        (1, f"$= {decimal(data.median())}$."),
                    ],
                ),
            ),
        ],
        figures=[figure],
    )


@template("x-case-raffle", variants=5)
def raffle(draw: Draw) -> Question:
    where = draw.turn(
        [
            "a Diwali fair in Noida",
            "an Onam fair in Thrissur",
            "a Bihu fair in Jorhat",
            "an Eid fair in Lucknow",
            "a Christmas fair in Shillong",
        ]
    )
    n, k, m = draw.turn([(60, 6, 10), (80, 8, 5), (50, 5, 6), (90, 9, 10), (40, 4, 6)])
    first = n // k
    squares = [x * x for x in range(1, 10) if x * x <= n]
    common = [x for x in range(1, n + 1) if x % k == 0 and x % m == 0]
    either = [x for x in range(1, n + 1) if x % k == 0 or x % m == 0]
    gone = n // 2
    odd_left = n - gone
    return PROBABILITY.case(
        THINK,
        f"At {where}, a box holds {n} tickets numbered 1 to {n}. A visitor draws one ticket at random, "
        "without looking, and puts it "
        f"back. The number decides the prize: a multiple of {k} wins a pen, a perfect square wins a diary.",
        [
            part(
                1,
                f"${frac(first, n)}$",
                [(0.5, f"{first} multiples of {k}."), (0.5, f"${frac(first, n)}$.")],
                label="i",
                text="Find the probability that a visitor wins a pen.",
                typed=f"{first}/{n}",
            ),
            part(
                1,
                f"${frac(len(squares), n)}$",
                [(0.5, f"{len(squares)} perfect squares."), (0.5, f"${frac(len(squares), n)}$.")],
                label="ii",
                text="Find the probability that a visitor wins a diary.",
                typed=f"{len(squares)}/{n}",
            ),
            part(
                2,
                f"${frac(len(either), n)}$",
                [
                    (
                        1,
                        f"{first} multiples of {k}, {n // m} of {m}, {len(common)} of both: {len(either)} "
                        "numbers.",
                    ),
                    (1, f"${frac(len(either), n)}$."),
                ],
                label="iii",
                text=f"Find the probability that the number drawn is a multiple of {k} or of {m}.",
                typed=f"{len(either)}/{n}",
                instead=instead(
                    "All tickets with even numbers are taken out and one of the others is drawn. Find the "
                    "probability that its "
                    "number is a perfect square.",
                    f"${frac(sum(s % 2 for s in squares), odd_left)}$",
                    [
                        (
                            1,
                            f"{odd_left} odd numbers are left, {sum(s % 2 for s in squares)} of them "
                            "perfect squares.",
                        ),
                        (1, f"${frac(sum(s % 2 for s in squares), odd_left)}$."),
                    ],
                ),
            ),
        ],
    )
