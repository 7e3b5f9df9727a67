"""Class XII, calculus: integrals."""

from fractions import Fraction

from assay.apps.mathvidya.bank.content.drawing import Draw, template
from assay.apps.mathvidya.bank.content.xii_writing import (
    APPLY,
    RECALL,
    UNDERSTAND,
    Pen,
    frac,
    pi,
    poly,
)
from assay.apps.mathvidya.bank.document import Question, Unit

PEN = Pen(Unit.CALCULUS)
INDEFINITE = "Indefinite integrals"
DEFINITE = "Definite integrals"


@template("xii-in-power", variants=6)
def power(draw: Draw) -> Question:
    a, b, n = draw.whole(2, 5), draw.whole(1, 7), draw.whole(3, 6)
    inside = poly(a, b)
    right = rf"\frac{{({inside})^{{{n + 1}}}}}{{{a * (n + 1)}}} + C"
    return PEN.mcq(
        draw,
        INDEFINITE,
        RECALL,
        rf"$\int ({inside})^{{{n}}} \, dx$ equals",
        right,
        [
            rf"\frac{{({inside})^{{{n + 1}}}}}{{{n + 1}}} + C",
            rf"\frac{{{a}({inside})^{{{n + 1}}}}}{{{n + 1}}} + C",
            rf"{a * n}({inside})^{{{n - 1}}} + C",
        ],
        f"With $t = {inside}$, $dt = {a} \\, dx$; differentiate to check.",
    )


@template("xii-in-exponential-pair", variants=6)
def exponential_pair(draw: Draw) -> Question:
    rule, right, wrong = draw.turn(
        [
            (
                r"e^{x}(\tan x + \sec^{2} x)",
                r"e^{x}\tan x",
                [r"e^{x}\sec^{2} x", r"e^{x}\sec x", r"e^{x}\cot x"],
            ),
            (r"e^{x}(\sin x + \cos x)", r"e^{x}\sin x", [r"e^{x}\cos x", r"-e^{x}\sin x", r"-e^{x}\cos x"]),
            (
                r"e^{x}\left(\frac{1}{x} - \frac{1}{x^{2}}\right)",
                r"\frac{e^{x}}{x}",
                [r"\frac{e^{x}}{x^{2}}", r"-\frac{e^{x}}{x}", r"e^{x}\log x"],
            ),
            (
                r"e^{x}\left(\log x + \frac{1}{x}\right)",
                r"e^{x}\log x",
                [r"\frac{e^{x}}{x}", r"\log x", r"-e^{x}\log x"],
            ),
            (r"e^{x}(x^{3} + 3x^{2})", r"x^{3}e^{x}", [r"3x^{2}e^{x}", r"x^{4}e^{x}", r"6xe^{x}"]),
            (
                r"e^{x}\left(\frac{1}{x^{2}} - \frac{2}{x^{3}}\right)",
                r"\frac{e^{x}}{x^{2}}",
                [r"\frac{e^{x}}{x^{3}}", r"-\frac{2e^{x}}{x^{3}}", r"-\frac{e^{x}}{x^{2}}"],
            ),
        ]
    )
    return PEN.mcq(
        draw,
        INDEFINITE,
        UNDERSTAND,
        rf"$\int {rule} \, dx$ equals",
        right + " + C",
        [one + " + C" for one in wrong],
        r"$\int e^{x}(f(x) + f'(x)) \, dx = e^{x}f(x) + C$.",
    )


@template("xii-in-modulus", variants=6)
def modulus(draw: Draw) -> Question:
    a, b = draw.turn([1, 4, 2, 5, 3, 6]), draw.whole(1, 7)
    if a == b:
        draw.again()
    value = Fraction(a * a + b * b, 2)
    return PEN.mcq(
        draw,
        DEFINITE,
        UNDERSTAND,
        rf"The value of $\int_{{-{a}}}^{{{b}}} |x| \, dx$ is",
        frac(value),
        [frac(b * b - a * a, 2), frac(a * a + b * b), frac(a + b)],
        rf"The integral is the area of two triangles: ${frac(a * a, 2)} + {frac(b * b, 2)} = {frac(value)}$.",
    )


@template("xii-in-symmetric", variants=6)
def symmetric(draw: Draw) -> Question:
    a, c = draw.whole(1, 5), draw.whole(2, 9)
    odd = draw.turn([r"x^{3}\cos x", r"\sin^{5} x", r"x^{5}", r"x\cos x", r"\sin^{3} x", r"x^{7}"])
    value = 2 * a * c
    return PEN.mcq(
        draw,
        DEFINITE,
        APPLY,
        rf"The value of $\int_{{-{a}}}^{{{a}}} \left({odd} + {c}\right) dx$ is",
        str(value),
        ["0", str(a * c), str(2 * value)],
        rf"${odd}$ is an odd function and contributes $0$; $\int_{{-{a}}}^{{{a}}} {c} \, dx = {value}$.",
    )


