"""Class XII, calculus: areas under curves, with their figures."""

from fractions import Fraction
from math import sqrt

from assay.apps.mathvidya.bank.content.drawing import Draw, template
from assay.apps.mathvidya.bank.content.xii_figures import Plot, samples
from assay.apps.mathvidya.bank.content.xii_writing import (
    APPLY,
    APPLY_HARD,
    RECALL,
    UNDERSTAND,
    Pen,
    Portion,
    frac,
    poly,
)
from assay.apps.mathvidya.bank.document import Figure, Question, Unit

PEN = Pen(Unit.CALCULUS)
TOPIC = "Areas under curves"


def under_parabola(k: int, a: int, b: int) -> Figure:
    high = k * b * b
    plot = Plot(-b * 0.15, b * 1.15, -high * 0.12, high * 1.15)
    plot.area([(a, 0), *samples(lambda x: k * x * x, a, b), (b, 0)]).curve(lambda x: k * x * x, 0, b * 1.05)
    plot.path([(a, 0), (a, k * a * a)]).path([(b, 0), (b, high)])
    plot.label(a, 0, str(a), -3, -14).label(b, 0, str(b), -3, -14)
    return plot.figure(
        "area", f"The region between the parabola and the x-axis from x = {a} to x = {b} is shaded."
    )


@template("xii-ar-parabola", variants=6)
def parabola(draw: Draw) -> Question:
    k, a, b = draw.turn([(1, 2, 5), (2, 1, 4), (3, 1, 3), (1, 1, 4), (2, 2, 5), (3, 2, 4)])
    value = Fraction(k * (b**3 - a**3), 3)
    rule = poly(k, 0, 0)
    text = (
        f"The area of the region bounded by the curve $y = {rule}$, the $x$-axis and the lines $x = {a}$ and "
        f"$x = {b}$"
    )
    return PEN.mcq(
        draw,
        TOPIC,
        RECALL,
        f"{text}, shaded in the figure, in square units, is\n\n![The shaded region](figure:area)",
        frac(value),
        [frac(k * (b**3 - a**3)), frac(k * (b * b - a * a)), frac(k * (b**3 + a**3), 3)],
        rf"$\int_{{{a}}}^{{{b}}} {rule} \, dx = {frac(value)}$.",
        figure=under_parabola(k, a, b),
        substitute=f"{text}, in square units, is",
    )


@template("xii-ar-circle", variants=6)
def quarter_circle(draw: Draw) -> Question:
    r = draw.turn([4, 6, 8, 10, 12, 14])
    right = rf"{r * r // 4}\pi"
    return PEN.mcq(
        draw,
        TOPIC,
        RECALL,
        f"The area of the region in the first quadrant enclosed by the circle $x^{{2}} + y^{{2}} = {r * r}$ "
        f"and the "
        "coordinate axes, in square units, is",
        right,
        [rf"{r * r}\pi", rf"{r * r // 2}\pi", rf"{r * r * r * r // 4}\pi"],
        rf"$\int_{{0}}^{{{r}}} \sqrt{{{r * r} - x^{{2}}}} \, dx$ is a quarter of the circle's area, "
        rf"${right}$.",
    )


