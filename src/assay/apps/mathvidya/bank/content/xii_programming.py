"""Class XII, linear programming: two variables, by the corners of the feasible region."""

from collections.abc import Callable
from fractions import Fraction

from assay.apps.mathvidya.bank.content.drawing import Draw, template
from assay.apps.mathvidya.bank.content.xii_figures import Plot, region
from assay.apps.mathvidya.bank.content.xii_writing import (
    ANALYSE,
    ANALYSE_HARD,
    APPLY,
    RECALL,
    UNDERSTAND,
    Pen,
    Steps,
    frac,
    total,
)
from assay.apps.mathvidya.bank.document import Figure, Question, Unit

PEN = Pen(Unit.LINEAR_PROGRAMMING)
TOPIC = "Linear programming"
GE = r"\ge"
Corner = tuple[int, int]
Limit = tuple[int, int, int]
"""ax + by ≤ c (or ≥, as the template says)."""


def limit(of: Limit, sign: str = r"\le") -> str:
    return f"{total((of[0], 'x'), (of[1], 'y'))} {sign} {of[2]}"


def objective(p: int, q: int) -> str:
    return f"Z = {total((p, 'x'), (q, 'y'))}"


def crossing(one: Limit, two: Limit) -> tuple[Fraction, Fraction] | None:
    bottom = one[0] * two[1] - two[0] * one[1]
    if bottom == 0:
        return None
    return (
        Fraction(one[2] * two[1] - two[2] * one[1], bottom),
        Fraction(one[0] * two[2] - two[0] * one[2], bottom),
    )


def two_limits(draw: Draw) -> tuple[Limit, Limit, list[Corner]]:
    """Two limits that cross at whole numbers, with the corners O, on the x-axis, crossing, on the y-axis."""
    one = (1, draw.whole(2, 4), draw.whole(4, 12) * 12)
    two = (draw.whole(1, 4), 1, draw.whole(4, 12) * 12)
    meeting = crossing(one, two)
    if meeting is None or min(meeting) <= 0 or meeting[0].denominator > 1 or meeting[1].denominator > 1:
        draw.again()
    if one[2] % one[1] or two[2] % two[0] or one == two:
        draw.again()
    right, top = two[2] // two[0], one[2] // one[1]
    inside = right <= one[2] and top <= two[2]
    if not inside or right == one[2] or top == two[2]:
        draw.again()
    return one, two, [(0, 0), (right, 0), (int(meeting[0]), int(meeting[1])), (0, top)]


def values(p: int, q: int, corners: list[Corner]) -> list[int]:
    return [p * x + q * y for x, y in corners]


def only_best(
    draw: Draw, p: int, q: int, corners: list[Corner], pick: Callable[[list[int]], int]
) -> tuple[int, Corner]:
    """The best value and its corner. Draws again where two corners have it."""
    found = values(p, q, corners)
    best = pick(found)
    if found.count(best) > 1:
        draw.again()
    return best, corners[found.index(best)]


def tabled(p: int, q: int, corners: list[Corner]) -> str:
    return ", ".join(f"$Z{corner} = {p * corner[0] + q * corner[1]}$" for corner in corners)


def bounded(corners: list[Corner], one: Limit, two: Limit) -> Figure:
    lines = [
        ((0.0, one[2] / one[1]), (one[2] / one[0], 0.0)),
        ((0.0, two[2] / two[1]), (two[2] / two[0], 0.0)),
    ]
    listed = ", ".join(str(corner) for corner in corners)
    return region(corners, lines, "region", f"A shaded region with the corners {listed}.")


@template("xii-lp-greatest", variants=6)
def greatest(draw: Draw) -> Question:
    p, q = draw.whole(2, 9), draw.whole(2, 9)
    _, _, corners = two_limits(draw)
    found = values(p, q, corners)
    if len(set(found)) < 4:
        draw.again()
    best = max(found)
    listed = ", ".join(str(one) for one in corners)
    return PEN.mcq(
        draw,
        TOPIC,
        RECALL,
        f"The corners of a bounded feasible region are ${listed}$. The maximum value of ${objective(p, q)}$ "
        f"on it is",
        str(best),
        [str(one) for one in (*sorted(found)[2:0:-1], best + sorted(found)[1])],
        f"At the corners $Z$ is ${', '.join(map(str, found))}$.",
        hi=f"एक परिबद्ध सुसंगत क्षेत्र के कोनीय बिंदु ${listed}$ हैं। इस पर ${objective(p, q)}$ का अधिकतम मान है",
    )


