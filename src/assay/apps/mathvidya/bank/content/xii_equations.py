"""Class XII, calculus: differential equations."""

from fractions import Fraction

from assay.apps.mathvidya.bank.content.drawing import Draw, template
from assay.apps.mathvidya.bank.content.xii_writing import (
    ANALYSE_HARD,
    APPLY,
    RECALL,
    UNDERSTAND,
    Pen,
    frac,
    poly,
    power,
    total,
)
from assay.apps.mathvidya.bank.document import Question, Unit

PEN = Pen(Unit.CALCULUS)
TOPIC = "Differential equations"
SLOPE = r"\frac{dy}{dx}"
SECOND = r"\frac{d^{2}y}{dx^{2}}"
THIRD = r"\frac{d^{3}y}{dx^{3}}"


@template("xii-de-order-degree", variants=6)
def order_degree(draw: Draw) -> Question:
    p, q = draw.turn([(2, 3), (3, 2), (4, 3), (2, 5), (3, 4), (4, 5)])
    high, order = (SECOND, 2) if draw.variant % 2 else (THIRD, 3)
    low = SLOPE
    equation = rf"\left({high}\right)^{{{p}}} + \left({low}\right)^{{{q}}} + y = 0"
    return PEN.mcq(
        draw,
        TOPIC,
        RECALL,
        f"The sum of the order and the degree of the differential equation ${equation}$ is",
        str(order + p),
        [str(order + q), str(1 + q) if 1 + q != order + p else str(order + p + q), str(order * p + q + 3)],
        f"The highest derivative is ${high}$, of order ${order}$; its power is ${p}$.",
    )


@template("xii-de-factor", variants=6)
def integrating_factor(draw: Draw) -> Question:
    n = draw.whole(2, 6)
    equation, right, wrong = draw.turn(
        [
            (
                f"x{SLOPE} + {n}y = x^{{3}}",
                f"x^{{{n}}}",
                [f"e^{{{n}x}}", rf"\frac{{1}}{{x^{{{n}}}}}", f"{n}x"],
            ),
            (f"{SLOPE} + {n}y = x", f"e^{{{n}x}}", [f"e^{{-{n}x}}", f"x^{{{n}}}", f"{n}x"]),
            (
                rf"{SLOPE} + {n}y\tan x = \sin x",
                rf"\sec^{{{n}}} x",
                [rf"\cos^{{{n}}} x", rf"{n}\sec x", rf"e^{{{n}\tan x}}"],
            ),
            (
                f"x{SLOPE} - {n}y = x^{{2}}",
                rf"\frac{{1}}{{x^{{{n}}}}}",
                [f"x^{{{n}}}", f"e^{{-{n}x}}", f"-{n}x"],
            ),
            (
                rf"{SLOPE} + {n}y\cot x = \cos x",
                rf"\sin^{{{n}}} x",
                [rf"\cos^{{{n}}} x", rf"{n}\sin x", rf"e^{{{n}\cot x}}"],
            ),
            (f"{SLOPE} - {n}y = e^{{x}}", f"e^{{-{n}x}}", [f"e^{{{n}x}}", f"x^{{-{n}}}", f"-{n}x"]),
        ]
    )
    return PEN.mcq(
        draw,
        TOPIC,
        UNDERSTAND,
        f"An integrating factor of the differential equation ${equation}$, for suitable $x > 0$, is",
        right,
        wrong,
        rf"In the form ${SLOPE} + Py = Q$ the factor is $e^{{\int P \, dx}} = {right}$.",
    )


@template("xii-de-proportional", variants=6)
def proportional(draw: Draw) -> Question:
    k = draw.turn([2, 3, 4, 5, 6, 7])
    right = f"y = Cx^{{{k}}}"
    return PEN.mcq(
        draw,
        TOPIC,
        RECALL,
        rf"The general solution of the differential equation $x{SLOPE} = {k}y$ is",
        right,
        [f"y = x^{{{k}}} + C", f"y = Ce^{{{k}x}}", f"y^{{{k}}} = Cx"],
        rf"$\frac{{dy}}{{y}} = {k}\frac{{dx}}{{x}}$ gives $\log|y| = {k}\log|x| + \log|C|$.",
    )


@template("xii-de-exponent", variants=6)
def exponent(draw: Draw) -> Question:
    a, b = draw.whole(2, 5), draw.whole(2, 7)
    if a == b:
        draw.again()
    answer = rf"\frac{{e^{{{a}x}}}}{{{a}}} + \frac{{e^{{-{b}y}}}}{{{b}}} = C"
    return PEN.vsa(
        TOPIC,
        RECALL,
        f"Find the general solution of ${SLOPE} = e^{{{a}x + {b}y}}$.",
        f"${answer}$",
        [
            (1, f"Separating, $e^{{-{b}y}} \\, dy = e^{{{a}x}} \\, dx$."),
            (1, rf"Integrating, ${answer}$."),
        ],
    )


@template("xii-de-linear-power", variants=6)
def linear_power(draw: Draw) -> Question:
    n, m = draw.turn([(1, 2), (2, 1), (3, 2), (2, 3), (1, 4), (4, 3)])
    lead = "" if n == 1 else str(n)
    right, factor = power("x", m), power("x", n)
    answer = rf"y = \frac{{{right}}}{{{m + n}}} + \frac{{C}}{{{factor}}}"
    return PEN.sa(
        TOPIC,
        RECALL,
        f"Find the general solution of the differential equation $x{SLOPE} + {lead}y = {right}$, $x > 0$.",
        f"${answer}$",
        [
            (
                0.5,
                rf"In standard form, $P = \frac{{{n}}}{{x}}$ and $Q = "
                rf"{power('x', m - 1) if m > 1 else 1}$.",
            ),
            (1, f"The integrating factor is ${factor}$."),
            (1, rf"$y{factor} = \int x^{{{m + n - 1}}} \, dx = \frac{{x^{{{m + n}}}}}{{{m + n}}} + C$."),
            (0.5, f"${answer}$."),
        ],
    )


