"""Class X, Geometry: questions of five marks and a case study."""

from fractions import Fraction
from math import isqrt

from assay.apps.mathvidya.bank.content.drawing import Draw, template
from assay.apps.mathvidya.bank.content.svg import Drawing, placed
from assay.apps.mathvidya.bank.content.writing import (
    APPLY,
    APPLY_WELL,
    GRASP,
    GRASP_WELL,
    THINK_HARD,
    Said,
    Steps,
    instead,
    part,
    tex,
)
from assay.apps.mathvidya.bank.content.x_geometry import CIRCLES, TRIANGLES
from assay.apps.mathvidya.bank.document import Question

BPT_PROOF: list[tuple[float, Said]] = [
    (0.5, "States what is given, what is to be proved, and draws the figure."),
    (0.5, r"Construction: joins $BE$ and $CD$; draws $EN \perp AB$ and $DM \perp AC$."),
    (
        1,
        r"$\frac{\text{ar}(ADE)}{\text{ar}(BDE)} = \frac{AD}{DB}$ and "
        r"$\frac{\text{ar}(ADE)}{\text{ar}(DEC)} = \frac{AE}{EC}$.",
    ),
    (
        1,
        "Triangles $BDE$ and $DEC$ are on one base between the same parallels, so their areas are equal; "
        "hence "
        r"$\frac{AD}{DB} = \frac{AE}{EC}$.",
    ),
]


