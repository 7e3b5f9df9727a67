"""Class X, Statistics and Probability: questions of two and three marks."""

from fractions import Fraction

from assay.apps.mathvidya.bank.content.drawing import Draw, template
from assay.apps.mathvidya.bank.content.svg import placed, table
from assay.apps.mathvidya.bank.content.writing import APPLY, GRASP, KNOW, THINK, USE, frac
from assay.apps.mathvidya.bank.content.x_statistics import PROBABILITY, STATISTICS, grouped
from assay.apps.mathvidya.bank.document import Question


def decimal(value: Fraction) -> str:
    """Two decimals at most, `≈` where they do not tell all."""
    text = f"{float(value):.2f}".rstrip("0").rstrip(".")
    return text if Fraction(text) == value else rf"\approx {text}"


@template("x-stat-mode", variants=5)
def mode(draw: Draw) -> Question:
    what = draw.turn(["Age (years)", "Daily wage (₹)", "Marks", "Height (cm)", "Time (min)"])
    data = grouped(draw, 5, 4, 25, [0, 10, 20, 30], [10, 20])
    at = data.modal_class()
    if data.counts.count(max(data.counts)) > 1 or not 0 < at < 4 or (data.mode() * 10).denominator != 1:
        draw.again()
    one, left, right = data.counts[at], data.counts[at - 1], data.counts[at + 1]
    figure = data.figure(what, "Number of people")
    return STATISTICS.vsa(
        KNOW,
        "Find the mode of the following distribution." + placed(figure),
        answer=f"${decimal(data.mode())}$",
        steps=[
            (
                0.5,
                f"Modal class {data.lower(at)}–{data.lower(at + 1)}, $l = {data.lower(at)}$, $h = "
                f"{data.width}$.",
            ),
            (
                1,
                rf"Mode $= {data.lower(at)} + \frac{{{one} - {left}}}{{2 \times {one} - {left} - {right}}} "
                rf"\times {data.width}$.",
            ),
            (0.5, f"$= {decimal(data.mode())}$."),
        ],
        typed=decimal(data.mode()),
        figures=[figure],
    )


@template("x-prob-two-digit", variants=5)
def two_digit(draw: Draw) -> Question:
    low, high, k = draw.turn([(11, 60, 7), (21, 80, 9), (15, 64, 8), (10, 49, 6), (31, 90, 11)])
    n = high - low + 1
    squares = sum(1 for x in range(1, 10) if low <= x * x <= high)
    times = high // k - (low - 1) // k
    return PROBABILITY.vsa(
        KNOW,
        f"Cards numbered from {low} to {high} are mixed and one is drawn at random. Find the probability "
        "that its number is (a) "
        f"a perfect square, (b) a multiple of {k}.",
        answer=f"(a) ${frac(squares, n)}$, (b) ${frac(times, n)}$",
        steps=[
            (1, f"{n} cards, {squares} perfect squares: ${frac(squares, n)}$."),
            (1, f"{times} multiples of {k}: ${frac(times, n)}$."),
        ],
    )


@template("x-prob-unknown-balls", variants=5)
def unknown_balls(draw: Draw) -> Question:
    red, times, colour = (
        draw.whole(4, 9),
        draw.turn([2, 3, 2, 3, 4]),
        draw.turn(["blue", "green", "black", "white", "yellow"]),
    )
    return PROBABILITY.vsa(
        USE,
        f"A bag has {red} red balls and some {colour} balls. If the probability of drawing a {colour} ball "
        "is "
        f"{ {2: 'twice', 3: 'three times', 4: 'four times'}[times] } that of drawing a red ball, find the "
        f"number of {colour} balls.",
        answer=f"${red * times}$",
        steps=[
            (
                1,
                rf"With $x$ {colour} balls: $\frac{{x}}{{x + {red}}} = {times} \times "
                rf"\frac{{{red}}}{{x + {red}}}$.",
            ),
            (1, f"$x = {red * times}$."),
        ],
        typed=str(red * times),
    )


