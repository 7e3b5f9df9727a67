"""Class X, Coordinate Geometry: written questions."""

from fractions import Fraction

from assay.apps.mathvidya.bank.content.drawing import Draw, template
from assay.apps.mathvidya.bank.content.svg import Drawing, placed
from assay.apps.mathvidya.bank.content.writing import (
    APPLY,
    GRASP,
    KNOW,
    both,
    instead,
    part,
    surd,
    tex,
)
from assay.apps.mathvidya.bank.content.x_coordinate_geometry import COORDINATES, TRIPLES, at
from assay.apps.mathvidya.bank.document import Question


@template("x-cg-section-point", variants=5)
def section_point(draw: Draw) -> Question:
    m, n = draw.turn([(1, 2), (2, 3), (3, 1), (3, 2), (1, 4)])
    x, y, a, b = draw.whole(-6, 4), draw.whole(-6, 6), draw.whole(-2, 2), draw.whole(-2, 2)
    if 0 in (a, b, x, y):
        draw.again()
    x2, y2 = x + a * (m + n), y + b * (m + n)
    p = (x + m * a, y + m * b)
    return COORDINATES.vsa(
        KNOW,
        both(
            f"Find the coordinates of the point which divides the line segment joining $A{at(x, y)}$ and "
            f"$B{at(x2, y2)}$ in the ratio {m} : {n} internally.",
            f"उस बिंदु के निर्देशांक ज्ञात कीजिए जो $A{at(x, y)}$ और $B{at(x2, y2)}$ को मिलाने वाले रेखाखंड "
            f"को {m} : {n} के अनुपात "
            "में अंतःविभाजित करता है।",
        ),
        answer=f"${at(*p)}$",
        steps=[
            (
                1,
                rf"$x = \frac{{{m} \times ({x2}) + {n} \times ({x})}}{{{m} + {n}}} = {p[0]}$.",
            ),
            (1, rf"$y = \frac{{{m} \times ({y2}) + {n} \times ({y})}}{{{m} + {n}}} = {p[1]}$."),
        ],
    )


@template("x-cg-equidistant", variants=5)
def equidistant(draw: Draw) -> Question:
    x, a, b, c, d = (
        draw.whole(-6, 7),
        draw.whole(-5, 5),
        draw.whole(1, 6),
        draw.whole(-5, 5),
        draw.whole(-6, -1),
    )
    if a == c or (x - a) ** 2 + b * b != (x - c) ** 2 + d * d or x == 0 or b == -d:
        draw.again()
    return COORDINATES.vsa(
        GRASP,
        both(
            f"Find the point on the $x$-axis which is equidistant from $A{at(a, b)}$ and $B{at(c, d)}$.",
            f"$x$-अक्ष पर वह बिंदु ज्ञात कीजिए जो $A{at(a, b)}$ और $B{at(c, d)}$ से समदूरस्थ है।",
        ),
        answer=f"${at(x, 0)}$",
        steps=[
            (1, f"With $P(x, 0)$: $(x - ({a}))^2 + {b * b} = (x - ({c}))^2 + {d * d}$."),
            (
                1,
                f"${2 * (c - a)}x = {c * c + d * d - a * a - b * b}$, so $x = {x}$ and the point is "
                f"${at(x, 0)}$.",
            ),
        ],
    )


@template("x-cg-distance-unknown", variants=5)
def distance_unknown(draw: Draw) -> Question:
    a, b, c = draw.turn(TRIPLES)
    x, y = draw.whole(-5, 5), draw.whole(-4, 6)
    if 0 in (x, y) or y + b == 0 or y == b:
        draw.again()
    return COORDINATES.vsa(
        KNOW,
        both(
            f"Find the values of $y$ for which the distance between $P({x}, {y})$ and $Q({x + a}, y)$ is "
            f"{c} units.",
            f"$y$ के वे मान ज्ञात कीजिए जिनके लिए $P({x}, {y})$ और $Q({x + a}, y)$ के बीच की दूरी {c} इकाई है।",
        ),
        answer=f"$y = {y + b}$ or $y = {y - b}$",
        steps=[
            (1, f"${a}^2 + (y - ({y}))^2 = {c}^2$."),
            (1, rf"$y - ({y}) = \pm {b}$, so $y = {y + b}$ or $y = {y - b}$."),
        ],
    )