@template("xii-de-initial", variants=6)
def initial(draw: Draw) -> Question:
    k, c = 2 * draw.whole(1, 5), draw.whole(2, 9)
    half = "" if k == 2 else str(k // 2)
    answer = f"y = {c}e^{{{half}x^{{2}}}}"
    return PEN.sa(
        TOPIC,
        UNDERSTAND,
        f"Find the particular solution of ${SLOPE} = {k}xy$ for which $y = {c}$ when $x = 0$.",
        f"${answer}$",
        [
            (1, rf"Separating, $\frac{{dy}}{{y}} = {k}x \, dx$."),
            (1, rf"$\log|y| = {half}x^{{2}} + C$."),
            (1, f"At $x = 0$, $y = {c}$ gives $C = \\log {c}$, so ${answer}$."),
        ],
    )


@template("xii-de-homogeneous", variants=6)
def homogeneous(draw: Draw) -> Question:
    k = draw.turn([1, 2, 3, 2, 3, 1])
    start, constant = draw.turn(
        [
            (r"\frac{\pi}{6}", r"\frac{1}{2}"),
            (r"\frac{\pi}{4}", r"\frac{1}{\sqrt{2}}"),
            (r"\frac{\pi}{3}", r"\frac{\sqrt{3}}{2}"),
        ]
    )
    lead, before = "" if k == 1 else str(k), power("x", k)
    answer = rf"{before}\sin\left(\frac{{y}}{{x}}\right) = {constant}"
    return PEN.la(
        TOPIC,
        UNDERSTAND,
        rf"Show that the differential equation $x{SLOPE} = y - {lead}x\tan\left(\frac{{y}}{{x}}\right)$ is "
        rf"homogeneous, "
        f"and find its particular solution with $y = {start}$ when $x = 1$.",
        f"${answer}$",
        [
            (
                1,
                rf"${SLOPE} = \frac{{y}}{{x}} - {lead}\tan\left(\frac{{y}}{{x}}\right)$ depends on "
                rf"$\frac{{y}}{{x}}$ alone, "
                "so the equation is homogeneous.",
            ),
            (1, rf"Put $y = vx$: $v + x\frac{{dv}}{{dx}} = v - {lead}\tan v$."),
            (1, rf"$\cot v \, dv = -{lead}\frac{{dx}}{{x}}$."),
            (
                1,
                rf"$\log|\sin v| = -{lead}\log|x| + \log|C|$, so ${before}\sin\left(\frac{{y}}{{x}}\right) = "
                rf"C$.",
            ),
            (1, f"At $x = 1$, $y = {start}$: $C = {constant}$, so ${answer}$."),
        ],
    )


@template("xii-de-linear-exponential", variants=6)
def linear_exponential(draw: Draw) -> Question:
    k, m = draw.whole(2, 4), draw.whole(1, 4)
    extra = draw.whole(1, 5)
    first = Fraction(1, k + m)
    start = first + extra
    right = "e^{x}" if m == 1 else f"e^{{{m}x}}"
    answer = f"y = {total((first, right), (extra, f'e^{{-{k}x}}'))}"
    return PEN.la(
        TOPIC,
        ANALYSE_HARD if draw.variant % 2 else APPLY,
        f"Solve the differential equation ${SLOPE} + {k}y = {right}$, given that $y = {frac(start)}$ when "
        f"$x = 0$. "
        "Find also the slope of the solution curve where it crosses the $y$-axis.",
        f"${answer}$; slope ${frac(1 - k * start)}$",
        [
            (1, f"The integrating factor is $e^{{{k}x}}$."),
            (1, rf"$ye^{{{k}x}} = \int e^{{{k + m}x}} \, dx = {frac(first)}e^{{{k + m}x}} + C$."),
            (1, f"At $x = 0$: ${frac(start)} = {frac(first)} + C$, so $C = {extra}$."),
            (1, f"${answer}$."),
            (1, f"At $x = 0$, ${SLOPE} = 1 - {k} \\times {frac(start)} = {frac(1 - k * start)}$."),
        ],
    )


@template("xii-de-rational", variants=6)
def rational(draw: Draw) -> Question:
    a = draw.turn([1, 2, 3, 4, 5, 6])
    c = draw.whole(1, 4)
    bottom = poly(1, 0, a)
    answer = rf"y = {'' if c == 1 else c}({bottom})"
    return PEN.sa(
        TOPIC,
        RECALL,
        rf"Find the particular solution of $({bottom}){SLOPE} = 2xy$, given that $y = {c * a}$ when $x = 0$.",
        f"${answer}$",
        [
            (1, rf"Separating, $\frac{{dy}}{{y}} = \frac{{2x \, dx}}{{{bottom}}}$."),
            (1, rf"$\log|y| = \log({bottom}) + \log|C|$, so $y = C({bottom})$."),
            (1, f"At $x = 0$, ${c * a} = {total((a, 'C'))}$, so $C = {c}$ and ${answer}$."),
        ],
    )
