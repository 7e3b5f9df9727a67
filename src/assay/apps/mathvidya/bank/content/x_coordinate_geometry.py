"""Class X, Coordinate Geometry: distance and section formulae."""

from fractions import Fraction
from math import isqrt

from assay.apps.mathvidya.bank.content.drawing import Draw, template
from assay.apps.mathvidya.bank.content.writing import (
    APPLY,
    BOTH_EXPLAINS,
    BOTH_ONLY,
    GRASP,
    KNOW,
    ONLY_ASSERTION,
    ONLY_REASON,
    USE,
    Topic,
    both,
    surd,
    tex,
)
from assay.apps.mathvidya.bank.document import ClassLevel, Question, Unit

COORDINATES = Topic(ClassLevel.X, Unit.COORDINATE_GEOMETRY, "Coordinate geometry")
TRIPLES = [(3, 4, 5), (6, 8, 10), (5, 12, 13), (8, 15, 17), (9, 12, 15), (8, 6, 10), (4, 3, 5), (12, 5, 13)]


def at(x: int | Fraction, y: int | Fraction) -> str:
    return f"({tex(Fraction(x))}, {tex(Fraction(y))})"


@template("x-cg-distance", variants=5)
def distance(draw: Draw) -> Question:
    x, y, a, b = draw.whole(-7, 6), draw.whole(-7, 7), draw.whole(2, 7), draw.whole(2, 7)
    if 0 in (x, y) or isqrt(a * a + b * b) ** 2 == a * a + b * b or a == b:
        draw.again()
    d = a * a + b * b
    return COORDINATES.mcq(
        draw,
        KNOW,
        both(
            f"The distance between the points $A{at(x, y)}$ and $B{at(x + a, y - b)}$ is",
            f"बिंदुओं $A{at(x, y)}$ और $B{at(x + a, y - b)}$ के बीच की दूरी है",
        ),
        right=f"${surd(d)}$ units",
        wrong=[f"${a + b}$ units", f"${surd(abs(a * a - b * b))}$ units", f"${d}$ units"],
        why=rf"$AB = \sqrt{{{a}^2 + {b}^2}} = {surd(d)}$.",
    )


@template("x-cg-origin-distance", variants=5)
def origin_distance(draw: Draw) -> Question:
    a, b, c = draw.turn(TRIPLES)
    x, y = a * draw.one_of([1, -1]), -b
    return COORDINATES.mcq(
        draw,
        KNOW,
        both(
            f"The distance of the point $P{at(x, y)}$ from the origin is",
            f"बिंदु $P{at(x, y)}$ की मूलबिंदु से दूरी है",
        ),
        right=f"${c}$ units",
        wrong=[f"${a + b}$ units", f"${b}$ units", f"${c * c}$ units"],
        why=rf"$\sqrt{{{a}^2 + {b}^2}} = \sqrt{{{c * c}}} = {c}$.",
    )


@template("x-cg-midpoint-end", variants=5)
def midpoint_end(draw: Draw) -> Question:
    x, y, a, b = draw.whole(-5, 5), draw.whole(-5, 5), draw.whole(-6, 6), draw.whole(-6, 6)
    if 0 in (a, b) or (x + a) % 2 or (y + b) % 2 or (x, y) == (a, b) or x == 0 or y == 0:
        draw.again()
    m, n = (x + a) // 2, (y + b) // 2
    return COORDINATES.mcq(
        draw,
        KNOW,
        both(
            f"The mid-point of the line segment $AB$ is $M{at(m, n)}$. If $A$ is ${at(x, y)}$, then $B$ is",
            f"रेखाखंड $AB$ का मध्य-बिंदु $M{at(m, n)}$ है। यदि $A$ के निर्देशांक ${at(x, y)}$ हैं, तो $B$ के निर्देशांक हैं",
        ),
        right=f"${at(a, b)}$",
        wrong=[
            f"${at(Fraction(x + m, 2), Fraction(y + n, 2))}$",
            f"${at(x + m, y + n)}$",
            f"${at(b, a)}$" if a != b else f"${at(-a, b)}$",
        ],
        why=rf"$B = (2 \times {m} - ({x}), 2 \times {n} - ({y})) = {at(a, b)}$.",
    )


@template("x-cg-axis-ratio", variants=5)
def axis_ratio(draw: Draw) -> Question:
    p, q = draw.turn([(2, 3), (1, 2), (3, 5), (3, 2), (4, 3)])
    k, x1, x2 = draw.whole(1, 3), draw.whole(-6, 6), draw.whole(-6, 6)
    if x1 == x2:
        draw.again()
    return COORDINATES.mcq(
        draw,
        GRASP,
        both(
            f"The ratio in which the $x$-axis divides the line segment joining ${at(x1, -p * k)}$ and "
            f"${at(x2, q * k)}$ is",
            f"बिंदुओं ${at(x1, -p * k)}$ और ${at(x2, q * k)}$ को मिलाने वाले रेखाखंड को $x$-अक्ष जिस अनुपात "
            "में विभाजित करती है, "
            "वह है",
        ),
        right=f"{p} : {q}",
        wrong=[f"{q} : {p}", f"{p} : {p + q}", f"{q} : {p + q}"],
        why=rf"With the ratio $k : 1$, the $y$-coordinate $\frac{{{q * k}k - {p * k}}}{{k + 1}} = 0$ gives "
        rf"$k = \frac{{{p}}}{{{q}}}$.",
    )