@template("x-cg-triangle-kind", variants=5)
def triangle_kind(draw: Draw) -> Question:
    x, y, p, q = draw.whole(-3, 4), draw.whole(-3, 4), draw.whole(1, 5), draw.whole(1, 5)
    if p == q:
        draw.again()
    a, b, c = (x, y), (x + p, y + q), (x + p - q, y + q + p)
    one = p * p + q * q
    return COORDINATES.sa(
        GRASP,
        f"Show that $A{at(*a)}$, $B{at(*b)}$ and $C{at(*c)}$ are the vertices of an isosceles right-angled "
        "triangle, "
        "and find its area.",
        answer=f"$AB = BC = {surd(one)}$, the right angle is at $B$; area ${tex(Fraction(one, 2))}$ square "
        "units",
        steps=[
            (1, f"$AB^2 = {one}$, $BC^2 = {one}$, $CA^2 = {2 * one}$."),
            (0.5, "$AB = BC$: isosceles."),
            (0.5, "$AB^2 + BC^2 = CA^2$: right-angled at $B$."),
            (1, rf"Area $= \frac{{1}}{{2}} \times AB \times BC = {tex(Fraction(one, 2))}$ square units."),
        ],
    )


@template("x-cg-trisection", variants=5)
def trisection(draw: Draw) -> Question:
    x, y, a, b = draw.whole(-7, 6), draw.whole(-7, 6), draw.whole(-3, 3), draw.whole(-3, 3)
    if 0 in (a, b) or abs(a) == abs(b):
        draw.again()
    end, one, other = (x + 3 * a, y + 3 * b), (x + a, y + b), (x + 2 * a, y + 2 * b)
    return COORDINATES.sa(
        GRASP,
        f"Find the coordinates of the points of trisection of the line segment joining $A{at(x, y)}$ and "
        f"$B{at(*end)}$.",
        answer=f"${at(*one)}$ and ${at(*other)}$",
        steps=[
            (1, "The points divide $AB$ in the ratios $1 : 2$ and $2 : 1$."),
            (1, f"For $1 : 2$ the section formula gives ${at(*one)}$."),
            (1, f"For $2 : 1$ it gives ${at(*other)}$."),
        ],
        other={
            "Mid-point": [
                (1, "Each point of trisection is the mid-point of the segment from the other one to an end."),
                (1, f"Gets ${at(*one)}$."),
                (1, f"Gets ${at(*other)}$."),
            ]
        },
    )


@template("x-cg-find-ratio", variants=5)
def find_ratio(draw: Draw) -> Question:
    m, n = draw.turn([(2, 3), (1, 3), (3, 4), (5, 2), (2, 1)])
    x, y, a, b = draw.whole(-5, 5), draw.whole(-6, 6), draw.whole(-2, 2), draw.whole(1, 2)
    if 0 in (a, y):
        draw.again()
    end, p = (x + a * (m + n), y + b * (m + n)), (x + a * m, y + b * m)
    return COORDINATES.sa(
        APPLY,
        f"Find the ratio in which the point $P({p[0]}, k)$ divides the line segment joining $A{at(x, y)}$ "
        "and "
        f"$B{at(*end)}$. Hence find the value of $k$.",
        answer=f"{m} : {n}; $k = {p[1]}$",
        steps=[
            (
                1,
                rf"With the ratio $\lambda : 1$: $\frac{{{end[0]}\lambda + ({x})}}{{\lambda + 1}} = {p[0]}$.",
            ),
            (1, rf"$\lambda = \frac{{{m}}}{{{n}}}$, so the ratio is {m} : {n}."),
            (1, rf"$k = \frac{{{m} \times ({end[1]}) + {n} \times ({y})}}{{{m + n}}} = {p[1]}$."),
        ],
    )