PARALLELS = [
    (a * b // (a - c), a, b, c)
    for a in range(2, 7)
    for b in range(2, 7)
    for c in range(1, a)
    if a * b % (a - c) == 0 and b != c and b + 1 < a * b // (a - c) <= 18
]
"""x, a, b, c with x : (x + a) = (x - b) : (x - b + c)."""


@template("x-tri-bpt-and-use", variants=6)
def bpt_and_use(draw: Draw) -> Question:
    x, a, b, c = PARALLELS[(draw.variant * 5) % len(PARALLELS)]
    return TRIANGLES.la(
        GRASP_WELL,
        "Prove that if a line is drawn parallel to one side of a triangle to intersect the other two sides "
        "in distinct "
        "points, the other two sides are divided in the same ratio.\n\n"
        rf"Using this result, find $x$ if in triangle $PQR$ a line parallel to $QR$ meets $PQ$ at $S$ and "
        "$PR$ at $T$, with "
        f"$PS = x$ cm, $SQ = (x + {a})$ cm, $PT = (x - {b})$ cm and $TR = (x {'+' if c > b else '-'} "
        f"{abs(c - b)})$ cm.",
        answer=f"Basic proportionality theorem; $x = {x}$",
        steps=[
            *BPT_PROOF,
            (1, rf"$\frac{{x}}{{x + {a}}} = \frac{{x - {b}}}{{x {'+' if c > b else '-'} {abs(c - b)}}}$."),
            (1, f"Cross-multiplies and solves: $x = {x}$."),
        ],
    )


@template("x-circ-equal-tangents", variants=6)
def equal_tangents(draw: Draw) -> Question:
    x, y, z = draw.whole(3, 8), draw.whole(4, 10), draw.whole(5, 12)
    if len({x, y, z}) < 3:
        draw.again()
    ab, bc, ca = x + y, y + z, z + x
    return CIRCLES.la(
        GRASP,
        "Prove that the lengths of the tangents drawn from an external point to a circle are equal.\n\n"
        f"Using this result, find $AD$, $BE$ and $CF$, where the incircle of a triangle $ABC$ with $AB = "
        f"{ab}$ cm, "
        f"$BC = {bc}$ cm and $CA = {ca}$ cm touches $AB$, $BC$ and $CA$ at $D$, $E$ and $F$ respectively.",
        answer=f"$AD = {x}$ cm, $BE = {y}$ cm, $CF = {z}$ cm",
        steps=[
            (0.5, "States what is given and to be proved, with a figure of $PA$, $PB$ and the centre $O$."),
            (1, r"$\angle OAP = \angle OBP = 90^\circ$, $OA = OB$ and $OP$ is common."),
            (1, r"$\triangle OAP \cong \triangle OBP$ (RHS), so $PA = PB$."),
            (1, f"With $AD = x$, $BE = y$, $CF = z$: $x + y = {ab}$, $y + z = {bc}$, $z + x = {ca}$."),
            (0.5, f"Adds: $x + y + z = {x + y + z}$."),
            (1, f"$x = {x}$, $y = {y}$, $z = {z}$."),
        ],
    )


def _incircles() -> list[tuple[int, int, int, int]]:
    """Tangent lengths from B, C and A, and the radius r, all whole: r^2 (x + y + z) = xyz."""
    found = []
    for r in range(2, 9):
        for x in range(3, 15):
            for y in range(x + 1, 15):
                over, under = r * r * (x + y), x * y - r * r
                if under > 0 and over % under == 0 and over // under <= 15 and over // under not in (x, y):
                    found.append((x, y, over // under, r))
    return found


@template("x-circ-incircle-sides", variants=6)
def incircle_sides(draw: Draw) -> Question:
    known = _incircles()
    y, z, x, r = known[(draw.variant * 5 + 1) % len(known)]
    s, root = x + y + z, isqrt((x + y + z) * x * y * z)
    return CIRCLES.la(
        THINK_HARD,
        f"A triangle $ABC$ is drawn to circumscribe a circle of radius {r} cm such that the segments $BD$ "
        "and $DC$, into "
        f"which $BC$ is divided by the point of contact $D$, are of lengths {y} cm and {z} cm respectively. "
        "Find the sides "
        "$AB$ and $AC$.",
        answer=f"$AB = {x + y}$ cm, $AC = {x + z}$ cm",
        steps=[
            (1, f"With tangents $x$ cm from $A$: $AB = x + {y}$, $AC = x + {z}$, $BC = {y + z}$ cm."),
            (0.5, f"The semi-perimeter is $s = x + {y + z}$."),
            (1, rf"Area by Heron's formula: $\sqrt{{(x + {y + z}) \cdot x \cdot {y} \cdot {z}}}$."),
            (1, rf"Area as sum of $OAB$, $OBC$, $OCA$: ${r}(x + {y + z})$ (radius times semi-perimeter)."),
            (
                1,
                f"Equates and squares: ${y * z}x = {r * r}(x + {y + z})$, so $x = {x}$ (check: area ${root} "
                f"= {r} \\times {s}$).",
            ),
            (0.5, f"$AB = {x + y}$ cm and $AC = {x + z}$ cm."),
        ],
    )


MEDIAN_PROOFS: list[tuple[str, str, Steps]] = [
    (
        r"Sides $AB$ and $AC$ and the median $AD$ of a triangle $ABC$ are respectively proportional to "
        "sides $PQ$ and $PR$ "
        r"and the median $PM$ of another triangle $PQR$. Prove that $\triangle ABC \sim \triangle PQR$.",
        r"Produce the medians to twice their length; SSS then SAS similarity.",
        [
            (1, "Produces $AD$ to $E$ and $PM$ to $N$ with $AD = DE$, $PM = MN$, and joins $CE$ and $RN$."),
            (1, r"$\triangle ABD \cong \triangle ECD$ gives $AB = CE$; likewise $PQ = RN$."),
            (
                1,
                r"$\frac{CE}{RN} = \frac{AC}{PR} = \frac{AE}{PN}$, so $\triangle ACE \sim \triangle PRN$ "
                "(SSS).",
            ),
            (
                1,
                r"Hence $\angle CAE = \angle RPN$, likewise $\angle BAE = \angle QPN$, so $\angle A = "
                r"\angle P$.",
            ),
            (1, r"With $\frac{AB}{PQ} = \frac{AC}{PR}$: $\triangle ABC \sim \triangle PQR$ (SAS)."),
        ],
    ),
    (
        r"$CD$ and $GH$ are the bisectors of $\angle ACB$ and $\angle EGF$, with $D$ and $H$ on the sides "
        "$AB$ and $FE$ of "
        r"triangles $ABC$ and $FEG$. If $\triangle ABC \sim \triangle FEG$, prove that (a) $\frac{CD}{GH} = "
        r"\frac{AC}{FG}$ "
        r"and (b) $\triangle DCB \sim \triangle HGE$.",
        "Use AA in the triangles cut off by the bisectors.",
        [
            (
                1,
                r"From the similarity $\angle A = \angle F$, $\angle B = \angle E$, $\angle ACB = \angle "
                "FGE$.",
            ),
            (1, r"Halves of equal angles: $\angle ACD = \angle FGH$ and $\angle DCB = \angle HGE$."),
            (1.5, r"(a) $\triangle ACD \sim \triangle FGH$ (AA), so $\frac{CD}{GH} = \frac{AC}{FG}$."),
            (
                1.5,
                r"(b) $\angle B = \angle E$ and $\angle DCB = \angle HGE$, so $\triangle DCB \sim \triangle "
                "HGE$ (AA).",
            ),
        ],
    ),
    (
        r"Prove the basic proportionality theorem. Hence show that the line drawn from the mid-point of one "
        "side of a "
        "triangle parallel to another side bisects the third side.",
        r"With $AD = DB$ the theorem gives $\frac{AE}{EC} = 1$.",
        [
            *BPT_PROOF,
            (1, r"For $D$ the mid-point of $AB$ and $DE \parallel BC$: $\frac{AE}{EC} = \frac{AD}{DB} = 1$."),
            (1, "$AE = EC$: the line bisects $AC$."),
        ],
    ),
    (
        r"Prove that opposite sides of a quadrilateral circumscribing a circle subtend supplementary angles "
        "at the centre "
        "of the circle.",
        r"The eight angles at the centre are equal in pairs and add up to $360^\circ$.",
        [
            (1, "Joins the centre $O$ to the vertices and to the points of contact $P$, $Q$, $R$, $S$."),
            (
                1.5,
                r"$\triangle OAP \cong \triangle OAS$ (and likewise at $B$, $C$, $D$), so the eight angles "
                "at $O$ are equal "
                "in four pairs.",
            ),
            (1, r"$2(\angle 1 + \angle 2 + \angle 3 + \angle 4) = 360^\circ$ with one angle of each pair."),
            (
                1.5,
                r"Groups them: $\angle AOB + \angle COD = 180^\circ$ and likewise $\angle BOC + \angle DOA "
                r"= 180^\circ$.",
            ),
        ],
    ),
]


@template("x-geometry-long-proof", variants=4)
def long_proof(draw: Draw) -> Question:
    text, answer, steps = draw.turn(MEDIAN_PROOFS)
    return (CIRCLES if "circle" in text else TRIANGLES).la(GRASP_WELL, text, answer=answer, steps=steps)


@template("x-circ-parallel-tangents", variants=4)
def common_chord(draw: Draw) -> Question:
    r, half, near = draw.turn([(5, 4, 3), (10, 8, 6), (13, 12, 5), (15, 12, 9)])
    length = Fraction(r * half, near)
    return CIRCLES.la(
        APPLY_WELL,
        f"$PQ$ is a chord of length {2 * half} cm of a circle of radius {r} cm with centre $O$. The "
        "tangents at $P$ and $Q$ "
        "intersect at a point $T$. Find the length of $TP$.",
        answer=f"$TP = {tex(length)}$ cm",
        steps=[
            (
                1,
                f"$OT$ is the perpendicular bisector of $PQ$; with their meeting point $R$, $PR = {half}$ "
                "cm.",
            ),
            (1, rf"$OR = \sqrt{{{r}^2 - {half}^2}} = {near}$ cm."),
            (
                1.5,
                r"$\triangle TRP \sim \triangle PRO$ (AA: right angles at $R$, and $\angle TPR = \angle "
                "POR$).",
            ),
            (
                1,
                rf"$\frac{{TP}}{{PO}} = \frac{{RP}}{{RO}}$, so $\frac{{TP}}{{{r}}} = "
                rf"\frac{{{half}}}{{{near}}}$.",
            ),
            (0.5, f"$TP = {tex(length)}$ cm."),
        ],
        other={
            "Pythagoras": [
                (1, f"$PR = {half}$ cm, where $OT$ bisects $PQ$ at right angles at $R$."),
                (1, f"$OR = {near}$ cm."),
                (1.5, f"With $TR = y$: $TP^2 = y^2 + {half * half}$ and $TP^2 = (y + {near})^2 - {r * r}$."),
                (1, f"Solves for $y = {tex(Fraction(half * half, near))}$ cm."),
                (0.5, f"$TP = {tex(length)}$ cm."),
            ]
        },
    )


@template("x-case-similar", variants=5)
def similar(draw: Draw) -> Question:
    what, place = draw.turn(
        [
            ("statue", "a park in Vadodara"),
            ("lighthouse", "the coast near Puducherry"),
            ("minaret", "the old city of Hyderabad"),
            ("clock tower", "a square in Dehradun"),
            ("windmill", "a farm near Kanyakumari"),
        ]
    )
    rod, its, k = draw.whole(2, 4), draw.whole(3, 6), draw.whole(5, 9)
    if rod == its:
        draw.again()
    tall, long = rod * k, its * k
    m = draw.whole(2, 4)
    if m == k:
        draw.again()
    tree, later = (
        rod * m,
        draw.turn([Fraction(1, 2), Fraction(2), Fraction(1, 2), Fraction(2), Fraction(1, 2)]),
    )
    sheet = Drawing(330, 170).line((15, 30), (320, 30))
    sheet.line((40, 30), (40, 150)).line((40, 150), (220, 30), dashed=True).text((26, 156), "A").text(
        (40, 13), "B"
    )
    sheet.text((220, 13), "C").line((265, 30), (265, 66)).line((265, 66), (319, 30), dashed=True)
    sheet.text((265, 72), "P").text((265, 13), "Q").text((319, 13), "R")
    sheet.text((243, 46), f"{rod} m").text((292, 13), f"{its} m").text((130, 13), f"{long} m")
    figure = sheet.figure(
        f"Two right triangles on level ground: AB with its shadow BC of {long} m, and a rod PQ of {rod} m "
        "with its shadow "
        f"QR of {its} m; AC and PR are rays of the sun."
    )
    said = (
        f"To find the height $AB$ of a {what} at {place}, students set up a vertical rod $PQ$ of {rod} m "
        "beside it. At 4 p.m. "
        f"the rod's shadow $QR$ is {its} m long and the shadow $BC$ of the {what} is {long} m long."
    )
    shadow = later * tall
    return TRIANGLES.case(
        APPLY,
        said + placed(figure),
        [
            part(
                1,
                r"AA: right angles at $B$ and $Q$, and $\angle ACB = \angle PRQ$",
                [
                    (0.5, r"$\angle B = \angle Q = 90^\circ$."),
                    (0.5, r"The sun's rays are parallel: $\angle C = \angle R$; AA."),
                ],
                label="i",
                text=r"By which criterion is $\triangle ABC \sim \triangle PQR$? Give the pairs of equal "
                "angles.",
            ),
            part(
                1,
                f"${tall}$ m",
                [(0.5, rf"$\frac{{AB}}{{{rod}}} = \frac{{{long}}}{{{its}}}$."), (0.5, f"$AB = {tall}$ m.")],
                label="ii",
                text=f"Find the height of the {what}.",
                typed=str(tall),
            ),
            part(
                2,
                f"${its * m}$ m",
                [
                    (1, rf"$\frac{{{tree}}}{{{rod}}} = \frac{{x}}{{{its}}}$ by similar triangles."),
                    (1, f"$x = {its * m}$ m."),
                ],
                label="iii",
                text=f"How long is the shadow at that time of a tree {tree} m high nearby?",
                typed=str(its * m),
                instead=instead(
                    f"At another hour the rod's shadow is {float(later * rod):g} m long. "
                    f"How long is the shadow of the {what} then?",
                    f"${tex(shadow)}$ m",
                    [
                        (1, f"The ratio of shadow to height is now ${tex(later)}$ for both."),
                        (1, rf"Shadow $= {tex(later)} \times {tall} = {tex(shadow)}$ m."),
                    ],
                ),
            ),
        ],
        figures=[figure],
        substitute=said,
    )
