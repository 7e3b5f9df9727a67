"""Class X, Mensuration: questions of five marks and case studies."""

from fractions import Fraction

from assay.apps.mathvidya.bank.content.drawing import Draw, template
from assay.apps.mathvidya.bank.content.svg import Drawing, placed
from assay.apps.mathvidya.bank.content.writing import (
    APPLY,
    APPLY_WELL,
    GRASP_WELL,
    THINK,
    THINK_HARD,
    instead,
    part,
    rupees,
)
from assay.apps.mathvidya.bank.content.x_mensuration import PI, SECTORS, SOLIDS, USE_PI, number, sector
from assay.apps.mathvidya.bank.document import Question


@template("x-solid-tent", variants=6)
def tent(draw: Draw) -> Question:
    r, h, up, slant = draw.turn(
        [
            (14, 3, 10.5, 17.5),
            (21, 4, 20, 29),
            (7, 5, 24, 25),
            (10.5, 4, 14, 17.5),
            (28, 5, 21, 35),
            (35, 6, 12, 37),
        ]
    )
    rate = draw.turn([120, 150, 100, 200, 250, 180])
    rr, hh, ss = Fraction(r), Fraction(h), Fraction(slant)
    walls, roof = 2 * PI * rr * hh, PI * rr * ss
    area = walls + roof
    if (area * rate).denominator != 1:
        draw.again()
    cost = int(area * rate)
    return SOLIDS.la(
        GRASP_WELL,
        f"A circus tent is a cylinder of radius {r:g} m and height {h} m, with a conical roof of the same "
        "radius that rises "
        f"{up:g} m above the cylinder. Find the area of the canvas used, and its cost at ₹ {rate} per "
        f"m$^2$. {USE_PI}",
        answer=f"${number(area)}$ m$^2$; {rupees(cost)}",
        steps=[
            (1, rf"Slant height: $\sqrt{{{r:g}^2 + {up:g}^2}} = {slant:g}$ m."),
            (1, rf"Walls: $2\pi r h = {number(walls)}$ m$^2$."),
            (1, rf"Roof: $\pi r l = {number(roof)}$ m$^2$."),
            (1, f"Canvas: ${number(area)}$ m$^2$."),
            (1, rf"Cost: ${number(area)} \times {rate}$, that is {rupees(cost)}."),
        ],
    )


@template("x-solid-capsule", variants=6)
def capsule(draw: Draw) -> Question:
    r, whole = draw.turn([(3.5, 19), (7, 34), (2.1, 10.2), (1.4, 8.8), (10.5, 51), (4.2, 20.4)])
    rr, ww = Fraction(str(r)), Fraction(str(whole))
    long = ww - 2 * rr
    volume = PI * rr * rr * long + Fraction(4, 3) * PI * rr**3
    area = 2 * PI * rr * long + 4 * PI * rr * rr
    unit = draw.turn(["cm", "cm", "mm", "mm", "cm", "mm"])
    return SOLIDS.la(
        APPLY,
        f"A solid is a cylinder with a hemisphere of the same radius, {r:g} {unit}, at each of its two "
        "ends. Its total length is "
        f"{whole:g} {unit}. Find its total surface area and its volume. {USE_PI}",
        answer=f"Surface ${said(area)}$ {unit}$^2$, volume ${said(volume)}$ {unit}$^3$",
        steps=[
            (1, rf"Length of the cylinder: ${whole:g} - 2 \times {r:g} = {float(long):g}$ {unit}."),
            (1, r"Surface $= 2\pi r h + 4\pi r^2$."),
            (1, f"Surface $= {said(area)}$ {unit}$^2$."),
            (1, r"Volume $= \pi r^2 h + \frac{4}{3}\pi r^3$."),
            (1, f"Volume $= {said(volume)}$ {unit}$^3$."),
        ],
    )


def said(value: Fraction) -> str:
    """A value of three decimals at most, else as a fraction."""
    return f"{float(value):.3f}".rstrip("0").rstrip(".") if (value * 1000).denominator == 1 else number(value)