@template("x-stat-find-frequency", variants=5)
def find_frequency(draw: Draw) -> Question:
    values, counts = (5, 10, 15, 20, 25), [draw.whole(3, 12) for _ in range(5)]
    total = sum(counts)
    weighed = sum(v * f for v, f in zip(values, counts, strict=True))
    hidden = draw.whole(1, 3)
    if weighed % total or weighed // total == values[hidden]:
        draw.again()
    mean = weighed // total
    shown = [("p" if at == hidden else str(f)) for at, f in enumerate(counts)]
    figure = table([["x", *map(str, values)], ["f", *shown]])
    rest, rest_weighed = total - counts[hidden], weighed - counts[hidden] * values[hidden]
    return STATISTICS.vsa(
        GRASP,
        f"The mean of the following data is {mean}. Find the value of $p$." + placed(figure),
        answer=f"$p = {counts[hidden]}$",
        steps=[
            (1, rf"$\frac{{{rest_weighed} + {values[hidden]}p}}{{{rest} + p}} = {mean}$."),
            (1, f"$p = {counts[hidden]}$."),
        ],
        typed=str(counts[hidden]),
        figures=[figure],
    )


@template("x-stat-mean-grouped", variants=5)
def mean_grouped(draw: Draw) -> Question:
    what, how_many = draw.turn(
        [
            ("Daily pocket money (₹)", "Children"),
            ("Marks", "Students"),
            ("Mangoes in a box", "Boxes"),
            ("Rainfall (mm)", "Days"),
            ("Electricity used (units)", "Families"),
        ]
    )
    data = grouped(draw, 5, 3, 18, [0, 10, 50, 100], [10, 20])
    mean = data.mean()
    if (mean * 2).denominator != 1:
        draw.again()
    figure = data.figure(what, how_many)
    marks = [Fraction(2 * data.lower(at) + data.width, 2) for at in range(5)]
    weighed = sum((m * f for m, f in zip(marks, data.counts, strict=True)), Fraction(0))
    shifts = sum((at - 2) * f for at, f in enumerate(data.counts))
    return STATISTICS.sa(
        GRASP,
        "Find the mean of the following distribution." + placed(figure),
        answer=f"${decimal(mean)}$",
        steps=[
            (1, f"Class marks: {', '.join(decimal(m) for m in marks)}."),
            (1, rf"$\sum f_i = {data.total}$ and $\sum f_i x_i = {decimal(weighed)}$."),
            (1, rf"Mean $= \frac{{{decimal(weighed)}}}{{{data.total}}} = {decimal(mean)}$."),
        ],
        other={
            "Step deviation": [
                (1, rf"Class marks and $u_i = \frac{{x_i - {decimal(marks[2])}}}{{{data.width}}}$."),
                (1, rf"$\sum f_i = {data.total}$ and $\sum f_i u_i = {shifts}$."),
                (
                    1,
                    rf"Mean $= {decimal(marks[2])} + {data.width} \times \frac{{{shifts}}}{{{data.total}}} "
                    f"= {decimal(mean)}$.",
                ),
            ]
        },
        typed=decimal(mean),
        figures=[figure],
    )


@template("x-stat-median", variants=5)
def median(draw: Draw) -> Question:
    what, how_many = draw.turn(
        [
            ("Weight (kg)", "Students"),
            ("Monthly water use (kL)", "Houses"),
            ("Age (years)", "Visitors"),
            ("Distance (km)", "Workers"),
            ("Height (cm)", "Saplings"),
        ]
    )
    data = grouped(draw, 5, 4, 20, [0, 10, 30, 40], [5, 10])
    at = data.median_class()
    if (data.median() * 10).denominator != 1 or data.total % 2 or not 0 < at < 4:
        draw.again()
    if 2 * data.before(at + 1) == data.total:
        draw.again()
    figure = data.figure(what, how_many)
    return STATISTICS.sa(
        GRASP,
        "Find the median of the following distribution." + placed(figure),
        answer=f"${decimal(data.median())}$",
        steps=[
            (1, f"Cumulative frequencies: {', '.join(str(data.before(n + 1)) for n in range(5))}."),
            (
                0.5,
                f"$\\frac{{n}}{{2}} = {data.total // 2}$, so the median class is "
                f"{data.lower(at)}–{data.lower(at + 1)}.",
            ),
            (
                1,
                rf"Median $= {data.lower(at)} + "
                rf"\frac{{{data.total // 2} - {data.before(at)}}}{{{data.counts[at]}}} "
                rf"\times {data.width}$.",
            ),
            (0.5, f"$= {decimal(data.median())}$."),
        ],
        typed=decimal(data.median()),
        figures=[figure],
    )