@template("x-cg-fourth-vertex", variants=5)
def fourth_vertex(draw: Draw) -> Question:
    a, b = (draw.whole(-4, 3), draw.whole(-4, 3)), (draw.whole(2, 7), draw.whole(-3, 3))
    c = (draw.whole(3, 9), draw.whole(4, 9))
    d = (a[0] + c[0] - b[0], a[1] + c[1] - b[1])
    if (b[0] - a[0]) * (c[1] - a[1]) == (c[0] - a[0]) * (b[1] - a[1]) or len({a, b, c, d}) < 4:
        draw.again()
    return COORDINATES.mcq(
        draw,
        APPLY,
        both(
            f"Three consecutive vertices of a parallelogram $ABCD$ are $A{at(*a)}$, $B{at(*b)}$ and "
            f"$C{at(*c)}$. The "
            "vertex $D$ is",
            f"समांतर चतुर्भुज $ABCD$ के तीन क्रमागत शीर्ष $A{at(*a)}$, $B{at(*b)}$ और $C{at(*c)}$ हैं। शीर्ष $D$ है",
        ),
        right=f"${at(*d)}$",
        wrong=[
            f"${at(a[0] + b[0] - c[0], a[1] + b[1] - c[1])}$",
            f"${at(b[0] + c[0] - a[0], b[1] + c[1] - a[1])}$",
            f"${at(Fraction(a[0] + c[0], 2), Fraction(a[1] + c[1], 2))}$",
        ],
        why=f"The diagonals bisect each other, so $D = A + C - B$ in each coordinate: ${at(*d)}$.",
    )


@template("x-cg-centre-diameter", variants=5)
def centre_radius(draw: Draw) -> Question:
    a, b, c = draw.turn(TRIPLES)
    x, y = draw.whole(-4, 5), draw.whole(-4, 5)
    if 0 in (x, y):
        draw.again()
    return COORDINATES.mcq(
        draw,
        USE,
        both(
            f"$C{at(x, y)}$ is the centre of a circle which passes through the point $P{at(x + a, y + b)}$. "
            "The length "
            "of a diameter of the circle is",
            f"$C{at(x, y)}$ एक वृत्त का केंद्र है जो बिंदु $P{at(x + a, y + b)}$ से होकर जाता है। वृत्त के व्यास की लंबाई है",
        ),
        right=f"${2 * c}$ units",
        wrong=[f"${c}$ units", f"${a + b}$ units", f"${4 * c}$ units"],
        why=rf"The radius is $\sqrt{{{a}^2 + {b}^2}} = {c}$, so the diameter is ${2 * c}$.",
    )


@template("x-cg-assertion", variants=4)
def assertion(draw: Draw) -> Question:
    said, reason, key, why = draw.turn(
        [
            (
                both(
                    "The point $(0, -4)$ lies on the $y$-axis.",
                    "बिंदु $(0, -4)$, $y$-अक्ष पर स्थित है।",
                ),
                both(
                    "The $x$-coordinate of every point on the $y$-axis is zero.",
                    "$y$-अक्ष पर स्थित प्रत्येक बिंदु का $x$-निर्देशांक शून्य होता है।",
                ),
                BOTH_EXPLAINS,
                "The $x$-coordinate of the point is 0, so it lies on the $y$-axis.",
            ),
            (
                both(
                    "The mid-point of the segment joining $(2, 6)$ and $(4, 10)$ is $(3, 8)$.",
                    "बिंदुओं $(2, 6)$ और $(4, 10)$ को मिलाने वाले रेखाखंड का मध्य-बिंदु $(3, 8)$ है।",
                ),
                both(
                    "The distance of a point $(x, y)$ from the origin is $\\sqrt{x^2 + y^2}$.",
                    "बिंदु $(x, y)$ की मूलबिंदु से दूरी $\\sqrt{x^2 + y^2}$ होती है।",
                ),
                BOTH_ONLY,
                "Both are true, but the mid-point does not follow from the distance formula given.",
            ),
            (
                both(
                    "The points $(1, 1)$, $(2, 2)$ and $(5, 5)$ are collinear.",
                    "बिंदु $(1, 1)$, $(2, 2)$ और $(5, 5)$ संरेख हैं।",
                ),
                both(
                    "Three points are collinear only if they are at equal distances from one another.",
                    "तीन बिंदु केवल तभी संरेख होते हैं जब वे एक-दूसरे से समान दूरी पर हों।",
                ),
                ONLY_ASSERTION,
                "All three points lie on $y = x$. Collinear points need not be equally spaced.",
            ),
            (
                both(
                    "The point $(3, -5)$ is at a distance of 3 units from the $x$-axis.",
                    "बिंदु $(3, -5)$ की $x$-अक्ष से दूरी 3 इकाई है।",
                ),
                both(
                    "The distance of a point from the $x$-axis is the absolute value of its $y$-coordinate.",
                    "किसी बिंदु की $x$-अक्ष से दूरी उसके $y$-निर्देशांक का निरपेक्ष मान होती है।",
                ),
                ONLY_REASON,
                "The distance from the $x$-axis is $|-5| = 5$ units.",
            ),
        ]
    )
    return COORDINATES.assertion(KNOW, said, reason, key, why)
