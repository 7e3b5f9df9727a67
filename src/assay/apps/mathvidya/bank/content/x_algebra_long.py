"""Class X, Algebra: questions of five marks."""

from fractions import Fraction

from assay.apps.mathvidya.bank.content.drawing import Draw, template
from assay.apps.mathvidya.bank.content.writing import (
    APPLY,
    APPLY_WELL,
    GRASP,
    GRASP_WELL,
    THINK_HARD,
    indian,
    ordinal,
    poly,
    rupees,
    terms,
    tex,
)
from assay.apps.mathvidya.bank.content.x_algebra import PAIRS
from assay.apps.mathvidya.bank.content.x_quadratics import AP, QUADRATICS
from assay.apps.mathvidya.bank.document import Question


@template("x-quad-train", variants=6)
def train(draw: Draw) -> Question:
    speed, faster = draw.whole(4, 12) * 10, draw.turn([5, 10, 15, 20, 8, 12])
    distance = draw.whole(10, 40) * 12
    saved = Fraction(distance, speed) - Fraction(distance, speed + faster)
    if saved not in (Fraction(1, 2), 1, Fraction(3, 2), 2, 3) or distance < 100:
        draw.again()
    minutes = int(saved * 60)
    said = (
        f"{minutes // 60} hour{'s' if minutes >= 120 else ''}" if minutes % 60 == 0 else f"{minutes} minutes"
    )
    product = speed * (speed + faster)
    return QUADRATICS.la(
        APPLY,
        f"A train covers {distance} km at a uniform speed. Had it been {faster} km/h faster, it would have "
        "taken "
        f"{said} less for the same journey. Find the speed of the train.",
        answer=f"${speed}$ km/h",
        steps=[
            (
                1.5,
                rf"With speed $x$ km/h: $\frac{{{distance}}}{{x}} - \frac{{{distance}}}{{x + {faster}}} "
                rf"= {tex(saved)}$.",
            ),
            (1.5, f"Simplifies to $x^2 + {faster}x - {product} = 0$."),
            (1, f"Factorises: $(x - {speed})(x + {speed + faster}) = 0$."),
            (1, f"The speed is positive, so $x = {speed}$: the speed is {speed} km/h."),
        ],
        other={
            "Quadratic formula": [
                (
                    1.5,
                    rf"With speed $x$ km/h: $\frac{{{distance}}}{{x}} - \frac{{{distance}}}{{x + {faster}}} "
                    rf"= {tex(saved)}$.",
                ),
                (1.5, f"Simplifies to $x^2 + {faster}x - {product} = 0$."),
                (1, rf"$x = \frac{{-{faster} \pm \sqrt{{{faster**2 + 4 * product}}}}}{{2}}$."),
                (1, f"Rejects the negative root: the speed is {speed} km/h."),
            ]
        },
    )


@template("x-quad-boat", variants=6)
def boat(draw: Draw) -> Question:
    still, stream = draw.whole(8, 20), draw.whole(2, 6)
    up, down = still - stream, still + stream
    distance = draw.whole(6, 60)
    time = Fraction(distance, up) + Fraction(distance, down)
    if time.denominator != 1 or time > 8:
        draw.again()
    hours = int(time)
    coefficients = [hours, -2 * distance, -hours * stream * stream]
    other = Fraction(coefficients[2], hours * still)
    return QUADRATICS.la(
        APPLY_WELL,
        f"A motor boat goes {distance} km upstream on the Ganga and comes back to the starting point in "
        f"{hours} hours "
        f"in all. If the speed of the stream is {stream} km/h, find the speed of the boat in still water.",
        answer=f"${still}$ km/h",
        steps=[
            (
                0.5,
                f"With the speed $x$ km/h in still water: upstream $x - {stream}$, downstream $x + "
                f"{stream}$.",
            ),
            (
                1.5,
                rf"$\frac{{{distance}}}{{x - {stream}}} + \frac{{{distance}}}{{x + {stream}}} = {hours}$.",
            ),
            (1.5, f"Simplifies to ${poly(coefficients)} = 0$."),
            (1, f"Its roots are $x = {still}$ and $x = {tex(other)}$."),
            (0.5, f"A speed is positive: {still} km/h."),
        ],
    )


