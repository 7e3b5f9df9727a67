"""Class XII, relations and functions: inverse trigonometric functions."""

from fractions import Fraction

from assay.apps.mathvidya.bank.content.drawing import Draw, template
from assay.apps.mathvidya.bank.content.xii_writing import (
    APPLY,
    RECALL,
    UNDERSTAND,
    Pen,
    frac,
    pi,
    total,
)
from assay.apps.mathvidya.bank.document import Question, Unit

PEN = Pen(Unit.RELATIONS_FUNCTIONS)
TOPIC = "Inverse trigonometric functions"
HALF = r"\frac{1}{2}"
ROOT = r"\frac{\sqrt{3}}{2}"
SLANT = r"\frac{1}{\sqrt{2}}"


def inverse(name: str, of: str) -> str:
    return rf"\{name}^{{-1}}\left({of}\right)"


PRINCIPAL = [
    ("sin", "-" + ROOT, Fraction(-1, 3)),
    ("cos", "-" + HALF, Fraction(2, 3)),
    ("tan", "-1", Fraction(-1, 4)),
    ("cos", "-" + ROOT, Fraction(5, 6)),
    ("sin", "-" + HALF, Fraction(-1, 6)),
    ("cos", "-" + SLANT, Fraction(3, 4)),
]


@template("xii-itf-principal-value", variants=6)
def principal_value(draw: Draw) -> Question:
    name, of, value = draw.turn(PRINCIPAL)
    return PEN.mcq(
        draw,
        TOPIC,
        RECALL,
        f"The principal value of ${inverse(name, of)}$ is",
        pi(value),
        [pi(1 - value if name == "cos" else -value), pi(value - 1), pi(value + 1)],
        f"${pi(value)}$ lies in the principal branch, and its {'sine' if name == 'sin' else name} is ${of}$.",
        hi=f"${inverse(name, of)}$ का मुख्य मान है",
    )


@template("xii-itf-back-and-forth", variants=6)
def back_and_forth(draw: Draw) -> Question:
    name, inside, value = draw.turn(
        [
            ("sin", Fraction(3, 5), Fraction(2, 5)),
            ("cos", Fraction(7, 6), Fraction(5, 6)),
            ("tan", Fraction(3, 4), Fraction(-1, 4)),
            ("cos", Fraction(8, 5), Fraction(2, 5)),
            ("sin", Fraction(5, 7), Fraction(2, 7)),
            ("tan", Fraction(5, 6), Fraction(-1, 6)),
        ]
    )
    return PEN.mcq(
        draw,
        TOPIC,
        UNDERSTAND,
        rf"The value of $\{name}^{{-1}}\left(\{name} {pi(inside)}\right)$ is",
        pi(value),
        [pi(inside), pi(-value), pi(inside + 1)],
        f"${pi(inside)}$ lies outside the principal branch; ${pi(value)}$ lies in it and has the same "
        f"{'sine' if name == 'sin' else name}.",
        hi=rf"$\{name}^{{-1}}\left(\{name} {pi(inside)}\right)$ का मान है",
    )


@template("xii-itf-domain", variants=6)
def domain(draw: Draw) -> Question:
    a, b = draw.whole(2, 5), draw.whole(1, 7)
    b = b if draw.variant % 2 else -b
    name = draw.turn(["sin", "cos"])
    inside = total((a, "x"), (b, ""))
    low, high = Fraction(-1 - b, a), Fraction(1 - b, a)

    def interval(one: Fraction, two: Fraction) -> str:
        return rf"\left[{frac(one)}, {frac(two)}\right]"

    return PEN.mcq(
        draw,
        TOPIC,
        UNDERSTAND,
        f"The domain of the function $f(x) = {inverse(name, inside)}$ is",
        interval(low, high),
        [interval(-high, -low), interval(Fraction(-1), Fraction(1)), interval(low * a, high * a)],
        f"$-1 \\le {inside} \\le 1$ gives ${frac(low)} \\le x \\le {frac(high)}$.",
        hi=f"फलन $f(x) = {inverse(name, inside)}$ का प्रांत है",
    )


@template("xii-itf-sum", variants=6)
def sum_of_values(draw: Draw) -> Question:
    one, two = draw.turn(
        [
            (("tan", "1", Fraction(1, 4)), PRINCIPAL[1]),
            (("sin", HALF, Fraction(1, 6)), PRINCIPAL[3]),
            (("cos", HALF, Fraction(1, 3)), PRINCIPAL[0]),
            (("tan", r"\sqrt{3}", Fraction(1, 3)), PRINCIPAL[4]),
            (("cos", SLANT, Fraction(1, 4)), PRINCIPAL[2]),
            (("sin", SLANT, Fraction(1, 4)), PRINCIPAL[5]),
        ]
    )
    times = draw.whole(2, 3)
    value = times * one[2] + two[2]
    return PEN.vsa(
        TOPIC,
        RECALL,
        f"Find the value of ${times}{inverse(one[0], one[1])} + {inverse(two[0], two[1])}$.",
        f"${pi(value)}$",
        [
            (0.5, f"${inverse(one[0], one[1])} = {pi(one[2])}$."),
            (0.5, f"${inverse(two[0], two[1])} = {pi(two[2])}$."),
            (1, f"${times} \\times {pi(one[2])} + \\left({pi(two[2])}\\right) = {pi(value)}$."),
        ],
        typed=f"{value.numerator}*pi/{value.denominator}" if value.denominator > 1 else f"{value}*pi",
        hi=f"${times}{inverse(one[0], one[1])} + {inverse(two[0], two[1])}$ का मान ज्ञात कीजिए।",
    )


@template("xii-itf-triangle", variants=6)
def triangle(draw: Draw) -> Question:
    x, y, z = draw.turn([(3, 4, 5), (5, 12, 13), (8, 15, 17), (7, 24, 25), (20, 21, 29), (12, 35, 37)])
    value = Fraction(2 * x * y, z * z)
    return PEN.vsa(
        TOPIC,
        APPLY,
        rf"Find the value of $\sin\left(2{inverse('sin', frac(x, z))}\right)$.",
        f"${frac(value)}$",
        [
            (0.5, rf"Let $\theta = {inverse('sin', frac(x, z))}$, so $\sin \theta = {frac(x, z)}$."),
            (0.5, rf"$\theta$ is acute, so $\cos \theta = {frac(y, z)}$."),
            (
                1,
                rf"$\sin 2\theta = 2 \sin \theta \cos \theta = 2 \times {frac(x, z)} \times {frac(y, z)} = "
                rf"{frac(value)}$.",
            ),
        ],
        typed=str(value),
        hi=rf"$\sin\left(2{inverse('sin', frac(x, z))}\right)$ का मान ज्ञात कीजिए।",
    )
