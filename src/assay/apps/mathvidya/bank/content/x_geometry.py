"""Class X, Geometry: on-screen questions on triangles and circles."""

from fractions import Fraction
from math import acos, degrees, isqrt

from assay.apps.mathvidya.bank.content.drawing import Draw, template
from assay.apps.mathvidya.bank.content.svg import placed
from assay.apps.mathvidya.bank.content.writing import (
    APPLY,
    BOTH_EXPLAINS,
    BOTH_ONLY,
    GRASP,
    KNOW,
    ONLY_ASSERTION,
    ONLY_REASON,
    THINK,
    USE,
    Topic,
    surd,
    tex,
)
from assay.apps.mathvidya.bank.content.x_geometry_figures import cut_triangle, round_quadrilateral, tangents
from assay.apps.mathvidya.bank.document import ClassLevel, Question, Unit

TRIANGLES = Topic(ClassLevel.X, Unit.GEOMETRY, "Triangles")
CIRCLES = Topic(ClassLevel.X, Unit.GEOMETRY, "Circles")


@template("x-tri-proportion", variants=5)
def proportion(draw: Draw) -> Question:
    p, q, k, m = draw.whole(2, 6), draw.whole(2, 7), draw.whole(1, 2), draw.whole(1, 3)
    if p == q or k == m:
        draw.again()
    ad, db, ae, ec = p * k, q * k, p * m, q * m
    said = (
        f"In triangle $ABC$, $D$ and $E$ are points on $AB$ and $AC$ such that $DE \\parallel BC$. If "
        f"$AD = {ad}$ cm, "
    )
    said += f"$DB = {db}$ cm and $AE = {ae}$ cm, then $EC$ is equal to"
    figure = cut_triangle(
        p / (p + q),
        {"AD": f"{ad} cm", "DB": f"{db} cm", "AE": f"{ae} cm", "EC": "?"},
        f"Triangle ABC with D on AB and E on AC, DE parallel to BC; AD {ad} cm, DB {db} cm, AE {ae} cm, EC "
        "unknown.",
    )
    other = Fraction(p * ad, q)
    return TRIANGLES.mcq(
        draw,
        KNOW,
        said + placed(figure),
        right=f"${ec}$ cm",
        wrong=[
            f"${tex(Fraction(ad * ae, db))}$ cm",
            f"${tex(Fraction(ad * db, ae))}$ cm",
            f"${ae + db - ad}$ cm"
            if ae + db - ad not in (ec,) and ae + db - ad > 0
            else f"${tex(other + 1)}$ cm",
        ],
        why=rf"By the basic proportionality theorem $\frac{{AD}}{{DB}} = \frac{{AE}}{{EC}}$, so "
        rf"$EC = \frac{{{db} \times {ae}}}{{{ad}}} = {ec}$ cm.",
        figures=[figure],
        substitute=said,
    )


@template("x-tri-perimeters", variants=5)
def perimeters(draw: Draw) -> Question:
    p, q = draw.turn([(3, 5), (2, 3), (4, 7), (5, 6), (3, 4)])
    k, side = draw.whole(5, 9), draw.whole(2, 5)
    one, other, ab = p * k, q * k, p * side
    return TRIANGLES.mcq(
        draw,
        KNOW,
        rf"It is given that $\triangle ABC \sim \triangle PQR$. The perimeters of $\triangle ABC$ and "
        r"$\triangle PQR$ are "
        f"{one} cm and {other} cm. If $AB = {ab}$ cm, then $PQ$ is equal to",
        right=f"${q * side}$ cm",
        wrong=[
            f"${tex(Fraction(ab * p, q))}$ cm",
            f"${ab + other - one}$ cm",
            f"${tex(Fraction(ab * q * q, p * p))}$ cm",
        ],
        why=rf"The ratio of the perimeters is that of the sides: $PQ = {ab} \times \frac{{{other}}}{{{one}}} "
        f"= {q * side}$ cm.",
    )


@template("x-tri-correspondence", variants=5)
def correspondence(draw: Draw) -> Question:
    first, other = draw.turn([("ABC", "QRP"), ("PQR", "ZXY"), ("DEF", "LMK"), ("ABC", "EFD"), ("XYZ", "NLM")])
    a, b, c = list(first)
    p, q, r = list(other)

    def ratio(w: str, x: str, y: str, z: str) -> str:
        return rf"$\frac{{{w}}}{{{x}}} = \frac{{{y}}}{{{z}}}$"

    return TRIANGLES.mcq(
        draw,
        KNOW,
        rf"If $\triangle {first} \sim \triangle {other}$, which of these must be true?",
        right=ratio(a + b, p + q, b + c, q + r),
        wrong=[
            ratio(a + b, q + r, b + c, p + q),
            ratio(a + b, p + r, b + c, q + r),
            ratio(a + c, p + q, b + c, p + r),
        ],
        why=f"The vertices correspond in order: {a} to {p}, {b} to {q}, {c} to {r}; corresponding sides are "
        "in one ratio.",
    )