@template("x-solid-hollowed", variants=6)
def hollowed(draw: Draw) -> Question:
    r, h, slant = draw.turn(
        [(7, 24, 25), (21, 28, 35), (3.5, 12, 12.5), (14, 48, 50), (21, 20, 29), (35, 84, 91)]
    )
    rr, hh, ss = Fraction(str(r)), Fraction(h), Fraction(str(slant))
    left = PI * rr * rr * hh * Fraction(2, 3)
    area = 2 * PI * rr * hh + PI * rr * ss + PI * rr * rr
    return SOLIDS.la(
        APPLY_WELL,
        f"From a solid wooden cylinder of height {h} cm and radius {r:g} cm, a conical cavity of the same "
        "height and the same "
        f"radius is hollowed out. Find the volume and the total surface area of the remaining solid. "
        f"{USE_PI}",
        answer=f"Volume ${said(left)}$ cm$^3$, surface ${said(area)}$ cm$^2$",
        steps=[
            (1, r"Volume left $= \pi r^2 h - \frac{1}{3}\pi r^2 h = \frac{2}{3}\pi r^2 h$."),
            (1, f"$= {said(left)}$ cm$^3$."),
            (1, rf"Slant height of the cavity: $\sqrt{{{r:g}^2 + {h}^2}} = {slant:g}$ cm."),
            (1, r"Surface $= 2\pi r h + \pi r l + \pi r^2$ (one base of the cylinder is left)."),
            (1, f"$= {said(area)}$ cm$^2$."),
        ],
    )


@template("x-solid-spheres-in-water", variants=6)
def in_water(draw: Draw) -> Question:
    r, up, ball = draw.turn([(5, 8, 0.5), (6, 12, 0.5), (3, 8, 0.5), (10, 12, 1), (6, 16, 1), (4, 16, 1)])
    rr, bb = Fraction(r), Fraction(str(ball))
    volume = rr * rr * up / 3
    out = volume / 4
    count = out / (Fraction(4, 3) * bb**3)
    if count.denominator != 1:
        draw.again()
    return SOLIDS.la(
        THINK_HARD,
        f"A vessel has the shape of an inverted cone of height {up} cm and top radius {r} cm. It is filled "
        "with water to the brim. "
        f"When equal lead shots, each a sphere of radius {ball:g} cm, are dropped in, one fourth of the "
        "water flows out. Find the "
        "number of lead shots.",
        answer=f"${count}$",
        steps=[
            (1, rf"Water: $\frac{{1}}{{3}}\pi \times {r}^2 \times {up}$ cm$^3$."),
            (1, "The shots displace one fourth of it."),
            (1, rf"Water that flows out: $\frac{{1}}{{12}}\pi \times {r * r * up}$ cm$^3$."),
            (1, rf"One shot: $\frac{{4}}{{3}}\pi \times ({ball:g})^3$ cm$^3$."),
            (1, f"Number: the quotient of the two, ${count}$."),
        ],
    )


@template("x-case-fan", variants=5)
def fan(draw: Draw) -> Question:
    where = draw.turn(
        [
            "a craft fair in Surajkund",
            "a shop in Jodhpur",
            "a workshop in Channapatna",
            "a school fair in Thrissur",
            "a mela in Kullu",
        ]
    )
    r, angle = draw.turn([(21, 120), (14, 90), (28, 135), (42, 60), (21, 60)])
    count = draw.turn([20, 25, 10, 15, 30])
    area, arc = PI * r * r * angle / 360, 2 * PI * r * angle / 360
    edge = arc + 2 * r
    text = (
        f"At {where}, hand fans are made in the shape of a sector of a circle of radius {r} cm with an "
        "angle of "
        rf"${angle}^\circ$ at the centre. {USE_PI}"
    )
    figure = sector(
        angle,
        f"{r} cm",
        f"A circle with centre O and radius {r} cm; the sector OAB of {angle} degrees is shaded.",
    )
    return SECTORS.case(
        APPLY,
        text + placed(figure),
        [
            part(
                1,
                f"${number(arc)}$ cm",
                [(0.5, rf"$\frac{{{angle}}}{{360}} \times 2\pi r$."), (0.5, f"$= {number(arc)}$ cm.")],
                label="i",
                text="Find the length of the curved edge of a fan.",
                typed=str(arc),
            ),
            part(
                1,
                f"${number(edge)}$ cm",
                [
                    (0.5, "Adds both radii to the arc."),
                    (0.5, rf"${number(arc)} + 2 \times {r} = {number(edge)}$ cm."),
                ],
                label="ii",
                text="How much lace goes around the whole edge of a fan?",
                typed=str(edge),
            ),
            part(
                2,
                f"${number(area * count)}$ cm$^2$",
                [
                    (
                        1,
                        rf"One fan: $\frac{{{angle}}}{{360}} \times \frac{{22}}{{7}} \times {r}^2 = "
                        f"{number(area)}$ cm$^2$.",
                    ),
                    (1, rf"{count} fans: ${number(area * count)}$ cm$^2$."),
                ],
                label="iii",
                text=f"Find the area of paper used for one side of {count} such fans.",
                typed=str(area * count),
                instead=instead(
                    "A fan is cut out of a full circular sheet of the same radius. Find the area of the "
                    "sheet that is left over.",
                    f"${number(PI * r * r - area)}$ cm$^2$",
                    [
                        (1, f"The rest is a sector of ${360 - angle}^\\circ$."),
                        (
                            1,
                            rf"$\frac{{{360 - angle}}}{{360}} \times \frac{{22}}{{7}} \times {r}^2 = "
                            f"{number(PI * r * r - area)}$ cm$^2$.",
                        ),
                    ],
                ),
            ),
        ],
        figures=[figure],
        substitute=text,
    )


