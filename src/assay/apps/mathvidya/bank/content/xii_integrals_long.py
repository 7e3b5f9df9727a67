"""Class XII, calculus: integrals that take a page."""

from fractions import Fraction

from assay.apps.mathvidya.bank.content.drawing import Draw, template
from assay.apps.mathvidya.bank.content.xii_writing import (
    ANALYSE,
    APPLY,
    Pen,
    frac,
    pi,
    poly,
    root,
    total,
)
from assay.apps.mathvidya.bank.document import Question, Unit

PEN = Pen(Unit.CALCULUS)
INDEFINITE = "Indefinite integrals"
DEFINITE = "Definite integrals"


@template("xii-in-two-moduli", variants=6)
def two_moduli(draw: Draw) -> Question:
    low, high = draw.turn([(-2, 5), (-1, 6), (0, 7), (-3, 5), (-1, 8), (-2, 6)])
    p, q = draw.whole(1, 2), draw.whole(3, 4)

    def area(at: int) -> Fraction:
        return Fraction((at - low) ** 2 + (high - at) ** 2, 2)

    value = area(p) + area(q)
    return PEN.sa(
        DEFINITE,
        ANALYSE,
        rf"Evaluate $\int_{{{low}}}^{{{high}}} \left(|{poly(1, -p)}| + |{poly(1, -q)}|\right) dx$.",
        f"${frac(value)}$",
        [
            (0.5, f"Split each modulus where it changes sign, at $x = {p}$ and at $x = {q}$."),
            (1, rf"$\int_{{{low}}}^{{{high}}} |{poly(1, -p)}| \, dx = {frac(area(p))}$."),
            (1, rf"$\int_{{{low}}}^{{{high}}} |{poly(1, -q)}| \, dx = {frac(area(q))}$."),
            (0.5, f"The sum is ${frac(value)}$."),
        ],
        other=(
            "By three intervals",
            [
                (
                    1,
                    rf"On $[{low}, {p}]$, $[{p}, {q}]$ and $[{q}, {high}]$ the integrand is a linear "
                    rf"function each.",
                ),
                (1.5, "Write and integrate the three linear functions."),
                (0.5, f"The sum is ${frac(value)}$."),
            ],
        ),
    )


@template("xii-in-trigonometric-reflection", variants=6)
def trigonometric_reflection(draw: Draw) -> Question:
    p, q, angle = draw.turn(
        [
            (1, 1, Fraction(1, 4)),
            (3, 1, Fraction(1, 6)),
            (1, 3, Fraction(1, 3)),
            (2, 2, Fraction(1, 4)),
            (6, 2, Fraction(1, 6)),
            (2, 6, Fraction(1, 3)),
        ]
    )
    bottom = total((p, ""), (q, r"\cos^{2} x"))
    under = root(p * q)
    answer = rf"\frac{{\pi^{{2}}}}{{{root(p * q * angle.denominator**2)}}}"
    return PEN.la(
        DEFINITE,
        APPLY,
        rf"Evaluate $\int_{{0}}^{{\pi}} \frac{{x\sin x}}{{{bottom}}} \, dx$.",
        f"${answer}$",
        [
            (
                1,
                r"Replacing $x$ by $\pi - x$: $I = \int_{0}^{\pi} \frac{(\pi - x)\sin x}{"
                + bottom
                + r"} \, dx$.",
            ),
            (1, r"Adding, $2I = \pi\int_{0}^{\pi} \frac{\sin x}{" + bottom + r"} \, dx$."),
            (
                1,
                rf"Put $t = \cos x$: $2I = \pi\int_{{-1}}^{{1}} "
                rf"\frac{{dt}}{{{total((p, ''), (q, 't^{2}'))}}}$.",
            ),
            (
                0.5,
                rf"$I = \pi\int_{{0}}^{{1}} \frac{{dt}}{{{total((p, ''), (q, 't^{2}'))}}}$, the integrand "
                rf"being even.",
            ),
            (
                1,
                f"The integral from $0$ to $1$ is the inverse tangent ${pi(angle)}$ divided by ${under}$."
                if under != "1"
                else f"The integral from $0$ to $1$ is ${pi(angle)}$.",
            ),
            (0.5, f"$I = {answer}$."),
        ],
    )