@template("xii-lp-two-corners", variants=6)
def two_corners(draw: Draw) -> Question:
    x1, y1, x2, y2 = draw.whole(2, 9), draw.whole(10, 20), draw.whole(10, 20), draw.whole(2, 9)
    ratio = Fraction(y1 - y2, x2 - x1)
    if ratio in {1} or ratio.numerator > 9 or ratio.denominator > 9:
        draw.again()

    def rule(of: Fraction) -> str:
        return f"{total((of.denominator, 'p'))} = {total((of.numerator, 'q'))}"

    return PEN.mcq(
        draw,
        TOPIC,
        ANALYSE,
        f"The maximum of $Z = px + qy$, where $p, q > 0$, occurs at both corners $({x1}, {y1})$ and $({x2}, "
        f"{y2})$ of a "
        "feasible region. Then",
        rule(ratio),
        [rule(1 / ratio), rule(ratio * 2), "p = q"],
        f"${x1}p + {y1}q = {x2}p + {y2}q$ gives ${rule(ratio)}$.",
        hi=f"किसी सुसंगत क्षेत्र के दोनों कोनीय बिंदुओं $({x1}, {y1})$ तथा $({x2}, {y2})$ पर $Z = px + qy$, "
        f"जहाँ $p, q > 0$, "
        "का मान अधिकतम है। तब",
    )


@template("xii-lp-which-point", variants=6)
def which_point(draw: Draw) -> Question:
    a, b = draw.whole(1, 4), draw.whole(1, 5)
    c = draw.whole(8, 20)
    points = [(draw.whole(0, 8), draw.whole(0, 8)) for _ in range(4)]
    held = [point for point in points if a * point[0] + b * point[1] <= c]
    if len(held) != 1 or len(set(points)) < 4 or any(a * x + b * y == c for x, y in points):
        draw.again()
    rule = limit((a, b, c))
    return PEN.mcq(
        draw,
        TOPIC,
        RECALL,
        rf"Which of these points lies in the half plane ${rule}$?",
        str(held[0]),
        [str(point) for point in points if point != held[0]],
        f"${a} \\times {held[0][0]} + {b} \\times {held[0][1]} = {a * held[0][0] + b * held[0][1]} < {c}$.",
        hi=f"निम्न में से कौन-सा बिंदु अर्धतल ${rule}$ में स्थित है?",
    )


@template("xii-lp-read-region", variants=6)
def read_region(draw: Draw) -> Question:
    a, b = draw.whole(2, 8), draw.whole(2, 8)
    if a == b:
        draw.again()
    below = draw.variant % 2 == 0
    plot = Plot(-a * 0.2, a * 1.5, -b * 0.2, b * 1.5)
    ends: list[tuple[float, float]] = [(0, b), (a, 0)]
    outer: list[tuple[float, float]] = [(a * 1.4, 0), (a * 1.4, b * 1.4), (0, b * 1.4)]
    plot.area([(0, 0), (a, 0), (0, b)] if below else [*ends, *outer]).path(ends)
    plot.label(a, 0, str(a), -3, -14).label(0, b, str(b), -16, -2)
    side = "towards the origin" if below else "away from the origin"
    sign, wrong_sign = (r"\le", r"\ge") if below else (r"\ge", r"\le")
    left, swapped = total((b, "x"), (a, "y")), total((a, "x"), (b, "y"))
    rest = r", x \ge 0, y \ge 0"
    said = f"lies in the first quadrant, on the side of the line through $({a}, 0)$ and $(0, {b})$ {side}"
    return PEN.mcq(
        draw,
        TOPIC,
        UNDERSTAND,
        "The shaded region in the figure, which includes its boundary, is given by\n\n"
        "![The shaded region](figure:region)",
        f"{left} {sign} {a * b}{rest}",
        [
            f"{left} {wrong_sign} {a * b}{rest}",
            f"{swapped} {sign} {a * b}{rest}",
            f"{swapped} {wrong_sign} {a * b}{rest}",
        ],
        f"The line is ${left} = {a * b}$, and the region {side} has ${left} {sign} {a * b}$.",
        figure=plot.figure(
            "region",
            f"The region in the first quadrant on the side of the line through ({a}, 0) and (0, {b}) {side} "
            f"is shaded.",
        ),
        substitute=f"A region {said}, with its boundary. It is given by",
    )


