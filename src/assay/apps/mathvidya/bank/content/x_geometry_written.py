"""Class X, Geometry: questions of two and three marks."""

from fractions import Fraction

from assay.apps.mathvidya.bank.content.drawing import Draw, template
from assay.apps.mathvidya.bank.content.svg import placed
from assay.apps.mathvidya.bank.content.writing import (
    APPLY,
    GRASP,
    KNOW,
    THINK,
    Steps,
    tex,
)
from assay.apps.mathvidya.bank.content.x_geometry import CIRCLES, TRIANGLES
from assay.apps.mathvidya.bank.content.x_geometry_figures import cut_triangle, tangents
from assay.apps.mathvidya.bank.document import Question


@template("x-tri-is-parallel", variants=6)
def is_parallel(draw: Draw) -> Question:
    p, q, k, m = draw.whole(2, 5), draw.whole(2, 7), draw.whole(2, 3), draw.whole(1, 4)
    off = draw.turn([0, 1, 0, 0, 1, 1])
    ad, db, ae, ec = p * k, q * k, p * m, q * m + off
    if p == q or k == m:
        draw.again()
    yes = off == 0
    return TRIANGLES.vsa(
        KNOW,
        f"$D$ and $E$ are points on the sides $AB$ and $AC$ of a triangle $ABC$ with $AD = {ad}$ cm, $DB = "
        f"{db}$ cm, "
        rf"$AE = {ae}$ cm and $EC = {ec}$ cm. State, with a reason, whether $DE \parallel BC$.",
        answer=r"Yes, $DE \parallel BC$." if yes else r"No, $DE$ is not parallel to $BC$.",
        steps=[
            (
                1,
                rf"$\frac{{AD}}{{DB}} = {tex(Fraction(ad, db))}$ and $\frac{{AE}}{{EC}} = "
                f"{tex(Fraction(ae, ec))}$.",
            ),
            (
                1,
                r"The ratios are equal, so by the converse of the basic proportionality theorem $DE "
                r"\parallel BC$."
                if yes
                else r"The ratios differ, so $DE$ is not parallel to $BC$.",
            ),
        ],
    )


