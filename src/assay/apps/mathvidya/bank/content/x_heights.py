"""Class X, Trigonometry: heights and distances, questions of five marks and a case study."""

from math import radians, tan

from assay.apps.mathvidya.bank.content.drawing import Draw, template
from assay.apps.mathvidya.bank.content.svg import Drawing, placed
from assay.apps.mathvidya.bank.content.writing import (
    APPLY,
    APPLY_WELL,
    GRASP_WELL,
    THINK_HARD,
    instead,
    part,
)
from assay.apps.mathvidya.bank.content.x_trigonometry import HEIGHTS
from assay.apps.mathvidya.bank.document import Figure, Question


def two_sights(near: int, far: int, alt: str) -> Figure:
    """A vertical AB seen from C and, farther away on the same side, from D; angles in degrees."""
    foot, top = (250.0, 30.0), (250.0, 165.0)
    c = (foot[0] - 135 / tan(radians(near)), 30.0)
    d = (max(foot[0] - 135 / tan(radians(far)), 15.0), 30.0)
    sheet = Drawing(290, 190).line((8, 30), (280, 30)).line(foot, top, wide=2.5).line(c, top).line(d, top)
    sheet.angle(c, top, foot, f"{near}°", 16).angle(d, top, foot, f"{far}°", 22).right_angle(foot, top, c)
    sheet.text((262, 162), "A").text((258, 12), "B").text((c[0], 12), "C").text((d[0] + 4, 12), "D")
    return sheet.figure(alt)


@template("x-trig-walk-towards", variants=6)
def walk_towards(draw: Draw) -> Question:
    what = draw.turn(["tower", "building", "chimney", "lighthouse", "water tank", "temple"])
    walked = draw.turn([40, 30, 60, 50, 24, 36])
    half = walked // 2
    said = (
        f"From a point on level ground the angle of elevation of the top of a {what} is $30^\\circ$. After "
        f"walking {walked} m "
        f"straight towards its foot the angle of elevation becomes $60^\\circ$. Find the height of the "
        f"{what} and the distance "
        "of the first point from its foot."
    )
    figure = two_sights(
        60,
        30,
        f"A vertical {what} AB with foot B; its top A is seen at 60 degrees from C and at 30 degrees from D.",
    )
    return HEIGHTS.la(
        GRASP_WELL,
        said + placed(figure),
        answer=rf"Height ${half}\sqrt{{3}}$ m, distance ${half * 3}$ m",
        steps=[
            (
                1,
                r"With height $h$ and the nearer distance $x$: $\tan 60^\circ = \frac{h}{x}$, so $h = "
                r"x\sqrt{3}$.",
            ),
            (1, rf"$\tan 30^\circ = \frac{{h}}{{x + {walked}}}$, so $h\sqrt{{3}} = x + {walked}$."),
            (1, f"$3x = x + {walked}$, so $x = {half}$."),
            (1, rf"$h = {half}\sqrt{{3}}$ m."),
            (1, f"Distance of the first point: ${half} + {walked} = {half * 3}$ m."),
        ],
        figures=[figure],
        substitute=said,
    )


@template("x-trig-opposite-sides", variants=6)
def opposite_sides(draw: Draw) -> Question:
    wide = draw.turn([80, 60, 100, 120, 40, 48])
    quarter = wide // 4
    return HEIGHTS.la(
        APPLY,
        f"Two poles of equal height stand opposite each other on the two sides of a road {wide} m wide. "
        "From a point on the "
        r"road between them the angles of elevation of the tops of the poles are $60^\circ$ and $30^\circ$. "
        "Find the height "
        "of the poles and the distances of the point from them.",
        answer=rf"Height ${quarter}\sqrt{{3}}$ m; distances ${quarter}$ m and ${3 * quarter}$ m",
        steps=[
            (1, "A correct figure with both poles, the point and the two angles."),
            (1, r"$\tan 60^\circ = \frac{h}{x}$, so $h = x\sqrt{3}$."),
            (1, rf"$\tan 30^\circ = \frac{{h}}{{{wide} - x}}$, so $h\sqrt{{3}} = {wide} - x$."),
            (1, f"$3x = {wide} - x$, so $x = {quarter}$ and the other distance is ${3 * quarter}$ m."),
            (1, rf"$h = {quarter}\sqrt{{3}}$ m."),
        ],
    )


@template("x-trig-depression", variants=6)
def depression(draw: Draw) -> Question:
    low, place = draw.turn(
        [(7, "Kochi"), (12, "Delhi"), (15, "Nagpur"), (9, "Bhubaneswar"), (20, "Chandigarh"), (10, "Shimla")]
    )
    return HEIGHTS.la(
        APPLY_WELL,
        f"From the top of a building {low} m high in {place}, the angle of elevation of the top of a cable "
        "tower is "
        r"$60^\circ$ and the angle of depression of its foot is $45^\circ$. Find the height of the tower "
        "and its distance from "
        "the building.",
        answer=rf"Height ${low}(\sqrt{{3}} + 1)$ m, distance ${low}$ m",
        steps=[
            (1, "A correct figure with the horizontal through the top of the building and both angles."),
            (1, rf"Angle of depression: $\tan 45^\circ = \frac{{{low}}}{{d}}$, so $d = {low}$ m."),
            (
                1.5,
                rf"Angle of elevation: $\tan 60^\circ = \frac{{x}}{{{low}}}$, so $x = {low}\sqrt{{3}}$ m "
                "above the horizontal.",
            ),
            (1.5, rf"Height $= {low} + {low}\sqrt{{3}} = {low}(\sqrt{{3}} + 1)$ m."),
        ],
    )