@template("xii-in-reflect", variants=6)
def reflect(draw: Draw) -> Question:
    a, b = draw.turn([(1, 4), (2, 5), (3, 8), (1, 6), (2, 9), (3, 4)])
    s = a + b
    if draw.variant % 2:
        rule = rf"\frac{{\sqrt{{x}}}}{{\sqrt{{x}} + \sqrt{{{s} - x}}}}"
    else:
        rule = rf"\frac{{\sqrt{{{s} - x}}}}{{\sqrt{{{s} - x}} + \sqrt{{x}}}}"
    value = Fraction(b - a, 2)
    return PEN.mcq(
        draw,
        DEFINITE,
        UNDERSTAND,
        rf"The value of $\int_{{{a}}}^{{{b}}} {rule} \, dx$ is",
        frac(value),
        [frac(b - a), frac(s, 2), frac(s)],
        rf"Replacing $x$ by ${s} - x$ and adding, $2I = \int_{{{a}}}^{{{b}}} dx = {b - a}$.",
    )


@template("xii-in-arctangent", variants=6)
def arctangent(draw: Draw) -> Question:
    a = draw.turn([2, 3, 4, 5, 6, 7])
    value = Fraction(1, 4 * a)
    return PEN.mcq(
        draw,
        DEFINITE,
        RECALL,
        rf"The value of $\int_{{0}}^{{{a}}} \frac{{dx}}{{x^{{2}} + {a * a}}}$ is",
        pi(value),
        [pi(Fraction(1, 4 * a * a)), pi(Fraction(1, 2 * a)), pi(Fraction(a, 4))],
        rf"$\frac{{1}}{{{a}}}\tan^{{-1}}\frac{{x}}{{{a}}}$ from $0$ to ${a}$ is $\frac{{1}}{{{a}}} \times "
        rf"\frac{{\pi}}{{4}}$.",
    )


@template("xii-in-logarithm-power", variants=6)
def logarithm_power(draw: Draw) -> Question:
    n, k = draw.turn([2, 3, 4, 5, 6, 7]), draw.whole(2, 7)
    value = Fraction(k, n + 1)
    if value == 1:
        draw.again()
    return PEN.vsa(
        DEFINITE,
        RECALL,
        rf"Evaluate $\int_{{1}}^{{e}} \frac{{{k}(\log x)^{{{n}}}}}{{x}} \, dx$.",
        f"${frac(value)}$",
        [
            (0.5, r"Put $\log x = t$, so $\frac{dx}{x} = dt$."),
            (0.5, "The limits become $0$ and $1$."),
            (1, rf"$\int_{{0}}^{{1}} {k}t^{{{n}}} \, dt = {frac(value)}$."),
        ],
        typed=str(value),
    )


@template("xii-in-polynomial", variants=6)
def polynomial(draw: Draw) -> Question:
    a, b, c = 3 * draw.whole(1, 3), 2 * draw.whole(1, 4), draw.whole(1, 6)
    low, high = draw.whole(0, 1), draw.whole(2, 4)
    b = -b if draw.variant % 2 else b

    def at(x: int) -> int:
        return a // 3 * x**3 + b // 2 * x**2 + c * x

    value = at(high) - at(low)
    return PEN.vsa(
        DEFINITE,
        RECALL,
        rf"Evaluate $\int_{{{low}}}^{{{high}}} ({poly(a, b, c)}) \, dx$.",
        f"${value}$",
        [
            (1, f"An antiderivative is ${poly(a // 3, b // 2, c, 0)}$."),
            (1, f"Between the limits: ${at(high)} - {at(low)} = {value}$."),
        ],
        typed=str(value),
    )


@template("xii-in-substitution", variants=6)
def substitution(draw: Draw) -> Question:
    a, n, b = draw.whole(1, 3), draw.whole(2, 5), draw.whole(1, 6)
    inside = poly(a, 0, b)
    answer = rf"\frac{{({inside})^{{{n + 1}}}}}{{{n + 1}}} + C"
    return PEN.vsa(
        INDEFINITE,
        RECALL,
        rf"Find $\int {2 * a}x({inside})^{{{n}}} \, dx$.",
        f"${answer}$",
        [
            (1, rf"Put $t = {inside}$, so $dt = {2 * a}x \, dx$."),
            (1, rf"$\int t^{{{n}}} \, dt = {answer}$."),
        ],
    )