WITH_X = [
    (a * b // (b + c - a), a, b, c)
    for a in range(1, 6)
    for b in range(2, 8)
    for c in range(1, 6)
    if b + c > a and a * b % (b + c - a) == 0 and max(a, c) < a * b // (b + c - a) <= 16
]
"""x, a, b, c with x(x - c) = (x - a)(x + b)."""


@template("x-tri-find-x", variants=5)
def find_x(draw: Draw) -> Question:
    x, a, b, c = WITH_X[(draw.variant * 7) % len(WITH_X)]
    said = (
        rf"In triangle $ABC$, $D$ lies on $AB$ and $E$ on $AC$ such that $DE \parallel BC$. If $AD = x$ cm, "
        f"$DB = (x - {a})$ cm, $AE = (x + {b})$ cm and $EC = (x - {c})$ cm, find the value of $x$."
    )
    figure = cut_triangle(
        x / (2 * x - a),
        {"AD": "x", "DB": f"x − {a}", "AE": f"x + {b}", "EC": f"x − {c}"},
        f"Triangle ABC with DE parallel to BC; AD is x, DB is x minus {a}, AE is x plus {b}, EC is x minus "
        f"{c} (cm).",
    )
    return TRIANGLES.vsa(
        GRASP,
        said + placed(figure),
        answer=f"$x = {x}$",
        steps=[
            (
                1,
                rf"By the basic proportionality theorem $\frac{{x}}{{x - {a}}} = "
                rf"\frac{{x + {b}}}{{x - {c}}}$.",
            ),
            (1, rf"$x(x - {c}) = (x - {a})(x + {b})$ gives $x = {x}$."),
        ],
        typed=str(x),
        figures=[figure],
        substitute=said,
    )


@template("x-circ-chord-length", variants=5)
def chord_length(draw: Draw) -> Question:
    small, half, large = draw.turn([(5, 12, 13), (9, 12, 15), (12, 16, 20), (10, 24, 26), (12, 5, 13)])
    return CIRCLES.vsa(
        GRASP,
        f"A chord of length {2 * half} cm of the larger of two concentric circles touches the smaller "
        "circle. If the "
        f"radius of the larger circle is {large} cm, find the radius of the smaller circle.",
        answer=f"${small}$ cm",
        steps=[
            (
                1,
                "The radius to the point of contact is perpendicular to the chord and bisects it: half the "
                "chord is "
                f"{half} cm.",
            ),
            (1, rf"$r = \sqrt{{{large}^2 - {half}^2}} = {small}$ cm."),
        ],
        typed=str(small),
    )


@template("x-circ-two-tangents", variants=5)
def two_tangents(draw: Draw) -> Question:
    angle, radius = draw.turn([(60, 6), (60, 9), (90, 7), (90, 11), (120, 6)])
    length = {60: rf"{radius}\sqrt{{3}}", 90: str(radius), 120: rf"{radius // 3}\sqrt{{3}}"}[angle]
    typed = {60: f"{radius}*sqrt(3)", 90: str(radius), 120: f"{radius // 3}*sqrt(3)"}[angle]
    value = {60: r"\frac{1}{\sqrt{3}}", 90: "1", 120: r"\sqrt{3}"}[angle]
    if angle == 120:
        radius = radius // 3 * 3
    said = (
        f"Two tangents $PA$ and $PB$, inclined at an angle of ${angle}^\\circ$, are drawn from $P$ to a "
        "circle of "
        f"radius {radius} cm with centre $O$. Find the length of each tangent."
    )
    figure = tangents(
        angle,
        f"Tangents PA and PB from P to a circle with centre O; the angle APB is {angle} degrees.",
        label=f"{angle}°",
    )
    return CIRCLES.vsa(
        GRASP,
        said + placed(figure),
        answer=f"${length}$ cm",
        steps=[
            (
                1,
                rf"$OP$ bisects $\angle APB$ and $OA \perp AP$, so in triangle $OAP$, $\angle OPA = "
                rf"{angle // 2}^\circ$."
                if angle != 90
                else r"$OP$ bisects $\angle APB$ and $OA \perp AP$, so $\angle OPA = 45^\circ$.",
            ),
            (1, rf"$\tan {angle // 2}^\circ = \frac{{{radius}}}{{AP}} = {value}$, so $AP = {length}$ cm."),
        ],
        typed=typed,
        figures=[figure],
        substitute=said,
    )


PROOFS: list[tuple[str, str, Steps]] = [
    (
        "Prove that a parallelogram which circumscribes a circle is a rhombus.",
        "Equal tangents give $AB + CD = BC + AD$; with equal opposite sides $AB = BC$.",
        [
            (1, "Names the points of contact and states that the tangents from each vertex are equal."),
            (1, "Adds them: $AB + CD = BC + AD$."),
            (0.5, "In a parallelogram $AB = CD$ and $BC = AD$, so $2AB = 2BC$."),
            (0.5, "Adjacent sides are equal, so $ABCD$ is a rhombus."),
        ],
    ),
    (
        "A quadrilateral $ABCD$ is drawn to circumscribe a circle. Prove that $AB + CD = AD + BC$.",
        "Add the four equalities of the tangents from the vertices.",
        [
            (0.5, "Names the points of contact $P$, $Q$, $R$, $S$ on $AB$, $BC$, $CD$, $DA$."),
            (1, "$AP = AS$, $BP = BQ$, $CR = CQ$, $DR = DS$ (tangents from an external point)."),
            (1, "Adds: $(AP + BP) + (CR + DR) = (AS + DS) + (BQ + CQ)$."),
            (0.5, "Concludes $AB + CD = AD + BC$."),
        ],
    ),
    (
        "Prove that the angle between the two tangents drawn from an external point to a circle is "
        "supplementary to the "
        "angle subtended at the centre by the line segment joining the points of contact.",
        r"In quadrilateral $OAPB$ the angles at $A$ and $B$ are right angles, so the other two add up to "
        r"$180^\circ$.",
        [
            (0.5, "Draws or describes tangents $PA$, $PB$ and the radii $OA$, $OB$."),
            (1, r"$\angle OAP = \angle OBP = 90^\circ$ (radius and tangent)."),
            (1, r"Angle sum of quadrilateral $OAPB$: $\angle APB + \angle AOB + 180^\circ = 360^\circ$."),
            (0.5, r"Concludes $\angle APB + \angle AOB = 180^\circ$."),
        ],
    ),
    (
        r"Two tangents $PA$ and $PB$ are drawn to a circle with centre $O$ from an external point $P$. "
        "Prove that "
        r"$\angle APB = 2\angle OAB$.",
        r"Both $\angle APB$ and $2\angle OAB$ are $180^\circ - 2\angle PAB$ or equal by $PA = PB$.",
        [
            (1, r"$PA = PB$, so with $\angle APB = \theta$: $\angle PAB = \frac{1}{2}(180^\circ - \theta)$."),
            (0.5, r"$\angle OAP = 90^\circ$."),
            (1, r"$\angle OAB = 90^\circ - \left(90^\circ - \frac{1}{2}\theta\right) = \frac{1}{2}\theta$."),
            (0.5, r"Concludes $\angle APB = 2\angle OAB$."),
        ],
    ),
    (
        r"The diagonals of a trapezium $ABCD$ with $AB \parallel DC$ intersect at $O$. Prove that "
        r"$\frac{OA}{OC} = \frac{OB}{OD}$.",
        r"$\triangle OAB \sim \triangle OCD$ by AA.",
        [
            (
                1,
                r"$\angle OAB = \angle OCD$ and $\angle OBA = \angle ODC$ (alternate angles, $AB \parallel "
                "DC$).",
            ),
            (1, r"$\triangle OAB \sim \triangle OCD$ (AA criterion)."),
            (1, r"Corresponding sides are proportional: $\frac{OA}{OC} = \frac{OB}{OD}$."),
        ],
    ),
    (
        r"In triangle $ABC$, $D$ is a point on $BC$ such that $\angle ADC = \angle BAC$. Prove that "
        r"$CA^2 = CB \times CD$.",
        r"$\triangle ADC \sim \triangle BAC$ by AA.",
        [
            (1, r"$\angle ADC = \angle BAC$ (given) and $\angle C$ is common."),
            (1, r"$\triangle ADC \sim \triangle BAC$ (AA criterion)."),
            (1, r"$\frac{CA}{CB} = \frac{CD}{CA}$, so $CA^2 = CB \times CD$."),
        ],
    ),
    (
        "Prove that the tangents drawn at the ends of a diameter of a circle are parallel.",
        "Both are perpendicular to the same diameter.",
        [
            (1, "Names the diameter $AB$, centre $O$, and the tangents at $A$ and $B$."),
            (
                1,
                "Each tangent is perpendicular to the radius at its point of contact, so both make right "
                "angles with $AB$.",
            ),
            (1, "Alternate (or co-interior) angles show that the tangents are parallel."),
        ],
    ),
    (
        r"$E$ is a point on the side $AD$ produced of a parallelogram $ABCD$ and $BE$ intersects $CD$ at "
        "$F$. Prove that "
        r"$\triangle ABE \sim \triangle CFB$.",
        "Two pairs of equal angles: opposite angles of the parallelogram, and alternate angles.",
        [
            (1, r"$\angle A = \angle C$ (opposite angles of a parallelogram)."),
            (1, r"$\angle AEB = \angle CBF$ (alternate angles, $AE \parallel BC$)."),
            (1, r"$\triangle ABE \sim \triangle CFB$ (AA criterion)."),
        ],
    ),
]


@template("x-geometry-proof", variants=8)
def proof(draw: Draw) -> Question:
    text, answer, steps = draw.turn(PROOFS)
    topic = TRIANGLES if "triangle" in text or "trapezium" in text else CIRCLES
    return topic.sa(GRASP, text, answer=answer, steps=steps)


@template("x-circ-in-right-triangle", variants=6)
def in_right_triangle(draw: Draw) -> Question:
    a, b, c = draw.turn([(8, 6, 10), (5, 12, 13), (8, 15, 17), (12, 9, 15), (24, 7, 25), (20, 21, 29)])
    r = (a + b - c) // 2
    return CIRCLES.sa(
        GRASP,
        rf"$ABC$ is a triangle right-angled at $B$ with $AB = {a}$ cm and $BC = {b}$ cm. A circle with "
        "centre $O$ is "
        "inscribed in it. Find the radius of the circle.",
        answer=f"${r}$ cm",
        steps=[
            (0.5, rf"$AC = \sqrt{{{a}^2 + {b}^2}} = {c}$ cm."),
            (
                1,
                "The radii to $AB$ and $BC$ and the tangents from $B$ form a square, so the tangents from "
                "$B$ are $r$; "
                f"those from $A$ are ${a} - r$ and those from $C$ are ${b} - r$.",
            ),
            (1, f"$({a} - r) + ({b} - r) = {c}$."),
            (0.5, f"$r = {r}$ cm."),
        ],
        typed=str(r),
        other={
            "Areas": [
                (0.5, rf"$AC = \sqrt{{{a}^2 + {b}^2}} = {c}$ cm."),
                (
                    1.5,
                    f"Area of $ABC$ = sum of areas of $OAB$, $OBC$, $OCA$: ${a * b} = r({a} + {b} + {c})$.",
                ),
                (1, f"$r = {r}$ cm."),
            ]
        },
    )


@template("x-tri-lamp-post", variants=6)
def lamp_post(draw: Draw) -> Question:
    who, tall = draw.turn(
        [("girl", 90), ("boy", 120), ("man", 180), ("woman", 150), ("child", 100), ("student", 160)]
    )
    lamp, speed, seconds = draw.whole(3, 6) * 120, draw.turn([60, 80, 120, 90, 100, 75]), draw.whole(3, 8)
    way = speed * seconds
    long = Fraction(tall * way, lamp - tall)
    if (long / 10).denominator != 1 or long < 50:
        draw.again()
    metres = Fraction(int(long), 100)
    said = f"{float(metres):g}"
    return TRIANGLES.sa(
        APPLY,
        f"A {who} of height {tall} cm walks away from the foot of a lamp-post at {speed / 100:g} m/s. If "
        "the lamp is "
        f"{lamp / 100:g} m above the ground, find the length of the {who}'s shadow after {seconds} seconds.",
        answer=f"${said}$ m",
        steps=[
            (0.5, rf"Distance from the post: ${speed / 100:g} \times {seconds} = {way / 100:g}$ m."),
            (
                1,
                "The triangles made by the lamp-post and by the walker, both with the tip of the shadow, "
                "are similar (AA).",
            ),
            (
                1,
                rf"With the shadow $x$ m: $\frac{{{lamp / 100:g}}}{{{tall / 100:g}}} = "
                rf"\frac{{{way / 100:g} + x}}{{x}}$.",
            ),
            (0.5, f"$x = {said}$ m."),
        ],
        typed=said,
    )


@template("x-circ-quadrilateral-side", variants=5)
def quadrilateral_side(draw: Draw) -> Question:
    r, ds, bc, cr = draw.whole(5, 12), draw.whole(4, 11), draw.whole(20, 40), draw.whole(15, 30)
    # angle at D is 90 degrees: DS = DR = r; BC = b, CD = c; AB = BP + ... as in tangents
    cd = r + cr
    bq = bc - cr
    ap = ds
    ab = ap + bq
    if bq < 6 or ap == bq or ab == bc:
        draw.again()
    said = (
        rf"A circle with centre $O$ touches the sides $AB$, $BC$, $CD$ and $DA$ of a quadrilateral $ABCD$ "
        "at $P$, $Q$, $R$ "
        rf"and $S$, and $\angle D = 90^\circ$. If $AB = {ab}$ cm, $BC = {bc}$ cm, $CD = {cd}$ cm and $BP = "
        f"{bq}$ cm, find "
        "the radius of the circle and the length of $AD$."
    )
    return CIRCLES.sa(
        THINK,
        said,
        answer=f"Radius ${r}$ cm, $AD = {ap + r}$ cm",
        steps=[
            (1, f"$BQ = BP = {bq}$ cm, $CR = CQ = {bc} - {bq} = {cr}$ cm, $DR = {cd} - {cr} = {r}$ cm."),
            (
                1,
                rf"$ORDS$ is a square (right angles at $R$, $D$, $S$, and $OR = OS$), so the radius is $DR "
                f"= {r}$ cm.",
            ),
            (1, f"$AS = AP = {ab} - {bq} = {ap}$ cm, so $AD = {ap} + {r} = {ap + r}$ cm."),
        ],
    )