@template("x-tri-shadow", variants=5)
def shadow(draw: Draw) -> Question:
    what = draw.turn(["tower", "flagpole", "temple", "coconut tree", "chimney"])
    stick, its, k = draw.whole(3, 7), draw.whole(2, 6), draw.whole(3, 8)
    if stick == its:
        draw.again()
    return TRIANGLES.mcq(
        draw,
        USE,
        f"A vertical stick {stick} m long casts a shadow {its} m long on level ground. At the same time a "
        f"{what} casts a "
        f"shadow {its * k} m long. The height of the {what} is",
        right=f"${stick * k}$ m",
        wrong=[
            f"${tex(Fraction(its * its * k, stick))}$ m",
            f"${its * k + stick - its}$ m",
            f"${stick * k * its}$ m",
        ],
        why=rf"The two triangles are similar, so the height is ${stick} \times \frac{{{its * k}}}{{{its}}} "
        f"= {stick * k}$ m.",
    )


@template("x-tri-trapezium", variants=5)
def trapezium(draw: Draw) -> Question:
    p, q, x = draw.whole(1, 3), draw.whole(2, 5), draw.whole(3, 7)
    if p >= q or x == 3:
        draw.again()
    # AO = p(x - 1), OC = q(x - 1) would be trivial; here AO = p*m, OC = q*m, BO = p*n, DO = q*n.
    m, n = draw.whole(2, 4), draw.whole(2, 5)
    if m == n:
        draw.again()
    return TRIANGLES.mcq(
        draw,
        GRASP,
        rf"The diagonals of a trapezium $ABCD$ with $AB \parallel DC$ meet at $O$. If $OA = {p * m}$ cm, "
        f"$OC = {q * m}$ cm and $OB = {p * n}$ cm, then $OD$ is equal to",
        right=f"${q * n}$ cm",
        wrong=[
            f"${tex(Fraction(p * p * n, q))}$ cm",
            f"${q * m + p * n - p * m}$ cm",
            f"${tex(Fraction(p * m * q * m, p * n))}$ cm",
        ],
        why=rf"$\triangle OAB \sim \triangle OCD$, so $\frac{{OA}}{{OC}} = \frac{{OB}}{{OD}}$ and "
        rf"$OD = \frac{{{q * m} \times {p * n}}}{{{p * m}}} = {q * n}$ cm.",
    )


@template("x-circ-tangent-length", variants=5)
def tangent_length(draw: Draw) -> Question:
    r, length, d = draw.turn([(5, 12, 13), (7, 24, 25), (8, 15, 17), (9, 12, 15), (10, 24, 26)])
    said = (
        f"From a point $P$, which is {d} cm away from the centre $O$ of a circle, the tangent $PA$ to "
        "the circle "
    )
    said += f"is {length} cm long. The radius of the circle is"
    figure = tangents(
        2 * (90 - degrees(acos(r / d))),
        "Tangents PA and PB from P to a circle with centre O; OA and OB are radii.",
    )
    return CIRCLES.mcq(
        draw,
        KNOW,
        said + placed(figure),
        right=f"${r}$ cm",
        wrong=[f"${d - length}$ cm", f"${2 * r}$ cm", f"${surd(d * d + length * length)}$ cm"],
        why=rf"$OA \perp PA$, so $OA = \sqrt{{{d}^2 - {length}^2}} = {r}$ cm.",
        figures=[figure],
        substitute=said,
    )


