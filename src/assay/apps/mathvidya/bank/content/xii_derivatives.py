"""Class XII, calculus: continuity and differentiability."""

from fractions import Fraction

from assay.apps.mathvidya.bank.content.drawing import Draw, template
from assay.apps.mathvidya.bank.content.xii_writing import (
    ANALYSE,
    APPLY,
    RECALL,
    UNDERSTAND,
    Pen,
    frac,
    pi,
    poly,
    power,
    signed,
    surd,
    total,
)
from assay.apps.mathvidya.bank.document import Question, Unit

PEN = Pen(Unit.CALCULUS)
CONTINUITY = "Continuity"
DERIVATIVES = "Derivatives"
SLOPE = r"\frac{dy}{dx}"
SECOND = r"\frac{d^{2}y}{dx^{2}}"


def cases(*lines: tuple[str, str]) -> str:
    body = r" \\ ".join(rf"{value}, & {where}" for value, where in lines)
    return rf"\begin{{cases}} {body} \end{{cases}}"


@template("xii-cd-value-at-zero", variants=6)
def value_at_zero(draw: Draw) -> Question:
    a, b = draw.turn([4, 3, 6, 5, 8, 7]), draw.whole(2, 7)
    if a == b:
        draw.again()
    if draw.variant % 2:
        rule, value = rf"\frac{{\sin {a}x}}{{{b}x}}", Fraction(a, b)
        wrong = [Fraction(b, a), Fraction(1), Fraction(a * b)]
    else:
        rule, value = rf"\frac{{1 - \cos {a}x}}{{x^{{2}}}}", Fraction(a * a, 2)
        wrong = [Fraction(a * a), Fraction(a, 2), Fraction(0)]
    whole = cases((rule, r"x \ne 0"), ("k", "x = 0"))
    return PEN.mcq(
        draw,
        CONTINUITY,
        RECALL,
        f"If $f(x) = {whole}$ is continuous at $x = 0$, then $k$ equals",
        frac(value),
        [frac(one) for one in wrong],
        rf"$k = \lim_{{x \to 0}} {rule} = {frac(value)}$.",
    )


@template("xii-cd-chain", variants=6)
def chain(draw: Draw) -> Question:
    a = draw.whole(2, 9)
    rule, right, wrong = draw.turn(
        [
            (rf"\log(\cos {a}x)", rf"-{a}\tan {a}x", [rf"{a}\tan {a}x", rf"-\tan {a}x", rf"-{a}\cot {a}x"]),
            (
                rf"e^{{\sin {a}x}}",
                rf"{a}\cos {a}x \, e^{{\sin {a}x}}",
                [
                    rf"\cos {a}x \, e^{{\sin {a}x}}",
                    rf"{a}e^{{\cos {a}x}}",
                    rf"-{a}\cos {a}x \, e^{{\sin {a}x}}",
                ],
            ),
            (
                rf"\sin(x^{{2}} + {a})",
                rf"2x\cos(x^{{2}} + {a})",
                [rf"\cos(x^{{2}} + {a})", rf"-2x\cos(x^{{2}} + {a})", r"2x\cos(2x)"],
            ),
            (
                rf"\tan^{{-1}}({a}x)",
                rf"\frac{{{a}}}{{1 + {a * a}x^{{2}}}}",
                [
                    rf"\frac{{1}}{{1 + {a * a}x^{{2}}}}",
                    rf"\frac{{{a}}}{{1 + x^{{2}}}}",
                    rf"\frac{{{a}}}{{1 + {a}x^{{2}}}}",
                ],
            ),
            (rf"\log(\sin {a}x)", rf"{a}\cot {a}x", [rf"\cot {a}x", rf"{a}\tan {a}x", rf"-{a}\cot {a}x"]),
            (
                rf"\sqrt{{x^{{2}} + {a}}}",
                rf"\frac{{x}}{{\sqrt{{x^{{2}} + {a}}}}}",
                [
                    rf"\frac{{1}}{{2\sqrt{{x^{{2}} + {a}}}}}",
                    rf"\frac{{2x}}{{\sqrt{{x^{{2}} + {a}}}}}",
                    rf"2x\sqrt{{x^{{2}} + {a}}}",
                ],
            ),
        ]
    )
    return PEN.mcq(
        draw,
        DERIVATIVES,
        RECALL,
        f"If $y = {rule}$, then ${SLOPE}$ equals",
        right,
        wrong,
        f"By the chain rule, ${SLOPE} = {right}$.",
    )