@template("x-case-silo", variants=5)
def silo(draw: Draw) -> Question:
    where = draw.turn(
        [
            "a dairy near Anand",
            "a grain market in Karnal",
            "a farm near Guntur",
            "a mill in Burdwan",
            "a co-operative in Satara",
        ]
    )
    r, h = draw.turn([(7, 15), (3.5, 9), (14, 20), (2.1, 10), (10.5, 18)])
    rr, hh = Fraction(str(r)), Fraction(h)
    base, walls, dome = PI * rr * rr, 2 * PI * rr * hh, 2 * PI * rr * rr
    inside = base * hh + Fraction(2, 3) * PI * rr**3
    sheet = (
        Drawing(240, 240).line((70, 40), (70, 140)).line((170, 40), (170, 140)).arc((120, 140), 50, 0, 180)
    )
    sheet.ellipse((120, 40), 50, 12).line((70, 140), (170, 140), dashed=True).text((145, 146), f"{r:g} m")
    sheet.text((192, 85), f"{h} m").dot((120, 140))
    figure = sheet.figure(
        f"A cylinder of radius {r:g} m and height {h} m with a hemisphere of the same radius on its top."
    )
    text = (
        f"A storage tank of {where} is a cylinder of radius {r:g} m and height {h} m with a hemispherical "
        "dome of the same radius "
        f"on its top. {USE_PI}"
    )
    return SOLIDS.case(
        THINK,
        text + placed(figure),
        [
            part(
                1,
                f"${h + r:g}$ m",
                [(1, f"Height of the cylinder and radius of the dome: ${h} + {r:g} = {h + r:g}$ m.")],
                label="i",
                text="What is the total height of the tank?",
                typed=f"{h + r:g}",
            ),
            part(
                1,
                f"${said(base)}$ m$^2$",
                [(0.5, r"$\pi r^2$."), (0.5, f"$= {said(base)}$ m$^2$.")],
                label="ii",
                text="Find the area of the ground which the tank covers.",
                typed=str(base),
            ),
            part(
                2,
                f"${said(walls + dome)}$ m$^2$",
                [
                    (1, rf"Walls $2\pi r h = {said(walls)}$ m$^2$, dome $2\pi r^2 = {said(dome)}$ m$^2$."),
                    (1, f"Together ${said(walls + dome)}$ m$^2$."),
                ],
                label="iii",
                text="Find the outer surface that is to be painted (the walls and the dome).",
                typed=str(walls + dome),
                instead=instead(
                    "Find the volume of the tank.",
                    f"${said(inside)}$ m$^3$",
                    [
                        (1, r"$\pi r^2 h + \frac{2}{3}\pi r^3$ with the right numbers."),
                        (1, f"$= {said(inside)}$ m$^3$."),
                    ],
                ),
            ),
        ],
        figures=[figure],
        substitute=text,
    )