@template("x-quad-pipes", variants=6)
def pipes(draw: Draw) -> Question:
    quick, more = draw.turn([(12, 6), (20, 10), (6, 3), (15, 15), (10, 5), (24, 12)])
    if more == 15:
        quick, more = 10, 15
    slow = quick + more
    together = Fraction(quick * slow, quick + slow)
    t = together
    coefficients = [Fraction(1), more - 2 * t, -t * more]
    return QUADRATICS.la(
        APPLY,
        f"Two taps running together fill a water tank in ${tex(t)}$ hours. The smaller tap alone takes "
        f"{more} hours "
        "more than the larger tap alone. Find the time in which each tap alone would fill the tank.",
        answer=f"${quick}$ hours and ${slow}$ hours",
        steps=[
            (1, f"If the larger tap takes $x$ hours, the smaller takes $x + {more}$ hours."),
            (1, rf"$\frac{{1}}{{x}} + \frac{{1}}{{x + {more}}} = {tex(1 / t)}$."),
            (1.5, f"Simplifies to ${poly(coefficients)} = 0$."),
            (1, f"$x = {quick}$ (the negative root is rejected)."),
            (0.5, f"The taps take {quick} hours and {slow} hours."),
        ],
    )


@template("x-ap-loan", variants=6)
def loan(draw: Draw) -> Question:
    first, step, n = draw.whole(10, 20) * 100, draw.whole(1, 4) * 50, draw.turn([20, 24, 30, 40, 18, 36])
    paid = draw.turn([12, 15, 20, 25, 10, 24])
    total = n * (2 * first + (n - 1) * step) // 2
    done = paid * (2 * first + (paid - 1) * step) // 2
    at = first + (paid - 1) * step
    return AP.la(
        GRASP_WELL,
        f"Salma repays a loan in {n} monthly instalments. The first is {rupees(first)} and each later "
        "instalment is "
        f"₹ {step} more than the one before. Find (a) the amount of the {ordinal(paid)} instalment, (b) "
        "the total "
        f"amount she repays, and (c) what is left to be repaid after the {ordinal(paid)} instalment.",
        answer=f"(a) {rupees(at)}, (b) {rupees(total)}, (c) {rupees(total - done)}",
        steps=[
            (1, f"The instalments form an AP with $a = {first}$ and $d = {step}$."),
            (1, rf"$a_{{{paid}}} = {first} + {paid - 1} \times {step} = {at}$: {rupees(at)}."),
            (
                1.5,
                rf"$S_{{{n}}} = \frac{{{n}}}{{2}}\left[2 \times {first} + {n - 1} \times {step}\right] = "
                f"{total}$: "
                f"{rupees(total)}.",
            ),
            (1, rf"$S_{{{paid}}} = \frac{{{paid}}}{{2}}\left[{first} + {at}\right] = {done}$."),
            (0.5, f"Left: {rupees(total)} − {rupees(done)} = {rupees(total - done)}."),
        ],
    )