@template("x-trig-plane", variants=6)
def plane(draw: Draw) -> Question:
    height, seconds = draw.turn([(3600, 30), (1500, 15), (2400, 20), (1800, 12), (3000, 25), (2700, 18)])
    return HEIGHTS.la(
        THINK_HARD,
        rf"An aeroplane flies horizontally at a constant height of ${height}\sqrt{{3}}$ m. From a point on "
        "the ground its angle "
        rf"of elevation is $60^\circ$; after {seconds} seconds it is $30^\circ$. Find the distance covered "
        "in this time and the "
        "speed of the aeroplane in m/s.",
        answer=f"${2 * height}$ m; ${2 * height // seconds}$ m/s",
        steps=[
            (1, "A correct figure with the two positions of the aeroplane and both angles."),
            (1, rf"First horizontal distance: $\frac{{{height}\sqrt{{3}}}}{{\tan 60^\circ}} = {height}$ m."),
            (
                1,
                rf"Second horizontal distance: $\frac{{{height}\sqrt{{3}}}}{{\tan 30^\circ}} = "
                f"{3 * height}$ m.",
            ),
            (1, f"Distance covered: ${3 * height} - {height} = {2 * height}$ m."),
            (1, rf"Speed: ${2 * height} \div {seconds} = {2 * height // seconds}$ m/s."),
        ],
    )


@template("x-case-drone", variants=5)
def drone(draw: Draw) -> Question:
    where = draw.turn(
        [
            "a stadium in Ranchi",
            "the beach of Gopalpur",
            "a wildlife park in Gir",
            "a farm near Nashik",
            "a fair at Pushkar",
        ]
    )
    base = draw.turn([30, 45, 60, 36, 54])
    third = base // 3
    sheet = Drawing(320, 200).line((10, 25), (310, 25)).line((60, 25), (60, 180), dashed=True)
    sheet.line((60, 180), (149.5, 25)).line((60, 180), (290, 25), dashed=True).right_angle(
        (60, 25), (60, 180), (149.5, 25)
    )
    sheet.angle((149.5, 25), (60, 180), (60, 25), "60°", 18).text((60, 186), "D").text((46, 8), "F")
    sheet.text((149.5, 8), "A").text((290, 8), "B").text((104, 8), f"{base} m")
    figure = sheet.figure(
        f"A drone D straight above the point F of level ground; A is {base} m from F, and D is seen from A "
        "at 60 degrees; B lies "
        "beyond A on the same line."
    )
    said = (
        f"A camera drone $D$ hovers straight above a point $F$ of the level ground of {where}. Anil stands "
        f"at $A$, {base} m from "
        r"$F$, and sees the drone at an angle of elevation of $60^\circ$. Bina stands at $B$, on the line "
        "$FA$ beyond $A$."
    )
    return HEIGHTS.case(
        APPLY,
        said + placed(figure),
        [
            part(
                1,
                rf"${base}\sqrt{{3}}$ m",
                [(0.5, rf"$\tan 60^\circ = \frac{{DF}}{{{base}}}$."), (0.5, rf"$DF = {base}\sqrt{{3}}$ m.")],
                label="i",
                text="Find the height of the drone above the ground.",
                typed=f"{base}*sqrt(3)",
            ),
            part(
                1,
                f"${2 * base}$ m",
                [(0.5, rf"$\cos 60^\circ = \frac{{{base}}}{{AD}}$."), (0.5, f"$AD = {2 * base}$ m.")],
                label="ii",
                text="Find the distance $AD$ of the drone from Anil.",
                typed=str(2 * base),
            ),
            part(
                2,
                f"${2 * base}$ m",
                [
                    (1, rf"$\tan 30^\circ = \frac{{{base}\sqrt{{3}}}}{{FB}}$, so $FB = {3 * base}$ m."),
                    (1, f"$AB = {3 * base} - {base} = {2 * base}$ m."),
                ],
                label="iii",
                text=r"Bina sees the drone at an angle of elevation of $30^\circ$. How far is she from Anil?",
                typed=str(2 * base),
                instead=instead(
                    r"The drone comes straight down until Anil sees it at an angle of elevation of "
                    r"$30^\circ$. Through what "
                    "distance has it come down?",
                    rf"${2 * third}\sqrt{{3}}$ m",
                    [
                        (1, rf"New height: ${base}\tan 30^\circ = {third}\sqrt{{3}}$ m."),
                        (1, rf"${base}\sqrt{{3}} - {third}\sqrt{{3}} = {2 * third}\sqrt{{3}}$ m."),
                    ],
                ),
            ),
        ],
        figures=[figure],
        substitute=said,
    )