@template("x-prob-dice-events", variants=5)
def dice_events(draw: Draw) -> Question:
    total, product, gap = draw.turn([(9, 12, 2), (10, 6, 1), (8, 12, 3), (5, 4, 2), (11, 6, 1)])
    pairs = [(a, b) for a in range(1, 7) for b in range(1, 7)]
    one = sum(a + b == total for a, b in pairs)
    two = sum(a * b == product for a, b in pairs)
    three = sum(abs(a - b) == gap for a, b in pairs)
    return PROBABILITY.sa(
        GRASP,
        "A red die and a blue die are thrown together. Find the probability that (a) the sum of the numbers "
        "is "
        f"{total}, (b) the product of the numbers is {product}, (c) the numbers differ by {gap}.",
        answer=f"(a) ${frac(one, 36)}$, (b) ${frac(two, 36)}$, (c) ${frac(three, 36)}$",
        steps=[
            (1, f"36 outcomes; {one} have the sum {total}: ${frac(one, 36)}$."),
            (1, f"{two} have the product {product}: ${frac(two, 36)}$."),
            (1, f"{three} have numbers that differ by {gap}: ${frac(three, 36)}$."),
        ],
    )


@template("x-prob-removed-cards", variants=5)
def removed_cards(draw: Draw) -> Question:
    said, gone, left_red, left_face, left_king = draw.turn(
        [
            ("all the black face cards", 6, 26, 6, 2),
            ("all the jacks and queens", 8, 22, 4, 4),
            ("the two red kings", 2, 24, 10, 2),
            ("all the aces", 4, 24, 12, 4),
            ("all the hearts", 13, 13, 9, 3),
        ]
    )
    n = 52 - gone
    return PROBABILITY.sa(
        APPLY,
        f"From a deck of 52 playing cards {said} are removed and the rest are shuffled well. One card is "
        "drawn at random. Find the "
        "probability that it is (a) a red card, (b) a face card (jack, queen or king), (c) a king.",
        answer=f"(a) ${frac(left_red, n)}$, (b) ${frac(left_face, n)}$, (c) ${frac(left_king, n)}$",
        steps=[
            (1, f"{n} cards are left, {left_red} of them red: ${frac(left_red, n)}$."),
            (1, f"{left_face} face cards are left: ${frac(left_face, n)}$."),
            (1, f"{left_king} kings are left: ${frac(left_king, n)}$."),
        ],
    )


@template("x-prob-change-of-bag", variants=5)
def change_of_bag(draw: Draw) -> Question:
    total, black, more = draw.turn([(12, 3, 6), (15, 3, 5), (16, 4, 8), (18, 2, 6), (14, 2, 7)])
    k = Fraction(black + more, total + more) / Fraction(black, total)
    if k not in (2, 3):
        draw.again()
    return PROBABILITY.sa(
        THINK,
        f"A box has {total} marbles of which $x$ are black. When {more} more black marbles are put in, the "
        "probability of drawing a "
        f"black marble becomes {'twice' if k == 2 else 'three times'} what it was. Find $x$ and the first "
        "probability.",
        answer=f"$x = {black}$; ${frac(black, total)}$",
        steps=[
            (1, rf"$\frac{{x + {more}}}{{{total + more}}} = {k} \times \frac{{x}}{{{total}}}$."),
            (1, f"$x = {black}$."),
            (1, f"The first probability is ${frac(black, total)}$."),
        ],
    )