def _grid(places: list[tuple[str, int, int]], size: int) -> Drawing:
    scale = 22
    sheet = Drawing(size * scale + 50, size * scale + 50)
    for n in range(size + 1):
        sheet.line((30 + n * scale, 30), (30 + n * scale, 30 + size * scale), wide=0.3)
        sheet.line((30, 30 + n * scale), (30 + size * scale, 30 + n * scale), wide=0.3)
        if n % 2 == 0:
            sheet.text((30 + n * scale, 12), str(n)).text((18, 25 + n * scale), str(n))
    sheet.line((30, 30), (30 + size * scale + 12, 30)).line((30, 30), (30, 30 + size * scale + 12))
    for name, x, y in places:
        sheet.dot((30 + x * scale, 30 + y * scale), name, (8, 6))
    return sheet


@template("x-case-map", variants=5)
def town_map(draw: Draw) -> Question:
    town, one, two, three = draw.turn(
        [
            ("Nashik", "school", "library", "hospital"),
            ("Puri", "bus stand", "museum", "market"),
            ("Leh", "post office", "monastery", "bank"),
            ("Mangaluru", "college", "temple", "park"),
            ("Amritsar", "station", "stadium", "clinic"),
        ]
    )
    x, y = draw.whole(1, 3), draw.whole(1, 3)
    p, q, r = draw.one_of([(3, 4, 5), (4, 3, 5), (6, 8, 10), (8, 6, 10)])
    a, b = (x, y), (x + p, y + q)
    c = (draw.whole(1, 11), draw.whole(1, 11))
    if (c[0] - a[0]) * q == (c[1] - a[1]) * p or c[0] == a[0] or (b[0] - c[0]) ** 2 + (b[1] - c[1]) ** 2 < 4:
        draw.again()
    if (c[0] + a[0]) % 2 or (c[1] + a[1]) % 2:
        draw.again()
    middle = ((a[0] + c[0]) // 2, (a[1] + c[1]) // 2)
    if middle == b:
        draw.again()
    bc = (b[0] - c[0]) ** 2 + (b[1] - c[1]) ** 2
    ac = (a[0] - c[0]) ** 2 + (a[1] - c[1]) ** 2
    third = (Fraction(2 * a[0] + b[0], 3), Fraction(2 * a[1] + b[1], 3))
    figure = _grid([("A", *a), ("B", *b), ("C", *c)], 12).figure(
        f"A square grid with axes from 0 to 12. A is at ({a[0]}, {a[1]}), B at ({b[0]}, {b[1]}), C at "
        f"({c[0]}, {c[1]})."
    )
    return COORDINATES.case(
        APPLY,
        f"On a tourist map of {town}, laid on a grid whose unit stands for 1 km, the {one} is at "
        f"$A{at(*a)}$, the {two} "
        f"at $B{at(*b)}$ and the {three} at $C{at(*c)}$." + placed(figure),
        [
            part(
                1,
                f"${r}$ km",
                [(0.5, rf"$AB = \sqrt{{{p}^2 + {q}^2}}$."), (0.5, f"$= {r}$ km.")],
                label="i",
                text=f"Find the straight distance between the {one} and the {two}.",
                typed=str(r),
            ),
            part(
                1,
                f"${at(*middle)}$",
                [
                    (
                        1,
                        f"The mid-point of $AC$ is ${at(*middle)}$ ($\\frac{{1}}{{2}}$ mark for each "
                        "coordinate).",
                    )
                ],
                label="ii",
                text=f"A police post stands midway between the {one} and the {three}. Write its coordinates.",
            ),
            part(
                2,
                f"${at(*third)}$",
                [
                    (1, "The point divides $AB$ in the ratio $1 : 2$."),
                    (1, f"The section formula gives ${at(*third)}$."),
                ],
                label="iii",
                text=f"A water point lies on the straight road $AB$, twice as far from the {two} as from "
                f"the {one}. Find "
                "its coordinates.",
                instead=instead(
                    f"Which of the other two places is nearer to the {three}? Show your working.",
                    f"The {one}" if ac < bc else f"The {two}" if bc < ac else "Both are equally near",
                    [
                        (
                            1,
                            f"$CA = {surd(ac)}$ km and $CB = {surd(bc)}$ km ($\\frac{{1}}{{2}}$ mark for "
                            "each).",
                        ),
                        (1, "Compares the two and concludes correctly."),
                    ],
                ),
            ),
        ],
        figures=[figure],
        substitute=f"On a tourist map of {town}, laid on a grid whose unit stands for 1 km, the {one} is at "
        f"$A{at(*a)}$, the {two} at $B{at(*b)}$ and the {three} at $C{at(*c)}$.",
    )


@template("x-case-field", variants=5)
def field(draw: Draw) -> Question:
    event = draw.turn(
        [
            "a sports day in Hisar",
            "a kabaddi camp in Rohtak",
            "a football trial in Imphal",
            "a drill in Dehradun",
            "a yoga day in Mysuru",
        ]
    )
    x, y, w, h = draw.whole(1, 3), draw.whole(1, 3), draw.turn([8, 6, 8, 4, 6]), draw.turn([6, 8, 4, 8, 4])
    if h == w:
        draw.again()
    a, b, c, d = (x, y), (x + w, y), (x + w, y + h), (x, y + h)
    centre = (x + w // 2, y + h // 2)
    square = w * w + h * h
    m = draw.turn([(1, 3), (3, 1), (1, 3), (3, 1), (1, 1)])
    flag = (Fraction(m[1] * a[0] + m[0] * c[0], sum(m)), Fraction(m[1] * a[1] + m[0] * c[1], sum(m)))
    if m == (1, 1):
        m = (3, 1)
        flag = (Fraction(a[0] + 3 * c[0], 4), Fraction(a[1] + 3 * c[1], 4))
    figure = _grid([("P", *a), ("Q", *b), ("R", *c), ("S", *d)], 12).figure(
        f"A square grid with axes from 0 to 12 and four points: P ({a[0]}, {a[1]}), Q ({b[0]}, {b[1]}), "
        f"R ({c[0]}, {c[1]}), S ({d[0]}, {d[1]})."
    )
    return COORDINATES.case(
        GRASP,
        f"For {event}, four students stand on a playground marked with a grid of unit 1 m, at the points "
        "$P$, $Q$, $R$ "
        "and $S$ shown." + placed(figure),
        [
            part(
                1,
                f"$P{at(*a)}$, $R{at(*c)}$",
                [(1, "Reads both points ($\\frac{1}{2}$ mark for each).")],
                label="i",
                text="Write the coordinates of $P$ and $R$.",
            ),
            part(
                1,
                f"${at(*centre)}$",
                [(1, f"The mid-point of $PR$ (or $QS$) is ${at(*centre)}$.")],
                label="ii",
                text="The coach stands where the diagonals of $PQRS$ meet. Write the coordinates of this "
                "point.",
            ),
            part(
                2,
                f"${surd(square)}$ m each; they are equal",
                [
                    (1, rf"$PR = \sqrt{{{w}^2 + {h}^2}} = {surd(square)}$ m."),
                    (1, f"$QS = {surd(square)}$ m: the diagonals are equal."),
                ],
                label="iii",
                text="Use the distance formula to compare the lengths of the diagonals $PR$ and $QS$.",
                instead=instead(
                    f"A flag is placed on $PR$ so that it divides $PR$ in the ratio {m[0]} : {m[1]}. Find "
                    "its coordinates.",
                    f"${at(*flag)}$",
                    [
                        (1, "Writes the section formula with the right numbers."),
                        (1, f"Gets ${at(*flag)}$ ($\\frac{{1}}{{2}}$ mark for each coordinate)."),
                    ],
                ),
            ),
        ],
        figures=[figure],
        substitute=f"For {event}, four students stand on a playground marked with a grid of unit 1 m, at "
        f"$P{at(*a)}$, "
        f"$Q{at(*b)}$, $R{at(*c)}$ and $S{at(*d)}$.",
    )