@template("xii-ar-ellipse", variants=6)
def ellipse(draw: Draw) -> Question:
    a, b = draw.turn([(4, 3), (5, 2), (6, 5), (3, 2), (5, 4), (7, 3)])
    plot = Plot(-a * 1.25, a * 1.25, -b * 1.4, b * 1.4, (340, 240))
    top = samples(lambda x: b * sqrt(max(0.0, 1 - x * x / (a * a))), -a, a, 80)
    ring = top + [(x, -y) for x, y in reversed(top)]
    plot.area(ring).path(ring).label(a, 0, str(a), 4, 6).label(0, b, str(b), 5, 5)
    curve = rf"\frac{{x^{{2}}}}{{{a * a}}} + \frac{{y^{{2}}}}{{{b * b}}} = 1"
    return PEN.la(
        TOPIC,
        UNDERSTAND,
        f"Using integration, find the area of the region enclosed by the ellipse ${curve}$, shaded in the "
        f"figure."
        "\n\n![The ellipse](figure:ellipse)",
        rf"${a * b}\pi$ square units",
        [
            (
                1,
                "The ellipse is symmetric about both axes, so the area is four times that in the first "
                "quadrant.",
            ),
            (0.5, rf"There $y = {frac(b, a)}\sqrt{{{a * a} - x^{{2}}}}$."),
            (0.5, rf"Area $= 4 \int_{{0}}^{{{a}}} {frac(b, a)}\sqrt{{{a * a} - x^{{2}}}} \, dx$."),
            (
                1.5,
                rf"$= {frac(4 * b, a)}\left[\frac{{x}}{{2}}\sqrt{{{a * a} - x^{{2}}}} + {frac(a * a, 2)}"
                rf"\sin^{{-1}}\frac{{x}}{{{a}}}\right]$ between $0$ and ${a}$.",
            ),
            (
                1.5,
                rf"$= {frac(4 * b, a)} \times {frac(a * a, 2)} \times \frac{{\pi}}{{2}} = {a * b}\pi$ "
                rf"square units.",
            ),
        ],
        figure=plot.figure(
            "ellipse", f"An ellipse about the origin, half axes {a} along x and {b} along y, shaded."
        ),
        substitute=f"Using integration, find the area of the region enclosed by the ellipse ${curve}$.",
    )


@template("xii-ar-line", variants=6)
def crossing_line(draw: Draw) -> Question:
    m, zero = draw.whole(1, 4), draw.whole(-2, 2)
    low, high = zero - draw.whole(1, 3), zero + draw.whole(2, 4)
    rule = poly(m, -m * zero)
    left, right = Fraction(m * (zero - low) ** 2, 2), Fraction(m * (high - zero) ** 2, 2)
    reach, depth = m * (high - zero), m * (low - zero)
    plot = Plot(low - 1, high + 1, depth * 1.25, reach * 1.25)
    corners: list[tuple[float, float]] = [(low, 0), (low, depth), (high, reach), (high, 0)]
    plot.area(corners).curve(lambda x: m * (x - zero), low - 0.5, high + 0.5)
    plot.path(corners[:2]).path(corners[2:])
    for end, across, up in ((low, -8, 6), (high, -2, -14)):
        if end:
            plot.label(end, 0, str(end), across, up)
    text = (
        f"Using integration, find the area bounded by the line $y = {rule}$, the $x$-axis and the ordinates "
        f"$x = {low}$ and $x = {high}$"
    )
    return PEN.la(
        TOPIC,
        APPLY,
        f"{text}, shaded in the figure.\n\n![The shaded regions](figure:line)",
        f"${frac(left + right)}$ square units",
        [
            (1, f"The line meets the $x$-axis at $x = {zero}$, between the two ordinates."),
            (0.5, f"For $x < {zero}$ the line is below the axis, for $x > {zero}$ above it."),
            (
                1,
                rf"Area $= \left|\int_{{{low}}}^{{{zero}}} ({rule}) \, dx\right| + "
                rf"\int_{{{zero}}}^{{{high}}} ({rule}) \, dx$.",
            ),
            (1, f"The first part is ${frac(left)}$."),
            (1, f"The second part is ${frac(right)}$."),
            (0.5, f"The area is ${frac(left + right)}$ square units."),
        ],
        figure=plot.figure(
            "line",
            f"A straight line with positive slope; the two triangles between it and the x-axis from x = "
            f"{low} to x = {high} are shaded.",
        ),
        substitute=text + ".",
    )