@template("x-ap-sum-ratio", variants=6)
def sum_of_terms(draw: Draw) -> Question:
    a, d = draw.whole(2, 9), draw.whole(2, 6)
    m, n = draw.turn([(7, 17), (6, 16), (8, 20), (5, 15), (9, 21), (10, 25)])
    k = draw.turn([30, 25, 40, 20, 35, 50])
    sums = {c: c * (2 * a + (c - 1) * d) // 2 for c in (m, n, k)}
    return AP.la(
        GRASP,
        f"The sum of the first {m} terms of an AP is {sums[m]} and the sum of its first {n} terms is "
        f"{sums[n]}. Find "
        f"the first term, the common difference and the sum of the first {k} terms.",
        answer=rf"$a = {a}$, $d = {d}$, $S_{{{k}}} = {sums[k]}$",
        steps=[
            (1, rf"$\frac{{{m}}}{{2}}\left[2a + {m - 1}d\right] = {sums[m]}$."),
            (1, rf"$\frac{{{n}}}{{2}}\left[2a + {n - 1}d\right] = {sums[n]}$."),
            (1, f"Subtracts to get ${n - m}d = {(n - m) * d}$, so $d = {d}$."),
            (0.5, f"$a = {a}$."),
            (1.5, rf"$S_{{{k}}} = \frac{{{k}}}{{2}}\left[{2 * a} + {k - 1} \times {d}\right] = {sums[k]}$."),
        ],
    )


@template("x-lin-graph", variants=6)
def graph(draw: Draw) -> Question:
    x, y = draw.whole(1, 4), draw.whole(1, 6)
    a, b, c, d = draw.whole(1, 3), 1, draw.whole(1, 3), -1
    one, other = a * x + b * y, c * x + d * y
    left, right = Fraction(other, c), Fraction(one, a)
    if left.denominator > 1 or right.denominator > 1 or other == 0 or left == x:
        draw.again()
    area = Fraction(y) * abs(right - left) / 2
    return PAIRS.la(
        THINK_HARD,
        f"Draw the graphs of the equations ${terms((a, 'x'), (b, 'y'))} = {one}$ and "
        f"${terms((c, 'x'), (d, 'y'))} = {other}$. From the graphs find the solution of the pair, the "
        "coordinates of "
        "the vertices of the triangle formed by the two lines and the $x$-axis, and the area of this "
        "triangle.",
        answer=f"$x = {x}$, $y = {y}$; vertices $({x}, {y})$, $({tex(left)}, 0)$, $({tex(right)}, 0)$; area "
        f"${tex(area)}$ square units",
        steps=[
            (1, "A table of at least two correct points for each line."),
            (1.5, "Both lines drawn correctly on one pair of axes."),
            (0.5, f"Solution: $x = {x}$, $y = {y}$."),
            (1, f"Vertices: $({x}, {y})$, $({tex(left)}, 0)$ and $({tex(right)}, 0)$."),
            (
                1,
                rf"Area $= \frac{{1}}{{2}} \times {tex(abs(right - left))} \times {y} = {tex(area)}$ square "
                "units.",
            ),
        ],
        substitute=f"Solve the equations ${terms((a, 'x'), (b, 'y'))} = {one}$ and "
        f"${terms((c, 'x'), (d, 'y'))} = {other}$ algebraically. Find the coordinates of the vertices of "
        "the triangle "
        "formed by the two lines and the $x$-axis, and the area of this triangle.",
    )


@template("x-lin-tickets", variants=6)
def tickets(draw: Draw) -> Question:
    place = draw.turn(
        [
            "a zoo in Mysuru",
            "a museum in Kolkata",
            "a science park in Ahmedabad",
            "a fort in Jaipur",
            "a garden in Srinagar",
            "a planetarium in Patna",
        ]
    )
    x, y = draw.whole(6, 15) * 10, draw.whole(2, 5) * 10
    a, b, c, d = draw.whole(2, 4), draw.whole(3, 6), draw.whole(4, 7), draw.whole(2, 8)
    m, n = draw.whole(2, 5), draw.whole(6, 12)
    if a * d == b * c or x <= y:
        draw.again()
    one, other = a * x + b * y, c * x + d * y
    return PAIRS.la(
        GRASP,
        f"At {place}, {a} adult tickets and {b} child tickets cost {rupees(one)}, while {c} adult tickets "
        f"and {d} child "
        f"tickets cost {rupees(other)}. Find the price of each kind of ticket, and what a school party of "
        f"{m} adults "
        f"and {n} children must pay.",
        answer=f"Adult ₹ {x}, child ₹ {y}; the party pays {rupees(m * x + n * y)}",
        steps=[
            (1, f"With prices ₹ $x$ and ₹ $y$: ${terms((a, 'x'), (b, 'y'))} = {one}$."),
            (1, f"${terms((c, 'x'), (d, 'y'))} = {other}$."),
            (
                1,
                f"Eliminates one variable correctly, for example ${indian(abs(a * d - b * c))}x = "
                f"{abs(d * one - b * other)}$.",
            ),
            (1, f"$x = {x}$ and $y = {y}$."),
            (1, rf"${m} \times {x} + {n} \times {y} = {m * x + n * y}$: {rupees(m * x + n * y)}."),
        ],
    )