@template("xii-cd-implicit", variants=6)
def implicit(draw: Draw) -> Question:
    p, q = draw.whole(1, 5), draw.whole(1, 4)
    k = draw.whole(1, 4)
    constant = p * p + k * p * q + q * q
    value = -Fraction(2 * p + k * q, k * p + 2 * q)
    if value in {-1, 1} or p == q:
        draw.again()
    curve = f"{total((1, 'x^{2}'), (k, 'xy'), (1, 'y^{2}'))} = {constant}"
    return PEN.mcq(
        draw,
        DERIVATIVES,
        UNDERSTAND,
        f"If ${curve}$, then the value of ${SLOPE}$ at the point $({p}, {q})$ is",
        frac(value),
        [frac(-value), frac(1 / value), frac(-Fraction(p, q))],
        f"${total((2, 'x'), (k, 'y'))} + ({total((k, 'x'), (2, 'y'))}){SLOPE} = 0$; put $x = {p}$, $y = "
        f"{q}$.",
    )


@template("xii-cd-parametric", variants=6)
def parametric(draw: Draw) -> Question:
    a, b = draw.whole(2, 7), draw.whole(2, 8)
    if a == b:
        draw.again()
    angle, factor = draw.turn(
        [(Fraction(1, 4), ""), (Fraction(1, 6), r"\sqrt{3}"), (Fraction(1, 3), r"\frac{1}{\sqrt{3}}")]
    )

    def with_root(value: Fraction) -> str:
        return f"{frac(value)}{' ' if factor else ''}{factor}"

    return PEN.mcq(
        draw,
        DERIVATIVES,
        UNDERSTAND,
        rf"If $x = {a}\cos\theta$ and $y = {b}\sin\theta$, then ${SLOPE}$ at $\theta = {pi(angle)}$ is",
        with_root(Fraction(-b, a)),
        [with_root(Fraction(b, a)), with_root(Fraction(-a, b)), with_root(Fraction(a, b))],
        rf"${SLOPE} = \frac{{{b}\cos\theta}}{{-{a}\sin\theta}} = {frac(Fraction(-b, a))}\cot\theta$.",
    )


@template("xii-cd-second", variants=6)
def second_derivative(draw: Draw) -> Question:
    k, a, b = draw.whole(2, 7), draw.whole(2, 9), draw.whole(2, 9)
    rule, right = draw.turn(
        [
            (rf"{a}\cos {k}x + {b}\sin {k}x", f"-{k * k}y"),
            (f"{a}e^{{{k}x}} + {b}e^{{-{k}x}}", f"{k * k}y"),
        ]
    )
    return PEN.mcq(
        draw,
        "Second derivatives",
        RECALL,
        f"If $y = {rule}$, then ${SECOND}$ is equal to",
        right,
        [right[1:] if right.startswith("-") else "-" + right, f"{k}y", f"-{k}y"],
        f"Differentiating twice multiplies each term by ${right[:-1]}$, so ${SECOND} = {right}$.",
    )


@template("xii-cd-corners", variants=6)
def corners(draw: Draw) -> Question:
    a, b = sorted((draw.whole(-6, 5), draw.whole(-6, 8)))
    if a == b or 0 in {a, b} or abs(a) == abs(b):
        draw.again()
    one, two = poly(1, -a), poly(1, -b)
    return PEN.mcq(
        draw,
        "Differentiability",
        ANALYSE,
        f"The function $f(x) = |{one}| + |{two}|$ is not differentiable at",
        f"$x = {a}$ and $x = {b}$ only",
        [f"$x = {-a}$ and $x = {-b}$ only", f"$x = {a}$ only", "no real number"],
        f"The graph has corners at $x = {a}$ and $x = {b}$, and is made of straight lines elsewhere.",
        words=True,
    )