@template("xii-ar-sideways", variants=6)
def sideways(draw: Draw) -> Question:
    a, x = draw.turn([(1, 4), (1, 9), (4, 1), (4, 9), (9, 4), (9, 1)])
    side = int(sqrt(a))
    value = Fraction(8 * side * int(sqrt(x)) ** 3, 3)
    curve = rf"y^{{2}} = {4 * a}x"
    high = 2 * side * sqrt(x) * 1.25
    plot = Plot(-x * 0.15, x * 1.3, -high, high)
    upper = samples(lambda t: 2 * side * sqrt(t), 0, x, 60)
    ring = upper + [(u, -v) for u, v in reversed(upper)]
    plot.area(ring).path(upper).path([(u, -v) for u, v in upper]).path([upper[-1], (x, -upper[-1][1])])
    plot.label(x, 0, f"x = {x}", 5, -14)
    return PEN.sa(
        TOPIC,
        UNDERSTAND,
        f"Find, by integration, the area of the region bounded by the parabola ${curve}$ and the line $x = "
        f"{x}$, "
        "shaded in the figure.\n\n![The shaded region](figure:parabola)",
        f"${frac(value)}$ square units",
        [
            (
                1,
                rf"By symmetry about the $x$-axis the area is $2 \int_{{0}}^{{{x}}} {2 * side}\sqrt{{x}} \, "
                rf"dx$.",
            ),
            (1, rf"$= {4 * side} \left[\frac{{2}}{{3}}x\sqrt{{x}}\right]$ between $0$ and ${x}$."),
            (1, f"$= {frac(value)}$ square units."),
        ],
        figure=plot.figure(
            "parabola",
            f"A parabola with its vertex at the origin, open to the right, cut by the vertical line x = "
            f"{x}; the region between is shaded.",
        ),
        substitute=f"Find, by integration, the area of the region bounded by the parabola ${curve}$ and the "
        f"line $x = {x}$.",
    )


@template("xii-ar-case-arch", variants=6)
def case_arch(draw: Draw) -> Question:
    half, lift = draw.whole(3, 9), draw.whole(1, 3)
    place = draw.turn(
        ["temple gate", "railway bridge", "fort gateway", "stadium", "library hall", "school stage"]
    )
    c = lift * half * half
    rule = poly(-lift, 0, c)
    whole = Fraction(4 * lift * half**3, 3)
    inner = 2 * (Fraction(c) - Fraction(lift, 3))
    plot = Plot(-half * 1.3, half * 1.3, -c * 0.12, c * 1.2)
    arch = samples(lambda x: c - lift * x * x, -half, half)
    plot.area(arch).path(arch).label(half, 0, str(half), -3, -14).label(-half, 0, str(-half), -8, -14)
    return PEN.case(
        TOPIC,
        APPLY_HARD,
        f"The arch of a {place} is part of the parabola $y = {rule}$, with the $x$-axis along the ground "
        f"and both "
        "measured in metres. The opening under the arch is shaded in the figure.\n\n![The arch](figure:arch)",
        Portion(
            2,
            "Find where the arch meets the ground, and its greatest height.",
            f"at $x = \\pm {half}$; height ${c}$ m",
            [(1, f"$y = 0$ gives $x = \\pm {half}$."), (1, f"$y$ is greatest at $x = 0$: ${c}$ m.")],
        ),
        Portion(
            2,
            "Find by integration the area of the opening, and the area of its part between $x = -1$ and $x "
            "= 1$.",
            f"${frac(whole)}$ and ${frac(inner)}$ square metres",
            [
                (1, rf"$2 \int_{{0}}^{{{half}}} ({rule}) \, dx = {frac(whole)}$ square metres."),
                (1, rf"$2 \int_{{0}}^{{1}} ({rule}) \, dx = {frac(inner)}$ square metres."),
            ],
        ),
        figure=plot.figure(
            "arch", f"A parabolic arch over the x-axis from {-half} to {half}, the area under it shaded."
        ),
        substitute=f"The arch of a {place} is part of the parabola $y = {rule}$, with the $x$-axis along "
        f"the ground and "
        "both measured in metres.",
    )