@template("xii-lp-difference", variants=6)
def difference(draw: Draw) -> Question:
    one, two, corners = two_limits(draw)
    p, q = draw.whole(3, 9), -draw.whole(1, 6)
    found = values(p, q, corners)
    least = min(found)
    if len(set(found)) < 4 or max(found) + least == 0:
        draw.again()
    text = f"For the feasible region with the corners ${', '.join(map(str, corners))}$"
    return PEN.mcq(
        draw,
        TOPIC,
        UNDERSTAND,
        f"{text}, shaded in the figure, the minimum value of ${objective(p, q)}$ is\n\n![The "
        f"region](figure:region)",
        str(least),
        ["0" if least else "1", str(-least), str(max(found))],
        f"At the corners $Z$ is ${', '.join(map(str, found))}$.",
        figure=bounded(corners, one, two),
        substitute=f"{text}, the minimum value of ${objective(p, q)}$ is",
    )


def scheme(one: Limit, two: Limit, p: int, q: int, corners: list[Corner], best: int, word: str) -> Steps:
    where = corners[values(p, q, corners).index(best)]
    return [
        (
            1,
            f"The lines ${total((one[0], 'x'), (one[1], 'y'))} = {one[2]}$ and "
            f"${total((two[0], 'x'), (two[1], 'y'))} = {two[2]}$ are drawn and the region is shaded.",
        ),
        (1, f"The corners are ${', '.join(map(str, corners))}$."),
        (1, f"{tabled(p, q, corners)}; the {word} is ${best}$, at ${where}$."),
    ]


@template("xii-lp-maximise", variants=6)
def maximise(draw: Draw) -> Question:
    p, q = draw.whole(2, 9), draw.whole(2, 9)
    one, two, corners = two_limits(draw)
    best, where = only_best(draw, p, q, corners, max)
    return PEN.sa(
        TOPIC,
        RECALL,
        f"Solve graphically: maximise ${objective(p, q)}$ subject to ${limit(one)}$, ${limit(two)}$, "
        r"$x \ge 0$, $y \ge 0$.",
        f"maximum ${best}$ at ${where}$",
        scheme(one, two, p, q, corners, best, "maximum"),
    )


@template("xii-lp-from-figure", variants=6)
def from_figure(draw: Draw) -> Question:
    p, q = draw.whole(2, 9), draw.whole(2, 9)
    one, two, corners = two_limits(draw)
    best, where = only_best(draw, p, q, corners, max)
    end = (
        "Write the constraints of which it is the feasible region, and find the maximum value of "
        f"${objective(p, q)}$ on it."
    )
    lines = (
        f"bounded by the axes, the line through $({one[2]}, 0)$ and $(0, {one[2] // one[1]})$, and the line "
        f"through "
        f"$({two[2] // two[0]}, 0)$ and $(0, {two[2]})$"
    )
    return PEN.sa(
        TOPIC,
        APPLY,
        f"The shaded region in the figure is {lines}. {end}\n\n![The feasible region](figure:region)",
        f"${limit(one)}$, ${limit(two)}$, $x \\ge 0$, $y \\ge 0$; maximum ${best}$ at ${where}$",
        [
            (1, f"${limit(one)}$ and ${limit(two)}$ from the two lines."),
            (0.5, r"$x \ge 0$ and $y \ge 0$."),
            (1, f"{tabled(p, q, corners)}."),
            (0.5, f"The maximum is ${best}$, at ${where}$."),
        ],
        figure=bounded(corners, one, two),
        substitute=f"A region with the corners ${', '.join(map(str, corners))}$ is {lines}. {end}",
    )


@template("xii-lp-minimise", variants=6)
def minimise(draw: Draw) -> Question:
    p, q = draw.whole(2, 9), draw.whole(2, 9)
    one, two, inner = two_limits(draw)
    meeting = inner[2]
    corners = [(one[2], 0), meeting, (0, two[2])]
    best, where = only_best(draw, p, q, corners, min)
    return PEN.sa(
        TOPIC,
        ANALYSE,
        f"Minimise ${objective(p, q)}$ subject to ${limit(one, GE)}$, ${limit(two, GE)}$, "
        r"$x \ge 0$, $y \ge 0$, and explain why the minimum exists although the region is unbounded.",
        f"minimum ${best}$ at ${where}$",
        [
            (1, f"The region is unbounded, with the corners ${', '.join(map(str, corners))}$."),
            (1, f"{tabled(p, q, corners)}."),
            (
                1,
                f"The open half plane ${total((p, 'x'), (q, 'y'))} < {best}$ has no point of the region, so "
                f"${best}$, at "
                f"${where}$, is the minimum.",
            ),
        ],
    )


