"""Class XII, calculus: applications of derivatives."""

from fractions import Fraction

from assay.apps.mathvidya.bank.content.drawing import Draw, template
from assay.apps.mathvidya.bank.content.xii_figures import Plot
from assay.apps.mathvidya.bank.content.xii_writing import (
    ANALYSE,
    ANALYSE_HARD,
    APPLY,
    APPLY_HARD,
    RECALL,
    UNDERSTAND,
    Pen,
    frac,
    poly,
)
from assay.apps.mathvidya.bank.document import Question, Unit

PEN = Pen(Unit.CALCULUS)
RATES = "Rate of change"
MONOTONIC = "Increasing and decreasing functions"
EXTREMES = "Maxima and minima"


def cubic(p: int, q: int, c: int) -> tuple[list[int], list[int]]:
    """The coefficients of a cubic with critical points p and q, and of its derivative."""
    if (p + q) % 2:
        return [2, -3 * (p + q), 6 * p * q, c], [6, -6 * (p + q), 6 * p * q]
    return [1, -3 * (p + q) // 2, 3 * p * q, c], [3, -3 * (p + q), 3 * p * q]


def value(coefficients: list[int], x: int) -> int:
    result = 0
    for one in coefficients:
        result = result * x + one
    return result


@template("xii-ad-circle-rate", variants=6)
def circle_rate(draw: Draw) -> Question:
    r, speed = draw.whole(4, 12), draw.whole(2, 5)
    ball = draw.variant % 2 == 1
    thing, unit = (
        ("volume of a spherical balloon", "cubic cm/s")
        if ball
        else ("area of a circular ripple", "square cm/s")
    )
    right = 4 * r * r * speed if ball else 2 * r * speed
    wrong = [right // 2, r * r * speed, 4 * r * speed if not ball else 8 * r * speed]
    return PEN.mcq(
        draw,
        RATES,
        APPLY,
        f"The radius increases at ${speed}$ cm/s. At the moment when the radius is ${r}$ cm, the {thing} "
        f"increases "
        "at the rate of",
        rf"{right}\pi \text{{ {unit}}}",
        [rf"{one}\pi \text{{ {unit}}}" for one in wrong],
        rf"$\frac{{dV}}{{dt}} = 4\pi r^{{2}}\frac{{dr}}{{dt}} = {right}\pi$."
        if ball
        else rf"$\frac{{dA}}{{dt}} = 2\pi r\frac{{dr}}{{dt}} = {right}\pi$.",
    )


@template("xii-ad-decreasing", variants=6)
def decreasing(draw: Draw) -> Question:
    p, q = draw.whole(-4, 1), draw.whole(2, 5)
    rule, slope = cubic(p, q, draw.whole(1, 9))
    if p in {0, -q}:
        draw.again()
    return PEN.mcq(
        draw,
        MONOTONIC,
        UNDERSTAND,
        f"The function $f(x) = {poly(*rule)}$ is strictly decreasing in the interval",
        f"({p}, {q})",
        [rf"(-\infty, {p})", rf"({q}, \infty)", f"({-q}, {-p})"],
        f"$f'(x) = {poly(*slope)}$ is negative exactly between ${p}$ and ${q}$.",
    )


@template("xii-ad-least-value", variants=6)
def least_value(draw: Draw) -> Question:
    a, k = draw.turn([(1, 3), (1, 4), (4, 3), (1, 5), (9, 2), (4, 5)])
    side = {1: 1, 4: 2, 9: 3}[a]
    least = 2 * side * k
    return PEN.mcq(
        draw,
        EXTREMES,
        UNDERSTAND,
        rf"The least value of $f(x) = {poly(a, 0)} + \frac{{{k * k}}}{{x}}$ for $x > 0$ is",
        str(least),
        [frac(k, side), str(a + k * k), str(2 * least)],
        rf"$f'(x) = 0$ gives $x = {frac(k, side)}$, where $f$ has its least value ${least}$.",
    )


@template("xii-ad-slope-graph", variants=6)
def slope_graph(draw: Draw) -> Question:
    p, q = draw.turn([(-2, 1), (-1, 3), (-3, 2), (1, 3), (-3, 1), (-1, 2)])
    up = draw.variant % 2 == 0
    sign = 1 if up else -1
    plot = Plot(-4.5, 4.5, -4.5, 4.5)
    middle, reach = (p + q) / 2, (q - p) / 2
    plot.curve(
        lambda x: sign * 3 * ((x - middle) ** 2 / reach**2 - 1), middle - reach * 1.5, middle + reach * 1.5
    )
    figure = (
        plot.dot(p, 0, str(p), 4, 8)
        .dot(q, 0, str(q), -14, 8)
        .figure(
            "slope",
            f"A parabola that opens {'upwards' if up else 'downwards'} and crosses the x-axis at {p} and "
            f"{q}.",
        )
    )
    inside, outside = f"$({p}, {q})$ only", rf"$(-\infty, {p})$ and $({q}, \infty)$"
    right, wrong = (outside, inside) if up else (inside, outside)
    return PEN.mcq(
        draw,
        MONOTONIC,
        ANALYSE,
        "The figure shows the graph of the derivative $y = f'(x)$ of a function $f$.\n\n"
        "![The graph of the derivative](figure:slope)\n\nThe function $f$ is increasing in",
        right,
        [
            wrong,
            rf"$\left({frac(p + q, 2)}, \infty\right)$ only",
            rf"$\left(-\infty, {frac(p + q, 2)}\right)$ only",
        ],
        "$f$ increases where $f'(x) > 0$, that is where the graph lies above the $x$-axis.",
        words=True,
        figure=figure,
        substitute=f"The graph of the derivative $y = f'(x)$ of a function $f$ is a parabola that opens "
        f"{'upwards' if up else 'downwards'} and crosses the $x$-axis at $x = {p}$ and $x = {q}$. The "
        f"function $f$ is increasing in",
    )


@template("xii-ad-extremes-choice", variants=6)
def extremes_choice(draw: Draw) -> Question:
    p, q = draw.whole(-3, 1), draw.whole(2, 4)
    rule, _ = cubic(p, q, draw.whole(-6, 9))
    top, bottom = value(rule, p), value(rule, q)
    return PEN.mcq(
        draw,
        EXTREMES,
        UNDERSTAND,
        f"The local maximum value of $f(x) = {poly(*rule)}$ is",
        str(top),
        [str(bottom), str(p), str(q)],
        f"$f'(x) = 0$ at ${p}$ and ${q}$; the sign of $f'$ changes from positive to negative at ${p}$, and "
        f"$f({p}) = {top}$.",
    )


@template("xii-ad-cube-rate", variants=6)
def cube_rate(draw: Draw) -> Question:
    rate, side = draw.whole(2, 12), draw.whole(3, 12)
    answer = Fraction(4 * rate, side)
    return PEN.vsa(
        RATES,
        APPLY,
        f"The volume of a cube increases at ${rate}$ cubic cm per second. How fast does its surface area "
        f"increase "
        f"when the edge is ${side}$ cm?",
        f"${frac(answer)}$ square cm per second",
        [
            (0.5, rf"$V = x^{{3}}$: $3x^{{2}}\frac{{dx}}{{dt}} = {rate}$."),
            (0.5, rf"$\frac{{dx}}{{dt}} = \frac{{{rate}}}{{3x^{{2}}}}$."),
            (
                1,
                rf"$S = 6x^{{2}}$: $\frac{{dS}}{{dt}} = 12x\frac{{dx}}{{dt}} = \frac{{{4 * rate}}}{{x}} = "
                rf"{frac(answer)}$.",
            ),
        ],
        typed=str(answer),
    )


@template("xii-ad-smallest-constant", variants=6)
def smallest_constant(draw: Draw) -> Question:
    a, low, high = draw.whole(1, 5), draw.whole(1, 4), draw.whole(5, 9)
    c = draw.whole(1, 9)
    return PEN.vsa(
        MONOTONIC,
        ANALYSE,
        f"Find the least value of $k$ for which $f(x) = {poly(a, 0, 0)} + kx + {c}$ is increasing on "
        f"$[{low}, {high}]$.",
        f"$k = {-2 * a * low}$",
        [
            (0.5, f"$f'(x) = {2 * a}x + k$."),
            (1, f"On the interval, $f'(x)$ is least at $x = {low}$, where it is ${2 * a * low} + k$."),
            (
                0.5,
                f"${2 * a * low} + k \\ge 0$ gives $k \\ge {-2 * a * low}$; the least value is "
                f"${-2 * a * low}$.",
            ),
        ],
        typed=str(-2 * a * low),
    )


@template("xii-ad-intervals", variants=6)
def intervals(draw: Draw) -> Question:
    p, q = draw.whole(-4, 2), draw.whole(3, 6)
    if p == 0:
        draw.again()
    rule, slope = cubic(p, q, draw.whole(-9, 9))
    lead = slope[0]
    factors = f"{lead}({poly(1, -p)})({poly(1, -q)})"
    return PEN.sa(
        MONOTONIC,
        RECALL,
        f"Find the intervals in which $f(x) = {poly(*rule)}$ is strictly increasing or strictly decreasing.",
        rf"increasing on $(-\infty, {p})$ and $({q}, \infty)$, decreasing on $({p}, {q})$",
        [
            (1, f"$f'(x) = {poly(*slope)} = {factors}$."),
            (0.5, f"$f'(x) = 0$ at $x = {p}$ and $x = {q}$."),
            (1, rf"$f'(x) > 0$ on $(-\infty, {p})$ and on $({q}, \infty)$: strictly increasing."),
            (0.5, f"$f'(x) < 0$ on $({p}, {q})$: strictly decreasing."),
        ],
    )


@template("xii-ad-absolute", variants=6)
def absolute(draw: Draw) -> Question:
    p, q = draw.whole(-2, 1), draw.whole(2, 4)
    low, high = p - draw.whole(0, 2), q + draw.whole(1, 2)
    rule, slope = cubic(p, q, draw.whole(-9, 20))
    points = sorted({low, p, q, high})
    values = {x: value(rule, x) for x in points}
    top, bottom = max(values.values()), min(values.values())
    if list(values.values()).count(top) > 1 or list(values.values()).count(bottom) > 1:
        draw.again()
    at_top = next(x for x in points if values[x] == top)
    at_bottom = next(x for x in points if values[x] == bottom)
    listed = ", ".join(f"$f({x}) = {values[x]}$" for x in points)
    return PEN.sa(
        EXTREMES,
        UNDERSTAND,
        f"Find the absolute maximum and the absolute minimum value of $f(x) = {poly(*rule)}$ on $[{low}, "
        f"{high}]$.",
        f"maximum ${top}$ at $x = {at_top}$, minimum ${bottom}$ at $x = {at_bottom}$",
        [
            (1, f"$f'(x) = {poly(*slope)} = 0$ gives $x = {p}$ and $x = {q}$."),
            (1, f"{listed}."),
            (0.5, f"The absolute maximum is ${top}$, at $x = {at_top}$."),
            (0.5, f"The absolute minimum is ${bottom}$, at $x = {at_bottom}$."),
        ],
    )


@template("xii-ad-cylinder", variants=6)
def cylinder(draw: Draw) -> Question:
    perimeter = draw.turn([18, 24, 30, 36, 42, 48])
    x, y, half = perimeter // 3, perimeter // 6, perimeter // 2
    return PEN.la(
        EXTREMES,
        APPLY_HARD,
        f"A rectangle of perimeter ${perimeter}$ cm is revolved about one of its sides to sweep out a "
        f"cylinder. "
        "Find the sides of the rectangle for which the volume of the cylinder is greatest, and this volume.",
        rf"radius ${x}$ cm, height ${y}$ cm; volume ${x * x * y}\pi$ cubic cm",
        [
            (0.5, f"Let $x$ be the radius and $y$ the height: $x + y = {half}$."),
            (1, rf"$V = \pi x^{{2}}y = \pi({half}x^{{2}} - x^{{3}})$."),
            (
                1,
                rf"$\frac{{dV}}{{dx}} = \pi({perimeter}x - 3x^{{2}})$, which is $0$ for $x = {x}$, as $x "
                rf"\ne 0$.",
            ),
            (
                1,
                rf"$\frac{{d^{{2}}V}}{{dx^{{2}}}} = \pi({perimeter} - 6x) = -{perimeter}\pi < 0$ there: a "
                rf"maximum.",
            ),
            (0.5, f"Then $y = {half} - {x} = {y}$."),
            (1, rf"The sides are ${x}$ cm and ${y}$ cm, and $V = {x * x * y}\pi$ cubic cm."),
        ],
    )


@template("xii-ad-quartic", variants=6)
def quartic(draw: Draw) -> Question:
    a = draw.turn([1, 2, 3, 1, 2, 3])
    c = draw.whole(1, 15)
    p = draw.whole(2, 4)
    rule = poly(a, 0, -2 * a * p * p, 0, c)
    deep = a * p**4 - 2 * a * p**4 + c
    return PEN.la(
        EXTREMES,
        UNDERSTAND,
        f"For the function $f(x) = {rule}$ find the intervals in which it is strictly increasing or strictly "
        "decreasing, and all local maximum and minimum values.",
        rf"increasing on $(-{p}, 0)$ and $({p}, \infty)$, decreasing on $(-\infty, -{p})$ and $(0, {p})$; "
        f"local maximum ${c}$ at $0$, local minimum ${deep}$ at $\\pm {p}$",
        [
            (1, f"$f'(x) = {poly(4 * a, 0, -4 * a * p * p, 0)} = {4 * a}x(x - {p})(x + {p})$."),
            (0.5, f"Critical points: $x = -{p}, 0, {p}$."),
            (1, rf"$f' > 0$ on $(-{p}, 0)$ and $({p}, \infty)$: strictly increasing."),
            (1, rf"$f' < 0$ on $(-\infty, -{p})$ and $(0, {p})$: strictly decreasing."),
            (0.5, f"Local maximum value $f(0) = {c}$."),
            (1, f"Local minimum value $f(-{p}) = f({p}) = {deep}$."),
        ],
    )


@template("xii-ad-unknown-coefficients", variants=6)
def unknown_coefficients(draw: Draw) -> Question:
    p, q = draw.turn([(-1, 3), (-2, 1), (-3, 1), (-1, 2), (-2, 4), (-3, 2)])
    rule, _ = cubic(p, q, draw.whole(1, 9))
    lead, b, c, d = rule
    shown = f"{poly(lead, 0, 0, 0)} + bx^{{2}} + cx + {d}"
    return PEN.la(
        EXTREMES,
        ANALYSE_HARD,
        f"The function $f(x) = {shown}$ has a local maximum at $x = {p}$ and a local minimum at $x = {q}$. "
        f"Find "
        "$b$ and $c$, verify the nature of both points, and find the difference of the two local extreme "
        "values.",
        f"$b = {b}$, $c = {c}$; difference ${value(rule, p) - value(rule, q)}$",
        [
            (0.5, f"$f'(x) = {3 * lead}x^{{2}} + 2bx + c$ vanishes at ${p}$ and at ${q}$."),
            (1, f"Sum of roots: $-\\frac{{2b}}{{{3 * lead}}} = {p + q}$, so $b = {b}$."),
            (1, f"Product of roots: $\\frac{{c}}{{{3 * lead}}} = {p * q}$, so $c = {c}$."),
            (1, f"$f''(x) = {poly(6 * lead, 2 * b)}$: $f''({p}) < 0$ (maximum), $f''({q}) > 0$ (minimum)."),
            (1, f"$f({p}) = {value(rule, p)}$ and $f({q}) = {value(rule, q)}$."),
            (0.5, f"The difference is ${value(rule, p) - value(rule, q)}$."),
        ],
    )