@template("xii-cd-log-power", variants=6)
def logarithmic(draw: Draw) -> Question:
    k = draw.turn([2, 3, 4, 5, 6, 7])
    right = rf"{k}x^{{{k}x}}(1 + \log x)"
    return PEN.mcq(
        draw,
        DERIVATIVES,
        APPLY,
        f"The derivative of $x^{{{k}x}}$ with respect to $x$, for $x > 0$, is",
        right,
        [f"{k}x \\cdot x^{{{k}x - 1}}", rf"x^{{{k}x}}(1 + \log x)", rf"{k}x^{{{k}x}}\log x"],
        rf"$\log y = {k}x\log x$, so $\frac{{1}}{{y}}{SLOPE} = {k}(1 + \log x)$.",
    )


@template("xii-cd-join", variants=6)
def join(draw: Draw) -> Question:
    c, a, b = draw.whole(2, 6), draw.whole(2, 6), draw.whole(-7, 9)
    k = Fraction(a * c + b - 1, c)
    if b == 0 or k.denominator > 6 or k in {0, 1, -1}:
        draw.again()
    rule = cases(("kx + 1", rf"x \le {c}"), (total((a, "x"), (b, "")), f"x > {c}"))
    return PEN.vsa(
        CONTINUITY,
        RECALL,
        f"Find the value of $k$ for which $f(x) = {rule}$ is continuous at $x = {c}$.",
        f"$k = {frac(k)}$",
        [
            (0.5, f"Left hand limit and value at $x = {c}$: ${c}k + 1$."),
            (0.5, f"Right hand limit: ${a} \\times {c} + {signed(b)} = {a * c + b}$."),
            (1, f"${c}k + 1 = {a * c + b}$, so $k = {frac(k)}$."),
        ],
        typed=str(k),
    )


@template("xii-cd-parametric-point", variants=6)
def parametric_point(draw: Draw) -> Question:
    a, b, t = draw.whole(2, 6), draw.whole(2, 7), draw.whole(2, 5)
    value = Fraction(3 * b * t, 2 * a)
    return PEN.vsa(
        DERIVATIVES,
        RECALL,
        f"If $x = {a}t^{{2}}$ and $y = {b}t^{{3}}$, find ${SLOPE}$ at $t = {t}$.",
        f"${frac(value)}$",
        [
            (1, rf"$\frac{{dx}}{{dt}} = {2 * a}t$ and $\frac{{dy}}{{dt}} = {3 * b}t^{{2}}$."),
            (0.5, f"${SLOPE} = {total((Fraction(3 * b, 2 * a), 't'))}$."),
            (0.5, f"At $t = {t}$ it is ${frac(value)}$."),
        ],
        typed=str(value),
    )


@template("xii-cd-with-respect", variants=6)
def with_respect(draw: Draw) -> Question:
    m, n, a = draw.turn([(2, 3, 1), (4, 3, 2), (6, 2, 1), (3, 5, 1), (4, 2, 3), (5, 3, 2)])
    value = frac(Fraction(a * m, n))
    answer = f"{'' if value == '1' else value}{power('x', m - n)}"
    return PEN.vsa(
        DERIVATIVES,
        APPLY,
        f"Differentiate ${poly(a, *([0] * m))}$ with respect to $x^{{{n}}}$, for $x > 0$.",
        f"${answer}$",
        [
            (0.5, rf"Let $u = {poly(a, *([0] * m))}$ and $v = x^{{{n}}}$."),
            (
                0.5,
                rf"$\frac{{du}}{{dx}} = {poly(a * m, *([0] * (m - 1)))}$, $\frac{{dv}}{{dx}} = "
                rf"{poly(n, *([0] * (n - 1)))}$.",
            ),
            (1, rf"$\frac{{du}}{{dv}} = {answer}$."),
        ],
        typed=f"{a * m}*x**({m - n})/{n}",
    )


@template("xii-cd-two-constants", variants=6)
def two_constants(draw: Draw) -> Question:
    p, q = draw.whole(1, 4), draw.whole(6, 10)
    a, b = draw.one_of([-4, -3, -2, 2, 3, 4, 5]), draw.one_of([-7, -5, -2, 1, 3, 6])
    low, high = a * p + b, a * q + b
    if 0 in {low, high}:
        draw.again()
    rule = cases((str(low), rf"x \le {p}"), ("ax + b", f"{p} < x < {q}"), (str(high), rf"x \ge {q}"))
    return PEN.sa(
        CONTINUITY,
        UNDERSTAND,
        f"Find the values of $a$ and $b$ for which the function $f(x) = {rule}$ is continuous.",
        f"$a = {a}$, $b = {b}$",
        [
            (1, f"Continuity at $x = {p}$: ${total((p, 'a'), (1, 'b'))} = {low}$."),
            (1, f"Continuity at $x = {q}$: ${total((q, 'a'), (1, 'b'))} = {high}$."),
            (1, f"Subtracting, ${q - p}a = {high - low}$, so $a = {a}$ and $b = {b}$."),
        ],
    )