@template("xii-lp-workshop", variants=6)
def workshop(draw: Draw) -> Question:
    one, two, corners = two_limits(draw)
    p, q = draw.whole(3, 12) * 10, draw.whole(3, 12) * 10
    best, where = only_best(draw, p, q, corners, max)
    a, b, first, second = draw.turn(
        [
            ("chairs", "tables", "carpentry", "polishing"),
            ("shirts", "kurtas", "cutting", "stitching"),
            ("lamps", "fans", "assembly", "testing"),
            ("toy cars", "toy trains", "moulding", "painting"),
            ("bags", "belts", "cutting", "sewing"),
            ("clay pots", "clay plates", "shaping", "firing"),
        ]
    )

    def hours(of: int) -> str:
        return f"${of}$ hour" + ("s" if of > 1 else "")

    return PEN.la(
        TOPIC,
        ANALYSE_HARD if draw.variant % 3 == 0 else UNDERSTAND,
        f"A workshop makes {a} and {b}. Each of the {a} takes {hours(one[0])} of {first} and "
        f"{hours(two[0])} of {second}; each "
        f"of the {b} takes {hours(one[1])} of {first} and {hours(two[1])} of {second}. At most ${one[2]}$ "
        f"hours of {first} and "
        f"${two[2]}$ hours of {second} are available. The profit is ${p}$ rupees on each of the {a} and "
        f"${q}$ rupees on each "
        f"of the {b}. Formulate a linear programming problem and find the greatest profit graphically.",
        f"${where[0]}$ {a} and ${where[1]}$ {b}; profit ${best}$ rupees",
        [
            (0.5, f"Let $x$ {a} and $y$ {b} be made: maximise ${objective(p, q)}$."),
            (1, f"${limit(one)}$, ${limit(two)}$, $x \\ge 0$, $y \\ge 0$."),
            (1, "The lines are drawn and the feasible region is shaded."),
            (1, f"The corners are ${', '.join(map(str, corners))}$."),
            (1, f"{tabled(p, q, corners)}."),
            (0.5, f"The greatest profit is ${best}$ rupees, at ${where}$."),
        ],
    )


@template("xii-lp-diet", variants=6)
def diet(draw: Draw) -> Question:
    one, two, inner = two_limits(draw)
    p, q = draw.whole(2, 9), draw.whole(2, 9)
    corners = [(one[2], 0), inner[2], (0, two[2])]
    best, where = only_best(draw, p, q, corners, min)
    for_whom = draw.turn(["cows", "poultry", "hostel pupils", "patients", "goats", "athletes"])
    return PEN.la(
        TOPIC,
        UNDERSTAND,
        f"Food for {for_whom} is mixed from two kinds. A kilogram of the first has ${one[0]}$ unit of "
        f"protein "
        f"and ${two[0]}$ of iron and costs ${p}$ rupees; a kilogram of the second has ${one[1]}$ units of "
        f"protein and ${two[1]}$ of iron and costs ${q}$ rupees. At least ${one[2]}$ units of protein and "
        f"${two[2]}$ of iron are needed. "
        "Formulate a linear programming problem and find the least cost graphically.",
        f"${where[0]}$ kg and ${where[1]}$ kg; ${best}$ rupees",
        [
            (0.5, f"With $x$ and $y$ kilograms: minimise ${objective(p, q)}$."),
            (1, f"${limit(one, GE)}$, ${limit(two, GE)}$, $x {GE} 0$, $y {GE} 0$."),
            (1, f"The region is unbounded, with the corners ${', '.join(map(str, corners))}$."),
            (1, f"{tabled(p, q, corners)}."),
            (1, f"${total((p, 'x'), (q, 'y'))} < {best}$ has no point in common with the region."),
            (0.5, f"The least cost is ${best}$ rupees."),
        ],
    )


@template("xii-lp-corner", variants=6)
def corner(draw: Draw) -> Question:
    one, two, corners = two_limits(draw)
    ratio = frac(corners[2][0] + corners[2][1])
    return PEN.vsa(
        TOPIC,
        RECALL,
        f"Find the corner of the region ${limit(one)}$, ${limit(two)}$, $x \\ge 0$, $y \\ge 0$ that lies on "
        f"neither axis, "
        "and the value of $x + y$ there.",
        f"${corners[2]}$; $x + y = {ratio}$",
        [
            (0.5, "The corner is where the two lines meet."),
            (1, f"Solving ${limit(one, '=')}$ and ${limit(two, '=')}$: ${corners[2]}$."),
            (0.5, f"$x + y = {ratio}$."),
        ],
        typed=ratio,
        hi=f"क्षेत्र ${limit(one)}$, ${limit(two)}$, $x \\ge 0$, $y \\ge 0$ का वह कोनीय बिंदु ज्ञात कीजिए "
        f"जो किसी अक्ष पर नहीं है, "
        "तथा वहाँ $x + y$ का मान भी ज्ञात कीजिए।",
    )