@template("xii-in-partial-fractions", variants=6)
def partial_fractions(draw: Draw) -> Question:
    p, q = draw.one_of([-4, -3, -2, -1]), draw.one_of([1, 2, 3, 5])
    one, two = draw.whole(2, 5), draw.whole(2, 6)
    if p == -q:
        draw.again()
    top = poly(one + two, -one * q - two * p)
    split = rf"\frac{{{one}}}{{{poly(1, -p)}}} + \frac{{{two}}}{{{poly(1, -q)}}}"
    answer = rf"{one}\log|{poly(1, -p)}| + {two}\log|{poly(1, -q)}| + C"
    return PEN.sa(
        INDEFINITE,
        RECALL,
        rf"Find $\int \frac{{{top}}}{{({poly(1, -p)})({poly(1, -q)})}} \, dx$.",
        f"${answer}$",
        [
            (
                0.5,
                rf"Let the integrand be $\frac{{A}}{{{poly(1, -p)}}} + \frac{{B}}{{{poly(1, -q)}}}$.",
            ),
            (1, f"Comparing, $A = {one}$ and $B = {two}$: the integrand is ${split}$."),
            (1.5, f"The integral is ${answer}$."),
        ],
    )


@template("xii-in-parts", variants=6)
def parts(draw: Draw) -> Question:
    a = draw.whole(2, 5)
    rule, first, second, rest, answer = draw.turn(
        [
            (
                f"xe^{{{a}x}}",
                "x",
                f"e^{{{a}x}}",
                rf"\frac{{xe^{{{a}x}}}}{{{a}}} - \int \frac{{e^{{{a}x}}}}{{{a}}} \, dx",
                rf"\frac{{xe^{{{a}x}}}}{{{a}}} - \frac{{e^{{{a}x}}}}{{{a * a}}}",
            ),
            (
                rf"x\sin {a}x",
                "x",
                rf"\sin {a}x",
                rf"-\frac{{x\cos {a}x}}{{{a}}} + \int \frac{{\cos {a}x}}{{{a}}} \, dx",
                rf"-\frac{{x\cos {a}x}}{{{a}}} + \frac{{\sin {a}x}}{{{a * a}}}",
            ),
            (
                rf"x\cos {a}x",
                "x",
                rf"\cos {a}x",
                rf"\frac{{x\sin {a}x}}{{{a}}} - \int \frac{{\sin {a}x}}{{{a}}} \, dx",
                rf"\frac{{x\sin {a}x}}{{{a}}} + \frac{{\cos {a}x}}{{{a * a}}}",
            ),
            (
                rf"x^{{{a}}}\log x",
                r"\log x",
                f"x^{{{a}}}",
                rf"\frac{{x^{{{a + 1}}}\log x}}{{{a + 1}}} - \int \frac{{x^{{{a}}}}}{{{a + 1}}} \, dx",
                rf"\frac{{x^{{{a + 1}}}\log x}}{{{a + 1}}} - \frac{{x^{{{a + 1}}}}}{{{(a + 1) ** 2}}}",
            ),
        ]
    )
    return PEN.sa(
        INDEFINITE,
        RECALL,
        rf"Find $\int {rule} \, dx$.",
        f"${answer} + C$",
        [
            (1, f"Integrate by parts with ${first}$ as the first function and ${second}$ as the second."),
            (1, f"The integral is ${rest}$."),
            (1, f"$= {answer} + C$."),
        ],
    )


@template("xii-in-complete-square", variants=6)
def complete_square(draw: Draw) -> Question:
    h, r = draw.one_of([-4, -3, -2, 1, 2, 3]), draw.whole(2, 5)
    kind = draw.variant % 3
    inside = poly(1, -h)
    if kind == 0:
        rule, square = rf"\frac{{dx}}{{{poly(1, -2 * h, h * h + r * r)}}}", f"({inside})^{{2}} + {r}^{{2}}"
        answer = rf"\frac{{1}}{{{r}}}\tan^{{-1}}\left(\frac{{{inside}}}{{{r}}}\right) + C"
    elif kind == 1:
        rule = rf"\frac{{dx}}{{\sqrt{{{poly(-1, 2 * h, r * r - h * h)}}}}}"
        square, answer = (
            f"{r}^{{2}} - ({inside})^{{2}}",
            rf"\sin^{{-1}}\left(\frac{{{inside}}}{{{r}}}\right) + C",
        )
    else:
        whole = poly(1, -2 * h, h * h + r * r)
        rule, square = rf"\frac{{dx}}{{\sqrt{{{whole}}}}}", f"({inside})^{{2}} + {r}^{{2}}"
        answer = rf"\log\left|{inside} + \sqrt{{{whole}}}\right| + C"
    return PEN.sa(
        INDEFINITE,
        UNDERSTAND,
        rf"Find $\int {rule}$.",
        f"${answer}$",
        [
            (1, f"Completing the square, the quadratic is ${square}$."),
            (0.5, f"Put $t = {inside}$, $dt = dx$."),
            (1.5, f"By the standard integral, the result is ${answer}$."),
        ],
    )