@template("xii-cd-exponentials", variants=6)
def exponentials(draw: Draw) -> Question:
    m, n = draw.one_of([-3, -2, 2, 3, 4]), draw.one_of([-4, -1, 1, 5, 6])
    a, b = draw.whole(2, 9), draw.whole(2, 9)
    if m + n == 0 or m == n:
        draw.again()
    rule = total((a, f"e^{{{poly(m, 0)}}}"), (b, f"e^{{{poly(n, 0)}}}"))
    claim = total((1, SECOND), (-(m + n), SLOPE), (m * n, "y"))
    first = total((a * m, f"e^{{{poly(m, 0)}}}"), (b * n, f"e^{{{poly(n, 0)}}}"))
    twice = total((a * m * m, f"e^{{{poly(m, 0)}}}"), (b * n * n, f"e^{{{poly(n, 0)}}}"))
    return PEN.sa(
        "Second derivatives",
        RECALL,
        f"If $y = {rule}$, prove that ${claim} = 0$.",
        f"${claim} = 0$",
        [
            (1, f"${SLOPE} = {first}$."),
            (1, f"${SECOND} = {twice}$."),
            (1, f"Putting these into ${claim}$, the terms in each exponential cancel and leave $0$."),
        ],
    )


@template("xii-cd-astroid", variants=6)
def astroid(draw: Draw) -> Question:
    a, b = draw.whole(2, 5), draw.whole(2, 9)
    part = Fraction(b, 3 * a * a)
    value = 4 * part
    shown = surd(value, 2)
    return PEN.sa(
        "Second derivatives",
        APPLY,
        rf"If $x = {a}\cos^{{3}}\theta$ and $y = {b}\sin^{{3}}\theta$, find ${SECOND}$ at $\theta = "
        rf"\frac{{\pi}}{{4}}$.",
        f"${shown}$",
        [
            (
                1,
                rf"$\frac{{dx}}{{d\theta}} = -{3 * a}\cos^{{2}}\theta\sin\theta$ and "
                rf"$\frac{{dy}}{{d\theta}} = {3 * b}\sin^{{2}}\theta\cos\theta$.",
            ),
            (0.5, rf"${SLOPE} = {frac(-b, a)}\tan\theta$."),
            (
                1,
                rf"${SECOND} = {frac(-b, a)}\sec^{{2}}\theta \cdot \frac{{d\theta}}{{dx}} = "
                rf"\frac{{{part.numerator}}}{{{part.denominator}\cos^{{4}}\theta\sin\theta}}$.",
            ),
            (0.5, rf"At $\theta = \frac{{\pi}}{{4}}$ it is ${shown}$."),
        ],
    )


@template("xii-cd-powers", variants=6)
def powers(draw: Draw) -> Question:
    m, n = draw.turn([(2, 3), (3, 4), (5, 2), (4, 7), (3, 8), (6, 5)])
    return PEN.sa(
        DERIVATIVES,
        ANALYSE,
        rf"If $x^{{{m}}}y^{{{n}}} = (x + y)^{{{m + n}}}$, prove that ${SLOPE} = \frac{{y}}{{x}}$ wherever "
        rf"${n}x \ne {m}y$.",
        rf"${SLOPE} = \frac{{y}}{{x}}$",
        [
            (0.5, rf"Taking logarithms, ${m}\log x + {n}\log y = {m + n}\log(x + y)$."),
            (
                1,
                rf"$\frac{{{m}}}{{x}} + \frac{{{n}}}{{y}}{SLOPE} = \frac{{{m + n}}}{{x + y}}\left(1 + "
                rf"{SLOPE}\right)$.",
            ),
            (
                1,
                rf"Collecting, $\frac{{{n}x - {m}y}}{{y(x + y)}}{SLOPE} = \frac{{{n}x - {m}y}}{{x(x + y)}}$.",
            ),
            (0.5, rf"Cancelling, ${SLOPE} = \frac{{y}}{{x}}$."),
        ],
    )