@template("x-circ-angle-between", variants=5)
def angle_between(draw: Draw) -> Question:
    angle = draw.turn([50, 70, 80, 64, 46])
    said = (
        f"$PA$ and $PB$ are tangents from the point $P$ to a circle with centre $O$. If $\\angle APB = "
        f"{angle}^\\circ$, "
    )
    ask = draw.one_of(["AOB", "OAB"])
    right = 180 - angle if ask == "AOB" else angle // 2
    said += rf"then $\angle {ask}$ is equal to"
    figure = tangents(
        angle,
        f"Tangents PA and PB from P to a circle with centre O; the angle APB is {angle} degrees.",
        label=f"{angle}°",
        chord=True,
    )
    pool = [angle, angle // 2, 90 - angle // 2, 180 - angle, 90 + angle // 2]
    wrong = [one for one in pool if one != right][:3]
    return CIRCLES.mcq(
        draw,
        GRASP,
        said + placed(figure),
        right=rf"${right}^\circ$",
        wrong=[rf"${one}^\circ$" for one in wrong],
        why=rf"$\angle OAP = \angle OBP = 90^\circ$, so $\angle AOB = 180^\circ - {angle}^\circ = "
        rf"{180 - angle}^\circ$"
        + (
            "."
            if ask == "AOB"
            else rf", and in the isosceles triangle $OAB$ each base angle is ${angle // 2}^\circ$."
        ),
        figures=[figure],
        substitute=said,
    )


@template("x-circ-fourth-side", variants=5)
def fourth_side(draw: Draw) -> Question:
    ab, bc, cd = draw.whole(6, 12), draw.whole(5, 11), draw.whole(4, 9)
    da = ab + cd - bc
    if da < 3 or da in (ab, bc, cd) or len({ab, bc, cd}) < 3:
        draw.again()
    said = (
        f"A circle touches all four sides of the quadrilateral $ABCD$. If $AB = {ab}$ cm, $BC = {bc}$ cm and "
    )
    said += f"$CD = {cd}$ cm, then $AD$ is equal to"
    figure = round_quadrilateral(
        f"Quadrilateral ABCD with a circle inside that touches all sides; AB {ab} cm, BC {bc} cm, CD {cd} "
        "cm.",
        {"AB": f"{ab} cm", "BC": f"{bc} cm", "CD": f"{cd} cm"},
    )
    return CIRCLES.mcq(
        draw,
        KNOW,
        said + placed(figure),
        right=f"${da}$ cm",
        wrong=[
            f"${ab + bc - cd}$ cm",
            f"${abs(bc + cd - ab) or 1}$ cm",
            f"${ab + bc + cd}$ cm",
        ],
        why=f"Tangents from one point are equal, so $AB + CD = BC + AD$ and $AD = {ab} + {cd} - {bc} = "
        f"{da}$ cm.",
        figures=[figure],
        substitute=said,
    )


@template("x-circ-chord-of-outer", variants=5)
def chord_of_outer(draw: Draw) -> Question:
    small, half, large = draw.turn([(3, 4, 5), (5, 12, 13), (6, 8, 10), (8, 15, 17), (7, 24, 25)])
    return CIRCLES.mcq(
        draw,
        APPLY,
        f"Two concentric circles have radii {large} cm and {small} cm. The length of a chord of the larger "
        "circle which "
        "touches the smaller circle is",
        right=f"${2 * half}$ cm",
        wrong=[f"${half}$ cm", f"${2 * large}$ cm", f"${half * half}$ cm"],
        why=rf"The radius to the point of contact bisects the chord: half of it is "
        rf"$\sqrt{{{large}^2 - {small}^2}} "
        f"= {half}$ cm.",
    )


@template("x-circ-triangle-perimeter", variants=5)
def tangent_triangle(draw: Draw) -> Question:
    d, r = draw.turn([(13, 5), (10, 6), (17, 8), (25, 7), (15, 9)])
    t = isqrt(d * d - r * r)
    return CIRCLES.mcq(
        draw,
        THINK,
        f"From a point $P$ at a distance of {d} cm from the centre of a circle of radius {r} cm, tangents "
        "$PA$ and $PB$ are "
        "drawn. A third tangent, touching the circle at a point of the minor arc $AB$, meets $PA$ at $C$ "
        "and $PB$ at $D$. "
        "The perimeter of triangle $PCD$ is",
        right=f"${2 * t}$ cm",
        wrong=[f"${t}$ cm", f"${2 * d}$ cm", f"${3 * t}$ cm"],
        why=rf"With the contact point $E$: $CE = CA$ and $DE = DB$, so the perimeter is $PA + PB = "
        rf"2\sqrt{{{d}^2 - {r}^2}} "
        f"= {2 * t}$ cm.",
    )


@template("x-geometry-assertion", variants=6)
def assertion(draw: Draw) -> Question:
    said, reason, key, why = draw.turn(
        [
            (
                "From a point outside a circle exactly two tangents can be drawn to it, and they are equal "
                "in length.",
                "The tangent at any point of a circle is perpendicular to the radius through the point of "
                "contact.",
                BOTH_EXPLAINS,
                "The radii to the points of contact make two right triangles, which are congruent by RHS.",
            ),
            (
                "Any two equilateral triangles are similar.",
                "Two triangles are similar when two angles of one are equal to two angles of the other.",
                BOTH_EXPLAINS,
                "All angles of both are $60^\\circ$, so the AA criterion applies.",
            ),
            (
                "All congruent triangles are similar.",
                "All similar triangles are congruent.",
                ONLY_ASSERTION,
                "Similar triangles may be of different sizes.",
            ),
            (
                "The tangents at the two ends of a diameter of a circle meet at a point outside the circle.",
                "The tangent at any point of a circle is perpendicular to the radius through that point.",
                ONLY_REASON,
                "Both tangents are perpendicular to the same diameter, so they are parallel.",
            ),
            (
                "If a line divides two sides of a triangle in the same ratio, it is parallel to the third "
                "side.",
                "The sum of the angles of a triangle is $180^\\circ$.",
                BOTH_ONLY,
                "The first is the converse of the basic proportionality theorem; the angle sum is not its "
                "reason.",
            ),
            (
                "A parallelogram whose four sides touch one circle is a rhombus.",
                "The lengths of the two tangents drawn from an external point to a circle are equal.",
                BOTH_EXPLAINS,
                "Equal tangents give $AB + CD = BC + AD$; with equal opposite sides all four are equal.",
            ),
        ]
    )
    return Topic(ClassLevel.X, Unit.GEOMETRY, "Triangles and circles").assertion(
        GRASP, said, reason, key, why
    )
